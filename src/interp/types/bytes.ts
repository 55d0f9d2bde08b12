// The types bytes and bytearray, as far as model code meets them. A bytearray is an instance around its Bytes.
import { filled, joined } from './limits';
import { int } from '../../tensor/value';
import type { Machine } from '../machine';
import {
  bool, instance, iteratorOf, list, NONE, NOT_IMPLEMENTED, str, tuple, type Bytes, type Class, type Value,
} from '../value';
import { decodeBytes, encodeText } from './codecs';
import { classMethod, constructor, def, firstUnknown, isUnknown, lenient, members, raw, type Definition } from './define';
import { textHash } from './hashValue';
import { ofClass } from './int';
import { unwrap } from './native';
import { percentFormat } from './percentFormat';
import { asInt, needIndex, repeats, spanOf, typeName } from './protocol';
import { bytearrayType, bytesType, fill } from './roots';
import { countText, replaceText, sliceText, splitText, stripText } from './text';

const bytes = (value: string): Bytes => ({ kind: 'bytes', value });
const asBytes = (value: Value): string | undefined => {
  const v = unwrap(value);
  return v.kind === 'bytes' ? v.value : undefined;
};
const needBytes = (m: Machine, value: Value): string =>
  asBytes(value) ?? m.raise('TypeError', `a bytes-like object is required, not '${typeName(m, value)}'`);

export function quoteBytes(s: string): string {
  const quote = s.includes("'") && !s.includes('"') ? '"' : "'";
  const body = s.split('').map((c) => {
    if (c === quote || c === '\\') return `\\${c}`;
    if (c === '\n' || c === '\r' || c === '\t') return { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[c];
    const code = c.charCodeAt(0);
    return code < 32 || code > 126 ? `\\x${code.toString(16).padStart(2, '0')}` : c;
  });
  return `b${quote}${body.join('')}${quote}`;
}

function getitem(m: Machine, self: string, key: Value): Value {
  if (key.kind === 'slice') {
    const span = spanOf(m, key, self.length);
    return isUnknown(span) ? span : bytes(sliceText(self, span));
  }
  const index = needIndex(m, key, `byte indices must be integers or slices, not ${typeName(m, key)}`);
  if (isUnknown(index)) return index;
  const at = index < 0 ? index + self.length : index;
  return at >= 0 && at < self.length ? int(self.charCodeAt(at)) : m.raise('IndexError', 'index out of range');
}

/** bytes(3), bytes([1, 2]), bytes('text', 'utf-8'). */
function contents(m: Machine, args: readonly Value[]): Value {
  const lost = firstUnknown(args);
  if (lost) return lost;
  const [source, encoding, errors] = args.map(unwrap);
  if (args.length === 0) return bytes('');
  if (source.kind === 'bytes') return source;
  if (source.kind === 'str') {
    if (args.length < 2 || encoding.kind !== 'str') return m.raise('TypeError', 'string argument without an encoding');
    return encodeText(m, source.value, encoding.value, args.length > 2 && errors.kind === 'str' ? errors.value : 'strict');
  }
  const own = source.kind === 'instance' ? m.findSpecial(source, '__bytes__') : undefined;
  if (own) return m.call(own, []);
  const size = asInt(m, source);
  if (size) {
    const n = needIndex(m, size);
    if (isUnknown(n)) return n;
    return n < 0 ? m.raise('ValueError', 'negative count') : bytes(filled('\0', n));
  }
  const items = m.itemsOf(source);
  if (isUnknown(items)) return items;
  const codes: number[] = [];
  for (const item of items) {
    const code = item.kind === 'unknown' ? item : needIndex(m, item);
    if (isUnknown(code)) return code;
    if (code < 0 || code > 255) return m.raise('ValueError', 'bytes must be in range(0, 256)');
    codes.push(code);
  }
  return bytes(codes.map((code) => String.fromCharCode(code)).join(''));
}

const compare = (holds: (a: string, b: string) => boolean): Definition<string> => def('value, /', (_, self, other) => {
  const b = asBytes(other);
  return b === undefined ? NOT_IMPLEMENTED : bool(holds(self, b));
});
const times: Definition<string> = def('value, /', (m, self, n) => {
  if (!repeats(m, n)) return NOT_IMPLEMENTED;
  const count = needIndex(m, n);
  return isUnknown(count) ? count : bytes(filled(self, count));
});
const strip = (side: 'left' | 'right' | 'both'): Definition<string> => def('bytes=None, /', (m, self, unwanted) =>
  bytes(stripText(self, unwanted.kind === 'none' ? ' \t\n\r\v\f' : needBytes(m, unwanted), side)));

/** Bytes among the arguments of `b'%s' % x` stand for their own characters. */
const asTexts = (args: Value): Value =>
  (args.kind === 'tuple' ? tuple(args.items.map(asTexts)) : args.kind === 'bytes' ? str(args.value) : args);

const methods: Record<string, Definition<string>> = {
  __len__: def('', (_, self) => int(self.length)),
  __getitem__: def('key, /', getitem),
  __iter__: def('', (_, self) => iteratorOf('bytes_iterator', self.split('').map((c): Value => int(c.charCodeAt(0))).values())),
  __contains__: def('key, /', (m, self, part) => {
    const code = asInt(m, part);
    if (code?.kind === 'int') return bool(self.includes(String.fromCharCode(Number(code.value))));
    return bool(self.includes(needBytes(m, part)));
  }),
  __add__: def('value, /', (_, self, other) => {
    const b = asBytes(other);
    return b === undefined ? NOT_IMPLEMENTED : bytes(joined(self, b));
  }),
  __mod__: lenient('value, /', (m, self, args) => {
    const made = percentFormat(m, self.replaceAll('%b', '%s'), asTexts(args));
    return made.kind === 'str' ? bytes(made.value) : made;
  }),
  __mul__: times, __rmul__: times,
  __eq__: compare((a, b) => a === b), __ne__: compare((a, b) => a !== b), __lt__: compare((a, b) => a < b),
  __le__: compare((a, b) => a <= b), __gt__: compare((a, b) => a > b), __ge__: compare((a, b) => a >= b),
  __repr__: def('', (_, self) => str(quoteBytes(self))),
  decode: def("encoding='utf-8', errors='strict'", (m, self, encoding, errors) =>
    decodeBytes(m, self, encoding.kind === 'str' ? encoding.value : 'utf-8', errors.kind === 'str' ? errors.value : 'strict')),
  hex: def('', (_, self) => str(self.split('').map((c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join(''))),
  startswith: def('prefix, /', (m, self, p) =>
    bool((p.kind === 'tuple' ? p.items : [p]).some((part) => self.startsWith(needBytes(m, part))))),
  endswith: def('suffix, /', (m, self, p) =>
    bool((p.kind === 'tuple' ? p.items : [p]).some((part) => self.endsWith(needBytes(m, part))))),
  find: def('sub, start?, end?, /', (m, self, part, start, end) => {
    const [from, to] = [start, end].map((v) => (v ? needIndex(m, v) : undefined));
    if (from !== undefined && isUnknown(from)) return from;
    if (to !== undefined && isUnknown(to)) return to;
    const clamp = (i: number): number => Math.min(self.length, Math.max(0, i < 0 ? i + self.length : i));
    const wanted = needBytes(m, part);
    const at = self.slice(0, clamp(to ?? self.length)).indexOf(wanted, clamp(from ?? 0));
    return int(at);
  }),
  count: def('sub, /', (m, self, part) => int(countText(self, needBytes(m, part)))),
  replace: def('old, new, /', (m, self, a, b) => bytes(replaceText(self, needBytes(m, a), needBytes(m, b), -1))),
  split: def('sep=None, maxsplit=-1', (m, self, sep, limit) => {
    const n = needIndex(m, limit);
    return isUnknown(n) ? n : list(splitText(self, sep.kind === 'none' ? null : needBytes(m, sep), n).map(bytes));
  }),
  join: def('iterable, /', (m, self, iterable) => {
    const items = m.itemsOf(iterable);
    if (isUnknown(items)) return items;
    return firstUnknown(items) ?? bytes(items.map((item) => needBytes(m, item)).join(self));
  }),
  upper: def('', (_, self) => bytes(self.replace(/[a-z]+/g, (s) => s.toUpperCase()))),
  lower: def('', (_, self) => bytes(self.replace(/[A-Z]+/g, (s) => s.toLowerCase()))),
  strip: strip('both'), lstrip: strip('left'), rstrip: strip('right'),
};

/** What bytes have in common with text of ASCII: `str`'s method on the same characters. */
const AS_TEXT = [
  'rfind', 'ljust', 'rjust', 'center', 'zfill', 'partition', 'rpartition', 'rsplit', 'splitlines',
  'removeprefix', 'removesuffix', 'title', 'capitalize', 'swapcase', 'expandtabs', 'isdigit', 'isalpha',
  'isalnum', 'isspace', 'islower', 'isupper', 'istitle',
];
const asText = (name: string): Definition<string> => def('*args', (m, self, ...args) => {
  if (/[^\x00-\x7f]/.test(self)) return m.unknown('library-not-modelled', `bytes.${name}() beyond ASCII is not modelled`);
  return asBytesAgain(m.callMethod(str(self), name, args.map(asTexts)));
});
function asBytesAgain(value: Value): Value {
  if (value.kind === 'str') return bytes(value.value);
  if (value.kind === 'list') return list(value.items.map(asBytesAgain));
  return value.kind === 'tuple' ? tuple(value.items.map(asBytesAgain)) : value;
}
for (const name of AS_TEXT) methods[name] = asText(name);
for (const [name, find] of [['index', 'find'], ['rindex', 'rfind']] as const) {
  methods[name] = def('*args', (m, self, ...args) => {
    const at = m.callMethod(bytes(self), find, args);
    return at.kind === 'int' && at.value === -1 ? m.raise('ValueError', 'subsection not found') : at;
  });
}

const withEncoding = (args: readonly Value[], kwargs: ReadonlyMap<string, Value>): readonly Value[] => {
  const named = ['source', 'encoding', 'errors'].map((name, i) => args[i] ?? kwargs.get(name));
  return named.filter((v): v is Value => v !== undefined);
};
const fromHex = (make: (value: Bytes, cls: Class, m: Machine) => Value): Value =>
  classMethod('fromhex', 'string, /', (m, cls, source) => {
    const digits = source.kind === 'str' ? source.value.replace(/\s/g, '') : '';
    if (!/^(?:[0-9a-fA-F]{2})*$/.test(digits)) return m.raise('ValueError', 'non-hexadecimal number found in fromhex() arg');
    return make(bytes((digits.match(/../g) ?? []).map((h) => String.fromCharCode(Number.parseInt(h, 16))).join('')), cls, m);
  });

fill(bytesType, {
  ...members(bytesType, asBytes, methods),
  ...members(bytesType, asBytes, { __hash__: def('', (_, self) => textHash(self)) }),
  __new__: constructor((m, cls, args, kwargs) => ofClass(m, cls, bytesType, contents(m, withEncoding(args, kwargs)))),
  fromhex: fromHex((value, cls, m) => ofClass(m, cls, bytesType, value)),
});

const asArray = (value: Value): Value & { kind: 'instance' } | undefined => (value.kind === 'instance' ? value : undefined);
const change = (f: (m: Machine, self: string, ...args: Value[]) => string): Definition<Value & { kind: 'instance' }> =>
  lenient('*args', (m, self, ...args) => {
    m.heap.write(self, 'native', bytes(f(m, asBytes(self) ?? '', ...args)));
    return NONE;
  });
/** A list's method on the numbers. */
const asNumbers = (name: string): Definition<Value & { kind: 'instance' }> => lenient('*args', (m, self, ...args) => {
  const numbers = list((asBytes(self) ?? '').split('').map((c): Value => int(c.charCodeAt(0))));
  const result = m.callMethod(numbers, name, args);
  const made = contents(m, [numbers]);
  if (made.kind === 'unknown') m.loseAttributes(self, made.reason);
  m.heap.write(self, 'native', made);
  return result;
});
const setSlice = asNumbers('__setitem__').run('__setitem__', 'bytearray');
const code = (m: Machine, value: Value): string => {
  const n = needIndex(m, value);
  return typeof n === 'number' && n >= 0 && n < 256 ? String.fromCharCode(n)
    : m.raise('ValueError', 'byte must be in range(0, 256)');
};
fill(bytearrayType, {
  ...members(bytearrayType, asBytes, { ...methods, __repr__: def('', (_, self) => str(`bytearray(${quoteBytes(self)})`)) }),
  ...members(bytearrayType, asArray, {
    append: change((m, self, value) => self + code(m, value)),
    extend: change((m, self, value) => self + (asBytes(value) ?? asBytes(contents(m, [value])) ?? '')),
    clear: change(() => ''),
    __setitem__: raw((m, self, [key, value], kwargs) => {
      if (key.kind === 'slice') return setSlice(m, self, [key, value], kwargs);
      const text = asBytes(self) ?? '';
      const i = needIndex(m, key);
      if (isUnknown(i)) return i;
      const at = i < 0 ? i + text.length : i;
      if (at < 0 || at >= text.length) return m.raise('IndexError', 'bytearray index out of range');
      m.heap.write(self, 'native', bytes(text.slice(0, at) + code(m, value) + text.slice(at + 1)));
      return NONE;
    }),
    __delitem__: asNumbers('__delitem__'), pop: asNumbers('pop'), insert: asNumbers('insert'), remove: asNumbers('remove'),
    reverse: asNumbers('reverse'),
  }),
  __new__: constructor((m, cls, args, kwargs) => {
    const made = contents(m, withEncoding(args, kwargs));
    return made.kind === 'unknown' ? made : instance(cls, made, m.origin());
  }),
  fromhex: fromHex((value, cls, m) => instance(cls, value, m.origin())),
  __hash__: NONE,
});
