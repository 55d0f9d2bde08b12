// MobileNetV2 (Sandler et al. 2018), MobileNetV3 (Howard et al. 2019), MNASNet (Tan et al. 2019), ShuffleNet V2 (Ma et al. 2018).
import { V1, V1_V2, type Family } from './family';

const UTILS: Family = {
  module: 'torchvision.models._utils',
  exports: [],
  python: `
from collections import OrderedDict


def _make_divisible(v, divisor, min_value=None):
    # The nearest multiple that is no more than a tenth below.
    rounded = max(divisor if min_value is None else min_value, int(v + divisor / 2) // divisor * divisor)
    return rounded + divisor if rounded < 0.9 * v else rounded


def _init_fan_out(model, linear, nonlinearity='leaky_relu', norms=(nn.BatchNorm2d, nn.GroupNorm)):
    # Convolutions by what goes out, norms to one, linear layers as each network has them.
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode='fan_out', nonlinearity=nonlinearity)
            if module.bias is not None:
                nn.init.zeros_(module.bias)
        elif isinstance(module, norms):
            nn.init.ones_(module.weight)
            nn.init.zeros_(module.bias)
        elif isinstance(module, nn.Linear):
            linear(module)


def _init_small_normal(module):
    nn.init.normal_(module.weight, 0, 0.01)
    nn.init.zeros_(module.bias)


class IntermediateLayerGetter(nn.ModuleDict):
    def __init__(self, model, return_layers):
        if not set(return_layers).issubset([name for name, _ in model.named_children()]):
            raise ValueError('return_layers are not present in model')
        wanted = {str(k): str(v) for k, v in return_layers.items()}
        missing, kept = set(wanted), OrderedDict()
        for name, child in model.named_children():
            kept[name] = child
            missing.discard(name)
            if not missing:
                break
        super().__init__(kept)
        self.return_layers = wanted

    def forward(self, x):
        out = OrderedDict()
        for name, child in self.items():
            x = child(x)
            if name in self.return_layers:
                out[self.return_layers[name]] = x
        return out
`,
};

const MOBILENETV2: Family = {
  module: 'torchvision.models.mobilenetv2', initialises: true,
  exports: ['MobileNetV2'],
  builders: [['mobilenet_v2', 'MobileNet_V2', V1_V2, '']],
  python: `
from torchvision.models._utils import _init_fan_out, _init_small_normal, _make_divisible
from torchvision.ops.misc import Conv2dNormActivation


class InvertedResidual(nn.Module):
    def __init__(self, inp, oup, stride, expand_ratio, norm_layer=None):
        super().__init__()
        if stride not in (1, 2):
            raise ValueError('stride should be 1 or 2 insted of {}'.format(stride))
        norm, hidden = norm_layer or nn.BatchNorm2d, int(round(inp * expand_ratio))
        self.stride = stride
        self.use_res_connect = stride == 1 and inp == oup
        layers = []
        if expand_ratio != 1:
            layers.append(Conv2dNormActivation(inp, hidden, kernel_size=1, norm_layer=norm, activation_layer=nn.ReLU6))
        layers.append(Conv2dNormActivation(hidden, hidden, stride=stride, groups=hidden, norm_layer=norm,
                                           activation_layer=nn.ReLU6))
        self.conv = nn.Sequential(*layers, nn.Conv2d(hidden, oup, 1, 1, 0, bias=False), norm(oup))
        self.out_channels = oup
        self._is_cn = stride > 1

    def forward(self, x):
        return x + self.conv(x) if self.use_res_connect else self.conv(x)


class MobileNetV2(nn.Module):
    def __init__(self, num_classes=1000, width_mult=1.0, inverted_residual_setting=None, round_nearest=8, block=None,
                 norm_layer=None, dropout=0.2):
        super().__init__()
        block, norm = block or InvertedResidual, norm_layer or nn.BatchNorm2d
        # Expansion, channels, repeats, stride.
        setting = inverted_residual_setting or [[1, 16, 1, 1], [6, 24, 2, 2], [6, 32, 3, 2], [6, 64, 4, 2], [6, 96, 3, 1],
                                                [6, 160, 3, 2], [6, 320, 1, 1]]
        if len(setting) == 0 or len(setting[0]) != 4:
            raise ValueError('inverted_residual_setting should be non-empty or a 4-element list, got {}'.format(setting))
        width = _make_divisible(32 * width_mult, round_nearest)
        self.last_channel = _make_divisible(1280 * max(1.0, width_mult), round_nearest)
        features = [Conv2dNormActivation(3, width, stride=2, norm_layer=norm, activation_layer=nn.ReLU6)]
        for t, c, n, s in setting:
            for i in range(n):
                out = _make_divisible(c * width_mult, round_nearest)
                features.append(block(width, out, s if i == 0 else 1, expand_ratio=t, norm_layer=norm))
                width = out
        features.append(Conv2dNormActivation(width, self.last_channel, kernel_size=1, norm_layer=norm,
                                             activation_layer=nn.ReLU6))
        self.features = nn.Sequential(*features)
        self.classifier = nn.Sequential(nn.Dropout(p=dropout), nn.Linear(self.last_channel, num_classes))
        _init_fan_out(self, _init_small_normal)

    def _forward_impl(self, x):
        x = F.adaptive_avg_pool2d(self.features(x), (1, 1))
        return self.classifier(torch.flatten(x, 1))

    def forward(self, x):
        return self._forward_impl(x)


def _make(weights, **kwargs):
    return MobileNetV2(**kwargs)


`,
};

const MOBILENETV3: Family = {
  module: 'torchvision.models.mobilenetv3', initialises: true,
  exports: ['MobileNetV3'],
  builders: [
    ['mobilenet_v3_large', 'MobileNet_V3_Large', V1_V2, "'mobilenet_v3_large'"],
    ['mobilenet_v3_small', 'MobileNet_V3_Small', V1, "'mobilenet_v3_small'"],
  ],
  python: `
from functools import partial
from torchvision.models._utils import _init_fan_out, _init_small_normal, _make_divisible
from torchvision.ops.misc import Conv2dNormActivation, SqueezeExcitation


class InvertedResidualConfig:
    def __init__(self, input_channels, kernel, expanded_channels, out_channels, use_se, activation, stride, dilation,
                 width_mult):
        self.input_channels = self.adjust_channels(input_channels, width_mult)
        self.kernel = kernel
        self.expanded_channels = self.adjust_channels(expanded_channels, width_mult)
        self.out_channels = self.adjust_channels(out_channels, width_mult)
        self.use_se = use_se
        self.use_hs = activation == 'HS'
        self.stride = stride
        self.dilation = dilation

    @staticmethod
    def adjust_channels(channels, width_mult):
        return _make_divisible(channels * width_mult, 8)


class InvertedResidual(nn.Module):
    def __init__(self, cnf, norm_layer, se_layer=partial(SqueezeExcitation, scale_activation=nn.Hardsigmoid)):
        super().__init__()
        if not 1 <= cnf.stride <= 2:
            raise ValueError('illegal stride value')
        wide = cnf.expanded_channels
        act = nn.Hardswish if cnf.use_hs else nn.ReLU
        self.use_res_connect = cnf.stride == 1 and cnf.input_channels == cnf.out_channels
        layers = []
        if wide != cnf.input_channels:
            layers.append(Conv2dNormActivation(cnf.input_channels, wide, kernel_size=1, norm_layer=norm_layer,
                                               activation_layer=act))
        layers.append(Conv2dNormActivation(wide, wide, kernel_size=cnf.kernel, stride=1 if cnf.dilation > 1 else cnf.stride,
                                           dilation=cnf.dilation, groups=wide, norm_layer=norm_layer, activation_layer=act))
        if cnf.use_se:
            layers.append(se_layer(wide, _make_divisible(wide // 4, 8)))
        layers.append(Conv2dNormActivation(wide, cnf.out_channels, kernel_size=1, norm_layer=norm_layer,
                                           activation_layer=None))
        self.block = nn.Sequential(*layers)
        self.out_channels = cnf.out_channels
        self._is_cn = cnf.stride > 1

    def forward(self, input):
        out = self.block(input)
        if self.use_res_connect:
            out += input
        return out


class MobileNetV3(nn.Module):
    def __init__(self, inverted_residual_setting, last_channel, num_classes=1000, block=None, norm_layer=None, dropout=0.2,
                 **kwargs):
        super().__init__()
        if not inverted_residual_setting:
            raise ValueError('The inverted_residual_setting should not be empty')
        block = block or InvertedResidual
        norm = norm_layer or partial(nn.BatchNorm2d, eps=0.001, momentum=0.01)
        first, last = inverted_residual_setting[0].input_channels, inverted_residual_setting[-1].out_channels
        features = [Conv2dNormActivation(3, first, kernel_size=3, stride=2, norm_layer=norm, activation_layer=nn.Hardswish)]
        features += [block(cnf, norm) for cnf in inverted_residual_setting]
        features.append(Conv2dNormActivation(last, 6 * last, kernel_size=1, norm_layer=norm, activation_layer=nn.Hardswish))
        self.features = nn.Sequential(*features)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Sequential(nn.Linear(6 * last, last_channel), nn.Hardswish(inplace=True),
                                        nn.Dropout(p=dropout, inplace=True), nn.Linear(last_channel, num_classes))
        _init_fan_out(self, _init_small_normal)

    def _forward_impl(self, x):
        return self.classifier(torch.flatten(self.avgpool(self.features(x)), 1))

    def forward(self, x):
        return self._forward_impl(x)


# Input channels, kernel, expanded, output, squeeze and excitation, activation, stride; a negative output is in the tail.
_TABLES = {
    'mobilenet_v3_large': (1280, '''16 3 16 16 0 RE 1|16 3 64 24 0 RE 2|24 3 72 24 0 RE 1|24 5 72 40 1 RE 2|40 5 120 40 1 RE 1|
        40 5 120 40 1 RE 1|40 3 240 80 0 HS 2|80 3 200 80 0 HS 1|80 3 184 80 0 HS 1|80 3 184 80 0 HS 1|80 3 480 112 1 HS 1|
        112 3 672 112 1 HS 1|112 5 672 -160 1 HS 2|160 5 960 -160 1 HS 1|160 5 960 -160 1 HS 1'''),
    'mobilenet_v3_small': (1024, '''16 3 16 16 1 RE 2|16 3 72 24 0 RE 2|24 3 88 24 0 RE 1|24 5 96 40 1 HS 2|40 5 240 40 1 HS 1|
        40 5 240 40 1 HS 1|40 5 120 48 1 HS 1|48 5 144 48 1 HS 1|48 5 288 -96 1 HS 2|96 5 576 -96 1 HS 1|96 5 576 -96 1 HS 1'''),
}


def _mobilenet_v3_conf(arch, width_mult=1.0, reduced_tail=False, dilated=False, **kwargs):
    if arch not in _TABLES:
        raise ValueError('Unsupported model type {}'.format(arch))
    last, rows = _TABLES[arch]
    reduce, setting = 2 if reduced_tail else 1, []
    for row in rows.split('|'):
        i, k, e, o, se, act, stride = row.split()
        i, e, o = int(i), int(e), int(o)
        in_tail = o < 0
        # The first row of the tail takes what the body gives.
        deep = in_tail and stride == '1'
        setting.append(InvertedResidualConfig(
            i // reduce if deep else i, int(k), e // reduce if deep else e, -o // reduce if in_tail else o, se == '1', act,
            int(stride), 2 if in_tail and dilated else 1, width_mult))
    return setting, InvertedResidualConfig.adjust_channels(last // reduce, width_mult)


def _mobilenet_v3(inverted_residual_setting, last_channel, weights, progress, **kwargs):
    return MobileNetV3(inverted_residual_setting, last_channel, **kwargs)


def _make(weights, arch, **kwargs):
    return MobileNetV3(*_mobilenet_v3_conf(arch, **kwargs), **kwargs)


`,
};

const MNASNET: Family = {
  module: 'torchvision.models.mnasnet', initialises: true,
  exports: ['MNASNet'],
  builders: ['0_5', '0_75', '1_0', '1_3'].map((width) =>
    [`mnasnet${width}`, `MNASNet${width}`, V1, width.replace('_', '.')] as const),
  python: `
from torchvision.models._utils import _init_fan_out

_MOMENTUM = 1 - 0.9997


class _InvertedResidual(nn.Module):
    def __init__(self, in_ch, out_ch, kernel_size, stride, expansion_factor, bn_momentum=0.1):
        super().__init__()
        if stride not in (1, 2):
            raise ValueError('stride should be 1 or 2 instead of {}'.format(stride))
        if kernel_size not in (3, 5):
            raise ValueError('kernel_size should be 3 or 5 instead of {}'.format(kernel_size))
        wide = in_ch * expansion_factor
        self.apply_residual = in_ch == out_ch and stride == 1
        self.layers = nn.Sequential(
            nn.Conv2d(in_ch, wide, 1, bias=False), nn.BatchNorm2d(wide, momentum=bn_momentum), nn.ReLU(inplace=True),
            nn.Conv2d(wide, wide, kernel_size, padding=kernel_size // 2, stride=stride, groups=wide, bias=False),
            nn.BatchNorm2d(wide, momentum=bn_momentum), nn.ReLU(inplace=True),
            nn.Conv2d(wide, out_ch, 1, bias=False), nn.BatchNorm2d(out_ch, momentum=bn_momentum))

    def forward(self, input):
        return self.layers(input) + input if self.apply_residual else self.layers(input)


def _stack(in_ch, out_ch, kernel_size, stride, exp_factor, repeats, bn_momentum):
    first = _InvertedResidual(in_ch, out_ch, kernel_size, stride, exp_factor, bn_momentum=bn_momentum)
    rest = [_InvertedResidual(out_ch, out_ch, kernel_size, 1, exp_factor, bn_momentum=bn_momentum) for _ in range(1, repeats)]
    return nn.Sequential(first, *rest)


def _get_depths(alpha):
    depths = []
    for depth in (32, 16, 24, 40, 80, 96, 192, 320):
        value = depth * alpha
        rounded = max(8, int(value + 4) // 8 * 8)
        depths.append(rounded if rounded >= 0.9 * value else rounded + 8)
    return depths


class MNASNet(nn.Module):
    _version = 2

    def __init__(self, alpha, num_classes=1000, dropout=0.2):
        super().__init__()
        if alpha <= 0.0:
            raise ValueError('alpha should be greater than 0.0 instead of {}'.format(alpha))
        self.alpha = alpha
        self.num_classes = num_classes
        depths = _get_depths(alpha)
        layers = self._unit(3, depths[0], 3, stride=2, padding=1)
        layers += self._unit(depths[0], depths[0], 3, padding=1, groups=depths[0])
        layers += self._unit(depths[0], depths[1], 1)[:2]
        for i, (kernel, stride, expansion, repeats) in enumerate([(3, 2, 3, 3), (5, 2, 3, 3), (5, 2, 6, 3), (3, 1, 6, 2),
                                                                  (5, 2, 6, 4), (3, 1, 6, 1)], 1):
            layers.append(_stack(depths[i], depths[i + 1], kernel, stride, expansion, repeats, _MOMENTUM))
        self.layers = nn.Sequential(*layers, *self._unit(depths[7], 1280, 1))
        self.classifier = nn.Sequential(nn.Dropout(p=dropout, inplace=True), nn.Linear(1280, num_classes))
        _init_fan_out(self, self._init_linear, nonlinearity='relu', norms=nn.BatchNorm2d)

    @staticmethod
    def _init_linear(module):
        nn.init.kaiming_uniform_(module.weight, mode='fan_out', nonlinearity='sigmoid')
        nn.init.zeros_(module.bias)

    @staticmethod
    def _unit(in_ch, out_ch, kernel, **options):
        return [nn.Conv2d(in_ch, out_ch, kernel, bias=False, **options), nn.BatchNorm2d(out_ch, momentum=_MOMENTUM),
                nn.ReLU(inplace=True)]

    def forward(self, x):
        return self.classifier(self.layers(x).mean([2, 3]))


def _make(weights, alpha, **kwargs):
    return MNASNet(alpha, **kwargs)


`,
};

const SHUFFLENETV2: Family = {
  module: 'torchvision.models.shufflenetv2', initialises: true,
  exports: ['ShuffleNetV2'],
  builders: [
    ['shufflenet_v2_x0_5', 'ShuffleNet_V2_X0_5', V1, '[24, 48, 96, 192, 1024]'],
    ['shufflenet_v2_x1_0', 'ShuffleNet_V2_X1_0', V1, '[24, 116, 232, 464, 1024]'],
    ['shufflenet_v2_x1_5', 'ShuffleNet_V2_X1_5', V1, '[24, 176, 352, 704, 1024]'],
    ['shufflenet_v2_x2_0', 'ShuffleNet_V2_X2_0', V1, '[24, 244, 488, 976, 2048]'],
  ],
  python: `
def channel_shuffle(x, groups):
    n, c, h, w = x.size()
    x = torch.transpose(x.view(n, groups, c // groups, h, w), 1, 2).contiguous()
    return x.view(n, c, h, w)


def _pointwise(inp, oup):
    return [nn.Conv2d(inp, oup, kernel_size=1, stride=1, padding=0, bias=False), nn.BatchNorm2d(oup), nn.ReLU(inplace=True)]


class InvertedResidual(nn.Module):
    def __init__(self, inp, oup, stride):
        super().__init__()
        if not 1 <= stride <= 3:
            raise ValueError('illegal stride value')
        self.stride = stride
        half = oup // 2
        if stride == 1 and inp != half << 1:
            raise ValueError('Invalid combination of stride {}, inp {} and oup {} values. If stride == 1 then inp should be '
                             'equal to oup // 2 << 1.'.format(stride, inp, oup))
        self.branch1 = nn.Sequential()
        if stride > 1:
            self.branch1 = nn.Sequential(self.depthwise_conv(inp, inp, 3, stride, 1), nn.BatchNorm2d(inp), *_pointwise(inp, half))
        self.branch2 = nn.Sequential(*_pointwise(inp if stride > 1 else half, half),
                                     self.depthwise_conv(half, half, 3, stride, 1), nn.BatchNorm2d(half), *_pointwise(half, half))

    @staticmethod
    def depthwise_conv(i, o, kernel_size, stride=1, padding=0, bias=False):
        return nn.Conv2d(i, o, kernel_size, stride, padding, bias=bias, groups=i)

    def forward(self, x):
        if self.stride == 1:
            kept, changed = x.chunk(2, dim=1)
            out = torch.cat((kept, self.branch2(changed)), dim=1)
        else:
            out = torch.cat((self.branch1(x), self.branch2(x)), dim=1)
        return channel_shuffle(out, 2)


class ShuffleNetV2(nn.Module):
    def __init__(self, stages_repeats, stages_out_channels, num_classes=1000, inverted_residual=InvertedResidual):
        super().__init__()
        if len(stages_repeats) != 3:
            raise ValueError('expected stages_repeats as list of 3 positive ints')
        if len(stages_out_channels) != 5:
            raise ValueError('expected stages_out_channels as list of 5 positive ints')
        self._stage_out_channels = stages_out_channels
        first, *widths, last = stages_out_channels
        self.conv1 = nn.Sequential(nn.Conv2d(3, first, 3, 2, 1, bias=False), nn.BatchNorm2d(first), nn.ReLU(inplace=True))
        self.maxpool = nn.MaxPool2d(kernel_size=3, stride=2, padding=1)
        before = first
        for i, (repeats, width) in enumerate(zip(stages_repeats, widths), 2):
            units = [inverted_residual(before, width, 2)] + [inverted_residual(width, width, 1) for _ in range(repeats - 1)]
            setattr(self, 'stage{}'.format(i), nn.Sequential(*units))
            before = width
        self.conv5 = nn.Sequential(*_pointwise(before, last))
        self.fc = nn.Linear(last, num_classes)

    def _forward_impl(self, x):
        x = self.stage4(self.stage3(self.stage2(self.maxpool(self.conv1(x)))))
        return self.fc(self.conv5(x).mean([2, 3]))

    def forward(self, x):
        return self._forward_impl(x)


def _make(weights, widths, **kwargs):
    return ShuffleNetV2([4, 8, 4], widths, **kwargs)


`,
};

export const MOBILE: readonly Family[] = [UTILS, MOBILENETV2, MOBILENETV3, MNASNET, SHUFFLENETV2];
