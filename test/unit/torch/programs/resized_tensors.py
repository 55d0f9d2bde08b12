# resize_ keeps the elements that the new sizes have room for, in the tensor itself and in whoever sees its memory.
import torch

a = torch.arange(6.)
b = a.resize_(2, 2)
print(a.shape, b is a, a.tolist())
c = torch.arange(6).reshape(2, 3)
view = c[0]
c.resize_((3, 2))
print(c.tolist(), view.tolist())
d = torch.zeros(2).resize_(3, 4)
print(d.shape, d.dtype, d.numel())
e = torch.empty(0, dtype=torch.int64)
e.resize_as_(torch.zeros(2, 5))
print(e.shape, e.dtype)
f = torch.ones(2, 3).resize_as_(torch.zeros(3))
print(f.tolist(), f.mean())
g = torch.zeros(4)
g.resize_(())
print(g.shape)
try:
    torch.zeros(2, requires_grad=True).resize_(2)
except RuntimeError as error:
    print(error)
try:
    torch.zeros(2).resize_(-1)
except RuntimeError as error:
    print('refused')
