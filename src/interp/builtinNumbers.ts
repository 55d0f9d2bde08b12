// Builtin functions on numbers and orderings: abs, round, pow, divmod, sum, min, max, bin, ord and their like.
import { isSym, mapSym, type Sym } from '../tensor/sym';
import { int, type Unknown } from '../tensor/value';
import type { Machine } from './machine';
import { sortValues } from './types/sort';
import { firstUnknown, func, isUnknown } from './types/define';
import { needIndex, needInt, typeName, undecided } from './types/protocol';
import { builtin, list, str, type Args, type Builtin, type Kwargs, type Value } from './value';
import { asNumeric } from './types/number';
import { unwrap } from './types/native';

/** `name` of the operand's type, or the TypeError that the function raises for others. */
function bySpecial(m: Machine, value: Value, name: string, args: Args, message: string): Value {
  const special = m.findSpecial(value, name);
  if (!special || special.kind === 'none') return m.raise('TypeError', message);
  return m.call(special, args);
}

function divmod(m: Machine, a: Value, b: Value): Value {
  const tries: readonly (readonly [Value, Value, string])[] = [[a, b, '__divmod__'], [b, a, '__rdivmod__']];
  for (const [self, other, name] of tries) {
    const special = m.findSpecial(self, name);
    const result = special && m.call(special, [other]);
    if (result && result.kind !== 'notImplemented') return result;
  }
  return m.raise('TypeError', `unsupported operand type(s) for divmod(): '${typeName(m, a)}' and '${typeName(m, b)}'`);
}

function sum(m: Machine, iterable: Value, start: Value): Value {
  if (start.kind === 'str') return m.raise('TypeError', "sum() can't sum strings [use ''.join(seq) instead]");
  const items = m.itemsOf(iterable);
  if (isUnknown(items)) return items;
  let total: Value = start;
  for (const item of items) {
    m.step();
    total = m.binary('+', total, item);
    if (total.kind === 'unknown') return total;
  }
  return total;
}

interface Candidate { readonly key: Value; readonly value: Value }

/** min and max. Sizes that depend on the input are compared at every binding when they are plain arguments. */
function extreme(name: 'min' | 'max'): Builtin {
  return builtin(name, (m, args, kwargs) => {
    const lost = firstUnknown(args);
    if (lost) return lost;
    const items = candidates(m, name, args, kwargs);
    if (isUnknown(items)) return items;
    const fallback = kwargs.get('default');
    if (items.length === 0) return fallback ?? m.raise('ValueError', `${name}() arg is an empty sequence`);
    const key = kwargs.get('key');
    const keyed: Candidate[] = items.map((value) =>
      ({ key: key && key.kind !== 'none' ? m.call(key, [value]) : value, value }));
    return firstUnknown(keyed.map((c) => c.key)) ?? best(m, name, keyed);
  });
}

function candidates(m: Machine, name: string, args: Args, kwargs: Kwargs): readonly Value[] | Unknown {
  for (const key of kwargs.keys()) {
    if (key !== 'key' && key !== 'default') {
      return m.raise('TypeError', `'${key}' is an invalid keyword argument for ${name}()`);
    }
  }
  if (args.length === 0) return m.raise('TypeError', `${name} expected at least 1 argument, got 0`);
  if (args.length === 1) return m.itemsOf(args[0]);
  if (kwargs.has('default')) {
    return m.raise('TypeError', `Cannot specify a default for ${name}() with multiple positional arguments`);
  }
  return args;
}

function best(m: Machine, name: 'min' | 'max', keyed: readonly Candidate[]): Value {
  const lifted = liftedExtreme(name, keyed);
  if (lifted) return lifted;
  let found = keyed[0];
  for (const candidate of keyed.slice(1)) {
    const better = m.truth(m.compare(name === 'max' ? '>' : '<', candidate.key, found.key));
    if (isUnknown(better)) return better;
    if (better) found = candidate;
  }
  return found.value;
}

/** Ints of which one is symbolic. */
function liftedExtreme(name: 'min' | 'max', keyed: readonly Candidate[]): Value | null {
  const values: (number | Sym)[] = [];
  for (const { key, value } of keyed) {
    if (key !== value || value.kind !== 'int' || typeof value.value === 'bigint') return null;
    values.push(value.value);
  }
  if (!values.some(isSym)) return null;
  const result = mapSym(name === 'max' ? Math.max : Math.min, ...values);
  const same = keyed.find(({ value }) => value.kind === 'int' && sameTable(value.value, result));
  return same?.value ?? int(result);
}
const sameTable = (a: number | bigint | Sym, b: number | Sym): boolean =>
  isSym(a) && isSym(b) ? a.at.every((x, i) => x === b.at[i]) : a === b;

const inRadix = (name: string, radix: number, prefix: string): Builtin => func(name, 'number, /', (m, value) => {
  const n = needInt(m, value);
  if (n.kind === 'unknown') return n;
  if (isSym(n.value)) return undecided(m, `the digits of a size`);
  return str(`${n.value < 0 ? '-' : ''}${prefix}${(n.value < 0 ? -n.value : n.value).toString(radix)}`);
});

function ord(m: Machine, value: Value): Value {
  const v = unwrap(value);
  if (v.kind !== 'str' && v.kind !== 'bytes') {
    return m.raise('TypeError', `ord() expected string of length 1, but ${typeName(m, v)} found`);
  }
  const characters = [...v.value];
  if (characters.length !== 1) {
    return m.raise('TypeError', `ord() expected a character, but string of length ${characters.length} found`);
  }
  return int(characters[0].codePointAt(0) ?? 0);
}

function chr(m: Machine, value: Value): Value {
  const code = needIndex(m, value);
  if (isUnknown(code)) return code;
  return code < 0 || code > 0x10ffff ? m.raise('ValueError', 'chr() arg not in range(0x110000)')
    : str(String.fromCodePoint(code));
}

function power(m: Machine, base: Value, exponent: Value, modulus: Value): Value {
  if (modulus.kind === 'none') return m.binary('**', base, exponent);
  const integers = [base, exponent, modulus].every((v) => asNumeric(v) && asNumeric(v)?.kind !== 'float');
  const special = m.findSpecial(base, '__pow__');
  const result = special && m.call(special, [exponent, modulus]);
  if (result && result.kind !== 'notImplemented') return result;
  if (asNumeric(base) && !integers) {
    return m.raise('TypeError', 'pow() 3rd argument not allowed unless all arguments are integers');
  }
  return m.raise('TypeError',
    `unsupported operand type(s) for ** or pow(): '${typeName(m, base)}', '${typeName(m, exponent)}', '${typeName(m, modulus)}'`);
}

const sortedList = func('sort', 'iterable, *, key=None, reverse=False', (m, iterable, key, reverse) => {
  const items = m.itemsOf(iterable);
  if (isUnknown(items)) return items;
  const backwards = m.truth(reverse);
  if (isUnknown(backwards)) return backwards;
  const sorted = sortValues(m, items, key.kind === 'none' ? null : key, backwards);
  return isUnknown(sorted) ? sorted : list(sorted);
});

export const NUMBER_FUNCTIONS: readonly Builtin[] = [
  func('abs', 'x, /', (m, x) => bySpecial(m, x, '__abs__', [], `bad operand type for abs(): '${typeName(m, x)}'`)),
  func('round', 'number, ndigits=None', (m, x, ndigits) =>
    bySpecial(m, x, '__round__', ndigits.kind === 'none' ? []
      : [ndigits], `type ${typeName(m, x)} doesn't define __round__ method`)),
  func('divmod', 'x, y, /', divmod),
  func('pow', 'base, exp, mod=None', power),
  func('sum', 'iterable, start=0', (m, iterable, start) => sum(m, iterable, start)),
  extreme('min'), extreme('max'),
  inRadix('bin', 2, '0b'), inRadix('oct', 8, '0o'), inRadix('hex', 16, '0x'),
  func('ord', 'c, /', ord),
  func('chr', 'i, /', chr),
  builtin('sorted', (m, args, kwargs) => {
    if (args.length !== 1) return m.raise('TypeError', `sorted expected 1 argument, got ${args.length}`);
    // CPython hands the keywords on to list.sort, which names itself in its errors.
    return sortedList.fn(m, args, kwargs);
  }),
];
