// Pooling. Where ONNX pads both ends alike PyTorch's ops say the same; other paddings, dilated averages, Lp pools and indices
// over the whole tensor have an op of their own.
import { adaptive_avg_pool1d, adaptive_avg_pool2d, adaptive_avg_pool3d } from '../adaptivePool';
import { amax } from '../extremes';
import { abs, pow } from '../elementwise';
import { mean, sum } from '../reduce';
import { avg_pool1d, avg_pool2d, avg_pool3d, max_pool1d, max_pool2d, max_pool3d } from '../pool';
import { windowViews } from '../windows';
import { plainNumel } from '../../tensor/dim';
import { isFloating } from '../../tensor/dtype';
import { stridesOf } from '../../tensor/broadcast';
import { castElement } from '../../tensor/round';
import { constantOf, int, type Tensor } from '../../tensor/value';
import { asFloating, ints, numberOf, onnxOp, range, rankOf, run, scalar } from './apply';
import { operators, type OnnxCall, type OnnxResult } from './contract';
import { isSymmetric, padded, slidingOf, type Sliding } from './conv';

/** Windows along an axis; with ceil_mode one that would start behind the input and its front padding is left out. */
function outputSize(n: number, k: number, stride: number, before: number, after: number, dilation: number,
  ceil: boolean): number {
  const steps = (n + before + after - ((k - 1) * dilation + 1)) / stride;
  const count = (ceil ? Math.ceil(steps) : Math.floor(steps)) + 1;
  return ceil && (count - 1) * stride >= n + before ? count - 1 : count;
}

const onnx_pool = onnxOp({
  schema: 'onnx_pool(Tensor input, str mode, int[] kernel_size, int[] stride, int[] before, int[] after, int[] dilation, \
bool ceil_mode, bool count_include_pad, float p, bool by_columns) -> (Tensor, Tensor)',
  doc: 'The largest, mean or norm of each window, and where the largest is. https://onnx.ai/onnx/operators/onnx__MaxPool.html',
  shape({ input, mode, kernel_size, stride, before, after, dilation, ceil_mode }, rule) {
    const space = input.shape.slice(2).map((n, i) => rule.map((...x) =>
      outputSize(x[0], x[1], x[2], x[3], x[4], x[5], ceil_mode), n, kernel_size[i], stride[i], before[i], after[i], dilation[i]));
    const shape = [...input.shape.slice(0, 2), ...space];
    return mode === 'max' ? [{ shape, dtype: input.dtype }, { shape, dtype: 'int64' }] : [{ shape, dtype: input.dtype }];
  },
  receptiveField: ({ kernel_size, stride, before, dilation }, out) => windowViews(out.shape.length, kernel_size.length,
    { kernel: kernel_size, stride, padding: before, dilation }, 'kept'),
  eval(args, outs) {
    const { input, mode, stride, before } = args;
    const data = input.data ?? [];
    const space = input.shape.slice(2);
    const plane = plainNumel(space);
    const values: number[] = [];
    const places: number[] = [];
    for (let c = 0; c < plainNumel(input.shape.slice(0, 2)); c++) {
      for (const at of indices(outs[0].shape.slice(2))) {
        const window = windowPlaces(args, space, at.map((x, i) => x * stride[i] - before[i]));
        const elements = window.inside.map((place) => data[c * plane + place]);
        const { value, best } = pooled(mode, elements, args.count_include_pad ? window.padded : elements.length, args.p);
        values.push(castElement(value, outs[0].dtype));
        places.push(c * plane + columnPlace(window.inside[best] ?? 0, space, args.by_columns));
      }
    }
    return mode === 'max' ? [values, places] : [values];
  },
});

const indices = (shape: readonly number[]): number[][] =>
  shape.reduce<number[][]>((all, size) => all.flatMap((at) => range(size).map((i) => [...at, i])), [[]]);

/** Places of a window's elements within a plane, and how many there are with those in the padding. */
function windowPlaces(args: { kernel_size: readonly number[]; dilation: readonly number[]; before: readonly number[];
  after: readonly number[] }, space: readonly number[], start: readonly number[]) {
  const strides = stridesOf(space);
  const inside: number[] = [];
  let padded_ = 0;
  for (const step of indices(args.kernel_size)) {
    const at = step.map((k, i) => start[i] + k * args.dilation[i]);
    if (at.every((x, i) => x < space[i] + args.after[i])) padded_++;
    if (at.every((x, i) => x >= 0 && x < space[i])) inside.push(at.reduce((sum_, x, i) => sum_ + x * strides[i], 0));
  }
  return { inside, padded: padded_ };
}

function pooled(mode: string, elements: readonly number[], count: number, p: number): { value: number; best: number } {
  const total = (f: (x: number) => number): number => elements.reduce((so, x) => so + f(x), 0);
  if (mode === 'average') return { value: total((x) => x) / count, best: 0 };
  if (mode === 'lp') return { value: total((x) => Math.abs(x) ** p) ** (1 / p), best: 0 };
  let best = 0;
  for (let i = 1; i < elements.length; i++) if (elements[i] > elements[best]) best = i;
  return { value: elements[best] ?? -Infinity, best };
}

/** The number of a place when the first spatial axis runs fastest. */
function columnPlace(place: number, space: readonly number[], byColumns: boolean): number {
  if (!byColumns) return place;
  let [rest, result, step] = [place, 0, 1];
  const at = stridesOf(space).map((stride) => {
    const x = Math.floor(rest / stride);
    rest -= x * stride;
    return x;
  });
  for (const [i, x] of at.entries()) {
    result += x * step;
    step *= space[i];
  }
  return result;
}

interface Pool { readonly sliding: Sliding; readonly ceil: boolean; readonly space: number }
function poolOf(node: OnnxCall): Pool {
  const kernel = node.ints('kernel_shape') ?? node.rule.raise('OnnxError', `${node.type} does not say its kernel_shape`);
  const input = node.tensor(0);
  return { sliding: slidingOf(node, input.shape.slice(2), ints(kernel)), ceil: node.int('ceil_mode') === 1,
    space: kernel.length };
}

/** PyTorch pads at most half of the window. */
const fits = ({ sliding }: Pool): boolean => isSymmetric(sliding)
  && sliding.before.every((dim, i) => 2 * (constantOf(dim) ?? 0) <= (constantOf(sliding.kernel[i]) ?? 0));
const argsOf = ({ sliding, ceil }: Pool, padding: readonly number[]) => ({
  kernel_size: ints(sliding.kernel.map((k) => constantOf(k) ?? 0)), stride: ints(sliding.stride), padding: ints(padding),
  ceil_mode: ceil });

function own(node: OnnxCall, mode: string, { sliding, ceil }: Pool, countPadding = false): OnnxResult {
  const numbers = (dims: Sliding['before']): number[] => dims.map((dim) => numberOf(node, dim, 'the size of its input'));
  return node.apply(onnx_pool, {
    input: node.tensor(0), mode, kernel_size: ints(numbers(sliding.kernel)), stride: ints(sliding.stride),
    before: ints(numbers(sliding.before)), after: ints(numbers(sliding.after)), dilation: ints(sliding.dilation), ceil_mode: ceil,
    count_include_pad: countPadding, p: node.int('p') ?? 2, by_columns: node.int('storage_order') === 1,
  }).all;
}

function maxPool(node: OnnxCall): OnnxResult {
  const pool = poolOf(node);
  const op = [max_pool1d, max_pool2d, max_pool3d][pool.space - 1];
  const input = node.tensor(0);
  const dilation = ints(pool.sliding.dilation);
  if (!op || node.outputs.length > 1) return own(node, 'max', pool);
  const none = range(pool.space).map(() => 0);
  const before = pool.sliding.before.map((dim) => constantOf(dim) ?? 0);
  if (fits(pool)) return asFloating(node, input, (floating) => run(node, op, { input: floating, ...argsOf(pool, before),
    dilation }));
  if (!isFloating(input.dtype) || pool.ceil) return own(node, 'max', pool);
  return run(node, op, { input: padded(node, input, pool.sliding, -Infinity), ...argsOf(pool, none), dilation });
}

function averagePool(node: OnnxCall): OnnxResult {
  const pool = poolOf(node);
  const op = [avg_pool1d, avg_pool2d, avg_pool3d][pool.space - 1];
  const input = node.tensor(0);
  const count = node.int('count_include_pad') === 1;
  if (!op || pool.sliding.dilation.some((d) => d !== 1)) return own(node, 'average', pool, count);
  const none = range(pool.space).map(() => 0);
  if (fits(pool)) {
    return run(node, op, { input, ...argsOf(pool, pool.sliding.before.map((dim) => constantOf(dim) ?? 0)),
      count_include_pad: count });
  }
  if (!count || pool.ceil) return own(node, 'average', pool, count);
  return run(node, op, { input: padded(node, input, pool.sliding, 0), ...argsOf(pool, none) });
}

const spaceOf = (node: OnnxCall) => range(rankOf(node.tensor(0))).slice(2).map((axis) => int(axis));
function globalAverage(node: OnnxCall): Tensor {
  const input = node.tensor(0);
  const space = spaceOf(node);
  const op = [adaptive_avg_pool1d, adaptive_avg_pool2d, adaptive_avg_pool3d][space.length - 1];
  return op ? run(node, op, { input, output_size: space.map(() => int(1)) })
    : run(node, mean, { input, dim: space, keepdim: true });
}
function globalNorm(node: OnnxCall): Tensor {
  const p = node.int('p') ?? 2;
  const powers = run(node, pow, { input: run(node, abs, { input: node.tensor(0) }), exponent: scalar(p) });
  return run(node, pow, { input: run(node, sum, { input: powers, dim: spaceOf(node), keepdim: true }), exponent: scalar(1 / p) });
}

const onnx_max_unpool = onnxOp({
  schema: 'onnx_max_unpool(Tensor input, Tensor indices, int[] size) -> Tensor',
  doc: 'Puts elements at places of a larger tensor, zero elsewhere. https://onnx.ai/onnx/operators/onnx__MaxUnpool.html',
  shape: ({ input, size }) => ({ shape: size, dtype: input.dtype }),
  receptiveField: () => 'global',
  eval({ input, indices: places, size }) {
    const result = range(plainNumel(size)).map(() => 0);
    (places.data ?? []).forEach((place, i) => {
      result[place] = input.data?.[i] ?? NaN;
    });
    return [result];
  },
});
/** The indices count the places of the tensor that the sizes of the window give; a larger one is filled row by row. */
function unpool(node: OnnxCall): Tensor {
  const input = node.tensor(0);
  const { sliding } = poolOf(node);
  const space = input.shape.slice(2).map((n, i) => node.rule.map((x, k, before, after) =>
    (x - 1) * sliding.stride[i] + k - before - after, n, sliding.kernel[i], sliding.before[i], sliding.after[i]));
  const inferred = [...input.shape.slice(0, 2), ...space].map((dim) => int(numberOf(node, dim, 'the size of its input')));
  const size = node.optionalDims(2);
  if (size && size.some((dim, i) => constantOf(dim) !== inferred[i].value)) {
    return run(node, onnx_max_unpool, { input, indices: moved(node, inferred.map((d) => Number(d.value)), size), size });
  }
  return run(node, onnx_max_unpool, { input, indices: node.tensor(1), size: inferred });
}
/** Places in the smaller shape as places in the larger one. */
function moved(node: OnnxCall, from: readonly number[], to: readonly { readonly value: unknown }[]): Tensor {
  const [inner, outer] = [stridesOf(from), stridesOf(to.map((dim) => Number(dim.value)))];
  const places = node.numbers(1).map((place) => inner.reduce<readonly [rest: number, so: number]>(([rest, so], stride, i) =>
    [rest % stride, so + Math.floor(rest / stride) * outer[i]], [place, 0])[1]);
  return node.constant(places, node.tensor(1).shape.map((dim) => constantOf(dim) ?? 0), 'int64');
}

export const POOL_OPS = { onnx_pool, onnx_max_unpool };
export const pools = /* @__PURE__ */ operators({
  MaxPool: maxPool,
  AveragePool: averagePool,
  LpPool: (node) => own(node, 'lp', poolOf(node)),
  GlobalAveragePool: globalAverage,
  GlobalMaxPool: (node) => run(node, amax, { input: node.tensor(0), dim: spaceOf(node), keepdim: true }),
  GlobalLpPool: globalNorm,
  MaxUnpool: unpool,
});
