// Truth, length, membership, iteration, subscripts, equality, hashing and text of values: the protocols that builtin
// functions and statements rely on. Exact builtin kinds are answered here, other values by their special methods.
import { isSym } from '../tensor/sym';
import { int, type Unknown } from '../tensor/value';
import type { Interpreter } from './interpreter';
import { compare, sameObject } from './operators';
import { Lost } from './errors';
import { dictType, genericAliasType, listType, strType, tupleType, typeType } from './types/index';
import {
  bool, instance, FALSE, TRUE, type Class, type Dict, type List, type PyIterator, type Range, type Value,
} from './value';


/** The class attribute as it is stored, without binding. */
export function lookup(cls: Class, name: string): Value | undefined {
  for (const c of cls.mro) {
    const value = c.attrs.get(name);
    if (value) return value;
  }
  return undefined;
}

export function truth(m: Interpreter, v: Value): boolean | Unknown {
  switch (v.kind) {
    case 'bool': return v.value;
    case 'none': return false;
    case 'int':
      if (typeof v.value === 'number') return v.value !== 0;
      if (typeof v.value === 'bigint') return v.value !== 0n;
      break;
    case 'float':
      if (typeof v.value === 'number') return v.value !== 0;
      break;
    case 'str': return v.value !== '';
    case 'tuple': if (!v.cls) return v.items.length > 0; break;
    case 'list': if (!v.cls && !v.lost) return v.items.length > 0; break;
    case 'unknown': return m.flow(v);
    case 'func':
    case 'builtin':
    case 'method':
    case 'module': return true;
    default:
  }
  return truthBySpecial(m, v);
}

function truthBySpecial(m: Interpreter, v: Value): boolean | Unknown {
  if ((v.kind === 'list' || v.kind === 'dict' || v.kind === 'set') && v.lost)
    return m.flow({ kind: 'unknown', reason: v.lost });
  if (v.kind === 'int' || v.kind === 'float') return truth(m, compare(m, '!=', v, int(0)));
  const special = m.findSpecial(v, '__bool__');
  if (special) {
    const result = m.call(special, []);
    if (result.kind === 'bool') return result.value;
    if (result.kind === 'unknown') return result;
    return m.raise('TypeError', `__bool__ should return bool, returned ${m.typeOf(result).name}`);
  }
  if (v.kind === 'dict') return v.entries.size > 0;
  if (v.kind === 'set') return v.entries.size > 0;
  const length = m.findSpecial(v, '__len__');
  if (!length) return true;
  const n = m.call(length, []);
  return n.kind === 'unknown' ? n : truth(m, n);
}

export function len(m: Interpreter, v: Value): Value {
  switch (v.kind) {
    case 'unknown': return m.flow(v);
    case 'tuple': if (!v.cls) return int(v.items.length); break;
    case 'list': if (!v.cls && !v.lost) return int(v.items.length); break;
    case 'dict': if (!v.cls && !v.lost) return int(v.entries.size); break;
    default:
  }
  const special = m.findSpecial(v, '__len__');
  if (!special) {
    const reason = m.unknownBase(m.typeOf(v));
    if (reason) return m.flow({ kind: 'unknown', reason });
    return m.raise('TypeError', `object of type '${m.typeOf(v).name}' has no len()`);
  }
  const result = m.call(special, []);
  if (result.kind === 'int' || result.kind === 'unknown') {
    if (result.kind === 'int' && typeof result.value === 'number' && result.value < 0)
      m.raise('ValueError', '__len__() should return >= 0');
    return result;
  }
  if (result.kind === 'bool') return int(result.value ? 1 : 0);
  return m.raise('TypeError', `'${m.typeOf(result).name}' object cannot be interpreted as an integer`);
}

// ---- iteration -----------------------------------------------------------------------------------------------------
/** A list iterator looks at the list anew at every step, so it sees what the loop's body appends. */
function* listItems(m: Interpreter, v: List): PyIterator {
  for (let i = 0; i < v.items.length; i++) {
    const item = v.items[i];
    if (item) yield item;
    if (v.lost) throw new Lost(v.lost);
  }
  return undefined;
}

function* dictKeys(m: Interpreter, v: Dict): PyIterator {
  const size = v.entries.size;
  for (const { key } of [...v.entries.values()]) {
    if (v.entries.size !== size) m.raise('RuntimeError', 'dictionary changed size during iteration');
    if (v.lost) throw new Lost(v.lost);
    yield key;
  }
  if (v.entries.size !== size) m.raise('RuntimeError', 'dictionary changed size during iteration');
  return undefined;
}

function* rangeItems(start: number, stop: number, step: number, v: Range): PyIterator {
  const { origin } = v.stop;
  if (step > 0) for (let i = start; i < stop; i += step) yield int(i, origin);
  else for (let i = start; i > stop; i += step) yield int(i, origin);
  return undefined;
}

export function iterate(m: Interpreter, v: Value): PyIterator | Unknown {
  switch (v.kind) {
    case 'unknown': return m.flow(v);
    case 'iterator': return v.iterator;
    case 'tuple': if (keeps(v.cls, tupleType)) return v.items[Symbol.iterator](); break;
    case 'list':
      if (v.lost) return m.flow({ kind: 'unknown', reason: v.lost });
      if (keeps(v.cls, listType)) return listItems(m, v);
      break;
    case 'dict':
      if (v.lost) return m.flow({ kind: 'unknown', reason: v.lost });
      if (keeps(v.cls, dictType)) return dictKeys(m, v);
      break;
    case 'set':
      if (v.lost) return m.flow({ kind: 'unknown', reason: v.lost });
      break;
    case 'range': {
      const [start, stop, step] = [v.start.value, v.stop.value, v.step.value];
      if (typeof start === 'number' && typeof stop === 'number' && typeof step === 'number')
        return rangeItems(start, stop, step, v);
      if (isSym(start) || isSym(stop) || isSym(step)) {
        m.graph.lostToSizes++;
        return m.once('data-dependent-size', () => 'how often this loop runs depends on the size of the input');
      }
      break;
    }
    default:
  }
  return iterateBySpecial(m, v);
}

/** A subclass of a builtin container that does not define its own `__iter__`. */
const keeps = (cls: Class | null, base: Class): boolean => cls === null
  || lookup(cls, '__iter__') === base.attrs.get('__iter__');

function iterateBySpecial(m: Interpreter, v: Value): PyIterator | Unknown {
  const special = m.findSpecial(v, '__iter__');
  if (special && special.kind !== 'none') {
    const result = m.call(special, []);
    if (result.kind === 'unknown') return result;
    if (result.kind === 'iterator') return result.iterator;
    const next = m.findSpecial(result, '__next__');
    if (!next) return m.raise('TypeError', `iter() returned non-iterator of type '${m.typeOf(result).name}'`);
    return nextCalls(m, next);
  }
  const item = m.findSpecial(v, '__getitem__');
  if (item && !special && v.kind !== 'class') return itemCalls(m, item);
  const reason = m.unknownBase(m.typeOf(v));
  if (reason) return m.flow({ kind: 'unknown', reason });
  return m.raise('TypeError', `'${m.typeOf(v).name}' object is not iterable`);
}

/** Any object with `__next__` as an iterator. */
function nextCalls(m: Interpreter, next: Value): PyIterator {
  return {
    next: () => {
      const act = m.act;
      try {
        const value = m.call(next, []);
        if (value.kind === 'unknown') throw new Lost(value.reason);
        return { done: false, value };
      } catch (error) {
        const stop = m.stopValue(error);
        if (!stop) throw error;
        m.act = act;
        return { done: true, value: stop };
      }
    },
  };
}

function itemCalls(m: Interpreter, item: Value): PyIterator {
  let i = 0;
  return {
    next: () => {
      const act = m.act;
      try {
        return { done: false, value: m.call(item, [int(i++)]) };
      } catch (error) {
        const raised = m.asPyError(error);
        if (!raised || !m.isException(raised, 'IndexError', 'StopIteration')) throw error;
        m.act = act;
        return { done: true, value: undefined };
      }
    },
  };
}

export function itemsOf(m: Interpreter, v: Value): Value[] | Unknown {
  if (v.kind === 'tuple' && !v.cls) return [...v.items];
  if (v.kind === 'list' && !v.cls && !v.lost) return [...v.items];
  const items = iterate(m, v);
  if ('kind' in items) return items;
  const act = m.act;
  try {
    const all: Value[] = [];
    for (let r = items.next(); !r.done; r = items.next()) {
      all.push(r.value);
      m.step();
    }
    return all;
  } catch (error) {
    if (!(error instanceof Lost)) throw error;
    m.act = act;
    return m.flow({ kind: 'unknown', reason: error.reason });
  }
}

// ---- membership and subscripts ---------------------------------------------------------------------------------------
export function contains(m: Interpreter, container: Value, item: Value): Value {
  if (container.kind === 'unknown') return m.flow(container);
  if (item.kind === 'unknown') return m.flow(item);
  if ((container.kind === 'tuple' || container.kind === 'list') && !container.cls
    && !(container.kind === 'list' && container.lost)) {
    return containsItem(m, container.items, item);
  }
  if (container.kind === 'str' && item.kind === 'str') return bool(container.value.includes(item.value));
  const special = m.findSpecial(container, '__contains__');
  if (special && special.kind !== 'none') {
    const t = truth(m, m.call(special, [item]));
    return typeof t === 'boolean' ? bool(t) : t;
  }
  if (!m.isIterable(container)) return m.raise('TypeError', `argument of type '${m.typeOf(container).name}' is not iterable`);
  const items = iterate(m, container);
  return 'kind' in items ? items : searched(m, items, item);
}

/** Takes items only as far as needed. */
function searched(m: Interpreter, items: PyIterator, item: Value): Value {
  let open: Unknown | undefined;
  for (let r = items.next(); !r.done; r = items.next()) {
    m.step();
    const same = equals(m, r.value, item);
    if (same === true) return TRUE;
    if (same !== false) open ??= same;
  }
  return open ?? FALSE;
}

function containsItem(m: Interpreter, items: readonly Value[], item: Value): Value {
  let open: Unknown | undefined;
  for (const other of items) {
    const same = equals(m, other, item);
    if (same === true) return TRUE;
    if (same !== false) open ??= same;
  }
  return open ?? FALSE;
}

export function equals(m: Interpreter, a: Value, b: Value): boolean | Unknown {
  if (a.kind !== 'unknown' && sameObject(a, b)) return true;
  return truth(m, compare(m, '==', a, b));
}

export function getitem(m: Interpreter, v: Value, key: Value): Value {
  if (v.kind === 'unknown') return m.flow(v);
  if ((v.kind === 'list' || v.kind === 'tuple') && !v.cls && key.kind === 'int' && typeof key.value === 'number') {
    if (v.kind === 'list' && v.lost) return m.flow({ kind: 'unknown', reason: v.lost });
    const item = v.items[key.value < 0 ? key.value + v.items.length : key.value];
    return item ?? m.raise('IndexError', `${v.kind} index out of range`);
  }
  if (v.kind === 'dict' && !v.cls && key.kind === 'str' && !v.lost) {
    const entry = v.entries.get(`s:${key.value}`);
    if (entry) return entry.value;
  }
  if (v.kind === 'class') return classItem(m, v, key);
  const special = m.findSpecial(v, '__getitem__');
  if (special) return m.call(special, [key]);
  return unsubscriptable(m, v, 'is not subscriptable');
}

function classItem(m: Interpreter, v: Class, key: Value): Value {
  const special = v.metaclass ? m.findSpecial(v, '__getitem__') : undefined;
  if (special) return m.call(special, [key]);
  const generic = m.findattr(v, '__class_getitem__');
  if (generic) return m.call(generic, [key]);
  if (v === typeType) return instance(genericAliasType, { origin: v, args: key.kind === 'tuple' ? key.items : [key] });
  const reason = m.unknownBase(v);
  if (reason) return v; // A class of unknown descent is perhaps generic: Base[T] is Base.
  return m.raise('TypeError', `type '${v.name}' is not subscriptable`);
}

function unsubscriptable(m: Interpreter, v: Value, text: string): Value {
  const reason = m.unknownBase(m.typeOf(v));
  if (reason) return m.flow({ kind: 'unknown', reason });
  return m.raise('TypeError', `'${m.typeOf(v).name}' object ${text}`);
}

export function setitem(m: Interpreter, v: Value, key: Value, to: Value): void {
  if (v.kind === 'unknown') return;
  if (v.kind === 'dict' && !v.cls && key.kind === 'str') {
    m.heap.dictSet(v, `s:${key.value}`, key, to);
    return;
  }
  const special = m.findSpecial(v, '__setitem__');
  if (special) m.call(special, [key, to]);
  else unsubscriptable(m, v, 'does not support item assignment');
}

export function delitem(m: Interpreter, v: Value, key: Value): void {
  if (v.kind === 'unknown') return;
  const special = m.findSpecial(v, '__delitem__');
  if (special) m.call(special, [key]);
  else unsubscriptable(m, v, "doesn't support item deletion");
}

// ---- text ------------------------------------------------------------------------------------------------------------
function textBy(m: Interpreter, v: Value, name: string, args: readonly Value[]): string | Unknown {
  if (v.kind === 'unknown') return m.flow(v);
  const special = m.findSpecial(v, name);
  if (!special) return m.raise('TypeError', `'${m.typeOf(v).name}' has no ${name}`);
  const result = m.call(special, args);
  if (result.kind === 'str') return result.value;
  if (result.kind === 'unknown') return result;
  if (result.kind === 'instance' && typeof result.native === 'object' && result.native && m.isSubclass(result.cls, strType)) {
    const inner: unknown = Reflect.get(result.native, 'value');
    if (typeof inner === 'string') return inner;
  }
  return m.raise('TypeError', `${name} returned non-string (type ${m.typeOf(result).name})`);
}
export const text = (m: Interpreter, v: Value): string | Unknown => (v.kind === 'str' ? v.value : textBy(m, v, '__str__', []));
export const repr = (m: Interpreter, v: Value): string | Unknown => textBy(m, v, '__repr__', []);
export const format = (m: Interpreter, v: Value, spec: string): string | Unknown =>
  v.kind === 'str' && spec === '' ? v.value : textBy(m, v, '__format__', [{ kind: 'str', value: spec, origin: null }]);
