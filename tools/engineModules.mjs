// The engine's WebAssembly modules, built from source: node tools/engineModules.mjs writes their hashes for the tests, with a
// FOLDER it writes the modules there too. `prebuiltModule` puts the most usual one into a bundle.
import { createHash } from 'node:crypto';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');

/** The functions of src/engine/wasm/module.ts as they are now. */
async function emitter() {
  const temporary = mkdtempSync(join(tmpdir(), 'engine-'));
  const outfile = join(temporary, 'module.mjs');
  await build({ entryPoints: [join(root, 'src/engine/wasm/module.ts')], bundle: true, format: 'esm', outfile,
    logLevel: 'error' });
  const found = await import(pathToFileURL(outfile).href);
  rmSync(temporary, { recursive: true });
  return found;
}

/** Runs that stood before are named instead of repeated: what `unpacked` of src/engine/wasm/unpack.ts reads. */
export function packed(bytes) {
  const out = [];
  const number = (value) => {
    for (; value > 127; value >>>= 7) out.push((value & 127) | 128);
    out.push(value);
  };
  number(bytes.length);
  const seen = new Map();
  const keyAt = (i) => bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24);
  const longest = (at) => {
    let [best, back] = [0, 0];
    const places = at + 4 <= bytes.length ? seen.get(keyAt(at)) ?? [] : [];
    for (const from of places) {
      let length = 0;
      while (at + length < bytes.length && bytes[from + length] === bytes[at + length]) length++;
      if (length >= best) [best, back] = [length, at - from];
    }
    return [best, back];
  };
  let fresh = 0;
  for (let at = 0; at < bytes.length;) {
    const [best, back] = longest(at);
    // A run that begins one byte later may be longer.
    const taken = best >= 6 && longest(at + 1)[0] <= best + 1;
    const step = taken ? best : 1;
    if (taken) {
      number(at - fresh);
      out.push(...bytes.subarray(fresh, at));
      number(best);
      number(back);
      fresh = at + best;
    }
    for (let i = at; i < at + step && i + 4 <= bytes.length; i++) seen.set(keyAt(i),
      [...(seen.get(keyAt(i)) ?? []).slice(-255), i]);
    at += step;
  }
  number(bytes.length - fresh);
  out.push(...bytes.subarray(fresh));
  return Uint8Array.from(out);
}

/** A plugin of esbuild: `PREBUILT` holds the module of machines with fused multiply-adds. */
export const prebuiltModule = {
  name: 'prebuilt-module',
  setup(bundle) {
    bundle.onResolve({ filter: /^engine-module$/ }, () => ({ path: 'engine-module', namespace: 'engine-module' }));
    bundle.onLoad({ filter: /.*/, namespace: 'engine-module' }, async () => {
      const { buildModule } = await emitter();
      return { contents: packed(buildModule({ fused: true, split: false, wide: false, shared: false })), loader: 'binary' };
    });
    bundle.onLoad({ filter: /[\\/]wasm[\\/]prebuilt\.ts$/ }, () =>
      ({ loader: 'ts', contents: `import fused from 'engine-module';
import { unpacked } from './unpack';
export const PREBUILT = { get fused() { return unpacked(fused); } };` }));
  },
};

if (process.argv[1] === import.meta.filename) {
  const [folder] = process.argv.slice(2);
  const { buildModule, moduleName } = await emitter();
  const hashes = {};
  for (const [fused, split, wide] of [[true, false, false], [true, true, false], [false, false, false], [false, true, false], [true, false, true]]) {
    const name = moduleName({ fused, split, wide });
    const bytes = buildModule({ fused, split, wide, shared: false });
    hashes[name] = { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
    if (!folder) continue;
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${name}.wasm`), bytes);
  }
  writeFileSync(join(root, 'test/golden/engine/modules.json'), `${JSON.stringify(hashes, null, 1)}\n`);
}
