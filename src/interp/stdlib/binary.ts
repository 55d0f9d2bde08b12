// cmath and struct as Python text: functions of complex numbers, numbers as bytes and back.

import type { Machine, NativeModule } from '../machine';
import { builtin, float, type Value } from '../value';
import { plainNumber, pythonModule } from './support';

const CMATH = String.raw`
import math
from math import pi, tau, e, inf, nan
infj, nanj = complex(0.0, inf), complex(0.0, nan)

def phase(z, /):
    z = complex(z)
    return math.atan2(z.imag, z.real)
def polar(z, /):
    z = complex(z)
    return math.hypot(z.real, z.imag), math.atan2(z.imag, z.real)
def rect(r, phi, /):
    return complex(r * math.cos(phi), r * math.sin(phi))
def isnan(z, /):
    z = complex(z)
    return math.isnan(z.real) or math.isnan(z.imag)
def isinf(z, /):
    z = complex(z)
    return math.isinf(z.real) or math.isinf(z.imag)
def isfinite(z, /):
    z = complex(z)
    return math.isfinite(z.real) and math.isfinite(z.imag)
def isclose(a, b, *, rel_tol=1e-09, abs_tol=0.0):
    if rel_tol < 0 or abs_tol < 0:
        raise ValueError('tolerances must be non-negative')
    if a == b:
        return True
    if isinf(a) or isinf(b):
        return False
    return abs(a - b) <= max(rel_tol * max(abs(a), abs(b)), abs_tol)
def sqrt(z, /):
    z = complex(z)
    a, b = abs(z.real), abs(z.imag)
    if a == 0 and b == 0:
        return complex(0.0, z.imag)
    a /= 8
    s = 2 * math.sqrt(a + math.hypot(a, b / 8))
    d = b / (2 * s)
    return complex(s, math.copysign(d, z.imag)) if z.real >= 0 else complex(d, math.copysign(s, z.imag))
def exp(z, /):
    z = complex(z)
    size = math.exp(z.real)
    return complex(size * math.cos(z.imag), size * math.sin(z.imag))
def log(z, base=None, /):
    z = complex(z)
    if z == 0:
        raise ValueError('math domain error')
    size = math.hypot(z.real, z.imag)
    if 0.71 <= size <= 1.73:
        high, low = max(abs(z.real), abs(z.imag)), min(abs(z.real), abs(z.imag))
        real = math.log1p((high - 1) * (high + 1) + low * low) / 2
    else:
        real = math.log(size)
    found = complex(real, math.atan2(z.imag, z.real))
    return found if base is None else found / log(base)
def log10(z, /):
    found = log(z)
    return complex(found.real / math.log(10.0), found.imag / math.log(10.0))
def cosh(z, /):
    z = complex(z)
    return complex(math.cos(z.imag) * math.cosh(z.real), math.sin(z.imag) * math.sinh(z.real))
def sinh(z, /):
    z = complex(z)
    return complex(math.cos(z.imag) * math.sinh(z.real), math.sin(z.imag) * math.cosh(z.real))
def cos(z, /):
    z = complex(z)
    return cosh(complex(-z.imag, z.real))
def sin(z, /):
    z = complex(z)
    found = sinh(complex(-z.imag, z.real))
    return complex(found.imag, -found.real)
`;

const STRUCT = String.raw`
class error(Exception):
    pass

_SIZES = dict(x=1, c=1, b=1, B=1, h=2, H=2, i=4, I=4, l=4, L=4, q=8, Q=8, f=4, d=8, s=1)
_SIZES['?'] = 1

def _layout(format):
    if isinstance(format, bytes):
        format = format.decode()
    first = format[:1]
    native = first not in ('<', '>', '=', '!') 
    order = 'big' if first in ('>', '!') else 'little'
    items, at, count = [], 0, ''
    for code in format[1:] if first in ('<', '>', '=', '!', '@') else format:
        if code.isspace():
            continue
        if code.isdigit():
            count += code
            continue
        size = 8 if native and code in 'lL' else _SIZES.get(code)
        if size is None:
            raise error('bad char in struct format')
        if native and at % size:
            at += size - at % size
        n = int(count) if count else 1
        items.append((code, n, at, size))
        at += n * size
        count = ''
    if count:
        raise error('repeat count given without format specifier')
    return items, at, order

def calcsize(format, /):
    return _layout(format)[1]

def _read(code, part, order):
    if code == 'c':
        return part
    if code == '?':
        return part != b'\0'
    if code in 'fd':
        return _float_of(int.from_bytes(part, order), len(part))
    return int.from_bytes(part, order, signed=code in 'bhilq')

def unpack_from(format, /, buffer, offset=0):
    items, total, order = _layout(format)
    if len(buffer) - offset < total:
        raise error(f'unpack_from requires a buffer of at least {total + offset} bytes for unpacking {total} bytes '
                    f'at offset {offset} (actual buffer size is {len(buffer)})')
    found = []
    for code, n, at, size in items:
        start = offset + at
        if code == 's':
            found.append(bytes(buffer[start:start + n]))
        elif code != 'x':
            found.extend([_read(code, bytes(buffer[start + i * size:start + (i + 1) * size]), order) for i in range(n)])
    return tuple(found)

def unpack(format, buffer, /):
    total = calcsize(format)
    if len(buffer) != total:
        raise error(f'unpack requires a buffer of {total} bytes')
    return unpack_from(format, buffer)

def iter_unpack(format, buffer, /):
    total = calcsize(format)
    if total == 0 or len(buffer) % total:
        raise error(f'iterative unpacking requires a buffer of a multiple of {total} bytes')
    return iter([unpack_from(format, buffer, at) for at in range(0, len(buffer), total)])

def _write(code, value, size, order):
    if code == 'c':
        if not isinstance(value, bytes) or len(value) != 1:
            raise error('char format requires a bytes object of length 1')
        return value
    if code == '?':
        return b'\x01' if value else b'\0'
    if code in 'fd':
        if not isinstance(value, (int, float)):
            raise error('required argument is not a float')
        return _bits_of(float(value), size).to_bytes(size, order)
    if not hasattr(value, '__index__'):
        raise error('required argument is not an integer')
    value = value.__index__()
    bits = 8 * size
    low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if code in 'bhilq' else (0, (1 << bits) - 1)
    if not low <= value <= high:
        if low == 0 and value < 0 and size > 2:
            raise error('argument out of range')
        name = {'b': 'byte', 'B': 'ubyte', 'h': 'short', 'H': 'ushort'}.get(code, repr(code))
        raise error('int too large to convert' if size == 8 else f'{name} format requires {low} <= number <= {high}')
    return value.to_bytes(size, order, signed=code in 'bhilq')

def pack(format, /, *values):
    items, total, order = _layout(format)
    wanted = sum([0 if code == 'x' else 1 if code == 's' else n for code, n, at, size in items])
    if len(values) != wanted:
        raise error(f'pack expected {wanted} items for packing (got {len(values)})')
    made, given = b'', iter(values)
    for code, n, at, size in items:
        made += b'\0' * (at - len(made))
        if code == 's':
            made += next(given)[:n].ljust(n, b'\0')
        elif code == 'x':
            made += b'\0' * n
        else:
            for _ in range(n):
                made += _write(code, next(given), size, order)
    return made

class Struct:
    def __init__(self, format):
        self.format = format
        self.size = calcsize(format)
    def pack(self, *values):
        return pack(self.format, *values)
    def unpack(self, buffer):
        return unpack(self.format, buffer)
    def unpack_from(self, buffer, offset=0):
        return unpack_from(self.format, buffer, offset)
    def iter_unpack(self, buffer):
        return iter_unpack(self.format, buffer)
`;

const bits = (size: number): DataView => new DataView(new ArrayBuffer(size));
const wholeOf = (value: Value | undefined): bigint =>
  (value?.kind === 'int' && (typeof value.value === 'bigint' || typeof value.value === 'number') ? BigInt(value.value) : 0n);
const lost = (m: Machine): Value => m.unknown('data-dependent-value', 'struct reads a number that is not known');
const floats = {
  _float_of: builtin('_float_of', (m, [whole, size]) => {
    if (whole?.kind !== 'int') return lost(m);
    const view = bits(8);
    if (plainNumber(size) === 4) view.setUint32(0, Number(wholeOf(whole)));
    else view.setBigUint64(0, wholeOf(whole));
    return float(plainNumber(size) === 4 ? view.getFloat32(0) : view.getFloat64(0));
  }),
  _bits_of: builtin('_bits_of', (m, [value, size]) => {
    const x = plainNumber(value);
    if (x === undefined) return lost(m);
    const view = bits(8);
    if (plainNumber(size) === 4) view.setFloat32(0, x);
    else view.setFloat64(0, x);
    return { kind: 'int', value: plainNumber(size) === 4 ? view.getUint32(0) : view.getBigUint64(0), origin: null };
  }),
};

export const BINARY_MODULES: ReadonlyMap<string, NativeModule> = new Map([
  ['cmath', pythonModule('cmath', CMATH)], ['struct', pythonModule('struct', STRUCT, () => floats)],
]);
