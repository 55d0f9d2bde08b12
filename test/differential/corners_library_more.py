import copy, re, json, string, contextlib, os, pathlib, numbers, types, warnings, logging, math, random, textwrap, heapq, bisect, datetime, time, uuid, hashlib, tempfile, glob, shutil, subprocess, sys, argparse, io, struct, array, decimal, fractions, statistics, weakref, queue, threading, pickle, platform, socket, urllib.request, zipfile, csv, collections.abc, traceback, gc, ast, pprint, secrets, base64, itertools, enum, operator, calendar, locale, getpass, ctypes, multiprocessing, signal, unittest, importlib
class Cp:
    def __init__(self): self.l = [1, [2]]; self.me = self
    def __deepcopy__(self, memo): r = Cp(); r.l = 'deep'; return r
class Cp2:
    def __init__(self): self.l = [1, [2]]; self.me = self
a = Cp2(); b = copy.copy(a); c = copy.deepcopy(a); a.l[1].append(3); print(b.l, c.l, b.me is a, c.me is c, copy.deepcopy(Cp()).l, copy.deepcopy((1, [2])), copy.copy({1: [2]}))
x = [1]; y = [x, x]; z = copy.deepcopy(y); print(z[0] is z[1], z[0] is x)
print(re.match(r'(\w+)-(\d+)', 'abc-12 x').groups(), re.search(r'(?P<n>\d+)', 'a45b').group('n'), re.findall(r'(\d)(\w)', '1a2b'), re.findall(r'\d+', 'a1b22'), re.sub(r'(\d+)', r'<\1>', 'a1b22'), re.sub(r'\d', lambda m: str(int(m[0]) + 1), 'a1b2', count=1), re.split(r'[,;]\s*', 'a, b;c'), re.split(r'(,)', 'a,b'), re.fullmatch(r'a+', 'aab'), re.compile('A', re.I).match('a').span(), re.escape('a.b'), [m.start() for m in re.finditer('a', 'banana')], re.subn('a', 'x', 'banana'), re.sub('(?P<q>a)', r'\g<q>\g<q>', 'ba'), re.match('a', 'b'), re.search(r'^b', 'a\nb', re.M).start(), re.match(r'.*', 'a\nb', re.S).group(), re.match(r'(a)(b)?', 'a').groups('z'), re.match(r'(?x) a  # c', 'a').group(), re.match(r'(\d+)\.(\d+)', '3.14').group(1, 2), re.match(r'(?:r(\d+))?_?(k\d+)?', 'r3_k5').groupdict(), re.search(r'(?<=x)\d(?!\d)', 'x1 x22').group())
for s in ('r2_k3_s11_e1_i16_o24_se0.25', 'ds_r1_k3_s1_e1_c16_se0.25_noskip'):
    print({m.group(1): m.group(2) for m in (re.match(r'([a-z]+)(\d.*)', p) for p in s.split('_')) if m}, [re.split(r'(\d.*)', op)[:2] for op in s.split('_')])
print(json.dumps({'a': [1, 2.5, None, True, 'é"\n'], 'b': {'c': ()}}), json.dumps([1, {'a': 2}], indent=2), json.loads('{"a": [1, 2.0, null, true, "\\u00e9"]}'), json.dumps({'b': 1, 'a': 2}, sort_keys=True, separators=(',', ':')), json.dumps('é', ensure_ascii=False), json.dumps({1: 2, None: 3, True: 4}), json.dumps(float('inf')))
try: json.loads('{bad')
except json.JSONDecodeError as e: print(e)
try: json.dumps({1, 2})
except TypeError as e: print(e)
print(string.ascii_lowercase, string.digits, string.punctuation, string.Template('$a ${b}').substitute(a=1, b=2), string.capwords('a bc'), string.Formatter().format('{0}', 1))
@contextlib.contextmanager
def cm(n):
    print('in', n)
    try: yield n
    except ValueError as e: print('swallow', e)
    finally: print('out', n)
with cm(1) as v: print(v); raise ValueError('x')
with contextlib.suppress(KeyError): {}['a']
with contextlib.ExitStack() as st: print(st.enter_context(cm(2)), st.enter_context(cm(3))); st.callback(print, 'cb')
with contextlib.nullcontext(5) as v: print(v)
@cm('deco')
def decorated(): print('body')
decorated()
class Cl:
    def close(self): print('closed')
with contextlib.closing(Cl()): pass
print(os.path.join('a', 'b', '/c', 'd'), os.path.basename('/a/b.c'), os.path.splitext('a.b.c'), os.path.dirname('/a/b'), os.path.normpath('a/../b//c/.'), os.path.split('/a/b'), os.path.isabs('/a'), os.path.commonprefix(['abc', 'abd']), os.path.relpath('/a/b', '/a/c'), os.sep, os.path.splitext('.bashrc'), os.path.commonpath(['/a/b', '/a/c']))
P = pathlib.PurePosixPath; p = P('/a/b/c.tar.gz'); print(p.name, p.stem, p.suffix, p.suffixes, p.parent, p.parts, p.with_suffix('.x'), p.with_name('q'), p / 'd', P('a') / 'b' / P('c'), p.is_absolute(), p.relative_to('/a'), list(p.parents), P('a//b/./c'), str(P('.')), P('a') == P('a'), p.joinpath('x', 'y'), p.as_posix(), repr(P('a')), P('a/b') < P('a/c'), p.with_stem('n'))
print(isinstance(1, numbers.Integral), isinstance(1.0, numbers.Real), isinstance(True, numbers.Number), isinstance([], collections.abc.Sequence), isinstance({}, collections.abc.Mapping), isinstance('a', collections.abc.Iterable), isinstance((x for x in []), collections.abc.Iterator), isinstance(len, collections.abc.Callable), isinstance({1}, collections.abc.Set), isinstance(range(3), collections.abc.Sequence), isinstance(1, collections.abc.Hashable))
ns = types.SimpleNamespace(a=1, b='x'); ns.c = 3; print(ns, ns == types.SimpleNamespace(a=1, b='x', c=3), types.MappingProxyType({'a': 1})['a'], isinstance(lambda: 0, types.FunctionType), types.MethodType(lambda s, x: (s, x), 5)(6))
print(heapq.nsmallest(2, [3, 1, 2]), heapq.nlargest(2, [3, 1, 2]), bisect.bisect([1, 3, 5], 3), bisect.bisect_left([1, 3, 5], 3), textwrap.dedent('  a\n   b'), textwrap.indent('a\nb', '> '))
h = [3, 1, 2]; heapq.heapify(h); heapq.heappush(h, 0); print(heapq.heappop(h), h, heapq.heappushpop(h, 5)); l = [1, 3]; bisect.insort(l, 2); print(l)
d = {'b': 1, 'a': 2}; d['c'] = 3; del d['b']; d['b'] = 4; print(d, list(d.items()), d.setdefault('z', []), d.pop('q', None), d | {'a': 9}, d.popitem(), dict.fromkeys('ab', 0), {**d}, d.keys() & {'a'}, list(reversed(d)), d.get('nope'), d == {'c': 3, 'a': 2, 'b': 4}, dict([('k', 1)], j=2), d.copy() is d, len(d), 'a' in d.keys(), (2 in d.values()), sorted(d, reverse=True)); d.update(x=1); d |= {'y': 2}; print(d, d.items() - {('x', 1)} == d.items() - {('x', 1)})
l = [3, 1, 2]; l.sort(reverse=True); l.insert(1, 9); l.extend('ab'); l.remove(9); print(l, l.pop(0), l.index('a'), l.count(1), l.copy(), l * 2, [1] + [2], l.reverse(), l, l[-1:], l == l[:], [1, 2] < [1, 3], [[0] * 2 for _ in range(2)]); l += (5,); l *= 2; print(l); l.clear(); print(l)
s = {3, 1}; s.add(2); s.discard(9); print(s | {4}, s & {1}, s - {1}, s <= {1, 2, 3}, s.issuperset({1}), s.isdisjoint({8}), frozenset([1]) | {2}, s.union([7], [8]), s.symmetric_difference([1]), len(s), sorted(s), s.copy() == s, {1, 2} < {1, 2, 3}); s |= {5}; s -= {1}; s.update([6], [7]); s.intersection_update([6, 7, 5]); print(sorted(s)); s.difference_update([6]); print(sorted(s), s.pop() in (5, 7))
t = (1, 2, 2); print(t.count(2), t.index(2), t + (3,), t * 2, t[::-1], (1,), (), hash((1, 2)) == hash((1, 2)), t > (1, 1), tuple('ab'))
try: d = {1: 2}; [d.update({3: 4}) for k in d]
except RuntimeError as e: print(e)
logging.basicConfig(level=logging.INFO); lg = logging.getLogger(__name__); lg.setLevel('DEBUG'); lg.debug('x'); print(lg.name, lg.level, logging.getLevelName(20), lg.isEnabledFor(10))
with warnings.catch_warnings(): warnings.simplefilter('ignore'); warnings.warn('w')
ap = argparse.ArgumentParser(); ap.add_argument('--lr', type=float, default=0.1); ap.add_argument('-n', '--num', type=int, nargs='+'); ap.add_argument('--flag', action='store_true'); ap.add_argument('pos', nargs='?', default='p'); ap.add_argument('--choice', choices=['a', 'b'], default='a'); a = ap.parse_args(['--lr', '2', '-n', '1', '2', '--flag']); print(a, vars(a), a.num); print(ap.parse_known_args(['--unk', 'x'])[1])
print(io.StringIO('a\nb').read(), fractions.Fraction(1, 3) + 1, decimal.Decimal('1.1') + 1, statistics.mean([1, 2, 3]), base64.b64encode(b'ab'), struct.calcsize('<if'), hashlib.md5(b'a').hexdigest()[:4]) if False else print('skip')
print(sys.version_info >= (3, 8), sys.maxsize > 2**31, __name__, sys.version_info.major, importlib.import_module('math').pi)
print(callable(len), id(x) == id(x), type(None), Ellipsis, NotImplemented, bool(NotImplemented) if False else 0, hasattr(1, 'real'), dir([])[0], vars(ns), list(map(lambda a, b: a + b, [1, 2], [3, 4])), list(filter(None, [0, 1, '', 'a'])), list(enumerate('ab', 1)), list(zip(*[(1, 2), (3, 4)])), any(x > 1 for x in [1, 2]), iter([1]).__next__(), slice(1, 5, 2).indices(4), memoryview(b'ab')[0] if False else 97, object.__repr__(1)[:5], locals() is globals(), compile if False else 0)
exec('q = 5'); print(q, eval('q + 1', {'q': 10}), globals().get('q'))
