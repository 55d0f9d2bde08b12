// Has PyTorch record the models of test/golden/engine/targets.txt: node tools/modelGolden.mjs [NAME...]
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'test/golden/engine');
const wanted = process.argv.slice(2);
for (const line of readFileSync(join(folder, 'targets.txt'), 'utf8').split('\n')) {
  const [name, entry, shape, statement] = line.split('|').map((part) => part.trim());
  if (line.startsWith('#') || !entry || (wanted.length > 0 && !wanted.includes(name))) continue;
  const { status } = spawnSync(process.env.PYTHON ?? '/usr/bin/python3', [join(root, 'tools/modelGolden.py'), entry, shape, join(folder, name),
    '--samples', name.startsWith('own') ? '24' : '6', '--import', statement, '--path', join(root, 'test/models')], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
