// Less common pools: power-average (lp_pool), unpooling by indices, fractional max pooling; with their modules.
import { plainNumel, showDim, showShape } from '../tensor/dim';
import { isIntegral, type DType } from '../tensor/dtype';
import { castElement, castElements } from '../tensor/round';
import { scalarTypeOf } from '../tensor/scalarType';
import type { Dim, Int, PlainMeta, PlainTensor, Tensor } from '../tensor/value';
import { defineModule, defineOp, type RuleContext, type Sample } from './op';
import { avg_pool1d, avg_pool2d, listOf, nnDocs, poolNumbers, slide, type Rank } from './pool';
import type { Scalar } from './schema';
import { floatResult, range } from './rules';
import { perAxis, windowViews } from './windows';

const fnDocs = (name: string): string => `https://pytorch.org/docs/stable/generated/torch.nn.functional.${name}.html`;
const s = (call: string, ...shapes: number[][]): Sample => ({ call, shapes });
const INDEXED = ['float32', 'int64'];

// ---- power average ----------------------------------------------------------------------------------------------------

const LP = 'lp_pool(Tensor input, Scalar norm_type, int|int[] kernel_size, int?|int[]? stride=None, \
bool ceil_mode=False) -> Tensor';
const integers = (call: string, shape: number[]): Sample[] => ['2', '2.0', 'True', '0.5'].flatMap((norm) =>
  ['int64', 'int32', 'bool'].map((dtype) => ({ call: call.replace('{}', norm), shapes: [shape], dtypes: [dtype] })));
function lpPool(rank: 1 | 2, samples: readonly Sample[]) {
  const name = `lp_pool${rank}d`;
  return defineOp({
    schema: LP.replace('lp_pool(', `${name}(`) as typeof LP,
    paths: [`torch.nn.functional.${name}`],
    doc: `The p-norm of each window. ${fnDocs(name)}`,
    shape({ input, norm_type, kernel_size, stride, ceil_mode }, rule) {
      const many = rank === 2 && Array.isArray(kernel_size) ? kernel_size.length : 2;
      if (many < 2) rule.raise('ValueError', `not enough values to unpack (expected 2, got ${many})`);
      if (many > 2) rule.raise('ValueError', 'too many values to unpack (expected 2)');
      const averaged = (rank === 1 ? avg_pool1d : avg_pool2d).shape({
        input: { ...input, dtype: powered(input, norm_type, rule) }, kernel_size: listOf(kernel_size), stride: listOf(stride),
        padding: [{ kind: 'int', value: 0, origin: null }], ceil_mode, count_include_pad: true, divisor_override: null,
      }, rule);
      if (!('shape' in averaged)) return averaged;
      if (rank === 1 && Array.isArray(kernel_size)) {
        rule.raise('TypeError', "mul(): argument 'other' (position 1) must be Tensor, not tuple");
      }
      if (Number(norm_type.value) === 0) rule.raise('ZeroDivisionError', 'float division by zero');
      return { shape: averaged.shape, dtype: floatResult(averaged.dtype) };
    },
    receptiveField: ({ kernel_size, stride, ceil_mode }, out) =>
      windowViews(out.shape.length, rank, numbers(rank, kernel_size, stride, ceil_mode), 'kept'),
    eval: ({ input, norm_type, kernel_size, stride, ceil_mode }, [out]) => {
      // Powers of integers by an integer have means without fractions; whether `norm_type` is one is no longer seen here.
      if (isIntegral(input.dtype) && Number.isInteger(norm_type)) return [];
      const w = numbers(rank, kernel_size, stride, ceil_mode);
      const count = perAxis(w.kernel, rank).reduce((a, b) => a * b, 1);
      // PyTorch takes the mean of the powers and multiplies by the size of a full window.
      return [slide(input, out, rank, w, (plane, at) => {
        const mean = at.reduce((sum, p) => sum + plane[p] ** norm_type, 0) / at.length;
        return castElement((mean * count) ** (1 / norm_type), out.dtype);
      })];
    },
    samples,
  });
}
/** The type of the elements' powers: integers stay integers where the exponent is one. */
function powered(input: Tensor, exponent: Scalar, rule: RuleContext): DType {
  if (!isIntegral(input.dtype)) return input.dtype;
  if (exponent.kind === 'float') return 'float32';
  if (input.dtype !== 'bool') return input.dtype;
  return exponent.kind === 'bool' ? rule.raise('RuntimeError', `"pow" not implemented for 'Bool'`) : 'int64';
}
const list = (value: number | number[] | null): number[] => (value === null ? [] : Array.isArray(value) ? value : [value]);
const numbers = (rank: number, kernel: number | number[], stride: number | number[] | null, ceil: boolean) =>
  poolNumbers(rank, { kernel_size: list(kernel), stride: list(stride), padding: [0], ceil_mode: ceil });
export const lp_pool1d = lpPool(1, [s('F.lp_pool1d(a, 2, 3)', [1, 2, 7]), s('F.lp_pool1d(a, 1, 2, 1)', [2, 5]),
  s('F.lp_pool1d(a, 2, (2,))', [1, 1, 4]), s('F.lp_pool1d(a, 2, 2, (2,))', [1, 1, 4]), s('F.lp_pool1d(a, 2, (2, 2))', [1, 1, 4]),
  ...integers('F.lp_pool1d(a, {}, 2)', [1, 1, 4])]);
export const lp_pool2d =
  lpPool(2, [s('F.lp_pool2d(a, 2, (2, 3), 1, True)', [1, 6, 6]), s('F.lp_pool2d(a, 2, 7)', [1, 1, 6, 6]),
    s('F.lp_pool2d(a, 4, 2)', [1, 1, 4, 4]), s('F.lp_pool2d(a, 2, (1,))', [1, 1, 4, 4]),
    s('F.lp_pool2d(a, 2, (1, 2, 3))', [1, 1, 4, 4]), s('F.lp_pool2d(a, 2, (2, 2), (2,))', [1, 4, 4]),
    s('F.lp_pool2d(a, 0, 2)', [1, 4, 4]), ...integers('F.lp_pool2d(a, {}, 2)', [1, 1, 4, 4])]);

const LP_MODULE = 'LPPool(float norm_type, int|int[] kernel_size, int?|int[]? stride=None, bool ceil_mode=False)';
const lpModule = (rank: 1 | 2, op: typeof lp_pool2d) => defineModule({
  path: `torch.nn.LPPool${rank}d`,
  schema: LP_MODULE.replace('LPPool(', `LPPool${rank}d(`) as typeof LP_MODULE,
  doc: `The p-norm of each window. ${nnDocs(`LPPool${rank}d`)}`,
  forward: ({ args }, { input }, apply) =>
    apply(op, { input, ...args, norm_type: { kind: 'float', value: args.norm_type } }).first,
  samples: [s(`nn.LPPool${rank}d(2, 3, stride=2)(a)`, [1, 2, 9, 9].slice(0, rank + 2)),
    ...['int32', 'int64', 'bool', 'uint8'].map((dtype): Sample =>
      ({ call: `nn.LPPool${rank}d(2, 2)(a)`, shapes: [[1, 2, 4, 4].slice(0, rank + 2)], dtypes: [dtype] }))],
});
export const LPPool1d = lpModule(1, lp_pool1d);
export const LPPool2d = lpModule(2, lp_pool2d);

// ---- unpooling --------------------------------------------------------------------------------------------------------

/** The size asked for, if it is within one stride of the size that follows from the pool. */
function unpooledSize(input: Tensor,
  a: { kernel_size: readonly Dim[]; stride: readonly Dim[]; padding: readonly Dim[] }, wanted: readonly Int[] | null,
  rank: number, rule: RuleContext): readonly Dim[] {
  const lead = input.shape.length - rank;
  const usual =
    a.kernel_size.map((k, i) =>
      rule.map((n, st, size, p) => (n - 1) * st + size - 2 * p, input.shape[lead + i], a.stride[i], k, a.padding[i]));
  if (wanted === null) return usual;
  const sizes = wanted.length === rank + 2 ? wanted.slice(2) : wanted;
  if (sizes.length !== rank) {
    rule.raise('ValueError',
      `output_size should be a sequence containing ${rank} or ${rank + 2} elements, but it has a length of '${sizes.length}'`);
  }
  for (const [i, size] of sizes.entries()) {
    if (rule.test((n, u, st) => n <= u - st || n >= u + st, size, usual[i], a.stride[i]) !== true) continue;
    const [least, most] =
      [rule.map((u, st) => u - st, usual[i], a.stride[i]), rule.map((u, st) => u + st, usual[i], a.stride[i])];
    rule.raise('ValueError',
      `invalid output_size "(${sizes.map(showDim).join(', ')}${sizes.length === 1 ? ',' : ''})" (dim ${i} must be `
        + `between ${showDim(least)} and ${showDim(most)})`, [size]);
  }
  return sizes;
}

const UNPOOL = 'max_unpool(Tensor input, Tensor indices, int[2] kernel_size, int[2]? stride=None, int[2] padding=0, \
int[]? output_size=None) -> Tensor';
function unpool(rank: Rank, samples: readonly Sample[]) {
  const name = `max_unpool${rank}d`;
  const axes = Math.max(2, rank);
  return defineOp({
    schema: UNPOOL.replace('max_unpool(', `${name}(`).replaceAll('[2]', `[${rank}]`) as typeof UNPOOL,
    paths: [`torch.nn.functional.${name}`],
    doc: `Puts elements back where a max pool took them from. ${fnDocs(name)}`,
    shape({ input, indices, kernel_size, stride, padding, output_size }, rule) {
      const kernel = perAxis(kernel_size, rank);
      const steps = stride && stride.length > 0 ? perAxis(stride, rank) : kernel;
      const n = input.shape.length;
      rule.require(n >= rank,
        () => `Input to max_unpooling${axes}d should be a ${axes + 1}d or ${axes + 2}d Tensor, but got a tensor `
          + `with ${n} dimensions.`);
      const size = unpooledSize(input, { kernel_size: kernel, stride: steps, padding: perAxis(padding, rank) },
        output_size, rank, rule);
      rule.require(indices.dtype === 'int64',
        () => `elements in indices should be type int64 but got: ${scalarTypeOf(indices.dtype)}`);
      const shown = rank === 1 ? n + 1 : n;
      rule.require(shown === axes + 1 || shown === axes + 2,
        () => `Input to max_unpooling${axes}d should be a ${axes + 1}d or ${axes + 2}d Tensor, but got a tensor `
          + `with ${shown} dimensions.`, input.shape);
      const same = indices.shape.length === n && !indices.shape.some((d, i) => rule.equal(d, input.shape[i]) === false);
      rule.require(same,
        () => `Expected shape of indices to be same as that of the input tensor (${showShape(input.shape)}) but got `
          + `indices tensor with shape: ${showShape(indices.shape)}`, indices.shape);
      rule.require(!size.some((d) => rule.test((x) => x < 0, d) === true), () => 'numel: integer multiplication overflow', size);
      return { shape: [...input.shape.slice(0, -rank), ...size], dtype: input.dtype };
    },
    receptiveField: ({ input }, out) => out.shape.map((size, axis) =>
      (axis < out.shape.length - rank ? { kind: 'same', axis }
        : { kind: 'resize', axis, scale: size / input.shape[axis], reach: 2 })),
    eval: ({ input, indices }, [out]) => {
      const [from, to] = [plainNumel(input.shape.slice(-rank)), plainNumel(out.shape.slice(-rank))];
      const data = range(plainNumel(out.shape)).map(() => 0);
      for (const [i, x] of (input.data ?? []).entries()) data[Math.floor(i / from) * to + (indices.data?.[i] ?? 0)] = x;
      return [castElements(data, out.dtype)];
    },
    samples,
  });
}
const u = (call: string, ...shapes: number[][]): Sample => ({ call, shapes, dtypes: INDEXED });
export const max_unpool1d = unpool(1, [u('F.max_unpool1d(a, b, 2)', [1, 1, 4], [1, 1, 4])]);
export const max_unpool2d = unpool(2, [
  u('F.max_unpool2d(a, b, 2)', [1, 1, 2, 2], [1, 1, 2, 2]), u('F.max_unpool2d(a, b, 1, padding=2)', [1, 1, 2, 2], [1, 1, 2, 2]),
  u('F.max_unpool2d(a, b, 2, output_size=(5, 5))', [1, 1, 2, 2], [1, 1, 2, 2]),
  u('F.max_unpool2d(a, b, 2, output_size=(6, 5))', [1, 1, 2, 2], [1, 1, 2, 2]),
  u('F.max_unpool2d(a, b, 2, output_size=(6,))', [1, 1, 2, 2], [1, 1, 2, 2]),
  s('F.max_unpool2d(a, b, 2)', [1, 1, 2, 2], [1, 1, 2, 2]), u('F.max_unpool2d(a, b, 2)', [1, 1, 2, 2], [1, 1, 2, 3]),
  u('F.max_unpool2d(a, b, 2)', [2, 2], [2, 2]),
]);
export const max_unpool3d =
  unpool(3, [u('F.max_unpool3d(a, b, 2)', [1, 1, 2, 2, 1], [1, 1, 2, 2, 1]),
    u('F.max_unpool3d(a, b, 2)', [2, 2, 2], [2, 2, 2])]);

const UNPOOL_MODULE = 'MaxUnpool(int[2] kernel_size, int[2]? stride=None, int[2] padding=0)';
const unpoolModule = (rank: Rank, op: typeof max_unpool2d) => defineModule({
  path: `torch.nn.MaxUnpool${rank}d`,
  schema: UNPOOL_MODULE.replace('MaxUnpool(', `MaxUnpool${rank}d(`).replaceAll('[2]', `[${rank}]`) as typeof UNPOOL_MODULE,
  doc: `Puts elements back where a max pool took them from. ${nnDocs(`MaxUnpool${rank}d`)}`,
  tuples: ['kernel_size', 'stride', 'padding'],
  inputs: '(Tensor input, Tensor indices, int[]? output_size=None) -> Tensor',
  attributes: ({ stride, kernel_size }) => ({ stride: stride ?? kernel_size }),
  forward: ({ args }, inputs, apply) => apply(op, { ...inputs, ...args }).first,
  samples: [u(`nn.MaxUnpool${rank}d(2, stride=2)(a, b)`, [1, 1, 2, 2, 1].slice(0, rank + 2),
    [1, 1, 2, 2, 1].slice(0, rank + 2))],
});
export const MaxUnpool1d = unpoolModule(1, max_unpool1d);
export const MaxUnpool2d = unpoolModule(2, max_unpool2d);
export const MaxUnpool3d = unpoolModule(3, max_unpool3d);

// ---- fractional -------------------------------------------------------------------------------------------------------

const FRACTIONAL = 'fractional_max_pool(Tensor input, int[2] kernel_size, int[2]? output_size=None, \
float[2]? output_ratio=None, bool return_indices=False, Tensor? _random_samples=None) -> Tensor|(Tensor, Tensor)';
const AXES = ['time', 'height', 'width'];
const UNIFORM = { kind: 'uniform', from: 0, to: 1 } as const;
/** Where the windows of an axis begin: the steps between them vary with the sample, computed in single precision. */
function startsOf(sample: number, size: number, count: number, kernel: number): number[] {
  const step = f(f(size - kernel) / f(count - 1));
  return Array.from({ length: count }, (_, i) => (i === count - 1 ? size - kernel
    : Math.trunc(f(f(i + sample) * step)) - Math.trunc(f(sample * step))));
}
const f = Math.fround;
/** The positions in a plane of all combinations of places on its axes. */
const positionsOf = (places: readonly (readonly number[])[], plane: readonly number[]): number[] =>
  places.reduce<number[]>((all, list, axis) => all.flatMap((at) => list.map((place) => at * plane[axis] + place)), [0]);
/** Maxima and where they stand in their plane; `samples` [planes, axes] place the windows: width, height; time, height, width. */
function fractionalMaxima(input: PlainTensor, samples: readonly number[], kernel: readonly number[],
  outs: readonly PlainMeta[]): number[][] {
  const rank = kernel.length;
  const [from, to] = [input.shape, outs[0].shape].map((shape) => shape.slice(-rank));
  const data = input.data ?? [];
  const size = plainNumel(from);
  const positions = Array.from({ length: samples.length / rank }, (_, plane) => {
    const sampleOf = (axis: number): number => samples[plane * rank + (rank === 2 ? 1 - axis : axis)];
    const cells = positionsOf(to.map((count, axis) => startsOf(sampleOf(axis), from[axis], count, kernel[axis])), from);
    const window = positionsOf(kernel.map((count) => range(count)), from);
    return cells.map((cell) => window.reduce((best, offset) => {
      const [x, most] = [data[plane * size + cell + offset], data[plane * size + best]];
      return x > most || Number.isNaN(x) ? cell + offset : best;
    }, cell));
  });
  return [positions.flatMap((list, plane) => list.map((at) => data[plane * size + at])), positions.flat()].slice(0, outs.length);
}
function fractional(rank: 2 | 3, samples: readonly Sample[]) {
  const name = `fractional_max_pool${rank}d`;
  return defineOp({
    schema: FRACTIONAL.replace('fractional_max_pool(', `${name}(`).replaceAll('[2]', `[${rank}]`) as typeof FRACTIONAL,
    paths: [`torch.nn.functional.${name}`],
    doc: `The largest elements of windows at random places. ${fnDocs(name)}`,
    shape({ input, kernel_size, output_size, output_ratio, return_indices }, rule) {
      const n = input.shape.length;
      if (!output_size && !output_ratio) rule.raise('ValueError',
        `${name} requires specifying either an output_size or an output_ratio`);
      if (n < rank + 1) rule.raise('IndexError',
        `Dimension out of range (expected to be in range of [-${n}, ${n - 1}], but got -${rank + 1})`, input.shape);
      const sizes = input.shape.slice(-rank);
      const out = output_size ? perAxis<Dim>(output_size, rank)
        : sizes.map((d, i) => rule.map((x) => Math.trunc(x * perAxis(output_ratio ?? [1], rank)[i]), d));
      if (kernel_size.length !== rank) rule.raise('RuntimeError',
        `${name}: kernel_size must either be a single Int or tuple of ${rank === 3 ? 'three ' : ''}Ints`);
      const kernel = kernel_size;
      for (const [i, size] of sizes.entries()) {
        const axis = AXES[3 - rank + i];
        // In three dimensions one position more is asked for.
        rule.require(rule.test((x, o, k) => o + k - 1 < x + (rank === 3 ? 0 : 1), size, out[i], kernel[i]), () =>
          `${name}${rank === 3 ? '_out' : ''}(): pool ${axis} ${showDim(kernel[i])} too large relative to `
            + `input ${axis} ${showDim(size)}`, [size, out[i], kernel[i]]);
      }
      const shape = [...input.shape.slice(0, -rank), ...out];
      const values = { shape, dtype: input.dtype };
      return return_indices ? [values, { shape, dtype: 'int64' as const }] : values;
    },
    random: {
      when: ({ _random_samples: given }) => given === null,
      elements({ input, kernel_size }, outs, draw) {
        const { shape, dtype } = input;
        const samples = draw([shape.length > rank + 1 ? shape[0] : 1, shape[shape.length - rank - 1], rank], dtype, UNIFORM);
        return fractionalMaxima(input, samples, perAxis(kernel_size, rank), outs);
      },
    },
    eval: ({ input, kernel_size, _random_samples: given }, outs) =>
      (given ? fractionalMaxima(input, given.data ?? [], perAxis(kernel_size, rank), outs) : []),
    // The windows lie at random places.
    receptiveField: ({ input, kernel_size }, out: PlainMeta) => out.shape.map((size, axis) => {
      const i = axis - (out.shape.length - rank);
      return i < 0 ? { kind: 'same', axis }
        : { kind: 'resize', axis, scale: size / input.shape[axis], reach: perAxis(kernel_size, rank)[i]
          + Math.ceil(input.shape[axis] / size) };
    }),
    samples,
  });
}
export const fractional_max_pool2d = fractional(2, [
  s('F.fractional_max_pool2d(a, 2, output_size=3)', [1, 2, 6, 6]),
  s('F.fractional_max_pool2d(a, 2, output_ratio=0.5, return_indices=True)', [2, 6, 7]),
  s('F.fractional_max_pool2d(a, (2, 3), output_size=(3, 4), return_indices=True, _random_samples=b)', [2, 2, 9, 11], [2, 2, 2]),
  s('F.fractional_max_pool2d(a, 2)', [1, 1, 6, 6]), s('F.fractional_max_pool2d(a, 2, output_size=7)', [1, 1, 6, 6]),
  s('F.fractional_max_pool2d(a, 2, output_size=3)', [6, 6]),
]);
export const fractional_max_pool3d =
  fractional(3,
    [s('F.fractional_max_pool3d(a, 2, output_size=(3, 2, 3))', [1, 1, 6, 6, 6]),
      s('F.fractional_max_pool3d(a, (2, 1, 3), output_size=(3, 2, 3), return_indices=True, _random_samples=b)',
        [1, 2, 6, 6, 7], [1, 2, 3]),
      s('F.fractional_max_pool3d(a, 2, output_size=9)', [1, 1, 6, 6, 6])]);

const FRACTIONAL_MODULE = 'FractionalMaxPool(int[2] kernel_size, int[2]? output_size=None, float[2]? output_ratio=None, \
bool return_indices=False, Tensor? _random_samples=None)';
function fractionalModule(rank: 2 | 3, op: typeof fractional_max_pool2d) {
  const name = `FractionalMaxPool${rank}d`;
  return defineModule({
    path: `torch.nn.${name}`,
    schema: FRACTIONAL_MODULE.replace('FractionalMaxPool(', `${name}(`)
      .replaceAll('[2]', `[${rank}]`) as typeof FRACTIONAL_MODULE,
    doc: `The largest elements of windows at random places. ${nnDocs(name)}`,
    tuples: ['kernel_size', 'output_size', 'output_ratio'],
    state({ output_size, output_ratio }, rule) {
      if (!output_size && !output_ratio) rule.raise('ValueError',
        `${name} requires specifying either an output size, or a pooling ratio`);
      if (output_size && output_ratio) rule.raise('ValueError', 'only one of output_size and output_ratio may be specified');
      if (output_ratio?.some((r) => r <= 0 || r >= 1)) {
        rule.raise('ValueError',
          `output_ratio must be between 0 and 1 `
            + `(got ${output_ratio.every((r) => r === output_ratio[0]) ? output_ratio[0] : `(${output_ratio.join(', ')})`})`);
      }
      return {};
    },
    forward({ args }, { input }, apply) {
      const { first, all } = apply(op, { input, ...args });
      return args.return_indices ? all : first;
    },
    samples: [
      s(`nn.${name}(2, output_size=3)(a)`, [1, 2, 6, 6, 6].slice(0, rank + 2)),
      s(`nn.${name}(2)(a)`, [1, 2, 6, 6, 6].slice(0, rank + 2)),
      s(`nn.${name}(2, output_size=3, output_ratio=0.5)(a)`, [1, 2, 6, 6]),
      s(`nn.${name}(2, output_ratio=0.7, return_indices=True)(a)`, [1, 2, 6, 6, 6].slice(0, rank + 2)),
    ],
  });
}
export const FractionalMaxPool2d = fractionalModule(2, fractional_max_pool2d);
export const FractionalMaxPool3d = fractionalModule(3, fractional_max_pool3d);
