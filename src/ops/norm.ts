// Normalisation as functions: batch_norm, instance_norm, layer_norm, group_norm, rms_norm, local_response_norm, normalize.
// The modules are in normModules.ts.
import { aroundAxis, broadcastElements, linesAlong, fromLines } from '../tensor/broadcast';
import { plainNumel, showDim, showShape } from '../tensor/dim';
import { isIntegral, type DType } from '../tensor/dtype';
import { scalarTypeOf } from '../tensor/scalarType';
import { castElement } from '../tensor/round';
import type { Dim, PlainMeta, PlainTensor, Tensor } from '../tensor/value';
import { defineOp, type AxisView, type ReceptiveFieldRule, type RuleContext, type Sample } from './op';
import { axisOf, floatResult, plainAxis, product, range } from './rules';
import { vectorNorm } from './reduce';
import { groups } from './reduction';
import { mixedAlong } from './softmax';
import { asBinary, asChain, asReduce, asReshape, asUnary, without } from './lowering';

const docs = (name: string): string => `https://pytorch.org/docs/stable/generated/torch.nn.functional.${name}.html`;
const s = (call: string, ...shapes: number[][]): Sample => ({ call, shapes });
const torchSize = (shape: readonly Dim[]): string => `torch.Size(${showShape(shape)})`;

function requireElements(tensor: Tensor | null, name: string, count: Dim, repeats: Dim, rule: RuleContext): void {
  if (!tensor) return;
  const size = rule.map((n, r) => n * r, product(tensor.shape), repeats);
  rule.require(rule.equal(size, count), () => `${name} should contain ${showDim(count)} elements not ${showDim(size)}`,
    [size, count]);
}
interface NormArgs {
  readonly running_mean: Tensor | null; readonly running_var: Tensor | null; readonly weight: Tensor | null;
  readonly bias: Tensor | null;
}
/** Each of them has one element per channel; instance_norm repeats them for every sample before it looks. */
function checkChannelTensors(args: NormArgs, count: Dim, repeats: Dim, training: boolean, rule: RuleContext): void {
  for (const name of ['running_mean', 'running_var'] as const) {
    rule.require(training || args[name] !== null, () => `${name} must be defined in evaluation mode`);
    requireElements(args[name], name, count, repeats, rule);
  }
  requireElements(args.weight, 'weight', count, repeats, rule);
  requireElements(args.bias, 'bias', count, repeats, rule);
}
function requireFloating(input: Tensor, kernel: string, rule: RuleContext): void {
  rule.require(!isIntegral(input.dtype), () => `"${kernel}" not implemented for '${scalarTypeOf(input.dtype)}'`);
}

/** Mean and biased variance of elements; a variance is held in float32 but for float64. */
function moments(values: readonly number[], dtype: DType): readonly [mean: number, variance: number] {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
  return [mean, dtype === 'float64' ? variance : Math.fround(variance)];
}
/** The channel of each element: axis 1. */
function channelOf(shape: readonly number[]): (i: number) => number {
  const { size, after } = aroundAxis(shape, 1);
  return (i) => Math.floor(i / after) % size;
}
/** (x − mean)/√(var + eps)·weight + bias, with statistics by group and weights by channel. */
function normalised(
  input: PlainTensor, out: PlainMeta, eps: number, groupOf: (i: number) => number, statistics: ReadonlyMap<number,
  readonly [number, number]>,
  weightAt: (i: number) => number, biasAt: (i: number) => number, inverseOf = inverseRoot,
): number[] {
  return (input.data ?? []).map((x, i) => {
    const [mean, variance] = statistics.get(groupOf(i)) ?? [NaN, NaN];
    return castElement((x - mean) * inverseOf(variance, eps) * weightAt(i) + biasAt(i), out.dtype);
  });
}
const inverseRoot = (variance: number, eps: number): number => 1 / Math.sqrt(variance + eps);
/** Norms by channel leave what does not vary at zero where nothing is added. */
const inverseOrNone = (variance: number, eps: number): number => (variance === 0 && eps === 0 ? 0 : inverseRoot(variance, eps));
function groupStatistics({ data, dtype }: PlainTensor, groupOf: (i: number) => number): Map<number, readonly [number, number]> {
  const groups = new Map<number, number[]>();
  for (const [i, x] of (data ?? []).entries()) {
    const group = groups.get(groupOf(i));
    if (group) group.push(x);
    else groups.set(groupOf(i), [x]);
  }
  return new Map([...groups].map(([key, values]) => [key, moments(values, dtype)]));
}
const affine = (tensor: PlainTensor | null, fallback: number, at: (i: number) => number) => (i: number): number =>
  tensor?.data?.[at(i)] ?? fallback;
/** All positions of the spatial axes are seen; batch and channels are kept. */
const spatiallyGlobal = (rank: number): AxisView[] =>
  range(rank).map((axis) => (axis < 2 ? { kind: 'same', axis } : { kind: 'all', axis }));

/** Running statistics take part of the batch's, where those are used. */
const updates = ({ training, use_input_stats }: Readonly<Record<string, unknown>>): readonly string[] =>
  (training === true || use_input_stats === true ? ['running_mean', 'running_var'] : []);

export const batch_norm = defineOp({
  schema: 'batch_norm(Tensor input, Tensor? running_mean, Tensor? running_var, Tensor? weight=None, Tensor? bias=None, \
bool training=False, float momentum=0.1, float eps=1e-5) -> Tensor',
  paths: ['torch.nn.functional.batch_norm'], updates,
  doc: `Normalises each channel by its mean and variance. ${docs('batch_norm')}`,
  shape(args, rule) {
    const { input, training } = args;
    if (training) {
      const perChannel = product(input.shape.filter((_, axis) => axis !== 1));
      if (rule.test((n) => n === 1, perChannel) === true) rule.raise('ValueError',
        `Expected more than 1 value per channel when training, got input size ${torchSize(input.shape)}`, input.shape);
    }
    checkChannelTensors(args, input.shape[1] ?? rule.dim(0), rule.dim(1), training, rule);
    requireFloating(input, 'batch_norm', rule);
    return { shape: input.shape, dtype: input.dtype };
  },
  // With running statistics the field is that of inference; statistics of the batch see everything.
  receptiveField({ input, training, running_mean }): ReceptiveFieldRule {
    if (!training || running_mean) return 'pointwise';
    return range(input.shape.length).map((axis) => (axis === 1 ? { kind: 'same', axis } : { kind: 'all', axis }));
  },
  eval({ input, running_mean, running_var, weight, bias, training, eps }, [out]) {
    const channel = channelOf(input.shape);
    const statistics = training ? groupStatistics(input, channel)
      : new Map((running_mean?.data ?? []).map((mean, c) => [c, [mean, running_var?.data?.[c] ?? NaN] as const]));
    return [normalised(input, out, eps, channel, statistics, affine(weight, 1, channel), affine(bias, 0, channel),
      training ? inverseOrNone : inverseRoot)];
  },
  lower: ({ training, running_mean, eps }) => (training || !running_mean ? null
    : { inputs: ['input', 'running_mean', 'running_var', 'weight', 'bias'], kernel: 'batchNorm', eps }),
  samples: [
    s('F.batch_norm(a, b, c.abs(), d)', [2, 3, 4], [3], [3], [3]), s('F.batch_norm(a, None, None, training=True)', [2, 3, 4]),
    s('F.batch_norm(a * 1e-30, None, None, training=True, eps=0)', [2, 3, 4]),
    s('F.batch_norm(a * 1e20, None, None, training=True)', [2, 3, 4]),
    s('F.batch_norm(a, None, None, b, c, True, 0.1, 0.01)', [4, 3], [3], [3]),
    s('F.batch_norm(a, None, None)', [2, 3, 4]), s('F.batch_norm(a, b, c)', [2, 3, 4], [4], [3]), s('F.batch_norm(a, b, c)', [2,
      4, 1], [2, 2], [2]),
    s('F.batch_norm(a, b, c)', [2, 3, 4], [3], [4]), s('F.batch_norm(a, b, b, c)', [2, 3, 4], [3], [4]),
    s('F.batch_norm(a, b, b, b, c)', [2, 3, 4], [3], [4]), s('F.batch_norm(a, None, None, training=True)', [1, 3]),
    { call: 'F.batch_norm(a, b, b)', shapes: [[2, 3], [3]], dtypes: ['int64'] },
  ],
});
export const torch_batch_norm = defineOp({
  schema: 'batch_norm(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean, Tensor? running_var, \
bool training, float momentum, float eps, bool cudnn_enabled) -> Tensor',
  paths: ['torch.batch_norm'], updates,
  doc: 'Normalises each channel by its mean and variance.',
  shape(args, rule) {
    checkChannelTensors(args, args.input.shape[1] ?? rule.dim(0), rule.dim(1), args.training, rule);
    requireFloating(args.input, 'batch_norm', rule);
    return { shape: args.input.shape, dtype: args.input.dtype };
  },
  receptiveField: () => 'pointwise',
  eval: (args, outs) => batch_norm.eval?.(args, outs) ?? [],
  lower: (args, outs) => batch_norm.lower?.(args, outs) ?? null,
  samples: [s('torch.batch_norm(a, None, None, b, b, False, 0.1, 1e-5, False)', [2, 3], [4]),
    { call: 'torch.batch_norm(a, None, None, b, b, False, 0.1, 1e-5, False)', shapes: [[2, 3], [3]], dtypes: ['int64'] }],
});

export const instance_norm = defineOp({
  schema: 'instance_norm(Tensor input, Tensor? running_mean=None, Tensor? running_var=None, Tensor? weight=None, \
Tensor? bias=None, bool use_input_stats=True, float momentum=0.1, float eps=1e-5) -> Tensor',
  paths: ['torch.nn.functional.instance_norm'], updates,
  doc: `Normalises each channel of each sample by its own mean and variance. ${docs('instance_norm')}`,
  shape(args, rule) {
    const { input, use_input_stats } = args;
    const spatial = product(input.shape.slice(2));
    if (use_input_stats && rule.test((n) => n === 1, spatial) === true) {
      rule.raise('ValueError',
        `Expected more than 1 spatial element when training, got input size ${torchSize(input.shape)}`, input.shape);
    }
    rule.require(use_input_stats || (args.running_mean !== null && args.running_var !== null),
      () => 'Expected running_mean and running_var to be defined when use_input_stats is false');
    const [batch, channels] = input.shape;
    // Each is repeated for every sample before it is looked at.
    for (const one of [args.running_mean, args.running_var, args.weight, args.bias]) {
      rule.require(!one || one.shape.length <= 1,
        () => 'Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor', one?.shape);
    }
    checkChannelTensors(args, rule.map((n, c) => n * c, batch, channels), batch, use_input_stats, rule);
    return { shape: input.shape, dtype: input.dtype };
  },
  receptiveField: ({ input, use_input_stats }) => (use_input_stats ? spatiallyGlobal(input.shape.length) : 'pointwise'),
  eval({ input, running_mean, running_var, weight, bias, use_input_stats, eps }, [out]) {
    const channel = channelOf(input.shape);
    const plane = plainNumel(input.shape.slice(2));
    const instance = (i: number): number => Math.floor(i / plane);
    const statistics = use_input_stats ? groupStatistics(input, instance)
      : new Map((running_mean?.data ?? []).map((mean, c) => [c, [mean, running_var?.data?.[c] ?? NaN] as const]));
    return [normalised(input, out, eps, use_input_stats ? instance : channel, statistics, affine(weight, 1, channel),
      affine(bias, 0, channel), use_input_stats ? inverseOrNone : inverseRoot)];
  },
  lower: ({ input, use_input_stats, eps }) => (use_input_stats && eps > 0
    ? { inputs: ['input', 'weight', 'bias'], kernel: 'groupNorm', groups: input.shape[1] ?? 1, eps } : null),
  samples: [
    s('F.instance_norm(a)', [2, 3, 4]), s('F.instance_norm(a * 1e-30, eps=0)', [2, 3, 4]),
    s('F.instance_norm(a, weight=b)', [2, 3, 4], [1, 3]),
    s('F.instance_norm(a, weight=b, bias=c, eps=0.1)', [2, 3, 2, 2], [3], [3]),
    s('F.instance_norm(a)', [2, 3]), s('F.instance_norm(a, use_input_stats=False)', [2, 3, 4]),
    s('F.instance_norm(a, b, b)', [2, 3, 2], [4]), s('F.instance_norm(a, weight=b)', [2, 3, 2], [4]),
  ],
});

function checkShape(input: Tensor, normalized: readonly Dim[], tensors: readonly (readonly [string, Tensor | null])[],
  rule: RuleContext): void {
  rule.require(normalized.length >= 1, () => 'Expected normalized_shape to be at least 1-dimensional, i.e., containing '
    + 'at least one element, but got normalized_shape = []');
  const text = showShape(normalized);
  for (const [name, tensor] of tensors) {
    const fits = !tensor
      || (tensor.shape.length === normalized.length && !tensor.shape.some((d, i) => rule.equal(d, normalized[i]) === false));
    rule.require(fits,
      () => `Expected ${name} to be of same shape as normalized_shape, but got ${name} of `
        + `shape ${showShape(tensor?.shape ?? [])} and normalized_shape = ${text}`);
  }
  const lead = input.shape.length - normalized.length;
  const fits = lead >= 0 && !normalized.some((d, i) => rule.equal(d, input.shape[lead + i]) === false);
  rule.require(fits,
    () => `Given normalized_shape=${text}, expected input with shape [*, ${normalized.map(showDim).join(', ')}], but got `
      + `input of size${showShape(input.shape)}`, [...normalized, ...input.shape.slice(Math.max(0, lead))]);
}
const trailing = (rank: number, count: number): AxisView[] =>
  range(rank).map((axis) => (axis < rank - count ? { kind: 'same', axis } : { kind: 'all', axis }));

export const layer_norm = defineOp({
  schema: 'layer_norm(Tensor input, int[] normalized_shape, Tensor? weight=None, Tensor? bias=None, float eps=1e-5) -> Tensor',
  paths: ['torch.nn.functional.layer_norm'],
  doc: `Normalises the last axes of each position by their own mean and variance. ${docs('layer_norm')}`,
  shape({ input, normalized_shape, weight, bias }, rule) {
    checkShape(input, normalized_shape, [['weight', weight], ['bias', bias]], rule);
    requireFloating(input, 'LayerNormKernelImpl', rule);
    return { shape: input.shape, dtype: input.dtype };
  },
  receptiveField: ({ input, normalized_shape }) => trailing(input.shape.length, normalized_shape.length),
  eval({ input, normalized_shape, weight, bias, eps }, [out]) {
    const size = plainNumel(normalized_shape);
    const row = (i: number): number => Math.floor(i / size);
    const column = (i: number): number => i % size;
    return [normalised(input, out, eps, row, groupStatistics(input, row), affine(weight, 1, column),
      affine(bias, 0, column))];
  },
  lower: ({ normalized_shape, eps }) => (
    { inputs: ['input', 'weight', 'bias'], kernel: 'layerNorm', axes: normalized_shape.length, eps }),
  samples: [
    s('F.layer_norm(a, (4,))', [2, 3, 4]), s('F.layer_norm(a, (3, 4), b, c, 0.1)', [2, 3, 4], [3, 4], [3, 4]),
    s('F.layer_norm(a, (3,))', [2, 3, 4]), s('F.layer_norm(a, ())', [2, 3, 4]),
    s('F.layer_norm(a, (3, 4), b)', [2, 3, 4], [4]), s('F.layer_norm(a, (3, 4), b, c)', [2, 3, 4], [3, 4], [4]),
    s('F.layer_norm(a, (3, 4))', [4]), { call: 'F.layer_norm(a, (4,))', shapes: [[4]], dtypes: ['int64'] },
  ],
});

/** Newer than the golden's PyTorch: no samples of its own. */
export const rms_norm = defineOp({
  schema: 'rms_norm(Tensor input, int[] normalized_shape, Tensor? weight=None, float? eps=None) -> Tensor',
  paths: ['torch.nn.functional.rms_norm', 'torch.rms_norm'],
  doc: `Divides the last axes by the root of their mean square. ${docs('rms_norm')}`,
  shape({ input, normalized_shape, weight }, rule) {
    checkShape(input, normalized_shape, [['weight', weight]], rule);
    return { shape: input.shape, dtype: input.dtype };
  },
  receptiveField: ({ input, normalized_shape }) => trailing(input.shape.length, normalized_shape.length),
  eval({ input, normalized_shape, weight, eps }, [out]) {
    const size = plainNumel(normalized_shape);
    const data = input.data ?? [];
    const added = eps ?? (out.dtype === 'float64' ? 2 ** -52 : 2 ** -23);
    const roots = range(data.length / size)
      .map((row) => Math.sqrt(data.slice(row * size, (row + 1) * size).reduce((sum, x) => sum + x * x, 0) / size + added));
    return [data.map((x, i) => castElement((x / roots[Math.floor(i / size)]) * (weight?.data?.[i % size] ?? 1), out.dtype))];
  },
  lower: ({ input, normalized_shape, weight, eps }) => asChain(['input', 'weight'], (link) => {
    const rank = input.shape.length;
    const axes = range(normalized_shape.length).map((i) => rank - normalized_shape.length + i);
    const kept = without(input.shape, axes);
    const mean = link(asReduce('mean', axes), kept, link(asUnary('square'), input.shape, 0));
    const root = link(asUnary('sqrt'), kept, link(asUnary('affine', 1, eps ?? 2 ** -23), kept, mean));
    const normed = link(asBinary('div'), input.shape, 0, root);
    if (weight) link(asBinary('mul'), input.shape, normed, 1);
  }),
  samples: [],
});

export const group_norm = defineOp({
  schema: 'group_norm(Tensor input, int num_groups, Tensor? weight=None, Tensor? bias=None, float eps=1e-5) -> Tensor',
  paths: ['torch.nn.functional.group_norm'],
  doc: `Normalises groups of channels of each sample by their own mean and variance. ${docs('group_norm')}`,
  shape({ input, num_groups, weight, bias }, rule) {
    const [batch, channels] = input.shape;
    if (input.shape.length < 2) rule.raise('IndexError',
      `Dimension out of range (expected to be in range of [-1, 0], but got 1)`, input.shape);
    if (rule.test((g) => g === 0, num_groups) === true) rule.raise('ZeroDivisionError',
      'integer division or modulo by zero', [num_groups]);
    const rows = rule.map((n, c, g) => Math.floor((n * c) / g), batch, channels, num_groups);
    if (rule.test((...sizes) => sizes.reduce((a, b) => a * b, 1) === 1, rows, ...input.shape.slice(2)) === true) {
      rule.raise('ValueError',
        `Expected more than 1 value per channel when training, got input `
          + `size ${showShape([rows, num_groups, ...input.shape.slice(2)])}`, input.shape);
    }
    rule.require(rule.test((c, g) => c % g === 0, channels, num_groups), () =>
      `Expected number of channels in input to be divisible by num_groups, but got input of `
        + `shape ${showShape(input.shape)} and num_groups=${showDim(num_groups)}`, [channels, num_groups]);
    const fits = (tensor: Tensor | null): boolean | undefined => !tensor
      || (tensor.shape.length === 1 ? rule.equal(tensor.shape[0], channels) : false);
    const text = (name: string, shown: Tensor | null): string =>
      `Expected ${name} to be a vector of size equal to the number of channels in input, but got ${name} of `
        + `shape ${showShape(shown?.shape ?? [])} and input of shape ${showShape(input.shape)}`;
    rule.require(fits(weight), () => text('weight', weight), [channels, ...(weight?.shape ?? [])]);
    // PyTorch's sentence about the bias shows the shape of the weight.
    rule.require(fits(bias), () => text('bias', weight), [channels, ...(bias?.shape ?? [])]);
    return { shape: input.shape, dtype: input.dtype };
  },
  receptiveField: ({ input }) => range(input.shape.length)
    .map((axis) => (axis === 0 ? { kind: 'same', axis } : { kind: 'all', axis })),
  eval({ input, num_groups, weight, bias, eps }, [out]) {
    const size = plainNumel(input.shape.slice(1)) / num_groups;
    const group = (i: number): number => Math.floor(i / size);
    const channel = channelOf(input.shape);
    return [normalised(input, out, eps, group, groupStatistics(input, group), affine(weight, 1, channel),
      affine(bias, 0, channel))];
  },
  lower: ({ num_groups, eps }) => ({ inputs: ['input', 'weight', 'bias'], kernel: 'groupNorm', groups: num_groups, eps }),
  samples: [
    s('F.group_norm(a, 3)', [2, 6, 4]), s('F.group_norm(a, 2, b, c, 0.1)', [2, 4, 3], [4], [4]),
    s('F.group_norm(a, 4)', [2, 6, 4]), s('F.group_norm(a, 3)', [6]), s('F.group_norm(a, 6)', [1, 6]),
    s('F.group_norm(a, 3, b)', [2, 6, 4], [5]), s('F.group_norm(a, 3, b, c)', [2, 6, 4], [6], [5]),
    s('F.group_norm(a, 0)', [2, 6, 4]),
  ],
});

export const local_response_norm = defineOp({
  schema: 'local_response_norm(Tensor input, int size, float alpha=0.0001, float beta=0.75, float k=1.0) -> Tensor',
  paths: ['torch.nn.functional.local_response_norm'],
  doc: `Divides by the squares of neighbouring channels. ${docs('local_response_norm')}`,
  shape({ input, size }, rule) {
    const rank = input.shape.length;
    if (rank < 3) rule.raise('ValueError',
      `Expected 3D or higher dimensionality                          input (got ${rank} dimensions)`);
    rule.require(rule.test((n) => n > 0, size), () => `kernel size should be greater than zero, but got ${rank === 3
      ? `kH: ${showDim(size)} kW: 1` : `kT: ${showDim(size)} kH: 1 kW: 1`}`, [size]);
    return { shape: input.shape, dtype: floatResult(input.dtype) };
  },
  receptiveField: ({ input, size }) => range(input.shape.length).map((axis): AxisView =>
    (axis === 1 ? { kind: 'window', axis, kernel: size, stride: 1, padding: Math.floor(size / 2), dilation: 1 }
      : { kind: 'same', axis })),
  eval({ input, size, alpha, beta, k }, [out]) {
    const before = Math.floor(size / 2);
    const lines = linesAlong(input.data ?? [], input.shape, 1).map((line) => line.map((x, c) => {
      const near = line.slice(Math.max(0, c - before), c - before + size);
      // An average pool's mean is of the input's type.
      const mean = castElement(near.reduce((sum, v) => sum + castElement(v * v, input.dtype), 0) / size, input.dtype);
      return castElement(x / castElement((k + alpha * mean) ** beta, out.dtype), out.dtype);
    }));
    return [fromLines(lines, input.shape, 1)];
  },
  lower: ({ input, size, alpha, beta, k }) => asChain(['input'], (link) => {
    const [images, channels, ...rest] = input.shape;
    const planes = [images, 1, channels, plainNumel(rest)];
    const before = Math.floor(size / 2);
    const squares = link(asReshape(), planes, link(asUnary('square'), input.shape, 0));
    const wide = link({ inputs: ['input'], kernel: 'pad', before: [0, 0, before, 0], value: 0 }, planes.with(2,
      channels + size - 1), squares);
    const mean = link({ inputs: ['input'], kernel: 'pool2d', mode: 'average', size: [size, 1], stride: [1, 1], padding: [0, 0],
      dilation: [1, 1], countPadding: true }, planes, wide);
    const divisor = link(asUnary('pow', beta), planes, link(asUnary('affine', alpha, k), planes, mean));
    link(asBinary('div'), input.shape, 0, link(asReshape(), input.shape, divisor));
  }),
  samples: [s('F.local_response_norm(a, 3)', [2, 6, 4]), s('F.local_response_norm(a, 2, 0.5, 0.5, 2.)', [1, 5, 2, 2]),
    s('F.local_response_norm(a, 3)', [2, 6]), s('F.local_response_norm(a, 0)', [2, 6, 4]),
    s('F.local_response_norm(a, 0)', [2, 6, 4, 4]), s('F.local_response_norm(a * 1e20, 3) / 1e-7', [2, 3, 4]),
    { call: 'F.local_response_norm(a, 3)', shapes: [[2, 3, 4]], dtypes: ['int64'] }],
});

/** An empty list names all axes. */
const normalizedAxes = (dim: number | readonly number[], rank: number): number[] =>
  (rank === 0 ? [] : typeof dim === 'number' ? [plainAxis(dim, rank)] : dim.length === 0 ? range(rank)
    : dim.map((d) => plainAxis(d, rank)));
export const normalize = defineOp({
  schema: 'normalize(Tensor input, float p=2.0, int|int[] dim=1, float eps=1e-12, any out=None) -> Tensor',
  paths: ['torch.nn.functional.normalize'],
  doc: `Divides by the norm along an axis. ${docs('normalize')}`,
  shape({ input, dim }, rule) {
    for (const d of Array.isArray(dim) ? dim : [dim]) axisOf(d, input.shape.length, rule);
    return { shape: input.shape, dtype: input.dtype };
  },
  receptiveField: ({ input, dim }) =>
    (Array.isArray(dim) ? 'global' : mixedAlong(input.shape.length, plainAxis(dim, input.shape.length))),
  eval({ input, p, dim, eps }, [out]) {
    const rank = input.shape.length;
    const axes = normalizedAxes(dim, rank);
    const norms = groups(input, axes).map((group) => castElement(vectorNorm(group, p, out.dtype), out.dtype));
    const kept = input.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
    const divisors = broadcastElements({ shape: kept, dtype: out.dtype, data: norms }, input.shape);
    return [(input.data ?? []).map((x, i) => castElement(x / Math.max(divisors[i], eps), out.dtype))];
  },
  lower: ({ input, p, dim, eps }) => (p !== 2 ? null : asChain(['input'], (link) => {
    const axes = [...new Set(normalizedAxes(dim, input.shape.length))].sort((a, b) => a - b);
    const kept = without(input.shape, axes);
    const sum = link(asReduce('sum', axes), kept, link(asUnary('square'), input.shape, 0));
    const size = link(asUnary('clamp', eps, Infinity), kept, link(asUnary('sqrt'), kept, sum));
    link(asBinary('div'), input.shape, 0, size);
  })),
  samples: [s('F.normalize(a, 0)', [2, 3]), s('F.normalize(a, 1.0, (0, 2))', [2, 3, 4]), s('F.normalize(a)', [2, 6]),
    s('F.normalize(a, p=1, dim=0)', [2, 3, 2]), s('F.normalize(a, dim=3)', [2, 6]),
    s('F.normalize(a, dim=-1)', [3]), s('F.normalize(a, dim=-1, eps=1.0)', []), s('F.normalize(a, 3.0, 0)', [])],
});
