// AlexNet (Krizhevsky 2014), VGG (Simonyan and Zisserman 2015), SqueezeNet (Iandola et al. 2016), DenseNet (Huang et al. 2017).
import { V1, type Family } from './family';

const ALEXNET: Family = {
  module: 'torchvision.models.alexnet', initialises: true,
  exports: ['AlexNet'],
  builders: [['alexnet', 'AlexNet', V1, '']],
  python: `
class AlexNet(nn.Module):
    def __init__(self, num_classes=1000, dropout=0.5):
        super().__init__()
        stages, channels = [], 3
        for width, kernel, stride, padding, pools in [(64, 11, 4, 2, True), (192, 5, 1, 2, True), (384, 3, 1, 1, False),
                                                      (256, 3, 1, 1, False), (256, 3, 1, 1, True)]:
            stages += [nn.Conv2d(channels, width, kernel, stride, padding), nn.ReLU(inplace=True)]
            if pools:
                stages.append(nn.MaxPool2d(kernel_size=3, stride=2))
            channels = width
        self.features = nn.Sequential(*stages)
        self.avgpool = nn.AdaptiveAvgPool2d((6, 6))
        self.classifier = nn.Sequential(
            nn.Dropout(dropout), nn.Linear(9216, 4096), nn.ReLU(inplace=True),
            nn.Dropout(dropout), nn.Linear(4096, 4096), nn.ReLU(inplace=True), nn.Linear(4096, num_classes))

    def forward(self, x):
        return self.classifier(torch.flatten(self.avgpool(self.features(x)), 1))


def _make(weights, **kwargs):
    return AlexNet(**kwargs)


`,
};

const VGG: Family = {
  module: 'torchvision.models.vgg', initialises: true,
  exports: ['VGG'],
  builders: ['11 A', '13 B', '16 D', '19 E'].flatMap((line) => {
    const [depth = '', letter = ''] = line.split(' ');
    const members = depth === '16' ? `${V1} IMAGENET1K_FEATURES` : V1;
    return [
      [`vgg${depth}`, `VGG${depth}`, members, `'${letter}', False`] as const,
      [`vgg${depth}_bn`, `VGG${depth}_BN`, V1, `'${letter}', True`] as const,
    ];
  }),
  python: `
from torchvision.models._utils import _init_fan_out, _init_small_normal


def _cfg(*depths):
    return [item for depth, width in zip(depths, (64, 128, 256, 512, 512)) for item in [width] * depth + ['M']]


cfgs = {'A': _cfg(1, 1, 2, 2, 2), 'B': _cfg(2, 2, 2, 2, 2), 'D': _cfg(2, 2, 3, 3, 3), 'E': _cfg(2, 2, 4, 4, 4)}


def make_layers(cfg, batch_norm=False):
    layers, channels = [], 3
    for item in cfg:
        if item == 'M':
            layers.append(nn.MaxPool2d(kernel_size=2, stride=2))
            continue
        layers.append(nn.Conv2d(channels, item, kernel_size=3, padding=1))
        if batch_norm:
            layers.append(nn.BatchNorm2d(item))
        layers.append(nn.ReLU(inplace=True))
        channels = item
    return nn.Sequential(*layers)


class VGG(nn.Module):
    def __init__(self, features, num_classes=1000, init_weights=True, dropout=0.5):
        super().__init__()
        self.features = features
        self.avgpool = nn.AdaptiveAvgPool2d((7, 7))
        self.classifier = nn.Sequential(
            nn.Linear(25088, 4096), nn.ReLU(True), nn.Dropout(p=dropout),
            nn.Linear(4096, 4096), nn.ReLU(True), nn.Dropout(p=dropout), nn.Linear(4096, num_classes))
        if init_weights:
            _init_fan_out(self, _init_small_normal, nonlinearity='relu', norms=nn.BatchNorm2d)

    def forward(self, x):
        return self.classifier(torch.flatten(self.avgpool(self.features(x)), 1))


def _make(weights, cfg, batch_norm, **kwargs):
    return VGG(make_layers(cfgs[cfg], batch_norm=batch_norm), **kwargs)


`,
};

const SQUEEZENET: Family = {
  module: 'torchvision.models.squeezenet', initialises: true,
  exports: ['SqueezeNet'],
  builders: [['squeezenet1_0', 'SqueezeNet1_0', V1, "'1_0'"], ['squeezenet1_1', 'SqueezeNet1_1', V1, "'1_1'"]],
  python: `
class Fire(nn.Module):
    def __init__(self, inplanes, squeeze_planes, expand1x1_planes, expand3x3_planes):
        super().__init__()
        self.inplanes = inplanes
        self.squeeze = nn.Conv2d(inplanes, squeeze_planes, kernel_size=1)
        self.squeeze_activation = nn.ReLU(inplace=True)
        self.expand1x1 = nn.Conv2d(squeeze_planes, expand1x1_planes, kernel_size=1)
        self.expand1x1_activation = nn.ReLU(inplace=True)
        self.expand3x3 = nn.Conv2d(squeeze_planes, expand3x3_planes, kernel_size=3, padding=1)
        self.expand3x3_activation = nn.ReLU(inplace=True)

    def forward(self, x):
        x = self.squeeze_activation(self.squeeze(x))
        narrow = self.expand1x1_activation(self.expand1x1(x))
        return torch.cat([narrow, self.expand3x3_activation(self.expand3x3(x))], 1)


_STEMS = {'1_0': (96, 7), '1_1': (64, 3)}
# Squeeze widths in order; 0 is a pooling.
_FIRES = {'1_0': (16, 16, 32, 0, 32, 48, 48, 64, 0, 64), '1_1': (16, 16, 0, 32, 32, 0, 48, 48, 64, 64)}


class SqueezeNet(nn.Module):
    def __init__(self, version='1_0', num_classes=1000, dropout=0.5):
        super().__init__()
        self.num_classes = num_classes
        if version not in _STEMS:
            raise ValueError('Unsupported SqueezeNet version {}: 1_0 or 1_1 expected'.format(version))
        channels, kernel = _STEMS[version]
        layers = [nn.Conv2d(3, channels, kernel_size=kernel, stride=2), nn.ReLU(inplace=True), self._pool()]
        for width in _FIRES[version]:
            layers.append(Fire(channels, width, width * 4, width * 4) if width else self._pool())
            channels = width * 8 if width else channels
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Sequential(nn.Dropout(p=dropout), nn.Conv2d(512, num_classes, kernel_size=1),
                                        nn.ReLU(inplace=True), nn.AdaptiveAvgPool2d((1, 1)))
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                if module is self.classifier[1]:
                    nn.init.normal_(module.weight, mean=0.0, std=0.01)
                else:
                    nn.init.kaiming_uniform_(module.weight)
                if module.bias is not None:
                    nn.init.constant_(module.bias, 0)

    @staticmethod
    def _pool():
        return nn.MaxPool2d(kernel_size=3, stride=2, ceil_mode=True)

    def forward(self, x):
        return torch.flatten(self.classifier(self.features(x)), 1)


def _make(weights, version, **kwargs):
    return SqueezeNet(version, **kwargs)


`,
};

const DENSENET: Family = {
  module: 'torchvision.models.densenet', initialises: true,
  exports: ['DenseNet'],
  builders: [
    ['densenet121', 'DenseNet121', V1, '32, (6, 12, 24, 16), 64'],
    ['densenet161', 'DenseNet161', V1, '48, (6, 12, 36, 24), 96'],
    ['densenet169', 'DenseNet169', V1, '32, (6, 12, 32, 32), 64'],
    ['densenet201', 'DenseNet201', V1, '32, (6, 12, 48, 32), 64'],
  ],
  python: `
from collections import OrderedDict


class _DenseLayer(nn.Module):
    def __init__(self, num_input_features, growth_rate, bn_size, drop_rate, memory_efficient=False):
        super().__init__()
        width = bn_size * growth_rate
        self.norm1 = nn.BatchNorm2d(num_input_features)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv1 = nn.Conv2d(num_input_features, width, kernel_size=1, stride=1, bias=False)
        self.norm2 = nn.BatchNorm2d(width)
        self.relu2 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(width, growth_rate, kernel_size=3, stride=1, padding=1, bias=False)
        self.drop_rate = float(drop_rate)
        self.memory_efficient = memory_efficient

    def bn_function(self, inputs):
        return self.conv1(self.relu1(self.norm1(torch.cat(inputs, 1))))

    def forward(self, input):
        x = self.bn_function([input] if isinstance(input, torch.Tensor) else input)
        x = self.conv2(self.relu2(self.norm2(x)))
        return F.dropout(x, p=self.drop_rate, training=self.training) if self.drop_rate > 0 else x


class _DenseBlock(nn.ModuleDict):
    def __init__(self, num_layers, num_input_features, bn_size, growth_rate, drop_rate, memory_efficient=False):
        super().__init__()
        for i in range(num_layers):
            self.add_module('denselayer%d' % (i + 1), _DenseLayer(
                num_input_features + i * growth_rate, growth_rate, bn_size, drop_rate, memory_efficient))

    def forward(self, init_features):
        features = [init_features]
        for layer in self.values():
            features.append(layer(features))
        return torch.cat(features, 1)


class _Transition(nn.Sequential):
    def __init__(self, num_input_features, num_output_features):
        super().__init__()
        self.norm = nn.BatchNorm2d(num_input_features)
        self.relu = nn.ReLU(inplace=True)
        self.conv = nn.Conv2d(num_input_features, num_output_features, kernel_size=1, stride=1, bias=False)
        self.pool = nn.AvgPool2d(kernel_size=2, stride=2)


class DenseNet(nn.Module):
    def __init__(self, growth_rate=32, block_config=(6, 12, 24, 16), num_init_features=64, bn_size=4, drop_rate=0,
                 num_classes=1000, memory_efficient=False):
        super().__init__()
        self.features = nn.Sequential(OrderedDict([
            ('conv0', nn.Conv2d(3, num_init_features, kernel_size=7, stride=2, padding=3, bias=False)),
            ('norm0', nn.BatchNorm2d(num_init_features)), ('relu0', nn.ReLU(inplace=True)),
            ('pool0', nn.MaxPool2d(kernel_size=3, stride=2, padding=1))]))
        width = num_init_features
        for i, depth in enumerate(block_config, 1):
            self.features.add_module('denseblock%d' % i, _DenseBlock(
                depth, width, bn_size, growth_rate, drop_rate, memory_efficient))
            width += depth * growth_rate
            if i < len(block_config):
                self.features.add_module('transition%d' % i, _Transition(width, width // 2))
                width //= 2
        self.features.add_module('norm5', nn.BatchNorm2d(width))
        self.classifier = nn.Linear(width, num_classes)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight)
        nn.init.constant_(self.classifier.bias, 0)

    def forward(self, x):
        x = F.relu(self.features(x), inplace=True)
        return self.classifier(torch.flatten(F.adaptive_avg_pool2d(x, (1, 1)), 1))


def _make(weights, growth_rate, block_config, num_init_features, **kwargs):
    return DenseNet(growth_rate, block_config, num_init_features, **kwargs)


`,
};

export const PLAIN: readonly Family[] = [ALEXNET, VGG, SQUEEZENET, DENSENET];
