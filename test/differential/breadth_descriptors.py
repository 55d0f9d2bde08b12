# Descriptors and attribute machinery.
class Lazy:
    def __init__(self, f): self.f = f; self.__doc__ = f.__doc__
    def __set_name__(self, owner, name): self.name = name
    def __get__(self, obj, cls):
        if obj is None: return self
        print('computing', self.name); v = obj.__dict__[self.name] = self.f(obj); return v
class Typed:
    def __init__(self, typ, default=None): self.typ, self.default = typ, default
    def __set_name__(self, owner, name): self.slot = '_' + name
    def __get__(self, obj, cls): return self if obj is None else getattr(obj, self.slot, self.default)
    def __set__(self, obj, v):
        if not isinstance(v, self.typ): raise TypeError(f'{self.slot[1:]} must be {self.typ.__name__}, got {type(v).__name__}')
        setattr(obj, self.slot, v)
class Layer:
    width = Typed(int, 64); name = Typed(str)
    def __init__(self, **kw):
        for k, v in kw.items(): setattr(self, k, v)
    @Lazy
    def weights(self): 'doc of weights'; return [0] * self.width
l = Layer(width=3)
print(l.width, l.name, l.weights, l.weights, Layer.weights.__doc__, vars(l))
try: l.width = 'a'
except TypeError as e: print(e)
class Prop:
    @property
    def a(self): return self.b
    @property
    def b(self): raise AttributeError('inner')
    def __getattr__(self, n): return f'fallback {n}'
print(Prop().a, Prop().zzz)
class Base:
    @property
    def size(self): return 1
    @size.setter
    def size(self, v): print('base set', v)
class Derived(Base):
    @Base.size.getter
    def size(self): return 2
class Derived2(Base):
    @property
    def size(self): return super().size + 10
d = Derived()
d.size = 5
print(d.size, Derived2().size)
class ClassProp:
    def __init__(self, f): self.f = f
    def __get__(self, o, c): return self.f(c)
class UsesCP:
    @ClassProp
    def tag(cls): return cls.__name__
    @classmethod
    def create(cls, *a): return cls, a
    @staticmethod
    def util(x): return x * 2
class Sub(UsesCP): pass
print(UsesCP.tag, Sub().tag, Sub.create(1), Sub().create(2)[0].__name__, Sub.util(2))
print(UsesCP.__dict__['util'].__func__(3), UsesCP.__dict__['create'].__func__(int, 5))
class Counted:
    instances = 0
    def __new__(cls, *a, **k): cls.instances += 1; return super().__new__(cls)
    def __init__(self, v=0): self.v = v
    def __init_subclass__(cls): cls.instances = 0
class CS(Counted): pass
Counted(1)
CS()
CS()
print(Counted.instances, CS.instances)
class Chain:
    def __init__(self): self.ops = []
    def __getattr__(self, n): return lambda *a: (self.ops.append((n, a)), self)[1]
print(Chain().conv(3).relu().pool(2, 2).ops)
class Proxy:
    def __init__(self, o): object.__setattr__(self, '_o', o)
    def __getattr__(self, n): return getattr(self._o, n)
    def __setattr__(self, n, v): setattr(self._o, n, v)
    def __len__(self): return len(self._o)
    def __iter__(self): return iter(self._o)
    def __getitem__(self, i): return self._o[i]
p = Proxy([1, 2])
p.append(3)
print(len(p), list(p), p[0], p._o)
class Meta(type):
    def __getattr__(cls, n): return f'meta {n}'
    def __call__(cls, *a, **k): o = super().__call__(*a, **k); o.post = True; return o
    def __dir__(cls): return ['q']
    @property
    def kind(cls): return 'K' + cls.__name__
    def helper(cls): return cls.__name__.lower()
class WithMeta(metaclass=Meta):
    def __init__(self, a): self.a = a
w = WithMeta(1)
print(WithMeta.anything, w.post, w.a, WithMeta.kind, WithMeta.helper(), type(WithMeta) is Meta, hasattr(w, 'kind'))
class Ordered:
    def __init__(self, v): self.v = v
    def __eq__(self, o): return self.v == o.v if isinstance(o, Ordered) else NotImplemented
    def __lt__(self, o): return self.v < o.v if isinstance(o, Ordered) else NotImplemented
    def __hash__(self): return hash(self.v)
print(Ordered(1) == 1, Ordered(1) != 1, Ordered(1) > Ordered(0), sorted([Ordered(2), Ordered(1)])[0].v)
print({Ordered(1), Ordered(1)}.__len__(), Ordered(1) in [Ordered(1)])
try: Ordered(1) < 1
except TypeError as e: print(e)
print(getattr(Layer, '__module__'), Layer.__name__, object.__repr__(3)[:7], type(l).__mro__[-1])
print(isinstance(l, object), callable(l), l.__class__ is Layer, l.__init__.__name__, Layer.__init__.__qualname__)
print(l.__init__.__self__ is l)
