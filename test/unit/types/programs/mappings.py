def show(*makers):
    for make in makers:
        try:
            print(repr(make()))
        except Exception as error:
            print(type(error).__name__, error)

def changed(d, change):
    result = change(d)
    return d, result

class D(dict):
    def __missing__(self, key): return key * 2

show(
    lambda: {'a': 1}['a'], lambda: {}['a'], lambda: {1: 'x'}[True], lambda: {1: 'x'}[1.0], lambda: {(1, 2): 3}[(1, 2)], lambda: {}[[]], lambda: {'a': 1}.get('b'), lambda: {'a': 1}.get('b', 5), lambda: {}.get(), lambda: changed({}, lambda d: d.setdefault('a', [])), lambda: changed({'a': 1}, lambda d: d.pop('a')), lambda: {}.pop('a'), lambda: {}.pop('a', 3), lambda: changed({'a': 1, 'b': 2}, lambda d: d.popitem()), lambda: {}.popitem(), lambda: changed({'a': 1}, lambda d: d.update({'b': 2}, c=3)), lambda: changed({}, lambda d: d.update([('a', 1)])), lambda: {}.update(1), lambda: {}.update([1]), lambda: {}.update([(1, 2, 3)]), lambda: {}.update({}, {}), lambda: changed({'a': 1}, lambda d: d.clear()), lambda: {'a': 1}.copy(), lambda: dict(a=1), lambda: dict([('a', 1)], b=2), lambda: dict(1), lambda: dict([1]), lambda: dict([(1, 2, 3)]), lambda: dict({'a': 1}), lambda: dict(zip('ab', [1, 2])), lambda: dict(), lambda: dict.fromkeys('ab'), lambda: dict.fromkeys([1, 2], 0), lambda: {}.fromkeys(),
    lambda: {'a': 1, 'b': 2}.keys(), lambda: {'a': 1}.values(), lambda: {'a': 1}.items(), lambda: list({'a': 1}.items()), lambda: {'a': 1}.keys() & {'a', 'b'}, lambda: sorted({'a': 1}.keys() | ['b']), lambda: {'a': 1, 'b': 2}.keys() - {'a'}, lambda: {'a': 1}.keys() == {'a'}, lambda: {'a': 1}.items() == {('a', 1)}, lambda: 'a' in {'a': 1}.keys(), lambda: 1 in {'a': 1}.values(), lambda: ('a', 1) in {'a': 1}.items(), lambda: len({'a': 1}.keys()), lambda: {'a': 1}.keys().isdisjoint(['b']), lambda: list(reversed({'a': 1, 'b': 2}.values())), lambda: {'a': 1}.keys() ^ {'b'} == {'a', 'b'}, lambda: {'a': 1}.keys()[0], lambda: hash({}),
    lambda: {'a': 1} | {'b': 2}, lambda: {'a': 1} | [('b', 2)], lambda: {'a': 1} == {'a': 1.0}, lambda: {'a': 1} != {'b': 1}, lambda: {'a': 1} < {'b': 1}, lambda: 'a' in {'a': 1}, lambda: [] in {}, lambda: len({'a': 1}), lambda: {1: 2, 'a': [3], None: (1,)}, lambda: {**{'a': 1}, 'b': 2}, lambda: {k: v for k, v in zip('ab', range(2))}, lambda: list({'b': 1, 'a': 2}), lambda: D()['ab'], lambda: D(a=1)['a'], lambda: D().get('x'), lambda: D(a=1), lambda: type(D(a=1).copy()).__name__, lambda: bool({}), lambda: {'a': 1}.__contains__('a'), lambda: dict.__getitem__({'a': 1}, 'a'), lambda: str({}), lambda: {True: 'a', 1: 'b'}, lambda: {1.0: 'a', 1: 'b'}, lambda: max({'a': 2, 'b': 1}, key={'a': 2, 'b': 1}.get),
    lambda: {3, 1, 2}, lambda: set(), lambda: set('a'), lambda: frozenset([1, 2]), lambda: frozenset(), lambda: {1, 2} | {3}, lambda: {1, 2} & {2}, lambda: {1, 2} - {2}, lambda: {1, 2} ^ {2, 3}, lambda: {1} | [2], lambda: {1} | frozenset([2]), lambda: frozenset([1]) | {2}, lambda: {1} <= {1, 2}, lambda: {1} < {1}, lambda: {1, 2} >= {1}, lambda: {1} == frozenset([1]), lambda: {1}.union([2], (3,)), lambda: {1, 2}.intersection([2]), lambda: {1, 2}.difference([1], [2]), lambda: {1}.symmetric_difference([1, 2]), lambda: {1}.issubset([1, 2]), lambda: {1, 2}.issuperset([1]), lambda: {1}.isdisjoint([2]), lambda: {1}.union(1), lambda: {1, 1.0, True}, lambda: {[]}, lambda: set([[]]), lambda: 1 in {1}, lambda: len({1, 2}), lambda: {1}.copy(), lambda: {frozenset([1])}, lambda: {1} in {frozenset([1])}, lambda: hash(frozenset([1])) == hash(frozenset([1])), lambda: hash({1}), lambda: set().pop(), lambda: {5}.pop(), lambda: {1}.remove('x'), lambda: frozenset([1]).add, lambda: set([40, 8, 0, 16, 3]), lambda: {100, 5, -1, 33}, lambda: set(range(20, 0, -3)), lambda: {1}.discard(2), lambda: sorted({'b', 'a'}), lambda: {x % 3 for x in range(9)},
)
s = {1, 2}
t = s
s |= {3}
s.add(9)
s.discard(1)
s -= {2}
s.update([7], (8,))
print(sorted(s), t is s)
try:
    for x in s:
        s.add(x + 100)
except RuntimeError as e:
    print(e)
d = {'a': 1, 'b': 2}
keys = d.keys()
d['c'] = 3
print(keys, list(keys), len(keys))
try:
    for k in d:
        d[k + 'x'] = 0
except RuntimeError as e:
    print(e)
for k in list(d):
    if len(k) > 1:
        del d[k]
print(d)
try:
    del d['zz']
except KeyError as e:
    print(repr(e), e)
d |= {'z': 26}
print(d)
d['self'] = d
print(d)
for k, v in {'x': 1}.items():
    print(k, v)
(a, b), c = (1, 2), 3
print(a, b, c)
order = {}
order['b'] = 1
order['a'] = 2
order['b'] = 3
print(order)
del order['b']
order['b'] = 4
print(order)
