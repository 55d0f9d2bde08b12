# Strings and numbers printing.
for v in [0.1, 1e+22, 1e+21, 123456789012345678, 1.0, -0.0, 1e-05, 0.0001, 3.14e-10, 2.5e+30,
    1 / 3, 100.0, 100000.0, 123456.789, float('inf'), float('nan'), 1e+16, 9007199254740992.0,
    5e-324, 0.30000000000000004]:
    print(v, repr(v), f'{v:.3f}', f'{v:g}', f'{v:.3g}', f'{v:10.2e}', f'{v:,.1f}', '%.4g' % v,
        format(v, '.2%'), str(v), f'{v:+.1f}', f'{v:010.3f}')
for n in [0, 7, -7, 1234567, 2 ** 64, -2 ** 70]:
    print(n, f'{n:,}', f'{n:_}', f'{n:x}', f'{n:#b}'[:12], f'{n:+d}', f'{n:>12}|{n:<12}|{n:^12}',
        f'{n:e}', f'{n:.1f}', '%d %5d %-5d| %05d %x' % (n, n, n, n, abs(n)))
print([1.0, 2.5], (1e-7,), {'a': 0.1}, [True, None], 1_000, 0x_ff, 0b1, 1e3, .5, 5., 1j, 2.5j, complex(1.5, -2))
print(repr('tab\t'), repr("it's"), repr('"q"'), repr('both\'"'), repr('\\'), repr('\x1b[0m'), 'a\rb'.splitlines())
print('é'.encode('utf-8'), ascii('é'), 'x'.ljust(3, '-'), '%-10s|%10s|' % ('ab', 'cd'), '%5.2f%%' % 99.5)
print('{:>8.3}'.format('abcdef'), '{:.3}'.format(3.14159), '{:5}|{:<5}|{:^5}|{:>5}|'.format(1, 2, 3, 4))
print('{:5}|'.format('a'), '{!r:^7}|'.format('a'), '{:=+8d}'.format(42), '{:#06x}'.format(255))
print(1, 'a', sep='-', end='!\n')
print()
print(*[1, 2], sep='\n')
print('a', None, [], {})
print('multi', 'args', sep='')
print('x', end='')
print('y')
