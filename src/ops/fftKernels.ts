// Discrete Fourier transforms of lines, in double precision, and what norms and halves of spectra make of them.

/** Real and imaginary parts of a line. */
export interface Line { readonly re: Float64Array; readonly im: Float64Array }
export const lineOf = (n: number): Line => ({ re: new Float64Array(n), im: new Float64Array(n) });

/** For lines of n elements: Σ x·e^(sign·2πi·jk/n) for every k, by the smallest prime factor of n, its parts first. */
export function fourier(n: number, sign: 1 | -1): (x: Line) => Line {
  const cos = Float64Array.from({ length: n }, (_, i) => sine(4 * i + n, n));
  const sin = Float64Array.from({ length: n }, (_, i) => sign * sine(4 * i, n));
  const visit = (x: Line, out: Line, from: number, step: number, count: number, to: number): void => {
    if (count === 1) {
      out.re[to] = x.re[from];
      out.im[to] = x.im[from];
      return;
    }
    const prime = smallestFactor(count);
    const part = count / prime;
    for (let r = 0; r < prime; r++) visit(x, out, from + r * step, step * prime, part, to + r * part);
    join(out, to, prime, part, { cos, sin, step });
  };
  return (x) => {
    const out = lineOf(n);
    visit(x, out, 0, 1, n, 0);
    return out;
  };
}

/** sin(2π·i/4n), exact at quarters of a turn: a real signal has no imaginary part where its spectrum meets its mirror image. */
function sine(quarters: number, n: number): number {
  const at = quarters % (4 * n);
  if (at >= 2 * n) return -sine(at - 2 * n, n);
  return at === n ? 1 : Math.sin((Math.PI * Math.min(at, 2 * n - at)) / (2 * n));
}

/** `prime` transforms of `part` elements, one after the other, become one of prime·part. */
function join({ re, im }: Line, at: number, prime: number, part: number,
  { cos, sin, step }: { readonly cos: Float64Array; readonly sin: Float64Array; readonly step: number }): void {
  const n = cos.length;
  const [parts, sums] = [lineOf(prime), lineOf(prime)];
  for (let k = 0; k < part; k++) {
    for (let r = 0; r < prime; r++) {
      parts.re[r] = re[at + r * part + k];
      parts.im[r] = im[at + r * part + k];
    }
    for (let q = 0; q < prime; q++) {
      let [a, b] = [0, 0];
      for (let r = 0; r < prime; r++) {
        const turn = (r * (k + q * part) * step) % n;
        a += parts.re[r] * cos[turn] - parts.im[r] * sin[turn];
        b += parts.re[r] * sin[turn] + parts.im[r] * cos[turn];
      }
      sums.re[q] = a;
      sums.im[q] = b;
    }
    for (let q = 0; q < prime; q++) {
      re[at + q * part + k] = sums.re[q];
      im[at + q * part + k] = sums.im[q];
    }
  }
}

function smallestFactor(n: number): number {
  for (let p = 2; p * p <= n; p++) if (n % p === 0) return p;
  return n;
}

/** The whole of a spectrum of n from its first half: X[n − k] is the conjugate of X[k], the ends are real. */
export function fromHalf({ re, im }: Line, n: number): Line {
  const whole = lineOf(n);
  for (let k = 0; k < n; k++) {
    const isMirrored = k > n - k;
    const from = isMirrored ? n - k : k;
    whole.re[k] = re[from] ?? 0;
    whole.im[k] = from === 0 || 2 * from === n ? 0 : (isMirrored ? -1 : 1) * (im[from] ?? 0);
  }
  return whole;
}

/** By what a transform over `count` elements is multiplied. */
export function normFactor(norm: string | null, isInverse: boolean, count: number): number {
  if (norm === 'ortho') return 1 / Math.sqrt(count);
  return (norm === 'forward') === isInverse ? 1 : 1 / count;
}
