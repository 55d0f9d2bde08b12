// Files of torch.save and torch.jit.save: ZIP archives since PyTorch 1.6, before that a row of pickles with the storages
// behind them. Nothing in them is executed; of tensors only what is asked for is read.
import { l10n } from '../base/l10n';
import { bytesOf } from '../tensor/dtype';
import { FormatError } from './errors';
import { PickleEnd, unpickle, type PickleValue, type Unpickled } from './pickle';
import { sectionsOf, type Section } from './sections';
import { cutOff, readExactly, type NamedSource } from './source';
import { checkTensor, type ByteStore, type StoredTensor } from './tensorData';
import { externalOf, isExpected, reduceTorch, storageOf, StorageRef, type TensorRef } from './torchObjects';
import type { ZipArchive, ZipMember } from './zip';

export interface TorchFile {
  readonly kind: 'zip' | 'legacy' | 'torchscript';
  readonly sections: readonly Section<StoredTensor>[];
  /** Functions and classes that the file names beside PyTorch's own. Nothing of them was called. */
  readonly foreign: readonly string[];
}

/** Larger pickles than this hold no names of tensors. */
export const MAX_PICKLE = 256 * 2 ** 20;

// ---- ZIP ------------------------------------------------------------------------------------------------------------------
/** Opens an archive of torch.save or torch.jit.save. */
export async function openTorchZip(source: NamedSource, archive: ZipArchive, maxBytes: number): Promise<TorchFile> {
  const pickleMember = [...archive.members.values()].find(({ name }) => /(^|\/)data\.pkl$/.test(name));
  if (!pickleMember) {
    throw new FormatError(l10n.t('{0} is a ZIP archive, but none of torch.save: it has no data.pkl.', source.name));
  }
  const folder = pickleMember.name.slice(0, -'data.pkl'.length);
  if (pickleMember.size > MAX_PICKLE) throw cutOff(source.name);
  const bytes = await archive.read(pickleMember, 0, pickleMember.size, MAX_PICKLE);
  const read = readPickle(source.name, bytes);
  const order = archive.members.get(`${folder}byteorder`);
  const isBigEndian = order !== undefined && order.size < 16
    && new TextDecoder().decode(await archive.read(order)).trim() === 'big';
  const stores = new Map<string, ByteStore>();
  const storeOf = (key: string): ByteStore => {
    const member = archive.members.get(`${folder}data/${key}`);
    if (!member) throw cutOff(source.name);
    const store = stores.get(key) ?? memberStore(archive, member, maxBytes);
    stores.set(key, store);
    return store;
  };
  const isScript = archive.members.has(`${folder}constants.pkl`);
  const place: Place = ({ storage }) => ({ store: storeOf(storage.key), base: 0 });
  return { kind: isScript ? 'torchscript' : 'zip', ...placed(read, place, isBigEndian) };
}

const memberStore = (archive: ZipArchive, member: ZipMember, maxBytes: number): ByteStore =>
  ({ size: member.size, read: (offset, length) => archive.read(member, offset, length, maxBytes) });

function readPickle(file: string, bytes: Uint8Array): Unpickled {
  try {
    return unpickle(bytes, { file, reduce: reduceTorch, persistentLoad: storageOf });
  } catch (error) {
    if (error instanceof PickleEnd) throw cutOff(file);
    throw error;
  }
}

export type Place = (tensor: TensorRef) => {
  readonly store: ByteStore;
  /** Elements before the storage. */
  readonly base: number;
};

/** Tensors over their bytes. */
export function placed({ value, globals }: Pick<Unpickled, 'value' | 'globals'>, place: Place,
  isBigEndian: boolean): Pick<TorchFile, 'sections' | 'foreign'> {
  const sections = sectionsOf(value).map(({ path, tensors, hasVersions }): Section<StoredTensor> => {
    const found = new Map<string, StoredTensor>();
    for (const [name, ref] of tensors) {
      const { dtype, viewOffset } = ref.storage;
      if (!dtype) throw new FormatError(l10n.t('Elements of type {0} are not read.', '?'));
      const { store, base } = place(ref);
      const tensor: StoredTensor = { dtype, shape: ref.shape, strides: ref.strides, offset: base + viewOffset + ref.offset, store,
        isBigEndian, ...(ref.form === 'dense' ? {} : { unread: unreadText(name, ref.form) }) };
      checkTensor(tensor, name);
      found.set(name, tensor);
    }
    return { path, tensors: found, hasVersions };
  });
  return { sections, foreign: globals.filter((name) => !isExpected(name)) };
}

const unreadText = (name: string, form: 'quantised' | 'sparse'): string => (form === 'sparse'
  ? l10n.t('The tensor {0} of this file is sparse, which is not read: save it with to_dense().', name)
  : l10n.t('The tensor {0} of this file is quantised, which is not read: save it with dequantize().', name));

// ---- before PyTorch 1.6 -----------------------------------------------------------------------------------------------------
/** The number that every legacy file begins with, as a pickle. */
const MAGIC = 0x1950a86a20f9469cfc6cn;

export function isLegacy(head: Uint8Array): boolean {
  // Protocols from 4 on begin with a frame, whose length stands in 8 bytes.
  const at = head[2] === 0x95 ? 11 : 2;
  return head[0] === 0x80 && [0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46].every((byte, i) => head[at + i] === byte);
}

/** Magic number, protocol version, what the machine was like, the object, the keys of its storages; then the storages. */
export async function openTorchLegacy(source: NamedSource): Promise<TorchFile> {
  for (let length = Math.min(2 ** 20, source.size);; length = Math.min(4 * length, source.size)) {
    const bytes = await readExactly(source, 0, length);
    try {
      return await legacyFrom(source, bytes);
    } catch (error) {
      if (!(error instanceof PickleEnd)) throw error;
      if (length >= Math.min(source.size, MAX_PICKLE)) throw cutOff(source.name);
    }
  }
}

async function legacyFrom(source: NamedSource, bytes: Uint8Array): Promise<TorchFile> {
  const storages = new Map<string, StorageRef>();
  const persistentLoad = (id: PickleValue): PickleValue => {
    const made = storageOf(id);
    const ref = externalOf(made);
    if (ref instanceof StorageRef && !storages.has(ref.key)) storages.set(ref.key, ref);
    return made;
  };
  let at = 0;
  const next = (): Unpickled => {
    const read = unpickle(bytes.subarray(at), { file: source.name, reduce: reduceTorch, persistentLoad });
    at += read.length;
    return read;
  };
  const [magic, version, system] = [next(), next(), next()];
  if (magic.value !== MAGIC || version.value !== 1001) throw cutOff(source.name);
  const isBigEndian = system.value instanceof Map && system.value.get('little_endian') === false;
  const object = next();
  const keys = next().value;
  if (!Array.isArray(keys)) throw cutOff(source.name);
  const places = await legacyStorages(source, at, keys.map(String), storages);
  const place: Place = ({ storage }) => {
    const found = places.get(storage.key);
    if (!found) throw cutOff(source.name);
    return { store: found, base: 0 };
  };
  return { kind: 'legacy', ...placed(object, place, isBigEndian) };
}

/** Each storage is its number of elements in 8 bytes, then the elements, in the order of the keys. */
async function legacyStorages(source: NamedSource, start: number, keys: readonly string[],
  storages: ReadonlyMap<string, StorageRef>): Promise<ReadonlyMap<string, ByteStore>> {
  const found = new Map<string, ByteStore>();
  let at = start;
  for (const key of keys) {
    const dtype = storages.get(key)?.dtype;
    const head = new DataView((await readExactly(source, at, 8)).slice().buffer);
    const count = Number(head.getBigInt64(0, true));
    const size = count * bytesOf(dtype ?? 'uint8');
    if (!dtype || !Number.isSafeInteger(size) || size < 0 || at + 8 + size > source.size) throw cutOff(source.name);
    const from = at + 8;
    found.set(key, { size, read: (offset, length) => readExactly(source, from + offset, length) });
    at = from + size;
  }
  return found;
}
