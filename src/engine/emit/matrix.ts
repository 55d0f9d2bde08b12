// Linear layers and matrix products: rows against packed weights with the tile kernel, single rows against the weights as
// they are.
import type { Compiler } from '../compiler';
import type { Group } from '../fuse';
import { addressOf, wordsOf, type Address, type Word } from '../program';
import { collapse, expanded, numel, rowMajor, type Region } from '../region';
import type { Lowering } from '../../tensor/plan';
import type { CONV } from '../wasm/conv';
import { DOT, PACK } from '../wasm/matrix';
import { emitTiles, packKey } from './conv';
import { epilogueWords } from './epilogue';

type Of<K extends Lowering['kernel']> = Extract<Lowering, { kernel: K }> & { readonly operands: readonly (number | null)[] };

/** Up to this many rows the weights are read once, unpacked: they come from memory, not from a cache. */
const FEW_ROWS = 2;

export function emitLinear(compiler: Compiler, group: Group, linear: Of<'linear'>): boolean {
  const [input, weight, bias] = linear.operands;
  if (typeof input !== 'number' || typeof weight !== 'number' || compiler.shape(weight).length !== 2) return false;
  const [outputs, depth] = compiler.shape(weight);
  const shape = compiler.shape(group.out);
  if (compiler.shape(input).length === 0) return false;
  const rows = numel(shape) / outputs;
  const plain = !group.residual && !group.activation && group.sum === null;
  const isDirect = rows <= FEW_ROWS && (compiler.isWeight(weight) || !compiler.isConstant(weight));
  if (isDirect && plain) {
    const from = compiler.rowMajor(input);
    const out = compiler.define(group.out, compiler.allocate(shape, rowMajor(shape)));
    const zero = compiler.zero(4 * outputs);
    compiler.kernel('dot', wordsOf(DOT.names, { input: addressOf(from), inM: 4 * depth, out: addressOf(out), outM: 4 * outputs,
      weights: addressOf(compiler.rowMajor(weight)), weightN: 4 * depth,
      bias: typeof bias === 'number' ? addressOf(compiler.rowMajor(bias)) : zero, rows, outputs, depth }),
        Math.ceil(outputs / 4));
    return true;
  }
  if (isDirect) return false;
  const { walked: from } = rowsOf(compiler, input);
  const out = compiler.define(group.out, compiler.allocate(shape, rowMajor(shape)));
  const [outRows] = walk(out) ?? [];
  if (!outRows) return false;
  emitRows(compiler, { ...epilogueWords(compiler, group, out, outputs, bias ?? null), weights: packMatrix(compiler, weight,
    { outputs, depth, strides: [depth, 1] }) },
    { from, out: outRows, outputs, depth });
  return true;
}

/** Axes before the last as at most [image][row][column] with strides; null when they do not run together that far. */
function walk(region: Region): [Walked] | null {
  const last = region.shape.length - 1;
  if (region.shape[last] !== 1 && region.strides[last] !== 1) return null;
  const { shape, strides } = collapse(region.shape.slice(0, last), [region.strides.slice(0, last)]);
  if (shape.length > 3) return null;
  const pad = 3 - shape.length;
  return [{ region, sizes: [1, 1, 1].map((one, i) => shape[i - pad] ?? one), strides: [0, 0, 0].map((zero, i) =>
    strides[0][i - pad] ?? zero) }];
}
interface Walked { readonly region: Region; readonly sizes: readonly number[]; readonly strides: readonly number[] }

function rowsOf(compiler: Compiler, value: number): { walked: Walked } {
  const fits = (region: Region): boolean => walk(region) !== null;
  const region = compiler.inLayout(value, 'rows', rowMajor(compiler.shape(value)), fits);
  const [walked] = walk(region) ?? [];
  if (!walked) throw new Error('a dense tensor has rows');
  return { walked };
}

interface Rows { readonly from: Walked; readonly out: Walked; readonly outputs: number; readonly depth: number;
  readonly weightN?: number }

/** Rows times packed weights. The output's rows are walked as the input's are. */
function emitRows(compiler: Compiler, words: Partial<Record<(typeof CONV.names)[number], Word>>, size: Rows): void {
  const { from, out, outputs, depth } = size;
  const [images, height, width] = from.sizes;
  const outputStrides = like(out, from.sizes);
  const blocks = Math.ceil(outputs / 8);
  emitTiles(compiler, { ...words, input: addressOf(from.region), inN: 4 * from.strides[0], inY: 4 * from.strides[1],
    inX: 4 * from.strides[2],
    outN: 4 * outputStrides[0], outY: 4 * outputStrides[1], outX: 4 * outputStrides[2], height, width, outWidth: width,
      strideY: 1,
    strideX: 1, dilationY: 1, dilationX: 1, kernelH: 1, kernelW: 1, taps: 1, channels: 4 * depth, weightN: size.weightN ?? 0,
    groupBlocks: blocks, groupOutputs: outputs, zero: compiler.zero(4 * depth) },
  { images, pixels: height * width, blocks, blockBytes: 32 * depth });
}

/** The strides under which a dense output has rows of these sizes. */
function like(out: Walked, sizes: readonly number[]): number[] {
  const step = out.strides[2] || out.strides[1] || out.strides[0];
  return [step * sizes[1] * sizes[2], step * sizes[2], step];
}

/** Weights of which output and depth are `strides` apart, in elements. */
function packMatrix(compiler: Compiler, weight: number, { outputs, depth, strides }: Matrix): Word {
  const blocks = Math.ceil(outputs / 8);
  const words = (input: Address, out: Address, [strideO, strideI]: readonly number[]): Word[] => wordsOf(PACK.names, { input, out,
    blocks, blockBytes: 32 * depth, groupBlocks: blocks, groupOutputs: outputs, strideO: 4 * strideO, strideI: 4 * strideI,
    taps: 1, tapColumns: 1, channels: depth, perGroup: depth, perGroupOutputs: 8 * blocks });
  if (!compiler.isConstant(weight)) {
    const region = compiler.region(weight);
    const packed = compiler.allocate([blocks * 8 * depth], [1]);
    const all = words(addressOf(region), addressOf(packed), region.strides);
    compiler.whenKnown(weight, () => { compiler.kernel('pack', all, blocks); });
    return addressOf(packed);
  }
  return compiler.once(packKey('matrix', weight, null, strides), () => {
    const packed: Address = { buffer: compiler.weightBuffer(blocks * 32 * depth), offset: 0 };
    compiler.pack(weight, [], (loader, from) => {
      loader.run({ kernel: 'pack', words: words(from, packed, strides), units: blocks, scratch: 0 });
    });
    return packed;
  });
}
interface Matrix { readonly outputs: number; readonly depth: number; readonly strides: readonly [output: number, depth: number] }

/** Batches of matrix products; right matrices that are computed are packed in each run. */
export function emitMatmul(compiler: Compiler, group: Group, matmul: Of<'matmul'>): boolean {
  const [left, right] = matmul.operands;
  if (typeof left !== 'number' || typeof right !== 'number') return false;
  const shape = compiler.shape(group.out);
  const ranks = [compiler.shape(left).length, compiler.shape(right).length];
  if (Math.min(...ranks) < 2 || shape.length < 2) return false;
  const batch = shape.slice(0, -2);
  const [outputs, depth, rows] = [shape[shape.length - 1], compiler.shape(left)[ranks[0] - 1], shape[shape.length - 2]];
  const out = compiler.define(group.out, compiler.allocate(shape, rowMajor(shape)));
  const a = batched(compiler, left, batch, true);
  const from: Walked = { region: a.region, sizes: [numel(batch), 1, rows], strides: [a.batchStride, 0, a.rowStride] };
  const to: Walked = { region: out, sizes: [numel(batch), 1, rows], strides: [rows * outputs, 0, outputs] };
  const epilogue = epilogueWords(compiler, group, out, outputs, null);
  if (ranks[1] === 2 && compiler.isConstant(right)) {
    emitRows(compiler, { ...epilogue, weights: packMatrix(compiler, right, { outputs, depth, strides: [1, outputs] }) },
      { from, out: to, outputs, depth });
    return true;
  }
  const b = batched(compiler, right, batch, false);
  const blocks = Math.ceil(outputs / 8);
  const images = numel(batch);
  const packed = compiler.allocate([images * blocks * 8 * depth], [1]);
  const one = b.batchStride === 0 ? 1 : images;
  const all = wordsOf(PACK.names, { input: addressOf(b.region), inN: 4 * b.batchStride, out: addressOf(packed),
    outN: blocks * 32 * depth, blocks, blockBytes: 32 * depth, groupBlocks: blocks, groupOutputs: outputs,
      strideO: 4 * b.columnStride,
    strideI: 4 * b.rowStride, taps: 1, tapColumns: 1, channels: depth, perGroup: depth, perGroupOutputs: 8 * blocks });
  compiler.whenKnown(right, () => { compiler.kernel('pack', all, blocks * one); });
  emitRows(compiler, { ...epilogue, weights: addressOf(packed) },
    { from, out: to, outputs, depth, weightN: b.batchStride === 0 ? 0 : blocks * 32 * depth });
  return true;
}

interface Batched { readonly region: Region; readonly batchStride: number; readonly rowStride: number;
  readonly columnStride: number }

/** Matrices of a batch with one stride between them; copied when the batch axes do not run together. */
function batched(compiler: Compiler, value: number, batch: readonly number[], dense: boolean): Batched {
  const own = compiler.region(value);
  const matrix = own.shape.slice(-2);
  const whole = expanded(own, [...batch, ...matrix]);
  const view = (region: Region): Batched | null => {
    const { shape, strides: [strides] } = collapse(batch, [region.strides.slice(0, -2)]);
    const [rowStride, columnStride] = region.strides.slice(-2);
    if (shape.length > 1 || (dense && columnStride !== 1 && matrix[1] !== 1)) return null;
    return { region, batchStride: strides[0] ?? 0, rowStride, columnStride };
  };
  const found = view(whole);
  if (found) return found;
  const copy = view(compiler.copied(whole, rowMajor(whole.shape)));
  if (!copy) throw new Error('a dense batch has one stride');
  return copy;
}
