class Acc:
    def __init__(self, v): self.v = v; self.log = []
    def __iadd__(self, o): self.v += o; self.log.append('iadd'); return self
    def __add__(self, o): return Acc(self.v + o)
    def __imul__(self, o): return Acc(self.v * o)
    def __isub__(self, o): return NotImplemented
    def __sub__(self, o): return ('sub', o)
    def __ior__(self, o): self.log.append(o); return self
    def __imatmul__(self, o): return 'mm'
    def __getitem__(self, i): return i
    def __setitem__(self, i, v): self.log.append((i, v))
a = Acc(1); b = a; a += 5; print(a.v, a is b, a.log); a = a + 1; print(a is b, a.v); a *= 2; print(a.v, a.log); a -= 3; print(a); a = Acc(0); a |= 'x'; a[3] += 4; print(a.log); a @= 1; print(a)
l = [1]; m = l; l += (2,); l *= 2; print(m, l is m); t = (1,); u = t; t += (2,); print(u, t); s = {1}; r = s; s |= {2}; s -= {1}; print(r); d = {'a': 1}; e = d; d |= [('b', 2)]; print(e); x = 5; x //= 2; x **= 3; x <<= 1; x ^= 3; x %= 7; x /= 2; print(x); st = 'a'; st *= 3; st += 'b'; print(st); f = [0, 0]; i = 0
def idx(): global i; i += 1; return 0
f[idx()] += 5; print(f, i); tup = ([1],)
try: tup[0] += [2]
except TypeError as ex: print(ex, tup)
class N: val = 1
n = N(); n.val += 1; print(n.val, N.val, n.__dict__); n.lst = [1]; n.lst += [2]; print(n.lst); c = {'k': 1}; c['k'] += 1; c['j'] = c.get('j', 0) + 1; print(c)
try: undefined += 1
except NameError as ex: print(ex)
try: c['zz'] += 1
except KeyError as ex: print(ex)
try: l += 5
except TypeError as ex: print(ex)
try: st -= 'a'
except TypeError as ex: print(ex)
