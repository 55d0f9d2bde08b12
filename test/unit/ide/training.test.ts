// Training scripts: what the batches of a loader make of the models, without a file of data.
import { expect, it } from 'vitest';
import { startService } from '../../support/service';

const URI = 'file:///ws/train.py';
const script = (data: string, training: string, net = ''): string => `import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset, TensorDataset
from torchvision import datasets, transforms
from tqdm import tqdm

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 8, 3)
        self.fc = nn.Linear(8 * 13 * 13, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv(x)), 2)
        return self.fc(torch.flatten(x, 1))
${net}
def train(model, loader, optimizer):
    for i, (image, label) in enumerate(tqdm(loader)):
        optimizer.zero_grad()
        out = model(image.to('cpu'))
        loss = F.cross_entropy(out, label)
        loss.backward()
        optimizer.step()
        if i % 10 == 0:
            print(loss.item())

def main():
    transform = transforms.Compose([${data}])
    data = ${training}
    loader = DataLoader(data, batch_size=64, shuffle=True)
    model = Net()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    correct = 0
    for epoch in range(20):
        train(model, loader, optimizer)
        with torch.no_grad():
            for image, label in loader:
                hits = model(image).argmax(1).eq(label)
                correct += hits.sum().item()
                torch.set_grad_enabled(bool(hits.any()))

if __name__ == '__main__':
    main()
`;

async function opened(text: string) {
  const { service } = await startService();
  await service.setDocument({ uri: URI, version: 1, language: 'python', text });
  const hints = await service.inlayHints(URI, { start: 0, end: text.length });
  const lines = text.split('\n');
  const lineAt = (offset: number): number => text.slice(0, offset).split('\n').length - 1;
  const hint = (part: string): string[] => hints.filter(({ offset }) => lines[lineAt(offset)]?.includes(part)).map(({ label }) => label);
  const errors = (await service.diagnostics(URI)).filter(({ severity }) => severity === 'error')
    .map(({ message, range }) => `${lines[lineAt(range.start)]?.trim() ?? ''} ${message}`);
  const lenses = (await service.codeLenses(URI)).map(({ title }) => title);
  return { service, hint, errors, lenses };
}

it('batches of a data set of known pictures have shapes, and give the model its input', async () => {
  const { hint, errors, lenses } = await opened(script('transforms.ToTensor()', "datasets.MNIST('data', transform=transform)"));
  expect(errors).toEqual([]);
  // The last of 938 batches is smaller: nothing is said of it.
  expect(hint('out = model')).toEqual(['→ 64×10 …']);
  expect(hint('loss = F.')).toEqual(['→ scalar']);
  expect(hint('hits = model')).toEqual(['→ 64 …']);
  // N: how many are trained at once says nothing of the model.
  expect(lenses[0]).toMatch(/^N×1×28×28 → N×10 · /);
});

it('a number that depends on data is no lost shape, and a bare expression in a loop nothing to be seen', async () => {
  const { hint } = await opened(script('transforms.ToTensor()', "datasets.MNIST('data', transform=transform)"));
  expect(hint('correct +=')).toEqual([]);
  expect(hint('set_grad_enabled')).toEqual([]);
  expect(hint('loss.backward')).toEqual([]);
});

it('what stands behind a loop over batches has the shape that they agree on, and a number of one round is no lost shape', async () => {
  const counted = script('transforms.ToTensor()', "datasets.MNIST('data', transform=transform)")
    .replace("shuffle=True)", 'drop_last=True)')
    .replace('                correct += hits.sum().item()', '                correct += hits.sum().item()\n                seen = image.size(0)')
    .replace("if __name__", "    last = model(image).softmax(1)\n\nif __name__");
  const { hint, errors } = await opened(counted);
  expect(errors).toEqual([]);
  expect(hint('last = ')).toEqual(['→ 64×10']);
  expect(hint('seen = ')).toEqual([]);
});

it('a transform for other pictures is an error where the batches are taken', async () => {
  const { errors } = await opened(script('transforms.ToTensor(), transforms.Normalize((0.5,) * 3, (0.5,) * 3)',
    "datasets.MNIST('data', transform=transform)"));
  expect(errors).toEqual(['for i, (image, label) in enumerate(tqdm(loader)): '
    + "RuntimeError: output with shape [1, 28, 28] doesn't match the broadcast shape [3, 28, 28]"]);
});

it('a data set of other pictures than the model takes is an error in the model', async () => {
  const { errors } = await opened(script('transforms.ToTensor()', "datasets.CIFAR10('data', transform=transform)"));
  expect(errors).toEqual(['x = F.max_pool2d(F.relu(self.conv(x)), 2) RuntimeError: Given groups=1, weight of size [8, 1, 3, 3], '
    + 'expected input[64, 3, 32, 32] to have 1 channels, but got 3 channels instead']);
});

it('files say nothing before the program runs: pictures of a folder have three channels, and the sizes that a transform sets', async () => {
  const folder = "datasets.ImageFolder('data', transform=transform)";
  const open = await opened(script('transforms.ToTensor()', folder));
  expect(open.errors).toEqual(['x = F.max_pool2d(F.relu(self.conv(x)), 2) RuntimeError: Given groups=1, weight of size [8, 1, 3, 3], '
    + 'expected input[64, 3, ?, ?] to have 1 channels, but got 3 channels instead']);
  const set = await opened(script('transforms.Resize((28, 28)), transforms.Grayscale(), transforms.ToTensor()', folder));
  expect(set.errors).toEqual([]);
  expect(set.hint('out = model')).toEqual(['→ 64×10 …']);
});

it('a data set of the program is asked for one item, and accused of nothing that its files decide', async () => {
  const own = `
class Own(Dataset):
    def __init__(self, transform, count):
        self.transform, self.count = transform, count
    def __len__(self):
        return self.count
    def __getitem__(self, index):
        return self.transform(torch.rand(1, 28, 28)), index % 10

class Files(Own):
    def __getitem__(self, index):
        with open(f'{index}.txt') as file:
            if file.read() == '':
                raise RuntimeError('an empty file')
        return super().__getitem__(index)
`;
  const whole = await opened(script('', 'Own(transform, 640)', own));
  expect([whole.errors, whole.hint('out = model'), whole.hint('hits = ')]).toEqual([[], ['→ 64×10'], ['→ 64']]);
  const files = await opened(script('', 'Files(transform, 640)', own));
  expect([files.errors, files.hint('out = model')]).toEqual([[], ['→ 64×10']]);
});

it('a batch stays open where it was reshaped', async () => {
  const rows = script('transforms.ToTensor()', "datasets.MNIST('data', transform=transform)")
    .replaceAll("model(image.to('cpu'))", 'model(image.reshape(-1, 1, 28, 28))').replace('model(image)', 'model(image.view(-1, 1, 28, 28))');
  expect((await opened(rows)).lenses[0]).toMatch(/^N×1×28×28 → N×10 · /);
});

it('a model that is made for one size of batch keeps it', async () => {
  const { lenses, errors } = await opened(`import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

class Net(nn.Module):
    def forward(self, x):
        return x.view(16, 15)

net = Net()
for x, y in DataLoader(TensorDataset(torch.rand(64, 3, 5), torch.zeros(64)), batch_size=16):
    out = net(x)
`);
  expect(errors).toEqual([]);
  expect(lenses.find((title) => title.includes('→'))).toMatch(/^16×3×5 → 16×15/);
});

it('one line for a model that is made with arguments, and for its parts', async () => {
  const { lenses } = await opened(`import torch
from torch import nn

class Block(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.conv = nn.Conv2d(c, c, 3, padding=1)

    def forward(self, x):
        return self.conv(x) + x

class Net(nn.Module):
    def __init__(self, width=8):
        super().__init__()
        self.conv = nn.Conv2d(3, width, 3)

    def forward(self, x):
        return self.conv(x)

net = Net(32).eval()
x = torch.rand(1, 3, 16, 16)
net(x)
blocks = nn.Sequential(nn.Conv2d(3, 8, 3), Block(8), Block(8))
blocks(x)
other = [Net(64)]
`);
  expect(lenses.filter((title) => title.includes('Net(32)') || title.startsWith('Block(8)'))).toEqual([]);
  expect(lenses.filter((title) => title.includes('Net(64)')).length).toBe(1);
});

it('nothing is said of lists, numbers and texts that are not known', async () => {
  const { hint } = await opened(`import os, random
import pandas as pd
import torch
paths = [name for name in os.listdir('data')]
label = 0 if 'cat' in paths[0] else 1
count = len(paths)
order = random.randint(0, count)
table = pd.read_csv('data.csv').copy()
data = torch.load('data.pt')
`);
  expect([hint('paths ='), hint('label ='), hint('count ='), hint('order ='), hint('table ='), hint('data =')])
    .toEqual([[], [], [], [], [], ['→ ?']]);
});
