// The type int, and the operators that all numbers share. Instances of int's subclasses keep an Int in `native`.
// Knows nothing of floats beyond turning into one.
import { isSym, mapSym } from '../../tensor/sym';
import { int, type Int, type Unknown } from '../../tensor/value';
import type { BinaryOperator } from '../../python/ast';
import { formatInt } from '../format';
import type { Machine } from '../machine';
import {
  FALSE, float, instance, NOT_IMPLEMENTED, str, tuple, TRUE, type Args, type Bool, type Class, type Kwargs, type Value,
} from '../value';
import { roundInt, powerModulo } from './intMath';
import { bytesOfInt, intFromBytes } from './intBytes';
import { parseInteger } from './parseNumber';
import { classMethod, constructor, def, firstUnknown, getset, isUnknown, members, type Definition } from './define';
import { unwrap } from './native';
import { arithmetic, asNumeric, compareNumbers, intOf, normalize } from './number';
import { needIndex, showInt, text, typeName, undecided } from './protocol';
import { boolType, fill, intType } from './roots';

export type IntLike = Bool | Int;
const asIntLike = (value: Value): IntLike | undefined => {
  const v = unwrap(value);
  return v.kind === 'int' || v.kind === 'bool' ? v : undefined;
};
/** The Int itself, so that its origin is kept. */
export const toInt = (v: IntLike): Int => (v.kind === 'int' ? v : int(v.value ? 1 : 0));
const plain = (v: IntLike): number | bigint | null => {
  const value = intOf(v);
  return isSym(value) ? null : value;
};

const NAMES: readonly (readonly [string, BinaryOperator])[] = [
  ['add', '+'], ['sub', '-'], ['mul', '*'], ['truediv', '/'], ['floordiv', '//'], ['mod', '%'], ['pow', '**'],
];
const BITWISE: readonly (readonly [string, BinaryOperator])[] = [
  ['and', '&'], ['or', '|'], ['xor', '^'], ['lshift', '<<'], ['rshift', '>>'],
];

/** `accepts` says which operands the type's own methods handle: int.__add__(1, 1.5) is NotImplemented. */
export function numberOperators<S extends Value>(
  accepts: (v: Value) => boolean, bitwise: boolean,
): Record<string, Definition<S>> {
  const made: Record<string, Definition<S>> = {};
  for (const [name, op] of bitwise ? [...NAMES, ...BITWISE] : NAMES) {
    const apply = (m: Machine, a: Value, b: Value, other: Value): Value =>
      accepts(unwrap(other)) ? arithmetic(m, op, a, b) : NOT_IMPLEMENTED;
    if (name === 'pow') {
      made.__pow__ = def('other, mod=None, /', (m, a, b, mod) =>
        mod.kind === 'none' ? apply(m, a, b, b) : powerModulo(m, a, b, mod));
    } else made[`__${name}__`] = def('other, /', (m, a, b) => apply(m, a, b, b));
    made[`__r${name}__`] = def('other, /', (m, a, b) => apply(m, b, a, b));
  }
  for (const [name, op] of [['lt', '<'], ['le', '<='], ['gt', '>'], ['ge', '>='], ['eq', '=='], ['ne', '!=']] as const) {
    made[`__${name}__`] = def('other, /', (m, a, b) =>
      accepts(unwrap(b)) ? compareNumbers(m, op, a, b) : NOT_IMPLEMENTED);
  }
  const divmod = (m: Machine, a: Value, b: Value): Value => {
    const [x, y] = [asNumeric(a), asNumeric(b)];
    if ((x?.kind === 'float' || y?.kind === 'float') && compareNumbers(m, '==', b, int(0)) === TRUE) {
      return m.raise('ZeroDivisionError', 'float divmod()');
    }
    const quotient = arithmetic(m, '//', a, b);
    if (quotient.kind === 'notImplemented' || quotient.kind === 'unknown') return quotient;
    return tuple([quotient, arithmetic(m, '%', a, b)]);
  };
  made.__divmod__ = def('other, /', (m, a, b) => (accepts(unwrap(b)) ? divmod(m, a, b) : NOT_IMPLEMENTED));
  made.__rdivmod__ = def('other, /', (m, a, b) => (accepts(unwrap(b)) ? divmod(m, b, a) : NOT_IMPLEMENTED));
  return made;
}

export function intText(m: Machine, v: IntLike): Value {
  const value = intOf(v);
  return isSym(value) ? undecided(m, `the text of ${showInt(value)}`) : str(String(value));
}
const negate = (value: Int['value']): Int['value'] =>
  isSym(value) ? mapSym((x) => 0 - x, value) : typeof value === 'bigint' ? -value : 0 - value;

const methods: Record<string, Definition<IntLike>> = {
  ...numberOperators<IntLike>((v) => v.kind === 'int' || v.kind === 'bool', true),
  __neg__: def('', (m, v) => int(negate(intOf(v)), toInt(v).origin)),
  __pos__: def('', (_, v) => toInt(v)),
  __abs__: def('', (_, v) => {
    const value = intOf(v);
    if (isSym(value)) return int(mapSym(Math.abs, value), toInt(v).origin);
    return value < 0 ? int(negate(value), toInt(v).origin) : toInt(v);
  }),
  __invert__: def('', (_, v) => {
    const value = intOf(v);
    if (isSym(value)) return int(mapSym((x) => -x - 1, value), toInt(v).origin);
    return int(normalize(typeof value === 'bigint' ? -value - 1n : -value - 1), toInt(v).origin);
  }),
  __bool__: def('', (m, v) => compareNumbers(m, '!=', v, int(0))),
  __int__: def('', (_, v) => toInt(v)),
  __index__: def('', (_, v) => toInt(v)),
  __trunc__: def('', (_, v) => toInt(v)),
  __floor__: def('', (_, v) => toInt(v)),
  __ceil__: def('', (_, v) => toInt(v)),
  __float__: def('', (m, v) => {
    const value = intOf(v);
    const result = typeof value === 'bigint' ? Number(value) : value;
    if (typeof result === 'number' && !Number.isFinite(result)) {
      return m.raise('OverflowError', 'int too large to convert to float');
    }
    return float(result, toInt(v).origin);
  }),
  __round__: def('ndigits=None, /', (m, v, ndigits) => roundInt(m, toInt(v), ndigits)),
  __hash__: def('', (m, v) => {
    const value = plain(v);
    if (value === null) return undecided(m, 'a hash');
    const hash = BigInt(value) % ((1n << 61n) - 1n);
    return int(Number.isSafeInteger(Number(hash)) ? (Number(hash) === -1 ? -2 : Number(hash)) : hash);
  }),
  __repr__: def('', intText),
  __getnewargs__: def('', (_, v) => tuple([toInt(v)])),
  conjugate: def('', (_, v) => toInt(v)),
  is_integer: def('', () => TRUE),
  bit_length: def('', (m, v) => {
    const value = plain(v);
    if (value === null) return undecided(m, 'a bit length');
    return int(value == 0 ? 0 : BigInt(value < 0 ? -value : value).toString(2).length);
  }),
  bit_count: def('', (m, v) => {
    const value = plain(v);
    if (value === null) return undecided(m, 'a bit count');
    return int(BigInt(value < 0 ? -value : value).toString(2).replaceAll('0', '').length);
  }),
  as_integer_ratio: def('', (_, v) => tuple([toInt(v), int(1)])),
  to_bytes: def("length=1, byteorder='big', *, signed=False", (m, v, length, order, signed) => {
    const value = plain(v);
    const count = needIndex(m, length);
    if (isUnknown(count)) return count;
    return value === null ? undecided(m, 'bytes of an int') : bytesOfInt(m, BigInt(value), count, order, signed);
  }),
};

/** int(x), int('ff', 16). */
export function intOfValue(m: Machine, args: Args, kwargs: Kwargs): Int | Unknown {
  const base = args[1] ?? kwargs.get('base');
  for (const key of kwargs.keys()) if (key !== 'base') return m.raise('TypeError',
    `'${key}' is an invalid keyword argument for int()`);
  if (args.length > 2) return m.raise('TypeError', `int() takes at most 2 arguments (${args.length} given)`);
  if (args.length === 0) return base ? m.raise('TypeError', 'int() missing string argument') : int(0);
  const v = unwrap(args[0]);
  if (base) {
    const radix = needIndex(m, base);
    if (isUnknown(radix)) return radix;
    if (v.kind !== 'str' && v.kind !== 'bytes') {
      return m.raise('TypeError', "int() can't convert non-string with explicit base");
    }
    return parseInteger(m, v, radix);
  }
  if (v.kind === 'str' || v.kind === 'bytes') return parseInteger(m, v, 10);
  return numberToInt(m, v);
}

function numberToInt(m: Machine, v: Value): Int | Unknown {
  if (v.kind === 'int') return v;
  if (v.kind === 'bool') return toInt(v);
  for (const name of ['__int__', '__index__', '__trunc__']) {
    const convert = m.findSpecial(v, name);
    if (!convert) continue;
    const result = unwrap(m.call(convert, []));
    if (result.kind === 'unknown') return result;
    const made = asIntLike(result);
    return made ? toInt(made) : m.raise('TypeError', `${name} returned non-int (type ${typeName(m, result)})`);
  }
  return m.raise('TypeError', `int() argument must be a string, a bytes-like object or a real number, not '${typeName(m, v)}'`);
}

/** The value itself for the builtin class, an instance around it for a subclass. */
export const ofClass = (m: Machine, cls: Class, builtin: Class, value: Value): Value =>
  cls === builtin || value.kind === 'unknown' ? value : instance(cls, value, m.origin());

/** An empty spec asks the object itself, which may be of a subclass. */
function format(m: Machine, self: Value, spec: Value): Value {
  if (spec.kind !== 'str') return m.raise('TypeError', `__format__() argument must be str, not ${typeName(m, spec)}`);
  const v = asIntLike(self);
  if (spec.value === '' || !v) return text(m.str(self));
  const value = plain(v);
  return value === null ? intText(m, v) : str(formatInt(m, value, spec.value, v.kind === 'bool' ? 'bool' : 'int'));
}

fill(intType, {
  ...members(intType, asIntLike, methods),
  ...members<Value>(intType, (v) => asIntLike(v) && v, { __format__: def('spec, /', format) }),
  __new__: constructor((m, cls, args, kwargs) => {
    const lost = firstUnknown(args) ?? firstUnknown(kwargs.values());
    return lost ?? ofClass(m, cls, intType, intOfValue(m, args, kwargs));
  }),
  from_bytes: classMethod('from_bytes', "bytes, byteorder='big', *, signed=False", (m, cls, bytes, order, signed) =>
    ofClass(m, cls, intType, intFromBytes(m, bytes, order, signed))),
  real: getset('real', (_, self) => part(self, (v) => v)),
  imag: getset('imag', () => int(0)),
  numerator: getset('numerator', (_, self) => part(self, (v) => v)),
  denominator: getset('denominator', () => int(1)),
});
const part = (self: Value, f: (v: Int) => Value): Value => {
  const v = asIntLike(self);
  return v ? f(toInt(v)) : self;
};

const boolText = (_: Machine, v: IntLike): Value => str(v.kind === 'bool' && v.value ? 'True' : 'False');
fill(boolType, {
  ...members(boolType, asIntLike, { __repr__: def('', boolText) }),
  __new__: constructor((m, _, args, kwargs) => {
    if (kwargs.size > 0) return m.raise('TypeError', 'bool() takes no keyword arguments');
    if (args.length > 1) return m.raise('TypeError', `bool expected at most 1 argument, got ${args.length}`);
    const truth = args.length === 0 ? false : m.truth(args[0]);
    return isUnknown(truth) ? truth : truth ? TRUE : FALSE;
  }),
});

/** Whether a value is a Python number, for the abstract classes of `numbers`. */
export const isNumber = (value: Value): boolean => asNumeric(value) !== undefined;
