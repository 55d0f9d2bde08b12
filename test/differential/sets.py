s = {3, 1, 2, 3}
print(sorted(s), len(s), 2 in s, sorted(s | {5}), sorted(s & {1, 9}), sorted(s - {1}), sorted(s ^ {1, 7}), s <= {1, 2, 3, 4}, s < s, s >= {1}, s.isdisjoint({8}))
s.add(4); s.discard(99); s.remove(1); print(sorted(s)); s.update([7, 8], (9,)); print(sorted(s), sorted(s.union([100])), sorted(s.intersection([7, 8, 0])), sorted(s.difference([7])))
t = set(); print(t, type(t), set('') == t, frozenset([1]), {1}, {1} == frozenset([1]), hash(frozenset([1, 2])) == hash(frozenset([2, 1])))
print({x % 3 for x in range(10)}, {1, 1.0, True}, sorted({*'hello'}), set([1]) | frozenset([2]), {frozenset([1]): 'v'})
s &= {7, 8, 9}; print(sorted(s)); s |= {1}; s -= {7}; s ^= {8, 2}; print(sorted(s)); print(sorted(s.symmetric_difference([1])))
for f in [lambda: {1}.remove(5), lambda: {[1]}, lambda: set().pop(), lambda: {1} + {2}, lambda: {1} | [2], lambda: {1}[0], lambda: set(5), lambda: frozenset([1]).add(2)]:
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
one = {5}; print(one.pop(), one, one.copy() is one); one.clear(); print(list(one), bool(one), any(one), all(one))
print(sorted(map(str, {1, 2})), set(range(5)) - set(range(3)) == {3, 4}, len(set([1, 2, 2, 3, 3, 3])), max({4, 9}), sum({1, 2, 3}))
