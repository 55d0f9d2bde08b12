// Sampling images at computed places: affine_grid and grid_sample.
import { plainNumel, showDim, showShape } from '../tensor/dim';
import { isFloating } from '../tensor/dtype';
import { castElement } from '../tensor/round';
import { scalarTypeOf } from '../tensor/scalarType';
import type { PlainMeta, PlainTensor } from '../tensor/value';
import { defineOp, type Sample } from './op';
import { range } from './rules';

const docs = (name: string): string => `https://pytorch.org/docs/stable/generated/torch.nn.functional.${name}.html`;
const s = (call: string, ...shapes: number[][]): Sample => ({ call, shapes });

export const affine_grid = defineOp({
  schema: 'affine_grid(Tensor theta, int[] size, bool? align_corners=None) -> Tensor',
  paths: ['torch.nn.functional.affine_grid'],
  doc: `The places that an affine map takes each pixel from. ${docs('affine_grid')}`,
  shape({ theta, size }, rule) {
    const tuple = `(${size.map(showDim).join(', ')})`;
    if (!isFloating(theta.dtype)) rule.raise('ValueError',
      `Expected theta to have floating point type, but got torch.${theta.dtype}`);
    if (size.length !== 4 && size.length !== 5) {
      rule.raise('NotImplementedError', `affine_grid only supports 4D and 5D sizes, for 2D and 3D affine transforms, `
        + `respectively. Got size ${tuple}.`);
    }
    const axes = size.length - 2;
    const fits = theta.shape.length === 3 && rule.test((r) => r === axes, theta.shape[1]) !== false
      && rule.test((c) => c === axes + 1, theta.shape[2]) !== false;
    if (!fits) {
      rule.raise('ValueError',
        `Expected a batch of ${axes}D affine matrices of shape Nx${axes}x${axes + 1} for size ${tuple}. Got `
          + `torch.Size(${showShape(theta.shape)}).`, theta.shape);
    }
    if (size.some((d) => rule.test((n) => n <= 0, d) === true)) rule.raise('ValueError',
      `Expected non-zero, positive output size. Got ${tuple}`, size);
    const [batch] = size;
    rule.require(rule.equal(batch, theta.shape[0]), () =>
      `Expected size for first two dimensions of batch2 tensor to be: [${showDim(batch)}, ${axes + 1}] but got: `
        + `[${showDim(theta.shape[0])}, ${axes + 1}].`, [batch, theta.shape[0]]);
    return { shape: [batch, ...size.slice(2), rule.dim(axes)], dtype: theta.dtype };
  },
  // Its small matrix product is inside the op: torch.utils.flop_counter does not see it, and torchvision does not count it.
  receptiveField: () => 'global',
  eval({ theta, align_corners }, [out]) {
    const spatial = out.shape.slice(1, -1);
    const axes = spatial.length;
    const centre = (i: number, size: number): number =>
      (align_corners ? (size === 1 ? 0 : -1 + (2 * i) / (size - 1)) : -1 + (2 * i + 1) / size);
    return [range(plainNumel(out.shape) / axes).flatMap((position) => {
      const place: number[] = [];
      let rest = position;
      for (let axis = axes - 1; axis >= 0; axis--) {
        // Coordinates run from the last axis to the first: x, y, z.
        place.push(centre(rest % spatial[axis], spatial[axis]));
        rest = Math.floor(rest / spatial[axis]);
      }
      place.push(1);
      const row = (r: number): number =>
        place.reduce((sum, x, c) => sum + x * (theta.data?.[(rest * axes + r) * (axes + 1) + c] ?? NaN), 0);
      return range(axes).map((r) => castElement(row(r), out.dtype));
    })];
  },
  samples: [
    s('F.affine_grid(a, (2, 3, 2, 3), align_corners=False)', [2, 2, 3]),
    s('F.affine_grid(a, (1, 3, 2, 1, 2), align_corners=True)', [1, 3, 4]),
    s('F.affine_grid(a, (1, 3, 4, 5))', [2, 2, 3]), s('F.affine_grid(a, (1, 3, 4, 5))', [1, 3, 4]),
    s('F.affine_grid(a, (1, 3, 4))', [1, 2, 3]),
    { call: 'F.affine_grid(a, (1, 3, 4, 5))', shapes: [[1, 2, 3]], dtypes: ['int64'] },
    s('F.affine_grid(a, (1, 3, 0, 5))', [1, 2, 3]),
  ],
});

// ---- reference kernel of grid_sample ----------------------------------------------------------------------------------

/** A mode that PyTorch does not have: the nearest element of volumes, of two alike the one at the even position. */
export const EVEN = 'nearest-even';
interface Sampling { readonly mode: string; readonly padding: string; readonly align: boolean }
const unnormalise = (x: number, size: number, align: boolean): number =>
  (align ? ((x + 1) / 2) * (size - 1) : ((x + 1) * size - 1) / 2);
function reflect(x: number, size: number, align: boolean): number {
  const [low, high] = align ? [0, size - 1] : [-0.5, size - 0.5];
  if (high === low) return 0;
  const span = high - low;
  const apart = Math.abs(x - low);
  const offset = (apart > 2 ** 20 ? Math.fround(apart) : apart) % (2 * span);
  return offset > span ? high - (offset - span) : low + offset;
}
/** What is no number is the first position of an image and the last of a volume. */
const clip = (x: number, size: number, isVolume: boolean): number =>
  (Number.isNaN(x) ? (isVolume ? size - 1 : 0) : Math.min(Math.max(x, 0), size - 1));
/** Coordinates are floats: far out their last digits say where they are reflected to. */
function bounded(x: number, size: number, { padding, align }: Sampling, isVolume: boolean): number {
  if (padding === 'border') return clip(x, size, isVolume);
  return padding === 'reflection' ? clip(reflect(Math.abs(x) > 2 ** 20 ? Math.fround(x) : x, size, align), size, isVolume) : x;
}
const CUBIC = -0.75;
function cubicWeight(x: number): number {
  const t = Math.abs(x);
  if (Number.isNaN(t)) return NaN;
  return t <= 1 ? ((CUBIC + 2) * t - (CUBIC + 3)) * t * t + 1 : t < 2 ? ((t - 5) * t + 8) * t * CUBIC - 4 * CUBIC : 0;
}
/** Positions along one axis with their weights; a position outside counts as zero. */
function taps(coordinate: number, size: number, how: Sampling, isVolume: boolean): (readonly [number, number])[] {
  const raw = unnormalise(coordinate, size, how.align);
  if (how.mode === 'bicubic') {
    const first = Math.floor(raw);
    return [-1, 0, 1, 2].map((k) => [bounded(first + k, size, how, isVolume), cubicWeight(raw - first - k)] as const);
  }
  const x = bounded(raw, size, how, isVolume);
  if (how.mode === 'nearest' || how.mode === EVEN) {
    const down = Math.floor(x);
    const rest = x - down;
    // Halves go to the even position, in volumes away from zero.
    const up = rest > 0.5 || (rest === 0.5 && (isVolume && how.mode !== EVEN ? x > 0 : down % 2 !== 0));
    return [[up ? down + 1 : down, 1]];
  }
  const first = Math.floor(x);
  return [[first, first + 1 - x], [first + 1, x - first]];
}

function sampleElements(input: PlainTensor, grid: PlainTensor, out: PlainMeta, how: Sampling): number[] {
  const sizes = input.shape.slice(2);
  const axes = sizes.length;
  const [plane, places, channels] = [plainNumel(sizes), plainNumel(out.shape.slice(2)), out.shape[1]];
  const data = input.data ?? [];
  const result = new Array<number>(plainNumel(out.shape));
  for (let n = 0; n < out.shape[0]; n++) for (let place = 0; place < places; place++) {
    let sums: (readonly [number, number])[] = [[0, 1]];
    // Of images what lies outside counts as zeros, which a weight that is no number makes none.
    let isLost = false;
    for (let axis = 0; axis < axes; axis++) {
      const coordinate = grid.data?.[(n * places + place) * axes + (axes - 1 - axis)] ?? NaN;
      const all = taps(coordinate, sizes[axis], how, axes === 3);
      isLost ||= axes === 2 && all.some(([, weight]) => Number.isNaN(weight));
      const list = all.filter(([at]) => at >= 0 && at < sizes[axis]);
      sums = sums.flatMap(([base, weight]) => list.map(([at, w]) => [base * sizes[axis] + at, weight * w] as const));
    }
    // All channels look at the same places.
    for (let c = 0; c < channels; c++) {
      const base = (n * channels + c) * plane;
      let sum = isLost ? NaN : 0;
      for (const [at, weight] of sums) sum += weight * data[base + at];
      result[(n * channels + c) * places + place] = castElement(sum, out.dtype);
    }
  }
  return result;
}

export const grid_sample = defineOp({
  schema: 'grid_sample(Tensor input, Tensor grid, str mode="bilinear", str padding_mode="zeros", \
bool? align_corners=None) -> Tensor',
  paths: ['torch.nn.functional.grid_sample'],
  doc: `The image at the places of a grid, interpolated. ${docs('grid_sample')}`,
  shape({ input, grid, mode, padding_mode }, rule) {
    if (!['bilinear', 'nearest', 'bicubic', EVEN].includes(mode)) {
      rule.raise('ValueError', `nn.functional.grid_sample(): expected mode to be 'bilinear', 'nearest' or 'bicubic', but `
        + `got: '${mode}'`);
    }
    if (!['zeros', 'border', 'reflection'].includes(padding_mode)) {
      rule.raise('ValueError', `nn.functional.grid_sample(): expected padding_mode to be 'zeros', 'border', or `
        + `'reflection', but got: '${padding_mode}'`);
    }
    const rank = input.shape.length;
    const [a, b] = [showShape(input.shape), showShape(grid.shape)];
    rule.require(rule.equal(input.shape[0], grid.shape[0]), () => `grid_sampler(): expected grid and input to have same `
      + `batch size, but got input with sizes ${a} and grid with sizes ${b}`, [input.shape[0], grid.shape[0]]);
    const last = grid.shape[grid.shape.length - 1];
    rule.require(rank !== grid.shape.length || rule.test((n) => n === rank - 2, last),
      () => `grid_sampler(): expected grid to have size ${rank - 2} in last dimension, but got grid with sizes ${b}`, [last]);
    for (const [i, size] of input.shape.entries()) {
      if (i >= 2) rule.require(rule.test((n) => n > 0, size), () => `grid_sampler(): expected input to have non-empty `
        + `spatial dimensions, but input has sizes ${a} with dimension ${i} being empty`, [size]);
    }
    rule.require((rank === 4 || rank === 5) && rank === grid.shape.length,
      () => `grid_sampler(): expected ${rank === 5 ? 5 : 4}D input and grid with same number of dimensions, but got `
        + `input with sizes ${a} and grid with sizes ${b}`);
    rule.require(mode !== 'bicubic' || rank === 4, () => 'grid_sampler(): bicubic interpolation only supports 4D input');
    rule.require(input.dtype === grid.dtype
      || [input, grid].some((t) => t.dtype === 'float16' || t.dtype === 'bfloat16'),
      () => `expected scalar type ${scalarTypeOf(input.dtype)} but found ${scalarTypeOf(grid.dtype)}`);
    return { shape: [...input.shape.slice(0, 2), ...grid.shape.slice(1, -1)], dtype: input.dtype };
  },
  receptiveField: () => 'global',
  eval: ({ input, grid, mode, padding_mode, align_corners }, [out]) =>
    [sampleElements(input, grid, out, { mode, padding: padding_mode, align: align_corners ?? false })],
  samples: [
    ...['bilinear', 'nearest', 'bicubic'].flatMap((mode) => ['zeros', 'border', 'reflection'].flatMap((padding) => [
      s(`F.grid_sample(a, b, mode='${mode}', padding_mode='${padding}', align_corners=False)`, [2, 2, 3, 4],
        [2, 3, 2, 2]), s(`F.grid_sample(a, b, '${mode}', '${padding}', True)`, [1, 1, 4, 3], [1, 2, 3, 2]),
    ])),
    s('F.grid_sample(a, b)', [1, 2, 2, 3, 2], [1, 2, 2, 2, 3]), s('F.grid_sample(a, b)', [1, 2, 4, 4], [1, 3, 3, 3]),
    s('F.grid_sample(a, b)', [1, 2, 4, 4], [2, 3, 3, 2]), s('F.grid_sample(a, b)', [1, 2, 4, 4], [1, 3, 2]),
    s("F.grid_sample(a, b, mode='bicubic')", [1, 2, 4, 4, 4], [1, 3, 3, 3, 3]),
    ...['zeros', 'border', 'reflection'].map((padding) =>
      s(`F.grid_sample(a, b, 'nearest', '${padding}', True)`, [2, 1, 3, 7, 2], [2, 1, 5, 4, 3])),
    s("F.grid_sample(a, b, mode='foo')", [1, 2, 4, 4], [1, 3, 3, 2]),
    s("F.grid_sample(a, b, padding_mode='foo')", [1, 2, 4, 4], [1, 3, 3, 2]),
    s('F.grid_sample(a, b)', [1, 2, 0, 4], [1, 3, 3, 2]),
    { call: 'F.grid_sample(a, b)', shapes: [[1, 2, 4, 4], [1, 3, 3, 2]], dtypes: ['float64', 'float32'] },
  ],
});
