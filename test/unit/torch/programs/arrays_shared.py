# A tensor and the array that it was made of, or that is made of it, have the same elements.
import numpy as np
import torch


def known(value):
    return value.tolist()


a = torch.arange(4)
b = a.numpy()
print(known(a), known(b), b.dtype)
c = np.arange(3.)
d = torch.from_numpy(c)
print(known(d), d.dtype, known(torch.tensor(c)))
e = torch.tensor(c)
e.add_(1)
print(known(c), known(e))
f = np.zeros(2)
g = torch.from_numpy(f).float()
f[0] = 5
print(known(f), known(g))
h = a.clone().numpy()
h[0] = 9
print(known(a), known(h))
k = torch.ones(2)
k.numpy()
print(known(k.mul_(2)))
