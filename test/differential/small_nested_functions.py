def outer(n):
    total = 0
    def add(x):
        nonlocal total
        def twice(y): return y * 2
        total += twice(x)
        return total
    return [add(i) for i in range(n)], total
print(outer(4))
def factory(kind):
    def block(c):
        def conv(k): return f'{kind}:{c}:{k}'
        return [conv(k) for k in (1, 3)]
    return block
print(factory('res')(64), [f(8) for f in map(factory, 'ab')])
def deep(a):
    def b(c=a):
        def d(e=c):
            def f(): return a, c, e
            return f
        return d
    return b
print(deep(1)()(9)(), deep(2)(3)()()); fns = []
for i in range(3):
    def fn(): return i
    fns.append(fn)
print([f() for f in fns], i)
def gen_fns():
    for j in range(3): yield lambda: j
print([f() for f in gen_fns()], [f() for f in list(gen_fns())])
def rec(d): return {k: rec(v) if isinstance(v, dict) else v * 2 for k, v in d.items()}
print(rec({'a': 1, 'b': {'c': 2}}))
