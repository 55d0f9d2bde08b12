// Arithmetic and comparison of Python's numbers: exact ints of any size, floats, symbolic sizes. CPython's results and
// error texts. Knows no objects: operators.ts falls back to special methods when this gives undefined.
import type { Origin } from '../base/source';
import type { BinaryOperator, CompareOperator } from '../python/ast';
import { joinOrigins } from '../tensor/dim';
import { equalSym, isSym, mapSym, testSym, type Sym } from '../tensor/sym';
import { int, type Int } from '../tensor/value';
import type { Machine } from './machine';
import { bool, float, type Bool, type Float, type Value } from './value';

type Number_ = Int | Float | Bool;
type Integer = number | bigint;

const isNumber = (v: Value): v is Number_ => v.kind === 'int' || v.kind === 'float' || v.kind === 'bool';
const originOf = (v: Number_): Origin | null => (v.kind === 'bool' ? null : v.origin);
const integer = (v: Int | Bool): Integer | Sym => (v.kind === 'bool' ? (v.value ? 1 : 0) : v.value);
const safe = (n: number): boolean => n <= 9007199254740991 && n >= -9007199254740991;
/** A bigint only beyond 2^53. */
export const normal = (n: bigint): Integer => (n <= 9007199254740991n && n >= -9007199254740991n ? Number(n) : n);

/** undefined: not two numbers. */
export function arithmetic(m: Machine, op: BinaryOperator, a: Value, b: Value): Value | undefined {
  if (!isNumber(a) || !isNumber(b)) return undefined;
  if (a.kind === 'bool' && b.kind === 'bool' && (op === '&' || op === '|' || op === '^')) {
    return bool(op === '&' ? a.value && b.value : op === '|' ? a.value || b.value : a.value !== b.value);
  }
  const origin = joinOrigins(m.origin(), [originOf(a), originOf(b)]);
  if (a.kind === 'float' || b.kind === 'float') return floats(m, op, toFloat(m, a), toFloat(m, b), origin);
  const x = integer(a);
  const y = integer(b);
  if (isSym(x) || isSym(y)) return symbolic(m, op, x, y, origin);
  if (op === '/') return float(divide(m, x, y), origin);
  if (op === '**' && y < 0) {
    if (x === 0) m.raise('ZeroDivisionError', '0.0 cannot be raised to a negative power');
    return float(Math.pow(Number(x), Number(y)), origin);
  }
  const result = integers(m, op, x, y);
  return result === undefined ? undefined : result === null ? m.unknown('budget-exceeded', `the result of ${op} has too many digits`) : int(result, origin);
}

function toFloat(m: Machine, v: Number_): number | Sym {
  if (v.kind === 'bool') return v.value ? 1 : 0;
  if (typeof v.value !== 'bigint') return v.value;
  const n = Number(v.value);
  return Number.isFinite(n) ? n : m.raise('OverflowError', 'int too large to convert to float');
}

function divide(m: Machine, x: Integer, y: Integer): number {
  if (y == 0) return m.raise('ZeroDivisionError', 'division by zero');
  if (typeof x === 'number' && typeof y === 'number') return x / y;
  const [p, q] = [BigInt(x), BigInt(y)];
  // Both scaled down together, so that the quotient keeps 53 bits when only the operands are huge.
  const shift = BigInt(Math.max(0, Math.min(bits(p), bits(q)) - 1000));
  const result = Number(p >> shift) / Number(q >> shift);
  return Number.isFinite(result) ? result : m.raise('OverflowError', 'integer division result too large for a float');
}
const bits = (n: bigint): number => (n < 0n ? -n : n).toString(16).length * 4;
const MAX_BITS = 200_000;

/** null: too large to be computed; undefined: no such operator. */
function integers(m: Machine, op: BinaryOperator, x: Integer, y: Integer): Integer | null | undefined {
  if (typeof x === 'number' && typeof y === 'number') {
    const result = small(m, op, x, y);
    if (result !== null && result !== undefined && safe(result)) return result;
    if (result === undefined) return undefined;
  }
  return large(m, op, BigInt(x), BigInt(y));
}

/** null: outside of what doubles hold exactly. */
function small(m: Machine, op: BinaryOperator, x: number, y: number): number | null | undefined {
  switch (op) {
    case '+': return x + y;
    case '-': return x - y;
    case '*': return x * y + 0;
    case '//': {
      if (y === 0) return m.raise('ZeroDivisionError', 'integer division or modulo by zero');
      return (x - floorMod(x, y)) / y + 0;
    }
    case '%': return y === 0 ? m.raise('ZeroDivisionError', 'integer modulo by zero') : floorMod(x, y);
    case '**': return power(x, y);
    case '<<':
      if (y < 0) return m.raise('ValueError', 'negative shift count');
      return y < 53 ? x * 2 ** y : null;
    case '>>':
      if (y < 0) return m.raise('ValueError', 'negative shift count');
      return Math.floor(x / 2 ** Math.min(y, 60));
    case '&': return (x | 0) === x && (y | 0) === y ? x & y : null;
    case '|': return (x | 0) === x && (y | 0) === y ? x | y : null;
    case '^': return (x | 0) === x && (y | 0) === y ? x ^ y : null;
    case '/':
    case '@': return undefined;
  }
}

export function floorMod(x: number, y: number): number {
  const r = x % y;
  return (r !== 0 && r < 0 !== y < 0 ? r + y : r) + 0;
}

function power(x: number, y: number): number | null {
  let result = 1;
  let base = x;
  for (let n = y; n > 0; n = Math.floor(n / 2)) {
    if (n % 2 === 1) result *= base;
    if (!safe(result)) return null;
    if (n > 1) base *= base;
    if (!safe(base) && n > 1) return null;
  }
  return result;
}

function large(m: Machine, op: BinaryOperator, x: bigint, y: bigint): Integer | null | undefined {
  switch (op) {
    case '+': return normal(x + y);
    case '-': return normal(x - y);
    case '*': return normal(x * y);
    case '//': {
      if (y === 0n) return m.raise('ZeroDivisionError', 'integer division or modulo by zero');
      const q = x / y;
      return normal(x % y !== 0n && x < 0n !== y < 0n ? q - 1n : q);
    }
    case '%': {
      if (y === 0n) return m.raise('ZeroDivisionError', 'integer modulo by zero');
      const r = x % y;
      return normal(r !== 0n && r < 0n !== y < 0n ? r + y : r);
    }
    case '**': return (x === 0n || x === 1n || x === -1n || y * BigInt(bits(x)) < MAX_BITS) ? normal(x ** y) : null;
    case '<<':
      if (y < 0n) return m.raise('ValueError', 'negative shift count');
      return y < MAX_BITS ? normal(x << y) : x === 0n ? 0 : null;
    case '>>': return y < 0n ? m.raise('ValueError', 'negative shift count') : normal(x >> y);
    case '&': return normal(x & y);
    case '|': return normal(x | y);
    case '^': return normal(x ^ y);
    case '/':
    case '@': return undefined;
  }
}

// ---- floats -------------------------------------------------------------------------------------------------------
function floats(m: Machine, op: BinaryOperator, x: number | Sym, y: number | Sym, origin: Origin | null): Value | undefined {
  if (y === 0 && (op === '/' || op === '//' || op === '%')) {
    m.raise('ZeroDivisionError', op === '/' ? 'float division by zero' : op === '//' ? 'float floor division by zero' : 'float modulo');
  }
  if (op === '**' && typeof x === 'number' && typeof y === 'number') return floatPower(m, x, y, origin);
  const f = FLOAT[op];
  return f && float(mapSym(f, x, y), origin);
}

const FLOAT: Partial<Record<BinaryOperator, (x: number, y: number) => number>> = {
  '+': (x, y) => x + y, '-': (x, y) => x - y, '*': (x, y) => x * y, '/': (x, y) => x / y, '//': floatFloor, '%': floatMod,
  '**': (x, y) => Math.pow(x, y),
};

/** As float_rem in CPython: the remainder has the sign of the divisor. */
export function floatMod(x: number, y: number): number {
  const r = x % y;
  if (r === 0) return y < 0 ? -0 : 0;
  return r < 0 !== y < 0 ? r + y : r;
}
/** As float_floor_div in CPython: exact even where x / y rounds up. */
function floatFloor(x: number, y: number): number {
  if (!Number.isFinite(x) || Number.isNaN(y)) return NaN;
  let r = x % y;
  let q = (x - r) / y;
  if (r !== 0 && r < 0 !== y < 0) {
    r += y;
    q -= 1;
  }
  if (q === 0) return x / y < 0 ? -0 : 0;
  const floor = Math.floor(q);
  return q - floor > 0.5 ? floor + 1 : floor;
}

function floatPower(m: Machine, x: number, y: number, origin: Origin | null): Value {
  if (x === 0 && y < 0) return m.raise('ZeroDivisionError', '0.0 cannot be raised to a negative power');
  if (x < 0 && Number.isFinite(x) && Number.isFinite(y) && !Number.isInteger(y)) {
    const [length, angle] = [Math.pow(-x, y), Math.PI * y];
    return { kind: 'complex', re: length * Math.cos(angle), im: length * Math.sin(angle) };
  }
  if (x === 1 || y === 0) return float(1, origin);
  if (x === -1 && !Number.isFinite(y) && !Number.isNaN(y)) return float(1, origin);
  const result = Math.pow(x, y);
  if (!Number.isFinite(result) && Number.isFinite(x) && Number.isFinite(y)) m.raise('OverflowError', "(34, 'Numerical result out of range')");
  return float(result, origin);
}

// ---- symbols -------------------------------------------------------------------------------------------------------
const SYMBOLIC: Partial<Record<BinaryOperator, (x: number, y: number) => number>> = {
  '+': (x, y) => x + y, '-': (x, y) => x - y, '*': (x, y) => x * y, '//': (x, y) => Math.floor(x / y), '%': floorMod,
  '<<': (x, y) => x * 2 ** y, '>>': (x, y) => Math.floor(x / 2 ** y), '**': (x, y) => Math.pow(x, y),
  '&': (x, y) => Number(BigInt(x) & BigInt(y)), '|': (x, y) => Number(BigInt(x) | BigInt(y)), '^': (x, y) => Number(BigInt(x) ^ BigInt(y)),
};

function symbolic(m: Machine, op: BinaryOperator, x: Integer | Sym, y: Integer | Sym, origin: Origin | null): Value | undefined {
  const p = typeof x === 'bigint' ? Number(x) : x;
  const q = typeof y === 'bigint' ? Number(y) : y;
  if (op === '/') return q === 0 ? m.raise('ZeroDivisionError', 'division by zero') : float(mapSym((a, b) => a / b, p, q), origin);
  if (q === 0 && (op === '//' || op === '%')) {
    m.raise('ZeroDivisionError', op === '%' ? 'integer modulo by zero' : 'integer division or modulo by zero');
  }
  const f = SYMBOLIC[op];
  if (!f) return undefined;
  if (op === '**' && testSym((e) => e >= 0, q) !== true) return float(mapSym(f, p, q), origin);
  return int(mapSym(f, p, q), origin);
}

// ---- comparison ----------------------------------------------------------------------------------------------------
const TESTS: Partial<Record<CompareOperator, (x: number, y: number) => boolean>> = {
  '<': (x, y) => x < y, '<=': (x, y) => x <= y, '>': (x, y) => x > y, '>=': (x, y) => x >= y,
};

/** `'undecided'` depends on the input; undefined: not two numbers. */
export function compareNumbers(op: CompareOperator, a: Value, b: Value): boolean | 'undecided' | undefined {
  if (!isNumber(a) || !isNumber(b)) return undefined;
  const x = a.kind === 'bool' ? (a.value ? 1 : 0) : a.value;
  const y = b.kind === 'bool' ? (b.value ? 1 : 0) : b.value;
  if (isSym(x) || isSym(y)) {
    const [p, q] = [typeof x === 'bigint' ? Number(x) : x, typeof y === 'bigint' ? Number(y) : y];
    if (op === '==') return equalSym(p, q) ?? 'undecided';
    if (op === '!=') return flip(equalSym(p, q));
    const test = TESTS[op];
    return test ? testSym(test, p, q) ?? 'undecided' : undefined;
  }
  switch (op) {
    case '==': return x == y;
    case '!=': return x != y;
    case '<': return x < y;
    case '<=': return x <= y;
    case '>': return x > y;
    case '>=': return x >= y;
    default: return undefined;
  }
}
const flip = (b: boolean | undefined): boolean | 'undecided' => (b === undefined ? 'undecided' : !b);
