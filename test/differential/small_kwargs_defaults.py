def f(a, b=1, *c, d, e=5, **g): return (a, b, c, d, e, g)
print(f(1, d=2), f(1, 2, 3, d=4, z=6), f(*(1, 2), **{'d': 3, 'e': 4, 'h': 5}), f(1, *[2, 3], *[4], d=0, **{'x': 1}, **{'y': 2}))
def g(x, l=[], d={}): l.append(x); d[x] = len(l); return l, d
print(g(1), g(2), g.__defaults__); base = dict(q=1); print(f(0, d=0, **base), base)
def h(*, a, b=2): return a, b
print(h(a=1), h(b=1, a=2), [h(**k) for k in ({'a': 1}, {'a': 3, 'b': 4})])
def pos(a, b, /, c, *, d): return a, b, c, d
print(pos(1, 2, 3, d=4), pos(1, 2, c=3, d=4))
for call in [lambda: h(1), lambda: h(), lambda: pos(1, b=2, c=3, d=4), lambda: f(), lambda: f(d=1), lambda: f(1, a=2, d=3), lambda: h(a=1, c=2), lambda: pos(1, 2, 3, 4)]:
    try: print(call())
    except TypeError as e: print(e)
def last(*args, default=None): return args[-1] if args else default
print(last(), last(1, 2), last(default=3)); print((lambda *a, **k: (a, k))(*'ab', **dict(c=1)), (lambda a, b=lambda: 3: a + b())(1), sorted((lambda **k: k)(b=1, a=2)))
