// torchvision.ops over the operators of torch.ops.torchvision: regions, boxes, deformable convolution; and feature pyramids.
import type { Family } from './family';

const ops = (module: string, exports: string, python: string): Family =>
  ({ module: `torchvision.ops.${module}`, exports: exports.split(' '), python });

const BOXES = ops('boxes', 'nms batched_nms remove_small_boxes clip_boxes_to_image box_convert box_area box_iou '
  + 'generalized_box_iou distance_box_iou complete_box_iou masks_to_boxes', `
def nms(boxes, scores, iou_threshold):
    return torch.ops.torchvision.nms(boxes, scores, iou_threshold)


def batched_nms(boxes, scores, idxs, iou_threshold):
    # Boxes of different classes are moved apart, so that they do not overlap.
    offsets = idxs.to(boxes) * (boxes.max() + torch.tensor(1).to(boxes))
    return nms(boxes + offsets[:, None], scores, iou_threshold)


def remove_small_boxes(boxes, min_size):
    widths, heights = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    return torch.where((widths >= min_size) & (heights >= min_size))[0]


def clip_boxes_to_image(boxes, size):
    height, width = size
    x, y = boxes[..., 0::2].clamp(min=0, max=width), boxes[..., 1::2].clamp(min=0, max=height)
    return torch.stack((x, y), dim=boxes.dim()).reshape(boxes.shape)


def box_convert(boxes, in_fmt, out_fmt):
    for form in (in_fmt, out_fmt):
        if form not in ('xyxy', 'xywh', 'cxcywh'):
            raise ValueError('Unsupported Bounding Box Conversions for given in_fmt and out_fmt')
    if in_fmt == out_fmt:
        return boxes.clone()
    a, b, c, d = boxes.unbind(-1)
    if in_fmt == 'xywh':
        a, b, c, d = a, b, a + c, b + d
    elif in_fmt == 'cxcywh':
        a, b, c, d = a - 0.5 * c, b - 0.5 * d, a + 0.5 * c, b + 0.5 * d
    if out_fmt == 'xywh':
        c, d = c - a, d - b
    elif out_fmt == 'cxcywh':
        a, b, c, d = (a + c) / 2, (b + d) / 2, c - a, d - b
    return torch.stack((a, b, c, d), dim=-1)


def box_area(boxes):
    return (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])


def _overlap(boxes1, boxes2):
    low, high = torch.max(boxes1[:, None, :2], boxes2[:, :2]), torch.min(boxes1[:, None, 2:], boxes2[:, 2:])
    sides = (high - low).clamp(min=0)
    shared = sides[:, :, 0] * sides[:, :, 1]
    return shared, box_area(boxes1)[:, None] + box_area(boxes2) - shared


def _hull(boxes1, boxes2):
    low, high = torch.min(boxes1[:, None, :2], boxes2[:, :2]), torch.max(boxes1[:, None, 2:], boxes2[:, 2:])
    return (high - low).clamp(min=0)


def box_iou(boxes1, boxes2):
    shared, union = _overlap(boxes1, boxes2)
    return shared / union


def generalized_box_iou(boxes1, boxes2):
    shared, union = _overlap(boxes1, boxes2)
    sides = _hull(boxes1, boxes2)
    area = sides[:, :, 0] * sides[:, :, 1]
    return shared / union - (area - union) / area


def distance_box_iou(boxes1, boxes2, eps=1e-7):
    sides = _hull(boxes1, boxes2)
    diagonal = sides[:, :, 0] ** 2 + sides[:, :, 1] ** 2 + eps
    centres = [(boxes[:, :2] + boxes[:, 2:]) / 2 for boxes in (boxes1, boxes2)]
    apart = ((centres[0][:, None, :] - centres[1][None, :, :]) ** 2).sum(-1)
    return box_iou(boxes1, boxes2) - apart / diagonal


def complete_box_iou(boxes1, boxes2, eps=1e-7):
    angles = [torch.atan((boxes[:, 2] - boxes[:, 0]) / (boxes[:, 3] - boxes[:, 1])) for boxes in (boxes1, boxes2)]
    v = (4 / math.pi ** 2) * torch.pow(angles[0][:, None] - angles[1][None, :], 2)
    return distance_box_iou(boxes1, boxes2, eps) - v / (1 - box_iou(boxes1, boxes2) + v + eps) * v


def masks_to_boxes(masks):
    if masks.numel() == 0:
        return torch.zeros((0, 4), device=masks.device, dtype=torch.float)
    low, high = [], []
    for axis in (1, 2):
        inside = (masks != 0).any(axis)
        places = torch.arange(inside.shape[1], device=masks.device)
        low.append(torch.where(inside, places, inside.shape[1]).amin(1))
        high.append(torch.where(inside, places, -1).amax(1))
    return torch.stack(low + high, 1).float()
`);

/** One module of region pooling each; \`roi_align\` and its kin differ in their arguments only. */
const region = (module: string, cls: string, args: string, given: string, result: string): Family =>
  ops(module, `${module} ${cls}`, `
from torchvision.ops._utils import _pair, _rois


def ${module}(input, boxes, output_size, spatial_scale=1.0${args}):
    height, width = _pair(output_size)
    return torch.ops.torchvision.${module}(input, _rois(boxes), spatial_scale, height, width${given})${result}


class ${cls}(nn.Module):
    def __init__(self, output_size, spatial_scale${args.replace('sampling_ratio=-1', 'sampling_ratio')}):
        super().__init__()
        self.output_size = output_size
        self.spatial_scale = spatial_scale
${[...args.matchAll(/(\w+)=/g)].map(([, name = '']) => `        self.${name} = ${name}\n`).join('')}
    def forward(self, input, rois):
        return ${module}(input, rois, self.output_size, self.spatial_scale${given.replace(/(\w+)/g, 'self.$1')})
`);

const UTILS = ops('_utils', '_pair', `
def _pair(value):
    return (value, value) if isinstance(value, int) else tuple(value) * (2 if len(value) == 1 else 1)


def _rois(boxes):
    # A box of each picture with the picture's number in front.
    if isinstance(boxes, torch.Tensor):
        return boxes
    numbers = torch.cat([torch.full_like(b[:, :1], i) for i, b in enumerate(boxes)], dim=0)
    return torch.cat([numbers, torch.cat(list(boxes), dim=0)], dim=1)
`);

const POOLERS = ops('poolers', 'MultiScaleRoIAlign', `
from torchvision.ops._utils import _pair, _rois
from torchvision.ops.roi_align import roi_align


class MultiScaleRoIAlign(nn.Module):
    def __init__(self, featmap_names, output_size, sampling_ratio, *, canonical_scale=224, canonical_level=4):
        super().__init__()
        self.featmap_names = featmap_names
        self.sampling_ratio = sampling_ratio
        self.output_size = _pair(output_size)
        self.scales = None
        self.map_levels = None
        self.canonical_scale = canonical_scale
        self.canonical_level = canonical_level

    def forward(self, x, boxes, image_shapes):
        # Which level a box is read from depends on its size; all levels are as deep.
        level = [value for name, value in x.items() if name in self.featmap_names][0]
        return roi_align(level, _rois(boxes), self.output_size, 1.0, self.sampling_ratio)
`);

const DEFORM = ops('deform_conv', 'deform_conv2d DeformConv2d', `
from torch.nn.modules.utils import _pair


def deform_conv2d(input, offset, weight, bias=None, stride=(1, 1), padding=(0, 0), dilation=(1, 1), mask=None):
    high, wide = weight.shape[-2:]
    groups = offset.shape[1] // (2 * high * wide)
    if groups == 0:
        raise RuntimeError('the shape of the offset tensor at dimension 1 is not valid. It should be a multiple of 2 * '
                           'weight.size[2] * weight.size[3].\\\\n'
                           'Got offset.shape[1]={}, while 2 * weight.size[2] * weight.size[3]={}'.format(
                               offset.shape[1], 2 * high * wide))
    weighs = mask is not None
    mask = mask if weighs else torch.zeros((input.shape[0], 1), device=input.device, dtype=input.dtype)
    bias = torch.zeros(weight.shape[0], device=input.device, dtype=input.dtype) if bias is None else bias
    return torch.ops.torchvision.deform_conv2d(
        input, weight, offset, mask, bias, *_pair(stride), *_pair(padding), *_pair(dilation),
        input.shape[1] // weight.shape[1], groups, weighs)


class DeformConv2d(nn.Module):
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1, bias=True):
        super().__init__()
        if in_channels % groups != 0:
            raise ValueError('in_channels must be divisible by groups')
        if out_channels % groups != 0:
            raise ValueError('out_channels must be divisible by groups')
        self.in_channels = in_channels
        self.out_channels = out_channels
        self.kernel_size = _pair(kernel_size)
        self.stride = _pair(stride)
        self.padding = _pair(padding)
        self.dilation = _pair(dilation)
        self.groups = groups
        self.weight = nn.Parameter(torch.empty(out_channels, in_channels // groups, *self.kernel_size))
        if bias:
            self.bias = nn.Parameter(torch.empty(out_channels))
        else:
            self.register_parameter('bias', None)

    def reset_parameters(self):
        return None

    def forward(self, input, offset, mask=None):
        return deform_conv2d(input, offset, self.weight, self.bias, stride=self.stride, padding=self.padding,
                             dilation=self.dilation, mask=mask)
`);

const PYRAMID = ops('feature_pyramid_network', 'FeaturePyramidNetwork', `
from collections import OrderedDict
from torchvision.ops.misc import Conv2dNormActivation


class ExtraFPNBlock(nn.Module):
    def forward(self, results, x, names):
        pass


class FeaturePyramidNetwork(nn.Module):
    _version = 2

    def __init__(self, in_channels_list, out_channels, extra_blocks=None, norm_layer=None):
        super().__init__()
        self.inner_blocks = nn.ModuleList()
        self.layer_blocks = nn.ModuleList()
        for width in in_channels_list:
            if width == 0:
                raise ValueError('in_channels=0 is currently not supported')
            self.inner_blocks.append(Conv2dNormActivation(width, out_channels, kernel_size=1, padding=0, norm_layer=norm_layer,
                                                          activation_layer=None))
            self.layer_blocks.append(Conv2dNormActivation(out_channels, out_channels, kernel_size=3, norm_layer=norm_layer,
                                                          activation_layer=None))
        self.extra_blocks = extra_blocks

    def forward(self, x):
        names, maps = list(x.keys()), list(x.values())
        top = self.inner_blocks[-1](maps[-1])
        results = [self.layer_blocks[-1](top)]
        for i in range(len(maps) - 2, -1, -1):
            side = self.inner_blocks[i](maps[i])
            top = side + F.interpolate(top, size=side.shape[-2:], mode='nearest')
            results.insert(0, self.layer_blocks[i](top))
        if self.extra_blocks is not None:
            results, names = self.extra_blocks(results, maps, names)
        return OrderedDict(zip(names, results))


class LastLevelMaxPool(ExtraFPNBlock):
    def forward(self, x, y, names):
        names.append('pool')
        x.append(F.max_pool2d(x[-1], 1, 2, 0))
        return x, names


class LastLevelP6P7(ExtraFPNBlock):
    def __init__(self, in_channels, out_channels):
        super().__init__()
        self.p6 = nn.Conv2d(in_channels, out_channels, 3, 2, 1)
        self.p7 = nn.Conv2d(out_channels, out_channels, 3, 2, 1)
        self.use_P5 = in_channels == out_channels

    def forward(self, p, c, names):
        p6 = self.p6(p[-1] if self.use_P5 else c[-1])
        p.extend([p6, self.p7(F.relu(p6))])
        names.extend(['p6', 'p7'])
        return p, names
`);

const dropBlock = (axes: number): string => `
def drop_block${axes}d(input, p, block_size, inplace=False, eps=1e-06, training=True):
    if p < 0.0 or p > 1.0:
        raise ValueError('drop probability has to be between 0 and 1, but got {}.'.format(p))
    if input.ndim != ${axes + 2}:
        raise ValueError('input should be ${axes + 2} dimensional. Got {} dimensions.'.format(input.ndim))
    if not training or p == 0.0:
        return input
    size = min(block_size, *input.shape[2:])
    noise = torch.empty([*input.shape[:2], *[extent - size + 1 for extent in input.shape[2:]]]).bernoulli_(p)
    noise = F.pad(noise, [size // 2] * ${axes * 2}, value=0)
    noise = 1 - F.max_pool${axes}d(noise, stride=${axes === 2 ? '(1, 1)' : '(1, 1, 1)'}, kernel_size=size, padding=size // 2)
    return input * noise * (noise.numel() / (eps + noise.sum()))
`;
const DROP = ops('drop_block', 'drop_block2d drop_block3d DropBlock2d DropBlock3d', `${dropBlock(2)}
${dropBlock(3)}

class DropBlock2d(nn.Module):
    def __init__(self, p, block_size, inplace=False, eps=1e-06):
        super().__init__()
        self.p = p
        self.block_size = block_size
        self.inplace = inplace
        self.eps = eps

    def forward(self, input):
        return drop_block2d(input, self.p, self.block_size, self.inplace, self.eps, self.training)


class DropBlock3d(DropBlock2d):
    def forward(self, input):
        return drop_block3d(input, self.p, self.block_size, self.inplace, self.eps, self.training)
`);

const FOCAL = ops('focal_loss', 'sigmoid_focal_loss', `
def sigmoid_focal_loss(inputs, targets, alpha=0.25, gamma=2, reduction='none'):
    p, loss = torch.sigmoid(inputs), F.binary_cross_entropy_with_logits(inputs, targets, reduction='none')
    loss = loss * ((1 - (p * targets + (1 - p) * (1 - targets))) ** gamma)
    if alpha >= 0:
        loss = (alpha * targets + (1 - alpha) * (1 - targets)) * loss
    return loss.mean() if reduction == 'mean' else loss.sum() if reduction == 'sum' else loss
`);

/** A loss of boxes in pairs; \`python\` says what is beside the overlap. */
const boxLoss = (short: string, name: string, python: string): Family => ops(`${short}_loss`, name, `
def ${name}(boxes1, boxes2, reduction='none', eps=1e-07):
    a = boxes1 if boxes1.is_floating_point() else boxes1.float()
    b = boxes2 if boxes2.is_floating_point() else boxes2.float()
    x1, y1, x2, y2 = a.unbind(dim=-1)
    x1g, y1g, x2g, y2g = b.unbind(dim=-1)
    left, top, right, bottom = torch.max(x1, x1g), torch.max(y1, y1g), torch.min(x2, x2g), torch.min(y2, y2g)
    shared = torch.where((bottom > top) & (right > left), (right - left) * (bottom - top), torch.zeros_like(x1))
    union = (x2 - x1) * (y2 - y1) + (x2g - x1g) * (y2g - y1g) - shared
    iou = shared / (union + eps)
    wide, high = torch.max(x2, x2g) - torch.min(x1, x1g), torch.max(y2, y2g) - torch.min(y1, y1g)
${python}
    if reduction == 'mean':
        return loss.mean() if loss.numel() > 0 else 0.0 * loss.sum()
    return loss.sum() if reduction == 'sum' else loss
`);
const DISTANCE = `    apart = ((x2 + x1) / 2 - (x1g + x2g) / 2) ** 2 + ((y2 + y1) / 2 - (y1g + y2g) / 2) ** 2
    loss = 1 - iou + apart / (wide ** 2 + high ** 2 + eps)`;
const LOSSES = [
  boxLoss('giou', 'generalized_box_iou_loss', '    loss = 1 - (iou - (wide * high - union) / (wide * high + eps))'),
  boxLoss('diou', 'distance_box_iou_loss', DISTANCE),
  boxLoss('ciou', 'complete_box_iou_loss', `${DISTANCE}
    v = (4 / math.pi ** 2) * (torch.atan((x2g - x1g) / (y2g - y1g)) - torch.atan((x2 - x1) / (y2 - y1))) ** 2
    with torch.no_grad():
        alpha = v / (1 - iou + v + eps)
    loss = loss + alpha * v`),
];

const AS_MODULE = 'sampling_ratio=-1';
export const BOX_OPS: readonly Family[] = [
  BOXES, UTILS, POOLERS, DEFORM, PYRAMID, DROP, FOCAL, ...LOSSES,
  region('roi_align', 'RoIAlign', `, ${AS_MODULE}, aligned=False`, ', sampling_ratio, aligned', ''),
  region('roi_pool', 'RoIPool', '', '', '[0]'),
  region('ps_roi_align', 'PSRoIAlign', `, ${AS_MODULE}`, ', sampling_ratio', '[0]'),
  region('ps_roi_pool', 'PSRoIPool', '', '', '[0]'),
];
