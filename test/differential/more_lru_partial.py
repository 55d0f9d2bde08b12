from functools import lru_cache, partial, reduce, wraps, cached_property
hits = []
@lru_cache(maxsize=None)
def build(name, *, depth=2): hits.append(name); return f'{name}-{depth}'
print(build('a'), build('a'), build('a', depth=3), build('b'), hits, build.cache_info().misses, build.cache_info().hits, build.cache_parameters() if hasattr(build, 'cache_parameters') else 0)
try: build(['unhashable'])
except TypeError as e: print(e)
norm = partial(dict, eps=1e-6); norm2 = partial(norm, momentum=0.1); print(norm2(features=3), norm2.keywords, norm2.func is dict, norm2.args, partial(norm2, eps=0.5)())
class Block:
    def __init__(self, c, norm=partial(dict, kind='bn')): self.n = norm(c=c)
print(Block(3).n, Block(3, norm=partial(dict, kind='ln')).n, Block(3, norm=lambda c: c).n); add = lambda a, b, c=0: a + b + c; inc = partial(add, 1); print(inc(2), inc(2, c=3), partial(add, c=5)(1, 1), list(map(partial(add, 10), range(3))))
try: inc()
except TypeError as e: print('missing' in str(e))
class Lazy:
    calls = 0
    @cached_property
    def weights(self): type(self).calls += 1; return [1, 2]
l = Lazy(); l.weights.append(3); print(l.weights, Lazy.calls, 'weights' in vars(l), Lazy().weights, Lazy.calls); l.weights = 'set'; print(l.weights)
print(Lazy.weights.__class__.__name__, reduce(lambda acc, f: f(acc), [str, len], 12345), reduce(lambda a, b: {**a, **b}, [{'a': 1}, {'b': 2}], {}), reduce(lambda a, x: a + [a[-1] + x], [1, 2, 3], [0]))
def timed(label):
    def deco(f):
        @wraps(f)
        def inner(*a, **k): r = f(*a, **k); return (label, r)
        inner.label = label; return inner
    return deco
@timed('t1')
@timed('t2')
def work(x, y=2): "does work"; return x * y
print(work(3), work.__name__, work.__doc__, work.label, work.__wrapped__.label, work.__wrapped__.__wrapped__(5))
