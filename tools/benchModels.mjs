// Measures how long models take to analyse, and prints two tables: node tools/benchModels.mjs [--all-in-python]
//   torchvision   every builder that PyTorch's records name, in one process: all, the slowest, memory held per trace. The same
//                 models built and run by python3 with torch, hooks on every module, on the CPU: a selection, or all when asked
//   depth         a residual network for CIFAR from ResNet-20 to -1202: steps, time, memory; and python3 on the same file
// Each table's ratios are of one run. Skips torchvision where its source or the records are not on the machine.
import * as esbuild from 'esbuild';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({ options: { 'all-in-python': { type: 'boolean' } } });
const root = path.resolve(import.meta.dirname, '..');
process.chdir(root);
const PACKAGES = '/usr/lib/python3/dist-packages';
const RECORDS = path.join(root, '../shared/truth/torchvision');
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'convlens-'));

esbuild.buildSync({
  entryPoints: ['tools/benchModels.ts'], outfile: 'out/benchModels.cjs', bundle: true, platform: 'node', format: 'cjs', target: 'node20',
  minify: true, logLevel: 'error', resolveExtensions: ['.node.ts', '.ts', '.js', '.mjs', '.json'],
  alias: { 'web-tree-sitter': path.join(root, 'node_modules/web-tree-sitter/web-tree-sitter.cjs') },
});

/** Ours: rows of benchModels.ts. */
function ours(targets, pythonPath, repeat) {
  const plan = path.join(scratch, 'plan.json');
  fs.writeFileSync(plan, JSON.stringify({ pythonPath, targets, repeat }));
  const run = spawnSync(process.execPath, ['--expose-gc', 'out/benchModels.cjs', plan], { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (run.status !== 0) throw new Error(run.stderr.trim().split('\n').at(-1));
  return run.stdout.trim().split('\n').map((line) => JSON.parse(line));
}

const PYTHON = `
import importlib, json, sys, time, resource
start = time.process_time(), time.perf_counter()
import torch
if any(not t['file'] for t in json.load(open(sys.argv[1]))): import torchvision.models
print(json.dumps({'load': time.process_time() - start[0]}), flush=True)
for t in json.load(open(sys.argv[1])):
    if t['file']:
        space = {'__name__': 'bench'}
        exec(compile(open(t['file']).read(), t['file'], 'exec'), space)
    else:
        space = vars(importlib.import_module(t['module']))
    begin, cpu = time.perf_counter(), time.process_time()
    with torch.no_grad():
        model = eval(t['entry'], dict(space)).eval()
        rows = []
        for name, module in model.named_modules():
            module.register_forward_hook(lambda m, i, o, name=name: rows.append((name, type(m).__name__)))
        model(*[make(t) for make in [lambda t: x for x in [
            [torch.rand(s) for s in shape] if isinstance(shape[0], list) else torch.rand(shape) for shape in t['inputs']]]])
    print(json.dumps({'ms': 1000 * (time.perf_counter() - begin), 'cpu': 1000 * (time.process_time() - cpu), 'calls': len(rows),
        'rss': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}), flush=True)
    del model
`;

function theirs(models) {
  const plan = path.join(scratch, 'python.json');
  fs.writeFileSync(plan, JSON.stringify(models));
  for (const python of ['/usr/bin/python3', 'python3']) {
    const run = spawnSync(python, ['-c', PYTHON, plan], { encoding: 'utf8', maxBuffer: 1 << 28 });
    if (run.status === 0) return run.stdout.trim().split('\n').map((line) => JSON.parse(line));
    if (!/No module named 'torch/.test(run.stderr ?? '')) throw new Error(run.stderr?.trim().split('\n').at(-1) ?? `${python} cannot be run`);
  }
  return null;
}

const seconds = (ms) => `${(ms / 1000).toFixed(2)} s`;
const sum = (values) => values.reduce((total, value) => total + value, 0);
const mib = (bytes) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
const literal = (value) => (value === null ? 'None' : typeof value === 'boolean' ? (value ? 'True' : 'False') : JSON.stringify(value));

/** The models that PyTorch's records were made of. */
function recorded() {
  if (!fs.existsSync(RECORDS) || !fs.existsSync(path.join(PACKAGES, 'torchvision/models'))) return null;
  return fs.readdirSync(RECORDS).filter((file) => file.endsWith('.json')).sort().map((file) => {
    const record = JSON.parse(fs.readFileSync(path.join(RECORDS, file), 'utf8'));
    const entry = `${record.model.replace(/^quantized_/, '')}(${Object.entries(record.kwargs).map(([key, value]) => `${key}=${literal(value)}`).join(', ')})`;
    const text = record.inputs.map((input) => (typeof input === 'string' ? input : `[${input.join(',')}]`)).join(',');
    const sizes = (input) => (typeof input === 'string' ? input.split('x').map(Number) : input.map(sizes));
    return { name: file.replace('.json', ''), module: record.builder_module, entry, inputs: record.inputs.map(sizes), target: `${record.builder_module}:${entry}@${text}` };
  });
}

const IN_PYTHON = /^(resnet18|resnet50|resnet152|mobilenet_v3_large|efficientnet_b0|densenet121|inception_v3|vit_b_16|swin_t|convnext_tiny|deeplabv3_resnet50|r3d_18)$/;

function benchTorchvision() {
  const models = recorded();
  if (!models) {
    console.log('torchvision: skipped, its source or the records of its models are not on this machine.\n');
    return;
  }
  const rows = ours(models.map((model) => model.target), [PACKAGES], 1);
  const slowest = rows.reduce((a, b) => (b.cpu > a.cpu ? b : a));
  const chosen = models.map((model, i) => ({ ...model, i })).filter(({ name }) => options['all-in-python'] || IN_PYTHON.test(name));
  const python = theirs(chosen.map(({ module, entry, inputs }) => ({ file: null, module, entry, inputs })));
  const mine = sum(chosen.map(({ i }) => rows[i].cpu));
  console.log(`| torchvision, one process, CPU time | |\n|---|---:|`);
  console.log(`| importing (read, parsed, evaluated) | ${seconds(sum(rows.map((row) => row.load.cpu)))} |`);
  console.log(`| all ${rows.length} builders, importing included | ${seconds(sum(rows.map((row) => row.load.cpu + row.cpu)))} |`);
  console.log(`| the slowest, ${slowest.target.replace(/\(.*/, '').replace(/.*:/, '')} (${slowest.nodes} ops) | ${seconds(slowest.cpu)} |`);
  console.log(`| memory held by a trace: median, largest | ${mib([...rows].sort((a, b) => a.held - b.held)[rows.length >> 1].held)}, ${mib(Math.max(...rows.map((row) => row.held)))} |`);
  if (!python) return console.log('| python3 with torch | not on this machine |\n');
  const [load, ...runs] = python;
  console.log(`| ${chosen.length} of them: ours | ${seconds(mine)} |`);
  console.log(`| the same in python3: build, one forward with hooks | ${seconds(sum(runs.map((run) => run.cpu)))}: ${(sum(runs.map((run) => run.cpu)) / mine).toFixed(0)} times ours |`);
  console.log(`| importing torch and torchvision in python3 | ${seconds(1000 * load.load)} |\n`);
}

/** A residual network for CIFAR of 6n+2 layers. */
const CIFAR = `import torch
from torch import nn

class Block(nn.Module):
    def __init__(self, planes_in, planes, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(planes_in, planes, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.shortcut = nn.Sequential()
        if stride != 1 or planes_in != planes:
            self.shortcut = nn.Sequential(nn.Conv2d(planes_in, planes, 1, stride, bias=False), nn.BatchNorm2d(planes))

    def forward(self, x):
        out = torch.relu(self.bn1(self.conv1(x)))
        return torch.relu(self.bn2(self.conv2(out)) + self.shortcut(x))

class ResNet(nn.Module):
    def __init__(self, depth):
        super().__init__()
        n = (depth - 2) // 6
        self.stem = nn.Sequential(nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU())
        blocks, planes_in = [], 16
        for planes, stride in ((16, 1), (32, 2), (64, 2)):
            for i in range(n):
                blocks.append(Block(planes_in, planes, stride if i == 0 else 1))
                planes_in = planes
        self.blocks = nn.Sequential(*blocks)
        self.fc = nn.Linear(64, 10)

    def forward(self, x):
        x = self.blocks(self.stem(x))
        return self.fc(x.mean((2, 3)))
`;

function benchDepth() {
  const file = path.join(scratch, 'cifar.py');
  fs.writeFileSync(file, CIFAR);
  const depths = [20, 38, 74, 152, 302, 602, 1202];
  // The first rows warm the code up.
  const rows = ours([...depths, ...depths].map((depth) => `${file}:ResNet(${depth})@1x3x32x32`), [], 5).slice(depths.length);
  const python = theirs(depths.map((depth) => ({ file, module: null, entry: `ResNet(${depth})`, inputs: [[1, 3, 32, 32]] })))?.slice(1);
  console.log('| depth | ops | steps | ms | ms per 100 ops | memory held | python3: build, forward with hooks, ms | times ours |\n|---:|---:|---:|---:|---:|---:|---:|---:|');
  for (const [i, depth] of depths.entries()) {
    const { nodes, steps, cpu, held } = rows[i];
    const other = python?.[i]?.cpu;
    console.log(`| ${depth} | ${nodes} | ${steps} | ${cpu.toFixed(1)} | ${((100 * cpu) / nodes).toFixed(2)} | ${mib(held)} | ${other?.toFixed(0) ?? '–'} | ${other ? (other / cpu).toFixed(1) : '–'} |`);
  }
}

console.log(`Node ${process.version}, ${os.cpus()[0]?.model ?? 'unknown CPU'}, ${os.cpus().length} cores, CPU time\n`);
benchTorchvision();
benchDepth();
fs.rmSync(scratch, { recursive: true });
