class C:
    a: int = 1
    b = [1]
    def m(self): pass
    @property
    def p(self): return 1
    @staticmethod
    def s(): pass
    class Inner: pass
    _hidden = 0
print([k for k in vars(C) if not k.startswith('__')], {k: type(v).__name__ for k, v in C.__dict__.items() if not k.startswith('_')}, [n for n in dir(C()) if not n.startswith('_')], hasattr(C, '__annotations__'), C.__annotations__, C.__module__, C.__dict__.get('zz'), 'm' in C.__dict__)
o = C(); o.x = 1; o.__dict__['y'] = 2; print(o.y, vars(o), o.__dict__ is vars(o) or o.__dict__ == vars(o), sorted(o.__dict__.items())); o.__dict__ = {'z': 9}; print(o.z, hasattr(o, 'x'), vars(o)); o.__dict__.clear(); print(vars(o))
class Bunch:
    def __init__(self, **kw): self.__dict__.update(kw)
    def __eq__(self, other): return self.__dict__ == other.__dict__
    def __repr__(self): return 'Bunch(' + ', '.join(f'{k}={v!r}' for k, v in sorted(self.__dict__.items())) + ')'
    def __contains__(self, k): return k in self.__dict__
    def __iter__(self): return iter(self.__dict__)
b = Bunch(lr=0.1, name='x'); print(b, b == Bunch(name='x', lr=0.1), 'lr' in b, list(b), {**vars(b)}); b.__dict__.pop('lr'); print(b)
class Cfg:
    lr = 0.1; steps = 10
    @classmethod
    def to_dict(cls): return {k: v for k, v in cls.__dict__.items() if not k.startswith('_') and not callable(v) and not isinstance(v, (classmethod, property))}
class Big(Cfg): steps = 100
print(Cfg.to_dict(), Big.to_dict(), {k: getattr(Big, k) for k in ('lr', 'steps')}); setattr(Big, 'lr', 5); print(Big.lr, Cfg.lr); del Big.lr; print(Big.lr)
class Self(dict):
    def __init__(self, *a, **k): super().__init__(*a, **k); self.__dict__ = self
s = Self(x=1); s.y = 2; s['z'] = 3; print(s.x, s['y'], s.z, s, len(s), sorted(s)); del s.x; print(s, hasattr(s, 'x'), 'x' in s)
class Slot:
    __slots__ = ['a', '_b']
    def __init__(self): self.a = 1
print(Slot().a, Slot.__slots__, [getattr(Slot(), n, None) for n in Slot.__slots__])
