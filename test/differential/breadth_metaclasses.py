# Metaclasses.
class Meta(type):
    def __new__(mcls, name, bases, ns, **kw):
        print('new', name, [b.__name__ for b in bases], sorted(k for k in ns if not k.startswith('__')), kw)
        cls = super().__new__(mcls, name, bases, ns)
        cls.made_by = mcls.__name__
        return cls
    def __init__(cls, name, bases, ns, **kw):
        super().__init__(name, bases, ns)
        print('init', name)
    @classmethod
    def __prepare__(mcls, name, bases, **kw):
        print('prepare', name)
        return {'prepared': 1}
    def __call__(cls, *args, **kwargs):
        print('call', cls.__name__, args)
        return super().__call__(*args, **kwargs)
    def __len__(cls): return 42
    def __getitem__(cls, key): return f'{cls.__name__}[{key}]'
    def __iter__(cls): return iter([1, 2, 3])
    def __contains__(cls, x): return x == 7
    def __repr__(cls): return f'<meta {cls.__name__}>'
    def __instancecheck__(cls, obj): return obj == 'magic' or super().__instancecheck__(obj)
    def __subclasscheck__(cls, sub): return sub is int or super().__subclasscheck__(sub)
    @property
    def prop(cls): return 'meta property of ' + cls.__name__
class K(metaclass=Meta, option=3):
    a = 1
    def __init__(self, v): self.v = v
k = K(5)
print(len(K), K['x'], list(K), 7 in K, 8 in K, K, K.prop, K.prepared, K.made_by)
print(isinstance('magic', K), isinstance(k, K), isinstance(3, K), issubclass(int, K), issubclass(str, K))
try: k.prop
except AttributeError as e: print(e)
class L(K): b = 2
print(type(L), L.__mro__, type(type(L)).__name__)
class Singleton(type):
    _inst = {}
    def __call__(cls, *a, **k):
        if cls not in cls._inst: cls._inst[cls] = super().__call__(*a, **k)
        return cls._inst[cls]
class Conf(metaclass=Singleton):
    def __init__(self): self.n = 0
c = Conf()
c.n = 3
print(Conf().n, Conf() is c)
X = type('X', (object,), {'f': lambda self: 9, '__doc__': 'dyn'})
print(X().f(), X.__name__, X.__doc__, X.__module__)
try:
    class M1(type): pass
    class M2(type): pass
    class A1(metaclass=M1): pass
    class A2(metaclass=M2): pass
    class A3(A1, A2): pass
except TypeError as e: print(e)
