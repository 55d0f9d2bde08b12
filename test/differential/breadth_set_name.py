# Set_name.
class Field:
    def __init__(self, default): self.default = default
    def __set_name__(self, owner, name):
        print('set_name', owner.__name__, name); self.name = name
    def __get__(self, obj, owner=None):
        if obj is None: return self
        return obj.__dict__.get(self.name, self.default)
    def __set__(self, obj, value):
        if value < 0: raise ValueError(f'{self.name} must be >= 0')
        obj.__dict__[self.name] = value
class M:
    width = Field(64)
    depth = Field(3)
m = M()
print(m.width, m.depth)
m.width = 128
print(m.width, vars(m))
try: m.depth = -1
except ValueError as e: print(e)
print(isinstance(M.width, Field), M.__dict__['width'].name)
class NonData:
    def __get__(self, o, t=None): return 'descriptor'
class N: a = NonData()
n = N()
print(n.a)
n.__dict__['a'] = 'instance'
print(n.a)
class Del:
    def __get__(self, o, t): return 1
    def __set__(self, o, v): raise AttributeError('read only')
    def __delete__(self, o): print('deleted')
class D: d = Del()
d = D()
d.__dict__['d'] = 5
print(d.d)
del d.d
try: d.d = 3
except AttributeError as e: print(e)
