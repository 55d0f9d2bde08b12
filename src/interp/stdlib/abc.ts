// abc and collections.abc: the metaclass that forbids instances of classes with abstract methods, virtual subclasses,
// and the abstract collections, which recognise a class by the methods it has. Knows no concrete collection.
import type { Machine, NativeModule } from '../machine';
import { bool, builtinClass, FALSE, instance, list, method, NONE, str, TRUE, type Args, type Class, type Kwargs,
  type Value } from '../value';
import { genericAliasType, objectType, propertyType, typeType } from '../types/index';
import { getset, wrapClass } from '../types/define';
import { builtinType, fn, moduleOf, need } from './support';

/** Methods that make a class a subclass without inheriting; null: only by inheritance or registration. */
const structure = new WeakMap<Class, readonly string[]>();

const registry = (m: Machine): Map<Class, Set<Class>> => m.service('abc.registry', () => new Map<Class, Set<Class>>());

const hasMethods = (cls: Class, names: readonly string[]): boolean => names.every((name) => {
  const found = cls.mro.find((c) => c.attrs.has(name));
  return found !== undefined && found.attrs.get(name)?.kind !== 'none';
});

/** True when `cls` is a virtual or real subclass; undefined when a base is unknown. */
function isVirtualSubclass(m: Machine, cls: Class, of: Class): boolean | undefined {
  if (cls.mro.includes(of)) return true;
  const names = structure.get(of);
  if (names && names.length > 0 && hasMethods(cls, names)) return true;
  const registered = registry(m).get(of) ?? new Set<Class>();
  for (const other of registered) if (cls.mro.includes(other)) return true;
  for (const [abc, members] of registry(m)) {
    if (abc === of || !abc.mro.includes(of)) continue;
    for (const other of members) if (cls.mro.includes(other)) return true;
  }
  for (const builtinName of BUILTIN_MEMBERS[of.name] ?? []) {
    const other = structure.has(of) ? m.builtins.get(builtinName) : undefined;
    if (other?.kind === 'class' && cls.mro.includes(other)) return true;
  }
  return cls.mro.some((c) => c.unknownBase) ? undefined : false;
}

/** What CPython registers: sequences cannot be told from mappings by their methods. */
const BUILTIN_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  Sequence: ['tuple', 'list', 'str', 'range', 'bytes', 'bytearray', 'memoryview'], MutableSequence: ['list', 'bytearray'],
  Mapping: ['dict'], MutableMapping: ['dict'], Set: ['set', 'frozenset'], MutableSet: ['set'], ByteString: ['bytes', 'bytearray'],
  Number: ['int', 'float', 'complex', 'bool'], Complex: ['int', 'float', 'complex'], Real: ['int', 'float'],
  Rational: ['int'], Integral: ['int'],
};

function abstractNames(m: Machine, cls: Class): string[] {
  const names = new Set<string>();
  for (const c of cls.mro) for (const [name, value] of c.attrs) if (isAbstract(m, value)) names.add(name);
  return [...names].filter((name) => {
    const value = cls.mro.find((c) => c.attrs.has(name))?.attrs.get(name);
    return value !== undefined && isAbstract(m, value);
  }).sort();
}

function isAbstract(m: Machine, value: Value): boolean {
  if (value.kind === 'func' || value.kind === 'builtin') return value.attrs.get('__isabstractmethod__') === TRUE;
  if (value.kind !== 'instance' || !value.cls.builtin) return false;
  if (value.attrs.get('__isabstractmethod__') === TRUE) return true;
  const native: unknown = value.native;
  if (typeof native !== 'object' || native === null) return false;
  return Object.values(native).some((part: unknown) => isFunction(part) && isAbstract(m, part));
}
const isFunction = (v: unknown): v is Value => typeof v === 'object' && v !== null && 'kind' in v && v.kind === 'func';

function typeCall(m: Machine, args: Args, kwargs: Kwargs): Value {
  const call = typeType.attrs.get('__call__');
  if (!call) throw new Error('type has no __call__');
  return m.call(call, args, kwargs);
}

export const abcMeta: Class = builtinClass('ABCMeta', 'abc', [typeType], {
  __call__: method('__call__', (m, args, kwargs) => {
    const [cls] = args;
    if (cls?.kind === 'class') {
      const names = abstractNames(m, cls);
      if (names.length > 0) {
        const noun = names.length === 1 ? 'method' : 'methods';
        m.raise('TypeError', `Can't instantiate abstract class ${cls.name} with abstract ${noun} ${names.join(', ')}`);
      }
    }
    return typeCall(m, args, kwargs);
  }),
  register: method('register', (m, [cls, subclass]) => {
    if (cls?.kind !== 'class' || subclass?.kind !== 'class') return subclass ?? NONE;
    const known = registry(m);
    known.set(cls, new Set([...(known.get(cls) ?? []), subclass]));
    return subclass;
  }),
  __instancecheck__: method('__instancecheck__', (m, args) => {
    const [cls, value] = args;
    if (value?.kind === 'unknown') return value;
    if (cls?.kind !== 'class' || !value) return FALSE;
    return subclassAnswer(m, m.typeOf(value), cls);
  }),
  __subclasscheck__: method('__subclasscheck__', (m, args) => {
    const [cls, sub] = args;
    if (sub?.kind === 'unknown') return sub;
    if (cls?.kind !== 'class' || sub?.kind !== 'class') return m.raise('TypeError', 'issubclass() arg 1 must be a class');
    return subclassAnswer(m, sub, cls);
  }),
  __abstractmethods__: getset('__abstractmethods__', (m, cls) => {
    const names = cls.kind === 'class' ? abstractNames(m, cls) : [];
    return m.call(builtinType(m, 'frozenset'), [list(names.map((name) => str(name)))]);
  }),
});

function subclassAnswer(m: Machine, cls: Class, of: Class): Value {
  const hook = m.findattr(of, '__subclasshook__');
  if (hook && hook.kind === 'method' && hook.func.kind === 'func') {
    const answer = m.call(hook, [cls]);
    if (answer.kind === 'bool' || answer.kind === 'unknown') return answer;
  }
  const protocol = protocolMembers(of);
  const holds = protocol ? cls.mro.includes(of) || hasMethods(cls, protocol) : isVirtualSubclass(m, cls, of);
  if (holds !== undefined) return bool(holds);
  const reason = cls.mro.find((c) => c.unknownBase)?.unknownBase;
  return reason ? { kind: 'unknown', reason } : FALSE;
}

/** The methods that a protocol class of the user names; null for any other class. */
function protocolMembers(cls: Class): readonly string[] | null {
  if (cls.builtin || !cls.bases.some((b) => b.kind === 'class' && b.name === 'Protocol' && b.module === 'typing')) return null;
  return [...cls.attrs.keys()].filter((name) => !IGNORED.has(name));
}
const IGNORED: ReadonlySet<string> = new Set([
  '__module__', '__qualname__', '__doc__', '__dict__', '__weakref__', '__annotations__', '__slots__', '__init__',
  '__parameters__',
  '__orig_bases__', '__class_getitem__', '__static_attributes__', '_is_protocol',
]);

/** `Iterable[int]`. */
const subscript = wrapClass(fn('__class_getitem__', (_, args) => {
  const key = need(args, 1);
  return instance(genericAliasType, { origin: need(args, 0), args: key.kind === 'tuple' ? key.items : [key] });
}));

/** An abstract class of ours; `methods` are those that make any class a subclass. */
export function abcClass(
  name: string, module: string, bases: readonly Class[], methods: readonly string[] = [], members: Readonly<Record<string,
  Value>> = {},
): Class {
  const cls = builtinClass(name, module, bases, members);
  cls.metaclass = abcMeta;
  structure.set(cls, methods);
  if (module === 'collections.abc') cls.attrs.set('__class_getitem__', subscript);
  return cls;
}

const abcBase: Class = abcClass('ABC', 'abc', [objectType]);

const COLLECTIONS: Readonly<Record<string, { bases: readonly string[]; methods: readonly string[] }>> = {
  Hashable: { bases: [], methods: ['__hash__'] },
  Sized: { bases: [], methods: ['__len__'] },
  Container: { bases: [], methods: ['__contains__'] },
  Iterable: { bases: [], methods: ['__iter__'] },
  Callable: { bases: [], methods: ['__call__'] },
  Awaitable: { bases: [], methods: ['__await__'] },
  AsyncIterable: { bases: [], methods: ['__aiter__'] },
  Iterator: { bases: ['Iterable'], methods: ['__iter__', '__next__'] },
  Reversible: { bases: ['Iterable'], methods: ['__reversed__', '__iter__'] },
  Generator: { bases: ['Iterator'], methods: ['__iter__', '__next__', 'send', 'throw', 'close'] },
  Coroutine: { bases: ['Awaitable'], methods: ['__await__', 'send', 'throw', 'close'] },
  AsyncIterator: { bases: ['AsyncIterable'], methods: ['__anext__', '__aiter__'] },
  AsyncGenerator: { bases: ['AsyncIterator'], methods: ['__aiter__', '__anext__', 'asend', 'athrow', 'aclose'] },
  Collection: { bases: ['Sized', 'Iterable', 'Container'], methods: ['__len__', '__iter__', '__contains__'] },
  MappingView: { bases: ['Sized'], methods: [] },
  KeysView: { bases: ['MappingView'], methods: [] },
  ItemsView: { bases: ['MappingView'], methods: [] },
  ValuesView: { bases: ['MappingView'], methods: [] },
  Set: { bases: ['Collection'], methods: [] },
  MutableSet: { bases: ['Set'], methods: [] },
  Sequence: { bases: ['Reversible', 'Collection'], methods: [] },
  MutableSequence: { bases: ['Sequence'], methods: [] },
  ByteString: { bases: ['Sequence'], methods: [] },
  Mapping: { bases: ['Collection'], methods: [] },
  MutableMapping: { bases: ['Mapping'], methods: [] },
};

const collections = new Map<string, Class>();
for (const [name, { bases, methods }] of Object.entries(COLLECTIONS)) {
  const parents = bases.map((b) => collections.get(b)).filter((c): c is Class => c !== undefined);
  collections.set(name, abcClass(name, 'collections.abc', parents.length > 0 ? parents : [objectType], methods));
}
export const collectionsAbcClass = (name: string): Class | undefined => collections.get(name);

const abstract = (name: string): Value => fn(name, (m, args) => {
  const f = need(args, 0);
  if (f.kind === 'func' || f.kind === 'instance') m.heap.set(f.attrs, '__isabstractmethod__', TRUE);
  return f;
});
/** The old spellings: `@abstractproperty` is a property over an abstract function. */
const abstractKind = (name: string, wrap: (m: Machine, f: Value) => Value): Value => fn(name, (m, args) => {
  const f = need(args, 0);
  if (f.kind === 'func') m.heap.set(f.attrs, '__isabstractmethod__', TRUE);
  return wrap(m, f);
});

export const abc: NativeModule = () => moduleOf('abc', {
  ABCMeta: abcMeta, ABC: abcBase, abstractmethod: abstract('abstractmethod'),
  abstractproperty: abstractKind('abstractproperty', (m, f) => m.call(propertyType, [f])),
  abstractclassmethod: abstractKind('abstractclassmethod', (m, f) => m.classmethod(f)),
  abstractstaticmethod: abstractKind('abstractstaticmethod', (m, f) => m.staticmethod(f)),
  get_cache_token: fn('get_cache_token', () => ({ kind: 'int', value: 0, origin: null })),
  update_abstractmethods: fn('update_abstractmethods', (_, args) => need(args, 0)),
});

/**
 * The mixin methods that the abstract classes give to their subclasses, as Python text; the functions are put on the
 * classes at the first import.
 */
const MIXINS = String.raw`
class Iterator:
    def __iter__(self):
        return self

class Sequence:
    def __iter__(self):
        i = 0
        try:
            while True:
                yield self[i]
                i += 1
        except IndexError:
            return
    def __contains__(self, value):
        for v in self:
            if v is value or v == value:
                return True
        return False
    def __reversed__(self):
        for i in reversed(range(len(self))):
            yield self[i]
    def index(self, value, start=0, stop=None):
        for i, v in enumerate(self):
            if i >= start and (v is value or v == value):
                return i
        raise ValueError
    def count(self, value):
        return sum(1 for v in self if v is value or v == value)

class MutableSequence:
    def append(self, value):
        self.insert(len(self), value)
    def extend(self, values):
        for v in list(values):
            self.append(v)
    def pop(self, index=-1):
        v = self[index]
        del self[index]
        return v
    def remove(self, value):
        del self[self.index(value)]
    def reverse(self):
        n = len(self)
        for i in range(n // 2):
            self[i], self[n - i - 1] = self[n - i - 1], self[i]
    def clear(self):
        while len(self):
            self.pop()
    def __iadd__(self, values):
        self.extend(values)
        return self

class Mapping:
    def get(self, key, default=None):
        try:
            return self[key]
        except KeyError:
            return default
    def __contains__(self, key):
        try:
            self[key]
        except KeyError:
            return False
        return True
    def keys(self):
        return {k: None for k in self}.keys()
    def values(self):
        return {k: self[k] for k in self}.values()
    def items(self):
        return {k: self[k] for k in self}.items()
    def __eq__(self, other):
        if not hasattr(other, 'items'):
            return NotImplemented
        return dict(self.items()) == dict(other.items())

class MutableMapping:
    def pop(self, key, *default):
        try:
            value = self[key]
        except KeyError:
            if default:
                return default[0]
            raise
        del self[key]
        return value
    def popitem(self):
        for key in self:
            value = self[key]
            del self[key]
            return key, value
        raise KeyError
    def clear(self):
        for key in list(self):
            del self[key]
    def update(self, other=(), /, **kwds):
        if hasattr(other, 'keys'):
            for key in other.keys():
                self[key] = other[key]
        else:
            for key, value in other:
                self[key] = value
        for key, value in kwds.items():
            self[key] = value
    def setdefault(self, key, default=None):
        try:
            return self[key]
        except KeyError:
            self[key] = default
        return default

class Set:
    def __le__(self, other):
        return len(self) <= len(other) and all(x in other for x in self)
    def __lt__(self, other):
        return len(self) < len(other) and self.__le__(other)
    def __ge__(self, other):
        return len(self) >= len(other) and all(x in self for x in other)
    def __gt__(self, other):
        return len(self) > len(other) and self.__ge__(other)
    def __eq__(self, other):
        return len(self) == len(other) and self.__le__(other)
    def __and__(self, other):
        return self._from_iterable(x for x in other if x in self)
    def __or__(self, other):
        return self._from_iterable([*self, *other])
    def __sub__(self, other):
        return self._from_iterable(x for x in self if x not in other)
    def isdisjoint(self, other):
        return not any(x in self for x in other)
    @classmethod
    def _from_iterable(cls, it):
        return cls(it)
`;

const ABSTRACT: Readonly<Record<string, readonly string[]>> = {
  Sized: ['__len__'], Container: ['__contains__'], Iterable: ['__iter__'], Iterator: ['__next__'], Collection: [],
  Callable: ['__call__'], Hashable: ['__hash__'], Sequence: ['__getitem__'], Mapping: ['__getitem__'],
  MutableSequence: ['__setitem__', '__delitem__', 'insert'], MutableMapping: ['__setitem__', '__delitem__'],
  MutableSet: ['add', 'discard'],
};

/**
 * A run has its own classes' functions, but the abstract classes are made once per process: the functions are the same
 * text in every run, so the first run's are replaced by the latest's.
 */
export const collectionsAbc: NativeModule = (m) => {
  const mixins = m.prelude('collections.abc.mixins', MIXINS, {});
  for (const [name, cls] of collections) {
    const from = mixins.attrs.get(name);
    for (const required of ABSTRACT[name] ?? []) cls.attrs.set(required, abstractMember(required));
    if (from?.kind === 'class') {
      for (const [key, value] of from.attrs) if (value.kind === 'func' || value.kind === 'instance') cls.attrs.set(key, value);
    }
  }
  return moduleOf('collections.abc', Object.fromEntries(collections));
};

function abstractMember(name: string): Value {
  const value = method(name, () => NONE);
  value.attrs.set('__isabstractmethod__', TRUE);
  return value;
}
