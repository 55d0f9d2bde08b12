// NumPy's .npy files, format 1.0 (numpy.lib.format): a magic string, a header that is a Python dictionary, the elements.
import { l10n } from '../base/l10n';
import { FormatError } from './errors';

export interface NpyArray { readonly shape: readonly number[]; readonly data: Float32Array | Float64Array }

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** Little-endian float32 ('<f4'), or int64 ('<i8') where `dtype` says so, in C order. */
export function writeNpy(shape: readonly number[], data: ArrayLike<number>, dtype: '<f4' | '<i8' | '|b1' = '<f4'): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const text = `{'descr': '${dtype}', 'fortran_order': False, 'shape': ${tuple}, }`;
  // The whole header is a multiple of 64 bytes and ends in a line feed.
  const length = Math.ceil((10 + text.length + 1) / 64) * 64;
  const size = { '<f4': 4, '<i8': 8, '|b1': 1 }[dtype];
  const bytes = new Uint8Array(length + size * data.length);
  bytes.set(MAGIC);
  bytes.set([1, 0, (length - 10) & 255, (length - 10) >> 8], 6);
  const header = `${text.padEnd(length - 11)}\n`;
  for (let i = 0; i < header.length; i++) bytes[10 + i] = header.charCodeAt(i);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < data.length; i++) {
    if (dtype === '<f4') view.setFloat32(length + 4 * i, data[i], true);
    else if (dtype === '<i8') view.setBigInt64(length + 8 * i, BigInt(Math.trunc(data[i])), true);
    else view.setUint8(length + i, data[i]);
  }
  return bytes;
}

type Reader = readonly [size: number, read: (view: DataView, at: number, little: boolean) => number];
const READERS: Readonly<Record<string, Reader>> = {
  f2: [2, (view, at, little) => halfOf(view.getUint16(at, little))],
  f4: [4, (view, at, little) => view.getFloat32(at, little)],
  f8: [8, (view, at, little) => view.getFloat64(at, little)],
  i1: [1, (view, at) => view.getInt8(at)],
  i2: [2, (view, at, little) => view.getInt16(at, little)],
  i4: [4, (view, at, little) => view.getInt32(at, little)],
  i8: [8, (view, at, little) => Number(view.getBigInt64(at, little))],
  u1: [1, (view, at) => view.getUint8(at)],
  u2: [2, (view, at, little) => view.getUint16(at, little)],
  u4: [4, (view, at, little) => view.getUint32(at, little)],
  u8: [8, (view, at, little) => Number(view.getBigUint64(at, little))],
  b1: [1, (view, at) => view.getUint8(at)],
};

/**
 * Formats 1.0 to 3.0; the elements come in C order. Throws FormatError for anything else, objects among it: they would have to
 * be unpickled.
 */
export function readNpy(bytes: Uint8Array): NpyArray {
  if (MAGIC.some((byte, i) => bytes[i] !== byte))
    throw new FormatError(l10n.t('This is no .npy file: its first bytes are not NumPy’s.'));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isShort = bytes[6] === 1;
  if (bytes.length < (isShort ? 10 : 12)) throw new FormatError(l10n.t('This .npy file is cut off in its header.'));
  const start = isShort ? 10 : 12;
  const dataAt = start + (isShort ? view.getUint16(8, true) : view.getUint32(8, true));
  if (dataAt > bytes.length) throw new FormatError(l10n.t('This .npy file is cut off in its header.'));
  const header = String.fromCharCode(...bytes.subarray(start, Math.min(dataAt, start + 4096)));
  const [, order = '', kind = ''] = /'descr':\s*'([<>|=]?)(\w+)'/.exec(header) ?? [];
  const sizes = /'shape':\s*\(([\d,\sL]*)\)/.exec(header)?.[1];
  const reader = READERS[kind];
  if (!reader) {
    throw new FormatError(l10n.t('This .npy file holds {0}; numbers are read, such as float32 or uint8.', kind || 'objects'));
  }
  if (sizes === undefined) throw new FormatError(l10n.t('This .npy file states no shape.'));
  const shape = (sizes.match(/\d+/g) ?? []).map(Number);
  const [size, read] = reader;
  const count = shape.reduce((a, b) => a * b, 1);
  if (!(dataAt + size * count <= bytes.length)) {
    throw new FormatError(l10n.t('This .npy file is cut off: {0} elements are declared, {1} are there.', count,
      Math.floor((bytes.length - dataAt) / size)));
  }
  const data = kind === 'f4' || kind === 'f2' ? new Float32Array(count) : new Float64Array(count);
  for (let i = 0; i < count; i++) data[i] = read(view, dataAt + size * i, order !== '>');
  return { shape, data: /'fortran_order':\s*True/.test(header) ? fromFortran(shape, data) : data };
}

/** Elements whose first axis ran fastest, with the last one running fastest. */
function fromFortran<T extends NpyArray['data']>(shape: readonly number[], data: T): T {
  const found = data.slice() as T;
  const index = shape.map(() => 0);
  const steps = shape.map((_, axis) => shape.slice(0, axis).reduce((a, b) => a * b, 1));
  for (let i = 0, at = 0; i < data.length; i++) {
    found[i] = data[at];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += steps[axis];
      if (++index[axis] < shape[axis]) break;
      at -= steps[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return found;
}

/** IEEE half precision. */
function halfOf(bits: number): number {
  const [sign, exponent, fraction] = [bits & 0x8000 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}
