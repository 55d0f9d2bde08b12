// Compares convlens with PyTorch on models that run here: node tools/compare.mjs [--python-path DIR]... [--records FILE] TARGET...
// A target carries its inputs: file.py:Entry@1x3x32x32. `@FILE` reads targets from a file, a line each. PyTorch's answers come
// from tools/truth.py (the system's python3 with torch) and are kept in --records, so that a second run is quick.
// Prints a line per model: what agrees (parameters, buffers, output, every leaf call, MACs, places) and the first difference.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { compareRecord } from './comparison.mjs';

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

let passed = 0;
const results = targets.map((target) => {
  const result = compareRecord(records.get(target), ours(target));
  if (result.ok) passed++;
  if (!options.json && (!options.quiet || !result.ok)) console.log(`${result.ok ? 'ok  ' : 'FAIL'} ${target}${result.first ? `\n       ${result.first.slice(0, 400)}` : ''}`);
  return { target, ...result };
});
if (options.json) console.log(JSON.stringify(results));
else console.log(`${passed} of ${targets.length} models agree with PyTorch`);
