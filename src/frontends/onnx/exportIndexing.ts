// Calls that move elements, as ONNX nodes: writes and reads by strides, gathers, scatters, repeats, orders.
import { stridesOf } from '../../tensor/broadcast';
import { indexedBlock } from '../../ops/indexPlan';
import type { PlanArg } from '../../tensor/plan';
import { isTensorArg, type ExportCall, type Writer } from './exportCall';

const numel = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** Tables of places that are longer are not written: the file would be larger than the model. */
const MAX_PLACES = 20_000_000;

/** Where each element of a strided view lies in memory, row by row. */
function placesOf(size: readonly number[], strides: readonly number[], offset: number): readonly number[] {
  let places = [offset];
  for (const [axis, n] of size.entries()) {
    const steps = Array.from({ length: n }, (_, i) => i * strides[axis]);
    places = places.flatMap((at) => steps.map((step) => at + step));
  }
  return places;
}
/** A tensor's elements looked at with strides, in row-major order. */
export interface View { readonly size: readonly number[]; readonly strides: readonly number[]; readonly offset: number }

const viewOf = (call: ExportCall): View =>
  ({ size: call.list('size'), strides: call.list('stride'), offset: call.number('storage_offset') ?? 0 });
const flat = (call: ExportCall, name: string): string => call.one('Reshape', [name, call.ints([-1])])[0];

export function strided(call: ExportCall, input: string, { size, strides, offset }: View): readonly string[] | null {
  if (numel(size) > MAX_PLACES) return null;
  const [taken] = call.one('Gather', [flat(call, input), call.ints(placesOf(size, strides, offset))], { axis: 0 });
  return call.one('Reshape', [taken, call.ints(size)]);
}

/** A tensor of `shape` with `part`, which has the view's size, written into the view. */
export function stridedWrite(call: ExportCall, input: string, shape: readonly number[], part: string,
  view: View): readonly string[] | null {
  const box = boxOf(view, shape);
  if (box) return written(call, input, part, shape, box);
  if (numel(view.size) > MAX_PLACES) return null;
  return scattered(call, input, shape, placesOf(view.size, view.strides, view.offset), flat(call, part));
}
function scattered(call: ExportCall, input: string, shape: readonly number[], places: readonly number[],
  updates: string): readonly string[] {
  const [made] = call.one('ScatterElements', [flat(call, input), call.ints(places), updates], { axis: 0 });
  return call.one('Reshape', [made, call.ints(shape)]);
}

interface Box { readonly start: readonly number[]; readonly end: readonly number[] }

/** The view as a box of neighbours, when it is one: what most writes to slices are. */
function boxOf({ size, strides, offset }: View, shape: readonly number[]): Box | null {
  const whole = stridesOf(shape);
  let left = offset;
  const start = whole.map((stride) => {
    const at = stride > 0 ? Math.floor(left / stride) : 0;
    left -= at * stride;
    return at;
  });
  const end = start.map((at) => at + 1);
  let axis = 0;
  for (const [i, n] of size.entries()) {
    if (n === 1) continue;
    while (axis < shape.length && (whole[axis] !== strides[i] || shape[axis] === 1)) axis++;
    if (axis === shape.length || start[axis] + n > shape[axis]) return null;
    end[axis] = start[axis] + n;
    axis++;
  }
  return left === 0 ? { start, end } : null;
}

/** The tensor with a box of it replaced: what lies before and after the box is joined to it, axis by axis from the last. */
function written(call: ExportCall, input: string, part: string, shape: readonly number[],
  { start, end }: Box): readonly string[] {
  let [made] = call.one('Reshape', [part, call.ints(shape.map((_, i) => end[i] - start[i]))]);
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (start[axis] === 0 && end[axis] === shape[axis]) continue;
    const axes = call.ints(Array.from({ length: axis + 1 }, (_, i) => i));
    const cut = (from: number, to: number): readonly string[] => (from === to ? [] : call.one('Slice', [input,
      call.ints([...start.slice(0, axis), from]), call.ints([...end.slice(0, axis), to]), axes]));
    [made] = call.one('Concat', [...cut(0, start[axis]), made, ...cut(end[axis], shape[axis])], { axis });
  }
  return [made];
}

const listed = (arg: PlanArg | undefined): readonly PlanArg[] => (Array.isArray(arg) ? arg : [arg ?? null]);
const isWhole = (item: PlanArg): boolean => typeof item === 'object' && item !== null && 'kind' in item && item.kind === 'slice'
  && item.start === null && item.stop === null && (item.step === null || item.step === 1);

/** The places that indices pick; null where they are computed by the model. */
function blockOf(call: ExportCall, shape: readonly number[]): ReturnType<typeof indexedBlock> | null {
  let isKnown = true;
  const known = (item: PlanArg): unknown => {
    if (!isTensorArg(item)) return Array.isArray(item) ? item.map(known) : item;
    const { source, ...meta } = call.valueOf(item);
    isKnown &&= source.kind === 'constant';
    return { ...meta, data: source.kind === 'constant' ? source.data : [] };
  };
  const indices = known(call.arg('indices') ?? null);
  const block = isKnown ? indexedBlock(shape, indices) : null;
  return block && block.positions.length <= MAX_PLACES ? block : null;
}

/** One axis by a tensor of indices, or known places. */
const index: Writer = (call) => {
  const input = call.required('input');
  const items = listed(call.arg('indices'));
  const [axis, ...others] = items.flatMap((item, i) => (isTensorArg(item) ? [i] : []));
  if (axis !== undefined && others.length === 0 && items.every((item, i) => i === axis || isWhole(item))) {
    const tensor = call.valueAt(items[axis]);
    if (tensor?.value.dtype === 'int64') return call.one('Gather', [input.name, tensor.name], { axis });
  }
  const block = blockOf(call, input.value.shape);
  return block && call.one('Reshape', [call.one('Gather', [flat(call, input.name), call.ints(block.positions)], { axis: 0 })[0],
    call.ints(call.out.shape)]);
};

/** Known places; or a number where a mask says so. */
const indexPut: Writer = (call) => {
  const [input, value, number] = [call.required('input'), call.tensor('value'), call.number('value')];
  const [mask, ...others] = listed(call.arg('indices'));
  const tensor = isTensorArg(mask) ? call.valueAt(mask) : null;
  if (tensor?.value.dtype === 'bool' && others.length === 0 && number !== undefined) {
    const missing = input.value.shape.slice(tensor.value.shape.length).map(() => 1);
    const [wide] = call.one('Reshape', [tensor.name, call.ints([...tensor.value.shape, ...missing])]);
    return call.one('Where', [wide, call.filled(number, [], input.value.dtype), input.name]);
  }
  const block = blockOf(call, input.value.shape);
  if (!block || (value && value.value.dtype !== input.value.dtype)) return null;
  const from = value ? value.name : call.filled(number ?? call.fail(), [], input.value.dtype);
  const [updates] = call.one('Expand', [from, call.ints(block.shape)]);
  return scattered(call, input.name, input.value.shape, block.positions, flat(call, updates));
};

/** Parts of one element along an axis, without it. */
const unbind: Writer = (call) => {
  const input = call.required('input');
  const axis = call.axis('dim', input.value.shape.length);
  const parts = call.node('Split', [input.name, call.ints(input.value.shape[axis] === 0 ? [] : call.outs.map(() => 1))], { axis },
    call.outs.length);
  return parts.map((part) => call.one('Squeeze', [part, call.ints([axis])])[0]);
};

const gather: Writer = (call) => {
  const [input, index] = [call.required('input'), call.required('index')];
  const axis = call.axis('dim', input.value.shape.length);
  const isWhole = input.value.shape.every((n, i) => i === axis || n === index.value.shape[i]);
  return isWhole ? call.one('GatherElements', [input.name, index.name], { axis }) : null;
};

const scatter = (reduction: 'none' | 'add'): Writer => (call) => {
  const [input, index, source] = [call.required('input'), call.required('index'), call.tensor('src')];
  const value = call.number('src') ?? call.number('value');
  if (call.text('reduce') !== undefined || (!source && value === undefined)) return null;
  if (source && source.value.shape.join() !== index.value.shape.join()) return null;
  const from = source?.name ?? call.one('Expand', [call.filled(value ?? 0, []), call.ints(index.value.shape)])[0];
  return call.one('ScatterElements', [input.name, index.name, from], { axis: call.axis('dim', input.value.shape.length),
    ...(reduction === 'add' ? { reduction } : {}) });
};

/** `repeats` may be longer than the tensor has axes. */
const repeat = (name: string): Writer => (call) => {
  const input = call.required('input');
  const given = call.list(name);
  const rank = Math.max(given.length, input.value.shape.length);
  const times = [...Array.from({ length: rank - given.length }, () => 1), ...given];
  const shape = [...Array.from({ length: rank - input.value.shape.length }, () => 1), ...input.value.shape];
  return call.one('Tile', [call.one('Reshape', [input.name, call.ints(shape)])[0], call.ints(times)]);
};

const repeatInterleave: Writer = (call) => {
  const [input, repeats] = [call.required('input'), call.number('repeats')];
  if (repeats === undefined) return null;
  const isFlat = call.number('dim') === undefined;
  const axis = isFlat ? 0 : call.axis('dim', input.value.shape.length);
  const n = isFlat ? numel(input.value.shape) : input.value.shape[axis];
  const places = Array.from({ length: n * repeats }, (_, i) => Math.floor(i / repeats));
  return call.one('Gather', [isFlat ? flat(call, input.name) : input.name, call.ints(places)], { axis });
};

const triangle = (upper: 0 | 1): Writer => (call) =>
  call.one('Trilu', [call.required('input').name, call.filled(call.number('diagonal') ?? 0, [], 'int64')], { upper });

const extreme = (type: 'ArgMax' | 'ArgMin'): Writer => (call) => {
  const input = call.required('input');
  const isFlat = call.number('dim') === undefined;
  const keepdims = call.arg('keepdim') === true && !isFlat ? 1 : 0;
  return call.one(type, [isFlat ? flat(call, input.name) : input.name],
    { axis: isFlat ? 0 : call.axis('dim', input.value.shape.length), keepdims });
};

/** Values and where they stand; the whole tensor's, or the greater of two. */
const extremes = (reduce: 'ReduceMax' | 'ReduceMin', arg: 'ArgMax' | 'ArgMin', pair: 'Max' | 'Min'): Writer => (call) => {
  const [input, other] = [call.required('input'), call.tensor('other')];
  if (other) return input.value.dtype === other.value.dtype ? call.one(pair, [input.name, other.name]) : null;
  if (call.number('dim') === undefined) return call.one(reduce, [input.name], { keepdims: 0 });
  const axis = call.axis('dim', input.value.shape.length);
  const keepdims = call.arg('keepdim') === true ? 1 : 0;
  return [...call.one(reduce, [input.name], { axes: [axis], keepdims }), ...call.one(arg, [input.name], { axis, keepdims })];
};

const topk: Writer = (call) => {
  const input = call.required('input');
  return call.node('TopK', [input.name, call.ints([call.number('k') ?? call.fail()])], { axis: call.axis('dim',
    input.value.shape.length),
    largest: call.arg('largest') === false ? 0 : 1, sorted: 1 }, 2);
};

const cumsum: Writer = (call) => {
  const input = call.required('input');
  return input.value.dtype !== call.out.dtype ? null
    : call.one('CumSum', [input.name, call.filled(call.axis('dim', input.value.shape.length), [], 'int64')]);
};

/** Channels in groups, the groups side by side. */
const channelShuffle: Writer = (call) => {
  const { name, value: { shape } } = call.required('input');
  const [n, c, ...space] = shape;
  const groups = call.number('groups') ?? 1;
  const [apart] = call.one('Reshape', [name, call.ints([n, groups, c / groups, ...space])]);
  const [turned] = call.one('Transpose', [apart], { perm: [0, 2, 1, ...space.map((_, i) => i + 3)] });
  return call.one('Reshape', [turned, call.ints(shape)]);
};

const pixelUnshuffle: Writer = (call) => {
  const { name, value: { shape } } = call.required('input');
  const factor = call.number('downscale_factor') ?? 1;
  const [c, h, w] = shape.slice(-3);
  const [n] = [numel(shape.slice(0, -3))];
  const [apart] = call.one('Reshape', [name, call.ints([n, c, h / factor, factor, w / factor, factor])]);
  const [turned] = call.one('Transpose', [apart], { perm: [0, 1, 3, 5, 2, 4] });
  return call.one('Reshape', [turned, call.ints(call.out.shape)]);
};

/** PyTorch's modes; a border that wraps around is joined from slices. */
const pad: Writer = (call) => {
  const { name, value: { shape } } = call.required('input');
  const mode = call.text('mode') ?? 'constant';
  const given = call.list('pad');
  const at = (axis: number, side: 0 | 1): number => given[2 * (shape.length - 1 - axis) + side] ?? 0;
  const pads = call.ints([...shape.map((_, axis) => at(axis, 0)), ...shape.map((_, axis) => at(axis, 1))]);
  if (mode === 'reflect') return call.one('Pad', [name, pads], { mode: 'reflect' });
  if (mode === 'replicate') return call.one('Pad', [name, pads], { mode: 'edge' });
  if (mode === 'constant') return call.one('Pad', [name, pads, call.filled(call.number('value') ?? 0, [])]);
  if (given.some((n) => n < 0)) return null;
  let wrapped = name;
  for (const [axis, n] of shape.entries()) {
    const [before, after] = [at(axis, 0), at(axis, 1)];
    const cut = (from: number, to: number): readonly string[] => (from === to ? [] : call.one('Slice', [wrapped,
      call.ints([from]),
      call.ints([to]), call.ints([axis])]));
    if (before + after > 0) [wrapped] = call.one('Concat', [...cut(n - before, n), wrapped, ...cut(0, after)], { axis });
  }
  return [wrapped];
};

/** Windows side by side, as im2col: [N, C·k, L]. */
const unfold: Writer = (call) => {
  const { name, value: { shape } } = call.required('input');
  if (shape.length !== 4) return null;
  const [n, c, h, w] = shape;
  const [kernel, dilation, padding, stride] = ['kernel_size', 'dilation', 'padding', 'stride'].map((key) => call.numbers(key, 2));
  const [padded] = call.one('Pad', [name, call.ints([0, 0, ...padding, 0, 0, ...padding])]);
  const rows = (size: number, axis: number): readonly number[] => {
    const count = Math.floor((size + 2 * padding[axis] - dilation[axis] * (kernel[axis] - 1) - 1) / stride[axis]) + 1;
    return Array.from({ length: kernel[axis] }, (_, k) => Array.from({ length: count }, (__, i) =>
      i * stride[axis] + k * dilation[axis])).flat();
  };
  const [down, across] = [rows(h, 0), rows(w, 1)];
  const [tall] = call.one('Gather', [padded, call.ints(down)], { axis: 2 });
  const [wide] = call.one('Gather', [tall, call.ints(across)], { axis: 3 });
  const [apart] = call.one('Reshape', [wide, call.ints([n, c, kernel[0], down.length / kernel[0], kernel[1],
    across.length / kernel[1]])]);
  return call.one('Reshape', [call.one('Transpose', [apart], { perm: [0, 1, 2, 4, 3, 5] })[0], call.ints(call.out.shape)]);
};

export const INDEXING: Readonly<Record<string, Writer>> = {
  as_strided: (call) => strided(call, call.required('input').name, viewOf(call)),
  as_strided_scatter: (call) => stridedWrite(call, call.required('input').name, call.required('input').value.shape,
    call.required('src').name, viewOf(call)),
  index, index_put: indexPut, unbind, gather, scatter: scatter('none'),
  scatter_add: scatter('add'), repeat: repeat('repeats'), tile: repeat('dims'), repeat_interleave: repeatInterleave,
  tril: triangle(0), triu: triangle(1), argmax: extreme('ArgMax'), argmin: extreme('ArgMin'), topk, cumsum, pad,
  max: extremes('ReduceMax', 'ArgMax', 'Max'), min: extremes('ReduceMin', 'ArgMin', 'Min'), unfold,
  channel_shuffle: channelShuffle, pixel_unshuffle: pixelUnshuffle,
};
