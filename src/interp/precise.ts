// exp, log and powers of floats, correctly rounded. JavaScript's own may be off in the last digit where the C library
// that CPython uses is not. Works in fixed point on big integers; knows no Python values.
import { decompose, ratio } from './types/floatMath';

/** Bits after the point. Results keep more than 53 right ones for every exponent that a float can have. */
const BITS = 160n;
const ONE = 1n << BITS;

const multiply = (a: bigint, b: bigint): bigint => (a * b) >> BITS;

/** 2·atanh(z) by its series, for small z. */
function twiceAtanh(z: bigint): bigint {
  const square = multiply(z, z);
  let term = z;
  let sum = 0n;
  for (let n = 1n; term !== 0n && term !== -1n; n += 2n) {
    sum += term / n;
    term = multiply(term, square);
  }
  return 2n * sum;
}

const LN2 = twiceAtanh(ONE / 3n);

/** ln(x) in fixed point, for a finite x above 0. */
function lnFixed(x: number): bigint {
  const { mantissa, exponent } = decompose(x);
  let shift = mantissa.toString(2).length;
  // The fraction lies in [0.5, 1); below about 0.7 it is doubled, so that the series converges fast.
  let fraction = (mantissa << BITS) >> BigInt(shift);
  if (fraction * 10n < ONE * 7n) {
    fraction *= 2n;
    shift--;
  }
  const z = ((fraction - ONE) << BITS) / (fraction + ONE);
  return twiceAtanh(z) + BigInt(shift + exponent) * LN2;
}

/** e^t for a fixed point t. */
function expFixed(t: bigint): number {
  const k = t / LN2 - (t < 0n ? 1n : 0n);
  if (k > 1100n) return Infinity;
  if (k < -1200n) return 0;
  // The remainder is made small by halving, and the result squared as often.
  const HALVINGS = 8n;
  const r = (t - k * LN2) >> HALVINGS;
  let term = ONE;
  let sum = 0n;
  for (let n = 1n; term !== 0n; n++) {
    sum += term;
    term = multiply(term, r) / n;
  }
  for (let i = 0n; i < HALVINGS; i++) sum = multiply(sum, sum);
  const shift = BITS - k;
  return shift >= 0n ? ratio(sum, 1n << shift) : ratio(sum << -shift, 1n);
}

const fixed = (x: number): bigint => {
  const { mantissa, exponent } = decompose(x);
  return (mantissa << BITS) >> BigInt(-exponent);
};

export function preciseExp(x: number): number {
  if (!Number.isFinite(x) || x === 0 || Math.abs(x) > 800) return Math.exp(x);
  // e^x is 1 + x where x is too small for the fixed point.
  return Math.abs(x) < 2 ** -60 ? 1 + x : expFixed(fixed(x));
}

export function preciseLog(x: number): number {
  if (!Number.isFinite(x) || x <= 0 || x === 1) return Math.log(x);
  return signedRatio(lnFixed(x), ONE);
}

const signedRatio = (a: bigint, b: bigint): number => (a < 0n ? -ratio(-a, b) : ratio(a, b));

const EXACT_POWER = 64;
/** x^y as C's pow; x is finite and above 0 unless y is an integer. */
export function precisePower(x: number, y: number): number {
  const special = !Number.isFinite(x) || !Number.isFinite(y) || x === 0 || y === 0 || x === 1 || x === -1;
  if (special) return x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : x ** y;
  if (y === 0.5) return Math.sqrt(x);
  if (Number.isInteger(y)) {
    const odd = y % 2 !== 0;
    const size = Math.abs(y) <= EXACT_POWER ? exactPower(Math.abs(x), y) : generalPower(Math.abs(x), y);
    return x < 0 && odd ? -size : size;
  }
  return x < 0 ? NaN : generalPower(x, y);
}

function exactPower(x: number, y: number): number {
  const { mantissa, exponent } = decompose(x);
  const n = BigInt(Math.abs(y));
  const numerator = mantissa ** n;
  const denominator = 1n << (BigInt(-exponent) * n);
  return y > 0 ? ratio(numerator, denominator) : ratio(denominator, numerator);
}

function generalPower(x: number, y: number): number {
  const { mantissa, exponent } = decompose(y);
  return expFixed((lnFixed(x) * mantissa) >> BigInt(-exponent));
}
