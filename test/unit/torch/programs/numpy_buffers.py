import numpy as np
import torch
from torch import nn


class Warp(nn.Module):
    def __init__(self, n):
        super().__init__()
        block = np.eye(n) * 2
        self.register_buffer('inverse', torch.tensor(np.linalg.inv(block)).float())
        self.register_buffer('points', torch.from_numpy(np.linalg.inv(block)[:2]).float())

    def forward(self, x):
        return torch.bmm(self.inverse.repeat(x.size(0), 1, 1), x), self.points.sum()


w = Warp(5)
y, s = w(torch.zeros(2, 5, 3))
print(y.shape, s.shape, [(k, tuple(b.shape), b.dtype) for k, b in w.named_buffers()])
