// The engines that tools/benchEngine.mjs compares with ours, each opened for one model: `run` computes it once. They are looked
// for in a folder of their own and are no dependency: `installPeers` fetches them there (about 500 MB).
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const MODELS = join(import.meta.dirname, 'engineModels.py');
const python = () => process.env.PYTHON ?? '/usr/bin/python3';
// The native runtime comes first: the other one would register itself under its name too.
const PACKAGES = { 'onnxruntime-node': ['onnxruntime-node'], 'onnxruntime-web': ['onnxruntime-web'],
  'tfjs-wasm': ['@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-wasm'] };
export const PEERS = [...Object.keys(PACKAGES), 'torch'];

export function installPeers(folder) {
  mkdirSync(folder, { recursive: true });
  if (!existsSync(join(folder, 'package.json'))) writeFileSync(join(folder, 'package.json'), '{"private":true}');
  spawnSync('npm', ['install', ...Object.values(PACKAGES).flat(), '--no-audit', '--no-fund'],
    { cwd: folder, stdio: 'inherit', env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' } });
}

/** Names of the peers that can be run here. torch counts where its Python has torchvision. */
export function findPeers(folder) {
  const found = Object.keys(PACKAGES).filter((name) => PACKAGES[name].every((each) => existsSync(join(folder, 'node_modules', each))));
  return spawnSync(python(), ['-c', 'import torchvision']).status === 0 ? [...found, 'torch'] : found;
}

/** Writes the models as ONNX where they are missing, and beside each one whose outputs are the results of all nodes. */
export function writeModels(folder, models) {
  const { status, stderr } = spawnSync(python(), [MODELS, folder, ...models], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  for (const model of models) {
    const target = join(folder, `${model}.all.onnx`);
    if (!existsSync(target)) writeFileSync(target, withAllOutputs(readFileSync(join(folder, `${model}.onnx`))));
  }
}

/** Fields of a protocol buffer message from `at` to `end`. */
function* fields(bytes, start, end) {
  let at = start;
  const varint = () => {
    let [value, factor, byte] = [0, 1, 0];
    do {
      byte = bytes[at++];
      value += (byte & 127) * factor;
      factor *= 128;
    } while (byte & 128);
    return value;
  };
  while (at < end) {
    const first = at;
    const key = varint();
    const [wire, number] = [key % 8, Math.floor(key / 8)];
    const length = wire === 2 ? varint() : wire === 5 ? 4 : wire === 1 ? 8 : 0;
    if (wire === 0) varint();
    yield { number, start: first, from: at, to: at + length };
    at += length;
  }
}
const message = (number, content) => {
  const length = [];
  let rest = content.length;
  for (; rest > 127; rest = Math.floor(rest / 128)) length.push((rest % 128) | 128);
  return Buffer.concat([Buffer.from([number * 8 + 2, ...length, rest]), content]);
};

/** ModelProto.graph is field 7; GraphProto.node 1, output 12; NodeProto.output 2, op_type 4; ValueInfoProto.name 1, type 2. */
function withAllOutputs(bytes) {
  const [graph] = [...fields(bytes, 0, bytes.length)].filter(({ number }) => number === 7);
  const inner = [...fields(bytes, graph.from, graph.to)];
  const text = ({ from, to }) => bytes.toString('utf8', from, to);
  const named = (list) => list.flatMap((one) => [...fields(bytes, one.from, one.to)]);
  const outputs = new Set(named(inner.filter(({ number }) => number === 12)).filter(({ number }) => number === 1).map(text));
  const nodes = inner.filter(({ number }) => number === 1);
  // Constants and sizes are no maps.
  const type = (node) => text([...fields(bytes, node.from, node.to)].find(({ number }) => number === 4));
  const maps = nodes.filter((node) => !/^(Constant|Shape|Gather|Unsqueeze|Slice|Cast)$/.test(type(node)));
  const added = named(maps).filter(({ number }) => number === 2).map(text).filter((name) => !outputs.has(name));
  const floats = message(2, message(1, Buffer.from([8, 1])));
  const more = added.map((name) => message(12, Buffer.concat([message(1, Buffer.from(name)), floats])));
  return Buffer.concat([bytes.subarray(0, graph.start), message(7, Buffer.concat([bytes.subarray(graph.from, graph.to), ...more])),
    bytes.subarray(graph.to)]);
}

/** { created, run, close } of one model; `all`: every map is kept. `planned` gives our plan and its weights (for TensorFlow.js). */
export async function openPeer(name, folder, { model, shape, input, all, threads, planned }) {
  if (name === 'torch') return openTorch(model, all, threads);
  const require = createRequire(join(folder, 'package.json'));
  if (name === 'tfjs-wasm') return (await import('./engineTfjs.mjs')).openTfjs(require, planned(), { shape, input, all });
  const ort = require(name);
  if (name === 'onnxruntime-web') ort.env.wasm.numThreads = threads;
  const bytes = readFileSync(join(folder, 'models', `${model}${all ? '.all' : ''}.onnx`));
  const started = performance.now();
  const session = await ort.InferenceSession.create(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length), { intraOpNumThreads: threads, interOpNumThreads: 1,
    executionProviders: [name === 'onnxruntime-web' ? 'wasm' : 'cpu'] });
  const created = performance.now() - started;
  const feeds = { [session.inputNames[0]]: new ort.Tensor('float32', input, shape) };
  return { created, run: () => session.run(feeds), close: () => session.release() };
}

const openTorch = (model, all, threads) => openServed(python(), [MODELS, '--serve', model], `${all ? 'all' : 'none'} ${threads}`, threads);

/** A process of its own, asked line by line; it measures its own CPU time. */
export function openServed(command, parameters, line = '', threads = 1) {
  const child = spawn(command, parameters, { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, OMP_NUM_THREADS: String(threads) } });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async run() {
      child.stdin.write(`${line}\n`);
      const [wall, cpu] = (await lines.next()).value.split(' ').map(Number);
      return { wall, cpu };
    },
    close: () => { child.stdin.end(); },
  };
}
