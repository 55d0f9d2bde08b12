// Ops that reorder or mask elements by their position: flip, roll, rot90, diagonal, tril, unfold, as_strided.
import { fromLines, linesAlong, pick, stridedPositions, stridesOf } from '../tensor/broadcast';
import { plainNumel, showDim } from '../tensor/dim';
import { isIntegral } from '../tensor/dtype';
import type { Dim, PlainTensor } from '../tensor/value';
import { defineOp, type AxisView } from './op';
import { axesOf, axisOf, both, constant, docs, fn, method, ownAxisOf, plainAxes, plainAxis, range,
  sameAxes } from './rules';
import { asBackwards } from './lowering';

/** Elements read backwards along axes. */
function flipElements(input: PlainTensor, axes: readonly number[]): number[] {
  const strides = stridesOf(input.shape);
  const offset = axes.reduce((sum, a) => sum + ((input.shape[a] ?? 1) - 1) * (strides[a] ?? 1), 0);
  return pick(input.data ?? [], stridedPositions(
    input.shape, strides.map((s, a) => (axes.includes(a) ? -s : s)), offset));
}
/** Positions change places along these axes: kept, without a stride. */
const shuffledAxes = (rank: number, axes: readonly number[]): AxisView[] =>
  range(rank).map((i) => (axes.includes(i) ? { kind: 'merge', axes: [i, i] } : { kind: 'same', axis: i }));

export const flip = defineOp({
  schema: 'flip(Tensor input, *int[] dims) -> Tensor',
  paths: both('flip'),
  doc: `Reverses axes. ${docs('flip')}`,
  shape({ input, dims }, rule) {
    if (dims.length > 0) axesOf(dims, input.shape.length, rule);
    return { shape: input.shape, dtype: input.dtype };
  },
  receptiveField: ({ input, dims }) => shuffledAxes(
    input.shape.length, dims.length === 0 ? [] : plainAxes(dims, input.shape.length)),
  complex: 'moves',
  eval: ({ input, dims }) => [flipElements(input, dims.length === 0 ? [] : plainAxes(dims, input.shape.length))],
  lower: ({ input, dims }) => asBackwards(input.shape, dims.length === 0 ? [] : plainAxes(dims, input.shape.length)),
  samples: [{ call: 'a.flip(0)', shapes: [[2, 3]] }, { call: 'torch.flip(a, [0, 1])', shapes: [[2, 3]] },
    { call: 'a.flip(2)', shapes: [[2, 3]] }, { call: 'a.flip((0, 0))', shapes: [[2, 3]] }],
});
const flipOne = (name: string, axis: number, words: string) => defineOp({
  schema: `${name}(Tensor input) -> Tensor` as 'flipOne(Tensor input) -> Tensor',
  paths: both(name),
  doc: `Reverses one axis. ${docs(name)}`,
  shape({ input }, rule) {
    if (input.shape.length <= axis) rule.raise('RuntimeError', `Input must be >= ${words}.`);
    return { shape: input.shape, dtype: input.dtype };
  },
  receptiveField: ({ input }) => shuffledAxes(input.shape.length, [axis]),
  eval: ({ input }) => [flipElements(input, [axis])],
  lower: ({ input }) => asBackwards(input.shape, [axis]),
  samples: [{ call: `torch.${name}(a)`, shapes: [[2, 3]] }, { call: `torch.${name}(a)`, shapes: [[]] }],
});
export const fliplr = flipOne('fliplr', 1, '2-d');
export const flipud = flipOne('flipud', 0, '1-d');

export const roll = defineOp({
  schema: 'roll(Tensor input, int|int[] shifts, int|int[] dims=[]) -> Tensor',
  paths: both('roll'),
  doc: `Shifts positions around. ${docs('roll')}`,
  shape({ input, shifts, dims }, rule) {
    const by = Array.isArray(shifts) ? shifts : [shifts];
    const along = Array.isArray(dims) ? dims : [dims];
    if (by.length === 0) rule.raise('RuntimeError', '`shifts` required');
    if (along.length !== by.length && !(along.length === 0 && by.length === 1)) {
      rule.raise('RuntimeError', `shifts and dimensions must align. shifts: ${by.length}, dims:${along.length}`);
    }
    for (const dim of along) ownAxisOf(dim, input.shape.length, rule);
    return { shape: input.shape, dtype: input.dtype };
  },
  receptiveField: ({ input, dims }) => shuffledAxes(input.shape.length, plainAxes(dims, input.shape.length)),
  complex: 'moves',
  eval({ input, shifts, dims }) {
    const by = typeof shifts === 'number' ? [shifts] : shifts;
    const along = typeof dims === 'number' ? [dims] : dims;
    const turn = (line: readonly number[], shift: number): number[] =>
      line.map((_, i) => line[((i - shift) % line.length + line.length) % line.length] ?? NaN);
    if (along.length === 0) return [turn(input.data ?? [], by[0] ?? 0)];
    let data = input.data ?? [];
    for (const [i, dim] of along.entries()) {
      const axis = plainAxis(dim, input.shape.length);
      data = fromLines(linesAlong(data, input.shape, axis).map((line) => turn(line, by[i] ?? 0)), input.shape, axis);
    }
    return [data];
  },
  lower: ({ input, shifts, dims }) => {
    const by = typeof shifts === 'number' ? [shifts] : shifts;
    const along = typeof dims === 'number' ? [dims] : dims;
    return along.length === 0 ? null : { inputs: ['input'], kernel: 'roll',
      shifts: along.map((dim, i) => ({ axis: plainAxis(dim, input.shape.length), by: by[i] ?? 0 })) };
  },
  samples: [{ call: 'torch.roll(a, 1)', shapes: [[2, 3]] },
    { call: 'a.roll((1, -1), (0, 1))', shapes: [[2, 3]] },
    { call: 'torch.roll(a, shifts=1, dims=1)', shapes: [[2, 3]] },
    { call: 'torch.roll(a, (1, 2), 0)', shapes: [[2, 3]] }],
});

export const rot90 = defineOp({
  schema: 'rot90(Tensor input, int k=1, int[] dims=[]) -> Tensor',
  paths: both('rot90'),
  doc: `Turns a plane by quarters. ${docs('rot90')}`,
  shape({ input, k, dims }, rule) {
    if (dims.length > 0) rule.require(dims.length === 2, () =>
        `expected total rotation dims == 2, but got dims = ${dims.length}`);
    if (input.shape.length < 2) rule.raise('RuntimeError',
      `expected total dims >= 2, but got total dims = ${input.shape.length}`);
    const [first, second] = dims;
    const rank = input.shape.length;
    const same = first && second && rule.test((x, y) => x === y || Math.abs(x - y) === rank, first, second);
    rule.require(!same, () => `expected rotation dims to be different, but got dim0 = ${first ? showDim(first) : ''}`
      + ` and dim1 = ${second ? showDim(second) : ''}`, dims);
    const [a, b] = dims.length === 0 ? [0, 1] : axesOf(dims, input.shape.length, rule);
    const turns = constant(k, rule);
    if (a === undefined || b === undefined) rule.raise(
      'RuntimeError', `expected total rotation dims == 2, but got dims = ${dims.length}`);
    const shape = [...input.shape];
    const [x, y] = [shape[a], shape[b]];
    if (turns % 2 !== 0 && x && y) [shape[a], shape[b]] = [y, x];
    return { shape, dtype: input.dtype };
  },
  receptiveField: () => 'global',
  eval({ input, k, dims }, [out]) {
    const rank = input.shape.length;
    const [a = 0, b = 1] = dims.length === 0 ? [0, 1] : dims.map((dim) => plainAxis(dim, rank));
    const turns = ((k % 4) + 4) % 4;
    const strides = [...stridesOf(input.shape)];
    const last = (axis: number): number => ((input.shape[axis] ?? 1) - 1) * (strides[axis] ?? 0);
    // A quarter turn: out[i, j] = in[j, last - i].
    const offset = turns === 0 ? 0 : turns === 1 ? last(b) : turns === 2 ? last(a) + last(b) : last(a);
    const [sa, sb] = [strides[a] ?? 0, strides[b] ?? 0];
    [strides[a], strides[b]] = turns === 0 ? [sa, sb] : turns === 1 ? [-sb, sa] : turns === 2 ? [-sa, -sb] : [sb, -sa];
    return [pick(input.data ?? [], stridedPositions(out?.shape ?? [], strides, offset))];
  },
  samples: [{ call: 'torch.rot90(a, 3)', shapes: [[2, 3]] }, { call: 'torch.rot90(a, -1, (2, 0))', shapes: [[2, 3, 4]] },
    { call: 'torch.rot90(a)', shapes: [[2, 3]] }, { call: 'torch.rot90(a, 2, (1, 2))', shapes: [[2, 3, 4]] },
    { call: 'torch.rot90(a, dims=[2])', shapes: [[1, 1]] }, { call: 'torch.rot90(a, dims=[-1, 1])', shapes: [[3, 1]] }],
});

// ---- diagonals and triangles ----
const DIAGONAL = 'diagonal(Tensor input, int offset=0, int dim1=0, int dim2=1) -> Tensor';
export function diagonalPlan(shape: readonly number[], offset: number, dim1: number, dim2: number): { axes: number[];
  size: number; start: number; step: number } {
  const [a, b] = [plainAxis(dim1, shape.length), plainAxis(dim2, shape.length)];
  const strides = stridesOf(shape);
  const [n = 1, m = 1] = [shape[a], shape[b]];
  return {
    axes: range(shape.length).filter((i) => i !== a && i !== b),
    size: Math.max(0, offset >= 0 ? Math.min(n, m - offset) : Math.min(n + offset, m)),
    start: offset >= 0 ? offset * (strides[b] ?? 1) : -offset * (strides[a] ?? 1),
    step: (strides[a] ?? 1) + (strides[b] ?? 1),
  };
}
export const diagonal = defineOp({
  schema: DIAGONAL,
  paths: both('diagonal'),
  doc: `A diagonal of a plane, as last axis. ${docs('diagonal')}`,
  view: true,
  shape({ input, offset, dim1, dim2 }, rule) {
    const rank = input.shape.length;
    const [a, b] = [axisOf(dim1, rank, rule), axisOf(dim2, rank, rule)];
    if (a === b) rule.raise('RuntimeError', `diagonal dimensions cannot be identical ${showDim(dim1)},`
      + ` ${showDim(dim2)}`);
    const one = rule.dim(1);
    const size = rule.map((n, m, o) => Math.max(0, o >= 0 ? Math.min(n, m - o) : Math.min(n + o, m)),
      input.shape[a] ?? one, input.shape[b] ?? one, offset);
    return { shape: [...input.shape.filter((_, i) => i !== a && i !== b), size], dtype: input.dtype };
  },
  receptiveField: ({ input, offset, dim1, dim2 }) =>
    [...sameAxes(diagonalPlan(input.shape, offset, dim1, dim2).axes), { kind: 'none' }],
  eval({ input, offset, dim1, dim2 }) {
    const { axes, size, start, step } = diagonalPlan(input.shape, offset, dim1, dim2);
    const strides = stridesOf(input.shape);
    return [pick(input.data ?? [], stridedPositions(
      [...axes.map((a) => input.shape[a] ?? 1), size], [...axes.map((a) => strides[a] ?? 1), step], start))];
  },
  samples: [{ call: 'torch.diagonal(a)', shapes: [[3, 3]] },
    { call: 'a.diagonal(1, 1, 2)', shapes: [[2, 3, 4]] }, { call: 'a.diagonal(-1)', shapes: [[3, 2]] },
    { call: 'a.diagonal(0, 1, 1)', shapes: [[2, 2]] }],
});
export const diag = defineOp({
  schema: 'diag(Tensor input, int diagonal=0) -> Tensor',
  paths: both('diag'),
  doc: `The diagonal of a matrix, or a matrix with this diagonal. ${docs('diag')}`,
  shape({ input, diagonal: at }, rule) {
    const [n, m] = input.shape;
    if (n && !m) {
      const size = rule.map((k, o) => k + Math.abs(o), n, at);
      return { shape: [size, size], dtype: input.dtype };
    }
    if (!n || !m || input.shape.length > 2) rule.raise('RuntimeError', 'matrix or a vector expected');
    return { shape: [rule.map((a, b, o) => Math.max(0, o >= 0 ? Math.min(a, b - o) : Math.min(a + o, b)), n, m,
      at)], dtype: input.dtype };
  },
  receptiveField: () => 'global',
  eval({ input, diagonal: at }, [out]) {
    const data = input.data ?? [];
    if (input.shape.length === 2) {
      const { size, start, step } = diagonalPlan(input.shape, at, 0, 1);
      return [pick(data, stridedPositions([size], [step], start))];
    }
    const side = out?.shape[0] ?? 0;
    return [range(side * side).map((p) => {
      const [i, j] = [Math.floor(p / side), p % side];
      return j - i === at ? data[at >= 0 ? i : j] ?? 0 : 0;
    })];
  },
  samples: [{ call: 'torch.diag(a)', shapes: [[3]] }, { call: 'a.diag(1)', shapes: [[2, 3]] },
    { call: 'a.diag(-1)', shapes: [[2]] }],
});
export const diag_embed = defineOp({
  schema: 'diag_embed(Tensor input, int offset=0, int dim1=-2, int dim2=-1) -> Tensor',
  paths: both('diag_embed'),
  doc: `Rows become diagonals of planes. ${docs('diag_embed')}`,
  shape({ input, offset, dim1, dim2 }, rule) {
    const rank = input.shape.length + 1;
    const [a, b] = [axisOf(dim1, rank, rule), axisOf(dim2, rank, rule)];
    if (a === b) rule.raise('RuntimeError', `diagonal dimensions cannot be identical ${showDim(dim1)}, ${showDim(dim2)}`);
    const size = rule.map((n, o) => n + Math.abs(o), input.shape.at(-1) ?? rule.dim(1), offset);
    const shape: Dim[] = [...input.shape.slice(0, -1)];
    for (const at of [Math.min(a, b), Math.max(a, b)]) shape.splice(at, 0, size);
    return { shape, dtype: input.dtype };
  },
  receptiveField: () => 'global',
  eval({ input, offset, dim1, dim2 }, [out]) {
    const shape = out?.shape ?? [];
    const strides = stridesOf(shape);
    const [a, b] = [plainAxis(dim1, shape.length), plainAxis(dim2, shape.length)];
    const [sa, sb] = [strides[a] ?? 0, strides[b] ?? 0];
    const rest = strides.filter((_, axis) => axis !== a && axis !== b);
    const data = range(plainNumel(shape)).map(() => 0);
    const start = offset >= 0 ? offset * sb : -offset * sa;
    for (const [i, at] of stridedPositions(input.shape, [...rest, sa + sb], start).entries()) data[at] = input.data?.[i] ?? NaN;
    return [data];
  },
  samples: [{ call: 'torch.diag_embed(a, 1)', shapes: [[2, 3]] }, { call: 'torch.diag_embed(a, -2, 0, 2)', shapes: [[2, 3]] },
    { call: 'torch.diag_embed(a)', shapes: [[2, 3]] }, { call: 'torch.diag_embed(a, dim1=1, dim2=-2)', shapes: [[5,
      2]] }],
});

const TRIANGLE = 'triangle(Tensor input, int diagonal=0) -> Tensor';
const triangle = (name: string, keep: (offset: number, diagonal: number) => boolean) => defineOp({
  schema: TRIANGLE.replace('triangle', name) as typeof TRIANGLE,
  paths: both(name),
  doc: `One triangle of each matrix, zero elsewhere. ${docs(name)}`,
  inplace: true,
  shape({ input }, rule) {
    ownAxisOf(rule.dim(-2), input.shape.length, rule);
    return { shape: input.shape, dtype: input.dtype };
  },
  receptiveField: () => 'pointwise',
  eval({ input, diagonal: at }) {
    const [rows = 1, columns = 1] = input.shape.slice(-2);
    return [(input.data ?? []).map((x, p) => (keep((p % columns) - (Math.floor(p / columns) % rows), at) ? x : 0))];
  },
  samples: [{ call: `torch.${name}(a)`, shapes: [[3, 3]] }, { call: `a.${name}(1)`, shapes: [[2, 3, 4]] },
    { call: `a.${name}(-1)`, shapes: [[3, 3]] }, { call: `a.${name}()`, shapes: [[3]] }],
});
export const linalg_diagonal = defineOp({
  schema: 'diagonal(Tensor A, *, int offset=0, int dim1=-2, int dim2=-1) -> Tensor',
  paths: ['torch.linalg.diagonal'],
  doc: 'A diagonal of the last plane, as last axis. https://pytorch.org/docs/stable/generated/torch.linalg.diagonal.html',
  view: true,
  shape: ({ A, ...rest }, rule) => diagonal.shape({ input: A, ...rest }, rule),
  receptiveField: ({ A, ...rest }, out) => diagonal.receptiveField?.({ input: A, ...rest }, out) ?? 'global',
  eval: ({ A, ...rest }, outs) => diagonal.eval?.({ input: A, ...rest }, outs) ?? [],
  samples: [{ call: 'torch.linalg.diagonal(a)', shapes: [[3, 5, 2]] }, { call: 'torch.linalg.diagonal(a, offset=-1)',
      shapes: [[3, 4]] }],
});
export const tril = triangle('tril', (offset, at) => offset <= at);
export const triu = triangle('triu', (offset, at) => offset >= at);
export const trace = defineOp({
  schema: 'trace(Tensor input) -> Tensor',
  paths: both('trace'),
  doc: `The sum of the diagonal. ${docs('trace')}`,
  shape({ input }, rule) {
    if (input.shape.length !== 2) rule.raise('RuntimeError',
      `trace: expected a matrix, but got tensor with dim ${input.shape.length}`);
    return { shape: [], dtype: input.dtype.includes('int') ? 'int64' : input.dtype };
  },
  receptiveField: () => 'global',
  eval({ input }) {
    const { size, step } = diagonalPlan(input.shape, 0, 0, 1);
    return [[range(size).reduce((sum, i) => sum + (input.data?.[i * step] ?? NaN), 0)]];
  },
  samples: [{ call: 'torch.trace(a)', shapes: [[2, 3]] }, { call: 'torch.trace(a)', shapes: [[2]] }],
});

// ---- windows as views ----
export const unfold = defineOp({
  schema: 'unfold(Tensor input, int dimension, int size, int step) -> Tensor',
  paths: method('unfold'),
  doc: 'All windows of an axis, their positions as a new last axis.'
    + ' https://pytorch.org/docs/stable/generated/torch.Tensor.unfold.html',
  view: true,
  shape({ input, dimension, size, step }, rule) {
    const axis = axisOf(dimension, input.shape.length, rule);
    const n = input.shape[axis] ?? rule.dim(1);
    rule.require(rule.test((k, s) => k <= s, size, n),
      () => `maximum size for tensor at dimension ${axis} is ${showDim(n)} but size is ${showDim(size)}`, [size, n]);
    rule.require(rule.test((s) => s > 0, step), () => `step is ${showDim(step)} but must be > 0`, [step]);
    return { shape: [...input.shape.map((d, i) =>
      (i === axis ? rule.map((a, k, s) => Math.floor((a - k) / s) + 1, n, size, step) : d)), size],
      dtype: input.dtype };
  },
  receptiveField({ input, dimension, size, step }) {
    const axis = plainAxis(dimension, input.shape.length);
    return [...range(input.shape.length).map((i): AxisView =>
      (i === axis ? { kind: 'window', axis: i, kernel: size, stride: step, padding: 0, dilation: 1 }
        : { kind: 'same', axis: i })), { kind: 'none' }];
  },
  eval({ input, dimension, step }, [out]) {
    const axis = plainAxis(dimension, input.shape.length);
    const strides = stridesOf(input.shape);
    return [pick(input.data ?? [], stridedPositions(
      out?.shape ?? [], [...strides.map((s, i) => (i === axis ? s * step : s)), strides[axis] ?? 1]))];
  },
  samples: [{ call: 'a.unfold(0, 2, 1)', shapes: [[5]] }, { call: 'a.unfold(1, 2, 2)', shapes: [[2, 5, 3]] },
    { call: 'a.unfold(0, 6, 1)', shapes: [[5]] }],
});
export const as_strided = defineOp({
  schema: 'as_strided(Tensor input, int[] size, int[] stride, int? storage_offset=None) -> Tensor',
  paths: both('as_strided'),
  doc: `The memory under any sizes and strides. ${docs('as_strided')}`,
  view: true,
  inplace: true,
  shape({ input, size, stride }, rule) {
    if (size.length !== stride.length) rule.raise('RuntimeError', 'mismatch in length of strides and shape');
    return { shape: size, dtype: input.dtype };
  },
  receptiveField: () => 'global',
  // As PyTorch does it for a tensor whose elements lie in row-major order.
  eval: ({ input, size, stride, storage_offset }) =>
    [pick(input.data ?? [], stridedPositions(size, stride, storage_offset ?? 0))],
  lower: ({ size, stride, storage_offset }) => ({ inputs: ['input'], kernel: 'strided', shape: size, strides: stride,
    offset: storage_offset ?? 0 }),
  samples: [{ call: 'a.as_strided((2, 2), (1, 2))', shapes: [[6]] },
    { call: 'torch.as_strided(a, (3, 2), (2, 1), 1)', shapes: [[2, 4]] },
    { call: 'a.as_strided_((2, 2), (1, 2))', shapes: [[6]] }],
});
export const as_strided_scatter = defineOp({
  schema: 'as_strided_scatter(Tensor input, Tensor src, int[] size, int[] stride, int? storage_offset=None) -> Tensor',
  paths: both('as_strided_scatter'),
  doc: `A copy with other elements where as_strided looks. ${docs('as_strided_scatter')}`,
  shape: ({ input }) => ({ shape: input.shape, dtype: input.dtype }),
  receptiveField: () => 'global',
  complex: 'moves',
  eval({ input, src, size, stride, storage_offset }) {
    const data = [...input.data ?? []];
    for (const [i, at] of stridedPositions(size, stride, storage_offset ?? 0).entries()) data[at] = src.data?.[i] ?? NaN;
    return [data];
  },
  lower: ({ size, stride, storage_offset }) => ({ inputs: ['input', 'src'], kernel: 'stridedWrite', shape: size,
    strides: stride, offset: storage_offset ?? 0 }),
  samples: [{ call: 'torch.as_strided_scatter(a, b, (2, 2), (4, 1), 1)', shapes: [[2, 4], [2, 2]] }],
});
export const vander = defineOp({
  schema: 'vander(Tensor x, int? N=None, bool increasing=False) -> Tensor',
  paths: fn('vander'),
  doc: `Powers of a vector as columns. ${docs('vander')}`,
  shape({ x, N }, rule) {
    rule.require(x.shape.length === 1, () => 'x must be a one-dimensional tensor.', x.shape);
    return { shape: [x.shape[0] ?? rule.dim(1), N ?? x.shape[0] ?? rule.dim(1)], dtype: isIntegral(x.dtype) ? 'int64' : x.dtype };
  },
  receptiveField: () => 'global',
  eval({ x, increasing }, [out]) {
    const columns = out?.shape[1] ?? 0;
    return [(x.data ?? []).flatMap((v) => range(columns).map((j) => v ** (increasing ? j : columns - 1 - j)))];
  },
  samples: [{ call: 'torch.vander(a)', shapes: [[3]] }, { call: 'torch.vander(a)', shapes: [[]] },
    { call: 'torch.vander(a)', shapes: [[3]], dtypes: ['int32'] }],
});
export const diagflat = defineOp({
  schema: 'diagflat(Tensor input, int offset=0) -> Tensor',
  paths: both('diagflat'),
  doc: `All elements on the diagonal of a square. ${docs('diagflat')}`,
  shape({ input, offset }, rule) {
    const side = rule.map((o, ...sizes) => sizes.reduce((x, y) => x * y, 1) + Math.abs(o), offset, ...input.shape);
    return { shape: [side, side], dtype: input.dtype };
  },
  receptiveField: () => 'global',
  eval({ input, offset }, [out]) {
    const [side = 0] = out?.shape ?? [];
    const data = range(side * side).map(() => 0);
    for (const [i, x] of (input.data ?? []).entries()) data[(i + Math.max(0, -offset)) * side + i + Math.max(0, offset)] = x;
    return [data];
  },
  samples: [{ call: 'torch.diagflat(a)', shapes: [[2, 3]] }, { call: 'torch.diagflat(a, -1)', shapes: [[2]] }],
});
