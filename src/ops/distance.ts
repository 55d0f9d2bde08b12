// Distances and similarities between vectors: cosine_similarity, pairwise_distance, pdist, with their modules.
import { broadcastElements, linesAlong } from '../tensor/broadcast';
import { plainNumel } from '../tensor/dim';
import { isFloating } from '../tensor/dtype';
import { castElement } from '../tensor/round';
import { scalarTypeOf } from '../tensor/scalarType';
import type { Dim, PlainTensor } from '../tensor/value';
import { defineModule, defineOp, type Sample } from './op';
import { together } from './lowering';
import { vectorNorm } from './reduce';
import { axisOf, broadcast, floatResult, plainAxis, range, removeAt, replaceAt, resultOf } from './rules';

const fnDocs = (name: string): string => `https://pytorch.org/docs/stable/generated/torch.nn.functional.${name}.html`;
const nnDocs = (name: string): string => `https://pytorch.org/docs/stable/generated/torch.nn.${name}.html`;
const s = (call: string, ...shapes: number[][]): Sample => ({ call, shapes });

/** Lines of both operands along an axis of their common shape. */
function linePairs(a: PlainTensor, b: PlainTensor, dim: number): (readonly [readonly number[], readonly number[]])[] {
  const shape = together(a.shape, b.shape);
  const axis = plainAxis(dim, shape.length);
  const [x, y] = [a, b].map((t) => linesAlong(broadcastElements(t, shape), shape, axis));
  return x.map((line, i) => [line, y[i]] as const);
}

export const cosine_similarity = defineOp({
  schema: 'cosine_similarity(Tensor x1, Tensor x2, int dim=1, float eps=1e-8) -> Tensor',
  paths: ['torch.nn.functional.cosine_similarity', 'torch.cosine_similarity'],
  doc: `x1 · x2 over the product of their norms, along an axis. ${fnDocs('cosine_similarity')}`,
  shape({ x1, x2, dim }, rule) {
    const dtype = resultOf(x1, x2);
    rule.require(isFloating(dtype),
      () => `expected common dtype to be floating point, yet common dtype is ${scalarTypeOf(dtype)}`);
    const shape = broadcast(rule, x1.shape, x2.shape);
    return { shape: removeAt(shape, axisOf(dim, shape.length, rule)), dtype };
  },
  receptiveField: ({ dim, x1, x2 }) => {
    const rank = Math.max(x1.shape.length, x2.shape.length);
    return x1.shape.length === x2.shape.length ? removeAt(range(rank), plainAxis(dim, rank))
      .map((axis) => ({ kind: 'same', axis })) : 'global';
  },
  eval: ({ x1, x2, dim, eps }, [out]) => [linePairs(x1, x2, dim).map(([x, y]) => {
    const held = (v: number): number => castElement(v, out.dtype);
    const norm = (line: readonly number[]): number =>
      Math.sqrt(Math.max(held(line.reduce((sum, v) => sum + held(v * v), 0)), held(eps * eps)));
    const [n, m] = [norm(x), norm(y)];
    return castElement(x.reduce((sum, v, i) => sum + (v / n) * (y[i] / m), 0), out.dtype);
  })],
  samples: [
    s('F.cosine_similarity(a, b)', [2, 3, 4], [2, 3, 4]), s('F.cosine_similarity(a, b, dim=-1)', [2, 3, 4], [3, 4]),
    s('F.cosine_similarity(a, b)', [2, 3], [2, 4]), s('F.cosine_similarity(a, b, dim=3)', [2, 3], [2, 3]),
    { call: 'F.cosine_similarity(a, b)', shapes: [[2, 3], [2, 3]], dtypes: ['int64', 'int64'] },
    s('F.cosine_similarity(a, b, 2, -1.5)', [4, 5, 2], [4, 5, 1]), s('F.cosine_similarity(a, b, eps=0)', [3, 0], [1, 1]),
    s('F.cosine_similarity(a, b, eps=2)', [3, 2], [3, 2]), s('F.cosine_similarity(a * 1e20, b)', [3, 2], [3, 2]),
    s('F.cosine_similarity(a * 1e-30, b, eps=0)', [3, 2], [3, 2]),
  ],
});

export const pairwise_distance = defineOp({
  schema: 'pairwise_distance(Tensor x1, Tensor x2, float p=2.0, float eps=1e-6, bool keepdim=False) -> Tensor',
  paths: ['torch.nn.functional.pairwise_distance', 'torch.pairwise_distance'],
  doc: `The p-norm of x1 − x2 along the last axis. ${fnDocs('pairwise_distance')}`,
  shape({ x1, x2, keepdim }, rule) {
    const shape: readonly Dim[] = broadcast(rule, x1.shape, x2.shape);
    const last = shape.length - 1;
    return { shape: keepdim ? replaceAt(shape, last, rule.dim(1)) : shape.slice(0, -1), dtype: floatResult(resultOf(x1, x2)) };
  },
  receptiveField: ({ x1 }, out) => range(out.shape.length)
    .map((axis) => (axis === x1.shape.length - 1 ? { kind: 'all', axis } : { kind: 'same', axis })),
  eval: ({ x1, x2, p, eps }, [out]) => [linePairs(x1, x2, -1).map(([x, y]) => {
    return castElement(vectorNorm(x.map((v, i) => v - y[i] + eps), p, out.dtype), out.dtype);
  })],
  samples: [
    s('F.pairwise_distance(a, b)', [3, 4], [3, 4]), s('F.pairwise_distance(a * 1e20, b)', [3, 4], [3, 4]),
    s('F.pairwise_distance(a, b, p=1.0, keepdim=True)', [3, 4], [4]),
    s('F.pairwise_distance(a, b, p=0)', [3, 4], [3, 4]), s('F.pairwise_distance(a, b)', [3, 4], [3, 5]),
    s('F.pairwise_distance(a, b)', [4], [4]), s('F.pairwise_distance(a, b)', [3, 1], [3, 0]),
  ],
});

export const pdist = defineOp({
  schema: 'pdist(Tensor input, float p=2) -> Tensor',
  paths: ['torch.nn.functional.pdist', 'torch.pdist'],
  doc: `Distances between all pairs of rows. ${fnDocs('pdist')}`,
  shape({ input, p }, rule) {
    rule.require(isFloating(input.dtype), () => 'pdist only supports floating-point dtypes');
    rule.require(p >= 0, () => 'pdist only supports non-negative p values');
    rule.require(input.shape.length === 2, () => `pdist only supports 2D tensors, got: ${input.shape.length}D`, input.shape);
    return { shape: [rule.map((n) => (n * (n - 1)) / 2, input.shape[0])], dtype: input.dtype };
  },
  receptiveField: () => 'global',
  eval({ input, p }, [out]) {
    const rows = linesAlong(input.data ?? [], input.shape, 1);
    const data =
      rows.flatMap((x, i) => rows.slice(i + 1)
        .map((y) => castElement(vectorNorm(x.map((v, k) => v - y[k]), p, out.dtype), out.dtype)));
    return [data.slice(0, plainNumel(out.shape))];
  },
  samples: [s('F.pdist(a)', [4, 3]), s('F.pdist(a)', [4]), s('F.pdist(a, 0)', [3, 4]), s('F.pdist(a, -1.5)', [3, 4])],
});

export const CosineSimilarity = defineModule({
  path: 'torch.nn.CosineSimilarity',
  schema: 'CosineSimilarity(int dim=1, float eps=1e-8)',
  doc: `x1 · x2 over the product of their norms, along an axis. ${nnDocs('CosineSimilarity')}`,
  inputs: '(Tensor x1, Tensor x2) -> Tensor',
  forward: ({ args }, inputs, apply) => apply(cosine_similarity, { ...inputs, ...args }).first,
  samples: [s('nn.CosineSimilarity(dim=1)(a, b)', [2, 3, 4], [2, 3, 4])],
});
export const PairwiseDistance = defineModule({
  path: 'torch.nn.PairwiseDistance',
  schema: 'PairwiseDistance(float p=2.0, float eps=1e-6, bool keepdim=False)',
  doc: `The p-norm of x1 − x2 along the last axis. ${nnDocs('PairwiseDistance')}`,
  inputs: '(Tensor x1, Tensor x2) -> Tensor',
  forward: ({ args }, inputs, apply) => apply(pairwise_distance, { ...inputs, ...args }).first,
  samples: [s('nn.PairwiseDistance()(a, b)', [3, 4], [3, 4])],
});
