// Small arrays with their elements as Python values, so that free sizes and unknowns live in them like anywhere else.
// Shapes are plain numbers. Knows nothing of Python's names for the operations.
import { BYTES, memory } from '../../../base/memory';
import { isSym } from '../../../tensor/sym';
import { int, type Unknown } from '../../../tensor/value';
import type { Machine } from '../../machine';
import { bool, float, instance, list, type Class, type Instance, type Value } from '../../value';
import { unwrap } from '../../types/index';

export interface NdArray { readonly shape: readonly number[]; readonly data: readonly Value[]; readonly dtype: string }
interface Box {
  array: NdArray;
  /** Elements of another array, by their offsets in it; `array` then only says the shape. */
  readonly view?: { readonly of: Instance; readonly offsets: readonly number[] };
  /** Something else has the same elements, and is told when they are written. */
  readonly told?: (m: Machine) => void;
}
const isBox = (n: unknown): n is Box => typeof n === 'object' && n !== null && 'array' in n;

/** Arrays above this many elements are not followed. */
export const LIMIT = 200_000;

export function arrayOf(v: Value | undefined): NdArray | undefined {
  if (v?.kind !== 'instance' || !isBox(v.native)) return undefined;
  const { array, view } = v.native;
  const data = view && arrayOf(view.of)?.data;
  return data ? { ...array, data: view.offsets.map((at) => data[at] ?? float(NaN)) } : array;
}

/** Another content for an array: what is a view writes into what it is a view of. */
export function writeArray(m: Machine, box: Instance, array: NdArray): void {
  const view = isBox(box.native) ? box.native.view : undefined;
  const base = view && arrayOf(view.of);
  if (!view || !base) {
    // The heap keeps what stood there.
    memory.counted += BYTES.element * array.data.length;
    const told = isBox(box.native) ? box.native.told : undefined;
    m.heap.write(box, 'native', { array, ...told ? { told } : {} } satisfies Box);
    return told?.(m);
  }
  const data = [...base.data];
  for (const [i, at] of view.offsets.entries()) data[at] = array.data[i] ?? float(NaN);
  writeArray(m, view.of, { ...base, data });
}

/**
 * Something outside has the elements of an array too: `told` hears of what is written into the array, and what is given back
 * makes them unknown. Undefined for what is no array.
 */
export function shareElements(value: Value, told: (m: Machine) => void): ((m: Machine, lost: Unknown) => void) | undefined {
  let box = boxOf(value);
  while (box && isBox(box.native) && box.native.view) box = box.native.view.of;
  const base = box;
  if (!base || !isBox(base.native)) return undefined;
  const before = base.native.told;
  base.native = { ...base.native, told: (m: Machine) => {
    before?.(m);
    told(m);
  } } satisfies Box;
  return (m, lost) => {
    const array = arrayOf(base);
    if (array) writeArray(m, base, { ...array, data: array.data.map(() => lost) });
  };
}

/** What `f` gives of an array, as a view: writes to it are seen in the array and the other way round. */
export function viewOf(m: Machine, self: Value, f: (a: NdArray) => Value): Value {
  const a = arrayOf(self);
  const of = boxOf(self);
  if (!a || !of || !classes) return a ? f(a) : self;
  m.step(a.data.length);
  // The same done to the numbers of the elements says where each comes from.
  const seen = arrayOf(f({ shape: a.shape, dtype: 'int64', data: a.data.map((_, i) => int(i)) }));
  if (!seen) return f(a);
  const offsets = seen.data.map((at) => (at.kind === 'int' ? Number(at.value) : -1));
  const array: NdArray = { shape: seen.shape, dtype: a.dtype, data: [] };
  return instance(classes.ndarray, { array, view: { of, offsets } } satisfies Box);
}

/**
 * What a plain index names: a row as a view, or a 1-element array of the element; the array itself is not gone through, so
 * that loops over rows cost what the rows hold. Undefined where the index is out of range, or there is none.
 */
export function rowOf(m: Machine, self: Value, index: number): Value | NdArray | undefined {
  if (self.kind !== 'instance' || !isBox(self.native) || !classes) return undefined;
  const { array: { shape: [count, ...shape], dtype, data }, view } = self.native;
  const at = index < 0 ? index + (count ?? 0) : index;
  if (count === undefined || !(at >= 0 && at < count)) return undefined;
  const size = shape.reduce((a, b) => a * b, 1);
  m.step(size);
  if (shape.length === 0) return view ? undefined : { shape: [1], dtype, data: data.slice(at, at + 1) };
  const of = view?.of ?? boxOf(self);
  if (!of) return undefined;
  const offsets = Array.from({ length: size }, (_, i) => (view ? view.offsets[at * size + i] ?? NaN : at * size + i));
  return instance(classes.ndarray, { array: { shape, dtype, data: [] }, view: { of, offsets } } satisfies Box);
}

/** Where the elements of an array lie in the memory that it is a view of. */
function placesOf(self: Value): number[] {
  const view = self.kind === 'instance' && isBox(self.native) ? self.native.view : undefined;
  if (!view) return (arrayOf(self)?.data ?? []).map((_, i) => i);
  const places = placesOf(view.of);
  return view.offsets.map((at) => places[at] ?? NaN);
}
const inOrder = (places: readonly number[]): boolean => places.every((at, i) => i === 0 || at === (places[i - 1] ?? NaN) + 1);

/** Whether the elements lie one behind the other. */
export const isContiguous = (self: Value): boolean => inOrder(placesOf(self));

/** Whether one stride for each axis says where every element lies. */
function isStrided(places: readonly number[], shape: readonly number[]): boolean {
  const all = [...positions(shape)];
  const strides = shape.map((d, axis) => {
    const next = all.findIndex((p) => p.every((x, i) => x === (i === axis ? 1 : 0)));
    return d > 1 ? (places[next] ?? 0) - (places[0] ?? 0) : 0;
  });
  return all.every((p, i) => places[i] === (places[0] ?? 0) + p.reduce((sum, x, axis) => sum + x * (strides[axis] ?? 0), 0));
}

/**
 * What the function of this name gives of an array: a view wherever NumPy makes one. `ravel` copies what does not lie in order,
 * `reshape` what no strides can say; other functions that only say where elements are always give views.
 */
export function rearranged(m: Machine, name: string, self: Value, f: (a: NdArray) => Value): Value {
  const a = arrayOf(self);
  if (!a) return self;
  const made = viewOf(m, self, f);
  const shape = arrayOf(made)?.shape;
  if (!shape || (name !== 'ravel' && name !== 'reshape')) return made;
  const places = placesOf(made);
  return inOrder(places) || (name === 'reshape' && isStrided(places, shape)) ? made : f(a);
}
/** The box is written when elements are assigned. */
export const boxOf = (v: Value | undefined): Instance | undefined => (v?.kind === 'instance' && isBox(v.native) ? v : undefined);

export interface Classes { readonly ndarray: Class; scalar(dtype: string): Class | undefined }
let classes: Classes | null = null;
/** array.ts makes values of the classes that ndarray.ts and scalars.ts define. */
export const setClasses = (c: Classes): void => { classes = c; };

/** Elements of an array are held one by one: as many as an open size says are not known. */
export function freeSize(m: Machine): Unknown {
  m.graph.lostToSizes++;
  return m.unknown('data-dependent-size', 'a NumPy array of a free size');
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);
export function arrayValue(array: NdArray): Value {
  memory.counted += BYTES.item * array.data.length;
  return classes ? instance(classes.ndarray, { array } satisfies Box) : list([...array.data]);
}

/** An element as a value of its own: numpy's scalar, or the Python number when it is a free size. */
export function scalarValue(element: Value, dtype: string): Value {
  const cls = classes?.scalar(dtype);
  const symbolic = (element.kind === 'int' || element.kind === 'float') && isSym(element.value);
  if (!cls || symbolic || element.kind === 'unknown') return element;
  return instance(cls, element);
}
export const result = (array: NdArray): Value =>
  array.shape.length === 0 ? scalarValue(array.data[0] ?? float(NaN), array.dtype) : arrayValue(array);

const FLOATS = ['float16', 'float32', 'float64'];
const INTS = ['int8', 'int16', 'int32', 'int64', 'uint8', 'uint16', 'uint32', 'uint64'];
export const isFloatName = (dtype: string): boolean => FLOATS.includes(dtype);
export const isIntName = (dtype: string): boolean => INTS.includes(dtype);

/** The dtype of an operation over two arrays, as numpy.result_type for the kinds that occur here. */
export function promote(a: string, b: string): string {
  if (a === b) return a;
  if (a === 'bool') return b;
  if (b === 'bool') return a;
  if (isFloatName(a) && isFloatName(b)) return FLOATS[Math.max(FLOATS.indexOf(a), FLOATS.indexOf(b))] ?? 'float64';
  if (isFloatName(a) || isFloatName(b)) {
    const [real, whole] = isFloatName(a) ? [a, b] : [b, a];
    const narrow = /8$/.test(whole) || (/16$/.test(whole) && real !== 'float16');
    return narrow ? real : 'float64';
  }
  const width = (d: string): number => Number(/\d+$/.exec(d)?.[0] ?? 64);
  if (a.startsWith('u') === b.startsWith('u')) return width(a) >= width(b) ? a : b;
  const [unsigned, signed] = a.startsWith('u') ? [a, b] : [b, a];
  return width(signed) > width(unsigned) ? signed : width(unsigned) >= 64 ? 'float64' : `int${width(unsigned) * 2}`;
}

const elementType = (v: Value): string | undefined =>
  v.kind === 'bool' ? 'bool' : v.kind === 'int' ? 'int64' : v.kind === 'float' || v.kind === 'unknown' ? 'float64' : undefined;

/** Anything that numpy.asarray takes; undefined for what has no numbers in it, an unknown as it is. */
export function asArray(m: Machine, value: Value): NdArray | Unknown | undefined {
  if (value.kind === 'unknown') return value;
  const known = arrayOf(value);
  if (known) return known;
  if (value.kind === 'tensor') return fromTensor(m, value);
  const plain = unwrap(value);
  const dtype = elementType(plain);
  if (dtype !== undefined) return { shape: [], data: [plain], dtype: value.kind === 'instance' && value.cls.module === 'numpy'
    ? value.cls.name.replace(/_$/, '') : dtype };
  const special = value.kind === 'instance' ? m.findSpecial(value, '__array__') : undefined;
  if (special) {
    const made = m.call(special, []);
    return made.kind === 'instance' ? arrayOf(made) : made.kind === 'unknown' ? made : undefined;
  }
  if (value.kind !== 'list' && value.kind !== 'tuple' && value.kind !== 'range') return undefined;
  const items = m.itemsOf(value);
  return Array.isArray(items) ? stackItems(m, items) : items;
}

function fromTensor(m: Machine, value: Value & { kind: 'tensor' }): NdArray | Unknown {
  const shape = value.shape.map((d) => (d.kind === 'int' && typeof d.value === 'number' ? d.value : undefined));
  if (value.data && shape.every((d): d is number => d !== undefined)) {
    const make = value.dtype === 'bool' ? (x: number): Value => bool(x !== 0) : value.dtype.startsWith('float')
      ? (x: number): Value => float(x) : (x: number): Value => int(x);
    return { shape, data: value.data.map(make), dtype: value.dtype };
  }
  return m.unknown('data-dependent-value', 'the elements of a tensor as a NumPy array');
}

function stackItems(m: Machine, items: readonly Value[]): NdArray | Unknown | undefined {
  const parts: NdArray[] = [];
  for (const item of items) {
    // One unknown among numbers is an unknown element; among rows its shape is not known either.
    const part = item.kind === 'unknown' ? { shape: [], data: [item], dtype: 'bool' } : asArray(m, item);
    if (!part || 'kind' in part) return part;
    parts.push(part);
  }
  const [first] = parts;
  if (!first) return { shape: [0], data: [], dtype: 'float64' };
  if (parts.some((p) => String(p.shape) !== String(first.shape))) return items.find((i): i is Unknown => i.kind === 'unknown');
  const dtype = parts.map((p) => p.dtype).reduce(promote);
  // What is not known may be a float or a list; beside a float it is one too.
  const hole = isFloatName(dtype) ? undefined : items.find((item): item is Unknown => item.kind === 'unknown');
  return hole ?? castArray({ shape: [parts.length, ...first.shape], data: parts.flatMap((p) => p.data), dtype }, dtype);
}

/** An element under another dtype. */
export function castElement(v: Value, dtype: string): Value {
  if (v.kind !== 'int' && v.kind !== 'float' && v.kind !== 'bool') return v;
  if (isSym(v.value)) return v;
  const x = Number(v.value);
  if (dtype === 'bool') return bool(x !== 0);
  if (isIntName(dtype)) {
    if (v.kind === 'int') return v;
    return Number.isFinite(x) ? int(Math.trunc(x)) : int(-(2n ** 63n));
  }
  return float(dtype === 'float32' ? Math.fround(x) : x);
}
/** The shortest decimal that is the same number in single precision, which is how NumPy prints a float32. */
export function shortest(v: Value): Value {
  if (v.kind !== 'float' || isSym(v.value) || !Number.isFinite(v.value)) return v;
  for (let digits = 1; digits < 10; digits++) {
    const x = Number(v.value.toPrecision(digits));
    if (Math.fround(x) === v.value) return float(x);
  }
  return v;
}
export const castArray = (a: NdArray, dtype: string): NdArray => ({ shape: a.shape, dtype,
  data: a.data.map((v) => castElement(v, dtype)) });

export function broadcastShapes(m: Machine, a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const x = a[i - rank + a.length] ?? 1;
    const y = b[i - rank + b.length] ?? 1;
    if (x !== y && x !== 1 && y !== 1) {
      m.raise('ValueError', `operands could not be broadcast together with shapes ${shapeText(a)} ${shapeText(b)} `);
    }
    return x === 1 ? y : x;
  });
}
export const shapeText = (shape: readonly number[]): string => `(${shape.join(',')}${shape.length === 1 ? ',' : ''})`;

export function stridesOf(shape: readonly number[]): number[] {
  const strides = shape.map(() => 1);
  for (let i = shape.length - 2; i >= 0; i--) strides[i] = (strides[i + 1] ?? 1) * (shape[i + 1] ?? 1);
  return strides;
}
/** The indices of all elements in row-major order. */
export function* positions(shape: readonly number[]): Generator<number[], undefined> {
  const size = sizeOf(shape);
  const strides = stridesOf(shape);
  for (let i = 0; i < size; i++) yield shape.map((d, k) => Math.floor(i / (strides[k] ?? 1)) % d);
  return undefined;
}
export function elementAt(a: NdArray, position: readonly number[]): Value {
  const strides = stridesOf(a.shape);
  const skip = position.length - a.shape.length;
  let offset = 0;
  for (const [k, d] of a.shape.entries()) offset += (d === 1 ? 0 : position[k + skip] ?? 0) * (strides[k] ?? 1);
  return a.data[offset] ?? float(NaN);
}
export function broadcastTo(a: NdArray, shape: readonly number[]): NdArray {
  return { shape, dtype: a.dtype, data: [...positions(shape)].map((p) => elementAt(a, p)) };
}

export function elementwise(m: Machine, a: NdArray, b: NdArray, f: (x: Value, y: Value) => Value, dtype: string): NdArray {
  const shape = broadcastShapes(m, a.shape, b.shape);
  m.step(sizeOf(shape));
  const data = [...positions(shape)].map((p) => {
    const [x, y] = [elementAt(a, p), elementAt(b, p)];
    return x.kind === 'unknown' ? x : y.kind === 'unknown' ? y : castElement(f(x, y), dtype);
  });
  return { shape, dtype, data };
}

/** Along one axis (or over everything) by folding the elements in order. */
export function reduceArray(a: NdArray, axes: readonly number[] | null, keepdims: boolean,
  fold: (xs: readonly Value[]) => Value, dtype: string): NdArray {
  const rank = a.shape.length;
  const over = new Set((axes ?? a.shape.map((_, i) => i)).map((x) => (x < 0 ? x + rank : x)));
  const kept = a.shape.map((d, i) => (over.has(i) ? 1 : d));
  const strides = stridesOf(kept);
  const groups: Value[][] = Array.from({ length: sizeOf(kept) }, () => []);
  for (const p of positions(a.shape)) {
    const at = p.reduce((sum, x, i) => sum + (over.has(i) ? 0 : x * (strides[i] ?? 1)), 0);
    groups[at]?.push(elementAt(a, p));
  }
  return { shape: keepdims ? kept : a.shape.filter((_, i) => !over.has(i)), dtype, data: groups.map(fold) };
}

export function transpose(a: NdArray, order?: readonly number[]): NdArray {
  const axes = order ?? a.shape.map((_, i) => a.shape.length - 1 - i);
  const shape = axes.map((i) => a.shape[i] ?? 1);
  const data = [...positions(shape)].map((p) => {
    const at: number[] = [];
    for (const [k, axis] of axes.entries()) at[axis] = p[k] ?? 0;
    return elementAt(a, at);
  });
  return { shape, dtype: a.dtype, data };
}

/** Without axes they are all turned round. */
export const transposed = (m: Machine, a: NdArray, axes: readonly Value[]): Value => axes.find((axis) => axis.kind === 'unknown')
  ?? arrayValue(transpose(a, axes.length === 0 ? undefined : axes.map((axis) => m.index(axis) ?? 0)));

export function toList(a: NdArray): Value {
  if (a.shape.length === 0) return a.data[0] ?? float(NaN);
  const [n = 0, ...rest] = a.shape;
  const step = sizeOf(rest);
  return list(Array.from({ length: n }, (_, i) => toList({ shape: rest, dtype: a.dtype,
    data: a.data.slice(i * step, (i + 1) * step) })));
}
