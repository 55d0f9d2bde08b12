// Resizing the spatial axes: interpolate in all its modes, and the Upsample modules. grid_sample is in grid.ts.
import { fromLines, linesAlong } from '../tensor/broadcast';
import { showDim, showShape } from '../tensor/dim';
import { isIntegral } from '../tensor/dtype';
import { castElements } from '../tensor/round';
import { scalarTypeOf } from '../tensor/scalarType';
import { adaptiveWindow } from '../tensor/window';
import type { Dim, Int, PlainMeta, PlainTensor, Tensor } from '../tensor/value';
import { defineModule, defineOp, type AxisView, type RuleContext, type Sample } from './op';
import { range } from './rules';
import type { TapTable } from '../tensor/plan';

const docs = 'https://pytorch.org/docs/stable/generated/torch.nn.functional.interpolate.html';
const s = (call: string, ...shapes: number[][]): Sample => ({ call, shapes });
const ALIGNED = ['linear', 'bilinear', 'bicubic', 'trilinear'];
/** The rank of input that a mode is for. */
const MODE_RANK: Readonly<Record<string, number>> = { linear: 3, bilinear: 4, bicubic: 4, trilinear: 5 };

type Sizes<D> = D | null | readonly D[];
const isList = <T>(value: T | readonly T[]): value is readonly T[] => Array.isArray(value);
const perAxis = <T>(value: T | readonly T[], rank: number): readonly T[] =>
  (isList(value) ? value : range(rank).map(() => value));
const showFloat = (x: number): string => (Number.isInteger(x) ? `${x}.0` : String(x));

interface Request {
  readonly size: Sizes<Int>; readonly scale_factor: Sizes<number> | string; readonly mode: string;
  readonly align_corners: boolean | null; readonly recompute_scale_factor: boolean | null;
  readonly antialias: boolean;
}

/** The factors; a mode in their place is never taken for one. */
const factors = (given: Sizes<number> | string): Sizes<number> => (typeof given === 'string' ? null : given);

function checkRequest({ size, scale_factor, mode, align_corners, recompute_scale_factor }: Request, input: Tensor,
  rule: RuleContext): void {
  const spatial = input.shape.length - 2;
  if (align_corners !== null && !ALIGNED.includes(mode)) {
    rule.raise('ValueError', 'align_corners option can only be set with the interpolating modes: linear | bilinear | '
      + 'bicubic | trilinear');
  }
  if (size !== null && scale_factor !== null) rule.raise('ValueError', 'only one of size or scale_factor should be defined');
  if (size === null && scale_factor === null) rule.raise('ValueError', 'either size or scale_factor should be defined');
  if (typeof scale_factor === 'string') rule.raise('TypeError', "can't multiply sequence by non-int of type 'float'");
  const shown = showShape(input.shape.slice(2));
  if (size !== null && isList(size) && size.length !== spatial) {
    const tuple = `(${size.map(showDim).join(', ')}${size.length === 1 ? ',' : ''})`;
    rule.raise('ValueError', `Input and output must have the same number of spatial dimensions, but got input with `
      + `spatial dimensions of ${shown} and output size of ${tuple}. `
      + 'Please provide input tensor in (N, C, d1, d2, ...,dK) format and output size in (o1, o2, ...,oK) format.', size);
  }
  if (scale_factor !== null && isList(scale_factor) && scale_factor.length !== spatial) {
    const tuple = `(${scale_factor.map(showFloat).join(', ')}${scale_factor.length === 1 ? ',' : ''})`;
    rule.raise('ValueError', `Input and scale_factor must have the same number of spatial dimensions, but got input with `
      + `spatial dimensions of ${shown} and scale_factor of shape ${tuple}. `
      + 'Please provide input tensor in (N, C, d1, d2, ...,dK) format and scale_factor in (s1, s2, ...,sK) format.');
  }
  if (recompute_scale_factor && size !== null) rule.raise('ValueError',
    'recompute_scale_factor is not meaningful with an explicit size.');
}

function checkMode(mode: string, antialias: boolean, input: Tensor, rule: RuleContext): void {
  const rank = input.shape.length;
  if (antialias && !(rank === 4 && (mode === 'bilinear' || mode === 'bicubic'))) {
    rule.raise('ValueError', 'Anti-alias option is only supported for bilinear and bicubic modes');
  }
  const anyRank = mode === 'nearest' || mode === 'nearest-exact' || mode === 'area';
  if (rank >= 3 && rank <= 5 && (anyRank || MODE_RANK[mode] === rank)) return;
  if (rank >= 3 && rank <= 5 && mode in MODE_RANK && mode !== 'bicubic') {
    rule.raise('NotImplementedError', `Got ${rank}D input, but ${mode} mode needs ${MODE_RANK[mode]}D input`);
  }
  rule.raise('NotImplementedError',
    `Input Error: Only 3D, 4D and 5D input Tensors supported (got ${rank}D) for the modes: nearest | linear | bilinear | `
      + `bicubic | trilinear | area | nearest-exact (got ${mode})`);
}

function checkSizes(out: readonly Dim[], input: Tensor, mode: string, rule: RuleContext): void {
  const spatial = input.shape.slice(2);
  const named = (dims: readonly Dim[]): string =>
    dims.map((d, i) => `${['D', 'H', 'W'][3 - dims.length + i]}: ${showDim(d)}`).join(', ');
  const bad = [...spatial, ...out].some((d) => rule.test((x) => x <= 0, d) === true);
  if (mode === 'area') return;
  rule.require(!bad,
    () => `Input and output sizes should be greater than 0, but got input (${named(spatial)}) output (${named(out)})`,
    [...spatial, ...out]);
  const noChannels = rule.test((c) => c === 0, input.shape[1]) === true;
  rule.require(!noChannels,
    () => `Non-empty ${input.shape.length}D data tensor expected but got a tensor with sizes ${showShape(input.shape)}`,
    input.shape);
}

function checkType(input: Tensor, mode: string, rule: RuleContext): void {
  if (!isIntegral(input.dtype) || mode === 'area' || (input.dtype === 'uint8' && mode.startsWith('nearest'))) return;
  const kernel = mode.startsWith('nearest') ? 'nearest' : mode === 'bicubic' ? 'cubic' : 'linear';
  rule.raise('RuntimeError', `"compute_indices_weights_${kernel}" not implemented for '${scalarTypeOf(input.dtype)}'`);
}

// ---- reference kernel: one list of (position, weight) per output position of an axis --------------------------------------

type Taps = readonly (readonly [position: number, weight: number])[];
interface AxisPlan {
  readonly size: number; readonly out: number; readonly scale: number | null; readonly align: boolean;
  /** Maps of one channel lie in memory as they do with channels last, for which PyTorch has another kernel of 'nearest'. */
  readonly oneChannel: boolean;
}
const isOneChannel = ({ shape }: PlainTensor): boolean => shape.length > 3 && shape[1] === 1;
const clampTo = (i: number, size: number): number => Math.min(Math.max(i, 0), size - 1);
/** As area_pixel_compute_scale, in single precision. */
const stepOf = ({ size, out, scale, align }: AxisPlan): number =>
  Math.fround(align ? (out > 1 ? (size - 1) / (out - 1) : 0) : scale !== null && scale > 0 ? 1 / scale : size / out);

function nearestTaps(plan: AxisPlan, i: number, offset: number): Taps {
  const step = Math.fround(plan.scale !== null ? 1 / plan.scale : plan.size / plan.out);
  const wholeSteps = plan.oneChannel && offset === 0;
  const at = wholeSteps && plan.size === plan.out ? i : wholeSteps && plan.out === 2 * plan.size ? i >> 1
    : Math.floor(Math.fround((i + offset) * step));
  return [[Math.min(at, plan.size - 1), 1]];
}
function linearTaps(plan: AxisPlan, i: number): Taps {
  // An axis that keeps its size is copied, whatever the scale.
  if (plan.size === plan.out) return [[i, 1], [i, 0]];
  const step = stepOf(plan);
  const real = plan.align ? step * i : Math.max(0, step * (i + 0.5) - 0.5);
  const first = Math.min(Math.floor(real), plan.size - 1);
  const rest = Math.min(real - first, 1);
  return [[first, 1 - rest], [clampTo(first + 1, plan.size), rest]];
}
const cubic = (x: number, a: number): number => {
  const t = Math.abs(x);
  if (t <= 1) return ((a + 2) * t - (a + 3)) * t * t + 1;
  return t < 2 ? ((t - 5) * t + 8) * t * a - 4 * a : 0;
};
function cubicTaps(plan: AxisPlan, i: number): Taps {
  const step = stepOf(plan);
  const real = plan.align ? step * i : step * (i + 0.5) - 0.5;
  const first = Math.floor(real);
  return [-1, 0, 1, 2].map((k) => [clampTo(first + k, plan.size), cubic(real - first - k, -0.75)] as const);
}
/** Antialiased filters widen with the step and are normalised. */
function widenedTaps(plan: AxisPlan, i: number, isCubic: boolean): Taps {
  const step = stepOf(plan);
  const support = (isCubic ? 2 : 1) * Math.max(step, 1);
  const centre = step * (i + 0.5);
  const first = Math.max(Math.trunc(centre - support + 0.5), 0);
  const last = Math.min(Math.trunc(centre + support + 0.5), plan.size);
  const weights = range(last - first).map((j) => {
    const x = (j + first - centre + 0.5) / Math.max(step, 1);
    return isCubic ? cubic(x, -0.5) : Math.max(0, 1 - Math.abs(x));
  });
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((w, j) => [first + j, sum === 0 ? w : w / sum] as const);
}
function areaTaps(plan: AxisPlan, i: number): Taps {
  const [start, end] = adaptiveWindow(i, plan.out, plan.size);
  return range(end - start).map((j) => [start + j, 1 / (end - start)] as const);
}
function tapsOf(mode: string, antialias: boolean, plan: AxisPlan, i: number): Taps {
  if (mode === 'nearest') return nearestTaps(plan, i, 0);
  if (mode === 'nearest-exact') return nearestTaps(plan, i, 0.5);
  if (mode === 'area') return areaTaps(plan, i);
  if (antialias) return widenedTaps(plan, i, mode === 'bicubic');
  return mode === 'bicubic' ? cubicTaps(plan, i) : linearTaps(plan, i);
}

/** The taps of every output position, as many for each: those that are missing weigh nothing. */
function tapTable(mode: string, antialias: boolean, plan: AxisPlan): TapTable {
  const lists = range(plan.out).map((i) => tapsOf(mode, antialias, plan, i));
  const taps = Math.max(1, ...lists.map((list) => list.length));
  const filled = lists.flatMap((list) => range(taps).map((t) => list[t] ?? [list[0]?.[0] ?? 0, 0] as const));
  return { taps, positions: filled.map(([at]) => at), weights: filled.map(([, weight]) => weight) };
}

function resample(input: PlainTensor, out: PlainMeta, planOf: (axis: number) => AxisPlan, mode: string,
  antialias: boolean): number[] {
  let data = [...(input.data ?? [])];
  const shape = [...input.shape];
  for (let axis = 2; axis < shape.length; axis++) {
    const plan = planOf(axis);
    const taps = range(plan.out).map((i) => tapsOf(mode, antialias, plan, i));
    const lines = linesAlong(data, shape, axis)
      .map((line) => taps.map((list) => list.reduce((sum, [at, weight]) => sum + line[at] * weight, 0)));
    shape[axis] = plan.out;
    data = fromLines(lines, shape, axis);
  }
  return castElements(data, out.dtype);
}

/** How many neighbours of one axis take part. */
function reachOf(mode: string, antialias: boolean, size: number, out: number): number {
  if (mode === 'area') return Math.ceil(size / out) + (size % out === 0 ? 0 : 1);
  if (mode.startsWith('nearest')) return 1;
  const taps = mode === 'bicubic' ? 4 : 2;
  return antialias ? Math.ceil(taps * Math.max(1, size / out)) : taps;
}

export const interpolate = defineOp({
  schema: 'interpolate(Tensor input, int?|int[]? size=None, float?|float[]?|str? scale_factor=None, str mode="nearest", \
bool? align_corners=None, bool? recompute_scale_factor=None, bool antialias=False) -> Tensor',
  paths: ['torch.nn.functional.interpolate'],
  doc: `Scales the spatial axes. ${docs}`,
  shape(args, rule) {
    const { input, size, scale_factor, mode, antialias } = args;
    checkRequest(args, input, rule);
    const spatial = input.shape.slice(2);
    checkMode(mode, antialias, input, rule);
    const out = size !== null ? perAxis<Int>(size, spatial.length)
      : spatial.map((n, i) => rule.map((x) => Math.floor(x * perAxis(factors(scale_factor) ?? 1, spatial.length)[i]), n));
    checkSizes(out, input, mode, rule);
    checkType(input, mode, rule);
    return { shape: [...input.shape.slice(0, 2), ...out], dtype: input.dtype };
  },
  receptiveField: ({ input, mode, antialias }, out) => out.shape.map((size, axis): AxisView => {
    const from = input.shape[axis];
    return axis < 2 || from === size ? { kind: 'same', axis }
      : { kind: 'resize', axis, scale: size / from, reach: reachOf(mode, antialias, from, size) };
  }),
  eval: ({ input, scale_factor, mode, align_corners, recompute_scale_factor, antialias }, [out]) => {
    const given = factors(scale_factor);
    const scales = given === null || recompute_scale_factor || mode === 'area' ? null : perAxis(given, input.shape.length - 2);
    const planOf = (axis: number): AxisPlan =>
      ({ size: input.shape[axis], out: out.shape[axis], scale: scales?.[axis - 2] ?? null, align: align_corners ?? false,
        oneChannel: isOneChannel(input) });
    return [resample(input, out, planOf, mode, antialias)];
  },
  lower: ({ input, scale_factor, mode, align_corners, recompute_scale_factor, antialias }, [out]) => {
    if (input.shape.length !== 4) return null;
    const given = factors(scale_factor);
    const scales = given === null || recompute_scale_factor || mode === 'area' ? null : perAxis(given, 2);
    const [rows, columns] = [0, 1].map((i) => tapTable(mode, antialias, { size: input.shape[i + 2], out: out.shape[i + 2],
      scale: scales?.[i] ?? null, align: align_corners ?? false, oneChannel: isOneChannel(input) }));
    return { inputs: ['input'], kernel: 'resample2d', rows, columns };
  },
  explain: ({ input, scale_factor }, out) => {
    const scales = scale_factor === null ? null : perAxis(scale_factor, input.shape.length - 2);
    const formulas = input.shape.slice(2)
      .map((n, i) => (scales ? `⌊${n}·${scales[i]}⌋ = ${out.shape[i + 2]}` : `${n} → ${out.shape[i + 2]}`));
    return [...new Set(formulas)].join(', ');
  },
  samples: [
    s('F.interpolate(a, scale_factor=2)', [1, 2, 3, 4]), s('F.interpolate(a, scale_factor=1.3)', [1, 2, 8, 7]),
    s('F.interpolate(a, size=(3, 5))', [1, 2, 4, 4]), s('F.interpolate(a, size=7)', [2, 2, 5]),
    s("F.interpolate(a, scale_factor=1.3, mode='nearest-exact')", [1, 2, 8, 7]),
    s("F.interpolate(a, size=(7, 3), mode='nearest-exact')", [1, 2, 3, 5]), s('F.interpolate(a, (2, 3, 4))', [1, 1, 3, 2, 2]),
    s("F.interpolate(a, scale_factor=2, mode='bilinear')", [1, 2, 3, 4]),
    s("F.interpolate(a, size=(5, 3), mode='bilinear', align_corners=True)", [1, 2, 3, 4]),
    s("F.interpolate(a, scale_factor=0.7, mode='bilinear')", [1, 1, 7, 5]),
    s("F.interpolate(a, scale_factor=0.7, mode='bilinear', recompute_scale_factor=True)", [1, 1, 7, 5]),
    s("F.interpolate(a, size=(1, 4), mode='bilinear', align_corners=True)", [1, 1, 3, 3]),
    s("F.interpolate(a, size=(5, 3), mode='bicubic', align_corners=True)", [1, 2, 3, 4]),
    s("F.interpolate(a, scale_factor=1.7, mode='bicubic')", [1, 1, 4, 5]),
    s("F.interpolate(a, scale_factor=2, mode='linear')", [1, 2, 5]),
    s("F.interpolate(a, size=(2, 4, 3), mode='trilinear')", [1, 1, 3, 2, 2]),
    s("F.interpolate(a, scale_factor=1.7, mode='area')", [1, 2, 3, 4]), s("F.interpolate(a, size=5, mode='area')", [1, 2, 3]),
    s("F.interpolate(a, scale_factor=0.5, mode='bilinear', antialias=True)", [1, 1, 6, 8]),
    s("F.interpolate(a, size=(4, 9), mode='bicubic', antialias=True)", [1, 1, 7, 5]),
    s('F.interpolate(a, size=(5,))', [1, 2, 4, 4]), s('F.interpolate(a, scale_factor=(2.0,))', [1, 2, 4, 4]),
    s('F.interpolate(a, scale_factor=2)', [2, 4]), s("F.interpolate(a, scale_factor=2, mode='bilinear')", [2, 4, 4]),
    s("F.interpolate(a, scale_factor=2, mode='foo')", [1, 2, 4, 4]), s('F.interpolate(a, 4, 2.0)', [1, 2, 4, 4]),
    s("F.interpolate(a, 4, 'bilinear')", [1, 2, 4, 4]), s("F.interpolate(a, (4, 4), 'nearest')", [1, 2, 4, 4]),
    s("F.interpolate(a, 4, 'bilinear', align_corners=True)", [1, 2, 4, 4]),
    s('F.interpolate(a)', [1, 2, 4, 4]), s('F.interpolate(a, scale_factor=2, align_corners=True)', [1, 2, 4, 4]),
    s('F.interpolate(a, size=8, recompute_scale_factor=True)', [1, 2, 4, 4]),
    s('F.interpolate(a, size=0)', [1, 2, 4, 4]), s('F.interpolate(a, scale_factor=0.1)', [1, 2, 4, 4]),
    s("F.interpolate(a, scale_factor=2, mode='linear', antialias=True)", [1, 2, 4]),
    { call: 'F.interpolate(a, scale_factor=2)', shapes: [[1, 2, 2, 2]], dtypes: ['int64'] },
    { call: 'F.interpolate(a, scale_factor=2)', shapes: [[1, 1, 2, 2]], dtypes: ['uint8'] },
    { call: "F.interpolate(a, scale_factor=2, mode='bilinear')", shapes: [[1, 2, 2, 2]], dtypes: ['int64'] },
    s('F.interpolate(a, size=5)', [1, 0, 3, 3]),
    ...['nearest', 'nearest-exact', 'bilinear', 'bicubic'].flatMap((mode) => [1, 2].map((channels) =>
      s(`F.interpolate(a, scale_factor=(1, 1.19), mode='${mode}')`, [1, channels, 2, 5]))),
    ...[1, 2].map((channels) => s('F.interpolate(a, scale_factor=(1, 2.1))', [1, channels, 2, 5])),
    s("F.interpolate(a, scale_factor=1.19, mode='linear')", [1, 2, 5]), s('F.interpolate(a, scale_factor=1.19)', [1, 1, 5]),
  ],
});

/** The deprecated names: the same op with other defaults. */
const older = <M extends string>(name: string, mode: string, schema: M, align: boolean | null) => defineOp({
  schema: schema as 'upsample(Tensor input, int?|int[]? size=None, float?|float[]? scale_factor=None, \
str mode="nearest", bool? align_corners=None) -> Tensor',
  paths: [`torch.nn.functional.${name}`],
  doc: `Scales the spatial axes. ${docs}`,
  shape: (args, rule) =>
    interpolate.shape({ ...args, mode: args.mode ?? mode, align_corners: args.align_corners ?? align,
      recompute_scale_factor: null, antialias: false }, rule),
  receptiveField: (args, out) =>
    interpolate.receptiveField?.({ ...args, mode: args.mode ?? mode, align_corners: args.align_corners ?? align,
      recompute_scale_factor: null, antialias: false }, out) ?? 'global',
  eval: (args, outs) =>
    interpolate.eval?.({ ...args, mode: args.mode ?? mode, align_corners: args.align_corners ?? align,
      recompute_scale_factor: null, antialias: false }, outs) ?? [],
  lower: (args, outs) =>
    interpolate.lower?.({ ...args, mode: args.mode ?? mode, align_corners: args.align_corners ?? align,
      recompute_scale_factor: null, antialias: false }, outs) ?? null,
  samples: [s(`F.${name}(a, scale_factor=2)`, [1, 2, 3, 4]), s(`F.${name}(a, (5, 3))`, [1, 2, 3, 4])],
});
export const upsample = older('upsample', 'nearest', 'upsample(Tensor input, int?|int[]? size=None, \
float?|float[]? scale_factor=None, str mode="nearest", bool? align_corners=None) -> Tensor', null);
export const upsample_nearest = older('upsample_nearest', 'nearest', 'upsample_nearest(Tensor input, \
int?|int[]? size=None, float?|float[]? scale_factor=None) -> Tensor', null);
export const upsample_bilinear = older('upsample_bilinear', 'bilinear', 'upsample_bilinear(Tensor input, \
int?|int[]? size=None, float?|float[]? scale_factor=None) -> Tensor', true);

export const Upsample = defineModule({
  path: 'torch.nn.Upsample',
  schema: 'Upsample(int?|int[]? size=None, float?|float[]? scale_factor=None, str mode="nearest", \
bool? align_corners=None, bool? recompute_scale_factor=None)',
  doc: 'Scales the spatial axes. https://pytorch.org/docs/stable/generated/torch.nn.Upsample.html',
  forward: ({ args }, { input }, apply) => apply(interpolate, { input, ...args }).first,
  samples: [
    s('nn.Upsample(scale_factor=2)(a)', [1, 2, 3, 4]),
    s("nn.Upsample((5, 3), mode='bilinear', align_corners=True)(a)", [1, 2, 3, 4]),
    s("nn.Upsample(scale_factor=(1.5, 2), mode='bicubic')(a)", [1, 1, 3, 4]),
    s('nn.Upsample(scale_factor=2)(a)', [2, 4]), s("nn.Upsample(scale_factor=2, mode='trilinear')(a)", [1, 1, 2, 4]),
  ],
});
const SIZES = 'Upsampling2d(int?|int[2]? size=None, float?|float[2]? scale_factor=None)';
const upsampling = (name: string, mode: string, align: boolean | null) => defineModule({
  path: `torch.nn.${name}`,
  base: 'torch.nn.Upsample',
  schema: SIZES.replace('Upsampling2d(', `${name}(`) as typeof SIZES,
  doc: `Scales the spatial axes. https://pytorch.org/docs/stable/generated/torch.nn.${name}.html`,
  attributes: () => ({ mode, align_corners: align, recompute_scale_factor: null }),
  forward: ({ args }, { input }, apply) => apply(interpolate, { input, ...args, mode, align_corners: align }).first,
  samples: [s(`nn.${name}(scale_factor=2)(a)`, [1, 2, 3, 4]), s(`nn.${name}((3, 5))(a)`, [1, 2, 4, 4]),
    s(`nn.${name}(size=4)(a)`, [2, 4])],
});
export const UpsamplingNearest2d = upsampling('UpsamplingNearest2d', 'nearest', null);
export const UpsamplingBilinear2d = upsampling('UpsamplingBilinear2d', 'bilinear', true);
