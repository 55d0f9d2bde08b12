class Size(tuple):
    def __new__(cls, *a): return super().__new__(cls, a[0] if len(a) == 1 and not isinstance(a[0], int) else a)
    def numel(self):
        n = 1
        for d in self: n *= d
        return n
    def __getitem__(self, i): r = super().__getitem__(i); return Size(r) if isinstance(i, slice) else r
    def __add__(self, o): return Size(tuple(self) + tuple(o))
    def __repr__(self): return f'Size({list(self)})'
s = Size(2, 3, 224, 224); n, c, *hw = s; print(s, s.numel(), s[1:], s[-1], n, c, hw, s[:2] + (7, 7), type(s[2:]).__name__, s == (2, 3, 224, 224), len(s), s[2:] == s[-2:], Size([1, 2]), Size(()), hash(s) == hash((2, 3, 224, 224)), {s: 1}[(2, 3, 224, 224)], max(s), s.index(3), 224 in s, list(s), tuple(reversed(s)), s.count(224), sum(s), [d // 2 for d in s[2:]], '%d %d' % s[:2], '{}x{}'.format(*s[2:]), 'x'.join(map(str, s)), isinstance(s, tuple), s < (3,), sorted([Size(2), Size(1)]), s * 2 == tuple(s) * 2, str(s), f'{s}', s.__class__.__name__)
def infer(shape, numel):
    known = 1
    for d in shape: known *= d if d != -1 else 1
    if shape.count(-1) > 1: raise ValueError('only one dimension can be inferred')
    if numel % known: raise ValueError(f"shape '{list(shape)}' is invalid for input of size {numel}")
    return tuple(numel // known if d == -1 else d for d in shape)
for sh, nm in [((2, -1), 12), ((-1, 3, 2), 24), ((5, -1), 12), ((-1, -1), 4)]:
    try: print(infer(sh, nm))
    except ValueError as e: print(e)
def broadcast(a, b):
    out = []
    for x, y in zip((1,) * (len(b) - len(a)) + a, (1,) * (len(a) - len(b)) + b):
        if 1 not in (x, y) and x != y: raise ValueError(f'{a} vs {b}')
        out.append(max(x, y))
    return tuple(out)
print(broadcast((3, 1), (4,)), broadcast((2, 3, 4), (3, 1)), broadcast((), (5,)))
try: broadcast((2,), (3,))
except ValueError as e: print(e)
def strides(sh): return tuple(__import__('math').prod(sh[i + 1:]) for i in range(len(sh)))
print(strides((2, 3, 4)), strides((5,)), [i for i, _ in sorted(enumerate((3, 1, 2)), key=lambda p: p[1])])
