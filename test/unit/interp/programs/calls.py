def show(f, *args, **kwargs):
    try:
        print(f(*args, **kwargs))
    except Exception as e:
        print(type(e).__name__, e)

def a(x, y=2): return (x, y)
def b(*args, **kw): return args, kw
def c(x, /, y, *, z, w=4): return x, y, z, w
def d(x, *args, k, **kw): return x, args, k, kw
def e(): return None
show(a); show(a, 1); show(a, 1, 2, 3); show(a, 1, y=5); show(a, 1, x=5); show(a, 1, q=1)
show(b, 1, 2, a=3)
show(c, 1, 2, z=3); show(c, 1, 2); show(c, x=1, y=2, z=3); show(c, 1, y=2, z=3, w=5); show(c, 1, 2, 3, z=1)
show(d, 1, 2, 3, k=4, m=5); show(d, 1); show(d)
show(e, 1); show(e)
def f(a, b, c, d): pass
show(f); show(f, 1); show(f, 1, 2); show(f, 1, 2, 3)
def g(a, *, x, y, z): pass
show(g, 1); show(g, 1, x=2); show(g, 1, 2, x=1, y=2, z=3); show(g, 1, 2, 3)
show(lambda q: q)
show(lambda: 3, 1)
class K:
    def m(self, a): return a
    @staticmethod
    def s(a): return a
    @classmethod
    def c(cls, a): return cls.__name__, a
show(K().m); show(K().m, 1, 2); show(K.m, 1); show(K.s, 1); show(K.c, 1); show(K().s, 2); show(K().c, 3); show(K, 1)
show(3); show(None, 1); show('a', 1)
def star(*a, **k): return a, sorted(k.items())
print(star(*[1, 2], 3, *(4,), **{'a': 1}, b=2, **{'c': 3}))
try:
    star(**{'a': 1}, **{'a': 2})
except TypeError as err: print(str(err).split('.')[-1])
try:
    star(*5)
except TypeError as err: print(str(err).split('.')[-1])
def default(x=[]):
    x.append(1)
    return x
default(); print(default())
i = 5
def early(x=i): return x
i = 6
print(early())
def outer():
    n = 0
    def inc():
        nonlocal n
        n += 1
        return n
    return inc
inc = outer(); inc(); print(inc())
fs = [lambda: i for i in range(3)]
print([f() for f in fs])
fs = [lambda i=i: i for i in range(3)]
print([f() for f in fs])
def rec(n): return 1 if n == 0 else n * rec(n - 1)
print(rec(20), rec(30))
def inf(n): return inf(n + 1)
try: inf(0)
except RecursionError as err: print('RecursionError', str(err)[:32])
x = 10
def scope():
    try:
        print(x)
    except UnboundLocalError as err: print(err)
    x = 5
scope()
def free():
    def inner(): return late
    try: inner()
    except NameError as err: print(err)
    late = 1
    print(inner())
free()
def glob():
    global gg
    gg = 7
glob(); print(gg)
try: undefined_name
except NameError as err: print(err)
def deleted():
    v = 1
    del v
    try: v
    except UnboundLocalError as err: print(err)
deleted()
print((lambda *a, b=1, **k: (a, b, k))(1, 2, b=3, c=4))
def annotated(x: int, y: 'str' = 'a') -> bool: return x
print(annotated(1))
def walrus(data):
    if (n := len(data)) > 2: return n
    return [y := 1, y + 1]
print(walrus([1, 2, 3]), walrus([]))
print([last := v for v in range(3)], last)
print(any((hit := v) > 1 for v in [1, 2, 3]), hit)
def kwonly_default(*, a=1, b): return a, b
show(kwonly_default, b=2); show(kwonly_default)
print(a.__name__, a.__defaults__, c.__kwdefaults__, K.m.__qualname__, outer().__qualname__)
def deco(f):
    def wrapper(*args, **kw):
        print('before', f.__name__)
        return f(*args, **kw)
    return wrapper
@deco
def decorated(x): return x + 1
print(decorated(1))
def param(n):
    def deco(f): return lambda *a: f(*a) * n
    return deco
@param(3)
@deco
def twice(x): return x
print(twice(2))
print(max(3, 1, 2), min([4, 2], key=lambda v: -v), sum([1, 2], 10))
def many(a, b=1, *c, d, e=2, **f): return a, b, c, d, e, f
show(many, 1, 2, 3, d=4, z=5); show(many, d=1); show(many, 1, d=2, b=3)
import inspect
class Kept:
    def keep(self, ignore=()):
        frame = inspect.currentframe().f_back
        _, _, _, names = inspect.getargvalues(frame)
        for k, v in names.items():
            if k not in ('self', *ignore) and not k.startswith('_'): setattr(self, k, v)
class Layer(Kept):
    def __init__(self, width, depth=2, hidden=None):
        super().__init__()
        self.keep(ignore=['hidden'])
print(sorted(vars(Layer(3)).items()), sorted(inspect.currentframe().f_locals)[-2:])
