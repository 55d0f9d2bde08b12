class Meta(type):
    registry = []
    def __new__(mcs, name, bases, ns, **kw):
        ns['added'] = name.lower()
        cls = super().__new__(mcs, name, bases, ns)
        Meta.registry.append(name)
        return cls
    def __init__(cls, name, bases, ns, **kw): super().__init__(name, bases, ns); cls.kw = kw
    def __call__(cls, *a, **k):
        print('calling', cls.__name__); obj = super().__call__(*a, **k); obj.stamp = True; return obj
    def __len__(cls): return 7
    def __getitem__(cls, k): return f'{cls.__name__}[{k}]'
    def __iter__(cls): return iter([1, 2])
    def __contains__(cls, x): return x == 'in'
    @property
    def upper(cls): return cls.__name__.upper()
class A(metaclass=Meta, opt=1): 
    def __init__(self, v=0): self.v = v
class B(A): pass
print(Meta.registry, A.added, B.added, A.kw, B.kw, type(A).__name__, type(B) is Meta)
a = A(5); print(a.v, a.stamp, len(A), A['k'], list(B), 'in' in A, A.upper)
try: a.upper
except AttributeError as e: print(e)
class Auto(type):
    def __getattr__(cls, name): return f'auto {name}'
class C(metaclass=Auto): x = 1
print(C.x, C.foo)
class Inst(type):
    def __instancecheck__(cls, o): return o == 3
    def __subclasscheck__(cls, o): return o is int
class Three(metaclass=Inst): pass
print(isinstance(3, Three), isinstance(4, Three), issubclass(int, Three), issubclass(str, Three))
class M2(type): pass
class M3(type): pass
class X(metaclass=M2): pass
class Y(metaclass=M3): pass
try:
    class Z(X, Y): pass
except TypeError as e: print(e)
Dyn = Meta('Dyn', (), {'z': 1}); print(Dyn.z, Dyn.added, Meta.registry)
class Prep(type):
    @classmethod
    def __prepare__(mcs, name, bases): return {'pre': 'pared'}
class PP(metaclass=Prep): q = pre
print(PP.q, PP.pre, type(PP).__name__, isinstance(PP, Prep), type.__name__, type(int), str(A))
class Repr(type):
    def __repr__(cls): return f'<R {cls.__name__}>'
class RR(metaclass=Repr): pass
print(RR, [RR])
