// Models written as ONNX and opened again: the same parameters, shapes and MACs, and the same numbers. What ONNX Runtime computes
// of such files is compared by tools/onnxRoundTrip.mjs.
import { describe, expect, test } from 'vitest';
import { initialise } from '../../src/engine/init/initialise';
import type { ReferenceKernel } from '../../src/engine/session';
import { joinBytes } from '../../src/formats/protobuf';
import { bytesSource } from '../../src/formats/source';
import { openOnnx, traceOnnx } from '../../src/frontends/onnx';
import { FREE_SIZES } from '../../src/frontends/onnx/exportFree';
import { exportModelOf, exportOnnx } from '../../src/frontends/onnx/export';
import { weightsOf } from '../../src/frontends/onnx/weights';
import type { GraphTrace } from '../../src/frontends/trace';
import { lower } from '../../src/graph/lower';
import { REFERENCE_KERNELS } from '../../src/ops/kernels';
import { plainShape } from '../../src/tensor/dim';
import { numbers } from './models';
import { runModelOf } from '../../src/ide/run';
import { exportModel } from '../../src/workers/runExport';
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

/** Convolutions and norms, in order: what each gives and sees. */
const layersOf = ({ graph, fields }: Pick<GraphTrace, 'graph' | 'fields'>): unknown[] => graph.nodes.flatMap((node) =>
  (/^(conv|batch_norm|layer_norm)/.test(node.op.name)
    ? [{ shape: plainShape(node.outputs[0].shape), field: fields[node.index] }] : []));

/** Written and opened again: the same figures, and the same numbers from the same input. */
async function expectEqual(text: string, entry: string, input: string): Promise<void> {
  const { trace, again, first, second } = await roundTrip(text, entry, input);
  expect(again.raises).toEqual([]);
  expect(again.gaps).toEqual([]);
  expect(again.ledger.parameters).toBe(trace.ledger.parameters);
  expect(again.ledger.macs).toBe(trace.ledger.macs);
  expect(layersOf(again)).toEqual(layersOf(trace));
  expect(second.map(({ shape }) => shape)).toEqual(first.map(({ shape }) => shape));
  for (const [i, { data }] of first.entries()) {
    const [a, b] = [Array.from(data as Float32Array), Array.from(second[i].data as Float32Array)];
    const largest = Math.max(...a.map(Math.abs));
    expect(largest).toBeGreaterThan(0);
    expect(Math.max(...a.map((x, k) => Math.abs(x - b[k]))) / largest).toBeLessThan(1e-5);
  }
}

/** Bodies of `forward(self, x)`, x of 2×4×8×6: what a call of each is written as. */
const BODIES: readonly (readonly [name: string, body: string])[] = [
  ['slices written in place', `
        y = x.clone()
        y[:, 1:3, 2:5, ::2] = x[:, :2, :3, ::2] * 2
        return y`],
  ['a box written in place', `
        y = torch.zeros_like(x)
        y[:, 1:3, 2:5] += x[:, :2, :3]
        y[0] = 1
        return y`],
  ['every other row by strides', `
        return x[:, :, 1::2, ::3].contiguous().as_strided((2, 3), (5, 1), 2)`],
  ['unbind, stack', `
        a, b = x.unbind(0)
        return torch.stack([b, a * 2], -1)`],
  ['gather, scatter', `
        i = torch.argsort(torch.arange(6).flip(0)).expand(2, 4, 8, 6)
        return x.gather(3, i) + torch.zeros_like(x).scatter_add(3, i, x)`],
  ['repeats', `
        return x.repeat(1, 2, 1, 1).repeat_interleave(2, dim=3) + x.tile((2, 1, 2))[:, :, :, :1]`],
  ['triangles', `
        return x.tril() + x.triu(1) * 3`],
  ['extremes', `
        v, i = x.max(dim=1)
        return v.amax(dim=-1), i.float().mean(dim=1), x.argmin(dim=2).float(), x.max(), torch.max(x, x * -2)`],
  ['the largest', `
        v, i = x.topk(3, dim=-2)
        return v, i.float()`],
  ['running sums', `
        return x.cumsum(-1)`],
  ['borders', `
        return (F.pad(x, (1, 2, 3, 0), mode='reflect'), F.pad(x, (1, 2, 3, 0), mode='replicate'), F.pad(x, (1, 2, 3,
          0), mode='circular'))`],
  ['windows side by side', `
        return F.unfold(x, (3, 2), dilation=(1, 2), padding=1, stride=(2, 1))`],
  ['shuffled channels', `
        return F.pixel_unshuffle(F.channel_shuffle(x, 2), 2)`],
  ['attention', `
        return (F.scaled_dot_product_attention(x, x * 2, x + 1), F.scaled_dot_product_attention(x, x, x,
          is_causal=True))`],
  ['products with sums', `
        a = x.flatten(0, 1)
        return (torch.baddbmm(a.sum(2, keepdim=True), a, a.transpose(1, 2) , beta=0.5, alpha=2), torch.addmm(a[0],
          a[1], a[1][:6, :6]))`],
  ['einsum', `
        return torch.einsum('nchw,ndhw->ncd', x, x)`],
  ['statistics', `
        return (x.var(dim=(2, 3), keepdim=True), x.std(1, unbiased=False), x.norm(dim=1), x.logsumexp(dim=-1),
          torch.linalg.vector_norm(x, 1, dim=2), x.prod(dim=3))`],
  ['cells of other sizes', `
        return (F.adaptive_avg_pool2d(x, (3, 4)), F.adaptive_max_pool2d(x, (5, 6)), F.adaptive_max_pool2d(x, 1),
          F.adaptive_max_pool2d(x, (4, 3)), F.adaptive_avg_pool2d(x, (3, None)))`],
  ['pixels by a grid', `
        g = torch.tensor([[-.9, .3], [.1, .77], [.61, -1.2]]).expand(2, 3, 3, 2)
        return (F.grid_sample(x, g, align_corners=False), F.grid_sample(x, g, mode='nearest', padding_mode='border',
          align_corners=True))`],
  ['pixels beyond the border', `
        g = torch.tensor([[-.9, .3], [.1, .77], [.61, -1.2]]).expand(2, 3, 3, 2)
        return (F.grid_sample(x, g, mode='bilinear', padding_mode='border', align_corners=True), F.grid_sample(x, g,
          mode='bilinear', padding_mode='reflection', align_corners=False))`],
  ['masks', `
        y = x.clone()
        y[x > 0.5] = 9
        y[:, [0, 2]] = 3
        i = torch.tensor([1, 0, 3])
        return y[:, i], y[:, [1, 2], [3, 4]], y.masked_fill(y < 0, 7)`],
  ['gates', `
        return (F.glu(x, 1), F.logsigmoid(x), F.celu(x, 0.7), F.hardshrink(x), F.softshrink(x, 0.3), F.tanhshrink(x),
          F.softmin(x, -1), F.hardtanh(x, -0.4, 0.6), F.relu6(x), F.mish(x), F.softplus(x), F.threshold(x, 0.1, 20))`],
  ['response over channels', `
        return F.local_response_norm(x, 3, alpha=0.5, beta=0.6, k=2.0)`],
  ['limits', `
        return (x.clamp(min=-0.2), x.clamp(max=0.3), x.clamp(-0.1, 0.1), (x > 0).logical_and(x < 0.5).float(),
          torch.where(x > 0, x, 0.5))`],
  ['logarithms', `
        y = x.abs() + 0.5
        return y.log2(), y.log10(), y.log1p(), x.expm1(), y.rsqrt(), x.square(), x.round()`],
  ['resizing', `
        return (F.interpolate(x, size=(5, 9), mode='bicubic', align_corners=True), F.interpolate(x, scale_factor=1.7,
          mode='bilinear'), F.interpolate(x, size=(3, 4), mode='area'), F.interpolate(x, scale_factor=2))`],
];

/** Recurrent nets, built by `init`, called by `body`; x of 5×3×4. */
const RECURRENT: readonly (readonly [name: string, init: string, body: string])[] = [
  ['LSTM of two layers, both directions', 'nn.LSTM(4, 6, 2, bidirectional=True)',
    'y, (h, c) = self.net(x); return y, h * 2, c'],
  ['LSTM, batch first, with states', 'nn.LSTM(4, 6, 2, batch_first=True)',
    'y, (h, c) = self.net(x, (x[:2, :, :1].expand(2, 3, 6).repeat(1, 2, 1)[:, :5], torch.ones(2, 5, 6))); return y, h, c'],
  ['LSTM without biases', 'nn.LSTM(4, 6, bias=False)', 'return self.net(x)[0]'],
  ['GRU of both directions', 'nn.GRU(4, 6, 2, bidirectional=True, dropout=0.3)', 'y, h = self.net(x); return y, h'],
  ['RNN with relu', "nn.RNN(4, 6, nonlinearity='relu')", 'return self.net(x)[0]'],
  ['RNN without a batch', 'nn.RNN(4, 6)', 'return self.net(x[:, 0])'],
  ['LSTMCell step by step', 'nn.LSTMCell(4, 6)', `h, c = self.net(x[0])
        for i in range(1, 5): h, c = self.net(x[i], (h, c))
        return h, c`],
  ['GRUCell and RNNCell', 'nn.GRUCell(4, 6)', 'h = self.net(x[1]); return self.net(x[2], h)'],
];

describe('a model that is written and opened again', () => {
  test.each(RECURRENT)('%s', async (_name, init, body) => {
    await expectEqual(`import torch\nfrom torch import nn\n\nclass Net(nn.Module):\n    def __init__(self):\n`
      + `        super().__init__()\n        self.net = ${init}\n    def forward(self, x):\n        ${body}\n`, 'Net', '5x3x4');
  });

  test('a projected LSTM, which ONNX has no operator for, is named', async () => {
    const { trace } = await recordedModel('from torch import nn\nnet = nn.LSTM(4, 6, proj_size=2)\n', 'net', '5x3x4');
    expect(() => exportOnnx(exportModelOf(trace), null, 'test')).toThrow(/lstm at .* cannot be written/);
  });

  test.each([['a sequence of layers', SMALL, 'net', '1x1x28x28'], ['many ops', BLOCKS, 'Everything', '1x3x20x20']])(
    '%s: the same parameters, shapes, MACs and numbers', async (_name, text, entry, input) => {
      await expectEqual(text, entry, input);
    });

  test.each(BODIES)('%s', async (_name, body) => {
    await expectEqual(`import torch\nfrom torch import nn\nimport torch.nn.functional as F\n\n
class Net(nn.Module):\n    def forward(self, x):${body}\n`, 'Net', '2x4x8x6');
  });

  test('a size that is left open is open in the file: reshapes, expanded tensors, sizes among others', async () => {
    const bodyText = 'y = self.conv(x); n, c, h, w = y.shape; z = y.view(n * c, h, w).sum(1)\n'
      + '        token = self.token.expand(n, -1, -1); t = torch.cat([token, y.flatten(2).transpose(1, 2)], 1)\n'
      + '        return t.mean(1), z.reshape(n, c, w) + torch.zeros(n, 1, w), self.fc(t).chunk(2, -1)[0]';
    const text = 'import torch\nfrom torch import nn\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n'
      + '        self.conv = nn.Conv2d(3, 4, 3)\n        self.token = nn.Parameter(torch.ones(1, 1, 4))\n'
      + `        self.fc = nn.Linear(4, 6)\n    def forward(self, x):\n        ${bodyText}\n`;
    const [first, second] = await Promise.all(FREE_SIZES.map((n) => recordedModel(text, 'Net', `${n}x3x8x9`)));
    const weights = first.recipe ? initialise(first.recipe, { seed: 0, reference }).weights : null;
    const bytes = joinBytes(exportOnnx(exportModelOf(first.trace), weights, 'test', { name: 'N', other: exportModelOf(
      second.trace) }));
    const file = await openOnnx('model.onnx', { source: bytesSource(bytes), external: () => Promise.resolve(null) });
    expect(file.model.graph?.input[0].type?.tensor_type?.shape?.dim.map((dim) => dim.dim_param ?? dim.dim_value)).toEqual(
      ['N', 3, 8, 9]);
    for (const n of [1, 5]) {
      const { trace } = await recordedModel(text, 'Net', `${n}x3x8x9`);
      const input = Float32Array.from(numbers(n * 3 * 8 * 9));
      const wanted = onnxSession(lower(trace.graph, { keep: [] }), weights ?? new Map(), false).run([input]).outputs;
      const again = traceOnnx(file, { inputs: [{ kind: 'tensor', dims: [n, 3, 8, 9], dtype: 'float32' }] });
      const plan = lower(again.graph, { keep: [] });
      const got = onnxSession(plan, await weightsOf(file, again, plan), false).run([input]).outputs;
      expect(got.map(({ shape }) => shape)).toEqual(wanted.map(({ shape }) => shape));
      for (const [i, { data }] of wanted.entries()) {
        const [a, b] = [Array.from(data as Float32Array), Array.from(got[i].data as Float32Array)];
        expect(Math.max(...a.map((x, k) => Math.abs(x - b[k])))).toBeLessThan(1e-5 * Math.max(...a.map(Math.abs)));
      }
    }
  });

  test('what depends on a size that cannot be left open is named', async () => {
    const text = 'import torch\nfrom torch import nn\nclass Net(nn.Module):\n    def forward(self, x):\n'
      + '        return x.repeat_interleave(x.shape[0], dim=1)\n';
    const [first, second] = await Promise.all(FREE_SIZES.map((n) => recordedModel(text, 'Net', `${n}x3`)));
    expect(() => exportOnnx(exportModelOf(first.trace), null, 'test', { name: 'N', other: exportModelOf(second.trace) }))
      .toThrow(/Gather depends on the size N in a way that cannot be kept open/);
  });

  test('the run worker writes the same file from the model that the editor runs', async () => {
    const recorded = await recordedModel(SMALL, 'net', '1x1x28x28');
    const answer = runModelOf(recorded, 'file:///net.py#net', () => null);
    if (!answer.model || !recorded.recipe) throw new Error('the model cannot be run');
    const report = await exportModel({ model: answer.model, other: null, weights: { kind: 'seed', seed: 3 }, path: null, version: 'test' },
      { reference, onProgress: () => undefined }, undefined);
    const { weights } = initialise(recorded.recipe, { seed: 3, reference });
    const bytes = joinBytes(exportOnnx(exportModelOf(recorded.trace), weights, 'test'));
    expect(report.size).toBe(bytes.length);
    expect(Buffer.compare(Buffer.from(report.bytes ?? []), Buffer.from(bytes))).toBe(0);
  });

  test('the run worker leaves the batch open where it is given the model at another', async () => {
    const [first, second] = await Promise.all(FREE_SIZES.map((n) => recordedModel(SMALL, 'net', `${n}x1x28x28`)));
    const [model, other] = [first, second].map((each) => runModelOf(each, 'file:///net.py#net', () => null).model);
    if (!model || !other) throw new Error('the model cannot be run');
    const { bytes } = await exportModel({ model, other, weights: { kind: 'seed', seed: 0 }, path: null, version: 'test' },
      { reference, onProgress: () => undefined }, undefined);
    const weights = first.recipe ? initialise(first.recipe, { seed: 0, reference }).weights : null;
    const wanted = joinBytes(exportOnnx(exportModelOf(first.trace), weights, 'test', { name: 'N', other: exportModelOf(second.trace) }));
    expect(Buffer.compare(Buffer.from(bytes ?? []), Buffer.from(wanted))).toBe(0);
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
