# A subclass of str is text to the library.
import re, os
class V(str):
    def __ge__(self, o): return 'ge'
v = V('1.13.1')
print(v, v >= 'x', v.split('.'), int(v[0]), float(v[:4]), v.startswith('1.'), v in ['1.13.1'], '1.1' in v, f'{v}', '%s' % v, v + 'a', 'a' + v, {v: 1}['1.13.1'], {'1.13.1': 2}[v], re.match(r'(\d+)\.(\d+)', v).groups(), tuple(map(int, v.split('.'))), repr(v), len(v), str(v), type(str(v)), v == '1.13.1', v != '1', '1.13.1' == v, isinstance(v, str), v.replace('.', '') , '{}'.format(v), v.rsplit('.', 1), re.sub(r'\D', '', v), re.search(r'\d+', v).group(), v[::-1], list(v)[:3], v.partition('+')[0], ''.join([v, v]), os.path.join('a', v), hash(v) == hash('1.13.1'), v is None, bool(v), max(v, 'b'), sorted([v, 'a']), v.encode(), re.split(r'\.', v), int(V('12')), float(V('1.5')), v < 'x', eval(V('1+1')), getattr(v, V('upper'))(), dict(**{V('k'): 2}), V('a%d') % 3, v.count('1'), V(' x ').strip(), type(v.strip()), v.isdigit())
