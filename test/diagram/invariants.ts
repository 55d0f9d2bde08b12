// What must hold of every layout, checked on its numbers.
import { expect } from 'vitest';
import { cardOf, CARD, estimate, layoutInputOf, titleSize } from '../../src/diagram/cards';
import type { LayoutInput, LayoutResult, Placed, Route } from '../../src/diagram/geometry';
import { layoutDiagram } from '../../src/diagram/layout';
import { DEFAULT_CHOICES, visibleOf, type Choices, type Item, type Visible } from '../../src/diagram/visible';
import type { GraphView } from '../../src/protocol/graphView';

/** Sentences, each naming what is wrong; empty when all is well. */
export function faultsOf(input: LayoutInput, layout: LayoutResult): string[] {
  const parents = parentsOf(input);
  const open = new Set([...parents.values()].filter((id) => id !== null));
  const boxes = new Map(layout.boxes.map((box) => [box.id, box] as const));
  const near = byHeight(layout.boxes);
  return [
    ...overlaps(layout.boxes, parents), ...outside(layout.boxes, parents, boxes),
    ...layout.routes.flatMap((route) => [...upward(route), ...through(route, near, open, boxes)]),
    ...missing(input, layout, boxes), ...labels(layout, open, near),
  ].slice(0, 5);
}

function parentsOf(input: LayoutInput): Map<string, string | null> {
  const parents = new Map<string, string | null>();
  const visit = (boxes: LayoutInput['boxes'], parent: string | null): void => {
    for (const box of boxes) {
      parents.set(box.id, parent);
      if (box.title) visit(box.items, box.id);
    }
  };
  visit(input.boxes, null);
  return parents;
}

type Near = (top: number, bottom: number) => readonly Placed[];
/** Boxes that share a height with something: looked up by rows, so that large graphs are checked in a moment. */
function byHeight(boxes: readonly Placed[]): Near {
  const size = 200;
  const rows = new Map<number, Placed[]>();
  const each = (top: number, bottom: number, visit: (row: number) => void): void => {
    for (let row = Math.floor(top / size); row <= Math.floor(bottom / size); row++) visit(row);
  };
  for (const box of boxes) each(box.y, box.y + box.height, (row) => { rows.set(row, [...(rows.get(row) ?? []), box]); });
  return (top, bottom) => {
    const found = new Set<Placed>();
    each(top, bottom, (row) => { for (const box of rows.get(row) ?? []) found.add(box); });
    return [...found].filter((box) => box.y < bottom && box.y + box.height > top);
  };
}

function meet(a: Rectangle, b: Rectangle, by = 0.5): boolean {
  return a.x + by < b.x + b.width && b.x + by < a.x + a.width && a.y + by < b.y + b.height && b.y + by < a.y + a.height;
}
interface Rectangle { readonly x: number; readonly y: number; readonly width: number; readonly height: number }

function overlaps(boxes: readonly Placed[], parents: ReadonlyMap<string, string | null>): string[] {
  const siblings = new Map<string | null, Placed[]>();
  for (const box of boxes) siblings.set(parents.get(box.id) ?? null,
    [...(siblings.get(parents.get(box.id) ?? null) ?? []), box]);
  return [...siblings.values()].flatMap((unsorted) => {
    const all = unsorted.toSorted((a, b) => a.y - b.y);
    return all.flatMap((a, i) => {
      const below = all.findIndex((b, k) => k > i && b.y >= a.y + a.height);
      return all.slice(i + 1, below < 0 ? undefined : below).filter((b) => meet(a, b)).map((b) => `${a.id} overlaps ${b.id}`);
    });
  });
}

function outside(boxes: readonly Placed[], parents: ReadonlyMap<string, string | null>, byId: ReadonlyMap<string,
  Placed>): string[] {
  return boxes.flatMap((box) => {
    const parent = byId.get(parents.get(box.id) ?? '');
    if (!parent) return [];
    const fits = box.x >= parent.x && box.y >= parent.y && box.x + box.width <= parent.x + parent.width + 0.01
      && box.y + box.height <= parent.y + parent.height + 0.01;
    return fits ? [] : [`${box.id} leaves ${parent.id}`];
  });
}

function upward({ id, points }: Route): string[] {
  return points.some(([, y], i) => i > 0 && y < (points[i - 1]?.[1] ?? 0) - 0.01)
    ? [`${id} runs upwards: ${JSON.stringify(points)}`] : [];
}

/** A stretch of a curve stays inside the rectangle of its ends, so that the rectangle is what must be free. */
function through(
  { id, points }: Route, near: Near, open: ReadonlySet<string>, byId: ReadonlyMap<string, Placed>,
): string[] {
  const ends = [points[0], points.at(-1)];
  const top = Math.min(...points.map(([, y]) => y));
  const bottom = Math.max(...points.map(([, y]) => y));
  return near(top, bottom).flatMap((box) => {
    // The groups that it runs in hold both of its ends.
    const holds = open.has(box.id) && ends.every((end) => end !== undefined && end[0] >= box.x - 0.01
      && end[0] <= box.x + box.width + 0.01
      && end[1] >= box.y - 0.01 && end[1] <= box.y + box.height + 0.01);
    if (holds && byId.has(box.id)) return [];
    const hit = points.some(([x, y], i) => {
      const [px, py] = points[i - 1] ?? [x, y];
      return i > 0 && meet({ x: Math.min(x, px), y: Math.min(y, py), width: Math.max(1, Math.abs(x - px)),
        height: Math.max(1, Math.abs(y - py)) }, box, 1.01);
    });
    return hit ? [`${id} runs through ${box.id}`] : [];
  });
}

/** Each edge leaves its source, arrives at its target, and its stretches meet. */
function missing(input: LayoutInput, layout: LayoutResult, boxes: ReadonlyMap<string, Placed>): string[] {
  const bySource = new Map<string, Route[]>();
  for (const route of layout.routes) for (const from of route.from) {
    const list = bySource.get(from) ?? [];
    bySource.set(from, list);
    list.push(route);
  }
  return input.edges.flatMap((edge) => {
    const routes = (bySource.get(edge.from) ?? []).filter((route) => route.to.includes(edge.to));
    const [source, target] = [edge.from, edge.to].map((id) => boxes.get(id));
    if (!source || !target) return [`${edge.from} → ${edge.to} has an end that is not drawn`];
    const touches = (point: readonly [number, number] | undefined, box: Placed, y: number): boolean =>
      point !== undefined && Math.abs(point[1] - y) < 0.6 && point[0] >= box.x - 0.01 && point[0] <= box.x + box.width + 0.01;
    const leaves = routes.some(({ points }) => touches(points[0], source, source.y + source.height));
    const arrives = routes.some(({ points }) => touches(points.at(-1), target, target.y));
    const starts = routes.filter(({ points }) => !touches(points[0], source, source.y + source.height));
    const isWhole = starts.every(({ points: [start] }) => routes.some(({ points }) => {
      const end = points.at(-1);
      return start !== undefined && end !== undefined && Math.abs(start[0] - end[0]) < 0.6 && Math.abs(start[1] - end[1]) < 0.6;
    }));
    return leaves && arrives && isWhole ? []
      : [`${edge.from} → ${edge.to}: leaves ${leaves}, arrives ${arrives}, whole ${isWhole}`];
  });
}

function labels(layout: LayoutResult, open: ReadonlySet<string>, near: Near): string[] {
  return layout.routes.flatMap(({ id, label }) => {
    if (!label) return [];
    const area = { x: label.x, y: label.y - 9, width: label.width, height: 10 };
    return near(area.y, label.y + 1).filter((box) => !open.has(box.id) && meet(area, box)).map((box) =>
      `the label of ${id} meets ${box.id}`);
  });
}

/** Lays out and asserts; texts must fit into their nodes as measured. */
export function expectSound(visible: Visible): LayoutResult {
  const input = layoutInputOf(visible, estimate);
  const layout = layoutDiagram(input);
  expect(faultsOf(input, layout)).toEqual([]);
  const sizes = new Map(layout.boxes.map((box) => [box.id, box] as const));
  const visit = (item: Item): void => {
    const card = cardOf(item);
    const box = sizes.get(item.id);
    const wanted = item.kind === 'open' ? titleSize(card, estimate).width
      : 2 * CARD.padding + Math.max(estimate(card.title, 'title'), estimate(card.figures, 'text'),
        estimate(card.name, 'text') + estimate(card.shape, 'mono'));
    if (!box || box.width < wanted - 0.5) expect.fail(`${item.id}: its text needs ${wanted}, it has ${box?.width ?? 0}`);
    item.items.forEach(visit);
  };
  visible.items.forEach(visit);
  return layout;
}

/** As open and as folded as people look at graphs. */
const CHOICES: readonly Choices[] = [
  { ...DEFAULT_CHOICES, depth: 0 }, { ...DEFAULT_CHOICES, depth: 1 }, { ...DEFAULT_CHOICES, depth: 2, foldRepeats: false },
  { ...DEFAULT_CHOICES, depth: 3, foldChains: true }, { ...DEFAULT_CHOICES, depth: 9, foldRepeats: false },
];

export function expectAllSound(view: GraphView): void {
  for (const choices of CHOICES) expectSound(visibleOf(view, choices));
}
