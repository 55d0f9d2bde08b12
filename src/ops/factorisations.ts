// Factors of matrices and systems that are solved by them: LU, Cholesky, triangles, least squares.
import { isComplex, isIntegral, scalarTypeOf } from '../tensor/dtype';
import { axisOf, both, broadcast, plainAxis, realOf } from './rules';
import type { Dim, PlainMeta, PlainTensor, Tensor, TensorMeta } from '../tensor/value';
import { plainNumel, showDim } from '../tensor/dim';
import { castElements } from '../tensor/round';
import { fromFactors, inverseByFactor, leastSquares, luFactors, solvedFrom, triangleOf, unpackedFactors } from './factorKernels';
import { asColumns, choleskyFactor, inverse, overMatrices, overPairs, transposed, type Matrix } from './matrixKernels';
import { batchOf, requireFloating, requireSquare, sidesOf } from './linalgRules';
import { defineOp, type RuleContext } from './op';

const link = (name: string): string => `https://pytorch.org/docs/stable/generated/torch.${name}.html`;
const UNKNOWN_RESIDUALS = 'whether there are residuals depends on the rank of the matrices';

// ---- LU ----
function luMetas(A: Tensor, pivot: boolean, name: string, rule: RuleContext): TensorMeta[] {
  if (A.shape.length < 2) rule.raise('RuntimeError',
    `${name}: Expected tensor with 2 or more dimensions. Got size: [${A.shape.map(showDim).join(', ')}] instead`);
  if (!pivot) rule.raise('RuntimeError', 'linalg.lu_factor: LU without pivoting is not implemented on the CPU');
  const { least } = sidesOf(A, rule, name);
  return [{ shape: A.shape, dtype: A.dtype }, { shape: [...batchOf(A), least], dtype: 'int32' }];
}
/** Compact factors, pivots, and that every matrix had them. */
const luKernel = ({ A }: { A: PlainTensor }, outs: readonly PlainMeta[]): (readonly number[])[] => outs.map((out, i) =>
  (i === 2 ? zeros(out) : overMatrices(A, out, (matrix) => {
    const { compact, pivots } = luFactors(matrix);
    return i === 0 ? compact.flat() : pivots;
  })));
const zeros = (out: PlainMeta): number[] => new Array<number>(plainNumel(out.shape)).fill(0);
const infoOf = (A: Tensor): TensorMeta => ({ shape: batchOf(A), dtype: 'int32' });
export const lu_factor = defineOp({
  schema: 'lu_factor(Tensor A, *, bool pivot=True) -> (Tensor LU, Tensor pivots)',
  paths: ['torch.linalg.lu_factor'],
  doc: `Both factors of LU in one matrix, and how rows were exchanged. ${link('linalg.lu_factor')}`,
  shape: ({ A, pivot }, rule) => luMetas(A, pivot, 'torch.lu_factor', rule),
  receptiveField: () => 'global',
  eval: luKernel,
  samples: [{ call: 'torch.linalg.lu_factor(a)', shapes: [[4, 3]] }, { call: 'torch.linalg.lu_factor(a)', shapes: [[3]] },
    { call: 'torch.linalg.lu_factor(a, pivot=False)', shapes: [[3, 3]] }],
});
export const lu_factor_ex = defineOp({
  schema: 'lu_factor_ex(Tensor A, *, bool pivot=True, bool check_errors=False) -> (Tensor LU, Tensor pivots, Tensor info)',
  paths: ['torch.linalg.lu_factor_ex'],
  doc: `lu_factor, with what LAPACK says of each matrix. ${link('linalg.lu_factor_ex')}`,
  shape: ({ A, pivot }, rule) => [...luMetas(A, pivot, 'torch.lu_factor', rule), infoOf(A)],
  receptiveField: () => 'global',
  eval: luKernel,
  samples: [{ call: 'torch.linalg.lu_factor_ex(a)', shapes: [[2, 3, 4]] }],
});
export const lu_old = defineOp({
  schema: 'lu(Tensor A, bool pivot=True, bool get_infos=False) -> Tensor[]',
  paths: both('lu'),
  doc: `lu_factor under its older name. ${link('lu')}`,
  shape: ({ A, pivot, get_infos }, rule) => [...luMetas(A, pivot, 'torch.lu_factor', rule), ...get_infos ? [infoOf(A)] : []],
  receptiveField: () => 'global',
  eval: luKernel,
  samples: [{ call: 'torch.lu(a)', shapes: [[2, 4, 3]] }, { call: 'torch.lu(a, get_infos=True)', shapes: [[3, 3]] },
    { call: 'a.lu()', shapes: [[3]] }],
});
/** Permutation, lower and upper factor. */
function factorsOf(A: Tensor, rule: RuleContext, name: string): TensorMeta[] {
  const { n, m, least } = sidesOf(A, rule, name);
  const batch = batchOf(A);
  return [[n, n], [n, least], [least, m]].map((sides) => ({ shape: [...batch, ...sides], dtype: A.dtype }));
}
export const lu = defineOp({
  schema: 'lu(Tensor A, *, bool pivot=True) -> (Tensor P, Tensor L, Tensor U)',
  paths: ['torch.linalg.lu'],
  doc: `LU decomposition. ${link('linalg.lu')}`,
  shape({ A, pivot }, rule) {
    luMetas(A, pivot, 'linalg.lu', rule);
    return factorsOf(A, rule, 'linalg.lu');
  },
  receptiveField: () => 'global',
  eval: ({ A }, outs) => outs.map((out, i) => overMatrices(A, out, (matrix) => {
    const { compact, pivots } = luFactors(matrix);
    return unpackedFactors(compact, pivots)[i].flat();
  })),
  samples: [{ call: 'torch.linalg.lu(a)', shapes: [[2, 4, 3]] }, { call: 'torch.linalg.lu(a)', shapes: [[3, 4]] },
    { call: 'torch.linalg.lu(a)', shapes: [[3]] }],
});
/** Vectors as matrices of one row. */
const asRows = ({ shape, ...rest }: PlainTensor): PlainTensor =>
  ({ ...rest, shape: [...shape.slice(0, -1), 1, shape.at(-1) ?? 0] });
const WHAT = 'bool unpack_data=True, bool unpack_pivots=True';
export const lu_unpack = defineOp({
  schema: `lu_unpack(Tensor LU_data, Tensor LU_pivots, ${WHAT}) -> (Tensor P, Tensor L, Tensor U)` as const,
  paths: ['torch.lu_unpack'],
  doc: `The factors in what torch.lu gives. ${link('lu_unpack')}`,
  shape({ LU_data, unpack_data, unpack_pivots }, rule) {
    const nothing: TensorMeta = { shape: [rule.dim(0)], dtype: LU_data.dtype };
    const [P = nothing, L = nothing, U = nothing] = factorsOf(LU_data, rule, 'torch.lu_unpack');
    return [unpack_pivots ? P : nothing, ...unpack_data ? [L, U] : [nothing, nothing]];
  },
  receptiveField: () => 'global',
  eval: ({ LU_data, LU_pivots, unpack_data, unpack_pivots }, outs) => outs.map((out, i) => {
    if (i === 0 ? !unpack_pivots : !unpack_data) return [];
    return castElements(overPairs(LU_data, asRows(LU_pivots), LU_data.shape.slice(0, -2), (compact, [pivots]) =>
      unpackedFactors(compact, pivots)[i].flat()) ?? [], out.dtype);
  }),
  samples: [{ call: 'torch.lu_unpack(*torch.lu(a))', shapes: [[2, 4, 3]] },
    { call: 'torch.lu_unpack(*torch.lu(a), unpack_data=False)', shapes: [[4, 3]] }],
});

// ---- solutions by factors ----
interface Sides { readonly A: Tensor; readonly B: Tensor; readonly left: boolean; readonly name: string }
/** The shape of X in AX = B, or in XA = B. */
function solution({ A, B, left, name }: Sides, rule: RuleContext): TensorMeta {
  if (B.shape.length < 2) rule.raise('RuntimeError', `${name}: The input tensor B must have at least 2 dimensions.`);
  const size = A.shape.at(-1) ?? rule.dim(1);
  const [rows = size, columns = size] = B.shape.slice(-2);
  const met = left ? rows : columns;
  rule.require(rule.equal(met, size), () => `${name}: Incompatible shapes of A and B for the equation ${left ? 'AX' : 'XA'} = B`
    + ` (${showDim(size)}x${showDim(size)} and ${showDim(rows)}x${showDim(columns)})`, [size, met]);
  return { shape: [...broadcast(rule, batchOf(A), batchOf(B)), rows, columns], dtype: B.dtype };
}
export const lu_solve = defineOp({
  schema: 'lu_solve(Tensor LU, Tensor pivots, Tensor B, *, bool left=True, bool adjoint=False) -> Tensor',
  paths: ['torch.linalg.lu_solve'],
  doc: `Solutions of linear systems whose matrix is given by its LU factors. ${link('linalg.lu_solve')}`,
  shape({ LU, pivots, B, left }, rule) {
    requireSquare('torch.linalg.lu_solve', LU, rule);
    if (pivots.dtype !== 'int32') rule.raise('RuntimeError',
      'linalg.lu_solve: pivots should be a Tensor of scalar type torch.int32');
    return solution({ A: LU, B, left, name: 'linalg.lu_solve' }, rule);
  },
  receptiveField: () => 'global',
  eval({ LU, pivots, B, left, adjoint }, [out]) {
    if (!out) return [];
    const matrices = overPairs(LU, asRows(pivots), LU.shape.slice(0, -2), (compact, [rows]) => fromFactors(compact, rows).flat());
    const A = matrices && { ...LU, data: matrices };
    const solve = (a: Matrix, b: Matrix): number[] => solvedFrom(adjoint ? transposed(a) : a, b, left).flat();
    return A ? [castElements(overPairs(A, B, out.shape.slice(0, -2), solve) ?? [], out.dtype)] : [];
  },
  samples: [[[3, 3], [3, 2]], [[2, 3, 3], [3, 2]], [[3, 3], [3]], [[3, 3], [4, 2]], [[4, 3], [3, 2]]].map((shapes) =>
    ({ call: 'torch.linalg.lu_solve(*torch.linalg.lu_factor(a), b)', shapes })).concat(
    { call: 'torch.linalg.lu_solve(*torch.linalg.lu_factor(a), b, left=False, adjoint=True)', shapes: [[2, 3, 3], [2, 3]] }),
});
export const solve_triangular = defineOp({
  schema: 'solve_triangular(Tensor A, Tensor B, *, bool upper, bool left=True, bool unitriangular=False) -> Tensor',
  paths: ['torch.linalg.solve_triangular'],
  doc: `Solutions of linear systems with a triangle. ${link('linalg.solve_triangular')}`,
  shape({ A, B, left }, rule) {
    requireSquare('linalg.solve_triangular', A, rule);
    return { ...solution({ A, B, left, name: 'linalg.solve_triangular' }, rule), dtype: A.dtype };
  },
  receptiveField: () => 'global',
  eval({ A, B, left, upper, unitriangular }, [out]) {
    const solutions = out && overPairs(A, B, out.shape.slice(0, -2), (a, b) =>
      solvedFrom(triangleOf(a, { upper, unitriangular }), b, left).flat());
    return solutions ? [castElements(solutions, out.dtype)] : [];
  },
  samples: [...[[[3, 3], [3, 2]], [[2, 3, 3], [3, 2]], [[3, 3], [3]], [[3, 3], [4, 2]], [[3], [3, 2]]]
    .map((shapes) => ({ call: 'torch.linalg.solve_triangular(a + 9 * torch.eye(3), b, upper=True)', shapes })),
  { call: 'torch.linalg.solve_triangular(a + 9 * torch.eye(3), b, upper=True, left=False)', shapes: [[3, 3], [2, 3]] },
  { call: 'torch.linalg.solve_triangular(a + 9 * torch.eye(3), b, upper=False, unitriangular=True)', shapes: [[3, 3], [3, 2]] },
  { call: 'torch.linalg.solve_triangular(a, b, upper=False)', shapes: [[3, 4], [3, 2]] }],
});

// ---- by Cholesky, with what LAPACK says ----
const CHECKED = 'checked(Tensor A, *, bool upper=False, bool check_errors=False) -> (Tensor L, Tensor info)';
type Checked = (a: Matrix, upper: boolean) => Matrix | null;
const checked = (name: string, of: string, kernel: Checked, samples: readonly string[]) => defineOp({
  schema: CHECKED.replace('checked', name).replace(name === 'inv_ex' ? 'bool upper=False, ' : '', '') as typeof CHECKED,
  paths: [`torch.linalg.${name}`],
  doc: `linalg.${of}, with what LAPACK says of each matrix instead of an exception. ${link(`linalg.${name}`)}`,
  shape({ A }, rule) {
    requireSquare(`linalg.${of}`, A, rule);
    requireFloating(`linalg.${of}`, A, rule);
    return [{ shape: A.shape, dtype: A.dtype }, infoOf(A)];
  },
  receptiveField: () => 'global',
  // What stands in the result of a matrix that has none is not said anywhere.
  eval({ A, upper }, [out, info]) {
    const found = overMatrices(A, out, (matrix) => kernel(matrix, upper)?.flat() ?? []);
    return out && info && found.length === plainNumel(out.shape) && found.every(Number.isFinite) ? [found, zeros(info)] : [];
  },
  samples: [...[[3, 4], [3]].map((shape) => ({ call: `torch.linalg.${name}(a)`, shapes: [shape] })),
    ...samples.map((call) => ({ call: `torch.linalg.${name}(${call})`, shapes: [[2, 3, 3]] }))],
});
const POSITIVE = 'a @ a.mT + 9 * torch.eye(3)';
export const cholesky_ex = checked('cholesky_ex', 'cholesky', (a, upper) => {
  const factor = choleskyFactor(upper ? transposed(a) : a);
  return factor && upper ? transposed(factor) : factor;
}, [POSITIVE, `${POSITIVE}, upper=True`, `(${POSITIVE}).triu()`]);
export const inv_ex = checked('inv_ex', 'inv', inverse, ['a']);
export const cholesky_inverse = defineOp({
  schema: 'cholesky_inverse(Tensor input, bool upper=False) -> Tensor',
  paths: both('cholesky_inverse'),
  doc: `The inverse of a matrix whose Cholesky factor is given. ${link('cholesky_inverse')}`,
  shape({ input }, rule) {
    requireSquare('cholesky_inverse', input, rule);
    return { shape: input.shape, dtype: input.dtype };
  },
  receptiveField: () => 'global',
  eval: ({ input, upper }, [out]) => [overMatrices(input, out, (matrix) => inverseByFactor(matrix, upper).flat())],
  samples: [[2, 3, 3], [3, 4], [3]].map((shape) => ({ call: 'torch.cholesky_inverse(a)', shapes: [shape] })).concat(
    { call: 'torch.cholesky_inverse(a, upper=True)', shapes: [[2, 3, 3]] }),
});

// ---- least squares ----
interface Systems { readonly A: Tensor; readonly B: Tensor; readonly vector: boolean }
function systemsOf(A: Tensor, B: Tensor, rule: RuleContext): Systems {
  const say = (text: string): never => rule.raise('RuntimeError', `torch.linalg.lstsq: ${text}`);
  if (A.shape.length < 2) say('input must have at least 2 dimensions.');
  if (B.shape.length < 1) say('other must have at least 1 dimension.');
  const more = A.shape.length - B.shape.length;
  if (more < 0 || more > 1) say('input.dim() must be greater or equal to other.dim() and (input.dim() - other.dim()) <= 1');
  const vector = more === 1;
  const [rows, met]: readonly (Dim | undefined)[] = [A.shape.at(-2), vector ? B.shape.at(-1) : B.shape.at(-2)];
  if (rows !== undefined && met !== undefined) rule.require(rule.equal(rows, met),
    () => `torch.linalg.lstsq: input.size(-2) should match other.size(-${vector ? 1 : 2})`, [rows, met]);
  if (A.dtype !== B.dtype) say(`Expected input and other to have the same dtype, but got input's dtype ${scalarTypeOf(A.dtype)}`
    + ` and other's dtype ${scalarTypeOf(B.dtype)}`);
  if (!['float32', 'float64', 'complex64', 'complex128'].includes(A.dtype)) rule.raise('RuntimeError',
    "This function doesn't handle types other than float and double");
  return { A, B, vector };
}
const DRIVERS = ['gels', 'gelsy', 'gelsd', 'gelss'];
function residualsOf({ A, B, vector }: Systems, driver: string, rule: RuleContext): TensorMeta {
  const one = rule.dim(1);
  const [n = one, m = one] = A.shape.slice(-2);
  const dtype = realOf(A.dtype);
  const nothing: TensorMeta = { shape: [rule.dim(0)], dtype };
  const isTaller = rule.map((a, b) => Number(a > b), n, m);
  if (driver === 'gelsy' || rule.equal(isTaller, rule.dim(0)) === true) return nothing;
  const isCertain = driver === 'gels' && rule.equal(isTaller, rule.dim(1)) === true;
  const batch = batchOf(A);
  if (!isCertain) return { shape: [rule.unknown('data-dependent-size', UNKNOWN_RESIDUALS)], dtype };
  return { shape: [...batch, vector ? one : B.shape.at(-1) ?? one], dtype };
}
const LEAST_SQUARES = '(Tensor solution, Tensor residuals, Tensor rank, Tensor singular_values)';
export const lstsq = defineOp({
  schema: `lstsq(Tensor input, Tensor b, float? rcond=None, *, str? driver=None) -> ${LEAST_SQUARES}` as const,
  paths: ['torch.linalg.lstsq'],
  doc: `Least squares. ${link('linalg.lstsq')}`,
  shape({ input, b, driver }, rule) {
    const systems = systemsOf(input, b, rule);
    const chosen = driver ?? 'gelsy';
    if (!DRIVERS.includes(chosen)) rule.raise('RuntimeError',
      `torch.linalg.lstsq: parameter \`driver\` should be one of (${DRIVERS.join(', ')})`);
    const { n: _, m, least } = sidesOf(input, rule, 'torch.linalg.lstsq');
    const batch = batchOf(input);
    const ends = systems.vector ? [m] : [m, b.shape.at(-1) ?? m];
    const hasValues = chosen === 'gelsd' || chosen === 'gelss';
    return [{ shape: [...batch, ...ends], dtype: input.dtype }, residualsOf(systems, chosen, rule),
      { shape: chosen === 'gels' ? [rule.dim(0)] : batch, dtype: 'int64' },
      { shape: hasValues ? [...batch, least] : [rule.dim(0)], dtype: realOf(input.dtype) }];
  },
  receptiveField: () => 'global',
  eval({ input, b, rcond, driver }, outs) {
    const [n = 1, m = 1] = input.shape.slice(-2);
    const least = rcond ?? Math.max(n, m) * (input.dtype === 'float64' ? 2 ** -52 : 2 ** -23);
    const B = b.shape.length < input.shape.length ? asColumns(b) : b;
    const parts = overPairs(input, B, input.shape.slice(0, -2), (x, y) =>
      [leastSquares(x, y, driver === 'gels' ? 0 : least)]) ?? [];
    const lists = [parts.map(({ solution }) => solution.flat()), parts.map(({ residuals }) => residuals),
      parts.map(({ rank }) => [rank]), parts.map(({ values }) => values)];
    return outs.map((out, i) => (plainNumel(out.shape) === 0 ? [] : castElements(lists[i].flat(), out.dtype)));
  },
  samples: [...[[[5, 4], [5, 3]], [[4, 5], [4, 3]], [[2, 5, 4], [2, 5, 3]], [[2, 5, 4], [5, 3]], [[5, 4], [5]], [[5, 4], [4, 3]],
    [[2, 5, 4], [2, 5]], [[5], [5]], [[5, 4], [2, 5, 3]]].map((shapes) => ({ call: 'torch.linalg.lstsq(a, b)', shapes })),
  ...[[[5, 4], [5, 3]], [[2, 5, 4], [2, 5]], [[4, 5], [4, 3]]].map((shapes) =>
    ({ call: "torch.linalg.lstsq(a, b, driver='gels')", shapes })),
  { call: "torch.linalg.lstsq(a, b, driver='gelsd')[3]", shapes: [[2, 5, 4], [2, 5, 3]] },
  { call: "torch.linalg.lstsq(a, b, driver='gelsx')", shapes: [[5, 4], [5, 3]] },
  { call: 'torch.linalg.lstsq(a, b)', shapes: [[5, 4], [5, 3]], dtypes: ['float32', 'float64'] }],
});

// ---- lengths ----
export const renorm = defineOp({
  schema: 'renorm(Tensor input, float p, int dim, float maxnorm) -> Tensor',
  paths: both('renorm'),
  doc: `The parts along an axis, none longer than maxnorm. ${link('renorm')}`,
  inplace: true,
  shape({ input, p, dim, maxnorm }, rule) {
    if (typeof p === 'number' && p <= 0) rule.raise('RuntimeError', 'renorm: non-positive-norm not supported');
    if (typeof maxnorm === 'number' && maxnorm < 0) rule.raise('RuntimeError',
      `renorm: expected maxnorm to be >= 0 but got ${maxnorm}`);
    if (input.shape.length < 2) rule.raise('RuntimeError',
      `renorm: input needs at least 2 dimensions, got ${input.shape.length} dimensions`);
    axisOf(dim, input.shape.length, rule);
    if (isIntegral(input.dtype)) rule.raise('RuntimeError',
      `linalg.vector_norm: Expected a floating point or complex tensor as input. Got ${scalarTypeOf(input.dtype)}`);
    return { shape: input.shape, dtype: input.dtype };
  },
  receptiveField: () => 'global',
  eval({ input, p, dim, maxnorm }, [out]) {
    if (!out || isComplex(input.dtype)) return [];
    const { shape } = input;
    const data = input.data ?? [];
    const axis = plainAxis(dim, shape.length);
    const inner = plainNumel(shape.slice(axis + 1));
    const partOf = (i: number): number => Math.floor(i / inner) % shape[axis];
    const powers = new Array<number>(shape[axis]).fill(0);
    data.forEach((x, i) => {
      const part = partOf(i);
      powers[part] = p === Infinity ? Math.max(powers[part], Math.abs(x)) : powers[part] + Math.abs(x) ** p;
    });
    const lengths = p === Infinity ? powers : powers.map((sum) => sum ** (1 / p));
    const scales = lengths.map((length) => (length > maxnorm ? maxnorm / (length + 1e-7) : 1));
    return [castElements(data.map((x, i) => x * scales[partOf(i)]), out.dtype)];
  },
  samples: [{ call: 'torch.renorm(a, 2, 0, 1)', shapes: [[3, 4]] }, { call: 'a.renorm(1, -1, 0.5)', shapes: [[2, 3, 4]] },
    { call: "a.renorm(float('inf'), 1, 0.5)", shapes: [[2, 3, 4]] },
    { call: 'torch.renorm(a, 2, 2, 1)', shapes: [[3, 4]] }, { call: 'torch.renorm(a, 2, 0, -1)', shapes: [[3, 4]] },
    { call: 'torch.renorm(a, 0, 0, 1)', shapes: [[3, 4]] }, { call: 'torch.renorm(a, 2, 0, 1)', shapes: [[3]] },
    { call: 'torch.renorm(a, 2, 0, 1)', shapes: [[3, 4]], dtypes: ['int64'] }],
});
