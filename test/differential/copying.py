import copy
a = [1, [2, 3], {'k': [4]}]; b = copy.copy(a); c = copy.deepcopy(a)
a[1].append(99); a[2]['k'].append(5); print(b, c, b[1] is a[1], c[1] is a[1])
class N:
    def __init__(self, v): self.v = v; self.kids = []
    def __repr__(self): return f'N({self.v})'
n = N([1]); n.kids.append(N(2)); s = copy.copy(n); d = copy.deepcopy(n)
print(s.v is n.v, d.v is n.v, s.kids is n.kids, d.kids[0] is n.kids[0], d.kids, type(d).__name__)
n.self = n; d = copy.deepcopy(n); print(d.self is d, d is n)
shared = [0]; pair = copy.deepcopy([shared, shared]); pair[0].append(1); print(pair, pair[0] is pair[1], shared)
class C:
    def __init__(self): self.x = 1
    def __copy__(self): r = C(); r.x = 'copied'; return r
    def __deepcopy__(self, memo): r = C(); r.x = 'deep'; memo[id(self)] = r; return r
o = C(); print(copy.copy(o).x, copy.deepcopy(o).x, copy.deepcopy([o, o])[0].x)
t = (1, [2]); print(copy.copy(t) is t, copy.deepcopy(t) is t, copy.deepcopy((1, 2)) == (1, 2), copy.deepcopy({1, 2}), copy.copy({'a': 1}), copy.deepcopy('s'), copy.deepcopy(None), copy.copy(int))
def f(): pass
print(copy.deepcopy(f) is f, copy.deepcopy([f])[0] is f, copy.deepcopy(len) is len)
l = [N(i) for i in range(2)]; m = [copy.deepcopy(l[0]) for _ in range(3)]; print(len({id(x) for x in m}), [x.v for x in m], l.copy()[0] is l[0], l[:][1] is l[1], dict(a=l)['a'] is l)
class Sub(list):
    def __init__(self, *a): super().__init__(*a); self.tag = ['t']
x = Sub([1, [2]]); x.tag.append('u'); y = copy.deepcopy(x); z = copy.copy(x); print(y, y.tag, type(y).__name__, y.tag is x.tag, z.tag is x.tag, y[1] is x[1])
class D(dict): pass
q = D(a=[1]); r = copy.deepcopy(q); print(r, type(r).__name__, r['a'] is q['a'])
from collections import OrderedDict, deque, namedtuple
print(copy.deepcopy(OrderedDict(a=[1])), copy.copy(deque([1, 2])))
P = namedtuple('P', 'a b'); p = P([1], 2); pc = copy.deepcopy(p); print(pc, pc.a is p.a, type(pc).__name__)
