// Copies with other elements where a view looks: slice_scatter, select_scatter, diagonal_scatter; fill_diagonal_, put,
// index_reduce.
import { broadcastElements, elementsOf, fromLines, linesAlong, stridedPositions, stridesOf } from '../tensor/broadcast';
import { plainNumel, showDim, showShape } from '../tensor/dim';
import { isFloating, scalarTypeOf } from '../tensor/dtype';
import { positionsWithin } from '../tensor/kernelError';
import { castElement } from '../tensor/round';
import { constantOf, type Dim, type PlainTensor, type Tensor, type TensorMeta } from '../tensor/value';
import type { Lowering } from '../tensor/plan';
import { defineOp, type RuleContext } from './op';
import { diagonalPlan } from './rearrange';
import { sumType } from './reduction';
import { axisOf, both, broadcast, constant, docs, method, plainAxis, product, range, removeAt, replaceAt } from './rules';

/** Sizes, steps and first element of what a view looks at. */
interface Look { readonly shape: readonly number[]; readonly strides: readonly number[]; readonly offset: number }
function written(input: PlainTensor, src: PlainTensor, { shape, strides, offset }: Look): number[] {
  const data = [...elementsOf(input)];
  const from = elementsOf(src);
  for (const [i, at] of stridedPositions(shape, strides, offset).entries()) data[at] = castElement(from[i] ?? NaN, input.dtype);
  return data;
}
const asWrite = (input: { readonly dtype: string }, src: { readonly dtype: string }, look: Look): Lowering | null =>
  (input.dtype === src.dtype ? { inputs: ['input', 'src'], kernel: 'stridedWrite', ...look } : null);
/** The source has the shape of what it is written into. */
function requireShape(src: Tensor, slice: readonly Dim[], rule: RuleContext): void {
  const same = src.shape.length === slice.length && src.shape.every((size, i) => rule.equal(size, slice[i]) !== false);
  if (!same) rule.raise('RuntimeError', 'expected src to have a size equal to the slice of self. src size = '
    + `${showShape(src.shape)}, slice size = ${showShape(slice)}`, src.shape);
}

// ---- slices ----
const clampTo = (at: number, size: number): number => Math.min(Math.max(at < 0 ? at + size : at, 0), size);
function sliceLook(shape: readonly number[], axis: number, [start, end]: readonly [number | null, number | null],
  step: number): Look {
  const size = shape[axis] ?? 1;
  const strides = stridesOf(shape);
  const first = clampTo(start ?? 0, size);
  const count = Math.max(0, Math.ceil((clampTo(end ?? size, size) - first) / step));
  return { shape: replaceAt(shape, axis, count), strides: replaceAt(strides, axis, strides[axis] * step),
    offset: first * strides[axis] };
}
export const slice_scatter = defineOp({
  schema: 'slice_scatter(Tensor input, Tensor src, int dim=0, int? start=None, int? end=None, int step=1) -> Tensor',
  paths: both('slice_scatter'),
  doc: `A copy with other elements in a run of positions of an axis. ${docs('slice_scatter')}`,
  shape({ input, src, dim, start, end, step }, rule) {
    if (input.shape.length === 0) rule.raise('IndexError', 'slice() cannot be applied to a 0-dim tensor.');
    const axis = axisOf(dim, input.shape.length, rule);
    rule.require(rule.test((n) => n > 0, step), () => 'slice step must be positive', [step]);
    const size = input.shape[axis] ?? rule.dim(1);
    const [first, last] = [start ?? rule.dim(0), end ?? size];
    const count = rule.map((n, a, b, by) => Math.max(0, Math.ceil((clampTo(b, n) - clampTo(a, n)) / by)), size, first, last,
      step);
    requireShape(src, replaceAt(input.shape, axis, count), rule);
    return { shape: input.shape, dtype: input.dtype };
  },
  receptiveField: () => 'global',
  eval: ({ input, src, dim, start, end, step }) =>
    [written(input, src, sliceLook(input.shape, plainAxis(dim, input.shape.length), [start, end], step))],
  lower: ({ input, src, dim, start, end, step }) =>
    asWrite(input, src, sliceLook(input.shape, plainAxis(dim, input.shape.length), [start, end], step)),
  // PyTorch 1.13 loses the defaults of this function.
  samples: [{ call: 'torch.slice_scatter(a, b, 1, 1, 3, 1)', shapes: [[2, 4], [2, 2]] },
    { call: 'a.slice_scatter(b, dim=0, start=-2, end=9, step=1)', shapes: [[4, 3], [2, 3]] },
    { call: 'torch.slice_scatter(a, b, start=0, end=4, step=2)', shapes: [[5, 2], [2, 2]] },
    { call: 'torch.slice_scatter(a, b, 1, 1, 4, 1)', shapes: [[2, 4], [2, 2]] },
    { call: 'torch.slice_scatter(a, b, 2, 0, 1, 1)', shapes: [[2, 4], [2, 2]] },
    { call: 'torch.slice_scatter(a, b, 0, 0, 1, 1)', shapes: [[2, 4], [1, 4]], dtypes: ['int64', 'float32'] }],
});
const selectLook = (shape: readonly number[], dim: number, index: number): Look => {
  const axis = plainAxis(dim, shape.length);
  const strides = stridesOf(shape);
  return { shape: removeAt(shape, axis), strides: removeAt(strides, axis),
    offset: (index < 0 ? index + shape[axis] : index) * strides[axis] };
};
export const select_scatter = defineOp({
  schema: 'select_scatter(Tensor input, Tensor src, int dim, int index) -> Tensor',
  paths: both('select_scatter'),
  doc: `A copy with other elements at one position of an axis. ${docs('select_scatter')}`,
  shape({ input, src, dim, index }, rule) {
    if (input.shape.length === 0) rule.raise('IndexError', 'select() cannot be applied to a 0-dim tensor.');
    const axis = axisOf(dim, input.shape.length, rule);
    const size = input.shape[axis] ?? rule.dim(1);
    if (rule.test((i, n) => i >= -n && i < n, index, size) === false) rule.raise('IndexError',
      `select(): index ${showDim(index)} out of range for tensor of size ${showShape(input.shape)} at dimension ${axis}`,
      [index, size]);
    requireShape(src, removeAt(input.shape, axis), rule);
    return { shape: input.shape, dtype: input.dtype };
  },
  receptiveField: () => 'global',
  eval: ({ input, src, dim, index }) => [written(input, src, selectLook(input.shape, dim, index))],
  lower: ({ input, src, dim, index }) => asWrite(input, src, selectLook(input.shape, dim, index)),
  samples: [{ call: 'torch.select_scatter(a, b, 1, -1)', shapes: [[2, 4], [2]] },
    { call: 'a.select_scatter(b, 0, 1)', shapes: [[2, 3, 2], [3, 2]] },
    { call: 'torch.select_scatter(a, b, 0, 2)', shapes: [[2, 4], [4]] },
    { call: 'torch.select_scatter(a, b, 0, 1)', shapes: [[2, 4], [3]] }],
});
const diagonalLook = (shape: readonly number[], offset: number, dim1: number, dim2: number): Look => {
  const { axes, size, start, step } = diagonalPlan(shape, offset, dim1, dim2);
  const strides = stridesOf(shape);
  return { shape: [...axes.map((a) => shape[a]), size], strides: [...axes.map((a) => strides[a]), step], offset: start };
};
export const diagonal_scatter = defineOp({
  schema: 'diagonal_scatter(Tensor input, Tensor src, int offset=0, int dim1=0, int dim2=1) -> Tensor',
  paths: both('diagonal_scatter'),
  doc: `A copy with another diagonal. ${docs('diagonal_scatter')}`,
  shape({ input, src, offset, dim1, dim2 }, rule) {
    const rank = input.shape.length;
    const [a, b] = [axisOf(dim1, rank, rule), axisOf(dim2, rank, rule)];
    if (a === b) rule.raise('RuntimeError', `diagonal dimensions cannot be identical ${showDim(dim1)}, ${showDim(dim2)}`);
    const size = rule.map((n, m, o) => Math.max(0, o >= 0 ? Math.min(n, m - o) : Math.min(n + o, m)),
      input.shape[a] ?? rule.dim(1), input.shape[b] ?? rule.dim(1), offset);
    requireShape(src, [...input.shape.filter((_, i) => i !== a && i !== b), size], rule);
    return { shape: input.shape, dtype: input.dtype };
  },
  receptiveField: () => 'global',
  eval: ({ input, src, offset, dim1, dim2 }) => [written(input, src, diagonalLook(input.shape, offset, dim1, dim2))],
  lower: ({ input, src, offset, dim1, dim2 }) => asWrite(input, src, diagonalLook(input.shape, offset, dim1, dim2)),
  samples: [{ call: 'torch.diagonal_scatter(a, b)', shapes: [[3, 3], [3]] },
    { call: 'a.diagonal_scatter(b, 1, 1, 2)', shapes: [[2, 3, 4], [2, 3]] },
    { call: 'torch.diagonal_scatter(a, b)', shapes: [[3, 3], [2]] }],
});
export const fill_diagonal_ = defineOp({
  schema: 'fill_diagonal_(Tensor input, Scalar fill_value, bool wrap=False) -> Tensor',
  paths: method('fill_diagonal_'),
  doc: 'One number on the main diagonal. https://pytorch.org/docs/stable/generated/torch.Tensor.fill_diagonal_.html',
  shape({ input }, rule) {
    const { shape, dtype } = input;
    if (shape.length < 2) rule.raise('RuntimeError', 'dimensions must larger than 1');
    if (shape.length > 2 && shape.some((size) => rule.equal(size, shape[0]) === false)) rule.raise('RuntimeError',
      'all dimensions of input must be of equal length');
    return { shape, dtype };
  },
  receptiveField: () => 'pointwise',
  eval({ input, fill_value, wrap }) {
    const data = [...elementsOf(input)];
    const [height = 0, width = 0] = input.shape;
    const step = stridesOf(input.shape).reduce((a, b) => a + b, 0);
    const tall = input.shape.length === 2 && height > width + 1;
    const count = wrap && tall ? Math.ceil(data.length / step) : data.length === 0 ? 0 : Math.min(...input.shape);
    for (const i of range(count)) data[i * step] = castElement(fill_value, input.dtype);
    return [data];
  },
  samples: [{ call: 'a.clone().fill_diagonal_(9)', shapes: [[3, 4]] }, { call: 'a.clone().fill_diagonal_(9, wrap=True)',
    shapes: [[7, 2]] }, { call: 'a.clone().fill_diagonal_(9)', shapes: [[3, 3, 3]] },
  { call: 'a.clone().fill_diagonal_(9)', shapes: [[3]] }, { call: 'a.clone().fill_diagonal_(9)', shapes: [[3, 3, 4]] }],
});

// ---- positions ----
export const put = defineOp({
  schema: 'put(Tensor input, Tensor index, Tensor source, bool accumulate=False) -> Tensor',
  paths: both('put'),
  doc: 'Writes elements by position in the flattened tensor. https://pytorch.org/docs/stable/generated/torch.Tensor.put_.html',
  inplace: true,
  shape({ input, index, source }, rule) {
    rule.require(index.dtype === 'int64', () => `put_(): Expected a long tensor for index, but got ${scalarTypeOf(index.dtype)}`);
    rule.require(input.dtype === source.dtype, () => 'put_(): self and source expected to have the same dtype, but got '
      + `self.dtype = ${scalarTypeOf(input.dtype)} and source.dtype = ${scalarTypeOf(source.dtype)}`);
    const [count, given] = [product(index.shape), product(source.shape)];
    if (rule.equal(count, given) === false) rule.raise('IndexError',
      'put_(): Expected source and index to have the same number of'
      + ` elements, but got source.numel() = ${showDim(given)}, index.numel() = ${showDim(count)}`, [count, given]);
    const n = plainNumel(input.shape.map((d) => constantOf(d) ?? NaN));
    const bad = index.data?.find((i) => i < -n || i >= n);
    if (bad !== undefined) rule.raise('IndexError', `out of range: tried to access index ${bad} on a tensor of ${n} elements.`);
    return { shape: input.shape, dtype: input.dtype };
  },
  receptiveField: () => 'global',
  eval({ input, index, source, accumulate }) {
    const data = [...elementsOf(input)];
    const from = elementsOf(source);
    for (const [i, at] of positionsWithin(elementsOf(index), data.length, true).entries()) {
      data[at] = castElement((accumulate ? data[at] : 0) + (from[i] ?? NaN), input.dtype);
    }
    return [data];
  },
  samples: [{ call: 'a.put(torch.tensor([0, 4, -1]), b)', shapes: [[2, 3], [3]] },
    { call: 'torch.put(a, torch.tensor([[1], [1]]), b, accumulate=True)', shapes: [[2, 3], [2]] },
    { call: 'a.clone().put_(torch.tensor([0, 1]), b)', shapes: [[2, 3], [3]] },
    { call: 'a.put(torch.tensor([6]), b)', shapes: [[2, 3], [1]] },
    { call: 'a.put(torch.tensor([0]), b)', shapes: [[2, 3], [1]], dtypes: ['float32', 'int64'] },
    { call: 'a.put(b, a)', shapes: [[2], [2]] }],
});

const REDUCTIONS = ['prod', 'mean', 'amax', 'amin'];
const MERGES: Readonly<Record<string, (a: number, b: number) => number>> = { prod: (a, b) => a * b, amax: Math.max,
  amin: Math.min };
function reduceMeta(input: Tensor, axis: number, index: Tensor, source: Tensor, rule: RuleContext): TensorMeta {
  if (index.shape.length > 1) rule.raise('IndexError', `index_reduce_(): Index is supposed to be a vector, but got dim:`
    + ` ${index.shape.length} with type: ${scalarTypeOf(index.dtype)} and size: ${showShape(index.shape)}`);
  if (index.dtype !== 'int64' && index.dtype !== 'int32') rule.raise('RuntimeError',
    `index_reduce_(): Expected dtype int32/int64 for index but got: ${scalarTypeOf(index.dtype)}`);
  if (input.dtype !== source.dtype) rule.raise('RuntimeError', `index_reduce_(): self (${scalarTypeOf(input.dtype)}) and source`
    + ` (${scalarTypeOf(source.dtype)}) must have the same scalar type`);
  const [count, size] = [index.shape[0] ?? rule.dim(1), source.shape[axis] ?? rule.dim(1)];
  rule.require(rule.equal(count, size), () => `index_reduce_(): Number of indices (${showDim(count)}) should be equal to`
    + ` source.size(dim): (${showDim(size)}), for dim: ${axis}`, [count, size]);
  if (input.shape.length < 2 && source.shape.length > 1) rule.raise('RuntimeError',
    `source.dim() (${source.shape.length}) must one or zero for given self.dim() (${input.shape.length})`);
  const slice = removeAt(input.shape, axis);
  const joined = broadcast(rule, slice, removeAt(source.shape, axis));
  const same = joined.length === slice.length && joined.every((size, i) => rule.equal(size, slice[i]) !== false);
  if (!same) rule.raise('RuntimeError', `output with shape ${showShape(slice)} doesn't match the broadcast shape`
    + ` ${showShape(joined)}`);
  const whole = constantOf(input.shape[axis] ?? rule.dim(1)) ?? Infinity;
  if (index.data?.some((i) => i < 0 || i >= whole)) rule.raise('IndexError', 'index out of range in self');
  return { shape: input.shape, dtype: input.dtype };
}
export const index_reduce = defineOp({
  schema: 'index_reduce(Tensor input, int dim, Tensor index, Tensor source, str reduce, *, bool include_self=True) -> Tensor',
  paths: both('index_reduce'),
  doc: 'Reduces slices into slices by number. https://pytorch.org/docs/stable/generated/torch.Tensor.index_reduce_.html',
  inplace: true,
  shape({ input, dim, index, source, reduce }, rule) {
    if (!REDUCTIONS.includes(reduce)) rule.raise('RuntimeError', 'index_reduce(): Expected reduce to be one of prod, mean, amax'
      + ` or amin but got ${reduce}.`);
    return reduceMeta(input, axisOf(dim, input.shape.length, rule), index, source, rule);
  },
  receptiveField: () => 'global',
  eval({ input, dim, index, source, reduce, include_self }) {
    const axis = plainAxis(dim, input.shape.length);
    const own = linesAlong(elementsOf(source), source.shape, axis);
    // Each slice of the source broadcasts to one of the input.
    const from = broadcastElements({ shape: removeAt(source.shape, axis), dtype: 'int64', data: range(own.length) },
      removeAt(input.shape, axis)).map((k) => own[k]);
    const positions = positionsWithin(elementsOf(index), input.shape[axis] ?? 1);
    const merge = MERGES[reduce] ?? ((a: number, b: number): number => a + b);
    const lines = linesAlong(elementsOf(input), input.shape, axis).map((line, k) => {
      const counts = line.map(() => (include_self ? 1 : 0));
      const result = [...line];
      for (const [i, at] of positions.entries()) {
        result[at] = counts[at] === 0 ? from[k][i] : merge(result[at], from[k][i]);
        counts[at]++;
      }
      if (reduce !== 'mean') return result.map((x) => castElement(x, input.dtype));
      return result.map((x, i) => castElement(isFloating(input.dtype) ? x / Math.max(1, counts[i])
        : Math.trunc(x / Math.max(1, counts[i])), input.dtype));
    });
    return [fromLines(lines, input.shape, axis)];
  },
  samples: [...REDUCTIONS.flatMap((reduce) => ['', ', include_self=False'].map((self) =>
    ({ call: `a.index_reduce(0, torch.tensor([0, 2, 0]), b, '${reduce}'${self})`, shapes: [[4, 2], [3, 2]] }))),
  { call: "a.clone().index_reduce_(1, torch.tensor([1]), b, 'amax')", shapes: [[2, 3], [2, 1]] },
  { call: "a.index_reduce(0, torch.tensor([0, 2, 0]), b, 'prod')", shapes: [[4, 3], [3]] },
  { call: "a.index_reduce(1, torch.tensor([1, 0]), b, 'amin')", shapes: [[3, 2, 2], [3, 2, 1]] },
  { call: "a.index_reduce(0, torch.tensor([1]), b, 'amin')", shapes: [[3], [1, 1]] },
  { call: "a.index_reduce(0, torch.tensor([1]), b, 'amin')", shapes: [[3, 2], [1, 2, 2]] },
  { call: "a.index_reduce(0, torch.tensor([1]), b, 'amin')", shapes: [[3, 2], [1, 3]] },
  { call: "a.index_reduce(0, torch.tensor([0]), b, 'sum')", shapes: [[2, 3], [1, 3]] }],
});

export const sum_to_size = defineOp({
  schema: 'sum_to_size(Tensor input, *int[] size) -> Tensor',
  paths: method('sum_to_size'),
  doc: 'Sums over the axes along which the size was broadcast. '
    + 'https://pytorch.org/docs/stable/generated/torch.Tensor.sum_to_size.html',
  shape({ input, size }, rule) {
    const lead = input.shape.length - size.length;
    const fits = lead >= 0 && size.every((d, i) => constant(d, rule) === 1 || rule.equal(d, input.shape[lead + i]) !== false);
    if (!fits) rule.raise('RuntimeError', `size {${showShape(size)}} is not expandable to size {${showShape(input.shape)}}.`);
    const same = lead === 0 && size.every((d, i) => rule.equal(d, input.shape[i]) !== false);
    return { shape: size, dtype: same ? input.dtype : sumType(input.dtype) };
  },
  receptiveField: () => 'global',
  eval({ input }, [out]) {
    if (!out) return [];
    const sums = new Array<number>(plainNumel(out.shape)).fill(0);
    const targets = broadcastElements({ shape: out.shape, dtype: 'int64', data: range(sums.length) }, input.shape);
    for (const [i, x] of elementsOf(input).entries()) sums[targets[i] ?? 0] += x;
    return [sums.map((x) => castElement(x, out.dtype))];
  },
  samples: [{ call: 'a.sum_to_size(1, 3)', shapes: [[2, 3]] }, { call: 'a.sum_to_size(3)', shapes: [[2, 3]] },
    { call: 'a.sum_to_size((2, 1))', shapes: [[2, 3]] }, { call: 'a.sum_to_size(2, 2)', shapes: [[2, 3]] },
    { call: 'a.sum_to_size(1)', shapes: [[2, 3]], dtypes: ['int32'] }],
});
