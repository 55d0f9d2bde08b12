// numpy.ndarray as a Python class. Knows no functions of the module.
import type { BinaryOperator, CompareOperator } from '../../../python/ast';
import { int, type Unknown } from '../../../tensor/value';
import type { Machine } from '../../machine';
import { bool, builtin, builtinClass, iteratorOf, method, NONE, str, tuple, type Args, type Class, type Kwargs,
  type Value } from '../../value';
import { objectType, unwrap } from '../../types/index';
import { getset } from '../../types/define';
import { isNone, unknownFn } from '../support';
import {
  arrayOf, arrayValue, asArray, boxOf, castArray, isFloatName, rearranged, result, setClasses, shapeText, shortest, sizeOf,
  freeSize, toList, transpose, transposed, rowOf, viewOf, writeArray,
  type NdArray,
} from './array';
import { read, select, written } from './indexing';
import { binary, compare, cumulative, order, reduce, REDUCTIONS, round } from './operations';
import { MOVING, REARRANGING_METHODS } from './rearrange';
import { dtypeName, dtypeValue, scalarOf } from './scalars';

type Body = (m: Machine, a: NdArray, args: Args, kwargs: Kwargs) => Value;
const on = (name: string, body: Body): Value => method(name, (m, [self, ...args], kwargs) => {
  const a = arrayOf(self);
  if (!a) return self ?? NONE;
  return body(m, a, args, kwargs);
});

const OPERATORS: Readonly<Record<string, BinaryOperator>> = {
  add: '+', sub: '-', mul: '*', truediv: '/', floordiv: '//', mod: '%', pow: '**', matmul: '@', and: '&', or: '|', xor: '^',
};
const COMPARISONS: Readonly<Record<string, CompareOperator>> = { eq: '==', ne: '!=', lt: '<', le: '<=', gt: '>', ge: '>=' };

/** Sizes given as `reshape(2, 3)` or `reshape((2, 3))`, with one -1. */
/** Row by row; column by column under order='F'. Other orders are not followed. */
function ordered(m: Machine, a: NdArray, given: Value | undefined): NdArray | Unknown {
  if (!given || isNone(given)) return a;
  const name = given.kind === 'str' ? given.value : '';
  return name === 'C' ? a : name === 'F' ? transpose(a) : m.unknown('library-not-modelled', 'this order of elements');
}
export function flattened(m: Machine, a: NdArray, order?: Value): Value {
  const read = ordered(m, a, order);
  return 'kind' in read ? read : arrayValue({ ...read, shape: [read.data.length] });
}

export function reshape(m: Machine, a: NdArray, given: readonly Value[], order?: Value): Value {
  if (order && !isNone(order) && !(order.kind === 'str' && order.value === 'C')) {
    return m.unknown('library-not-modelled', 'numpy.reshape() in another order of elements');
  }
  const [first] = given;
  const sizes = given.length === 1 && first && (first.kind === 'tuple' || first.kind === 'list') ? first.items : given;
  const shape = sizes.map((s) => m.index(s) ?? NaN);
  const lost = sizes.find((s) => s.kind === 'unknown');
  if (lost) return lost;
  if (shape.some(Number.isNaN)) return freeSize(m);
  const known = shape.filter((d) => d >= 0).reduce((x, y) => x * y, 1);
  const full = shape.map((d) => (d === -1 ? a.data.length / known : d));
  if (!full.every(Number.isInteger) || sizeOf(full) !== a.data.length) {
    m.raise('ValueError', `cannot reshape array of size ${a.data.length} into shape ${shapeText(shape)}`);
  }
  return arrayValue({ shape: full, dtype: a.dtype, data: a.data });
}

function getitem(m: Machine, self: Value, key: Value): Value {
  const index = unwrap(key);
  const row = index.kind === 'int' && typeof index.value === 'number' ? rowOf(m, self, index.value) : undefined;
  if (row && 'kind' in row) return row;
  if (row) {
    const first = select(m, row, int(0));
    return 'kind' in first ? first : result(read(row, first));
  }
  const get = (a: NdArray): Value => {
    const s = select(m, a, key);
    return 'kind' in s ? s : result(read(a, s));
  };
  const keys = key.kind === 'tuple' ? key.items : [key];
  const isBasic = keys.every((k) => ['slice', 'none', 'ellipsis'].includes(k.kind) || unwrap(k).kind === 'int');
  const a = arrayOf(self);
  return isBasic ? viewOf(m, self, get) : a ? get(a) : NONE;
}
/** A method or attribute whose result is a view. */
const asView = (name: string, f: Parameters<typeof on>[1]): Value => method(name, (m, [self, ...args], kw) => {
  const a = arrayOf(self);
  return self && a ? rearranged(m, name, self, (each) => f(m, each, args, kw)) : NONE;
});

function setitem(m: Machine, self: Value, a: NdArray, key: Value, to: Value): Value {
  const box = boxOf(self);
  const s = select(m, a, key);
  const value = asArray(m, to);
  if (!box) return NONE;
  if ('kind' in s || !value || 'kind' in value) {
    // Where or what was written is not known: neither is any element.
    const reason = 'kind' in s ? s : value && 'kind' in value ? value : m.unknown('library-not-modelled',
      'what is assigned to elements of a NumPy array');
    writeArray(m, box, { ...a, data: a.data.map(() => reason) });
    return NONE;
  }
  writeArray(m, box, { ...a, data: written(m, a, s, castArray(value, a.dtype)) });
  return NONE;
}

function show(m: Machine, a: NdArray): string | null {
  if (a.data.length > 1000 || a.data.some((v) => v.kind === 'unknown')) return null;
  const texts = a.data.map((v) => m.repr(a.dtype === 'float32' ? shortest(v) : v));
  const plain = texts.filter((t): t is string => typeof t === 'string');
  if (plain.length < texts.length || (isFloatName(a.dtype) && plain.some((t) => /e|inf|nan/.test(t)))) return null;
  const split = plain.map((t) => (isFloatName(a.dtype) ? t.replace(/\.0$/, '.') : t).split('.'));
  const left = Math.max(0, ...split.map(([l = '']) => l.length));
  const right = Math.max(0, ...split.map(([, r = '']) => r.length));
  if (right > 8) return null;
  const padded = split.map(([l = '', r]) => l.padStart(left) + (r === undefined ? '' : `.${r.padEnd(right)}`));
  const rows = (shape: readonly number[], items: readonly string[], depth: number): string => {
    const [n = 0, ...rest] = shape;
    if (rest.length === 0) return `[${items.join(SEPARATOR)}]`;
    const step = sizeOf(rest);
    const parts = Array.from({ length: n }, (_, i) => rows(rest, items.slice(i * step, (i + 1) * step), depth + 1));
    return `[${parts.join(`${SEPARATOR.trimEnd()}${'\n'.repeat(rest.length)}${' '.repeat(depth + 1)}`)}]`;
  };
  return rows(a.shape, padded, 0);
}
/** repr and str differ only in this; str takes it out. */
const SEPARATOR = ', ';

/** What NumPy's arrays have and these do not. */
const NOT_FOLLOWED = new Set(['argpartition', 'base', 'byteswap', 'choose', 'clip', 'compress', 'conj', 'conjugate', 'ctypes',
  'cumprod', 'data', 'diagonal', 'dot', 'dump', 'dumps', 'flags', 'getfield', 'imag', 'newbyteorder', 'nonzero', 'ptp', 'real',
  'searchsorted', 'setflags', 'strides', 'take', 'tobytes', 'tofile', 'tostring', 'trace']);
const NOT_FOLLOWED_WRITES = new Set(['itemset', 'partition', 'put', 'resize', 'setfield']);

/** An attribute that is not among the members. */
function missing(m: Machine, self: Value, name: string): Value {
  if (NOT_FOLLOWED.has(name)) return unknownFn(`numpy.ndarray.${name}`, 'library-not-modelled');
  if (!NOT_FOLLOWED_WRITES.has(name)) return m.raise('AttributeError', `'numpy.ndarray' object has no attribute '${name}'`);
  return builtin(name, () => {
    m.setitem(self, { kind: 'ellipsis' }, m.unknown('library-not-modelled', `the elements that numpy.ndarray.${name}() writes`));
    return NONE;
  });
}

function members(): Record<string, Value> {
  const found: Record<string, Value> = {
    __array_priority__: int(0), __hash__: NONE,
    __len__: on('__len__', (m, a) => (a.shape.length === 0 ? m.raise('TypeError', 'len() of unsized object')
      : int(a.shape[0] ?? 0))),
    __iter__: method('__iter__', (m, [self = NONE]) => {
      const shape = arrayOf(self)?.shape ?? [];
      if (shape.length === 0) m.raise('TypeError', 'iteration over a 0-d array');
      const items = Array.from({ length: shape[0] ?? 0 }, (_, i) => getitem(m, self, int(i)));
      return iteratorOf('iterator', items[Symbol.iterator]());
    }),
    __getitem__: method('__getitem__', (m, [self = NONE, key = NONE]) => getitem(m, self, key)),
    __setitem__: method('__setitem__', (m, [self, key, to]) => {
      const a = arrayOf(self);
      return a && self ? setitem(m, self, a, key ?? NONE, to ?? NONE) : NONE;
    }),
    __contains__: on('__contains__', (m, a, args) => m.contains(m.callMethod(arrayValue(a), 'tolist'), args[0] ?? NONE)),
    __bool__: on('__bool__', (m, a) => {
      if (a.data.length === 1) return castArray(a, 'bool').data[0] ?? NONE;
      if (a.data.length === 0) return bool(false);
      return m.raise('ValueError', 'The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()');
    }),
    __repr__: on('__repr__', (m, a) => {
      const text = show(m, a);
      const suffix = ['int64', 'float64', 'bool'].includes(a.dtype) ? '' : `, dtype=${a.dtype}`;
      return text === null ? m.unknown('library-not-modelled', 'the text of a NumPy array')
        : str(`array(${text.replaceAll('\n', `\n${' '.repeat(6)}`)}${suffix})`);
    }),
    __str__: on('__str__', (m, a) => {
      const text = show(m, a);
      return text === null ? m.unknown('library-not-modelled', 'the text of a NumPy array')
        : str(text.replaceAll(', ', ' ').replace(/,\n/g, '\n'));
    }),
    __getattr__: method('__getattr__', (m, [self = NONE, name]) => missing(m, self, name?.kind === 'str' ? name.value : '')),
    ...conversions(),
    ...methods(),
  };
  for (const [name, op] of Object.entries(OPERATORS)) {
    found[`__${name}__`] = method(`__${name}__`, (m, [a, b]) => binary(m, op, a ?? NONE, b ?? NONE));
    found[`__r${name}__`] = method(`__r${name}__`, (m, [a, b]) => binary(m, op, b ?? NONE, a ?? NONE));
    found[`__i${name}__`] = method(`__i${name}__`, (m, [a, b]) => inPlace(m, op, a ?? NONE, b ?? NONE));
  }
  for (const [name, op] of Object.entries(COMPARISONS)) {
    found[`__${name}__`] = method(`__${name}__`, (m, [a, b]) => compare(m, op, a ?? NONE, b ?? NONE));
  }
  for (const name of Object.keys(REDUCTIONS)) {
    if (name !== 'median') found[name] = on(name, (m, a, args, kw) => reduce(m, name, a, {
      axis: kw.get('axis') ?? args[0], keepdims: kw.get('keepdims'), dtype: kw.get('dtype')
        ?? (name === 'sum' ? args[1] : undefined),
    }));
  }
  return found;
}

/** Signs, conversions to Python's numbers, and what is read without a call. */
function conversions(): Record<string, Value> {
  return {
    __neg__: on('__neg__', (m, a) => result({ ...a, data: a.data.map((v) => m.unary('-', v)) })),
    __pos__: on('__pos__', (_, a) => arrayValue(a)),
    __invert__: on('__invert__', (m, a) => result({ ...a, data: a.data.map((v) => (v.kind === 'bool'
      ? bool(!v.value) : m.unary('~', v))) })),
    __abs__: on('__abs__', (m, a) => result({ ...a, data: a.data.map((v) => m.call(m.builtins.get('abs') ?? NONE, [v])) })),
    __int__: on('__int__', (m, a) => m.call(m.builtins.get('int') ?? NONE, [only(m, a)])),
    __float__: on('__float__', (m, a) => m.call(m.builtins.get('float') ?? NONE, [only(m, a)])),
    __index__: on('__index__', (m, a) => only(m, a)),
    shape: shaped('shape', (a) => tuple(a.shape.map((d) => int(d)))), ndim: shaped('ndim', (a) => int(a.shape.length)),
    size: shaped('size', (a) => int(a.data.length)), dtype: shaped('dtype', (a) => dtypeValue(a.dtype)),
    T: getset('T', (m, self) => viewOf(m, self, (a) => arrayValue(transpose(a)))),
    flat: getset('flat', (m, self) => viewOf(m, self, (a) => arrayValue({ ...a, shape: [a.data.length] }))),
    itemsize: shaped('itemsize', (a) => int(Number(/\d+$/.exec(a.dtype)?.[0] ?? 8) / 8)),
    nbytes: shaped('nbytes', (a) => int(a.data.length * Number(/\d+$/.exec(a.dtype)?.[0] ?? 8) / 8)),
  };
}

function inPlace(m: Machine, op: BinaryOperator, self: Value, other: Value): Value {
  const box = boxOf(self);
  const a = arrayOf(self);
  const made = arrayOf(binary(m, op, self, other));
  if (!box || !a || !made || String(made.shape) !== String(a.shape)) return binary(m, op, self, other);
  writeArray(m, box, castArray(made, a.dtype));
  return self;
}

const only = (m: Machine, a: NdArray): Value =>
  (a.data.length === 1 && a.data[0]) || m.raise('TypeError', 'only size-1 arrays can be converted to Python scalars');
const shaped = (name: string, get: (a: NdArray) => Value): Value => getset(name, (_, self) => {
  const a = arrayOf(self);
  return a ? get(a) : self;
});

function methods(): Record<string, Value> {
  return {
    astype: on('astype', (m, a, args, kw) => {
      const name = dtypeName(m, kw.get('dtype') ?? args[0] ?? NONE);
      return name === undefined ? m.unknown('library-not-modelled', 'this NumPy dtype') : arrayValue(castArray(a, name));
    }),
    tolist: on('tolist', (_, a) => toList(a)),
    item: on('item', (m, a, args) => {
      if (args.length > 0) return toListItem(getitem(m, arrayValue(a), args.length === 1 ? args[0] ?? NONE : tuple(args)));
      return a.data.length === 1 ? a.data[0] ?? NONE : m.raise('ValueError',
        'can only convert an array of size 1 to a Python scalar');
    }),
    reshape: asView('reshape', (m, a, args, kw) =>
      reshape(m, a, args.length > 0 ? args : [kw.get('shape') ?? NONE], kw.get('order'))),
    flatten: on('flatten', (m, a, args, kw) => flattened(m, a, args[0] ?? kw.get('order'))),
    ravel: asView('ravel', (m, a, args, kw) => flattened(m, a, args[0] ?? kw.get('order'))),
    view: asView('view', (m, a, args) => (args.length === 0 ? arrayValue(a)
      : m.unknown('library-not-modelled', 'a NumPy array seen as another type'))),
    ...Object.fromEntries(Object.entries(REARRANGING_METHODS)
      .map(([name, body]) => [name, MOVING.has(name) ? asView(name, body) : on(name, body)])),
    copy: on('copy', (_, a) => arrayValue(a)), __copy__: on('__copy__', (_, a) => arrayValue(a)),
    __deepcopy__: on('__deepcopy__', (_, a) => arrayValue(a)),
    transpose: asView('transpose', (m, a, args) => {
      const [first] = args;
      const axes = args.length === 1 && (first?.kind === 'tuple' || first?.kind === 'list') ? first.items : args;
      return transposed(m, a, axes);
    }),
    cumsum: on('cumsum', (m, a, args, kw) => cumulative(m, '+', a, kw.get('axis') ?? args[0])),
    round: on('round', (m, a, args) => round(m, a, isNone(args[0]) ? 0 : m.index(args[0] ?? NONE) ?? 0)),
    fill: method('fill', (m, [self, value]) => m.callMethod(self ?? NONE, '__setitem__', [{ kind: 'ellipsis' }, value ?? NONE])),
    sort: method('sort', (m, [self]) => {
      const a = arrayOf(self);
      const box = boxOf(self);
      const at = a && order(m, a);
      if (a && box && at) {
        const data = Array.isArray(at) ? at.map((i) => a.data[i] ?? NONE) : a.data.map(() => at);
        writeArray(m, box, { ...a, data });
      }
      return NONE;
    }),
  };
}
const toListItem = (v: Value): Value => {
  const a = arrayOf(v);
  return a ? toList(a) : unwrap(v);
};

export const ndarrayType: Class = builtinClass('ndarray', 'numpy', [objectType], members());
setClasses({ ndarray: ndarrayType, scalar: scalarOf });
