def depth(n): return 0 if n == 0 else 1 + depth(n - 1)
print(depth(200))
def perms(l): return [[]] if not l else [[x] + p for i, x in enumerate(l) for p in perms(l[:i] + l[i + 1:])]
print(len(perms([1, 2, 3, 4])), perms('ab'))
def hanoi(n, a='A', b='B', c='C'): return [] if n == 0 else hanoi(n - 1, a, c, b) + [(a, c)] + hanoi(n - 1, b, a, c)
print(len(hanoi(5)), hanoi(2))
class Tree:
    def __init__(self, v, *kids): self.v, self.kids = v, kids
    def __iter__(self):
        yield self.v
        for k in self.kids: yield from k
    def height(self): return 1 + max((k.height() for k in self.kids), default=0)
    def __repr__(self): return f'{self.v}' + (f'({", ".join(map(repr, self.kids))})' if self.kids else '')
t = Tree(1, Tree(2, Tree(4)), Tree(3)); print(t, list(t), t.height(), sum(t))
def flatten(d, prefix=''):
    out = {}
    for k, v in d.items():
        if isinstance(v, dict): out.update(flatten(v, f'{prefix}{k}.'))
        else: out[prefix + k] = v
    return out
print(flatten({'a': {'b': 1, 'c': {'d': 2}}, 'e': 3}))
def unflatten(d):
    out = {}
    for key, v in d.items():
        *path, last = key.split('.'); cur = out
        for p in path: cur = cur.setdefault(p, {})
        cur[last] = v
    return out
print(unflatten({'a.b': 1, 'a.c.d': 2, 'e': 3}))
def qsort(l): return l if len(l) <= 1 else qsort([x for x in l[1:] if x < l[0]]) + [l[0]] + qsort([x for x in l[1:] if x >= l[0]])
print(qsort([3, 6, 1, 5, 2, 3]))
def ack(m, n): return n + 1 if m == 0 else ack(m - 1, 1) if n == 0 else ack(m - 1, ack(m, n - 1))
print(ack(2, 3)); memo = {}
def fib(n):
    if n in memo: return memo[n]
    memo[n] = n if n < 2 else fib(n - 1) + fib(n - 2); return memo[n]
print(fib(60)); is_even = lambda n: n == 0 or is_odd(n - 1); is_odd = lambda n: n != 0 and is_even(n - 1); print(is_even(10), is_odd(7))
def inf(n): return inf(n + 1)
try: inf(0)
except RecursionError as e: print(type(e).__name__, str(e)[:32])
def dfs(g, s, seen=None):
    seen = seen or []; seen.append(s)
    for n in g[s]:
        if n not in seen: dfs(g, n, seen)
    return seen
print(dfs({'a': 'bc', 'b': 'd', 'c': 'd', 'd': 'a'}, 'a'))
def topo(g):
    seen, out = set(), []
    def visit(n):
        if n in seen: return
        seen.add(n)
        for m in g.get(n, ()): visit(m)
        out.append(n)
    for n in g: visit(n)
    return out[::-1]
print(topo({'a': ['b', 'c'], 'b': ['d'], 'c': ['d'], 'd': []}))
