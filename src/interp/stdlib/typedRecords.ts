// typing.NamedTuple and typing.TypedDict, as Python text: both are classes whose metaclass makes another class.
// Knows nothing of the types that the fields are annotated with.
import type { Machine } from '../machine';
import type { PyModule } from '../value';

const TEXT = String.raw`
from collections import namedtuple

class NamedTupleMeta(type):
    def __new__(mcls, name, bases, ns, **kwargs):
        if not bases:
            return type.__new__(mcls, name, bases, ns)
        types = ns.get('__annotations__', {})
        defaulted = []
        for field in types:
            if field in ns:
                defaulted.append(field)
            elif defaulted:
                raise TypeError(f"Non-default namedtuple field {field} cannot follow default field"
                                f"{'s' if len(defaulted) > 1 else ''} {', '.join(defaulted)}")
        made = namedtuple(name, list(types), defaults=[ns[f] for f in defaulted], module=ns.get('__module__'))
        made.__annotations__ = types
        made.__orig_bases__ = (NamedTuple,)
        for key, value in ns.items():
            if key in ('__new__', '__init__', '__slots__', '__getnewargs__', '_fields', '_field_defaults', '_make',
                '_replace', '_asdict'):
                raise AttributeError('Cannot overwrite NamedTuple attribute ' + key)
            if key not in ('__module__', '__qualname__', '__annotations__') and key not in types:
                setattr(made, key, value)
        if '__qualname__' in ns:
            made.__qualname__ = ns['__qualname__']
        return made

    def __call__(cls, typename, fields=None, **kwargs):
        pairs = list(kwargs.items()) if fields is None else [(n, t) for n, t in fields]
        made = namedtuple(typename, [n for n, t in pairs])
        made.__annotations__ = dict(pairs)
        return made

class NamedTuple(metaclass=NamedTupleMeta):
    pass

class TypedDictMeta(type):
    def __new__(mcls, name, bases, ns, total=True, **kwargs):
        if not bases:
            return type.__new__(mcls, name, bases, ns)
        made = type.__new__(mcls, name, (dict,), ns)
        hints = {}
        for base in bases:
            hints.update(getattr(base, '__annotations__', {}))
        hints.update(ns.get('__annotations__', {}))
        made.__annotations__ = hints
        made.__total__ = total
        made.__required_keys__ = frozenset(hints if total else ())
        made.__optional_keys__ = frozenset(() if total else hints)
        return made

    def __call__(cls, *args, **kwargs):
        if cls is TypedDict:
            name, fields = args if len(args) > 1 else (args[0], kwargs)
            return TypedDictMeta(name, (TypedDict,), {'__annotations__': dict(fields)})
        return dict(*args, **kwargs)

    def __instancecheck__(cls, value):
        raise TypeError('TypedDict does not support instance and class checks')

class TypedDict(metaclass=TypedDictMeta):
    pass
`;

export const typedRecords = (m: Machine): PyModule => m.prelude('typing.records', TEXT, {});
