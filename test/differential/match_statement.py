def m(x):
    match x:
        case 0: return 'zero'
        case 1 | 2: return 'one or two'
        case -1.5: return 'neg'
        case 'a' | 'b' as s: return f'str {s}'
        case None: return 'none'
        case True: return 'true'
        case []: return 'empty'
        case [x]: return f'single {x}'
        case [x, y] if x == y: return f'pair equal {x}'
        case [1, *rest]: return f'one then {rest}'
        case [x, y, *_]: return f'starts {x} {y}'
        case {'type': 'conv', 'k': k, **rest}: return f'conv {k} {rest}'
        case {'type': t}: return f'type {t}'
        case {}: return 'some dict'
        case int(n) if n > 100: return f'big {n}'
        case int() | float(): return f'num {x}'
        case str(s): return f'other str {s}'
        case _: return 'default'
for v in [0, 1, 2, -1.5, 'a', 'zz', None, True, [], [5], (5, 5), [1, 2, 3], [3, 4, 5], {'type': 'conv', 'k': 3, 'p': 1}, {'type': 'x'}, {'q': 1}, 500, 50, 2.5, {1}, object]: print(v, '->', m(v))
class Point:
    __match_args__ = ('x', 'y')
    def __init__(self, x, y): self.x, self.y = x, y
class P3(Point): pass
def p(v):
    match v:
        case Point(0, 0): return 'origin'
        case Point(x=0, y=yy): return f'on y {yy}'
        case Point(x, 0): return f'on x {x}'
        case P3(a, b): return f'p3 {a} {b}'
        case Point(): return 'point'
        case (Point(x=a), Point(x=b)): return f'two {a} {b}'
        case [Point(), *others]: return len(others)
for v in [Point(0, 0), Point(0, 5), Point(3, 0), P3(1, 2), Point(7, 7), (Point(1, 1), Point(2, 2)), [Point(1, 1)], 5]: print(p(v))
import enum
class Color(enum.Enum): RED = 1; BLUE = 2
def c(v):
    match v:
        case Color.RED: return 'red!'
        case Color.BLUE: return 'blue!'
print(c(Color.RED), c(Color.BLUE), c(1))
match (1, (2, [3, 4])):
    case (a, (b, [c2, *d])): print(a, b, c2, d)
match 'command arg1 arg2'.split():
    case ['go', d]: print('go', d)
    case ['command', *args]: print('args', args)
match {'a': {'b': [1, 2]}}:
    case {'a': {'b': [first, _]}}: print(first)
x = 5
match x:
    case y: print('captured', y)
match 'abc':
    case [a, b, c]: print('never: str is no sequence')
    case _: print('ok')
try:
    match 5:
        case Point(1, 2, 3): pass
    match Point(1, 2):
        case Point(1, 2, 3): pass
except TypeError as e: print(e)
