// Calls that ONNX has no operator for, or one with other words: attention, products with sums, statistics, functions put
// together from simpler ones.
import type { ExportCall, Writer } from './exportCall';

/** softmax(q·kᵀ·scale + mask)·v. */
const attention: Writer = (call) => {
  const [query, key, value] = ['query', 'key', 'value'].map((name) => call.required(name));
  const mask = call.tensor('attn_mask');
  const rank = key.value.shape.length;
  if ((call.number('dropout_p') ?? 0) > 0 || call.arg('enable_gqa') === true) return null;
  const turn = Array.from({ length: rank }, (_, i) => (i < rank - 2 ? i : rank - 1 - (i - (rank - 2))));
  const scale = call.number('scale') ?? 1 / Math.sqrt(query.value.shape.at(-1) ?? 1);
  const [scaled] = call.one('Mul', [query.name, call.filled(scale, [])]);
  let [scores] = call.one('MatMul', [scaled, call.one('Transpose', [key.name], { perm: turn })[0]]);
  if (call.arg('is_causal') === true) [scores] = call.one('Where', [causal(call, query.value.shape.at(-2) ?? 1,
    key.value.shape.at(-2) ?? 1), scores, call.filled(-Infinity, [])]);
  if (mask) [scores] = mask.value.dtype === 'bool' ? call.one('Where', [mask.name, scores, call.filled(-Infinity, [])])
    : call.one('Add', [scores, mask.name]);
  return call.one('MatMul', [call.one('Softmax', [scores], { axis: -1 })[0], value.name]);
};
const causal = (call: ExportCall, rows: number, columns: number): string =>
  call.one('Cast', [call.one('Trilu', [call.filled(1, [rows, columns])], { upper: 0 })[0]], { to: 9 })[0];

/** beta·input + alpha·(a·b). */
const addedProduct = (left: string, right: string): Writer => (call) => {
  const [input, a, b] = [call.required('input'), call.required(left), call.required(right)];
  const times = (name: string, by: number): string => (by === 1 ? name : call.one('Mul', [name, call.filled(by, [])])[0]);
  const [product] = call.one('MatMul', [a.name, b.name]);
  const beta = call.number('beta') ?? 1;
  const scaled = times(product, call.number('alpha') ?? 1);
  return beta === 0 ? [scaled] : call.one('Add', [times(input.name, beta), scaled]);
};

const product = (left: string, right: string): Writer => (call) =>
  call.one('MatMul', [call.required(left).name, call.required(right).name]);

const einsum: Writer = (call) => {
  const operands = call.arg('operands');
  const equation = call.text('equation')?.replaceAll(' ', '');
  if (!Array.isArray(operands) || equation === undefined) return null;
  return call.one('Einsum', operands.map((each) => call.valueAt(each)?.name ?? call.fail()), { equation });
};

/** Axes of an argument that may be one, several, or left out for all. */
export function axesOf(call: ExportCall, rank: number): readonly number[] {
  const given = call.arg('dim');
  const all = given === null || given === undefined || (Array.isArray(given) && given.length === 0);
  return all ? Array.from({ length: rank }, (_, i) => i) : call.list('dim').map((axis) => (axis < 0 ? axis + rank : axis));
}

const variance = (isRoot: boolean): Writer => (call) => {
  const { name, value: { shape } } = call.required('input');
  const axes = axesOf(call, shape.length);
  const correction = call.number('correction') ?? (call.arg('unbiased') === false ? 0 : 1);
  const count = axes.reduce((n, axis) => n * shape[axis], 1) - correction;
  if (count <= 0) return null;
  const [mean] = call.one('ReduceMean', [name], { axes, keepdims: 1 });
  const [apart] = call.one('Sub', [name, mean]);
  const [sum] = call.one('ReduceSum', [call.one('Mul', [apart, apart])[0], call.ints(axes)],
    { keepdims: call.arg('keepdim') === true ? 1 : 0 });
  const divided = call.one('Div', [sum, call.filled(count, [])]);
  return isRoot ? call.one('Sqrt', divided) : divided;
};

const norm = (power: string): Writer => (call) => {
  const { name, value } = call.required('input' in call.call.args ? 'input' : 'x');
  const p = call.arg(power);
  const type = p === 'fro' || p === 2 || p === null ? 'ReduceL2' : p === 1 ? 'ReduceL1' : null;
  return type === null ? null : call.one(type, [name], { axes: axesOf(call, value.shape.length),
    keepdims: call.arg('keepdim') === true ? 1 : 0 });
};

const reduced = (type: string): Writer => (call) => {
  const { name, value } = call.required('input');
  return value.dtype !== call.out.dtype ? null : call.one(type, [name], { axes: axesOf(call, value.shape.length),
    keepdims: call.arg('keepdim') === true ? 1 : 0 });
};

const rmsNorm: Writer = (call) => {
  const [input, weight] = [call.required('input'), call.tensor('weight')];
  const axes = call.list('normalized_shape').map((_, i) => i - call.list('normalized_shape').length);
  const [mean] = call.one('ReduceMean', call.one('Mul', [input.name, input.name]), { axes, keepdims: 1 });
  const [shifted] = call.one('Add', [mean, call.filled(call.number('eps') ?? 2 ** -23, [])]);
  const normal = call.one('Div', [input.name, call.one('Sqrt', [shifted])[0]]);
  return weight ? call.one('Mul', [normal[0], weight.name]) : normal;
};

/** PyTorch's window reaches one channel further back than ONNX's when its size is even. */
const localResponse: Writer = (call) => {
  const size = call.number('size') ?? 5;
  return size % 2 === 0 ? null : call.one('LRN', [call.required('input').name], { size,
    alpha: call.float(call.number('alpha') ?? 1e-4), beta: call.float(call.number('beta') ?? 0.75),
    bias: call.float(call.number('k') ?? 1) });
};

/** Cells of other sizes than their neighbours: each row of cells, then each column, is taken by itself. */
const adaptive = (type: 'ReduceMean' | 'ReduceMax'): Writer => (call) => {
  const { name, value: { shape } } = call.required('input');
  if (call.arg('return_indices') === true || call.outs.length > 1) return null;
  let [made] = [name];
  for (const [axis, n] of shape.entries()) {
    const cells = call.out.shape[axis];
    if (axis < shape.length - 3 || cells === n) continue;
    const parts = Array.from({ length: cells }, (_, i) => {
      const [from, to] = [Math.floor((i * n) / cells), Math.ceil(((i + 1) * n) / cells)];
      const part = call.one('Slice', [made, call.ints([from]), call.ints([to]), call.ints([axis])]);
      return to - from === 1 ? part[0] : call.one(type, part, { axes: [axis], keepdims: 1 })[0];
    });
    [made] = parts.length === 1 ? parts : call.one('Concat', parts, { axis });
  }
  return made === name ? call.one('Identity', [name]) : [made];
};
const adaptiveMax: Writer = (call) => {
  const { name, value: { shape } } = call.required('input');
  const space = call.out.shape.slice(2);
  const isPlain = call.arg('return_indices') !== true && shape.length > 2;
  if (isPlain && space.every((n) => n === 1)) return call.one('GlobalMaxPool', [name]);
  const window = space.map((n, i) => shape[i + 2] / n);
  return isPlain && window.every(Number.isInteger)
    ? call.one('MaxPool', [name], { kernel_shape: window, strides: window }) : adaptive('ReduceMax')(call);
};

const gridSample: Writer = (call) => {
  const [input, grid] = [call.required('input'), call.required('grid')];
  if (input.value.shape.length !== 4) return null;
  return call.one('GridSample', [input.name, grid.name], { mode: call.text('mode') ?? 'bilinear',
    padding_mode: call.text('padding_mode') ?? 'zeros', align_corners: call.arg('align_corners') === true ? 1 : 0 });
};

/** Half of the channels through a gate of the other half. */
const glu: Writer = (call) => {
  const { name, value: { shape } } = call.required('input');
  const axis = call.axis('dim', shape.length);
  const [kept, gate] = call.node('Split', [name, call.ints([shape[axis] / 2, shape[axis] / 2])], { axis }, 2);
  return call.one('Mul', [kept, call.one('Sigmoid', [gate])[0]]);
};

const logical = (type: string): Writer => (call) => {
  const [input, other] = [call.required('input'), call.required('other')];
  return input.value.dtype === 'bool' && other.value.dtype === 'bool' ? call.one(type, [input.name, other.name]) : null;
};
const clamp: Writer = (call) => {
  const [low, high] = [call.arg('min'), call.arg('max')];
  const limit = (arg: typeof low): string =>
    (arg === null || arg === undefined ? '' : call.filled(typeof arg === 'number' ? arg : call.fail(), []));
  const { name, value } = call.required('input');
  return value.dtype === call.out.dtype ? call.one('Clip', [name, limit(low), limit(high)]) : null;
};
const chain = (...types: readonly string[]): Writer => (call) =>
  types.reduce<readonly string[]>((input, type) => call.one(type, input), [call.required('input').name]);
const scaledLog = (scale: number): Writer => (call) =>
  call.one('Mul', [call.one('Log', [call.required('input').name])[0], call.filled(scale, [])]);

export const MATH: Readonly<Record<string, Writer>> = {
  scaled_dot_product_attention: attention, addmm: addedProduct('mat1', 'mat2'), baddbmm: addedProduct('batch1', 'batch2'),
  bmm: product('input', 'mat2'), mm: product('input', 'mat2'), mv: product('input', 'vec'), einsum,
  var: variance(false), std: variance(true), norm: norm('p'), vector_norm: norm('ord'), prod: reduced('ReduceProd'),
  logsumexp: reduced('ReduceLogSumExp'), rms_norm: rmsNorm, local_response_norm: localResponse,
  adaptive_avg_pool1d: adaptive('ReduceMean'), adaptive_avg_pool2d: adaptive('ReduceMean'),
  adaptive_avg_pool3d: adaptive('ReduceMean'), adaptive_max_pool1d: adaptiveMax, adaptive_max_pool2d: adaptiveMax,
  adaptive_max_pool3d: adaptiveMax, grid_sample: gridSample, glu, logical_and: logical('And'), logical_or: logical('Or'),
  logical_xor: logical('Xor'), clamp, clamp_min: (call) => call.one('Max', [call.required('input').name,
    call.filled(call.number('min') ?? call.fail(), [])]),
  clamp_max: (call) => call.one('Min', [call.required('input').name, call.filled(call.number('max') ?? call.fail(), [])]),
  logsigmoid: chain('Neg', 'Softplus', 'Neg'), log2: scaledLog(Math.LOG2E), log10: scaledLog(Math.LOG10E),
  log1p: (call) => call.one('Log', [call.one('Add', [call.required('input').name, call.filled(1, [])])[0]]),
  expm1: (call) => call.one('Sub', [call.one('Exp', [call.required('input').name])[0], call.filled(1, [])]),
  square: (call) => call.one('Mul', [call.required('input').name, call.required('input').name]),
  rsqrt: chain('Sqrt', 'Reciprocal'), logical_not: chain('Not'), bitwise_not: (call) =>
    (call.required('input').value.dtype === 'bool' ? call.one('Not', [call.required('input').name]) : null),
  celu: (call) => call.one('Celu', [call.required('input').name], { alpha: call.float(call.number('alpha') ?? 1) }),
  hardshrink: (call) => call.one('Shrink', [call.required('input').name], { lambd: call.float(call.number('lambd') ?? 0.5) }),
  softshrink: (call) => call.one('Shrink', [call.required('input').name], { lambd: call.float(call.number('lambd') ?? 0.5),
    bias: call.float(call.number('lambd') ?? 0.5) }),
  tanhshrink: (call) => call.one('Sub', [call.required('input').name, call.one('Tanh', [call.required('input').name])[0]]),
  softmin: (call) => call.one('Softmax', call.one('Neg', [call.required('input').name]),
    { axis: call.number('dim') ?? call.fail() }),
  positive: chain('Identity'), tan: chain('Tan'), atan: chain('Atan'), asin: chain('Asin'), acos: chain('Acos'),
  sinh: chain('Sinh'), cosh: chain('Cosh'), isnan: chain('IsNaN'), round: (call) => ((call.number('decimals') ?? 0) === 0
    ? call.one('Round', [call.required('input').name]) : null),
};
