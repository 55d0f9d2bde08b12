"""Layers that have two names, that are called past their hooks, and arguments that versions of PyTorch decide."""
import numpy as np
import torch
import torch.nn.utils.spectral_norm as spectral
from torch import nn
from torch.autograd import Variable


class Halved(nn.Module):
    """Calls the layer's forward itself, after it has changed the weight."""

    def __init__(self, layer):
        super().__init__()
        self.layer = layer

    def forward(self, x):
        self.layer.weight.data = self.layer.weight.data / 2
        return self.layer.forward(x)


class Wrapped(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(3, 4, 3, padding=1)
        self.second = spectral(nn.Conv2d(4, 4, 3, padding=1))
        self.net = nn.Sequential(Halved(self.first), nn.ReLU(), Halved(nn.Conv2d(4, 4, 1)), self.second)

    def forward(self, x):
        assert isinstance(x, Variable)
        return self.net(x)


class OwnCall(nn.Module):
    def __init__(self):
        super().__init__()
        self.convs = nn.ModuleList([nn.Conv2d(3, 4, 3), nn.Conv2d(4, 4, 3)])

    def __call__(self, x):
        return self.forward(x)

    def forward(self, x):
        for conv in self.convs:
            x = conv(x)
        return x


class Versioned(nn.Module):
    def __init__(self):
        super().__init__()
        padding = 1 if torch.__version__ >= '1.5.0' else 2
        self.conv = nn.Conv1d(4, 8, 3, padding=padding, padding_mode='circular')

    def forward(self, x):
        return self.conv(x)


class Bilinear(nn.Module):
    """Upsampling by a transposed convolution whose weight is made on a grid."""

    def __init__(self, channels=3, size=4):
        super().__init__()
        y, x = np.ogrid[:size, :size]
        center = size / 2 - 0.5
        kernel = (1 - abs(y - center) / (size / 2)) * (1 - abs(x - center) / (size / 2))
        weight = np.zeros((channels, channels, size, size))
        weight[range(channels), range(channels), :, :] = kernel
        self.up = nn.ConvTranspose2d(channels, channels, size, stride=2, padding=1, bias=False)
        self.up.weight.data.copy_(torch.from_numpy(weight).float())

    def forward(self, x):
        return self.up(x)
