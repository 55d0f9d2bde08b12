# dir() and __dict__ of torch's modules and of an nn.Module; nonzero as a tuple; complex numbers in a tensor.
import torch
import torch.nn.functional as F
from torch import nn
print('silu' in dir(torch.nn.functional), 'silu' in F.__dict__, 'SiLU' in dir(nn), 'Conv2d' in vars(nn), 'nonsense' in dir(F))
net = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3))
print('0' in dir(net), 'forward' in dir(net), 'weight' in dir(net[0]), 'running_mean' in dir(net[1]))
mask = torch.ones(4, 4).triu()
rows, columns = mask.nonzero(as_tuple=True)
print(mask.nonzero(as_tuple=False).shape, torch.nonzero(mask, as_tuple=True)[0].tolist(), columns.shape)
print(len(mask.view(-1).nonzero(as_tuple=True)), torch.argwhere(mask).shape)
turn = torch.tensor(-1j, dtype=torch.complex64) * torch.pi
print(turn.dtype, torch.tensor([1j, 2.0]).shape, torch.tensor([1j, 2.0]).dtype)
