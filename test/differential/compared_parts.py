import contextlib
import io
import sys
from collections import Counter
from functools import singledispatchmethod

print(Counter('ab') <= Counter('aab'), Counter('ab') < Counter('ab'), Counter('abc') >= Counter('a'), Counter(a=1) > Counter(b=1))
print(Counter(a=1) == Counter(a=1, b=0), Counter(a=1) < Counter(a=2), Counter() <= Counter(a=0))
try:
    Counter(a=1) < {'a': 2}
except TypeError as error:
    print(error)
print(slice(1, 2) == slice(1, 2), slice(1) < slice(2), slice(1, 2, 3) != slice(1, 2), slice(1, 5, 2) >= slice(1, 4, 9))
try:
    slice(1) < 2
except TypeError as error:
    print(error)


def hidden():
    print('hidden', 1, sep='-')
    sys.stdout.write('written')
    return 7


with contextlib.redirect_stdout(io.StringIO()) as caught:
    result = hidden()
    with contextlib.redirect_stdout(io.StringIO()) as inner:
        print('within')
    print('after')
print(result, repr(caught.getvalue()), repr(inner.getvalue()))
with contextlib.redirect_stderr(io.StringIO()) as caught:
    print('to stderr', file=sys.stderr)
    print('to stdout')
print(repr(caught.getvalue()))
try:
    with contextlib.redirect_stdout(io.StringIO()):
        print('lost')
        raise KeyError('x')
except KeyError:
    print('back')


def missing():
    return not_there


try:
    missing()
except NameError as error:
    print(error.name, error)


class Shape:
    @singledispatchmethod
    @classmethod
    def of(cls, given):
        return cls.__name__, 'anything'

    @of.register
    @classmethod
    def _(cls, given: int):
        return cls.__name__, 'number'

    @of.register(str)
    @classmethod
    def _(cls, given):
        return cls.__name__, 'text'


class Square(Shape):
    pass


print(Shape.of(1), Shape().of('a'), Shape.of([]), Square.of(2))
