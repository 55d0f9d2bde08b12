// The other half of tools/onnxRuntime.mjs: opens an ONNX file, runs it on random numbers, and compares every output with what
// ONNX Runtime computes.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileSource } from '../src/cli/onnx';
import { openOnnx, traceOnnx } from '../src/frontends/onnx';
import { weightsOf } from '../src/frontends/onnx/weights';
import { lower } from '../src/graph/lower';
import { onnxSession } from '../test/support/onnxCases';

type Elements = ArrayLike<number | bigint>;
interface RuntimeTensor { readonly data: Elements; readonly dims: readonly number[] }
interface Ort {
  readonly InferenceSession: { create(bytes: Uint8Array | string, options: object): Promise<{ readonly inputNames: readonly string[];
    readonly outputNames: readonly string[]; run(feeds: object): Promise<Record<string, RuntimeTensor>> }> };
  readonly Tensor: new (type: string, data: unknown, dims: readonly number[]) => object;
}

const [folder = '', file = ''] = process.argv.slice(2);
const ort = createRequire(path.join(path.resolve(folder), 'package.json'))('onnxruntime-node') as Ort;

/** From -1 to 1; whole numbers from 0 to 3. */
function numbers(count: number, isWhole: boolean): Float32Array {
  let state = 12_345;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return isWhole ? (state >>> 8) % 4 : state / 2 ** 31 - 1;
  });
}
const numel = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);
const RUNTIME_TYPES: Readonly<Record<string, (data: Float32Array) => readonly [string, unknown]>> = {
  float32: (data) => ['float32', data], float64: (data) => ['float64', Float64Array.from(data)],
  int64: (data) => ['int64', BigInt64Array.from(data, (x) => BigInt(x))], int32: (data) => ['int32', Int32Array.from(data)],
  uint8: (data) => ['uint8', Uint8Array.from(data)], bool: (data) => ['bool', Uint8Array.from(data, (x) => x % 2)],
};

/** The largest difference, by the largest element: what is smaller than a hundredth throughout is rounding of larger numbers. */
function worst(ours: Elements, theirs: Elements): number {
  let [difference, largest] = [0, 0.01];
  for (let i = 0; i < theirs.length; i++) {
    const [a, b] = [Number(ours[i]), Number(theirs[i])];
    if (Object.is(a, b) || a === b) continue;
    difference = Number.isNaN(a - b) ? Infinity : Math.max(difference, Math.abs(a - b));
  }
  for (let i = 0; i < theirs.length; i++) if (Number.isFinite(Number(theirs[i]))) largest = Math.max(largest,
    Math.abs(Number(theirs[i])));
  return difference / largest;
}

async function main(): Promise<object> {
  const started = performance.now();
  const opened = await openOnnx(path.basename(file), { source: fileSource(file),
    external: (location) => Promise.resolve(fileSource(path.join(path.dirname(file), location))) });
  const symbolic = traceOnnx(opened, { inputs: null });
  const traced = performance.now() - started;
  const trace = traceOnnx(opened, { inputs: null, isConcrete: true });
  const reasons = [...symbolic.gaps, ...trace.gaps].map(({ reason }) => reason.message).concat(trace.raises.map(({ message }) => message));
  if (reasons.length > 0) return { gaps: [...new Set(reasons)].slice(0, 3) };
  const plan = lower(trace.graph, { keep: [] });
  const metas = plan.inputs.map((value) => plan.values[value]);
  const inputs = metas.map(({ shape, dtype }) => numbers(numel(shape), !dtype.startsWith('float')));
  const { outputs } = onnxSession(plan, await weightsOf(opened, trace, plan), false).run(inputs);
  const runtime = await ort.InferenceSession.create(readFileSync(file), { logSeverityLevel: 4, intraOpNumThreads: 1 });
  const results = await runtime.run(Object.fromEntries(trace.inputNames.map((name, i) => {
    const [type, data] = RUNTIME_TYPES[metas[i].dtype](inputs[i]);
    return [name, new ort.Tensor(type, data, metas[i].shape)];
  })));
  const wrong: string[] = [];
  if (symbolic.ledger.macs !== trace.ledger.macs) wrong.push(`${symbolic.ledger.macs} MACs with open sizes`);
  let largest = 0;
  trace.outputNames.forEach((name, i) => {
    const { dims, data } = results[name];
    if (outputs[i].shape.join() !== dims.join()) wrong.push(`${name} is ${outputs[i].shape.join('x')}, not ${dims.join('x')}`);
    else {
      const difference = worst(outputs[i].data as Elements, data);
      if (difference > 1e-4) wrong.push(`${name} differs by ${difference.toPrecision(3)}`);
      largest = Math.max(largest, difference);
    }
  });
  return { outputs: trace.outputNames.length, wrong: wrong.slice(0, 8), largest: Number(largest.toPrecision(3)),
    parameters: trace.ledger.parameters, macs: trace.ledger.macs, milliseconds: Math.round(traced) };
}
main().catch((error: unknown) => ({ failed: error instanceof Error ? error.message : String(error) }))
  .then((result) => process.stdout.write(`${JSON.stringify(result)}\n`));
