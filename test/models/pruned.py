"""Pruned networks: parameters become weight_orig, masks are buffers, and hooks multiply them before each call."""
import torch
from torch import nn
from torch.nn.utils import prune


class Net(nn.Module):
    def __init__(self, amount=0.4):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 16, 3, stride=2)
        self.head = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(16, 10))
        prune.l1_unstructured(self.conv1, 'weight', amount)
        prune.ln_structured(self.conv2, name='weight', amount=0.5, n=2, dim=0)
        prune.random_unstructured(self.conv2, 'bias', amount=3)

    def forward(self, x):
        return self.head(self.conv2(torch.relu(self.conv1(x))))


class Odd(prune.BasePruningMethod):
    PRUNING_TYPE = 'unstructured'

    def compute_mask(self, t, default_mask):
        mask = default_mask.clone()
        mask.view(-1)[::2] = 0
        return mask


class Again(Net):
    """Pruned twice, by a method of its own, all together, and made permanent in one place."""

    def __init__(self):
        super().__init__(0.2)
        prune.l1_unstructured(self.conv1, 'weight', amount=10)
        Odd.apply(self.head[2], 'weight')
        parts = [(self.conv1, 'bias'), (self.head[2], 'bias')]
        prune.global_unstructured(parts, pruning_method=prune.L1Unstructured, amount=0.5)
        prune.remove(self.conv2, 'weight')
        assert prune.is_pruned(self)
        self.names = sorted(name for name, _ in self.named_buffers())
        assert self.names == ['conv1.bias_mask', 'conv1.weight_mask', 'conv2.bias_mask', 'head.2.bias_mask', 'head.2.weight_mask']
        assert 'conv1.weight_orig' in dict(self.named_parameters())
        assert len(list(self.conv1._forward_pre_hooks.values())[0]) == 2


masked = prune.custom_from_mask(nn.Linear(16, 10), 'weight', torch.ones(10, 16))
