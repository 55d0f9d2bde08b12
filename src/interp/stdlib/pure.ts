// Small modules of pure functions, as Python text: bisect, heapq, textwrap, string, statistics, fractions, decimal,
// keyword, pprint, six, unittest. Each holds what helper code of models uses.
import type { NativeModule } from '../machine';
import { pythonModule, unknownFn } from './support';

const BISECT = String.raw`
def bisect_right(a, x, lo=0, hi=None, *, key=None):
    hi = len(a) if hi is None else hi
    while lo < hi:
        mid = (lo + hi) // 2
        if x < (a[mid] if key is None else key(a[mid])):
            hi = mid
        else:
            lo = mid + 1
    return lo
def bisect_left(a, x, lo=0, hi=None, *, key=None):
    hi = len(a) if hi is None else hi
    while lo < hi:
        mid = (lo + hi) // 2
        if (a[mid] if key is None else key(a[mid])) < x:
            lo = mid + 1
        else:
            hi = mid
    return lo
def insort_right(a, x, lo=0, hi=None, *, key=None):
    a.insert(bisect_right(a, x if key is None else key(x), lo, hi, key=key), x)
def insort_left(a, x, lo=0, hi=None, *, key=None):
    a.insert(bisect_left(a, x if key is None else key(x), lo, hi, key=key), x)
bisect, insort = bisect_right, insort_right
`;

const HEAPQ = String.raw`
def _down(heap, start, pos):
    item = heap[pos]
    while pos > start:
        above = (pos - 1) >> 1
        if not item < heap[above]:
            break
        heap[pos] = heap[above]
        pos = above
    heap[pos] = item
def _up(heap, pos):
    end, start, item = len(heap), pos, heap[pos]
    child = 2 * pos + 1
    while child < end:
        right = child + 1
        if right < end and not heap[child] < heap[right]:
            child = right
        heap[pos] = heap[child]
        pos = child
        child = 2 * pos + 1
    heap[pos] = item
    _down(heap, start, pos)
def heappush(heap, item):
    heap.append(item)
    _down(heap, 0, len(heap) - 1)
def heappop(heap):
    last = heap.pop()
    if not heap:
        return last
    first, heap[0] = heap[0], last
    _up(heap, 0)
    return first
def heapreplace(heap, item):
    first, heap[0] = heap[0], item
    _up(heap, 0)
    return first
def heappushpop(heap, item):
    if heap and heap[0] < item:
        item, heap[0] = heap[0], item
        _up(heap, 0)
    return item
def heapify(x):
    for i in reversed(range(len(x) // 2)):
        _up(x, i)
def nlargest(n, iterable, key=None):
    return sorted(iterable, key=key, reverse=True)[:n]
def nsmallest(n, iterable, key=None):
    return sorted(iterable, key=key)[:n]
def merge(*iterables, key=None, reverse=False):
    return iter(sorted([x for it in iterables for x in it], key=key, reverse=reverse))
`;

const TEXTWRAP = String.raw`
def dedent(text):
    lines = [line if line.strip() else '' for line in text.split('\n')]
    margin = None
    for line in lines:
        if not line:
            continue
        lead = line[:len(line) - len(line.lstrip(' \t'))]
        if margin is None:
            margin = lead
        while not lead.startswith(margin):
            margin = margin[:-1]
    return '\n'.join([line[len(margin or ''):] for line in lines])
def indent(text, prefix, predicate=None):
    keep = predicate or (lambda line: line.strip())
    return ''.join([prefix + line if keep(line) else line for line in text.splitlines(True)])
def wrap(text, width=70, initial_indent='', subsequent_indent='', **kwargs):
    lines, line = [], ''
    for word in text.split():
        start = subsequent_indent if lines else initial_indent
        while len(start) + len(word) > width and not line:
            lines.append(start + word[:width - len(start)])
            word = word[width - len(start):]
            start = subsequent_indent
        if line and len(start) + len(line) + 1 + len(word) > width:
            lines.append(start + line)
            line = word
        else:
            line = line + ' ' + word if line else word
    if line:
        lines.append((subsequent_indent if lines else initial_indent) + line)
    return lines
def fill(text, width=70, **kwargs):
    return '\n'.join(wrap(text, width, **kwargs))
def shorten(text, width, placeholder=' [...]', **kwargs):
    words = text.split()
    if len(' '.join(words)) <= width:
        return ' '.join(words)
    while words and len(' '.join(words)) + len(placeholder) > width:
        words.pop()
    return ' '.join(words) + placeholder if words else placeholder.lstrip()
`;

const STRING = String.raw`
ascii_lowercase = 'abcdefghijklmnopqrstuvwxyz'
ascii_uppercase = ascii_lowercase.upper()
ascii_letters = ascii_lowercase + ascii_uppercase
digits = '0123456789'
hexdigits = digits + 'abcdefABCDEF'
octdigits = '01234567'
punctuation = '!"#$%&\'()*+,-./:;<=>?@[\\]^_${'`'}{|}~'
whitespace = ' \t\n\r\x0b\x0c'
printable = digits + ascii_letters + punctuation + whitespace
def capwords(s, sep=None):
    return (sep or ' ').join([word.capitalize() for word in s.split(sep)])
class Template:
    delimiter = '$'
    def __init__(self, template):
        self.template = template
    def _fill(self, values, strict):
        import re
        def put(found):
            name = found.group(1) or found.group(2)
            if name is None:
                return '$'
            return str(values[name]) if strict or name in values else found.group(0)
        return re.sub(r'\$(?:\$|([_a-zA-Z][_a-zA-Z0-9]*)|\{([_a-zA-Z][_a-zA-Z0-9]*)\})', put, self.template)
    def substitute(self, mapping={}, /, **kws):
        return self._fill({**mapping, **kws}, True)
    def safe_substitute(self, mapping={}, /, **kws):
        return self._fill({**mapping, **kws}, False)
class Formatter:
    def format(self, format_string, /, *args, **kwargs):
        return format_string.format(*args, **kwargs)
    def vformat(self, format_string, args, kwargs):
        return format_string.format(*args, **kwargs)
`;

const STATISTICS = String.raw`
from math import sqrt as _sqrt, fsum as _fsum
class StatisticsError(ValueError):
    pass
def _values(data, least, what):
    data = list(data)
    if len(data) < least:
        raise StatisticsError(f'{what} requires at least {"one data point" if least == 1 else "two data points"}')
    return data
def _number(total, n):
    return total // n if isinstance(total, int) and total % n == 0 else total / n
def mean(data):
    data = _values(data, 1, 'mean')
    return _number(sum(data) if all(isinstance(x, int) for x in data) else _fsum(data), len(data))
def fmean(data, weights=None):
    data = _values(data, 1, 'fmean')
    return _fsum(data) / len(data)
def median(data):
    data = sorted(data)
    n = len(data)
    if n == 0:
        raise StatisticsError('no median for empty data')
    return data[n // 2] if n % 2 else (data[n // 2 - 1] + data[n // 2]) / 2
def median_low(data):
    data = sorted(data)
    return data[(len(data) - 1) // 2]
def median_high(data):
    data = sorted(data)
    return data[len(data) // 2]
def mode(data):
    from collections import Counter
    return Counter(data).most_common(1)[0][0]
def pvariance(data, mu=None):
    data = _values(data, 1, 'pvariance')
    m = mean(data) if mu is None else mu
    return _number(sum([(x - m) ** 2 for x in data]), len(data))
def variance(data, xbar=None):
    data = _values(data, 2, 'variance')
    m = mean(data) if xbar is None else xbar
    return _number(sum([(x - m) ** 2 for x in data]), len(data) - 1)
def stdev(data, xbar=None):
    return _sqrt(variance(data, xbar))
def pstdev(data, mu=None):
    return _sqrt(pvariance(data, mu))
`;

const FRACTIONS = String.raw`
from math import gcd as _gcd, floor as _floor, ceil as _ceil
class Fraction:
    def __new__(cls, numerator=0, denominator=None):
        self = object.__new__(cls)
        if denominator is None:
            if isinstance(numerator, str):
                top, _, bottom = numerator.partition('/')
                if '.' in top:
                    whole, _, digits = top.partition('.')
                    numerator, denominator = int(whole + digits), 10 ** len(digits)
                else:
                    numerator, denominator = int(top), int(bottom or 1)
            else:
                numerator, denominator = numerator.as_integer_ratio()
        elif isinstance(numerator, Fraction) or isinstance(denominator, Fraction):
            a, b = Fraction(numerator), Fraction(denominator)
            numerator, denominator = a.numerator * b.denominator, a.denominator * b.numerator
        if denominator == 0:
            raise ZeroDivisionError(f'Fraction({numerator}, 0)')
        g = _gcd(numerator, denominator) * (-1 if denominator < 0 else 1)
        self.numerator, self.denominator = numerator // g, denominator // g
        return self
    def as_integer_ratio(self):
        return self.numerator, self.denominator
    def limit_denominator(self, max_denominator=1000000):
        if self.denominator <= max_denominator:
            return Fraction(self)
        p0, q0, p1, q1 = 0, 1, 1, 0
        n, d = self.numerator, self.denominator
        while True:
            a = n // d
            q2 = q0 + a * q1
            if q2 > max_denominator:
                break
            p0, q0, p1, q1 = p1, q1, p0 + a * p1, q2
            n, d = d, n - a * d
        k = (max_denominator - q0) // q1
        one, two = Fraction(p0 + k * p1, q0 + k * q1), Fraction(p1, q1)
        return two if abs(two - self) <= abs(one - self) else one
    def _op(self, other, exact, approximate):
        if isinstance(other, float):
            return approximate(float(self), other)
        if isinstance(other, int):
            other = Fraction(other)
        return exact(self, other) if isinstance(other, Fraction) else NotImplemented
    def __add__(self, other):
        return self._op(other, lambda a, b: Fraction(a.numerator * b.denominator + b.numerator * a.denominator,
            a.denominator * b.denominator),
                        lambda a, b: a + b)
    __radd__ = __add__
    def __mul__(self, other):
        return self._op(other, lambda a, b: Fraction(a.numerator * b.numerator, a.denominator * b.denominator), lambda a,
            b: a * b)
    __rmul__ = __mul__
    def __neg__(self):
        return Fraction(-self.numerator, self.denominator)
    def __abs__(self):
        return Fraction(abs(self.numerator), self.denominator)
    def __sub__(self, other):
        return self + -other
    def __rsub__(self, other):
        return -self + other
    def __truediv__(self, other):
        return self._op(other, lambda a, b: Fraction(a.numerator * b.denominator, a.denominator * b.numerator), lambda a,
            b: a / b)
    def __rtruediv__(self, other):
        return Fraction(other) / self if isinstance(other, int) else other / float(self)
    def __floordiv__(self, other):
        return _floor(self / other)
    def __pow__(self, n):
        if n < 0:
            return Fraction(self.denominator ** -n, self.numerator ** -n)
        return Fraction(self.numerator ** n, self.denominator ** n)
    def __float__(self):
        return self.numerator / self.denominator
    def __int__(self):
        return self.__trunc__()
    def __trunc__(self):
        return -(-self.numerator // self.denominator) if self.numerator < 0 else self.numerator // self.denominator
    def __floor__(self):
        return self.numerator // self.denominator
    def __ceil__(self):
        return -(-self.numerator // self.denominator)
    def __bool__(self):
        return self.numerator != 0
    def __eq__(self, other):
        return self._op(other, lambda a, b: a.numerator == b.numerator and a.denominator == b.denominator, lambda a, b: a == b)
    def __lt__(self, other):
        return self._op(other, lambda a, b: a.numerator * b.denominator < b.numerator * a.denominator, lambda a, b: a < b)
    def __le__(self, other):
        return self._op(other, lambda a, b: a.numerator * b.denominator <= b.numerator * a.denominator, lambda a, b: a <= b)
    def __gt__(self, other):
        return not self <= other
    def __ge__(self, other):
        return not self < other
    def __hash__(self):
        return hash(self.numerator) if self.denominator == 1 else hash((self.numerator, self.denominator))
    def __repr__(self):
        return f'Fraction({self.numerator}, {self.denominator})'
    def __str__(self):
        return str(self.numerator) if self.denominator == 1 else f'{self.numerator}/{self.denominator}'
`;

const SIX = String.raw`
import functools, builtins, itertools
PY2, PY3, PY34 = False, True, True
string_types, integer_types, class_types = (str,), (int,), (type,)
text_type, binary_type = str, bytes
MAXSIZE = 9223372036854775807
wraps = functools.wraps
def iteritems(d, **kw):
    return iter(d.items(**kw))
def iterkeys(d, **kw):
    return iter(d.keys(**kw))
def itervalues(d, **kw):
    return iter(d.values(**kw))
def with_metaclass(meta, *bases):
    return meta('temporary_class', bases, {})
def add_metaclass(metaclass):
    def wrapper(cls):
        ns = {k: v for k, v in cls.__dict__.items() if k not in ('__dict__', '__weakref__')}
        return metaclass(cls.__name__, cls.__bases__, ns)
    return wrapper
def ensure_str(s, encoding='utf-8', errors='strict'):
    return s.decode(encoding, errors) if isinstance(s, bytes) else s
ensure_text = ensure_str
def python_2_unicode_compatible(cls):
    return cls
def raise_from(value, from_value):
    raise value from from_value
def u(s):
    return s
`;
const SIX_MOVES = String.raw`
from functools import reduce
from itertools import filterfalse, zip_longest
import builtins
range = xrange = builtins.range
map, zip, filter, input = builtins.map, builtins.zip, builtins.filter, builtins.input
import collections.abc as collections_abc
`;


const UNITTEST = String.raw`
class SkipTest(Exception):
    pass
class TestCase:
    def __init__(self, methodName='runTest'):
        self._testMethodName = methodName
    def setUp(self):
        pass
    def tearDown(self):
        pass
    def assertEqual(self, first, second, msg=None):
        if not first == second:
            raise AssertionError(msg or f'{first!r} != {second!r}')
    def assertTrue(self, expr, msg=None):
        if not expr:
            raise AssertionError(msg or f'{expr!r} is not true')
    def assertFalse(self, expr, msg=None):
        if expr:
            raise AssertionError(msg or f'{expr!r} is not false')
    def assertIsNone(self, obj, msg=None):
        self.assertTrue(obj is None, msg)
    def assertIsInstance(self, obj, cls, msg=None):
        self.assertTrue(isinstance(obj, cls), msg)
    def assertIn(self, member, container, msg=None):
        self.assertTrue(member in container, msg)
def main(*args, **kwargs):
    pass
def skip(reason):
    return lambda f: f
def skipIf(condition, reason):
    return lambda f: f
def skipUnless(condition, reason):
    return lambda f: f
def expectedFailure(f):
    return f
class TestSuite:
    pass
`;

const KEYWORD = `
kwlist = ('False None True and as assert async await break class continue def del elif else except finally for from global if '
          'import in is lambda nonlocal not or pass raise return try while with yield').split()
softkwlist = ['_', 'case', 'match']
iskeyword = frozenset(kwlist).__contains__
issoftkeyword = frozenset(softkwlist).__contains__
`;

export const PURE_MODULES: ReadonlyMap<string, NativeModule> = new Map([
  ['bisect', pythonModule('bisect', BISECT)], ['heapq', pythonModule('heapq', HEAPQ)],
  ['textwrap', pythonModule('textwrap', TEXTWRAP)],
  ['keyword', pythonModule('keyword', KEYWORD)], ['string', pythonModule('string', STRING)],
  ['statistics', pythonModule('statistics', STATISTICS)],
  ['fractions', pythonModule('fractions', FRACTIONS)], ['six', pythonModule('six', SIX)],
  ['six.moves', pythonModule('six.moves', SIX_MOVES)],
  ['unittest', pythonModule('unittest', UNITTEST)],
  ['pprint', pythonModule('pprint', 'def pprint(object, *args, **kwargs):\n    pass\npp = pprint\n', () => ({
    pformat: unknownFn('pprint.pformat', 'library-not-modelled'),
  }))],
]);
