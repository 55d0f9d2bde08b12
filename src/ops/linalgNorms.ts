// Linear algebra: norms, products of several matrices, dot products along an axis.
import { broadcastElements, broadcastShapes, dimOf } from '../tensor/broadcast';
import { showDim, showShape } from '../tensor/dim';
import { cTypeOf, isComplex, isFloating, isIntegral, resultType, scalarTypeOf, type DType } from '../tensor/dtype';
import { castElements } from '../tensor/round';
import { constantOf, type Dim, type PlainMeta, type PlainTensor, type Tensor, type TensorMeta } from '../tensor/value';
import { matricesOf, matrixNorms, multiplied } from './matrixKernels';
import { defineOp, type RuleContext } from './op';
import type { Scalar } from './schema';
import { normOrder, vectorNorm } from './reduce';
import { reducedShape, reducedViews, reduceElements, sumOf } from './reduction';
import { axesOf, axisOf, broadcast, plainAxes, realOf, resultOf } from './rules';

const isLow = ({ dtype }: Tensor): boolean => dtype === 'float16' || dtype === 'bfloat16';
/** What norms ask of the types of their input and of their result. */
function checkTypes(name: string, input: Tensor, dtype: DType | null, rule: RuleContext): void {
  const say = (text: string): never => rule.raise('RuntimeError', `linalg.${name}: ${text}`);
  if (isIntegral(input.dtype)) say(`Expected a floating point or complex tensor as input. Got ${scalarTypeOf(input.dtype)}`);
  if (dtype === null) return;
  if (isIntegral(dtype)) say(`dtype should be floating point or complex, but got ${scalarTypeOf(dtype)}`);
  if (resultType([{ dtype: input.dtype, weight: 'tensor' }, { dtype, weight: 'tensor' }]) !== dtype) say('the dtype of the input'
    + ` (${scalarTypeOf(input.dtype)}) should be convertible without narrowing to the specified dtype (${scalarTypeOf(dtype)})`);
}
const MATRIX_ORDERS = [1, 2, Infinity];
interface OfMatrix { readonly ord: Scalar | string; readonly dims: readonly Dim[] | null; readonly dtype: DType | null }
/** The two axes of a matrix norm. */
function matrixAxes(A: Tensor, { ord, dims, dtype }: OfMatrix, rule: RuleContext): number[] {
  const say = (text: string): never => rule.raise('RuntimeError', `linalg.matrix_norm: ${text}`);
  const rank = A.shape.length;
  const order = typeof ord === 'string' ? ord : ord.kind === 'int' ? constantOf(ord) : Number(ord.value);
  const isKnown = typeof order === 'string' ? order === 'fro' || order === 'nuc' : MATRIX_ORDERS.includes(Math.abs(order ?? 1));
  if (rank < 2) say('The input tensor A must have at least 2 dimensions.');
  if (dims && dims.length !== 2) say(`dim must be a 2-tuple. Got ${dims.map(showDim).join(', ')}`);
  const axes = dims ? dims.map((d) => axisOf(d, rank, rule)) : [rank - 2, rank - 1];
  if (!isKnown) say(`Order ${order ?? ''} not supported.`);
  if (axes[0] === axes[1]) say(`dims must be different. Got (${(dims ?? []).map(showDim).join(', ')})`);
  checkTypes('matrix_norm', A, dtype, rule);
  if (isLow(A) && (order === 'nuc' || order === 2 || order === -2)) say(
    `Low precision dtypes not supported. Got ${scalarTypeOf(A.dtype)}`);
  return axes;
}

const link = (name: string): string => `https://pytorch.org/docs/stable/generated/torch.linalg.${name}.html`;
const isDims = (value: Dim | readonly Dim[]): value is readonly Dim[] => Array.isArray(value);
const same = (input: Tensor): TensorMeta => ({ shape: input.shape, dtype: input.dtype });
export const vector_norm = defineOp({
  schema: 'vector_norm(Tensor x, Scalar ord=2, int?|int[]? dim=None, bool keepdim=False, *, dtype? dtype=None) -> Tensor',
  paths: ['torch.linalg.vector_norm'],
  doc: `Vector norm over axes. ${link('vector_norm')}`,
  shape({ x, dim, keepdim, dtype }, rule) {
    checkTypes('vector_norm', x, dtype, rule);
    return { shape: reducedShape(x.shape, axesOf(dim, x.shape.length, rule), keepdim, rule), dtype: realOf(dtype ?? x.dtype) };
  },
  receptiveField: ({ x, dim, keepdim }) => reducedViews(x.shape.length, plainAxes(dim, x.shape.length), keepdim),
  eval: ({ x, ord, dim }, [out]) =>
    [reduceElements(x, plainAxes(dim, x.shape.length), out, (g) => vectorNorm(g, ord, out.dtype))],
  samples: [{ call: 'torch.linalg.vector_norm(a)', shapes: [[2, 3]] },
    { call: 'torch.linalg.vector_norm(a, 1, dim=-1, keepdim=True)', shapes: [[2, 3]] },
    { call: 'torch.linalg.vector_norm(a, dtype=torch.float16)', shapes: [[2, 3]] },
    { call: 'torch.linalg.vector_norm(a)', shapes: [[3]], dtypes: ['int64'] }],
});
/** An order without axes is that of a vector or of a matrix, an order of two axes a matrix's; without one, all is a vector. */
const isOfMatrix = (ord: unknown, dims: readonly unknown[] | null, rank: number): boolean =>
  typeof ord === 'string' || (ord !== null && (dims ? dims.length === 2 : rank === 2));
export const linalg_norm = defineOp({
  schema: 'norm(Tensor A, Scalar?|str? ord=None, int?|int[]? dim=None, bool keepdim=False, *, dtype? dtype=None) -> Tensor',
  paths: ['torch.linalg.norm'],
  doc: `Vector or matrix norm. ${link('norm')}`,
  shape({ A, ord, dim, keepdim, dtype }, rule) {
    const rank = A.shape.length;
    if (dim === null && ord !== null && (rank < 1 || rank > 2)) rule.raise('RuntimeError',
      `linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got ${rank}D.`);
    const dims = dim === null ? null : isDims(dim) ? dim : [dim];
    if (dims && (dims.length < 1 || dims.length > 2)) rule.raise('RuntimeError', 'linalg.norm: If dim is specified, it '
      + `${typeof ord === 'string' ? 'mut' : 'must'} be of length 1 or 2. Got ${showShape(dims)}`);
    const ofMatrix = isOfMatrix(ord, dims, rank);
    const axes = ofMatrix && ord !== null ? matrixAxes(A, { ord, dims, dtype }, rule) : axesOf(dim, rank, rule);
    if (!ofMatrix) checkTypes('vector_norm', A, dtype, rule);
    return { shape: reducedShape(A.shape, axes, keepdim, rule), dtype: realOf(dtype ?? A.dtype) };
  },
  receptiveField: ({ A, dim, keepdim }) => reducedViews(A.shape.length, plainAxes(dim, A.shape.length), keepdim),
  eval({ A, ord, dim }, [out]) {
    const dims = dim === null ? null : [dim].flat();
    if (isOfMatrix(ord, dims, A.shape.length) && ord !== null) return [matrixNorms(A, ord, dims, out)];
    const order = normOrder(ord);
    return [order === null ? [] : reduceElements(A, plainAxes(dim, A.shape.length), out,
      (g) => vectorNorm(g, order, out.dtype))];
  },
  samples: [{ call: 'torch.linalg.norm(a)', shapes: [[2, 3]] },
    { call: 'torch.linalg.norm(a, dim=1)', shapes: [[2, 3]] },
    { call: 'torch.linalg.norm(a, ord=1, dim=-1)', shapes: [[2, 3]] }, { call: "torch.linalg.norm(a, 'fro')", shapes: [[]] },
    { call: 'torch.linalg.norm(a, dtype=torch.int8)', shapes: [[2]] },
    ...['1', '-1', '2', "'nuc'", "float('inf')", '-float("inf")', '3', "'x'"].map((ord) =>
      ({ call: `torch.linalg.norm(a, ${ord}, keepdim=True)`, shapes: [[2, 3]] })),
    ...['1, (0, 2)', "'nuc', (0, -1)", "'fro', (2, 1)", 'None, (0, 1)', "'fro', 1", '2, ()', '1, (0, 0)',
      '2, (0, 1, 2)'].map((text) =>
      ({ call: `torch.linalg.norm(a, ${text})`, shapes: [[2, 3, 4]] })),
    { call: "torch.linalg.norm(a, 'nuc')", shapes: [[2]] }, { call: 'torch.linalg.norm(a)', shapes: [[2, 3, 4]] },
    { call: 'torch.linalg.norm(a, dtype=torch.float16)', shapes: [[2, 3]] }],
});
export const matrix_norm = defineOp({
  schema: 'matrix_norm(Tensor A, Scalar|str ord="fro", int[]? dim=None, bool keepdim=False, *, dtype? dtype=None) -> Tensor',
  paths: ['torch.linalg.matrix_norm'],
  doc: `Matrix norm over two axes. ${link('matrix_norm')}`,
  shape({ A, ord, dim, keepdim, dtype }, rule) {
    const axes = matrixAxes(A, { ord, dims: dim, dtype }, rule);
    return { shape: reducedShape(A.shape, axes, keepdim, rule), dtype: realOf(dtype ?? A.dtype) };
  },
  receptiveField: () => 'global',
  eval: ({ A, ord, dim }, [out]) => [matrixNorms(A, ord, dim, out)],
  samples: [...["'nuc', (0, 1)", "'fro', (0,)", "'fro', ()", "'x'", '2.5', '2, (1, 1)', 'dtype=torch.float16'].map((text) =>
    ({ call: `torch.linalg.matrix_norm(a, ${text})`, shapes: [[2, 3]] })), { call: 'torch.linalg.matrix_norm(a)', shapes: [[2, 3,
      4]] },
  { call: 'torch.linalg.matrix_norm(a)', shapes: [[3]] }],
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
  const other = tensors.findIndex(({ dtype }) => dtype !== first.dtype);
  if (other >= 0) rule.raise('RuntimeError', `multi_dot(): all tensors must have be the same dtype but tensor 0 is`
    + ` ${cTypeOf(first.dtype)} and tensor ${other} ${cTypeOf(tensors[other].dtype)}`);
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
    if (x.dtype !== y.dtype) rule.raise('RuntimeError',
      'linalg.vecdot: Expected x and y to have the same dtype, but found x of type'
      + ` ${scalarTypeOf(x.dtype)} and y of type ${scalarTypeOf(y.dtype)} instead`);
    // Two vectors are multiplied as by dot, which does not broadcast.
    if (x.shape.length === 1 && y.shape.length === 1) rule.require(rule.equal(x.shape[0], y.shape[0]), () => {
      const [n, m] = [showDim(x.shape[0]), showDim(y.shape[0])];
      return `inconsistent tensor size, expected tensor [${n}] and src [${m}] to have the same number of elements,`
        + ` but got ${n} and ${m} elements respectively`;
    }, [x.shape[0], y.shape[0]]);
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
  samples: [{ call: 'torch.linalg.vecdot(a, b)', shapes: [[2, 3], [3]] }, { call: 'torch.linalg.vecdot(a, b)', shapes: [[1],
    [2]] },
    { call: 'torch.linalg.vecdot(a, b)', shapes: [[3], [3]], dtypes: ['float32', 'float64'] },
      { call: 'torch.linalg.vecdot(a, b, dim=0)',
      shapes: [[2, 3], [2, 3]] }],
});
