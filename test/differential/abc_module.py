from abc import ABC, abstractmethod, ABCMeta, abstractproperty
class Shape(ABC):
    @abstractmethod
    def area(self): ...
    @property
    @abstractmethod
    def name(self): ...
    def both(self): return self.name, self.area()
class Sq(Shape):
    def __init__(self, s): self.s = s
    def area(self): return self.s ** 2
    @property
    def name(self): return 'sq'
print(Sq(3).both(), Shape.__abstractmethods__ == {'area', 'name'}, isinstance(Sq(1), Shape), type(Shape).__name__)
class Half(Shape):
    def area(self): return 0
for c in [Shape, Half]:
    try: c()
    except TypeError as e: print(e)
class M(metaclass=ABCMeta):
    @classmethod
    @abstractmethod
    def make(cls): pass
    @staticmethod
    @abstractmethod
    def st(): pass
try: M()
except TypeError as e: print(e)
class MM(M):
    @classmethod
    def make(cls): return cls()
    @staticmethod
    def st(): return 's'
print(MM.make().st())
class Virt(ABC): pass
@Virt.register
class Other: pass
print(isinstance(Other(), Virt), issubclass(Other, Virt), issubclass(int, Virt))
class Hook(ABC):
    @classmethod
    def __subclasshook__(cls, C):
        if cls is Hook: return any('quack' in B.__dict__ for B in C.__mro__)
        return NotImplemented
class Duck: 
    def quack(self): pass
print(isinstance(Duck(), Hook), isinstance(5, Hook))
from collections.abc import Iterable, Sequence, Mapping, MutableMapping, Callable, Hashable, Sized, Container, Iterator, Generator, Set, Collection
import collections.abc
print([isinstance([], c) for c in (Iterable, Sequence, Mapping, Callable, Hashable, Sized, Container, Iterator, Collection)], [isinstance({}, c) for c in (Iterable, Sequence, Mapping, MutableMapping)], isinstance((x for x in []), Generator), isinstance(set(), Set), isinstance('a', Sequence), isinstance(range(3), Sequence), isinstance(iter([]), Iterator), isinstance(len, Callable), isinstance(3, collections.abc.Iterable))
class MyMap(MutableMapping):
    def __init__(self): self.d = {}
    def __getitem__(self, k): return self.d[k]
    def __setitem__(self, k, v): self.d[k] = v
    def __delitem__(self, k): del self.d[k]
    def __iter__(self): return iter(self.d)
    def __len__(self): return len(self.d)
m = MyMap(); m['a'] = 1; m.update(b=2); print(m.get('a'), m.get('z', 0), 'b' in m, list(m.items()), m.pop('a'), dict(m), m.setdefault('c', 3), list(m.keys()), len(m), isinstance(m, Mapping), list(m.values()))
class MySeq(Sequence):
    def __init__(self, n): self.n = n
    def __len__(self): return self.n
    def __getitem__(self, i):
        if i >= self.n: raise IndexError(i)
        return i * 10
q = MySeq(3); print(list(q), 10 in q, q.index(20), q.count(0), list(reversed(q)))
class Inc(Sequence): pass
try: Inc()
except TypeError as e: print(e)
class It:
    def __iter__(self): return iter([1])
class Bad:
    __iter__ = None
print(isinstance(It(), Iterable), isinstance(Bad(), Iterable))
class Base(ABC):
    @abstractmethod
    def f(self): return 'base impl'
class Der(Base):
    def f(self): return super().f() + ' extended'
print(Der().f())
