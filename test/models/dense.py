"""Models that answer for every pixel or box: pyramids, anchors, cost volumes, warps, U-Nets in three dimensions, hourglasses."""
import math
from collections import OrderedDict, namedtuple
from dataclasses import dataclass, field
from functools import partial
from typing import Dict

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.checkpoint import checkpoint

ACTIVATIONS: Dict[str, type] = {}


class Registered(type(nn.Module)):
    def __new__(mcs, name, bases, namespace, register=True):
        cls = super().__new__(mcs, name, bases, namespace)
        if register:
            ACTIVATIONS[name.lower()] = cls
        return cls

    def __init__(cls, name, bases, namespace, register=True):
        super().__init__(name, bases, namespace)


class Activation(nn.Module, metaclass=Registered, register=False):
    pass


class Swishy(Activation):
    def forward(self, x):
        return x * torch.sigmoid(x)


class Hard(Activation):
    def forward(self, x):
        return F.hardtanh(x, 0., 6.).div_(6.).mul(x)


@dataclass
class Stage:
    width: int
    depth: int = 1
    stride: int = 2
    act: str = 'relu'
    extra: dict = field(default_factory=dict)


class Pyramid(nn.Module):
    Levels = namedtuple('Levels', 'p3 p4 p5 logits')

    def __init__(self, stages=(Stage(16), Stage(32, 2, act='swishy'), Stage(64, depth=2, act='hard', extra={'groups': 4}))):
        super().__init__()
        acts = {'relu': partial(nn.ReLU, inplace=True), **ACTIVATIONS}
        channels = 3
        for n, stage in enumerate(stages, start=3):
            layers = OrderedDict()
            for d in range(stage.depth):
                layers[f'conv{d}'] = nn.Conv2d(channels, stage.width, 3, stage.stride if d == 0 else 1, 1, **(stage.extra if d else {}))
                layers[f'act{d}'] = acts[stage.act]()
                channels = stage.width
            setattr(self, f'stage{n}', nn.Sequential(layers))
        self.lateral = nn.ModuleDict({f'l{n}': nn.Conv2d(stage.width, 24, 1) for n, stage in enumerate(stages, 3)})
        self.shared = nn.Conv2d(24, 5, 3, padding=1)

    def forward(self, x):
        maps = {}
        for n in (3, 4, 5):
            x = checkpoint(getattr(self, f'stage{n}'), x)
            maps[n] = self.lateral[f'l{n}'](x)
        for n in reversed(range(3, 5)):
            maps[n] = maps[n] + F.interpolate(maps[n + 1], size=maps[n].shape[-2:], mode='nearest')
        outs = [self.shared(m) for m in maps.values()]
        return self.Levels(*outs, torch.cat([o.flatten(2).transpose(1, 2) for o in outs], dim=1))


class Anchors(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 9 * 4, 3, 8, 1)
        ratios, scales = [0.5, 1, 2], [2 ** (i / 3) for i in range(3)]
        base = torch.tensor([[s * math.sqrt(r), s / math.sqrt(r)] for r in ratios for s in scales]) * 8
        self.register_buffer('base', torch.cat([-base / 2, base / 2], 1), persistent=False)

    def forward(self, x):
        y = self.conv(x)
        h, w = y.shape[-2:]
        sy, sx = torch.meshgrid(torch.arange(h) * 8, torch.arange(w) * 8, indexing='ij')
        shifts = torch.stack([sx, sy, sx, sy], -1).reshape(-1, 1, 4)
        anchors = (shifts + self.base[None]).reshape(-1, 4)
        deltas = y.permute(0, 2, 3, 1).reshape(y.shape[0], -1, 4)
        centre = anchors[:, :2] + 0.5 * (anchors[:, 2:] - anchors[:, :2])
        xy = deltas[..., :2] * 0.1 + centre
        wh = (deltas[..., 2:] * 0.2).exp().clamp(max=4)
        return torch.cat([xy - wh / 2, xy + wh / 2], -1), anchors


class CostVolume(nn.Module):
    def __init__(self, disparities=4):
        super().__init__()
        self.disparities = disparities
        self.features = nn.Conv2d(3, 8, 3, 2, 1)
        self.aggregate = nn.Sequential(nn.Conv3d(16, 8, 3, padding=1), nn.BatchNorm3d(8), nn.ReLU(), nn.Conv3d(8, 1, 3, padding=1))

    def forward(self, left, right):
        left, right = self.features(left), self.features(right)
        b, c, h, w = left.shape
        cost = left.new_zeros((b, 2 * c, self.disparities, h, w))
        for d in range(self.disparities):
            if d > 0:
                cost[:, :c, d, :, d:] = left[..., d:]
                cost[:, c:, d, :, d:] = right[..., :-d]
            else:
                cost[:, :c, d], cost[:, c:, d] = left, right
        p = F.softmax(self.aggregate(cost).squeeze(1), dim=1)
        disparity = torch.arange(self.disparities, dtype=p.dtype, device=p.device).view(1, -1, 1, 1)
        return torch.sum(p * disparity, 1, keepdim=True)


class Warp(nn.Module):
    def __init__(self):
        super().__init__()
        self.locate = nn.Sequential(nn.Conv2d(3, 8, 7), nn.MaxPool2d(2, 2), nn.ReLU(True),
                                    nn.Conv2d(8, 10, 5), nn.MaxPool2d(2, 2), nn.ReLU(True))
        self.fc = nn.Sequential(nn.Linear(10 * 3 * 3, 32), nn.ReLU(True), nn.Linear(32, 6))
        self.fc[2].weight.data.zero_()
        self.fc[2].bias.data.copy_(torch.tensor([1, 0, 0, 0, 1, 0], dtype=torch.float))
        self.body = nn.Conv2d(3, 4, 3)

    def forward(self, x):
        theta = self.fc(self.locate(x).flatten(1)).view(-1, 2, 3)
        grid = F.affine_grid(theta, x.size(), align_corners=False)
        return self.body(F.grid_sample(x, grid, align_corners=False))


class Hourglass(nn.Module):
    """Recursive: each level holds the next."""

    def __init__(self, depth, channels, growth=8):
        super().__init__()
        wider = channels + growth
        self.skip = nn.Conv2d(channels, channels, 3, padding=1)
        self.down = nn.Sequential(nn.MaxPool2d(2), nn.Conv2d(channels, wider, 3, padding=1), nn.BatchNorm2d(wider), nn.LeakyReLU(0.1))
        self.inner = Hourglass(depth - 1, wider, growth) if depth > 1 else nn.Conv2d(wider, wider, 1)
        self.up = nn.ConvTranspose2d(wider, channels, 4, 2, 1)

    def forward(self, x):
        y = self.up(self.inner(self.down(x)))
        return self.skip(x) + y


class VolumeNet(nn.Module):
    """U-Net over volumes, with group normalisation, and the deepest maps supervised in training."""

    def __init__(self, inputs=1, classes=3, widths=(8, 16, 32)):
        super().__init__()
        pairs = list(zip((inputs, *widths), widths))
        self.encode = nn.ModuleList(self.block(i, o) for i, o in pairs)
        self.decode = nn.ModuleList(self.block(o + i, i) for i, o in zip(widths[-2::-1], widths[:0:-1]))
        self.heads = nn.ModuleList(nn.Conv3d(w, classes, 1) for w in widths[-2::-1])

    @staticmethod
    def block(i, o):
        return nn.Sequential(nn.Conv3d(i, o, 3, padding='same', bias=False), nn.GroupNorm(min(4, o), o), nn.ReLU(inplace=True))

    def forward(self, x):
        skips = []
        for n, stage in enumerate(self.encode):
            x = stage(x if n == 0 else F.max_pool3d(x, 2))
            skips.insert(0, x)
        outs = []
        for stage, head, skip in zip(self.decode, self.heads, skips[1:]):
            x = F.interpolate(x, size=skip.shape[2:], mode='trilinear', align_corners=False)
            x = stage(torch.cat((x, skip), dim=1))
            outs.append(head(x))
        return outs if self.training else outs[-1]
