// How a statement ends: null when execution goes on with the next one.
import type { Value } from './value';

export type Completion =
  | null
  | { readonly kind: 'break' }
  | { readonly kind: 'continue' }
  /** A break in the `else` of a loop, as long as that loop is not left: it belongs to the loop around it. */
  | { readonly kind: 'outer' }
  | { readonly kind: 'return'; readonly value: Value };
export const BREAK = { kind: 'break' } as const;
export const CONTINUE = { kind: 'continue' } as const;
export const OUTER = { kind: 'outer' } as const;
