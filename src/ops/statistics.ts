// Spread of elements: std, var and their forms with means; dist, cov, histograms.
import { showDim } from '../tensor/dim';
import { castElements } from '../tensor/round';
import { constantOf, int, type Dim, type PlainTensor, type Tensor, type TensorMeta } from '../tensor/value';
import { isIntegral, scalarTypeOf } from '../tensor/dtype';
import { defineOp, GiveUp, isUnknown, type RuleContext } from './op';
import { meanOf, reducedShape, reducedViews, reduceElements, steppedMean, varianceOf } from './reduction';
import { axesOf, both, broadcast, docs, floatResult, plainAxes, realOf, resultOf } from './rules';
import { broadcastElements } from '../tensor/broadcast';
import { vectorNorm } from './reduce';
import { asBinary, asChain, asReduce, asReshape, asUnary, without } from './lowering';

// `dim` is typed any because std(x, False) means unbiased=False: a bool there is no axis.
const SPREAD_OPTIONS = 'any dim=None, bool unbiased=True, bool keepdim=False, *, int? correction=None';
const SPREAD = `spread(Tensor input, ${SPREAD_OPTIONS}) -> Tensor` as const;
interface SpreadArgs { readonly dim: unknown; readonly unbiased: boolean; readonly keepdim: boolean }

const isDim = (value: unknown): value is Dim => typeof value === 'object' && value !== null && 'kind' in value
  && (value.kind === 'int' || value.kind === 'unknown');
function dimsOf(dim: unknown): Dim[] | null {
  if (isUnknown(dim)) throw new GiveUp(dim);
  const items: unknown[] = Array.isArray(dim) ? dim : [dim];
  const dims = items.flatMap((item) => (typeof item === 'number' ? [int(item)] : isDim(item) ? [item] : []));
  return dims.length === 0 ? null : dims;
}
const plainDims = (dim: unknown): number | number[] | null =>
  (typeof dim === 'number' ? dim : Array.isArray(dim) ? dim.filter((d) => typeof d === 'number') : null);

function spreadMeta(name: string, input: Tensor, { dim, keepdim }: SpreadArgs, rule: RuleContext): TensorMeta {
  if (isIntegral(input.dtype)) rule.raise('RuntimeError', `${name} only support floating point and complex dtypes`);
  return { shape: reducedShape(input.shape, axesOf(dimsOf(dim), input.shape.length, rule), keepdim, rule),
    dtype: realOf(input.dtype) };
}
const correctionOf = (dim: unknown, unbiased: boolean, correction: number | null): number => correction
  ?? (dim === false || !unbiased ? 0 : 1);

const spread = (name: string, f: (group: readonly number[], correction: number) => number) => defineOp({
  schema: SPREAD.replace('spread', name) as typeof SPREAD,
  paths: both(name),
  doc: `${name === 'std' ? 'Standard deviation' : 'Variance'} over axes. ${docs(name)}`,
  shape: ({ input, ...rest }, rule) => spreadMeta('std and var', input, rest, rule),
  receptiveField: ({ input, dim, keepdim }) =>
    reducedViews(input.shape.length, plainAxes(plainDims(dim), input.shape.length), keepdim),
  eval: ({ input, dim, unbiased, correction }, [out]) =>
    [reduceElements(input, plainAxes(plainDims(dim), input.shape.length), out,
      (g) => f(g, correctionOf(dim, unbiased, correction)))],
  lower: ({ input, dim, unbiased, correction }, [out]) => asChain(['input'], (link) => {
    const axes = [...plainAxes(plainDims(dim), input.shape.length)].sort((a, b) => a - b);
    const count = axes.reduce((n, axis) => n * input.shape[axis], 1);
    const mean = link(asReduce('mean', axes), without(input.shape, axes), 0);
    const kept = without(input.shape, axes);
    const apart = link(asBinary('sub'), input.shape, 0, mean);
    // In units of the largest distance, whose square may be more than float32 holds, or nothing.
    const largest = link(asReduce('max', axes), kept, link(asUnary('abs'), input.shape, apart));
    const unit = link(asUnary('clamp', 2 ** -126, Infinity), kept, largest);
    const squares = link(asUnary('square'), input.shape, link(asBinary('div'), input.shape, apart, unit));
    const sum = link(asReduce('sum', axes), kept, squares);
    const share = link(asUnary('affine', 1 / Math.max(0, count - correctionOf(dim, unbiased, correction))), kept, sum);
    const isRoot = f === deviation;
    const times = link(asBinary('mul'), kept, isRoot ? link(asUnary('sqrt'), kept, share) : share, unit);
    const spread = isRoot ? times : link(asBinary('mul'), kept, times, unit);
    link(asReshape(), out.shape, spread);
  }),
  samples: [{ call: `a.${name}()`, shapes: [[2, 3]] },
    { call: `a.${name}(dim=0, keepdim=True)`, shapes: [[5, 2]] },
    { call: `torch.${name}(a, (0, 1), False)`, shapes: [[2, 3, 2]] },
    { call: `torch.${name}(a, unbiased=False)`, shapes: [[2, 3]] },
    { call: `torch.${name}(a, False)`, shapes: [[2, 3]] },
    { call: `torch.${name}(a * 1e-15, 1) * ${name === 'std' ? 1e15 : 1e30}`, shapes: [[2, 3]] },
    { call: `torch.${name}(a, dim=1, correction=0)`, shapes: [[2, 3]] },
    { call: `a.${name}(1, False, True)`, shapes: [[2, 3]] }, { call: `a.${name}()`, shapes: [[2]], dtypes: ['int64'] }],
});
const deviation = (group: readonly number[], correction: number): number => Math.sqrt(varianceOf(group, correction));
export const std = spread('std', deviation);
export const variance = spread('var', varianceOf);

const PAIR = `pair(Tensor input, ${SPREAD_OPTIONS}) -> (Tensor, Tensor)` as const;
const withMean = (name: string, f: (group: readonly number[], correction: number) => number) => defineOp({
  schema: PAIR.replace('pair', name) as typeof PAIR,
  paths: [`torch.${name}`],
  doc: `Spread and mean over axes. ${docs(name)}`,
  shape({ input, ...rest }, rule) {
    const meta = spreadMeta(name, input, rest, rule);
    return [meta, { ...meta, dtype: input.dtype }];
  },
  receptiveField: ({ input, dim, keepdim }) =>
    reducedViews(input.shape.length, plainAxes(plainDims(dim), input.shape.length), keepdim),
  eval({ input, dim, unbiased, correction }, [out]) {
    const axes = plainAxes(plainDims(dim), input.shape.length);
    return [reduceElements(input, axes, out, (g) => f(g, correctionOf(dim, unbiased, correction))),
      reduceElements(input, axes, out, (g) => (g.every(Number.isFinite) ? meanOf(g) : steppedMean(g)))];
  },
  samples: [{ call: `torch.${name}(a)`, shapes: [[2, 3]] },
    { call: `torch.${name}(a, dim=1, unbiased=False)`, shapes: [[2, 3]] },
    { call: `torch.${name}(a / torch.tensor([1., 0., 1.]), dim=1)`, shapes: [[2, 3]] }],
});
export const std_mean = withMean('std_mean', deviation);
export const var_mean = withMean('var_mean', varianceOf);

export const dist = defineOp({
  schema: 'dist(Tensor input, Tensor other, float p=2) -> Tensor',
  paths: both('dist'),
  doc: `Norm of a difference. ${docs('dist')}`,
  shape({ input, other }, rule) {
    broadcast(rule, input.shape, other.shape);
    return { shape: [], dtype: floatResult(resultOf(input, other)) };
  },
  receptiveField: () => 'global',
  eval({ input, other, p }, [out]) {
    const shape = input.shape.length >= other.shape.length ? input.shape : other.shape;
    const whole = shape.map((n, i) => Math.max(
      n, input.shape[i - shape.length + input.shape.length] ?? 1,
      other.shape[i - shape.length + other.shape.length] ?? 1));
    const b = broadcastElements(other, whole);
    const apart = broadcastElements(input, whole).map((x, i) => x - (b[i] ?? NaN));
    return [castElements([vectorNorm(apart, p, out.dtype)], out.dtype)];
  },
  samples: [{ call: 'torch.dist(a, b)', shapes: [[2, 3], [3]] }],
});
/** A square of as many sides as there are rows; one row, like a vector, gives its variance. */
function covarianceMeta(input: Tensor, rule: RuleContext): TensorMeta {
  if (input.shape.length > 2) rule.raise('RuntimeError',
    `cov(): expected input to have two or fewer dimensions but got an input with ${input.shape.length} dimensions`);
  if (input.dtype === 'bool') rule.raise('RuntimeError', 'cov(): bool dtype is not supported for input');
  const rows = input.shape.length < 2 ? rule.dim(1) : input.shape[0] ?? rule.dim(1);
  const single = rule.test((n) => n === 1, rows);
  return { shape: single === true ? [] : [rows, rows], dtype: floatResult(input.dtype) };
}
/** Covariances of the rows of a matrix; a vector is one row. */
function covariances({ shape, data }: PlainTensor, correction: number): number[][] {
  const count = shape.at(-1) ?? 1;
  const rows = Array.from({ length: shape.length < 2 ? 1 : shape[0] ?? 0 }, (_, i) => (data ?? []).slice(i * count, (i
    + 1) * count));
  const centred = rows.map((row) => row.map((x) => x - meanOf(row)));
  return centred.map((a) => centred.map((b) => a.reduce((sum, x, i) => sum + x * (b[i] ?? NaN), 0) / Math.max(0,
    count - correction)));
}
export const cov = defineOp({
  schema: 'cov(Tensor input, *, int correction=1, Tensor? fweights=None, Tensor? aweights=None) -> Tensor',
  paths: both('cov'),
  doc: `Covariances of rows. ${docs('cov')}`,
  shape: ({ input }, rule) => covarianceMeta(input, rule),
  receptiveField: () => 'global',
  eval({ input, correction, fweights, aweights }, [out]) {
    if (fweights || aweights) return [];
    return [castElements(covariances(input, correction).flat(), out?.dtype ?? 'float32')];
  },
  samples: [{ call: 'torch.cov(a, correction=0)', shapes: [[3, 4]] }, { call: 'torch.cov(a)', shapes: [[2, 3]] }, {
    call: 'torch.cov(a)', shapes: [[1, 3]] }, { call: 'torch.cov(a)',
      shapes: [[2, 2, 3]] }],
});
export const corrcoef = defineOp({
  schema: 'corrcoef(Tensor input) -> Tensor',
  paths: both('corrcoef'),
  doc: `Correlations of rows. ${docs('corrcoef')}`,
  shape: ({ input }, rule) => covarianceMeta(input, rule),
  receptiveField: () => 'global',
  eval({ input }, [out]) {
    const rows = covariances(input, 1).map((row) => castElements(row, out.dtype));
    const clipped = (x: number): number => Math.min(1, Math.max(-1, x));
    return [castElements(rows.flatMap((row, i) => row.map((x, j) =>
      clipped(x / Math.sqrt(rows[i]?.[i] ?? NaN) / Math.sqrt(rows[j]?.[j] ?? NaN)))), out.dtype)];
  },
  samples: ['a', 'a * 1e-30', 'a * 1e20'].map((x) => ({ call: `torch.corrcoef(${x})`, shapes: [[2, 3]] })),
});

export const bincount = defineOp({
  schema: 'bincount(Tensor input, Tensor? weights=None, int minlength=0) -> Tensor',
  paths: both('bincount'),
  doc: `How often each number occurs. ${docs('bincount')}`,
  shape({ input, weights, minlength }, rule) {
    if (!isIntegral(input.dtype)) rule.raise('RuntimeError', `"bincount_cpu" not implemented for '${scalarTypeOf(input.dtype)}'`);
    if (input.shape.length !== 1 || input.data?.some((x) => x < 0)) {
      rule.raise('RuntimeError', 'bincount only supports 1-d non-negative integral inputs.', input.shape);
    }
    rule.require(rule.test((n) => n >= 0, minlength), () => 'minlength should be >= 0', [minlength]);
    if (weights) rule.require(weights.shape.length === 1 ? rule.equal(weights.shape[0], input.shape[0]) : false,
      () => 'weights should be 1-d and have the same length as input', weights.shape);
    const isNothing = constantOf(input.shape[0]) === 0;
    const dtype = weights && !isNothing ? (weights.dtype === 'float32' ? 'float32' : 'float64') : 'int64';
    if (!input.data) return { shape: [rule.unknown(
      'data-dependent-size', 'bincount has as many bins as the largest element says')], dtype };
    const { data } = input;
    return { shape: [rule.map((least) => Math.max(least, data.length === 0 ? 0 : Math.max(...data) + 1),
      minlength)], dtype };
  },
  receptiveField: () => 'global',
  eval({ input, weights }, [out]) {
    const counts = Array.from({ length: out?.shape[0] ?? 0 }, () => 0);
    for (const [i, x] of (input.data ?? []).entries()) counts[x] = (counts[x] ?? 0)
      + (weights ? weights.data?.[i] ?? NaN : 1);
    return [counts];
  },
  samples: [{ call: 'torch.bincount(torch.tensor([0, 1, 1, 3]))', shapes: [] },
    { call: 'torch.bincount(a)', shapes: [[1, 2]], dtypes: ['int64'] }, { call: 'torch.bincount(a, b)', shapes: [[3], [4]],
      dtypes: ['int64', 'float32'] }, { call: 'torch.bincount(a, b, 2)', shapes: [[0], [0]], dtypes: ['int64', 'float32'] },
    { call: 'torch.bincount(a, minlength=-1)', shapes: [[2]], dtypes: ['int64'] },
    { call: 'torch.bincount(torch.tensor([-1]))', shapes: [] },
    { call: 'torch.bincount(torch.tensor([0, 1]), minlength=5)', shapes: [] }],
});
export const histc = defineOp({
  schema: 'histc(Tensor input, int bins=100, float min=0, float max=0) -> Tensor',
  paths: both('histc'),
  doc: `Counts in equal bins. ${docs('histc')}`,
  shape({ input, bins, min, max }, rule) {
    if (min === 0 && max === 0 && input.data && input.data.length > 0) {
      const range = input.data.reduce(([a, b], x) => [x < a || Number.isNaN(x) ? x : a, x > b || Number.isNaN(x) ? x : b],
        [Infinity, -Infinity]);
      const shown = (x: number): string => (Number.isNaN(x) ? '-nan' : String(x).replace('Infinity', 'inf'));
      if (!range.every(Number.isFinite)) rule.raise('RuntimeError',
        `torch.histc: range of [${range.map(shown).join(', ')}] is not finite`);
    }
    return { shape: [bins], dtype: input.dtype };
  },
  receptiveField: () => 'global',
  eval({ input, bins, min, max }, [out]) {
    const data = input.data ?? [];
    let [low, high] = min === 0 && max === 0 && data.length > 0 ? [Math.min(...data), Math.max(...data)] : [min, max];
    if (!Number.isFinite(high - low)) return [];
    if (low === high) [low, high] = [low - 1, high + 1];
    const counts = Array.from({ length: bins }, () => 0);
    for (const x of data) {
      if (!(x >= low && x <= high)) continue;
      const bin = Math.min(bins - 1, Math.floor(((x - low) * bins) / (high - low)));
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    return [castElements(counts, out?.dtype ?? 'float32')];
  },
  samples: [{ call: 'torch.histc(a, 3, -1, 1)', shapes: [[2, 3]] }, { call: 'torch.histc(a, 4)', shapes: [[2, 3]] },
    { call: "torch.histc(torch.tensor([1, -float('inf')]), 4)", shapes: [] }],
});

const HISTOGRAM = 'weight=None, bool density=False) -> (Tensor hist, Tensor bin_edges)';
/** Elements between neighbouring edges, the last one of both ends; divided by their sum and the bins' widths for a density. */
function countsBetween(input: PlainTensor, edges: readonly number[], weight: PlainTensor | null, density: boolean): number[] {
  const counts = edges.slice(1).map(() => 0);
  for (const [i, x] of (input.data ?? []).entries()) {
    if (!(x >= edges[0] && x <= edges[edges.length - 1])) continue;
    const above = edges.findIndex((edge) => edge > x);
    counts[above < 0 ? counts.length - 1 : above - 1] += weight?.data?.[i] ?? 1;
  }
  const total = counts.reduce((a, b) => a + b, 0);
  return density ? counts.map((count, i) => count / total / (edges[i + 1] - edges[i])) : counts;
}
function histogramMetas(input: Tensor, bins: Dim, rule: RuleContext): TensorMeta[] {
  if (!['float32', 'float64'].includes(input.dtype)) rule.raise('RuntimeError',
    `"histogramdd" not implemented for '${scalarTypeOf(input.dtype)}'`);
  return [{ shape: [bins], dtype: input.dtype }, { shape: [rule.map((n) => n + 1, bins)], dtype: input.dtype }];
}
export const histogram = defineOp({
  schema: `histogram(Tensor input, int bins, *, float[]? range=None, Tensor? ${HISTOGRAM}` as const,
  paths: both('histogram'),
  doc: `Counts in equal bins, and their edges. ${docs('histogram')}`,
  shape({ input, bins }, rule) {
    rule.require(rule.test((n) => n > 0, bins),
      () => `torch.histogram(): bins must be > 0, but got ${showDim(bins)} for dimension 0`, [bins]);
    return histogramMetas(input, bins, rule);
  },
  receptiveField: () => 'global',
  eval({ input, bins, range, weight, density }, [out]) {
    const data = input.data ?? [];
    let [low, high] = range ?? (data.length > 0 ? [Math.min(...data), Math.max(...data)] : [0, 1]);
    if (!Number.isFinite(high - low)) return [];
    if (low === high) [low, high] = [low - 0.5, high + 0.5];
    const edges = castElements(Array.from({ length: bins + 1 }, (_, i) =>
      (i === bins ? high : low + (i * (high - low)) / bins)), out.dtype);
    return [castElements(countsBetween(input, edges, weight, density), out.dtype), edges];
  },
  samples: [...['a, 4', 'a, bins=3, range=(-1., 1.)', 'a, 3, density=True', 'a, 5, weight=a.abs()', 'a, 0']
    .map((given) => ({ call: `torch.histogram(${given})`, shapes: [[2, 5]] })),
  { call: 'torch.histogram(a, 2)', shapes: [[3]], dtypes: ['int64'] }, { call: 'torch.histogram(a, 2)', shapes: [[1]] }],
});
export const histogram_between = defineOp({
  schema: `histogram(Tensor input, Tensor bins, *, Tensor? ${HISTOGRAM}` as const,
  paths: both('histogram'),
  doc: `Counts between the given edges. ${docs('histogram')}`,
  shape({ input, bins }, rule) {
    const [counts] = histogramMetas(input, rule.map((n) => n - 1, bins.shape[0] ?? rule.dim(1)), rule);
    return [counts, { shape: bins.shape, dtype: bins.dtype }];
  },
  receptiveField: () => 'global',
  eval({ input, bins, weight, density }, [out]) {
    const edges = bins.data ?? [];
    return [castElements(countsBetween(input, edges, weight, density), out.dtype), edges];
  },
  samples: [{ call: 'torch.histogram(a, torch.tensor([-1., 0., 0.5, 1.]))', shapes: [[2, 5]] }],
});
