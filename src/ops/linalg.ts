// Linear algebra: shapes of decompositions, inverses and norms; elements only where a few lines give them.
import { showDim, showShape } from '../tensor/dim';
import { isComplex, isIntegral, scalarTypeOf, type DType } from '../tensor/dtype';
import type { Dim, Tensor, TensorMeta } from '../tensor/value';
import { defineOp, type RuleContext } from './op';
import { normOrder, vectorNorm } from './reduce';
import { reducedShape, reducedViews, reduceElements } from './reduction';
import { axesOf, axisOf, both, broadcast, plainAxes, realOf, resultOf } from './rules';

const linalg = (name: string, ...others: readonly string[]): string[] =>
  [`torch.linalg.${name}`, ...others.flatMap((other) => both(other))];
const link = (name: string): string => `https://pytorch.org/docs/stable/generated/torch.linalg.${name}.html`;

function requireSquare(name: string, input: Tensor, rule: RuleContext): Dim {
  if (input.shape.length < 2) rule.raise('RuntimeError',
    `${name}: The input tensor A must have at least 2 dimensions.`);
  const one = rule.dim(1);
  const [n = one, m = one] = input.shape.slice(-2);
  rule.require(rule.equal(n, m), () => `${name}: A must be batches of square matrices, but they are`
    + ` ${showDim(n)} by ${showDim(m)} matrices`, [n, m]);
  return n;
}
/** Kernels of LAPACK know no integers and no half precision. */
function requireFloating(name: string, input: Tensor, rule: RuleContext): void {
  if (isIntegral(input.dtype)) rule.raise('RuntimeError',
    `${name}: Expected a floating point or complex tensor as input. Got ${scalarTypeOf(input.dtype)}`);
  if (['float16', 'bfloat16'].includes(input.dtype)) rule.raise('RuntimeError',
    `${name}: Low precision dtypes not supported. Got ${scalarTypeOf(input.dtype)}`);
}
const batchOf = (input: Tensor): readonly Dim[] => input.shape.slice(0, -2);

interface Decomposition { readonly returns: string; readonly paths: readonly string[]; readonly error?: string;
  readonly result: (input: Tensor, n: Dim) => TensorMeta | TensorMeta[] }
const square = (name: string, doc: string, { returns, paths, error, result }: Decomposition) => defineOp({
  schema: `${name}(Tensor input) -> ${returns}` as 'square(Tensor input) -> Tensor',
  paths,
  doc: `${doc} ${link(name)}`,
  shape({ input }, rule) {
    const size = requireSquare(error ?? `linalg.${name}`, input, rule);
    requireFloating(error ?? `linalg.${name}`, input, rule);
    return result(input, size);
  },
  receptiveField: () => 'global',
  samples: [[2, 2], [2, 3], [3]].map((shape) => ({ call: `torch.${paths[0]?.includes('linalg') ? 'linalg.' : ''}${name}(a)`,
      shapes: [shape] }))
    .slice(name === 'cholesky' || name === 'inv' ? 1 : 0),
});
const same = (input: Tensor): TensorMeta => ({ shape: input.shape, dtype: input.dtype });
const complexOf = (dtype: DType): DType => (dtype === 'float64' || dtype === 'complex128' ? 'complex128' : 'complex64');
export const inv = square('inv', 'Inverse of matrices.',
  { returns: 'Tensor', paths: linalg('inv', 'inverse'), result: same });
export const cholesky = square('cholesky', 'Cholesky factor.',
  { returns: 'Tensor', paths: linalg('cholesky', 'cholesky'), result: same });
export const matrix_exp = square('matrix_exp', 'Exponential of matrices.',
  { returns: 'Tensor', paths: linalg('matrix_exp', 'matrix_exp'), error: 'linalg.matrix_exp', result: same });
export const det = square('det', 'Determinants.',
  { returns: 'Tensor', paths: linalg('det', 'det'),
  result: (input) => ({ shape: batchOf(input), dtype: input.dtype }) });
export const logdet = square('logdet', 'Logarithms of determinants.',
  { returns: 'Tensor', paths: both('logdet'), error: 'logdet', result: (input) => ({ shape: batchOf(input),
      dtype: input.dtype }) });
export const slogdet = square('slogdet', 'Signs and logarithms of determinants.', {
  returns: '(Tensor sign, Tensor logabsdet)', paths: linalg('slogdet', 'slogdet'),
  result: (input) => [{ shape: batchOf(input), dtype: input.dtype },
    { shape: batchOf(input), dtype: realOf(input.dtype) }],
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
  samples: [[2, 3, 3], [1, 3]].map((shape) => ({ call: `torch.linalg.${name}(a)${name === 'eigh' ? '[0]' : ''}`,
      shapes: [shape] })),
});
export const eigh = symmetric('eigh', '(Tensor eigenvalues, Tensor eigenvectors)',
  (input, n) => [{ shape: [...batchOf(input), n], dtype: realOf(input.dtype) }, same(input)]);
export const eigvalsh = symmetric('eigvalsh', 'Tensor',
  (input, n) => ({ shape: [...batchOf(input), n], dtype: realOf(input.dtype) }));

// ---- rectangular ----
function sidesOf(input: Tensor, rule: RuleContext, name: string): { n: Dim; m: Dim; least: Dim } {
  if (input.shape.length < 2) rule.raise('RuntimeError',
    `${name}: The input tensor A must have at least 2 dimensions.`);
  const one = rule.dim(1);
  const [n = one, m = one] = input.shape.slice(-2);
  return { n, m, least: rule.map((a, b) => Math.min(a, b), n, m) };
}
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
  samples: [{ call: 'torch.linalg.pinv(a)', shapes: [[2, 3, 4]] }, { call: 'torch.pinverse(a)', shapes: [[2]] }],
});
export const solve = defineOp({
  schema: 'solve(Tensor A, Tensor B, *, bool left=True) -> Tensor',
  paths: ['torch.linalg.solve'],
  doc: `Solutions of linear systems. ${link('solve')}`,
  shape({ A, B }, rule) {
    const n = requireSquare('linalg.solve', A, rule);
    // A batch of vectors has exactly the batch of the matrices.
    const vector = B.shape.length === 1 || (B.shape.length === A.shape.length - 1
      && B.shape.slice(0, -1).every((d, i) => rule.equal(d, A.shape[i] ?? n) !== false));
    if (!vector && B.shape.length < 2) rule.raise('RuntimeError',
        'linalg.solve: The input tensor B must have at least 2 dimensions.');
    const [rows, columns] = vector ? [B.shape.at(-1) ?? n, rule.dim(1)] : [B.shape.at(-2) ?? n, B.shape.at(-1) ?? n];
    rule.require(rule.equal(rows, n), () => `linalg.solve: Incompatible shapes of A and B for the equation AX = B`
      + ` (${showDim(n)}x${showDim(n)} and ${showDim(rows)}x${showDim(columns)})`, [n, rows]);
    const tail = vector ? B.shape.slice(-1) : B.shape.slice(-2);
    return { shape: [...broadcast(rule, batchOf(A), vector ? B.shape.slice(0, -1) : batchOf(B)), ...tail],
      dtype: A.dtype };
  },
  receptiveField: () => 'global',
  samples: [[[3, 3], [3, 2]], [[3, 3], [3]], [[3, 3], [4]], [[3, 3], []], [[2, 3, 3], [2, 3]]].map((shapes) =>
    ({ call: 'torch.linalg.solve(a + 9 * torch.eye(3), b)', shapes })),
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
  samples: [{ call: 'torch.matrix_power(a, 3)', shapes: [[2, 2]] }],
});
export const matrix_rank = defineOp({
  schema: 'matrix_rank(Tensor input, any tol=None, bool hermitian=False) -> Tensor',
  paths: linalg('matrix_rank'),
  doc: `Ranks of matrices. ${link('matrix_rank')}`,
  shape({ input }, rule) {
    if (input.shape.length < 2) rule.raise('RuntimeError',
      'torch.linalg.matrix_rank: The input tensor input must have at least 2 dimensions.');
    return { shape: batchOf(input), dtype: 'int64' };
  },
  receptiveField: () => 'global',
  samples: [{ call: 'torch.linalg.matrix_rank(a)', shapes: [[2, 3]] }, { call: 'torch.linalg.matrix_rank(a)', shapes: [[3]] }],
});
export const cond = defineOp({
  schema: 'cond(Tensor input, any p=None) -> Tensor',
  paths: ['torch.linalg.cond'],
  doc: `Condition numbers. ${link('cond')}`,
  shape: ({ input }) => ({ shape: batchOf(input), dtype: realOf(input.dtype) }),
  receptiveField: () => 'global',
  samples: [{ call: 'torch.linalg.cond(a)', shapes: [[2, 3, 3]] }],
});

// ---- norms
//
//
//
//
//
//
//
// --------------------------------------------------------------------------------------------------------------------------
export const vector_norm = defineOp({
  schema: 'vector_norm(Tensor x, Scalar ord=2, int?|int[]? dim=None, bool keepdim=False, *, dtype? dtype=None) -> Tensor',
  paths: ['torch.linalg.vector_norm'],
  doc: `Vector norm over axes. ${link('vector_norm')}`,
  shape: ({ x, dim, keepdim, dtype }, rule) =>
    ({ shape: reducedShape(x.shape, axesOf(dim, x.shape.length, rule), keepdim, rule),
    dtype: realOf(dtype ?? x.dtype) }),
  receptiveField: ({ x, dim, keepdim }) => reducedViews(x.shape.length, plainAxes(dim, x.shape.length), keepdim),
  eval: ({ x, ord, dim }, [out]) => [reduceElements(x, plainAxes(dim, x.shape.length), out, (g) => vectorNorm(g, ord))],
  samples: [{ call: 'torch.linalg.vector_norm(a)', shapes: [[2, 3]] },
    { call: 'torch.linalg.vector_norm(a, 1, dim=-1, keepdim=True)', shapes: [[2, 3]] }],
});
const matrixOrder = (ord: unknown): number | null => (ord === null || ord === 'fro' ? 2 : null);
export const linalg_norm = defineOp({
  schema: 'norm(Tensor A, Scalar?|str? ord=None, int?|int[]? dim=None, bool keepdim=False, *, dtype? dtype=None) -> Tensor',
  paths: ['torch.linalg.norm'],
  doc: `Vector or matrix norm. ${link('norm')}`,
  shape({ A, ord, dim, keepdim, dtype }, rule) {
    const rank = A.shape.length;
    if (dim === null && ord !== null && (rank < 1 || rank > 2)) rule.raise('RuntimeError',
      `linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got ${rank}D.`);
    if (dtype !== null && isIntegral(dtype)) rule.raise('RuntimeError',
      `linalg.vector_norm: dtype should be floating point or complex, but got ${scalarTypeOf(dtype)}`);
    return { shape: reducedShape(A.shape, axesOf(dim, rank, rule), keepdim, rule), dtype: realOf(dtype ?? A.dtype) };
  },
  receptiveField: ({ A, dim, keepdim }) => reducedViews(A.shape.length, plainAxes(dim, A.shape.length), keepdim),
  eval({ A, ord, dim }, [out]) {
    const axes = plainAxes(dim, A.shape.length);
    const order = axes.length === 1 ? normOrder(ord) : matrixOrder(ord);
    return [order === null ? [] : reduceElements(A, axes, out, (g) => vectorNorm(g, order))];
  },
  samples: [{ call: 'torch.linalg.norm(a)', shapes: [[2, 3]] },
    { call: 'torch.linalg.norm(a, dim=1)', shapes: [[2, 3]] },
    { call: 'torch.linalg.norm(a, ord=1, dim=-1)', shapes: [[2, 3]] }, { call: "torch.linalg.norm(a, 'fro')", shapes: [[]] },
    { call: 'torch.linalg.norm(a, dtype=torch.int8)', shapes: [[2]] }],
});
export const matrix_norm = defineOp({
  schema: 'matrix_norm(Tensor A, Scalar|str ord="fro", int[] dim=[], bool keepdim=False, *, dtype? dtype=None) -> Tensor',
  paths: ['torch.linalg.matrix_norm'],
  doc: `Matrix norm over two axes. ${link('matrix_norm')}`,
  shape({ A, dim, keepdim, dtype }, rule) {
    const rank = A.shape.length;
    if (rank < 2) rule.raise('RuntimeError', 'linalg.matrix_norm: The input tensor A must have at least 2 dimensions.');
    const axes = dim.length === 0 ? [rank - 2, rank - 1] : axesOf(dim, rank, rule);
    return { shape: reducedShape(A.shape, axes, keepdim, rule), dtype: realOf(dtype ?? A.dtype) };
  },
  receptiveField: () => 'global',
  samples: [{ call: 'torch.linalg.matrix_norm(a)', shapes: [[2, 3, 4]] }, { call: 'torch.linalg.matrix_norm(a)', shapes: [[3]] }],
});
export const multi_dot = defineOp({
  schema: 'multi_dot(Tensor[] tensors) -> Tensor',
  paths: ['torch.linalg.multi_dot'],
  doc: `Product of several matrices. ${link('multi_dot')}`,
  shape: ({ tensors }, rule) => chained(tensors, rule),
  macs: ({ tensors }) => chainCost(tensors.map(({ shape }) => shape)),
  receptiveField: () => 'global',
  samples: [[[2, 3], [3, 4], [4, 5]], [[3], [3, 4], [4]], [[2, 3], [4, 6], [6, 4]], [[2, 3], [3, 4], [5]], [[2, 3], [3], [3, 4]]]
    .map((shapes) => ({ call: 'torch.linalg.multi_dot([a, b, c])', shapes })),
});
export const chain_matmul = defineOp({
  schema: 'chain_matmul(*Tensor[] matrices) -> Tensor',
  paths: ['torch.chain_matmul'],
  doc: 'Product of several matrices. https://pytorch.org/docs/stable/generated/torch.chain_matmul.html',
  shape({ matrices }, rule) {
    for (const { shape } of matrices) {
      if (shape.length !== 2) rule.raise('RuntimeError', `Tensor dimension is ${shape.length}, expected 2 instead.`);
    }
    const [first] = matrices;
    if (!first) return rule.raise('RuntimeError', 'chain_matmul(): Expected one or more matrices');
    return matrices.length === 1 ? same(first) : chained(matrices, rule);
  },
  macs: ({ matrices }) => chainCost(matrices.map(({ shape }) => shape)),
  receptiveField: () => 'global',
  samples: [[[2, 3], [3, 4], [4, 5]], [[2, 1], [1, 1], [2]], [[2, 3], [4, 6], [6, 4]]].map((shapes) =>
    ({ call: 'torch.chain_matmul(a, b, c)', shapes })),
});
/** The first and the last may be vectors, which leave no axis. */
function chained(tensors: readonly Tensor[], rule: RuleContext): TensorMeta {
  const [first, last] = [tensors[0], tensors.at(-1)];
  if (!first || !last || tensors.length < 2) return rule.raise(
    'RuntimeError', `multi_dot(): expected at least 2 tensors but got ${tensors.length}`);
  for (const [name, tensor] of [['first', first], ['last', last]] as const) {
    if (tensor.shape.length < 1 || tensor.shape.length > 2) rule.raise('RuntimeError',
      `multi_dot(): the ${name} tensor must be 1D or 2D but got ${tensor.shape.length}D`);
  }
  tensors.slice(1, -1).forEach((tensor, i) => {
    if (tensor.shape.length !== 2) rule.raise('RuntimeError',
        `multi_dot(): tensor ${i + 1} must be 2D but got ${tensor.shape.length}D`);
  });
  const one = rule.dim(1);
  const matrices = tensors.map((tensor, i) => (tensor.shape.length === 2 ? tensor.shape : i === 0 ? [one, ...tensor.shape]
      : [...tensor.shape, one]));
  matrices.slice(1).forEach((matrix, i) => rule.require(rule.equal(matrices[i]?.[1] ?? one, matrix[0] ?? one),
    () => `multi_dot(): tensors ${i} and ${i + 1} with shapes ${showShape(tensors[i]?.shape ?? [])}`
      + ` and ${showShape(tensors[i + 1]?.shape ?? [])} cannot be multiplied`,
    [...matrices[i] ?? [], ...matrix]));
  return { shape: [...first.shape.slice(0, -1), ...last.shape.slice(1)], dtype: first.dtype };
}
/** The cheapest order of products, which is the one that PyTorch takes. */
function chainCost(shapes: readonly (readonly number[])[]): number {
  const sides = [...(shapes[0]?.length === 1 ? [1] : []), ...shapes.flatMap((shape, i) => (i === 0 ? shape : shape.slice(1))),
    ...(shapes.at(-1)?.length === 1 ? [1] : [])];
  const costs = new Map<string, number>();
  const cost = (from: number, to: number): number => {
    if (to - from < 2) return 0;
    const key = `${from} ${to}`;
    const known = costs.get(key);
    if (known !== undefined) return known;
    let least = Infinity;
    for (let k = from + 1; k < to; k++)
      least = Math.min(least, cost(from, k) + cost(k, to) + (sides[from] ?? 1) * (sides[k] ?? 1) * (sides[to] ?? 1));
    costs.set(key, least);
    return least;
  };
  return cost(0, sides.length - 1);
}
export const vecdot = defineOp({
  schema: 'vecdot(Tensor x, Tensor y, *, int dim=-1) -> Tensor',
  paths: ['torch.linalg.vecdot'],
  doc: `Dot products along an axis. ${link('vecdot')}`,
  shape({ x, y, dim }, rule) {
    const shape = broadcast(rule, x.shape, y.shape);
    const axis = axisOf(dim, shape.length, rule);
    return { shape: shape.filter((_, i) => i !== axis), dtype: resultOf(x, y) };
  },
  receptiveField: () => 'global',
  samples: [{ call: 'torch.linalg.vecdot(a, b)', shapes: [[2, 3], [3]] }, { call: 'torch.linalg.vecdot(a, b, dim=0)',
      shapes: [[2, 3], [2, 3]] }],
});
