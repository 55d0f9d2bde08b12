"""Small models in many styles, for comparison with PyTorch: every kind of layer, state and control flow at once."""
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import partial
from typing import List, Optional

import torch
import torch.nn.functional as F
from torch import Tensor, nn


@dataclass
class Stage:
    width: int
    depth: int = 1
    stride: int = 2
    extras: List[str] = field(default_factory=list)


class ConvNormAct(nn.Sequential):
    def __init__(self, cin, cout, kernel=3, stride=1, groups=1, norm=nn.BatchNorm2d, act: Optional[type] = nn.ReLU):
        padding = (kernel - 1) // 2
        layers = OrderedDict(conv=nn.Conv2d(cin, cout, kernel, stride, padding, groups=groups, bias=norm is None))
        if norm is not None:
            layers['norm'] = norm(cout)
        if act is not None:
            layers['act'] = act(inplace=True)
        super().__init__(layers)
        self.out_channels = cout


class SqueezeExcite(nn.Module):
    def __init__(self, channels, ratio=0.25):
        super().__init__()
        hidden = max(1, int(channels * ratio))
        self.fc1 = nn.Conv2d(channels, hidden, 1)
        self.fc2 = nn.Conv2d(hidden, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        scale = F.adaptive_avg_pool2d(x, 1)
        scale = self.fc2(F.relu(self.fc1(scale), inplace=True))
        return x * torch.sigmoid(scale)


class Block(nn.Module):
    def __init__(self, cin, cout, stride=1, expand=2, se=False):
        super().__init__()
        mid = cin * expand
        self.use_res = stride == 1 and cin == cout
        self.body = nn.Sequential(
            ConvNormAct(cin, mid, 1),
            ConvNormAct(mid, mid, 3, stride, groups=mid, act=partial(nn.LeakyReLU, 0.1)),
            SqueezeExcite(mid) if se else nn.Identity(),
            ConvNormAct(mid, cout, 1, act=None),
        )

    def forward(self, x):
        y = self.body(x)
        return x + y if self.use_res else y


class Mixed(nn.Module):
    stages = (Stage(16, 2, extras=['se']), Stage(24, 2), Stage(32, 1, 1, ['se']))

    def __init__(self, num_classes=7):
        super().__init__()
        self.stem = ConvNormAct(3, 8, kernel=5, stride=2)
        widths = [8]
        for i, stage in enumerate(self.stages):
            blocks = [
                Block(widths[-1] if j == 0 else stage.width, stage.width, stage.stride if j == 0 else 1, se='se' in stage.extras)
                for j in range(stage.depth)
            ]
            setattr(self, f'stage{i + 1}', nn.Sequential(*blocks))
            widths.append(stage.width)
        self.lateral = nn.ModuleDict({f's{i}': nn.Conv2d(w, 16, 1) for i, w in enumerate(widths[1:])})
        self.fuse = nn.ConvTranspose2d(48, 16, 4, stride=2, padding=1)
        self.head = nn.Linear(16 * 4, num_classes)
        self.register_buffer('scale', torch.linspace(0, 1, num_classes))
        self.tied = nn.Linear(num_classes, num_classes, bias=False)
        self.again = self.tied

    def forward(self, x):
        x = self.stem(x)
        maps = []
        for i in range(len(self.stages)):
            x = getattr(self, f'stage{i + 1}')(x)
            maps.append(self.lateral[f's{i}'](x))
        size = maps[0].shape[-2:]
        top = torch.cat([F.interpolate(m, size=size, mode='bilinear', align_corners=False) for m in maps], dim=1)
        y = self.fuse(top)
        n, c, *_ = y.size()
        y = F.max_pool2d(y, 3, 2, ceil_mode=True)
        y = F.adaptive_avg_pool2d(y, (2, 2)).view(n, -1)
        out = self.again(self.tied(self.head(y))) * self.scale
        return {'logits': out, 'maps': [m.mean(dim=(2, 3)) for m in maps], 'size': y.shape[1]}


class Attention(nn.Module):
    def __init__(self, dim, heads=8, qkv_bias=True):
        super().__init__()
        assert dim % heads == 0
        self.heads, self.scale = heads, (dim // heads) ** -0.5
        self.qkv = nn.Linear(dim, dim * 3, bias=qkv_bias)
        self.proj = nn.Linear(dim, dim)
        self.table = nn.Parameter(torch.zeros(heads, 16, 16))

    def forward(self, x):
        b, n, c = x.shape
        q, k, v = self.qkv(x).reshape(b, n, 3, self.heads, c // self.heads).permute(2, 0, 3, 1, 4).unbind(0)
        attn = (q * self.scale) @ k.transpose(-2, -1) + self.table[:, :n, :n]
        attn = attn.softmax(dim=-1)
        return self.proj((attn @ v).transpose(1, 2).reshape(b, n, c))


class Recurrent(nn.Module):
    def __init__(self, vocabulary=50, width=24):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, width, padding_idx=0)
        self.rnn = nn.LSTM(width, 16, num_layers=2, batch_first=True, bidirectional=True)
        self.norm = nn.LayerNorm(32)
        self.out = nn.Linear(32, vocabulary)

    def forward(self, tokens):
        y, (h, _) = self.rnn(self.embedding(tokens))
        return self.out(self.norm(y)[:, -1]), h


class Broken(nn.Module):
    """The convolution behind the concatenation expects the channels of one branch."""

    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(3, 8, 3, padding=1)
        self.b = nn.Conv2d(3, 8, 1)
        self.c = nn.Conv2d(8, 8, 1)

    def forward(self, x):
        return self.c(torch.cat([self.a(x), self.b(x)], 1))
