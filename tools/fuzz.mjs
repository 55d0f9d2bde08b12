// Mutates real files and feeds them through parser, interpreter and the editor's façade.
//   node tools/fuzz.mjs [--runs N] [--seed N] [--seconds N] [--keep DIR] PATH...
// A mutation deletes, duplicates or swaps lines or tokens, takes a line from another file, cuts the file, or changes a
// number. Nothing may throw, hang, take far longer than its budget or hold more than MEMORY_MB. The analysis runs in a process
// of its own, whose heap is bounded, for many files: one that ends or does not answer counts as a failure, and so does memory
// that grows from file to file. Every 400th file finds its imports beside it. Failures that
// throw at the same place are shown once; their texts are kept so that they can become tests. The same seed gives the
// same mutations. Without PATH it mutates the examples. Most runs have a small budget, which exercises what ends runs as
// much as what makes them; every 20th has a larger one and asks for hover, lenses, diagnostics, table and graph too.
import * as esbuild from 'esbuild';
import { fork } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string' }, seed: { type: 'string' }, seconds: { type: 'string' }, keep: { type: 'string' } },
});
const root = path.resolve(import.meta.dirname, '..');
const runs = Number(options.runs ?? 300);
const seed = Number(options.seed ?? 1) >>> 0 || 1;
/** The analyser's own budget, which each model of a file has. */
const SMALL = { steps: 6_000, seconds: 0.1 };
const LARGE = { steps: 60_000, seconds: 0.5 };
/** What a file may take of the processor in all: ten models and the questions about them; no answer by the clock is a hang. */
const OVERRUN = 10_000;
const HANG = 90_000;
/** A process whose heap grows beyond this ends. */
const MEMORY_MB = 700;

let state = seed;
const random = () => { // xorshift32
  state ^= state << 13; state >>>= 0; state ^= state >>> 17; state ^= state << 5; state >>>= 0;
  return state / 2 ** 32;
};
const below = (n) => Math.floor(random() * n);
const pick = (list) => list[below(list.length)];

function files(paths) {
  return paths.flatMap((entry) => {
    const stat = fs.lstatSync(entry);
    if (stat.isDirectory()) return files(fs.readdirSync(entry).sort().map((name) => path.join(entry, name)));
    return stat.isFile() && /\.py$/.test(entry) && stat.size < 60_000 ? [entry] : [];
  });
}
/** Empty when the file is gone by now. */
function readText(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
const corpus = files((positionals.length > 0 ? positionals : [path.join(root, 'examples')]).map((each) => path.resolve(each)))
  .map((file) => ({ file, text: readText(file) }));
if (corpus.length === 0) throw new Error('no Python file to mutate');

const TOKEN = /\w+|[^\w\s]|\s+/g;
const NUMBERS = ['0', '-1', '7', '1000000000', '1.5', 'None', '10**12', '2**10**8', '(1, 2)', '[]', 'True', "'a'", 'torch.zeros(3)'];
const CHARACTERS = ['(', ')', '[', ']', ':', '"', "'", '\\', '\0', '{', '#', '\t', '@', '*', '**', '=', ',', '.', '\r', '\ufeff', '\u00e9', '\ud83d', ''];
function mutate(text) {
  const lines = text.split('\n');
  const at = below(lines.length);
  const inLine = (change) => { const tokens = (lines[at] ?? '').match(TOKEN) ?? []; change(tokens); lines[at] = tokens.join(''); };
  switch (pick(['deleteLine', 'duplicateLine', 'swapLines', 'otherLine', 'deleteToken', 'duplicateToken', 'swapTokens', 'name', 'cut', 'number', 'indent', 'character'])) {
    case 'deleteLine': lines.splice(at, 1); break;
    case 'duplicateLine': lines.splice(at, 0, lines[at] ?? ''); break;
    case 'swapLines': { const other = below(lines.length); [lines[at], lines[other]] = [lines[other] ?? '', lines[at] ?? '']; break; }
    case 'otherLine': lines.splice(at, below(2), pick(pick(corpus).text.split('\n')) ?? ''); break;
    case 'deleteToken': inLine((tokens) => tokens.splice(below(tokens.length), 1)); break;
    case 'duplicateToken': inLine((tokens) => { const i = below(tokens.length); tokens.splice(i, 0, tokens[i] ?? ''); }); break;
    case 'swapTokens': inLine((tokens) => { const [i, j] = [0, 1].map(() => below(tokens.length)); [tokens[i], tokens[j]] = [tokens[j] ?? '', tokens[i] ?? '']; }); break;
    case 'name': { // One name of the file in another's place.
      const names = text.match(/\b[A-Za-z_]\w*\b/g) ?? ['x'];
      inLine((tokens) => { const places = tokens.flatMap((token, i) => (/^[A-Za-z_]/.test(token) ? [i] : [])); if (places.length > 0) tokens[pick(places)] = pick(names); });
      break;
    }
    case 'cut': return text.slice(0, below(text.length));
    case 'number': return text.replace(/\b\d+\b/g, (digits) => (random() < 0.05 ? pick(NUMBERS) : digits));
    case 'indent': lines[at] = random() < 0.5 ? ` ${lines[at] ?? ''}` : (lines[at] ?? '').replace(/^ {1,4}/, ''); break;
    case 'character': { const i = below(text.length); return text.slice(0, i) + pick(CHARACTERS) + text.slice(i + below(2)); }
  }
  return lines.join('\n');
}

// ---- the thread that analyses ---------------------------------------------------------------------------------------

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'convlens-fuzz-'));
await esbuild.build({
  stdin: { contents: "export { createAnalysisService } from './src/ide/service'; export { setClock, workClock } from './src/base/clock';", resolveDir: root, loader: 'ts' },
  bundle: true, platform: 'node', format: 'cjs', outfile: path.join(folder, 'service.cjs'), logLevel: 'error',
  alias: { 'web-tree-sitter': path.join(root, 'node_modules/web-tree-sitter/web-tree-sitter.cjs') },
});

function startAnalysis() {
  const worker = fork(path.join(import.meta.dirname, 'fuzzWorker.mjs'), [root, path.join(folder, 'service.cjs'), JSON.stringify(SMALL)], {
    execArgv: [`--max-old-space-size=${MEMORY_MB}`, '--expose-gc'], stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  });
  let answered = () => {};
  worker.on('message', (message) => answered(message));
  let said = '';
  worker.stderr.on('data', (text) => { said = `${said}${text}`.slice(-4000); });
  worker.on('exit', (code, signal) => answered({ error: `the process ended (${signal ?? code}): ${/FATAL ERROR.*/.exec(said)?.[0] ?? said}`, ms: 0, ended: true }));
  return {
    stop: () => worker.kill('SIGKILL'),
    ask: (job) => new Promise((resolve) => {
      const timer = setTimeout(() => resolve({ error: `no answer after ${HANG / 1000} s`, ms: HANG, ended: true }), HANG);
      answered = (message) => { clearTimeout(timer); resolve(message); };
      worker.send(job);
    }),
  };
}

// ---- the loop -------------------------------------------------------------------------------------------------------

/** The heap of the process after its first files, when what all files share is there. */
let firstHeap = 0;
let lastHeap = 0;
/** Between files nothing should stay but what the next ones can use. */
const KEPT_MB = 60;
function leak(heap, ended) {
  if (ended) firstHeap = 0;
  if (heap === undefined) return null;
  if (firstHeap === 0) firstHeap = heap;
  const grown = (heap - firstHeap) / 1e6;
  return grown > KEPT_MB ? `the heap grew by ${grown.toFixed(0)} MB in ${done} files` : null;
}

/** By the first line of the stack: one entry for a fault, with how often it was met. */
const faults = new Map();
const slowest = [];
const started = performance.now();
let [done, failed, analysis] = [0, 0, startAnalysis()];
for (; done < runs; done++) {
  if (options.seconds && performance.now() - started > 1000 * Number(options.seconds)) break;
  const { file, text } = pick(corpus);
  let changed = text;
  for (let i = below(4); i >= 0; i--) changed = mutate(changed);
  const job = { number: done, file, text: changed, place: below(changed.length + 1), all: done % 20 === 0, imports: done % 400 === 20, budget: done % 20 === 0 ? LARGE : SMALL };
  const { error, ms, ended, heap } = await analysis.ask(job);
  const fault = error ?? leak(heap, ended) ?? (ms > OVERRUN ? `took ${ms.toFixed(0)} ms with a budget of ${job.budget.seconds} s` : null);
  slowest.push({ ms, number: done, file });
  slowest.sort((a, b) => b.ms - a.ms).splice(5);
  if (done % 5000 === 4999) console.error(`${done + 1} of ${runs}, ${failed} failures`);
  if (heap !== undefined) lastHeap = heap;
  if (ended) {
    await analysis.stop();
    analysis = startAnalysis();
  }
  if (!fault) continue;
  failed++;
  const key = fault.split('\n').slice(0, 3).join(' | ').replace(/\d+ ms|\d+:\d+/g, '');
  const known = faults.get(key);
  if (known) known.times++;
  else {
    const kept = path.join(options.keep ?? folder, `failure-${seed}-${done}-${path.basename(file)}`);
    fs.mkdirSync(path.dirname(kept), { recursive: true });
    fs.writeFileSync(kept, changed);
    faults.set(key, { times: 1, file, kept, fault });
    console.log(`FAIL ${done} ${file} (${kept}): ${fault.split('\n').slice(0, 5).join(' | ')}`);
  }
}
await analysis.stop();

const seconds = (performance.now() - started) / 1000;
for (const { times, fault, file } of faults.values()) if (times > 1) console.log(`${times} times (first in ${path.basename(file)}): ${fault.split('\n')[0]}`);
console.log(`slowest: ${slowest.map(({ ms, number, file }) => `${ms.toFixed(0)} ms (${number} ${path.basename(file)})`).join(', ')}`);
console.log(`heap after the first ${Math.round(firstHeap / 1e6)} MB, in the end ${Math.round(lastHeap / 1e6)} MB`);
console.log(`${done} mutated files of ${corpus.length}, seed ${seed}, ${seconds.toFixed(0)} s, ${failed} failures of ${faults.size} kinds`);
if (failed === 0 || options.keep) fs.rmSync(folder, { recursive: true });
process.exit(failed > 0 ? 1 : 0);
