// The structure of a graph as people read it: leaf modules as single nodes, module calls as nested groups, edges between them.
// Knows nothing of texts, places in files, or drawing; ide/graphView.ts writes it out.
import type { Edge, Graph, GraphNode, ModuleCall, Output } from './graph';

/** What is one node of the picture. */
export interface Unit {
  readonly id: string;
  readonly kind: 'input' | 'op' | 'output' | 'failure';
  /** Index of the module call that it stands in; -1 at the top. */
  readonly group: number;
  /** The op; null for inputs, outputs and failures. */
  readonly node: GraphNode | null;
  /** The leaf call whose only op it is. */
  readonly call: ModuleCall | null;
  /** What flows out of it. */
  readonly edge: Edge | null;
  /** Ops on the longest way from an input. */
  readonly depth: number;
  /** For outputs: its name in a dictionary or tuple; for failures: what to say. */
  readonly label: string;
}

export interface Link {
  readonly from: number;
  readonly to: number;
  readonly kind: 'flow' | 'residual' | 'concat';
  readonly edge: Edge | null;
}

export interface Structure {
  readonly units: readonly Unit[];
  /** Module calls that are drawn as groups, outer before inner. */
  readonly groups: readonly { readonly call: ModuleCall; readonly id: string; readonly parent: number; readonly alike: number }[];
  readonly links: readonly Link[];
}

/** Something that ended the run or was lost, and the path of the module in which it happened. */
export interface Failure { readonly id: string; readonly label: string; readonly module: string; readonly isRaise: boolean }

const MAX_OUTPUTS = 12;

export function structureOf(graph: Graph, failures: readonly Failure[]): Structure {
  const builder = new StructureBuilder(graph);
  builder.addInputs();
  builder.addOps();
  for (const failure of failures) builder.addFailure(failure);
  builder.addOutputs();
  const groups = builder.groups();
  return { units: builder.units, groups, links: builder.links };
}

/** The nodes that wrote into an edge's memory through other tensors. */
function writersOf({ memory }: Edge, { base, run }: Graph): number[] {
  const found: number[] = [];
  for (let write = memory?.writes ?? null; write && write !== memory?.asOf && write.run === run; write = write.before) {
    if (write.result?.producer !== null && write.result !== null) found.push(write.result.producer - base);
  }
  return found;
}

class StructureBuilder {
  readonly units: Unit[] = [];
  readonly links: Link[] = [];
  private readonly byNode = new Map<number, number>();
  private readonly byInput = new Map<number, number>();
  private readonly opsIn = new Map<number, number>();
  private readonly consumed = new Set<number>();
  private readonly signatures: string[] = [];

  constructor(private readonly graph: Graph) {
    const inputs = new Set(graph.inputs.map(({ tensor }) => tensor));
    const reached = new Set<number>();
    for (const node of graph.nodes) {
      const isReached = node.inputs.some((edge) => (edge.producer === null ? inputs.has(edge.tensor) : reached.has(edge.producer))
        || writersOf(edge, graph).some((writer) => reached.has(writer)));
      if (!isReached && inputs.size > 0) continue;
      reached.add(node.index);
      this.opsIn.set(node.call, (this.opsIn.get(node.call) ?? 0) + 1);
    }
  }

  addInputs(): void {
    for (const [i, edge] of this.graph.inputs.entries()) {
      this.byInput.set(edge.tensor, this.add({ id: `input ${i}`, kind: 'input', group: -1, node: null, call: null, edge,
        depth: 0, label: '' }, 'input'));
    }
  }

  /** Ops that no input reaches make tables and masks: they are part of what uses them. */
  addOps(): void {
    for (const node of this.graph.nodes) {
      const sources = node.inputs.map((edge) => this.sourceOf(edge));
      const reached = sources.some((source) => source !== undefined);
      if (!reached && this.graph.inputs.length > 0) continue;
      const call = this.graph.calls[node.call] ?? null;
      const alone = call !== null && call.leaf && this.opsIn.get(call.index) === 1;
      const depth = 1 + Math.max(0, ...sources.map((source) => (source === undefined ? 0 : this.units[source]?.depth ?? 0)));
      const unit: Unit = {
        id: node.key, kind: 'op', group: alone ? call.parent : call?.index ?? -1, node, call: alone ? call : null,
        edge: node.outputs[0] ?? null, depth, label: '',
      };
      const index = this.add(unit, `${call && alone ? call.type : ''}${node.op.name}${argumentText(node)}`);
      this.byNode.set(node.index, index);
      this.connect(node, index);
    }
  }

  private connect(node: GraphNode, index: number): void {
    const kind = node.op.name === 'add' ? 'residual' : JOINS.has(node.op.name) ? 'concat' : 'flow';
    const found = new Map<number, Edge>();
    for (const edge of node.inputs) {
      const source = this.sourceOf(edge);
      if (source !== undefined && !found.has(source)) found.set(source, edge);
    }
    // Of the ways into an addition the longest is the one that the eye follows; the others skip what is on it.
    const lengths = [...found.keys()].map((source) => this.units[source]?.depth ?? 0);
    const main = [...found.keys()][lengths.lastIndexOf(Math.max(...lengths))];
    for (const [source, edge] of found) {
      const isSide = found.size > 1 && source !== main;
      this.link({ from: source, to: index, kind: kind === 'residual' && !isSide ? 'flow' : found.size > 1 ? kind : 'flow',
        edge });
    }
  }

  /** Stands where the run stopped: behind what nothing has used yet. */
  addFailure({ id, label, module, isRaise }: Failure): void {
    const call = this.graph.calls.findLast((candidate) => candidate.path === module);
    const group = call === undefined ? -1 : call.leaf && (this.opsIn.get(call.index) ?? 0) === 0 ? call.parent : call.index;
    const around = new Set([-1, ...this.ancestors(group)]);
    const dangling = isRaise ? this.units.flatMap((unit, i) =>
      (!this.consumed.has(i) && unit.edge && around.has(unit.group) ? [i] : [])) : [];
    const isWay = (unit: Unit): boolean => unit.kind === 'op' || unit.kind === 'input';
    // A module that went on to others is left by its own last op: the last of all may stand below it.
    const inside = this.units.findLastIndex((unit) => isWay(unit) && [...this.ancestors(unit.group)].includes(group));
    const last = inside >= 0 ? inside : this.units.findLastIndex(isWay);
    const sources = dangling.length > 0 ? dangling : last >= 0 ? [last] : [];
    const depth = 1 + Math.max(0, ...sources.map((source) => this.units[source]?.depth ?? 0));
    const index = this.add({
      id, kind: 'failure', group: this.isDrawn(group) ? group : -1, node: null, call: call ?? null, edge: null, depth, label,
    }, `failure ${label}`);
    for (const from of sources) this.link({ from, to: index, kind: 'flow', edge: this.units[from]?.edge ?? null });
  }

  addOutputs(): void {
    const leaves = outputLeaves(this.graph.output, '').filter(({ edge }) => edge !== null);
    for (const [i, { edge, name }] of leaves.slice(0, MAX_OUTPUTS).entries()) {
      const source = edge && this.sourceOf(edge);
      if (source === undefined || source === null) continue;
      const index = this.add({
        id: `output ${name || i}`, kind: 'output', group: -1, node: null, call: null, edge,
          depth: (this.units[source]?.depth ?? 0) + 1, label: name,
      }, 'output');
      this.link({ from: source, to: index, kind: 'flow', edge });
    }
  }

  groups(): Structure['groups'] {
    const wanted = new Set<number>();
    for (const unit of this.units) for (const call of this.ancestors(unit.group)) wanted.add(call);
    const alike = this.alikeNumbers([...wanted].sort((a, b) => b - a));
    const used = new Map<string, number>();
    return [...wanted].sort((a, b) => a - b).flatMap((index) => {
      const call = this.graph.calls[index];
      if (!call || this.isRoot(call)) return [];
      const count = (used.get(call.path) ?? 0) + 1;
      used.set(call.path, count);
      const parent = this.graph.calls[call.parent];
      return [{
        call, id: `${call.path}/${count === 1 ? '' : count}`, parent: parent && !this.isRoot(parent) ? parent.index : -1,
          alike: alike.get(index) ?? -1,
      }];
    });
  }

  /** Equal numbers for calls whose units and inner edges are equal. Inner calls come first. */
  private alikeNumbers(calls: readonly number[]): Map<number, number> {
    const members = new Map<number, number[]>();
    this.units.forEach((unit, i) => {
      for (const call of this.ancestors(unit.group)) members.set(call, [...(members.get(call) ?? []), i]);
    });
    const inputs = new Map<number, Link[]>();
    for (const link of this.links) inputs.set(link.to, [...(inputs.get(link.to) ?? []), link]);
    const numbers = new Map<string, number>();
    const result = new Map<number, number>();
    for (const call of calls) {
      const inside = members.get(call) ?? [];
      const rank = new Map(inside.map((unit, i) => [unit, i] as const));
      const text = [this.graph.calls[call]?.type, ...inside.map((unit) => {
        const from = (inputs.get(unit) ?? []).map((link) => rank.get(link.from) ?? `out ${shapeText(link.edge)}`);
        return `${this.signatures[unit] ?? ''} ${shapeText(this.units[unit]?.edge ?? null)} ${from.join()}`;
      })].join('\n');
      const number = numbers.get(text) ?? numbers.size;
      numbers.set(text, number);
      result.set(call, number);
    }
    return result;
  }

  private add(unit: Unit, signature: string): number {
    // Keys are unique among ops; inputs, outputs and failures must not meet them.
    this.signatures.push(signature);
    return this.units.push(unit) - 1;
  }

  private link(link: Link): void {
    this.consumed.add(link.from);
    this.links.push(link);
  }

  private sourceOf(edge: Edge): number | undefined {
    const made = edge.producer === null ? this.byInput.get(edge.tensor) : this.byNode.get(edge.producer);
    // A tensor that no input reaches when it is made may be written to through its views.
    return made ?? writersOf(edge, this.graph).map((writer) => this.byNode.get(writer)).find((unit) => unit !== undefined);
  }

  private isRoot(call: ModuleCall): boolean {
    return call.parent < 0 && call.path === '';
  }
  private isDrawn(group: number): boolean {
    const call = this.graph.calls[group];
    return call !== undefined && !this.isRoot(call);
  }

  private *ancestors(group: number): Iterable<number> {
    for (let at = group; at >= 0; at = this.graph.calls[at]?.parent ?? -1) yield at;
  }
}

const JOINS = new Set(['cat', 'stack', 'hstack', 'vstack', 'dstack', 'column_stack']);

function outputLeaves(output: Output, name: string): { readonly name: string; readonly edge: Edge | null }[] {
  switch (output.kind) {
    case 'tensor': return [{ name, edge: output.edge }];
    case 'list': return output.items.flatMap((item, i) => outputLeaves(item, join(name, output.names?.[i] ?? String(i))));
    case 'dict': return output.entries.flatMap(([key, item]) => outputLeaves(item, join(name, key)));
    default: return [];
  }
}
const join = (name: string, key: string): string => (name === '' ? key : `${name}.${key}`);

const shapeText = (edge: Edge | null): string =>
  edge === null ? '' : edge.shape.map((dim) => (dim.kind === 'int'
    ? (typeof dim.value === 'object' ? dim.value.at.slice(0, 3).join('~') : String(dim.value)) : '?')).join('x');

/** Arguments that are numbers, flags or words: what distinguishes one convolution from another. */
function argumentText(node: GraphNode): string {
  const text = (value: unknown, depth: number): string => {
    if (value === null || typeof value !== 'object') return String(value);
    if (depth > 4) return '';
    if (Array.isArray(value)) return `[${value.map((item) => text(item, depth + 1)).join()}]`;
    if ('producer' in value && 'tensor' in value) return 'T';
    if ('value' in value) return text(value.value, depth + 1);
    return '';
  };
  return Object.values(node.args).map((value) => text(value, 0)).join();
}
