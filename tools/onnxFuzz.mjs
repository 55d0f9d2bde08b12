// Opens damaged ONNX files: node tools/onnxFuzz.mjs [COUNT[@SEED]] [FILE...], seeds from SEED on; without files, those of Debian's libonnx-testdata.
import * as esbuild from 'esbuild';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

process.chdir(path.resolve(import.meta.dirname, '..'));
const [count = '20000', ...files] = process.argv.slice(2);
const DATA = '/usr/share/libonnx-testdata/data';
const found = files.length > 0 ? files : ['node', 'simple', 'pytorch-operator', 'pytorch-converted'].flatMap((suite) =>
  fs.readdirSync(path.join(DATA, suite)).map((name) => path.join(DATA, suite, name, 'model.onnx')));
esbuild.buildSync({ entryPoints: ['tools/onnxFuzz.ts'], outfile: 'out/onnxFuzz.mjs', bundle: true, platform: 'node',
  format: 'esm', logLevel: 'error' });
const run = spawnSync(process.execPath, ['--max-old-space-size=512', 'out/onnxFuzz.mjs', count, ...found], { stdio: 'inherit' });
process.exitCode = run.status ?? 1;
