from collections import defaultdict, deque
edges = [('in', 'c1'), ('c1', 'c2'), ('c1', 'add'), ('c2', 'add'), ('add', 'out')]
g, indeg = defaultdict(list), defaultdict(int)
for a, b in edges: g[a].append(b); indeg[b] += 1; indeg.setdefault(a, 0)
q, order = deque(n for n, d in indeg.items() if d == 0), []
while q:
    n = q.popleft(); order.append(n)
    for m in g[n]:
        indeg[m] -= 1
        if indeg[m] == 0: q.append(m)
print(order, dict(g), {k: v for k, v in indeg.items()})
def paths(a, b, p=()): return [p + (a,)] if a == b else [x for n in g[a] for x in paths(n, b, p + (a,))]
print(paths('in', 'out')); depth = {}
def d(n): 
    if n not in depth: depth[n] = 1 + max([d(m) for m in g[n]] or [0])
    return depth[n]
print(d('in'), sorted(depth.items()), [n for n in order if len(g[n]) > 1], len(set(sum(map(list, edges), []))))
