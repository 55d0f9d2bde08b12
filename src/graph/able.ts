// What the engine can compute: a call, and, of a graph whose outputs cannot be run, the nodes that can: all up to where sizes
// depend on elements.
import { draws, isFollowed, type OpDef } from '../ops/op';
import type { PlainArgs } from '../ops/schema';
import { handlesComplex, hasComplex } from '../ops/complexKernels';
import type { PlainMeta } from '../tensor/value';
import type { Edge, Graph, GraphNode } from './graph';
import { nodeArgs, plainEdge } from './plain';

/** Nodes whose sizes, arguments and inputs are known and whose ops have kernels, in execution order. */
export function ableNodes(graph: Graph): readonly GraphNode[] {
  const able = new Set<number>();
  for (const node of graph.nodes) {
    const fed = node.inputs.every((edge) => plainEdge(edge) !== null
      && (edge.producer === null || able.has(edge.producer) || edge.data !== null));
    if (!fed || node.outputs.some((edge) => plainEdge(edge) === null)) continue;
    const args = nodeArgs(node);
    const outs = node.outputs.flatMap((edge) => plainEdge(edge) ?? []);
    if (args && hasKernel(node, args, outs)) able.add(node.index);
  }
  return graph.nodes.filter(({ index }) => able.has(index));
}

/** A call of an op, as nodes of every kind have it. */
export interface OpCall {
  readonly op: OpDef;
  readonly args: Readonly<Record<string, unknown>>;
  readonly inputs: readonly Edge[];
  readonly outputs: readonly Edge[];
}

/** Whether the engine can compute a call whose plain arguments and outputs are these. */
export function hasKernel({ op, args: given, inputs, outputs }: OpCall, args: PlainArgs<string>,
  outs: readonly PlainMeta[]): boolean {
  if (draws(op, args)) return isFollowed(op, args, given);
  if (hasComplex(args, outs)) return handlesComplex(op, [...inputs, ...outputs].map(({ dtype }) => dtype));
  return Boolean(op.eval ?? op.lower?.(args, outs));
}
