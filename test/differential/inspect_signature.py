import inspect
from functools import partial, wraps
def f(a, b: int, c=3, *args, d, e: str = 'x', **kw) -> bool: pass
s = inspect.signature(f); print(s, list(s.parameters), s.parameters['c'].default, s.parameters['b'].annotation, s.parameters['args'].kind, s.parameters['d'].kind == inspect.Parameter.KEYWORD_ONLY, s.parameters['a'].default is inspect.Parameter.empty, s.return_annotation)
b = s.bind(1, 2, d=4, z=5); print(b.arguments, b.args, b.kwargs); b.apply_defaults(); print(b.arguments)
for call in [lambda: s.bind(1), lambda: s.bind(1, 2), lambda: s.bind(1, 2, a=3, d=1)]:
    try: call()
    except TypeError as e: print(e)
def g(x, y): pass
for call in [lambda: inspect.signature(g).bind(1, 2, 3), lambda: inspect.signature(g).bind(1, z=3, y=2)]:
    try: call()
    except TypeError as e: print(e)
class K:
    def __init__(self, in_c, out_c=64, *, bias=True): pass
    def m(self, q, r=1): pass
    @classmethod
    def c(cls, z): pass
    @staticmethod
    def st(w): pass
    def __call__(self, inp): pass
print(inspect.signature(K), inspect.signature(K.m), inspect.signature(K(1).m), inspect.signature(K.c), inspect.signature(K.st), inspect.signature(K(1)), inspect.signature(partial(f, 1, d=2)), inspect.signature(lambda x, *y: 0), inspect.signature(lambda: 0))
print('bias' in inspect.signature(K.__init__).parameters, [p.name for p in inspect.signature(K).parameters.values() if p.default is not inspect._empty], list(inspect.signature(K.__init__).parameters)[1:])
def deco(fn):
    @wraps(fn)
    def w(*a, **k): return fn(*a, **k)
    return w
@deco
def dec(p, q=2): pass
print(inspect.signature(dec), inspect.unwrap(dec).__name__)
print(inspect.isclass(K), inspect.isfunction(f), inspect.ismethod(K(1).m), inspect.isfunction(K.m), inspect.ismodule(inspect), inspect.isfunction(len), inspect.isbuiltin(len), inspect.isroutine(len))
sp = inspect.getfullargspec(f); print(sp.args, sp.varargs, sp.varkw, sp.defaults, sp.kwonlyargs, sp.kwonlydefaults)
print(inspect.getfullargspec(K.__init__).args, inspect.getmro(K)[0].__name__, inspect.getdoc(f))
print([n for n, v in inspect.getmembers(K, inspect.isfunction)], inspect.isabstract(K))
kwargs = {'in_c': 3, 'junk': 1, 'bias': False}
sig = inspect.signature(K); print({k: v for k, v in kwargs.items() if k in sig.parameters})
def pos(a, /, b): pass
print(inspect.signature(pos), inspect.Parameter('n', inspect.Parameter.KEYWORD_ONLY, default=1), str(inspect.signature(pos).parameters['b']), repr(inspect.signature(pos).parameters['a']))
class NoInit: pass
print(inspect.signature(NoInit))
try: inspect.signature(5)
except TypeError as e: print(e)
class W(K):
    pass
print(inspect.signature(W), inspect.signature(f).replace(return_annotation=int), inspect.signature(f) == inspect.signature(f))
