import torch
from torch import nn


def raises(f):
    try:
        f()
        print('no exception')
    except Exception as e:
        print(type(e).__name__, e)


class Early(nn.Module):
    def __init__(self):
        self.conv = nn.Conv2d(1, 1, 1)


class EarlyParameter(nn.Module):
    def __init__(self):
        self.w = nn.Parameter(torch.zeros(1))


raises(Early)
raises(EarlyParameter)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.bn = nn.BatchNorm2d(8)
        self.shared = self.conv
        self.scale = nn.Parameter(torch.ones(8, 1, 1))
        self.register_buffer('offset', torch.zeros(8, 1, 1))
        self.register_buffer('temp', torch.zeros(2), persistent=False)
        self.register_parameter('none', None)
        self.maybe = None
        self.sub = nn.Sequential(nn.ReLU(), nn.Linear(4, 5))

    def forward(self, x):
        return self.bn(self.conv(x)) * self.scale + self.offset


net = Net()
print([name for name, _ in net.named_modules()])
print([name for name, _ in net.named_parameters()])
print([name for name, _ in net.named_buffers()])
print(list(net.state_dict().keys()))
print([name for name, _ in net.named_children()])
print([type(m).__name__ for m in net.children()])
print(len(list(net.modules())), len(list(net.parameters())), sum(p.numel() for p in net.parameters()))
print([(n, tuple(p.shape)) for n, p in net.named_parameters(prefix='net', recurse=False)])
print(net(torch.zeros(2, 3, 8, 8)).shape)
raises(lambda: net.missing)
raises(lambda: setattr(net, 'scale', 3))
raises(lambda: setattr(net, 'scale', torch.zeros(1)))
raises(lambda: setattr(net, 'conv', 'x'))
raises(lambda: setattr(net, 'offset', 1))
net.conv = None
print(net.conv, [n for n, _ in net.named_modules()])
net.scale = None
print(net.scale, 'scale' in net._parameters)
del net.bn
raises(lambda: net.bn)
raises(lambda: net.register_buffer('a.b', None))
raises(lambda: net.register_buffer('', None))
raises(lambda: net.register_buffer('sub', None))
raises(lambda: net.register_parameter('w', torch.zeros(1)))
raises(lambda: net.add_module('x', 3))
raises(lambda: net.add_module('a.b', nn.ReLU()))
raises(lambda: net.add_module('', nn.ReLU()))
raises(lambda: net.add_module(3, nn.ReLU()))
raises(lambda: net.register_buffer('q', 3))
print(net.get_submodule('sub.1').out_features, net.get_parameter('sub.1.weight').shape)
raises(lambda: net.get_submodule('sub.9'))
raises(lambda: net.train('x'))
print(net.training, net.eval().training, net.sub[0].training, net.train() is net)


class NoForward(nn.Module):
    pass


raises(lambda: NoForward()(1))
raises(lambda: NoForward(3))
raises(lambda: NoForward(a=3))
print(isinstance(nn.Conv2d(1, 1, 1), nn.modules.conv._ConvNd), isinstance(nn.BatchNorm1d(3), nn.modules.batchnorm._BatchNorm))
print(issubclass(nn.ReLU6, nn.Hardtanh), nn.Conv2d.__mro__[1].__name__)
print(hasattr(net, 'sub'), hasattr(net, 'nope'), getattr(net, 'nope', 5))


def visit(m):
    print('visit', type(m).__name__)


net.apply(visit)


class Custom(nn.Module):
    def __init__(self):
        super().__init__()
        self.calls = 0

    def __setattr__(self, name, value):
        if name == 'watched':
            print('set', value)
        super().__setattr__(name, value)

    def train(self, mode=True):
        print('train', mode)
        return super().train(mode)


c = Custom()
c.watched = 4
c.eval()
print(c.watched, c.calls, '_parameters' in c.__dict__)
outer = nn.Module()
outer.inner = c
outer.train()
double = nn.Linear(2, 3).double()
print(double.weight.dtype, double.half().bias.dtype, double.to(torch.float32).weight.dtype)
raises(lambda: double.to(torch.int64))
p = nn.Parameter(torch.zeros(2, 3))
print(p.requires_grad, isinstance(p, torch.Tensor), type(p).__name__, type(p.data).__name__, p.shape)
raises(lambda: nn.Parameter(torch.zeros(2, dtype=torch.int64)))
lin = nn.Linear(4, 2)
lin.weight = nn.Parameter(torch.zeros(7, 4))
lin.bias = None
print(lin(torch.zeros(3, 4)).shape, lin.out_features)
conv = nn.Conv2d(3, 4, 3)
conv.stride = (2, 2)
conv.padding = (1, 1)
print(conv(torch.zeros(1, 3, 8, 8)).shape, conv.kernel_size, conv.in_channels, conv.bias.shape)
for q in net.parameters():
    q.requires_grad = False
print([q.requires_grad for q in net.parameters()])
net.requires_grad_(True)
print([q.requires_grad for q in net.parameters()])
print([n for n, m in net.named_modules() if isinstance(m, (nn.Linear, nn.Conv2d))])
print(sorted(k for k in nn.Module().__dict__ if not k.startswith('_')))
