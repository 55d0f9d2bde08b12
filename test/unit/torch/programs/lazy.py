import torch
from torch import nn


def raises(f):
    try:
        f()
        print('no exception')
    except Exception as e:
        print(type(e).__name__, e)


net = nn.Sequential(nn.LazyConv2d(8, kernel_size=3, padding=1), nn.LazyBatchNorm2d(), nn.ReLU(), nn.Flatten(), nn.LazyLinear(10))
print(type(net[0]).__name__, type(net[4]).__name__, isinstance(net[0], nn.Conv2d))
print([n for n, _ in net.named_parameters()])
net(torch.zeros(2, 3, 4, 4))
print(type(net[0]).__name__, type(net[1]).__name__, type(net[4]).__name__)
print(net[0].weight.shape, net[0].in_channels, net[1].num_features, net[4].weight.shape, net[4].in_features)
print([(n, tuple(p.shape)) for n, p in net.named_parameters()])
raises(lambda: net(torch.zeros(2, 4, 4, 4)))
raises(lambda: nn.LazyConv2d(8, 3)(torch.zeros(2, 3)))


def init_cnn(module):
    if type(module) == nn.Linear or type(module) == nn.Conv2d:
        print('init', type(module).__name__)
        nn.init.xavier_uniform_(module.weight)


net.apply(init_cnn)
nn.Sequential(nn.LazyLinear(3)).apply(init_cnn)


class Residual(nn.Module):
    def __init__(self, num_channels, use_1x1conv=False, strides=1):
        super().__init__()
        self.conv1 = nn.LazyConv2d(num_channels, kernel_size=3, padding=1, stride=strides)
        self.conv2 = nn.LazyConv2d(num_channels, kernel_size=3, padding=1)
        if use_1x1conv:
            self.conv3 = nn.LazyConv2d(num_channels, kernel_size=1, stride=strides)
        else:
            self.conv3 = None
        self.bn1 = nn.LazyBatchNorm2d()
        self.bn2 = nn.LazyBatchNorm2d()

    def forward(self, X):
        Y = torch.relu(self.bn1(self.conv1(X)))
        Y = self.bn2(self.conv2(Y))
        if self.conv3:
            X = self.conv3(X)
        Y += X
        return torch.relu(Y)


print(Residual(3)(torch.zeros(4, 3, 6, 6)).shape)
print(Residual(6, use_1x1conv=True, strides=2)(torch.zeros(4, 3, 6, 6)).shape)
raises(lambda: Residual(6)(torch.zeros(4, 3, 6, 6)))
print(nn.LazyConvTranspose2d(4, 2, 2)(torch.zeros(1, 3, 5, 5)).shape)
print(nn.LazyConv1d(4, 3)(torch.zeros(1, 3, 5)).shape, nn.LazyInstanceNorm2d()(torch.zeros(1, 3, 5, 5)).shape)
