// Exports models to ONNX and opens the files again, each in a process of its own: node tools/onnxRoundTrip.mjs FOLDER TARGET...
// FOLDER has onnxruntime-node installed. Where python3 has onnx, its checker looks at each file too.
import * as esbuild from 'esbuild';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const folder = path.resolve(process.argv[2] ?? '');
const targets = process.argv.slice(3);
process.chdir(root);
esbuild.buildSync({ entryPoints: ['tools/onnxRoundTrip.ts'], outfile: 'out/onnxRoundTrip.cjs', bundle: true, platform: 'node',
  format: 'cjs',
  logLevel: 'error', resolveExtensions: ['.node.ts', '.ts', '.js', '.mjs', '.json'],
  alias: { 'web-tree-sitter': path.join(root, 'node_modules/web-tree-sitter/web-tree-sitter.cjs') } });
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'convlens-'));
const PYTHON = '/usr/bin/python3';
const CHECK = 'import onnx, sys; onnx.checker.check_model(onnx.load(sys.argv[1]), full_check=True)';
const hasChecker = spawnSync(PYTHON, ['-c', 'import onnx']).status === 0;
let bad = 0;
for (const target of targets) {
  const run = spawnSync(process.execPath, ['out/onnxRoundTrip.cjs', folder, '/usr/lib/python3/dist-packages', scratch, target],
    { encoding: 'utf8', maxBuffer: 1 << 26 });
  const result = JSON.parse(run.stdout.trim() || JSON.stringify({ target, failed: run.stderr.trim().split('\n').at(-1) }));
  if (hasChecker && result.failed === undefined) {
    const check = spawnSync(PYTHON, ['-c', CHECK, path.join(scratch, 'roundtrip.onnx')], { encoding: 'utf8' });
    result.checker = check.status === 0 ? 'ok' : check.stderr.trim().split('\n').at(-1);
  }
  const good = result.failed === undefined && result.parameters[0] === result.parameters[1] && result.macs[0] === result.macs[1]
    && [result.againstRuntime, result.reopened].every((x) => x !== null && x < 1e-4) && result.checker !== undefined
      && result.checker === 'ok';
  if (!good) bad++;
  process.stdout.write(`${good ? 'ok ' : 'BAD'} ${JSON.stringify(result)}\n`);
}
fs.rmSync(scratch, { recursive: true });
process.stdout.write(`${targets.length - bad} of ${targets.length} equal\n`);
process.exitCode = bad === 0 ? 0 : 1;
