"""Small networks that are run from a seed on an image (test/golden/run)."""
import torch
from torch import nn


class LeNet(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 6, 5, padding=2), nn.Sigmoid(), nn.AvgPool2d(2, 2),
            nn.Conv2d(6, 16, 5), nn.Sigmoid(), nn.AvgPool2d(2, 2))
        self.classifier = nn.Sequential(nn.Flatten(), nn.Linear(400, 120), nn.Sigmoid(), nn.Linear(120, 84), nn.Sigmoid(),
                                        nn.Linear(84, classes))

    def forward(self, x):
        return self.classifier(self.features(x))


class VGG(nn.Module):
    """Blocks of 3 x 3 convolutions, each ending in a pooling that halves the sides."""

    def __init__(self, arch, classes=10):
        super().__init__()
        blocks, width = [], 3
        for depth, channels in arch:
            for _ in range(depth):
                blocks += [nn.Conv2d(width, channels, 3, padding=1), nn.BatchNorm2d(channels), nn.ReLU()]
                width = channels
            blocks.append(nn.MaxPool2d(2, 2))
        self.net = nn.Sequential(*blocks, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(0.5), nn.Linear(width, classes))
        for module in self.modules():
            if isinstance(module, (nn.Conv2d, nn.Linear)):
                nn.init.xavier_uniform_(module.weight)

    def forward(self, x):
        return self.net(x)


class UNet(nn.Module):
    def __init__(self, classes, width=8):
        super().__init__()
        def block(a, b):
            return nn.Sequential(nn.Conv2d(a, b, 3, padding=1, bias=False), nn.BatchNorm2d(b), nn.LeakyReLU(0.1))
        self.down1, self.down2, self.bottom = block(3, width), block(width, 2 * width), block(2 * width, 4 * width)
        self.up2 = nn.ConvTranspose2d(4 * width, 2 * width, 2, stride=2)
        self.dec2 = block(4 * width, 2 * width)
        self.up1 = nn.Upsample(scale_factor=2, mode='bilinear', align_corners=False)
        self.dec1 = block(3 * width, width)
        self.head = nn.Conv2d(width, classes, 1)

    def forward(self, x):
        a = self.down1(x)
        b = self.down2(nn.functional.max_pool2d(a, 2))
        c = self.bottom(nn.functional.max_pool2d(b, 2))
        y = self.dec2(torch.cat([self.up2(c), b], 1))
        y = self.dec1(torch.cat([self.up1(y), a], 1))
        return self.head(y).softmax(1)


class Lazy(nn.Module):
    """Layers that get their weights at the first call, beside one that has them from the start."""

    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.LazyConv2d(6, 5, padding=2), nn.ReLU(), nn.AvgPool2d(2), nn.Conv2d(6, 8, 3),
                                 nn.Sigmoid(), nn.LazyConvTranspose2d(4, 2, 2), nn.Flatten(), nn.LazyLinear(16), nn.Tanh(),
                                 nn.Linear(16, 10))

    def forward(self, x):
        return self.net(x)
