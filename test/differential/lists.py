a = [3, 1, 2]
b = a
b.append(5)
print(a, a is b, a + [1], a * 2, len(a), 3 in a, a.index(2), a.count(1))
a.sort(); print(a); a.sort(reverse=True); print(a); a.reverse(); print(a)
a.insert(1, 'x'); print(a, a.pop(), a.pop(0), a); a.remove('x'); print(a)
a.extend((7, 8)); a += [9]; print(a); a[1:3] = ['s', 't', 'u']; print(a); del a[0]; del a[1:3]; print(a); a.clear(); print(a)
m = [[0] * 3 for _ in range(2)]; m[0][1] = 5; print(m); n = [[0] * 2] * 2; n[0][0] = 1; print(n)
c = list(range(10)); print(c[2:8:2], c[::-3], c[-3:], c[:-7], c[100:], c[-100:2]); c[::2] = [0] * 5; print(c)
d = c[:]; d[0] = 99; print(c[0], d[0], c == d, [1, 2] < [1, 3], [1] < [1, 0], [] < [0])
print([*range(3), *'ab'], [i * j for i in range(3) for j in range(3) if i != j], sum([[1, 2], [3]], []))
e = c.copy(); print(e is c, e == c, list('abc'), list({'k': 1}), list((1, 2)))
for f in [lambda: a.pop(), lambda: a[0], lambda: a.remove(3), lambda: [1].index(5), lambda: [1] + (2,), lambda: [1]['a'], lambda: [1, 2][5], lambda: [3, 'a'].sort(), lambda: [1] < 'a', lambda: [1, 2] * 1.5]:
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
def g(acc=[]):
    acc.append(len(acc)); return acc
print(g(), g(), g([5]), g())
try:
    c[::2] = [1]
except ValueError as e:
    print(e)
l = [1, 2]; l.append(l); print(l, len(l))
it = iter([1, 2, 3]); print(next(it), list(it), next(it, 'done'))
