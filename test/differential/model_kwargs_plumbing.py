def make(cls, *args, **kwargs): return cls(*args, **kwargs)
class Base:
    def __init__(self, in_c, out_c, k=3, s=1, p=None, groups=1, act=True, **extra):
        self.cfg = dict(in_c=in_c, out_c=out_c, k=k, s=s, p=k // 2 if p is None else p, groups=groups, act=act); self.extra = extra
    def __str__(self): return f'{type(self).__name__}{self.cfg}{self.extra or ""}'
class DW(Base):
    def __init__(self, c, *args, **kwargs): kwargs.setdefault('groups', c); super().__init__(c, c, *args, **kwargs)
print(make(Base, 3, 64), make(DW, 32, 5, s=2), make(Base, 1, 2, extra1=5))
def resnet(block, layers, pretrained=False, progress=True, **kwargs):
    if pretrained: kwargs['num_classes'] = 1000
    kwargs.pop('unused', None); return block, layers, kwargs
print(resnet('Basic', [2, 2], unused=1, width=64), resnet('B', [3], True, num_classes=5))
def overwrite(kwargs, key, value):
    if key in kwargs:
        if kwargs[key] != value: raise ValueError(f'{key}: {kwargs[key]} != {value}')
    else: kwargs[key] = value
kw = {'a': 1}; overwrite(kw, 'b', 2); print(kw)
try: overwrite(kw, 'a', 5)
except ValueError as e: print(e)
def parse(args=None, **kw):
    args = {} if args is None else dict(args); args.update({k: v for k, v in kw.items() if v is not None}); return args
print(parse({'x': 1}, y=None, z=3), parse(), parse([('k', 'v')]))
def variadic(first, *rest, sep='/', **opts):
    out = sep.join([str(first), *map(str, rest)])
    for k in sorted(opts): out += f' {k}={opts[k]!r}'
    return out
print(variadic(1), variadic(1, 2, 3, sep='-', b='x', a=None), variadic(*'ab', **{'sep': '+'}))
dims = [(3, 8), (8, 16)]; print([make(Base, *d, **{'s': i + 1}).cfg['s'] for i, d in enumerate(dims)], dict(zip(('h', 'w'), (224,) * 2)))
def flex(size):
    if isinstance(size, (list, tuple)):
        if len(size) != 2: raise ValueError('expected 2 sizes, got {}'.format(len(size)))
        h, w = size
    elif isinstance(size, int): h = w = size
    else: raise TypeError(f'bad size {size!r} of type {type(size).__name__}')
    return h, w
for s in (5, (1, 2), [3, 4], (1, 2, 3), 'x', None, 2.5):
    try: print(flex(s))
    except (ValueError, TypeError) as e: print(type(e).__name__, e)
class Meta(dict):
    def __init__(self, **kw): super().__init__(kw); self.__dict__ = self
m = Meta(a=1, b=2); m.c = 3; print(m.a, m['c'], m, sorted(m.__dict__))
defaults = dict(lr=.1, wd=0); groups = [{'params': [1]}, {'params': [2], 'lr': .5}]
for g in groups:
    for k, v in defaults.items(): g.setdefault(k, v)
print(groups)
