// Mutates ONNX files and opens each: what crashes, hangs or takes long is printed. Bundled by onnxFuzz.mjs.
import { readFileSync } from 'node:fs';
import { mutated, settled } from '../test/support/onnxMutants';

const [count = '20000', ...files] = process.argv.slice(2);
const [many, first = 0] = count.split('@').map(Number);
const seeds = files.map((file) => ({ file, bytes: Uint8Array.from(readFileSync(file)) }));
const outcomes: Record<string, number> = { graph: 0, sentence: 0, crash: 0 };
let slowest = { ms: 0, file: '', seed: 0 };
for (let i = first; i < first + many; i++) {
  const { file, bytes } = seeds[i % seeds.length];
  const started = performance.now();
  try {
    outcomes[await settled(mutated(bytes, i))]++;
  } catch (error) {
    outcomes['crash']++;
    process.stdout.write(`${file} seed ${i}: ${error instanceof Error ? error.stack ?? error.message : String(error)}\n`);
  }
  const ms = performance.now() - started;
  if (ms > slowest.ms) slowest = { ms, file, seed: i };
}
const { rss } = process.memoryUsage();
process.stdout.write(`${JSON.stringify({ ...outcomes, slowest, megabytes: Math.round(rss / 2 ** 20) })}\n`);
