rows = [('conv1', 64, 0.123456), ('bn', 128, 12.5), ('a_long_name', 3, 1e-05)]
for n, c, v in rows: print('{:<12}|{:>6}|{:10.4f}|{:e}'.format(n, c, v, v))
print('-' * 30); print('%-10s%5d' % rows[0][:2]); print('\t'.join(map(str, rows[0]))); print('{:=^30}'.format(' end '))
print(f"{'name':<10}{'params':>10}", f'{12345678:,}', f'{0.5:.0%}', f'{1234.5:>12,.1f}|', f'{-7:+d}', f'{7: d}', f'{255:#06x}', f'{3:03d}', f'{"x":_>4}', f'{True!s:>6}', f'{None!r:<6}|')
print('a\\b', r'a\b', 'tab\tx', "quote's", 'dq"', '''tri'ple"''', 'uni\u00e9', '\x41', 'line\
continued', 'oct\101')
print('abc'[::-1], 'hello world'.title(), 'snake_case_name'.replace('_', ' ').title().replace(' ', ''), ''.join(w.capitalize() for w in 'make_layer'.split('_')), 'CamelCase'.lower())
path = 'features.0.conv.weight'; print(path.split('.', 1), path.rsplit('.', 1)[0], path.startswith('features'), '.'.join(path.split('.')[:-1]), path.split('.')[1].isdigit(), path.count('.'), path.find('conv'), path.replace('features.', '', 1))
print(str([1, 'a', None, 2.0, (3,), {'k': [True]}]), repr('a\nb'), str('a\nb') == 'a\nb', str(b'a'), str((1,)), str({1}), str({}), str(set()), repr(''), str([[]]), str(1e3), str([1.0, 2.5e-10]), str(...), str(NotImplemented), str(int), str(range(3)))
print('é'.encode('utf-8'), len('日本'), '日本'[1], 'ß'.upper(), 'İ'.lower() == 'i̇', 'ǆ'.title(), '𝄞', len('𝄞'), '𝄞x'[1], '\u2028'.isspace(), 'a\u0301', [c for c in 'a𝄞b'], '😀'.encode('utf-8'), 'x😀y'.find('y'), 'x😀y'[::-1])
print('abc' in 'xabcx', 'a' < 'B', 'Z' < 'a', '10' < '9', 'a' * 0, 'ab' * -1, max(['a', 'ab']), sorted(['b', 'B', 'a', '_', '1']), 'a' == 'a', 'abc' > 'abd', min('zebra'))
t = 'The quick brown fox'; print({w: len(w) for w in t.split()}, t.lower().count('o'), [w[0] for w in t.split()], t.split()[-1][::-1], t[4:9].upper(), t.index('q'), t.swapcase(), 'x'.join('abc'), t.encode()[:3], t.isascii(), 'é'.isascii(), t.zfill(25))
for v in [0.1, 1.0, 100, 1e16, 1e-4, 123456789.123, 5e-324, 1e21, 2 ** 53, -0.0, 3.0000000000000004]: print(v, repr(v), f'{v}', f'{v:.3f}', f'{v:g}', '%s' % v, '%.2e' % v, sep=' | ')
