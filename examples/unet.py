"""A small U-Net: the way down is kept and joined on the way up, so sizes must meet again."""
import torch
from torch import nn
from torch.nn import functional as F


class DoubleConv(nn.Sequential):
    def __init__(self, in_channels, out_channels):
        super().__init__(
            nn.Conv2d(in_channels, out_channels, 3, padding=1), nn.BatchNorm2d(out_channels), nn.ReLU(),
            nn.Conv2d(out_channels, out_channels, 3, padding=1), nn.BatchNorm2d(out_channels), nn.ReLU())


class UNet(nn.Module):
    def __init__(self, channels=(32, 64, 128), num_classes=2):
        super().__init__()
        widths = (3, *channels)
        self.down = nn.ModuleList(DoubleConv(a, b) for a, b in zip(widths, channels))
        self.up = nn.ModuleList()
        self.merge = nn.ModuleList()
        for wide, narrow in zip(channels[:0:-1], channels[-2::-1]):
            self.up.append(nn.ConvTranspose2d(wide, narrow, kernel_size=2, stride=2))
            self.merge.append(DoubleConv(2 * narrow, narrow))
        self.head = nn.Conv2d(channels[0], num_classes, kernel_size=1)

    def forward(self, x):
        kept = []
        for i, block in enumerate(self.down):
            x = block(x if i == 0 else F.max_pool2d(x, 2))
            kept.append(x)
        kept.pop()
        for up, merge in zip(self.up, self.merge):
            x = merge(torch.cat((kept.pop(), up(x)), dim=1))
        return self.head(x)


net = UNet()
masks = net(torch.rand(4, 3, 128, 128))
