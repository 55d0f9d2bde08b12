// Linear algebra: norms, products of several matrices, dot products along an axis.
import { broadcastElements, broadcastShapes, dimOf, pick, stridedPositions, stridesOf } from '../tensor/broadcast';
import { showShape } from '../tensor/dim';
import { isComplex, isFloating, isIntegral, scalarTypeOf } from '../tensor/dtype';
import { castElements } from '../tensor/round';
import { constantOf, type PlainMeta, type PlainTensor, type Tensor, type TensorMeta } from '../tensor/value';
import { matricesOf, multiplied, normOfMatrix, overMatrices } from './matrixKernels';
import { defineOp, type RuleContext } from './op';
import { normOrder, vectorNorm } from './reduce';
import { reducedShape, reducedViews, reduceElements, sumOf } from './reduction';
import { axesOf, axisOf, broadcast, plainAxes, range, realOf, resultOf } from './rules';

const link = (name: string): string => `https://pytorch.org/docs/stable/generated/torch.linalg.${name}.html`;
const same = (input: Tensor): TensorMeta => ({ shape: input.shape, dtype: input.dtype });
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
  eval({ A, ord, dim }, [out]) {
    const rank = A.shape.length;
    const [rows, columns] = dim.length === 2 ? plainAxes(dim, rank) : [rank - 2, rank - 1];
    const rest = range(rank).filter((axis) => axis !== rows && axis !== columns);
    const order = [...rest, rows, columns];
    const strides = stridesOf(A.shape);
    const turned = order.map((axis) => A.shape[axis] ?? 1);
    const data = pick(A.data ?? [], stridedPositions(turned, order.map((axis) => strides[axis] ?? 1)));
    return [overMatrices({ ...A, shape: turned, data }, out, (matrix) => [normOfMatrix(matrix, ord)])];
  },
  samples: [{ call: 'torch.linalg.matrix_norm(a)', shapes: [[2, 3, 4]] }, { call: 'torch.linalg.matrix_norm(a)', shapes: [[3]] }],
});
export const multi_dot = defineOp({
  schema: 'multi_dot(Tensor[] tensors) -> Tensor',
  paths: ['torch.linalg.multi_dot'],
  doc: `Product of several matrices. ${link('multi_dot')}`,
  shape: ({ tensors }, rule) => chained(tensors, rule),
  macs: ({ tensors }) => chainCost(tensors.map(({ shape }) => shape)),
  receptiveField: () => 'global',
  eval: ({ tensors }, [out]) => [chainedProduct(tensors, out)],
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
  eval: ({ matrices }, [out]) => [chainedProduct(matrices, out)],
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
function chainedProduct(tensors: readonly PlainTensor[], out: PlainMeta | undefined): number[] {
  const matrices = tensors.map((tensor, i) => matricesOf(tensor.shape.length === 2 ? tensor
    : { ...tensor, shape: i === 0 ? [1, ...tensor.shape] : [...tensor.shape, 1] })?.[0] ?? []);
  return castElements(matrices.reduce((product, matrix) => multiplied(product, matrix)).flat(), out?.dtype ?? 'float32');
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
    rule.require(isFloating(x.dtype) || isComplex(x.dtype), () => 'linalg.vecdot: Expected a floating point or complex tensor as '
      + `input. Got ${scalarTypeOf(x.dtype)}`);
    const shape = broadcast(rule, x.shape, y.shape);
    const axis = axisOf(dim, shape.length, rule);
    return { shape: shape.filter((_, i) => i !== axis), dtype: resultOf(x, y) };
  },
  receptiveField: () => 'global',
  eval({ x, y, dim }, [out]) {
    const shape = broadcastShapes([x.shape, y.shape].map((sizes) => sizes.map(dimOf)), () => { throw new Error('checked'); })
      .map((size) => constantOf(size) ?? 0);
    const [a, b] = [broadcastElements(x, shape), broadcastElements(y, shape)];
    const products = { shape, dtype: x.dtype, data: a.map((v, i) => v * (b[i] ?? NaN)) };
    return [reduceElements(products, plainAxes([dim], shape.length), out, sumOf)];
  },
  samples: [{ call: 'torch.linalg.vecdot(a, b)', shapes: [[2, 3], [3]] }, { call: 'torch.linalg.vecdot(a, b, dim=0)',
      shapes: [[2, 3], [2, 3]] }],
});
