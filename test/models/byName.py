"""What people do with torchvision's models: replace a head, freeze, cut, subclass, extract. Recorded by tools/truth.py."""
import torch
from torch import nn
from torchvision import models
from torchvision.models import ResNet, resnet50
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.backbone_utils import resnet_fpn_backbone
from torchvision.ops import MultiScaleRoIAlign
from torchvision.models._utils import IntermediateLayerGetter
from torchvision.models.resnet import BasicBlock, Bottleneck
from torchvision.models.segmentation.deeplabv3 import DeepLabHead
import torchvision.models.feature_extraction


def new_head(classes=10):
    model = models.resnet18(weights=None)
    model.fc = nn.Linear(model.fc.in_features, classes)
    return model


def frozen(classes=5):
    model = resnet50(weights=None)
    for parameter in model.parameters():
        parameter.requires_grad = False
    model.fc = nn.Sequential(nn.Linear(model.fc.in_features, 256), nn.ReLU(), nn.Dropout(0.2), nn.Linear(256, classes))
    return model


class Cut(nn.Module):
    """The body of a ResNet as a feature extractor."""

    def __init__(self):
        super().__init__()
        body = models.resnet34()
        self.body = nn.Sequential(*list(body.children())[:-2])
        self.head = nn.Conv2d(body.layer4[-1].conv2.out_channels, 4, kernel_size=1)

    def forward(self, x):
        return self.head(self.body(x))


class Unet(nn.Module):
    """An encoder's stages joined with what is upsampled."""

    def __init__(self):
        super().__init__()
        encoder = models.resnet18()
        self.stem = nn.Sequential(encoder.conv1, encoder.bn1, encoder.relu)
        self.pool = encoder.maxpool
        self.stages = nn.ModuleList([encoder.layer1, encoder.layer2, encoder.layer3, encoder.layer4])
        self.lateral = nn.ModuleList([nn.Conv2d(c, 32, 1) for c in (64, 128, 256, 512)])

    def forward(self, x):
        x = self.pool(self.stem(x))
        features = []
        for stage in self.stages:
            x = stage(x)
            features.append(x)
        y = self.lateral[3](features[3])
        for lateral, feature in zip(list(self.lateral)[2::-1], features[2::-1]):
            y = nn.functional.interpolate(y, size=feature.shape[-2:], mode='bilinear', align_corners=False) + lateral(feature)
        return y


class Gated(Bottleneck):
    """Another block in torchvision's own network."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        width = self.conv3.out_channels
        self.gate = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(width, width // 16, 1), nn.ReLU(), nn.Conv2d(width // 16, width, 1),
                                  nn.Sigmoid())

    def forward(self, x):
        y = self.relu(self.bn1(self.conv1(x)))
        y = self.bn3(self.conv3(self.relu(self.bn2(self.conv2(y)))))
        y = y * self.gate(y)
        return self.relu(y + (x if self.downsample is None else self.downsample(x)))


class Small(ResNet):
    """ResNet for small pictures."""

    def __init__(self, classes=10):
        super().__init__(BasicBlock, [1, 1, 1, 1], num_classes=classes)
        self.conv1 = nn.Conv2d(3, 64, 3, padding=1, bias=False)
        self.maxpool = nn.Identity()


def by_name(arch='vgg11_bn', classes=7):
    model = models.__dict__[arch](weights=None)
    model.classifier[6] = nn.Linear(model.classifier[6].in_features, classes)
    return model


def by_attribute(arch='densenet121'):
    model = getattr(models, arch)(num_classes=3)
    model.features.conv0 = nn.Conv2d(1, 64, kernel_size=7, stride=2, padding=3, bias=False)
    return model


def by_registry():
    return models.get_model('mobilenet_v3_small', num_classes=4)


class VggFeatures(nn.Module):
    """Slices of a sequence, as losses over features take them."""

    def __init__(self):
        super().__init__()
        features = models.vgg16().features.eval()
        self.first, self.second = features[:9], features[9:16]

    def forward(self, x):
        x = self.first(x)
        return x.mean(), self.second(x)


def dilated():
    return models.resnet50(replace_stride_with_dilation=[False, True, True], num_classes=2)


def squeezed():
    model = models.squeezenet1_1()
    model.classifier[1] = nn.Conv2d(512, 6, kernel_size=(1, 1))
    model.num_classes = 6
    return model


def gated():
    return ResNet(Gated, [1, 2, 1, 1], num_classes=9)


def group_normed():
    return models.resnet18(norm_layer=lambda channels: nn.GroupNorm(8, channels))


def narrow():
    return models.mobilenet_v2(width_mult=0.35, num_classes=12)


class Trained(nn.Module):
    """A model in training mode whatever it is called in: auxiliary outputs."""

    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, x):
        self.net.train()
        return tuple(self.net(x))


def extracted():
    return models.feature_extraction.create_feature_extractor(models.resnet18(), {'layer2.0': 'early', 'layer4': 'late'})


def extracted_inside():
    body = models.vgg11_bn()
    return models.feature_extraction.create_feature_extractor(body, return_nodes=['features.10', 'features.17'])


class Segmenter(nn.Module):
    """A head for segmentation over the stages of a backbone."""

    def __init__(self, classes=3):
        super().__init__()
        self.body = IntermediateLayerGetter(models.resnet50(), {'layer1': 'low', 'layer4': 'high'})
        self.aspp = DeepLabHead(2048, 64)
        self.low = nn.Conv2d(256, 32, 1)
        self.out = nn.Conv2d(96, classes, 1)

    def forward(self, x):
        features = self.body(x)
        high = nn.functional.interpolate(self.aspp(features['high']), size=features['low'].shape[2:], mode='bilinear')
        return self.out(torch.cat([high, self.low(features['low'])], dim=1))


def new_segmentation_head():
    model = models.segmentation.deeplabv3_resnet50(weights_backbone=None, aux_loss=True)
    model.classifier[4] = nn.Conv2d(256, 2, kernel_size=1)
    model.aux_classifier[4] = nn.Conv2d(256, 2, kernel_size=1)
    return model


class Backbone(nn.Module):
    """All of a detector, of which the backbone is run: the rest depends on the picture."""

    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, x):
        return self.net.backbone(x)


def new_predictor(classes=2):
    model = models.detection.maskrcnn_resnet50_fpn(weights='DEFAULT')
    width = model.roi_heads.box_predictor.cls_score.in_features
    model.roi_heads.box_predictor = models.detection.faster_rcnn.FastRCNNPredictor(width, classes)
    width = model.roi_heads.mask_predictor.conv5_mask.in_channels
    model.roi_heads.mask_predictor = models.detection.mask_rcnn.MaskRCNNPredictor(width, 256, classes)
    return Backbone(model)


def other_backbone():
    body = models.mobilenet_v2(weights='DEFAULT').features
    body.out_channels = 1280
    anchors = AnchorGenerator(sizes=((32, 64, 128, 256, 512),), aspect_ratios=((0.5, 1.0, 2.0),))
    pool = MultiScaleRoIAlign(featmap_names=['0'], output_size=7, sampling_ratio=2)
    return Backbone(models.detection.FasterRCNN(body, num_classes=2, rpn_anchor_generator=anchors, box_roi_pool=pool))
