# Dataclass basics.
from dataclasses import dataclass, field, replace, asdict, astuple, fields, is_dataclass
from dataclasses import KW_ONLY, FrozenInstanceError, InitVar, make_dataclass
@dataclass
class Conv:
    cin: int
    cout: int = 64
    kernel: tuple = (3, 3)
    extras: list = field(default_factory=list)
    hidden: int = field(default=0, repr=False, compare=False)
    area: int = field(init=False)
    def __post_init__(self): self.area = self.kernel[0] * self.kernel[1]
c = Conv(3)
print(c, c == Conv(3), c == Conv(3, hidden=9), c != Conv(4))
c.extras.append(1)
print(Conv(3).extras)
print(replace(c, cout=128), asdict(c), astuple(c))
print([(f.name, f.type, f.init) for f in fields(c)], is_dataclass(c), is_dataclass(Conv), is_dataclass(3))
try: Conv()
except TypeError as e: print(e)
try: hash(c)
except TypeError as e: print(e)
@dataclass(frozen=True, order=True)
class V:
    a: int
    b: str = 'x'
v = V(1)
try: v.a = 3
except FrozenInstanceError as e: print(type(e).__name__, e)
print(hash(v) == hash(V(1)), V(1) < V(2), V(1, 'b') > V(1, 'a'), sorted([V(2), V(1)]), {v: 1}[V(1)])
@dataclass(kw_only=True)
class KW:
    a: int
    b: int = 2
try: KW(1)
except TypeError as e: print(e)
print(KW(a=1))
@dataclass
class Mixed:
    x: int
    _: KW_ONLY
    y: int = 0
    z: int
print(Mixed(1, z=3), Mixed.__match_args__)
@dataclass(slots=True)
class S:
    a: int
    b: int = 3
s = S(1)
print(s, hasattr(s, '__dict__'), S.__slots__)
try: s.c = 3
except AttributeError as e: print(e)
@dataclass
class IV:
    a: int
    scale: InitVar[int] = 2
    def __post_init__(self, scale): self.a *= scale
print(IV(3), IV(3, 5))
@dataclass
class Child(Conv):
    name: str = 'child'
print(Child(1, 2), [f.name for f in fields(Child)])
D = make_dataclass('D', ['x', ('y', int, 5)], namespace={'s': lambda self: self.x + self.y})
print(D(1), D(1).s())
try:
    @dataclass
    class Bad:
        a: int = 1
        b: int
except TypeError as e: print(e)
try:
    @dataclass
    class Bad2:
        a: list = []
except ValueError as e: print(e)
@dataclass(repr=False, eq=False)
class NoRepr: a: int
print(NoRepr(1) == NoRepr(1), 'NoRepr object' in repr(NoRepr(1)))
@dataclass(unsafe_hash=True)
class UH: a: int
print(hash(UH(1)) == hash(UH(1)))
@dataclass
class Nest: c: Conv; l: list; d: dict
print(asdict(Nest(Conv(1), [Conv(2)], {'k': Conv(3)})))
print(asdict(V(1), dict_factory=lambda kv: sorted(kv)))
