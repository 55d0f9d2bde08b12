// Ops that add, drop, repeat or move whole axes without touching elements (squeeze, unsqueeze, expand,
// movedim), and the
// copies that change nothing (contiguous, clone, detach).
import { broadcastPositions, pick, stridedPositions, stridesOf } from '../tensor/broadcast';
import { constantOf, type Dim } from '../tensor/value';
import { defineOp, isUnknown, type AxisView } from './op';
import { axesOf, axisOf, both, broadcast, docs, expandTo, fn, insertAt, method, plainAxes, plainAxis, range,
  removeAt, sameAxes } from './rules';
import { asExpand, asReshape, asPermute } from './lowering';

const sameData = ({ input }: { readonly input: { readonly data: readonly number[] | null } }): readonly (
  readonly number[])[] => [input.data ?? []];

export const squeeze = defineOp({
  schema: 'squeeze(Tensor input) -> Tensor',
  paths: both('squeeze'),
  doc: `Drops all axes of size 1. ${docs('squeeze')}`,
  inplace: true,
  view: true,
  shape({ input }, rule) {
    const undecided = input.shape.find((dim) => rule.test((d) => d === 1, dim) === undefined);
    // A size given by a symbol such as N stays: squeezing it away would hold for N = 1 only.
    if (undecided?.kind === 'unknown') return undecided;
    rule.kept(input.shape);
    return { shape: input.shape.filter((dim) => constantOf(dim) !== 1), dtype: input.dtype };
  },
  receptiveField: ({ input }) => sameAxes(range(input.shape.length).filter((axis) => input.shape[axis] !== 1)),
  eval: sameData,
  lower: asReshape,
  samples: [{ call: 'a.squeeze()', shapes: [[1, 2, 1, 3]] }, { call: 'torch.squeeze(a)', shapes: [[1, 1]] }],
});
export const squeeze_dim = defineOp({
  schema: 'squeeze(Tensor input, int dim) -> Tensor',
  paths: both('squeeze'),
  doc: `Drops one axis when its size is 1. ${docs('squeeze')}`,
  inplace: true,
  view: true,
  shape({ input, dim }, rule) {
    const axis = axisOf(dim, input.shape.length, rule);
    const size = input.shape[axis];
    if (size?.kind === 'unknown') return size;
    if (size) rule.kept([size]);
    return { shape: size && constantOf(size) === 1 ? removeAt(input.shape, axis) : input.shape, dtype: input.dtype };
  },
  receptiveField({ input, dim }, out) {
    const axis = plainAxis(dim, input.shape.length);
    return sameAxes(range(input.shape.length).filter((i) => out.shape.length === input.shape.length || i !== axis));
  },
  eval: sameData,
  lower: asReshape,
  samples: [{ call: 'a.squeeze(-2)', shapes: [[1, 1]] }, { call: 'torch.squeeze(a, 1)', shapes: [[2, 3]] },
    { call: 'a.squeeze(3)', shapes: [[2, 1]] }],
});

export const unsqueeze = defineOp({
  schema: 'unsqueeze(Tensor input, int dim) -> Tensor',
  paths: both('unsqueeze'),
  doc: `Adds an axis of size 1. ${docs('unsqueeze')}`,
  inplace: true,
  view: true,
  shape({ input, dim }, rule) {
    return { shape: insertAt(input.shape, axisOf(dim, input.shape.length + 1, rule), rule.dim(1)), dtype: input.dtype };
  },
  receptiveField({ input, dim }) {
    const rank = input.shape.length;
    return sameAxes(insertAt<number | null>(range(rank), plainAxis(dim, rank + 1), null));
  },
  eval: sameData,
  lower: asReshape,
  samples: [{ call: 'a.unsqueeze(0)', shapes: [[2, 3]] }, { call: 'torch.unsqueeze(a, -1)', shapes: [[2, 3]] },
    { call: 'a.unsqueeze(4)', shapes: [[2, 3]] }],
});

/** Broadcasting lines axes up from the right; axes of size 1 that grow are seen from every position. */
function expandViews(from: readonly number[], out: readonly number[]): AxisView[] {
  const lead = out.length - from.length;
  return sameAxes(out.map((_, i) => (i < lead ? null : i - lead)));
}

export const expand = defineOp({
  schema: 'expand(Tensor input, *int[] size) -> Tensor',
  paths: method('expand'),
  doc: 'Repeats axes of size 1 without copying. https://pytorch.org/docs/stable/generated/torch.Tensor.expand.html',
  view: true,
  shape: ({ input, size }, rule) => ({ shape: expandTo(input, size, rule), dtype: input.dtype }),
  receptiveField: ({ input }, out) => expandViews(input.shape, out.shape),
  eval: ({ input }, [out]) => [pick(input.data ?? [], broadcastPositions(input.shape, out?.shape ?? []))],
  lower: asExpand,
  samples: [{ call: 'a.expand(2, 3)', shapes: [[1, 3]] }, { call: 'a.expand(4, -1, -1)', shapes: [[1, 3]] },
    { call: 'a.expand(2, 5)', shapes: [[2, 3]] },
    { call: 'a.expand(-1, 2, 3)', shapes: [[2, 3]] }, { call: 'a.expand((2, 3))', shapes: [[3]] },
    { call: 'a.expand(3)', shapes: [[2, 3]] }],
});
export const broadcast_to = defineOp({
  schema: 'broadcast_to(Tensor input, *int[] size) -> Tensor',
  paths: both('broadcast_to'),
  doc: `Repeats axes of size 1 without copying. ${docs('broadcast_to')}`,
  view: true,
  shape: ({ input, size }, rule) => ({ shape: expandTo(input, size, rule), dtype: input.dtype }),
  receptiveField: ({ input }, out) => expandViews(input.shape, out.shape),
  eval: ({ input }, [out]) => [pick(input.data ?? [], broadcastPositions(input.shape, out?.shape ?? []))],
  lower: asExpand,
  samples: [{ call: 'torch.broadcast_to(a, (2, 3))', shapes: [[3]] }],
});
export const expand_as = defineOp({
  schema: 'expand_as(Tensor input, Tensor other) -> Tensor',
  paths: method('expand_as'),
  doc: 'Repeats axes of size 1 up to the shape of another tensor.',
  view: true,
  shape: ({ input, other }, rule) => ({ shape: expandTo(input, other.shape, rule), dtype: input.dtype }),
  receptiveField: ({ input }, out) => expandViews(input.shape, out.shape),
  eval: ({ input }, [out]) => [pick(input.data ?? [], broadcastPositions(input.shape, out?.shape ?? []))],
  lower: asExpand,
  samples: [{ call: 'a.expand_as(b)', shapes: [[1, 3], [2, 3]] }],
});

/** Axes in their new order. */
function movedAxes(source: readonly number[], destination: readonly number[], rank: number): number[] {
  const order: (number | undefined)[] = range(rank).map(() => undefined);
  for (const [i, to] of destination.entries()) order[to] = source[i];
  const rest = range(rank).filter((axis) => !source.includes(axis));
  return order.map((axis) => axis ?? rest.shift() ?? 0);
}
export const movedim = defineOp({
  schema: 'movedim(Tensor input, int|int[] source, int|int[] destination) -> Tensor',
  paths: both('movedim', 'moveaxis'),
  doc: `Moves axes to other places. ${docs('movedim')}`,
  view: true,
  shape({ input, source, destination }, rule) {
    const rank = input.shape.length;
    const from = Array.isArray(source) ? source : [source];
    const to = Array.isArray(destination) ? destination : [destination];
    if (from.length !== to.length) {
      rule.raise('RuntimeError', `movedim: Invalid source or destination dims: source (${listOf(from)}`
        + ` dims) should contain the same number of dims as destination (${listOf(to)} dims)`);
    }
    const order = movedAxes(axesOf(from, rank, rule), axesOf(to, rank, rule), rank);
    return { shape: order.map((axis) => input.shape[axis] ?? rule.dim(1)), dtype: input.dtype };
  },
  receptiveField: ({ input, source, destination }) =>
    sameAxes(movedAxes(plainAxes(source, input.shape.length), plainAxes(destination, input.shape.length),
      input.shape.length)),
  eval({ input, source, destination }, [out]) {
    const rank = input.shape.length;
    const order = movedAxes(plainAxes(source, rank), plainAxes(destination, rank), rank);
    const strides = stridesOf(input.shape);
    return [pick(input.data ?? [], stridedPositions(out?.shape ?? [], order.map((axis) => strides[axis] ?? 0)))];
  },
  lower: ({ input, source, destination }) => {
    const rank = input.shape.length;
    return asPermute(movedAxes(plainAxes(source, rank), plainAxes(destination, rank), rank));
  },
  samples: [{ call: 'torch.movedim(a, 0, -1)', shapes: [[2, 3, 4]] },
    { call: 'a.movedim((0, 1), (2, 0))', shapes: [[2, 3, 4]] }],
});
const listOf = (dims: readonly Dim[]): string => `[${dims.map((d) => String(constantOf(d) ?? '?')).join(', ')}]`;

/** The same tensor, or a copy of it. */
const copyOf = (name: string, doc: string, paths: readonly string[], view: boolean) => defineOp({
  schema: `${name}(Tensor input, *any[] options) -> Tensor` as 'copy(Tensor input, *any[] options) -> Tensor',
  paths,
  doc,
  view,
  shape: ({ input }) => ({ shape: input.shape, dtype: input.dtype }),
  receptiveField: () => 'pointwise',
  eval: sameData,
  lower: asReshape,
  samples: [{ call: paths[0]?.startsWith('torch.Tensor.') ? `a.${name}()` : `torch.${name}(a)`, shapes: [[2, 3]] }],
});
export const contiguous = defineOp({
  schema: 'contiguous(Tensor input, *, any memory_format=None) -> Tensor',
  paths: method('contiguous'),
  doc: 'The same elements, next to each other in memory.',
  view: true,
  shape: ({ input }) => ({ shape: input.shape, dtype: input.dtype }),
  receptiveField: () => 'pointwise',
  eval: sameData,
  lower: asReshape,
  samples: [{ call: 'a.contiguous()', shapes: [[2, 3]] }],
});
export const clone = defineOp({
  schema: 'clone(Tensor input, *, any memory_format=None) -> Tensor',
  paths: both('clone'),
  doc: `A copy. ${docs('clone')}`,
  shape: ({ input }) => ({ shape: input.shape, dtype: input.dtype }),
  receptiveField: () => 'pointwise',
  complex: 'moves',
  eval: sameData,
  lower: asReshape,
  samples: [{ call: 'a.clone()', shapes: [[2, 3]] }],
});
export const detach = copyOf('detach', 'The same tensor, outside the history of gradients.', both('detach'), true);
export const resolve_conj = copyOf('resolve_conj', 'The same tensor without a lazy conjugation.',
  both('resolve_conj', 'resolve_neg'), true);

export const atleast_1d = defineOp({
  schema: 'atleast_1d(Tensor input) -> Tensor',
  paths: fn('atleast_1d'),
  doc: `At least one axis. ${docs('atleast_1d')}`,
  view: true,
  shape: ({ input }, rule) => ({ shape: input.shape.length === 0 ? [rule.dim(1)] : input.shape, dtype: input.dtype }),
  receptiveField: ({ input }) => sameAxes(input.shape.length === 0 ? [null] : range(input.shape.length)),
  eval: sameData,
  lower: asReshape,
  samples: [{ call: 'torch.atleast_1d(a)', shapes: [[]] }],
});
export const atleast_2d = defineOp({
  schema: 'atleast_2d(Tensor input) -> Tensor',
  paths: fn('atleast_2d'),
  doc: `At least two axes. ${docs('atleast_2d')}`,
  view: true,
  shape: ({ input }, rule) => ({ shape: [...range(2 - input.shape.length).map(() => rule.dim(1)),
    ...input.shape], dtype: input.dtype }),
  receptiveField: ({ input }) => sameAxes([...range(2 - input.shape.length).map(() => null),
    ...range(input.shape.length)]),
  eval: sameData,
  lower: asReshape,
  samples: [{ call: 'torch.atleast_2d(a)', shapes: [[3]] }],
});
export const atleast_3d = defineOp({
  schema: 'atleast_3d(Tensor input) -> Tensor',
  paths: fn('atleast_3d'),
  doc: `At least three axes. ${docs('atleast_3d')}`,
  view: true,
  shape({ input }, rule) {
    const [one, [first, second]] = [rule.dim(1), input.shape];
    const shape = !first ? [one, one, one] : !second ? [one, first, one] : input.shape.length === 2
      ? [first, second, one] : input.shape;
    return { shape, dtype: input.dtype };
  },
  receptiveField: ({ input }) => sameAxes([[null, null, null], [null, 0, null],
    [0, 1, null]][input.shape.length] ?? range(input.shape.length)),
  eval: sameData,
  lower: asReshape,
  samples: [{ call: 'torch.atleast_3d(a)', shapes: [[3]] }, { call: 'torch.atleast_3d(a)', shapes: [[2, 3]] }],
});
const MANY = 'many(*Tensor[] tensors) -> Tensor[]';
const atLeast = (name: string, one: Pick<typeof atleast_1d, 'shape' | 'doc'>) => defineOp({
  schema: MANY.replace('many', name) as typeof MANY,
  paths: fn(name),
  doc: one.doc,
  shape: ({ tensors }, rule) => tensors.flatMap((input) => {
    const meta = one.shape({ input }, rule);
    return isUnknown(meta) ? [] : meta;
  }),
  receptiveField: () => 'global',
  eval: ({ tensors }) => tensors.map((input) => input.data ?? []),
  samples: [{ call: `torch.${name}(a, b)`, shapes: [[], [2, 3]] }, { call: `torch.${name}([a, b])`, shapes: [[], [3]] }],
});
export const atleast_1d_each = atLeast('atleast_1d', atleast_1d);
export const atleast_2d_each = atLeast('atleast_2d', atleast_2d);
export const atleast_3d_each = atLeast('atleast_3d', atleast_3d);
export const broadcast_tensors = defineOp({
  schema: 'broadcast_tensors(*Tensor[] tensors) -> Tensor[]',
  paths: fn('broadcast_tensors'),
  doc: `Repeats axes of size 1 until all shapes agree. ${docs('broadcast_tensors')}`,
  shape({ tensors }, rule) {
    const shape = broadcast(rule, ...tensors.map((x) => x.shape));
    return tensors.map((x) => ({ shape, dtype: x.dtype }));
  },
  receptiveField: () => 'pointwise',
  eval: ({ tensors }, outs) => tensors.map((x, i) =>
    pick(x.data ?? [], broadcastPositions(x.shape, outs[i]?.shape ?? []))),
  samples: [{ call: 'torch.broadcast_tensors(a, b)', shapes: [[2, 1], [3]] }],
});
