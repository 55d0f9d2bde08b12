from collections import OrderedDict, defaultdict, Counter, UserDict, namedtuple, deque, ChainMap
class Default(OrderedDict):
    def __missing__(self, k): self[k] = v = [k]; return v
d = Default(a=1); print(d['b'], d, list(d), 'c' in d, d.get('c'))
class Hooks(OrderedDict):
    def __init__(self): super().__init__(); self.n = 0
    def __setitem__(self, k, v): self.n += 1; super().__setitem__(k, (self.n, v))
h = Hooks(); h['x'] = 'a'; h['y'] = 'b'; h['x'] = 'c'; print(h, h.n, h.popitem(), h.pop('x'), len(h))
class BoxDict(defaultdict):
    def total(self): return sum(self.values())
b = BoxDict(int, x=2); b['y'] += 3; print(b.total(), dict(b), b.default_factory)
class Bag(Counter):
    def top(self): return self.most_common(1)[0][0]
print(Bag('hello').top(), Bag('aab') + Bag('b'), sorted(Bag('ab').items()), Counter('aab').most_common(), Counter(a=1).keys() | {'z'}, Counter(['x', 'y', 'x'])['x'], isinstance(Counter(), dict), Counter('ab') == {'a': 1, 'b': 1})
tree = lambda: defaultdict(tree); t = tree(); t['a']['b']['c'] = 1; print(t['a']['b']['c'], list(t['a'])); import json; print(json.dumps(t))
w = deque(maxlen=3); [w.append(i) for i in range(5)]; print(list(w), sum(w) / len(w)); od = OrderedDict((('b', 1), ('a', 2))); od['b'] = 9; print(list(od.items()), od | {'z': 0}, {**od}, OrderedDict(sorted(od.items())), OrderedDict(reversed(list(od.items()))))
layers = OrderedDict(); layers['conv'] = 1; layers.update([('bn', 2)], act=3); print([f'{i}.{k}' for i, k in enumerate(layers)], list(layers.keys()), next(iter(layers.values())), list(layers.values())[-1]); del layers['bn']; print(layers, bool(OrderedDict()))
Pt = namedtuple('Pt', 'x y'); pts = [Pt(1, 2), Pt(0, 5)]; print(sorted(pts), max(pts, key=lambda p: p.y), {p.x: p for p in pts}, [p._asdict() for p in pts], Pt(*map(sum, zip(*pts))))
