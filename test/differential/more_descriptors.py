class Field:
    def __init__(self, default=None): self.default = default; self.name = None
    def __set_name__(self, owner, name): self.name = name; owner.__dict__.get('_fields', []).append(name)
    def __get__(self, obj, owner): return self if obj is None else obj.__dict__.get(self.name, self.default)
    def __set__(self, obj, v): obj.__dict__[self.name] = self.validate(v)
    def __delete__(self, obj): obj.__dict__.pop(self.name, None)
    def validate(self, v): return v
class Positive(Field):
    def validate(self, v):
        if v <= 0: raise ValueError(f'{self.name} must be positive, got {v}')
        return v
class Cfg:
    _fields = []
    width = Positive(64); name = Field('net'); depth = Positive()
    def __init__(self, **kw):
        for k, v in kw.items(): setattr(self, k, v)
c = Cfg(width=32); print(c.width, c.name, c.depth, c._fields, vars(c), isinstance(Cfg.width, Positive)); c.name = 'x'; del c.width; print(c.width, c.name, vars(c))
try: c.depth = -1
except ValueError as e: print(e)
class Alias:
    def __init__(self, target): self.target = target
    def __get__(self, o, t=None): return getattr(o, self.target)
    def __set__(self, o, v): setattr(o, self.target, v)
class M:
    weight = 1
    w = Alias('weight')
m = M(); print(m.w); m.w = 5; print(m.weight, m.__dict__)
class classproperty:
    def __init__(self, f): self.f = f
    def __get__(self, o, t): return self.f(t)
class K:
    @classproperty
    def label(cls): return cls.__name__.lower()
print(K.label, K().label)
class Bound:
    def __init__(self, f): self.f = f
    def __get__(self, o, t=None): return lambda *a: ('wrapped', self.f(o, *a))
class U:
    @Bound
    def go(self, x): return x * 2
print(U().go(4)); fn = (lambda self: self.v); Obj = type('Obj', (), {'v': 3, 'get': fn}); print(Obj().get(), fn.__get__(Obj())(), Obj.get is fn, Obj.__dict__['get'] is fn)
