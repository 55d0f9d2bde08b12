d = {'x': 1, 'y': 2, 'z': 3}
ks, vs, its = d.keys(), d.values(), d.items(); d['w'] = 4; print(ks, vs, its, len(ks), 'w' in ks, 4 in vs, ('w', 4) in its, list(ks)[-1])
print(sorted(ks & {'x', 'q'}), sorted(ks | {'q'}), sorted(ks - {'x'}), sorted(ks ^ {'x', 'q'}), ks >= {'x'}, its & {('x', 1)}, isinstance(ks, object), {'x': 1}.keys() == {'x'}, ks.isdisjoint({'q'}), list(reversed(d)), list(reversed(d.items()))[0], next(iter(d)), list(d.items())[0][1])
a, b = {'k': 1, 'n': {'i': 1}}, {'k': 2, 'm': 3}; print({**a, **b}, a | b, b | a, dict(a, **b), dict(a, k=9)); a |= b; print(a); a.update([('p', 1)], q=2); print(a)
def deep_merge(x, y):
    out = dict(x)
    for k, v in y.items(): out[k] = deep_merge(out[k], v) if isinstance(v, dict) and isinstance(out.get(k), dict) else v
    return out
print(deep_merge({'a': {'b': 1, 'c': 2}}, {'a': {'c': 3}, 'd': 4}))
sd = {'module.conv.weight': 1, 'module.bn.bias': 2, 'head.w': 3}
print({k[len('module.'):] if k.startswith('module.') else k: v for k, v in sd.items()}, {k: v for k, v in sd.items() if not k.startswith('head')}, [k for k in list(sd.keys()) if 'bn' in k])
for k in list(sd):
    if 'conv' in k: sd[k.replace('conv', 'c')] = sd.pop(k)
print(sd, sd.pop('nope', 'd'), sd.setdefault('new', []) is sd['new'], sd.get('q') is None, len(sd))
grouped = {}
for w in ['apple', 'bob', 'ant', 'cat', 'bee']: grouped.setdefault(w[0], []).append(w)
print(grouped, {k: len(v) for k, v in grouped.items()}, max(grouped, key=lambda k: len(grouped[k])), sorted(grouped.items(), key=lambda kv: (-len(kv[1]), kv[0])))
print({True: 1, 1: 2, 1.0: 3}, {(1, 2): 'a', (1, (2, 3)): 'b'}[(1, (2, 3))], {frozenset([1]): 2}, {None: 0}[None], {'a': {}}['a'], {}.get('a', {}).get('b', 'chain'), dict(), dict([['a', 1]]), dict(zip('ab', 'cd')), {i: i ** 2 for i in range(3)}, {len(k): k for k in ['a', 'bb', 'c']})
x = dict.fromkeys(['a', 'b'], []); x['a'].append(1); print(x, {**x} == x, x.copy() is x, x.copy()['a'] is x['a']); del x['a']; x.clear(); print(x, not x)
d = {'b': 1, 'a': 2}; d['b'] = 5; d['c'] = 0; print(d, list(d), sorted(d), min(d, key=d.get), sum(d.values()), max(d.items(), key=lambda t: t[1]), [*d], {v: k for k, v in d.items()}, d == {'a': 2, 'b': 5, 'c': 0}, str(d), any(d.values()), all(d.values())); d.pop('b'); d['b'] = 7; print(list(d))
while d: print(d.popitem(), end=' ')
print(); cache = {}; key = lambda *a, **k: (a, tuple(sorted(k.items()))); cache[key(1, 2, z=3, y=4)] = 'hit'; print(cache[key(1, 2, y=4, z=3)])
class Key:
    def __init__(self, v): self.v = v
    def __hash__(self): return hash(self.v)
    def __eq__(self, o): return isinstance(o, Key) and self.v == o.v
print({Key(1): 'a', Key(1): 'b', Key(2): 'c'}[Key(1)], len({Key(1), Key(1)}), Key(1) in [Key(1)])
try: {}.keys()[0]
except TypeError as e: print(e)
try: d.update(5)
except TypeError as e: print(e)
try: {}.fromkeys(5)
except TypeError as e: print(e)
