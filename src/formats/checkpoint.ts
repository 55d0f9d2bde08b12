// One front door for files of weights: .pth, .pt, .bin, .ckpt, .safetensors, .npz, and checkpoints in several files.
// What kind a file is, its bytes tell; its name does not matter.
import { l10n } from '../base/l10n';
import { FormatError } from './errors';
import { openNpz } from './npz';
import { placeholderProblem } from './placeholder';
import { openSafetensors, isSafetensors } from './safetensors';
import type { Section } from './sections';
import { readExactly, type NamedSource } from './source';
import { filling, readTensor, type StoredTensor, type TensorValue } from './tensorData';
import { isLegacy, openTorchLegacy, openTorchZip } from './torchFile';
import { isTar, openTorchTar } from './torchTar';
import { ZipArchive } from './zip';

export type CheckpointKind = 'zip' | 'legacy' | 'torchscript' | 'safetensors' | 'npz' | 'sharded';

export interface CheckpointOptions {
  /** Opens a file beside the given one, for the shards that an index names; null when there is none. */
  readonly sibling?: (name: string) => Promise<NamedSource | null>;
  /** Compressed parts that would take more are refused. 2 GB when absent. */
  readonly maxBytes?: number;
}

/** An opened checkpoint: what it holds is known, no tensor was read. Plain but for `read`. */
export interface Checkpoint {
  readonly name: string;
  readonly kind: CheckpointKind;
  /** Its state_dicts; one in most files. Never empty. */
  readonly sections: readonly Section<StoredTensor>[];
  /** Functions and classes of others that it names: "this file contains code". Nothing of it was run. */
  readonly foreign: readonly string[];
}

export const DEFAULT_MAX_BYTES = 2 * 2 ** 30;

/** Throws FormatError with a sentence when the file is none that is read, is damaged, or holds no tensors. */
export async function openCheckpoint(source: NamedSource, options: CheckpointOptions = {}): Promise<Checkpoint> {
  try {
    const opened = await open(source, options);
    if (opened.sections.length > 0) return opened;
  } catch (error) {
    if (error instanceof RangeError) throw new FormatError(l10n.t('{0} is damaged: {1}.', source.name, error.message));
    throw error;
  }
  throw new FormatError(l10n.t('{0} holds no weights: no dictionary of tensors is in it.', source.name));
}

/** The elements of one tensor. */
export const readCheckpointTensor = (tensor: StoredTensor): Promise<TensorValue> => readTensor(tensor);
/** The same, brought to their place without being held in between; null where the file has them in another form. */
export const fillingOf = (tensor: StoredTensor): ((target: Uint8Array) => Promise<void>) | null => filling(tensor);

async function open(source: NamedSource, options: CheckpointOptions): Promise<Checkpoint> {
  const { name } = source;
  const head = await readExactly(source, 0, Math.min(source.size, 512));
  const maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES;
  if (head[0] === 0x50 && head[1] === 0x4b) {
    const archive = await ZipArchive.open(source);
    const npz = await openNpz(name, archive, maxBytes);
    if (npz) return { name, kind: 'npz', sections: sectionOf(npz), foreign: [] };
    return { name, ...await openTorchZip(source, archive, maxBytes) };
  }
  if (isTar(head)) return { name, ...await openTorchTar(source) };
  if (isLegacy(head)) return { name, ...await openTorchLegacy(source) };
  if (isSafetensors(head, source.size)) {
    return { name, kind: 'safetensors', sections: sectionOf(await openSafetensors(source)), foreign: [] };
  }
  if (head.find((byte) => byte > 0x20) === 0x7b && source.size < 64 * 2 ** 20) return openSharded(source, options);
  throw new FormatError(whatElse(name, head));
}

const sectionOf = (tensors: ReadonlyMap<string, StoredTensor>): Section<StoredTensor>[] =>
  (tensors.size === 0 ? [] : [{ path: '', tensors, hasVersions: false }]);

function whatElse(name: string, head: Uint8Array): string {
  const placeholder = placeholderProblem(name, head);
  if (placeholder !== null) return placeholder;
  const text = new TextDecoder().decode(head);
  if (head[0] === 0x80) {
    return l10n.t('{0} is a pickle, but none of torch.save. Save it again with torch.save(model.state_dict(), …).', name);
  }
  if (/^.?\u0089HDF/s.test(text)) return l10n.t('{0} is an HDF5 file, which is not read.', name);
  return l10n.t('{0} is no checkpoint that is read: neither of torch.save, nor .safetensors, nor .npz.', name);
}

/** `model.safetensors.index.json`, `pytorch_model.bin.index.json`: which file each tensor stands in. */
async function openSharded(source: NamedSource, options: CheckpointOptions): Promise<Checkpoint> {
  const map = weightMap(await readExactly(source, 0, source.size), source.name);
  const files = [...new Set(map.values())];
  const foreign: string[] = [];
  const tensors = new Map<string, StoredTensor>();
  for (const file of files) {
    // Names of files are names of neighbours, not paths.
    const shard = /^[^/\\]+$/.test(file) && file !== source.name ? await options.sibling?.(file) : null;
    if (!shard) throw new FormatError(l10n.t('{0} names the file {1}, which is not beside it.', source.name, file));
    const opened = await openCheckpoint(shard, { ...options, sibling: undefined });
    foreign.push(...opened.foreign);
    for (const [name, tensor] of opened.sections[0].tensors) if (map.get(name) === file) tensors.set(name, tensor);
  }
  const lost = [...map.keys()].find((name) => !tensors.has(name));
  if (lost !== undefined) {
    throw new FormatError(l10n.t('{0} says that {1} has {2}, but it has not.', source.name, map.get(lost) ?? '', lost));
  }
  return { name: source.name, kind: 'sharded', foreign,
    sections: sectionOf(new Map([...map.keys()].flatMap((name) => {
      const tensor = tensors.get(name);
      return tensor ? [[name, tensor] as const] : [];
    }))) };
}

function weightMap(bytes: Uint8Array, file: string): ReadonlyMap<string, string> {
  try {
    const index: unknown = JSON.parse(new TextDecoder().decode(bytes));
    const map: unknown = typeof index === 'object' && index !== null && 'weight_map' in index ? index.weight_map : null;
    if (typeof map === 'object' && map !== null) {
      const entries = Object.entries(map).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
      if (entries.length > 0) return new Map(entries);
    }
  } catch {
    // Told below, with the file's name.
  }
  throw new FormatError(l10n.t('{0} is no index of a checkpoint: it has no weight_map.', file));
}
