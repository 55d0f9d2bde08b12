if (n := 10) > 5: print('n', n)
print([y for x in range(5) if (y := x * 2) > 3], y); data = iter([1, 2, 0, 3])
while (v := next(data)) != 0: print('v', v)
print((a := 1) + a, [b := 1, b + 1], {'k': (c := 3)}, c, (lambda: (d := 4) + d)()); f = lambda x: (z := x + 1, z * 2); print(f(1))
def g(x):
    if m := {'a': 1}.get(x): return m
    elif (k := len(x)) > 3: return f'long {k}'
    return None
print(g('a'), g('abcd'), g('q')); print(any((w := s).startswith('b') for s in ['a', 'b', 'c']), w)
total = 0; print([total := total + i for i in range(4)], total); print(1 if (q := 0) else q, not (r := []), r)
x = None; print(x or 'd', x is None, x if x is not None else 'fallback', (x and x.y), [] or None or 0 or 'last', 0 and 1, '' and 'a', 1 and 'b', 'p' if x else 'q' if x is None else 'r')
def size(s): return s if isinstance(s, tuple) else (s, s)
print(size(3), size((1, 2)), (lambda *a: a[0] if len(a) == 1 else a)(1), max(3, 2) if True else 0); print(True if 1 else False, bool([[]]), bool(((),)), bool(' '), not None, 1 < 2 > 0, 1 < 2 == 2, (1 < 2) == True, 5 in [5] == True)
stride, dilation = 2, 1; pad = (3 - 1) // 2 * dilation if stride == 1 else 0 if dilation == 1 else dilation; print(pad); down = None
if stride != 1 or 64 != 128: down = 'conv'
print(down, 'id' if down is None else down); lst = []; lst and print('never'); lst or print('printed'); ok = all([stride > 1, dilation == 1]) and not lst; print(ok)
i = 5; i = i + 1 if i < 10 else i - 1; print(i, -i ** 2, 2 ** -1, 2 ** 3 ** 2, -2 ** 2, not 1 == 2, 1 + 2 * 3 % 4 - 5 // 2, 7 & 3 | 8 ^ 1, 1 << 2 + 1, ~5 + 1, 3 - -3, +-+3, 10 - 5 - 2, 2 * 3 ** 2, (1, 2)[0 if True else 1], [1, 2, 3][-1] * 2, 'a' 'b' * 2, not True or True, not (True or True), 1 or 0 and 0, 5 // 2 * 2 + 5 % 2, 1 if 0 else 2 if 0 else 3, lambda: 1 if 0 else 2) if False else print(i, -i ** 2, 2 ** -1, 2 ** 3 ** 2, -2 ** 2, not 1 == 2, 1 + 2 * 3 % 4 - 5 // 2, 7 & 3 | 8 ^ 1, 1 << 2 + 1, ~5 + 1, 3 - -3, +-+3, 10 - 5 - 2, 2 * 3 ** 2, not True or True, not (True or True), 1 or 0 and 0)
