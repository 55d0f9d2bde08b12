// Reductions over axes, softmax, and normalisations written with them.
import { div } from '../division';
import { abs, add, maximum, mul, square, sub } from '../elementwise';
import { log, sqrt } from '../elementwiseMath';
import { amax, amin } from '../extremes';
import { logsumexp, mean, prod, sum } from '../reduce';
import { log_softmax, softmax } from '../softmax';
import { flatten, reshape } from '../view';
import { clone } from '../axes';
import { full } from '../create';
import { constantOf, int, type Int, type Tensor } from '../../tensor/value';
import { isFloating, type DType } from '../../tensor/dtype';
import { plainNumel } from '../../tensor/dim';
import { axisFrom, range, rankOf, run, scalar, sizes } from './apply';
import { operators, type OnnxCall } from './contract';

interface Axes { readonly dim: Int[]; readonly keepdim: boolean; readonly none: boolean }

/** Axes are an attribute before `since`, an input from then on; without any, all of them, or none on request. */
function axesOf(node: OnnxCall, since: number): Axes {
  const rank = rankOf(node.tensor(0));
  const given = (node.version < since ? node.ints('axes') : node.optionalNumbers(1)) ?? [];
  const none = given.length === 0 && node.int('noop_with_empty_axes') === 1;
  const axes = given.length > 0 ? given.map((axis) => axisFrom(node, axis, rank)) : range(rank);
  return { dim: axes.map((axis) => int(axis)), keepdim: (node.int('keepdims') ?? 1) !== 0, none };
}

type Reduction = (node: OnnxCall, input: Tensor, axes: Axes) => Tensor;
const total: Reduction = (node, input, { dim, keepdim }) => run(node, sum, { input, dim, keepdim, dtype: input.dtype });
const product: Reduction = (node, input, { dim, keepdim }) => {
  const last = [...dim].sort((a, b) => Number(b.value) - Number(a.value));
  return last.reduce((so, axis) => run(node, prod, { input: so, dim: axis, keepdim, dtype: input.dtype }), input);
};

const LIMITS: Partial<Readonly<Record<DType, readonly [number, number]>>> = { bool: [0, 1], uint8: [0, 255], int8: [-128, 127],
  int16: [-32768, 32767], int32: [-(2 ** 31), 2 ** 31 - 1], int64: [-(2 ** 63), 2 ** 63 - 1] };
/** Of no elements the extreme is what every other is beyond. */
const extremeOf = (op: typeof amax, sign: 1 | -1): Reduction => (node, input, { dim, keepdim }) => {
  const axes = dim.map((axis) => Number(axis.value));
  if (!axes.some((axis) => constantOf(input.shape[axis]) === 0)) return run(node, op, { input, dim, keepdim });
  const [least = -Infinity, most = Infinity] = isFloating(input.dtype) ? [] : LIMITS[input.dtype] ?? [];
  const size = sizes(input.shape.flatMap((n, axis) => (!axes.includes(axis) ? [n] : keepdim ? [int(1)] : [])));
  return run(node, full, { size, fill_value: scalar(sign < 0 ? least : most), dtype: input.dtype });
};

/** `before` is done to each element, `after` to each result; ONNX composes its reductions so. */
function reduction(since: number, reduce: Reduction, before?: (node: OnnxCall, x: Tensor) => Tensor,
  after?: (node: OnnxCall, x: Tensor) => Tensor) {
  return (node: OnnxCall): Tensor => {
    const axes = axesOf(node, since);
    const input = before ? before(node, node.tensor(0)) : node.tensor(0);
    const reduced = axes.none || axes.dim.length === 0 ? input : reduce(node, input, axes);
    const result = after ? after(node, reduced) : reduced;
    return result === node.tensor(0) ? run(node, clone, { input: result }) : result;
  };
}
const logOf = (node: OnnxCall, input: Tensor): Tensor => run(node, log, { input });
const rootOf = (node: OnnxCall, input: Tensor): Tensor => run(node, sqrt, { input });
const squareOf = (node: OnnxCall, input: Tensor): Tensor => run(node, mul, { input, other: input });

/** Before version 13 the axes from `axis` on are one; since then only that axis is meant. */
function softmaxOf(op: typeof softmax) {
  return (node: OnnxCall): Tensor => {
    const input = node.tensor(0);
    const rank = rankOf(input);
    const axis = axisFrom(node, node.int('axis') ?? (node.version < 13 ? 1 : -1), rank);
    if (node.version >= 13 || axis === rank - 1) return run(node, op, { input, dim: int(axis) });
    const flat = axis === 0
      ? run(node, reshape, { input, shape: sizes([int(1), node.rule.map((...all) => plainNumel(all), ...input.shape)]) })
      : run(node, flatten, { input, start_dim: int(axis), end_dim: int(-1) });
    const result = run(node, op, { input: flat, dim: int(-1) });
    return run(node, reshape, { input: result, shape: sizes(input.shape) });
  };
}

/** The smallest numbers above zero. */
const LEAST: Partial<Readonly<Record<DType, number>>> = { float16: 2 ** -24, bfloat16: 2 ** -126, float32: 2 ** -126 };
/** x ÷ its norm along an axis, 0 where the norm is. */
function lpNormalized(node: OnnxCall): Tensor {
  const input = node.tensor(0);
  const axes: Axes = { dim: [int(axisFrom(node, node.int('axis') ?? -1, rankOf(input)))], keepdim: true, none: false };
  const norm = node.int('p') === 1 ? total(node, run(node, abs, { input }), axes)
    : rootOf(node, total(node, run(node, square, { input }), axes));
  return run(node, div, { input, other: run(node, maximum, { input: norm, other: node.constant([LEAST[input.dtype]
    ?? Number.MIN_VALUE],
    [], input.dtype) }) });
}

/** (x − mean) ÷ (standard deviation + 1e-9), as ONNX's own decomposition has it. */
function meanVariance(node: OnnxCall): Tensor {
  const input = node.tensor(0);
  const dim = (node.ints('axes') ?? [0, 2, 3]).map((axis) => int(axisFrom(node, axis, rankOf(input))));
  const average = (x: Tensor): Tensor => run(node, mean, { input: x, dim, keepdim: true });
  const center = average(input);
  const variance = run(node, sub, { input: average(squareOf(node, input)), other: squareOf(node, center) });
  const deviation = run(node, add, { input: rootOf(node, variance), other: scalar(1e-9) });
  return run(node, div, { input: run(node, sub, { input, other: center }), other: deviation });
}

export const reduce = /* @__PURE__ */ operators({
  ReduceSum: reduction(13, total),
  ReduceMean: reduction(18, (node, input, { dim, keepdim }) => run(node, mean, { input, dim, keepdim })),
  ReduceMax: reduction(18, extremeOf(amax, -1)),
  ReduceMin: reduction(18, extremeOf(amin, 1)),
  ReduceProd: reduction(18, product),
  ReduceL1: reduction(18, total, (node, input) => run(node, abs, { input })),
  ReduceL2: reduction(18, total, squareOf, rootOf),
  ReduceSumSquare: reduction(18, total, squareOf),
  ReduceLogSum: reduction(18, total, undefined, logOf),
  ReduceLogSumExp: reduction(18, (node, input, { dim, keepdim }) => run(node, logsumexp, { input, dim, keepdim })),
  Softmax: softmaxOf(softmax),
  LogSoftmax: softmaxOf(log_softmax),
  LpNormalization: lpNormalized,
  MeanVarianceNormalization: meanVariance,
});
