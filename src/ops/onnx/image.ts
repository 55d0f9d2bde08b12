// Images and their windows: windows put back, pictures cut or filled up around their middle, affine grids, deformed convolutions.
import { clone } from '../axes';
import { ones, zeros } from '../create';
import { affine_grid } from '../grid';
import { narrow } from '../indexing';
import { pad } from '../pad';
import { deform_conv2d } from '../torchvision';
import { plainNumel, showDim } from '../../tensor/dim';
import { stridesOf } from '../../tensor/broadcast';
import { castElements } from '../../tensor/round';
import { int, type Dim, type Tensor } from '../../tensor/value';
import { axisFrom, ints, numberOf, onnxOp, range, rankOf, run, sizes } from './apply';
import { operators, type OnnxCall } from './contract';

/** The elements of every window added up where they lie in the image; any number of axes. */
const onnx_col2im = onnxOp({
  schema: 'onnx_col2im(Tensor input, int[] image, int[] block, int[] stride, int[] dilation, int[] pads) -> Tensor',
  doc: 'Windows of an image put back together. https://onnx.ai/onnx/operators/onnx__Col2Im.html',
  shape({ input, image, block, stride, dilation, pads }, rule) {
    const one = rule.dim(1);
    const along = image.map((n, i) => rule.map((size, before, after, k, d, by) =>
      Math.floor((size + before + after - d * (k - 1) - 1) / by) + 1, n, pads[i] ?? one, pads[i + image.length] ?? one, block[i]
        ?? one,
    dilation[i] ?? one, stride[i] ?? one));
    const count = rule.map((...all) => plainNumel(all), ...along);
    if (rule.equal(count, input.shape[2]) === false) rule.raise('OnnxError',
      `Col2Im has ${showDim(input.shape[2])} windows where its`
      + ` settings make ${showDim(count)}`, [input.shape[2]]);
    const channels = rule.map((c, ...sides) => c / sides.reduce((a, b) => a * b, 1), input.shape[1], ...block);
    return { shape: [input.shape[0], channels, ...image], dtype: input.dtype };
  },
  receptiveField: () => 'global',
  eval({ input, image, block, stride, dilation, pads }, [out]) {
    const axes = image.length;
    const counts = image.map((n, i) =>
      Math.floor((n + pads[i] + pads[i + axes] - dilation[i] * (block[i] - 1) - 1) / stride[i]) + 1);
    const [inBlock, inCount, inImage] = [block, counts, image].map(stridesOf);
    const [taps, places, plane] = [block, counts, image].map(plainNumel);
    const result = new Array<number>(plainNumel(out.shape)).fill(0);
    for (const [at, x] of (input.data ?? []).entries()) {
      const place = at % places;
      const row = Math.floor(at / places);
      const tap = row % taps;
      const position = range(axes).map((i) => (Math.floor(place / inCount[i]) % counts[i]) * stride[i]
        + (Math.floor(tap / inBlock[i]) % block[i]) * dilation[i] - pads[i]);
      if (position.every((p, i) => p >= 0 && p < image[i])) {
        result[Math.floor(row / taps) * plane + position.reduce((sum, p, i) => sum + p * inImage[i], 0)] += x;
      }
    }
    return [castElements(result, out.dtype)];
  },
});
function windowsBack(node: OnnxCall): Tensor {
  const [image, block] = [node.dims(1), node.dims(2)];
  const fill = (value: number, count: number): number[] => range(count).map(() => value);
  const list = (name: string, value: number, count: number): ReturnType<typeof ints> => ints(node.ints(name) ?? fill(value,
    count));
  const axes = image.length;
  return run(node, onnx_col2im, { input: node.tensor(0), image, block, stride: list('strides', 1, axes),
    dilation: list('dilations', 1, axes), pads: list('pads', 0, 2 * axes) });
}

/** Cut around the middle where the picture is larger, zeros around it where it is smaller. */
function centred(node: OnnxCall): Tensor {
  const input = node.tensor(0);
  const rank = rankOf(input);
  const axes = (node.ints('axes') ?? range(rank)).map((axis) => axisFrom(node, axis, rank));
  const wanted = node.numbers(1);
  const amounts = range(rank).map(() => [0, 0]);
  let result = input;
  for (const [i, axis] of axes.entries()) {
    const size = numberOf(node, input.shape[axis], 'the size of its input');
    const more = wanted[i] - size;
    const before = Math.floor(Math.abs(more) / 2);
    if (more < 0) result = run(node, narrow, { input: result, dim: int(axis), start: int(before), length: int(wanted[i]) });
    else amounts[axis] = [before, more - before];
  }
  if (amounts.every(([a, b]) => a + b === 0)) return result === input ? run(node, clone, { input }) : result;
  return run(node, pad, { input: result, mode: 'constant', pad: ints([...amounts].reverse().flat()) });
}

function deformed(node: OnnxCall): Tensor {
  const [input, weight, offset, bias, mask] = [node.tensor(0), node.tensor(1), node.tensor(2), node.optional(3),
    node.optional(4)];
  if (rankOf(weight) !== 4) node.giveUp(`DeformConv over ${rankOf(weight) - 2} axes is not modelled`);
  const [top = 0, left = 0, bottom = 0, right = 0] = node.ints('pads') ?? [];
  const [[strideH, strideW], [dilationH, dilationW]] = [node.ints('strides') ?? [1, 1], node.ints('dilations') ?? [1, 1]];
  const symmetric = top === bottom && left === right;
  const made = (shape: readonly Dim[], op: typeof zeros): Tensor => run(node, op, { size: sizes(shape), dtype: input.dtype });
  return run(node, deform_conv2d, {
    // What is read outside is zero, like what is padded.
    input: symmetric ? input : run(node, pad, { input, mode: 'constant', pad: ints([left, right, top, bottom]) }),
    weight, offset, bias: bias ?? made([weight.shape[0]], zeros), mask: mask ?? made([input.shape[0], int(0)], ones),
    stride_h: int(strideH), stride_w: int(strideW), pad_h: int(symmetric ? top : 0), pad_w: int(symmetric ? left : 0),
    dilation_h: int(dilationH), dilation_w: int(dilationW), groups: int(node.int('group') ?? 1),
    offset_groups: int(node.int('offset_group') ?? 1), use_mask: mask !== null });
}

export const IMAGE_OPS = { onnx_col2im };
export const images = /* @__PURE__ */ operators({
  Col2Im: windowsBack,
  CenterCropPad: centred,
  AffineGrid: (node) => run(node, affine_grid, { theta: node.tensor(0), size: node.dims(1),
    align_corners: node.int('align_corners') === 1 }),
  DeformConv: deformed,
});
