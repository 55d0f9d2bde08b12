// Runs from end to end against PyTorch: the image decoded and prepared by us, the weights from the seed by us, every map computed by
// us; each finds the tensor that PyTorch made of the same shape (tools/runGolden.py).
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readNpy } from '../../src/formats/npy';
import { runModelOf } from '../../src/ide/run';
import { openPath } from '../../src/workers/openPath';
import { createRunService } from '../../src/workers/runService';
import { ROOT, openWorkspace } from '../support/analyse';
import { FEATURES, referenceKernels } from '../support/engine';
import { readCodec } from '../support/images';
import { recorded } from '../support/weights';

const PACKAGES = '/usr/lib/python3/dist-packages';
const FOLDER = join(ROOT, 'test/golden/run');
/** max |error| / max |x| of every map. */
const TOLERANCE = 3e-4;

interface Golden {
  readonly outputs: readonly { readonly shape: readonly number[]; readonly max: number; readonly top: readonly number[] }[];
  readonly tensors: readonly { readonly shape: readonly number[]; readonly max: number; readonly samples: readonly number[] }[];
}

const targets = readFileSync(join(FOLDER, 'targets.txt'), 'utf8').split('\n').filter((line) => line && !line.startsWith('#'))
  .map((line) => line.split('|').map((part) => part.trim()))
  .map(([name, entry, input, image, statement, steps]) => ({ name, entry, input, image, statement, steps }))
  .filter(({ statement }) => existsSync(join(PACKAGES, 'torchvision/models')) || !statement.includes('torchvision'));

function error(data: ArrayLike<number>, { samples, max }: Golden['tensors'][number]): number {
  const stride = Math.max(1, Math.floor(data.length / samples.length));
  return Math.max(...samples.map((sample, i) => Math.abs(sample - data[i * stride]))) / (max || 1);
}

describe('runs from a seed on an image', async () => {
  const workspace = await openWorkspace([PACKAGES, join(ROOT, 'test/models')]);
  const service = createRunService({ features: FEATURES, reference: referenceKernels, pause: async () => {}, openPath,
    host: { progress: async () => {}, codec: readCodec } });

  it.each(targets)('$name is what PyTorch computes', async ({ name, entry, input, image, statement, steps }) => {
    const golden = JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')) as Golden;
    const answer = runModelOf(recorded(workspace, workspace.scratch(`${statement}\n`), entry, input), entry, () => null);
    if (!answer.model) throw new Error(answer.message);
    const { problems } = await service.load({ model: answer.model, weights: { kind: 'seed', seed: 0 }, keep: 'all' });
    expect(problems).toEqual([]);
    const given = await service.input(0, { kind: 'image', file: { name: image, path: join(ROOT, image) }, preprocessing: null });
    // The preset is the model's own; in colour the mode comes first.
    expect(given.image?.steps.filter((step) => step !== "convert('RGB')").join(', ')).toBe(steps);
    const report = await service.run({});
    expect(report.fault).toBeNull();
    expect(report.firstNotFinite).toBeNull();
    const wrong: string[] = [];
    let compared = 0;
    for (const { key, shape, dtype } of report.layers) {
      if (dtype !== 'float32' || shape.includes(0)) continue;
      const { data } = readNpy((await service.save(key, 'npy')).bytes);
      const candidates = golden.tensors.filter((tensor) => tensor.shape.join() === shape.join());
      const best = Math.min(...candidates.map((tensor) => error(data, tensor)));
      compared++;
      if (!(best <= TOLERANCE)) wrong.push(`${key} [${shape.join(', ')}]: ${best}`);
    }
    expect(wrong).toEqual([]);
    expect(compared).toBeGreaterThan(9);
    report.outputs.forEach(({ meaning }, i) => {
      if (meaning.kind === 'classes') expect(meaning.top.map(({ index }) => index)).toEqual(golden.outputs[i].top);
    });
  }, 300_000);
});
