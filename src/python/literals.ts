// The values of Python's number and string literals.
// Does not know the syntax tree.

import type { BytesLiteral, ComplexLiteral, FloatLiteral, IntLiteral, StrLiteral } from './ast';

type Range = { readonly start: number; readonly end: number };

/** The literal node of a number token, e.g. `0xff`, `1_000`, `1.`, `2j`. */
export function numberLiteral(token: string, { start, end }: Range): IntLiteral | FloatLiteral | ComplexLiteral {
  const digits = token.includes('_') ? token.replaceAll('_', '') : token;
  const last = digits.charCodeAt(digits.length - 1) | 32;
  if (/^0[xob]/i.test(digits)) {
    return { kind: 'Int', id: 0, start, end, value: integer(digits.replace(/l$/i, '')) };
  }
  if (last === 106) return { kind: 'Complex', id: 0, start, end, imag: Number(digits.slice(0, -1)) };
  if (/^\d+l?$/i.test(digits)) {
    return { kind: 'Int', id: 0, start, end, value: integer(last === 108 ? digits.slice(0, -1) : digits) };
  }
  return { kind: 'Float', id: 0, start, end, value: Number(digits) };
}

function integer(digits: string): number | bigint {
  const value = Number(digits);
  return Number.isSafeInteger(value) ? value : BigInt(digits);
}

export interface StringPrefix {
  readonly raw: boolean;
  readonly bytes: boolean;
  readonly format: boolean;
}

const PLAIN: StringPrefix = { raw: false, bytes: false, format: false };

/** The letters before the quote of a string: `rb"""` is raw and bytes. */
export function stringPrefix(opening: string): StringPrefix {
  const first = opening.charCodeAt(0);
  if (first === 34 || first === 39) return PLAIN;
  const letters = opening.toLowerCase();
  return { raw: letters.includes('r'), bytes: letters.includes('b'), format: /[ft]/.test(letters) };
}

/** The value of the text between the quotes (of an f-string: between two braces). */
export function stringValue(body: string, prefix: StringPrefix): string {
  let text = body.includes('\r') ? body.replace(/\r\n?/g, '\n') : body;
  if (prefix.raw) {
    if (prefix.format && /[{}]/.test(text)) text = text.replaceAll('{{', '{').replaceAll('}}', '}');
    return text;
  }
  const pattern = prefix.format ? FORMAT_ESCAPE : ESCAPE;
  if (!text.includes('\\') && !prefix.format) return text;
  return text.replace(pattern, (whole) => escapeValue(whole, prefix.bytes));
}

const ESCAPES = [
  '\\\\(?:\\n|[0-7]{1,3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|N\\{[^}]*\\}|[^])',
];
const ESCAPE = new RegExp(ESCAPES.join('|'), 'g');
const FORMAT_ESCAPE = new RegExp([...ESCAPES, '\\{\\{', '\\}\\}'].join('|'), 'g');

const SIMPLE: Readonly<Record<string, string>> = {
  '\\\n': '', '\\\\': '\\', "\\'": "'", '\\"': '"', '\\a': '\x07', '\\b': '\b', '\\f': '\f', '\\n': '\n',
    '\\r': '\r',
  '\\t': '\t', '\\v': '\v', '{{': '{', '}}': '}',
};

function escapeValue(escape: string, bytes: boolean): string {
  const simple = SIMPLE[escape];
  if (simple !== undefined) return simple;
  const letter = escape.charAt(1);
  if (letter >= '0' && letter <= '7') {
    const code = parseInt(escape.slice(1), 8);
    return String.fromCharCode(bytes ? code & 255 : code);
  }
  if (escape.length > 3 && letter === 'x') return String.fromCharCode(parseInt(escape.slice(2), 16));
  if (bytes) return escape;
  if (escape.length > 5 && (letter === 'u' || letter === 'U')) {
    const code = parseInt(escape.slice(2), 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : escape;
  }
  // Other `\N{...}` stay: the names of all characters would be a megabyte of tables.
  return letter === 'N' ? namedCharacter(escape.slice(3, -1)) ?? escape : escape;
}

const GREEK = 'ALPHA BETA GAMMA DELTA EPSILON ZETA ETA THETA IOTA KAPPA LAMDA MU NU XI OMICRON PI RHO FINAL-SIGMA SIGMA TAU '
  + 'UPSILON PHI CHI PSI OMEGA';
const NAMED: ReadonlyMap<string, string> = new Map(Object.entries({
  BULLET: '•', 'EM DASH': '—', 'EN DASH': '–', 'DEGREE SIGN': '°', 'MULTIPLICATION SIGN': '×', 'DIVISION SIGN': '÷',
  'PLUS-MINUS SIGN': '±', 'MICRO SIGN': 'µ', INFINITY: '∞', 'HORIZONTAL ELLIPSIS': '…', 'NO-BREAK SPACE': '\xa0', SPACE: ' ',
  'RIGHTWARDS ARROW': '→', 'LEFTWARDS ARROW': '←', 'UPWARDS ARROW': '↑', 'DOWNWARDS ARROW': '↓', 'LEFT RIGHT ARROW': '↔',
  'CHECK MARK': '✓', 'HEAVY CHECK MARK': '✔', 'BALLOT X': '✗', 'MIDDLE DOT': '·', 'BLACK CIRCLE': '●', 'WHITE CIRCLE': '○',
  'SUPERSCRIPT TWO': '²', 'SUPERSCRIPT THREE': '³', 'FULL BLOCK': '█', 'N-ARY SUMMATION': '∑', 'SQUARE ROOT': '√',
  'LESS-THAN OR EQUAL TO': '≤', 'GREATER-THAN OR EQUAL TO': '≥', 'NOT EQUAL TO': '≠', 'ALMOST EQUAL TO': '≈',
  'LEFT DOUBLE QUOTATION MARK': '“', 'RIGHT DOUBLE QUOTATION MARK': '”', 'LEFT SINGLE QUOTATION MARK': '‘',
  'RIGHT SINGLE QUOTATION MARK': '’', 'EURO SIGN': '€', 'POUND SIGN': '£', 'COPYRIGHT SIGN': '©',
  'REPLACEMENT CHARACTER': '\ufffd', 'ZERO WIDTH SPACE': '\u200b', 'BYTE ORDER MARK': '\ufeff', 'LINE FEED': '\n',
}));
/** The characters that programs call by name: signs, Latin and Greek letters; undefined for others. */
function namedCharacter(name: string): string | undefined {
  const upper = name.toUpperCase();
  const [, size, latin] = /^LATIN (SMALL|CAPITAL) LETTER ([A-Z])$/.exec(upper) ?? [];
  if (latin) return size === 'SMALL' ? latin.toLowerCase() : latin;
  const [, greekSize, greek = ''] = /^GREEK (SMALL|CAPITAL) LETTER ([A-Z ]+)$/.exec(upper) ?? [];
  const at = GREEK.split(' ').indexOf(greek.replace(' ', '-'));
  if (greekSize && at >= 0) return String.fromCodePoint((greekSize === 'SMALL' ? 0x3b1 : 0x391) + at);
  return NAMED.get(upper);
}

/** Joins the pieces of an implicit concatenation. */
export function textLiteral(value: string, bytes: boolean, { start, end }: Range): StrLiteral | BytesLiteral {
  return bytes ? { kind: 'Bytes', id: 0, start, end, value } : { kind: 'Str', id: 0, start, end, value };
}
