// Reductions over axes: sum, mean, prod, any, all, norm, logsumexp, and the running ones (cumsum, cumprod).
// Extremes are in extremes.ts, std and var in statistics.ts.
import { fromLines, linesAlong } from '../tensor/broadcast';
import { isComplex, isIntegral, type DType, scalarTypeOf } from '../tensor/dtype';
import { castElements } from '../tensor/round';
import { showDim, showShape } from '../tensor/dim';
import type { Dim } from '../tensor/value';
import { defineOp, type RuleContext } from './op';
import { meanOf, reducedShape, reducedViews, reduceElements, sumOf, sumType } from './reduction';
import { axesOf, axisOf, both, brokenAxis, docs, floatResult, plainAxes, plainAxis, realOf, resultOf } from './rules';
import { matrixNorms } from './matrixKernels';
import { asChain, asReduce, asUnary } from './lowering';
import type { Lowering } from '../tensor/plan';

const OVER_AXES = 'reduce(Tensor input, int?|int[]? dim=None, bool keepdim=False, *, dtype? dtype=None) -> Tensor';

interface Reduction {
  readonly doc: string;
  readonly aliases?: readonly string[];
  /** `wanted`: the argument dtype. */
  readonly result: (dtype: DType, wanted: DType | null, rule: RuleContext) => DType;
  readonly f: (group: readonly number[]) => number;
}

/** sum, mean and their like: any axes, an optional dtype. */
const overAxes = (name: string, { doc, aliases = [], result, f }: Reduction) => defineOp({
  schema: OVER_AXES.replace('reduce', name) as typeof OVER_AXES,
  paths: both(name, ...aliases),
  doc: `${doc} ${docs(name)}`,
  shape({ input, dim, keepdim, dtype }, rule) {
    const type = result(input.dtype, dtype, rule);
    return { shape: reducedShape(input.shape, axesOf(dim, input.shape.length, rule), keepdim, rule), dtype: type };
  },
  receptiveField: ({ input, dim, keepdim }) =>
    reducedViews(input.shape.length, plainAxes(dim, input.shape.length), keepdim),
  ...(name === 'sum' || name === 'mean' ? { complex: 'linear' as const } : {}),
  eval: ({ input, dim, dtype }, [out]) => [reduceElements({ ...input, data: dtype
    ? castElements(input.data ?? [], dtype) : input.data }, plainAxes(dim, input.shape.length), out, f)],
  lower({ input, dim }) {
    const axes = [...plainAxes(dim, input.shape.length)].sort((a, b) => a - b);
    if (name === 'mean' && input.shape.length === 4 && axes.join() === '2,3') return { inputs: ['input'],
      kernel: 'meanOfAxes', axes };
    return name === 'mean' || name === 'sum' ? { inputs: ['input'], kernel: 'reduce', mode: name, axes } : null;
  },
  samples: [{ call: `a.${name}()`, shapes: [[2, 3]] }, { call: `torch.${name}(a, dim=1)`, shapes: [[2, 3]] },
    { call: `a.${name}((0, 2), keepdim=True)`, shapes: [[2, 3, 4]] },
    { call: `a.${name}(2)`, shapes: [[2, 3]] }, { call: `a.${name}((1, 1))`, shapes: [[2, 3]] },
    { call: `a.${name}()`, shapes: [[3]], dtypes: ['int64'] },
    { call: `a.${name}(-1)`, shapes: [[]] }, { call: `a.${name}(1, dtype=torch.float64)`, shapes: [[2, 3]] }],
});

export const sum = overAxes('sum', { doc: 'Sum over axes.', result: (dtype, wanted) => wanted ?? sumType(dtype), f: sumOf });
export const nansum = overAxes('nansum', { doc: 'Sum over axes, nan as zero.', result: (dtype, wanted) =>
    wanted ?? sumType(dtype),
  f: (g) => sumOf(g.map((x) => (Number.isNaN(x) ? 0 : x))) });
export const mean = overAxes('mean', {
  doc: 'Mean over axes.', f: meanOf,
  result(dtype, wanted, rule) {
    if (isIntegral(wanted ?? dtype)) rule.raise('RuntimeError',
      `mean(): could not infer output dtype. ${wanted ? 'Optional' : 'Input'} dtype must be either a floating point`
        + ` or complex dtype. Got: ${scalarTypeOf(wanted ?? dtype)}`);
    return wanted ?? dtype;
  },
});
export const nanmean = overAxes('nanmean', {
  doc: 'Mean over axes of what is a number.', f: (g) => meanOf(g.filter((x) => !Number.isNaN(x))),
  result(dtype, wanted, rule) {
    if (isIntegral(dtype)) rule.raise('RuntimeError',
      `nanmean(): expected input to have floating point dtype but got ${scalarTypeOf(dtype)}`);
    return wanted ?? dtype;
  },
});

export const prod = defineOp({
  schema: 'prod(Tensor input, int? dim=None, bool keepdim=False, *, dtype? dtype=None) -> Tensor',
  paths: both('prod'),
  doc: `Product over one axis or all. ${docs('prod')}`,
  shape({ input, dim, keepdim, dtype }, rule) {
    return { shape: reducedShape(input.shape, axesOf(dim, input.shape.length, rule), keepdim, rule),
      dtype: dtype ?? sumType(input.dtype) };
  },
  receptiveField: ({ input, dim, keepdim }) =>
    reducedViews(input.shape.length, plainAxes(dim, input.shape.length), keepdim),
  eval: ({ input, dim, dtype }, [out]) => [reduceElements({ ...input, data: dtype ? castElements(input.data ?? [], dtype)
    : input.data }, plainAxes(dim, input.shape.length), out, (g) => g.reduce((a, b) => a * b, 1))],
  samples: [{ call: 'a.sum(dtype=torch.int16)', shapes: [[3]] }, { call: 'a.mean(dtype=torch.int16)', shapes: [[3]] },
    { call: 'a.prod()', shapes: [[2, 3]] }, { call: 'a.prod(0, dtype=torch.int64)', shapes: [[4]] },
    { call: 'torch.prod(a, 1, keepdim=True)', shapes: [[2, 3]] },
    { call: 'a.prod()', shapes: [[3]], dtypes: ['int32'] }],
});

const QUANTIFIED = 'quantified(Tensor input, int? dim=None, bool keepdim=False) -> Tensor';
const quantified = (name: string, doc: string, f: (group: readonly number[]) => boolean) => defineOp({
  schema: QUANTIFIED.replace('quantified', name) as typeof QUANTIFIED,
  paths: both(name),
  doc: `${doc} ${docs(name)}`,
  shape: ({ input, dim, keepdim }, rule) =>
    ({ shape: reducedShape(input.shape, axesOf(dim, input.shape.length, rule), keepdim, rule),
      dtype: input.dtype === 'uint8' ? 'uint8' : 'bool' }),
  receptiveField: ({ input, dim, keepdim }) =>
    reducedViews(input.shape.length, plainAxes(dim, input.shape.length), keepdim),
  eval: ({ input, dim }, [out]) => [reduceElements(
    input, plainAxes(dim, input.shape.length), out, (g) => (f(g) ? 1 : 0))],
  samples: [{ call: `a.${name}()`, shapes: [[2, 3]] },
    { call: `torch.${name}(a, 1)`, shapes: [[2, 3]], dtypes: ['bool'] }],
});
export const any = quantified('any', 'True where one element is.', (g) => g.some((x) => x !== 0));
export const all = quantified('all', 'True where all elements are.', (g) => g.every((x) => x !== 0));

export const logsumexp = defineOp({
  schema: 'logsumexp(Tensor input, int|int[] dim, bool keepdim=False) -> Tensor',
  paths: both('logsumexp'),
  doc: `log Σ exp over axes. ${docs('logsumexp')}`,
  shape({ input, dim, keepdim }, rule) {
    const rank = input.shape.length;
    if (Array.isArray(dim) && dim.length === 0 && !keepdim && rank > 0) rule.raise('RuntimeError',
      `output with shape [] doesn't match the broadcast shape ${showShape(input.shape.map(() => rule.dim(1)))}`);
    return { shape: reducedShape(input.shape, axesOf(dim, rank, rule), keepdim, rule), dtype: floatResult(input.dtype) };
  },
  receptiveField: ({ input, dim, keepdim }) =>
    reducedViews(input.shape.length, plainAxes(dim, input.shape.length), keepdim),
  eval: ({ input, dim }, [out]) => [reduceElements(input, plainAxes(dim, input.shape.length), out, (g) => {
    const top = g.reduce((a, b) => (b > a ? b : a), -Infinity);
    const shift = Number.isFinite(top) ? top : 0;
    return shift + Math.log(sumOf(g.map((x) => Math.exp(x - shift))));
  })],
  samples: [{ call: 'torch.logsumexp(a, 1)', shapes: [[2, 3]] },
    { call: 'a.logsumexp((0, 1), keepdim=True)', shapes: [[2, 3]] },
    { call: "torch.tensor([[float('inf'), 1, -float('inf')], [float('nan'), 1, 2]]).logsumexp(1)", shapes: [] },
    { call: "torch.tensor([-float('inf'), -float('inf')]).logsumexp(0)", shapes: [] },
    ...[[2, 3], []].map((shape) => ({ call: 'a.logsumexp([])', shapes: [shape] }))],
});

export const count_nonzero = defineOp({
  schema: 'count_nonzero(Tensor input, int?|int[]? dim=None) -> Tensor',
  paths: both('count_nonzero'),
  doc: `How many elements are not zero. ${docs('count_nonzero')}`,
  shape: ({ input, dim }, rule) => ({ shape: reducedShape(
    input.shape, axesOf(dim, input.shape.length, rule), false, rule), dtype: 'int64' }),
  receptiveField: ({ input, dim }) => reducedViews(input.shape.length, plainAxes(dim, input.shape.length), false),
  eval: ({ input, dim }, [out]) => [reduceElements(
    input, plainAxes(dim, input.shape.length), out, (g) => g.filter((x) => x !== 0).length)],
  samples: [{ call: 'torch.count_nonzero(a)', shapes: [[2, 3]] }, { call: 'a.count_nonzero(dim=0)', shapes: [[2, 3]] }],
});

/** ‖group‖ₚ. Powers and their sum are held in float32 but for float64: they may be infinite there, or nothing. */
export function vectorNorm(group: readonly number[], p: number, dtype: DType = 'float32'): number {
  const sizes = group.map(Math.abs);
  const held = dtype === 'float64' ? (x: number): number => x : Math.fround;
  if (p === Infinity) return sizes.reduce((a, b) => Math.max(a, b), 0);
  if (p === -Infinity) return sizes.reduce((a, b) => Math.min(a, b), Infinity);
  if (p === 0) return sizes.filter((x) => x !== 0).length;
  return held(sumOf(sizes.map((x) => held(x ** p)))) ** (1 / p);
}
/** The order of a norm as Python gives it: a number, inf, 'fro', 'nuc'; null when it is not a vector norm. */
export const normOrder = (p: unknown): number | null =>
  (typeof p === 'number' ? p : p === null || p === 'fro' ? 2 : p === 'inf' ? Infinity : null);

const NORM_OPTIONS = 'int?|int[]? dim=None, bool keepdim=False, any out=None, dtype? dtype=None';
/** The root of the sum of squares over axes. */
export const asNorm = (axes: readonly number[], shape: readonly number[], out: readonly number[]): Lowering =>
  asChain(['input'], (link) => link(asUnary('sqrt'), out, link(asReduce('sum', axes), out, link(asUnary('square'), shape, 0))));
export const norm = defineOp({
  schema: `norm(Tensor input, Scalar?|str? p="fro", ${NORM_OPTIONS}) -> Tensor` as const,
  paths: both('norm'),
  doc: `Vector or matrix norm. ${docs('norm')}`,
  shape({ input, dim, keepdim, dtype, p }, rule) {
    const dims = dim === null ? [] : Array.isArray(dim) ? dim : [dim];
    const rank = input.shape.length;
    if (dtype !== null && (p === 'fro' || p === null)) rule.raise('ValueError',
      'dtype argument is not supported in frobenius norm');
    if (isIntegral(dtype ?? input.dtype)) rule.raise('RuntimeError',
      `norm(): input dtype should be either floating point or complex. Got ${scalarTypeOf(input.dtype)} instead.`);
    if (p === 'nuc') checkNuclear(dim === null ? null : dims, rank, rule);
    checkNormDims(dims, rank, p, rule);
    return { shape: reducedShape(input.shape, axesOf(dims, rank, rule), keepdim, rule),
      dtype: realOf(dtype ?? input.dtype) };
  },
  receptiveField: ({ input, dim, keepdim }) =>
    reducedViews(input.shape.length, plainAxes(dim, input.shape.length), keepdim),
  eval({ input, dim, p }, [out]) {
    const order = normOrder(p);
    if (p === 'nuc') return [matrixNorms(input, p, dim === null ? null : [dim].flat(), out)];
    return [order === null ? [] : reduceElements(
      input, plainAxes(dim, input.shape.length), out, (g) => vectorNorm(g, order, out.dtype))];
  },
  lower: ({ input, dim, p }, [out]) => (normOrder(p) !== 2 ? null
    : asNorm([...plainAxes(dim, input.shape.length)].sort((a, b) => a - b), input.shape, out.shape)),
  samples: [{ call: 'a.norm()', shapes: [[2, 3]] }, { call: 'torch.norm(a, p=2, dim=1)', shapes: [[2, 3]] },
    { call: 'a.norm(1, -1, True)', shapes: [[2, 3]] },
    { call: 'a.norm(dim=(0, 1))', shapes: [[2, 3]] }, { call: "a.norm(p=float('inf'))", shapes: [[2, 3]] },
    { call: "a.norm('nuc')", shapes: [[2, 3]] }, { call: "torch.norm(a, 'nuc', (0, 2))", shapes: [[2, 3, 4]] },
    { call: "a.norm('nuc')", shapes: [[3]] }, { call: "a.norm('nuc', ())", shapes: [[2, 3]] },
    { call: 'a.norm(dim=[0, 0])', shapes: [[4]] }, { call: 'a.norm(dim=2)', shapes: [[4]] }],
});
function checkNuclear(dims: readonly Dim[] | null, rank: number, rule: RuleContext): void {
  if (dims && dims.length !== 2) rule.raise('RuntimeError', "nuclear norm requires a 'dim' argument of size 2");
  if (!dims && rank !== 2) rule.raise('RuntimeError',
    `Expected a tensor with 2 dimensions, but got a tensor with ${rank} dimension${rank === 1 ? '' : 's'} instead.`);
}
/** The Frobenius norm over two axes words its complaint differently from the others. */
function checkNormDims(dims: readonly Dim[], rank: number, p: unknown, rule: RuleContext): void {
  if (dims.length !== 2 || (p !== 'fro' && p !== null)) return;
  const [a, b] = dims.map((dim) => axisOf(dim, rank, rule));
  if (a === b) rule.raise('RuntimeError', `Expected dims to be different, got ${showShape(dims)} instead`, dims);
}

// ---- running reductions ----
const RUNNING = 'running(Tensor input, int dim, *, dtype? dtype=None) -> Tensor';
const running = (name: string, doc: string, f: (so: number, x: number) => number) => defineOp({
  schema: RUNNING.replace('running', name) as typeof RUNNING,
  paths: both(name),
  doc: `${doc} ${docs(name)}`,
  inplace: true,
  shape({ input, dim, dtype }, rule) {
    axisOf(dim, input.shape.length, rule);
    return { shape: input.shape, dtype: dtype ?? sumType(input.dtype) };
  },
  receptiveField: ({ input, dim }) => reducedViews(input.shape.length, plainAxes(dim, input.shape.length), true),
  eval({ input, dim, dtype }, [out]) {
    if (!out || isComplex(input.dtype)) return [];
    const axis = plainAxis(dim, input.shape.length);
    const data = dtype ? castElements(input.data ?? [], dtype) : input.data ?? [];
    const lines = linesAlong(data, input.shape, axis).map((line) => {
      const result: number[] = [];
      for (const x of line) result.push(result.length === 0 ? x : f(result.at(-1) ?? 0, x));
      return result;
    });
    return [castElements(fromLines(lines, input.shape, axis), out.dtype)];
  },
  samples: [{ call: `a.${name}(0)`, shapes: [[2, 3]] }, { call: `torch.${name}(a, dim=-1)`, shapes: [[2, 3]] },
    { call: `a.${name}(2)`, shapes: [[2, 3]] },
    { call: `a.${name}(0, dtype=torch.int64)`, shapes: [[4]] }, { call: `a.${name}(0)`, shapes: [[3]], dtypes: ['bool'] }],
});
export const cumsum = running('cumsum', 'Running sum.', (a, b) => a + b);
export const cumprod = running('cumprod', 'Running product.', (a, b) => a * b);
export const logcumsumexp = defineOp({
  schema: 'logcumsumexp(Tensor input, int dim) -> Tensor',
  paths: both('logcumsumexp'),
  doc: `Running log Σ exp. ${docs('logcumsumexp')}`,
  shape({ input, dim }, rule) {
    axisOf(dim, input.shape.length, rule);
    return { shape: input.shape, dtype: input.dtype };
  },
  receptiveField: ({ input, dim }) => reducedViews(input.shape.length, plainAxes(dim, input.shape.length), true),
  eval({ input, dim }, [out]) {
    const [axis = 0] = plainAxes(dim, input.shape.length);
    const lines = linesAlong(input.data ?? [], input.shape, axis).map((line) => {
      let sum = -Infinity;
      return line.map((x) => {
        const largest = Math.max(sum, x);
        // An infinite one is the sum, also where the other is the opposite.
        sum = Number.isFinite(largest) ? largest + Math.log(Math.exp(sum - largest) + Math.exp(x - largest)) : largest;
        return sum;
      });
    });
    return [castElements(fromLines(lines, input.shape, axis), out?.dtype ?? input.dtype)];
  },
  samples: [{ call: 'torch.logcumsumexp(a, 0)', shapes: [[2, 3]] },
    ...["float('inf'), -float('inf'), 1.", "-float('inf'), -float('inf'), 2.", "1., float('nan'), float('inf')"]
      .map((line) => ({ call: `torch.logcumsumexp(torch.tensor([${line}]), 0)`, shapes: [[1]] }))],
});
export const diff = defineOp({
  schema: 'diff(Tensor input, int n=1, int dim=-1, Tensor? prepend=None, Tensor? append=None) -> Tensor',
  paths: both('diff'),
  doc: `Differences of neighbours. ${docs('diff')}`,
  shape({ input, n, dim, prepend, append }, rule) {
    const rank = input.shape.length;
    if (rank === 0) rule.raise('RuntimeError', 'diff expects input to be at least one-dimensional');
    const axis = axisOf(dim, rank, rule);
    const parts = [prepend, input, append].filter((part) => part !== null);
    for (const { shape } of parts) {
      if (shape.length !== rank) rule.raise('RuntimeError', 'diff expects prepend or append to be the same dimension as input');
      const wrong = shape.findIndex((size, i) => i !== axis && rule.equal(size, input.shape[i]) === false);
      if (wrong >= 0) rule.raise('RuntimeError', 'diff expects the shape of tensor to prepend or append to match that of input '
        + `except along the differencing dimension; input.size(${wrong}) = ${showDim(input.shape[wrong])}, but got `
        + `tensor.size(${wrong}) = ${showDim(shape[wrong])}`, [input.shape[wrong], shape[wrong]]);
    }
    const whole = rule.map((...sizes) => sizes.reduce((a, b) => a + b, 0), ...parts.map(({ shape }) => shape[axis]));
    return { shape: input.shape.map((size, i) => (i === axis ? rule.map((s, k) => Math.max(0, s - k), whole, n) : size)),
      dtype: resultOf(...parts) };
  },
  receptiveField: ({ input, dim }) => brokenAxis(input.shape.length, plainAxis(dim, input.shape.length)),
  eval({ input, n, dim, prepend, append }, [out]) {
    if (out.dtype === 'bool') return [];
    const axis = plainAxis(dim, input.shape.length);
    const [before, own, after] = [prepend, input, append]
      .map((part) => (part ? linesAlong(part.data ?? [], part.shape, axis) : null));
    let lines = (own ?? []).map((line, i) => [...before?.[i] ?? [], ...line, ...after?.[i] ?? []]);
    for (let i = 0; i < n; i++) lines = lines.map((line) => line.slice(1).map((x, k) => x - (line[k] ?? 0)));
    return [castElements(fromLines(lines, out.shape, axis), out.dtype)];
  },
  samples: [{ call: 'torch.diff(a)', shapes: [[2, 4]] }, { call: 'a.diff(2, 0)', shapes: [[4, 2]] },
    { call: 'torch.diff(a, prepend=b, append=b)', shapes: [[2, 3], [2, 1]], dtypes: ['int64', 'float32'] },
    ...[[1, 1], [2], [2, 0]].map((shape) => ({ call: 'torch.diff(a, 5, 1, b)', shapes: [[2, 3], shape] }))],
});
