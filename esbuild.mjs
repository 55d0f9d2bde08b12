// Builds everything that runs, each bundle once per place where it runs:
//   dist/extension.js       dist/web/extension.js        the two extension hosts (the web host loads a single file)
//   dist/analysisWorker.js  dist/web/analysisWorker.js   the analysis, as a worker thread and as a Web Worker
//   dist/engineWorker.js    dist/web/engineWorker.js     the engine, likewise, loaded when a model is first run
//   dist/runWorker.js       dist/web/runWorker.js        a quick-run: the engine with weights and images
//   dist/cli.js              dist/cliMain.js             the command line: what starts it, and itself
//   dist/test/index.js      dist/web/test/index.js       the tests that run inside VS Code
// node esbuild.mjs [--production] [--watch] [NAME...]    NAME: extension, worker, engine, run, cli, test; all without one
import * as esbuild from 'esbuild';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { prebuiltModule } from './tools/engineModules.mjs';
import { kernelsOnly, noSamples } from './tools/opsWithout.mjs';

const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: { production: { type: 'boolean' }, watch: { type: 'boolean' } },
});
const root = import.meta.dirname;
process.chdir(root);

const common = {
  bundle: true, format: 'cjs', logLevel: 'warning', metafile: true, legalComments: 'none',
  minify: options.production ?? false, sourcemap: options.production ? false : 'linked', sourcesContent: false,
  // The parser library comes as an ES module that asks where it lies; its CommonJS twin does not.
  alias: { 'web-tree-sitter': path.join(root, 'node_modules/web-tree-sitter/web-tree-sitter.cjs') },
};
// `x.node.ts` or `x.web.ts` is what `import './x'` finds.
const extensions = ['.ts', '.js', '.mjs', '.json'];
const node = {
  ...common, platform: 'node', target: 'node20', resolveExtensions: ['.node.ts', ...extensions], external: ['vscode', 'mocha'],
};
const web = {
  ...common, platform: 'browser', target: 'chrome122', resolveExtensions: ['.web.ts', ...extensions],
  mainFields: ['browser', 'module', 'main'], define: { global: 'globalThis' },
  // The parser library reaches for these two only where it finds Node.
  external: ['vscode', 'fs/promises', 'module', 'node:fs/promises', 'node:module'],
};

/** `import 'all-suites'` pulls in every test/vscode/suite/*.test.ts, so that a new file cannot be forgotten. */
const allSuites = {
  name: 'all-suites',
  setup(build) {
    build.onResolve({ filter: /^all-suites$/ }, () => ({ path: 'all-suites', namespace: 'suites' }));
    build.onLoad({ filter: /.*/, namespace: 'suites' }, () => ({
      contents: fs.readdirSync('test/vscode/suite').filter((file) => file.endsWith('.test.ts')).sort()
        .map((file) => `require(${JSON.stringify(`./test/vscode/suite/${file}`)});`).join('\n'),
      resolveDir: root, loader: 'js',
    }));
  },
};

/** `import code from 'worker:./x.ts'` is the bundled text of x.ts: webviews start workers from texts only. */
const workerTexts = {
  name: 'worker-text',
  setup(build) {
    build.onResolve({ filter: /^worker:/ }, ({ path: name, resolveDir }) => ({ path: path.join(resolveDir, name.slice(7)),
      namespace: 'worker-text' }));
    build.onLoad({ filter: /.*/, namespace: 'worker-text' }, async (args) => {
      const { outputFiles, metafile } = await esbuild.build({ ...webview, entryPoints: [args.path], write: false,
        sourcemap: false });
      return { contents: outputFiles[0].text, loader: 'text', watchFiles: Object.keys(metafile.inputs).map((file) =>
        path.resolve(file)) };
    });
  },
};
const webview = { ...common, format: 'iife', platform: 'browser', target: 'chrome122' };

/** Packages that come without the licence's text: where the text and the source are. They are shipped unchanged. */
const WITHOUT_FILE = {
  '@resvg/resvg-wasm': 'Mozilla Public License 2.0: https://mozilla.org/MPL/2.0/\nSource: https://github.com/yisibl/resvg-js',
};

const bundles = {
  extension: [
    { ...node, entryPoints: { extension: 'src/extension.ts' }, outdir: 'dist' },
    { ...web, entryPoints: { extension: 'src/extension.ts' }, outdir: 'dist/web' },
  ],
  worker: [
    { ...node, entryPoints: { analysisWorker: 'src/workers/analysisNode.ts' }, outdir: 'dist', plugins: [noSamples] },
    { ...web, entryPoints: { analysisWorker: 'src/workers/analysisWeb.ts' }, outdir: 'dist/web', plugins: [noSamples] },
  ],
  webview: [{
    ...webview, entryPoints: {
      graph: 'webview/graph/main.ts', graphStyle: 'webview/graph/graph.css', run: 'webview/run/main.ts',
        runStyle: 'webview/run/run.css',
    }, outdir: 'dist/webview', plugins: [workerTexts],
  }],
  engine: [
    { ...node, entryPoints: { engineWorker: 'src/workers/engineNode.ts' }, outdir: 'dist', plugins: [kernelsOnly,
      prebuiltModule] },
    { ...web, entryPoints: { engineWorker: 'src/workers/engineWeb.ts' }, outdir: 'dist/web', plugins: [kernelsOnly,
      prebuiltModule] },
  ],
  run: [
    { ...node, entryPoints: { runWorker: 'src/workers/runNode.ts' }, outdir: 'dist', plugins: [kernelsOnly, prebuiltModule] },
    { ...web, entryPoints: { runWorker: 'src/workers/runWeb.ts' }, outdir: 'dist/web', plugins: [kernelsOnly, prebuiltModule] },
  ],
  cli: [
    { ...node, entryPoints: { cliMain: 'src/cli/main.ts' }, outdir: 'dist' },
    { ...node, entryPoints: { cli: 'src/cli/launch.ts' }, outdir: 'dist', banner: { js: '#!/usr/bin/env node' } },
  ],
  // Built without minifying: a failure's stack should name functions.
  test: [
    { ...node, minify: false, entryPoints: { index: 'test/vscode/indexNode.ts' }, outdir: 'dist/test', plugins: [allSuites] },
    { ...web, minify: false, entryPoints: { index: 'test/vscode/indexWeb.ts' }, outdir: 'dist/web/test', plugins: [allSuites] },
  ],
};
const unknown = names.filter((name) => !(name in bundles));
if (unknown.length > 0) {
  console.error(`No such bundle: ${unknown.join(', ')}. There are: ${Object.keys(bundles).join(', ')}`);
  process.exit(1);
}
const wanted = names.length > 0 ? names : Object.keys(bundles);

// What a build without --production leaves beside its bundles must not be packaged.
if (names.length === 0) fs.rmSync('dist', { recursive: true, force: true });
copyParsers();
if (wanted.includes('cli')) copyRaster();
if (wanted.includes('run')) copyCodecs();
if (options.watch) {
  for (const build of wanted.flatMap((name) => bundles[name])) {
    await (await esbuild.context({ ...build, logLevel: 'info' })).watch();
  }
} else {
  const results = await Promise.allSettled(wanted.flatMap((name) => bundles[name]).map((build) => esbuild.build(build)));
  const built = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  if (built.length < results.length) process.exitCode = 1; // esbuild has printed why.
  const inputs = built.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  fs.mkdirSync('out', { recursive: true });
  fs.writeFileSync('out/bundleInputs.json', JSON.stringify([...new Set(inputs)].sort(), null, 1));
  if (names.length === 0) writeNotices(inputs);
  if (fs.existsSync('dist/cli.js')) fs.chmodSync('dist/cli.js', 0o755);
}

function copyParsers() {
  fs.mkdirSync('dist', { recursive: true });
  for (const file of ['web-tree-sitter/web-tree-sitter.wasm', 'tree-sitter-python/tree-sitter-python.wasm']) {
    fs.writeFileSync(path.join('dist', path.basename(file)), fs.readFileSync(path.join('node_modules', file)));
  }
}

/** What the command line draws PNGs with: read only when one is asked for. */
function copyRaster() {
  fs.mkdirSync('dist/png', { recursive: true });
  fs.copyFileSync('node_modules/@resvg/resvg-wasm/index_bg.wasm', 'dist/png/resvg.wasm');
  for (const font of ['DejaVuSans', 'DejaVuSans-Bold', 'DejaVuSansMono']) {
    fs.copyFileSync(`node_modules/dejavu-fonts-ttf/ttf/${font}.ttf`, `dist/png/${font}.ttf`);
  }
}

/** What images are decoded with: each read when a picture first needs it. */
function copyCodecs() {
  fs.mkdirSync('dist/codecs', { recursive: true });
  for (const [name, file] of [['jpeg', 'jpeg/codec/dec/mozjpeg_dec.wasm'], ['webp', 'webp/codec/dec/webp_dec.wasm']]) {
    fs.copyFileSync(`node_modules/@jsquash/${file}`, `dist/codecs/${name}.wasm`);
  }
}

/** The licences of the packages whose code is in what is shipped. */
function writeNotices(inputs) {
  const shipped = inputs.flatMap((input) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []);
  const testOnly = new Set(['chai', 'mocha']);
  const packages = [...new Set([...shipped, 'tree-sitter-python', 'dejavu-fonts-ttf'])].filter((name) =>
    !testOnly.has(name)).sort();
  const notices = packages.map((name) => {
    const folder = path.join('node_modules', name);
    const { version, license } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
    const own = fs.readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    // Microsoft publishes these without the file: the licence is that of the toolkit which is made of them.
    const file = own ?? (name.startsWith('@microsoft/fast-') && license === 'MIT' ? '../../@vscode/webview-ui-toolkit/LICENSE'
      : undefined);
    const text = file ? fs.readFileSync(path.join(folder, file), 'utf8').trim() : WITHOUT_FILE[name];
    if (!text) throw new Error(`${name} has no licence file: it cannot be shipped`);
    return `${name} ${version} (${license})\n\n${text}\n`;
  });
  const text = `ConvLens contains code of these packages.\n\n${notices.join(`\n${'-'.repeat(80)}\n\n`)}`;
  fs.writeFileSync('dist/THIRD_PARTY_NOTICES.txt', text);
}
