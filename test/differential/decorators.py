def trace(f):
    def w(*a, **k): print('call', f.__name__, a, k); return f(*a, **k)
    return w
@trace
def add(a, b=1): return a + b
print(add(1), add(1, b=2), add.__name__)
import functools
def repeat(n):
    def deco(f):
        @functools.wraps(f)
        def w(*a, **k): return [f(*a, **k) for _ in range(n)]
        return w
    return deco
@repeat(2)
@trace
def hi(x):
    "doc hi"
    return x
print(hi('y'), hi.__name__)
@repeat(3)
def named():
    "documented"
    return 1
print(named(), named.__name__, named.__doc__, named.__wrapped__())
def cls_deco(cls): cls.extra = 'added'; return cls
@cls_deco
class K:
    @trace
    def m(self, x): return x
    @staticmethod
    @trace
    def s(): return 's'
print(K.extra, K().m(3) if False else 'skip', K.s())
registry = {}
def register(name=None):
    def deco(c): registry[name or c.__name__] = c; return c
    return deco
@register()
class ResNet: pass
@register('vgg')
class VGG: pass
@register(name='fn')
def build(): return 'built'
print(list(registry), registry['fn'](), registry['vgg'].__name__)
class Counter:
    def __init__(self, f): functools.update_wrapper(self, f); self.f, self.n = f, 0
    def __call__(self, *a): self.n += 1; return self.f(*a)
@Counter
def sq(x): return x * x
print(sq(3), sq(4), sq.n, sq.__name__)
class Reg:
    _m = {}
    @classmethod
    def register(cls, key):
        def deco(f): cls._m[key] = f; return f
        return deco
    @classmethod
    def get(cls, key): return cls._m[key]
@Reg.register('relu')
def relu(x): return max(0, x)
print(Reg.get('relu')(-3), Reg.get('relu')(3))
def memo(f):
    cache = {}
    @functools.wraps(f)
    def w(n):
        if n not in cache: cache[n] = f(n)
        return cache[n]
    w.cache = cache
    return w
@memo
def fibm(n): return n if n < 2 else fibm(n - 1) + fibm(n - 2)
print(fibm(50), len(fibm.cache))
d = [trace, lambda f: f]
@d[1]
def plain(): return 'plain'
print(plain(), (lambda f: f)(plain)())
def opt(func=None, *, flag=False):
    if func is None: return functools.partial(opt, flag=flag)
    func.flag = flag; return func
@opt
def o1(): pass
@opt(flag=True)
def o2(): pass
print(o1.flag, o2.flag)
