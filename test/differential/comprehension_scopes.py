x = 'outer'
print([x for x in range(3)], x)
print([y := 5, y ** 2], y)
print([last := i for i in range(3)], last)
fs = [lambda: i for i in range(3)]; print([f() for f in fs])
fs = [lambda i=i: i for i in range(3)]; print([f() for f in fs])
print({a: b for a, b in [(1, 2), (3, 4)]}, {c for c in 'aab'} == {'a', 'b'}, list(d for d in range(3)), sum(e for e in range(4)))
print([(i, j) for i in range(3) for j in range(i)], [[j for j in range(i)] for i in range(3)], [i for i in range(20) if i % 2 if i % 3])
class C:
    n = 3
    vals = [n for _ in range(2)] if False else list(range(n))
    try:
        bad = [n for _ in range(2)]
    except NameError as e:
        print('NameError', e)
print(C.vals)
def f():
    total = 0
    def inner():
        nonlocal total
        total += sum(k for k in range(4))
        return total
    inner(); return inner()
print(f())
g = (i * 2 for i in range(3)); print(next(g), list(g), list(g))
def gen_scope():
    n = 10
    g = (n for _ in range(2))
    n = 20
    return list(g)
print(gen_scope(), any(v > 2 for v in [1, 2, 3]), all(v for v in []))
try: [undefined for _ in [1]]
except NameError as e: print(e)
print([*map(lambda p: p[0] + p[1], zip([1, 2], [3, 4]))], list(filter(None, [0, 1, '', 'a'])), list(map(int, '123')), list(map(max, [1, 5], [3, 2])))
matrix = [[1, 2, 3], [4, 5, 6]]; print([[row[i] for row in matrix] for i in range(3)], [v for row in matrix for v in row])
if (n := len(matrix)) > 1: print('n is', n)
while (n := n - 1) >= 0: print(n, end=' ')
print(); print([z if z % 2 else -z for z in range(5)], [f'{k}={v}' for k, v in {'a': 1}.items()])
