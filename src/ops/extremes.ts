// Largest and smallest elements, with and without their positions: max, min, amax, argmax, median, mode, cummax.
import { castElement } from '../tensor/round';
import { fromLines, linesAlong } from '../tensor/broadcast';
import { constantOf, type Dim, type PlainTensor, type Tensor } from '../tensor/value';
import { defineOp, type RuleContext } from './op';
import { binarySamples, mapElements, NOTHING } from './pointwise';
import { groups, reducedShape, reducedViews, reduceElements } from './reduction';
import { axesOf, axisOf, both, broadcast, docs, plainAxes, plainAxis, range, resultOf } from './rules';
import { isFloating } from '../tensor/dtype';

const better = (largest: boolean) => (a: number, b: number): boolean =>
  (Number.isNaN(b) ? false : Number.isNaN(a) ? true : largest ? a > b : a < b);
/** The position of the extreme; the first of equals. */
function positionOf(line: readonly number[], largest: boolean): number {
  const wins = better(largest);
  return line.reduce((best, x, i) => (wins(x, line[best] ?? NaN) ? i : best), 0);
}
const extremeOf = (largest: boolean) => (line: readonly number[]): number => line[positionOf(line, largest)] ?? NaN;
const isEmpty = (shape: readonly Dim[]): boolean => shape.some((dim) => constantOf(dim) === 0);

const WHOLE = 'whole(Tensor input) -> Tensor';
const whole = (name: string, largest: boolean) => defineOp({
  schema: WHOLE.replace('whole', name) as typeof WHOLE,
  paths: both(name),
  doc: `The ${largest ? 'largest' : 'smallest'} element. ${docs(name)}`,
  shape({ input }, rule) {
    if (isEmpty(input.shape)) rule.raise('RuntimeError',
      `${name}(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim`
        + ` with the 'dim' argument.`);
    return { shape: [], dtype: input.dtype };
  },
  receptiveField: () => [],
  eval: ({ input }, [out]) => [reduceElements(input, range(input.shape.length), out, extremeOf(largest))],
  samples: [{ call: `a.${name}()`, shapes: [[2, 3]] }, { call: `torch.${name}(a)`, shapes: [[0]] }],
});
const DIM = 'along(Tensor input, int dim, bool keepdim=False) -> (Tensor values, Tensor indices)';
const along = (name: string, doc: string, pick: (line: readonly number[]) => number) => defineOp({
  schema: DIM.replace('along', name) as typeof DIM,
  paths: both(name),
  doc: `${doc} ${docs(name)}`,
  shape: ({ input, dim, keepdim }, rule) => valuesAndIndices(name, input, dim, keepdim, rule),
  receptiveField: ({ input, dim, keepdim }) =>
    reducedViews(input.shape.length, plainAxes(dim, input.shape.length), keepdim),
  eval({ input, dim }) {
    const lines = linesOf(input, dim);
    const at = lines.map(pick);
    return [at.map((i, k) => lines[k]?.[i] ?? NaN), at];
  },
  samples: [{ call: `torch.${name}(a, 1)`, shapes: [[2, 3]] },
    { call: `a.${name}(dim=0, keepdim=True)`, shapes: [[2, 3]] }, { call: `a.${name}(2)`, shapes: [[2, 3]] }],
});
const linesOf = (input: PlainTensor, dim: number): number[][] =>
  (input.shape.length === 0 ? [[...(input.data ?? [])]]
    : linesAlong(input.data ?? [], input.shape, plainAxis(dim, input.shape.length)));
function valuesAndIndices(name: string, input: Tensor, dim: Dim, keepdim: boolean,
  rule: RuleContext): { shape: Dim[]; dtype: Tensor['dtype'] }[] {
  const axis = axisOf(dim, input.shape.length, rule);
  const size = input.shape[axis];
  if (size && constantOf(size) === 0) rule.raise(
    'IndexError', `${name}(): Expected reduction dim ${axis} to have non-zero size.`, [size]);
  const shape = input.shape.length === 0 ? [] : reducedShape(input.shape, [axis], keepdim, rule);
  return [{ shape, dtype: input.dtype }, { shape, dtype: 'int64' }];
}
const OTHER = 'other(Tensor input, Tensor other) -> Tensor';
const withOther = (name: string, largest: boolean) => defineOp({
  schema: OTHER.replace('other', name) as typeof OTHER,
  paths: both(name),
  doc: `The ${largest ? 'larger' : 'smaller'} of two elements. ${docs(name)}`,
  shape: ({ input, other }, rule) => ({ shape: broadcast(rule, input.shape, other.shape),
    dtype: resultOf(input, other) }),
  receptiveField: () => 'pointwise',
  eval: ({ input, other }, [out]) => [out ? mapElements(
    (a, b) => (Number.isNaN(a + b) ? NaN : largest ? Math.max(a, b) : Math.min(a, b)), out, [input, other]) : NOTHING],
  samples: binarySamples(name),
});
// Tried in the order of their names: the whole tensor, another tensor, an axis (a tensor of one integer would
// do as an axis).
export const max = whole('max', true);
export const max_over_axis = along('max', 'The largest elements along an axis and where they are.',
  (line) => positionOf(line, true));
export const max_other = withOther('max', true);
export const min = whole('min', false);
export const min_over_axis = along('min', 'The smallest elements along an axis and where they are.',
  (line) => positionOf(line, false));
export const min_other = withOther('min', false);

const OVER_AXES = 'extreme(Tensor input, int|int[] dim=[], bool keepdim=False) -> Tensor';
const overAxes = (name: string, largest: boolean) => defineOp({
  schema: OVER_AXES.replace('extreme', name) as typeof OVER_AXES,
  paths: both(name),
  doc: `The ${largest ? 'largest' : 'smallest'} elements over axes. ${docs(name)}`,
  shape: ({ input, dim, keepdim }, rule) => ({ shape: reducedShape(
    input.shape, axesOf(dim, input.shape.length, rule), keepdim, rule), dtype: input.dtype }),
  receptiveField: ({ input, dim, keepdim }) =>
    reducedViews(input.shape.length, plainAxes(dim, input.shape.length), keepdim),
  eval: ({ input, dim }, [out]) => [reduceElements(input, plainAxes(dim, input.shape.length), out, extremeOf(largest))],
  lower: ({ input, dim }) => (largest ? { inputs: ['input'], kernel: 'reduce', mode: 'max',
    axes: plainAxes(dim, input.shape.length) } : null),
  samples: [{ call: `a.${name}()`, shapes: [[2, 3]] },
    { call: `torch.${name}(a, (0, 2), True)`, shapes: [[2, 3, 4]] },
    { call: `torch.${name}(a, dim=-1)`, shapes: [[2, 3]] }],
});
export const amax = overAxes('amax', true);
export const amin = overAxes('amin', false);
export const aminmax = defineOp({
  schema: 'aminmax(Tensor input, *, int? dim=None, bool keepdim=False) -> (Tensor min, Tensor max)',
  paths: both('aminmax'),
  doc: `Smallest and largest elements. ${docs('aminmax')}`,
  shape({ input, dim, keepdim }, rule) {
    const axes = axesOf(dim, input.shape.length, rule);
    for (const axis of dim === null ? [] : axes) {
      const isEmpty = rule.test((n) => n === 0, input.shape[axis] ?? rule.dim(1)) === true;
      if (isEmpty) rule.raise('IndexError', `aminmax: Expected reduction dim ${axis} to have non-zero size.`, input.shape);
    }
    const reduced = reducedShape(input.shape, axes, keepdim, rule);
    // A number whose axis 0 is kept becomes a list of one.
    const meta = { shape: input.shape.length === 0 && dim !== null && keepdim ? [rule.dim(1)] : reduced, dtype: input.dtype };
    return [meta, meta];
  },
  receptiveField: ({ input, dim, keepdim }) =>
    reducedViews(input.shape.length, plainAxes(dim, input.shape.length), keepdim),
  eval: ({ input, dim }, [out]) => [false, true].map(
    (largest) => reduceElements(input, plainAxes(dim, input.shape.length), out, extremeOf(largest))),
  samples: [{ call: 'torch.aminmax(a)', shapes: [[2, 3]] }, { call: 'torch.aminmax(a, dim=1)', shapes: [[2, 3]] },
    { call: 'torch.aminmax(a, dim=0, keepdim=True)', shapes: [[]] }, { call: 'torch.aminmax(a, dim=-2)', shapes: [[0, 3]] }],
});

const ARG = 'arg(Tensor input, int? dim=None, bool keepdim=False) -> Tensor';
const arg = (name: string, largest: boolean) => defineOp({
  schema: ARG.replace('arg', name) as typeof ARG,
  paths: both(name),
  doc: `Where the ${largest ? 'largest' : 'smallest'} element is. ${docs(name)}`,
  shape({ input, dim, keepdim }, rule) {
    const shape = reducedShape(input.shape, axesOf(dim, input.shape.length, rule), keepdim, rule);
    if (dim === null && isEmpty(input.shape)) rule.raise('IndexError',
      `${name}(): Expected reduction dim to be specified for input.numel() == 0.`);
    const axis = dim === null ? null : axisOf(dim, input.shape.length, rule);
    if (axis !== null && constantOf(input.shape[axis] ?? rule.dim(1)) === 0) rule.raise('IndexError',
      `${name}(): Expected reduction dim ${axis} to have non-zero size.`);
    if (input.dtype === 'bool') rule.raise('RuntimeError', `"${name}_cpu" not implemented for 'Bool'`);
    return { shape, dtype: 'int64' };
  },
  receptiveField: ({ input, dim, keepdim }) =>
    reducedViews(input.shape.length, plainAxes(dim, input.shape.length), keepdim),
  eval: ({ input, dim }, [out]) => [reduceElements(
    input, plainAxes(dim, input.shape.length), out, (line) => positionOf(line, largest))],
  samples: [{ call: `a.${name}()`, shapes: [[2, 3]] }, { call: `torch.${name}(a, dim=1)`, shapes: [[2, 3]] },
    { call: `a.${name}(0, keepdim=True)`, shapes: [[2, 3]] }, { call: `a.${name}()`, shapes: [[0, 2]] },
    { call: `a.${name}(0)`, shapes: [[0, 2]] }, { call: `a.${name}(1)`, shapes: [[0, 2]] }],
});
export const argmax = arg('argmax', true);
export const argmin = arg('argmin', false);

// ---- median and mode ----
/** Positions in ascending order of the elements, nan last, equals as they stand. */
const ascending = (line: readonly number[]): number[] => range(line.length).sort((i, j) => {
  const [a = NaN, b = NaN] = [line[i], line[j]];
  return Number.isNaN(a) || Number.isNaN(b) ? Number(Number.isNaN(a)) - Number(Number.isNaN(b)) || i - j
    : a - b || i - j;
});
function medianPosition(line: readonly number[]): number {
  const nan = line.findIndex(Number.isNaN);
  return nan >= 0 ? nan : ascending(line)[Math.floor((line.length - 1) / 2)] ?? 0;
}
function nanmedianPosition(line: readonly number[]): number {
  const count = line.filter((x) => !Number.isNaN(x)).length;
  return ascending(line)[Math.max(0, Math.floor((count - 1) / 2))] ?? 0;
}
const medianWhole = (name: string, pick: (line: readonly number[]) => number) => defineOp({
  schema: WHOLE.replace('whole', name) as typeof WHOLE,
  paths: both(name),
  doc: `The lower median. ${docs(name)}`,
  shape: ({ input }) => ({ shape: [], dtype: input.dtype }),
  receptiveField: () => [],
  eval: ({ input }, [out]) => [reduceElements(
    input, range(input.shape.length), out, (line) => line[pick(line)] ?? NaN)],
  samples: [{ call: `a.${name}()`, shapes: [[2, 3]] }],
});
export const median = medianWhole('median', medianPosition);
export const median_dim = along('median', 'The lower medians along an axis and where they are.', medianPosition);
export const nanmedian = medianWhole('nanmedian', nanmedianPosition);
export const nanmedian_dim = along('nanmedian', 'The lower medians of what is a number.', nanmedianPosition);

function modePosition(line: readonly number[]): number {
  const counts = new Map<number, number>();
  // NaN is like no other NaN.
  for (const x of line) counts.set(x, Number.isNaN(x) ? 1 : (counts.get(x) ?? 0) + 1);
  const most = Math.max(...counts.values());
  const values = [...counts].flatMap(([x, count]) => (count === most && !Number.isNaN(x) ? [x] : []));
  return values.length > 0 ? line.lastIndexOf(Math.min(...values)) : line.length - 1;
}
export const mode = defineOp({
  schema: 'mode(Tensor input, int dim=-1, bool keepdim=False) -> (Tensor values, Tensor indices)',
  paths: both('mode'),
  doc: `The most frequent elements along an axis. ${docs('mode')}`,
  shape: ({ input, dim, keepdim }, rule) => valuesAndIndices('mode', input, dim, keepdim, rule),
  receptiveField: ({ input, dim, keepdim }) =>
    reducedViews(input.shape.length, plainAxes(dim, input.shape.length), keepdim),
  eval({ input, dim }) {
    const lines = linesOf(input, dim);
    const at = lines.map(modePosition);
    return [at.map((i, k) => lines[k]?.[i] ?? NaN), at];
  },
  samples: [{ call: 'torch.mode(a)', shapes: [[2, 3]], dtypes: ['int64'] }],
});

const RUNNING = 'running(Tensor input, int dim) -> (Tensor values, Tensor indices)';
const running = (name: string, largest: boolean) => defineOp({
  schema: RUNNING.replace('running', name) as typeof RUNNING,
  paths: both(name),
  doc: `Running ${largest ? 'maximum' : 'minimum'} and where it was. ${docs(name)}`,
  shape({ input, dim }, rule) {
    axisOf(dim, input.shape.length, rule);
    return [{ shape: input.shape, dtype: input.dtype }, { shape: input.shape, dtype: 'int64' }];
  },
  receptiveField: ({ input, dim }) => reducedViews(input.shape.length, plainAxes(dim, input.shape.length), true),
  eval({ input, dim }) {
    const axis = plainAxis(dim, input.shape.length);
    const at = linesAlong(input.data ?? [], input.shape, axis).map((line) => {
      let best = 0;
      const wins = better(largest);
      // The last of equals.
      return line.map((x, i) => (best = x === line[best] || wins(x, line[best] ?? NaN) ? i : best));
    });
    const lines = linesAlong(input.data ?? [], input.shape, axis);
    const values = at.map((positions, k) => positions.map((i) => lines[k]?.[i] ?? NaN));
    return [fromLines(values, input.shape, axis), fromLines(at, input.shape, axis)];
  },
  samples: [{ call: `torch.${name}(a, 1)`, shapes: [[2, 5]] }],
});
export const cummax = running('cummax', true);
export const cummin = running('cummin', false);

// ---- quantiles ----
const QUANTILE_OPTIONS = 'int? dim=None, bool keepdim=False, *, str interpolation="linear"';
const QUANTILE = `quantile(Tensor input, Tensor|float q, ${QUANTILE_OPTIONS}) -> Tensor` as const;
const quantileOf = (name: string) => defineOp({
  schema: QUANTILE.replace('quantile', name) as typeof QUANTILE,
  paths: both(name),
  doc: `Quantiles along an axis. ${docs(name)}`,
  shape({ input, q, dim, keepdim }, rule) {
    if (!isFloating(input.dtype) || input.dtype === 'float16' || input.dtype === 'bfloat16') {
      rule.raise('RuntimeError', `${name}() input tensor must be either float or double dtype`);
    }
    const outside = (x: number): boolean => x < 0 || x > 1;
    if (typeof q === 'number') {
      rule.require(!outside(q), () => `quantile() q must be in the range [0, 1] but got ${q}`);
    } else rule.require(!q.data?.some(outside), () => 'quantile() q values must be in the range [0, 1]');
    return { shape: [...typeof q === 'number' ? [] : q.shape,
      ...reducedShape(input.shape, axesOf(dim, input.shape.length, rule), keepdim, rule)], dtype: input.dtype };
  },
  receptiveField: ({ input, q, dim, keepdim }) =>
    (typeof q === 'number' || q.shape.length === 0
      ? reducedViews(input.shape.length, plainAxes(dim, input.shape.length), keepdim) : 'global'),
  eval({ input, q, dim, interpolation }, [out]) {
    const lines = groups(input, plainAxes(dim, input.shape.length));
    const sorted = lines.map((line) => (name === 'nanquantile' ? line.filter((x) => !Number.isNaN(x)) : line).sort((x, y) =>
      x - y));
    const values = typeof q === 'number' ? [q] : q.data ?? [];
    return [values.flatMap((share) => sorted.map((line) => castElement(quantileIn(line, share, interpolation), out?.dtype
      ?? 'float32')))];
  },
  samples: [{ call: `torch.${name}(a, 0.5)`, shapes: [[2, 3]] }, { call: `torch.${name}(a, 1.5)`, shapes: [[2, 3]] },
    { call: `torch.${name}(a, torch.tensor([0.5, -1.]))`, shapes: [[4]] },
    { call: `torch.${name}(a, torch.tensor([0.1, 0.9]), dim=1)`, shapes: [[2, 3]] },
    ...['linear', 'midpoint'].map((how) => ({ call: `torch.${name}(torch.tensor([[-float('inf'), -float('inf'), 1.], `
      + `[1., 2., float('inf')]]), torch.tensor([0.1, 0.3, 0.5, 0.6, 0.9]), 1, interpolation='${how}')`, shapes: [[1]] }))],
});
/** The quantile of sorted elements; NaN where one of them is. */
function quantileIn(line: readonly number[], share: number, interpolation: string): number {
  if (line.length === 0 || line.some(Number.isNaN)) return NaN;
  const at = share * (line.length - 1);
  const [low, high] = [line[Math.floor(at)] ?? NaN, line[Math.ceil(at)] ?? NaN];
  const rest = at - Math.floor(at);
  // As torch.lerp: from the nearer end, which decides where one is infinite.
  const between = (w: number): number => (w < 0.5 ? low + w * (high - low) : high - (high - low) * (1 - w));
  switch (interpolation) {
    case 'lower': return low;
    case 'higher': return high;
    case 'midpoint': return between(0.5);
    // Halves go to the even position.
    case 'nearest': return rest < 0.5 || (rest === 0.5 && Math.floor(at) % 2 === 0) ? low : high;
    default: return between(rest);
  }
}
export const quantile = quantileOf('quantile');
export const nanquantile = quantileOf('nanquantile');
