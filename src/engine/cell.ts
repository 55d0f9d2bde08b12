// How one element of a convolution, pooling or linear layer comes about: the window that it sees and the terms of its sum,
// computed again from the input in double precision. Knows plans and strided maps; neither sessions nor pictures.
import type { Plan, PlanCall } from '../tensor/plan';
import type { StridedMap } from './featureMap';

export type CellKind = 'conv' | 'transposed' | 'max' | 'average' | 'linear';

/**
 * `inside`: an element of the input. `padding`: beside it. `gap`: between two elements, where a transposed convolution with a
 * stride finds nothing.
 */
export type TapKind = 'inside' | 'padding' | 'gap';
export interface Tap {
  /** Position in the kernel. */
  readonly ky: number;
  readonly kx: number;
  /** Position on the input; of a gap the nearest one before it. */
  readonly y: number;
  readonly x: number;
  readonly kind: TapKind;
}

export interface CellTerms {
  readonly kind: CellKind;
  /** Values of the plan: what the layer reads, and its weight. */
  readonly input: number;
  readonly weight: number | null;
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly padding: readonly [number, number];
  readonly dilation: readonly [number, number];
  readonly groups: number;
  readonly inputSize: readonly [number, number];
  /** The input's channels that are summed: `channels` of them from `firstChannel` on. */
  readonly firstChannel: number;
  readonly channels: number;
  /** Row by row through the kernel. */
  readonly taps: readonly Tap[];
  /** By channel, then tap; 0 in padding and gaps. */
  readonly inputs: Float64Array;
  readonly weights: Float64Array | null;
  /** Sum of the products (of the elements; the largest element) of each channel. */
  readonly sums: Float64Array;
  readonly bias: number | null;
  /** What an average divides by. */
  readonly divisor: number | null;
  /** In double precision, and rounded to float32. */
  readonly value: number;
  readonly rounded: number;
  /** Sum of the terms' absolute values: what rounding errors are measured against. */
  readonly magnitude: number;
}

export type ReadValue = (value: number) => StridedMap | null;

/** Null for what is not such a layer, or whose input was not kept. `at`: [n, c, y, x], of a linear layer [..., feature]. */
export function cellTerms(plan: Plan, key: string, at: readonly number[], read: ReadValue): CellTerms | null {
  const value = plan.keep[key];
  const call = plan.calls.find(({ outputs }) => outputs[0] === value);
  if (!call?.fast) return null;
  const [input] = call.fast.operands;
  const map = input === null || input === undefined ? null : read(input);
  if (!map) return null;
  const window = call.fast.kernel === 'linear' ? linearWindow(map, at) : imageWindow(plan, call, map, at);
  return window && termsOf(call, { ...window, at, map }, read);
}

interface Window {
  readonly kind: CellKind;
  readonly kernel: readonly [number, number];
  readonly taps: readonly Tap[];
  readonly firstChannel: number;
  readonly channels: number;
  readonly divisor: number | null;
  /** Strides of channel, row, column of the input, and where its element [n, 0, 0, 0] is. */
  readonly steps: readonly [number, number, number];
  readonly origin: number;
}

function linearWindow(map: StridedMap, at: readonly number[]): Window {
  const rank = map.shape.length;
  const origin = map.offset + at.slice(0, -1).reduce((sum, i, axis) => sum + i * map.strides[axis], 0);
  return { kind: 'linear', kernel: [1, 1], taps: [{ ky: 0, kx: 0, y: 0, x: 0, kind: 'inside' }], firstChannel: 0,
    channels: map.shape[rank - 1], divisor: null, steps: [map.strides[rank - 1], 0, 0], origin };
}

function imageWindow(plan: Plan, call: PlanCall, map: StridedMap, at: readonly number[]): Window | null {
  const { fast } = call;
  if (!fast || map.shape.length !== 4) return null;
  const out = plan.values[call.outputs[0]].shape;
  const [, channel, y, x] = at;
  const [, inChannels, height, width] = map.shape;
  const base = { steps: [map.strides[1], map.strides[2], map.strides[3]] as const, origin: map.offset + at[0] * map.strides[0] };
  switch (fast.kernel) {
    case 'conv2d': {
      const [, perGroup, ...kernel] = plan.values[fast.operands[1] ?? 0].shape;
      const taps = windowTaps([y, x], { ...fast, size: pair(kernel) }, [height, width]);
      const group = Math.floor(channel / (out[1] / fast.groups));
      return { ...base, kind: 'conv', kernel: pair(kernel), taps, firstChannel: group * perGroup, channels: perGroup,
        divisor: null };
    }
    case 'convTransposed2d': {
      const [, perGroup, ...kernel] = plan.values[fast.operands[1] ?? 0].shape;
      const taps = transposedTaps([y, x], { ...fast, size: pair(kernel) }, [height, width]);
      const channels = inChannels / fast.groups;
      return { ...base, kind: 'transposed', kernel: pair(kernel), taps, firstChannel: Math.floor(channel / perGroup) * channels,
        channels, divisor: null };
    }
    case 'pool2d': {
      const taps = windowTaps([y, x], fast, [height, width]);
      const inside = taps.filter(({ kind }) => kind === 'inside').length;
      // A window that leaves even the padding, as ceil_mode allows, is not divided by what lies beyond.
      const reach = (axis: 0 | 1): number => Math.min(fast.size[axis], map.shape[2 + axis] + 2 * fast.padding[axis]
        - at[2 + axis] * fast.stride[axis]);
      const divisor = fast.mode === 'max' ? null : fast.countPadding ? reach(0) * reach(1) : inside;
      return { ...base, kind: fast.mode, kernel: fast.size, taps, firstChannel: channel, channels: 1, divisor };
    }
    case 'adaptivePool2d': {
      const [top, bottom] = adaptive(y, height, out[2]);
      const [left, right] = adaptive(x, width, out[3]);
      const size = [bottom - top, right - left] as const;
      const taps = grid(size).map(([ky, kx]): Tap => ({ ky, kx, y: top + ky, x: left + kx, kind: 'inside' }));
      return { ...base, kind: 'average', kernel: size, taps, firstChannel: channel, channels: 1, divisor: taps.length };
    }
    default: return null;
  }
}

const pair = (list: readonly number[]): readonly [number, number] => [list[0], list[1]];
const grid = ([rows, columns]: readonly [number, number]): (readonly [number, number])[] =>
  Array.from({ length: rows * columns }, (_, i) => [Math.floor(i / columns), i % columns] as const);
const adaptive = (i: number, size: number, out: number): readonly [number, number] =>
  [Math.floor((i * size) / out), Math.ceil(((i + 1) * size) / out)];

interface Sliding {
  readonly size: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly padding: readonly [number, number];
  readonly dilation: readonly [number, number];
}

function windowTaps(at: readonly [number, number], { size, stride, padding, dilation }: Sliding,
  [height, width]: readonly [number, number]): Tap[] {
  return grid(size).map(([ky, kx]) => {
    const y = at[0] * stride[0] - padding[0] + ky * dilation[0];
    const x = at[1] * stride[1] - padding[1] + kx * dilation[1];
    return { ky, kx, y, x, kind: y >= 0 && y < height && x >= 0 && x < width ? 'inside' : 'padding' };
  });
}

function transposedTaps(at: readonly [number, number], { size, stride, padding, dilation }: Sliding,
  [height, width]: readonly [number, number]): Tap[] {
  return grid(size).map(([ky, kx]) => {
    const from = [at[0] + padding[0] - ky * dilation[0], at[1] + padding[1] - kx * dilation[1]];
    const [y, x] = [Math.floor(from[0] / stride[0]), Math.floor(from[1] / stride[1])];
    const hits = from[0] % stride[0] === 0 && from[1] % stride[1] === 0;
    return { ky, kx, y, x, kind: !(y >= 0 && y < height && x >= 0 && x < width) ? 'padding' : hits ? 'inside' : 'gap' };
  });
}

function termsOf(call: PlanCall, window: Window & { readonly at: readonly number[]; readonly map: StridedMap },
  read: ReadValue): CellTerms | null {
  const { kind, taps, channels, firstChannel, steps, origin, at, map } = window;
  const operands = call.fast?.operands ?? [];
  const isWeighted = kind === 'conv' || kind === 'transposed' || kind === 'linear';
  const weight = isWeighted ? read(operands[1] ?? -1) : null;
  if (isWeighted && !weight) return null;
  const biasMap = isWeighted && typeof operands[2] === 'number' ? read(operands[2]) : null;
  const outChannel = kind === 'linear' ? at[at.length - 1] : at[1];
  const bias = biasMap ? biasMap.data[biasMap.offset + outChannel * biasMap.strides[0]] : null;
  const inputs = new Float64Array(channels * taps.length);
  const weights = weight ? new Float64Array(inputs.length) : null;
  const sums = new Float64Array(channels);
  let magnitude = Math.abs(bias ?? 0);
  for (let c = 0; c < channels; c++) {
    sums[c] = kind === 'max' ? -Infinity : 0;
    taps.forEach(({ ky, kx, y, x, kind: place }, t) => {
      const i = c * taps.length + t;
      const factor = weight ? weightAt(kind, weight, { c, firstChannel, outChannel, ky, kx }) : 1;
      if (weights) weights[i] = factor;
      if (place !== 'inside') return;
      inputs[i] = map.data[origin + (firstChannel + c) * steps[0] + y * steps[1] + x * steps[2]];
      const term = inputs[i] * factor;
      magnitude += Math.abs(term);
      sums[c] = kind === 'max' ? Math.max(sums[c], term) : sums[c] + term;
    });
  }
  const total = sums.reduce((a, b) => (kind === 'max' ? Math.max(a, b) : a + b), kind === 'max' ? -Infinity : bias ?? 0);
  const value = window.divisor === null ? total : total / window.divisor;
  const { stride = ONE, padding = NONE, dilation = ONE, groups = 1 } =
    { ...(call.fast as Partial<Sliding & { groups: number }>) };
  return { kind, input: operands[0] ?? -1, weight: isWeighted ? operands[1] ?? null : null, kernel: window.kernel, stride,
    padding,
    dilation, groups, inputSize: kind === 'linear' ? [1, 1] : pair(map.shape.slice(2)), firstChannel, channels, taps, inputs,
      weights,
    sums, bias, divisor: window.divisor, value, rounded: Math.fround(value), magnitude: magnitude / (window.divisor ?? 1) };
}
const ONE = [1, 1] as const;
const NONE = [0, 0] as const;

interface WeightPlace {
  /** Within its group. */
  readonly c: number;
  readonly firstChannel: number;
  readonly outChannel: number;
  readonly ky: number;
  readonly kx: number;
}

/** [out, in / groups, kH, kW]; transposed [in, out / groups, kH, kW]; linear [out, in]. */
function weightAt(kind: CellKind, { data, offset, shape, strides }: StridedMap,
  { c, firstChannel, outChannel, ky, kx }: WeightPlace): number {
  const index = kind === 'linear' ? [outChannel, c]
    : kind === 'transposed' ? [firstChannel + c, outChannel % shape[1], ky, kx] : [outChannel, c, ky, kx];
  return data[offset + index.reduce((sum, i, axis) => sum + i * strides[axis], 0)];
}
