// Tensors of ONNX files: element types, and their elements read from where they lie when somebody asks for them.
import type { DType } from '../../tensor/dtype';
import { Cursor, joinBytes, type Range } from '../protobuf';
import { FormatError } from '../errors';
import { fillFrom, type RandomAccessSource } from '../source';
import type { OnnxTensor } from './schema';

/** By TensorProto.DataType: ONNX's name, PyTorch's dtype (null: there is none that we model), bits of an element. */
const TYPES: Readonly<Record<number, readonly [name: string, dtype: DType | null, bits: number]>> = {
  1: ['float', 'float32', 32], 2: ['uint8', 'uint8', 8], 3: ['int8', 'int8', 8], 4: ['uint16', null, 16],
  5: ['int16', 'int16', 16], 6: ['int32', 'int32', 32], 7: ['int64', 'int64', 64], 8: ['string', null, 0],
  9: ['bool', 'bool', 8], 10: ['float16', 'float16', 16], 11: ['double', 'float64', 64], 12: ['uint32', null, 32],
  13: ['uint64', null, 64], 14: ['complex64', 'complex64', 64], 15: ['complex128', 'complex128', 128],
  16: ['bfloat16', 'bfloat16', 16], 17: ['float8e4m3fn', null, 8], 18: ['float8e4m3fnuz', null, 8],
  19: ['float8e5m2', null, 8], 20: ['float8e5m2fnuz', null, 8], 21: ['uint4', null, 4], 22: ['int4', null, 4],
  23: ['float4e2m1', null, 4], 24: ['float8e8m0', null, 8], 25: ['uint2', null, 2], 26: ['int2', null, 2],
};

export const typeName = (type: number | undefined): string => TYPES[type ?? 0]?.[0] ?? `type ${type ?? 0}`;
/** PyTorch's dtype; null when there is none that we model. */
export const dtypeOf = (type: number | undefined): DType | null => TYPES[type ?? 0]?.[1] ?? null;
export const typeOfDType = (dtype: DType): number | undefined =>
  Object.entries(TYPES).map(([type, [, name]]) => [Number(type), name] as const).find(([, name]) => name === dtype)?.[0];
export const elementCount = (dims: readonly number[]): number => dims.reduce((a, b) => a * b, 1);

/** Opens a file beside the model by the relative path that the model gives; null when there is none. */
export type OpenExternal = (location: string) => Promise<RandomAccessSource | null>;

/** Where elements are read from. */
export interface TensorFiles {
  readonly source: RandomAccessSource;
  readonly external: OpenExternal;
}

/** What is wrong with the declaration of a tensor, without reading it; null when nothing is. */
export function tensorProblem(tensor: OnnxTensor, size: number): string | null {
  const name = `Tensor ${tensor.name ?? 'without name'}`;
  const count = elementCount(tensor.dims);
  if (tensor.dims.some((dim) => dim < 0 || !Number.isSafeInteger(dim)) || !Number.isSafeInteger(count)) {
    return `${name} declares the sizes ${tensor.dims.join('×')}, which no tensor has.`;
  }
  const bits = TYPES[tensor.data_type ?? 0]?.[2];
  if (bits === undefined) return `${name} has the element type ${tensor.data_type ?? 0}, which ONNX does not define.`;
  if (isExternal(tensor) || bits === 0) return null;
  const bytes = Math.ceil((count * bits) / 8);
  if (bytes > size * 10) return `${name} declares ${bytes} bytes of elements, but the file has ${size} in all.`;
  if (tensor.raw_data && tensor.raw_data.length !== bytes) {
    return `${name} of ${typeName(tensor.data_type)} ${tensor.dims.join('×') || 'scalar'} takes ${bytes} bytes, `
      + `but the file has ${tensor.raw_data.length} for it.`;
  }
  return null;
}

export const isExternal = (tensor: OnnxTensor): boolean => tensor.data_location === 1;

/**
 * The elements in row-major order, as the engine's weights take them: typed arrays, 16-bit floats as their bits.
 * Rejects with FormatError when they are missing or of another number.
 */
export async function readElements(tensor: OnnxTensor, files: TensorFiles): Promise<ElementArray> {
  const problem = tensorProblem(tensor, files.source.size);
  if (problem !== null) throw new FormatError(problem);
  const dtype = dtypeOf(tensor.data_type);
  if (!dtype) throw new FormatError(`Elements of type ${typeName(tensor.data_type)} are not read.`);
  const elements = isExternal(tensor) ? fromRaw(await readExternal(tensor, files), dtype)
    : tensor.raw_data ? fromRaw(await readRange(files.source, tensor.raw_data), dtype)
      : await fromTyped(tensor, dtype, files.source);
  const count = elementCount(tensor.dims);
  if (elements.length !== count) {
    throw new FormatError(`Tensor ${tensor.name ?? ''} has ${elements.length} elements where its sizes `
      + `${tensor.dims.join('×') || 'scalar'} ask for ${count}.`);
  }
  return elements;
}

export type ElementArray = Float32Array | Float64Array | Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array
  | BigInt64Array;

/** The elements as numbers; int64 beyond 2^53 as the nearest double. */
export function numbersOf(elements: ElementArray, dtype: DType): number[] {
  if (elements instanceof BigInt64Array) return Array.from(elements, Number);
  if (dtype === 'float16') return Array.from(elements as Uint16Array, halfOf);
  if (dtype === 'bfloat16') return Array.from(elements as Uint16Array, (bits) => brainOf(bits));
  return Array.from(elements as Float32Array);
}

/** 16 bits as IEEE 754 binary16. */
function halfOf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}
const brain = new DataView(new ArrayBuffer(4));
function brainOf(bits: number): number {
  brain.setUint32(0, bits * 65_536);
  return brain.getFloat32(0);
}

/** Fills a target with a float32 tensor's elements, little-endian, piece by piece; null where they are not stored as such. */
export function fillingOf(tensor: OnnxTensor, files: TensorFiles): ((target: Uint8Array) => Promise<void>) | null {
  const { raw_data: raw } = tensor;
  if (dtypeOf(tensor.data_type) !== 'float32' || tensorProblem(tensor, files.source.size) !== null) return null;
  if (isExternal(tensor)) {
    return async (target) => {
      const { source, offset } = await placeOutside(tensor, files);
      await fillFrom(source, offset, target);
    };
  }
  return raw ? (target) => fillFrom(files.source, raw.offset, target) : null;
}

async function readExternal(tensor: OnnxTensor, files: TensorFiles): Promise<Uint8Array> {
  const { source, offset, length } = await placeOutside(tensor, files);
  return source.read(offset, length);
}

/** Where a tensor's bytes lie in a file beside the model. */
async function placeOutside(tensor: OnnxTensor, files: TensorFiles): Promise<Range & { readonly source: RandomAccessSource }> {
  const entry = (key: string): string | undefined => tensor.external_data.find((each) => each.key === key)?.value;
  const location = entry('location') ?? '';
  if (location === '' || /^([\\/]|[A-Za-z]:)/.test(location) || location.split(/[\\/]/).includes('..')) {
    throw new FormatError(`Tensor ${tensor.name ?? ''} lies in "${location}", which is outside of the model's folder: not read.`);
  }
  const source = await files.external(location);
  if (!source) throw new FormatError(`Tensor ${tensor.name ?? ''} lies in ${location}, which is not beside the model.`);
  const bytes = (elementCount(tensor.dims) * (TYPES[tensor.data_type ?? 0]?.[2] ?? 0)) / 8;
  const [offset, length] = [Number(entry('offset') ?? 0), Number(entry('length') ?? bytes)];
  if (!Number.isSafeInteger(offset) || offset < 0 || length !== bytes || offset + bytes > source.size) {
    throw new FormatError(`Tensor ${tensor.name ?? ''} takes ${bytes} bytes from byte ${offset} of ${location}, `
      + `which has ${source.size}.`);
  }
  return { source, offset, length: bytes };
}

function readRange(source: RandomAccessSource, { offset, length }: Range): Promise<Uint8Array> {
  return source.read(offset, length);
}

/** Little-endian bytes, copied so that they are aligned. */
function fromRaw(bytes: Uint8Array, dtype: DType): ElementArray {
  const { buffer } = new Uint8Array(bytes);
  switch (dtype) {
    case 'float32': case 'complex64': return new Float32Array(buffer);
    case 'float64': case 'complex128': return new Float64Array(buffer);
    case 'int8': return new Int8Array(buffer);
    case 'int16': return new Int16Array(buffer);
    case 'int32': return new Int32Array(buffer);
    case 'int64': return new BigInt64Array(buffer);
    case 'float16': case 'bfloat16': return new Uint16Array(buffer);
    default: return new Uint8Array(buffer);
  }
}

/** Packed numbers of the typed fields: 16-bit floats, small integers and bools stand in int32_data. */
async function fromTyped(tensor: OnnxTensor, dtype: DType, source: RandomAccessSource): Promise<ElementArray> {
  const piece = async (ranges: readonly Range[]): Promise<Uint8Array> =>
    joinBytes(await Promise.all(ranges.map((range) => readRange(source, range))));
  if (dtype === 'float32' || dtype === 'complex64') return fromRaw(whole(await piece(tensor.float_data), 4), dtype);
  if (dtype === 'float64' || dtype === 'complex128') return fromRaw(whole(await piece(tensor.double_data), 8), dtype);
  const cursor = new Cursor(await piece(dtype === 'int64' ? tensor.int64_data : tensor.int32_data), 0);
  if (dtype === 'int64') {
    const values: bigint[] = [];
    // The nearest double of the largest int64 is one more than it.
    while (!cursor.atEnd) values.push(BigInt(cursor.signed()));
    return BigInt64Array.from(values, (value) => (value >= 2n ** 63n ? 2n ** 63n - 1n : value));
  }
  const values: number[] = [];
  while (!cursor.atEnd) values.push(cursor.signed());
  switch (dtype) {
    case 'int8': return Int8Array.from(values);
    case 'int16': return Int16Array.from(values);
    case 'int32': return Int32Array.from(values);
    case 'float16': case 'bfloat16': return Uint16Array.from(values);
    default: return Uint8Array.from(values);
  }
}

function whole(bytes: Uint8Array, size: number): Uint8Array {
  if (bytes.length % size !== 0) throw new FormatError(`Packed numbers of ${size} bytes take ${bytes.length} bytes.`);
  return bytes;
}
