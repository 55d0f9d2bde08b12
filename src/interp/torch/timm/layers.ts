// timm.layers: what models of others take from it, in our own words after timm 1.0.
export const LAYERS_TEXT = `
import collections.abc
from functools import partial
from itertools import repeat as _repeat


def _ntuple(n):
    def parse(x):
        if isinstance(x, collections.abc.Iterable) and not isinstance(x, str):
            return tuple(x)
        return tuple(_repeat(x, n))
    return parse


to_1tuple = _ntuple(1)
to_2tuple = _ntuple(2)
to_3tuple = _ntuple(3)
to_4tuple = _ntuple(4)
to_ntuple = _ntuple


def make_divisible(v, divisor=8, min_value=None, round_limit=0.9):
    min_value = min_value or divisor
    new_v = max(min_value, int(v + divisor / 2) // divisor * divisor)
    if new_v < round_limit * v:
        new_v += divisor
    return new_v


def trunc_normal_(tensor, mean=0.0, std=1.0, a=-2.0, b=2.0):
    return nn.init.trunc_normal_(tensor, mean, std, a, b)


trunc_normal_tf_ = trunc_normal_


def lecun_normal_(tensor):
    return nn.init.trunc_normal_(tensor)


def variance_scaling_(tensor, scale=1.0, mode='fan_in', distribution='normal'):
    return nn.init.trunc_normal_(tensor)


def drop_path(x, drop_prob=0.0, training=False, scale_by_keep=True):
    if drop_prob == 0.0 or not training:
        return x
    keep = 1 - drop_prob
    kept = x.new_empty((x.shape[0],) + (1,) * (x.ndim - 1)).bernoulli_(keep)
    return x * (kept / keep if keep > 0.0 and scale_by_keep else kept)


def _extra(owner, options, *inert):
    # Options that are not described: what they change is unknown, and with it the counts of the module.
    for name, value in options.items():
        if name not in ('device', 'dtype', 'weight_init', 'fix_init', *inert) and value not in (None, False, 0, ''):
            owner._not_described = _unmodelled('the option ' + name + ' of ' + type(owner).__name__ + ' of timm')
            owner._is_described = False


class _Described(nn.Module):
    _is_described = True


class DropPath(nn.Module):
    def __init__(self, drop_prob=0.0, scale_by_keep=True):
        super().__init__()
        self.drop_prob = drop_prob
        self.scale_by_keep = scale_by_keep

    def forward(self, x):
        return drop_path(x, self.drop_prob, self.training, self.scale_by_keep)

    def extra_repr(self):
        return f'drop_prob={round(self.drop_prob, 3):0.3f}'


class LayerScale(nn.Module):
    def __init__(self, dim, init_values=1e-5, inplace=False, device=None, dtype=None):
        super().__init__()
        self.inplace = inplace
        self.gamma = nn.Parameter(init_values * torch.ones(dim))

    def forward(self, x):
        return x.mul_(self.gamma) if self.inplace else x * self.gamma


_ACTIVATIONS = dict(
    relu=nn.ReLU, relu6=nn.ReLU6, leaky_relu=nn.LeakyReLU, elu=nn.ELU, celu=nn.CELU, selu=nn.SELU, gelu=nn.GELU,
    silu=nn.SiLU, swish=nn.SiLU, mish=nn.Mish, hard_sigmoid=nn.Hardsigmoid, hard_swish=nn.Hardswish,
    sigmoid=nn.Sigmoid, tanh=nn.Tanh, prelu=nn.PReLU, identity=nn.Identity)


def get_act_layer(name='relu'):
    if not name:
        return None
    if not isinstance(name, str):
        return name
    return _ACTIVATIONS[name] if name in _ACTIVATIONS else _unmodelled('the activation ' + name + ' of timm')


def create_act_layer(name, inplace=None, **kwargs):
    layer = get_act_layer(name)
    if layer is None:
        return None
    if inplace is None:
        return layer(**kwargs)
    try:
        return layer(inplace=inplace, **kwargs)
    except TypeError:
        return layer(**kwargs)


class Mlp(nn.Module):
    def __init__(self, in_features, hidden_features=None, out_features=None, act_layer=nn.GELU, norm_layer=None,
                 bias=True, drop=0.0, use_conv=False, device=None, dtype=None):
        super().__init__()
        hidden = hidden_features or in_features
        layer = partial(nn.Conv2d, kernel_size=1) if use_conv else nn.Linear
        biases, drops = to_2tuple(bias), to_2tuple(drop)
        self.fc1 = layer(in_features, hidden, bias=biases[0])
        self.act = act_layer()
        self.drop1 = nn.Dropout(drops[0])
        self.norm = nn.Identity() if norm_layer is None else norm_layer(hidden)
        self.fc2 = layer(hidden, out_features or in_features, bias=biases[1])
        self.drop2 = nn.Dropout(drops[1])

    def forward(self, x):
        x = self.norm(self.drop1(self.act(self.fc1(x))))
        return self.drop2(self.fc2(x))


class PatchEmbed(_Described):
    def __init__(self, img_size=224, patch_size=16, in_chans=3, embed_dim=768, norm_layer=None, flatten=True,
                 output_fmt=None, bias=True, strict_img_size=True, dynamic_img_pad=False, device=None, dtype=None):
        super().__init__()
        _extra(self, {'output_fmt': output_fmt, 'dynamic_img_pad': dynamic_img_pad})
        self.patch_size = to_2tuple(patch_size)
        self.img_size = self.grid_size = self.num_patches = None
        if img_size is not None:
            self.img_size = to_2tuple(img_size)
            self.grid_size = tuple(size // patch for size, patch in zip(self.img_size, self.patch_size))
            self.num_patches = self.grid_size[0] * self.grid_size[1]
        self.flatten = flatten
        self.strict_img_size = strict_img_size
        self.proj = nn.Conv2d(in_chans, embed_dim, kernel_size=patch_size, stride=patch_size, bias=bias)
        self.norm = norm_layer(embed_dim) if norm_layer else nn.Identity()

    def forward(self, x):
        height, width = x.shape[-2:]
        if self.img_size is not None and self.strict_img_size:
            assert height == self.img_size[0], f"Input height ({height}) doesn't match model ({self.img_size[0]})."
            assert width == self.img_size[1], f"Input width ({width}) doesn't match model ({self.img_size[1]})."
        x = self.proj(x)
        if self.flatten:
            x = x.flatten(2).transpose(1, 2)
        return self.norm(x) if self._is_described else self._not_described


class LayerNorm(nn.LayerNorm):
    def __init__(self, num_channels, eps=1e-6, affine=True, **kwargs):
        super().__init__(num_channels, eps=eps, elementwise_affine=affine)


class LayerNorm2d(nn.LayerNorm):
    def __init__(self, num_channels, eps=1e-6, affine=True, **kwargs):
        super().__init__(num_channels, eps=eps, elementwise_affine=affine)

    def forward(self, x):
        x = F.layer_norm(x.permute(0, 2, 3, 1), self.normalized_shape, self.weight, self.bias, self.eps)
        return x.permute(0, 3, 1, 2)


class GELU(nn.Module):
    def __init__(self, inplace=False):
        super().__init__()

    def forward(self, input):
        return F.gelu(input)


class GlobalResponseNorm(nn.Module):
    def __init__(self, dim, eps=1e-6, channels_last=True, device=None, dtype=None):
        super().__init__()
        self.eps = eps
        self.spatial_dim = (1, 2) if channels_last else (2, 3)
        self.channel_dim = -1 if channels_last else 1
        self.wb_shape = (1, 1, 1, -1) if channels_last else (1, -1, 1, 1)
        self.weight = nn.Parameter(torch.zeros(dim))
        self.bias = nn.Parameter(torch.zeros(dim))

    def forward(self, x):
        energy = x.norm(p=2, dim=self.spatial_dim, keepdim=True)
        scaled = energy / (energy.mean(dim=self.channel_dim, keepdim=True) + self.eps)
        return x + torch.addcmul(self.bias.view(self.wb_shape), self.weight.view(self.wb_shape), x * scaled)


class SEModule(nn.Module):
    def __init__(self, channels, rd_ratio=1.0 / 16, rd_channels=None, rd_divisor=8, add_maxpool=False, bias=True,
                 act_layer=nn.ReLU, norm_layer=None, gate_layer='sigmoid', device=None, dtype=None):
        super().__init__()
        self.add_maxpool = add_maxpool
        reduced = rd_channels or make_divisible(channels * rd_ratio, rd_divisor, round_limit=0.0)
        self.fc1 = nn.Conv2d(channels, reduced, kernel_size=1, bias=bias)
        self.bn = norm_layer(reduced) if norm_layer else nn.Identity()
        self.act = create_act_layer(act_layer, inplace=True)
        self.fc2 = nn.Conv2d(reduced, channels, kernel_size=1, bias=bias)
        self.gate = create_act_layer(gate_layer)

    def forward(self, x):
        squeezed = x.mean((2, 3), keepdim=True)
        if self.add_maxpool:
            squeezed = 0.5 * squeezed + 0.5 * x.amax((2, 3), keepdim=True)
        squeezed = self.fc2(self.act(self.bn(self.fc1(squeezed))))
        return x * self.gate(squeezed)


SqueezeExcite = SEModule


class _FastPool(nn.Module):
    def __init__(self, flatten=False, input_fmt='NCHW'):
        super().__init__()
        self.flatten = flatten
        self.dim = (1, 2) if input_fmt == 'NHWC' else (2, 3)


class FastAdaptiveAvgPool(_FastPool):
    def forward(self, x):
        return x.mean(self.dim, keepdim=not self.flatten)


class FastAdaptiveMaxPool(_FastPool):
    def forward(self, x):
        return x.amax(self.dim, keepdim=not self.flatten)


class FastAdaptiveAvgMaxPool(_FastPool):
    def forward(self, x):
        return 0.5 * x.mean(self.dim, keepdim=not self.flatten) + 0.5 * x.amax(self.dim, keepdim=not self.flatten)


class SelectAdaptivePool2d(nn.Module):
    def __init__(self, output_size=1, pool_type='fast', flatten=False, input_fmt='NCHW'):
        super().__init__()
        self.pool_type = pool_type or ''
        self.flatten = nn.Flatten(1) if flatten else nn.Identity()
        kind = self.pool_type.lower()
        if not kind:
            self.pool = nn.Identity()
        elif kind.startswith('fast') or input_fmt != 'NCHW':
            assert output_size == 1, 'Fast pooling and non NCHW input formats require output_size == 1.'
            kinds = {'': FastAdaptiveAvgPool, 'avg': FastAdaptiveAvgPool, 'max': FastAdaptiveMaxPool,
                     'avgmax': FastAdaptiveAvgMaxPool}
            kind = kind.replace('fast', '')
            if kind in kinds:
                self.pool = kinds[kind](flatten, input_fmt=input_fmt)
            else:
                self.pool = _unmodelled('the pooling ' + pool_type + ' of timm')
            self.flatten = nn.Identity()
        elif kind == 'avg':
            self.pool = nn.AdaptiveAvgPool2d(output_size)
        elif kind == 'max':
            self.pool = nn.AdaptiveMaxPool2d(output_size)
        else:
            self.pool = _unmodelled('the pooling ' + pool_type + ' of timm')

    def is_identity(self):
        return not self.pool_type

    def feat_mult(self):
        return 2 if self.pool_type.endswith('catavgmax') else 1

    def forward(self, x):
        return self.flatten(self.pool(x))


class BatchNormAct2d(nn.BatchNorm2d):
    def __init__(self, num_features, eps=1e-5, momentum=0.1, affine=True, track_running_stats=True, apply_act=True,
                 act_layer=nn.ReLU, act_kwargs=None, inplace=True, drop_layer=None, device=None, dtype=None):
        super().__init__(num_features, eps=eps, momentum=momentum, affine=affine, track_running_stats=track_running_stats)
        self.drop = drop_layer() if drop_layer is not None else nn.Identity()
        self.act = create_act_layer(act_layer, inplace=True if inplace else None) if apply_act and act_layer else nn.Identity()

    def forward(self, x):
        return self.act(self.drop(super().forward(x)))


def use_fused_attn(experimental=False):
    return hasattr(F, 'scaled_dot_product_attention')


class set_layer_config:
    def __init__(self, *args, **kwargs):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return False


def is_scriptable():
    return False


is_exportable = is_no_jit = is_scriptable


def get_norm_layer(norm_layer):
    if not norm_layer:
        return None
    if not isinstance(norm_layer, str):
        return norm_layer
    known = dict(batchnorm=nn.BatchNorm2d, batchnorm2d=nn.BatchNorm2d, batchnorm1d=nn.BatchNorm1d, layernorm=LayerNorm,
                 layernorm2d=LayerNorm2d)
    name = norm_layer.replace('_', '')
    return known[name] if name in known else _unmodelled('the norm layer ' + norm_layer + ' of timm')
`;
