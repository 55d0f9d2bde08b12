# Names and signatures of PyTorch's first versions, and what Python's own rules give with them.
import torch, itertools
from torch import nn
from torch.autograd import Variable
import torch.nn.functional as F
from torch.nn.modules.loss import _WeightedLoss, _Loss
x = torch.ones(2, 3)
print(isinstance(x, Variable), issubclass(nn.Parameter, Variable) if 0 else '')
print(torch.einsum('i , j -> i j', torch.arange(3), torch.ones(4)).shape, torch.einsum('i,i->i', torch.arange(3), torch.ones(3)).dtype)
try: torch.einsum('i,i->', torch.arange(3), torch.ones(3))
except RuntimeError as e: print(e)
class L(_WeightedLoss):
    def __init__(self, weight=None, size_average=None, reduce=None, reduction=None):
        super().__init__(weight, size_average, reduce, reduction)
print(L().reduction)
class A(nn.Module):
    def __init__(self, a, b=2):
        super(A, self).__init__()
        d = locals()
        print(sorted(d))
        super().__init__()
        print(sorted(locals()))
A(1)
def f(a):
    b = 1
    return sorted(locals())
print(f(1))
class B: 
    def g(self): return sorted(locals())
    def h(self):
        __class__
        return sorted(locals())
print(B().g(), B().h())
import torch.nn.functional as FF
import torch.nn.utils.spectral_norm as sn
print(sn(nn.Conv2d(3, 4, 3)), callable(sn))
import os.path as osp
print(osp.join('a', 'b'))
y = torch.zeros(2, 3)
y.add_(2, x); print(y); y.sub_(1, x); print(y); y.add_(0.5, x).mul_(2); print(torch.add(x, 2, y), torch.addcmul(y, 2, x, x), y.addcdiv_(1, x, x))
print(y.addmm(1, 2, x, torch.ones(3, 3)) if 0 else '', x.addcmul(3, x, x), torch.sub(x, 2, x))
