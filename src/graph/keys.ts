// Names of nodes that survive re-analysis: a leaf module with one op is named by its path, other ops by the module they
// ran in, their name and a running number.
import type { GraphNode, ModuleCall } from './graph';

export function nodeKeys(
  nodes: readonly Pick<GraphNode, 'op' | 'module' | 'call'>[],
  calls: readonly ModuleCall[],
): string[] {
  const opsInCall = new Map<number, number>();
  for (const node of nodes) opsInCall.set(node.call, (opsInCall.get(node.call) ?? 0) + 1);
  const used = new Map<string, number>();
  return nodes.map((node) => {
    const call = calls[node.call];
    const alone = call?.leaf === true && opsInCall.get(node.call) === 1;
    const name = alone ? call.path : `${node.module} ${node.op.name}`.trim();
    const count = (used.get(name) ?? 0) + 1;
    used.set(name, count);
    return count === 1 ? name : `${name}#${count}`;
  });
}
