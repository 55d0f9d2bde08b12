// A plan's call as ONNX nodes, by its op: those that no kernel of the engine describes, or not all of.
import { typeOfDType } from '../../formats/onnx/tensors';
import type { ExportCall, Writer } from './exportCall';
import { INDEXING } from './exportIndexing';
import { MATH } from './exportMath';
import { RECURRENT } from './exportRecurrent';

/** null: not by this table. */
export const byOp = (name: string, call: ExportCall): readonly string[] | null =>
  (Object.hasOwn(WRITERS, name) ? WRITERS[name](call) : null);

const convolution = (rank: number): Writer => (call) => {
  const [input, weight, bias] = [call.required('input'), call.required('weight'), call.tensor('bias')];
  if (input.value.shape.length !== rank + 2) return null;
  const dilation = call.numbers('dilation', rank);
  const kernel = weight.value.shape.slice(2);
  const word = call.text('padding');
  const total = kernel.map((k, i) => (k - 1) * dilation[i]);
  const before = word === 'same' ? total.map((n) => Math.floor(n / 2)) : word === 'valid' ? total.map(() => 0)
    : call.numbers('padding', rank);
  const after = word === 'same' ? total.map((n, i) => n - before[i]) : before;
  return call.one('Conv', [input.name, weight.name, bias?.name ?? ''], { kernel_shape: kernel, strides: call.numbers('stride',
    rank),
    pads: [...before, ...after], dilations: dilation, group: call.number('groups') ?? 1 });
};

const transposed = (rank: number): Writer => (call) => {
  const [input, weight, bias] = [call.required('input'), call.required('weight'), call.tensor('bias')];
  if (input.value.shape.length !== rank + 2) return null;
  const padding = call.numbers('padding', rank);
  return call.one('ConvTranspose', [input.name, weight.name, bias?.name ?? ''], { kernel_shape: weight.value.shape.slice(2),
    strides: call.numbers('stride', rank), pads: [...padding, ...padding], dilations: call.numbers('dilation', rank),
    group: call.number('groups') ?? 1, output_padding: call.numbers('output_padding', rank) });
};

const pool = (rank: number, type: 'MaxPool' | 'AveragePool'): Writer => (call) => {
  const input = call.required('input');
  if (input.value.shape.length !== rank + 2 || typeof call.arg('divisor_override') === 'number') return null;
  const kernel = call.numbers('kernel_size', rank);
  const stride = call.arg('stride');
  const padding = call.numbers('padding', rank);
  const shared = { kernel_shape: kernel, strides: stride === null || (Array.isArray(stride) && stride.length === 0) ? kernel
    : call.numbers('stride', rank), pads: [...padding, ...padding], ceil_mode: call.arg('ceil_mode') === true ? 1 : 0 };
  return type === 'MaxPool' ? call.one(type, [input.name], { ...shared, dilations: call.numbers('dilation', rank) })
    : call.one(type, [input.name], { ...shared, count_include_pad: call.arg('count_include_pad') === true ? 1 : 0 });
};

const unary = (type: string): Writer => (call) => call.one(type, [call.required('input').name]);
const passed: Writer = (call) => (call.arg('training') === true || call.arg('train') === true ? null
  : call.one('Identity', [call.required('input').name]));

/** Both operands in the result's type; numbers become constants. */
const binary = (type: string, compares = false): Writer => (call) => {
  const [input, other] = [call.tensor('input'), call.tensor('other')];
  const dtype = compares ? (input ?? other)?.value.dtype ?? call.out.dtype : call.out.dtype;
  const operand = (name: string, given: ReturnType<ExportCall['tensor']>): string | null => {
    if (given) return given.value.dtype === dtype ? given.name : null;
    const value = call.number(name);
    return value === undefined ? null : call.filled(value, [], dtype);
  };
  const [a, b] = [operand('input', input), operand('other', other)];
  return a === null || b === null || (call.number('alpha') ?? 1) !== 1 ? null : call.one(type, [a, b]);
};

/** PyTorch's modes and corners in Resize's words. */
const interpolate: Writer = (call) => {
  const input = call.required('input');
  const mode = call.text('mode') ?? 'nearest';
  if (mode === 'area') return MATH.adaptive_avg_pool2d(call);
  const kinds: Readonly<Record<string, string>> = { nearest: 'nearest', 'nearest-exact': 'nearest', linear: 'linear',
    bilinear: 'linear',
    trilinear: 'linear', bicubic: 'cubic' };
  const kind = kinds[mode];
  if (kind === undefined || call.arg('antialias') === true) return null;
  const aligned = call.arg('align_corners') === true;
  const coordinates = mode === 'nearest' ? 'asymmetric' : aligned ? 'align_corners' : kind === 'linear' || kind === 'cubic'
    ? 'pytorch_half_pixel' : 'half_pixel';
  const scale = call.arg('scale_factor');
  const usesScale = scale !== null && scale !== undefined && call.arg('recompute_scale_factor') !== true;
  const rank = input.value.shape.length - 2;
  const scales = call.filled(0, [0], 'float32');
  if (usesScale) {
    // PyTorch samples by the scale that was asked for; the sizes follow from it.
    const factors = [1, 1, ...call.numbers('scale_factor', rank)];
    return call.one('Resize', [input.name, scales, call.floats(factors)], { mode: kind,
      coordinate_transformation_mode: coordinates,
      nearest_mode: mode === 'nearest' ? 'floor' : 'round_prefer_ceil', cubic_coeff_a: call.float(-0.75) });
  }
  return call.one('Resize', [input.name, scales, scales, call.ints(call.out.shape)], { mode: kind,
    coordinate_transformation_mode: coordinates, nearest_mode: mode === 'nearest' ? 'floor' : 'round_prefer_ceil',
    cubic_coeff_a: call.float(-0.75) });
};

/** x ÷ max(norm, eps). */
const normalize: Writer = (call) => {
  const input = call.required('input');
  if ((call.number('p') ?? 2) !== 2) return null;
  const [norm] = call.one('ReduceL2', [input.name], { axes: call.numbers('dim', 1), keepdims: 1 });
  const [limited] = call.one('Clip', [norm, call.filled(call.number('eps') ?? 1e-12, [])]);
  return call.one('Div', [input.name, limited]);
};

const embedding: Writer = (call) => call.one('Gather', [call.required('weight').name, call.required('input').name], { axis: 0 });
const indexSelect: Writer = (call) => call.one('Gather', [call.required('input').name, call.required('index').name],
  { axis: call.number('dim') ?? 0 });

const groupNorm: Writer = (call) => {
  const [input, weight, bias] = [call.required('input'), call.tensor('weight'), call.tensor('bias')];
  const [n, c, ...space] = input.value.shape;
  const groups = call.number('num_groups') ?? 1;
  const [apart] = call.one('Reshape', [input.name, call.ints([n, groups, -1])]);
  const [normal] = call.one('InstanceNormalization', [apart, call.filled(1, [groups]), call.filled(0, [groups])],
    { epsilon: call.float(call.number('eps') ?? 1e-5) });
  let result = call.one('Reshape', [normal, call.ints([n, c, ...space])]);
  const wide = (name: string): string => call.one('Reshape', [name, call.ints([c, ...space.map(() => 1)])])[0];
  if (weight) result = call.one('Mul', [result[0], wide(weight.name)]);
  return bias ? call.one('Add', [result[0], wide(bias.name)]) : result;
};

/** A tensor of one value; its shape is the output's. */
const filled = (value: (call: ExportCall) => number): Writer => (call) =>
  call.one('Expand', [call.filled(value(call), []), call.ints(call.out.shape)]);

const maskedFill: Writer = (call) => {
  const value = call.number('value');
  const [input, mask] = [call.required('input'), call.required('mask')];
  return value === undefined || mask.value.dtype !== 'bool' ? null
    : call.one('Where', [mask.name, call.filled(value, [], input.value.dtype), input.name]);
};

const choice: Writer = (call) => {
  const part = (name: string): string | null => {
    const tensor = call.tensor(name);
    const value = call.number(name);
    return tensor ? (tensor.value.dtype === call.out.dtype ? tensor.name : null) : value === undefined ? null
      : call.filled(value, []);
  };
  const [yes, no] = [part('input'), part('other')];
  return yes === null || no === null ? null : call.one('Where', [call.required('condition').name, yes, no]);
};

/** Axes are an input of ReduceSum and an attribute of the others. */
const reduction = (type: string): Writer => (call) => {
  const input = call.required('input');
  if (input.value.dtype !== call.out.dtype) return null;
  const given = call.arg('dim');
  const rank = input.value.shape.length;
  const axes = given === null || (Array.isArray(given) && given.length === 0) ? Array.from({ length: rank }, (_, i) => i)
    : call.numbers('dim', 1);
  const keepdims = call.arg('keepdim') === true ? 1 : 0;
  return type === 'ReduceSum' ? call.one(type, [input.name, call.ints(axes)], { keepdims }) : call.one(type, [input.name],
    { axes, keepdims });
};

const power: Writer = (call) => {
  const [input, exponent] = [call.required('input'), call.number('exponent')];
  return exponent === undefined || input.value.dtype !== call.out.dtype ? null
    : call.one('Pow', [input.name, call.filled(exponent, [])]);
};

/** A new axis for each, then one after the other. */
const stacked: Writer = (call) => {
  const list = call.arg('tensors');
  if (!Array.isArray(list)) return null;
  const dim = call.number('dim') ?? 0;
  const axis = dim < 0 ? dim + call.out.shape.length : dim;
  const parts = list.map((each) => call.valueAt(each as never)?.name ?? call.fail())
    .map((name) => call.one('Unsqueeze', [name, call.ints([axis])])[0]);
  return call.one('Concat', parts, { axis });
};

const softmax = (type: string): Writer => (call) => call.one(type, [call.required('input').name],
  { axis: call.number('dim') ?? call.fail() });

const batchNorm: Writer = (call) => {
  const input = call.required('input');
  if (call.arg('training') === true || !call.tensor('running_mean')) return null;
  const channels = [input.value.shape[1]];
  const part = (name: string, fallback: number): string => call.tensor(name)?.name ?? call.filled(fallback, channels);
  return call.one('BatchNormalization', [input.name, part('weight', 1), part('bias', 0), part('running_mean', 0),
    part('running_var', 1)],
    { epsilon: call.float(call.number('eps') ?? 1e-5) });
};

const instanceNorm: Writer = (call) => {
  const input = call.required('input');
  if (call.tensor('running_mean') || input.value.shape.length < 3) return null;
  const channels = [input.value.shape[1]];
  return call.one('InstanceNormalization', [input.name, call.tensor('weight')?.name ?? call.filled(1, channels),
    call.tensor('bias')?.name ?? call.filled(0, channels)], { epsilon: call.float(call.number('eps') ?? 1e-5) });
};

const WRITERS: Readonly<Record<string, Writer>> = {
  ...INDEXING, ...MATH, ...RECURRENT,
  softmax: softmax('Softmax'), log_softmax: softmax('LogSoftmax'), batch_norm: batchNorm, instance_norm: instanceNorm,
  matmul: (call) => call.one('MatMul', [call.required('input').name, call.required('other').name]),
  zeros: filled(() => 0), zeros_like: filled(() => 0), ones: filled(() => 1), ones_like: filled(() => 1),
  full: filled((call) => call.number('fill_value') ?? call.fail()), full_like: filled((call) =>
    call.number('fill_value') ?? call.fail()),
  masked_fill: maskedFill, where: choice, mean: reduction('ReduceMean'), sum: reduction('ReduceSum'),
    amax: reduction('ReduceMax'),
  amin: reduction('ReduceMin'), pow: power, stack: stacked,
  to: (call) => call.one('Cast', [call.required('input').name], { to: typeOfDType(call.out.dtype) ?? call.fail() }),
  ne: (call) => {
    const equal = binary('Equal', true)(call);
    return equal && call.one('Not', equal);
  },
  pixel_shuffle: (call) => call.one('DepthToSpace', [call.required('input').name],
    { blocksize: call.number('upscale_factor') ?? 1, mode: 'CRD' }),
  conv1d: convolution(1), conv2d: convolution(2), conv3d: convolution(3),
  conv_transpose1d: transposed(1), conv_transpose2d: transposed(2), conv_transpose3d: transposed(3),
  max_pool1d: pool(1, 'MaxPool'), max_pool2d: pool(2, 'MaxPool'), max_pool3d: pool(3, 'MaxPool'),
  avg_pool1d: pool(1, 'AveragePool'), avg_pool2d: pool(2, 'AveragePool'), avg_pool3d: pool(3, 'AveragePool'),
  dropout: passed, dropout1d: passed, dropout2d: passed, dropout3d: passed, alpha_dropout: passed, clone: passed,
    contiguous: passed,
  detach: passed,
  interpolate, normalize, embedding, index_select: indexSelect, group_norm: groupNorm,
  eq: binary('Equal', true), lt: binary('Less', true), gt: binary('Greater', true), le: binary('LessOrEqual', true),
  ge: binary('GreaterOrEqual', true), maximum: binary('Max'), minimum: binary('Min'), mul: binary('Mul'), add: binary('Add'),
  sub: binary('Sub'), div: (call) => (call.text('rounding_mode') === undefined ? binary('Div')(call) : null),
  exp: unary('Exp'), log: unary('Log'), sqrt: unary('Sqrt'), neg: unary('Neg'), abs: unary('Abs'), erf: unary('Erf'),
    sin: unary('Sin'),
  cos: unary('Cos'), floor: unary('Floor'), ceil: unary('Ceil'), sigmoid: unary('Sigmoid'), tanh: unary('Tanh'),
    relu: unary('Relu'),
  softsign: unary('Softsign'), selu: unary('Selu'), reciprocal: unary('Reciprocal'), sign: unary('Sign'),
  softplus: (call) => ((call.number('beta') ?? 1) === 1 ? unary('Softplus')(call) : null),
  mish: (call) => {
    const { name } = call.required('input');
    return call.one('Mul', [name, call.one('Tanh', call.one('Softplus', [name]))[0]]);
  },
  threshold: (call) => {
    const { name, value: { dtype } } = call.required('input');
    const at = (key: string): string => call.filled(call.number(key) ?? call.fail(), [], dtype);
    return call.one('Where', [call.one('Greater', [name, at('threshold')])[0], name, at('value')]);
  },
  prelu: (call) => {
    const [input, weight] = [call.required('input'), call.required('weight')];
    const space = input.value.shape.slice(2).map(() => 1);
    return call.one('PRelu', [input.name, call.one('Reshape', [weight.name, call.ints([-1, ...space])])[0]]);
  },
  flip: (call) => {
    const axes = call.numbers('dims', 1);
    const all = (value: number): string => call.ints(axes.map(() => value));
    return call.one('Slice', [call.required('input').name, all(-1), all(-(2 ** 31)), call.ints(axes), all(-1)]);
  },
};
