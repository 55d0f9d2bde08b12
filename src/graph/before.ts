// What a graph uses of the time before it began: ops of constructors and of eval() that its tensors come from.
import type { Before, BeforeNode, Edge, Output } from './graph';

/** Of all nodes of a run, those before `first` that the others and the output come from; null when there are none. */
export function beforeGraph(nodes: readonly BeforeNode[], first: number, built: number, output: Output): Before | null {
  const tensors = new Map<number, { producer: number; outputIndex: number }>();
  const open: number[] = [];
  const isBefore = (edge: Edge): edge is Edge & { readonly producer: number } => edge.producer !== null && edge.producer < first;
  const use = (edge: Edge): void => {
    if (!isBefore(edge)) return;
    tensors.set(edge.tensor, { producer: edge.producer, outputIndex: edge.outputIndex });
    open.push(edge.producer);
  };
  for (let i = first; i < nodes.length; i++) nodes[i].inputs.forEach(use);
  edgesOf(output).forEach(use);
  if (tensors.size === 0) return null;
  const found = new Map<number, BeforeNode>();
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (found.has(at)) continue;
    found.set(at, nodes[at]);
    for (const edge of nodes[at].inputs) if (isBefore(edge)) open.push(edge.producer);
  }
  return { nodes: found, tensors, built };
}

function edgesOf(output: Output): readonly Edge[] {
  switch (output.kind) {
    case 'tensor': return [output.edge];
    case 'list': return output.items.flatMap(edgesOf);
    case 'dict': return output.entries.flatMap(([, value]) => edgesOf(value));
    default: return [];
  }
}
