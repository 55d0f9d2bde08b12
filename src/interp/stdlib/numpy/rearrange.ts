// Functions of numpy that put the elements of an array elsewhere: tile, repeat, append, swapaxes, flip, roll, split, sort.
// An argument that is not followed makes the result unknown, it is never passed over.
import { copies } from '../../types/limits';
import { int, type Unknown } from '../../../tensor/value';
import type { Machine } from '../../machine';
import { builtin, list, NONE, tuple, type Args, type Kwargs, type Value } from '../../value';
import { isNone } from '../support';
import { unwrap } from '../../types/index';
import {
  LIMIT, arrayOf, arrayValue, asArray, elementAt, positions, rearranged, result, sizeOf, transpose, viewOf, type NdArray,
} from './array';
import { order, withArray } from './operations';

type Body = (m: Machine, a: NdArray, rest: Args, kwargs: Kwargs) => Value;
const opt = (rest: Args, kwargs: Kwargs, i: number, name: string): Value | undefined => {
  const value = rest[i] ?? kwargs.get(name);
  return isNone(value) ? undefined : value;
};

/** The axis as a position in the shape. */
function axisAt(m: Machine, value: Value, rank: number): number | Unknown {
  if (value.kind === 'unknown') return value;
  const axis = m.index(unwrap(value));
  if (axis === undefined) return m.unknown('data-dependent-size', 'an axis of a NumPy array');
  if (axis < -rank || axis >= rank) m.raise('ValueError', `axis ${axis} is out of bounds for array of dimension ${rank}`);
  return axis < 0 ? axis + rank : axis;
}

/** One number or several, as plain numbers. */
function numbers(m: Machine, value: Value | undefined, what: string): number[] | Unknown {
  const given = value && asArray(m, value);
  if (given && 'kind' in given) return given;
  const found = given?.data.map((v) => (v.kind === 'int' || v.kind === 'bool' ? m.index(v) : undefined));
  if (!found?.every((x): x is number => x !== undefined)) return m.unknown('library-not-modelled', `${what} of these arguments`);
  return found;
}

/** A new array whose element at `p` is that of `a` at `from(p)`. */
function gathered(m: Machine, a: NdArray, shape: readonly number[], from: (p: readonly number[]) => readonly number[]): Value {
  if (sizeOf(shape) > LIMIT) return m.unknown('budget-exceeded', `a NumPy array of more than ${LIMIT} elements`);
  m.step(sizeOf(shape));
  return arrayValue({ shape, dtype: a.dtype, data: [...positions(shape)].map((p) => elementAt(a, from(p))) });
}
const replaced = (xs: readonly number[], at: number, x: number): number[] => xs.map((y, i) => (i === at ? x : y));
const flat = (a: NdArray): NdArray => ({ ...a, shape: [a.data.length] });

const tile: Body = (m, a, rest, kwargs) => {
  const counts = numbers(m, opt(rest, kwargs, 0, 'reps'), 'numpy.tile()');
  if ('kind' in counts) return counts;
  const rank = Math.max(counts.length, a.shape.length);
  const sizes = [...Array.from({ length: rank - a.shape.length }, () => 1), ...a.shape];
  const times = [...Array.from({ length: rank - counts.length }, () => 1), ...counts];
  return gathered(m, { ...a, shape: sizes }, sizes.map((d, i) => d * (times[i] ?? 1)),
    (p) => p.map((x, i) => x % (sizes[i] ?? 1)));
};

const repeat: Body = (m, given, rest, kwargs) => {
  const axis = opt(rest, kwargs, 1, 'axis');
  const a = axis ? given : flat(given);
  const at = axis ? axisAt(m, axis, a.shape.length) : 0;
  const counts = numbers(m, opt(rest, kwargs, 0, 'repeats'), 'numpy.repeat()');
  if (typeof at !== 'number') return at;
  if ('kind' in counts) return counts;
  const size = a.shape[at] ?? 0;
  if (counts.length !== 1 && counts.length !== size)
    m.raise('ValueError', `operands could not be broadcast together with shape (${size},) (${counts.length},)`);
  const from = Array.from({ length: size }, (_, i) =>
    copies(counts[counts.length === 1 ? 0 : i] ?? 0, () => i)).flat();
  return gathered(m, a, replaced(a.shape, at, from.length), (p) => replaced(p, at, from[p[at] ?? 0] ?? 0));
};

const flip: Body = (m, a, rest, kwargs) => {
  const given = opt(rest, kwargs, 0, 'axis');
  const axes = given ? numbers(m, given, 'numpy.flip()') : a.shape.map((_, i) => i);
  if ('kind' in axes) return axes;
  const at = new Set(axes.map((i) => axisAt(m, int(i), a.shape.length)));
  return gathered(m, a, a.shape, (p) => p.map((x, i) => (at.has(i) ? (a.shape[i] ?? 1) - 1 - x : x)));
};

const roll: Body = (m, given, rest, kwargs) => {
  const axis = opt(rest, kwargs, 1, 'axis');
  const a = axis ? given : flat(given);
  const shifts = numbers(m, opt(rest, kwargs, 0, 'shift'), 'numpy.roll()');
  const axes = axis ? numbers(m, axis, 'numpy.roll()') : [0];
  if ('kind' in shifts) return shifts;
  if ('kind' in axes) return axes;
  const by = a.shape.map(() => 0);
  for (const [i, k] of axes.entries()) {
    const at = axisAt(m, int(k), a.shape.length);
    if (typeof at !== 'number') return at;
    by[at] = (by[at] ?? 0) + (shifts[shifts.length === 1 ? 0 : i] ?? 0);
  }
  const rolled = gathered(m, a, a.shape, (p) => p.map((x, i) => {
    const d = a.shape[i] ?? 1;
    return (((x - (by[i] ?? 0)) % d) + d) % d;
  }));
  return axis ? rolled : withArray(m, rolled, (r) => arrayValue({ ...r, shape: given.shape }));
};

const swapaxes: Body = (m, a, rest, kwargs) => {
  const [x, y] = [opt(rest, kwargs, 0, 'axis1'), opt(rest, kwargs, 1, 'axis2')].map((v) => v && axisAt(m, v, a.shape.length));
  if (typeof x !== 'number' || typeof y !== 'number') return x !== undefined && typeof x !== 'number' ? x
    : m.unknown('library-not-modelled', 'numpy.swapaxes() of these arguments');
  return arrayValue(transpose(a, a.shape.map((_, i) => (i === x ? y : i === y ? x : i))));
};

const moveaxis: Body = (m, a, rest, kwargs) => {
  const [from, to] = [opt(rest, kwargs, 0, 'source'), opt(rest, kwargs, 1, 'destination')]
    .map((v) => numbers(m, v, 'numpy.moveaxis()'));
  if (!from || !to || 'kind' in from || 'kind' in to) return [from, to].find((v): v is Unknown => v !== undefined && 'kind' in v)
    ?? m.unknown('library-not-modelled', 'numpy.moveaxis() of these arguments');
  const rank = a.shape.length;
  const [source, target] = [from, to].map((axes) => axes.map((i) => (i < 0 ? i + rank : i)));
  const left = a.shape.map((_, i) => i).filter((i) => !source?.includes(i));
  const axes = a.shape.map((_, i) => (target?.includes(i) ? source?.[target.indexOf(i)] ?? 0 : left.shift() ?? 0));
  return arrayValue(transpose(a, axes));
};

const squeeze: Body = (m, a, rest, kwargs) => {
  const axis = opt(rest, kwargs, 0, 'axis');
  if (!axis) return result({ ...a, shape: a.shape.filter((d) => d !== 1) });
  const axes = numbers(m, axis, 'numpy.squeeze()');
  if ('kind' in axes) return axes;
  const at = axes.map((i) => axisAt(m, int(i), a.shape.length));
  if (at.some((i) => typeof i === 'number' && a.shape[i] !== 1))
    m.raise('ValueError', 'cannot select an axis to squeeze out which has size not equal to one');
  return result({ ...a, shape: a.shape.filter((_, i) => !at.includes(i)) });
};

/** As many elements as the new shape has, from the start again where they run out. */
const resize: Body = (m, a, rest, kwargs) => {
  const shape = numbers(m, opt(rest, kwargs, 0, 'new_shape'), 'numpy.resize()');
  if ('kind' in shape) return shape;
  if (sizeOf(shape) > LIMIT) return m.unknown('budget-exceeded', `a NumPy array of more than ${LIMIT} elements`);
  if (a.data.length === 0 && sizeOf(shape) > 0) return m.unknown('library-not-modelled', 'numpy.resize() of an empty array');
  return arrayValue({ shape, dtype: a.dtype, data: copies(sizeOf(shape), (i) => a.data[i % a.data.length] ?? NONE) });
};

/** Lines along the axis in the order of their elements: positions (argsort) or elements (sort). */
const sorted = (asPositions: boolean): Body => (m, given, rest, kwargs) => {
  const axis = rest[0] ?? kwargs.get('axis');
  const a = axis && isNone(axis) ? flat(given) : given;
  const at = !axis || isNone(axis) ? a.shape.length - 1 : axisAt(m, axis, a.shape.length);
  if (typeof at !== 'number') return at;
  const size = a.shape[at] ?? 0;
  const lines = new Map<string, number[]>();
  for (const p of positions(replaced(a.shape, at, 1))) {
    const line = Array.from({ length: size }, (_, i) => elementAt(a, replaced(p, at, i)));
    const places = order(m, { shape: [size], dtype: a.dtype, data: line });
    if (!Array.isArray(places)) return places;
    lines.set(String(p), places);
  }
  const place = (p: readonly number[]): number => lines.get(String(replaced(p, at, 0)))?.[p[at] ?? 0] ?? 0;
  if (!asPositions) return gathered(m, a, a.shape, (p) => replaced(p, at, place(p)));
  return arrayValue({ shape: a.shape, dtype: 'int64', data: [...positions(a.shape)].map((p) => int(place(p))) });
};

const split: Body = (m, a, rest, kwargs) => {
  const at = axisAt(m, opt(rest, kwargs, 1, 'axis') ?? int(0), a.shape.length);
  const given = opt(rest, kwargs, 0, 'indices_or_sections');
  const parts = numbers(m, given, 'numpy.split()');
  if (typeof at !== 'number') return at;
  if ('kind' in parts) return parts;
  const size = a.shape[at] ?? 0;
  const [n = 1] = parts;
  const isCount = given !== undefined && unwrap(given).kind === 'int';
  if (isCount && size % n !== 0) m.raise('ValueError', 'array split does not result in an equal division');
  const ends = isCount ? copies(n - 1, (i) => (i + 1) * (size / n)) : parts;
  const bounds = [0, ...ends.map((e) => Math.min(size, e < 0 ? e + size : e)), size];
  return list(bounds.slice(1).map((end, i) => {
    const start = bounds[i] ?? 0;
    return gathered(m, a, replaced(a.shape, at, Math.max(0, end - start)), (p) => replaced(p, at, (p[at] ?? 0) + start));
  }));
};

const triangle = (keep: (offset: number, k: number) => boolean): Body => (m, a, rest, kwargs) => {
  const k = opt(rest, kwargs, 0, 'k');
  const shift = k ? m.index(k) : 0;
  const rank = a.shape.length;
  if (shift === undefined || rank < 2) return m.unknown('library-not-modelled', 'a triangle of this NumPy array');
  const zero: Value = a.dtype.startsWith('float') ? { kind: 'float', value: 0, origin: null } : int(0);
  return arrayValue({ ...a, data: [...positions(a.shape)].map((p, i) =>
    (keep((p[rank - 1] ?? 0) - (p[rank - 2] ?? 0), shift) ? a.data[i] ?? zero : zero)) });
};

const BODIES: Readonly<Record<string, Body>> = {
  tile, repeat, flip, roll, swapaxes, moveaxis, squeeze, resize, argsort: sorted(true), sort: sorted(false),
  tril: triangle((offset, k) => offset <= k), triu: triangle((offset, k) => offset >= k),
  fliplr: (m, a) => flip(m, a, [int(1)], new Map()), flipud: (m, a) => flip(m, a, [int(0)], new Map()),
};

/** These only say where elements are: what they give is a view. */
export const MOVING: ReadonlySet<string> = new Set(['flip', 'fliplr', 'flipud', 'swapaxes', 'moveaxis', 'squeeze']);

/** The parts of an array, each a view of it. */
function splitViews(m: Machine, array: Value, rest: Args, kwargs: Kwargs): Value {
  const part = (a: NdArray, i: number): Value => {
    const parts = split(m, a, rest, kwargs);
    return parts.kind === 'list' ? parts.items[i] ?? parts : parts;
  };
  const parts = withArray(m, array, (a) => split(m, a, rest, kwargs));
  return parts.kind === 'list' ? list(parts.items.map((_, i) => viewOf(m, array, (a) => part(a, i)))) : parts;
}

/** Functions of the module. */
export const REARRANGING: Readonly<Record<string, Value>> = {
  ...Object.fromEntries(Object.entries(BODIES).map(([name, body]) =>
    [name, builtin(name, (m, [array = NONE, ...rest], kwargs) => (MOVING.has(name) && arrayOf(array)
      ? rearranged(m, name, array, (a) => body(m, a, rest, kwargs)) : withArray(m, array, (a) => body(m, a, rest, kwargs))))])),
  split: builtin('split', (m, [array = NONE, ...rest], kwargs) => (arrayOf(array)
    ? splitViews(m, array, rest, kwargs) : withArray(m, array, (a) => split(m, a, rest, kwargs)))),
};
/** Methods of ndarray with the same arguments; `sort` as a method is in place and not here. */
export const REARRANGING_METHODS: Readonly<Record<string, Body>> = { repeat, swapaxes, squeeze, argsort: sorted(true) };
/** argwhere: the positions of nonzero elements as rows. */
export const rowsOf = (m: Machine, columns: Value): Value => (columns.kind !== 'tuple' ? columns
  : m.callMethod(m.call(m.getattr(m.import('numpy'), 'stack'), [tuple(columns.items)]), 'transpose'));
