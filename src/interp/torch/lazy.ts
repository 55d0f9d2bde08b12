// Lazy modules at their first call.
// What a lazy module learns from its input is in its op file.
import type { Unknown } from '../../tensor/value';
import type { Machine } from '../machine';
import type { Args, Instance, Kwargs } from '../value';
import { becomeEager } from './leaf';
import { leafOf } from './leafArgs';
import { isTensor } from './support';

/** Materialises the module when it is lazy; gives the unknown input on which that depends. */
export function materialize(m: Machine, self: Instance, args: Args, kwargs: Kwargs): Unknown | undefined {
  const native = leafOf(self);
  if (!native?.def.lazy || native.lost) return undefined;
  const [input] = [...args, ...kwargs.values()];
  if (input?.kind === 'unknown') return input;
  return isTensor(input) ? becomeEager(m, self, native, input) : undefined;
}
