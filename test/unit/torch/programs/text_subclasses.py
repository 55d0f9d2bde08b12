# A subclass of str, int, float or tuple, an enumeration of text too, is taken wherever PyTorch takes the plain value.
import torch, json, os, logging, importlib, functools
from enum import Enum
from torch import nn
import torch.nn.functional as F
class V(str):
    pass
class Mode(str, Enum):
    B = 'bilinear'
    R = 'reflect'
    M = 'mean'
class I(int): pass
class T(tuple): pass
class Fl(float): pass
x = torch.zeros(1, 3, 8, 8)
print(F.interpolate(x, scale_factor=I(2), mode=V('nearest')).shape)
print(F.interpolate(x, scale_factor=2, mode=Mode.B).shape)
print(nn.Conv2d(I(3), I(4), T((3, 3)), padding=V('same'), padding_mode=Mode.R)(x).shape)
print(F.pad(x, T((1, 1, 1, 1)), mode=Mode.R).shape, F.mse_loss(x, x, reduction=Mode.M).shape)
print(getattr(nn, V('ReLU'))(), torch.einsum(V('bchw->bc'), x).shape, x.view(T((1, -1))).shape, x.reshape(I(3), -1).shape)
print(torch.zeros(1, dtype=getattr(torch, V('float32'))).dtype, x.to(V('cpu')).device, x.mean(dim=T((2, 3))).shape, F.dropout(x, Fl(.5)).shape)
print(nn.ModuleDict({V("a"): nn.ReLU()})[V("a")], nn.ModuleDict({Mode.B: nn.ReLU()})[Mode.B])
print(json.dumps({V('a'): V('b')}), json.loads(V('{"a": 1}')), os.path.join(V('a'), V('b')), os.path.basename(V('a/b.py')))
m = nn.Sequential(); m.add_module(V('q'), nn.ReLU()); print(m)
print(importlib.import_module(V('torch.nn')).ReLU, F.gelu(x, approximate=V('tanh')).shape, torch.meshgrid(torch.arange(2), torch.arange(3), indexing=V('ij'))[0].shape)
print(nn.init.calculate_gain(V('relu')), nn.GELU(V('tanh')), nn.Upsample(scale_factor=2, mode=Mode.B)(x).shape, nn.MSELoss(reduction=Mode.M)(x, x).shape)
print(x[T((0, 1))].shape, x.sum(I(1)).shape, x.split(I(2), I(1))[0].shape, I(3) * x[0].shape[0], nn.Linear(I(8), 2)(x).shape, range(I(3)), [0] * I(2), torch.Size(T((1, 2))))
