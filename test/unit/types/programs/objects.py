def show(*makers):
    for make in makers:
        try:
            print(repr(make()))
        except Exception as error:
            print(type(error).__name__, error)

import functools

class A:
    """Doc of A."""
    kind = 'letter'
    def __init__(self, x=1): self.x = x
    def method(self, a, b=2, *args, c=3, **kw):
        """Doc of method."""
        y = a
        return y
    @property
    def double(self): return self.x * 2
    @double.setter
    def double(self, v): self.x = v / 2
    @double.deleter
    def double(self): self.x = 0
    @property
    def readonly(self): return 1
    @staticmethod
    def stat(v): return v
    @classmethod
    def make(cls, v): return cls(v)
    def __eq__(self, other): return isinstance(other, A) and self.x == other.x
    def __hash__(self): return hash(self.x)

class B(A):
    def __init__(self, x, y):
        super().__init__(x)
        self.y = y
    def __repr__(self): return f'B({self.x}, {self.y})'

class Empty: pass
class Str(str):
    def shout(self): return self.upper() + '!'
class Int(int):
    def __repr__(self): return f'Int({int(self)})'
class Float(float): pass
class List(list):
    def total(self): return sum(self)
class Dict(dict): pass
class Tuple(tuple):
    def __new__(cls, *items): return super().__new__(cls, items)
class Set(set): pass
class Meta(type):
    def __call__(cls, *args):
        made = super().__call__(*args)
        made.tagged = True
        return made
    def __new__(mcls, name, bases, ns):
        ns['added'] = name.lower()
        return super().__new__(mcls, name, bases, ns)
class WithMeta(metaclass=Meta): pass
class Base:
    registry = []
    def __init_subclass__(cls, **kw):
        super().__init_subclass__()
        Base.registry.append((cls.__name__, kw))
class Sub(Base, tag=1): pass
class Slots:
    def __getattr__(self, name):
        if name == 'no': raise AttributeError('no such thing')
        return name
class Everything:
    def __len__(self): return 3
    def __getitem__(self, i):
        if i >= 3: raise IndexError(i)
        return i * i
    def __contains__(self, x): return x == 7
    def __call__(self, *a, **k): return a, k
    def __bool__(self): return False
    def __index__(self): return 2
    def __float__(self): return 1.5
    def __int__(self): return 9
    def __add__(self, o): return ('add', o)
    def __radd__(self, o): return ('radd', o)
    def __iadd__(self, o): return ('iadd', o)
    def __neg__(self): return 'neg'
    def __lt__(self, o): return True
    def __format__(self, s): return 'fmt' + s
    def __abs__(self): return 'abs'
    def __round__(self, n=None): return ('round', n)
    def __divmod__(self, o): return 'divmod'
    def __enter__(self): return 'entered'
    def __exit__(self, *a): return True

a, b, e = A(3), B(1, 2), Everything()
def deleted(obj, name):
    delattr(obj, name)
    return vars(obj)
def assigned(obj, name, value):
    setattr(obj, name, value)
    return vars(obj)

show(
    lambda: a.x, lambda: a.double, lambda: assigned(A(), 'double', 10), lambda: deleted(A(), 'double'), lambda: assigned(A(), 'readonly', 1), lambda: deleted(A(), 'readonly'), lambda: deleted(A(), 'x'), lambda: deleted(A(), 'zz'), lambda: a.zz, lambda: A.zz, lambda: a.stat(5), lambda: A.stat(5), lambda: B.make(1), lambda: A.make(7).x, lambda: a == A(3), lambda: a != A(3), lambda: a == 3, lambda: hash(a) == hash(A(3)), lambda: {a: 1}[A(3)], lambda: a < b, lambda: a + 1,
    lambda: A(1, 2, 3), lambda: Empty(1), lambda: Empty(x=1), lambda: object(1), lambda: B(1), lambda: A.__name__, lambda: A.__qualname__, lambda: A.__module__, lambda: A.__doc__, lambda: a.__doc__, lambda: A.__bases__, lambda: [c.__name__ for c in B.__mro__], lambda: B.__base__.__name__, lambda: a.__class__.__name__, lambda: a.__dict__, lambda: vars(b), lambda: sorted(k for k in A.__dict__ if not k.startswith('_')), lambda: a.__class__ is A, lambda: type(a) is A, lambda: B.__subclasses__(), lambda: [c.__name__ for c in A.__subclasses__()], lambda: issubclass(B, A), lambda: issubclass(1, A), lambda: issubclass(B, (int, A)), lambda: isinstance(b, A), lambda: isinstance(1, (str, int)), lambda: isinstance(1, int | str), lambda: isinstance(None, int | None), lambda: isinstance(1, 1), lambda: isinstance(True, bool), lambda: isinstance(A, type), lambda: isinstance([], list[int]), lambda: A, lambda: type(1), lambda: int, lambda: list[int], lambda: dict[str, int], lambda: int | None, lambda: int | str == str | int, lambda: list[int].__origin__, lambda: list[int].__args__, lambda: tuple[int, ...], lambda: int | 3, lambda: int[3], lambda: list[int]([1]), lambda: type(None), lambda: type(...), lambda: type(NotImplemented),
    lambda: a.method.__name__, lambda: a.method.__self__ is a, lambda: A.method.__qualname__, lambda: a.method.__func__ is A.method, lambda: A.method.__defaults__, lambda: A.method.__kwdefaults__, lambda: A.method.__code__.co_varnames, lambda: A.method.__code__.co_argcount, lambda: A.method.__code__.co_name, lambda: A.method.__doc__, lambda: A.method.__module__, lambda: A.method(a, 4), lambda: A.method.__get__(a)(5), lambda: (lambda: 0).__name__, lambda: len.__name__, lambda: len.__module__, lambda: [].append.__name__, lambda: [].append.__self__, lambda: str.upper.__name__, lambda: list.append.__qualname__, lambda: a.method == a.method, lambda: callable(A), lambda: callable(1), lambda: callable(e), lambda: len, lambda: print, lambda: [].append.__class__.__name__, lambda: list.append.__class__.__name__, lambda: a.method.__class__.__name__, lambda: A.method.__class__.__name__, lambda: list.append, lambda: str.__len__,
    lambda: getattr(a, 'x'), lambda: getattr(a, 'q', 5), lambda: getattr(a, 'q'), lambda: getattr(1, 2), lambda: hasattr(a, 'x'), lambda: hasattr(a, 'q'), lambda: hasattr(1, 2), lambda: setattr(1, 'a', 2), lambda: vars(1), lambda: (1).foo, lambda: Slots().abc, lambda: Slots().no, lambda: hasattr(Slots(), 'no'), lambda: getattr(Slots(), 'no', 'dflt'), lambda: None.foo, lambda: [].foo, lambda: A.foo, lambda: len.foo, lambda: a.x.y, lambda: object().x, lambda: assigned(object(), 'x', 1),
    lambda: Str('ab').shout(), lambda: Str('ab') + 'c', lambda: type(Str('a')).__name__, lambda: type(Str('a') + 'b').__name__, lambda: Str('a') == 'a', lambda: {'a': 1}[Str('a')], lambda: len(Str('abc')), lambda: Str('a b').split(), lambda: isinstance(Str('a'), str), lambda: Str('a'), lambda: f'{Str("a"):>3}', lambda: ''.join([Str('a'), 'b']), lambda: Int(5), lambda: Int(5) + 1, lambda: Int(5) == 5, lambda: str(Int(5)), lambda: [1, 2, 3][Int(1)], lambda: Int('7') * 2, lambda: Float(1.5) * 2, lambda: Float(1.5), lambda: range(Int(3)), lambda: Int(3) < 4, lambda: max(Int(3), 2), lambda: '%d' % Int(3), lambda: f'{Int(3):03d}',
    lambda: List([1, 2]).total(), lambda: List([1, 2]), lambda: type(List([1]) + [2]).__name__, lambda: List([1]) == [1], lambda: assigned(List(), 'x', 1), lambda: Dict(a=1), lambda: Dict(a=1)['a'], lambda: Tuple(1, 2), lambda: len(Tuple(1, 2)), lambda: Tuple(1) == (1,), lambda: type(Tuple(1)).__name__, lambda: Set([1]), lambda: {1} | Set([2]), lambda: WithMeta().tagged, lambda: WithMeta.added, lambda: type(WithMeta).__name__, lambda: Base.registry,
    lambda: len(e), lambda: list(e), lambda: 7 in e, lambda: 4 in e, lambda: e(1, k=2), lambda: bool(e), lambda: [0, 1, 2][e], lambda: float(e), lambda: int(e), lambda: e + 1, lambda: 1 + e, lambda: -e, lambda: e < 1, lambda: 1 > e, lambda: f'{e:x}', lambda: abs(e), lambda: round(e), lambda: round(e, 2), lambda: divmod(e, 1), lambda: e[1], lambda: range(e), lambda: hex(e), lambda: ~e, lambda: e - 1, lambda: e >= 1, lambda: next(e), lambda: type(reversed(e)), lambda: list(reversed(e)), lambda: max(e), lambda: sorted(e, reverse=True),
    lambda: type('Made', (A,), {'z': 3})(1).z, lambda: type('Made', (), {}).__name__, lambda: type(1, 2), lambda: type('x', 1, {}), lambda: type(type), lambda: super(B, b).x, lambda: object.__new__(A).kind, lambda: object.__setattr__(a, 'w', 4), lambda: a.w, lambda: object.__getattribute__(a, 'w'), lambda: A.__init__ is A.__dict__['__init__'], lambda: property().fget, lambda: A.double.fget.__name__, lambda: A.__eq__(a, a), lambda: object.__eq__(1, 2), lambda: object.__repr__(a)[:20], lambda: (5).__class__, lambda: A.mro()[-1], lambda: id(a) == id(a), lambda: type(a).__name__, lambda: a.__module__, lambda: property(1, 2, 3, 4, 5), lambda: isinstance(e, object), lambda: str(Empty).replace('__main__', 'M'), lambda: bool(Empty()), lambda: functools.partial(max, 3)(5),
)
x = e
x += 5
print(x)
with e as w:
    print(w)
    raise ValueError
print('__eq__' in dir(Empty()), 'x' in dir(a))
a.__dict__['new'] = 1
print(a.new, a.__dict__ == {'x': 3, 'w': 4, 'new': 1})
a.__dict__.update(p=1, q=2)
print(a.q, sorted(vars(a)))
a.__class__ = Empty
print(type(a).__name__)
A.kind = 'changed'
print(b.kind, B.kind)
del A.kind
print(hasattr(b, 'kind'))
def f(): pass
f.attr = 1
print(f.attr, f.__dict__, f.__name__)
f.__name__ = 'g'
print(f.__name__)
print(globals()['a'] is a, 'show' in globals(), eval('1 + 2'), eval('b.x'))
def inner(p, q=2):
    r = 3
    return sorted(locals())
print(inner(1))
print(1, 'a', None, sep='-', end='!\n')
try:
    print(x=1)
except TypeError as error:
    print(error)
def outer(n):
    extra = 5
    def inner(x, *, k=n): return x * n + extra
    return inner
made = outer(4)
print(made.__code__.co_freevars, [c.cell_contents for c in made.__closure__], outer.__closure__, made.__kwdefaults__)
print(f.__globals__ is globals(), a.__dict__ is a.__dict__)
