// The type float. Symbolic floats (a size divided by two) stay symbolic through arithmetic and rounding.
import { isSym, mapSym } from '../../tensor/sym';
import { int } from '../../tensor/value';
import { formatFloat, reprFloat, roundFloat } from '../format';
import type { Machine } from '../machine';
import { bool, float, str, tuple, type Float, type Value } from '../value';
import { decompose } from './floatMath';
import { classMethod, constructor, def, firstUnknown, getset, isUnknown, members, type Definition } from './define';
import { numberOperators, ofClass } from './int';
import { unwrap } from './native';
import { compareNumbers, normalize, realOf } from './number';
import { needIndex, text, typeName, undecided } from './protocol';
import { parseFloatText } from './parseNumber';
import { fill, floatType } from './roots';
import { numberHash } from './hashValue';

const asFloat = (value: Value): Float | undefined => {
  const v = unwrap(value);
  return v.kind === 'float' ? v : undefined;
};

/** Toward the nearest integer, half to even. */
export const roundHalfEven = (x: number): number => {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
};

/** A float turned into an int by `f` (trunc, floor, ceil, round); raises for infinities and nan. */
export function integral(m: Machine, v: Float, f: (x: number) => number): Value {
  if (isSym(v.value)) return int(mapSym((x) => f(x) + 0, v.value), v.origin);
  if (Number.isNaN(v.value)) return m.raise('ValueError', 'cannot convert float NaN to integer');
  if (!Number.isFinite(v.value)) return m.raise('OverflowError', 'cannot convert float infinity to integer');
  const result = f(v.value) + 0;
  return int(Number.isSafeInteger(result) ? result : normalize(BigInt(result)), v.origin);
}

export function floatText(m: Machine, v: Float): Value {
  return isSym(v.value) ? undecided(m, 'the text of a float') : str(reprFloat(v.value));
}

function roundTo(m: Machine, v: Float, ndigits: Value): Value {
  if (ndigits.kind === 'none') return integral(m, v, roundHalfEven);
  const places = needIndex(m, ndigits);
  if (isUnknown(places)) return places;
  const value = isSym(v.value) ? mapSym((x) => roundFloat(x, places), v.value) : roundFloat(v.value, places);
  if (value === Infinity || value === -Infinity) {
    if (Number.isFinite(v.value)) return m.raise('OverflowError', 'rounded value too large to represent');
  }
  return float(value, v.origin);
}

function ratio(m: Machine, v: Float): Value {
  if (isSym(v.value)) return undecided(m, 'a ratio');
  if (!Number.isFinite(v.value)) {
    const what = Number.isNaN(v.value) ? 'NaN' : 'Infinity';
    return m.raise(what === 'NaN' ? 'ValueError' : 'OverflowError', `cannot convert ${what} to integer ratio`);
  }
  const { mantissa, exponent } = decompose(v.value);
  return tuple([int(normalize(mantissa)), int(normalize(1n << BigInt(-exponent)))]);
}

/** As float.hex(): sign, 0x1., thirteen hexadecimal digits, p and the binary exponent. */
export function hexText(x: number): string {
  if (!Number.isFinite(x)) return reprFloat(x);
  const sign = x < 0 || Object.is(x, -0) ? '-' : '';
  if (x === 0) return `${sign}0x0.0p+0`;
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, Math.abs(x));
  const field = bits.getBigUint64(0);
  const biased = Number(field >> 52n);
  const fraction = (field & ((1n << 52n) - 1n)).toString(16).padStart(13, '0');
  const exponent = biased === 0 ? -1022 : biased - 1023;
  return `${sign}0x${biased === 0 ? 0 : 1}.${fraction}p${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`;
}

function fromHex(m: Machine, source: string): number {
  const found = /^\s*([-+]?)(?:0x)?([0-9a-f]*)(?:\.([0-9a-f]*))?(?:p([-+]?\d+))?\s*$/i.exec(source);
  if (!found || `${found[2]}${found[3] ?? ''}` === '') {
    return parseFloatText(source) ?? m.raise('ValueError', 'invalid hexadecimal floating-point string');
  }
  const digits = BigInt(`0x${found[2]}${found[3] ?? ''}`);
  const exponent = Number(found[4] ?? 0) - 4 * (found[3] ?? '').length;
  const half = Math.trunc(exponent / 2);
  const size = Number(digits) * 2 ** half * 2 ** (exponent - half);
  return found[1] === '-' ? -size : size;
}

const methods: Record<string, Definition<Float>> = {
  ...numberOperators<Float>((v) => v.kind === 'float' || v.kind === 'int' || v.kind === 'bool', false),
  __neg__: def('', (_, v) => float(mapSym((x) => -x, v.value), v.origin)),
  __pos__: def('', (_, v) => v),
  __abs__: def('', (_, v) => float(mapSym(Math.abs, v.value), v.origin)),
  __bool__: def('', (m, v) => compareNumbers(m, '!=', v, int(0))),
  __int__: def('', (m, v) => integral(m, v, Math.trunc)),
  __trunc__: def('', (m, v) => integral(m, v, Math.trunc)),
  __floor__: def('', (m, v) => integral(m, v, Math.floor)),
  __ceil__: def('', (m, v) => integral(m, v, Math.ceil)),
  __float__: def('', (_, v) => v),
  __round__: def('ndigits=None, /', roundTo),
  __hash__: def('', (m, v) => (isSym(v.value) ? undecided(m, 'a hash') : numberHash(v.value))),
  __repr__: def('', floatText),
  __getnewargs__: def('', (_, v) => tuple([v])),
  conjugate: def('', (_, v) => v),
  is_integer: def('', (m, v) => {
    if (typeof v.value === 'number') return bool(Number.isInteger(v.value));
    const whole = mapSym((x) => (Number.isInteger(x) ? 1 : 0), v.value);
    return typeof whole === 'number' ? bool(whole === 1) : undecided(m, 'whether a float is integral');
  }),
  as_integer_ratio: def('', ratio),
  hex: def('', (m, v) => (isSym(v.value) ? floatText(m, v) : str(hexText(v.value)))),
};

/** float(x), float('1e-3'). */
export function floatOfValue(m: Machine, value: Value): Value {
  const v = unwrap(value);
  if (v.kind === 'float') return v;
  if (v.kind === 'str' || v.kind === 'bytes') {
    const number = parseFloatText(v.value);
    if (number !== null) return float(number, v.kind === 'str' ? v.origin : null);
    const shown = m.repr(v);
    return isUnknown(shown) ? shown : m.raise('ValueError', `could not convert string to float: ${shown}`);
  }
  if (v.kind === 'bool') return float(v.value ? 1 : 0);
  for (const name of ['__float__', '__index__']) {
    const convert = m.findSpecial(v, name);
    if (!convert) continue;
    const result = unwrap(m.call(convert, []));
    if (result.kind === 'int') return float(realOf(result), result.origin);
    if (result.kind === 'float' || result.kind === 'unknown') return result;
    return m.raise('TypeError', `${typeName(m, v)}.${name} returned non-float (type ${typeName(m, result)})`);
  }
  return m.raise('TypeError', `float() argument must be a string or a real number, not '${typeName(m, v)}'`);
}

/** An empty spec asks the object itself, which may be of a subclass. */
function format(m: Machine, self: Value, spec: Value): Value {
  if (spec.kind !== 'str') return m.raise('TypeError', `__format__() argument must be str, not ${typeName(m, spec)}`);
  const v = asFloat(self);
  if (spec.value === '' || !v) return text(m.str(self));
  return isSym(v.value) ? floatText(m, v) : str(formatFloat(m, v.value, spec.value));
}

fill(floatType, {
  ...members(floatType, asFloat, methods),
  ...members<Value>(floatType, (v) => asFloat(v) && v, { __format__: def('spec, /', format) }),
  __new__: constructor((m, cls, args, kwargs) => {
    const lost = firstUnknown(args);
    if (lost) return lost;
    if (kwargs.size > 0) return m.raise('TypeError', 'float() takes no keyword arguments');
    if (args.length > 1) return m.raise('TypeError', `float expected at most 1 argument, got ${args.length}`);
    return ofClass(m, cls, floatType, args.length === 0 ? float(0) : floatOfValue(m, args[0]));
  }),
  fromhex: classMethod('fromhex', 'string, /', (m, cls, source) => {
    if (source.kind !== 'str') return m.raise('TypeError', `bad argument type for built-in operation`);
    return ofClass(m, cls, floatType, float(fromHex(m, source.value)));
  }),
  real: getset('real', (_, self) => asFloat(self) ?? self),
  imag: getset('imag', () => float(0)),
});

