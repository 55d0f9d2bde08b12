// collections: each container is Python text over dict, list or tuple, made when it is first asked for.
// Knows nothing of the abstract classes (abc.ts).
import type { NativeModule } from '../machine';
import { str } from '../value';
import { lazyModule, need, simple, type Chunk } from './support';

const ORDERED: Chunk = { names: ['OrderedDict'], text: String.raw`
class OrderedDict(dict):
    def move_to_end(self, key, last=True):
        value = dict.pop(self, key)
        if last:
            dict.__setitem__(self, key, value)
            return
        rest = list(dict.items(self))
        dict.clear(self)
        dict.__setitem__(self, key, value)
        for k, v in rest:
            dict.__setitem__(self, k, v)

    def popitem(self, last=True):
        if not self:
            raise KeyError('dictionary is empty')
        key = next(reversed(self)) if last else next(iter(self))
        return key, dict.pop(self, key)

    def copy(self):
        return self.__class__(self)

    @classmethod
    def fromkeys(cls, iterable, value=None):
        made = cls()
        for key in iterable:
            made[key] = value
        return made

    def __repr__(self):
        if not self:
            return f'{self.__class__.__name__}()'
        return f'{self.__class__.__name__}({list(self.items())!r})'

    def __eq__(self, other):
        if isinstance(other, OrderedDict):
            return dict.__eq__(self, other) and list(self) == list(other)
        return dict.__eq__(self, other)

    def __ne__(self, other):
        return not self == other

    __hash__ = None

    def __or__(self, other):
        if not isinstance(other, dict):
            return NotImplemented
        made = self.__class__(self)
        made.update(other)
        return made
` };

const DEFAULT: Chunk = { names: ['defaultdict'], text: String.raw`
class defaultdict(dict):
    def __init__(self, default_factory=None, /, *args, **kwargs):
        if default_factory is not None and not callable(default_factory):
            raise TypeError('first argument must be callable or None')
        dict.__init__(self, *args, **kwargs)
        self.default_factory = default_factory

    def __missing__(self, key):
        if self.default_factory is None:
            raise KeyError(key)
        value = self.default_factory()
        self[key] = value
        return value

    def __repr__(self):
        return f'defaultdict({self.default_factory!r}, {dict.__repr__(self)})'

    def copy(self):
        return type(self)(self.default_factory, self)

    __copy__ = copy
` };

const COUNTER: Chunk = { names: ['Counter'], text: String.raw`
class Counter(dict):
    def __init__(self, iterable=None, /, **kwds):
        dict.__init__(self)
        self.update(iterable, **kwds)

    def __missing__(self, key):
        return 0

    def total(self):
        return sum(self.values())

    def most_common(self, n=None):
        ordered = sorted(self.items(), key=lambda pair: pair[1], reverse=True)
        return ordered if n is None else ordered[:n]

    def elements(self):
        for element, count in self.items():
            for _ in range(count):
                yield element

    def update(self, iterable=None, /, **kwds):
        if iterable is not None:
            if hasattr(iterable, 'items'):
                for element, count in iterable.items():
                    self[element] = count + self.get(element, 0)
            else:
                for element in iterable:
                    self[element] = self.get(element, 0) + 1
        for element, count in kwds.items():
            self[element] = count + self.get(element, 0)

    def subtract(self, iterable=None, /, **kwds):
        if iterable is not None:
            if hasattr(iterable, 'items'):
                for element, count in iterable.items():
                    self[element] = self.get(element, 0) - count
            else:
                for element in iterable:
                    self[element] = self.get(element, 0) - 1
        for element, count in kwds.items():
            self[element] = self.get(element, 0) - count

    def copy(self):
        return self.__class__(self)

    def __delitem__(self, element):
        if element in self:
            dict.__delitem__(self, element)

    def __repr__(self):
        if not self:
            return f'{self.__class__.__name__}()'
        return f'{self.__class__.__name__}({dict(self.most_common())!r})'

    def __eq__(self, other):
        if not isinstance(other, Counter):
            return NotImplemented
        return all(self[e] == other[e] for c in (self, other) for e in c)

    def __le__(self, other):
        if not isinstance(other, Counter):
            return NotImplemented
        return all(self[e] <= other[e] for c in (self, other) for e in c)
    def __lt__(self, other):
        if not isinstance(other, Counter):
            return NotImplemented
        return self <= other and self != other
    def __ge__(self, other):
        if not isinstance(other, Counter):
            return NotImplemented
        return all(self[e] >= other[e] for c in (self, other) for e in c)
    def __gt__(self, other):
        if not isinstance(other, Counter):
            return NotImplemented
        return self >= other and self != other

    __hash__ = None

    def _combine(self, other, op):
        made = Counter()
        for element in [*self, *(e for e in other if e not in self)]:
            count = op(self[element], other[element])
            if count > 0:
                made[element] = count
        return made

    def __add__(self, other):
        return self._combine(other, lambda a, b: a + b)
    def __sub__(self, other):
        return self._combine(other, lambda a, b: a - b)
    def __or__(self, other):
        return self._combine(other, max)
    def __and__(self, other):
        return self._combine(other, min)
    def __pos__(self):
        return self._combine(Counter(), lambda a, b: a)
    def __neg__(self):
        return Counter()._combine(self, lambda a, b: a - b)
` };

const DEQUE: Chunk = { names: ['deque'], text: String.raw`
class deque:
    def __init__(self, iterable=(), maxlen=None):
        self._items = []
        self._maxlen = maxlen
        self.extend(iterable)

    @property
    def maxlen(self):
        return self._maxlen

    def append(self, x):
        self._items.append(x)
        if self._maxlen is not None and len(self._items) > self._maxlen:
            del self._items[0]

    def appendleft(self, x):
        self._items.insert(0, x)
        if self._maxlen is not None and len(self._items) > self._maxlen:
            del self._items[-1]

    def extend(self, iterable):
        for x in list(iterable):
            self.append(x)

    def extendleft(self, iterable):
        for x in list(iterable):
            self.appendleft(x)

    def pop(self):
        if not self._items:
            raise IndexError('pop from an empty deque')
        return self._items.pop()

    def popleft(self):
        if not self._items:
            raise IndexError('pop from an empty deque')
        return self._items.pop(0)

    def rotate(self, n=1):
        if self._items:
            n = n % len(self._items)
            self._items = self._items[len(self._items) - n:] + self._items[:len(self._items) - n]

    def clear(self):
        self._items.clear()

    def copy(self):
        return deque(self._items, self._maxlen)
    __copy__ = copy

    def count(self, x):
        return self._items.count(x)

    def index(self, x, *bounds):
        if x not in self._items:
            raise ValueError(f'{x!r} is not in deque')
        return self._items.index(x, *bounds)

    def insert(self, i, x):
        if self._maxlen is not None and len(self._items) >= self._maxlen:
            raise IndexError('deque already at its maximum size')
        self._items.insert(i, x)

    def remove(self, x):
        if x not in self._items:
            raise ValueError(f'{x!r} is not in deque')
        self._items.remove(x)

    def reverse(self):
        self._items.reverse()

    def __len__(self):
        return len(self._items)
    def __iter__(self):
        return iter(self._items)
    def __reversed__(self):
        return reversed(self._items)
    def __contains__(self, x):
        return x in self._items
    def __getitem__(self, i):
        if isinstance(i, slice):
            raise TypeError("sequence index must be integer, not 'slice'")
        if not -len(self._items) <= i < len(self._items):
            raise IndexError('deque index out of range')
        return self._items[i]
    def __setitem__(self, i, x):
        self._items[i] = x
    def __delitem__(self, i):
        del self._items[i]
    def __add__(self, other):
        return deque([*self, *other], self._maxlen)
    def __iadd__(self, other):
        self.extend(other)
        return self
    def __mul__(self, n):
        return deque(self._items * n, self._maxlen)
    def __eq__(self, other):
        if not isinstance(other, deque):
            return NotImplemented
        return self._items == other._items
    def __lt__(self, other):
        return self._items < other._items
    __hash__ = None
    def __repr__(self):
        tail = '' if self._maxlen is None else f', maxlen={self._maxlen}'
        return f'deque({self._items!r}{tail})'
` };

const NAMEDTUPLE: Chunk = {
  names: ['namedtuple'], text: String.raw`
_KEYWORDS = frozenset(('False None True and as assert async await break class continue def del elif else except finally for '
    'from global if import in is lambda nonlocal not or pass raise return try while with yield').split())

def _fixed(self, *value):
    raise AttributeError("can't set attribute")

def _field(index, name):
    def get(self):
        return self[index]
    return property(get, _fixed, _fixed, doc=f'Alias for field number {index}')

def _make(cls, iterable):
    values = tuple(iterable)
    if len(values) != len(cls._fields):
        raise TypeError(f'Expected {len(cls._fields)} arguments, got {len(values)}')
    return tuple.__new__(cls, values)

def _replace(self, /, **kwds):
    values = [kwds.pop(name, value) for name, value in zip(self._fields, self)]
    if kwds:
        raise ValueError(f'Got unexpected field names: {list(kwds)!r}')
    return self._make(values)

def _asdict(self):
    return dict(zip(self._fields, self))

def _repr(self):
    inner = ', '.join(f'{name}={value!r}' for name, value in zip(self._fields, self))
    return f'{self.__class__.__name__}({inner})'

def _check(typename, names):
    for name in [typename, *names]:
        if not isinstance(name, str):
            raise TypeError('Type names and field names must be strings')
        if not name.isidentifier():
            raise ValueError(f'Type names and field names must be valid identifiers: {name!r}')
        if name in _KEYWORDS:
            raise ValueError(f'Type names and field names cannot be a keyword: {name!r}')
    seen = set()
    for name in names:
        if name.startswith('_'):
            raise ValueError(f'Field names cannot start with an underscore: {name!r}')
        if name in seen:
            raise ValueError(f'Encountered duplicate field name: {name!r}')
        seen.add(name)

def namedtuple(typename, field_names, *, rename=False, defaults=None, module=None):
    if isinstance(field_names, str):
        field_names = field_names.replace(',', ' ').split()
    names = [str(n) for n in field_names]
    if rename:
        seen = set()
        for i, name in enumerate(names):
            if not name.isidentifier() or name in _KEYWORDS or name.startswith('_') or name in seen:
                names[i] = f'_{i}'
            seen.add(name)
    else:
        _check(typename, names)
    field_defaults = {}
    if defaults is not None:
        defaults = tuple(defaults)
        if len(defaults) > len(names):
            raise TypeError('Got more default values than field names')
        field_defaults = dict(zip(names[len(names) - len(defaults):], defaults))
    ns = {
        '__slots__': (), '_fields': tuple(names), '_field_defaults': field_defaults, '__match_args__': tuple(names),
        '__doc__': f'{typename}({", ".join(names)})', '__new__': _constructor(typename, names, field_defaults),
        '_make': classmethod(_make), '_replace': _replace, '_asdict': _asdict, '__repr__': _repr,
        '__getnewargs__': lambda self: tuple(self),
    }
    for i, name in enumerate(names):
        ns[name] = _field(i, name)
    made = type(typename, (tuple,), ns)
    if module is not None:
        made.__module__ = module
    return made
`,
  globals: () => ({ _constructor: constructorOf }),
};

/** `__new__` with the fields as its parameters, so that its signature and its errors are the fields'. */
const constructorOf = simple('_constructor', ['typename', 'names', 'defaults'], (m, args) => {
  const items = m.itemsOf(need(args, 1));
  if (!Array.isArray(items)) return items;
  const names = items.map((v) => (v.kind === 'str' ? v.value : '_'));
  const defaults = need(args, 2);
  const has = (name: string): boolean => defaults.kind === 'dict' && [...defaults.entries.values()].some((e) =>
    e.key.kind === 'str' && e.key.value === name);
  const params = names.map((n) => (has(n) ? `, ${n}=_defaults['${n}']` : `, ${n}`)).join('');
  const text = `def __new__(_cls${params}):\n    return _new(_cls, (${names.map((n) => `${n}, `).join('')}))\n`;
  const typename = need(args, 0);
  const title = typename.kind === 'str' ? typename.value : 'namedtuple';
  const serial = m.service('collections.namedtuple', () => ({ count: 0 }));
  serial.count++;
  const tuple = m.builtins.get('tuple');
  const made = m.prelude(`namedtuple_${title}_${serial.count}`, text, { _defaults: defaults,
    _new: tuple ? m.getattr(tuple, '__new__') : str('') });
  const f = made.attrs.get('__new__');
  return f?.kind === 'func' ? { ...f, qualname: `${title}.__new__` } : m.raise('ValueError', `no constructor for ${title}`);
});

const OTHERS: Chunk = { names: ['ChainMap', 'UserDict', 'UserList', 'UserString'], text: String.raw`
from collections.abc import MutableMapping, MutableSequence

class ChainMap(MutableMapping):
    def __init__(self, *maps):
        self.maps = list(maps) or [{}]
    def __missing__(self, key):
        raise KeyError(key)
    def __getitem__(self, key):
        for mapping in self.maps:
            if key in mapping:
                return mapping[key]
        return self.__missing__(key)
    def get(self, key, default=None):
        return self[key] if key in self else default
    def __iter__(self):
        merged = {}
        for mapping in reversed(self.maps):
            merged.update(dict.fromkeys(mapping))
        return iter(merged)
    def __len__(self):
        return len(set().union(*self.maps))
    def __contains__(self, key):
        return any(key in mapping for mapping in self.maps)
    def __bool__(self):
        return any(self.maps)
    def __setitem__(self, key, value):
        self.maps[0][key] = value
    def __delitem__(self, key):
        if key not in self.maps[0]:
            raise KeyError(f'Key not found in the first mapping: {key!r}')
        del self.maps[0][key]
    def new_child(self, m=None, **kwargs):
        return self.__class__({**(m or {}), **kwargs} if kwargs or m is None else m, *self.maps)
    @property
    def parents(self):
        return self.__class__(*self.maps[1:])
    def __repr__(self):
        return f'{self.__class__.__name__}({", ".join(map(repr, self.maps))})'

class UserDict(MutableMapping):
    def __init__(self, dict=None, /, **kwargs):
        self.data = {}
        if dict is not None:
            self.update(dict)
        if kwargs:
            self.update(kwargs)
    def __len__(self):
        return len(self.data)
    def __getitem__(self, key):
        if key in self.data:
            return self.data[key]
        if hasattr(self.__class__, '__missing__'):
            return self.__class__.__missing__(self, key)
        raise KeyError(key)
    def __setitem__(self, key, item):
        self.data[key] = item
    def __delitem__(self, key):
        del self.data[key]
    def __iter__(self):
        return iter(self.data)
    def __contains__(self, key):
        return key in self.data
    def __repr__(self):
        return repr(self.data)
    def copy(self):
        return self.__class__(self.data)

class UserList(MutableSequence):
    def __init__(self, initlist=None):
        self.data = [] if initlist is None else list(initlist)
    def __repr__(self):
        return repr(self.data)
    def __eq__(self, other):
        return self.data == (other.data if isinstance(other, UserList) else other)
    def __len__(self):
        return len(self.data)
    def __getitem__(self, i):
        return self.__class__(self.data[i]) if isinstance(i, slice) else self.data[i]
    def __setitem__(self, i, item):
        self.data[i] = item
    def __delitem__(self, i):
        del self.data[i]
    def __add__(self, other):
        return self.__class__(self.data + list(other))
    def insert(self, i, item):
        self.data.insert(i, item)
    def append(self, item):
        self.data.append(item)
    def sort(self, /, *args, **kwds):
        self.data.sort(*args, **kwds)

class UserString(str):
    @property
    def data(self):
        return str(self)
` };

export const collections: NativeModule = lazyModule(
  'collections', () => ({}), [ORDERED, DEFAULT, COUNTER, DEQUE, NAMEDTUPLE, OTHERS], ['abc'],
);
