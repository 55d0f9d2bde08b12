// The run service on small models: what it reports of layers and outputs, what it refuses, what it saves.
import { describe, expect, it } from 'vitest';
import { readNpy } from '../../src/formats/npy';
import { decodePng } from '../../src/formats/image/png';
import { runModelOf } from '../../src/ide/run';
import { LABEL_SETS, type InputSource, type Meaning, type RunModel, type RunReport, type RunService } from '../../src/protocol/run';
import type { MapService } from '../../src/protocol/runMaps';
import { colourOf } from '../../src/workers/runOutputs';
import { createRunService } from '../../src/workers/runService';
import { openWorkspace } from '../support/analyse';
import { FEATURES, referenceKernels } from '../support/engine';
import { imageFile, readCodec } from '../support/images';
import { recorded } from '../support/weights';

const PROGRAM = `import torch
from torch import nn
class Pools(nn.Module):
    def __init__(self):
        super().__init__()
        self.pool = nn.MaxPool2d(2)
    def forward(self, x):
        return {'log': (self.pool(x) - 1).log(), 'first': x[:, 0]}
class Scores(nn.Module):
    def __init__(self, last):
        super().__init__()
        self.last = last
    def forward(self, x):
        return self.last(x.mean((2, 3)))
class Unit(nn.Module):
    def forward(self, x):
        return nn.functional.normalize(x, dim=1)
class Convs(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(2, 4, 3, padding=1)
        self.fc = nn.Linear(4, 3)
    def forward(self, x):
        return self.fc(self.conv(x).relu().mean((2, 3)))
class Mask(nn.Module):
    def forward(self, x):
        return torch.cat([x, 1 - x], 1)
class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.up = nn.ConvTranspose2d(2, 3, (4, 6))
    def forward(self, z):
        return self.up(z).tanh()
class Restored(nn.Module):
    def forward(self, x):
        return x.sigmoid()
class Broken(nn.Module):
    def forward(self, x):
        return (x - x).log() * 0
`;
const file = (name: string): { name: string; bytes: Uint8Array } => ({ name, bytes: imageFile(name) });

describe('the run service', async () => {
  const workspace = await openWorkspace();
  const document = workspace.scratch(PROGRAM);
  const progress: string[] = [];
  const service: RunService & MapService = createRunService({
    features: FEATURES, reference: referenceKernels, pause: async () => {},
    host: { progress: async (stage, done, total, node) => { progress.push(`${stage} ${done}/${total} ${node}`); }, codec: readCodec },
  });
  const modelOf = (entry: string, input: string): RunModel => {
    const answer = runModelOf(recorded(workspace, document, entry, input), entry, () => null);
    if (!answer.model) throw new Error(answer.message);
    return answer.model;
  };
  async function run(entry: string, shape: string, source: InputSource, labels?: readonly string[]): Promise<RunReport> {
    // No weights: any seed gives the same.
    await service.load({ model: { ...modelOf(entry, shape) }, weights: { kind: 'seed', seed: 0 }, keep: 'all' });
    await service.input(0, source);
    return service.run({ top: 3, ...(labels ? { labels: { name: 'own', classes: labels } } : {}) });
  }

  it('says that nothing is loaded', async () => {
    await expect(service.run({})).rejects.toThrow('No model is loaded');
  });

  it('takes an image as a still clip, and says so; of several frames it takes the first, and says so', async () => {
    await service.load({ model: modelOf('Restored()', '1x3x4x8x8'), weights: { kind: 'seed', seed: 0 }, keep: 'all' });
    const { image } = await service.input(0, { kind: 'image', file: file('animated.gif'), preprocessing: null });
    expect(image?.steps.at(-1)).toBe('a still clip: the same frame 4 times');
    expect(image?.remark).toBe('The image has several frames: the first of them is taken.');
    await service.run({});
    const frames = await Promise.all([0, 1, 2, 3].map((t) => service.table('input 0', [0, 1, t], [0, 0], [8, 8])));
    expect(frames[0].values.flat().some((x) => x !== frames[0].values[0][0])).toBe(true);
    for (const { values } of frames) expect(values).toEqual(frames[0].values);
    for (const name of ['animated.webp', 'plain.gif']) {
      const { image: other } = await service.input(0, { kind: 'image', file: file(name), preprocessing: null });
      expect(other?.remark === null, name).toBe(name === 'plain.gif');
    }
  });

  it('takes numbers, repeated; whole ones where the input holds no others', async () => {
    await run('Scores(nn.Identity())', '1x2x2x2', { kind: 'values', values: [1, 2, 3, 4, 5] });
    const { values } = await service.table('input 0', [0, 1], [0, 0], [9, 9]);
    expect(values).toEqual([[5, 1], [2, 3]]);
    await service.load({ model: modelOf('Mask()', '1x1x2x2:int64'), weights: { kind: 'seed', seed: 0 }, keep: 'all' });
    await expect(service.input(0, { kind: 'values', values: [] })).rejects.toThrow('Give at least one number');
    await expect(service.input(0, { kind: 'values', values: [1, 0.5] })).rejects.toThrow('0.5 is no number for an input of int64');
  });

  it('shows parts of a tensor as rows and columns', async () => {
    await run('Pools()', '1x2x6x4', { kind: 'random', seed: 1 });
    const all = await service.table('pool', [0, 1], [0, 0], [64, 64]);
    expect([all.shape, all.values.length, all.values[0].length]).toEqual([[1, 2, 3, 2], 3, 2]);
    const part = await service.table('pool', [0, 1], [2, 1], [64, 64]);
    expect(part.values).toEqual([[all.values[2][1]]]);
    expect(all.values[1][0]).toBe(await service.value('now', 'pool', 1, 1, 0));
    await expect(service.table('pool', [0, 2], [0, 0], [1, 1])).rejects.toThrow('has no element there');
    await expect(service.table('pool', [0], [0, 0], [1, 1])).rejects.toThrow('has no element there');
  });

  it('reports a shape that is not the predicted one as a fault', async () => {
    const model = modelOf('Pools()', '1x2x6x4');
    const layers = model.layers.map((layer) => (layer.key === 'pool' ? { ...layer, shape: [1, 2, 3, 9] } : layer));
    await service.load({ model: { ...model, layers }, weights: { kind: 'seed', seed: 0 }, keep: 'all' });
    const report = await service.run({});
    expect(report.layers.filter(({ asPredicted }) => !asPredicted).map(({ key }) => key)).toEqual(['pool']);
    expect(report.fault).toContain('pool');
    expect(report.fault).toContain('[1, 2, 3, 9]');
  });

  it('reads class names from a file or by the name of their data set', async () => {
    const bytes = new TextEncoder().encode('["cat", "dog"]');
    expect(await service.labels({ name: 'pets.json', bytes })).toEqual({ name: 'pets.json', classes: ['cat', 'dog'] });
    expect((await service.labels('MNIST')).classes.length).toBe(10);
    for (const name of LABEL_SETS) expect((await service.labels(name)).classes.length).toBeGreaterThan(9);
  });

  it('takes elements apart with the weights that it ran with', async () => {
    await run('Convs()', '1x2x6x5', { kind: 'fill', value: 0.5 });
    const { value, terms } = await service.cell('now', 'conv', 3, 0, 4);
    expect(terms?.taps.filter(({ kind }) => kind === 'padding').length).toBe(5);
    expect(terms?.bias).not.toBeNull();
    expect(Math.abs((terms?.value ?? NaN) - value)).toBeLessThan(1e-6);
    const linear = await service.cell('now', 'fc', 0, 1, 0);
    expect(Math.abs((linear.terms?.value ?? NaN) - linear.value)).toBeLessThan(1e-6);
    const kernels = await service.kernels('now', 'conv', 1, 9);
    expect([kernels?.name, kernels?.channels, kernels?.levels.length]).toEqual(['conv.weight', [0, 1], 18]);
    await service.hold();
    expect((await service.cell('held', 'conv', 3, 0, 4)).terms?.value).toBe(terms?.value);
  });

  it('reports layers and outputs with their figures, and where NaN and infinity begin', async () => {
    const report = await run('Pools()', '1x2x6x4', { kind: 'fill', value: 1 });
    expect(report.layers.map(({ key, shape }) => `${key} ${shape.join('x')}`)).toEqual(['pool 1x2x3x2', 'sub 1x2x3x2', 'log 1x2x3x2',
      'index 1x6x4']);
    expect(report.layers[0].statistics).toEqual({ min: 1, max: 1, mean: 1, std: 0, zeros: 0, nan: 0, infinite: 0 });
    expect(report.layers[1].statistics).toMatchObject({ mean: 0, zeros: 1 });
    expect(report.layers[2].statistics).toMatchObject({ infinite: 12, nan: 0 });
    expect(report.firstNotFinite).toBe('log');
    expect(report.outputs.map(({ path, shape }) => `${path} ${shape.join('x')}`)).toEqual(['log 1x2x3x2', 'first 1x6x4']);
    expect(report.fault).toBeNull();
    expect(progress.at(-1)).toMatch(/^run (\d+)\/\1 /);
  });

  it('prepares an image for the model and says how', async () => {
    await service.load({ model: modelOf('Mask()', '1x1x28x28'), weights: { kind: 'seed', seed: 0 }, keep: 'all' });
    const { image, text } = await service.input(0, { kind: 'image', file: file('exif6.jpg'), preprocessing: null });
    expect(text).toBe('exif6.jpg');
    expect(image).toMatchObject({ format: 'JPEG', width: 41, height: 33, orientation: 6, used: { width: 33, height: 41 },
      steps: ['ImageOps.exif_transpose', 'Grayscale()', 'Resize((28, 28))', 'ToTensor()'], preset: 'one channel: grey, 0 to 1' });
    expect([image?.preview.width, image?.preview.height, image?.input.width]).toEqual([33, 41, 28]);
    const given = { ...(image as NonNullable<typeof image>).preprocessing, crop: { height: 20, width: 28 } };
    await expect(service.input(0, { kind: 'image', file: file('exif6.jpg'), preprocessing: given })).rejects.toThrow(
      'Prepared like this the image is 1 × 20 × 28; the model’s input takes 1 × 28 × 28.');
    await expect(service.input(1, { kind: 'fill', value: 0 })).rejects.toThrow('there is no input 2');
    await expect(service.input(0, { kind: 'image', file: { name: 'x.png', bytes: new Uint8Array(9) }, preprocessing: null }))
      .rejects.toThrow('x.png is no image');
    await expect(service.input(0, { kind: 'image', file: { name: 'x.png', path: '/nowhere/x.png' }, preprocessing: null }))
      .rejects.toThrow('x.png cannot be read from here');
  });

  it('ranks classes, with probabilities by what the scores are', async () => {
    const meaning = async (last: string, labels?: readonly string[]): Promise<Extract<Meaning, { kind: 'classes' }>> => {
      const { outputs: [output] } = await run(`Scores(${last})`, '1x3x61x97', { kind: 'image', file: file('photo.png'),
        preprocessing: { mode: 'rgb', upright: true, resize: null, interpolation: 'bilinear', crop: null, mean: [0], std: [1] } }, labels);
      if (output.meaning.kind !== 'classes') throw new Error(output.meaning.kind);
      return output.meaning;
    };
    const logits = await meaning('nn.Identity()', ['red', 'green', 'blue']);
    expect([logits.of, logits.labels]).toEqual(['logits', 'own']);
    const scores = logits.top.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    const sum = scores.reduce((total, score) => total + Math.exp(score), 0);
    expect(logits.top[0].probability).toBeCloseTo(Math.exp(scores[0]) / sum, 6);
    expect(logits.top.map(({ name, index }) => name === ['red', 'green', 'blue'][index])).toEqual([true, true, true]);
    const soft = await meaning('nn.Softmax(dim=1)');
    expect([soft.of, soft.labels, soft.top[0].name]).toEqual(['probabilities', null, null]);
    expect(soft.top[0].probability).toBeCloseTo(logits.top[0].probability ?? 0, 6);
    const logs = await meaning('nn.LogSoftmax(dim=1)');
    expect(logs.of).toBe('log-probabilities');
    expect(logs.top[0].probability).toBeCloseTo(logits.top[0].probability ?? 0, 6);
  });

  it('draws masks with a legend', async () => {
    const { outputs: [{ meaning }] } = await run('Mask()', '1x1x28x28', { kind: 'image', file: file('photo.png'), preprocessing: null },
      ['background', 'dark']);
    if (meaning.kind !== 'segmentation') throw new Error(meaning.kind);
    const dark = meaning.legend.find(({ index }) => index === 1);
    expect(dark).toMatchObject({ name: 'dark', colour: '#800000' });
    expect(meaning.legend.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
    const opaque = meaning.mask.rgba.filter((_, i) => i % 4 === 3).reduce((count, alpha) => count + (alpha === 255 ? 1 : 0), 0);
    expect(opaque / 784).toBeCloseTo(dark?.share ?? 0, 12);
    // The colours of the VOC data set.
    expect([1, 2, 9, 20].map((index) => colourOf(index).join())).toEqual(['128,0,0', '0,128,0', '192,0,0', '0,64,128']);
  });

  it('takes a sigmoid of three channels of a picture for a picture, unless classes are named', async () => {
    const image = { kind: 'image', file: file('photo.png'), preprocessing: null } as const;
    const kind = async (labels?: readonly string[]): Promise<string> =>
      (await run('Restored()', '1x3x28x28', image, labels)).outputs[0].meaning.kind;
    expect(await kind()).toBe('image');
    expect(await kind(['a', 'b', 'c'])).toBe('segmentation');
  });

  it('takes features for no mask', async () => {
    const { outputs: [{ meaning }] } = await run('Mask()', '1x1x28x28', { kind: 'fill', value: 1 });
    expect(meaning.kind).toBe('values');
  });

  it('shows what a generator makes as pictures, of whatever size', async () => {
    const { outputs: [{ meaning }] } = await run('Generator()', '5x2x1x1', { kind: 'random', seed: 0 });
    if (meaning.kind !== 'image') throw new Error(meaning.kind);
    // Five pictures of 4 × 6 in three columns; the last place is left clear.
    expect([meaning.picture.width, meaning.picture.height]).toEqual([18, 8]);
    const clear = meaning.picture.rgba.filter((value, i) => i % 4 === 3 && value === 0).length;
    expect(clear).toBe(24);
    expect(meaning.picture.rgba.some((value, i) => i % 4 !== 3 && value === 255)).toBe(true);
  });

  it('takes vectors of length one for no scores, unless there are names for them', async () => {
    const meanings = await Promise.all([undefined, ['red', 'green', 'blue']].map(async (labels) =>
      (await run('Scores(Unit())', '1x3x8x8', { kind: 'random', seed: 0 }, labels)).outputs[0].meaning.kind));
    expect(meanings).toEqual(['values', 'classes']);
  });

  it('names no best class of NaN', async () => {
    const { outputs: [{ meaning }], firstNotFinite } = await run('Scores(Broken())', '1x3x8x8', { kind: 'fill', value: 1 });
    expect(meaning.kind).toBe('values');
    expect(firstNotFinite).toMatch(/log/);
  });

  it('makes the random numbers of torch.randn', async () => {
    await run('Pools()', '1x2x6x4', { kind: 'random', seed: 5 });
    // torch.manual_seed(5); torch.randn(1, 2, 6, 4)[0, 0, 0]
    const { values: [row] } = await service.table('input 0', [0, 0], [0, 0], [1, 4]);
    expect(row.map((x) => x.toFixed(6))).toEqual(['1.842330', '0.518887', '-1.711921', '-1.701379']);
  });

  it('shows parts of a tensor as a table', async () => {
    await run('Pools()', '1x2x6x4', { kind: 'fill', value: 3 });
    const part = await service.table('pool', [0, 1], [1, 0], [5, 5]);
    expect(part).toEqual({ shape: [1, 2, 3, 2], values: [[3, 3], [3, 3]] });
    expect((await service.table('output 1', [0], [4, 1], [9, 2])).values).toEqual([[3, 3], [3, 3]]);
    await expect(service.table('output 7', [0], [0, 0], [1, 1])).rejects.toThrow('The model has no output 7.');
  });

  it('saves tensors, pictures and the manifest', async () => {
    await run('Mask()', '1x1x28x28', { kind: 'image', file: file('photo.png'), preprocessing: null });
    const array = await service.save('sub', 'npy');
    expect(array.name).toBe('sub.npy');
    const read = readNpy(array.bytes);
    expect(read.shape).toEqual([1, 1, 28, 28]);
    expect((await service.table('sub', [0, 0], [3, 5], [1, 1])).values[0][0]).toBe(read.data[3 * 28 + 5]);
    const sheet = decodePng('sheet', (await service.save('cat', 'png')).bytes);
    // 28 is less than 32: each cell is doubled; two channels, a line between.
    expect([sheet.width, sheet.height].toSorted((a, b) => a - b)).toEqual([56, 113]);
    const input = decodePng('input', (await service.save('input 0', 'png')).bytes);
    expect([input.width, input.height]).toEqual([28, 28]);
    const manifest = JSON.parse(new TextDecoder().decode((await service.manifest()).bytes)) as Record<string, unknown>;
    expect(manifest).toMatchObject({ schema: 1, model: 'Mask()', inputs: [{ name: 'x', text: 'photo.png' }], run: { fault: null } });
  });
});
