def show(*makers):
    for make in makers:
        try:
            print(repr(make()))
        except Exception as error:
            print(type(error).__name__, error)

show(
    lambda: 7 // 2, lambda: -7 // 2, lambda: 7 % -3, lambda: -7 % 3, lambda: 7 / 2, lambda: 2 ** 10, lambda: 2 ** -1,
    lambda: 2 ** 100, lambda: (2 ** 70) // 3, lambda: (-2 ** 70) % 7, lambda: 10 ** 20 / 3, lambda: 1 << 65, lambda: -5 >> 1,
    lambda: 5 & 3, lambda: -5 | 3, lambda: 5 ^ 1 << 40, lambda: ~5, lambda: True + True, lambda: True & False, lambda: True | 2,
    lambda: 1 // 0, lambda: 1 % 0, lambda: 1 / 0, lambda: 1.0 // 0, lambda: 1.0 % 0, lambda: 2.0 ** 5000, lambda: 0.0 ** -1,
    lambda: (-8) ** 0.5, lambda: 7.5 // 2, lambda: -7.5 // 2, lambda: -7.5 % 2, lambda: 7.5 % -2, lambda: 5.0 % 3, lambda: 1e308 * 10,
    lambda: 0.1 + 0.2, lambda: 1 / 3, lambda: 1e16, lambda: 1e15, lambda: 123456789.123, lambda: 1e-5, lambda: 0.0001, lambda: -0.0,
    lambda: float('inf') - float('inf'), lambda: float('-inf'), lambda: 1 == 1.0, lambda: 1 < 1.5, lambda: 2 ** 60 == 2.0 ** 60,
    lambda: 10 ** 30 > 1e29, lambda: float('nan') == float('nan'), lambda: 3 < 'a', lambda: 3 + 'a', lambda: 3 * 'ab', lambda: None + 1,
    lambda: -None, lambda: ~1.5, lambda: int('12'), lambda: int(' -12 '), lambda: int('0x1f', 16), lambda: int('z', 36), lambda: int('0b11', 0),
    lambda: int('1_000'), lambda: int('x'), lambda: int('12', 1), lambda: int([]), lambda: int(3.9), lambda: int(-3.9), lambda: int('3.5'),
    lambda: int(float('inf')), lambda: int(float('nan')), lambda: int(True), lambda: int(), lambda: int(x=1), lambda: int(1e20),
    lambda: float('1e3'), lambda: float(' 1_0.5 '), lambda: float('x'), lambda: float([]), lambda: float('-Infinity'), lambda: float(),
    lambda: round(2.5), lambda: round(3.5), lambda: round(-2.5), lambda: round(2.675, 2), lambda: round(0.125, 2), lambda: round(1234, -2),
    lambda: round(1250, -2), lambda: round(1e22, 3), lambda: round(5), lambda: round(5.5, None), lambda: round(2.5, 0), lambda: round('a'),
    lambda: round(1.5, 400), lambda: round(123.456, -1), lambda: round(True), lambda: abs(-3), lambda: abs(-2.5), lambda: abs(3 + 4j), lambda: abs('a'),
    lambda: divmod(7, 2), lambda: divmod(-7, 2), lambda: divmod(7.5, 2), lambda: divmod('a', 1), lambda: pow(2, 10), lambda: pow(2, 10, 1000),
    lambda: pow(3, -1, 7), lambda: pow(2, 3, 0), lambda: pow(2.0, 3, 5), lambda: (255).bit_length(), lambda: (7).bit_count(), lambda: (1).real,
    lambda: (5).numerator, lambda: (5).denominator, lambda: (0.75).as_integer_ratio(), lambda: (10).as_integer_ratio(), lambda: (2.0).is_integer(),
    lambda: (255).to_bytes(2, 'big'), lambda: (-1).to_bytes(2, 'little', signed=True), lambda: int.from_bytes(b'\x01\x00', 'big'),
    lambda: int.from_bytes(b'\xff', 'big', signed=True), lambda: (300).to_bytes(1, 'big'), lambda: (1.5).hex(), lambda: float.fromhex('0x1.8p+1'),
    lambda: (0.1).hex(), lambda: bin(10), lambda: hex(-255), lambda: oct(8), lambda: bin(1.5), lambda: chr(97), lambda: ord('a'), lambda: ord('ab'), lambda: chr(-1),
    lambda: hash(1), lambda: hash(1.0), lambda: hash(-1), lambda: hash(2 ** 61), lambda: hash(0.5), lambda: hash(True), lambda: hash([]),
    lambda: sum([1, 2, 3]), lambda: sum([0.1] * 3), lambda: sum([[1], [2]], []), lambda: sum('ab'), lambda: sum(['a'], ''), lambda: sum([1], start=5),
    lambda: max(1, 2), lambda: max([3, 1]), lambda: min([]), lambda: max([], default=4), lambda: max('abc', 'ab', key=len), lambda: min(3, 1.5), lambda: max(1, 'a'),
    lambda: max(), lambda: complex(1, 2) * 1j, lambda: complex('1+2j'), lambda: 1j ** 2, lambda: (1 + 2j) / (1 - 1j), lambda: (1 + 2j).conjugate(),
    lambda: -1j, lambda: complex(1), lambda: complex('a'), lambda: (1 + 2j).imag, lambda: 1j < 2, lambda: (2j).real, lambda: 1 + 2j == complex(1, 2),
    lambda: bool([]), lambda: bool('a'), lambda: bool(0.0), lambda: not 1, lambda: isinstance(True, int), lambda: True == 1, lambda: int.__add__(1, 2),
    lambda: (1).__add__(1.5), lambda: (1.5).__add__(1), lambda: int.__add__('a', 1), lambda: (5).__divmod__(3), lambda: (2).__pow__(3, 5), lambda: (3).__rsub__(10),
    lambda: 5 .__class__, lambda: type(5).__name__, lambda: 2 ** 0.5, lambda: 10 // 3.0, lambda: 3 - -3, lambda: +True, lambda: -True, lambda: 1_000_000, lambda: 0xff,
    lambda: 1e400, lambda: 5e-324, lambda: 1.7976931348623157e308, lambda: 2 ** 53 + 1.0, lambda: (2 ** 53 + 1) * 1, lambda: 9007199254740993 // 2, lambda: 3 ** 40,
)
