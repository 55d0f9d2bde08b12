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
  /** Position in the kernel, axis by axis. */
  readonly k: readonly number[];
  /** Position on the input; of a gap the nearest one before it. */
  readonly at: readonly number[];
  readonly kind: TapKind;
}

export interface CellTerms {
  readonly kind: CellKind;
  /** Values of the plan: what the layer reads, and its weight. */
  readonly input: number;
  readonly weight: number | null;
  /** One number per axis: one to three; none of a linear layer. */
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];
  readonly dilation: readonly number[];
  readonly groups: number;
  readonly inputSize: readonly number[];
  readonly inputChannels: number;
  /** The input's channels that are summed: `channels` of them from `firstChannel` on. */
  readonly firstChannel: number;
  readonly channels: number;
  /** Through the kernel, the last axis fastest. */
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

/** Null for other layers, and where the input was not kept. `at`: [n, c, ...position]; of a linear layer [..., feature]. */
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
  readonly kernel: readonly number[];
  readonly taps: readonly Tap[];
  readonly firstChannel: number;
  readonly channels: number;
  readonly divisor: number | null;
  /** Stride of the input's channels and of each axis, and where its element [n, 0, ...0] is. */
  readonly channelStep: number;
  readonly steps: readonly number[];
  readonly origin: number;
}

function linearWindow(map: StridedMap, at: readonly number[]): Window {
  const rank = map.shape.length;
  const origin = map.offset + at.slice(0, -1).reduce((sum, i, axis) => sum + i * map.strides[axis], 0);
  return { kind: 'linear', kernel: [], taps: [{ k: [], at: [], kind: 'inside' }], firstChannel: 0,
    channels: map.shape[rank - 1], divisor: null, channelStep: map.strides[rank - 1], steps: [], origin };
}

function imageWindow(plan: Plan, call: PlanCall, map: StridedMap, at: readonly number[]): Window | null {
  const { fast } = call;
  const rank = map.shape.length;
  if (!fast || rank < 3 || rank > 5 || at.length !== rank) return null;
  const out = plan.values[call.outputs[0]].shape;
  const [, channel, ...position] = at;
  const [, inChannels, ...sizes] = map.shape;
  const base = { channelStep: map.strides[1], steps: map.strides.slice(2), origin: map.offset + at[0] * map.strides[0] };
  switch (fast.kernel) {
    case 'conv2d': case 'convNd': {
      const [, perGroup, ...kernel] = plan.values[fast.operands[1] ?? 0].shape;
      const taps = windowTaps(position, { ...fast, size: kernel }, sizes);
      const group = Math.floor(channel / (out[1] / fast.groups));
      return { ...base, kind: 'conv', kernel, taps, firstChannel: group * perGroup, channels: perGroup, divisor: null };
    }
    case 'convTransposed2d': {
      const [, perGroup, ...kernel] = plan.values[fast.operands[1] ?? 0].shape;
      const taps = transposedTaps(position, { ...fast, size: kernel }, sizes);
      const channels = inChannels / fast.groups;
      return { ...base, kind: 'transposed', kernel, taps, firstChannel: Math.floor(channel / perGroup) * channels,
        channels, divisor: null };
    }
    case 'pool2d': case 'poolNd': {
      const taps = windowTaps(position, fast, sizes);
      const inside = taps.filter(({ kind }) => kind === 'inside').length;
      // A window that leaves even the padding, as ceil_mode allows, is not divided by what lies beyond.
      const reach = fast.size.map((size, axis) => Math.min(size, sizes[axis] + 2 * fast.padding[axis]
        - position[axis] * fast.stride[axis]));
      const divisor = fast.mode === 'max' ? null : fast.countPadding ? reach.reduce((a, b) => a * b, 1) : inside;
      return { ...base, kind: fast.mode, kernel: fast.size, taps, firstChannel: channel, channels: 1, divisor };
    }
    case 'adaptivePool2d': {
      const spans = position.map((i, axis) => adaptive(i, sizes[axis], out[2 + axis]));
      const size = spans.map(([from, to]) => to - from);
      const taps = grid(size).map((k): Tap => ({ k, at: k.map((i, axis) => spans[axis][0] + i), kind: 'inside' }));
      return { ...base, kind: 'average', kernel: size, taps, firstChannel: channel, channels: 1, divisor: taps.length };
    }
    default: return null;
  }
}

/** All positions, the last axis fastest. */
const grid = (size: readonly number[]): number[][] => size.reduce<number[][]>((positions, count) =>
  positions.flatMap((position) => Array.from({ length: count }, (_, i) => [...position, i])), [[]]);
const adaptive = (i: number, size: number, out: number): readonly [number, number] =>
  [Math.floor((i * size) / out), Math.ceil(((i + 1) * size) / out)];
const isWithin = (at: readonly number[], sizes: readonly number[]): boolean => at.every((i, axis) => i >= 0 && i < sizes[axis]);

interface Sliding {
  readonly size: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];
  readonly dilation: readonly number[];
}

function windowTaps(position: readonly number[], { size, stride, padding, dilation }: Sliding, sizes: readonly number[]): Tap[] {
  return grid(size).map((k) => {
    const at = k.map((i, axis) => position[axis] * stride[axis] - padding[axis] + i * dilation[axis]);
    return { k, at, kind: isWithin(at, sizes) ? 'inside' : 'padding' };
  });
}

function transposedTaps(position: readonly number[], { size, stride, padding, dilation }: Sliding,
  sizes: readonly number[]): Tap[] {
  return grid(size).map((k) => {
    const from = k.map((i, axis) => position[axis] + padding[axis] - i * dilation[axis]);
    const at = from.map((i, axis) => Math.floor(i / stride[axis]));
    const hits = from.every((i, axis) => i % stride[axis] === 0);
    return { k, at, kind: !isWithin(at, sizes) ? 'padding' : hits ? 'inside' : 'gap' };
  });
}

function termsOf(call: PlanCall, window: Window & { readonly at: readonly number[]; readonly map: StridedMap },
  read: ReadValue): CellTerms | null {
  const { kind, taps, channels, firstChannel, channelStep, steps, origin, at, map, kernel } = window;
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
    taps.forEach(({ k, at: tap, kind: place }, t) => {
      const i = c * taps.length + t;
      const factor = weight ? weightAt(kind, weight, { c, firstChannel, outChannel, k }) : 1;
      if (weights) weights[i] = factor;
      if (place !== 'inside') return;
      const start = origin + (firstChannel + c) * channelStep;
      inputs[i] = map.data[tap.reduce((sum, position, axis) => sum + position * steps[axis], start)];
      const term = inputs[i] * factor;
      magnitude += Math.abs(term);
      sums[c] = kind === 'max' ? Math.max(sums[c], term) : sums[c] + term;
    });
  }
  const total = sums.reduce((a, b) => (kind === 'max' ? Math.max(a, b) : a + b), kind === 'max' ? -Infinity : bias ?? 0);
  const value = window.divisor === null ? total : total / window.divisor;
  const { stride = kernel.map(() => 1), padding = kernel.map(() => 0), dilation = kernel.map(() => 1), groups = 1 } =
    { ...(call.fast as Partial<Sliding & { groups: number }>) };
  return { kind, input: operands[0] ?? -1, weight: isWeighted ? operands[1] ?? null : null, kernel, stride, padding, dilation,
    groups, inputSize: kind === 'linear' ? [] : map.shape.slice(2),
    inputChannels: kind === 'linear' ? channels : map.shape[1], firstChannel, channels, taps, inputs, weights, sums, bias,
    divisor: window.divisor, value, rounded: Math.fround(value), magnitude: magnitude / (window.divisor ?? 1) };
}

interface WeightPlace {
  /** Within its group. */
  readonly c: number;
  readonly firstChannel: number;
  readonly outChannel: number;
  readonly k: readonly number[];
}

/** [out, in / groups, ...kernel]; transposed [in, out / groups, ...kernel]; linear [out, in]. */
function weightAt(kind: CellKind, { data, offset, shape, strides }: StridedMap,
  { c, firstChannel, outChannel, k }: WeightPlace): number {
  const index = kind === 'transposed' ? [firstChannel + c, outChannel % shape[1], ...k] : [outChannel, c, ...k];
  return data[offset + index.reduce((sum, i, axis) => sum + i * strides[axis], 0)];
}
