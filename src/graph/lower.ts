// From a graph to the plan that the engine runs: what is needed for the outputs and the kept nodes, constants folded.
// Knows no kernel and no memory: how a call is computed is the op's own `lower`, where things lie is the engine's.
import { as_strided, as_strided_scatter } from '../ops/rearrange';
import { to_dtype } from '../ops/comparison';
import { empty, empty_like, new_empty, new_zeros, zeros, zeros_like } from '../ops/create';
import { stridesOf } from '../tensor/broadcast';
import { isComplex, type DType } from '../tensor/dtype';
import { PLAN_VERSION, type Lowering, type Plan, type PlanArg, type PlanCall, type PlanValue } from '../tensor/plan';
import { hasComplex } from '../ops/complexKernels';
import { draws, type OpDef } from '../ops/op';
import { parseSchema } from '../ops/schema';
import { constantOf, type PlainMeta, type Reason } from '../tensor/value';
import type { BeforeNode, Edge, Graph, GraphNode, ModuleScope, Output } from './graph';
import { hasKernel } from './able';
import { BeforeValues, type Made } from './lowerBefore';
import { LowerError } from './lowerError';
import { Memories, MemoryError, type Contents, type Strided, type Written } from './lowerMemory';
import { plainArgs, plainEdge } from './plain';

export interface LowerOptions {
  /** Keys of the nodes whose outputs stay readable after a run; 'all' keeps every node. */
  readonly keep: readonly string[] | 'all';
  /** Not what the model returns, but the kept nodes alone: for models whose outputs have sizes that depend on elements. */
  readonly withoutOutputs?: boolean;
}

/** Throws LowerError when a size is not known, an op has no kernel, or a tensor's elements come from nowhere. */
export const lower = (graph: Graph, options: LowerOptions): Plan => new Lowerer(graph, options).plan();

class Lowerer {
  private readonly values: PlanValue[] = [];
  private readonly calls: PlanCall[] = [];
  /** Values by tensor and version: 'node:output', or 't' and the tensor's id where no node made it. */
  private readonly byEdge = new Map<string, number>();
  private readonly names: ReadonlyMap<number, string>;
  private readonly inputIndex: ReadonlyMap<number, number>;
  private readonly memories: Memories;
  private readonly written = new Map<Written, number>();
  /** Nodes whose elements depend on weights. */
  private readonly varying = new Set<number>();
  private readonly before: BeforeValues;

  constructor(private readonly graph: Graph, private readonly options: LowerOptions) {
    this.names = weightNames(graph.root);
    this.inputIndex = new Map(graph.inputs.map((edge, index) => [edge.tensor, index]));
    this.memories = new Memories(graph);
    this.before = new BeforeValues(graph.before ?? null, (edge) => this.nameOf(edge));
    for (const node of graph.nodes) if (node.inputs.some((edge) => this.mayVary(edge))) this.varying.add(node.index);
  }

  /** Whether elements come from the weights that a session is given, whatever the constructor filled them with. */
  private mayVary(edge: Edge): boolean {
    if (edge.producer !== null) return this.varying.has(edge.producer);
    return this.nameOf(edge) !== undefined || this.before.varies(edge);
  }
  private nameOf({ tensor, sameAs }: Edge): string | undefined {
    return this.names.get(tensor) ?? (sameAs === null ? undefined : this.names.get(sameAs));
  }
  private isConstant(edge: Edge): edge is Edge & { readonly data: readonly number[] } {
    return edge.data !== null && !this.mayVary(edge);
  }

  plan(): Plan {
    const { graph } = this;
    const results = this.options.withoutOutputs ? [] : outputEdges(graph.output);
    if (results.length === 0 && !this.options.withoutOutputs) {
      throw new LowerError(whyNoOutput(graph.output), null, reasonOf(graph.output));
    }
    const kept = this.keptNodes();
    const needed = this.neededNodes(results, kept);
    const inputs = graph.inputs.map((edge) => this.valueOf(edge, 'the input'));
    for (const node of graph.nodes) if (needed.has(node.index)) this.call(node);
    const outputs = results.map((edge) => this.valueOf(edge, 'the output'));
    if (results.some(({ dtype }) => isComplex(dtype))) {
      throw new LowerError('The model returns complex numbers. Return torch.view_as_real of them, or abs(), to run it.', null);
    }
    const keep: Record<string, number> = {};
    for (const node of kept) {
      node.outputs.forEach((edge, i) => {
        keep[i === 0 ? node.key : `${node.key}:${i}`] = this.valueOf(edge, node.key);
      });
    }
    this.checkMade([...outputs, ...Object.values(keep)]);
    return { version: PLAN_VERSION, values: this.values, calls: this.calls, inputs, outputs, keep };
  }

  /** What no call makes would be whatever lies in the engine's memory. */
  private checkMade(results: readonly number[]): void {
    const made = new Set(this.calls.flatMap(({ outputs }) => outputs));
    const isLost = (value: number): boolean => this.values[value].source.kind === 'call' && !made.has(value);
    const lost = this.calls.find(({ args }) => valuesIn(Object.values(args)).some(isLost));
    if (lost || results.some(isLost)) {
      throw new LowerError(`${lost?.node ?? 'The output'} uses a tensor that nothing makes, which is a fault of ConvLens.`,
        lost?.node ?? null);
    }
  }

  private keptNodes(): readonly GraphNode[] {
    const { keep } = this.options;
    // Maps are of real numbers.
    if (keep === 'all') return this.graph.nodes.filter(({ outputs }) => !outputs.some(({ dtype }) => isComplex(dtype)));
    const wanted = new Set(keep);
    const found = this.graph.nodes.filter((node) => wanted.delete(node.key));
    const [missing] = wanted;
    if (missing !== undefined) throw new LowerError(`There is no node ${missing} in this model.`, missing);
    return found;
  }

  /** Nodes that the results depend on; those whose elements are known already are constants. */
  private neededNodes(results: readonly Edge[], kept: readonly GraphNode[]): ReadonlySet<number> {
    const needed = new Set<number>();
    const open: Edge[] = [...results, ...kept.flatMap((node) => node.outputs)];
    this.need(open, needed);
    // What is drawn depends on what was drawn before it, used or not.
    const drawing = this.graph.nodes.filter((node) => this.isDrawing(node));
    const last = drawing.findLastIndex(({ index }) => needed.has(index));
    this.need(drawing.slice(0, last + 1).flatMap(({ outputs }) => outputs), needed);
    return needed;
  }
  private isDrawing({ op, args }: GraphNode): boolean {
    const plain = op.random && plainArgs(op.schema, this.withoutWeights(args));
    return Boolean(plain && draws(op, plain));
  }

  private need(open: Edge[], needed: Set<number>): void {
    for (let edge = open.pop(); edge; edge = open.pop()) {
      if (this.isConstant(edge)) continue;
      if (edge.memory) {
        open.push(...statesIn(this.contentsOf(edge)));
        continue;
      }
      if (edge.producer === null || needed.has(edge.producer)) continue;
      needed.add(edge.producer);
      open.push(...this.graph.nodes[edge.producer].inputs);
    }
  }

  /** The value that an edge holds, of the edge's dtype and sizes. */
  private valueOf(edge: Edge, node: string): number {
    const value = edge.memory && !this.isConstant(edge) ? this.contained(this.contentsOf(edge), node) : this.made(edge, node);
    const meta = plainEdge(edge);
    return meta ? this.shaped(this.cast(value, meta.dtype, node), meta.shape, node) : value;
  }

  private contentsOf(edge: Edge): Contents {
    try {
      return this.memories.contentsOf(edge);
    } catch (error) {
      if (!(error instanceof MemoryError)) throw error;
      if (error.reason) throw new LowerError(`The model cannot be run: ${error.reason.message}.`, null, error.reason);
      const [made] = edge.producer === null ? [] : [this.graph.nodes[edge.producer].key];
      throw new LowerError(`What ${made ?? 'a tensor'} holds after a write in place cannot be followed: ${error.message}.`,
        made ?? null);
    }
  }
  private contained(contents: Contents, node: string): number {
    if (contents.kind === 'made') return this.valueOf(contents.state, node);
    return this.strided(this.afterWrite(contents.of, node), contents.at, node);
  }
  /** Memory as a write left it, in row-major order. */
  private afterWrite(written: Written, node: string): number {
    const known = this.written.get(written);
    if (known !== undefined) return known;
    const { at, dtype, over, shape } = written;
    const part = this.shaped(this.cast(this.contained(written.result, node), dtype, node), at.shape, node);
    const made = over === null ? this.shaped(part, shape, node)
      : this.extra(as_strided_scatter, { input: this.contained(over, node), src: part, size: at.shape, stride: at.strides,
        storage_offset: at.offset }, { shape, dtype }, node);
    this.written.set(written, made);
    return made;
  }
  private cast(value: number, dtype: DType, node: string): number {
    const { shape, dtype: from } = this.values[value];
    return from === dtype ? value : this.extra(to_dtype, { input: value, dtype }, { shape, dtype }, node);
  }
  private shaped(value: number, shape: readonly number[], node: string): number {
    const at = { shape, strides: stridesOf(shape), offset: 0 };
    return this.values[value].shape.join() === shape.join() ? value : this.strided(value, at, node);
  }
  private strided(value: number, { shape, strides, offset }: Strided, node: string): number {
    const from = this.values[value];
    if (offset === 0 && from.shape.join() === shape.join() && strides.join() === stridesOf(shape).join()) return value;
    return this.extra(as_strided, { input: value, size: shape, stride: strides, storage_offset: offset },
      { shape, dtype: from.dtype }, node);
  }
  /** A call that no node of the graph stands for. */
  private extra(op: OpDef, given: Readonly<Record<string, number | DType | readonly number[]>>, meta: PlainMeta,
    node: string): number {
    const out = this.values.push({ ...meta, source: { kind: 'call' } }) - 1;
    const isValue = (name: string): boolean => name === 'input' || name === 'src';
    const args = Object.fromEntries(Object.entries(given).map(([name, arg]): [string, PlanArg] =>
      [name, isValue(name) ? { value: arg as number } : arg]));
    const plain = Object.fromEntries(Object.entries(given).map(([name, arg]) =>
      [name, isValue(name) ? { ...this.values[arg as number], data: null } : arg]));
    const hint = op.lower?.(plain as never, [meta]) ?? null;
    const operands = hint ? operandsOf(op, hint, args) : [];
    this.calls.push({ node, op: op.schema, args, outputs: [out], fast: hint && { ...hint, operands } });
    return out;
  }

  private made(edge: Edge, node: string): number {
    const key = edge.producer === null ? `t${edge.sameAs ?? edge.tensor}` : `${edge.producer}:${edge.outputIndex}`;
    const known = this.byEdge.get(key);
    if (known !== undefined) return known;
    const meta = plainEdge(edge);
    if (!meta) throw sizeUnknown(edge, node);
    const earlier = edge.producer === null && !this.isConstant(edge) ? this.before.of(edge) : null;
    if (earlier) return this.madeBefore(earlier, node);
    this.byEdge.set(key, this.values.length);
    return this.values.push({ ...meta, source: this.sourceOf(edge, node) }) - 1;
  }

  /** What a constructor or eval() made, in row-major order: its calls come in front. */
  private madeBefore({ producer, outputIndex }: Made, node: string): number {
    const key = `b${producer}:${outputIndex}`;
    const known = this.byEdge.get(key);
    if (known !== undefined) return known;
    const made = this.before.node(producer, node);
    const valueOf = (edge: Edge): number => {
      if (this.before.isGiven(edge) || edge.producer === null) return this.made({ ...edge, producer: null, memory: null }, node);
      return this.madeBefore({ producer: edge.producer, outputIndex: edge.outputIndex }, node);
    };
    this.apply(made, node, valueOf, made.outputs.map((edge, i) => {
      const meta = plainEdge(edge);
      if (!meta) throw sizeUnknown(edge, node);
      const value = this.values.push({ ...meta, source: { kind: 'call' } }) - 1;
      this.byEdge.set(`b${producer}:${i}`, value);
      return value;
    }));
    return this.byEdge.get(key) ?? -1;
  }

  private sourceOf(edge: Edge, node: string): PlanValue['source'] {
    if (edge.producer === null) {
      const index = this.inputIndex.get(edge.sameAs ?? edge.tensor) ?? this.inputIndex.get(edge.tensor);
      if (index !== undefined) return { kind: 'input', index };
      const name = this.nameOf(edge);
      if (name !== undefined) return { kind: 'weight', name, ...(edge.data ? { data: edge.data } : {}) };
    }
    if (this.isConstant(edge)) return { kind: 'constant', data: edge.data };
    if (edge.producer !== null) return { kind: 'call' };
    throw new LowerError(
      `${node} uses a tensor that is no input, parameter or buffer. Register it with register_buffer, or make it in forward.`,
      node);
  }

  private call(node: GraphNode): void {
    this.apply(node, node.key, (edge) => this.valueOf(edge, node.key), null);
  }

  private apply(node: BeforeNode, key: string, valueOf: (edge: Edge) => number, made: readonly number[] | null): void {
    const op = IN_PLACE_OF.get(node.op.schema) ?? node.op;
    const metas = node.outputs.map((edge) => plainEdge(edge));
    const known = metas.filter((meta) => meta !== null);
    if (known.length < metas.length) throw sizeUnknown(node.outputs[metas.indexOf(null)], key);
    const plain = plainArgs(op.schema, this.withoutWeights(node.args));
    if (!plain) throw new LowerError(`An argument of ${op.name} at ${key} is not known, so it cannot be run.`, key);
    const isDrawn = draws(op, plain);
    const isOfComplex = hasComplex(plain, known);
    if (isDrawn && made) throw new LowerError(
      `The constructor keeps what ${op.name} gives as a plain attribute. Register it with register_buffer to run the model.`,
      key);
    if (!hasKernel({ ...node, op }, plain, known)) {
      throw new LowerError(isDrawn ? undrawable(op, node.args, key)
        : `${op.name} at ${key} has no kernel yet${isOfComplex ? ' for complex numbers' : ''}, so this model cannot be run.`,
      key);
    }
    const hint = isDrawn || isOfComplex ? null : op.lower?.(plain, known) ?? null;
    const args = Object.fromEntries(Object.entries(node.args).map(([name, arg]) => [name, argOf(arg, plain[name], valueOf)]));
    const outputs = made ?? node.outputs.map(valueOf);
    const operands = hint ? operandsOf(op, hint, args) : [];
    this.calls.push({ node: key, op: op.schema, args, outputs, ...(isDrawn ? { draws: true } : {}),
      fast: hint && { ...hint, operands } });
  }

  /** Arguments without the elements of tensors that depend on weights: no kernel may be chosen by them. */
  private withoutWeights(args: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const strip = (arg: unknown): unknown => (Array.isArray(arg) ? arg.map(strip)
      : isEdge(arg) && this.mayVary(arg) ? { ...arg, data: null } : arg);
    return Object.fromEntries(Object.entries(args).map(([name, arg]) => [name, strip(arg)]));
  }

}

/** Why random numbers cannot be drawn as PyTorch draws them. */
const undrawable = ({ name }: OpDef, given: Readonly<Record<string, unknown>>, key: string): string =>
  ((given.generator ?? null) === null ? `How ${name} at ${key} draws is not followed, so this model cannot be run.`
    : `${name} at ${key} draws from a generator of its own, so this model cannot be run.`);

/** The plain argument with every tensor in it replaced by its value. */
function argOf(given: unknown, plain: unknown, valueOf: (edge: Edge) => number): PlanArg {
  if (isEdge(given)) return { value: valueOf(given) };
  if (Array.isArray(plain)) return plain.map((item, i) => argOf(Array.isArray(given) ? given[i] : item, item, valueOf));
  if (plain === undefined) return null;
  if (typeof plain !== 'object' || plain === null) return plain as PlanArg;
  const inner = typeof given === 'object' && given !== null ? given as Record<string, unknown> : {};
  return Object.fromEntries(Object.entries(plain).map(([key, item]) => [key, argOf(inner[key], item, valueOf)]));
}

/** Elements that nobody set may be anything: zeros. */
const IN_PLACE_OF: ReadonlyMap<string, OpDef> = new Map([[empty, zeros], [empty_like, zeros_like], [new_empty, new_zeros]]
  .map(([undefined_, set]) => [undefined_.schema, set as OpDef]));

/** The tensors that contents are made of. */
function statesIn(contents: Contents): readonly Edge[] {
  if (contents.kind === 'made') return [contents.state];
  const { of: { result, over } } = contents;
  return [...statesIn(result), ...over ? statesIn(over) : []];
}

const isEdge = (value: unknown): value is Edge =>
  typeof value === 'object' && value !== null && 'tensor' in value && 'producer' in value;

function valuesIn(arg: PlanArg): readonly number[] {
  if (typeof arg !== 'object' || arg === null) return [];
  if ('value' in arg && typeof arg.value === 'number') return [arg.value];
  return Object.values(arg).flatMap((item: PlanArg) => valuesIn(item));
}

/** The values that a kernel reads, in its order; an argument that is not given or is a number has none. */
function operandsOf(op: OpDef, { inputs }: Lowering, args: Readonly<Record<string, PlanArg>>): readonly (number | null)[] {
  const names = new Set(parseSchema(op.schema).params.map(({ name }) => name));
  const absent = inputs.filter((name) => !names.has(name));
  if (absent.length > 0) throw new Error(`${op.name} lowers to a kernel of ${absent.join()}, which it has no argument for.`);
  return inputs.flatMap((name) => valuesOf(args[name]));
}
function valuesOf(arg: PlanArg | undefined): readonly (number | null)[] {
  if (arg === null || arg === undefined) return [null];
  if (Array.isArray(arg)) return arg.flatMap((item: PlanArg) => valuesOf(item));
  return typeof arg === 'object' && 'value' in arg && typeof arg.value === 'number' ? [arg.value] : [null];
}

/** state_dict names by tensor; a tensor that two modules share has its first name. */
function weightNames(root: ModuleScope | null): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  const visit = (scope: ModuleScope, prefix: string): void => {
    for (const [name, tensor] of [...scope.parameters, ...scope.buffers]) {
      if (tensor && !names.has(tensor.id)) names.set(tensor.id, prefix + name);
    }
    for (const [name, child] of scope.children) visit(child, `${prefix}${name}.`);
  };
  if (root) visit(root, '');
  return names;
}

function outputEdges(output: Output): readonly Edge[] {
  switch (output.kind) {
    case 'tensor': return [output.edge];
    case 'list': return output.items.flatMap(outputEdges);
    case 'dict': return output.entries.flatMap(([, value]) => outputEdges(value));
    default: return [];
  }
}

/** The first thing in an output that is not known. */
function reasonOf(output: Output): Reason | null {
  switch (output.kind) {
    case 'unknown': return output.reason;
    case 'list': return output.items.map(reasonOf).find((reason) => reason !== null) ?? null;
    case 'dict': return output.entries.map(([, value]) => reasonOf(value)).find((reason) => reason !== null) ?? null;
    default: return null;
  }
}
function whyNoOutput(output: Output): string {
  const reason = reasonOf(output);
  return reason ? `The model cannot be run: ${reason.message}.` : 'The model returns no tensor, so there is nothing to run.';
}

function sizeUnknown(edge: Edge, node: string): LowerError {
  const hole = edge.shape.find((dim) => dim.kind === 'unknown' || constantOf(dim) === undefined);
  const reason = hole?.kind === 'unknown' ? hole.reason : null;
  return new LowerError(`A size at ${node} is not known${reason ? `: ${reason.message}` : ''}, so the model cannot be run.`,
    node, reason);
}
