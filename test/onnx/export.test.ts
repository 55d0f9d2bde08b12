// Models written as ONNX and opened again: the same parameters, shapes and MACs, and the same numbers. What ONNX Runtime computes
// of such files is compared by tools/onnxRoundTrip.mjs.
import { describe, expect, test } from 'vitest';
import { initialise } from '../../src/engine/init/initialise';
import type { ReferenceKernel } from '../../src/engine/session';
import { joinBytes } from '../../src/formats/protobuf';
import { bytesSource } from '../../src/formats/source';
import { openOnnx, traceOnnx } from '../../src/frontends/onnx';
import { exportModelOf, exportOnnx } from '../../src/frontends/onnx/export';
import { weightsOf } from '../../src/frontends/onnx/weights';
import { lower } from '../../src/graph/lower';
import { REFERENCE_KERNELS } from '../../src/ops/kernels';
import { numbers } from './models';
import { onnxSession } from '../support/onnxCases';
import { recordedModel } from '../support/recorded';

const reference = (schema: string): ReferenceKernel | undefined => REFERENCE_KERNELS.get(schema) as ReferenceKernel | undefined;

async function roundTrip(text: string, entry: string, input: string) {
  const { trace, recipe } = await recordedModel(text, entry, input);
  const weights = recipe ? initialise(recipe, { seed: 0, reference }).weights : new Map();
  const bytes = joinBytes(exportOnnx(exportModelOf(trace), weights, 'test'));
  const file = await openOnnx('model.onnx', { source: bytesSource(bytes), external: () => Promise.resolve(null) });
  const again = traceOnnx(file, { inputs: null });
  const plan = lower(trace.graph, { keep: [] });
  const inputs = plan.inputs.map((value) => Float32Array.from(numbers(plan.values[value].shape.reduce((a, b) => a * b, 1))));
  const first = onnxSession(plan, weights, false).run(inputs).outputs;
  const reopened = lower(again.graph, { keep: [] });
  const second = onnxSession(reopened, await weightsOf(file, again, reopened), false).run(inputs).outputs;
  return { trace, again, first, second };
}

const BLOCKS = `
import torch
from torch import nn
import torch.nn.functional as F

class Everything(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1), nn.BatchNorm2d(8), nn.SiLU())
        self.wide = nn.Conv2d(8, 8, (3, 5), padding='same', groups=2)
        self.up = nn.ConvTranspose2d(8, 4, 3, stride=2, padding=1, output_padding=1)
        self.norm = nn.GroupNorm(2, 8)
        self.layer = nn.LayerNorm(6)
        self.fc = nn.Linear(6, 5)
        self.act = nn.PReLU(4)
    def forward(self, x):
        x = self.norm(self.wide(self.stem(x)))
        pooled = F.max_pool2d(x, 3, 2, 1, ceil_mode=True)
        mean = F.avg_pool2d(x, 2, 2)
        a, b = F.interpolate(pooled, size=(6, 6), mode='bilinear', align_corners=False).chunk(2, dim=1)
        c = self.act(torch.cat([a * 2 - 1, b[:, :, ::2, 1:4:2].mean(dim=(2, 3), keepdim=True).expand_as(b)], 1)[:, 2:6])
        d = F.gelu(self.layer(c)).transpose(1, 2).reshape(1, -1, 6)
        e = torch.stack([d, torch.roll(d, 2, dims=1)], 1).sum(dim=1)
        return self.fc(F.pad(e, (0, 0, 1, 1))).softmax(-1), F.hardswish(self.up(x)), F.adaptive_avg_pool2d(mean, 1).flatten(1)
`;
const SMALL = `
from torch import nn
net = nn.Sequential(nn.Conv2d(1, 6, 5, padding=2), nn.Sigmoid(), nn.AvgPool2d(2, 2), nn.Flatten(), nn.Linear(1176, 10))
`;

describe('a model that is written and opened again', () => {
  test.each([['a sequence of layers', SMALL, 'net', '1x1x28x28'], ['many ops', BLOCKS, 'Everything', '1x3x20x20']])(
    '%s: the same parameters, shapes, MACs and numbers', async (_name, text, entry, input) => {
      const { trace, again, first, second } = await roundTrip(text, entry, input);
      expect(again.raises).toEqual([]);
      expect(again.gaps).toEqual([]);
      expect(again.ledger.parameters).toBe(trace.ledger.parameters);
      expect(again.ledger.macs).toBe(trace.ledger.macs);
      expect(second.map(({ shape }) => shape)).toEqual(first.map(({ shape }) => shape));
      for (const [i, { data }] of first.entries()) {
        const [a, b] = [Array.from(data as Float32Array), Array.from(second[i].data as Float32Array)];
        const largest = Math.max(...a.map(Math.abs));
        expect(largest).toBeGreaterThan(0);
        expect(Math.max(...a.map((x, k) => Math.abs(x - b[k]))) / largest).toBeLessThan(1e-5);
      }
    });

  test('what cannot be written is named', async () => {
    const { trace } = await recordedModel('import torch\nfrom torch import nn\nclass Net(nn.Module):\n    def forward(self, x):\n'
      + '        return torch.linalg.qr(x)[1]\n', 'Net', '4x4');
    expect(() => exportOnnx(exportModelOf(trace), null, 'test')).toThrow(/qr at .* (cannot be written|has no kernel)/);
  });

  test('nodes are named by the modules they come from', async () => {
    const { again } = await roundTrip(SMALL, 'net', '1x1x28x28');
    expect(again.graph.calls.filter((call) => call.leaf).map(({ path }) => path)).toContain('/0/Conv');
    expect([...again.weights.keys()]).toEqual(expect.arrayContaining(['0.weight', '0.bias', '4.weight', '4.bias']));
  });
});
