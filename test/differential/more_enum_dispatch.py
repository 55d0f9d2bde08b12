from enum import Enum, IntEnum, auto, unique
@unique
class Act(Enum):
    RELU = 'relu'; GELU = 'gelu'; NONE = None
    def __call__(self, x): return {'relu': lambda v: max(v, 0), 'gelu': lambda v: v / 2}.get(self.value, lambda v: v)(x)
    @classmethod
    def of(cls, s): return s if isinstance(s, cls) else cls(s.lower() if isinstance(s, str) else s)
    @property
    def is_none(self): return self is Act.NONE
    def __bool__(self): return self.value is not None
    def __lt__(self, o): return self.name < o.name
print(Act.RELU(-3), Act.of('GELU')(4), Act.of(None).is_none, Act.of(Act.RELU), bool(Act.NONE), sorted(Act), [a for a in Act if a], Act.RELU in Act.__members__.values(), {a.name: a(2) for a in Act})
class Stage(IntEnum):
    STEM = 0; BODY = auto(); HEAD = auto()
    def next(self): return Stage((self + 1) % len(Stage))
print([s.next().name for s in Stage], Stage.HEAD > Stage.BODY, list(range(Stage.HEAD)), ['a', 'b', 'c'][Stage.BODY], Stage(2), Stage.STEM == 0, not Stage.STEM, {Stage.BODY: 1}[1], sum(Stage), f'{Stage.HEAD} {Stage.HEAD!r} {Stage.HEAD.name}', '%s %d' % (Stage.BODY, Stage.BODY), Stage.BODY + 0.5, str(Stage.HEAD.value), max(Stage), Stage['STEM'])
class Op(Enum):
    ADD = '+', lambda a, b: a + b
    MUL = '*', lambda a, b: a * b
    def __init__(self, sym, fn): self.sym, self.fn = sym, fn
    @classmethod
    def from_sym(cls, s): return next((o for o in cls if o.sym == s), None)
print(Op.ADD.fn(2, 3), Op.from_sym('*').fn(2, 3), Op.from_sym('?'), [o.sym for o in Op], Op.ADD.name, repr(Op.MUL)[:11])
for bad in ['x', 5, '']:
    try: Act.of(bad)
    except ValueError as e: print(e)
match Act.of('relu'):
    case Act.RELU | Act.GELU as a: print('act', a.name)
    case _: print('other')
class Cfg:
    class Kind(Enum): A = 1; B = 2
    def __init__(self, kind=Kind.A): self.kind = kind
print(Cfg().kind, Cfg(Cfg.Kind.B).kind.name, Cfg.Kind.__qualname__, repr(Cfg.Kind.A), Cfg.Kind(1) is Cfg().kind)
