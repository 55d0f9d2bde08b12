class P:
    def __init__(self, x, y): self.x, self.y = x, y
    def _k(self): return (self.x, self.y)
    def __eq__(self, o): return self._k() == o._k() if isinstance(o, P) else NotImplemented
    def __lt__(self, o): return self._k() < o._k() if isinstance(o, P) else NotImplemented
    def __hash__(self): return hash(self._k())
    def __repr__(self): return f'P{self._k()}'
a, b, c = P(1, 2), P(1, 2), P(0, 9); print(a == b, a != b, a is b, a < c, c < a, sorted([a, c]), {a, b, c} == {a, c}, len({a, b}), {a: 1}[b], a in [b], [c, a].index(b), max(a, c), a == 1, a != 1, [a, 1] == [b, 1], (a, c) > (c, a), {'k': a} == {'k': b})
try: a < 1
except TypeError as e: print(e)
try: a <= c
except TypeError as e: print(e)
class NoHash:
    def __eq__(self, o): return True
try: {NoHash()}
except TypeError as e: print(e)
print(NoHash.__hash__, NoHash() == 1, 1 == NoHash()); class_eq = type('E', (), {'__eq__': lambda s, o: 'truthy', '__hash__': lambda s: 1}); print(class_eq() == 2, class_eq() in [5], [1, 2].count(class_eq()))
print(1 < 2 < 3, 1 < 3 > 2, 1 == 1.0 == True, 'a' <= 'b' != 'c', [1] < [1, 2] < [2], (1, 'a') == (1, 'a'), None == None, {1} < {1, 2} <= {1, 2}, not 1 < 2, 1 in [1] and 2 not in [1], 3 > 2 > 1 > 0, (1 < 2) is True, [] == False, '' == 0, 0 == False, 2 == True, None is not False, 1.0 in {1}, 'ab' in 'cab', [1] in [[1]], () in [()], {} in [{}], float('inf') > 1e308, -float('inf') < 0, min([2, 1.0, True]), sorted([3, True, 2.5]), all(x < y for x, y in zip('abc', 'bcd')), hash('') == hash(''), hash(()) == hash(()), hash(0.0) == hash(-0.0), hash(2.0) == 2, hash(True), hash(-1) == hash(-2))
for x, y in [(1, 'a'), ([], {}), (None, 0), ((1,), [1]), ({1}, [1]), (object, 1), (1j, 1)]:
    try: print(x < y)
    except TypeError as e: print(e)
