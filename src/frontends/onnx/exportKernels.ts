// A plan's call as ONNX nodes, by the kernel that computes it: the kernels are few, and the plan names their settings.
import type { Lowering, PlanValue } from '../../tensor/plan';
import type { ExportCall } from './exportCall';
import { strided, stridedWrite } from './exportIndexing';

type Of<K extends Lowering['kernel']> = Extract<Lowering, { kernel: K }>;
type Writers = { readonly [K in Lowering['kernel']]: (call: ExportCall, kernel: Of<K>) => readonly string[] | null };

/** null: this kernel's setting has no operator; the call's op may. */
export function byKernel(call: ExportCall, kernel: Lowering): readonly string[] | null {
  // The key and the writer are of the same kernel.
  return (WRITERS[kernel.kernel] as (call: ExportCall, kernel: Lowering) => readonly string[] | null)(call, kernel);
}

const rankOf = (value: PlanValue): number => value.shape.length;

const WRITERS: Writers = {
  conv2d: (call, { stride, padding, dilation, groups }) => {
    const [input, weight] = call.operandValues;
    const kernel = weight.shape.slice(2);
    const after = call.text('padding') === 'same'
      ? kernel.map((k, i) => (call.out.shape[i + 2] - 1) * stride[i] + (k - 1) * dilation[i] + 1 - input.shape[i
        + 2] - padding[i])
      : padding;
    return call.one('Conv', call.operands(), { kernel_shape: kernel, strides: stride, pads: [...padding, ...after],
      dilations: dilation,
      group: groups });
  },
  convTransposed2d: (call, { stride, padding, dilation, groups }) => {
    const [input, weight] = call.operandValues;
    const extra = stride.map((s, i) => call.out.shape[i + 2] - ((input.shape[i + 2] - 1) * s - 2 * padding[i]
      + (weight.shape[i + 2] - 1) * dilation[i] + 1));
    return call.one('ConvTranspose', call.operands(), { kernel_shape: weight.shape.slice(2), strides: stride,
      pads: [...padding, ...padding], dilations: dilation, group: groups, output_padding: extra });
  },
  pool2d: (call, { mode, size, stride, padding, dilation, countPadding }) => {
    const [input] = call.operandValues;
    const down = size.map((k, i) => Math.floor((input.shape[i + 2] + 2 * padding[i] - (k - 1) * dilation[i] - 1) / stride[i])
      + 1);
    const shared = { kernel_shape: size, strides: stride, pads: [...padding, ...padding],
      ceil_mode: down.some((n, i) => n !== call.out.shape[i + 2]) ? 1 : 0 };
    return mode === 'max' ? call.one('MaxPool', call.operands(), { ...shared, dilations: dilation })
      : call.one('AveragePool', call.operands(), { ...shared, count_include_pad: countPadding ? 1 : 0 });
  },
  adaptivePool2d: (call) => {
    const [input] = call.operandValues;
    const [from, to] = [input.shape.slice(-2), call.out.shape.slice(-2)];
    if (rankOf(input) !== 4 || from.some((n, i) => n % to[i] !== 0)) return null;
    if (to.every((n) => n === 1)) return call.one('GlobalAveragePool', call.operands());
    const window = from.map((n, i) => n / to[i]);
    return call.one('AveragePool', call.operands(), { kernel_shape: window, strides: window });
  },
  meanOfAxes: (call, { axes }) => call.one('ReduceMean', call.operands(),
    { axes, keepdims: rankOf(call.out) === rankOf(call.operandValues[0]) ? 1 : 0 }),
  linear: (call) => {
    const [input, weight, bias] = call.operands();
    if (rankOf(call.operandValues[0]) === 2) return call.one('Gemm', bias ? [input, weight, bias] : [input, weight],
      { transB: 1 });
    const [turned] = call.one('Transpose', [weight], { perm: [1, 0] });
    const product = call.one('MatMul', [input, turned]);
    return bias ? call.one('Add', [product[0], bias]) : product;
  },
  matmul: (call) => call.one('MatMul', call.operands()),
  batchNorm: (call, { eps }) => {
    const [input, mean, variance, weight, bias] = call.operands();
    const channels = call.operandValues[1].shape;
    return call.one('BatchNormalization', [input, weight || call.filled(1, channels), bias || call.filled(0, channels), mean,
      variance],
      { epsilon: call.float(eps) });
  },
  layerNorm: (call, { axes, eps }) => {
    const [input, weight, bias] = call.operands();
    const shape = call.out.shape.slice(rankOf(call.out) - axes);
    const scale = weight || call.filled(1, shape);
    return call.one('LayerNormalization', bias ? [input, scale, bias] : [input, scale], { axis: -axes,
      epsilon: call.float(eps) });
  },
  softmax: (call, { axis, log }) => call.one(log ? 'LogSoftmax' : 'Softmax', call.operands(), { axis }),
  unary: (call, { function: name, a, b }) => UNARY[name](call, call.operands()[0], a, b),
  binary: (call, { function: name }) => (name === 'prelu' ? null : call.one(BINARY[name], call.operands(call.out.dtype))),
  reshape: (call) => call.one('Reshape', [call.operands()[0], call.ints(call.out.shape)]),
  permute: (call, { axes }) => call.one('Transpose', call.operands(), { perm: axes }),
  slice: (call, { parts }) => {
    const ends = parts.map(({ start, step, size }) => start + (size - 1) * step + 1);
    const whole = call.one('Slice', [call.operands()[0], call.ints(parts.map(({ start }) => start)), call.ints(ends),
      call.ints(parts.map(({ axis }) => axis)), call.ints(parts.map(({ step }) => step))]);
    const gone = parts.filter(({ drop }) => drop).map(({ axis }) => axis);
    return gone.length === 0 ? whole : call.one('Squeeze', [whole[0], call.ints(gone)]);
  },
  split: (call, { axis, sizes, drop }) => (drop ? null : call.node('Split', [call.operands()[0], call.ints(sizes)], { axis },
    sizes.length)),
  expand: (call) => call.one('Expand', [call.operands()[0], call.ints(call.out.shape)]),
  concat: (call, { axis }) => call.one('Concat', call.operands(call.out.dtype), { axis }),
  pad: (call, { before, value }) => {
    const [input] = call.operandValues;
    const after = input.shape.map((n, i) => call.out.shape[i] - n - before[i]);
    return call.one('Pad', [call.operands()[0], call.ints([...before, ...after]), call.filled(value, [])]);
  },
  roll: (call, { shifts }) => [shifts.reduce((input, { axis, by }) => {
    const n = call.out.shape[axis];
    const cut = (((n - by) % n) + n) % n;
    const part = (start: number, end: number): string =>
      call.one('Slice', [input, call.ints([start]), call.ints([end]), call.ints([axis])])[0];
    return cut === 0 ? input : call.one('Concat', [part(cut, n), part(0, cut)], { axis })[0];
  }, call.operands()[0])],
  reduce: (call, { mode, axes }) => (mode !== 'mean' ? null : call.one('ReduceMean', call.operands(),
    { axes, keepdims: rankOf(call.out) === rankOf(call.operandValues[0]) ? 1 : 0 })),
  // Their ops say more than their kernels.
  convNd: () => null,
  poolNd: () => null,
  groupNorm: () => null,
  attention: () => null,
  chain: () => null,
  strided: (call, { shape, strides, offset }) => strided(call, call.operands()[0], { size: shape, strides, offset }),
  stridedWrite: (call, { shape, strides, offset }) => {
    const [input, part] = call.operands(call.out.dtype);
    const isWide = call.operandValues[1].shape.join() === [...shape].join();
    const [wide] = isWide ? [part] : call.one('Expand', [part, call.ints(shape)]);
    return stridedWrite(call, input, call.out.shape, wide, { size: shape, strides, offset });
  },
  // Taps, whose formula the op has to say.
  resample2d: () => null,
};

const BINARY = { add: 'Add', sub: 'Sub', mul: 'Mul', div: 'Div', maximum: 'Max', minimum: 'Min', pow: 'Pow' } as const;

type Unary = Of<'unary'>['function'];
const UNARY: { readonly [F in Unary]: (call: ExportCall, x: string, a: number, b: number) => readonly string[] | null } = {
  clamp: (call, x, low, high) => {
    if (low === 0 && high === Infinity) return call.one('Relu', [x]);
    const limit = (value: number): string => (Number.isFinite(value) ? call.filled(value, []) : '');
    return call.one('Clip', high === Infinity ? [x, limit(low)] : [x, limit(low), limit(high)]);
  },
  leakyRelu: (call, x, slope) => call.one('LeakyRelu', [x], { alpha: call.float(slope) }),
  hardswish: (call, x) => call.one('HardSwish', [x]),
  hardsigmoid: (call, x) => call.one('HardSigmoid', [x], { alpha: call.float(1 / 6), beta: call.float(0.5) }),
  sigmoid: (call, x) => call.one('Sigmoid', [x]),
  silu: (call, x) => call.one('Mul', [x, call.one('Sigmoid', [x])[0]]),
  tanh: (call, x) => call.one('Tanh', [x]),
  gelu: (call, x) => {
    const [scaled] = call.one('Mul', [x, call.filled(Math.SQRT1_2, [])]);
    const [shifted] = call.one('Add', [call.one('Erf', [scaled])[0], call.filled(1, [])]);
    return call.one('Mul', [call.one('Mul', [x, call.filled(0.5, [])])[0], shifted]);
  },
  geluTanh: (call, x) => {
    const [cube] = call.one('Mul', [call.one('Mul', [call.one('Mul', [x, x])[0], x])[0], call.filled(0.044715, [])]);
    const [inner] = call.one('Mul', [call.one('Add', [x, cube])[0], call.filled(Math.sqrt(2 / Math.PI), [])]);
    const [shifted] = call.one('Add', [call.one('Tanh', [inner])[0], call.filled(1, [])]);
    return call.one('Mul', [call.one('Mul', [x, call.filled(0.5, [])])[0], shifted]);
  },
  exp: (call, x) => call.one('Exp', [x]),
  log: (call, x, factor) => {
    const [natural] = call.one('Log', [x]);
    return factor === 1 ? [natural] : call.one('Mul', [natural, call.filled(factor, [])]);
  },
  pow: (call, x, exponent) => call.one('Pow', [x, call.filled(exponent, [])]),
  reciprocal: (call, x, over) => (over === 1 ? call.one('Reciprocal', [x]) : call.one('Div', [call.filled(over, []), x])),
  quotient: (call, x, by) => call.one('Div', [x, call.filled(by, [])]),
  floor: (call, x) => call.one('Floor', [x]),
  // What their ops say.
  softplus: () => null,
  mish: () => null,
  sqrt: (call, x) => call.one('Sqrt', [x]),
  rsqrt: (call, x) => call.one('Reciprocal', call.one('Sqrt', [x])),
  abs: (call, x) => call.one('Abs', [x]),
  square: (call, x) => call.one('Mul', [x, x]),
  elu: (call, x, alpha) => call.one('Elu', [x], { alpha: call.float(alpha) }),
  affine: (call, x, scale, shift) => {
    const scaled = scale === 1 ? [x] : call.one('Mul', [x, call.filled(scale, [])]);
    return shift === 0 && scale !== 1 ? scaled : call.one('Add', [scaled[0], call.filled(shift, [])]);
  },
};
