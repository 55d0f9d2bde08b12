// Layers whose receptive field already covers the whole input: deeper windows add no context (Richter et al. 2021).
import { plainEdge } from '../../graph/plain';
import type { Rule } from '../rule';

export const fieldCoversInput: Rule = {
  code: 'field-covers-input',
  doc: 'The input of a convolution sees the whole image: its window adds parameters but no context (Richter et al. 2021).',
  check(trace) {
    const { graph, fields } = trace;
    const image = graph.inputs[0] && plainEdge(graph.inputs[0]);
    if (!image || trace.inputOrigin.kind === 'assumed') return [];
    const first = graph.nodes.find((node) => {
      if (!/^conv\dd$/.test(node.op.name)) return false;
      const kernel = node.inputs[1] && plainEdge(node.inputs[1])?.shape.slice(2);
      if (!kernel?.some((size) => size > 1)) return false;
      const producer = node.inputs[0]?.producer;
      const field = producer === null || producer === undefined ? undefined : fields[producer];
      // Covers on both sides of every position: the field is twice the image.
      return (
        field?.kind === 'window' &&
        field.fields.every((axis, i) => axis.size >= 2 * (image.shape[field.axes[i] ?? 0] ?? Infinity) - 1)
      );
    });
    if (!first?.origin) return [];
    const producer = first.inputs[0]?.producer;
    const field = producer === null || producer === undefined ? undefined : fields[producer];
    const size = field?.kind === 'window' ? field.fields.map((axis) => axis.size).join('×') : '';
    return [
      {
        rule: 'field-covers-input',
        site: first.origin.at,
        message:
          'from here on every position sees the whole {1} input (receptive field {0}): larger windows add no context',
        values: [size, image.shape.slice(2).join('×')],
      },
    ];
  },
};
