// What reductions share: the shape that is left, groups of elements that run together, and the builder of
// reductions over
// any set of axes. The families are reduce.ts, statistics.ts and extremes.ts.
import { stridedPositions, stridesOf } from '../tensor/broadcast';
import { isComplex, type DType } from '../tensor/dtype';
import { castElement } from '../tensor/round';
import type { Dim, PlainMeta, PlainTensor } from '../tensor/value';
import type { AxisView, RuleContext } from './op';
import { range } from './rules';

export function reducedShape(shape: readonly Dim[], axes: readonly number[], keepdim: boolean,
  rule: RuleContext): Dim[] {
  if (keepdim) return shape.map((dim, axis) => (axes.includes(axis) ? rule.dim(1) : dim));
  return shape.filter((_, axis) => !axes.includes(axis));
}

/** Axes that are left look at themselves; reduced ones are seen whole (see ReceptiveFieldRule). */
export function reducedViews(rank: number, axes: readonly number[], keepdim: boolean): AxisView[] {
  const views = range(rank).map((axis): AxisView =>
    (axes.includes(axis) ? { kind: 'all', axis } : { kind: 'same', axis }));
  return keepdim ? views : views.filter((view) => view.kind === 'same');
}

/** The elements that each output element is made of, in row-major order of both. */
export function groups(input: PlainTensor, axes: readonly number[]): number[][] {
  const strides = stridesOf(input.shape);
  const at = (list: readonly number[], wanted: boolean): number[] =>
    list.filter((_, axis) => axes.includes(axis) === wanted);
  const inside = stridedPositions(at(input.shape, true), at(strides, true));
  const data = input.data ?? [];
  return stridedPositions(at(input.shape, false), at(strides, false)).map(
    (base) => inside.map((offset) => data[base + offset] ?? NaN));
}

/** `f` over each group, stored in the type of the result; complex elements are not kept. */
export function reduceElements(input: PlainTensor, axes: readonly number[], out: PlainMeta | undefined,
  f: (group: readonly number[]) => number): readonly number[] {
  if (!out || isComplex(input.dtype)) return [];
  return groups(input, axes).map((group) => castElement(f(group), out.dtype));
}

/** Integers and bools add up in int64. */
export const sumType = (dtype: DType): DType =>
  (['bool', 'uint8', 'int8', 'int16', 'int32'].includes(dtype) ? 'int64' : dtype);
export const sumOf = (group: readonly number[]): number => group.reduce((a, b) => a + b, 0);
export const meanOf = (group: readonly number[]): number => sumOf(group) / group.length;
/** By steps, where infinities meet: PyTorch's mean beside a variance comes about so. */
export function steppedMean(group: readonly number[]): number {
  let mean = 0;
  for (const [i, x] of group.entries()) mean += (x - mean) / (i + 1);
  return mean;
}
export function varianceOf(group: readonly number[], correction: number): number {
  const mean = meanOf(group);
  return group.reduce((sum, x) => sum + (x - mean) ** 2, 0) / Math.max(0, group.length - correction);
}
