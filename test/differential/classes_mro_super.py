class Base:
    def __init__(self, **kw): print('Base', sorted(kw)); super().__init__()
    def who(self): return ['Base']
class L(Base):
    def __init__(self, l=1, **kw): print('L', l); super().__init__(**kw)
    def who(self): return ['L'] + super().who()
class R(Base):
    def __init__(self, r=2, **kw): print('R', r); super().__init__(**kw)
    def who(self): return ['R'] + super().who()
class D(L, R):
    def __init__(self, **kw): super().__init__(l='x', r='y', **kw)
    def who(self): return ['D'] + super().who()
d = D(extra=1); print(d.who(), [c.__name__ for c in D.__mro__], D.mro() == list(D.__mro__))
try:
    class Bad(Base, L): pass
except TypeError as e: print(e)
class Mixin:
    def hello(self): return f'hello from {type(self).__name__}'
class M(Mixin, dict): pass
print(M(a=1).hello(), M(a=1), super(D, d).who(), super(L, d).who(), L.who(d))
class P:
    @classmethod
    def make(cls, *a): return cls(*a)
    @staticmethod
    def st(x): return x * 2
class Q(P):
    @classmethod
    def make(cls, *a): return ('made', type(super().make(*a)).__name__)
print(Q.make(), type(P.make()).__name__, Q.st(4), Q().st(5), P.__dict__['st'].__class__.__name__)
class Meth:
    def f(self): return 'f'
    g = f
    def call(self): return self.g()
class Sub(Meth):
    def f(self): return 'sub f'
print(Sub().call(), Sub().f(), Sub.g is Meth.f)
class X:
    def __init_subclass__(cls, tag=None, **kw): super().__init_subclass__(**kw); cls.tag = tag; print('subclass', cls.__name__, tag)
class Y(X, tag='t'): pass
class Z(Y): pass
print(Y.tag, Z.tag)
try:
    class W(X, nope=1): pass
except TypeError as e: print(e)
class Named:
    def __set_name__(self, owner, name): print('set_name', owner.__name__, name)
class Uses: attr = Named()
class N:
    def __new__(cls, v):
        print('new', v); self = super().__new__(cls); self.from_new = True; return self
    def __init__(self, v): self.v = v
n = N(3); print(n.from_new, n.v)
class Single:
    _i = None
    def __new__(cls):
        if cls._i is None: cls._i = object.__new__(cls)
        return cls._i
print(Single() is Single())
class NotSelf:
    def __new__(cls): return 42
    def __init__(self): print('never')
print(NotSelf(), isinstance(d, (R, str)), [c.__name__ for c in M.__mro__])
class A1:
    def __private(self): return 'A1'
    def call(self): return self.__private()
class B1(A1):
    def __private(self): return 'B1'
print(B1().call(), hasattr(B1(), '_A1__private'), '_B1__private' in B1.__dict__)
try: super().x
except RuntimeError as e: print(e)
