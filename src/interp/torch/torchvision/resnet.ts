// ResNet (He et al. 2016), ResNeXt (Xie et al. 2017), Wide ResNet (Zagoruyko and Komodakis 2016).
import { V1, V1_V2, type Family } from './family';

export const RESNET: Family = {
  module: 'torchvision.models.resnet', initialises: true,
  exports: ['ResNet'],
  builders: [
    ['resnet18', 'ResNet18', V1, 'BasicBlock, [2, 2, 2, 2]'],
    ['resnet34', 'ResNet34', V1, 'BasicBlock, [3, 4, 6, 3]'],
    ['resnet50', 'ResNet50', V1_V2, 'Bottleneck, [3, 4, 6, 3]'],
    ['resnet101', 'ResNet101', V1_V2, 'Bottleneck, [3, 4, 23, 3]'],
    ['resnet152', 'ResNet152', V1_V2, 'Bottleneck, [3, 8, 36, 3]'],
    ['resnext50_32x4d', 'ResNeXt50_32X4D', V1_V2, 'Bottleneck, [3, 4, 6, 3], groups=32, width_per_group=4'],
    ['resnext101_32x8d', 'ResNeXt101_32X8D', V1_V2, 'Bottleneck, [3, 4, 23, 3], groups=32, width_per_group=8'],
    ['resnext101_64x4d', 'ResNeXt101_64X4D', V1, 'Bottleneck, [3, 4, 23, 3], groups=64, width_per_group=4'],
    ['wide_resnet50_2', 'Wide_ResNet50_2', V1_V2, 'Bottleneck, [3, 4, 6, 3], width_per_group=128'],
    ['wide_resnet101_2', 'Wide_ResNet101_2', V1_V2, 'Bottleneck, [3, 4, 23, 3], width_per_group=128'],
  ],
  python: `
from torchvision.models._utils import _init_fan_out


def conv3x3(in_planes, out_planes, stride=1, groups=1, dilation=1):
    return nn.Conv2d(in_planes, out_planes, 3, stride=stride, padding=dilation, groups=groups, bias=False, dilation=dilation)


def conv1x1(in_planes, out_planes, stride=1):
    return nn.Conv2d(in_planes, out_planes, 1, stride=stride, bias=False)


class BasicBlock(nn.Module):
    expansion = 1

    def __init__(self, inplanes, planes, stride=1, downsample=None, groups=1, base_width=64, dilation=1, norm_layer=None):
        super().__init__()
        norm = norm_layer or nn.BatchNorm2d
        if groups != 1 or base_width != 64:
            raise ValueError('BasicBlock only supports groups=1 and base_width=64')
        if dilation > 1:
            raise NotImplementedError('Dilation > 1 not supported in BasicBlock')
        self.conv1 = conv3x3(inplanes, planes, stride)
        self.bn1 = norm(planes)
        self.relu = nn.ReLU(inplace=True)
        self.conv2 = conv3x3(planes, planes)
        self.bn2 = norm(planes)
        self.downsample = downsample
        self.stride = stride

    def forward(self, x):
        y = self.bn2(self.conv2(self.relu(self.bn1(self.conv1(x)))))
        y += x if self.downsample is None else self.downsample(x)
        return self.relu(y)


class Bottleneck(nn.Module):
    expansion = 4

    def __init__(self, inplanes, planes, stride=1, downsample=None, groups=1, base_width=64, dilation=1, norm_layer=None):
        super().__init__()
        norm = norm_layer or nn.BatchNorm2d
        width = int(planes * (base_width / 64.0)) * groups
        self.conv1 = conv1x1(inplanes, width)
        self.bn1 = norm(width)
        self.conv2 = conv3x3(width, width, stride, groups, dilation)
        self.bn2 = norm(width)
        self.conv3 = conv1x1(width, planes * self.expansion)
        self.bn3 = norm(planes * self.expansion)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = downsample
        self.stride = stride

    def forward(self, x):
        y = self.relu(self.bn1(self.conv1(x)))
        y = self.relu(self.bn2(self.conv2(y)))
        y = self.bn3(self.conv3(y))
        y += x if self.downsample is None else self.downsample(x)
        return self.relu(y)


class ResNet(nn.Module):
    def __init__(self, block, layers, num_classes=1000, zero_init_residual=False, groups=1, width_per_group=64,
                 replace_stride_with_dilation=None, norm_layer=None):
        super().__init__()
        self._norm_layer = norm_layer or nn.BatchNorm2d
        dilate = replace_stride_with_dilation or [False] * 3
        if len(dilate) != 3:
            raise ValueError('replace_stride_with_dilation should be None or a 3-element tuple, got {}'.format(dilate))
        self.inplanes, self.dilation = 64, 1
        self.groups, self.base_width = groups, width_per_group
        self.conv1 = nn.Conv2d(3, 64, kernel_size=7, stride=2, padding=3, bias=False)
        self.bn1 = self._norm_layer(64)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(kernel_size=3, stride=2, padding=1)
        self.layer1 = self._make_layer(block, 64, layers[0])
        self.layer2 = self._make_layer(block, 128, layers[1], stride=2, dilate=dilate[0])
        self.layer3 = self._make_layer(block, 256, layers[2], stride=2, dilate=dilate[1])
        self.layer4 = self._make_layer(block, 512, layers[3], stride=2, dilate=dilate[2])
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.fc = nn.Linear(512 * block.expansion, num_classes)
        _init_fan_out(self, lambda module: None, nonlinearity='relu')
        if zero_init_residual:
            for module in self.modules():
                last = module.bn3 if isinstance(module, Bottleneck) else module.bn2 if isinstance(module, BasicBlock) else None
                if last is not None and last.weight is not None:
                    nn.init.constant_(last.weight, 0)

    def _make_layer(self, block, planes, blocks, stride=1, dilate=False):
        norm, before, outplanes = self._norm_layer, self.dilation, planes * block.expansion
        if dilate:
            self.dilation *= stride
            stride = 1
        downsample = None
        if stride != 1 or self.inplanes != outplanes:
            downsample = nn.Sequential(conv1x1(self.inplanes, outplanes, stride), norm(outplanes))
        units = [block(self.inplanes, planes, stride, downsample, self.groups, self.base_width, before, norm)]
        self.inplanes = outplanes
        while len(units) < blocks:
            units.append(block(outplanes, planes, groups=self.groups, base_width=self.base_width, dilation=self.dilation,
                               norm_layer=norm))
        return nn.Sequential(*units)

    def _forward_impl(self, x):
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(torch.flatten(self.avgpool(x), 1))

    def forward(self, x):
        return self._forward_impl(x)


def _make(weights, block, layers, **kwargs):
    return ResNet(block, layers, **kwargs)


_resnet = lambda block, layers, weights, progress, **kwargs: _make(weights, block, layers, **kwargs)
`,
};
