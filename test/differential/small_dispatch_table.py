import operator as op
OPS = {'add': op.add, 'mul': op.mul, 'max': max, 'cat': lambda a, b: [*a, *b], 'fmt': '{}-{}'.format, 'join': '/'.join, 'cls': dict}
print(OPS['add'](1, 2), OPS['max'](3, 9), OPS['cat']([1], 'b'), OPS['fmt']('a', 'b'), OPS['join'](['x', 'y']), OPS['cls'](a=1), {k: callable(v) for k, v in OPS.items()})
class Handler:
    def handle(self, kind, *a): return getattr(self, f'on_{kind}', self.default)(*a)
    def on_conv(self, c): return f'conv{c}'
    def on_pool(self): return 'pool'
    def default(self, *a): return ('default', a)
h = Handler(); print(h.handle('conv', 3), h.handle('pool'), h.handle('zzz', 1, 2)); acts = dict(relu=lambda x: max(x, 0), leaky=lambda x, s=.1: x if x > 0 else x * s); print([f(-2) for f in acts.values()], acts.get('none', lambda x: x)(7))
def build(name, **kw): return {'a': A1, 'b': B1}[name](**kw)
class A1:
    def __init__(self, k=1): self.k = k
class B1(A1): pass
print(type(build('b', k=5)).__name__, build('a').k)
try: build('c')
except KeyError as e: print('unknown', e)
try: build('a', z=1)
except TypeError as e: print(e)
