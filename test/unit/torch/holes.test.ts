// Sizes that the elements of tensors decide: nothing is accused on account of them.
import { expect, it } from 'vitest';
import { createLedger } from '../../../src/graph/ledger';
import { scopeOf } from '../../../src/interp/torch/index';
import { runPython } from './running';

it('does not take a multiple of an unknown size for the size', async () => {
  const { printed, raised } = await runPython(`
import torch
x = torch.rand(4, 4, 4)
few = x[x[:, 0, 0] > 0.5]
print(few.reshape(few.size(0) * 4, 4).dim(), few.view(few.size(0), 16).dim(), few.reshape(few.size(0), -1).shape[1])
n = (x[:, 0, 0] > 0.5).sum().item()
print(x[:n].reshape(x[:n].size(0) * 4, 4).dim())
def some():
    return x[x[:, 0, 0] > torch.rand(1)]
print((some().reshape(some().size(0), -1)).dim())
`);
  expect(raised).toEqual([]);
  expect(printed).toEqual(['2 2 16', '2', '2']);
});

it('takes nothing out of an iterator on a guess, and raises nothing for it', async () => {
  const { printed, raised } = await runPython(`
import itertools
import torch
x = torch.rand(4)
def first(items):
    try:
        return next(itertools.filterfalse(lambda v: v > 0.5, items))
    except StopIteration:
        return 0
print(first(x))
print(next(itertools.filterfalse(lambda v: v > 1, [2, 3, 1])))
`);
  expect(raised).toEqual([]);
  expect(printed).toEqual(['<unknown>', '1']);
});

it('counts parameters of a layer that has its first name elsewhere where it is called', async () => {
  const { interpreter } = await runPython(`
import torch
from torch import nn
class Wrapped(nn.Module):
    def __init__(self, layer):
        super().__init__()
        self.layer = layer
    def forward(self, x):
        return self.layer.forward(x)
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(4, 4, 3)
        self.net = nn.Sequential(Wrapped(self.conv), nn.ReLU())
    def forward(self, x):
        return self.net(x)
net = Net()
net(torch.zeros(1, 4, 8, 8))
`);
  const net = interpreter.modules.get('__main__')?.attrs.get('net');
  const root = net?.kind === 'instance' ? scopeOf(interpreter, net) : null;
  const ledger = createLedger(interpreter.graph.finish([], { kind: 'value', text: '' }, root));
  const wrapped = root?.children.get('net')?.children.get('0');
  expect(wrapped && ledger.parametersOf(wrapped)).toBe(148);
  expect(ledger.parameters).toBe(148);
});

it('does not know the running statistics that a function has written into', async () => {
  const { printed, raised } = await runPython(`
import torch
from torch.nn import functional as F
x, mean, var = torch.ones(2, 3, 4), torch.zeros(3), torch.ones(3)
y = F.batch_norm(x, mean, var)
print(mean.tolist())
y = F.batch_norm(x, mean, var, training=True)
print(y.shape, mean.shape, mean.tolist(), (mean + 1).tolist())
`);
  expect(raised).toEqual([]);
  expect(printed).toEqual(['[0.0, 0.0, 0.0]', 'torch.Size([2, 3, 4]) torch.Size([3]) <unknown> <unknown>']);
});

it('does not take one thing that is not known for one size', async () => {
  const { printed, raised } = await runPython(`
import numpy as np
import torch
from elsewhere import sizes
x = torch.rand(1, 1)
print(x.expand(sizes).dim(), x.expand(tuple(sizes) + (3,)).dim(), x.repeat(sizes).dim(), x.permute(sizes).dim())
print(x.view(sizes).dim(), x.reshape(sizes).dim(), x.new_zeros(sizes).dim(), torch.zeros(sizes).dim(), torch.Tensor(sizes).dim())
print(x.view(-1, sizes).dim(), torch.zeros(sizes, 2).shape[1], x.flip(sizes).shape)
actor = torch.nn.Linear(3, 1)
spread = torch.diag_embed(torch.ones(1))
print(torch.nn.Unflatten(1, sizes)(x).dim(), np.zeros((2, 3)).transpose(sizes).ndim, np.transpose(np.zeros((2, 3)), sizes).ndim)
print(torch.distributions.MultivariateNormal(actor(torch.tensor(sizes)), covariance_matrix=spread).sample().dim())
`);
  expect(raised).toEqual([]);
  expect(printed).toEqual(['<unknown> '.repeat(4).trim(), '<unknown> '.repeat(5).trim(), '2 2 <unknown>', '<unknown> '.repeat(3).trim(),
    '<unknown>']);
});
