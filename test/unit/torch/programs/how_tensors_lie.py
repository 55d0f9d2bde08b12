# Strides, and whether elements lie row by row, where both are certain.
import torch
from torch import nn

a = torch.zeros(2, 3, 4)
print(a.stride(), a.stride(0), a.stride(-1), a.is_contiguous())
print(a.transpose(1, 2).stride(), a.transpose(1, 2).is_contiguous())
print(a.permute(2, 0, 1).stride(), a.permute(2, 0, 1).contiguous().stride())
print(a.unsqueeze(0).stride(), a.reshape(6, 4).stride(), a.flatten(1).is_contiguous())
print((a + 1).stride(), torch.relu(a.transpose(1, 2)).stride())
print(a.narrow(1, 1, 2).stride(), a.narrow(1, 1, 2).is_contiguous(), a.chunk(2, 0)[1].is_contiguous())
print(torch.zeros(1, 3).t().is_contiguous(), torch.zeros(0, 3).t().is_contiguous(), torch.tensor(1.).stride())
print(nn.Conv2d(3, 4, 3)(torch.zeros(1, 3, 5, 5)).stride())
