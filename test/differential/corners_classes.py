class A:
    def f(self): return ['A']
class B(A):
    def f(self): return ['B'] + super().f()
class C(A):
    def f(self): return ['C'] + super().f()
class D(B, C):
    def f(self): return ['D'] + super().f()
    @classmethod
    def make(cls): return cls.__name__
    @staticmethod
    def st(x=1, *, y=2): return x + y
print(D().f(), [k.__name__ for k in D.__mro__], D.make(), D.st(3), D().st(y=5))
try:
    class Bad(A, B): pass
except TypeError as e:
    print(e)
class M(type):
    def __new__(m, name, bases, ns, **kw):
        ns['added'] = len(ns)
        c = super().__new__(m, name, bases, ns)
        c.kw = kw
        return c
    def __init__(cls, name, bases, ns, **kw): super().__init__(name, bases, ns); cls.inited = name
    def __call__(cls, *a, **k):
        o = super().__call__(*a, **k); o.called = True; return o
    def __prepare__(name, bases, **kw): return {'pre': 1}
    def __getattr__(cls, n): return 'meta ' + n
    def __iter__(cls): return iter([1, 2, 3])
    def __len__(cls): return 7
    def __contains__(cls, x): return x == 5
    def __getitem__(cls, k): return (cls.__name__, k)
    def __instancecheck__(cls, o): return o == 4
    def __subclasscheck__(cls, o): return o is int
    @property
    def prop(cls): return 'metaprop'
class X(metaclass=M, extra=3):
    def __init__(self, a): self.a = a
x = X(2)
print(X.pre, X.kw, X.inited, x.called, x.a, X.nothing, list(X), len(X), 5 in X, X['q'], isinstance(4, X), issubclass(int, X), X.prop)
try: x.prop
except AttributeError as e: print(e)
class Base:
    registry = {}
    def __init_subclass__(cls, /, key=None, **kw):
        super().__init_subclass__(**kw)
        Base.registry[key or cls.__name__] = cls
class S1(Base, key='one'): pass
class S2(S1): pass
print(sorted(Base.registry), Base.registry['one'].__name__)
try:
    class S3(Base, foo=1): pass
except TypeError as e: print(e)
class Desc:
    def __set_name__(self, owner, name): self.name = name; self.owner = owner.__name__
    def __get__(self, o, t=None):
        if o is None: return self
        return o.__dict__.get('_' + self.name, 'unset')
    def __set__(self, o, v): o.__dict__['_' + self.name] = v * 2
    def __delete__(self, o): del o.__dict__['_' + self.name]
class H:
    d = Desc()
    def __init__(self): self.__dict__['d'] = 'instance'
h = H()
print(h.d, H.d.name, H.d.owner); h.d = 4; print(h.d, h.__dict__); del h.d; print(h.d)
class NonData:
    def __get__(self, o, t=None): return 'nondata'
class I:
    n = NonData()
i = I(); print(i.n); i.n = 3; print(i.n, I.n)
class G:
    def __init__(self): self.real = 1
    def __getattr__(self, n):
        if n.startswith('x'): return n.upper()
        raise AttributeError(f'no {n}')
    def __setattr__(self, n, v): object.__setattr__(self, n, v if n == 'real' else ('set', v))
    def __delattr__(self, n): print('del', n); object.__delattr__(self, n)
g = G(); g.y = 2; print(g.real, g.y, g.xab, hasattr(g, 'q'), getattr(g, 'q', 'dflt')); del g.y
try: g.zz
except AttributeError as e: print(e)
class GA:
    v = 1
    def __getattribute__(self, n):
        if n == 'v': return 'intercepted'
        return super().__getattribute__(n)
print(GA().v, GA.v, GA().__class__.__name__)
class Slots:
    __slots__ = ('a', 'b')
    def __init__(self): self.a = 1
s = Slots(); print(s.a)
try: s.c = 1
except AttributeError as e: print(e)
try: s.b
except AttributeError as e: print(e)
class SlotSub(Slots): pass
t = SlotSub(); t.c = 5; print(t.c)
class P:
    @property
    def p(self): "doc"; return self._p
    @p.setter
    def p(self, v): self._p = v
    @p.deleter
    def p(self): self._p = 'deleted'
class Q(P):
    @P.p.getter
    def p(self): return 'Q' + str(self._p)
q = Q(); q.p = 3; print(q.p, P.p.__doc__); del q.p; print(q.p)
try:
    class R:
        @property
        def r(self): return 1
    R().r = 2
except AttributeError as e: print(e)
class Sup:
    def __init__(self, *a, **k): print('Sup', a, k)
class Mix:
    def __init__(self, *a, m=None, **k): print('Mix', m); super().__init__(*a, **k)
class Both(Mix, Sup):
    def __init__(self, *a, **k): super(Both, self).__init__(*a, **k)
Both(1, m=2, z=3)
print(super(B, D()).f(), super(Both, Both).__init__ is Mix.__init__)
def outer():
    class Inner:
        def m(self): return __class__.__name__
    return Inner
print(outer()().m(), outer().__qualname__, D.f.__qualname__)
class Call:
    def __call__(self, *a): return a
    def __bool__(self): return False
    def __len__(self): return 3
    def __hash__(self): return 5
    def __eq__(self, o): return isinstance(o, Call)
    def __contains__(self, x): return x in 'abc'
    def __index__(self): return 2
    def __reversed__(self): return 'rev'
c = Call(); print(c(1, 2), bool(c), len(c), c == Call(), c != Call(), {c: 1}[Call()], 'a' in c, [0, 1, 9][c], reversed(c), hash(c), range(5)[c])
print(type('Dyn', (A,), {'z': 1, 'g': lambda self: self.z})().g(), type(3), type(D) , isinstance(True, int), issubclass(bool, int), D.__bases__)
class Cm:
    @classmethod
    @property
    def both(cls): return cls.__name__
class E1(Exception):
    def __init__(self, code): self.code = code; super().__init__(f'code {code}')
try: raise E1(3)
except E1 as e: print(e, e.args, e.code, repr(e))
print(A.__subclasses__()[0].__name__, object().__class__, A.__dict__['f'].__name__, vars(i))
