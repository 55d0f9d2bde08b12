import functools, itertools, collections, copy, re, json, string, contextlib, abc, enum, dataclasses, typing, inspect, operator, warnings, logging, numbers, types, os, pathlib
from dataclasses import dataclass, field, replace, asdict, astuple, fields, InitVar, KW_ONLY, is_dataclass, make_dataclass, FrozenInstanceError
@dataclass
class A:
    x: int
    y: float = 2.0
    z: list = field(default_factory=list, repr=False, compare=False)
    c: typing.ClassVar[int] = 5
    iv: InitVar[int] = 3
    _: KW_ONLY
    k: str = 'k'
    def __post_init__(self, iv): self.sum = self.x + iv
a = A(1, iv=4, k='q'); print(a, a.sum, a.z, A(1) == A(1), A(1, 3) == A(1), replace(a, x=5, iv=1), asdict(a), astuple(a), [f.name for f in fields(A)], is_dataclass(A))
try: A()
except TypeError as e: print(e)
try: A(1, 2, [], 4, 'k')
except TypeError as e: print(e)
@dataclass(frozen=True, order=True)
class F:
    a: int
    b: str = field(default='b', compare=False)
print(F(1) < F(2), F(1, 'z') == F(1), hash(F(1)) == hash(F(1)), sorted([F(3), F(1)]), F(1) <= F(1))
try: F(1).a = 2
except FrozenInstanceError as e: print(type(e).__name__, e)
@dataclass
class B(A):
    w: int = 9
print(B(1), [f.name for f in fields(B)])
@dataclass(eq=False)
class NE: a: int = 1
print(NE() == NE())
try:
    @dataclass
    class Bad: l: list = []
except ValueError as e: print(e)
try:
    @dataclass
    class Bad2:
        a: int = 1
        b: int
except TypeError as e: print(e)
P = make_dataclass('P', [('x', int), ('y', int, field(default=3))], namespace={'s': lambda self: self.x + self.y}); print(P(1), P(1).s())
@dataclass(repr=False)
class NR: a: int = 1
print('NR object' in repr(NR()))
@dataclass
class Nest: f: F; d: dict
print(asdict(Nest(F(1), {'k': [F(2)]})), copy.deepcopy(Nest(F(1), {})) == Nest(F(1), {}))
class Color(enum.Enum):
    RED = 1; GREEN = 2; ALIAS = 1
    def d(self): return self.name.lower()
    @classmethod
    def default(cls): return cls.GREEN
    @property
    def sq(self): return self.value ** 2
print(list(Color), Color(1), Color['GREEN'], Color.ALIAS is Color.RED, Color.RED.d(), Color.default(), Color.GREEN.sq, Color.RED == 1, repr(Color.RED), str(Color.RED), Color.RED in Color, len(Color), Color.__members__, isinstance(Color.RED, Color), {Color.RED: 1}[Color(1)], f'{Color.RED}')
for bad in ('Color(5)', "Color['X']", 'Color.X', 'Color.RED.value.x'):
    try: eval(bad)
    except Exception as e: print(type(e).__name__, e)
try: Color.RED = 3
except AttributeError as e: print(e)
class IE(enum.IntEnum): A = 1; B = 2
class SE(str, enum.Enum): X = 'x'; Y = 'y'
class FL(enum.Flag): R = enum.auto(); W = enum.auto(); RW = R | W
class AU(enum.Enum):
    def _generate_next_value_(name, start, count, last): return name.lower()
    A = enum.auto(); B = enum.auto()
print(IE.A + 1, IE.A < IE.B, IE(2), f'{IE.A}', SE.X == 'x', SE('y'), SE.X.upper(), str(SE.X), f'{SE.X}', FL.R | FL.W, FL.RW, FL.R in FL.RW, FL.R & FL.W, bool(FL.R & FL.W), ~FL.R, FL(3), AU.A.value, [m.value for m in AU], max(IE), sorted(IE, reverse=True))
class Planet(enum.Enum):
    EARTH = (1, 2); MARS = (3, 4)
    def __init__(self, m, r): self.m, self.r = m, r
print(Planet.EARTH.m, Planet((3, 4)).r, Planet.MARS.value)
FE = enum.Enum('FE', 'A B C'); print(list(FE), FE.B.value); FE2 = enum.Enum('FE2', {'X': 10}); print(FE2.X.value, enum.unique(FE))
try:
    @enum.unique
    class U(enum.Enum): A = 1; B = 1
except ValueError as e: print(e)
class Miss(enum.Enum):
    A = 'a'
    @classmethod
    def _missing_(cls, v): return cls.A
print(Miss('zzz'))
@functools.lru_cache(maxsize=2)
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(20), fib.cache_info().maxsize, fib.__wrapped__.__name__)
@functools.wraps(fib)
def w(*a): "wd"; return fib(*a)
print(w.__name__, w.__wrapped__ is fib)
class T:
    @functools.cached_property
    def cp(self): print('computed'); return 5
    def m(self, a, b=2): return (a, b)
    pm = functools.partialmethod(m, 7)
    @functools.singledispatchmethod
    def sd(self, x): return 'default'
    @sd.register
    def _(self, x: int): return 'int'
t = T(); print(t.cp, t.cp, t.pm(b=3), t.sd(1), t.sd('a'), 'cp' in t.__dict__)
p = functools.partial(lambda a, b, *c, d=1: (a, b, c, d), 1, d=5); print(p(2, 3), p.args, p.keywords, functools.partial(p, 9)(8), p(2, d=6))
@functools.singledispatch
def sd(x): return 'obj'
@sd.register(int)
@sd.register(float)
def _(x): return 'num'
@sd.register
def _(x: list): return 'list'
print(sd(1), sd(2.0), sd([]), sd('a'), sd.dispatch(bool)(1))
@functools.total_ordering
class TO:
    def __init__(self, v): self.v = v
    def __eq__(self, o): return self.v == o.v
    def __lt__(self, o): return self.v < o.v
print(TO(1) <= TO(1), TO(2) > TO(1), TO(1) >= TO(2), max(TO(3), TO(5)).v)
print(functools.reduce(operator.add, [1, 2, 3], 10), functools.reduce(lambda a, b: a * b, [1, 2, 3]), sorted(['b', 'a', 'C'], key=functools.cmp_to_key(lambda a, b: (a > b) - (a < b))))
print(list(itertools.accumulate([1, 2, 3], operator.mul)), list(itertools.accumulate([1, 2], initial=5)), list(itertools.chain([1], [2, 3])), list(itertools.chain.from_iterable([[1], [2]])), list(itertools.combinations('abc', 2)), list(itertools.permutations([1, 2, 3], 2))[:3], list(itertools.product('ab', [1, 2])), list(itertools.product([0, 1], repeat=2)), list(itertools.islice(itertools.count(5, 2), 3)), list(itertools.islice(range(10), 2, 8, 3)), list(itertools.zip_longest('ab', [1], fillvalue='-')), [(k, list(g)) for k, g in itertools.groupby('aabbca')], list(itertools.takewhile(lambda x: x < 3, [1, 2, 3, 1])), list(itertools.dropwhile(lambda x: x < 3, [1, 2, 3, 1])), list(itertools.filterfalse(lambda x: x % 2, range(5))), list(itertools.starmap(pow, [(2, 3), (3, 2)])), list(itertools.repeat(1, 3)), list(itertools.islice(itertools.cycle('ab'), 5)), list(itertools.compress('abc', [1, 0, 1])), list(itertools.pairwise([1, 2, 3])), list(itertools.combinations_with_replacement('ab', 2)), [list(x) for x in itertools.tee([1, 2])])
C = collections.Counter('abracadabra'); print(C.most_common(2), C['z'], C + collections.Counter('aa'), C - collections.Counter('aaaaa'), C & collections.Counter('ab'), sorted(C.elements())[:3], C.total()); C.update('zz'); C.subtract('a'); print(C)
D = collections.deque([1, 2, 3], maxlen=3); D.append(4); D.appendleft(0); D.rotate(1); print(D, D[0], D.pop(), D.popleft(), list(D), D.maxlen); D.extend([7, 8]); D.extendleft([9]); print(D)
DD = collections.defaultdict(lambda: collections.defaultdict(int)); DD['a']['b'] += 1; print(dict(DD['a']), 'x' in DD, DD.get('x'))
OD = collections.OrderedDict(a=1, b=2); OD.move_to_end('a'); print(OD, OD.popitem(last=False), list(reversed(OD)))
NT = collections.namedtuple('NT', 'a b c', defaults=[3]); n = NT(1, 2); print(n, n._replace(a=5), n._asdict(), NT._fields, NT._make([1, 2, 3]), n == (1, 2, 3), n.a, n[-1], NT._field_defaults, *n)
CMp = collections.ChainMap({'a': 1}, {'a': 2, 'b': 3}); print(CMp['a'], CMp['b'], dict(CMp), CMp.new_child({'a': 9})['a'], len(CMp))
class UD(collections.UserDict): pass
class UL(collections.UserList): pass
print(UD({'a': 1})['a'], UL([1, 2]) + [3])
class NT2(typing.NamedTuple):
    x: int
    y: str = 'd'
    def f(self): return self.x * 2
print(NT2(1), NT2(1).f(), NT2(1)._replace(y='z'), NT2.__annotations__)
class TD(typing.TypedDict, total=False): a: int
print(TD(a=1), typing.get_type_hints(NT2), typing.Optional[int], typing.List[typing.Tuple[int, ...]], typing.Union[int, str, None], typing.Callable[[int], str], list[int], dict[str, int] | None, typing.get_origin(typing.List[int]), typing.get_args(typing.Dict[str, int]), typing.cast(int, 'a'), typing.Literal['a', 1])
T_ = typing.TypeVar('T_')
class Gn(typing.Generic[T_]):
    def __init__(self, v: T_): self.v = v
print(Gn[int](3).v, Gn[int], isinstance(Gn(1), Gn))
class Proto(typing.Protocol):
    def meth(self) -> int: ...
@typing.runtime_checkable
class RP(typing.Protocol):
    def meth(self): ...
class Has:
    def meth(self): return 1
print(isinstance(Has(), RP), isinstance(1, RP))
def sig(a, b: int = 2, *args, c, d: str = 'x', **kw) -> float: ...
S = inspect.signature(sig); print(S, list(S.parameters), S.parameters['b'].default, S.parameters['c'].kind, S.parameters['args'].kind.name, S.return_annotation, S.bind(1, c=2).arguments, inspect.isfunction(sig), inspect.isclass(A), inspect.Parameter.empty is S.parameters['a'].default, sig.__defaults__, sig.__kwdefaults__, sig.__code__.co_varnames[:3], sig.__annotations__)
ba = S.bind_partial(1); ba.apply_defaults(); print(ba.arguments, ba.args, ba.kwargs)
try: S.bind()
except TypeError as e: print(e)
class Abs(abc.ABC):
    @abc.abstractmethod
    def f(self): ...
    @property
    @abc.abstractmethod
    def p(self): ...
for c in (Abs,):
    try: c()
    except TypeError as e: print(e)
