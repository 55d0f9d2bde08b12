// Mutations of files, and one attempt to read what came of them: for the fuzz of the readers and its short run in the tests.
import { openCheckpoint, readCheckpointTensor } from '../../src/formats/checkpoint';
import { FormatError } from '../../src/formats/errors';
import { matchCheckpoint } from '../../src/formats/match';
import { bytesSource, named } from '../../src/formats/source';

/** Whole numbers below a bound, the same from the same seed (xorshift). */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed | 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const EDGES = [0, 1, 2, 4, 0x2e, 0x50, 0x7f, 0x80, 0xfe, 0xff];

/** One to eight changes: bytes, runs of 0xff, cuts, doubled parts, exchanged parts, numbers of four bytes. */
export function mutated(bytes: Uint8Array, random: (below: number) => number): Uint8Array {
  let changed = bytes.slice();
  for (let count = 1 + random(8); count > 0 && changed.length > 0; count--) {
    const at = random(changed.length);
    switch (random(7)) {
      case 0: changed[at] = random(256); break;
      case 1: changed[at] ^= 1 << random(8); break;
      case 2: changed[at] = EDGES[random(EDGES.length)]; break;
      case 3: changed.fill(0xff, at, Math.min(at + 1 + random(8), changed.length)); break;
      case 4: if (random(4) === 0) changed = changed.slice(0, at); break;
      case 5: {
        const part = changed.slice(at, at + 1 + random(64));
        const to = random(changed.length);
        changed.set(part.subarray(0, changed.length - to), to);
        break;
      }
      default:
        if (at + 4 <= changed.length) new DataView(changed.buffer).setUint32(at, random(2) === 0 ? random(1 << 20) : 0xffffffff - random(9), true);
    }
  }
  return changed;
}

/** 'read', 'refused', or what was thrown that is no FormatError. */
export async function fuzzOnce(name: string, bytes: Uint8Array, maxBytes: number): Promise<string> {
  try {
    const { sections } = await openCheckpoint(named(name, bytesSource(bytes)), { maxBytes });
    matchCheckpoint(sections, [{ name: 'head.weight', shape: [2, 3], persistent: true }]);
    for (const { tensors } of sections) {
      for (const tensor of tensors.values()) {
        try {
          await readCheckpointTensor(tensor);
        } catch (error) {
          if (!(error instanceof FormatError)) throw error;
        }
      }
    }
    return 'read';
  } catch (error) {
    return error instanceof FormatError ? 'refused' : error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
}
