// Exports models and opens the files again: parameters, MACs and outputs, ours and ONNX Runtime's. Bundled by onnxRoundTrip.mjs.
// FOLDER has onnxruntime-node installed. Prints a JSON document per line.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Workspace } from '../src/cli/workspace';
import { onlyEntry } from '../src/cli/summary';
import { initialise } from '../src/engine/init/initialise';
import type { ReferenceKernel } from '../src/engine/session';
import type { Weights, WeightTensor } from '../src/engine/weights';
import { joinBytes } from '../src/formats/protobuf';
import { bytesSource } from '../src/formats/source';
import { parseInputSpecs } from '../src/frontends/inputSpec';
import { openOnnx, traceOnnx } from '../src/frontends/onnx';
import { exportModelOf, exportOnnx } from '../src/frontends/onnx/export';
import { weightsOf } from '../src/frontends/onnx/weights';
import { traceRecorded } from '../src/frontends/recipe';
import { COMMAND_BUDGET } from '../src/frontends/run';
import { parseTarget } from '../src/frontends/target';
import { lower } from '../src/graph/lower';
import type { Plan } from '../src/tensor/plan';
import { REFERENCE_KERNELS } from '../src/ops/kernels';
import { onnxSession } from '../test/support/onnxCases';

interface Ort {
  readonly InferenceSession: { create(bytes: Uint8Array, options: object): Promise<{ readonly inputNames: readonly string[];
    readonly outputNames: readonly string[]; run(feeds: object): Promise<Record<string, { data: ArrayLike<number> }>> }> };
  readonly Tensor: new (type: string, data: Float32Array, dims: readonly number[]) => object;
}

const [folder = '', pythonPath = '', scratch = '/tmp', ...targets] = process.argv.slice(2);
const ort = createRequire(path.join(path.resolve(folder), 'package.json'))('onnxruntime-node') as Ort;
const reference = (schema: string): ReferenceKernel | undefined => REFERENCE_KERNELS.get(schema) as ReferenceKernel | undefined;

function numbers(count: number): Float32Array {
  let state = 12_345;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** max |difference| ÷ max |b| over all outputs. */
function difference(a: readonly ArrayLike<number>[], b: readonly ArrayLike<number>[]): number {
  let [worst, largest] = [0, 0];
  for (const [k, list] of b.entries()) {
    for (let i = 0; i < list.length; i++) {
      const d = Math.abs(Number(a[k][i]) - Number(list[i]));
      if (!(d <= worst)) worst = d;
      largest = Math.max(largest, Math.abs(Number(list[i])));
    }
  }
  return largest > 0 ? worst / largest : NaN;
}

const outputsOf = (plan: Plan, weights: Weights, inputs: readonly Float32Array[]): readonly ArrayLike<number>[] => {
  const session = onnxSession(plan, weights, false);
  const { outputs } = session.run(inputs);
  session.dispose();
  return outputs.map(({ data }) => data as ArrayLike<number>);
};

async function roundTrip(workspace: Workspace, text: string): Promise<object> {
  const target = parseTarget(text);
  const document = workspace.document(target);
  const session = workspace.session(document, { budget: COMMAND_BUDGET, recording: true });
  const { trace, recipe } = traceRecorded(session.run, { document: document.file, entry: target.entry ?? onlyEntry(session,
    target),
    inputs: parseInputSpecs(target.inputs ?? '1x3x224x224'), training: undefined, probe: session.probe });
  const made = recipe ? initialise(recipe, { seed: 0, reference }) : { weights: new Map<string, WeightTensor>(), inexact: [] };
  const { weights } = made;
  // What nobody initialises is zeros, which would compare nothing.
  for (const { name, isClose } of made.inexact) {
    const data = weights.get(name)?.data;
    const isVariance = name.endsWith('running_var');
    if (!isClose && data instanceof Float32Array) data.set(numbers(data.length).map((x) => (isVariance ? 1 + x / 2 : x / 10)));
  }
  // A head that begins as zeros would compare nothing either.
  for (const [name, { data }] of weights) {
    if (name.endsWith('weight') && data instanceof Float32Array && data.every((x) => x === 0)) {
      data.set(numbers(data.length).map((x) => x / 10));
    }
  }
  const bytes = joinBytes(exportOnnx(exportModelOf(trace), weights, 'test'));
  writeFileSync(path.join(scratch, 'roundtrip.onnx'), bytes);
  const file = await openOnnx('roundtrip.onnx', { source: bytesSource(bytes), external: () => Promise.resolve(null) });
  const again = traceOnnx(file, { inputs: null });
  const plan = lower(trace.graph, { keep: [] });
  const shapes = plan.inputs.map((value) => plan.values[value].shape);
  const inputs = shapes.map((shape) => numbers(shape.reduce((a, b) => a * b, 1)));
  const ours = outputsOf(plan, weights, inputs);
  const reopened = lower(again.graph, { keep: [] });
  const theirs = outputsOf(reopened, await weightsOf(file, again, reopened), inputs);
  const runtime = await ort.InferenceSession.create(bytes, { logSeverityLevel: 4, intraOpNumThreads: 1 });
  const results = await runtime.run(Object.fromEntries(runtime.inputNames.map((name, i) => [name, new ort.Tensor('float32',
    inputs[i], shapes[i])])));
  session.run.interpreter.dispose();
  return {
    parameters: [trace.ledger.parameters, again.ledger.parameters], macs: [trace.ledger.macs, again.ledger.macs],
    gaps: again.gaps.length + again.raises.length, megabytes: Math.round(bytes.length / 1e6),
    againstRuntime: difference(ours, runtime.outputNames.map((name) => results[name].data)), reopened: difference(theirs, ours),
  };
}

async function main(): Promise<void> {
  const wasm = (file: string): Uint8Array => readFileSync(`node_modules/${file}`);
  const workspace = await Workspace.open(pythonPath === '' ? [] : [pythonPath], () => ({
    runtime: wasm('web-tree-sitter/web-tree-sitter.wasm'), grammar: wasm('tree-sitter-python/tree-sitter-python.wasm'),
  }));
  for (const target of targets) {
    let result: object;
    try {
      result = await roundTrip(workspace, target);
    } catch (error) {
      result = { failed: error instanceof Error ? error.message : String(error) };
    }
    process.stdout.write(`${JSON.stringify({ target, ...result })}\n`);
  }
}
void main();
