# Small models that together use what the engine has kernels for, for machines without torchvision.
import torch
import torch.nn.functional as F
from torch import nn


def block(channels, out, **options):
    return nn.Sequential(nn.Conv2d(channels, out, 3, padding=1, bias=False, **options), nn.BatchNorm2d(out), nn.ReLU(inplace=True))


class SqueezeExcite(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.down = nn.Conv2d(channels, channels // 2, 1)
        self.up = nn.Conv2d(channels // 2, channels, 1)

    def forward(self, x):
        return x * torch.sigmoid(self.up(F.silu(self.down(x.mean((2, 3), keepdim=True)))))


class Residual(nn.Module):
    """Residuals, groups, depthwise and dilated convolutions, odd channel counts."""

    def __init__(self):
        super().__init__()
        self.stem = block(3, 10)
        self.narrow = nn.Conv2d(10, 10, 3, padding=1, groups=10)
        self.grouped = nn.Conv2d(10, 20, (3, 5), stride=(2, 1), padding=(1, 2), groups=5)
        self.norm = nn.BatchNorm2d(20)
        self.dilated = nn.Conv2d(20, 20, 3, padding=2, dilation=2)
        self.excite = SqueezeExcite(20)
        self.head = nn.Linear(20, 7)

    def forward(self, x):
        x = self.stem(x)
        x = F.hardswish(x + self.narrow(x))
        x = F.max_pool2d(self.norm(self.grouped(x)), 3, 2, 1)
        y = F.relu(self.dilated(x) + x)
        y = self.excite(y)
        return F.log_softmax(self.head(F.adaptive_avg_pool2d(y, 1).flatten(1)), 1)


class Dense(nn.Module):
    """Concatenation, normalisation before activation, averages with and without padding counted."""

    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(3, 6, 3, padding=1)
        self.norms = nn.ModuleList([nn.BatchNorm2d(6), nn.BatchNorm2d(11), nn.BatchNorm2d(16)])
        self.layers = nn.ModuleList([nn.Conv2d(6, 5, 3, padding=1), nn.Conv2d(11, 5, 3, padding=1)])

    def forward(self, x):
        features = [self.first(x)]
        for norm, layer in zip(self.norms, self.layers):
            features.append(layer(F.relu(norm(torch.cat(features, 1)))))
        x = F.leaky_relu(self.norms[2](torch.cat(features, 1)), 0.2)
        a, b = F.avg_pool2d(x, 3, 2, 1).chunk(2, 1)
        return a * b + F.avg_pool2d(x[:, ::2], 3, 2, 1, count_include_pad=False)


class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.down1, self.down2, self.middle = block(1, 8), block(8, 16), block(16, 32)
        self.up2 = nn.ConvTranspose2d(32, 16, 2, stride=2)
        self.up1 = nn.ConvTranspose2d(16, 8, 3, stride=2, padding=1, output_padding=1)
        self.fuse2, self.fuse1 = block(32, 16), block(16, 8)
        self.out = nn.Conv2d(8, 2, 1)

    def forward(self, x):
        a = self.down1(x)
        b = self.down2(F.max_pool2d(a, 2))
        c = self.middle(F.max_pool2d(b, 2))
        b = self.fuse2(torch.cat([self.up2(c), b], 1))
        a = self.fuse1(torch.cat([self.up1(b), a], 1))
        return F.interpolate(self.out(a), scale_factor=2, mode='bilinear', align_corners=False)


class Transformer(nn.Module):
    """Patches, attention and a multilayer perceptron on tokens."""

    def __init__(self, width=24, heads=3):
        super().__init__()
        self.heads = heads
        self.patch = nn.Conv2d(3, width, 4, stride=4)
        self.token = nn.Parameter(torch.zeros(1, 1, width))
        self.position = nn.Parameter(torch.zeros(1, 10, width))
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv = nn.Linear(width, 3 * width)
        self.project = nn.Linear(width, width)
        self.mlp = nn.Sequential(nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, width))

    def attend(self, x):
        n, t, c = x.shape
        q, k, v = self.qkv(x).reshape(n, t, 3, self.heads, c // self.heads).permute(2, 0, 3, 1, 4).unbind(0)
        weights = (q @ k.transpose(-2, -1) / (c // self.heads) ** 0.5).softmax(-1)
        return self.project((weights @ v).transpose(1, 2).reshape(n, t, c))

    def forward(self, x):
        x = self.patch(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.token.expand(x.shape[0], -1, -1), x], 1) + self.position
        x = x + self.attend(self.norm1(x))
        x = x + self.mlp(self.norm2(x))
        return torch.tanh(x[:, 0])


class Normalised(nn.Module):
    """Weights that hooks compute anew before each call."""

    def __init__(self):
        super().__init__()
        from torch.nn.utils import remove_weight_norm, spectral_norm, weight_norm
        self.down = spectral_norm(nn.Conv2d(3, 8, 3, stride=2, padding=1))
        self.wide = weight_norm(nn.Conv2d(8, 12, 3, padding=1))
        self.up = spectral_norm(nn.ConvTranspose2d(12, 6, 4, 2, 1))
        self.plain = remove_weight_norm(weight_norm(nn.Conv2d(6, 6, 3)))
        self.whole = weight_norm(nn.Conv2d(6, 4, 3, groups=2), dim=None)
        self.head = spectral_norm(nn.Linear(4, 5), n_power_iterations=2)

    def forward(self, x):
        x = F.leaky_relu(self.wide(F.relu(self.down(x))), 0.1)
        return self.head(self.whole(self.plain(self.up(x))).mean((2, 3)))


class Attributes(nn.Module):
    """Tensors that are plain attributes: made by the constructor, by eval(), and from one another."""

    def __init__(self):
        super().__init__()
        rows = torch.arange(48, dtype=torch.float32).reshape(-1, 1)
        table = torch.zeros(48, 32)
        table[:, 0::2] = torch.sin(rows * torch.linspace(0.1, 2.0, 16))
        table[:, 1::2] = torch.cos(rows / 7)
        self.table = table
        self.places = (torch.arange(48)[:, None] - torch.arange(48)[None, :]).abs()
        self.biases = nn.Parameter(torch.zeros(2, 48))
        self.gain = nn.Parameter(torch.ones(1))
        self.embed = nn.Linear(6, 32)
        self.mixed = nn.Linear(32, 32)

    def train(self, mode=True):
        super().train(mode)
        if mode and hasattr(self, 'bias'):
            del self.bias, self.doubled
        elif not mode:
            self.bias = self.biases[:, self.places]
            self.doubled = self.gain * 2
        return self

    def forward(self, x):
        x = self.embed(x) + self.table
        heads = x.reshape(x.shape[0], 48, 2, 16).transpose(1, 2)
        scores = heads @ heads.transpose(2, 3) / 4 + (self.biases[:, self.places] if self.training else self.bias)
        x = scores.softmax(-1) @ heads
        return self.mixed(x.transpose(1, 2).reshape(-1, 48, 32)) * self.table.mean() + self.doubled
