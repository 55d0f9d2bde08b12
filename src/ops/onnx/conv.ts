// Convolutions and matrix products. ONNX pads the two ends of an axis differently where it likes: then a pad comes first.
import { conv1d, conv2d, conv3d } from '../conv';
import { conv_transpose1d, conv_transpose2d, conv_transpose3d } from '../convTransposed';
import { einsum } from '../einsum';
import { add, mul } from '../elementwise';
import { linear } from '../linear';
import { addmm, matmul } from '../matmul';
import { pad } from '../pad';
import { reshape, t } from '../view';
import { constantOf, int, type Dim, type Int, type Tensor } from '../../tensor/value';
import { ints, numberOf, range, rankOf, run, scalar, sizes } from './apply';
import { operators, type OnnxCall } from './contract';

/** Per spatial axis. */
export interface Sliding {
  readonly kernel: readonly Dim[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  readonly before: readonly Dim[];
  readonly after: readonly Dim[];
}

/** Stride, dilation and padding of a node whose window has these sizes, over an input of these sizes. */
export function slidingOf(node: OnnxCall, space: readonly Dim[], kernel: readonly Dim[]): Sliding {
  const rank = space.length;
  const ones = range(rank).map(() => 1);
  const [stride, dilation] = [node.ints('strides') ?? ones, node.ints('dilations') ?? ones];
  const mode = node.text('auto_pad') ?? 'NOTSET';
  const pads = node.ints('pads') ?? [];
  const same = mode === 'SAME_UPPER' || mode === 'SAME_LOWER';
  if (!same && mode !== 'NOTSET' && mode !== 'VALID' && mode !== '') node.giveUp(`auto_pad "${mode}" is not modelled`);
  const part = (i: number, isBefore: boolean): Dim => {
    if (!same) return int(mode === 'VALID' ? 0 : pads[isBefore ? i : i + rank] ?? 0);
    return node.rule.map((n, k) => {
      const all = Math.max(0, (Math.ceil(n / stride[i]) - 1) * stride[i] + (k - 1) * dilation[i] + 1 - n);
      return isBefore === (mode === 'SAME_UPPER') ? Math.floor(all / 2) : Math.ceil(all / 2);
    }, space[i], kernel[i]);
  };
  return { kernel, stride, dilation, before: range(rank).map((i) => part(i, true)), after: range(rank).map((i) =>
    part(i, false)) };
}

/** Both ends are padded by the same numbers. */
export const isSymmetric = ({ before, after }: Sliding): boolean =>
  before.every((dim, i) => constantOf(dim) !== undefined && constantOf(dim) === constantOf(after[i]));

/** The input with its spatial axes padded by a value. */
export function padded(node: OnnxCall, input: Tensor, { before, after }: Sliding, value: number): Tensor {
  const amounts = range(before.length).reverse().flatMap((i) => [before[i], after[i]]);
  return run(node, pad, { input, pad: sizes(amounts), mode: 'constant', value });
}

/** A node's convolution, by its attributes. */
export function convolve(node: OnnxCall, input: Tensor, weight: Tensor, bias: Tensor | null): Tensor {
  const rank = rankOf(weight) - 2;
  const op = [conv1d, conv2d, conv3d][rank - 1] ?? node.giveUp(`Conv over ${rank} axes is not modelled`);
  const sliding = slidingOf(node, input.shape.slice(2), weight.shape.slice(2));
  const symmetric = isSymmetric(sliding);
  return run(node, op, {
    input: symmetric ? input : padded(node, input, sliding, 0), weight, bias, stride: ints(sliding.stride),
    padding: symmetric ? sizes(sliding.before) : ints(range(rank).map(() => 0)), dilation: ints(sliding.dilation),
    groups: int(node.int('group') ?? 1),
  });
}

/** Paddings of a transposed convolution, from `output_shape` or auto_pad where they say so. */
function transposedPads(node: OnnxCall, full: readonly Dim[], space: readonly Dim[], stride: readonly number[]):
  readonly (readonly [number, number])[] {
  const mode = node.text('auto_pad') ?? 'NOTSET';
  const wanted = node.ints('output_shape');
  const pads = node.ints('pads') ?? [];
  return full.map((dim, i) => {
    if (!wanted && !mode.startsWith('SAME')) return mode === 'VALID' ? [0, 0] : [pads[i] ?? 0, pads[i + full.length] ?? 0];
    const out = wanted ? wanted[i + wanted.length - full.length] : numberOf(node, space[i], 'the size of its input') * stride[i];
    const all = numberOf(node, dim, 'the size of its input') - out;
    const half = Math.floor(all / 2);
    return mode === 'SAME_UPPER' ? [half, all - half] : [all - half, half];
  });
}

function transposedConvolution(node: OnnxCall): Tensor {
  const [input, weight, bias] = [node.tensor(0), node.tensor(1), node.optional(2)];
  const rank = rankOf(weight) - 2;
  const op = [conv_transpose1d, conv_transpose2d, conv_transpose3d][rank - 1]
    ?? node.giveUp(`ConvTranspose over ${rank} axes is not modelled`);
  const fill = (value: number): number[] => range(rank).map(() => value);
  const [stride, dilation] = [node.ints('strides') ?? fill(1), node.ints('dilations') ?? fill(1)];
  const extra = node.ints('output_padding') ?? fill(0);
  const space = input.shape.slice(2);
  const full = space.map((n, i) => node.rule.map((x, k) => (x - 1) * stride[i] + (k - 1) * dilation[i] + 1 + extra[i],
    n, weight.shape[i + 2]));
  const pads = transposedPads(node, full, space, stride);
  const shared = { weight, stride: ints(stride), dilation: ints(dilation), groups: int(node.int('group') ?? 1) };
  // PyTorch pads both ends alike and adds to the far one.
  const more = pads.map(([before, after], i) => before - after + extra[i]);
  if (pads.every(([before], i) => before >= 0 && more[i] >= 0 && more[i] < Math.max(stride[i], dilation[i]))) {
    return run(node, op, { input, bias, ...shared, padding: ints(pads.map(([before]) => before)), output_padding: ints(more) });
  }
  const whole = run(node, op, { input, ...shared, padding: ints(fill(0)), output_padding: ints(fill(0)) });
  const cut = range(rank).reverse().flatMap((i) => [-pads[i][0], extra[i] - pads[i][1]]);
  const result = run(node, pad, { input: whole, pad: ints(cut), mode: 'constant', value: 0 });
  if (!bias) return result;
  const shape: Int[] = sizes([bias.shape[0], ...fill(1).map((one) => int(one))]);
  return run(node, add, { input: result, other: run(node, reshape, { input: bias, shape }) });
}

/** alpha·A·B + beta·C; the usual fully connected layer is PyTorch's linear. */
function gemm(node: OnnxCall): Tensor {
  const [a, b, c] = [node.tensor(0), node.tensor(1), node.optional(2)];
  const [alpha, beta] = [node.float('alpha') ?? 1, node.float('beta') ?? 1];
  const [turnA, turnB] = [node.int('transA') === 1, node.int('transB') === 1];
  const isRow = !c || (rankOf(c) === 1 && node.rule.equal(c.shape[0], b.shape[turnB ? 0 : 1]) === true);
  if (turnB && !turnA && alpha === 1 && beta === 1 && isRow) return run(node, linear, { input: a, weight: b, bias: c });
  const left = turnA ? run(node, t, { input: a }) : a;
  const right = turnB ? run(node, t, { input: b }) : b;
  if (c) return run(node, addmm, { input: c, mat1: left, mat2: right, alpha: scalar(alpha), beta: scalar(beta) });
  const product = run(node, matmul, { input: left, other: right });
  return alpha === 1 ? product : run(node, mul, { input: product, other: scalar(alpha) });
}

export const convolutions = /* @__PURE__ */ operators({
  Conv: (node) => convolve(node, node.tensor(0), node.tensor(1), node.optional(2)),
  ConvTranspose: transposedConvolution,
  Gemm: gemm,
  Einsum: (node) => run(node, einsum, { equation: node.text('equation') ?? '', operands: node.inputs.map((_, i) =>
    node.tensor(i)) }),
});
