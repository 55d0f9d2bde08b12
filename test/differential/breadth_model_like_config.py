# Model-like config.
class Registry:
    def __init__(self, name): self._name = name; self._map = {}
    def register(self, name=None, *, force=False):
        def deco(cls):
            key = name if name is not None else cls.__name__
            if key in self._map and not force: raise KeyError(f'{key} is already registered in {self._name}')
            self._map[key] = cls
            return cls
        if isinstance(name, type): cls, name = name, None; return deco(cls)
        return deco
    def get(self, k): return self._map.get(k)
    def build(self, cfg, **default):
        args = dict(cfg); args.update({k: v for k, v in default.items() if k not in args})
        typ = args.pop('type')
        cls = self.get(typ) if isinstance(typ, str) else typ
        if cls is None: raise KeyError(f'{typ!r} is not in the {self._name} registry')
        return cls(**args)
    def __contains__(self, k): return k in self._map
    def __len__(self): return len(self._map)
    def __repr__(self): return f'{type(self).__name__}(name={self._name}, items={sorted(self._map)})'
R = Registry('models')
@R.register()
class Conv:
    def __init__(self, cin, cout=8, act=None): self.__dict__.update(locals()); del self.__dict__['self']
@R.register
class Pool:
    def __init__(self, **kw): vars(self).update(kw)
@R.register('lin', force=True)
class Linear(Conv): pass
print(R, len(R), 'lin' in R, vars(R.build({'type': 'Conv', 'cin': 3}, act='relu')))
print(vars(R.build(dict(type=Pool, k=2))), vars(R.build({'type': 'lin', 'cin': 1, 'cout': 2})))
try: R.build({'type': 'zz'})
except KeyError as e: print(e)
try: R.register()(type('Conv', (), {}))
except KeyError as e: print(e.args[0])
cfgs = {'A': [64, 'M', 128, 'M'], 'B': [64, 64, 'M']}
def make(cfg, bn=False):
    layers, c = [], 3
    for v in cfg:
        if v == 'M': layers += ['pool']
        else:
            layers += [f'conv{c}-{v}', 'bn', 'relu'] if bn else [f'conv{c}-{v}', 'relu']
            c = v
    return layers
print(make(cfgs['A']), make(cfgs['B'], bn=True))
def make_divisible(v, divisor=8, min_value=None, round_limit=.9):
    min_value = min_value or divisor
    new_v = max(min_value, int(v + divisor / 2) // divisor * divisor)
    if new_v < round_limit * v: new_v += divisor
    return new_v
print([make_divisible(32 * m) for m in (0.35, 0.5, 0.75, 1.0, 1.4)], [int(round(x * 2.5)) for x in (1, 2, 3)])
import re, copy
from collections import OrderedDict, namedtuple
def decode(s):
    ops = s.split('_')
    options = {}
    for op in ops[1:]:
        sp = re.split('(\\d.*)', op)
        if len(sp) >= 2:
            options[sp[0]] = sp[1]
    return dict(block=ops[0], k=int(options['k']), s=int(options['s']), e=float(options.get('e',
        1)), se=float(options['se']) if 'se' in options else 0.0)
print(decode('ir_r2_k5_s2_e6_c40_se0.25'))
base = dict(model=dict(depth=50, stages=[3, 4, 6, 3]), lr=0.1)
def merge(a, b):
    a = copy.deepcopy(a)
    for k, v in b.items(): a[k] = merge(a[k], v) if isinstance(v, dict) and isinstance(a.get(k), dict) else v
    return a
print(merge(base, {'model': {'depth': 101}, 'opt': 'sgd'}), base)
import numpy as np
dpr = [x for x in np.linspace(0, 0.1, 5)]
print([round(float(d), 3) for d in dpr], np.cumsum([1, 2, 3]).tolist(), int(np.prod([2, 3])), np.ceil(2.1))
class AttrDict(dict):
    def __getattr__(self, n):
        try: return self[n]
        except KeyError as e: raise AttributeError(n) from e
    def __setattr__(self, n, v): self[n] = v
    def __delattr__(self, n): del self[n]
c = AttrDict(a=1, b=AttrDict(c=2))
c.d = 4
del c.a
print(c, c.b.c, hasattr(c, 'zz'), dict(**c))
class Mixin:
    def __init__(self, *args, extra=None, **kwargs): super().__init__(*args, **kwargs); self.extra = extra
class Root:
    def __init__(self, a, b=2): self.a, self.b = a, b
class Both(Mixin, Root): pass
o = Both(1, b=3, extra='e')
print(o.a, o.b, o.extra, [k.__name__ for k in Both.mro()])
def _cfg(url='', **kwargs): return {'url': url, 'size': (3, 224, 224), **kwargs}
print(_cfg('u', size=(1, 2), crop=.9))
def to_2tuple(x):
    from collections.abc import Iterable
    return tuple(x) if isinstance(x, Iterable) and not isinstance(x, str) else (x, x)
print(to_2tuple(3), to_2tuple([1, 2]), to_2tuple('ab'))
Block = namedtuple('Block', ['k', 'e', 'c'])
blocks = [Block(3, *t) for t in [(1, 16), (6, 24)]]
print(blocks, [b._asdict() for b in blocks][0], Block(**{'k': 1, 'e': 2, 'c': 3})._replace(k=9))
layers = OrderedDict()
layers['conv'] = 1
layers.update(relu=2)
print(list(layers), 'x'.join(layers), layers)
model_urls = {f'resnet{d}': f'https://x/resnet{d}-{h}.pth' for d, h in zip((18, 34), ('a', 'b'))}
print(model_urls)
stages = list(zip(*[iter([1, 2, 3, 4, 5, 6])] * 2))
print(stages, sum(([i] * n for i, n in enumerate((1, 2, 3))), []))
arch = {'b0': (1.0, 1.0, 224), 'b1': (1.0, 1.1, 240)}
for name, (w, d, r) in arch.items(): print(f'{name}: {w=} {d:.2f} {r:>4}')
globals().update({f'make_{n}': (lambda n=n, **kw: (n, kw)) for n in arch})
print(make_b0(), make_b1(x=1))
__all__ = ['x'] + [n for n in dir() if n.startswith('make_b')]
print(__all__)
import math
print(math.ceil(1.2 * 3), [2 ** i for i in range(4)], max(int(v) for v in [1.9, 2.1]), 224 // 32)
print((224 - 3 + 2 * 1) // 2 + 1, [i for i, v in enumerate([0, 1, 0]) if v], list(map(int, '3,4,6,3'.split(','))))
print([*{'a': 1}.items()], any(isinstance(v, str) for v in [1, 'a']), '.'.join(map(str, (1, 2))), int('8' * 2))
print([None] * 2, [[]] * 2 == [[], []], (1,) * 3, 'ab' * 2, list(range(10))[::3], sorted({3, 1, 2}, reverse=True))
print(dict(sorted({'b': 1, 'a': 2}.items())), divmod(17, 5))
