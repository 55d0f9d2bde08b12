// Siblings that branch, in layers: chains are put together first, the library places what is left, and links are routed
// through the gaps between layers, so that no link meets an item.
// Knows nothing of groups; a layout is a function of the numbers of a level.
import { Graph, layout } from '@dagrejs/dagre';
import { chainLayout, columnLayout, simple } from './column';
import type { Point } from './geometry';
import { EDGE_GAP, GAP, SIDE_GAP, type Element, type End, type Level, type LevelLayout, type Link } from './level';

/** More than so many boxes, or links for each box, and a column with rails is quicker and easier to read. */
const MAX_BOXES = 60;
const MAX_DENSITY = 3;
/** Of the library's work in one layout, counted in boxes and in layers that links pass through. */
export interface Budget { left: number }
export const newBudget = (): Budget => ({ left: 1_000 });
const MAX_WORK = 300;

export function layeredLayout(level: Level, budget: Budget): LevelLayout {
  const chains = chainsOf(level);
  const outer = level.links.filter((link) => !isInside(chains, link));
  if (chains.length > MAX_BOXES || (chains.length > 6
    && outer.length > MAX_DENSITY * chains.length)) return columnLayout(level);
  const work = workOf(chains, outer);
  if (work > Math.min(MAX_WORK, budget.left)) return columnLayout(level);
  budget.left -= work;
  return new Layers(level, chains, outer).layout();
}

/** Boxes, and a place in each layer that a link passes: what the library orders and moves. */
function workOf(chains: readonly Chain[], links: readonly Link[]): number {
  const chainOf = new Map(chains.flatMap(({ members }, i) => members.map((member) => [member, i] as const)));
  const layers = chains.map(() => 0);
  // Chains stand in the order of their heads and links lead forward: one pass finds the layers.
  const ends = links.flatMap(({ from, to }) => (from.at === 'item' && to.at === 'item'
    ? [[chainOf.get(from.index) ?? 0, chainOf.get(to.index) ?? 0] as const] : [])).sort(([a], [b]) => a - b);
  for (const [a, b] of ends) layers[b] = Math.max(layers[b] ?? 0, (layers[a] ?? 0) + 1);
  return chains.length + ends.reduce((sum, [a, b]) => sum + Math.max(0, (layers[b] ?? 0) - (layers[a] ?? 0) - 1), 0);
}

/** A maximal run of items, each of which is fed by the one before alone and feeds the next alone. */
interface Chain { readonly members: readonly number[]; readonly layout: LevelLayout }

function chainsOf(level: Level): Chain[] {
  const feeds = level.items.map(() => new Set<string>());
  const fed = level.items.map(() => new Set<string>());
  for (const { from, to } of level.links) {
    if (from.at === 'item') feeds[from.index]?.add(keyOf(to));
    if (to.at === 'item') fed[to.index]?.add(keyOf(from));
  }
  const next = level.items.map((_, i) => {
    const [only] = feeds[i] ?? [];
    const target = only?.startsWith('item ') ? Number(only.slice(5)) : -1;
    return feeds[i]?.size === 1 && target >= 0 && fed[target]?.size === 1 ? target : -1;
  });
  const heads = level.items.flatMap((_, i) => (next.includes(i) ? [] : [i]));
  return heads.map((head) => {
    const members = [head];
    for (let at = next[head] ?? -1; at >= 0; at = next[at] ?? -1) members.push(at);
    return { members, layout: chainLayout(level, members) };
  });
}

const keyOf = (end: End): string => (end.at === 'item' ? `item ${end.index}` : `border ${end.port}`);
const isInside = (chains: readonly Chain[], { from, to }: Link): boolean =>
  from.at === 'item' && to.at === 'item' && chains.some(({ members }) => members.includes(from.index)
    && members.includes(to.index));

interface Band { readonly top: number; readonly bottom: number }

class Layers {
  private readonly graph = new Graph({ directed: true, multigraph: false, compound: false });
  private readonly chainOf = new Map<number, number>();
  private readonly bands = new Map<number, Band>();
  private flip = 1;

  constructor(private readonly level: Level, private readonly chains: readonly Chain[],
    private readonly links: readonly Link[]) {
    chains.forEach(({ members }, i) => { for (const member of members) this.chainOf.set(member, i); });
  }

  layout(): LevelLayout {
    const { graph } = this;
    graph.setGraph({ rankdir: 'TB', nodesep: SIDE_GAP, edgesep: 14, ranksep: GAP + 8 });
    graph.setDefaultEdgeLabel(() => ({}));
    this.chains.forEach((chain, i) => {
      const half = this.half(chain);
      graph.setNode(`c${i}`, { width: 2 * half, height: chain.layout.height });
    });
    for (let i = 0; i < this.level.ins; i++) graph.setNode(`i${i}`, { width: 1, height: 0 });
    for (let i = 0; i < this.level.outs; i++) graph.setNode(`o${i}`, { width: 1, height: 0 });
    for (const { from, to } of this.links) graph.setEdge(this.name(from, 'i'), this.name(to, 'o'), { weight: 1, minlen: 1 });
    this.tieBorders();
    layout(graph);
    this.measureBands();
    this.flip = this.runsLeftward() ? -1 : 1;
    return this.result();
  }

  /** Whether more neighbours in a layer stand against their order than in it: then the picture is mirrored. */
  private runsLeftward(): boolean {
    let votes = 0;
    this.chains.forEach((_, i) => {
      this.chains.slice(0, i).forEach((__, k) => {
        const [a, b] = [this.graph.node(`c${k}`), this.graph.node(`c${i}`)];
        if (a.y === b.y) votes += Math.sign((b.x ?? 0) - (a.x ?? 0));
      });
    });
    return votes < 0;
  }

  private x(name: string): number {
    return this.flip * (this.graph.node(name).x ?? 0);
  }

  /** Ports lie beyond every item, so that a straight line leads from the border to them. */
  private tieBorders(): void {
    const { graph } = this;
    const all = graph.nodes();
    const roots = all.filter((name) => (graph.predecessors(name) ?? []).length === 0);
    const leaves = all.filter((name) => (graph.successors(name) ?? []).length === 0);
    if (this.level.ins > 0 && (this.level.ins > 1 || roots.length > 1)) {
      graph.setNode('top', { width: 1, height: 0 });
      for (const name of roots) graph.setEdge('top', name, name.startsWith('i') ? { weight: 1000, minlen: 1 }
        : { weight: 0, minlen: 2 });
    }
    if (this.level.outs > 0 && (this.level.outs > 1 || leaves.length > 1)) {
      graph.setNode('bottom', { width: 1, height: 0 });
      for (const name of leaves) graph.setEdge(name, 'bottom', name.startsWith('o') ? { weight: 1000, minlen: 1 }
        : { weight: 0, minlen: 2 });
    }
  }

  /** Boxes are symmetric around where links enter them. */
  private half(chain: Chain): number {
    const x = this.axis(chain);
    return Math.max(x, chain.layout.width - x);
  }
  private axis(chain: Chain): number {
    const [head] = chain.members;
    const item = head === undefined ? undefined : this.level.items[head];
    return (chain.layout.items[0]?.[0] ?? 0) + (item ? item.ins[0] ?? item.width / 2 : 0);
  }

  private name(end: End, border: 'i' | 'o'): string {
    return end.at === 'border' ? `${border}${end.port}` : `c${this.chainOf.get(end.index) ?? 0}`;
  }

  private measureBands(): void {
    for (const name of this.graph.nodes()) {
      const { y = 0, height } = this.graph.node(name);
      const known = this.bands.get(Math.round(y)) ?? { top: y, bottom: y };
      this.bands.set(Math.round(y), { top: Math.min(known.top, y - height / 2),
        bottom: Math.max(known.bottom, y + height / 2) });
    }
  }

  private result(): LevelLayout {
    const { level } = this;
    const corner = (i: number): Point => {
      const chain = this.chains[i];
      return chain ? [this.x(`c${i}`) - this.axis(chain), this.band(`c${i}`).top] : [0, 0];
    };
    const items: Point[] = level.items.map(() => [0, 0]);
    this.chains.forEach((chain, i) => {
      const [x, y] = corner(i);
      chain.members.forEach((member, k) => {
        const at = chain.layout.items[k] ?? [0, 0];
        items[member] = [x + at[0], y + at[1]];
      });
    });
    const ys = items.flatMap(([, y], i) => [y, y + (level.items[i]?.height ?? 0)]);
    const top = Math.min(...ys) - (level.ins > 0 ? EDGE_GAP : 0);
    const bottom = Math.max(...ys) + (level.outs > 0 ? EDGE_GAP : 0);
    const ins = Array.from({ length: level.ins }, (_, i) => this.x(`i${i}`));
    const outs = Array.from({ length: level.outs }, (_, i) => this.x(`o${i}`));
    const routes = level.links.map((link) => this.route(link, items, ins, outs, top, bottom));
    const xs = [...items.flatMap(([x], i) => [x, x + (level.items[i]?.width ?? 0)]), ...routes.flat().map(([x]) => x), ...ins,
      ...outs];
    const left = Math.min(...xs);
    const move = ([x, y]: Point): Point => [x - left, y - top];
    return {
      width: Math.max(...xs) - left, height: bottom - top, items: items.map(move),
        routes: routes.map((route) => route.map(move)),
      ins: ins.map((x) => x - left), outs: outs.map((x) => x - left),
    };
  }

  private route({ from, to }: Link, items: readonly Point[], ins: readonly number[], outs: readonly number[], top: number,
    bottom: number): Point[] {
    const at = (end: End, border: readonly number[], side: 'ins' | 'outs', y: number): Point => {
      if (end.at === 'border') return [border[end.port] ?? 0, y];
      const item: Element | undefined = this.level.items[end.index];
      const [x, itemY] = items[end.index] ?? [0, 0];
      return [x + (item?.[side][end.port] ?? (item?.width ?? 0) / 2), side === 'outs' ? itemY + (item?.height ?? 0) : itemY];
    };
    const [start, end] = [at(from, ins, 'outs', top), at(to, outs, 'ins', bottom)];
    const chain = from.at === 'item' && to.at === 'item' && this.chainOf.get(from.index) === this.chainOf.get(to.index);
    if (chain) return start[0] === end[0] ? [start, end] : simple([start, [start[0], (start[1] + end[1]) / 2],
      [end[0], (start[1] + end[1]) / 2], end]);
    const [a, b] = [this.name(from, 'i'), this.name(to, 'o')];
    const inner = (this.graph.edge(a, b)?.points ?? []).slice(1, -1);
    const points: Point[] = [start, [start[0], Math.max(start[1], this.band(a).bottom)]];
    for (const { x, y } of inner) {
      const band = this.bands.get(Math.round(y));
      if (!band || band.top === band.bottom || band.top <= (points.at(-1)?.[1] ?? 0) - 0.5) continue;
      points.push([this.flip * x, band.top], [this.flip * x, band.bottom]);
    }
    points.push([end[0], Math.min(end[1], this.band(b).top)], end);
    return simple(points);
  }

  private band(name: string): Band {
    return this.bands.get(Math.round(this.graph.node(name).y ?? 0)) ?? { top: 0, bottom: 0 };
  }
}
