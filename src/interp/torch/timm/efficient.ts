// timm's EfficientNet and MobileNetV3 with timm's names, after timm 1.0.
export const EFFICIENT_TEXT = `
from timm.layers import BatchNormAct2d, DropPath, SelectAdaptivePool2d, create_act_layer, make_divisible, _Described, _extra
from timm.models import FeatureInfo, build_model_with_cfg


class SqueezeExcite(nn.Module):
    def __init__(self, in_chs, rd_ratio=0.25, rd_channels=None, act_layer=nn.ReLU, gate_layer=nn.Sigmoid,
                 force_act_layer=None, rd_round_fn=None, device=None, dtype=None):
        super().__init__()
        reduced = (rd_round_fn or round)(in_chs * rd_ratio) if rd_channels is None else rd_channels
        self.conv_reduce = nn.Conv2d(in_chs, reduced, 1, bias=True)
        self.act1 = create_act_layer(force_act_layer or act_layer, inplace=True)
        self.conv_expand = nn.Conv2d(reduced, in_chs, 1, bias=True)
        self.gate = create_act_layer(gate_layer)

    def forward(self, x):
        s = x.mean((2, 3), keepdim=True)
        return x * self.gate(self.conv_expand(self.act1(self.conv_reduce(s))))


def _bn(width, act=None):
    return BatchNormAct2d(width, act_layer=act, apply_act=act is not None, inplace=act is not nn.Hardswish)


class _Residual(nn.Module):
    def _finish(self, has_skip, drop_path):
        self.has_skip = has_skip
        self.drop_path = DropPath(drop_path) if drop_path else nn.Identity()

    def forward(self, x):
        y = self._body(x)
        return self.drop_path(y) + x if self.has_skip else y


class _ConvBnAct(_Residual):
    def __init__(self, in_chs, out_chs, act):
        super().__init__()
        self.conv = nn.Conv2d(in_chs, out_chs, kernel_size=1, bias=False)
        self.bn1 = _bn(out_chs, act)
        self.aa = nn.Identity()
        self._finish(False, 0.0)

    def _body(self, x):
        return self.aa(self.bn1(self.conv(x)))


class _DepthwiseSeparableConv(_Residual):
    def __init__(self, in_chs, out_chs, kernel, stride, act, se, drop_path):
        super().__init__()
        self.conv_dw = nn.Conv2d(in_chs, in_chs, kernel, stride=stride, padding=kernel // 2, groups=in_chs, bias=False)
        self.bn1 = _bn(in_chs, act)
        self.aa = nn.Identity()
        self.se = se(in_chs)
        self.conv_pw = nn.Conv2d(in_chs, out_chs, kernel_size=1, bias=False)
        self.bn2 = _bn(out_chs)
        self._finish(stride == 1 and in_chs == out_chs, drop_path)

    def _body(self, x):
        x = self.se(self.aa(self.bn1(self.conv_dw(x))))
        return self.bn2(self.conv_pw(x))


class _InvertedResidual(_Residual):
    def __init__(self, in_chs, mid_chs, out_chs, kernel, stride, act, se, drop_path):
        super().__init__()
        self.conv_pw = nn.Conv2d(in_chs, mid_chs, kernel_size=1, bias=False)
        self.bn1 = _bn(mid_chs, act)
        self.conv_dw = nn.Conv2d(mid_chs, mid_chs, kernel, stride=stride, padding=kernel // 2, groups=mid_chs, bias=False)
        self.bn2 = _bn(mid_chs, act)
        self.aa = nn.Identity()
        self.se = se(mid_chs)
        self.conv_pwl = nn.Conv2d(mid_chs, out_chs, kernel_size=1, bias=False)
        self.bn3 = _bn(out_chs)
        self._finish(stride == 1 and in_chs == out_chs, drop_path)

    def _body(self, x):
        x = self.bn1(self.conv_pw(x))
        x = self.se(self.aa(self.bn2(self.conv_dw(x))))
        return self.bn3(self.conv_pwl(x))


def _none(width):
    return nn.Identity()


class _Network(_Described):
    def _start(self, num_classes, in_chans, stem, act, drop_rate, options):
        _extra(self, options)
        self.num_classes = num_classes
        self.in_chans = in_chans
        self.drop_rate = drop_rate
        self.grad_checkpointing = False
        self.conv_stem = nn.Conv2d(in_chans, stem, 3, stride=2, padding=1, bias=False)
        self.bn1 = _bn(stem, act)

    def get_classifier(self):
        return self.classifier

    def forward_features(self, x):
        return self._after(self.blocks(self.bn1(self.conv_stem(x))))

    def _after(self, x):
        return x

    def _classified(self, x, pre_logits):
        if self.drop_rate > 0.0:
            x = F.dropout(x, p=self.drop_rate, training=self.training)
        return x if pre_logits else self.classifier(x)

    def forward(self, x):
        return self.forward_head(self.forward_features(x)) if self._is_described else self._not_described


# Kernel, stride, expansion, channels, repeats.
_STAGES = ((3, 1, 1, 16, 1), (3, 2, 6, 24, 2), (5, 2, 6, 40, 2), (3, 2, 6, 80, 3), (5, 1, 6, 112, 3), (5, 2, 6, 192, 4),
           (3, 1, 6, 320, 1))


class EfficientNet(_Network):
    def __init__(self, width=1.0, depth=1.0, num_classes=1000, in_chans=3, global_pool='avg', drop_rate=0.0, drop_path_rate=0.0,
                 **options):
        super().__init__()
        def channels(c):
            return make_divisible(c * width)
        before = channels(32)
        self._start(num_classes, in_chans, before, nn.SiLU, drop_rate, options)
        counts = [int(math.ceil(n * depth)) for *_, n in _STAGES]
        stages, done, self.feature_info = [], 0, []
        for i, (kernel, stride, expansion, c, _) in enumerate(_STAGES):
            units, out = [], channels(c)
            for j in range(counts[i]):
                narrow = round(before * 0.25)
                se = lambda wide, narrow=narrow: SqueezeExcite(wide, rd_channels=narrow, act_layer=nn.SiLU)
                rate, step = drop_path_rate * done / sum(counts), 1 if j else stride
                wide = make_divisible(before * expansion)
                units.append(_DepthwiseSeparableConv(before, out, kernel, step, nn.SiLU, se, rate) if expansion == 1
                             else _InvertedResidual(before, wide, out, kernel, step, nn.SiLU, se, rate))
                before, done = out, done + 1
            stages.append(nn.Sequential(*units))
            if i in (0, 1, 2, 4, 6):
                self.feature_info.append(dict(num_chs=out, reduction=2 ** (len(self.feature_info) + 1), stage=i,
                                              module='blocks.{}'.format(i)))
        self.blocks = nn.Sequential(*stages)
        self.num_features = self.head_hidden_size = channels(1280)
        self.conv_head = nn.Conv2d(before, self.num_features, kernel_size=1, bias=False)
        self.bn2 = _bn(self.num_features, nn.SiLU)
        self.reset_classifier(num_classes, global_pool)

    def reset_classifier(self, num_classes, global_pool='avg'):
        self.num_classes = num_classes
        self.global_pool = SelectAdaptivePool2d(pool_type=global_pool, flatten=bool(global_pool))
        self.classifier = nn.Linear(self.num_features, num_classes) if num_classes > 0 else nn.Identity()

    def _after(self, x):
        return self.bn2(self.conv_head(x))

    def forward_head(self, x, pre_logits=False):
        return self._classified(self.global_pool(x), pre_logits)


class _EfficientNetFeatures(nn.Module):
    def __init__(self, model, out_indices):
        super().__init__()
        self.conv_stem, self.bn1, self.blocks = model.conv_stem, model.bn1, model.blocks
        count = len(model.feature_info)
        indices = range(count) if out_indices is None else out_indices
        indices = range(count - indices, count) if isinstance(indices, int) else [i % count for i in indices]
        self.feature_info = FeatureInfo(model.feature_info, tuple(indices))
        self._stages = [model.feature_info[i]['stage'] for i in indices]

    def forward(self, x):
        x, out = self.bn1(self.conv_stem(x)), []
        for i, block in enumerate(self.blocks):
            x = block(x)
            if i in self._stages:
                out.append(x)
        return out


# Kernel, expanded, output, squeeze and excitation, hard swish, stride; stages are apart by '/'.
_LARGE = '''3 16 16 0 0 1/3 64 24 0 0 2|3 72 24 0 0 1/5 72 40 1 0 2|5 120 40 1 0 1|5 120 40 1 0 1/3 240 80 0 1 2|3 200 80 0 1 1|
    3 184 80 0 1 1|3 184 80 0 1 1/3 480 112 1 1 1|3 672 112 1 1 1/5 672 160 1 1 2|5 960 160 1 1 1|5 960 160 1 1 1'''
_SMALL = '''3 16 16 1 0 2/3 72 24 0 0 2|3 88 24 0 0 1/5 96 40 1 1 2|5 240 40 1 1 1|5 240 40 1 1 1/5 120 48 1 1 1|5 144 48 1 1 1/
    5 288 96 1 1 2|5 576 96 1 1 1|5 576 96 1 1 1'''


# Made with arguments of our own: nobody else makes them.
for _made in (_ConvBnAct, _DepthwiseSeparableConv, _InvertedResidual, _EfficientNetFeatures):
    _made.__name__ = _made.__name__[1:]


class MobileNetV3(_Network):
    def __init__(self, rows, last, head, num_classes=1000, in_chans=3, global_pool='avg', drop_rate=0.0, drop_path_rate=0.0,
                 **options):
        super().__init__()
        self._start(num_classes, in_chans, 16, nn.Hardswish, drop_rate, options)
        def se(wide):
            return SqueezeExcite(wide, rd_channels=make_divisible(wide * 0.25), gate_layer=nn.Hardsigmoid)
        stages, before, done, total = [], 16, 0, rows.count('|') + rows.count('/') + 2
        for stage in rows.split('/'):
            units = []
            for row in stage.split('|'):
                kernel, wide, out, squeezes, hard, stride = [int(word) for word in row.split()]
                act, squeeze, rate = nn.Hardswish if hard else nn.ReLU, se if squeezes else _none, drop_path_rate * done / total
                units.append(_InvertedResidual(before, wide, out, kernel, stride, act, squeeze, rate) if stages
                             else _DepthwiseSeparableConv(before, out, kernel, stride, act, squeeze, rate))
                before, done = out, done + 1
            stages.append(nn.Sequential(*units))
        self.blocks = nn.Sequential(*stages, nn.Sequential(_ConvBnAct(before, last, nn.Hardswish)))
        self.num_features = last
        self.head_hidden_size = head
        self._pool(global_pool)
        self.conv_head = nn.Conv2d(last, head, kernel_size=1, bias=True)
        self.norm_head = nn.Identity()
        self.act2 = nn.Hardswish()
        self.flatten = nn.Flatten(1) if global_pool else nn.Identity()
        self.classifier = nn.Linear(head, num_classes) if num_classes > 0 else nn.Identity()

    def _pool(self, global_pool):
        self.global_pool = SelectAdaptivePool2d(pool_type=global_pool)

    def reset_classifier(self, num_classes, global_pool='avg'):
        self.num_classes = num_classes
        self._pool(global_pool)
        self.flatten = nn.Flatten(1) if global_pool else nn.Identity()
        self.classifier = nn.Linear(self.head_hidden_size, num_classes) if num_classes > 0 else nn.Identity()

    def forward_head(self, x, pre_logits=False):
        x = self.act2(self.norm_head(self.conv_head(self.global_pool(x))))
        return self._classified(self.flatten(x), pre_logits)


def _efficientnet(name, width, depth):
    def build(pretrained=False, **kwargs):
        features, indices = kwargs.pop('features_only', False), kwargs.pop('out_indices', None)
        model = build_model_with_cfg(EfficientNet, name, pretrained, width=width, depth=depth, **kwargs)
        return _EfficientNetFeatures(model, indices) if features else model
    build.__name__ = name
    return build


def _mobilenetv3(name, rows, last, head):
    def build(pretrained=False, **kwargs):
        return build_model_with_cfg(MobileNetV3, name, pretrained, rows=rows, last=last, head=head, **kwargs)
    build.__name__ = name
    return build


efficientnet_b0 = _efficientnet('efficientnet_b0', 1.0, 1.0)
efficientnet_b1 = _efficientnet('efficientnet_b1', 1.0, 1.1)
efficientnet_b2 = _efficientnet('efficientnet_b2', 1.1, 1.2)
efficientnet_b3 = _efficientnet('efficientnet_b3', 1.2, 1.4)
efficientnet_b4 = _efficientnet('efficientnet_b4', 1.4, 1.8)
efficientnet_b5 = _efficientnet('efficientnet_b5', 1.6, 2.2)
mobilenetv3_large_100 = _mobilenetv3('mobilenetv3_large_100', _LARGE, 960, 1280)
mobilenetv3_small_100 = _mobilenetv3('mobilenetv3_small_100', _SMALL, 576, 1024)
`;
