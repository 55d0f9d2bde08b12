// Bessel and Airy functions, Hurwitz's zeta and incomplete gamma functions in double precision: series near zero, asymptotic
// expansions far from it, integrals where they converge fastest. The formulas are those of NIST's Digital Library of Mathematical
// Functions (DLMF), chapters 8, 9, 10 and 25.
import type { DType } from '../tensor/dtype';
import { digammaOf, logGamma } from './specialKernels';

const { PI } = Math;
/** From here on the expansion for large arguments is the more exact one. */
const FAR = 14;

/** Σ (−x²/4)^k ∕ (k! Γ(order+k+1)), times (x/2)^order: DLMF 10.2.2. */
function seriesJ(order: number, x: number): number {
  const quarter = (x * x) / 4;
  let term = (x / 2) ** order / gammaOf(order + 1);
  let sum = term;
  for (let k = 1; k < 200 && Math.abs(term) > 1e-18 * Math.abs(sum); k++) {
    term *= -quarter / (k * (order + k));
    sum += term;
  }
  return sum;
}
/** Γ(x) for x > −1 that is no integer below one. */
const gammaOf = (x: number): number => (x < 0 ? -1 : 1) * Math.exp(logGamma(x));
/** J and Y of one order for large x: DLMF 10.17.3. */
function farJY(order: number, x: number): { j: number; y: number } {
  const mu = 4 * order * order;
  let [p, q, term] = [1, 0, 1];
  for (let k = 1; k < 60; k++) {
    const next = (term * (mu - (2 * k - 1) ** 2)) / (8 * k * x);
    if (Math.abs(next) > Math.abs(term)) break;
    term = next;
    // + Q, − P, − Q, + P, …
    const signed = k % 4 < 2 ? term : -term;
    if (k % 2 === 1) q += signed;
    else p += signed;
  }
  const angle = x - (order / 2 + 1 / 4) * PI;
  const size = Math.sqrt(2 / (PI * x));
  return { j: size * (p * Math.cos(angle) - q * Math.sin(angle)), y: size * (p * Math.sin(angle) + q * Math.cos(angle)) };
}

/** Bessel function of the first kind. */
export function besselJ(order: 0 | 1, x: number): number {
  const size = Math.abs(x);
  if (size === Infinity) return 0;
  return (order === 1 && x < 0 ? -1 : 1) * (size < FAR ? seriesJ(order, size) : farJY(order, size).j);
}
/** Bessel function of the second kind: NaN below zero, −∞ at it. DLMF 10.8.1. */
export function besselY(order: 0 | 1, x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return 0;
  if (x >= FAR) return farJY(order, x).y;
  const quarter = (x * x) / 4;
  let [term, sum] = [order === 0 ? 1 : x / 2, 0];
  for (let k = 0; k < 200; k++) {
    if (k > 0) term *= -quarter / (k * (k + order));
    const more = term * (digammaOf(k + 1) + digammaOf(k + order + 1));
    sum += more;
    if (k > 0 && Math.abs(more) <= 1e-18 * Math.abs(sum)) break;
  }
  return (2 / PI) * Math.log(x / 2) * besselJ(order, x) - sum / PI - (order === 1 ? 2 / (PI * x) : 0);
}
/** Modified Bessel function of the second kind times exp(x): ∫ exp(−x (cosh t − 1)) cosh(order t) dt, DLMF 10.32.9. */
export function scaledK(order: number, x: number): number {
  if (!(x > 0)) return x === 0 ? Infinity : NaN;
  if (x === Infinity) return 0;
  const step = 1 / 32;
  let sum = 0.5;
  for (let t = step; ; t += step) {
    const exponent = x * (Math.cosh(t) - 1);
    sum += Math.exp(-exponent) * Math.cosh(order * t);
    if (exponent > 40 + order * t) return sum * step;
  }
}
export const besselK = (order: number, x: number): number => (x > 0 ? scaledK(order, x) * Math.exp(-x) : scaledK(order, x));

/** sin(x)∕x, which is one at zero. */
export const sphericalJ = (x: number): number => (x === 0 ? 1 : Math.abs(x) === Infinity ? 0 : Math.sin(x) / x);

/** Airy's function of the first kind by Bessel functions of order ⅓: DLMF 9.6.2 and 9.6.5. */
export function airyAi(x: number): number {
  if (!Number.isFinite(x)) return NaN;
  if (Math.abs(x) < 1) return nearAiry(x);
  const size = Math.abs(x);
  const zeta = (2 / 3) * size * Math.sqrt(size);
  if (x > 0) return (Math.sqrt(size / 3) / PI) * besselK(1 / 3, zeta);
  const third = 1 / 3;
  if (zeta < FAR) return (Math.sqrt(size) / 3) * (seriesJ(third, zeta) + seriesJ(-third, zeta));
  const { j, y } = farJY(third, zeta);
  return (Math.sqrt(size) / 3) * (j + j * Math.cos(third * PI) - y * Math.sin(third * PI));
}
/** Its Maclaurin series: DLMF 9.4.1. */
function nearAiry(x: number): number {
  const cube = x ** 3;
  let [even, odd] = [0.355028053887817239, -0.258819403792806798 * x];
  let sum = even + odd;
  for (let k = 1; k < 20; k++) {
    even *= cube / ((3 * k) * (3 * k - 1));
    odd *= cube / ((3 * k) * (3 * k + 1));
    sum += even + odd;
  }
  return sum;
}

/** Σ (q+k)^−s by Euler and Maclaurin's formula, DLMF 25.11.28; undefined values as PyTorch gives them. */
export function hurwitzZeta(s: number, q: number): number {
  if (s === 1) return Infinity;
  if (s < 1 || Number.isNaN(s) || Number.isNaN(q) || q === Infinity) return NaN;
  if (q <= 0) {
    if (Math.floor(q) === q) return Infinity;
    if (!Number.isInteger(s)) return NaN;
    // The terms below zero are those from -q down to its fraction.
    const part = -q - Math.floor(-q);
    const sign = s % 2 === 0 ? 1 : -1;
    return sign * hurwitzZeta(s, part) + hurwitzZeta(s, 1 - part) - sign * hurwitzZeta(s, 1 - q);
  }
  let [sum, at] = [0, q];
  for (; at < 12; at++) sum += at ** -s;
  sum += at ** (1 - s) / (s - 1) + at ** -s / 2;
  // Bernoulli numbers B2, B4, … divided by their factorials.
  const terms = [1 / 12, -1 / 720, 1 / 30240, -1 / 1209600, 1 / 47900160, -691 / 1307674368000, 1 / 74724249600];
  let rising = s;
  terms.forEach((term, i) => {
    sum += term * rising * at ** (-s - 1 - 2 * i);
    rising *= (s + 2 * i + 1) * (s + 2 * i + 2);
  });
  return sum;
}
/** The second derivative of log Γ, reflected below zero: at its poles π·x, as that type holds it, gives a large number. */
export function trigamma(x: number, dtype: DType = 'float32'): number {
  if (!(x < 0.5)) return hurwitzZeta(2, x);
  const held = dtype === 'float64' ? (n: number): number => n : Math.fround;
  return (PI / Math.sin(held(held(PI) * x))) ** 2 - hurwitzZeta(2, 1 - x);
}
/** The derivative of digamma of that order. */
export function polygammaOf(order: number, x: number, dtype: DType = 'float32'): number {
  if (order === 0) return digammaOf(x);
  if (order === 1) return x === Infinity ? 0 : trigamma(x, dtype);
  return (order % 2 === 1 ? 1 : -1) * Math.exp(logGamma(order + 1)) * hurwitzZeta(order + 1, x);
}

/** The regularised incomplete gamma functions, lower and upper: a series below a + 1, Lentz's continued fraction above. */
export function incompleteGamma(a: number, x: number): { lower: number; upper: number } {
  const neither = { lower: NaN, upper: NaN };
  if (!(x >= 0 && a >= 0)) return neither;
  if (a === 0) return x > 0 ? { lower: 1, upper: 0 } : neither;
  if (x === 0) return { lower: 0, upper: 1 };
  if (a === Infinity) return x === Infinity ? neither : { lower: 0, upper: 1 };
  if (x === Infinity) return { lower: 1, upper: 0 };
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let [term, sum] = [1 / a, 1 / a];
    for (let k = 1; k < 10_000 && term > 1e-17 * sum; k++) {
      term *= x / (a + k);
      sum += term;
    }
    return { lower: front * sum, upper: 1 - front * sum };
  }
  const TINY = 1e-300;
  let b = x + 1 - a;
  let [c, d] = [1 / TINY, 1 / b];
  let fraction = d;
  for (let k = 1; k < 10_000; k++) {
    const numerator = -k * (k - a);
    b += 2;
    d = 1 / (numerator * d + b || TINY);
    c = b + numerator / c || TINY;
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return { lower: 1 - front * fraction, upper: front * fraction };
}
