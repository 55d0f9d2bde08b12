"""Three networks that PyTorch would refuse. Each has a fix: put the cursor on the squiggle and press Ctrl+."""
import torch
from torch import nn
from torch.nn import functional as F


class WrongLinear(nn.Module):
    """The size after the last pool is not what the linear layer expects."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 16, kernel_size=5)
        self.fc = nn.Linear(16 * 14 * 14, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv(x)), 2)
        return self.fc(torch.flatten(x, 1))


WrongLinear()(torch.rand(1, 1, 28, 28))


class WrongChannels(nn.Module):
    """The second convolution expects other channels than the first one makes."""

    def __init__(self, width=48):
        super().__init__()
        self.first = nn.Conv2d(3, width, kernel_size=3, padding=1)
        self.second = nn.Conv2d(64, 64, kernel_size=3, padding=1)

    def forward(self, x):
        return self.second(F.relu(self.first(x)))


WrongChannels()(torch.rand(1, 3, 32, 32))


class WrongShortcut(nn.Module):
    """The shortcut keeps the size that the convolution halves."""

    def __init__(self, in_channels, channels, stride):
        super().__init__()
        self.conv = nn.Conv2d(in_channels, channels, kernel_size=3, stride=stride, padding=1)

    def forward(self, x):
        return F.relu(self.conv(x) + x)


WrongShortcut(64, 128, stride=2)(torch.rand(1, 64, 56, 56))
