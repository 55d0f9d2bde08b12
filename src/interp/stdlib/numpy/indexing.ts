// Reading and writing parts of an array: integers, slices, None, Ellipsis, boolean masks and lists of indices.
// Knows nothing of the elements.
import type { Unknown } from '../../../tensor/value';
import type { Machine } from '../../machine';
import type { SliceValue, Value } from '../../value';
import { unwrap } from '../../types/index';
import { asArray, elementAt, isFloatName, positions, shapeText, sizeOf, stridesOf, type NdArray } from './array';

/** The chosen elements: their offsets into the data, and the shape they have. */
export interface Selection { readonly shape: readonly number[]; readonly offsets: readonly number[] }

type Part =
  | { readonly kind: 'one'; readonly at: number }
  | { readonly kind: 'many'; readonly at: readonly number[]; readonly shape: readonly number[] }
  | { readonly kind: 'new' };

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
    const part = partOf(m, k, a.shape[axis] ?? 1, axis);
    if ('reason' in part) return part;
    parts.push(part);
    axis++;
  }
  while (axis < a.shape.length) parts.push({ kind: 'many', at: range(a.shape[axis++] ?? 1), shape: [a.shape[axis - 1] ?? 1] });
  return combine(a, parts);
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

function partOf(m: Machine, key: Value, size: number, axis: number): Part | Unknown {
  if (key.kind === 'unknown') return key;
  if (key.kind === 'slice') return sliceOf(m, key, size);
  const plain = unwrap(key);
  if (plain.kind === 'int') return { kind: 'one', at: inside(m, m.index(plain) ?? 0, size, axis) };
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
  if (array.dtype === 'bool') {
    const at = array.data.flatMap((v, i) => (v.kind === 'bool' && v.value ? [i] : []));
    return { kind: 'many', at, shape: [at.length] };
  }
  return { kind: 'many', at: array.data.map((v) => inside(m, m.index(v) ?? 0, size, axis)), shape: array.shape };
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
  return { kind: 'many', at, shape: [at.length] };
}

function combine(a: NdArray, parts: readonly Part[]): Selection {
  const strides = stridesOf(a.shape);
  let shape: number[] = [];
  let offsets = [0];
  let axis = 0;
  for (const part of parts) {
    if (part.kind === 'new') {
      shape = [...shape, 1];
      continue;
    }
    const stride = strides[axis++] ?? 1;
    if (part.kind === 'one') offsets = offsets.map((o) => o + part.at * stride);
    else {
      shape = [...shape, ...part.shape];
      offsets = offsets.flatMap((o) => part.at.map((i) => o + i * stride));
    }
  }
  return { shape, offsets };
}

export function read(a: NdArray, s: Selection): NdArray {
  return { shape: s.shape, dtype: a.dtype, data: s.offsets.map((o) => a.data[o] ?? { kind: 'float', value: NaN, origin: null }) };
}

/** The data with `value` written at the selection. */
export function written(m: Machine, a: NdArray, s: Selection, value: NdArray): Value[] {
  if (sizeOf(value.shape) !== 1 && value.shape.length > s.shape.length) {
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
