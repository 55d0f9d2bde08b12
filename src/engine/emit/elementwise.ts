// Elementwise calls: results are laid out as their first operand is, so that activations of convolutions stay as they are.
import type { Compiler } from '../compiler';
import type { Group } from '../fuse';
import { addressOf, wordsOf, type Word } from '../program';
import { channelsLast, collapse, expanded, isDense, memoryOrder, numel, stridesInOrder, rowMajor, type Region } from '../region';
import type { Lowering } from '../../tensor/plan';
import { AFFINE_WORDS, BINARY_WORDS, UNARY_WORDS } from '../wasm/elementwise';
import { UNARY } from '../wasm/functions';
import { normIsConstant } from './conv';
import { normWords } from './epilogue';

type Of<K extends Lowering['kernel']> = Extract<Lowering, { kernel: K }> & { readonly operands: readonly (number | null)[] };

/** Strides of a dense tensor whose axes lie in memory as those of `region`. */
export const stridesLike = (region: Region): number[] =>
  isDense(region) ? [...region.strides] : stridesInOrder(region.shape, memoryOrder(region));

interface Rows { readonly sizes: number[]; readonly strides: number[][] }
/** The axes from `outer` on as one dense row, those before as at most three; null when the first tensor does not lie so. */
export function rowAxes(regions: readonly Region[], outer: number): Rows | null {
  const part = (from: number, to?: number): { shape: number[]; strides: number[][] } =>
    collapse(regions[0].shape.slice(from, to), regions.map((region) => region.strides.slice(from, to)));
  const row = part(outer);
  if (row.shape.length > 1 || row.strides.some(([step = 1]) => step !== 1)) return null;
  const rest = part(0, outer);
  if (rest.shape.length > 3) return null;
  const pad = 3 - rest.shape.length;
  const sizes = [0, 1, 2].map((i) => (i < pad ? 1 : rest.shape[i - pad]));
  return { sizes: [...sizes, row.shape[0] ?? 1], strides: rest.strides.map((list) => [0, 1, 2].map((i) => (i < pad ? 0
    : list[i - pad]))) };
}

/** At most four axes from the outermost of the last tensor inwards; null when there are more. */
function fourAxes(regions: readonly Region[]): Rows | null {
  const order = memoryOrder(regions[regions.length - 1]);
  const pick = (list: readonly number[]): number[] => order.map((axis) => list[axis]);
  const { shape, strides } = collapse(pick(regions[0].shape), regions.map((region) => pick(region.strides)));
  if (shape.length > 4) return null;
  const pad = 4 - shape.length;
  const at = (list: readonly number[], other: number): number[] => [0, 1, 2, 3].map((i) => (i < pad ? other : list[i - pad]));
  return { sizes: at(shape, 1), strides: strides.map((list) => at(list, shape.length === 0 ? 1 : 0)) };
}
export function axisWords(letter: string, strides: readonly number[], count: number): Record<string, Word> {
  return Object.fromEntries(strides.slice(0, count).map((stride, i) => [`${letter}${i}`, 4 * stride]));
}
export const sizeWords = (sizes: readonly number[]): Record<string, Word> => Object.fromEntries(sizes.map((size, i) =>
  [`n${i}`, size]));

/** One row of a large dense tensor is cut, so that threads can share it. */
function cut(rows: Rows): Rows {
  const pieces = [0, 1, 2].every((i) => rows.sizes[i] === 1) ? [64, 32, 16, 8, 4, 2].find((n) => rows.sizes[3] % (4 * n) === 0)
    : undefined;
  if (pieces === undefined || rows.sizes[3] < 8192) return rows;
  const part = rows.sizes[3] / pieces;
  return { sizes: [1, pieces, 1, part], strides: rows.strides.map(([, , , s]) => [0, part * s, 0, s]) };
}

export function emitUnary(compiler: Compiler, group: Group, unary: Of<'unary'>): boolean {
  const [input] = unary.operands;
  if (typeof input !== 'number') return false;
  let from = compiler.region(input);
  const strides = stridesLike(from);
  const out = { ...compiler.allocate(from.shape, strides) };
  let rows = fourAxes([from, out]);
  if (!rows || (rows.sizes[3] > 1 && rows.strides[0][3] !== 1)) {
    from = compiler.copied(from, strides);
    rows = fourAxes([from, out]);
  }
  if (!rows) return false;
  rows = cut(rows);
  const [i, o] = rows.strides;
  compiler.define(group.out, out);
  compiler.kernel(`unary_${unary.function}`, wordsOf(UNARY_WORDS.names, { input: addressOf(from), out: addressOf(out),
    ...sizeWords(rows.sizes), ...axisWords('i', i, 3), ...axisWords('o', o, 3), a: { float: unary.a }, b: { float: unary.b } }),
  rows.sizes[0] * rows.sizes[1]);
  return true;
}

export function emitBinary(compiler: Compiler, group: Group, call: Of<'binary'>): boolean {
  const [left, right] = call.operands;
  if (typeof left !== 'number' || typeof right !== 'number') return false;
  const shape = compiler.shape(group.out);
  const whole = [left, right].map((value) => expanded(compiler.region(value), shape));
  const leader = [left, right].findIndex((value) => numel(compiler.shape(value)) === numel(shape));
  const out = compiler.allocate(shape, leader < 0 ? rowMajor(shape) : stridesLike(whole[leader]));
  let rows = fourAxes([...whole, out]);
  const steps = (all: Rows): boolean => all.sizes[3] === 1 || (all.strides[2][3] === 1 && all.strides.slice(0, 2).every((s) =>
    s[3] === 0 || s[3] === 1)
    && all.strides[0][3] + all.strides[1][3] > 0);
  if (!rows || !steps(rows)) {
    whole.forEach((region, i) => (whole[i] = compiler.copied(region, out.strides)));
    rows = fourAxes([...whole, out]);
  }
  if (!rows) return false;
  rows = cut(rows);
  const [x, y, o] = rows.strides;
  compiler.define(group.out, out);
  compiler.kernel(`binary_${call.function}`, wordsOf(BINARY_WORDS.names, { x: addressOf(whole[0]), y: addressOf(whole[1]),
    out: addressOf(out), ...sizeWords(rows.sizes), ...axisWords('x', x, 4), ...axisWords('y', y, 4), ...axisWords('o', o, 3) }),
  rows.sizes[0] * rows.sizes[1]);
  return true;
}

/** A batch norm that could not be folded, with its activation. */
export function emitAffine(compiler: Compiler, group: Group, norm: Of<'batchNorm'>): boolean {
  const [input] = norm.operands;
  const constant = norm.operands.slice(1).every((value) => value === null || compiler.isWeight(value));
  if (typeof input !== 'number' || !constant || !normIsConstant(compiler, group)) return false;
  const shape = compiler.shape(input);
  if (shape.length < 2) return false;
  const from = compiler.channelsLast(input);
  const out = compiler.allocate(shape, channelsLast(shape));
  // The channels are the last axis on their own: their factors are walked with them.
  const axes = (r: Region): Region => ({ ...r, shape: [...r.shape.slice(0, 1), ...r.shape.slice(2)],
    strides: [...r.strides.slice(0, 1), ...r.strides.slice(2)] });
  const rows = fourAxes([axes(from), axes(out)]);
  if (!rows || rows.sizes[0] !== 1) return false;
  const [i, o] = rows.strides.map((list) => list.slice(1));
  const sizes = [...rows.sizes.slice(1), shape[1]];
  const [scale, shift] = normWords(compiler, group, shape[1]);
  const { activation } = group;
  compiler.define(group.out, out);
  const [outer, ...rest] = sizes[0] * sizes[1] > 1 ? sizes : [1, sizes[2], 1, sizes[3]];
  const swapped = sizes[0] * sizes[1] > 1 ? { i, o } : { i: [0, i[2], 0], o: [0, o[2], 0] };
  compiler.kernel('affine', wordsOf(AFFINE_WORDS.names, { input: addressOf(from), out: addressOf(out), ...sizeWords([outer,
    ...rest]),
    ...axisWords('i', swapped.i, 3), ...axisWords('o', swapped.o, 3), a: { float: activation?.a ?? 0 },
      b: { float: activation?.b ?? 0 },
    scale, shift, activation: activation ? UNARY.indexOf(activation.function) + 1 : 0 }), outer * rest[0]);
  return true;
}
