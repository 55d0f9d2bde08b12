# Lists with stars and matches on lists, which the grammar does not know outside of brackets.
def f(*a, **k): return a, k
try: f(**[1])
except TypeError as e: print(e)
try: f(**{1: 2})
except TypeError as e: print(e)
k = [1, 2]
k[0], *k[1:] = 7, 8, 9
print(k)
class O: pass
o = O()
o.a, *o.b = 1, 2, 3
print(vars(o))
print(*map(lambda t: sum(t), [(1, 2), (3, 4)]), sep=',', end=';\n')
print(f'{(q := 7)}')
q = 5
y = [1, 2]
def f(x):
    return x, *[t * 2 for t in y]
def g(x):
    return *(x + y), 4
def h():
    z = yield 1, *[2]
    return *{3}, *"ab"
a = b = 0, *(q for q in y)
for k in 1, *[2, 3]:
    print(k)
for k in *(4,), 5:
    print(k)
w = *"ab", 1
print(f(0), g(y), next(h()), a, b, w, [*h()], (1, *[2]), f(*[3]), 2 ** [2][0], 2 *(3))
v = 3 *[1]
print(v, 1 if y == [1, 2] else 2, *[3])
def f(a, b=2, *args, c, d=4, **kw): return list(locals())
print(f(d=1, c=2, a=3, z=1), f(1, 2, 3, c=1), f(c=1, a=2))
class A:
    def __init__(self, x, y=1, **kw): self.d = dict(locals())
print(list(A(y=3, x=1, q=2).d))
def h():
    x = yield 1, *[2]
print(next(h()))
match [1, 2, 3]:
    case [*_, last]: print(last)
match [1, 2, 3]:
    case [*init, last]: print(last)
match [1, 2, 3]:
    case *_, last: print(last)
match {'a': 1}:
    case {'a': 1, **_rest}: print(_rest)
match (1, 2):
    case (1 as a, (2 | 3) as b): print(a, b)
match 1, 2:
    case 1, x: print(x)
match 3:
    case (1 | 2 | 3): print('par')
match 'x':
    case 'x' if True: print('g')
match -1.5:
    case -1.5: print('neg')
match [1, [2, 3]]:
    case [int(), [int() as p, *_]]: print(p)
match {'k': [1, {'z': 2}]}:
    case {'k': [_, {'z': zz}]}: print(zz)
match None:
    case None: print('none')
match "a":
    case str(s): print(s)
match (1, 2, 3, 4):
    case (first, *_, last): print(first, last)
match 5:
    case int(x) | float(x): print(x)
match b'a':
    case bytes(v): print(v)
match [1]:
    case list([a]): print('list', a)
match {'a': 1}:
    case dict(d): print(d)
class P: 
    def __init__(self): self.a = 1
match P():
    case P(a=1 | 2 as q): print(q)
def f(m):
    match [m, 2]:
        case [1, x]: return x
        case [a, b] if a > b: return a, b
    match [m]:
        case _: return 'rest'
print(f(1), f(5), f(0))
match [1, [2, 3]]:
    case [int(), [int() as p, *_]]: print(p)
match = [1, 2, 3]
match [1:2] = [7]
print(match [0], match)
