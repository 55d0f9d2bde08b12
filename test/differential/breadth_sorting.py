# Sorting.
d = [('b', 2), ('a', 2), ('c', 1)]
print(sorted(d, key=lambda t: t[1]), sorted(d, key=lambda t: (-t[1], t[0])), sorted(d, reverse=True))
print(sorted(d, key=lambda t: t[1], reverse=True), sorted('bca'), sorted({3: 1, 1: 2}), sorted([True, 0, 2.5]))
print(sorted(['b', 'A'], key=str.lower), list(reversed([1, 2])), min(d, key=lambda t: t[1]))
print(max(d, key=lambda t: t[1]), sorted([(1, 'b'), (1, 'a')]), sorted([[2], [1, 5]]))
print(sorted('a10 a9 a1'.split(), key=lambda s: int(s[1:])))
l = [3, 1, 2]
print(l.sort(), l, l.sort(reverse=True), l, l.sort(key=lambda v: v % 2), l)
l.reverse()
print(l)
class P:
    def __init__(self, v): self.v = v
    def __lt__(self, o): return self.v < o.v
    def __repr__(self): return f'P{self.v}'
print(sorted([P(2), P(1)]), min(P(3), P(1)), max([P(1), P(5)]))
print(list(zip([1, 2], 'ab', strict=True)), list(zip()), list(zip([1])), list(zip(*[(1, 2), (3, 4)])))
print(dict(enumerate('ab', start=1)), list(enumerate([], 3)), list(map(None, [])) if False else '')
print(list(map(lambda a, b: a + b, [1, 2], [3, 4, 5])), list(filter(None, [0, 1, '', 'a'])))
print(list(filter(lambda v: v > 1, [1, 2])), list(range(5, 0, -2)), range(3) == range(0, 3), range(10)[2:5])
print(range(10)[-1], 3 in range(5), len(range(0, 10, 3)), range(3).index(2), list(reversed(range(3))))
print(repr(range(1, 5, 2)), range(5).count(3), hash(range(3)) == hash(range(3)), range(0) == range(2, 2))
print(bool(range(0)))
try: list(zip([1], [1, 2], strict=True))
except ValueError as e: print(e)
try: list(zip([1, 2], [1], strict=True))
except ValueError as e: print(e)
