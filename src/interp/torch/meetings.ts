// Which modules are given a value that nothing is known of, in the order of the calls: how the search for inputs finds what each
// of a model's inputs is. An unknown keeps its reason through every op, so whatever comes of an input still names it.
// Knows no single module.
import type { ModuleScope } from '../../graph/graph';
import type { Reason } from '../../tensor/value';
import type { Machine } from '../machine';
import type { Args, Instance, Kwargs } from '../value';
import { singleScope } from './scope';

/** By the reasons that are watched; each list is filled while the run goes on. */
export type Meetings = Map<Reason, ModuleScope[]>;
/** The reasons whose meetings a run notes; nobody watches any but the search for inputs. */
export const meetingsOf = (m: Machine): Meetings => m.service('torch.meetings', () => new Map());

/** A module was called with these arguments. */
export function noteMeeting(m: Machine, self: Instance, args: Args, kwargs: Kwargs): void {
  const meetings = meetingsOf(m);
  if (meetings.size === 0) return;
  for (const value of [...args, ...kwargs.values()])
    if (value.kind === 'unknown') meetings.get(value.reason)?.push(singleScope(m, self));
}
