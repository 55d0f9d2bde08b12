// What the shape rules of many families share: axes counted from either end, dtypes of mixed operands,
// broadcasting with
// PyTorch's words. Knows no single op.
import { isUnknown, GiveUp, type AxisView, type RuleContext } from './op';
import type { Scalar } from './schema';
import { broadcastShapes } from '../tensor/broadcast';
import { isFloating, isIntegral, resultType, scalarTypeOf, type DType, type Participant } from '../tensor/dtype';
import { numelOf, showDim, showShape } from '../tensor/dim';
import { constantOf, type Dim, type Tensor } from '../tensor/value';

/** 'torch.add' and 'torch.Tensor.add'. */
export const both = (...names: readonly string[]): string[] =>
  names.flatMap((name) => [`torch.${name}`, `torch.Tensor.${name}`]);
export const method = (...names: readonly string[]): string[] => names.map((name) => `torch.Tensor.${name}`);
export const fn = (...names: readonly string[]): string[] => names.map((name) => `torch.${name}`);
export const docs = (name: string): string => `https://pytorch.org/docs/stable/generated/torch.${name}.html`;

/** The number of an argument on which the structure of the result depends. */
export function constant(dim: Dim, rule: RuleContext): number {
  const value = constantOf(dim);
  if (value !== undefined) return value;
  if (isUnknown(dim)) throw new GiveUp(dim);
  throw new GiveUp(rule.unknown('data-dependent-size', `the shape depends on the value of ${showDim(dim)}`));
}

/** An axis counted from either end → counted from the left. */
export function axisOf(dim: Dim, rank: number, rule: RuleContext): number {
  return wrapAxis(constant(dim, rule), rank, rule, [dim]);
}

/** For ops that need the axis to exist: a tensor of rank 0 has none. */
export function ownAxisOf(dim: Dim, rank: number, rule: RuleContext): number {
  if (rank === 0) rule.raise('IndexError', `Dimension specified as ${showDim(dim)} but tensor has no`
    + ` dimensions`, [dim]);
  return axisOf(dim, rank, rule);
}

export function wrapAxis(axis: number, rank: number, rule: RuleContext, blame: readonly Dim[] = []): number {
  const range = Math.max(rank, 1);
  if (axis < -range || axis >= range) {
    rule.raise('IndexError', `Dimension out of range (expected to be in range of [${-range}, ${range - 1}],`
      + ` but got ${axis})`, blame);
  }
  return axis < 0 ? axis + range : axis;
}

/** Distinct axes in the order given; every axis when the list is null or empty. */
export function axesOf(dims: readonly Dim[] | Dim | null, rank: number, rule: RuleContext): number[] {
  const list = dims === null ? [] : isList(dims) ? dims : [dims];
  if (list.length === 0) return Array.from({ length: rank }, (_, i) => i);
  const axes: number[] = [];
  for (const dim of list) {
    const axis = axisOf(dim, rank, rule);
    if (axes.includes(axis)) rule.raise('RuntimeError',
      `dim ${axis} appears multiple times in the list of dims`, [dim]);
    axes.push(axis);
  }
  return rank === 0 ? [] : axes;
}
const isList = (value: readonly Dim[] | Dim): value is readonly Dim[] => Array.isArray(value);

/** The same for numbers, where the rule has already checked. */
export function plainAxes(dims: readonly number[] | number | null, rank: number): number[] {
  const list = dims === null ? [] : typeof dims === 'number' ? [dims] : dims;
  if (list.length === 0) return Array.from({ length: rank }, (_, i) => i);
  return rank === 0 ? [] : list.map((d) => (d < 0 ? d + rank : d));
}
export const plainAxis = (dim: number, rank: number): number => (dim < 0 ? dim + Math.max(rank, 1) : dim);

export const isTensor = (value: unknown): value is Tensor =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'tensor';

const SCALAR_DTYPE: Readonly<Record<Scalar['kind'], DType>> = { int: 'int64', float: 'float64', bool: 'bool' };
export function participant(operand: Tensor | Scalar): Participant {
  if (isTensor(operand)) return { dtype: operand.dtype, weight: operand.shape.length > 0 ? 'tensor' : 'scalarTensor' };
  return { dtype: SCALAR_DTYPE[operand.kind], weight: 'number' };
}
export const resultOf = (...operands: readonly (Tensor | Scalar)[]): DType => resultType(operands.map(participant));
/** Floating result of integral operands: what sqrt, div and mean-like ops make of ints. */
export const floatResult = (dtype: DType): DType => (isIntegral(dtype) ? 'float32' : dtype);
export const realOf = (dtype: DType): DType =>
  (dtype === 'complex64' ? 'float32' : dtype === 'complex128' ? 'float64' : dtype);
export const isFloat = isFloating;

export const shapeOf = (operand: Tensor | Scalar): readonly Dim[] => (isTensor(operand) ? operand.shape : []);

/** The broadcast shape, or PyTorch's RuntimeError. */
export function broadcast(rule: RuleContext, ...shapes: readonly (readonly Dim[])[]): Dim[] {
  return broadcastShapes(shapes, (a, b, axis) =>
    rule.raise('RuntimeError',
      `The size of tensor a (${showDim(a)}) must match the size of tensor b (${showDim(b)}) at`
        + ` non-singleton dimension ${axis}`, [a, b]));
}

/** The type as errors name it: dtypes that the old tensor classes lack have another name. */
const typeOf = (dtype: DType): string =>
  (/^(bool|bfloat16|complex)/.test(dtype) ? `CPU${scalarTypeOf(dtype)}Type` : `torch.${scalarTypeOf(dtype)}Tensor`);

/** A tensor must be expandable to `target`, as expand() checks it. */
export function expandTo({ shape, dtype }: Pick<Tensor, 'shape' | 'dtype'>, target: readonly Dim[], rule: RuleContext,
  sizes: readonly Dim[] = shape): Dim[] {
  if (target.length < shape.length) {
    rule.raise('RuntimeError', `expand(${typeOf(dtype)}{${showShape(shape)}}, size=${showShape(target)}):`
      + ` the number of sizes provided `
      + `(${target.length}) must be greater or equal to the number of dimensions in the tensor`
        + ` (${shape.length})`, target);
  }
  const lead = target.length - shape.length;
  const out: Dim[] = [...target];
  for (let i = target.length - 1; i >= 0; i--) {
    const to = target[i];
    const from = i < lead ? undefined : shape[i - lead];
    if (!to) continue;
    if (rule.test((t) => t === -1, to) === true) {
      if (!from) {
        rule.raise('RuntimeError', `The expanded size of the tensor (-1) isn't allowed in a leading,`
          + ` non-existing dimension ${i}`, [to]);
      }
      out[i] = from;
      continue;
    }
    if (!from || constantOf(from) === 1 || rule.equal(from, to) !== false
      || rule.test((f) => f === 1, from) !== false) continue;
    rule.raise('RuntimeError', `The expanded size of the tensor (${showDim(to)}) must match the existing`
      + ` size (${showDim(from)}) at `
      + `non-singleton dimension ${i}.  Target sizes: ${showShape(target)}.  Tensor sizes: ${showShape(sizes)}`,
        [to, from]);
  }
  return out;
}

export const product = numelOf;
/** 0 … n - 1. Throws RangeError when that is more than memory is for. */
export function range(n: number): number[] {
  if (n > MAX_RANGE) throw new RangeError(`a range of ${n}`);
  return Array.from({ length: Math.max(0, n) }, (_, i) => i);
}
const MAX_RANGE = 1 << 22;

/** The receptive field of an op that only moves axes: output axis i is input axis axes[i], or a new one. */
export const sameAxes = (axes: readonly (number | null)[]): AxisView[] =>
  axes.map((axis) => (axis === null ? { kind: 'none' } : { kind: 'same', axis }));
/** Positions along one axis are kept but lose their stride: parts were joined or cut there. */
export const brokenAxis = (rank: number, axis: number): AxisView[] =>
  range(rank).map((i) => (i === axis ? { kind: 'merge', axes: [i, i] } : { kind: 'same', axis: i }));
export const removeAt = <T>(items: readonly T[], at: number): T[] => items.filter((_, i) => i !== at);
export const insertAt = <T>(items: readonly T[], at: number, item: T): T[] =>
  [...items.slice(0, at), item, ...items.slice(at)];
export const replaceAt = <T>(items: readonly T[], at: number, item: T): T[] =>
  items.map((x, i) => (i === at ? item : x));
