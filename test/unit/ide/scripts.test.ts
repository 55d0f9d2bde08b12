// Errors of code around models: training scripts, main blocks, functions without arguments.
import { expect, it } from 'vitest';
import { startService } from '../../support/service';

const URI = 'file:///ws/train.py';
const NET = `import pytest, contextlib
import torch
from torch import nn
import torch.nn.functional as F

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
    def forward(self, x):
        return self.conv(x).mean((2, 3))
`;

async function errors(script: string): Promise<string[]> {
  const { service } = await startService();
  const text = NET + script;
  await service.setDocument({ uri: URI, version: 1, language: 'python', text });
  const found = (await service.diagnostics(URI)).filter(({ severity }) => severity === 'error');
  return found.map(({ message, range }) => `${text.slice(range.start, range.end)}: ${message}`);
}

it('reports a loss of other sizes at module level', async () => {
  expect(await errors(`
net = Net()
out = net(torch.randn(16, 3, 8, 8))
loss = F.cross_entropy(out, torch.randint(0, 8, (12,)))
`)).toEqual([
    'F.cross_entropy(out, torch.randint(0, 8, (12,))): '
      + 'ValueError: Expected input batch_size (16) to match target batch_size (12).',
  ]);
});

it('reports what the main block and functions without arguments raise', async () => {
  expect(await errors(`
def test():
    return F.mse_loss(Net()(torch.zeros(2, 3, 8, 8)), torch.zeros(2, 7))

def main():
    x = torch.zeros(2, 3, 8, 8)
    x = Net()(x)
    return x @ torch.zeros(5, 5)

if __name__ == '__main__':
    main()
`)).toEqual([
    'x @ torch.zeros(5, 5): RuntimeError: mat1 and mat2 shapes cannot be multiplied (2x8 and 5x5)',
    'F.mse_loss(Net()(torch.zeros(2, 3, 8, 8)), torch.zeros(2, 7)): '
      + 'RuntimeError: The size of tensor a (8) must match the size of tensor b (7) at non-singleton dimension 1',
  ]);
});

it('accuses nobody who expects an error, or whose arguments are not known', async () => {
  expect(await errors(`
def test_raises():
    with pytest.raises(RuntimeError):
        torch.zeros(2, 3) @ torch.zeros(4, 5)

def test_suppressed():
    with contextlib.suppress(RuntimeError):
        torch.zeros(2, 3) @ torch.zeros(4, 5)

@pytest.mark.xfail
def test_fails():
    torch.zeros(2, 3) @ torch.zeros(4, 5)

def helper(width=5):
    return torch.zeros(2, 3) @ torch.zeros(width, 5)
`)).toEqual([]);
});

it('does not blame a line for one above it that raised', async () => {
  expect(await errors(`
x = torch.zeros(2, 3)
x = x @ torch.zeros(4, 5)
y = x @ torch.zeros(5, 6)
`)).toEqual(['x @ torch.zeros(4, 5): RuntimeError: mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)']);
});

it('reports a constructor that forgets its base class', async () => {
  expect(await errors(`
class Forgetful(nn.Module):
    def __init__(self):
        self.conv = nn.Conv2d(3, 8, 3)
    def forward(self, x):
        return self.conv(x)
`)).toEqual(['self.conv: AttributeError: cannot assign module before Module.__init__() call']);
});

it('takes the input of a model from a loop that is not run to its end', async () => {
  const { service } = await startService();
  const text = NET + `
class Wide(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv = nn.Conv2d(3, width, 3)
    def forward(self, x):
        return self.conv(x)

def get(width):
    return Wide(width)

if __name__ == '__main__':
    model = get(width=8)
    x = torch.randn(1, 3, 30, 40)
    with torch.no_grad():
        for _ in range(20_000):
            model(x)
`;
  await service.setDocument({ uri: URI, version: 1, language: 'python', text });
  const titles = (await service.codeLenses(URI)).map(({ title }) => title);
  expect(titles).toContainEqual(expect.stringContaining('1×3×30×40 → 1×8×28×38'));
});

it('accuses nobody of the name of a library that may be installed elsewhere', async () => {
  expect(await errors(`
try:
    from lovely_losses import hinge
except ImportError:
    pass

class Optional(nn.Module):
    def forward(self, x):
        return hinge(x)

class Wrong(nn.Module):
    def forward(self, x):
        return hinges(x)
`)).toEqual(["hinges: NameError: name 'hinges' is not defined"]);
});

it('says one fault once, whatever batches the models of a file meet it with', async () => {
  expect(await errors(`
class Head(nn.Module):
    def __init__(self, width=16):
        super().__init__()
        self.a = nn.Linear(3, 128)
        self.b = nn.Linear(127, width)
    def forward(self, x):
        return self.b(self.a(x))

head = Head(32)
out = head(torch.rand(64, 3))
`)).toEqual(['self.b(self.a(x)): RuntimeError: mat1 and mat2 shapes cannot be multiplied (64x128 and 127x32)']);
});
