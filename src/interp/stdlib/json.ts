// json on text that is known.
import { int } from '../../tensor/value';
import { filled } from '../types/limits';
import { PyError, type Machine, type NativeModule } from '../machine';
import { unwrap } from '../types/native';
import { bool, float, list, method, NONE, str, tuple, type Kwargs, type Value } from '../value';
import { decodeBytes } from '../types/codecs';
import { integer } from './math';
import { builtinType, classOf, fn, isNone, moduleOf, need } from './support';

interface Style {
  readonly indent: string | null;
  readonly item: string;
  readonly key: string;
  readonly sort: boolean;
  readonly ascii: boolean;
  readonly fallback: Value | undefined;
}

function styleOf(m: Machine, kwargs: Kwargs): Style {
  const indent = kwargs.get('indent');
  const pad = indent?.kind === 'str' ? indent.value : isNone(indent) || !indent ? null : filled(' ', m.index(indent) ?? 0);
  const given = kwargs.get('separators');
  const [item, key] = given?.kind === 'tuple' ? given.items : [];
  const encoder = kwargs.get('cls');
  const fallback = kwargs.get('default') ?? (encoder && !isNone(encoder) ? m.getattr(m.call(encoder, []), 'default') : undefined);
  return {
    indent: pad, item: item?.kind === 'str' ? item.value : pad === null ? ', ' : ',', key: key?.kind === 'str' ? key.value : ': ',
    sort: kwargs.get('sort_keys')?.kind === 'bool' && m.truth(kwargs.get('sort_keys') ?? NONE) === true,
    ascii: m.truth(kwargs.get('ensure_ascii') ?? bool(true)) === true, fallback: isNone(fallback) ? undefined : fallback,
  };
}

const quote = (text: string, ascii: boolean): string => {
  const quoted = JSON.stringify(text).replace(/\u007f/g, '\\u007f');
  return ascii ? quoted.replace(/[\u0080-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
    : quoted.replace('\\u007f', '\u007f');
};

class Unwritable extends Error {
  constructor(readonly value: Value) { super('unknown'); }
}

function write(m: Machine, value: Value, s: Style, depth: number): string {
  m.step();
  switch (value.kind) {
    case 'none': return 'null';
    case 'bool': return value.value ? 'true' : 'false';
    case 'str': return quote(value.value, s.ascii);
    case 'int': return text(m, value);
    case 'float': return typeof value.value === 'number' && !Number.isFinite(value.value)
      ? Number.isNaN(value.value) ? 'NaN' : value.value > 0 ? 'Infinity' : '-Infinity' : text(m, value);
    case 'list': case 'tuple':
      if (value.kind === 'list' && value.lost) throw new Unwritable({ kind: 'unknown', reason: value.lost });
      return block('[', ']', value.items.map((v) => write(m, v, s, depth + 1)), s, depth);
    case 'dict': {
      if (value.lost) throw new Unwritable({ kind: 'unknown', reason: value.lost });
      const pairs = [...value.entries.values()].map((e): [string, Value] => [keyText(m, e.key), e.value]);
      if (s.sort) pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
      return block('{', '}', pairs.map(([k, v]) => `${quote(k, s.ascii)}${s.key}${write(m, v, s, depth + 1)}`), s, depth);
    }
    case 'unknown': throw new Unwritable(value);
    default:
      if (value.kind === 'instance' && isPrimitive(value.native)) return write(m, value.native, s, depth);
      if (s.fallback) return write(m, m.call(s.fallback, [value]), s, depth);
      return m.raise('TypeError', `Object of type ${m.typeOf(value).name} is not JSON serializable`);
  }
}
const isPrimitive = (n: unknown): n is Value => typeof n === 'object' && n !== null && 'kind' in n;

function text(m: Machine, value: Value): string {
  const repr = m.repr(value);
  if (typeof repr !== 'string') throw new Unwritable(repr);
  return repr;
}
function keyText(m: Machine, given: Value): string {
  const key = unwrap(given);
  if (key.kind === 'str') return key.value;
  if (key.kind === 'none') return 'null';
  if (key.kind === 'bool') return key.value ? 'true' : 'false';
  if (key.kind === 'int' || key.kind === 'float') return text(m, key);
  return m.raise('TypeError', `keys must be str, int, float, bool or None, not ${m.typeOf(key).name}`);
}
function block(open: string, close: string, parts: readonly string[], s: Style, depth: number): string {
  if (parts.length === 0) return open + close;
  if (s.indent === null) return open + parts.join(s.item) + close;
  const line = `\n${s.indent.repeat(depth + 1)}`;
  return `${open}${line}${parts.join(s.item + line)}\n${s.indent.repeat(depth)}${close}`;
}

const HOOKS = ['object_hook', 'object_pairs_hook', 'parse_int', 'parse_float'] as const;
type Hooks = Readonly<Partial<Record<(typeof HOOKS)[number], Value>>>;

/** A reader of its own: JSON.parse does not tell 1 from 1.0, nor does it keep large integers. */
class Reader {
  private at = 0;
  constructor(private readonly m: Machine, private readonly text: string, private readonly hooks: Hooks) {}

  all(): Value {
    const value = this.value();
    this.space();
    return this.at < this.text.length ? this.fail('Extra data') : value;
  }
  private value(): Value {
    this.space();
    const c = this.text[this.at];
    if (c === '{') return this.object();
    if (c === '[') return this.array();
    if (c === '"') return str(this.string());
    for (const [word, value] of WORDS) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    }
    const number = /^-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/.exec(this.text.slice(this.at));
    if (!number) return this.fail('Expecting value');
    this.at += number[0].length;
    const isInteger = number[1] === undefined && number[2] === undefined;
    const parse = isInteger ? this.hooks.parse_int : this.hooks.parse_float;
    if (parse) return this.m.call(parse, [str(number[0])]);
    return isInteger ? integer(BigInt(number[0])) : float(Number(number[0]));
  }
  private object(): Value {
    const pairs: [Value | string, Value][] = [];
    this.at++;
    for (this.space(); this.text[this.at] !== '}';) {
      if (pairs.length > 0) this.expect(',', "Expecting ',' delimiter");
      this.space();
      if (this.text[this.at] !== '"') this.fail('Expecting property name enclosed in double quotes');
      const key = this.string();
      this.space();
      this.expect(':', "Expecting ':' delimiter");
      pairs.push([key, this.value()]);
      this.space();
    }
    this.at++;
    const { object_pairs_hook: byPairs, object_hook: hook } = this.hooks;
    if (byPairs) {
      const made = pairs.map(([key, value]) => tuple([typeof key === 'string' ? str(key) : key, value]));
      return this.m.call(byPairs, [list(made)]);
    }
    const made = this.m.dictFrom(pairs);
    return hook ? this.m.call(hook, [made]) : made;
  }
  private array(): Value {
    const items: Value[] = [];
    this.at++;
    for (this.space(); this.text[this.at] !== ']'; this.space()) {
      if (items.length > 0) this.expect(',', "Expecting ',' delimiter");
      items.push(this.value());
    }
    this.at++;
    return list(items);
  }
  private string(): string {
    const found = /^"(?:[^"\\]|\\[\s\S])*"/.exec(this.text.slice(this.at));
    if (!found) return this.fail('Unterminated string starting at');
    this.at += found[0].length;
    try {
      const parsed: unknown = JSON.parse(found[0]);
      return typeof parsed === 'string' ? parsed : '';
    } catch {
      return this.fail('Invalid control character at');
    }
  }
  private space(): void {
    while (/[ \t\n\r]/.test(this.text[this.at] ?? '')) this.at++;
  }
  private expect(c: string, message: string): void {
    if (this.text[this.at] !== c) this.fail(message);
    this.at++;
  }
  private fail(message: string): never {
    const before = this.text.slice(0, this.at);
    const line = before.split('\n').length;
    const column = this.at - before.lastIndexOf('\n');
    const error = this.m.getattr(this.m.import('json'), 'JSONDecodeError');
    const text = `${message}: line ${line} column ${column} (char ${this.at})`;
    const raised = this.m.call(error, [str(text)]);
    if (raised.kind !== 'instance') return this.m.raise('ValueError', text);
    const details = { msg: str(message), doc: str(this.text), pos: int(this.at), lineno: int(line), colno: int(column) };
    for (const [name, value] of Object.entries(details)) this.m.setattr(raised, name, value);
    throw new PyError(raised, text, this.m.origin());
  }
}
const WORDS: readonly (readonly [string, Value])[] = [
  ['null', NONE], ['true', bool(true)], ['false', bool(false)], ['NaN', float(NaN)], ['Infinity', float(Infinity)],
  ['-Infinity', float(-Infinity)],
];

function loads(m: Machine, source: Value, kwargs: Kwargs): Value {
  const text = source.kind === 'bytes' ? decodeBytes(m, source.value, 'utf-8', 'strict') : unwrap(source);
  if (text.kind === 'unknown') return text;
  if (text.kind !== 'str') {
    return m.raise('TypeError', `the JSON object must be str, bytes or bytearray, not ${m.typeOf(text).name}`);
  }
  const own = ['cls', 'parse_constant'].find((name) => kwargs.has(name) && !isNone(kwargs.get(name)));
  if (own !== undefined) return m.unknown('library-not-modelled', `json with ${own}= is not modelled`);
  const hooks = Object.fromEntries(HOOKS.flatMap((name) => {
    const hook = kwargs.get(name);
    return hook === undefined || isNone(hook) ? [] : [[name, hook]];
  }));
  return new Reader(m, text.value, hooks).all();
}

function dumps(m: Machine, value: Value, kwargs: Kwargs): Value {
  try {
    return str(write(m, value, styleOf(m, kwargs), 0));
  } catch (error) {
    // An unknown inside makes the text unknown; anything else is Python's own.
    if (error instanceof Unwritable) return error.value;
    throw error;
  }
}

export const json: NativeModule = (m) => moduleOf('json', {
  dumps: fn('dumps', (k, args, kwargs) => dumps(k, need(args, 0), kwargs)),
  loads: fn('loads', (k, args, kwargs) => loads(k, need(args, 0), kwargs)),
  dump: fn('dump', (k, args, kwargs) => {
    const file = need(args, 1);
    if (file.kind === 'instance') k.callMethod(file, 'write', [dumps(k, need(args, 0), kwargs)]);
    return NONE;
  }),
  load: fn('load', (k, args, kwargs) => loads(k, k.callMethod(need(args, 0), 'read'), kwargs)),
  JSONDecodeError: classOf(m, 'JSONDecodeError', [builtinType(m, 'ValueError')], {}, 'json.decoder'),
  JSONEncoder: classOf(m, 'JSONEncoder', [], {
    __init__: method('__init__', () => NONE),
    default: method('default', (k, [, value]) =>
      k.raise('TypeError', `Object of type ${k.typeOf(value).name} is not JSON serializable`)),
  }, 'json.encoder'), JSONDecoder: classOf(m, 'JSONDecoder', [], {}, 'json.decoder'),
});
