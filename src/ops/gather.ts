// Picking and writing along one axis by a tensor of positions: index_select, gather, scatter, take, index_add.
import { aroundAxis, broadcastElements, elementsOf, linesAlong, fromLines, pick, stridedPositions,
  stridesOf } from '../tensor/broadcast';
import { isFloating, scalarTypeOf } from '../tensor/dtype';
import { checkWritten } from './indexing';
import { indexedBlock, indexedShape } from './indexPlan';
import { plainNumel, showDim, showShape } from '../tensor/dim';
import { positionsWithin } from '../tensor/kernelError';
import { castElement } from '../tensor/round';
import { constantOf, type Dim, type PlainTensor, type Tensor, type TensorMeta } from '../tensor/value';
import { defineOp, type RuleContext } from './op';
import { axisOf, both, broadcast, brokenAxis, docs, isTensor, plainAxis, range, replaceAt } from './rules';

/** Positions must lie within the axis; only known ones can be seen not to. */
function requireWithin(index: Tensor, size: Dim, rule: RuleContext, message: (bad: number) => string,
  type = 'RuntimeError'): void {
  const n = constantOf(size);
  const bad = n === undefined ? undefined : index.data?.find((i) => i < 0 || i >= n);
  if (bad !== undefined) rule.raise(type, message(bad), [size]);
}

export const index_select = defineOp({
  schema: 'index_select(Tensor input, int dim, Tensor index) -> Tensor',
  paths: both('index_select'),
  doc: `Slices of an axis by number. ${docs('index_select')}`,
  shape({ input, dim, index }, rule) {
    if (index.shape.length > 1) rule.raise('IndexError', 'index_select(): Index is supposed to be a vector');
    if (index.dtype !== 'int64' && index.dtype !== 'int32') rule.raise(
      'RuntimeError', 'index_select(): Expected dtype int32 or int64 for index');
    const axis = axisOf(dim, input.shape.length, rule);
    const size = input.shape[axis] ?? rule.dim(1);
    // The second axis has a way of its own.
    if (axis === 1) requireWithin(index, size, rule,
      (bad) => `INDICES element is out of DATA bounds, id=${bad} axis_dim=${showDim(size)}`);
    requireWithin(index, size, rule, () => 'index out of range in self', 'IndexError');
    return { shape: input.shape.length === 0 ? [] : replaceAt(input.shape, axis, index.shape[0] ?? rule.dim(1)),
      dtype: input.dtype };
  },
  receptiveField: ({ input, dim }) => brokenAxis(input.shape.length, plainAxis(dim, input.shape.length)),
  complex: 'moves',
  eval({ input, dim, index }) {
    const axis = plainAxis(dim, input.shape.length);
    const { before, size, after } = aroundAxis(input.shape, axis);
    const positions = positionsWithin(elementsOf(index), size);
    return [range(before).flatMap((b) => positions.flatMap(
      (i) => elementsOf(input).slice((b * size + i) * after, (b * size + i + 1) * after)))];
  },
  samples: [{ call: 'torch.index_select(a, 1, torch.tensor([0, 2]))', shapes: [[2, 3]] },
    { call: 'a.index_select(0, torch.tensor([1, 1, 0]))', shapes: [[2, 3]] },
    { call: 'a.index_select(0, torch.tensor([[1]]))', shapes: [[2, 3]] },
    { call: 'a.index_select(0, torch.tensor([2]))', shapes: [[2, 3]] },
    { call: 'a.index_select(1, torch.tensor([3]))', shapes: [[2, 3]] },
    { call: 'a.index_select(0, torch.tensor([3]))', shapes: [[3]] }],
});

/** The index may be smaller than the input on every axis but the one gathered along. */
function checkGather(name: string, input: Tensor, index: Tensor, axis: number, rule: RuleContext): void {
  const [rank, other] = [input.shape.length, index.shape.length];
  if (Math.max(rank, 1) !== Math.max(other, 1)) rule.raise(
    'RuntimeError', 'Index tensor must have the same number of dimensions as input tensor');
  for (const [i, size] of index.shape.entries()) {
    const whole = input.shape[i];
    if (i === axis || !whole) continue;
    rule.require(rule.test((a, b) => a <= b, size, whole),
      () => `Size does not match at dimension ${i} expected index ${showShape(index.shape)} to be smaller`
        + ` than self ${showShape(input.shape)} apart from dimension ${axis}`, [size, whole]);
  }
  if (index.dtype !== 'int64') rule.raise('RuntimeError', `${name}(): Expected dtype int64 for index`);
}
/** For every element of the index: its own position, and where it points to in the input. */
function* pointers(shape: readonly number[], index: PlainTensor, axis: number): Generator<readonly [number, number]> {
  const [strides, own] = [stridesOf(shape), stridesOf(index.shape)];
  for (const [p, at] of positionsWithin(elementsOf(index), shape[axis] ?? 1).entries()) {
    let position = 0;
    for (const [i, step] of own.entries()) position += (
      i === axis ? at : Math.floor(p / step) % (index.shape[i] ?? 1)) * (strides[i] ?? 1);
    yield [p, index.shape.length === 0 ? at : position];
  }
}

export const gather = defineOp({
  schema: 'gather(Tensor input, int dim, Tensor index, *, bool sparse_grad=False) -> Tensor',
  paths: both('gather'),
  doc: `Elements along an axis by position. ${docs('gather')}`,
  shape({ input, dim, index }, rule) {
    const axis = axisOf(dim, input.shape.length, rule);
    checkGather('gather', input, index, axis, rule);
    const size = input.shape[axis] ?? rule.dim(1);
    requireWithin(index, size, rule, (bad) =>
      `index ${bad} is out of bounds for dimension ${axis} with size ${showDim(size)}`);
    return { shape: index.shape, dtype: input.dtype };
  },
  receptiveField: ({ input, dim }) => brokenAxis(input.shape.length, plainAxis(dim, input.shape.length)),
  complex: 'moves',
  eval({ input, dim, index }) {
    const data = elementsOf(input);
    return [[...pointers(input.shape, index, plainAxis(dim, input.shape.length))].map(([, at]) => data[at] ?? NaN)];
  },
  samples: [{ call: 'torch.gather(a, 1, torch.tensor([[0, 2], [1, 0]]))', shapes: [[2, 3]] },
    { call: 'a.gather(0, torch.tensor([[0, 1, 0]]))', shapes: [[2, 3]] },
    { call: 'a.gather(0, torch.tensor([0, 1]))', shapes: [[2, 3]] },
    { call: 'a.gather(1, torch.tensor([[0], [0], [0]]))', shapes: [[2, 3]] }],
});
export const take_along_dim = defineOp({
  schema: 'take_along_dim(Tensor input, Tensor indices, int? dim=None) -> Tensor',
  paths: both('take_along_dim'),
  doc: `Elements along an axis by position, broadcasting. ${docs('take_along_dim')}`,
  shape({ input, indices, dim }, rule) {
    if (indices.dtype !== 'int64') rule.raise('RuntimeError', dim === null ? 'gather(): Expected dtype int64 for index'
      : `torch.take_along_dim(): dtype of indices should be Long but got ${scalarTypeOf(indices.dtype)}`);
    if (dim === null) return { shape: [indices.shape.reduce(
      (a, b) => rule.map((x, y) => x * y, a, b), rule.dim(1))], dtype: input.dtype };
    const axis = axisOf(dim, input.shape.length, rule);
    if (input.shape.length !== indices.shape.length) rule.raise('RuntimeError', `torch.take_along_dim(): input and indices should`
      + ` have the same number of dimensions, but got ${input.shape.length} dimensions for input, and ${indices.shape.length}`
      + ' dimensions for indices');
    const one = rule.dim(1);
    const shape = broadcast(rule, replaceAt(input.shape, axis, one), replaceAt(indices.shape, axis, one));
    return { shape: replaceAt(shape, axis, indices.shape[axis] ?? one), dtype: input.dtype };
  },
  receptiveField: () => 'global',
  eval({ input, indices, dim }, [out]) {
    const at = elementsOf(indices);
    if (dim === null) return [pick(elementsOf(input), positionsWithin(at, plainNumel(input.shape), true))];
    const axis = plainAxis(dim, input.shape.length);
    const shape = out?.shape ?? [];
    const wide = replaceAt(shape, axis, input.shape[axis] ?? 1);
    const [data, index] = [broadcastElements(input, wide), broadcastElements(indices, shape)];
    const found = { shape, dtype: indices.dtype, data: index };
    return [[...pointers(wide, found, axis)].map(([, from]) => data[from] ?? NaN)];
  },
  samples: [{ call: 'torch.take_along_dim(a, torch.tensor([[0], [1]]), dim=1)', shapes: [[2, 3]] },
    { call: 'torch.take_along_dim(a, torch.tensor([0, 1]), dim=1)', shapes: [[2, 3]] },
    ...['torch.take_along_dim(a, a, 0)', 'torch.take_along_dim(a, a)',
      'torch.take_along_dim(a, torch.tensor([3, 1]))'].map((call) =>
      ({ call, shapes: [[2, 2]] }))],
});
export const take = defineOp({
  schema: 'take(Tensor input, Tensor index) -> Tensor',
  paths: both('take'),
  doc: `Elements by position in the flattened input. ${docs('take')}`,
  shape({ input, index }, rule) {
    rule.require(index.dtype === 'int64', () => `take(): Expected a long tensor for index, but got ${scalarTypeOf(index.dtype)}`);
    const n = plainNumel(input.shape.map((d) => constantOf(d) ?? NaN));
    const bad = index.data?.find((i) => i < -n || i >= n);
    if (bad !== undefined) rule.raise('IndexError', `out of range: tried to access index ${bad} on a tensor of ${n} elements.`);
    return { shape: index.shape, dtype: input.dtype };
  },
  receptiveField: () => 'global',
  eval({ input, index }) {
    return [pick(elementsOf(input), positionsWithin(elementsOf(index), plainNumel(input.shape), true))];
  },
  samples: [{ call: 'torch.take(a, torch.tensor([0, 4, -1]))', shapes: [[2, 3]] },
    { call: 'torch.take(a, torch.tensor([0, 6]))', shapes: [[2, 3]] },
    { call: 'torch.take(a, b)', shapes: [[2, 3], [2]], dtypes: ['float32', 'int32'] }],
});

// ---- scatter ----
type Merge = (old: number, written: number) => number;
const MERGES: Readonly<Record<string, Merge>> = { add: (a, b) => a + b, multiply: (a, b) => a * b };
function scatterMeta(name: string, input: Tensor, dim: Dim, index: Tensor, src: Tensor | null,
  rule: RuleContext): TensorMeta {
  const axis = axisOf(dim, input.shape.length, rule);
  if (index.dtype !== 'int64') rule.raise('RuntimeError', `${name}(): Expected dtype int64 for index`);
  if (src && src.dtype !== input.dtype) rule.raise(
    'RuntimeError', `${name}(): Expected self.dtype to be equal to src.dtype`);
  if (index.shape.length !== input.shape.length && index.shape.length > 0) rule.raise(
    'RuntimeError', 'Index tensor must have the same number of dimensions as self tensor');
  if (src && src.shape.length !== index.shape.length && src.shape.length > 0 && index.shape.length > 0) rule.raise(
    'RuntimeError', 'Index tensor must have the same number of dimensions as src tensor');
  for (const [i, size] of index.shape.entries()) {
    const [whole, from] = [input.shape[i], src?.shape[i]];
    const fits = (i === axis || !whole || rule.test((a, b) => a <= b, size, whole) !== false)
      && (!from || rule.test((a, b) => a <= b, size, from) !== false);
    if (!fits) {
      rule.raise('RuntimeError', `Expected index ${showShape(index.shape)} to be smaller than self`
        + ` ${showShape(input.shape)} apart from dimension`
          + ` ${axis}${src ? ` and to be smaller size than src ${showShape(src.shape)}` : ''}`);
    }
  }
  return { shape: input.shape, dtype: input.dtype };
}
function scatterElements(input: PlainTensor, dim: number, index: PlainTensor, from: PlainTensor | number,
  merge: Merge): number[] {
  const data = [...elementsOf(input)];
  const axis = plainAxis(dim, input.shape.length);
  const written = typeof from === 'number' ? null
    : new Map([...pointers(from.shape, { ...index, data: ownPositions(index, axis) }, axis)]);
  for (const [p, at] of pointers(input.shape, index, axis)) {
    const value = typeof from === 'number' ? from : from.data?.[written?.get(p) ?? 0] ?? NaN;
    data[at] = castElement(merge(data[at] ?? NaN, value), input.dtype);
  }
  return data;
}
/** The position along the axis of each element of the index itself. */
function ownPositions(index: PlainTensor, axis: number): number[] {
  const { size, after } = aroundAxis(index.shape, axis);
  return elementsOf(index).map((_, p) => Math.floor(p / after) % size);
}
export const scatter = defineOp({
  schema: 'scatter(Tensor input, int dim, Tensor index, Tensor|Scalar src, *, str? reduce=None) -> Tensor',
  paths: both('scatter'),
  doc: `Writes along an axis by position. ${docs('scatter')}`,
  inplace: true,
  shape: ({ input, dim, index, src }, rule) =>
    scatterMeta('scatter', input, dim, index, isTensor(src) ? src : null, rule),
  receptiveField: () => 'global',
  eval: ({ input, dim, index, src, reduce }) =>
    [scatterElements(input, dim, index, src, (reduce === null ? undefined : MERGES[reduce])
    ?? ((_, written) => written))],
  samples: [{ call: 'a.scatter(1, torch.tensor([[0], [2]]), b)', shapes: [[2, 3], [2, 1]] },
    { call: 'torch.scatter(a, 0, torch.tensor([[1, 0, 1]]), 7)', shapes: [[2, 3]] },
    { call: 'a.scatter(0, torch.tensor([[0, 1]]), b)', shapes: [[2, 3], [2, 3]] },
    { call: 'a.scatter(0, torch.tensor([[0, 1]]), b)', shapes: [[2, 3], [1, 2, 3]] },
    { call: "a.scatter(1, torch.tensor([[0], [0]]), b, reduce='add')", shapes: [[2, 3], [2, 3]] }],
});
export const scatter_value = defineOp({
  schema: 'scatter(Tensor input, int dim, Tensor index, Scalar value, *, str? reduce=None) -> Tensor',
  paths: both('scatter'),
  doc: `Writes a number along an axis by position. ${docs('scatter')}`,
  inplace: true,
  shape: ({ input, dim, index }, rule) => scatterMeta('scatter', input, dim, index, null, rule),
  receptiveField: () => 'global',
  eval: ({ input, dim, index, value, reduce }) =>
    [scatterElements(input, dim, index, value, (reduce === null ? undefined : MERGES[reduce])
    ?? ((_, written) => written))],
  samples: [{ call: 'a.scatter(1, torch.tensor([[0], [2]]), value=1.5)', shapes: [[2, 3]] }],
});
export const scatter_add = defineOp({
  schema: 'scatter_add(Tensor input, int dim, Tensor index, Tensor src) -> Tensor',
  paths: both('scatter_add'),
  doc: `Adds along an axis by position. ${docs('scatter_add')}`,
  inplace: true,
  shape: ({ input, dim, index, src }, rule) => scatterMeta('scatter', input, dim, index, src, rule),
  receptiveField: () => 'global',
  eval: ({ input, dim, index, src }) => [scatterElements(input, dim, index, src, (a, b) => a + b)],
  samples: [{ call: 'a.scatter_add(0, torch.tensor([[0, 0, 1]]), b)', shapes: [[2, 3], [1, 3]] }],
});
const REDUCTIONS = ['sum', 'prod', 'mean', 'amax', 'amin'];
export const scatter_reduce = defineOp({
  schema: 'scatter_reduce(Tensor input, int dim, Tensor index, Tensor src, str reduce, *, bool include_self=True) -> Tensor',
  paths: both('scatter_reduce'),
  doc: `Reduces along an axis by position. ${docs('scatter_reduce')}`,
  inplace: true,
  shape({ input, dim, index, src, reduce }, rule) {
    if (!REDUCTIONS.includes(reduce)) rule.raise('RuntimeError', 'reduce argument must be either sum, prod, mean, amax or amin.');
    return scatterMeta('scatter', input, dim, index, src, rule);
  },
  receptiveField: () => 'global',
  eval: ({ input, dim, index, src, reduce, include_self }) => [scatterReduced(input, plainAxis(dim, input.shape.length),
    index, src,
    reduce, include_self)],
  samples: [...REDUCTIONS.flatMap((reduce) => ['', ', include_self=False'].map((self) =>
    ({ call: `a.scatter_reduce(0, torch.tensor([[0, 0, 1], [0, 1, 1]]), b, reduce='${reduce}'${self})`, shapes: [[3, 3], [2,
      3]] }))),
  { call: "a.scatter_reduce(0, torch.tensor([[0, 0, 1]]), b, reduce='sum')", shapes: [[2, 3], [1, 3]] },
  { call: "a.scatter_reduce(0, torch.tensor([[0, 0, 1]]), b, reduce='max')", shapes: [[2, 3], [1, 3]] }],
});

/** Elements merged by position; without `includeSelf` what stood there counts only where nothing is written. */
function scatterReduced(input: PlainTensor, axis: number, index: PlainTensor, src: PlainTensor, reduce: string,
  includeSelf: boolean): number[] {
  const data = [...elementsOf(input)];
  const counts = new Map<number, number>();
  const from = stridedPositions(index.shape, stridesOf(src.shape));
  const merge = (a: number, b: number): number => (reduce === 'prod' ? a * b : reduce === 'amax' ? Math.max(a, b)
    : reduce === 'amin' ? Math.min(a, b) : a + b);
  for (const [i, at] of pointers(input.shape, index, axis)) {
    const written = elementsOf(src)[from[i] ?? 0] ?? NaN;
    const count = counts.get(at) ?? (includeSelf ? 1 : 0);
    data[at] = count === 0 ? written : castElement(merge(data[at] ?? NaN, written), input.dtype);
    counts.set(at, count + 1);
  }
  if (reduce === 'mean') for (const [at, count] of counts) {
    const mean = (data[at] ?? NaN) / count;
    data[at] = castElement(isFloating(input.dtype) ? mean : Math.floor(mean), input.dtype);
  }
  return data;
}

// ---- whole slices ----
/** Slices of `source` merged into those of `input` that the index names. */
function mergeSlices(input: PlainTensor, dim: number, index: PlainTensor, source: PlainTensor | number,
  merge: Merge, fromEnd = false): number[] {
  const axis = plainAxis(dim, input.shape.length);
  const from = typeof source === 'number' ? null : linesAlong(elementsOf(source), source.shape, axis);
  const positions = positionsWithin(elementsOf(index), input.shape[axis] ?? 1, fromEnd);
  const lines = linesAlong(elementsOf(input), input.shape, axis).map((line, k) => {
    const result = [...line];
    for (const [i, at] of positions.entries()) result[at] =
      castElement(merge(result[at] ?? NaN, from ? from[k]?.[i] ?? NaN : Number(source)), input.dtype);
    return result;
  });
  return fromLines(lines, input.shape, axis);
}
function sliceMeta(input: Tensor, dim: Dim, index: Tensor, rule: RuleContext): TensorMeta {
  const axis = axisOf(dim, input.shape.length, rule);
  requireWithin(index, input.shape[axis] ?? rule.dim(1), rule, () => 'index out of range in self', 'IndexError');
  return { shape: input.shape, dtype: input.dtype };
}
export const index_add = defineOp({
  schema: 'index_add(Tensor input, int dim, Tensor index, Tensor source, *, Scalar alpha=1) -> Tensor',
  paths: both('index_add'),
  doc: `Adds to slices by number. ${docs('index_add')}`,
  inplace: true,
  shape({ input, dim, index, source }, rule) {
    const axis = axisOf(dim, input.shape.length, rule);
    const [count, size] = [index.shape[0] ?? rule.dim(1), source.shape[axis] ?? rule.dim(1)];
    rule.require(input.dtype === source.dtype, () => `index_add_(): self (${scalarTypeOf(input.dtype)}) and source `
      + `(${scalarTypeOf(source.dtype)}) must have the same scalar type`);
    rule.require(rule.equal(count, size), () => `index_add_(): Number of indices (${showDim(count)}) should be equal to`
      + ` source.size(dim): (${showDim(size)}), for dim: ${axis}`, [count, size]);
    return sliceMeta(input, dim, index, rule);
  },
  receptiveField: () => 'global',
  eval: ({ input, dim, index, source, alpha }) => [mergeSlices(input, dim, index, source, (a, b) => a + alpha * b)],
  samples: [{ call: 'a.index_add(0, torch.tensor([1]), b)', shapes: [[2, 3], [1, 3]] },
    { call: 'a.index_add(0, torch.tensor([0, 2]), b)', shapes: [[4, 4], [4, 2]] },
    { call: 'a.index_add(1, torch.tensor([0, 2]), b)', shapes: [[4, 4], [2, 4]], dtypes: ['float32', 'float64'] }],
});
export const index_copy = defineOp({
  schema: 'index_copy(Tensor input, int dim, Tensor index, Tensor source) -> Tensor',
  paths: both('index_copy'),
  doc: `Writes slices by number. ${docs('index_copy')}`,
  inplace: true,
  shape({ input, dim, index, source }, rule) {
    const [rank, other] = [input.shape.length, source.shape.length];
    if (rank > 0 && other > 0 && rank !== other) rule.raise('IndexError', 'index_copy_(): When source and destination are not'
      + ` scalars, their dimensionality must match. Source dimensionality (${other}), destination dimensionality (${rank})`);
    rule.require(input.dtype === source.dtype, () => 'index_copy_(): self and source expected to have the same dtype, but got '
      + `(self) ${scalarTypeOf(input.dtype)} and (source) ${scalarTypeOf(source.dtype)}`);
    const axis = axisOf(dim, rank, rule);
    const [own, others] = [input.shape, source.shape].map((shape) => shape.filter((_, i) => i !== axis));
    const same = own.every((size, i) => !others[i] || rule.equal(size, others[i]) !== false);
    if (!same) rule.raise('RuntimeError', `index_copy_(): Source/destination tensor must have same slice shapes. Destination`
      + ` slice shape: ${own.map(showDim).join(' ')} at dimension ${axis} and source slice shape:`
      + ` ${others.map(showDim).join(' ')} at dimension 0.`);
    const [count, size] = [index.shape[0] ?? rule.dim(1), source.shape[axis] ?? rule.dim(1)];
    if (rule.equal(count, size) === false) rule.raise('IndexError', `index_copy_(): Number of indices (${showDim(count)})`
      + ` should be equal to source.size(dim) (${showDim(size)})`, [count, size]);
    return sliceMeta(input, dim, index, rule);
  },
  receptiveField: () => 'global',
  eval: ({ input, dim, index, source }) => [mergeSlices(input, dim, index, source, (_, b) => b)],
  samples: [{ call: 'a.index_copy(0, torch.tensor([1]), b)', shapes: [[2, 3], [1, 3]] },
    ...[[2, 4], [4, 2], [2], [3, 4]].map((shape) => ({ call: 'a.index_copy(0, torch.tensor([0, 2]), b)',
      shapes: [[4, 4], shape] })),
    { call: 'a.index_copy(1, torch.tensor([0, 2]), b)', shapes: [[3, 4], [4, 2]] },
    { call: 'a.index_copy(0, torch.tensor([0, 2]), b)', shapes: [[4, 4], [2, 4]], dtypes: ['float32', 'float64'] }],
});
export const index_fill = defineOp({
  schema: 'index_fill(Tensor input, int dim, Tensor index, Scalar value) -> Tensor',
  paths: both('index_fill'),
  doc: 'One number in slices by number. https://pytorch.org/docs/stable/generated/torch.Tensor.index_fill_.html',
  inplace: true,
  shape({ input, dim, index }, rule) {
    const size = constantOf(input.shape[axisOf(dim, input.shape.length, rule)] ?? rule.dim(1));
    const bad = size === undefined ? undefined : index.data?.find((i) => i < -size || i >= size);
    if (bad !== undefined) rule.raise('IndexError', `index ${bad} is out of bounds for dimension ${
      plainAxis(constantOf(dim) ?? 0, input.shape.length)} with size ${size}`);
    return { shape: input.shape, dtype: input.dtype };
  },
  receptiveField: () => 'pointwise',
  eval: ({ input, dim, index, value }) => [mergeSlices(input, dim, index, value, (_, b) => b, true)],
  samples: [{ call: 'a.index_fill(1, torch.tensor([0, 2]), -1)', shapes: [[2, 3]] },
    ...['[0, -1]', '[-4]', '[3]'].map((at) => ({ call: `a.index_fill(-1, torch.tensor(${at}), 7.)`, shapes: [[2, 3]] }))],
});
/** Indices as a tuple of tensors, as the method spells it. */
export const index_put_method = defineOp({
  schema: 'index_put(Tensor input, Tensor[] indices, Tensor values, bool accumulate=False) -> Tensor',
  paths: both('index_put'),
  doc: 'Writes elements by tensors of positions.',
  inplace: true,
  shape({ input, indices, values }, rule) {
    const { shape, gathers } = indexedShape(input, indices, rule);
    checkWritten(values, shape, gathers, rule);
    rule.require(input.dtype === values.dtype, () => 'Index put requires the source and destination dtypes match, got '
      + `${scalarTypeOf(input.dtype)} for the destination and ${scalarTypeOf(values.dtype)} for the source.`);
    return { shape: input.shape, dtype: input.dtype };
  },
  receptiveField: () => 'global',
  eval({ input, indices, values, accumulate }) {
    const data = [...elementsOf(input)];
    const { positions, shape } = indexedBlock(input.shape, indices);
    const written = broadcastElements(values, shape);
    for (const [i, at] of positions.entries()) data[at] = castElement((accumulate ? data[at] ?? NaN : 0) + (written[i] ?? NaN),
      input.dtype);
    return [data];
  },
  samples: [{ call: 'a.index_put((torch.tensor([0, 0]),), b, accumulate=True)', shapes: [[2, 3], [3]] },
    { call: 'a.index_put((torch.tensor([0, 1]),), b)', shapes: [[2, 3], [3]] },
    { call: 'a.index_put((None, torch.tensor([0, 2])), b)', shapes: [[2, 3], [2]] },
    { call: 'a.index_put((torch.tensor([True, False]),), b)', shapes: [[2, 3], []] },
    { call: 'a.index_put((torch.tensor([5]),), b)', shapes: [[2, 3], []] },
    ...['[True, False, True]', '[0.]', '[0, 1]'].map((list) =>
      ({ call: `a.index_put((torch.tensor(${list}),), b)`, shapes: [[2, 3], [5]] })),
    { call: 'a.index_put((torch.tensor([0]),), b)', shapes: [[2, 3], []], dtypes: ['float32', 'int64'] }],
});
