// Image readers on damaged files: each is decoded or refused with a sentence, and nothing else happens.
import { crc32 } from 'node:zlib';
import { Codecs, type ReadCodec } from '../../src/formats/image/codecs';
import { decodeImage } from '../../src/formats/image/decode';
import { FormatError } from '../../src/formats/errors';
import { readNpy } from '../../src/formats/npy';
import { mutator } from './mutate';

export interface FuzzResult { decoded: number; refused: number; readonly failures: string[]; slowest: number }

/** `kind` is a file's ending; every second PNG gets its checksums mended, so that what is behind them is reached. */
export async function fuzzImages(kind: string, corpus: readonly Uint8Array[], runs: number, seed: number, readCodec: ReadCodec,
  beat: (run: number) => void = () => {}): Promise<FuzzResult> {
  const mutate = mutator(seed);
  const codecs = new Codecs(readCodec);
  const result: FuzzResult = { decoded: 0, refused: 0, failures: [], slowest: 0 };
  for (let run = 0; run < runs; run++) {
    beat(run);
    const bytes = kind === 'png' && run % 2 === 0 ? mended(mutate(corpus)) : mutate(corpus);
    const started = performance.now();
    try {
      if (kind === 'npy') readNpy(bytes);
      else await decodeImage(`x.${kind}`, bytes, codecs);
      result.decoded++;
    } catch (error) {
      const isSentence = error instanceof FormatError && /^(x\.|This \.npy|This is no \.npy)/.test(error.message);
      if (isSentence) result.refused++;
      else result.failures.push(`${kind} ${seed}/${run}: ${error instanceof Error ? error.stack ?? error.message : String(error)}`);
    }
    result.slowest = Math.max(result.slowest, performance.now() - started);
  }
  return result;
}

/** The checksum of every chunk as it should be. Node has it from version 22 on; before, files stay as they are. */
function mended(bytes: Uint8Array): Uint8Array {
  if (typeof crc32 !== 'function') return mendedSlowly(bytes);
  return eachChunk(bytes, (body) => crc32(body));
}
const mendedSlowly = (bytes: Uint8Array): Uint8Array => eachChunk(bytes, (body) => {
  let c = -1;
  for (const byte of body) {
    c ^= byte;
    for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  }
  return (c ^ -1) >>> 0;
});
function eachChunk(bytes: Uint8Array, crc: (body: Uint8Array) => number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 8; at + 12 <= bytes.length;) {
    const end = at + 8 + view.getUint32(at);
    if (end + 4 > bytes.length) break;
    view.setUint32(end, crc(bytes.subarray(at + 4, end)));
    at = end + 4;
  }
  return bytes;
}
