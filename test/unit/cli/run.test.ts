// `convlens run` as it is called: what it prints, saves and refuses. The worker is the test's own thread.
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { parseArguments } from '../../../src/cli/arguments';
import { runRun } from '../../../src/cli/run';
import type { StartRun } from '../../../src/cli/runWorker';
import { readNpy, writeNpy } from '../../../src/formats/npy';
import { openPath } from '../../../src/workers/openPath';
import { createRunService } from '../../../src/workers/runService';
import { openWorkspace } from '../../support/analyse';
import { FEATURES, referenceKernels } from '../../support/engine';
import { IMAGES, readCodec } from '../../support/images';
import { floats, model, node, value } from '../../onnx/models';

const folder = mkdtempSync(join(tmpdir(), 'convlens-run-'));
const net = join(folder, 'net.py');
writeFileSync(net, `from torch import nn
class LeNet(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.pool = nn.AvgPool2d(2)
        self.fc = nn.Linear(400, classes)

    def forward(self, x):
        x = self.pool(self.conv1(x).sigmoid())
        x = self.pool(self.conv2(x).sigmoid())
        return self.fc(x.flatten(1))

class Two(nn.Module):
    def forward(self, image, other):
        return image.mean((1, 2, 3)) + other

class Chooses(nn.Module):
    def __init__(self, how):
        super().__init__()
        self.how = how

    def forward(self, x):
        y = x * 2
        if self.how == 'returns':
            if x.mean() > 0:
                return x + 1
            return x + 2
        if self.how == 'sizes':
            y = x[:, :, :2] if x.mean() > 0 else y
        if self.how == 'expression':
            return x.sin() if x.mean() > 0 else x.cos()
        if self.how == 'writes':
            if (y > 1).any():
                y.clamp_(0, 1)
        if self.how == 'writes both':
            if (y > 1).any():
                y.mul_(2)
            else:
                y.add_(1)
        if self.how == 'part':
            if (y > 1).any():
                y[:, 0] = 0
        if self.how == 'loop':
            while y.norm() > 1:
                y = y / 2
        if self.how == 'list':
            y = [y]
            if x.mean() > 0:
                y[0] = x
            y = y[0]
        if self.how == 'only looks':
            if (x > 100).any():
                print(x.mean())
            if x.isnan().any():
                raise ValueError(x.sum())
            y = y if x.mean() > 0 else y
        return y + 0

class Rises(nn.Module):
    def forward(self, x):
        return x.view(3, 5)
`);
const image = join(IMAGES, 'photo.png');
const start: StartRun = (progress) => ({
  service: createRunService({ features: FEATURES, reference: referenceKernels, pause: async () => {}, openPath,
    host: { progress, codec: readCodec } }),
  end: async () => {},
});
afterEach(() => { vi.restoreAllMocks(); });
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

async function run(...args: string[]): Promise<{ code: number; text: string }> {
  let text = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((part) => {
    text += String(part);
    return true;
  });
  const code = await runRun(parseArguments(args), openWorkspace, start);
  return { code, text };
}
const lenet = `${net}:LeNet()@1x1x28x28`;

describe('convlens run', () => {
  it('prints what went in and what came out', async () => {
    const { code, text } = await run(lenet, '--image', image, '--top', '3', '--layers');
    expect(code).toBe(0);
    expect(text).toContain('x        [1, 1, 28, 28]: photo.png, PNG 97 × 61, RGB 8 bit; one channel: grey, 0 to 1');
    expect(text).toContain('Grayscale(), Resize((28, 28)), ToTensor()');
    expect(text).toContain('torch.manual_seed(0)');
    expect(text).toMatch(/8 layers, all shapes as predicted/);
    expect(text).toMatch(/output \[1, 10\] float32: scores taken for logits, softmax applied, MNIST\n {4}1\. +\d \d/);
    expect(text).toMatch(/conv1 +Conv2d +1×6×28×28 /);
  });

  it('prints the same scores as PyTorch', async () => {
    const { text } = await run(lenet, '--image', image, '--json', '--seed', '3', '--preprocess', 'normalise=-1to1');
    const document = JSON.parse(text) as { run: { outputs: { meaning: { top: { index: number; score: number }[] } }[] };
      inputs: { image: { steps: string[] } }[] };
    expect(document.inputs[0].image.steps).toEqual(['Grayscale()', 'Resize((28, 28))', 'ToTensor()', 'Normalize([0.5], [0.5])']);
    // torch.manual_seed(3); LeNet()(Compose([Grayscale(), Resize((28, 28)), ToTensor(), Normalize([0.5], [0.5])])(image)[None])
    const expected = [[0, 0.0272204], [5, -0.0124904], [7, -0.1057808], [8, -0.1160281], [6, -0.1338001]];
    for (const [i, { index, score }] of document.run.outputs[0].meaning.top.entries()) {
      expect(index).toBe(expected[i][0]);
      expect(score).toBeCloseTo(expected[i][1], 5);
    }
  });

  it('saves every map, the input and what they are', async () => {
    const to = join(folder, 'saved');
    await run(lenet, '--image', image, '--save', to, '--keep', 'conv1', '--keep', 'pool', '--labels', 'Fashion-MNIST');
    expect(readdirSync(to).sort()).toEqual(['maps', 'run.json']);
    expect(readdirSync(join(to, 'maps')).sort()).toEqual(['conv1.npy', 'conv1.png', 'input_0.npy', 'input_0.png', 'output_0.npy',
      'output_0.png', 'pool.npy', 'pool.png']);
    expect(readNpy(new Uint8Array(readFileSync(join(to, 'maps/conv1.npy')))).shape).toEqual([1, 6, 28, 28]);
    const manifest = JSON.parse(readFileSync(join(to, 'run.json'), 'utf8')) as { run: { outputs: { meaning: { labels: string } }[] } };
    expect(manifest.run.outputs[0].meaning.labels).toBe('Fashion-MNIST');
  });

  it('saves maps that have no elements', async () => {
    const to = join(folder, 'empty');
    const empty = join(folder, 'empty.py');
    writeFileSync(empty, `from torch import nn
class Empty(nn.Module):
    def forward(self, x):
        none = x[:, :0]
        return none + 1, x`);
    await run(`${empty}:Empty@1x3x4x4`, '--image', 'random', '--save', to);
    expect(readNpy(new Uint8Array(readFileSync(join(to, 'maps/output_0.npy')))).shape).toEqual([1, 0, 4, 4]);
  });

  it('takes arrays, fills the inputs that are not given, and reads class names from files', async () => {
    const array = join(folder, 'x.npy');
    writeFileSync(array, writeNpy([2, 3, 4, 4], new Float32Array(96).fill(2)));
    const { text } = await run(`${net}:Two()@2x3x4x4,2`, '--image', array);
    expect(text).toContain('other    [2]: filled with 0');
    expect(text).toContain('output [2] float32: 2, 2');
    expect((await run(`${net}:Two()@2x3x4x4,2`, '--image', 'random:7', '--image', 'random')).text)
      .toMatch(/torch\.randn after torch\.manual_seed\(7\)[\s\S]*torch\.randn after torch\.manual_seed\(0\)/);
    const names = join(folder, 'names.txt');
    writeFileSync(names, Array.from({ length: 10 }, (_, i) => `class ${'abcdefghij'[i]}`).join('\n'));
    expect((await run(lenet, '--image', image, '--labels', names)).text).toMatch(/names\.txt\n {4}1\. +\d class [a-j]/);
  });

  it.each([
    [['--image', 'nowhere.png'], 'nowhere.png cannot be read'],
    [[], 'random, random:SEED, zeros'],
    [['--image', 'random:x'], 'random:x cannot be read'],
    [['--image', 'PNG', '--seed', 'x'], '--seed takes a whole number'],
    [['--image', 'PNG', '--preprocess', 'blur=3'], '"blur=3" is no preprocessing'],
    [['--image', 'PNG', '--preprocess', 'crop=20'], 'Prepared like this the image is 1 × 20 × 20'],
    [['--image', 'PNG', '--labels', 'nowhere.txt'], '--labels nowhere.txt: there is no such file'],
    [['--image', 'PNG', '--max-memory', '10k'], 'The model needs'],
    [['--image', 'PNG', '--image', 'PNG'], 'has 1 inputs, 2 files were given'],
    [['--image', 'PNG', '--seed', '1', '--weights', 'a.pth'], 'not both'],
  ])('refuses %j with a sentence', async (args, message) => {
    await expect((async () => run(lenet, ...args.map((each) => (each === 'PNG' ? image : each))))()).rejects.toThrow(message);
  });

  it('runs an ONNX file with its own weights', async () => {
    const file = join(folder, 'net.onnx');
    writeFileSync(file, model({ nodes: [node('Conv', ['x', 'w', 'b'], ['c']), node('GlobalAveragePool', ['c'], ['y'])],
      initializers: [floats('w', [2, 1, 1, 1], [0, 0]), floats('b', [2], [1.5, -2])], inputs: [value('x', [1, 1, 4, 4])],
      outputs: [value('y', [1, 2, 1, 1])] }));
    const { text } = await run(file, '--image', image, '--labels', 'none');
    expect(text).toContain('weights  net.onnx');
    expect(text).toContain('all shapes as predicted');
    expect(text).toMatch(/output \[1, 2, 1, 1\][^]*1\.5[^]*-2/);
    await expect(run('nowhere.onnx', '--image', image)).rejects.toThrow('nowhere.onnx cannot be read (ENOENT)');
  });

  it.each(['returns', 'sizes', 'expression', 'writes', 'writes both', 'part', 'loop', 'list'])(
    'refuses a model whose data decide what it computes: %s', async (how) => {
      await expect(run(`${net}:Chooses('${how}')@1x1x4x4`, '--image', image)).rejects.toThrow(/ is decided by the data\. \(net\.py:\d+\)$/);
    });

  it('runs a model that only looks at its data', async () => {
    const { text } = await run(`${net}:Chooses('only looks')@1x1x4x4`, '--image', image);
    expect(text).toContain('all shapes as predicted');
  });

  it('says why a model cannot be run, and in which line', async () => {
    await expect(run(`${net}:Rises()@1x1x4x4`, '--image', image)).rejects.toThrow(
      /raises RuntimeError: shape '\[3, 5\]' is invalid for input of size 16 \(net\.py:63\)/);
  });
});
