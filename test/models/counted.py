"""Every op that other tools count in a way of their own; tools/conventions.py records what fvcore says of each model."""
import torch
import torch.nn.functional as F
from torch import nn


class Norms(nn.Module):
    def __init__(self, affine=True):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1, bias=affine)
        self.batch = nn.BatchNorm2d(8, affine=affine)
        self.group = nn.GroupNorm(4, 8, affine=affine)
        self.instance = nn.InstanceNorm2d(8, affine=affine, track_running_stats=affine)
        self.layer = nn.LayerNorm((8, 10, 12), elementwise_affine=affine)
        self.local = nn.LocalResponseNorm(3)

    def forward(self, x):
        return self.local(self.layer(self.instance(self.group(self.batch(self.conv(x))))))


class Resizing(nn.Module):
    def __init__(self):
        super().__init__()
        self.up = nn.Upsample(scale_factor=2)
        self.smooth = nn.Upsample(scale_factor=2, mode='bilinear', align_corners=True)
        self.back = nn.ConvTranspose2d(4, 6, 3, stride=2, padding=1, groups=2)

    def forward(self, x):
        y = self.smooth(self.up(x))
        y = y + F.interpolate(x, size=y.shape[-2:], mode='bicubic') + F.interpolate(x, size=y.shape[-2:], mode='area')
        z = F.interpolate(self.back(y), (9, 7), mode='nearest-exact')
        grid = torch.zeros(len(z), 5, 6, 2)
        return F.grid_sample(z, grid, align_corners=False), F.interpolate(z.flatten(2), 50)


class Pools(nn.Module):
    def __init__(self):
        super().__init__()
        self.flow = nn.Conv1d(4, 6, 3, bias=False)
        self.volume = nn.Conv3d(2, 4, 2)

    def forward(self, x):
        a = F.adaptive_avg_pool2d(x, (3, 2))
        b = F.adaptive_max_pool2d(x, 2)
        c = F.adaptive_avg_pool1d(self.flow(x.flatten(2)), 5)
        d = F.adaptive_avg_pool3d(self.volume(x.view(len(x), 2, 2, *x.shape[2:])), 1)
        return a, b, c, d, F.avg_pool2d(x, 2)


class Products(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(6, 5)
        self.pair = nn.Bilinear(5, 5, 3)
        self.weight = nn.Parameter(torch.ones(6, 7))

    def forward(self, x):
        a = self.fc(x)
        b = x @ self.weight
        c = self.weight.t() @ x.mT
        d = torch.bmm(x, x.transpose(1, 2))
        e = torch.baddbmm(d, x, x.transpose(1, 2))
        f = torch.addmm(x[0, :, :1], x[0], self.weight)
        g = torch.mm(x[0], self.weight)
        h = torch.einsum('bij,jk->bik', x, self.weight)
        i = torch.einsum('bij,bik->bjk', x, x)
        j = torch.einsum('i,j->ij', x[0, 0], x[0, 1])
        k = torch.mv(self.weight.t(), x[0, 0]) + torch.tensordot(x[0], self.weight, 1)[0]
        return a, b, c, d, e, f, g, h, i, j, k, self.pair(a, a)


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.tokens = nn.Conv2d(3, 16, 4, 4)
        self.layer = nn.TransformerEncoderLayer(16, 4, 32, batch_first=True)
        self.rnn = nn.GRU(16, 8, batch_first=True)
        self.head = nn.Linear(8, 10)

    def forward(self, x):
        x = self.layer(self.tokens(x).flatten(2).transpose(1, 2))
        return self.head(self.rnn(x)[0][:, -1])


class Equations(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(6, 7))

    def forward(self, x):
        a = torch.einsum('bij,bkj->bik', x, x)
        b = torch.einsum('b i j -> b j i', x)
        c = torch.einsum('bij->b', x)
        d = torch.einsum('bhqd,bhkd->bhqk', x[:, None].expand(-1, 3, -1, -1), x[:, None].expand(-1, 3, -1, -1))
        e = torch.einsum('bij,bij->bij', x, x)
        f = torch.einsum('...ij,jk->...ik', x, self.weight)
        return a, b, c, d, e, f, torch.einsum('bij,jk', x, self.weight)
