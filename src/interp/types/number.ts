// Arithmetic and comparison of bool, int, float and complex, over plain numbers, bigints and symbolic sizes.
// Knows no methods: int.ts, float.ts and complex.ts put them on the types.
import { memory } from '../../base/memory';
import { joinOrigins } from '../../tensor/dim';
import { equalSym, isSym, mapSym, testSym, type Sym } from '../../tensor/sym';
import { int, type Int, type Unknown } from '../../tensor/value';
import type { BinaryOperator, CompareOperator } from '../../python/ast';
import type { Machine } from '../machine';
import { bool, FALSE, float, NOT_IMPLEMENTED, TRUE, type Bool, type Complex, type Float, type Value } from '../value';
import { complexPower, complexArithmetic } from './complexMath';
import { floatFloorDivide, floatModulo, floatPower, trueDivide } from './floatMath';
import { unwrap } from './native';
import { showInt, undecided } from './protocol';

export type Numeric = Bool | Int | Float | Complex;
type Plain = number | bigint;

/** The numeric value behind a number or an instance of a number's subclass. */
export function asNumeric(value: Value): Numeric | undefined {
  const v = unwrap(value);
  return v.kind === 'int' || v.kind === 'float' || v.kind === 'bool' || v.kind === 'complex' ? v : undefined;
}
export const intOf = (v: Bool | Int): Int['value'] => (v.kind === 'bool' ? (v.value ? 1 : 0) : v.value);

/** A bigint that fits is kept as a number: one number has one representation. */
export const normalize = (value: Plain): Plain =>
  typeof value === 'bigint' && value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value;

type Exact = Bool | Int | Float;
const isExact = (v: Value): v is Exact => v.kind === 'int' || v.kind === 'float' || v.kind === 'bool';

/** The same for operands that are no instances of subclasses, which may bring operators of their own. */
export function exactArithmetic(m: Machine, op: BinaryOperator, a: Value, b: Value): Value | undefined {
  if (!isExact(a) || !isExact(b)) return undefined;
  const result = arithmetic(m, op, a, b);
  return result.kind === 'notImplemented' ? undefined : result;
}

const toNumber = (v: Int['value']): number | Sym => (typeof v === 'bigint' ? Number(v) : v);
const originOf = (v: Numeric): Int['origin'] => (v.kind === 'int' || v.kind === 'float' ? v.origin : null);
const join = (m: Machine, a: Numeric, b: Numeric): Int['origin'] => joinOrigins(m.origin(), [originOf(a), originOf(b)]);

/** `a op b`; NotImplemented when an operand is no number or the operator is none of numbers. */
export function arithmetic(m: Machine, op: BinaryOperator, left: Value, right: Value): Value {
  const a = asNumeric(left);
  const b = asNumeric(right);
  if (!a || !b || op === '@') return NOT_IMPLEMENTED;
  if (a.kind === 'complex' || b.kind === 'complex') return complexOf(m, op, a, b);
  if (a.kind === 'float' || b.kind === 'float') return floats(m, op, a, b);
  if (a.kind === 'bool' && b.kind === 'bool' && (op === '&' || op === '|' || op === '^')) {
    return bool(op === '&' ? a.value && b.value : op === '|' ? a.value || b.value : a.value !== b.value);
  }
  const [x, y] = [intOf(a), intOf(b)];
  if (isSym(x) || isSym(y)) return symbolic(m, op, a, b, toNumber(x), toNumber(y));
  const result = integers(m, op, x, y);
  return typeof result === 'object' ? result : int(normalize(result), join(m, a, b));
}

const isSafe = Number.isSafeInteger;
/** Results of more bits than this are refused: no model needs them and they take memory. */
const MAX_BITS = 1 << 20;

function integers(m: Machine, op: BinaryOperator, x: Plain, y: Plain): Plain | Float | Unknown {
  switch (op) {
    case '+': return exact(x, y, (a, b) => a + b, (a, b) => a + b);
    case '-': return exact(x, y, (a, b) => a - b, (a, b) => a - b);
    case '*': return productOf(m, x, y);
    case '/':
      if (y == 0) return m.raise('ZeroDivisionError', 'division by zero');
      return float(trueDivide(m, x, y), m.origin());
    case '//':
      if (y == 0) return m.raise('ZeroDivisionError', 'integer division or modulo by zero');
      return exact(x, y, (a, b) => Math.floor(a / b), floorDivide);
    case '%':
      if (y == 0) return m.raise('ZeroDivisionError', 'integer modulo by zero');
      return exact(x, y, floorModulo, (a, b) => a - floorDivide(a, b) * b);
    case '**': return power(m, x, y);
    case '<<':
    case '>>': return shift(m, op, x, y);
    case '&': return bits(x, y, (a, b) => a & b, (a, b) => a & b);
    case '|': return bits(x, y, (a, b) => a | b, (a, b) => a | b);
    case '^': return bits(x, y, (a, b) => a ^ b, (a, b) => a ^ b);
    case '@': return m.unknown('internal', 'matrix product of integers');
  }
}

function exact(x: Plain, y: Plain, fast: (a: number, b: number) => number, slow: (a: bigint, b: bigint) => bigint): Plain {
  if (typeof x === 'number' && typeof y === 'number') {
    const result = fast(x, y);
    // A zero of either sign is the integer 0.
    if (isSafe(result) && isSafe(x) && isSafe(y)) return result + 0;
  }
  return counted(slow(BigInt(x), BigInt(y)));
}

/** Numbers of thousands of digits are counted as what they take. */
function counted(x: bigint): bigint {
  if (x > HUGE || x < -HUGE) memory.counted += bitLength(x) / 8;
  return x;
}
const HUGE = 1n << 4096n;

function productOf(m: Machine, x: Plain, y: Plain): Plain | Unknown {
  const long = typeof x === 'bigint' && typeof y === 'bigint' && bitLength(x) + bitLength(y) > MAX_BITS;
  return long ? m.unknown('budget-exceeded', 'a product has too many digits') : exact(x, y, (a, b) => a * b, (a, b) => a * b);
}

const isInt32 = (x: Plain): x is number => typeof x === 'number' && (x | 0) === x;
const bits = (x: Plain, y: Plain, fast: (a: number, b: number) => number, slow: (a: bigint, b: bigint) => bigint): Plain =>
  isInt32(x) && isInt32(y) ? fast(x, y) : slow(BigInt(x), BigInt(y));

export const floorModulo = (a: number, b: number): number => {
  const r = a % b;
  return r !== 0 && (r < 0) !== (b < 0) ? r + b : r;
};
export function floorDivide(a: bigint, b: bigint): bigint {
  const q = a / b;
  return a % b !== 0n && (a < 0n) !== (b < 0n) ? q - 1n : q;
}

const bitLength = (x: Plain): number => {
  const positive = x < 0 ? -x : x;
  return typeof positive === 'number' ? Math.ceil(Math.log2(positive + 1)) : positive.toString(16).length * 4;
};

function power(m: Machine, x: Plain, y: Plain): Plain | Float | Unknown {
  if (y < 0) {
    if (x == 0) return m.raise('ZeroDivisionError', '0.0 cannot be raised to a negative power');
    return float(floatPower(m, Number(x), Number(y)), m.origin());
  }
  if (x == 0 || x == 1) return y == 0 ? 1 : x;
  if (bitLength(x) * Number(y) > MAX_BITS) return m.unknown('budget-exceeded', `${x}**${y} has too many digits`);
  const quick = typeof x === 'number' && typeof y === 'number' ? x ** y : NaN;
  // Math.pow is exact while the result is an integer below 2^53 of few factors; larger powers are multiplied out.
  return isSafe(quick) && Math.abs(quick) < 2 ** 31 ? Math.round(quick) : BigInt(x) ** BigInt(y);
}

function shift(m: Machine, op: '<<' | '>>', x: Plain, y: Plain): Plain | Unknown {
  if (y < 0) return m.raise('ValueError', 'negative shift count');
  if (op === '>>') return bitLength(x) < Number(y) ? (x < 0 ? -1 : 0) : BigInt(x) >> BigInt(y);
  if (x == 0) return 0;
  if (bitLength(x) + Number(y) > MAX_BITS) return m.unknown('budget-exceeded', `${x}<<${y} has too many digits`);
  return BigInt(x) << BigInt(y);
}

const SYMBOLIC: Readonly<Partial<Record<BinaryOperator, (a: number, b: number) => number>>> = {
  '+': (a, b) => a + b, '-': (a, b) => a - b, '*': (a, b) => a * b, '/': (a, b) => a / b,
  '//': (a, b) => Math.floor(a / b) + 0, '%': (a, b) => floorModulo(a, b) + 0, '**': (a, b) => a ** b,
  '<<': (a, b) => a * 2 ** b, '>>': (a, b) => Math.floor(a / 2 ** b),
  '&': (a, b) => Number(BigInt(a) & BigInt(b)), '|': (a, b) => Number(BigInt(a) | BigInt(b)),
  '^': (a, b) => Number(BigInt(a) ^ BigInt(b)),
};

const ZERO: Readonly<Partial<Record<BinaryOperator, string>>> = {
  '/': 'division by zero', '//': 'integer division or modulo by zero', '%': 'integer modulo by zero',
};

/** Integers of which one depends on the input. */
function symbolic(m: Machine, op: BinaryOperator, a: Numeric, b: Numeric, x: number | Sym, y: number | Sym): Value {
  const f = SYMBOLIC[op];
  if (!f) return NOT_IMPLEMENTED;
  const divides = op === '/' || op === '//' || op === '%';
  if (divides) {
    const zero = testSym((d) => d === 0, y);
    if (zero) return m.raise('ZeroDivisionError', ZERO[op] ?? 'division by zero');
    if (zero === undefined) return undecided(m, `whether ${showInt(y)} is zero`);
  }
  let isFloat = op === '/';
  if (op === '**' || op === '<<' || op === '>>') {
    const negative = testSym((e) => e < 0, y);
    if (negative === undefined) return undecided(m, `the sign of ${showInt(y)}`);
    if (negative && op !== '**') return m.raise('ValueError', 'negative shift count');
    isFloat = negative;
  }
  const value = mapSym(f, x, y);
  return isFloat ? float(value, join(m, a, b)) : int(value, join(m, a, b));
}

// ---- floats ---------------------------------------------------------------------------------------------------
export const realOf = (v: Bool | Int | Float): number | Sym =>
  v.kind === 'float' ? v.value : toNumber(intOf(v));

function floats(m: Machine, op: BinaryOperator, a: Bool | Int | Float, b: Bool | Int | Float): Value {
  const x = toFloat(m, a);
  const y = toFloat(m, b);
  if (isSym(x) || isSym(y)) return symbolicFloats(m, op, a, b, x, y);
  const origin = join(m, a, b);
  switch (op) {
    case '+': return float(x + y, origin);
    case '-': return float(x - y, origin);
    case '*': return float(x * y, origin);
    case '/':
      if (y === 0) {
        return m.raise('ZeroDivisionError',
          a.kind === 'float' || b.kind === 'float' ? 'float division by zero' : 'division by zero');
      }
      return float(x / y, origin);
    case '//':
      if (y === 0) return m.raise('ZeroDivisionError', 'float floor division by zero');
      return float(floatFloorDivide(x, y), origin);
    case '%':
      if (y === 0) return m.raise('ZeroDivisionError', 'float modulo');
      return float(floatModulo(x, y), origin);
    case '**':
      if (x < 0 && Number.isFinite(x) && Number.isFinite(y) && !Number.isInteger(y)) {
        return complexPower(m, { kind: 'complex', re: x, im: 0 }, { kind: 'complex', re: y, im: 0 });
      }
      return float(floatPower(m, x, y), origin);
    default: return NOT_IMPLEMENTED;
  }
}

function toFloat(m: Machine, v: Bool | Int | Float): number | Sym {
  const x = realOf(v);
  if (typeof x === 'number' && v.kind === 'int' && !Number.isFinite(x)) {
    return m.raise('OverflowError', 'int too large to convert to float');
  }
  return x;
}

function symbolicFloats(
  m: Machine, op: BinaryOperator, a: Numeric, b: Numeric, x: number | Sym, y: number | Sym,
): Value {
  const f = SYMBOLIC[op];
  if (!f || '&|^<<>>'.includes(op)) return NOT_IMPLEMENTED;
  if (op === '/' || op === '//' || op === '%') {
    const zero = testSym((d) => d === 0, y);
    if (zero) return m.raise('ZeroDivisionError', op === '/' ? 'float division by zero' : 'float modulo');
    if (zero === undefined) return undecided(m, 'whether a divisor is zero');
  }
  if (op === '**' && testSym((base, e) => base > 0 || (Number.isInteger(e) && e >= 0), x, y) !== true) {
    return undecided(m, 'the sign of a base');
  }
  return float(mapSym(f, x, y), join(m, a, b));
}

function complexOf(m: Machine, op: BinaryOperator, a: Numeric, b: Numeric): Value {
  const x = toComplex(a);
  const y = toComplex(b);
  if (!x || !y) return undecided(m, 'a complex number');
  return complexArithmetic(m, op, x, y);
}

/** Undefined for symbolic numbers, which complex ones do not have. */
export function toComplex(v: Numeric): Complex | undefined {
  if (v.kind === 'complex') return v;
  const re = realOf(v);
  return typeof re === 'number' ? { kind: 'complex', re, im: 0 } : undefined;
}

// ---- comparison -----------------------------------------------------------------------------------------------
type Ordering = Exclude<CompareOperator, 'is' | 'is not' | 'in' | 'not in'>;
const COMPARE: Readonly<Record<Ordering, (a: Plain, b: Plain) => boolean>> = {
  '==': (a, b) => a == b, '!=': (a, b) => a != b, '<': (a, b) => a < b, '<=': (a, b) => a <= b,
  '>': (a, b) => a > b, '>=': (a, b) => a >= b,
};

/** NotImplemented for other types; unknown when the answer depends on the input. */
export function compareNumbers(m: Machine, op: Ordering, left: Value, right: Value): Value {
  const a = asNumeric(left);
  const b = asNumeric(right);
  if (!a || !b) return NOT_IMPLEMENTED;
  if (a.kind === 'complex' || b.kind === 'complex') {
    const x = toComplex(a);
    const y = toComplex(b);
    if ((op !== '==' && op !== '!=') || !x || !y) return NOT_IMPLEMENTED;
    return bool((x.re === y.re && x.im === y.im) === (op === '=='));
  }
  const answer = compareReals(op, a, b);
  if (answer !== undefined) return answer ? TRUE : FALSE;
  return undecided(m, `whether ${showReal(a)} ${op} ${showReal(b)}`);
}

/** `'undecided'` depends on the input; undefined: not two exact numbers, or no ordering. */
export function compareExact(op: CompareOperator, a: Value, b: Value): boolean | 'undecided' | undefined {
  if (!isExact(a) || !isExact(b) || !(op in COMPARE)) return undefined;
  return compareReals(op as Ordering, a, b) ?? 'undecided'; // Only orderings are among the keys.
}

const showReal = (v: Exact): string => showInt(v.kind === 'float' ? v.value : intOf(v));

function compareReals(op: Ordering, a: Exact, b: Exact): boolean | undefined {
  const x = a.kind === 'float' ? a.value : intOf(a);
  const y = b.kind === 'float' ? b.value : intOf(b);
  if (!isSym(x) && !isSym(y)) return COMPARE[op](x, y);
  const [s, t] = [toNumber(x), toNumber(y)];
  if (op === '==') return equalSym(s, t);
  return op === '!=' ? negate(equalSym(s, t)) : testSym(COMPARE[op], s, t);
}
const negate = (b: boolean | undefined): boolean | undefined => (b === undefined ? undefined : !b);
