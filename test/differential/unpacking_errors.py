def e1(): a, b = 1, 2, 3
def e2(): a, b = [1]
def e3(): a, *b, c = [1]
def e4(): a, b = 5
def e5(): (a, b), c = [1, 2], 3; return a, b, c
def e6(): [a, [b]] = 1, [2]; return a, b
def e7(): for_targets = []; [for_targets.append((x, y)) for x, y in [(1, 2), (3, 4)]]; return for_targets
def e8():
    for x, y in [1]: pass
def e9(): a, b = 'ab'; return a, b
def e10(): a, b = {'x': 1, 'y': 2}; return a, b
def e11(): *a, = range(3); return a
def e12(): a, (b, *c), d = 1, 'xyz', 4; return a, b, c, d
def e13(): a = b, c = 1, 2; return a, b, c
def e14(): a, b = None
def e15(): x = [0, 0]; x[0], x[1] = 1, 2; return x
def e16(): class_ = type('T', (), {})(); class_.a, class_.b = 1, 2; return class_.a + class_.b
def e17(): a, b = (i for i in range(2)); return a, b
def e18(): a, b = (i for i in range(3))
def e19(): a, b, c = 'ab'
def e20(): return [*range(2), *'ab'], {*[1], *[2]} == {1, 2}, (*[1], 2), {**{'a': 1}, 'b': 2, **{'a': 3}}
def e21(): return dict(**{'a': 1}, **{'b': 2})
def e22(): return dict(**{'a': 1}, **{'a': 2})
def e23(): return max(*[1, 2], *[5])
def e24(): a, b = map(int, '12'); return a, b
def e25(): head, *tail = 'hello'; return head, ''.join(tail)
def e26(): (a), b = 1, 2; return a, b
def e27(): first, second, *_ = [1, 2, 3, 4]; return first, second, _
def e28(): a, b = b, a
def e29():
    for i, (a, b) in enumerate(zip([1, 2], [3, 4])): r = i, a, b
    return r
def e30(): a, *b = iter([1, 2, 3]); return a, b
for f in [e1, e2, e3, e4, e5, e6, e7, e8, e9, e10, e11, e12, e13, e14, e15, e16, e17, e18, e19, e20, e21, e22, e23, e24, e25, e26, e27, e28, e29, e30]:
    try: print(f.__name__, f())
    except Exception as e: print(f.__name__, type(e).__name__, e)
