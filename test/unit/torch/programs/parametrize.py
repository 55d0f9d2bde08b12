import torch
from torch import nn
import torch.nn.utils.parametrize as P
from torch.nn.utils import parametrize
class Sym(nn.Module):
    def forward(self, X): return X.triu() + X.triu(1).transpose(-1, -2)
class Scale(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.s = nn.Parameter(torch.ones(n, 1))
    def forward(self, X): return self.s * X
    def right_inverse(self, X): return X
l = nn.Linear(3, 3)
parametrize.register_parametrization(l, 'weight', Sym())
print([n for n, _ in l.named_parameters()], type(l).__name__, P.is_parametrized(l), isinstance(l, nn.Linear))
print(l.weight.shape, l(torch.zeros(2, 3)).shape)
parametrize.register_parametrization(l, 'weight', Scale(3))
print([(n, tuple(p.shape)) for n, p in l.named_parameters()])
c = nn.Conv2d(3, 8, 3)
P.register_parametrization(c, 'bias', nn.Identity())
print([(n, tuple(p.shape)) for n, p in c.named_parameters()], c(torch.zeros(1, 3, 8, 8)).shape)
P.remove_parametrizations(c, 'bias')
print([(n, tuple(p.shape)) for n, p in c.named_parameters()], type(c).__name__, c(torch.zeros(1, 3, 8, 8)).shape)
print(P.is_parametrized(l, 'weight'), P.is_parametrized(l, 'bias'), P.is_parametrized(c))
