// functools. What constructors of models use on every page (partial, wraps, lru_cache, reduce, cached_property) is
// TypeScript; the rest is Python text. Knows no threads: caches are not locked.
import type { Machine, NativeModule } from '../machine';
import { int } from '../../tensor/value';
import {
  bool, builtin, builtinClass, instance, method, NONE, str, tuple, type Args, type Class, type Dict, type Instance,
  type Kwargs, type Value,
} from '../value';
import { genericAliasType, objectType } from '../types/index';
import { constructor, getset, wrapClass } from '../types/define';
import { fn, lazyModule, need, simple } from './support';

interface Partial { readonly partial: true; readonly func: Value; readonly args: readonly Value[]; readonly keywords: Dict }
const isPartial = (n: unknown): n is Partial => typeof n === 'object' && n !== null && 'partial' in n;
/** What a functools.partial object holds, or undefined for any other value. */
export const partialOf = (v: Value | undefined): Partial | undefined =>
  v?.kind === 'instance' && isPartial(v.native) ? v.native : undefined;

const keywordsOf = (m: Machine, first: Dict | undefined, second: Kwargs): Dict => {
  const merged: [Value, Value][] = first ? [...first.entries.values()].map((e) => [e.key, e.value]) : [];
  return m.dictFrom([...merged, ...[...second].map(([k, v]): [Value, Value] => [str(k), v])]);
};
const kwargsOf = (d: Dict): Map<string, Value> => {
  const found = new Map<string, Value>();
  for (const { key, value } of d.entries.values()) if (key.kind === 'str') found.set(key.value, value);
  return found;
};

export const partialType: Class = builtinClass('partial', 'functools', [objectType], {
  __new__: constructor((m, cls, args, kwargs) => {
    const [func, ...rest] = args;
    if (!func) return m.raise('TypeError', "type 'partial' takes at least one argument");
    if (func.kind === 'unknown') return func;
    if (m.findSpecial(func, '__call__') === undefined) m.raise('TypeError', 'the first argument must be callable');
    const inner = partialOf(func);
    const native: Partial = {
      partial: true, func: inner?.func ?? func, args: [...(inner?.args ?? []), ...rest],
      keywords: keywordsOf(m, inner?.keywords, kwargs),
    };
    return instance(cls, native, m.origin());
  }),
  __init__: method('__init__', () => NONE),
  __call__: method('__call__', (m, [self, ...args], kwargs) => {
    const p = partialOf(self);
    if (!p) return NONE;
    if (p.keywords.lost) return { kind: 'unknown', reason: p.keywords.lost };
    return m.call(p.func, [...p.args, ...args], new Map([...kwargsOf(p.keywords), ...kwargs]));
  }),
  __repr__: method('__repr__', (m, [self]) => {
    const p = partialOf(self);
    const parts = [p?.func, ...(p?.args ?? [])].map((v) => (v ? m.repr(v) : '?'));
    if (p) for (const [k, v] of kwargsOf(p.keywords)) parts.push(`${k}=${text(m.repr(v))}`);
    return str(`functools.partial(${parts.map(text).join(', ')})`);
  }),
  func: getset('func', (_, self) => partialOf(self)?.func ?? NONE),
  args: getset('args', (_, self) => tuple(partialOf(self)?.args ?? [])),
  keywords: getset('keywords', (_, self) => partialOf(self)?.keywords ?? NONE),
  __class_getitem__: wrapClass(builtin('__class_getitem__', (_, args) =>
    instance(genericAliasType, { origin: need(args, 0), args: [need(args, 1)] }))),
});
const text = (s: unknown): string => (typeof s === 'string' ? s : '?');

const COPIED = ['__module__', '__name__', '__qualname__', '__doc__', '__annotations__'];

/** `assigned` is always CPython's list: nobody passes another. */
function updateWrapper(m: Machine, wrapper: Value, wrapped: Value): Value {
  if (wrapper.kind === 'unknown' || wrapped.kind === 'unknown') return wrapper;
  for (const name of COPIED) {
    const value = m.findattr(wrapped, name);
    if (value) m.setattr(wrapper, name, value);
  }
  const own = wrapped.kind === 'func' || wrapped.kind === 'instance' ? wrapped.attrs : new Map<string, Value>();
  for (const [name, value] of own) if (!name.startsWith('__')) m.setattr(wrapper, name, value);
  m.setattr(wrapper, '__wrapped__', wrapped);
  return wrapper;
}

interface Cache { readonly store: Dict; readonly counts: Instance; readonly maxsize: number | null }

/** Stands between the positional arguments of a call and those by name. */
const BY_NAME = instance(objectType);

/** What a call is remembered by: one int or string by itself, so that `f(3)` and `f(3.0)` are two calls (functools._make_key). */
function cacheKey(m: Machine, args: Args, kwargs: Kwargs, typed: boolean): Value {
  const [only] = args;
  const isPlain = args.length === 1 && kwargs.size === 0 && !typed && (only.kind === 'int' || only.kind === 'str');
  if (isPlain) return only;
  const named = [...kwargs].flatMap(([name, v]) => [str(name), v]);
  const types = typed ? [...args, ...kwargs.values()].map((v): Value => m.typeOf(v)) : [];
  return tuple([...args, ...(kwargs.size > 0 ? [BY_NAME] : []), ...named, ...types]);
}

function cached(m: Machine, f: Value, maxsize: number | null, typed: boolean): Value {
  const cache: Cache = { store: m.dictFrom([]), counts: instance(objectType), maxsize };
  const count = (name: string): number => {
    const v = cache.counts.attrs.get(name);
    return v?.kind === 'int' ? Number(v.value) : 0;
  };
  const bump = (k: Machine, name: string): void => k.heap.set(cache.counts.attrs, name, int(count(name) + 1));
  const wrapper = builtin('_lru_cache_wrapper', (k, args, kwargs) => {
    const key = cacheKey(k, args, kwargs, typed);
    const hash = k.hashKey(key);
    if (typeof hash !== 'string') return k.call(f, args, kwargs);
    const known = cache.store.entries.get(hash);
    if (known) {
      bump(k, 'hits');
      k.heap.dictDelete(cache.store, hash);
      k.heap.dictSet(cache.store, hash, known.key, known.value);
      return known.value;
    }
    bump(k, 'misses');
    const value = k.call(f, args, kwargs);
    if (maxsize !== 0) k.heap.dictSet(cache.store, hash, key, value);
    const oldest = cache.store.entries.keys().next();
    if (maxsize !== null && cache.store.entries.size > maxsize && !oldest.done) k.heap.dictDelete(cache.store, oldest.value);
    return value;
  }, true);
  wrapper.attrs.set('cache_info', fn('cache_info', (k) => k.call(k.getattr(k.import('functools'), '_CacheInfo'), [
    int(count('hits')), int(count('misses')), maxsize === null ? NONE : int(maxsize), int(cache.store.entries.size),
  ])));
  wrapper.attrs.set('cache_clear', fn('cache_clear', (k) => {
    k.heap.dictClear(cache.store);
    for (const name of ['hits', 'misses']) k.heap.delete(cache.counts.attrs, name);
    return NONE;
  }));
  wrapper.attrs.set('cache_parameters', fn('cache_parameters', (k) => k.dictFrom([
    ['maxsize', maxsize === null ? NONE : int(maxsize)], ['typed', bool(typed)],
  ])));
  wrapper.attrs.set('__wrapped__', f);
  for (const name of COPIED) {
    const value = m.findattr(f, name);
    if (value) wrapper.attrs.set(name, value);
  }
  return wrapper;
}

const lruCache = simple('lru_cache', ['maxsize=', 'typed='], (m, [size, types]) => {
  if (size && size.kind !== 'int' && size.kind !== 'none') return cached(m, size, 128, false);
  const maxsize = size === undefined ? 128 : size.kind === 'int' ? Math.max(0, Number(m.index(size) ?? 128)) : null;
  return fn('decorating_function', (k, args) =>
    cached(k, need(args, 0), maxsize, types !== undefined && k.truth(types) === true));
});

interface CachedProperty { readonly cachedProperty: Value; readonly name: string | null }
const isCachedProperty = (n: unknown): n is CachedProperty => typeof n === 'object' && n !== null && 'cachedProperty' in n;

const cachedPropertyType: Class = builtinClass('cached_property', 'functools', [objectType], {
  __new__: constructor((m, cls, args) => {
    const f = need(args, 0);
    const made = instance(cls, { cachedProperty: f, name: null } satisfies CachedProperty);
    made.attrs.set('func', f);
    made.attrs.set('attrname', NONE);
    made.attrs.set('__doc__', m.findattr(f, '__doc__') ?? NONE);
    return made;
  }),
  __init__: method('__init__', () => NONE),
  __set_name__: method('__set_name__', (m, [self, , name]) => {
    if (self?.kind === 'instance' && isCachedProperty(self.native) && name?.kind === 'str') {
      m.heap.write(self, 'native', { ...self.native, name: name.value } satisfies CachedProperty);
      m.heap.set(self.attrs, 'attrname', name);
    }
    return NONE;
  }),
  __get__: method('__get__', (m, [self, of]) => {
    if (self?.kind !== 'instance' || !isCachedProperty(self.native) || !of || of.kind === 'none') return self ?? NONE;
    const { name, cachedProperty } = self.native;
    if (name === null) return m.raise('TypeError', 'Cannot use cached_property instance without calling __set_name__ on it.');
    const attrs = of.kind === 'instance' ? of.attrs : null;
    const known = attrs?.get(name);
    if (known) return known;
    const value = m.call(cachedProperty, [of]);
    if (attrs) m.heap.set(attrs, name, value);
    return value;
  }),
});

const reduce = simple('reduce', ['function', 'iterable', 'initial='], (m, [f, source, initial]) => {
  const iterator = m.iterate(need([source], 0));
  if ('kind' in iterator) return iterator;
  let total = initial;
  for (let next = iterator.next(); !next.done; next = iterator.next()) {
    m.step();
    total = total === undefined ? next.value : m.call(need([f], 0), [total, next.value]);
  }
  return total ?? m.raise('TypeError', 'reduce() of empty iterable with no initial value');
});

const TEXT = String.raw`
from collections import namedtuple

_CacheInfo = namedtuple('CacheInfo', ['hits', 'misses', 'maxsize', 'currsize'])

class partialmethod:
    def __init__(self, func, /, *args, **keywords):
        if not callable(func) and not hasattr(func, '__get__'):
            raise TypeError(f'{func!r} is not callable or a descriptor')
        if isinstance(func, partialmethod):
            args = func.args + args
            keywords = {**func.keywords, **keywords}
            func = func.func
        self.func = func
        self.args = args
        self.keywords = keywords

    def __get__(self, obj, cls=None):
        get = getattr(self.func, '__get__', None)
        bound = self.func if get is None else get(obj, cls)
        return partial(bound, *self.args, **self.keywords)

    @property
    def __isabstractmethod__(self):
        return getattr(self.func, '__isabstractmethod__', False)

def _derived(op, root):
    # How the missing comparisons follow from the one that the class has.
    def less(self, other):
        return getattr(type(self), root)(self, other)
    def compare(self, other):
        result = less(self, other)
        if result is NotImplemented:
            return result
        equal = self == other
        if root in ('__lt__', '__le__'):
            below = result and not equal if root == '__le__' else result
            above = not result and not equal
        else:
            above = result and not equal if root == '__ge__' else result
            below = not result and not equal
        return {'__lt__': below, '__le__': below or equal, '__gt__': above, '__ge__': above or equal}[op]
    compare.__name__ = op
    return compare

def total_ordering(cls):
    names = ['__lt__', '__le__', '__gt__', '__ge__']
    roots = [n for n in names if getattr(cls, n, None) is not getattr(object, n, None)]
    if not roots:
        raise ValueError('must define at least one ordering operation: < > <= >=')
    root = max(roots)
    for name in ['__lt__', '__le__', '__ge__', '__gt__']:
        if name in roots:
            root = name
            break
    for name in names:
        if name not in roots:
            setattr(cls, name, _derived(name, root))
    return cls

def cmp_to_key(mycmp):
    class K:
        __slots__ = ['obj']
        def __init__(self, obj):
            self.obj = obj
        def __lt__(self, other):
            return mycmp(self.obj, other.obj) < 0
        def __gt__(self, other):
            return mycmp(self.obj, other.obj) > 0
        def __eq__(self, other):
            return mycmp(self.obj, other.obj) == 0
        def __le__(self, other):
            return mycmp(self.obj, other.obj) <= 0
        def __ge__(self, other):
            return mycmp(self.obj, other.obj) >= 0
        __hash__ = None
    return K

def singledispatch(func):
    registry = {object: func}

    def dispatch(cls):
        for base in cls.__mro__:
            if base in registry and base is not object:
                return registry[base]
        for base, f in registry.items():
            if base is not object and issubclass(cls, base):
                return f
        return registry[object]

    def register(cls, func=None):
        if func is None:
            if isinstance(cls, type):
                return lambda f: register(cls, f)
            func = cls
            hints = list(getattr(getattr(func, '__func__', func), '__annotations__', {}).values())
            if not hints:
                raise TypeError(f"Invalid first argument to 'register()': {func!r}. Use either "
                                "'@register(some_class)' or plain '@register' on an annotated function.")
            cls = hints[0]
        members = getattr(cls, '__args__', None)
        for c in (members if members else (cls,)):
            registry[c] = func
        return func

    def wrapper(*args, **kw):
        if not args:
            raise TypeError(f'{getattr(func, "__name__", "singledispatch function")} requires at least 1 positional argument')
        return dispatch(args[0].__class__)(*args, **kw)

    wrapper.register = register
    wrapper.dispatch = dispatch
    wrapper.registry = registry
    update_wrapper(wrapper, func)
    return wrapper

class singledispatchmethod:
    def __init__(self, func):
        self.dispatcher = singledispatch(func)
        self.func = func
    def register(self, cls, method=None):
        return self.dispatcher.register(cls, func=method)
    def __get__(self, obj, cls=None):
        def method(*args, **kwargs):
            found = self.dispatcher.dispatch(args[0].__class__)
            return found.__get__(obj, cls)(*args, **kwargs)
        method.register = self.register
        return method
`;

const updateWrapperFn = simple('update_wrapper', ['wrapper', 'wrapped', 'assigned=', 'updated='], (m, args) =>
  updateWrapper(m, need(args, 0), need(args, 1)));

const members = {
  partial: partialType, reduce, lru_cache: lruCache, cache: fn('cache', (m, args) => cached(m, need(args, 0), null, false)),
  cached_property: cachedPropertyType, update_wrapper: updateWrapperFn,
  wraps: simple('wraps', ['wrapped', 'assigned=', 'updated='], (_, [wrapped]) =>
    fn('wraps', (m: Machine, args: Args) => updateWrapper(m, need(args, 0), need([wrapped], 0)))),
  WRAPPER_ASSIGNMENTS: tuple(COPIED.map((s) => str(s))), WRAPPER_UPDATES: tuple([str('__dict__')]),
};

export const functools: NativeModule = lazyModule('functools', () => members, [{
  names: ['_CacheInfo', 'partialmethod', 'total_ordering', 'cmp_to_key', 'singledispatch', 'singledispatchmethod'],
  text: TEXT, globals: () => ({ partial: partialType, update_wrapper: updateWrapperFn }),
}]);
