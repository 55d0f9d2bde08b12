// Compares the engine with others, model by model, interleaved run by run in one process:
//   node tools/benchEngine.mjs [--models a,b] [--threads 1] [--rounds 9] [--peers FOLDER] [--install]
// Peers (onnxruntime-web, onnxruntime-node) are looked for in FOLDER/node_modules and are never a dependency: --install fetches them
// there (440 MB). Their models are written by tools/engineModels.py into FOLDER/models.
// Prints medians of wall time and of CPU time, ratios, and the tile kernel's share of the peak that a loop of nothing but
// multiply-adds reaches in the same run.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, homedir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');
const { values: options } = parseArgs({ options: {
  models: { type: 'string', default: 'lenet,alexnet,vgg16,googlenet,resnet18,resnet50,resnext50_32x4d,mobilenet_v2' },
  threads: { type: 'string', default: '1' }, rounds: { type: 'string', default: '9' }, install: { type: 'boolean' },
  peers: { type: 'string', default: join(homedir(), '.cache/convlens-peers') },
} });
const [threads, rounds] = [Number(options.threads), Number(options.rounds)];
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');
const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];
const mean = (list) => Math.exp(list.reduce((sum, x) => sum + Math.log(x), 0) / list.length);

if (options.install) {
  mkdirSync(options.peers, { recursive: true });
  if (!existsSync(join(options.peers, 'package.json'))) writeFileSync(join(options.peers, 'package.json'), '{"private":true}');
  spawnSync('npm', ['install', 'onnxruntime-web', 'onnxruntime-node', '--no-audit', '--no-fund'],
    { cwd: options.peers, stdio: 'inherit', env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' } });
}
const ours = await loadOurs();
const peers = loadPeers();
const models = options.models.split(',');
if (Object.keys(peers).length > 0) {
  spawnSync(process.env.PYTHON ?? '/usr/bin/python3', [join(root, 'tools/engineModels.py'), join(options.peers, 'models'), ...models], { stdio: 'ignore' });
}
const features = ours.detectFeatures(process.versions.v8);
console.log(`${cpus()[0].model}, ${cpus().length} cores; Node ${process.version}, V8 ${process.versions.v8}; ${JSON.stringify(features)}; ${threads} threads`);
if (threads === 1) reportKernel();

const workspace = await ours.openWorkspace(['/usr/lib/python3/dist-packages']);
const program = ours.analyser(workspace, readFileSync(join(root, 'tools/benchEngineModels.py'), 'utf8'));
const ratios = {};
console.log('| model | kept | engine | wall ms | cpu ms | times ours |\n|---|---|---|---|---|---|');
for (const model of models) for (const kept of ['none', 'all', 'materialised']) await compare(model, kept);
for (const [name, list] of Object.entries(ratios)) console.log(`${name}: ${mean(list).toFixed(2)} times ours (geometric mean of ${list.length})`);
process.exit(0);

async function compare(model, kept) {
  const shape = model === 'lenet' ? [1, 1, 28, 28] : [1, 3, 224, 224];
  const input = ours.seeded('input:0', shape.reduce((a, b) => a * b));
  const engines = { ours: openOurs(model, shape, input, kept) };
  for (const [name, ort] of Object.entries(peers)) engines[name] = await openPeer(name, ort, model, shape, input, kept);
  const wall = Object.fromEntries(Object.keys(engines).map((name) => [name, []]));
  const cpu = Object.fromEntries(Object.keys(engines).map((name) => [name, []]));
  for (let round = -2; round < rounds; round++) {
    for (const [name, { run }] of Object.entries(engines)) {
      // What one engine leaves behind is not to be collected in another's time.
      collectGarbage();
      const [used, start] = [process.cpuUsage(), performance.now()];
      await run();
      const { user, system } = process.cpuUsage(used);
      if (round < 0) continue;
      wall[name].push(performance.now() - start);
      cpu[name].push((user + system) / 1000);
    }
  }
  // On a shared machine CPU time at one thread is what does not depend on the neighbours.
  const measure = threads === 1 ? cpu : wall;
  for (const name of Object.keys(engines)) {
    const ratio = median(measure[name].map((time, i) => time / measure.ours[i]));
    if (name !== 'ours') (ratios[`${name}, kept ${kept}`] ??= []).push(ratio);
    console.log(`| ${model} | ${kept} | ${name} | ${median(wall[name]).toFixed(2)} | ${median(cpu[name]).toFixed(2)} | ${ratio.toFixed(2)} |`);
  }
  for (const { close } of Object.values(engines)) await close();
}

function openOurs(model, shape, input, kept) {
  const { trace } = program(`${model}()`, shape.join('x'));
  const plan = ours.lower(trace.graph, { keep: kept === 'none' ? [] : 'all' });
  const start = (starts) => {
    const workers = starts.map((thread) => new Worker(join(root, 'dist/engineWorker.js'), { workerData: { thread } }));
    return { stop: () => { for (const worker of workers) void worker.terminate(); } };
  };
  const session = new ours.Session(plan, ours.seededWeights(plan), { features, reference: ours.referenceKernels,
    ...(threads > 1 ? { threads: { count: threads, start } } : {}) });
  const keys = Object.keys(plan.keep);
  return { run: () => { session.run([input]); if (kept === 'materialised') for (const key of keys) session.read(key); }, close: () => session.dispose() };
}

async function openPeer(name, ort, model, shape, input, kept) {
  const bytes = readFileSync(join(options.peers, 'models', `${model}${kept === 'none' ? '' : '.all'}.onnx`));
  const session = await ort.InferenceSession.create(new Uint8Array(bytes), { intraOpNumThreads: threads, interOpNumThreads: 1,
    executionProviders: [name === 'onnxruntime-web' ? 'wasm' : 'cpu'] });
  const feeds = { x: new ort.Tensor('float32', input, shape) };
  return { run: () => session.run(feeds), close: () => session.release() };
}

function loadPeers() {
  const found = {};
  for (const name of ['onnxruntime-node', 'onnxruntime-web']) {
    const folder = join(options.peers, 'node_modules', name);
    if (!existsSync(folder)) continue;
    const ort = createRequire(join(options.peers, 'package.json'))(name);
    if (name === 'onnxruntime-web') ort.env.wasm.numThreads = threads;
    found[name] = ort;
  }
  return found;
}

async function loadOurs() {
  const outfile = join(root, 'out/bench/engine.mjs');
  const files = ['test/support/analyse', 'test/support/engine', 'test/support/seeded', 'src/engine/index', 'src/graph/lower', 'src/ops/conv',
    'src/engine/wasm/assembler', 'src/tensor/value'];
  await build({ stdin: { contents: files.map((file) => `export * from './${file}';`).join('\n'), resolveDir: root }, bundle: true, format: 'esm',
    platform: 'node', packages: 'external', outfile, logLevel: 'error', resolveExtensions: ['.node.ts', '.ts', '.js'] });
  if (threads > 1) spawnSync(process.execPath, [join(root, 'esbuild.mjs'), '--production', 'engine'], { cwd: root, stdio: 'inherit' });
  return import(pathToFileURL(outfile).href);
}

/** GFLOP/s of a loop of multiply-adds in registers, and of the tile kernel on a 1x1 convolution that stays in the first-level cache. */
function reportKernel() {
  const m = new ours.ModuleBuilder();
  m.fn('peak', ['i32'], (f) => {
    const [n, i] = [f.parameter(0), f.local()];
    const sums = Array.from({ length: 12 }, () => f.local('v128', 1));
    const [x, y] = [f.local('v128', 1), f.local('v128', 1e-9)];
    f.for(i, 0, n, () => { for (const sum of sums) f.set(sum, x.madd(y, sum, features.fused)); });
    f.store(ours.i32(0), sums.reduce((a, b) => a.add(b)));
  });
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { peak } = new WebAssembly.Instance(new WebAssembly.Module(m.bytes({ shared: false })), { env: { memory } }).exports;
  const steps = 2_000_000;
  const plan = ours.planOf([{ shape: [1, 64, 6, 8] }, { shape: [64, 64, 1, 1] }], ([x, w], op) => op(ours.conv2d, { input: x, weight: w }));
  const named = { ...plan, inputs: plan.inputs.slice(0, 1), values: plan.values.map((value) => (value.source.kind === 'input' && value.source.index === 1
    ? { ...value, source: { kind: 'weight', name: 'w' } } : value)) };
  const session = new ours.Session(named, new Map([['w', { dtype: 'float32', shape: [64, 64, 1, 1], data: ours.seeded('w', 4096) }]]),
    { features, reference: ours.referenceKernels });
  const input = ours.seeded('x', 64 * 48);
  const cpu = (work) => { const used = process.cpuUsage(); work(); return process.cpuUsage(used).user / 1e6; };
  session.run([input]);
  const conv = session.program.steps.findIndex((step) => step.kernel === 'conv');
  const shares = [];
  let [best, top] = [0, 0];
  for (let round = 0; round < 15; round++) {
    const reached = (2 * 4 * 12 * steps) / cpu(() => peak(steps)) / 1e9;
    const times = 2000;
    const tile = (2 * 64 * 64 * 48 * times) / cpu(() => { for (let i = 0; i < times; i++) session.step(session.program.steps[conv], conv); }) / 1e9;
    if (round > 2) shares.push(tile / reached);
    [best, top] = [Math.max(best, tile), Math.max(top, reached)];
  }
  console.log(`tile kernel ${best.toFixed(1)} of ${top.toFixed(1)} GFLOP/s, ${(100 * median(shares)).toFixed(0)} % (median of shares)`);
}
