def sieve(n):
    s = [True] * (n + 1); s[0:2] = [False, False]
    for i in range(2, int(n ** 0.5) + 1):
        if s[i]: s[i * i::i] = [False] * len(s[i * i::i])
    return [i for i, p in enumerate(s) if p]
print(sieve(60)); print([n for n in range(2, 30) if all(n % d for d in range(2, int(n ** .5) + 1))])
def factor(n):
    out, d = {}, 2
    while d * d <= n:
        while n % d == 0: out[d] = out.get(d, 0) + 1; n //= d
        d += 1
    if n > 1: out[n] = 1
    return out
print(factor(360), factor(97), factor(2 ** 20 * 3), factor(1))
