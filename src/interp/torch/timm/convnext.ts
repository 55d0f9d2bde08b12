// timm's ConvNeXt with timm's names, after timm 1.0.
export const CONVNEXT_TEXT = `
from collections import OrderedDict
from timm.layers import DropPath, GELU, LayerNorm, LayerNorm2d, Mlp, SelectAdaptivePool2d, _Described, _extra
from timm.models import build_model_with_cfg


class ConvNeXtBlock(_Described):
    def __init__(self, in_chs, out_chs=None, kernel_size=7, stride=1, mlp_ratio=4, ls_init_value=1e-6, drop_path=0.0, **options):
        super().__init__()
        _extra(self, options)
        out = out_chs or in_chs
        if stride != 1 or out != in_chs:
            _extra(self, {'stride': stride, 'out_chs': out})
        self.conv_dw = nn.Conv2d(in_chs, out, kernel_size=kernel_size, padding=kernel_size // 2, groups=in_chs, bias=True)
        self.norm = LayerNorm(out)
        self.mlp = Mlp(out, int(mlp_ratio * out), act_layer=GELU)
        self.gamma = nn.Parameter(ls_init_value * torch.ones(out)) if ls_init_value is not None else None
        self.shortcut = nn.Identity()
        self.drop_path = DropPath(drop_path) if drop_path > 0.0 else nn.Identity()

    def forward(self, x):
        y = self.norm(self.conv_dw(x).permute(0, 2, 3, 1))
        y = self.mlp(y).permute(0, 3, 1, 2)
        if self.gamma is not None:
            y = y.mul(self.gamma.reshape(1, -1, 1, 1))
        y = self.drop_path(y) + self.shortcut(x)
        return y if self._is_described else self._not_described


class _ConvNeXtStage(nn.Module):
    def __init__(self, in_chs, out_chs, stride, rates, ls_init_value):
        super().__init__()
        self.grad_checkpointing = False
        self.downsample = nn.Identity()
        if in_chs != out_chs or stride > 1:
            self.downsample = nn.Sequential(LayerNorm2d(in_chs), nn.Conv2d(in_chs, out_chs, kernel_size=2, stride=stride))
        self.blocks = nn.Sequential(*[ConvNeXtBlock(out_chs, out_chs, drop_path=rate, ls_init_value=ls_init_value)
                                      for rate in rates])

    def forward(self, x):
        return self.blocks(self.downsample(x))


class _NormMlpClassifierHead(nn.Module):
    def __init__(self, in_features, num_classes, pool_type='avg', drop_rate=0.0):
        super().__init__()
        self.in_features = self.num_features = in_features
        self.use_conv = not pool_type
        self.global_pool = SelectAdaptivePool2d(pool_type=pool_type)
        self.norm = LayerNorm2d(in_features)
        self.flatten = nn.Flatten(1) if pool_type else nn.Identity()
        self.pre_logits = nn.Identity()
        self.drop = nn.Dropout(drop_rate)
        self._classes(num_classes)

    def _classes(self, num_classes):
        linear = nn.Linear if not self.use_conv else lambda i, o: nn.Conv2d(i, o, kernel_size=1)
        self.fc = linear(self.in_features, num_classes) if num_classes > 0 else nn.Identity()

    def reset(self, num_classes, pool_type=None):
        self._classes(num_classes)

    def forward(self, x, pre_logits=False):
        x = self.drop(self.pre_logits(self.flatten(self.norm(self.global_pool(x)))))
        return x if pre_logits else self.fc(x)


# Made with arguments of our own: nobody else makes them.
for _made in (_ConvNeXtStage, _NormMlpClassifierHead):
    _made.__name__ = _made.__name__[1:]


class ConvNeXt(_Described):
    def __init__(self, in_chans=3, num_classes=1000, global_pool='avg', depths=(3, 3, 9, 3), dims=(96, 192, 384, 768),
                 ls_init_value=1e-6, drop_rate=0.0, drop_path_rate=0.0, **options):
        super().__init__()
        _extra(self, options)
        self.num_classes = num_classes
        self.in_chans = in_chans
        self.drop_rate = drop_rate
        self.feature_info = []
        self.stem = nn.Sequential(nn.Conv2d(in_chans, dims[0], kernel_size=4, stride=4, bias=True), LayerNorm2d(dims[0]))
        stages, width, done, total = [], dims[0], 0, sum(depths)
        for i, (depth, dim) in enumerate(zip(depths, dims)):
            rates = [drop_path_rate * (done + j) / (total - 1) for j in range(depth)]
            stages.append(_ConvNeXtStage(width, dim, 2 if i > 0 else 1, rates, ls_init_value))
            width, done = dim, done + depth
            self.feature_info.append(dict(num_chs=dim, reduction=4 * 2 ** i, module='stages.{}'.format(i)))
        self.stages = nn.Sequential(*stages)
        self.num_features = self.head_hidden_size = width
        self.norm_pre = nn.Identity()
        self.head = _NormMlpClassifierHead(width, num_classes, pool_type=global_pool, drop_rate=drop_rate)

    def _feature_steps(self):
        return [('stem_' + name, part) for name, part in self.stem.named_children()] + [
            ('stages_' + name, part) for name, part in self.stages.named_children()]

    def get_classifier(self):
        return self.head.fc

    def reset_classifier(self, num_classes, global_pool=None):
        self.num_classes = num_classes
        self.head.reset(num_classes, global_pool)

    def forward_features(self, x):
        return self.norm_pre(self.stages(self.stem(x)))

    def forward_head(self, x, pre_logits=False):
        return self.head(x, pre_logits=True) if pre_logits else self.head(x)

    def forward(self, x):
        return self.forward_head(self.forward_features(x)) if self._is_described else self._not_described


def _builder(name, depths, width):
    def build(pretrained=False, **kwargs):
        dims = [width * 2 ** i for i in range(4)]
        return build_model_with_cfg(ConvNeXt, name, pretrained, **{'depths': depths, 'dims': dims, **kwargs})
    build.__name__ = name
    return build


convnext_tiny = _builder('convnext_tiny', (3, 3, 9, 3), 96)
convnext_small = _builder('convnext_small', (3, 3, 27, 3), 96)
convnext_base = _builder('convnext_base', (3, 3, 27, 3), 128)
convnext_large = _builder('convnext_large', (3, 3, 27, 3), 192)
`;
