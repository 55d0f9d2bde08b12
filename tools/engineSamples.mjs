// One task of tools/benchEngine.mjs in a process of its own: node tools/engineSamples.mjs TASK (JSON), answers JSON.
//   kind 'kernel'  what this Node can do, and the tile kernel's share of the peak
//   kind 'runs'    all engines on one model, in turns: milliseconds of every round
//   kind 'serve'   ours in turbo mode, whose flags hold for a whole process: a run for every line, answered by its milliseconds
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import { openPeer, openServed } from './enginePeers.mjs';

export const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];
/** Milliseconds that all processors together were busy since the machine started; 0 where the system does not say. */
export const cpuTimes = () => cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);

if (process.argv[1] === import.meta.filename) {
  const task = JSON.parse(process.argv[2]);
  const engine = await import(pathToFileURL(join(task.folder, 'engine.mjs')).href);
  const features = { ...engine.detectFeatures(process.versions.v8), ...Object.fromEntries(task.without.map((name) => [name, false])) };
  if (task.kind === 'serve') await serveTurbo(task, engine, features);
  const answer = task.kind === 'kernel' ? kernelShare(engine, features) : await runs(task, engine, features);
  // Long answers pass through the pipe in parts.
  process.stdout.write(JSON.stringify(answer), () => process.exit(0));
}

async function runs(task, engine, features) {
  const { model, threads, all, peers, own, seconds, folder } = task;
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc');
  const shape = model.startsWith('lenet') ? [1, 1, 28, 28] : [1, 3, 224, 224];
  const input = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => ((i % 251) - 125) / 125);
  const planned = (keep) => readPlan(folder, model, keep);
  const ours = (keep, count, { read = false, session = openOurs(engine, features, planned(keep), folder, count) } = {}) => {
    const keys = Object.keys(session.value.plan.keep);
    const rooms = {};
    const into = (key) => (read === 'again' ? rooms[key] ??= Float32Array.from(session.value.read(key).data) : undefined);
    return { ...session, run: () => { session.value.run([input]); if (read) for (const key of keys) session.value.read(key, into(key)); } };
  };
  const engines = { ours: ours(all, threads) };
  if (own.includes('NCHW')) engines['ours NCHW'] = ours(all, threads, { read: true, session: engines.ours });
  if (own.includes('NCHW again')) engines['ours NCHW again'] = ours(all, threads, { read: 'again', session: engines.ours });
  if (own.includes('plain')) engines['ours plain'] = ours(false, threads);
  if (own.includes('turbo')) engines['ours turbo'] = openServed(process.execPath, [process.argv[1], JSON.stringify({ ...task, kind: 'serve' })]);
  if (own.includes('1 thread')) engines['ours 1 thread'] = ours(all, 1);
  const failed = {};
  for (const name of peers) {
    // TensorFlow.js has no threads under Node.
    if (name === 'tfjs-wasm' && threads > 1) continue;
    try {
      engines[name] = await openPeer(name, folder, { model, shape, input, all, threads, planned: () => planned(all) });
      await engines[name].run();
    } catch (error) {
      failed[name] = String(error?.message ?? error).slice(0, 300);
      delete engines[name];
    }
  }
  const created = Object.fromEntries(Object.entries(engines).map(([name, { created: time }]) => [name, time]));
  return { created, failed, ...await sample(engines, threads, seconds, collectGarbage) };
}

async function serveTurbo({ model, threads, all, folder }, engine, features) {
  const found = engine.turbo(features, process.versions.v8);
  if (!found) throw new Error('this Node has no turbo mode');
  const shape = model.startsWith('lenet') ? [1, 1, 28, 28] : [1, 3, 224, 224];
  const input = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => ((i % 251) - 125) / 125);
  const session = openOurs(engine, found.features, readPlan(folder, model, all), folder, threads, { compile: found.compile });
  session.value.run([input]); // The one that is made both ways.
  for await (const _ of createInterface({ input: process.stdin })) {
    const [used, start] = [process.cpuUsage(), performance.now()];
    session.value.run([input]);
    const { user, system } = process.cpuUsage(used);
    process.stdout.write(`${performance.now() - start} ${(user + system) / 1000}\n`);
  }
  process.exit(0);
}

/** Until no thread of this process is busy: those of some engines go on looking for work for a while after a run, on the cores of the next. */
async function untilIdle() {
  for (let look = 0; look < 20; look++) {
    const used = process.cpuUsage();
    await new Promise((resolve) => { setTimeout(resolve, 10); });
    const { user, system } = process.cpuUsage(used);
    if (user + system < 2000) return;
  }
}

/** Rounds in which every engine takes its turn, after three that warm up; short runs are repeated within a turn. */
async function sample(engines, threads, seconds, collectGarbage) {
  const samples = Object.fromEntries(Object.keys(engines).map((name) => [name, []]));
  const turn = async ({ run }, times) => {
    const [used, start] = [process.cpuUsage(), performance.now()];
    let other = null;
    for (let i = 0; i < times; i++) other = await run() ?? other;
    const { user, system } = process.cpuUsage(used);
    const wall = other?.wall ?? (performance.now() - start) / times;
    const cpu = other?.cpu ?? (user + system) / 1000 / times;
    return { wall, cpu, spent: cpu * times };
  };
  const repeats = {};
  for (let round = 0; round < 3; round++) {
    for (const [name, each] of Object.entries(engines)) repeats[name] = Math.min(200, Math.max(1, Math.round(20 / (await turn(each, 1)).wall)));
  }
  const [before, start] = [cpuTimes(), performance.now()];
  const mine = process.cpuUsage();
  let elsewhere = 0;
  for (let round = 0; round < 5 || performance.now() - start < 1000 * seconds; round++) {
    for (const [name, each] of Object.entries(engines)) {
      // What one engine leaves behind is not to be collected in another's time.
      collectGarbage();
      if (threads > 1) await untilIdle();
      const { wall, cpu, spent } = await turn(each, repeats[name]);
      samples[name].push(threads === 1 ? cpu : wall);
      if (name === 'torch' || name === 'ours turbo') elsewhere += spent;
    }
  }
  const { user, system } = process.cpuUsage(mine);
  const others = (cpuTimes() - before - (user + system) / 1000 - elsewhere) / (performance.now() - start) / cpus().length;
  return { samples, others: Math.max(0, others) };
}

function openOurs(engine, features, { plan, weights }, folder, count, more = {}) {
  const start = (starts) => {
    const workers = starts.map((thread) => new Worker(join(folder, 'engineThread.mjs'), { workerData: { thread } }));
    return { stop: () => { for (const worker of workers) void worker.terminate(); } };
  };
  const started = performance.now();
  const value = new engine.Session(plan, weights, { features, reference: () => undefined, ...more, ...(count > 1 ? { threads: { count, start } } : {}) });
  return { value, created: performance.now() - started };
}

function readPlan(folder, model, all) {
  const plan = JSON.parse(readFileSync(join(folder, 'models', `${model}${all ? '' : '.plain'}.plan.json`), 'utf8'));
  // Weights lie in the order of the plan that keeps all.
  const { values } = all ? plan : JSON.parse(readFileSync(join(folder, 'models', `${model}.plan.json`), 'utf8'));
  const { buffer, byteOffset } = readFileSync(join(folder, 'models', `${model}.weights`));
  const weights = new Map();
  let at = byteOffset;
  for (const { source, shape, dtype } of values) {
    if (source.kind !== 'weight' || dtype !== 'float32' || weights.has(source.name)) continue;
    const count = shape.reduce((a, b) => a * b, 1);
    weights.set(source.name, { dtype, shape, data: new Float32Array(buffer, at, count) });
    at += 4 * count;
  }
  return { plan, weights };
}

/** GFLOP/s of a loop of multiply-adds in registers, and of the tile kernel on a 1x1 convolution of whole tiles in the first-level cache. */
function kernelShare(engine, features) {
  const m = new engine.ModuleBuilder();
  m.fn('peak', ['i32'], (f) => {
    const [n, i] = [f.parameter(0), f.local()];
    const sums = Array.from({ length: 12 }, () => f.local('v128', 1));
    const [x, y] = [f.local('v128', 1), f.local('v128', 1e-9)];
    f.for(i, 0, n, () => { for (const sum of sums) f.set(sum, x.madd(y, sum, features.fused)); });
    f.store(engine.i32(0), sums.reduce((a, b) => a.add(b)));
  });
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { peak } = new WebAssembly.Instance(new WebAssembly.Module(m.bytes({ shared: false })), { env: { memory } }).exports;
  const steps = 2_000_000;
  const float = (shape, source) => ({ shape, dtype: 'float32', source });
  const plan = { version: 1, inputs: [0], outputs: [2], keep: {}, values: [float([1, 64, 6, 10], { kind: 'input', index: 0 }),
    float([64, 64, 1, 1], { kind: 'weight', name: 'w' }), float([1, 64, 6, 10], { kind: 'call' })],
  calls: [{ node: 'conv', op: 'conv2d()', args: { input: { value: 0 }, weight: { value: 1 } }, outputs: [2],
    fast: { kernel: 'conv2d', inputs: ['input', 'weight', 'bias'], stride: [1, 1], padding: [0, 0], dilation: [1, 1], groups: 1, operands: [0, 1, null] } }] };
  const session = new engine.Session(plan, new Map([['w', { dtype: 'float32', shape: [64, 64, 1, 1], data: new Float32Array(4096).fill(0.01) }]]),
    { features, reference: () => undefined });
  const cpu = (work) => { const used = process.cpuUsage(); work(); return process.cpuUsage(used).user / 1e6; };
  session.run([new Float32Array(64 * 60).fill(0.5)]);
  const conv = session.program.steps.findIndex((step) => step.kernel === 'conv');
  const [tiles, peaks, shares] = [[], [], []];
  for (let round = 0; round < 15; round++) {
    const times = 2000;
    const reached = (2 * 4 * 12 * steps) / cpu(() => peak(steps)) / 1e9;
    const tile = (2 * 64 * 64 * 60 * times) / cpu(() => { for (let i = 0; i < times; i++) session.step(session.program.steps[conv], conv); }) / 1e9;
    if (round < 3) continue;
    tiles.push(tile);
    peaks.push(reached);
    shares.push(tile / reached);
  }
  return { node: process.version, v8: process.versions.v8, features, tile: median(tiles), peak: median(peaks),
    share: { median: median(shares), least: Math.min(...shares), most: Math.max(...shares) },
    module: Buffer.from(engine.buildModule({ ...features, shared: false })).toString('base64') };
}
