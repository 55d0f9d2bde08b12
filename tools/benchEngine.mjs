// Compares the engine with others side by side. One command: npm run bench:engine -- [options]
//   --install          fetches the peers into the peers' folder first (they are never a dependency)
//   --peers FOLDER     where peers and their models are kept (~/.cache/convlens-peers)
//   --models a,b       builders of tools/benchEngineModels.py      --engines a,b   which peers
//   --node PATH,PATH   Node binaries to measure on, one after the other
//   --threads 1,2      --seconds 4 (per table row)                 --cold 5 (rounds; 0: none)
//   --kept plain,all   --without fused    without fused multiply-adds
//   --folded           batch norms folded into the convolutions before them: neither side keeps the sums between the two
//   --turbo            ours in turbo mode too, in a process of its own
// "NCHW" reads every map to an array of its own, "NCHW again" to the arrays of the run before.
// Engines take turns within one process, run by run; cold opens take turns as fresh processes. At one thread CPU time counts, since
// it does not depend on the neighbours; at several, wall time, and nobody's turn begins while threads of the one before still look
// for work. Ratios are medians over rounds of the other's time over ours.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { cpus, homedir, loadavg } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { cpuTimes, median } from './engineSamples.mjs';
import { prebuiltModule } from './engineModules.mjs';
import { findPeers, installPeers, writeModels } from './enginePeers.mjs';

const root = join(import.meta.dirname, '..');
const { values: options } = parseArgs({ options: {
  models: { type: 'string', default: 'lenet,alexnet,vgg16,googlenet,resnet18,resnet50,resnext50_32x4d,mobilenet_v2' },
  threads: { type: 'string', default: '1,2' }, seconds: { type: 'string', default: '4' }, cold: { type: 'string', default: '5' },
  install: { type: 'boolean' }, turbo: { type: 'boolean' }, folded: { type: 'boolean' }, peers: { type: 'string', default: join(homedir(), '.cache/convlens-peers') },
  node: { type: 'string', default: process.execPath }, engines: { type: 'string' }, kept: { type: 'string', default: 'plain,all' }, without: { type: 'string', default: '' },
} });
const folder = options.peers;
const models = options.models.split(',').map((name) => (options.folded ? `${name}.folded` : name));
const without = options.without.split(',').filter(Boolean);
const mean = (list) => Math.exp(list.reduce((sum, x) => sum + Math.log(x), 0) / list.length);
const x = (ratio) => `${ratio.toFixed(2)}×`;

if (options.install) installPeers(folder);
const wanted = options.engines?.split(',');
const peers = findPeers(folder).filter((name) => !wanted || wanted.includes(name));
await writeOurs();
if (peers.length > 0) writeModels(join(folder, 'models'), models);
for (const node of options.node.split(',')) measureOn(node);

function measureOn(node) {
  const ask = (task) => {
    const { stdout, stderr, status } = spawnSync(node, [join(root, 'tools/engineSamples.mjs'), JSON.stringify({ folder, without, ...task })],
      { encoding: 'utf8', maxBuffer: 1e8, env: { ...process.env, OMP_NUM_THREADS: String(task.threads ?? 1) } });
    if (status !== 0) throw new Error(`${JSON.stringify(task)}: ${stderr.slice(-2000)}`);
    return JSON.parse(stdout.slice(stdout.indexOf('{"')));
  };
  const about = ask({ kind: 'kernel' });
  console.log(`\n## ${cpus()[0].model}, ${cpus().length} cores, load ${loadavg()[0].toFixed(1)}; Node ${about.node}, V8 ${about.v8}; ${
    Object.entries(about.features).map(([name, on]) => `${name} ${on ? 'on' : 'off'}`).join(', ')}\n`);
  const [share, least, most] = [about.share.median, about.share.least, about.share.most].map((part) => (100 * part).toFixed(0));
  console.log(`Tile kernel ${about.tile.toFixed(1)} of ${about.peak.toFixed(1)} GFLOP/s: ${share} % (${least} to ${most}). Module ${reportSizes(about.module)}.\n`);
  for (const threads of options.threads.split(',').filter(Boolean).map(Number)) {
    for (const kept of options.kept.split(',')) reportRuns(ask, threads, kept === 'all');
  }
  if (Number(options.cold) > 0) reportCold(node);
}

function reportSizes(bytes) {
  const module = Buffer.from(bytes, 'base64');
  const ort = join(folder, 'node_modules/onnxruntime-web/dist');
  const wasm = existsSync(ort) ? readdirSync(ort).filter((name) => /simd-threaded\.wasm$/.test(name)) : [];
  const peer = wasm.map((name) => readFileSync(join(ort, name)));
  const sizes = (file) => `${(file.length / 1000).toFixed(0)} KB, ${(gzipSync(file).length / 1000).toFixed(0)} KB compressed`;
  return `${sizes(module)}${peer.map((file) => `; onnxruntime-web's ${sizes(file)}`).join('')}; engine bundle ${
    (statSync(join(folder, 'engine.mjs')).size / 1000).toFixed(0)} KB`;
}

/** One table: a row per model; ours in milliseconds, the others in milliseconds and times ours. */
function reportRuns(ask, threads, all) {
  const own = [...(all ? ['NCHW', 'NCHW again', 'plain'] : []), ...(options.turbo ? ['turbo'] : []), ...(threads > 1 ? ['1 thread'] : [])];
  const columns = ['ours', ...own.map((name) => `ours ${name}`), ...peers];
  console.log(`### ${threads} thread${threads > 1 ? 's' : ''}, ${all ? 'all maps kept' : 'last output only'}: median ${threads > 1 ? 'wall' : 'CPU'} ms\n`);
  console.log(`| model | ${columns.join(' | ')} | create: ours | ${peers.join(' | ')} | others' share of the CPUs |`);
  console.log(`|---|${'---:|'.repeat(columns.length + peers.length + 2)}`);
  const ratios = {};
  for (const model of models) {
    const { samples, created, others, failed } = ask({ kind: 'runs', model, threads, all, peers, own, seconds: Number(options.seconds) });
    const cell = (name) => {
      if (!samples[name]) return failed[name] ? 'failed' : '–';
      if (name === 'ours') return median(samples.ours).toPrecision(3);
      const ratio = median(samples[name].map((time, i) => time / samples.ours[i]));
      (ratios[name] ??= []).push(ratio);
      for (const read of name.startsWith('ours') ? [] : ['ours NCHW', 'ours NCHW again']) {
        if (all && samples[read]) (ratios[`${name} ÷ ${read}`] ??= []).push(median(samples[name].map((time, i) => time / samples[read][i])));
      }
      return `${median(samples[name]).toPrecision(3)} (${x(ratio)})`;
    };
    const milliseconds = (name) => (created[name] ? created[name].toFixed(0) : '–');
    console.log(`| ${model} | ${columns.map(cell).join(' | ')} | ${['ours', ...peers].map(milliseconds).join(' | ')} | ${(100 * others).toFixed(0)} % |`);
    for (const [name, why] of Object.entries(failed)) console.error(`${model}, ${name}: ${why}`);
  }
  console.log(`\nGeometric means, times ours: ${Object.entries(ratios).map(([name, list]) =>
    `${name} ${x(mean(list))} (${x(Math.min(...list))} to ${x(Math.max(...list))})`).join('; ')}\n`);
}

function reportCold(node) {
  const engines = ['ours', ...peers.filter((name) => name.startsWith('onnxruntime'))];
  console.log(`### Cold open, 1 thread: import, load, run, every map readable; median CPU ms of ${options.cold} fresh processes\n`);
  console.log(`| model | ${engines.join(' | ')} | wall: ${engines.join(' | ')} | others' share |\n|---|${'---:|'.repeat(2 * engines.length + 1)}`);
  const ratios = {};
  for (const model of models) {
    const [cpu, wall] = [{}, {}];
    const [before, start] = [cpuTimes(), performance.now()];
    let own = 0;
    for (let round = 0; round < Number(options.cold); round++) {
      for (const engine of engines) {
        const { stdout, stderr } = spawnSync(node, [join(root, 'tools/engineCold.mjs'), engine, model, folder], { encoding: 'utf8' });
        if (!stdout.includes('{')) throw new Error(`${engine}, ${model}: ${stderr.slice(-2000)}`);
        const found = JSON.parse(stdout.slice(stdout.indexOf('{"')));
        (cpu[engine] ??= []).push(found.cpu);
        (wall[engine] ??= []).push(found.wall);
        own += found.cpu + 40;
      }
    }
    const others = Math.max(0, cpuTimes() - before - own) / (performance.now() - start) / cpus().length;
    const ratio = (times, name) => median(times[name].map((time, i) => time / times.ours[i]));
    for (const name of engines.slice(1)) {
      (ratios[`${name}, CPU`] ??= []).push(ratio(cpu, name));
      (ratios[`${name}, wall`] ??= []).push(ratio(wall, name));
    }
    const cells = (times) => engines.map((name) => `${median(times[name]).toFixed(0)}${name === 'ours' ? '' : ` (${x(ratio(times, name))})`}`);
    console.log(`| ${model} | ${cells(cpu).join(' | ')} | ${cells(wall).join(' | ')} | ${(100 * others).toFixed(0)} % |`);
  }
  console.log(`\nGeometric means, times ours: ${Object.entries(ratios).map(([name, list]) => `${name} ${x(mean(list))} (${x(Math.min(...list))} to ${x(Math.max(...list))})`).join('; ')}\n`);
}

/** Keys of all maps but those that a batch norm scales. */
function withoutSums({ calls, keep }) {
  const sums = new Set(calls.filter(({ op }) => op.startsWith('batch_norm(')).map(({ args }) => args.input.value));
  return Object.keys(keep).filter((key) => !sums.has(keep[key]));
}

/** The engine as it is shipped (minified, without sources of ops), the thread's entry, and each model as plan and raw weights. */
async function writeOurs() {
  mkdirSync(join(folder, 'models'), { recursive: true });
  const bundle = (contents, outfile, more) => build({ stdin: { contents, resolveDir: root }, bundle: true, format: 'esm', platform: 'node', target: 'node20',
    outfile, logLevel: 'error', resolveExtensions: ['.node.ts', '.ts', '.js'], ...more });
  await bundle(`export * from './src/engine/index'; export { buildModule } from './src/engine/wasm/module';
    export * from './src/engine/wasm/assembler'; export { turbo } from './src/workers/turbo';`, join(folder, 'engine.mjs'), { minify: true, plugins: [prebuiltModule] });
  await bundle(`import { workerData } from 'node:worker_threads'; import { runThread } from './src/engine/team'; runThread(workerData.thread);`,
    join(folder, 'engineThread.mjs'), { minify: true });
  const outfile = join(root, 'out/bench/engine.mjs');
  await bundle(['test/support/analyse', 'test/support/engine', 'test/support/seeded', 'src/graph/lower', 'src/ops/conv'].map((file) =>
    `export * from './${file}';`).join('\n'), outfile, { packages: 'external' });
  const ours = await import(pathToFileURL(outfile).href);
  const workspace = await ours.openWorkspace(['/usr/lib/python3/dist-packages']);
  const program = ours.analyser(workspace, readFileSync(join(root, 'tools/benchEngineModels.py'), 'utf8'));
  for (const model of models) {
    const { trace } = program(`${model.replace('.folded', '')}()`, model.startsWith('lenet') ? '1x1x28x28' : '1x3x224x224');
    const at = (ending) => join(folder, 'models', model + ending);
    const every = ours.lower(trace.graph, { keep: 'all' });
    const plan = options.folded ? ours.lower(trace.graph, { keep: withoutSums(every) }) : every;
    writeFileSync(at('.plan.json'), JSON.stringify(plan));
    writeFileSync(at('.plain.plan.json'), JSON.stringify(ours.lower(trace.graph, { keep: [] })));
    if (existsSync(at('.weights'))) continue;
    const floats = [...ours.seededWeights(plan).values()].filter(({ dtype }) => dtype === 'float32');
    writeFileSync(at('.weights'), Buffer.concat(floats.map(({ data }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength))));
  }
}
