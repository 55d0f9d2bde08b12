// Elementwise functions on four floats: arithmetic of activations, with polynomial exp and erf.
// Knows no loop and no memory. Errors of exp are below 2 units in the last place, of erf below 2e-7 (absolute).
import type { BinaryFunction, UnaryFunction } from '../../tensor/plan';
import { i32, splat, type Fn, type Local, type Val } from './assembler';

/** Functions by the number under which argument blocks name them. */
export const UNARY: readonly UnaryFunction[] = ['clamp', 'leakyRelu', 'hardswish', 'hardsigmoid', 'sigmoid', 'silu', 'tanh',
  'gelu', 'geluTanh', 'exp', 'sqrt', 'rsqrt', 'abs', 'square', 'elu', 'affine'];
/** Functions that have a kernel of their own only: the others are applied to a convolution's sums too. */
const LONE: readonly UnaryFunction[] = ['log', 'softplus', 'reciprocal', 'quotient', 'pow', 'mish', 'floor'];
export const ALL_UNARY: readonly UnaryFunction[] = [...UNARY, ...LONE];
export const BINARY: readonly BinaryFunction[] = ['add', 'sub', 'mul', 'div', 'maximum', 'minimum', 'prelu', 'pow'];

const keep = (fn: Fn, value: Val): Local => fn.local('v128', value);

const LEAST_EXPONENT = -87.33654;
/** e^x as 2^n e^r with |r| <= ln 2 / 2 and the polynomial of Cephes' expf; 0 below -87.3, infinity above 88.7. */
export function exp(fn: Fn, given: Val): Val {
  const c = (value: number): Val => fn.splat(value);
  const x = keep(fn, given);
  const clamped = keep(fn, x.largest(c(LEAST_EXPONENT)).least(c(88.3762626647949)));
  const n = keep(fn, clamped.mul(c(1.44269504088896341)).nearest());
  const high = keep(fn, n.madd(c(-0.693359375), clamped, fn.fused));
  const r = keep(fn, n.madd(c(2.12194440e-4), high, fn.fused));
  const polynomial = [1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1]
    .reduce((sum, factor) => sum.madd(r, c(factor), fn.fused), c(1.9875691500e-4));
  const mantissa = keep(fn, polynomial.madd(keep(fn, r.mul(r)), r.add(c(1)), fn.fused));
  const power = mantissa.mul(n.toInts().addInts(i32(127).spread()).shl(23));
  // Below the least normal float it is 0: what attention masks with -inf weighs nothing.
  const bounded = keep(fn, c(0).where(x.lessThan(c(LEAST_EXPONENT)), power));
  return c(Infinity).where(c(88.72284).lessThan(x), bounded);
}

/**
 * Natural logarithm by the polynomial of Cephes' logf on [sqrt(1/2), sqrt(2)); -infinity for 0, NaN below. Floats below the
 * least normal one are scaled up first.
 */
export function log(fn: Fn, given: Val): Val {
  const x = keep(fn, given);
  const small = keep(fn, x.lessThan(LEAST_NORMAL));
  const scaled = keep(fn, x.mul(2 ** 23).where(small, x));
  const exponent = keep(fn, scaled.shrInts(23).addInts(i32(-126).spread()).intsToFloats().sub(splat(23).and(small)));
  const half = keep(fn, scaled.and(i32(0x007f_ffff).spread()).or(splat(0.5)));
  const low = keep(fn, half.lessThan(Math.SQRT1_2));
  const e = keep(fn, exponent.sub(splat(1).and(low)));
  const m = keep(fn, half.add(half.and(low)).sub(1));
  const z = keep(fn, m.mul(m));
  const series = [-1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1, 2.0000714765e-1,
    -2.4999993993e-1, 3.3333331174e-1].reduce((sum, c) => sum.mul(m).add(c), splat(7.0376836292e-2));
  const rest = keep(fn, series.mul(m).mul(z).add(e.mul(-2.12194440e-4)).sub(z.mul(0.5)));
  const finite = keep(fn, m.add(rest).add(e.mul(0.693359375)));
  // Infinity and NaN stay what they are: their sum with themselves.
  const high = keep(fn, finite.where(x.lessThan(Infinity), x.add(x)));
  const zero = keep(fn, splat(-Infinity).where(x.equalTo(0), high));
  return splat(NaN).where(x.lessThan(0), zero);
}
const LEAST_NORMAL = 2 ** -126;

/** log(1 + t) for t >= 0: what rounding 1 + t loses is put back by a factor. */
function log1p(fn: Fn, given: Val): Val {
  const t = keep(fn, given);
  const one = keep(fn, t.add(1));
  const factor = keep(fn, log(fn, one).mul(t).div(one.sub(1)));
  return t.where(one.equalTo(1), factor);
}

/** |x|^y, negative where x is and y is odd; NaN where x is negative and finite, and y no whole number; x^0 and 1^y are 1. */
function power(fn: Fn, x: Local, y: Local): Val {
  const size = keep(fn, exp(fn, log(fn, x.abs()).mul(y)));
  const half = keep(fn, y.mul(0.5));
  const whole = keep(fn, y.equalTo(y.nearest()));
  const even = keep(fn, half.equalTo(half.nearest()));
  const signed = keep(fn, size.where(even, splat(0).sub(size)));
  const other = keep(fn, size.where(x.equalTo(-Infinity), splat(NaN)));
  const negative = keep(fn, signed.where(whole, other));
  const either = keep(fn, negative.where(x.lessThan(0), size));
  return splat(1).where(keep(fn, y.equalTo(0).or(x.equalTo(1))), either);
}

const sigmoid = (fn: Fn, x: Val): Val => fn.splat(1).div(exp(fn, fn.splat(0).sub(x)).add(fn.splat(1)));
/** Of x near 0 by the polynomial of Cephes' tanhf: a difference with 1 would lose its digits. */
function tanh(fn: Fn, given: Val): Val {
  const x = keep(fn, given);
  const z = keep(fn, x.mul(x));
  const series = [2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1]
    .reduce((sum, factor) => sum.madd(z, fn.splat(factor), fn.fused), fn.splat(-5.70498872745e-3));
  const near = keep(fn, series.mul(z).madd(x, x, fn.fused));
  const far = keep(fn, fn.splat(1).sub(fn.splat(2).div(exp(fn, x.mul(fn.splat(2))).add(fn.splat(1)))));
  return near.where(x.abs().lessThan(0.625), far);
}

/** erf by Abramowitz and Stegun 7.1.26. */
function erf(fn: Fn, x: Local): Val {
  const size = keep(fn, x.abs());
  const t = keep(fn, splat(1).div(size.mul(0.3275911).add(1)));
  const series = [-1.453152027, 1.421413741, -0.284496736, 0.254829592].reduce((sum, c) => sum.mul(t).add(c), splat(1.061405429));
  const positive = keep(fn, splat(1).sub(series.mul(t).mul(exp(fn, splat(0).sub(size.mul(size))))));
  return splat(0).sub(positive).where(x.lessThan(0), positive);
}

/** `kind`(x); statements go to `fn`. NaN gives NaN. */
export function unary(fn: Fn, kind: UnaryFunction, x: Local, a: Val, b: Val): Val {
  switch (kind) {
    case 'clamp': return x.largest(a).least(b);
    case 'leakyRelu': return x.mul(a).where(x.lessThan(0), x);
    case 'hardswish': return x.mul(x.add(3).largest(0).least(6)).mul(1 / 6);
    case 'hardsigmoid': return x.add(3).largest(0).least(6).mul(1 / 6);
    case 'sigmoid': return sigmoid(fn, x);
    case 'silu': return x.mul(sigmoid(fn, x));
    case 'tanh': return tanh(fn, x);
    case 'gelu': return x.mul(0.5).mul(erf(fn, keep(fn, x.mul(Math.SQRT1_2))).add(1));
    case 'geluTanh': return x.mul(0.5).mul(tanh(fn, x.add(x.mul(x).mul(x).mul(0.044715)).mul(Math.sqrt(2 / Math.PI))).add(1));
    case 'exp': return exp(fn, x);
    case 'sqrt': return x.sqrt();
    case 'rsqrt': return splat(1).div(x.sqrt());
    case 'abs': return x.abs();
    case 'square': return x.mul(x);
    case 'elu': return exp(fn, x).sub(1).mul(a).where(x.lessThan(0), x);
    case 'affine': return x.mul(a).add(b);
    case 'log': return log(fn, x).mul(a);
    case 'softplus': {
      const z = keep(fn, x.mul(a));
      const soft = keep(fn, z.largest(0).add(log1p(fn, exp(fn, splat(0).sub(z.abs())))).div(a));
      return x.where(b.lessThan(z), soft);
    }
    // tanh(log(1 + e)) = n/(n + 2) with n = e (e + 2); from 20 on it is 1.
    case 'mish': {
      const e = keep(fn, exp(fn, x.least(20)));
      const n = keep(fn, e.mul(e.add(2)));
      return x.mul(n.div(n.add(2)));
    }
    case 'reciprocal': return a.div(x);
    case 'quotient': return x.div(a);
    case 'pow': return power(fn, x, keep(fn, a));
    case 'floor': return x.floor();
  }
}

/** Statements go to `fn`. */
export function binary(fn: Fn, kind: BinaryFunction, x: Val, y: Val): Val {
  switch (kind) {
    case 'add': return x.add(y);
    case 'sub': return x.sub(y);
    case 'mul': return x.mul(y);
    case 'div': return x.div(y);
    case 'maximum': return x.maximum(y);
    case 'minimum': return x.minimum(y);
    case 'prelu': {
      const given = keep(fn, x);
      return given.where(splat(0).lessThan(given), given.mul(y));
    }
    case 'pow': return power(fn, keep(fn, x), keep(fn, y));
  }
}

/** Calls `visit` with the function whose number in UNARY, counted from 1, is in `kind`; 0 is none. */
function choose(fn: Fn, kind: Local, visit: (name: UnaryFunction) => void): void {
  const from = (number: number): void => {
    const name = UNARY[number - 1];
    if (name !== undefined) fn.if(kind.equals(number), () => visit(name), () => from(number + 1));
  };
  fn.if(kind, () => from(1));
}

/** Applies the function of that number to some values. */
export function activate(fn: Fn, kind: Local, values: readonly Local[], a: Val, b: Val): void {
  choose(fn, kind, (name) => {
    for (const value of values) fn.set(value, unary(fn, name, value, a, b));
  });
}

/** The same for `count` floats at `from + offset`, in place; a multiple of 4. */
export function activateAll(fn: Fn, kind: Local, { from, offset, count }: { from: Local; offset: number; count: Val }, a: Val,
  b: Val): void {
  const [at, end] = [fn.local(), fn.local()];
  choose(fn, kind, (name) => fn.hoisting(() => {
    fn.set(at, from);
    fn.set(end, from.add(count.shl(2)));
    fn.while(at.lessUnsigned(end), () => {
      fn.store(at, unary(fn, name, fn.local('v128', at.load('v128', offset)), a, b), offset);
      fn.increase(at, 16);
    });
  }));
}
