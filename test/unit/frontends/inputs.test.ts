// Which input a model is shown for when nobody states one.
import { expect, it } from 'vitest';
import { showInputSpec } from '../../../src/frontends/inputSpec';
import { traceModel } from '../../../src/frontends/pytorch';
import { COMMAND_BUDGET } from '../../../src/frontends/run';
import { plainShape } from '../../../src/tensor/dim';
import { analyser, openWorkspace } from '../../support/analyse';

const TEXT = `
import numpy as np
import torch
from torch.nn import functional as F
from torch import nn

class Reader(nn.Module):
    def __init__(self, batch_first=True):
        super().__init__()
        self.rnn = nn.LSTM(28, 64, num_layers=2, batch_first=batch_first)
        self.fc = nn.Linear(64, 10)
    def forward(self, x):
        h = torch.zeros(2, x.size(0 if self.rnn.batch_first else 1), 64)
        out, _ = self.rnn(x, (h, h))
        return self.fc(out[:, -1])

class Attention(nn.Module):
    def __init__(self, dim=48, heads=4):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(dim, 3 * dim)
    def forward(self, x):
        b, n, c = x.shape
        q, k, v = self.qkv(x).reshape(b, n, 3, self.heads, c // self.heads).permute(2, 0, 3, 1, 4)
        return ((q @ k.transpose(-2, -1)).softmax(-1) @ v).transpose(1, 2).reshape(b, n, c)

class Mixer(nn.Module):
    def __init__(self, dim=16):
        super().__init__()
        self.proj = nn.Linear(dim, dim)
    def forward(self, x):
        b, h, w, c = x.shape
        return self.proj(x).permute(0, 3, 1, 2)

class Speaker(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(100, 8)
        self.rnn = nn.GRU(8, 8, batch_first=True)
    def forward(self, words, state):
        return self.rnn(self.embed(words), state)

class Neighbours(nn.Module):
    def __init__(self, frames=7):
        super().__init__()
        self.conv = nn.Conv3d(3, 8, (1, 3, 3), padding=(0, 1, 1))
        self.fuse = nn.Conv3d(8, 8, (frames, 3, 3), padding=(0, 1, 1))
    def forward(self, x):
        b, t, c, h, w = x.size()
        return self.fuse(self.conv(x.permute(0, 2, 1, 3, 4))).view(b, 8, h, w)

class Oblong(nn.Module):
    def __init__(self, height, width):
        super().__init__()
        self.convs = nn.Sequential(*[nn.Conv2d(3 if i == 0 else 8, 8, 3, 2, 1) for i in range(4)])
        self.fc = nn.Linear(8 * height * width, 10)
    def forward(self, x):
        return self.fc(self.convs(x).flatten(1))

class Volume(nn.Module):
    def __init__(self, frames=30, height=40, width=56):
        super().__init__()
        self.frames = frames
        self.height, self.width = height, width
        self.conv = nn.Conv3d(1, 4, 4, 4)
        self.fc = nn.Linear(4 * (frames // 4) * (height // 4) * (width // 4), 10)
    def forward(self, x):
        return self.fc(self.conv(x).flatten(1))

class Picked(nn.Module):
    def __init__(self, width=90, height=120):
        super().__init__()
        self.width = width
        self.height = height
        self.conv = nn.Conv2d(3, 4, 10, 10)
        self.fc = nn.Linear(4 * (width // 10) * (height // 10), 10)
    def forward(self, clip):
        return torch.stack([self.fc(self.conv(clip[:, t, :, :, :]).flatten(1)) for t in range(clip.size(1))], 1)

class Equalised(nn.Module):
    def __init__(self, channels, out):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(out, channels, 3, 3))
        self.bias = nn.Parameter(torch.zeros(out))
    def forward(self, x):
        return F.conv2d(x, self.weight * 0.1, self.bias, padding=1)

class Mixing(nn.Module):
    def __init__(self, tokens, patch=8, known=0):
        super().__init__()
        self.patches = nn.Conv2d(3, 16, patch, patch)
        self.known = known
        self.mix = nn.Conv1d(tokens, tokens, 1)
    def forward(self, x):
        x = self.patches(x).flatten(2).transpose(1, 2)
        if self.known:
            x = torch.cat([x.new_zeros(x.size(0), self.known, 16), x], dim=1)
        return self.mix(x)

class Stacked(nn.Module):
    def __init__(self):
        super().__init__()
        self.left = nn.Conv2d(3, 8, 3)
        self.right = nn.Conv2d(5, 8, 3)
    def forward(self, left, right, scale=1):
        return self.left(left) + scale * self.right(right)

class Handing(nn.Module):
    def __init__(self, inner):
        super().__init__()
        self.inner = inner
    def forward(self, *inputs, **settings):
        return self.inner(*inputs, **settings)

class Aligned(nn.Module):
    def __init__(self, frames=5):
        super().__init__()
        self.first = nn.Conv2d(3, 8, 3, padding=1)
        self.fusion = nn.Conv2d(8 * frames, 3, 1)
    def forward(self, x):
        b, t, c, h, w = x.size()
        y = self.first(x.view(-1, c, h, w))
        return self.fusion(y.view(b, -1, h, w))

class Detector(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
    def forward(self, images):
        return [self.conv(image[None]) for image in images]

class ScaledLinear(nn.Linear):
    def forward(self, x):
        return nn.functional.linear(x, self.weight / 2, self.bias)

class ScaledConv(nn.Conv2d):
    def forward(self, x):
        return self._conv_forward(x, self.weight / 2, self.bias)

class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.grow = ScaledLinear(20, 8 * 4 * 4)
        self.conv = ScaledConv(8, 3, 3)
    def forward(self, z):
        return self.conv(self.grow(z).view(-1, 8, 4, 4))

class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = ScaledConv(6, 8, 3)
    def forward(self, x):
        return self.conv(x)

class Chosen(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.gain = nn.Parameter(torch.zeros(8, 2))
    def forward(self, x, kind):
        if kind.dim() == 2:
            raise ValueError('a row is no kind')
        return self.conv(x) * nn.functional.linear(kind, self.gain).mean()

class Styled(nn.Module):
    def __init__(self):
        super().__init__()
        self.style = nn.Sequential(nn.ReLU(), nn.Linear(64, 8))
        self.conv = nn.Conv2d(3, 8, 3)
    def forward(self, x, s, mask=None):
        h = self.conv(x)
        return h * self.style(s).view(s.size(0), 8, 1, 1)

class Late(nn.Module):
    """What is registered first is met last."""
    def __init__(self):
        super().__init__()
        self.head = nn.Conv2d(8, 3, 1)
        self.conv = nn.Conv2d(8, 8, 3)
        self.block = nn.Sequential(nn.BatchNorm2d(5), nn.ReLU(), nn.Conv2d(5, 8, 3))
    def forward(self, x):
        return self.head(self.conv(self.block(x)))

class Words(nn.Module):
    def __init__(self, length=66, token=False, classes=16):
        super().__init__()
        self.embed = nn.Embedding(100, 30)
        self.conv = nn.Conv2d(1, 16, (2, 30), stride=(2, 1))
        self.token = nn.Parameter(torch.zeros(1, 1, 16)) if token else None
        self.position = nn.Parameter(torch.zeros(1, length // 2 + token, 16))
        self.head = nn.Linear(classes, 2)
    def forward(self, x, mask=None):
        h = self.conv(self.embed(x).unsqueeze(1)).transpose(1, 3).squeeze(1)
        if self.token is not None:
            h = torch.cat([self.token.expand(h.size(0), -1, -1), h], 1)
        return self.head(h + self.position)

class Captions(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(100, 16)
        self.rnn = nn.LSTM(16, 16, batch_first=True)
        self.conv = nn.Conv2d(3, 16, 3)
    def forward(self, images, captions):
        return self.rnn(self.embed(captions))[0][:, -1] + self.conv(images).mean((2, 3))

class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.LayerNorm(24)
        self.memory = nn.Linear(40, 24)
    def forward(self, x, memory):
        b, n, c = x.shape
        return self.norm(x) @ self.memory(memory).transpose(1, 2)

class Domains(nn.Module):
    def __init__(self):
        super().__init__()
        self.shared = nn.Linear(16, 8)
        self.unshared = nn.ModuleList(nn.Linear(8, 4) for _ in range(2))
    def forward(self, z, y):
        out = torch.stack([layer(self.shared(z)) for layer in self.unshared], dim=1)
        return out[torch.LongTensor(range(y.size(0))), y]

class Convolved(nn.Module):
    def __init__(self, axes=1):
        super().__init__()
        self.conv = nn.Conv1d(88, 8, 3) if axes == 1 else nn.Conv2d(20, 8, 3)
    def forward(self, x):
        return self.conv(x.transpose(1, 2) if x.dim() == 3 else x.permute(0, 3, 1, 2))

class Wide(nn.Module):
    def __init__(self, input_size=(65, 129)):
        super().__init__()
        self.input_size = input_size
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.place = nn.Parameter(torch.zeros(1, 8, *input_size))
    def forward(self, x):
        if x.shape[2:] != self.input_size:
            raise ValueError('not the size that it was made for')
        return self.conv(x) + self.place

class Stereo(nn.Module):
    def __init__(self, way='cut'):
        super().__init__()
        self.way = way
        self.conv = nn.Conv2d(10 if way == 'joined' else 5, 8, 3)
    def forward(self, x):
        if self.way == 'cut':
            return [self.conv(each) for each in x.chunk(2, 1)]
        if self.way == 'joined':
            return self.conv(torch.cat([x, -x], 1))
        place = torch.linspace(-1, 1, x.shape[3]).expand(x.shape[0], 2, x.shape[2], -1)
        return self.conv(torch.cat([x, place], 1))

class Positions(nn.Module):
    def __init__(self, *shape):
        super().__init__()
        self.places = nn.Parameter(torch.zeros(1, *shape))
    def forward(self, x):
        return x + self.places if x.shape[1:] == self.places.shape[1:] else x @ torch.zeros(1, 2, 3, 4, 5, 6, 7)

class Conditioned(nn.Module):
    def __init__(self, *parts, maps=False):
        super().__init__()
        self.channels, self.output_dim, self.classes = 100, 1, 10
        self.more = 2
        total = sum(parts)
        self.fc = nn.Conv2d(total, 8, 3) if maps else nn.Linear(total, 8)
    def forward(self, z, y):
        return self.fc(torch.cat([z, y], 1))

class Up(nn.Module):
    def __init__(self):
        super().__init__()
        self.up = nn.ConvTranspose2d(64, 32, 2, 2)
        self.conv = nn.Conv2d(64, 32, 3, padding=1)
    def forward(self, skip, x):
        return self.conv(torch.cat([skip, self.up(x)], 1))

class Spectrum(nn.Module):
    def __init__(self, channels=0):
        super().__init__()
        self.register_buffer('basis', torch.zeros(514, 1, 512))
        self.channels = channels
    def forward(self, x):
        b, *rest, samples = x.shape
        assert len(rest) == self.channels
        x = nn.functional.pad(x.view(b, 1, 1, samples), (400, 400, 0, 0), mode='reflect').squeeze(1)
        return nn.functional.conv1d(x, self.basis, stride=128)

class Contrast(nn.Module):
    def forward(self, x, labels=None):
        return nn.functional.cross_entropy(x, torch.zeros(x.shape[0], dtype=torch.long))

class Periods(nn.Module):
    def __init__(self, period=3):
        super().__init__()
        self.period = period
        self.conv = nn.Conv2d(1, 8, (5, 1), (3, 1), padding=(2, 0))
    def forward(self, x):
        b, c, t = x.shape
        if t % self.period != 0:
            x = nn.functional.pad(x, (0, self.period - t % self.period), 'reflect')
        return self.conv(x.view(b, c, -1, self.period))

class Spectrogram(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 8, 3)
    def forward(self, x):
        return self.conv(x.unsqueeze(1))

class Pyramid(nn.Module):
    def __init__(self, in_channels=(8, 16, 32)):
        super().__init__()
        self.in_channels = in_channels
        self.laterals = nn.ModuleList(nn.Conv2d(c, 4, 1) for c in in_channels)
    def forward(self, feats):
        out = None
        for feat, lateral in zip(feats[::-1], list(self.laterals)[::-1]):
            top = nn.functional.interpolate(out, scale_factor=2) if out is not None else 0
            out = lateral(feat) + top
        return out

class Attributes(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3 + 5, 8, 7, padding=3)
    def forward(self, x, c):
        c = c.view(c.size(0), c.size(1), 1, 1).repeat(1, 1, x.size(2), x.size(3))
        return self.conv(torch.cat([x, c], dim=1))

class Scaled(nn.Module):
    def __init__(self, shape=(16,), dims=(None, slice(None), None, None)):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(shape))
        self.dims = dims
    def forward(self, x):
        x = (x - x.mean(1, keepdim=True)) / (x.std(1, keepdim=True) + 1e-6)
        return x * (self.weight if self.dims is None else self.weight[self.dims])

class Judged(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.classes = nn.Embedding(10, 8)
    def forward(self, x, y=None, scale=None):
        h = self.conv(x).sum((2, 3))
        return (h * self.classes(y)).sum(1, keepdim=True)

class Counted(nn.Module):
    """Runs once, and grows with the first input: a run that was only tried must leave nothing behind."""
    def __init__(self):
        super().__init__()
        self.conv = nn.LazyConv2d(8, 5)
        self.norm = nn.BatchNorm2d(8)
        self.fc = nn.Linear(8 * 16 * 16, 10)
        self.runs, self.seen = 0, []
        self.register_buffer('sizes', torch.zeros(2))
    def forward(self, x):
        self.runs += 1
        self.seen.append(x.shape)
        self.sizes.resize_(len(self.seen) + 1)
        self.extra = nn.Linear(10, 2)
        if self.runs > 1 or len(self.seen) > 1 or self.sizes.numel() > 2:
            raise RuntimeError('it has run before')
        x = self.fc(self.norm(self.conv(x)).flatten(1))
        self.fc = nn.Linear(3, 3)
        return self.extra(x)

class Smoothed(nn.Module):
    def forward(self, x, target):
        chosen = nn.functional.log_softmax(x, -1).gather(dim=-1, index=target.unsqueeze(1)).squeeze(1)
        return -chosen.mean()

class Clips(nn.Module):
    def __init__(self, features=8 * 2 * 4 * 4):
        super().__init__()
        self.features = features
        self.conv = nn.Conv3d(3, 8, (7, 16, 16), stride=(7, 28, 28))
        self.fc = nn.Linear(features, 4)
    def forward(self, x):
        return self.fc(self.conv(x).view(-1, self.features))

class EachItem(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
    def forward(self, x):
        y = self.conv(x)
        return [y[i].mean(0) for i in range(x.shape[0])]

class Pairs(nn.Module):
    def forward(self, first, second):
        return [(a - b).pow(2).mean() for a, b in zip(first, second)]

class Kept(nn.Module):
    def __init__(self):
        super().__init__()
        self.grids = {}
    def forward(self, x):
        key = str(x.device), str(x.size())
        if key not in self.grids:
            self.grids[key] = torch.linspace(-1, 1, x.shape[3]).expand(x.shape[0], 1, x.shape[2], -1)
        return x + self.grids[key]

class Grown(nn.Module):
    def __init__(self, channels=100):
        super().__init__()
        self.main = nn.Sequential(nn.ConvTranspose2d(channels, 8, 4), nn.BatchNorm2d(8), nn.ConvTranspose2d(8, 3, 4, 2, 1))
    def forward(self, z):
        return self.main(z)

class Judge(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.utils.spectral_norm(nn.Conv2d(5, 8, 3))
    def forward(self, x):
        return self.conv(x)

class Join(nn.Module):
    def __init__(self, scale=2, transposed=False):
        super().__init__()
        self.up = nn.ConvTranspose2d(64, 32, 2, 2) if transposed else nn.Upsample(scale_factor=scale)
        self.conv = nn.Conv2d(64, 32, 3, padding=1)
    def forward(self, low, high):
        return self.conv(torch.cat([self.up(low), high], 1))

class Grouped(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
    def forward(self, x):
        assert x.shape[0] % 4 == 0
        return self.conv(x)

class Noisy(nn.Module):
    def forward(self, x):
        return x * torch.from_numpy(np.random.normal(size=x.shape)).float()

class Shifted(nn.Module):
    def __init__(self, frames=8):
        super().__init__()
        self.frames = frames
        self.conv = nn.Conv2d(3, 4, 3, stride=2)
    def forward(self, x):
        x = self.conv(x)
        clips = x.view(-1, self.frames, *x.shape[1:])
        return (x.view_as(clips) + clips.mean(1, keepdim=True)).view(x.shape).mean((2, 3))

class Patches(nn.Module):
    def __init__(self, size=640, checks=False):
        super().__init__()
        self.size = size
        self.checks = checks
        self.embed = nn.Conv2d(3, 8, 16, stride=16)
        self.position = nn.Parameter(torch.zeros(1, size // 16, size // 16, 8))
        self.token = nn.Parameter(torch.zeros(1, (size // 16) ** 2 + 1, 8))
    def forward(self, x):
        if self.checks:
            assert x.shape[2] == self.size, f'an image of {x.shape[2]} pixels does not match {self.size}'
            return self.embed(x)
        x = self.embed(x).permute(0, 2, 3, 1) + self.position
        return torch.cat([x[:, :1, 0], x.flatten(1, 2)], 1) + self.token

class Denoiser(nn.Module):
    def __init__(self, size=None):
        super().__init__()
        self.conv = nn.Conv2d(3, 12, 3, padding=1)
        self.time = nn.Linear(12, 12)
        self.place = nn.Parameter(torch.zeros(1, 12, size, size)) if size else 0
    def forward(self, x, t):
        waves = t[:, None].float() * torch.linspace(0, 1, 12)[None]
        return self.conv(x) + self.time(waves)[:, :, None, None] + self.place

class Conditional(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 12, 3, padding=1)
        self.labels = nn.Embedding(10, 12)
    def forward(self, x, y):
        return self.conv(x) + self.labels(y)[:, :, None, None]

speaker = Speaker()
halved = Attention().half()
doubled = Reader().double()
detector = Detector()

def test():
    words = torch.load('words.pt')
    speaker(words[:, :5], (torch.zeros(1, 2, 8)))
    detector([torch.zeros(3, 30, 40), torch.zeros(3, 50, 40)])
`;

const ask = async (entry: string): Promise<{ inputs: string; kind: string; raises: number }> => {
  const { trace } = analyser(await openWorkspace(), TEXT)(entry, null);
  const inputs = trace.inputs.map(({ spec }) => showInputSpec(spec)).join(',');
  return { inputs, kind: trace.inputOrigin.kind, raises: trace.raises.length };
};

it('solves sequences for recurrent layers', async () => {
  expect(await ask('Reader()')).toEqual({ inputs: 'Nx196x28', kind: 'assumed', raises: 0 });
  expect(await ask('Reader(batch_first=False)')).toEqual({ inputs: '196xNx28', kind: 'assumed', raises: 0 });
});

it('solves tokens and maps for linear layers', async () => {
  expect(await ask('Attention()')).toEqual({ inputs: 'Nx196x48', kind: 'assumed', raises: 0 });
  expect(await ask('Mixer()')).toEqual({ inputs: 'Nx14x14x16', kind: 'assumed', raises: 0 });
});

it('solves inputs of classes that derive from layers', async () => {
  expect(await ask('Generator()')).toEqual({ inputs: 'Nx20', kind: 'solved', raises: 0 });
  expect(await ask('Critic()')).toEqual({ inputs: 'Nx6x224x224', kind: 'assumed', raises: 0 });
});

it('takes no size that only some batches run at, and finds clips of frames', async () => {
  expect(await ask('Clips()')).toEqual({ inputs: 'Nx3x16x112x112', kind: 'solved', raises: 0 });
});

it('takes no call for an example that gave None for what is required', async () => {
  const text = `
import torch
from torch import nn

class Masked(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
    def forward(self, x, mask):
        return self.conv(x) if mask is None else self.conv(x) * mask

net = Masked()
y = net(torch.zeros(2, 3, 8, 8), None)
`;
  const { trace } = analyser(await openWorkspace(), text)('net', null);
  expect([trace.inputs.length, trace.inputOrigin.kind]).toEqual([2, 'assumed']);
  expect(trace.raises.map(({ type }) => type)).not.toContain('TypeError');
});

const FRAMES = [['Neighbours()', 'Nx7x3x64x64'], ['Neighbours(5)', 'Nx5x3x64x64'], ['Aligned()', 'Nx5x3x64x64'],
  ['Aligned(7)', 'Nx7x3x64x64']] as const;
it.each(FRAMES)(
  'puts frames before the channels for %s', async (entry, input) => {
    expect(await ask(entry)).toEqual({ inputs: input, kind: 'solved', raises: 0 });
  });

it('gives one item to a loop over the batch', async () => {
  expect(await ask('EachItem()')).toEqual({ inputs: '1x3x224x224', kind: 'assumed', raises: 0 });
});

it('begins transposed convolutions with one position, and knows the channels of layers whose weight is parametrised', async () => {
  expect(await ask('Grown()')).toEqual({ inputs: 'Nx100x1x1', kind: 'assumed', raises: 0 });
  expect(await ask('Judge()')).toEqual({ inputs: 'Nx5x224x224', kind: 'assumed', raises: 0 });
});

it('takes as many items as the model checks that there are', async () => {
  expect(await ask('Grouped()')).toEqual({ inputs: '4x3x224x224', kind: 'solved', raises: 0 });
});

it('gives halves of the channels to two maps that are joined, and sizes that fit', async () => {
  expect(await ask('Join(1)')).toEqual({ inputs: 'Nx32x224x224,Nx32x224x224', kind: 'assumed', raises: 0 });
  expect(await ask('Join()')).toEqual({ inputs: 'Nx32x224x224,Nx32x448x448', kind: 'assumed', raises: 0 });
  expect(await ask('Join(transposed=True)')).toEqual({ inputs: 'Nx64x1x1,Nx32x2x2', kind: 'assumed', raises: 0 });
});

it('closes the batch where an array of its size is drawn', async () => {
  expect(await ask('Noisy()')).toEqual({ inputs: '1x3x224x224', kind: 'assumed', raises: 0 });
});

it('closes the batch where a dict has sizes for keys', async () => {
  expect(await ask('Kept()')).toEqual({ inputs: '1x3x224x224', kind: 'assumed', raises: 0 });
});

it('gives one item to a loop over a tensor', async () => {
  expect(await ask('Pairs()')).toEqual({ inputs: '1x3x224x224,1x3x224x224', kind: 'assumed', raises: 0 });
});

it('takes as many frames as the model cuts the batch into', async () => {
  expect(await ask('Shifted()')).toEqual({ inputs: '8x3x224x224', kind: 'solved', raises: 0 });
  expect(await ask('Shifted(3)')).toEqual({ inputs: '3x3x224x224', kind: 'solved', raises: 0 });
});

it('counts nothing for usual sizes at which the model does not run, though it would run at others', async () => {
  const { trace } = analyser(await openWorkspace(), TEXT)('Chosen()', null);
  expect(trace.inputs.map(({ spec }) => showInputSpec(spec))).toEqual(['Nx3x224x224', 'Nx3x224x224']);
  expect(trace.inputOrigin).toMatchObject({ kind: 'assumed', isGuess: true });
  expect(trace.raises.map(({ message }) => message)).toEqual([
    'mat1 and mat2 shapes cannot be multiplied (672*Nx224 and 2x8)']);
  expect(trace.graph.output).toMatchObject({ kind: 'unknown' });
});

it('gives a model of another precision what it computes in', async () => {
  expect(await ask('halved')).toEqual({ inputs: 'Nx196x48:float16', kind: 'assumed', raises: 0 });
  const { trace } = analyser(await openWorkspace(), TEXT)('doubled.fc', null);
  expect(trace.graph.output).toMatchObject({ dtype: 'float64' });
});

it('takes the size that a message about another size speaks of', async () => {
  expect(await ask('Patches()')).toEqual({ inputs: 'Nx3x640x640', kind: 'solved', raises: 0 });
  expect(await ask('Patches(272)')).toEqual({ inputs: 'Nx3x272x272', kind: 'solved', raises: 0 });
  expect(await ask('Patches(432, True)')).toEqual({ inputs: 'Nx3x432x432', kind: 'solved', raises: 0 });
});

it('gives a step or a class beside an image where a second image does not run', async () => {
  expect(await ask('Denoiser()')).toEqual({ inputs: 'Nx3x224x224,N:int64', kind: 'assumed', raises: 0 });
  expect(await ask('Denoiser(80)')).toEqual({ inputs: 'Nx3x80x80,N:int64', kind: 'solved', raises: 0 });
  expect(await ask('Conditional()')).toEqual({ inputs: 'Nx3x224x224,N:int64', kind: 'assumed', raises: 0 });
});

const MEETINGS = [['Styled()', 'Nx3x224x224,Nx64', 'assumed'], ['Late()', 'Nx5x224x224', 'assumed'], ['Words()', 'Nx66:int64', 'solved'],
  ['Words(76, True)', 'Nx76:int64', 'solved'],
  ['Captions()', 'Nx3x224x224,Nx64:int64', 'assumed'], ['Decoder()', 'Nx196x24,Nx196x40', 'assumed'],
  ['Smoothed()', 'Nx10,N:int64', 'assumed'], ['Spectrum()', 'Nx16000', 'assumed'], ['Spectrum(1)', 'Nx1x16000', 'assumed'],
  ['Contrast()', 'Nx10', 'assumed'], ['Domains()', '1x16,1:int64', 'solved']] as const;
it.each(MEETINGS)('gives each input of %s what the first layer takes that it meets', async (entry, inputs, kind) => {
  expect(await ask(entry)).toEqual({ inputs, kind, raises: 0 });
});

const PREPARED = [['Stereo()', 'Nx10x224x224'], ["Stereo('joined')", 'Nx5x224x224'], ["Stereo('placed')", 'Nx3x224x224']] as const;
it.each(PREPARED)('knows that %s does not give its input to a layer as it is', async (entry, inputs) => {
  expect(await ask(entry)).toEqual({ inputs, kind: 'assumed', raises: 0 });
});

const PARTS = [['Conditioned(100, 10)', 'Nx100,Nx10', 'solved'], ['Conditioned(1, 10, maps=True)', 'Nx1x224x224,Nx10x224x224', 'assumed'],
  ['Conditioned(31, 33)', 'Nx32,Nx32', 'solved'], ['Up()', 'Nx32x2x2,Nx64x1x1', 'assumed']] as const;
it.each(PARTS)('parts the channels of %s among the inputs that it joins', async (entry, inputs, kind) => {
  expect(await ask(entry)).toEqual({ inputs, kind, raises: 0 });
});

const RANKS = [['Periods()', 'Nx1x64'], ['Spectrogram()', 'Nx224x224']] as const;
it.each(RANKS)('gives the input of %s as many axes as the model wants', async (entry, inputs) => {
  expect(await ask(entry)).toEqual({ inputs, kind: 'assumed', raises: 0 });
});

it('gives a list of maps, and an image with a vector', async () => {
  expect(await ask('Pyramid()')).toEqual({ inputs: '[Nx8x64x64,Nx16x32x32,Nx32x16x16]', kind: 'assumed', raises: 0 });
  expect(await ask('Attributes()')).toEqual({ inputs: 'Nx3x224x224,Nx5', kind: 'assumed', raises: 0 });
});

const PLACED = [['Convolved()', 'Nx196x88', 'assumed'], ['Convolved(2)', 'Nx14x14x20', 'assumed'],
  ['Wide()', 'Nx3x65x129', 'solved'], ['Positions(38, 14, 15)', 'Nx38x14x15', 'solved'],
  ['Positions(50, 24)', 'Nx50x24', 'solved']] as const;
it.each(PLACED)('puts the channels and sizes of %s where the model wants them', async (entry, inputs, kind) => {
  expect(await ask(entry)).toEqual({ inputs, kind, raises: 0 });
});

const SCALED = [['Scaled()', 'Nx16x224x224'], ['Scaled(dims=None)', 'Nx196x16'], ['Scaled((12, 1, 1), None)', 'Nx12x224x224'],
  ['Scaled((1, 12, 1, 1), None)', 'Nx12x224x224'], ['Scaled((1, 1, 6), None)', 'Nx196x6']] as const;
it.each(SCALED)('takes the channels of %s from its parameter', async (entry, inputs) => {
  expect(await ask(entry)).toEqual({ inputs, kind: 'assumed', raises: 0 });
});

it('gives what may be left out where the model does not run without it', async () => {
  expect(await ask('Judged()')).toEqual({ inputs: 'Nx3x224x224,N:int64', kind: 'assumed', raises: 0 });
});

it.each([['nn.DataParallel(Stacked())', 'Nx3x224x224,Nx5x224x224'], ['Handing(Stacked())', 'Nx3x224x224,Nx5x224x224'],
  ['Handing(nn.Linear(7, 3))', 'Nx7'], ['Handing(nn.Conv2d(3, 8, 3))', 'Nx3x224x224']])('takes the inputs of what %s hands them on to', async (entry, inputs) => {
  expect(await ask(entry)).toMatchObject({ inputs, raises: 0 });
});

it('tries sizes on the model that is shown, and leaves nothing of it behind', async () => {
  expect(await ask('Counted()')).toEqual({ inputs: 'Nx3x20x20', kind: 'solved', raises: 0 });
});

it.each([['Oblong(7, 6)', 'Nx3x112x96'], ['Oblong(16, 8)', 'Nx3x256x128'], ['Oblong(2, 7)', 'Nx3x32x100']])('finds the size of %s, which is not square', async (entry, inputs) => {
  expect(await ask(entry)).toEqual({ inputs, kind: 'solved', raises: 0 });
});

it.each([['Mixing(16)', 'Nx3x32x32'], ['Mixing(145, known=1)', 'Nx3x96x96'], ['Mixing(64, 4)', 'Nx3x32x32']])(
  'finds the size of %s, a channel of which is a token', async (entry, inputs) => {
    expect(await ask(entry)).toEqual({ inputs, kind: 'solved', raises: 0 });
  });

it.each([['Volume()', 'Nx1x30x40x56'], ['Picked()', 'Nx8x3x90x120'], ['Equalised(24, 3)', 'Nx24x224x224'],
  ['Equalised(5, 7)', 'Nx5x224x224']])('shows %s what it was made for', async (entry, inputs) => {
  expect(await ask(entry)).toMatchObject({ inputs, raises: 0 });
});

it('shows words to a model of words, though it runs at no size that was tried', async () => {
  expect(await ask('Words(classes=17)')).toEqual({ inputs: 'NxL:int64', kind: 'assumed', raises: 1 });
});

it('takes no call with an argument that is not known for an example', async () => {
  expect((await ask('speaker')).kind).toBe('assumed');
});

it('takes a list of tensors as a list', async () => {
  expect(await ask('detector')).toEqual({ inputs: '[3x30x40,3x50x40]', kind: 'code', raises: 0 });
});

it('sees what slices of very long axes see', async () => {
  const text = `${TEXT}
class Cut(nn.Module):
    def forward(self, x):
        return torch.relu(x)[:, 3:][:, ::2]
`;
  const { trace } = analyser(await openWorkspace(), text)('Cut()', '1x9000000');
  expect(trace.graph.output).toMatchObject({ shape: [{ value: 1 }, { value: 4_499_999 }] });
  expect(trace.fields).toHaveLength(trace.graph.nodes.length);
});

const SQUEEZED = `
from torch import nn

class Pooled(nn.Module):
    def __init__(self, norm=False):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)
        self.norm = nn.BatchNorm1d(4) if norm else nn.Identity()
    def forward(self, x):
        return self.norm(self.conv(x).mean((2, 3), keepdim=True).squeeze())
`;

// As PyTorch has it: Pooled()(torch.zeros(1, 3, 224, 224)).shape is [4], and Pooled(True) raises for a batch of one.
it.each([['Pooled()', '1x3x224x224', [4]], ['Pooled(True)', '2x3x224x224', [2, 4]]])('counts %s for a batch that it runs for', async (entry, input, output) => {
  const workspace = await openWorkspace();
  const document = workspace.scratch(SQUEEZED);
  const { run, probe } = workspace.session(document, { budget: COMMAND_BUDGET });
  const trace = traceModel(run, { document: document.file, entry, inputs: null, probe, isConcrete: true });
  expect(trace.inputs.map(({ spec }) => showInputSpec(spec))).toEqual([input]);
  expect(trace.graph.output.kind === 'tensor' ? plainShape(trace.graph.output.shape) : null).toEqual(output);
});

const AGAIN = `
import torch
from torch import nn

class Net(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3)
    def forward(self, x):
        return self.conv(x)

Net()(torch.zeros(2, 1, 28, 28))

class Net(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)
    def forward(self, x):
        return self.conv(x)
`;
it('takes no call of a former class of the same name for an example', async () => {
  const shown = async (text: string): Promise<unknown> => {
    const { trace } = analyser(await openWorkspace(), text)('Net', null);
    return [trace.inputs.map(({ spec }) => showInputSpec(spec)).join(), trace.raises.length];
  };
  expect(await shown(AGAIN)).toEqual(['Nx3x224x224', 0]);
  expect(await shown(`${AGAIN}\nNet()(torch.zeros(5, 3, 9, 9))\n`)).toEqual(['5x3x9x9', 0]);
});
