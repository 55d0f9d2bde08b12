"""Kernels and mixtures that are computed: dynamic convolution, attention along axes, Fourier layers, tokens."""
import torch
import torch.nn as nn
import torch.nn.functional as F


class DynamicConv(nn.Module):
    """A kernel for each sample, as one grouped convolution over the batch."""

    def __init__(self, channels=8, kernel=3, experts=4):
        super().__init__()
        self.channels, self.kernel = channels, kernel
        self.weight = nn.Parameter(torch.randn(experts, channels, channels, kernel, kernel))
        self.route = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, experts), nn.Softmax(-1))

    def forward(self, x):
        b = x.shape[0]
        w = torch.einsum('be,eoikl->boikl', self.route(x), self.weight)
        w = w.reshape(b * self.channels, self.channels, self.kernel, self.kernel)
        y = F.conv2d(x.reshape(1, -1, *x.shape[-2:]), w, padding=self.kernel // 2, groups=b)
        return y.view(b, self.channels, *y.shape[-2:])


class AxialAttention(nn.Module):
    def __init__(self, dim=16, heads=4, size=8):
        super().__init__()
        self.heads, self.size, self.scale = heads, size, (dim // heads) ** -0.5
        self.qkv = nn.Linear(dim, dim * 3, bias=False)
        self.relative = nn.Parameter(torch.zeros(2 * size - 1, heads))
        self.register_buffer('index', torch.arange(size)[:, None] - torch.arange(size)[None, :] + size - 1)
        self.proj = nn.Linear(dim, dim)

    def attend(self, x):
        b, n, c = x.shape
        q, k, v = self.qkv(x).reshape(b, n, 3, self.heads, c // self.heads).permute(2, 0, 3, 1, 4)
        scores = (q * self.scale) @ k.transpose(-2, -1)
        bias = self.relative[self.index.view(-1)].view(self.size, self.size, -1)
        scores = scores + bias.permute(2, 0, 1).contiguous()[None]
        return (scores.softmax(dim=-1) @ v).transpose(1, 2).reshape(b, n, c)

    def forward(self, x):
        b, c, h, w = x.shape
        rows = self.attend(x.permute(0, 2, 3, 1).reshape(b * h, w, c)).reshape(b, h, w, c)
        columns = self.attend(x.permute(0, 3, 2, 1).reshape(b * w, h, c)).reshape(b, w, h, c).transpose(1, 2)
        return self.proj(rows + columns).permute(0, 3, 1, 2)


class FourierLayer(nn.Module):
    def __init__(self, channels=6, modes=5):
        super().__init__()
        self.modes = modes
        self.weight = nn.Parameter(torch.rand(channels, channels, modes, modes, 2))
        self.skip = nn.Conv2d(channels, channels, 1)

    def forward(self, x):
        f = torch.fft.rfft2(x, norm='ortho')
        out = torch.zeros_like(f)
        m = self.modes
        out[:, :, :m, :m] = torch.einsum('bixy,ioxy->boxy', f[:, :, :m, :m], torch.view_as_complex(self.weight))
        return F.gelu(torch.fft.irfft2(out, s=x.shape[-2:], norm='ortho') + self.skip(x))


class Tokens(nn.Module):
    """A transformer over patches with a class token, drop path as identity outside of training."""

    class DropPath(nn.Module):
        def __init__(self, p):
            super().__init__()
            self.p = p

        def forward(self, x):
            if not self.training or self.p == 0:
                return x
            keep = torch.rand((x.shape[0],) + (1,) * (x.ndim - 1)) >= self.p
            return x * keep / (1 - self.p)

    class Block(nn.Module):
        def __init__(self, dim, heads, p):
            super().__init__()
            self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
            self.attention = nn.MultiheadAttention(dim, heads, batch_first=True)
            self.mlp = nn.Sequential(nn.Linear(dim, 4 * dim), nn.GELU(), nn.Linear(4 * dim, dim))
            self.drop = Tokens.DropPath(p) if p > 0 else nn.Identity()

        def forward(self, x):
            y = self.norm1(x)
            x = x + self.drop(self.attention(y, y, y, need_weights=False)[0])
            return x + self.drop(self.mlp(self.norm2(x)))

    def __init__(self, size=32, patch=8, dim=24, depth=3, heads=3, classes=10, drop=0.1):
        super().__init__()
        self.patches = nn.Conv2d(3, dim, patch, patch)
        self.token = nn.Parameter(torch.zeros(1, 1, dim))
        self.position = nn.Parameter(torch.zeros(1, (size // patch) ** 2 + 1, dim))
        rates = [x.item() for x in torch.linspace(0, drop, depth)]
        self.blocks = nn.Sequential(*(self.Block(dim, heads, rate) for rate in rates))
        self.norm = nn.LayerNorm(dim)
        self.head = nn.Linear(dim, classes)

    def forward(self, x):
        x = self.patches(x).flatten(2).transpose(1, 2)
        x = torch.cat((self.token.expand(x.shape[0], -1, -1), x), dim=1) + self.position
        return self.head(self.norm(self.blocks(x))[:, 0])
