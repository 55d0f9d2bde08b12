// Hashes of the engine's WebAssembly modules, built from source: node tools/engineModules.mjs writes them for the tests,
// with a FOLDER it writes the modules there too.
import { createHash } from 'node:crypto';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');
const [folder] = process.argv.slice(2);
const temporary = mkdtempSync(join(tmpdir(), 'engine-'));
const outfile = join(temporary, 'module.mjs');
await build({ entryPoints: [join(root, 'src/engine/wasm/module.ts')], bundle: true, format: 'esm', outfile, logLevel: 'error' });
const { buildModule } = await import(pathToFileURL(outfile).href);
rmSync(temporary, { recursive: true });

const hashes = {};
for (const [fused, split] of [[true, false], [true, true], [false, false], [false, true]]) {
  const name = `${fused ? 'fused' : 'simd'}${split ? '-split' : ''}`;
  const bytes = buildModule({ fused, split, shared: false });
  hashes[name] = { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  if (!folder) continue;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.wasm`), bytes);
}
writeFileSync(join(root, 'test/golden/engine/modules.json'), `${JSON.stringify(hashes, null, 1)}\n`);
