// The functions of numpy that model code calls on numbers and small arrays: making, joining, choosing, and numpy.random,
// whose values are unknown but whose shapes are known.
import type { BinaryOperator, CompareOperator } from '../../../python/ast';
import { isSym } from '../../../tensor/sym';
import { int, type Unknown } from '../../../tensor/value';
import type { Machine } from '../../machine';
import { bool, builtin, float, list, NONE, tuple, type Args, type Kwargs, type Value } from '../../value';
import { isNone, plainNumber, reasonText } from '../support';
import { unwrap } from '../../types/index';
import {
  LIMIT, arrayOf, arrayValue, asArray, broadcastShapes, broadcastTo, castArray, elementAt, elementwise, freeSize, isContiguous,
  positions, promote, rearranged, result, sizeOf, transposed, type NdArray,
} from './array';
import { flattened, reshape } from './ndarray';
import { binary, compare, cumulative, differences, extreme, FLOAT_FUNCTIONS, mapFloats, order, reduce, REDUCTIONS, round,
  withArray } from './operations';
import { REARRANGING, rowsOf } from './rearrange';
import { dtypeName } from './scalars';

type Body = (m: Machine, args: Args, kwargs: Kwargs) => Value;
type Found = Record<string, Value>;
/** A function; what it gives is written into the array given as `out`, if there is one. */
const def = (found: Found, name: string, body: Body): void => {
  found[name] = builtin(name, (m, args, kwargs) => {
    const out = kwargs.get('out');
    if (!out || isNone(out)) return body(m, args, kwargs);
    m.setitem(out, { kind: 'ellipsis' }, body(m, args, kwargs));
    return out;
  });
};
const opt = (args: Args, kwargs: Kwargs, i: number, name: string): Value | undefined => args[i] ?? kwargs.get(name);
/** A function that only says where elements are: of an array it gives a view. */
const moving = (found: Found, name: string, f: (m: Machine, a: NdArray, args: Args, kwargs: Kwargs) => Value): void =>
  def(found, name, (m, args, kw) => (arrayOf(args[0])
    ? rearranged(m, name, args[0] ?? NONE, (a) => f(m, a, args, kw)) : withArray(m, args[0], (a) => f(m, a, args, kw))));

const BINARY: Readonly<Record<string, BinaryOperator>> = {
  add: '+', subtract: '-', multiply: '*', divide: '/', true_divide: '/', floor_divide: '//', mod: '%', remainder: '%',
  power: '**', matmul: '@',
  dot: '@', bitwise_and: '&', bitwise_or: '|', float_power: '**',
};
const COMPARE: Readonly<Record<string, CompareOperator>> = {
  equal: '==', not_equal: '!=', less: '<', less_equal: '<=', greater: '>', greater_equal: '>=',
};

/** Sizes of a new array; unknown when they are not plain numbers. */
function shapeOf(m: Machine, value: Value | undefined): number[] | Unknown {
  if (!value) return [];
  if (value.kind === 'unknown') return value;
  const sizes = value.kind === 'tuple' || value.kind === 'list' ? value.items : [value];
  const lost = sizes.find((s): s is Unknown => s.kind === 'unknown');
  const shape = sizes.map((s) => m.index(s));
  if (lost || !shape.every((d): d is number => d !== undefined)) return lost
    ?? freeSize(m);
  if (shape.some((d) => d < 0)) m.raise('ValueError', 'negative dimensions are not allowed');
  return sizeOf(shape) > LIMIT ? m.unknown('budget-exceeded', `a NumPy array of more than ${LIMIT} elements`) : shape;
}

function filled(m: Machine, sizes: Value | undefined, value: Value, dtype: string): Value {
  const shape = shapeOf(m, sizes);
  return 'kind' in shape ? shape : arrayValue(castArray({ shape, dtype,
    data: Array.from({ length: sizeOf(shape) }, () => value) }, dtype));
}
const typed = (m: Machine, value: Value | undefined, otherwise: string): string => (isNone(value) || !value
  ? otherwise : dtypeName(m, value) ?? otherwise);

function creation(found: Found): void {
  for (const name of ['array', 'asarray', 'asanyarray', 'ascontiguousarray', 'copy']) {
    const isCopy = name === 'array' || name === 'copy';
    def(found, name, (m, args, kw) => withArray(m, args[0], (a) => {
      const [given = NONE] = args;
      const dtype = typed(m, opt(args, kw, 1, 'dtype'), a.dtype);
      const stays = !isCopy && arrayOf(given) && dtype === a.dtype && (name !== 'ascontiguousarray' || isContiguous(given));
      return stays ? given : arrayValue(castArray(a, dtype));
    }));
  }
  const constant = { zeros: float(0), ones: float(1), empty: null };
  for (const [name, value] of Object.entries(constant)) {
    const element = (m: Machine): Value => value ?? m.unknown('data-dependent-value', 'the elements of numpy.empty()');
    def(found, name, (m, args, kw) => filled(m, opt(args, kw, 0, 'shape'), element(m),
      typed(m, opt(args, kw, 1, 'dtype'), 'float64')));
    def(found, `${name}_like`, (m, args, kw) => withArray(m, args[0], (a) =>
      filled(m, tuple(a.shape.map((d) => int(d))), element(m), typed(m, opt(args, kw, 1, 'dtype'), a.dtype))));
  }
  def(found, 'full', (m, args, kw) => withArray(m, opt(args, kw, 1, 'fill_value'), (v) =>
    filled(m, opt(args, kw, 0, 'shape'), v.data[0] ?? NONE, typed(m, opt(args, kw, 2, 'dtype'), v.dtype))));
  def(found, 'full_like', (m, args, kw) => withArray(m, args[0], (a) =>
    filled(m, tuple(a.shape.map((d) => int(d))), opt(args, kw, 1, 'fill_value') ?? NONE,
      typed(m, opt(args, kw, 2, 'dtype'), a.dtype))));
  def(found, 'arange', arange);
  def(found, 'linspace', linspace);
  for (const name of ['eye', 'identity']) {
    def(found, name, (m, args, kw) => {
      const shape = shapeOf(m, tuple([args[0] ?? NONE, (name === 'eye' ? args[1] : undefined) ?? args[0] ?? NONE]));
      if ('kind' in shape) return shape;
      return arrayValue(castArray({ shape, dtype: 'float64', data: [...positions(shape)].map(([i, j]) =>
        float(i === j ? 1 : 0)) }, typed(m, kw.get('dtype'), 'float64')));
    });
  }
}

function arange(m: Machine, args: Args, kw: Kwargs): Value {
  const given = args.map(unwrap);
  const lost = given.find((v) => v.kind === 'unknown');
  if (lost) return lost;
  const [start, stop, step] = (given.length === 1 ? [int(0), ...given] : given).map(plainNumber);
  const by = step ?? 1;
  if (start === undefined || stop === undefined) return m.unknown('data-dependent-size', 'numpy.arange() of a free size');
  const whole = given.every((v) => v.kind === 'int');
  const count = Math.max(0, Math.ceil((stop - start) / by));
  if (count > LIMIT) return m.unknown('budget-exceeded', `a NumPy array of more than ${LIMIT} elements`);
  const dtype = typed(m, kw.get('dtype') ?? args[3], whole ? 'int64' : 'float64');
  const data = Array.from({ length: count }, (_, i): Value => (whole ? int(start + i * by) : float(start + i * by)));
  return arrayValue(castArray({ shape: [count], dtype, data }, dtype));
}

function linspace(m: Machine, args: Args, kw: Kwargs): Value {
  const [a, b] = [plainNumber(unwrap(args[0] ?? NONE)), plainNumber(unwrap(args[1] ?? NONE))];
  const given = opt(args, kw, 2, 'num');
  const lost = [...args, ...kw.values()].find((v) => v.kind === 'unknown');
  if (lost) return lost;
  const n = given ? m.index(given) : 50;
  if (a === undefined || b === undefined || n === undefined || n > LIMIT) return m.unknown('library-not-modelled',
    'numpy.linspace() of these arguments');
  const closed = !(kw.has('endpoint') && m.truth(kw.get('endpoint') ?? NONE) === false);
  const step = (b - a) / (closed ? n - 1 : n);
  // The last point is the end itself, as NumPy writes it.
  const data = Array.from({ length: n }, (_, i) => float(closed && i === n - 1 && n > 1 ? b : n === 1 ? a : a + i * step));
  const dtype = typed(m, kw.get('dtype'), 'float64');
  return arrayValue(castArray({ shape: [n], dtype, data }, dtype));
}

/** Along an existing axis; shapes must agree on the others. */
function concatenate(m: Machine, parts: readonly NdArray[], axis: number): Value {
  const [first] = parts;
  if (!first) return m.raise('ValueError', 'need at least one array to concatenate');
  const at = axis < 0 ? axis + first.shape.length : axis;
  const total = parts.reduce((sum, p) => sum + (p.shape[at] ?? 0), 0);
  const shape = first.shape.map((d, i) => (i === at ? total : d));
  for (const p of parts) {
    const bad = p.shape.findIndex((d, i) => i !== at && d !== shape[i]);
    if (p.shape.length === shape.length && bad < 0) continue;
    m.raise('ValueError', p.shape.length === shape.length
      ? `all the input array dimensions except for the concatenation axis must match exactly, but along dimension ${bad}, `
        + `the array at index 0 has size ${shape[bad] ?? 0} and the array at index ${parts.indexOf(p)} `
        + `has size ${p.shape[bad] ?? 0}`
      : `all the input arrays must have same number of dimensions, but the array at index 0 has ${shape.length} dimension(s) `
        + `and the array at index ${parts.indexOf(p)} has ${p.shape.length} dimension(s)`);
  }
  const data = [...positions(shape)].map((p) => {
    let i = p[at] ?? 0;
    const part = parts.find((x) => {
      const n = x.shape[at] ?? 0;
      if (i < n) return true;
      i -= n;
      return false;
    });
    return part ? elementAt(part, p.map((x, k) => (k === at ? i : x))) : NONE;
  });
  const dtype = parts.map((p) => p.dtype).reduce(promote);
  return arrayValue(castArray({ shape, dtype, data }, dtype));
}

function arraysOf(m: Machine, value: Value | undefined, then: (parts: NdArray[]) => Value): Value {
  const items = value ? m.itemsOf(value) : [];
  if (!Array.isArray(items)) return items;
  const parts: NdArray[] = [];
  for (const item of items) {
    const a = asArray(m, item);
    if (!a) return m.unknown('library-not-modelled', 'joining things that are no arrays');
    if ('kind' in a) return a;
    parts.push(a);
  }
  return then(parts);
}
const axisOf = (m: Machine, value: Value | undefined, otherwise: number): number => (value && !isNone(value) ? m.index(value)
  ?? otherwise : otherwise);

function joining(found: Found): void {
  def(found, 'concatenate', (m, args, kw) => arraysOf(m, args[0], (parts) =>
    concatenate(m, parts, axisOf(m, opt(args, kw, 1, 'axis'), 0))));
  def(found, 'stack', (m, args, kw) => arraysOf(m, args[0], (parts) => {
    const axis = axisOf(m, opt(args, kw, 1, 'axis'), 0);
    const rank = (parts[0]?.shape.length ?? 0) + 1;
    const at = axis < 0 ? axis + rank : axis;
    return concatenate(m, parts.map((p) => ({ ...p, shape: [...p.shape.slice(0, at), 1, ...p.shape.slice(at)] })), at);
  }));
  def(found, 'vstack', (m, args) => arraysOf(m, args[0], (parts) =>
    concatenate(m, parts.map((p) => (p.shape.length < 2 ? { ...p, shape: [1, p.data.length] } : p)), 0)));
  def(found, 'hstack', (m, args) => arraysOf(m, args[0], (parts) => concatenate(m, parts,
    parts.every((p) => p.shape.length < 2) ? 0 : 1)));
  def(found, 'append', (m, args, kw) => arraysOf(m, tuple([args[0] ?? NONE, args[1] ?? NONE]), (parts) => {
    const axis = opt(args, kw, 2, 'axis');
    if (axis && !isNone(axis)) return concatenate(m, parts, axisOf(m, axis, 0));
    return concatenate(m, parts.map((p) => ({ ...p, shape: [p.data.length] })), 0);
  }));
  def(found, 'column_stack', (m, args) => arraysOf(m, args[0], (parts) =>
    concatenate(m, parts.map((p) => (p.shape.length < 2 ? { ...p, shape: [p.data.length, 1] } : p)), 1)));
  def(found, 'fill_diagonal', (m, [array, value]) => withArray(m, array, (a) => {
    const wrap = a.shape.length !== 2 || a.shape.some((d) => d !== a.shape[0]);
    if (wrap) return m.unknown('library-not-modelled', 'numpy.fill_diagonal() of this array');
    for (let i = 0; i < (a.shape[0] ?? 0); i++) m.setitem(array ?? NONE, tuple([int(i), int(i)]), value ?? NONE);
    return NONE;
  }));
  def(found, 'copyto', (m, [to = NONE, from = NONE], kw) => {
    const whole = isNone(kw.get('where'));
    m.setitem(to, { kind: 'ellipsis' }, whole ? from : m.unknown('library-not-modelled', 'numpy.copyto() of some elements'));
    return NONE;
  });
  for (const name of ['put', 'place', 'putmask', 'put_along_axis']) {
    def(found, name, (m, [to = NONE]) => {
      m.setitem(to, { kind: 'ellipsis' }, m.unknown('library-not-modelled', `the elements that numpy.${name}() writes`));
      return NONE;
    });
  }
  def(found, 'argwhere', (m, args) => withArray(m, args[0], (a) => rowsOf(m, nonzero(m, a))));
  moving(found, 'reshape', (m, a, args, kw) => reshape(m, a, [opt(args, kw, 1, 'newshape') ?? NONE], opt(args, kw, 2, 'order')));
  moving(found, 'transpose', (m, a, args, kw) => {
    const axes = opt(args, kw, 1, 'axes');
    const items = axes && !isNone(axes) ? m.itemsOf(axes) : undefined;
    return items === undefined || Array.isArray(items) ? transposed(m, a, items ?? []) : items;
  });
  moving(found, 'expand_dims', (m, a, args, kw) => {
    const axis = axisOf(m, opt(args, kw, 1, 'axis'), 0);
    const at = axis < 0 ? axis + a.shape.length + 1 : axis;
    return arrayValue({ ...a, shape: [...a.shape.slice(0, at), 1, ...a.shape.slice(at)] });
  });
  moving(found, 'ravel', (m, a, args, kw) => flattened(m, a, opt(args, kw, 1, 'order')));
  for (const rank of [1, 2]) {
    moving(found, `atleast_${rank}d`, (_, a) =>
      arrayValue({ ...a, shape: [...Array.from({ length: Math.max(0, rank - a.shape.length) }, () => 1), ...a.shape] }));
  }
  def(found, 'broadcast_to', (m, args) => withArray(m, args[0], (a) => {
    const shape = shapeOf(m, args[1]);
    return 'kind' in shape ? shape : arrayValue(broadcastTo(a, broadcastShapes(m, a.shape, shape)));
  }));
}

/** The distinct elements in order, and as asked: where each came first, which of them each element is, how often each came. */
function unique(m: Machine, a: NdArray, args: Args, kw: Kwargs): Value {
  if (!isNone(opt(args, kw, 4, 'axis'))) return m.unknown('library-not-modelled', 'numpy.unique() along an axis');
  const at = order(m, { ...a, shape: [a.data.length] });
  if (!Array.isArray(at)) return at;
  const [first, inverse, counts]: [number[], number[], number[]] = [[], [], []];
  for (const i of at) {
    const last = first.at(-1);
    if (last === undefined || m.equals(a.data[last] ?? NONE, a.data[i] ?? NONE) !== true) {
      first.push(i);
      counts.push(0);
    }
    counts[first.length - 1] = (counts[first.length - 1] ?? 0) + 1;
    inverse[i] = first.length - 1;
  }
  const numbers = (data: readonly number[]): Value => arrayValue({ shape: [data.length], dtype: 'int64',
    data: data.map((x) => int(x)) });
  const values = arrayValue({ shape: [first.length], dtype: a.dtype, data: first.map((i) => a.data[i] ?? NONE) });
  const asked = (i: number, name: string): boolean => m.truth(opt(args, kw, i, name) ?? NONE) === true;
  const more = [
    ...(asked(1, 'return_index') ? [numbers(first)] : []), ...(asked(2, 'return_inverse') ? [numbers(inverse)] : []),
    ...(asked(3, 'return_counts') ? [numbers(counts)] : []),
  ];
  return more.length > 0 ? tuple([values, ...more]) : values;
}

function choosing(found: Found): void {
  def(found, 'where', (m, args) => withArray(m, args[0], (c) => {
    const [, x, y] = args;
    if (!x || !y) return nonzero(m, c);
    return withArray(m, x, (a) => withArray(m, y, (b) => {
      const shape = broadcastShapes(m, c.shape, broadcastShapes(m, a.shape, b.shape));
      const dtype = promote(a.dtype, b.dtype);
      const data = [...positions(shape)].map((p) => {
        const t = m.truth(elementAt(c, p));
        return typeof t === 'boolean' ? elementAt(t ? a : b, p) : t;
      });
      return result(castArray({ shape, dtype, data }, dtype));
    }));
  }));
  def(found, 'nonzero', (m, args) => withArray(m, args[0], (a) => nonzero(m, a)));
  def(found, 'diff', (m, args, kw) => withArray(m, args[0], (a) => {
    const times = m.index(opt(args, kw, 1, 'n') ?? int(1));
    const others = [opt(args, kw, 3, 'prepend'), opt(args, kw, 4, 'append')];
    return times === undefined || others.some((other) => !isNone(other))
      ? m.unknown('argument-not-modelled', 'numpy.diff() with these arguments') : differences(m, a, times);
  }));
  def(found, 'clip', (m, args, kw) => {
    const [low, high] = [opt(args, kw, 1, 'a_min'), opt(args, kw, 2, 'a_max')];
    const raised = isNone(low) ? args[0] ?? NONE : extreme(m, '>', args[0] ?? NONE, low ?? NONE);
    return isNone(high) ? raised : extreme(m, '<', raised, high ?? NONE);
  });
  def(found, 'unique', (m, args, kw) => withArray(m, args[0], (a) => unique(m, a, args, kw)));
  def(found, 'meshgrid', (m, args, kw) => arraysOf(m, tuple(args), (parts) => {
    const ij = kw.get('indexing')?.kind === 'str' && m.equals(kw.get('indexing') ?? NONE,
      { kind: 'str', value: 'ij', origin: null }) === true;
    const shape = parts.map((p) => p.data.length);
    if (!ij && shape.length > 1) [shape[0], shape[1]] = [shape[1] ?? 1, shape[0] ?? 1];
    return list(parts.map((p, k) => {
      const axis = ij || k > 1 ? k : 1 - k;
      const along = shape.length === 1 ? 0 : axis;
      return arrayValue({ shape, dtype: p.dtype, data: [...positions(shape)].map((x) => p.data[x[along] ?? 0] ?? NONE) });
    }));
  }));
  def(found, 'outer', (m, args) => withArray(m, args[0], (a) => withArray(m, args[1], (b) => {
    const column: NdArray = { ...a, shape: [a.data.length, 1] };
    const row: NdArray = { ...b, shape: [1, b.data.length] };
    return arrayValue(elementwise(m, column, row, (x, y) => m.binary('*', x, y), promote(a.dtype, b.dtype)));
  })));
  def(found, 'array_equal', (m, args) => withArray(m, args[0], (a) => withArray(m, args[1], (b) =>
    (String(a.shape) === String(b.shape) ? m.callMethod(compare(m, '==', arrayValue(a), arrayValue(b)), 'all') : bool(false)))));
}

function nonzero(m: Machine, a: NdArray): Value {
  const at: number[][] = [];
  for (const p of positions(a.shape)) {
    const t = m.truth(elementAt(a, p));
    if (typeof t !== 'boolean') return t;
    if (t) at.push(p);
  }
  return tuple(a.shape.map((_, k) => arrayValue({ shape: [at.length], dtype: 'int64', data: at.map((p) => int(p[k] ?? 0)) })));
}

function arithmetic(found: Found): void {
  for (const [name, op] of Object.entries(BINARY)) def(found, name, (m, [x, y]) => binary(m, op, x ?? NONE, y ?? NONE));
  for (const [name, op] of Object.entries(COMPARE)) def(found, name, (m, [x, y]) => compare(m, op, x ?? NONE, y ?? NONE));
  for (const [name, f] of Object.entries(FLOAT_FUNCTIONS)) def(found, name,
    (m, [x]) => withArray(m, x, (a) => mapFloats(m, a, f)));
  for (const name of Object.keys(REDUCTIONS)) {
    for (const alias of [name, ...(name === 'max' || name === 'min' ? [`a${name}`] : [])]) {
      def(found, alias, (m, args, kw) => withArray(m, args[0], (a) => reduce(m, name, a, {
        axis: opt(args, kw, 1, 'axis'), keepdims: kw.get('keepdims'), dtype: kw.get('dtype'),
      })));
    }
  }
  def(found, 'product', (m, args) => withArray(m, args[0], (a) => reduce(m, 'prod', a, { axis: args[1] })));
  def(found, 'cumsum', (m, args, kw) => withArray(m, args[0], (a) => cumulative(m, '+', a, opt(args, kw, 1, 'axis'))));
  def(found, 'cumprod', (m, args, kw) => withArray(m, args[0], (a) => cumulative(m, '*', a, opt(args, kw, 1, 'axis'))));
  def(found, 'maximum', (m, [x, y]) => extreme(m, '>', x ?? NONE, y ?? NONE));
  def(found, 'minimum', (m, [x, y]) => extreme(m, '<', x ?? NONE, y ?? NONE));
  for (const name of ['round', 'round_', 'around']) {
    def(found, name, (m, args, kw) => withArray(m, args[0], (a) => round(m, a, axisOf(m, opt(args, kw, 1, 'decimals'), 0))));
  }
  for (const name of ['abs', 'absolute', 'fabs', 'negative', 'square', 'sign']) {
    def(found, name, (m, [x]) => withArray(m, x, (a) => result({ ...a, data: a.data.map((v) => one(m, name, v)) })));
  }
  for (const [name, p] of Object.entries({ isnan: Number.isNaN, isinf: (x: number) => Math.abs(x) === Infinity,
    isfinite: Number.isFinite })) {
    def(found, name, (m, [x]) => withArray(m, x, (a) => result({
      ...a, dtype: 'bool', data: a.data.map((v) => (v.kind === 'float' && !isSym(v.value)
        ? bool(p(v.value)) : v.kind === 'unknown' ? v : bool(p(0)))),
    })));
  }
  def(found, 'shape', (m, [x]) => withArray(m, x, (a) => tuple(a.shape.map((d) => int(d)))));
  def(found, 'ndim', (m, [x]) => withArray(m, x, (a) => int(a.shape.length)));
  def(found, 'size', (m, [x]) => withArray(m, x, (a) => int(a.data.length)));
  def(found, 'isscalar', (_, [x]) => bool(x !== undefined && arrayOf(x) === undefined
    && ['int', 'float', 'bool', 'str', 'complex'].includes(unwrap(x).kind)));
  for (const name of ['set_printoptions', 'seterr']) def(found, name, () => NONE);
}
function one(m: Machine, name: string, v: Value): Value {
  if (name === 'negative') return m.unary('-', v);
  if (name === 'square') return m.binary('*', v, v);
  if (name !== 'sign') return m.call(m.builtins.get('abs') ?? NONE, [v]);
  const x = plainNumber(v);
  return x === undefined ? m.unknown('data-dependent-value', 'the sign of a free size') : v.kind === 'float'
    ? float(Math.sign(x)) : int(Math.sign(x));
}

/** Where the sizes stand among the arguments of each generator. */
const SHAPED: Readonly<Record<string, number | 'all'>> = {
  rand: 'all', randn: 'all', random: 0, random_sample: 0, standard_normal: 0, uniform: 2, normal: 2, randint: 2, integers: 2,
  choice: 1, permutation: -1,
  beta: 2, gamma: 2, exponential: 1, poisson: 1, binomial: 2,
};
export function randomMembers(): Found {
  const found: Found = {};
  for (const [name, place] of Object.entries(SHAPED)) {
    def(found, name, (m, args, kw) => {
      const lost = m.unknown('data-dependent-value', reasonText(`numpy.random.${name}`, 'data-dependent-value'));
      if (name === 'permutation') return lost;
      const sizes = place === 'all' ? (args.length > 0 ? tuple(args) : undefined) : kw.get('size') ?? args[place];
      const dtype = name === 'randint' || name === 'integers' ? 'int64' : 'float64';
      return isNone(sizes) || !sizes ? lost : filled(m, sizes, lost, dtype);
    });
  }
  for (const name of ['seed', 'set_state']) def(found, name, () => NONE);
  def(found, 'shuffle', (m, [items = NONE]) => {
    const lost = m.unknown('data-dependent-value', reasonText('numpy.random.shuffle', 'data-dependent-value'));
    if (arrayOf(items)) m.setitem(items, { kind: 'ellipsis' }, lost);
    else {
      const size = m.index(m.call(m.builtins.get('len') ?? NONE, [items])) ?? 0;
      for (let i = 0; i < size; i++) m.setitem(items, int(i), lost);
    }
    return NONE;
  });
  return found;
}

export function functions(): Found {
  const found: Found = {};
  creation(found);
  joining(found);
  choosing(found);
  arithmetic(found);
  Object.assign(found, REARRANGING);
  return found;
}
