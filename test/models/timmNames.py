"""What models of others take from timm. Recorded by tools/truth.py with timm 1.0 beside it."""
import timm
import torch
from torch import nn
from timm.data import IMAGENET_DEFAULT_MEAN
from timm.layers import LayerNorm2d, SEModule, SelectAdaptivePool2d, create_act_layer, get_act_layer
from timm.models import create_model
from timm.models._efficientnet_blocks import SqueezeExcite
from timm.models.layers import DropPath, Mlp, PatchEmbed, make_divisible, to_2tuple, trunc_normal_
from timm.models.registry import register_model
from timm.models.vision_transformer import Block, VisionTransformer, _cfg


class MetaBlock(nn.Module):
    """Token mixing by pooling, as in MetaFormer: stochastic depth, layer scale, a convolutional MLP."""

    def __init__(self, dim, drop_path=0.1):
        super().__init__()
        self.norm1 = LayerNorm2d(dim)
        self.mix = nn.AvgPool2d(3, stride=1, padding=1, count_include_pad=False)
        self.drop_path = DropPath(drop_path) if drop_path > 0.0 else nn.Identity()
        self.norm2 = LayerNorm2d(dim)
        self.mlp = Mlp(dim, dim * 4, act_layer=get_act_layer('gelu'), use_conv=True, drop=(0.1, 0.0))
        self.scale = nn.Parameter(1e-5 * torch.ones(dim, 1, 1))
        trunc_normal_(self.mlp.fc1.weight, std=0.02)

    def forward(self, x):
        x = x + self.drop_path(self.mix(self.norm1(x)))
        return x + self.drop_path(self.scale * self.mlp(self.norm2(x)))


class Meta(nn.Module):
    def __init__(self, dim=32, depth=2, num_classes=10, in_chans=len(IMAGENET_DEFAULT_MEAN)):
        super().__init__()
        self.embed = PatchEmbed(img_size=None, patch_size=8, in_chans=in_chans, embed_dim=make_divisible(dim), flatten=False)
        self.blocks = nn.Sequential(*[MetaBlock(dim, 0.1 * i) for i in range(depth)])
        self.attention = SEModule(dim, rd_ratio=0.25)
        self.act = create_act_layer('hard_swish')
        self.pool = SelectAdaptivePool2d(pool_type='avg', flatten=True)
        self.fast = SelectAdaptivePool2d(pool_type='fastmax', flatten=True)
        self.head = nn.Linear(2 * dim, num_classes)

    def forward(self, x):
        x = self.act(self.attention(self.blocks(self.embed(x))))
        return self.head(torch.cat([self.pool(x), self.fast(x)], dim=1))


@register_model
def meta_tiny(pretrained=False, **kwargs):
    for name in ('pretrained_cfg', 'pretrained_cfg_overlay', 'cache_dir'):
        kwargs.pop(name, None)
    model = Meta(dim=48, depth=3, **kwargs)
    model.default_cfg = _cfg(crop_pct=0.95)
    return model


class Distilled(VisionTransformer):
    """Another token beside the class token."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.dist_token = nn.Parameter(torch.zeros(1, 1, self.embed_dim))
        self.pos_embed = nn.Parameter(torch.zeros(1, self.patch_embed.num_patches + 2, self.embed_dim))
        self.head_dist = nn.Linear(self.embed_dim, self.num_classes)

    def forward(self, x):
        x = self.patch_embed(x)
        tokens = [token.expand(x.shape[0], -1, -1) for token in (self.cls_token, self.dist_token)]
        x = self.norm(self.blocks(self.pos_drop(torch.cat(tokens + [x], dim=1) + self.pos_embed)))
        return (self.head(x[:, 0]) + self.head_dist(x[:, 1])) / 2


def blocks(depth=2):
    return nn.Sequential(*[Block(64, 4, qkv_bias=True, init_values=1e-4, drop_path=0.1 * i) for i in range(depth)])


def window():
    return PatchEmbed(img_size=to_2tuple(32), patch_size=4, embed_dim=24, norm_layer=nn.LayerNorm)


def new_head():
    model = timm.create_model('resnet34', pretrained=False)
    model.fc = nn.Linear(model.fc.in_features, 7)
    return model


def reset():
    model = timm.create_model('convnext_tiny.fb_in22k', num_classes=5)
    model.reset_classifier(3)
    return model


class Encoder(nn.Module):
    """A decoder's skip connections from the stages of a network."""

    def __init__(self):
        super().__init__()
        self.encoder = timm.create_model('resnet18d', features_only=True, out_indices=(1, 2, 3, 4), in_chans=1)
        self.heads = nn.ModuleList([nn.Conv2d(c, 8, 1) for c in self.encoder.feature_info.channels()])

    def forward(self, x):
        return [head(feature) for head, feature in zip(self.heads, self.encoder(x))]


class Masked(nn.Module):
    """Blocks of a transformer put together anew."""

    def __init__(self, dim=48, depth=2):
        super().__init__()
        self.patch_embed = PatchEmbed(32, 8, 3, dim)
        self.pos_embed = nn.Parameter(torch.zeros(1, self.patch_embed.num_patches, dim), requires_grad=False)
        self.blocks = nn.ModuleList([Block(dim, 4, 4.0, qkv_bias=True, norm_layer=nn.LayerNorm) for _ in range(depth)])
        self.head = Mlp(dim, dim * 2, 5, drop=0.1)
        self.drop_path = DropPath(0.1)
        self.size = to_2tuple(3)
        trunc_normal_(self.pos_embed, std=0.02)

    def forward(self, x):
        x = self.patch_embed(x) + self.pos_embed
        for block in self.blocks:
            x = self.drop_path(block(x))
        return self.head(x.mean(dim=1))


class Wider(VisionTransformer):
    """A subclass with a head of its own."""

    def __init__(self, **kwargs):
        super().__init__(img_size=32, patch_size=8, embed_dim=48, depth=2, num_heads=4, num_classes=0, **kwargs)
        self.out = nn.Linear(self.num_features, 3)

    def forward(self, x):
        return self.out(self.forward_features(x)[:, 0])


def squeezed():
    return nn.Sequential(nn.Conv2d(3, 24, 3, stride=2, padding=1), SqueezeExcite(24, rd_ratio=0.25, act_layer=nn.SiLU))
