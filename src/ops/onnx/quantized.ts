// Quantized operators, by value: whole numbers and their scales. Products are those of the ordinary convolutions and matrices
// over float64, which holds every sum of such products, so that MACs and receptive fields are theirs.
import { to_dtype } from '../comparison';
import { add, mul, sub } from '../elementwise';
import { matmul } from '../matmul';
import { reshape } from '../view';
import { plainNumel } from '../../tensor/dim';
import type { DType } from '../../tensor/dtype';
import { castElements } from '../../tensor/round';
import { constantOf, int, type PlainTensor, type Tensor } from '../../tensor/value';
import { axisFrom, onnxOp, range, rankOf, run, sizes } from './apply';
import { convolve } from './conv';
import { operators, type OnnxCall, type OnnxResult } from './contract';

const LIMITS: Partial<Record<DType, readonly [number, number]>> = { uint8: [0, 255], int8: [-128, 127], int16: [-32768, 32767],
  int32: [-(2 ** 31), 2 ** 31 - 1] };

function roundHalfToEven(x: number): number {
  const below = Math.floor(x);
  if (x - below !== 0.5) return Math.round(x);
  return below % 2 === 0 ? below : below + 1;
}
/** Scale or zero point of the element at a place: one for all, or one for each position along an axis. */
function along({ data }: PlainTensor, shape: readonly number[], axis: number): (place: number) => number {
  const list = data ?? [];
  const inner = plainNumel(shape.slice(axis + 1));
  return list.length === 1 ? () => list[0] : (place) => list[Math.floor(place / inner) % list.length];
}
const NONE: PlainTensor = { shape: [], dtype: 'int64', data: [0] };

const onnx_quantize = onnxOp({
  schema: 'onnx_quantize(Tensor input, Tensor scale, Tensor? zero_point, int axis, dtype dtype) -> Tensor',
  doc: 'round(input ÷ scale) + zero_point, within the type. https://onnx.ai/onnx/operators/onnx__QuantizeLinear.html',
  shape: ({ input, dtype }) => ({ shape: input.shape, dtype }),
  receptiveField: () => 'pointwise',
  eval({ input, scale, zero_point, axis, dtype }) {
    const [low, high] = LIMITS[dtype] ?? [0, 0];
    const [step, zero] = [along(scale, input.shape, axis), along(zero_point ?? NONE, input.shape, axis)];
    return [(input.data ?? []).map((x, i) =>
      Math.min(high, Math.max(low, roundHalfToEven(Math.fround(x / step(i))) + zero(i))))];
  },
});
const onnx_dequantize = onnxOp({
  schema: 'onnx_dequantize(Tensor input, Tensor scale, Tensor? zero_point, int axis) -> Tensor',
  doc: '(input − zero_point) · scale. https://onnx.ai/onnx/operators/onnx__DequantizeLinear.html',
  shape: ({ input, scale }) => ({ shape: input.shape, dtype: scale.dtype }),
  receptiveField: () => 'pointwise',
  eval({ input, scale, zero_point, axis }, [out]) {
    const [step, zero] = [along(scale, input.shape, axis), along(zero_point ?? NONE, input.shape, axis)];
    return [castElements((input.data ?? []).map((x, i) => (x - zero(i)) * step(i)), out.dtype)];
  },
});
const onnx_dynamic_quantize = onnxOp({
  schema: 'onnx_dynamic_quantize(Tensor input) -> (Tensor, Tensor, Tensor)',
  doc: 'Quantized to uint8 by its own range. https://onnx.ai/onnx/operators/onnx__DynamicQuantizeLinear.html',
  shape: ({ input }) => [{ shape: input.shape, dtype: 'uint8' }, { shape: [], dtype: 'float32' }, { shape: [], dtype: 'uint8' }],
  receptiveField: () => 'global',
  eval({ input }) {
    const data = input.data ?? [];
    const [low, high] = data.reduce(([a, b], x) => [Math.min(a, x), Math.max(b, x)], [0, 0]);
    const scale = Math.fround(Math.fround(high - low) / 255);
    const clip = (x: number): number => Math.min(255, Math.max(0, x));
    const zero = scale === 0 ? 0 : roundHalfToEven(clip(Math.fround(-low / scale)));
    return [data.map((x) => (scale === 0 ? 0 : clip(roundHalfToEven(Math.fround(x / scale)) + zero))), [scale], [zero]];
  },
});

/** The axis of a scale that is a list; blocks along an axis are of operator set 21. */
function scaleAxis(node: OnnxCall, scale: Tensor, rank: number): number {
  if (rankOf(scale) > 1 || (node.int('block_size') ?? 0) > 0) node.giveUp(`${node.type} by blocks is not modelled`);
  return rankOf(scale) === 0 || constantOf(scale.shape[0]) === 1 ? 0 : axisFrom(node, node.int('axis') ?? 1, rank);
}
function quantized(node: OnnxCall): Tensor {
  const [input, scale, zero] = [node.tensor(0), node.tensor(1), node.optional(2)];
  const dtype = zero?.dtype ?? node.dtype('output_dtype') ?? 'uint8';
  if (!LIMITS[dtype]) node.giveUp(`${node.type} to ${dtype} is not modelled`);
  return run(node, onnx_quantize, { input, scale, zero_point: zero, axis: int(scaleAxis(node, scale, rankOf(input))), dtype });
}
function dequantized(node: OnnxCall): Tensor {
  const [input, scale] = [node.tensor(0), node.tensor(1)];
  return run(node, onnx_dequantize, { input, scale, zero_point: node.optional(2),
    axis: int(scaleAxis(node, scale, rankOf(input))) });
}

/** A tensor whose elements go along one axis of another of `rank` axes. */
function spreadAlong(node: OnnxCall, tensor: Tensor, axis: number, rank: number): Tensor {
  if (rankOf(tensor) !== 1 || constantOf(tensor.shape[0]) === 1) {
    return rankOf(tensor) === 1 ? run(node, reshape, { input: tensor, shape: [] }) : tensor;
  }
  return run(node, reshape, { input: tensor, shape: sizes(range(rank).map((i) => (i === axis ? tensor.shape[0] : int(1)))) });
}
const exact = (node: OnnxCall, input: Tensor): Tensor => run(node, to_dtype, { input, dtype: 'float64' });
/** Elements above their zero point. */
function centred(node: OnnxCall, input: Tensor, zero: Tensor | null, axis: number): Tensor {
  const whole = exact(node, input);
  return zero ? run(node, sub, { input: whole, other: exact(node, spreadAlong(node, zero, axis, rankOf(input))) }) : whole;
}

const integerConvolution = (node: OnnxCall): Tensor => run(node, to_dtype, { dtype: 'int32',
  input: convolve(node, centred(node, node.tensor(0), node.optional(2), 1), centred(node, node.tensor(1), node.optional(3), 0),
    null) });
const integerProduct = (node: OnnxCall): Tensor => {
  const [a, b] = [node.tensor(0), node.tensor(1)];
  return run(node, to_dtype, { dtype: 'int32', input: run(node, matmul, {
    input: centred(node, a, node.optional(2), rankOf(a) - 2), other: centred(node, b, node.optional(3), rankOf(b) - 1) }) });
};

/** A sum of products in the units of both operands, in those of the result. `axis`: where scales of the second operand lie. */
function requantized(node: OnnxCall, sum: Tensor, scales: readonly [Tensor, Tensor, Tensor], zero: Tensor, axis: number): Tensor {
  const [a, b, result] = scales;
  const rank = rankOf(sum);
  const units = run(node, mul, { input: spreadAlong(node, a, axis, rank), other: spreadAlong(node, b, axis, rank) });
  const real = run(node, mul, { input: run(node, to_dtype, { input: sum, dtype: 'float32' }), other: units });
  if (!LIMITS[zero.dtype]) node.giveUp(`${node.type} to ${zero.dtype} is not modelled`);
  return run(node, onnx_quantize, { input: real, scale: result, zero_point: zero, axis: int(0), dtype: zero.dtype });
}
/** Inputs: x, its scale, its zero point; w likewise; scale and zero point of the result; a bias in units of x·w. */
function quantizedConvolution(node: OnnxCall): Tensor {
  const [x, xScale, xZero, w, wScale, wZero, scale, zero] = range(8).map((i) => node.tensor(i));
  const sum = convolve(node, centred(node, x, xZero, 1), centred(node, w, wZero, 0), null);
  const bias = node.optional(8);
  const whole = bias ? run(node, add, { input: sum, other: exact(node, spreadAlong(node, bias, 1, rankOf(sum))) }) : sum;
  return requantized(node, whole, [xScale, wScale, scale], zero, 1);
}
function quantizedProduct(node: OnnxCall): Tensor {
  const [a, aScale, aZero, b, bScale, bZero, scale, zero] = range(8).map((i) => node.tensor(i));
  const [single] = [aScale, aZero].filter((tensor) => rankOf(tensor) > 1 || (rankOf(tensor) === 1
    && constantOf(tensor.shape[0]) !== 1));
  if (single) node.giveUp(`${node.type} with a scale for each row is not modelled`);
  const sum = run(node, matmul, { input: centred(node, a, aZero, 0), other: centred(node, b, bZero, rankOf(b) - 1) });
  return requantized(node, sum, [aScale, bScale, scale], zero, rankOf(sum) - 1);
}

export const QUANTIZED_OPS = { onnx_quantize, onnx_dequantize, onnx_dynamic_quantize };
export const quantization = /* @__PURE__ */ operators({
  QuantizeLinear: quantized,
  DequantizeLinear: dequantized,
  DynamicQuantizeLinear: (node): OnnxResult => [...node.apply(onnx_dynamic_quantize, { input: node.tensor(0) }).all],
  ConvInteger: integerConvolution,
  MatMulInteger: integerProduct,
  QLinearConv: quantizedConvolution,
  QLinearMatMul: quantizedProduct,
});
