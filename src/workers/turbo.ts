// V8's code of 256 bits for the engine's kernels: flags that hold for a whole process, so only for one that does nothing else.
import { setFlagsFromString } from 'node:v8';
import type { Features } from '../engine/features';
import type { Compile } from '../engine/modules';

/** The first V8 whose revectorization knows loops as the kernels have them (Node 24). */
const FIRST_V8 = [13, 6];
/** V8's baseline compiler, and nothing after it: what does not change, and cannot have the other's faults. */
const BASELINE = ['--liftoff', '--no-wasm-tier-up', '--no-wasm-dynamic-tiering', '--no-wasm-lazy-compilation',
  '--no-experimental-wasm-revectorize'];
/** Every kernel by the optimising compiler at once, when it is first called: what is checked is what runs later. */
const WIDE = ['--no-liftoff', '--wasm-tier-up', '--wasm-dynamic-tiering', '--wasm-lazy-compilation',
  '--experimental-wasm-revectorize'];

/** Features with wide kernels, and the compiler for them; null where this V8 or this processor has none. `v8`: its version. */
export function turbo(features: Features, v8: string): { readonly features: Features; readonly compile: Compile } | null {
  const [major = 0, minor = 0] = v8.split('.').map(Number);
  const isKnown = major > FIRST_V8[0] || (major === FIRST_V8[0] && minor >= FIRST_V8[1]);
  // V8 has it for processors of Intel and AMD.
  if (!isKnown || !features.fused || process.arch !== 'x64') return null;
  const compile: Compile = (bytes, kind) => {
    for (const flag of kind === 'wide' ? WIDE : BASELINE) setFlagsFromString(flag);
    return new WebAssembly.Module(bytes);
  };
  return { features: { ...features, wide: true }, compile };
}
