// Where a reader takes bytes from: a file read piece by piece, or bytes that are there already.
import { l10n } from '../base/l10n';
import { FormatError } from './errors';

export interface RandomAccessSource {
  readonly size: number;
  /** Exactly `length` bytes; rejects where the file ends before. */
  read(offset: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

export const bytesSource = (bytes: Uint8Array): RandomAccessSource => ({
  size: bytes.length,
  read: (offset, length) => (offset + length <= bytes.length ? Promise.resolve(bytes.subarray(offset, offset + length))
    : Promise.reject(new Error(`${offset + length} bytes of ${bytes.length}`))),
  close: () => Promise.resolve(),
});

/** A source with the name that messages call it by. Whoever opened it closes it. */
export interface NamedSource extends Pick<RandomAccessSource, 'size' | 'read'> {
  readonly name: string;
}
export const named = (name: string, source: RandomAccessSource): NamedSource =>
  ({ name, size: source.size, read: (offset, length) => source.read(offset, length) });

export const cutOff = (name: string): FormatError =>
  new FormatError(l10n.t('{0} is cut off or damaged: it points to bytes that it does not have.', name));

/** Bytes of a source, after a check that they are there. */
export function readExactly(source: NamedSource, offset: number, length: number): Promise<Uint8Array> {
  const isThere = Number.isSafeInteger(offset) && Number.isSafeInteger(length) && offset >= 0 && length >= 0
    && offset + length <= source.size;
  return isThere ? source.read(offset, length) : Promise.reject(cutOff(source.name));
}

/** What is read at once of a tensor that goes straight to its place. */
const PIECE_BYTES = 2 ** 20;

/** Fills `target` with the bytes from `offset` on, piece by piece, so that they are never held twice. */
export async function fillFrom(source: Pick<RandomAccessSource, 'read'>, offset: number, target: Uint8Array): Promise<void> {
  for (let done = 0; done < target.length; done += PIECE_BYTES) {
    target.set(await source.read(offset + done, Math.min(PIECE_BYTES, target.length - done)), done);
  }
}
