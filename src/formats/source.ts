// Where a reader takes bytes from: a file read piece by piece, or bytes that are there already.

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
