# Dunders.
class V:
    def __init__(self, *v): self.v = list(v)
    def __repr__(self): return f'V{tuple(self.v)}'
    def __add__(self, o): return V(*[a + b for a, b in zip(self.v, o.v)]) if isinstance(o, V) else NotImplemented
    def __radd__(self, o): return V(*[o + a for a in self.v]) if isinstance(o, int) else NotImplemented
    def __iadd__(self, o): self.v.append(o); return self
    def __mul__(self, k): return V(*[a * k for a in self.v])
    __rmul__ = __mul__
    def __matmul__(self, o): return sum(a * b for a, b in zip(self.v, o.v))
    def __neg__(self): return self * -1
    def __eq__(self, o): return isinstance(o, V) and self.v == o.v
    def __hash__(self): return hash(tuple(self.v))
    def __len__(self): return len(self.v)
    def __getitem__(self, i): return self.v[i]
    def __setitem__(self, i, x): self.v[i] = x
    def __delitem__(self, i): del self.v[i]
    def __contains__(self, x): return x in self.v
    def __bool__(self): return any(self.v)
    def __call__(self, *a, **k): return ('called', a, k)
    def __index__(self): return len(self.v)
    def __int__(self): return 99
    def __float__(self): return 9.5
    def __abs__(self): return 'abs'
    def __round__(self, n=None): return ('round', n)
    def __divmod__(self, o): return 'divmod'
    def __pow__(self, o, m=None): return ('pow', o, m)
    def __lshift__(self, o): return 'lshift'
    def __invert__(self): return 'inv'
    def __reversed__(self): return iter(self.v[::-1])
    def __format__(self, s): return f'fmt:{s}'
    def __bytes__(self): return b'by'
    def __complex__(self): return 1j
    def __trunc__(self): return 7
    def __floor__(self): return 'fl'
    def __sizeof__(self): return 1
    def __dir__(self): return ['zz', 'aa']
    def __enter__(self): return 'entered'
    def __exit__(self, *a): return True
    def __rsub__(self, o): return ('rsub', o)
    def __rpow__(self, o): return ('rpow', o)
    def __ror__(self, o): return ('ror', o)
v = V(1, 2)
w = V(3, 4)
print(v + w, 5 + v, v * 2, 3 * v, v @ w, -v, v == V(1, 2), v != w, len(v), v[0], v[-1:], 2 in v, bool(V(0)))
print(bool(v), v(1, k=2), [10, 20, 30][v], int(v), float(v), abs(v), round(v), round(v, 2), divmod(v, 1), v ** 2)
print(pow(v, 2, 3), v << 1, ~v, list(reversed(v)), f'{v:x}', format(v, 'q'), bytes(v), complex(v), dir(v), 5 - v)
print(2 ** v, {} | v if False else 1 | v, hex(v), range(v), 'ab' * v, [0] * v)
v += 9
v[0] = 7
del v[1]
print(v, list(v), sum(v), max(v), {V(1): 'x'}[V(1)], v in {V(7, 9)})
try: v + 'a'
except TypeError as e: print(e)
try: v - 1
except TypeError as e: print(e)
try: v < w
except TypeError as e: print(e)
import math
print(math.floor(v), math.trunc(v))
with v as en: print(en); raise ValueError
class It:
    def __init__(self): self.n = 0
    def __iter__(self): return self
    def __next__(self):
        self.n += 1
        if self.n > 3: raise StopIteration
        return self.n
print(list(It()), [*It()], 2 in It(), sum(It()), dict(zip('abc', It())), max(It()), tuple(It()))
print(sorted(It(), reverse=True))
class Old:
    def __getitem__(self, i):
        if i > 2: raise IndexError
        return i * 10
print(list(Old()), 20 in Old(), [x for x in Old()], *Old())
class GA:
    def __getattr__(self, n):
        if n.startswith('x'): return n.upper()
        raise AttributeError(n)
    def __setattr__(self, n, v): object.__setattr__(self, n, v * 2)
    def __delattr__(self, n): print('del', n); super().__delattr__(n)
g = GA()
g.a = 5
print(g.a, g.xyz, getattr(g, 'nope', 'dflt'), hasattr(g, 'b'))
del g.a
print(vars(g))
class GB:
    def __getattribute__(self, n): return 'always ' + n if n != '__dict__' else object.__getattribute__(self, n)
print(GB().foo)
class Ne:
    def __new__(cls, *a): 
        o = super().__new__(cls); o.args = a; return o
    def __init__(self, *a): self.inited = True
print(Ne(1, 2).args, Ne().inited)
class NotMine:
    def __new__(cls): return 5
    def __init__(self): print('never')
print(NotMine())
class Str(str):
    def __new__(cls, s, tag): o = super().__new__(cls, s); o.tag = tag; return o
print(Str('abc', 't').upper(), Str('abc', 't').tag, type(Str('a', 1) + 'b').__name__)
class T(tuple):
    def __new__(cls, a, b): return super().__new__(cls, (a, b))
    @property
    def first(self): return self[0]
print(T(1, 2), T(1, 2).first, T(1, 2) == (1, 2), type(T(1, 2)[:1]).__name__)
class D(dict):
    def __getattr__(self, k):
        try: return self[k]
        except KeyError: raise AttributeError(k)
    __setattr__ = dict.__setitem__
d = D(a=1)
d.b = 2
print(d.a, d, d.get('z'), hasattr(d, 'q'), {**d}, D.fromkeys('x'))
class Cmp:
    def __init__(s, v): s.v = v
    def __eq__(s, o): return s.v == o
    def __lt__(s, o): return s.v < o
print(Cmp(3) == 3, 3 == Cmp(3), Cmp(3) < 5, 2 > Cmp(1), Cmp(1) != 2, [1, 3].index(Cmp(3)), Cmp(3) in [3])
try: hash(Cmp(1))
except TypeError as e: print(e)
class LenHint:
    def __len__(self): return -1
try: len(LenHint())
except ValueError as e: print(e)
class BadBool:
    def __bool__(self): return 3
try: bool(BadBool())
except TypeError as e: print(e)
class BadStr:
    def __str__(self): return 3
try: str(BadStr())
except TypeError as e: print(e)
class BadIter:
    def __iter__(self): return 3
try: iter(BadIter())
except TypeError as e: print(e)
