class Mod:
    def __init__(self, **kids): self.kids = kids
    def extra(self): return ''
    def __repr__(self):
        lines = []
        for k, m in self.kids.items():
            s = repr(m); s = '\n'.join([s.split('\n')[0]] + ['  ' + l for l in s.split('\n')[1:]]); lines.append(f'({k}): {s}')
        main = type(self).__name__ + '('
        if lines: main += '\n  ' + '\n  '.join(lines) + '\n'
        else: main += self.extra()
        return main + ')'
class Conv(Mod):
    def __init__(self, i, o, k, **kw): super().__init__(); self.a = (i, o); self.k = (k, k); self.kw = kw
    def extra(self):
        s = '{}, {}, kernel_size={k}'.format(*self.a, k=self.k)
        for n, v in self.kw.items(): s += f', {n}={v!r}'
        return s
print(Mod(stem=Conv(3, 64, 7, stride=(2, 2), bias=False), layer=Mod(a=Conv(1, 1, 1), b=Mod())))
print(Mod(), [Mod(x=Conv(1, 2, 3, padding_mode='zeros'))])
