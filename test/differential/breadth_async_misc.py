# Async, misc.
import asyncio
async def co(x): return x * 2
async def main():
    r = await co(2)
    res = [await co(i) for i in range(2)]
    async def agen():
        for i in range(2): yield i
    out = [v async for v in agen()]
    return r, res, out
print(type(co).__name__, abs(-2), pow(2, 3), bin(5), chr(97), ord('a'), divmod(-7, 2), hex(-255))
print(id(None) == id(None), len({}), max('ab', 'c', key=len), round(2.567, 1), sorted([3, 1])[0], str(3))
print(sum((1, 2)), tuple([1]), type(3) is int, list(zip([1], [2])), bool('False'), int('12', 3), float('1e3'))
print(format(3.14159, '.2f'), isinstance(True, int), issubclass(bool, int), callable(len), iter([1]).__next__())
print(next(iter('a')), frozenset('aa'), slice(1, 2), range(3)[1], complex(1, 2).imag, bytes(2), ascii('a'))
print(all([]), any([]), hash('a') == hash('a'), repr(None), print, Ellipsis, NotImplemented, __debug__)
import types, collections, functools, operator
print(functools.reduce(operator.mul, [1, 2, 3]), list(map(operator.add, [1], [2])))
print(types.SimpleNamespace(**{'a': 1}), collections.deque([1], 2), *map(str.upper, 'ab'))
print(*map(lambda a, b=1: a + b, [1]), list(filter(str.isdigit, 'a1b2')), sorted('b a'.split(), key=str.lower))
print([].__class__, (3).__class__.__mro__, type('x').__name__, type(None), type(...), type(NotImplemented))
print(type(type), type(lambda: 0), type(len), type([].append), type(int.bit_length), type(str.upper))
