// What is shown of a call: its flags, nothing of what did not happen; and the batch on both sides of a graph's headline.
import { expect, it } from 'vitest';
import { fraction } from '../../../src/graph/receptiveField';
import { startService } from '../../support/service';

const URI = 'file:///ws/net.py';
const TEXT = `import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, bias=False)
        self.norm = nn.BatchNorm2d(4)
        self.head = nn.Linear(8, 2)

    def forward(self, x):
        return self.norm(self.conv(x))

class Head(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 2)

    def forward(self, x):
        return self.fc(x)

Net()(torch.rand(1, 3, 8, 8))
`;

async function opened() {
  const { service } = await startService();
  await service.setDocument({ uri: URI, version: 1, language: 'python', text: TEXT });
  const hover = async (part: string): Promise<string> => (await service.hover(URI, TEXT.indexOf(part) + 1))?.markdown ?? 'no hover';
  return { service, hover };
}

it('a bias that is left out is said, and one that is there', async () => {
  const { hover } = await opened();
  expect(await hover('Conv2d(')).toMatch(/groups=1, bias=False, padding_mode='zeros'/);
  expect(await hover('Linear(8, 2)\n\n    def forward(self, x):\n        return self.fc')).toMatch(/out_features=2, bias=True/);
});

it('a layer that raised has no activation', async () => {
  const { hover } = await opened();
  const text = await hover('norm(self.conv');
  expect(text).toContain('BatchNorm2d(num_features=4');
  expect(text).toMatch(/Activation: \?/);
});

it('input and output of a graph both have the batch', async () => {
  const { service } = await opened();
  const entry = (await service.entriesOf(URI)).find(({ name }) => name === 'Head');
  const { view } = await service.graphView(entry?.key ?? '');
  expect([view?.input, view?.output]).toEqual(['N×8', 'N×2']);
});

it('a comparison and a sign of tensors have the shape behind them, those of numbers nothing', async () => {
  const text = `import torch
from torch import nn

class Net(nn.Module):
    def forward(self, x):
        wide = x.size(1) > 3
        mask = x.mean(1) > 0
        outside = ~mask
        below = -x
        return torch.where(outside, below.mean(1), x.mean(1)), wide

Net()(torch.rand(1, 3, 8, 8))
scores = torch.rand(5, 10)
right = scores.argmax(-1) == torch.arange(5)
`;
  const { service } = await startService();
  await service.setDocument({ uri: URI, version: 1, language: 'python', text });
  const hints = await service.inlayHints(URI, { start: 0, end: text.length });
  const behind = (line: string): string | undefined => hints.find(({ offset }) => offset === text.indexOf(line) + line.length)?.label;
  expect(behind('wide = x.size(1) > 3')).toBeUndefined();
  expect(behind('mask = x.mean(1) > 0')).toBe('→ 1×8×8');
  expect(behind('outside = ~mask')).toBe('→ 1×8×8');
  expect(behind('below = -x')).toBe('→ 1×3×8×8');
  expect(behind('right = scores.argmax(-1) == torch.arange(5)')).toBe('→ 5');
});

it('a transform of torchvision and a loss are no models, and what they give has its shape', async () => {
  const text = `import torch
from PIL import Image
from torch import nn
from torchvision import models, transforms

weights = models.EfficientNet_B3_Weights.DEFAULT
net = models.efficientnet_b3(weights=weights)
preprocess = weights.transforms()
shrink = transforms.Resize((32, 48))
criterion = nn.CrossEntropyLoss()
batch = preprocess(Image.open('cat.jpg').convert('RGB')).unsqueeze(0)
small = shrink(torch.rand(1, 3, 64, 64))
`;
  const { service } = await startService();
  await service.setDocument({ uri: URI, version: 1, language: 'python', text });
  expect((await service.entriesOf(URI)).map(({ name }) => name)).toEqual(['net']);
  const labels = (await service.inlayHints(URI, { start: 0, end: text.length })).map(({ label }) => label);
  expect(labels).toEqual(expect.arrayContaining(['→ 1×3×300×300', '→ 1×3×32×48']));
});

it('a field behind a resize by a fraction is rounded', async () => {
  const text = `import torch
from torch import nn
import torch.nn.functional as F

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.last = nn.Conv2d(8, 8, 3)

    def forward(self, x):
        x = F.interpolate(self.conv(x), size=(97, 97), mode='bilinear')
        return self.last(x)

Net()(torch.rand(1, 3, 64, 64))
`;
  const { service } = await startService();
  await service.setDocument({ uri: URI, version: 1, language: 'python', text });
  const shown = (await service.hover(URI, text.indexOf('last(x)') + 1))?.markdown ?? '';
  // A pixel of the resize is made of two, which see 3 + 1; the last kernel reaches two further ones, 62 / 97 each.
  expect(shown).toMatch(/≤ 5\.278×5\.278, effective stride 0\.6392,/);
});

it('rounds fields to thousandths, however large, and small strides to four digits', () => {
  expect([7, 5.875, 12345.6789, 62 / 97, 1 / 256].map(fraction)).toEqual(['7', '5.875', '12345.679', '0.6392', '0.003906']);
});
