// The rest of torch.special: gamma, Bessel, error and orthogonal functions.
import { castElement } from '../tensor/round';
import { erfcOf } from './elementwiseMath';
import { airyAi, besselJ, besselK, besselY, hurwitzZeta, incompleteGamma, polygammaOf, scaledK,
  sphericalJ } from './besselKernels';
import { defineOp, type OpDef } from './op';
import { binary, mapElements, unary } from './pointwise';
import { besselI, digammaOf, inverseErf, logGamma, logNormal, polynomial, scaledErfc } from './specialKernels';
import { both, broadcast, floatResult, resultOf, shapeOf } from './rules';

const paths = (name: string, ...others: readonly string[]): string[] => [`torch.special.${name}`, ...others];
const known = (name: string, f: (x: number) => number, doc: string): OpDef => unary(name, f, {
  doc, dtype: 'float', inplace: false, paths: paths(name), samples: [{ call: `torch.special.${name}(a)`, shapes: [[2, 3]] },
    { call: `torch.special.${name}(a)`, shapes: [[3]], dtypes: ['int64'] }],
}) as OpDef;
const TWO = 'two(Tensor|Scalar input, Tensor|Scalar other) -> Tensor';
const two = (name: string, doc: string, f: (x: number, y: number) => number, samples: readonly string[] = []): OpDef => defineOp({
  schema: TWO.replace('two', name) as typeof TWO,
  paths: paths(name),
  doc: `${doc} https://pytorch.org/docs/stable/special.html`,
  shape: ({ input, other }, rule) => ({
    shape: broadcast(rule, shapeOf(input), shapeOf(other)), dtype: floatResult(resultOf(input, other)),
  }),
  receptiveField: () => 'pointwise',
  eval: ({ input, other }, [out]) => [out ? mapElements(f, out, [input, other]) : []],
  samples: [{ call: `torch.special.${name}(a, 4)`, shapes: [[2, 3]] },
    { call: `torch.special.${name}(a, b)`, shapes: [[2, 3], [3]] },
    ...samples.map((call) => ({ call: `torch.special.${name}(${call})`, shapes: [[4, 5]] }))],
}) as unknown as OpDef;
const PART = 'part(Tensor input, Tensor other) -> Tensor';
const incomplete = (name: 'gammainc' | 'gammaincc', older: string, part: 'lower' | 'upper') => defineOp({
  schema: PART.replace('part', name) as typeof PART,
  paths: paths(name, ...both(older)),
  doc: `Regularised ${part} incomplete gamma function. https://pytorch.org/docs/stable/special.html`,
  inplace: true,
  shape: ({ input, other }, rule) => ({
    shape: broadcast(rule, input.shape, other.shape), dtype: floatResult(resultOf(input, other)),
  }),
  receptiveField: () => 'pointwise',
  eval: ({ input, other }, [out]) => [out ? mapElements((a, x) => incompleteGamma(a, x)[part], out, [input, other]) : []],
  samples: [...['a.abs(), 9 * a.abs()', '9 * a.abs(), a.abs()', '40 * a.double().abs(), 40 * a.double().sigmoid()', 'a, a']
    .map((call) => ({ call: `torch.special.${name}(${call})`, shapes: [[4, 5]] })),
  { call: `torch.special.${name}(a.abs(), b.abs())`, shapes: [[2, 3], [3]] },
  { call: `a.abs().${older}_(b.abs())`, shapes: [[2, 3], [3]] }],
});

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
const bessel = (name: string, f: (x: number) => number): OpDef => unary(name, f, {
  doc: 'A Bessel or Airy function.', dtype: 'float', inplace: false, paths: paths(name),
  samples: ['a', '20 * a', '0.1 * a.abs()', '30 * a.abs()', 'a.double().abs()']
    .map((input) => ({ call: `torch.special.${name}(${input})`, shapes: [[4, 5]] })),
}) as OpDef;
export const bessel_j0 = bessel('bessel_j0', (x) => besselJ(0, x));
export const bessel_j1 = bessel('bessel_j1', (x) => besselJ(1, x));
export const bessel_y0 = bessel('bessel_y0', (x) => besselY(0, x));
export const bessel_y1 = bessel('bessel_y1', (x) => besselY(1, x));
export const modified_bessel_i0 = bessel('modified_bessel_i0', (x) => besselI(0, x) * Math.exp(Math.abs(x)));
export const modified_bessel_i1 = bessel('modified_bessel_i1', (x) => besselI(1, x) * Math.exp(Math.abs(x)));
export const modified_bessel_k0 = bessel('modified_bessel_k0', (x) => besselK(0, x));
export const modified_bessel_k1 = bessel('modified_bessel_k1', (x) => besselK(1, x));
export const scaled_modified_bessel_k0 = bessel('scaled_modified_bessel_k0', (x) => scaledK(0, x));
export const scaled_modified_bessel_k1 = bessel('scaled_modified_bessel_k1', (x) => scaledK(1, x));
export const spherical_bessel_j0 = bessel('spherical_bessel_j0', sphericalJ);
export const airy_ai = bessel('airy_ai', airyAi);
export const zeta = two('zeta', 'Hurwitz zeta function.', hurwitzZeta,
  ['a.abs() + 1.1, 3 * a.abs() + 0.1', '2, a', 'a.double().abs() + 2, 0.5',
    ...[2, 3].map((s) => `torch.full([2], ${s}.).double(), torch.tensor([-123456.5, -2.25]).double()`),
    "torch.full([4], 2.), torch.tensor([float('inf'), -float('inf'), -float('inf'), -0.])"]);
export const gammainc = incomplete('gammainc', 'igamma', 'lower');
export const gammaincc = incomplete('gammaincc', 'igammac', 'upper');
export const [chebyshev_polynomial_t, chebyshev_polynomial_u, chebyshev_polynomial_v, chebyshev_polynomial_w,
  hermite_polynomial_h, hermite_polynomial_he, laguerre_polynomial_l, legendre_polynomial_p,
  shifted_chebyshev_polynomial_t, shifted_chebyshev_polynomial_u, shifted_chebyshev_polynomial_v,
  shifted_chebyshev_polynomial_w] = ['chebyshev_polynomial_t', 'chebyshev_polynomial_u', 'chebyshev_polynomial_v',
  'chebyshev_polynomial_w', 'hermite_polynomial_h', 'hermite_polynomial_he', 'laguerre_polynomial_l',
  'legendre_polynomial_p', 'shifted_chebyshev_polynomial_t', 'shifted_chebyshev_polynomial_u',
  'shifted_chebyshev_polynomial_v', 'shifted_chebyshev_polynomial_w',
].map((name) => two(name, 'An orthogonal polynomial.', polynomial(name),
  ["torch.tensor([0.5, 2, 0.5]), torch.tensor([float('inf'), float('nan'), -float('inf')])"]));

export const polygamma = defineOp({
  schema: 'polygamma(int n, Tensor input) -> Tensor',
  paths: ['torch.special.polygamma', 'torch.polygamma'],
  doc: 'n-th derivative of digamma. https://pytorch.org/docs/stable/special.html',
  shape({ n, input }, rule) {
    rule.require(rule.test((order) => order >= 0, n), () => 'polygamma(n, x) does not support negative n.');
    return { shape: input.shape, dtype: floatResult(input.dtype) };
  },
  receptiveField: () => 'pointwise',
  eval: ({ n, input }, [out]) => [out ? mapElements((x) => polygammaOf(n, x, out.dtype), out, [input]) : []],
  samples: [...[0, 1, 2, 3].map((n) => ({ call: `torch.polygamma(${n}, a)`, shapes: [[2, 3]] })),
    ...['float32', 'float64'].map((dtype) => ({ call: `torch.polygamma(1, torch.tensor([-2., -1., 0.], dtype=torch.${dtype}))`,
      shapes: [[1]] })),
    { call: 'torch.polygamma(4, a.double().abs())', shapes: [[4, 5]] }, { call: 'torch.polygamma(-1, a)', shapes: [[3]] },
    ...[1, 2, 3].map((n) => ({ call: `torch.polygamma(${n}, torch.tensor([float('inf'), -float('inf'), -2.25]))`,
      shapes: [[1]] }))],
});
export const polygamma_method = defineOp({
  schema: 'polygamma(Tensor input, int n) -> Tensor',
  paths: ['torch.Tensor.polygamma'],
  doc: 'n-th derivative of digamma. https://pytorch.org/docs/stable/special.html',
  inplace: true,
  shape: ({ n, input }, rule) => polygamma.shape({ n, input }, rule),
  receptiveField: () => 'pointwise',
  eval: ({ n, input }, outs) => polygamma.eval?.({ n, input }, outs) ?? [],
  samples: [{ call: 'a.polygamma(1)', shapes: [[2, 3]] }, { call: 'a.clone().polygamma_(2)', shapes: [[2, 3]] }],
});
export const multigammaln = defineOp({
  schema: 'mvlgamma(Tensor input, int p) -> Tensor',
  paths: ['torch.special.multigammaln', ...both('mvlgamma')],
  doc: 'Logarithm of the multivariate gamma function. https://pytorch.org/docs/stable/special.html',
  inplace: true,
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
