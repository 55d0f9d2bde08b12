def lcs(a, b):
    t = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i, x in enumerate(a, 1):
        for j, y in enumerate(b, 1):
            t[i][j] = t[i - 1][j - 1] + 1 if x == y else max(t[i - 1][j], t[i][j - 1])
    out, i, j = [], len(a), len(b)
    while i and j:
        if a[i - 1] == b[j - 1]:
            out.append(a[i - 1])
            i, j = i - 1, j - 1
        elif t[i - 1][j] >= t[i][j - 1]:
            i -= 1
        else:
            j -= 1
    return ''.join(reversed(out)), t[-1][-1]


print(lcs('AGGTAB', 'GXTXAYB'), lcs('', 'x'))


def knapsack(items, cap):
    best = [0] * (cap + 1)
    for w, v in items:
        for c in range(cap, w - 1, -1):
            best[c] = max(best[c], best[c - w] + v)
    return best[-1], best


print(knapsack([(1, 1), (3, 4), (4, 5), (5, 7)], 7))


def edit(a, b):
    prev = list(range(len(b) + 1))
    for i, x in enumerate(a):
        cur = [i + 1]
        for j, y in enumerate(b):
            cur.append(min(prev[j] + (x != y), prev[j + 1] + 1, cur[-1] + 1))
        prev = cur
    return prev[-1]


print(edit('kitten', 'sitting'), edit('', 'abc'), edit('same', 'same'))
coins = {0: 1}
for c in (1, 5, 10):
    for s in range(c, 31):
        coins[s] = coins.get(s, 0) + coins.get(s - c, 0)
print(coins[30], [coins.get(i) for i in range(0, 31, 10)])
tri = [[2], [3, 4], [6, 5, 7]]
for row in range(len(tri) - 2, -1, -1):
    for k in range(len(tri[row])):
        tri[row][k] += min(tri[row + 1][k], tri[row + 1][k + 1])
print(tri[0][0], tri)
