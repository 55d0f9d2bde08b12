// A graph without some of its nodes: what only computed constants is no part of a model.
import type { Edge, Graph, GraphNode, ModuleCall, Output } from './graph';

/**
 * The graph without the nodes that `isKnown` says are known, unless something left uses them. Calls of modules in which
 * nothing is left, and whose output is known, go too.
 */
export function withoutConstants(graph: Graph, isKnown: (edge: Edge) => boolean): Graph {
  const used = new Set<number>(edgesOf(graph.output).flatMap(producerOf));
  const kept = new Set<number>();
  for (const node of graph.nodes.toReversed()) {
    if (!used.has(node.index) && node.outputs.length > 0 && node.outputs.every(isKnown)) continue;
    kept.add(node.index);
    for (const edge of node.inputs) for (const producer of producerOf(edge)) used.add(producer);
  }
  return kept.size === graph.nodes.length ? graph : new Pruned(graph, kept).graph();
}

/** An edge whose elements are known needs nobody who makes them. */
const producerOf = (edge: Edge): number[] => (edge.producer === null || edge.data !== null ? [] : [edge.producer]);

class Pruned {
  private readonly newIndex = new Map<number, number>();
  private readonly newCall = new Map<number, number>();

  constructor(private readonly whole: Graph, private readonly kept: ReadonlySet<number>) {
    for (const node of whole.nodes) if (kept.has(node.index)) this.newIndex.set(node.index, this.newIndex.size);
    for (const call of whole.calls) if (this.stays(call)) this.newCall.set(call.index, this.newCall.size);
  }

  graph(): Graph {
    const { whole } = this;
    const shift = (edge: Edge): Edge => (edge.producer === null ? edge : { ...edge,
      producer: this.newIndex.get(edge.producer) ?? null });
    const nodes = whole.nodes.filter((node) => this.kept.has(node.index)).map((node): GraphNode => ({
      ...node, index: this.newIndex.get(node.index) ?? -1, args: mapArgs(node.args, shift),
      inputs: node.inputs.map(shift), outputs: node.outputs.map(shift), call: this.newCall.get(node.call) ?? -1,
    }));
    const calls = whole.calls.filter((call) => this.newCall.has(call.index)).map((call): ModuleCall => ({
      ...call, index: this.newCall.get(call.index) ?? -1, parent: this.newCall.get(call.parent) ?? -1,
      output: mapOutput(call.output, shift), firstNode: this.countBefore(call.firstNode), endNode: this.countBefore(call.endNode),
    }));
    return { ...whole, nodes, calls, output: mapOutput(whole.output, shift) };
  }

  private stays(call: ModuleCall): boolean {
    if (call.output.kind === 'unknown') return true;
    for (let i = call.firstNode; i < call.endNode; i++) if (this.kept.has(i)) return true;
    return false;
  }
  /** Kept nodes before an index of the whole. */
  private countBefore(index: number): number {
    for (let i = index; i < this.whole.nodes.length; i++) {
      const found = this.newIndex.get(i);
      if (found !== undefined) return found;
    }
    return this.newIndex.size;
  }
}

function edgesOf(output: Output): readonly Edge[] {
  switch (output.kind) {
    case 'tensor': return [output.edge];
    case 'list': return output.items.flatMap(edgesOf);
    case 'dict': return output.entries.flatMap(([, item]) => edgesOf(item));
    default: return [];
  }
}

function mapOutput(output: Output, f: (edge: Edge) => Edge): Output {
  switch (output.kind) {
    case 'tensor': return { ...output, edge: f(output.edge) };
    case 'list': return { ...output, items: output.items.map((item) => mapOutput(item, f)) };
    case 'dict': return { ...output, entries: output.entries.map(([key, item]) => [key, mapOutput(item, f)] as const) };
    default: return output;
  }
}

/** An argument may have any name, `kind` too. */
const mapArgs = (args: GraphNode['args'], f: (edge: Edge) => Edge): GraphNode['args'] =>
  Object.fromEntries(Object.entries(args).map(([name, arg]) => [name, mapEdges(arg, f)]));
function mapEdges(value: unknown, f: (edge: Edge) => Edge): unknown {
  if (Array.isArray(value)) return value.map((item) => mapEdges(item, f));
  if (typeof value !== 'object' || value === null) return value;
  if ('tensor' in value && 'producer' in value) return f(value as Edge);
  if ('kind' in value) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapEdges(item, f)]));
}
