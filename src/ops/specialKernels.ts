// Reference kernels of special functions, in double precision: series where they converge fast, expansions elsewhere.

const LANCZOS = [0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7];
/** log |Γ(x)|, by Lanczos's approximation (g = 7, 9 terms). */
export function logGamma(x: number): number {
  if (Number.isNaN(x)) return NaN;
  if (!Number.isFinite(x) || (x <= 0 && Number.isInteger(x))) return Infinity;
  if (x === 1 || x === 2) return 0;
  if (x < 0.5) return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * x))) - logGamma(1 - x);
  const t = x + 6.5;
  const sum = LANCZOS.reduce((total, c, i) => total + (i === 0 ? c : c / (x - 1 + i)), 0);
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}
/** The derivative of log Γ: recurrence up to 10, then the asymptotic series. */
export function digammaOf(x: number): number {
  if (x === 0) return Object.is(x, -0) ? Infinity : -Infinity;
  if (x < 0) return Number.isInteger(x) ? NaN : digammaOf(1 - x) - Math.PI / Math.tan(Math.PI * x);
  let [at, sum] = [x, 0];
  for (; at < 10; at++) sum -= 1 / at;
  const r = 1 / (at * at);
  return sum + Math.log(at) - 0.5 / at
    - r * (1 / 12 - r * (1 / 120 - r * (1 / 252 - r * (1 / 240 - r * (1 / 132)))));
}

/** Modified Bessel function of the first kind and order n, times exp(−|x|). */
export function besselI(n: 0 | 1, x: number): number {
  const size = Math.abs(x);
  const sign = n === 1 && x < 0 ? -1 : 1;
  if (size > 30) {
    let [term, sum] = [1, 1];
    for (let k = 1; k < 20; k++) {
      term *= -((4 * n * n - (2 * k - 1) ** 2) / (8 * size * k));
      if (Math.abs(term) < 1e-17) break;
      sum += term;
    }
    return (sign * sum) / Math.sqrt(2 * Math.PI * size);
  }
  let term = n === 0 ? 1 : size / 2;
  let sum = term;
  for (let k = 1; term > 1e-18 * sum; k++) {
    term *= (size * size) / (4 * k * (k + n));
    sum += term;
  }
  return sign * sum * Math.exp(-size);
}

/** exp(x²)·erfc(x): the series below 2, Lentz's continued fraction above, the reflection for negative x. */
export function scaledErfc(x: number): number {
  if (x < 0) return 2 * Math.exp(x * x) - scaledErfc(-x);
  if (x < 2) {
    let [term, sum] = [x, x];
    for (let k = 1; Math.abs(term) > 1e-18; k++) {
      term *= (2 * x * x) / (2 * k + 1);
      sum += term;
    }
    return Math.exp(x * x) - (2 / Math.sqrt(Math.PI)) * sum;
  }
  let fraction = x;
  for (let k = 120; k > 0; k--) fraction = x + k / 2 / fraction;
  return 1 / (Math.sqrt(Math.PI) * fraction);
}

/** The x with erf(x) = y: bisection on erfc of the tail, refined by Newton's method. */
export function inverseErf(y: number): number {
  if (Number.isNaN(y) || Math.abs(y) > 1) return NaN;
  if (Math.abs(y) === 1) return y * Infinity;
  if (y < 0) return -inverseErf(-y);
  const tail = 1 - y;
  const log = Math.log(tail * (2 - tail));
  const half = 2 / (Math.PI * 0.147) + log / 2;
  let x = Math.sqrt(Math.sqrt(half * half - log / 0.147) - half);
  for (let i = 0; i < 4; i++) {
    // erf(x) − y, without cancellation in the tail.
    const wrong = tail - Math.exp(-x * x) * scaledErfc(x);
    x -= (wrong * Math.sqrt(Math.PI)) / 2 / Math.exp(-x * x);
  }
  return y === 0 ? 0 : x;
}
/** log of the normal distribution function. */
export const logNormal = (x: number): number => (x < -1 ? Math.log(scaledErfc(-x / Math.SQRT2) / 2) - (x * x) / 2
  : Math.log1p((-Math.exp((-x * x) / 2) * scaledErfc(x / Math.SQRT2)) / 2));

/** Three-term recurrences of orthogonal polynomials: P(n+1) from P(n), P(n−1). */
function recurrent(first: (x: number) => number, next: (x: number, k: number, p: number, before: number) => number) {
  return (x: number, degree: number): number => {
    const n = Math.trunc(degree);
    // PyTorch takes degrees as int64: what that does not hold is its least number.
    if (!(n >= 0 && n < 2 ** 63)) return 0;
    let [before, p] = [1, first(x)];
    if (n === 0) return 1;
    for (let k = 1; k < n && !Number.isNaN(p); k++) [before, p] = [p, next(x, k, p, before)];
    return p;
  };
}
const chebyshev = (first: (x: number) => number) => recurrent(first, (x, _, p, before) => 2 * x * p - before);
const POLYNOMIALS: Readonly<Record<string, (x: number, n: number) => number>> = {
  chebyshev_polynomial_t: chebyshev((x) => x), chebyshev_polynomial_u: chebyshev((x) => 2 * x),
  chebyshev_polynomial_v: chebyshev((x) => 2 * x - 1), chebyshev_polynomial_w: chebyshev((x) => 2 * x + 1),
  hermite_polynomial_h: recurrent((x) => 2 * x, (x, k, p, before) => 2 * x * p - 2 * k * before),
  hermite_polynomial_he: recurrent((x) => x, (x, k, p, before) => x * p - k * before),
  laguerre_polynomial_l: recurrent((x) => 1 - x, (x, k, p, before) => ((2 * k + 1 - x) * p - k * before) / (k + 1)),
  legendre_polynomial_p: recurrent((x) => x, (x, k, p, before) => ((2 * k + 1) * x * p - k * before) / (k + 1)),
};
/** A polynomial by PyTorch's name; the shifted ones look at 2x − 1. */
export function polynomial(name: string): (x: number, n: number) => number {
  const known = POLYNOMIALS[name.replace('shifted_', '')];
  return name.startsWith('shifted_') ? (x, n) => known(2 * x - 1, n) : known;
}
