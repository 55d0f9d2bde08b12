# Constructors ask for the truth of their flags, whatever they are.
import torch
from torch import nn

print(nn.Linear(3, 4, bias=0.5).bias is None, nn.Linear(3, 4, bias=0.).bias is None, nn.Linear(3, 4, bias='no').bias is None)
print(nn.Conv2d(3, 4, 1, bias=0.0).bias is None, nn.Conv2d(3, 4, 1, 1, 0, 1, 1, [1]).bias is None)
print(nn.BatchNorm2d(4, affine=None, track_running_stats=1.).weight is None, nn.LayerNorm(3, elementwise_affine='').weight is None)
print(nn.ReLU(inplace=0.0)(torch.zeros(1)).shape, nn.Linear(3, 4, bias=None).bias is None)
