import torch
from torch import nn

# Methods that give the tensor itself another shape, and what their results are.
x = torch.zeros(2, 3)
print(x.unsqueeze_(1) is x, x.shape)
print(nn.Conv2d(3, 4, 3)(torch.zeros(1, 3, 8, 8)).unsqueeze_(dim=1).shape)
print(x.squeeze_().shape, x.shape)
print(x.transpose_(0, 1).shape, x.t_().shape, x.swapaxes_(0, 1).shape, x.swapdims_(0, 1).shape, x.shape)
y = torch.zeros(1, 5, 1)
y.squeeze_(0)
print(y.shape, (y + torch.zeros(5, 2)).shape)
pooled = nn.AdaptiveAvgPool2d(1)(torch.zeros(2, 6, 4, 4)).squeeze_()
print(nn.Linear(6, 3)(pooled).shape)
