x, y, name = 42, 3.14159265, 'conv1'
print(f'{x}', f'{x:5d}|', f'{x:<5}|', f'{x:^7}|', f'{x:05}', f'{x:+d}', f'{x:,}', f'{1234567:,}', f'{1234567.891:,.2f}', f'{x:b}', f'{x:#x}', f'{x:o}')
print(f'{y:.2f}', f'{y:8.3f}|', f'{y:e}', f'{y:g}', f'{y:.0f}', f'{y:%}', f'{0.256:.1%}', f'{1e10:g}', f'{y:10.4}|', f'{100.0:g}', f'{y:+.1f}')
print(f'{name!r}', f'{name:>10}|', f'{name:*^11}', f'{name!s:.3}', f'{name.upper()}', f'{name[0]}', f'{x + 1 = }', f'{name=}', f'{x=:4d}')
w, p = 10, 3
print(f'{y:{w}.{p}f}|', f'{x:>{w}}|', f"{'nested ' + f'{x}'}", f'{{literal}}', f'{x!r:>5}|', f'{None}', f'{[1, 2]}', f'{(1,)}', f'{True:d}', f'{True}')
print('{} {}'.format(1, 2), '{1} {0}'.format(1, 2), '{a} {b:.1f}'.format(a=1, b=2), '{0[1]} {1.real}'.format([1, 2], 3), '{:>5}|{:<5}|'.format('a', 'b'))
print('{!r}'.format('x'), '{:{}}|'.format('x', 4), '{0}{0}'.format('ab'), '{x[k]}'.format(x={'k': 'v'}), '{{}}'.format())
print(format(255, 'x'), format(1.5, '.3f'), format('s', '>3'), format(10 ** 6, '_'), format(-5, '06d'), format(3, ' d'), format(1e6, ',.1f'))
print(f'{1e-7:.3g}', f'{123456789:.3e}', f'{0.1 + 0.2:.20f}', f'{1/3:.17g}', f'{5:3}|', f'{"a":3}|', f'{2.0}', f'{1e100}', f'{float("inf")}', f'{float("nan"):5}|')
class P:
    def __init__(self, v): self.v = v
    def __format__(self, spec): return f'P<{self.v}:{spec}>'
    def __str__(self): return 'str'
    def __repr__(self): return 'repr'
print(f'{P(1)}', f'{P(2):abc}', f'{P(3)!s}', f'{P(4)!r:>6}', str(P(5)), [P(6)], '{}'.format(P(7)))
class Q: pass
for f in [lambda: f'{Q():x}', lambda: '{:d}'.format('a'), lambda: '{:d}'.format(1.5), lambda: '{} {}'.format(1), lambda: '{a}'.format(), lambda: format('a', 'd'), lambda: '{:q}'.format(1)]:
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
print(f'''multi
line {x}''', rf'\d{x}', f'{x}' 'joined' f'{y:.1f}')
print(f'{"a" if x else "b"}', f'{[i for i in range(3)]}', f'{ {"k": 1}["k"] }', f'{(lambda v: v * 2)(4)}')
