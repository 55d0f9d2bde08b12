// GoogLeNet (Szegedy et al. 2015, with batch normalisation) and Inception v3 (Szegedy et al. 2016).
import { V1, type Family } from './family';

const COMMON = `
from torchvision.models._api import named as _named
from collections import namedtuple


class BasicConv2d(nn.Module):
    def __init__(self, in_channels, out_channels, **kwargs):
        super().__init__()
        self.conv = nn.Conv2d(in_channels, out_channels, bias=False, **kwargs)
        self.bn = nn.BatchNorm2d(out_channels, eps=0.001)

    def forward(self, x):
        return F.relu(self.bn(self.conv(x)), inplace=True)


class _Net(nn.Module):
    # What the pretrained weights expect: pictures that were normalised to a mean of one half.
    def _transform_input(self, x):
        if not self.transform_input:
            return x
        rescaled = [torch.unsqueeze(x[:, i], 1) * (std / 0.5) + (mean - 0.5) / 0.5
                    for i, (mean, std) in enumerate([(0.485, 0.229), (0.456, 0.224), (0.406, 0.225)])]
        return torch.cat(rescaled, 1)


def _prepare(weights, kwargs):
    # The weights are those of a network with auxiliary classifiers.
    if weights is not None:
        kwargs.setdefault('transform_input', True)
        _named(kwargs, 'aux_logits', True)
`;

const GOOGLENET: Family = {
  module: 'torchvision.models.googlenet',
  exports: ['GoogLeNet', 'GoogLeNetOutputs', '_GoogLeNetOutputs'],
  builders: [['googlenet', 'GoogLeNet', V1, '']],
  python: `${COMMON}

GoogLeNetOutputs = namedtuple('GoogLeNetOutputs', ['logits', 'aux_logits2', 'aux_logits1'])
_GoogLeNetOutputs = GoogLeNetOutputs


class Inception(nn.Module):
    def __init__(self, in_channels, ch1x1, ch3x3red, ch3x3, ch5x5red, ch5x5, pool_proj, conv_block=None):
        super().__init__()
        conv = conv_block or BasicConv2d
        self.branch1 = conv(in_channels, ch1x1, kernel_size=1)
        self.branch2 = nn.Sequential(conv(in_channels, ch3x3red, kernel_size=1),
                                     conv(ch3x3red, ch3x3, kernel_size=3, padding=1))
        # Three, where the paper has five.
        self.branch3 = nn.Sequential(conv(in_channels, ch5x5red, kernel_size=1),
                                     conv(ch5x5red, ch5x5, kernel_size=3, padding=1))
        self.branch4 = nn.Sequential(nn.MaxPool2d(kernel_size=3, stride=1, padding=1, ceil_mode=True),
                                     conv(in_channels, pool_proj, kernel_size=1))

    def _forward(self, x):
        return [self.branch1(x), self.branch2(x), self.branch3(x), self.branch4(x)]

    def forward(self, x):
        return torch.cat(self._forward(x), 1)


class InceptionAux(nn.Module):
    def __init__(self, in_channels, num_classes, conv_block=None, dropout=0.7):
        super().__init__()
        self.conv = (conv_block or BasicConv2d)(in_channels, 128, kernel_size=1)
        self.fc1 = nn.Linear(2048, 1024)
        self.fc2 = nn.Linear(1024, num_classes)
        self.dropout = nn.Dropout(p=dropout)

    def forward(self, x):
        x = torch.flatten(self.conv(F.adaptive_avg_pool2d(x, (4, 4))), 1)
        return self.fc2(self.dropout(F.relu(self.fc1(x), inplace=True)))


# Widths in, of the branches 1x1, 3x3 (reduced, full), 5x5 (reduced, full), and of the pooling's projection.
_BLOCKS = {
    '3a': (192, 64, 96, 128, 16, 32, 32), '3b': (256, 128, 128, 192, 32, 96, 64), '4a': (480, 192, 96, 208, 16, 48, 64),
    '4b': (512, 160, 112, 224, 24, 64, 64), '4c': (512, 128, 128, 256, 24, 64, 64), '4d': (512, 112, 144, 288, 32, 64, 64),
    '4e': (528, 256, 160, 320, 32, 128, 128), '5a': (832, 256, 160, 320, 32, 128, 128), '5b': (832, 384, 192, 384, 48, 128, 128),
}


class GoogLeNet(_Net):
    __constants__ = ['aux_logits', 'transform_input']

    def __init__(self, num_classes=1000, aux_logits=True, transform_input=False, init_weights=None, blocks=None, dropout=0.2,
                 dropout_aux=0.7):
        super().__init__()
        conv, block, aux = blocks or [BasicConv2d, Inception, InceptionAux]
        self.aux_logits = aux_logits
        self.transform_input = transform_input
        self.conv1 = conv(3, 64, kernel_size=7, stride=2, padding=3)
        self.maxpool1 = nn.MaxPool2d(3, stride=2, ceil_mode=True)
        self.conv2 = conv(64, 64, kernel_size=1)
        self.conv3 = conv(64, 192, kernel_size=3, padding=1)
        self.maxpool2 = nn.MaxPool2d(3, stride=2, ceil_mode=True)
        for name, widths in _BLOCKS.items():
            setattr(self, 'inception' + name, block(*widths))
            if name == '3b':
                self.maxpool3 = nn.MaxPool2d(3, stride=2, ceil_mode=True)
            if name == '4e':
                self.maxpool4 = nn.MaxPool2d(2, stride=2, ceil_mode=True)
        self.aux1 = aux(512, num_classes, dropout=dropout_aux) if aux_logits else None
        self.aux2 = aux(528, num_classes, dropout=dropout_aux) if aux_logits else None
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.dropout = nn.Dropout(p=dropout)
        self.fc = nn.Linear(1024, num_classes)

    def _forward(self, x):
        x = self.maxpool2(self.conv3(self.conv2(self.maxpool1(self.conv1(x)))))
        x = self.inception4a(self.maxpool3(self.inception3b(self.inception3a(x))))
        aux1 = self.aux1(x) if self.aux1 is not None and self.training else None
        x = self.inception4d(self.inception4c(self.inception4b(x)))
        aux2 = self.aux2(x) if self.aux2 is not None and self.training else None
        x = self.inception5b(self.inception5a(self.maxpool4(self.inception4e(x))))
        x = self.fc(self.dropout(torch.flatten(self.avgpool(x), 1)))
        return x, aux2, aux1

    def forward(self, x):
        x, aux2, aux1 = self._forward(self._transform_input(x))
        return GoogLeNetOutputs(x, aux2, aux1) if self.training and self.aux_logits else x


def _make(weights, **kwargs):
    wants = kwargs.get('aux_logits', False)
    _prepare(weights, kwargs)
    model = GoogLeNet(**kwargs)
    if weights is not None and not wants:
        model.aux_logits = False
        model.aux1 = model.aux2 = None
    return model


`,
};

const INCEPTION_V3: Family = {
  module: 'torchvision.models.inception',
  exports: ['Inception3', 'InceptionOutputs', '_InceptionOutputs'],
  builders: [['inception_v3', 'Inception_V3', V1, '']],
  python: `${COMMON}

InceptionOutputs = namedtuple('InceptionOutputs', ['logits', 'aux_logits'])
_InceptionOutputs = InceptionOutputs


class _Mixed(nn.Module):
    # Branches are chains of attributes with a common prefix: name, width, kernel and options of each convolution.
    def _add(self, conv, width, prefix, *steps):
        for name, out, kernel, options in steps:
            setattr(self, prefix + name, (conv or BasicConv2d)(width, out, kernel_size=kernel, **options))
            width = out

    def _chain(self, x, prefix, *names):
        for name in names:
            x = getattr(self, prefix + name)(x)
        return x

    def forward(self, x):
        return torch.cat(self._forward(x), 1)


_HIGH, _WIDE = ((7, 1), {'padding': (3, 0)}), ((1, 7), {'padding': (0, 3)})
_SAME, _HALF = (3, {'padding': 1}), (3, {'stride': 2})


class InceptionA(_Mixed):
    def __init__(self, in_channels, pool_features, conv_block=None):
        super().__init__()
        self._add(conv_block, in_channels, 'branch1x1', ('', 64, 1, {}))
        self._add(conv_block, in_channels, 'branch5x5_', ('1', 48, 1, {}), ('2', 64, 5, {'padding': 2}))
        self._add(conv_block, in_channels, 'branch3x3dbl_', ('1', 64, 1, {}), ('2', 96, *_SAME), ('3', 96, *_SAME))
        self._add(conv_block, in_channels, 'branch_pool', ('', pool_features, 1, {}))

    def _forward(self, x):
        return [self.branch1x1(x), self._chain(x, 'branch5x5_', '1', '2'), self._chain(x, 'branch3x3dbl_', '1', '2', '3'),
                self.branch_pool(F.avg_pool2d(x, kernel_size=3, stride=1, padding=1))]


class InceptionB(_Mixed):
    def __init__(self, in_channels, conv_block=None):
        super().__init__()
        self._add(conv_block, in_channels, 'branch3x3', ('', 384, *_HALF))
        self._add(conv_block, in_channels, 'branch3x3dbl_', ('1', 64, 1, {}), ('2', 96, *_SAME), ('3', 96, *_HALF))

    def _forward(self, x):
        return [self.branch3x3(x), self._chain(x, 'branch3x3dbl_', '1', '2', '3'), F.max_pool2d(x, kernel_size=3, stride=2)]


class InceptionC(_Mixed):
    def __init__(self, in_channels, channels_7x7, conv_block=None):
        super().__init__()
        c7 = channels_7x7
        self._add(conv_block, in_channels, 'branch1x1', ('', 192, 1, {}))
        self._add(conv_block, in_channels, 'branch7x7_', ('1', c7, 1, {}), ('2', c7, *_WIDE), ('3', 192, *_HIGH))
        self._add(conv_block, in_channels, 'branch7x7dbl_', ('1', c7, 1, {}), ('2', c7, *_HIGH), ('3', c7, *_WIDE),
                  ('4', c7, *_HIGH), ('5', 192, *_WIDE))
        self._add(conv_block, in_channels, 'branch_pool', ('', 192, 1, {}))

    def _forward(self, x):
        return [self.branch1x1(x), self._chain(x, 'branch7x7_', '1', '2', '3'),
                self._chain(x, 'branch7x7dbl_', '1', '2', '3', '4', '5'),
                self.branch_pool(F.avg_pool2d(x, kernel_size=3, stride=1, padding=1))]


class InceptionD(_Mixed):
    def __init__(self, in_channels, conv_block=None):
        super().__init__()
        self._add(conv_block, in_channels, 'branch3x3_', ('1', 192, 1, {}), ('2', 320, *_HALF))
        self._add(conv_block, in_channels, 'branch7x7x3_', ('1', 192, 1, {}), ('2', 192, *_WIDE), ('3', 192, *_HIGH),
                  ('4', 192, *_HALF))

    def _forward(self, x):
        return [self._chain(x, 'branch3x3_', '1', '2'), self._chain(x, 'branch7x7x3_', '1', '2', '3', '4'),
                F.max_pool2d(x, kernel_size=3, stride=2)]


class InceptionE(_Mixed):
    def __init__(self, in_channels, conv_block=None):
        super().__init__()
        wide, high = ((1, 3), {'padding': (0, 1)}), ((3, 1), {'padding': (1, 0)})
        self._add(conv_block, in_channels, 'branch1x1', ('', 320, 1, {}))
        self._add(conv_block, in_channels, 'branch3x3_', ('1', 384, 1, {}), ('2a', 384, *wide), ('2b', 384, *high))
        self._add(conv_block, in_channels, 'branch3x3dbl_', ('1', 448, 1, {}), ('2', 384, *_SAME), ('3a', 384, *wide),
                  ('3b', 384, *high))
        self._add(conv_block, in_channels, 'branch_pool', ('', 192, 1, {}))

    def _forward(self, x):
        first = self.branch1x1(x)
        y = self.branch3x3_1(x)
        second = torch.cat([self.branch3x3_2a(y), self.branch3x3_2b(y)], 1)
        y = self.branch3x3dbl_2(self.branch3x3dbl_1(x))
        third = torch.cat([self.branch3x3dbl_3a(y), self.branch3x3dbl_3b(y)], 1)
        return [first, second, third, self.branch_pool(F.avg_pool2d(x, kernel_size=3, stride=1, padding=1))]


class InceptionAux(nn.Module):
    def __init__(self, in_channels, num_classes, conv_block=None):
        super().__init__()
        conv = conv_block or BasicConv2d
        self.conv0 = conv(in_channels, 128, kernel_size=1)
        self.conv1 = conv(128, 768, kernel_size=5)
        self.fc = nn.Linear(768, num_classes)

    def forward(self, x):
        x = self.conv1(self.conv0(F.avg_pool2d(x, kernel_size=5, stride=3)))
        return self.fc(torch.flatten(F.adaptive_avg_pool2d(x, (1, 1)), 1))


class Inception3(_Net):
    def __init__(self, num_classes=1000, aux_logits=True, transform_input=False, inception_blocks=None, init_weights=None,
                 dropout=0.5):
        super().__init__()
        conv, a, b, c, d, e, aux = inception_blocks or [BasicConv2d, InceptionA, InceptionB, InceptionC, InceptionD, InceptionE,
                                                        InceptionAux]
        self.aux_logits = aux_logits
        self.transform_input = transform_input
        self.Conv2d_1a_3x3 = conv(3, 32, kernel_size=3, stride=2)
        self.Conv2d_2a_3x3 = conv(32, 32, kernel_size=3)
        self.Conv2d_2b_3x3 = conv(32, 64, kernel_size=3, padding=1)
        self.maxpool1 = nn.MaxPool2d(kernel_size=3, stride=2)
        self.Conv2d_3b_1x1 = conv(64, 80, kernel_size=1)
        self.Conv2d_4a_3x3 = conv(80, 192, kernel_size=3)
        self.maxpool2 = nn.MaxPool2d(kernel_size=3, stride=2)
        for name, width, features in (('5b', 192, 32), ('5c', 256, 64), ('5d', 288, 64)):
            setattr(self, 'Mixed_' + name, a(width, pool_features=features))
        self.Mixed_6a = b(288)
        for name, width in (('6b', 128), ('6c', 160), ('6d', 160), ('6e', 192)):
            setattr(self, 'Mixed_' + name, c(768, channels_7x7=width))
        self.AuxLogits = aux(768, num_classes) if aux_logits else None
        self.Mixed_7a = d(768)
        self.Mixed_7b = e(1280)
        self.Mixed_7c = e(2048)
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.dropout = nn.Dropout(p=dropout)
        self.fc = nn.Linear(2048, num_classes)

    def _forward(self, x):
        x = self.maxpool1(self.Conv2d_2b_3x3(self.Conv2d_2a_3x3(self.Conv2d_1a_3x3(x))))
        x = self.maxpool2(self.Conv2d_4a_3x3(self.Conv2d_3b_1x1(x)))
        for name in ('5b', '5c', '5d', '6a', '6b', '6c', '6d', '6e'):
            x = getattr(self, 'Mixed_' + name)(x)
        aux = self.AuxLogits(x) if self.AuxLogits is not None and self.training else None
        x = self.Mixed_7c(self.Mixed_7b(self.Mixed_7a(x)))
        return self.fc(torch.flatten(self.dropout(self.avgpool(x)), 1)), aux

    def forward(self, x):
        x, aux = self._forward(self._transform_input(x))
        return InceptionOutputs(x, aux) if self.training and self.aux_logits else x


def _make(weights, **kwargs):
    _prepare(weights, kwargs)
    return Inception3(**kwargs)


`,
};

export const INCEPTION: readonly Family[] = [GOOGLENET, INCEPTION_V3];
