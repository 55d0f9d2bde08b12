class A:
    count = 0
    def __init__(self, x): self.x = x; A.count += 1
    def __repr__(self): return f'A({self.x})'
    def __eq__(self, o): return isinstance(o, A) and self.x == o.x
    def __hash__(self): return hash(self.x)
    def __lt__(self, o): return self.x < o.x
    def __add__(self, o): return A(self.x + (o.x if isinstance(o, A) else o))
    def __radd__(self, o): return A(o + self.x)
    def __iadd__(self, o): self.x += o; return self
    def __getitem__(self, k): return (self.x, k)
    def __len__(self): return self.x
    def __bool__(self): return self.x > 2
    def __contains__(self, v): return v == self.x
    def __call__(self, *a, **k): return a, k
    def __iter__(self): return iter(range(self.x))
    def __neg__(self): return A(-self.x)
    def __enter__(self): print('enter'); return self
    def __exit__(self, *a): print('exit', a[0]); return True
    def __getattr__(self, name):
        if name.startswith('dyn'): return name
        raise AttributeError(f'no {name}')
a = A(3)
print(a, a == A(3), a != A(3), a < A(5), a > A(1), a + 1, 1 + a, a + a, a[1:2, ...], len(a), bool(a), 3 in a, a(1, b=2), list(a), -a, a.dynamic, A.count)
a += 5; print(a)
try: a.nothing
except AttributeError as e: print(e)
print(hasattr(a, 'dyn'), hasattr(a, 'zzz'), getattr(a, 'zzz', 9))
with a as q:
    print('in', q)
    raise ValueError('x')
print({A(1): 'one'}[A(1)], A(1) in {A(1), A(2)}, len({A(1), A(1)}), sorted([A(3), A(1)]))

class P:
    def __init__(self): self._v = 1
    @property
    def v(self): return self._v
    @v.setter
    def v(self, n): self._v = n * 2
    @v.deleter
    def v(self): self._v = None
    @property
    def ro(self): return 1
p = P(); p.v = 4; print(p.v); del p.v; print(p.v)
try: p.ro = 3
except AttributeError as e: print(e)
class D:
    def __set_name__(self, owner, name): self.name = name; print('set_name', owner.__name__, name)
    def __get__(self, obj, cls=None): return (self.name, obj is None)
    def __set__(self, obj, v): obj.__dict__['_' + self.name] = v
class UsesD: d = D()
u = UsesD(); u.d = 3; print(u.d, UsesD.d, u.__dict__)

class Base:
    def __init_subclass__(cls, tag=None, **kw): super().__init_subclass__(**kw); cls.tag = tag; print('sub', cls.__name__, tag)
    def who(self): return 'Base'
class L(Base, tag='l'):
    def who(self): return 'L' + super().who()
class R(Base):
    def who(self): return 'R' + super().who()
class LR(L, R):
    def who(self): return 'LR' + super().who()
print(LR().who(), [c.__name__ for c in LR.__mro__], LR.tag)
try:
    class Bad(Base, L): pass
except TypeError as e: print(str(e).replace('\n', ' '))
class Meta(type):
    def __new__(mcs, name, bases, ns, **kw):
        cls = super().__new__(mcs, name, bases, ns)
        cls.made = name.lower()
        return cls
    def __init__(cls, name, bases, ns, **kw):
        super().__init__(name, bases, ns)
        cls.kw = kw
    def __call__(cls, *a):
        print('meta call', a)
        return super().__call__(*a)
    def __getitem__(cls, k): return k
    @property
    def mp(cls): return cls.__name__
    def __len__(cls): return 42
class M(metaclass=Meta, opt=1):
    def __init__(self, z): self.z = z
print(M.made, M.kw, M(5).z, M['k'], M.mp, len(M), type(M) is Meta)
class M2(M): pass
print(type(M2).__name__, M2.made)
T = type('T', (A,), {'extra': 1, 'm': lambda self: self.x})
print(T(4).m(), T.extra, T.__name__, T.__bases__)
class Mangle:
    __secret = 1
    def __init__(self): self.__v = 2
    def __priv(self): return self.__v + self.__secret
    def pub(self): return self.__priv()
print(Mangle().pub(), Mangle().__dict__, hasattr(Mangle(), '__v'))
class New:
    def __new__(cls, *a): o = super().__new__(cls); o.a = a; return o
    def __init__(self, *a): self.b = a
print(New(1, 2).a, New(1).b)
class Single:
    inst = None
    def __new__(cls):
        if cls.inst is None: cls.inst = object.__new__(cls)
        return cls.inst
print(Single() is Single())
class Attr:
    def __setattr__(self, n, v): object.__setattr__(self, n, v * 2)
    def __getattribute__(self, n): return object.__getattribute__(self, n) if n.startswith('_') or n == 'x' else 'ga_' + n
    def __delattr__(self, n): print('del', n)
at = Attr(); at.x = 4; print(at.x, at.foo); del at.foo
class Slots: __slots__ = ('a',)
s = Slots(); s.a = 1; print(s.a)
class Nested:
    class Inner:
        v = 1
        def f(self): return Nested.Inner.v
    val = [i for i in range(3)]
    other = len(val)
print(Nested.Inner().f(), Nested.Inner.__qualname__, Nested.other)
class Lst(list):
    def first(self): return self[0]
l = Lst([1, 2]); l.append(3); l.tag = 't'; print(l, l.first(), len(l), l.tag, isinstance(l, list), l + [1], type(l).__name__)
class Dct(dict):
    def __missing__(self, k): return k * 2
d = Dct(a=1); print(d['a'], d['zz'], d)
class St(str):
    def shout(self): return self.upper() + '!'
print(St('ab').shout(), St('ab') + 'c', St('ab') == 'ab', {St('k'): 1}['k'])
class In(int):
    def __add__(self, o): return In(int(self) + o + 100)
print(In(3) + 4, In(5) * 2, In(7) == 7, [10, 20, 30][In(1)])
class Err(ValueError):
    def __init__(self, code): super().__init__(f'code {code}'); self.code = code
try: raise Err(5)
except ValueError as e: print(e, e.code, type(e).__name__, e.args)
class Cmp:
    def __init__(self, v): self.v = v
    def __eq__(self, o): return self.v == o.v
try: hash(Cmp(1))
except TypeError as e: print(e)
class Sub(A):
    def __radd__(self, o): return 'sub radd'
print(A(1) + Sub(2), 1 + Sub(2))
class NoOp: pass
for f in (lambda: NoOp() + 1, lambda: NoOp() < 1, lambda: -NoOp(), lambda: len(NoOp()), lambda: NoOp()[0], lambda: iter(NoOp()), lambda: NoOp()(), lambda: 1 in NoOp(), lambda: NoOp().q, lambda: NoOp.q, lambda: NoOp(1), lambda: 'a' + 1, lambda: 1 + 'a', lambda: [1] + (1,), lambda: None + 1, lambda: 'a' * 'b', lambda: [1] * 1.5, lambda: {} < {}, lambda: 2 ** 'a', lambda: int.zzz):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
class It:
    def __init__(self): self.i = 0
    def __iter__(self): return self
    def __next__(self):
        self.i += 1
        if self.i > 3: raise StopIteration
        return self.i
print(list(It()), sum(It()), [*It()], dict(zip(It(), 'abc')), 2 in It(), max(It()))
class Seq:
    def __getitem__(self, i):
        if i > 2: raise IndexError
        return i * 10
print(list(Seq()), [x for x in Seq()], 10 in Seq())
class CP:
    from functools import cached_property
    @cached_property
    def c(self): print('computed'); return 5
cp = CP(); print(cp.c, cp.c)
print(isinstance(True, int), issubclass(bool, int), isinstance(1, (str, int)), isinstance(1, int | str), type(1) is int, type(NoOp()) is NoOp)
class Ctx:
    def __init__(self, n): self.n = n
    def __enter__(self): print('+', self.n); return self.n
    def __exit__(self, t, v, tb): print('-', self.n, t and t.__name__)
with Ctx(1) as x, Ctx(2) as y: print(x, y)
def early():
    with Ctx(3): return 'ret'
print(early())
try:
    with Ctx(4): raise KeyError('k')
except KeyError as e: print('caught', e)
class Abstract:
    def area(self): raise NotImplementedError
try: Abstract().area()
except NotImplementedError as e: print('NIE', repr(e))
print(super(LR, LR()).who(), LR.who(LR()))
class Format:
    def __format__(self, s): return 'F' + s
print(f'{Format():>5}', format(Format(), 'x'), '{:y}'.format(Format()))
class Op:
    def __matmul__(self, o): return 'mm'
    def __truediv__(self, o): return 'td'
    def __floordiv__(self, o): return 'fd'
    def __mod__(self, o): return 'mod'
    def __pow__(self, o): return 'pow'
    def __and__(self, o): return 'and'
    def __or__(self, o): return 'or'
    def __xor__(self, o): return 'xor'
    def __lshift__(self, o): return 'ls'
    def __rshift__(self, o): return 'rs'
    def __invert__(self): return 'inv'
    def __index__(self): return 2
o = Op(); print(o @ 1, o / 1, o // 1, o % 1, o ** 1, o & 1, o | 1, o ^ 1, o << 1, o >> 1, ~o, [1, 2, 3][o], list(range(o)))
