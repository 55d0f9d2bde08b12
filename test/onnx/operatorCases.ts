// Operators with the versions and attributes that files really have; what ONNX Runtime computes for each is in
// test/golden/onnx/operators.json, recorded by tools/onnxGolden.mjs.
import { BOOL, f, FLOAT, floats, INT64, ints, model, node, numbers, value, type Attributes } from './models';
import type { TensorToWrite } from '../../src/formats/onnx/write';

export interface OperatorCase {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly inputs: readonly { readonly name: string; readonly shape: readonly number[]; readonly data: readonly number[] }[];
}

const numel = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);
interface Rest { readonly opset?: number; readonly more?: readonly TensorToWrite[]; readonly outputs?: number;
  /** Element type of the last output. */
  readonly last?: number }

/** One node on one float input x, further inputs stored in the file. */
function one(name: string, type: string, shape: readonly number[], attributes: Attributes = {}, { opset = 17, more = [],
  outputs = 1, last = FLOAT }:
  Rest = {}): OperatorCase {
  const results = Array.from({ length: outputs }, (_, i) => `y${i}`);
  return { name, inputs: [{ name: 'x', shape, data: numbers(numel(shape)) }], bytes: model({
    nodes: [node(type, ['x', ...more.map((tensor) => tensor.name)], results, attributes)], initializers: more,
    inputs: [value('x', shape)], outputs: results.map((result, i) => value(result, null, i === outputs - 1 ? last : FLOAT)),
  }, opset) };
}
const w = (dims: readonly number[], seed = 2, name = 'w'): TensorToWrite => floats(name, dims, numbers(numel(dims), seed));
const b = (size: number): TensorToWrite => w([size], 3, 'b');

/** Whole numbers of a byte, and a zero point or more of one. */
const bytes = (name: string, type: number, data: readonly number[], dims: readonly number[] = [data.length]): TensorToWrite =>
  ({ name, dims, type, data: Uint8Array.from(data, (x) => x & 255) });
const [UINT8, INT8, INT32] = [2, 3, 6];
const scalarOf = (name: string, x: number): TensorToWrite => floats(name, [], [x]);

/** Nodes one behind the other on one float input x, whose last output is y. */
const chain = (name: string, shape: readonly number[], nodes: readonly ReturnType<typeof node>[], more: readonly TensorToWrite[],
  type = FLOAT): OperatorCase => ({ name, inputs: [{ name: 'x', shape, data: numbers(numel(shape)) }],
  bytes: model({ nodes, initializers: more, inputs: [value('x', shape)], outputs: [value('y', null, type)] }) });
const recurrent = (gates: number, directions = 1): readonly TensorToWrite[] =>
  [w([directions, gates * 4, 3]), w([directions, gates * 4, 4], 5, 'r'), w([directions, gates * 8], 6, 'b')];
const quantize = node('QuantizeLinear', ['x', 'xs', 'xz'], ['q']);
const scales = [scalarOf('xs', 0.02), bytes('xz', UINT8, [3], [])];
const kernel = [bytes('k', INT8, numbers(2 * 2 * 9, 7).map((x) => Math.round(100 * x)), [2, 2, 3, 3]), floats('ks', [2],
  [0.01, 0.03]),
  bytes('kz', INT8, [0, 0])];

export const CASES: readonly OperatorCase[] = [
  one('conv', 'Conv', [2, 3, 9, 8], { kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [2, 2] }, { more: [w([4, 3, 3, 3]),
    b(4)] }),
  one('conv asymmetric', 'Conv', [1, 3, 9, 8], { pads: [0, 1, 2, 1] }, { more: [w([4, 3, 3, 3])] }),
  one('conv same upper', 'Conv', [1, 2, 7, 8], { auto_pad: 'SAME_UPPER', strides: [2, 2] }, { more: [w([4, 2, 3, 2])] }),
  one('conv same lower', 'Conv', [1, 2, 7, 8], { auto_pad: 'SAME_LOWER', strides: [2, 2] }, { more: [w([4, 2, 3, 2])] }),
  one('conv depthwise dilated', 'Conv', [1, 4, 9, 9], { group: 4, dilations: [2, 2] }, { more: [w([4, 1, 3, 3]), b(4)] }),
  one('conv 1d', 'Conv', [2, 3, 11], { pads: [2, 2], strides: [3] }, { more: [w([5, 3, 4])] }),
  one('conv 3d', 'Conv', [1, 2, 4, 5, 4], {}, { more: [w([3, 2, 2, 3, 2])] }),
  one('transposed', 'ConvTranspose', [1, 3, 4, 5], { strides: [2, 2], pads: [1, 1, 1, 1], output_padding: [1, 1] },
    { more: [w([3, 2, 3, 3]), b(2)] }),
  one('transposed asymmetric', 'ConvTranspose', [1, 3, 4, 5], { strides: [2, 2], pads: [0, 1, 1, 2] },
    { more: [w([3, 2, 3, 3]), b(2)] }),
  one('transposed to a shape', 'ConvTranspose', [1, 3, 4, 5], { strides: [3, 2], output_shape: [13, 10] },
    { more: [w([3, 2, 3, 3]), b(2)] }),
  one('transposed same upper', 'ConvTranspose', [1, 2, 4, 5], { strides: [2, 2], auto_pad: 'SAME_UPPER' },
    { more: [w([2, 2, 3, 3])] }),
  one('max pool', 'MaxPool', [1, 2, 9, 8], { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] }),
  one('max pool ceil', 'MaxPool', [1, 2, 9, 8], { kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1 }),
  one('max pool dilated', 'MaxPool', [1, 2, 9, 8], { kernel_shape: [2, 3], dilations: [2, 2] }),
  one('max pool asymmetric', 'MaxPool', [1, 2, 6, 6], { kernel_shape: [3, 3], strides: [2, 2], pads: [0, 0, 1, 1] }),
  one('max pool with indices', 'MaxPool', [2, 2, 5, 6], { kernel_shape: [2, 2], strides: [2, 2] }, { outputs: 2, last: INT64 }),
  one('average pool', 'AveragePool', [1, 2, 9, 8], { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] }),
  one('average pool counting padding', 'AveragePool', [1, 2, 9, 8], { kernel_shape: [3, 3], pads: [1, 1, 1, 1],
    count_include_pad: 1 }),
  one('average pool asymmetric', 'AveragePool', [1, 2, 6, 6], { kernel_shape: [3, 3], strides: [2, 2], pads: [0, 0, 1, 1] }),
  one('average pool same', 'AveragePool', [1, 2, 7, 6], { kernel_shape: [3, 3], strides: [2, 2], auto_pad: 'SAME_UPPER' }),
  one('global average pool', 'GlobalAveragePool', [2, 3, 5, 4]), one('global max pool', 'GlobalMaxPool', [2, 3, 5, 4]),
  one('lp pool', 'LpPool', [1, 2, 6, 6], { kernel_shape: [2, 2], p: 3 }),
  one('gemm', 'Gemm', [2, 4], { transB: 1 }, { more: [w([3, 4]), b(3)] }),
  one('gemm scaled', 'Gemm', [4, 2], { transA: 1, alpha: 0.5, beta: 2.5 }, { more: [w([4, 3]), w([2, 1], 4, 'c')] }),
  one('matmul', 'MatMul', [2, 3, 4], {}, { more: [w([4, 5])] }),
  one('batch norm', 'BatchNormalization', [2, 3, 4, 4], { epsilon: f(0.01) }, { more: [w([3], 2, 's'), b(3), w([3], 4, 'm'),
    floats('v', [3], [0.5, 1, 2])] }),
  one('batch norm of 9', 'BatchNormalization', [2, 3, 4], {}, { opset: 9, more: [w([3], 2, 's'), b(3), w([3], 4, 'm'),
    floats('v', [3], [0.5, 1, 2])] }),
  one('instance norm', 'InstanceNormalization', [2, 3, 4, 4], {}, { more: [w([3], 2, 's'), b(3)] }),
  one('layer norm', 'LayerNormalization', [2, 3, 4], { axis: -1 }, { more: [w([4], 2, 's'), b(4)] }),
  one('local response norm', 'LRN', [1, 6, 3, 3], { size: 3, alpha: f(0.1) }),
  one('softmax of 12', 'Softmax', [2, 3, 4], { axis: 1 }, { opset: 12 }), one('softmax', 'Softmax', [2, 3, 4], { axis: 1 }),
  one('softmax of 11', 'Softmax', [2, 3, 4], {}, { opset: 11 }), one('log softmax', 'LogSoftmax', [2, 3, 4]),
  one('resize nearest', 'Resize', [1, 2, 3, 4], { mode: 'nearest', coordinate_transformation_mode: 'asymmetric',
    nearest_mode: 'floor' },
    { more: [floats('roi', [0], []), floats('scales', [4], [1, 1, 2, 2])] }),
  one('resize linear', 'Resize', [1, 2, 3, 4], { mode: 'linear', coordinate_transformation_mode: 'pytorch_half_pixel' },
    { more: [floats('roi', [0], []), floats('scales', [0], []), ints('sizes', [1, 2, 7, 6])] }),
  one('resize aligned', 'Resize', [1, 2, 3, 4], { mode: 'linear', coordinate_transformation_mode: 'align_corners' },
    { more: [floats('roi', [0], []), floats('scales', [0], []), ints('sizes', [1, 2, 7, 6])] }),
  one('resize cubic', 'Resize', [1, 2, 4, 5], { mode: 'cubic', cubic_coeff_a: f(-0.75) },
    { more: [floats('roi', [0], []), floats('scales', [4], [1, 1, 1.5, 2])] }),
  one('resize of 10', 'Resize', [1, 2, 3, 4], { mode: 'linear' }, { opset: 10, more: [floats('scales', [4], [1, 1, 2, 2])] }),
  one('upsample of 7', 'Upsample', [1, 2, 3, 4], { mode: 'nearest', scales: f([1, 1, 2, 3]) }, { opset: 7 }),
  one('upsample of 9', 'Upsample', [1, 2, 3, 4], { mode: 'linear' }, { opset: 9, more: [floats('scales', [4], [1, 1, 2, 2])] }),
  one('pad', 'Pad', [1, 2, 3, 4], {}, { more: [ints('pads', [0, 0, 1, 2, 0, 0, 0, 1]), floats('value', [], [1.5])] }),
  one('pad reflect', 'Pad', [1, 2, 4, 4], { mode: 'reflect' }, { more: [ints('pads', [0, 0, 1, 2, 0, 0, 2, 1])] }),
  one('pad edge of 10', 'Pad', [1, 2, 3, 4], { mode: 'edge', pads: [0, 0, 1, 2, 0, 0, 0, 1] }, { opset: 10 }),
  one('slice', 'Slice', [4, 5, 6], {}, { more: [ints('starts', [1, -2]), ints('ends', [9, -7]), ints('axes', [0, 2]),
    ints('steps', [2, -1])] }),
  one('slice of 9', 'Slice', [4, 5, 6], { starts: [1], ends: [3], axes: [1] }, { opset: 9 }),
  one('gather', 'Gather', [4, 5, 3], { axis: 1 }, { more: [ints('i', [0, -1, 2, 2], [2, 2])] }),
  one('gather one', 'Gather', [4, 5, 3], { axis: -1 }, { more: [ints('i', [1], [])] }),
  one('split', 'Split', [2, 7, 3], { axis: 1 }, { more: [ints('s', [2, 1, 4])], outputs: 3 }),
  one('split of 11', 'Split', [2, 6, 3], { axis: 1 }, { opset: 11, outputs: 2 }),
  one('split of 18', 'Split', [2, 7, 3], { axis: 1, num_outputs: 3 }, { opset: 18, outputs: 3 }),
  one('reshape', 'Reshape', [2, 6, 4], {}, { more: [ints('shape', [0, -1, 8])] }),
  one('flatten', 'Flatten', [2, 3, 4, 5], { axis: 2 }), one('transpose', 'Transpose', [2, 3, 4], { perm: [2, 0, 1] }),
  one('squeeze of 11', 'Squeeze', [1, 3, 1, 2], { axes: [0, 2] }, { opset: 11 }),
  one('squeeze', 'Squeeze', [1, 3, 1, 2], {}, { more: [ints('axes', [0, -2])] }),
  one('unsqueeze', 'Unsqueeze', [3, 2], {}, { more: [ints('axes', [0, 3])] }),
  one('expand', 'Expand', [3, 1], {}, { more: [ints('shape', [2, 1, 4])] }), one('tile', 'Tile', [2, 3], {},
    { more: [ints('r', [2, 2])] }),
  one('depth to space', 'DepthToSpace', [1, 8, 2, 3], { blocksize: 2, mode: 'CRD' }),
  one('space to depth', 'SpaceToDepth', [1, 2, 4, 6], { blocksize: 2 }),
  one('reduce mean of 13', 'ReduceMean', [2, 3, 4], { axes: [1, -1], keepdims: 0 }, { opset: 13 }),
  one('reduce mean', 'ReduceMean', [2, 3, 4], {}, { opset: 18, more: [ints('axes', [1])] }),
  one('reduce sum', 'ReduceSum', [2, 3, 4], { keepdims: 0 }, { more: [ints('axes', [0, 2])] }),
  one('reduce l2', 'ReduceL2', [2, 3, 4], { axes: [2] }), one('reduce max', 'ReduceMax', [2, 3, 4], { axes: [0] }),
  one('reduce log sum exp', 'ReduceLogSumExp', [2, 3, 4], { axes: [1] }), one('reduce prod', 'ReduceProd', [2, 3, 4],
    { axes: [0, 2] }),
  one('clip of 6', 'Clip', [2, 5], { min: f(-0.25), max: f(0.5) }, { opset: 7 }),
  one('clip', 'Clip', [2, 5], {}, { more: [floats('low', [], [-0.25])] }), one('relu', 'Relu', [2, 5]),
  one('leaky relu', 'LeakyRelu', [2, 5], { alpha: f(0.1) }), one('prelu', 'PRelu', [2, 3, 2], {}, { more: [w([3, 1])] }),
  one('elu', 'Elu', [2, 5], { alpha: f(0.5) }), one('selu', 'Selu', [2, 5]), one('hard sigmoid', 'HardSigmoid', [2, 5]),
  one('hard swish', 'HardSwish', [2, 5]), one('softplus', 'Softplus', [2, 5]), one('erf', 'Erf', [2, 5]), one('mish', 'Mish',
    [2, 5], {}, { opset: 18 }),
  one('gelu', 'Gelu', [2, 5], { approximate: 'tanh' }, { opset: 20 }), one('dropout', 'Dropout', [2, 5]),
  one('top k', 'TopK', [3, 6], { axis: 1 }, { more: [ints('k', [3])], outputs: 2, last: INT64 }),
  one('arg max', 'ArgMax', [3, 6], { axis: 1, keepdims: 0 }, { last: INT64 }), one('cumulative sum', 'CumSum', [3, 4],
    { reverse: 1, exclusive: 1 },
    { more: [ints('axis', [1], [])] }),
  one('normalised', 'LpNormalization', [3, 4], { p: 2, axis: 1 }), one('einsum', 'Einsum', [2, 3, 4],
    { equation: 'bij,kj->bik' }, { more: [w([5, 4])] }),
  one('mean', 'Mean', [2, 3], {}, { more: [w([3]), w([2, 1], 5, 'c')] }), one('power', 'Pow', [2, 3], {},
    { more: [ints('p', [2], [])] }),
  one('triangle', 'Trilu', [3, 4], { upper: 0 }, { more: [ints('k', [1], [])] }),
  one('cast', 'Cast', [2, 3], { to: 6 }, { last: 6 }), one('not a number', 'IsNaN', [2, 3], {}, { last: BOOL }),
    one('remainder', 'Mod', [2, 3], { fmod: 1 }, { more: [w([3])] }),
  one('rnn', 'RNN', [5, 2, 3], { hidden_size: 4 }, { more: recurrent(1), outputs: 2 }),
  one('lstm both ways', 'LSTM', [5, 2, 3], { hidden_size: 4, direction: 'bidirectional' }, { more: recurrent(4, 2),
    outputs: 3 }),
  one('gru back', 'GRU', [5, 2, 3], { hidden_size: 4, direction: 'reverse' }, { more: recurrent(3), outputs: 2 }),
  one('gru as PyTorch’s', 'GRU', [5, 2, 3], { hidden_size: 4, linear_before_reset: 1 }, { more: recurrent(3), outputs: 2 }),
  chain('lstm behind constants', [10, 3], [node('Shape', ['x'], ['s']), node('Gather', ['s', 'one'], ['width']),
    node('Concat', ['front', 'width'], ['shape'], { axis: 0 }), node('Reshape', ['x', 'shape'], ['r0']),
    node('LSTM', ['r0', 'w', 'r', 'b'], ['y'], { hidden_size: 4 })], [ints('one', [1]), ints('front', [5, 2]),
    ...recurrent(4)]),
  chain('quantized and back', [2, 3, 4], [quantize, node('DequantizeLinear', ['q', 'xs', 'xz'], ['y'])], scales),
  chain('quantized by channels', [2, 3, 4], [node('QuantizeLinear', ['x', 's', 'z'], ['q'], { axis: 1 }),
    node('DequantizeLinear', ['q', 's', 'z'], ['y'], { axis: 1 })], [floats('s', [3], [0.01, 0.5, 0.02]), bytes('z', INT8, [1, 0,
    -3])]),
  chain('convolution of quantized', [1, 2, 6, 5], [quantize, node('QLinearConv', ['q', 'xs', 'xz', 'k', 'ks', 'kz', 'ys', 'yz',
    'bias'], ['y'], { pads: [1, 1, 1, 1], strides: [2, 1] })], [...scales, ...kernel, scalarOf('ys', 0.05), bytes('yz', UINT8,
      [128],
    []), { name: 'bias', dims: [2], type: INT32, data: new Uint8Array(Int32Array.of(70, -40).buffer) }], UINT8),
  chain('convolution of integers', [1, 2, 6, 5], [quantize, node('ConvInteger', ['q', 'k', 'xz'], ['y'])], [...scales, kernel[0]],
    INT32),
  chain('product of quantized', [3, 4], [quantize, node('QLinearMatMul', ['q', 'xs', 'xz', 'm', 'ms', 'mz', 'ys', 'yz'], ['y'])],
    [...scales, bytes('m', INT8, numbers(8, 9).map((x) => Math.round(90 * x)), [4, 2]), scalarOf('ms', 0.04), bytes('mz', INT8,
      [2],
      []), scalarOf('ys', 0.03), bytes('yz', UINT8, [100], [])], UINT8),
  chain('quantized by its range', [3, 4], [node('DynamicQuantizeLinear', ['x'], ['q', 'qs', 'qz']), node('MatMulInteger', ['q',
    'm',
    'qz'], ['y'])], [bytes('m', INT8, numbers(8, 9).map((x) => Math.round(90 * x)), [4, 2])], INT32),
  one('regions', 'RoiAlign', [2, 3, 8, 9], { output_height: 3, output_width: 2, sampling_ratio: 2, spatial_scale: f(0.5) },
    { more: [floats('boxes', [2, 4], [0.3, 1.2, 12.5, 9.1, 2, 0, 15, 15]), ints('of', [0, 1])] }),
  one('regions of any sampling', 'RoiAlign', [2, 3, 8, 9], { output_height: 2, output_width: 2,
    coordinate_transformation_mode: 'output_half_pixel' }, { opset: 16, more: [floats('boxes', [2, 4], [0.3, 1.2, 6.5, 5.1, 2, 0,
    7, 7]), ints('of', [1, 0])] }),
  ...(['linear', 'cubic'] as const).flatMap((mode) => [{ exclude_outside: 0 }, { exclude_outside: 1 }].map((outside, i) =>
    one(`resize ${mode} without aliasing ${i}`, 'Resize', [1, 2, 9, 7], { mode, antialias: 1, ...mode === 'cubic' ? outside
      : {} },
      { opset: 18, more: [floats('roi', [0], []), floats('scales', [4], [1, 1, 0.6, 0.4])] }))),
  one('windows put back', 'Col2Im', [2, 8, 12], {}, { opset: 18, more: [ints('image', [4, 5]), ints('block', [2, 2])] }),
  one('windows put back with steps', 'Col2Im', [1, 12, 9], { strides: [2, 1], pads: [1, 0, 1, 1], dilations: [1, 2] },
    { opset: 18, more: [ints('image', [4, 4]), ints('block', [2, 2])] }),
  one('cut around the middle', 'CenterCropPad', [2, 7, 8], { axes: [1, -1] }, { opset: 18, more: [ints('shape', [4, 11])] }),
  one('affine grid', 'AffineGrid', [2, 2, 3], { align_corners: 1 }, { opset: 20, more: [ints('size', [2, 3, 4, 5])] }),
  one('deformed convolution', 'DeformConv', [1, 4, 6, 5], { pads: [1, 0, 1, 0], strides: [2, 1], offset_group: 2 }, { opset: 19,
    more: [w([3, 4, 2, 2]), w([1, 16, 4, 4], 5, 'offset'), b(3), w([1, 8, 4, 4], 6, 'mask')] }),
  one('attention', 'Attention', [2, 3, 8], { q_num_heads: 2, kv_num_heads: 2, is_causal: 1 }, { opset: 23,
    more: [w([2, 3, 8], 2, 'k'), w([2, 3, 8], 3, 'v')] }),
  one('attention of shared keys', 'Attention', [1, 4, 3, 8], { scale: f(0.3), softcap: f(2) }, { opset: 23,
    more: [w([1, 2, 5, 8], 2, 'k'), w([1, 2, 5, 6], 3, 'v'), w([3, 5], 4, 'mask')] }),
  one('rotary embedding', 'RotaryEmbedding', [1, 2, 3, 8], { rotary_embedding_dim: 6, interleaved: 1 }, { opset: 23,
    more: [w([1, 3, 3], 2, 'cos'), w([1, 3, 3], 3, 'sin')] }),
  one('rotary embedding by halves', 'RotaryEmbedding', [1, 3, 16], { num_heads: 2 }, { opset: 23,
    more: [w([5, 4], 2, 'cos'), w([5, 4], 3, 'sin'), { ...ints('at', [0, 2, 4]), dims: [1, 3] }] }),
  ...['reflect', 'edge', 'wrap'].flatMap((mode) => [
    one(`pad pictures with channels last by ${mode}`, 'Pad', [1, 4, 5, 3], { mode }, { opset: 19,
      more: [ints('pads', [0, 1, 2, 0, 0, 2, 1, 0])] }),
    one(`pad a line by ${mode}`, 'Pad', [5], { mode }, { opset: 19, more: [ints('pads', [2, 1])] })]),
  one('group norm of groups', 'GroupNormalization', [2, 6, 3], { num_groups: 2 }, { opset: 18, more: [w([2], 2, 's'), b(2)] }),
  one('group norm of channels', 'GroupNormalization', [2, 6, 3], { num_groups: 2 }, { opset: 21, more: [w([6], 2, 's'), b(6)] }),
  one('shrink by 10', 'Resize', [1, 2, 5, 4], { mode: 'nearest' }, { opset: 10, more: [floats('scales', [4], [1, 1, 0.6,
    1.5])] }),
];
