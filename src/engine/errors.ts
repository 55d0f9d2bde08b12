// The engine's errors: sentences that say what, why and what to do, with the node and the sizes in them.

export type EngineErrorCode = 'plan' | 'weights' | 'input' | 'memory' | 'kernel' | 'not-finite' | 'cancelled' | 'wide';

export class EngineError extends Error {
  override readonly name = 'EngineError';
  constructor(readonly code: EngineErrorCode, message: string, readonly node: string | null = null) {
    super(message);
  }
}

export const showSizes = (shape: readonly number[]): string => `[${shape.join(', ')}]`;
export const showMegabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
