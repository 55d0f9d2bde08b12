// Ops that show the same elements under another shape: view, reshape, flatten, permute, squeeze, expand and their kin.
// Ops that pick or reorder elements are in rearrange.ts and indexing.ts.
import { pick, stridedPositions, stridesOf } from '../tensor/broadcast';
import { numelOf, showDim, showShape } from '../tensor/dim';
import { bytesOf, scalarTypeOf, type DType } from '../tensor/dtype';
import { constantOf, int, type Dim, type PlainMeta, type PlainTensor, type Tensor } from '../tensor/value';
import { mapComplex } from './complexKernels';
import { defineOp, type AxisView, type RuleContext } from './op';
import { axisOf, both, docs, method, ownAxisOf, plainAxis, product, range, sameAxes } from './rules';
import { asPermute, asReshape } from './lowering';

/** The elements in the same row-major order. */
const sameData = ({ input }: { readonly input: { readonly data: readonly number[] | null } }): readonly (
  readonly number[])[] => [input.data ?? []];

/** -1 replaced by what is left over; PyTorch's errors when nothing fits. As infer_size in aten/src/ATen/InferSize.h. */
export function inferShape(input: Tensor, size: readonly Dim[], rule: RuleContext): Dim[] {
  const numel = numelOf(input.shape);
  const invalid = (): string => `shape '${showShape(size)}' is invalid for input of size ${showDim(numel)}`;
  const open = size.flatMap((dim, i) => (rule.test((d) => d === -1, dim) === true ? [i] : []));
  const blame = [...size.filter((dim) => dim.kind === 'int' && dim.origin !== null), ...input.shape];
  if (open.length > 1) rule.raise('RuntimeError', 'only one dimension can be inferred', size);
  for (const dim of size) {
    if (rule.test((d) => d < -1, dim) === true) rule.raise(
      'RuntimeError', `invalid shape dimension ${showDim(dim)}`, [dim]);
  }
  const [at] = open;
  if (at === undefined) {
    const { rest, left } = cancelShared(input.shape, size, rule);
    rule.require(rule.equal(product(left), product(rest)), invalid, blame);
    return [...size];
  }
  const { rest, left } = cancelShared(input.shape, size.filter((_, i) => i !== at), rule);
  const [whole, part] = [product(rest), product(left)];
  if (size.some((dim) => constantOf(dim) === 0)) {
    rule.require(rule.equal(numel, rule.dim(0)), invalid, blame);
    rule.raise('RuntimeError', `cannot reshape tensor of 0 elements into shape ${showShape(size)} because`
      + ` the unspecified dimension size -1 can be any value and is ambiguous`);
  }
  rule.require(rule.test((n, d) => n % d === 0, whole, part), invalid, blame);
  return size.map((dim, i) => (i === at ? rule.map((n, d) => n / d, whole, part) : dim));
}

/**
 * What is left of both sides without the sizes they share: in view(x.shape[0], -1) the first size falls out, so
 * that a hole
 * there costs nothing and products of symbols stay small enough to be exact.
 */
function cancelShared(from: readonly Dim[], size: readonly Dim[], rule: RuleContext): { rest: Dim[]; left: Dim[] } {
  const rest = [...from];
  const left = size.filter((dim) => {
    // A size of nothing makes all of it nothing: it does not fall out.
    const same = constantOf(dim) === 0 ? -1 : rest.findIndex((other) => other === dim || rule.equal(other, dim) === true);
    if (same >= 0) rest.splice(same, 1);
    return same < 0;
  });
  return { rest, left };
}

/** Which input axes each output axis of a reshape runs over. */
export function reshapeViews(from: readonly number[], to: readonly number[]): AxisView[] {
  const views: AxisView[] = [];
  let i = 0;
  let j = 0;
  while (j < to.length) {
    const axes = [i];
    const outs = [j];
    let a = from[i] ?? 1;
    let b = to[j] ?? 1;
    while (a !== b) {
      if (a < b && i + 1 < from.length) axes.push(++i), (a *= from[i] ?? 1);
      else if (j + 1 < to.length) outs.push(++j), (b *= to[j] ?? 1);
      else break;
    }
    for (const out of outs) views[out] = groupView(axes.filter((x) => x < from.length), outs, out, from, to);
    i++;
    j++;
  }
  return views;
}
function groupView(axes: readonly number[], outs: readonly number[], out: number, from: readonly number[],
  to: readonly number[]): AxisView {
  const [axis] = axes;
  if (axis === undefined) return { kind: 'none' };
  if (axes.length === 1 && outs.length === 1) return { kind: 'same', axis };
  const wide = axes.filter((x) => from[x] !== 1);
  const wideOuts = outs.filter((x) => to[x] !== 1);
  const [only] = wide;
  if (wide.length === 1 && wideOuts.length === 1 && only !== undefined) return wideOuts[0] === out
    ? { kind: 'same', axis: only } : { kind: 'none' };
  if (wideOuts.length > 0 && !wideOuts.includes(out)) return { kind: 'none' };
  const [low, high] = reachOf(outs, out, to);
  // Of [C, H, W] as [G, C ÷ G · H · W] the groups hold nothing of H and W.
  const held = axes.filter((x) => {
    const [near, far] = reachOf(axes, x, from);
    return from[x] === 1 || Math.max(low, near) < Math.min(high, far);
  });
  return { kind: 'merge', axes: held.length === 1 ? [held[0] ?? axis, held[0] ?? axis] : held };
}
/** How far apart, in elements, neighbours along an axis of a group lie, and how far the axis goes. */
function reachOf(group: readonly number[], axis: number, sizes: readonly number[]): readonly [number, number] {
  const inner = group.filter((x) => x > axis).reduce((product, x) => product * (sizes[x] ?? 1), 1);
  return [inner, inner * (sizes[axis] ?? 1)];
}

export const view = defineOp({
  schema: 'view(Tensor input, *int[] size) -> Tensor',
  paths: method('view'),
  doc: 'The same elements under another shape. https://pytorch.org/docs/stable/generated/torch.Tensor.view.html',
  view: true,
  shape: ({ input, size }, rule) => ({ shape: inferShape(input, size, rule), dtype: input.dtype }),
  receptiveField: ({ input }, out) => reshapeViews(input.shape, out.shape),
  eval: sameData,
  lower: asReshape,
  samples: [{ call: 'a.view(3, 2)', shapes: [[2, 3]] }, { call: 'a.view(-1)', shapes: [[2, 3]] },
    { call: 'a.view(4, -1)', shapes: [[2, 3]] },
    { call: 'a.view(2, 5)', shapes: [[3, 4]] }, { call: 'a.view(a.size(0), -1)', shapes: [[2, 3, 4]] },
    { call: 'a.view((2, -1, 2))', shapes: [[2, 4]] },
    // Where the elements do not lie as the new shape needs them.
    ...['a.transpose(1, 2).view(2, -1)', 'a.permute(2, 0, 1).view(-1)', 'a.permute(2, 0, 1).view(4, 6)',
      'a.chunk(2, 2)[0].view(-1)', 'a.chunk(2, 0)[1].view(-1)', 'a.chunk(2, 2)[0].view(6, 2)',
      'torch.relu(a.transpose(0, 1)).view(-1)',
      '(a.transpose(0, 2) * 2 + 1).view(4, 6)', 'a.transpose(0, 2).contiguous().view(4, 6)',
      'a.transpose(1, 2).reshape(2, 12).view(-1)', 'a.unsqueeze(1).transpose(1, 2).view(-1)', 'a.mT.view(8, 3)'].map((call) =>
      ({ call, shapes: [[2, 3, 4]] })), { call: '(a.t() + b).view(-1)', shapes: [[2, 3], [3, 2]] },
    { call: '(a + b.t()).view(-1)', shapes: [[3, 2], [2, 3]] }, { call: 'torch.mm(a, b.t()).view(-1)', shapes: [[2, 3], [4, 3]] },
    { call: 'a.permute(0, 2, 3, 1).view(2, 20, 3)', shapes: [[2, 3, 4, 5]] },
    { call: 'a.permute(0, 2, 3, 1).view(-1, 3)', shapes: [[2, 3, 4, 5]] }],
});

const ELEMENTS: Partial<Readonly<Record<DType, Float32ArrayConstructor | Float64ArrayConstructor | Int32ArrayConstructor
  | Int16ArrayConstructor | Int8ArrayConstructor | Uint8ArrayConstructor>>> = { float32: Float32Array, float64: Float64Array,
  int32: Int32Array, int16: Int16Array, int8: Int8Array, uint8: Uint8Array };
/** The same memory read as another element type. */
export const view_dtype = defineOp({
  schema: 'view(Tensor input, dtype dtype) -> Tensor',
  paths: method('view'),
  doc: 'The same memory as another element type. https://pytorch.org/docs/stable/generated/torch.Tensor.view.html',
  view: true,
  shape({ input, dtype }, rule) {
    const [from, to] = [bytesOf(input.dtype), bytesOf(dtype)];
    const last = input.shape.at(-1);
    if (from === to) return { shape: input.shape, dtype };
    if (!last) return rule.raise('RuntimeError',
      `self.dim() cannot be 0 to view ${scalarTypeOf(input.dtype)} as ${scalarTypeOf(dtype)} (different`
        + ` element sizes)`);
    rule.require(rule.test((n) => (n * from) % to === 0, last), () =>
      `self.size(-1) must be divisible by ${to / from} to view ${scalarTypeOf(input.dtype)} as`
        + ` ${scalarTypeOf(dtype)} (different element sizes), but got ${showDim(last)}`, [last]);
    return { shape: [...input.shape.slice(0, -1), rule.map((n) => (n * from) / to, last)], dtype };
  },
  receptiveField: ({ input }, out) => reshapeViews(input.shape, out.shape),
  // Numbers of 64 bits that a double does not hold, and those of half precision, are not looked into.
  eval({ input, dtype }, [out]) {
    const [from, to] = [ELEMENTS[input.dtype], ELEMENTS[dtype]];
    return out && from && to ? [Array.from(new to(new from(input.data ?? []).buffer))] : [];
  },
  samples: [{ call: 'a.view(torch.int32)', shapes: [[2, 4]] },
    { call: 'a.view(torch.int32).view(torch.int16)', shapes: [[2, 4]] }, { call: 'a.double().view(torch.int32)', shapes: [[3]] },
    { call: '(100 * a).to(torch.int8).view(torch.float32)', shapes: [[3, 8]] },
    { call: 'a.view(torch.float64)', shapes: [[2, 4]] }, { call: 'a.view(torch.float64)', shapes: [[2, 3]] },
    { call: 'a.view(torch.uint8)', shapes: [[2, 3]] }],
});

export const reshape = defineOp({
  schema: 'reshape(Tensor input, *int[] shape) -> Tensor',
  paths: both('reshape'),
  doc: `The same elements under another shape, copied when they must be. ${docs('reshape')}`,
  view: true,
  shape: ({ input, shape }, rule) => ({ shape: inferShape(input, shape, rule), dtype: input.dtype }),
  receptiveField: ({ input }, out) => reshapeViews(input.shape, out.shape),
  eval: sameData,
  lower: asReshape,
  samples: [{ call: 'a.reshape(3, 2)', shapes: [[2, 3]] },
    { call: 'torch.reshape(a, (-1, 2))', shapes: [[2, 3]] }, { call: 'torch.reshape(a, (5,))', shapes: [[2, 3]] },
    { call: 'a.reshape(2, -1, -1)', shapes: [[2, 3]] }, { call: 'a.reshape(0, -1)', shapes: [[0, 3]] }],
});

export const view_as = defineOp({
  schema: 'view_as(Tensor input, Tensor other) -> Tensor',
  paths: method('view_as', 'reshape_as'),
  doc: 'The same elements under the shape of another tensor.',
  view: true,
  shape: ({ input, other }, rule) => ({ shape: inferShape(input, other.shape, rule), dtype: input.dtype }),
  receptiveField: ({ input }, out) => reshapeViews(input.shape, out.shape),
  eval: sameData,
  lower: asReshape,
  samples: [{ call: 'a.view_as(b)', shapes: [[2, 3], [3, 2]] }, { call: 'a.reshape_as(b)', shapes: [[2, 3], [6]] }],
});

export const flatten = defineOp({
  schema: 'flatten(Tensor input, int start_dim=0, int end_dim=-1) -> Tensor',
  paths: both('flatten'),
  doc: `Runs axes together. ${docs('flatten')}`,
  view: true,
  shape({ input, start_dim, end_dim }, rule) {
    const rank = input.shape.length;
    const start = axisOf(start_dim, rank, rule);
    const end = axisOf(end_dim, rank, rule);
    if (start > end) rule.raise('RuntimeError',
      'flatten() has invalid args: start_dim cannot come after end_dim', [start_dim, end_dim]);
    if (rank === 0) return { shape: [rule.dim(1)], dtype: input.dtype };
    const [first] = input.shape.slice(start, end + 1);
    const merged = start === end && first ? first : product(input.shape.slice(start, end + 1));
    return { shape: [...input.shape.slice(0, start), merged, ...input.shape.slice(end + 1)], dtype: input.dtype };
  },
  receptiveField({ input, start_dim, end_dim }) {
    const rank = input.shape.length;
    const start = plainAxis(start_dim, rank);
    const end = plainAxis(end_dim, rank);
    const axes = range(rank);
    const view = (axis: number): AxisView => ({ kind: 'same', axis });
    return [...axes.slice(0, start).map(view), { kind: 'merge', axes: axes.slice(start, end + 1) },
      ...axes.slice(end + 1).map(view)];
  },
  eval: sameData,
  lower: asReshape,
  samples: [{ call: 'torch.flatten(a, 1)', shapes: [[2, 3, 4]] }, { call: 'a.flatten()', shapes: [[2, 3, 4]] },
    { call: 'a.flatten(0, 1)', shapes: [[2, 3, 4]] },
    { call: 'a.flatten(2, 1)', shapes: [[2, 3, 4]] }, { call: 'a.flatten(4)', shapes: [[2, 3, 4]] },
    { call: 'a.flatten()', shapes: [[]] }],
});

export const ravel = defineOp({
  schema: 'ravel(Tensor input) -> Tensor',
  paths: both('ravel'),
  doc: `All axes run together. ${docs('ravel')}`,
  view: true,
  shape: ({ input }) => ({ shape: [product(input.shape)], dtype: input.dtype }),
  receptiveField: ({ input }) => [{ kind: 'merge', axes: range(input.shape.length) }],
  eval: sameData,
  lower: asReshape,
  samples: [{ call: 'a.ravel()', shapes: [[2, 3]] }],
});

export const unflatten = defineOp({
  schema: 'unflatten(Tensor input, int dim, int[] sizes) -> Tensor',
  paths: both('unflatten'),
  doc: `Splits one axis into several. ${docs('unflatten')}`,
  view: true,
  shape({ input, dim, sizes }, rule) {
    const axis = ownAxisOf(dim, input.shape.length, rule);
    const size = input.shape[axis] ?? rule.dim(1);
    if (sizes.filter((s) => constantOf(s) === -1).length > 1)
      rule.raise('RuntimeError', 'unflatten got an unexpected error:\nonly one dimension can be inferred');
    const open = sizes.findIndex((s) => constantOf(s) === -1);
    const others = product(sizes.filter((_, i) => i !== open));
    const fits = open < 0 ? rule.equal(others, size) : rule.test((n, d) => n % d === 0, size, others);
    rule.require(fits, () => `unflatten: Provided sizes ${showShape(sizes)} don't multiply up to the size`
      + ` of dim ${axis} (${showDim(size)}) in the input tensor`, [size, ...sizes]);
    const split = sizes.map((s, i) => (i === open ? rule.map((n, d) => n / d, size, others) : s));
    return { shape: [...input.shape.slice(0, axis), ...split, ...input.shape.slice(axis + 1)], dtype: input.dtype };
  },
  receptiveField: ({ input }, out) => reshapeViews(input.shape, out.shape),
  eval: sameData,
  lower: asReshape,
  samples: [{ call: 'a.unflatten(1, (2, -1))', shapes: [[2, 6]] },
    { call: 'a.unflatten(1, (4, 2))', shapes: [[2, 6]] }, { call: 'a.unflatten(1, (-1, -1))', shapes: [[2, 6]] }],
});

// ---- axes moved ----
function permuted(input: Tensor, axes: readonly number[]): { shape: Dim[]; dtype: Tensor['dtype'] } {
  return { shape: axes.map((axis) => input.shape[axis] ?? int(1)), dtype: input.dtype };
}
function permuteElements(input: { readonly shape: readonly number[]; readonly data: readonly number[] | null },
  axes: readonly number[]): readonly (readonly number[])[] {
  const strides = stridesOf(input.shape);
  return [pick(input.data ?? [], stridedPositions(
    axes.map((a) => input.shape[a] ?? 1), axes.map((a) => strides[a] ?? 0)))];
}

export const permute = defineOp({
  schema: 'permute(Tensor input, *int[] dims) -> Tensor',
  paths: both('permute'),
  doc: `Reorders the axes. ${docs('permute')}`,
  view: true,
  shape({ input, dims }, rule) {
    const rank = input.shape.length;
    if (dims.length !== rank) {
      rule.raise('RuntimeError', `permute(sparse_coo): number of dimensions in the tensor input does not`
        + ` match the length of the desired ordering of dimensions i.e. input.dim() = ${rank} is not equal`
          + ` to len(dims) = ${dims.length}`);
    }
    const axes = dims.map((dim) => axisOf(dim, rank, rule));
    if (new Set(axes).size !== rank) rule.raise('RuntimeError', 'permute(): duplicate dims are not allowed.', dims);
    return permuted(input, axes);
  },
  receptiveField: ({ input, dims }) => sameAxes(dims.map((d) => plainAxis(d, input.shape.length))),
  eval: ({ input, dims }) => permuteElements(input, dims.map((d) => plainAxis(d, input.shape.length))),
  lower: ({ input, dims }) => asPermute(dims.map((d) => plainAxis(d, input.shape.length))),
  samples: [{ call: 'a.permute(0, 2, 3, 1)', shapes: [[2, 3, 4, 5]] },
    { call: 'torch.permute(a, (1, 0))', shapes: [[2, 3]] }, { call: 'a.permute(0, 0)', shapes: [[2, 3]] },
    { call: 'a.permute(0, 1)', shapes: [[2, 3, 4]] }, { call: 'a.permute(0, 3)', shapes: [[2, 3]] }],
});

const swap = (rank: number, a: number, b: number): number[] => range(rank).map((i) => (i === a ? b : i === b ? a : i));
export const transpose = defineOp({
  schema: 'transpose(Tensor input, int dim0, int dim1) -> Tensor',
  paths: both('transpose', 'swapdims'),
  doc: `Swaps two axes. ${docs('transpose')}`,
  inplace: true,
  view: true,
  shape({ input, dim0, dim1 }, rule) {
    const rank = input.shape.length;
    return permuted(input, swap(rank, axisOf(dim0, rank, rule), axisOf(dim1, rank, rule)).slice(0, rank));
  },
  receptiveField: ({ input, dim0, dim1 }) => sameAxes(
    swap(input.shape.length, plainAxis(dim0, input.shape.length), plainAxis(dim1, input.shape.length))),
  eval: ({ input, dim0, dim1 }) =>
    permuteElements(input, swap(input.shape.length, plainAxis(dim0, input.shape.length),
      plainAxis(dim1, input.shape.length))),
  lower: ({ input, dim0, dim1 }) =>
    asPermute(swap(input.shape.length, plainAxis(dim0, input.shape.length), plainAxis(dim1, input.shape.length))),
  samples: [{ call: 'a.transpose(1, 2)', shapes: [[2, 3, 4]] },
    { call: 'torch.transpose(a, -1, 0)', shapes: [[2, 3, 4]] }, { call: 'a.transpose(0, 3)', shapes: [[2, 3]] }],
});
export const swapaxes = defineOp({
  schema: 'swapaxes(Tensor input, int axis0, int axis1) -> Tensor',
  paths: both('swapaxes'),
  doc: `Swaps two axes. ${docs('swapaxes')}`,
  inplace: true,
  view: true,
  shape({ input, axis0, axis1 }, rule) {
    const rank = input.shape.length;
    return permuted(input, swap(rank, axisOf(axis0, rank, rule), axisOf(axis1, rank, rule)).slice(0, rank));
  },
  receptiveField: ({ input, axis0, axis1 }) =>
    sameAxes(swap(input.shape.length, plainAxis(axis0, input.shape.length), plainAxis(axis1, input.shape.length))),
  eval: ({ input, axis0, axis1 }) =>
    permuteElements(input, swap(input.shape.length, plainAxis(axis0, input.shape.length),
      plainAxis(axis1, input.shape.length))),
  lower: ({ input, axis0, axis1 }) =>
    asPermute(swap(input.shape.length, plainAxis(axis0, input.shape.length), plainAxis(axis1, input.shape.length))),
  samples: [{ call: 'torch.swapaxes(a, 0, 1)', shapes: [[2, 3]] }],
});

export const t = defineOp({
  schema: 't(Tensor input) -> Tensor',
  paths: both('t'),
  doc: `Transposes a matrix; a vector stays. ${docs('t')}`,
  inplace: true,
  view: true,
  shape({ input }, rule) {
    const rank = input.shape.length;
    if (rank > 2) rule.raise('RuntimeError', `t() expects a tensor with <= 2 dimensions, but self is ${rank}D`);
    return { shape: [...input.shape].reverse(), dtype: input.dtype };
  },
  receptiveField: ({ input }) => sameAxes(range(input.shape.length).reverse()),
  eval: ({ input }) => permuteElements(input, range(input.shape.length).reverse()),
  lower: ({ input }) => asPermute(range(input.shape.length).reverse()),
  samples: [{ call: 'a.t()', shapes: [[2, 3]] }, { call: 'a.t()', shapes: [[2]] },
    { call: 'torch.t(a)', shapes: [[2, 3, 4]] }],
});
export const adjoint = defineOp({
  schema: 'adjoint(Tensor input) -> Tensor',
  paths: both('adjoint'),
  doc: `The last two axes exchanged, conjugated. ${docs('adjoint')}`,
  view: true,
  shape({ input }, rule) {
    const rank = input.shape.length;
    if (rank === 0) return { shape: [], dtype: input.dtype };
    if (rank < 2) rule.raise('RuntimeError',
      `tensor.adjoint() is only supported on matrices or batches of matrices. Got ${rank}-D tensor.`);
    const [n, m] = input.shape.slice(-2);
    return { shape: [...input.shape.slice(0, -2), m ?? rule.dim(1), n ?? rule.dim(1)], dtype: input.dtype };
  },
  receptiveField: ({ input }) => sameAxes(range(input.shape.length).map((i) =>
    (i < input.shape.length - 2 ? i : 2 * input.shape.length - 3 - i))),
  eval: ({ input }, [out]) => [exchanged(input, out)],
  complex: ({ input }, [out]) => [mapComplex(([a, b]) => [a, -b], out, [{ ...out, data: exchanged(input, out) }])],
  samples: [{ call: 'torch.adjoint(a)', shapes: [[2, 3, 4]] }, { call: 'torch.adjoint(a)', shapes: [[2]] },
    { call: 'torch.adjoint(a)', shapes: [[]] }],
});
function exchanged(input: PlainTensor, out: PlainMeta): readonly number[] {
  const strides = stridesOf(input.shape);
  if (strides.length === 0) return input.data ?? [];
  const [n = 0, m = 0] = strides.slice(-2);
  return pick(input.data ?? [], stridedPositions(out.shape, [...strides.slice(0, -2), m, n]));
}
