class Countdown:
    def __init__(self, n): self.n = n
    def __iter__(self): return CountIter(self.n)
class CountIter:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self):
        if self.n <= 0: raise StopIteration
        self.n -= 1; return self.n + 1
c = Countdown(3); print(list(c), list(c), sum(c), [a * b for a in c for b in c][:4], tuple(c), set(c) == {1, 2, 3}, dict(zip(c, 'abc')), max(c), sorted(c), *c); it = iter(c); print(next(it), list(it), next(it, 'x')); x, y, z = c; print(x, y, z, 2 in c, 9 in c, list(map(str, c)), list(enumerate(c)), any(v > 2 for v in c), list(zip(c, c)), [*c, *c], list(reversed(list(c))), ','.join(map(str, c)))
class Bad:
    def __iter__(self): return 5
try: list(Bad())
except TypeError as e: print(e)
class NoIter: pass
try:
    for x in NoIter(): pass
except TypeError as e: print(e)
try: next(c)
except TypeError as e: print(e)
class Loader:
    def __init__(self, n, bs): self.n, self.bs = n, bs
    def __len__(self): return -(-self.n // self.bs)
    def __iter__(self):
        for i in range(0, self.n, self.bs): yield list(range(i, min(i + self.bs, self.n)))
dl = Loader(7, 3); print(len(dl), list(dl), sum(len(b) for b in dl), [i for i, b in enumerate(dl) if len(b) < 3])
for epoch in range(2):
    for i, batch in enumerate(dl, 1):
        if i == 2: break
    print(epoch, batch)
