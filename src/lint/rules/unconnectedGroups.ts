// Grouped convolutions after one another whose channels never mix.
import type { GraphNode } from '../../graph/graph';
import { nodeArgs } from '../../graph/plain';
import { constantOf } from '../../tensor/value';
import type { Rule } from '../rule';

const POINTWISE = new Set([
  'relu',
  'relu6',
  'batch_norm',
  'gelu',
  'silu',
  'hardswish',
  'leaky_relu',
  'sigmoid',
  'tanh',
  'dropout',
  'max_pool2d',
  'avg_pool2d',
]);

function groupsOf(node: GraphNode): number | null {
  if (!/^conv\dd$/.test(node.op.name)) return null;
  const groups = nodeArgs(node)?.['groups'];
  return typeof groups === 'number' ? groups : null;
}

export const unconnectedGroups: Rule = {
  code: 'unconnected-groups',
  doc: 'Two grouped convolutions with the same groups follow each other: channels of different groups never meet.',
  check(trace) {
    const { nodes } = trace.graph;
    const consumers = new Map<number, number>();
    for (const node of nodes)
      for (const edge of node.inputs)
        if (edge.producer !== null) consumers.set(edge.producer, (consumers.get(edge.producer) ?? 0) + 1);
    /** The convolution that feeds this one through per-channel ops only. */
    const feeding = (node: GraphNode): GraphNode | null => {
      let producer = node.inputs[0]?.producer ?? null;
      while (producer !== null) {
        const before: GraphNode | undefined = nodes[producer];
        if (!before || (consumers.get(producer) ?? 0) > 1) return null;
        if (groupsOf(before) !== null) return before;
        if (!POINTWISE.has(before.op.name)) return null;
        producer = before.inputs[0]?.producer ?? null;
      }
      return null;
    };
    return nodes.flatMap((node) => {
      const groups = groupsOf(node);
      const before = groups !== null && groups > 1 ? feeding(node) : null;
      if (!before || groupsOf(before) !== groups || !node.origin) return [];
      // Depthwise on depthwise is a common way to widen the receptive field; its mixing comes from pointwise layers.
      const channels = node.outputs[0]?.shape[1];
      if (channels && groups === constantOf(channels)) return [];
      return [
        {
          rule: 'unconnected-groups',
          site: node.origin.at,
          message: 'groups={0} follows groups={0}: channels of different groups never meet',
          values: [groups ?? 0],
        },
      ];
    });
  },
};
