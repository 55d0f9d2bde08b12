from dataclasses import dataclass, field, fields, asdict, astuple, replace, is_dataclass, FrozenInstanceError, KW_ONLY, InitVar, make_dataclass
from typing import List, Optional, ClassVar
@dataclass
class Conf:
    name: str
    dims: List[int] = field(default_factory=list)
    lr: float = 0.1
    hidden: Optional[int] = None
    count: ClassVar[int] = 7
    secret: str = field(default='s', repr=False, compare=False)
c = Conf('a'); d = Conf('a', [1], lr=0.2); print(c, d, c == Conf('a'), c == d, c.dims is Conf('b').dims, Conf.count, Conf.lr, c.secret)
print([f.name for f in fields(c)], fields(Conf)[2].default, fields(Conf)[0].type, asdict(d), astuple(d), replace(d, name='z'), is_dataclass(c), is_dataclass(Conf), is_dataclass(5))
for f in [lambda: Conf(), lambda: Conf('a', bad=1), lambda: Conf('a', [], 1, 2, 's', 6), lambda: c < d, lambda: hash(c), lambda: replace(c, zz=1), lambda: asdict(5), lambda: fields(5)]:
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
@dataclass(frozen=True)
class Fr:
    x: int
    y: int = 0
f = Fr(1); print(f, hash(f) == hash(Fr(1)), {f: 'v'}[Fr(1, 0)])
for g in [lambda: setattr(f, 'x', 2), lambda: delattr(f, 'y'), lambda: setattr(f, 'new', 1)]:
    try: g()
    except FrozenInstanceError as e: print(type(e).__name__, e, isinstance(e, AttributeError))
@dataclass(order=True)
class Ord:
    a: int
    b: str = field(compare=False, default='')
print(Ord(1) < Ord(2), Ord(2, 'x') >= Ord(2, 'y'), sorted([Ord(3), Ord(1)]), max(Ord(1), Ord(5)))
@dataclass
class Post:
    w: int
    h: int
    area: int = field(init=False)
    scale: InitVar[int] = 2
    def __post_init__(self, scale): self.area = self.w * self.h * scale
print(Post(2, 3), Post(2, 3, 10).area)
@dataclass
class Base:
    a: int = 1
    b: int = 2
@dataclass
class Derived(Base):
    c: int = 3
    a: int = 10
print(Derived(), Derived(5, 6, 7), [f.name for f in fields(Derived)], Derived() == Base(), isinstance(Derived(), Base))
@dataclass
class Kw:
    x: int
    _: KW_ONLY
    y: int = 5
    z: int
print(Kw(1, z=2))
try: Kw(1, 2, z=3)
except TypeError as e: print(e)
for bad in ['nodefault', 'mutable']:
    try:
        if bad == 'nodefault':
            @dataclass
            class B1:
                x: int = 1
                y: int
        else:
            @dataclass
            class B2:
                x: list = []
    except (TypeError, ValueError) as e: print(type(e).__name__, e)
@dataclass(eq=False, repr=False)
class NoEq: x: int = 1
print(NoEq() == NoEq(), hash(NoEq()) is not None)
M = make_dataclass('M', [('x', int), ('y', int, field(default=5))]); print(M(1), M.__name__)
@dataclass
class Nest:
    inner: Base = field(default_factory=Base)
    items: dict = field(default_factory=lambda: {'k': Base(9)})
n = Nest(); print(n, asdict(n), Nest().inner is n.inner, Conf.__match_args__)
@dataclass(unsafe_hash=True)
class UH: x: int = 1
print(hash(UH()) == hash(UH()), Conf.__doc__ is not None, Conf.__init__.__qualname__, list(Conf.__dataclass_fields__))
