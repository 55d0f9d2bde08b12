// Max and average pooling over windows, with their modules. Adaptive pools are in adaptivePool.ts, the rest in poolMore.ts.
import { plainNumel, showDim, showShape } from '../tensor/dim';
import { isIntegral } from '../tensor/dtype';
import { scalarTypeOf } from '../tensor/scalarType';
import { castElement } from '../tensor/round';
import { joinFormulas, poolSize, showPool } from '../tensor/window';
import { constantOf, type Dim, type Int, type PlainMeta, type PlainTensor, type Tensor } from '../tensor/value';
import { defineModule, defineOp, type ReceptiveFieldRule, type RuleContext, type Sample } from './op';
import { each3, perAxis, three, windowAt, windowViews, type Windows } from './windows';
import { pairOf } from './lowering';
import type { Lowering } from '../tensor/plan';

export type Rank = 1 | 2 | 3;
const WORDS = ['', 'one int', 'two ints', 'three ints'];
export const nnDocs = (name: string): string => `https://pytorch.org/docs/stable/generated/torch.nn.${name}.html`;

/** Argument lists of a pool as dims, one per axis. */
export interface PoolDims {
  readonly kernel: readonly Dim[]; readonly stride: readonly Dim[]; readonly padding: readonly Dim[];
  readonly dilation: readonly Dim[];
}

function checkList(list: readonly Dim[], rank: Rank, text: string, rule: RuleContext): readonly Dim[] {
  rule.require(list.length === 1 || list.length === rank, () => text, list);
  return perAxis(list, rank);
}

/** The kernel stands for the stride when none is given, as PyTorch spells it: None or an empty list. */
export function poolDims(
  name: string, rank: Rank,
  args: { kernel_size: readonly Dim[]; stride: readonly Dim[] | null; padding: readonly Dim[]; dilation: readonly Dim[] },
  rule: RuleContext,
): PoolDims {
  const tuple = rank === 1 ? WORDS[1] : `a tuple of ${WORDS[rank]}`;
  // avg_pool3d's own wording has no 'either' for the kernel.
  const either = name === 'avg_pool3d' ? '' : 'either ';
  const kernel =
    checkList(args.kernel_size, rank,
      rank === 1 ? `${name}() argument 'kernel_size' should contain one int (got ${args.kernel_size.length})`
    : `${name}: kernel_size must ${either}be a single int, or ${tuple}`, rule);
  const given = args.stride && args.stride.length > 0 ? args.stride : kernel;
  const stride =
    checkList(given, rank,
      `${name}: stride must ${name === 'avg_pool3d' ? '' : 'either '}be omitted, a single int, or ${tuple}`, rule);
  const padding =
    checkList(args.padding, rank,
      `${name}: padding must ${name === 'max_pool2d' || name === 'avg_pool2d' ? 'either ' : ''}be a single int, or ${tuple}`,
      rule);
  const dilation =
    checkList(args.dilation, rank,
      `${name}: dilation must be ${name === 'max_pool2d' ? 'either ' : ''}a single int, or ${tuple}`, rule);
  return { kernel, stride, padding, dilation };
}

/** As pooling_output_shape: its checks, then the size. */
function poolOut(size: Dim, dims: PoolDims, i: number, ceil: boolean, rule: RuleContext): Dim {
  const [k, s, p] = [dims.kernel[i], dims.stride[i], dims.padding[i]];
  rule.require(rule.test((x) => x !== 0, s), () => 'stride should not be zero', [s]);
  rule.require(rule.test((x) => x >= 0, p), () => `pad must be non-negative, but got pad: ${showDim(p)}`, [p]);
  rule.require(rule.test((x, y) => x <= Math.floor(y / 2), p, k), () =>
    `pad should be at most half of kernel size, but got pad=${showDim(p)} and kernel_size=${showDim(k)}`, [p, k]);
  return rule.map((n, kernel, stride, padding, dilation) => poolSize(n, kernel, stride, padding, dilation, ceil), size,
    k, s, p, dims.dilation[i]);
}

const AXES = ['T', 'H', 'W'];
const named = (prefix: string, dims: readonly Dim[]): string =>
  dims.map((d, i) => `${prefix}${AXES[3 - dims.length + i]}: ${showDim(d)}`).join(' ');

/** Sizes of the windowed axes after the checks of pool2d_shape_check and pool3d_shape_check. */
function pooled(name: string, input: Tensor, rank: Rank, dims: PoolDims, ceil: boolean, rule: RuleContext): Dim[] {
  const n = input.shape.length;
  const axes = Math.max(2, rank);
  const isAverage = name.startsWith('avg') && rank === 2;
  const isBatchable = n === axes + 1 || n === axes + 2;
  if (rank > 1) {
    if (isAverage && n < 3) rule.raise('IndexError',
      `Dimension out of range (expected to be in range of [-${n}, ${n - 1}], but got -3)`);
    rule.require(isBatchable || isAverage,
      () => `non-empty ${axes + 1}D or ${axes + 2}D (batch mode) tensor expected for input`, input.shape);
  }
  const sizes = input.shape.slice(n - rank);
  const out = sizes.map((size, i) => poolOut(size, dims, i, ceil, rule));
  const positive = (list: readonly Dim[]): boolean => !list.some((d) => rule.test((x) => x <= 0, d) === true);
  const lift = (list: readonly Dim[]): readonly Dim[] => (rank === 1 ? [rule.dim(1), ...list] : list);
  rule.require(positive(dims.kernel),
    () => `kernel size should be greater than zero, but got ${named('k', lift(dims.kernel))}`, dims.kernel);
  rule.require(positive(dims.stride),
    () => `stride should be greater than zero, but got ${named('d', lift(dims.stride))}`, dims.stride);
  rule.require(positive(dims.dilation),
    () => `dilation should be greater than zero, but got ${named('dilation', lift(dims.dilation))}`, dims.dilation);
  const isEmpty = input.shape.slice(n === axes + 2 || n === rank + 2 ? 1 : 0)
    .some((d) => rule.test((x) => x === 0, d) === true);
  rule.require(isBatchable || rank === 1 ? !isEmpty : false,
    () => `Expected ${axes + 1}D or ${axes + 2}D (batch mode) tensor with optional 0 dim batch size for input, but `
      + `got:${showShape(input.shape)}`, input.shape);
  if (name === 'avg_pool3d') {
    const fits = !sizes.some((size, i) => rule.test((x, k) => x < k, size, dims.kernel[i]) === true);
    rule.require(fits, () => `input image (${named('', sizes)}) smaller than kernel size (${named('k', dims.kernel)})`,
      [...sizes, ...dims.kernel]);
  }
  const planes = input.shape[n - rank - 1] ?? rule.dim(1);
  const by = (list: readonly Dim[]): string => [planes, ...lift(list)].map(showDim).join('x');
  const tooSmall = out.some((d) => rule.test((x) => x < 1, d) === true);
  rule.require(!tooSmall,
    () => `Given input size: (${by(sizes)}). Calculated output size: (${by(out)}). Output size is too small`,
    [...sizes, ...dims.kernel]);
  return out;
}

/** max_pool1d without indices has a kernel of its own, with checks of its own; it may give an empty axis. */
function maxPool1d(input: Tensor, dims: PoolDims, ceil: boolean, rule: RuleContext): Dim[] {
  const n = input.shape.length;
  const isEmpty = input.shape.slice(n === 3 ? 1 : 0).some((d) => rule.test((x) => x === 0, d) === true);
  rule.require((n === 2 || n === 3) && !isEmpty, () => `max_pool1d: Expected 2D or 3D (batch mode) tensor with optional `
    + `0 dim batch size for input, but got:${showShape(input.shape)}`, input.shape);
  const [k, s, p, d] = [dims.kernel[0], dims.stride[0], dims.padding[0], dims.dilation[0]];
  const more = (name: string, dim: Dim): void =>
    rule.require(rule.test((x) => x > 0, dim),
      () => `max_pool1d() ${name} must be greater than zero, but got ${showDim(dim)}`, [dim]);
  more('kernel_size', k);
  more('stride', s);
  rule.require(rule.test((x) => x >= 0, p), () => `max_pool1d() padding must be non-negative, but got ${showDim(p)}`, [p]);
  rule.require(rule.test((x, y) => x <= Math.floor(y / 2), p, k), () =>
    `max_pool1d() padding should be at most half of kernel size, but got padding=${showDim(p)} and kernel_size=${showDim(k)}`,
    [p, k]);
  more('dilation', d);
  const out = poolOut(input.shape[n - 1], dims, 0, ceil, rule);
  rule.require(rule.test((x) => x >= 0, out), () => `max_pool1d() Invalid computed output size: ${showDim(out)}`, [k]);
  return [out];
}

// ---- reference kernels ------------------------------------------------------------------------------------------------

export interface PoolNumbers extends Windows { readonly ceil: boolean }
export function poolNumbers(rank: number,
  a: {
    kernel_size: readonly number[]; stride: readonly number[] | null; padding: readonly number[];
    dilation?: readonly number[]; ceil_mode: boolean;
  }): PoolNumbers {
  const kernel = perAxis(a.kernel_size, rank);
  return {
    kernel, stride: perAxis(a.stride && a.stride.length > 0 ? a.stride : kernel, rank), padding: perAxis(a.padding, rank),
    dilation: perAxis(a.dilation ?? [1], rank), ceil: a.ceil_mode,
  };
}

const wholeWindows = (sizes: readonly number[], w: PoolNumbers): boolean => sizes.every((size, i) =>
  w.padding[i] === 0 && (size - w.kernel[i]) % w.stride[i] === 0);
function lowerPool(rank: number, input: PlainTensor, w: PoolNumbers, mode: 'max' | 'average',
  countPadding: boolean): Lowering | null {
  if (input.shape.length !== rank + 2) return null;
  // Averages over depth and planes come apart only where every window has all its elements.
  if (rank === 3 && mode === 'average' && !wholeWindows(input.shape.slice(2), w)) return null;
  if (rank !== 2) return { inputs: ['input'], kernel: 'poolNd', mode, size: w.kernel, stride: w.stride, padding: w.padding,
    dilation: w.dilation, countPadding };
  return { inputs: ['input'], kernel: 'pool2d', mode, size: pairOf(w.kernel), stride: pairOf(w.stride),
    padding: pairOf(w.padding),
    dilation: pairOf(w.dilation), countPadding };
}

/** Calls `reduce` with the positions of each window inside its plane; gives one element per window. */
export function slide(input: PlainTensor, out: PlainMeta, rank: number, w: Windows,
  reduce: (plane: readonly number[], positions: readonly number[], start: readonly number[]) => number): number[] {
  const from = three(input.shape.slice(-rank), 1);
  const to = three(out.shape.slice(-rank), 1);
  const [k, s, p, d] = [three(w.kernel, 1), three(w.stride, 1), three(w.padding, 0), three(w.dilation, 1)];
  const plane = plainNumel(from);
  const result: number[] = [];
  for (let n = 0; n < plainNumel(input.shape.slice(0, -rank)); n++) {
    const data = (input.data ?? []).slice(n * plane, (n + 1) * plane);
    each3(to, (z, y, x) => {
      const start = [z * s[0] - p[0], y * s[1] - p[1], x * s[2] - p[2]];
      const positions: number[] = [];
      each3(k, (kz, ky, kx) => {
        const at = [start[0] + kz * d[0], start[1] + ky * d[1], start[2] + kx * d[2]];
        if (at.every((q, i) => q >= 0 && q < from[i])) positions.push((at[0] * from[1] + at[1]) * from[2] + at[2]);
      });
      result.push(reduce(data, positions, start));
    });
  }
  return result;
}
export const largestAt = (plane: readonly number[], positions: readonly number[]): number =>
  positions.reduce((best, p) => (plane[p] > plane[best] || Number.isNaN(plane[p]) ? p : best), positions[0]);

function averages(input: PlainTensor, out: PlainMeta, rank: number, w: PoolNumbers, includePadding: boolean,
  divisor: number | null): number[] {
  const from = three(input.shape.slice(-rank), 1);
  const [k, p] = [three(w.kernel, 1), three(w.padding, 0)];
  return slide(input, out, rank, w, (plane, positions, start) => {
    const sum = positions.reduce((total, at) => total + plane[at], 0);
    // The window ends at the padding's end, also where ceil_mode lets it start near the edge.
    const full = start.reduce((size, first, i) => size * (Math.min(first + k[i], from[i] + p[i]) - first), 1);
    return castElement(positions.length === 0 ? 0 : sum / (divisor ?? (includePadding ? full : positions.length)), out.dtype);
  });
}

const views = (rank: Rank, out: PlainMeta, w: Windows): ReceptiveFieldRule => windowViews(out.shape.length, rank, w, 'kept');
const explain = (rank: Rank, input: PlainMeta, out: PlainMeta, w: PoolNumbers): string =>
  joinFormulas(out.shape.slice(-rank)
    .map((size, i) => showPool(input.shape[input.shape.length - rank + i], size, windowAt(w, i), w.ceil)));

// ---- max --------------------------------------------------------------------------------------------------------------

const MAX = 'max_pool(Tensor input, int[2] kernel_size, int[2]? stride=None, int[2] padding=0, int[2] dilation=1, \
bool ceil_mode=False, bool return_indices=False) -> Tensor|(Tensor, Tensor)';
const s = (call: string, ...shapes: number[][]): Sample => ({ call, shapes });

function maxPoolOp(rank: Rank, withIndices: boolean, samples: readonly Sample[]) {
  const name = `max_pool${rank}d`;
  const full = withIndices ? `${name}_with_indices` : name;
  return defineOp({
    schema: (withIndices ? MAX.replace('max_pool(', `${full}(`).replace(', bool return_indices=False', '')
      .replace('Tensor|(', '(') : MAX.replace('max_pool(', `${full}(`))
      .replaceAll('[2]', `[${rank}]`) as typeof MAX,
    paths: withIndices ? [`torch.nn.functional.${full}`, `torch.${full}`] : [`torch.nn.functional.${full}`, `torch.${full}`],
    doc: `The largest element of each window. https://pytorch.org/docs/stable/generated/torch.nn.functional.${name}.html`,
    shape(args, rule) {
      const { input, ceil_mode } = args;
      const dims = poolDims(name, rank, args, rule);
      const indices = withIndices || args.return_indices;
      if (rank === 1 && indices && input.shape.length !== 2 && input.shape.length !== 3) {
        rule.raise('RuntimeError', `Expected 2 to 3 dimensions, but got ${input.shape.length}-dimensional tensor for `
          + `argument #1 'self' (while checking arguments for max_pool1d)`);
      }
      const out = rank === 1 && !indices ? maxPool1d(input, dims, ceil_mode, rule)
        : pooled(name, input, rank, dims, ceil_mode, rule);
      const kernel = rank === 3 ? 'max_pool3d_with_indices_cpu' : rank === 1 && !indices ? 'max_pool1d_impl' : 'max_pool2d';
      if (isIntegral(input.dtype)) rule.raise('RuntimeError', `"${kernel}" not implemented for '${scalarTypeOf(input.dtype)}'`);
      const shape = [...input.shape.slice(0, -rank), ...out];
      const values = { shape, dtype: input.dtype };
      return indices ? [values, { shape, dtype: 'int64' as const }] : values;
    },
    receptiveField: (args, out) => views(rank, out, poolNumbers(rank, args)),
    eval(args, outs) {
      const numbers = poolNumbers(rank, args);
      const [out] = outs;
      const at = slide(args.input, out, rank, numbers, largestAt);
      const values = slide(args.input, out, rank, numbers, (plane, positions) => plane[largestAt(plane, positions)]
        ?? -Infinity);
      return [values, at].slice(0, outs.length);
    },
    lower: (args, outs) => (outs.length === 1 ? lowerPool(rank, args.input, poolNumbers(rank, args), 'max', false) : null),
    explain: (args, out) => explain(rank, args.input, out, poolNumbers(rank, args)),
    samples,
  });
}

export const max_pool1d = maxPoolOp(1, false, [
  s('F.max_pool1d(a, 2)', [1, 2, 7]), s('F.max_pool1d(a, 3, 1, 1, 2)', [2, 7]),
  s('F.max_pool1d(a, 2, return_indices=True)', [1, 2, 6]), s('F.max_pool1d(a, 5)', [1, 1, 4]),
  s('F.max_pool1d(a, 6, 1)', [1, 1, 4]), s('F.max_pool1d(a, 2)', [4]), s('F.max_pool1d(a, 3, padding=2)', [1, 1, 4]),
  s('F.max_pool1d(a, 2, 0)', [1, 1, 4]), s('F.max_pool1d(a, 7, return_indices=True)', [1, 2, 6]),
]);
export const max_pool2d = maxPoolOp(2, false, [
  s('F.max_pool2d(a, 2)', [1, 2, 5, 6]), s('F.max_pool2d(a, 3, 2, 1)', [1, 2, 7, 6]),
  s('F.max_pool2d(a, (2, 3), (1, 2), ceil_mode=True)', [2, 5, 6]), s('F.max_pool2d(a, 2, 1, 0, 2)', [1, 1, 5, 5]),
  s('F.max_pool2d(a, 3, 2, 1, ceil_mode=True, return_indices=True)', [1, 2, 6, 6]),
  s('F.max_pool2d(a, 3, padding=2)', [1, 1, 4, 4]), s('F.max_pool2d(a, 3, padding=-1)', [1, 1, 4, 4]),
  s('F.max_pool2d(a, 5)', [2, 3, 4, 4]), s('F.max_pool2d(a, 2)', [4, 4]), s('F.max_pool2d(a, 2)', [1, 1, 0, 4]),
  s('F.max_pool2d(a, 2)', [0, 1, 4, 4]), s('F.max_pool2d(a, 0)', [1, 1, 4, 4]),
  s('F.max_pool2d(a, 2, -1)', [1, 1, 4, 4]), s('F.max_pool2d(a, 2, dilation=0)', [1, 1, 4, 4]),
  s('F.max_pool2d(a, (2, 2, 2))', [1, 1, 4, 4]), s('F.max_pool2d(a, 2, (1, 1, 1))', [1, 1, 4, 4]),
  { call: 'F.max_pool2d(a, 2)', shapes: [[1, 1, 4, 4]], dtypes: ['int64'] }, s('torch.max_pool2d(a, (2,), [])', [1, 1, 4, 4]),
]);
export const max_pool3d = maxPoolOp(3, false, [
  s('F.max_pool3d(a, 2)', [1, 2, 3, 4, 5]), s('F.max_pool3d(a, (1, 2, 3), 2, (0, 1, 1), ceil_mode=True)', [1, 2, 3, 5]),
  s('F.max_pool3d(a, 5)', [1, 1, 4, 4, 4]), s('F.max_pool3d(a, 2)', [4, 4, 4]),
  s('F.max_pool3d(a, 3, padding=2)', [1, 1, 4, 4, 4]), s('F.max_pool3d(a, (1, 2))', [1, 1, 4, 4, 4]),
  s('F.max_pool3d(a, 2, return_indices=True)', [1, 1, 2, 3, 4]),
]);
export const max_pool1d_with_indices = maxPoolOp(1, true, [s('F.max_pool1d_with_indices(a, 2)', [1, 2, 5])]);
export const max_pool2d_with_indices = maxPoolOp(2, true, [s('F.max_pool2d_with_indices(a, 2, 1)', [1, 2, 3, 3])]);
export const max_pool3d_with_indices = maxPoolOp(3, true, [s('F.max_pool3d_with_indices(a, 2)', [1, 2, 2, 3, 2])]);

// ---- average ----------------------------------------------------------------------------------------------------------

const AVG = 'avg_pool(Tensor input, int[2] kernel_size, int[2]? stride=None, int[2] padding=0, bool ceil_mode=False, \
bool count_include_pad=True, int? divisor_override=None) -> Tensor';
function avgPoolOp(rank: Rank, samples: readonly Sample[]) {
  const name = `avg_pool${rank}d`;
  return defineOp({
    schema: AVG.replace('avg_pool(', `${name}(`).replace(rank === 1 ? ', int? divisor_override=None' : '()', '')
      .replaceAll('[2]', `[${rank}]`) as typeof AVG,
    paths: rank === 1 ? [`torch.nn.functional.${name}`, `torch.${name}`] : [`torch.nn.functional.${name}`],
    doc: `The mean of each window. https://pytorch.org/docs/stable/generated/torch.nn.functional.${name}.html`,
    shape(args, rule) {
      const { input, ceil_mode, divisor_override } = args;
      if (rank === 1 && input.shape.length !== 2 && input.shape.length !== 3) {
        rule.raise('RuntimeError', `Expected 2 to 3 dimensions, but got ${input.shape.length}-dimensional tensor for `
          + `argument #1 'self' (while checking arguments for avg_pool1d)`);
      }
      const dims = poolDims(name, rank, { ...args, dilation: [rule.dim(1)] }, rule);
      rule.require(!divisor_override || constantOf(divisor_override) !== 0, () => 'divisor must be not zero');
      const out = pooled(name, input, rank, dims, ceil_mode, rule);
      if (isIntegral(input.dtype) && input.dtype !== 'int64') rule.raise('RuntimeError',
        `"${rank === 3 ? 'avg_pool3d_out_frame' : 'avg_pool2d'}" not implemented for '${scalarTypeOf(input.dtype)}'`);
      return { shape: [...input.shape.slice(0, -rank), ...out], dtype: input.dtype };
    },
    receptiveField: (args, out) => views(rank, out, poolNumbers(rank, args)),
    eval: (args, [out]) =>
      [averages(args.input, out, rank, poolNumbers(rank, args), args.count_include_pad, args.divisor_override ?? null)],
    lower: (args) => (args.divisor_override ? null
      : lowerPool(rank, args.input, poolNumbers(rank, args), 'average', args.count_include_pad)),
    explain: (args, out) => explain(rank, args.input, out, poolNumbers(rank, args)),
    samples,
  });
}
export const avg_pool1d = avgPoolOp(1, [
  s('F.avg_pool1d(a, 2)', [1, 2, 7]), s('F.avg_pool1d(a, 3, 2, 1, True, False)', [2, 6]),
  s('F.avg_pool1d(a, 5)', [1, 3, 4]), s('F.avg_pool1d(a, 2)', [4]), s('F.avg_pool1d(a, 2, padding=2)', [1, 4]),
]);
export const avg_pool2d = avgPoolOp(2, [
  s('F.avg_pool2d(a, 2)', [1, 2, 5, 6]), s('F.avg_pool2d(a, 3, 2, 1, ceil_mode=True)', [1, 2, 6, 6]),
  ...['int32', 'int64', 'uint8'].map((dtype) => ({ call: 'F.avg_pool2d(a, 2)', shapes: [[1, 4, 4]], dtypes: [dtype] })),
  s('F.avg_pool2d(a, 3, 2, 1, ceil_mode=True, count_include_pad=False)', [1, 2, 6, 6]),
  s('F.avg_pool2d(a, (2, 3), 1, divisor_override=3)', [2, 4, 5]), s('F.avg_pool2d(a, 5)', [2, 3, 4, 4]),
  s('F.avg_pool2d(a, 3, padding=2)', [1, 1, 4, 4]), s('F.avg_pool2d(a, 3)', [4, 4]),
  s('F.avg_pool2d(a, 2, divisor_override=0)', [1, 1, 4, 4]), s('F.avg_pool2d(a, (2, 2, 2))', [1, 1, 4, 4]),
  s('F.avg_pool2d(a, 2, 2, 0, False, True)', [1, 1, 1, 4, 4]),
]);
export const avg_pool3d = avgPoolOp(3, [
  s('F.avg_pool3d(a, 2)', [1, 2, 3, 4, 5]), s('F.avg_pool3d(a, 2, 2, 1, True, False)', [2, 3, 4, 5]),
  s('F.avg_pool3d(a, 5)', [1, 1, 4, 4, 4]), { call: 'F.avg_pool3d(a, 2)', shapes: [[1, 2, 2, 2]], dtypes: ['int32'] },
  s('F.avg_pool3d(a, 2)', [4, 4, 4]),
  s('F.avg_pool3d(a, 3, padding=2)', [1, 1, 4, 4, 4]), s('F.avg_pool3d(a, (1, 2))', [1, 1, 4, 4, 4]),
]);

// ---- modules ----------------------------------------------------------------------------------------------------------

export const listOf = (value: Int | readonly Int[] | null): Int[] =>
  (value === null ? [] : isList(value) ? [...value] : [value]);
const isList = (value: Int | readonly Int[]): value is readonly Int[] => Array.isArray(value);

const MAX_MODULE = 'MaxPool(int|int[] kernel_size, int?|int[] stride=None, int|int[] padding=0, int|int[] dilation=1, \
bool return_indices=False, bool ceil_mode=False)';
function maxPoolModule(rank: Rank, op: typeof max_pool2d, samples: readonly Sample[]) {
  const name = `MaxPool${rank}d`;
  return defineModule({
    path: `torch.nn.${name}`,
    schema: MAX_MODULE.replace('MaxPool(', `${name}(`) as typeof MAX_MODULE,
    doc: `The largest element of each window. ${nnDocs(name)}`,
    attributes: ({ kernel_size, stride }) => ({ stride: stride ?? kernel_size }),
    forward({ args }, { input }, apply) {
      const { first, all } = apply(op, {
        input, kernel_size: listOf(args.kernel_size), stride: listOf(args.stride ?? args.kernel_size),
        padding: listOf(args.padding),
        dilation: listOf(args.dilation), ceil_mode: args.ceil_mode, return_indices: args.return_indices,
      });
      return args.return_indices ? all : first;
    },
    samples,
  });
}
export const MaxPool1d =
  maxPoolModule(1, max_pool1d,
    [s('nn.MaxPool1d(2)(a)', [1, 2, 6]), s('nn.MaxPool1d(3, 2, 1, return_indices=True)(a)', [2, 6])]);
export const MaxPool2d = maxPoolModule(2, max_pool2d, [
  s('nn.MaxPool2d(2)(a)', [1, 2, 6, 6]),
  s('nn.MaxPool2d((3, 2), stride=(2, 1), padding=1, dilation=1, ceil_mode=True)(a)', [1, 2, 6, 6]),
  s('nn.MaxPool2d(3, 2, 0, ceil_mode=True)(a)', [2, 6, 6]),
  s('nn.MaxPool2d(2, return_indices=True)(a)', [1, 2, 6, 6]), s('nn.MaxPool2d(3)(a)', [2, 2, 2]),
  s('nn.MaxPool2d(2, padding=2)(a)', [2, 2, 2]),
]);
export const MaxPool3d =
  maxPoolModule(3, max_pool3d,
    [s('nn.MaxPool3d(2)(a)', [1, 2, 4, 4, 4]), s('nn.MaxPool3d((1, 2, 2), stride=1)(a)', [2, 4, 4, 4])]);

const AVG_MODULE = 'AvgPool(int|int[] kernel_size, int?|int[] stride=None, int|int[] padding=0, bool ceil_mode=False, \
bool count_include_pad=True, int? divisor_override=None)';
function avgPoolModule(rank: Rank, op: typeof avg_pool2d, samples: readonly Sample[]) {
  const name = `AvgPool${rank}d`;
  const schema = rank === 1 ? AVG_MODULE.replace(', int? divisor_override=None', '').replaceAll('int|int[]', 'int[1]')
    .replace('int?|int[]', 'int[1]?') : AVG_MODULE;
  return defineModule({
    path: `torch.nn.${name}`,
    schema: schema.replace('AvgPool(', `${name}(`) as typeof AVG_MODULE,
    doc: `The mean of each window. ${nnDocs(name)}`,
    tuples: rank === 1 ? ['kernel_size', 'stride', 'padding'] : [],
    attributes: ({ kernel_size, stride }) => ({ stride: stride ?? kernel_size }),
    forward: ({ args }, { input }, apply) => apply(op, {
      input, kernel_size: listOf(args.kernel_size), stride: listOf(args.stride ?? args.kernel_size),
      padding: listOf(args.padding),
      ceil_mode: args.ceil_mode, count_include_pad: args.count_include_pad,
      ...(rank === 1 ? {} : { divisor_override: args.divisor_override }),
    }).first,
    samples,
  });
}
export const AvgPool1d =
  avgPoolModule(1, avg_pool1d,
    [s('nn.AvgPool1d(2)(a)', [1, 2, 6]), s('nn.AvgPool1d(3, 2, 1, count_include_pad=False)(a)', [2, 6]),
      s('nn.AvgPool1d((4,), stride=3, padding=0)(a)', [1, 3, 2])]);
export const AvgPool2d =
  avgPoolModule(2, avg_pool2d, [s('nn.AvgPool2d(2)(a)', [1, 2, 6, 6]), s('nn.AvgPool2d((1, 4), stride=1, padding=0, '
    + 'ceil_mode=True, count_include_pad=False)(a)', [1, 3, 3, 11]), s('nn.AvgPool2d(2, divisor_override=3)(a)', [2, 6, 6])]);
export const AvgPool3d =
  avgPoolModule(3, avg_pool3d, [s('nn.AvgPool3d(2)(a)', [1, 2, 4, 4, 4]), s('nn.AvgPool3d(3, 2, 1)(a)', [2, 4, 4, 4])]);
