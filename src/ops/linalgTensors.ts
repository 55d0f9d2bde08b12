// Linear algebra over tensors taken as matrices, and solutions under older names: vander, tensorinv, tensorsolve, cholesky_solve,
// triangular_solve, householder_product.
import { pick, stridedPositions, stridesOf } from '../tensor/broadcast';
import { plainNumel, showDim } from '../tensor/dim';
import { isIntegral, scalarTypeOf } from '../tensor/dtype';
import { castElements } from '../tensor/round';
import { constantOf, type Dim, type PlainTensor, type Tensor } from '../tensor/value';
import { solvedFrom, triangleOf } from './factorKernels';
import { solve } from './linalg';
import { batchOf, requireFloating, requireSquare } from './linalgRules';
import { identity, inverse, matricesOf, multiplied, overPairs, solved, transposed } from './matrixKernels';
import { defineOp, type RuleContext } from './op';
import { axisOf, both, broadcast, plainAxis, product, range } from './rules';

const link = (name: string): string => `https://pytorch.org/docs/stable/generated/torch.${name}.html`;

export const linalg_vander = defineOp({
  schema: 'vander(Tensor x, *, int? N=None) -> Tensor',
  paths: ['torch.linalg.vander'],
  doc: `Powers of the elements along a new last axis. ${link('linalg.vander')}`,
  shape({ x, N }, rule) {
    if (x.dtype === 'bool' || x.dtype === 'float16' || x.dtype === 'bfloat16') rule.raise('RuntimeError',
      `linalg.vander supports floating point, complex, and integer tensors, but got ${scalarTypeOf(x.dtype)}`);
    const count = N ?? x.shape.at(-1) ?? rule.dim(1);
    rule.require(rule.test((n) => n > 1, count), () => 'N must be greater than 1.', [count]);
    return { shape: [...x.shape, count], dtype: isIntegral(x.dtype) ? 'int64' : x.dtype };
  },
  receptiveField: () => 'pointwise',
  eval({ x }, [out]) {
    if (!out) return [];
    const count = out.shape.at(-1) ?? 0;
    return [castElements((x.data ?? []).flatMap((v) => range(count).map((j) => v ** j)), out.dtype)];
  },
  samples: [{ call: 'torch.linalg.vander(a)', shapes: [[2, 3]] }, { call: 'torch.linalg.vander(a, N=4)', shapes: [[3]] },
    { call: 'torch.linalg.vander(a)', shapes: [[1]] }, { call: 'torch.linalg.vander(a)', shapes: [[3]], dtypes: ['int32'] },
    { call: 'torch.linalg.vander(a)', shapes: [[3]], dtypes: ['bool'] }],
});

// ---- tensors as matrices ----
/** Both halves of the axes must hold as many elements. */
function requireHalves(left: readonly Dim[], right: readonly Dim[], at: string, rule: RuleContext): void {
  const [rows, columns] = [product(left), product(right)];
  rule.require(rule.equal(rows, columns), () => `Expected self to satisfy the requirement prod(self.shape[${at}:]) ==`
    + ` prod(self.shape[:${at}]), but got ${showDim(columns)} != ${showDim(rows)}`, [rows, columns]);
}
const asSquare = (tensor: PlainTensor): PlainTensor => {
  const side = Math.round(Math.sqrt(plainNumel(tensor.shape)));
  return { ...tensor, shape: [side, side] };
};
export const tensorinv = defineOp({
  schema: 'tensorinv(Tensor A, int ind=2) -> Tensor',
  paths: ['torch.linalg.tensorinv'],
  doc: `The inverse of a tensor as a map between its first axes and its others. ${link('linalg.tensorinv')}`,
  shape({ A, ind }, rule) {
    rule.require(rule.test((n) => n > 0, ind), () => `Expected a strictly positive integer for 'ind', but got ${showDim(ind)}`,
      [ind]);
    const at = constantOf(ind) ?? 2;
    const [left, right] = [A.shape.slice(0, at), A.shape.slice(at)];
    requireHalves(left, right, 'ind', rule);
    requireFloating('linalg.inv', A, rule);
    return { shape: [...right, ...left], dtype: A.dtype };
  },
  receptiveField: () => 'global',
  eval({ A }, [out]) {
    const [matrix] = matricesOf(asSquare(A)) ?? [];
    return matrix && out ? [castElements(inverse(matrix).flat(), out.dtype)] : [];
  },
  samples: [{ call: 'torch.linalg.tensorinv((a + 9 * torch.eye(6)).reshape(2, 3, 6))', shapes: [[6, 6]] },
    { call: 'torch.linalg.tensorinv((a + 9 * torch.eye(6)).reshape(6, 3, 2), ind=1)', shapes: [[6, 6]] },
    { call: 'torch.linalg.tensorinv(a)', shapes: [[2, 3, 4]] }, { call: 'torch.linalg.tensorinv(a, 0)', shapes: [[2, 2]] },
    { call: 'torch.linalg.tensorinv(a, 1)', shapes: [[2, 2]], dtypes: ['int64'] }],
});
/** Where the axes of a tensor come from when `dims` are moved to its end. */
const movedToEnd = (rank: number, dims: readonly number[]): number[] => [...range(rank).filter((i) => !dims.includes(i)),
  ...dims];
const ordered = (A: Tensor, dims: readonly Dim[] | null, rule: RuleContext): readonly Dim[] => {
  const rank = A.shape.length;
  return movedToEnd(rank, (dims ?? []).map((d) => axisOf(d, rank, rule))).map((i) => A.shape[i] ?? rule.dim(1));
};
export const tensorsolve = defineOp({
  schema: 'tensorsolve(Tensor A, Tensor B, int[]? dims=None) -> Tensor',
  paths: ['torch.linalg.tensorsolve'],
  doc: `The tensor that another, as a map, takes to B. ${link('linalg.tensorsolve')}`,
  shape({ A, B, dims }, rule) {
    const shape = ordered(A, dims, rule);
    const right = shape.slice(B.shape.length);
    requireHalves(B.shape, right, 'other.ndim', rule);
    const [rows, all] = [product(B.shape), product(A.shape)];
    rule.require(rule.test((n, whole) => n * n === whole, rows, all),
      () => `shape '[${showDim(rows)}, ${showDim(rows)}]' is invalid for input of size ${showDim(all)}`, [rows, all]);
    requireFloating('linalg.solve', A, rule);
    return { shape: right, dtype: A.dtype };
  },
  receptiveField: () => 'global',
  eval({ A, B, dims }, [out]) {
    const order = movedToEnd(A.shape.length, (dims ?? []).map((d) => plainAxis(d, A.shape.length)));
    const [shape, strides] = [A.shape, stridesOf(A.shape)].map((list) => order.map((i) => list[i]));
    const moved = { ...A, shape, data: pick(A.data ?? [], stridedPositions(shape, strides)) };
    const [matrix] = matricesOf(asSquare(moved)) ?? [];
    return matrix && out ? [castElements(solved(matrix, (B.data ?? []).map((x) => [x])).flat(), out.dtype)] : [];
  },
  samples: [{ call: 'torch.linalg.tensorsolve((a + 9 * torch.eye(6)).reshape(2, 3, 6), b)', shapes: [[6, 6], [2, 3]] },
    { call: 'torch.linalg.tensorsolve((a + 9 * torch.eye(6)).reshape(3, 6, 2), b, dims=(0, 2))', shapes: [[6, 6], [6]] },
    ...[[2, 3], [2, 2], [0]].map((shape) => ({ call: 'torch.linalg.tensorsolve(a, b)', shapes: [[2, 3, 4], shape] }))],
});

// ---- solutions under older names ----
/** The batch and the sides of b, which A must fit. */
function solutionShape(b: Tensor, A: Tensor, name: string, rule: RuleContext): Dim[] {
  const one = rule.dim(1);
  const [n = one, m = one] = A.shape.slice(-2);
  const [rows = one, columns = one] = b.shape.slice(-2);
  rule.require(rule.equal(n, m), () =>
    `A must be batches of square matrices, but they are ${showDim(n)} by ${showDim(m)} matrices`, [n, m]);
  rule.require(rule.equal(n, rows), () => `Incompatible matrix sizes for ${name}: each A matrix is ${showDim(n)} by ${showDim(n)}`
    + ` but each b matrix is ${showDim(rows)} by ${showDim(columns)}`, [n, rows]);
  return [...broadcast(rule, batchOf(b), batchOf(A)), rows, columns];
}
export const cholesky_solve = defineOp({
  schema: 'cholesky_solve(Tensor input, Tensor input2, bool upper=False) -> Tensor',
  paths: both('cholesky_solve'),
  doc: `Solutions of linear systems whose matrix is given by its Cholesky factor. ${link('cholesky_solve')}`,
  shape({ input, input2 }, rule) {
    for (const [name, { shape }] of [['b', input], ['u', input2]] as const) {
      if (shape.length < 2) rule.raise('RuntimeError',
        `${name} should have at least 2 dimensions, but has ${shape.length} dimensions instead`);
    }
    if (input.dtype !== input2.dtype) rule.raise('RuntimeError', 'Expected b and A to have the same dtype, but found b of type '
      + `${scalarTypeOf(input.dtype)} and A of type ${scalarTypeOf(input2.dtype)} instead.`);
    return { shape: solutionShape(input, input2, 'cholesky_solve', rule), dtype: input.dtype };
  },
  receptiveField: () => 'global',
  eval({ input, input2, upper }, [out]) {
    const solutions = out && overPairs(input2, input, out.shape.slice(0, -2), (factor, b) => {
      const part = triangleOf(factor, { upper });
      return solved(upper ? multiplied(transposed(part), part) : multiplied(part, transposed(part)), b).flat();
    });
    return solutions ? [castElements(solutions, out.dtype)] : [];
  },
  samples: [...['', ', upper=True'].map((upper) => ({ call: `torch.cholesky_solve(b, a + 4 * torch.eye(3)${upper})`,
    shapes: [[2, 3, 3], [3, 2]] })), ...[[[3, 3], [3]], [[4, 4], [3, 2]], [[3, 2], [3, 2]]].map((shapes) =>
    ({ call: 'b.cholesky_solve(a)', shapes }))],
});
export const triangular_solve = defineOp({
  schema: 'triangular_solve(Tensor b, Tensor A, bool upper=True, bool transpose=False, bool unitriangular=False)'
    + ' -> (Tensor solution, Tensor cloned_coefficient)' as
    'triangular_solve(Tensor b, Tensor A, bool upper=True, bool transpose=False, bool unitriangular=False) -> Tensor[]',
  paths: both('triangular_solve'),
  doc: `Solutions of linear systems with a triangle. ${link('triangular_solve')}`,
  shape({ b, A }, rule) {
    for (const [name, { shape }] of [['b', b], ['A', A]] as const) {
      if (shape.length < 2) rule.raise('RuntimeError', `torch.triangular_solve: Expected ${name} to have at least 2 dimensions,`
        + ` but it has ${shape.length} dimensions instead`);
    }
    const shape = solutionShape(b, A, 'triangular_solve', rule);
    return [{ shape, dtype: b.dtype }, { shape: [...shape.slice(0, -2), ...A.shape.slice(-2)], dtype: A.dtype }];
  },
  receptiveField: () => 'global',
  eval({ b, A, upper, transpose, unitriangular }, outs) {
    const [out, copy] = outs;
    const batch = out.shape.slice(0, -2);
    const solutions = overPairs(A, b, batch, (a, right) => {
      const part = triangleOf(a, { upper, unitriangular });
      return solvedFrom(transpose ? transposed(part) : part, right, true).flat();
    });
    const copies = overPairs(A, b, batch, (a) => a.flat());
    return solutions && copies ? [castElements(solutions, out.dtype), castElements(copies, copy.dtype)] : [];
  },
  samples: [...['', ', upper=False', ', transpose=True', ', unitriangular=True'].map((flag) =>
    ({ call: `torch.triangular_solve(b, a + 4 * torch.eye(3)${flag})`, shapes: [[3, 3], [2, 3, 2]] })),
  { call: 'torch.triangular_solve(b, a)', shapes: [[3, 3], [3]] }, { call: 'torch.triangular_solve(b, a)', shapes: [[3, 3], [4,
    2]] }],
});
export const solve_ex = defineOp({
  schema: 'solve_ex(Tensor A, Tensor B, *, bool left=True, bool check_errors=False) -> (Tensor result, Tensor info)',
  paths: ['torch.linalg.solve_ex'],
  doc: `linalg.solve, with what LAPACK says of each matrix. ${link('linalg.solve_ex')}`,
  shape({ A, B }, rule) {
    requireSquare('linalg.solve', A, rule);
    const vector = B.shape.length === 1;
    return [{ shape: vector ? [...batchOf(A), ...B.shape] : [...broadcast(rule, batchOf(A), batchOf(B)), ...B.shape.slice(-2)],
      dtype: A.dtype }, { shape: batchOf(A), dtype: 'int32' }];
  },
  receptiveField: () => 'global',
  // What stands in the result of a matrix that has none is not said anywhere.
  eval({ A, B, left }, [result, info]) {
    const [found = []] = solve.eval?.({ A, B, left }, [result]) ?? [];
    return found.every(Number.isFinite) ? [found, range(plainNumel(info.shape)).map(() => 0)] : [];
  },
  samples: [[3, 2], [3]].map((shape) => ({ call: 'torch.linalg.solve_ex(a + 9 * torch.eye(3), b)', shapes: [[3, 3], shape] })),
});

/** (I − τ₁v₁v₁ᵀ)(I − τ₂v₂v₂ᵀ)…, each v from below the diagonal of its column, where it has a one. */
export const householder_product = defineOp({
  schema: 'householder_product(Tensor A, Tensor tau) -> Tensor',
  paths: ['torch.linalg.householder_product', ...both('orgqr')],
  doc: `The first columns of a product of Householder's reflections. ${link('linalg.householder_product')}`,
  shape({ A, tau }, rule) {
    const say = (text: string): never => rule.raise('RuntimeError', `torch.linalg.householder_product: ${text}`);
    if (A.shape.length < 2) say('input must have at least 2 dimensions.');
    const one = rule.dim(1);
    const [n = one, m = one] = A.shape.slice(-2);
    if (rule.test((rows, columns) => rows >= columns, n, m) === false) {
      say('input.shape[-2] must be greater than or equal to input.shape[-1]');
    }
    if (rule.test((columns, k) => columns >= k, m, tau.shape.at(-1) ?? one) === false) {
      say('input.shape[-1] must be greater than or equal to tau.shape[-1]');
    }
    if (A.dtype !== tau.dtype) say(`tau dtype ${scalarTypeOf(tau.dtype)} does not match input dtype ${scalarTypeOf(A.dtype)}`);
    return { shape: A.shape, dtype: A.dtype };
  },
  receptiveField: () => 'global',
  eval({ A, tau }, [out]) {
    const rows = { ...tau, shape: [...tau.shape.slice(0, -1), 1, tau.shape.at(-1) ?? 0] };
    const products = out && overPairs(A, rows, A.shape.slice(0, -2), (a, [scales]) => {
      const n = a.length;
      let q = identity(n);
      for (const [k, scale] of scales.entries()) {
        const v = a.map((row, i) => (i < k ? 0 : i === k ? 1 : row[k]));
        q = multiplied(q, identity(n).map((row, i) => row.map((x, j) => x - scale * v[i] * v[j])));
      }
      return q.flatMap((row) => row.slice(0, a[0]?.length ?? 0));
    });
    return products ? [castElements(products, out.dtype)] : [];
  },
  samples: [{ call: 'torch.linalg.householder_product(a, b)', shapes: [[4, 3], [2]] },
    { call: 'torch.linalg.householder_product(a, b)', shapes: [[2, 3, 3], [2, 3]] },
    { call: 'torch.linalg.householder_product(a, b)', shapes: [[2, 3], [2]] }],
});
