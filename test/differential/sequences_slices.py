l = list(range(10))
print(l[2:5], l[:-2], l[-3:], l[::3], l[::-1], l[8:2:-2], l[5:5], l[-100:100], l[slice(1, 4)], l[-1:-4:-1], l[1:][0], l[:3] + l[7:], l[3:7][::-1][1:])
l2 = l[:]; l2[2:4] = ['a', 'b', 'c']; print(l2); l2[:0] = [-1]; print(l2); l2[len(l2):] = ['end']; print(l2); l2[1:3] = []; print(l2); del l2[::2]; print(l2); l2[:] = [1]; print(l2); l2 *= 3; print(l2)
t = tuple(l); print(t[1:3], t[::-2], t[-2:], t[:0], t[5:1:-1]); s = 'abcdefgh'; print(s[1:4], s[::-1], s[-3:-1], s[::3], s[5:2:-1], s[10:], s[:100])
for st, sp, se in [(None, None, 2), (1, -1, None), (-4, None, -1), (0, 0, 1), (9, 0, -3)]: print(l[st:sp:se], slice(st, sp, se).indices(10), range(10)[st:sp:se])
try: l[::0]
except ValueError as e: print(e)
try: l['a':]
except TypeError as e: print(e)
try: l[1:2] = 5
except TypeError as e: print(e)
try: t[0] = 1
except TypeError as e: print(e)
try: del t[0]
except TypeError as e: print(e)
try: s[0] = 'x'
except TypeError as e: print(e)
print(l.index(5), l.index(5, 3), 5 in l, l.count(3), [1, 2] * 2 + [3], [[]] * 2, min(l[3:]), sum(l[:4]), list(zip(l, l[1:]))[:2], [l[i:i + 3] for i in range(0, 9, 3)], l[-1] == l[len(l) - 1])
g = [[1, 2, 3], [4, 5, 6]]; print([r[1] for r in g], [list(c) for c in zip(*g)], [x for r in g for x in r], g[1][-1], [r[::-1] for r in g][::-1], sum(sum(r) for r in g), [[0] * 2 for _ in range(2)], max(map(max, g)))
a = [1, 2, 3]; b = a; a = a + [4]; print(b); a = b; a += [4]; print(b, a is b); c = a[:]; c.append(5); print(len(a), len(c)); a.insert(0, 0); a.insert(100, 9); a.insert(-1, 8); print(a); x = a.pop(-2); print(x, a); a.sort(key=lambda v: -v); print(a)
q = [3, 1, 2]; r = sorted(q); q.sort(); print(q == r, q is r); print([1, [2, 3]] == [1, [2, 3]], (1, 2) < (1, 2, 0), [1, 2] > [1, 1, 9], 'a' < 'ab', (1, 'a') < (1, 'b'), [] == [], not [])
print(range(0, 20, 5)[1:3], list(range(10, 0, -3)), range(5)[-2], len(range(10, 0)), 3 in range(0, 9, 3), range(0, 3) == range(0, 3, 1), range(3).count(1), list(reversed(range(0, 10, 4))), sum(range(1, 101)), range(1, 10, 3).stop, range(2)[0:1], max(range(5)), range(10).start, hash(range(3)) == hash(range(0, 3)))
