// yaml (PyYAML) on text that is known: what configurations are read with. The YAML library parses; what a scalar means is
// PyYAML's: YAML 1.1 with its own idea of floats, by which 1e-3 is text.
import { isAlias, isMap, isScalar, isSeq, parseAllDocuments, type Document, type Node, type Pair } from 'yaml';
import type { Machine, NativeModule } from '../machine';
import { decodeBytes } from '../types/codecs';
import { derivesFrom } from '../types/protocol';
import {
  bool, builtin, float, list, NONE, str, tuple, type Class, type Dict, type Instance, type PyModule, type Value,
} from '../value';
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

const PREFIX = 'tag:yaml.org,2002:';
/** What a plain scalar is by its text. */
function implicitTag(text: string): string | undefined {
  if (NULL.test(text)) return `${PREFIX}null`;
  if (BOOL.test(text)) return `${PREFIX}bool`;
  if (INT.test(text)) return `${PREFIX}int`;
  if (FLOAT.test(text)) return `${PREFIX}float`;
  return DATE.test(text) ? `${PREFIX}timestamp` : undefined;
}

function scalarOf(m: Machine, text: string, tag: string): Value {
  if (tag === `${PREFIX}str` || tag.endsWith('python/unicode')) return str(text);
  if (tag === `${PREFIX}int` && INT.test(text)) return integerOf(text);
  if (tag === `${PREFIX}float` && (FLOAT.test(text) || INT.test(text) || !Number.isNaN(Number(text)))) return floatOf(text);
  if (tag === `${PREFIX}bool` && BOOL.test(text)) return bool(TRUE.test(text));
  if (tag === `${PREFIX}null`) return NONE;
  return m.unknown('library-not-modelled', tag === `${PREFIX}timestamp` ? 'a date of yaml is not modelled'
    : `the tag ${tag} of yaml is not modelled`);
}

/** What a program has told a loader class: constructors by tag, and tags of plain scalars by their text. */
interface Told {
  readonly loader: Instance;
  readonly constructors: ReadonlyMap<string, Value>;
  readonly resolvers: readonly Value[];
}
/** Nodes as constructors of programs see them. */
const NODES = new WeakMap<Value, { readonly reader: Reader; readonly node: Node }>();

class Reader {
  private readonly made = new Map<Node, Value>();
  constructor(private readonly m: Machine, private readonly document: Document, private readonly nodes: Nodes,
    private readonly told: Told | null) {}

  value(node: unknown): Value {
    this.m.step();
    if (isAlias(node)) {
      const target = node.resolve(this.document);
      return target ? this.value(target) : this.m.unknown('library-not-modelled', 'an anchor of yaml is missing');
    }
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) return NONE;
    const known = this.made.get(node);
    if (known) return known;
    const made = this.construct(node);
    if (!isScalar(node)) this.made.set(node, made);
    return made;
  }

  private construct(node: Node): Value {
    const constructor = this.told?.constructors.get(this.tagOf(node));
    if (constructor && this.told) return finished(this.m, this.m.call(constructor, [this.told.loader, this.wrap(node)]));
    if (isScalar(node)) return scalarOf(this.m, textOfScalar(node), this.tagOf(node));
    const tag = this.tagOf(node);
    if (!/:(?:map|seq|omap|python\/(?:dict|list|tuple))$/.test(tag)) return this.m.unknown('library-not-modelled',
      `the tag ${tag} of yaml is not modelled`);
    return isMap(node) ? this.mapping(node.items) : this.sequence(node);
  }

  tagOf(node: Node): string {
    const { tag } = node;
    if (tag !== undefined && tag !== '!') return tag;
    if (!isScalar(node)) return `${PREFIX}${isMap(node) ? 'map' : 'seq'}`;
    const text = textOfScalar(node);
    const plain = node.type === 'PLAIN' && tag === undefined;
    return (plain ? implicitTag(text) ?? this.resolved(text) : undefined) ?? `${PREFIX}str`;
  }

  /** The tag of the first resolver of the program that takes the text. */
  private resolved(text: string): string | undefined {
    const { m } = this;
    for (const resolver of this.told?.resolvers ?? []) {
      const [tag, regexp, first] = resolver.kind === 'tuple' ? resolver.items : [];
      if (tag?.kind !== 'str' || !regexp) continue;
      if (first?.kind === 'list' && !first.items.some((each) => each.kind === 'str' && text.startsWith(each.value))) continue;
      const found = m.call(m.getattr(regexp, 'match'), [str(text)]);
      if (found.kind !== 'none') return found.kind === 'unknown' ? 'of a text that is not known' : tag.value;
    }
    return undefined;
  }

  wrap(node: Node): Value {
    const { m, nodes } = this;
    const tag = str(this.tagOf(node));
    const made = isMap(node)
      ? m.call(nodes.mapping, [tag, list(node.items.map(({ key, value }) => tuple([this.inner(key), this.inner(value)])))])
      : isSeq(node) ? m.call(nodes.sequence, [tag, list(node.items.map((item) => this.inner(item)))])
        : m.call(nodes.scalar, [tag, str(isScalar(node) ? textOfScalar(node) : '')]);
    NODES.set(made, { reader: this, node });
    return made;
  }
  private inner(node: unknown): Value {
    const target = isAlias(node) ? node.resolve(this.document) : node;
    return isScalar(target) || isMap(target) || isSeq(target) ? this.wrap(target) : NONE;
  }

  sequence(node: Node): Value {
    const values = isSeq(node) ? node.items.map((item) => this.value(item)) : [];
    return node.tag?.endsWith('python/tuple') === true ? tuple(values) : list(values);
  }

  /** `<<` takes over entries of other mappings; those of its own come first. */
  mapping(items: readonly Pair[]): Value {
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

/** Constructors may give a value first and fill it later: `yield` before the rest. */
function finished(m: Machine, made: Value): Value {
  if (m.typeOf(made).name !== 'generator') return made;
  const items = m.iterate(made);
  if ('kind' in items) return items;
  const first = items.next();
  items.next();
  return first.done === true ? NONE : first.value;
}
const textOfScalar = (node: { readonly value: unknown }): string => (typeof node.value === 'string' ? node.value : '');

interface Nodes { readonly scalar: Value; readonly sequence: Value; readonly mapping: Value; readonly base: Class }

/** Null for a loader that does as PyYAML's own. */
function toldOf(m: Machine, cls: Value | undefined, source: Value, { base }: Nodes): Told | null {
  if (cls?.kind !== 'class' || !derivesFrom(cls, base)) return null;
  const [constructors, resolvers] = [m.getattr(cls, 'yaml_constructors'), m.getattr(cls, '_resolvers')];
  const entries = constructors.kind === 'dict' ? [...constructors.entries.values()] : [];
  const byTag = new Map(entries.flatMap(({ key, value }) => (key.kind === 'str' ? [[key.value, value] as const] : [])));
  const rules = resolvers.kind === 'list' ? resolvers.items : [];
  if (byTag.size === 0 && rules.length === 0) return null;
  const loader = m.call(cls, [source]);
  return loader.kind === 'instance' ? { loader, constructors: byTag, resolvers: rules } : null;
}

function loadAll(m: Machine, source: Value, error: Value, cls: Value | undefined, nodes: Nodes): Value[] | Value {
  const told = toldOf(m, cls, source, nodes);
  const text = textOf(m, source);
  if (text.kind === 'unknown') return text;
  if (text.kind !== 'str') return m.raise('AttributeError', `'${m.typeOf(text).name}' object has no attribute 'read'`);
  const found = parseAllDocuments(text.value, { version: '1.1', schema: 'failsafe', uniqueKeys: false, strict: false });
  const documents = Array.isArray(found) ? found : [];
  const [wrong] = documents.flatMap((document) => document.errors);
  if (wrong && error.kind === 'class') return m.raise(error, wrong.message.split('\n')[0] ?? '');
  return documents.map((document) => new Reader(m, document, nodes, told).value(document.contents));
}

const CLASSES = `
class Node:
    def __init__(self, tag, value):
        self.tag = tag
        self.value = value
        self.start_mark = self.end_mark = None


class ScalarNode(Node):
    id = 'scalar'


class SequenceNode(Node):
    id = 'sequence'


class MappingNode(Node):
    id = 'mapping'


class BaseResolver:
    DEFAULT_SCALAR_TAG = 'tag:yaml.org,2002:str'
    DEFAULT_SEQUENCE_TAG = 'tag:yaml.org,2002:seq'
    DEFAULT_MAPPING_TAG = 'tag:yaml.org,2002:map'


class _Loader(BaseResolver):
    yaml_constructors = {}
    _resolvers = []

    def __init__(self, stream):
        self.stream = stream

    @classmethod
    def add_constructor(cls, tag, constructor):
        cls.yaml_constructors = {**cls.yaml_constructors, tag: constructor}

    @classmethod
    def add_implicit_resolver(cls, tag, regexp, first):
        cls._resolvers = cls._resolvers + [(tag, regexp, first)]

    def construct_object(self, node, deep=False):
        return _construct(node, 'object')

    def construct_scalar(self, node):
        return node.value

    construct_yaml_str = construct_scalar

    def construct_sequence(self, node, deep=False):
        return [_construct(item, 'object') for item in node.value]

    def construct_mapping(self, node, deep=False):
        return _construct(node, 'mapping')

    def construct_pairs(self, node, deep=False):
        return [(_construct(key, 'object'), _construct(value, 'object')) for key, value in node.value]

    def flatten_mapping(self, node):
        pass


class _Dumper(BaseResolver):
    @classmethod
    def add_representer(cls, data_type, representer):
        pass

    add_multi_representer = add_representer


def _adding(name, loaders):
    def add(tag, what, first=None, Loader=None, Dumper=None):
        if name == 'add_constructor':
            Loader = first if first is not None else Loader
        for loader in [Loader] if Loader is not None else loaders:
            loader.add_constructor(tag, what) if name == 'add_constructor' else loader.add_implicit_resolver(tag, what, first)
    return add
`;
const LOADERS = ['Loader', 'SafeLoader', 'FullLoader', 'UnsafeLoader', 'BaseLoader', 'CLoader', 'CSafeLoader', 'CFullLoader'];
const DUMPERS = ['Dumper', 'SafeDumper', 'CDumper', 'CSafeDumper'];
/** What `add_constructor` without a loader is for. */
const USUAL = ['Loader', 'FullLoader', 'UnsafeLoader'];

/** What has no constructor of the program is made as the loader does it. */
function constructed(m: Machine, node: Value, how: string): Value {
  const known = NODES.get(node);
  if (!known) return m.unknown('library-not-modelled', 'a node of yaml that the program made is not modelled');
  if (how === 'mapping') return isMap(known.node) ? known.reader.mapping(known.node.items) : NONE;
  return known.reader.value(known.node);
}

/** Its other attributes are not modelled, but there. */
function openClass(m: Machine, name: string, base: Value): Class {
  const made = classOf(m, name, [base], {}, 'yaml');
  made.unknownBase = { code: 'library-not-modelled', message: `what else yaml.${name} has is not modelled`, origin: null };
  return made;
}

export const yaml: NativeModule = (m) => {
  const error = classOf(m, 'YAMLError', [builtinType(m, 'Exception')], {}, 'yaml');
  const texts = m.prelude('yaml', CLASSES, {
    _construct: builtin('_construct', (k, [node, how]) => constructed(k, node ?? NONE, how?.kind === 'str' ? how.value : '')),
  }).attrs;
  const text = (name: string): Value => texts.get(name) ?? NONE;
  const base = text('_Loader');
  if (base.kind !== 'class') throw new Error('yaml has no loaders');
  const nodes: Nodes = { base, scalar: text('ScalarNode'), sequence: text('SequenceNode'), mapping: text('MappingNode') };
  const loaders = new Map(LOADERS.map((name) => [name, openClass(m, name, base)] as const));
  const loading = (name: string, own: string | null, all: boolean) => builtin(name, (k, args, kwargs) => {
    const cls = own === null ? args[1] ?? kwargs.get('Loader') : loaders.get(own);
    const found = loadAll(k, args[0] ?? kwargs.get('stream') ?? need(args, 0), error, cls, nodes);
    return !Array.isArray(found) ? found : all ? list(found) : found[0] ?? NONE;
  });
  const below = (name: string, members: Members): PyModule => moduleOf(`yaml.${name}`, members);
  const adding = (name: string): Value =>
    m.call(text('_adding'), [str(name), list(USUAL.map((each) => loaders.get(each) ?? NONE))]);
  const quiet = (name: string): Value => builtin(name, () => NONE);
  const members: Members = Object.fromEntries([
    ...([['load', null], ['safe_load', 'SafeLoader'], ['full_load', 'FullLoader'], ['unsafe_load', 'UnsafeLoader']] as const)
      .flatMap(([name, own]) => [[name, loading(name, own, false)], [`${name}_all`, loading(`${name}_all`, own, true)]] as const),
    ...['dump', 'safe_dump', 'dump_all'].map((name) => [name, unknownFn(`yaml.${name}`, 'library-not-modelled')] as const),
    ...loaders, ...DUMPERS.map((name) => [name, openClass(m, name, text('_Dumper'))] as const),
    ...['Node', 'ScalarNode', 'SequenceNode', 'MappingNode'].map((name) => [name, text(name)] as const),
    ...['add_constructor', 'add_implicit_resolver'].map((name) => [name, adding(name)] as const),
    ...['add_representer', 'add_multi_representer'].map((name) => [name, quiet(name)] as const),
    ['resolver', below('resolver', { BaseResolver: text('BaseResolver'), Resolver: text('BaseResolver') })],
    ['scanner', below('scanner', { ScannerError: error })], ['parser', below('parser', { ParserError: error })],
    ['constructor', below('constructor', { ConstructorError: error, SafeConstructor: loaders.get('SafeLoader') ?? NONE })],
    ['YAMLError', error],
  ]);
  return moduleOf('yaml', members, { lookup: (name) => (name.startsWith('__') ? undefined
    : m.unknown('library-not-modelled', `yaml.${name} is not modelled`)) });
};
