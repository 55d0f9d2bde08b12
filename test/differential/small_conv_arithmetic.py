import math
def out(n, k, s=1, p=0, d=1): return (n + 2 * p - d * (k - 1) - 1) // s + 1
def tout(n, k, s=1, p=0, op=0, d=1): return (n - 1) * s - 2 * p + d * (k - 1) + op + 1
print([out(224, 7, 2, 3), out(112, 3, 2, 1), out(56, 1), out(7, 3, d=2)], [tout(7, 4, 2, 1), tout(14, 3, 2, 1, 1)])
def same_pad(k, s=1, d=1): return ((s - 1) + d * (k - 1)) // 2
print([same_pad(k, d=d) for k in (1, 3, 5, 7) for d in (1, 2)])
size, rf, jump = 224, 1, 1
for k, s, p in [(7, 2, 3), (3, 2, 1), (3, 1, 1), (3, 2, 1)]:
    size = out(size, k, s, p); rf += (k - 1) * jump; jump *= s; print(size, rf, jump)
def params(i, o, k, g=1, bias=True): return o * (i // g) * k * k + (o if bias else 0)
print(params(3, 64, 7, bias=False), params(64, 64, 3, 64), f'{params(512, 512, 3) / 1e6:.2f}M', sum(params(*a) for a in [(3, 6, 5), (6, 16, 5)]))
print([int(math.ceil(224 / 2 ** i)) for i in range(6)], [224 // 2 ** i for i in range(6)], 2 * [7], (7, 7) * 2, tuple(x // 2 for x in (14, 15)))
