// A traced model as an ONNX file: the plan that the engine would run, written as operators. Sizes are those of the trace.
import { numbersOf, typeOfDType, type ElementArray } from '../../formats/onnx/tensors';
import { writeOnnx, type NodeToWrite, type TensorToWrite, type ValueToWrite } from '../../formats/onnx/write';
import { lower } from '../../graph/lower';
import type { ModuleScope } from '../../graph/graph';
import type { DType } from '../../tensor/dtype';
import type { Plan, PlanArg, PlanValue } from '../../tensor/plan';
import type { GraphTrace } from '../trace';
import { ExportCall, ExportError, isTensorArg, type ExportTarget } from './exportCall';
import { byKernel } from './exportKernels';
import { withFreeSize } from './exportFree';
import { byOp } from './exportOps';

export { ExportError };
/** The lowest operator set that has everything that is written. */
export const EXPORT_OPSET = 17;
const IR_VERSION = 8;
/** A message of a protocol buffer holds no more. */
const MAX_BYTES = 2 ** 31 - 1;

/** A weight's elements; 16-bit floats as their bits. */
export interface ExportWeight { readonly dtype: DType; readonly shape: readonly number[]; readonly data: ElementArray }

/** What is written of a model, as plain data. */
export interface ExportModel {
  readonly name: string;
  /** Of what the outputs need. */
  readonly plan: Plan;
  readonly inputs: readonly string[];
  /** `of` is the same for names of one tensor. */
  readonly parameters: readonly { readonly name: string; readonly dtype: DType; readonly of: number | string }[];
}

/** Throws LowerError where the model cannot be run. */
export const exportModelOf = (trace: GraphTrace): ExportModel => ({
  name: trace.model, plan: lower(trace.graph, { keep: [] }), inputs: trace.inputs.map(({ name }) => name),
  parameters: [...parametersOf(trace.graph.root)],
});

/** A plan that keeps nothing: calls that only served what was kept are left out. */
export function outputsOnly(plan: Plan): Plan {
  const needed = new Set<number>(plan.outputs);
  const calls = plan.calls.toReversed().filter(({ outputs, args }) => {
    const isNeeded = outputs.some((value) => needed.has(value));
    if (isNeeded) for (const value of valuesIn(Object.values(args))) needed.add(value);
    return isNeeded;
  });
  return { ...plan, calls: calls.toReversed(), keep: {} };
}
function* valuesIn(arg: PlanArg): Iterable<number> {
  if (typeof arg !== 'object' || arg === null) return;
  if (isTensorArg(arg)) yield arg.value;
  else for (const each of Object.values(arg)) yield* valuesIn(each as PlanArg);
}

/** A size to leave open: its name, and the model at the second of FREE_SIZES, where the first model has the first. */
export interface OpenSize { readonly name: string; readonly other: ExportModel }

/**
 * The file in pieces. Throws ExportError: a sentence that names what cannot be written. Without weights their
 * initialisers are zeros. `version` is this program's.
 */
export function exportOnnx(model: ExportModel, weights: ReadonlyMap<string, ExportWeight> | null,
  version: string, open: OpenSize | null = null): readonly Uint8Array[] {
  const written = new Writer(model, weights).graph();
  const graph = open ? withFreeSize(written, { name: open.name, other: new Writer(open.other, weights).graph() }) : written;
  const pieces = writeOnnx({ graph, opset: EXPORT_OPSET, irVersion: IR_VERSION, producer: 'convlens', version });
  if (pieces.reduce((sum, piece) => sum + piece.length, 0) > MAX_BYTES) {
    throw new ExportError('The model has more than 2 GB of weights, which one ONNX file cannot hold.');
  }
  return pieces;
}

class Writer implements ExportTarget {
  readonly values: readonly PlanValue[];
  private readonly nodes: NodeToWrite[] = [];
  private readonly names = new Map<number, string>();
  private readonly used = new Set<string>();
  private readonly constants = new Map<string, string>();
  private readonly initializers = new Map<string, TensorToWrite>();
  private readonly parameters: ReadonlySet<string>;

  constructor(private readonly model: ExportModel, private readonly weights: ReadonlyMap<string, ExportWeight> | null) {
    this.values = model.plan.values;
    this.parameters = new Set(model.parameters.map(({ name }) => name));
  }

  graph() {
    const { plan, name: model, inputs: inputNames } = this.model;
    const inputs = plan.inputs.map((value, i): ValueToWrite => {
      const name = this.fresh(inputNames[i] ?? `input_${i}`);
      this.names.set(value, name);
      return this.info(value, name);
    });
    for (const call of plan.calls) this.call(call);
    this.unused();
    const outputs = plan.outputs.map((value, i): ValueToWrite => {
      const name = this.fresh(plan.outputs.length === 1 ? 'output' : `output_${i}`);
      this.nodes.push({ name: this.fresh(`/${name}/Identity`), type: 'Identity', inputs: [this.nameOf(value)], outputs: [name],
        attributes: {} });
      return this.info(value, name);
    });
    return { name: model, nodes: this.nodes, inputs, outputs, initializers: [...this.initializers.values()] };
  }

  private call(call: Plan['calls'][number]): void {
    const writing = new ExportCall(this, call);
    const name = call.op.slice(0, call.op.indexOf('('));
    const results = (call.fast && byKernel(writing, call.fast)) ?? byOp(name, writing) ?? writing.fail();
    call.outputs.forEach((value, i) => {
      this.names.set(value, results[i] ?? writing.fail());
    });
  }

  /** Parameters that evaluation does not use are the model's all the same; one that has several names is written once. */
  private unused(): void {
    const { parameters } = this.model;
    const written = new Set(parameters.filter(({ name }) => this.initializers.has(name)).map((parameter) => parameter.of));
    for (const { name, dtype, of } of parameters) {
      const weight = this.weights?.get(name);
      if (written.has(of) || !weight) continue;
      written.add(of);
      this.initializer(name, weight.shape, dtype);
    }
  }

  nameOf(value: number): string {
    const known = this.names.get(value);
    if (known !== undefined) return known;
    const { shape, dtype, source } = this.values[value];
    let name: string;
    if (source.kind === 'weight') name = this.weight(source, shape, dtype);
    else if (source.kind === 'constant') name = this.constant(source.data, shape, dtype);
    else throw new ExportError('A value of the model has no name in the file.');
    this.names.set(value, name);
    return name;
  }

  /** Parameters and running statistics are initialisers; other buffers are constants, as they are no parameters. */
  private weight(source: Extract<PlanValue['source'], { kind: 'weight' }>, shape: readonly number[], dtype: DType): string {
    if (this.parameters.has(source.name) || /running_(mean|var)$/.test(source.name)) return this.initializer(source.name,
      shape, dtype);
    const given = this.weights?.get(source.name);
    if (!given && source.data) return this.constant(source.data, shape, dtype);
    return this.constantNode(this.tensor(source.name, shape, dtype), source.name);
  }
  private initializer(name: string, shape: readonly number[], dtype: DType): string {
    this.used.add(name);
    this.initializers.set(name, this.tensor(name, shape, dtype));
    return name;
  }
  private tensor(name: string, dims: readonly number[], dtype: DType): TensorToWrite {
    const given = this.weights?.get(name);
    const data = given ? storedAs(given, dtype) : zeros(dims, dtype);
    return { name, dims, type: this.type(dtype), data };
  }

  constant(data: readonly number[], dims: readonly number[], dtype: DType): string {
    const key = `${dtype} ${dims.join()} ${data.join()}`;
    const known = this.constants.get(key);
    if (known !== undefined) return known;
    const name = this.constantNode({ name: '', dims, type: this.type(dtype), data: bytesOf(data, dtype) }, 'constant');
    this.constants.set(key, name);
    return name;
  }
  private constantNode(value: TensorToWrite, base: string): string {
    const name = this.fresh(base);
    this.nodes.push({ name: this.fresh(`/${name}/Constant`), type: 'Constant', inputs: [], outputs: [name],
      attributes: { value: { kind: 'tensor', value } } });
    return name;
  }

  add(node: NodeToWrite): void {
    this.nodes.push(node);
  }
  fresh(base: string): string {
    let name = base;
    for (let i = 1; this.used.has(name); i++) name = `${base}_${i}`;
    this.used.add(name);
    return name;
  }

  private info(value: number, name: string): ValueToWrite {
    const { shape, dtype } = this.values[value];
    return { name, type: this.type(dtype), dims: shape };
  }
  private type(dtype: DType): number {
    const type = typeOfDType(dtype);
    if (type === undefined) throw new ExportError(`ONNX has no element type for ${dtype}.`);
    return type;
  }
}

function* parametersOf(root: ModuleScope | null, prefix = ''): Iterable<ExportModel['parameters'][number]> {
  if (!root) return;
  for (const [name, tensor] of root.parameters) if (tensor) yield { name: prefix + name, dtype: tensor.dtype, of: tensor.id };
  for (const [name, child] of root.children) yield* parametersOf(child, `${prefix}${name}.`);
}

const BYTES: Readonly<Record<string, number>> = { float64: 8, int64: 8, float16: 2, bfloat16: 2, int16: 2, bool: 1, uint8: 1,
  int8: 1 };
const zeros = (dims: readonly number[], dtype: DType): Uint8Array =>
  new Uint8Array(dims.reduce((a, b) => a * b, 1) * (BYTES[dtype] ?? 4));

/** A checkpoint may hold another type than the model has. */
function storedAs({ data, dtype: own }: ExportWeight, dtype: DType): Uint8Array {
  return own === dtype ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : bytesOf(numbersOf(data, own), dtype);
}

function bytesOf(data: readonly number[], dtype: DType): Uint8Array {
  switch (dtype) {
    case 'float32': return new Uint8Array(Float32Array.from(data).buffer);
    case 'float64': return new Uint8Array(Float64Array.from(data).buffer);
    case 'int64': return new Uint8Array(BigInt64Array.from(data, BigInt).buffer);
    case 'int32': return new Uint8Array(Int32Array.from(data).buffer);
    case 'int16': return new Uint8Array(Int16Array.from(data).buffer);
    case 'bool': case 'uint8': case 'int8': return Uint8Array.from(data);
    default: throw new ExportError(`Constants of ${dtype} cannot be written.`);
  }
}
