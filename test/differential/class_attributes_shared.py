class Layer:
    registry = {}
    defaults = {'bias': True}
    count = 0
    def __init__(self, name, **kw):
        self.opts = {**self.defaults, **kw}; Layer.count += 1; self.idx = self.count; self.registry[name] = self
class Conv(Layer): defaults = {**Layer.defaults, 'k': 3}
a, b = Conv('a'), Layer('b', bias=False); print(a.opts, b.opts, list(Layer.registry), Conv.registry is Layer.registry, Layer.count, Conv.count, a.idx, b.idx); Conv.count = 100; print(Layer.count, Conv.count, a.count); a.count += 1; print(a.count, Conv.count, a.__dict__['count'])
class Meta:
    x = 1
    def get(self): return self.x
    x2 = x * 2
    names = ['a', 'b']
    pairs = [(n, i) for i, n in enumerate(names)]
    fns = {n: (lambda self, n=n: n) for n in ('p', 'q')}
    locals().update(dyn=5) if False else None
print(Meta.x2, Meta.pairs, Meta.fns['p'](None)); Meta.x = 9; print(Meta().get()); m = Meta(); m.x = 'inst'; print(m.get(), Meta().get()); del m.x; print(m.get()); Meta.new = lambda self, v: (self.x, v); print(m.new(3)); setattr(Meta, 'cm', classmethod(lambda cls: cls.__name__)); print(Meta.cm(), m.cm()); Meta.prop = property(lambda s: s.x + 1); print(m.prop)
for i in range(3): setattr(m, f'block{i}', i * 10)
print([getattr(m, f'block{i}') for i in range(3)], sorted(k for k in vars(m)), hasattr(m, 'block5'), getattr(m, 'block9', None), {k: v for k, v in m.__dict__.items() if k.endswith('1')}); m.__dict__['raw'] = 1; print(m.raw, 'raw' in dir(m)); m.__dict__.update(u1=1, u2=2); print(m.u1 + m.u2); 
def method(self, k): return k * 2
m.bound = method.__get__(m); print(m.bound(4)); import types; m.mt = types.MethodType(lambda self, a: (self is m, a), m); print(m.mt(1)); print(Meta.get(m), Meta.__dict__['get'](m), type(m).get is Meta.get, m.get == m.get, m.get is m.get)
class Base:
    def template(self): return f'{self.prefix()}-{self.suffix}'
    def prefix(self): return 'base'
    suffix = 's'
class Impl(Base):
    suffix = property(lambda self: 'prop')
    def prefix(self): return super().prefix().upper()
print(Impl().template(), Impl.prefix is not Base.prefix, 'template' in Impl.__dict__, 'template' in dir(Impl)); obj = Impl(); obj.__class__ = Base; print(obj.template(), type(obj).__name__)
class Node:
    def __init__(self): self.child = None
n = Node(); n.child = Node(); n.child.child = 'leaf'; print(n.child.child, getattr(getattr(n, 'child'), 'child')); n.child.val = n; print(n.child.val.child is n.child)
class Callback:
    def __init__(self): self.fns = []
    def on(self, f): self.fns.append(f); return f
    def fire(self, *a): return [f(*a) for f in self.fns]
cb = Callback()
@cb.on
def first(x): return x + 1
cb.on(lambda x: x * 10); print(cb.fire(5), first(1)); class_names = [c.__name__ for c in (Layer, Conv)]; print(class_names, [isinstance(a, c) for c in (Layer, Conv, dict)], Conv.__bases__[0].__name__, issubclass(Conv, Layer), Layer.__init__ is Conv.__init__, Conv.__qualname__)
