# Flows.
def f(n):
    for i in range(n):
        if i == 3: break
    else: return 'no break'
    return f'broke at {i}'
print(f(2), f(5))
def g():
    while True:
        try:
            try: raise KeyError('a')
            finally: print('inner finally')
        except KeyError: break
        finally: print('outer finally')
    else: print('never')
    return 'done'
print(g())
def h(x):
    try:
        if x: return 'ret'
        raise ValueError
    except ValueError: return 'exc'
    else: return 'else'
    finally: print('fin', x)
print(h(1), h(0))
def nested():
    out = []
    for a in range(3):
        for b in range(3):
            if b == 1: continue
            if a == 2: break
            out.append((a, b))
        else: out.append('else')
    return out
print(nested())
n = 0
while n < 5:
    n += 1
    if n == 2: continue
    if n == 4: break
else: print('no')
print(n)
def multi():
    try:
        try: raise TypeError('t')
        except ValueError: print('no')
        finally: raise RuntimeError('r')
    except RuntimeError as e: return type(e.__context__).__name__
def yielding():
    try:
        yield 1
        yield 2
    finally: print('gen closed')
def ret_in_loop(xs):
    for x in xs:
        try:
            if x > 1: return x
        finally: print('f', x)
print(ret_in_loop([1, 2, 3]))
try:
    raise ExceptionGroup('g', [ValueError(1), TypeError(2)])
except* ValueError as eg: print('v', eg.exceptions)
except* TypeError as eg: print('t', eg.exceptions)
x = 5
if x > 3 and (y := x * 2) > 8: print(y)
elif x: print('elif')
r = 'a' if x > 10 else 'b' if x > 4 else 'c'
print(r)
pass
...
print(not x == 5, x is not None, x not in [1], -x ** 2, 2 ** 3 ** 2, 1 + 2 * 3 - 4 / 2, 7 // 2 * 2, 1 < 2 == True)
print(not 1 == 2, 5 & 6 == 4, 1 if 0 else 2 if 0 else 3, ~1 + 1, +-+1, 10 - 2 - 3, 2 * 3 % 4, 1 << 2 + 1)
print(3 | 4 ^ 1 & 7)
