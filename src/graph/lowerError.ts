// Why a graph has no plan.
import type { Reason } from '../tensor/value';

/** The graph cannot be run; `message` is a sentence that names the node. */
export class LowerError extends Error {
  override readonly name = 'LowerError';
  constructor(message: string, readonly node: string | null, readonly reason: Reason | null = null) {
    super(message);
  }
}
