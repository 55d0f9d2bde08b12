// Pointwise activation functions and their modules: relu and its kin, sigmoid, tanh, gelu, silu, ...
// Those that mix elements along an axis (softmax, glu) are in softmax.ts; the less common ones in activationMore.ts.
import { isIntegral, type DType } from '../tensor/dtype';
import { scalarTypeOf } from '../tensor/scalarType';
import { castElement } from '../tensor/round';
import { defineModule, defineOp, type OpDef, type RandomDef, type RuleContext, type Sample } from './op';
import type { PlainArgs, SymbolicArgs } from './schema';
import type { PlainTensor, Tensor } from '../tensor/value';
import type { UnaryFunction } from '../tensor/plan';
import { erfcOf } from './elementwiseMath';
import { asUnary } from './lowering';
import { sameOp, type OnnxBinding } from './onnx/contract';

export const functional = (...names: readonly string[]): string[] => names.map((name) => `torch.nn.functional.${name}`);
export const everywhere = (name: string): string[] => [`torch.${name}`, `torch.Tensor.${name}`, `torch.nn.functional.${name}`];
const fnDocs = (name: string): string => `https://pytorch.org/docs/stable/generated/torch.nn.functional.${name}.html`;
const nnDocs = (name: string): string => `https://pytorch.org/docs/stable/generated/torch.nn.${name}.html`;

/** 'same': any element type stays; 'float': integers become float32; a kernel's name: integers are refused with it. */
type Types = 'same' | 'float' | (string & {});

export interface Activation<S extends string> {
  readonly schema: S;
  readonly paths: readonly string[];
  readonly doc: string;
  readonly types: Types;
  readonly f: (x: number, args: PlainArgs<S>) => number;
  readonly check?: (args: SymbolicArgs<S>, rule: RuleContext) => void;
  /** The engine's kernel for it and its two parameters. */
  readonly fast?: (args: PlainArgs<S>) => readonly [name: UnaryFunction, a?: number, b?: number] | null;
  readonly random?: RandomDef<S>;
  /** The ONNX operator that it is, and how its attributes become arguments. */
  readonly onnx?: OnnxBinding;
  readonly samples: readonly Sample[];
}

function resultType(dtype: DType, types: Types, rule: RuleContext): DType {
  if (types === 'same' || !isIntegral(dtype)) return dtype;
  return types === 'float' ? 'float32' : rule.raise('RuntimeError', `"${types}" not implemented for '${scalarTypeOf(dtype)}'`);
}

/** Every schema here starts with `Tensor input`. */
const inputOf = <T>(args: unknown): T => (args as { readonly input: T }).input;

export function activation<S extends string>(a: Activation<S>): OpDef<S> {
  const name = a.schema.slice(0, a.schema.indexOf('('));
  return defineOp({
    schema: a.schema,
    paths: a.paths,
    doc: `${a.doc} ${fnDocs(name)}`,
    inplace: true,
    shape(args, rule) {
      a.check?.(args, rule);
      const input = inputOf<Tensor>(args);
      return { shape: input.shape, dtype: resultType(input.dtype, a.types, rule) };
    },
    receptiveField: () => 'pointwise',
    eval: (args, [out]) => [(inputOf<PlainTensor>(args).data ?? []).map((x) => castElement(a.f(x, args), out.dtype))],
    lower(args) {
      const fast = a.fast?.(args);
      return fast ? asUnary(...fast) : null;
    },
    ...(a.onnx ? { onnx: a.onnx } : {}),
    ...(a.random ? { random: a.random } : {}),
    samples: a.samples,
  });
}
/** Calls on a float tensor, on integers, and whatever else is given. */
export const calls = (name: string, ...more: readonly string[]): Sample[] => [
  { call: `F.${name}(a)`, shapes: [[3, 5]] }, { call: `F.${name}(a)`, shapes: [[2, 3]], dtypes: ['int64'] },
  ...more.map((args): Sample => ({ call: `F.${name}(a, ${args})`, shapes: [[3, 5]] })),
];

export const sigmoidOf = (x: number): number => 1 / (1 + Math.exp(-x));
export const softplusOf = (x: number): number => Math.log1p(Math.exp(-Math.abs(x))) + Math.max(x, 0);
const clampTo = (x: number, low: number, high: number): number => (x < low ? low : x > high ? high : x);

export const relu = activation({
  onnx: sameOp('Relu'),
  schema: 'relu(Tensor input, bool inplace=False) -> Tensor', paths: everywhere('relu'), doc: 'max(0, x).', types: 'same',
  check: ({ input }, rule) => rule.require(input.dtype !== 'bool', () => 'Boolean inputs not supported for relu'),
  f: (x) => (x < 0 ? 0 : x), fast: () => ['clamp', 0, Infinity],
  samples: [...calls('relu', 'True'), { call: 'torch.relu(a)', shapes: [[2]], dtypes: ['bool'] },
    { call: 'a.relu()', shapes: [[]] }],
});
export const relu6 = activation({
  schema: 'relu6(Tensor input, bool inplace=False) -> Tensor', paths: functional('relu6'), doc: 'min(max(0, x), 6).',
  types: 'same',
  check: ({ input }, rule) => rule.require(input.dtype !== 'bool', () => 'Bool inputs not supported for hardtanh'),
  f: (x) => clampTo(x, 0, 6), fast: () => ['clamp', 0, 6],
  samples: [...calls('relu6'), { call: 'F.relu6(a)', shapes: [[2]], dtypes: ['bool'] }],
});
export const leaky_relu = activation({
  onnx: sameOp('LeakyRelu', (node) => ({ negative_slope: node.float('alpha') ?? 0.01 })),
  schema: 'leaky_relu(Tensor input, float negative_slope=0.01, bool inplace=False) -> Tensor', paths: functional('leaky_relu'),
  doc: 'x for x > 0, negative_slope·x otherwise.', types: 'leaky_relu_cpu', f: (x, { negative_slope }) =>
    (x > 0 ? x : x * Math.fround(negative_slope)), fast: ({ negative_slope }) => ['leakyRelu', negative_slope],
      samples: calls('leaky_relu', '0.2'),
});
export const rrelu = activation({
  schema: 'rrelu(Tensor input, float lower=0.125, float upper=0.3333333333333333, bool training=False, \
bool inplace=False) -> Tensor',
  paths: [...functional('rrelu'), 'torch.rrelu'], doc: 'leaky_relu with a slope drawn at random in training.',
  types: 'leaky_relu_cpu',
  check: ({ lower, upper }, rule) =>
    rule.require(lower <= upper, () => 'Lower bound should be less than or equal to the upper bound'),
  f: (x, { lower, upper }) => (x > 0 ? x : (x * (lower + upper)) / 2),
  random: {
    when: ({ training }) => training,
    // A slope is drawn for each element that is not positive.
    elements({ input, lower, upper }, [out], draw) {
      const data = input.data ?? [];
      const slopes = draw([data.filter((x) => x <= 0).length], 'float64', { kind: 'uniform', from: lower, to: upper }).values();
      return [data.map((x) => (x <= 0 ? castElement(x * (slopes.next().value ?? NaN), out.dtype) : x))];
    },
  },
  samples: calls('rrelu', '0.1, 0.2', '3, 1'),
});
export const elu = activation({
  onnx: sameOp('Elu', (node) => ({ alpha: node.float('alpha') ?? 1 })),
  schema: 'elu(Tensor input, float alpha=1.0, bool inplace=False) -> Tensor', paths: functional('elu'),
  doc: 'x for x > 0, alpha·(eˣ − 1) otherwise.',
  types: 'elu_cpu', f: (x, { alpha }) => (x > 0 ? x : alpha * Math.expm1(x)), fast: ({ alpha }) => ['elu', alpha],
  samples: calls('elu', '0.5'),
});
const [SELU_ALPHA, SELU_SCALE] = [1.6732632423543772, 1.0507009873554805];
export const selu = activation({
  schema: 'selu(Tensor input, bool inplace=False) -> Tensor', paths: [...functional('selu'), 'torch.selu'],
  doc: 'A scaled elu that keeps mean and variance.',
  types: 'elu_cpu', f: (x) => SELU_SCALE * (x > 0 ? x : SELU_ALPHA * Math.expm1(x)), samples: calls('selu'),
});
export const celu = activation({
  onnx: sameOp('Celu', (node) => ({ alpha: node.float('alpha') ?? 1 })),
  schema: 'celu(Tensor input, float alpha=1.0, bool inplace=False) -> Tensor', paths: [...functional('celu'), 'torch.celu'],
  doc: 'max(0, x) + min(0, alpha·(e^(x/alpha) − 1)).', types: 'elu_cpu',
  check: ({ alpha }, rule) => rule.require(alpha !== 0, () => 'ZeroDivisionError: alpha cannot be 0 for CELU'),
  f: (x, { alpha }) => (x > 0 ? x : alpha * Math.expm1(x / alpha)), samples: calls('celu', '0.5', '0'),
});

export const gelu = activation({
  onnx: sameOp('Gelu', (node) => ({ approximate: node.text('approximate') ?? 'none' })),
  schema: 'gelu(Tensor input, *, str approximate="none") -> Tensor', paths: [...functional('gelu'), 'torch._C._nn.gelu'],
  doc: 'x·Φ(x), exact or by tanh.', types: 'GeluKernelImpl',
  check: ({ approximate }, rule) =>
    rule.require(approximate === 'none' || approximate === 'tanh', () => 'approximate argument must be either none or tanh.'),
  f: (x, { approximate }) =>
    (approximate === 'tanh' ? 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)))
      : 0.5 * x * erfcOf(-x / Math.SQRT2)),
  fast: ({ approximate }) => [approximate === 'tanh' ? 'geluTanh' : 'gelu'],
  samples: calls('gelu', "approximate='tanh'", "approximate='foo'"),
});
export const silu = activation({
  schema: 'silu(Tensor input, bool inplace=False) -> Tensor', paths: functional('silu'),
  doc: 'x·sigmoid(x), also called swish.', types: 'silu_cpu',
  // bfloat16 is rounded after every step: x over 1 + e^(−x).
  f: (x, { input }) => (input.dtype === 'bfloat16' ? x / castElement(1 + castElement(Math.exp(-x), 'bfloat16'), 'bfloat16')
    : x * sigmoidOf(x)),
  fast: () => ['silu'], samples: [...calls('silu'), { call: 'F.silu(a)', shapes: [[2, 4]], dtypes: ['bfloat16'] }],
});
export const mish = activation({
  onnx: sameOp('Mish'),
  schema: 'mish(Tensor input, bool inplace=False) -> Tensor', paths: functional('mish'), doc: 'x·tanh(softplus(x)).',
  types: 'mish_cpu',
  f: (x) => x * Math.tanh(softplusOf(x)), fast: () => ['mish'], samples: calls('mish'),
});
export const hardswish = activation({
  onnx: sameOp('HardSwish'),
  schema: 'hardswish(Tensor input, bool inplace=False) -> Tensor', paths: functional('hardswish'),
  doc: 'x·relu6(x + 3)/6.', types: 'hardswish_cpu',
  f: (x) => (x * clampTo(x + 3, 0, 6)) / 6, fast: () => ['hardswish'], samples: calls('hardswish'),
});
export const hardsigmoid = activation({
  schema: 'hardsigmoid(Tensor input, bool inplace=False) -> Tensor', paths: functional('hardsigmoid'),
  doc: 'relu6(x + 3)/6.', types: 'hardsigmoid_cpu',
  f: (x) => clampTo(x + 3, 0, 6) / 6, fast: () => ['hardsigmoid'], samples: calls('hardsigmoid'),
});
export const hardtanh = activation({
  schema: 'hardtanh(Tensor input, float min_val=-1.0, float max_val=1.0, bool inplace=False) -> Tensor',
  paths: functional('hardtanh'),
  doc: 'Limits x to [min_val, max_val].', types: 'same',
  check({ input, min_val, max_val }, rule) {
    rule.require(input.dtype !== 'bool', () => 'Bool inputs not supported for hardtanh');
    rule.require(input.dtype !== 'uint8' || (min_val >= 0 && max_val >= 0),
      () => 'cannot do hardtanh on an unsigned type with negative limits');
  },
  f: (x, { min_val, max_val }) =>
    Math.min(Math.max(x, min_val), max_val), fast: ({ min_val, max_val }) => ['clamp', min_val, max_val],
      samples: [...calls('hardtanh', '-0.5, 0.25'), { call: 'F.hardtanh(a)', shapes: [[2]], dtypes: ['bool'] },
        ...['a', 'a, 0, 2'].map((args) => ({ call: `F.hardtanh(${args})`, shapes: [[4]], dtypes: ['uint8'] }))],
});
export const sigmoid = activation({
  onnx: sameOp('Sigmoid'),
  schema: 'sigmoid(Tensor input) -> Tensor', paths: [...everywhere('sigmoid'), 'torch.special.expit'],
  doc: '1/(1 + e⁻ˣ).', types: 'float', f: sigmoidOf, fast: () => ['sigmoid'],
  samples: [...calls('sigmoid'), { call: 'a.sigmoid()', shapes: [[2]] }],
});
export const tanh = activation({
  onnx: sameOp('Tanh'),
  schema: 'tanh(Tensor input) -> Tensor', paths: everywhere('tanh'), doc: 'Hyperbolic tangent.', types: 'float',
  f: Math.tanh, fast: () => ['tanh'], samples: [...calls('tanh'), { call: 'torch.tanh(a)', shapes: [[2]] }],
});
export const softplus = activation({
  onnx: sameOp('Softplus'),
  schema: 'softplus(Tensor input, Scalar beta=1, Scalar threshold=20) -> Tensor', paths: functional('softplus'),
  doc: 'log(1 + e^(beta·x))/beta.', types: 'softplus_cpu',
  f: (x, { beta, threshold }) => (x * beta > threshold ? x : softplusOf(x * beta) / beta),
  fast: ({ beta, threshold }) => ['softplus', beta, threshold], samples: calls('softplus', '2, 1'),
});
export const softsign = activation({
  onnx: sameOp('Softsign'),
  schema: 'softsign(Tensor input) -> Tensor', paths: functional('softsign'), doc: 'x/(1 + |x|).', types: 'float',
  f: (x) => x / (1 + Math.abs(x)), samples: calls('softsign'),
});
export const logsigmoid = activation({
  schema: 'logsigmoid(Tensor input) -> Tensor', paths: functional('logsigmoid'), doc: 'log(sigmoid(x)).',
  types: 'log_sigmoid_cpu', f: (x) => -softplusOf(-x), samples: calls('logsigmoid'),
});
export const tanhshrink = activation({
  schema: 'tanhshrink(Tensor input) -> Tensor', paths: functional('tanhshrink'), doc: 'x − tanh(x).', types: 'float',
  f: (x) => x - Math.tanh(x), samples: calls('tanhshrink'),
});
export const hardshrink = activation({
  schema: 'hardshrink(Tensor input, Scalar lambd=0.5) -> Tensor', paths: everywhere('hardshrink'),
  doc: 'x where |x| > lambd, else 0.', types: 'hardshrink_cpu',
  f: (x, { lambd }) => (Math.abs(x) <= lambd ? 0 : x), samples: calls('hardshrink', '1'),
});
export const softshrink = activation({
  schema: 'softshrink(Tensor input, Scalar lambd=0.5) -> Tensor', paths: functional('softshrink'),
  doc: 'x moved towards 0 by lambd.', types: 'softshrink_cpu',
  check: ({ lambd }, rule) =>
    rule.require(typeof lambd.value !== 'number' || lambd.value >= 0,
      () => `lambda must be greater or equal to 0, but found to be ${String(lambd.value)}.`),
  f: (x, { lambd }) => (x > lambd ? x - lambd : x < -lambd ? x + lambd : 0), samples: calls('softshrink', '1', '-1'),
});
export const threshold = activation({
  schema: 'threshold(Tensor input, Scalar threshold, Scalar value, bool inplace=False) -> Tensor',
  paths: [...functional('threshold'), 'torch.threshold'],
  doc: 'x where x > threshold, else value.', types: 'same', f: (x, args) => (x > args.threshold ? x : args.value),
  samples: [{ call: 'F.threshold(a, 0.1, 3)', shapes: [[2, 4]] },
    { call: 'F.threshold(a, 1, 2)', shapes: [[2, 4]], dtypes: ['int64'] }],
});

// ---- modules ----------------------------------------------------------------------------------------------------------

/** A module whose constructor's arguments are the function's, and which has no state. */
function wrap<S extends string,
  M extends string>(name: string, op: OpDef<S>, schema: M, samples: readonly string[],
    check?: (args: SymbolicArgs<M>, rule: RuleContext) => void) {
  return defineModule({
    path: `torch.nn.${name}`,
    schema,
    doc: `${op.doc.slice(0, op.doc.lastIndexOf(' '))} ${nnDocs(name)}`,
    state: (args, rule) => {
      check?.(args, rule);
      return {};
    },
    // The names of the module's arguments are those of the op.
    forward: ({ args }, { input }, apply) => apply(op, { input, ...args } as unknown as Partial<SymbolicArgs<S>>).first,
    samples: samples.map((args): Sample => ({ call: `nn.${name}(${args})(a)`, shapes: [[2, 3]] })),
  });
}
export const ReLU = wrap('ReLU', relu, 'ReLU(bool inplace=False)', ['', 'inplace=True']);
export const ReLU6 = wrap('ReLU6', relu6, 'ReLU6(bool inplace=False)', ['']);
export const LeakyReLU = wrap('LeakyReLU', leaky_relu, 'LeakyReLU(float negative_slope=0.01, bool inplace=False)', ['', '0.2']);
export const ELU = wrap('ELU', elu, 'ELU(float alpha=1.0, bool inplace=False)', ['', '2.0']);
export const SELU = wrap('SELU', selu, 'SELU(bool inplace=False)', ['']);
export const CELU = wrap('CELU', celu, 'CELU(float alpha=1.0, bool inplace=False)', ['', '2.0', '0']);
export const GELU = wrap('GELU', gelu, 'GELU(str approximate="none")', ['', "'tanh'", "'foo'"]);
export const SiLU = wrap('SiLU', silu, 'SiLU(bool inplace=False)', ['']);
export const Mish = wrap('Mish', mish, 'Mish(bool inplace=False)', ['']);
export const Hardswish = wrap('Hardswish', hardswish, 'Hardswish(bool inplace=False)', ['']);
export const Hardsigmoid = wrap('Hardsigmoid', hardsigmoid, 'Hardsigmoid(bool inplace=False)', ['']);
export const Sigmoid = wrap('Sigmoid', sigmoid, 'Sigmoid()', ['']);
export const Tanh = wrap('Tanh', tanh, 'Tanh()', ['']);
export const Softplus = wrap('Softplus', softplus, 'Softplus(Scalar beta=1, Scalar threshold=20)', ['', '2']);
export const Softsign = wrap('Softsign', softsign, 'Softsign()', ['']);
export const LogSigmoid = wrap('LogSigmoid', logsigmoid, 'LogSigmoid()', ['']);
export const Tanhshrink = wrap('Tanhshrink', tanhshrink, 'Tanhshrink()', ['']);
export const Hardshrink = wrap('Hardshrink', hardshrink, 'Hardshrink(Scalar lambd=0.5)', ['', '1']);
export const Softshrink = wrap('Softshrink', softshrink, 'Softshrink(Scalar lambd=0.5)', ['', '-1']);
export const Threshold = wrap('Threshold', threshold, 'Threshold(Scalar threshold, Scalar value, bool inplace=False)',
  ['0.1, 20']);

export const RReLU = defineModule({
  path: 'torch.nn.RReLU',
  schema: 'RReLU(float lower=0.125, float upper=0.3333333333333333, bool inplace=False)',
  doc: `leaky_relu with a slope drawn at random in training. ${nnDocs('RReLU')}`,
  forward: ({ args, training }, { input }, apply) => apply(rrelu, { input, ...args, training }).first,
  samples: [{ call: 'nn.RReLU()(a)', shapes: [[2, 3]] }],
});
export const Hardtanh = defineModule({
  path: 'torch.nn.Hardtanh',
  schema: 'Hardtanh(float min_val=-1.0, float max_val=1.0, bool inplace=False, float? min_value=None, float? max_value=None)',
  doc: `Limits x to [min_val, max_val]. ${nnDocs('Hardtanh')}`,
  attributes: ({ min_val, max_val, min_value, max_value }) =>
    ({ min_val: min_value ?? min_val, max_val: max_value ?? max_val }),
  state({ min_val, max_val, min_value, max_value }, rule) {
    if ((max_value ?? max_val) <= (min_value ?? min_val)) rule.raise('AssertionError', '');
    return {};
  },
  forward: ({ args }, { input }, apply) =>
    apply(hardtanh,
      { input, min_val: args.min_value ?? args.min_val, max_val: args.max_value ?? args.max_val, inplace: args.inplace }).first,
  samples: [{ call: 'nn.Hardtanh()(a)', shapes: [[2, 3]] }, { call: 'nn.Hardtanh(-0.5, 0.5)(a)', shapes: [[2, 3]] },
    { call: 'nn.Hardtanh(2, 1)(a)', shapes: [[2]] }],
});
