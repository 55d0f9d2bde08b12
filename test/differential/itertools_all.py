import itertools as it
print(list(it.chain([1], 'ab', (2,))), list(it.chain.from_iterable([[1, 2], [3]])), list(it.islice(it.count(5, 2), 4)), list(it.islice('abcdef', 1, None, 2)), list(it.islice(range(10), 3)))
print(list(it.repeat('x', 3)), [next(c) for c in [it.cycle('ab')] for _ in range(5)], list(it.accumulate([1, 2, 3, 4])), list(it.accumulate([3, 1, 4], max)), list(it.accumulate([1, 2], initial=10)))
print(list(it.product('ab', [1, 2])), list(it.product([0, 1], repeat=2)), list(it.permutations('abc', 2)), list(it.combinations(range(4), 2)), list(it.combinations_with_replacement('ab', 2)), len(list(it.permutations(range(5)))))
print(list(it.zip_longest('ab', [1, 2, 3], fillvalue='-')), list(it.starmap(pow, [(2, 3), (3, 2)])), list(it.takewhile(lambda x: x < 3, [1, 2, 5, 1])), list(it.dropwhile(lambda x: x < 3, [1, 2, 5, 1])), list(it.filterfalse(lambda x: x % 2, range(5))))
print([(k, list(g)) for k, g in it.groupby('aabbca')], [(k, len(list(g))) for k, g in it.groupby([1, 3, 2, 4], key=lambda x: x % 2)], list(it.compress('abcd', [1, 0, 1, 1])), list(it.pairwise([1, 2, 3])))
a, b = it.tee([1, 2, 3]); print(next(a), list(b), list(a)); print(list(it.product()), list(it.permutations([], 0)), list(it.combinations('ab', 3)))
c = it.count(); print(next(c), next(c), next(c)); print(list(zip(it.count(), 'ab')), dict(zip('ab', it.repeat(0))), sum(it.chain([1], [2])))
depths = [2, 3]; dims = [64, 128]
print([(i, j) for i, (d, c) in enumerate(zip(depths, dims)) for j in range(d)], list(it.chain(*[[c] * d for c, d in zip(dims, depths)])))
try: list(it.islice([1], -1))
except ValueError as e: print(e)
try: next(iter(it.chain()))
except StopIteration: print('stop')
def batched(xs, n):
    xs = iter(xs)
    while chunk := list(it.islice(xs, n)): yield chunk
print(list(batched(range(7), 3)), [''.join(p) for p in it.product('01', repeat=3)][:4])
