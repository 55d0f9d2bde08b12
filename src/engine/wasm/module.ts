// The engine's WebAssembly module, put together from its kernels. The same options give the same bytes.
import { ModuleBuilder, withSharedMemory } from './assembler';
import { addConv } from './conv';
import { addDepthwise } from './depthwise';
import { addElementwise } from './elementwise';
import { addEpilogue } from './epilogue';
import { addInspection } from './inspect';
import { addMatrix } from './matrix';
import { addPool } from './pool';
import { PREBUILT } from './prebuilt';
import { addRowKernels } from './rows';
import { addWinograd } from './winograd';

export interface ModuleOptions {
  /** Fused multiply-add (relaxed SIMD). */
  readonly fused: boolean;
  /** Short basic blocks, for engines that hoist loads across them. */
  readonly split: boolean;
  /** Tiles of 16 channels, for engines that make 256 bits of two vectors (V8's revectorization). */
  readonly wide: boolean;
  /** The memory is shared between threads. */
  readonly shared: boolean;
}

export function buildModule(options: ModuleOptions): Uint8Array<ArrayBuffer> {
  const m = new ModuleBuilder(options.fused);
  const epilogue = addEpilogue(m);
  const conv = addConv(m, epilogue, options);
  addDepthwise(m, epilogue, options);
  addWinograd(m, epilogue, conv, options);
  addMatrix(m, options);
  addPool(m);
  addElementwise(m);
  addRowKernels(m);
  addInspection(m);
  return m.bytes(options);
}

/** What modules of these options are called in files and records. */
export const moduleName = ({ fused, split, wide }: Omit<ModuleOptions, 'shared'>): string =>
  `${fused ? 'fused' : 'simd'}${split ? '-split' : ''}${wide ? '-wide' : ''}`;

/** The same bytes as `buildModule`, taken from the bundle where it has them. */
export function moduleBytes(options: ModuleOptions): Uint8Array<ArrayBuffer> {
  const ready = PREBUILT[moduleName(options)];
  if (!ready) return buildModule(options);
  return options.shared ? withSharedMemory(ready) : ready;
}
