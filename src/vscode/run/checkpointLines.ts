// What load_state_dict would say of a checkpoint, line by line of the source.
import type { Place } from '../../protocol/analysis';
import type { WeightProblem } from '../../protocol/run';

/** Names of one line, or without one: more are counted. */
const MOST_NAMES = 40;

export interface PlacedProblem { readonly place: Place; readonly message: string; readonly isError: boolean }

/** Missing names of one constructor in one sentence, as PyTorch lists them, and unexpected ones in another. */
export function together(problems: readonly WeightProblem[], home: Place): PlacedProblem[] {
  const lists = new Map<string, { readonly place: Place; readonly kind: 'missing' | 'unexpected'; readonly names: string[] }>();
  const others: PlacedProblem[] = [];
  for (const { kind, name, message, place: own } of problems) {
    const place = own ?? home;
    if (kind !== 'missing' && kind !== 'unexpected') {
      others.push({ place, message, isError: kind === 'mismatch' });
      continue;
    }
    const key = `${kind} ${place.uri} ${place.range.start} ${place.range.end}`;
    const list = lists.get(key) ?? { place, kind, names: [] };
    lists.set(key, list);
    list.names.push(name);
  }
  const listed = [...lists.values()].map(({ place, kind, names }): PlacedProblem => {
    const shown = names.slice(0, MOST_NAMES).map((name) => `"${name}"`).join(', ')
      + (names.length > MOST_NAMES ? `, … (${names.length})` : '');
    return { place, isError: true, message: `${kind === 'missing' ? 'Missing' : 'Unexpected'} key(s) in state_dict: ${shown}.` };
  });
  return [...listed, ...others];
}
