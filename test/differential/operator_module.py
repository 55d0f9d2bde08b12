import operator as op
from operator import itemgetter, attrgetter, methodcaller, mul, add
class P:
    def __init__(self, x): self.x = x; self.sub = self
    def go(self, a, b=1): return self.x, a, b
p = P(5)
print(op.add(1, 2), op.sub(3, 1), mul(2, 4), op.truediv(1, 2), op.floordiv(7, 2), op.mod(7, 3), op.pow(2, 3), op.neg(1), op.not_(0), op.eq(1, 1), op.lt(1, 2), op.is_(None, None), op.and_(6, 3), op.or_(4, 1), op.xor(5, 1), op.contains([1], 1), op.getitem([5, 6], 1), op.concat('a', 'b'), op.index(3), op.abs(-1), op.truth([]), op.countOf([1, 1, 2], 1), op.indexOf([4, 5], 5), op.inv(5), op.lshift(1, 3))
print(itemgetter(1)([7, 8]), itemgetter(0, 2)('abc'), itemgetter('k')({'k': 1}), itemgetter(slice(1))([1, 2]), attrgetter('x')(p), attrgetter('sub.x')(p), attrgetter('x', 'sub.x')(p), methodcaller('go', 2, b=3)(p), methodcaller('upper')('a'))
l = [1]; op.setitem(l, 0, 9); l = op.iadd(l, [2]); op.delitem(l, 0); print(l)
from functools import reduce
print(reduce(mul, [1, 2, 3, 4], 1), reduce(op.add, [[1], [2]]), list(map(op.mul, [1, 2], [3, 4])), sorted([(2, 'a'), (1, 'b')], key=itemgetter(0)), op.__add__(1, 2), max({'a': 3, 'b': 7}.items(), key=itemgetter(1))[0])
for f in [lambda: itemgetter(5)([1]), lambda: attrgetter('zz')(p), lambda: op.add(1, 'a'), lambda: itemgetter(), lambda: methodcaller('nope')(p), lambda: attrgetter(5)]:
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
print(repr(itemgetter(1)), op.matmul.__name__, callable(op.add), op.length_hint([1, 2]))
