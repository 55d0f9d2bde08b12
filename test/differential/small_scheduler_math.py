import math
def cosine(t, T, base=0.1, final=0.0): return final + (base - final) * (1 + math.cos(math.pi * t / T)) / 2
print([f'{cosine(t, 10):.4f}' for t in range(0, 11, 2)])
def step(e, base=0.1, ms=(30, 60), g=0.1): return base * g ** sum(e >= m for m in ms)
print([round(step(e), 6) for e in (0, 30, 59, 60, 90)])
def warmup(it, base, n): return base * min(1.0, (it + 1) / n)
print([round(warmup(i, 0.1, 5), 3) for i in range(7)]); xs = [0.1 * i for i in range(5)]; print([round(x, 2) for x in xs], sum(xs), [x / 3 for x in xs][:3])
def drop_path(n, rate): return [rate * i / (n - 1) for i in range(n)]
print([f'{v:.3f}' for v in drop_path(5, 0.2)], [round(1 - (1 - 0.1) ** i, 4) for i in range(4)], math.exp(-1), math.log(10), math.sqrt(2 / 64), 1 / math.sqrt(64), 64 ** -0.5, 512 ** 0.5)
print(sum(1 / i ** 2 for i in range(1, 1000)), math.pi ** 2 / 6, 1e-8 * 1e8, 5e-05, 1 - 1e-3, 0.9 ** 100, 2 ** 0.25, 1e-12, 3e8, 0.1 + 0.7, 0.3 / 0.1, 1.1 * 1.1, 1 / 7, 22 / 7, 1e5, 123456.789e3, 0.00001234, 100000000000000000.0, 1.0e-10)
