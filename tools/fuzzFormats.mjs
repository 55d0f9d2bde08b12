// Mutates checkpoints and reads them: node tools/fuzzFormats.mjs [--runs 20000] [--seed 1] [--folder FOLDER]
// Every file of the folder (test/fixtures/checkpoints) is a seed of its own and is mutated so many times. A reader may give
// tensors or a FormatError; anything else, a read that takes seconds, or memory beyond the limit ends the command with code 1.
import * as esbuild from 'esbuild';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({ options: { runs: { type: 'string' }, seed: { type: 'string' }, folder: { type: 'string' } } });
const root = path.resolve(import.meta.dirname, '..');
const folder = options.folder ?? path.join(root, 'test/fixtures/checkpoints');
const runs = Number(options.runs ?? 20_000);
const MAX_MS = 5_000;
const MAX_BYTES = 64 * 2 ** 20;
const MAX_GROWTH = 1_500 * 2 ** 20;

const out = fs.mkdtempSync(path.join(os.tmpdir(), 'convlens-fuzz-'));
await esbuild.build({
  stdin: { contents: "export { fuzzOnce, mutated, randomFrom } from './test/support/fuzzFormats';", resolveDir: root, loader: 'ts' },
  bundle: true, platform: 'node', format: 'cjs', outfile: path.join(out, 'formats.cjs'), logLevel: 'error',
});
const { fuzzOnce, mutated, randomFrom } = (await import(path.join(out, 'formats.cjs'))).default;
const files = fs.readdirSync(folder).filter((name) => name !== 'expected.json');
const before = process.memoryUsage.rss();
let [failed, slowest, most] = [0, 0, 0];
for (const name of files) {
  const random = randomFrom(Number(options.seed ?? 1));
  const bytes = new Uint8Array(fs.readFileSync(path.join(folder, name)));
  const counts = { read: 0, refused: 0 };
  for (let run = 0; run < runs; run++) {
    const changed = mutated(bytes, random);
    const start = performance.now();
    const outcome = await fuzzOnce(name, changed, MAX_BYTES);
    slowest = Math.max(slowest, performance.now() - start);
    most = Math.max(most, process.memoryUsage.rss() - before);
    if (outcome === 'read' || outcome === 'refused') counts[outcome]++;
    if ((outcome !== 'read' && outcome !== 'refused') || performance.now() - start > MAX_MS) {
      failed++;
      const kept = path.join(out, `${failed}-${name}`);
      fs.writeFileSync(kept, changed);
      console.log(`${name}: ${outcome} (${Math.round(performance.now() - start)} ms), kept as ${kept}`);
    }
  }
  console.log(`${name}: ${runs} files, ${counts.read} read, ${counts.refused} refused`);
}
console.log(`${files.length * runs} files, ${failed} failed, slowest ${Math.round(slowest)} ms, memory grew by ${Math.round(most / 1e6)} MB`);
process.exitCode = failed > 0 || most > MAX_GROWTH ? 1 : 0;
