// The engine's WebAssembly modules, built from source: node tools/engineModules.mjs writes their hashes for the tests, with a
// FOLDER it writes the modules there too. `prebuiltModule` puts the most usual one into a bundle.
import { createHash } from 'node:crypto';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { deflateRawSync } from 'node:zlib';
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

/** What `PREBUILT` of src/engine/wasm/prebuilt.ts holds: the module of machines with fused multiply-adds. */
const PREBUILT = { fused: true, split: false, wide: false, shared: false };

/** A plugin of esbuild that puts it into a bundle, deflated. Node inflates it by its own library, which is sooner done. */
export const prebuiltModule = {
  name: 'prebuilt-module',
  setup(bundle) {
    bundle.onResolve({ filter: /^engine-module$/ }, () => ({ path: 'engine-module', namespace: 'engine-module' }));
    bundle.onLoad({ filter: /.*/, namespace: 'engine-module' }, async () => {
      const { buildModule } = await emitter();
      return { contents: deflateRawSync(buildModule(PREBUILT), { level: 9 }), loader: 'binary' };
    });
    const [inflate, library] = bundle.initialOptions.platform === 'node' ? ['inflateRawSync', 'node:zlib'] : ['inflateSync', 'fflate'];
    bundle.onLoad({ filter: /[\\/]wasm[\\/]prebuilt\.ts$/ }, () => ({ loader: 'ts', contents: `import fused from 'engine-module';
import { ${inflate} } from '${library}';
export const PREBUILT = { get fused() { return new Uint8Array(${inflate}(fused)); } };` }));
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
