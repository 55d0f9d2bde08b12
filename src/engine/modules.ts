// Modules and memories of sessions: compiled once per set of features, reserved with a sentence when there is not enough.
import { l10n } from '../base/l10n';
import { EngineError, showMegabytes } from './errors';
import type { Features } from './features';
import { moduleBytes } from './wasm/module';

/**
 * How the host has modules compiled. `wide` is to become code of 256 bits; `ordinary` is not, not even later: it says what the
 * wide one has to give.
 */
export type Compile = (bytes: Uint8Array<ArrayBuffer>, kind: 'ordinary' | 'wide') => WebAssembly.Module;

const plainly: Compile = (bytes) => new WebAssembly.Module(bytes);

/** By who compiled them and what the bytes depend on. */
const compiled = new WeakMap<Compile, Map<string, WebAssembly.Module>>();

/** The module that sessions load and run with; `wide` beside it where the features say so. Null without SIMD. */
export function modulesFor({ simd, fused, split, wide }: Features, shared: boolean, compile = plainly): {
  readonly ordinary: WebAssembly.Module; readonly wide: WebAssembly.Module | null;
} | null {
  const modules = compiled.get(compile) ?? new Map<string, WebAssembly.Module>();
  compiled.set(compile, modules);
  const module = (kind: 'ordinary' | 'wide'): WebAssembly.Module => {
    const key = [fused, split, kind, wide, shared].join();
    const known = modules.get(key) ?? compile(moduleBytes({ fused, split, wide: kind === 'wide', shared }), kind);
    modules.set(key, known);
    return known;
  };
  return simd ? { ordinary: module('ordinary'), wide: wide ? module('wide') : null } : null;
}

export type Kernel = (args: number, from: number, to: number, scratch: number) => void;

export const kernelsOf = (module: WebAssembly.Module, memory: WebAssembly.Memory): Readonly<Record<string, Kernel>> =>
  // Every export of our modules is a kernel.
  new WebAssembly.Instance(module, { env: { memory } }).exports as Record<string, Kernel>;

export function reserve(bytes: number, most: number, shared: boolean): WebAssembly.Memory {
  if (bytes > most) {
    throw new EngineError('memory', l10n.t(
      'The model needs {0} of memory, {1} are allowed: use a smaller input, keep fewer maps, or raise convlens.run.maxMemory.',
      showMegabytes(bytes), showMegabytes(most)));
  }
  try {
    const initial = Math.ceil(bytes / 65536);
    return new WebAssembly.Memory(shared ? { initial, maximum: 65536, shared } : { initial });
  } catch {
    // The platform says only that it could not; the figure is what helps.
    throw new EngineError('memory', l10n.t(
      'The model needs {0} of memory, which could not be reserved. Use a smaller input or keep fewer maps.',
      showMegabytes(bytes)));
  }
}
