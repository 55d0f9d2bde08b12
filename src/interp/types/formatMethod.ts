// str.format: replacement fields with attributes, indexes, conversions and nested specs.
import { int, type Unknown } from '../../tensor/value';
import type { Machine } from '../machine';
import { str, type Args, type Kwargs, type Value } from '../value';
import { isUnknown } from './define';
import { raiseKeyError, text } from './protocol';
import { quoteText } from './text';

interface Source {
  readonly positional: (index: number) => Value;
  readonly named: (name: string) => Value;
  /** Null until the first field decides between {} and {0}. */
  numbering: 'automatic' | 'manual' | null;
  next: number;
}

export function formatMethod(m: Machine, template: string, args: Args, kwargs: Kwargs): Value {
  return text(expand(m, template, {
    positional: (i) => args[i] ?? m.raise('IndexError', `Replacement index ${i} out of range for positional args tuple`),
    named: (name) => kwargs.get(name) ?? raiseKeyError(m, str(name)),
    numbering: null, next: 0,
  }, 2));
}

export function formatMap(m: Machine, template: string, mapping: Value): Value {
  return text(expand(m, template, {
    positional: () => m.raise('ValueError', 'Format string contains positional fields'),
    named: (name) => m.getitem(mapping, str(name)),
    numbering: null, next: 0,
  }, 2));
}

function expand(m: Machine, template: string, source: Source, depth: number): string | Unknown {
  if (depth < 0) return m.raise('ValueError', 'Max string recursion exceeded');
  let result = '';
  for (let i = 0; i < template.length;) {
    const c = template[i];
    if (c !== '{' && c !== '}') {
      result += c;
      i++;
    } else if (template[i + 1] === c) {
      result += c;
      i += 2;
    } else if (c === '}') {
      return m.raise('ValueError', "Single '}' encountered in format string");
    } else {
      const end = fieldEnd(m, template, i + 1);
      const field = formatField(m, template.slice(i + 1, end), source, depth);
      if (isUnknown(field)) return field;
      result += field;
      i = end + 1;
    }
  }
  return result;
}

/** Index of the brace that closes the field whose text begins at `start`. */
function fieldEnd(m: Machine, template: string, start: number): number {
  if (start >= template.length) return m.raise('ValueError', "Single '{' encountered in format string");
  let depth = 1;
  let bracket = false;
  for (let i = start; i < template.length; i++) {
    const c = template[i];
    if (bracket) bracket = c !== ']';
    else if (c === '[') bracket = depth === 1;
    else if (c === '{') depth++;
    else if (c === '}' && --depth === 0) return i;
  }
  return m.raise('ValueError', "expected '}' before end of string");
}

function formatField(m: Machine, field: string, source: Source, depth: number): string | Unknown {
  const { name, conversion, spec } = splitField(m, field);
  const value = resolve(m, name, source);
  const format = spec.includes('{') || spec.includes('}') ? expand(m, spec, source, depth - 1) : spec;
  if (isUnknown(format)) return format;
  if (value.kind === 'unknown') return value;
  if (conversion === null) return m.format(value, format);
  const converted = convert(m, value, conversion);
  return isUnknown(converted) ? converted : m.format(str(converted), format);
}

export function convert(m: Machine, value: Value, conversion: string): string | Unknown {
  if (conversion === 's') return m.str(value);
  const shown = m.repr(value);
  return conversion === 'a' && typeof shown === 'string' ? escapeNonAscii(shown) : shown;
}

/** As ascii(): repr with everything beyond ASCII escaped. */
export const escapeNonAscii = (shown: string): string =>
  [...shown].map((c) => ((c.codePointAt(0) ?? 0) < 0x80 ? c : quoteText(c, true).slice(1, -1))).join('');

function splitField(m: Machine, field: string): { name: string; conversion: string | null; spec: string } {
  let bracket = false;
  let end = 0;
  for (; end < field.length; end++) {
    const c = field[end];
    if (c === '[') bracket = true;
    else if (c === ']') bracket = false;
    else if (!bracket && (c === ':' || c === '!')) break;
    else if (!bracket && c === '{') m.raise('ValueError', "unexpected '{' in field name");
  }
  const name = field.slice(0, end);
  if (field[end] !== '!') return { name, conversion: null, spec: field.slice(end + 1) };
  const conversion = field[end + 1];
  if (conversion === undefined) return m.raise('ValueError', "unmatched '{' in format spec");
  const after = field[end + 2];
  if (after !== undefined && after !== ':') return m.raise('ValueError', "expected ':' after conversion specifier");
  if (!'rsa'.includes(conversion)) return m.raise('ValueError', `Unknown conversion specifier ${conversion}`);
  return { name, conversion, spec: field.slice(end + 3) };
}

function resolve(m: Machine, name: string, source: Source): Value {
  const [, first = '', path = ''] = /^([^.[]*)(.*)$/s.exec(name) ?? [];
  let value = root(m, first, source);
  let rest = path;
  while (rest !== '' && value.kind !== 'unknown') {
    const step = /^(?:\.([^.[]+)|\[([^\]]+)\])/s.exec(rest);
    if (!step) {
      return m.raise('ValueError', /^(\.|\[\])/.test(rest) ? 'Empty attribute in format string'
        : rest.startsWith('[') ? "Missing ']' in format string" : "Only '.' or '[' may follow ']' in format field specifier");
    }
    const [whole, attribute, key] = step;
    value = attribute === undefined ? m.getitem(value, /^\d+$/.test(key) ? int(Number(key)) : str(key))
      : m.getattr(value, attribute);
    rest = rest.slice(whole.length);
  }
  return value;
}

function root(m: Machine, first: string, source: Source): Value {
  const isNumber = /^\d+$/.test(first);
  if (first !== '' && !isNumber) return source.named(first);
  const wanted = isNumber ? 'manual' : 'automatic';
  if (source.numbering !== null && source.numbering !== wanted) {
    m.raise('ValueError', wanted === 'manual'
      ? 'cannot switch from automatic field numbering to manual field specification'
      : 'cannot switch from manual field specification to automatic field numbering');
  }
  source.numbering = wanted;
  return source.positional(isNumber ? Number(first) : source.next++);
}
