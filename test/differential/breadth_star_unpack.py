# Star unpack.
a, *b, c = range(5)
print(a, b, c)
*a, = 'abc'
print(a)
(a, *b), c = [(1, 2, 3), 4]
print(a, b, c)
[x, [*y]] = 1, (2, 3)
print(x, y)
print([*range(3), *'ab', *[]], (*[1], 2), {*[1, 2], *[2]}, {**{'a': 1}, 'b': 2, **{'a': 3}}, *[1, 2], *(3,))
def f(*args, **kw): return args, kw
print(f(*[1], 2, *[3], a=1, **{'b': 2}, **{'c': 3}))
try: f(**{'a': 1}, **{'a': 2})
except TypeError as e: print(e)
try: f(a=1, **{'a': 2})
except TypeError as e: print(e)
for a, *b in [(1, 2, 3), 'xy']: print(a, b)
def g(): return 1, *[2, 3]
print(g())
def h():
    x = yield 1, *[2]
print(next(h()))
try: a, *b, c = [1]
except ValueError as e: print(e)
try: a, b = 1, 2, 3
except ValueError as e: print(e)
try: a, b = 3
except TypeError as e: print(e)
try: print(*3)
except TypeError as e: print(e)
try: f(**[1])
except TypeError as e: print(e)
try: f(**{1: 2})
except TypeError as e: print(e)
d = {'x': 1}
d2 = d | {'y': 2}
d |= {'x': 5}
print(d, d2)
k = [1, 2]
k[0], *k[1:] = 7, 8, 9
print(k)
class O: pass
o = O()
o.a, *o.b = 1, 2, 3
print(vars(o))
(a), b = 1, 2
a = b = c = [0]
a.append(1)
print(c)
a, b = b, a
for i, (a, b) in enumerate(zip('ab', 'cd'), start=5): print(i, a, b)
print(*map(lambda t: sum(t), [(1, 2), (3, 4)]), sep=',', end=';\n')
def kwonly(a, /, b, *, c, d=4, **rest): return a, b, c, d, rest
print(kwonly(1, 2, c=3), kwonly(1, b=2, c=3, a=9))
for bad in [lambda: kwonly(a=1, b=2, c=3), lambda: kwonly(1, 2), lambda: kwonly(1, 2, 3, c=4), lambda: kwonly(1, c=1)]:
    try: bad()
    except TypeError as e: print(e)
