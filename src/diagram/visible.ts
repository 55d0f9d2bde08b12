// From the whole graph to what is shown of it: which groups are open, equal neighbours folded to one, activations folded into
// their convolutions. Knows nothing of sizes, positions or drawing.
import type {
  Category, Change, EdgeKind, Figures, GraphView, GraphViewEdge, GraphViewGroup, GraphViewNode,
} from '../protocol/graphView';

/** What the reader chose. Plain data: it is kept over reloads. */
export interface Choices {
  /** So many levels of groups are open, but for the exceptions. */
  readonly depth: number;
  readonly opened: readonly string[];
  readonly closed: readonly string[];
  readonly foldRepeats: boolean;
  /** First groups of the repeats that are shown one by one all the same. */
  readonly unfolded: readonly string[];
  readonly foldChains: boolean;
}

export const DEFAULT_CHOICES: Choices = { depth: 1, opened: [], closed: [], foldRepeats: true, unfolded: [],
  foldChains: false };

/** A node, a closed group, or an open group with its items. */
export interface Item extends Figures {
  readonly id: string;
  readonly kind: 'node' | 'closed' | 'open';
  /** 1 for groups at the top. */
  readonly level: number;
  readonly node: GraphViewNode | null;
  readonly group: GraphViewGroup | null;
  /** So many equal groups in a row stand behind it; 1 otherwise. */
  readonly count: number;
  /** Name of the last of them. */
  readonly last: string;
  /** Ops that are folded into it, in order: 'BatchNorm2d', 'ReLU'. */
  readonly folded: readonly GraphViewNode[];
  readonly items: readonly Item[];
  readonly change?: Change;
  /** Of a closed group: the kinds of what is in it, in order. */
  readonly kinds: readonly Category[];
}

export interface VisibleEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
  readonly shape: string;
  readonly change?: GraphViewEdge['change'];
}
export interface Visible {
  readonly items: readonly Item[];
  readonly edges: readonly VisibleEdge[];
  /** The item that shows a node or a group. */
  readonly shownBy: ReadonlyMap<string, string>;
}

export function visibleOf(view: GraphView, choices: Choices): Visible {
  return new Selection(view, choices).result();
}

/** Deeper levels are opened one by one, or all at once. */
export const MAX_DEPTH = 5;

/** Open so many levels that a page or two are filled. */
export function defaultDepth(view: GraphView, limit = 45): number {
  let best = 0;
  for (let depth = 0; depth <= MAX_DEPTH; depth++) {
    const { items } = visibleOf(view, { ...DEFAULT_CHOICES, depth });
    if (depth > 0 && count(items) > limit) break;
    best = depth;
    if (!items.some(hasClosed)) break;
  }
  return best;
}
const hasClosed = (item: Item): boolean => item.kind === 'closed' || item.items.some(hasClosed);
const count = (items: readonly Item[]): number => items.reduce((sum, item) =>
  sum + (item.kind === 'open' ? count(item.items) : 1), 0);

type Child = { readonly group: GraphViewGroup } | { readonly node: GraphViewNode };

class Selection {
  private readonly children = new Map<string | null, Child[]>();
  private readonly groups: ReadonlyMap<string, GraphViewGroup>;
  private readonly nodes: ReadonlyMap<string, GraphViewNode>;
  private readonly inside = new Map<string, GraphViewNode[]>();
  private readonly shownBy = new Map<string, string>();
  private readonly incoming = new Map<string, string[]>();
  private readonly outgoing = new Map<string, string[]>();
  private readonly opened: ReadonlySet<string>;
  private readonly closed: ReadonlySet<string>;
  private readonly unfolded: ReadonlySet<string>;

  constructor(private readonly view: GraphView, private readonly choices: Choices) {
    this.groups = new Map(view.groups.map((group) => [group.id, group] as const));
    this.nodes = new Map(view.nodes.map((node) => [node.id, node] as const));
    this.opened = new Set(choices.opened);
    this.closed = new Set(choices.closed);
    this.unfolded = new Set(choices.unfolded);
    this.arrange();
    for (const edge of view.edges) {
      push(this.outgoing, edge.from, edge.to);
      push(this.incoming, edge.to, edge.from);
    }
  }

  result(): Visible {
    const items = this.itemsOf(null, 1);
    return { items, edges: this.edges(), shownBy: this.shownBy };
  }

  /** Children in the order of their first nodes. */
  private arrange(): void {
    const placed = new Set<string>();
    const place = (group: GraphViewGroup): void => {
      if (placed.has(group.id)) return;
      placed.add(group.id);
      push(this.children, group.parent, { group });
      const parent = group.parent === null ? undefined : this.groups.get(group.parent);
      if (parent) place(parent);
    };
    for (const node of this.view.nodes) {
      const group = node.group === null ? undefined : this.groups.get(node.group);
      if (group) place(group);
      push(this.children, node.group, { node });
      for (let at = group; at; at = at.parent === null ? undefined : this.groups.get(at.parent)) push(this.inside, at.id, node);
    }
  }

  private isOpen(group: GraphViewGroup, level: number): boolean {
    if (this.opened.has(group.id)) return true;
    return level <= this.choices.depth && !this.closed.has(group.id);
  }

  private itemsOf(parent: string | null, level: number): Item[] {
    const children = this.children.get(parent) ?? [];
    const items: Item[] = [];
    for (let i = 0; i < children.length; i++) {
      const child = children[i];
      if (!child) continue;
      if ('node' in child) {
        if (!this.shownBy.has(child.node.id)) items.push(this.nodeItem(child.node, parent));
        continue;
      }
      const run = this.choices.foldRepeats ? this.runFrom(children, i) : [child.group];
      if (this.unfolded.has(child.group.id)) items.push(...run.map((group) => this.groupItem(group, [group], level)));
      else items.push(this.groupItem(child.group, run, level));
      i += run.length - 1;
    }
    return items;
  }

  private groupItem(group: GraphViewGroup, run: readonly GraphViewGroup[], level: number): Item {
    const figures = sumFigures(run);
    const members = this.inside.get(group.id) ?? [];
    const common = { id: group.id, level, group, count: run.length, last: run.at(-1)?.name ?? '', ...figures,
      change: group.change, kinds: members.map((node) => node.category) };
    if (!this.isOpen(group, level)) {
      for (const each of run) this.close(each, group.id);
      return { ...common, kind: 'closed', node: null, folded: [], items: [] };
    }
    this.shownBy.set(group.id, group.id);
    const items = this.itemsOf(group.id, level + 1);
    for (const each of run.slice(1)) {
      (this.inside.get(each.id) ?? []).forEach((node, i) => {
        const twin = members[i] && this.shownBy.get(members[i].id);
        if (twin !== undefined) this.shownBy.set(node.id, twin);
      });
      this.shownBy.set(each.id, group.id);
    }
    const [only] = items;
    // A group whose one node has taken in the others says no more than that node.
    if (only?.kind === 'node' && only.node && items.length === 1 && only.folded.length > 0) {
      for (const each of run) this.shownBy.set(each.id, only.id);
      return { ...only, ...figures, group, count: run.length, last: common.last, level, change: common.change };
    }
    return { ...common, kind: 'open', node: null, folded: [], items };
  }

  private close(group: GraphViewGroup, id: string): void {
    this.shownBy.set(group.id, id);
    for (const node of this.inside.get(group.id) ?? []) this.shownBy.set(node.id, id);
    for (const child of this.children.get(group.id) ?? []) if ('group' in child) this.close(child.group, id);
  }

  private nodeItem(node: GraphViewNode, parent: string | null): Item {
    const folded: GraphViewNode[] = [];
    this.shownBy.set(node.id, node.id);
    for (let next = this.foldable(node, parent); next; next = this.foldable(next, parent, node)) {
      folded.push(next);
      this.shownBy.set(next.id, node.id);
    }
    return { id: node.id, kind: 'node', level: 0, node, group: null, count: 1, last: '', folded, items: [], kinds: [],
      change: node.change, ...sumFigures([node, ...folded]) };
  }

  /** The activation or norm that alone uses the node and uses nothing else. */
  private foldable(node: GraphViewNode, parent: string | null, head = node): GraphViewNode | undefined {
    if (!this.choices.foldChains || !HEADS.has(head.category)) return undefined;
    const [next, other] = this.outgoing.get(node.id) ?? [];
    const found = next === undefined || other !== undefined ? undefined : this.nodes.get(next);
    if (!found || found.group !== parent || !FOLDED.has(found.category)
      || (this.incoming.get(found.id) ?? []).length !== 1 || found.change || node.change) return undefined;
    return found;
  }

  /** Equal groups that follow each other, each fed by the one before alone. */
  private runFrom(children: readonly Child[], from: number): GraphViewGroup[] {
    const run: GraphViewGroup[] = [];
    for (let i = from; i < children.length; i++) {
      const child = children[i];
      if (!child || !('group' in child)) break;
      const [first, before] = [run[0], run.at(-1)];
      if (first && before && (child.group.alike !== first.alike || !this.feedsOnly(before, child.group))) break;
      run.push(child.group);
    }
    return run;
  }

  private feedsOnly(a: GraphViewGroup, b: GraphViewGroup): boolean {
    const [inA, inB] = [a, b].map((group) => new Set((this.inside.get(group.id) ?? []).map((node) => node.id)));
    if (!inA || !inB) return false;
    const leaves = [...inA].every((id) => (this.outgoing.get(id) ?? []).every((to) => inA.has(to) || inB.has(to)));
    return leaves && [...inB].every((id) => (this.incoming.get(id) ?? []).every((from) => inA.has(from) || inB.has(from)));
  }

  private edges(): VisibleEdge[] {
    const found = new Map<string, VisibleEdge>();
    for (const edge of this.view.edges) {
      const [from, to] = [this.shownBy.get(edge.from), this.shownBy.get(edge.to)];
      if (from === undefined || to === undefined || from === to) continue;
      // Between twins of a fold an edge would run back to the first one.
      if (this.isBetweenTwins(edge.from, edge.to, from, to)) continue;
      const key = `${from}\u0000${to}`;
      const known = found.get(key);
      if (!known || (known.kind !== edge.kind && edge.kind === 'flow')) found.set(key,
        { from, to, kind: edge.kind, shape: edge.shape, change: edge.change });
    }
    return [...found.values()];
  }

  private isBetweenTwins(from: string, to: string, shownFrom: string, shownTo: string): boolean {
    if (from === shownFrom && to === shownTo) return false;
    const index = this.order;
    return (index.get(this.anchor(shownFrom)) ?? 0) >= (index.get(this.anchor(shownTo)) ?? 0);
  }

  /** The first node behind an item. */
  private anchor(item: string): string {
    return this.nodes.has(item) ? item : this.inside.get(item)?.[0]?.id ?? item;
  }

  private get order(): ReadonlyMap<string, number> {
    return (this.ranks ??= new Map(this.view.nodes.map((node, i) => [node.id, i] as const)));
  }
  private ranks: ReadonlyMap<string, number> | undefined;
}

const HEADS: ReadonlySet<string> = new Set(['convolution', 'linear', 'arithmetic', 'join']);
const FOLDED: ReadonlySet<string> = new Set(['normalisation', 'activation', 'dropout']);

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

function sumFigures(all: readonly Figures[]): Figures {
  const sum = (pick: (figures: Figures) => number | null): number | null =>
    all.reduce<number | null>((total, figures) => {
      const value = pick(figures);
      return total === null || value === null ? null : total + value;
    }, 0);
  return { parameters: sum((f) => f.parameters), macs: sum((f) => f.macs), activationBytes: sum((f) => f.activationBytes) };
}
