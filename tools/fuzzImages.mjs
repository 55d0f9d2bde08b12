// Damages image files and .npy files and feeds them through their readers.
//   node tools/fuzzImages.mjs [--runs 20000] [--seed 1] [KIND...]     KIND: png, jpg, webp, bmp, gif, npy; all without one
// Each file is decoded or refused with a sentence. The readers run in a process of their own: it fails when that process ends,
// when a file takes longer than HANG, or when its memory grows beyond MEMORY_MB.
import * as esbuild from 'esbuild';
import { fork } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

const HANG = 60_000;
const MEMORY_MB = 1_500;
const KINDS = ['png', 'jpg', 'webp', 'bmp', 'gif', 'npy'];
const root = path.resolve(import.meta.dirname, '..');

if (process.send) await work();
else await watch();

async function work() {
  const [bundle, kind, runs, seed] = process.argv.slice(2);
  const { default: { fuzzImages } } = await import(bundle);
  const folder = path.join(root, 'test/golden/images');
  const corpus = kind === 'npy' ? npyFiles() : fs.readdirSync(folder).filter((name) => name.endsWith(`.${kind}`))
    .map((name) => new Uint8Array(fs.readFileSync(path.join(folder, name))));
  const wasm = { jpeg: 'jpeg/codec/dec/mozjpeg_dec.wasm', webp: 'webp/codec/dec/webp_dec.wasm' };
  const readCodec = async (name) => fs.readFileSync(path.join(root, 'node_modules/@jsquash', wasm[name]));
  let most = 0;
  const result = await fuzzImages(kind, corpus, Number(runs), Number(seed), readCodec, (run) => {
    if (run % 50 === 0) {
      most = Math.max(most, process.memoryUsage().rss);
      process.send({ beat: run });
    }
  });
  process.send({ result: { ...result, memory: Math.round(most / 1e6) } });
}

function npyFiles() {
  const header = (text) => Buffer.from(`\x93NUMPY\x01\0${String.fromCharCode(118, 0)}${text.padEnd(117)}\n`, 'latin1');
  const body = Buffer.alloc(96, 7);
  return ["{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3, 4), }", "{'descr': '|u1', 'fortran_order': False, 'shape': (96,), }",
    "{'descr': '>i8', 'fortran_order': False, 'shape': (3, 4), }"].map((text) => new Uint8Array(Buffer.concat([header(text), body])));
}

async function watch() {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { runs: { type: 'string' }, seed: { type: 'string' } } });
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'convlens-fuzz-'));
  const bundle = path.join(folder, 'fuzz.cjs');
  await esbuild.build({ entryPoints: [path.join(root, 'test/support/fuzzImages.ts')], outfile: bundle, bundle: true, platform: 'node',
    format: 'cjs', logLevel: 'error', resolveExtensions: ['.node.ts', '.ts', '.mjs', '.js', '.json'], external: ['vitest'] });
  for (const kind of positionals.length > 0 ? positionals : KINDS) {
    const started = Date.now();
    const found = await one(bundle, kind, values.runs ?? '20000', values.seed ?? '1');
    if (found.ended) {
      console.error(`  FAILED ${kind}: ${found.ended}`);
      process.exitCode = 1;
      continue;
    }
    const { decoded, refused, failures, slowest, memory } = found;
    console.log(`  ${kind.padEnd(5)} ${decoded} decoded, ${refused} refused, ${failures.length} failed; slowest ${slowest.toFixed(0)} ms, `
      + `${memory} MB, ${((Date.now() - started) / 1000).toFixed(0)} s`);
    for (const failure of failures.slice(0, 5)) console.error(failure);
    if (failures.length > 0 || memory > MEMORY_MB) process.exitCode = 1;
  }
  fs.rmSync(folder, { recursive: true, force: true });
}

function one(bundle, kind, runs, seed) {
  return new Promise((resolve) => {
    const child = fork(import.meta.filename, [bundle, kind, runs, seed], { execArgv: ['--max-old-space-size=1000'] });
    let last = 0;
    const hang = () => {
      child.kill('SIGKILL');
      resolve({ ended: `no answer for ${HANG / 1000} s after file ${last}` });
    };
    let timer = setTimeout(hang, HANG);
    child.on('message', ({ beat, result }) => {
      clearTimeout(timer);
      timer = setTimeout(hang, HANG);
      last = beat ?? last;
      if (result) {
        clearTimeout(timer);
        child.disconnect();
        resolve(result);
      }
    });
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      resolve({ ended: `the process ended (${signal ?? code}) after file ${last}` });
    });
  });
}
