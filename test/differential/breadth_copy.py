# Copy.
import copy
class N:
    def __init__(self, v, kids=()): self.v = v; self.kids = list(kids)
    def __deepcopy__(self, memo):
        n = N(self.v + 1, [copy.deepcopy(k, memo) for k in self.kids]); memo[id(self)] = n; return n
class C:
    def __init__(self): self.l = [1]
    def __copy__(self): c = C(); c.l = 'copied'; return c
n = copy.deepcopy(N(1, [N(2)]))
print(n.v, n.kids[0].v, copy.copy(C()).l)
a = [1, [2]]
b = copy.copy(a)
c = copy.deepcopy(a)
a[1].append(3)
print(b, c)
l = [1]
l.append(l)
m = copy.deepcopy(l)
print(m[1] is m, m is not l)
sh = [0]
d = copy.deepcopy({'a': sh, 'b': sh})
print(d['a'] is d['b'], copy.copy({1}) == {1}, copy.deepcopy((1, [2])), copy.copy(3), copy.deepcopy(len) is len)
class R:
    def __reduce__(self): return (list, ([1, 2],))
class St:
    def __init__(self): self.x = 1; self.cache = 2
    def __getstate__(self): return {'x': self.x}
    def __setstate__(self, s): self.__dict__.update(s); self.restored = True
s = copy.copy(St())
print(vars(s))
t = (1, 2)
print(copy.deepcopy(t) is t, copy.copy(t) is t)
class Sl:
    __slots__ = ('a',)
    def __init__(self): self.a = [1]
x = Sl()
y = copy.deepcopy(x)
y.a.append(2)
print(x.a, y.a, copy.copy(x).a is x.a)
f = lambda: 1
print(copy.deepcopy(f) is f, copy.deepcopy(N) is N)
