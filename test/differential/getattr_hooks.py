class Lazy:
    def __init__(self): self.log = []
    def __getattr__(self, name):
        if name.startswith('no'): raise AttributeError(f'custom {name}')
        return f'<{name}>'
l = Lazy(); print(l.foo, l.log, hasattr(l, 'nope'), getattr(l, 'none', 'd'))
try: l.nothing
except AttributeError as e: print(e)
class Setter:
    def __setattr__(self, k, v): object.__setattr__(self, k, v * 2)
    def __delattr__(self, k): print('del', k); super().__delattr__(k)
s = Setter(); s.a = 4; print(s.a, s.__dict__); del s.a; print(s.__dict__)
class GA:
    def __init__(self): self.real = 'r'
    def __getattribute__(self, name):
        if name == 'magic': return 'from getattribute'
        return super().__getattribute__(name)
g = GA(); print(g.magic, g.real)
try: g.zip
except AttributeError as e: print(e)
class Proxy:
    def __init__(self, target): object.__setattr__(self, '_t', target)
    def __getattr__(self, n): return getattr(self._t, n)
    def __setattr__(self, n, v): setattr(self._t, n, v)
class T: 
    val = 1
    def m(self): return 'm', self.val
t = T(); p = Proxy(t); p.val = 9; print(p.val, t.val, p.m(), list(p.__dict__))
class AttrDict(dict):
    def __getattr__(self, k):
        try: return self[k]
        except KeyError: raise AttributeError(k)
    def __setattr__(self, k, v): self[k] = v
d = AttrDict(a=1); d.b = 2; print(d.a, d, d.b, 'b' in d, hasattr(d, 'zz'))
try: d.c
except AttributeError as e: print(repr(e))
class Both:
    x = 'class'
    def __getattr__(self, n): return 'fallback'
b = Both(); print(b.x, b.y, b.__class__.__name__); b.y = 1; print(b.y)
class Mod:
    def __init__(self): self._modules = {'conv': 'C'}
    def __getattr__(self, name):
        if '_modules' in self.__dict__ and name in self.__dict__['_modules']: return self._modules[name]
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")
    def __dir__(self): return ['conv']
m = Mod(); print(m.conv, dir(m))
try: m.bn
except AttributeError as e: print(e)
class Dict2:
    def __getitem__(self, k):
        if isinstance(k, slice): return ('slice', k.start, k.stop, k.step)
        return k
    def __setitem__(self, k, v): print('set', k, v)
    def __delitem__(self, k): print('del', k)
    def __contains__(self, k): return k == 1
    def __len__(self): return 3
    def __call__(self, *a): return a
d = Dict2(); print(d[1], d[1:2], d[::2], d[1, 2], d[..., 0], d[1:2, 3], 1 in d, len(d), d(1, 2), bool(d)); d['k'] = 5; del d[0]
