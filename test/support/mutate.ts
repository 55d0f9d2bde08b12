// Damages binary files in the ways in which files are damaged, or made to do damage: the same seed gives the same files.
import { randomFrom } from './engine';

const EXTREMES = [0, 1, 0x7f, 0x80, 0xff];
const WIDE = [0, 1, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff, 0x10000, 64, 16384];

export type Mutate = (corpus: readonly Uint8Array[]) => Uint8Array;

/** One file of the corpus with one to six changes: bits, bytes, numbers, pieces cut, doubled, moved or taken from another file. */
export function mutator(seed: number): Mutate {
  const random = randomFrom(seed);
  // Headers are at the beginning: half of the changes happen there.
  const place = (length: number): number => random.below(Math.max(1, random.below(2) === 0 ? Math.min(length, 64) : length));
  const change = (bytes: Uint8Array, corpus: readonly Uint8Array[]): Uint8Array => {
    const at = place(bytes.length);
    const length = Math.min(bytes.length - at, 1 + random.below(random.below(4) === 0 ? 400 : 12));
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    switch (random.below(9)) {
      case 0: bytes[at] ^= 1 << random.below(8); return bytes;
      case 1: bytes[at] = random.pick(EXTREMES); return bytes;
      case 2: bytes[at] = random.below(256); return bytes;
      case 3: if (at + 4 <= bytes.length) view.setUint32(at, random.pick(WIDE), random.below(2) === 0); return bytes;
      case 4: if (at + 2 <= bytes.length) view.setUint16(at, random.pick(WIDE) & 0xffff, random.below(2) === 0); return bytes;
      case 5: return bytes.slice(0, at);
      case 6: return joined(bytes.subarray(0, at), bytes.subarray(at + length));
      case 7: return joined(bytes.subarray(0, at + length), bytes.subarray(at));
      default: {
        const other = random.pick(corpus);
        const from = place(other.length);
        return joined(bytes.subarray(0, at), other.subarray(from, from + length), bytes.subarray(at));
      }
    }
  };
  return (corpus) => {
    let bytes: Uint8Array = random.pick(corpus).slice();
    for (let i = 1 + random.below(6); i > 0 && bytes.length > 0; i--) bytes = change(bytes, corpus);
    return bytes;
  };
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
