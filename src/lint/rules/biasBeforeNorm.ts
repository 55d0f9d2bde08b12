// A convolution's bias that the BatchNorm behind it subtracts again.
import { nodeArgs } from '../../graph/plain';
import type { Rule } from '../rule';

export const biasBeforeNorm: Rule = {
  code: 'bias-before-norm',
  doc: 'The bias of a convolution directly before a BatchNorm is cancelled by its mean: bias=False saves the parameters.',
  check(trace) {
    const { nodes } = trace.graph;
    const consumers = new Map<number, number>();
    for (const node of nodes)
      for (const edge of node.inputs)
        if (edge.producer !== null) consumers.set(edge.producer, (consumers.get(edge.producer) ?? 0) + 1);
    return nodes.flatMap((node) => {
      if (node.op.name !== 'batch_norm') return [];
      const producer = node.inputs[0]?.producer ?? null;
      const conv = producer === null ? undefined : nodes[producer];
      if (!conv || !/^(conv(_transpose)?\dd|linear)$/.test(conv.op.name) || (consumers.get(conv.index) ?? 0) !== 1)
        return [];
      if (nodeArgs(conv)?.['bias'] == null) return [];
      const call = trace.graph.calls[conv.call];
      const site = call?.module.origin?.at ?? conv.origin?.at;
      return site
        ? [
            {
              rule: 'bias-before-norm',
              site,
              message: 'the bias is cancelled by the BatchNorm that follows; bias=False saves {0} parameters',
              values: [String(nodeArgs(conv)?.['bias'] ? biasSize(conv) : 0)],
            },
          ]
        : [];
    });
  },
};

function biasSize(conv: {
  readonly outputs: readonly { readonly shape: readonly { readonly kind: string; readonly value?: unknown }[] }[];
}): string {
  const channels = conv.outputs[0]?.shape[1];
  return channels?.kind === 'int' ? String(channels.value) : '?';
}
