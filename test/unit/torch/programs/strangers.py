# What layers say of what is no tensor, names that are written otherwise, and other first mistakes.
import torch
from torch import nn
from torch.nn import functional as F


def said(make):
    try:
        made = make()
        return 'nothing' if isinstance(made, torch.Tensor) else str(made)
    except Exception as e:
        return f'{type(e).__name__}: {e}'.split('\n')[0]


LAYERS = [
    nn.ReLU(), nn.ReLU(inplace=True), nn.ReLU6(), nn.ReLU6(True), nn.ELU(), nn.SELU(True), nn.CELU(), nn.GELU(), nn.SiLU(inplace=True), nn.Mish(),
    nn.Sigmoid(), nn.Tanh(), nn.LeakyReLU(0.1, True), nn.PReLU(), nn.Hardswish(), nn.Hardsigmoid(True), nn.Hardtanh(), nn.Softplus(), nn.Softsign(),
    nn.Softmax(1), nn.LogSoftmax(1), nn.Softmax2d(), nn.Tanhshrink(), nn.Softshrink(), nn.Hardshrink(), nn.RReLU(), nn.Threshold(0.1, 20, True), nn.GLU(),
    nn.Dropout(), nn.Dropout(inplace=True), nn.Dropout2d(), nn.AlphaDropout(inplace=True), nn.Flatten(), nn.Linear(3, 4), nn.ConvTranspose2d(3, 4, 3),
    nn.BatchNorm2d(3), nn.LayerNorm(3), nn.GroupNorm(1, 3), nn.InstanceNorm2d(3), nn.MaxPool2d(2), nn.AvgPool2d(2), nn.AdaptiveAvgPool2d(1),
    nn.AdaptiveMaxPool2d(1), nn.Upsample(2), nn.PixelShuffle(2), nn.Embedding(4, 3), nn.LSTM(3, 4), nn.GRU(3, 4), nn.Unfold(2), nn.ZeroPad2d(1),
    nn.ReflectionPad2d(1), nn.LocalResponseNorm(2), nn.Fold(2, 2), nn.LPPool2d(2, 2), nn.ChannelShuffle(2), nn.PixelUnshuffle(2),
]
for layer in LAYERS:
    layer.eval()
    for value in ('x', 5, [torch.ones(2)], (torch.ones(2), 1), None):
        print(type(layer).__name__, said(lambda: layer(value)))

x = torch.ones(2, 3, 8, 8)
print(said(lambda: nn.Conv2D))
print(said(lambda: nn.Batchnorm2d))
print(said(lambda: nn.Relu))
print(said(lambda: F.maxpool2d))
print(said(lambda: F.leakyrelu))
print(said(lambda: F.max_pool2d(x, kernel_size=2, strides=2)))
print(said(lambda: F.max_pool1d(x)))
print(said(lambda: F.adaptive_max_pool2d(x)))
print(said(lambda: nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU, nn.Conv2d(8, 4, 1))))
print(said(lambda: nn.Sequential([nn.ReLU()])))
print(said(lambda: nn.Parameter(5)))
print(said(lambda: x.shape(0)))
print(said(lambda: x.dtype()))
print(said(lambda: F.interpolate(x, 32, 'bilinear')))
print(said(lambda: F.interpolate(x, (4, 4), 'nearest')))
for dtype in (torch.double, torch.long, torch.uint8, torch.int8, torch.bool):
    print(said(lambda: nn.Conv2d(3, 4, 3)(x.to(dtype))))
print(said(lambda: nn.Conv1d(3, 4, 3)(x[0].double())))
print(said(lambda: nn.Conv3d(3, 4, 3)(x.double()[:, :, None])))
print(said(lambda: nn.Conv2d(3, 4, 3, bias=False)(x.double())))
print(said(lambda: nn.Conv2d(3, 4, 3).double()(x)))
print(said(lambda: torch.ones(2, 3).double() @ torch.ones(2, 3, 2)), said(lambda: torch.ones(2, 2, 3).double() @ torch.ones(3, 2)))
print(said(lambda: torch.ones(3).double() @ torch.ones(2, 3, 2)), said(lambda: torch.ones(2, 3).double() @ torch.ones(3, 2)))
