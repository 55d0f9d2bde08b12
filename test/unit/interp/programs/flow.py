for i in range(5):
    if i == 1: continue
    if i == 3: break
    print(i)
else: print('no')
for i in []: pass
else: print('else')
n = 0
while n < 3:
    n += 1
    if n == 2: continue
else: print('while else', n)
while True:
    n -= 1
    if n < 0: break
print(n)
def f(x):
    try:
        if x == 0: return 'zero'
        if x == 1: raise ValueError('one')
        if x == 2: raise KeyError('two')
        if x == 3: return 1 / 0
    except ValueError as e:
        return f'V {e}'
    except (KeyError, ZeroDivisionError) as e:
        return f'K {type(e).__name__} {e}'
    else:
        return 'else'
    finally:
        print('finally', x)
    return 'end'
for i in range(5): print(f(i))
def g():
    for i in range(3):
        try: continue
        finally: print('f', i)
    try: return 'try'
    finally: return 'finally'
print(g())
def h():
    try:
        raise ValueError('a')
    except ValueError as e:
        raise TypeError('b') from e
try: h()
except TypeError as e: print(e, repr(e.__cause__), e.__context__ is e.__cause__, e.__suppress_context__)
try:
    try: 1 / 0
    except ZeroDivisionError: {}['k']
except KeyError as e: print(repr(e.__context__))
def rr():
    try: raise ValueError('again')
    except ValueError: raise
try: rr()
except ValueError as e: print(e)
try: raise
except RuntimeError as e: print(e)
try:
    e = 1
    try: raise ValueError
    except ValueError as e: pass
    print(e)
except NameError as x: print(x)
try: raise 5
except TypeError as e: print(e)
try: raise ValueError
except ValueError as e: print(repr(e))
try: assert 1 == 2, 'msg'
except AssertionError as e: print('AE', e)
try: assert False
except AssertionError as e: print('AE', repr(e))
a, b = 1, 2; a, b = b, a; print(a, b)
(a, [b, *c]), d = (1, [2, 3, 4]), 5; print(a, b, c, d)
*a, b = range(4); print(a, b)
a = b = c = []; a.append(1); print(c)
for s in ('a, b = 1', 'a, b = 1, 2, 3', 'a, b = [1]', 'a, *b, c = [1]', 'a, b = "abc"'):
    try: exec(s)
    except Exception as e: print(type(e).__name__, e)
    except BaseException: print('?')
x = [1, 2, 3]; x[0] += 5; x[1:2] = [7, 8]; print(x); del x[0]; print(x)
d = {'a': 1}; d['b'] = d.get('b', 0) + 1; d['a'] -= 1; print(d); del d['a']; print(d)
print(1 < 2 < 3, 1 < 3 < 2, 1 == 1.0 == True, not 0, 1 and 2, 0 or 'x', None or 0, [] and 1)
print('yes' if x else 'no', [i if i % 2 else -i for i in range(4)], {i % 3 for i in range(9)}, {i: i ** 2 for i in range(3)})
print([(i, j) for i in range(3) if i for j in range(i)], [[j for j in range(i)] for i in range(3)])
print(f'{3.14159:.2f} {5:>4}|{"a":<3}|{[1]!r} {x=} {1 + 1 = } {"b"!s:>3} {10:{4}}')
def m(v):
    match v:
        case 0: return 'zero'
        case 1 | 2: return 'small'
        case int(n) if n > 100: return f'big {n}'
        case str() as s: return f'str {s}'
        case [a]: return f'one {a}'
        case [a, *rest]: return f'many {a} {rest}'
        case {'k': v, **rest}: return f'map {v} {rest}'
        case None: return 'none'
        case float(): return 'float'
        case Pt(x=0, y=y): return f'pt0 {y}'
        case Pt(x, y): return f'pt {x} {y}'
        case _: return 'other'
class Pt:
    __match_args__ = ('x', 'y')
    def __init__(self, x, y): self.x, self.y = x, y
for v in (0, 2, 500, 7, 'hi', [1], [1, 2, 3], {'k': 1, 'z': 2}, None, 2.5, Pt(0, 1), Pt(3, 4), object): print(m(v))
print([*range(3), *'ab'], {**{'a': 1}, 'b': 2, **{'a': 3}}, (*[1], 2), {*[1, 2], 2})
print(10 ** 20, -7 // 2, -7 % 3, 7 % -3, 7.5 // 2, -7.5 % 2, 2 ** 0.5, 1e300 * 1e10, 5 / 2, 4 / 2, 1_000, 0xff, 0b11, 1 << 70, -1 >> 3, 5 & 3, 5 | 3, 5 ^ 3, ~5, True + True, 3 & True)
print(9007199254740993 + 1, 9007199254740992 * 3, (2 ** 64) // 3, (2 ** 64) % 1000, -(2 ** 64) // 7, 2 ** 64 / 2 ** 60, (10 ** 25) == (10 ** 25), 2 ** 53 + 1.0)
for s in (lambda: 1 // 0, lambda: 1 % 0, lambda: 1 / 0, lambda: 1.0 / 0, lambda: 1.0 // 0, lambda: 1.0 % 0, lambda: 0 ** -1, lambda: 1 << -1, lambda: (-8) ** (1 / 3), lambda: 2.0 ** 10000, lambda: 10 ** 400 * 1.0, lambda: [1][5], lambda: (1,)[5], lambda: 'a'[5], lambda: {}['q'], lambda: int('x'), lambda: [][0], lambda: {[]: 1}, lambda: {1: {}}[1][2]):
    try: print(s())
    except Exception as e: print(type(e).__name__, e)
lst = [1, 2, 3]
for v in lst:
    if len(lst) < 6: lst.append(v * 10)
print(lst)
d = {1: 1}
try:
    for k in d: d[k + 1] = 1
except RuntimeError as e: print(e)
i = 100
[i for i in range(3)]; print(i)
for q in range(2):
    for r in range(2):
        if r: break
    else: continue
    print('outer', q)
print(type(...), ..., NotImplemented, None is None, [] is [])
x: int = 5
y: 'list[int]'
print(x, __annotations__)
def tr():
    try:
        yield 1
        yield 2
    finally: print('closed')
for v in tr(): pass
g1 = tr(); next(g1); g1.close()
print('s' 'ep', "multi"
      "line", r'\n', b'bytes', '\u00e9\x41')
if (k := 5) > 3: print(k)
lst = [3, 1, 2]; lst.sort(); print(lst, lst[::-1], lst[-2:], lst[::2], lst[1:][0])
try:
    raise ExceptionGroup('eg', [ValueError(1)])
except Exception as e: print(type(e).__name__, len(e.exceptions))
