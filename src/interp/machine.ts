// What Python types, library modules and the torch binding may ask of the interpreter. The interpreter implements it;
// everything else in interp/ is written against this interface, so that the two can be read apart.
import type { Frame, Origin, Site } from '../base/source';
import type { BinaryOperator, CompareOperator, UnaryOperator } from '../python/ast';
import type { GraphBuilder } from '../graph/build';
import type { Dim, Reason, ReasonCode, Unknown } from '../tensor/value';
import type {
  Args,
  Builtin,
  Class,
  Dict,
  Func,
  Instance,
  Kwargs,
  List,
  PyIterator,
  PyModule,
  SetValue,
  Tensor,
  Tuple,
  Value,
} from './value';

/**
 * A Python exception in flight. `value` is the exception instance (or unknown when what was raised is). No JS Error: programs
 * raise and catch all the time, and nobody reads the JS stack that an Error collects.
 */
export class PyError {
  constructor(
    readonly value: Instance,
    readonly message: string,
    readonly origin: Origin | null,
    readonly blame: readonly Dim[] = [],
  ) {}
}

/**
 * All mutation of boxes. While a branch on data is tried, each write is journalled so that it can be undone and compared;
 * therefore nothing may write to a box in any other way.
 */
export interface Heap {
  /** Variables, attributes of instances, classes and modules. */
  set(map: Map<string, Value>, key: string, value: Value): void;
  delete(map: Map<string, Value>, key: string): void;
  setItems(list: List, items: Value[]): void;
  push(list: List, value: Value): void;
  dictSet(dict: Dict, hash: string, key: Value, value: Value): void;
  dictDelete(dict: Dict, hash: string): void;
  dictClear(dict: Dict): void;
  setAdd(set: SetValue, hash: string, value: Value): void;
  setDelete(set: SetValue, hash: string): void;
  /**
   * Any other field of a box: `heap.write(instance, 'cls', c)`, `heap.write(tensor, 'data', null)`,
   * `heap.write(list, 'lost', reason)`.
   */
  write<T extends object, K extends keyof T>(box: T, field: K, value: T[K]): void;
}

export interface Machine {
  readonly heap: Heap;
  readonly graph: GraphBuilder;
  /** The builtins namespace: m.builtins.get('ValueError'). */
  readonly builtins: Map<string, Value>;
  /** Modules imported so far, sys.modules. */
  readonly modules: Map<string, PyModule>;
  /** Services of library packages by key, made once per run (nn.Module's runtime, the random generator, ...). */
  service<T>(key: string, make: () => T): T;

  // ---- where we are ----
  /** The expression being evaluated in user code (frames of internal files are skipped), with its frame. */
  origin(): Origin | null;
  /** The same including internal files. */
  site(): Site | null;
  readonly frame: Frame | null;
  /** Runs `body` with `module` as the path of the running nn.Module. */
  withModule<T>(path: string, body: () => T): T;
  /**
   * Local variables of the caller's Python function (save_hyperparameters, locals()), and the function's own first
   * argument.
   */
  callerLocals(depth: number): Map<string, Value> | null;
  /** The class whose method is running, where that method asks for it: by `super` or `__class__`. */
  callerClass(): Class | null;

  // ---- reasons and exceptions ----
  /** A new reason, created at its root cause, listed among the gaps of the run. */
  unknown(code: ReasonCode, message: string, hint?: string): Unknown;
  /** Raises a Python exception: m.raise('ValueError', 'text'). `type` is a builtin exception's name or an exception class. */
  raise(type: string | Class, message: string, blame?: readonly Dim[]): never;
  /** A JS error thrown by rules or by the machine as a PyError, or undefined when it is not a Python matter. */
  asPyError(error: unknown): PyError | undefined;
  /** The result of `body`, or undefined when it raises one of the named builtin exceptions. */
  attempt<T>(body: () => T, ...types: readonly string[]): T | undefined;
  /** Counts work; throws out of the run when a budget is spent. Long loops of ours call it. */
  step(count?: number): void;

  // ---- the object protocol; unknown operands give unknown, never an exception ----
  typeOf(value: Value): Class;
  isSubclass(cls: Class, of: Class): boolean;
  /** Undefined: not decidable. `cls` may be a tuple of classes, a union type, or unknown. */
  isInstance(value: Value, cls: Value): boolean | undefined;
  getattr(value: Value, name: string): Value;
  /** Undefined instead of AttributeError. */
  findattr(value: Value, name: string): Value | undefined;
  /** Lookup on the type only, bound to the value: for `__len__` and its like. */
  findSpecial(value: Value, name: string): Value | undefined;
  setattr(value: Value, name: string, to: Value): void;
  delattr(value: Value, name: string): void;
  /** Raw instance attribute store (object.__setattr__), without `__setattr__`. */
  setattrRaw(value: Value, name: string, to: Value): void;
  /** An attribute was written whose name is not known (Note [Lost attributes]). */
  loseAttributes(value: Value, reason: Reason): void;
  /** object.__getattribute__: the whole protocol but `__getattr__`. */
  getattrRaw(value: Value, name: string): Value | undefined;
  call(callee: Value, args: Args, kwargs?: Kwargs): Value;
  /** type.__call__: `__new__` and `__init__`, whatever the metaclass's own `__call__` does. */
  instantiate(cls: Class, args: Args, kwargs?: Kwargs): Value;
  /** Global variables of the caller's Python function. */
  callerGlobals(): Map<string, Value> | null;
  callMethod(value: Value, name: string, args?: Args, kwargs?: Kwargs): Value;
  /** bool(value); unknown when it depends on data. */
  truth(value: Value): boolean | Unknown;
  iterate(value: Value): PyIterator | Unknown;
  /** What is computed now is looked at by nobody: it may be unknown where knowing takes long. */
  readonly isUnseen: boolean;
  /** All items, within the budget; unknown when any of the structure is. */
  itemsOf(value: Value): Value[] | Unknown;
  getitem(value: Value, key: Value): Value;
  setitem(value: Value, key: Value, to: Value): void;
  delitem(value: Value, key: Value): void;
  contains(container: Value, item: Value): Value;
  len(value: Value): Value;
  binary(op: BinaryOperator, a: Value, b: Value): Value;
  /** `a += b`: the in-place method first. */
  inplace(op: BinaryOperator, a: Value, b: Value): Value;
  unary(op: UnaryOperator, a: Value): Value;
  compare(op: CompareOperator, a: Value, b: Value): Value;
  equals(a: Value, b: Value): boolean | Unknown;
  /**
   * Key of a hashable value in Dict.entries: equal values (1, 1.0, True) give equal keys. Raises TypeError for
   * unhashable ones.
   */
  hashKey(value: Value): string | Unknown;
  str(value: Value): string | Unknown;
  repr(value: Value): string | Unknown;
  format(value: Value, spec: string): string | Unknown;
  /** A Python int as a number, or undefined when symbolic/unknown; raises TypeError when it is no int (`__index__` counts). */
  index(value: Value): number | undefined;

  // ---- making things ----
  class(name: string, bases: readonly Value[], attrs: Map<string, Value>, keywords?: Kwargs): Value;
  /**
   * type.__new__(metaclass, name, bases, attrs): makes the class without asking the metaclass's own `__new__` and
   * `__init__`.
   */
  rawClass(
    metaclass: Class,
    name: string,
    bases: readonly Value[],
    attrs: Map<string, Value>,
    keywords?: Kwargs,
  ): Value;
  property(get: Builtin, set?: Builtin): Value;
  staticmethod(f: Value): Value;
  classmethod(f: Value): Value;
  dictFrom(entries: Iterable<readonly [Value | string, Value]>): Dict;
  exception(type: string | Class, args: Args): Instance;
  /** import name; raises ModuleNotFoundError or gives a module that is partly unknown. Dotted: the innermost module. */
  import(name: string): PyModule | Unknown;
  /** The text of a data file, or why it is not known. `path`: absolute, or relative to where the program may run. */
  readData(path: string): string | Unknown;
  /** The names in a folder of the code, those of folders with `/` behind; null when it is none. */
  listFolder(path: string): readonly string[] | null;
  /** Whether a data file of that path is known to be there. */
  hasData(path: string): boolean;
  /** Python text of ours, executed once per run; its frames count as internal. */
  prelude(name: string, text: string, globals: Readonly<Record<string, Value>>): PyModule;
  /** `f.__annotations__`: evaluated when somebody asks, text under `from __future__ import annotations`. */
  annotationsOf(f: Func): Dict;
  /** Output of print(), for tests of Python semantics. */
  readonly printed: string[];
}
/** A library module of ours; made at its first import in a run. */
export type NativeModule = (m: Machine) => PyModule;
/**
 * What takes the place of names of an installed module, given the names that its source made. 'whole': the module of ours is
 * taken instead, as if it had no source.
 */
export type Overlay = 'whole' | ((m: Machine, source: ReadonlyMap<string, Value>) => Iterable<readonly [string, Value]>);
export type { Tensor, Tuple };
