// dataclasses as Python text. __init__ is text too, written for each class as CPython does, so that its signature and
// its errors are the fields'. Knows nothing of slots.
import type { Machine, NativeModule } from '../machine';
import type { Value } from '../value';
import { need, pythonModule, simple } from './support';

const TEXT = String.raw`
import copy as _copy
from typing import ClassVar as _ClassVar, get_origin as _get_origin

class FrozenInstanceError(AttributeError):
    pass

class _MissingType:
    def __repr__(self):
        return '<dataclasses._MISSING_TYPE object>'
MISSING = _MissingType()

class _Factory:
    def __repr__(self):
        return '<factory>'
_FACTORY = _Factory()

class _KwOnlyType:
    pass
KW_ONLY = _KwOnlyType()

class InitVar:
    def __init__(self, type):
        self.type = type
    def __repr__(self):
        name = self.type.__name__ if isinstance(self.type, type) else repr(self.type)
        return f'dataclasses.InitVar[{name}]'
    def __class_getitem__(cls, type):
        return cls(type)

class Field:
    def __init__(self, default, default_factory, init, repr, hash, compare, metadata, kw_only):
        self.name = None
        self.type = None
        self.default = default
        self.default_factory = default_factory
        self.init = init
        self.repr = repr
        self.hash = hash
        self.compare = compare
        self.metadata = {} if metadata is None else metadata
        self.kw_only = kw_only
        self._field_type = None

    def __repr__(self):
        return (f'Field(name={self.name!r},type={self.type!r},default={self.default!r},'
                f'default_factory={self.default_factory!r},init={self.init!r},repr={self.repr!r},hash={self.hash!r},'
                f'compare={self.compare!r},metadata={self.metadata!r},kw_only={self.kw_only!r},'
                f'_field_type={self._field_type})')

def field(*, default=MISSING, default_factory=MISSING, init=True, repr=True, hash=None, compare=True, metadata=None,
    kw_only=MISSING):
    if default is not MISSING and default_factory is not MISSING:
        raise ValueError('cannot specify both default and default_factory')
    return Field(default, default_factory, init, repr, hash, compare, metadata, kw_only)

def _kind(hint):
    if isinstance(hint, str):
        head = hint.split('[')[0].split('.')[-1].strip()
        return {'ClassVar': '_FIELD_CLASSVAR', 'InitVar': '_FIELD_INITVAR', 'KW_ONLY': 'KW_ONLY'}.get(head, '_FIELD')
    if hint is KW_ONLY:
        return 'KW_ONLY'
    if hint is _ClassVar or _get_origin(hint) is _ClassVar:
        return '_FIELD_CLASSVAR'
    if hint is InitVar or isinstance(hint, InitVar):
        return '_FIELD_INITVAR'
    return '_FIELD'

def _own_field(cls, name, hint, kind, kw_only):
    default = getattr(cls, name, MISSING)
    if isinstance(default, Field):
        f = default
    else:
        f = field(default=default)
    f.name = name
    f.type = hint
    f._field_type = kind
    if kind in ('_FIELD_CLASSVAR', '_FIELD_INITVAR') and f.default_factory is not MISSING:
        raise TypeError(f'field {name} cannot have a default factory')
    if f.kw_only is MISSING:
        f.kw_only = kw_only
    if kind == '_FIELD' and f.default is not MISSING and f.default.__class__.__hash__ is None:
        raise ValueError(f'mutable default {type(f.default)} for field {name} is not allowed: use default_factory')
    if isinstance(cls.__dict__.get(name), Field):
        if f.default is MISSING:
            delattr(cls, name)
        else:
            setattr(cls, name, f.default)
    return f

def _collect(cls, kw_only):
    found = {}
    for base in reversed(cls.__mro__[1:]):
        for f in base.__dict__.get('__dataclass_fields__', {}).values():
            found[f.name] = f
    hints = cls.__dict__.get('__annotations__', {})
    only = kw_only
    for name, hint in hints.items():
        kind = _kind(hint)
        if kind == 'KW_ONLY':
            only = True
            continue
        found[name] = _own_field(cls, name, hint, kind, only)
    for name, value in cls.__dict__.items():
        if isinstance(value, Field) and name not in hints:
            raise TypeError(f'{name!r} is a field but has no type annotation')
    return found

def _make_init(cls, found, frozen, has_post):
    taking = [f for f in found if f.init and f._field_type != '_FIELD_CLASSVAR']
    positional = [f for f in taking if not f.kw_only]
    seen = False
    for f in positional:
        if f.default is not MISSING or f.default_factory is not MISSING:
            seen = True
        elif seen:
            raise TypeError(f'non-default argument {f.name!r} follows default argument')
    values = {'_FACTORY': _FACTORY, '_set': object.__setattr__}
    def parameter(f):
        if f.default is not MISSING:
            values[f'_dflt_{f.name}'] = f.default
            return f'{f.name}=_dflt_{f.name}'
        if f.default_factory is not MISSING:
            return f'{f.name}=_FACTORY'
        return f.name
    params = [parameter(f) for f in positional]
    only = [parameter(f) for f in taking if f.kw_only]
    if only:
        params += ['*'] + only
    own = 'self' if 'self' not in [f.name for f in found] else '__dataclass_self__'
    body = []
    for f in found:
        if f._field_type != '_FIELD':
            continue
        source = f.name
        if f.default_factory is not MISSING:
            values[f'_make_{f.name}'] = f.default_factory
            source = f'_make_{f.name}() if {f.name} is _FACTORY else {f.name}' if f.init else f'_make_{f.name}()'
        elif not f.init:
            continue
        body.append(f'_set({own}, {f.name!r}, {source})' if frozen else f'{own}.{f.name} = {source}')
    if has_post:
        extra = ', '.join(f.name for f in found if f._field_type == '_FIELD_INITVAR')
        body.append(f'{own}.__post_init__({extra})')
    text = f'def __init__({", ".join([own] + params)}):\n' + ''.join(f'    {line}\n' for line in body or ['pass'])
    init = _function(f'{cls.__qualname__}', '__init__', text, values)
    init.__annotations__ = {**{f.name: f.type.type if isinstance(f.type, InitVar) else f.type for f in taking}, 'return': None}
    init.__module__ = cls.__module__
    return init

def _shown_hint(hint):
    if isinstance(hint, type):
        return hint.__qualname__ if hint.__module__ == 'builtins' else f'{hint.__module__}.{hint.__qualname__}'
    return repr(hint).replace('typing.', '')

def _doc(cls, found):
    taking = [f for f in found if f.init and f._field_type != '_FIELD_CLASSVAR']
    def shown(f):
        end = f' = {f.default!r}' if f.default is not MISSING else ' = <factory>' if f.default_factory is not MISSING else ''
        return f'{f.name}: {_shown_hint(f.type)}{end}'
    params, only = [shown(f) for f in taking if not f.kw_only], [shown(f) for f in taking if f.kw_only]
    return f'{cls.__name__}({", ".join(params + (["*"] + only if only else []))})'

def _values(self, names):
    return tuple([getattr(self, n) for n in names])

def _comparisons(cls, names):
    def ordered(name, compare):
        def method(self, other):
            if other.__class__ is self.__class__:
                return compare(_values(self, names), _values(other, names))
            return NotImplemented
        method.__name__ = name
        return method
    return {
        '__lt__': ordered('__lt__', lambda a, b: a < b), '__le__': ordered('__le__', lambda a, b: a <= b),
        '__gt__': ordered('__gt__', lambda a, b: a > b), '__ge__': ordered('__ge__', lambda a, b: a >= b),
    }

def _add_frozen(cls, names):
    parent_set, parent_del = cls.__setattr__, cls.__delattr__
    def __setattr__(self, name, value):
        if type(self) is cls or name in names:
            raise FrozenInstanceError(f'cannot assign to field {name!r}')
        parent_set(self, name, value)
    def __delattr__(self, name):
        if type(self) is cls or name in names:
            raise FrozenInstanceError(f'cannot delete field {name!r}')
        parent_del(self, name)
    for f in (__setattr__, __delattr__):
        if f.__name__ in cls.__dict__:
            raise TypeError(f'Cannot overwrite attribute {f.__name__} in class {cls.__name__}')
        setattr(cls, f.__name__, f)

def _process(cls, init, repr, eq, order, unsafe_hash, frozen, match_args, kw_only, slots):
    parents = [b for b in cls.__mro__[1:] if '__dataclass_params__' in b.__dict__]
    if parents:
        any_frozen = any(b.__dict__['__dataclass_params__']['frozen'] for b in parents)
        if any_frozen and not frozen:
            raise TypeError('cannot inherit non-frozen dataclass from a frozen one')
        if frozen and not all(b.__dict__['__dataclass_params__']['frozen'] for b in parents):
            raise TypeError('cannot inherit frozen dataclass from a non-frozen one')
    found = _collect(cls, kw_only)
    cls.__dataclass_fields__ = found
    cls.__dataclass_params__ = {'init': init, 'repr': repr, 'eq': eq, 'order': order, 'frozen': frozen}
    if order and not eq:
        raise ValueError('eq must be true if order is true')
    everything = list(found.values())
    own = [f for f in everything if f._field_type == '_FIELD']
    compared = [f.name for f in own if f.compare]
    explicit = cls.__dict__.get('__hash__', MISSING)
    has_hash = not (explicit is MISSING or explicit is None and '__eq__' in cls.__dict__)
    if init and '__init__' not in cls.__dict__:
        cls.__init__ = _make_init(cls, everything, frozen, hasattr(cls, '__post_init__'))
        if not getattr(cls, '__doc__', None):
            cls.__doc__ = _doc(cls, everything)
    if repr and '__repr__' not in cls.__dict__:
        shown = [f.name for f in own if f.repr]
        def __repr__(self):
            return f'{self.__class__.__qualname__}({", ".join([f"{n}={getattr(self, n)!r}" for n in shown])})'
        cls.__repr__ = __repr__
    if eq and '__eq__' not in cls.__dict__:
        def __eq__(self, other):
            if other.__class__ is self.__class__:
                return _values(self, compared) == _values(other, compared)
            return NotImplemented
        cls.__eq__ = __eq__
    if order:
        for name, method in _comparisons(cls, compared).items():
            if name in cls.__dict__:
                raise TypeError(f'Cannot overwrite attribute {name} in class {cls.__name__}. '
                                'Consider using functools.total_ordering')
            setattr(cls, name, method)
    if frozen:
        _add_frozen(cls, [f.name for f in own])
    if unsafe_hash and has_hash:
        raise TypeError(f'Cannot overwrite attribute __hash__ in class {cls.__name__}')
    if unsafe_hash or eq and frozen and not has_hash:
        hashed = [f.name for f in own if (f.compare if f.hash is None else f.hash)]
        def __hash__(self):
            return hash(_values(self, hashed))
        cls.__hash__ = __hash__
    elif eq and not frozen and not has_hash:
        cls.__hash__ = None
    if match_args and '__match_args__' not in cls.__dict__:
        cls.__match_args__ = tuple([f.name for f in everything
                                    if f.init and not f.kw_only and f._field_type != '_FIELD_CLASSVAR'])
    if not cls.__doc__:
        cls.__doc__ = cls.__name__
    return _with_slots(cls) if slots else cls

def _with_slots(cls):
    if '__slots__' in cls.__dict__:
        raise TypeError(f'{cls.__name__} already specifies __slots__')
    namespace = dict(cls.__dict__)
    inherited = [name for base in cls.__mro__[1:] for name in base.__dict__.get('__slots__', ())]
    namespace['__slots__'] = tuple([f.name for f in fields(cls) if f.name not in inherited])
    for f in fields(cls):
        namespace.pop(f.name, None)
    for name in ('__dict__', '__weakref__'):
        namespace.pop(name, None)
    made = type(cls)(cls.__name__, cls.__bases__, namespace)
    made.__qualname__ = cls.__qualname__
    return made

def dataclass(cls=None, /, *, init=True, repr=True, eq=True, order=False, unsafe_hash=False, frozen=False, match_args=True,
              kw_only=False, slots=False, weakref_slot=False):
    def wrap(cls):
        return _process(cls, init, repr, eq, order, unsafe_hash, frozen, match_args, kw_only, slots)
    return wrap if cls is None else wrap(cls)

def fields(class_or_instance):
    if not hasattr(class_or_instance, '__dataclass_fields__'):
        raise TypeError('must be called with a dataclass type or instance')
    return tuple([f for f in class_or_instance.__dataclass_fields__.values() if f._field_type == '_FIELD'])

def is_dataclass(obj):
    return hasattr(obj if isinstance(obj, type) else type(obj), '__dataclass_fields__')

def _is_instance(obj):
    return hasattr(type(obj), '__dataclass_fields__')

def _asdict(obj, factory):
    if _is_instance(obj):
        return factory([(f.name, _asdict(getattr(obj, f.name), factory)) for f in fields(obj)])
    if isinstance(obj, tuple) and hasattr(obj, '_fields'):
        return type(obj)(*[_asdict(v, factory) for v in obj])
    if isinstance(obj, (list, tuple)):
        return type(obj)([_asdict(v, factory) for v in obj])
    if isinstance(obj, dict):
        pairs = [(_asdict(k, factory), _asdict(v, factory)) for k, v in obj.items()]
        return type(obj)(obj.default_factory, pairs) if hasattr(type(obj), 'default_factory') else type(obj)(pairs)
    return _copy.deepcopy(obj)

def asdict(obj, *, dict_factory=dict):
    if not _is_instance(obj):
        raise TypeError('asdict() should be called on dataclass instances')
    return _asdict(obj, dict_factory)

def _astuple(obj, factory):
    if _is_instance(obj):
        return factory([_astuple(getattr(obj, f.name), factory) for f in fields(obj)])
    if isinstance(obj, tuple) and hasattr(obj, '_fields'):
        return type(obj)(*[_astuple(v, factory) for v in obj])
    if isinstance(obj, (list, tuple)):
        return type(obj)([_astuple(v, factory) for v in obj])
    if isinstance(obj, dict):
        return type(obj)([(_astuple(k, factory), _astuple(v, factory)) for k, v in obj.items()])
    return _copy.deepcopy(obj)

def astuple(obj, *, tuple_factory=tuple):
    if not _is_instance(obj):
        raise TypeError('astuple() should be called on dataclass instances')
    return _astuple(obj, tuple_factory)

def replace(obj, /, **changes):
    if not _is_instance(obj):
        raise TypeError('replace() should be called on dataclass instances')
    for f in obj.__dataclass_fields__.values():
        if f._field_type == '_FIELD_CLASSVAR':
            continue
        if not f.init:
            if f.name in changes:
                raise ValueError(f'field {f.name} is declared with init=False, it cannot be specified with replace()')
            continue
        if f.name not in changes:
            if f._field_type == '_FIELD_INITVAR' and f.default is MISSING:
                raise ValueError(f'InitVar {f.name!r} must be specified with replace()')
            changes[f.name] = getattr(obj, f.name)
    return obj.__class__(**changes)

def make_dataclass(cls_name, fields, *, bases=(), namespace=None, module=None, **options):
    ns = dict(namespace or {})
    hints = {}
    for item in fields:
        if isinstance(item, str):
            item = (item, 'typing.Any')
        hints[item[0]] = item[1]
        if len(item) == 3:
            ns[item[0]] = item[2]
    ns['__annotations__'] = hints
    return dataclass(**options)(type(cls_name, bases, ns))
`;

/** A function from text of ours: `_function(owner, name, text, globals)`. */
const functionFrom = simple('_function', ['owner', 'name', 'text', 'globals'], (m: Machine, [owner, name, text, globals]) => {
  if (owner?.kind !== 'str' || name?.kind !== 'str' || text?.kind !== 'str' || globals?.kind !== 'dict') {
    return m.unknown('library-not-modelled', 'a dataclass whose fields are not known');
  }
  const serial = m.service('dataclasses.functions', () => ({ count: 0 }));
  serial.count++;
  const found: Record<string, Value> = {};
  for (const { key, value } of globals.entries.values()) if (key.kind === 'str') found[key.value] = value;
  const made = need([m.prelude(`dataclasses.${owner.value}.${serial.count}`, text.value, found).attrs.get(name.value)], 0);
  return made.kind === 'func' ? { ...made, qualname: `${owner.value}.${name.value}` } : made;
});

export const dataclasses: NativeModule = pythonModule('dataclasses', TEXT, () => ({ _function: functionFrom }));
