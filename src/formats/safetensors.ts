// Files of the safetensors library: the length of a header, a header in JSON with a place for every tensor, the bytes.
import { l10n } from '../base/l10n';
import { bytesOf, type DType } from '../tensor/dtype';
import { FormatError } from './errors';
import { cutOff, readExactly, type NamedSource } from './source';
import { checkTensor, dense, elementsOf, type StoredTensor } from './tensorData';

/** The library's own limit. */
const MAX_HEADER = 100_000_000;
const DTYPES: Readonly<Record<string, DType>> = {
  F64: 'float64', F32: 'float32', F16: 'float16', BF16: 'bfloat16', I64: 'int64', I32: 'int32', I16: 'int16', I8: 'int8',
  U8: 'uint8', BOOL: 'bool',
};

/** Whether a file may be one, from its first bytes. */
export function isSafetensors(head: Uint8Array, size: number): boolean {
  if (head.length < 9 || head[8] !== 0x7b) return false;
  const length = Number(new DataView(head.buffer, head.byteOffset).getBigUint64(0, true));
  return length <= MAX_HEADER && length + 8 <= size;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isNumbers = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'number');

export async function openSafetensors(source: NamedSource): Promise<ReadonlyMap<string, StoredTensor>> {
  const length = Number(new DataView((await readExactly(source, 0, 8)).slice().buffer).getBigUint64(0, true));
  if (length > MAX_HEADER) throw cutOff(source.name);
  const header = parse(await readExactly(source, 8, length), source.name);
  const start = 8 + length;
  const found = new Map<string, StoredTensor>();
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    if (!isRecord(entry) || typeof entry.dtype !== 'string' || !isNumbers(entry.shape) || !isNumbers(entry.data_offsets)) {
      throw cutOff(source.name);
    }
    const dtype = Object.hasOwn(DTYPES, entry.dtype) ? DTYPES[entry.dtype] : undefined;
    if (!dtype) throw new FormatError(l10n.t('Elements of type {0} are not read.', entry.dtype));
    const [from, to] = entry.data_offsets;
    const size = to - from;
    const isPlaced = Number.isSafeInteger(from) && Number.isSafeInteger(to) && from >= 0 && size >= 0
      && start + to <= source.size && elementsOf(entry.shape) * bytesOf(dtype) === size;
    if (!isPlaced) throw cutOff(source.name);
    const tensor: StoredTensor = { dtype, shape: entry.shape, strides: dense(entry.shape), offset: 0, isBigEndian: false,
      store: { size, read: (offset, count) => readExactly(source, start + from + offset, count) } };
    checkTensor(tensor, name);
    found.set(name, tensor);
  }
  return found;
}

function parse(bytes: Uint8Array, file: string): Readonly<Record<string, unknown>> {
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (isRecord(header)) return header;
  } catch {
    // Told below, with the file's name.
  }
  throw new FormatError(l10n.t('{0} cannot be read: its header is no JSON.', file));
}
