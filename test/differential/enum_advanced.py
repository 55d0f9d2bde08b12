from enum import Enum, IntEnum, Flag, auto, EnumMeta, unique
class Base(Enum):
    def hello(self): return 'hello ' + self.name
    @classmethod
    def names(cls): return [m.name for m in cls]
class Sub(Base):
    A = 'a'
    B = 'b'
print(Sub.names(), Sub.A.hello(), Sub('a') is Sub.A, isinstance(Sub.A, Base), Sub.A.value.upper())
class Str(str, Enum):
    @staticmethod
    def _generate_next_value_(name, start, count, last): return name.lower() + str(count)
    ONE = auto()
    TWO = auto()
    def __str__(self): return self.value
print(Str.ONE, Str.TWO.value, f'{Str.ONE}', Str.ONE == 'one0', '-'.join([Str.ONE, Str.TWO]))
class W(Enum):
    X = {'k': 1}
    Y = [1, 2]
    Z = (1, 2)
    F = 2.5
    N = None
print([m.value for m in W], W([1, 2]), W((1, 2)), W(None), W.X.value['k'])
class M(EnumMeta):
    def __contains__(cls, x): return any(x == m.value for m in cls)
class C(Enum, metaclass=M):
    P = 1
print(1 in C, 5 in C, type(C).__name__)
class Pool(Enum):
    MAX = 'max'
    AVG = 'avg'
    @property
    def fn(self): return {Pool.MAX: max, Pool.AVG: lambda v: sum(v) / len(v)}[self]
    @classmethod
    def parse(cls, s):
        try: return cls[s.upper()]
        except KeyError: raise ValueError(f'{s} not in {[m.name for m in cls]}') from None
print(Pool.MAX.fn([1, 3]), Pool.AVG.fn([1, 3]), Pool.parse('max'))
try: Pool.parse('min')
except ValueError as e: print(e)
class O(IntEnum):
    LOW = 1
    HIGH = 10
print(sorted(O, reverse=True), O.HIGH - O.LOW, O.LOW < 5, list(range(O.LOW, 3)), O.HIGH / 4, max(O.LOW, 3), {O.LOW: 'x'}[1], O(1).name, [O.LOW] == [1], str(O.LOW), repr(O.LOW), '{:d}'.format(O.HIGH), isinstance(O.LOW, IntEnum), int('1') == O.LOW, O.LOW.real, O.LOW + True)
class A(Flag):
    NONE = 0
    R = 1
    W = 2
    ALL = R | W
print(A.NONE, A.R | A.W == A.ALL, (A.R | A.W) == A.ALL, A.R in A.ALL, A.ALL & ~A.R, bool(A.NONE), repr(A.ALL), A.R ^ A.ALL, A(3), A['R'], [f.name for f in A], A.ALL.name)
class Private(Enum):
    _ignore_ = ['tmp']
    tmp = 5
    K = 1
    __hidden = 3
print(list(Private), hasattr(Private, 'tmp'))
print(Sub.A < Sub.B if False else 'no order', Sub.A != Sub.B, {Sub.A, Sub.B} == set(Sub), Sub.__members__['B'], list(zip(Sub, range(2))), Sub.A.__class__.__name__, dict((m.name, m.value) for m in Sub), len(Sub), Sub.A in list(Sub), bool(Sub.A), Sub.__name__, Sub.__doc__)
class WithDoc(Enum):
    "docs"
    A = 1
    alias = A
print(WithDoc.__doc__, WithDoc.alias, list(WithDoc.__members__), WithDoc.A.name)
def f(mode=Pool.MAX): return mode.name
print(f(), f(Pool.AVG), Pool.MAX is Pool('max'), getattr(Pool, 'MAX').value, Enum('Dyn', ['A', 'B']).B.value, Enum('D2', dict(X=5)).X.value, IntEnum('I', 'A B').B + 1)
