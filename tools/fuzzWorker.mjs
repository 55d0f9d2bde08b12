// The process of tools/fuzz.mjs that analyses: one mutated file after the other, as the editor would ask for it.
// Answers {error, ms} to each; siblings of the file are read from the disk.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const [root, bundle, budget] = [process.argv[2], process.argv[3], JSON.parse(process.argv[4])];
const { createAnalysisService, setClock, workClock } = createRequire(import.meta.url)(bundle);
// Others on the machine are no fault of a file.
const clock = workClock(process);
setClock(clock);
const wasm = (file) => fs.readFileSync(path.join(root, 'node_modules', file));

let withImports = false;

/** The module in the importing file's folder, or in one of the folders above it. */
function findModule(name, from) {
  if (!withImports) return null;
  let folder = path.dirname(fileURLToPath(from));
  const dots = /^\.*/.exec(name)[0].length;
  const rest = name.slice(dots).split('.').filter(Boolean);
  if (dots > 0) return moduleAt(path.join(folder, ...Array.from({ length: dots - 1 }, () => '..'), ...rest));
  for (let i = 0; i < 3; i++, folder = path.dirname(folder)) {
    const found = moduleAt(path.join(folder, ...rest));
    if (found) return found;
  }
  return null;
}
function moduleAt(base) {
  for (const [file, isPackage] of [[path.join(base, '__init__.py'), true], [`${base}.py`, false]]) {
    if (fs.existsSync(file)) return { uri: pathToFileURL(file).href, isPackage, bytes: fs.readFileSync(file) };
  }
  return null;
}

const host = {
  readFile: async (uri) => (uri.startsWith('file:') && fs.existsSync(fileURLToPath(uri)) ? fs.readFileSync(fileURLToPath(uri)) : null),
  findModule: async (name, from) => findModule(name, from),
  findData: async () => null, findFiles: async () => [], log: async () => {}, refresh: async () => {}, progress: async () => {},
};
const service = await createAnalysisService(host, {
  parser: { runtime: wasm('web-tree-sitter/web-tree-sitter.wasm'), python: wasm('tree-sitter-python/tree-sitter-python.wasm') }, revision: null,
});
let current = 0;
const configure = (allowed) => service.setConfiguration({
  inputs: {}, chosenInputs: {}, macsConvention: 'torchvision', advice: true, budget: allowed, maxFiles: 10, workspaceFolders: [], locale: 'en', strings: {},
}).then(() => { current = allowed.steps; });
await configure(budget);

async function analyse({ number, file, text, place, all, imports, budget: allowed }) {
  withImports = imports;
  if (allowed.steps !== current) await configure(allowed);
  // What was asked without imports is remembered as missing, for the folder: hence another folder.
  const uri = imports ? pathToFileURL(file).href : `file:///alone/${path.basename(file)}`;
  await service.setDocument({ uri, version: number, language: 'python', text });
  await service.inlayHints(uri, { start: 0, end: text.length });
  if (all) {
    await service.hover(uri, place);
    await service.codeLenses(uri);
    const fault = (await service.diagnostics(uri)).find((finding) => finding.code === 'internal');
    if (fault) throw new Error(fault.message);
    const [entry] = await service.entriesOf(uri);
    if (entry) {
      await service.summaryTable(entry.key, 'text');
      await service.graphView(entry.key);
    }
  }
  await service.closeDocument(uri);
}

/** How often the heap is looked at: collecting garbage takes longer than most files. */
const LOOK_EVERY = 500;
let answered = 0;
function heapAfterCollection() {
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

process.on('message', async (job) => {
  const start = clock();
  let error = null;
  try {
    await analyse(job);
  } catch (thrown) {
    error = thrown instanceof Error ? thrown.stack ?? thrown.message : String(thrown);
  }
  const ms = clock() - start;
  process.send({ error, ms, heap: ++answered % LOOK_EVERY === 0 ? heapAfterCollection() : undefined });
});
