// Every builder of torchvision from the seed 0 against the digests that PyTorch recorded (tools/weightsGolden.mjs): detection, video
// and optical flow among them. Their source is read where it is installed, and never run.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openWorkspace, ROOT } from '../support/analyse';
import { digestOf, fingerprints, initialised, recorded } from '../support/weights';

const PACKAGES = '/usr/lib/python3/dist-packages';
/** One of so many is drawn in every run, because all take minutes; WEIGHTS_ONLY=. draws them all. */
const SHARE = 6;
/** More than a few hundred million parameters are drawn only on demand. */
const LARGE = /regnet_y_128gf|vit_[hl]_|convnext_(base|large)/;
const only = process.env['WEIGHTS_ONLY'];

interface Golden { readonly target: string; readonly entries: number; readonly digest: string }
const goldens = readFileSync(join(ROOT, 'test/golden/weights/torchvision.jsonl'), 'utf8').trim().split('\n')
  .map((line) => JSON.parse(line) as Golden)
  .filter(({ target }, i) => (only ? new RegExp(only).test(target) : i % SHARE === 0 && !LARGE.test(target)));

/** Sizes do not matter to weights; models only have to accept them. */
function inputsOf(target: string): string {
  if (target.includes('.video.')) return '1x3x16x64x64';
  if (target.includes('raft')) return '1x3x128x128,1x3x128x128';
  if (/vit_|inception/.test(target)) return '1x3x224x224';
  return '1x3x64x64';
}

describe.skipIf(!existsSync(join(PACKAGES, 'torchvision')))('weights of torchvision as recorded', async () => {
  const workspace = await openWorkspace([PACKAGES]);

  it.each(goldens)('$target', { timeout: 600_000 }, ({ target, entries, digest }) => {
    const model = recorded(workspace, workspace.open(join(ROOT, 'test/models/byName.py')), target, inputsOf(target));
    const prints = fingerprints(model, initialised(model));
    expect([prints.length, digestOf(prints)]).toEqual([entries, digest]);
  });
});
