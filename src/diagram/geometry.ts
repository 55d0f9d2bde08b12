// What layout works on and gives: boxes with sizes in, positions and routes out. Numbers only.
import type { EdgeKind, GraphViewEdge } from '../protocol/graphView';

export interface LayoutBox {
  readonly id: string;
  /** Of a leaf; an open group takes what its items need. */
  readonly width: number;
  readonly height: number;
  /** Of an open group: the room that its title takes at the top left. */
  readonly title: { readonly width: number; readonly height: number } | null;
  readonly items: readonly LayoutBox[];
}
export interface LayoutEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
  readonly change?: GraphViewEdge['change'];
  readonly label: string;
  /** 0: no label is wanted. */
  readonly labelWidth: number;
}
export interface LayoutInput { readonly boxes: readonly LayoutBox[]; readonly edges: readonly LayoutEdge[] }

export type Point = readonly [number, number];
export interface Placed {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
/** One stretch of an edge: inside one group, or at the top. The stretches of an edge meet at the borders of groups. */
export interface Route {
  readonly id: string;
  readonly kind: EdgeKind;
  readonly change?: GraphViewEdge['change'];
  /** Equal x or equal y: a straight line; otherwise a curve that begins and ends upright. Never upwards. */
  readonly points: readonly Point[];
  /** Whether it ends at a leaf. */
  readonly arrow: boolean;
  readonly label: { readonly x: number; readonly y: number; readonly width: number; readonly text: string } | null;
  /** Ids of the leaves whose edges run here. */
  readonly from: readonly string[];
  readonly to: readonly string[];
}
export interface LayoutResult {
  readonly width: number;
  readonly height: number;
  /** Outer before inner. */
  readonly boxes: readonly Placed[];
  readonly routes: readonly Route[];
}

/** Of an SVG path, corners of right-angled stretches rounded. */
export function pathOf(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (!first) return '';
  let path = `M${round(first[0])},${round(first[1])}`;
  let at = first;
  rest.forEach((point, i) => {
    const next = rest[i + 1];
    if (at[0] !== point[0] && at[1] !== point[1]) {
      const middle = round((at[1] + point[1]) / 2);
      path += `C${round(at[0])},${middle} ${round(point[0])},${middle} ${round(point[0])},${round(point[1])}`;
    } else if (next && isCorner(at, point, next)) {
      const r = Math.min(6, distance(at, point) / 2, distance(point, next) / 2);
      const [a, b] = [toward(point, at, r), toward(point, next, r)];
      path += `L${round(a[0])},${round(a[1])}Q${round(point[0])},${round(point[1])} ${round(b[0])},${round(b[1])}`;
    } else path += `L${round(point[0])},${round(point[1])}`;
    at = point;
  });
  return path;
}

const isCorner = (a: Point, b: Point, c: Point): boolean => (a[0] === b[0] && b[1] === c[1] && b[0] !== c[0])
  || (a[1] === b[1] && b[0] === c[0] && b[1] !== c[1]);
const distance = (a: Point, b: Point): number => Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]);
const toward = (from: Point, to: Point, by: number): Point =>
  [from[0] + Math.sign(to[0] - from[0]) * by, from[1] + Math.sign(to[1] - from[1]) * by];
const round = (value: number): number => Math.round(value * 10) / 10;
