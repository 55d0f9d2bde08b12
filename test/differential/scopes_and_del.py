x = 'global'
def outer():
    x = 'outer'
    def inner():
        x = 'inner'
        def deepest(): return x
        return deepest()
    def reads(): return x
    def sets():
        nonlocal x; x = 'changed'; return x
    return inner(), reads(), sets(), reads()
print(outer(), x)
def g():
    global x, newg; x = 'set by g'; newg = 1
g(); print(x, newg)
class C:
    x = 'class'; y = x + '!'
    def m(self): return x
    lst = [v for v in (1, 2)]
    def inner_default(self, v=x): return v
    class D: z = 'nested'
print(C.y, C().m(), C.lst, C().inner_default(), C.D.z)
def loopvar():
    for i in range(3): pass
    return i
print(loopvar()); del x
try: x
except NameError as e: print(e)
l = [1, 2, 3, 4]; del l[0], l[-1]; print(l); d = {'a': 1, 'b': 2}; del d['a']; print(d); a = b = [1]; del a; print(b)
try: del nope
except NameError as e: print(e)
try: del d['zz']
except KeyError as e: print(e)
try: del l[9]
except IndexError as e: print(e)
class O: pass
o = O(); o.v = 1; del o.v
try: del o.v
except AttributeError as e: print(e)
def shadow(list): return list
print(shadow(3), list('ab'))
def params(a, b=[]):
    a = a + 1; b.append(a); return a, b
v = 1; print(params(v), v, params(5), params.__defaults__)
def kw(**kwargs): kwargs['new'] = 1; return kwargs
src = {'a': 1}; print(kw(**src), src)
fs = {}
for n in ('a', 'b'):
    def fn(n=n): return n
    fs[n] = fn
print([f() for f in fs.values()], fn.__name__)
if True: cond_defined = 1
print(cond_defined); i = 5; [i for i in range(3)]; print(i); (lambda: [j for j in range(2)])(); print('j' in globals())
def star(): return [*range(2)], {**{'k': 1}}, (*'ab',)
print(star()); (p, (q, r)), s = (1, (2, 3)), 4; print(p, q, r, s)
import math as m2, os.path; from math import floor as fl, pi; print(m2.floor(1.5), fl(2.5), os.path.join('a', 'b'))
try: import does_not_exist_xyz
except ImportError as e: print(type(e).__name__, e, e.name)
try: from math import not_there
except ImportError as e: print(type(e).__name__, str(e)[:40])
try: from collections import Iterable
except ImportError as e: print(str(e)[:44])
