// Runs the nodes of an ONNX graph on meta tensors: the same graph builder, the same ops as for PyTorch.
import type { OnnxAttribute, OnnxGraph, OnnxNode, OnnxSparseTensor, OnnxTensor, OnnxValueInfo } from '../../formats/onnx/schema';
import { dtypeOf, typeName } from '../../formats/onnx/tensors';
import { FormatError } from '../../formats/errors';
import { createGraphBuilder, type GraphBuilder } from '../../graph/build';
import { edgeOf } from '../../graph/memory';
import type { Output } from '../../graph/graph';
import { GiveUp, isUnknown, RuleError, type Apply } from '../../ops/op';
import { findOperator } from '../../ops/onnx/index';
import { opaqueOp } from '../../ops/onnx/opaque';
import { isFloating } from '../../tensor/dtype';
import { int, tensorOf, unknownOf, type Reason, type ReasonCode, type Tensor, type TensorMeta,
  type Unknown } from '../../tensor/value';
import { Contents } from './contents';
import { callFunction, controlFlow } from './control';
import { declaredMeta, Symbols } from './declared';
import { plainDomain, versionOf, type OnnxFile } from './file';
import { NodeCall } from './node';
import { sortedNodes } from './order';
import { Scopes } from './scopes';
import { denseOf, settingText, valueOfAttribute, WEIGHT_SETTINGS, STATISTICS } from './values';

export type Value = Tensor | Unknown;
/** Values by name; sub-graphs see those around them. */
export class Names {
  private readonly own = new Map<string, Value>();
  constructor(private readonly outer: Names | null = null) {}
  get(name: string): Value | undefined {
    return this.own.get(name) ?? this.outer?.get(name);
  }
  set(name: string, value: Value): void {
    this.own.set(name, value);
  }
}

/** What surrounds nodes: whose operator sets they use, what their outputs are declared as, attributes of a function's caller. */
export interface Surroundings {
  readonly versions: Parameters<typeof versionOf>[0];
  readonly declared: ReadonlyMap<string, OnnxValueInfo>;
  readonly attributes: ReadonlyMap<string, OnnxAttribute>;
  /** In front of the names of nodes. */
  readonly prefix: string;
  readonly depth: number;
}

export interface Failure { readonly message: string; readonly path: string }

const MAX_NODES = 200_000;

export class OnnxRun {
  readonly contents = new Contents();
  readonly symbols = new Symbols();
  readonly builder: GraphBuilder;
  readonly scopes: Scopes;
  readonly raises: Failure[] = [];
  readonly lost = new Map<Reason, number>();
  /** Where large tensors of the file went: weights by name. */
  readonly weights = new Map<string, OnnxTensor>();
  costUncertain = false;
  private nodes = 0;

  constructor(readonly file: OnnxFile) {
    this.builder = createGraphBuilder({
      origin: () => null,
      modulePath: () => this.scopes.path,
      newReason: (code, message, hint) => this.unknown(code, message, hint),
      costLost: () => {
        this.costUncertain = true;
      },
    });
    this.scopes = new Scopes(this.builder, file.model.graph?.node.map(({ name }) => name ?? '') ?? []);
    this.builder.begin();
  }

  reason(code: ReasonCode, message: string, hint?: string): Reason {
    const at = this.scopes.path;
    return { code, message: at === '' ? message : `${message} (node ${at})`, hint, origin: null };
  }
  unknown(code: ReasonCode, message: string, hint?: string): Unknown {
    return unknownOf(this.reason(code, message, hint));
  }

  /** Initialisers: floating-point ones are parameters, but for running statistics and settings. */
  initializers(graph: OnnxGraph, names: Names): void {
    const settings = namesAt(graph, WEIGHT_SETTINGS);
    const statistics = namesAt(graph, STATISTICS);
    for (const tensor of graph.initializer) {
      const name = tensor.name ?? '';
      const kind = statistics.has(name) ? 'statistic' : settings.has(name) || tensor.dims.length === 0 ? 'setting' : 'weight';
      names.set(name, this.stored(tensor, name, kind));
    }
    for (const sparse of graph.sparse_initializer) {
      const name = sparse.values?.name ?? '';
      names.set(name, this.sparse(sparse, name));
    }
  }

  /** A tensor of the file; what is too large to know stays in it under that name. */
  stored(tensor: OnnxTensor, name: string, kind: 'weight' | 'statistic' | 'setting'): Value {
    const dtype = dtypeOf(tensor.data_type);
    if (!dtype) return this.unknown('argument-not-modelled', `elements of type ${typeName(tensor.data_type)} are not modelled`);
    const data = this.file.constants.get(tensor) ?? null;
    const isParameter = isFloating(dtype) && kind === 'weight';
    const shape = tensor.dims.map((dim) => int(dim));
    // A weight's elements come from the file when it is run; a setting's are known while it is analysed.
    const made = tensorOf({ shape, dtype }, { data, role: isParameter ? 'parameter' : 'buffer', requiresGrad: isParameter });
    if (isParameter || data === null || kind === 'statistic') {
      this.scopes.weight(name, made);
      this.weights.set(name, tensor);
    } else made.role = 'constant';
    return made;
  }

  /** A tensor in an attribute: a constant. */
  constant(tensor: OnnxTensor, name = ''): Tensor {
    const value = this.stored(tensor, name || `constant ${this.weights.size}`, 'setting');
    if (isUnknown(value)) throw new GiveUp(value);
    return value;
  }

  sparse(sparse: OnnxSparseTensor, name: string): Value {
    const dtype = dtypeOf(sparse.values?.data_type);
    const data = denseOf(sparse, this.file.constants);
    if (!dtype || !data) return this.unknown('argument-not-modelled', `the sparse tensor ${name} is not read`);
    return tensorOf({ shape: sparse.dims.map((dim) => int(dim)), dtype }, { data, role: 'constant' });
  }

  /** Runs the nodes; what they make is then in `names`. */
  run(nodes: readonly OnnxNode[], names: Names, around: Surroundings): void {
    for (const node of sortedNodes(nodes)) {
      if (++this.nodes > MAX_NODES) {
        this.giveAll(node, names, this.unknown('budget-exceeded',
          `the model has more than ${MAX_NODES} nodes with its loops unrolled`));
        continue;
      }
      this.node(node, names, around);
    }
  }

  private node(node: OnnxNode, names: Names, around: Surroundings): void {
    const type = node.op_type ?? '';
    const given = node.input.map((name) => (name === '' ? null : names.get(name)
      ?? this.unknown('internal', `nothing makes "${name}", which ${type} uses`)));
    const attributes = attributesOf(node, around.attributes);
    if (type === 'Constant' && plainDomain(node.domain) === '') {
      names.set(node.output[0] ?? '', this.constantNode(attributes, node.output[0] ?? ''));
      return;
    }
    const path = this.scopes.uniqueName(node.name && `${around.prefix}${node.name}`, `${around.prefix}${type}`);
    const tensors = given.filter((value) => value !== null && !isUnknown(value));
    const settings = [...attributes].map(([name, attribute]) => [name, settingText(attribute)] as const);
    this.scopes.node(path, plainDomain(node.domain) === '' ? type : `${plainDomain(node.domain)}.${type}`, tensors, settings,
      () => {
      const results = this.results(node, given, attributes, names, around, path);
      const used = node.output.map((name, i) => [name, results[i]] as const).filter(([name]) => name !== '');
      for (const [name, value] of used) names.set(name, value ?? this.unknown('op-not-modelled',
        `${type} gives no output "${name}"`));
      return outputOf(used.map(([, value]) => value ?? null));
    });
  }

  private constantNode(attributes: ReadonlyMap<string, OnnxAttribute>, name: string): Value {
    try {
      return valueOfAttribute(this, attributes, name);
    } catch (error) {
      if (error instanceof GiveUp) return error.unknown;
      throw error;
    }
  }

  /** One value for each output of the node, unknown ones where it cannot be followed. */
  private results(node: OnnxNode, given: readonly (Value | null)[], attributes: ReadonlyMap<string, OnnxAttribute>, names: Names,
    around: Surroundings, path: string): readonly Value[] {
    const mark = this.builder.mark();
    const { raises } = this;
    try {
      const results = this.applied(node, given, attributes, names, around, path);
      const hole = results.find(isUnknown);
      return hole ? this.declaredOr(node, given, results, around, hole) : results;
    } catch (error) {
      this.builder.rollback(mark);
      if (error instanceof RuleError) {
        raises.push({ message: `${node.op_type ?? ''} ${path}: ${error.message}`, path });
        return node.output.map(() => unknownOf(this.reason('raised-before', error.message)));
      }
      if (error instanceof FormatError) throw error;
      // A node whose inputs and attributes are not as its operator has them may fail anywhere in its rule.
      const hole = error instanceof GiveUp ? error.unknown
        : this.unknown('internal',
          `${node.op_type ?? ''} cannot be applied as it stands: ${error instanceof Error ? error.message : ''}`);
      return this.declaredOr(node, given, [], around, hole);
    }
  }

  private applied(node: OnnxNode, given: readonly (Value | null)[], attributes: ReadonlyMap<string, OnnxAttribute>, names: Names,
    around: Surroundings, path: string): readonly Value[] {
    const domain = plainDomain(node.domain);
    const type = node.op_type ?? '';
    const called = callFunction(this, node, given, attributes, around, path);
    if (called) return called;
    const hole = given.find((value) => value !== null && isUnknown(value));
    if (hole && isUnknown(hole)) throw new GiveUp(hole);
    const inputs = given as readonly (Tensor | null)[];
    const controlled = domain === '' ? controlFlow(this, node, inputs, attributes, names, around, path) : null;
    if (controlled) return controlled;
    const version = versionOf(around.versions, domain) ?? versionOf(this.file.model, domain);
    const operator = findOperator(domain, type);
    if (!operator || version === undefined) {
      throw new GiveUp(this.unknown('op-not-modelled', operator ? `the file does not say which version of ${type} it means`
        : `${domain === '' ? '' : `${domain}.`}${type} is not modelled`));
    }
    const call = new NodeCall(node, { version, inputs, attributes, contents: this.contents, apply: this.apply,
      rule: this.builder.rule(), constant: (tensor) => this.constant(tensor) });
    const result = operator(call);
    return Array.isArray(result) ? result : [result as Value];
  }

  readonly apply: Apply = (op, args) => {
    const applied = this.builder.apply(op, args);
    const tensors = applied.all.filter((each) => !isUnknown(each));
    // The rule's argument types come from the schema string; here they are a plain record.
    if (tensors.length === applied.all.length) this.contents.derive(op as never, args, tensors as Tensor[]);
    return applied;
  };

  /** Where something is not known, what the file declares of the outputs stands for it, without a cost. */
  private declaredOr(node: OnnxNode, given: readonly (Value | null)[], results: readonly Value[], around: Surroundings,
    hole: Unknown):
    readonly Value[] {
    this.lost.set(hole.reason, (this.lost.get(hole.reason) ?? 0) + 1);
    this.costUncertain = true;
    const metas = node.output.map((name, i) => {
      const known = results[i];
      if (known && !isUnknown(known)) return known;
      return declaredMeta(around.declared.get(name)?.type, this.symbols, (message) => this.reason('unknown-input', message));
    });
    const certain = metas.filter((meta): meta is TensorMeta => meta !== undefined && !isUnknown(meta));
    if (certain.length === 0) return metas.map((meta) => (meta && isUnknown(meta) ? meta : hole));
    const inputs = given.filter((value): value is Tensor => value !== null && !isUnknown(value));
    const { all } = this.builder.apply(opaqueOp(node.op_type ?? ''), { inputs, outputs: certain, cost: hole });
    let next = 0;
    return metas.map((meta) => (meta && !isUnknown(meta) ? all[next++] ?? hole : hole));
  }

  private giveAll(node: OnnxNode, names: Names, value: Unknown): void {
    for (const name of node.output) if (name !== '') names.set(name, value);
    this.costUncertain = true;
    this.lost.set(value.reason, (this.lost.get(value.reason) ?? 0) + 1);
  }
}

/** Attributes of a function's body may stand for those of its caller. */
function attributesOf(node: OnnxNode, outer: ReadonlyMap<string, OnnxAttribute>): ReadonlyMap<string, OnnxAttribute> {
  const attributes = new Map<string, OnnxAttribute>();
  for (const attribute of node.attribute) {
    const meant = attribute.ref_attr_name ? outer.get(attribute.ref_attr_name) : attribute;
    if (meant && attribute.name !== undefined) attributes.set(attribute.name, meant);
  }
  return attributes;
}

/** Names of the inputs at these positions of these operators. */
function namesAt(graph: OnnxGraph, positions: Readonly<Record<string, readonly number[]>>): ReadonlySet<string> {
  return new Set(graph.node.flatMap((node) => (positions[node.op_type ?? ''] ?? []).map((i) => node.input[i] ?? '')));
}

export function outputOf(values: readonly (Value | null)[]): Output {
  const outputs = values.map((value): Output => (value === null ? { kind: 'value', text: 'None' }
    : isUnknown(value) ? { kind: 'unknown', reason: value.reason }
      : { kind: 'tensor', shape: value.shape, dtype: value.dtype, edge: edgeOf(value) }));
  return outputs.length === 1 ? outputs[0] : { kind: 'list', items: outputs, type: 'tuple' };
}
