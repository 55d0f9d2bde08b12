# Fstrings.
x, y, w, p = 3.14159, 'abc', 10, 2
print(f'{x:.2f}|{x:{w}.{p}f}|{y!r:>8}|{y!s:^7}|{x=}|{y=!s}|{x=:.1f}|{ x = }|{{}}|{"q" + y}')
print(f'{1000000:,} {1234567.891:,.2f} {255:#x} {255:#b} {255:08b} {255:o} {-5:+d} {5: d}')
print(f'{0.25:.1%} {10000000000.0:g} {1e-07:e} {12345:e} {True:d} {True}')
print(f'{"left":<10}|{"right":>10}|{"mid":^10}|{"fill":*^10}|{5:05d}|{-5:05d}|{5:<5}|{5:=+5}|{"s":5}|{5:5}|')
print(f'{[1, 2]!r} {(1,)} { {"a": 1}["a"] } {(lambda a: a * 2)(4)} {x if x > 3 else y}')
print(f'''multi
{y
} line''', f"{'nested ' + f'{y}'}", f'{y:{">" if x else "<"}{w}}')
class F:
    def __format__(self, spec): return f'<{spec}>'
    def __str__(self): return 'str'
    def __repr__(self): return 'repr'
print(f'{F()} {F():abc} {F()!s} {F()!r:>6} {F()!a}')
import datetime
print(f'{3:{"0"}{4}d}', f'{1.5:n}', f'{10:_}', f'{1234567:_d}', f'{0xffff:_x}', f'{3+4j:.1f}', f'{float("nan"):5}')
print(f'{float("inf"):+}')
try: f'{"a":d}'
except ValueError as e: print(e)
try: f'{1.5:d}'
except ValueError as e: print(e)
try: f'{[]:5}'
except TypeError as e: print(e)
try: f'{3:.2d}'
except ValueError as e: print(e)
print(f'{"abc":.2} {"abc":5.1}| {x!r:.4}')
