def gen():
    try:
        x = yield 1
        print('got', x)
        try:
            yield 2
        except ValueError as e:
            print('caught', e); yield 'handled'
        finally:
            print('inner finally')
        return 'ret'
    finally:
        print('outer finally')
g = gen(); print(next(g), g.send('hi'), g.throw(ValueError('bad')))
try: next(g)
except StopIteration as s: print('stop', s.value)
def deleg():
    r = yield from gen(); print('r', r); return r
d = deleg(); print(next(d), d.send(5)); d.close()
def sub():
    while True:
        try: v = yield
        except KeyError: print('key'); continue
        if v is None: return 'done'
        print('v', v)
def top():
    r = yield from sub(); yield r
t = top(); next(t); t.send(1); t.throw(KeyError); print(t.send(None))
def f():
    try: return 'try'
    finally: print('fin')
def f2():
    try: return 'a'
    finally: return 'b'
def f3():
    for i in range(3):
        try:
            if i == 1: continue
            if i == 2: break
            print('body', i)
        finally: print('f', i)
    else: print('no')
    return i
def f4():
    try:
        try: 1 / 0
        finally: print('cleanup')
    except ZeroDivisionError as e:
        return str(e)
    else: return 'else'
def f5():
    while True:
        try: return 1
        finally: break
    return 2
print(f(), f2(), f3(), f4(), f5())
try:
    try: raise KeyError('k')
    except KeyError as e: raise ValueError('v') from e
except ValueError as e: print(repr(e.__cause__), repr(e.__context__), e.__suppress_context__)
try:
    try: raise KeyError('k')
    except KeyError: raise ValueError('v')
except ValueError as e: print(repr(e.__cause__), repr(e.__context__), e.__suppress_context__)
try:
    try: raise KeyError('k')
    except KeyError: raise ValueError('v') from None
except ValueError as e: print(repr(e.__cause__), repr(e.__context__), e.__suppress_context__)
try: e
except NameError as n: print(n)
class CM:
    def __init__(self, n, sup=False): self.n, self.sup = n, sup
    def __enter__(self): print('enter', self.n); return self.n
    def __exit__(self, t, v, tb): print('exit', self.n, t and t.__name__, v); return self.sup
with CM('a') as a, CM('b', True) as b:
    print(a, b); raise ValueError('x')
print('after')
with (CM('c') as c, CM('d') as d2,): print(c + d2)
try:
    with CM('e'): raise KeyError(1)
except KeyError as k: print('out', k)
def w():
    with CM('r'): return 'returned'
print(w())
for i in []: pass
else: print('empty else')
n = 0
while n < 3:
    n += 1
    if n == 2: break
else: print('never')
print(n, (y := n + 1), y, [z := i for i in range(3)], z)
print([(i, j) for i in range(3) if i for j in range(i) if j or i], {i: i * i for i in range(3)}, {i % 2 for i in range(5)}, list(x for x in 'ab'))
x = 'outer'
print([x for x in range(2)], x)
class K:
    n = 3
    l = [n for _ in range(1)] if False else 'skip'
    m = [i for i in range(n)]
print(K.m)
def counter():
    c = 0
    def inc(k=1):
        nonlocal c
        c += k
        return c
    return inc, lambda: c
inc, get = counter(); inc(); inc(5); print(get())
fs = [lambda: i for i in range(3)]; print([f() for f in fs]); fs = [lambda i=i: i for i in range(3)]; print([f() for f in fs])
def po(a, b=2, /, c=3, *args, d, e=5, **kw): return (a, b, c, args, d, e, kw)
print(po(1, d=4), po(1, 2, 3, 4, 5, d=6, f=7, a=8))
for bad in ('po()', 'po(1)', 'po(a=1, d=2)', 'po(1, 2, 3, c=4, d=5)', 'po(1, d=2, d2=3, **{"e": 1, "e2": 2})', '(lambda x: x)()', '(lambda x: x)(1, 2)', '(lambda *, k: k)(1)'):
    try: print(eval(bad))
    except TypeError as e: print(e)
a, *b, c = range(5); print(a, b, c); (a, b), c = [1, 2], 3; print(a, b, c); [a, *b] = 'xyz'; print(a, b); *a, = (1, 2); print(a)
print([*range(2), *'ab'], {**{'a': 1}, 'b': 2, **{'a': 3}}, (*[1], 2), {*[1, 1], 2})
def kw(**k): return k
print(kw(**{'x y': 1}, z=2), 1 < 2 < 3, 1 < 3 > 2, 3 > 2 == 2, not 1 == 2)
del a
try: print(a)
except NameError as e: print(e)
assert 1, 'no'
try: assert 0, 'msg'
except AssertionError as e: print(e)
try: raise
except RuntimeError as e: print(e)
def rec(n): return n if n == 0 else rec(n - 1) + 1
print(rec(100))
print([i for i in iter(lambda it=iter([1, 2, 0, 3]): next(it), 0)])
lst = [1, 2, 3]; lst[1:2] = [7, 8, 9]; lst[::2] = [0] * 3; print(lst); del lst[::2]; print(lst)
i = 5; lst2 = [0] * 10
i, lst2[i] = 2, 'set'; print(lst2)
def deco(n):
    def d(f):
        def w(*a, **k): return (n, f(*a, **k))
        w.__name__ = f.__name__
        return w
    return d
@deco(1)
@deco(2)
def decorated(x): return x
print(decorated(9), decorated.__name__)
async def co(): return 1
print(type(co).__name__)
print(f'{"nested " + f"{1 + 1}"}', f"{x!r:>10}|{x:^9}|{3.14159:.2f}|{255:#x}|{1e10:,.0f}|{True:d}|{-5:+}|{5: }|{x=}|{1 + 1 = }")
match [1, [2, 3], {'k': 'v', 'z': 1}]:
    case [int(a), [b, *rest], {'k': v, **others}] if a < 5: print(a, b, rest, v, others)
class Pt:
    __match_args__ = ('x', 'y')
    def __init__(self, x, y): self.x, self.y = x, y
def m(v):
    match v:
        case 0 | 1: return 'small'
        case -1: return 'neg'
        case True: return 'true'
        case None: return 'none'
        case Pt(0, y=yy): return f'pt0 {yy}'
        case Pt(x, y) if x == y: return 'diag'
        case Pt(): return 'pt'
        case str() as s if len(s) > 3: return 'long ' + s
        case 'ab' | 'cd' as s: return s
        case (1, 2, *_): return '12'
        case [x]: return f'one {x}'
        case {'a': 1}: return 'dict a'
        case {}: return 'dict'
        case float(f): return f'float {f}'
        case [[a, b], c]: return (a, b, c)
        case _: return 'other'
for v in (0, 1, True, -1, None, Pt(0, 3), Pt(2, 2), Pt(2, 3), 'hello', 'ab', 'x', [1, 2, 3], (5,), {'a': 1}, {'b': 2}, 2.5, [[1, 2], 3], {1}, b'x'): print(m(v))
