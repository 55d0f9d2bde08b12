"""What backbones take from mmcv and mmengine: layers from configurations, registries, base classes. Recorded by tools/truth.py."""
import torch
from torch import nn
from mmcv.cnn import ConvModule, DepthwiseSeparableConvModule, Scale, build_activation_layer, build_conv_layer, build_norm_layer, build_upsample_layer
from mmcv.cnn.bricks.drop import DropPath
from mmengine.model import BaseModule, ModuleList, Sequential
from mmengine.registry import MODELS, Registry

BACKBONES = Registry('backbone', parent=MODELS)


@BACKBONES.register_module()
class Block(BaseModule):
    def __init__(self, channels, norm_cfg=dict(type='BN', requires_grad=True), act_cfg=dict(type='ReLU'), init_cfg=None):
        super().__init__(init_cfg)
        self.norm1_name, norm1 = build_norm_layer(norm_cfg, channels, postfix=1)
        self.conv1 = build_conv_layer(None, channels, channels, 3, padding=1, bias=False)
        self.add_module(self.norm1_name, norm1)
        self.act = build_activation_layer(act_cfg)
        self.drop_path = DropPath(0.1)
        self.scale = Scale(2.0)

    @property
    def norm1(self):
        return getattr(self, self.norm1_name)

    def forward(self, x):
        return x + self.scale(self.drop_path(self.act(self.norm1(self.conv1(x)))))


@BACKBONES.register_module('Net')
class Backbone(BaseModule):
    def __init__(self, width=16, depth=2, frozen=False):
        super().__init__()
        self.stem = ConvModule(3, width, 3, stride=2, padding=1, norm_cfg=dict(type='BN', requires_grad=not frozen))
        self.mid = Sequential(
            ConvModule(width, width, 3, padding=1, padding_mode='reflect', act_cfg=dict(type='LeakyReLU', negative_slope=0.1)),
            DepthwiseSeparableConvModule(width, width, 3, padding=1, norm_cfg=dict(type='GN', num_groups=4),
                                         act_cfg=dict(type='HSwish')),
            ConvModule(width, width, 1, norm_cfg=dict(type='IN'), act_cfg=dict(type='Swish'), order=('norm', 'act', 'conv')),
            ConvModule(width, width, 1, with_spectral_norm=True, act_cfg=dict(type='HSigmoid')))
        self.blocks = ModuleList([BACKBONES.build(dict(type='Block', channels=width)) for _ in range(depth)])
        self.up = build_upsample_layer(dict(type='bilinear', scale_factor=2, align_corners=False))
        self.shuffle = build_upsample_layer(dict(type='pixel_shuffle', scale_factor=2, upsample_kernel=3), in_channels=width,
                                            out_channels=4)
        self.deconv = build_upsample_layer(dict(type='deconv'), width, 4, 4, stride=2, padding=1)
        self.init_weights()

    def forward(self, x):
        x = self.mid(self.stem(x))
        for block in self.blocks:
            x = block(x)
        return self.up(x), self.shuffle(x), self.deconv(x)


def built(**kwargs):
    return BACKBONES.build(dict(type='Net', width=32, **kwargs))
