// Picking and placing elements: slices, gathers, scatters, sorting, positions.
import { argmax, argmin } from '../extremes';
import { argwhere } from '../comparison';
import { flip } from '../rearrange';
import { full } from '../create';
import { cat } from '../join';
import { cumprod, cumsum } from '../reduce';
import { index_select } from '../gather';
import { narrow, select } from '../indexing';
import { sub } from '../elementwise';
import { topk } from '../sort';
import { reshape, transpose } from '../view';
import type { AxisView } from '../op';
import { asSlices } from '../lowering';
import { plainNumel } from '../../tensor/dim';
import { stridesOf, stridedPositions } from '../../tensor/broadcast';
import { constantOf, int, type Dim, type Tensor } from '../../tensor/value';
import type { SlicePart } from '../../tensor/plan';
import { axisFrom, ints, onnxOp, range, rankOf, run, scalar, sizes } from './apply';
import { operators, type OnnxCall, type OnnxResult } from './contract';

/** Start and number of elements of a slice along an axis of n elements, as Python's slices clip them. */
function sliceOf(n: number, start: number, end: number, step: number): readonly [start: number, count: number] {
  const wrap = (x: number): number => (x < 0 ? x + n : x);
  const clip = (x: number, low: number, high: number): number => Math.min(high, Math.max(low, x));
  const from = step > 0 ? clip(wrap(start), 0, n) : clip(wrap(start), 0, n - 1);
  const to = step > 0 ? clip(wrap(end), 0, n) : clip(wrap(end), -1, n - 1);
  return [from, Math.max(0, Math.ceil((to - from) / step))];
}

const onnx_slice = onnxOp({
  schema: 'onnx_slice(Tensor input, int[] starts, int[] ends, int[] axes, int[] steps) -> Tensor',
  doc: 'Elements from starts to ends, steps apart, along axes. https://onnx.ai/onnx/operators/onnx__Slice.html',
  shape({ input, starts, ends, axes, steps }, rule) {
    const shape = [...input.shape];
    for (const [i, axis] of axes.entries()) {
      const at = constantOf(axis) ?? 0;
      shape[at] = rule.map((n, start, end, step) => sliceOf(n, start, end, step)[1], shape[at], starts[i], ends[i], steps[i]);
    }
    return { shape, dtype: input.dtype };
  },
  receptiveField: ({ input, starts, ends, axes, steps }) => input.shape.map((n, axis): AxisView => {
    const i = axes.indexOf(axis);
    return i < 0 ? { kind: 'same', axis } : { kind: 'shift', axis, offset: sliceOf(n, starts[i], ends[i], steps[i])[0],
      step: steps[i] };
  }),
  eval({ input, starts, ends, axes, steps }, [out]) {
    const strides = stridesOf(input.shape);
    let offset = 0;
    for (const [i, axis] of axes.entries()) {
      offset += strides[axis] * sliceOf(input.shape[axis], starts[i], ends[i], steps[i])[0];
      strides[axis] *= steps[i];
    }
    return [stridedPositions(out.shape, strides, offset).map((at) => input.data?.[at] ?? NaN)];
  },
  lower: ({ input, starts, ends, axes, steps }) => asSlices(steps.some((step) => step < 1) ? null
    : axes.map((axis, i): SlicePart => {
      const [start, size] = sliceOf(input.shape[axis], starts[i], ends[i], steps[i]);
      return { axis, start, step: steps[i], size, drop: false };
    })),
});

/** Everything is an attribute before version 10, an input since. */
function sliced(node: OnnxCall): Tensor {
  const input = node.tensor(0);
  const early = node.version < 10;
  const starts = early ? ints(node.ints('starts') ?? []) : node.dims(1);
  const ends = early ? ints(node.ints('ends') ?? []) : node.dims(2);
  const axes = (early ? node.ints('axes') : node.optionalNumbers(3)) ?? range(starts.length);
  const steps = early ? undefined : node.optionalDims(4);
  return run(node, onnx_slice, { input, starts, ends, axes: ints(axes.map((axis) => axisFrom(node, axis, rankOf(input)))),
    steps: steps ?? starts.map(() => int(1)) });
}

const wrapped = (index: number, size: number): number => (index < 0 ? index + size : index);
/** An index outside of its axis is an error of the model, and no element. */
const outside = (): never => { throw new RangeError('An index is outside of the axis that it picks from.'); };
const inside = (index: number, size: number): number => {
  const at = wrapped(index, size);
  return at >= 0 && at < size ? at : outside();
};

const onnx_gather = onnxOp({
  schema: 'onnx_gather(Tensor input, Tensor indices, int axis) -> Tensor',
  doc: 'Slices of the input along an axis, by indices of any shape. https://onnx.ai/onnx/operators/onnx__Gather.html',
  shape({ input, indices, axis }) {
    const at = constantOf(axis) ?? 0;
    return { shape: [...input.shape.slice(0, at), ...indices.shape, ...input.shape.slice(at + 1)], dtype: input.dtype };
  },
  receptiveField: ({ input, indices, axis }) => [
    ...range(axis).map((i): AxisView => ({ kind: 'same', axis: i })),
    ...indices.shape.map((): AxisView => ({ kind: 'all', axis })),
    ...range(input.shape.length - axis - 1).map((i): AxisView => ({ kind: 'same', axis: axis + 1 + i })),
  ],
  eval({ input, indices, axis }) {
    const size = input.shape[axis];
    const inner = plainNumel(input.shape.slice(axis + 1));
    return [range(plainNumel(input.shape.slice(0, axis))).flatMap((outer) => (indices.data ?? []).flatMap((index) => {
      const from = (outer * size + inside(index, size)) * inner;
      return (input.data ?? []).slice(from, from + inner);
    }))];
  },
});

/** One index that is known is a slice; a list of them, not negative, is PyTorch's index_select. */
function gathered(node: OnnxCall): Tensor {
  const [input, indices] = [node.tensor(0), node.tensor(1)];
  const dim = axisFrom(node, node.int('axis') ?? 0, rankOf(input));
  const known = indices.data;
  if (known && rankOf(indices) === 0) return run(node, select, { input, dim: int(dim), index: int(known[0]) });
  if (known && rankOf(indices) === 1 && known.every((x) => x >= 0)) {
    return run(node, index_select, { input, dim: int(dim), index: indices });
  }
  return run(node, onnx_gather, { input, indices, axis: int(dim) });
}

/** Coordinates of every element of a shape, in row-major order. */
const coordinates = (shape: readonly number[]): number[][] =>
  shape.reduce<number[][]>((all, size) => all.flatMap((at) => range(size).map((i) => [...at, i])), [[]]);
const placeOf = (at: readonly number[], strides: readonly number[]): number => at.reduce((sum, x, i) => sum
  + x * (strides[i] ?? 0), 0);

const onnx_gather_elements = onnxOp({
  schema: 'onnx_gather_elements(Tensor input, Tensor indices, int axis) -> Tensor',
  doc: 'Element by element along an axis. https://onnx.ai/onnx/operators/onnx__GatherElements.html',
  shape: ({ input, indices }) => ({ shape: indices.shape, dtype: input.dtype }),
  receptiveField: () => 'global',
  eval({ input, indices, axis }) {
    const strides = stridesOf(input.shape);
    return [coordinates(indices.shape).map((at, i) => input.data?.[placeOf(
      at.map((x, a) => (a === axis ? inside(indices.data?.[i] ?? NaN, input.shape[axis]) : x)), strides)] ?? NaN)];
  },
});

const onnx_gather_nd = onnxOp({
  schema: 'onnx_gather_nd(Tensor input, Tensor indices, int batch_dims) -> Tensor',
  doc: 'Slices by tuples of indices. https://onnx.ai/onnx/operators/onnx__GatherND.html',
  shape({ input, indices, batch_dims }, rule) {
    const depth = constantOf(indices.shape[indices.shape.length - 1]);
    const batch = constantOf(batch_dims) ?? 0;
    if (depth === undefined) return rule.unknown('data-dependent-size', 'the length of the index tuples is not known');
    return { shape: [...indices.shape.slice(0, -1), ...input.shape.slice(batch + depth)], dtype: input.dtype };
  },
  receptiveField: () => 'global',
  eval({ input, indices, batch_dims }) {
    const depth = indices.shape[indices.shape.length - 1];
    const inner = plainNumel(input.shape.slice(batch_dims + depth));
    const strides = stridesOf(input.shape);
    const outer = coordinates(indices.shape.slice(0, -1));
    return [outer.flatMap((at, i) => {
      const tuple = (indices.data ?? []).slice(i * depth, (i + 1) * depth);
      const place = placeOf([...at.slice(0, batch_dims), ...tuple.map((x, k) => inside(x, input.shape[batch_dims + k]))],
        strides);
      return (input.data ?? []).slice(place, place + inner);
    })];
  },
});

/** What happens to an element that is written to: replaced, or combined with what is there. */
const combine = (reduction: string): ((so: number, x: number) => number) => {
  switch (reduction) {
    case 'add': return (so, x) => so + x;
    case 'mul': return (so, x) => so * x;
    case 'max': return Math.max;
    case 'min': return Math.min;
    default: return (_so, x) => x;
  }
};
const REDUCTIONS = new Set(['none', 'add', 'mul', 'max', 'min']);
function reductionOf(node: OnnxCall): string {
  const reduction = node.text('reduction') ?? 'none';
  return REDUCTIONS.has(reduction) ? reduction : node.giveUp(`the reduction "${reduction}" of ${node.type} is not modelled`);
}

const onnx_scatter_elements = onnxOp({
  schema: 'onnx_scatter_elements(Tensor input, Tensor indices, Tensor updates, int axis, str reduction) -> Tensor',
  doc: 'The input with elements along an axis replaced. https://onnx.ai/onnx/operators/onnx__ScatterElements.html',
  shape: ({ input }) => ({ shape: input.shape, dtype: input.dtype }),
  receptiveField: () => 'global',
  eval({ input, indices, updates, axis, reduction }) {
    const result = [...input.data ?? []];
    const strides = stridesOf(input.shape);
    const f = combine(reduction);
    for (const [i, at] of coordinates(indices.shape).entries()) {
      const place = placeOf(at.map((x, a) => (a === axis ? inside(indices.data?.[i] ?? NaN, input.shape[axis]) : x)), strides);
      result[place] = f(result[place], updates.data?.[i] ?? NaN);
    }
    return [result];
  },
});

const onnx_scatter_nd = onnxOp({
  schema: 'onnx_scatter_nd(Tensor input, Tensor indices, Tensor updates, str reduction) -> Tensor',
  doc: 'The input with slices replaced, by tuples of indices. https://onnx.ai/onnx/operators/onnx__ScatterND.html',
  shape: ({ input }) => ({ shape: input.shape, dtype: input.dtype }),
  receptiveField: () => 'global',
  eval({ input, indices, updates, reduction }) {
    const result = [...input.data ?? []];
    const depth = indices.shape[indices.shape.length - 1];
    const inner = plainNumel(input.shape.slice(depth));
    const strides = stridesOf(input.shape);
    const f = combine(reduction);
    for (let i = 0; i < plainNumel(indices.shape.slice(0, -1)); i++) {
      const tuple = (indices.data ?? []).slice(i * depth, (i + 1) * depth);
      const place = placeOf(tuple.map((x, k) => inside(x, input.shape[k])), strides);
      for (let j = 0; j < inner; j++) result[place + j] = f(result[place + j], updates.data?.[i * inner + j] ?? NaN);
    }
    return [result];
  },
});

const scattered = (node: OnnxCall): Tensor => run(node, onnx_scatter_elements, { input: node.tensor(0), indices: node.tensor(1),
  updates: node.tensor(2), axis: int(axisFrom(node, node.int('axis') ?? 0, rankOf(node.tensor(0)))),
    reduction: reductionOf(node) });

/** ONNX's ties go to the first index, or to the last one where `select_last_index` says so. */
function extreme(node: OnnxCall, largest: boolean): Tensor {
  const input = node.tensor(0);
  const axis = axisFrom(node, node.int('axis') ?? 0, rankOf(input));
  const options = { dim: int(axis), keepdim: (node.int('keepdims') ?? 1) !== 0 };
  const op = largest ? argmax : argmin;
  if (!node.int('select_last_index')) return run(node, op, { input, ...options });
  const size = input.shape[axis];
  const found = run(node, op, { input: run(node, flip, { input, dims: [int(axis)] }), ...options });
  const last = node.rule.map((n) => n - 1, size);
  if (last.kind !== 'int') node.giveUp('select_last_index needs to know the size of the axis');
  return run(node, sub, { input: last, other: found });
}

function largest(node: OnnxCall): OnnxResult {
  const input = node.tensor(0);
  const k: Dim = node.version < 10 ? int(node.int('k') ?? 1) : node.dims(1)[0];
  const dim = int(axisFrom(node, node.int('axis') ?? -1, rankOf(input)));
  return node.apply(topk, { input, k, dim, largest: (node.int('largest') ?? 1) !== 0, sorted: true }).all;
}

const onnx_one_hot = onnxOp({
  schema: 'onnx_one_hot(Tensor indices, Tensor values, int depth, int axis) -> Tensor',
  doc: 'A new axis that is on at the index and off elsewhere. https://onnx.ai/onnx/operators/onnx__OneHot.html',
  shape: ({ indices, values, depth, axis }) => {
    const at = constantOf(axis) ?? 0;
    return { shape: [...indices.shape.slice(0, at), depth, ...indices.shape.slice(at)], dtype: values.dtype };
  },
  receptiveField: () => 'global',
  eval({ indices, values, depth, axis }) {
    const [off, on] = values.data ?? [];
    const inner = plainNumel(indices.shape.slice(axis));
    return [range(plainNumel(indices.shape.slice(0, axis))).flatMap((outer) => range(depth).flatMap((d) => range(inner).map((i) =>
      (wrapped(Math.trunc(indices.data?.[outer * inner + i] ?? NaN), depth) === d ? on : off))))];
  },
});
function oneHot(node: OnnxCall): Tensor {
  const indices = node.tensor(0);
  const rank = rankOf(indices) + 1;
  return run(node, onnx_one_hot, { indices, values: node.tensor(2), depth: node.dims(1)[0],
    axis: int(axisFrom(node, node.int('axis') ?? -1, rank)) });
}

/** Sums of what comes before: `exclusive` leaves the element itself out, `reverse` sums from the end. */
function running(node: OnnxCall): Tensor {
  const input = node.tensor(0);
  const dim = int(axisFrom(node, node.numbers(1)[0], rankOf(input)));
  const turn = (tensor: Tensor): Tensor => (node.int('reverse') ? run(node, flip, { input: tensor, dims: [dim] }) : tensor);
  const ahead = turn(input);
  const sums = run(node, cumsum, { input: ahead, dim, dtype: input.dtype });
  return turn(node.int('exclusive') ? run(node, sub, { input: sums, other: ahead }) : sums);
}

/** Products likewise; without the element itself they are those up to the one before, behind a one. */
function runningProduct(node: OnnxCall): Tensor {
  const input = node.tensor(0);
  const axis = axisFrom(node, node.numbers(1)[0], rankOf(input));
  const dim = int(axis);
  const turn = (tensor: Tensor): Tensor => (node.int('reverse') ? run(node, flip, { input: tensor, dims: [dim] }) : tensor);
  const ahead = turn(input);
  if (!node.int('exclusive')) return turn(run(node, cumprod, { input: ahead, dim, dtype: input.dtype }));
  const length = node.rule.map((n) => n - 1, input.shape[axis]);
  const first = run(node, full, { size: sizes(input.shape.map((n, i) => (i === axis ? int(1) : n))), fill_value: scalar(1),
    dtype: input.dtype });
  const shifted = run(node, cat, { tensors: [first, run(node, narrow, { input: ahead, dim, start: int(0),
    length: sizes([length])[0] })],
    dim });
  return turn(run(node, cumprod, { input: shifted, dim, dtype: input.dtype }));
}

const onnx_reverse_sequence = onnxOp({
  schema: 'onnx_reverse_sequence(Tensor input, Tensor lengths, int time_axis, int batch_axis) -> Tensor',
  doc: 'Turns the first elements of each sequence around. https://onnx.ai/onnx/operators/onnx__ReverseSequence.html',
  shape: ({ input }) => ({ shape: input.shape, dtype: input.dtype }),
  receptiveField: () => 'global',
  eval({ input, lengths, time_axis, batch_axis }) {
    const strides = stridesOf(input.shape);
    return [coordinates(input.shape).map((at) => {
      const length = lengths.data?.[at[batch_axis]] ?? 0;
      return input.data?.[placeOf(at.map((x, a) => (a === time_axis && x < length ? length - 1 - x : x)), strides)] ?? NaN;
    })];
  },
});

/** One at the (first) largest element of each line, zero elsewhere. */
const onnx_hardmax = onnxOp({
  schema: 'onnx_hardmax(Tensor input, int axis, bool flat) -> Tensor',
  doc: 'One at the largest element along an axis. https://onnx.ai/onnx/operators/onnx__Hardmax.html',
  shape: ({ input }) => ({ shape: input.shape, dtype: input.dtype }),
  receptiveField: ({ input, axis, flat }) => input.shape.map((_, i): AxisView =>
    (i === axis || (flat && i > axis) ? { kind: 'all', axis: i } : { kind: 'same', axis: i })),
  eval({ input, axis, flat }) {
    const data = input.data ?? [];
    const inner = flat ? 1 : plainNumel(input.shape.slice(axis + 1));
    const size = flat ? plainNumel(input.shape.slice(axis)) : input.shape[axis];
    const result = data.map(() => 0);
    for (let line = 0; line < data.length / size; line++) {
      const start = Math.floor(line / inner) * size * inner + (line % inner);
      const places = range(size).map((i) => start + i * inner);
      result[places.reduce((best, at) => (data[at] > data[best] ? at : best), places[0])] = 1;
    }
    return [result];
  },
});

/** How many elements there are depends on data: known only where the data is. */
function nonZero(node: OnnxCall): Tensor {
  const found = run(node, argwhere, { input: node.tensor(0) });
  return run(node, transpose, { input: found, dim0: int(0), dim1: int(1) });
}

function compressed(node: OnnxCall): Tensor {
  const input = node.tensor(0);
  const kept = node.numbers(1).flatMap((x, i) => (x ? [i] : []));
  const axis = node.int('axis');
  const index = node.constant(kept, [kept.length], 'int64');
  return run(node, onnx_gather, axis === undefined
    ? { input: run(node, reshape, { input, shape: [int(-1)] }), indices: index, axis: int(0) }
    : { input, indices: index, axis: int(axisFrom(node, axis, rankOf(input))) });
}

export const INDEXING_OPS = { onnx_slice, onnx_gather, onnx_gather_elements, onnx_gather_nd, onnx_scatter_elements,
  onnx_scatter_nd, onnx_one_hot, onnx_reverse_sequence, onnx_hardmax };
export const indexing = /* @__PURE__ */ operators({
  Slice: sliced,
  Gather: gathered,
  GatherElements: (node) => run(node, onnx_gather_elements, { input: node.tensor(0), indices: node.tensor(1),
    axis: int(axisFrom(node, node.int('axis') ?? 0, rankOf(node.tensor(0)))) }),
  GatherND: (node) => run(node, onnx_gather_nd, { input: node.tensor(0), indices: node.tensor(1),
    batch_dims: int(node.int('batch_dims') ?? 0) }),
  Scatter: scattered,
  ScatterElements: scattered,
  ScatterND: (node) => run(node, onnx_scatter_nd, { input: node.tensor(0), indices: node.tensor(1), updates: node.tensor(2),
    reduction: reductionOf(node) }),
  ArgMax: (node) => extreme(node, true),
  ArgMin: (node) => extreme(node, false),
  TopK: largest,
  OneHot: oneHot,
  CumSum: running,
  CumProd: runningProduct,
  ReverseSequence: (node) => run(node, onnx_reverse_sequence, { input: node.tensor(0), lengths: node.tensor(1),
    time_axis: int(node.int('time_axis') ?? 0), batch_axis: int(node.int('batch_axis') ?? 1) }),
  Hardmax: (node) => run(node, onnx_hardmax, { input: node.tensor(0), flat: node.version < 13,
    axis: int(axisFrom(node, node.int('axis') ?? (node.version < 13 ? 1 : -1), rankOf(node.tensor(0)))) }),
  NonZero: nonZero,
  Compress: compressed,
});
