s = 'Hello, World'
print(s.lower(), s.upper(), s.title(), s.swapcase(), s.casefold(), 'hELLO'.capitalize())
print(s.find('o'), s.rfind('o'), s.find('z'), s.index('W'), s.count('l'), s.startswith('Hell'), s.endswith(('x', 'ld')))
print(s.replace('l', 'L'), s.replace('l', 'L', 2), s.split(', '), s.partition(', '), s.rpartition('o'))
print('  pad '.strip(), '|' + '  pad '.lstrip() + '|', '|' + '  pad '.rstrip() + '|', 'xxabcxx'.strip('x'), 'abcba'.strip('ab'))
print('a,b,,c'.split(','), 'a b  c'.split(), 'a b c d'.split(None, 2), 'a b c d'.rsplit(' ', 1), ''.split(), ''.split(','))
print('-'.join(['a', 'b']), ''.join(str(i) for i in range(4)), 'line1\nline2\r\nline3'.splitlines(), 'a\nb'.splitlines(True))
print('abc'.center(9, '*'), 'abc'.ljust(6) + '|', 'abc'.rjust(6, '.'), '42'.zfill(5), '-42'.zfill(5))
print('abc'.isalpha(), '123'.isdigit(), 'a1'.isalnum(), ' '.isspace(), 'Ab'.istitle(), 'ab'.islower(), 'AB'.isupper(), 'x_1'.isidentifier())
print('abc' < 'abd', 'a' * 3, 'ab' + 'cd', 'b' in 'abc', 'z' not in 'abc', len('héllo'), 'a' 'b')
print(s[0], s[-1], s[2:5], s[::-1], s[::2], s[-5:], s[:100], s[5:2])
print('tab\there'.expandtabs(4), 'removeprefix'.removeprefix('remove'), 'file.py'.removesuffix('.py'))
print('abc'.translate(str.maketrans('ab', 'xy')), 'abc'.translate({ord('a'): None, ord('b'): 'BB'}), ord('a'), chr(97), chr(8364))
print(repr('it\'s'), repr("say \"hi\""), repr('both \' and "'), repr('new\nline\ttab\\'), repr('\x00\x7f'), repr('é'), ascii('é€'))
print('%s and %d and %5.2f|%-5s|%05d|%x|%r|%%' % ('str', 42, 3.14159, 'ab', 42, 255, 'q'))
print('%(a)s %(b)03d' % {'a': 1, 'b': 2}, '%s' % (1,), '%s' % [1, 2], '%e' % 12345.678, '%g' % 1e-10, '%g' % 123456789.0, '%+d' % 5)
for f in [lambda: s.index('zz'), lambda: s[50], lambda: 'a' + 1, lambda: 'a' * 'b', lambda: s['x'], lambda: '%d' % 'x', lambda: '%s %s' % (1,), lambda: '%s' % (1, 2), lambda: ''.join([1]), lambda: ord('ab')]:
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
print('a-b_c'.replace('-', '_').split('_'), max('hello'), sorted('hello'), list('abc'), tuple('ab'), set('aa'))
print(b'bytes' + b'!', b'abc'[0], b'abc'[1:], 'é'.encode(), b'\xc3\xa9'.decode(), b'a,b'.split(b','), bytes([65, 66]), bytes(3))
