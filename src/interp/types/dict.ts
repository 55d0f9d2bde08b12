// The type dict. Every write goes through the heap; an unknown key makes the dict lost, and a lost dict answers
// everything with its reason. The views are in dictViews.ts.
import { int, type Reason, type Unknown } from '../../tensor/value';
import type { Machine } from '../machine';
import {
  bool, dict, iteratorOf, NONE, NOT_IMPLEMENTED, str, tuple, type Args, type Dict, type Kwargs, type Value,
} from '../value';
import { classMethod, constructor, def, getset, isUnknown, lenient, members, raw, type Definition } from './define';
import { viewOf, walkEntries } from './dictViews';
import { AttributeEntries } from './attributeDict';
import { genericAlias } from './genericAlias';
import { withAttrs } from './list';
import { guardRecursion, lookup, lostAs, raiseKeyError, raiseWith, text } from './protocol';
import { dictItemsType, dictKeysType, dictType, dictValuesType, fill, mappingproxyType } from './roots';
import { sameItem } from './sequence';

const asDict = (value: Value): Dict | undefined => (value.kind === 'dict' ? value : undefined);

export function loseDict(m: Machine, self: Dict, reason: Reason): Value {
  if (reason.code === 'data-dependent-size') m.graph.lostToSizes++;
  if (self.entries instanceof AttributeEntries) self.entries.lose(reason);
  m.heap.write(self, 'lost', reason);
  return NONE;
}

/** Undefined when the key is not there. */
function find(m: Machine, self: Dict, key: Value): Value | Unknown | undefined {
  const hash = m.hashKey(key);
  if (isUnknown(hash)) return hash;
  return lostAs(self.lost) ?? self.entries.get(hash)?.value;
}

function getitem(m: Machine, self: Dict, key: Value): Value {
  const found = find(m, self, key);
  const missing = self.cls ? lookup(self.cls, '__missing__') : undefined;
  // A defaultdict may get an entry for it.
  if (missing && key.kind === 'unknown') loseDict(m, self, key.reason);
  if (found) return found;
  return missing ? m.callMethod(self, '__missing__', [key]) : raiseKeyError(m, key);
}

export function putEntry(m: Machine, self: Dict, key: Value, value: Value): Value {
  if (self.lost) return NONE;
  if (key.kind === 'unknown') return loseDict(m, self, key.reason);
  const hash = m.hashKey(key);
  if (isUnknown(hash)) return loseDict(m, self, hash.reason);
  m.heap.dictSet(self, hash, key, value);
  return NONE;
}

function delitem(m: Machine, self: Dict, key: Value): Value {
  if (self.lost) return NONE;
  const hash = key.kind === 'unknown' ? key : m.hashKey(key);
  if (isUnknown(hash)) return loseDict(m, self, hash.reason);
  if (!self.entries.has(hash)) return raiseKeyError(m, key);
  m.heap.dictDelete(self, hash);
  return NONE;
}

/** dict.update: a mapping, pairs, and keywords. */
export function update(m: Machine, self: Dict, args: Args, kwargs: Kwargs): Value {
  if (args.length > 1) return m.raise('TypeError', `update expected at most 1 argument, got ${args.length}`);
  if (args.length === 1) merge(m, self, args[0]);
  for (const [name, value] of kwargs) putEntry(m, self, str(name), value);
  return NONE;
}

function merge(m: Machine, self: Dict, source: Value): void {
  if (source.kind === 'unknown') {
    loseDict(m, self, source.reason);
  } else if (source.kind === 'dict') {
    if (source.lost) loseDict(m, self, source.lost);
    else for (const [hash, { key, value }] of [...source.entries]) if (!self.lost) m.heap.dictSet(self, hash, key, value);
  } else if (m.findSpecial(source, 'keys')) {
    const keys = m.itemsOf(m.callMethod(source, 'keys'));
    if (isUnknown(keys)) loseDict(m, self, keys.reason);
    else for (const key of keys) putEntry(m, self, key, m.getitem(source, key));
  } else mergePairs(m, self, source);
}

function mergePairs(m: Machine, self: Dict, source: Value): void {
  const pairs = m.itemsOf(source);
  if (isUnknown(pairs)) {
    loseDict(m, self, pairs.reason);
    return;
  }
  for (const [i, pair] of pairs.entries()) {
    const isIterable = pair.kind === 'unknown' || pair.kind === 'tuple' || m.findSpecial(pair, '__iter__') !== undefined;
    if (!isIterable) m.raise('TypeError', `cannot convert dictionary update sequence element #${i} to a sequence`);
    const parts = m.itemsOf(pair);
    if (isUnknown(parts)) {
      loseDict(m, self, parts.reason);
      return;
    }
    const [key, value] = parts;
    if (parts.length !== 2) {
      m.raise('ValueError', `dictionary update sequence element #${i} has length ${parts.length}; 2 is required`);
    }
    putEntry(m, self, key, value);
  }
}

function pop(m: Machine, self: Dict, key: Value, fallback?: Value): Value {
  const hash = key.kind === 'unknown' ? key : m.hashKey(key);
  if (isUnknown(hash)) {
    loseDict(m, self, hash.reason);
    return hash;
  }
  const lost = lostAs(self.lost);
  if (lost) return lost;
  const entry = self.entries.get(hash);
  if (!entry) return fallback ?? raiseKeyError(m, key);
  m.heap.dictDelete(self, hash);
  return entry.value;
}

function popitem(m: Machine, self: Dict): Value {
  const lost = lostAs(self.lost);
  if (lost) return lost;
  const last = [...self.entries].at(-1);
  if (!last) return raiseWith(m, 'KeyError', [str('popitem(): dictionary is empty')]);
  const [hash, { key, value }] = last;
  m.heap.dictDelete(self, hash);
  return tuple([key, value]);
}

function setdefault(m: Machine, self: Dict, key: Value, fallback: Value): Value {
  if (key.kind === 'unknown') {
    loseDict(m, self, key.reason);
    return key;
  }
  const found = find(m, self, key);
  if (found) return found;
  putEntry(m, self, key, fallback);
  return fallback;
}

export const copyOf = (self: Dict): Dict => {
  const made = dict(new Map(self.entries));
  made.lost = self.lost;
  return made;
};

function dictText(m: Machine, self: Dict): string | Unknown {
  return guardRecursion(m, self, '{...}', () => {
    const parts: string[] = [];
    for (const { key, value } of self.entries.values()) {
      const left = m.repr(key);
      if (isUnknown(left)) return left;
      const right = m.repr(value);
      if (isUnknown(right)) return right;
      parts.push(`${left}: ${right}`);
    }
    return `{${parts.join(', ')}}`;
  });
}

function equal(m: Machine, a: Dict, b: Dict): boolean | Unknown {
  if (a.entries.size !== b.entries.size) return false;
  let open: Unknown | undefined;
  for (const [hash, { value }] of a.entries) {
    const other = b.entries.get(hash);
    if (!other) return false;
    const same = sameItem(m, value, other.value);
    if (same === false) return false;
    if (isUnknown(same)) open ??= same;
  }
  return open ?? true;
}

const comparison = (negate: boolean): Definition<Dict> => def('value, /', (m, self, other) => {
  if (other.kind !== 'dict') return NOT_IMPLEMENTED;
  const lost = lostAs(self.lost) ?? lostAs(other.lost);
  const same = lost ?? equal(m, self, other);
  return isUnknown(same) ? same : bool(same !== negate);
});

function union(m: Machine, a: Value, b: Value): Value {
  if (a.kind !== 'dict' || b.kind !== 'dict') return NOT_IMPLEMENTED;
  const made = copyOf(a);
  merge(m, made, b);
  return made;
}

const methods: Record<string, Definition<Dict>> = {
  __init__: raw((m, self, args, kwargs) => {
    if (args.length > 1) return m.raise('TypeError', `dict expected at most 1 argument, got ${args.length}`);
    return update(m, self, args, kwargs);
  }),
  __getitem__: lenient('key, /', getitem),
  __setitem__: lenient('key, value, /', putEntry),
  __delitem__: lenient('key, /', delitem),
  __contains__: def('key, /', (m, self, key) => {
    const found = find(m, self, key);
    if (self.lost || isUnknown(m.hashKey(key))) return found ?? bool(false);
    return bool(found !== undefined);
  }),
  __len__: def('', (_, self) => lostAs(self.lost) ?? int(self.entries.size)),
  __iter__: def('', (m, self) => iteratorOf('dict_keyiterator', walkEntries(m, self, (key) => key))),
  __reversed__: def('', (_, self) => lostAs(self.lost) ??
    iteratorOf('dict_reversekeyiterator', [...self.entries.values()].map((e) => e.key).reverse().values())),
  __repr__: def('', (m, self) => lostAs(self.lost) ?? text(dictText(m, self))),
  __eq__: comparison(false),
  __ne__: comparison(true),
  __or__: def('value, /', union),
  __ror__: def('value, /', (m, self, other) => union(m, other, self)),
  __ior__: lenient('value, /', (m, self, other) => {
    merge(m, self, other);
    return self;
  }),
  get: lenient('key, default=None, /', (m, self, key, fallback) =>
    (key.kind === 'unknown' ? key : find(m, self, key) ?? fallback)),
  setdefault: lenient('key, default=None, /', setdefault),
  pop: lenient('key, default?, /', pop),
  popitem: def('', popitem),
  update: raw(update),
  clear: def('', (m, self) => {
    m.heap.dictClear(self);
    if (self.lost) m.heap.write(self, 'lost', null);
    return NONE;
  }),
  copy: def('', (_, self) => copyOf(self)),
  keys: def('', (_, self) => viewOf(dictKeysType, self)),
  values: def('', (_, self) => viewOf(dictValuesType, self)),
  items: def('', (_, self) => viewOf(dictItemsType, self)),
};

fill(dictType, {
  ...members(dictType, asDict, methods),
  __new__: constructor((_, cls) => withAttrs(dict(new Map(), cls === dictType ? null : cls))),
  __class_getitem__: classMethod('__class_getitem__', 'item, /', genericAlias),
  __hash__: NONE,
  fromkeys: classMethod('fromkeys', 'iterable, value=None, /', (m, cls, iterable, value) => {
    const made = m.call(cls, []);
    const keys = m.itemsOf(iterable);
    if (isUnknown(keys)) return keys;
    for (const key of keys) {
      if (made.kind === 'dict') putEntry(m, made, key, value);
      else m.setitem(made, key, value);
    }
    return made;
  }),
});

/** The methods that would write. */
const refused = (message: string): Definition<Dict> => lenient('*args', (m) => m.raise('TypeError', message));
const hidden = (name: string): Value => getset(name, (m) =>
  m.raise('AttributeError', `'mappingproxy' object has no attribute '${name}'`));
fill(mappingproxyType, {
  ...members(mappingproxyType, asDict, {
    __repr__: def('', (m, self) => {
      const shown = dictText(m, self);
      return isUnknown(shown) ? shown : str(`mappingproxy(${shown})`);
    }),
    __setitem__: refused("'mappingproxy' object does not support item assignment"),
    __delitem__: refused("'mappingproxy' object doesn't support item deletion"),
  }),
  ...Object.fromEntries(['update', 'setdefault', 'pop', 'popitem', 'clear'].map((name) => [name, hidden(name)])),
});
