// What mmcv builds from configurations, and its base classes and blocks. Texts only; `openmmlab.ts` says what they are bound to.
export const BUILDERS = `
def _taken(cfg):
    if not isinstance(cfg, dict):
        raise TypeError('cfg must be a dict')
    if 'type' not in cfg:
        raise KeyError('the cfg dict must contain the key "type"')
    cfg = cfg.copy()
    kind = cfg.pop('type')
    return (MODELS.get(kind) if isinstance(kind, str) else kind), kind, cfg


def _made(layer, kind, *args, **kwargs):
    if layer is None:
        return _external('the layer {} is in no registry that is known here'.format(kind))
    return layer(*args, **kwargs)


def build_conv_layer(cfg, *args, **kwargs):
    layer, kind, rest = _taken(dict(type='Conv2d') if cfg is None else cfg)
    return _made(layer, kind, *args, **kwargs, **rest)


def build_padding_layer(cfg, *args, **kwargs):
    layer, kind, rest = _taken(cfg)
    return _made(layer, kind, *args, **kwargs, **rest)


def build_activation_layer(cfg):
    layer, kind, rest = _taken(cfg)
    return _made(layer, kind, **rest)


def build_upsample_layer(cfg, *args, **kwargs):
    layer, kind, rest = _taken(cfg)
    if layer is nn.Upsample:
        rest['mode'] = kind
    return _made(layer, kind, *args, **kwargs, **rest)


def build_dropout(cfg, default_args=None):
    return build_from_cfg(cfg, MODELS, default_args)


def infer_abbr(class_type):
    if hasattr(class_type, '_abbr_'):
        return class_type._abbr_
    for base, short in ((_InstanceNorm, 'in'), (_BatchNorm, 'bn'), (nn.GroupNorm, 'gn'), (nn.LayerNorm, 'ln')):
        if issubclass(class_type, base):
            return short
    name = class_type.__name__.lower()
    for part, short in (('batch', 'bn'), ('group', 'gn'), ('layer', 'ln'), ('instance', 'in')):
        if part in name:
            return short
    return 'norm_layer'


def build_norm_layer(cfg, num_features, postfix=''):
    layer, kind, rest = _taken(cfg)
    if layer is None:
        lost = _external('the layer {} is in no registry that is known here'.format(kind))
        return lost, lost
    name = infer_abbr(layer) + str(postfix)
    requires_grad = rest.pop('requires_grad', True)
    rest.setdefault('eps', 1e-5)
    made = layer(num_channels=num_features, **rest) if layer is nn.GroupNorm else layer(num_features, **rest)
    for parameter in made.parameters():
        parameter.requires_grad = requires_grad
    return name, made


def is_norm(layer, exclude=None):
    if exclude is not None and isinstance(layer, exclude):
        return False
    return isinstance(layer, (_BatchNorm, _InstanceNorm, nn.GroupNorm, nn.LayerNorm))
`;

export const LAYERS = `
class BaseModule(nn.Module):
    def __init__(self, init_cfg=None):
        super().__init__()
        self._is_init = False
        self.init_cfg = copy.deepcopy(init_cfg)

    @property
    def is_init(self):
        return self._is_init

    def init_weights(self):
        for child in self.children():
            if hasattr(child, 'init_weights'):
                child.init_weights()
        self._is_init = True


class Sequential(BaseModule, nn.Sequential):
    def __init__(self, *args, init_cfg=None):
        BaseModule.__init__(self, init_cfg)
        nn.Sequential.__init__(self, *args)


class ModuleList(BaseModule, nn.ModuleList):
    def __init__(self, modules=None, init_cfg=None):
        BaseModule.__init__(self, init_cfg)
        nn.ModuleList.__init__(self, modules)


class ModuleDict(BaseModule, nn.ModuleDict):
    def __init__(self, modules=None, init_cfg=None):
        BaseModule.__init__(self, init_cfg)
        nn.ModuleDict.__init__(self, modules)


@MODELS.register_module()
class ConvModule(nn.Module):
    _abbr_ = 'conv_block'

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1, bias='auto',
                 conv_cfg=None, norm_cfg=None, act_cfg=dict(type='ReLU'), inplace=True, with_spectral_norm=False,
                 padding_mode='zeros', order=('conv', 'norm', 'act'), efficient_conv_bn_eval=False):
        super().__init__()
        for cfg in (conv_cfg, norm_cfg, act_cfg):
            assert cfg is None or isinstance(cfg, dict)
        assert isinstance(order, tuple) and len(order) == 3
        assert set(order) == {'conv', 'norm', 'act'}
        self.conv_cfg = conv_cfg
        self.norm_cfg = norm_cfg
        self.act_cfg = act_cfg
        self.inplace = inplace
        self.with_spectral_norm = with_spectral_norm
        self.with_explicit_padding = padding_mode not in ['zeros', 'circular']
        self.order = order
        self.with_norm = norm_cfg is not None
        self.with_activation = act_cfg is not None
        self.with_bias = not self.with_norm if bias == 'auto' else bias
        if self.with_explicit_padding:
            self.padding_layer = build_padding_layer(dict(type=padding_mode), padding)
        self.conv = build_conv_layer(conv_cfg, in_channels, out_channels, kernel_size, stride=stride,
                                     padding=0 if self.with_explicit_padding else padding, dilation=dilation, groups=groups,
                                     bias=self.with_bias)
        for name in ('in_channels', 'out_channels', 'kernel_size', 'stride', 'dilation', 'transposed', 'output_padding',
                     'groups'):
            setattr(self, name, getattr(self.conv, name))
        self.padding = padding
        if with_spectral_norm:
            self.conv = nn.utils.spectral_norm(self.conv)
        self.norm_name = None
        if self.with_norm:
            after = order.index('norm') > order.index('conv')
            self.norm_name, norm = build_norm_layer(norm_cfg, out_channels if after else in_channels)
            self.add_module(self.norm_name, norm)
        if self.with_activation:
            act = act_cfg.copy()
            if act['type'] not in ('Tanh', 'PReLU', 'Sigmoid', 'HSigmoid', 'Swish', 'GELU'):
                act.setdefault('inplace', inplace)
            self.activate = build_activation_layer(act)
        self.init_weights()

    @property
    def norm(self):
        return getattr(self, self.norm_name) if self.norm_name else None

    def init_weights(self):
        if not hasattr(self.conv, 'init_weights'):
            leaky = self.with_activation and self.act_cfg['type'] == 'LeakyReLU'
            kaiming_init(self.conv, a=self.act_cfg.get('negative_slope', 0.01) if leaky else 0,
                         nonlinearity='leaky_relu' if leaky else 'relu')
        if self.with_norm:
            constant_init(self.norm, 1, bias=0)

    def forward(self, x, activate=True, norm=True):
        for layer in self.order:
            if layer == 'conv':
                if self.with_explicit_padding:
                    x = self.padding_layer(x)
                x = self.conv(x)
            elif layer == 'norm' and norm and self.with_norm:
                x = self.norm(x)
            elif layer == 'act' and activate and self.with_activation:
                x = self.activate(x)
        return x


class DepthwiseSeparableConvModule(nn.Module):
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1, norm_cfg=None,
                 act_cfg=dict(type='ReLU'), dw_norm_cfg='default', dw_act_cfg='default', pw_norm_cfg='default',
                 pw_act_cfg='default', **kwargs):
        super().__init__()
        assert 'groups' not in kwargs, 'groups should not be specified'
        chosen = lambda own, shared: shared if own == 'default' else own
        self.depthwise_conv = ConvModule(in_channels, in_channels, kernel_size, stride=stride, padding=padding,
                                         dilation=dilation, groups=in_channels, norm_cfg=chosen(dw_norm_cfg, norm_cfg),
                                         act_cfg=chosen(dw_act_cfg, act_cfg), **kwargs)
        self.pointwise_conv = ConvModule(in_channels, out_channels, 1, norm_cfg=chosen(pw_norm_cfg, norm_cfg),
                                         act_cfg=chosen(pw_act_cfg, act_cfg), **kwargs)

    def forward(self, x):
        return self.pointwise_conv(self.depthwise_conv(x))


@MODELS.register_module('pixel_shuffle')
class PixelShufflePack(nn.Module):
    def __init__(self, in_channels, out_channels, scale_factor, upsample_kernel):
        super().__init__()
        self.in_channels = in_channels
        self.out_channels = out_channels
        self.scale_factor = scale_factor
        self.upsample_kernel = upsample_kernel
        self.upsample_conv = nn.Conv2d(in_channels, out_channels * scale_factor * scale_factor, upsample_kernel,
                                       padding=(upsample_kernel - 1) // 2)
        self.init_weights()

    def init_weights(self):
        xavier_init(self.upsample_conv, distribution='uniform')

    def forward(self, x):
        return F.pixel_shuffle(self.upsample_conv(x), self.scale_factor)


class Scale(nn.Module):
    def __init__(self, scale=1.0):
        super().__init__()
        self.scale = nn.Parameter(torch.tensor(scale, dtype=torch.float))

    def forward(self, x):
        return x * self.scale


def drop_path(x, drop_prob=0.0, training=False):
    if drop_prob == 0.0 or not training:
        return x
    keep_prob = 1 - drop_prob
    random_tensor = keep_prob + torch.rand((x.shape[0],) + (1,) * (x.ndim - 1), dtype=x.dtype, device=x.device)
    return x.div(keep_prob) * random_tensor.floor()


@MODELS.register_module()
class DropPath(nn.Module):
    def __init__(self, drop_prob=0.1):
        super().__init__()
        self.drop_prob = drop_prob

    def forward(self, x):
        return drop_path(x, self.drop_prob, self.training)


@MODELS.register_module()
class Dropout(nn.Dropout):
    def __init__(self, drop_prob=0.5, inplace=False):
        super().__init__(p=drop_prob, inplace=inplace)
`;
