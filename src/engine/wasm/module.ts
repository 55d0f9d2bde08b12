// The engine's WebAssembly module, put together from its kernels. The same options give the same bytes.
import { ModuleBuilder } from './assembler';
import { addConv } from './conv';
import { addElementwise } from './elementwise';
import { addEpilogue } from './epilogue';
import { addMatrix } from './matrix';
import { addPool } from './pool';
import { addRowKernels } from './rows';
import { addWinograd } from './winograd';

export interface ModuleOptions {
  /** Fused multiply-add (relaxed SIMD). */
  readonly fused: boolean;
  /** Short basic blocks, for engines that hoist loads across them. */
  readonly split: boolean;
  /** The memory is shared between threads. */
  readonly shared: boolean;
}

export function buildModule(options: ModuleOptions): Uint8Array<ArrayBuffer> {
  const m = new ModuleBuilder();
  const epilogue = addEpilogue(m);
  addConv(m, epilogue, options);
  addWinograd(m, epilogue);
  addMatrix(m, options);
  addPool(m);
  addElementwise(m);
  addRowKernels(m);
  return m.bytes(options);
}
