class A:
    def __init__(self, x=1, **kw): self.x = x; self.kw = kw; self.setup()
    def setup(self): self.tag = 'A'
class B(A):
    def __init__(self, *args, y=2, **kw): super().__init__(*args, **kw); self.y = y
    def setup(self): super().setup(); self.tag += 'B'
class C(B):
    z = 3
    def setup(self): super(B, self).setup(); self.tag += 'C'
for o in (A(), B(5, y=6, q=7), C(x=9)): print(type(o).__name__, o.__dict__, isinstance(o, A), getattr(o, 'z', None))
class D:
    def __init__(self): raise RuntimeError('abstract')
class E(D):
    def __init__(self): self.ok = True
print(E().ok)
try: D()
except RuntimeError as e: print(e)
class F(A):
    def __init__(self): pass
try: F().x
except AttributeError as e: print(e)
class G(A):
    def __init__(self, a, b): A.__init__(self, x=a + b)
print(G(1, 2).x, G.__init__ is not A.__init__, C.__init__ is B.__init__, [c.__name__ for c in C.__mro__], C.__base__.__name__)
class Mixin:
    def __init__(self, *a, extra=0, **k): super().__init__(*a, **k); self.extra = extra
class H(Mixin, B): pass
h = H(3, extra=4, y=5); print(h.x, h.y, h.extra, h.tag)
try: H(1, 2, 3)
except TypeError as e: print(e)
class Frozen:
    __slots__ = ('a',)
    def __init__(self, a): object.__setattr__(self, 'a', a)
    def __setattr__(self, k, v): raise AttributeError(f'{type(self).__name__} is frozen')
try: Frozen(1).a = 2
except AttributeError as e: print(e, Frozen(3).a)
