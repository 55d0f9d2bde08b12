// Runs one test of ONNX's backend suite (a model and pairs of inputs and outputs) through reader, graph and engine.
import { existsSync, openSync, readdirSync, readFileSync, readSync, fstatSync } from 'node:fs';
import path from 'node:path';
import { Session, type ReferenceKernel } from '../../src/engine/session';
import type { Weights } from '../../src/engine/weights';
import type { Plan } from '../../src/tensor/plan';
import { detectFeatures } from '../../src/engine/features';
import { readOnnxTensor } from '../../src/formats/onnx/read';
import type { OnnxTensor } from '../../src/formats/onnx/schema';
import { dtypeOf, numbersOf, readElements, typeName } from '../../src/formats/onnx/tensors';
import { FormatError } from '../../src/formats/errors';
import { bytesSource, type RandomAccessSource } from '../../src/formats/source';
import { openOnnx, traceOnnx, type OnnxFile, type OnnxTrace } from '../../src/frontends/onnx';
import { weightsOf } from '../../src/frontends/onnx/weights';
import type { Output } from '../../src/graph/graph';
import { lower } from '../../src/graph/lower';
import { LowerError } from '../../src/graph/lowerError';
import { REFERENCE_KERNELS } from '../../src/ops/kernels';
import type { DType } from '../../src/tensor/dtype';

export interface CaseResult {
  readonly outcome: 'passed' | 'failed' | 'not modelled' | 'skipped';
  /** How the inputs were given: to the engine, or as constants that the graph is made with. */
  readonly way: 'engine' | 'folded' | '';
  readonly why: string;
}
interface Given { readonly shape: readonly number[]; readonly dtype: DType; readonly data: readonly number[] }

export function fileSource(file: string): RandomAccessSource {
  const fd = openSync(file, 'r');
  return { size: fstatSync(fd).size, close: () => Promise.resolve(), read: (offset, length) => {
    const bytes = new Uint8Array(length);
    readSync(fd, bytes, 0, length, offset);
    return Promise.resolve(bytes);
  } };
}
export const openFile = (file: string): Promise<OnnxFile> => openOnnx(path.basename(file), { source: fileSource(file),
  external: (location) => Promise.resolve(existsSync(path.join(path.dirname(file), location))
    ? fileSource(path.join(path.dirname(file), location)) : null) });

const kernels = (schema: string): ReferenceKernel | undefined => REFERENCE_KERNELS.get(schema) as ReferenceKernel | undefined;
const FEATURES = detectFeatures(process.versions.v8);

/** A session with the reference kernels of ONNX's own ops too. */
export const onnxSession = (plan: Plan, weights: Weights, onlyReference: boolean): Session => new Session(plan, weights,
  { features: onlyReference ? { ...FEATURES, simd: false } : FEATURES, reference: kernels });

/** Tolerances are those of ONNX's own runner: relative 1e-3, absolute 1e-7, unless the test sets others. */
export async function runCase(folder: string, onlyReference = false): Promise<CaseResult> {
  try {
    const file = await openFile(path.join(folder, 'model.onnx'));
    let worst: CaseResult = { outcome: 'skipped', way: '', why: 'no data' };
    for (const name of readdirSync(folder).filter((each) => each.startsWith('test_data_set'))) {
      worst = await runSet(file, path.join(folder, name), onlyReference);
      if (worst.outcome !== 'passed') return worst;
    }
    return worst;
  } catch (error) {
    if (error instanceof FormatError) return { outcome: 'not modelled', way: '', why: error.message };
    return { outcome: 'failed', way: '', why: error instanceof Error ? error.message : String(error) };
  }
}

async function runSet(file: OnnxFile, folder: string, onlyReference: boolean): Promise<CaseResult> {
  const tensors = async (kind: string): Promise<(OnnxTensor | null)[]> => {
    const files = readdirSync(folder).filter((name) => name.startsWith(kind));
    return Promise.all(files.map((_, i) => readOnnxTensor(bytesSource(readFileSync(path.join(folder, `${kind}_${i}.pb`))))));
  };
  const declared = (kind: 'input' | 'output', i: number): number | undefined =>
    file.model.graph?.[kind][i]?.type?.tensor_type?.elem_type;
  const read = async (given: OnnxTensor | null, kind: 'input' | 'output', i: number): Promise<Given> => {
    const name = `${kind}_${i}.pb`;
    if (declared(kind, i) === undefined) throw new FormatError(`${kind} ${i} is a sequence or optional, which is not modelled`);
    // The suite stores the bits of bfloat16 as uint16.
    const tensor = given && declared(kind, i) === 16 && given.data_type === 4 ? { ...given, data_type: 16 } : given;
    const dtype = dtypeOf(tensor?.data_type);
    if (!tensor || !dtype) throw new FormatError(`elements of type ${typeName(tensor?.data_type)} (${name}) are not modelled`);
    const source = bytesSource(readFileSync(path.join(folder, name)));
    return { shape: tensor.dims, dtype, data: numbersOf(await readElements(tensor, { source, external: () =>
      Promise.resolve(null) }), dtype) };
  };
  const inputs = await Promise.all((await tensors('input')).map((tensor, i) => read(tensor, 'input', i)));
  const expected = await Promise.all((await tensors('output')).map((tensor, i) => read(tensor, 'output', i)));
  const stored = new Set(file.model.graph?.initializer.map(({ name }) => name));
  const names = (file.model.graph?.input ?? []).filter(({ name }) => !stored.has(name)).map(({ name }) => name ?? '');
  const specs = inputs.map(({ shape, dtype }) => ({ kind: 'tensor', dims: shape, dtype }) as const);
  const whole = new Map(names.map((name, i) => [name, inputs[i].data] as const));
  const small = new Map([...whole].filter((_, i) => inputs[i].shape.length <= 1 && inputs[i].data.length <= 16
    && (i > 0 || names.length === 1)));
  let result: CaseResult = { outcome: 'not modelled', way: '', why: '' };
  for (const elements of [new Map<string, readonly number[]>(), small, whole]) {
    const trace = traceOnnx(file, { inputs: elements.size === 0 ? specs : null, elements });
    result = await evaluated(file, trace, names, inputs, expected, onlyReference, elements.size === names.length);
    if (result.outcome !== 'not modelled') return result;
  }
  return result;
}

async function evaluated(file: OnnxFile, trace: OnnxTrace, names: readonly string[], inputs: readonly Given[],
  expected: readonly Given[], onlyReference: boolean, isFolded: boolean): Promise<CaseResult> {
  const way = isFolded ? 'folded' as const : 'engine' as const;
  const [raised] = trace.raises;
  if (raised) return { outcome: 'not modelled', way, why: `raised ${raised.message}` };
  const [gap] = trace.gaps;
  if (gap) return { outcome: 'not modelled', way, why: gap.reason.message };
  const hole = unknownIn(trace.graph.output);
  if (hole) return { outcome: 'not modelled', way, why: hole };
  try {
    const plan = lower(trace.graph, { keep: [] });
    const weights = await weightsOf(file, trace, plan);
    const session = onnxSession(plan, weights, onlyReference);
    const given = trace.inputNames.map((name) => inputs[names.indexOf(name)].data);
    const { outputs } = session.run(given.map((data) => Float64Array.from(data)) as never);
    session.dispose();
    for (const [i, want] of expected.entries()) {
      const wrong = differenceOf(outputs[i], want);
      if (wrong) return { outcome: 'failed', way, why: `output ${i}: ${wrong}` };
    }
    return { outcome: 'passed', way, why: '' };
  } catch (error) {
    if (error instanceof LowerError) return { outcome: 'not modelled', way, why: error.message };
    throw error;
  }
}

function unknownIn(output: Output): string | null {
  if (output.kind === 'unknown') return output.reason.message;
  if (output.kind === 'list') for (const item of output.items) {
    const found = unknownIn(item);
    if (found) return found;
  }
  return null;
}

function differenceOf(found: { shape: readonly number[]; dtype: string; data: ArrayLike<number | bigint> } | undefined,
  want: Given): string | null {
  if (!found) return 'missing';
  if (found.shape.join() !== want.shape.join()) return `shape ${found.shape.join('x')} instead of ${want.shape.join('x')}`;
  if (found.dtype !== want.dtype) return `${found.dtype} instead of ${want.dtype}`;
  const relative = want.dtype === 'float16' ? 2e-3 : want.dtype === 'bfloat16' ? 1e-2 : 1e-3;
  for (const [i, y] of want.data.entries()) {
    const x = Number(found.data[i]);
    const same = Object.is(x, y) || x === y || (Number.isNaN(x) && Number.isNaN(y)) || Math.abs(x - y) <= 1e-7
      + relative * Math.abs(y);
    if (!same) return `element ${i} is ${x} instead of ${y}`;
  }
  return null;
}
