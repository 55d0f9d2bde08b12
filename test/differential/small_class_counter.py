class Counted:
    made, live = 0, []
    def __init__(self, *a): type(self).made += 1; Counted.live.append(self); self.i = Counted.made
    def __repr__(self): return f'{type(self).__name__}#{self.i}'
    @classmethod
    def reset(cls): cls.made = 0; cls.live.clear()
    @classmethod
    def many(cls, n): return [cls() for _ in range(n)]
    @staticmethod
    def total(): return Counted.made
class Sub(Counted): pass
print(Counted.many(2), Counted.total(), Sub.many(2), Sub.made, Counted.made, Counted.live); Counted.reset(); print(Counted.made, Sub.made, Counted.live, Sub.live is Counted.live); Sub.reset(); print(Sub.made, 'made' in Sub.__dict__, Sub.__dict__['made'])
ids = iter(range(100)); mk = lambda: next(ids); print([mk() for _ in range(3)], {mk(): mk()})
class Auto:
    _n = 0
    def __new__(cls, *a): self = super().__new__(cls); cls._n += 1; self.id = cls._n; return self
print([Auto().id for _ in range(3)], Auto._n)
class Pool:
    cache = {}
    def __new__(cls, k):
        if k not in cls.cache: cls.cache[k] = super().__new__(cls); cls.cache[k].hits = 0
        return cls.cache[k]
    def __init__(self, k): self.hits += 1; self.k = k
print(Pool('a') is Pool('a'), Pool('a').hits, Pool('b').hits, sorted(Pool.cache))
