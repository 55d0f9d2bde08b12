import math
import torch
from torch import nn
import torch.nn.functional as F


class Conv2dSame(nn.Conv2d):
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, **kwargs):
        super().__init__(in_channels, out_channels, kernel_size, stride, **kwargs)
        self.extra = 'yes'

    def forward(self, x):
        ih, iw = x.shape[-2:]
        kh, kw = self.weight.shape[-2:]
        sh, sw = self.stride
        ph = max((math.ceil(ih / sh) - 1) * sh + (kh - 1) * self.dilation[0] + 1 - ih, 0)
        pw = max((math.ceil(iw / sw) - 1) * sw + (kw - 1) * self.dilation[1] + 1 - iw, 0)
        x = F.pad(x, [pw // 2, pw - pw // 2, ph // 2, ph - ph // 2])
        return F.conv2d(x, self.weight, self.bias, self.stride, self.padding, self.dilation, self.groups)


c = Conv2dSame(3, 8, 3, stride=2, bias=False)
print(c(torch.zeros(1, 3, 15, 16)).shape, c.bias, c.extra, c.padding, isinstance(c, nn.Conv2d))


class ConvForward(nn.Conv2d):
    def forward(self, x):
        return self._conv_forward(x, self.weight * 2, self.bias)


print(ConvForward(2, 4, 3, padding=1, padding_mode='reflect')(torch.zeros(1, 2, 6, 6)).shape)
print(ConvForward(2, 4, (3, 5), padding=(1, 2))(torch.zeros(1, 2, 6, 6)).shape)


class LayerNorm2d(nn.LayerNorm):
    def forward(self, x):
        x = x.permute(0, 2, 3, 1)
        x = F.layer_norm(x, self.normalized_shape, self.weight, self.bias, self.eps)
        return x.permute(0, 3, 1, 2)


n = LayerNorm2d(6)
print(n(torch.zeros(1, 6, 4, 4)).shape, n.normalized_shape, n.eps, n.weight.shape)


class Reset(nn.Linear):
    def reset_parameters(self):
        print('reset', tuple(self.weight.shape))


Reset(2, 3)


class BNReLU(nn.BatchNorm2d):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.act = nn.ReLU()

    def forward(self, x):
        return self.act(super().forward(x))


bn = BNReLU(5, eps=1e-3, momentum=0.01)
print(bn(torch.zeros(2, 5, 3, 3)).shape, bn.eps, bn.momentum, [n for n, _ in bn.named_children()], [n for n, _ in bn.named_buffers()])


class MyParameter(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.gamma = nn.Parameter(1e-6 * torch.ones(dim), requires_grad=True)
        self.register_buffer('index', torch.arange(dim))

    def forward(self, x):
        return self.gamma * x + self.index[: x.shape[-1]]


print(MyParameter(4)(torch.zeros(2, 3, 4)).shape)


class Base(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.width = width
        self.layer = self.make()

    def make(self):
        raise NotImplementedError

    def forward(self, x):
        return self.layer(x)


class Derived(Base):
    def make(self):
        return nn.Linear(self.width, self.width * 2)


print(Derived(3)(torch.zeros(1, 3)).shape)
print(repr(nn.ReLU(inplace=True)) != '', str(nn.Identity()))


class Swish(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * torch.sigmoid(x)

    @staticmethod
    def backward(ctx, g):
        x, = ctx.saved_tensors
        return g


print(Swish.apply(torch.zeros(2, 3)).shape)


class Act(nn.Module):
    def __init__(self, act=nn.ReLU):
        super().__init__()
        self.act = act()

    @torch.no_grad()
    def forward(self, x):
        return self.act(x)


print(Act(nn.GELU)(torch.zeros(2)).shape)
print(nn.Conv2d.__name__, nn.Conv2d(1, 2, 3).__class__.__name__, nn.Conv2d(1, 2, 3)._get_name())
pool = nn.MaxPool2d(3)
print(pool.kernel_size, pool.stride, pool.padding, pool.ceil_mode)
print(nn.Dropout(0.3).p, nn.Linear(2, 3, bias=False).bias, nn.LayerNorm((2, 3)).normalized_shape, nn.LeakyReLU().negative_slope)
print(nn.Conv2d(4, 8, 3, groups=2).weight.shape, nn.ConvTranspose2d(4, 8, 3).weight.shape, nn.Embedding(10, 4).weight.shape)
