# Enum.
from enum import Enum, IntEnum, Flag, IntFlag, auto, unique, StrEnum
class Color(Enum):
    RED = 1; GREEN = auto(); BLUE = auto()
    CRIMSON = 1
    @property
    def nice(self): return self.name.title()
    @classmethod
    def _missing_(cls, value):
        if isinstance(value, str):
            for m in cls:
                if m.name.lower() == value.lower(): return m
        return None
print(Color.RED, repr(Color.BLUE), Color.BLUE.value, Color('green'), Color(2), Color['RED'])
print(Color.CRIMSON is Color.RED, Color.RED.nice)
print(list(Color), len(Color), Color.__members__.keys(), [c.name for c in Color], Color.RED in Color)
try: Color('nope')
except ValueError as e: print(e)
try: Color['nope']
except KeyError as e: print(e)
try: Color.RED = 3
except AttributeError as e: print(e)
try: Color.RED.value = 3
except AttributeError as e: print(e)
try:
    @unique
    class U(Enum):
        A = 1; B = 1
except ValueError as e: print(e)
class I(IntEnum):
    A = 1; B = 2
print(I.A + 1, I.A < I.B, I.A == 1, str(I.A), f'{I.B}', repr(I.A), int(I.B), isinstance(I.A, int))
print([10, 20, 30][I.A])
class F(Flag):
    R = auto(); W = auto(); X = auto()
    RW = R | W
print(F.R | F.X, F.RW, F.RW & F.R, F.R in F.RW, bool(F.R & F.W), ~F.R, F.R ^ F.RW, F(3), F.X.value, list(F.RW))
print(F(0))
class IF(IntFlag):
    A = 1; B = 2
print(IF.A | IF.B, (IF.A | IF.B) + 1, IF.A | 8, repr(IF(3)))
class S(StrEnum):
    ONE = auto(); TWO = 'second'
print(S.ONE, S.TWO == 'second', S.ONE.upper(), f'{S.TWO:>10}')
class Planet(Enum):
    EARTH = (5.9, 6.3)
    MARS = (0.6, 3.3)
    def __init__(self, mass, radius): self.mass = mass; self.radius = radius
    def g(self): return round(self.mass / self.radius, 2)
print(Planet.EARTH.mass, Planet.MARS.g(), Planet.EARTH.value)
class Str(str, Enum):
    RELU = 'relu'; GELU = 'gelu'
print(Str.RELU == 'relu', Str('gelu'), Str.RELU.value, isinstance(Str.RELU, str), {'relu': 1}[Str.RELU])
print(f'{Str.RELU}', '%s' % Str.RELU)
Dyn = Enum('Dyn', 'A B C')
print(list(Dyn), Dyn.B.value)
Dyn2 = Enum('Dyn2', {'X': 10, 'Y': 20})
print(Dyn2.Y, Dyn2(10))
class Auto(Enum):
    def _generate_next_value_(name, start, count, last_values): return name.lower()
    AA = auto(); BB = auto()
print(Auto.AA.value, Auto('bb'))
print(hash(Color.RED) == hash(Color.RED), {Color.RED: 1}[Color(1)], Color.RED == 1, Color.RED != Color.BLUE)
try: Color.RED < Color.BLUE
except TypeError as e: print(e)
try:
    class Sub(Color): pass
except TypeError as e: print(e)
print(type(Color.RED), isinstance(Color.RED, Color), Color.__name__, Color.RED.__class__.__name__)
print([n for n in dir(Color) if not n.startswith('_')])
