// Cold open, one fresh process for one engine and one model: from importing the engine to every map of one run readable.
//   node tools/engineCold.mjs ENGINE MODEL FOLDER     prints milliseconds of wall and of CPU time
// Ours reads the plan (JSON) and the weights (raw, one after the other); the others read ONNX.
import { createRequire } from 'node:module';
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [engine, model, folder] = process.argv.slice(2);
const shape = model.startsWith('lenet') ? [1, 1, 28, 28] : [1, 3, 224, 224];
const input = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => ((i % 251) - 125) / 125);
const [used, start] = [process.cpuUsage(), performance.now()];
await (engine === 'ours' ? openOurs() : openOrt());
const { user, system } = process.cpuUsage(used);
console.log(JSON.stringify({ wall: performance.now() - start, cpu: (user + system) / 1000 }));
process.exit(0);

async function openOurs() {
  const { Session, detectFeatures } = await import(pathToFileURL(join(folder, 'engine.mjs')).href);
  const plan = JSON.parse(readFileSync(join(folder, 'models', `${model}.plan.json`), 'utf8'));
  const file = openSync(join(folder, 'models', `${model}.weights`));
  const weights = new Map();
  let at = 0;
  for (const { source, shape: sizes, dtype } of plan.values) {
    if (source.kind !== 'weight' || dtype !== 'float32' || weights.has(source.name)) continue;
    const bytes = 4 * sizes.reduce((a, b) => a * b, 1);
    const position = at;
    weights.set(source.name, { dtype, shape: sizes, read: (target) => { readSync(file, target, 0, bytes, position); } });
    at += bytes;
  }
  const session = new Session(plan, weights, { features: detectFeatures(process.versions.v8), reference: () => undefined });
  session.run([input]);
  closeSync(file);
}

async function openOrt() {
  const ort = createRequire(join(folder, 'package.json'))(engine);
  if (engine === 'onnxruntime-web') ort.env.wasm.numThreads = 1;
  const path = join(folder, 'models', `${model}.all.onnx`);
  // The native runtime reads the file itself.
  const session = await ort.InferenceSession.create(engine === 'onnxruntime-web' ? readFileSync(path) : path, { intraOpNumThreads: 1,
    interOpNumThreads: 1, executionProviders: [engine === 'onnxruntime-web' ? 'wasm' : 'cpu'] });
  await session.run({ [session.inputNames[0]]: new ort.Tensor('float32', input, shape) });
}
