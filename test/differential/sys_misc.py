import sys, string, textwrap, warnings, logging, numbers, random, time
print(sys.version_info >= (3, 7), sys.version_info[0], sys.version_info.major, sys.version_info[:2] >= (3, 8), sys.platform, sys.maxsize, isinstance(sys.argv, list), sys.byteorder, sys.maxsize > 2 ** 32, sys.float_info.epsilon, sys.getrecursionlimit() > 0)
sys.stdout.write('written\n'); sys.stdout.flush(); print('to stderr', file=sys.stderr) if False else print('ok')
print(string.ascii_lowercase, string.digits, string.punctuation, string.capwords('a bc'), string.Template('$a ${b} $$').substitute(a=1, b=2))
print(textwrap.dedent('''
    a
      b
    c
'''), textwrap.indent('a\nb', '> '), textwrap.wrap('the quick brown fox jumps', 10), textwrap.fill('aa bb cc', 5), textwrap.shorten('hello world foo', 12))
warnings.warn('quiet'); warnings.filterwarnings('ignore'); warnings.simplefilter('ignore')
with warnings.catch_warnings(): warnings.warn('x', DeprecationWarning)
log = logging.getLogger(__name__); log.info('nothing %s', 1); log.setLevel(logging.INFO); print(log.name, log.level, logging.INFO, logging.getLevelName(30), log is logging.getLogger('__main__'), log.isEnabledFor(logging.DEBUG)); logging.basicConfig(level=logging.WARNING)
print(isinstance(3, numbers.Number), isinstance(2.5, numbers.Integral), isinstance(True, numbers.Integral), isinstance(1j, numbers.Complex), isinstance('a', numbers.Number), isinstance(1.0, numbers.Real))
random.seed(0); time.time; print(random.choice([7]))
try: sys.exit(3)
except SystemExit as e: print('exit', e.code, e.args)
try: raise SystemExit
except SystemExit as e: print(e.code)
import bisect, heapq
a = [1, 3, 5]; print(bisect.bisect(a, 3), bisect.bisect_left(a, 3), bisect.bisect_right(a, 9)); bisect.insort(a, 4); print(a)
h = [5, 1, 4]; heapq.heapify(h); heapq.heappush(h, 0); print([heapq.heappop(h) for _ in range(4)], heapq.nlargest(2, [1, 5, 3]), heapq.nsmallest(2, [4, 2, 9], key=lambda x: -x), heapq.heappushpop([2, 3], 1))
import statistics; print(statistics.mean([1, 2, 3, 4]), statistics.median([3, 1, 2]), statistics.mean([1.5, 2.5]), round(statistics.stdev([1, 2, 3, 4]), 6), statistics.mode([1, 1, 2]))
from fractions import Fraction; print(Fraction(1, 3) + Fraction(1, 6), Fraction('0.25'), Fraction(3, 6), repr(Fraction(2)), Fraction(1, 2) * 4, float(Fraction(1, 4)), Fraction(1, 2) < 0.6)
import types; ns = types.SimpleNamespace(a=1, b='x'); ns.c = 2; print(ns, ns.a, vars(ns), ns == types.SimpleNamespace(a=1, b='x', c=2), isinstance(len, types.BuiltinFunctionType), isinstance(lambda: 0, types.FunctionType), isinstance(sys, types.ModuleType), types.NoneType, isinstance((i for i in []), types.GeneratorType), isinstance(ns, types.SimpleNamespace))
mp = types.MappingProxyType({'a': 1}); print(mp['a'], len(mp), list(mp), mp)
try: mp['b'] = 1
except TypeError as e: print(e)
import weakref
class W: pass
w = W(); r = weakref.ref(w); print(r() is w)
