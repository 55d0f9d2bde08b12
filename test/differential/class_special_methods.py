class Seq:
    def __init__(self, *v): self.v = list(v)
    def __len__(self): return len(self.v)
    def __getitem__(self, i):
        if isinstance(i, slice): return Seq(*self.v[i])
        return self.v[i]
    def __iter__(self): return iter(self.v)
    def __contains__(self, x): return x in self.v
    def __reversed__(self): return Seq(*self.v[::-1])
    def __bool__(self): return True
    def __call__(self, x): return x
    def __repr__(self): return f'Seq{self.v}'
    def __missing__(self, k): return 'm'
    def __dir__(self): return ['z', 'a']
    def __sizeof__(self): return 1
    def __hash__(self): return 7
    def __eq__(self, o): return isinstance(o, Seq) and self.v == o.v
    def __copy__(self): return 'copied'
    def __del__(self): pass
s = Seq(1, 2, 3); print(len(s), s[1], s[1:], list(s), 2 in s, reversed(s), bool(s), s(5), dir(s), hash(s), s == Seq(1, 2, 3), s != Seq(), {s: 1}[Seq(1, 2, 3)], [*s], max(s), sorted(s, reverse=True), dict(enumerate(s)))
class OldIter:
    def __getitem__(self, i):
        if i > 2: raise IndexError
        return i * 2
print(list(OldIter()), 4 in OldIter(), [x for x in OldIter()], sum(OldIter()), tuple(zip(OldIter(), 'ab')))
class L0:
    def __len__(self): return 0
print(bool(L0()), 'yes' if L0() else 'no', not L0())
class B: 
    def __bool__(self): return 'x'
try: bool(B())
except TypeError as e: print(e)
class BadLen:
    def __len__(self): return -1
try: len(BadLen())
except ValueError as e: print(e)
class BadLen2:
    def __len__(self): return 'a'
try: len(BadLen2())
except TypeError as e: print(e)
class BadRepr:
    def __repr__(self): return 5
try: repr(BadRepr())
except TypeError as e: print(e)
class StrOnly:
    def __str__(self): return 'S'
class ReprOnly:
    def __repr__(self): return 'R'
print(StrOnly(), [ReprOnly()], str(ReprOnly()), f'{StrOnly()} {ReprOnly()}', '%s %r' % (StrOnly(), ReprOnly()))
class Cmp:
    def __init__(self, v): self.v = v
    def __lt__(self, o): return self.v < o.v
    def __le__(self, o): return self.v <= o.v
print(Cmp(1) < Cmp(2), Cmp(1) > Cmp(2), Cmp(1) >= Cmp(1), Cmp(1) == Cmp(1), Cmp(1) != Cmp(1))
class Num:
    def __int__(self): return 3
    def __float__(self): return 3.5
    def __complex__(self): return 1j
    def __index__(self): return 4
    def __str__(self): return 'num'
print(int(Num()), float(Num()), complex(Num()), [0] * Num(), range(Num()), 'abcdefg'[Num()], bin(Num()), '%d' % Num(), '%s' % Num())
class ClassGet:
    def __class_getitem__(cls, k): return f'{cls.__name__}<{k}>'
print(ClassGet[int], ClassGet['a', 'b'])
class Call:
    def __call__(self, *a, **k): return len(a), k
c = Call(); print(c(1, 2, x=3), callable(c), list(map(c, [1, 2])))
o = Call(); o.__call__ = lambda: 'instance'; print(o())
class Stat:
    @staticmethod
    def s(x): return x
    @classmethod
    def c(cls): return cls.__name__
    s2 = staticmethod(lambda v: v * 2)
class StatSub(Stat): pass
print(Stat.s(1), Stat().s(2), StatSub.c(), StatSub().c(), Stat.s2(4), Stat().s2(5))
class Eq:
    def __eq__(self, o): return True
try: hash(Eq())
except TypeError as e: print(e)
print(Eq() == 5, 5 == Eq(), Eq() != 5, [Eq()] == [3], 3 in [Eq()], [3].index(Eq()), [1, 2].count(Eq()))
