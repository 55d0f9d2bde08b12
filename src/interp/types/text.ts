// Text as Python sees it: a sequence of code points. JavaScript's strings are UTF-16, so characters beyond the basic
// plane take a slower way. Knows no methods.
import { filled } from './limits';
import type { Unknown } from '../../tensor/value';
import type { Machine } from '../machine';
import { type Value } from '../value';
import { isUnknown } from './define';
import { clampSpan, needIndex, type Span } from './protocol';
import { WHITESPACE } from './parseNumber';

const ASTRAL = /[\ud800-\udfff]/;
export const isAstral = (s: string): boolean => ASTRAL.test(s);
export const charactersOf = (s: string): string[] => (isAstral(s) ? [...s] : s.split(''));
export const lengthOfText = (s: string): number => (isAstral(s) ? [...s].length : s.length);

export function sliceText(s: string, span: Span): string {
  if (span.step === 1 && !isAstral(s)) return s.slice(span.start, Math.max(span.start, span.stop));
  const characters = charactersOf(s);
  return Array.from({ length: span.count }, (_, i) => characters[span.start + i * span.step]).join('');
}

export interface Window { readonly text: string; readonly offset: number; readonly isEmpty: boolean }

/** The part between the optional `start` and `end` arguments of find, count, startswith and their like. */
export function windowOf(m: Machine, s: string, start: Value | undefined, end: Value | undefined): Window | Unknown {
  const message = 'slice indices must be integers or None or have an __index__ method';
  const read = (v: Value | undefined): number | null | Unknown =>
    v === undefined || v.kind === 'none' ? null : needIndex(m, v, message);
  const from = read(start);
  if (isUnknown(from)) return from;
  const to = read(end);
  if (isUnknown(to)) return to;
  const length = lengthOfText(s);
  const span = clampSpan(from, to, 1, length);
  // ''.find('', 1) is -1: a start beyond the end has no window at all.
  return { text: sliceText(s, span), offset: span.start, isEmpty: span.start > span.stop || (from !== null && from > length) };
}

/** Index in code points of a UTF-16 index. */
export const pointIndex = (s: string, index: number): number => (isAstral(s) ? [...s.slice(0, index)].length : index);

export function countText(s: string, part: string): number {
  if (part === '') return lengthOfText(s) + 1;
  let count = 0;
  for (let at = s.indexOf(part); at >= 0; at = s.indexOf(part, at + part.length)) count++;
  return count;
}

export function replaceText(s: string, from: string, to: string, limit: number): string {
  if (limit === 0) return s;
  if (from === '') {
    const characters = charactersOf(s);
    const inserted = limit < 0 ? characters.length + 1 : Math.min(limit, characters.length + 1);
    return characters.map((c, i) => (i < inserted ? to + c : c)).join('') + (inserted > characters.length ? to : '');
  }
  if (limit < 0) return s.replaceAll(from, () => to);
  const parts = s.split(from);
  const kept = parts.slice(0, limit + 1);
  return [kept.join(to), ...parts.slice(limit + 1)].join(from);
}

const SPACES = new RegExp(`${WHITESPACE}+`, 'u');
const LEADING = new RegExp(`^${WHITESPACE}+`, 'u');
const TRAILING = new RegExp(`${WHITESPACE}+$`, 'u');

export function stripText(s: string, characters: string | null, side: 'left' | 'right' | 'both'): string {
  if (characters === null) {
    const left = side === 'right' ? s : s.replace(LEADING, '');
    return side === 'left' ? left : left.replace(TRAILING, '');
  }
  const unwanted = new Set(charactersOf(characters));
  const all = charactersOf(s);
  let start = 0;
  let end = all.length;
  if (side !== 'right') while (start < end && unwanted.has(all[start])) start++;
  if (side !== 'left') while (end > start && unwanted.has(all[end - 1])) end--;
  return all.slice(start, end).join('');
}

/** `separator` null: runs of white space. At most `limit` splits when it is not negative. */
export function splitText(s: string, separator: string | null, limit: number): string[] {
  if (separator !== null) {
    const parts = s.split(separator);
    return limit < 0 || parts.length <= limit + 1 ? parts : [...parts.slice(0, limit), parts.slice(limit).join(separator)];
  }
  const parts: string[] = [];
  let rest = s.replace(LEADING, '');
  while (rest !== '') {
    const found = limit >= 0 && parts.length >= limit ? null : SPACES.exec(rest);
    if (!found) {
      parts.push(rest);
      break;
    }
    parts.push(rest.slice(0, found.index));
    rest = rest.slice(found.index + found[0].length);
  }
  return parts;
}

export function rsplitText(s: string, separator: string | null, limit: number): string[] {
  if (limit < 0) return splitText(s, separator, limit);
  if (separator !== null) {
    const parts = s.split(separator);
    if (parts.length <= limit + 1) return parts;
    const cut = parts.length - limit;
    return [parts.slice(0, cut).join(separator), ...parts.slice(cut)];
  }
  const parts: string[] = [];
  let rest = s.replace(TRAILING, '');
  while (rest !== '' && parts.length < limit) {
    const found = new RegExp(`^(.*)${WHITESPACE}(.*?)$`, 'su').exec(rest);
    if (!found) break;
    parts.unshift(found[2]);
    rest = found[1].replace(TRAILING, '');
  }
  if (rest !== '') parts.unshift(rest);
  return parts;
}

export function splitLines(s: string, keepEnds: boolean): string[] {
  const lines = s.match(/[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]|$)/g) ?? [];
  const found = lines.filter((line, i) => line !== '' || i < lines.length - 1);
  return keepEnds ? found : found.map((line) => line.replace(/(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])$/, ''));
}

export function expandTabs(s: string, size: number): string {
  let column = 0;
  let result = '';
  for (const c of s) {
    if (c === '\t') {
      const width = size > 0 ? size - (column % size) : 0;
      result += filled(' ', width);
      column += width;
    } else {
      result += c;
      column = c === '\n' || c === '\r' ? 0 : column + 1;
    }
  }
  return result;
}

const CASED = /[\p{Lowercase}\p{Uppercase}\p{Lt}]/u;
/** Calls `word` for the first cased letter after an uncased character, `rest` for the others. */
export function titleCase(s: string): string {
  let inWord = false;
  let result = '';
  for (const c of s) {
    const cased = CASED.test(c);
    result += !cased ? c : inWord ? c.toLowerCase() : titled(c);
    inWord = cased;
  }
  return result;
}
/** Letters whose title case is neither upper nor lower case. */
const TITLE: Readonly<Record<string, string>> = {
  Ǆ: 'ǅ', ǅ: 'ǅ', ǆ: 'ǅ', Ǉ: 'ǈ', ǈ: 'ǈ', ǉ: 'ǈ', Ǌ: 'ǋ', ǋ: 'ǋ', ǌ: 'ǋ', Ǳ: 'ǲ', ǲ: 'ǲ', ǳ: 'ǲ',
};
const titled = (c: string): string => {
  if (TITLE[c]) return TITLE[c];
  const upper = c.toUpperCase();
  return upper.length > 1 ? (upper[0] ?? '') + upper.slice(1).toLowerCase() : upper;
};
export const capitalize = (s: string): string => {
  const [first = '', ...rest] = charactersOf(s);
  return titled(first) + rest.join('').toLowerCase();
};
export const swapCase = (s: string): string =>
  [...s].map((c) => (/\p{Uppercase}/u.test(c) ? c.toLowerCase() : c.toUpperCase())).join('');
export const caseFold = (s: string): string => s.toLowerCase().replaceAll('ß', 'ss').replaceAll('ς', 'σ');

export function isTitle(s: string): boolean {
  let inWord = false;
  let seen = false;
  for (const c of s) {
    if (/[\p{Uppercase}\p{Lt}]/u.test(c)) {
      if (inWord) return false;
      inWord = seen = true;
    } else if (/\p{Lowercase}/u.test(c)) {
      if (!inWord) return false;
      seen = true;
    } else inWord = false;
  }
  return seen;
}

const UNPRINTABLE = /[\p{C}\p{Z}]/u;
export const isPrintable = (c: string): boolean => c === ' ' || !UNPRINTABLE.test(c);
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** As repr(str); `ascii` escapes everything beyond ASCII. */
export function quoteText(s: string, ascii = false): string {
  const quote = s.includes("'") && !s.includes('"') ? '"' : "'";
  let result = '';
  for (const c of s) {
    const code = c.codePointAt(0) ?? 0;
    if (c === quote) result += `\\${c}`;
    else if (ESCAPES[c]) result += ESCAPES[c];
    else if (code < 0x7f ? code >= 0x20 : !ascii && isPrintable(c)) result += c;
    else result += escapeCode(code);
  }
  return `${quote}${result}${quote}`;
}
export const escapeCode = (code: number): string =>
  code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}`
    : code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
