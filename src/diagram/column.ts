// Siblings in one column, in their order. Links that skip items run beside them on rails: one rail for each source, the
// shortest innermost, so that long skips nest as in a U-Net and dense blocks become a bus. Right for any order without
// backward links: no link can meet an item.
import type { Point } from './geometry';
import { EDGE_GAP, GAP, SIDE_GAP, type End, type Level, type LevelLayout } from './level';

interface Rail { readonly key: string; readonly first: number; readonly last: number; x: number }

export function columnLayout(level: Level): LevelLayout {
  return new Column(level).layout();
}

/** Whether each item is fed by the one before it, so that a column shows the main way as one straight line. */
export function isColumn({ items, links }: Level): boolean {
  const next = new Set(links.flatMap(({ from, to }) => (from.at === 'item' && to.at === 'item' && to.index === from.index + 1
    ? [from.index] : [])));
  return items.every((_, i) => i === items.length - 1 || next.has(i));
}

class Column {
  private readonly x: number[] = [];
  private readonly y: number[] = [];
  private readonly rails = new Map<string, Rail>();
  private readonly ins: number[];
  private readonly outs: number[];
  private bottom = 0;
  /** Rows: 0 is the upper border, items follow, then the lower border. */
  private readonly last: number;

  constructor(private readonly level: Level) {
    this.last = level.items.length + 1;
    this.ins = new Array<number>(level.ins).fill(NaN);
    this.outs = new Array<number>(level.outs).fill(NaN);
  }

  layout(): LevelLayout {
    this.stack();
    this.placeSpinePorts();
    this.collectRails();
    this.placeRails();
    const routes = this.level.links.map((link) => this.route(link.from, link.to));
    const xs = [...this.x, ...this.level.items.map((item, i) => (this.x[i] ?? 0) + item.width),
      ...routes.flat().map(([x]) => x), ...this.ins, ...this.outs];
    const left = Math.min(...xs, 0);
    const right = Math.max(...xs, 0);
    const move = ([x, y]: Point): Point => [x - left, y];
    return {
      width: right - left, height: this.bottom, items: this.x.map((x, i) => move([x, this.y[i] ?? 0])),
        routes: routes.map((route) => route.map(move)),
      ins: this.ins.map((x) => x - left), outs: this.outs.map((x) => x - left),
    };
  }

  private stack(): void {
    let y = this.level.ins > 0 ? EDGE_GAP : 0;
    this.level.items.forEach((item, i) => {
      const before = this.level.items[i - 1];
      const link = this.level.links.find(({ from, to }) => from.at === 'item' && to.at === 'item' && from.index === i - 1
        && to.index === i);
      const exit = before ? (this.x[i - 1] ?? 0) + (link && link.from.at === 'item' ? before.outs[link.from.port]
        ?? before.width / 2 : before.outs[0] ?? before.width / 2) : 0;
      const entry = link && link.to.at === 'item' ? item.ins[link.to.port] ?? item.width / 2 : item.ins.at(-1)
        ?? item.width / 2;
      this.x.push(exit - entry);
      this.y.push(y);
      y += item.height + (i === this.level.items.length - 1 ? 0 : GAP);
    });
    this.bottom = y + (this.level.outs > 0 ? EDGE_GAP : 0);
  }

  /** A port of the border lies straight above the first item, or below the last, when it leads there; others get rails. */
  private placeSpinePorts(): void {
    const end = this.level.items.length - 1;
    for (const { from, to } of this.level.links) {
      if (from.at === 'border' && to.at === 'item' && to.index === 0) this.ins[from.port] = this.entryX(0, to.port);
      if (to.at === 'border' && from.at === 'item' && from.index === end) this.outs[to.port] = this.exitX(end, from.port);
    }
  }

  private collectRails(): void {
    for (const { from, to } of this.level.links) {
      const [a, b] = [rowOf(from, 0, this.last), rowOf(to, this.last, this.last)];
      if (b - a <= 1 && !this.isSidePort(from, to)) continue;
      const key = railKey(from);
      const known = this.rails.get(key);
      this.rails.set(key, { key, first: a, last: Math.max(b, known?.last ?? 0), x: 0 });
    }
  }

  /** A border port that has no place yet, although its link is short: two ports lead to the same first item. */
  private isSidePort(from: End, to: End): boolean {
    return (from.at === 'border' && Number.isNaN(this.ins[from.port]))
      || (to.at === 'border' && Number.isNaN(this.outs[to.port]));
  }

  private placeRails(): void {
    const rails = [...this.rails.values()].sort((a, b) => a.last - a.first - (b.last - b.first) || b.first - a.first);
    const spacing = rails.length > 6 ? 6 : 14;
    const placed: Rail[] = [];
    for (const rail of rails) {
      let x = 0;
      // The rows that it leaves and enters count too: its ends bend beside them.
      for (let row = Math.max(1, rail.first); row <= Math.min(rail.last, this.last - 1); row++) {
        x = Math.max(x, (this.x[row - 1] ?? 0) + (this.level.items[row - 1]?.width ?? 0) + SIDE_GAP - 8);
      }
      for (const other of placed) if (other.first < rail.last && rail.first < other.last) x = Math.max(x, other.x + spacing);
      rail.x = x;
      placed.push(rail);
    }
    for (const { from, to } of this.level.links) {
      const rail = this.rails.get(railKey(from));
      if (from.at === 'border' && rail && Number.isNaN(this.ins[from.port])) this.ins[from.port] = rail.x;
      if (to.at === 'border' && Number.isNaN(this.outs[to.port])) this.outs[to.port] = rail?.x ?? 0;
    }
    this.ins.forEach((x, i) => { if (Number.isNaN(x)) this.ins[i] = 0; });
    this.outs.forEach((x, i) => { if (Number.isNaN(x)) this.outs[i] = 0; });
  }

  private route(from: End, to: End): Point[] {
    const start: Point = from.at === 'border' ? [this.ins[from.port] ?? 0, 0]
      : [this.exitX(from.index, from.port), this.bottomOf(from.index)];
    const end: Point = to.at === 'border' ? [this.outs[to.port] ?? 0, this.bottom]
      : [this.entryX(to.index, to.port), this.y[to.index] ?? 0];
    const rail = this.rails.get(railKey(from));
    const isDirect = rowOf(to, this.last, this.last) - rowOf(from, 0, this.last) <= 1;
    if (isDirect && start[0] === end[0]) return [start, end];
    if (isDirect || !rail) return this.bent(start, end);
    const side = 8;
    const sx = from.at === 'item' ? this.sideX(from.index, start[0], this.level.items[from.index]?.outs ?? []) : start[0];
    const ex = to.at === 'item' ? this.sideX(to.index, end[0], this.level.items[to.index]?.ins ?? []) : end[0];
    const out = start[1] + side;
    const into = end[1] - side - 2;
    return simple([[sx, start[1]], [sx, out], [rail.x, out], [rail.x, into], [ex, into], [ex, end[1]]]);
  }

  private bent(start: Point, end: Point): Point[] {
    const middle = (start[1] + end[1]) / 2;
    return simple([start, [start[0], middle], [end[0], middle], end]);
  }

  /** Of a leaf, skips leave and enter a little beside the main way. */
  private sideX(index: number, x: number, ports: readonly number[]): number {
    const width = this.level.items[index]?.width ?? 0;
    return ports.length > 0 ? x : x + Math.min(18, width / 4);
  }

  private exitX(index: number, port: number): number {
    const item = this.level.items[index];
    return (this.x[index] ?? 0) + (item?.outs[port] ?? (item?.width ?? 0) / 2);
  }
  private entryX(index: number, port: number): number {
    const item = this.level.items[index];
    return (this.x[index] ?? 0) + (item?.ins[port] ?? (item?.width ?? 0) / 2);
  }
  private bottomOf(index: number): number {
    return (this.y[index] ?? 0) + (this.level.items[index]?.height ?? 0);
  }
}

const rowOf = (end: End, border: number, last: number): number =>
  (end.at === 'border' ? (border === 0 ? 0 : last) : end.index + 1);
const railKey = (from: End): string => (from.at === 'border' ? `in ${from.port}` : `${from.index} ${from.port}`);

/** Without points that repeat, or lie on the line between their neighbours. */
export function simple(points: readonly Point[]): Point[] {
  const result: Point[] = [];
  for (const point of points) {
    const [a, b] = [result.at(-2), result.at(-1)];
    if (b && b[0] === point[0] && b[1] === point[1]) continue;
    if (a && b && ((a[0] === b[0] && b[0] === point[0]) || (a[1] === b[1] && b[1] === point[1]))) result.pop();
    result.push(point);
  }
  return result;
}
