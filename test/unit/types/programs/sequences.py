def show(*makers):
    for make in makers:
        try:
            print(repr(make()))
        except Exception as error:
            print(type(error).__name__, error)

def changed(items, change):
    result = change(items)
    return items, result

def slicing(items, change):
    exec_result = change(items)
    return items

def assign(items, key, value):
    items[key] = value
    return items

def delete(items, key):
    del items[key]
    return items

show(
    lambda: changed([1, 2], lambda l: l.append(3)), lambda: changed([1], lambda l: l.extend('ab')), lambda: changed([1, 2, 3], lambda l: l.pop()), lambda: changed([1, 2, 3], lambda l: l.pop(0)), lambda: [].pop(), lambda: [1].pop(3), lambda: changed([1, 2], lambda l: l.insert(-1, 9)), lambda: changed([1, 2], lambda l: l.insert(99, 9)), lambda: changed([1, 2, 1], lambda l: l.remove(1)), lambda: [1].remove(3), lambda: changed([3, 1, 2], lambda l: l.sort()), lambda: changed([3, 1, 2], lambda l: l.sort(reverse=True)), lambda: changed(['bb', 'a', 'cc'], lambda l: l.sort(key=len)), lambda: changed(['bb', 'a', 'cc'], lambda l: l.sort(key=len, reverse=True)), lambda: [3, 'a'].sort(), lambda: [].sort(1), lambda: [3, 1].sort(key=1), lambda: changed([1, 2, 3], lambda l: l.reverse()), lambda: changed([1], lambda l: l.clear()), lambda: [1, 2].copy(), lambda: [1, 2, 1].count(1), lambda: [1, 2, 1].index(1, 1), lambda: [].index(3), lambda: [1, 2, 3].index(3, 0, 2),
    lambda: [1, 2, 3][1:], lambda: [1, 2, 3][::-1], lambda: [1, 2, 3, 4][::2], lambda: [1, 2, 3][-2:], lambda: [1, 2, 3][::0], lambda: [1, 2, 3][5:], lambda: [1][3], lambda: [1]['a'], lambda: [1][1.0], lambda: [1, 2][True], lambda: [1, 2, 3][None:2], lambda: [1, 2]['a':],
    lambda: assign([1, 2, 3], 0, 9), lambda: assign([1, 2, 3], slice(0, 2), 'xyz'), lambda: assign([1, 2, 3, 4], slice(None, None, 2), 'ab'), lambda: assign([1, 2, 3], slice(None, None, 2), 'a'), lambda: assign([1], 4, 1), lambda: assign([1], 'a', 1), lambda: assign([1, 2], slice(1, 1), [5, 6]), lambda: assign([1], slice(0, 1), 3), lambda: delete([1, 2, 3], 0), lambda: delete([1, 2, 3, 4], slice(None, None, 2)), lambda: delete([1, 2, 3], slice(1, None)), lambda: delete([1], 4), lambda: delete([1, 2, 3, 4, 5], slice(None, None, -2)),
    lambda: [1] + [2], lambda: [1] + (2,), lambda: [1] * 2, lambda: 2 * [1], lambda: [1] * 'a', lambda: [1] < [1, 2], lambda: [2] > [1, 5], lambda: [1, 'a'] < [1, 2], lambda: [1] == [1.0], lambda: [1] == (1,), lambda: [1] != [2], lambda: [1, 2] <= [1, 2], lambda: 2 in [1, 2], lambda: [] in [[]], lambda: list('ab'), lambda: list(1), lambda: list(range(3)), lambda: list({'a': 1}), lambda: list(), lambda: list(1, 2), lambda: [].append(), lambda: [].append(1, 2), lambda: list.append(1, 2), lambda: list.append(), lambda: [1, 2].insert(1), lambda: [].extend(1), lambda: hash([]), lambda: [[]] * 2,
    lambda: (1, 2)[0], lambda: (1,)[3], lambda: (1,)['a'], lambda: (1,) + (2,), lambda: (1,) + [2], lambda: (1,) * 2, lambda: (1, 2).index(2), lambda: ().index(1), lambda: (1, 1).count(1), lambda: tuple('ab'), lambda: tuple([1]), lambda: tuple(), lambda: tuple(1), lambda: (1,), lambda: (), lambda: (1, 'a'), lambda: (1, 2)[::-1], lambda: (1, 2) < (1, 3), lambda: 1 in (1, 2), lambda: (1, 2) == (1, 2), lambda: hash((1, 2)) == hash((1, 2)), lambda: (1, [2])[1], lambda: ((1,), 2),
    lambda: range(3), lambda: range(1, 10, 2), lambda: list(range(10, 0, -3)), lambda: len(range(10, 0, -3)), lambda: range(10)[2:5], lambda: range(10)[::-2], lambda: range(3)[5], lambda: range(3)[-1], lambda: 4 in range(0, 10, 2), lambda: 5 in range(0, 10, 2), lambda: 'a' in range(3), lambda: 2.0 in range(3), lambda: range(3) == range(0, 3), lambda: range(0) == range(5, 5), lambda: range(3).index(2), lambda: range(3).index(5), lambda: range(3).count(1), lambda: range('a'), lambda: range(1, 2, 0), lambda: range(), lambda: list(reversed(range(3))), lambda: range(3).start, lambda: range(5).stop, lambda: bool(range(0)), lambda: range(3) + range(3), lambda: list(range(2 ** 70, 2 ** 70 + 2)), lambda: range(True), lambda: hash(range(3)) == hash(range(0, 3)), lambda: range(1.5), lambda: type(iter(range(3))), lambda: sum(range(101)),
    lambda: slice(1, 2), lambda: slice(5), lambda: slice(None, None, -1).indices(5), lambda: slice(1, 2).indices(-1), lambda: slice(1, 10, 3).indices(6), lambda: slice(1) == slice(None, 1), lambda: slice(1, 2).start, lambda: slice(), lambda: slice(-3, None).indices(5),
    lambda: sorted([3, 1, 2]), lambda: sorted('bca', reverse=True), lambda: sorted({'b': 1, 'a': 2}), lambda: sorted([(1, 'b'), (1, 'a')]), lambda: sorted([1, 'a']), lambda: sorted([3, 1], key=lambda x: -x), lambda: sorted(['B', 'a'], key=str.lower), lambda: sorted([True, 0, 2.5]), lambda: sorted([(1, 'x'), (0, 'y'), (1, 'a')], key=lambda t: t[0]), lambda: sorted([(1, 'x'), (0, 'y'), (1, 'a')], key=lambda t: t[0], reverse=True), lambda: sorted(), lambda: sorted([1], 2),
    lambda: list(reversed([1, 2])), lambda: list(reversed('ab')), lambda: reversed(1), lambda: list(reversed({'a': 1, 'b': 2})), lambda: list(enumerate('ab')), lambda: list(enumerate('ab', 1)), lambda: list(enumerate('a', start=5)), lambda: list(zip('ab', [1, 2, 3])), lambda: list(zip()), lambda: list(zip('ab', [1], strict=True)), lambda: list(zip('a', [1, 2], strict=True)), lambda: list(map(str, [1, 2])), lambda: list(map(lambda a, b: a + b, [1, 2], [3, 4, 5])), lambda: list(filter(None, [0, 1, ''])), lambda: list(filter(lambda x: x > 1, [1, 2])), lambda: map(1), lambda: filter(1), lambda: zip(1), lambda: enumerate(), lambda: type(zip()).__name__, lambda: type(map(str, [])).__name__, lambda: isinstance(zip(), zip), lambda: type(enumerate([])).__name__,
    lambda: any([0, 1]), lambda: all([]), lambda: all([1, 0]), lambda: any([]), lambda: next(iter([1])), lambda: next(iter([]), 5), lambda: next([]), lambda: next(iter([])), lambda: iter(3), lambda: list(iter(iter([1, 2]))), lambda: len(3), lambda: type(iter([])).__name__, lambda: type(iter(())).__name__, lambda: type(iter('a')).__name__, lambda: type(iter({})).__name__, lambda: type(iter({}.items())).__name__, lambda: type(reversed([])).__name__, lambda: type((x for x in [])).__name__,
)
l = [1, 2]
m = l
l += (3,)
l *= 2
print(l, m, l is m)
for x in m:
    if len(m) < 9:
        m.append(x)
print(m)
a = [1]
a.append(a)
print(a)
t = (1, [2])
try:
    t[0] = 1
except TypeError as e:
    print(e)
try:
    del t[0]
except TypeError as e:
    print(e)
numbers = iter([1, 2, 3])
print(next(numbers), list(numbers), list(numbers))
count = iter(lambda c=[0]: c.append(1) or len(c), 4)
print(list(count))
first, *rest = range(4)
print(first, rest)
