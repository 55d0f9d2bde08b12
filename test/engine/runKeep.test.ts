// A model whose maps do not all fit: which of them are kept, and that one that was not can be had.
import { describe, expect, it } from 'vitest';
import { runModelOf } from '../../src/ide/run';
import type { LayerReport, LoadRequest, RunModel } from '../../src/protocol/run';
import { createRunService } from '../../src/workers/runService';
import { openWorkspace } from '../support/analyse';
import { FEATURES, referenceKernels } from '../support/engine';
import { readCodec } from '../support/images';
import { recorded } from '../support/weights';

const PROGRAM = `from torch import nn
class Block(nn.Module):
    def __init__(self, before, after):
        super().__init__()
        self.conv = nn.Conv2d(before, after, 3, padding=1)
        self.norm = nn.BatchNorm2d(after)
    def forward(self, x):
        return self.norm(self.conv(x)).relu()
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = Block(3, 16)
        self.stage = nn.Sequential(nn.MaxPool2d(2), Block(16, 16), Block(16, 16))
        self.head = nn.Linear(16, 5)
    def forward(self, x):
        return self.head(self.stage(self.stem(x)).mean((2, 3)))
`;

/** Every way in which a kernel takes along what follows it. */
const FOLLOWED = `import torch
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.norm1 = nn.Conv2d(3, 16, 3, padding=1), nn.BatchNorm2d(16)
        self.conv2, self.norm2, self.act2 = nn.Conv2d(16, 16, 3, padding=1), nn.BatchNorm2d(16), nn.Hardswish()
        self.conv3, self.norm3, self.act3 = nn.Conv2d(16, 16, 3, padding=1, groups=16), nn.BatchNorm2d(16), nn.SiLU()
        self.conv4, self.norm4, self.act4 = nn.Conv2d(16, 24, 1), nn.BatchNorm2d(24), nn.ReLU6()
        self.conv5, self.norm5 = nn.Conv2d(24, 24, 3, stride=2, padding=1), nn.BatchNorm2d(24)
        self.conv6, self.norm6 = nn.Conv2d(24, 24, 1, stride=2), nn.BatchNorm2d(24)
        self.up, self.fc = nn.ConvTranspose2d(24, 8, 2, stride=2), nn.Linear(8, 8)
    def forward(self, x):
        x = self.norm1(self.conv1(x)).relu()
        x = self.act2(self.norm2(self.conv2(x)) + x)
        x = self.act4(self.norm4(self.conv4(self.act3(self.norm3(self.conv3(x))))))
        x = (self.norm5(self.conv5(x)) + self.norm6(self.conv6(x))).tanh()
        x = self.up(x).sigmoid().mean((2, 3))
        return (self.fc(x) + x).relu()
`;

describe('a map that is kept alone', async () => {
  const workspace = await openWorkspace();
  const service = createRunService({ features: FEATURES, reference: referenceKernels, pause: async () => {},
    host: { progress: async () => {}, codec: readCodec } });
  for (const exact of [false, true]) {
    const answer = runModelOf(recorded(workspace, workspace.scratch(FOLLOWED), 'Net()', '1x3x16x16'), 'Net()', () => null);
    const model = answer.model as RunModel;
    const run = async (keep: LoadRequest['keep']) => {
      await service.load({ model, weights: { kind: 'seed', seed: 0 }, keep, exact });
      await service.input(0, { kind: 'random', seed: 1 });
      return (await service.run({})).layers;
    };
    const all = await run('all');
    it.each(all.map((layer) => [layer.key, layer] as const))(`is what it is among all: %s${exact ? ', exactly' : ''}`, async (key, layer) => {
      const [alone, ...others] = await run([key]);
      expect([alone.key, others.length]).toEqual([key, 0]);
      for (const [name, value] of Object.entries(layer.statistics)) {
        expect(alone.statistics[name as keyof typeof alone.statistics], name).toBeCloseTo(value, 5);
      }
    });
  }
});

describe('a model whose maps do not all fit', async () => {
  const workspace = await openWorkspace();
  const service = createRunService({ features: FEATURES, reference: referenceKernels, pause: async () => {},
    host: { progress: async () => {}, codec: readCodec } });
  const answer = runModelOf(recorded(workspace, workspace.scratch(PROGRAM), 'Net()', '1x3x128x128'), 'Net()', () => null);
  const model = answer.model as RunModel;
  const load = (keep: LoadRequest['keep'], maxBytes?: number) => service.load({ model, weights: { kind: 'seed', seed: 0 }, keep,
    ...(maxBytes === undefined ? {} : { maxBytes }) });
  const run = async () => {
    await service.input(0, { kind: 'random', seed: 1 });
    return service.run({});
  };
  const all = await load('all');
  const whole = await run();
  const figures = new Map(whole.layers.map(({ key, statistics }) => [key, statistics]));

  /** Other steps are put together where fewer maps are kept: sums are rounded otherwise. */
  function expectSame({ key, statistics }: LayerReport): void {
    for (const [name, value] of Object.entries(figures.get(key) ?? {})) {
      expect(statistics[name as keyof typeof statistics], `${name} of ${key}`).toBeCloseTo(value, 5);
    }
  }

  it('says how much it needs, and of what kind the error is', async () => {
    await expect(load('all', all.totalBytes - 1)).rejects.toThrow(/needs \d+(\.\d)? MB of memory.*use a smaller input, keep fewer maps/);
    await expect(load('all', all.totalBytes - 1)).rejects.toMatchObject({ code: 'memory' });
  });

  it('keeps all where they fit', async () => {
    await load({ fitting: [] }, all.totalBytes);
    expect((await run()).layers.map(({ key }) => key)).toEqual(model.layers.map(({ key }) => key));
  });

  it('keeps as many as fit, those of outer modules first, and the figures are the same', async () => {
    const counts: number[] = [];
    for (const share of [0.9, 0.7, 0.5]) {
      const report = await load({ fitting: [] }, share * all.totalBytes);
      expect(report.totalBytes).toBeLessThanOrEqual(share * all.totalBytes);
      const { layers } = await run();
      counts.push(layers.length);
      for (const layer of layers) expectSame(layer);
      expect(layers.map(({ key }) => key)).toEqual(expect.arrayContaining(['head', 'stage.2 relu']));
    }
    expect([...counts, model.layers.length].sort((a, b) => b - a)).toEqual([model.layers.length, ...counts]);
    expect(counts.at(-1)).toBeGreaterThan(0);
  });

  it('keeps the one that is asked for before the others', async () => {
    const limit = 0.5 * all.totalBytes;
    await load({ fitting: [] }, limit);
    const kept = new Set((await run()).layers.map(({ key }) => key));
    const missing = model.layers.map(({ key }) => key).filter((key) => !kept.has(key));
    expect(missing.length).toBeGreaterThan(0);
    let found = 0;
    for (const key of missing) {
      const report = await load({ fitting: [key] }, limit).catch(() => null);
      if (!report) continue;
      found++;
      const { layers } = await run();
      expectSame(layers.find((layer) => layer.key === key) as LayerReport);
      expect((await service.figures('now', key)).whole.max).toBeCloseTo(figures.get(key)?.max ?? NaN, 5);
    }
    expect(found).toBeGreaterThan(0);
  });

  it('says so when not even the model without maps fits', async () => {
    await expect(load({ fitting: [] }, 1e6)).rejects.toMatchObject({ code: 'memory' });
  });
});
