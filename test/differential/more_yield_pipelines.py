def read():
    for line in ['3 conv', '# c', '', '5 pool', 'bad']: yield line
def clean(src):
    for l in src:
        l = l.split('#')[0].strip()
        if l: yield l
def parse(src):
    for l in src:
        try: n, k = l.split(); yield int(n), k
        except ValueError as e: yield ('error', str(e))
print(list(parse(clean(read()))))
def avg():
    total = count = 0; value = None
    while True:
        x = yield value
        if x is None: return count
        total += x; count += 1; value = total / count
a = avg(); next(a); print([a.send(v) for v in (10, 20, 60)])
try: a.send(None)
except StopIteration as e: print('count', e.value)
def outer(): 
    n = yield from avg(); print('inner returned', n); yield 'end'
o = outer(); next(o); o.send(5); print(o.send(None)); 
def window(it, n):
    from collections import deque
    d = deque(maxlen=n)
    for x in it:
        d.append(x)
        if len(d) == n: yield tuple(d)
print(list(window(range(5), 3)))
def merge(*its):
    its = [iter(i) for i in its]
    while its:
        for i in list(its):
            try: yield next(i)
            except StopIteration: its.remove(i)
print(list(merge('abc', [1], range(2)))); print(sum(1 for _ in read()), ''.join(c for l in read() for c in l if c.isalpha()), dict((i, l) for i, l in enumerate(clean(read()))), max(map(len, read())))
def flat(x): yield from (f for e in x for f in (flat(e) if isinstance(e, (list, tuple)) else [e]))
print(list(flat([1, (2, [3]), []]))); def_gen = (x ** 2 for x in range(4)); print(3 in (v for v in [1, 3]), sum(def_gen), sum(def_gen), *(i for i in 'ab'))
class Tree:
    def __init__(s, v, l=None, r=None): s.v, s.l, s.r = v, l, r
    def __iter__(s):
        if s.l: yield from s.l
        yield s.v
        if s.r: yield from s.r
print(list(Tree(2, Tree(1), Tree(4, Tree(3)))))
