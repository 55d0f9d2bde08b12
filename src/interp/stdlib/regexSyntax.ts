// Python's regular expression syntax written as a JavaScript pattern of the same meaning, or null where JavaScript has
// no such thing (conditionals, atomic groups, flags inside a group). Knows no values.

export const FLAGS = { A: 256, I: 2, L: 4, M: 8, S: 16, U: 32, X: 64 } as const;

export interface Translated { readonly source: string; readonly flags: number; readonly names: readonly (string | null)[] }

const START = '(?<![\\s\\S])';
const END = '(?![\\s\\S])';
const LETTERS = 'aiLmsux';
const SYNTAX = new Set('^$\\.*+?()[]{}|/');

export function translate(pattern: string, given: number): Translated | null {
  let flags = given;
  let at = 0;
  const names: (string | null)[] = [];
  let source = '';
  const global = /^\(\?([aiLmsux]+)\)/.exec(pattern);
  if (global) {
    for (const letter of global[1] ?? '') flags |= flagOf(letter);
    at = global[0].length;
  }
  while (at < pattern.length) {
    const c = pattern[at] ?? '';
    const piece = c === '\\' ? escape(pattern, at, flags, false)
      : c === '[' ? set(pattern, at, flags)
        : c === '(' ? group(pattern, at, names)
          : single(pattern, at, flags);
    if (!piece) return null;
    source += piece.text;
    at = piece.end;
  }
  return { source, flags, names };
}

const flagOf = (letter: string): number => {
  const i = LETTERS.indexOf(letter);
  return [FLAGS.A, FLAGS.I, FLAGS.L, FLAGS.M, FLAGS.S, FLAGS.U, FLAGS.X][i] ?? 0;
};

interface Piece { readonly text: string; readonly end: number }

function single(pattern: string, at: number, flags: number): Piece | null {
  const c = pattern[at] ?? '';
  const end = at + 1;
  if (flags & FLAGS.X) {
    if (/\s/.test(c)) return { text: '', end };
    if (c === '#') {
      const line = pattern.indexOf('\n', at);
      return { text: '', end: line < 0 ? pattern.length : line + 1 };
    }
  }
  if (c === '.') return { text: flags & FLAGS.S ? '[\\s\\S]' : '[^\\n]', end };
  if (c === '^') return { text: flags & FLAGS.M ? `(?<=\\n|${START})` : START, end };
  if (c === '$') return { text: flags & FLAGS.M ? `(?=\\n|${END})` : `(?=\\n?${END})`, end };
  if (c === '{') {
    const counted = /^\{(\d*)(,?)(\d*)\}/.exec(pattern.slice(at));
    if (!counted || counted[0] === '{}' || counted[0] === '{,}') return { text: '\\{', end };
    const [whole, least = '', comma = '', most = ''] = counted;
    return quantified(pattern, at + whole.length, `{${least === '' ? '0' : least}${comma}${most}}`);
  }
  if (c === '*' || c === '+' || c === '?') return quantified(pattern, end, c);
  if (c === '}' || c === ']' || c === '/') return { text: `\\${c}`, end };
  return { text: c, end };
}

/** A `+` after a quantifier makes it possessive, which JavaScript has not. */
function quantified(pattern: string, end: number, text: string): Piece | null {
  if (pattern[end] === '+') return null;
  return pattern[end] === '?' ? { text: `${text}?`, end: end + 1 } : { text, end };
}

function group(pattern: string, at: number, names: (string | null)[]): Piece | null {
  const rest = pattern.slice(at);
  const named = /^\(\?P<([^>]+)>/.exec(rest);
  if (named) {
    names.push(named[1] ?? null);
    return { text: `(?<${named[1] ?? ''}>`, end: at + named[0].length };
  }
  const back = /^\(\?P=([^)]+)\)/.exec(rest);
  if (back) return { text: `\\k<${back[1] ?? ''}>`, end: at + back[0].length };
  const comment = /^\(\?#[^)]*\)/.exec(rest);
  if (comment) return { text: '', end: at + comment[0].length };
  const look = /^\(\?(?:[:=!]|<[=!])/.exec(rest);
  if (look) return { text: look[0], end: at + look[0].length };
  if (rest.startsWith('(?')) return null;
  names.push(null);
  return { text: '(', end: at + 1 };
}

function escape(pattern: string, at: number, flags: number, inSet: boolean): Piece | null {
  const c = pattern[at + 1];
  const end = at + 2;
  if (c === undefined) return null;
  const ascii = (flags & FLAGS.A) !== 0;
  const word = ascii ? 'A-Za-z0-9_' : '\\p{L}\\p{N}_';
  switch (c) {
    case 'A': return { text: START, end };
    case 'Z': return { text: END, end };
    case 'd': return { text: ascii ? '0-9'.replace(/^(.*)$/, inSet ? '$1' : '[$1]') : '\\p{Nd}', end };
    case 'D': return { text: ascii ? '\\D' : '\\P{Nd}', end };
    case 'w': return { text: inSet ? word : `[${word}]`, end };
    case 'W': return { text: inSet ? '\\W' : `[^${word}]`, end };
    case 'b': return { text: inSet ? '\\x08' : '\\b', end };
    case 'a': return { text: '\\x07', end };
    case 's': case 'S': case 'B': case 'n': case 't': case 'r': case 'f': case 'v': return { text: `\\${c}`, end };
    default: return numeric(pattern, at, inSet) ?? { text: SYNTAX.has(c) || (inSet && c === '-') ? `\\${c}` : c, end };
  }
}

function numeric(pattern: string, at: number, inSet: boolean): Piece | null {
  const rest = pattern.slice(at);
  const code = /^\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/.exec(rest);
  if (code) return { text: `\\u{${code[1] ?? code[2] ?? code[3] ?? '0'}}`, end: at + code[0].length };
  const octal = /^\\(0[0-7]{0,2}|[1-3][0-7]{2})/.exec(rest);
  if (octal) return { text: `\\u{${parseInt(octal[1] ?? '0', 8).toString(16)}}`, end: at + octal[0].length };
  const back = /^\\([1-9][0-9]?)/.exec(rest);
  // The empty group keeps a digit that follows from joining the number.
  return back && !inSet ? { text: `\\${back[1] ?? ''}(?:)`, end: at + back[0].length } : null;
}

function set(pattern: string, start: number, flags: number): Piece | null {
  let at = start + 1;
  let text = '[';
  if (pattern[at] === '^') {
    text += '^';
    at++;
  }
  for (let first = true; at < pattern.length; first = false) {
    const c = pattern[at] ?? '';
    if (c === ']' && !first) return { text: `${text}]`, end: at + 1 };
    if (c === '\\') {
      const piece = escape(pattern, at, flags, true);
      if (!piece) return null;
      text += piece.text;
      at = piece.end;
      // A class cannot start a range; the minus after it is itself.
      if (/\\[dDwWsS]$/.test(pattern.slice(0, at)) && pattern[at] === '-') {
        text += '\\-';
        at++;
      }
      continue;
    }
    text += c === '[' || c === ']' ? `\\${c}` : c === '-' && (first || pattern[at + 1] === ']') ? '\\-' : c;
    at++;
  }
  return null;
}

/** Whether a group that repeats or chooses is itself repeated, as `(a+)+` and `(a|ab)*` are. */
export function nestsRepetition(source: string): boolean {
  const repeats = /^(?:[*+]|\{\d*,\d*\})/;
  const open: boolean[] = [false];
  for (let i = 0; i < source.length; i++) {
    const c = source[i];
    if (c === '\\') i++;
    else if (c === '[') i = classEnd(source, i);
    else if (c === '(') open.push(false);
    else if (c === ')') {
      const inner = open.pop() ?? false;
      if (inner && repeats.test(source.slice(i + 1))) return true;
      if (inner) open[open.length - 1] = true;
    } else if (c === '|' || repeats.test(source.slice(i, i + 12))) open[open.length - 1] = true;
  }
  return false;
}
function classEnd(source: string, from: number): number {
  let i = from + 1;
  while (i < source.length && source[i] !== ']') i += source[i] === '\\' ? 2 : 1;
  return i;
}
