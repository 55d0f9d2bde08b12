// Functions of mathematics, element by element: exp, log, roots, trigonometry, erf, and interpolations of
// several tensors.
import { cTypeOf, isComplex, type DType } from '../tensor/dtype';
import { exponential, over, power } from './complexKernels';
import { defineOp } from './op';
import { binary, mapElements, NOTHING, unary, type PointwiseOptions } from './pointwise';
import { besselI, digammaOf, inverseErf, logGamma } from './specialKernels';
import { both, broadcast, docs, floatResult, realOf, resultOf } from './rules';
import { asBinary, asChain, asUnary, together } from './lowering';

const special = (name: string, ...aliases: readonly string[]): string[] =>
  [...both(name), ...aliases.flatMap((a) => both(a)), `torch.special.${name}`];
const float = (name: string, f: (x: number) => number, doc: string, ...aliases: readonly string[]) =>
  unary(name, f, { doc, dtype: 'float', paths: special(name, ...aliases), onnx: ONNX.has(name) ? onnxName(name) : undefined,
    ...(FAST[name] ? { fast: FAST[name] } : {}), ...(COMPLEX[name] ? { complex: COMPLEX[name] } : {}) });
const COMPLEX: Readonly<Record<string, PointwiseOptions['complex']>> = { exp: exponential, sqrt: (x) => power(x, [0.5, 0]),
  reciprocal: (x) => over([1, 0], x), log: ([a, b]) => [Math.log(Math.hypot(a, b)), Math.atan2(b, a)] };
const FAST: Readonly<Record<string, PointwiseOptions['fast']>> = { exp: 'exp', sqrt: 'sqrt', rsqrt: 'rsqrt',
  reciprocal: ['reciprocal', 1], log: ['log', 1], log2: ['log', Math.LOG2E], log10: ['log', Math.LOG10E] };
/** Those that ONNX has, under the same name with a capital letter. */
const ONNX = new Set(['exp', 'log', 'sqrt', 'reciprocal', 'sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'sinh', 'cosh', 'asinh',
  'acosh', 'atanh', 'erf']);
const onnxName = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

export const exp = float('exp', Math.exp, 'eˣ.');
export const exp2 = float('exp2', (x) => 2 ** x, '2ˣ.');
export const expm1 = float('expm1', Math.expm1, 'eˣ − 1.');
export const log = float('log', Math.log, 'Natural logarithm.');
export const log2 = float('log2', Math.log2, 'Logarithm to base 2.');
export const log10 = float('log10', Math.log10, 'Logarithm to base 10.');
export const log1p = float('log1p', Math.log1p, 'log(1 + x).');
export const sqrt = float('sqrt', Math.sqrt, 'Square root.');
export const rsqrt = float('rsqrt', (x) => 1 / Math.sqrt(x), '1 / square root.');
export const reciprocal = float('reciprocal', (x) => 1 / x, '1 / x.');
export const sin = float('sin', Math.sin, 'Sine.');
export const cos = float('cos', Math.cos, 'Cosine.');
export const tan = float('tan', Math.tan, 'Tangent.');
export const asin = float('asin', Math.asin, 'Inverse sine.', 'arcsin');
export const acos = float('acos', Math.acos, 'Inverse cosine.', 'arccos');
export const atan = float('atan', Math.atan, 'Inverse tangent.', 'arctan');
export const sinh = float('sinh', Math.sinh, 'Hyperbolic sine.');
export const cosh = float('cosh', Math.cosh, 'Hyperbolic cosine.');
export const asinh = float('asinh', Math.asinh, 'Inverse hyperbolic sine.', 'arcsinh');
export const acosh = float('acosh', Math.acosh, 'Inverse hyperbolic cosine.', 'arccosh');
export const atanh = float('atanh', Math.atanh, 'Inverse hyperbolic tangent.', 'arctanh');
export const deg2rad = float('deg2rad', (x) => (x * Math.PI) / 180, 'Degrees to radians.');
export const rad2deg = float('rad2deg', (x) => (x * 180) / Math.PI, 'Radians to degrees.');
export const sinc = float('sinc', (x) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)), 'sin(πx) / πx.');

/** Complementary error function: a series near zero,
  a continued fraction far out (both converge to double precision). */
export function erfcOf(x: number): number {
  if (Number.isNaN(x)) return x;
  const z = Math.abs(x);
  if (z < 2.5) return 1 - erfSeries(x);
  if (z > 27) return x > 0 ? 0 : 2;
  let tail = 0;
  for (let k = 60; k > 0; k--) tail = k / 2 / (z + tail);
  const value = Math.exp(-z * z) / (Math.sqrt(Math.PI) * (z + tail));
  return x > 0 ? value : 2 - value;
}
function erfSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; n < 80; n++) {
    term *= -(x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}
export const erf = float('erf', (x) => (Math.abs(x) < 2.5 ? erfSeries(x) : 1 - erfcOf(x)), 'Error function.');
export const erfc = float('erfc', erfcOf, '1 − error function.');

const gammaLike = (name: string, f: (x: number) => number, doc: string) => defineOp({
  schema: `${name}(Tensor input) -> Tensor` as 'gamma(Tensor input) -> Tensor',
  paths: special(name),
  doc: `${doc} ${docs(name)}`,
  inplace: true,
  shape: ({ input }) => ({ shape: input.shape, dtype: floatResult(input.dtype) }),
  receptiveField: () => 'pointwise',
  eval: ({ input }, [out]) => [out ? mapElements(f, out, [input]) : NOTHING],
  samples: [{ call: `torch.${name}(a)`, shapes: [[2, 3]] }, { call: `torch.${name}(a * 4 + 0.3)`, shapes: [[2, 3]] }],
});
export const erfinv = gammaLike('erfinv', inverseErf, 'Inverse error function.');
export const lgamma = gammaLike('lgamma', logGamma, 'Logarithm of the gamma function.');
export const digamma = gammaLike('digamma', digammaOf, 'Derivative of lgamma.');
export const i0 = gammaLike('i0', (x) => besselI(0, x) * Math.exp(Math.abs(x)), 'Bessel function of order zero.');
export const logit = defineOp({
  schema: 'logit(Tensor input, float? eps=None) -> Tensor',
  paths: special('logit'),
  doc: `log(x / (1 − x)). ${docs('logit')}`,
  inplace: true,
  shape: ({ input }) => ({ shape: input.shape, dtype: floatResult(input.dtype) }),
  receptiveField: () => 'pointwise',
  eval({ input, eps }, [out]) {
    const inside = (x: number): number => (eps === null ? x : Math.min(1 - eps, Math.max(eps, x)));
    return [out ? mapElements((x) => Math.log(inside(x) / (1 - inside(x))), out, [input]) : NOTHING];
  },
  samples: [{ call: 'torch.logit(a, eps=0.1)', shapes: [[2, 3]] }],
});

// ---- two operands ----
export const atan2 = binary('atan2', Math.atan2,
  { doc: 'Angle of (other, input).', takes: 'tensors', dtype: 'float', aliases: ['arctan2'] });
export const hypot = binary('hypot', (a, b) => Math.sqrt(a * a + b * b), { doc: '√(x² + y²).', takes: 'tensors' });
export const copysign = binary('copysign', (a, b) => Math.abs(a) * (b < 0 || Object.is(b, -0) ? -1 : 1),
  { doc: 'Size of the first, sign of the second.', takes: 'a tensor first', dtype: 'float' });
export const xlogy = binary('xlogy', (a, b) => (Number.isNaN(b) ? NaN : a === 0 ? 0 : a * Math.log(b)),
  { doc: 'x · log y, zero for x = 0.', dtype: 'float' });
export const logaddexp = binary('logaddexp', (a, b) => Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b))),
  { doc: 'log(eˣ + eʸ).', takes: 'tensors' });
export const logaddexp2 = binary('logaddexp2', (a, b) => Math.max(a, b) + Math.log2(1 + 2 ** -Math.abs(a - b)),
  { doc: 'log₂(2ˣ + 2ʸ).', takes: 'tensors' });
export const ldexp = binary('ldexp', (a, b) => a * 2 ** b, { doc: 'x · 2ʸ.', dtype: 'float', takes: 'tensors' });
export const nextafter = defineOp({
  schema: 'nextafter(Tensor input, Tensor other) -> Tensor',
  paths: both('nextafter'),
  doc: `The next number of the type, towards the other operand. ${docs('nextafter')}`,
  inplace: true,
  shape: ({ input, other }, rule) =>
    ({ shape: broadcast(rule, input.shape, other.shape), dtype: resultOf(input, other) }),
  receptiveField: () => 'pointwise',
  eval: ({ input, other }, [out]) => [out ? mapElements((x, to) => neighbour(x, to, out.dtype), out, [input, other]) : NOTHING],
  samples: [{ call: 'torch.nextafter(a, b)', shapes: [[2, 3], [3]] }, { call: 'a.nextafter(b)', shapes: [[3], [3]],
    dtypes: ['float64', 'float64'] }, { call: 'torch.nextafter(torch.zeros(3), a)', shapes: [[3]] },
  { call: 'a.clone().nextafter_(-b)', shapes: [[3], [3]] }],
});
/** The number beside `x`: their patterns of bits are neighbours. */
function neighbour(x: number, to: number, dtype: DType): number {
  if (Number.isNaN(x) || Number.isNaN(to)) return NaN;
  if (x === to) return to;
  const bits = new DataView(new ArrayBuffer(8));
  if (dtype === 'float64') {
    if (x === 0) return to > 0 ? Number.MIN_VALUE : -Number.MIN_VALUE;
    bits.setFloat64(0, x);
    bits.setBigInt64(0, bits.getBigInt64(0) + (to > x === x > 0 ? 1n : -1n));
    return bits.getFloat64(0);
  }
  // bfloat16 is the first half of a float32.
  const unit = dtype === 'bfloat16' ? 2 ** 16 : 1;
  bits.setFloat32(0, x);
  if (x === 0) bits.setInt32(0, to > 0 ? unit : unit - 2 ** 31);
  else bits.setInt32(0, bits.getInt32(0) + (to > x === x > 0 ? unit : -unit));
  return bits.getFloat32(0);
}
export const heaviside = defineOp({
  schema: 'heaviside(Tensor input, Tensor values) -> Tensor',
  paths: both('heaviside'),
  doc: `Step function. ${docs('heaviside')}`,
  inplace: true,
  shape({ input, values }, rule) {
    if (input.dtype !== values.dtype) rule.raise('RuntimeError',
      'heaviside is not yet implemented for tensors with different dtypes.');
    return { shape: broadcast(rule, input.shape, values.shape), dtype: input.dtype };
  },
  receptiveField: () => 'pointwise',
  eval: ({ input, values }, [out]) => [out ? mapElements(
    (x, v) => (x === 0 ? v : x < 0 ? 0 : 1), out, [input, values]) : NOTHING],
  samples: [{ call: 'torch.heaviside(a, b)', shapes: [[2, 3], [3]] },
    { call: 'torch.heaviside(a, b)', shapes: [[2], [2]], dtypes: ['int64', 'float32'] }],
});

// ---- three operands ----
export const lerp = defineOp({
  schema: 'lerp(Tensor input, Tensor end, Tensor|float weight) -> Tensor',
  paths: both('lerp'),
  doc: `input + weight · (end − input). ${docs('lerp')}`,
  inplace: true,
  shape({ input, end, weight }, rule) {
    if (input.dtype !== end.dtype) rule.raise(
      'RuntimeError', `expected dtype ${cTypeOf(input.dtype)} for \`end\` but got dtype ${cTypeOf(end.dtype)}`);
    return { shape: broadcast(rule, input.shape, end.shape, typeof weight === 'number' ? [] : weight.shape),
      dtype: input.dtype };
  },
  receptiveField: () => 'pointwise',
  eval: ({ input, end, weight }, [out]) => [out
    ? mapElements((a, b, w) => (Math.abs(w) < 0.5 ? a + w * (b - a) : b - (b - a) * (1 - w)), out,
    [input, end, weight]) : NOTHING],
  lower: ({ weight }, [out]) => (typeof weight !== 'number' ? null : asChain(['input', 'end'], (link) => {
    // From whichever end is nearer.
    const isFar = Math.abs(weight) >= 0.5;
    const apart = link(asBinary('sub'), out.shape, 1, 0);
    const part = link(asUnary('affine', isFar ? weight - 1 : weight), out.shape, apart);
    link(asBinary('add'), out.shape, isFar ? 1 : 0, part);
  })),
  samples: [{ call: 'torch.lerp(a, b, 0.3)', shapes: [[2, 3], [3]] },
    { call: 'a.lerp(b, c)', shapes: [[2, 3], [3], [2, 1]] }],
});
const COMBINED = 'combined(Tensor input, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor';
const combined = (name: string, f: (x: number, y: number) => number, doc: string, divides: boolean) => defineOp({
  schema: COMBINED.replace('combined', name) as typeof COMBINED,
  paths: both(name),
  doc: `${doc} ${docs(name)}`,
  inplace: true,
  shape({ input, tensor1, tensor2 }, rule) {
    const dtype = resultOf(input, tensor1, tensor2);
    if (divides && floatResult(resultOf(tensor1, tensor2)) !== resultOf(tensor1, tensor2)) {
      rule.raise('RuntimeError', 'Integer division with addcdiv is no longer supported, and in a future '
        + ' release addcdiv will perform a true division of tensor1 and tensor2. The historic addcdiv'
          + ' behavior can be implemented as (input + value * torch.trunc(tensor1 /'
            + ' tensor2)).to(input.dtype) for integer inputs and as (input + value * tensor1 / tensor2) for'
              + ' float inputs. The future addcdiv behavior is just the latter implementation: (input +'
                + ' value * tensor1 / tensor2), for all dtypes.');
    }
    return { shape: broadcast(rule, input.shape, tensor1.shape, tensor2.shape), dtype };
  },
  receptiveField: () => 'pointwise',
  eval: ({ input, tensor1, tensor2, value }, [out]) =>
    [out ? mapElements((a, x, y) => a + value * f(x, y), out, [input, tensor1, tensor2]) : NOTHING],
  lower: ({ tensor1, tensor2, value }, [out]) => asChain(['input', 'tensor1', 'tensor2'], (link) => {
    const shape = together(tensor1.shape, tensor2.shape);
    const both = link(asBinary(divides ? 'div' : 'mul'), shape, 1, 2);
    link(asBinary('add'), out.shape, 0, link(asUnary('affine', value), shape, both));
  }),
  samples: [{ call: `torch.${name}(a, b, c, value=2)`, shapes: [[2, 3], [3], [2, 1]] }],
});
export const addcmul = combined('addcmul', (x, y) => x * y, 'input + value · tensor1 · tensor2.', false);
export const addcdiv = combined('addcdiv', (x, y) => x / y, 'input + value · tensor1 / tensor2.', true);

// ---- complex numbers ----
export const conj = unary('conj', (x) => x, { doc: 'The complex conjugate.', inplace: false,
  complex: ([a, b]) => [a, -b] });
export const conj_physical = unary('conj_physical', (x) => x, { doc: 'The complex conjugate, stored.',
  complex: ([a, b]) => [a, -b] });
export const real = unary('real', (x) => x, { doc: 'Real part.', dtype: realOf, inplace: false,
  complex: ([a]) => a });
export const imag = unary('imag', () => 0, {
  doc: 'Imaginary part.', inplace: false, complex: ([, b]) => b,
  dtype: (dtype, rule) => (isComplex(dtype) ? realOf(dtype)
    : rule.raise('RuntimeError', 'imag is not implemented for tensors with non-complex dtypes.')),
});
export const angle = unary('angle', (x) => (x < 0 ? Math.PI : Number.isNaN(x) ? x : 0),
  { doc: 'Angle in radians.', dtype: (dtype) => realOf(floatResult(dtype)), inplace: false,
    complex: ([a, b]) => Math.atan2(b, a) });
