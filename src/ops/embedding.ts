// Look-up tables: embedding, embedding_bag, one_hot, with their modules.
import { showDim, showShape } from '../tensor/dim';
import { positionsWithin } from '../tensor/kernelError';
import { castElement } from '../tensor/round';
import { scalarTypeOf } from '../tensor/scalarType';
import { constantOf, type Dim, type PlainTensor, type Tensor } from '../tensor/value';
import { defineModule, defineOp, GiveUp, type RuleContext, type Sample } from './op';
import { vectorNorm } from './reduce';
import { resetTable } from './reset';
import { range, sameAxes } from './rules';

const fnDocs = (name: string): string => `https://pytorch.org/docs/stable/generated/torch.nn.functional.${name}.html`;
const nnDocs = (name: string): string => `https://pytorch.org/docs/stable/generated/torch.nn.${name}.html`;
const INT = ['int64'];
const s = (call: string, shapes: number[][], dtypes: readonly string[] = INT): Sample => ({ call, shapes, dtypes });

/** Only bool and byte tensors go by their backend's name. */
const shownType = (t: Tensor): string =>
  (t.dtype === 'bool' || t.dtype === 'uint8' ? `CPU${scalarTypeOf(t.dtype)}Type` : `torch.${scalarTypeOf(t.dtype)}Tensor`);
function checkIndices(indices: Tensor, name: string, rule: RuleContext): void {
  rule.require(indices.dtype === 'int64' || indices.dtype === 'int32', () =>
    `Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but `
      + `got ${shownType(indices)} instead (while checking arguments for ${name})`);
}
function checkRange(indices: Tensor, rows: Dim, rule: RuleContext): void {
  const count = constantOf(rows);
  if (count !== undefined && indices.data?.some((i) => i < 0 || i >= count)) rule.raise('IndexError',
    'index out of range in self', [rows]);
}
/** PyTorch counts negative ones from the end. */
function checkPaddingIndex(padding: Dim | null, rows: Dim, rule: RuleContext): void {
  if (padding && rule.test((p, n) => p >= n || p < -n, padding, rows) === true) {
    rule.raise('AssertionError', 'Padding_idx must be within num_embeddings', [padding, rows]);
  }
}

/** A row of the table, no longer than `max_norm`. As embedding_renorm_. */
function renormed(row: readonly number[], maxNorm: number | null, order: number): readonly number[] {
  const length = maxNorm === null ? 0 : vectorNorm(row, order);
  return maxNorm === null || length <= maxNorm ? row : row.map((x) => x * (maxNorm / (length + 1e-7)));
}

export const embedding = defineOp({
  schema: 'embedding(Tensor input, Tensor weight, int? padding_idx=None, float? max_norm=None, float norm_type=2.0, \
bool scale_grad_by_freq=False, bool sparse=False) -> Tensor',
  paths: ['torch.nn.functional.embedding'],
  doc: `The rows of a table at the given indices. ${fnDocs('embedding')}`,
  shape({ input, weight, padding_idx }, rule) {
    checkPaddingIndex(padding_idx, weight.shape[0], rule);
    rule.require(weight.shape.length === 2, () => "'weight' must be 2-D", weight.shape);
    checkIndices(input, 'embedding', rule);
    checkRange(input, weight.shape[0], rule);
    return { shape: [...input.shape, weight.shape[1]], dtype: weight.dtype };
  },
  receptiveField: ({ input }) => sameAxes([...range(input.shape.length), null]),
  eval({ input, weight, max_norm, norm_type }, [out]) {
    const [count, width] = weight.shape;
    const rows = positionsWithin(input.data ?? [], count)
      .flatMap((row) => renormed((weight.data ?? []).slice(row * width, (row + 1) * width), max_norm, norm_type));
    return [rows.map((x) => castElement(x, out.dtype))];
  },
  samples: [
    s('F.embedding(a, b)', [[2, 3], [5, 4]]), s('F.embedding(a, b)', [[2, 3], [5, 4]], ['int32']),
    s('F.embedding(a, b)', [[], [5, 4]]), s('F.embedding(a, b, max_norm=1.5)', [[2, 3], [5, 4]]),
    s('F.embedding(a, b, max_norm=2.0, norm_type=1.0)', [[2, 3], [5, 4]]), s('F.embedding(a, b)', [[2, 3], [5, 4]], ['float32']),
    s('F.embedding(a, b)', [[2, 3], [5, 4]], ['bool']), s('F.embedding(a, b)', [[2, 3], [5]]),
    s('F.embedding(a, b, padding_idx=6)', [[2, 3], [5, 4]]), s('F.embedding(a, b, -6)', [[2, 3], [5, 4]]),
    s('F.embedding(a, b)', [[2, 3], [3, 4]]), s('F.embedding(None, a)', [[5, 2]]),
  ],
});
export const torch_embedding = defineOp({
  schema: 'embedding(Tensor weight, Tensor indices, int padding_idx=-1, bool scale_grad_by_freq=False, \
bool sparse=False) -> Tensor',
  paths: ['torch.embedding'],
  doc: 'The rows of a table at the given indices.',
  shape({ weight, indices }, rule) {
    rule.require(weight.shape.length === 2, () => "'weight' must be 2-D", weight.shape);
    checkIndices(indices, 'embedding', rule);
    return { shape: [...indices.shape, weight.shape[1]], dtype: weight.dtype };
  },
  receptiveField: () => 'global',
  eval: ({ weight, indices }, outs) =>
    embedding.eval?.({ input: indices, weight, padding_idx: null, max_norm: null, norm_type: 2, scale_grad_by_freq: false,
      sparse: false }, outs) ?? [],
  samples: [s('torch.embedding(a, b)', [[5, 4], [2, 3]], ['float32', 'int64'])],
});

function bagArguments(input: Tensor, offsets: Tensor | null, mode: string, weights: Tensor | null, rule: RuleContext): void {
  const torchSize = (t: Tensor): string => `torch.Size(${showShape(t.shape)})`;
  if (weights && (weights.shape.length !== input.shape.length
    || weights.shape.some((d, i) => rule.equal(d, input.shape[i]) === false))) {
    rule.raise('ValueError',
      `embedding_bag: If per_sample_weights (${torchSize(weights)}) is not None, then it must have the same shape as the `
        + `input (${torchSize(input)})`);
  }
  const rank = input.shape.length;
  if (rank === 2 && offsets) rule.raise('ValueError', "if input is 2D, then offsets has to be None, as input is treated "
    + "is a mini-batch of fixed length sequences. However, found offsets of type <class 'torch.Tensor'>");
  if (rank === 1 && !offsets) rule.raise('ValueError', 'offsets has to be a 1D Tensor but got None');
  if (rank === 1 && offsets && offsets.shape.length !== 1) rule.raise('ValueError', 'offsets has to be a 1D Tensor');
  if (rank !== 1 && rank !== 2) rule.raise('ValueError',
    `input has to be 1D or 2D Tensor, but got Tensor of dimension ${rank}`);
  if (!['sum', 'mean', 'max'].includes(mode)) rule.raise('ValueError', 'mode has to be one of sum, mean or max');
  if (weights && mode !== 'sum') {
    rule.raise('NotImplementedError', `embedding_bag: per_sample_weights was not None. per_sample_weights is only `
      + `supported for mode='sum' (got mode='${mode}'). Please open a feature request on GitHub.`);
  }
}

/** First and last+1 position of each bag. */
function bags(input: PlainTensor, offsets: PlainTensor | null, count: number): (readonly [number, number])[] {
  const [rows, width] = input.shape;
  if (!offsets) return range(rows).map((r) => [r * width, (r + 1) * width] as const);
  const starts = [...(offsets.data ?? []), input.shape[0]];
  return range(count).map((i) => [starts[i], starts[i + 1]] as const);
}

export const embedding_bag = defineOp({
  schema: 'embedding_bag(Tensor input, Tensor weight, Tensor? offsets=None, float? max_norm=None, float norm_type=2, \
bool scale_grad_by_freq=False, str mode="mean", bool sparse=False, Tensor? per_sample_weights=None, \
bool include_last_offset=False, int? padding_idx=None) -> Tensor',
  paths: ['torch.nn.functional.embedding_bag'],
  doc: `Sums, means or maxima of rows of a table, bag by bag. ${fnDocs('embedding_bag')}`,
  shape({ input, weight, offsets, mode, per_sample_weights, include_last_offset }, rule) {
    bagArguments(input, offsets, mode, per_sample_weights, rule);
    if (weight.shape.length < 2) rule.raise('IndexError',
      'Dimension out of range (expected to be in range of [-1, 0], but got 1)');
    checkIndices(input, 'embedding_bag', rule);
    rule.require(offsets ? true : rule.test((n) => n !== 0, input.shape[1]), () => 'step must be nonzero', input.shape);
    const [first, last] = [offsets?.data?.[0], offsets?.data?.at(-1)];
    if (first !== undefined && first !== 0) rule.raise('RuntimeError', 'offsets[0] has to be 0, i.e., the first sequence in the '
      + `mini-batch has to start from position 0. However, got ${first}\n`
      + `[ torch.${offsets?.dtype === 'int32' ? 'Int' : 'Long'}Tensor{} ]`);
    if (last !== undefined) rule.require(rule.test((n) => last <= n, input.shape[0]), () => `offsets[-1] can not be greater than `
      + `input's length ${showDim(input.shape[0])} but got offsets[-1] of ${last}`, input.shape);
    const count = offsets ? rule.map((n) => (include_last_offset ? n - 1 : n), offsets.shape[0]) : input.shape[0];
    return { shape: [count, weight.shape[1]], dtype: weight.dtype };
  },
  receptiveField: ({ offsets }) => (offsets ? 'global' : [{ kind: 'same', axis: 0 }, { kind: 'none' }]),
  eval({ input, weight, offsets, max_norm, mode, per_sample_weights, include_last_offset, padding_idx }, [out]) {
    if (max_norm !== null) return [];
    // PyTorch takes the last offset for the length, and what lies behind it for part of the last bag.
    if (include_last_offset && offsets?.data?.at(-1) !== input.shape[0]) return [];
    const width = weight.shape[1];
    const padding = padding_idx === null ? null : padding_idx < 0 ? padding_idx + weight.shape[0] : padding_idx;
    return [bags(input, offsets, out.shape[0]).flatMap(([start, end]) => {
      const rows = range(end - start).map((i) => start + i).filter((i) => input.data?.[i] !== padding);
      return range(width).map((c) => {
        const values =
          rows.map((i) => (weight.data?.[(input.data?.[i] ?? 0) * width + c] ?? NaN) * (per_sample_weights?.data?.[i] ?? 1));
        if (values.length === 0) return 0;
        if (mode === 'max') return Math.max(...values);
        const sum = values.reduce((a, b) => a + b, 0);
        return castElement(mode === 'mean' ? sum / values.length : sum, out.dtype);
      });
    })];
  },
  samples: [
    s('F.embedding_bag(a, b)', [[2, 3], [5, 4]]), s('F.embedding_bag(a, b)', [[2, 0], [5, 4]]),
    s("F.embedding_bag(a, b, mode='sum')", [[2, 3], [5, 4]]),
    s('F.embedding_bag(a, b, torch.tensor([0, 3]))', [[6], [5, 4]]), s("F.embedding_bag(a, b, mode='max')", [[3, 2], [5, 4]]),
    s('F.embedding_bag(a, b)', [[6], [5, 4]]), s('F.embedding_bag(a, b, a)', [[2, 3], [5, 4]]),
    s('F.embedding_bag(a, b)', [[2, 3, 4], [5, 4]]), s("F.embedding_bag(a, b, mode='foo')", [[2, 3], [5, 4]]),
    s("F.embedding_bag(a, b, mode='sum', per_sample_weights=c)", [[2, 3], [5, 4], [2, 3]]),
    s('F.embedding_bag(a, b, per_sample_weights=c)', [[2, 3], [5, 4], [2, 3]]),
    s("F.embedding_bag(a, b, mode='sum', per_sample_weights=c)", [[2, 3], [5, 4], [2, 2]]),
    s('F.embedding_bag(a, b, padding_idx=0)', [[2, 3], [5, 4]]), s('F.embedding_bag(a, b, torch.tensor([1, 2]))', [[6], [5, 4]]),
    s('F.embedding_bag(a, b, torch.tensor([0, 7]))', [[6], [5, 4]]),
    s('F.embedding_bag(a, b, torch.tensor([0, 2, 4]), include_last_offset=True)', [[4], [5, 2]]),
  ],
});

export const one_hot = defineOp({
  schema: 'one_hot(Tensor input, int num_classes=-1) -> Tensor',
  paths: ['torch.nn.functional.one_hot'],
  doc: `A last axis with a one at each index. ${fnDocs('one_hot')}`,
  shape({ input, num_classes }, rule) {
    rule.require(input.dtype === 'int64', () => 'one_hot is only applicable to index tensor.');
    const given = rule.test((n) => n !== -1, num_classes);
    const top = input.data ? input.data.reduce((a, b) => Math.max(a, b), -1) : null;
    if (input.data?.some((x) => x < 0)) rule.raise('RuntimeError', 'Class values must be non-negative.');
    if (given === false) {
      if (top === null) throw new GiveUp(
        rule.unknown('data-dependent-size', 'the number of classes of one_hot is the largest element plus one',
          'Pass num_classes'));
      return { shape: [...input.shape, rule.dim(top + 1)], dtype: 'int64' };
    }
    const fits = top === null ? rule.test((n) => n > 0, num_classes) : rule.test((n) => n > top, num_classes);
    rule.require(fits, () => 'Class values must be smaller than num_classes.', [num_classes]);
    return { shape: [...input.shape, num_classes], dtype: 'int64' };
  },
  receptiveField: ({ input }) => sameAxes([...range(input.shape.length), null]),
  eval: ({ input }, [out]) => {
    const classes = out.shape[out.shape.length - 1];
    return [(input.data ?? []).flatMap((x) => range(classes).map((c) => (c === x ? 1 : 0)))];
  },
  samples: [s('F.one_hot(a, 4)', [[2, 3]]), s('F.one_hot(a)', [[5]]), s('F.one_hot(a, 2)', [[2, 3]]),
    s('F.one_hot(a, 4)', [[2, 3]], ['float32']), s('F.one_hot(a, num_classes=5)', [[]])],
});

// ---- modules ----------------------------------------------------------------------------------------------------------

function tableState(
  { num_embeddings, embedding_dim, padding_idx, _weight,
    dtype }: { num_embeddings: Dim; embedding_dim: Dim; padding_idx: Dim | null; _weight: Tensor | null; dtype: Tensor[
      'dtype'] | null }, rule: RuleContext) {
  if (padding_idx) checkPaddingIndex(padding_idx, num_embeddings, rule);
  if (_weight && !(rule.equal(_weight.shape[0], num_embeddings) !== false
    && rule.equal(_weight.shape[1], embedding_dim) !== false && _weight.shape.length === 2)) {
    rule.raise('AssertionError', 'Shape of weight does not match num_embeddings and embedding_dim',
      [num_embeddings, embedding_dim]);
  }
  return { weight: { shape: [num_embeddings, embedding_dim], dtype: dtype ?? _weight?.dtype } };
}
const paddingAttribute = (padding: Dim | null, rows: Dim): unknown => {
  const [p, n] = [padding && constantOf(padding), constantOf(rows)];
  return typeof p === 'number' && p < 0 && n !== undefined ? p + n : padding;
};

const paddingOf = (index: Dim | null): number | null => (index && constantOf(index)) ?? null;

export const Embedding = defineModule({
  path: 'torch.nn.Embedding',
  schema: 'Embedding(int num_embeddings, int embedding_dim, int? padding_idx=None, float? max_norm=None, \
float norm_type=2.0, bool scale_grad_by_freq=False, bool sparse=False, Tensor? _weight=None, any device=None, \
dtype? dtype=None)',
  doc: `A table whose rows are looked up by index. ${nnDocs('Embedding')}`,
  attributes: ({ padding_idx, num_embeddings }) => ({ padding_idx: paddingAttribute(padding_idx, num_embeddings) }),
  state: tableState,
  reset: (shapes, args) => (args._weight ? [] : resetTable(shapes, paddingOf(args.padding_idx))),
  forward: ({ args, tensor }, { input }, apply) =>
    apply(embedding,
      { input, weight: tensor('weight') ?? undefined, padding_idx: args.padding_idx, max_norm: args.max_norm,
        norm_type: args.norm_type }).first,
  samples: [s('nn.Embedding(5, 3)(a)', [[2, 4]]), s('nn.Embedding(19, 7, padding_idx=-1)(a)', [[2]]),
    s('nn.Embedding(5, 3, 7)(a)', [[2]]), s('nn.Embedding(5, 3)(a)', [[2]], ['float32']), s('nn.Embedding(3, 3)(a)', [[5]])],
});
export const EmbeddingBag = defineModule({
  path: 'torch.nn.EmbeddingBag',
  schema: 'EmbeddingBag(int num_embeddings, int embedding_dim, float? max_norm=None, float norm_type=2.0, \
bool scale_grad_by_freq=False, str mode="mean", bool sparse=False, Tensor? _weight=None, \
bool include_last_offset=False, int? padding_idx=None, any device=None, dtype? dtype=None)',
  doc: `Sums, means or maxima of rows of a table, bag by bag. ${nnDocs('EmbeddingBag')}`,
  inputs: '(Tensor input, Tensor? offsets=None, Tensor? per_sample_weights=None) -> Tensor',
  attributes: ({ padding_idx, num_embeddings }) => ({ padding_idx: paddingAttribute(padding_idx, num_embeddings) }),
  state: tableState,
  reset: (shapes, args) => (args._weight ? [] : resetTable(shapes, paddingOf(args.padding_idx))),
  forward: ({ args, tensor }, { input, offsets, per_sample_weights }, apply) => apply(embedding_bag, {
    input, weight: tensor('weight') ?? undefined, offsets, per_sample_weights, max_norm: args.max_norm, mode: args.mode,
    include_last_offset: args.include_last_offset, padding_idx: args.padding_idx,
  }).first,
  samples: [s('nn.EmbeddingBag(5, 3)(a)', [[2, 4]]), s("nn.EmbeddingBag(5, 3, mode='sum')(a)", [[2, 4]]),
    s('nn.EmbeddingBag(5, 3)(a)', [[2]])],
});
