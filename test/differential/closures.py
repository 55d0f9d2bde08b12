def counter():
    n = 0
    def inc(by=1):
        nonlocal n
        n += by
        return n
    return inc
a, b = counter(), counter()
print(a(), a(), b(), a(5), b())
def make_adders(): return [lambda x, k=k: x + k for k in range(3)]
print([f(10) for f in make_adders()])
def outer(x):
    def middle(y):
        def inner(z): return x, y, z
        return inner
    return middle
print(outer(1)(2)(3))
count = 0
def bump():
    global count
    count += 1
bump(); bump(); print(count)
def broken():
    try:
        print(local_later)
    except UnboundLocalError as e: print(type(e).__name__, e)
    local_later = 1
broken()
def free():
    def inner(): return later
    try: inner()
    except NameError as e: print(type(e).__name__, e)
    later = 5
    return inner()
print(free())
def deleted():
    v = 1
    del v
    try: v
    except UnboundLocalError as e: print(e)
deleted()
def rec(n): return 1 if n <= 1 else n * rec(n - 1)
print(rec(20), (lambda f: f(f, 5))(lambda s, n: 1 if n == 0 else n * s(s, n - 1)))
def compose(*fs):
    def run(x):
        for f in reversed(fs): x = f(x)
        return x
    return run
print(compose(str, lambda x: x + 1, abs)(-4), counter.__name__, (lambda: 0).__name__, outer(1).__name__, outer(1).__qualname__)
def attrs(): pass
attrs.tag = 'v'; print(attrs.tag, attrs.__dict__, hasattr(attrs, 'nope'), callable(attrs), attrs.__doc__)
def doc():
    "the doc"
print(doc.__doc__, doc.__defaults__, counter().__defaults__, doc.__module__)
