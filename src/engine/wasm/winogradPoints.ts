// Winograd's transforms along one axis. F(m, r) has m + r - 1 points: F(3, 2) and F(2, 3) 0, 1, -1; F(4, 3), F(3, 4) and
// F(2, 5) 0, 1, -1, 2, -2; and infinity. Those of as many points have one input transform. Lavin and Gray, Fast Algorithms for
// Convolutional Neural Networks, 2016.
import type { Fn, Val } from './assembler';

const isEven = (n: number): boolean => n % 2 === 0;
export const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

const sumOf = (some: readonly Val[]): Val => some.reduce((all, each) => all.add(each));
const everySecond = (all: readonly Val[], first: number): Val[] => all.filter((_, i) => i % 2 === first);

/** One axis of the transforms of input and weights, as the matrices B^T and G of the paper; `size`: of the tile. */
interface Points {
  readonly size: number;
  input(f: Fn, d: readonly Val[]): Val[];
  weight(f: Fn, g: readonly Val[]): Val[];
}
const FOUR: Points = {
  size: 4,
  input: (_, [a, b, c, d]) => [a.sub(c), b.add(c), c.sub(b), b.sub(d)],
  weight(f, taps) {
    const [ends, middle] = [0, 1].map((parity) => f.local('v128', sumOf(everySecond(taps, parity)).mul(0.5)));
    return [taps[0], ends.add(middle), ends.sub(middle), taps[taps.length - 1]];
  },
};
const SIX: Points = {
  size: 6,
  input(f, [a, b, c, d, e, g]) {
    const { fused } = f;
    const [even, odd] = [c.madd(f.splat(-4), e, fused), b.madd(f.splat(-4), d, fused)].map((v) => f.local('v128', v));
    const [half, once] = [f.local('v128', e.sub(c)), f.local('v128', d.sub(b))];
    const twice = f.local('v128', once.add(once));
    return [a.sub(c).madd(f.splat(4), half, fused), even.add(odd), even.sub(odd), half.add(twice), half.sub(twice),
      once.madd(f.splat(-4), g.sub(d), fused)];
  },
  weight(f, taps) {
    const [ends, middle] = [0, 1].map((parity) =>
      f.local('v128', sumOf(everySecond(taps, parity)).mul(parity === 0 ? -1 / 6 : 1 / 6)));
    const [near, far] = [0, 1].map((parity) =>
      f.local('v128', sumOf(everySecond(taps.map((tap, i) => tap.mul(2 ** i / 24)), parity))));
    return [taps[0].mul(1 / 4), ends.sub(middle), ends.add(middle), near.add(far), near.sub(far), taps[taps.length - 1]];
  },
};

/** F(tile, size - tile + 1), with one axis of the output's transform, the matrix A^T. */
export interface Transform {
  readonly points: Points;
  readonly tile: number;
  /** Parts of A^T whose sums fit into registers for a row of points at once: the rows of each and what they read. */
  readonly parts: readonly { readonly rows: readonly number[]; readonly reads: readonly number[] }[];
  output(f: Fn, m: readonly Val[], rows: readonly number[]): Val[];
}
const fourPoints = (tile: number): Transform => ({
  points: FOUR,
  tile,
  parts: [{ rows: range(tile), reads: [0, 1, 2, 3] }],
  output: (_, [a, b, c, d], rows) => rows.map((row) => {
    const near = row === 0 ? a.add(b).add(c) : isEven(row) ? b.add(c) : b.sub(c);
    return row === tile - 1 ? near.sub(d) : near;
  }),
});

/** The last point is infinity: it counts in the last row alone, as the first, zero, does in the first. */
function sixPoints(tile: number): Transform {
  const last = tile - 1;
  const parts = [0, 1].flatMap((parity) => {
    const rows = range(tile).filter((row) => row % 2 === parity);
    return range(Math.ceil(rows.length / 2)).map((i) => rows.slice(2 * i, 2 * i + 2));
  }).map((rows) => ({ rows, reads: range(6).filter((point) =>
    (point > 0 || rows.includes(0)) && (point < 5 || rows.includes(last))) }));
  return { points: SIX, tile, parts, output(f, [a, b, c, d, e, g], rows) {
    const { fused } = f;
    const [sum, far] = rows.some(isEven) ? [f.local('v128', b.add(c)), f.local('v128', d.add(e))] : [b, d];
    const [difference, apart] = rows.every(isEven) ? [b, d] : [f.local('v128', b.sub(c)), f.local('v128', d.sub(e))];
    return rows.map((row) => {
      const near = isEven(row) ? sum : difference;
      if (row === 0) return a.add(sum).add(far);
      return (isEven(row) ? far : apart).madd(f.splat(2 ** row), row === last ? near.add(g) : near, fused);
    });
  } };
}

/** Every F(m, r) that there are kernels for: `size`: points, m + r - 1; `tile`: m; over both axes of an image or along one. */
export const WINOGRADS = [
  { size: 4, tile: 3, axes: 2 }, { size: 4, tile: 2, axes: 2 },
  { size: 6, tile: 2, axes: 2 }, { size: 6, tile: 3, axes: 2 }, { size: 6, tile: 4, axes: 2 },
  { size: 6, tile: 3, axes: 1 }, { size: 6, tile: 4, axes: 1 },
] as const;
export type WinogradSize = (typeof WINOGRADS)[number];
export const transformOf = ({ size, tile }: WinogradSize): Transform => (size === 4 ? fourPoints(tile) : sixPoints(tile));
/** Matrices of products. */
export const pointsOf = ({ size, axes }: WinogradSize): number => size ** axes;
/** What kernels of `part` are called. */
export function winogradName(part: 'Input' | 'Output' | 'Weights' | '', { size, tile, axes }: WinogradSize): string {
  const along = axes === 1 ? 'Line' : '';
  return part === 'Input' ? `winograd${along}Input${size}` : `winograd${along}${part}${tile}x${size - tile + 1}`;
}
