// Matrix products: matmul, mm, bmm, mv, dot, addmm and their kin. einsum and tensordot are in einsum.ts.
import { sameOp } from './onnx/contract';
import { broadcastElements, broadcastPositions } from '../tensor/broadcast';
import { plainNumel, showDim, showShape } from '../tensor/dim';
import { castElements } from '../tensor/round';
import type { Dim, PlainMeta, PlainTensor, Tensor, TensorMeta } from '../tensor/value';
import { defineOp, type AxisView, type RuleContext } from './op';
import { broadcast, docs, both, expandTo, product, range, resultOf } from './rules';
import { isComplex, scalarTypeOf } from '../tensor/dtype';
import { asBinary, asChain, asUnary } from './lowering';
import type { Lowering } from '../tensor/plan';

function requireSameType(a: Tensor, b: Tensor, rule: RuleContext): void {
  if (a.dtype !== b.dtype) rule.raise('RuntimeError',
    `expected scalar type ${scalarTypeOf(a.dtype)} but found ${scalarTypeOf(b.dtype)}`);
}
function requireSameDotType(a: Tensor, b: Tensor, rule: RuleContext): void {
  if (a.dtype === b.dtype) return;
  rule.raise('RuntimeError', `dot : expected both vectors to have same dtype, but found`
    + ` ${scalarTypeOf(a.dtype)} and ${scalarTypeOf(b.dtype)}`);
}
const times = (dims: readonly Dim[]): string => dims.map(showDim).join('x');

function requireMatrices(rows: Dim, inner: Dim, inner2: Dim, columns: Dim, rule: RuleContext): void {
  rule.require(rule.equal(inner, inner2), () =>
    `mat1 and mat2 shapes cannot be multiplied (${times([rows, inner])} and ${times([inner2, columns])})`,
    [inner, inner2]);
}

// ---- matmul ----
/** [batch..., rows, inner] of an operand; a vector is one row on the left, one column on the right. */
function parts(shape: readonly Dim[], side: 'left' | 'right', rule: RuleContext): { batch: readonly Dim[];
  rows: Dim; columns: Dim } {
  const one = rule.dim(1);
  const [last = one, before] = [...shape].reverse();
  if (!before) return side === 'left' ? { batch: [], rows: one, columns: last }
    : { batch: [], rows: last, columns: one };
  return { batch: shape.slice(0, -2), rows: before, columns: last };
}

function matmulShape(a: Tensor, b: Tensor, rule: RuleContext): TensorMeta {
  const [ra, rb] = [a.shape.length, b.shape.length];
  if (ra === 0 || rb === 0) rule.raise('RuntimeError',
    `both arguments to matmul need to be at least 1D, but they are ${ra}D and ${rb}D`);
  const left = parts(a.shape, 'left', rule);
  const right = parts(b.shape, 'right', rule);
  const same = rule.equal(left.columns, right.rows);
  // PyTorch multiplies many matrices by one as one matrix of all their rows, or hands batches to bmm: the words differ.
  const folds = (ra >= 3 && rb <= 2) || (rb >= 3 && ra <= 2);
  if (ra <= 2 && rb <= 2 || folds) {
    rule.require(same, () => foldedMessage(a.shape, b.shape), [left.columns, right.rows]);
  }
  const batch = broadcast(rule, left.batch, right.batch);
  const count = product(batch);
  rule.require(same, () => `Expected size for first two dimensions of batch2 tensor to be:`
    + ` [${showDim(count)}, ${showDim(left.columns)}] `
    + `but got: [${showDim(count)}, ${showDim(right.rows)}].`, [left.columns, right.rows]);
  if (ra === 1 && rb === 1) requireSameDotType(a, b, rule);
  // What has fewer axes goes to the right of the other.
  if (ra < rb && rb > 2) requireSameType(b, a, rule);
  else requireSameType(a, b, rule);
  return { shape: [...batch, ...(ra > 1 ? [left.rows] : []), ...(rb > 1 ? [right.columns] : [])], dtype: a.dtype };
}

function foldedMessage(a: readonly Dim[], b: readonly Dim[]): string {
  if (a.length === 1 && b.length === 1) {
    return `inconsistent tensor size, expected tensor ${showShape(a)} and src ${showShape(b)} to have the`
      + ` same number of elements, but got `
      + `${times(a)} and ${times(b)} elements respectively`;
  }
  // A batch on the right is folded transposed.
  const swapped = b.length > a.length && b.length >= 3;
  const many = swapped ? [...b.slice(0, -2), ...b.slice(-2).reverse()] : a.length === 1
    ? [{ kind: 'int', value: 1, origin: null } as const, ...a] : a;
  const one = swapped ? [...a].reverse() : b;
  const rows = many.length === 2 ? many.slice(0, 1) : [product(many.slice(0, -1))];
  const folded = [...rows, ...many.slice(-1)];
  if (one.length === 1) return `size mismatch, got ${times(rows)}, ${times(folded)},${times(one)}`;
  return `mat1 and mat2 shapes cannot be multiplied (${times(folded)} and ${times(one)})`;
}

/** Elements of [batch, n, k] · [batch, k, m]. */
function multiply(a: PlainTensor, b: PlainTensor, out: PlainMeta): number[] {
  const left = a.shape.length === 1 ? [1, ...a.shape] : a.shape;
  const right = b.shape.length === 1 ? [...b.shape, 1] : b.shape;
  const [n = 1, k = 1] = left.slice(-2);
  const m = right.at(-1) ?? 1;
  const batch = out.shape.slice(0, out.shape.length - (a.shape.length > 1 ? 1 : 0) - (b.shape.length > 1 ? 1 : 0));
  const starts = (shape: readonly number[]): number[] => broadcastPositions(shape.slice(0, -2), batch);
  const startsB = starts(right);
  const [x, y] = [a.data ?? [], b.data ?? []];
  const data: number[] = [];
  for (const [i, sa] of starts(left).entries()) {
    const sb = startsB[i] ?? 0;
    for (let row = 0; row < n; row++) {
      for (let column = 0; column < m; column++) {
        let sum = 0;
        for (let j = 0; j < k; j++) sum += (x[(sa * n + row) * k + j] ?? NaN) * (y[(sb * k + j) * m + column] ?? NaN);
        data.push(sum);
      }
    }
  }
  return isComplex(out.dtype) ? [] : castElements(data, out.dtype);
}

/** Each output position sees its row of the first operand and its column of the second. */
function matmulViews(rank: number, operandRank: number): AxisView[] | 'global' {
  if (operandRank < 2 || rank !== operandRank) return 'global';
  return [...range(rank - 1).map((axis): AxisView => ({ kind: 'same', axis })), { kind: 'all', axis: rank - 1 }];
}

export const matmul = defineOp({
  schema: 'matmul(Tensor input, Tensor other) -> Tensor',
  onnx: sameOp('MatMul'),
  paths: [...both('matmul'), 'torch.linalg.matmul', 'torch.Tensor.__matmul__'],
  doc: `Product of matrices, batches broadcast. ${docs('matmul')}`,
  shape: ({ input, other }, rule) => matmulShape(input, other, rule),
  macs: ({ input }, out) => plainNumel(out.shape) * (input.shape.at(-1) ?? 1),
  // Attention mixes all positions; a product with constant matrices on the right mixes the last axis only.
  receptiveField: ({ input, other }, out) => (
    other.shape.length === 2 ? matmulViews(out.shape.length, input.shape.length) : 'global'),
  complex: 'bilinear',
  eval: ({ input, other }, [out]) => [out ? multiply(input, other, out) : []],
  lower: () => ({ inputs: ['input', 'other'], kernel: 'matmul' }),
  samples: [{ call: 'torch.matmul(a, b)', shapes: [[2, 3], [3, 4]] }, { call: 'a @ b', shapes: [[3], [3]] },
    { call: 'a @ b', shapes: [[2, 3], [3]] }, { call: 'a @ b', shapes: [[3], [3, 2]] },
    { call: 'a @ b', shapes: [[5, 2, 3], [3, 4]] }, { call: 'a @ b', shapes: [[5, 2, 3], [5, 3, 4]] },
    { call: 'a @ b', shapes: [[2, 3], [4, 5]] }, { call: 'a @ b', shapes: [[3], [4]] },
    { call: 'a @ b', shapes: [[2, 3], [4]] }, { call: 'a @ b', shapes: [[3], [4, 2]] },
    { call: 'a @ b', shapes: [[5, 2, 3], [5, 4, 4]] }, { call: 'a @ b', shapes: [[5, 2, 3], [4, 4]] },
    { call: 'a @ b', shapes: [[2, 3], [5, 4, 4]] }, { call: 'a @ b', shapes: [[3, 2, 3], [5, 3, 4]] },
    { call: 'a @ b', shapes: [[2, 1, 2, 3], [4, 3, 2]] }, { call: 'a @ b', shapes: [[], [2]] },
    { call: 'a @ b', shapes: [[2, 2, 3], [4]] }, { call: 'a @ b', shapes: [[3], [2, 4, 2]] },
    { call: 'a @ b', shapes: [[3], [2, 3, 2]] }],
});

function requireRank(tensor: Tensor, rank: number, message: string, rule: RuleContext): void {
  if (tensor.shape.length !== rank) rule.raise('RuntimeError', message);
}

export const mm = defineOp({
  schema: 'mm(Tensor input, Tensor mat2) -> Tensor',
  // Of tensors that are not sparse spmm is the same.
  paths: [...both('mm'), 'torch.spmm'],
  doc: `Product of two matrices. ${docs('mm')}`,
  shape({ input, mat2 }, rule) {
    requireRank(input, 2, 'self must be a matrix', rule);
    requireRank(mat2, 2, 'mat2 must be a matrix', rule);
    const one = rule.dim(1);
    const [[n = one, k = one], [k2 = one, m = one]] = [input.shape, mat2.shape];
    requireMatrices(n, k, k2, m, rule);
    requireSameType(input, mat2, rule);
    return { shape: [n, m], dtype: input.dtype };
  },
  macs: ({ input }, out) => plainNumel(out.shape) * (input.shape[1] ?? 1),
  receptiveField: () => [{ kind: 'same', axis: 0 }, { kind: 'all', axis: 1 }],
  complex: 'bilinear',
  eval: ({ input, mat2 }, [out]) => [out ? multiply(input, mat2, out) : []],
  lower: () => ({ inputs: ['input', 'mat2'], kernel: 'matmul' }),
  samples: [{ call: 'torch.mm(a, b)', shapes: [[2, 3], [3, 4]] }, { call: 'a.mm(b)', shapes: [[2, 3], [4, 5]] },
    { call: 'torch.mm(a, b)', shapes: [[2, 3], [3]] }, { call: 'torch.mm(a, b)', shapes: [[3], [3, 2]] }],
});

export const bmm = defineOp({
  schema: 'bmm(Tensor input, Tensor mat2) -> Tensor',
  paths: both('bmm'),
  doc: `Products of matrices in two batches. ${docs('bmm')}`,
  shape: ({ input, mat2 }, rule) => bmmShape(input, mat2, rule),
  macs: ({ input }, out) => plainNumel(out.shape) * (input.shape[2] ?? 1),
  receptiveField: () => 'global',
  complex: 'bilinear',
  eval: ({ input, mat2 }, [out]) => [out ? multiply(input, mat2, out) : []],
  lower: () => ({ inputs: ['input', 'mat2'], kernel: 'matmul' }),
  samples: [{ call: 'torch.bmm(a, b)', shapes: [[5, 2, 3], [5, 3, 4]] },
    { call: 'torch.bmm(a, b)', shapes: [[5, 2, 3], [5, 4, 4]] }, { call: 'a.bmm(b)', shapes: [[2, 3], [3, 4]] },
    { call: 'a.bmm(b)', shapes: [[2, 3, 4], [3, 4]] }],
});
function bmmShape(a: Tensor, b: Tensor, rule: RuleContext): TensorMeta {
  requireRank(a, 3, 'batch1 must be a 3D tensor', rule);
  requireRank(b, 3, 'batch2 must be a 3D tensor', rule);
  const one = rule.dim(1);
  const [[b1 = one, n = one, k = one], [b2 = one, k2 = one, m = one]] = [a.shape, b.shape];
  const ok = rule.equal(b1, b2) === false ? false : rule.equal(k, k2);
  rule.require(ok, () => `Expected size for first two dimensions of batch2 tensor to be:`
    + ` ${showShape([b1, k])} but got: ${showShape([b2, k2])}.`, [b1, k, b2, k2]);
  requireSameType(a, b, rule);
  return { shape: [b1, n, m], dtype: a.dtype };
}

export const mv = defineOp({
  schema: 'mv(Tensor input, Tensor vec) -> Tensor',
  paths: both('mv'),
  doc: `Product of a matrix and a vector. ${docs('mv')}`,
  shape({ input, vec }, rule) {
    if (input.shape.length !== 2 || vec.shape.length !== 1) {
      rule.raise('RuntimeError', `vector + matrix @ vector expected, got 1, ${input.shape.length},`
        + ` ${vec.shape.length}`);
    }
    rule.require(rule.equal(input.shape[1] ?? rule.dim(1), vec.shape[0] ?? rule.dim(1)),
      () => foldedMessage(input.shape, vec.shape), [...input.shape, ...vec.shape]);
    requireSameType(input, vec, rule);
    return { shape: input.shape.slice(0, 1), dtype: input.dtype };
  },
  macs: ({ input }) => plainNumel(input.shape),
  receptiveField: () => [{ kind: 'same', axis: 0 }],
  complex: 'bilinear',
  eval: ({ input, vec }, [out]) => [out ? multiply(input, vec, out) : []],
  samples: [{ call: 'torch.mv(a, b)', shapes: [[2, 3], [3]] }, { call: 'a.mv(b)', shapes: [[2, 3], [4]] },
    { call: 'a.mv(b)', shapes: [[2, 3, 4], [4]] }],
});

export const dot = defineOp({
  schema: 'dot(Tensor input, Tensor tensor) -> Tensor',
  paths: both('dot'),
  doc: `Inner product of two vectors. ${docs('dot')}`,
  shape({ input, tensor }, rule) {
    if (input.shape.length !== 1 || tensor.shape.length !== 1) {
      rule.raise('RuntimeError', `1D tensors expected, but got ${input.shape.length}D and`
        + ` ${tensor.shape.length}D tensors`);
    }
    requireSameDotType(input, tensor, rule);
    rule.require(rule.equal(input.shape[0] ?? rule.dim(1), tensor.shape[0] ?? rule.dim(1)),
      () => foldedMessage(input.shape, tensor.shape), [...input.shape, ...tensor.shape]);
    return { shape: [], dtype: input.dtype };
  },
  macs: ({ input }) => plainNumel(input.shape),
  receptiveField: () => 'global',
  eval: ({ input, tensor }, [out]) => [out ? multiply(input, tensor, out) : []],
  samples: [{ call: 'torch.dot(input=a, tensor=b)', shapes: [[3], [3]] }, { call: 'torch.dot(a, b)', shapes: [[3], [3]] },
      { call: 'a.dot(b)', shapes: [[3], [4]] },
    { call: 'a.dot(b)', shapes: [[2, 3], [3]] }],
});
export const vdot = defineOp({
  schema: 'vdot(Tensor input, Tensor other) -> Tensor',
  paths: both('vdot'),
  doc: `Inner product of two vectors. ${docs('vdot')}`,
  shape: ({ input, other }, rule) => dot.shape({ input, tensor: other }, rule),
  macs: ({ input }) => plainNumel(input.shape),
  receptiveField: () => 'global',
  eval: ({ input, other }, outs) => dot.eval?.({ input, tensor: other }, outs) ?? [],
  samples: [{ call: 'torch.vdot(a, b)', shapes: [[3], [3]] }],
});

// ---- with an addend ----
/** beta·input + alpha·product, element by element. */
function withAddend(input: PlainTensor, data: readonly number[], beta: number, alpha: number,
  out: PlainMeta): number[] {
  const addend = broadcastElements(input, out.shape);
  return castElements(data.map((x, i) => (beta === 0 ? 0 : beta * (addend[i] ?? NaN)) + alpha * x), out.dtype);
}

function withProduct(input: PlainTensor, [left, right]: readonly string[], beta: number, alpha: number,
  out: PlainMeta): Lowering {
  return asChain(['input', left, right], (link) => {
    const product = link({ inputs: [left, right], kernel: 'matmul' }, out.shape, 1, 2);
    const scaled = alpha === 1 ? product : link(asUnary('affine', alpha), out.shape, product);
    // What is multiplied by 0 does not count, NaN neither.
    if (beta === 0) link(asUnary('clamp', -Infinity, Infinity), out.shape, scaled);
    else link(asBinary('add'), out.shape, beta === 1 ? 0 : link(asUnary('affine', beta), input.shape, 0), scaled);
  });
}

export const addmm = defineOp({
  schema: 'addmm(Tensor input, Tensor mat1, Tensor mat2, *, Scalar beta=1, Scalar alpha=1) -> Tensor',
  paths: both('addmm'),
  doc: `Adds a product of two matrices. ${docs('addmm')}`,
  inplace: true,
  shape({ input, mat1, mat2 }, rule) {
    requireRank(mat1, 2, `mat1 must be a matrix, got ${mat1.shape.length}-D tensor`, rule);
    requireRank(mat2, 2, `mat2 must be a matrix, got ${mat2.shape.length}-D tensor`, rule);
    const one = rule.dim(1);
    const [[n = one, k = one], [k2 = one, m = one]] = [mat1.shape, mat2.shape];
    requireMatrices(n, k, k2, m, rule);
    rule.require(input.dtype === mat2.dtype, () => 'self and mat2 must have the same dtype');
    requireSameType(mat1, mat2, rule);
    return { shape: expandTo(input, [n, m], rule), dtype: mat1.dtype };
  },
  macs: ({ mat1 }, out) => plainNumel(out.shape) * (mat1.shape[1] ?? 1),
  receptiveField: () => [{ kind: 'same', axis: 0 }, { kind: 'all', axis: 1 }],
  eval: ({ input, mat1, mat2, beta, alpha }, [out]) =>
    [out ? withAddend(input, multiply(mat1, mat2, out), beta, alpha, out) : []],
  lower: ({ input, beta, alpha }, [out]) => withProduct(input, ['mat1', 'mat2'], beta, alpha, out),
  samples: [{ call: 'torch.addmm(a, b, c)', shapes: [[4], [2, 3], [3, 4]] },
    { call: 'torch.addmm(a, b, c, beta=2, alpha=3)', shapes: [[2, 4], [2, 3], [3, 4]] },
    { call: 'a.addmm(b, c)', shapes: [[3], [2, 3], [3, 4]] }, { call: 'a.addmm(b, c)', shapes: [[3], [2, 3], [4, 4]] }],
});
export const addmv = defineOp({
  schema: 'addmv(Tensor input, Tensor mat, Tensor vec, *, Scalar beta=1, Scalar alpha=1) -> Tensor',
  paths: both('addmv'),
  doc: `Adds a product of a matrix and a vector. ${docs('addmv')}`,
  inplace: true,
  shape({ input, mat, vec }, rule) {
    const one = rule.dim(1);
    rule.require(rule.equal(mat.shape[1] ?? one, vec.shape[0] ?? one), () =>
      `size mismatch, got ${showDim(input.shape[0] ?? one)}, ${times(mat.shape)},${times(vec.shape)}`,
        [...mat.shape, ...vec.shape]);
    return { shape: expandTo(input, [mat.shape[0] ?? one], rule), dtype: mat.dtype };
  },
  macs: ({ mat }) => plainNumel(mat.shape),
  receptiveField: () => 'global',
  eval: ({ input, mat, vec, beta, alpha }, [out]) =>
    [out ? withAddend(input, multiply(mat, vec, out), beta, alpha, out) : []],
  samples: [{ call: 'torch.addmv(a, b, c)', shapes: [[2], [2, 3], [3]] }],
});
export const baddbmm = defineOp({
  schema: 'baddbmm(Tensor input, Tensor batch1, Tensor batch2, *, Scalar beta=1, Scalar alpha=1) -> Tensor',
  paths: both('baddbmm'),
  doc: `Adds products of matrices in two batches. ${docs('baddbmm')}`,
  inplace: true,
  shape({ input, batch1, batch2 }, rule) {
    const [[b1, n], [, , m]] = [batch1.shape, batch2.shape];
    if (b1 && n && m) expandTo(input, [b1, n, m], rule);
    return bmmShape(batch1, batch2, rule);
  },
  macs: ({ batch1 }, out) => plainNumel(out.shape) * (batch1.shape[2] ?? 1),
  receptiveField: () => 'global',
  eval: ({ input, batch1, batch2, beta, alpha }, [out]) =>
    [out ? withAddend(input, multiply(batch1, batch2, out), beta, alpha, out) : []],
  lower: ({ input, beta, alpha }, [out]) => withProduct(input, ['batch1', 'batch2'], beta, alpha, out),
  samples: [{ call: 'torch.baddbmm(a, b, c)', shapes: [[5, 2, 4], [5, 2, 3], [5, 3, 4]] },
    { call: 'torch.baddbmm(a, b, c, beta=0, alpha=2)', shapes: [[1], [5, 2, 3], [5, 3, 4]] }],
});
export const addbmm = defineOp({
  schema: 'addbmm(Tensor input, Tensor batch1, Tensor batch2, *, Scalar beta=1, Scalar alpha=1) -> Tensor',
  paths: both('addbmm'),
  doc: `Adds the sum of products of matrices in two batches. ${docs('addbmm')}`,
  inplace: true,
  shape({ input, batch1, batch2 }, rule) {
    const one = rule.dim(1);
    const [[b1 = one, n = one, k = one], [b2 = one, k2 = one, m = one]] = [batch1.shape, batch2.shape];
    if (rule.equal(b1, b2) === true) {
      rule.require(rule.equal(k, k2), () => `Incompatible matrix sizes for bmm (${times([n, k])} and`
        + ` ${times([k2, m])})`, [k, k2]);
    }
    const { shape, dtype } = bmmShape(batch1, batch2, rule);
    return { shape: expandTo(input, shape.slice(1), rule), dtype };
  },
  macs: ({ batch1, batch2 }) => plainNumel(batch1.shape) * (batch2.shape[2] ?? 1),
  receptiveField: () => 'global',
  eval({ input, batch1, batch2, beta, alpha }, [out]) {
    if (!out) return [];
    const [count = 0] = batch1.shape;
    const product = multiply(batch1, batch2, { shape: [count, ...out.shape], dtype: 'float64' });
    const size = plainNumel(out.shape);
    const sums = Array.from({ length: size }, (_, i) => product.reduce((sum, x, k) => (k % size === i ? sum + x : sum), 0));
    return [withAddend(input, sums, beta, alpha, out)];
  },
  samples: [{ call: 'torch.addbmm(a, b, c)', shapes: [[2, 4], [5, 2, 3], [5, 3, 4]] }],
});
export const addr = defineOp({
  schema: 'addr(Tensor input, Tensor vec1, Tensor vec2, *, Scalar beta=1, Scalar alpha=1) -> Tensor',
  paths: both('addr'),
  doc: `Adds an outer product. ${docs('addr')}`,
  inplace: true,
  shape: ({ input, vec1, vec2 }, rule) => ({ shape: expandTo(input, [...vec1.shape, ...vec2.shape], rule),
    dtype: resultOf(input, vec1, vec2) }),
  receptiveField: () => 'global',
  eval: ({ input, vec1, vec2, beta, alpha }, [out]) =>
    [out ? withAddend(input, (vec1.data ?? []).flatMap((x) => (vec2.data ?? []).map((y) => x * y)), beta, alpha,
      out) : []],
  samples: [{ call: 'torch.addr(a, b, c)', shapes: [[2, 3], [2], [3]] }],
});
