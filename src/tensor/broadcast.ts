// Broadcasting, of shapes with symbols and holes and of elements, and the arithmetic of row-major positions.
// Raises nothing itself: whoever asks says how a mismatch is reported.
import { equalDims, mapDims, plainNumel, testDims } from './dim';
import { constantOf, int, type Dim, type PlainTensor } from './value';

/** What is said when two axes cannot be broadcast: sizes of the operands, and the axis of the result. */
export type Mismatch = (a: Dim, b: Dim, axis: number) => never;

/** The common shape of the operands. Sizes that may or may not agree never count as a mismatch. */
export function broadcastShapes(shapes: readonly (readonly Dim[])[], mismatch: Mismatch): Dim[] {
  let result: readonly Dim[] = [];
  for (const shape of shapes) {
    const rank = Math.max(result.length, shape.length);
    const [a, b] = [result, shape];
    const joined: (Dim | undefined)[] = Array.from({ length: rank });
    // From the right, as PyTorch looks: the axis it names in its message is the last that differs.
    for (let axis = rank - 1; axis >= 0; axis--) {
      const x = a[axis - rank + a.length];
      const y = b[axis - rank + b.length];
      joined[axis] = x && y ? broadcastDims(x, y, axis, mismatch) : x ?? y;
    }
    result = joined.filter((dim) => dim !== undefined);
  }
  return [...result];
}

function broadcastDims(a: Dim, b: Dim, axis: number, mismatch: Mismatch): Dim {
  if (constantOf(a) === 1) return b;
  if (constantOf(b) === 1) return a;
  const same = equalDims(a, b);
  if (same === true) return a;
  const aIsOne = testDims((x) => x === 1, a);
  const bIsOne = testDims((x) => x === 1, b);
  if (same === false && aIsOne === false && bIsOne === false) return mismatch(a, b, axis);
  // Whatever is never 1 is the result, if there is one.
  if (aIsOne === false) return bIsOne === false && constantOf(b) !== undefined ? b : a;
  if (bIsOne === false) return b;
  return mapDims((x, y) => (x === 1 ? y : x), null, a, b);
}

/** Row-major distances between neighbours of each axis. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = shape.map(() => 1);
  for (let i = shape.length - 2; i >= 0; i--) strides[i] = (strides[i + 1] ?? 1) * (shape[i + 1] ?? 1);
  return strides;
}

/** Positions of each element of `out` in a row-major array of `shape`, which broadcasts to `out`. */
export function broadcastPositions(shape: readonly number[], out: readonly number[]): number[] {
  const strides = stridesOf(shape);
  const lead = out.length - shape.length;
  return stridedPositions(out, out.map((_, i) => (i < lead || shape[i - lead] === 1 ? 0 : strides[i - lead] ?? 0)));
}

/** offset + Σ index·stride for every index of `shape`, in row-major order. */
export function stridedPositions(shape: readonly number[], strides: readonly number[], offset = 0): number[] {
  let positions = [offset];
  for (const [axis, size] of shape.entries()) {
    const step = strides[axis] ?? 0;
    const next: number[] = [];
    for (const p of positions) for (let i = 0; i < size; i++) next.push(p + i * step);
    positions = next;
  }
  return positions;
}

/** The elements of a tensor whose data is known. */
export const elementsOf = (tensor: PlainTensor): readonly number[] => tensor.data ?? [];
export const pick = (data: readonly number[], positions: readonly number[]): number[] =>
  positions.map((p) => data[p] ?? NaN);

/** The elements of an operand, repeated to `out`; a number stands for all. */
export function broadcastElements(operand: PlainTensor | number, out: readonly number[]): readonly number[] {
  if (typeof operand === 'number') return Array.from({ length: plainNumel(out) }, () => operand);
  const data = elementsOf(operand);
  if (operand.shape.length === out.length && data.length === plainNumel(out)) return data;
  return pick(data, broadcastPositions(operand.shape, out));
}

/** The shape seen as [before, axis, after], for loops along one axis. */
export function aroundAxis(shape: readonly number[], axis: number): { before: number; size: number; after: number } {
  return { before: plainNumel(shape.slice(0, axis)), size: shape[axis] ?? 1, after: plainNumel(shape.slice(axis + 1)) };
}

/** The row of elements along `axis` for every position of the other axes, in row-major order of those. */
export function linesAlong(data: readonly number[], shape: readonly number[], axis: number): number[][] {
  const { before, size, after } = aroundAxis(shape, axis);
  const lines: number[][] = [];
  for (let b = 0; b < before; b++) {
    for (let a = 0; a < after; a++) lines.push(
      Array.from({ length: size }, (_, i) => data[(b * size + i) * after + a] ?? NaN));
  }
  return lines;
}

/** The reverse of `linesAlong`. */
export function fromLines(lines: readonly (readonly number[])[], shape: readonly number[], axis: number): number[] {
  const { size, after } = aroundAxis(shape, axis);
  const data: number[] = Array.from({ length: plainNumel(shape) }, () => 0);
  for (const [line, values] of lines.entries()) {
    const b = Math.floor(line / after);
    for (let i = 0; i < size; i++) data[(b * size + i) * after + (line % after)] = values[i] ?? NaN;
  }
  return data;
}

export const dimOf = (size: number): Dim => int(size);
