// Integrals and slopes of samples: trapezoid, cumulative_trapezoid, gradient.
import { broadcastElements, fromLines, linesAlong } from '../tensor/broadcast';
import { isIntegral, type DType } from '../tensor/dtype';
import { castElements } from '../tensor/round';
import type { Dim, PlainMeta, PlainTensor, Tensor, TensorMeta } from '../tensor/value';
import { together } from './lowering';
import { slopes, type Spacing } from './calculusKernels';
import { SUBTRACT_BOOLS } from './elementwise';
import { defineOp, type RuleContext } from './op';
import { axisOf, broadcast, docs, fn, floatResult, ownAxisOf, plainAxis, plainAxes, range, removeAt, replaceAt,
  resultOf } from './rules';

// ---- trapezoid ----
const WIDTH_ONE = 'area(Tensor y, *, Scalar dx=1, int dim=-1) -> Tensor';
const AT_POINTS = 'area(Tensor y, Tensor x, *, int dim=-1) -> Tensor';
interface Area { readonly name: string; readonly paths: readonly string[]; readonly running: boolean; readonly doc: string }
const TRAPEZOID: Area = { name: 'trapezoid', paths: fn('trapezoid', 'trapz'), running: false,
  doc: `Area under samples, by trapezoids. ${docs('trapezoid')}` };
const RUNNING: Area = { name: 'cumulative_trapezoid', paths: fn('cumulative_trapezoid'), running: true,
  doc: `Running area under samples, by trapezoids. ${docs('cumulative_trapezoid')}` };

/** One size less along the axis, or none of it. */
function areaShape(shape: readonly Dim[], axis: number, running: boolean, rule: RuleContext): Dim[] {
  const size = shape[axis] ?? rule.dim(1);
  return running ? replaceAt(shape, axis, rule.map((n) => Math.max(0, n - 1), size)) : removeAt(shape, axis);
}
const areaOf = ({ name, paths, running, doc }: Area) => defineOp({
  schema: WIDTH_ONE.replace('area', name) as typeof WIDTH_ONE,
  paths,
  doc,
  shape({ y, dim, dx }, rule) {
    if (y.dtype === 'bool') rule.raise('RuntimeError', `${name}: received a bool input for \`y\`, but bool is not supported`);
    if (dx.kind === 'bool') rule.raise('RuntimeError', `${name}: Currently, we only support dx as a real number.`);
    if (running && y.shape.length === 0) rule.raise('IndexError', 'slice() cannot be applied to a 0-dim tensor.');
    const axis = ownAxisOf(dim, y.shape.length, rule);
    return { shape: areaShape(y.shape, axis, running, rule), dtype: floatResult(y.dtype) };
  },
  receptiveField: () => 'global',
  eval({ y, dx, dim }, [out]) {
    if (!out) return [];
    const axis = plainAxis(dim, y.shape.length);
    const lines = linesAlong(y.data ?? [], y.shape, axis);
    // The sum without half of both ends: infinite ends leave nothing that is known.
    if (!running) return [castElements(lines.map((line) => (line.length === 0 ? 0
      : (line.reduce((a, b) => a + b, 0) - (line[0] + line[line.length - 1]) / 2) * dx)), out.dtype)];
    const heights = lines.map((line) => line.slice(1).map((end, i) => line[i] + end));
    return [areas(heights, heights.map((line) => line.map(() => dx)), { out, axis, running })];
  },
  samples: [{ call: `torch.${name}(a)`, shapes: [[2, 4]] }, { call: `torch.${name}(a, dx=0.5, dim=0)`, shapes: [[3, 2]] },
    { call: `torch.${name}(a, dx=2, dim=1)`, shapes: [[2, 3, 2]], dtypes: ['int64'] }, { call: `torch.${name}(a)`,
      shapes: [[1]] },
    { call: `torch.${name}(torch.tensor([[-float('inf'), 1, 2], [1, float('inf'), 2]]), dx=0.5)`, shapes: [] },
    { call: `torch.${name}(a)`, shapes: [[]] }, { call: `torch.${name}(a, dim=2)`, shapes: [[2, 3]] },
    { call: `torch.${name}(a)`, shapes: [[3]], dtypes: ['bool'] }],
});
export const trapezoid = areaOf(TRAPEZOID);
export const cumulative_trapezoid = areaOf(RUNNING);

/** The points at which y was taken, as a tensor that broadcasts against it, and the axis along which they go. */
function pointsFor(name: string, y: Tensor, x: Tensor, axis: number, rule: RuleContext): readonly Dim[] {
  const rank = y.shape.length;
  if (x.shape.length === 1 && rank !== 1) {
    const [count, size] = [x.shape[0] ?? rule.dim(1), y.shape[axis] ?? rule.dim(1)];
    rule.require(rule.equal(count, size), () => `${name}: There must be one \`x\` value for each sample point`, [count, size]);
    return range(rank).map((i) => (i === axis ? count : rule.dim(1)));
  }
  return [...range(Math.max(0, rank - x.shape.length)).map(() => rule.dim(1)), ...x.shape];
}
const less = (shape: readonly Dim[], axis: number, rule: RuleContext): Dim[] =>
  replaceAt(shape, axis, rule.map((n) => Math.max(0, n - 1), shape[axis] ?? rule.dim(1)));
const areaAt = ({ name, paths, running, doc }: Area) => defineOp({
  schema: AT_POINTS.replace('area', name) as typeof AT_POINTS,
  paths,
  doc,
  shape({ y, x, dim }, rule) {
    if (y.dtype === 'bool' || x.dtype === 'bool') rule.raise('RuntimeError',
      `${name}: received a bool input for \`x\` or \`y\`, but bool is not supported`);
    const axis = ownAxisOf(dim, y.shape.length, rule);
    const points = pointsFor(name, y, x, axis, rule);
    const shape = broadcast(rule, less(y.shape, axis, rule), less(points, axis, rule));
    return { shape: running ? shape : removeAt(shape, axis), dtype: floatResult(resultOf(y, x)) };
  },
  receptiveField: () => 'global',
  eval({ y, x, dim }, [out]) {
    if (!out) return [];
    const axis = plainAxis(dim, y.shape.length);
    const rank = y.shape.length;
    const shape = x.shape.length === 1 && rank !== 1 ? range(rank).map((i) => (i === axis ? x.shape[0] : 1)) : x.shape;
    // What lies between samples and between points is stretched against each other, not samples and points.
    const between = (part: PlainTensor, along: number, f: (a: number, b: number) => number): PlainTensor => {
      const lines = linesAlong(part.data ?? [], part.shape, along).map((line) => line.slice(1).map((end, i) => f(line[i], end)));
      const sizes = replaceAt(part.shape, along, Math.max(0, part.shape[along] - 1));
      return { ...part, shape: sizes, data: fromLines(lines, sizes, along) };
    };
    const fromEnd = axis - rank;
    const heights = between(y, axis, (a, b) => a + b);
    const widths = between({ ...x, shape }, fromEnd + shape.length, (a, b) => b - a);
    const whole = together(heights.shape, widths.shape);
    const lines = (part: PlainTensor): number[][] => linesAlong(broadcastElements(part, whole), whole, fromEnd + whole.length);
    return [areas(lines(heights), lines(widths), { out, axis: fromEnd + whole.length, running })];
  },
  samples: [{ call: `torch.${name}(a, b)`, shapes: [[2, 4], [2, 4]] }, { call: `torch.${name}(a, torch.tensor([0., 1., 3.]))`,
    shapes: [[2, 3]] }, { call: `torch.${name}(a, b, dim=0)`, shapes: [[3, 2], [3]] },
  { call: `torch.${name}(a, b)`, shapes: [[2, 4], [3]] }, { call: `torch.${name}(a, b)`, shapes: [[2, 2], [2, 4]] },
  { call: `torch.${name}(a, b, dim=0)`, shapes: [[3, 2], [2, 3, 2]] }, { call: `torch.${name}(a, b)`, shapes: [[4], [4]] },
  { call: `torch.${name}(a, b)`, shapes: [[2, 3, 4], [3, 4]], dtypes: ['int64', 'int64'] },
  { call: `torch.${name}(a, b)`, shapes: [[4], [4]], dtypes: ['float32', 'bool'] }],
});
export const trapezoid_at = areaAt(TRAPEZOID);
export const cumulative_trapezoid_at = areaAt(RUNNING);

interface Result { readonly out: PlainMeta; readonly axis: number; readonly running: boolean }
/** `heights`: sums of neighbours. */
function areas(heights: readonly (readonly number[])[], widths: readonly (readonly number[])[], { out, axis,
  running }: Result): number[] {
  const parts = heights.map((line, k) => line.map((height, i) => (height * widths[k][i]) / 2));
  if (!running) return castElements(parts.map((line) => line.reduce((a, b) => a + b, 0)), out.dtype);
  const sums = parts.map((line) => {
    let sum = 0;
    return line.map((part) => (sum += part));
  });
  return castElements(fromLines(sums, out.shape, axis), out.dtype);
}

// ---- gradient ----
const axesGiven = (dim: Dim | readonly Dim[] | null, rank: number, rule: RuleContext): number[] =>
  (dim === null ? range(rank) : (Array.isArray(dim) ? dim as readonly Dim[] : [dim as Dim]).map((d) => axisOf(d, rank, rule)));
function gradientMetas(input: Tensor, axes: readonly number[], edgeOrder: Dim, rule: RuleContext): TensorMeta[] {
  if (new Set(axes).size < axes.length) rule.raise('RuntimeError',
    `dim ${axes.find((axis, i) => axes.indexOf(axis) < i)} appears multiple times in the list of dims`);
  if (input.dtype === 'bool') rule.raise('RuntimeError', SUBTRACT_BOOLS);
  if (input.dtype === 'uint8') rule.raise('RuntimeError', 'torch.gradient does not support uint8 input.');
  rule.require(rule.test((n) => n === 1 || n === 2, edgeOrder),
    () => 'torch.gradient only supports edge_order=1 and edge_order=2.');
  for (const axis of axes) {
    const size = input.shape[axis] ?? rule.dim(1);
    rule.require(rule.test((n, order) => n >= order + 1, size, edgeOrder),
      () => 'torch.gradient expected each dimension size to be at least edge_order+1', [size]);
  }
  return axes.map(() => ({ shape: input.shape, dtype: gradientType(input.dtype) }));
}
const gradientType = (dtype: DType): DType => (isIntegral(dtype) ? 'float32' : dtype);
const along = (input: PlainTensor, axes: readonly number[], spacings: readonly Spacing[], edgeOrder: number): number[][] =>
  axes.map((axis, i) => castElements(fromLines(linesAlong(input.data ?? [], input.shape, axis).map((line) =>
    slopes(line, spacings[i], edgeOrder)), input.shape, axis), gradientType(input.dtype)));

export const gradient = defineOp({
  schema: 'gradient(Tensor input, *, float|float[] spacing=1, int?|int[]? dim=None, int edge_order=1) -> Tensor[]',
  paths: fn('gradient'),
  doc: `Slopes of samples along axes, by differences of neighbours. ${docs('gradient')}`,
  shape({ input, spacing, dim, edge_order }, rule) {
    const axes = axesGiven(dim, input.shape.length, rule);
    if (Array.isArray(spacing) && spacing.length !== axes.length) rule.raise('RuntimeError',
      `torch.gradient expected spacing to be unspecified, a scalar or it's spacing and dim arguments to have the same length,`
      + ` but got a spacing argument of length ${spacing.length} and a dim argument of length ${axes.length}.`);
    return gradientMetas(input, axes, edge_order, rule);
  },
  receptiveField: () => 'global',
  eval({ input, spacing, dim, edge_order }) {
    const axes = plainAxes(dim, input.shape.length);
    return along(input, axes, axes.map((_, i) => (typeof spacing === 'number' ? spacing : spacing[i])), edge_order);
  },
  samples: [{ call: 'torch.gradient(a)', shapes: [[4]] }, { call: 'torch.gradient(a, spacing=2., dim=0)', shapes: [[3, 4]] },
    { call: 'torch.gradient(a, dim=(0, 1), spacing=[2., 0.5], edge_order=2)', shapes: [[3, 4]] },
    { call: 'torch.gradient(a)', shapes: [[1, 3]] }, { call: 'torch.gradient(a)', shapes: [[2, 3]], dtypes: ['int64'] },
    { call: 'torch.gradient(a, edge_order=3)', shapes: [[4]] }, { call: 'torch.gradient(a)', shapes: [[4]], dtypes: ['uint8'] }],
});
export const gradient_at = defineOp({
  schema: 'gradient(Tensor input, *, Tensor[] spacing, int?|int[]? dim=None, int edge_order=1) -> Tensor[]',
  paths: fn('gradient'),
  doc: `Slopes of samples along axes, at the points that are given. ${docs('gradient')}`,
  shape({ input, spacing, dim, edge_order }, rule) {
    const axes = axesGiven(dim, input.shape.length, rule);
    for (const [i, axis] of axes.entries()) {
      const [points, size] = [spacing[i]?.shape[0] ?? rule.dim(1), input.shape[axis] ?? rule.dim(1)];
      // PyTorch goes on with what broadcasts.
      if (rule.equal(points, size) === false) return rule.unknown('argument-not-modelled', 'gradient was given points of another'
        + ' number than there are samples');
    }
    return gradientMetas(input, axes, edge_order, rule);
  },
  receptiveField: () => 'global',
  eval: ({ input, spacing, dim, edge_order }) => {
    const axes = plainAxes(dim, input.shape.length);
    return along(input, axes, axes.map((_, i) => spacing[i].data ?? []), edge_order);
  },
  samples: [{ call: 'torch.gradient(a, spacing=(torch.tensor([0., 1., 3., 7.]),))', shapes: [[4]] },
    { call: 'torch.gradient(a, spacing=(torch.tensor([0., 1., 3., 7.]),), edge_order=2)', shapes: [[4]] },
    { call: 'torch.gradient(a, spacing=[torch.tensor([0., 1., 3.]), torch.tensor([1., 2., 4., 8.])])', shapes: [[3, 4]] }],
});
