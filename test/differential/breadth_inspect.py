# Inspect.
import inspect
def f(a, /, b: int, c=3, *args, d, e=5, **kw) -> str: 'doc'
s = inspect.signature(f)
print(s, list(s.parameters), s.return_annotation)
print([(p.name, str(p.kind), p.default is inspect.Parameter.empty) for p in s.parameters.values()])
print(s.parameters['b'].annotation, s.parameters['c'].default, s.parameters['b'])
b = s.bind(1, 2, d=4)
print(b.args, b.kwargs, b.arguments)
b.apply_defaults()
print(b.arguments)
try: s.bind(1)
except TypeError as e: print(e)
print(inspect.signature(lambda x, y=1: 0), inspect.isfunction(f), inspect.isclass(int), inspect.ismethod(f))
print(inspect.ismodule(inspect), inspect.isbuiltin(len), inspect.getdoc(f), inspect.isabstract(int))
print(inspect.iscoroutinefunction(f), inspect.unwrap(f) is f)
class A:
    x = 1
    def __init__(self, a, b=2): pass
    def m(self, q): pass
    @staticmethod
    def s(z): pass
    @classmethod
    def c(cls, w): pass
    @property
    def p(self): pass
print(inspect.signature(A), inspect.signature(A.__init__), inspect.signature(A(1).m), inspect.signature(A.s))
print(inspect.signature(A.c), [n for n, _ in inspect.getmembers(A, inspect.isfunction)])
print([n for n, v in inspect.getmembers(A) if not n.startswith('__')], inspect.getmro(A))
print(inspect.isdatadescriptor(A.__dict__['p']), inspect.ismethod(A.c), inspect.ismethod(A(1).m))
print(inspect.getfullargspec(f).args, inspect.getfullargspec(f).kwonlydefaults, inspect.getfullargspec(A.m))
print(inspect.Parameter('x', inspect.Parameter.KEYWORD_ONLY, default=3))
print(inspect.Signature([inspect.Parameter('q', inspect.Parameter.POSITIONAL_OR_KEYWORD)]))
print(inspect.signature(A).parameters['b'].replace(default=9))
print({k: v.default for k, v in inspect.signature(f).parameters.items() if v.default is not inspect._empty})
print('kw' in inspect.signature(f).parameters, inspect.Parameter.VAR_KEYWORD)
print(s.parameters['kw'].kind == inspect.Parameter.VAR_KEYWORD, s.parameters['kw'].kind.name)
import functools
@functools.wraps(f)
def w(*a, **k): pass
print(inspect.signature(w), inspect.signature(functools.partial(f, 1, c=9)))
print(inspect.signature(int) if False else '', inspect.getmodule(f) is not None, f.__code__.co_varnames)
print(f.__code__.co_argcount, f.__defaults__, f.__kwdefaults__, f.__doc__, f.__qualname__, A.m.__qualname__)
print(f.__module__)
