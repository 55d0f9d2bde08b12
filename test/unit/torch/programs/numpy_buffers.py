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


class Chosen(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.register_buffer('indexes', torch.ones(n))

    def forward(self, x):
        chosen = np.squeeze(np.argwhere(self.indexes.data.cpu().numpy()))
        if chosen.size == 1:
            chosen = np.resize(chosen, (1,))
        return x[:, chosen, :, :]


print(Chosen(6)(torch.zeros(2, 6, 5, 5)).shape, Chosen(1)(torch.zeros(2, 6, 5, 5)).shape)
left = torch.tensor([[1.5, 0.0], [0.0, 2.5]]).numpy()
print(left.dtype, left.tolist(), np.argwhere(left).tolist(), np.resize(left, (3, 2)).tolist(), np.resize(left, 5).tolist())
whole = torch.tensor([3, 1]).numpy()
print(whole.dtype, whole, torch.tensor([True, False]).numpy().dtype)
x = torch.zeros(2, 6, 5, 5)
some = np.array([0, 2, 3])
print(x[:, some].shape, x[some[:2] - some[:2]].shape, x[:, np.array([True, False, True, True, False, False])].shape)
print(x[:, np.array(2)].shape, x[some[0]].shape)
x[:, some] = 1
print(float(x.sum()))
