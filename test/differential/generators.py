def count(n):
    i = 0
    while i < n:
        got = yield i
        if got: print('got', got); i = got
        i += 1
    return 'finished'
g = count(3); print(next(g), g.send(None), next(g))
try: next(g)
except StopIteration as e: print('stop', e.value)
g = count(10); next(g); print(g.send(5), list(g))
def deleg():
    r = yield from count(2); print('result', r); yield from [10, 11]; yield from 'ab'
print(list(deleg()))
def cleanup():
    try: yield 1; yield 2
    finally: print('cleanup')
g = cleanup(); print(next(g)); g.close()
for v in cleanup(): print(v)
def handler():
    while True:
        try: x = yield 'ready'; print('x', x)
        except ValueError as e: print('caught', e); yield 'handled'
g = handler(); print(next(g), g.send(1), g.throw(ValueError('boo')), next(g))
try: g.throw(KeyError('k'))
except KeyError as e: print('KeyError', e)
try: next(g)
except StopIteration: print('exhausted')
def fib():
    a, b = 0, 1
    while True: yield a; a, b = b, a + b
from itertools import islice, takewhile
print(list(islice(fib(), 10)), list(takewhile(lambda v: v < 30, fib())))
def walk(t):
    if isinstance(t, list):
        for x in t: yield from walk(x)
    else: yield t
print(list(walk([1, [2, [3, 4]], 5])))
class It:
    def __init__(self, n): self.n = n
    def __iter__(self):
        for i in range(self.n): yield i * i
print(list(It(4)), sum(It(3)), 4 in It(4), max(It(3)), dict(enumerate(It(2))), [*It(2)], tuple(It(2)))
class Nx:
    def __init__(self): self.i = 0
    def __iter__(self): return self
    def __next__(self):
        self.i += 1
        if self.i > 3: raise StopIteration
        return self.i
print(list(Nx()), list(zip(Nx(), 'ab')), list(map(lambda a: -a, Nx())))
def err():
    yield 1
    raise StopIteration
try: list(err())
except RuntimeError as e: print(e)
g = (x for x in [1]); print(type(g).__name__, iter(g) is g, next(g), next(g, None))
try: count(3).send(1)
except TypeError as e: print(e)
def empty(): return; yield
print(list(empty()), [v for v in empty()], next(empty(), 'e'))
e = enumerate('ab', start=1); print(next(e), list(e), list(zip([1, 2, 3], 'ab', [True] * 5)), list(reversed(range(3))))
it = iter([1, 2, 3, 4]); print(list(zip(it, it)), list(iter(iter([5, 6]).__next__, 6)))
try: list(zip([1], [1, 2], strict=True))
except ValueError as e: print(e)
def two_way():
    total = 0
    while True: total += yield total
t = two_way(); next(t); print([t.send(i) for i in range(5)])
