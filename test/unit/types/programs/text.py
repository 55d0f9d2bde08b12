def show(*makers):
    for make in makers:
        try:
            print(repr(make()))
        except Exception as error:
            print(type(error).__name__, error)

show(
    lambda: 'a,b,,c'.split(','), lambda: ' a  b '.split(), lambda: 'a b c'.split(None, 1), lambda: 'a,b,c'.split(',', 1), lambda: ''.split(), lambda: ''.split(','),
    lambda: 'a b c'.rsplit(None, 1), lambda: 'a,b,c'.rsplit(',', 1), lambda: ' a b  '.rsplit(None, 1), lambda: 'a'.split(''), lambda: 'a'.split(1), lambda: 'a'.split(1, 2, 3),
    lambda: 'a.b.c'.partition('.'), lambda: 'a.b.c'.rpartition('.'), lambda: 'abc'.partition('x'), lambda: 'abc'.rpartition('x'), lambda: 'a'.partition(''),
    lambda: 'abcabc'.replace('b', 'x'), lambda: 'abcabc'.replace('b', 'x', 1), lambda: 'abc'.replace('', '-'), lambda: 'abc'.replace('', '-', 2), lambda: 'a'.replace('a'),
    lambda: '  x '.strip(), lambda: 'xxaxx'.strip('x'), lambda: 'xyaxy'.lstrip('xy'), lambda: 'xyaxy'.rstrip('yx'), lambda: 'a'.strip(1), lambda: '\t\na\u3000'.strip(),
    lambda: 'abc'.startswith('ab'), lambda: 'abc'.startswith(('x', 'a')), lambda: 'abc'.startswith('b', 1), lambda: 'abc'.endswith('c'), lambda: 'abc'.endswith('b', 0, 2),
    lambda: 'a'.startswith(1), lambda: 'a'.startswith((1,)), lambda: ''.startswith('', 1), lambda: 'abc'.endswith(('x',)),
    lambda: 'abcabc'.find('c'), lambda: 'abcabc'.rfind('c'), lambda: 'abc'.find('z'), lambda: 'abcabc'.find('a', 1), lambda: 'abc'.index('z'), lambda: 'abc'.rindex('b'),
    lambda: 'abc'.find('', 3), lambda: 'abc'.find('', 4), lambda: 'aaa'.count('a'), lambda: 'aaa'.count('aa'), lambda: 'abc'.count(''), lambda: 'aXbX'.count('X', 2),
    lambda: 'hello world'.title(), lambda: "they're".title(), lambda: 'hELLO'.capitalize(), lambda: 'aBc'.swapcase(), lambda: 'ABC'.lower(), lambda: 'abc'.upper(), lambda: 'Straße'.casefold(), lambda: 'ß'.upper(),
    lambda: 'ab'.center(5), lambda: 'ab'.center(5, '*'), lambda: 'abc'.center(6, '*'), lambda: 'ab'.ljust(4, '.'), lambda: 'ab'.rjust(4), lambda: 'ab'.center(5, 'xx'), lambda: '42'.zfill(5), lambda: '-42'.zfill(5), lambda: '+1'.zfill(1),
    lambda: 'a\tb'.expandtabs(), lambda: 'ab\tc'.expandtabs(4), lambda: 'a\nb\r\nc'.splitlines(), lambda: 'a\nb\n'.splitlines(True), lambda: ''.splitlines(), lambda: '\n'.splitlines(),
    lambda: ','.join(['a', 'b']), lambda: ''.join('abc'), lambda: ','.join([1]), lambda: ','.join(1), lambda: '-'.join({'a': 1, 'b': 2}), lambda: ','.join(str(i) for i in range(3)),
    lambda: 'abc'.translate(str.maketrans('ab', 'xy')), lambda: 'abc'.translate(str.maketrans({'a': 'X', 'b': None})), lambda: 'abc'.translate(str.maketrans('a', 'b', 'c')), lambda: str.maketrans('ab', 'c'),
    lambda: 'test_x'.removeprefix('test_'), lambda: 'x.py'.removesuffix('.py'), lambda: 'abc'.removesuffix(''),
    lambda: 'abc'.isalpha(), lambda: 'ab1'.isalpha(), lambda: ''.isalpha(), lambda: '12'.isdigit(), lambda: '²'.isdigit(), lambda: '²'.isdecimal(), lambda: '½'.isnumeric(), lambda: 'ab1'.isalnum(),
    lambda: ' \t'.isspace(), lambda: 'Abc'.istitle(), lambda: 'Abc Def'.istitle(), lambda: 'ABC'.isupper(), lambda: 'abc1'.islower(), lambda: '1'.islower(), lambda: 'a_1'.isidentifier(), lambda: '1a'.isidentifier(), lambda: 'a\n'.isprintable(), lambda: 'é'.isascii(),
    lambda: 'abc'[0], lambda: 'abc'[-1], lambda: 'abc'[1:], lambda: 'abc'[::-1], lambda: 'abcdef'[4:1:-2], lambda: 'abc'[5], lambda: 'abc'['a'], lambda: 'abc'[1.0], lambda: 'a' * 3, lambda: 'a' * -1, lambda: 3 * 'ab', lambda: 'a' * 'b', lambda: 'a' * 1.5,
    lambda: 'b' in 'abc', lambda: '' in 'abc', lambda: 1 in 'abc', lambda: 'a' + 'b', lambda: 'a' + 1, lambda: 'a' < 'b', lambda: 'a' < 1, lambda: 'abc' == 'abc', lambda: 'é' > 'z', lambda: 'a' != 1,
    lambda: len('😀a'), lambda: '😀a'[0], lambda: '😀a'[::-1], lambda: list('😀a'), lambda: '😀a'.find('a'), lambda: 'a😀'.center(4, '.'), lambda: ord('😀'),
    lambda: "it's", lambda: 'a"b', lambda: 'a\'b"c', lambda: 'tab\t\n\\', lambda: '\x00\x7f\xa0é', lambda: '\u200b😀', lambda: ascii('é😀'), lambda: repr('é'),
    lambda: str(1.0), lambda: str(None), lambda: str([1, 'a']), lambda: str(b'x', 'utf8'), lambda: str(b'x'), lambda: str('a', 'utf8'), lambda: str(), lambda: str(object=1), lambda: str(1, 'utf8'),
    lambda: 'é'.encode(), lambda: 'é'.encode('latin-1'), lambda: 'é'.encode('ascii'), lambda: 'é'.encode('ascii', 'ignore'), lambda: 'é'.encode('ascii', 'replace'), lambda: 'a'.encode('zz'), lambda: b'\xc3\xa9'.decode(), lambda: b'\xff'.decode(), lambda: b'\xff'.decode('latin-1'), lambda: b'ab\xe9'.decode('utf-8', 'replace'), lambda: b'\xe2\x82'.decode(),
    lambda: b'abc'[0], lambda: b'abc'[1:], lambda: b'a' + b'b', lambda: b'a' + 'a', lambda: list(b'ab'), lambda: bytes(3), lambda: bytes([1, 2]), lambda: bytes([300]), lambda: bytes('é', 'utf8'), lambda: bytes('x'), lambda: bytes(-1), lambda: b'ab'.hex(), lambda: bytes.fromhex('61 62'), lambda: b'a,b'.split(b','), lambda: b'abc'.upper(), lambda: b"a'b", lambda: b'\n\x00',
    lambda: 'abc'.upper(1), lambda: 'abc'.upper(x=1), lambda: 'a'.foo, lambda: str.upper(1), lambda: str.upper('a'), lambda: 'a'.split(x=1), lambda: 'a'.split(sep='b', maxsplit=2), lambda: 'a'.__len__(), lambda: 'a'.__mul__(2), lambda: str.join('-', ['a', 'b']), lambda: 'x'.join(('a',)),
    lambda: bytearray(b'ab'), lambda: len(bytearray(3)), lambda: 'aXbX'.split('X'), lambda: 'one\x0btwo'.split(), lambda: 'a' 'b', lambda: 'abc'.__contains__('b'), lambda: 'a'.join('bcd'), lambda: 'é'.upper(), lambda: 'ǆ'.title(),
)
