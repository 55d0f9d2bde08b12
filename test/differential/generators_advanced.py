def g():
    try:
        r = yield 1
        print('received', r)
        yield 2
    except GeneratorExit: print('closing'); raise
    finally: print('final')
it = g(); next(it); it.send('hi'); it.close()
def sub():
    try: x = yield 'a'; print('sub got', x)
    except ValueError as e: print('sub caught', e); yield 'recovered'
    return 'sub result'
def main():
    r = yield from sub(); print('main got', r); yield 'end'
m = main(); print(next(m), m.send(10)); m2 = main(); next(m2); print(m2.throw(ValueError('v')), next(m2))
def ctx():
    print('start')
    with open_cm() as c: yield c
    print('done')
class open_cm:
    def __enter__(self): print('enter'); return 'cm'
    def __exit__(self, *a): print('exit', a[0] is None)
print(list(ctx()))
c = ctx(); next(c); c.close()
def chunks(l, n):
    for i in range(0, len(l), n): yield l[i:i + n]
print(list(chunks(list(range(7)), 3)))
def loop_else():
    for i in range(2): yield i
    else: yield 'else'
    while True:
        yield 'w'
        break
print(list(loop_else()))
def cond(flag):
    if flag: yield 'yes'
    else: yield from ['no', 'nope']
    x = yield (yield 'inner')
    print('x', x)
print(list(cond(True)), list(cond(False)))
def expr():
    a = [(yield 1), (yield 2)]
    print(a)
    b = {'k': (yield 3)}
    print(b, (yield 4) or 'default')
e = expr(); print(next(e), e.send('x'), e.send('y'), e.send('z'), next(e, 'over'))
def gen_in_class():
    class K:
        vals = list(range(2))
        def __iter__(self): yield from self.vals
    yield from K()
print(list(gen_in_class())); print(sum(x * y for x, y in zip(range(3), range(3))), list(x for x in (y for y in range(3)) if x), max((len(w), w) for w in ['a', 'bbb', 'cc']))
def infinite():
    n = 0
    while True: n += 1; yield n
for v in infinite():
    if v > 3: break
print(v)
def try_yield():
    for i in range(3):
        try:
            if i == 1: raise ValueError
            yield i
        except ValueError: yield 'err'
        finally: yield f'fin{i}'
print(list(try_yield()))
def ret(): return [1]; yield
print(list(ret())); gi = (i for i in range(3)); print(2 in gi, list(gi))
def nested():
    def inner(): yield 'in'
    yield from inner(); yield lambda: 'fn'
print([x() if callable(x) else x for x in nested()]); a, b, *c = infinite_take = (i for i in range(5)); print(a, b, c)
gen = (print('lazy', i) or i for i in range(2)); print('before'); print(next(gen)); print(isinstance(gen, type(infinite())))
try: next(g().__class__)
except TypeError as ex: print(ex)
