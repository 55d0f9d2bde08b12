// Reading and writing parts of an array: integers, slices, None, Ellipsis, boolean masks and lists of indices.
// Knows nothing of the elements.
import type { Unknown } from '../../../tensor/value';
import type { Machine } from '../../machine';
import type { SliceValue, Value } from '../../value';
import { unwrap } from '../../types/index';
import { asArray, elementAt, isFloatName, positions, shapeText, stridesOf, type NdArray } from './array';

/** The chosen elements: their offsets into the data, and the shape they have. */
export interface Selection { readonly shape: readonly number[]; readonly offsets: readonly number[] }

type Part =
  | { readonly kind: 'one'; readonly at: number }
  /** A slice. */
  | { readonly kind: 'many'; readonly at: readonly number[] }
  /** An array of indices: several of them choose together, item by item. */
  | Listed
  | { readonly kind: 'new' };
interface Listed { readonly kind: 'list'; readonly at: readonly number[]; readonly shape: readonly number[] }

export function select(m: Machine, a: NdArray, key: Value): Selection | Unknown {
  const mask = asMask(m, key);
  if (mask && String(mask.shape) === String(a.shape)) {
    const lost = mask.data.find((v): v is Unknown => v.kind === 'unknown');
    if (lost) return lost;
    const offsets = mask.data.flatMap((v, i) => (v.kind === 'bool' && v.value ? [i] : []));
    return { shape: [offsets.length], offsets };
  }
  const keys = expandEllipsis(m, a, key.kind === 'tuple' ? key.items : [key]);
  const parts: Part[] = [];
  let axis = 0;
  for (const k of keys) {
    if (k.kind === 'none') {
      parts.push({ kind: 'new' });
      continue;
    }
    const found = partsOf(m, k, a, axis);
    if ('reason' in found) return found;
    parts.push(...found);
    axis += found.length;
  }
  while (axis < a.shape.length) parts.push({ kind: 'many', at: range(a.shape[axis++] ?? 1) });
  return combine(m, a, parts);
}
const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

function asMask(m: Machine, key: Value): NdArray | undefined {
  if (key.kind !== 'instance' && key.kind !== 'list') return undefined;
  const array = asArray(m, key);
  return array && !('kind' in array) && array.dtype === 'bool' ? array : undefined;
}

function expandEllipsis(m: Machine, a: NdArray, keys: readonly Value[]): Value[] {
  const used = keys.filter((k) => k.kind !== 'none' && k.kind !== 'ellipsis').length;
  if (used > a.shape.length) {
    m.raise('IndexError', `too many indices for array: array is ${a.shape.length}-dimensional, but ${used} were indexed`);
  }
  const all: SliceValue = { kind: 'slice', start: NONE, stop: NONE, step: NONE };
  return keys.flatMap((k): Value[] => (k.kind === 'ellipsis' ? range(a.shape.length - used).map(() => all) : [k]));
}
const NONE = { kind: 'none' } as const;

/** What a key chooses, axis by axis: a mask of several axes has a part for each. */
function partsOf(m: Machine, key: Value, a: NdArray, axis: number): readonly Part[] | Unknown {
  const size = a.shape[axis] ?? 1;
  if (key.kind === 'unknown') return key;
  if (key.kind === 'slice') {
    const slice = sliceOf(m, key, size);
    return 'reason' in slice ? slice : [slice];
  }
  const plain = unwrap(key);
  if (plain.kind === 'int') return [{ kind: 'one', at: inside(m, m.index(plain) ?? 0, size, axis) }];
  const array = asArray(m, key);
  if (!array) {
    return m.raise('IndexError', 'only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) '
      + 'and integer or boolean arrays are valid indices');
  }
  if ('kind' in array) return array;
  if (isFloatName(array.dtype) && array.data.length > 0) {
    return m.raise('IndexError', 'arrays used as indices must be of integer (or boolean) type');
  }
  const lost = array.data.find((v): v is Unknown => v.kind === 'unknown');
  if (lost) return lost;
  if (array.dtype === 'bool') return maskParts(m, array, a, axis);
  return [{ kind: 'list', at: array.data.map((v) => inside(m, m.index(v) ?? 0, size, axis)), shape: array.shape }];
}

function maskParts(m: Machine, mask: NdArray, a: NdArray, first: number): readonly Part[] {
  for (const [k, size] of mask.shape.entries()) {
    const own = a.shape[first + k];
    if (size !== own) m.raise('IndexError', `boolean index did not match indexed array along dimension ${first + k}; `
      + `dimension is ${own ?? 1} but corresponding boolean dimension is ${size}`);
  }
  const chosen = [...positions(mask.shape)].filter((_, i) => {
    const v = mask.data[i];
    return v?.kind === 'bool' && v.value;
  });
  return mask.shape.map((_, k) => ({ kind: 'list', at: chosen.map((p) => p[k] ?? 0), shape: [chosen.length] }));
}

function inside(m: Machine, i: number, size: number, axis: number): number {
  if (i < -size || i >= size) m.raise('IndexError', `index ${i} is out of bounds for axis ${axis} with size ${size}`);
  return i < 0 ? i + size : i;
}

function sliceOf(m: Machine, s: SliceValue, size: number): Part | Unknown {
  for (const v of [s.start, s.stop, s.step]) if (v.kind === 'unknown') return v;
  const step = s.step.kind === 'none' ? 1 : m.index(s.step) ?? 1;
  const clip = (v: Value, otherwise: number): number => {
    if (v.kind === 'none') return otherwise;
    const n = m.index(v) ?? otherwise;
    return Math.min(Math.max(n < 0 ? n + size : n, step > 0 ? 0 : -1), step > 0 ? size : size - 1);
  };
  const [start, stop] = [clip(s.start, step > 0 ? 0 : size - 1), clip(s.stop, step > 0 ? size : -1)];
  const at: number[] = [];
  for (let i = start; step > 0 ? i < stop : i > stop; i += step) at.push(i);
  return { kind: 'many', at };
}

/** One or more axes of what is chosen: their sizes, and how far each item is from the first element. */
interface Span { readonly shape: readonly number[]; readonly offsets: readonly number[] }

function combine(m: Machine, a: NdArray, parts: readonly Part[]): Selection {
  const strides = stridesOf(a.shape);
  let axis = 0;
  const steps = parts.map((part) => (part.kind === 'new' ? 0 : strides[axis++] ?? 1));
  const lists = parts.filter((part): part is Listed => part.kind === 'list');
  const together = (part: Part): boolean => part.kind === 'list' || (part.kind === 'one' && lists.length > 0);
  const places = parts.flatMap((part, i) => (together(part) ? [i] : []));
  const spans = parts.flatMap((part, i): Span[] => {
    if (together(part)) return [];
    if (part.kind === 'new') return [{ shape: [1], offsets: [0] }];
    const step = steps[i] ?? 1;
    return part.kind === 'one' ? [{ shape: [], offsets: [part.at * step] }]
      : [{ shape: [part.at.length], offsets: part.at.map((at) => at * step) }];
  });
  if (lists.length > 0) {
    // Index arrays side by side stay where they are; with a slice between them their axes come first.
    const [first = 0] = places;
    const adjacent = places.every((place, k) => place === first + k);
    spans.splice(adjacent ? first : 0, 0, listed(m, parts, steps, lists, places));
  }
  let offsets = [0];
  for (const span of spans) offsets = offsets.flatMap((o) => span.offsets.map((more) => o + more));
  return { shape: spans.flatMap((span) => span.shape), offsets };
}

/** The index arrays, and integers beside them, as one span: their shapes are broadcast. */
function listed(m: Machine, parts: readonly Part[], steps: readonly number[], lists: readonly Listed[],
  places: readonly number[]): Span {
  const rank = Math.max(...lists.map((list) => list.shape.length));
  const shape = range(rank).map((k) => {
    const sizes = lists.map((list) => list.shape[k - rank + list.shape.length] ?? 1).filter((size) => size !== 1);
    if (sizes.some((size) => size !== sizes[0])) m.raise('IndexError', 'shape mismatch: indexing arrays could not be broadcast '
      + `together with shapes ${lists.map((list) => shapeText(list.shape)).join(' ')} `);
    return sizes[0] ?? 1;
  });
  const offsets = [...positions(shape)].map((p) => places.reduce((sum, i) => {
    const part = parts[i];
    if (part?.kind === 'one') return sum + part.at * (steps[i] ?? 1);
    return part?.kind === 'list' ? sum + (part.at[offsetIn(part.shape, p)] ?? 0) * (steps[i] ?? 1) : sum;
  }, 0));
  return { shape, offsets };
}
function offsetIn(shape: readonly number[], position: readonly number[]): number {
  const skip = position.length - shape.length;
  return shape.reduce((offset, size, k) => offset * size + (size === 1 ? 0 : position[k + skip] ?? 0), 0);
}

export function read(a: NdArray, s: Selection): NdArray {
  return { shape: s.shape, dtype: a.dtype, data: s.offsets.map((o) => a.data[o] ?? { kind: 'float', value: NaN, origin: null }) };
}

/** The data with `value` written at the selection. */
export function written(m: Machine, a: NdArray, s: Selection, value: NdArray): Value[] {
  // Leading axes of one item are dropped.
  const surplus = value.shape.slice(0, Math.max(0, value.shape.length - s.shape.length));
  const rest = value.shape.slice(surplus.length);
  const fits = rest.every((size, k) => size === 1 || size === s.shape[k + s.shape.length - rest.length]);
  if (!fits || surplus.some((size) => size !== 1)) {
    const shapes = `from shape ${shapeText(value.shape)} into shape ${shapeText(s.shape)}`;
    m.raise('ValueError', `could not broadcast input array ${shapes}`);
  }
  const data = [...a.data];
  let i = 0;
  for (const p of positions(s.shape)) {
    const offset = s.offsets[i++];
    if (offset !== undefined) data[offset] = elementAt(value, p);
  }
  return data;
}
