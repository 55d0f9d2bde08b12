import math
class Tensor:
    def __init__(self, *shape, fill=0.0): self.shape, self.fill, self.grad = shape, fill, True
    def numel(self): return math.prod(self.shape)
    def fill_(self, v): self.fill = v; return self
    def normal_(self, mean=0, std=1): self.fill = ('n', round(mean, 4), round(std, 4)); return self
class M:
    def __init__(self): self.kids = {}
    def __setattr__(self, k, v):
        if isinstance(v, M): self.kids[k] = v
        object.__setattr__(self, k, v)
    def modules(self):
        yield self
        for m in self.kids.values(): yield from m.modules()
    def params(self):
        for m in self.modules():
            for k in ('weight', 'bias'):
                if getattr(m, k, None) is not None: yield type(m).__name__ + '.' + k, getattr(m, k)
class Conv(M):
    def __init__(self, i, o, k, groups=1, bias=True): super().__init__(); self.k, self.o, self.groups = k, o, groups; self.weight = Tensor(o, i // groups, k, k); self.bias = Tensor(o) if bias else None
class BN(M):
    def __init__(self, c): super().__init__(); self.weight, self.bias = Tensor(c), Tensor(c)
class Linear(M):
    def __init__(self, i, o): super().__init__(); self.weight, self.bias = Tensor(o, i), Tensor(o)
def fan(t):
    if len(t.shape) < 2: raise ValueError('Fan in and fan out can not be computed for tensor with fewer than 2 dimensions')
    rf = math.prod(t.shape[2:]); return t.shape[1] * rf, t.shape[0] * rf
class Net(M):
    def __init__(self):
        super().__init__(); self.c = Conv(3, 8, 3, bias=False); self.b = BN(8); self.dw = Conv(8, 8, 3, groups=8); self.f = Linear(8, 2)
        for m in self.modules():
            if isinstance(m, Conv): n = m.k * m.k * m.o // m.groups; m.weight.normal_(0, math.sqrt(2.0 / n)); m.bias is not None and m.bias.fill_(0)
            elif isinstance(m, BN): m.weight.fill_(1); m.bias.fill_(0)
            elif isinstance(m, Linear): m.weight.normal_(std=0.01); m.bias.fill_(0)
n = Net(); print([type(m).__name__ for m in n.modules()], [(k, p.shape, p.fill) for k, p in n.params()], sum(p.numel() for _, p in n.params()), fan(n.c.weight), fan(n.f.weight))
try: fan(n.b.weight)
except ValueError as e: print(e)
for k, p in n.params():
    if 'BN' in k: p.grad = False
print([k for k, p in n.params() if p.grad], {k: p.numel() for k, p in n.params()}); groups = [{'params': [k for k, _ in n.params() if k.endswith('bias')], 'wd': 0}, {'params': [k for k, _ in n.params() if not k.endswith('bias')]}]; print(groups, max((p.numel(), k) for k, p in n.params())[1]); zero_init = [m for m in n.modules() if isinstance(m, BN)]; [m.weight.fill_(0) for m in zero_init]; print(n.b.weight.fill)
gain = {'relu': math.sqrt(2), 'leaky': lambda a: math.sqrt(2 / (1 + a ** 2)), 'tanh': 5 / 3}; print(round(gain['relu'], 4), round(gain['leaky'](0.01), 4), [round(g if not callable(g) else g(0), 3) for g in gain.values()], math.sqrt(3.0) * gain['relu'] / math.sqrt(fan(n.c.weight)[0]))
