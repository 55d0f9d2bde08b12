// Compares convlens with PyTorch on models that run here: node tools/compare.mjs [--python-path DIR]... [--records FILE] TARGET...
// A target carries its inputs: file.py:Entry@1x3x32x32. `@FILE` reads targets from a file, a line each. PyTorch's answers come
// from tools/truth.py (the system's python3 with torch) and are kept in --records, so that a second run is quick.
// Prints a line per model: what agrees (parameters, buffers, output, every leaf call, MACs, places) and the first difference.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'python-path': { type: 'string', multiple: true }, records: { type: 'string' }, json: { type: 'boolean' }, quiet: { type: 'boolean' } },
});
const root = path.resolve(import.meta.dirname, '..');
const targets = positionals.flatMap((text) => (text.startsWith('@') ? fs.readFileSync(text.slice(1), 'utf8').split('\n').map((line) => line.trim()).filter((line) => line && !line.startsWith('#')) : [text]));

const records = new Map();
if (options.records && fs.existsSync(options.records)) {
  for (const line of fs.readFileSync(options.records, 'utf8').split('\n').filter(Boolean)) {
    const record = JSON.parse(line);
    records.set(record.target, record);
  }
}
const missing = targets.filter((target) => !records.has(target));
// One process a target: modules of the same name in different folders do not meet.
for (const target of missing) {
  const env = { ...process.env, PYTHONPATH: (options['python-path'] ?? []).join(':') };
  const { stdout, stderr } = spawnSync('/usr/bin/python3', [path.join(root, 'tools/truth.py'), target], { encoding: 'utf8', env, maxBuffer: 1 << 28, timeout: 300_000 });
  const line = stdout.split('\n').find((text) => text.startsWith('{'));
  const record = line ? JSON.parse(line) : { target, error: `python: ${stderr.trim().split('\n').at(-1) ?? 'no answer'}` };
  records.set(target, record);
  if (options.records) fs.appendFileSync(options.records, `${JSON.stringify(record)}\n`);
}

function ours(target) {
  const args = [path.join(root, 'dist/cli.js'), 'summary', target, '--json', ...(options['python-path'] ?? []).flatMap((folder) => ['--python-path', folder])];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1 << 28, timeout: 120_000 });
  try {
    return JSON.parse(stdout);
  } catch {
    return { error: stderr.trim().split('\n')[0] || `exit ${status}` };
  }
}

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const outputShapes = (value) => {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(outputShapes);
  if ('shape' in value && 'dtype' in value) return value.shape;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, outputShapes(item)]));
};

function compare(truth, mine) {
  if (truth.error) {
    const text = truth.error.replace(/^\w+: /, '');
    const agrees = mine.error ? mine.error.includes(text) : mine.raises?.some((raised) => truth.error === `${raised.type}: ${raised.message}`);
    return { kind: 'raises', ok: Boolean(agrees), first: agrees ? '' : `PyTorch: ${truth.error}; ours: ${mine.error ?? JSON.stringify(mine.raises)}` };
  }
  if (mine.error) return { kind: 'failed', ok: false, first: mine.error };
  const checks = { parameters: same(truth.parameters, mine.parameters), trainable: same(truth.trainable, mine.trainable), buffers: same(truth.buffers, mine.buffers), output: same(truth.output, outputShapes(mine.output)), macs: same(truth.macs, mine.macs) };
  let first = '';
  const keys = ['path', 'type', 'inputs', 'output', 'parameters', 'macs', 'call', 'constructed'];
  const length = Math.max(truth.layers.length, mine.layers.length);
  checks.layers = truth.layers.length === mine.layers.length;
  checks.sites = true;
  for (let i = 0; i < length; i++) {
    const [a, b] = [truth.layers[i], mine.layers[i]];
    const key = a && b ? keys.find((name) => !same(a[name], b[name]) && !(name === 'path' && a.path === null)) : 'missing';
    if (!key) continue;
    if (key === 'call' || key === 'constructed') checks.sites = false;
    else checks.layers = false;
    first ||= `layer ${i} ${a?.path ?? b?.path}: ${key} ${JSON.stringify(a?.[key] ?? a?.type)} but ours ${JSON.stringify(b?.[key] ?? b?.type)}`;
  }
  const ok = Object.values(checks).every(Boolean);
  const wrong = Object.entries(checks).filter(([, value]) => !value).map(([name]) => name);
  const gap = mine.gaps?.[0] ? ` gap ${mine.gaps[0].site}: ${mine.gaps[0].message}` : '';
  const raise = mine.raises?.[0] ? ` raises ${mine.raises[0].site}: ${mine.raises[0].type}: ${mine.raises[0].message}` : '';
  return { kind: 'runs', ok, checks, first: ok ? '' : `${wrong.join(',')}${raise}${gap}; ${first}` };
}

let passed = 0;
const results = targets.map((target) => {
  const result = compare(records.get(target), ours(target));
  if (result.ok) passed++;
  if (!options.json && (!options.quiet || !result.ok)) console.log(`${result.ok ? 'ok  ' : 'FAIL'} ${target}${result.first ? `\n       ${result.first.slice(0, 400)}` : ''}`);
  return { target, ...result };
});
if (options.json) console.log(JSON.stringify(results));
else console.log(`${passed} of ${targets.length} models agree with PyTorch`);
