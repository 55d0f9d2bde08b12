# Heapq bisect operator.
import heapq, bisect, operator
h = [5, 1, 4]
heapq.heapify(h)
heapq.heappush(h, 0)
print(h, heapq.heappop(h), heapq.nlargest(2, [1, 5, 3]), heapq.nsmallest(2, [1, 5, 3], key=lambda v: -v))
print(heapq.heappushpop(h, 3), heapq.heapreplace(h, 9), h, list(heapq.merge([1, 4], [2, 3])))
a = [1, 3, 3, 5]
print(bisect.bisect(a, 3), bisect.bisect_left(a, 3), bisect.bisect_right(a, 4))
print(bisect.bisect_left([(1, 'a')], (1,)))
bisect.insort(a, 4)
bisect.insort_left(a, 3)
print(a, bisect.bisect([1, 2, 3], 2, key=lambda v: v))
print(operator.itemgetter(1)([5, 6]), operator.itemgetter(1, 0)('ab'), operator.attrgetter('real')(3))
print(operator.attrgetter('a.b', 'a')(type('X', (), {'a': type('Y', (), {'b': 1})}))[0])
print(operator.methodcaller('upper')('a'), operator.methodcaller('split', ',', maxsplit=1)('a,b,c'))
print(operator.add(1, 2), operator.mul('a', 3), operator.truediv(1, 2), operator.floordiv(-7, 2))
print(operator.mod(7, 3), operator.pow(2, 3), operator.neg(1), operator.not_(0), operator.lt(1, 2))
print(operator.contains([1], 1), operator.concat([1], [2]), operator.getitem([1], 0), operator.index(True))
print(operator.is_(None, None), operator.xor(1, 3), operator.inv(1), operator.truth([]))
print(operator.countOf([1, 1], 1), operator.indexOf([1, 2], 2), operator.iadd([1], [2]))
print(operator.length_hint([1, 2]))
from operator import setitem, delitem
d = {}
setitem(d, 'a', 1)
print(d)
delitem(d, 'a')
print(d)
try: operator.matmul(1, 2)
except TypeError as e: print(e)
print(sorted([{'a': 2}, {'a': 1}], key=operator.itemgetter('a')), list(map(operator.attrgetter('imag'), [1, 2j])))
print(repr(operator.itemgetter(1)), repr(operator.attrgetter('a')))
