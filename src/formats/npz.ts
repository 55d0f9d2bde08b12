// NumPy's .npz: a ZIP archive of .npy files, one per array, under its name.
import { l10n } from '../base/l10n';
import { FormatError } from './errors';
import { dense, checkTensor, type ByteStore, type StoredTensor } from './tensorData';
import type { DType } from '../tensor/dtype';
import type { ZipArchive, ZipMember } from './zip';

const DTYPES: Readonly<Record<string, DType>> = {
  f2: 'float16', f4: 'float32', f8: 'float64', i1: 'int8', i2: 'int16', i4: 'int32', i8: 'int64', u1: 'uint8', b1: 'bool',
};
const MAX_HEADER = 65_536;

/**
 * null when the archive is none: a member that is no .npy file. Arrays of texts and objects are no tensors and left out.
 * Throws FormatError for numbers that PyTorch has no type for.
 */
export async function openNpz(file: string, archive: ZipArchive,
  maxBytes: number): Promise<ReadonlyMap<string, StoredTensor> | null> {
  const found = new Map<string, StoredTensor>();
  if (archive.members.size === 0) return null;
  for (const member of archive.members.values()) if (!member.name.endsWith('.npy')) return null;
  for (const member of archive.members.values()) {
    const name = member.name.slice(0, -'.npy'.length);
    const tensor = await tensorOf(archive, member, maxBytes, (kind) => new FormatError(l10n.t(
      '{0} holds the array {1} of {2}; numbers are read, such as float32 or uint8.', file, name, kind)));
    if (tensor === null) return null;
    if (tensor === 'none') continue;
    checkTensor(tensor, name);
    found.set(name, tensor);
  }
  return found;
}

async function tensorOf(archive: ZipArchive, member: ZipMember, maxBytes: number,
  refused: (kind: string) => FormatError): Promise<StoredTensor | 'none' | null> {
  const head = await archive.read(member, 0, Math.min(member.size, MAX_HEADER), maxBytes);
  const isLong = head[6] !== 1;
  if (head.length < 12 || head[0] !== 0x93) return null;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const start = (isLong ? 12 : 10) + (isLong ? view.getUint32(8, true) : view.getUint16(8, true));
  if (start > head.length) return null;
  const text = new TextDecoder('latin1').decode(head.subarray(10, start));
  const [, order = '', kind = ''] = /'descr':\s*'([<>|=])(\w+)'/.exec(text) ?? [];
  const sizes = /'shape':\s*\(([\d,\s]*)\)/.exec(text)?.[1];
  if (sizes === undefined) return null;
  if (!/^[fiubc]/.test(kind)) return 'none';
  const dtype = Object.hasOwn(DTYPES, kind) ? DTYPES[kind] : undefined;
  if (!dtype) throw refused(kind);
  const shape = sizes.split(',').filter((size) => size.trim() !== '').map(Number);
  const isFortran = /'fortran_order':\s*True/.test(text);
  const store: ByteStore = { size: member.size - start,
    read: (offset, length) => archive.read(member, start + offset, length, maxBytes) };
  const strides = isFortran ? dense(shape.toReversed()).toReversed() : dense(shape);
  return { dtype, shape, strides, offset: 0, store, isBigEndian: order === '>' };
}
