# NamedTuple & TypedDict.
from typing import NamedTuple, TypedDict, Optional
from collections import namedtuple
class Pt(NamedTuple):
    x: int
    y: int = 0
    def norm(self): return self.x ** 2 + self.y ** 2
p = Pt(3)
print(p, p.norm(), p._asdict(), p._replace(y=5), Pt._fields, Pt._field_defaults, p[0], len(p), *p)
a, b = p
print(a, b, p == (3, 0), isinstance(p, tuple), hash(p) == hash((3, 0)), Pt._make([7, 8]), Pt.__annotations__)
try: p.x = 3
except AttributeError as e: print(e)
try: Pt()
except TypeError as e: print(e)
N = namedtuple('N', 'a b c', defaults=(2, 3))
print(N(1), N(1, c=9), N._field_defaults, N.__doc__)
N2 = namedtuple('N2', ['class', 'ok', 'ok'], rename=True)
print(N2._fields)
try: namedtuple('Bad', 'def x')
except ValueError as e: print(e)
class TD(TypedDict, total=False):
    lr: float
    name: str
t: TD = {'lr': 0.1}
print(t, TD(name='a'), TD.__annotations__, TD.__total__)
print(p + (1,), p[::-1], p.index(3), p.count(0), Pt(1, 2) < Pt(1, 3), sorted([Pt(2), Pt(1)]))
E = namedtuple('E', [])
print(E(), len(E()))
class Ext(namedtuple('ExtBase', 'a b')):
    __slots__ = ()
    def __new__(cls, a, b=None): return super().__new__(cls, a, b or a * 2)
    @property
    def total(self): return self.a + self.b
print(Ext(2), Ext(2).total, Ext(2)._replace(a=5))
