// Tar archives of torch.save before PyTorch 0.1.10: `storages` with their elements, `tensors` over them, and `pickle`, in which
// a tensor is its number. Only the directory and the two small parts are read whole.
import { bytesOf } from '../tensor/dtype';
import { PickleEnd, PickleGlobal, unpickle, type PickleValue, type Unpickled } from './pickle';
import { cutOff, readExactly, type NamedSource } from './source';
import type { ByteStore } from './tensorData';
import { MAX_PICKLE, placed, type TorchFile } from './torchFile';
import { dtypeOfStorage, reduceTorch, StorageRef, TensorRef } from './torchObjects';

const BLOCK = 512;
const MAX_MEMBERS = 1000;
/** A key, a place and the name of a class take less. */
const MAX_HEAD = 4096;

interface Part { readonly at: number; readonly size: number }
interface Stored { readonly ref: StorageRef; readonly store: ByteStore }

/** Whether a file may be one, from its first block. */
export const isTar = (head: Uint8Array): boolean => new TextDecoder('latin1').decode(head.subarray(257, 262)) === 'ustar';

export async function openTorchTar(source: NamedSource): Promise<TorchFile> {
  const parts = await membersOf(source);
  const part = (name: string): Part => {
    const found = parts.get(name);
    if (!found) throw cutOff(source.name);
    return found;
  };
  const whole = async (name: string): Promise<Uint8Array> => {
    const { at, size } = part(name);
    if (size > MAX_PICKLE) throw cutOff(source.name);
    return readExactly(source, at, size);
  };
  const read = (bytes: Uint8Array, persistentLoad: (id: PickleValue) => PickleValue = () => null): Unpickled => {
    try {
      return unpickle(bytes, { file: source.name, reduce: reduceTorch, persistentLoad });
    } catch (error) {
      if (error instanceof PickleEnd) throw cutOff(source.name);
      throw error;
    }
  };
  const storages = await storagesOf(source, part('storages'), read);
  const tensors = tensorsOf(await whole('tensors'), storages, source.name, read);
  const object = read(await whole('pickle'), (id) => {
    const tensor = Array.isArray(id) ? undefined : tensors.get(String(id as string));
    return tensor ? { external: tensor } : null;
  });
  return { kind: 'legacy', ...placed(object, ({ storage }) => {
    const found = storages.get(storage.key);
    if (!found) throw cutOff(source.name);
    return { store: found.store, base: 0 };
  }, false) };
}

async function membersOf(source: NamedSource): Promise<ReadonlyMap<string, Part>> {
  const found = new Map<string, Part>();
  for (let at = 0; at + BLOCK <= source.size && found.size < MAX_MEMBERS;) {
    const header = new TextDecoder('latin1').decode(await readExactly(source, at, BLOCK));
    const text = (from: number, to: number): string => header.slice(from, to).replace(/[\0 ].*$/s, '');
    const size = Number.parseInt(text(124, 136) || '0', 8);
    if (!(size >= 0)) throw cutOff(source.name);
    if (text(0, 100) !== '') found.set(text(0, 100), { at: at + BLOCK, size });
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return found;
}

type Read = (bytes: Uint8Array) => Unpickled;

/** How many there are; of each a pickle of its key and class, its number of elements in 8 bytes, the elements. */
async function storagesOf(source: NamedSource, { at: start, size }: Part, read: Read): Promise<ReadonlyMap<string, Stored>> {
  const found = new Map<string, Stored>();
  const end = start + size;
  let at = start;
  const next = async (): Promise<PickleValue> => {
    const { value, length } = read(await readExactly(source, at, Math.min(MAX_HEAD, end - at)));
    at += length;
    return value;
  };
  const count = await next();
  for (let i = 0; i < Number(count); i++) {
    const head = await next();
    const [key, , cls] = Array.isArray(head) ? head as readonly PickleValue[] : [];
    const dtype = cls instanceof PickleGlobal ? dtypeOfStorage(cls.name) : null;
    if (!dtype) throw cutOff(source.name);
    const elements = Number(new DataView((await readExactly(source, at, 8)).slice().buffer).getBigInt64(0, true));
    const bytes = elements * bytesOf(dtype);
    const from = at + 8;
    if (!(bytes >= 0) || from + bytes > end) throw cutOff(source.name);
    const ref = new StorageRef(dtype, String(key as string), elements);
    found.set(ref.key, { ref, store: { size: bytes, read: (offset, length) => readExactly(source, from + offset, length) } });
    at = from + bytes;
  }
  return found;
}

/** How many there are; of each a pickle of its key and its storage's, then rank, sizes, strides and offset in 8 bytes each. */
function tensorsOf(bytes: Uint8Array, storages: ReadonlyMap<string, Stored>, file: string,
  read: Read): ReadonlyMap<string, TensorRef> {
  const found = new Map<string, TensorRef>();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const next = (): PickleValue => {
    const { value, length } = read(bytes.subarray(at));
    at += length;
    return value;
  };
  const number = (): number => {
    if (at + 8 > bytes.length) throw cutOff(file);
    at += 8;
    return Number(view.getBigInt64(at - 8, true));
  };
  const count = next();
  for (let i = 0; i < Number(count); i++) {
    const head = next();
    const [key, storage] = Array.isArray(head) ? head as readonly PickleValue[] : [];
    const stored = storages.get(String(storage as string));
    const rank = number() & 0xffff; // Four bytes and four that mean nothing.
    if (!stored || rank > 64) throw cutOff(file);
    const [shape, strides] = [0, 1].map(() => Array.from({ length: rank }, number));
    found.set(String(key as string), new TensorRef(stored.ref, number(), shape, strides));
  }
  return found;
}
