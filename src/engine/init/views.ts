// Tensors of an initialisation: strided views of storages, so that what is written into a view is written into what it
// views. Knows no fills and no ops.
import type { SlicePart } from '../../tensor/plan';
import { castElement } from '../../tensor/round';
import { complexOf, realPart } from '../../tensor/complex';
import { isComplex, type DType } from '../../tensor/dtype';
import { memoryOrder, numel, rowMajor } from '../region';

/** Why elements are not, or may not be, those that PyTorch would have. */
export interface Doubt {
  /** A sentence without full stop. */
  readonly reason: string;
  /** The elements are right but for their last digits. */
  readonly isClose: boolean;
}

/** Elements of one dtype. float32 is kept as such, every other dtype as the numbers that its elements are. */
export class Storage {
  private elements: Float32Array | Float64Array | null = null;
  /** null while these are PyTorch's elements. */
  doubt: Doubt | null = null;

  constructor(readonly dtype: DType, readonly length: number) {}

  /** Zeros until something is written. */
  get data(): Float32Array | Float64Array {
    this.elements ??= this.dtype === 'float32' ? new Float32Array(this.length) : new Float64Array(this.length);
    return this.elements;
  }
  release(): void {
    this.elements = null;
  }
}

export interface View {
  readonly storage: Storage;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
}

export function fresh(shape: readonly number[], dtype: DType): View {
  return { storage: new Storage(dtype, numel(shape)), shape, strides: rowMajor(shape), offset: 0 };
}

export function isContiguous({ shape, strides }: View): boolean {
  const dense = rowMajor(shape);
  return shape.every((size, i) => size === 1 || strides[i] === dense[i]);
}
/** The view is all of its storage. */
export const isWhole = (view: View): boolean =>
  numel(view.shape) === view.storage.length && view.strides.every((step, i) => step > 0 || view.shape[i] < 2);

/** Elements in logical order; the storage's own memory where they lie in that order. */
export function read(view: View): Float32Array | Float64Array {
  const { storage, offset } = view;
  const count = numel(view.shape);
  if (isContiguous(view)) return storage.data.subarray(offset, offset + count);
  const { data } = storage;
  const found = storage.dtype === 'float32' ? new Float32Array(count) : new Float64Array(count);
  positions(view, view.shape.map((_, i) => i), (position, i) => {
    found[i] = data[position];
  });
  return found;
}

/** Writes elements of the view's shape, in logical order, converted to its dtype. */
export function write(view: View, values: ArrayLike<number>, from: DType): void {
  const to = view.storage.dtype;
  if (isComplex(from) === isComplex(to)) return writeAll(view, values, from);
  writeAll(view, Float64Array.from(values, isComplex(to) ? (x) => complexOf(x, 0) : realPart), to);
}
function writeAll(view: View, values: ArrayLike<number>, from: DType): void {
  const { storage: { data, dtype }, offset } = view;
  const isSame = from === dtype || (dtype === 'float64' && from === 'float32');
  if (isContiguous(view)) {
    if (isSame || dtype === 'float32') data.set(values, offset);
    else for (let i = 0; i < values.length; i++) data[offset + i] = castElement(values[i], dtype);
    return;
  }
  positions(view, view.shape.map((_, i) => i), (position, i) => {
    data[position] = isSame ? values[i] : castElement(values[i], dtype);
  });
}

/** Visits every element with its place in the storage, as PyTorch's serial kernels do: in the order of memory. */
export const inMemoryOrder = (view: View, visit: (position: number) => void): void =>
  positions(view, memoryOrder({ buffer: 0, ...view }), visit);

function positions({ shape, strides, offset }: View, order: readonly number[],
  visit: (position: number, i: number) => void): void {
  const count = numel(shape);
  const sizes = order.map((axis) => shape[axis]);
  const steps = order.map((axis) => strides[axis]);
  const index = order.map(() => 0);
  let position = offset;
  for (let i = 0; i < count; i++) {
    visit(position, i);
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      position += steps[axis];
      if (++index[axis] < sizes[axis]) break;
      position -= steps[axis] * sizes[axis];
      index[axis] = 0;
    }
  }
}

// ---- views of views -----------------------------------------------------------------------------------------------------
/** The same elements in row-major order under another shape; null when strides cannot say it. */
export const reshaped = (view: View, shape: readonly number[]): View | null =>
  (isContiguous(view) ? { ...view, shape, strides: rowMajor(shape) } : null);

export const permuted = (view: View, axes: readonly number[]): View =>
  ({ ...view, shape: axes.map((axis) => view.shape[axis]), strides: axes.map((axis) => view.strides[axis]) });

export function sliced(view: View, parts: readonly SlicePart[]): View {
  let { offset } = view;
  const shape: (number | null)[] = [...view.shape];
  const strides = [...view.strides];
  for (const { axis, start, step, size, drop } of parts) {
    offset += start * strides[axis];
    strides[axis] *= step;
    shape[axis] = drop ? null : size;
  }
  const kept = shape.flatMap((size, axis) => (size === null ? [] : [{ size, stride: strides[axis] }]));
  return { ...view, offset, shape: kept.map(({ size }) => size), strides: kept.map(({ stride }) => stride) };
}

export const splitOf = (view: View, axis: number, sizes: readonly number[]): View[] => {
  let start = 0;
  return sizes.map((size) => {
    const part = sliced(view, [{ axis, start, step: 1, size, drop: false }]);
    start += size;
    return part;
  });
};

/** Broadcast to a larger shape: axes of one element repeat it. */
export function expanded(view: View, shape: readonly number[]): View {
  const lead = shape.length - view.shape.length;
  const strides = shape.map((size, axis) =>
    (axis < lead || (view.shape[axis - lead] === 1 && size !== 1) ? 0 : view.strides[axis - lead]));
  return { ...view, shape, strides };
}

/** The view of a contiguous tensor whose elements are the positions given; null when strides cannot say it. */
export function stridedBy(of: View, shape: readonly number[], given: readonly number[]): View | null {
  if (!isContiguous(of) || given.length !== numel(shape)) return null;
  const dense = rowMajor(shape);
  const [start = 0] = given;
  const strides = shape.map((size, axis) => (size > 1 ? given[dense[axis]] - start : 0));
  const view: View = { storage: of.storage, shape, strides, offset: of.offset + start };
  let isRight = true;
  positions(view, shape.map((_, i) => i), (position, i) => {
    isRight &&= position === of.offset + given[i];
  });
  return isRight ? view : null;
}
