// timm's ResNet with timm's names, after timm 1.0.
export const RESNET_TEXT = `
from timm.layers import SelectAdaptivePool2d, DropPath, _Described, _extra
from timm.models import build_model_with_cfg


class BasicBlock(_Described):
    expansion = 1

    def __init__(self, inplanes, planes, stride=1, downsample=None, cardinality=1, base_width=64, reduce_first=1, dilation=1,
                 first_dilation=None, act_layer=nn.ReLU, norm_layer=nn.BatchNorm2d, drop_path=None, **options):
        super().__init__()
        _extra(self, options)
        first = planes // reduce_first
        before = first_dilation or dilation
        self.conv1 = nn.Conv2d(inplanes, first, kernel_size=3, stride=stride, padding=before, dilation=before, bias=False)
        self.bn1 = norm_layer(first)
        self.drop_block = nn.Identity()
        self.act1 = act_layer(inplace=True)
        self.aa = nn.Identity()
        self.conv2 = nn.Conv2d(first, planes * self.expansion, kernel_size=3, padding=dilation, dilation=dilation, bias=False)
        self.bn2 = norm_layer(planes * self.expansion)
        self.se = None
        self.act2 = act_layer(inplace=True)
        self.downsample = downsample
        self.stride = stride
        self.dilation = dilation
        self.drop_path = drop_path

    def zero_init_last(self):
        return None

    def forward(self, x):
        shortcut = x
        x = self.aa(self.act1(self.drop_block(self.bn1(self.conv1(x)))))
        x = self.bn2(self.conv2(x))
        if self.drop_path is not None:
            x = self.drop_path(x)
        x += shortcut if self.downsample is None else self.downsample(shortcut)
        return self.act2(x) if self._is_described else self._not_described


class Bottleneck(_Described):
    expansion = 4

    def __init__(self, inplanes, planes, stride=1, downsample=None, cardinality=1, base_width=64, reduce_first=1, dilation=1,
                 first_dilation=None, act_layer=nn.ReLU, norm_layer=nn.BatchNorm2d, drop_path=None, **options):
        super().__init__()
        _extra(self, options)
        width = int(math.floor(planes * (base_width / 64)) * cardinality)
        first = width // reduce_first
        before = first_dilation or dilation
        self.conv1 = nn.Conv2d(inplanes, first, kernel_size=1, bias=False)
        self.bn1 = norm_layer(first)
        self.act1 = act_layer(inplace=True)
        self.conv2 = nn.Conv2d(first, width, kernel_size=3, stride=stride, padding=before, dilation=before, groups=cardinality,
                               bias=False)
        self.bn2 = norm_layer(width)
        self.drop_block = nn.Identity()
        self.act2 = act_layer(inplace=True)
        self.aa = nn.Identity()
        self.conv3 = nn.Conv2d(width, planes * self.expansion, kernel_size=1, bias=False)
        self.bn3 = norm_layer(planes * self.expansion)
        self.se = None
        self.act3 = act_layer(inplace=True)
        self.downsample = downsample
        self.stride = stride
        self.dilation = dilation
        self.drop_path = drop_path

    def zero_init_last(self):
        return None

    def forward(self, x):
        shortcut = x
        x = self.act1(self.bn1(self.conv1(x)))
        x = self.aa(self.act2(self.drop_block(self.bn2(self.conv2(x)))))
        x = self.bn3(self.conv3(x))
        if self.drop_path is not None:
            x = self.drop_path(x)
        x += shortcut if self.downsample is None else self.downsample(shortcut)
        return self.act3(x) if self._is_described else self._not_described


class ResNet(_Described):
    def __init__(self, block, layers, num_classes=1000, in_chans=3, output_stride=32, global_pool='avg', cardinality=1,
                 base_width=64, stem_width=64, stem_type='', avg_down=False, act_layer=nn.ReLU, norm_layer=nn.BatchNorm2d,
                 drop_rate=0.0, drop_path_rate=0.0, zero_init_last=True, block_args=None, **options):
        super().__init__()
        _extra(self, options)
        _extra(self, block_args or {})
        if output_stride != 32 or stem_type not in ('', 'deep'):
            _extra(self, {'output_stride': output_stride, 'stem_type': stem_type})
        self.num_classes = num_classes
        self.in_chans = in_chans
        self.drop_rate = drop_rate
        self.grad_checkpointing = False
        if stem_type == 'deep':
            self.conv1 = nn.Sequential(
                nn.Conv2d(in_chans, stem_width, 3, stride=2, padding=1, bias=False), norm_layer(stem_width),
                act_layer(inplace=True), nn.Conv2d(stem_width, stem_width, 3, stride=1, padding=1, bias=False),
                norm_layer(stem_width), act_layer(inplace=True), nn.Conv2d(stem_width, 64, 3, stride=1, padding=1, bias=False))
        else:
            self.conv1 = nn.Conv2d(in_chans, 64, kernel_size=7, stride=2, padding=3, bias=False)
        self.bn1 = norm_layer(64)
        self.act1 = act_layer(inplace=True)
        self.maxpool = nn.MaxPool2d(kernel_size=3, stride=2, padding=1)
        self.feature_info = [dict(num_chs=64, reduction=2, module='act1')]
        width, done, total = 64, 0, sum(layers)
        for i, depth in enumerate(layers):
            planes, units = 64 * 2 ** i, []
            for j in range(depth):
                stride = 2 if j == 0 and i > 0 else 1
                out, downsample = planes * block.expansion, None
                if j == 0 and (stride != 1 or width != out):
                    downsample = self._downsample(width, out, stride, avg_down, norm_layer)
                rate = drop_path_rate * done / (total - 1)
                units.append(block(width, planes, stride, downsample, cardinality=cardinality, base_width=base_width,
                                   act_layer=act_layer, norm_layer=norm_layer,
                                   drop_path=DropPath(rate) if rate > 0.0 else None))
                width, done = out, done + 1
            self.add_module('layer{}'.format(i + 1), nn.Sequential(*units))
            self.feature_info.append(dict(num_chs=width, reduction=4 * 2 ** i, module='layer{}'.format(i + 1)))
        self.num_features = self.head_hidden_size = width
        self._head(num_classes, global_pool)

    @staticmethod
    def _downsample(width, out, stride, avg_down, norm_layer):
        if not avg_down:
            return nn.Sequential(nn.Conv2d(width, out, kernel_size=1, stride=stride, bias=False), norm_layer(out))
        pool = nn.Identity() if stride == 1 else nn.AvgPool2d(2, stride, ceil_mode=True, count_include_pad=False)
        return nn.Sequential(pool, nn.Conv2d(width, out, kernel_size=1, stride=1, bias=False), norm_layer(out))

    def _head(self, num_classes, global_pool):
        self.global_pool = SelectAdaptivePool2d(pool_type=global_pool, flatten=bool(global_pool))
        self.fc = nn.Linear(self.num_features, num_classes) if num_classes > 0 else nn.Identity()

    def _feature_steps(self):
        names = ('conv1', 'bn1', 'act1', 'maxpool', 'layer1', 'layer2', 'layer3', 'layer4')
        return [(name, getattr(self, name)) for name in names]

    def get_classifier(self, name_only=False):
        return 'fc' if name_only else self.fc

    def reset_classifier(self, num_classes, global_pool='avg'):
        self.num_classes = num_classes
        self._head(num_classes, global_pool)

    def forward_features(self, x):
        x = self.maxpool(self.act1(self.bn1(self.conv1(x))))
        return self.layer4(self.layer3(self.layer2(self.layer1(x))))

    def forward_head(self, x, pre_logits=False):
        x = self.global_pool(x)
        if self.drop_rate:
            x = F.dropout(x, p=float(self.drop_rate), training=self.training)
        return x if pre_logits else self.fc(x)

    def forward(self, x):
        return self.forward_head(self.forward_features(x)) if self._is_described else self._not_described


def _builder(name, block, layers, **fixed):
    def build(pretrained=False, **kwargs):
        return build_model_with_cfg(ResNet, name, pretrained, block=block, layers=layers, **{**fixed, **kwargs})
    build.__name__ = name
    return build


resnet18 = _builder('resnet18', BasicBlock, (2, 2, 2, 2))
resnet18d = _builder('resnet18d', BasicBlock, (2, 2, 2, 2), stem_width=32, stem_type='deep', avg_down=True)
resnet34 = _builder('resnet34', BasicBlock, (3, 4, 6, 3))
resnet34d = _builder('resnet34d', BasicBlock, (3, 4, 6, 3), stem_width=32, stem_type='deep', avg_down=True)
resnet26 = _builder('resnet26', Bottleneck, (2, 2, 2, 2))
resnet26d = _builder('resnet26d', Bottleneck, (2, 2, 2, 2), stem_width=32, stem_type='deep', avg_down=True)
resnet50 = _builder('resnet50', Bottleneck, (3, 4, 6, 3))
resnet50d = _builder('resnet50d', Bottleneck, (3, 4, 6, 3), stem_width=32, stem_type='deep', avg_down=True)
resnet101 = _builder('resnet101', Bottleneck, (3, 4, 23, 3))
resnet101d = _builder('resnet101d', Bottleneck, (3, 4, 23, 3), stem_width=32, stem_type='deep', avg_down=True)
resnet152 = _builder('resnet152', Bottleneck, (3, 8, 36, 3))
resnext50_32x4d = _builder('resnext50_32x4d', Bottleneck, (3, 4, 6, 3), cardinality=32, base_width=4)
resnext101_32x8d = _builder('resnext101_32x8d', Bottleneck, (3, 4, 23, 3), cardinality=32, base_width=8)
wide_resnet50_2 = _builder('wide_resnet50_2', Bottleneck, (3, 4, 6, 3), base_width=128)
wide_resnet101_2 = _builder('wide_resnet101_2', Bottleneck, (3, 4, 23, 3), base_width=128)
`;
