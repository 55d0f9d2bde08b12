// The orientation in EXIF data, which is a TIFF header with one directory of 12-byte entries.
import { Bytes } from './bytes';

const ORIENTATION = 0x0112;
const SHORT = 3;

/** 1 to 8; 1 where nothing readable says otherwise. `bytes` begins with 'II' or 'MM', or with 'Exif\0\0' before it. */
export function orientationOf(given: Uint8Array): number {
  const start = new Bytes(given).text(0, 4) === 'Exif' ? 6 : 0;
  const bytes = new Bytes(given.subarray(start));
  const order = bytes.text(0, 2);
  if (order !== 'II' && order !== 'MM') return 1;
  const little = order === 'II';
  if (bytes.u16(2, little) !== 42) return 1;
  const directory = bytes.u32(4, little);
  const count = Math.min(bytes.u16(directory, little), 1000);
  for (let i = 0; i < count; i++) {
    const entry = directory + 2 + 12 * i;
    if (bytes.u16(entry, little) !== ORIENTATION) continue;
    const value = bytes.u16(entry + 8, little);
    return bytes.u16(entry + 2, little) === SHORT && value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}
