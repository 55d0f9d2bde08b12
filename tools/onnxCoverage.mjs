// Runs ONNX's backend tests and writes docs/onnx-coverage.md: node tools/onnxCoverage.mjs [FOLDER]
// FOLDER is the data of Debian's libonnx-testdata. Every test that passes is run again with reference kernels alone.
import * as esbuild from 'esbuild';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
process.chdir(root);
const folder = process.argv[2] ?? '/usr/share/libonnx-testdata/data';
if (!fs.existsSync(folder)) throw new Error(`${folder} is not there: apt-get install libonnx-testdata brings it.`);
esbuild.buildSync({ entryPoints: ['tools/onnxCoverage.ts'], outfile: 'out/onnxCoverage.mjs', bundle: true, platform: 'node',
  format: 'esm', logLevel: 'error' });
const run = spawnSync(process.execPath, ['out/onnxCoverage.mjs', folder], { encoding: 'utf8', maxBuffer: 1 << 28,
  stdio: ['ignore', 'pipe', 'inherit'] });
if (run.status !== 0) throw new Error('The tests could not be run.');
const rows = run.stdout.trim().split('\n').map((line) => JSON.parse(line));

const count = (list, outcome) => list.filter((row) => row.outcome === outcome).length;
const suites = [...new Set(rows.map(({ suite }) => suite))];
const percent = (a, b) => `${((100 * a) / b).toFixed(1)} %`;
const inScope = rows.filter((row) => row.suite === 'node' && row.scope === '');
const line = (name, list) => `| ${name} | ${list.length} | ${count(list, 'passed')} | ${count(list, 'failed')} | `
  + `${count(list, 'not modelled')} | ${percent(count(list, 'passed'), list.length)} |`;
const scopes = [...new Set(rows.map(({ scope }) => scope).filter((scope) => scope !== ''))].sort();

fs.writeFileSync('docs/onnx-coverage.md', `# ONNX's backend tests

Written by \`node tools/onnxCoverage.mjs\`, which runs every test of the data that Debian's \`libonnx-testdata\` brings through
reader, graph and engine, with the fast kernels and again with the reference kernels alone,
  and compares with the expected outputs (relative
10⁻³, absolute 10⁻⁷,
  as ONNX's own runner). A test is *not modelled* when the analyser says so with a reason; it is *failed* when a
value, a shape or a type is wrong. *engine*: the inputs were given to the engine; *folded*: what comes out depends on the
elements of the inputs, which were given while the graph was made, and reference kernels computed it.

| suite | tests | passed | failed | not modelled | passed |
|---|---|---|---|---|---|
${suites.map((suite) => line(suite, rows.filter((row) => row.suite === suite))).join('\n')}
${line('node, without training, text, sequences and quantized types', inScope)}
${scopes.map((scope) => line(`node, about ${scope}`, rows.filter((row) => row.suite === 'node' && row.scope === scope))).join(
  '\n')}

| test | outcome | way | why |
|---|---|---|---|
${rows.map(({ suite, name, outcome, way, why }) =>
  `| ${suite}/${name} | ${outcome} | ${way} | ${why.replaceAll('|', '\\|').slice(0, 200)} |`).join('\n')}
`);
process.stdout.write(`${line('node, in scope', inScope)}\n${count(rows, 'failed')} failed of ${rows.length}\n`);
