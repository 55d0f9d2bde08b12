// Operators of torchvision's compiled extension, as torch.ops.torchvision calls them: nms, region pooling, deformable
// convolution. torchvision's Python around them is read from its source.
import { plainNumel, showDim } from '../tensor/dim';
import { castElements } from '../tensor/round';
import { convSize } from '../tensor/window';
import { defineOp } from './op';
import { deformed, roiAligned, roiPooled } from './regionKernels';

const here = (name: string): string[] => [`torch.ops.torchvision.${name}`];
const docs = (name: string): string => `https://pytorch.org/vision/stable/generated/torchvision.ops.${name}.html`;

export const nms = defineOp({
  schema: 'nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor',
  paths: here('nms'),
  doc: `Indices of the boxes that are kept when boxes that overlap a better one are dropped. ${docs('nms')}`,
  shape({ dets, scores }, rule) {
    rule.require(dets.shape.length === 2, () => `boxes should be a 2d tensor, got ${dets.shape.length}D`, dets.shape);
    const [count, four] = dets.shape;
    if (four) {
      const message = (): string => `boxes should have 4 elements in dimension 1, got ${showDim(four)}`;
      rule.require(rule.test((n) => n === 4, four), message, [four]);
    }
    rule.require(scores.shape.length === 1, () => `scores should be a 1d tensor, got ${scores.shape.length}D`,
      scores.shape);
    const [scored] = scores.shape;
    if (count && scored) {
      rule.require(rule.equal(count, scored), () => 'boxes and scores should have same number of elements in '
        + `dimension 0, got ${showDim(count)} and ${showDim(scored)}`, [count, scored]);
    }
    const kept = rule.unknown('data-dependent-size', 'how many boxes nms keeps depends on their values');
    return { shape: [kept], dtype: 'int64' };
  },
  receptiveField: () => 'global',
  samples: [],
});

const REGION = 'Tensor input, Tensor rois, float spatial_scale, int pooled_height, int pooled_width';
const ROIS = 'torch.tensor([[0, 1.3, 2.1, 7.9, 6.2], [1, 0, 0, 10, 8], [1, 5.5, 3, 5.9, 3.2], [0, -2, -3, 4, 20]])';
/** [K, C, h, w]: one picture of every region. `divides`: its channels are shared out over the positions. */
function regionOp(name: string, divides: boolean) {
  const sampling = name.endsWith('align') ? ', int sampling_ratio=-1' : '';
  const options = name === 'roi_align' ? `${sampling}, bool aligned=False` : sampling;
  const outputs = divides || name === 'roi_pool' ? '(Tensor, Tensor)' : 'Tensor';
  return defineOp({
    schema: `${name}(${REGION}${options}) -> ${outputs}` as `region(${typeof REGION}) -> Tensor`,
    paths: here(name),
    doc: `Pools every region of an input to one size. ${docs(name)}`,
    shape({ input, rois, pooled_height, pooled_width }, rule) {
      const [, channels] = input.shape;
      const [count] = rois.shape;
      rule.require(input.shape.length === 4, () => `Expected 4D input, got ${input.shape.length}D`, input.shape);
      if (!channels || !count) return rule.unknown('argument-not-modelled', `regions of ${rois.shape.length} axes`);
      const depth = divides ? rule.map((c, h, w) => Math.floor(c / (h * w)), channels, pooled_height, pooled_width)
        : channels;
      const shape = [count, depth, pooled_height, pooled_width];
      return outputs === 'Tensor' ? { shape, dtype: input.dtype }
        : [{ shape, dtype: input.dtype }, { shape, dtype: 'int32' }];
    },
    receptiveField: () => 'global',
    eval(args, outs) {
      const [out] = outs;
      const depth = out?.shape[1] ?? 0;
      const more = args as unknown as { readonly sampling_ratio?: number; readonly aligned?: boolean };
      const found = name.endsWith('align')
        ? roiAligned({ ...args, sampling_ratio: more.sampling_ratio ?? -1 }, depth, divides, more.aligned ?? false)
        : roiPooled(args, depth, divides);
      return outs.map(({ dtype }, i) => castElements(i === 0 ? found.out : found.mapping, dtype));
    },
    samples: (name.endsWith('align') ? [', -1', ', 2'] : ['']).flatMap((ratio) =>
      (name === 'roi_align' ? [', False', ', True'] : ['']).map((aligned) =>
        ({ call: `torch.ops.torchvision.${name}(a, ${ROIS}, 0.7, 3, 2${ratio}${aligned})`, shapes: [[2, 6, 9, 11]] }))),
  });
}
export const roi_align = regionOp('roi_align', false);
export const roi_pool = regionOp('roi_pool', false);
export const ps_roi_align = regionOp('ps_roi_align', true);
export const ps_roi_pool = regionOp('ps_roi_pool', true);

const WINDOWS = 'int stride_h, int stride_w, int pad_h, int pad_w, int dilation_h, int dilation_w';
const GROUPS = 'int groups, int offset_groups, bool use_mask';
export const deform_conv2d = defineOp({
  schema: `deform_conv2d(Tensor input, Tensor weight, Tensor offset, Tensor mask, Tensor bias, ${WINDOWS}, ${GROUPS}) -> Tensor`,
  paths: here('deform_conv2d'),
  doc: `A convolution whose filters look at positions moved by learned offsets. ${docs('deform_conv2d')}`,
  shape({ input, weight, stride_h, stride_w, pad_h, pad_w, dilation_h, dilation_w }, rule) {
    const [n, , h, w] = input.shape;
    const [channels, , kh, kw] = weight.shape;
    if (!n || !h || !w || !channels || !kh || !kw) {
      return rule.raise('RuntimeError',
        `Expected 4D input and weight, got ${input.shape.length}D and ${weight.shape.length}D`, input.shape);
    }
    const high = rule.map(convSize, h, kh, stride_h, pad_h, dilation_h);
    const wide = rule.map(convSize, w, kw, stride_w, pad_w, dilation_w);
    return { shape: [n, channels, high, wide], dtype: input.dtype };
  },
  macs: ({ weight }, out) => plainNumel(out.shape) * plainNumel(weight.shape.slice(1)),
  receptiveField: () => 'global',
  eval: (args, [out]) => [out ? castElements(deformed(args, out.shape), out.dtype) : []],
  samples: [{ call: 'torch.ops.torchvision.deform_conv2d(a, b, c, d, torch.ones(4), 2, 3, 1, 2, 1, 2, 2, 2, True)',
    shapes: [[1, 6, 9, 11], [4, 3, 3, 2], [1, 24, 5, 5], [1, 12, 5, 5]] }],
});
