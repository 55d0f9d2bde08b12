// The generator's WebAssembly, made once, where the machine has SIMD. Knows the memory of wasm.ts.
import { detectFeatures } from '../features';
import { fma } from './floats';
import { ModuleBuilder } from '../wasm/assembler';
import { CHUNK, emitDraws, INPUT_AT, OUTPUT_AT, PAGES, TABLES_AT, TIES_AT, WORDS_AT } from './wasm';
import { emitErfinv, TABLES } from './wasmErfinv';

export interface InitKernels {
  /** The window of the last 624 words, then the words that `advance` made. */
  readonly words: Int32Array;
  readonly input: Float32Array;
  readonly output: Float32Array;
  /** Byte offsets of vectors (groups of sixteen in `normals`) whose sums were rounded twice. */
  readonly ties: Int32Array;
  /** Makes words behind the window: a multiple of four, CHUNK at most. */
  advance(words: number): void;
  /** The words made as uniform floats in `input`, and times `span` plus `low` in `output`; gives the number of ties. */
  uniforms(count: number, span: number, low: number): number;
  /** Samples in `output` of uniform floats in `input`, a multiple of sixteen; gives the number of ties. */
  normals(count: number, mean: number, std: number): number;
  /**
   * The inverse error function of the input, times factor, plus shift, held between low and high, in `output`: right for sizes up
   * to CENTRAL. A multiple of four; gives the number of ties.
   */
  central(count: number, factor: number, shift: number, low: number, high: number): number;
  /** The same for sizes from CENTRAL to OUTER. */
  outer(count: number, factor: number, shift: number, low: number, high: number): number;
}

let made: InitKernels | null | undefined;
/** null where there is no SIMD. */
export function initKernels(): InitKernels | null {
  made ??= make();
  return made;
}

function make(): InitKernels | null {
  const { simd, fused } = detectFeatures(null);
  if (!simd) return null;
  if (fused) {
    const quick = instantiate(true);
    if (isFused(quick)) return quick;
  }
  return instantiate(false);
}

/** Relaxed multiply-adds may round twice: where the machine's do, they are of no use here. */
function isFused({ words, input, output, uniforms }: InitKernels): boolean {
  const count = 1024;
  for (let i = 0; i < count; i++) words[624 + i] = Math.imul(i, 2654435761);
  const [span, low] = [Math.fround(Math.PI), Math.fround(-1 / 3)];
  uniforms(count, span, low);
  for (let i = 0; i < count; i++) if (output[i] !== fma(input[i], span, low)) return false;
  return true;
}

type Emitted = Pick<InitKernels, 'advance' | 'uniforms' | 'normals' | 'central' | 'outer'>;

function instantiate(fused: boolean): InitKernels {
  const memory = new WebAssembly.Memory({ initial: PAGES });
  const builder = new ModuleBuilder();
  emitDraws(builder, fused);
  emitErfinv(builder, fused);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(builder.bytes({ shared: false })), { env: { memory } });
  new Float64Array(memory.buffer, TABLES_AT, TABLES.length).set(TABLES);
  const { advance, uniforms, normals, central, outer } = exports as unknown as Emitted;
  const floats = (at: number): Float32Array => new Float32Array(memory.buffer, at, CHUNK);
  return { words: new Int32Array(memory.buffer, WORDS_AT, 624 + CHUNK), input: floats(INPUT_AT), output: floats(OUTPUT_AT),
    ties: new Int32Array(memory.buffer, TIES_AT, CHUNK / 4), advance, uniforms, normals, central, outer };
}
export { CHUNK };
