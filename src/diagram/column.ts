// Siblings in one column, in their order, with side ways beside it on the right. Links that skip items run on rails: one rail
// for each source, the shortest innermost, so that long skips nest as in a U-Net and dense blocks become a bus. Right for any
// order without backward links: no link can meet an item.
import type { Point } from './geometry';
import { EDGE_GAP, GAP, SIDE_GAP, type Element, type End, type Level, type LevelLayout, type Link } from './level';
import { everyItem, type Arrangement, type SideChain } from './spine';

interface Rail { readonly key: string; readonly first: number; readonly last: number; x: number }
interface Side { readonly chain: SideChain; readonly layout: LevelLayout; x: number; y: number }

/** How far beside an item its skips turn, and how far above an item they come in. */
const TURN = 8;

export function columnLayout(level: Level, arrangement = everyItem(level)): LevelLayout {
  return new Column(level, arrangement).layout();
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
  private readonly rowOf: ReadonlyMap<number, number>;
  private readonly sides: readonly Side[];
  private readonly sideOf = new Map<number, Side>();
  private bottom = 0;
  /** Rows: 0 is the upper border, items follow, then the lower border. */
  private readonly last: number;
  /** Rails stand on the right (1), or on the left (-1) of a column with side ways. */
  private readonly hand: 1 | -1;

  constructor(private readonly level: Level, private readonly arrangement: Arrangement) {
    const { rows, chains } = arrangement;
    this.last = rows.length + 1;
    this.hand = chains.length > 0 ? -1 : 1;
    this.rowOf = new Map(rows.map((item, i) => [item, i + 1] as const));
    this.sides = chains.map((chain) => ({ chain, layout: chainLayout(level, chain.members), x: 0, y: 0 }));
    for (const side of this.sides) for (const member of side.chain.members) this.sideOf.set(member, side);
    this.ins = new Array<number>(level.ins).fill(NaN);
    this.outs = new Array<number>(level.outs).fill(NaN);
  }

  layout(): LevelLayout {
    this.stack();
    this.placeSides();
    this.placePorts();
    this.collectRails();
    this.placeRails();
    const routes = this.level.links.map((link) => this.route(link));
    const xs = [...this.x, ...this.level.items.map((item, i) => (this.x[i] ?? 0) + item.width),
      ...routes.flat().map(([x]) => x), ...this.ins, ...this.outs];
    const left = Math.min(...xs, 0);
    const right = Math.max(...xs, 0);
    const move = ([x, y]: Point): Point => [x - left, y];
    return {
      width: right - left, height: this.bottom, items: this.x.map((x, i) => move([x, this.y[i] ?? 0])),
      routes: routes.map((route) => route.map(move)), ins: this.ins.map((x) => x - left), outs: this.outs.map((x) => x - left),
    };
  }

  private stack(): void {
    let y = this.level.ins > 0 ? EDGE_GAP : 0;
    const tops = [0];
    this.arrangement.rows.forEach((index, i) => {
      const row = i + 1;
      for (const side of this.sides) if (side.chain.last === row) y = Math.max(y, this.bottomOfSide(side, tops) + GAP);
      this.x[index] = this.alignedX(index, this.arrangement.rows[i - 1]);
      this.y[index] = tops[row] = y;
      y += this.item(index).height + (row === this.last - 1 ? 0 : GAP);
    });
    for (const side of this.sides) {
      side.y = tops[side.chain.first + 1] ?? 0;
      if (side.chain.last === this.last) y = Math.max(y, this.bottomOfSide(side, tops));
    }
    this.bottom = y + (this.level.outs > 0 ? EDGE_GAP : 0);
  }

  private bottomOfSide({ chain, layout }: Side, tops: readonly number[]): number {
    return (tops[chain.first + 1] ?? 0) + layout.height;
  }

  /** Below the item before, so that the link between them is straight. */
  private alignedX(index: number, before: number | undefined): number {
    const item = this.item(index);
    const link = this.level.links.find(({ from, to }) => from.at === 'item' && to.at === 'item' && from.index === before
      && to.index === index);
    const middle = item.width / 2;
    const entry = link?.to.at === 'item' ? item.ins[link.to.port] ?? middle : item.ins.at(-1) ?? middle;
    if (before === undefined) return -entry;
    const { outs, width } = this.item(before);
    const exit = link?.from.at === 'item' ? outs[link.from.port] ?? width / 2 : outs[0] ?? width / 2;
    return (this.x[before] ?? 0) + exit - entry;
  }

  private placeSides(): void {
    this.sides.forEach((side, i) => {
      const { first, last, members } = side.chain;
      let right = -Infinity;
      this.arrangement.rows.slice(first, last - 1).forEach((index) => {
        right = Math.max(right, (this.x[index] ?? 0) + this.item(index).width);
      });
      for (const inner of this.sides.slice(0, i)) {
        if (inner.chain.first < last && inner.chain.last > first) right = Math.max(right, inner.x + inner.layout.width);
      }
      side.x = right + SIDE_GAP;
      members.forEach((member, k) => {
        const [x, y] = side.layout.items[k] ?? [0, 0];
        this.x[member] = side.x + x;
        this.y[member] = side.y + y;
      });
    });
  }

  /** A port of the border lies straight above or below what it leads to, when nothing stands between; others get rails. */
  private placePorts(): void {
    const rows = [(index: number): boolean => this.rowOf.has(index), (index: number): boolean => this.sideOf.has(index)];
    for (const isWanted of rows) for (const { from, to } of this.level.links) {
      if (from.at === 'border' && to.at === 'item' && isWanted(to.index) && this.isFirst(to.index)) {
        if (Number.isNaN(this.ins[from.port])) this.ins[from.port] = this.entryX(to.index, to.port);
      }
      if (to.at === 'border' && from.at === 'item' && isWanted(from.index) && this.isLast(from.index)) {
        if (Number.isNaN(this.outs[to.port])) this.outs[to.port] = this.exitX(from.index, from.port);
      }
    }
  }
  private isFirst(index: number): boolean {
    return this.rowOf.get(index) === 1 || this.sideOf.get(index)?.chain.first === 0;
  }
  private isLast(index: number): boolean {
    return this.rowOf.get(index) === this.last - 1 || this.sideOf.get(index)?.chain.last === this.last;
  }

  private collectRails(): void {
    for (const { from, to } of this.level.links) {
      if (this.isBeside(from) || this.isBeside(to)) continue;
      const [a, b] = [this.row(from, 0), this.row(to, this.last)];
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
    const beyond = (a: number, b: number): number => (this.hand > 0 ? Math.max(a, b) : Math.min(a, b));
    for (const rail of rails) {
      let x = 0;
      // The rows that it leaves and enters count too: its ends bend beside them.
      for (let row = Math.max(1, rail.first); row <= Math.min(rail.last, this.last - 1); row++) {
        const index = this.arrangement.rows[row - 1] ?? 0;
        const edge = (this.x[index] ?? 0) + (this.hand > 0 ? this.item(index).width : 0);
        x = beyond(x, edge + this.hand * (SIDE_GAP - TURN));
      }
      for (const other of placed) {
        if (other.first < rail.last && rail.first < other.last) x = beyond(x, other.x + this.hand * spacing);
      }
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

  private route({ from, to }: Link): Point[] {
    const start: Point = from.at === 'border' ? [this.ins[from.port] ?? 0, 0]
      : [this.exitX(from.index, from.port), this.bottomOf(from.index)];
    const end: Point = to.at === 'border' ? [this.outs[to.port] ?? 0, this.bottom]
      : [this.entryX(to.index, to.port), this.y[to.index] ?? 0];
    if (start[0] === end[0] && (this.isBeside(from) === this.isBeside(to) ? this.isShort(from, to) : from.at === 'border'
      || to.at === 'border')) return [start, end];
    if (this.isBeside(from) || this.isBeside(to)) return this.sideRoute(from, to, start, end);
    const rail = this.rails.get(railKey(from));
    if (this.isShort(from, to) || !rail) return this.bent(start, end);
    return this.around(this.leaving(from, start, this.hand), rail.x, this.entering(to, end, this.hand));
  }

  private isShort(from: End, to: End): boolean {
    if (this.isBeside(from) && this.isBeside(to)) return true;
    return this.row(to, this.last) - this.row(from, 0) <= 1;
  }

  /** Into a side way, out of it, or along it. */
  private sideRoute(from: End, to: End, start: Point, end: Point): Point[] {
    if (this.isBeside(from) && this.isBeside(to)) return this.bent(start, end);
    return this.isBeside(to) ? this.around(this.leaving(from, start, 1), end[0], end)
      : this.around(start, start[0], this.entering(to, end, 1));
  }

  /** Down from `start`, over to `x`, down, and over to `end`. */
  private around(start: Point, x: number, end: Point): Point[] {
    const [out, into] = [start[1] + TURN, end[1] - TURN - 2];
    return simple([start, [start[0], out], [x, out], [x, into], [end[0], into], end]);
  }

  private bent(start: Point, end: Point): Point[] {
    const middle = (start[1] + end[1]) / 2;
    return simple([start, [start[0], middle], [end[0], middle], end]);
  }

  /** Of a leaf, skips leave and enter a little beside the main way. */
  private leaving(from: End, [x, y]: Point, hand: number): Point {
    return from.at === 'item' && this.item(from.index).outs.length === 0 ? [x + hand * this.offset(from.index), y] : [x, y];
  }
  private entering(to: End, [x, y]: Point, hand: number): Point {
    return to.at === 'item' && this.item(to.index).ins.length === 0 ? [x + hand * this.offset(to.index), y] : [x, y];
  }
  private offset(index: number): number {
    return Math.min(18, this.item(index).width / 4);
  }

  private isBeside(end: End): boolean {
    return end.at === 'item' && this.sideOf.has(end.index);
  }
  private row(end: End, border: number): number {
    return end.at === 'border' ? border : this.rowOf.get(end.index) ?? 0;
  }
  private item(index: number): Element {
    return this.level.items[index] ?? { width: 0, height: 0, ins: [], outs: [] };
  }
  private exitX(index: number, port: number): number {
    const item = this.item(index);
    return (this.x[index] ?? 0) + (item.outs[port] ?? item.width / 2);
  }
  private entryX(index: number, port: number): number {
    const item = this.item(index);
    return (this.x[index] ?? 0) + (item.ins[port] ?? item.width / 2);
  }
  private bottomOf(index: number): number {
    return (this.y[index] ?? 0) + this.item(index).height;
  }
}

const railKey = (from: End): string => (from.at === 'border' ? `in ${from.port}` : `${from.index} ${from.port}`);

/** Some siblings, each fed by the one before, by themselves. */
export function chainLayout(level: Level, members: readonly number[]): LevelLayout {
  const place = new Map(members.map((member, i) => [member, i] as const));
  const links = level.links.flatMap(({ from, to }): Link[] => {
    if (from.at !== 'item' || to.at !== 'item') return [];
    const [a, b] = [place.get(from.index), place.get(to.index)];
    return a === undefined || b === undefined ? [] : [{ from: { ...from, index: a }, to: { ...to, index: b } }];
  });
  return columnLayout({ items: members.flatMap((member) => level.items[member] ?? []), links, ins: 0, outs: 0 });
}

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
