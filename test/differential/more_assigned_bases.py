# Bases that are assigned: the order of methods is found anew.
class A:
    def a(self): return 'a'
class B:
    def b(self): return 'b'
class C(A): pass
c = C()
C.__bases__ = (B, A)
print(C.__bases__, c.b(), c.a(), C.__mro__)
def mix(cls):
    cls.__bases__ = (B,) + tuple(b for b in cls.__bases__ if b != B)
    return cls
@mix
class D(A): 
    def __init__(self): super().__init__()
print([k.__name__ for k in D.mro()], D().b(), isinstance(D(), B))
class E(D): pass
D.__bases__ = (A,)
print([k.__name__ for k in E.mro()], hasattr(E(), 'b'))
try: D.__bases__ = ()
except TypeError as e: print(e)
try: D.__bases__ = [A]
except TypeError as e: print(e)
try: D.__bases__ = (E,)
except TypeError as e: print(e)
try: D.__bases__ = (3,)
except TypeError as e: print(e)
