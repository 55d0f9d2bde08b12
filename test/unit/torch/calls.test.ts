// What the graph shows of module calls: paths, leaves, shared modules, the tree of scopes.
import { describe, expect, it } from 'vitest';
import { scopeOf } from '../../../src/interp/torch/index';
import type { ModuleScope } from '../../../src/graph/graph';
import { runPython } from './running';

const NET = `
import torch
from torch import nn

class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv = nn.Conv2d(width, width, 3, padding=1)
        self.act = nn.ReLU()

    def forward(self, x):
        return self.act(self.conv(x)) + x

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.LazyConv2d(4, 1), nn.ReLU())
        shared = Block(4)
        self.blocks = nn.ModuleList([shared, Block(4), shared])
        self.unused = nn.Linear(2, 2)

    def forward(self, x):
        x = self.stem(x)
        for block in self.blocks:
            x = block(x)
        return x

net = Net()
y = net(torch.zeros(1, 3, 8, 8))
`;

describe('module calls', () => {
  it('carry the names of named_modules()', async () => {
    const { interpreter } = await runPython(NET);
    const net = interpreter.modules.get('__main__')?.attrs.get('net');
    const root = net?.kind === 'instance' ? scopeOf(interpreter, net) : null;
    const graph = interpreter.graph.finish([], { kind: 'value', text: '' }, root);
    expect(graph.calls.map((call) => `${call.path}${call.leaf ? ` ${call.type}` : ''}`)).toEqual([
      '', 'stem', 'stem.0 Conv2d', 'stem.1 ReLU', 'blocks.0', 'blocks.0.conv Conv2d', 'blocks.0.act ReLU',
      'blocks.1', 'blocks.1.conv Conv2d', 'blocks.1.act ReLU', 'blocks.0', 'blocks.0.conv Conv2d', 'blocks.0.act ReLU',
    ]);
    const paths = (scope: ModuleScope): string[] => [scope.path, ...[...scope.children.values()].flatMap(paths)];
    expect(root && paths(root)).toEqual(['', 'stem', 'stem.0', 'stem.1', 'blocks', 'blocks.0', 'blocks.0.conv',
      'blocks.0.act', 'blocks.1',
      'blocks.1.conv', 'blocks.1.act', 'unused']);
    expect(root?.children.get('stem')?.children.get('0')?.qualified).toBe('torch.nn.Conv2d');
    expect(root?.children.get('stem')?.children.get('0')?.args).toContainEqual(['kernel_size', '(1, 1)']);
  });

  it('list attributes that may be modules but are not known', async () => {
    const { interpreter } = await runPython(`${NET}
import timm
net.encoder = timm.create_model('skresnet18')
net.stem.append(timm.create_model('skresnet18'))
`);
    const net = interpreter.modules.get('__main__')?.attrs.get('net');
    const root = net?.kind === 'instance' ? scopeOf(interpreter, net) : null;
    expect([...root?.unknowns?.keys() ?? []]).toEqual(['encoder']);
    expect([...root?.children.get('stem')?.unknowns?.keys() ?? []]).toEqual(['2']);
  });
});

describe('unknown arguments', () => {
  it.each([
    ['nn.Conv2d(3, unknown, 3)(torch.zeros(2, 3, 8, 8)).shape[2:]', 'torch.Size([6, 6])'],
    ['nn.Linear(4, unknown)(torch.zeros(2, 4)).shape[:1]', 'torch.Size([2])'],
    ['torch.zeros(2, unknown).shape[0]', '2'],
    ['torch.zeros(2, 3).view(2, unknown).shape[0]', '2'],
    ['(torch.zeros(2, 3) + unknown) is not None', '<unknown>'],
    ['torch.foo(3)', '<unknown>'], ['torch.zeros(2).numpy_like', 'raised'],
  ])('%s', async (call, expected) => {
    const { printed, raised } =
      await runPython(`import torch\nfrom torch import nn\nimport nowhere\nunknown = nowhere.value\nprint(${call})\n`);
    expect(expected === 'raised' ? raised : printed).toEqual(
      expected === 'raised' ? ["AttributeError: 'Tensor' object has no attribute 'numpy_like'"] : [expected]);
  });
});

describe('what a program does to torch', () => {
  it('ends with its run', async () => {
    const first = await runPython(`
import torch
from torch import nn
nn.Linear.forward = lambda self, x: 'replaced'
nn.Module.extra = 3
torch.set_default_dtype(torch.float64)
print(nn.Linear(1, 1)(torch.zeros(1, 1)), nn.ReLU().extra, nn.Linear(1, 1).weight.dtype)
`);
    expect(first.printed).toEqual(['replaced 3 torch.float64']);
    const second = await runPython(`
import torch
from torch import nn
print(nn.Linear(1, 2)(torch.zeros(1, 1)).shape, hasattr(nn.ReLU(), 'extra'), nn.Linear(1, 1).weight.dtype)
`);
    expect(second.printed).toEqual(['torch.Size([1, 2]) False torch.float32']);
  });
});

describe('signatures', () => {
  it.each(['a.sum(keepdim=True)', 'a.mean(keepdim=True)', 'a.std(keepdim=True)', 'a.max(keepdim=True)', 'a.all(keepdim=True)'])(
    '%s: over all elements there is no keepdim', async (call) => {
      const { raised } = await runPython(`import torch\na = torch.zeros(2, 3)\n${call}\n`);
      expect(raised.join()).toMatch(/^TypeError: \w+\(\) received an invalid combination of arguments - got \(keepdim=bool, \)/);
    });

  it('give bools of Python where PyTorch does', async () => {
    const { printed } = await runPython(
      'import torch\na = torch.ones(2)\nprint(torch.equal(a, a), torch.allclose(a, a + 1), torch.equal(a, torch.ones(3)))\n');
    expect(printed).toEqual(['True False False']);
  });
});
