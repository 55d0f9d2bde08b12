class RegMeta(type):
    registry = {}
    def __new__(mcs, name, bases, ns, key=None, abstract=False):
        cls = super().__new__(mcs, name, bases, ns)
        if not abstract: mcs.registry[key or name.lower()] = cls
        return cls
    def __init__(cls, name, bases, ns, **kw): super().__init__(name, bases, ns)
    def create(cls, key, *a): return RegMeta.registry[key](*a)
    def __getitem__(cls, k): return cls.registry[k]
    def __call__(cls, *a, **k):
        o = super().__call__(*a, **k); o.created_by = 'meta'; return o
class Base(metaclass=RegMeta, abstract=True):
    def __init__(self, n=0): self.n = n
class Conv(Base): pass
class Linear(Base, key='fc'): pass
print(sorted(RegMeta.registry), Base.create('conv', 3).n, type(Base['fc']).__name__, Base['fc'](1).created_by, isinstance(Conv, RegMeta), Conv.__class__ is RegMeta)
class Singleton(type):
    _inst = {}
    def __call__(cls, *a):
        if cls not in cls._inst: cls._inst[cls] = super().__call__(*a)
        return cls._inst[cls]
class S(metaclass=Singleton):
    def __init__(self, v): self.v = v
print(S(1) is S(2), S(3).v)
class Plugin:
    plugins = []
    def __init_subclass__(cls, /, prefix='', **kw): super().__init_subclass__(**kw); cls.name = prefix + cls.__name__; Plugin.plugins.append(cls.name)
class P1(Plugin): pass
class P2(Plugin, prefix='x_'): pass
class P3(P2): pass
print(Plugin.plugins)
class AttrMeta(type):
    def __new__(mcs, n, b, ns): ns['upper'] = {k.upper(): v for k, v in ns.items() if not k.startswith('_')}; return type.__new__(mcs, n, b, ns)
class T(metaclass=AttrMeta): a = 1; b = 2
print(T.upper, T().upper is T.upper); X = type('X', (Base,), {}, key='xx') if False else RegMeta('X', (Base,), {'q': 1}, key='xx'); print(X.q, 'xx' in RegMeta.registry, X(5).n)
