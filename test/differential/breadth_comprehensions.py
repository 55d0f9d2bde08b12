# Comprehension and generator expressions.
print([x for x in range(10) if x % 2 if x > 3], [(x, y) for x in range(3) for y in range(x)])
print({x: x ** 2 for x in range(3)}, [[y for y in range(x)] for x in range(3)])
print([x if x else 'zero' for x in range(2)], [a + b for a, b in zip([1, 2], [3, 4])])
print([*[i for i in range(2)], *(j for j in 'ab')], list(x for x in 'ab'), sum(x * x for x in range(4)))
print(''.join(c.upper() for c in 'abc' if c != 'b'), [lambda x=x: x for x in range(2)][1]())
print(dict((k, v) for k, v in [('a', 1)]), [i for i in (j * 2 for j in range(3))])
print({k: [v for v in vs if v] for k, vs in {'a': [0, 1]}.items()}, [x for xs in [[1], [2, 3]] for x in xs])
print(set(x % 2 for x in range(5)), [f'{i}{j}' for i in 'ab' for j in '12'])
print([(i, v) for i, v in enumerate('ab') if i], max((len(w), w) for w in ['aa', 'b']))
print([y for x in [1, 2] if (y := x + 1) > 2], next((x for x in [1, 2, 3] if x > 1), None))
print(next((x for x in []), 'none'), all(x > 0 for x in [1, 2]), tuple(sorted(x for x in [3, 1])))
print([x for x in [1, 2, 3]][::-1])
def fib():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b
from itertools import islice, takewhile
print(list(islice(fib(), 10)), list(takewhile(lambda v: v < 20, fib())))
def flatten(x):
    for i in x:
        if isinstance(i, (list, tuple)): yield from flatten(i)
        else: yield i
print(list(flatten([1, [2, (3, [4])], 5])))
def batched(it, n):
    it = iter(it)
    while chunk := list(islice(it, n)): yield chunk
print(list(batched(range(7), 3)))
class Tree:
    def __init__(self, v, *kids): self.v = v; self.kids = kids
    def __iter__(self):
        yield self.v
        for k in self.kids: yield from k
print(list(Tree(1, Tree(2, Tree(3)), Tree(4))))
g = (i for i in range(3))
print(0 in g, list(g))
a, *b = (i for i in range(3))
print(a, b)
