// Which built-in descriptions of libraries a run used because their source was not found, so that it can be said.
import type { Origin } from '../../base/source';
import type { Machine } from '../machine';

export interface StandIn {
  /** 'torchvision 0.14'. */
  readonly library: string;
  /** Where it was first needed. */
  readonly origin: Origin | null;
}

const used = (m: Machine): Map<string, StandIn> => m.service('stand-ins', () => new Map<string, StandIn>());

const vague = (m: Machine): Set<string> => m.service('stand-ins.vague', () => new Set<string>());

/** Notes that a description was used; `initialises`: it also says how the weights of its modules begin. */
export function standIn(m: Machine, library: string, module: string, initialises = false): void {
  const known = used(m);
  if (!known.has(library)) known.set(library, { library, origin: m.origin() });
  if (!initialises) vague(m).add(module);
}
/** Python modules whose description does not say how weights begin. */
export const vagueStandIns = (m: Machine): ReadonlySet<string> => vague(m);

/** A sentence without full stop. */
export const standInNote = ({ library }: StandIn): string =>
  `The source of ${library.split(' ')[0] ?? library} was not found: the built-in description of ${library} is used`;

export const standInsOf = (m: Machine): readonly StandIn[] => [...used(m).values()];
