// The types set and frozenset. Sets of small integers are walked in CPython's order, other sets in order of insertion
// (CPython's order of strings differs from run to run).
import { int, type Reason, type Unknown } from '../../tensor/value';
import { Lost } from '../errors';
import type { Machine } from '../machine';
import { bool, iteratorOf, NONE, NOT_IMPLEMENTED, set, str, type Class, type SetValue, type Value } from '../value';
import { classMethod, constructor, def, isUnknown, lenient, members, raw, type Definition } from './define';
import { genericAlias } from './genericAlias';
import { textHash } from './hashValue';
import { withAttrs } from './list';
import { lostAs, raiseKeyError, raiseWith, text } from './protocol';
import { fill, frozensetType, setType } from './roots';
import { itemsText } from './sequence';
import { tableOrder } from './setOrder';

type Elements = Map<string, Value>;

const asSet = (frozen: boolean) => (value: Value): SetValue | undefined =>
  value.kind === 'set' && value.frozen === frozen ? value : undefined;
const asAnySet = (value: Value): SetValue | undefined => (value.kind === 'set' ? value : undefined);

function loseSet(m: Machine, self: SetValue, reason: Reason): Value {
  m.heap.write(self, 'lost', reason);
  return NONE;
}

/** The items of any iterable under their keys. */
function elementsOf(m: Machine, value: Value): Elements | Unknown {
  if (value.kind === 'set') return lostAs(value.lost) ?? value.entries;
  if (value.kind === 'dict') return lostAs(value.lost) ?? new Map([...value.entries].map(([hash, e]) => [hash, e.key]));
  const items = m.itemsOf(value);
  if (isUnknown(items)) return items;
  const found: Elements = new Map();
  for (const item of items) {
    const hash = m.hashKey(item);
    if (isUnknown(hash)) return hash;
    if (!found.has(hash)) found.set(hash, item);
  }
  return found;
}

const and = (a: Elements, b: Elements): Elements => new Map([...a].filter(([k]) => b.has(k)));
const or = (a: Elements, b: Elements): Elements => new Map([...a, ...[...b].filter(([k]) => !a.has(k))]);
const minus = (a: Elements, b: Elements): Elements => new Map([...a].filter(([k]) => !b.has(k)));
const xor = (a: Elements, b: Elements): Elements => or(minus(a, b), minus(b, a));
const within = (a: Elements, b: Elements): boolean => a.size <= b.size && [...a.keys()].every((k) => b.has(k));
const same = (a: Elements, b: Elements): boolean => a.size === b.size && within(a, b);

type Combine = (a: Elements, b: Elements) => Elements;

/** An operator takes only sets (and views, which bring their own reflected operators). */
const operator = (f: Combine): Definition<SetValue> => def('value, /', (_, self, other) => {
  if (other.kind !== 'set') return NOT_IMPLEMENTED;
  return lostAs(self.lost) ?? lostAs(other.lost) ?? set(f(self.entries, other.entries), self.frozen);
});
const reflected = (f: Combine): Definition<SetValue> => def('value, /', (_, self, other) =>
  (other.kind === 'set' ? lostAs(self.lost) ?? lostAs(other.lost) ?? set(f(other.entries, self.entries), other.frozen)
    : NOT_IMPLEMENTED));
const test = (f: (a: Elements, b: Elements) => boolean): Definition<SetValue> => def('value, /', (_, self, other) =>
  (other.kind === 'set' ? lostAs(self.lost) ?? lostAs(other.lost) ?? bool(f(self.entries, other.entries)) : NOT_IMPLEMENTED));

/** A method takes any number of iterables. */
const combined = (f: Combine): Definition<SetValue> => def('*others', (m, self, ...others) => {
  let result = self.entries;
  for (const other of others) {
    const elements = elementsOf(m, other);
    if (isUnknown(elements)) return elements;
    result = f(result, elements);
  }
  return lostAs(self.lost) ?? set(new Map(result), self.frozen);
});
const question = (f: (a: Elements, b: Elements) => boolean): Definition<SetValue> => def('other, /', (m, self, other) => {
  const elements = elementsOf(m, other);
  return isUnknown(elements) ? elements : lostAs(self.lost) ?? bool(f(self.entries, elements));
});

function replace(m: Machine, self: SetValue, elements: Elements | Unknown): void {
  if (isUnknown(elements)) loseSet(m, self, elements.reason);
  else if (!self.lost) m.heap.write(self, 'entries', new Map(elements));
}
const inplace = (f: Combine): Definition<SetValue> => lenient('value, /', (m, self, other) => {
  if (other.kind === 'unknown') loseSet(m, self, other.reason);
  else if (other.kind !== 'set') return NOT_IMPLEMENTED;
  else replace(m, self, lostAs(other.lost) ?? f(self.entries, other.entries));
  return self;
});
const updating = (f: Combine): Definition<SetValue> => lenient('*others', (m, self, ...others) => {
  for (const other of others) {
    const elements = other.kind === 'unknown' ? other : elementsOf(m, other);
    replace(m, self, isUnknown(elements) ? elements : f(self.entries, elements));
  }
  return NONE;
});

const shared: Record<string, Definition<SetValue>> = {
  __len__: def('', (_, self) => lostAs(self.lost) ?? int(self.entries.size)),
  __contains__: def('key, /', (m, self, key) => {
    const hash = key.kind === 'set' && !key.frozen ? frozenKey(m, key) : m.hashKey(key);
    return isUnknown(hash) ? hash : lostAs(self.lost) ?? bool(self.entries.has(hash));
  }),
  __iter__: def('', (m, self) => lostAs(self.lost) ?? iteratorOf('set_iterator', walk(m, self))),
  __repr__: def('', (m, self) => lostAs(self.lost) ?? text(setText(m, self))),
  __eq__: test(same), __ne__: test((a, b) => !same(a, b)),
  __le__: test(within), __lt__: test((a, b) => a.size < b.size && within(a, b)),
  __ge__: test((a, b) => within(b, a)), __gt__: test((a, b) => b.size < a.size && within(b, a)),
  __and__: operator(and), __or__: operator(or), __sub__: operator(minus), __xor__: operator(xor),
  __rand__: reflected(and), __ror__: reflected(or), __rsub__: reflected(minus), __rxor__: reflected(xor),
  union: combined(or), intersection: combined(and), difference: combined(minus),
  symmetric_difference: combined(xor),
  issubset: question(within), issuperset: question((a, b) => within(b, a)),
  isdisjoint: question((a, b) => and(a, b).size === 0),
  copy: def('', (_, self) => lostAs(self.lost) ?? set(new Map(self.entries), self.frozen)),
};

/** A set may be looked up in a set of frozen sets. */
const frozenKey = (m: Machine, key: SetValue): string | Unknown =>
  lostAs(key.lost) ?? m.hashKey(set(key.entries, true));

function* walk(m: Machine, self: SetValue): Generator<Value, undefined, undefined> {
  const { size } = self.entries;
  for (const item of tableOrder(self.entries)) {
    if (self.lost) throw new Lost(self.lost);
    if (self.entries.size !== size) m.raise('RuntimeError', 'Set changed size during iteration');
    yield item;
  }
  if (self.entries.size !== size) m.raise('RuntimeError', 'Set changed size during iteration');
}

function setText(m: Machine, self: SetValue): string | Unknown {
  const { name } = m.typeOf(self);
  if (self.entries.size === 0) return `${name}()`;
  const plain = name === 'set';
  return itemsText(m, self, tableOrder(self.entries), plain ? '{' : `${name}({`, plain ? '}' : '})');
}

function discard(m: Machine, self: SetValue, key: Value): boolean {
  if (self.lost) return true;
  const hash = key.kind === 'unknown' ? key : key.kind === 'set' && !key.frozen ? frozenKey(m, key) : m.hashKey(key);
  if (isUnknown(hash)) {
    loseSet(m, self, hash.reason);
    return true;
  }
  if (!self.entries.has(hash)) return false;
  m.heap.setDelete(self, hash);
  return true;
}

const mutable: Record<string, Definition<SetValue>> = {
  __init__: raw((m, self, args, kwargs) => {
    if (kwargs.size > 0 && !self.cls) return m.raise('TypeError', 'set() takes no keyword arguments');
    if (args.length > 1) return m.raise('TypeError', `set expected at most 1 argument, got ${args.length}`);
    if (args.length === 1) replace(m, self, args[0].kind === 'unknown' ? args[0] : elementsOf(m, args[0]));
    return NONE;
  }),
  __iand__: inplace(and), __ior__: inplace(or), __isub__: inplace(minus), __ixor__: inplace(xor),
  add: lenient('object, /', (m, self, value) => {
    if (self.lost) return NONE;
    const hash = value.kind === 'unknown' ? value : m.hashKey(value);
    if (isUnknown(hash)) return loseSet(m, self, hash.reason);
    m.heap.setAdd(self, hash, value);
    return NONE;
  }),
  discard: lenient('object, /', (m, self, value) => {
    discard(m, self, value);
    return NONE;
  }),
  remove: lenient('object, /', (m, self, value) => (discard(m, self, value) ? NONE : raiseKeyError(m, value))),
  pop: def('', (m, self) => {
    const lost = lostAs(self.lost);
    if (lost) return lost;
    const first = tableOrder(self.entries)[0] as Value | undefined;
    const found = [...self.entries].find(([, value]) => value === first);
    if (!found) return raiseWith(m, 'KeyError', [str('pop from an empty set')]);
    m.heap.setDelete(self, found[0]);
    return found[1];
  }),
  clear: def('', (m, self) => {
    m.heap.write(self, 'entries', new Map());
    if (self.lost) m.heap.write(self, 'lost', null);
    return NONE;
  }),
  update: updating(or), intersection_update: updating(and), difference_update: updating(minus),
  symmetric_difference_update: updating(xor),
};

const make = (cls: Class, frozen: boolean, own: Class, entries: Elements = new Map()): SetValue =>
  withAttrs(set(entries, frozen, cls === own ? null : cls));
const getitem = classMethod('__class_getitem__', 'item, /', genericAlias);

fill(setType, {
  ...members(setType, asAnySet, shared),
  ...members(setType, asSet(false), mutable),
  __new__: constructor((_, cls) => make(cls, false, setType)),
  __class_getitem__: getitem,
  __hash__: NONE,
});
fill(frozensetType, {
  ...members(frozensetType, asAnySet, shared),
  ...members(frozensetType, asSet(true), {
    __hash__: def('', (m, self) => {
      const key = m.hashKey(self);
      return isUnknown(key) ? key : textHash(key);
    }),
  }),
  __new__: constructor((m, cls, args) => {
    if (args.length > 1) return m.raise('TypeError', `frozenset expected at most 1 argument, got ${args.length}`);
    const source = args[0] as Value | undefined;
    if (!source) return make(cls, true, frozensetType);
    if (source.kind === 'unknown') return source;
    const elements = elementsOf(m, source);
    return isUnknown(elements) ? elements : make(cls, true, frozensetType, new Map(elements));
  }),
  __class_getitem__: getitem,
});
