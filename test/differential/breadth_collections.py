# Collections.
from collections import *
import collections
c = Counter('abracadabra')
print(c, c.most_common(2), c['z'], c['a'], sum(c.values()), Counter(a=1) + Counter(a=2, b=1))
print(Counter(a=3) - Counter(a=1, b=1), Counter(a=1) & Counter(a=2), Counter(a=1) | Counter(a=2))
print(sorted(c.elements())[:3], c.total())
c.update('zz')
c.subtract({'a': 5})
print(c, +c, -c, dict(c))
del c['z']
print('z' in c)
d = defaultdict(list)
d['a'].append(1)
print(d, d['q'], d.get('w'), len(d), d.default_factory, dict(d))
d2 = defaultdict(lambda: defaultdict(int))
d2['a']['b'] += 1
print(d2['a']['b'], defaultdict(int, {'x': 1}))
class DD(dict):
    def __missing__(self, k): return f'missing {k}'
print(DD(a=1)['b'], DD(a=1).get('b'))
o = OrderedDict([('a', 1), ('b', 2)])
o.move_to_end('a')
print(o, o.popitem(), o.popitem(last=False), OrderedDict(a=1) == {'a': 1})
print(OrderedDict(a=1, b=2) == OrderedDict(b=2, a=1), list(reversed(OrderedDict(a=1, b=2))))
o['z'] = 1
o.move_to_end('z', last=False)
print(list(o.items()), OrderedDict.fromkeys('ab', 0))
cm = ChainMap({'a': 1}, {'a': 2, 'b': 3})
print(cm['a'], cm['b'], dict(cm), cm.maps, len(cm), list(cm), cm.new_child({'c': 1})['c'], cm.parents, 'b' in cm)
cm['z'] = 5
print(cm.maps[0])
class UD(UserDict):
    def __setitem__(self, k, v): super().__setitem__(k.upper(), v)
u = UD(a=1)
u['b'] = 2
print(u, u.data, 'A' in u, dict(u))
class UL(UserList):
    def total(self): return sum(self.data)
print(UL([1, 2]).total(), UL([1]) + [2], UL([3, 1])[0], sorted(UL([3, 1])), len(UL('ab')))
import collections.abc as abc
class MyMap(abc.Mapping):
    def __init__(self, d): self.d = d
    def __getitem__(self, k): return self.d[k]
    def __iter__(self): return iter(self.d)
    def __len__(self): return len(self.d)
mm = MyMap({'a': 1})
print(mm.get('a'), mm.get('b', 5), 'a' in mm, list(mm.items()), list(mm.keys()), dict(mm), {**mm}, mm == {'a': 1})
print(list(mm.values()))
class MySeq(abc.Sequence):
    def __getitem__(self, i): return [10, 20, 30][i]
    def __len__(self): return 3
s = MySeq()
print(list(s), 20 in s, s.index(30), s.count(10), list(reversed(s)), s[-1])
try: abc.Mapping()
except TypeError as e: print(e)
class MM(abc.MutableMapping):
    def __init__(self): self.s = {}
    def __getitem__(self, k): return self.s[k]
    def __setitem__(self, k, v): self.s[k] = v
    def __delitem__(self, k): del self.s[k]
    def __iter__(self): return iter(self.s)
    def __len__(self): return len(self.s)
m = MM()
m.update(a=1, b=2)
print(m.pop('a'), m.setdefault('c', 9), dict(m), m.popitem())
m.clear()
print(len(m))
class MyS(abc.Set):
    def __init__(self, it): self.e = list(dict.fromkeys(it))
    def __contains__(self, x): return x in self.e
    def __iter__(self): return iter(self.e)
    def __len__(self): return len(self.e)
print(list(MyS('ab') & MyS('bc')), list(MyS('ab') | MyS('bc')), MyS('ab') <= MyS('abc'), MyS('ab') == MyS('ba'))
print(MyS('a').isdisjoint('b'))
