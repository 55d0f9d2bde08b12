// Records what ONNX Runtime computes for test/onnx/operatorCases.ts: node tools/onnxGolden.mjs FOLDER
// FOLDER has onnxruntime-node installed (ONNXRUNTIME_NODE_INSTALL=skip npm i onnxruntime-node); it is no dependency of ours.
import * as esbuild from 'esbuild';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const root = path.resolve(import.meta.dirname, '..');
const [folder] = process.argv.slice(2);
if (!folder) throw new Error('Name a folder in which onnxruntime-node is installed.');
const ort = createRequire(path.join(path.resolve(folder), 'package.json'))('onnxruntime-node');
const version = JSON.parse(fs.readFileSync(path.join(folder, 'node_modules/onnxruntime-node/package.json'), 'utf8')).version;
const bundle = path.join(root, 'out/operatorCases.mjs');
esbuild.buildSync({ entryPoints: [path.join(root, 'test/onnx/operatorCases.ts')], outfile: bundle, bundle: true, format: 'esm',
  logLevel: 'error' });
const { CASES } = await import(pathToFileURL(bundle).href);

const cases = {};
for (const { name, bytes, inputs } of CASES) {
  try {
    const session = await ort.InferenceSession.create(bytes);
    const feeds = Object.fromEntries(inputs.map(({ name: input, shape, data }) =>
      [input, new ort.Tensor('float32', Float32Array.from(data), shape)]));
    const results = await session.run(feeds);
    cases[name] = session.outputNames.map((output) => ({ type: results[output].type, shape: results[output].dims,
      data: Array.from(results[output].data, (x) => Number(Number(x).toPrecision(8))) }));
  } catch (error) {
    process.stderr.write(`${name}: ${error.message.split('\n')[0]}\n`);
  }
}
fs.writeFileSync(path.join(root, 'test/golden/onnx/operators.json'),
  `{\n"onnxruntime": "${version}",\n"cases": {\n${Object.entries(cases).map(([name, value]) =>
    `${JSON.stringify(name)}: ${JSON.stringify(value)}`).join(',\n')}\n}\n}\n`);
