// Writes docs/coverage.md: on which models of public code, unmodified, ConvLens says exactly what PyTorch says.
//   npm run coverage -- --corpora DIR [--python-path DIR]... [--records FILE]... [--only TEXT]
// test/coverage/targets.tsv names the models: repository, commit, the folder that is its import path, target. DIR holds a checkout of
// each repository as DIR/owner+name; one that is not there is left out and said so. Libraries that the models import are looked for
// where python3 has them and in --python-path, by PyTorch's side and by ours: what only one of them had would be another program.
// PyTorch's answers come from tools/truth.py (the system's python3 with torch); with --records they are kept, so that a second run is
// quick. Build first: npm run build.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { compareRecord } from './comparison.mjs';

const { values: options } = parseArgs({
  options: { corpora: { type: 'string' }, 'python-path': { type: 'string', multiple: true }, records: { type: 'string', multiple: true }, only: { type: 'string' }, out: { type: 'string' } },
});
const root = path.resolve(import.meta.dirname, '..');
/** Targets that one process of ours analyses, so that a package is read once for several. */
const CHUNK = 12;
const MINUTES = 10;
const PYTHON = '/usr/bin/python3';
/** Folders of libraries: those of the command line, then those of the Python that answers. */
const given = (options['python-path'] ?? []).map((folder) => path.resolve(folder));
const libraries = [...given, ...spawnSync(PYTHON, ['-c', 'import sys; print("\\n".join(p for p in sys.path if p.endswith("-packages")))'], { encoding: 'utf8' }).stdout.split('\n').filter(Boolean)];

const keyOf = ({ repository, folder, target }) => [repository, folder, target].join('\t');
const targets = fs.readFileSync(path.join(root, 'test/coverage/targets.tsv'), 'utf8').split('\n')
  .filter((line) => line && !line.startsWith('#'))
  .map((line) => line.split('\t'))
  .map(([repository, commit, folder, target]) => ({ repository, commit, folder, target }))
  .filter(({ repository }) => !options.only || repository.includes(options.only));

const records = new Map();
for (const file of options.records ?? []) {
  if (!fs.existsSync(file)) continue;
  for (const line of fs.readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
    const { key, record } = JSON.parse(line);
    records.set(key, record);
  }
}

const home = ({ repository, folder }) => path.join(options.corpora ?? '', repository.replace('/', '+'), folder);

function truthOf(target) {
  const known = records.get(keyOf(target));
  if (known) return known;
  const folder = home(target);
  const { stdout, stderr } = spawnSync(PYTHON, [path.join(root, 'tools/truth.py'), '--sdpa', target.target],
    { cwd: folder, encoding: 'utf8', env: { ...process.env, PYTHONPATH: [folder, ...given].join(path.delimiter), OMP_NUM_THREADS: '1' }, maxBuffer: 1 << 28, timeout: 300_000 });
  const line = stdout.split('\n').find((text) => text.startsWith('{'));
  const record = line ? JSON.parse(line) : { target: target.target, error: `python: ${stderr.trim().split('\n').at(-1) ?? 'no answer'}` };
  const [keep] = options.records ?? [];
  if (keep) fs.appendFileSync(keep, `${JSON.stringify({ key: keyOf(target), record })}\n`);
  return record;
}

/** Summaries of ours by target, of targets that share a folder. */
function oursOf(folder, names) {
  const found = new Map();
  for (let i = 0; i < names.length; i += CHUNK) {
    const some = names.slice(i, i + CHUNK);
    const { stdout } = spawnSync(process.execPath, [path.join(root, 'dist/cli.js'), 'summary', '--json', ...[folder, ...libraries].flatMap((each) => ['--python-path', each]), ...some],
      { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 30, timeout: MINUTES * 60_000 });
    for (const line of (stdout ?? '').split('\n').filter(Boolean)) {
      try {
        const summary = JSON.parse(line);
        found.set(summary.target, summary);
      } catch { /* A process that was ended leaves half a line. */ }
    }
  }
  return found;
}

const byFolder = Map.groupBy ? Map.groupBy(targets, home) : targets.reduce((map, target) => map.set(home(target), [...(map.get(home(target)) ?? []), target]), new Map());
const rows = [];
const absent = new Set();
for (const [folder, some] of byFolder) {
  if (!fs.existsSync(folder)) {
    absent.add(some[0].repository);
    continue;
  }
  const summaries = oursOf(folder, some.map(({ target }) => target));
  for (const target of some) {
    const truth = truthOf(target);
    // What this Python cannot import it cannot answer.
    if (/^(python|ModuleNotFoundError|ImportError):/.test(truth.error ?? '')) continue;
    const mine = summaries.get(target.target) ?? { error: 'no answer in time' };
    rows.push({ ...target, ...compareRecord(truth, mine) });
  }
  process.stderr.write(`${some[0].repository} ${folder.split('/').at(-1)}: ${rows.filter((row) => row.repository === some[0].repository && row.ok).length} of ${some.length}\n`);
}

const CHECKS = [['parameters', (c) => c.parameters && c.trainable && c.buffers], ['output', (c) => c.output], ['leaf calls', (c) => c.layers], ['places', (c) => c.sites], ['MACs', (c) => c.macs]];
const passes = (row, [, test]) => Boolean(test(row.checks));
const mark = (ok) => (ok ? '✓' : '✗');
const cell = (text) => text.replaceAll(`${path.resolve(options.corpora ?? '')}/`, '').replaceAll('|', '\\|').replaceAll('<', '&lt;').replace(/\s+/g, ' ').slice(0, 220);
const share = (some, test) => `${some.filter(test).length}`;

function document() {
  const repositories = [...new Set(rows.map(({ repository }) => repository))].sort();
  const total = (name, some) => `| ${name} | ${some.length} | ${CHECKS.map((check) => share(some, (row) => passes(row, check))).join(' | ')} | ${share(some, (row) => row.ok)} |`;
  const lines = [
    '# Coverage', '',
    'Models of public repositories, read as they are, against PyTorch 1.13 itself: parameters (with buffers), output, every leaf call',
    '(order, path, type, shapes, parameters, MACs), the places in the code where layers are called and made, and total MACs. A model',
    'passes when all of it is equal. `npm run coverage -- --corpora DIR --python-path LIBRARIES` writes this page from `test/coverage/targets.tsv`;',
    'torchvision has a suite of its own (`test/truth/torchvision.test.ts`, 118 of 118), and so have our own models (`test/models`).', '',
    `| repository | models | ${CHECKS.map(([name]) => name).join(' | ')} | all |`, `|---|---:|${CHECKS.map(() => '---:|').join('')}---:|`,
    total('**all**', rows), ...repositories.map((name) => total(name, rows.filter((row) => row.repository === name))), '',
    '## What differs', '',
    'The first difference of each model that does not pass. A *gap* is a place whose result ConvLens says is not known, with the reason: elements of',
    'tensors or chance decide there (a loop over what was detected, layers that are left out at random), and PyTorch\'s record is of one such run.',
    'Parts of modules that TorchScript compiles are called where PyTorch\'s record does not see them (StochasticDepth). Other rows say what this Python',
    'could not do (build an extension of C++).', '',
    `| repository | model | ${CHECKS.map(([name]) => name).join(' | ')} | first |`, `|---|---|${CHECKS.map(() => '---|').join('')}---|`,
    ...rows.filter((row) => !row.ok).map((row) => `| ${row.repository} | \`${cell(row.target)}\` | ${CHECKS.map((check) => mark(passes(row, check))).join(' | ')} | ${cell(row.first)} |`), '',
    '## What passes', '',
    ...repositories.flatMap((name) => {
      const some = rows.filter((row) => row.repository === name && row.ok);
      return some.length === 0 ? [] : [`**${name}** at ${some[0].commit.slice(0, 10)}: ${some.map((row) => `\`${cell(row.target)}\``).join(', ')}`, ''];
    }),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

if (absent.size > 0) process.stderr.write(`not here, left out: ${[...absent].join(', ')}\n`);
if (rows.length === 0) {
  console.error('No repository of test/coverage/targets.tsv is below --corpora DIR: check them out there as DIR/owner+name at the commits it names.');
  process.exit(1);
}
fs.writeFileSync(options.out ?? path.join(root, 'docs/coverage.md'), document());
console.log(`${rows.filter((row) => row.ok).length} of ${rows.length} models agree with PyTorch in everything`);
