// FCN (Long et al. 2015), DeepLabV3 (Chen et al. 2017), LR-ASPP (Howard et al. 2019) on backbones; features of a model by name.
import type { Family } from './family';

const LABELS = '*COCO_WITH_VOC_LABELS_V1';

/** What the three share. */
const COMMON = `
from torchvision.models._utils import IntermediateLayerGetter
from torchvision.models.segmentation._utils import _SimpleSegmentationModel, _body, _settle
`;

const UTILS: Family = {
  module: 'torchvision.models.segmentation._utils',
  exports: [],
  python: `
from collections import OrderedDict
from torchvision.models.mobilenetv3 import mobilenet_v3_large
from torchvision.models import resnet
from torchvision.models._utils import IntermediateLayerGetter


class _SimpleSegmentationModel(nn.Module):
    __constants__ = ['aux_classifier']

    def __init__(self, backbone, classifier, aux_classifier=None):
        super().__init__()
        self.backbone = backbone
        self.classifier = classifier
        self.aux_classifier = aux_classifier

    def forward(self, x):
        size, features, result = x.shape[-2:], self.backbone(x), OrderedDict()
        for name, head in (('out', self.classifier), ('aux', self.aux_classifier)):
            if head is not None:
                result[name] = F.interpolate(head(features[name]), size=size, mode='bilinear', align_corners=False)
        return result


def _settle(weights, kwargs, default=21):
    # Weights have an auxiliary head, and a backbone of their own.
    for name in ('weights_backbone', 'pretrained_backbone', 'progress'):
        kwargs.pop(name, None)
    classes, aux = kwargs.pop('num_classes', None), kwargs.pop('aux_loss', None)
    if weights is not None:
        if aux is not None and not aux:
            raise ValueError("The parameter 'aux_loss' expected value True but got {} instead.".format(aux))
        aux = True
    return default if classes is None else classes, aux


def _body(name, aux):
    # The backbone with its outputs, and their channels.
    if name != 'mobilenet_v3_large':
        body = getattr(resnet, name)(replace_stride_with_dilation=[False, True, True])
        layers = {'layer4': 'out', 'layer3': 'aux'} if aux else {'layer4': 'out'}
        return IntermediateLayerGetter(body, return_layers=layers), 2048, 1024
    body, stages = _mobile_stages()
    out, early = stages[-1], stages[-4]
    layers = {str(out): 'out', str(early): 'aux'} if aux else {str(out): 'out'}
    return IntermediateLayerGetter(body, return_layers=layers), body[out].out_channels, body[early].out_channels


def _mobile_stages():
    body = mobilenet_v3_large(dilated=True).features
    return body, [0] + [i for i, part in enumerate(body) if getattr(part, '_is_cn', False)] + [len(body) - 1]
`,
};

const FCN: Family = {
  module: 'torchvision.models.segmentation.fcn',
  exports: ['FCN'],
  categories: 21,
  builders: [['fcn_resnet50', 'FCN_ResNet50', LABELS, "'resnet50'"], ['fcn_resnet101', 'FCN_ResNet101', LABELS, "'resnet101'"]],
  python: `${COMMON}

class FCN(_SimpleSegmentationModel):
    pass


class FCNHead(nn.Sequential):
    def __init__(self, in_channels, channels):
        inner = in_channels // 4
        super().__init__(nn.Conv2d(in_channels, inner, 3, padding=1, bias=False), nn.BatchNorm2d(inner), nn.ReLU(),
                         nn.Dropout(0.1), nn.Conv2d(inner, channels, 1))


def _make(weights, name, **kwargs):
    classes, aux = _settle(weights, kwargs)
    body, out, early = _body(name, aux)
    aux_head = FCNHead(early, classes) if aux else None
    return FCN(body, FCNHead(out, classes), aux_head, **kwargs)


_make.positional = ('weights', 'progress', 'num_classes', 'aux_loss')


`,
};

const DEEPLAB: Family = {
  module: 'torchvision.models.segmentation.deeplabv3',
  exports: ['DeepLabV3'],
  categories: 21,
  builders: [
    ['deeplabv3_resnet50', 'DeepLabV3_ResNet50', LABELS, "'resnet50'"],
    ['deeplabv3_resnet101', 'DeepLabV3_ResNet101', LABELS, "'resnet101'"],
    ['deeplabv3_mobilenet_v3_large', 'DeepLabV3_MobileNet_V3_Large', LABELS, "'mobilenet_v3_large'"],
  ],
  python: `${COMMON}
from torchvision.models.segmentation.fcn import FCNHead


class DeepLabV3(_SimpleSegmentationModel):
    pass


class ASPPConv(nn.Sequential):
    def __init__(self, in_channels, out_channels, dilation):
        super().__init__(nn.Conv2d(in_channels, out_channels, 3, padding=dilation, dilation=dilation, bias=False),
                         nn.BatchNorm2d(out_channels), nn.ReLU())


class ASPPPooling(nn.Sequential):
    def __init__(self, in_channels, out_channels):
        super().__init__(nn.AdaptiveAvgPool2d(1), nn.Conv2d(in_channels, out_channels, 1, bias=False),
                         nn.BatchNorm2d(out_channels), nn.ReLU())

    def forward(self, x):
        size = x.shape[-2:]
        for part in self:
            x = part(x)
        return F.interpolate(x, size=size, mode='bilinear', align_corners=False)


class ASPP(nn.Module):
    def __init__(self, in_channels, atrous_rates, out_channels=256):
        super().__init__()
        def pointwise(width):
            return [nn.Conv2d(width, out_channels, 1, bias=False), nn.BatchNorm2d(out_channels), nn.ReLU()]
        self.convs = nn.ModuleList([nn.Sequential(*pointwise(in_channels)),
                                    *[ASPPConv(in_channels, out_channels, rate) for rate in tuple(atrous_rates)],
                                    ASPPPooling(in_channels, out_channels)])
        self.project = nn.Sequential(*pointwise(len(self.convs) * out_channels), nn.Dropout(0.5))

    def forward(self, x):
        return self.project(torch.cat([conv(x) for conv in self.convs], dim=1))


class DeepLabHead(nn.Sequential):
    def __init__(self, in_channels, num_classes):
        super().__init__(ASPP(in_channels, [12, 24, 36]), nn.Conv2d(256, 256, 3, padding=1, bias=False), nn.BatchNorm2d(256),
                         nn.ReLU(), nn.Conv2d(256, num_classes, 1))


def _make(weights, name, **kwargs):
    classes, aux = _settle(weights, kwargs)
    body, out, early = _body(name, aux)
    aux_head = FCNHead(early, classes) if aux else None
    return DeepLabV3(body, DeepLabHead(out, classes), aux_head, **kwargs)


_make.positional = ('weights', 'progress', 'num_classes', 'aux_loss')


`,
};

const LRASPP: Family = {
  module: 'torchvision.models.segmentation.lraspp',
  exports: ['LRASPP'],
  categories: 21,
  builders: [['lraspp_mobilenet_v3_large', 'LRASPP_MobileNet_V3_Large', LABELS, '']],
  python: `
from collections import OrderedDict
from torchvision.models._utils import IntermediateLayerGetter
from torchvision.models.segmentation._utils import _mobile_stages


class LRASPP(nn.Module):
    def __init__(self, backbone, low_channels, high_channels, num_classes, inter_channels=128):
        super().__init__()
        self.backbone = backbone
        self.classifier = LRASPPHead(low_channels, high_channels, num_classes, inter_channels)

    def forward(self, input):
        out = self.classifier(self.backbone(input))
        return OrderedDict(out=F.interpolate(out, size=input.shape[-2:], mode='bilinear', align_corners=False))


class LRASPPHead(nn.Module):
    def __init__(self, low_channels, high_channels, num_classes, inter_channels):
        super().__init__()
        self.cbr = nn.Sequential(nn.Conv2d(high_channels, inter_channels, 1, bias=False), nn.BatchNorm2d(inter_channels),
                                 nn.ReLU(inplace=True))
        self.scale = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(high_channels, inter_channels, 1, bias=False),
                                   nn.Sigmoid())
        self.low_classifier = nn.Conv2d(low_channels, num_classes, 1)
        self.high_classifier = nn.Conv2d(inter_channels, num_classes, 1)

    def forward(self, input):
        low, high = input['low'], input['high']
        x = self.cbr(high)
        x = F.interpolate(x * self.scale(high), size=low.shape[-2:], mode='bilinear', align_corners=False)
        return self.low_classifier(low) + self.high_classifier(x)


def _make(weights, num_classes=None, weights_backbone=None, pretrained_backbone=None, **kwargs):
    if kwargs.pop('aux_loss', False):
        raise NotImplementedError('This model does not use auxiliary loss')
    body, stages = _mobile_stages()
    low, high = stages[-4], stages[-1]
    widths = body[low].out_channels, body[high].out_channels
    body = IntermediateLayerGetter(body, return_layers={str(low): 'low', str(high): 'high'})
    return LRASPP(body, *widths, 21 if num_classes is None else num_classes, **kwargs)


_make.positional = ('weights', 'progress', 'num_classes')


`,
};

const FEATURES: Family = {
  module: 'torchvision.models.feature_extraction',
  exports: [],
  python: `
from collections import OrderedDict

# The steps of the networks that are a chain of their children: names of children, or of functions that have no parameters.
_CHAINS = {
    'ResNet': 'conv1 bn1 relu maxpool layer1 layer2 layer3 layer4 avgpool flatten fc',
    'VGG': 'features avgpool flatten classifier', 'AlexNet': 'features avgpool flatten classifier',
    'SqueezeNet': 'features classifier flatten', 'DenseNet': 'features relu adaptive_avg_pool2d flatten classifier',
    'MobileNetV2': 'features adaptive_avg_pool2d flatten classifier', 'MobileNetV3': 'features avgpool flatten classifier',
    'EfficientNet': 'features avgpool flatten classifier', 'ConvNeXt': 'features avgpool classifier',
    'RegNet': 'stem trunk_output avgpool flatten fc',
    'MNASNet': 'layers mean classifier', 'SwinTransformer': 'features norm permute avgpool flatten head',
    'VideoResNet': 'stem layer1 layer2 layer3 layer4 avgpool flatten fc',
}
_FUNCTIONS = {
    'flatten': lambda x: torch.flatten(x, 1), 'mean': lambda x: x.mean([2, 3]), 'relu': lambda x: F.relu(x, inplace=True),
    'adaptive_avg_pool2d': lambda x: F.adaptive_avg_pool2d(x, (1, 1)),
}


def _chain_of(model):
    for cls in type(model).__mro__:
        if cls.__name__ in _CHAINS and cls.__module__.startswith('torchvision.models.'):
            same = all(getattr(type(model), name, None) is getattr(cls, name, None) for name in ('forward', '_forward_impl'))
            return _CHAINS[cls.__name__].split() if same else None
    return None


def _inside(name, wanted):
    return {path[len(name) + 1:]: key for path, key in wanted.items() if path.startswith(name + '.')}


class _Steps(nn.Module):
    # Named steps one after the other; when nothing follows, up to the last one that is asked for.
    def __init__(self, parent, names, wanted, is_last=True):
        super().__init__()
        if is_last:
            asked = [i for i, name in enumerate(names) if name in wanted or _inside(name, wanted)]
            names = names[:asked[-1] + 1]
        self._names, self._wanted = names, wanted
        for i, name in enumerate(names):
            child, inside = getattr(parent, name, None), _inside(name, wanted)
            if inside:
                ends = is_last and i == len(names) - 1 and name not in wanted
                child = _Steps(child, [inner for inner, _ in child.named_children()], inside, ends)
            if isinstance(child, nn.Module):
                self.add_module(name, child)

    def forward(self, x, found):
        for name in self._names:
            step = self._modules.get(name)
            x = _FUNCTIONS[name](x) if step is None else step(x, found) if isinstance(step, _Steps) else step(x)
            if name in self._wanted:
                found[self._wanted[name]] = x
        return x


class _Extractor(_Steps):
    def forward(self, x):
        found = OrderedDict()
        super().forward(x, found)
        return found


def _is_step(parent, names, path):
    # Whether a path names a step of a chain, or of a sequence within one.
    for i, name in enumerate(path):
        if i > 0:
            if not isinstance(parent, nn.Sequential) or type(parent).forward is not nn.Sequential.forward:
                return False
            names = [inner for inner, _ in parent.named_children()]
        if name not in names:
            return False
        parent = getattr(parent, name, None)
    return True


def create_feature_extractor(model, return_nodes=None, train_return_nodes=None, eval_return_nodes=None, tracer_kwargs=None,
                             suppress_diff_warning=False):
    nodes, chain = return_nodes, _chain_of(model)
    if nodes is None or chain is None:
        return _unmodelled('create_feature_extractor of this model')
    wanted = {str(k): str(v) for k, v in (nodes.items() if isinstance(nodes, dict) else zip(nodes, nodes))}
    for path in wanted:
        if not _is_step(model, chain, path.split('.')):
            return _unmodelled("create_feature_extractor for the node '{}'".format(path))
    return _Extractor(model, chain, wanted)


def get_graph_node_names(*args, **kwargs):
    return _unmodelled('get_graph_node_names')
`,
};

export const SEGMENTATION: readonly Family[] = [UTILS, FCN, DEEPLAB, LRASPP, FEATURES];
