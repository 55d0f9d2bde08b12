class A:
    """doc of A"""
    count = 0
    items = []
    def __init__(self, x):
        self.x = x
        A.count += 1
    def get(self): return self.x
    def __repr__(self): return f'A({self.x!r})'
    def __eq__(self, o): return isinstance(o, A) and self.x == o.x
    def __hash__(self): return hash(self.x)
a, b = A(1), A('s')
print(a, b, A.count, a.count, a.get(), A.get(b), a == A(1), a != b, len({a, A(1)}), a.__class__.__name__, A.__doc__, A.__name__)
a.items.append(1); print(b.items, A.items); a.items = []; print(a.items, A.items, a.__dict__, vars(b))
a.extra = 5; print(hasattr(a, 'extra'), getattr(a, 'nope', 'dflt')); del a.extra; print(hasattr(a, 'extra'))
setattr(a, 'dyn', 1); print(a.dyn, 'dyn' in a.__dict__, sorted(a.__dict__)); delattr(a, 'dyn')
m = a.get; a.x = 'changed'; print(m(), m.__self__ is a, m.__func__ is A.get, m.__name__)
class B(A):
    def __init__(self, x, y):
        super().__init__(x)
        self.y = y
    def get(self): return super().get(), self.y
    def __repr__(self): return 'B' + super().__repr__()
b = B(1, 2); print(b, b.get(), isinstance(b, A), issubclass(B, A), type(b) is B, B.__bases__, B.__mro__ == (B, A, object), b == A(1))
for f in [lambda: a.nope, lambda: A.nope, lambda: A(), lambda: A(1, 2), lambda: delattr(a, 'nope'), lambda: object().x, lambda: (1).foo, lambda: None.bar, lambda: [].baz, lambda: f.q, lambda: setattr(object(), 'a', 1), lambda: setattr(5, 'a', 1)]:
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
class Empty: pass
e = Empty(); e.a = 1; print(vars(e), type(e).__qualname__, Empty.__module__, str(Empty), isinstance(Empty, type))
class Outer:
    class Inner:
        def where(self): return type(self).__qualname__
print(Outer.Inner().where(), Outer.Inner, Outer().Inner is Outer.Inner)
class Slots:
    __slots__ = ('a', 'b')
s = Slots(); s.a = 1; print(s.a)
try: s.c = 2
except AttributeError as e: print(e)
try: s.b
except AttributeError as e: print(e)
class Cond:
    if True:
        def m(self): return 'conditional'
    for i in range(2): pass
print(Cond().m(), Cond.i, A.__init__.__qualname__, bool(Empty()), callable(A), callable(Empty()))
print(type('Dyn', (A,), {'z': 9})(3).z, isinstance(3, (str, int)), issubclass(bool, int), type(type), type(None))
