// Adaptive pooling: the output size is given and the windows follow from it. With the modules.
import { plainNumel, showDim, showShape } from '../tensor/dim';
import { isIntegral } from '../tensor/dtype';
import { castElement } from '../tensor/round';
import { scalarTypeOf } from '../tensor/scalarType';
import { adaptiveWindow } from '../tensor/window';
import { constantOf, type Dim, type Int, type PlainMeta, type PlainTensor, type Tensor } from '../tensor/value';
import { defineModule, defineOp, type AxisView, type RuleContext, type Sample } from './op';
import { largestAt, nnDocs, type Rank } from './pool';
import { gcdOf } from './elementwise';
import { range } from './rules';
import { each3, three } from './windows';
import { pairOf } from './lowering';
import type { Lowering } from '../tensor/plan';

const fnDocs = (name: string): string => `https://pytorch.org/docs/stable/generated/torch.nn.functional.${name}.html`;
const s = (call: string, ...shapes: number[][]): Sample => ({ call, shapes });

type Size = Int | null | (Int | null)[];
/** One size per axis; None stands for the size of the input there, once the functional form has looked at the rank. */
function outputSizes(name: string, size: Size, input: Tensor, rank: Rank, rule: RuleContext): readonly Dim[] {
  const n = input.shape.length;
  if (!Array.isArray(size)) return range(rank).map((i) => size ?? input.shape[n - rank + i]);
  if (rank === 1) {
    rule.require(size.length === 1, () => `${name}() argument 'output_size' should contain one int (got ${size.length})`);
    return [size[0] ?? rule.raise('TypeError',
      `${name}(): argument 'output_size' (position 2) must be tuple of ints, not tuple`)];
  }
  if (n <= size.length) rule.raise('ValueError', `Input dimension should be at least ${size.length + 1}`, input.shape);
  const filled = size.map((d, i) => d ?? input.shape[n - size.length + i]);
  const isMax = name.startsWith('adaptive_max');
  rule.require(filled.length === rank,
    () => `${name}${isMax ? '()' : ''}: ${isMax ? 'internal error: output_size.size() must be' : 'output_size must '
      + 'be'} ${rank}`);
  return filled;
}

function checkInput(name: string, input: Tensor, rank: Rank, rule: RuleContext): void {
  const n = input.shape.length;
  if (rank === 1) {
    rule.require(n === 2 || n === 3,
      () => `Expected 2 to 3 dimensions, but got ${n}-dimensional tensor for argument #1 'self' (while checking `
        + `arguments for ${name})`);
  } else {
    const colon = name.startsWith('adaptive_max') ? ':' : '';
    rule.require(n === rank + 1 || n === rank + 2,
      () => `${name}(): Expected ${rank + 1}D or ${rank + 2}D tensor, but got${colon} ${showShape(input.shape)}`, input.shape);
  }
  for (const [i, size] of input.shape.entries()) {
    if (i < n - rank && (name.startsWith('adaptive_avg') || i === 0)) continue;
    rule.require(rule.test((x) => x !== 0, size), () =>
      `${rank === 1 ? name.replace('1d', '2d') : name}(): Expected input to have non-zero size for non-batch dimensions, `
        + `but input has sizes ${showShape(input.shape)} with dimension ${i} being empty`, [size]);
  }
}

/** Python asks None for its length, C refuses it by its type. */
function requireSize(name: string, size: unknown, rank: Rank, rule: RuleContext): void {
  if (size !== null) return;
  rule.raise('TypeError', rank === 1 ? `${name}(): argument 'output_size' (position 2) must be tuple of ints, not NoneType`
    : "object of type 'NoneType' has no len()");
}

function checkSizes(name: string, sizes: readonly Dim[], input: Tensor, rank: Rank, rule: RuleContext): void {
  const negative = sizes.some((d) => rule.test((x) => x < 0, d) === true);
  if (name.startsWith('adaptive_avg')) {
    const shown = (rank === 1 ? [rule.dim(1), ...sizes] : sizes).map(showDim).join(', ');
    rule.require(!negative,
      () => `${rank === 1 ? 'adaptive_avg_pool2d' : name}: elements of output_size must be greater than or equal to 0 `
        + `but received {${shown}}`, sizes);
    return;
  }
  const shape = [...input.shape.slice(0, -rank), ...sizes];
  const first = shape.find((d) => rule.test((x) => x < 0, d) === true);
  rule.require(!first,
    () => `Trying to create tensor with negative dimension ${first ? showDim(first) : ''}: ${showShape(shape)}`, sizes);
}

function checkType(name: string, input: Tensor, sizes: readonly Dim[], rule: RuleContext): void {
  if (!isIntegral(input.dtype)) return;
  if (name === 'adaptive_avg_pool2d' && sizes.every((d) => constantOf(d) === 1)) {
    rule.raise('RuntimeError', `mean(): could not infer output dtype. Input dtype must be either a floating point or `
      + `complex dtype. Got: ${scalarTypeOf(input.dtype)}`);
  }
  const kernel = { adaptive_avg_pool1d: 'adaptive_avg_pool2d', adaptive_max_pool1d: 'adaptive_max_pool2d',
    adaptive_max_pool3d: 'adaptive_max_pool3d_cpu', adaptive_avg_pool3d: 'adaptive_avg_pool3d_cpu' }[name] ?? name;
  rule.raise('RuntimeError', `"${kernel}" not implemented for '${scalarTypeOf(input.dtype)}'`);
}

/** Windows of one size where the input divides evenly; elsewhere the axis is resized and the largest window counts. */
function axisView(axis: number, size: number, out: number): AxisView {
  if (out === size) return { kind: 'same', axis };
  if (out <= 1) return { kind: 'all', axis };
  if (size % out === 0) return { kind: 'window', axis, kernel: size / out, stride: size / out, padding: 0, dilation: 1 };
  // A window begins at i·size/out, rounded down, and ends at the next begin, rounded up: longest where most is rounded away.
  return { kind: 'resize', axis, scale: out / size, reach: 1 + Math.ceil((size - gcdOf(size, out)) / out) };
}
const views = (input: PlainMeta, out: PlainMeta, rank: number): AxisView[] => out.shape.map((size, axis) =>
  (axis < out.shape.length - rank ? { kind: 'same', axis } : axisView(axis, input.shape[axis], size)));

function windows(input: PlainTensor, out: PlainMeta, rank: number,
  reduce: (plane: readonly number[], positions: readonly number[]) => number): number[] {
  const [from, to] = [three(input.shape.slice(-rank), 1), three(out.shape.slice(-rank), 1)];
  const plane = plainNumel(from);
  const result: number[] = [];
  for (let n = 0; n < plainNumel(input.shape.slice(0, -rank)); n++) {
    const data = (input.data ?? []).slice(n * plane, (n + 1) * plane);
    each3(to, (...at) => {
      const [z, y, x] = at.map((i, axis) => {
        const [start, end] = adaptiveWindow(i, to[axis], from[axis]);
        return range(end - start).map((j) => start + j);
      });
      result.push(reduce(data, z.flatMap((a) => y.flatMap((b) => x.map((c) => (a * from[1] + b) * from[2] + c)))));
    });
  }
  return result;
}

const explain = (input: PlainMeta, out: PlainMeta, rank: number): string =>
  [...new Set(range(rank).map((i) => {
    const [from, to] = [input.shape[input.shape.length - rank + i], out.shape[out.shape.length - rank + i]];
    return from % Math.max(1, to) === 0 && to > 0 ? `${from} → ${to}, windows of ${from / to}`
      : `${from} → ${to}, windows of ⌊i·${from}/${to}⌋ to ⌈(i + 1)·${from}/${to}⌉`;
  }))].join(', ');

/** Windows of one size beside each other are those of a plain pool. */
function evenPool(rank: Rank, mode: 'max' | 'average', input: PlainMeta, out: PlainMeta): Lowering | null {
  const [from, to] = [input.shape.slice(-rank), out.shape.slice(-rank)];
  if (input.shape.length !== rank + 2 || to.some((n, i) => n === 0 || from[i] % n !== 0)) return null;
  const size = from.map((n, i) => n / to[i]);
  const [none, one] = [from.map(() => 0), from.map(() => 1)];
  return rank === 2 ? { inputs: ['input'], kernel: 'pool2d', mode, countPadding: false, size: pairOf(size), stride: pairOf(size),
    padding: pairOf(none), dilation: pairOf(one) }
    : { inputs: ['input'], kernel: 'poolNd', mode, countPadding: false, size, stride: size, padding: none, dilation: one };
}

const AVG = 'adaptive_avg_pool(Tensor input, int?|int?[] output_size) -> Tensor';
function avgOp(rank: Rank, samples: readonly Sample[]) {
  const name = `adaptive_avg_pool${rank}d`;
  return defineOp({
    schema: AVG.replace('adaptive_avg_pool(', `${name}(`) as typeof AVG,
    paths: rank === 1 ? [`torch.nn.functional.${name}`, `torch.${name}`] : [`torch.nn.functional.${name}`],
    doc: `Means over windows that follow from the output size. ${fnDocs(name)}`,
    shape({ input, output_size }, rule) {
      requireSize(name, output_size, rank, rule);
      if (rank === 1) checkInput(name, input, rank, rule);
      const sizes = outputSizes(name, output_size, input, rank, rule);
      if (rank > 1) {
        checkSizes(name, sizes, input, rank, rule);
        checkInput(name, input, rank, rule);
      } else checkSizes(name, sizes, input, rank, rule);
      checkType(name, input, sizes, rule);
      return { shape: [...input.shape.slice(0, -rank), ...sizes], dtype: input.dtype };
    },
    receptiveField: ({ input }, out) => views(input, out, rank),
    eval: ({ input }, [out]) =>
      [windows(input, out, rank, (plane, at) => castElement(at.reduce((sum, p) => sum + plane[p], 0) / at.length, out.dtype))],
    lower: ({ input }, [out]) => (rank === 2 && input.shape.length === 4 ? { inputs: ['input'], kernel: 'adaptivePool2d',
      mode: 'average' } : evenPool(rank, 'average', input, out)),
    explain: ({ input }, out) => explain(input, out, rank),
    samples,
  });
}
export const adaptive_avg_pool1d = avgOp(1, [
  s('F.adaptive_avg_pool1d(a, 2)', [1, 2, 5]), s('F.adaptive_avg_pool1d(a, 3)', [2, 6]),
  s('F.adaptive_avg_pool1d(a, 2)', [4]), s('F.adaptive_avg_pool1d(a, (2, 3))', [2, 3, 4]),
  s('F.adaptive_avg_pool1d(a, -1)', [2, 3, 4]),
]);
export const adaptive_avg_pool2d = avgOp(2, [
  s('F.adaptive_avg_pool2d(a, 1)', [2, 3, 4, 4]), s('F.adaptive_avg_pool2d(a, (3, 2))', [2, 7, 4]),
  s('F.adaptive_avg_pool2d(a, (None, 2))', [1, 2, 3, 5]), s('F.adaptive_avg_pool2d(a, 7)', [1, 2, 5, 8]),
  s('F.adaptive_avg_pool2d(a, 2)', [4, 4]), s('F.adaptive_avg_pool2d(a, (2, 2, 2))', [1, 4, 4, 4]),
  s('F.adaptive_avg_pool2d(a, (2,))', [1, 4, 4, 4]), s('F.adaptive_avg_pool2d(a, 2)', [1, 4, 0, 4]),
  s('F.adaptive_avg_pool2d(a, -1)', [1, 4, 4, 4]),
  { call: 'F.adaptive_avg_pool2d(a, 1)', shapes: [[1, 2, 4, 4]], dtypes: ['int64'] },
  { call: 'F.adaptive_avg_pool2d(a, 2)', shapes: [[1, 2, 4, 4]], dtypes: ['int64'] },
]);
export const adaptive_avg_pool3d =
  avgOp(3, [s('F.adaptive_avg_pool3d(a, 2)', [1, 2, 3, 4, 5]),
    s('F.adaptive_avg_pool3d(a, (1, None, 2))', [2, 3, 4, 5]), s('F.adaptive_avg_pool3d(a, 2)', [4, 4, 4]),
    s('F.adaptive_avg_pool3d(a, (2, 2))', [1, 4, 4, 4])]);

const MAX = 'adaptive_max_pool(Tensor input, int?|int?[] output_size, bool return_indices=False) -> Tensor|(Tensor, Tensor)';
function maxOp(rank: Rank, samples: readonly Sample[]) {
  const name = `adaptive_max_pool${rank}d`;
  return defineOp({
    schema: MAX.replace('adaptive_max_pool(', `${name}(`) as typeof MAX,
    paths: [`torch.nn.functional.${name}`],
    doc: `The largest elements of windows that follow from the output size. ${fnDocs(name)}`,
    shape({ input, output_size, return_indices }, rule) {
      if (rank === 1) checkInput(name, input, rank, rule);
      const sizes = outputSizes(name, output_size, input, rank, rule);
      if (rank > 1) checkInput(name, input, rank, rule);
      checkSizes(name, sizes, input, rank, rule);
      checkType(name, input, sizes, rule);
      const shape = [...input.shape.slice(0, -rank), ...sizes];
      const values = { shape, dtype: input.dtype };
      return return_indices ? [values, { shape, dtype: 'int64' as const }] : values;
    },
    receptiveField: ({ input }, out) => views(input, out, rank),
    eval({ input }, outs) {
      const values = windows(input, outs[0], rank, (plane, at) => plane[largestAt(plane, at)] ?? NaN);
      return [values, windows(input, outs[0], rank, largestAt)].slice(0, outs.length);
    },
    lower: ({ input }, outs) => (outs.length === 1 ? evenPool(rank, 'max', input, outs[0]) : null),
    explain: ({ input }, out) => explain(input, out, rank),
    samples,
  });
}
export const adaptive_max_pool1d =
  maxOp(1, [s('F.adaptive_max_pool1d(a, 2)', [1, 2, 5]), s('F.adaptive_max_pool1d(a, 3, return_indices=True)', [2, 6]),
    s('F.adaptive_max_pool1d(a, 2)', [4]), s('F.adaptive_max_pool1d(a, (2, 2))', [2, 4])]);
export const adaptive_max_pool2d = maxOp(2, [
  s('F.adaptive_max_pool2d(a, (3, 2))', [2, 7, 4]), s('F.adaptive_max_pool2d(a, (None, 2), True)', [1, 2, 3, 5]),
  s('F.adaptive_max_pool2d(a, 2)', [4, 4]), s('F.adaptive_max_pool2d(a, (2, 2, 2))', [2, 4, 4]),
  s('F.adaptive_max_pool2d(a, 2)', [2, 4, 0]), s('F.adaptive_max_pool2d(a, -1)', [2, 4, 4]),
  { call: 'F.adaptive_max_pool2d(a, 1)', shapes: [[1, 2, 4, 4]], dtypes: ['int64'] },
]);
export const adaptive_max_pool3d =
  maxOp(3, [s('F.adaptive_max_pool3d(a, 2)', [1, 2, 3, 4, 5]), s('F.adaptive_max_pool3d(a, 2)', [4, 4, 4])]);

/** The same with the positions, whatever the flag says. */
const INDEXED = 'pool(Tensor input, int?|int?[] output_size, bool return_indices=True) -> (Tensor, Tensor)';
function maxWithIndices(rank: Rank, op: typeof adaptive_max_pool2d, ...paths: readonly string[]) {
  const name = `adaptive_max_pool${rank}d_with_indices`;
  return defineOp({
    schema: INDEXED.replace('pool(', `${name}(`) as typeof INDEXED,
    paths: [`torch.nn.functional.${name}`, ...paths],
    doc: op.doc,
    shape: (args, rule) => op.shape({ ...args, return_indices: true }, rule),
    receptiveField: ({ input }, out) => views(input, out, rank),
    eval: (args, outs) => op.eval?.({ ...args, return_indices: true }, outs) ?? [],
    samples: [s(`F.${name}(a, 2)`, [1, 2, 3, 4, 5].slice(0, rank + 2))],
  });
}
export const adaptive_max_pool1d_with_indices = maxWithIndices(1, adaptive_max_pool1d, 'torch.adaptive_max_pool1d');
export const adaptive_max_pool2d_with_indices = maxWithIndices(2, adaptive_max_pool2d);
export const adaptive_max_pool3d_with_indices = maxWithIndices(3, adaptive_max_pool3d);

// ---- modules ----------------------------------------------------------------------------------------------------------

const AVG_MODULE = 'AdaptiveAvgPool(int?|int?[] output_size)';
function avgModule(rank: Rank, op: typeof adaptive_avg_pool2d, samples: readonly Sample[]) {
  const name = `AdaptiveAvgPool${rank}d`;
  return defineModule({
    path: `torch.nn.${name}`,
    schema: AVG_MODULE.replace('AdaptiveAvgPool(', `${name}(`) as typeof AVG_MODULE,
    doc: `Means over windows that follow from the output size. ${nnDocs(name)}`,
    forward: ({ args }, { input }, apply) => apply(op, { input, output_size: args.output_size }).first,
    samples,
  });
}
export const AdaptiveAvgPool1d =
  avgModule(1, adaptive_avg_pool1d,
    [s('nn.AdaptiveAvgPool1d(2)(a)', [1, 2, 5]), s('nn.AdaptiveAvgPool1d((5,))(a)', [2, 3, 3])]);
export const AdaptiveAvgPool2d =
  avgModule(2, adaptive_avg_pool2d,
    [s('nn.AdaptiveAvgPool2d(1)(a)', [1, 2, 5, 4]), s('nn.AdaptiveAvgPool2d((None, 3))(a)', [2, 5, 4]),
      s('nn.AdaptiveAvgPool2d((None, 3))(a)', [4, 4]), s('nn.AdaptiveAvgPool2d(None)(a)', [1, 2, 5, 4])]);
export const AdaptiveAvgPool3d = avgModule(3, adaptive_avg_pool3d, [s('nn.AdaptiveAvgPool3d((2, 2, 2))(a)', [1, 2, 3, 3, 4])]);

const MAX_MODULE = 'AdaptiveMaxPool(int?|int?[] output_size, bool return_indices=False)';
function maxModule(rank: Rank, op: typeof adaptive_max_pool2d, samples: readonly Sample[]) {
  const name = `AdaptiveMaxPool${rank}d`;
  return defineModule({
    path: `torch.nn.${name}`,
    schema: MAX_MODULE.replace('AdaptiveMaxPool(', `${name}(`) as typeof MAX_MODULE,
    doc: `The largest elements of windows that follow from the output size. ${nnDocs(name)}`,
    forward({ args }, { input }, apply) {
      const { first, all } = apply(op, { input, output_size: args.output_size, return_indices: args.return_indices });
      return args.return_indices ? all : first;
    },
    samples,
  });
}
export const AdaptiveMaxPool1d = maxModule(1, adaptive_max_pool1d, [s('nn.AdaptiveMaxPool1d(2)(a)', [1, 2, 5])]);
export const AdaptiveMaxPool2d =
  maxModule(2, adaptive_max_pool2d,
    [s('nn.AdaptiveMaxPool2d((None, 3))(a)', [2, 5, 4]), s('nn.AdaptiveMaxPool2d(2, return_indices=True)(a)', [2, 4, 4])]);
export const AdaptiveMaxPool3d =
  maxModule(3, adaptive_max_pool3d, [s('nn.AdaptiveMaxPool3d((None, None, None))(a)', [1, 2, 3, 3, 4])]);
