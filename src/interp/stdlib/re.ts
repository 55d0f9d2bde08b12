// re: patterns run on JavaScript's engine after translation (regexSyntax.ts). What it cannot express is unknown.
import type { Machine, NativeModule } from '../machine';
import { int } from '../../tensor/value';
import { unwrap } from '../types/native';
import {
  bool, builtinClass, instance, iteratorOf, list, method, NONE, NOT_IMPLEMENTED, str, tuple, type Class, type Instance,
  type Value,
} from '../value';
import { objectType } from '../types/index';
import { func, getset, members, def, wrapClass } from '../types/define';
import { Lost } from '../errors';
import { FLAGS, nestsRepetition, translate } from './regexSyntax';
import { builtinType, classOf, fn, moduleOf, need } from './support';

interface Pattern {
  readonly pattern: string;
  readonly flags: number;
  readonly source: string;
  readonly names: readonly (string | null)[];
}
interface Match {
  readonly found: RegExpExecArray;
  readonly text: string;
  readonly of: Instance;
  readonly pos: number;
  readonly endpos: number;
}
const isPattern = (n: unknown): n is Pattern => typeof n === 'object' && n !== null && 'pattern' in n;
const isMatch = (n: unknown): n is Match => typeof n === 'object' && n !== null && 'found' in n;

type Mode = 'search' | 'match' | 'fullmatch';
function regex(p: Pattern, mode: Mode): RegExp {
  const flags = `du${p.flags & FLAGS.I ? 'i' : ''}${mode === 'search' ? 'g' : 'y'}`;
  return new RegExp(mode === 'fullmatch' ? `(?:${p.source})(?![\\s\\S])` : p.source, flags);
}

function compile(m: Machine, given: Value, flags: Value): Value {
  const pattern = unwrap(given);
  if (pattern.kind === 'unknown') return pattern;
  if (pattern.kind === 'instance' && isPattern(pattern.native)) return pattern;
  if (pattern.kind !== 'str') {
    if (pattern.kind === 'bytes') return m.unknown('library-not-modelled', 'a regular expression over bytes');
    return m.raise('TypeError', 'first argument must be string or compiled pattern');
  }
  const translated = translate(pattern.value, flags.kind === 'none' ? 0 : m.index(flags) ?? 0);
  const native = translated && { pattern: pattern.value, ...translated };
  if (!native || !valid(native)) return m.unknown('library-not-modelled', `the regular expression ${pattern.value}`);
  return instance(patternType, native);
}
function valid(p: Pattern): boolean {
  try {
    regex(p, 'search');
    return true;
  } catch {
    // The engine's complaint is about the translation, not about the user's text.
    return false;
  }
}

/**
 * JavaScript's engine tries every way to split a text among nested repetitions and cannot be stopped: patterns that
 * have any are run on short texts only.
 */
const LONGEST = { nested: 24, several: 20_000 };
function requireShort(pattern: Pattern, text: string): void {
  const repetitions = pattern.source.match(/[*+]/g)?.length ?? 0;
  if ((text.length > LONGEST.nested && nestsRepetition(pattern.source)) || (text.length > LONGEST.several && repetitions > 1))
    throw new Lost({ code: 'budget-exceeded', message: `the regular expression ${pattern.pattern} may take too long`,
        origin: null });
}

function exec(of: Instance, text: string, mode: Mode, pos = 0, endpos = text.length): Match | null {
  if (!isPattern(of.native)) return null;
  requireShort(of.native, text);
  const r = regex(of.native, mode);
  r.lastIndex = Math.min(pos, text.length);
  const found = r.exec(text.slice(0, endpos));
  return found && { found, text, of, pos, endpos: Math.min(endpos, text.length) };
}
function* execAll(of: Instance, text: string, pos = 0): Generator<Match, undefined> {
  if (!isPattern(of.native)) return undefined;
  requireShort(of.native, text);
  const r = regex(of.native, 'search');
  r.lastIndex = pos;
  for (const found of text.matchAll(r)) yield { found, text, of, pos: 0, endpos: text.length };
  return undefined;
}
const matchValue = (match: Match | null): Value => (match ? instance(matchType, match) : NONE);

function subject(m: Machine, given: Value): string {
  const text = unwrap(given);
  if (text.kind === 'str') return text.value;
  return m.raise('TypeError', text.kind === 'bytes' ? 'cannot use a string pattern on a bytes-like object'
    : `expected string or bytes-like object, got '${m.typeOf(text).name}'`);
}

const optional = (text: string | undefined): Value => (text === undefined ? NONE : str(text));
const groupCount = (match: Match): number => match.found.length - 1;

function groupIndex(m: Machine, match: Match, key: Value): number {
  const names = match.of.native;
  const i = key.kind === 'str' && isPattern(names) ? names.names.indexOf(key.value) + 1 : m.index(key) ?? -1;
  if (i < 0 || i > groupCount(match) || (key.kind === 'str' && i === 0)) m.raise('IndexError', 'no such group');
  return i;
}
const groupOf = (m: Machine, match: Match, key: Value): Value => optional(match.found[groupIndex(m, match, key)]);

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v', '\\': '\\' };

/** The replacement text `\1`, `\g<name>`, `\n` for one match. */
function expand(m: Machine, template: string, match: Match): string {
  return template.replace(/\\(?:g<([^>]+)>|([1-9][0-9]?)|0([0-7]{0,2})|([\s\S]))/g,
    (whole, name?: string, digits?: string, octal?: string, c?: string) => {
    const key = name ?? digits;
    if (key !== undefined) {
      const i = /^\d+$/.test(key) ? Number(key) : groupIndex(m, match, str(key));
      if (i > groupCount(match)) raiseError(m, `invalid group reference ${i} at position 1`);
      return match.found[i] ?? '';
    }
    if (octal !== undefined) return String.fromCharCode(parseInt(octal || '0', 8));
    const plain = ESCAPES[c ?? ''];
    if (plain === undefined && /[A-Za-z]/.test(c ?? '')) raiseError(m,
      `bad escape \\${c ?? ''} at position ${template.indexOf(whole)}`);
    return plain ?? whole;
  });
}

function substitute(m: Machine, of: Instance, given: Value, text: string,
  count: number): { text: string; done: number } | Value {
  const replacement = unwrap(given);
  let at = 0;
  let out = '';
  let done = 0;
  for (const match of execAll(of, text)) {
    if (count > 0 && done >= count) break;
    out += text.slice(at, match.found.index);
    if (replacement.kind === 'str') out += expand(m, replacement.value, match);
    else {
      const made = m.call(replacement, [matchValue(match)]);
      if (made.kind !== 'str') return made.kind === 'unknown' ? made : m.raise('TypeError',
        `expected str instance, ${m.typeOf(made).name} found`);
      out += made.value;
    }
    at = match.found.index + match.found[0].length;
    done++;
  }
  return { text: out + text.slice(at), done };
}

function split(of: Instance, text: string, most: number): Value {
  const parts: Value[] = [];
  let at = 0;
  let done = 0;
  for (const match of execAll(of, text)) {
    if (most > 0 && done >= most) break;
    parts.push(str(text.slice(at, match.found.index)), ...match.found.slice(1).map(optional));
    at = match.found.index + match.found[0].length;
    done++;
  }
  return list([...parts, str(text.slice(at))]);
}

const findall = (of: Instance, text: string, pos = 0): Value => list([...execAll(of, text, pos)].map(({ found }) => {
  const groups = found.slice(1).map((g: string | undefined) => str(g ?? ''));
  const [only] = groups;
  return groups.length === 0 ? str(found[0]) : groups.length === 1 && only ? only : tuple(groups);
}));
function* matches(of: Instance, text: string): Generator<Value, undefined> {
  for (const match of execAll(of, text)) yield matchValue(match);
  return undefined;
}

const patternType: Class = builtinClass('Pattern', 're', [objectType], {});
const matchType: Class = builtinClass('Match', 're', [objectType], {});
const asPattern = (v: Value): Instance | undefined => (v.kind === 'instance' && isPattern(v.native) ? v : undefined);
const asMatch = (v: Value): Match | undefined => (v.kind === 'instance' && isMatch(v.native) ? v.native : undefined);
const at = (m: Machine, v: Value | undefined, otherwise: number): number => (v ? m.index(v) ?? otherwise : otherwise);

type Operation = (m: Machine, of: Instance, ...args: Value[]) => Value;
const one = (mode: Mode): Operation => (m, of, text, pos, endpos) =>
  matchValue(exec(of, subject(m, text ?? NONE), mode, at(m, pos, 0), at(m, endpos, Infinity)));
const substituted = (pair: boolean): Operation => (m, of, repl, text, count) => {
  const result = substitute(m, of, repl ?? NONE, subject(m, text ?? NONE), at(m, count, 0));
  if ('kind' in result) return result;
  return pair ? tuple([str(result.text), int(result.done)]) : str(result.text);
};

/** The operations, with the parameters that follow the pattern; `re.name(pattern, ...)` takes flags after them. */
const OPERATIONS: Readonly<Record<string, readonly [string, Operation, string?]>> = {
  search: ['string', one('search'), 'pos?, endpos?'], match: ['string', one('match'), 'pos?, endpos?'],
  fullmatch: ['string', one('fullmatch'), 'pos?, endpos?'],
  findall: ['string', (m, of, text, pos) => findall(of, subject(m, text ?? NONE), at(m, pos, 0)), 'pos?'],
  finditer: ['string', (m, of, text) => iteratorOf('callable_iterator', matches(of, subject(m, text ?? NONE))), 'pos?'],
  split: ['string, maxsplit=0', (m, of, text, most) => split(of, subject(m, text ?? NONE), at(m, most, 0))],
  sub: ['repl, string, count=0', substituted(false)], subn: ['repl, string, count=0', substituted(true)],
};

for (const [name, [signature, operation, more]] of Object.entries(OPERATIONS)) {
  const full = more ? `${signature}, ${more}` : signature;
  patternType.attrs.set(name, need([members(patternType, asPattern, { [name]: def(full, operation) })[name]], 0));
}
const native = <T>(is: (n: unknown) => n is T, f: (p: T) => Value) => (_: Machine, self: Value): Value =>
  self.kind === 'instance' && is(self.native) ? f(self.native) : NONE;
const subscript = wrapClass(fn('__class_getitem__', (_, args) => need(args, 0)));
for (const [name, value] of Object.entries({
  pattern: getset('pattern', native(isPattern, (p) => str(p.pattern))),
  flags: getset('flags', native(isPattern, (p) => int(p.flags | FLAGS.U))),
  groups: getset('groups', native(isPattern, (p) => int(p.names.length))),
  groupindex: getset('groupindex', (m, self) => m.dictFrom(self.kind === 'instance' && isPattern(self.native)
    ? self.native.names.flatMap((n, i): [string, Value][] => (n === null ? [] : [[n, int(i + 1)]])) : [])),
  __repr__: method('__repr__', (m, [self]) => {
    const p = self && asPattern(self)?.native;
    const text = isPattern(p) ? m.repr(str(p.pattern)) : '';
    const flags = isPattern(p) ? Object.entries(LONG).filter(([, bit]) => p.flags & bit).map(([n]) => `re.${n}`).join('|') : '';
    return str(`re.compile(${typeof text === 'string' ? text : ''}${flags === '' ? '' : `, ${flags}`})`);
  }),
  __eq__: method('__eq__', (_, [a, b]) => {
    const [p, q] = [a && asPattern(a)?.native, b && asPattern(b)?.native];
    return isPattern(p) && isPattern(q) ? bool(p.pattern === q.pattern && p.flags === q.flags) : NOT_IMPLEMENTED;
  }),
  __hash__: method('__hash__', (m, [self]) => {
    const p = self && asPattern(self)?.native;
    return m.call(m.builtins.get('hash') ?? NONE, [str(isPattern(p) ? p.pattern : '')]);
  }),
  __class_getitem__: subscript,
})) patternType.attrs.set(name, value);
const LONG: Readonly<Record<string, number>> = { IGNORECASE: 2, MULTILINE: 8, DOTALL: 16, VERBOSE: 64, ASCII: 256 };

const bound = (m: Machine, self: Match, key: Value | undefined, side: 0 | 1): number => {
  const i = key ? groupIndex(m, self, key) : 0;
  return self.found.indices?.[i]?.[side] ?? -1;
};
for (const [name, value] of Object.entries(members(matchType, asMatch, {
  group: def<Match>('*keys', (m, self, ...keys) => {
    const [first] = keys;
    if (keys.length <= 1) return groupOf(m, self, first ?? int(0));
    return tuple(keys.map((k) => groupOf(m, self, k)));
  }),
  __getitem__: def<Match>('key, /', (m, self, key) => groupOf(m, self, key)),
  groups: def<Match>('default=None', (_, self, other) =>
    tuple(self.found.slice(1).map((g: string | undefined) => (g === undefined ? other : str(g))))),
  groupdict: def<Match>('default=None', (m, self, other) => m.dictFrom(isPattern(self.of.native)
    ? self.of.native.names.flatMap((n, i): [string, Value][] => {
      const g: string | undefined = self.found[i + 1];
      return n === null ? [] : [[n, g === undefined ? other : str(g)]];
    }) : [])),
  start: def<Match>('group?, /', (m, self, key) => int(bound(m, self, key, 0))),
  end: def<Match>('group?, /', (m, self, key) => int(bound(m, self, key, 1))),
  span: def<Match>('group?, /', (m, self, key) => tuple([int(bound(m, self, key, 0)), int(bound(m, self, key, 1))])),
  expand: def<Match>('template', (m, self, template) => (template.kind === 'str' ? str(expand(m, template.value, self)) : NONE)),
  __repr__: def<Match>('', (m, self) => {
    const text = m.repr(str(self.found[0]));
    const span = `(${self.found.index}, ${self.found.index + self.found[0].length})`;
    return str(`<re.Match object; span=${span}, match=${typeof text === 'string' ? text : ''}>`);
  }),
}))) matchType.attrs.set(name, value);
matchType.attrs.set('string', getset('string', native(isMatch, (x) => str(x.text))));
matchType.attrs.set('re', getset('re', native(isMatch, (x) => x.of)));
matchType.attrs.set('pos', getset('pos', native(isMatch, (x) => int(x.pos))));
matchType.attrs.set('endpos', getset('endpos', native(isMatch, (x) => int(x.endpos))));
matchType.attrs.set('lastindex', getset('lastindex', native(isMatch, (x) => {
  const last = x.found.findLastIndex((g: string | undefined, i) => i > 0 && g !== undefined);
  return last > 0 ? int(last) : NONE;
})));
matchType.attrs.set('lastgroup', getset('lastgroup', native(isMatch, (x) => {
  const last = x.found.findLastIndex((g: string | undefined, i) => i > 0 && g !== undefined);
  const name = last > 0 && isPattern(x.of.native) ? x.of.native.names[last - 1] : null;
  return name === null || name === undefined ? NONE : str(name);
})));
matchType.attrs.set('__class_getitem__', subscript);

function raiseError(m: Machine, message: string): never {
  const error = m.getattr(m.import('re'), 'error');
  return m.raise(error.kind === 'class' ? error : 'ValueError', message);
}

const SPECIAL = /[()[\]{}?*+\-|^$\\.&~# \t\n\r\v\f]/g;

export const re: NativeModule = (m) => {
  const found: Record<string, Value> = {
    compile: func('compile', 'pattern, flags=0', compile),
    escape: func('escape', 'pattern', (k, p) => str(subject(k, p).replace(SPECIAL,
      (c) => ({ '\n': '\\\n', '\t': '\\\t' })[c] ?? `\\${c}`))),
    purge: fn('purge', () => NONE), Pattern: patternType, Match: matchType, NOFLAG: int(0),
    error: classOf(m, 'error', [builtinType(m, 'Exception')], {}, 're'),
  };
  for (const [letter, bit] of Object.entries(FLAGS)) found[letter] = int(bit);
  for (const [name, bit] of Object.entries({ ...LONG, LOCALE: 4, UNICODE: 32 })) found[name] = int(bit);
  for (const [name, [signature, operation]] of Object.entries(OPERATIONS)) {
    const count = signature.split(',').length;
    found[name] = func(name, `pattern, ${signature}, flags=0`, (k, pattern, ...args) => {
      const compiled = compile(k, pattern, args[count] ?? NONE);
      return compiled.kind === 'instance' ? operation(k, compiled, ...args.slice(0, count)) : compiled;
    });
  }
  return moduleOf('re', found);
};
