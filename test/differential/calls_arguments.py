def f(a, b=2, *args, c, d=4, **kw): return a, b, args, c, d, kw
print(f(1, c=3), f(1, 2, 3, 4, c=5, e=6), f(*[1, 2], **{'c': 3, 'z': 1}), f(1, *[2, 3], c=0, **{}))
def g(a, /, b, *, c): return a, b, c
print(g(1, 2, c=3), g(1, b=2, c=3))
def h(*args, **kwargs): return args, kwargs
print(h(), h(1, a=2), h(*'ab', *[1], **{'x': 1}, **{'y': 2}))
def no(): return 'no'
def one(x): return x
def two(x, y): return x, y
def kwonly(*, key): return key
def dflt(x, y=1): return x, y
calls = [
    lambda: f(), lambda: f(1), lambda: no(1), lambda: one(), lambda: one(1, 2), lambda: two(), lambda: two(1), lambda: two(1, 2, 3), lambda: one(y=1),
    lambda: one(1, x=2), lambda: kwonly(1), lambda: kwonly(), lambda: kwonly(key=1, z=2), lambda: g(a=1, b=2, c=3), lambda: g(1, 2, 3), lambda: dflt(1, 2, 3),
    lambda: one(*5), lambda: one(**5), lambda: two(**{'x': 1, 'z': 2}), lambda: f(1, c=1, **{'c': 2}), lambda: h(**{1: 2}), lambda: dflt(), lambda: dflt(y=2), lambda: 5(), lambda: 'a'(), lambda: None(),
]
for c in calls:
    try: print(c())
    except TypeError as e: print(e)
class K:
    def m(self, a): return a
    @classmethod
    def c(cls, a): return a
    @staticmethod
    def s(a): return a
    def __init__(self, v=0): self.v = v
for c in [lambda: K().m(), lambda: K().m(1, 2), lambda: K.m(1), lambda: K.c(), lambda: K.s(1, 2), lambda: K(1, 2), lambda: K(w=1), lambda: K().m(b=1)]:
    try: print(c())
    except TypeError as e: print(e)
def order(a=print('default evaluated once')): return a
order(); order()
def ev(tag): print('eval', tag, end='; '); return tag
h(ev(1), *[ev(2)], k=ev(3), **{'z': ev(4)}); print()
print((lambda *a, k=1, **kw: (a, k, kw))(1, 2, z=3), (lambda x, /: x)(1))
