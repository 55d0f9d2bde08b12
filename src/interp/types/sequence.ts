// What list and tuple share: comparison item by item, index and count, repetition, iteration, printing.
// Knows neither's mutation.
import { copies } from './limits';
import { int, type Reason, type Unknown } from '../../tensor/value';
import { Lost } from '../errors';
import type { Machine } from '../machine';
import { bool, FALSE, iteratorOf, NOT_IMPLEMENTED, TRUE, type List, type Tuple, type Value } from '../value';
import { def, isUnknown, type Definition } from './define';
import { guardRecursion, lostAs, needIndex, repeats, text } from './protocol';

export type Sequence = List | Tuple;
export const lostOf = (v: Sequence): Unknown | undefined => lostAs(reasonOf(v));
const reasonOf = (v: Sequence): Reason | null => (v.kind === 'list' ? v.lost : null);

/** Longer results are refused: they are data, not the structure of a model. */
export const MAX_ITEMS = 1 << 20;

export function itemsText(m: Machine, self: object, items: readonly Value[], open: string, close: string): string | Unknown {
  return guardRecursion(m, self, `${open}...${close}`, () => {
    const parts: string[] = [];
    for (const item of items) {
      const shown = m.repr(item);
      if (isUnknown(shown)) return shown;
      parts.push(shown);
    }
    return `${open}${parts.join(', ')}${close}`;
  });
}

/** Items equal, identity first as in PyObject_RichCompare's callers. */
export function sameItem(m: Machine, a: Value, b: Value): boolean | Unknown {
  return a === b && a.kind !== 'unknown' ? true : m.equals(a, b);
}

export function equalItems(m: Machine, a: readonly Value[], b: readonly Value[]): boolean | Unknown {
  if (a.length !== b.length) return false;
  let open: Unknown | undefined;
  for (let i = 0; i < a.length; i++) {
    const same = sameItem(m, a[i], b[i]);
    if (same === false) return false;
    if (isUnknown(same)) open ??= same;
  }
  return open ?? true;
}

type Order = '<' | '<=' | '>' | '>=';
function compareItems(m: Machine, op: Order, a: readonly Value[], b: readonly Value[]): Value {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const same = sameItem(m, a[i], b[i]);
    if (isUnknown(same)) return same;
    if (!same) return m.compare(op, a[i], b[i]);
  }
  const [x, y] = [a.length, b.length];
  return bool(op === '<' ? x < y : op === '<=' ? x <= y : op === '>' ? x > y : x >= y);
}

const both = (a: Sequence, b: Value, f: (b: Sequence) => Value): Value => {
  if ((b.kind !== 'list' && b.kind !== 'tuple') || b.kind !== a.kind) return NOT_IMPLEMENTED;
  return lostOf(a) ?? lostOf(b) ?? f(b);
};
const ordering = <S extends Sequence>(op: Order): Definition<S> =>
  def('value, /', (m, a, other) => both(a, other, (b) => compareItems(m, op, a.items, b.items)));

/** `[n] * size` with a size that depends on the input has an unknown length. */
export function repeated(m: Machine, items: readonly Value[], times: Value): Value[] | Unknown | null {
  if (!repeats(m, times)) return null;
  const n = needIndex(m, times);
  if (isUnknown(n)) return n;
  if (n > 1 && items.length * n > MAX_ITEMS) return m.unknown('budget-exceeded', 'a sequence grows too long');
  m.step(Math.max(0, n) * items.length);
  return items.length === 0 ? [] : copies(n, () => items).flat();
}

function indexOf(m: Machine, self: Sequence, wanted: Value, start?: Value, stop?: Value): Value {
  const lost = lostOf(self);
  if (lost) return lost;
  const { length } = self.items;
  const read = (v: Value | undefined, otherwise: number): number | Unknown => {
    const n = v ? needIndex(m, v, 'slice indices must be integers or have an __index__ method') : otherwise;
    return isUnknown(n) || n >= 0 ? n : Math.max(0, n + length);
  };
  const from = read(start, 0);
  if (isUnknown(from)) return from;
  const to = read(stop, length);
  if (isUnknown(to)) return to;
  for (let i = from; i < Math.min(to, length); i++) {
    const same = sameItem(m, self.items[i], wanted);
    if (isUnknown(same)) return same;
    if (same) return int(i);
  }
  if (self.kind === 'tuple') return m.raise('ValueError', 'tuple.index(x): x not in tuple');
  const shown = m.repr(wanted);
  return isUnknown(shown) ? shown : m.raise('ValueError', `${shown} is not in list`);
}

export function containsItem(m: Machine, items: readonly Value[], wanted: Value): Value {
  let open: Unknown | undefined;
  for (const item of items) {
    const same = sameItem(m, item, wanted);
    if (same === true) return TRUE;
    if (isUnknown(same)) open ??= same;
  }
  return open ?? FALSE;
}

/** The methods of both; the lists among them answer with their reason when their contents are lost. */
export function sequenceMethods<S extends Sequence>(name: 'list' | 'tuple'): Record<string, Definition<S>> {
  const known = (f: (m: Machine, self: S) => Value): Definition<S> => def('', (m, self) => lostOf(self) ?? f(m, self));
  return {
    __len__: known((_, self) => int(self.items.length)),
    __repr__: known((m, self) => text(name === 'list' ? itemsText(m, self, self.items, '[', ']') : tupleText(m, self))),
    __iter__: known((_, self) => iteratorOf(`${name}_iterator`, walk(self))),
    __reversed__: known((_, self) =>
      iteratorOf(name === 'list' ? 'list_reverseiterator' : 'reversed', [...self.items].reverse().values())),
    __contains__: def('key, /', (m, self, key) => lostOf(self) ?? containsItem(m, self.items, key)),
    __eq__: def('value, /', (m, a, other) => both(a, other, (b) => answer(equalItems(m, a.items, b.items)))),
    __ne__: def('value, /', (m, a, other) => both(a, other, (b) => answer(equalItems(m, a.items, b.items), true))),
    __lt__: ordering('<'), __le__: ordering('<='), __gt__: ordering('>'), __ge__: ordering('>='),
    index: def('value, start?, stop?, /', indexOf),
    count: def('value, /', (m, self, wanted) => lostOf(self) ?? countItem(m, self.items, wanted)),
  };
}

const answer = (same: boolean | Unknown, negate = false): Value => (isUnknown(same) ? same : bool(same !== negate));

function tupleText(m: Machine, self: Sequence): string | Unknown {
  return itemsText(m, self, self.items, '(', self.items.length === 1 ? ',)' : ')');
}

function countItem(m: Machine, items: readonly Value[], wanted: Value): Value {
  let count = 0;
  for (const item of items) {
    const same = sameItem(m, item, wanted);
    if (isUnknown(same)) return same;
    if (same) count++;
  }
  return int(count);
}

/** Sees items appended while it runs, and ends with the reason when the contents are lost meanwhile. */
function* walk(self: Sequence): Generator<Value, undefined, undefined> {
  for (let i = 0; i < self.items.length; i++) {
    if (self.kind === 'list' && self.lost) throw new Lost(self.lost);
    yield self.items[i];
  }
}

