// Reference kernels of LU, of triangles and of least squares, over one matrix. Pivots are the largest elements, as LAPACK's.
import { identity, multiplied, pseudoInverse, singularValues, solved, transposed, type Matrix } from './matrixKernels';

/** Both factors in one matrix (L's ones are left out), and the row that each step exchanged with its own, counted from one. */
export function luFactors(a: Matrix): { compact: Matrix; pivots: number[] } {
  const rows = a.map((row) => [...row]);
  const pivots: number[] = [];
  const [n, m] = [rows.length, rows[0]?.length ?? 0];
  for (let k = 0; k < Math.min(n, m); k++) {
    let best = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(rows[i][k]) > Math.abs(rows[best][k])) best = i;
    pivots.push(best + 1);
    [rows[k], rows[best]] = [rows[best], rows[k]];
    for (let i = k + 1; i < n && rows[k][k] !== 0; i++) {
      rows[i][k] /= rows[k][k];
      for (let j = k + 1; j < m; j++) rows[i][j] -= rows[i][k] * rows[k][j];
    }
  }
  return { compact: rows, pivots };
}
/** P, L and U with P·L·U the matrix that was factored. */
export function unpackedFactors(compact: Matrix, pivots: readonly number[]): readonly [Matrix, Matrix, Matrix] {
  const [n, m] = [compact.length, compact[0]?.length ?? 0];
  const least = Math.min(n, m);
  const order = Array.from({ length: n }, (_, i) => i);
  pivots.forEach((pivot, i) => { [order[i], order[pivot - 1]] = [order[pivot - 1], order[i]]; });
  const permutation = transposed(order.map((from) => Array.from({ length: n }, (_, j) => (j === from ? 1 : 0))));
  return [permutation, compact.map((row, i) => row.slice(0, least).map((x, j) => (j < i ? x : j === i ? 1 : 0))),
    compact.slice(0, least).map((row, i) => row.map((x, j) => (j < i ? 0 : x)))];
}
/** The matrix whose factors these are. */
export function fromFactors(compact: Matrix, pivots: readonly number[]): Matrix {
  const [p, l, u] = unpackedFactors(compact, pivots);
  return multiplied(p, multiplied(l, u));
}

/** Which triangle of a matrix is meant. */
export interface Triangle { readonly upper: boolean; readonly unitriangular?: boolean }
/** That triangle, zeros elsewhere; all at once, so that what stands in the other one is not read. */
export const triangleOf = (a: Matrix, { upper, unitriangular }: Triangle): Matrix => a.map((row, i) => row.map((x, j) =>
  (i === j ? (unitriangular ? 1 : x) : upper === j > i ? x : 0)));
/** X in AX = B, or, not `left`, in XA = B. */
export const solvedFrom = (a: Matrix, b: Matrix, left: boolean): Matrix =>
  (left ? solved(a, b) : transposed(solved(transposed(a), transposed(b))));
/** (L·Lᵀ)⁻¹, or (Uᵀ·U)⁻¹. */
export function inverseByFactor(factor: Matrix, upper: boolean): Matrix {
  const part = triangleOf(factor, { upper });
  return solved(upper ? multiplied(transposed(part), part) : multiplied(part, transposed(part)), identity(part.length));
}

/** The shortest X that makes AX − B shortest, A's rank and singular values, and the squares of what is left of each column. */
export function leastSquares(a: Matrix, b: Matrix, rcond: number) {
  const values = singularValues(a);
  const solution = multiplied(pseudoInverse(a, rcond), b);
  const fitted = multiplied(a, solution);
  const residuals = (b[0] ?? []).map((_, j) => b.reduce((sum, row, i) => sum + (row[j] - fitted[i][j]) ** 2, 0));
  return { solution, values, residuals, rank: values.filter((x) => x > rcond * (values[0] ?? 0)).length };
}
