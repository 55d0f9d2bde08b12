// Code that is being typed: the parser tells what is wrong, and nothing that follows from it is raised or counted.
import { describe, expect, it } from 'vitest';
import { run } from './running';

const HEAD = 'import torch\nfrom torch import nn\n';
const around = (init: string, forward: string): string => `${HEAD}class Net(nn.Module):
    def __init__(self, width):
${init}
    def forward(self, x):
${forward}

net = Net(3)
y = net(torch.rand(2, 3))
print(y.shape)
`;
const INIT = '        super().__init__()\n        self.a = nn.Linear(width, 10)\n        self.b = nn.Linear(10, 10)';
const FORWARD = '        x = self.a(x)\n        return self.b(x)';

describe('what follows from half-typed code is not raised', () => {
  it.each([
    ['a constructor without a body', '        # the layers\n', FORWARD],
    ['super() without a name behind its dot', INIT.replace('__init__()', ''), FORWARD],
    ['a layer on a line that does not parse', INIT.replace('self.b =', 'self.b == ='), FORWARD],
    ['a layer without a sign', INIT.replace('self.b =', 'self.b'), FORWARD],
    ['a loop without a body', INIT.replace('self.b = nn.Linear(10, 10)', 'for i in range(3):\n'), FORWARD],
    ['return misspelt', INIT, FORWARD.replace('return', 'retrun')],
    ['a bracket that is not opened', INIT.replace('self.b = nn.Linear(', 'self.b = nn.Linear'), FORWARD],
    ['a bracket that is not opened in a statement of several lines',
      INIT.replace('self.b = nn.Linear(10, 10)', 'self.b = nn.Sequential(\n            nn.Linear10, bias=10),\n            nn.ReLU(),\n        )'), FORWARD],
    ['a call of which the end is missing', INIT, FORWARD.replace('return self.b(x)', 'x = self.a(x).view(2, self.\n        return self.b(x)')],
    ['forward without a body', INIT, '        # to do\n'],
  ])('%s', (_name, init, forward) => {
    const { raised, gaps } = run(around(init, forward));
    expect(raised).toEqual([]);
    expect(gaps.some((gap) => gap.startsWith('syntax-error'))).toBe(true);
  });

  it('a function without a body gives what is not known', () => {
    const { raised } = run(`${HEAD}def block(i, o):\n\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n`
      + '        self.a = block(3, 4)\n    def forward(self, x):\n        return self.a(x)\n\nNet()(torch.rand(2, 3))\n');
    expect(raised).toEqual([]);
  });

  it('a class of which only a constructor without a body is written', () => {
    expect(run(`${HEAD}class Net(nn.Module):\n    def __init__(self, width):\n        # layers\n\nNet(3)(torch.rand(2, 3))\n`).raised).toEqual([]);
  });

  it('what is wrong on the other lines is raised', () => {
    const { raised } = run(around(INIT.replace('Linear(10, 10)', 'Linear(11, 10)'), FORWARD.replace('(x)', '(x')));
    expect(raised).toEqual(['RuntimeError: mat1 and mat2 shapes cannot be multiplied (2x10 and 11x10)']);
  });

  it('a constructor that is whole and does not call super().__init__() raises', () => {
    const { raised } = run(around('        self.a = nn.Linear(width, 10)\n', FORWARD));
    expect(raised).toEqual(['AttributeError: cannot assign module before Module.__init__() call']);
  });

  it('layers on lines that do not parse make totals unknown', () => {
    const { out } = run(`${around(INIT.replace('self.b =', 'self.b == ='), FORWARD)}print(sum(p.numel() for p in net.parameters()) == 40)\n`);
    expect(out.split('\n').at(-1)).not.toBe('True');
  });
});
