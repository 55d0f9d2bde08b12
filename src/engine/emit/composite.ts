// Ops that other kernels compute between views: convolution and pooling in one and three dimensions, grouped transposed
// convolution, norms of groups, reductions, attention. Results in between are values of the compiler's own.
import type { Compiler } from '../compiler';
import { alone, type Group } from '../fuse';
import { channelsLast, numel, permuted, rowMajor, sliced, type Region } from '../region';
import type { Lowering } from '../../tensor/plan';
import { behind, emitConv } from './conv';
import { emitBinary, emitUnary } from './elementwise';
import { emitMatmul } from './matrix';
import { emitPool } from './pool';
import { emitLayerNorm, emitPad, emitSoftmax } from './rows';
import { emitTransposed } from './transposed';
import { inShape } from './views';

type Of<K extends Lowering['kernel']> = Extract<Lowering, { kernel: K }> & { readonly operands: readonly (number | null)[] };

/** A result in between: `emit` defines it. Null where it could not. */
function between(compiler: Compiler, shape: readonly number[], emit: (group: Group) => boolean): Region | null {
  const value = compiler.temporary(shape);
  return emit(alone(value)) ? compiler.region(value) : null;
}
const valueOf = (compiler: Compiler, region: Region): number => {
  const value = compiler.temporary(region.shape);
  compiler.define(value, region);
  return value;
};
/** A weight seen otherwise, which stays a weight; of what is computed, a region. */
function turnedValue(compiler: Compiler, weight: number, shape: readonly number[], turn: (region: Region) => Region): number {
  return compiler.isConstant(weight) ? compiler.turnWeight(compiler.temporary(shape), weight, turn)
    : valueOf(compiler, turn(compiler.region(weight)));
}

/** A new axis of size 1. */
const widened = (region: Region, axis: number): Region => ({ ...region, shape: region.shape.toSpliced(axis, 0, 1),
  strides: region.strides.toSpliced(axis, 0, (region.strides[axis] ?? 1) * (region.shape[axis] ?? 1)) });
const narrowed = (region: Region, axis: number): Region => ({ ...region, shape: region.shape.toSpliced(axis, 1),
  strides: region.strides.toSpliced(axis, 1) });

export function emitConvNd(compiler: Compiler, group: Group, conv: Of<'convNd'>): boolean {
  const [input, weight, bias = null] = conv.operands;
  if (typeof input !== 'number' || typeof weight !== 'number') return false;
  const pair = (list: readonly number[], filler: number): readonly [number, number] =>
    (list.length === 1 ? [filler, list[0]] : [list[1], list[2]]);
  const plane = { inputs: conv.inputs, kernel: 'conv2d' as const, stride: pair(conv.stride, 1), padding: pair(conv.padding, 0),
    dilation: pair(conv.dilation, 1), groups: conv.groups };
  const shape = compiler.shape(group.out);
  if (conv.stride.length === 1) {
    const operands = [valueOf(compiler, widened(compiler.region(input), 2)), turnedValue(compiler, weight,
      compiler.shape(weight).toSpliced(2, 0, 1), (region) => widened(region, 2)), bias];
    const out = between(compiler, shape.toSpliced(2, 0, 1), (each) => emitConv(compiler, each, { ...plane, operands }));
    if (!out) return false;
    compiler.define(group.out, narrowed(out, 2));
    return true;
  }
  const [outputs, channels, taps, kernelH, kernelW] = compiler.shape(weight);
  const [images, , depth, height, width] = shape;
  const frames = framesOf(compiler, input, conv, taps, depth);
  const flat = [outputs, taps * channels, kernelH, kernelW];
  const operands = [valueOf(compiler, frames), turnedValue(compiler, weight, flat, (region) =>
    inShape(compiler, permuted(region, [0, 2, 1, 3, 4]), flat)), bias];
  const out = between(compiler, [images * depth, outputs, height, width], (each) => emitConv(compiler, each, { ...plane,
    operands }));
  if (!out) return false;
  const [image, ...rest] = out.strides;
  compiler.define(group.out, { ...out, shape, strides: [image * depth, rest[0], image, rest[1], rest[2]] });
  return true;
}

/**
 * For each position in depth the frames that its window sees, their channels side by side, group by group:
 * [N·depth, groups·taps·C/groups, H, W].
 */
function framesOf(compiler: Compiler, input: number, conv: Of<'convNd'>, taps: number, depth: number): Region {
  const [images, channels, , height, width] = compiler.shape(input);
  const [[stride], [padding], [dilation]] = [conv.stride, conv.padding, conv.dilation];
  const after = Math.max(padding, behind(compiler.shape(input)[2], depth, taps, stride, padding, dilation));
  const from = after === 0 ? compiler.region(input) : padded(compiler, input, padding, after);
  if (taps === 1 && images === 1) {
    const frames = sliced(from, 2, 0, depth, stride);
    return { ...frames, shape: [depth, channels, height, width], strides: [2, 1, 3, 4].map((axis) => frames.strides[axis]) };
  }
  const shape = [images * depth, taps * channels, height, width];
  const out = compiler.allocate(shape, channelsLast(shape));
  const [image, , row, column] = out.strides;
  const perGroup = channels / conv.groups;
  for (let tap = 0; tap < taps; tap++) {
    const { shape: [n, , ...rest], strides: [stepN, step, ...steps], ...part } = sliced(from, 2, tap * dilation, depth, stride);
    const apart = [n, conv.groups, perGroup, ...rest];
    compiler.copyTo({ ...part, shape: apart, strides: [stepN, perGroup * step, step, ...steps] },
      { ...out, offset: tap * perGroup, shape: apart, strides: [image * depth, taps * perGroup, 1, image, row, column] });
  }
  return out;
}
function padded(compiler: Compiler, input: number, before: number, after: number): Region {
  const shape = compiler.shape(input);
  const out = between(compiler, shape.with(2, shape[2] + before + after), (each) => emitPad(compiler, each,
    { inputs: ['input'], kernel: 'pad', before: [0, 0, before, 0, 0], value: 0, operands: [input] }));
  if (!out) throw new Error('every float tensor can be padded');
  return out;
}

/** In three dimensions the planes first, then along the depth: windows without what is left out of averages come apart. */
export function emitPoolNd(compiler: Compiler, group: Group, pool: Of<'poolNd'>): boolean {
  const [input] = pool.operands;
  if (typeof input !== 'number') return false;
  const shape = compiler.shape(group.out);
  const { mode, countPadding } = pool;
  const flat = (of: number, out: readonly number[], pick: (list: readonly number[], filler: number) => readonly [number,
    number]): Region | null =>
    between(compiler, out, (each) => emitPool(compiler, each, { inputs: pool.inputs, kernel: 'pool2d', mode, countPadding,
      size: pick(pool.size, 1), stride: pick(pool.stride, 1), padding: pick(pool.padding, 0), dilation: pick(pool.dilation, 1),
      operands: [of] }));
  const region = compiler.region(input);
  if (pool.size.length === 1) {
    const out = flat(valueOf(compiler, widened(region, 2)), shape.toSpliced(2, 0, 1), ([size], filler) => [filler, size]);
    if (out) compiler.define(group.out, narrowed(out, 2));
    return out !== null;
  }
  const [images, channels, depth] = region.shape;
  const [, , outDepth, height, width] = shape;
  const planes = inShape(compiler, permuted(region, [0, 2, 1, 3, 4]), [images * depth, channels, ...region.shape.slice(3)]);
  const pooled = flat(valueOf(compiler, planes), [images * depth, channels, height, width], ([, y, x]) => [y, x]);
  if (!pooled) return false;
  const [image, channel, row] = pooled.strides;
  // Dense: a row of pixels after the other.
  const along: Region = { ...pooled, shape: [images, channels, depth, height * width],
    strides: [image * depth, channel, image, row / width] };
  const out = flat(valueOf(compiler, along), [images, channels, outDepth, height * width], ([z], filler) => [z, filler]);
  if (!out) return false;
  const [n, c, z, pixel] = out.strides;
  compiler.define(group.out, { ...out, shape, strides: [n, c, z, pixel * width, pixel] });
  return true;
}

/** Each group of channels on its own. */
export function emitGroupedTransposed(compiler: Compiler, group: Group, conv: Of<'convTransposed2d'>): boolean {
  const [input, weight, bias] = conv.operands;
  const { groups } = conv;
  if (typeof input !== 'number' || typeof weight !== 'number' || groups > 64 || group.calls.length > 1) return false;
  const shape = compiler.shape(group.out);
  const [channels, outputs] = [compiler.shape(input)[1] / groups, shape[1] / groups];
  const out = compiler.allocate(shape, channelsLast(shape));
  for (let g = 0; g < groups; g++) {
    const part = (region: Region, axis: number): Region => sliced(region, axis, g * channels, channels);
    // Kernels read whole tensors with their channels side by side.
    const own = valueOf(compiler, compiler.copied(part(compiler.region(input), 1), channelsLast(compiler.shape(input)
      .with(1, channels))));
    const taps = turnedValue(compiler, weight, compiler.shape(weight).with(0, channels), (region) => part(region, 0));
    const operands = [own, taps, null];
    const result = between(compiler, shape.with(1, outputs), (each) => emitTransposed(compiler, each, { ...conv, groups: 1,
      operands }));
    if (!result) return false;
    compiler.copyTo(result, sliced(out, 1, g * outputs, outputs));
  }
  const sum = typeof bias === 'number' ? arithmetic(compiler, 'add', out, perChannel(compiler, bias, shape.length)) : out;
  if (sum) compiler.define(group.out, sum);
  return sum !== null;
}

const arithmetic = (compiler: Compiler, name: 'add' | 'mul', left: Region, right: Region): Region | null =>
  between(compiler, left.shape, (each) => emitBinary(compiler, each, { inputs: [], kernel: 'binary', function: name,
    operands: [valueOf(compiler, left), valueOf(compiler, right)] }));
/** A value per channel as [C, 1, ...]. */
function perChannel(compiler: Compiler, value: number, rank: number): Region {
  const region = compiler.region(value);
  const ones = Array.from({ length: rank - 2 }, () => 1);
  return { ...region, shape: [...region.shape, ...ones], strides: [...region.strides, ...ones] };
}

export function emitGroupNorm(compiler: Compiler, group: Group, norm: Of<'groupNorm'>): boolean {
  const [input, weight, bias] = norm.operands;
  if (typeof input !== 'number') return false;
  const shape = compiler.shape(input);
  const rows = [shape[0] * norm.groups, numel(shape) / (shape[0] * norm.groups)];
  const lines = { ...compiler.rowMajor(input), shape: rows, strides: rowMajor(rows) };
  const normed = between(compiler, rows, (each) => emitLayerNorm(compiler, each, { inputs: [], kernel: 'layerNorm', axes: 1,
    eps: norm.eps, operands: [valueOf(compiler, lines), null, null] }));
  let out: Region | null = normed && inShape(compiler, normed, shape);
  if (out && typeof weight === 'number') out = arithmetic(compiler, 'mul', out, perChannel(compiler, weight, shape.length));
  if (out && typeof bias === 'number') out = arithmetic(compiler, 'add', out, perChannel(compiler, bias, shape.length));
  if (out) compiler.define(group.out, out);
  return out !== null;
}

/** A pool whose window is all that is reduced: [1, kept, reduced, 1]. */
export function emitReduce(compiler: Compiler, group: Group, reduce: Of<'reduce'>): boolean {
  const [input] = reduce.operands;
  if (typeof input !== 'number') return false;
  const region = compiler.region(input);
  const kept = region.shape.map((_, axis) => axis).filter((axis) => !reduce.axes.includes(axis));
  const size = (axes: readonly number[]): number => axes.reduce((n, axis) => n * region.shape[axis], 1);
  const [outside, inside] = [size(kept), size(reduce.axes)];
  // Long sums lose digits one by one; reference kernels add in double precision.
  if (inside > 65_536) return false;
  const order = [...reduce.axes, ...kept];
  const dense = compiler.copied(permuted(region, order), rowMajor(order.map((axis) => region.shape[axis])));
  const lines = valueOf(compiler, { ...dense, shape: [1, outside, inside, 1], strides: [numel(region.shape), 1, outside,
    outside] });
  const window = { size: [inside, 1], stride: [1, 1], padding: [0, 0], dilation: [1, 1] } as const;
  let out = between(compiler, [1, outside, 1, 1], (each) => emitPool(compiler, each, { inputs: [], kernel: 'pool2d',
    countPadding: true,
    mode: reduce.mode === 'max' ? 'max' : 'average', ...window, operands: [lines] }));
  if (out && reduce.mode === 'sum') {
    const mean = valueOf(compiler, out);
    out = between(compiler, out.shape, (each) => emitUnary(compiler, each, { inputs: [], kernel: 'unary', function: 'affine',
      a: inside,
      b: 0, operands: [mean] }));
  }
  if (!out) return false;
  const shape = compiler.shape(group.out);
  compiler.define(group.out, { ...out, shape, strides: rowMajor(shape) });
  return true;
}

/** softmax(query · keyᵀ · scale + mask) · value. */
export function emitAttention(compiler: Compiler, group: Group, attention: Of<'attention'>): boolean {
  const [query, key, value, mask] = attention.operands;
  if (typeof query !== 'number' || typeof key !== 'number' || typeof value !== 'number') return false;
  const out = compiler.shape(group.out);
  const turned = valueOf(compiler, swapLast(compiler.region(key)));
  const shape = [...out.slice(0, -1), compiler.shape(key)[out.length - 2]];
  const products = between(compiler, shape, (each) => emitMatmul(compiler, each, { inputs: [], kernel: 'matmul',
    operands: [query, turned] }));
  let scores = products && between(compiler, shape, (each) => emitUnary(compiler, each, { inputs: [], kernel: 'unary',
    function: 'affine',
    a: attention.scale, b: 0, operands: [valueOf(compiler, products)] }));
  if (scores && typeof mask === 'number') scores = arithmetic(compiler, 'add', scores, compiler.region(mask));
  if (scores && attention.causal) scores = arithmetic(compiler, 'add', scores, causalMask(compiler, shape.slice(-2)));
  const weights = scores && between(compiler, shape, (each) => emitSoftmax(compiler, each, { inputs: [], kernel: 'softmax',
    log: false,
    axis: shape.length - 1, operands: [valueOf(compiler, scores)] }));
  return weights !== null && emitMatmul(compiler, group, { inputs: [], kernel: 'matmul', operands: [valueOf(compiler,
    weights), value] });
}
/** Added to scores: nothing up to each target's own position, behind it what softmax makes 0 of. */
function causalMask(compiler: Compiler, shape: readonly number[]): Region {
  const [targets, sources] = shape;
  const buffer = compiler.weightBuffer(4 * targets * sources);
  compiler.prepare({ run: (loader) => {
    loader.write({ buffer, offset: 0 }, Float32Array.from({ length: targets * sources }, (_, i) =>
      (i % sources <= Math.floor(i / sources) ? 0 : -Infinity)));
  } });
  return { buffer, offset: 0, shape, strides: rowMajor(shape) };
}
const swapLast = (region: Region): Region => permuted(region, region.shape.map((_, i) =>
  (i < region.shape.length - 2 ? i : 2 * region.shape.length - 3 - i)));
