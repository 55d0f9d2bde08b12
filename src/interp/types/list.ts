// The type list. Every write goes through the heap. A list whose contents are lost answers everything with its reason.
import { requireRoom } from './limits';
import type { Reason, Unknown } from '../../tensor/value';
import type { Machine } from '../machine';
import { AttrMap, list, NONE, NOT_IMPLEMENTED, type Class, type List, type Value } from '../value';
import { classMethod, constructor, def, isUnknown, lenient, members, raw, type Definition } from './define';
import { lostAs, needIndex, spanOf, take, typeName, type Span } from './protocol';
import { fill, listType } from './roots';
import { MAX_ITEMS, repeated, sameItem, sequenceMethods } from './sequence';
import { sortValues } from './sort';
import { genericAlias } from './genericAlias';

const asList = (value: Value): List | undefined => (value.kind === 'list' ? value : undefined);

/** After a change that is not known the list has no contents to speak of. */
export const loseList = (m: Machine, self: List, reason: Reason): Value => {
  m.heap.write(self, 'lost', reason);
  return NONE;
};

/** The index an int names, or undefined when it is out of range. */
function positionOf(index: number, length: number): number | undefined {
  const at = index < 0 ? index + length : index;
  return at >= 0 && at < length ? at : undefined;
}

function getitem(m: Machine, self: List, key: Value): Value {
  const lost = lostAs(self.lost);
  if (lost) return lost;
  if (key.kind === 'slice') {
    const span = spanOf(m, key, self.items.length);
    return isUnknown(span) ? span : list(take(self.items, span));
  }
  const index = needIndex(m, key, `list indices must be integers or slices, not ${typeName(m, key)}`);
  if (isUnknown(index)) return index;
  const at = positionOf(index, self.items.length);
  return at === undefined ? m.raise('IndexError', 'list index out of range') : self.items[at];
}

function setitem(m: Machine, self: List, key: Value, value: Value): Value {
  if (self.lost) return NONE;
  if (key.kind === 'unknown') return loseList(m, self, key.reason);
  if (key.kind === 'slice') return setSlice(m, self, key, value);
  const index = needIndex(m, key, `list indices must be integers or slices, not ${typeName(m, key)}`);
  if (isUnknown(index)) return loseList(m, self, index.reason);
  const at = positionOf(index, self.items.length);
  if (at === undefined) return m.raise('IndexError', 'list assignment index out of range');
  m.heap.setItems(self, self.items.with(at, value));
  return NONE;
}

function setSlice(m: Machine, self: List, key: Value & { kind: 'slice' }, value: Value): Value {
  const span = spanOf(m, key, self.items.length);
  if (isUnknown(span)) return loseList(m, self, span.reason);
  if (value.kind === 'unknown') return loseList(m, self, value.reason);
  if (!isIterable(m, value)) {
    return m.raise('TypeError', span.step === 1 ? 'can only assign an iterable' : 'must assign iterable to extended slice');
  }
  const items = m.itemsOf(value);
  if (isUnknown(items)) return loseList(m, self, items.reason);
  if (span.step === 1) {
    const end = Math.max(span.start, span.stop);
    m.heap.setItems(self, [...self.items.slice(0, span.start), ...items, ...self.items.slice(end)]);
    return NONE;
  }
  if (items.length !== span.count) {
    return m.raise('ValueError', `attempt to assign sequence of size ${items.length} to extended slice of size ${span.count}`);
  }
  const changed = [...self.items];
  items.forEach((item, i) => { changed[span.start + i * span.step] = item; });
  m.heap.setItems(self, changed);
  return NONE;
}

function delitem(m: Machine, self: List, key: Value): Value {
  if (self.lost) return NONE;
  if (key.kind === 'unknown') return loseList(m, self, key.reason);
  if (key.kind === 'slice') {
    const span = spanOf(m, key, self.items.length);
    if (isUnknown(span)) return loseList(m, self, span.reason);
    m.heap.setItems(self, without(self.items, span));
    return NONE;
  }
  const index = needIndex(m, key, `list indices must be integers or slices, not ${typeName(m, key)}`);
  if (isUnknown(index)) return loseList(m, self, index.reason);
  const at = positionOf(index, self.items.length);
  if (at === undefined) return m.raise('IndexError', 'list assignment index out of range');
  m.heap.setItems(self, self.items.toSpliced(at, 1));
  return NONE;
}

function without(items: readonly Value[], span: Span): Value[] {
  const gone = new Set(Array.from({ length: span.count }, (_, i) => span.start + i * span.step));
  return items.filter((_, i) => !gone.has(i));
}

const isIterable = (m: Machine, v: Value): boolean =>
  v.kind === 'list' || v.kind === 'tuple' || v.kind === 'iterator' ||
  m.findSpecial(v, '__iter__') !== undefined || m.findSpecial(v, '__getitem__') !== undefined;

function extend(m: Machine, self: List, iterable: Value): Value {
  if (self.lost) return NONE;
  const items: Value[] | Unknown = m.itemsOf(iterable);
  if (isUnknown(items)) return loseList(m, self, items.reason);
  if (self.items.length + items.length > MAX_ITEMS)
    return loseList(m, self, m.unknown('budget-exceeded', 'a sequence grows too long').reason);
  m.heap.setItems(self, self.items.concat(items));
  return NONE;
}

function pop(m: Machine, self: List, index?: Value): Value {
  const lost = lostAs(self.lost);
  if (lost) return lost;
  const at = index ? index.kind === 'unknown' ? index : needIndex(m, index) : -1;
  if (isUnknown(at)) {
    loseList(m, self, at.reason);
    return at;
  }
  if (self.items.length === 0) return m.raise('IndexError', 'pop from empty list');
  const found = positionOf(at, self.items.length);
  if (found === undefined) return m.raise('IndexError', 'pop index out of range');
  const item = self.items[found];
  m.heap.setItems(self, self.items.toSpliced(found, 1));
  return item;
}

function insert(m: Machine, self: List, index: Value, value: Value): Value {
  if (self.lost) return NONE;
  const at = index.kind === 'unknown' ? index : needIndex(m, index);
  if (isUnknown(at)) return loseList(m, self, at.reason);
  const { length } = self.items;
  m.heap.setItems(self, self.items.toSpliced(at < 0 ? Math.max(0, at + length) : Math.min(at, length), 0, value));
  return NONE;
}

function remove(m: Machine, self: List, value: Value): Value {
  if (self.lost) return NONE;
  if (value.kind === 'unknown') return loseList(m, self, value.reason);
  for (const [i, item] of self.items.entries()) {
    const same = sameItem(m, item, value);
    if (isUnknown(same)) return loseList(m, self, same.reason);
    if (!same) continue;
    m.heap.setItems(self, self.items.toSpliced(i, 1));
    return NONE;
  }
  return m.raise('ValueError', 'list.remove(x): x not in list');
}

function sort(m: Machine, self: List, key: Value, reverse: Value): Value {
  if (self.lost) return NONE;
  const backwards = m.truth(reverse);
  const sorted = isUnknown(backwards) ? backwards : sortValues(m, self.items, key.kind === 'none' ? null : key, backwards);
  if (isUnknown(sorted)) return loseList(m, self, sorted.reason);
  m.heap.setItems(self, sorted);
  return NONE;
}

const times: Definition<List> = def('value, /', (m, self, n) => {
  const lost = lostAs(self.lost);
  if (lost) return lost;
  const items = repeated(m, self.items, n);
  return items === null ? NOT_IMPLEMENTED : isUnknown(items) ? items : list(items);
});

const methods: Record<string, Definition<List>> = {
  ...sequenceMethods<List>('list'),
  __init__: raw((m, self, args, kwargs) => {
    if (kwargs.size > 0 && self.cls === null) return m.raise('TypeError', 'list() takes no keyword arguments');
    if (args.length > 1) return m.raise('TypeError', `list expected at most 1 argument, got ${args.length}`);
    m.heap.setItems(self, []);
    return args.length === 0 ? NONE : extend(m, self, args[0]);
  }),
  __getitem__: def('key, /', getitem),
  __setitem__: lenient('key, value, /', setitem),
  __delitem__: lenient('key, /', delitem),
  __add__: def('value, /', (_, self, other) => {
    if (other.kind !== 'list') return NOT_IMPLEMENTED;
    requireRoom(self.items.length + other.items.length, MAX_ITEMS);
    return lostAs(self.lost) ?? lostAs(other.lost) ?? list([...self.items, ...other.items]);
  }),
  __iadd__: lenient('value, /', (m, self, other) => {
    extend(m, self, other);
    return self;
  }),
  __mul__: times,
  __rmul__: times,
  __imul__: lenient('value, /', (m, self, n) => {
    if (self.lost) return self;
    const items = n.kind === 'unknown' ? n : repeated(m, self.items, n);
    if (items === null) return NOT_IMPLEMENTED;
    if (isUnknown(items)) loseList(m, self, items.reason);
    else m.heap.setItems(self, items);
    return self;
  }),
  append: lenient('object, /', (m, self, value) => {
    if (!self.lost) m.heap.push(self, value);
    return NONE;
  }),
  extend: lenient('iterable, /', extend),
  pop: lenient('index?, /', pop),
  insert: lenient('index, object, /', insert),
  remove: lenient('value, /', remove),
  clear: lenient('', (m, self) => {
    m.heap.setItems(self, []);
    if (self.lost) m.heap.write(self, 'lost', null);
    return NONE;
  }),
  copy: def('', (_, self) => lostAs(self.lost) ?? list([...self.items])),
  reverse: def('', (m, self) => {
    if (!self.lost) m.heap.setItems(self, [...self.items].reverse());
    return NONE;
  }),
  sort: lenient('*, key=None, reverse=False', sort),
};

/** A container made for a class of the user's has attributes of its own. */
export const withAttrs = <T extends { cls: Class | null; attrs: Map<string, Value> | null }>(made: T): T => {
  if (made.cls) made.attrs = new AttrMap();
  return made;
};

fill(listType, {
  ...members(listType, asList, methods),
  __new__: constructor((_, cls) => withAttrs(list([], cls === listType ? null : cls))),
  __class_getitem__: classMethod('__class_getitem__', 'item, /', genericAlias),
  __hash__: NONE,
});
