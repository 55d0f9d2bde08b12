from collections import OrderedDict, defaultdict
import collections
d = OrderedDict([('a', 1), ('b', 2), ('c', 3)])
print(d, list(d), d['a'], d == OrderedDict([('a', 1), ('b', 2), ('c', 3)]), d == {'c': 3, 'b': 2, 'a': 1}, d == OrderedDict([('b', 2), ('a', 1), ('c', 3)]))
d.move_to_end('a'); print(d); d.move_to_end('c', last=False); print(list(d)); print(d.popitem(), d.popitem(last=False), d)
d['z'] = 26; d.update(y=25); print(d, len(d), 'z' in d, d.pop('z'), d.get('nope'), isinstance(d, dict), list(reversed(d)))
print(OrderedDict(), OrderedDict(a=1), OrderedDict.fromkeys('ab', 0), d.copy(), list(d.items()), type(d.copy()).__name__)
for i, (k, v) in enumerate(OrderedDict(conv1='c', bn='b').items()): print(i, k, v)
try: OrderedDict().popitem()
except KeyError as e: print(e)
try: d.move_to_end('nope')
except KeyError as e: print(repr(e))
dd = defaultdict(list); dd['x'].append(1); dd['x'].append(2); dd['y']; print(dd, dict(dd), 'q' in dd, dd.get('q'), dd.default_factory is list, len(dd))
ct = defaultdict(int)
for ch in 'mississippi': ct[ch] += 1
print(sorted(ct.items()), ct['zz'], defaultdict(lambda: 5)['k'], defaultdict(None, {'a': 1})['a'])
try: defaultdict()['m']
except KeyError as e: print(repr(e))
try: defaultdict(5)
except TypeError as e: print(e)
nested = defaultdict(lambda: defaultdict(int)); nested['a']['b'] += 1; print(nested['a']['b'], isinstance(nested, dict), list(nested), nested['a'] == {'b': 1})
class Reg(OrderedDict):
    def __getitem__(self, k): return ('reg', super().__getitem__(k))
r = Reg(a=1); print(r['a'], list(r.values()), r)
import copy
print(copy.copy(d), copy.deepcopy(dd), dd.copy(), collections.OrderedDict is OrderedDict)
class Layer(OrderedDict):
    def __init__(self, *a, **k): super().__init__(*a, **k); self.extra = 1
l = Layer([('k', 2)]); print(l, l.extra, l | {'m': 3})
