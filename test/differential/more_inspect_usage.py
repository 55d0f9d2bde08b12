import inspect
from typing import Optional, Any
class Base:
    def __init__(self, a: int, b: str = 'x', *args: Any, c: Optional[int] = None, **kw): pass
    def forward(self, x, mask=None): return x
class Child(Base):
    def forward(self, x, mask=None, *, scale=1.0): return x
for cls in (Base, Child): print(cls.__name__, inspect.signature(cls), inspect.signature(cls.forward), list(inspect.signature(cls(1).forward).parameters))
def filter_kwargs(f, kw): ps = inspect.signature(f).parameters; return kw if any(p.kind is p.VAR_KEYWORD for p in ps.values()) else {k: v for k, v in kw.items() if k in ps}
print(filter_kwargs(Child.forward, dict(x=1, zzz=2)), filter_kwargs(Base, dict(q=1))); sig = inspect.signature(Base.__init__)
for n, p in sig.parameters.items(): print(n, p.kind.name, p.default if p.default is not p.empty else '-', p.annotation if p.annotation is not p.empty else '-', p)
def required(f): return [n for n, p in inspect.signature(f).parameters.items() if p.default is inspect.Parameter.empty and p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)]
print(required(Base), required(Child(1).forward), required(lambda a, b=1, *, c, d=2: 0)); ba = inspect.signature(Child(1).forward).bind(5, scale=2); ba.apply_defaults(); print(ba.arguments, ba.args, ba.kwargs, Child(1).forward(*ba.args, **ba.kwargs))
print(inspect.getfullargspec(Child.forward).kwonlyargs, inspect.getfullargspec(Base.__init__).varkw, inspect.isclass(Child), inspect.ismethod(Child(1).forward), inspect.isfunction(Child.forward), inspect.getmro(Child)[1].__name__, [n for n, _ in inspect.getmembers(Child(1), inspect.ismethod)], inspect.isgeneratorfunction(filter_kwargs), inspect.getmodule(Child) is not None, sig.parameters['a'].annotation is int, 'self' in sig.parameters, len(sig.parameters), str(inspect.signature(filter_kwargs)), inspect.signature(print) is not None if False else True)
def new(f):
    def w(*a, **k): return f(*a, **k)
    w.__signature__ = inspect.signature(f); return w
print(inspect.signature(new(lambda q, r=1: 0)), inspect.cleandoc('  a\n    b\n'), inspect.getdoc(type('D', (), {'__doc__': 'doc'})))
