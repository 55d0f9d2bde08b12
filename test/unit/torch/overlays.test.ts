// An installed torchvision: its own code, except where that would read files or draw how a picture is changed.
import { expect, it } from 'vitest';
import { runPython } from './running';

const SOURCES: Readonly<Record<string, string>> = {
  torchvision: 'from torchvision import datasets, transforms\n__version__ = "0.99"\n',
  'torchvision.datasets': 'from .mnist import MNIST\nfrom .newest import Newest\n',
  'torchvision.datasets.mnist': `
import os
class MNIST:
    def __init__(self, root, train=True, transform=None, download=False):
        self.data = open(os.path.join(root, 'train')).read()
    def __getitem__(self, index):
        return self.data[index], 0
`,
  'torchvision.datasets.newest': 'class Newest:\n    size = 7\n',
  'torchvision.transforms': 'from .transforms import *\n',
  'torchvision.transforms.functional': `
import torch
def to_tensor(pic):
    return torch.from_numpy(__import__('numpy').array(pic))
def hflip(img):
    return img.flip(-1)
def resize(img, size):
    return ('source', size)
def newest(img):
    return 'newest'
`,
  'torchvision.transforms.transforms': `
import torch
from torch import nn
from . import functional as F
class ToTensor:
    def __call__(self, pic):
        return F.to_tensor(pic)
class Compose:
    def __init__(self, transforms):
        self.transforms = transforms
    def __call__(self, img):
        for t in self.transforms:
            img = t(img)
        return img
class RandomHorizontalFlip(nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.p = p
    def forward(self, img):
        if torch.rand(1) < self.p:
            return F.hflip(img)
        return img
`,
};
const installed = (name: string): readonly [string, boolean] | null => {
  const text = SOURCES[name];
  return text === undefined ? null : [text, Object.keys(SOURCES).some((other) => other.startsWith(`${name}.`))];
};

it('knows the pictures of data sets and what transforms make of them', async () => {
  const { printed, raised } = await runPython(`
import torch
from PIL import Image
from torchvision import datasets, transforms
from torchvision.transforms import functional as F
data = datasets.MNIST('data', transform=transforms.Compose([transforms.RandomHorizontalFlip(), transforms.ToTensor()]))
batch, labels = next(iter(torch.utils.data.DataLoader(data, batch_size=8)))
print(batch.shape, labels.shape, len(data))
flip = transforms.RandomHorizontalFlip(p=0.3)
print(flip.p, isinstance(flip, torch.nn.Module), flip(Image.new('RGB', (6, 5))).size)
print(F.resize(torch.rand(3, 4, 4), 2), F.resize(Image.new('L', (8, 8)), 4).size, F.newest(1), datasets.Newest.size)
`, installed);
  expect(raised).toEqual([]);
  expect(printed).toEqual(['torch.Size([8, 1, 28, 28]) torch.Size([8]) 60000', '0.3 True (6, 5)', "('source', 2) (4, 4) newest 7"]);
});
