import torch
from torch import nn
from torch.nn import functional as F
from torch.nn.modules.batchnorm import _BatchNorm, _NormBase
from torch.nn.modules.conv import _ConvNd
from torch.nn.modules.dropout import _DropoutNd
from torch.nn.modules.loss import _Loss, _WeightedLoss
from torch.nn.modules.utils import _pair


class SyncNorm(_BatchNorm):
    def __init__(self, num_features, eps=1e-5, momentum=0.1, affine=True):
        super().__init__(num_features, eps=eps, momentum=momentum, affine=affine)
        self.parallel = False

    def _check_input_dim(self, x):
        if x.dim() != 4:
            raise ValueError(f'expected 4D input (got {x.dim()}D input)')

    def forward(self, x):
        if not (self.parallel and self.training):
            return F.batch_norm(x, self.running_mean, self.running_var, self.weight, self.bias, self.training, self.momentum, self.eps)
        return x


n = SyncNorm(6)
print(n, n(torch.zeros(2, 6, 3, 3)).shape, [k for k, _ in n.named_parameters()], [k for k, _ in n.named_buffers()])
print(isinstance(n, _NormBase), isinstance(nn.BatchNorm2d(3), _BatchNorm), isinstance(nn.InstanceNorm2d(3), _BatchNorm))


class Plain(_BatchNorm):
    def _check_input_dim(self, x):
        pass


p = Plain(4, affine=False, track_running_stats=False)
print(p.eval()(torch.ones(2, 4, 5)).shape, p.weight, p.running_mean, len(list(p.parameters())))


class CondConv(_ConvNd):
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1, bias=True, experts=3):
        kernel_size, stride, padding, dilation = _pair(kernel_size), _pair(stride), _pair(padding), _pair(dilation)
        super().__init__(in_channels, out_channels, kernel_size, stride, padding, dilation, False, _pair(0), groups, bias, 'zeros')
        self.weight = nn.Parameter(torch.zeros(experts, out_channels, in_channels // groups, *kernel_size))
        self.mix = nn.Linear(in_channels, experts)

    def forward(self, x):
        pooled = F.adaptive_avg_pool2d(x, 1).flatten(1)
        weights = torch.sigmoid(self.mix(pooled))
        kernel = torch.sum(weights[0][:, None, None, None, None] * self.weight, 0)
        return F.conv2d(x, kernel, self.bias, self.stride, self.padding, self.dilation, self.groups)


c = CondConv(8, 16, 3, padding=1, groups=2)
print(c(torch.zeros(1, 8, 5, 5)).shape, sum(t.numel() for t in c.parameters()), c.kernel_size, c.transposed, c.padding_mode)
up = _ConvNd(4, 6, (2, 2), (2, 2), (0, 0), (1, 1), True, (0, 0), 2, False, 'zeros')
print(up.weight.shape, up.bias, up.output_padding)
for channels, groups in ((3, 2), (4, 3)):
    try:
        _ConvNd(channels, 4, (1,), (1,), (0,), (1,), False, (0,), groups, True, 'zeros')
    except ValueError as e:
        print(e)


class Dice(_Loss):
    def __init__(self, smooth=1.0, reduction='mean'):
        super().__init__(reduction=reduction)
        self.smooth = smooth

    def forward(self, a, b):
        dice = 1 - (2 * (a * b).sum(1) + self.smooth) / (a.sum(1) + b.sum(1) + self.smooth)
        return dice.mean() if self.reduction == 'mean' else dice


print(Dice()(torch.ones(3, 4), torch.ones(3, 4)).shape, Dice(reduction='none')(torch.ones(3, 4), torch.ones(3, 4)).shape)
print(_Loss(size_average=False).reduction, _Loss(reduce=False).reduction)


class Focal(_WeightedLoss):
    def forward(self, x, y):
        return F.cross_entropy(x, y, self.weight, reduction=self.reduction)


f = Focal(torch.ones(5), reduction='none')
print(f.weight.shape, [k for k, _ in f.named_buffers()], f(torch.zeros(2, 5), torch.zeros(2, dtype=torch.long)).shape, Focal().weight)


class Block(_DropoutNd):
    def forward(self, x):
        return F.dropout(x, self.p, self.training, self.inplace)


print(Block(0.2), Block()(torch.zeros(2)).shape)
try:
    _Loss()(torch.zeros(1))
except NotImplementedError as e:
    print(e)
