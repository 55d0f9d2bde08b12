print(0.1 + 0.2, 1 / 3, 2 / 3, 1e100, 1e16, 1e15, 123456789012345680.0, 1.0, -0.0, 1e-5, 0.0001, 1e22, 1.5e300 * 1e10)
print(float('inf'), float('-inf'), float('nan'), float('1e3'), float(' 2.5 '), float('1_000.5'))
print(7.5 // 2, -7.5 // 2, 7.5 % 2, -7.5 % 2, 7.5 % -2, divmod(7.5, 2), 2.0 ** 0.5, 2 ** 0.5, (-8) ** 2)
print(round(2.675, 2), round(0.5), round(1.5), round(2.5), round(1e20), round(3.14159, 3), round(-0.5), round(123.456, -1))
print(int(1e18), int(1e20), (0.5).as_integer_ratio(), (2.0).is_integer(), (2.5).is_integer(), 1.5.hex(), 3.0 == 3)
print(float('nan') == float('nan'), float('inf') > 10 ** 300, hash(1.0) == hash(1), 1e308 * 10, -1e308 * 10)
print(str(1e10), repr(1.1), str(100.0), str(1e17), str(123456.789), 5e-324, 1.7976931348623157e308)
print(0.1 * 3, 1.1 + 2.2, 4.35 * 100, 1.005 * 1000, 3.0 * 1.1, 1 - 0.9, 100 * 1.1)
for f in [lambda: 1.0 / 0, lambda: 1.0 % 0, lambda: 1.0 // 0, lambda: float('x'), lambda: float(None), lambda: int(float('nan')), lambda: int(float('inf')), lambda: 2.0 ** 10000, lambda: 0.0 ** -1]:
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
print((-8) ** (1 / 3))
print(1j * 1j, (1 + 2j) * (3 - 1j), abs(3 + 4j), (1 + 2j).conjugate(), complex(1, -1), complex('1+2j'), (2j).imag)
print(sum([0.1] * 10), sum([0.1] * 10) == 1.0, max(1.5, 2), min(2, 1.5), abs(-2.5))
