words = ['banana', 'Apple', 'cherry', 'apple']
print(sorted(words), sorted(words, key=str.lower), sorted(words, key=len), sorted(words, key=lambda w: (-len(w), w)), sorted(words, reverse=True))
recs = [('a', 3), ('b', 1), ('c', 3), ('d', 2)]
print(sorted(recs, key=lambda r: r[1]), sorted(recs, key=lambda r: r[1], reverse=True), sorted(recs, key=lambda r: -r[1]))
print(min(recs, key=lambda r: r[1]), max(recs, key=lambda r: r[1]), min([], default='none'), max('abc', key=ord))
l = [5, 2, 8]; print(l.sort(), l, sorted((3, 1)), sorted({'b': 1, 'a': 2}), sorted('cab'), list(reversed(sorted([2, 1]))))
class V:
    def __init__(self, n): self.n = n
    def __lt__(self, o): return self.n < o.n
    def __repr__(self): return f'V{self.n}'
print(sorted([V(3), V(1), V(2)]), min(V(2), V(1)), max([V(2), V(5), V(1)]), sorted([V(1), V(0)], reverse=True))
print(sorted([3, 1.5, True]), sorted([(1, 'b'), (1, 'a')]), sorted([[2], [1, 5], [1]]), sorted([1, 10, 2], key=str))
for f in [lambda: sorted([1, 'a']), lambda: sorted(5), lambda: min([]), lambda: max(), lambda: sorted([{}, {}]), lambda: sorted([None, 1]), lambda: min(1), lambda: sorted([1], str), lambda: max(1, 'a')]:
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
from operator import itemgetter, attrgetter
print(sorted(recs, key=itemgetter(1, 0)), sorted([V(2), V(1)], key=attrgetter('n')))
from functools import cmp_to_key
print(sorted([3, 1, 2], key=cmp_to_key(lambda a, b: b - a)))
print(list(zip(*sorted(zip([3, 1, 2], 'cab')))), [i for i, _ in sorted(enumerate([30, 10, 20]), key=lambda p: p[1])])
