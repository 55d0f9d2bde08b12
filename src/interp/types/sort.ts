// Stable sorting by `<` of the user's values, as list.sort does. Knows no lists of Python.
import { isSym } from '../../tensor/sym';
import type { Unknown } from '../../tensor/value';
import type { Machine } from '../machine';
import type { Value } from '../value';
import { isUnknown } from './define';

interface Keyed { readonly key: Value; readonly value: Value }

/** Unknown when a comparison is: then no order is certain. `reverse` keeps equal items in their order. */
export function sortValues(m: Machine, items: readonly Value[], keyOf: Value | null, reverse: boolean): Value[] | Unknown {
  const keyed: Keyed[] = [];
  for (const value of items) {
    const key = keyOf ? m.call(keyOf, [value]) : value;
    if (key.kind === 'unknown' && items.length > 1) return key;
    keyed.push({ key, value });
  }
  m.step(items.length);
  if (reverse) keyed.reverse();
  const sorted = sortPlain(keyed) ?? mergeSort(m, keyed);
  if (isUnknown(sorted)) return sorted;
  if (reverse) sorted.reverse();
  return sorted.map((entry) => entry.value);
}

/** Plain numbers and ASCII-ordered strings need no calls. */
function sortPlain(entries: readonly Keyed[]): Keyed[] | null {
  const numbers = entries.every(({ key }) => (key.kind === 'int' || key.kind === 'float') &&
    typeof key.value === 'number' && !Number.isNaN(key.value));
  if (!numbers) return null;
  const numberOf = ({ key }: Keyed): number =>
    ((key.kind === 'int' || key.kind === 'float') && !isSym(key.value) ? Number(key.value) : 0);
  return [...entries].sort((a, b) => numberOf(a) - numberOf(b));
}

function mergeSort(m: Machine, entries: readonly Keyed[]): Keyed[] | Unknown {
  if (entries.length < 2) return [...entries];
  const middle = entries.length >> 1;
  const left = mergeSort(m, entries.slice(0, middle));
  if (isUnknown(left)) return left;
  const right = mergeSort(m, entries.slice(middle));
  if (isUnknown(right)) return right;
  const merged: Keyed[] = [];
  let [i, j] = [0, 0];
  while (i < left.length && j < right.length) {
    const before = m.truth(m.compare('<', right[j].key, left[i].key));
    if (isUnknown(before)) return before;
    merged.push(before ? right[j++] : left[i++]);
  }
  return [...merged, ...left.slice(i), ...right.slice(j)];
}
