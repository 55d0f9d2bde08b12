from functools import reduce, partial
from itertools import chain, groupby, accumulate, starmap
from operator import itemgetter, mul
data = [dict(name='conv', c=64, k=3), dict(name='bn', c=64, k=1), dict(name='fc', c=10, k=1)]
print(sum(map(itemgetter('c'), data)), [d['name'] for d in data if d['k'] == 1], sorted(data, key=lambda d: (-d['c'], d['name']))[0]['name'])
print({k: [d['name'] for d in g] for k, g in groupby(sorted(data, key=itemgetter('k')), key=itemgetter('k'))}, reduce(mul, (d['c'] for d in data)), list(accumulate([d['c'] for d in data])))
compose = lambda *fs: reduce(lambda f, g: lambda x: g(f(x)), fs); print(compose(lambda x: x + 1, lambda x: x * 2, str)(3))
pipeline = [partial(map, lambda x: x * 2), partial(filter, lambda x: x > 2), list]
out = [1, 2, 3]
for stage in pipeline: out = stage(out)
print(out, list(chain.from_iterable([[1], [2, 3]])), list(starmap(lambda a, b: a * b, [(1, 2), (3, 4)])), dict(map(lambda kv: (kv[0].upper(), kv[1]), {'a': 1}.items())))
flatten = lambda l: [y for x in l for y in (flatten(x) if isinstance(x, list) else [x])]; print(flatten([1, [2, [3, [4]]]]))
print(*(f'{i}:{v}' for i, v in enumerate('abc')), sep='; '); print([a for a, *_ in [(1, 2), (3,)]], [(lambda n: n ** 2)(i) for i in range(3)], (lambda *a, **k: (len(a), sorted(k)))(1, 2, z=1))
s = lambda f: lambda x: f(lambda v: f(lambda w: w)(v))(x)
Y = lambda f: (lambda x: x(x))(lambda y: f(lambda *args: y(y)(*args))); print(Y(lambda f: lambda n: 1 if n < 2 else n * f(n - 1))(6))
def apply(f, *a, **k): return f(*a, **k)
print(apply(apply, apply, max, 1, 5), apply(lambda: 'none'), list(map(apply, [len, sum], [[1, 2], [3]])))
print(list(zip(*[iter(range(6))] * 2)), dict(zip(*[['a', 'b'], [1, 2]])), [sum(p) for p in zip(range(3), range(3, 6))], max(zip([1, 3, 2], 'abc')), sorted(zip('ba', [1, 2])), any(map(str.isdigit, 'a1')), [*filter(str.isalpha, 'a1b')], list(map(str.upper, ['a'])), list(map(list, zip([1, 2], [3, 4]))))
