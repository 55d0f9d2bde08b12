# Code asks whether a text is the name of a layer.
import torch
import torch.nn.functional as F
from torch import nn


def activation(name):
    name = name.lower()
    return getattr(nn, name)() if hasattr(nn, name) else nn.ReLU()


print(activation('ReLU'), activation('gelu'), hasattr(nn, 'functional'), getattr(nn, 'conv2d', None))
print(hasattr(torch, 'ReLU'), hasattr(F, 'ReLU'), hasattr(torch, 'relu'), hasattr(F, 'relu'), hasattr(nn, 'ReLU'))
for place, name in ((nn, 'relu'), (torch, 'ReLU'), (F, 'Softmax')):
    try:
        getattr(place, name)
    except AttributeError as error:
        print(error)
