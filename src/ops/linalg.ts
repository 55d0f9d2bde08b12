// Linear algebra: shapes of decompositions, inverses and norms; elements only where a few lines give them.
import { showDim, showShape } from '../tensor/dim';
import { isComplex, scalarTypeOf, type DType } from '../tensor/dtype';
import { castElements } from '../tensor/round';
import type { Dim, PlainMeta, PlainTensor, Tensor, TensorMeta } from '../tensor/value';
import { batchOf, requireFloating, requireSquare, sidesOf } from './linalgRules';
import { defineOp, type RuleContext } from './op';
import { solvedFrom } from './factorKernels';
import { asColumns, choleskyFactor, determinant, exponential, householder, inverse, normOfMatrix, overMatrices, overPairs, power,
  pseudoInverse, signAndLog, singularValues, symmetricEigenvalues, type Matrix } from './matrixKernels';
import { both, broadcast, realOf } from './rules';

const linalg = (name: string, ...others: readonly string[]): string[] =>
  [`torch.linalg.${name}`, ...others.flatMap((other) => both(other))];
const link = (name: string): string => `https://pytorch.org/docs/stable/generated/torch.linalg.${name}.html`;

interface Decomposition { readonly returns: string; readonly paths: readonly string[]; readonly error?: string;
  readonly result: (input: Tensor, n: Dim) => TensorMeta | TensorMeta[];
  readonly kernel?: (matrix: Matrix) => readonly (readonly number[])[] }
const square = (name: string, doc: string, { returns, paths, error, result, kernel }: Decomposition) => defineOp({
  schema: `${name}(Tensor input) -> ${returns}` as 'square(Tensor input) -> Tensor',
  paths,
  doc: `${doc} ${link(name)}`,
  shape({ input }, rule) {
    const size = requireSquare(error ?? `linalg.${name}`, input, rule);
    requireFloating(error ?? `linalg.${name}`, input, rule);
    return result(input, size);
  },
  receptiveField: () => 'global',
  ...kernel ? { eval: ({ input }: { input: PlainTensor }, outs: readonly PlainMeta[]) =>
    outs.map((out, i) => overMatrices(input, out, (matrix) => kernel(matrix)[i] ?? [])) } : {},
  samples: [[2, 2], [2, 3], [3]].map((shape) => ({ call: `torch.${paths[0]?.includes('linalg') ? 'linalg.' : ''}${name}(a)`,
      shapes: [shape] }))
    .slice(name === 'cholesky' || name === 'inv' ? 1 : 0),
});
const same = (input: Tensor): TensorMeta => ({ shape: input.shape, dtype: input.dtype });
const complexOf = (dtype: DType): DType => (dtype === 'float64' || dtype === 'complex128' ? 'complex128' : 'complex64');
export const inv = square('inv', 'Inverse of matrices.',
  { returns: 'Tensor', paths: linalg('inv', 'inverse'), result: same, kernel: (a) => [inverse(a).flat()] });
export const cholesky = square('cholesky', 'Cholesky factor.',
  { returns: 'Tensor', paths: linalg('cholesky', 'cholesky'), result: same, kernel: (a) => [choleskyFactor(a)?.flat() ?? []] });
export const matrix_exp = square('matrix_exp', 'Exponential of matrices.',
  { returns: 'Tensor', paths: linalg('matrix_exp', 'matrix_exp'), error: 'linalg.matrix_exp', result: same,
    kernel: (a) => [exponential(a).flat()] });
export const det = square('det', 'Determinants.',
  { returns: 'Tensor', paths: linalg('det', 'det'),
  result: (input) => ({ shape: batchOf(input), dtype: input.dtype }), kernel: (a) => [[determinant(a)]] });
export const logdet = square('logdet', 'Logarithms of determinants.',
  { returns: 'Tensor', paths: both('logdet'), error: 'logdet', result: (input) => ({ shape: batchOf(input),
      dtype: input.dtype }), kernel: (a) => [[Math.log(determinant(a))]] });
export const slogdet = square('slogdet', 'Signs and logarithms of determinants.', {
  returns: '(Tensor sign, Tensor logabsdet)', paths: linalg('slogdet', 'slogdet'),
  result: (input) => [{ shape: batchOf(input), dtype: input.dtype },
    { shape: batchOf(input), dtype: realOf(input.dtype) }],
  kernel: (a) => signAndLog(a).map((x) => [x]),
});
export const eig = square('eig', 'Eigenvalues and eigenvectors.', {
  returns: '(Tensor eigenvalues, Tensor eigenvectors)', paths: ['torch.linalg.eig'],
  result: (input, n) => [{ shape: [...batchOf(input), n], dtype: complexOf(input.dtype) },
    { shape: input.shape, dtype: complexOf(input.dtype) }],
});
export const eigvals = square('eigvals', 'Eigenvalues.',
  { returns: 'Tensor', paths: ['torch.linalg.eigvals'],
  result: (input, n) => ({ shape: [...batchOf(input), n], dtype: complexOf(input.dtype) }) });

const UPLO = 'symmetric(Tensor input, str UPLO="L") -> Tensor';
const symmetric = (name: string, returns: string,
  result: (input: Tensor, n: Dim) => TensorMeta | TensorMeta[]) => defineOp({
  schema: UPLO.replace('symmetric', name).replace('-> Tensor', `-> ${returns}`) as typeof UPLO,
  paths: [`torch.linalg.${name}`],
  doc: `Eigenvalues of symmetric matrices. ${link(name)}`,
  // eigvalsh is eigh without vectors, and says so.
  shape: ({ input }, rule) => result(input, requireSquare('linalg.eigh', input, rule)),
  receptiveField: () => 'global',
  // Eigenvectors have the signs that LAPACK gives them.
  ...returns === 'Tensor' ? { eval: ({ input, UPLO }: { input: PlainTensor; UPLO: string }, [out]: readonly PlainMeta[]) =>
    [overMatrices(input, out, (matrix) => symmetricEigenvalues(matrix, UPLO.toUpperCase() === 'U'))] } : {},
  samples: [[2, 3, 3], [1, 3]].map((shape) => ({ call: `torch.linalg.${name}(a)${name === 'eigh' ? '[0]' : ''}`,
      shapes: [shape] })),
});
export const eigh = symmetric('eigh', '(Tensor eigenvalues, Tensor eigenvectors)',
  (input, n) => [{ shape: [...batchOf(input), n], dtype: realOf(input.dtype) }, same(input)]);
export const eigvalsh = symmetric('eigvalsh', 'Tensor',
  (input, n) => ({ shape: [...batchOf(input), n], dtype: realOf(input.dtype) }));

// ---- rectangular ----
function svdMeta(input: Tensor, full: boolean, transposed: boolean, rule: RuleContext, name: string): TensorMeta[] {
  const { n, m, least } = sidesOf(input, rule, name);
  requireFloating(name, input, rule);
  const batch = batchOf(input);
  const [columns, rows] = full ? [n, m] : [least, least];
  return [{ shape: [...batch, n, columns], dtype: input.dtype },
    { shape: [...batch, least], dtype: realOf(input.dtype) },
    { shape: transposed ? [...batch, rows, m] : [...batch, m, rows], dtype: input.dtype }];
}
export const svd = defineOp({
  schema: 'svd(Tensor input, bool full_matrices=True) -> (Tensor U, Tensor S, Tensor Vh)',
  paths: ['torch.linalg.svd'],
  doc: `Singular value decomposition. ${link('svd')}`,
  shape: ({ input, full_matrices }, rule) => svdMeta(input, full_matrices, true, rule, 'linalg.svd'),
  receptiveField: () => 'global',
  samples: [{ call: 'torch.linalg.svd(a)[2]', shapes: [[2, 3, 4]] },
    { call: 'torch.linalg.svd(a, full_matrices=False)[2]', shapes: [[2, 3, 4]] }],
});
export const svd_old = defineOp({
  schema: 'svd(Tensor input, bool some=True, bool compute_uv=True) -> (Tensor U, Tensor S, Tensor V)',
  paths: both('svd'),
  doc: 'Singular value decomposition.',
  shape: ({ input, some }, rule) => svdMeta(input, !some, false, rule, 'linalg.svd'),
  receptiveField: () => 'global',
  samples: [{ call: 'torch.svd(a)[2]', shapes: [[2, 3, 4]] }],
});
export const svdvals = defineOp({
  schema: 'svdvals(Tensor input) -> Tensor',
  paths: ['torch.linalg.svdvals'],
  doc: `Singular values. ${link('svdvals')}`,
  shape: ({ input }, rule) => ({ shape: [...batchOf(input), sidesOf(input, rule, 'linalg.svd').least],
    dtype: realOf(input.dtype) }),
  receptiveField: () => 'global',
  eval: ({ input }, [out]) => [overMatrices(input, out, singularValues)],
  samples: [{ call: 'torch.linalg.svdvals(a)', shapes: [[2, 3, 4]] }, { call: 'torch.linalg.svdvals(a)', shapes: [[2]] }],
});
export const qr = defineOp({
  schema: 'qr(Tensor input, str|bool mode="reduced") -> (Tensor Q, Tensor R)',
  paths: linalg('qr', 'qr'),
  doc: `QR decomposition. ${link('qr')}`,
  shape({ input, mode }, rule) {
    const { n, m, least } = sidesOf(input, rule, 'linalg.qr');
    if (typeof mode === 'string' && !['reduced', 'complete', 'r'].includes(mode)) rule.raise('RuntimeError',
      `qr received unrecognized mode '${mode}' but expected one of 'reduced' (default), 'r', or 'complete'`);
    requireFloating('linalg.qr', input, rule);
    const complete = mode === 'complete' || mode === false;
    const batch = batchOf(input);
    if (mode === 'r') return [{ shape: [rule.dim(0)], dtype: input.dtype }, { shape: [...batch, least, m], dtype: input.dtype }];
    return [{ shape: [...batch, n, complete ? n : least], dtype: input.dtype },
      { shape: [...batch, complete ? n : least, m], dtype: input.dtype }];
  },
  receptiveField: () => 'global',
  eval({ input, mode }, outs) {
    const complete = mode === 'complete' || mode === false;
    return outs.map((out, i) => (mode === 'r' && i === 0 ? [] : overMatrices(input, out, (matrix) => {
      const { q, r } = householder(matrix);
      const least = complete ? matrix.length : Math.min(matrix.length, matrix[0]?.length ?? 0);
      return i === 0 ? q.flatMap((row) => row.slice(0, least)) : r.slice(0, least).flat();
    })));
  },
  samples: [{ call: 'torch.linalg.qr(a)[0]', shapes: [[4, 3]] },
    { call: "torch.linalg.qr(a, mode='complete')[1]", shapes: [[4, 3]] },
    { call: "torch.linalg.qr(a, mode='r')", shapes: [[4, 3]] }, { call: "torch.linalg.qr(a, 'full')", shapes: [[4, 3]] },
    { call: 'torch.linalg.qr(a)', shapes: [[4, 3]], dtypes: ['int64'] }],
});
export const pinv = defineOp({
  schema: 'pinv(Tensor input, any rcond=None, *, any rtol=None, any atol=None, bool hermitian=False) -> Tensor',
  paths: linalg('pinv', 'pinverse'),
  doc: `Pseudo-inverse. ${link('pinv')}`,
  shape({ input }, rule) {
    if (input.shape.length < 2 || (input.dtype !== 'float32' && input.dtype !== 'float64' && !isComplex(input.dtype))) {
      rule.raise('RuntimeError', `linalg.pinv(${scalarTypeOf(input.dtype)}{${showShape(input.shape)}}): expected a tensor`
        + ` with 2 or more dimensions of float, double, cfloat or cdouble types`);
    }
    const { n, m } = sidesOf(input, rule, 'linalg.pinv');
    return { shape: [...batchOf(input), m, n], dtype: input.dtype };
  },
  receptiveField: () => 'global',
  eval({ input, rcond, rtol, atol }, [out]) {
    if (atol !== null || (rcond !== null && typeof rcond !== 'number') || (rtol !== null && typeof rtol !== 'number')) return [];
    const [n = 1, m = 1] = input.shape.slice(-2);
    const least = rcond ?? rtol ?? Math.max(n, m) * (input.dtype === 'float64' ? 2 ** -52 : 2 ** -23);
    return [overMatrices(input, out, (matrix) => pseudoInverse(matrix, least).flat())];
  },
  samples: [{ call: 'torch.linalg.pinv(a)', shapes: [[2, 3, 4]] }, { call: 'torch.pinverse(a)', shapes: [[2]] }],
});
export const solve = defineOp({
  schema: 'solve(Tensor A, Tensor B, *, bool left=True) -> Tensor',
  paths: ['torch.linalg.solve'],
  doc: `Solutions of linear systems. ${link('solve')}`,
  shape({ A, B, left }, rule) {
    const n = requireSquare('linalg.solve', A, rule);
    requireFloating('linalg.solve', A, rule);
    if (A.dtype !== B.dtype) rule.raise('RuntimeError',
      'linalg.solve: Expected A and B to have the same dtype, but found A of type'
      + ` ${scalarTypeOf(A.dtype)} and B of type ${scalarTypeOf(B.dtype)} instead`);
    // A batch of vectors has exactly the batch and the rows of the matrices.
    const vector = B.shape.length === 1 || (B.shape.length === A.shape.length - 1
      && B.shape.every((d, i) => rule.equal(d, A.shape[i] ?? n) !== false));
    if (!vector && B.shape.length < 2) rule.raise('RuntimeError',
        'linalg.solve: The input tensor B must have at least 2 dimensions.');
    const [rows, columns] = vector ? [B.shape.at(-1) ?? n, rule.dim(1)] : [B.shape.at(-2) ?? n, B.shape.at(-1) ?? n];
    const met = left ? rows : columns;
    rule.require(rule.equal(met, n), () => 'linalg.solve: Incompatible shapes of A and B for the equation '
      + `${left ? 'AX' : 'XA'} = B (${showDim(n)}x${showDim(n)} and ${showDim(rows)}x${showDim(columns)})`, [n, met]);
    const tail = vector ? B.shape.slice(-1) : B.shape.slice(-2);
    return { shape: [...broadcast(rule, batchOf(A), vector ? B.shape.slice(0, -1) : batchOf(B)), ...tail],
      dtype: A.dtype };
  },
  receptiveField: () => 'global',
  eval({ A, B, left }, [out]) {
    if (!out) return [];
    const vector = out.shape.length === A.shape.length - 1;
    const solutions = overPairs(A, vector ? asColumns(B) : B, out.shape.slice(0, vector ? -1 : -2),
      (a, b) => solvedFrom(a, b, left).flat());
    return solutions ? [castElements(solutions, out.dtype)] : [];
  },
  samples: [[[3, 3], [3, 2]], [[3, 3], [3]], [[3, 3], [4]], [[3, 3], []], [[2, 3, 3], [2, 3]]].map((shapes) =>
    ({ call: 'torch.linalg.solve(a + 9 * torch.eye(3), b)', shapes })).concat(
    [[[3, 3], [2, 3]], [[3, 3], [3, 2]], [[3, 3], [3]]].map((shapes) =>
      ({ call: 'torch.linalg.solve(a + 9 * torch.eye(3), b, left=False)', shapes }))),
});
export const matrix_power = defineOp({
  schema: 'matrix_power(Tensor input, int n) -> Tensor',
  paths: linalg('matrix_power', 'matrix_power'),
  doc: `Powers of matrices. ${link('matrix_power')}`,
  shape({ input }, rule) {
    requireSquare('linalg.matrix_power', input, rule);
    return same(input);
  },
  receptiveField: () => 'global',
  eval: ({ input, n }, [out]) => [overMatrices(input, out, (matrix) => power(matrix, n).flat())],
  samples: [...[0, 1, 3, 6].map((n) => ({ call: `torch.matrix_power(a, ${n})`, shapes: [[2, 2]] })),
    ...[1, 2, 5].map((n) => ({ call: `torch.matrix_power(a / torch.tensor([1., 0.]), ${n})`, shapes: [[2, 2]] }))],
});
export const matrix_rank = defineOp({
  schema: 'matrix_rank(Tensor input, any tol=None, bool hermitian=False) -> Tensor',
  paths: linalg('matrix_rank'),
  doc: `Ranks of matrices. ${link('matrix_rank')}`,
  shape({ input }, rule) {
    if (input.shape.length < 2) rule.raise('RuntimeError',
      'torch.linalg.matrix_rank: The input tensor input must have at least 2 dimensions.');
    requireFloating('linalg.svd', input, rule);
    return { shape: batchOf(input), dtype: 'int64' };
  },
  receptiveField: () => 'global',
  eval({ input, tol, hermitian }, [out]) {
    if (hermitian || (tol !== null && typeof tol !== 'number')) return [];
    const [n = 1, m = 1] = input.shape.slice(-2);
    return [overMatrices(input, out, (matrix) => {
      const values = singularValues(matrix);
      const least = tol ?? Math.max(n, m) * (input.dtype === 'float64' ? 2 ** -52 : 2 ** -23) * Math.max(0, ...values);
      return [values.filter((x) => x > least).length];
    })];
  },
  samples: [{ call: 'torch.linalg.matrix_rank(a)', shapes: [[2, 3]] },
    { call: 'torch.linalg.matrix_rank(a)', shapes: [[2, 2, 2]] },
    { call: 'torch.linalg.matrix_rank(torch.ones(3, 4))', shapes: [] }, { call: 'torch.linalg.matrix_rank(a)', shapes: [[3]] }],
});
export const cond = defineOp({
  schema: 'cond(Tensor input, any p=None) -> Tensor',
  paths: ['torch.linalg.cond'],
  doc: `Condition numbers. ${link('cond')}`,
  shape: ({ input }) => ({ shape: batchOf(input), dtype: realOf(input.dtype) }),
  receptiveField: () => 'global',
  eval: ({ input, p }, [out]) => [overMatrices(input, out, (matrix) => {
    const values = singularValues(matrix);
    const [largest = NaN, least = NaN] = [values[0], values.at(-1)];
    if (p === null || p === 2) return [largest / least];
    if (p === -2) return [least / largest];
    return typeof p === 'number' || typeof p === 'string' ? [normOfMatrix(matrix, p) * normOfMatrix(inverse(matrix), p)] : [];
  })],
  samples: [{ call: 'torch.linalg.cond(a)', shapes: [[2, 3, 3]] }],
});
