// enum as Python text: members are made when the class statement ends, in the order of the body.
// Boundaries of flags other than the default are taken as KEEP.
import type { NativeModule } from '../machine';
import { pythonModule } from './support';

const TEXT = String.raw`
Enum = Flag = None

class auto:
    def __init__(self, value=None):
        self.value = value
    def __or__(self, other):
        return _Later(lambda values: values(self) | values(other))
    def __and__(self, other):
        return _Later(lambda values: values(self) & values(other))
    __ror__ = __or__

class _Later:
    # An expression over auto() inside the class body; its value is known once the members before it are made.
    def __init__(self, compute):
        self.compute = compute
    def __or__(self, other):
        return _Later(lambda values: values(self) | values(other))
    __ror__ = __or__

class nonmember:
    def __init__(self, value):
        self.value = value

class member:
    def __init__(self, value):
        self.value = value

def _is_descriptor(obj):
    cls = type(obj)
    return hasattr(cls, '__get__') or hasattr(cls, '__set__') or hasattr(cls, '__delete__')

def _is_member(cls_name, name, value):
    if isinstance(value, member):
        return True
    if isinstance(value, nonmember) or _is_descriptor(value):
        return False
    if name.startswith('__') and name.endswith('__') or name.startswith('_' + cls_name + '__'):
        return False
    return not (name.startswith('_') and name.endswith('_') and len(name) > 2)

def _data_type(bases):
    for base in bases:
        for c in base.__mro__:
            if c is object or issubclass(c, Enum):
                continue
            if '__new__' in c.__dict__ or '__dataclass_fields__' in c.__dict__:
                return base if '__dataclass_fields__' in c.__dict__ else c
    return object

def _inherited_new(bases):
    # A __new__ that a memberless base enum defines makes the members of its subclasses.
    for base in bases:
        for c in base.__mro__:
            if c is not Enum and isinstance(c, EnumType) and '_made_by_' in c.__dict__:
                return c.__dict__['_made_by_']
    return None

class EnumType(type):
    def __dir__(cls):
        return ['__class__', '__contains__', '__doc__', '__getitem__', '__init_subclass__', '__iter__', '__len__', '__members__',
                '__module__', '__name__', '__qualname__'] + list(cls._member_names_)
    def __new__(metacls, name, bases, ns, *, boundary=None, _simple=False, **kwds):
        if Enum is None:
            return type.__new__(metacls, name, bases, ns)
        for base in bases:
            if isinstance(base, EnumType) and base._member_names_:
                raise TypeError(f"<enum {name!r}> cannot extend {base!r}")
        raw = {k: v for k, v in ns.items() if _is_member(name, k, v)}
        ignored = ns.get('_ignore_', [])
        if isinstance(ignored, str):
            ignored = ignored.replace(',', ' ').split()
        raw = {k: v for k, v in raw.items() if k not in ignored}
        if 'mro' in raw:
            raise ValueError("invalid enum member name(s) 'mro'")
        rest = {k: v.value if isinstance(v, nonmember) else v for k, v in ns.items() if k not in raw and k not in ignored}
        maker = rest.pop('__new__', None)
        if isinstance(maker, staticmethod):
            maker = maker.__func__
        cls = type.__new__(metacls, name, bases, rest, **kwds)
        put = lambda key, value: type.__setattr__(cls, key, value)
        if maker is not None:
            put('_made_by_', maker)
        put('_member_names_', [])
        put('_member_map_', {})
        put('_value2member_map_', {})
        put('_unhashable_values_', [])
        kind = _data_type(bases)
        put('_member_type_', kind)
        first = bases[-1]
        for special in ('__repr__', '__str__', '__format__'):
            if special not in rest:
                found = getattr(cls, special)
                if found in (getattr(kind, special), getattr(object, special)):
                    put(special, getattr(first, special))
        _fill(cls, raw, kind, maker or _inherited_new(bases))
        return cls

    def __init__(cls, *args, **kwds):
        pass

    def __call__(cls, value, names=None, *, module=None, qualname=None, type=None, start=1, boundary=None):
        if names is None:
            return _lookup(cls, value)
        if isinstance(names, str):
            names = names.replace(',', ' ').split()
        ns = {}
        if isinstance(names, (tuple, list)) and names and isinstance(names[0], str):
            generate, last = cls._generate_next_value_, []
            for i, key in enumerate(names):
                made = generate(key, start, i, last)
                last.append(made)
                ns[key] = made
        else:
            for item in (names.items() if hasattr(names, 'items') else names):
                ns[item[0]] = item[1]
        bases = (cls,) if type is None else (type, cls)
        return EnumType.__new__(EnumType, value, bases, ns)

    def __iter__(cls):
        return (cls._member_map_[name] for name in cls._member_names_)
    def __reversed__(cls):
        return (cls._member_map_[name] for name in reversed(cls._member_names_))
    def __len__(cls):
        return len(cls._member_names_)
    def __bool__(cls):
        return True
    def __contains__(cls, item):
        if not isinstance(item, Enum):
            raise TypeError("unsupported operand type(s) for 'in': '%s' and '%s'" % (type(item).__qualname__,
                cls.__class__.__qualname__))
        return isinstance(item, cls) and item._name_ in cls._member_map_
    def __getitem__(cls, name):
        return cls._member_map_[name]
    def __repr__(cls):
        return f'<{"flag" if Flag is not None and issubclass(cls, Flag) else "enum"} {cls.__name__!r}>'
    def __setattr__(cls, name, value):
        if name in cls.__dict__.get('_member_map_', {}):
            raise AttributeError(f'cannot reassign member {name!r}')
        type.__setattr__(cls, name, value)
    def __delattr__(cls, name):
        if name in cls._member_map_:
            raise AttributeError(f'{cls.__name__!r} cannot delete member {name!r}.')
        type.__delattr__(cls, name)
    def __getattr__(cls, name):
        raise AttributeError(name)
    @property
    def __members__(cls):
        return dict(cls._member_map_)

EnumMeta = EnumType

def _fill(cls, raw, kind, maker):
    last = []
    autos = {}
    def value_of(part):
        if isinstance(part, _Later):
            return part.compute(value_of)
        return autos.get(id(part), part)
    for name, value in raw.items():
        if isinstance(value, member):
            value = value.value
        if isinstance(value, auto):
            if id(value) not in autos:
                made = cls._generate_next_value_(name, 1, len(last), list(last)) if value.value is None else value.value
                autos[id(value)] = made
            value = autos[id(value)]
        elif isinstance(value, _Later):
            value = value.compute(value_of)
        elif isinstance(value, tuple) and any(isinstance(part, auto) for part in value):
            parts = [cls._generate_next_value_(name, 1, len(last), list(last)) if isinstance(p, auto) else p for p in value]
            value = tuple.__new__(type(value), parts)
        args = value if isinstance(value, tuple) else (value,)
        if kind is tuple:
            args = (args,)
        if maker is not None:
            item = maker(cls, *args)
        elif kind is object:
            item = object.__new__(cls)
        else:
            item = kind.__new__(cls, *args)
        if not hasattr(item, '_value_'):
            if kind is object or maker is not None:
                item._value_ = value
            elif '__dataclass_fields__' in kind.__dict__:
                item._value_ = kind(*args)
            else:
                item._value_ = kind(*args)
        value = item._value_
        item._name_ = name
        item.__objclass__ = cls
        item._sort_order_ = len(cls._member_names_)
        item.__init__(*args)
        last.append(value)
        same = _by_value(cls, value)
        if same is None and Flag is not None and issubclass(cls, Flag) and isinstance(value,
            int) and (value == 0 or value & (value - 1)):
            _register(cls, name, item, value, False)
        elif same is None:
            _register(cls, name, item, value, True)
        else:
            cls._member_map_[name] = same
            type.__setattr__(cls, name, same)

def _register(cls, name, item, value, canonical):
    if canonical:
        cls._member_names_.append(name)
    cls._member_map_[name] = item
    try:
        cls._value2member_map_[value] = item
    except TypeError:
        cls._unhashable_values_.append((value, item))
    type.__setattr__(cls, name, item)

def _by_value(cls, value):
    try:
        return cls._value2member_map_.get(value)
    except TypeError:
        for known, item in cls._unhashable_values_:
            if known == value:
                return item
    return None

def _lookup(cls, value):
    if type(value) is cls:
        return value
    found = _by_value(cls, value)
    if found is not None:
        return found
    if not cls._member_map_ and cls in (Enum, Flag):
        raise TypeError(f'{cls!r} has no members defined')
    found = cls._missing_(value)
    if isinstance(found, cls):
        return found
    error = ValueError(f'{value!r} is not a valid {cls.__qualname__}')
    if found is None:
        raise error
    raise TypeError(f'error in {cls.__name__}._missing_: returned {found!r} instead of None or a valid member')

class property(property):
    pass

class Enum(metaclass=EnumType):
    _member_names_ = []
    _member_map_ = {}

    @staticmethod
    def _generate_next_value_(name, start, count, last_values):
        if not last_values:
            return start
        try:
            return sorted(last_values)[-1] + 1
        except TypeError:
            return last_values[-1] + 1

    @classmethod
    def _missing_(cls, value):
        return None

    @property
    def name(self):
        return self._name_
    @name.setter
    def name(self, value):
        raise AttributeError("<enum 'Enum'> cannot set attribute 'name'")

    @property
    def value(self):
        return self._value_
    @value.setter
    def value(self, value):
        raise AttributeError("<enum 'Enum'> cannot set attribute 'value'")

    def __init__(self, *args, **kwds):
        pass
    def __repr__(self):
        return f'<{self.__class__.__name__}.{self._name_}: {self._value_!r}>'
    def __str__(self):
        return f'{self.__class__.__name__}.{self._name_}'
    def __format__(self, spec):
        return str.__format__(str(self), spec)
    def __hash__(self):
        return hash(self._name_)
    def __copy__(self):
        return self
    def __deepcopy__(self, memo):
        return self
    def __dir__(self):
        return ['name', 'value']
    def __reduce_ex__(self, proto):
        return self.__class__, (self._value_,)

class ReprEnum(Enum):
    pass

class IntEnum(int, ReprEnum):
    __str__ = int.__repr__
    __format__ = int.__format__

class StrEnum(str, ReprEnum):
    __str__ = str.__str__
    __format__ = str.__format__
    def __new__(cls, *values):
        for value in values:
            if not isinstance(value, str):
                raise TypeError(f'{value!r} is not a string')
        item = str.__new__(cls, *values)
        item._value_ = str(*values)
        return item
    @staticmethod
    def _generate_next_value_(name, start, count, last_values):
        return name.lower()

STRICT, CONFORM, EJECT, KEEP = 'strict', 'conform', 'eject', 'keep'

def _bits(value):
    found = []
    bit = 1
    while bit <= value:
        if value & bit:
            found.append(bit)
        bit <<= 1
    return found

class Flag(Enum):
    @staticmethod
    def _generate_next_value_(name, start, count, last_values):
        if not last_values:
            return start if start is not None else 1
        return 2 ** (max(last_values).bit_length())

    @classmethod
    def _all(cls):
        total = 0
        for item in cls._member_map_.values():
            total |= item._value_
        return total

    @classmethod
    def _missing_(cls, value):
        if not isinstance(value, int):
            raise ValueError(f'{value!r} is not a valid {cls.__qualname__}')
        everything = cls._all()
        if value < 0:
            value = everything & value if not issubclass(cls, int) else everything & value
            known = _by_value(cls, value)
            if known is not None:
                return known
        elif value & ~everything and not issubclass(cls, int):
            width = max(value.bit_length(), everything.bit_length())
            raise ValueError(f'{cls!r} invalid value {value!r}\n    given 0b0 {value:0{width}b}\n'
                             f'  allowed 0b0 {everything:0{width}b}')
        kind = cls._member_type_
        item = object.__new__(cls) if kind is object else kind.__new__(cls, value)
        item._value_ = value
        parts = [_by_value(cls, bit) for bit in _bits(value)]
        names = [p._name_ for p in parts if p is not None]
        left = value & ~everything
        if left:
            names.append(str(left))
        item._name_ = '|'.join(names) or None
        item.__objclass__ = cls
        cls._value2member_map_[value] = item
        return item

    def __repr__(self):
        if self._name_ is None:
            return f'<{self.__class__.__name__}: {self._value_!r}>'
        return f'<{self.__class__.__name__}.{self._name_}: {self._value_!r}>'
    def __str__(self):
        if self._name_ is None:
            return f'{self.__class__.__name__}({self._value_!r})'
        return f'{self.__class__.__name__}.{self._name_}'
    def __contains__(self, other):
        if not isinstance(other, self.__class__):
            raise TypeError("unsupported operand type(s) for 'in': %r and %r" % (type(other).__qualname__,
                self.__class__.__qualname__))
        return other._value_ & self._value_ == other._value_
    def __iter__(self):
        return iter([_by_value(self.__class__, bit) for bit in _bits(self._value_)])
    def __len__(self):
        return len(_bits(self._value_))
    def __bool__(self):
        return bool(self._value_)
    def _other(self, other):
        if isinstance(other, self.__class__):
            return other._value_
        return other if isinstance(self, int) and isinstance(other, int) else None
    def __or__(self, other):
        value = self._other(other)
        return NotImplemented if value is None else self.__class__(self._value_ | value)
    def __and__(self, other):
        value = self._other(other)
        return NotImplemented if value is None else self.__class__(self._value_ & value)
    def __xor__(self, other):
        value = self._other(other)
        return NotImplemented if value is None else self.__class__(self._value_ ^ value)
    def __invert__(self):
        return self.__class__(self._all() & ~self._value_)
    __ror__ = __or__
    __rand__ = __and__
    __rxor__ = __xor__

class IntFlag(int, ReprEnum, Flag):
    __str__ = int.__repr__
    __format__ = int.__format__
    __repr__ = Flag.__repr__
    __or__ = Flag.__or__
    __and__ = Flag.__and__
    __xor__ = Flag.__xor__
    __invert__ = Flag.__invert__
    __ror__ = Flag.__or__
    __rand__ = Flag.__and__
    __rxor__ = Flag.__xor__
    __bool__ = Flag.__bool__

def unique(enumeration):
    duplicates = [(name, item._name_) for name, item in enumeration.__members__.items() if name != item._name_]
    if duplicates:
        details = ', '.join(f'{alias} -> {name}' for alias, name in duplicates)
        raise ValueError(f'duplicate values found in {enumeration!r}: {details}')
    return enumeration

CONTINUOUS, NAMED_FLAGS, UNIQUE = 'continuous', 'named flags', 'one name per value'
def verify(*checks):
    return lambda enumeration: enumeration
def global_enum(cls, update_str=False):
    return cls
`;

export const enumModule: NativeModule = pythonModule('enum', TEXT);
