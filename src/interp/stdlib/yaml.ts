// yaml (PyYAML) on text that is known: what configurations are read with. The YAML library parses; what a scalar means is
// PyYAML's: YAML 1.1 with its own idea of floats, by which 1e-3 is text.
import { isAlias, isMap, isScalar, isSeq, parseAllDocuments, type Document, type Node, type Pair } from 'yaml';
import type { Machine, NativeModule } from '../machine';
import { decodeBytes } from '../types/codecs';
import { bool, builtin, float, list, NONE, str, tuple, type Dict, type Value } from '../value';
import { integer } from './math';
import { classOf, builtinType, moduleOf, need, unknownFn, type Members } from './support';

const BOOL = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/;
const TRUE = /^(?:yes|true|on)$/i;
const NULL = /^(?:~|null|Null|NULL|)$/;
const INT = /^[-+]?(?:0b[01_]+|0x[\da-fA-F_]+|0[0-7_]*|[1-9][\d_]*(?::[0-5]?\d)*)$/;
const FLOAT = new RegExp(
  String.raw`^(?:[-+]?\d[\d_]*\.[\d_]*(?:[eE][-+]\d+)?|\.\d[\d_]*(?:[eE][-+]\d+)?` +
    String.raw`|[-+]?\d[\d_]*(?::[0-5]?\d)+\.[\d_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$`,
);
const DATE = /^\d{4}-\d\d?-\d\d?(?:[Tt ].*)?$/;

/** The digits of one place of a sexagesimal number, or of a plain one. */
const parts = (text: string): readonly string[] => text.split(':');

function integerOf(text: string): Value {
  const sign = text.startsWith('-') ? -1n : 1n;
  const digits = text.replace(/^[-+]/, '').replaceAll('_', '');
  const octal = /^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits;
  return integer(sign * parts(octal).reduce((sum, part) => sum * 60n + BigInt(part), 0n));
}
function floatOf(text: string): Value {
  const plain = text.replaceAll('_', '').toLowerCase();
  if (plain.endsWith('.nan')) return float(NaN);
  const sign = plain.startsWith('-') ? -1 : 1;
  const digits = plain.replace(/^[-+]/, '');
  if (digits === '.inf') return float(sign * Infinity);
  return float(sign * parts(digits).reduce((sum, part) => sum * 60 + Number(part), 0));
}

/** What PyYAML's SafeLoader makes of a plain scalar. */
function implicit(m: Machine, text: string): Value {
  if (NULL.test(text)) return NONE;
  if (BOOL.test(text)) return bool(TRUE.test(text));
  if (INT.test(text)) return integerOf(text);
  if (FLOAT.test(text)) return floatOf(text);
  if (DATE.test(text)) return m.unknown('library-not-modelled', 'a date of yaml is not modelled');
  return str(text);
}

class Reader {
  private readonly made = new Map<Node, Value>();
  constructor(private readonly m: Machine, private readonly document: Document) {}

  value(node: unknown): Value {
    this.m.step();
    if (isAlias(node)) {
      const target = node.resolve(this.document);
      return target ? this.value(target) : this.m.unknown('library-not-modelled', 'an anchor of yaml is missing');
    }
    if (isScalar(node)) return this.scalar(node.value, node.type === 'PLAIN', node.tag);
    if (!isMap(node) && !isSeq(node)) return NONE;
    const known = this.made.get(node);
    if (known) return known;
    const made = isMap(node) ? this.mapping(node.items) : this.sequence(node.items, node.tag);
    this.made.set(node, made);
    return made;
  }

  private scalar(content: unknown, plain: boolean, tag: string | undefined): Value {
    const text = typeof content === 'string' ? content : '';
    if (tag === undefined || tag === '!') return plain && tag === undefined ? implicit(this.m, text) : str(text);
    if (tag.endsWith(':str') || tag.endsWith('python/unicode')) return str(text);
    if (tag.endsWith(':int') && INT.test(text)) return integerOf(text);
    if (tag.endsWith(':float') && !Number.isNaN(Number(text))) return float(Number(text));
    if (tag.endsWith(':bool') && BOOL.test(text)) return bool(TRUE.test(text));
    if (tag.endsWith(':null')) return NONE;
    return this.m.unknown('library-not-modelled', `the tag ${tag} of yaml is not modelled`);
  }

  private sequence(items: readonly unknown[], tag: string | undefined): Value {
    const values = items.map((item) => this.value(item));
    return tag?.endsWith('python/tuple') === true ? tuple(values) : list(values);
  }

  /** `<<` takes over entries of other mappings; those of its own come first. */
  private mapping(items: readonly Pair[]): Value {
    const { m } = this;
    const merged: (readonly [Value, Value])[] = [];
    const own: (readonly [Value, Value])[] = [];
    for (const { key, value } of items) {
      if (isScalar(key) && key.value === '<<' && key.type === 'PLAIN') merged.push(...this.merged(value));
      else own.push([this.value(key), this.value(value)]);
    }
    const made = m.dictFrom([]);
    for (const [key, value] of [...merged, ...own]) m.setitem(made, key, value);
    return made;
  }
  private merged(node: unknown): (readonly [Value, Value])[] {
    const from = this.value(node);
    const dicts: readonly Value[] = from.kind === 'list' ? [...from.items].reverse() : [from];
    return dicts.filter((value): value is Dict => value.kind === 'dict')
      .flatMap((dict) => [...dict.entries.values()].map((entry) => [entry.key, entry.value] as const));
  }
}

/** The text of a stream, of bytes, or the text itself. */
function textOf(m: Machine, source: Value): Value {
  const read = source.kind === 'instance' ? m.findattr(source, 'read') : undefined;
  const text = read ? m.call(read, []) : source;
  return text.kind === 'bytes' ? decodeBytes(m, text.value, 'utf-8', 'strict') : text;
}

function loadAll(m: Machine, source: Value, error: Value): Value[] | Value {
  const text = textOf(m, source);
  if (text.kind === 'unknown') return text;
  if (text.kind !== 'str') return m.raise('AttributeError', `'${m.typeOf(text).name}' object has no attribute 'read'`);
  const found = parseAllDocuments(text.value, { version: '1.1', schema: 'failsafe', uniqueKeys: false, strict: false });
  const documents = Array.isArray(found) ? found : [];
  const [wrong] = documents.flatMap((document) => document.errors);
  if (wrong && error.kind === 'class') return m.raise(error, wrong.message.split('\n')[0] ?? '');
  return documents.map((document) => new Reader(m, document).value(document.contents));
}

const LOADERS = ['Loader', 'SafeLoader', 'FullLoader', 'UnsafeLoader', 'BaseLoader', 'CLoader', 'CSafeLoader', 'CFullLoader',
  'Dumper', 'SafeDumper', 'CDumper', 'CSafeDumper'];

export const yaml: NativeModule = (m) => {
  const error = classOf(m, 'YAMLError', [builtinType(m, 'Exception')], {}, 'yaml');
  const one = (name: string) => builtin(name, (k, args, kwargs) => {
    const all = loadAll(k, args[0] ?? kwargs.get('stream') ?? need(args, 0), error);
    return Array.isArray(all) ? (all[0] ?? NONE) : all;
  });
  const several = (name: string) => builtin(name, (k, args, kwargs) => {
    const all = loadAll(k, args[0] ?? kwargs.get('stream') ?? need(args, 0), error);
    return Array.isArray(all) ? list(all) : all;
  });
  const members: Members = Object.fromEntries([
    ...['load', 'safe_load', 'full_load', 'unsafe_load'].map((name) => [name, one(name)] as const),
    ...['load_all', 'safe_load_all', 'full_load_all'].map((name) => [name, several(name)] as const),
    ...['dump', 'safe_dump', 'dump_all'].map((name) => [name, unknownFn(`yaml.${name}`, 'library-not-modelled')] as const),
    ...LOADERS.map((name) => [name, classOf(m, name, [builtinType(m, 'object')], {}, 'yaml')] as const),
    ['YAMLError', error],
  ]);
  return moduleOf('yaml', members);
};
