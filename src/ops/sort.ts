// Order: sort, argsort, topk, kthvalue, unique, searchsorted.
import { fromLines, linesAlong } from '../tensor/broadcast';
import { showShape } from '../tensor/dim';
import { positionsWithin } from '../tensor/kernelError';
import { constantOf, type Dim, type PlainTensor, type Tensor, type TensorMeta } from '../tensor/value';
import { defineOp, type RuleContext, type Sample } from './op';
import { reducedShape, reducedViews } from './reduction';
import { axisOf, both, docs, fn, isTensor, ownAxisOf, plainAxes, plainAxis, range, replaceAt, shapeOf } from './rules';

/** Positions in order; equals keep theirs, nan counts as largest. */
function orderOf(line: readonly number[], descending: boolean): number[] {
  const compare = (a: number, b: number): number =>
    (Number.isNaN(a) || Number.isNaN(b) ? Number(Number.isNaN(a)) - Number(Number.isNaN(b)) : a - b);
  return range(line.length).sort((i, j) => (descending ? compare(line[j] ?? NaN, line[i] ?? NaN)
    : compare(line[i] ?? NaN, line[j] ?? NaN)) || i - j);
}
function ordered(input: PlainTensor, dim: number, order: (line: readonly number[]) => readonly number[],
  out: readonly number[]): [number[], number[]] {
  if (input.shape.length === 0) return [[...(input.data ?? [])], [0]];
  const axis = plainAxis(dim, input.shape.length);
  const lines = linesAlong(input.data ?? [], input.shape, axis);
  const positions = lines.map(order);
  const values = positions.map((at, k) => at.map((i) => lines[k]?.[i] ?? NaN));
  return [fromLines(values, out, axis), fromLines(positions, out, axis)];
}

export const sort = defineOp({
  schema: 'sort(Tensor input, int dim=-1, bool descending=False) -> (Tensor values, Tensor indices)',
  paths: both('sort'),
  doc: `Sorts along an axis. ${docs('sort')}`,
  shape({ input, dim }, rule) {
    axisOf(dim, input.shape.length, rule);
    return [{ shape: input.shape, dtype: input.dtype }, { shape: input.shape, dtype: 'int64' }];
  },
  receptiveField: ({ input, dim }) => reducedViews(input.shape.length, plainAxes(dim, input.shape.length), true),
  eval: ({ input, dim, descending }, [out]) =>
    ordered(input, dim, (line) => orderOf(line, descending), out?.shape ?? []),
  samples: [{ call: 'torch.sort(a)', shapes: [[2, 5]] },
    { call: 'a.sort(0, descending=True)', shapes: [[4, 2]] }, { call: 'a.sort(3)', shapes: [[2]] }],
});
export const argsort = defineOp({
  schema: 'argsort(Tensor input, int dim=-1, bool descending=False) -> Tensor',
  paths: both('argsort'),
  doc: `Positions in sorted order. ${docs('argsort')}`,
  shape({ input, dim }, rule) {
    axisOf(dim, input.shape.length, rule);
    return { shape: input.shape, dtype: 'int64' };
  },
  receptiveField: ({ input, dim }) => reducedViews(input.shape.length, plainAxes(dim, input.shape.length), true),
  eval: ({ input, dim, descending }, [out]) =>
    [ordered(input, dim, (line) => orderOf(line, descending), out?.shape ?? [])[1]],
  samples: [{ call: 'torch.argsort(a)', shapes: [[2, 5]] },
    { call: 'a.argsort(dim=0, descending=True)', shapes: [[4, 2]] }],
});
// With `stable` everything is by keyword.
export const sort_stable = defineOp({
  schema: 'sort(Tensor input, *, bool? stable, int dim=-1, bool descending=False) -> (Tensor values, Tensor indices)',
  paths: both('sort'),
  doc: `Sorts along an axis, equals as they stand. ${docs('sort')}`,
  shape: (args, rule) => sort.shape(args, rule),
  receptiveField: ({ input, dim }) => reducedViews(input.shape.length, plainAxes(dim, input.shape.length), true),
  eval: (args, outs) => sort.eval?.(args, outs) ?? [],
  samples: [{ call: 'torch.sort(a, stable=True)', shapes: [[2, 5]] },
    { call: 'a.sort(dim=0, descending=True, stable=True)', shapes: [[4, 2]] }],
});
export const argsort_stable = defineOp({
  schema: 'argsort(Tensor input, *, bool stable, int dim=-1, bool descending=False) -> Tensor',
  paths: both('argsort'),
  doc: `Positions in sorted order, equals as they stand. ${docs('argsort')}`,
  shape: (args, rule) => argsort.shape(args, rule),
  receptiveField: ({ input, dim }) => reducedViews(input.shape.length, plainAxes(dim, input.shape.length), true),
  eval: (args, outs) => argsort.eval?.(args, outs) ?? [],
  samples: [{ call: 'torch.argsort(a, stable=True)', shapes: [[2, 5]] },
    { call: 'a.argsort(descending=True, stable=False, dim=0)', shapes: [[4, 2]] }],
});
export const msort = defineOp({
  schema: 'msort(Tensor input) -> Tensor',
  paths: both('msort'),
  doc: `Sorts along the first axis. ${docs('msort')}`,
  shape: ({ input }) => ({ shape: input.shape, dtype: input.dtype }),
  receptiveField: ({ input }) => reducedViews(input.shape.length, [0], true),
  eval: ({ input }, [out]) => [ordered(input, 0, (line) => orderOf(line, false), out?.shape ?? [])[0]],
  samples: [{ call: 'torch.msort(a)', shapes: [[4, 2]] }],
});

export const topk = defineOp({
  schema: 'topk(Tensor input, int k, int dim=-1, bool largest=True, bool sorted=True) -> (Tensor values, Tensor indices)',
  paths: both('topk'),
  doc: `The k largest elements along an axis. ${docs('topk')}`,
  shape({ input, k, dim }, rule) {
    const axis = axisOf(dim, input.shape.length, rule);
    const size = input.shape[axis] ?? rule.dim(1);
    rule.require(rule.test((n, c) => c >= 0 && c <= n, size, k), () => 'selected index k out of range', [k, size]);
    const shape = input.shape.length === 0 ? [] : replaceAt(input.shape, axis, k);
    return [{ shape, dtype: input.dtype }, { shape, dtype: 'int64' }];
  },
  receptiveField: ({ input, dim }) => reducedViews(input.shape.length, plainAxes(dim, input.shape.length), true),
  eval: ({ input, k, dim, largest }, [out]) =>
    ordered(input, dim, (line) => orderOf(line, largest).slice(0, k), out?.shape ?? []),
  samples: [{ call: 'torch.topk(a, 2)', shapes: [[2, 5]] },
    { call: 'a.topk(3, dim=0, largest=False)', shapes: [[4, 2]] }, { call: 'a.topk(6)', shapes: [[5]] }],
});
/** The position of the k-th smallest, found by halving as PyTorch does it: which of equals it is depends on the steps. */
function selected(line: readonly number[], k: number): number {
  const at = range(line.length);
  const value = (i: number): number => line[at[i] ?? 0] ?? NaN;
  const after = (x: number, y: number): boolean => (Number.isNaN(x) && !Number.isNaN(y)) || x > y;
  const swap = (i: number, j: number): void => { [at[i], at[j]] = [at[j] ?? 0, at[i] ?? 0]; };
  const order = (i: number, j: number): void => { if (after(value(i), value(j))) swap(i, j); };
  let [left, right] = [0, line.length - 1];
  while (right > left + 1) {
    // The pivot is the median of three; it comes to stand at `left`.
    swap(left + ((right - left) >> 1), left + 1);
    order(left + 1, right);
    order(left, right);
    order(left + 1, left);
    const pivot = value(left);
    let [i, j] = [left + 1, right];
    for (;;) {
      do i++; while (after(pivot, value(i)));
      do j--; while (after(value(j), pivot));
      if (j < i) break;
      swap(i, j);
    }
    swap(left, j);
    if (j <= k) left = i;
    if (j >= k) right = j - 1;
  }
  if (right === left + 1) order(left, right);
  return at[k] ?? 0;
}
export const kthvalue = defineOp({
  schema: 'kthvalue(Tensor input, int k, int dim=-1, bool keepdim=False) -> (Tensor values, Tensor indices)',
  paths: both('kthvalue'),
  doc: `The k-th smallest element along an axis. ${docs('kthvalue')}`,
  shape({ input, k, dim, keepdim }, rule) {
    const axis = axisOf(dim, input.shape.length, rule);
    const size = input.shape[axis] ?? rule.dim(1);
    rule.require(rule.test((n, c) => c >= 1 && c <= n, size, k),
      () => `kthvalue(): selected number k out of range for dimension ${axis}`, [k, size]);
    const shape = reducedShape(input.shape, [axis], keepdim, rule);
    return [{ shape, dtype: input.dtype }, { shape, dtype: 'int64' }];
  },
  receptiveField: ({ input, dim, keepdim }) =>
    reducedViews(input.shape.length, plainAxes(dim, input.shape.length), keepdim),
  eval: ({ input, k, dim }) => {
    const lines = linesAlong(input.data ?? [], input.shape, plainAxis(dim, input.shape.length));
    const at = lines.map((line) => selected(line, k - 1));
    return [at.map((i, n) => lines[n]?.[i] ?? NaN), at];
  },
  samples: [{ call: 'torch.kthvalue(a, 2)', shapes: [[2, 5]] },
    ...[1, 3, 6, 9].map((k): Sample => ({ call: `torch.kthvalue(a, ${k}, dim=-2)`, shapes: [[9, 3]], dtypes: ['int32'] })),
    { call: 'torch.kthvalue(a, k=1, dim=1)', shapes: [[1, 3, 2]], dtypes: ['int32'] },
    { call: 'torch.kthvalue(a, 1, dim=-2)', shapes: [[4, 2]], dtypes: ['int32'] }],
});

// ---- distinct elements ----
const UNKNOWN_COUNT = 'how many elements are distinct depends on their values';
/** What is told apart: the elements, or what lies at each position of an axis. */
type Entry = readonly number[];
interface Distinct { readonly values: readonly Entry[]; readonly inverse: readonly number[];
  readonly counts: readonly number[] }
function entries(input: PlainTensor, axis: number | null): Entry[] {
  const data = input.data ?? [];
  if (axis === null) return data.map((x) => [x]);
  const lines = linesAlong(data, input.shape, axis);
  return range(input.shape[axis] ?? 0).map((i) => lines.map((line) => line[i] ?? NaN));
}
const compareEntries = (a: Entry, b: Entry): number => {
  const at = a.findIndex((x, i) => x !== b[i]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
};
function distinctOf(all: readonly Entry[], consecutive: boolean): Distinct {
  const inverse = all.map(() => 0);
  const order = range(all.length);
  if (!consecutive) order.sort((i, j) => compareEntries(all[i] ?? [], all[j] ?? []));
  const values: Entry[] = [];
  for (const i of order) {
    const last = values.at(-1);
    if (!last || compareEntries(last, all[i] ?? []) !== 0) values.push(all[i] ?? []);
    inverse[i] = values.length - 1;
  }
  return { values, inverse, counts: values.map((_, v) => inverse.filter((i) => i === v).length) };
}
interface UniqueArgs { readonly return_inverse: boolean; readonly return_counts: boolean; readonly dim: unknown }
function uniqueMeta(input: Tensor, { return_inverse, return_counts, dim }: UniqueArgs, consecutive: boolean,
  rule: RuleContext): TensorMeta | TensorMeta[] {
  const axis = dim === null ? null : ownAxisOf(dim as Dim, input.shape.length, rule);
  if (axis !== null && input.shape.some((size, i) => i !== axis && constantOf(size) === 0)) rule.raise('RuntimeError',
    "There are 0 sized dimensions, and they aren't selected, so unique cannot be applied");
  const plain = input.shape.map(constantOf);
  const elements = input.data && !input.data.some(Number.isNaN) && plain.every((n) => n !== undefined)
    ? entries({ shape: plain, dtype: input.dtype, data: input.data }, axis) : null;
  const count = elements ? rule.dim(distinctOf(elements, consecutive).values.length)
    : rule.unknown('data-dependent-size', UNKNOWN_COUNT);
  const values: TensorMeta = { shape: axis === null ? [count] : replaceAt(input.shape, axis, count),
    dtype: input.dtype };
  if (!return_inverse && !return_counts) return values;
  const inverse: TensorMeta = { shape: axis === null ? input.shape : input.shape.slice(axis, axis + 1),
    dtype: 'int64' };
  return [values, ...return_inverse ? [inverse] : [], ...return_counts
    ? [{ shape: [count], dtype: 'int64' } as const] : []];
}
function uniqueElements(input: PlainTensor, args: UniqueArgs, consecutive: boolean): (readonly number[])[] {
  const axis = args.dim === null ? null : plainAxis(args.dim as number, input.shape.length);
  if (input.data?.some(Number.isNaN)) return [];
  const { values, inverse, counts } = distinctOf(entries(input, axis), consecutive);
  const lines = range(values[0]?.length ?? 0).map((k) => values.map((entry) => entry[k] ?? NaN));
  const data = axis === null ? values.flat() : fromLines(lines, replaceAt(input.shape, axis, values.length), axis);
  return [data, ...args.return_inverse ? [inverse] : [], ...args.return_counts ? [counts] : []];
}
/** Alone the distinct elements; with inverse or counts asked for, a tuple: overloads differ in what they return. */
const RETURNS = 'bool return_inverse=False, bool return_counts=False, int? dim=None';
const UNIQUE = `unique(Tensor input, bool sorted=True, ${RETURNS}) -> Tensor|Tensor[]` as const;
export const unique = defineOp({
  schema: UNIQUE,
  paths: both('unique'),
  doc: `The distinct elements, sorted. ${docs('unique')}`,
  shape: ({ input, ...rest }, rule) => uniqueMeta(input, rest, false, rule),
  receptiveField: () => 'global',
  // Without sorting they stand as a hash table has them.
  eval: ({ input, sorted, ...rest }) => (sorted || rest.dim !== null ? uniqueElements(input, rest, false) : []),
  samples: [{ call: 'torch.unique(torch.tensor([3, 1, 3]))', shapes: [] },
    ...[[], [0, 2]].map((shape): Sample => ({ call: 'torch.unique(a, dim=-1)', shapes: [shape] })),
    ...['', ', return_inverse=True', ', return_counts=True', ', return_inverse=True, return_counts=True'].flatMap((more) =>
      [0, -1].map((dim): Sample => ({ call: `torch.unique(torch.tensor([[3, 1, 3], [0, 2, 0], [3, 1, 3]])${more}, dim=${dim})`,
        shapes: [] })))],
});
export const unique_consecutive = defineOp({
  schema: `unique_consecutive(Tensor input, ${RETURNS}) -> Tensor|Tensor[]` as const,
  paths: both('unique_consecutive'),
  doc: `Elements that differ from the one before. ${docs('unique_consecutive')}`,
  shape: ({ input, ...rest }, rule) => uniqueMeta(input, rest, true, rule),
  receptiveField: () => 'global',
  eval: ({ input, ...rest }) => uniqueElements(input, rest, true),
  samples: [{ call: 'torch.unique_consecutive(torch.tensor([1, 1, 3, 1]))', shapes: [] },
    ...[0, 1].map((dim): Sample => ({ call: `torch.unique_consecutive(torch.tensor([[3, 3, 1], [3, 3, 1], [0, 0, 0]]), `
      + `True, True, dim=${dim})`, shapes: [] }))],
});

// ---- places in sorted sequences ----
/** By halving, as PyTorch does it: where the sequence is not sorted the steps decide. */
function placeIn(sequence: readonly number[], x: number, right: boolean): number {
  let [start, end] = [0, sequence.length];
  while (start < end) {
    const middle = start + ((end - start) >> 1);
    const value = sequence[middle] ?? NaN;
    if (right ? !(value > x) : !(value >= x)) start = middle + 1;
    else end = middle;
  }
  return start;
}
export const bucketize = defineOp({
  schema: 'bucketize(Tensor|Scalar input, Tensor boundaries, *, bool out_int32=False, bool right=False) -> Tensor',
  paths: fn('bucketize'),
  doc: `The bucket of each element. ${docs('bucketize')}`,
  shape({ input, boundaries, out_int32 }, rule) {
    rule.require(boundaries.shape.length === 1,
      () => `boundaries tensor must be 1 dimension, but got dim(${boundaries.shape.length})`, boundaries.shape);
    return { shape: isTensor(input) ? input.shape : [], dtype: out_int32 ? 'int32' : 'int64' };
  },
  receptiveField: () => 'pointwise',
  eval: ({ input, boundaries, right }) => [(typeof input === 'number' ? [input] : input.data ?? []).map(
    (x) => placeIn(boundaries.data ?? [], x, right))],
  samples: [{ call: 'torch.bucketize(a, torch.tensor([-1., 0., 1.]))', shapes: [[2, 3]] },
    { call: 'torch.bucketize(a, torch.tensor([-1., 0., 1.]), right=True)', shapes: [[2, 3]] }],
});
const SEARCH_OPTIONS = '*, bool out_int32=False, bool right=False, str? side=None, Tensor? sorter=None';
function checkSide(name: string, right: boolean, side: string | null, rule: RuleContext): void {
  if (side === null) return;
  if (side !== 'left' && side !== 'right') rule.raise('RuntimeError',
    `torch.${name}(): side can only be 'left' or 'right' but got ${side}`);
  if (right && side === 'left') rule.raise('RuntimeError',
    `torch.${name}(): side and right can't be set to opposites, got side of left while right was True`);
}
export const searchsorted = defineOp({
  schema: `searchsorted(Tensor sorted_sequence, Tensor|Scalar input, ${SEARCH_OPTIONS}) -> Tensor` as const,
  paths: fn('searchsorted'),
  doc: `Where elements would be inserted. ${docs('searchsorted')}`,
  shape({ sorted_sequence: { shape: rows }, input, out_int32, right, side }, rule) {
    checkSide('searchsorted', right, side, rule);
    const shape = isTensor(input) ? input.shape : [];
    const agrees = rows.length === 1 || (rows.length === shape.length
      && rows.slice(0, -1).every((size, i) => rule.equal(size, shape[i] ?? rule.dim(1)) !== false));
    if (isTensor(input) && rows.length > 0) rule.require(agrees, () => 'torch.searchsorted(): boundaries tensor should be 1 '
      + 'dimension or the first N-1 dimensions of boundaries tensor and input value tensor must match, but we got boundaries '
      + `tensor ${showShape(rows)} and input value tensor ${showShape(shape)}`, [...rows, ...shape]);
    return { shape, dtype: out_int32 ? 'int32' : 'int64' };
  },
  receptiveField: () => 'global',
  eval({ sorted_sequence, input, right, side, sorter }) {
    const [size = 0] = sorted_sequence.shape.slice(-1);
    const wanted = typeof input === 'number' ? [input] : input.data ?? [];
    const isShared = sorted_sequence.shape.length === 1;
    const perRow = typeof input === 'number' ? 1 : input.shape.at(-1) ?? 1;
    const rowOf = (i: number): readonly number[] => {
      const row = isShared ? 0 : Math.floor(i / perRow);
      const line = (sorted_sequence.data ?? []).slice(row * size, (row + 1) * size);
      return sorter ? positionsWithin((sorter.data ?? []).slice(row * size, (row + 1) * size), size).map((at) => line[at]) : line;
    };
    return [wanted.map((x, i) => placeIn(rowOf(i), x, right || side === 'right'))];
  },
  samples: [{ call: 'torch.searchsorted(a, b)', shapes: [[2, 4], [2, 3]] },
    { call: 'torch.bucketize(a, b)', shapes: [[2, 3], [5]] }, { call: 'torch.bucketize(a, b)', shapes: [[2], [2, 2]] },
    ...[[2], [3, 2]].map((shape) => ({ call: 'torch.searchsorted(a, b)', shapes: [[2, 4], shape] })),
    { call: 'torch.searchsorted(torch.tensor([-1., 0., 1.]), a)', shapes: [[2, 3]] },
    { call: 'torch.searchsorted(torch.tensor([3, 1, 2]), a, sorter=torch.tensor([1, 2, 0]))', shapes: [[4]], dtypes: ['int64'] }],
});
export const isin = defineOp({
  schema: 'isin(Tensor|Scalar elements, Tensor|Scalar test_elements, *, bool assume_unique=False, bool invert=False) -> Tensor',
  paths: fn('isin'),
  doc: `Which elements occur in another tensor. ${docs('isin')}`,
  shape({ elements, test_elements }, rule) {
    const isBool = [elements, test_elements].some((given) => isTensor(given) && given.dtype === 'bool');
    if (isBool) rule.raise('RuntimeError', 'Unsupported input type encountered for isin(): Bool');
    return { shape: shapeOf(elements), dtype: 'bool' };
  },
  receptiveField: () => 'global',
  eval({ elements, test_elements, invert }) {
    const [all, among] = [elements, test_elements].map((given) => (typeof given === 'number' ? [given] : given.data ?? []));
    return [all.map((x) => (among.includes(x) === invert ? 0 : 1))];
  },
  samples: [{ call: 'torch.isin(torch.tensor([1, 2, 3]), torch.tensor([2, 4]))', shapes: [] },
    { call: 'torch.isin(a, 2, invert=True)', shapes: [[3]], dtypes: ['int64'] }, { call: 'torch.isin(2, a)', shapes: [[3]] },
    { call: 'torch.isin(a, torch.tensor([1]))', shapes: [[3]], dtypes: ['bool'] }],
});
