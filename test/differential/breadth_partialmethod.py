# Partialmethod.
import functools
class Cell:
    def __init__(self): self.alive = False
    def set_state(self, state, times=1): self.alive = (state, times)
    set_alive = functools.partialmethod(set_state, True)
    set_dead = functools.partialmethod(set_state, False, times=3)
c = Cell()
c.set_alive()
print(c.alive)
c.set_dead()
print(c.alive)
c.set_dead(times=4)
print(c.alive)
p = functools.partial(int, base=2)
print(p('101'), p.func, p.args, p.keywords)
p2 = functools.partial(functools.partial(max, 3), 5)
print(p2(4), p2.args)
print(functools.partial(print, 'a', sep='-'))
def f(a, b, *, c=1): return a, b, c
g = functools.partial(f, 1, c=5)
print(g(2), g(2, c=6))
try: g()
except TypeError as e: print(e)
print(functools.reduce(lambda a, b: a * b, [1, 2, 3, 4]), functools.reduce(lambda a, b: a + b, [], 'x'))
try: functools.reduce(lambda a, b: a, [])
except TypeError as e: print(e)
@functools.wraps(f)
def w(*a): pass
print(w.__name__, w.__wrapped__ is f)
@functools.total_ordering
class V:
    def __init__(self, v): self.v = v
    def __eq__(self, o): return self.v == o.v
    def __lt__(self, o): return self.v < o.v
print(V(1) <= V(2), V(3) > V(2), V(1) >= V(1), V(1) != V(2))
key = functools.cmp_to_key(lambda a, b: b - a)
print(sorted([3, 1, 2], key=key))
