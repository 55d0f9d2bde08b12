// dict.keys(), values() and items(): they see later changes of the dict and take part in set operations.
import { int, type Unknown } from '../../tensor/value';
import { Lost } from '../errors';
import type { Machine } from '../machine';
import {
  bool, instance, iteratorOf, NOT_IMPLEMENTED, set, str, tuple, type Class, type Dict, type Instance,
  type Value,
} from '../value';
import { def, getset, isUnknown, members, type Definition } from './define';
import { isViewNative, type ViewNative } from './native';
import { lostAs } from './protocol';
import { dictItemsType, dictKeysType, dictValuesType, fill } from './roots';
import { containsItem, itemsText, sameItem } from './sequence';

type Pick = (key: Value, value: Value) => Value;

export const viewOf = (cls: Class, dict: Dict): Instance => instance(cls, { dict } satisfies ViewNative);

/** Entries in order; raises RuntimeError when the program changes the dict's size meanwhile. */
export function* walkEntries(m: Machine, dict: Dict, pick: Pick): Generator<Value, undefined, undefined> {
  const hashes = [...dict.entries.keys()];
  for (const hash of hashes) {
    if (dict.lost) throw new Lost(dict.lost);
    if (dict.entries.size !== hashes.length) m.raise('RuntimeError', 'dictionary changed size during iteration');
    const entry = dict.entries.get(hash);
    if (!entry) return m.raise('RuntimeError', 'dictionary keys changed during iteration');
    yield pick(entry.key, entry.value);
  }
  if (dict.entries.size !== hashes.length) m.raise('RuntimeError', 'dictionary changed size during iteration');
}

const asDict = (cls: Class) => (value: Value): Dict | undefined =>
  value.kind === 'instance' && value.cls.mro.includes(cls) && isViewNative(value.native) ? value.native.dict : undefined;

function common(name: string, iterator: string, pick: Pick): Record<string, Definition<Dict>> {
  const all = (self: Dict): Value[] => [...self.entries.values()].map((e) => pick(e.key, e.value));
  return {
    __len__: def('', (_, self) => lostAs(self.lost) ?? int(self.entries.size)),
    __iter__: def('', (m, self) => lostAs(self.lost) ?? iteratorOf(iterator, walkEntries(m, self, pick))),
    __reversed__: def('', (_, self) => lostAs(self.lost) ??
      iteratorOf(iterator.replace('dict_', 'dict_reverse'), all(self).reverse().values())),
    __repr__: def('', (m, self) => {
      const shown = self.lost ? lostAs(self.lost) : itemsText(m, self, all(self), `${name}([`, '])');
      return typeof shown === 'string' ? str(shown) : shown ?? str('');
    }),
  };
}

/** Hash to value, as a set would hold the view's items. */
type Elements = Map<string, Value>;

function elementsOf(m: Machine, values: readonly Value[]): Elements | Unknown {
  const found: Elements = new Map();
  for (const value of values) {
    const hash = m.hashKey(value);
    if (isUnknown(hash)) return hash;
    if (!found.has(hash)) found.set(hash, value);
  }
  return found;
}

/** The operators of sets, for keys and items. */
function setOperators(pick: Pick): Record<string, Definition<Dict>> {
  const own = (m: Machine, self: Dict): Elements | Unknown =>
    lostAs(self.lost) ?? elementsOf(m, [...self.entries.values()].map((e) => pick(e.key, e.value)));
  const other = (m: Machine, value: Value): Elements | Unknown => {
    const items = m.itemsOf(value);
    return isUnknown(items) ? items : elementsOf(m, items);
  };
  const combine = (f: (a: Elements, b: Elements) => Elements, reflected = false): Definition<Dict> =>
    def('value, /', (m, self, value) => {
    const a = own(m, self);
    if (isUnknown(a)) return a;
    const b = other(m, value);
    if (isUnknown(b)) return b;
    return set(reflected ? f(b, a) : f(a, b));
  });
  const test = (f: (a: Elements, b: Elements) => boolean): Definition<Dict> => def('value, /', (m, self, value) => {
    if (value.kind !== 'set' && !(value.kind === 'instance' && isViewNative(value.native))) return NOT_IMPLEMENTED;
    const a = own(m, self);
    if (isUnknown(a)) return a;
    const b = other(m, value);
    return isUnknown(b) ? b : bool(f(a, b));
  });
  const within = (a: Elements, b: Elements): boolean => [...a.keys()].every((k) => b.has(k));
  const and = (a: Elements, b: Elements): Elements => new Map([...a].filter(([k]) => b.has(k)));
  const or = (a: Elements, b: Elements): Elements => new Map([...a, ...[...b].filter(([k]) => !a.has(k))]);
  const minus = (a: Elements, b: Elements): Elements => new Map([...a].filter(([k]) => !b.has(k)));
  const xor = (a: Elements, b: Elements): Elements => or(minus(a, b), minus(b, a));
  return {
    __and__: combine(and), __rand__: combine(and, true), __or__: combine(or), __ror__: combine(or, true),
    __sub__: combine(minus), __rsub__: combine(minus, true), __xor__: combine(xor), __rxor__: combine(xor, true),
    __eq__: test((a, b) => a.size === b.size && within(a, b)), __ne__: test((a, b) => a.size !== b.size || !within(a, b)),
    __le__: test(within), __lt__: test((a, b) => a.size < b.size && within(a, b)),
    __ge__: test((a, b) => within(b, a)), __gt__: test((a, b) => b.size < a.size && within(b, a)),
    isdisjoint: def('other, /', (m, self, value) => {
      const a = own(m, self);
      if (isUnknown(a)) return a;
      const b = other(m, value);
      return isUnknown(b) ? b : bool(and(a, b).size === 0);
    }),
  };
}

const key: Pick = (k) => k;
const pair: Pick = (k, v) => tuple([k, v]);
const mapping = getset('mapping', (_, self) =>
  (self.kind === 'instance' && isViewNative(self.native) ? self.native.dict : self));

fill(dictKeysType, {
  ...members(dictKeysType, asDict(dictKeysType), {
    ...common('dict_keys', 'dict_keyiterator', key), ...setOperators(key),
    __contains__: def('key, /', (m, self, wanted) => {
      const hash = m.hashKey(wanted);
      return isUnknown(hash) ? hash : lostAs(self.lost) ?? bool(self.entries.has(hash));
    }),
  }),
  mapping,
});
fill(dictValuesType, {
  ...members(dictValuesType, asDict(dictValuesType), {
    ...common('dict_values', 'dict_valueiterator', (_, v) => v),
    __contains__: def('key, /', (m, self, wanted) =>
      lostAs(self.lost) ?? containsItem(m, [...self.entries.values()].map((e) => e.value), wanted)),
  }),
  mapping,
});
fill(dictItemsType, {
  ...members(dictItemsType, asDict(dictItemsType), {
    ...common('dict_items', 'dict_itemiterator', pair), ...setOperators(pair),
    __contains__: def('key, /', (m, self, wanted) => {
      if (self.lost || wanted.kind !== 'tuple' || wanted.items.length !== 2) return lostAs(self.lost) ?? bool(false);
      const hash = m.hashKey(wanted.items[0]);
      if (isUnknown(hash)) return hash;
      const entry = self.entries.get(hash);
      const same = entry ? sameItem(m, entry.value, wanted.items[1]) : false;
      return isUnknown(same) ? same : bool(same);
    }),
  }),
  mapping,
});
