import torch
from torch import nn
import torch.nn.functional as F


def raises(f):
    try:
        f()
        print('no exception')
    except Exception as e:
        print(type(e).__name__, str(e).split('\n')[0])


x = torch.zeros(1, 3, 8, 8)
raises(lambda: nn.Conv2d())
raises(lambda: nn.Conv2d(3))
raises(lambda: nn.Conv2d(3, 4))
raises(lambda: nn.Conv2d(3, 4, 3, foo=1))
raises(lambda: nn.Conv2d(3, 4, 3, 1, 1, 1, 1, True, 'zeros', None, None, 5))
raises(lambda: nn.Conv2d(3, 4, kernel_size=3, in_channels=3))
raises(lambda: nn.Linear(3))
raises(lambda: nn.BatchNorm2d())
raises(lambda: nn.MaxPool2d())
raises(lambda: nn.Dropout(1.5))
raises(lambda: nn.ReLU(True, False))
raises(lambda: F.relu())
raises(lambda: F.relu(x, foo=1))
raises(lambda: F.dropout(x, 0.5, True, False, 1))
raises(lambda: torch.flatten(x, foo=1))
raises(lambda: nn.Linear(3, 4)((x, x)))
raises(lambda: nn.Linear(3, 4)(x, x))
raises(lambda: nn.ReLU()())
raises(lambda: nn.Linear(8, 4)(3))
raises(lambda: F.linear(x, 3))
raises(lambda: torch.cat([1, 2]))
raises(lambda: x.permute(0, 1))
raises(lambda: torch.zeros(2.5))
raises(lambda: torch.relu())
print(F.relu(x, True).shape, F.interpolate(x, scale_factor=2, mode='bilinear', align_corners=False).shape, F.interpolate(x, size=(4, 4)).shape, F.interpolate(x, 5).shape)
print(F.conv2d(x, torch.zeros(4, 3, 3, 3), None, 2, 1).shape, F.conv2d(input=x, weight=torch.zeros(4, 3, 3, 3), stride=(2, 1), padding='valid').shape)
print(F.max_pool2d(x, 2).shape, F.max_pool2d(x, (2, 4), stride=2).shape, F.adaptive_avg_pool2d(x, 1).shape, F.adaptive_avg_pool2d(x, (None, 2)).shape, F.avg_pool2d(x, [2, 2]).shape)
print(F.pad(x, (1, 1, 2, 2)).shape, F.pad(x, [1] * 4, mode='reflect').shape, F.dropout(x, 0.5, training=False).shape, F.batch_norm(x, None, None, training=True).shape)
print(torch.zeros(2, 3, device='cpu', dtype=torch.float16, requires_grad=True).requires_grad, torch.zeros((2, 3), dtype=torch.float).shape, torch.zeros([2, 3]).shape, torch.zeros(torch.Size([2])).shape, torch.zeros(size=(2,)).shape)
print(torch.flatten(x, 1).shape, torch.flatten(x, start_dim=2).shape, x.flatten(start_dim=1, end_dim=2).shape, torch.permute(x, (0, 2, 3, 1)).shape, torch.mean(x, dim=(2, 3), keepdim=True).shape, torch.sum(x, 1, True).shape)
print(nn.Upsample(scale_factor=2)(x).shape, nn.Upsample(size=(3, 4), mode='bilinear', align_corners=True)(x).shape, nn.AdaptiveAvgPool2d((1, 1))(x).shape, nn.AdaptiveAvgPool2d(1).output_size, nn.Flatten()(x).shape)
n = torch.tensor(4)
print(torch.zeros(n, 2).shape, x.view(n, -1).shape if False else '', torch.arange(0, n).shape, x.repeat(1, n, 1, 1).shape)
print(nn.LSTM(3, 5, 2, batch_first=True)(torch.zeros(2, 7, 3))[0].shape, [h.shape for h in nn.LSTM(3, 5)(torch.zeros(7, 2, 3))[1]])
out, (h, c) = nn.LSTM(3, 5, bidirectional=True)(torch.zeros(7, 2, 3))
print(out.shape, h.shape, c.shape)
a, w = nn.MultiheadAttention(8, 2)(torch.zeros(5, 1, 8), torch.zeros(5, 1, 8), torch.zeros(5, 1, 8))
print(a.shape, w.shape)
print(nn.Conv2d(3, 6, (3, 1), padding=(1, 0), bias=False)(x).shape, nn.Conv2d(3, 6, 3, padding='same')(x).shape, nn.GroupNorm(3, 6).num_groups, nn.Identity(54, unused=1)(x).shape, nn.CrossEntropyLoss()(torch.zeros(2, 3), torch.zeros(2, dtype=torch.int64)).shape)
