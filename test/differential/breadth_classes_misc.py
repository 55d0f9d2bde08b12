# Classes misc.
class A:
    count = 0
    def __init__(self): type(self).count += 1; self.__priv = 5
    @staticmethod
    def st(x): return x
    @classmethod
    def make(cls): return cls()
    @property
    def p(self): return self._p if hasattr(self, '_p') else 'unset'
    @p.setter
    def p(self, v): self._p = v
    @p.deleter
    def p(self): del self._p
    def __str__(self): return 'A!'
class B(A):
    def __init__(self): super().__init__(); self.b = 1
    @property
    def p(self): return 'B' + str(super().p)
    @classmethod
    def make(cls): return ('made', super().make())
a = A()
a.p = 3
print(a.p)
del a.p
print(a.p, a._A__priv, A.st(1), a.st(2), type(B.make()[1]).__name__, A.count, B.count, str(a), f'{a}')
print(isinstance(B(), A), issubclass(B, A), B.__bases__, B.__mro__, B.mro(), A.__subclasses__(), B.__name__)
print(B.__qualname__, B().p)
try: B().p = 5
except AttributeError as e: print(e)
try: a.nope
except AttributeError as e: print(e)
try: A.nope
except AttributeError as e: print(e)
try: A(1)
except TypeError as e: print(e)
try: A.make(1)
except TypeError as e: print(e)
class X:
    def who(self): return 'X'
class Y(X):
    def who(self): return 'Y' + super().who()
class Z(X):
    def who(self): return 'Z' + super().who()
class W(Y, Z):
    def who(self): return 'W' + super(W, self).who()
print(W().who(), [c.__name__ for c in W.__mro__], super(Y, W()).who())
try:
    class Bad(X, Y): pass
except TypeError as e: print(e)
from abc import ABC, abstractmethod, ABCMeta, abstractproperty
class Abs(ABC):
    @abstractmethod
    def f(self): ...
    @property
    @abstractmethod
    def g(self): ...
try: Abs()
except TypeError as e: print(e)
class Con(Abs):
    def f(self): return 1
    g = 5
print(Con().f(), Con().g, Abs.__abstractmethods__ == frozenset({'f', 'g'}))
@Abs.register
class Reg: pass
print(issubclass(Reg, Abs), isinstance(Reg(), Abs))
class Outer:
    class Inner:
        v = 1
    inner = Inner()
    items = [i * 2 for i in range(3)]
    n = 3
    def m(self): return self.Inner.v
o = Outer()
o.__class__ = A if False else Outer
print(o.__class__.__name__, type(o) is Outer, o.__doc__, Outer.__dict__['n'], Outer.__module__)
def add_method(cls): cls.extra = lambda self: 'extra'; return cls
@add_method
class Deco: pass
print(Deco().extra())
A.dynamic = lambda self, x: (self.count, x)
print(a.dynamic(5))
import types
a.bound = types.MethodType(lambda self, y: (str(self), y), a)
print(a.bound(6))
class Prop: x = property(lambda s: s._x, lambda s, v: setattr(s, '_x', v), doc='the x')
pr = Prop()
pr.x = 4
print(pr.x, Prop.x.__doc__, Prop.x.fget(pr), Prop.__dict__['x'].fset is not None)
class Weird:
    a = b = 1
    if True: c = 2
    for d in range(3): pass
    try: e = 1 / 0
    except ZeroDivisionError: e = 'err'
    def f(self, x=a): return x
    del b
print(Weird.c, Weird.d, Weird.e, Weird().f(), hasattr(Weird, 'b'))
def factory(n):
    class Local:
        def get(self): return n
        def __repr__(self): return f'{type(self).__qualname__}'
    return Local
print(factory(3)().get(), factory(1)() , repr(Outer)[:20], type(factory(1)).__name__)
class Meth:
    def a(self): return self
    b = a
    c = staticmethod(len)
    d = classmethod(lambda cls, x: (cls.__name__, x))
print(Meth().b().__class__.__name__, Meth.c([1]), Meth.d(3), Meth().d(4), object() == object(), object().__eq__(3))
print((3).__eq__('a'), NotImplemented, Ellipsis, ...)
