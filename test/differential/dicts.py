d = {'a': 1, 'b': 2}
d['c'] = 3; print(d, d['a'], len(d), 'a' in d, 1 in d, list(d), d.get('z'), d.get('z', 0), d.pop('a'), d.pop('zz', None))
print(d.keys(), d.values(), d.items(), list(d.items()), sorted(d, reverse=True))
d.update({'x': 10}, y=20); print(d, d.setdefault('x', 5), d.setdefault('n', []), d); d.setdefault('n').append(1); print(d['n'])
print({k: v for k, v in zip('abc', range(3))}, dict([('p', 1), ('q', 2)]), dict(a=1, b=2), dict({'z': 1}, w=2), dict.fromkeys('ab', 0), dict.fromkeys([1]))
print(d.popitem(), len(d)); del d['b']; print(d); e = d.copy(); e['new'] = 1; print('new' in d, d == e, d != e)
print({1: 'a', 1.0: 'b', True: 'c'}, {(1, 2): 3}, {None: 1, False: 2, 0: 3}, {'a': 1} | {'b': 2}, {1: 2} == {1: 2.0})
x = {'one': 1}; x |= {'two': 2}; print(x, list(reversed(x)), [*x.values()], x.keys() & {'one', 'z'}, x.keys() == {'one', 'two'})
for k, v in x.items(): print(k, v)
for f in [lambda: d['nope'], lambda: {[1]: 2}, lambda: {}.popitem(), lambda: {}.pop('q'), lambda: dict([1]), lambda: dict(5), lambda: {1: 2} + {}, lambda: d[(1, [2])], lambda: {'a': 1} < {'b': 2}]:
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
def mutate():
    q = {1: 1, 2: 2}
    for k in q: q[k + 10] = 1
try: mutate()
except RuntimeError as e: print(e)
nested = {'m': {'n': [1, {'deep': True}]}}; print(nested['m']['n'][1]['deep'], nested)
inv = {v: k for k, v in {'a': 1, 'b': 2}.items()}; print(inv, max(inv), min(inv.values()), sum(inv), sorted(inv.items(), key=lambda p: -p[0]))
class D(dict):
    def __missing__(self, key): return f'missing {key}'
print(D(a=1)['a'], D()['b'], D().get('c'), type(D()).__name__, isinstance(D(), dict), D(x=1))
d2 = {}; d2['self'] = d2; print(d2); print(dict(sorted({'b': 1, 'a': 2}.items())), list(map(dict, [[('k', 1)]])))
print({**{}, 'k': 1}, dict(**{'a': 1}), {'a': 1}.items() >= {('a', 1)}, len({}.keys()), bool({}), str({}))
