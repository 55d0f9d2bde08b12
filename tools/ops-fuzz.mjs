// Random calls over PyTorch's whole surface, ours against PyTorch's: shapes, dtypes, parameters, buffers, elements, errors.
//   node tools/ops-fuzz.mjs [--seed N] [--each N] [--only REGEX] [--kind KIND,...] [--show N] [--record FILE] [--engine] [--edges]
// The calls come from tools/ops_fuzz.py with its templates tools/ops_fuzz.txt; it needs the system's python3 with torch.
// Prints, per template, how many differ and the first of them. Kinds: wrong (an answer that is not PyTorch's), values,
// missed (PyTorch raises), spurious (only we raise), text (another error), unknown (we give no answer), dtype
// (PyTorch's kernel on a CPU lacks the type).
// --engine runs each call as a model with the engine, by fast kernels and by reference kernels only; kinds are then fast, slow (elements
// that are not PyTorch's), refused, stopped (an error of the run). --edges puts NaN, infinities and negative zeros into the inputs.
// A difference becomes a sample of its op once it is mended (docs/adding-an-op.md).
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const { values: options } = parseArgs({
  options: { seed: { type: 'string' }, each: { type: 'string' }, only: { type: 'string' }, kind: { type: 'string' }, show: { type: 'string' }, record: { type: 'string' }, engine: { type: 'boolean' }, edges: { type: 'boolean' } },
});
const root = path.resolve(import.meta.dirname, '..');
process.chdir(root);
const python = process.env.PYTHON ?? '/usr/bin/python3';
const { stdout, stderr, status } = spawnSync(python, [path.join(root, 'tools/ops_fuzz.py'), '--seed', options.seed ?? '1', '--each', options.each ?? '20',
  '--only', options.only ?? '', ...(options.engine ? ['--engine'] : []), ...(options.edges ? ['--edges'] : [])], { encoding: 'utf8', maxBuffer: 1 << 30 });
if (stderr) console.error(stderr.trim());
if (status !== 0) process.exit(status ?? 1);
const { cases } = JSON.parse(stdout);

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ops-fuzz-'));
await build({
  entryPoints: [path.join(root, 'tools', options.engine ? 'opsFuzzEngine.ts' : 'opsFuzzCompare.ts')], outfile: path.join(folder, 'compare.mjs'), bundle: true, platform: 'node', format: 'esm', define: { 'import.meta.dirname': JSON.stringify(path.join(root, 'test/support')) },
  logLevel: 'error', alias: { 'web-tree-sitter': path.join(root, 'node_modules/web-tree-sitter/web-tree-sitter.cjs') },
  banner: { js: "import { createRequire as makeRequire_ } from 'node:module'; const require = makeRequire_(import.meta.url); const __dirname = '.'; const __filename = 'compare.mjs';" },
});
const { compareAll } = await import(pathToFileURL(path.join(folder, 'compare.mjs')).href);
const findings = await compareAll(cases, options.edges ?? false);
fs.rmSync(folder, { recursive: true });

const kinds = options.kind?.split(',');
const counts = {};
const families = new Map();
findings.forEach((finding, i) => {
  if (!finding) return;
  counts[finding.kind] = (counts[finding.kind] ?? 0) + 1;
  if (kinds && !kinds.includes(finding.kind)) return;
  const { family } = cases[i];
  families.set(family, [...(families.get(family) ?? []), { ...finding, case: cases[i] }]);
});
for (const [family, list] of families) {
  const total = cases.filter((c) => c.family === family).length;
  console.log(`${list.length} of ${total}  ${family}`);
  for (const { kind, found, case: c } of list.slice(0, Number(options.show ?? 2))) {
    const dtypes = c.dtypes.every((d) => d === 'float32') ? '' : ` ${c.dtypes.join(' ')}`;
    console.log(`   ${kind}: ${c.call}  ${JSON.stringify(c.shapes)}${dtypes}\n      ${found}`);
  }
}
if (options.record) fs.writeFileSync(options.record, JSON.stringify(findings.map((finding, i) => ({ ...cases[i], ...finding }))));
console.log(`${cases.length} calls: ${findings.filter((f) => !f).length} agree, ${Object.entries(counts).map(([kind, n]) => `${n} ${kind}`).join(', ') || 'none differs'}`);
