def show(*makers):
    for make in makers:
        try:
            print(repr(make()))
        except Exception as error:
            print(type(error).__name__, error)

class P:
    def __init__(self): self.x = 3; self.items = [10, 20]
    def __format__(self, spec): return f'P<{spec}>'
    def __repr__(self): return 'P()'

p = P()
w, n = 8, 3
show(
    lambda: '%s %(a)s' % {'a': 1}, lambda: '%*d' % (5, 3), lambda: '%-5d|' % 3, lambda: '%+.3e' % 1234.5, lambda: '%#x' % 255, lambda: '%05.1f' % 2.25, lambda: '%i' % 3.7, lambda: '%d' % 3.99, lambda: '%x' % 3.5, lambda: '%d' % 'x',
    lambda: '%r %a' % ('é', 'é'), lambda: '%c%c' % (65, 'b'), lambda: '%5s|%-5s|' % ('a', 'b'), lambda: '%.2s' % 'abc', lambda: '%%' % (), lambda: 'abc' % [], lambda: 'abc' % {}, lambda: 'abc' % 1, lambda: '%s' % [1, 2], lambda: '%s' % {'a': 1}, lambda: '%(b)d' % {'a': 2}, lambda: '%(a)s' % 1,
    lambda: '%d' % True, lambda: '%g' % 1e-5, lambda: '%G' % 1e-10, lambda: '%s' % None, lambda: '% d' % 5, lambda: '%o' % 8, lambda: '%#o' % 8, lambda: '%X' % 255, lambda: '%u' % 3, lambda: '%ld' % 3, lambda: '%z' % 1, lambda: '%' % 1, lambda: '%c' % 'ab', lambda: '%s %s' % 1, lambda: '%s' % (1, 2), lambda: '%s' % ((1, 2),), lambda: '%.3d' % 5, lambda: '%08.3f' % -3.14159, lambda: '%f' % float('inf'), lambda: '%5.1f%%' % 12.345, lambda: '%.0f' % 2.5, lambda: '%s' % p, lambda: '%e' % 0,
    lambda: '{!r:>5}'.format('a'), lambda: '{0.real}'.format(1), lambda: '{0[1]}'.format([1, 2]), lambda: '{0[a]}'.format({'a': 5}), lambda: '{:{}}'.format('a', 5), lambda: '{:{w}.{p}}'.format('abcdef', w=5, p=2), lambda: '{{}}'.format(), lambda: '{!z}'.format(1), lambda: '{a.b}'.format(a=1), lambda: '{0[}'.format([1]), lambda: '{:}}'.format(1), lambda: '{'.format(1), lambda: '{0'.format(1), lambda: '}'.format(1), lambda: '{}{0}'.format(1), lambda: '{0}{}'.format(1), lambda: '{}'.format(), lambda: '{a}'.format(), lambda: '{:d}'.format('a'), lambda: '{!rr}'.format(1),
    lambda: '{:,}'.format(1234567), lambda: '{:_x}'.format(0xffffff), lambda: '{:>10}'.format(None), lambda: '{:.3}'.format(1.23456), lambda: '{:e}'.format(12345), lambda: '{:%}'.format(0.256), lambda: '{:08.3f}'.format(-3.14159), lambda: '{:+}'.format(3), lambda: '{:n}'.format(1000), lambda: '{:c}'.format(65), lambda: '{:#b}'.format(5), lambda: '{:^+10.2f}|'.format(3.14159), lambda: '{x} {y}'.format(**{'x': 1, 'y': 2}), lambda: '{0.x} {0.items[1]}'.format(p), lambda: '{:abc}'.format(p), lambda: '{!r}'.format(p), lambda: '{a}'.format_map({'a': 1}), lambda: '{b}'.format_map({'a': 1}), lambda: '{:>{w}}'.format('x', w=4),
    lambda: format(True, 'd'), lambda: format(True, ''), lambda: format(True, '5'), lambda: format(1e16, ''), lambda: format(1e22, 'f'), lambda: format(123456.0, '.6'), lambda: format(1234.5, ',.2f'), lambda: format(1234, '010,'), lambda: format(float('inf'), '010'), lambda: format(float('nan'), '+'), lambda: format(2.5, '.0f'), lambda: format(0.5, '.0f'), lambda: format(1.005, '.2f'), lambda: format(-0.0, ''), lambda: format(-0.001, 'z.1f'),
    lambda: format(123456789.0, 'g'), lambda: format(0.00001234, 'g'), lambda: format(100000, 'g'), lambda: format(1e6, 'g'), lambda: format(3, '.2f'), lambda: format(3, '.2'), lambda: format(10 ** 20, ','), lambda: format(10 ** 20, 'e'), lambda: format(5, '<+5'), lambda: format(5, 'x<5'), lambda: format('a', '05'), lambda: format('a', '=5'), lambda: format('a', '+'), lambda: format('a', ','), lambda: format(3, ',x'), lambda: format(3, '_x'), lambda: format(3.0, ',e'), lambda: format(1.5, 'x'), lambda: format(1, '5.'), lambda: format(1, '1,,'), lambda: format(1, 'ss'), lambda: format(1, 'zz'), lambda: format(1.0, '#.0f'), lambda: format(1.0, '#g'), lambda: format([], 'x'), lambda: format([1], ''), lambda: format(1, 's'), lambda: format('a', 'd'), lambda: format(1 + 2j, '.2f'), lambda: format(-255, '#010x'), lambda: format(-5, '=+6'), lambda: format(12345.678, '_.1f'), lambda: format(0.1, '.20f'), lambda: format(1e-7, '.3'), lambda: format(99999.5, '.5'), lambda: format(0, '.3e'), lambda: format(9.995, '.2f'), lambda: format('abc', '.2'), lambda: format('abc', '^7.2'), lambda: format(3, 'b'), lambda: format(1e100, 'g'), lambda: format(0.000123456, '.3g'), lambda: format(1.0), lambda: format(12345678.9, ','), lambda: format(255, '#X'), lambda: format(255, 'o'),
    lambda: f'{p.x:>{w}}', lambda: f'{3.14159:.{n}f}', lambda: f'{p!r:>6}', lambda: f'{p:q}', lambda: f'{w=}', lambda: f'{w = :4}', lambda: f'{"a"!r}', lambda: f'{{}}', lambda: f'{1:02}{2:02d}', lambda: f'{None}', lambda: f'{None:5}', lambda: f'{[1, 2]}', lambda: f'{1.5:5}|', lambda: f'{True:5}|', lambda: f'{True}', lambda: f'{10**6:,d}', lambda: f'{0.5:.0%}', lambda: f'{p.items[0]}', lambda: f'{"x":*^5}', lambda: f'{w:{n}}',
)
