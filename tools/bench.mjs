// Measures what people wait for and prints a table: node tools/bench.mjs [--runs N] [--json FILE]
//   hints      from an edit to fresh inlay hints, through the analysis worker, p50 and p95 over many edits; and the view that an
//              open architecture graph is sent after them
//   cold start of the command line (a whole process), beside what a user would run instead: python3 with torch, the model
//              built, one forward with hooks on every module (only where python3 has torch)
//   activation the extension's bundle loaded and its worker answering
// Times are of this machine; ratios are of one run. Build first: npm run build -- --production
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startAnalysisWorker } from './analysisWorker.mjs';

const { values: options } = parseArgs({ options: { runs: { type: 'string' }, json: { type: 'string' } } });
const runs = Number(options.runs ?? 40);
const root = path.resolve(import.meta.dirname, '..');
const dist = path.join(root, 'dist');
const rows = [];
const done = (row) => { rows.push(row); process.stderr.write(`${row.what}: ${row.p50.toFixed(1)} ms\n`); };

const quantile = (sorted, q) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
const summary = (times) => {
  const sorted = [...times].sort((a, b) => a - b);
  return { p50: quantile(sorted, 0.5), p95: quantile(sorted, 0.95) };
};

const CONFIGURATION = {
  inputs: {}, chosenInputs: {}, macsConvention: 'torchvision', advice: true, budget: { steps: 4_000_000, seconds: 60 }, maxFiles: 100,
  workspaceFolders: [], locale: 'en', strings: {},
};

async function started() {
  const worker = startAnalysisWorker();
  const parser = {
    runtime: fs.readFileSync(path.join(dist, 'web-tree-sitter.wasm')), python: fs.readFileSync(path.join(dist, 'tree-sitter-python.wasm')),
  };
  await worker.call('start', { parser, revision: null });
  await worker.call('setConfiguration', CONFIGURATION);
  return worker;
}

/** Each edit changes a number in the text, so that models run again; hints are asked for the whole document. */
async function benchHints(name, language, text, edit, entry) {
  const worker = await started();
  const uri = `file:///bench/${name.replaceAll(' ', '-')}`;
  const times = [];
  const cpu = [];
  const views = [];
  let hints = 0;
  for (let i = 0; i < runs + 5; i++) {
    const changed = edit(text, i);
    const [start, before] = [performance.now(), process.cpuUsage()];
    await worker.call('setDocument', { uri, version: i, language, text: changed });
    hints = (await worker.call('inlayHints', uri, { start: 0, end: changed.length })).length;
    const { user, system } = process.cpuUsage(before);
    if (i < 5) continue;
    times.push(performance.now() - start);
    cpu.push((user + system) / 1000);
    if (!entry) continue;
    const asked = performance.now();
    const { view } = await worker.call('graphView', `${uri}#${entry}`);
    if (!view) throw new Error(`${name} has no ${entry}`);
    if (i >= 5) views.push(performance.now() - asked);
  }
  await worker.stop();
  if (entry) done({ what: `hints → graph: ${entry}`, ...summary(views), note: 'what an open graph is sent after them' });
  const { p50, p95 } = summary(times);
  done({ what: `edit → hints: ${name}`, p50, p95, note: `${text.split('\n').length} lines, ${hints} hints; CPU time ${summary(cpu).p50.toFixed(1)} ms` });
}

const changeNumber = (text, i) => text.replace(/num_classes=\d+/, `num_classes=${10 + i}`).replace(/# edit \d+/, `# edit ${i}`);

/** A long file: the same classes many times under other names. Its models are all built by the first copy, or each by its own. */
function longFile(lines, own) {
  const source = fs.readFileSync(path.join(root, 'examples/resnet.py'), 'utf8');
  let text = source;
  for (let i = 0; text.split('\n').length < lines; i++) {
    text += `\n\n${source.replace(/^(import|from) .*$/gm, '').replace(/\bclass (\w+)/g, (_, name) => `class ${name}${i}`).replace(/\b(BasicBlock|Bottleneck|ResNet)\b(?=[(\],.:])/g, `$1${i}`).replace(own ? /\b(resnet\d+)(?=\()/g : /(?<=def )(resnet\d+)/g, `$1_${i}`)}`;
  }
  return text;
}

function wholeProcess(command, args, count) {
  const times = [];
  for (let i = 0; i < count + 1; i++) {
    const start = performance.now();
    const { status, stderr } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
    if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr.trim().split('\n').at(-1)}`);
    if (i > 0) times.push(performance.now() - start);
  }
  return summary(times);
}

function pythonWithTorch() {
  for (const python of ['/usr/bin/python3', 'python3']) {
    try {
      execFileSync(python, ['-c', 'import torch'], { stdio: 'ignore' });
      return python;
    } catch { /* the next one */ }
  }
  return null;
}

async function benchColdStart() {
  const target = `${path.join(root, 'examples/resnet.py')}:resnet18@1x3x224x224`;
  const ours = wholeProcess(process.execPath, [path.join(dist, 'cli.js'), 'summary', target, '--json'], 9);
  done({ what: 'cold start: convlens summary (ResNet-18)', ...ours, note: 'whole process' });
  const python = pythonWithTorch();
  if (!python) {
    done({ what: 'cold start: python3 with torch', p50: NaN, p95: NaN, note: 'no python3 with torch on this machine' });
    return;
  }
  const theirs = wholeProcess(python, [path.join(root, 'tools/truth.py'), target], 3);
  done({ what: 'cold start: python3, torch, forward with hooks', ...theirs, note: `${(theirs.p50 / ours.p50).toFixed(1)} times ours` });
}

async function benchWorkerStart() {
  const times = [];
  for (let i = 0; i < 8; i++) {
    const start = performance.now();
    const worker = await started();
    times.push(performance.now() - start);
    await worker.stop();
  }
  done({ what: 'analysis worker: start to first answer', ...summary(times), note: 'in the background, after activation' });
}

/** Loading and running the extension's own code, without VS Code around it. */
function benchActivation() {
  // Any name of the editor's API: callable, constructible, extensible.
  const stub = `const p = new Proxy(class {}, { get: (t, k) => (k === Symbol.toPrimitive ? () => '' : k === 'then' || k === '__esModule' || typeof k === 'symbol' ? undefined : k === 'prototype' ? t.prototype : p), apply: () => p });`;
  const script = `${stub} const Module = require('node:module'); const load = Module._load;
    Module._load = function (name, ...rest) { return name === 'vscode' ? p : load.call(this, name, ...rest); };
    const t = performance.now(); require(process.argv[1]); console.log(performance.now() - t);`;
  // The bundler copies the API's names into an object of its own; the stand-in has no list of names.
  const copy = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'convlens-')), 'extension.js');
  fs.writeFileSync(copy, fs.readFileSync(path.join(dist, 'extension.js'), 'utf8').replace(/\w+\(require\("vscode"\)(?:,\s*1)?\)/g, 'require("vscode")'));
  const times = [];
  for (let i = 0; i < 9; i++) times.push(Number(execFileSync(process.execPath, ['-e', script, copy], { encoding: 'utf8' })));
  done({ what: 'extension bundle: load', ...summary(times), note: 'activation itself is shown by VS Code: Developer: Show Running Extensions' });
}

const example = (name) => fs.readFileSync(path.join(root, 'examples', name), 'utf8');
await benchHints('lesson.zh-cn.md', 'markdown', example('lesson.zh-cn.md'), changeNumber);
await benchHints('resnet.py', 'python', example('resnet.py'), changeNumber, 'resnet50');
await benchHints('long.py, all of its models change', 'python', longFile(2000, false), changeNumber);
await benchHints('long.py, 2 of 34 models change', 'python', longFile(2000, true), changeNumber);
await benchWorkerStart();
benchActivation();
await benchColdStart();

const ms = (value) => (Number.isNaN(value) ? '–' : value.toFixed(1));
const width = Math.max(...rows.map((row) => row.what.length));
console.log(`Node ${process.version}, ${os.cpus()[0]?.model ?? 'unknown CPU'}, ${os.cpus().length} cores`);
console.log(`${'what'.padEnd(width)}  ${'p50 ms'.padStart(9)}  ${'p95 ms'.padStart(9)}  note`);
for (const row of rows) console.log(`${row.what.padEnd(width)}  ${ms(row.p50).padStart(9)}  ${ms(row.p95).padStart(9)}  ${row.note}`);
if (options.json) fs.writeFileSync(options.json, `${JSON.stringify(rows, null, 2)}\n`);
