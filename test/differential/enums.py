from enum import Enum, IntEnum, Flag, IntFlag, auto, unique, StrEnum
class Color(Enum):
    RED = 1
    GREEN = 2
    CRIMSON = 1
    def describe(self): return f'{self.name}:{self.value}'
    @property
    def low(self): return self.name.lower()
    @classmethod
    def default(cls): return cls.GREEN
print(Color.RED, repr(Color.RED), Color.RED.name, Color.RED.value, Color(2), Color['GREEN'], list(Color), len(Color), Color.CRIMSON is Color.RED, Color.RED.describe(), Color.GREEN.low, Color.default())
print(Color.RED == 1, Color.RED == Color.RED, Color.RED != Color.GREEN, Color.RED in Color, isinstance(Color.RED, Color), type(Color.RED), Color, Color.__members__, {Color.RED: 'r'}[Color.RED], f'{Color.RED}', str(Color.RED), [c.name for c in Color], hash(Color.RED) == hash(Color.RED))
for f in [lambda: Color(9), lambda: Color['X'], lambda: Color.BLUE, lambda: setattr(Color, 'RED', 5), lambda: Color.RED < Color.GREEN, lambda: Color(), lambda: setattr(Color.RED, 'value', 3)]:
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
class N(IntEnum):
    A = 1
    B = 5
print(N.A, repr(N.A), N.A + 1, N.A < N.B, N.A == 1, sorted([N.B, N.A]), f'{N.B}', int(N.B), isinstance(N.A, int), [10, 20][N.A], N(5), max(N), '%d' % N.B)
class S(str, Enum):
    X = 'x'
    Y = 'y'
print(S.X, S.X == 'x', S.X.upper(), S('y'), isinstance(S.X, str), 'x' in [S.X], f'{S.X}', S.X.value, repr(S.Y), {'x': 1}[S.X], S.X in ('x', 'z'))
class St(StrEnum):
    FOO = auto()
    BAR = 'b'
print(St.FOO, St.FOO == 'foo', f'{St.BAR}', repr(St.FOO), St('b'))
class A(Enum):
    ONE = auto()
    TWO = auto()
    TEN = 10
    ELEVEN = auto()
print([(m.name, m.value) for m in A])
class Perm(Flag):
    R = auto()
    W = auto()
    X = auto()
    RW = R | W
print(Perm.R | Perm.W, repr(Perm.R | Perm.X), Perm.RW, Perm.R in Perm.RW, Perm.RW & Perm.W, Perm.RW ^ Perm.R, ~Perm.R, bool(Perm.R & Perm.W), Perm(0), list(Perm), list(Perm.RW), Perm.RW.value, (Perm.R | Perm.W) is Perm.RW)
class IF(IntFlag):
    A = 1
    B = 2
print(IF.A | IF.B, repr(IF.A | IF.B), IF.A | 4, IF.A + 1, IF.B & 3)
class Mode(Enum):
    def __new__(cls, val, label):
        o = object.__new__(cls); o._value_ = val; o.label = label; return o
    FAST = (1, 'fast one')
    SLOW = (2, 'slow one')
print(Mode.FAST.label, Mode(2), Mode.SLOW.value, [m.label for m in Mode])
class Planet(Enum):
    EARTH = (5.97, 6.37)
    MARS = (0.64, 3.39)
    def __init__(self, mass, radius): self.mass, self.radius = mass, radius
    @property
    def ratio(self): return round(self.mass / self.radius, 3)
print(Planet.EARTH.mass, Planet.MARS.ratio, Planet.EARTH.value)
Animal = Enum('Animal', 'CAT DOG'); print(Animal.DOG, Animal.DOG.value, list(Animal)); An2 = Enum('An2', {'P': 'p'}); print(An2.P.value)
try:
    @unique
    class D(Enum):
        A = 1
        B = 1
except ValueError as e: print(e)
try:
    class Sub(Color): X = 3
except TypeError as e: print(e)
class Missing(Enum):
    A = 'a'
    @classmethod
    def _missing_(cls, v): return cls.A if v == 'AA' else None
print(Missing('AA'))
try: Missing('zz')
except ValueError as e: print(e)
class Act(Enum):
    RELU = lambda x: max(0, x)
    K = 3
    @staticmethod
    def st(): return 'static'
print(list(Act), Act.RELU(-2), Act.st(), Color.RED.__class__ is Color, Color.RED.RED if False else 'ok')
d = {Color.RED: [1], Color.GREEN: [2]}; print(d[Color(1)], {c.value: c for c in Color}); import copy; print(copy.deepcopy(Color.RED) is Color.RED)
