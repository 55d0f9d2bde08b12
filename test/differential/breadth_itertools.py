# Itertools.
from itertools import *
import itertools
print(list(chain([1], 'ab')), list(chain.from_iterable([[1], [2, 3]])), list(islice(count(5, 2), 3)))
print(list(islice('abcdef', 1, None, 2)), list(islice(cycle('ab'), 5)), list(repeat(1, 3)))
print(list(accumulate([1, 2, 3])), list(accumulate([1, 2, 3], lambda a, b: a * b, initial=10)))
print(list(compress('abcd', [1, 0, 1, 0])), list(dropwhile(lambda v: v < 3, [1, 3, 2])))
print(list(takewhile(lambda v: v < 3, [1, 3, 2])), list(filterfalse(lambda v: v % 2, range(5))))
print([(k, list(g)) for k, g in groupby('aabbc')], list(starmap(pow, [(2, 3), (3, 2)])))
print(list(zip_longest('ab', 'c', fillvalue='-')), list(pairwise([1, 2, 3])), list(product('ab', [1, 2])))
print(list(product([0, 1], repeat=2)), list(permutations([1, 2, 3], 2)), list(combinations('abc', 2)))
print(list(combinations_with_replacement('ab', 2)), [list(t) for t in tee([1, 2])])
print([(k, [x[1] for x in g]) for k, g in groupby([('a', 1), ('a', 2), ('b', 3)], key=lambda t: t[0])])
print(list(permutations([])), list(product()), list(count(1.5)) if False else next(count(1.5, .5)))
print(next(chain()) if False else 'x')
it = iter([1, 2, 3, 4])
print(list(zip(it, it)), list(iter(lambda c=iter([1, 2, 0, 3]): next(c), 0)))
