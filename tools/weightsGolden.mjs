// Has PyTorch record the weights of the targets in test/golden/weights: node tools/weightsGolden.mjs [own|builders|torchvision]
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'test/golden/weights');
const MODELS = { own: 'test/models/initialised.py', builders: 'test/models/byName.py', torchvision: 'test/models/byName.py' };
for (const name of process.argv.length > 2 ? process.argv.slice(2) : Object.keys(MODELS)) {
  const entries = readFileSync(join(folder, `${name}.txt`), 'utf8').split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const lines = [];
  for (const entry of entries) {
    const args = [...(name === 'own' ? [] : ['--digest']), `${join(root, MODELS[name])}:${entry}`];
    const { status, stdout } = spawnSync(process.env.PYTHON ?? '/usr/bin/python3', [join(root, 'tools/weightsGolden.py'), ...args],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1e9 });
    if (status === 0) lines.push(stdout);
    else process.exitCode = 1;
  }
  writeFileSync(join(folder, `${name}.jsonl`), lines.join(''));
}
