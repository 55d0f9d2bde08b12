// Whole models with seeded weights against PyTorch: every kept map finds the tensor that PyTorch made of the same shape.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lower } from '../../src/graph/lower';
import { memoryFigures, type TensorData } from '../../src/engine/session';
import { ROOT, analyser, openWorkspace } from '../support/analyse';
import { FEATURES, relativeError, session } from '../support/engine';
import { seeded, seededWeights } from '../support/seeded';

const PACKAGES = '/usr/lib/python3/dist-packages';
const hasTorchvision = existsSync(join(PACKAGES, 'torchvision/models'));
const FOLDER = join(ROOT, 'test/golden/engine');
/** max |error| / max |x| of every map: with Winograd, and with direct convolution only. */
const TOLERANCE = { fast: 3e-4, exact: 1.5e-4 };

interface Recorded { readonly shape: readonly number[]; readonly max: number; readonly samples: readonly number[] }
interface Golden {
  readonly integers: Readonly<Record<string, readonly number[]>>;
  readonly inputs: readonly (readonly number[])[];
  readonly tensors: readonly Recorded[];
}

const targets = readFileSync(join(FOLDER, 'targets.txt'), 'utf8').split('\n').filter((line) => line && !line.startsWith('#'))
  .map((line) => line.split('|').map((part) => part.trim()))
  .map(([name, entry, input, statement]) => ({ name, entry, input, statement }))
  .filter(({ statement }) => hasTorchvision || !statement.includes('torchvision'));

/** Error of the samples against the recorded tensor, over its largest absolute value. */
function error({ data }: TensorData, { samples, max }: Recorded): number {
  const stride = Math.max(1, Math.floor(data.length / SAMPLES_OF(samples, data.length)));
  return Math.max(...samples.map((sample, i) => Math.abs(sample - data[i * stride]))) / (max || 1);
}
/** The tool takes every n/samples-th element; a short tensor is recorded whole. */
const SAMPLES_OF = (samples: readonly number[], length: number): number => (samples.length === length ? length : samples.length);

/** Bytes of float32 elements. */
const bytesOf = (shape: readonly number[]): number => 4 * shape.reduce((a, b) => a * b, 1);

describe('models', async () => {
  const workspace = await openWorkspace([PACKAGES, join(ROOT, 'test/models')]);

  it.runIf(hasTorchvision)('ResNet-50 with all maps kept takes less than 1.3 times its weights and maps', () => {
    const { trace } = analyser(workspace, 'import torchvision\n')('torchvision.models.resnet50()', '1x3x224x224');
    const plan = lower(trace.graph, { keep: 'all' });
    const { totalBytes } = memoryFigures(plan, { features: FEATURES });
    const weights = plan.values.filter(({ source }) => source.kind === 'weight').map(({ shape }) => bytesOf(shape));
    const maps = [...new Set(Object.values(plan.keep))].map((value) => bytesOf(plan.values[value].shape));
    const least = [...weights, ...maps].reduce((a, b) => a + b);
    expect(least).toBeGreaterThan(250e6);
    expect(totalBytes).toBeGreaterThan(least);
    expect(totalBytes).toBeLessThan(1.3 * least);
  });

  it.each(targets.flatMap((target) => [{ ...target, mode: 'fast' as const }, ...(target.name.startsWith('own') ? [{ ...target,
    mode: 'exact' as const }] : [])]))(
    '$name ($mode) is what PyTorch computes', ({ name, entry, input, statement, mode }) => {
      const golden = JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')) as Golden;
      const { trace } = analyser(workspace, `${statement}\n`)(entry, input);
      const plan = lower(trace.graph, { keep: 'all' });
      const loaded = session(plan, seededWeights(plan, golden.integers), { exact: mode === 'exact' });
      const inputs = golden.inputs.map((shape, i) => seeded(`input:${i}`, shape.reduce((a, b) => a * b, 1)));
      const { outputs } = loaded.run(inputs);
      // With nothing kept more is fused and buffers are shared: the outputs stay, in a second run too.
      const plain = lower(trace.graph, { keep: [] });
      const bare = session(plain, seededWeights(plain, golden.integers), { exact: mode === 'exact' });
      bare.run(inputs);
      bare.run(inputs).outputs.forEach(({ data }, i) => expect(relativeError(data,
        outputs[i].data)).toBeLessThan(TOLERANCE[mode] / 10));
      const wrong: string[] = [];
      let compared = 0;
      for (const key of Object.keys(plan.keep)) {
        const map = loaded.read(key);
        // What the trace folded is no business of the engine, and a write into a part of a tensor is no tensor of its own in
        // PyTorch.
        const computed = plan.values[plan.keep[key]].source.kind === 'call';
        if (!computed || map.dtype !== 'float32' || map.data.length === 0) continue;
        compared++;
        const candidates = golden.tensors.filter((tensor) => tensor.shape.join() === map.shape.join());
        const best = Math.min(...candidates.map((tensor) => error(map, tensor)));
        if (!(best <= TOLERANCE[mode])) wrong.push(`${key} [${map.shape.join(', ')}]: ${best}`);
      }
      expect(wrong).toEqual([]);
      expect(compared).toBeGreaterThan(10);
    }, 300_000);
});
