class V:
    def __init__(self, x, y): self.x, self.y = x, y
    def __repr__(self): return f'V({self.x}, {self.y})'
    def __add__(self, o): return V(self.x + o.x, self.y + o.y) if isinstance(o, V) else NotImplemented
    def __radd__(self, o): return self if o == 0 else NotImplemented
    def __sub__(self, o): return V(self.x - o.x, self.y - o.y)
    def __mul__(self, k): return V(self.x * k, self.y * k)
    __rmul__ = __mul__
    def __neg__(self): return V(-self.x, -self.y)
    def __pos__(self): return 'pos'
    def __invert__(self): return 'inv'
    def __abs__(self): return (self.x ** 2 + self.y ** 2) ** 0.5
    def __bool__(self): return bool(self.x or self.y)
    def __eq__(self, o): return (self.x, self.y) == (o.x, o.y) if isinstance(o, V) else NotImplemented
    def __lt__(self, o): return abs(self) < abs(o)
    def __matmul__(self, o): return self.x * o.x + self.y * o.y
    def __truediv__(self, k): return V(self.x / k, self.y / k)
    def __floordiv__(self, k): return 'floor'
    def __mod__(self, k): return 'mod'
    def __pow__(self, k): return f'pow {k}'
    def __divmod__(self, k): return 'divmod'
    def __iadd__(self, o): self.x += o.x; self.y += o.y; return self
    def __getitem__(self, i): return (self.x, self.y)[i]
    def __int__(self): return 7
    def __float__(self): return 7.5
    def __index__(self): return 2
    def __round__(self, n=None): return ('round', n)
    def __and__(self, o): return 'and'
    def __lshift__(self, o): return 'shl'
    def __rpow__(self, o): return f'rpow {o}'
    def __len__(self): return 2
    def __reversed__(self): return iter([self.y, self.x])
a, b = V(1, 2), V(3, 4)
print(a + b, a - b, a * 3, 3 * a, -a, +a, ~a, abs(b), a @ b, b / 2, b // 2, b % 2, b ** 2, divmod(a, 1), sum([a, b]))
print(bool(V(0, 0)), not a, a == V(1, 2), a != b, a == 5, a < b, a > b, a & b, a << b, 2 ** a)
c = a; c += b; print(a, c is a, list(a), a[0], int(a), float(a), [10, 20, 30][a], round(a), round(a, 2), list(reversed(a)), hex(a), 'x' * a)
x, y = a; print(x, y, max(V(1, 0), V(5, 0)), sorted([V(3, 0), V(1, 0)]))
for f in [lambda: a + 1, lambda: 1 + a, lambda: a | b, lambda: a <= b, lambda: hash(a), lambda: a >> 1, lambda: 'a' - a, lambda: {} + [], lambda: -'a', lambda: ~1.5, lambda: object() < object(), lambda: 1 < 'a', lambda: len(5), lambda: 3 in 5, lambda: iter(5), lambda: abs('a'), lambda: None + 1, lambda: [1] - [2]]:
    try: print(f())
    except TypeError as e: print(e)
class R:
    def __radd__(self, o): return f'radd {o}'
    def __rsub__(self, o): return f'rsub {o}'
    def __eq__(self, o): return 'eq!'
    def __ne__(self, o): return 'ne!'
    def __lt__(self, o): return 'lt'
    def __gt__(self, o): return 'gt'
    def __contains__(self, o): return o == 4
print(1 + R(), [1] + R() if False else 'skip', 2.5 - R(), R() == 1, 1 == R(), R() != 1, 1 < R(), R() > 1, 4 in R(), 5 not in R())
class Sub(V):
    def __radd__(self, o): return 'sub first'
print(a + Sub(1, 1))
z = [1]; z += (2, 3); z *= 2; print(z); s = 'a'; s += 'b'; n = 5; n -= 2; n **= 2; n //= 2; n %= 3; n <<= 3; n |= 1; print(s, n)
