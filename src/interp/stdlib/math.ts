// math. Sizes that depend on free symbols go through pointwise. Knows no arrays.
import { mapSym, testSym, type Sym } from '../../tensor/sym';
import { int } from '../../tensor/value';
import type { Machine, NativeModule } from '../machine';
import { bool, builtin, float, tuple, type Value } from '../value';
import { func } from '../types/define';
import { isNone, moduleOf, need, numeric, simple, type Members } from './support';

/** A real number as CPython's math functions take it: floats, ints, and what has `__float__` or `__index__`. */
function real(m: Machine, value: Value): number | Sym | undefined {
  const direct = numeric(value);
  if (direct !== undefined) {
    if (value.kind === 'int' && typeof value.value === 'bigint' && !Number.isFinite(direct)) {
      m.raise('OverflowError', 'int too large to convert to float');
    }
    return direct;
  }
  const type = m.builtins.get('float');
  if (value.kind === 'str' || value.kind === 'none' || !type || !(m.findSpecial(value, '__float__')
    ?? m.findSpecial(value, '__index__'))) {
    return m.raise('TypeError', `must be real number, not ${m.typeOf(value).name}`);
  }
  return numeric(m.call(type, [value]));
}

/** The numbers, or the unknown that one of them became. */
function reals(m: Machine, values: readonly Value[], then: (xs: (number | Sym)[]) => Value): Value {
  const found: (number | Sym)[] = [];
  for (const value of values) {
    if (value.kind === 'unknown') return value;
    const x = real(m, value);
    if (x === undefined) return m.unknown('data-dependent-value', 'the argument of a function of math depends on data');
    found.push(x);
  }
  return then(found);
}

const domain = (m: Machine, xs: readonly (number | Sym)[], result: number | Sym): number | Sym => {
  const plain = xs.filter((x): x is number => typeof x === 'number');
  if (typeof result !== 'number' || plain.length < xs.length) return result;
  if (Number.isNaN(result) && !plain.some(Number.isNaN)) m.raise('ValueError', 'math domain error');
  if (!Number.isFinite(result) && plain.every(Number.isFinite)) m.raise('OverflowError', 'math range error');
  return result;
};

/** A function of floats; outside its domain it raises. */
const ofFloats = (name: string, signature: string, f: (...xs: number[]) => number): Value =>
  func(name, signature, (m, ...args) => reals(m, args, (xs) => float(domain(m, xs, mapSym(f, ...xs)))), `math.${name}`);

/** log and its kin: infinite at zero, where CPython says that zero is outside the domain. */
const logarithm = (name: string, f: (x: number) => number): Value => func(name, 'x, /', (m, x) => reals(m, [x], ([v]) => {
  if (typeof v === 'number' && v <= 0) m.raise('ValueError', 'math domain error');
  return float(mapSym(f, v ?? NaN));
}), `math.${name}`);

const log = builtin('log', (m, args) => reals(m, args, ([x, base]) => {
  if (typeof x === 'number' && x <= 0) m.raise('ValueError', 'math domain error');
  const [value] = args;
  const big = value?.kind === 'int' && typeof value.value === 'bigint' ? logOfBig(value.value) : undefined;
  if (base === undefined) return float(big ?? mapSym(Math.log, x ?? NaN));
  if (base === 1) m.raise('ZeroDivisionError', 'float division by zero');
  return float(mapSym((a, b) => Math.log(a) / Math.log(b), x ?? NaN, base));
}));
const logOfBig = (n: bigint): number => {
  const digits = n.toString().length - 16;
  return Math.log(Number(n / 10n ** BigInt(Math.max(0, digits)))) + Math.max(0, digits) * Math.LN10;
};

/** floor, ceil, trunc: an int, by the type's own method where it has one. */
const rounding = (name: string, special: string, f: (x: number) => number): Value => func(name, 'x, /', (m, x) => {
  if (x.kind === 'int') return x;
  const own = numeric(x) === undefined ? m.findSpecial(x, special) : undefined;
  if (own) return m.call(own, []);
  return reals(m, [x], ([v]) => {
    if (typeof v === 'number' && !Number.isFinite(v)) {
      if (Number.isNaN(v)) m.raise('ValueError', 'cannot convert float NaN to integer');
      m.raise('OverflowError', 'cannot convert float infinity to integer');
    }
    if (typeof v === 'number' && Math.abs(v) > Number.MAX_SAFE_INTEGER) return int(BigInt(f(v)));
    return int(mapSym((a) => f(a) + 0, v ?? NaN), m.origin());
  });
});

export const integer = (n: bigint): Value =>
  int(n >= BigInt(Number.MIN_SAFE_INTEGER) && n <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(n) : n);

function bigs(m: Machine, values: readonly Value[], then: (ns: bigint[]) => Value): Value {
  const found: bigint[] = [];
  for (const value of values) {
    if (value.kind === 'unknown') return value;
    if (value.kind === 'int' && typeof value.value === 'bigint') found.push(value.value);
    else {
      const n = value.kind === 'bool' ? Number(value.value) : m.index(value);
      if (n === undefined) return m.unknown('data-dependent-size', 'an integer function of math of a free size');
      found.push(BigInt(n));
    }
  }
  return then(found);
}
const abs = (n: bigint): bigint => (n < 0n ? -n : n);
const gcdOf = (a: bigint, b: bigint): bigint => {
  let [x, y] = [abs(a), abs(b)];
  while (y > 0n) [x, y] = [y, x % y];
  return x;
};
/** gcd of symbolic sizes, pointwise. */
const gcdOfNumbers = (a: number, b: number): number => (b === 0 ? Math.abs(a) : gcdOfNumbers(b, a % b));

/** Newton's method from above. */
function isqrtOf(n: bigint): bigint {
  if (n < 2n) return n;
  let x = 1n << BigInt(Math.ceil(n.toString(16).length * 2));
  for (;;) {
    const next = (x + n / x) >> 1n;
    if (next >= x) return x;
    x = next;
  }
}
/** Products of more digits than this are not worth their time. */
const MAX_DIGITS = 100_000;
const falling = (n: bigint, k: bigint): bigint => {
  let product = 1n;
  for (let i = 0n; i < k; i++) product *= n - i;
  return product;
};
/** A product of `k` numbers up to `n`. */
const few = (m: Machine, name: string, [n, k]: readonly [bigint, bigint], value: () => bigint): Value => (
  n.toString(16).length * Number(k) > MAX_DIGITS ? m.unknown('budget-exceeded',
      `math.${name}() makes a value that is too large`) : integer(value()));
const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const factorialOf = (n: bigint): bigint => falling(n, n);
const notNegative = (m: Machine, n: bigint, message: string): bigint => (n < 0n ? m.raise('ValueError', message) : n);

const gcdLike = (name: string, f: (a: bigint, b: bigint) => bigint, plain: (a: number, b: number) => number,
  start: number): Value =>
  builtin(name, (m, args) => {
    const symbolic = args.map(numeric);
    if (symbolic.some((x) => typeof x === 'object')) {
      return int(symbolic.reduce<number | Sym>((a, x) => mapSym(plain, a, x ?? NaN), start), m.origin());
    }
    return bigs(m, args, (ns) => integer(ns.reduce((a, b) => f(a, b), BigInt(start))));
  });

const test = (name: string, p: (x: number) => boolean): Value => func(name, 'x, /', (m, x) => reals(m, [x], ([v]) => {
  const answer = testSym(p, v ?? NaN);
  return answer === undefined ? m.unknown('data-dependent-value', `math.${name}() depends on a free size`) : bool(answer);
}));

const prod = simple('prod', ['iterable', 'start='], (m, [source, start]) => {
  const items = m.itemsOf(need([source], 0));
  if (!Array.isArray(items)) return items;
  return items.reduce((a, b) => m.binary('*', a, b), start ?? int(1));
});

const isclose = simple('isclose', ['a', 'b', 'rel_tol=', 'abs_tol='], (m, [a, b, rel, absolute]) =>
  reals(m, [need([a], 0), need([b], 0)], ([x, y]) => {
    if (typeof x !== 'number' || typeof y !== 'number') return m.unknown('data-dependent-value',
      'math.isclose() depends on a free size');
    const [r, t] = [numeric(rel) ?? 1e-9, numeric(absolute) ?? 0];
    if (x === y) return bool(true);
    if (!Number.isFinite(x) || !Number.isFinite(y) || typeof r !== 'number' || typeof t !== 'number') return bool(false);
    return bool(Math.abs(x - y) <= Math.max(r * Math.max(Math.abs(x), Math.abs(y)), t));
  }));

/** Exact sum by partials that do not overlap (Shewchuk), as CPython's fsum. */
function exactSum(xs: readonly number[]): number {
  const partials: number[] = [];
  for (let x of xs) {
    let i = 0;
    for (const p of partials) {
      let [a, b] = [x, p];
      if (Math.abs(a) < Math.abs(b)) [a, b] = [b, a];
      const high = a + b;
      const low = b - (high - a);
      if (low !== 0) partials[i++] = low;
      x = high;
    }
    partials.length = i;
    partials.push(x);
  }
  return partials.reduceRight((a, b) => a + b, 0);
}

const fsum = simple('fsum', ['seq'], (m, [seq]) => {
  const items = m.itemsOf(need([seq], 0));
  if (!Array.isArray(items)) return items;
  return reals(m, items, (xs) => float(mapSym((...ns) => exactSum(ns), ...xs)));
});

const split = (x: number): [number, number] => {
  if (x === 0 || !Number.isFinite(x)) return [x, 0];
  let e = Math.max(-1023, Math.floor(Math.log2(Math.abs(x))) + 1);
  let f = x * 2 ** -e;
  while (Math.abs(f) < 0.5) { f *= 2; e--; }
  while (Math.abs(f) >= 1) { f /= 2; e++; }
  return [f, e];
};

function ulpOf(x: number): number {
  const size = Math.abs(x);
  return Number.isFinite(size) ? nextAfter(size, Infinity) - size : size;
}
function nextAfter(x: number, to: number): number {
  if (Number.isNaN(x) || Number.isNaN(to)) return NaN;
  if (x === to) return to;
  if (x === 0) return to > 0 ? Number.MIN_VALUE : -Number.MIN_VALUE;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const bits = view.getBigInt64(0);
  view.setBigInt64(0, (x < to) === (x > 0) ? bits + 1n : bits - 1n);
  return view.getFloat64(0);
}
/** Lanczos' approximation, g = 7; integers go by the factorial, which is exact. */
function gammaOf(x: number): number {
  if (Number.isInteger(x) && x > 0 && x < 171) return Number(factorialOf(BigInt(x - 1)));
  if (x < 0.5) return Math.PI / (Math.sin(Math.PI * x) * gammaOf(1 - x));
  const c = [
    0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
    -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ];
  const t = x + 6.5;
  const sum = c.reduce((a, v, i) => (i === 0 ? v : a + v / (x - 1 + i)), 0);
  return Math.sqrt(2 * Math.PI) * t ** (x - 0.5) * Math.exp(-t) * sum;
}
/** Series near zero, continued fraction in the tail; both to double precision. */
function erfcOf(x: number): number {
  if (x < 0) return 2 - erfcOf(-x);
  if (x < 2.5) return 1 - erfOf(x);
  let f = 0;
  for (let k = 60; k > 0; k--) f = (k / 2) / (x + f);
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + f);
}
function erfOf(x: number): number {
  if (Math.abs(x) >= 2.5) return x > 0 ? 1 - erfcOf(x) : erfcOf(-x) - 1;
  let term = x;
  let sum = x;
  for (let n = 1; n < 80; n++) {
    term *= -x * x / n;
    sum += term / (2 * n + 1);
  }
  return 2 / Math.sqrt(Math.PI) * sum;
}

const ONE: Readonly<Record<string, (x: number) => number>> = {
  exp: Math.exp, exp2: (x) => 2 ** x, expm1: Math.expm1, sqrt: Math.sqrt, cbrt: Math.cbrt, fabs: Math.abs, sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan, asin: Math.asin, acos: Math.acos, atan: Math.atan, sinh: Math.sinh, cosh: Math.cosh, tanh: Math.tanh,
  asinh: Math.asinh,
  acosh: Math.acosh, atanh: Math.atanh, degrees: (x) => x * (180 / Math.PI), radians: (x) => x * (Math.PI / 180), erf: erfOf,
  erfc: erfcOf,
  gamma: gammaOf, lgamma: (x) => Math.log(Math.abs(gammaOf(x))), log1p: Math.log1p,
};
const TWO: Readonly<Record<string, (x: number, y: number) => number>> = {
  pow: (x, y) => (x === 1 ? 1 : x ** y), atan2: Math.atan2, fmod: (x, y) => x % y,
  copysign: (x, y) => (y < 0 || Object.is(y, -0) ? -Math.abs(x) : Math.abs(x)), ldexp: (x, e) => x * 2 ** e,
  remainder: (x, y) => x - y * roundHalfEven(x / y),
};
const roundHalfEven = (x: number): number => {
  const low = Math.floor(x);
  return x - low < 0.5 || (x - low === 0.5 && low % 2 === 0) ? low : low + 1;
};

function members(): Members {
  const found: Record<string, Value> = {
    pi: float(Math.PI), e: float(Math.E), tau: float(2 * Math.PI), inf: float(Infinity), nan: float(NaN),
    log, log2: logarithm('log2', Math.log2), log10: logarithm('log10', Math.log10),
    floor: rounding('floor', '__floor__', Math.floor), ceil: rounding('ceil', '__ceil__', Math.ceil),
    trunc: rounding('trunc', '__trunc__', Math.trunc),
    isnan: test('isnan', Number.isNaN), isinf: test('isinf', (x) => Math.abs(x) === Infinity),
    isfinite: test('isfinite', Number.isFinite),
    gcd: gcdLike('gcd', gcdOf, gcdOfNumbers, 0),
    lcm: gcdLike('lcm', (a, b) => (a === 0n || b === 0n ? 0n : abs(a / gcdOf(a, b) * b)),
      (a, b) => a / gcdOfNumbers(a, b) * b, 1),
    factorial: func('factorial', 'x, /', (m, x) => {
      if (x.kind === 'float') m.raise('TypeError', "'float' object cannot be interpreted as an integer");
      return bigs(m, [x], ([n = 0n]) => few(m, 'factorial', [n, n], () =>
        factorialOf(notNegative(m, n, 'factorial() not defined for negative values'))));
    }),
    isqrt: func('isqrt', 'n, /', (m, x) => bigs(m, [x], ([n]) => integer(isqrtOf(notNegative(m, n ?? 0n,
      'isqrt() argument must be nonnegative'))))),
    comb: func('comb', 'n, k, /', (m, ...args) => bigs(m, args, ([n = 0n, k = 0n]) => {
      notNegative(m, n, 'n must be a non-negative integer');
      notNegative(m, k, 'k must be a non-negative integer');
      const fewer = least(k, n - k);
      return fewer < 0n ? int(0) : few(m, 'comb', [n, fewer], () => falling(n, fewer) / factorialOf(fewer));
    })),
    perm: func('perm', 'n, k=None, /', (m, n, k) => bigs(m, isNone(k) ? [n, n] : [n, k],
      ([a = 0n, b = 0n]) => (b > a ? int(0) : few(m, 'perm', [a, b], () => falling(a, b))))),
    // The gap to the next number of float64.
    ulp: func('ulp', 'x, /', (m, x) => reals(m, [x], ([v]) => float(mapSym(ulpOf, v ?? NaN)))),
    nextafter: func('nextafter', 'x, y, /', (m, x, y) => reals(m, [x, y], ([a, b]) => float(mapSym(nextAfter, a ?? NaN,
        b ?? NaN)))),
    prod, isclose, fsum,
    hypot: builtin('hypot', (m, args) => reals(m, args, (xs) => float(mapSym(Math.hypot, ...xs)))),
    dist: func('dist', 'p, q, /', (m, p, q) => {
      const [a, b] = [m.itemsOf(p), m.itemsOf(q)];
      if (!Array.isArray(a)) return a;
      if (!Array.isArray(b)) return b;
      return reals(m, a.map((x, i) => m.binary('-', x, need(b, i))), (xs) => float(mapSym(Math.hypot, ...xs)));
    }),
    modf: func('modf', 'x, /', (m, x) => reals(m, [x], ([v]) => tuple([
      float(mapSym((a) => (Number.isFinite(a) ? a - Math.trunc(a) : 0), v ?? NaN)), float(mapSym(Math.trunc, v ?? NaN)),
    ]))),
    frexp: func('frexp', 'x, /', (m, x) => reals(m, [x], ([v]) =>
      tuple([float(mapSym((a) => split(a)[0], v ?? NaN)), int(mapSym((a) => split(a)[1], v ?? NaN))]))),
  };
  for (const [name, f] of Object.entries(ONE)) found[name] = ofFloats(name, 'x, /', f);
  for (const [name, f] of Object.entries(TWO)) found[name] = ofFloats(name, 'x, y, /', f);
  found['log1p'] = logarithmPlusOne;
  return found;
}
const logarithmPlusOne = func('log1p', 'x, /', (m, x) => reals(m, [x], ([v]) => {
  if (typeof v === 'number' && v <= -1) m.raise('ValueError', 'math domain error');
  return float(mapSym(Math.log1p, v ?? NaN));
}));

export const math: NativeModule = () => moduleOf('math', members());
