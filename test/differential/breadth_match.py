# Match.
class Point:
    __match_args__ = ('x', 'y')
    def __init__(self, x, y): self.x = x; self.y = y
def m(v):
    match v:
        case 0 | 1: return 'small'
        case -1: return 'minus'
        case 'a' | b'b': return 'text'
        case None | True: return 'single'
        case int(n) if n > 100: return f'big {n}'
        case int(): return 'int'
        case float(f): return f'float {f}'
        case str() as s: return f'str {s}'
        case []: return 'empty'
        case [x]: return f'one {x}'
        case [x, y]: return f'two {x} {y}'
        case [x, *rest]: return f'many {x} {rest}'
        case {'type': 'conv', 'k': k, **rest}: return f'conv {k} {rest}'
        case {'a': {'b': [_, second]}}: return f'nested {second}'
        case {}: return 'mapping'
        case Point(0, 0): return 'origin'
        case Point(x=0, y=yy): return f'axis {yy}'
        case Point(x, y) if x == y: return f'diag {x}'
        case Point(): return 'point'
        case _: return 'other'
for v in [0, 1, -1, 'a', b'b', None, True, 500, 7, 1.5, 'zzz', [], [1], (1, 2), [1, 2,
    3], {'type': 'conv', 'k': 3, 'z': 1}, {'a': {'b': [1, 2]}}, {'q': 1}, Point(0, 0),
    Point(0, 5), Point(3, 3), Point(1, 2), {1}, object]:
    print(m(v))
from enum import Enum
class C(Enum): R = 1; G = 2
def e(c):
    match c:
        case C.R: return 'red'
        case C.G: return 'green'
    return 'none'
print(e(C.R), e(C.G), e(1))
match (1, (2, [3, 4]), {'k': 'v'}):
    case (a, (b, [c, *d]), {'k': kk}): print(a, b, c, d, kk)
match 'hello world'.split():
    case ['hello', name]: print(name)
match {'x': 1, 'y': None}:
    case {'x': int(x), 'y': None}: print('ok', x)
match 5:
    case n if n < 3: print('lt')
    case n: print('bound', n)
from dataclasses import dataclass
@dataclass
class D: a: int; b: str = 'q'
match D(1):
    case D(a, b='q'): print('data', a)
match [1, 2, 3]:
    case [*_, last]: print(last)
match range(3):
    case [0, 1, 2]: print('range is a sequence')
try:
    match 3:
        case int(a, b): pass
except TypeError as ex: print(ex)
try:
    match Point(1, 2):
        case Point(1, 2, 3): pass
except TypeError as ex: print(ex)
match 3.0:
    case 3: print('equal')
match 1+2j:
    case 1+2j: print('complex')
