// Element by element: ONNX's arithmetic where it differs from PyTorch's in dtype, number of operands or parameters.
import { clone } from '../axes';
import { zeros_like } from '../create';
import { div, fmod, remainder } from '../division';
import { add, bitwise_left_shift, bitwise_right_shift, clamp, maximum, minimum, mul, pow } from '../elementwise';
import { elu, hardsigmoid, sigmoid, selu, threshold } from '../activation';
import { isinf, isneginf, isposinf, to_dtype, where } from '../comparison';
import { prelu } from '../softmax';
import type { OpDef } from '../op';
import { isIntegral, isFloating } from '../../tensor/dtype';
import { broadcastElements } from '../../tensor/broadcast';
import { castElement } from '../../tensor/round';
import { int, type Tensor } from '../../tensor/value';
import { broadcast, shapeOf } from '../rules';
import { onnxOp, run, scalar } from './apply';
import { operators, type OnnxCall } from './contract';

const pair = (node: OnnxCall) => ({ input: node.tensor(0), other: node.tensor(1) });
type Binary = OpDef<'binary(Tensor|Scalar input, Tensor|Scalar other) -> Tensor'>;

/** Any number of operands, two at a time. */
function chain(node: OnnxCall, op: Binary | typeof add): Tensor {
  const [first, ...others] = node.inputs.map((_, i) => node.tensor(i));
  return others.length === 0 ? run(node, clone, { input: first })
    : others.reduce((so, other) => run(node, op as Binary, { input: so, other }), first);
}

function quotient(node: OnnxCall): Tensor {
  const { input, other } = pair(node);
  return run(node, div, { input, other, rounding_mode: isIntegral(input.dtype) ? 'trunc' : null });
}

/** The result has the type of the base. */
function power(node: OnnxCall): Tensor {
  const [input, exponent] = [node.tensor(0), node.tensor(1)];
  const result = run(node, pow, { input, exponent });
  return result.dtype === input.dtype ? result : run(node, to_dtype, { input: result, dtype: input.dtype });
}

/** Limits are attributes before version 11, inputs since. */
function clip(node: OnnxCall): Tensor {
  const input = node.tensor(0);
  const limit = (index: number, name: string) => {
    if (node.version < 11) return node.float(name) === undefined ? null : scalar(node.float(name) ?? 0);
    const tensor = node.optional(index);
    const value = tensor?.data?.[0];
    return value === undefined ? tensor : isFloating(input.dtype) ? scalar(value) : int(value);
  };
  const [min, max] = [limit(1, 'min'), limit(2, 'max')];
  return min === null && max === null ? run(node, clone, { input }) : run(node, clamp, { input, min, max });
}

/** max(0, min(1, alpha·x + beta)): PyTorch's where alpha is 1/6. */
function hardSigmoid(node: OnnxCall): Tensor {
  const input = node.tensor(0);
  const [alpha, beta] = [node.float('alpha') ?? 0.2, node.float('beta') ?? 0.5];
  if (Math.fround(alpha) === Math.fround(1 / 6) && beta === 0.5) return run(node, hardsigmoid, { input });
  const line = run(node, add, { input: run(node, mul, { input, other: scalar(alpha) }), other: scalar(beta) });
  return run(node, clamp, { input: line, min: scalar(0), max: scalar(1) });
}

const [SELU_ALPHA, SELU_GAMMA] = [1.6732632423543772, 1.0507009873554805].map(Math.fround);
function scaledElu(node: OnnxCall): Tensor {
  const input = node.tensor(0);
  const [alpha, gamma] = [node.float('alpha') ?? SELU_ALPHA, node.float('gamma') ?? SELU_GAMMA];
  if (alpha === SELU_ALPHA && gamma === SELU_GAMMA) return run(node, selu, { input });
  return run(node, mul, { input: run(node, elu, { input, alpha }), other: scalar(gamma) });
}

/** The slope is broadcast like any operand, while PyTorch's prelu has one for each channel. */
const onnx_prelu = onnxOp({
  schema: 'onnx_prelu(Tensor input, Tensor slope) -> Tensor',
  doc: 'x for x ≥ 0, slope·x otherwise. https://onnx.ai/onnx/operators/onnx__PRelu.html',
  shape: ({ input, slope }, rule) => ({ shape: broadcast(rule, shapeOf(input), shapeOf(slope)), dtype: input.dtype }),
  receptiveField: () => 'pointwise',
  eval: ({ input, slope }, [out]) => {
    const [x, s] = [broadcastElements(input, out.shape), broadcastElements(slope, out.shape)];
    return [x.map((value, i) => castElement(value < 0 ? value * s[i] : value, out.dtype))];
  },
});

/** Hard where bias is 0 and lambd the threshold: x beyond ±lambd, drawn together by bias. */
const onnx_shrink = onnxOp({
  schema: 'onnx_shrink(Tensor input, float lambd, float bias) -> Tensor',
  doc: 'x − bias above lambd, x + bias below −lambd, 0 between. https://onnx.ai/onnx/operators/onnx__Shrink.html',
  shape: ({ input }) => ({ shape: input.shape, dtype: input.dtype }),
  receptiveField: () => 'pointwise',
  eval: ({ input, lambd, bias }, [out]) => [(input.data ?? []).map((x) =>
    castElement(x < -lambd ? x + bias : x > lambd ? x - bias : 0, out.dtype))],
});

function infinite(node: OnnxCall): Tensor {
  const [negative, positive] = [node.int('detect_negative') ?? 1, node.int('detect_positive') ?? 1];
  if (!negative && !positive) return run(node, zeros_like, { input: node.tensor(0), dtype: 'bool' });
  return run(node, negative && positive ? isinf : negative ? isneginf : isposinf, { input: node.tensor(0) });
}

const cast = (node: OnnxCall, dtype: Tensor['dtype'] | undefined): Tensor =>
  run(node, to_dtype, { input: node.tensor(0), dtype: dtype ?? node.giveUp('Cast does not say to what') });

export const ARITHMETIC_OPS = { onnx_prelu, onnx_shrink };
export const arithmetic = /* @__PURE__ */ operators({
  Div: quotient,
  Pow: power,
  Mod: (node) => run(node, node.int('fmod') ? fmod : remainder, pair(node)),
  Max: (node) => chain(node, maximum),
  Min: (node) => chain(node, minimum),
  Sum: (node) => chain(node, add),
  Mean: (node) => run(node, div, { input: chain(node, add), other: scalar(node.inputs.length) }),
  BitShift: (node) => run(node, node.text('direction') === 'RIGHT' ? bitwise_right_shift : bitwise_left_shift, pair(node)),
  PRelu: (node) => (node.version < 7 ? run(node, prelu, { input: node.tensor(0), weight: node.tensor(1) })
    : run(node, onnx_prelu, { input: node.tensor(0), slope: node.tensor(1) })),
  Clip: clip,
  HardSigmoid: hardSigmoid,
  Selu: scaledElu,
  Shrink: (node) => run(node, onnx_shrink, { input: node.tensor(0), lambd: node.float('lambd') ?? 0.5,
    bias: node.float('bias') ?? 0 }),
  ThresholdedRelu: (node) => run(node, threshold, { input: node.tensor(0), threshold: scalar(node.float('alpha') ?? 1),
    value: scalar(0) }),
  Swish: (node) => run(node, mul, { input: node.tensor(0),
    other: run(node, sigmoid, { input: run(node, mul, { input: node.tensor(0), other: scalar(node.float('alpha') ?? 1) }) }) }),
  IsInf: infinite,
  Where: (node) => run(node, where, { condition: node.tensor(0), input: node.tensor(1), other: node.tensor(2) }),
  Cast: (node) => cast(node, node.dtype('to')),
  CastLike: (node) => cast(node, node.tensor(1).dtype),
  Identity: (node) => run(node, clone, { input: node.tensor(0) }),
});
