d = {'a': [1, {'b': (2, [3, {'c': {4}}])}], ('t', 1): None}; print(d, d['a'][1]['b'][1][1]['c'], d['t', 1], len(d['a']), [type(x).__name__ for x in d['a']])
def walk(o, path=()):
    if isinstance(o, dict): kids = o.items()
    elif isinstance(o, (list, tuple)): kids = enumerate(o)
    else: yield path, o; return
    for k, v in kids: yield from walk(v, path + (k,))
for p, v in walk({'x': [1, {'y': 2}], 'z': (3,)}): print('.'.join(map(str, p)), v)
def tmap(f, o): return {k: tmap(f, v) for k, v in o.items()} if isinstance(o, dict) else type(o)(tmap(f, v) for v in o) if isinstance(o, (list, tuple)) else f(o)
print(tmap(lambda v: v * 2, {'a': [1, (2, 3)], 'b': {'c': 'x'}})); m = {}; m.setdefault('a', {}).setdefault('b', []).append(1); m['a']['b'] += [2]; m['a']['c'] = m['a']['b']; m['a']['c'].append(3); print(m); 
matrix = {(i, j): i * j for i in range(2) for j in range(2)}; print(matrix, matrix[1, 1], (0, 0) in matrix, {i: {j: matrix[i, j] for j in range(2)} for i in range(2)}); print([[*r] for r in zip(*[[1, 2], [3, 4]])], [[x for x in row if x % 2] for row in [[1, 2], [3]]], {k: sorted(v) for k, v in {'q': {3, 1}}.items()}, [*{**{'a': 1}}], [[]] == [[]], [(), {}, set()], ({'a': ()},), repr({'k': [None, True, 1.0, 'é', b'x']}), str([(1,), [2.5e-05]]), [[1, 2], [3, 4]][1][0], ((1, 2), 3)[0][1], [1, [2, [3]]][1][1][0], {'a': {'b': 1}}.get('a').get('b'))
q = [3]; q.append(q); print(q, q == q, len(q)); a = {'s': None}; a['s'] = a; print(a); cfg = [dict(t='c', n=2), dict(t='p')]; print([(c['t'], c.get('n', 1)) for c in cfg for _ in range(c.get('n', 1))], sum((c.pop('n', 0) for c in cfg)), cfg)
