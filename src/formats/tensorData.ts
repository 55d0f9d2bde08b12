// Tensors as files hold them: a dtype, sizes, strides into a run of bytes. Only the bytes between the first and the last
// element are read.
import { l10n } from '../base/l10n';
import { bytesOf, type DType } from '../tensor/dtype';
import { FormatError } from './errors';
import { fillFrom } from './source';

export interface TensorValue {
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** Row by row; float16 and bfloat16 as their 16 bits. */
  readonly data: Float32Array | Float64Array | Int8Array | Int16Array | Int32Array | Uint8Array | Uint16Array | BigInt64Array;
}

/** Bytes that tensors share, read from a position on. */
export interface ByteStore {
  /** Bytes that there are; null when only reading tells. */
  readonly size: number | null;
  read(offset: number, length: number): Promise<Uint8Array>;
}

export interface StoredTensor {
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** In elements. */
  readonly strides: readonly number[];
  readonly offset: number;
  readonly store: ByteStore;
  readonly isBigEndian: boolean;
  /** Why its elements are not read, in a sentence. */
  readonly unread?: string;
}

const MAX_RANK = 64;
export const elementsOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);
export const dense = (shape: readonly number[]): number[] => shape.map((_, i) => elementsOf(shape.slice(i + 1)));

/** Throws FormatError when sizes, strides or offset are none, or lie outside of the store. */
export function checkTensor(tensor: StoredTensor, name: string): void {
  const { shape, strides, offset, store, dtype } = tensor;
  const isCount = (n: number): boolean => Number.isSafeInteger(n) && n >= 0;
  const isSane = shape.length <= MAX_RANK && strides.length === shape.length && isCount(offset) && shape.every(isCount)
    && strides.every(isCount) && isCount(elementsOf(shape)) && isCount(span(tensor))
    // Expanded tensors repeat elements; more than their store could hold a thousand times over is no weight.
    && (store.size === null || elementsOf(shape) * bytesOf(dtype) <= 1024 * (store.size + 1024));
  const end = (offset + span(tensor)) * bytesOf(dtype);
  if (!isSane || (store.size !== null && end > store.size)) {
    throw new FormatError(l10n.t('The tensor {0} of this file has sizes or strides that its storage does not have.', name));
  }
}

/** Elements from the first to behind the last. */
const span = ({ shape, strides }: StoredTensor): number =>
  (elementsOf(shape) === 0 ? 0 : 1 + shape.reduce((sum, size, i) => sum + (size - 1) * strides[i], 0));

export async function readTensor(tensor: StoredTensor): Promise<TensorValue> {
  const { dtype, shape, strides, offset, store, isBigEndian, unread } = tensor;
  if (unread !== undefined) throw new FormatError(unread);
  const width = bytesOf(dtype);
  const bytes = await store.read(offset * width, span(tensor) * width);
  // A copy of its own: aligned, and not a view that keeps more memory.
  const own = new Uint8Array(bytes);
  if (isBigEndian) swap(own, width);
  const all = arrayOf(own.buffer, dtype);
  const expected = dense(shape);
  if (shape.every((size, i) => size < 2 || strides[i] === expected[i])) return { dtype, shape, data: all };
  return { dtype, shape, data: gather(all, shape, strides) };
}

/** Fills a target with a tensor's elements, little-endian and row by row, piece by piece; null for those that do not lie so. */
export function filling(tensor: StoredTensor): ((target: Uint8Array) => Promise<void>) | null {
  const { dtype, shape, strides, offset, store, isBigEndian, unread } = tensor;
  const expected = dense(shape);
  const isDense = shape.every((size, i) => size < 2 || strides[i] === expected[i]);
  if (dtype !== 'float32' || isBigEndian || unread !== undefined || !isDense) return null;
  return (target) => fillFrom(store, offset * bytesOf(dtype), target);
}

function arrayOf(buffer: ArrayBuffer, dtype: DType): TensorValue['data'] {
  switch (dtype) {
    case 'float32': return new Float32Array(buffer);
    case 'float64': return new Float64Array(buffer);
    case 'float16': case 'bfloat16': return new Uint16Array(buffer);
    case 'int64': return new BigInt64Array(buffer);
    case 'int32': return new Int32Array(buffer);
    case 'int16': return new Int16Array(buffer);
    case 'int8': return new Int8Array(buffer);
    case 'uint8': case 'bool': return new Uint8Array(buffer);
    default: throw new FormatError(l10n.t('Elements of type {0} are not read.', dtype));
  }
}

function swap(bytes: Uint8Array, width: number): void {
  for (let i = 0; i + width <= bytes.length; i += width) bytes.subarray(i, i + width).reverse();
}

function gather<T extends TensorValue['data']>(all: T, shape: readonly number[], strides: readonly number[]): T {
  const count = elementsOf(shape);
  const found = new (all.constructor as new (length: number) => T)(count);
  const index = shape.map(() => 0);
  let at = 0;
  for (let i = 0; i < count; i++) {
    found[i] = all[at];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += strides[axis];
      if (++index[axis] < shape[axis]) break;
      at -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return found;
}
