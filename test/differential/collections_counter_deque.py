from collections import Counter, deque, ChainMap, UserDict, UserList
c = Counter('abracadabra'); print(c, c['a'], c['zz'], c.most_common(2), sum(c.values()), list(c.elements())[:4], c.total())
c.update('aaa'); c.subtract({'b': 1}); print(c, c + Counter(a=1), c - Counter(a=7), Counter(a=1, b=2) & Counter(a=3), Counter(a=1) | Counter(a=3, c=1))
print(Counter([1, 2, 2]), Counter(x=2), Counter(), Counter({'a': 0}) == Counter(), +Counter(a=-1, b=1), dict(Counter('aab')), Counter('ab').keys())
d = deque([1, 2, 3], maxlen=3); d.append(4); print(d, d[0], d[-1], len(d), d.maxlen); d.appendleft(0); print(d); d.rotate(1); print(d, list(d), 0 in d)
e = deque('abc'); e.extendleft('xy'); print(e, e.pop(), e.popleft(), e); e.rotate(-1); print(e, e.index('a'), e.count('a')); e.remove('a'); e.reverse(); print(e, list(reversed(e)))
for f in [lambda: deque().pop(), lambda: deque().popleft(), lambda: deque([1])[5], lambda: deque([1]).remove(9), lambda: deque([1]).index(4)]:
    try: f()
    except Exception as ex: print(type(ex).__name__, ex)
e.clear(); print(e, bool(e), deque([1]) == deque([1]), deque([1, 2]) + deque([3])); e += [1, 2]; print(e, e.copy(), [x * 2 for x in e])
m = ChainMap({'a': 1}, {'a': 2, 'b': 3}); print(m['a'], m['b'], sorted(m), len(m), 'b' in m, m.get('z', 0), m.maps); m['n'] = 9; print(m.maps[0], m.new_child({'a': 0})['a'], dict(m) == {'a': 1, 'b': 3, 'n': 9})
try: m['zzz']
except KeyError as ex: print(ex)
class U(UserDict):
    def __setitem__(self, k, v): super().__setitem__(k.upper(), v)
u = U(a=1); u['b'] = 2; print(u, u.data, list(u), u.get('A'), 'B' in u, len(u), u.pop('A'), dict(u))
ul = UserList([1, 2]); ul.append(3); print(ul, ul[0], len(ul), ul[1:], list(ul), ul == [1, 2, 3])
q = deque(); q.append((0, 'root')); out = []
while q:
    depth, n = q.popleft(); out.append(n)
    if depth < 2: q.extend((depth + 1, n + s) for s in 'ab')
print(out)
