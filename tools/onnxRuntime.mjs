// Runs ONNX files on random numbers, each in a process of its own, and compares every output with ONNX Runtime's:
//   node tools/onnxRuntime.mjs FOLDER FILE...      FOLDER has onnxruntime-node installed.
// Where sizes are left open, one image of 224 pixels a side is taken. Exits with 1 when a shape or a number differs.
import * as esbuild from 'esbuild';
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const folder = path.resolve(process.argv[2] ?? '');
const files = process.argv.slice(3).map((file) => path.resolve(file));
process.chdir(root);
esbuild.buildSync({ entryPoints: ['tools/onnxRuntime.ts'], outfile: 'out/onnxRuntime.cjs', bundle: true, platform: 'node',
  format: 'cjs', logLevel: 'error', resolveExtensions: ['.node.ts', '.ts', '.js', '.mjs', '.json'],
  alias: { 'web-tree-sitter': path.join(root, 'node_modules/web-tree-sitter/web-tree-sitter.cjs') } });
let equal = 0;
for (const file of files) {
  const run = spawnSync(process.execPath, ['out/onnxRuntime.cjs', folder, file], { encoding: 'utf8', maxBuffer: 1 << 26 });
  const result = JSON.parse(run.stdout.trim() || JSON.stringify({ failed: run.stderr.trim().split('\n').at(-1) }));
  const good = result.wrong?.length === 0;
  if (good) equal++;
  process.stdout.write(`${good ? 'ok ' : 'BAD'} ${path.basename(file)} ${JSON.stringify(result)}\n`);
}
process.stdout.write(`${equal} of ${files.length} equal\n`);
process.exitCode = equal === files.length ? 0 : 1;
