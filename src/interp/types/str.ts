// The type str: construction, the sequence protocol and the methods that take text apart and together.
// How text is cut is in text.ts, formatting in formatMethod.ts and percentFormat.ts.
import { filled, joined, MAX_TEXT } from './limits';
import { int, type Unknown } from '../../tensor/value';
import { formatStr, pad } from '../format';
import type { Machine } from '../machine';
import { bool, iteratorOf, list, NOT_IMPLEMENTED, NONE, str, tuple, type Value } from '../value';
import { decodeBytes, encodeText } from './codecs';
import { constructor, def, firstUnknown, isUnknown, lenient, members, raw, staticMethod, type Definition } from './define';
import { formatMap, formatMethod } from './formatMethod';
import { textHash } from './hashValue';
import { ofClass } from './int';
import { unwrap } from './native';
import { percentFormat } from './percentFormat';
import { asInt, needIndex, repeats, spanOf, typeName } from './protocol';
import { fill, strType } from './roots';
import { classification } from './strClass';
import * as text from './text';

const asText = (value: Value): string | undefined => {
  const v = unwrap(value);
  return v.kind === 'str' ? v.value : undefined;
};

/** The text of an argument that must be a string. */
function needText(m: Machine, value: Value, message = 'must be str, not '): string {
  return asText(value) ?? m.raise('TypeError', `${message}${typeName(m, value)}`);
}
const separatorOf = (m: Machine, value: Value): string | null => {
  if (value.kind === 'none') return null;
  const separator = needText(m, value, 'must be str or None, not ');
  return separator === '' ? m.raise('ValueError', 'empty separator') : separator;
};
const strings = (items: readonly string[]): Value[] => items.map((s) => str(s));
/** `f` on a number argument that may be unknown. */
function withIndex(m: Machine, value: Value, f: (n: number) => Value): Value {
  const n = needIndex(m, value);
  return isUnknown(n) ? n : f(n);
}

function find(direction: 'first' | 'last', missing: 'raise' | 'minus one'): Definition<string> {
  return def('sub, start?, end?, /', (m, s, part, start?: Value, end?: Value) => {
    const wanted = needText(m, part);
    const window = text.windowOf(m, s, start, end);
    if (isUnknown(window)) return window;
    const at = window.isEmpty ? -1 : direction === 'first' ? window.text.indexOf(wanted) : window.text.lastIndexOf(wanted);
    if (at >= 0) return int(window.offset + text.pointIndex(window.text, at));
    return missing === 'raise' ? m.raise('ValueError', 'substring not found') : int(-1);
  });
}

function affix(name: string, test: (s: string, part: string) => boolean): Definition<string> {
  return def(`${name}, start?, end?, /`, (m, s, parts, start?: Value, end?: Value) => {
    const window = text.windowOf(m, s, start, end);
    if (isUnknown(window)) return window;
    const one = (part: Value, message: string): boolean | Unknown =>
      part.kind === 'unknown' ? part : !window.isEmpty && test(window.text, needText(m, part, message));
    if (parts.kind !== 'tuple') {
      const holds = one(parts, `${name} first arg must be str or a tuple of str, not `);
      return isUnknown(holds) ? holds : bool(holds);
    }
    for (const part of parts.items) {
      const holds = one(part, `tuple for ${name} must only contain str, not `);
      if (isUnknown(holds) || holds) return isUnknown(holds) ? holds : bool(true);
    }
    return bool(false);
  });
}

const strip = (name: string, side: 'left' | 'right' | 'both'): Definition<string> =>
  def('chars=None, /', (m, s, chars) => {
    const set = chars.kind === 'none' ? null : asText(chars) ?? m.raise('TypeError', `${name} arg must be None or str`);
    return str(text.stripText(s, set, side));
  });

const justify = (align: '<' | '>' | '^'): Definition<string> =>
  def("width, fillchar=' ', /", (m, s, width, fillchar) => withIndex(m, width, (n) => {
    const fill = needText(m, fillchar, 'The fill character must be a unicode character, not ');
    if (text.lengthOfText(fill) !== 1) return m.raise('TypeError', 'The fill character must be exactly one character long');
    return str(align === '^' ? center(s, n, fill) : pad(s, n, align, fill));
  }));

/** As str.center: the odd blank goes left when the width is odd. */
function center(s: string, width: number, fill: string): string {
  const missing = width - text.lengthOfText(s);
  if (missing <= 0) return s;
  const left = Math.floor(missing / 2) + (missing & width & 1);
  return filled(fill, left) + s + filled(fill, missing - left);
}

const map = (f: (s: string) => string): Definition<string> => def('', (_, s) => str(f(s)));

const compare = (holds: (a: string, b: string) => boolean): Definition<string> =>
  def('other, /', (_, s, other) => {
    const b = asText(other);
    return b === undefined ? NOT_IMPLEMENTED : bool(holds(s, b));
  });

/** Code points order as UTF-16 does, but for the surrogates. */
function isBefore(a: string, b: string): boolean {
  if (!text.isAstral(a) && !text.isAstral(b)) return a < b;
  const [x, y] = [[...a], [...b]];
  for (let i = 0; i < x.length && i < y.length; i++) {
    if (x[i] !== y[i]) return (x[i]?.codePointAt(0) ?? 0) < (y[i]?.codePointAt(0) ?? 0);
  }
  return x.length < y.length;
}

function getitem(m: Machine, s: string, key: Value): Value {
  if (key.kind === 'slice') {
    const span = spanOf(m, key, text.lengthOfText(s));
    return isUnknown(span) ? span : str(text.sliceText(s, span));
  }
  if (!asInt(m, key)) return m.raise('TypeError', `string indices must be integers, not '${typeName(m, key)}'`);
  return withIndex(m, key, (n) => {
    const characters = text.isAstral(s) ? [...s] : s;
    const found = characters[n < 0 ? n + characters.length : n];
    return found === undefined ? m.raise('IndexError', 'string index out of range') : str(found);
  });
}

function join(m: Machine, s: string, iterable: Value): Value {
  if (!isIterable(m, iterable)) return m.raise('TypeError', 'can only join an iterable');
  const items = m.itemsOf(iterable);
  if (isUnknown(items)) return items;
  const lost = firstUnknown(items);
  if (lost) return lost;
  return str(items.map((item, i) =>
    asText(item) ?? m.raise('TypeError', `sequence item ${i}: expected str instance, ${typeName(m, item)} found`)).join(s));
}
const isIterable = (m: Machine, v: Value): boolean =>
  v.kind === 'list' || v.kind === 'tuple' || v.kind === 'iterator' ||
  m.findSpecial(v, '__iter__') !== undefined || m.findSpecial(v, '__getitem__') !== undefined;

const partition = (last: boolean): Definition<string> => def('sep, /', (m, s, sep) => {
  const separator = needText(m, sep);
  if (separator === '') return m.raise('ValueError', 'empty separator');
  const at = last ? s.lastIndexOf(separator) : s.indexOf(separator);
  if (at < 0) return tuple(strings(last ? ['', '', s] : [s, '', '']));
  return tuple(strings([s.slice(0, at), separator, s.slice(at + separator.length)]));
});

function translate(m: Machine, s: string, table: Value): Value {
  let result = '';
  for (const c of s) {
    const key = int(c.codePointAt(0) ?? 0);
    const entry = findEntry(m, table, key);
    if (entry?.kind === 'unknown') return entry;
    if (entry?.kind === 'int') result += String.fromCodePoint(Number(entry.value));
    else if (entry?.kind !== 'none') result += entry
      ? needText(m, entry, 'character mapping must return integer, None or str, not ') : c;
  }
  return str(result);
}

/** A LookupError of the table means that the character stays. */
const findEntry = (m: Machine, table: Value, key: Value): Value | undefined =>
  m.attempt(() => m.getitem(table, key), 'LookupError');

function makeTable(m: Machine, x: Value, y?: Value, z?: Value): Value {
  const table: [Value, Value][] = [];
  const put = (code: number, to: Value): void => { table.push([int(code), to]); };
  if (y === undefined) {
    if (x.kind !== 'dict') return m.raise('TypeError', 'if you give only one argument to maketrans it must be a dict');
    for (const { key, value } of x.entries.values()) {
      const code = key.kind === 'str' ? key.value.codePointAt(0) ?? 0 : key.kind === 'int' ? Number(key.value) : undefined;
      if (code === undefined) return m.raise('TypeError', 'keys in translate table must be strings or integers');
      put(code, value);
    }
    return m.dictFrom(table);
  }
  const [from, to] = [[...needText(m, x)], [...needText(m, y)]];
  if (from.length !== to.length) return m.raise('ValueError', 'the first two maketrans arguments must have equal length');
  from.forEach((c, i) => { put(c.codePointAt(0) ?? 0, int(to[i]?.codePointAt(0) ?? 0)); });
  for (const c of z ? needText(m, z) : '') put(c.codePointAt(0) ?? 0, NONE);
  return m.dictFrom(table);
}

const zfill = (s: string, width: number): string => {
  const sign = /^[-+]/.test(s) ? s.slice(0, 1) : '';
  return sign + filled('0', width - text.lengthOfText(s)) + s.slice(sign.length);
};

/** One after the other: a long text is never held as so many values. */
function* characters(s: string): Generator<Value, undefined> {
  for (const c of s) yield str(c);
  return undefined;
}

const repeat: Definition<string> = def('value, /', (m, s, times) => {
  if (!repeats(m, times)) return NOT_IMPLEMENTED;
  return withIndex(m, times, (n) => {
    if (n > 0 && s.length * n > MAX_TEXT) return m.unknown('budget-exceeded', 'a string grows too long');
    return str(s.repeat(Math.max(0, n)));
  });
});

const protocol: Record<string, Definition<string>> = {
  __repr__: def('', (_, s) => str(text.quoteText(s))),
  __str__: def('', (_, s) => str(s)),
  __len__: def('', (_, s) => int(text.lengthOfText(s))),
  __hash__: def('', (_, s) => textHash(s)),
  __iter__: def('', (_, s) =>
    iteratorOf(/^[\0-\x7f]*$/.test(s) ? 'str_ascii_iterator' : 'str_iterator', characters(s))),
  __contains__: def('key, /', (m, s, part) =>
    bool(s.includes(needText(m, part, "'in <string>' requires string as left operand, not ")))),
  __getitem__: def('key, /', getitem),
  __add__: def('value, /', (_, s, other) => {
    const b = asText(other);
    return b === undefined ? NOT_IMPLEMENTED : str(joined(s, b));
  }),
  __mul__: repeat,
  __rmul__: repeat,
  __mod__: lenient('value, /', (m, s, args) => percentFormat(m, s, args)),
  __rmod__: def('value, /', () => NOT_IMPLEMENTED),
  __eq__: compare((a, b) => a === b),
  __ne__: compare((a, b) => a !== b),
  __lt__: compare(isBefore),
  __le__: compare((a, b) => !isBefore(b, a)),
  __gt__: compare((a, b) => isBefore(b, a)),
  __ge__: compare((a, b) => !isBefore(a, b)),
  __format__: def('spec, /', (m, s, spec) =>
    str(formatStr(m, s, needText(m, spec, '__format__() argument must be str, not ')))),
  __getnewargs__: def('', (_, s) => tuple([str(s)])),
};

const methods: Record<string, Definition<string>> = {
  capitalize: map(text.capitalize), casefold: map(text.caseFold), lower: map((s) => s.toLowerCase()),
  upper: map((s) => s.toUpperCase()), swapcase: map(text.swapCase), title: map(text.titleCase),
  center: justify('^'), ljust: justify('<'), rjust: justify('>'),
  count: def('sub, start?, end?, /', (m, s, part, start?: Value, end?: Value) => {
    const wanted = needText(m, part);
    const window = text.windowOf(m, s, start, end);
    return isUnknown(window) ? window : int(window.isEmpty ? 0 : text.countText(window.text, wanted));
  }),
  find: find('first', 'minus one'), rfind: find('last', 'minus one'),
  index: find('first', 'raise'), rindex: find('last', 'raise'),
  startswith: affix('startswith', (s, part) => s.startsWith(part)),
  endswith: affix('endswith', (s, part) => s.endsWith(part)),
  strip: strip('strip', 'both'), lstrip: strip('lstrip', 'left'), rstrip: strip('rstrip', 'right'),
  split: def('sep=None, maxsplit=-1', (m, s, sep, limit) =>
    withIndex(m, limit, (n) => list(strings(text.splitText(s, separatorOf(m, sep), n))))),
  rsplit: def('sep=None, maxsplit=-1', (m, s, sep, limit) =>
    withIndex(m, limit, (n) => list(strings(text.rsplitText(s, separatorOf(m, sep), n))))),
  splitlines: def('keepends=False', (m, s, keep) => {
    const ends = m.truth(keep);
    return isUnknown(ends) ? ends : list(strings(text.splitLines(s, ends)));
  }),
  partition: partition(false), rpartition: partition(true),
  join: def('iterable, /', join),
  replace: def('old, new, count=-1, /', (m, s, from, to, count) => {
    const message = 'replace() argument 1 must be str, not ';
    const wanted = needText(m, from, message);
    const put = needText(m, to, message.replace('1', '2'));
    return withIndex(m, count, (n) => str(text.replaceText(s, wanted, put, n)));
  }),
  removeprefix: def('prefix, /', (m, s, prefix) => {
    const p = needText(m, prefix, 'removeprefix() argument must be str, not ');
    return str(s.startsWith(p) ? s.slice(p.length) : s);
  }),
  removesuffix: def('suffix, /', (m, s, suffix) => {
    const p = needText(m, suffix, 'removesuffix() argument must be str, not ');
    return str(p !== '' && s.endsWith(p) ? s.slice(0, -p.length) : s);
  }),
  zfill: def('width, /', (m, s, width) => withIndex(m, width, (n) => str(zfill(s, n)))),
  expandtabs: def('tabsize=8', (m, s, size) => withIndex(m, size, (n) => str(text.expandTabs(s, n)))),
  translate: def('table, /', translate),
  encode: def("encoding='utf-8', errors='strict'", (m, s, encoding, errors) =>
    encodeText(m, s, needText(m, encoding), needText(m, errors))),
  format: raw((m, s, args, kwargs) => formatMethod(m, s, args, kwargs)),
  format_map: lenient('mapping, /', (m, s, mapping) => formatMap(m, s, mapping)),
  ...classification,
};

fill(strType, {
  ...members(strType, asText, { ...protocol, ...methods }),
  __new__: constructor((m, cls, args, kwargs) => {
    const count = args.length + kwargs.size;
    if (count > 3) m.raise('TypeError', `str() takes at most 3 arguments (${count} given)`);
    const source = args[0] ?? kwargs.get('object');
    const encoding = args[1] ?? kwargs.get('encoding');
    const errors = args[2] ?? kwargs.get('errors');
    if (!source) return ofClass(m, cls, strType, str(''));
    if (!encoding && !errors) {
      if (source.kind === 'str' && cls === strType) return source;
      const made = m.str(source);
      return isUnknown(made) ? made : ofClass(m, cls, strType, str(made, source.kind === 'str' ? source.origin : null));
    }
    const bytes = unwrap(source);
    if (bytes.kind === 'unknown') return bytes;
    if (bytes.kind === 'str') return m.raise('TypeError', 'decoding str is not supported');
    if (bytes.kind !== 'bytes') {
      return m.raise('TypeError', `decoding to str: need a bytes-like object, ${typeName(m, bytes)} found`);
    }
    return ofClass(m, cls, strType,
      decodeBytes(m, bytes.value, encoding ? needText(m, encoding) : 'utf-8', errors ? needText(m, errors) : 'strict'));
  }),
  maketrans: staticMethod('maketrans', 'x, y?, z?, /', makeTable),
});
