a, b = 1, 2; a, b = b, a; print(a, b)
(c, d), e = (3, 4), 5; print(c, d, e)
first, *rest = [1, 2, 3]; print(first, rest); *init, last = 'abc'; print(init, last); x, *mid, y = range(5); print(x, mid, y)
[p, q] = (7, 8); print(p, q)
for i, (j, *k) in enumerate([(1, 2, 3), (4, 5)]): print(i, j, k)
t = (1, 'a', 2.5); print(t, t[1], t[-1], t[:2], len(t), t + (3,), t * 2, t.index('a'), t.count(1), (1,), ())
print(hash((1, 2)) == hash((1, 2)), (1, 2) == (1, 2), (1, 2) < (1, 3), tuple([1, 2]), tuple('ab'), (1, 2) == [1, 2])
def f(): return 1, 2, 3
u, v, w = f(); print(u, v, w, *f(), sep='-')
for g in ['a, b = 1, 2, 3', 'a, b = [1]', 'a, *b = []', 'a, b = 5', '(1, 2)[5]', '(1, 2)["a"]', '(1,) + [2]']:
    pass
def t1(): a, b = 1, 2, 3
def t2(): a, b = [1]
def t3(): a, *b = []
def t4(): a, b = 5
def t5(): (1, 2)[0] = 3
def t6(): return (1, 2)[5]
def t7():
    x = (1, 2); x[0] = 3
def t8(): a, b, *c = [1]
for h in [t1, t2, t3, t4, t6, t7, t8]:
    try: h()
    except Exception as e: print(h.__name__, type(e).__name__, e)
z = w = []; z.append(1); print(w)
data = {'a': 1, **{'b': 2}}; print(data, {**data, 'a': 3})
print([*data], (*data.items(),), {*data}, max(*[1, 5, 2]))
i = 0; i, lst = 1, [0, 0]; i, lst[i] = 0, 9; print(i, lst)
