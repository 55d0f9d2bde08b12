// What stands above a class and what stands in its body are of the same model; a model is said once.
import { expect, it } from 'vitest';
import { startService } from '../../support/service';

const URI = 'file:///ws/nets.py';
const NET = `import torch
from torch import nn

class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.body = nn.Conv2d(width, width, 3, padding=1)

    def forward(self, x):
        return self.body(x)

class Net(nn.Module):
    def __init__(self, width=16, classes=10):
        super().__init__()
        self.stem = nn.Conv2d(3, width, 3, 2, 1)
        self.block = Block(width)
        self.head = nn.Linear(width, classes)

    def forward(self, x):
        x = self.block(self.stem(x))
        x = x.mean((2, 3))
        return self.head(x)

`;
const MAIN = `
if __name__ == '__main__':
    net = Net()
    print(net(torch.randn(2, 3, 64, 64)).shape)
`;

async function opened(text: string) {
  const { service } = await startService();
  await service.setDocument({ uri: URI, version: 1, language: 'python', text });
  const lines = text.split('\n');
  const lineAt = (offset: number): string => lines[text.slice(0, offset).split('\n').length - 1]?.trim() ?? '';
  const lenses = (await service.codeLenses(URI)).filter(({ title }) => title.includes('parameters'))
    .map(({ title, range }) => `${lineAt(range.start)} ${/[^·]*→[^·]*/.exec(title)?.[0].trim() ?? ''} ${/[\d.]+ ?k? parameters/.exec(title)?.[0] ?? title}`);
  const hints = (await service.inlayHints(URI, { start: 0, end: text.length })).map(({ offset, label }) => `${lineAt(offset)} ${label}`);
  return { lenses, hints };
}

it('shows in the body of a class the model that the line above it tells of', async () => {
  const made = 'def wide():\n    return Net(width=64)\n';
  const { lenses, hints } = await opened(NET + made + MAIN);
  expect(lenses).toEqual([
    'class Block(nn.Module): 2×16×32×32 → 2×16×32×32 2.32 k parameters',
    'class Net(nn.Module): 2×3×64×64 → 2×10 2.94 k parameters',
    'def wide(): 2×3×64×64 → 2×10 39.4 k parameters',
  ]);
  expect(hints).toContain('self.stem = nn.Conv2d(3, width, 3, 2, 1) → 2×16×32×32');
  expect(hints).toContain('self.body = nn.Conv2d(width, width, 3, padding=1) → 2×16×32×32');
  expect(hints).toContain('return Net(width=64) → 2×10');
});

it('keeps to the model that a call makes where the class alone raises', async () => {
  const broken = NET.replace('nn.Linear(width, classes)', 'nn.Linear(64, classes)');
  const { hints } = await opened(`${broken}def wide():\n    return Net(width=64)\n`);
  expect(hints).toContain('return self.head(x) → 10');
});

it('has no line above a call whose argument is one of the function around it', async () => {
  const { lenses } = await opened(`${NET}width = 8\n\ndef make(width=64):\n    net = Net(width)\n    return net.eval()\n`);
  expect(lenses.filter((line) => line.startsWith('net ='))).toEqual([]);
});

it('says above a class that needs arguments what the document makes of it', async () => {
  const needs = NET.replace('width=16, classes=10', 'width, classes');
  const made = await opened(`${needs}model = Net(32, classes=5).eval()\n`);
  expect(made.lenses).toContain('class Net(nn.Module): N×3×224×224 → N×5 10.3 k parameters');
  expect(made.hints).toContain('self.head = nn.Linear(width, classes) → 5');
  const { service } = await startService();
  await service.setDocument({ uri: URI, version: 1, language: 'python', text: needs });
  expect((await service.codeLenses(URI)).map(({ title }) => title)).toContain('Net needs width, classes');
});

it('takes the input of a model that is handed to another from the call inside of it', async () => {
  const { lenses } = await opened(`${NET}class Pair(nn.Module):
    def __init__(self, first, second):
        super().__init__()
        self.first, self.second = first, second

    def forward(self, x):
        return self.first(x[:, :, ::2]) + self.second(x)

small, large = Net(8), Net(24)
teacher = Net(32)
pair = Pair(small, teacher)
print(pair(torch.randn(4, 3, 96, 64)).shape)
`);
  expect(lenses).toContain('teacher = Net(32) 4×3×96×64 → 4×10 10.5 k parameters');
  expect(lenses).toContain('pair = Pair(small, teacher) 4×3×96×64 → 4×10 11.4 k parameters');
});

it('says once what a model gives that is made and changed in one statement', async () => {
  const { hints } = await opened(`${NET}a = Net(8).to('cpu').eval()\nb = nn.Sequential(Net(8), nn.Softmax(1)).eval()\nprint(Net(4)(torch.rand(1, 3, 8, 8)))\n`);
  expect(hints.filter((line) => line.startsWith('a = '))).toEqual(["a = Net(8).to('cpu').eval() → 1×10"]);
  // Two layers, and the whole.
  expect(hints.filter((line) => line.startsWith('b = ')).length).toBe(3);
});

it('shows a class that takes no plain tensor as the part that it is of another model', async () => {
  const { lenses } = await opened(`${NET}class Masked:
    def __init__(self, tensors, mask):
        self.tensors, self.mask = tensors, mask

class Position(nn.Module):
    def __init__(self, scale=2):
        super().__init__()
        self.proj = nn.Conv2d(3, 4 * scale, 1)

    def forward(self, given):
        return self.proj(given.tensors) * given.mask[:, None]

class Whole(nn.Module):
    def __init__(self):
        super().__init__()
        self.position = Position()

    def forward(self, x):
        return self.position(Masked(x, x[:, 0] > 0))

net = Whole()
out = net(torch.randn(2, 3, 24, 32))
`);
  expect(lenses).toContain('class Position(nn.Module): 2×3×24×32, 2×24×32 → 2×8×24×32 32 parameters');
  expect(lenses).toContain('class Whole(nn.Module): 2×3×24×32 → 2×8×24×32 32 parameters');
});
