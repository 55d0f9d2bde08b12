// Records what python3 prints for the programs of test/differential: node tools/differential.mjs --record [name...]
// Without --record it only says which recordings are missing or differ. Needs a Python 3.11; the tests need none.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const folder = join(resolve(import.meta.dirname, '..'), 'test', 'differential');
const args = process.argv.slice(2);
const recording = args.includes('--record');
const wanted = args.filter((each) => !each.startsWith('--'));

let differing = 0;
for (const file of readdirSync(folder).filter((each) => each.endsWith('.py')).sort()) {
  const name = file.slice(0, -3);
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const run = spawnSync('python3', ['-W', 'ignore', file], {
    cwd: folder, encoding: 'utf8', env: { ...process.env, PYTHONHASHSEED: '0', PYTHONDONTWRITEBYTECODE: '1' }, timeout: 60_000,
  });
  if (run.status !== 0) {
    console.error(`${file} does not run to its end:\n${run.stderr}`);
    process.exitCode = 1;
    continue;
  }
  const text = join(folder, `${name}.txt`);
  if (existsSync(text) && readFileSync(text, 'utf8') === run.stdout) continue;
  differing++;
  if (recording) writeFileSync(text, run.stdout);
  console.log(`${recording ? 'recorded' : 'differs '} ${file}`);
}
console.log(`${differing} ${recording ? 'recorded' : 'differing'}`);
if (differing > 0 && !recording) process.exitCode = 1;
