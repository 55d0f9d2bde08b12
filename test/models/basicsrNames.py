"""What networks written for BasicSR take from it. Recorded by tools/truth.py."""
import torch
from torch import nn
from basicsr.archs.arch_util import (ResidualBlockNoBN, Upsample, default_init_weights, make_layer, pixel_unshuffle, to_2tuple,
                                     trunc_normal_)
from basicsr.utils.registry import ARCH_REGISTRY


@ARCH_REGISTRY.register()
class Upscaler(nn.Module):
    def __init__(self, width=16, depth=2, scale=4, window=8):
        super().__init__()
        self.window = to_2tuple(window)
        self.first = nn.Conv2d(3 * 4, width, 3, 1, 1)
        self.body = make_layer(ResidualBlockNoBN, depth, num_feat=width, res_scale=0.5)
        self.upsample = Upsample(scale, width)
        self.table = nn.Parameter(torch.zeros(self.window[0] * self.window[1], width))
        self.last = nn.Conv2d(width, 3, 3, 1, 1)
        trunc_normal_(self.table, std=0.02)
        default_init_weights([self.first, self.last], 0.1)

    def forward(self, x):
        x = self.body(self.first(pixel_unshuffle(x, 2)))
        return self.last(self.upsample(x + self.table.mean(0).view(1, -1, 1, 1)))


def built(**kwargs):
    return ARCH_REGISTRY.get('Upscaler')(**kwargs)
