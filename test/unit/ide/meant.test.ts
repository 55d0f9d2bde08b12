// Which model a command means that is called with the cursor in a text.
import { expect, it } from 'vitest';
import { startService } from '../../support/service';

const URI = 'file:///ws/model.py';
const TEXT = `import torch
from torch import nn

class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv = nn.Conv2d(width, width, 3)

    def forward(self, x):
        return self.conv(x)

class Net(nn.Module):
    def __init__(self, width=8):
        super().__init__()
        self.first = nn.Conv2d(3, width, 3)
        self.block = Block(8)

    def forward(self, x):
        return self.block(self.first(x))

class Wide(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.only = nn.Conv2d(3, width, 3)

    def forward(self, x):
        return self.only(x)

def small():
    return Net(
        width=8)

a = Wide(8)
b = Wide(16); c = Net()
`;

async function meant(marker: string): Promise<readonly string[]> {
  const { service } = await startService();
  await service.setDocument({ uri: URI, version: 1, language: 'python', text: TEXT });
  return (await service.entriesAt(URI, TEXT.indexOf(marker))).map((key) => key.slice(URI.length + 1));
}

it('is the one that the cursor stands on', async () => {
  expect(await meant('a = Wide(8)')).toEqual(['a']);
  expect(await meant('class Net')).toEqual(['Net']);
  expect(await meant('self.first(x)')).toEqual(['Net']);
  // What the code of a model constructs is a part of it.
  expect(await meant('Block(8)')).toEqual(['Net']);
  expect(await meant('def small')).toEqual(['small']);
  expect(await meant('        width=8)')).toEqual(['Net( width=8)']);
});

it('is an instance of the class around the cursor, where the class alone cannot be called', async () => {
  expect(await meant('self.only(x)')).toEqual(['a', 'b']);
});

it('is asked for where a line has several models or none', async () => {
  expect(await meant('import torch')).toEqual([]);
  expect((await meant('b = Wide(16)')).toSorted()).toEqual(['b', 'c']);
});
