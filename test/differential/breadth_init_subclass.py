# Init_subclass.
registry = {}
class Base:
    def __init_subclass__(cls, /, name=None, **kwargs):
        super().__init_subclass__(**kwargs)
        registry[name or cls.__name__.lower()] = cls
        cls.tag = len(registry)
class A(Base): pass
class B(Base, name='bee'): pass
class C(A, name='sea'): pass
print(sorted(registry), A.tag, B.tag, C.tag)
try:
    class D(Base, nme='x'): pass
except TypeError as e: print(e)
try:
    class E(object, foo=1): pass
except TypeError as e: print(e)
