// Files that a request names: opened by their path where the worker has a disk, or given as bytes.
import { l10n } from '../base/l10n';
import { FormatError } from '../formats/errors';
import { bytesSource, type RandomAccessSource } from '../formats/source';
import type { FileSource } from '../protocol/run';

/** Rejects when there is no such file or it cannot be read. */
export type OpenPath = (path: string) => Promise<RandomAccessSource>;

/** Writes all pieces, one behind the other; a file of that name stays as it is until the new one is whole. Rejects. */
export type WritePath = (path: string, pieces: readonly Uint8Array[]) => Promise<void>;

/** Throws FormatError with the file's name. */
export async function openFile(file: FileSource, openPath: OpenPath | undefined): Promise<RandomAccessSource> {
  if ('bytes' in file) return bytesSource(file.bytes);
  if (!openPath) throw new FormatError(l10n.t('{0} cannot be read from here: its bytes have to be given.', file.name));
  try {
    return await openPath(file.path);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new FormatError(l10n.t('{0} cannot be read: {1}', file.name, why));
  }
}

/** All bytes of a file that has at most `most`. Throws FormatError. */
export async function readWhole(file: FileSource, openPath: OpenPath | undefined, most: number): Promise<Uint8Array> {
  const source = await openFile(file, openPath);
  try {
    if (source.size > most) throw new FormatError(l10n.t('{0} is larger than {1} MB.', file.name, Math.round(most / 1e6)));
    return await source.read(0, source.size);
  } finally {
    await source.close();
  }
}
