# What a parameter's data may be.
import torch
from torch import nn

layer = nn.Conv1d(2, 3, 1)


def put(tensor, data):
    try:
        tensor.data = data
        print(tuple(tensor.shape), tensor.dtype, tensor.requires_grad)
    except (RuntimeError, TypeError) as error:
        print(type(error).__name__, error)


put(layer.weight, torch.randint(3, layer.weight.shape))
put(layer.weight, torch.zeros(3, 2, 1, dtype=torch.bool))
put(layer.weight, torch.zeros(4))
put(layer.weight, torch.zeros(3, 2, 1).half())
put(layer.weight, 3)
put(nn.Parameter(torch.zeros(3), requires_grad=False), torch.zeros(2, dtype=torch.int64))
put(torch.zeros(3, requires_grad=True), torch.zeros(3).long())
put(torch.zeros(3), torch.zeros(3).long())
for parameter in layer.parameters():
    parameter.requires_grad = False
    put(parameter, parameter.data.to(torch.int8))
