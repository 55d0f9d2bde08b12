// Float arithmetic where JavaScript and C differ: floor division, modulo, powers, division of big integers.
// Knows no Python values.
import type { Machine } from '../machine';
import { precisePower } from '../precise';

/** As float_rem of CPython: the sign of the divisor. */
export function floatModulo(x: number, y: number): number {
  const r = x % y;
  if (r === 0) return y < 0 ? -0 : 0;
  return (r < 0) !== (y < 0) ? r + y : r;
}

/** As float_floor_div of CPython, which rounds the quotient of x minus the remainder. */
export function floatFloorDivide(x: number, y: number): number {
  let mod = x % y;
  let quotient = (x - mod) / y;
  if (mod !== 0 && (y < 0) !== (mod < 0)) {
    mod += y;
    quotient -= 1;
  }
  if (quotient === 0) return x / y < 0 || Object.is(x / y, -0) ? -0 : 0;
  const floor = Math.floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
}

/** As float_pow of CPython and C's pow. */
export function floatPower(m: Machine, x: number, y: number): number {
  if (y === 0 || x === 1) return 1;
  if (x === -1 && !Number.isFinite(y) && !Number.isNaN(y)) return 1;
  if (x === 0 && y < 0) return m.raise('ZeroDivisionError', '0.0 cannot be raised to a negative power');
  const result = precisePower(x, y);
  if (!Number.isFinite(result) && Number.isFinite(x) && Number.isFinite(y)) {
    return m.raise('OverflowError', "(34, 'Numerical result out of range')");
  }
  return result;
}

/** int / int, correctly rounded even beyond 2^53. */
export function trueDivide(m: Machine, x: number | bigint, y: number | bigint): number {
  if (typeof x === 'number' && typeof y === 'number') return x / y;
  const [a, b] = [BigInt(x), BigInt(y)];
  const negative = (a < 0n) !== (b < 0n);
  const magnitude = ratio(a < 0n ? -a : a, b < 0n ? -b : b);
  if (!Number.isFinite(magnitude)) return m.raise('OverflowError', 'integer division result too large for a float');
  return negative ? -magnitude : magnitude;
}

/** a / b correctly rounded, for a >= 0 and b > 0: the quotient keeps enough bits, and whether any were lost. */
export function ratio(a: bigint, b: bigint): number {
  if (a === 0n) return 0;
  // Results below 2^-1022 have fewer bits, and are rounded once, where their last bit is.
  const shift = Math.min(66 - (lengthOf(a) - lengthOf(b)), 1074 + 2);
  const scaled = shift > 0 ? a << BigInt(shift) : a;
  const divisor = shift < 0 ? b << BigInt(-shift) : b;
  const sticky = scaled % divisor === 0n ? 0n : 1n;
  return scale(scaled / divisor, sticky, -shift);
}

/** (x + a little when sticky) · 2^exponent, rounded half to even. */
function scale(x: bigint, sticky: bigint, exponent: number): number {
  const excess = Math.max(lengthOf(x) - 53, -1074 - exponent);
  if (excess <= 0) return Number(x) * power2(exponent);
  const unit = 1n << BigInt(excess);
  const rest = (x % unit) * 2n + sticky;
  const low = x / unit;
  const up = rest > unit || (rest === unit && low % 2n === 1n);
  return Number(up ? low + 1n : low) * power2(exponent + excess);
}

/** 2^n even where one factor alone would overflow or vanish. */
const power2 = (n: number): number => (n < -1022 ? 2 ** (n + 60) * 2 ** -60 : n > 1023 ? Infinity : 2 ** n);

const lengthOf = (x: bigint): number => x.toString(2).length;

/** Splits a finite float into an integer and a power of two: x = mantissa · 2^exponent. */
export function decompose(x: number): { mantissa: bigint; exponent: number } {
  if (x === 0) return { mantissa: 0n, exponent: 0 };
  let exponent = 0;
  let value = x;
  while (!Number.isInteger(value)) {
    value *= 2;
    exponent--;
    // Denormals reach integers only by many doublings; the loop is bounded by 1074.
  }
  return { mantissa: BigInt(value), exponent };
}
