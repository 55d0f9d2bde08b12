// Numbers from text: int('0x1f', 16), float('1e-3'), with Python's underscores and white space.
import { MAX_DIGITS, requireRoom } from './limits';
import { int, type Int, type Unknown } from '../../tensor/value';
import type { Machine } from '../machine';
import { type Bytes, type Str } from '../value';
import { isUnknown } from './define';
import { normalize } from './number';

export const WHITESPACE = '[\\t\\n\\v\\f\\r\\x1c-\\x1f \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const STRIP = new RegExp(`^${WHITESPACE}+|${WHITESPACE}+$`, 'g');
export const stripSpace = (s: string): string => s.replace(STRIP, '');

const PREFIX: Readonly<Record<string, number>> = { '0x': 16, '0o': 8, '0b': 2 };

/** Raises ValueError naming the literal, as int() does. */
export function parseInteger(m: Machine, source: Str | Bytes, base: number): Int | Unknown {
  if (base !== 0 && (base < 2 || base > 36)) return m.raise('ValueError', 'int() base must be >= 2 and <= 36, or 0');
  const value = readInteger(stripSpace(source.value), base);
  if (value !== null) return int(normalize(value), source.kind === 'str' ? source.origin : null);
  const shown = m.repr(source);
  return isUnknown(shown) ? shown : m.raise('ValueError', `invalid literal for int() with base ${base}: ${shown}`);
}

function readInteger(literal: string, base: number): bigint | null {
  const found = /^([-+]?)(0[xXoObB])?(_?[0-9a-zA-Z]+(?:_[0-9a-zA-Z]+)*)$/.exec(literal);
  const split = found ? splitPrefix(found[2] ?? '', found[3], base) : null;
  if (!found || !split || split.digits === '') return null;
  requireRoom(split.digits.length, MAX_DIGITS);
  let value = 0n;
  for (const c of split.digits) {
    const digit = Number.parseInt(c, 36);
    if (Number.isNaN(digit) || digit >= split.base) return null;
    value = value * BigInt(split.base) + BigInt(digit);
  }
  return found[1] === '-' ? -value : value;
}

/** `0b1` is a prefix in base 2 and 0, and three digits in base 16. */
function splitPrefix(prefix: string, rest: string, base: number): { digits: string; base: number } | null {
  const radix = PREFIX[prefix.toLowerCase()];
  const digits = rest.replaceAll('_', '');
  if (prefix !== '' && (base === 0 || base === radix)) return { digits, base: radix };
  if (rest.startsWith('_')) return null;
  if (base !== 0) return { digits: prefix + digits, base };
  return digits.length > 1 && /^0/.test(digits) && !/^0+$/.test(digits) ? null : { digits, base: 10 };
}

const FLOAT = /^[-+]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:[eE][-+]?\d+(?:_\d+)*)?$/;

/** Null when the text is no float. */
export function parseFloatText(text: string): number | null {
  const literal = stripSpace(text);
  if (FLOAT.test(literal)) return Number(literal.replaceAll('_', ''));
  const word = /^([-+]?)(inf|infinity|nan)$/i.exec(literal);
  if (!word) return null;
  const size = word[2].toLowerCase() === 'nan' ? NaN : Infinity;
  return word[1] === '-' ? -size : size;
}
