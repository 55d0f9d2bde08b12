// What the machine's WebAssembly can do, asked by validating tiny modules. Knows nothing of threads: hosts start those.
import { i32, ModuleBuilder, splat } from './wasm/assembler';

export interface Features {
  /** 128-bit SIMD; without it every op runs its reference kernel. */
  readonly simd: boolean;
  /** Fused multiply-add (relaxed SIMD): twice the arithmetic. */
  readonly fused: boolean;
  /** The engine moves loads freely within a basic block and spills: kernels are cut into short ones. */
  readonly split: boolean;
  /**
   * The host has told V8 to make 256 bits of two vectors (`--experimental-wasm-revectorize`): tiles are twice as wide. Without
   * that flag they are slower.
   */
  readonly wide: boolean;
}

function probe(fused: boolean): boolean {
  const m = new ModuleBuilder();
  m.fn('probe', [], (f) => f.store(i32(0), fused ? splat(1).madd(splat(1), splat(1), true) : splat(1)));
  return WebAssembly.validate(m.bytes({ shared: false }));
}

/** `v8`: the version of V8 ('13.6.233') where the host knows it; versions before 13 need short blocks. */
export function detectFeatures(v8: string | null): Features {
  const major = v8 === null ? null : Number.parseInt(v8, 10);
  return { simd: probe(false), fused: probe(true), split: major !== null && major < 13,
    wide: false };
}
