# Slots descriptors.
class P:
    __slots__ = ('x', 'y')
    def __init__(self, x, y):
        self.x = x; self.y = y
print(type(P.x).__name__, P.x)
p = P(1, 2)
print(P.x.__get__(p), P.x.__get__(p, P))
P.x.__set__(p, 5)
print(p.x)
del p.x
try:
    p.x
except AttributeError as e:
    print('AttributeError', e)
try:
    p.z = 1
except AttributeError as e:
    print(e)
print(hasattr(p, '__dict__'), P.__slots__)
print(P.x.__name__, P.x.__objclass__.__name__)
class Q(P):
    pass
q = Q(1, 2)
q.z = 3
print(q.__dict__, q.x)
class R(P):
    __slots__ = ['z', '__dict__']
r = R(1, 2)
r.z = 3
r.w = 4
print(r.__dict__, r.z)
class S:
    __slots__ = 'single'
s = S()
s.single = 3
print(s.single)
try:
    class T:
        __slots__ = ('a',)
        a = 3
except ValueError as e:
    print(e)
