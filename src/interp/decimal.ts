// Decimal notation of floats: the shortest that reads back the same (repr), and correctly rounded to a precision.
// All rounding is exact, half to even, as in CPython's dtoa. Knows no format specs.
import { MAX_DIGITS, requireRoom } from './types/limits';
import { decompose } from './types/floatMath';

/** |x| · 10^places as an integer, rounded half to even on the exact binary value. */
export function scaleRound(x: number, places: number): bigint {
  requireRoom(Math.abs(places), MAX_DIGITS);
  const { mantissa, exponent } = decompose(Math.abs(x));
  const numerator = mantissa * 10n ** BigInt(Math.max(places, 0));
  const denominator = (1n << BigInt(-exponent)) * 10n ** BigInt(Math.max(-places, 0));
  const quotient = numerator / denominator;
  const twice = (numerator % denominator) * 2n;
  const up = twice > denominator || (twice === denominator && quotient % 2n === 1n);
  return up ? quotient + 1n : quotient;
}

/** Digits of |x| with `places` after the point: `%.2f`. */
export function fixedDigits(x: number, places: number): string {
  const digits = scaleRound(x, places).toString().padStart(places + 1, '0');
  return places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

export interface Scientific { readonly digits: string; readonly exponent: number }

/** |x| = d.ddd · 10^exponent with `places` digits after the first. */
export function scientific(x: number, places: number): Scientific {
  if (x === 0) return { digits: '0'.repeat(places + 1), exponent: 0 };
  let exponent = Number(Math.abs(x).toExponential().split('e')[1]);
  const unit = 10n ** BigInt(places);
  let digits = scaleRound(x, places - exponent);
  // The shortest notation may have rounded up to a power of ten, and so may this one.
  if (digits < unit) digits = scaleRound(x, places - --exponent);
  if (digits >= unit * 10n) digits = scaleRound(x, places - ++exponent);
  return { digits: digits.toString(), exponent };
}

const exponentText = (exponent: number): string =>
  `e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;

export function exponentialDigits(x: number, places: number, point = false): string {
  const { digits, exponent } = scientific(x, places);
  const dot = places > 0 || point ? '.' : '';
  return `${digits[0]}${dot}${digits.slice(1)}${exponentText(exponent)}`;
}

/** `%g`. `keep` keeps trailing zeros (`#`); `dot` wants a digit after the point (no type in the spec). */
export function generalDigits(x: number, precision: number, style: { keep?: boolean; dot?: boolean } = {}): string {
  const p = Math.max(precision, 1);
  const { digits, exponent } = scientific(x, p - 1);
  const kept = style.keep ? digits : digits.replace(/0+$/, '') || '0';
  if (exponent < -4 || exponent >= p - (style.dot ? 1 : 0)) {
    const dot = kept.length > 1 || style.keep ? '.' : '';
    return `${kept[0]}${dot}${kept.slice(1)}${exponentText(exponent)}`;
  }
  const plain = place(kept, exponent);
  if (style.keep && !plain.includes('.')) return `${plain}.`;
  return style.dot && !plain.includes('.') ? `${plain}.0` : plain;
}

/** Puts the point into digits of which the first has weight 10^exponent. */
function place(digits: string, exponent: number): string {
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`;
  if (digits.length <= exponent + 1) return digits.padEnd(exponent + 1, '0');
  return `${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`;
}

/** repr(float) without sign: the shortest digits, in Python's notation. */
export function shortestDigits(x: number, dot = true): string {
  const [mantissa, power] = Math.abs(x).toExponential().split('e');
  const digits = mantissa.replace('.', '');
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 16) {
    return `${digits[0]}${digits.length > 1 ? '.' : ''}${digits.slice(1)}${exponentText(exponent)}`;
  }
  const plain = place(digits, exponent);
  return dot && !plain.includes('.') ? `${plain}.0` : plain;
}

export const isNegative = (x: number): boolean => x < 0 || Object.is(x, -0);

/** As repr(float). */
export function reprFloat(x: number): string {
  if (Number.isNaN(x)) return 'nan';
  if (!Number.isFinite(x)) return x < 0 ? '-inf' : 'inf';
  return `${isNegative(x) ? '-' : ''}${shortestDigits(x)}`;
}

/** round(x, places), exact. */
export function roundFloat(x: number, places: number): number {
  if (!Number.isFinite(x) || x === 0 || places > 323) return x;
  if (places < -308) return isNegative(x) ? -0 : 0;
  const sign = isNegative(x) ? '-' : '';
  return Number(`${sign}${scaleRound(x, places)}e${-places}`);
}
