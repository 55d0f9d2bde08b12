// copy and deepcopy. A deep copy keeps sharing: what was one object is one object in the copy.
// Tensors are copied as identities of their own with the same contents; knows nothing of modules (torch adds __deepcopy__).
import { int, tensorOf, type Tensor } from '../../tensor/value';
import type { Machine, NativeModule } from '../machine';
import {
  dict, instance, list, NONE, set, tuple, type Dict, type DictEntry, type Instance, type SetValue, type Value,
} from '../value';
import { classOf, isNone, moduleOf, need, simple, builtinType } from './support';
import { noteAlias, noteCopy } from '../torch/recording';

type Memo = Map<Value, Value>;

function copyAttrs(m: Machine, memo: Memo, attrs: Map<string, Value> | null): Map<string, Value> | null {
  if (!attrs) return null;
  return new Map([...attrs].map(([k, v]) => [k, deep(m, v, memo)]));
}

function deep(m: Machine, value: Value, memo: Memo): Value {
  const known = memo.get(value);
  if (known) return known;
  m.step();
  switch (value.kind) {
    case 'tuple': return deepTuple(m, value, memo);
    case 'list': {
      const made = remember(memo, value, list([], value.cls));
      made.items = value.items.map((v) => deep(m, v, memo));
      made.lost = value.lost;
      made.attrs = copyAttrs(m, memo, value.attrs);
      return hooked(m, value, made, memo);
    }
    case 'dict': return deepDict(m, value, memo);
    case 'set': return deepSet(m, value, memo);
    case 'tensor': {
      const made = remember(memo, value, copyTensor(value));
      if (made.kind === 'tensor') noteCopy(m, made, value);
      return made;
    }
    case 'instance': return deepInstance(m, value, memo);
    case 'method': return remember(memo, value, { ...value, self: deep(m, value.self, memo) });
    default: return value;
  }
}

function remember<T extends Value>(memo: Memo, from: Value, to: T): T {
  memo.set(from, to);
  return to;
}

/** A subclass's own __deepcopy__ replaces the structural copy. */
function hooked(m: Machine, value: Value, made: Value, memo: Memo): Value {
  const own = m.findSpecial(value, '__deepcopy__');
  if (!own) return made;
  memo.delete(value);
  return remember(memo, value, m.call(own, [memoDict(m, memo)]));
}

function deepTuple(m: Machine, value: Value & { kind: 'tuple' }, memo: Memo): Value {
  const items = value.items.map((v) => deep(m, v, memo));
  if (items.every((v, i) => v === value.items[i])) return value;
  const made = tuple(items, value.cls);
  made.attrs = copyAttrs(m, memo, value.attrs);
  return remember(memo, value, made);
}

function deepDict(m: Machine, value: Dict, memo: Memo): Value {
  const made = remember(memo, value, dict(new Map(), value.cls));
  for (const { key, value: v } of value.entries.values()) {
    const k = deep(m, key, memo);
    const hash = m.hashKey(k);
    if (typeof hash === 'string') made.entries.set(hash, { key: k, value: deep(m, v, memo) } satisfies DictEntry);
  }
  made.lost = value.lost;
  made.attrs = copyAttrs(m, memo, value.attrs);
  return hooked(m, value, made, memo);
}

function deepSet(m: Machine, value: SetValue, memo: Memo): Value {
  const made = remember(memo, value, set(new Map(), value.frozen, value.cls));
  for (const v of value.entries.values()) {
    const copy = deep(m, v, memo);
    const hash = m.hashKey(copy);
    if (typeof hash === 'string') made.entries.set(hash, copy);
  }
  made.lost = value.lost;
  return made;
}

/** The same node made both, so the copy stands where the original stands in the graph. */
export function copyTensor(t: Tensor): Tensor {
  const { kind: _kind, id: _id, ...rest } = t;
  return tensorOf({ shape: t.shape, dtype: t.dtype }, {
    ...rest, memory: null, view: null, asOf: null, attrs: t.attrs && new Map(t.attrs),
  });
}

function deepInstance(m: Machine, value: Instance, memo: Memo): Value {
  const own = m.findSpecial(value, '__deepcopy__');
  if (own) return remember(memo, value, m.call(own, [memoDict(m, memo)]));
  // Instances of our classes keep their state in TypeScript and are not changed after they are made (partial, pattern).
  if (value.cls.builtin && value.attrs.size === 0) return value;
  const reduced = reconstructed(m, value, (v) => deep(m, v, memo));
  if (reduced) return remember(memo, value, reduced);
  const made = remember(memo, value, instance(value.cls, value.native, value.origin));
  const state = stateOf(m, value);
  if (state) {
    restore(m, made, deep(m, state, memo));
    return made;
  }
  for (const [k, v] of value.attrs) made.attrs.set(k, deep(m, v, memo));
  return made;
}

/** A method of the class's own: object has it too. */
function ownHook(m: Machine, value: Instance, name: string): Value | undefined {
  const found = value.cls.mro.find((cls) => cls.attrs.has(name));
  return found && !found.builtin ? m.findSpecial(value, name) : undefined;
}

/** What a class's own `__reduce__` makes anew, with `copied` for what is handed over; undefined where it has none. */
function reconstructed(m: Machine, value: Instance, copied: (v: Value) => Value): Value | undefined {
  const byProtocol = ownHook(m, value, '__reduce_ex__');
  const plain = ownHook(m, value, '__reduce__');
  if (!byProtocol && !plain) return undefined;
  const reduced = byProtocol ? m.call(byProtocol, [int(4)]) : m.call(plain ?? NONE, []);
  if (reduced.kind !== 'tuple') return reduced.kind === 'str' ? value : reduced;
  const [callable, args, state] = reduced.items;
  const made = m.call(callable, args.kind === 'tuple' ? args.items.map(copied) : []);
  if (state !== undefined && state.kind !== 'none') restore(m, made, copied(state));
  return made;
}

/** The state of an object whose class says what it is or how it is taken up; undefined where that are its attributes. */
function stateOf(m: Machine, value: Instance): Value | undefined {
  const get = ownHook(m, value, '__getstate__');
  if (get) return m.call(get, []);
  return ownHook(m, value, '__setstate__') ? m.findattr(value, '__dict__') : undefined;
}

function restore(m: Machine, made: Value, state: Value): void {
  const set = made.kind === 'instance' ? ownHook(m, made, '__setstate__') : undefined;
  if (set) m.call(set, [state]);
  else if (state.kind === 'dict') m.callMethod(m.getattr(made, '__dict__'), 'update', [state]);
  else if (state.kind === 'unknown') m.loseAttributes(made, state.reason);
}

/** What a __deepcopy__ method gets as its memo, keyed by id as in CPython; the copies it makes through us are shared. */
function memoDict(m: Machine, memo: Memo): Value {
  const service = memos(m);
  const made = m.dictFrom([]);
  service.set(made, memo);
  return made;
}
const memos = (m: Machine): WeakMap<object, Memo> => m.service('copy.memos', () => new WeakMap<object, Memo>());

export function deepcopy(m: Machine, value: Value, memo?: Value): Value {
  return deep(m, value, (memo && memos(m).get(memo)) ?? new Map());
}

export function copy(m: Machine, value: Value): Value {
  const own = value.kind === 'unknown' ? undefined : m.findSpecial(value, '__copy__');
  if (own) return m.call(own, []);
  const attrs = (from: Map<string, Value> | null): Map<string, Value> | null => from && new Map(from);
  switch (value.kind) {
    case 'list': return Object.assign(list([...value.items], value.cls), { lost: value.lost, attrs: attrs(value.attrs) });
    case 'dict': return Object.assign(dict(new Map(value.entries), value.cls), { lost: value.lost, attrs: attrs(value.attrs) });
    case 'set': return value.frozen ? value : Object.assign(set(new Map(value.entries), false, value.cls), { lost: value.lost });
    case 'tensor': {
      const made = copyTensor(value);
      noteAlias(m, made, value);
      return made;
    }
    case 'instance': {
      if (value.cls.builtin && value.attrs.size === 0) return value;
      const reduced = reconstructed(m, value, (v) => v);
      if (reduced) return reduced;
      const made = instance(value.cls, value.native, value.origin);
      const state = stateOf(m, value);
      if (state) restore(m, made, state);
      else for (const [k, v] of value.attrs) made.attrs.set(k, v);
      return made;
    }
    default: return value;
  }
}

export const copyModule: NativeModule = (m) => {
  const error = classOf(m, 'Error', [builtinType(m, 'Exception')], {}, 'copy');
  return moduleOf('copy', {
    copy: simple('copy', ['x'], (k, args) => copy(k, need(args, 0))),
    deepcopy: simple('deepcopy', ['x', 'memo='], (k, [x, memo]) => deepcopy(k, need([x], 0), isNone(memo) ? undefined : memo)),
    Error: error, error,
  });
};
