"""Families of classifiers by table: pre-activation residuals, blocks written as strings, searched cells, GANs, super-resolution."""
import re
from collections import namedtuple
from copy import deepcopy

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.utils import weight_norm


# ---- CIFAR residuals ----
class PreAct(nn.Module):
    expansion = 1

    def __init__(self, i, o, stride=1):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(i)
        self.conv1 = nn.Conv2d(i, o, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(o)
        self.conv2 = nn.Conv2d(o, o * self.expansion, 3, 1, 1, bias=False)
        if stride != 1 or i != o * self.expansion:
            self.shortcut = nn.Sequential(nn.Conv2d(i, o * self.expansion, 1, stride, bias=False))

    def forward(self, x):
        y = F.relu(self.bn1(x))
        skip = self.shortcut(y) if hasattr(self, 'shortcut') else x
        y = self.conv1(y)
        y = self.conv2(F.relu(self.bn2(y)))
        y += skip
        return y


class CifarNet(nn.Module):
    def __init__(self, block, counts, widths=(16, 32, 64), classes=10):
        super().__init__()
        self.inputs = widths[0]
        self.conv1 = nn.Conv2d(3, widths[0], 3, 1, 1, bias=False)
        for n, (count, width) in enumerate(zip(counts, widths)):
            self.add_module(f'layer{n + 1}', self._layer(block, width, count, 1 if n == 0 else 2))
        self.linear = nn.Linear(widths[-1] * block.expansion, classes)
        for m in self.modules():
            if isinstance(m, (nn.Conv2d, nn.Linear)):
                nn.init.kaiming_normal_(m.weight)

    def _layer(self, block, width, count, stride):
        layers = []
        for s in [stride] + [1] * (count - 1):
            layers.append(block(self.inputs, width, s))
            self.inputs = width * block.expansion
        return nn.Sequential(*layers)

    def forward(self, x):
        x = self.conv1(x)
        for name, child in self.named_children():
            if name.startswith('layer'):
                x = child(x)
        x = F.adaptive_avg_pool2d(F.relu(x), 1)
        return self.linear(torch.flatten(x, 1))


def preact(depth=20, **kwargs):
    assert (depth - 2) % 6 == 0, 'depth must be 6n+2'
    return CifarNet(PreAct, [(depth - 2) // 6] * 3, **kwargs)


# ---- blocks as strings ----
def divisible(v, divisor=8, least=None):
    new = max(least or divisor, int(v + divisor / 2) // divisor * divisor)
    return new + divisor if new < 0.9 * v else new


def decode(text):
    kind, *options = text.split('_')
    values = {}
    for option in options:
        key, value = re.match(r'([a-z]+)(\d[\d.]*)', option).groups()
        values[key] = float(value) if '.' in value else int(value)
    return kind, values


class Excite(nn.Module):
    def __init__(self, channels, reduced):
        super().__init__()
        self.reduce = nn.Conv2d(channels, reduced, 1)
        self.expand = nn.Conv2d(reduced, channels, 1)

    def forward(self, x):
        s = x.mean((2, 3), keepdim=True)
        return x * self.expand(F.silu(self.reduce(s))).sigmoid()


class Inverted(nn.Module):
    def __init__(self, i, o, k=3, s=1, e=4, se=0.):
        super().__init__()
        mid = divisible(i * e)
        layers = [] if e == 1 else [nn.Conv2d(i, mid, 1, bias=False), nn.BatchNorm2d(mid), nn.SiLU(inplace=True)]
        layers += [nn.Conv2d(mid, mid, k, s, (k - 1) // 2, groups=mid, bias=False), nn.BatchNorm2d(mid), nn.SiLU(inplace=True)]
        if se:
            layers.append(Excite(mid, max(1, int(i * se))))
        self.body = nn.Sequential(*layers, nn.Conv2d(mid, o, 1, bias=False), nn.BatchNorm2d(o))
        self.residual = s == 1 and i == o

    def forward(self, x):
        return x + self.body(x) if self.residual else self.body(x)


class Mobile(nn.Module):
    CONFIG = [['ir_r1_k3_s1_e1_c16_se0.25'], ['ir_r2_k3_s2_e6_c24_se0.25'], ['ir_r2_k5_s2_e4_c40', 'ir_r1_k3_s1_e6_c48']]

    def __init__(self, width=1.0, depth=1.0, classes=10):
        super().__init__()
        channels = divisible(32 * width)
        self.stem = nn.Sequential(nn.Conv2d(3, channels, 3, 2, 1, bias=False), nn.BatchNorm2d(channels), nn.SiLU())
        stages = []
        for stage in deepcopy(self.CONFIG):
            blocks = []
            for text in stage:
                _, options = decode(text)
                repeat, out = int(-(-options.pop('r') * depth // 1)), divisible(options.pop('c') * width)
                for n in range(repeat):
                    blocks.append(Inverted(channels, out, **{**options, **({'s': 1} if n else {})}))
                    channels = out
            stages.append(nn.Sequential(*blocks))
        self.blocks = nn.Sequential(*stages)
        self.head = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(0.2), nn.Linear(channels, classes))

    def forward(self, x):
        return self.head(self.blocks(self.stem(x)))


# ---- searched cells ----
Genotype = namedtuple('Genotype', 'edges concat')
OPS = {
    'none': lambda c, s: None,
    'skip': lambda c, s: nn.Identity() if s == 1 else nn.Conv2d(c, c, 1, s),
    'pool3': lambda c, s: nn.AvgPool2d(3, stride=s, padding=1, count_include_pad=False),
    'sep3': lambda c, s: nn.Sequential(nn.ReLU(), nn.Conv2d(c, c, 3, s, 1, groups=c), nn.Conv2d(c, c, 1), nn.BatchNorm2d(c)),
    'dil5': lambda c, s: nn.Sequential(nn.ReLU(), nn.Conv2d(c, c, 5, s, 4, dilation=2, groups=c), nn.Conv2d(c, c, 1)),
}
FOUND = Genotype(edges=[('sep3', 0), ('skip', 1), ('dil5', 0), ('pool3', 2)], concat=[2, 3])


class Cell(nn.Module):
    def __init__(self, genotype, before, previous, channels, reduction):
        super().__init__()
        self.pre = nn.ModuleList([nn.Conv2d(before, channels, 1), nn.Conv2d(previous, channels, 1)])
        names, self.sources = zip(*genotype.edges)
        self.ops = nn.ModuleList(OPS[name](channels, 2 if reduction and source < 2 else 1) for name, source in genotype.edges)
        self.concat = genotype.concat

    def forward(self, s0, s1):
        states = [self.pre[0](s0), self.pre[1](s1)]
        for n in range(len(self.ops) // 2):
            states.append(sum(self.ops[k](states[self.sources[k]]) for k in (2 * n, 2 * n + 1)))
        return torch.cat([states[n] for n in self.concat], dim=1)


class Searched(nn.Module):
    def __init__(self, channels=8, cells=3, genotype=FOUND):
        super().__init__()
        self.stem = nn.Conv2d(3, channels, 3, padding=1)
        before = previous = channels
        self.cells = nn.ModuleList()
        for n in range(cells):
            self.cells.append(Cell(genotype, before, previous, channels, reduction=False))
            before, previous = previous, channels * len(genotype.concat)
        self.fc = nn.Linear(previous, 10)

    def forward(self, x):
        s0 = s1 = self.stem(x)
        for cell in self.cells:
            s0, s1 = s1, cell(s0, s1)
        return self.fc(s1.mean(dim=[-2, -1]))


# ---- generators ----
class Generator(nn.Module):
    def __init__(self, latent=16, width=8, size=32):
        super().__init__()
        self.start = size // 8
        self.fc = nn.Linear(latent, 4 * width * self.start ** 2)
        layer = lambda i, o: [nn.ConvTranspose2d(i, o, 4, 2, 1, bias=False), nn.BatchNorm2d(o), nn.ReLU(True)]
        self.body = nn.Sequential(*layer(4 * width, 2 * width), *layer(2 * width, width), nn.ConvTranspose2d(width, 3, 4, 2, 1), nn.Tanh())

    def forward(self, z):
        return self.body(self.fc(z).view(z.size(0), -1, self.start, self.start))


class Critic(nn.Module):
    def __init__(self, width=8):
        super().__init__()
        self.body = nn.Sequential(*[m for n in range(3) for m in (
            weight_norm(nn.Conv2d(3 if n == 0 else width << (n - 1), width << n, 4, 2, 1)), nn.LeakyReLU(0.2, inplace=True))])
        self.out = weight_norm(nn.Conv2d(width << 2, 1, 4))

    def forward(self, x):
        return self.out(self.body(x)).view(-1)


class Upscale(nn.Module):
    def __init__(self, blocks=2, width=16, scale=4):
        super().__init__()
        conv = lambda i, o: nn.Conv2d(i, o, 3, padding=1)
        self.register_buffer('mean', torch.tensor([0.45, 0.44, 0.40]).view(1, 3, 1, 1))
        self.head = conv(3, width)
        self.body = nn.ModuleList(nn.Sequential(conv(width, width), nn.PReLU(width), conv(width, width)) for _ in range(blocks))
        tail = []
        while scale > 1:
            tail += [conv(width, 4 * width), nn.PixelShuffle(2)]
            scale //= 2
        self.tail = nn.Sequential(*tail, conv(width, 3))

    def forward(self, x):
        x = self.head(x - self.mean)
        y = x
        for block in self.body:
            y = y + block(y) * 0.1
        return self.tail(x + y) + self.mean
