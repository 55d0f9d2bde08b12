// Detectors without proposals: RetinaNet (Lin et al. 2017), FCOS (Tian et al. 2019).
import { COCO, detector } from './detectors';
import type { Family } from './family';

/** A head for classes and one for boxes over every level. */
const DENSE = `
from collections import OrderedDict
from functools import partial
from torchvision.models.detection.backbone_utils import _resnet50, _settle
from torchvision.models.detection.generalized_rcnn import GeneralizedRCNNTransform, _flat, _kept
from torchvision.models.detection.rpn import AnchorGenerator
from torchvision.ops.feature_pyramid_network import LastLevelP6P7
from torchvision.ops.misc import Conv2dNormActivation


class _Dense(nn.Module):
    def _start(self, backbone, anchors, head, min_size, max_size, image_mean, image_std, options):
        if not hasattr(backbone, 'out_channels'):
            raise ValueError('backbone should contain an attribute out_channels specifying the number of output channels '
                             '(assumed to be the same for all the levels)')
        self.backbone = backbone
        self.anchor_generator = anchors
        self.head = head
        self.transform = GeneralizedRCNNTransform(min_size, max_size, image_mean or [0.485, 0.456, 0.406],
                                                  image_std or [0.229, 0.224, 0.225], **options)

    def forward(self, images, targets=None):
        if self.training:
            return _unmodelled('the losses of a detector')
        images, targets = self.transform(images, targets)
        features = self.backbone(images.tensors)
        features = [features] if isinstance(features, torch.Tensor) else list(features.values())
        outputs = self.head(features)
        anchors = self.anchor_generator(images, features)
        results = []
        for i, anchor in enumerate(anchors):
            boxes, scores, keep = _kept(anchor + outputs['bbox_regression'][i], outputs['cls_logits'][i][:, 0])
            results.append({'boxes': boxes, 'scores': scores, 'labels': keep})
        return results
`;

const RETINANET = detector('retinanet', `${DENSE}

def _default_anchorgen():
    sizes = tuple((x, int(x * 2 ** (1.0 / 3)), int(x * 2 ** (2.0 / 3))) for x in [32, 64, 128, 256, 512])
    return AnchorGenerator(sizes, ((0.5, 1.0, 2.0),) * len(sizes))


class RetinaNetHead(nn.Module):
    def __init__(self, in_channels, num_anchors, num_classes, norm_layer=None):
        super().__init__()
        self.classification_head = RetinaNetClassificationHead(in_channels, num_anchors, num_classes, norm_layer=norm_layer)
        self.regression_head = RetinaNetRegressionHead(in_channels, num_anchors, norm_layer=norm_layer)

    def forward(self, x):
        return {'cls_logits': self.classification_head(x), 'bbox_regression': self.regression_head(x)}


def _tower(in_channels, norm_layer):
    return nn.Sequential(*[Conv2dNormActivation(in_channels, in_channels, norm_layer=norm_layer) for _ in range(4)])


class RetinaNetClassificationHead(nn.Module):
    _version = 2

    def __init__(self, in_channels, num_anchors, num_classes, prior_probability=0.01, norm_layer=None):
        super().__init__()
        self.conv = _tower(in_channels, norm_layer)
        self.cls_logits = nn.Conv2d(in_channels, num_anchors * num_classes, kernel_size=3, stride=1, padding=1)
        self.num_classes = num_classes
        self.num_anchors = num_anchors

    def forward(self, x):
        return _flat([self.cls_logits(self.conv(features)) for features in x], self.num_classes)


class RetinaNetRegressionHead(nn.Module):
    _version = 2

    def __init__(self, in_channels, num_anchors, norm_layer=None):
        super().__init__()
        self.conv = _tower(in_channels, norm_layer)
        self.bbox_reg = nn.Conv2d(in_channels, num_anchors * 4, kernel_size=3, stride=1, padding=1)

    def forward(self, x):
        return _flat([self.bbox_reg(self.conv(features)) for features in x], 4)


class RetinaNet(_Dense):
    def __init__(self, backbone, num_classes, min_size=800, max_size=1333, image_mean=None, image_std=None,
                 anchor_generator=None, head=None, proposal_matcher=None, score_thresh=0.05, nms_thresh=0.5,
                 detections_per_img=300, fg_iou_thresh=0.5, bg_iou_thresh=0.4, topk_candidates=1000, **kwargs):
        super().__init__()
        anchors = anchor_generator or _default_anchorgen()
        head = head or RetinaNetHead(backbone.out_channels, anchors.num_anchors_per_location()[0], num_classes)
        self._start(backbone, anchors, head, min_size, max_size, image_mean, image_std, kwargs)


def _make(weights, second, **kwargs):
    if second:
        kwargs.setdefault('weights_backbone', None)
    trained, layers, classes = _settle(weights, kwargs)
    extra = LastLevelP6P7(2048 if second else 256, 256)
    backbone = _resnet50(trained, layers, frozen=not second, returned_layers=[2, 3, 4], extra_blocks=extra)
    if second:
        anchors = _default_anchorgen()
        kwargs = {'anchor_generator': anchors, **kwargs}
        kwargs['head'] = kwargs.get('head') or RetinaNetHead(
            256, anchors.num_anchors_per_location()[0], classes, norm_layer=partial(nn.GroupNorm, 32))
    return RetinaNet(backbone, classes, **kwargs)


`, 'RetinaNet', [
  ['retinanet_resnet50_fpn', 'RetinaNet_ResNet50_FPN', COCO, 'False'],
  ['retinanet_resnet50_fpn_v2', 'RetinaNet_ResNet50_FPN_V2', COCO, 'True'],
]);

const FCOS = detector('fcos', `${DENSE}

class FCOSHead(nn.Module):
    def __init__(self, in_channels, num_anchors, num_classes, num_convs=4):
        super().__init__()
        self.classification_head = FCOSClassificationHead(in_channels, num_anchors, num_classes, num_convs)
        self.regression_head = FCOSRegressionHead(in_channels, num_anchors, num_convs)

    def forward(self, x):
        logits = self.classification_head(x)
        boxes, centres = self.regression_head(x)
        return {'cls_logits': logits, 'bbox_regression': boxes, 'bbox_ctrness': centres}


def _tower(in_channels, num_convs, norm_layer):
    norm = norm_layer or partial(nn.GroupNorm, 32)
    return nn.Sequential(*[part for _ in range(num_convs) for part in (
        nn.Conv2d(in_channels, in_channels, kernel_size=3, stride=1, padding=1), norm(in_channels), nn.ReLU())])


class FCOSClassificationHead(nn.Module):
    def __init__(self, in_channels, num_anchors, num_classes, num_convs=4, prior_probability=0.01, norm_layer=None):
        super().__init__()
        self.num_classes = num_classes
        self.num_anchors = num_anchors
        self.conv = _tower(in_channels, num_convs, norm_layer)
        self.cls_logits = nn.Conv2d(in_channels, num_anchors * num_classes, kernel_size=3, stride=1, padding=1)

    def forward(self, x):
        return _flat([self.cls_logits(self.conv(features)) for features in x], self.num_classes)


class FCOSRegressionHead(nn.Module):
    def __init__(self, in_channels, num_anchors, num_convs=4, norm_layer=None):
        super().__init__()
        self.conv = _tower(in_channels, num_convs, norm_layer)
        self.bbox_reg = nn.Conv2d(in_channels, num_anchors * 4, kernel_size=3, stride=1, padding=1)
        self.bbox_ctrness = nn.Conv2d(in_channels, num_anchors * 1, kernel_size=3, stride=1, padding=1)

    def forward(self, x):
        boxes, centres = [], []
        for features in x:
            features = self.conv(features)
            boxes.append(F.relu(self.bbox_reg(features)))
            centres.append(self.bbox_ctrness(features))
        return _flat(boxes, 4), _flat(centres, 1)


class FCOS(_Dense):
    def __init__(self, backbone, num_classes, min_size=800, max_size=1333, image_mean=None, image_std=None,
                 anchor_generator=None, head=None, center_sampling_radius=1.5, score_thresh=0.2, nms_thresh=0.6,
                 detections_per_img=100, topk_candidates=1000, **kwargs):
        super().__init__()
        anchors = anchor_generator or AnchorGenerator(((8,), (16,), (32,), (64,), (128,)), ((1.0,),) * 5)
        head = head or FCOSHead(backbone.out_channels, anchors.num_anchors_per_location()[0], num_classes)
        self._start(backbone, anchors, head, min_size, max_size, image_mean, image_std, kwargs)


def _make(weights, **kwargs):
    trained, layers, classes = _settle(weights, kwargs)
    backbone = _resnet50(trained, layers, returned_layers=[2, 3, 4], extra_blocks=LastLevelP6P7(256, 256))
    return FCOS(backbone, classes, **kwargs)


`, 'FCOS', [['fcos_resnet50_fpn', 'FCOS_ResNet50_FPN', COCO, '']]);

export const DENSE_DETECTORS: readonly Family[] = [RETINANET, FCOS];
