// timm.models: the registry, builders' helpers, and the Vision Transformer that others derive from; after timm 1.0.
export const MODELS_TEXT = `
import importlib
from collections import OrderedDict
from functools import partial
from timm.layers import DropPath, LayerNorm, LayerScale, Mlp, PatchEmbed, get_act_layer, get_norm_layer, trunc_normal_
from timm.layers import lecun_normal_, use_fused_attn, _Described, _extra
from timm.data import IMAGENET_INCEPTION_MEAN, IMAGENET_INCEPTION_STD

_registered = {}


def register_model(fn):
    _registered[fn.__name__] = fn
    return fn


def is_model(model_name):
    return model_name in _registered or model_name.split('.')[0] in _homes or _unknown_names()


def _unknown_names():
    return _external('the names of models in timm itself are not known')


def model_entrypoint(model_name):
    name = str(model_name).split('.')[0]
    for candidate in (model_name, name):
        if candidate in _registered:
            return _registered[candidate]
    if name in _homes:
        return getattr(importlib.import_module(_homes[name]), name)
    return _unmodelled('the model ' + str(model_name) + ' of timm')


def create_model(model_name, pretrained=False, pretrained_cfg=None, pretrained_cfg_overlay=None, checkpoint_path=None,
                 cache_dir=None, scriptable=None, exportable=None, no_jit=None, **kwargs):
    given = {key: value for key, value in kwargs.items() if value is not None}
    return model_entrypoint(model_name)(pretrained=pretrained, **given)


def generate_default_cfgs(cfgs):
    return cfgs


def load_pretrained(model, *args, **kwargs):
    return None


load_checkpoint = resume_checkpoint = load_pretrained


def overlay_external_default_cfg(default_cfg, kwargs):
    kwargs.pop('external_default_cfg', None)


def build_model_with_cfg(model_cls, variant, pretrained, pretrained_cfg=None, pretrained_cfg_overlay=None, model_cfg=None,
                         feature_cfg=None, pretrained_strict=True, pretrained_filter_fn=None, kwargs_filter=None,
                         default_cfg=None, **kwargs):
    features_only, out_indices = kwargs.pop('features_only', False), kwargs.pop('out_indices', None)
    if features_only:
        kwargs.update(num_classes=0, global_pool='')
    for key in ('pruned', 'pretrained_custom_load', 'cache_dir', 'pretrained_tag', *(kwargs_filter or ())):
        kwargs.pop(key, None)
    model = model_cls(**kwargs) if model_cfg is None else model_cls(cfg=model_cfg, **kwargs)
    model.pretrained_cfg = model.default_cfg = pretrained_cfg or default_cfg
    if not features_only:
        return model
    if not hasattr(type(model), '_feature_steps'):
        return _unmodelled('features_only of ' + type(model).__name__ + ' of timm')
    return _FeatureListNet(model._feature_steps(), model.feature_info, out_indices)


class FeatureInfo:
    def __init__(self, feature_info, out_indices):
        self.info = feature_info
        self.out_indices = out_indices

    def _of(self, key, idx):
        if idx is None:
            return [self.info[i][key] for i in self.out_indices]
        return [self.info[i][key] for i in idx] if isinstance(idx, (tuple, list)) else self.info[idx][key]

    def channels(self, idx=None):
        return self._of('num_chs', idx)

    def reduction(self, idx=None):
        return self._of('reduction', idx)

    def module_name(self, idx=None):
        return self._of('module', idx)

    def get_dicts(self, keys=None, idx=None):
        return [self.info[i] for i in self.out_indices]

    def __getitem__(self, item):
        return self.info[item]

    def __len__(self):
        return len(self.info)


class _FeatureListNet(nn.ModuleDict):
    def __init__(self, steps, feature_info, out_indices=None):
        count = len(feature_info)
        indices = tuple(range(count)) if out_indices is None else out_indices
        indices = [count - indices] if isinstance(indices, int) else [i % count for i in indices]
        if isinstance(out_indices, int):
            indices = list(range(count - out_indices, count))
        names = [feature_info[i]['module'].replace('.', '_') for i in indices]
        last = max(i for i, (name, _) in enumerate(steps) if name in names)
        super().__init__(OrderedDict(steps[:last + 1]))
        self.feature_info = FeatureInfo(feature_info, tuple(indices))
        self._wanted = names

    def forward(self, x):
        out = []
        for name, step in self.items():
            x = step(x)
            if name in self._wanted:
                out.append(x)
        return out


# Made with arguments of our own: nobody else makes them.
for _made in (_FeatureListNet,):
    _made.__name__ = _made.__name__[1:]


def named_apply(fn, module, name='', depth_first=True, include_root=False):
    if not depth_first and include_root:
        fn(module=module, name=name)
    for child_name, child in module.named_children():
        named_apply(fn, child, '.'.join((name, child_name)) if name else child_name, depth_first, include_root=True)
    if depth_first and include_root:
        fn(module=module, name=name)
    return module


def checkpoint_seq(functions, x, every=1, flatten=False, skip_last=False, preserve_rng_state=True):
    for function in functions:
        x = function(x)
    return x


def _cfg(url='', **kwargs):
    return dict({
        'url': url, 'num_classes': 1000, 'input_size': (3, 224, 224), 'pool_size': None, 'crop_pct': 0.9,
        'interpolation': 'bicubic', 'fixed_input_size': True, 'mean': IMAGENET_INCEPTION_MEAN,
        'std': IMAGENET_INCEPTION_STD, 'first_conv': 'patch_embed.proj', 'classifier': 'head'}, **kwargs)


class Attention(_Described):
    def __init__(self, dim, num_heads=8, qkv_bias=False, qk_norm=False, proj_bias=True, attn_drop=0.0, proj_drop=0.0,
                 norm_layer=None, **kwargs):
        super().__init__()
        _extra(self, kwargs)
        assert dim % num_heads == 0, 'dim should be divisible by num_heads'
        self.num_heads = num_heads
        self.head_dim = dim // num_heads
        self.scale = self.head_dim ** -0.5
        self.fused_attn = use_fused_attn()
        self.qkv = nn.Linear(dim, dim * 3, bias=qkv_bias)
        self.q_norm = norm_layer(self.head_dim) if qk_norm else nn.Identity()
        self.k_norm = norm_layer(self.head_dim) if qk_norm else nn.Identity()
        self.attn_drop = nn.Dropout(attn_drop)
        self.norm = nn.Identity()
        self.proj = nn.Linear(dim, dim, bias=proj_bias)
        self.proj_drop = nn.Dropout(proj_drop)

    def forward(self, x, attn_mask=None, is_causal=False):
        batch, tokens, channels = x.shape
        qkv = self.qkv(x).reshape(batch, tokens, 3, self.num_heads, self.head_dim).permute(2, 0, 3, 1, 4)
        q, k, v = qkv.unbind(0)
        q, k = self.q_norm(q), self.k_norm(k)
        if self.fused_attn:
            x = F.scaled_dot_product_attention(q, k, v, attn_mask=attn_mask, is_causal=is_causal,
                                               dropout_p=self.attn_drop.p if self.training else 0.0)
        else:
            scores = q * self.scale @ k.transpose(-2, -1)
            x = self.attn_drop((scores if attn_mask is None else scores + attn_mask).softmax(dim=-1)) @ v
        x = x.transpose(1, 2).reshape(batch, tokens, channels)
        x = self.proj_drop(self.proj(self.norm(x)))
        return x if self._is_described else self._not_described


class Block(_Described):
    def __init__(self, dim, num_heads, mlp_ratio=4.0, qkv_bias=False, qk_norm=False, proj_bias=True, proj_drop=0.0,
                 attn_drop=0.0, init_values=None, drop_path=0.0, act_layer=nn.GELU, norm_layer=LayerNorm, mlp_layer=Mlp,
                 **kwargs):
        super().__init__()
        _extra(self, kwargs, 'depth')
        def scale():
            return LayerScale(dim, init_values=init_values) if init_values else nn.Identity()
        def drop():
            return DropPath(drop_path) if drop_path > 0.0 else nn.Identity()
        self.norm1 = norm_layer(dim)
        self.attn = Attention(dim, num_heads=num_heads, qkv_bias=qkv_bias, qk_norm=qk_norm, proj_bias=proj_bias,
                              attn_drop=attn_drop, proj_drop=proj_drop, norm_layer=norm_layer)
        self.ls1 = scale()
        self.drop_path1 = drop()
        self.norm2 = norm_layer(dim)
        self.mlp = mlp_layer(in_features=dim, hidden_features=int(dim * mlp_ratio), act_layer=act_layer, bias=proj_bias,
                             drop=proj_drop)
        self.ls2 = scale()
        self.drop_path2 = drop()

    def forward(self, x, attn_mask=None, is_causal=False):
        x = x + self.drop_path1(self.ls1(self.attn(self.norm1(x), attn_mask=attn_mask, is_causal=is_causal)))
        x = x + self.drop_path2(self.ls2(self.mlp(self.norm2(x))))
        return x if self._is_described else self._not_described


class VisionTransformer(_Described):
    def __init__(self, img_size=224, patch_size=16, in_chans=3, num_classes=1000, global_pool='token', embed_dim=768,
                 depth=12, num_heads=12, mlp_ratio=4.0, qkv_bias=True, qk_norm=False, proj_bias=True, init_values=None,
                 class_token=True, no_embed_class=False, pre_norm=False, fc_norm=None, drop_rate=0.0, pos_drop_rate=0.0,
                 proj_drop_rate=0.0, attn_drop_rate=0.0, drop_path_rate=0.0, weight_init='', embed_layer=PatchEmbed,
                 norm_layer=None, act_layer=None, block_fn=Block, mlp_layer=Mlp, **kwargs):
        super().__init__()
        _extra(self, kwargs)
        norm_layer = get_norm_layer(norm_layer) or LayerNorm
        act_layer = get_act_layer(act_layer) or nn.GELU
        norm_last = global_pool == 'avg' if fc_norm is None else fc_norm
        self.num_classes = num_classes
        self.global_pool = global_pool
        self.num_features = self.head_hidden_size = self.embed_dim = embed_dim
        self.num_prefix_tokens = 1 if class_token else 0
        self.has_class_token = class_token
        self.no_embed_class = no_embed_class
        self.grad_checkpointing = False
        self.patch_embed = embed_layer(img_size=img_size, patch_size=patch_size, in_chans=in_chans, embed_dim=embed_dim,
                                       bias=not pre_norm)
        self.cls_token = nn.Parameter(torch.zeros(1, 1, embed_dim)) if class_token else None
        length = self.patch_embed.num_patches + (0 if no_embed_class else self.num_prefix_tokens)
        self.pos_embed = nn.Parameter(torch.zeros(1, length, embed_dim))
        self.pos_drop = nn.Dropout(p=pos_drop_rate)
        self.patch_drop = nn.Identity()
        self.norm_pre = norm_layer(embed_dim) if pre_norm else nn.Identity()
        rates = [drop_path_rate * i / max(depth - 1, 1) for i in range(depth)]
        self.blocks = nn.Sequential(*[
            block_fn(dim=embed_dim, num_heads=num_heads, mlp_ratio=mlp_ratio, qkv_bias=qkv_bias, qk_norm=qk_norm,
                     proj_bias=proj_bias, init_values=init_values, proj_drop=proj_drop_rate, attn_drop=attn_drop_rate,
                     drop_path=rate, norm_layer=norm_layer, act_layer=act_layer, mlp_layer=mlp_layer)
            for rate in rates])
        self.norm = nn.Identity() if norm_last else norm_layer(embed_dim)
        self.fc_norm = norm_layer(embed_dim) if norm_last else nn.Identity()
        self.head_drop = nn.Dropout(drop_rate)
        self.head = nn.Linear(embed_dim, num_classes) if num_classes > 0 else nn.Identity()

    def _init_weights(self, module):
        return None

    def no_weight_decay(self):
        return {'pos_embed', 'cls_token', 'dist_token'}

    def get_classifier(self):
        return self.head

    def reset_classifier(self, num_classes, global_pool=None):
        self.num_classes = num_classes
        self.head = nn.Linear(self.embed_dim, num_classes) if num_classes > 0 else nn.Identity()

    def _pos_embed(self, x):
        tokens = [] if self.cls_token is None else [self.cls_token.expand(x.shape[0], -1, -1)]
        if self.no_embed_class:
            x = torch.cat(tokens + [x + self.pos_embed], dim=1)
        else:
            x = torch.cat(tokens + [x], dim=1) + self.pos_embed
        return self.pos_drop(x)

    def forward_features(self, x):
        x = self.norm_pre(self.patch_drop(self._pos_embed(self.patch_embed(x))))
        return self.norm(self.blocks(x))

    def forward_head(self, x, pre_logits=False):
        if self.global_pool == 'avg':
            x = x[:, self.num_prefix_tokens:].mean(dim=1)
        elif self.global_pool == 'token':
            x = x[:, 0]
        elif self.global_pool:
            x = _unmodelled('the pooling ' + self.global_pool + ' of timm')
        x = self.head_drop(self.fc_norm(x))
        return x if pre_logits else self.head(x)

    def forward(self, x):
        return self.forward_head(self.forward_features(x)) if self._is_described else self._not_described


_SIZES = {'tiny': (192, 12, 3), 'small': (384, 12, 6), 'base': (768, 12, 12), 'large': (1024, 24, 16)}


def _vit(name):
    # 'vit_small_patch16_224': size, patches, pictures.
    _, size, patch, picture = name.split('_')
    dim, depth, heads = _SIZES[size]
    fixed = dict(img_size=int(picture), patch_size=int(patch[5:]), embed_dim=dim, depth=depth, num_heads=heads)
    def build(pretrained=False, **kwargs):
        return build_model_with_cfg(VisionTransformer, name, pretrained, **dict(fixed, **kwargs))
    build.__name__ = build.__qualname__ = name
    return register_model(build)


`;
