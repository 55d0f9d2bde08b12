// The format-spec mini language: format(value, '>10,.2f'). Knows strings and numbers, no Python objects.
import { filled } from './types/limits';
import type { Machine } from './machine';
import {
  exponentialDigits, fixedDigits, generalDigits, isNegative, shortestDigits,
} from './decimal';

export { reprFloat, roundFloat } from './decimal';

export interface FormatSpec {
  readonly fill: string;
  readonly align: '<' | '>' | '=' | '^' | null;
  readonly sign: '+' | '-' | ' ' | null;
  readonly noNegativeZero: boolean;
  readonly alternate: boolean;
  readonly zero: boolean;
  readonly width: number;
  readonly grouping: ',' | '_' | null;
  readonly precision: number | null;
  readonly type: string;
}

const SPEC = /^(?:(.)?([<>=^]))?([-+ ])?(z)?(#)?(0)?(\d+)?([,_]{0,2})(?:\.(\d+))?(.*)$/su;
const ALIGN = /^[<>=^]$/;

/** Raises ValueError as CPython does when the spec has no meaning for an object of type `type`. */
export function parseSpec(m: Machine, spec: string, type: string): FormatSpec {
  const found = SPEC.exec(spec);
  if (!found) return m.raise('ValueError', 'Invalid format specifier');
  const [, fill, align, sign, z, alternate, zero, width, grouping = '', precision, code = ''] = found;
  if (grouping.length > 1) {
    m.raise('ValueError', grouping[0] === grouping[1] ? `Cannot specify '${grouping[0]}' with '${grouping[1]}'.`
      : "Cannot specify both ',' and '_'.");
  }
  if (code.startsWith('.')) m.raise('ValueError', 'Format specifier missing precision');
  const effective = code || (type === 'str' ? 's' : '');
  const grouped = grouping === '' || (grouping === '_' ? 'deEfFgGboxX%' : 'deEfFgG%').includes(effective);
  if (!grouped && [...code].length <= 1) m.raise('ValueError', `Cannot specify '${grouping}' with '${effective}'.`);
  if ([...code].length > 1) m.raise('ValueError', `Invalid format specifier '${spec}' for object of type '${type}'`);
  const isText = type === 'str';
  return {
    fill: fill ?? (zero ? '0' : ' '),
    align: isAlign(align) ? align : zero && !isText ? '=' : zero ? '<' : null,
    sign: sign === '+' || sign === '-' || sign === ' ' ? sign : null,
    noNegativeZero: z !== undefined, alternate: alternate !== undefined, zero: zero !== undefined,
    width: width === undefined ? 0 : Number(width),
    grouping: grouping === ',' || grouping === '_' ? grouping : null,
    precision: precision === undefined ? null : Number(precision), type: code,
  };
}
const isAlign = (c: string | undefined): c is '<' | '>' | '=' | '^' => c !== undefined && ALIGN.test(c);

const unknownCode = (m: Machine, code: string, type: string): never => {
  const c = code.codePointAt(0) ?? 0;
  const shown = c > 32 && c < 128 ? code : `\\x${c.toString(16)}`;
  return m.raise('ValueError', `Unknown format code '${shown}' for object of type '${type}'`);
};

const lengthOf = (s: string): number => (/[\ud800-\udfff]/.test(s) ? [...s].length : s.length);

export function pad(s: string, width: number, align: '<' | '>' | '^', fill: string): string {
  const missing = width - lengthOf(s);
  if (missing <= 0) return s;
  if (align === '<') return s + filled(fill, missing);
  if (align === '>') return filled(fill, missing) + s;
  const left = Math.floor(missing / 2);
  return filled(fill, left) + s + filled(fill, missing - left);
}

export function formatStr(m: Machine, value: string, text: string): string {
  if (text === '') return value;
  const spec = parseSpec(m, text, 'str');
  if (spec.type !== '' && spec.type !== 's') unknownCode(m, spec.type, 'str');
  if (spec.sign) {
    m.raise('ValueError',
      spec.sign === ' ' ? 'Space not allowed in string format specifier' : 'Sign not allowed in string format specifier');
  }
  if (spec.noNegativeZero) m.raise('ValueError', 'Negative zero coercion (z) not allowed in string format specifier');
  if (spec.alternate) m.raise('ValueError', 'Alternate form (#) not allowed in string format specifier');
  if (spec.align === '=') m.raise('ValueError', "'=' alignment not allowed in string format specifier");
  const cut = spec.precision === null ? value : [...value].slice(0, spec.precision).join('');
  return pad(cut, spec.width, spec.align ?? '<', spec.fill);
}

interface Digits { readonly whole: string; readonly rest: string; readonly prefix: string; readonly group: number }

/** The whole part is grouped; a prefix such as 0x stays in front of padding zeros. */
function layOut(spec: FormatSpec, negative: boolean, { whole, rest, prefix, group }: Digits): string {
  const sign = negative ? '-' : spec.sign === '+' ? '+' : spec.sign === ' ' ? ' ' : '';
  const grouped = spec.grouping ?? '';
  const zeroPadded = spec.fill === '0' && spec.align === '=';
  let body = spec.grouping ? groupDigits(whole, grouped, group) : whole;
  if (zeroPadded) {
    const room = spec.width - sign.length - prefix.length - rest.length;
    body = spec.grouping ? groupZeros(whole, room, grouped, group) : filled('0', room - body.length) + body;
  }
  const number = `${body}${rest}`;
  if (spec.align === '=') return `${sign}${prefix}${pad(number, spec.width - sign.length - prefix.length, '>', spec.fill)}`;
  return pad(`${sign}${prefix}${number}`, spec.width, spec.align ?? '>', spec.fill);
}

function groupDigits(whole: string, separator: string, size: number): string {
  const parts: string[] = [];
  for (let end = whole.length; end > 0; end -= size) parts.unshift(whole.slice(Math.max(0, end - size), end));
  return parts.join(separator);
}

/** Zeros that fill up to `width` are grouped too; a separator is never the first character. */
function groupZeros(whole: string, width: number, separator: string, size: number): string {
  let digits = whole;
  while (groupDigits(digits, separator, size).length < width) digits = `0${digits}`;
  return groupDigits(digits, separator, size);
}

const RADIX: Readonly<Record<string, readonly [number, string]>> = {
  b: [2, '0b'], o: [8, '0o'], x: [16, '0x'], X: [16, '0X'],
};

export function formatInt(m: Machine, value: number | bigint, text: string, type = 'int'): string {
  const spec = parseSpec(m, text, type);
  if (spec.type !== '' && 'eEfFgG%'.includes(spec.type)) return formatFloatSpec(m, Number(value), spec, type);
  if (spec.type !== '' && !'bcdnoxX'.includes(spec.type)) unknownCode(m, spec.type, type);
  if (spec.precision !== null) m.raise('ValueError', 'Precision not allowed in integer format specifier');
  if (spec.noNegativeZero) {
    m.raise('ValueError', 'Negative zero coercion (z) not allowed in format specifier with integer presentation type');
  }
  const magnitude = value < 0 ? -value : value;
  if (spec.type === 'c') return formatCharacter(m, Number(value), spec);
  const [radix, prefix] = RADIX[spec.type] ?? [10, ''];
  const digits = magnitude.toString(radix);
  return layOut(spec, value < 0, {
    whole: spec.type === 'X' ? digits.toUpperCase() : digits, rest: '', prefix: spec.alternate ? prefix : '',
    group: radix === 10 ? 3 : 4,
  });
}

function formatCharacter(m: Machine, code: number, spec: FormatSpec): string {
  if (spec.sign) m.raise('ValueError', "Sign not allowed with integer format specifier 'c'");
  if (spec.alternate) m.raise('ValueError', "Alternate form (#) not allowed with integer format specifier 'c'");
  if (Math.abs(code) >= 2 ** 63) m.raise('OverflowError', 'Python int too large to convert to C long');
  if (code < 0 || code > 0x10ffff) m.raise('OverflowError', '%c arg not in range(0x110000)');
  const align = spec.align === '=' ? '>' : spec.align ?? '<';
  return pad(String.fromCodePoint(code), spec.width, align, spec.fill);
}

export function formatFloat(m: Machine, value: number, text: string, type = 'float'): string {
  return formatFloatSpec(m, value, parseSpec(m, text, type), type);
}

function formatFloatSpec(m: Machine, value: number, spec: FormatSpec, type: string): string {
  if (spec.type !== '' && !'eEfFgGn%'.includes(spec.type)) unknownCode(m, spec.type, type);
  const percent = spec.type === '%';
  const x = percent ? value * 100 : value;
  const digits = `${Number.isFinite(x) ? floatDigits(x, spec) : Number.isNaN(x) ? 'nan' : 'inf'}${percent ? '%' : ''}`;
  const upper = spec.type !== '' && 'EFG'.includes(spec.type);
  const vanished = spec.noNegativeZero && /^[0.e+-]*%?$/.test(digits);
  const negative = isNegative(x) && !Number.isNaN(x) && !vanished;
  const [, whole = '', rest = ''] = /^(\d*)(.*)$/s.exec(upper ? digits.toUpperCase() : digits) ?? [];
  return layOut(spec, negative, { whole, rest, prefix: '', group: 3 });
}

/** The magnitude of a finite float as the spec's type writes it. */
export function floatDigits(x: number, spec: Pick<FormatSpec, 'type' | 'precision' | 'alternate'>): string {
  const precision = spec.precision ?? 6;
  switch (spec.type.toLowerCase()) {
    case 'f':
    case '%': return `${fixedDigits(x, precision)}${spec.alternate && precision === 0 ? '.' : ''}`;
    case 'e': return exponentialDigits(x, precision, spec.alternate);
    case 'g':
    case 'n': return generalDigits(x, precision, { keep: spec.alternate });
    default:
      if (spec.precision === null) return shortestDigits(x);
      return generalDigits(x, spec.precision, { keep: spec.alternate, dot: true });
  }
}
