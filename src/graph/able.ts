// The nodes of a graph that can be run though its outputs cannot: all up to where sizes depend on elements.
import { draws, isFollowed } from '../ops/op';
import { handlesComplex, hasComplex } from '../ops/complexKernels';
import type { PlainMeta } from '../tensor/value';
import type { Graph, GraphNode } from './graph';
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
    if (args && isAble(node, args, outs)) able.add(node.index);
  }
  return graph.nodes.filter(({ index }) => able.has(index));
}

function isAble({ op, args: given, inputs, outputs }: GraphNode, args: Readonly<Record<string, unknown>>,
  outs: readonly PlainMeta[]): boolean {
  if (draws(op, args)) return isFollowed(op, args, given);
  if (hasComplex(args, outs)) return handlesComplex(op, [...inputs, ...outputs].map(({ dtype }) => dtype));
  return Boolean(op.eval ?? op.lower?.(args, outs));
}
