// What detectors are made of: backbones with feature pyramids (Lin et al. 2017), the transform of pictures, region proposals
// (Ren et al. 2015), heads over regions. How many boxes there are depends on the pictures: that is unknown, and what follows.
import type { Builder, Family } from './family';

export const COCO = '*COCO_V1';
/** A module of torchvision.models.detection. */
export const detector = (module: string, python: string, exports: string, builders?: readonly Builder[],
  categories = 91): Family =>
  ({ module: `torchvision.models.detection.${module}`, exports: exports.split(' '), python, builders, categories });

const BACKBONES = detector('backbone_utils', `
from torchvision.models import mobilenet, resnet
from torchvision.models._utils import IntermediateLayerGetter
from torchvision.ops import misc as misc_nn_ops
from torchvision.ops.feature_pyramid_network import FeaturePyramidNetwork, LastLevelMaxPool


class BackboneWithFPN(nn.Module):
    def __init__(self, backbone, return_layers, in_channels_list, out_channels, extra_blocks=None, norm_layer=None):
        super().__init__()
        self.body = IntermediateLayerGetter(backbone, return_layers=return_layers)
        self.fpn = FeaturePyramidNetwork(in_channels_list=in_channels_list, out_channels=out_channels,
                                         extra_blocks=extra_blocks or LastLevelMaxPool(), norm_layer=norm_layer)
        self.out_channels = out_channels

    def forward(self, x):
        return self.fpn(self.body(x))


def resnet_fpn_backbone(*, backbone_name, weights, norm_layer=misc_nn_ops.FrozenBatchNorm2d, trainable_layers=3,
                        returned_layers=None, extra_blocks=None):
    backbone = getattr(resnet, backbone_name)(weights=weights, norm_layer=norm_layer)
    return _resnet_fpn_extractor(backbone, trainable_layers, returned_layers, extra_blocks)


def _resnet_fpn_extractor(backbone, trainable_layers, returned_layers=None, extra_blocks=None, norm_layer=None):
    if trainable_layers < 0 or trainable_layers > 5:
        raise ValueError('Trainable layers should be in the range [0,5], got {}'.format(trainable_layers))
    trained = ['layer4', 'layer3', 'layer2', 'layer1', 'conv1'][:trainable_layers]
    if trainable_layers == 5:
        trained.append('bn1')
    for name, parameter in backbone.named_parameters():
        if all(not name.startswith(layer) for layer in trained):
            parameter.requires_grad_(False)
    returned = returned_layers or [1, 2, 3, 4]
    if min(returned) <= 0 or max(returned) >= 5:
        raise ValueError('Each returned layer should be in the range [1,4]. Got {}'.format(returned))
    layers = {'layer{}'.format(k): str(i) for i, k in enumerate(returned)}
    widths = [backbone.inplanes // 8 * 2 ** (k - 1) for k in returned]
    return BackboneWithFPN(backbone, layers, widths, 256, extra_blocks=extra_blocks, norm_layer=norm_layer)


def _validate_trainable_layers(is_trained, trainable_backbone_layers, max_value, default_value):
    if not is_trained:
        return max_value
    layers = default_value if trainable_backbone_layers is None else trainable_backbone_layers
    if layers < 0 or layers > max_value:
        raise ValueError('Trainable backbone layers should be in the range [0,{}], got {} '.format(max_value, layers))
    return layers


def _mobilenet_extractor(backbone, fpn, trainable_layers, returned_layers=None, extra_blocks=None, norm_layer=None):
    body = backbone.features
    stages = [0] + [i for i, part in enumerate(body) if getattr(part, '_is_cn', False)] + [len(body) - 1]
    count = len(stages)
    if trainable_layers < 0 or trainable_layers > count:
        raise ValueError('Trainable layers should be in the range [0,{}], got {} '.format(count, trainable_layers))
    for part in body[:len(body) if trainable_layers == 0 else stages[count - trainable_layers]]:
        for parameter in part.parameters():
            parameter.requires_grad_(False)
    if not fpn:
        made = nn.Sequential(body, nn.Conv2d(body[-1].out_channels, 256, 1))
        made.out_channels = 256
        return made
    returned = returned_layers or [count - 2, count - 1]
    layers = {str(stages[k]): str(i) for i, k in enumerate(returned)}
    widths = [body[stages[k]].out_channels for k in returned]
    return BackboneWithFPN(body, layers, widths, 256, extra_blocks=extra_blocks, norm_layer=norm_layer)


def mobilenet_backbone(*, backbone_name, weights, fpn, norm_layer=misc_nn_ops.FrozenBatchNorm2d, trainable_layers=2,
                       returned_layers=None, extra_blocks=None):
    backbone = getattr(mobilenet, backbone_name)(weights=weights, norm_layer=norm_layer)
    return _mobilenet_extractor(backbone, fpn, trainable_layers, returned_layers, extra_blocks)


def _settle(weights, kwargs, most=5, usual=3):
    # The backbone's norm layers, how much of it learns, and how many classes there are.
    kwargs.pop('progress', None)
    old, missing = kwargs.pop('pretrained_backbone', None), object()
    given = kwargs.pop('weights_backbone', missing)
    trained = weights is not None or (bool(old) if old is not None else given is missing or given is not None)
    layers = _validate_trainable_layers(trained, kwargs.pop('trainable_backbone_layers', None), most, usual)
    classes = kwargs.pop('num_classes', None)
    return trained, layers, 91 if classes is None else classes


def _resnet50(trained, layers, frozen=True, **options):
    norm = misc_nn_ops.FrozenBatchNorm2d if trained and frozen else nn.BatchNorm2d
    return _resnet_fpn_extractor(resnet.resnet50(norm_layer=norm), layers, **options)
`, 'resnet_fpn_backbone mobilenet_backbone BackboneWithFPN');

/** Modules of `torchvision.models` that only collect the names of others. */
const MOBILENET: Family = {
  module: 'torchvision.models.mobilenet', exports: [], python: `
from torchvision.models.mobilenetv2 import MobileNetV2, mobilenet_v2
from torchvision.models.mobilenetv3 import MobileNetV3, mobilenet_v3_large, mobilenet_v3_small
`,
};

const PARTS = detector('generalized_rcnn', `
from collections import OrderedDict


class ImageList:
    def __init__(self, tensors, image_sizes):
        self.tensors = tensors
        self.image_sizes = image_sizes


class GeneralizedRCNNTransform(nn.Module):
    def __init__(self, min_size, max_size, image_mean, image_std, size_divisible=32, fixed_size=None, **kwargs):
        super().__init__()
        self.min_size = min_size if isinstance(min_size, (list, tuple)) else (min_size,)
        self.max_size = max_size
        self.image_mean = image_mean
        self.image_std = image_std
        self.size_divisible = size_divisible
        self.fixed_size = fixed_size

    def forward(self, images, targets=None):
        images = [self.resize(self.normalize(self._checked(image))) for image in images]
        return ImageList(self.batch_images(images), [tuple(image.shape[-2:]) for image in images]), targets

    def _checked(self, image):
        if image.dim() != 3:
            raise ValueError('images is expected to be a list of 3d tensors of shape [C, H, W], got {}'.format(image.shape))
        return image

    def normalize(self, image):
        mean, std = torch.as_tensor(self.image_mean), torch.as_tensor(self.image_std)
        return (image - mean[:, None, None]) / std[:, None, None]

    def resize(self, image):
        if self.fixed_size is not None:
            size = (self.fixed_size[1], self.fixed_size[0])
            return F.interpolate(image[None], size=size, mode='bilinear', align_corners=False)[0]
        shape = torch.tensor(image.shape[-2:])
        least, most = torch.min(shape).to(dtype=torch.float32), torch.max(shape).to(dtype=torch.float32)
        scale = torch.min(float(self.min_size[-1]) / least, float(self.max_size) / most).item()
        return F.interpolate(image[None], scale_factor=scale, mode='bilinear', recompute_scale_factor=True,
                             align_corners=False)[0]

    def batch_images(self, images):
        step = float(self.size_divisible)
        size = [max(image.shape[i] for image in images) for i in range(3)]
        size = [size[0]] + [int(math.ceil(float(extent) / step) * step) for extent in size[1:]]
        batch = images[0].new_full([len(images)] + size, 0)
        for i, image in enumerate(images):
            batch[i, :image.shape[0], :image.shape[1], :image.shape[2]].copy_(image)
        return batch


class GeneralizedRCNN(nn.Module):
    def __init__(self, backbone, rpn, roi_heads, transform):
        super().__init__()
        self.transform = transform
        self.backbone = backbone
        self.rpn = rpn
        self.roi_heads = roi_heads
        self._has_warned = False

    def forward(self, images, targets=None):
        if self.training:
            return _unmodelled('the losses of a detector')
        sizes = [tuple(image.shape[-2:]) for image in images]
        images, targets = self.transform(images, targets)
        features = self.backbone(images.tensors)
        if isinstance(features, torch.Tensor):
            features = OrderedDict([('0', features)])
        proposals, _ = self.rpn(images, features, targets)
        found, _ = self.roi_heads(features, proposals, images.image_sizes, targets)
        return [self._pasted(one, size) for one, size in zip(found, sizes)]

    def _pasted(self, found, size):
        if 'masks' in found:
            found['masks'] = found['masks'].new_zeros((found['boxes'].shape[0], 1, size[0], size[1]))
        return found


def _kept(boxes, scores):
    # Boxes that are left after suppression, and their scores: as many as the picture says.
    keep = torch.ops.torchvision.nms(boxes, scores, 0.5)
    return boxes[keep], scores[keep], keep


def _flat(maps, columns):
    parts = [m.view(m.shape[0], -1, columns, m.shape[-2], m.shape[-1]).permute(0, 3, 4, 1, 2).reshape(m.shape[0], -1, columns)
             for m in maps]
    return torch.cat(parts, dim=1)
`, 'GeneralizedRCNN');

const RPN = detector('rpn', `
from torchvision.models.detection.generalized_rcnn import ImageList, _flat, _kept
from torchvision.ops.misc import Conv2dNormActivation


class AnchorGenerator(nn.Module):
    def __init__(self, sizes=((128, 256, 512),), aspect_ratios=((0.5, 1.0, 2.0),)):
        super().__init__()
        if not isinstance(sizes[0], (list, tuple)):
            sizes = tuple((s,) for s in sizes)
        if not isinstance(aspect_ratios[0], (list, tuple)):
            aspect_ratios = (aspect_ratios,) * len(sizes)
        self.sizes = sizes
        self.aspect_ratios = aspect_ratios

    def num_anchors_per_location(self):
        return [len(s) * len(a) for s, a in zip(self.sizes, self.aspect_ratios)]

    def forward(self, image_list, feature_maps):
        count = sum(m.shape[-2] * m.shape[-1] * n for m, n in zip(feature_maps, self.num_anchors_per_location()))
        return [feature_maps[0].new_zeros((count, 4)) for _ in range(len(image_list.image_sizes))]


class RPNHead(nn.Module):
    _version = 2

    def __init__(self, in_channels, num_anchors, conv_depth=1):
        super().__init__()
        self.conv = nn.Sequential(*[Conv2dNormActivation(in_channels, in_channels, kernel_size=3, norm_layer=None)
                                    for _ in range(conv_depth)])
        self.cls_logits = nn.Conv2d(in_channels, num_anchors, kernel_size=1, stride=1)
        self.bbox_pred = nn.Conv2d(in_channels, num_anchors * 4, kernel_size=1, stride=1)

    def forward(self, x):
        logits, boxes = [], []
        for feature in x:
            t = self.conv(feature)
            logits.append(self.cls_logits(t))
            boxes.append(self.bbox_pred(t))
        return logits, boxes


class RegionProposalNetwork(nn.Module):
    def __init__(self, anchor_generator, head, *args, **kwargs):
        super().__init__()
        self.anchor_generator = anchor_generator
        self.head = head

    def forward(self, images, features, targets=None):
        features = list(features.values())
        objectness, deltas = self.head(features)
        anchors = self.anchor_generator(images, features)
        scores, moves = _flat(objectness, 1), _flat(deltas, 4)
        proposals = [_kept(anchor + move, score.flatten())[0] for anchor, move, score in zip(anchors, moves, scores)]
        return proposals, {}
`, 'AnchorGenerator RPNHead RegionProposalNetwork');

const ROI_HEADS = detector('roi_heads', `
from torchvision.models.detection.generalized_rcnn import _kept


class RoIHeads(nn.Module):
    def __init__(self, box_roi_pool, box_head, box_predictor, *args, mask_roi_pool=None, mask_head=None, mask_predictor=None,
                 keypoint_roi_pool=None, keypoint_head=None, keypoint_predictor=None, **kwargs):
        super().__init__()
        self.box_roi_pool = box_roi_pool
        self.box_head = box_head
        self.box_predictor = box_predictor
        self.mask_roi_pool = mask_roi_pool
        self.mask_head = mask_head
        self.mask_predictor = mask_predictor
        self.keypoint_roi_pool = keypoint_roi_pool
        self.keypoint_head = keypoint_head
        self.keypoint_predictor = keypoint_predictor

    def has_mask(self):
        return None not in (self.mask_roi_pool, self.mask_head, self.mask_predictor)

    def has_keypoint(self):
        return None not in (self.keypoint_roi_pool, self.keypoint_head, self.keypoint_predictor)

    def forward(self, features, proposals, image_shapes, targets=None):
        x = self.box_head(self.box_roi_pool(features, proposals, image_shapes))
        self.box_predictor(x)
        results = []
        for boxes in proposals:
            found, scores, keep = _kept(boxes, boxes[:, 0])
            results.append({'boxes': found, 'labels': keep, 'scores': scores})
        boxes = [result['boxes'] for result in results]
        if self.has_mask():
            x = self.mask_predictor(self.mask_head(self.mask_roi_pool(features, boxes, image_shapes)))
            for result in results:
                result['masks'] = x.new_zeros((result['boxes'].shape[0], 1, x.shape[-2], x.shape[-1]))
        if self.has_keypoint():
            x = self.keypoint_predictor(self.keypoint_head(self.keypoint_roi_pool(features, boxes, image_shapes)))
            for result in results:
                result['keypoints'] = x.new_zeros((result['boxes'].shape[0], x.shape[1], 3))
                result['keypoints_scores'] = x.new_zeros((result['boxes'].shape[0], x.shape[1]))
        return results, {}
`, 'RoIHeads');

/** Modules whose names other modules hold. */
const elsewhere = (module: string, home: string, names: string): Family =>
  ({ ...detector(module, `from torchvision.models.detection.${home} import ${names}\n`, ''), exports: [] });

export const DETECTOR_PARTS: readonly Family[] = [
  MOBILENET, BACKBONES, PARTS, RPN, ROI_HEADS, elsewhere('anchor_utils', 'rpn', 'AnchorGenerator'),
  elsewhere('image_list', 'generalized_rcnn', 'ImageList'),
  elsewhere('transform', 'generalized_rcnn', 'GeneralizedRCNNTransform'),
];
