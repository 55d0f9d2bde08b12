// What `x[...]` means: which axes an index picks, cuts, adds or gathers, for shapes with symbols and for elements.
// As THPVariable_getitem and TensorIndexing.h: ints and slices first, then all tensors at once.
import { positionsWithin } from '../tensor/kernelError';
import { broadcastPositions, broadcastShapes, stridedPositions, stridesOf } from '../tensor/broadcast';
import { plainNumel, showDim, showShape } from '../tensor/dim';
import type { SlicePart } from '../tensor/plan';
import { constantOf, int, type Dim, type PlainTensor, type Tensor } from '../tensor/value';
import { GiveUp, isUnknown, type AxisView, type RuleContext } from './op';
import { isTensor, range } from './rules';

/** One item of an index: an int, a slice, None, `...`,
  or a tensor of ints or bools (which lists and bools are by now). */
export type IndexItem = unknown;
export interface SliceItem { readonly kind: 'slice'; readonly start: unknown; readonly stop: unknown;
  readonly step: unknown }

const kindOf = (item: IndexItem): string =>
  item === null ? 'none' : typeof item === 'number' ? 'int' : typeof item === 'object' && 'kind' in item
    ? String(item.kind)
    : typeof item === 'object' && 'shape' in item ? 'tensor' : 'other';
export const isSlice = (item: IndexItem): item is SliceItem => typeof item === 'object' && item !== null
  && 'kind' in item && item.kind === 'slice';
const indexList = (indices: unknown): readonly IndexItem[] => (Array.isArray(indices) ? indices : [indices]);

const isMask = (dtype: string): boolean => dtype === 'bool' || dtype === 'uint8';
/** Axes that an item uses up. */
function consumed(item: IndexItem): number {
  const kind = kindOf(item);
  if (kind === 'none' || kind === 'ellipsis') return 0;
  if (kind !== 'tensor') return 1;
  const { shape, dtype } = item as Tensor | PlainTensor;
  return isMask(dtype) ? shape.length : 1;
}

/** `...` written out as full slices; a missing one stands at the end. */
function expandEllipsis(indices: readonly IndexItem[], rank: number): IndexItem[] {
  const used = indices.reduce<number>((sum, item) => sum + consumed(item), 0);
  const fill = range(rank - used).map((): SliceItem => ({ kind: 'slice', start: null, stop: null, step: null }));
  const at = indices.findIndex((item) => kindOf(item) === 'ellipsis');
  if (at < 0) return [...indices, ...fill];
  return [...indices.slice(0, at), ...fill, ...indices.slice(at + 1).filter((item) => kindOf(item) !== 'ellipsis')];
}

/** Floats and strings are no indices. Ints are Dims here: a plain number is a float of Python. */
function requireIndex(item: IndexItem, rule: RuleContext): void {
  const only = 'only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices';
  if (typeof item === 'number') rule.raise('IndexError', `${only} (got float)`);
  if (typeof item === 'string') rule.raise('TypeError', "new(): invalid data type 'str'");
  if (isSlice(item) && [item.start, item.stop, item.step].some((end) => typeof end === 'number' || typeof end === 'string'))
    rule.raise('TypeError', 'slice indices must be integers or None or have an __index__ method');
}

/** A text is taken for as many indices as it has letters, and from 32 on for one. */
function letters(text: string): number {
  const count = [...text].length;
  return count > 0 && count < 32 ? count : 1;
}

/** More indices than axes are an error before what the indices are; a single slice is looked at first. */
function requireAxes(indices: unknown, given: readonly IndexItem[], rank: number, rule: RuleContext): void {
  const used = typeof indices === 'string' ? letters(indices) : given.reduce<number>((sum, item) => sum + consumed(item), 0);
  const [only] = given.length === 1 ? given : [];
  if (used > rank && !isSlice(only)) {
    if (rank === 0 && kindOf(only) === 'int' && typeof only !== 'number') {
      rule.raise('IndexError', 'invalid index of a 0-dim tensor. Use `tensor.item()` in Python or'
        + ' `tensor.item<T>()` in C++ to convert a 0-dim tensor to a number');
    }
    rule.raise('IndexError', `too many indices for tensor of dimension ${rank}`);
  }
  for (const item of given) requireIndex(item, rule);
  if (used > rank) rule.raise('IndexError', 'slice() cannot be applied to a 0-dim tensor.');
}

// ---- shapes ----
type Axis = { readonly kind: 'kept'; readonly size: Dim } | { readonly kind: 'gathered';
  readonly index: readonly Dim[] };
/** What ints, slices and None leave for the tensors: axes that stay, and axes that a tensor picks from. */
type Slot = { readonly kind: 'kept'; readonly size: Dim } | { readonly kind: 'tensor'; readonly index: Tensor;
  readonly sizes: readonly Dim[] };

export interface IndexShape { readonly shape: readonly Dim[]; readonly gathers: boolean }

export function indexedShape(input: Tensor, indices: unknown, rule: RuleContext): IndexShape {
  const rank = input.shape.length;
  const given = indexList(indices);
  const hole = given.find(isUnknown);
  if (hole) throw new GiveUp(hole);
  requireAxes(indices, given, rank, rule);
  const slots: Slot[] = [];
  let axis = 0;
  for (const item of expandEllipsis(given, rank)) {
    const slot = slotOf(item, input.shape, axis, given.indexOf(item), rule);
    if (slot) slots.push(slot);
    axis += consumed(item);
  }
  const basic = slots.flatMap((slot) => (slot.kind === 'kept' ? [slot.size] : slot.sizes));
  const axes = slots.flatMap((slot, i) => gatheredAxes(slot, basic, positionIn(slots, i), rule));
  const shape = arrange(axes, (index) => joinIndices(index, rule));
  if (!shape.some((dim) => constantOf(dim) === 0)) for (const [i, slot] of slots.entries()) requireWithin(
    slot, positionIn(slots, i), rule);
  return { shape, gathers: axes.some((a) => a.kind === 'gathered') };
}

const positionIn = (slots: readonly Slot[], at: number): number =>
  slots.slice(0, at).reduce((sum, slot) => sum + (slot.kind === 'kept' ? 1 : slot.sizes.length), 0);

/** `place`: where the item stands in the index,
  which is the dimension that PyTorch names. Null: the axis is dropped. */
function slotOf(item: IndexItem, shape: readonly Dim[], axis: number, place: number, rule: RuleContext): Slot | null {
  const size = shape[axis] ?? rule.dim(1);
  if (item === null || kindOf(item) === 'none') return { kind: 'kept', size: rule.dim(1) };
  if (isSlice(item)) return { kind: 'kept', size: sliceSize(item, size, rule) };
  if (isTensor(item)) {
    if (item.shape.length > 0 || isMask(item.dtype)) return { kind: 'tensor', index: item,
      sizes: shape.slice(axis, axis + consumed(item)) };
    // A tensor of rank 0 picks like an int.
    const [value] = item.data ?? [];
    if (value !== undefined) checkIndex(int(value), size, place, rule);
    return null;
  }
  if (kindOf(item) !== 'int') throw new GiveUp(
    rule.unknown('argument-not-modelled', `indexing with a ${kindOf(item)} is not modelled`));
  checkIndex(item as Dim, size, place, rule);
  return null;
}

function checkIndex(index: Dim, size: Dim, place: number, rule: RuleContext): void {
  if (rule.test((i, n) => i >= -n && i < n, index, size) === false) {
    rule.raise('IndexError', `index ${showDim(index)} is out of bounds for dimension ${place} with size`
      + ` ${showDim(size)}`, [index, size]);
  }
}

/** Known positions lie within their axis. */
function requireWithin(slot: Slot, axis: number, rule: RuleContext): void {
  if (slot.kind === 'kept' || isMask(slot.index.dtype)) return;
  const [size] = slot.sizes;
  const n = size && constantOf(size);
  const bad = n === undefined ? undefined : slot.index.data?.find((x) => x < -n || x >= n);
  if (bad !== undefined && size) rule.raise('IndexError',
    `index ${bad} is out of bounds for dimension ${axis} with size ${showDim(size)}`, [size]);
}

const asDim = (value: unknown): Dim | null => {
  if (typeof value === 'number') return int(value);
  if (typeof value !== 'object' || value === null || !('kind' in value)) return null;
  if (value.kind === 'int' || value.kind === 'unknown') return value as Dim;
  return null;
};

/** Bounds as Python clips them for a positive step. */
const clip = (at: number, n: number): number => Math.min(n, Math.max(0, at < 0 ? at + n : at));
export function sliceSize(slice: SliceItem, size: Dim, rule: RuleContext): Dim {
  const [start, stop, step] = [asDim(slice.start), asDim(slice.stop), asDim(slice.step)];
  if (step && rule.test((s) => s <= 0, step) === true) rule.raise(
    'ValueError', 'step must be greater than zero', [step]);
  if (!start && !stop && (!step || constantOf(step) === 1)) return size;
  const by = step ?? rule.dim(1);
  const from = start ?? rule.dim(0);
  if (!stop) return rule.map((n, a, s) => Math.max(0, Math.ceil((n - clip(a, n)) / s)), size, from, by);
  return rule.map((n, a, b, s) => Math.max(0, Math.ceil((clip(b, n) - clip(a, n)) / s)), size, from, stop, by);
}

/** A mask is as many tensors of positions as it has axes. */
function gatheredAxes(slot: Slot, basic: readonly Dim[], axis: number, rule: RuleContext): Axis[] {
  if (slot.kind === 'kept') return [slot];
  const { index, sizes } = slot;
  if (!isMask(index.dtype)) {
    if (index.dtype !== 'int64') rule.raise('IndexError', 'tensors used as indices must be long, byte or bool tensors');
    return [{ kind: 'gathered', index: index.shape }];
  }
  for (const [i, size] of index.shape.entries()) {
    const other = sizes[i];
    if (other && rule.equal(size, other) === false) {
      rule.raise('IndexError', `The shape of the mask ${showShape(index.shape)} at index ${i} does not`
        + ` match the shape of the indexed tensor ${showShape(basic)} at index ${axis + i}`, [size, other]);
    }
  }
  const count = index.data ? rule.dim(index.data.filter((x) => x !== 0).length)
    : rule.unknown('data-dependent-size', 'how many elements a mask picks depends on its values',
      'shapes after this depend on the data');
  return range(Math.max(1, index.shape.length)).map(() => ({ kind: 'gathered', index: [count] }));
}

function joinIndices(shapes: readonly (readonly Dim[])[], rule: RuleContext): readonly Dim[] {
  const [first] = shapes;
  if (first && shapes.every((shape) => shape.length === first.length
    && shape.every((dim, i) => dim === first[i]))) return first;
  return broadcastShapes(shapes, () =>
    rule.raise('IndexError', `shape mismatch: indexing tensors could not be broadcast together with shapes`
      + ` ${shapes.map(showShape).join(', ')}`, shapes.flat()));
}

/** Gathered axes become one block: in their place when they are neighbours, in front otherwise. */
function arrange(axes: readonly Axis[], join: (shapes: readonly (readonly Dim[])[]) => readonly Dim[]): Dim[] {
  const gathered = axes.flatMap((a) => (a.kind === 'gathered' ? [a.index] : []));
  const kept = (list: readonly Axis[]): Dim[] => list.flatMap((a) => (a.kind === 'kept' ? [a.size] : []));
  if (gathered.length === 0) return kept(axes);
  const first = axes.findIndex((a) => a.kind === 'gathered');
  const last = axes.findLastIndex((a) => a.kind === 'gathered');
  const block = join(gathered);
  if (last - first + 1 !== gathered.length) return [...block, ...kept(axes)];
  return [...kept(axes.slice(0, first)), ...block, ...kept(axes.slice(last + 1))];
}

// ---- elements ----
type Step = { readonly kind: 'kept'; readonly offsets: readonly number[] } | { readonly kind: 'gathered';
  readonly shape: readonly number[]; readonly offsets: readonly number[] };

/** Positions of the picked elements in row-major order of the result. */
export const indexedPositions = (shape: readonly number[], indices: unknown): number[] => indexedBlock(shape, indices).positions;

/** The same with the sizes of the result. */
export interface Block { readonly positions: number[]; readonly shape: readonly number[] }
export function indexedBlock(shape: readonly number[], indices: unknown): Block {
  const strides = stridesOf(shape);
  const steps: Step[] = [];
  let base = 0;
  let axis = 0;
  for (const item of expandEllipsis(indexList(indices), shape.length)) {
    const [n, stride] = [shape[axis] ?? 1, strides[axis] ?? 1];
    if (item === null) steps.push({ kind: 'kept', offsets: [0] });
    else if (typeof item === 'number') base += (item < 0 ? item + n : item) * stride;
    else if (isSlice(item)) steps.push({ kind: 'kept', offsets: sliceOffsets(item, n).map((i) => i * stride) });
    else {
      const tensor = item as PlainTensor;
      const [value] = tensor.data ?? [];
      if (tensor.shape.length === 0 && !isMask(tensor.dtype)) base += (
        (value ?? 0) < 0 ? (value ?? 0) + n : value ?? 0) * stride;
      else steps.push(gatherStep(tensor, shape, axis, stride));
    }
    axis += consumed(item);
  }
  return combine(steps, base);
}

export function sliceOffsets(slice: SliceItem, n: number): number[] {
  const { from, by, count } = sliceExtent(slice, n);
  return range(count).map((i) => from + i * by);
}

function sliceExtent({ start, stop, step }: SliceItem, n: number): { from: number; by: number; count: number } {
  const by = typeof step === 'number' ? step : 1;
  const from = typeof start === 'number' ? clip(start, n) : 0;
  const to = typeof stop === 'number' ? clip(stop, n) : n;
  return { from, by, count: Math.ceil((to - from) / by) };
}

function gatherStep(index: PlainTensor, shape: readonly number[], axis: number, stride: number): Step {
  const data = index.data ?? [];
  if (!isMask(index.dtype)) {
    const n = shape[axis] ?? 1;
    return { kind: 'gathered', shape: index.shape, offsets: positionsWithin(data, n, true).map((i) => i * stride) };
  }
  const strides = stridesOf(shape).slice(axis, axis + index.shape.length);
  const positions = stridedPositions(index.shape, strides).filter((_, i) => data[i] !== 0);
  return { kind: 'gathered', shape: [positions.length], offsets: positions };
}

function combine(steps: readonly Step[], base: number): Block {
  const gathered = steps.filter((s) => s.kind === 'gathered');
  const kept = (list: readonly Step[]): (readonly number[])[] =>
    list.flatMap((s) => (s.kind === 'kept' ? [s.offsets] : []));
  const sums = (lists: readonly (readonly number[])[], sizes: readonly number[]): Block => ({ shape: sizes,
    positions: lists.reduce<number[]>((sofar, list) => sofar.flatMap((a) => list.map((b) => a + b)), [base]) });
  const sizes = (list: readonly (readonly number[])[]): number[] => list.map((offsets) => offsets.length);
  if (gathered.length === 0) return sums(kept(steps), sizes(kept(steps)));
  const rank = Math.max(...gathered.map((s) => s.shape.length));
  const shape = range(rank).map((i) => gathered.reduce((size, s) => {
    const own = s.shape[i - rank + s.shape.length] ?? 1;
    return own === 1 ? size : own;
  }, 1));
  const block = range(plainNumel(shape)).map(() => 0);
  for (const step of gathered) {
    for (const [i, position] of broadcastPositions(step.shape, shape).entries()) block[i] = (block[i] ?? 0)
      + (step.offsets[position] ?? 0);
  }
  const first = steps.findIndex((s) => s.kind === 'gathered');
  const last = steps.findLastIndex((s) => s.kind === 'gathered');
  if (last - first + 1 !== gathered.length) return sums([block, ...kept(steps)], [...shape, ...sizes(kept(steps))]);
  const [before, after] = [kept(steps.slice(0, first)), kept(steps.slice(last + 1))];
  return sums([...before, block, ...after], [...sizes(before), ...shape, ...sizes(after)]);
}

/** How each output axis looks at the input; null when tensors pick the positions. */
export function indexViews(shape: readonly number[], indices: unknown): AxisView[] | null {
  const views: AxisView[] = [];
  let axis = 0;
  for (const item of expandEllipsis(indexList(indices), shape.length)) {
    if (kindOf(item) === 'tensor') return null;
    if (item === null) views.push({ kind: 'none' });
    if (isSlice(item)) {
      const { from, count } = sliceExtent(item, shape[axis] ?? 1);
      const offset = count > 0 ? from : 0;
      views.push({ kind: 'shift', axis, offset, step: typeof item.step === 'number' ? item.step : 1 });
    }
    axis += consumed(item);
  }
  return views;
}

/** What an index of ints, slices, None and `...` takes of each axis; null when a tensor gathers or a step goes backwards. */
export function slicesOf(shape: readonly number[], indices: unknown): readonly SlicePart[] | null {
  const parts: SlicePart[] = [];
  let axis = 0;
  for (const item of expandEllipsis(indexList(indices), shape.length)) {
    if (item === null) continue;
    const size = shape[axis];
    if (typeof item === 'number') parts.push({ axis, start: item < 0 ? item + size : item, step: 1, size: 1, drop: true });
    else if (isSlice(item)) {
      const { start, stop, step } = item;
      const by = step ?? 1;
      if (typeof by !== 'number' || by < 1) return null;
      const at = (bound: unknown, open: number): number | null =>
        (bound === null ? open : typeof bound !== 'number' ? null : Math.min(size, Math.max(0, bound < 0 ? bound + size
          : bound)));
      const [from, to] = [at(start, 0), at(stop, size)];
      if (from === null || to === null) return null;
      parts.push({ axis, start: from, step: by, size: Math.max(0, Math.ceil((to - from) / by)), drop: false });
    } else return null;
    axis++;
  }
  return parts;
}
