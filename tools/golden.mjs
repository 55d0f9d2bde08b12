// Collects the samples of the op files and has PyTorch answer them: see tools/golden.py.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');
const NOT_FAMILIES = new Set(['op', 'schema', 'index']);
const wanted = process.argv.slice(2);
const families = readdirSync(join(root, 'src/ops')).filter((f) => f.endsWith('.ts')).map((f) => basename(f, '.ts'))
  .filter((f) => !NOT_FAMILIES.has(f) && (wanted.length === 0 || wanted.includes(f)));
const unknown = wanted.filter((f) => !families.includes(f));
if (unknown.length > 0) throw new Error(`no op file ${unknown.join(', ')}`);

const folder = mkdtempSync(join(tmpdir(), 'golden-'));
const samples = [];
for (const family of families) {
  const outfile = join(folder, `${family}.mjs`);
  await build({ entryPoints: [join(root, `src/ops/${family}.ts`)], bundle: true, format: 'esm', outfile, logLevel: 'error' });
  for (const definition of Object.values(await import(pathToFileURL(outfile).href))) {
    if (!definition?.kind || !Array.isArray(definition.samples)) continue;
    const name = definition.path ?? definition.name ?? definition.paths[0];
    for (const sample of definition.samples) samples.push({ family, name, ...sample });
  }
}
rmSync(folder, { recursive: true });

const target = join(root, 'test/golden/ops');
mkdirSync(target, { recursive: true });
const python = process.env.PYTHON ?? '/usr/bin/python3';
const { status } = spawnSync(python, [join(root, 'tools/golden.py'), target],
  { input: JSON.stringify(samples), stdio: ['pipe', 'inherit', 'inherit'], maxBuffer: 1 << 28 });
process.exitCode = status ?? 1;
