// Whole models through the engine and through PyTorch, every kept map compared; prints a line for each model.
//   node tools/engineModels.mjs [--only REGEX] [--builders | --own | --corpora DIR [--per N]] [--modes fast,exact] [--records FILE [--recorded]] [--write]
// Without more, the targets of test/golden/engine/targets.txt; with --builders every builder of torchvision.models, on small inputs;
// with --own the models of test/models; with --corpora N of each folder's public models that test/coverage/targets.tsv names, from
// checkouts as DIR/owner+name. --modes plan: only whether a plan can be made of it, the memory that it would take, and which ops run
// reference kernels, with the elements that these read and write.
// --records keeps what was found, and does not do again what it holds (--recorded: nothing else either); --write puts the table into docs/engine-models.md.
// Needs a Python with torch and torchvision (PYTHON=...).
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const { values: options } = parseArgs({ options: {
  only: { type: 'string' }, builders: { type: 'boolean' }, own: { type: 'boolean' }, corpora: { type: 'string', multiple: true }, per: { type: 'string' },
  modes: { type: 'string' }, records: { type: 'string' }, recorded: { type: 'boolean' }, write: { type: 'boolean' }, seconds: { type: 'string' },
} });
const root = path.resolve(import.meta.dirname, '..');
process.chdir(root);
const python = process.env.PYTHON ?? '/usr/bin/python3';
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'engine-models-'));
/** A model that takes longer is given up. */
const SECONDS = Number(options.seconds ?? 300);

const SIZES = [
  [/^(vit|maxvit)/, '1x3x224x224'], [/^(vgg|.*inception)/, '1x3x107x107'], [/googlenet/, '1x3x96x96'], [/^mvit/, '1x3x16x224x224'], [/^s3d/, '1x3x16x224x224'],
  [/^(r3d|mc3|r2plus1d)/, '1x3x4x32x32'], [/^raft/, '1x3x128x128,1x3x128x128'], [/^alexnet/, '1x3x96x96'], [/rcnn|fcos|retinanet|ssd/, '[3x96x96]'],
];
function builders() {
  const { stdout } = spawnSync(python, ['-c', `
import torchvision.models as m
for name in m.list_models():
    builder = m.get_model_builder(name)
    print(name, builder.__module__.rsplit('.', 1)[0] if builder.__module__.count('.') > 2 else 'torchvision.models', builder.__name__)`], { encoding: 'utf8' });
  return stdout.trim().split('\n').map((line) => {
    const [name, module, builder] = line.split(' ');
    const argument = /inception|googlenet/.test(name) ? (name.startsWith('quantized') ? '' : 'init_weights=False')
      : /detection|segmentation/.test(module) ? 'weights_backbone=None' : '';
    return { name, entry: `${module}.${builder}(${argument})`, input: SIZES.find(([pattern]) => pattern.test(name))?.[1] ?? '1x3x64x64', statement: 'import torchvision', home: root };
  });
}
const linesOf = (file) => fs.readFileSync(file, 'utf8').split('\n').filter((line) => line && !line.startsWith('#'));
const listed = () => linesOf('test/golden/engine/targets.txt').map((line) => line.split('|').map((part) => part.trim()))
  .map(([name, entry, input, statement]) => ({ name, entry, input, statement, home: root }));
/** file.py:Entry@inputs; what stands after the last @ are inputs. */
function parsed(target) {
  const colon = target.indexOf(':');
  const at = target.lastIndexOf('@');
  return { source: target.slice(0, colon), entry: target.slice(colon + 1, at), input: target.slice(at + 1) };
}
const own = () => ['targets', 'byName'].flatMap((name) => linesOf(`test/golden/models/${name}.txt`)).map((target) => ({ name: target, ...parsed(target), home: root }));

/** So many of each folder's models, evenly spaced. */
function published() {
  const byHome = new Map();
  for (const line of linesOf('test/coverage/targets.tsv')) {
    const [repository, , under, target] = line.split('\t');
    const home = options.corpora.map((dir) => path.join(dir, repository.replace('/', '+'), under)).find((each) => fs.existsSync(each));
    if (home) byHome.set(home, [...byHome.get(home) ?? [], { name: `${repository} ${target}`, ...parsed(target), home }]);
  }
  const per = Number(options.per ?? 1000);
  return [...byHome.values()].flatMap((list) => list.filter((_, i) => Math.floor(i * per / list.length) !== Math.floor((i - 1) * per / list.length)));
}

const bundle = path.join(folder, 'compare.mjs');
await build({
  entryPoints: [path.join(root, 'tools/engineModels.ts')], outfile: bundle, bundle: true, platform: 'node', format: 'esm', logLevel: 'error',
  alias: { 'web-tree-sitter': path.join(root, 'node_modules/web-tree-sitter/web-tree-sitter.cjs') },
  define: { 'import.meta.dirname': JSON.stringify(path.join(root, 'test/support')) },
  banner: { js: "import { createRequire as makeRequire_ } from 'node:module'; const require = makeRequire_(import.meta.url); const __dirname = '.'; const __filename = 'compare.mjs';" },
});

/** Rows of targets that share a home; a process that is stuck or dies costs the model that it was at. */
async function run(targets, home, found) {
  for (let rest = targets; rest.length > 0;) {
    const job = path.join(folder, 'job.json');
    fs.writeFileSync(job, JSON.stringify({ targets: rest, python, folder, modes: (options.modes ?? 'fast,exact').split(',') }));
    const child = spawn(process.execPath, ['--max-old-space-size=5000', bundle, job], { cwd: home, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, PYTHONPATH: [home, path.join(root, 'test/models'), ...(process.env.PYTHONPATH ? [process.env.PYTHONPATH] : [])].join(path.delimiter) } });
    let [said, stuck] = ['', false];
    child.stderr.on('data', (data) => { said = `${said}${data}`.slice(-2000); });
    let timer;
    const wind = () => { clearTimeout(timer); timer = setTimeout(() => { stuck = true; child.kill('SIGKILL'); }, SECONDS * 1000); };
    wind();
    let done = 0;
    for await (const line of createInterface(child.stdout)) {
      if (!line.startsWith('{')) continue;
      wind();
      done++;
      found(JSON.parse(line));
    }
    clearTimeout(timer);
    if (done < rest.length) found({ name: rest[done].name, refused: stuck ? `takes longer than ${SECONDS} s here` : `FAULT ${said.trim().split('\n').slice(-3).join(' ')}` });
    rest = rest.slice(done + 1);
  }
}

const figure = (compared) => (!compared ? '' : `${compared.worst.toExponential(1)}${compared.worst > 1e-4 ? ` (${compared.at})` : ''}`);
const wide = (row) => (row.rounding > 0 ? `; PyTorch in float32 against itself in float64: ${row.rounding.toExponential(1)}` : '');
const slowOf = (row) => Object.entries(row.slow ?? {}).map(([name, count]) => `${name} ${count}`).join(', ');
const said = (row) => (row.refused !== undefined ? `refused: ${row.refused}` : row.pytorch !== undefined ? `PyTorch: ${row.pytorch}` : null);
const shown = (text) => text.replaceAll('|', '\\|').replace(/\s+/g, ' ');
const lineOf = (row, target) => `| ${shown(row.name)} | ${target?.input ?? ''} | ${said(row) === null
  ? `${row.maps} | ${row.megabytes} MB | ${figure(row.fast)} | ${figure(row.exact)}${wide(row)} | ${slowOf(row)}` : `${shown(said(row))} | | | |`} |`;

const wanted = new RegExp(options.only ?? '');
const all = (options.corpora ? published() : options.builders ? builders() : options.own ? own() : listed()).filter(({ name }) => wanted.test(name));
const rows = new Map();
if (options.records && fs.existsSync(options.records)) for (const line of linesOf(options.records)) rows.set(JSON.parse(line).name, JSON.parse(line));
const open = options.recorded ? [] : all.filter(({ name }) => !rows.has(name));
for (let i = 0; i < open.length;) {
  let end = i;
  while (end < open.length && open[end].home === open[i].home && (!options.builders || end < i + 4)) end++;
  const some = open.slice(i, end);
  await run(some, open[i].home, (row) => {
    rows.set(row.name, row);
    if (options.records) fs.appendFileSync(options.records, `${JSON.stringify(row)}\n`);
    console.log(lineOf(row, some.find(({ name }) => name === row.name)));
  });
  i = end;
}
fs.rmSync(folder, { recursive: true });
if (options.modes === 'plan') {
  // Which ops models wait for most: by the elements that their reference kernels read and write.
  const byOp = new Map();
  for (const { elements = {}, slow = {}, name } of rows.values()) {
    for (const [op, count] of Object.entries(elements)) {
      const sum = byOp.get(op) ?? { elements: 0, calls: 0, models: new Map() };
      byOp.set(op, { elements: sum.elements + count, calls: sum.calls + slow[op], models: sum.models.set(name, count) });
    }
  }
  for (const [op, { elements, calls, models }] of [...byOp].sort(([, a], [, b]) => b.elements - a.elements)) {
    const [most] = [...models].sort(([, a], [, b]) => b - a)[0];
    console.log(`${op}: ${elements} elements, ${calls} calls in ${models.size} models, most in ${most}`);
  }
}

function document() {
  if (!options.corpora) return ['| model | input | maps | memory | fast | exact | by reference kernels |', '|---|---|---|---|---|---|---|',
    ...all.filter(({ name }) => rows.has(name)).map((target) => lineOf(rows.get(target.name), target))];
  const [ran, others] = [[], []];
  for (const target of all) {
    const row = rows.get(target.name);
    if (row && row.pytorch === undefined && !/takes longer than|No module named/.test(row.refused ?? '')) (said(row) === null && row.fast.worst < 3e-4 && row.exact.worst < 1.5e-4 ? ran : others).push([target, row]);
  }
  const worst = (mode) => Math.max(...ran.map(([, row]) => row[mode].worst)).toExponential(1);
  const repositories = [...new Set(ran.map(([{ name }]) => name.split(' ')[0]))].sort();
  return [`${ran.length} of ${ran.length + others.length} models agree in every map and in their outputs: worst ${worst('fast')}, exact ${worst('exact')}. The others:`, '',
    '| model | input | maps | memory | fast | exact | by reference kernels |', '|---|---|---|---|---|---|---|',
    ...others.map(([target, row]) => lineOf(row, target)), '', 'Those that agree, with their maps:', '',
    ...repositories.map((name) => `- ${name}: ${ran.filter(([target]) => target.name.split(' ')[0] === name)
      .map(([target, row]) => `\`${target.source}:${target.entry}\` (${row.maps})`).join(', ')}`)];
}
if (options.write) {
  const file = path.join(root, 'docs/engine-models.md');
  const mark = options.corpora ? 'published' : options.builders ? 'builders' : options.own ? 'own' : 'listed';
  const text = fs.readFileSync(file, 'utf8');
  const [before, after] = [text.split(`<!-- ${mark} -->`)[0], text.split(`<!-- /${mark} -->`)[1] ?? ''];
  fs.writeFileSync(file, `${before}<!-- ${mark} -->\n${document().join('\n')}\n<!-- /${mark} -->${after}`);
}
