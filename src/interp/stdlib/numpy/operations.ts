// The functions that NumPy has both as functions and as methods: arithmetic, comparison, reductions, rounding.
// Elements that are free sizes go through the machine's own operators.
import type { BinaryOperator, CompareOperator } from '../../../python/ast';
import { isSym, mapSym } from '../../../tensor/sym';
import { int, type Unknown } from '../../../tensor/value';
import type { Machine } from '../../machine';
import { bool, float, NONE, type Value } from '../../value';
import { isNone } from '../support';
import {
  asArray, castArray, castElement, elementwise, isFloatName, promote, reduceArray, result, type NdArray,
} from './array';
import { dtypeName } from './scalars';

/** The array of an argument, or what to return instead. */
export function withArray(m: Machine, value: Value | undefined, then: (a: NdArray) => Value): Value {
  const array = value ? asArray(m, value) : undefined;
  if (!array) return m.unknown('library-not-modelled', 'a NumPy operation on something that is no array of numbers');
  return 'kind' in array ? array : then(array);
}

const number = (v: Value): number | undefined =>
  v.kind === 'bool' ? Number(v.value) : (v.kind === 'int' || v.kind === 'float') && !isSym(v.value) ? Number(v.value) : undefined;

/** Integers give floats here: sqrt, log, exp. */
export function mapFloats(m: Machine, a: NdArray, f: (x: number) => number): Value {
  const dtype = isFloatName(a.dtype) ? a.dtype : 'float64';
  m.step(a.data.length);
  const data = a.data.map((v) => {
    if (v.kind === 'int' || v.kind === 'float') return castElement(float(mapSym(f,
      typeof v.value === 'bigint' ? Number(v.value) : v.value)), dtype);
    return v.kind === 'bool' ? float(f(Number(v.value))) : v;
  });
  return result({ shape: a.shape, dtype, data });
}

export const FLOAT_FUNCTIONS: Readonly<Record<string, (x: number) => number>> = {
  sqrt: Math.sqrt, exp: Math.exp, exp2: (x) => 2 ** x, expm1: Math.expm1, log: Math.log, log2: Math.log2, log10: Math.log10,
  log1p: Math.log1p, sin: Math.sin,
  cos: Math.cos, tan: Math.tan, arcsin: Math.asin, arccos: Math.acos, arctan: Math.atan, sinh: Math.sinh, cosh: Math.cosh,
  tanh: Math.tanh,
  ceil: Math.ceil, floor: Math.floor, trunc: Math.trunc, rint: halfEven, cbrt: Math.cbrt, deg2rad: (x) => x * (Math.PI / 180),
  radians: (x) => x * (Math.PI / 180), rad2deg: (x) => x * (180 / Math.PI), degrees: (x) => x * (180 / Math.PI),
  reciprocal: (x) => 1 / x,
};
export function halfEven(x: number): number {
  const low = Math.floor(x);
  return x - low < 0.5 || (x - low === 0.5 && low % 2 === 0) ? low : low + 1;
}

export function round(m: Machine, a: NdArray, decimals: number): Value {
  if (!isFloatName(a.dtype)) return result(a);
  const scale = 10 ** Math.abs(decimals);
  return mapFloats(m, a, decimals >= 0 ? (x) => halfEven(x * scale) / scale : (x) => halfEven(x / scale) * scale);
}

/** Two operands: a Python number beside an array does not widen the array's kind. */
export function binaryType(a: NdArray, b: NdArray): string {
  if (a.shape.length > 0 && b.shape.length === 0 && isFloatName(a.dtype)) return a.dtype;
  if (b.shape.length > 0 && a.shape.length === 0 && isFloatName(b.dtype)) return b.dtype;
  return promote(a.dtype, b.dtype);
}

export function binary(m: Machine, op: BinaryOperator, x: Value, y: Value): Value {
  return withArray(m, x, (a) => withArray(m, y, (b) => {
    const shared = binaryType(a, b);
    const dtype = op === '/' ? (isFloatName(shared) ? shared : 'float64') : shared === 'bool' && '+-*/'.includes(op)
      ? 'bool' : shared;
    const zero = (v: Value): boolean => number(v) === 0;
    const divides = op === '/' || op === '//' || op === '%';
    if (op === '@') return matmul(m, a, b);
    return result(elementwise(m, a, b, (p, q) => (divides && zero(q) ? byZero(p, op) : m.binary(op, p, q)), dtype));
  }));
}
/** NumPy warns where Python raises. */
const byZero = (p: Value, op: BinaryOperator): Value => {
  const x = number(p) ?? NaN;
  return float(op === '%' || x === 0 || Number.isNaN(x) ? NaN : x > 0 ? Infinity : -Infinity);
};

export function compare(m: Machine, op: CompareOperator, x: Value, y: Value): Value {
  return withArray(m, x, (a) => withArray(m, y, (b) => result(elementwise(m, a, b, (p, q) => m.compare(op, p, q), 'bool'))));
}

/** The greater or smaller of two, by element. */
export const extreme = (m: Machine, op: '>' | '<', x: Value, y: Value): Value =>
  withArray(m, x, (a) => withArray(m, y, (b) => result(elementwise(m, a, b, (p, q) => chosen(m, op, p, q), binaryType(a, b)))));
const chosen = (m: Machine, op: '>' | '<', p: Value, q: Value): Value => {
  const better = m.truth(m.compare(op, p, q));
  return typeof better === 'boolean' ? (better ? p : q) : better;
};

export function matmul(m: Machine, a: NdArray, b: NdArray): Value {
  if (a.shape.length > 2 || b.shape.length > 2 || a.shape.length === 0 || b.shape.length === 0) {
    return m.unknown('library-not-modelled', 'numpy.matmul of arrays that are no matrices');
  }
  const [n, k] = a.shape.length === 1 ? [1, a.shape[0] ?? 1] : [a.shape[0] ?? 1, a.shape[1] ?? 1];
  const [k2, p] = b.shape.length === 1 ? [b.shape[0] ?? 1, 1] : [b.shape[0] ?? 1, b.shape[1] ?? 1];
  if (k !== k2) {
    m.raise('ValueError', 'matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature '
      + `(n?,k),(k,m?)->(n?,m?) (size ${k2} is different from ${k})`);
  }
  const data: Value[] = [];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < p; j++) {
      let sum: Value | undefined;
      for (let q = 0; q < k; q++) {
        const term = m.binary('*', a.data[i * k + q] ?? NONE, b.data[q * p + j] ?? NONE);
        sum = sum ? m.binary('+', sum, term) : term;
      }
      data.push(sum ?? float(0));
    }
  }
  m.step(n * p * k);
  const shape = [...(a.shape.length === 1 ? [] : [n]), ...(b.shape.length === 1 ? [] : [p])];
  return result({ shape, dtype: promote(a.dtype, b.dtype), data });
}

type Fold = (m: Machine, xs: readonly Value[]) => Value;
const folded = (op: BinaryOperator, start: Value): Fold => (m, xs) => xs.reduce((a, b) => m.binary(op, a, b), start);
const best = (op: '>' | '<'): Fold => (m, xs) => {
  const [first, ...rest] = xs;
  if (!first) {
    const name = op === '>' ? 'maximum' : 'minimum';
    return m.raise('ValueError', `zero-size array to reduction operation ${name} which has no identity`);
  }
  return rest.reduce((a, b) => chosen(m, op, b, a), first);
};
const mean: Fold = (m, xs) => (xs.length === 0 ? float(NaN) : m.binary('/', folded('+', int(0))(m, xs), int(xs.length)));
const variance: Fold = (m, xs) => {
  const mu = mean(m, xs);
  const squares = xs.map((x) => {
    const d = m.binary('-', x, mu);
    return m.binary('*', d, d);
  });
  return mean(m, squares);
};
const median: Fold = (m, xs) => {
  const lost = xs.find((x): x is Unknown => x.kind === 'unknown');
  const numbers = xs.map(number).filter((x): x is number => x !== undefined).sort((a, b) => a - b);
  if (lost || numbers.length < xs.length) return lost ?? m.unknown('data-dependent-value', 'the median of free sizes');
  const n = numbers.length;
  return float(n % 2 === 1 ? numbers[(n - 1) / 2] ?? NaN : ((numbers[n / 2 - 1] ?? NaN) + (numbers[n / 2] ?? NaN)) / 2);
};
/** Where the first extreme element is. */
const where = (op: '>' | '<'): Fold => (m, xs) => {
  if (xs.length === 0) m.raise('ValueError', `attempt to get ${op === '>' ? 'argmax' : 'argmin'} of an empty sequence`);
  let at = 0;
  for (const [i, x] of xs.entries()) {
    const better = m.truth(m.compare(op, x, xs[at] ?? x));
    if (typeof better !== 'boolean') return better;
    if (better) at = i;
  }
  return int(at);
};
const every = (m: Machine, xs: readonly Value[], stop: boolean): Value => {
  for (const x of xs) {
    const t = m.truth(x);
    if (typeof t !== 'boolean') return t;
    if (t === stop) return bool(stop);
  }
  return bool(!stop);
};
const root: Fold = (m, xs) => {
  const v = variance(m, xs);
  return v.kind === 'float' || v.kind === 'int' ? float(mapSym(Math.sqrt,
    typeof v.value === 'bigint' ? Number(v.value) : v.value)) : v;
};

const whole = (dtype: string): string => (dtype === 'bool' || /^int(8|16|32)$/.test(dtype)
  ? 'int64' : /^uint(8|16|32)$/.test(dtype) ? 'uint64' : dtype);
const real = (dtype: string): string => (isFloatName(dtype) ? dtype : 'float64');
const same = (dtype: string): string => dtype;

export const REDUCTIONS: Readonly<Record<string, readonly [Fold, (dtype: string) => string]>> = {
  sum: [folded('+', int(0)), whole], prod: [folded('*', int(1)), whole], max: [best('>'), same], min: [best('<'), same],
  mean: [mean, real],
  var: [variance, real], std: [root, real], median: [median, real], argmax: [where('>'), () => 'int64'],
  argmin: [where('<'), () => 'int64'],
  all: [(m, xs) => every(m, xs, false), () => 'bool'], any: [(m, xs) => every(m, xs, true), () => 'bool'],
};

export interface ReductionOptions {
  readonly axis?: Value | undefined;
  readonly keepdims?: Value | undefined;
  readonly dtype?: Value | undefined;
}
export function reduce(m: Machine, name: string, a: NdArray, options: ReductionOptions): Value {
  const [fold, typed] = REDUCTIONS[name] ?? [mean, real];
  const axes = axesOf(m, a, options.axis);
  if (axes && 'kind' in axes) return axes;
  const keepdims = options.keepdims !== undefined && m.truth(options.keepdims) === true;
  const dtype = (options.dtype && dtypeName(m, options.dtype)) ?? typed(a.dtype);
  m.step(a.data.length);
  return result(castArray(reduceArray(a, axes, keepdims, (xs) => {
    const lost = xs.find((x) => x.kind === 'unknown');
    return lost ?? fold(m, xs);
  }, dtype), dtype));
}

function axesOf(m: Machine, a: NdArray, axis: Value | undefined): number[] | null | Unknown {
  if (!axis || isNone(axis)) return null;
  if (axis.kind === 'unknown') return axis;
  const given = axis.kind === 'tuple' ? axis.items : [axis];
  return given.map((v) => {
    const i = m.index(v) ?? 0;
    if (i < -a.shape.length || i >= a.shape.length) {
      m.raise('ValueError', `axis ${i} is out of bounds for array of dimension ${a.shape.length}`);
    }
    return i < 0 ? i + a.shape.length : i;
  });
}

export function cumulative(m: Machine, op: '+' | '*', a: NdArray, axis: Value | undefined): Value {
  if (a.shape.length > 1 && !isNone(axis)) return m.unknown('library-not-modelled', 'a cumulative sum along an axis');
  let total: Value | undefined;
  const data = a.data.map((x) => (total = total ? m.binary(op, total, x) : x));
  return result(castArray({ shape: [data.length], dtype: whole(a.dtype), data }, whole(a.dtype)));
}

/** numpy.diff of a vector: each element less the one before it, `times` times; of booleans whether they differ. */
export function differences(m: Machine, a: NdArray, times: number): Value {
  if (a.shape.length !== 1) return m.unknown('library-not-modelled', 'numpy.diff() along an axis');
  let { data } = a;
  for (let i = 0; i < times; i++) {
    data = data.slice(1).map((x, at) => {
      const before = data[at] ?? x;
      return a.dtype === 'bool' ? m.compare('!=', x, before) : m.binary('-', x, before);
    });
  }
  return result({ shape: [data.length], dtype: a.dtype, data });
}

/** Indices that sort a vector; numbers only. */
export function order(m: Machine, a: NdArray): number[] | Unknown {
  const keys = a.data.map(number);
  const lost = a.data.find((v): v is Unknown => v.kind === 'unknown');
  if (lost || keys.some((k) => k === undefined) || a.shape.length !== 1) {
    return lost ?? m.unknown('library-not-modelled', 'sorting this NumPy array');
  }
  return keys.map((_, i) => i).sort((i, j) => (keys[i] ?? 0) - (keys[j] ?? 0) || i - j);
}
