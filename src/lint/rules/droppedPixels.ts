// Strides that leave the last rows or columns of the input unread.
import { nodeArgs, plainEdge } from '../../graph/plain';
import type { Rule } from '../rule';

export const droppedPixels: Rule = {
  code: 'dropped-pixels',
  doc: 'A stride larger than the window, or a last window that does not fit, leaves pixels that no output sees.',
  check(trace) {
    if (trace.inputOrigin.kind === 'assumed') return [];
    return trace.graph.nodes.flatMap((node) => {
      if (!node.op.receptiveField || !node.origin || !/^(conv|max_pool|avg_pool)\dd?/.test(node.op.name)) return [];
      const args = nodeArgs(node);
      const out = node.outputs[0] && plainEdge(node.outputs[0]);
      const input = node.inputs[0] && plainEdge(node.inputs[0]);
      if (!args || !out || !input) return [];
      const rule = node.op.receptiveField(args, out);
      if (!Array.isArray(rule)) return [];
      for (const [dim, view] of rule.entries()) {
        if (view.kind !== 'window') continue;
        const reach = view.dilation * (view.kernel - 1) + 1;
        const between = Math.max(0, view.stride - reach);
        const last = ((out.shape[dim] ?? 1) - 1) * view.stride - view.padding + reach;
        const unread = Math.max(0, (input.shape[view.axis] ?? 0) - last);
        // A row or column left at the edge is ordinary; gaps between windows, or more than a window's worth, are not.
        if (view.kernel > 1 && between > 0) {
          return [
            {
              rule: 'dropped-pixels',
              site: node.origin.at,
              message: 'stride {0} is larger than the window of {1}: {2} of every {0} rows are never read',
              values: [view.stride, reach, between],
            },
          ];
        }
        if (unread >= Math.max(2, reach)) {
          return [
            {
              rule: 'dropped-pixels',
              site: node.origin.at,
              message: 'the last {0} of {1} rows are never read',
              values: [unread, input.shape[view.axis] ?? 0],
            },
          ];
        }
      }
      return [];
    });
  },
};
