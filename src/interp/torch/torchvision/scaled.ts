// EfficientNet (Tan and Le 2019, 2021), ConvNeXt (Liu et al. 2022), RegNet (Radosavovic et al. 2020).
import { SWAG, V1, V1_V2, type Family } from './family';

const EFFICIENTNET: Family = {
  module: 'torchvision.models.efficientnet', initialises: true,
  exports: ['EfficientNet'],
  builders: [
    // Multipliers of width and depth, dropout.
    ...['1.0, 1.0, 0.2', '1.0, 1.1, 0.2', '1.1, 1.2, 0.3', '1.2, 1.4, 0.3', '1.4, 1.8, 0.4', '1.6, 2.2, 0.4', '1.8, 2.6, 0.5',
      '2.0, 3.1, 0.5'].map((scale, i) =>
      [`efficientnet_b${i}`, `EfficientNet_B${i}`, i === 1 ? V1_V2 : V1, `'b', ${scale}`] as const),
    ...['s 0.2', 'm 0.3', 'l 0.4'].map((line) => {
      const [size = '', dropout = ''] = line.split(' ');
      return [`efficientnet_v2_${size}`, `EfficientNet_V2_${size.toUpperCase()}`, V1, `'${size}', 1.0, 1.0, ${dropout}`] as const;
    }),
  ],
  python: `
from functools import partial
from torchvision.models._utils import _init_fan_out, _make_divisible
from torchvision.ops.misc import Conv2dNormActivation, SqueezeExcitation
from torchvision.ops.stochastic_depth import StochasticDepth


class _MBConvConfig:
    def __init__(self, expand_ratio, kernel, stride, input_channels, out_channels, num_layers, block):
        self.expand_ratio = expand_ratio
        self.kernel = kernel
        self.stride = stride
        self.input_channels = input_channels
        self.out_channels = out_channels
        self.num_layers = num_layers
        self.block = block

    @staticmethod
    def adjust_channels(channels, width_mult, min_value=None):
        return _make_divisible(channels * width_mult, 8, min_value)


class MBConvConfig(_MBConvConfig):
    def __init__(self, expand_ratio, kernel, stride, input_channels, out_channels, num_layers, width_mult=1.0, depth_mult=1.0,
                 block=None):
        super().__init__(expand_ratio, kernel, stride, self.adjust_channels(input_channels, width_mult),
                         self.adjust_channels(out_channels, width_mult), self.adjust_depth(num_layers, depth_mult),
                         block or MBConv)

    @staticmethod
    def adjust_depth(num_layers, depth_mult):
        return int(math.ceil(num_layers * depth_mult))


class FusedMBConvConfig(_MBConvConfig):
    def __init__(self, expand_ratio, kernel, stride, input_channels, out_channels, num_layers, block=None):
        super().__init__(expand_ratio, kernel, stride, input_channels, out_channels, num_layers, block or FusedMBConv)


class _Residual(nn.Module):
    def _finish(self, cnf, layers, probability):
        if not 1 <= cnf.stride <= 2:
            raise ValueError('illegal stride value')
        self.use_res_connect = cnf.stride == 1 and cnf.input_channels == cnf.out_channels
        self.block = nn.Sequential(*layers)
        self.stochastic_depth = StochasticDepth(probability, 'row')
        self.out_channels = cnf.out_channels

    def forward(self, input):
        out = self.block(input)
        if self.use_res_connect:
            out = self.stochastic_depth(out)
            out += input
        return out


class MBConv(_Residual):
    def __init__(self, cnf, stochastic_depth_prob, norm_layer, se_layer=SqueezeExcitation):
        super().__init__()
        narrow = cnf.input_channels
        wide = cnf.adjust_channels(narrow, cnf.expand_ratio)
        unit = partial(Conv2dNormActivation, norm_layer=norm_layer)
        layers = [] if wide == narrow else [unit(narrow, wide, kernel_size=1, activation_layer=nn.SiLU)]
        layers += [unit(wide, wide, kernel_size=cnf.kernel, stride=cnf.stride, groups=wide, activation_layer=nn.SiLU),
                   se_layer(wide, max(1, narrow // 4), activation=partial(nn.SiLU, inplace=True)),
                   unit(wide, cnf.out_channels, kernel_size=1, activation_layer=None)]
        self._finish(cnf, layers, stochastic_depth_prob)


class FusedMBConv(_Residual):
    def __init__(self, cnf, stochastic_depth_prob, norm_layer):
        super().__init__()
        narrow, out = cnf.input_channels, cnf.out_channels
        wide = cnf.adjust_channels(narrow, cnf.expand_ratio)
        first = partial(Conv2dNormActivation, narrow, kernel_size=cnf.kernel, stride=cnf.stride, norm_layer=norm_layer,
                        activation_layer=nn.SiLU)
        layers = [first(out)] if wide == narrow else [
            first(wide), Conv2dNormActivation(wide, out, kernel_size=1, norm_layer=norm_layer, activation_layer=None)]
        self._finish(cnf, layers, stochastic_depth_prob)


class EfficientNet(nn.Module):
    def __init__(self, inverted_residual_setting, dropout, stochastic_depth_prob=0.2, num_classes=1000, norm_layer=None,
                 last_channel=None, **kwargs):
        super().__init__()
        setting = inverted_residual_setting
        if not setting:
            raise ValueError('The inverted_residual_setting should not be empty')
        norm = norm_layer or nn.BatchNorm2d
        unit = partial(Conv2dNormActivation, norm_layer=norm, activation_layer=nn.SiLU)
        features = [unit(3, setting[0].input_channels, kernel_size=3, stride=2)]
        total, done = sum(cnf.num_layers for cnf in setting), 0
        for cnf in setting:
            stage, width, stride = [], cnf.input_channels, cnf.stride
            for i in range(cnf.num_layers):
                one = _MBConvConfig(cnf.expand_ratio, cnf.kernel, stride, width, cnf.out_channels, cnf.num_layers, cnf.block)
                stage.append(cnf.block(one, stochastic_depth_prob * float(done) / total, norm))
                width, stride, done = cnf.out_channels, 1, done + 1
            features.append(nn.Sequential(*stage))
        last = setting[-1].out_channels
        deep = 4 * last if last_channel is None else last_channel
        self.features = nn.Sequential(*features, unit(last, deep, kernel_size=1))
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Sequential(nn.Dropout(p=dropout, inplace=True), nn.Linear(deep, num_classes))
        _init_fan_out(self, self._init_linear)

    @staticmethod
    def _init_linear(module):
        bound = 1.0 / math.sqrt(module.out_features)
        nn.init.uniform_(module.weight, -bound, bound)
        nn.init.zeros_(module.bias)

    def _forward_impl(self, x):
        return self.classifier(torch.flatten(self.avgpool(self.features(x)), 1))

    def forward(self, x):
        return self._forward_impl(x)


# Fused or not, expansion, kernel, stride, input, output, repeats.
_TABLES = {
    'b': 'M 1 3 1 32 16 1|M 6 3 2 16 24 2|M 6 5 2 24 40 2|M 6 3 2 40 80 3|M 6 5 1 80 112 3|M 6 5 2 112 192 4|M 6 3 1 192 320 1',
    's': 'F 1 3 1 24 24 2|F 4 3 2 24 48 4|F 4 3 2 48 64 4|M 4 3 2 64 128 6|M 6 3 1 128 160 9|M 6 3 2 160 256 15',
    'm': '''F 1 3 1 24 24 3|F 4 3 2 24 48 5|F 4 3 2 48 80 5|M 4 3 2 80 160 7|M 6 3 1 160 176 14|M 6 3 2 176 304 18|
        M 6 3 1 304 512 5''',
    'l': '''F 1 3 1 32 32 4|F 4 3 2 32 64 7|F 4 3 2 64 96 7|M 4 3 2 96 192 10|M 6 3 1 192 224 19|M 6 3 2 224 384 25|
        M 6 3 1 384 640 7''',
}


def _make(weights, size, width_mult, depth_mult, usual_dropout, **kwargs):
    setting = []
    for row in _TABLES[size].split('|'):
        kind, *numbers = row.split()
        numbers = [int(number) for number in numbers]
        setting.append(FusedMBConvConfig(*numbers) if kind == 'F' else MBConvConfig(*numbers, width_mult, depth_mult))
    if size != 'b':
        kwargs.setdefault('norm_layer', partial(nn.BatchNorm2d, eps=1e-03))
    elif width_mult > 1.5:
        kwargs.setdefault('norm_layer', partial(nn.BatchNorm2d, eps=0.001, momentum=0.01))
    return EfficientNet(setting, kwargs.pop('dropout', usual_dropout), last_channel=None if size == 'b' else 1280, **kwargs)


`,
};

const CONVNEXT: Family = {
  module: 'torchvision.models.convnext', initialises: true,
  exports: ['ConvNeXt'],
  builders: [
    ['convnext_tiny', 'ConvNeXt_Tiny', V1, '96, 9, 0.1'], ['convnext_small', 'ConvNeXt_Small', V1, '96, 27, 0.4'],
    ['convnext_base', 'ConvNeXt_Base', V1, '128, 27, 0.5'], ['convnext_large', 'ConvNeXt_Large', V1, '192, 27, 0.5'],
  ],
  python: `
from functools import partial
from torchvision.ops.misc import Conv2dNormActivation, Permute
from torchvision.ops.stochastic_depth import StochasticDepth


class LayerNorm2d(nn.LayerNorm):
    def forward(self, x):
        x = x.permute(0, 2, 3, 1)
        x = F.layer_norm(x, self.normalized_shape, self.weight, self.bias, self.eps)
        return x.permute(0, 3, 1, 2)


class CNBlock(nn.Module):
    def __init__(self, dim, layer_scale, stochastic_depth_prob, norm_layer=None):
        super().__init__()
        norm = norm_layer or partial(nn.LayerNorm, eps=1e-6)
        self.block = nn.Sequential(
            nn.Conv2d(dim, dim, kernel_size=7, padding=3, groups=dim, bias=True), Permute([0, 2, 3, 1]), norm(dim),
            nn.Linear(dim, 4 * dim, bias=True), nn.GELU(), nn.Linear(4 * dim, dim, bias=True), Permute([0, 3, 1, 2]))
        self.layer_scale = nn.Parameter(torch.ones(dim, 1, 1) * layer_scale)
        self.stochastic_depth = StochasticDepth(stochastic_depth_prob, 'row')

    def forward(self, input):
        out = self.stochastic_depth(self.layer_scale * self.block(input))
        out += input
        return out


class CNBlockConfig:
    def __init__(self, input_channels, out_channels, num_layers):
        self.input_channels = input_channels
        self.out_channels = out_channels
        self.num_layers = num_layers


class ConvNeXt(nn.Module):
    def __init__(self, block_setting, stochastic_depth_prob=0.0, layer_scale=1e-6, num_classes=1000, block=None,
                 norm_layer=None, **kwargs):
        super().__init__()
        if not block_setting:
            raise ValueError('The block_setting should not be empty')
        block, norm = block or CNBlock, norm_layer or partial(LayerNorm2d, eps=1e-6)
        layers = [Conv2dNormActivation(3, block_setting[0].input_channels, kernel_size=4, stride=4, padding=0, norm_layer=norm,
                                       activation_layer=None, bias=True)]
        total, done = sum(cnf.num_layers for cnf in block_setting), 0
        for cnf in block_setting:
            width = cnf.input_channels
            probabilities = [stochastic_depth_prob * (done + i) / (total - 1.0) for i in range(cnf.num_layers)]
            layers.append(nn.Sequential(*[block(width, layer_scale, p) for p in probabilities]))
            done += cnf.num_layers
            if cnf.out_channels is not None:
                layers.append(nn.Sequential(norm(width), nn.Conv2d(width, cnf.out_channels, kernel_size=2, stride=2)))
        last = block_setting[-1]
        width = last.input_channels if last.out_channels is None else last.out_channels
        self.features = nn.Sequential(*layers)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Sequential(norm(width), nn.Flatten(1), nn.Linear(width, num_classes))
        for module in self.modules():
            if isinstance(module, (nn.Conv2d, nn.Linear)):
                nn.init.trunc_normal_(module.weight, std=0.02)
                if module.bias is not None:
                    nn.init.zeros_(module.bias)

    def _forward_impl(self, x):
        return self.classifier(self.avgpool(self.features(x)))

    def forward(self, x):
        return self._forward_impl(x)


def _make(weights, width, depth, probability, **kwargs):
    setting = [CNBlockConfig(width * 2 ** i, width * 2 ** (i + 1) if i < 3 else None, depth if i == 2 else 3) for i in range(4)]
    return ConvNeXt(setting, kwargs.pop('stochastic_depth_prob', probability), **kwargs)


`,
};

/** Name, depth, w_0, w_a, w_m, group width, weights. Those with y have squeeze and excitation. */
const REGNETS = `y_400mf 16 48 27.89 2.09 8|y_800mf 14 56 38.84 2.4 16|y_1_6gf 27 48 20.71 2.65 24|y_3_2gf 21 80 42.63 2.66 24|
  y_8gf 17 192 76.82 2.19 56|y_16gf 18 200 106.23 2.48 112|y_32gf 20 232 115.89 2.53 232|y_128gf 27 456 160.83 2.52 264|
  x_400mf 22 24 24.48 2.54 16|x_800mf 16 56 35.73 2.28 16|x_1_6gf 18 80 34.01 2.25 24|x_3_2gf 25 88 26.31 2.25 48|
  x_8gf 23 80 49.56 2.88 120|x_16gf 22 216 55.59 2.1 128|x_32gf 23 320 69.86 2.0 168`;
const swagOf: Readonly<Record<string, string>> = { y_16gf: `${V1_V2} ${SWAG}`, y_32gf: `${V1_V2} ${SWAG}`, y_128gf: `*${SWAG}` };

const REGNET: Family = {
  module: 'torchvision.models.regnet', initialises: true,
  exports: ['RegNet'],
  builders: REGNETS.split('|').map((line) => {
    const [name = '', ...numbers] = line.trim().split(' ');
    return [`regnet_${name}`, `RegNet_${name.toUpperCase()}`, swagOf[name] ?? V1_V2,
      `${numbers.join(', ')}, ${name.startsWith('y') ? '0.25' : 'None'}`] as const;
  }),
  python: `
from collections import OrderedDict
from functools import partial
from torchvision.models._utils import _make_divisible
from torchvision.ops.misc import Conv2dNormActivation, SqueezeExcitation


class SimpleStemIN(Conv2dNormActivation):
    def __init__(self, width_in, width_out, norm_layer, activation_layer):
        super().__init__(width_in, width_out, kernel_size=3, stride=2, norm_layer=norm_layer, activation_layer=activation_layer)


class BottleneckTransform(nn.Sequential):
    def __init__(self, width_in, width_out, stride, norm_layer, activation_layer, group_width, bottleneck_multiplier, se_ratio):
        width = int(round(width_out * bottleneck_multiplier))
        unit = partial(Conv2dNormActivation, norm_layer=norm_layer)
        layers = OrderedDict()
        layers['a'] = unit(width_in, width, kernel_size=1, stride=1, activation_layer=activation_layer)
        layers['b'] = unit(width, width, kernel_size=3, stride=stride, groups=width // group_width,
                           activation_layer=activation_layer)
        if se_ratio:
            layers['se'] = SqueezeExcitation(input_channels=width, squeeze_channels=int(round(se_ratio * width_in)),
                                             activation=activation_layer)
        layers['c'] = unit(width, width_out, kernel_size=1, stride=1, activation_layer=None)
        super().__init__(layers)


class ResBottleneckBlock(nn.Module):
    def __init__(self, width_in, width_out, stride, norm_layer, activation_layer, group_width=1, bottleneck_multiplier=1.0,
                 se_ratio=None):
        super().__init__()
        self.proj = None
        if width_in != width_out or stride != 1:
            self.proj = Conv2dNormActivation(width_in, width_out, kernel_size=1, stride=stride, norm_layer=norm_layer,
                                             activation_layer=None)
        self.f = BottleneckTransform(width_in, width_out, stride, norm_layer, activation_layer, group_width,
                                     bottleneck_multiplier, se_ratio)
        self.activation = activation_layer(inplace=True)

    def forward(self, x):
        skip = x if self.proj is None else self.proj(x)
        return self.activation(skip + self.f(x))


class AnyStage(nn.Sequential):
    def __init__(self, width_in, width_out, stride, depth, block_constructor, norm_layer, activation_layer, group_width,
                 bottleneck_multiplier, se_ratio=None, stage_index=0):
        super().__init__()
        for i in range(depth):
            self.add_module('block{}-{}'.format(stage_index, i), block_constructor(
                width_out if i else width_in, width_out, 1 if i else stride, norm_layer, activation_layer, group_width,
                bottleneck_multiplier, se_ratio))


class BlockParams:
    def __init__(self, depths, widths, group_widths, bottleneck_multipliers, strides, se_ratio=None):
        self.depths = depths
        self.widths = widths
        self.group_widths = group_widths
        self.bottleneck_multipliers = bottleneck_multipliers
        self.strides = strides
        self.se_ratio = se_ratio

    @classmethod
    def from_init_params(cls, depth, w_0, w_a, w_m, group_width, bottleneck_multiplier=1.0, se_ratio=None, **kwargs):
        if w_a < 0 or w_0 <= 0 or w_m <= 1 or w_0 % 8 != 0:
            raise ValueError('Invalid RegNet settings')
        # Widths on a line, rounded to powers of w_m and to multiples of 8; equal ones are a stage.
        widths, depths = [], []
        for i in range(depth):
            power = round(math.log((i * w_a + w_0) / w_0) / math.log(w_m))
            width = int(round(w_0 * w_m ** power / 8) * 8)
            if not widths or widths[-1] != width:
                widths.append(width)
                depths.append(0)
            depths[-1] += 1
        groups, multipliers = [group_width] * len(widths), [bottleneck_multiplier] * len(widths)
        widths, groups = cls._adjust_widths_groups_compatibilty(widths, multipliers, groups)
        return cls(depths, widths, groups, multipliers, [2] * len(widths), se_ratio)

    def _get_expanded_params(self):
        return zip(self.widths, self.strides, self.depths, self.group_widths, self.bottleneck_multipliers)

    @staticmethod
    def _adjust_widths_groups_compatibilty(stage_widths, bottleneck_ratios, group_widths):
        inner = [int(w * b) for w, b in zip(stage_widths, bottleneck_ratios)]
        groups = [min(g, w) for g, w in zip(group_widths, inner)]
        inner = [_make_divisible(w, g) for w, g in zip(inner, groups)]
        return [int(w / b) for w, b in zip(inner, bottleneck_ratios)], groups


class RegNet(nn.Module):
    def __init__(self, block_params, num_classes=1000, stem_width=32, stem_type=None, block_type=None, norm_layer=None,
                 activation=None):
        super().__init__()
        norm, act, block = norm_layer or nn.BatchNorm2d, activation or nn.ReLU, block_type or ResBottleneckBlock
        self.stem = (stem_type or SimpleStemIN)(3, stem_width, norm, act)
        width, stages = stem_width, []
        for i, (out, stride, depth, group, multiplier) in enumerate(block_params._get_expanded_params(), 1):
            stages.append(('block{}'.format(i), AnyStage(width, out, stride, depth, block, norm, act, group, multiplier,
                                                         block_params.se_ratio, stage_index=i)))
            width = out
        self.trunk_output = nn.Sequential(OrderedDict(stages))
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.fc = nn.Linear(in_features=width, out_features=num_classes)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                fan_out = module.kernel_size[0] * module.kernel_size[1] * module.out_channels
                nn.init.normal_(module.weight, mean=0.0, std=math.sqrt(2.0 / fan_out))
            elif isinstance(module, nn.Linear):
                nn.init.normal_(module.weight, mean=0.0, std=0.01)
                nn.init.zeros_(module.bias)

    def forward(self, x):
        x = self.avgpool(self.trunk_output(self.stem(x)))
        return self.fc(x.flatten(start_dim=1))


def _make(weights, depth, w_0, w_a, w_m, group_width, se_ratio, **kwargs):
    params = BlockParams.from_init_params(depth, w_0, w_a, w_m, group_width, se_ratio=se_ratio, **kwargs)
    return RegNet(params, norm_layer=kwargs.pop('norm_layer', partial(nn.BatchNorm2d, eps=1e-05, momentum=0.1)), **kwargs)


`,
};

export const SCALED: readonly Family[] = [EFFICIENTNET, CONVNEXT, REGNET];
