# Generators.
def gen():
    try:
        x = yield 1
        print('got', x)
        y = yield x * 2
        print('got', y)
    except ValueError as e:
        print('caught', e)
        yield 'recovered'
    finally:
        print('cleanup')
g = gen()
print(next(g), g.send(10), g.throw(ValueError('bad')))
try: next(g)
except StopIteration as e: print('stop', e.value)
g = gen()
next(g)
g.close()
try: next(g)
except StopIteration: print('closed')
g = gen()
try: g.send(3)
except TypeError as e: print(e)
def ret():
    yield 1
    return 'value'
def outer():
    r = yield from ret()
    print('inner returned', r)
    yield from [10, 20]
    yield from (i * i for i in range(3))
print(list(outer()))
def stubborn():
    while True:
        try: yield
        except GeneratorExit: raise
def echo():
    r = None
    while True:
        r = yield r
e = echo()
next(e)
print([e.send(i) for i in range(3)])
def countdown(n):
    while n: yield n; n -= 1
print(*countdown(3), sum(countdown(4)), max(countdown(5)), dict(zip('abc', countdown(3))))
print(list(zip(countdown(2), countdown(3))))
g = (x for x in range(5) if x % 2)
print(type(g).__name__, next(g), list(g), list(g))
def bad():
    yield 1
    raise StopIteration('x')
try: list(bad())
except RuntimeError as e: print(type(e).__name__, e, type(e.__cause__).__name__)
def ig():
    try: yield 1
    except GeneratorExit: yield 2
i = ig()
next(i)
try: i.close()
except RuntimeError as e: print(e)
import inspect
print(inspect.isgenerator(g), inspect.isgeneratorfunction(gen), inspect.isgeneratorfunction(print))
def deleg():
    try:
        yield from sub()
    except KeyError as e:
        print('outer', e)
        yield 'o'
def sub():
    try: yield 's1'
    except ValueError: yield 's2'
d = deleg()
print(next(d), d.throw(ValueError), d.throw(KeyError('k')))
g = gen()
