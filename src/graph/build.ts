// GraphBuilder: the only way an op happens. Applies a rule, folds small constants, records the node and the module calls.
// Knows nothing of Python: the interpreter and the ONNX reader drive it alike.
import { BYTES, memory } from '../base/memory';
import type { Origin } from '../base/source';
import { draws, isUnknown, type AppliedOutputs, type OpDef, type RuleContext, type RuleResult } from '../ops/op';
import { parseSchema, type SchemaParam, type SymbolicArgs } from '../ops/schema';
import { isComplex } from '../tensor/dtype';
import { KernelError } from '../tensor/kernelError';
import { plainNumel, plainShape } from '../tensor/dim';
import {
  DATA_LIMIT,
  int,
  tensorOf,
  unknownOf,
  type Dim,
  type PlainMeta,
  type Tensor,
  type TensorMeta,
  type Unknown,
} from '../tensor/value';
import { beforeGraph } from './before';
import { freeze } from './freeze';
import type { BeforeNode, GivenArguments, Edge, Graph, ModuleCall, ModuleScope, Output } from './graph';
import { nodeKeys } from './keys';
import { edgeOf, isView, shareMemory } from './memory';
import type { Note } from './recipe';
import { NO_MATTER, plainArgs } from './plain';
import { createRuleContext } from './ruleContext';
import { NOT_IN_PLACE, placed, stridesAfter } from './strides';

export interface GraphMark {
  readonly nodes: number;
  readonly calls: number;
  readonly notes: number;
  readonly givenUp: number;
}
/** Nodes and calls taken off the end of the graph. */
export interface GraphPart {
  readonly nodes: readonly PendingNode[];
  readonly calls: readonly ModuleCall[];
  readonly notes: readonly Note[];
}

/** What the builder asks of whoever drives it. */
export interface GraphClient {
  /** Where user code stands. */
  origin(): Origin | null;
  /** Path of the running module; '' outside any. */
  modulePath(): string;
  /** A new reason, created at its root cause. */
  newReason: RuleContext['unknown'];
  /** An op was not applied because something it needs is unknown: what it would have cost is missing from the graph. */
  costLost(): void;
}

export interface GraphBuilder {
  /**
   * Binds defaults, applies the shape rule, evaluates when all data is known and small, appends the node.
   * An unknown among the tensors makes the outputs that unknown. Throws RuleError where PyTorch raises.
   */
  apply<S extends string>(op: OpDef<S>, args: Partial<SymbolicArgs<S>>): AppliedOutputs;
  /** The rule context for constructors and forwards, at the current origin. */
  rule(): RuleContext;
  input(meta: TensorMeta): Tensor;
  /** What was applied so far (constructors, constants) is no part of the graph that `finish` gives. */
  begin(): void;
  /** Constructors are done; what is applied from now on finds the weights that a model is given. */
  built(): void;
  /** Number of the run that `begin` began. */
  readonly run: number;
  /** How often something was asked of open sizes that does not hold, or may not, at the sizes which are counted. */
  unmet: number;
  /** How often axes of an open size were kept that would go at the size which is counted. */
  readonly keptAxes: number;
  /** How often a loop or the entries of a dict were given up because rounds or keys depend on an open size. */
  lostToSizes: number;
  /** Whether a module's forward is running. */
  readonly isInCall: boolean;
  /** Brackets the call of a module. `exitModule` also closes calls inside that an exception left open. */
  enterModule(scope: ModuleScope, path: string, inputs: readonly TensorMeta[], given: GivenArguments): ModuleCall;
  /** What hooks before forward made of the arguments of an open call, and of the module where it was lazy. */
  receive(call: ModuleCall, scope: ModuleScope, inputs: readonly TensorMeta[], given: GivenArguments): void;
  exitModule(call: ModuleCall, output: Output): void;
  /** The number of nodes and calls, to return to when a branch is dropped. */
  /** How many items the data loaders of the run take at once. */
  readonly batchSizes: Set<number>;
  mark(): GraphMark;
  rollback(mark: GraphMark): void;
  /** Takes off what was added since a mark; `paste` puts it back at the same place (the side of a branch that is kept). */
  cut(mark: GraphMark): GraphPart;
  paste(part: GraphPart): void;
  /** Op names of the nodes since a mark, to compare the two sides of a branch. */
  opsSince(mark: GraphMark): readonly string[];
  /**
   * Calls of modules from outside any module, then those of modules that were not made as a part of another but handed to it,
   * since the beginning of the run; those of parts that were given up among them.
   */
  callsOfModels(since?: GraphMark): readonly ModuleCall[];
  /** A part that was cut and is not pasted again: what its modules were called with has been seen all the same. */
  giveUp(part: GraphPart): void;
  /** Something that may multiply matrices was not applied: what the graph costs is then not known. */
  costLost(): void;
  finish(inputs: readonly Tensor[], output: Output, root: ModuleScope | null): Graph;
  /** Whether ops and writes are kept for an initialisation recipe: in a recording run, until `begin`. */
  readonly isRecording: boolean;
  /** Whether the run is one that makes a recipe: lazy modules begin in it at their first call, after `begin`. */
  readonly makesRecipe: boolean;
  /** In a recording run: what happened to a tensor beside ops, in execution order; lazy modules have news after `begin` too. */
  note(note: Note): void;
  /** Ops inside are no part of the recipe: a note says what they do. */
  unrecorded<T>(body: () => T): T;
  /** Everything noted so far, ops among it. */
  notes(): readonly Note[];
}

export type PendingNode = BeforeNode;

export const createGraphBuilder = (client: GraphClient, recording = false): GraphBuilder => new Builder(client, recording);

/** Stands for every node of a graph that is finished: a run traces many models one after the other. */
const FINISHED: PendingNode = {
  op: { kind: 'op', name: 'finished', schema: 'finished()', paths: [], doc: '', samples: [], shape: () => [] },
  args: {}, inputs: [], outputs: [], origin: null, module: '', call: -1,
};

class Builder implements GraphBuilder {
  private nodes: PendingNode[] = [];
  private calls: ModuleCall[] = [];
  /** Calls that have not returned, outermost first. */
  private open: ModuleCall[] = [];
  private firstNode = 0;
  private firstCall = 0;
  private firstBuilt = 0;
  private noted: Note[] = [];
  /** Calls from outside any module in parts that were given up. */
  private readonly givenUp: ModuleCall[] = [];
  isRecording: boolean;
  private isSilent = false;
  /** Inputs as they were given: a model may write into them. */
  private readonly given = new WeakMap<Tensor, Edge>();
  run = 0;
  unmet = 0;
  keptAxes = 0;
  lostToSizes = 0;

  constructor(private readonly client: GraphClient, readonly makesRecipe: boolean) {
    this.isRecording = makesRecipe;
  }

  note(note: Note): void {
    if (this.makesRecipe && !this.isSilent) this.noted.push(note);
  }

  unrecorded<T>(body: () => T): T {
    const { isRecording, isSilent } = this;
    this.isRecording = false;
    this.isSilent = true;
    try {
      return body();
    } finally {
      this.isRecording = isRecording;
      this.isSilent = isSilent;
    }
  }

  notes(): readonly Note[] {
    return this.noted;
  }

  rule(): RuleContext {
    return createRuleContext(this.client, () => this.unmet++, () => this.keptAxes++);
  }

  input(meta: TensorMeta): Tensor {
    const tensor = tensorOf(meta, { role: 'input', origin: this.client.origin() });
    this.given.set(tensor, edgeOf(tensor));
    return tensor;
  }

  apply<S extends string>(op: OpDef<S>, given: Partial<SymbolicArgs<S>>): AppliedOutputs {
    const args = fillDefaults(op, given as Readonly<Record<string, unknown>>);
    const hole = findUnknownTensor(op, args);
    // The schema string types the rule's arguments; here they are a plain record.
    const result: RuleResult = hole ?? op.shape(args as SymbolicArgs<S>, this.rule());
    if (isUnknown(result)) {
      if (op.macs) this.costLost();
      return { first: result, all: [result] };
    }
    const outputs = this.record(op as unknown as OpDef, args, Array.isArray(result) ? result : [result as TensorMeta]);
    const [first] = outputs;
    return { first: first ?? unknownOf(internalReason(op.name)), all: outputs };
  }

  costLost(): void {
    for (const call of this.open) call.costLost = true;
    this.client.costLost();
  }

  private record(op: OpDef, args: Record<string, unknown>, metas: readonly TensorMeta[]): Tensor[] {
    const inputs: Edge[] = [];
    const snapshot = snapshotArgs(args, inputs);
    const origin = this.client.origin();
    const data = fold(op, snapshot, inputs, metas);
    const producer = this.nodes.length;
    const strides = stridesAfter(op, snapshot, placed(args), metas, () => this.rule().raise('RuntimeError', NOT_IN_PLACE));
    const outputs = metas.map((meta, outputIndex) => tensorOf(meta, { producer, outputIndex, origin,
      data: data?.[outputIndex] ?? null, strides: strides[outputIndex], requiresGrad: false }));
    if (isView(op, args)) shareMemory(args, outputs);
    const module = this.client.modulePath();
    const call = this.open.at(-1)?.index ?? -1;
    memory.counted += BYTES.node;
    const node: PendingNode = { op, args: snapshot, inputs, outputs: outputs.map(edgeOf), origin, module, call };
    this.nodes.push(node);
    if (this.isRecording) this.noted.push({ kind: 'node', node });
    return outputs;
  }

  enterModule(scope: ModuleScope, path: string, inputs: readonly TensorMeta[], given: GivenArguments): ModuleCall {
    const parent = this.open.at(-1);
    if (parent) parent.leaf = false;
    const call: ModuleCall = {
      index: this.calls.length,
      module: scope,
      path,
      type: scope.type,
      parent: parent?.index ?? -1,
      inputs,
      given,
      output: { kind: 'value', text: '' },
      leaf: true,
      firstNode: this.nodes.length,
      endNode: this.nodes.length,
      origin: this.client.origin(),
    };
    memory.counted += BYTES.call;
    this.calls.push(call);
    this.open.push(call);
    return call;
  }

  receive(call: ModuleCall, scope: ModuleScope, inputs: readonly TensorMeta[], given: GivenArguments): void {
    Object.assign(call, { module: scope, type: scope.type, inputs, given });
  }

  exitModule(call: ModuleCall, output: Output): void {
    const depth = this.open.lastIndexOf(call);
    if (depth < 0) return;
    for (const left of this.open.splice(depth)) left.endNode = this.nodes.length;
    call.output = output;
  }

  get isInCall(): boolean {
    return this.open.length > 0;
  }

  built(): void {
    this.firstBuilt = this.nodes.length;
  }

  begin(): void {
    this.run++;
    this.firstNode = this.nodes.length;
    this.firstCall = this.calls.length;
    this.isRecording = false;
    this.open = [];
  }

  mark(): GraphMark {
    return { nodes: this.nodes.length, calls: this.calls.length, notes: this.noted.length, givenUp: this.givenUp.length };
  }

  rollback(mark: GraphMark): void {
    this.cut(mark);
    this.givenUp.length = Math.min(this.givenUp.length, mark.givenUp);
  }

  giveUp({ calls }: GraphPart): void {
    this.givenUp.push(...calls.filter((call) => call.parent < 0 || isHandedOver(call)));
  }

  cut(mark: GraphMark): GraphPart {
    // In place: a loop that branches on data in every round cuts what stands behind a mark, not what stands before it.
    const part = { nodes: this.nodes.splice(mark.nodes), calls: this.calls.splice(mark.calls),
      notes: this.noted.splice(mark.notes) };
    this.open = this.open.filter((call) => call.index < mark.calls);
    return part;
  }

  paste(part: GraphPart): void {
    for (const node of part.nodes) this.nodes.push(node);
    for (const call of part.calls) this.calls.push(call);
    for (const note of part.notes) this.noted.push(note);
  }

  opsSince(mark: GraphMark): readonly string[] {
    return this.nodes.slice(mark.nodes).map((node) => node.op.name);
  }

  readonly batchSizes = new Set<number>();

  callsOfModels(since?: GraphMark): readonly ModuleCall[] {
    const calls = [...this.givenUp.slice(since?.givenUp ?? 0), ...this.calls.slice(since?.calls ?? 0)];
    return [...calls.filter((call) => call.parent < 0), ...calls.filter((call) => call.parent >= 0 && isHandedOver(call))];
  }

  finish(inputs: readonly Tensor[], output: Output, root: ModuleScope | null): Graph {
    const { firstNode, firstCall } = this;
    const shift = (edge: Edge): Edge => {
      if (edge.producer === null) return edge;
      return { ...edge, producer: edge.producer < firstNode ? null : edge.producer - firstNode };
    };
    const kept = this.nodes.slice(firstNode);
    const keys = nodeKeys(kept, this.calls);
    const frozen = new Map<ModuleScope, ModuleScope>();
    const before = beforeGraph(this.nodes, firstNode, Math.min(this.firstBuilt, firstNode), output);
    // The graph has nodes of its own; the builder's are needed for their number only, as producers are counted on.
    this.nodes.fill(FINISHED, firstNode);
    return {
      base: firstNode,
      run: this.run,
      inputs: inputs.map((tensor) => this.given.get(tensor) ?? edgeOf(tensor)),
      nodes: kept.map((node, index) => ({
        ...node,
        index,
        key: keys[index] ?? String(index),
        args: mapEdges(node.args, shift),
        inputs: node.inputs.map(shift),
        outputs: node.outputs.map(shift),
        call: node.call < firstCall ? -1 : node.call - firstCall,
      })),
      calls: this.calls.slice(firstCall).map((call) => ({
        ...call,
        module: freeze(call.module, frozen),
        index: call.index - firstCall,
        parent: call.parent < firstCall ? -1 : call.parent - firstCall,
        firstNode: call.firstNode - firstNode,
        endNode: call.endNode - firstNode,
        output: shiftOutput(call.output, shift),
      })),
      output: shiftOutput(output, shift),
      root: root && freeze(root, frozen),
      ...before ? { before } : {},
    };
  }
}

/** Whether no constructor made the module: `Distiller(student, teacher)` calls two that the program made. */
function isHandedOver({ module: { origin } }: ModuleCall): boolean {
  for (let frame = origin?.frame ?? null; frame; frame = frame.caller) if (frame.name === '__init__') return false;
  return origin !== null;
}

const internalReason = (op: string) => ({ code: 'internal' as const, message: `${op} gave no output`, origin: null });

// ---- arguments --------------------------------------------------------------------------------------------------------

function fillDefaults(
  op: { readonly schema: string },
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const args: Record<string, unknown> = {};
  for (const param of parseSchema(op.schema).params) {
    const value = given[param.name];
    args[param.name] = value === undefined ? defaultOf(param) : value;
  }
  return args;
}

/** The default of a parameter as a rule sees it: numbers as Int where the type says int, repeated where it is a list. */
export function defaultOf(param: SchemaParam): unknown {
  const value = param.default;
  if (
    value === undefined ||
    value === null ||
    typeof value === 'boolean' ||
    typeof value === 'string' ||
    typeof value === 'object'
  )
    return value ?? null;
  const type = param.types.find((t) => t.base === 'int' || t.base === 'float' || t.base === 'Scalar');
  const one =
    type?.base === 'float'
      ? value
      : type?.base === 'Scalar' && !Number.isInteger(value)
        ? { kind: 'float' as const, value }
        : type?.base === 'int' || type?.base === 'Scalar'
          ? int(value)
          : value;
  return type?.list ? Array.from({ length: type.list }, () => one) : one;
}

const isTensor = (value: unknown): value is Tensor =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'tensor';

function findUnknownTensor(
  op: { readonly schema: string },
  args: Readonly<Record<string, unknown>>,
): Unknown | undefined {
  for (const param of parseSchema(op.schema).params) {
    if (!param.types.some((t) => t.base === 'Tensor' || t.base === 'Scalar')) continue;
    const value = args[param.name];
    if (isUnknown(value)) return value;
    if (Array.isArray(value)) {
      const hole: unknown = value.find(isUnknown);
      if (isUnknown(hole)) return hole;
    }
  }
  return undefined;
}

function snapshotArgs(args: Readonly<Record<string, unknown>>, inputs: Edge[]): Record<string, unknown> {
  const convert = (value: unknown): unknown => {
    if (isTensor(value)) {
      const edge = edgeOf(value);
      inputs.push(edge);
      return edge;
    }
    if (Array.isArray(value)) return value.map(convert);
    return value;
  };
  return mapValues(args, convert);
}

function mapValues(args: Readonly<Record<string, unknown>>, f: (value: unknown) => unknown): Record<string, unknown> {
  const mapped: Record<string, unknown> = {};
  for (const name of Object.keys(args)) mapped[name] = f(args[name]);
  return mapped;
}

const isEdge = (value: unknown): value is Edge =>
  typeof value === 'object' && value !== null && 'tensor' in value && 'producer' in value;

function mapEdges(args: Readonly<Record<string, unknown>>, f: (edge: Edge) => Edge): Record<string, unknown> {
  const convert = (value: unknown): unknown =>
    isEdge(value) ? f(value) : Array.isArray(value) ? value.map(convert) : value;
  return mapValues(args, convert);
}

function shiftOutput(output: Output, f: (edge: Edge) => Edge): Output {
  switch (output.kind) {
    case 'tensor':
      return { ...output, edge: f(output.edge) };
    case 'list':
      return { ...output, items: output.items.map((item) => shiftOutput(item, f)) };
    case 'dict':
      return { ...output, entries: output.entries.map(([key, value]) => [key, shiftOutput(value, f)] as const) };
    default:
      return output;
  }
}

/** The elements of the outputs when every tensor's are known and they are few. */
function fold(
  op: OpDef,
  args: Readonly<Record<string, unknown>>,
  inputs: readonly Edge[],
  metas: readonly TensorMeta[],
): readonly (readonly number[])[] | null {
  const unread = op.unread === undefined ? null : args[op.unread];
  if (!op.eval || inputs.some((edge) => edge.data === null && edge !== unread)) return null;
  if ([...inputs, ...metas].some(({ dtype }) => isComplex(dtype))) return null;
  const plain = metas.map((meta) => {
    if (meta.shape.some((dim) => dim.kind === 'unknown' || typeof dim.value !== 'number')) return null;
    const shape = plainShape(meta.shape);
    return shape && { shape, dtype: meta.dtype };
  });
  const known = plain.filter((meta) => meta !== null);
  if (known.length !== plain.length || known.some((meta) => plainNumel(meta.shape) > DATA_LIMIT)) return null;
  const values = plainArgs(op.schema, args);
  if (!values || draws(op, values)) return null;
  if (Object.entries(args).some(([name, arg]) => !NO_MATTER.has(name) && hasSymbol(arg))) return null;
  const data = evaluated(op, values, known);
  return data?.every((elements, i) => elements.length === plainNumel(known[i]?.shape ?? [])) ? data : null;
}
/** Null where the elements do not do: what PyTorch raises then is up to the rule. */
function evaluated(op: OpDef, values: Parameters<NonNullable<OpDef['eval']>>[0],
  outs: readonly PlainMeta[]): readonly (readonly number[])[] | null {
  try {
    return op.eval?.(values, outs) ?? null;
  } catch (error) {
    if (error instanceof KernelError) return null;
    throw error;
  }
}

function hasSymbol(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasSymbol);
  if (typeof value !== 'object' || value === null) return false;
  if (isEdge(value)) return value.shape.some((dim) => dim.kind === 'unknown' || typeof dim.value !== 'number');
  if ('kind' in value && 'value' in value) return typeof value.value === 'object' && value.value !== null;
  return Object.values(value).some(hasSymbol);
}

export type { Dim };
