// Mutates real files and feeds them through parser, interpreter and the editor's façade: node tools/fuzz.mjs [--runs N] [--seed N] PATH...
// A mutation deletes, duplicates or swaps lines or tokens, cuts the file, or changes a number. Nothing may throw, hang or
// take longer than its budget; the first failures are printed with their text's file, so that they can become tests.
// Without PATH it mutates the examples.
import * as esbuild from 'esbuild';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createRequire } from 'node:module';

const { values: options, positionals } = parseArgs({ allowPositionals: true, options: { runs: { type: 'string' }, seed: { type: 'string' }, seconds: { type: 'string' } } });
const root = path.resolve(import.meta.dirname, '..');
const runs = Number(options.runs ?? 300);
let state = Number(options.seed ?? 1) >>> 0 || 1;
const random = () => { // xorshift32: the same seed gives the same mutations
  state ^= state << 13; state >>>= 0; state ^= state >>> 17; state ^= state << 5; state >>>= 0;
  return state / 2 ** 32;
};
const pick = (list) => list[Math.floor(random() * list.length)];

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'convlens-fuzz-'));
await esbuild.build({
  stdin: { contents: "export { createAnalysisService } from './src/ide/service';", resolveDir: root, loader: 'ts' },
  bundle: true, platform: 'node', format: 'cjs', outfile: path.join(folder, 'service.cjs'), logLevel: 'error',
  alias: { 'web-tree-sitter': path.join(root, 'node_modules/web-tree-sitter/web-tree-sitter.cjs') },
});
const { createAnalysisService } = createRequire(import.meta.url)(path.join(folder, 'service.cjs'));
const wasm = (file) => fs.readFileSync(path.join(root, 'node_modules', file));

function files(paths) {
  return paths.flatMap((entry) => {
    const stat = fs.statSync(entry);
    if (stat.isDirectory()) return files(fs.readdirSync(entry).map((name) => path.join(entry, name)));
    return /\.py$/.test(entry) && stat.size < 200_000 ? [entry] : [];
  });
}

const TOKEN = /\w+|[^\w\s]|\s+/g;
function mutate(text) {
  const lines = text.split('\n');
  const at = Math.floor(random() * lines.length);
  const inLine = (change) => { const tokens = (lines[at] ?? '').match(TOKEN) ?? []; change(tokens); lines[at] = tokens.join(''); };
  switch (pick(['deleteLine', 'duplicateLine', 'swapLines', 'deleteToken', 'duplicateToken', 'swapTokens', 'cut', 'number', 'indent', 'character'])) {
    case 'deleteLine': lines.splice(at, 1); break;
    case 'duplicateLine': lines.splice(at, 0, lines[at] ?? ''); break;
    case 'swapLines': { const other = Math.floor(random() * lines.length); [lines[at], lines[other]] = [lines[other] ?? '', lines[at] ?? '']; break; }
    case 'deleteToken': inLine((tokens) => tokens.splice(Math.floor(random() * tokens.length), 1)); break;
    case 'duplicateToken': inLine((tokens) => { const i = Math.floor(random() * tokens.length); tokens.splice(i, 0, tokens[i] ?? ''); }); break;
    case 'swapTokens': inLine((tokens) => { const [i, j] = [0, 1].map(() => Math.floor(random() * tokens.length)); [tokens[i], tokens[j]] = [tokens[j] ?? '', tokens[i] ?? '']; }); break;
    case 'cut': return text.slice(0, Math.floor(random() * text.length));
    case 'number': return text.replace(/\b\d+\b/g, (digits) => (random() < 0.05 ? pick(['0', '-1', '7', '1000000000', '1.5', 'None']) : digits));
    case 'indent': lines[at] = random() < 0.5 ? ` ${lines[at] ?? ''}` : (lines[at] ?? '').replace(/^ {1,4}/, ''); break;
    case 'character': { const i = Math.floor(random() * text.length); return text.slice(0, i) + pick(['(', ')', '[', ']', ':', '"', "'", '\\', '\0', '{', '#', '\t', '@', '*', '']) + text.slice(i + Math.floor(random() * 2)); }
  }
  return lines.join('\n');
}

const host = { readFile: async () => null, findModule: async () => null, findFiles: async () => [], log: async () => {}, refresh: async () => {}, progress: async () => {} };
const service = await createAnalysisService(host, { parser: { runtime: wasm('web-tree-sitter/web-tree-sitter.wasm'), python: wasm('tree-sitter-python/tree-sitter-python.wasm') }, revision: null });
const SECONDS = 2;
await service.setConfiguration({
  inputs: {}, chosenInputs: {}, macsConvention: 'torchvision', advice: true, budget: { steps: 300_000, seconds: SECONDS }, maxFiles: 10, workspaceFolders: [], locale: 'en', strings: {},
});

const corpus = files(positionals.length > 0 ? positionals : [path.join(root, 'examples')]).map((file) => ({ file, text: fs.readFileSync(file, 'utf8') }));
if (corpus.length === 0) throw new Error('no Python file to mutate');
const failures = [];
let slowest = { ms: 0, file: '' };
const started = performance.now();
let done = 0;
for (; done < runs; done++) {
  if (options.seconds && performance.now() - started > 1000 * Number(options.seconds)) break;
  const { file, text } = pick(corpus);
  let changed = text;
  for (let i = 0; i <= Math.floor(random() * 3); i++) changed = mutate(changed);
  const uri = `file:///fuzz/${path.basename(file)}`;
  const start = performance.now();
  try {
    await service.setDocument({ uri, version: done, language: 'python', text: changed });
    await service.inlayHints(uri, { start: 0, end: changed.length });
    await service.hover(uri, Math.floor(random() * (changed.length + 1)));
    await service.codeLenses(uri);
    if (done % 5 === 0) await service.diagnostics(uri);
    await service.closeDocument(uri);
  } catch (error) {
    const kept = path.join(folder, `failure-${failures.length}.py`);
    fs.writeFileSync(kept, changed);
    failures.push(`${path.basename(file)} (${kept}): ${error instanceof Error ? error.stack?.split('\n').slice(0, 4).join(' | ') : String(error)}`);
  }
  const ms = performance.now() - start;
  if (ms > slowest.ms) slowest = { ms, file: path.basename(file) };
}
for (const failure of failures.slice(0, 20)) console.log(`FAIL ${failure}`);
const seconds = (performance.now() - started) / 1000;
console.log(`${done} mutated files in ${seconds.toFixed(0)} s, slowest ${slowest.ms.toFixed(0)} ms (${slowest.file}), ${failures.length} failures`);
if (failures.length === 0) fs.rmSync(folder, { recursive: true });
process.exit(failures.length > 0 ? 1 : 0);
