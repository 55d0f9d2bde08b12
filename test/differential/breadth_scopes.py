# Scopes.
x = 'global'
def f():
    x = 'outer'
    def g(): return x
    class C:
        x = 'class'
        def m(self): return x
        y = [x for _ in range(1)]
        z = x
    x = 'changed'
    return g(), C().m(), C.y, C.z
print(f())
fs = [lambda: i for i in range(3)]
print([h() for h in fs], [h(5) for h in [lambda v, i=i: (v, i) for i in range(2)]])
def counter():
    c = 0
    def inc(by=1):
        nonlocal c
        c += by
        return c
    def get(): return c
    return inc, get
inc, get = counter()
inc()
inc(5)
print(get())
def shadow(list): return len(list)
print(shadow([1]), list('a'))
def default(a, b=[]): b.append(a); return b
print(default(1), default(2), default(3, []))
try:
    def bad():
        v += 1
        v = 2
    bad()
except UnboundLocalError as e: print(e)
try:
    [q for q in [1]]; print(q)
except NameError as e: print(e)
for loopvar in range(3): pass
print(loopvar)
try: 1 / 0
except ZeroDivisionError as exc: pass
try: exc
except NameError as e: print('gone', e)
def rec(n): return 1 if n == 0 else n * rec(n - 1)
print(rec(20))
class K:
    def __f(self): return 'private'
    def call(self): return self.__f()
    __v = 3
print(K().call(), K._K__v, [n for n in dir(K) if 'K__' in n])
y = 5
def uses(): 
    global y
    y += 1
    def inner(): return y
    return inner
print(uses()(), y)
def gen_scope(n): return [[j + n for j in range(i)] for i in range(n)]
print(gen_scope(3), {a: b for a, b in [(1, 2)]}, {a for a in 'aab'} == {'a', 'b'}, tuple(a for a in (1, 2)))
def kwdefaults(*, a=1, b=None): return a, b
def attr(): attr.calls = getattr(attr, 'calls', 0) + 1; return attr.calls
attr()
print(attr(), attr.__dict__)
