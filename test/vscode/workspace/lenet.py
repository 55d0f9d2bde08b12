import torch
from torch import nn


class LeNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 6, kernel_size=5, padding=2), nn.Sigmoid(),
            nn.AvgPool2d(kernel_size=2, stride=2),
            nn.Conv2d(6, 16, kernel_size=5), nn.Sigmoid(),
            nn.AvgPool2d(kernel_size=2, stride=2), nn.Flatten())
        self.classifier = nn.Linear(400, num_classes)

    def forward(self, x):
        x = self.features(x)
        return self.classifier(x)


net = LeNet()
scores = net(torch.rand(1, 1, 28, 28))
