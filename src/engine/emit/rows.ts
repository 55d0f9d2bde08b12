// Softmax, layer normalisation and resampling as steps.
import type { Compiler } from '../compiler';
import type { Group } from '../fuse';
import { addressOf, wordsOf, type Word } from '../program';
import { channelsLast, permuted, rowMajor, stridesInOrder, type Region } from '../region';
import type { Lowering, TapTable } from '../../tensor/plan';
import { LAYER_NORM, RESAMPLE, SOFTMAX } from '../wasm/rows';
import { rowAxes, axisWords, sizeWords } from './elementwise';

type Of<K extends Lowering['kernel']> = Extract<Lowering, { kernel: K }> & { readonly operands: readonly (number | null)[] };

export function emitSoftmax(compiler: Compiler, group: Group, softmax: Of<'softmax'>): boolean {
  const [input] = softmax.operands;
  const shape = compiler.shape(group.out);
  if (typeof input !== 'number' || shape.length === 0) return false;
  // The axis goes last; axes go back to their places in the result.
  const axes = [...shape.map((_, i) => i).filter((i) => i !== softmax.axis), softmax.axis];
  const { from, out, rows } = rowPair(compiler, permuted(compiler.region(input), axes), 1);
  compiler.define(group.out, permuted(out, shape.map((_, i) => axes.indexOf(i))));
  const [i, o] = rows.strides;
  const words = wordsOf(SOFTMAX.names, { input: addressOf(from), out: addressOf(out), ...sizeWords(rows.sizes),
    ...axisWords('i', i, 3), ...axisWords('o', o, 3) });
  compiler.kernel(softmax.log ? 'logSoftmax' : 'softmax', words, rows.sizes[0] * rows.sizes[1]);
  return true;
}

export function emitLayerNorm(compiler: Compiler, group: Group, norm: Of<'layerNorm'>): boolean {
  const [input, weight, bias] = norm.operands;
  if (typeof input !== 'number') return false;
  const { from, out, rows } = rowPair(compiler, compiler.region(input), norm.axes);
  compiler.define(group.out, out);
  const [i, o] = rows.strides;
  const factor = (value: number | null | undefined, other: () => Word): Word =>
    (typeof value === 'number' ? addressOf(compiler.rowMajor(value)) : other());
  compiler.kernel('layerNorm', wordsOf(LAYER_NORM.names, { input: addressOf(from), out: addressOf(out), ...sizeWords(rows.sizes),
    ...axisWords('i', i, 3), ...axisWords('o', o, 3), weight: factor(weight, () => ones(compiler, rows.sizes[3])),
    bias: factor(bias, () => compiler.zero(4 * rows.sizes[3])), eps: { float: norm.eps } }), rows.sizes[0] * rows.sizes[1]);
  return true;
}

function ones(compiler: Compiler, count: number): Word {
  const buffer = compiler.weightBuffer(4 * count);
  compiler.prepare({ run: (loader) => { loader.write({ buffer, offset: 0 }, new Float32Array(count).fill(1)); } });
  return { buffer, offset: 0 };
}

interface RowPair { readonly from: Region; readonly out: Region; readonly rows: { sizes: number[]; strides: number[][] } }

/** Input and result with the last `axes` axes as one dense row; the input is copied when it does not lie so. */
function rowPair(compiler: Compiler, input: Region, axes: number): RowPair {
  const outer = input.shape.length - axes;
  const order = input.shape.map((_, i) => i).slice(0, outer).sort((a, b) => input.strides[b] - input.strides[a] || a - b);
  const strides = stridesInOrder(input.shape, [...order, ...input.shape.map((_, i) => i).slice(outer)]);
  const out = compiler.allocate(input.shape, strides);
  const given = rowAxes([input, out], outer);
  if (given) return { from: input, out, rows: given };
  const from = compiler.copied(input, strides);
  const rows = rowAxes([from, out], outer);
  if (!rows) throw new Error('dense tensors have rows');
  return { from, out, rows };
}

export function emitResample(compiler: Compiler, group: Group, resize: Of<'resample2d'>): boolean {
  const [input] = resize.operands;
  if (typeof input !== 'number') return false;
  const shape = compiler.shape(group.out);
  const from = compiler.channelsLast(input);
  const out = compiler.define(group.out, compiler.allocate(shape, channelsLast(shape)));
  compiler.kernel('resample', wordsOf(RESAMPLE.names, { input: addressOf(from), inN: 4 * from.strides[0],
    inY: 4 * from.strides[2],
    inX: 4 * from.strides[3], out: addressOf(out), outN: 4 * out.strides[0], outY: 4 * out.strides[2], outX: 4 * out.strides[3],
    outHeight: shape[2], outWidth: shape[3], channels: shape[1], rowTaps: resize.rows.taps, columnTaps: resize.columns.taps,
    rows: table(compiler, resize.rows), columns: table(compiler, resize.columns) }), shape[0] * shape[2]);
  return true;
}

function table(compiler: Compiler, { positions, weights }: TapTable): Word {
  const bits = new Int32Array(2 * positions.length);
  const floats = new Float32Array(bits.buffer);
  positions.forEach((position, i) => {
    bits[2 * i] = position;
    floats[2 * i + 1] = weights[i];
  });
  const buffer = compiler.weightBuffer(bits.byteLength);
  compiler.prepare({ run: (loader) => { loader.write({ buffer, offset: 0 }, floats); } });
  return { buffer, offset: 0 };
}

export function emitPad(compiler: Compiler, group: Group, pad: Of<'pad'>): boolean {
  const [input] = pad.operands;
  if (typeof input !== 'number') return false;
  const from = compiler.region(input);
  const shape = compiler.shape(group.out);
  const order = from.shape.map((_, i) => i).sort((a, b) => from.strides[b] - from.strides[a] || a - b);
  const out = compiler.define(group.out, compiler.allocate(shape, stridesInOrder(shape, order)));
  const value = compiler.weightBuffer(4);
  compiler.prepare({ run: (loader) => { loader.write({ buffer: value, offset: 0 }, Float32Array.of(pad.value)); } });
  compiler.copyTo({ buffer: value, offset: 0, shape, strides: shape.map(() => 0) }, out);
  const inside = pad.before.reduce((sum, amount, axis) => sum + amount * out.strides[axis], out.offset);
  compiler.copyTo(from, { ...out, offset: inside, shape: from.shape });
  return true;
}

/** Both halves of every axis that moves change places. */
export function emitRoll(compiler: Compiler, group: Group, roll: Of<'roll'>): boolean {
  const [input] = roll.operands;
  if (typeof input !== 'number') return false;
  let from = compiler.region(input);
  for (const { axis, by } of roll.shifts) {
    const size = from.shape[axis];
    const shift = ((by % size) + size) % size;
    const out = compiler.allocate(from.shape, rowMajor(from.shape));
    const part = (region: Region, start: number, count: number): Region => ({ ...region,
      offset: region.offset + start * region.strides[axis], shape: region.shape.map((n, i) => (i === axis ? count : n)) });
    if (shift > 0) compiler.copyTo(part(from, size - shift, shift), part(out, 0, shift));
    compiler.copyTo(part(from, 0, size - shift), part(out, shift, size - shift));
    from = out;
  }
  compiler.define(group.out, from);
  return true;
}
