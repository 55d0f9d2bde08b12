// Whole models through the engine and through PyTorch, every kept map compared; prints a table, one line for each model.
//   node tools/engineModels.mjs [--only REGEX] [--all] [--write] [--modes fast,exact]
// Without --all the targets of test/golden/engine/targets.txt; with it every builder of torchvision.models, on small inputs.
// --modes plan: only whether a plan can be made of it, and the memory that it would take. --write puts the table into
// docs/engine-models.md. Needs a Python with torch and torchvision (PYTHON=...).
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const { values: options } = parseArgs({ options: { only: { type: 'string' }, all: { type: 'boolean' }, write: { type: 'boolean' }, modes: { type: 'string' } } });
const root = path.resolve(import.meta.dirname, '..');
process.chdir(root);
const python = process.env.PYTHON ?? '/usr/bin/python3';
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'engine-models-'));

const SIZES = [
  [/^(vit|maxvit)/, '1x3x224x224'], [/^(vgg|.*inception)/, '1x3x107x107'], [/googlenet/, '1x3x96x96'], [/^mvit/, '1x3x16x224x224'], [/^s3d/, '1x3x16x64x64'],
  [/^(r3d|mc3|r2plus1d)/, '1x3x4x32x32'], [/^raft/, '1x3x128x128,1x3x128x128'], [/^alexnet/, '1x3x96x96'],
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
    return { name, entry: `${module}.${builder}(${argument})`, input: SIZES.find(([pattern]) => pattern.test(name))?.[1] ?? '1x3x64x64', statement: 'import torchvision' };
  });
}
const listed = () => fs.readFileSync('test/golden/engine/targets.txt', 'utf8').split('\n').filter((line) => line && !line.startsWith('#'))
  .map((line) => line.split('|').map((part) => part.trim())).map(([name, entry, input, statement]) => ({ name, entry, input, statement }));

await build({
  entryPoints: [path.join(root, 'tools/engineModels.ts')], outfile: path.join(folder, 'compare.mjs'), bundle: true, platform: 'node', format: 'esm', logLevel: 'error',
  alias: { 'web-tree-sitter': path.join(root, 'node_modules/web-tree-sitter/web-tree-sitter.cjs') },
  define: { 'import.meta.dirname': JSON.stringify(path.join(root, 'test/support')) },
  banner: { js: "import { createRequire as makeRequire_ } from 'node:module'; const require = makeRequire_(import.meta.url); const __dirname = '.'; const __filename = 'compare.mjs';" },
});
const wanted = new RegExp(options.only ?? '');
const rows = [];
for (const target of (options.all ? builders() : listed()).filter(({ name }) => wanted.test(name))) {
  const once = () => spawnSync(process.execPath, ['--max-old-space-size=6000', path.join(folder, 'compare.mjs'), JSON.stringify({ ...target, python, folder, modes: options.modes ?? 'fast,exact' })],
    { encoding: 'utf8', maxBuffer: 1 << 28, timeout: 900_000 });
  let ours = once();
  // The analyser's budget is one of time: a busy machine may need another go.
  for (let again = 0; again < 3 && ours.stdout?.includes('takes longer than'); again++) ours = once();
  const line = ours.stdout?.trim().split('\n').at(-1) || `fails: ${(ours.stderr ?? '').trim().split('\n').at(-1) ?? ours.signal}`;
  rows.push(`| ${target.name} | ${target.input} | ${line} |`);
  console.log(rows.at(-1));
}
fs.rmSync(folder, { recursive: true });
if (options.write) {
  const file = path.join(root, 'docs/engine-models.md');
  const [before] = fs.readFileSync(file, 'utf8').split(options.all ? '<!-- all -->' : '<!-- listed -->');
  const after = fs.readFileSync(file, 'utf8').split(options.all ? '<!-- /all -->' : '<!-- /listed -->')[1] ?? '';
  const mark = options.all ? 'all' : 'listed';
  fs.writeFileSync(file, `${before}<!-- ${mark} -->\n| model | input | maps | fast | exact | by reference kernels |\n|---|---|---|---|---|---|\n${rows.join('\n')}\n<!-- /${mark} -->${after}`);
}
