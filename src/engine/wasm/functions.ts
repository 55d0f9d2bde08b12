// Elementwise functions on four floats: arithmetic of activations, with polynomial exp and erf.
// Knows no loop and no memory. Errors of exp are below 2 units in the last place, of erf below 2e-7 (absolute).
import type { BinaryFunction, UnaryFunction } from '../../tensor/plan';
import { i32, splat, type Fn, type Local, type Val } from './assembler';

/** Functions by the number under which argument blocks name them. */
export const UNARY: readonly UnaryFunction[] = ['clamp', 'leakyRelu', 'hardswish', 'hardsigmoid', 'sigmoid', 'silu', 'tanh',
  'gelu', 'geluTanh', 'exp', 'sqrt', 'rsqrt', 'abs', 'square', 'elu', 'affine'];
export const BINARY: readonly BinaryFunction[] = ['add', 'sub', 'mul', 'div', 'maximum', 'minimum'];

const keep = (fn: Fn, value: Val): Local => fn.local('v128', value);

const LEAST_EXPONENT = -87.33654;
/** e^x as 2^n e^r with |r| <= ln 2 / 2 and the polynomial of Cephes' expf; 0 below -87.3, infinity above 88.7. */
export function exp(fn: Fn, given: Val): Val {
  const x = keep(fn, given);
  const clamped = keep(fn, x.largest(LEAST_EXPONENT).least(88.3762626647949));
  const n = keep(fn, clamped.mul(1.44269504088896341).nearest());
  const r = keep(fn, clamped.sub(n.mul(0.693359375)).sub(n.mul(-2.12194440e-4)));
  const polynomial = [1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1]
    .reduce((sum, c) => sum.mul(r).add(c), splat(1.9875691500e-4));
  const mantissa = keep(fn, polynomial.mul(r).mul(r).add(r).add(1));
  const power = mantissa.mul(n.toInts().addInts(i32(127).spread()).shl(23));
  // Below the least normal float it is 0: what attention masks with -inf weighs nothing.
  const bounded = keep(fn, splat(0).where(x.lessThan(LEAST_EXPONENT), power));
  return splat(Infinity).where(splat(88.72284).lessThan(x), bounded);
}

const sigmoid = (fn: Fn, x: Val): Val => splat(1).div(exp(fn, splat(0).sub(x)).add(1));
const tanh = (fn: Fn, x: Val): Val => splat(1).sub(splat(2).div(exp(fn, x.mul(2)).add(1)));

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
  }
}

export function binary(kind: BinaryFunction, x: Val, y: Val): Val {
  switch (kind) {
    case 'add': return x.add(y);
    case 'sub': return x.sub(y);
    case 'mul': return x.mul(y);
    case 'div': return x.div(y);
    case 'maximum': return x.maximum(y);
    case 'minimum': return x.minimum(y);
  }
}

/** Applies the function whose number in UNARY, counted from 1, is in `kind`; 0 applies none. */
export function activate(fn: Fn, kind: Local, values: readonly Local[], a: Val, b: Val): void {
  const from = (number: number): void => {
    const name = UNARY[number - 1];
    if (name === undefined) return;
    fn.if(kind.equals(number), () => {
      for (const value of values) fn.set(value, unary(fn, name, value, a, b));
    }, () => from(number + 1));
  };
  fn.if(kind, () => from(1));
}
