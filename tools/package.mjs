// npm run package: builds for production, packs the .vsix and checks it: its list of files against test/vsix.txt, its
// size and its bundles against the budgets below.   --update rewrites the list.
import fs from 'node:fs';
import path from 'node:path';
import { createVSIX, listFiles } from '@vscode/vsce';
import { record } from './counts.mjs';
import { repo, run } from './setup.mjs';

const KIB = 1024;
/** Upper bounds; a growth beyond one is a decision, taken here. */
const BUDGETS = {
  // With turbo mode's process and the box for questions in turn.
  'dist/extension.js': 86 * KIB,
  'dist/web/extension.js': 86 * KIB,
  'dist/webview/graph.js': 560 * KIB,
  // With the descriptions of torchvision, timm and configuration libraries that are known by name, and the reader of ONNX.
  'dist/analysisWorker.js': 2200 * KIB,
  'dist/web/analysisWorker.js': 2200 * KIB,
  // Loaded when a model is first run: the engine, its reference kernels, images, initialisers, class names.
  'dist/runWorker.js': 640 * KIB,
  'dist/web/runWorker.js': 640 * KIB,
};
// With what a run needs: two run workers, two codecs, sample images.
const VSIX_BUDGET = 2800 * KIB;
/** Packages that must not get into a bundle, by mistake or by way of another package. */
const FORBIDDEN = /node_modules\/(react|react-dom|zod)\//;

const failures = [];
const check = (ok, message) => { if (!ok) failures.push(message); };
const kib = (bytes) => `${(bytes / KIB).toFixed(0)} KiB`;

process.chdir(repo);
if (run(process.execPath, ['esbuild.mjs', '--production']) !== 0) {
  console.error('The build failed; its messages are above.');
  process.exit(1);
}
const listed = (await listFiles({ cwd: repo, dependencies: false })).sort();
const listFile = path.join(repo, 'test/vsix.txt');
if (process.argv.includes('--update')) fs.writeFileSync(listFile, `${listed.join('\n')}\n`);
const expected = fs.existsSync(listFile) ? fs.readFileSync(listFile, 'utf8').trim().split('\n') : [];
for (const file of listed) check(expected.includes(file), `${file} is in the package and not in test/vsix.txt`);
for (const file of expected) check(listed.includes(file), `${file} is in test/vsix.txt and not in the package`);

for (const [file, budget] of Object.entries(BUDGETS)) {
  const { size } = fs.statSync(file);
  console.log(`  ${file.padEnd(28)} ${kib(size).padStart(9)} of ${kib(budget)}`);
  check(size <= budget, `${file} has ${kib(size)}, more than its ${kib(budget)}`);
}
const inputs = JSON.parse(fs.readFileSync('out/bundleInputs.json', 'utf8'));
for (const input of inputs) check(!FORBIDDEN.test(input), `${input} got into a bundle`);

const packagePath = path.join(repo, 'convlens.vsix');
// Nobody knows yet where the repository will be: links of the README stay as they are.
await createVSIX({
  cwd: repo, dependencies: false, packagePath, allowMissingRepository: true, rewriteRelativeLinks: false,
});
const { size } = fs.statSync(packagePath);
console.log(`  ${'convlens.vsix'.padEnd(28)} ${kib(size).padStart(9)} of ${kib(VSIX_BUDGET)}, ${listed.length} files`);
check(size <= VSIX_BUDGET, `convlens.vsix has ${kib(size)}, more than its ${kib(VSIX_BUDGET)}`);

for (const failure of failures) console.error(`  FAILED ${failure}`);
if (failures.length > 0) {
  console.error('If this is meant: node tools/package.mjs --update, or the budgets in tools/package.mjs.');
}
record('package', { passed: failures.length === 0 ? 1 : 0, failed: failures.length, skipped: 0 });
process.exit(failures.length > 0 ? 1 : 0);
