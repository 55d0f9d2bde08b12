def matmul(a, b): return [[sum(x * y for x, y in zip(r, c)) for c in zip(*b)] for r in a]
def eye(n): return [[int(i == j) for j in range(n)] for i in range(n)]
def power(m, k):
    r = eye(len(m))
    while k:
        if k & 1: r = matmul(r, m)
        m = matmul(m, m); k >>= 1
    return r
print(matmul([[1, 2], [3, 4]], [[0, 1], [1, 0]]), power([[1, 1], [1, 0]], 30)[0][1], list(map(list, zip(*[[1, 2, 3], [4, 5, 6]]))))
def det(m): return m[0][0] if len(m) == 1 else sum((-1) ** j * m[0][j] * det([r[:j] + r[j + 1:] for r in m[1:]]) for j in range(len(m)))
print(det([[2, 0, 1], [1, 3, 2], [1, 1, 4]])); print('\n'.join(' '.join(f'{v:3d}' for v in r) for r in power([[2, 1], [1, 3]], 3)))
