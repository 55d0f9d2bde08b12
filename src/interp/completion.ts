// How a statement ends: null when execution goes on with the next one.
import type { Value } from './value';

export type Completion =
  | null
  | { readonly kind: 'break' }
  | { readonly kind: 'continue' }
  | { readonly kind: 'return'; readonly value: Value };
export const BREAK = { kind: 'break' } as const;
export const CONTINUE = { kind: 'continue' } as const;
