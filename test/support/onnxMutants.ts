// Damaged ONNX files: bytes flipped, cut, repeated, lengths enlarged; and what becomes of one.
import { FormatError } from '../../src/formats/errors';
import { bytesSource } from '../../src/formats/source';
import { openOnnx, traceOnnx } from '../../src/frontends/onnx';
import { lower } from '../../src/graph/lower';
import { LowerError } from '../../src/graph/lowerError';

/** The same for the same seed. */
export function mutated(bytes: Uint8Array, seed: number): Uint8Array {
  let state = (Math.imul(seed, 2_654_435_761) + 12_345) >>> 0;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  let result = Uint8Array.from(bytes);
  for (let n = 1 + random(4); n > 0; n--) {
    const at = random(result.length);
    switch (random(6)) {
      case 0: result[at] = random(256); break;
      case 1: result[at] ^= 1 << random(8); break;
      case 2: result = result.slice(0, at); break;
      case 3: result = Uint8Array.from([...result.subarray(0, at), ...result.subarray(at + 1 + random(8))]); break;
      case 4: result = Uint8Array.from([...result.subarray(0, at), ...result.subarray(at, at + random(40)),
        ...result.subarray(at)]); break;
      default: for (let i = at; i < Math.min(result.length, at + 1 + random(9)); i++) result[i] = 0xff;
    }
  }
  return result;
}

/** A graph (that may be one of unknowns), or one sentence. Anything else is a fault of ours and is thrown. */
export async function settled(bytes: Uint8Array): Promise<'graph' | 'sentence'> {
  try {
    const file = await openOnnx('mutant.onnx', { source: bytesSource(bytes), external: () => Promise.resolve(null) });
    const trace = traceOnnx(file, { inputs: null });
    try {
      lower(trace.graph, { keep: 'all' });
    } catch (error) {
      if (!(error instanceof LowerError)) throw error;
    }
    return 'graph';
  } catch (error) {
    if (error instanceof FormatError && error.message.length > 10) return 'sentence';
    throw error;
  }
}
