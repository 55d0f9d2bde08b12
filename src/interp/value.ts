// The values of Python. Ints, tensors and unknowns come from tensor/value.ts because ops see them too.
// Boxes (list, dict, set, instance, class, module) are mutable and are written only through the Heap.
// Not here: what the types can do (types/, one file per Python type).
import { BYTES, memory } from '../base/memory';
import type { Origin, Site } from '../base/source';
import type { FunctionDef, Lambda, Parse } from '../python/ast';
import type { Sym } from '../tensor/sym';
import type { Int, Reason, Tensor, Unknown } from '../tensor/value';
import type { Machine } from './machine';

export interface NoneValue {
  readonly kind: 'none';
}
export interface Bool {
  readonly kind: 'bool';
  readonly value: boolean;
}
export interface Float {
  readonly kind: 'float';
  readonly value: number | Sym;
  readonly origin: Origin | null;
}
export interface Complex {
  readonly kind: 'complex';
  readonly re: number;
  readonly im: number;
}
export interface Str {
  readonly kind: 'str';
  readonly value: string;
  readonly origin: Origin | null;
}
/** One character per byte. */
export interface Bytes {
  readonly kind: 'bytes';
  readonly value: string;
}
export interface EllipsisValue {
  readonly kind: 'ellipsis';
}
export interface NotImplementedValue {
  readonly kind: 'notImplemented';
}
export interface SliceValue {
  readonly kind: 'slice';
  readonly start: Value;
  readonly stop: Value;
  readonly step: Value;
}
export interface Range {
  readonly kind: 'range';
  readonly start: Int;
  readonly stop: Int;
  readonly step: Int;
}

/** `cls` is null for the builtin type itself; a subclass (namedtuple, torch.Size, a user's class) otherwise. */
interface Container {
  cls: Class | null;
  attrs: Map<string, Value> | null;
  readonly id: number;
}
export interface Tuple extends Container {
  readonly kind: 'tuple';
  readonly items: readonly Value[];
}
/** `lost`: contents no longer known (a branch on data changed them); items are then meaningless. */
export interface List extends Container {
  readonly kind: 'list';
  items: Value[];
  lost: Reason | null;
}
/** Keys are Machine.hashKey(key); insertion order is kept. */
export interface Dict extends Container {
  readonly kind: 'dict';
  entries: Map<string, DictEntry>;
  lost: Reason | null;
}
export interface DictEntry {
  readonly key: Value;
  readonly value: Value;
}
export interface SetValue extends Container {
  readonly kind: 'set';
  entries: Map<string, Value>;
  readonly frozen: boolean;
  lost: Reason | null;
}

/** Variables of a function activation, a class body or a module. */
export interface Scope {
  readonly kind: 'module' | 'function' | 'class' | 'comprehension';
  readonly vars: Map<string, Value>;
  /** The next scope that code inside sees: never a class body. */
  readonly parent: Scope | null;
  readonly globals: Scope;
  /** Names bound here: a name among them that has no value yet is unbound, not looked up further out. */
  readonly locals: ReadonlySet<string>;
  /** Names of `global` and `nonlocal` statements. */
  readonly globalNames: ReadonlySet<string>;
  readonly nonlocalNames: ReadonlySet<string>;
  /** The class whose body this text stands in, for names such as `__x`. */
  readonly className: string | null;
  /** Functions made directly in a class body; they get their owner when the class exists. */
  readonly methods: Func[] | null;
  /** Names that are missing are unknown for this reason (`from unknown import *`). */
  lost: Reason | null;
}

/**
 * The hidden attribute of an object that was written to under a name nobody knows (Note [Lost attributes]).
 *
 * Note [Lost attributes]
 * `setattr(object, unknown, value)` and `object.__dict__.update(unknown)` may have changed any attribute. What the object
 * held becomes unknown, and so does what it seems not to have, and data that it would take from its class. Methods,
 * properties and what is written later stay as they are.
 */
export const LOST_NAME = '<lost>';

/** A map of variables or attributes that knows when it was made: writes to what a branch itself made need no undo. */
export class AttrMap extends Map<string, Value> {
  readonly birth = newId();

  constructor(entries?: Iterable<readonly [string, Value]>) {
    super(entries);
    memory.counted += BYTES.map;
  }
}

/** A function of the user's (or of a prelude of ours, see SourceFile.internal). */
export interface Func {
  readonly kind: 'func';
  readonly name: string;
  readonly qualname: string;
  readonly node: FunctionDef | Lambda;
  readonly file: SourceFile;
  readonly closure: Scope;
  readonly defaults: ReadonlyMap<string, Value>;
  /** The class in whose body it was defined, for zero-argument super() and name mangling. */
  owner: Class | null;
  attrs: Map<string, Value>;
  readonly id: number;
}
export type Args = readonly Value[];
export type Kwargs = ReadonlyMap<string, Value>;
export const NO_KWARGS: Kwargs = new Map();
/** A function of ours. `binds`: as an attribute of a class it takes self. */
export interface Builtin {
  readonly kind: 'builtin';
  readonly name: string;
  readonly binds: boolean;
  readonly fn: (m: Machine, args: Args, kwargs: Kwargs) => Value;
  readonly attrs: Map<string, Value>;
  readonly id: number;
}
export interface BoundMethod {
  readonly kind: 'method';
  readonly self: Value;
  readonly func: Value;
  readonly id: number;
}
export interface Class {
  readonly kind: 'class';
  readonly name: string;
  qualname: string;
  module: string;
  readonly bases: readonly Value[];
  /** C3 order, itself first, `object` last. */
  mro: readonly Class[];
  readonly attrs: Map<string, Value>;
  metaclass: Class | null;
  /** A class of ours; its instances may carry `native`. */
  readonly builtin: boolean;
  /** A base could not be found: attributes that are not found are unknown for this reason instead of an AttributeError. */
  unknownBase: Reason | null;
  readonly node: Site | null;
  readonly id: number;
}
export interface Instance {
  readonly kind: 'instance';
  cls: Class;
  readonly attrs: Map<string, Value>;
  /** What the class's own TypeScript keeps (an iterator's position, a regular expression, a module's runtime record). */
  native: unknown;
  /** The expression that made it. */
  readonly origin: Origin | null;
  readonly id: number;
}
/** A Python module. `lost`: only partly known; a name that is missing is unknown for this reason. */
export interface PyModule {
  readonly kind: 'module';
  readonly name: string;
  readonly attrs: Map<string, Value>;
  readonly file: SourceFile | null;
  /** Names looked up lazily (torch's hundreds of functions). */
  readonly lookup: ((name: string) => Value | undefined) | null;
  lost: Reason | null;
  /** Of a library that is evaluated when something of it is looked at: that nobody has looked yet. */
  readonly isWaiting?: () => boolean;
  readonly id: number;
}
/** Generators, iterators of builtins, map, zip, ...: one-shot. */
/** What a loop goes over. */
export interface PyIterator extends Iterator<Value, Value | undefined, Value | undefined> {
  /**
   * Set where nobody knows how many items follow, though what they are is known: one that stands for all of them. Its `next`
   * throws Lost from then on.
   */
  readonly rest?: (() => Value) | undefined;
}
export interface IteratorValue {
  readonly kind: 'iterator';
  readonly name: string;
  readonly iterator: PyIterator;
  readonly id: number;
}

export type Value =
  | NoneValue
  | Bool
  | Int
  | Float
  | Complex
  | Str
  | Bytes
  | EllipsisValue
  | NotImplementedValue
  | SliceValue
  | Range
  | Tuple
  | List
  | Dict
  | SetValue
  | Func
  | Builtin
  | BoundMethod
  | Class
  | Instance
  | PyModule
  | IteratorValue
  | Tensor
  | Unknown;

/** A parsed file taking part in a run. */
export interface SourceFile {
  readonly id: Site['file'];
  /** Dotted module name, '__main__' for the document itself. */
  readonly module: string;
  readonly isPackage: boolean;
  readonly parse: Parse;
  /** Python text of ours (composite modules, preludes): its frames are torch's own, never shown as the user's place. */
  readonly internal: boolean;
}

export const NONE: NoneValue = { kind: 'none' };
export const TRUE: Bool = { kind: 'bool', value: true };
export const FALSE: Bool = { kind: 'bool', value: false };
export const ELLIPSIS: EllipsisValue = { kind: 'ellipsis' };
export const NOT_IMPLEMENTED: NotImplementedValue = { kind: 'notImplemented' };

let next = 1;
export const newId = (): number => next++;

/** Machine.hashKey of a str. */
export const textKey = (text: string): string => `s:${text}`;

export const bool = (value: boolean): Bool => (value ? TRUE : FALSE);
export const float = (value: number | Sym, origin: Origin | null = null): Float => ({ kind: 'float', value, origin });
export const str = (value: string, origin: Origin | null = null): Str => {
  memory.counted += BYTES.text + value.length;
  return { kind: 'str', value, origin };
};
export const tuple = (items: readonly Value[], cls: Class | null = null): Tuple => {
  memory.counted += BYTES.box + BYTES.item * items.length;
  return { kind: 'tuple', items, cls, attrs: null, id: newId() };
};
export const list = (items: Value[], cls: Class | null = null): List => {
  memory.counted += BYTES.box + BYTES.item * items.length;
  return { kind: 'list', items, lost: null, cls, attrs: null, id: newId() };
};
export const dict = (entries: Map<string, DictEntry> = new Map(), cls: Class | null = null): Dict => {
  memory.counted += BYTES.map + BYTES.entry * entries.size;
  return { kind: 'dict', entries, lost: null, cls, attrs: null, id: newId() };
};
export const set = (entries: Map<string, Value> = new Map(), frozen = false, cls: Class | null = null): SetValue => {
  memory.counted += BYTES.map + BYTES.entry * entries.size;
  return { kind: 'set', entries, frozen, lost: null, cls, attrs: null, id: newId() };
};
export const builtin = (name: string, fn: Builtin['fn'], binds = false): Builtin => ({
  kind: 'builtin',
  name,
  fn,
  binds,
  attrs: new Map(),
  id: newId(),
});
/** A method of a builtin class: args[0] is self. */
export const method = (name: string, fn: Builtin['fn']): Builtin => builtin(name, fn, true);
export const instance = (cls: Class, native: unknown = null, origin: Origin | null = null): Instance => ({
  kind: 'instance',
  cls,
  attrs: new AttrMap(),
  native,
  origin,
  id: newId(),
});
export const iteratorOf = (
  name: string,
  iterator: PyIterator,
): IteratorValue => ({ kind: 'iterator', name, iterator, id: newId() });
export const pyModule = (
  name: string,
  attrs: Map<string, Value> = new AttrMap(),
  rest: Partial<Pick<PyModule, 'file' | 'lookup' | 'lost'>> = {},
): PyModule => ({ kind: 'module', name, attrs, file: null, lookup: null, lost: null, id: newId(), ...rest });

/**
 * A class of ours. `members` are its attributes (methods made with `method`, properties with `m.property`).
 * A class with no bases gets `object` when the machine starts (Note [Builtin classes]).
 */
export function builtinClass(
  name: string,
  module: string,
  bases: readonly Class[],
  members: Readonly<Record<string, Value>>,
): Class {
  const cls: Class = {
    kind: 'class',
    name,
    qualname: name,
    module,
    bases,
    mro: [],
    attrs: new Map(Object.entries(members)),
    metaclass: null,
    builtin: true,
    unknownBase: null,
    node: null,
    id: newId(),
  };
  cls.mro = [cls, ...linearize(bases)];
  return cls;
}

/** C3 linearisation of the bases' mros; throws a plain Error when there is no consistent order. */
export function linearize(bases: readonly Class[]): Class[] {
  const sequences = [...bases.map((b) => [...b.mro]), [...bases]];
  const order: Class[] = [];
  for (;;) {
    const open = sequences.filter((s) => s.length > 0);
    if (open.length === 0) return order;
    const head = open.map((s) => s[0]).find((c) => c && !open.some((s) => s.indexOf(c, 1) > 0));
    if (!head) throw new Error('no consistent method resolution order');
    order.push(head);
    for (const s of open) if (s[0] === head) s.shift();
  }
}
export type { Int, Tensor, Unknown, Reason };
