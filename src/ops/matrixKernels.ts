// Reference kernels of linear algebra over one matrix, a list of rows. Only what is unique: inverses, determinants, QR with
// LAPACK's signs, singular values; not singular or eigenvectors, whose signs are the library's choice.
import { plainNumel } from '../tensor/dim';
import { castElements } from '../tensor/round';
import { broadcastPositions, pick, stridedPositions, stridesOf } from '../tensor/broadcast';
import { plainAxes, range } from './rules';
import { isComplex } from '../tensor/dtype';
import type { PlainMeta, PlainTensor } from '../tensor/value';

export type Matrix = number[][];

/** The matrices of a batch; null for complex ones, whose elements are not kept. */
export function matricesOf(input: PlainTensor): Matrix[] | null {
  if (isComplex(input.dtype)) return null;
  const [n = 1, m = 1] = input.shape.slice(-2);
  const data = input.data ?? [];
  return Array.from({ length: plainNumel(input.shape.slice(0, -2)) }, (_, b) =>
    Array.from({ length: n }, (__, i) => data.slice((b * n + i) * m, (b * n + i + 1) * m)));
}
/** `f` over every matrix of a batch, its results one after the other. */
export function overMatrices(input: PlainTensor, out: PlainMeta | undefined, f: (matrix: Matrix) => readonly number[]): number[] {
  const matrices = matricesOf(input);
  return matrices && out ? castElements(matrices.flatMap((matrix) => f(matrix)), out.dtype) : [];
}

/** `f` over the matrices of two batches that broadcast to `batch`, its results one after the other; null for complex ones. */
export function overPairs<T = number>(a: PlainTensor, b: PlainTensor, batch: readonly number[],
  f: (a: Matrix, b: Matrix) => readonly T[]): T[] | null {
  const [lefts, rights] = [matricesOf(a), matricesOf(b)];
  if (!lefts || !rights) return null;
  const [ofA, ofB] = [a, b].map(({ shape }) => broadcastPositions(shape.slice(0, -2), batch));
  return ofA.flatMap((from, i) => f(lefts[from], rights[ofB[i]]));
}
/** Vectors as matrices of one column. */
export const asColumns = (vectors: PlainTensor): PlainTensor => ({ ...vectors, shape: [...vectors.shape, 1] });

export const identity = (n: number): Matrix => Array.from({ length: n }, (_, i) =>
  Array.from({ length: n }, (__, j) => (i === j ? 1 : 0)));
export const transposed = (a: Matrix): Matrix => (a[0] ?? []).map((_, j) => a.map((row) => row[j] ?? NaN));
export const multiplied = (a: Matrix, b: Matrix): Matrix => {
  const columns = transposed(b);
  return a.map((row) => columns.map((column) => row.reduce((sum, x, i) => sum + x * (column[i] ?? NaN), 0)));
};

/** Gaussian elimination with partial pivoting of [a | b]: the solution of a·x = b, and the pivots with the sign of the swaps. */
function eliminated(a: Matrix, b: Matrix): { solution: Matrix; pivots: number[]; sign: number } {
  const n = a.length;
  const rows = a.map((row, i) => [...row, ...b[i] ?? []]);
  let sign = 1;
  for (let k = 0; k < n; k++) {
    let best = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(rows[i][k]) > Math.abs(rows[best][k])) best = i;
    if (best !== k) {
      [rows[k], rows[best]] = [rows[best], rows[k]];
      sign = -sign;
    }
    for (let i = k + 1; i < n; i++) {
      const factor = rows[k][k] === 0 ? 0 : rows[i][k] / rows[k][k];
      if (factor !== 0) for (let j = k; j < rows[i].length; j++) rows[i][j] -= factor * rows[k][j];
    }
  }
  const pivots = rows.map((row, i) => row[i]);
  for (let i = n - 1; i >= 0; i--) {
    for (let j = n; j < rows[i].length; j++) {
      for (let k = i + 1; k < n; k++) rows[i][j] -= rows[i][k] * rows[k][j];
      rows[i][j] /= rows[i][i];
    }
  }
  return { solution: rows.map((row) => row.slice(n)), pivots, sign };
}
export const solved = (a: Matrix, b: Matrix): Matrix => eliminated(a, b).solution;
export const inverse = (a: Matrix): Matrix => solved(a, identity(a.length));
export function determinant(a: Matrix): number {
  const { pivots, sign } = eliminated(a, a.map(() => []));
  return pivots.reduce((product, x) => product * x, sign);
}
/** Sign and logarithm of the absolute value of the determinant. */
export function signAndLog(a: Matrix): readonly [number, number] {
  const { pivots, sign } = eliminated(a, a.map(() => []));
  return [pivots.reduce((product, x) => product * Math.sign(x), sign), pivots.reduce((sum, x) => sum + Math.log(Math.abs(x)), 0)];
}

/** Lower factor; null when the matrix is not positive definite. */
export function choleskyFactor(a: Matrix): Matrix | null {
  const n = a.length;
  const l = a.map((row) => row.map(() => 0));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const rest = a[i][j] - l[i].slice(0, j).reduce((sum, x, k) => sum + x * l[j][k], 0);
      if (i === j && !(rest > 0)) return null;
      l[i][j] = i === j ? Math.sqrt(rest) : rest / l[j][j];
    }
  }
  return l;
}

/** Householder's QR with the signs of LAPACK's geqrf; Q is square. */
export function householder(a: Matrix): { q: Matrix; r: Matrix } {
  const [n, m] = [a.length, a[0]?.length ?? 0];
  const r = a.map((row) => [...row]);
  const q = identity(n);
  for (let k = 0; k < Math.min(n - 1, m); k++) {
    const norm = Math.hypot(...r.slice(k).map((row) => row[k]));
    const below = Math.hypot(...r.slice(k + 1).map((row) => row[k]));
    if (below === 0) continue;
    const beta = r[k][k] >= 0 ? -norm : norm;
    const v = r.map((row, i) => (i < k ? 0 : i === k ? row[k] - beta : row[k]));
    const scale = 2 / v.reduce((sum, x) => sum + x * x, 0);
    for (let j = 0; j < m; j++) {
      const dot = scale * r.reduce((sum, row, i) => sum + v[i] * row[j], 0);
      r.forEach((row, i) => (row[j] -= dot * v[i]));
    }
    for (const row of q) {
      const dot = scale * row.reduce((sum, x, i) => sum + x * v[i], 0);
      v.forEach((x, i) => (row[i] -= dot * x));
    }
  }
  return { q, r: r.map((row, i) => row.map((x, j) => (j < i ? 0 : x))) };
}

/** Eigenvalues of a symmetric matrix, of which the lower triangle is read, ascending: Jacobi's rotations. */
export function symmetricEigenvalues(matrix: Matrix, upper = false): number[] {
  const n = matrix.length;
  const a = matrix.map((row, i) => row.map((_, j) => (upper === (j >= i) ? matrix[i][j] : matrix[j][i])));
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        if (a[p][q] === 0) continue;
        off += a[p][q] ** 2;
        const theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
        const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.hypot(theta, 1));
        const c = 1 / Math.hypot(t, 1);
        rotate(a, p, q, c, t * c);
      }
    }
    if (off < 1e-300) break;
  }
  return a.map((row, i) => row[i]).sort((x, y) => x - y);
}
function rotate(a: Matrix, p: number, q: number, c: number, s: number): void {
  for (const row of a) [row[p], row[q]] = [c * row[p] - s * row[q], s * row[p] + c * row[q]];
  const [first, second] = [a[p], a[q]];
  a[p] = first.map((x, k) => c * x - s * second[k]);
  a[q] = first.map((x, k) => s * x + c * second[k]);
}

/** Columns made orthogonal from the right (one-sided Jacobi): a·v = columns, whose lengths are the singular values. */
function orthogonalised(a: Matrix): { columns: Matrix; v: Matrix } {
  const columns = transposed(a);
  const v = identity(columns.length);
  const dot = (x: readonly number[], y: readonly number[]): number => x.reduce((sum, z, i) => sum + z * y[i], 0);
  for (let sweep = 0, moved = true; moved && sweep < 60; sweep++) {
    moved = false;
    for (let p = 0; p < columns.length; p++) {
      for (let q = p + 1; q < columns.length; q++) {
        const [x, y] = [columns[p], columns[q]];
        const [alpha, beta, gamma] = [dot(x, x), dot(y, y), dot(x, y)];
        if (Math.abs(gamma) <= 1e-15 * Math.sqrt(alpha * beta) || gamma === 0) continue;
        moved = true;
        const zeta = (beta - alpha) / (2 * gamma);
        const t = (zeta >= 0 ? 1 : -1) / (Math.abs(zeta) + Math.hypot(zeta, 1));
        const c = 1 / Math.hypot(t, 1);
        for (const list of [columns, v]) {
          const [f, g] = [list[p], list[q]];
          list[p] = f.map((z, i) => c * z - c * t * g[i]);
          list[q] = f.map((z, i) => c * t * z + c * g[i]);
        }
      }
    }
  }
  return { columns, v };
}
/** Descending. */
export const singularValues = (a: Matrix): number[] => orthogonalised(a.length < (a[0]?.length ?? 0) ? transposed(a) : a).columns
  .map((column) => Math.hypot(...column)).sort((x, y) => y - x);
/** Σ v·uᵀ/σ over the singular values above `least` times the largest. */
export function pseudoInverse(a: Matrix, least: number): Matrix {
  if (a.length < (a[0]?.length ?? 0)) return transposed(pseudoInverse(transposed(a), least));
  const { columns, v } = orthogonalised(a);
  const sizes = columns.map((column) => Math.hypot(...column));
  const largest = Math.max(...sizes, 0);
  return (a[0] ?? []).map((_, i) => a.map((__, j) => columns.reduce((sum, column, k) =>
    (sizes[k] > least * largest ? sum + (v[k][i] * column[j]) / sizes[k] ** 2 : sum), 0)));
}

/** Taylor's series of a matrix scaled down, squared back. */
export function exponential(a: Matrix): Matrix {
  const norm = Math.max(0, ...a.map((row) => row.reduce((sum, x) => sum + Math.abs(x), 0)));
  if (a.length === 1) return a.map((row) => row.map(Math.exp));
  // A matrix with an infinite element would be halved for ever.
  if (!Number.isFinite(norm)) return a.map((row) => row.map(() => NaN));
  const squarings = Math.max(0, Math.ceil(Math.log2(norm || 1)) + 4);
  const scaled = a.map((row) => row.map((x) => x / 2 ** squarings));
  let term = identity(a.length);
  let sum = term;
  for (let k = 1; k <= 18; k++) {
    term = multiplied(term, scaled).map((row) => row.map((x) => x / k));
    sum = sum.map((row, i) => row.map((x, j) => x + term[i][j]));
  }
  for (let k = 0; k < squarings; k++) sum = multiplied(sum, sum);
  return sum;
}
export function power(a: Matrix, n: number): Matrix {
  if (n < 0) return power(inverse(a), -n);
  if (n === 0) return identity(a.length);
  if (n < 4) return Array.from({ length: n - 1 }).reduce<Matrix>((so) => multiplied(so, a), a);
  // Nothing is multiplied by the identity: its zeros would make NaN of what is not finite.
  let [result, square, rest]: [Matrix | null, Matrix, number] = [null, a, n];
  for (; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = result ? multiplied(result, square) : square;
    if (rest > 1) square = multiplied(square, square);
  }
  return result ?? a;
}

/** ord: 'fro', 'nuc', 1, -1, 2, -2 or ±infinity; NaN for others. */
export function normOfMatrix(a: Matrix, ord: number | string): number {
  const [least, most] = [(list: readonly number[]) => Math.min(...list), (list: readonly number[]) => Math.max(...list)];
  const sums = (rows: Matrix): number[] => rows.map((row) => row.reduce((sum, x) => sum + Math.abs(x), 0));
  switch (ord) {
    case 'fro': return Math.hypot(...a.flat());
    case 'nuc': return singularValues(a).reduce((sum, x) => sum + x, 0);
    case 2: return most(singularValues(a));
    case -2: return least(singularValues(a));
    case 1: return most(sums(transposed(a)));
    case -1: return least(sums(transposed(a)));
    case Infinity: return most(sums(a));
    case -Infinity: return least(sums(a));
    default: return NaN;
  }
}
/** Norms of the matrices over two axes, the last two where none are given. */
export function matrixNorms(A: PlainTensor, ord: number | string, dims: readonly number[] | null,
  out: PlainMeta | undefined): number[] {
  const rank = A.shape.length;
  const [rows, columns] = dims ? plainAxes(dims, rank) : [rank - 2, rank - 1];
  const order = [...range(rank).filter((axis) => axis !== rows && axis !== columns), rows, columns];
  const strides = stridesOf(A.shape);
  const turned = order.map((axis) => A.shape[axis] ?? 1);
  const data = pick(A.data ?? [], stridedPositions(turned, order.map((axis) => strides[axis] ?? 1)));
  return overMatrices({ ...A, shape: turned, data }, out, (matrix) => [normOfMatrix(matrix, ord)]);
}
