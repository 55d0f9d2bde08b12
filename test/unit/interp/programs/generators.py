def count(n):
    i = 0
    while i < n:
        got = yield i
        if got == 'skip': i += 1
        i += 1
    return 'done'
g = count(5); print(next(g), g.send('skip'), next(g))
try: print(next(g)); next(g)
except StopIteration as e: print('stop', e.value)
def deleg():
    r = yield from count(2)
    print('r', r)
    yield from [10, 20]
    return 'x'
print(list(deleg()))
def catcher():
    while True:
        try: v = yield
        except ValueError as e: print('caught', e)
        except GeneratorExit: print('exit'); return
        else: print('got', v)
c = catcher(); next(c); c.send(1); c.throw(ValueError('boom')); c.close()
def fin():
    try: yield 1; yield 2
    finally: print('cleanup')
f = fin(); next(f); f.close(); print(list(f))
def nested():
    for i in range(3):
        for j in range(i):
            if j == 1: continue
            yield i, j
        else: yield 'else', i
    with open_ctx() as z:
        yield z
    x = [(yield 'inner'), (yield 'inner2')]
    print(x)
    return
class open_ctx:
    def __enter__(self): print('enter'); return 'ctx'
    def __exit__(self, *a): print('exit')
print(list(nested()))
gen = (x * 2 for x in range(3) if x); print(next(gen), list(gen), list(gen))
print(sum(x for x in range(5)), max((len(w), w) for w in ['a', 'bbb']), dict((k, v) for k, v in [(1, 2)]), ','.join(str(i) for i in range(3)))
def infinite():
    n = 0
    while True:
        yield n
        n += 1
it = infinite(); print([next(it) for _ in range(3)], [x for x, _ in zip(infinite(), range(2))])
from itertools import islice, chain
print(list(islice(infinite(), 2, 5)), list(chain([1], (2,), 'a')))
from contextlib import contextmanager
@contextmanager
def cm(n):
    print('start', n)
    try: yield n * 2
    except KeyError as e: print('handled', e)
    finally: print('end', n)
with cm(3) as v: print(v)
with cm(4) as v: raise KeyError('k')
try:
    with cm(5): raise ValueError('out')
except ValueError as e: print('V', e)
@contextmanager
def stack():
    with cm(1) as a, cm(2) as b: yield a, b
with stack() as s: print(s)
def bad(): yield 1; raise StopIteration
try: list(bad())
except RuntimeError as e: print(e)
def exc():
    try: yield 1
    except: print('bare'); yield 'recovered'
e = exc(); next(e); print(e.throw(RuntimeError('r')))
def tree(n):
    if n:
        yield from tree(n - 1)
        yield n
        yield from tree(n - 1)
print(list(tree(3)))
class Iter:
    def __iter__(self):
        yield 1
        yield 2
a, b = Iter(); print(a, b, *Iter(), [*Iter()], 2 in Iter())
def lazy():
    print('started'); yield 1
z = lazy(); print('before'); next(z)
try: next(z)
except StopIteration: print('SI')
print(next(iter([]), 'default'), list(map(lambda a, b: a + b, [1, 2], [3, 4])), list(filter(None, [0, 1, 2])), list(enumerate('ab', 1)), list(reversed([1, 2])), list(zip()))
def args(*a): return a
print(args(*(i for i in range(3))), [y for x in [[1], [2, 3]] for y in x])
x = 5
print([x for x in range(2)], x, (lambda: [x for _ in range(1)])())
def scoping():
    k = 2
    return list(i * k for i in range(3))
print(scoping())
g = (i for i in [1, 2, 3]); print(2 in g, list(g))
def send_none():
    a = yield
    b = yield a
    yield (a, b)
s = send_none(); next(s); print(s.send(1), s.send(2))
try: send_none().send(1)
except TypeError as e: print(e)
def ret_in_loop():
    for i in range(10):
        if i == 2: return
        yield i
print(list(ret_in_loop()))
def match_gen(v):
    match v:
        case [x, y]: yield x; yield y
        case _: yield 'none'
print(list(match_gen([1, 2])), list(match_gen(0)))
def conditional(flag):
    x = (yield 'yes') if flag else (yield 'no')
    y = flag and (yield 'and')
    z = flag or (yield 'or')
    print(x, y, z)
print(list(conditional(1)), list(conditional(0)))
