// Functions of the file, branches and loops. A branch is taken when its condition is known; a loop runs as often as is known.
import type { OnnxAttribute, OnnxFunction, OnnxGraph, OnnxNode, OnnxValueInfo } from '../../formats/onnx/schema';
import { GiveUp, isUnknown } from '../../ops/op';
import { stack } from '../../ops/join';
import { select } from '../../ops/indexing';
import { flip } from '../../ops/rearrange';
import { constantOf, int, tensorOf, type Tensor } from '../../tensor/value';
import { plainDomain } from './file';
import { Names, outputOf, type OnnxRun, type Surroundings, type Value } from './run';

/** Loops beyond this many rounds, and calls nested deeper than this, are not followed. */
const MAX_ROUNDS = 1_024;
const MAX_DEPTH = 32;

/** The results of a function that the file defines; null when the node calls none. */
export function callFunction(run: OnnxRun, node: OnnxNode, given: readonly (Value | null)[],
  attributes: ReadonlyMap<string, OnnxAttribute>, around: Surroundings, path: string): readonly Value[] | null {
  const called = run.file.model.functions.find((each) => each.name === node.op_type
    && plainDomain(each.domain) === plainDomain(node.domain) && (each.overload ?? '') === (node.overload ?? ''));
  if (!called) return null;
  if (around.depth > MAX_DEPTH) throw new GiveUp(run.unknown('recursion-limit', `${called.name ?? ''} calls itself too deep`));
  const names = new Names();
  called.input.forEach((name, i) => {
    const value = given[i];
    if (value) names.set(name, value);
  });
  run.run(called.node, names, { versions: called, declared: declaredIn(called.value_info), prefix: `${path}/`,
    attributes: new Map([...defaultsOf(called), ...attributes]), depth: around.depth + 1 });
  return called.output.map((name) => names.get(name) ?? run.unknown('internal',
    `nothing makes "${name}" of ${called.name ?? ''}`));
}
const defaultsOf = ({ attribute_proto }: OnnxFunction): (readonly [string, OnnxAttribute])[] =>
  attribute_proto.map((attribute) => [attribute.name ?? '', attribute] as const);

export const declaredIn = (...lists: readonly (readonly OnnxValueInfo[])[]): ReadonlyMap<string, OnnxValueInfo> =>
  new Map(lists.flat().map((info) => [info.name ?? '', info] as const));

/** The results of If, Loop and Scan; null for other operators. */
export function controlFlow(run: OnnxRun, node: OnnxNode, inputs: readonly (Tensor | null)[],
  attributes: ReadonlyMap<string, OnnxAttribute>, names: Names, around: Surroundings, path: string): readonly Value[] | null {
  const flow = new Flow(run, names, around, path);
  switch (node.op_type) {
    case 'If': return flow.branch(inputs[0] ?? null, attributes);
    case 'Loop': return flow.loop(inputs, attributes);
    case 'Scan': return flow.scan(inputs, attributes, node.output.length);
    default: return null;
  }
}

class Flow {
  constructor(private readonly run: OnnxRun, private readonly names: Names, private readonly around: Surroundings,
    private readonly path: string) {}

  branch(condition: Tensor | null, attributes: ReadonlyMap<string, OnnxAttribute>): readonly Value[] {
    const chosen = condition?.data?.[0];
    if (chosen === undefined) this.giveUp('which branch If takes depends on data', 'data-dependent-branch');
    return this.body(graphOf(attributes, chosen ? 'then_branch' : 'else_branch'), [], chosen ? 'then' : 'else');
  }

  /**
   * Inputs: number of rounds, condition, values that are carried. The body gives the condition, the values, and what is
   * collected.
   */
  loop([count, condition, ...initial]: readonly (Tensor | null)[], attributes: ReadonlyMap<string,
    OnnxAttribute>): readonly Value[] {
    const body = graphOf(attributes, 'body');
    const rounds = count ? count.data?.[0] : Infinity;
    let goes = condition ? condition.data?.[0] : 1;
    if (rounds === undefined || goes === undefined) this.giveUp('how often Loop runs depends on data', 'data-dependent-branch');
    let carried: readonly Value[] = initial.map((value) => value ?? this.giveUp('Loop without a value to carry'));
    const collected: Value[][] = [];
    for (let i = 0; i < rounds && goes; i++) {
      if (i >= MAX_ROUNDS) this.giveUp(`Loop runs more than ${MAX_ROUNDS} rounds`, 'budget-exceeded');
      const round = tensorOf({ shape: [], dtype: 'int64' }, { data: [i], role: 'constant' });
      const go = tensorOf({ shape: [], dtype: 'bool' }, { data: [1], role: 'constant' });
      const [next, ...results] = this.body(body, [round, go, ...carried], String(i));
      carried = results.slice(0, initial.length);
      results.slice(initial.length).forEach((value, k) => (collected[k] ??= []).push(value));
      if (isUnknown(next)) throw new GiveUp(next);
      goes = next.data?.[0];
      if (goes === undefined) this.giveUp('how often Loop runs depends on data', 'data-dependent-branch');
    }
    const wanted = body.output.length - 1 - initial.length;
    if (collected.length < wanted) this.giveUp('Loop runs no round, so what it collects has no shape');
    return [...carried, ...collected.map((values) => this.stacked(values, 0))];
  }

  /** Runs the body over slices of sequences; version 8 had a batch and sequence lengths before them. */
  scan(inputs: readonly (Tensor | null)[], attributes: ReadonlyMap<string, OnnxAttribute>, outputs: number): readonly Value[] {
    const body = graphOf(attributes, 'body');
    const count = attributes.get('num_scan_inputs')?.i ?? 0;
    const given = inputs.map((value) => value ?? this.giveUp('Scan with an input left out is not modelled'));
    if (given.length !== body.input.length) this.giveUp('Scan of operator set 8 is not modelled');
    const states = given.slice(0, given.length - count);
    const list = (name: string, i: number): number => attributes.get(name)?.ints[i] ?? 0;
    const sequences = given.slice(given.length - count).map((tensor, i) => {
      const axis = (list('scan_input_axes', i) + tensor.shape.length) % Math.max(1, tensor.shape.length);
      return { axis, tensor: list('scan_input_directions', i) ? this.apply(flip, { input: tensor, dims: [int(axis)] }) : tensor };
    });
    const [first] = sequences;
    const rounds = first && constantOf(first.tensor.shape[first.axis]);
    if (rounds === undefined || rounds > MAX_ROUNDS
      || rounds === 0) this.giveUp('how often Scan runs is not known, or it is too often');
    let carried: readonly Value[] = states;
    const collected: Value[][] = [];
    for (let i = 0; i < rounds; i++) {
      const slices = sequences.map(({ axis, tensor }) => this.apply(select, { input: tensor, dim: int(axis), index: int(i) }));
      const results = this.body(body, [...carried, ...slices], String(i));
      carried = results.slice(0, states.length);
      results.slice(states.length).forEach((value, k) => (collected[k] ??= []).push(value));
    }
    return [...carried, ...collected.slice(0, outputs - states.length).map((values, i) => {
      const axis = list('scan_output_axes', i);
      return this.stacked(list('scan_output_directions', i) ? values.toReversed() : values, axis);
    })];
  }

  private stacked(values: readonly Value[], axis: number): Value {
    const hole = values.find(isUnknown);
    if (hole && isUnknown(hole)) return hole;
    return this.run.apply(stack, { tensors: values as Tensor[], dim: int(axis) }).first;
  }

  private apply(op: Parameters<OnnxRun['apply']>[0], args: Record<string, unknown>): Tensor {
    const { first } = this.run.apply(op, args);
    if (isUnknown(first)) throw new GiveUp(first);
    return first;
  }

  private body(graph: OnnxGraph, inputs: readonly Value[], name: string): readonly Value[] {
    const { run, around } = this;
    if (around.depth > MAX_DEPTH) this.giveUp('sub-graphs are nested too deep', 'recursion-limit');
    const names = new Names(this.names);
    run.initializers(graph, names);
    graph.input.forEach((info, i) => {
      const value = inputs[i];
      if (value) names.set(info.name ?? '', value);
    });
    let results: readonly Value[] = [];
    run.scopes.group(`${this.path}/${name}`, name, [], () => {
      run.run(graph.node, names, { ...around, declared: declaredIn(graph.value_info, graph.output),
        prefix: `${this.path}/${name}/`,
        depth: around.depth + 1 });
      results = graph.output.map((info) => names.get(info.name ?? '')
        ?? run.unknown('internal', `nothing makes "${info.name ?? ''}" of a sub-graph`));
      return outputOf(results);
    });
    return results;
  }

  private giveUp(message: string, code: Parameters<OnnxRun['unknown']>[0] = 'argument-not-modelled'): never {
    throw new GiveUp(this.run.unknown(code, message));
  }
}

function graphOf(attributes: ReadonlyMap<string, OnnxAttribute>, name: string): OnnxGraph {
  const graph = attributes.get(name)?.g;
  if (!graph) throw new GiveUp({ kind: 'unknown', reason: { code: 'argument-not-modelled',
    message: `a node without its ${name}`, origin: null } });
  return graph;
}
