// Arithmetic on dims: lifts rules over plain numbers to symbols and holes, joins origins, prints shapes.
import type { Origin } from '../base/source';
import { equalSym, isSym, mapSym, referenceOf, showSym, testSym, type Sym } from './sym';
import { int, unknownOf, type Dim, type Int, type TensorMeta, type PlainMeta } from './value';

const number = (dim: Int): number | Sym => (typeof dim.value === 'bigint' ? Number(dim.value) : dim.value);

/** At most two parents and sixteen generations: enough to explain a size, bounded for deep nets. */
const MAX_DEPTH = 16;
function depth(origin: Origin | null, limit: number): number {
  let d = 0;
  for (let o: Origin | undefined | null = origin; o && d < limit; o = o.from[0]) d++;
  return d;
}

/** The origin of a value computed from `parents` at the place of the computation (`at`, or the first parent's place). */
export function joinOrigins(at: Origin | null, parents: readonly (Origin | null)[]): Origin | null {
  const known = parents.filter((p): p is Origin => p !== null && depth(p, MAX_DEPTH) < MAX_DEPTH).slice(0, 2);
  const place = at ?? known[0] ?? null;
  return place && { at: place.at, frame: place.frame, from: known };
}

/** `f` over dims: a number, a symbolic size, or a hole for the reason of the first one: it need not equal that one. */
export function mapDims(f: (...sizes: number[]) => number, at: Origin | null, ...dims: readonly Dim[]): Dim {
  const values: (number | Sym)[] = [];
  for (const dim of dims) {
    if (dim.kind === 'unknown') return unknownOf(dim.reason);
    values.push(number(dim));
  }
  const origin = joinOrigins(
    at,
    dims.map((d) => (d.kind === 'int' ? d.origin : null)),
  );
  return int(mapSym(f, ...values), origin);
}

/** Undefined when it depends on the input or on a hole. */
export function testDims(p: (...sizes: number[]) => boolean, ...dims: readonly Dim[]): boolean | undefined {
  const values: (number | Sym)[] = [];
  for (const dim of dims) {
    if (dim.kind === 'unknown') return undefined;
    values.push(number(dim));
  }
  return testSym(p, ...values);
}

export function equalDims(a: Dim, b: Dim): boolean | undefined {
  if (a === b) return true;
  if (a.kind === 'unknown' || b.kind === 'unknown') return undefined;
  return equalSym(number(a), number(b));
}

/** All axes equal; undefined when one is undecided and none differs. */
export function equalShapes(a: readonly Dim[], b: readonly Dim[]): boolean | undefined {
  if (a.length !== b.length) return false;
  let result: boolean | undefined = true;
  for (const [i, dim] of a.entries()) {
    const other = b[i];
    const same = other && equalDims(dim, other);
    if (same === false) return false;
    if (same === undefined) result = undefined;
  }
  return result;
}

/** The product of all sizes. */
export const numelOf = (shape: readonly Dim[]): Dim => {
  const [only] = shape;
  return only && shape.length === 1 ? only : mapDims((...sizes) => sizes.reduce((a, b) => a * b, 1), null, ...shape);
};

export const plainNumel = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

export function showDim(dim: Dim): string {
  if (dim.kind === 'unknown') return '?';
  return isSym(dim.value) ? showSym(dim.value) : String(dim.value);
}

/** As PyTorch prints sizes in its messages: `[2, 3, 224, 224]`. */
export const showShape = (shape: readonly Dim[]): string => `[${shape.map(showDim).join(', ')}]`;
/** As people write them: `2×3×224×224`, `N×8×(H-2)×(W-2)`. */
export const showTimes = (shape: readonly Dim[]): string =>
  shape.length === 0 ? 'scalar' : shape.map(showFactor).join('×');
function showFactor(dim: Dim): string {
  const text = showDim(dim);
  return /\w[+-]/.test(text) ? `(${text})` : text;
}

/** The sizes under the reference binding (N = 1), or null when one is a hole. */
export function plainShape(shape: readonly Dim[]): number[] | null {
  const sizes: number[] = [];
  for (const dim of shape) {
    if (dim.kind === 'unknown') return null;
    sizes.push(referenceOf(number(dim)));
  }
  return sizes;
}

export function plainMeta(meta: TensorMeta): PlainMeta | null {
  const shape = plainShape(meta.shape);
  return shape && { shape, dtype: meta.dtype };
}
