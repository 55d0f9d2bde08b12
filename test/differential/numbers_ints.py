print(7 // 2, -7 // 2, 7 // -2, 7 % 3, -7 % 3, 7 % -3, divmod(-7, 3), divmod(7, -3))
print(2 ** 10, 2 ** 100, 2 ** -1, (-2) ** 3, 0 ** 0, pow(3, 200, 13), pow(3, -1, 7))
print(1_000_000, 0xff, 0o17, 0b1011, int('ff', 16), int('-12'), int('0b101', 0), int(' 7 '))
print((255).bit_length(), (-1).bit_length(), bin(10), hex(255), oct(8), hex(-255), bin(-5))
print(10 & 6, 10 | 6, 10 ^ 6, ~10, 1 << 40, -1 >> 3, 1 << 70, (1 << 70) >> 68)
print(int(3.9), int(-3.9), round(2.5), round(3.5), round(-2.5), round(1234, -2), round(1250, -2))
print(True + True, True * 3, isinstance(True, int), int(True), sum([True, False, True]))
print(9007199254740993, 9007199254740993 + 1, 123456789 ** 3, 10 ** 20 // 7, 10 ** 20 % 7, -10 ** 20 // 7)
print(abs(-5), min(3, 1, 2), max([4, 9, 2]), sum(range(101)), sum([[1], [2]], []))
for text in ['12a', '', '1.5', '0x10']:
    try:
        print(int(text))
    except ValueError as e:
        print(type(e).__name__, e)
for f in [lambda: 1 // 0, lambda: 1 % 0, lambda: 1 / 0, lambda: 0 ** -1, lambda: int(None), lambda: 1 << -1, lambda: int('z', 99)]:
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
print((10).to_bytes(2, 'big'), int.from_bytes(b'\x01\x00', 'big'), (5).as_integer_ratio(), (3).real, (3).imag, (3).conjugate())
print(1 < 2 < 3, 1 < 3 < 2, 3 > 2 >= 2, 1 == 1.0 == True, not 0, 5 and 0, 0 or 'x', [] or {} or 'end')
