from dataclasses import *
from dataclasses import dataclass as dc
import typing
from typing import Any, Dict, List, Tuple
@dataclass
class Model:
    layers: Tuple[int, ...] = (2, 2)
    name: str = 'r'
    opts: Dict[str, Any] = field(default_factory=dict)
    def total(self): return sum(self.layers)
    @property
    def depth(self): return self.total() * 2
    @classmethod
    def small(cls): return cls((1,), 's')
    @staticmethod
    def helper(): return 'h'
m = Model.small(); print(m, m.total(), m.depth, Model.helper(), Model(opts={'a': 1}).opts, Model() == Model(), Model().opts is Model().opts)
m.name = 'changed'; m.extra = 5; print(m, m.extra, vars(m))
@dataclass
class Child(Model):
    act: str = 'relu'
    def __post_init__(self): self.layers = tuple(self.layers); self.n = len(self.layers)
c = Child([3, 4], act='gelu'); print(c, c.n, Child.__mro__[1].__name__, [f.name for f in fields(c)], c == Model((3, 4)))
@dataclass(frozen=True, order=True)
class K:
    h: int
    w: int = 1
    def area(self): return self.h * self.w
print(K(2, 3).area(), K(1) < K(2), sorted({K(2), K(1), K(2)}), K(1, 2) == K(1, 2), replace(K(1), w=9))
@dataclass
class WithInit:
    a: int
    def __init__(self, x): self.a = x * 2
print(WithInit(3))
@dataclass(init=False)
class NoInit:
    a: int = 7
print(NoInit(), NoInit.a)
@dataclass(repr=False)
class NoRepr:
    a: int = 1
    def __repr__(self): return 'custom'
print(NoRepr())
@dataclass
class Meta:
    x: int = field(default=1, metadata={'help': 'the x'})
    y: int = field(default=2, init=False)
    z: list = field(default_factory=lambda: [1, 2], repr=False)
f = fields(Meta); print(f[0].metadata['help'], f[0].name, f[1].init, f[2].default is MISSING, f[2].default_factory(), Meta(), Meta(5).z)
try: Meta(y=3)
except TypeError as e: print(e)
@dataclass(kw_only=True)
class KO:
    a: int
    b: int = 2
print(KO(a=1))
try: KO(1)
except TypeError as e: print(e)
@dataclass
class Nested:
    inner: Model = field(default_factory=Model)
    many: List[Model] = field(default_factory=lambda: [Model(name='x')])
n = Nested(); d = asdict(n); d['inner']['name'] = 'z'; print(d, n.inner.name, astuple(n)[0][1], asdict(K(1), dict_factory=lambda kv: sorted(kv)))
def from_dict(cls, d):
    names = {f.name for f in fields(cls)}
    return cls(**{k: v for k, v in d.items() if k in names})
print(from_dict(Model, {'name': 'q', 'junk': 1}), is_dataclass(Model), [f.type for f in fields(KO)])
for k, v in asdict(Model()).items(): print(k, v)
class Plain: pass
@dc
class Mixed(Plain):
    v: 'int' = 3
    const: typing.ClassVar[int] = 9
print(Mixed(), fields(Mixed)[0].type, len(fields(Mixed)), Mixed.const)
@dataclass
class Out(dict):
    logits: int = None
    def __post_init__(self):
        for f in fields(self):
            v = getattr(self, f.name)
            if v is not None: self[f.name] = v
    def __getitem__(self, k): return dict(self.items())[k] if isinstance(k, str) else tuple(self.values())[k]
o = Out(5); print(o['logits'], o[0], o.logits, list(o), len(o))
match K(4, 5):
    case K(h, w=5): print('matched', h)
@dataclass(slots=True)
class SL:
    a: int = 1
print(SL().a, hash(K(1)) == hash(K(1)), repr(MISSING) != '')
@dataclass
class Selfish:
    self_: int = 1
    other: 'Selfish' = None
print(Selfish(other=Selfish(2)))
