# Cached_property.
import functools
class M:
    n = 0
    @functools.cached_property
    def heavy(self):
        M.n += 1
        return 'computed'
    @property
    def plain(self): return self.__dict__
m = M()
print(m.heavy, m.heavy, M.n, 'heavy' in m.__dict__)
del m.heavy
print(m.heavy, M.n)
m.heavy = 'set'
print(m.heavy)
print(type(M.__dict__['heavy']).__name__, M.heavy.attrname)
@functools.lru_cache(maxsize=None)
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(50), fib.cache_info().hits > 0, fib.cache_info().currsize)
fib.cache_clear()
print(fib.cache_info())
@functools.cache
def sq(x): print('computing', x); return x * x
print(sq(3), sq(3), sq(3.0))
