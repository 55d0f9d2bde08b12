class T:
    def __init__(self): self._v = 1
    @property
    def v(self):
        "doc v"
        return self._v
    @v.setter
    def v(self, x):
        if x < 0: raise ValueError('negative')
        self._v = x
    @v.deleter
    def v(self): print('deleted'); self._v = None
    @property
    def ro(self): return 'ro'
t = T(); print(t.v); t.v = 5; print(t.v, T.v.__doc__, isinstance(T.v, property)); del t.v; print(t._v)
for f in [lambda: setattr(t, 'v', -1), lambda: setattr(t, 'ro', 1), lambda: delattr(t, 'ro')]:
    try: f()
    except Exception as e: print(type(e).__name__, e)
class Typed:
    def __init__(self, kind): self.kind = kind
    def __set_name__(self, owner, name): self.name = '_' + name
    def __get__(self, obj, owner=None):
        if obj is None: return self
        return getattr(obj, self.name, 'unset')
    def __set__(self, obj, value):
        if not isinstance(value, self.kind): raise TypeError(f'{self.name} expects {self.kind.__name__}')
        setattr(obj, self.name, value)
class Model:
    size = Typed(int); title = Typed(str)
m = Model(); print(m.size); m.size = 3; print(m.size, m.__dict__, type(Model.size).__name__)
try: m.title = 5
except TypeError as e: print(e)
class NonData:
    def __get__(self, obj, owner): return ('computed', obj is None, owner.__name__)
class H: nd = NonData()
h = H(); print(h.nd, H.nd); h.__dict__['nd'] = 'shadow'; print(h.nd)
class Lazy:
    def __init__(self, f): self.f = f; self.name = f.__name__
    def __get__(self, obj, owner):
        val = self.f(obj); obj.__dict__[self.name] = val; print('computed', self.name); return val
class U:
    @Lazy
    def big(self): return 42
u = U(); print(u.big, u.big)
class Sub(T):
    @property
    def v(self): return super().v * 10
print(Sub().v)
class Ext(T):
    @T.v.getter
    def v(self): return 'ext'
print(Ext().v); e = Ext(); e.v = 3; print(e._v)
from functools import cached_property
class CP:
    n = 0
    @cached_property
    def val(self): CP.n += 1; return CP.n
c = CP(); print(c.val, c.val, CP.n, 'val' in c.__dict__, CP().val); del c.val; print(c.val)
p = property(lambda self: self.k * 2)
class Late: k = 4
Late.p = p; print(Late().p, Late.p is p)
class Err:
    @property
    def bad(self): return self.missing
try: Err().bad
except AttributeError as ex: print(ex)
print(hasattr(Err(), 'bad'), getattr(Err(), 'bad', 'default'))
