// Ops that repeat elements or combine vectors into grids: repeat, tile, repeat_interleave, meshgrid, cartesian_prod.
import { aroundAxis, broadcastPositions, pick } from '../tensor/broadcast';
import { plainNumel, showShape } from '../tensor/dim';
import type { Dim, PlainTensor, Tensor } from '../tensor/value';
import { sizes } from './create';
import { defineOp, GiveUp, type AxisView, type RuleContext } from './op';
import { both, docs, fn, isTensor, method, ownAxisOf, plainAxis, product, range, replaceAt, resultOf } from './rules';
import { asChain, asExpand, asReshape } from './lowering';
import type { Lowering } from '../tensor/plan';

/** Positions of `input` under an output that repeats it whole along each axis. */
function tileElements(input: PlainTensor, out: readonly number[]): number[] {
  const lead = out.length - input.shape.length;
  const shape = [...range(lead).map(() => 1), ...input.shape];
  let positions = [0];
  for (const [axis, size] of out.entries()) {
    const own = shape[axis] ?? 1;
    const next: number[] = [];
    for (const p of positions) for (let i = 0; i < size; i++) next.push(p * own + (i % own));
    positions = next;
  }
  return pick(input.data ?? [], positions);
}
function tiledShape(input: Tensor, repeats: readonly Dim[], rule: RuleContext): Dim[] {
  const lead = repeats.length - input.shape.length;
  return repeats.map((times, i) => {
    const size = i < lead ? undefined : input.shape[i - lead];
    return size ? rule.map((n, t) => n * t, size, times) : times;
  });
}
/** Repeated axes keep their positions but have no single stride. */
const tiledViews = (from: readonly number[], out: readonly number[]): AxisView[] => out.map((size, i) => {
  const axis = i - (out.length - from.length);
  if (axis < 0) return { kind: 'none' };
  return from[axis] === size ? { kind: 'same', axis } : { kind: 'merge', axes: [axis, axis] };
});

/** Every axis beside one of its own that is repeated. */
function tiled(from: readonly number[], out: readonly number[]): Lowering {
  const sizes = out.map((_, axis) => from[axis - out.length + from.length] ?? 1);
  return asChain(['input'], (link) => {
    const apart = link(asReshape(), sizes.flatMap((size) => [1, size]), 0);
    const wide = sizes.flatMap((size, axis) => [size === 0 ? 1 : out[axis] / size, size]);
    link(asReshape(), out, link(asExpand(), wide, apart));
  });
}
export const repeat = defineOp({
  schema: 'repeat(Tensor input, *int[] repeats) -> Tensor',
  paths: method('repeat'),
  doc: 'Repeats along each axis. https://pytorch.org/docs/stable/generated/torch.Tensor.repeat.html',
  shape({ input, repeats }, rule) {
    if (repeats.length < input.shape.length) {
      rule.raise('RuntimeError', 'Number of dimensions of repeat dims can not be smaller than number of'
        + ' dimensions of tensor', repeats);
    }
    return { shape: sizes(tiledShape(input, repeats, rule), rule), dtype: input.dtype };
  },
  receptiveField: ({ input }, out) => tiledViews(input.shape, out.shape),
  complex: 'moves',
  eval: ({ input }, [out]) => [tileElements(input, out?.shape ?? [])],
  lower: ({ input }, [out]) => tiled(input.shape, out.shape),
  samples: [{ call: 'a.repeat(2, 3)', shapes: [[2, 3]] }, { call: 'a.repeat((2, 1, 2))', shapes: [[2, 3]] },
    { call: 'a.repeat(2)', shapes: [[2, 3]] }],
});
export const tile = defineOp({
  schema: 'tile(Tensor input, *int[] dims) -> Tensor',
  paths: both('tile'),
  doc: `Repeats along the last axes. ${docs('tile')}`,
  shape: ({ input, dims }, rule) => ({ shape: sizes(
    tiledShape(input, [...range(input.shape.length - dims.length).map(() => rule.dim(1)), ...dims], rule),
    rule), dtype: input.dtype }),
  receptiveField: ({ input }, out) => tiledViews(input.shape, out.shape),
  complex: 'moves',
  eval: ({ input }, [out]) => [tileElements(input, out?.shape ?? [])],
  lower: ({ input }, [out]) => tiled(input.shape, out.shape),
  samples: [{ call: 'a.tile(2)', shapes: [[2, 3]] }, { call: 'torch.tile(a, (2, 1, 2))', shapes: [[2, 3]] }],
});

/** How often each position is repeated; undefined when a tensor says it and its values are not known. */
export const repeat_interleave = defineOp({
  schema: 'repeat_interleave(Tensor input, int|Tensor repeats, int? dim=None, *, int? output_size=None) -> Tensor',
  paths: both('repeat_interleave'),
  doc: `Repeats each position. ${docs('repeat_interleave')}`,
  shape({ input, repeats, dim, output_size }, rule) {
    const shape = dim === null ? [product(input.shape)] : input.shape;
    const axis = dim === null ? 0 : ownAxisOf(dim, shape.length, rule);
    const size = shape[axis] ?? rule.dim(1);
    if (!isTensor(repeats)) return { shape: replaceAt(
      shape.length === 0 ? [size] : shape, axis, rule.map((n, t) => n * t, size, repeats)), dtype: input.dtype };
    const counts = repeats.shape[0];
    if (repeats.shape.length === 1 && counts && rule.test((a, b) => a === b || a === 1, counts, size) === false) {
      rule.raise('RuntimeError', 'repeats must have the same size as input along dim', [counts, size]);
    }
    if (output_size) return { shape: replaceAt(shape, axis, output_size), dtype: input.dtype };
    const given = repeats.data;
    if (!given) return { shape: replaceAt(shape, axis,
      rule.unknown('data-dependent-size', 'repeat_interleave repeats as often as a tensor says')), dtype: input.dtype };
    const total = given.length === 1 ? rule.map((n) => n * (given[0] ?? 0), size)
      : rule.dim(given.reduce((a, b) => a + b, 0));
    return { shape: replaceAt(shape, axis, total), dtype: input.dtype };
  },
  receptiveField({ input, dim }, out) {
    if (dim === null) return [{ kind: 'merge', axes: range(input.shape.length) }];
    return tiledViews(input.shape, out.shape);
  },
  eval({ input, repeats, dim }) {
    const shape = dim === null ? [plainNumel(input.shape)] : input.shape;
    const { before, size, after } = aroundAxis(shape, dim === null ? 0 : plainAxis(dim, shape.length));
    const times = (i: number): number => (typeof repeats === 'number' ? repeats : repeats.data?.length === 1
      ? repeats.data[0] ?? 0 : repeats.data?.[i] ?? 0);
    return [range(before).flatMap((b) => range(size).flatMap((i) => {
      const run = (input.data ?? []).slice((b * size + i) * after, (b * size + i + 1) * after);
      return range(times(i)).flatMap(() => run);
    }))];
  },
  samples: [{ call: 'torch.repeat_interleave(a, 2)', shapes: [[2, 3]] },
    { call: 'a.repeat_interleave(2, dim=1)', shapes: [[2, 3]] },
    { call: 'a.repeat_interleave(torch.tensor([1, 2]), dim=0)', shapes: [[2, 3]] }],
});
export const repeat_interleave_counts = defineOp({
  schema: 'repeat_interleave(Tensor repeats, *, int? output_size=None) -> Tensor',
  paths: fn('repeat_interleave'),
  doc: `Each position as often as the tensor says. ${docs('repeat_interleave')}`,
  shape({ repeats, output_size }, rule) {
    if (output_size) return { shape: [output_size], dtype: 'int64' };
    if (!repeats.data) throw new GiveUp(rule.unknown(
      'data-dependent-size', 'repeat_interleave repeats as often as a tensor says'));
    return { shape: [rule.dim(repeats.data.reduce((a, b) => a + b, 0))], dtype: 'int64' };
  },
  receptiveField: () => 'global',
  eval: ({ repeats }) => [(repeats.data ?? []).flatMap((times, i) => range(times).map(() => i))],
  samples: [{ call: 'torch.repeat_interleave(torch.tensor([1, 3]))', shapes: [] }],
});

/** Indexing 'xy' swaps the first two axes of the grids. */
const gridOrder = (count: number, indexing: string | null): number[] => {
  const order = range(count);
  return indexing === 'xy' && count >= 2 ? [1, 0, ...order.slice(2)] : order;
};
export const meshgrid = defineOp({
  schema: 'meshgrid(*Tensor[] tensors, str? indexing=None) -> Tensor[]',
  paths: fn('meshgrid', 'functional.meshgrid'),
  doc: `Grids of coordinates. ${docs('meshgrid')}`,
  shape({ tensors, indexing }, rule) {
    for (const x of tensors) {
      if (x.shape.length > 1) rule.raise('RuntimeError',
        `torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: ${showShape(x.shape)}`);
    }
    if (indexing !== null && indexing !== 'ij' && indexing !== 'xy') {
      rule.raise('RuntimeError', `torch.meshgrid: indexing must be one of "xy" or "ij", but received: ${indexing}`);
    }
    const [first] = tensors;
    if (first && tensors.some((x) => x.dtype !== first.dtype)) rule.raise(
      'RuntimeError', 'torch.meshgrid expects all tensors to have the same dtype');
    const shape = gridOrder(tensors.length, indexing).map((i) => tensors[i]?.shape[0] ?? rule.dim(1));
    return tensors.map((x) => ({ shape, dtype: x.dtype }));
  },
  receptiveField: () => 'global',
  eval({ tensors, indexing }, [out]) {
    const order = gridOrder(tensors.length, indexing);
    return tensors.map((x, i) => pick(x.data ?? [],
      broadcastPositions(order.map((j) => (j === i ? plainNumel(x.shape) : 1)), out?.shape ?? [])));
  },
  samples: [{ call: "torch.meshgrid(a, b, indexing='ij')", shapes: [[2], [3]] },
    { call: "torch.meshgrid([a, b], indexing='xy')", shapes: [[2], [3]] }],
});
export const cartesian_prod = defineOp({
  schema: 'cartesian_prod(*Tensor[] tensors) -> Tensor',
  paths: fn('cartesian_prod'),
  doc: `All combinations. ${docs('cartesian_prod')}`,
  shape({ tensors }, rule) {
    for (const x of tensors) if (x.shape.length !== 1) rule.raise(
      'RuntimeError', `Expect a 1D vector, but got shape ${showShape(x.shape)}`);
    if (tensors.some((x) => x.dtype !== tensors[0]?.dtype)) rule.raise('RuntimeError',
      'meshgrid expects all tensors to have the same dtype');
    const count = product(tensors.map((x) => x.shape[0] ?? rule.dim(1)));
    return { shape: tensors.length === 1 ? [count] : [count, rule.dim(tensors.length)], dtype: resultOf(...tensors) };
  },
  receptiveField: () => 'global',
  eval: ({ tensors }) => [tensors.reduce<number[][]>(
    (rows, x) => rows.flatMap((row) => (x.data ?? []).map((v) => [...row, v])), [[]]).flat()],
  samples: [{ call: 'torch.cartesian_prod(a, b)', shapes: [[2], [3]] },
    { call: 'torch.cartesian_prod(a, b)', shapes: [[2], [3]], dtypes: ['int8', 'float32'] }],
});
export const combinations = defineOp({
  schema: 'combinations(Tensor input, int r=2, bool with_replacement=False) -> Tensor',
  paths: fn('combinations'),
  doc: `All choices of r elements. ${docs('combinations')}`,
  shape({ input, r, with_replacement }, rule) {
    rule.require(input.shape.length === 1, () => `Expect a 1D vector, but got shape ${showShape(input.shape)}`, input.shape);
    return { shape: [rule.map((n, k) => choose(with_replacement ? n + k - 1 : n, k), input.shape[0] ?? rule.dim(1), r), r],
      dtype: input.dtype };
  },
  receptiveField: () => 'global',
  eval({ input, r, with_replacement }) {
    const rows: number[][] = [];
    const extend = (row: readonly number[], from: number): void => {
      if (row.length === r) rows.push([...row]);
      else for (let i = from; i < (input.shape[0] ?? 0); i++) extend([...row, input.data?.[i] ?? NaN], with_replacement ? i
        : i + 1);
    };
    extend([], 0);
    return [rows.flat()];
  },
  samples: [{ call: 'torch.combinations(a)', shapes: [[4]] }, { call: 'torch.combinations(a)', shapes: [[2, 3]] },
    { call: 'torch.combinations(a, 2, True)', shapes: [[3]] }],
});
const choose = (n: number, k: number): number => Math.round(range(k).reduce((c, i) => (c * (n - i)) / (i + 1), 1));
