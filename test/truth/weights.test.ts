// torchvision's builders from the seed 0, their source read and never run, bit for bit against PyTorch where it is installed.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openWorkspace, ROOT } from '../support/analyse';
import { digestOf, fingerprints, initialised, recorded } from '../support/weights';

const PACKAGES = '/usr/lib/python3/dist-packages';
const PYTHON = process.env['PYTHON'] ?? '/usr/bin/python3';
const FILE = join(ROOT, 'test/models/byName.py');
/** Both sides hold all weights at once: those of more than a few hundred million parameters are left out. */
const TOO_LARGE = /regnet_y_128gf|vit_h_14/;
/** One of so many is drawn in every run, because both sides take minutes for all; WEIGHTS_ONLY=. draws them all. */
const SHARE = 8;
const only = process.env['WEIGHTS_ONLY'];
const targets = readFileSync(join(ROOT, 'test/golden/models/byName.txt'), 'utf8').split('\n')
  .map((line) => /^[^#:]*:(models\..*)@(.*)$/.exec(line))
  .flatMap((found) => (found ? [{ entry: found[1], inputs: found[2] }] : []))
  .filter(({ entry }) => !TOO_LARGE.test(entry))
  .filter(({ entry }, i) => (only ? new RegExp(only).test(entry) : i % SHARE === 0));

describe.skipIf(!existsSync(join(PACKAGES, 'torch')))('weights of torchvision', async () => {
  const workspace = await openWorkspace([PACKAGES]);

  it.for(targets)('$entry', { timeout: 600_000 }, (target, { skip }) => {
    const { entry, inputs } = target;
    const { stdout, stderr, status } = spawnSync(PYTHON, [join(ROOT, 'tools/weightsGolden.py'), '--digest', `${FILE}:${entry}`],
      { encoding: 'utf8', env: { ...process.env, OMP_NUM_THREADS: '1' } });
    // Weights that PyTorch would download are not the seed's, and a call that torchvision refuses has none.
    skip(/urlopen error|^ValueError: The parameter/m.test(stderr), 'PyTorch makes no weights from the seed here');
    expect([status, status === 0 ? '' : stderr]).toEqual([0, '']);
    const golden = JSON.parse(stdout) as { readonly entries: number; readonly digest: string };
    const model = recorded(workspace, workspace.open(FILE), entry, inputs);
    const prints = fingerprints(model, initialised(model));
    expect([prints.length, digestOf(prints)]).toEqual([golden.entries, golden.digest]);
  });
});
