cfgs = {'A': [64, 'M', 128, 'M', 256, 256, 'M'], 'E': [64, 64, 'M']}
class Layer:
    def __init__(self, *a, **k): self.a, self.k = a, k
    def __repr__(self): return f"{type(self).__name__}({', '.join([*map(str, self.a), *(f'{k}={v}' for k, v in self.k.items())])})"
class Conv(Layer): pass
class Pool(Layer): pass
class BN(Layer): pass
class Seq:
    def __init__(self, *mods):
        self._m = {}
        if len(mods) == 1 and isinstance(mods[0], dict): self._m.update(mods[0])
        else:
            for i, m in enumerate(mods): self._m[str(i)] = m
    def __getitem__(self, i):
        if isinstance(i, slice): return Seq(*list(self._m.values())[i])
        return list(self._m.values())[i]
    def __len__(self): return len(self._m)
    def __iter__(self): return iter(self._m.values())
    def add_module(self, n, m): self._m[n] = m
    def __repr__(self): return 'Seq(' + ', '.join(f'({k}): {v}' for k, v in self._m.items()) + ')'
def make_layers(cfg, bn=False):
    layers = []; c = 3
    for v in cfg:
        if v == 'M': layers += [Pool(kernel_size=2, stride=2)]
        else:
            conv = Conv(c, v, kernel_size=3, padding=1)
            layers += [conv, BN(v)] if bn else [conv]
            c = v
    return Seq(*layers)
s = make_layers(cfgs['A'], bn=True); print(s, len(s), s[0], s[-1], s[1:3], [type(l).__name__ for l in s])
def blocks(depths, dims, strides=(1, 2, 2, 2), ratio=4.):
    stages, prev, cur = [], 64, 0
    total = sum(depths); dpr = [0.1 * i / (total - 1) for i in range(total)]
    for i, (d, c) in enumerate(zip(depths, dims)):
        stage = []
        for j in range(d):
            stride = strides[i] if j == 0 else 1
            stage.append((prev, c, stride, round(dpr[cur + j], 3), int(c * ratio))); prev = c
        cur += d; stages.append(stage)
    return stages
for st in blocks([2, 3], [96, 192]): print(st)
def dense(growth, layers, init):
    n, feats = init, {}
    for i, k in enumerate(layers):
        for j in range(k): feats['denseblock%d.layer%d' % (i + 1, j + 1)] = n + j * growth
        n += k * growth
        if i != len(layers) - 1: feats[f'transition{i + 1}'] = (n, n // 2); n //= 2
    return feats, n
print(dense(32, (2, 2), 64))
def _ntuple(n):
    from collections.abc import Iterable
    def parse(x):
        if isinstance(x, Iterable) and not isinstance(x, str): return tuple(x)
        return tuple([x] * n)
    return parse
to_2 = _ntuple(2); print(to_2(3), to_2([1, 2]), to_2((5,)), to_2(range(2)), _ntuple(3)('ab'))
def channel(c, w=1.0, d=8): return max(d, int(c * w + d / 2) // d * d)
print([channel(c, w) for c, w in ((16, .35), (24, 1.3), (1280, .75))], [2 ** i for i in range(5, 10)], [*range(64, 257, 64)])
s.add_module('extra', Pool(2)); print(list(s._m)[-1], Seq({'a': Conv(1)}), sum(1 for _ in s))
shape = (3, 224, 224)
for k, st, p in [(7, 2, 3), (3, 2, 1), (3, 1, 1)]: shape = (shape[0] * 2, *((d + 2 * p - k) // st + 1 for d in shape[1:])); print(shape)
