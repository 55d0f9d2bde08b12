// One ONNX file from its graph to ours: the same trace as of a PyTorch model, by the same ops.
import { createLedger } from '../graph/ledger';
import { withoutConstants } from '../graph/prune';
import { receptiveFields } from '../graph/receptiveField';
import { edgeOf } from '../graph/memory';
import type { Output } from '../graph/graph';
import type { OnnxModel, OnnxTensor, OnnxValueInfo } from '../formats/onnx/schema';
import { FormatError } from '../formats/errors';
import { isUnknown } from '../ops/op';
import { isSym, referenceOf } from '../tensor/sym';
import { showDim } from '../tensor/dim';
import { int, tensorOf, type Dim, type Tensor, type TensorMeta } from '../tensor/value';
import { dimsOf, type InputSpec } from './inputSpec';
import { declaredIn } from './onnx/control';
import { ASSUMED_SIZE, declaredMeta } from './onnx/declared';
import type { OnnxFile } from './onnx/file';
import { Names, OnnxRun, type Value } from './onnx/run';
import type { GraphTrace } from './trace';

export { openOnnx, type OnnxFile } from './onnx/file';

export interface OnnxRequest {
  /** In place of the shapes that the file declares, in order; null: those. */
  readonly inputs: readonly InputSpec[] | null;
  /** Sizes that the file leaves open are taken as their reference sizes, as a run needs: one image, of 224 pixels a side. */
  readonly isConcrete?: boolean;
  /** Elements of inputs that are known: the shapes that a model gets as inputs, say. */
  readonly elements?: ReadonlyMap<string, readonly number[]>;
}

export interface OnnxTrace extends GraphTrace {
  /** Tensors of the file by the name under which the graph's plan asks for them. */
  readonly weights: ReadonlyMap<string, OnnxTensor>;
  /** Names of the graph's outputs, in order. */
  readonly outputNames: readonly string[];
  /** Names of the inputs that run, in order: those of known elements are not among them. */
  readonly inputNames: readonly string[];
  /** Label and value: producer, operator sets, notes. */
  readonly properties: readonly (readonly [string, string])[];
}

/** Throws FormatError where the graph has a circle or names a value twice. */
export function traceOnnx(file: OnnxFile, request: OnnxRequest): OnnxTrace {
  const graph = file.model.graph;
  if (!graph) throw new FormatError('This is no ONNX model: it holds no graph.');
  const run = new OnnxRun(file);
  const names = new Names();
  run.initializers(graph, names);
  const stored = new Set([...graph.initializer.map(({ name }) => name), ...graph.sparse_initializer.map(({ values }) =>
    values?.name)]);
  const inputs = graph.input.filter(({ name }) => !stored.has(name));
  const tensors = inputs.map((info, i) => inputValue(run, info, request, i));
  inputs.forEach(({ name }, i) => {
    names.set(name ?? '', tensors[i]);
  });
  run.run(graph.node, names, { versions: file.model, declared: declaredIn(graph.value_info, graph.output), attributes: new Map(),
    prefix: '', depth: 0 });
  run.scopes.finish();
  const output = graphOutput(run, graph.output, names);
  const running = tensors.flatMap((value, i): { tensor: Tensor; name: string }[] =>
    (isUnknown(value) || value.role !== 'input' ? [] : [{ tensor: value, name: inputs[i].name ?? '' }]));
  const whole = run.builder.finish(running.map(({ tensor }) => tensor), output, run.scopes.root);
  const pruned = withoutConstants(whole, (edge) => edge.data !== null || run.contents.isKnown(edge.tensor));
  return {
    ...traceOf(run, file, pruned),
    inputs: running.map(({ tensor, name }) => ({ name, spec: specOf(tensor) })),
    inputOrigin: request.inputs ? { kind: 'given' } : request.isConcrete && inputs.some(leavesOpen)
      ? { kind: 'assumed', why: 'the file leaves sizes of its inputs open' } : { kind: 'code', at: null },
    weights: run.weights,
    outputNames: graph.output.map(({ name }) => name ?? ''),
    inputNames: running.map(({ name }) => name),
    properties: propertiesOf(file.model),
  };
}

function traceOf(run: OnnxRun, file: OnnxFile, graph: GraphTrace['graph']) {
  return {
    entry: file.name,
    model: file.model.graph?.name || file.name,
    source: null,
    graph,
    ledger: createLedger(graph),
    fields: receptiveFields(graph),
    raises: run.raises.map(({ message, path }) => ({ type: 'OnnxError', message, origin: null,
      frame: { caller: null, call: null, module: path, name: path } })),
    gaps: [...run.lost].map(([reason, lost]) => ({ reason, lost })),
    standIns: [],
    costUncertain: run.costUncertain,
    training: false,
    interpreter: { fileOf: () => undefined },
  };
}

function inputValue(run: OnnxRun, info: OnnxValueInfo, request: OnnxRequest, index: number): Value {
  const name = info.name ?? '';
  const declared = declaredMeta(info.type, run.symbols, (message) => run.reason('unknown-input', `${message} of input ${name}`));
  const spec = request.inputs?.[index];
  if (spec?.kind === 'tensor') {
    const dims = dimsOf(spec);
    return run.builder.input({ shape: request.isConcrete ? dims.map(concreteDim) : dims, dtype: spec.dtype });
  }
  if (!declared) return run.unknown('unknown-input', `the file does not say the shape of input ${name}`,
    'Give one: --input 1x3x224x224');
  if (isUnknown(declared)) return declared;
  const elements = request.elements?.get(name);
  if (elements) return tensorOf(declared, { data: elements, role: 'constant' });
  return run.builder.input(request.isConcrete ? { ...declared, shape: declared.shape.map(concreteDim) } : declared);
}

const concreteDim = (dim: Dim, axis: number): Dim =>
  int(dim.kind === 'unknown' ? (axis === 0 ? 1 : ASSUMED_SIZE) : isSym(dim.value) ? referenceOf(dim.value) : Number(dim.value));

function graphOutput(run: OnnxRun, outputs: readonly OnnxValueInfo[], names: Names): Output {
  const items = outputs.map(({ name }): Output => {
    const value = names.get(name ?? '') ?? run.unknown('internal', `nothing makes the output "${name ?? ''}"`);
    if (isUnknown(value)) return { kind: 'unknown', reason: value.reason };
    return { kind: 'tensor', shape: value.shape, dtype: value.dtype, edge: edgeOf(value) };
  });
  if (items.length === 1) return items[0];
  return { kind: 'list', items, type: 'namedtuple', names: outputs.map(({ name }) => name ?? '') };
}

const leavesOpen = ({ type }: OnnxValueInfo): boolean =>
  type?.tensor_type?.shape?.dim.some(({ dim_value, dim_param }) => dim_value === undefined || !!dim_param) ?? true;
const specOf = ({ shape, dtype }: TensorMeta): InputSpec => ({ kind: 'tensor', dims: shape.map(specSize), dtype });
const specSize = (dim: Dim): number | string =>
  (dim.kind === 'unknown' ? '?' : isSym(dim.value) ? showDim(dim) : Number(dim.value));

function propertiesOf(model: OnnxModel): (readonly [string, string])[] {
  const given = (label: string, value: string | number | undefined): (readonly [string, string])[] =>
    (value === undefined || value === '' ? [] : [[label, String(value)]]);
  return [
    ...given('producer', [model.producer_name, model.producer_version].filter(Boolean).join(' ')),
    ...given('IR version', model.ir_version),
    ...given('operator sets', model.opset_import.map(({ domain, version }) => `${domain || 'ai.onnx'} ${version ?? 0}`).join(
      ', ')),
    ...given('domain', model.domain), ...given('model version', model.model_version),
    ...given('description', model.doc_string?.slice(0, 2_000)),
    ...model.metadata_props.slice(0, 50).flatMap(({ key, value }) => given(key ?? '', value?.slice(0, 500))),
  ];
}
