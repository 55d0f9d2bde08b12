from collections import namedtuple
from typing import NamedTuple, Optional
P = namedtuple('P', ['x', 'y'])
p = P(1, y=2); print(p, p.x, p[1], p._fields, p._asdict(), p._replace(x=5), P._make([3, 4]), len(p), p == (1, 2), tuple(p), p + (3,), isinstance(p, tuple))
x, y = p; print(x, y, *p, max(p), p.index(2), hash(p) == hash((1, 2)), P.__name__, P.x.__doc__, P.__doc__)
Q = namedtuple('Q', 'a b c', defaults=[10, 20]); print(Q(1), Q(1, 2), Q._field_defaults, Q(1)._replace(c=0))
R = namedtuple('R', 'a, def, a', rename=True); print(R._fields)
for f in [lambda: P(1), lambda: P(1, 2, 3), lambda: P(1, z=2), lambda: p._replace(q=1), lambda: setattr(p, 'x', 5), lambda: namedtuple('B', 'a class'), lambda: namedtuple('B', 'a a'), lambda: namedtuple('B', '_x'), lambda: P._make([1]), lambda: p.zz]:
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
class Cfg(NamedTuple):
    name: str
    k: int = 3
    pad: Optional[int] = None
    def area(self): return self.k ** 2
    @property
    def half(self): return self.k / 2
c = Cfg('conv', pad=1); print(c, c.area(), c.half, c._fields, Cfg._field_defaults, Cfg.__annotations__['k'], c._asdict(), Cfg('a')[1])
try: Cfg()
except TypeError as e: print(e)
E = NamedTuple('E', [('id', int), ('n', str)]); print(E(1, 'a'), E._fields)
class Sub(P):
    __slots__ = ()
    @property
    def norm(self): return (self.x ** 2 + self.y ** 2) ** 0.5
    def __str__(self): return f'<{self.x},{self.y}>'
s = Sub(3, 4); print(s.norm, str(s), repr(s), s._replace(x=0), type(s._replace(x=0)).__name__, isinstance(s, P))
print(sorted([P(2, 1), P(1, 5)]), {P(1, 2): 'v'}[(1, 2)], [a for a, b in [P(1, 2), P(3, 4)]], dict([P('k', 'v')]), P(*[7, 8]), P(**{'x': 1, 'y': 2}))
def out() -> Cfg: return Cfg('r', 1)
name, k, pad = out(); print(name, k, pad, getattr(out(), 'k'), out()._replace(**{'k': 9}))
