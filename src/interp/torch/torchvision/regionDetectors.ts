// Detectors with proposals: Faster R-CNN (Ren et al. 2015), Mask R-CNN (He et al. 2017), keypoints.
import { COCO, detector } from './detectors';
import type { Family } from './family';

const FASTER = detector('faster_rcnn', `
from torchvision.models.detection.backbone_utils import _mobilenet_extractor, _resnet50, _settle, misc_nn_ops, mobilenet
from torchvision.models.detection.generalized_rcnn import GeneralizedRCNN, GeneralizedRCNNTransform
from torchvision.models.detection.roi_heads import RoIHeads
from torchvision.models.detection.rpn import AnchorGenerator, RegionProposalNetwork, RPNHead
from torchvision.ops.misc import Conv2dNormActivation
from torchvision.ops.poolers import MultiScaleRoIAlign


def _default_anchorgen():
    return AnchorGenerator(((32,), (64,), (128,), (256,), (512,)), ((0.5, 1.0, 2.0),) * 5)


class FasterRCNN(GeneralizedRCNN):
    def __init__(self, backbone, num_classes=None, min_size=800, max_size=1333, image_mean=None, image_std=None,
                 rpn_anchor_generator=None, rpn_head=None, box_roi_pool=None, box_head=None, box_predictor=None, **kwargs):
        if not hasattr(backbone, 'out_channels'):
            raise ValueError('backbone should contain an attribute out_channels specifying the number of output channels '
                             '(assumed to be the same for all the levels)')
        if num_classes is not None and box_predictor is not None:
            raise ValueError('num_classes should be None when box_predictor is specified')
        if num_classes is None and box_predictor is None:
            raise ValueError('num_classes should not be None when box_predictor is not specified')
        width = backbone.out_channels
        anchors = rpn_anchor_generator or _default_anchorgen()
        head = rpn_head or RPNHead(width, anchors.num_anchors_per_location()[0])
        pool = box_roi_pool or MultiScaleRoIAlign(featmap_names=['0', '1', '2', '3'], output_size=7, sampling_ratio=2)
        box_head = box_head or TwoMLPHead(width * pool.output_size[0] ** 2, 1024)
        predictor = box_predictor or FastRCNNPredictor(1024, num_classes)
        super().__init__(backbone, RegionProposalNetwork(anchors, head), RoIHeads(pool, box_head, predictor),
                         GeneralizedRCNNTransform(min_size, max_size, image_mean or [0.485, 0.456, 0.406],
                                                  image_std or [0.229, 0.224, 0.225], **kwargs))


class TwoMLPHead(nn.Module):
    def __init__(self, in_channels, representation_size):
        super().__init__()
        self.fc6 = nn.Linear(in_channels, representation_size)
        self.fc7 = nn.Linear(representation_size, representation_size)

    def forward(self, x):
        return F.relu(self.fc7(F.relu(self.fc6(x.flatten(start_dim=1)))))


class FastRCNNConvFCHead(nn.Sequential):
    def __init__(self, input_size, conv_layers, fc_layers, norm_layer=None):
        width, high, wide = input_size
        layers = []
        for out in conv_layers:
            layers.append(Conv2dNormActivation(width, out, norm_layer=norm_layer))
            width = out
        layers.append(nn.Flatten())
        width = width * high * wide
        for out in fc_layers:
            layers += [nn.Linear(width, out), nn.ReLU(inplace=True)]
            width = out
        super().__init__(*layers)


class FastRCNNPredictor(nn.Module):
    def __init__(self, in_channels, num_classes):
        super().__init__()
        self.cls_score = nn.Linear(in_channels, num_classes)
        self.bbox_pred = nn.Linear(in_channels, num_classes * 4)

    def forward(self, x):
        x = x.flatten(start_dim=1)
        return self.cls_score(x), self.bbox_pred(x)


def _second():
    # The heads of the second version.
    return dict(rpn_head=RPNHead(256, 3, conv_depth=2),
                box_head=FastRCNNConvFCHead((256, 7, 7), [256] * 4, [1024], norm_layer=nn.BatchNorm2d))


def _make(weights, kind, **kwargs):
    mobile = kind.startswith('mobile')
    if kind == 'resnet_v2':
        kwargs.setdefault('weights_backbone', None)
    trained, layers, classes = _settle(weights, kwargs, *((6, 3) if mobile else (5, 3)))
    if kind == 'resnet':
        return FasterRCNN(_resnet50(trained, layers), classes, **kwargs)
    if kind == 'resnet_v2':
        backbone = _resnet50(trained, layers, frozen=False, norm_layer=nn.BatchNorm2d)
        return FasterRCNN(backbone, classes, **{**_second(), **kwargs})
    norm = misc_nn_ops.FrozenBatchNorm2d if trained else nn.BatchNorm2d
    backbone = _mobilenet_extractor(mobilenet.mobilenet_v3_large(norm_layer=norm), True, layers)
    anchors = AnchorGenerator(((32, 64, 128, 256, 512),) * 3, ((0.5, 1.0, 2.0),) * 3)
    if kind == 'mobile320':
        kwargs = {'min_size': 320, 'max_size': 640, **kwargs}
    return FasterRCNN(backbone, classes, rpn_anchor_generator=anchors, **kwargs)


`, 'FasterRCNN', [
  ['fasterrcnn_resnet50_fpn', 'FasterRCNN_ResNet50_FPN', COCO, "'resnet'"],
  ['fasterrcnn_resnet50_fpn_v2', 'FasterRCNN_ResNet50_FPN_V2', COCO, "'resnet_v2'"],
  ['fasterrcnn_mobilenet_v3_large_fpn', 'FasterRCNN_MobileNet_V3_Large_FPN', COCO, "'mobile'"],
  ['fasterrcnn_mobilenet_v3_large_320_fpn', 'FasterRCNN_MobileNet_V3_Large_320_FPN', COCO, "'mobile320'"],
]);

const MASK = detector('mask_rcnn', `
from collections import OrderedDict
from torchvision.models.detection.backbone_utils import _resnet50, _settle
from torchvision.models.detection.faster_rcnn import FasterRCNN, _second
from torchvision.ops.misc import Conv2dNormActivation
from torchvision.ops.poolers import MultiScaleRoIAlign


class MaskRCNN(FasterRCNN):
    def __init__(self, backbone, num_classes=None, mask_roi_pool=None, mask_head=None, mask_predictor=None, **kwargs):
        if num_classes is not None and mask_predictor is not None:
            raise ValueError('num_classes should be None when mask_predictor is specified')
        super().__init__(backbone, num_classes, **kwargs)
        heads = self.roi_heads
        heads.mask_roi_pool = mask_roi_pool or MultiScaleRoIAlign(['0', '1', '2', '3'], output_size=14, sampling_ratio=2)
        heads.mask_head = mask_head or MaskRCNNHeads(backbone.out_channels, (256, 256, 256, 256), 1)
        heads.mask_predictor = mask_predictor or MaskRCNNPredictor(256, 256, num_classes)


class MaskRCNNHeads(nn.Sequential):
    _version = 2

    def __init__(self, in_channels, layers, dilation, norm_layer=None):
        blocks, width = [], in_channels
        for out in layers:
            blocks.append(Conv2dNormActivation(width, out, kernel_size=3, stride=1, padding=dilation, dilation=dilation,
                                               norm_layer=norm_layer))
            width = out
        super().__init__(*blocks)


class MaskRCNNPredictor(nn.Sequential):
    def __init__(self, in_channels, dim_reduced, num_classes):
        super().__init__(OrderedDict([
            ('conv5_mask', nn.ConvTranspose2d(in_channels, dim_reduced, 2, 2, 0)), ('relu', nn.ReLU(inplace=True)),
            ('mask_fcn_logits', nn.Conv2d(dim_reduced, num_classes, 1, 1, 0))]))


def _make(weights, second, **kwargs):
    if second:
        kwargs.setdefault('weights_backbone', None)
    trained, layers, classes = _settle(weights, kwargs)
    if not second:
        return MaskRCNN(_resnet50(trained, layers), classes, **kwargs)
    mask_head = MaskRCNNHeads(256, [256, 256, 256, 256], 1, norm_layer=nn.BatchNorm2d)
    backbone = _resnet50(trained, layers, frozen=False, norm_layer=nn.BatchNorm2d)
    return MaskRCNN(backbone, classes, **{**_second(), 'mask_head': mask_head, **kwargs})


`, 'MaskRCNN', [
  ['maskrcnn_resnet50_fpn', 'MaskRCNN_ResNet50_FPN', COCO, 'False'],
  ['maskrcnn_resnet50_fpn_v2', 'MaskRCNN_ResNet50_FPN_V2', COCO, 'True'],
]);

const KEYPOINT = detector('keypoint_rcnn', `
from torchvision.models.detection.backbone_utils import _resnet50, _settle
from torchvision.models.detection.faster_rcnn import FasterRCNN
from torchvision.ops.poolers import MultiScaleRoIAlign


class KeypointRCNN(FasterRCNN):
    def __init__(self, backbone, num_classes=None, min_size=None, keypoint_roi_pool=None, keypoint_head=None,
                 keypoint_predictor=None, num_keypoints=None, **kwargs):
        sizes = min_size or (640, 672, 704, 736, 768, 800)
        if num_keypoints is not None and keypoint_predictor is not None:
            raise ValueError('num_keypoints should be None when keypoint_predictor is specified')
        super().__init__(backbone, num_classes, min_size=sizes, **kwargs)
        heads = self.roi_heads
        heads.keypoint_roi_pool = keypoint_roi_pool or MultiScaleRoIAlign(['0', '1', '2', '3'], output_size=14, sampling_ratio=2)
        heads.keypoint_head = keypoint_head or KeypointRCNNHeads(backbone.out_channels, (512,) * 8)
        count = 17 if num_keypoints is None else num_keypoints
        heads.keypoint_predictor = keypoint_predictor or KeypointRCNNPredictor(512, count)


class KeypointRCNNHeads(nn.Sequential):
    def __init__(self, in_channels, layers):
        steps, width = [], in_channels
        for out in layers:
            steps += [nn.Conv2d(width, out, 3, stride=1, padding=1), nn.ReLU(inplace=True)]
            width = out
        super().__init__(*steps)


class KeypointRCNNPredictor(nn.Module):
    def __init__(self, in_channels, num_keypoints):
        super().__init__()
        self.kps_score_lowres = nn.ConvTranspose2d(in_channels, num_keypoints, 4, stride=2, padding=1)
        self.up_scale = 2
        self.out_channels = num_keypoints

    def forward(self, x):
        return F.interpolate(self.kps_score_lowres(x), scale_factor=float(self.up_scale), mode='bilinear', align_corners=False,
                             recompute_scale_factor=False)


def _make(weights, **kwargs):
    kwargs['num_classes'] = 2 if kwargs.get('num_classes') is None else kwargs['num_classes']
    trained, layers, classes = _settle(weights, kwargs)
    return KeypointRCNN(_resnet50(trained, layers), classes, **kwargs)


`, 'KeypointRCNN', [['keypointrcnn_resnet50_fpn', 'KeypointRCNN_ResNet50_FPN', 'COCO_LEGACY *COCO_V1', '']], 2);

export const REGION_DETECTORS: readonly Family[] = [FASTER, MASK, KEYPOINT];
