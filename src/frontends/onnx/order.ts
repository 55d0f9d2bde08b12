// The nodes of a graph such that what a node uses is made before it.
import { FormatError } from '../../formats/errors';
import type { OnnxGraph, OnnxNode } from '../../formats/onnx/schema';

/** Throws FormatError where nodes use each other in a circle, or two make a value of one name. */
export function sortedNodes(nodes: readonly OnnxNode[]): readonly OnnxNode[] {
  const makers = new Map<string, OnnxNode>();
  for (const node of nodes) {
    for (const name of node.output) {
      if (name === '') continue;
      if (makers.has(name)) throw new FormatError(`Two nodes make a value of the name "${name}".`);
      makers.set(name, node);
    }
  }
  const done = new Set<OnnxNode>();
  const open = new Set<OnnxNode>();
  const sorted: OnnxNode[] = [];
  // An own stack: models are deeper than JavaScript's.
  for (const start of nodes) {
    const stack = [start];
    for (let node = stack.at(-1); node; node = stack.at(-1)) {
      const waiting = done.has(node) ? undefined : needed(node, makers, done);
      if (waiting && open.has(waiting)) {
        throw new FormatError(
          `The graph has a circle: node "${waiting.name || waiting.op_type || ''}" uses what is made of its own result.`);
      }
      if (waiting) {
        open.add(node);
        stack.push(waiting);
        continue;
      }
      stack.pop();
      open.delete(node);
      if (!done.has(node)) {
        done.add(node);
        sorted.push(node);
      }
    }
  }
  return sorted;
}

function needed(node: OnnxNode, makers: ReadonlyMap<string, OnnxNode>, done: ReadonlySet<OnnxNode>): OnnxNode | undefined {
  for (const name of namesUsed(node)) {
    const maker = makers.get(name);
    if (maker && !done.has(maker)) return maker;
  }
  return undefined;
}

/** Inputs, and what sub-graphs take from outside of themselves. */
export function* namesUsed(node: OnnxNode): Iterable<string> {
  yield* node.input;
  for (const { g } of node.attribute) if (g) yield* namesFromOutside(g);
}
function* namesFromOutside(graph: OnnxGraph): Iterable<string> {
  const own = new Set([...graph.input, ...graph.initializer].map(({ name }) => name));
  for (const node of graph.node) for (const name of node.output) own.add(name);
  for (const node of graph.node) for (const name of namesUsed(node)) if (!own.has(name)) yield name;
  for (const { name } of graph.output) if (name !== undefined && !own.has(name)) yield name;
}
