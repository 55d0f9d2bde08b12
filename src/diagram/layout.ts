// Positions of everything that is shown: groups inside groups, each laid out by itself and seen as one box by the group
// around. Equal groups are laid out once. A pure function of sizes and edges, so that equal input stands still.
import { columnLayout, isColumn } from './column';
import { layeredLayout, newBudget } from './layered';
import { spineOf } from './spine';
import type { LayoutBox, LayoutEdge, LayoutInput, LayoutResult, Placed, Point, Route } from './geometry';
import type { Element, End, Level, LevelLayout, Link } from './level';

const PADDING = 14;
const MARGIN = 24;
/** A border with more distinct sources than this has one port for all of them. */
const MAX_PORTS = 3;

export function layoutDiagram(input: LayoutInput): LayoutResult {
  return new Compound(input).result();
}

interface Inner { readonly element: Element; readonly layout: LevelLayout | null; readonly dx: number; readonly dy: number }
/** What a link of a level stands for. */
interface Stretch { readonly link: Link; readonly edges: LayoutEdge[] }
interface GroupLevel { readonly box: LayoutBox | null; readonly stretches: Map<string, Stretch>; readonly ins: Map<string,
  number>; readonly outs: Map<string, number> }

class Compound {
  private readonly parents = new Map<string, string | null>();
  private readonly indexes = new Map<string, number>();
  private readonly levels = new Map<string | null, GroupLevel>();
  private readonly inner = new Map<string | null, Inner>();
  private readonly memo = new Map<string, LevelLayout>();
  private readonly budget = newBudget();
  private readonly boxes: Placed[] = [];
  private readonly routes: Route[] = [];

  constructor(private readonly input: LayoutInput) {
    this.index(input.boxes, null, null);
    for (const edge of input.edges) this.collectPorts(edge);
    for (const edge of input.edges) this.lift(edge);
  }

  result(): LayoutResult {
    const root = this.layoutGroup(null, this.input.boxes);
    this.place(null, this.input.boxes, MARGIN, MARGIN);
    return { width: root.element.width + 2 * MARGIN, height: root.element.height + 2 * MARGIN, boxes: this.boxes,
      routes: clearLabels(this.routes) };
  }

  private index(boxes: readonly LayoutBox[], parent: string | null, box: LayoutBox | null): void {
    this.levels.set(parent, { box, stretches: new Map(), ins: new Map(), outs: new Map() });
    boxes.forEach((child, i) => {
      this.parents.set(child.id, parent);
      this.indexes.set(child.id, i);
      if (child.title) this.index(child.items, child.id, child);
    });
  }

  /** From the group itself outwards, the root (null) left out. */
  private groupsAround(id: string): string[] {
    const found: string[] = [];
    for (let at = this.parents.get(id) ?? null; at !== null; at = this.parents.get(at) ?? null) found.push(at);
    return found;
  }

  private collectPorts({ from, to }: LayoutEdge): void {
    const [up, down] = [this.groupsAround(from), this.groupsAround(to)];
    for (const group of up) if (!down.includes(group)) addPort(this.levels.get(group)?.outs, from);
    for (const group of down) if (!up.includes(group)) addPort(this.levels.get(group)?.ins, from);
  }

  /** Cuts an edge into stretches, one in each group that it crosses. */
  private lift(edge: LayoutEdge): void {
    const [up, down] = [this.groupsAround(edge.from), this.groupsAround(edge.to)];
    const leaving = up.filter((group) => !down.includes(group));
    const entering = down.filter((group) => !up.includes(group)).reverse();
    let at: End = this.item(edge.from, 0);
    for (const group of leaving) {
      const port = this.portOf(group, 'outs', edge.from);
      this.addStretch(group, { from: at, to: { at: 'border', port } }, edge);
      at = this.item(group, port);
    }
    const shared = up.find((group) => down.includes(group)) ?? null;
    let level = shared;
    for (const group of entering) {
      const port = this.portOf(group, 'ins', edge.from);
      this.addStretch(level, { from: at, to: this.item(group, port) }, edge);
      at = { at: 'border', port };
      level = group;
    }
    this.addStretch(level, { from: at, to: this.item(edge.to, 0) }, edge);
  }

  private item(id: string, port: number): End {
    return { at: 'item', index: this.indexes.get(id) ?? 0, port };
  }

  private portOf(group: string, side: 'ins' | 'outs', source: string): number {
    const ports = this.levels.get(group)?.[side];
    return !ports || ports.size > MAX_PORTS ? 0 : ports.get(source) ?? 0;
  }

  private addStretch(group: string | null, link: Link, edge: LayoutEdge): void {
    const level = this.levels.get(group);
    if (!level) return;
    const key = `${endKey(link.from)} ${endKey(link.to)}`;
    const known = level.stretches.get(key);
    if (known) known.edges.push(edge);
    else level.stretches.set(key, { link, edges: [edge] });
  }

  // ---- sizes, inside out ------------------------------------------------------------------------------------------

  private layoutGroup(id: string | null, boxes: readonly LayoutBox[]): Inner {
    const items = boxes.map((box) => (box.title ? this.layoutGroup(box.id, box.items).element : leafElement(box)));
    const group = this.levels.get(id);
    const count = (ports: ReadonlyMap<string, number> | undefined): number =>
      Math.min(ports?.size ?? 0, (ports?.size ?? 0) > MAX_PORTS ? 1 : MAX_PORTS);
    const level: Level = {
      items, links: [...(group?.stretches.values() ?? [])].map(({ link }) => link), ins: count(group?.ins),
        outs: count(group?.outs),
    };
    const layout = this.layoutLevel(level);
    const inner = frame(layout, group?.box ?? null);
    this.inner.set(id, inner);
    return inner;
  }

  private layoutLevel(level: Level): LevelLayout {
    const key = JSON.stringify(level);
    const known = this.memo.get(key);
    if (known) return known;
    const spine = isColumn(level) ? undefined : spineOf(level);
    const layout = spine === null ? layeredLayout(level, this.budget) : columnLayout(level, spine);
    this.memo.set(key, layout);
    return layout;
  }

  // ---- positions, outside in --------------------------------------------------------------------------------------

  private place(id: string | null, boxes: readonly LayoutBox[], x: number, y: number): void {
    const inner = this.inner.get(id);
    if (!inner?.layout) return;
    const { layout, dx, dy } = inner;
    boxes.forEach((box, i) => {
      const [itemX, itemY] = layout.items[i] ?? [0, 0];
      const [left, top] = [x + dx + itemX, y + dy + itemY];
      const size = box.title ? this.inner.get(box.id)?.element ?? box : box;
      this.boxes.push({ id: box.id, x: left, y: top, width: size.width, height: size.height });
      if (box.title) this.place(box.id, box.items, left, top);
    });
    const bottom = y + inner.element.height;
    [...(this.levels.get(id)?.stretches.entries() ?? [])].forEach(([key, { link, edges }], i) => {
      const points = (layout.routes[i] ?? []).map(([px, py]): Point => [x + dx + px, y + dy + py]);
      const [first, last] = [points[0], points.at(-1)];
      // The routes of a level end at its content; the frame's border lies a little further out.
      if (first && link.from.at === 'border') points[0] = [first[0], y];
      if (last && link.to.at === 'border') points[points.length - 1] = [last[0], bottom];
      this.routes.push(this.routeOf(`${id ?? ''} ${key}`, link, edges, points, boxes));
    });
  }

  private routeOf(key: string, link: Link, edges: readonly LayoutEdge[], points: readonly Point[],
    boxes: readonly LayoutBox[]): Route {
    const [kinds, changes] = [new Set(edges.map((edge) => edge.kind)), new Set(edges.map((edge) => edge.change))];
    const [edge] = edges;
    const target = link.to.at === 'item' ? boxes[link.to.index] : undefined;
    // A leaf says itself what it gives; between open groups nothing else does.
    const source = link.from.at === 'item' && link.to.at === 'item' ? boxes[link.from.index] : undefined;
    const [start] = points;
    const isShort = points.length <= 2 && start !== undefined && (points[1]?.[1] ?? 0) - start[1] >= 16;
    return {
      id: key, kind: kinds.size === 1 && edge ? edge.kind : 'flow',
      change: changes.size === 1 ? edge?.change : undefined, points, arrow: target !== undefined
        && target.title === null,
      label: edge && edge.labelWidth > 0 && start && isShort && source?.title
        ? { x: start[0] + 6, y: start[1] + 16, width: edge.labelWidth, text: edge.label } : null,
      from: [...new Set(edges.map((each) => each.from))], to: [...new Set(edges.map((each) => each.to))],
    };
  }
}

const leafElement = (box: LayoutBox): Element => ({ width: box.width, height: box.height, ins: [], outs: [] });

/** The content of a group with its title and padding around. The title stands left of everything that comes in. */
function frame(layout: LevelLayout, box: LayoutBox | null): Inner {
  if (!box?.title) return { element: { width: layout.width, height: layout.height, ins: [], outs: [] }, layout, dx: 0, dy: 0 };
  const { title } = box;
  const first = Math.min(...layout.ins, Infinity);
  const dx = PADDING + Math.max(0, Number.isFinite(first) ? title.width + 8 - (PADDING + first) : 0);
  const width = Math.max(dx + layout.width + PADDING, title.width + PADDING);
  const dy = title.height + (layout.ins.length > 0 ? 0 : 4);
  const height = dy + layout.height + (layout.outs.length > 0 ? 4 : 12);
  return { element: { width, height, ins: layout.ins.map((x) => x + dx), outs: layout.outs.map((x) => x + dx) }, layout, dx,
    dy };
}

function addPort(ports: Map<string, number> | undefined, source: string): void {
  if (ports && !ports.has(source)) ports.set(source, ports.size);
}
const endKey = (end: End): string => (end.at === 'item' ? `${end.index}.${end.port}` : `border.${end.port}`);

/** Labels that another route would run through stand left of theirs, or are left out where one runs there too. */
function clearLabels(routes: readonly Route[]): Route[] {
  const rows = new Map<number, Stretched[]>();
  for (const route of routes) {
    route.points.slice(1).forEach((end, i) => {
      const start = route.points[i] ?? end;
      for (let row = rowOf(start[1]); row <= rowOf(end[1]); row++) {
        const list = rows.get(row) ?? [];
        rows.set(row, list);
        list.push({ route, start, end });
      }
    });
  }
  const isFree = (own: Route, x: number, y: number, width: number): boolean =>
    [rowOf(y - LABEL_HEIGHT), rowOf(y)].every((row) => (rows.get(row) ?? []).every(({ route, start, end }) =>
      route === own || start[1] > y || end[1] < y - LABEL_HEIGHT || Math.min(start[0], end[0]) >= x + width
      || Math.max(start[0], end[0]) <= x));
  return routes.map((route) => {
    const { label } = route;
    if (!label || isFree(route, label.x, label.y, label.width)) return route;
    const x = label.x - 12 - label.width;
    return { ...route, label: x > 0 && isFree(route, x, label.y, label.width) ? { ...label, x } : null };
  });
}
interface Stretched { readonly route: Route; readonly start: Point; readonly end: Point }
const LABEL_HEIGHT = 10;
/** Stretches are looked up by rows of so many pixels. */
const rowOf = (y: number): number => Math.floor(y / 120);
