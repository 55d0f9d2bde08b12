// What somebody waits for who opens a file of a real project: node tools/benchOpen.mjs [--python-path DIR]... [--workspace DIR] FILE...
// The analysis worker as it is shipped, cold, with the default settings; a host that finds modules as the extension does. For
// each file: milliseconds of the process's CPU time and of the clock from the opening to the first hints, the first answer with lenses,
// the first lens with figures, and the answer in which the last one has come. The first lines are in sight.
// Build first: npm run build -- --production
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { startAnalysisWorker } from './analysisWorker.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'python-path': { type: 'string', multiple: true }, workspace: { type: 'string' }, line: { type: 'string' }, verbose: { type: 'boolean' } },
});
const dist = path.join(path.resolve(import.meta.dirname, '..'), 'dist');
const CONFIGURATION = {
  inputs: {}, chosenInputs: {}, macsConvention: 'torchvision', advice: true, budget: { steps: 2_000_000, seconds: 2 }, maxFiles: 100,
  workspaceFolders: [], locale: 'en', strings: {},
};
const IN_SIGHT = 60;

function moduleAt(base) {
  for (const [file, isPackage] of [[path.join(base, '__init__.py'), true], [`${base}.py`, false]])
    if (fs.existsSync(file)) return { uri: pathToFileURL(file).href, isPackage, bytes: fs.readFileSync(file) };
  return fs.existsSync(base) && fs.statSync(base).isDirectory() ? { uri: pathToFileURL(base).href, isPackage: true, bytes: new Uint8Array() } : null;
}

function startWorker(onRefresh) {
  const asked = { modules: 0 };
  const worker = startAnalysisWorker({
    findModule: (name, from) => {
      asked.modules++;
      const roots = [];
      const top = path.resolve(options.workspace ?? '/');
      for (let folder = path.dirname(fileURLToPath(from)); ; folder = path.dirname(folder)) {
        roots.push(folder);
        if (folder === top || folder === path.dirname(folder)) break;
      }
      for (const root of [...roots, ...(options['python-path'] ?? [])]) {
        const found = moduleAt(path.join(root, ...name.split('.')));
        if (found) return found;
      }
      return null;
    },
    refresh: (what) => { if (what.includes('lenses')) onRefresh(); },
  });
  return { ...worker, asked };
}

const cpu = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };

async function open(file) {
  let refreshed = () => {};
  const worker = startWorker(() => refreshed());
  const from = { cpu: cpu(), wall: performance.now() };
  const since = () => `${((cpu() - from.cpu) / 1000).toFixed(2)} (${((performance.now() - from.wall) / 1000).toFixed(2)})`;
  const parser = { runtime: fs.readFileSync(path.join(dist, 'web-tree-sitter.wasm')), python: fs.readFileSync(path.join(dist, 'tree-sitter-python.wasm')) };
  await worker.call('start', { parser, revision: null });
  await worker.call('setConfiguration', CONFIGURATION);
  const uri = pathToFileURL(path.resolve(file)).href;
  const text = fs.readFileSync(file, 'utf8');
  await worker.call('setDocument', { uri, version: 1, language: 'python', text });
  const lines = text.split('\n');
  const first = Number(options.line ?? 1) - 1;
  const start = lines.slice(0, first).join('\n').length;
  const range = { start, end: start + lines.slice(first, first + IN_SIGHT).join('\n').length };
  const hints = await worker.call('inlayHints', uri, range);
  const row = { file: path.basename(file), hints: `${hints.length}: ${since()}` };
  const shows = (lens) => /\d.*→|parameters/.test(lens.title);
  for (let round = 0; round < 200; round++) {
    const again = new Promise((resolve) => { refreshed = () => resolve(true); });
    const lenses = (await worker.call('codeLenses', uri)).filter((lens) => lens.action.kind === 'showInModels' || lens.action.kind === 'none');
    const figured = lenses.filter(shows).length;
    if (round === 0) row.answer = `${lenses.length}: ${since()}`;
    if (!row.first && figured > 0) row.first = `${figured}: ${since()}`;
    row.last = `${figured} of ${lenses.length}, ${round + 1} answers: ${since()}`;
    if (options.verbose && round === 0) for (const lens of lenses) console.log('   ', lens.title, '|', lens.tooltip?.split('\n')[0]);
    if (!(await Promise.race([again, new Promise((resolve) => setTimeout(() => resolve(false), 1500))]))) break;
  }
  row.modules = worker.asked.modules;
  // An edit of a number, as typing makes them.
  const edited = text.replace(/\b64\b/, '65');
  Object.assign(from, { cpu: cpu(), wall: performance.now() });
  await worker.call('setDocument', { uri, version: 2, language: 'python', text: edited });
  await worker.call('inlayHints', uri, range);
  row.edit = since();
  await worker.stop();
  return row;
}

for (const file of positionals) console.log(JSON.stringify(await open(file)));
