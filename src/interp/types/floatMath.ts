// Float arithmetic where JavaScript and C differ: floor division, modulo, powers, division of big integers.
// Knows no Python values.
import type { Machine } from '../machine';

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
  const result = x ** y;
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
  const magnitude = divideMagnitudes(a < 0n ? -a : a, b < 0n ? -b : b);
  if (!Number.isFinite(magnitude)) return m.raise('OverflowError', 'integer division result too large for a float');
  return negative ? -magnitude : magnitude;
}

const lengthOf = (x: bigint): number => x.toString(2).length;

/** Keeps 64 bits of the quotient and whether any were lost; Number() then rounds half to even on the right side. */
function divideMagnitudes(a: bigint, b: bigint): number {
  if (a === 0n) return 0;
  const shift = 66 - (lengthOf(a) - lengthOf(b));
  const scaled = shift > 0 ? a << BigInt(shift) : a;
  const divisor = shift < 0 ? b << BigInt(-shift) : b;
  const quotient = scaled / divisor;
  const sticky = scaled % divisor === 0n ? 0n : 1n;
  const half = Math.trunc(-shift / 2);
  return Number((quotient << 1n) | sticky) * 2 ** half * 2 ** (-shift - 1 - half);
}

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
