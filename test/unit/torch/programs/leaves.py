# Tensors of which a gradient is wanted are not written into, but where gradients are off.
import torch
import torch.nn.functional as F
from torch import nn


class Tied(nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(3))
        self.scale[0] = 2


def refused(make):
    try:
        make()
    except RuntimeError as error:
        print(error)


refused(Tied)
layer = nn.Linear(3, 2)


def add():
    layer.weight.add_(1)


def times():
    layer.weight *= 2


def fill():
    layer.bias.fill_(0)


def zero():
    layer.bias.zero_()


def copy():
    layer.weight.copy_(torch.ones(2, 3))


def normal():
    layer.weight.normal_()


def row():
    layer.weight[0] = 1


def rest():
    layer.weight[1:] = 1


def everything():
    layer.weight[...] = 1


def picked():
    layer.weight[torch.tensor([0])] = 1


def both():
    layer.weight[0, 1] = torch.tensor(1.0)


def relu():
    F.relu(layer.weight, inplace=True)


def turned():
    layer.weight.t_()


for each in (add, times, fill, zero, copy, normal, row, rest, everything, picked, both, relu, turned):
    print(each.__name__)
    refused(each)

layer.weight.data.fill_(1)
layer.weight.detach().add_(1)
F.dropout(layer.weight, training=False, inplace=True)
nn.init.zeros_(layer.weight)
nn.init.normal_(layer.weight)
with torch.no_grad():
    layer.weight.add_(1)
    layer.weight[0] = 3
    layer.bias.copy_(torch.ones(2))
layer.bias.requires_grad = False
layer.bias.fill_(5)
layer.weight.requires_grad_(False)
layer.weight[0] = 2
print(layer.weight.shape, layer.bias.shape)


@torch.no_grad()
def reset(module):
    if isinstance(module, nn.Linear):
        module.weight.fill_(1.0)
        module.bias.zero_()


nn.Sequential(nn.Linear(2, 2), nn.ReLU()).apply(reset)

for shape in ((3, 3), (1, 3, 2), (2,), (2, 3, 2)):
    try:
        print(torch.zeros(3, 2).copy_(torch.ones(shape)).sum().item())
    except RuntimeError as error:
        print(error)
print(torch.zeros(2).copy_(3).tolist())
