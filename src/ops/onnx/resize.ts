// Resize and Upsample in all their modes, as weighted sums along one axis after the other; and Pad.
import { clone } from '../axes';
import { pad } from '../pad';
import type { AxisView } from '../op';
import { fromLines, linesAlong } from '../../tensor/broadcast';
import { castElements } from '../../tensor/round';
import type { TapTable } from '../../tensor/plan';
import { constantOf, int, type Dim, type Tensor } from '../../tensor/value';
import { asFloating, axisFrom, ints, onnxOp, range, rankOf, run, sizes } from './apply';
import { operators, type OnnxCall } from './contract';

interface Settings {
  readonly mode: string; readonly coordinates: string; readonly nearest: string; readonly cubic: number;
  readonly exclude: boolean; readonly extrapolation: number; readonly antialias: boolean;
}

/** Where an output position lies in the input. As Resize's table of coordinate_transformation_mode. */
function source(x: number, n: number, out: number, scale: number, roi: readonly [number, number], mode: string): number {
  switch (mode) {
    // The resized length may be a fraction when scales are given.
    case 'align_corners': return out === 1 ? 0 : (x * (n - 1)) / (lengthOf(n, scale) - 1);
    case 'asymmetric': return x / scale;
    case 'pytorch_half_pixel': return out > 1 ? (x + 0.5) / scale - 0.5 : 0;
    case 'half_pixel_symmetric': {
      const adjusted = out / (n * scale);
      return (n / 2) * (1 - adjusted) + (x + 0.5) / scale - 0.5;
    }
    case 'tf_half_pixel_for_nn': return (x + 0.5) / scale;
    case 'tf_crop_and_resize': return out > 1 ? roi[0] * (n - 1) + (x * (roi[1] - roi[0]) * (n - 1)) / (out - 1)
      : 0.5 * (roi[0] + roi[1]) * (n - 1);
    default: return (x + 0.5) / scale - 0.5;
  }
}
function lengthOf(n: number, scale: number): number {
  const length = n * scale;
  return Math.abs(length - Math.round(length)) < 1e-6 * length ? Math.round(length) : length;
}
const COORDINATES = new Set(['half_pixel', 'align_corners', 'asymmetric', 'pytorch_half_pixel', 'half_pixel_symmetric',
  'tf_half_pixel_for_nn', 'tf_crop_and_resize']);

function nearestOf(x: number, mode: string): number {
  switch (mode) {
    case 'floor': return Math.floor(x);
    case 'ceil': return Math.ceil(x);
    case 'round_prefer_ceil': return Math.floor(x + 0.5);
    default: return Math.ceil(x - 0.5);
  }
}

/** The weight of a neighbour at a distance. */
function kernelOf({ mode, cubic }: Settings): { reach: number; weight: (distance: number) => number } {
  if (mode === 'linear') return { reach: 1, weight: (d) => Math.max(0, 1 - Math.abs(d)) };
  return { reach: 2, weight: (d) => {
    const x = Math.abs(d);
    if (x <= 1) return ((cubic + 2) * x - (cubic + 3)) * x * x + 1;
    return x < 2 ? ((cubic * x - 5 * cubic) * x + 8 * cubic) * x - 4 * cubic : 0;
  } };
}

/** Input positions and weights of every output position; null where the output is the extrapolation value. */
function tapsOf(n: number, out: number, scale: number, roi: readonly [number, number], settings: Settings): TapTable & {
  readonly outside: readonly boolean[] } {
  const crops = settings.coordinates === 'tf_crop_and_resize';
  const clip = (x: number): number => Math.min(n - 1, Math.max(0, x));
  // Before version 11 what shrinks takes the neighbour behind.
  const nearest = settings.nearest !== 'early' ? settings.nearest : scale < 1 ? 'ceil' : 'floor';
  const rows = range(out).map((x): { positions: number[]; weights: number[]; outside: boolean } => {
    const at = source(x, n, out, scale, roi, settings.coordinates);
    const outside = crops && (at < 0 || at > n - 1);
    if (settings.mode === 'nearest') return { positions: [clip(nearestOf(at, nearest))], weights: [1], outside };
    const { reach, weight } = kernelOf(settings);
    const stretch = settings.antialias && scale < 1 ? 1 / scale : 1;
    const first = Math.floor(at) - Math.ceil(reach * stretch) + 1;
    const all = range(2 * Math.ceil(reach * stretch)).map((i) => first + i);
    const raw = all.map((position) => weight((position - at) / stretch)
      * (settings.exclude && (position < 0 || position > n - 1) ? 0 : 1));
    const total = settings.exclude || stretch > 1 ? raw.reduce((a, b) => a + b, 0) : 1;
    return { positions: all.map(clip), weights: raw.map((w) => w / total), outside };
  });
  const taps = Math.max(1, ...rows.map(({ positions }) => positions.length));
  return { taps, positions: rows.flatMap(({ positions }) => positions), weights: rows.flatMap(({ weights }) => weights),
    outside: rows.map(({ outside }) => outside) };
}

const onnx_resize = onnxOp({
  schema: 'onnx_resize(Tensor input, int[] size, float[] scales, float[] roi, str mode, str coordinates, str nearest, \
float cubic, bool exclude, float extrapolation, bool antialias) -> Tensor',
  doc: 'Resamples to another size. https://onnx.ai/onnx/operators/onnx__Resize.html',
  shape: ({ input, size }) => ({ shape: size, dtype: input.dtype }),
  receptiveField: (args, out) => args.input.shape.map((n, axis): AxisView => (out.shape[axis] === n
    && scaleOf(args, out.shape, axis) === 1 ? { kind: 'same', axis } : { kind: 'resize', axis,
      scale: scaleOf(args, out.shape, axis), reach: args.mode === 'nearest' ? 1 : args.mode === 'linear' ? 2 : 4 })),
  eval(args, [out]) {
    let data = args.input.data ?? [];
    let shape = args.input.shape;
    for (const [axis, table] of tables(args, out.shape).entries()) {
      if (!table) continue;
      const next = shape.map((n, i) => (i === axis ? out.shape[i] : n));
      data = fromLines(linesAlong(data, shape, axis).map((line) => range(out.shape[axis]).map((x) => {
        if (table.outside[x]) return args.extrapolation;
        let sum = 0;
        for (let i = x * table.taps; i < (x + 1) * table.taps; i++) sum += table.weights[i] * line[table.positions[i]];
        return sum;
      })), next, axis);
      shape = next;
    }
    return [castElements([...data], out.dtype)];
  },
  lower(args, [out]) {
    const [batch, channels, rows, columns] = tables(args, out.shape);
    if (out.shape.length !== 4 || batch || channels || args.coordinates === 'tf_crop_and_resize') return null;
    const same = (n: number): TapTable => ({ taps: 1, positions: range(n), weights: range(n).map(() => 1) });
    const plain = (table: TapTable | null, n: number): TapTable => (table
      ? { taps: table.taps, positions: table.positions, weights: table.weights } : same(n));
    return { inputs: ['input'], kernel: 'resample2d', rows: plain(rows, out.shape[2]), columns: plain(columns, out.shape[3]) };
  },
});

interface ResizeArgs extends Settings {
  readonly input: { readonly shape: readonly number[] };
  /** 0 where it is the output's size by the input's, one of which depends on the model's inputs. */
  readonly scales: readonly number[];
  readonly roi: readonly number[];
}
const scaleOf = ({ scales, input }: Pick<ResizeArgs, 'scales' | 'input'>, out: readonly number[], axis: number): number =>
  scales[axis] || out[axis] / input.shape[axis];

/** One table for each axis that changes. */
function tables(args: ResizeArgs, out: readonly number[]): (ReturnType<typeof tapsOf> | null)[] {
  return args.input.shape.map((n, axis) => {
    const crops = args.coordinates === 'tf_crop_and_resize';
    const scale = scaleOf(args, out, axis);
    if (out[axis] === n && scale === 1 && !crops) return null;
    const roi = [args.roi[axis] ?? 0, args.roi[axis + out.length] ?? 1] as const;
    return tapsOf(n, out[axis], scale, roi, args);
  });
}

interface Wanted { readonly size: Dim[]; readonly scales: number[] }

/** Sizes and scales of every axis, from whichever of the two is given. */
function wantedSize(node: OnnxCall, scales: readonly number[] | undefined, given: readonly Dim[] | undefined,
  axes: readonly number[]):
  Wanted {
  const input = node.tensor(0);
  const size: Dim[] = [...input.shape];
  const all = size.map(() => 1);
  const policy = node.text('keep_aspect_ratio_policy') ?? 'stretch';
  for (const [i, axis] of axes.entries()) {
    const scale = scales?.[i];
    if (scale !== undefined) {
      size[axis] = node.rule.map((n) => Math.floor(n * scale), size[axis]);
      all[axis] = scale;
    } else if (given) {
      const [n, out] = [constantOf(size[axis]), constantOf(given[i])];
      if (policy !== 'stretch' && (n === undefined || out === undefined)) {
        node.giveUp(`${node.type} that keeps the aspect ratio needs to know the size of its input`);
      }
      size[axis] = given[i];
      all[axis] = n === undefined || out === undefined ? 0 : out / n;
    }
  }
  if (!scales && policy !== 'stretch') keepAspect(input, axes, policy, size, all);
  return { size, scales: all };
}

function keepAspect(input: Tensor, axes: readonly number[], policy: string, size: Dim[], all: number[]): void {
  const chosen = axes.map((axis) => all[axis]);
  const scale = policy === 'not_larger' ? Math.min(...chosen) : Math.max(...chosen);
  for (const axis of axes) {
    const n = constantOf(input.shape[axis]) ?? 0;
    size[axis] = int(Math.floor(n * scale + 0.5));
    all[axis] = scale;
  }
}

function resized(node: OnnxCall): Tensor {
  const input = node.tensor(0);
  const early = node.version < 11;
  const axes = (node.ints('axes') ?? range(rankOf(input))).map((axis) => axisFrom(node, axis, rankOf(input)));
  const nonEmpty = <T>(list: readonly T[] | undefined): readonly T[] | undefined => (list && list.length > 0 ? list : undefined);
  const scales = node.type === 'Upsample' && node.version < 9 ? node.floats('scales') : nonEmpty(node.optionalNumbers(early ? 1
    : 2));
  const given = early ? undefined : nonEmpty(node.optionalDims(3));
  const { size, scales: all } = wantedSize(node, scales, given, axes);
  const mode = node.text('mode') ?? 'nearest';
  const settings: Settings = {
    mode: mode === 'bilinear' ? 'linear' : mode, coordinates: early ? 'asymmetric'
      : node.text('coordinate_transformation_mode') ?? 'half_pixel',
    nearest: early ? 'early' : node.text('nearest_mode') ?? 'round_prefer_floor', cubic: node.float('cubic_coeff_a') ?? -0.75,
    exclude: node.int('exclude_outside') === 1, extrapolation: node.float('extrapolation_value') ?? 0,
    antialias: node.int('antialias') === 1,
  };
  if (!['nearest', 'linear', 'cubic'].includes(settings.mode)) node.giveUp(`${node.type} by "${settings.mode}" is not modelled`);
  if (!COORDINATES.has(settings.coordinates)) node.giveUp(`${node.type} with "${settings.coordinates}" is not modelled`);
  const roi = early || settings.coordinates !== 'tf_crop_and_resize' ? [] : node.optionalNumbers(1) ?? [];
  return run(node, onnx_resize, { input, size: size.map((dim) => (dim.kind === 'int' ? dim
    : node.giveUp(`${node.type} needs to know the size of its input`))), scales: all, roi: spread(roi, axes, rankOf(input)),
      ...settings });
}
/** Starts and ends of every axis; those that are not named are whole. */
function spread(roi: readonly number[], axes: readonly number[], rank: number): number[] {
  if (roi.length === 0) return [];
  const all = [...range(rank).map(() => 0), ...range(rank).map(() => 1)];
  for (const [i, axis] of axes.entries()) [all[axis], all[axis + rank]] = [roi[i], roi[i + axes.length]];
  return all;
}

/** The position of an axis of n elements that stands at a place outside or inside of it. */
const REPEATED: Readonly<Record<string, (at: number, n: number) => number>> = {
  replicate: (at, n) => Math.min(n - 1, Math.max(0, at)),
  circular: (at, n) => ((at % n) + n) % n,
  reflect: (at, n) => {
    const around = n === 1 ? 0 : ((at % (2 * n - 2)) + 2 * n - 2) % (2 * n - 2);
    return around < n ? around : 2 * n - 2 - around;
  },
};
const onnx_pad = onnxOp({
  schema: 'onnx_pad(Tensor input, int[] before, int[] after, str mode) -> Tensor',
  doc: 'More elements around, taken from inside. https://onnx.ai/onnx/operators/onnx__Pad.html',
  shape: ({ input, before, after }, rule) => ({ dtype: input.dtype,
    shape: input.shape.map((n, i) => rule.map((size, a, b) => size + a + b, n, before[i] ?? rule.dim(0), after[i]
      ?? rule.dim(0))) }),
  receptiveField: ({ input, before }) => input.shape.map((_, axis): AxisView =>
    ({ kind: 'shift', axis, offset: -(before[axis] ?? 0), step: 1 })),
  eval({ input, before, mode }, [out]) {
    let [data, shape] = [input.data ?? [], input.shape];
    for (const [axis, count] of out.shape.entries()) {
      const n = shape[axis];
      if (count === n && before[axis] === 0) continue;
      const next = shape.map((size, i) => (i === axis ? count : size));
      data = fromLines(linesAlong(data, shape, axis).map((line) => range(count).map((i) => line[REPEATED[mode](i - before[axis],
        n)])),
        next, axis);
      shape = next;
    }
    return [data];
  },
});

const MODES: Readonly<Record<string, string>> = { constant: 'constant', reflect: 'reflect', edge: 'replicate', wrap: 'circular' };

/**
 * Amounts are an attribute before version 11, an input since; PyTorch counts axes from the last and pads no batch by
 * reflection.
 */
function paddedBy(node: OnnxCall): Tensor {
  const input = node.tensor(0);
  const rank = rankOf(input);
  const amounts = node.version < 11 ? ints(node.ints('pads') ?? node.ints('paddings') ?? []) : node.dims(1);
  const axes = (node.version < 18 ? undefined : node.optionalNumbers(3))?.map((axis) => axisFrom(node, axis,
    rank)) ?? range(rank);
  const mode = MODES[node.text('mode') ?? 'constant'] ?? node.giveUp(`Pad by "${node.text('mode') ?? ''}" is not modelled`);
  const value = node.version < 11 ? node.float('value') ?? 0 : node.optionalNumbers(2)?.[0] ?? 0;
  const before = range(rank).map((): Dim => int(0));
  const after = [...before];
  for (const [i, axis] of axes.entries()) [before[axis], after[axis]] = [amounts[i], amounts[i + axes.length]];
  let last = range(rank).findIndex((axis) => constantOf(before[axis]) !== 0 || constantOf(after[axis]) !== 0);
  if (last < 0) return run(node, clone, { input });
  if (mode !== 'constant') last = Math.max(last, Math.min(2, rank - 1));
  const firstPadded = range(rank).findIndex((axis) => constantOf(before[axis]) !== 0 || constantOf(after[axis]) !== 0);
  // PyTorch repeats no more than three axes, and not the batch.
  if (mode !== 'constant' && (rank < 2 || rank > 5 || firstPadded < last)) {
    return run(node, onnx_pad, { input, before: sizes(before), after: sizes(after), mode });
  }
  const list = range(rank).slice(last).reverse().flatMap((axis) => [before[axis], after[axis]]);
  const amount = sizes(list);
  return mode === 'constant' ? run(node, pad, { input, mode, value, pad: amount })
    : asFloating(node, input, (floating) => run(node, pad, { input: floating, mode, pad: amount }));
}

export const RESIZE_OPS = { onnx_pad, onnx_resize };
export const resizing = /* @__PURE__ */ operators({ Resize: resized, Upsample: resized, Pad: paddedBy });
