// The rest of torch.special: gamma, Bessel, error and orthogonal functions. Their elements are mostly left to PyTorch.
import { castElement } from '../tensor/round';
import { erfcOf } from './elementwiseMath';
import { defineOp, type OpDef } from './op';
import { binary, mapElements, unary } from './pointwise';
import { besselI, digammaOf, inverseErf, logGamma, logNormal, polynomial, scaledErfc } from './specialKernels';
import type { PlainMeta, PlainTensor } from '../tensor/value';
import { both, broadcast, floatResult, resultOf, shapeOf } from './rules';

const paths = (name: string, ...others: readonly string[]): string[] => [`torch.special.${name}`, ...others];
const known = (name: string, f: (x: number) => number, doc: string): OpDef => unary(name, f, {
  doc, dtype: 'float', inplace: false, paths: paths(name), samples: [{ call: `torch.special.${name}(a)`, shapes: [[2, 3]] },
    { call: `torch.special.${name}(a)`, shapes: [[3]], dtypes: ['int64'] }],
}) as OpDef;
const ONE = 'one(Tensor input) -> Tensor';
const one = (name: string, doc: string, ...others: readonly string[]): OpDef => defineOp({
  schema: ONE.replace('one', name) as typeof ONE,
  paths: paths(name, ...others),
  doc: `${doc} https://pytorch.org/docs/stable/special.html`,
  shape: ({ input }) => ({ shape: input.shape, dtype: floatResult(input.dtype) }),
  receptiveField: () => 'pointwise',
  samples: [{ call: `torch.special.${name}(a)`, shapes: [[2, 3]] }],
}) as unknown as OpDef;
const TWO = 'two(Tensor|Scalar input, Tensor|Scalar other) -> Tensor';
const two = (name: string, doc: string, f: ((x: number, y: number) => number) | null, ...others: readonly string[]): OpDef =>
  defineOp({
  schema: TWO.replace('two', name) as typeof TWO,
  paths: paths(name, ...others),
  doc: `${doc} https://pytorch.org/docs/stable/special.html`,
  shape: ({ input, other }, rule) => ({
    shape: broadcast(rule, shapeOf(input), shapeOf(other)), dtype: floatResult(resultOf(input, other)),
  }),
  receptiveField: () => 'pointwise',
  ...f ? { eval: ({ input, other }: { input: PlainTensor | number; other: PlainTensor | number }, [out]: readonly PlainMeta[]) =>
    [mapElements(f, out, [input, other])] } : {},
  samples: [...f ? [{ call: `torch.special.${name}(a, 4)`, shapes: [[2, 3]] }] : [], { call: `torch.special.${name}(a, b)`,
    shapes: [[2, 3], [3]] }],
}) as unknown as OpDef;

export const entr = known('entr', (x) => (x > 0 ? -x * Math.log(x) : x === 0 ? 0 : x < 0 ? -Infinity : x), '−x log x.');
export const ndtr = known('ndtr', (x) => 0.5 * erfcOf(-x / Math.SQRT2), 'Cumulative distribution of the normal distribution.');
export const xlog1py = binary('xlog1py', (x, y) => (x === 0 && !Number.isNaN(y) ? 0 : x * Math.log1p(y)),
  { doc: 'x log(1 + y).', dtype: 'float', inplace: false, paths: paths('xlog1py'), samples: [
    { call: 'torch.special.xlog1py(a, b)', shapes: [[2, 3], [3]] }] });

export const [gammaln, psi, log_ndtr, ndtri, i0e, i1, i1e, erfcx] = [
  known('gammaln', logGamma, 'Logarithm of the gamma function.'), known('psi', digammaOf, 'Derivative of gammaln.'),
  known('log_ndtr', logNormal, 'Logarithm of ndtr.'), known('ndtri', (x) => Math.SQRT2 * inverseErf(2 * x - 1),
    'Inverse of ndtr.'),
  known('i0e', (x) => besselI(0, x), 'Scaled Bessel function of order zero.'), known('i1', (x) => besselI(1,
    x) * Math.exp(Math.abs(x)), 'Bessel function of order one.'),
  known('i1e', (x) => besselI(1, x), 'Scaled Bessel function of order one.'), known('erfcx', scaledErfc,
    'Scaled complementary error function.')];
const BESSEL_I: Readonly<Record<string, (x: number) => number>> = {
  modified_bessel_i0: (x) => besselI(0, x) * Math.exp(Math.abs(x)), modified_bessel_i1: (x) => besselI(1,
    x) * Math.exp(Math.abs(x)),
};
export const [bessel_j0, bessel_j1, bessel_y0, bessel_y1, modified_bessel_i0, modified_bessel_i1, modified_bessel_k0,
  modified_bessel_k1, scaled_modified_bessel_k0, scaled_modified_bessel_k1, spherical_bessel_j0, airy_ai] = [
  'bessel_j0', 'bessel_j1', 'bessel_y0', 'bessel_y1', 'modified_bessel_i0', 'modified_bessel_i1', 'modified_bessel_k0',
  'modified_bessel_k1', 'scaled_modified_bessel_k0', 'scaled_modified_bessel_k1', 'spherical_bessel_j0', 'airy_ai',
].map((name) => BESSEL_I[name] ? known(name, BESSEL_I[name], 'A Bessel function.') : one(name, 'A Bessel or Airy function.'));
export const [zeta, gammainc, gammaincc] = [two('zeta', 'Hurwitz zeta function.', null),
  two('gammainc', 'Regularised lower incomplete gamma function.', null, ...both('igamma')),
  two('gammaincc', 'Regularised upper incomplete gamma function.', null, ...both('igammac'))];
export const [chebyshev_polynomial_t, chebyshev_polynomial_u, chebyshev_polynomial_v, chebyshev_polynomial_w,
  hermite_polynomial_h, hermite_polynomial_he, laguerre_polynomial_l, legendre_polynomial_p,
  shifted_chebyshev_polynomial_t, shifted_chebyshev_polynomial_u, shifted_chebyshev_polynomial_v,
  shifted_chebyshev_polynomial_w] = ['chebyshev_polynomial_t', 'chebyshev_polynomial_u', 'chebyshev_polynomial_v',
  'chebyshev_polynomial_w', 'hermite_polynomial_h', 'hermite_polynomial_he', 'laguerre_polynomial_l',
  'legendre_polynomial_p', 'shifted_chebyshev_polynomial_t', 'shifted_chebyshev_polynomial_u',
  'shifted_chebyshev_polynomial_v', 'shifted_chebyshev_polynomial_w',
].map((name) => two(name, 'An orthogonal polynomial.', polynomial(name)));

export const polygamma = defineOp({
  schema: 'polygamma(int n, Tensor input) -> Tensor',
  paths: ['torch.special.polygamma', 'torch.polygamma'],
  doc: 'n-th derivative of digamma. https://pytorch.org/docs/stable/special.html',
  shape({ n, input }, rule) {
    rule.require(rule.test((order) => order >= 0, n), () => 'polygamma(n, x) does not support negative n.');
    return { shape: input.shape, dtype: floatResult(input.dtype) };
  },
  receptiveField: () => 'pointwise',
  samples: [{ call: 'torch.polygamma(1, a)', shapes: [[2, 3]] }, { call: 'torch.polygamma(-1, a)', shapes: [[3]] }],
});
export const multigammaln = defineOp({
  schema: 'mvlgamma(Tensor input, int p) -> Tensor',
  paths: ['torch.special.multigammaln', ...both('mvlgamma')],
  doc: 'Logarithm of the multivariate gamma function. https://pytorch.org/docs/stable/special.html',
  shape: ({ input }) => ({ shape: input.shape, dtype: floatResult(input.dtype) }),
  receptiveField: () => 'pointwise',
  eval: ({ input, p }, [out]) => [out ? mapElements((x) => Array.from({ length: p }, (_, j) => logGamma(x - j / 2))
    .reduce((a, b) => a + b, (p * (p - 1) * Math.log(Math.PI)) / 4), out, [input]) : []],
  samples: [{ call: 'torch.mvlgamma(a + 9, 2)', shapes: [[2, 3]] }],
});
export const frexp = defineOp({
  schema: 'frexp(Tensor input) -> (Tensor mantissa, Tensor exponent)',
  paths: both('frexp'),
  doc: 'Mantissas and exponents to base 2. https://pytorch.org/docs/stable/generated/torch.frexp.html',
  shape: ({ input }) => [{ shape: input.shape, dtype: input.dtype }, { shape: input.shape, dtype: 'int32' }],
  receptiveField: () => 'pointwise',
  eval({ input }, [mantissa]) {
    const parts = (input.data ?? []).map((x) => {
      if (x === 0 || !Number.isFinite(x)) return [x, 0] as const;
      const exponent = Math.floor(Math.log2(Math.abs(x))) + 1;
      return [castElement(x / 2 ** exponent, mantissa?.dtype ?? 'float32'), exponent] as const;
    });
    return [parts.map(([m]) => m), parts.map(([, e]) => e)];
  },
  samples: [{ call: 'torch.frexp(a)', shapes: [[2, 3]] }],
});
