class Backbone:
    out = 512
    def __init__(self, depth=18, **kw): self.depth = depth; self.kw = kw; self._build()
    def _build(self): self.layers = [self.make(i) for i in range(2)]
    def make(self, i): return f'base{i}'
    @property
    def name(self): return f'{type(self).__name__.lower()}{self.depth}'
    @classmethod
    def from_config(cls, cfg): return cls(**cfg)
class ResNet(Backbone):
    out = 2048
    def make(self, i): return super().make(i) + '+res'
class Wide(ResNet):
    def __init__(self, *a, width=2, **k): self.width = width; super().__init__(*a, **k)
    def make(self, i): return f'w{self.width}' + super().make(i)
    @property
    def name(self): return 'wide_' + super().name
print(Backbone().layers, ResNet(50).name, Wide(34, width=4).layers, Wide().name, Wide.from_config({'depth': 5, 'width': 1, 'z': 0}).kw, Wide.out, [c.__name__ for c in Wide.__mro__])
class LoggerMixin:
    def log(self, m): self.__dict__.setdefault('logs', []).append(f'{self.tag}:{m}'); return self
    @property
    def tag(self): return type(self).__name__
class SaveMixin:
    def save(self): return {k: v for k, v in vars(self).items() if not k.startswith('_')}
class Trainer(LoggerMixin, SaveMixin):
    def __init__(self, lr): self.lr = lr; self._hidden = 1
print(Trainer(0.1).log('a').log('b').save())
class A:
    def __init__(self): self.order = ['A']; super().__init__()
class B:
    def __init__(self): print('B init'); super().__init__()
class C(A, B):
    def __init__(self): super().__init__(); self.order.append('C')
print(C().order)
class Template:
    steps = ()
    def run(self): return [getattr(self, 'step_' + s)() for s in self.steps]
class Impl(Template):
    steps = ('one', 'two')
    def step_one(self): return 1
    def step_two(self): return 2
print(Impl().run())
class P:
    def _hook(self): raise NotImplementedError(f'{self.__class__.__name__} must implement _hook')
    def go(self): return self._hook()
class Q(P):
    def _hook(self): return 'ok'
try: P().go()
except NotImplementedError as e: print(e)
print(Q().go(), isinstance(Q(), P), issubclass(Q, (int, P)), Q.__base__.__name__, P.__subclasses__() == [Q] if hasattr(P, '__subclasses__') else True)
class Counter:
    instances = 0
    def __init__(self): type(self).instances += 1
class SubCounter(Counter): pass
Counter(); SubCounter(); SubCounter(); print(Counter.instances, SubCounter.instances)
class L(list):
    def __init__(self, *a): super().__init__(a)
    def __getitem__(self, i): return 'item' if i == 'k' else super().__getitem__(i)
    def append(self, x): super().append(x * 2); return self
l = L(1, 2); l.append(3); print(l, l['k'], l[0], len(l), l + [1], type(l + [1]).__name__, isinstance(l, list), l == [1, 2, 6], sorted(l, reverse=True), type(l[:1]).__name__)
class S(str):
    def shout(self): return self.upper() + '!'
    def __new__(cls, v): return super().__new__(cls, v.strip())
s = S('  hi '); print(s, s.shout(), type(s).__name__, s + 'x', type(s + 'x').__name__, isinstance(s, str), s == 'hi', {'hi': 1}[s], len(s), s[0], f'{s:>4}', [s])
class I(int):
    def __add__(self, o): return I(int(self) * int(o))
    def __repr__(self): return f'I({int(self)})'
i = I(5); print(i + 3, i - 1, i * 2, i, [i], i == 5, i > 3, range(i), 'abcdef'[i], {5: 'five'}[i], type(i - 1).__name__, abs(I(-2)), bool(I(0)), f'{i}', f'{i:03d}', str(i))
class F(float):
    pass
print(F(2.5) + 1, F('1.5'), type(F(1) * 2).__name__, F(2.0) == 2, isinstance(F(1), float), round(F(2.567), 1))
class T(tuple):
    def __new__(cls, a, b): return super().__new__(cls, (a, b))
    @property
    def a(self): return self[0]
t = T(1, 2); print(t, t.a, len(t), t == (1, 2), type(t).__name__, t + (3,), {t: 1}[(1, 2)])
class E1(Exception): pass
class E2(E1):
    def __init__(self, x): self.x = x; super().__init__(f'E2 with {x}')
try: raise E2(3)
except E1 as e: print(e, e.x, e.args, type(e).__mro__[1].__name__)
class Dct(dict):
    def __setitem__(self, k, v): super().__setitem__(k.upper(), v)
    def __getitem__(self, k): return super().__getitem__(k.upper())
    def __contains__(self, k): return super().__contains__(k.upper())
d = Dct(); d['a'] = 1; print(d, d['A'], 'a' in d, d.get('a'), d.get('A'), list(d), Dct(x=1), len(d)); d.update(q=2); print(d)
