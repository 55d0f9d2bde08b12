// Two models in one picture: what both have once, what only one has beside it, each difference noted where it is.
// Calls are matched inside matched groups, in their order: by what they are first, then by their names.
import { removedId } from '../protocol/graphView';
import type {
  Change, Comparison, Earlier, Figures, GraphView, GraphViewEdge, GraphViewGroup, GraphViewNode,
} from '../protocol/graphView';

/** The second model, with what the first had: removed nodes and groups have ids that begin with '- '. */
export function compareViews(before: GraphView, after: GraphView): GraphView {
  return new Merge(before, after).result();
}

type Child = { readonly kind: 'group'; readonly group: GraphViewGroup } | { readonly kind: 'node'; readonly node: GraphViewNode };

/** The calls of a view by the group that they stand in, in execution order, and a text that says what is in a group. */
class Tree {
  private readonly children = new Map<string | null, Child[]>();
  private readonly contents = new Map<string, string>();

  constructor(view: GraphView) {
    const groups = new Map(view.groups.map((group) => [group.id, group] as const));
    const placed = new Set<string>();
    const place = (id: string | null): void => {
      const group = id === null ? undefined : groups.get(id);
      if (!group || placed.has(group.id)) return;
      placed.add(group.id);
      place(group.parent);
      this.list(group.parent).push({ kind: 'group', group });
    };
    for (const node of view.nodes) {
      place(node.group);
      this.list(node.group).push({ kind: 'node', node });
    }
  }

  of(group: string | null): readonly Child[] {
    return this.children.get(group) ?? [];
  }

  /** Equal for children that do the same, wherever they stand and whatever their sizes. */
  content(child: Child): string {
    if (child.kind === 'node') return `${child.node.category} ${child.node.spec}`;
    const known = this.contents.get(child.group.id);
    if (known !== undefined) return known;
    const text = `${child.group.type}(${this.of(child.group.id).map((inner) => this.content(inner)).join()})`;
    this.contents.set(child.group.id, text);
    return text;
  }

  private list(group: string | null): Child[] {
    const known = this.children.get(group) ?? [];
    this.children.set(group, known);
    return known;
  }
}

class Merge {
  private readonly nodes: GraphViewNode[] = [];
  private readonly groups: GraphViewGroup[] = [];
  private readonly trees: readonly [Tree, Tree];
  /** Ids of the first model as ids of the merged one. */
  private readonly names = new Map<string, string>();
  private readonly kept = new Set<string>();
  private readonly kinds = new Map<string, number>();
  private readonly numbers = new Map<string, number>();

  constructor(private readonly before: GraphView, private readonly after: GraphView) {
    this.trees = [new Tree(before), new Tree(after)];
  }

  result(): GraphView {
    const { before, after, nodes } = this;
    this.children(null, null, null);
    const count = (kind: Change['kind']): number => nodes.filter((node) => node.change?.kind === kind).length;
    const comparison: Comparison = {
      title: before.title, input: before.input, output: before.output, ...figuresOf(before),
      added: count('added'), removed: count('removed'), changed: count('changed'), field: count('field'),
    };
    return { ...after, nodes, groups: this.groups, edges: this.edges(), comparison };
  }

  /** `a`, `b`: the group in each model, or undefined where it has none; null at the top. */
  private children(a: string | null | undefined, b: string | null | undefined, parent: string | null): string {
    const [left, right] = [a === undefined ? [] : this.trees[0].of(a), b === undefined ? [] : this.trees[1].of(b)];
    return this.align(left, right).map(([old, made]) => this.child(old, made, parent)).join();
  }

  /** Adds what the two are together and returns how they differ, as a text. */
  private child(old: Child | undefined, made: Child | undefined, parent: string | null): string {
    if (made?.kind === 'node' || old?.kind === 'node') {
      return this.node(old?.kind === 'node' ? old.node : undefined, made?.kind === 'node' ? made.node : undefined, parent);
    }
    return this.group(old?.group, made?.group, parent);
  }

  private node(old: GraphViewNode | undefined, made: GraphViewNode | undefined, parent: string | null): string {
    const id = made?.id ?? removedId(old?.id ?? '');
    if (old) this.names.set(old.id, id);
    if (old && made) this.kept.add(id);
    const base = made ?? old;
    if (!base) return '';
    const change = changeOf(old ? earlier(old, old.spec) : null, made ? earlier(made, made.spec) : null);
    this.nodes.push({ ...base, id, group: parent, change, ...(made ? {} : NOTHING) });
    return change ? `${change.kind} ${this.numberOf(JSON.stringify({ ...change.was, path: '' }))}` : '.';
  }

  private group(old: GraphViewGroup | undefined, made: GraphViewGroup | undefined, parent: string | null): string {
    const base = made ?? old;
    if (!base) return '';
    const id = made?.id ?? removedId(base.id);
    if (old) this.names.set(old.id, id);
    const at = this.groups.length;
    const was = old ? earlier(old, old.type) : null;
    const own = changeOf(was, made ? earlier(made, made.type) : null);
    this.groups.push({ ...base, id, parent, ...(made ? {} : NOTHING) });
    const inside = this.children(old?.id, made?.id, id);
    const isChanged = own?.kind === 'changed' || /added|removed|changed/.test(inside);
    const kind: Change['kind'] = own && own.kind !== 'field' ? own.kind : isChanged ? 'changed' : 'field';
    const change: Change | undefined = own !== undefined || isChanged || inside.includes('field') ? { kind, was } : undefined;
    const group = this.groups[at];
    // Groups fold to one only where they also differ alike.
    const sort = `${made ? '' : '-'}${base.alike} ${own ? this.numberOf(JSON.stringify({ ...was, path: '' })) : ''} ${inside}`;
    const alike = this.kinds.get(sort) ?? this.kinds.size;
    this.kinds.set(sort, alike);
    if (group) this.groups[at] = { ...group, alike, change };
    return change ? `${change.kind}(${inside})` : '.';
  }

  /** A number that stands for a text: texts hold names from files, which could be taken for kinds of changes. */
  private numberOf(text: string): number {
    const known = this.numbers.get(text) ?? this.numbers.size;
    this.numbers.set(text, known);
    return known;
  }

  // ---- which children belong together --------------------------------------------------------------------------------

  /** Pairs in both orders, so that neither model's edges run backwards. Equal beginnings and ends are matched at once. */
  private align(left: readonly Child[], right: readonly Child[]): (readonly [Child | undefined, Child | undefined])[] {
    let first = 0;
    let [i, k] = [left.length, right.length];
    const isSame = (a: Child | undefined, b: Child | undefined): boolean => a !== undefined && b !== undefined
      && nameOf(a) === nameOf(b) && this.trees[0].content(a) === this.trees[1].content(b);
    while (first < Math.min(i, k) && isSame(left[first], right[first])) first++;
    while (i > first && k > first && isSame(left[i - 1], right[k - 1])) {
      i--;
      k--;
    }
    const middle = this.best(left.slice(first, i), right.slice(first, k));
    return [
      ...left.slice(0, first).map((child, at) => [child, right[at]] as const), ...middle,
      ...left.slice(i).map((child, at) => [child, right[k + at]] as const),
    ];
  }

  /** The alignment of greatest worth, by dynamic programming. */
  private best(left: readonly Child[], right: readonly Child[]): (readonly [Child | undefined, Child | undefined])[] {
    if (left.length * right.length > MAX_CELLS) return [...left.map((child) => [child, undefined] as const),
      ...right.map((child) => [undefined, child] as const)];
    const width = right.length + 1;
    const worth = new Float64Array((left.length + 1) * width);
    const at = (i: number, k: number): number => worth[i * width + k] ?? 0;
    const pair = (i: number, k: number): number => this.likeness(left[i], right[k]);
    for (let i = left.length - 1; i >= 0; i--) for (let k = right.length - 1; k >= 0; k--) {
      const match = pair(i, k);
      worth[i * width + k] = Math.max(at(i + 1, k), at(i, k + 1), match > 0 ? match + at(i + 1, k + 1) : 0);
    }
    const pairs: (readonly [Child | undefined, Child | undefined])[] = [];
    for (let [i, k] = [0, 0]; i < left.length || k < right.length;) {
      const match = i < left.length && k < right.length ? pair(i, k) : 0;
      if (match > 0 && at(i, k) === match + at(i + 1, k + 1)) pairs.push([left[i++], right[k++]]);
      else if (i < left.length && (k >= right.length || at(i, k) === at(i + 1, k))) pairs.push([left[i++], undefined]);
      else pairs.push([undefined, right[k++]]);
    }
    return pairs;
  }

  /** 0: they are not the same thing. What something is counts for more than what it is called: layers move in a Sequential. */
  private likeness(a: Child | undefined, b: Child | undefined): number {
    if (!a || !b || a.kind !== b.kind) return 0;
    const name = nameOf(a) === nameOf(b) ? 1 : 0;
    if (this.trees[0].content(a) === this.trees[1].content(b)) return 4 + name;
    if (a.kind === 'group' && b.kind === 'group') {
      return a.group.type === b.group.type ? 2 + name : 1.5 * name;
    }
    if (a.kind === 'group' || b.kind === 'group') return 0;
    if (a.node.category === 'input' || a.node.category === 'output') return a.node.category === b.node.category ? 3 + name : 0;
    if (a.node.op === b.node.op) return 2 + name;
    return a.node.category === b.node.category ? 1 + name : 1.5 * name;
  }

  // ---- edges ----------------------------------------------------------------------------------------------------------

  private edges(): GraphViewEdge[] {
    const key = (from: string, to: string): string => `${from}\u0000${to}`;
    const old = this.before.edges.map((edge) => ({ ...edge, from: this.names.get(edge.from) ?? edge.from,
      to: this.names.get(edge.to) ?? edge.to }));
    const [oldKeys, newKeys] = [old, this.after.edges].map((edges) => new Set(edges.map(({ from, to }) => key(from, to))));
    const isAround = (edges: readonly GraphViewEdge[]): ((from: string, to: string) => boolean) => {
      const next = new Map<string, string[]>();
      for (const { from, to } of edges) next.set(from, [...(next.get(from) ?? []), to]);
      return (from, to) => this.leadsThroughNew(next, from, to);
    };
    const [throughRemoved, throughAdded] = [isAround(old), isAround(this.after.edges)];
    const made = this.after.edges.map((edge): GraphViewEdge => {
      const isNew = !oldKeys?.has(key(edge.from, edge.to)) && !throughRemoved(edge.from, edge.to);
      return isNew ? { ...edge, change: 'added' } : edge;
    });
    const gone = old.filter(({ from, to }) => !newKeys?.has(key(from, to)) && !throughAdded(from, to))
      .map((edge): GraphViewEdge => ({ ...edge, change: 'removed' }));
    return [...made, ...gone];
  }

  /** Whether a way leads between two nodes over such that only one model has: then the edge was not cut but led around. */
  private leadsThroughNew(next: ReadonlyMap<string, readonly string[]>, from: string, to: string): boolean {
    if (!this.kept.has(from) || !this.kept.has(to)) return false;
    const seen = new Set([from]);
    const open = [...(next.get(from) ?? [])].filter((id) => !this.kept.has(id));
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      for (const target of next.get(id) ?? []) {
        if (target === to) return true;
        if (!this.kept.has(target)) open.push(target);
      }
    }
    return false;
  }
}

const MAX_CELLS = 4_000_000;
/** What is not in the second model costs nothing there; what it cost stands in its change. */
const NOTHING: Figures = { parameters: 0, macs: 0, activationBytes: 0 };

const nameOf = (child: Child): string => (child.kind === 'node' ? child.node.name : child.group.name);
const earlier = ({ path, name, shape, field, ...figures }: GraphViewNode | GraphViewGroup, spec: string): Earlier =>
  ({ path: path || name, spec, shape, field, ...figuresOf(figures) });
const figuresOf = ({ parameters, macs, activationBytes }: Figures): Figures => ({ parameters, macs, activationBytes });

/** Paths may differ: a layer that only moved in its Sequential is the same layer. */
function changeOf(was: Earlier | null, now: Earlier | null): Change | undefined {
  if (!was) return now ? { kind: 'added', was: null } : undefined;
  if (!now) return { kind: 'removed', was };
  const differs = (['spec', 'shape', 'parameters', 'macs', 'activationBytes'] as const).some((key) => was[key] !== now[key]);
  return differs ? { kind: 'changed', was } : was.field === now.field ? undefined : { kind: 'field', was };
}
