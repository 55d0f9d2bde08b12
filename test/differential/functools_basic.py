import functools
from functools import partial, reduce, lru_cache, cache, wraps, total_ordering, singledispatch, partialmethod, cached_property
def f(a, b, c=3, *args, **kw): return a, b, c, args, kw
p = partial(f, 1, c=10); print(p(2), p(2, c=5), p.func is f, p.args, p.keywords, partial(p, 7, z=1)(), partial(p, 7).args)
print(partial(int, base=2)('101'), list(map(partial(pow, 2), range(4))), callable(p), isinstance(p, partial))
try: partial(5)
except TypeError as e: print(e)
try: p()
except TypeError as e: print(e)
print(reduce(lambda a, b: a * b, [1, 2, 3, 4]), reduce(lambda a, b: a + b, [], 'init'), reduce(max, [3, 9, 2]))
try: reduce(lambda a, b: a, [])
except TypeError as e: print(e)
calls = []
@lru_cache(maxsize=2)
def sq(x): calls.append(x); return x * x
print(sq(2), sq(2), sq(3), sq(4), sq(2), calls, sq.cache_info(), sq.cache_info().hits); sq.cache_clear(); print(sq.cache_info())
@lru_cache
def plain(x, y=1): return x + y
print(plain(1), plain(1, y=2), plain(1, 2), plain.cache_info(), plain.__name__, plain.__wrapped__(5))
@cache
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(80), fib.cache_info())
class K:
    def __init__(self): self.n = 0
    @lru_cache(None)
    def m(self, x): self.n += 1; return x * 2
k = K(); print(k.m(2), k.m(2), k.n)
def deco(g):
    @wraps(g)
    def w(*a): "inner doc"; return g(*a)
    return w
@deco
def orig(a: int) -> str: "orig doc"; return a
print(orig.__name__, orig.__doc__, orig.__wrapped__.__name__, orig.__annotations__, orig.__qualname__)
@total_ordering
class Ver:
    def __init__(self, v): self.v = v
    def __eq__(self, o): return self.v == o.v
    def __lt__(self, o): return self.v < o.v
print(Ver(1) <= Ver(2), Ver(1) > Ver(2), Ver(2) >= Ver(2), Ver(1) != Ver(2), max(Ver(1), Ver(3)).v)
@singledispatch
def show(x): return f'obj {x}'
@show.register
def _(x: int): return f'int {x}'
@show.register(list)
@show.register(tuple)
def _(x): return f'seq {len(x)}'
print(show('a'), show(1), show([1]), show((1, 2)), show(True), show.dispatch(int).__name__, show(2.5))
class Cell:
    def set_state(self, state): self.s = state; return state
    alive = partialmethod(set_state, True)
    dead = partialmethod(set_state, state=False)
c = Cell(); print(c.alive(), c.dead(), c.s)
print(functools.partial(print, 'a', sep='-'))  if False else print(repr(partial(max, 3)))
conv = partial(dict, bias=False); print(conv(k=3), conv(bias=True))
print([g(10) for g in [partial(lambda x, n: x + n, n=i) for i in range(3)]])
