// The interpreter: one run of Python programs over symbolic values. Holds what a run has (budgets, modules, activations,
// reasons, observations) and implements Machine by the files beside it. Knows no library module.
import { fileId, type FileId, type Frame, type Origin, type Site } from '../base/source';
import type { BinaryOperator, CompareOperator, Expr, Parse, UnaryOperator } from '../python/ast';
import { parsePython } from '../python/parser';
import type { GraphBuilder, GraphClient } from '../graph/build';
import { GiveUp } from '../ops/op';
import { isSym } from '../tensor/sym';
import { unknownOf, type Dim, type Reason, type ReasonCode, type Unknown } from '../tensor/value';
import { Activation } from './activation';
import * as attributes from './attributes';
import { call, callOn, instantiate } from './calls';
import { rawClass } from './classes';
import { BudgetExceeded, Lost } from './errors';
import { evalExpr } from './expressions';
import { hashKey } from './hashing';
import { JournalHeap } from './heap';
import { importModule, loadDocument, runPrelude } from './imports';
import { isInstance, isSubclassOf } from './instances';
import type { Machine, NativeModule } from './machine';
import { PyError } from './machine';
import * as operators from './operators';
import * as protocols from './protocols';
import { asPyError, newError, raiseValue } from './raising';
import { moduleScope } from './scope';
import { Observations, raisedOf, traceback, type Raised } from './trace';
import { classmethodType, objectType, propertyType, staticmethodType, typeOfValue, typeType } from './types/index';
import {
  dict, instance, NO_KWARGS, NONE, str, type Args, type Builtin, type Class, type Dict, type Func, type Instance, type Kwargs, type PyModule,
  type Scope, type SourceFile, type Value,
} from './value';

/** Where imported modules are looked up. */
export interface ModuleSource { find(name: string): SourceFile | 'missing' | 'pending' }

export interface Budget { readonly steps: number; readonly milliseconds: number; /** Python frames. */ readonly depth: number }
export const DEFAULT_BUDGET: Budget = { steps: 20_000_000, milliseconds: 20_000, depth: 330 };

export interface InterpreterOptions {
  readonly sources: ModuleSource;
  readonly natives: ReadonlyMap<string, NativeModule>;
  /** Modules of ours for names that no source file has. */
  readonly fallbacks?: ReadonlyMap<string, NativeModule>;
  readonly builtins: Map<string, Value>;
  readonly graph: (client: GraphClient) => GraphBuilder;
  /** Modules evaluated by an earlier run that may be taken over as they are. */
  readonly reuse?: ReadonlyMap<string, PyModule>;
  /** torch.nn.Module: what a class with an unknown base is taken to derive from. */
  readonly moduleBase?: Class | null;
  /** The class of plain tensors; looked up as torch.Tensor when absent. */
  readonly tensorClass?: Class;
  readonly budget?: Budget;
  /** Element 0 becomes nonzero when the run is to stop. */
  readonly cancel?: Int32Array;
  /** Files whose expressions are recorded. */
  readonly observe?: (file: FileId) => boolean;
  /** Run the body of `if __name__ == '__main__':` (default: yes). */
  readonly mainBlock?: boolean;
  /** Names that documents may use without importing them, and the modules they stand for. */
  readonly ambient?: Readonly<Record<string, string>>;
}

/** What a call from outside gave: a value, or what it raised (the value is then unknown). */
export interface Outcome { readonly value: Value; readonly raised: Raised | null }
/** A moment of a run. */
export interface Checkpoint { readonly lost: ReadonlyMap<Reason, number>; readonly raises: number }
export interface RunOutcome {
  readonly observations: Observations;
  readonly parameters: Observations;
  readonly costUncertain: boolean;
  readonly gaps: readonly Gap[];
  readonly raises: readonly Raised[];
}
export interface Gap { readonly reason: Reason; readonly lost: number }

const CHECK_EVERY = 4096;
const preludes = new Map<string, Parse>();
const EMPTY_FILE: SourceFile = {
  id: fileId('<machine>'), module: '<machine>', isPackage: false, internal: true,
  parse: { text: '', module: { kind: 'Module', id: 0, start: 0, end: 0, body: [] }, nodes: [], errors: [], comments: [], hash: '' },
};

export class Interpreter implements Machine {
  readonly heap = new JournalHeap();
  readonly graph: GraphBuilder;
  readonly builtins: Map<string, Value>;
  readonly modules = new Map<string, PyModule>();
  readonly printed: string[] = [];
  observations = new Observations();
  /** Values of parameters at entry, by the offset of the parameter. */
  parameters = new Observations();
  readonly raises: Raised[] = [];
  /** Modules that the caller has to load before a second run. */
  readonly pending = new Set<string>();
  /** A branch on data had sides of different cost. */
  costUncertain = false;

  // ---- for the files beside this one ----
  readonly none = NONE;
  readonly natives: ReadonlyMap<string, NativeModule>;
  readonly fallbacks: ReadonlyMap<string, NativeModule>;
  readonly sources: ModuleSource;
  readonly moduleBase: Class | null;
  readonly runsMainBlock: boolean;
  act: Activation;
  /** Undecided branches being tried. */
  nesting = 0;
  /** Slots that merging branches found different. */
  mergedSlots = 0;
  readonly hashed = new Map<string, Value[]>();
  readonly scopes = new Map<PyModule, Scope>();
  readonly loading = new Set<PyModule>();
  readonly documents = new Set<PyModule>();
  /** Scopes of files with `from __future__ import annotations`. */
  readonly postponed = new Set<Scope>();
  readonly starLookups = new Map<Scope, ((name: string) => Value | undefined)[]>();
  readonly moduleReasons = new Map<string, Reason>();
  readonly tracebacks = new WeakMap<PyError, readonly Origin[]>();
  openClasses: { name: string; methods: readonly Func[]; lost: Reason | null; node: number }[] = [];
  lastAttributeError: PyError | null = null;

  private readonly files = new Map<FileId, SourceFile>();
  private readonly lostCounts = new Map<Reason, number>();
  private readonly reasons = new Map<string, Unknown>();
  private readonly services = new Map<string, unknown>();
  private readonly preludeModules = new Map<string, PyModule>();
  private readonly customGetattr = new Map<Class, Value | null>();
  private readonly budget: Budget;
  private modulePath: string | null = null;
  private steps = 0;
  private checkAt = CHECK_EVERY;
  private stepLimit = 0;
  private deadline = Infinity;
  private guardDepth = 0;
  private tensorClass: Class | null;

  constructor(private readonly options: InterpreterOptions) {
    this.builtins = options.builtins;
    this.natives = options.natives;
    this.fallbacks = options.fallbacks ?? new Map<string, NativeModule>();
    this.sources = options.sources;
    this.moduleBase = options.moduleBase ?? null;
    this.runsMainBlock = options.mainBlock ?? true;
    this.budget = options.budget ?? DEFAULT_BUDGET;
    this.tensorClass = options.tensorClass ?? null;
    const frame: Frame = { caller: null, call: null, module: null, name: '<machine>' };
    this.act = new Activation(null, frame, EMPTY_FILE, moduleScope(new Map()), null, null, 0, false);
    this.graph = options.graph({
      origin: () => this.origin(), modulePath: () => this.modulePath ?? '', newReason: (code, message, hint) => this.unknown(code, message, hint),
    });
  }

  // ---- runs ---------------------------------------------------------------------------------------------------------
  /** Runs a file as the document: an exception ends one statement only and is listed in `raises`. */
  load(file: SourceFile, name = '__main__'): PyModule {
    return loadDocument(this, file, name);
  }

  /** What the module level of a loaded file binds. */
  namesOf(file: SourceFile): ReadonlyMap<string, Value> {
    for (const module of this.modules.values()) if (module.file?.id === file.id) return module.attrs;
    return new Map();
  }

  /** A file that took part in the run. */
  fileOf(id: FileId): SourceFile | undefined {
    return this.files.get(id);
  }

  /** Where the run stands, for `outcomeSince`. Observations made from here on are kept apart. */
  checkpoint(): Checkpoint {
    this.observations = new Observations();
    this.parameters = new Observations();
    this.costUncertain = false;
    return { lost: new Map(this.lostCounts), raises: this.raises.length };
  }

  /** What came to light after a checkpoint. */
  outcomeSince(since: Checkpoint): RunOutcome {
    const gaps = this.gaps.flatMap(({ reason, lost }) => {
      const more = lost - (since.lost.get(reason) ?? 0);
      return more > 0 ? [{ reason, lost: more }] : [];
    });
    const { observations, parameters, costUncertain } = this;
    return { observations, parameters, costUncertain, gaps, raises: this.raises.slice(since.raises) };
  }

  /** Runs something to see what it does: its writes are undone, its observations, exceptions and gaps dropped. */
  probe<T>(body: () => T): T {
    const { observations, parameters, costUncertain } = this;
    const raised = this.raises.length;
    const printed = this.printed.length;
    const lost = new Map(this.lostCounts);
    const mark = this.heap.mark();
    this.observations = new Observations();
    this.parameters = new Observations();
    try {
      return body();
    } finally {
      this.heap.undo(mark);
      this.raises.length = raised;
      this.printed.length = printed;
      this.restoreGaps(lost);
      Object.assign(this, { observations, parameters, costUncertain });
    }
  }

  private restoreGaps(lost: ReadonlyMap<Reason, number>): void {
    this.lostCounts.clear();
    for (const [reason, count] of lost) this.lostCounts.set(reason, count);
  }

  /** An expression in the scope of a module. */
  evaluateText(text: string, module: PyModule): Outcome {
    const file: SourceFile = { id: fileId('<entry>'), module: module.name, isPackage: false, parse: parsePython(text), internal: false };
    const [first] = file.parse.module.body;
    return this.top(() => {
      const scope = this.scopes.get(module) ?? moduleScope(module.attrs);
      this.enterModule(file, scope, module.name);
      if (first?.kind !== 'ExprStmt' || file.parse.module.body.length !== 1) return this.raise('SyntaxError', `"${text}" is not an expression`);
      return evalExpr(this, first.value, scope);
    });
  }

  /** An expression node of a file, in the scope of a module. */
  evaluate(expr: Expr, file: SourceFile, module: PyModule): Outcome {
    return this.top(() => {
      const scope = this.scopes.get(module) ?? moduleScope(module.attrs);
      this.enterModule(file, scope, module.name);
      return evalExpr(this, expr, scope);
    });
  }

  /** A call from outside; everything is caught. */
  callTop(callee: Value, args: Args, kwargs: Kwargs = NO_KWARGS): Outcome {
    return this.top(() => this.call(callee, args, kwargs));
  }

  private top(run: () => Value): Outcome {
    const { act } = this;
    let outcome: Outcome | null = null;
    const spent = this.guardRun(() => {
      try {
        outcome = { value: run(), raised: null };
      } catch (error) {
        outcome = this.caught(error);
      }
    });
    this.act = act;
    return outcome ?? { value: unknownOf(spent ?? this.unknown('internal', 'the run gave no value').reason), raised: null };
  }

  private caught(error: unknown): Outcome {
    if (error instanceof Lost) return { value: this.flow(unknownOf(error.reason)), raised: null };
    if (error instanceof GiveUp) return { value: this.flow(error.unknown), raised: null };
    const raised = this.asPyError(error);
    if (!raised) throw error;
    const record = this.record(raised);
    const reason: Reason = { code: 'raised-before', message: `${record.type}: ${record.message}`, origin: record.origin };
    return { value: unknownOf(reason), raised: record };
  }

  /** A module of an earlier run. Its functions still see its variables; what it imported counts as imported. */
  adopt(module: PyModule): PyModule {
    if (module.file) this.files.set(module.file.id, module.file);
    this.scopes.set(module, moduleScope(module.attrs));
    if (module.lost) this.flow(unknownOf(module.lost));
    return module;
  }

  get reuse(): ReadonlyMap<string, PyModule> | undefined { return this.options.reuse; }

  /** Runs with a budget of its own; the reason when it was spent. */
  guardRun(run: () => void): Reason | null {
    if (this.guardDepth === 0) {
      this.stepLimit = this.steps + this.budget.steps;
      this.deadline = performance.now() + this.budget.milliseconds;
      this.checkAt = Math.min(this.steps + CHECK_EVERY, this.stepLimit);
    }
    this.guardDepth++;
    const marks = this.heap.openMarks;
    try {
      run();
      return null;
    } catch (error) {
      if (!(error instanceof BudgetExceeded) || this.guardDepth > 1) throw error;
      this.nesting = 0;
      this.heap.abandon(marks);
      return error.reason;
    } finally {
      this.guardDepth--;
    }
  }

  record(error: PyError): Raised {
    const raised = raisedOf(this, error);
    this.raises.push(raised);
    return raised;
  }

  get gaps(): readonly Gap[] {
    return [...this.lostCounts].map(([reason, lost]) => ({ reason, lost }));
  }

  /** Undoes what the run wrote to objects that outlive it. */
  dispose(): void {
    this.heap.dispose();
  }

  service<T>(key: string, make: () => T): T {
    // The key stands for the type: each service is asked for in one place.
    if (!this.services.has(key)) this.services.set(key, make());
    return this.services.get(key) as T;
  }

  // ---- where we are ---------------------------------------------------------------------------------------------------
  get frame(): Frame | null {
    return this.act.frame;
  }

  origin(): Origin | null {
    for (let act: Activation | null = this.act; act; act = act.caller) if (!act.file.internal) return act.origin();
    return null;
  }

  site(): Site | null {
    return this.act.caller ? this.act.origin().at : null;
  }

  withModule<T>(path: string, body: () => T): T {
    const before = this.modulePath;
    this.modulePath = path;
    try {
      return body();
    } finally {
      this.modulePath = before;
    }
  }

  callerLocals(depth: number): Map<string, Value> | null {
    let act: Activation | null = this.act;
    for (let i = 0; i < depth && act; i++) act = act.caller;
    return act?.scope.vars ?? null;
  }

  callerGlobals(): Map<string, Value> | null {
    return this.act.scope.globals.vars;
  }

  enter(f: Func, scope: Scope, self: Value | null): Activation {
    const caller = this.act;
    if (caller.depth >= this.budget.depth) this.raise('RecursionError', 'maximum recursion depth exceeded');
    const frame: Frame = { caller: caller.frame, call: caller.caller ? caller.origin().at : null, module: this.modulePath, name: f.name };
    const { observe } = this.options;
    return (this.act = new Activation(caller, frame, f.file, scope, f, self, caller.depth + 1, observe !== undefined && observe(f.file.id)));
  }

  enterModule(file: SourceFile, scope: Scope, name: string): Activation {
    const caller = this.act;
    this.files.set(file.id, file);
    const frame: Frame = { caller: caller.caller ? caller.frame : null, call: caller.caller ? caller.origin().at : null, module: this.modulePath, name: `<module ${name}>` };
    const { observe } = this.options;
    return (this.act = new Activation(caller, frame, file, scope, null, null, caller.depth + 1, observe !== undefined && observe(file.id)));
  }

  // ---- reasons, exceptions, budgets -----------------------------------------------------------------------------------
  unknown(code: ReasonCode, message: string, hint?: string): Unknown {
    const origin = this.origin();
    const key = `${code}|${message}|${origin?.at.file ?? ''}|${origin?.at.node ?? ''}`;
    const known = this.reasons.get(key);
    if (known) return this.flow(known);
    const reason: Reason = hint === undefined ? { code, message, origin } : { code, message, hint, origin };
    const made = unknownOf(reason);
    this.reasons.set(key, made);
    this.lostCounts.set(reason, 1);
    return made;
  }

  /** One reason per place: the message is made only the first time. */
  once(code: ReasonCode, message: () => string): Unknown {
    const origin = this.origin();
    const key = `${code}@${origin?.at.file ?? ''}|${origin?.at.node ?? ''}`;
    let known = this.reasons.get(key);
    if (known) return this.flow(known);
    this.reasons.set(key, known = this.unknown(code, message()));
    return known;
  }

  /** An operation on an unknown gives that unknown: one more value lost for its reason. */
  flow(u: Unknown): Unknown {
    this.lostCounts.set(u.reason, (this.lostCounts.get(u.reason) ?? 0) + 1);
    return u;
  }

  raise(type: string | Class, message: string, blame: readonly Dim[] = []): never {
    throw newError(this, type, message, blame);
  }

  newError(type: string | Class, message: string): PyError {
    return newError(this, type, message, []);
  }

  throwNew(type: string, args: Args, keywords: Readonly<Record<string, Value>> = {}): never {
    const value = this.exception(type, args);
    for (const [key, attribute] of Object.entries(keywords)) value.attrs.set(`<${key}>`, attribute);
    throw this.errorOf(value);
  }

  raiseValue(value: Value, cause: Value | null): never {
    return raiseValue(this, value, cause);
  }

  errorOf(value: Instance): PyError {
    const message = this.str(value);
    const error = new PyError(value, typeof message === 'string' ? message : '', this.origin());
    this.tracebacks.set(error, traceback(this.act));
    return error;
  }

  asPyError(error: unknown): PyError | undefined {
    return asPyError(this, error);
  }

  isException(error: PyError, ...names: readonly string[]): boolean {
    return error.value.cls.mro.some((c) => c.builtin && names.includes(c.name));
  }

  /** The value of a StopIteration (None without), undefined for any other error. */
  stopValue(error: unknown): Value | undefined {
    const raised = this.asPyError(error);
    if (!raised || !this.isException(raised, 'StopIteration')) return undefined;
    const args = raised.value.attrs.get('args');
    return (args?.kind === 'tuple' ? args.items[0] : undefined) ?? NONE;
  }

  attempt<T>(body: () => T, ...types: readonly string[]): T | undefined {
    const { act } = this;
    try {
      return body();
    } catch (error) {
      const raised = this.asPyError(error);
      if (!raised || !this.isException(raised, ...types)) throw error;
      this.act = act;
      return undefined;
    }
  }

  takeAttributeError(): PyError | null {
    const error = this.lastAttributeError;
    this.lastAttributeError = null;
    return error;
  }

  step(count = 1): void {
    this.steps += count;
    if (this.steps >= this.checkAt) this.checkBudget();
  }

  private checkBudget(): void {
    this.checkAt = Math.min(this.steps + CHECK_EVERY, Math.max(this.stepLimit, this.steps + 1));
    const { cancel, budget } = { cancel: this.options.cancel, budget: this.budget };
    if (cancel && Atomics.load(cancel, 0) !== 0) throw new BudgetExceeded(this.unknown('budget-exceeded', 'the analysis was cancelled').reason);
    if (this.guardDepth === 0) return;
    if (this.steps >= this.stepLimit) {
      throw new BudgetExceeded(this.unknown('budget-exceeded', `the program takes more than ${budget.steps.toLocaleString('en')} steps`).reason);
    }
    if (performance.now() > this.deadline) {
      throw new BudgetExceeded(this.unknown('budget-exceeded', `the program takes longer than ${budget.milliseconds / 1000} s`).reason);
    }
  }

  // ---- the object protocol ----------------------------------------------------------------------------------------------
  typeOf(value: Value): Class {
    if (value.kind === 'instance') return value.cls;
    // A tensor's class is opaque to the tensor layer; only Python classes are ever put there.
    if (value.kind === 'tensor') return (value.cls as Class | null) ?? this.plainTensorClass();
    return typeOfValue(value) ?? objectType;
  }

  private plainTensorClass(): Class {
    if (!this.tensorClass) {
      const torch = this.natives.has('torch') ? importModule(this, 'torch') : null;
      const found = torch?.attrs.get('Tensor') ?? torch?.lookup?.('Tensor');
      this.tensorClass = found?.kind === 'class' ? found : objectType;
    }
    return this.tensorClass;
  }

  unknownBase(cls: Class): Reason | null {
    for (const c of cls.mro) if (c.unknownBase) return c.unknownBase;
    return null;
  }

  /** A user's `__getattribute__`, if the class has one. */
  customGetattribute(cls: Class): Value | undefined {
    let known = this.customGetattr.get(cls);
    if (known === undefined) {
      const found = protocols.lookup(cls, '__getattribute__');
      known = found?.kind === 'func' ? found : null;
      this.customGetattr.set(cls, known);
    }
    return known ?? undefined;
  }

  classChanged(name: string): void {
    if (name === '__getattribute__' || name === '__bases__') this.customGetattr.clear();
  }

  isSubclass(cls: Class, of: Class): boolean { return cls === of || isSubclassOf(this, cls, of); }
  isInstance(value: Value, cls: Value): boolean | undefined { return isInstance(this, value, cls); }
  isLoading(module: PyModule): boolean { return this.loading.has(module); }
  getattr(value: Value, name: string): Value { return attributes.getattr(this, value, name); }
  findattr(value: Value, name: string): Value | undefined { return attributes.findattr(this, value, name); }
  findSpecial(value: Value, name: string): Value | undefined { return attributes.findSpecial(this, value, name); }
  setattr(value: Value, name: string, to: Value): void { attributes.setattr(this, value, name, to); }
  delattr(value: Value, name: string): void { attributes.delattr(this, value, name); }
  setattrRaw(value: Value, name: string, to: Value): void { attributes.setattrRaw(this, value, name, to); }
  getattrRaw(value: Value, name: string): Value | undefined { return attributes.getattrRaw(this, value, name); }
  call(callee: Value, args: Args, kwargs: Kwargs = NO_KWARGS): Value { return call(this, callee, args, kwargs); }
  callOn(found: Value, self: Value, args: Args, kwargs: Kwargs = NO_KWARGS): Value { return callOn(this, found, self, args, kwargs); }
  instantiate(cls: Class, args: Args, kwargs: Kwargs = NO_KWARGS): Value { return instantiate(this, cls, args, kwargs); }
  callMethod(value: Value, name: string, args: Args = [], kwargs: Kwargs = NO_KWARGS): Value {
    return this.call(this.getattr(value, name), args, kwargs);
  }

  truth(value: Value): boolean | Unknown { return protocols.truth(this, value); }
  iterate(value: Value): protocols.PyIterator | Unknown { return protocols.iterate(this, value); }
  itemsOf(value: Value): Value[] | Unknown { return protocols.itemsOf(this, value); }
  getitem(value: Value, key: Value): Value { return protocols.getitem(this, value, key); }
  setitem(value: Value, key: Value, to: Value): void { protocols.setitem(this, value, key, to); }
  delitem(value: Value, key: Value): void { protocols.delitem(this, value, key); }
  contains(container: Value, item: Value): Value { return protocols.contains(this, container, item); }
  len(value: Value): Value { return protocols.len(this, value); }
  equals(a: Value, b: Value): boolean | Unknown { return protocols.equals(this, a, b); }
  str(value: Value): string | Unknown { return protocols.text(this, value); }
  repr(value: Value): string | Unknown { return protocols.repr(this, value); }
  format(value: Value, spec: string): string | Unknown { return protocols.format(this, value, spec); }
  binary(op: BinaryOperator, a: Value, b: Value): Value { return operators.binary(this, op, a, b); }
  inplace(op: BinaryOperator, a: Value, b: Value): Value { return operators.inplace(this, op, a, b); }
  unary(op: UnaryOperator, a: Value): Value { return operators.unary(this, op, a); }
  compare(op: CompareOperator, a: Value, b: Value): Value { return operators.compare(this, op, a, b); }
  hashKey(value: Value): string | Unknown { return hashKey(this, value); }

  /** Whether iterating can work at all; consumes nothing. */
  isIterable(v: Value): boolean {
    if (v.kind === 'unknown' || v.kind === 'iterator') return true;
    const iter = this.findSpecial(v, '__iter__');
    if (iter) return iter.kind !== 'none';
    return this.findSpecial(v, '__getitem__') !== undefined || this.unknownBase(this.typeOf(v)) !== null;
  }

  index(value: Value): number | undefined {
    switch (value.kind) {
      case 'int': return isSym(value.value) ? undefined : Number(value.value);
      case 'bool': return value.value ? 1 : 0;
      case 'unknown': return undefined;
      default: {
        const special = this.findSpecial(value, '__index__');
        if (special) return this.index(this.call(special, []));
        return this.raise('TypeError', `'${this.typeOf(value).name}' object cannot be interpreted as an integer`);
      }
    }
  }

  // ---- making things -----------------------------------------------------------------------------------------------------
  class(name: string, bases: readonly Value[], attrs: Map<string, Value>, keywords: Kwargs = NO_KWARGS): Value {
    const given = keywords.get('metaclass');
    const inherited = bases.flatMap((b) => (b.kind === 'class' && b.metaclass ? [b.metaclass] : []));
    const meta = given?.kind === 'class' ? given : inherited.find((c) => inherited.every((other) => c.mro.includes(other))) ?? typeType;
    return rawClass(this, meta, name, bases, attrs, keywords);
  }

  rawClass(metaclass: Class, name: string, bases: readonly Value[], attrs: Map<string, Value>, keywords: Kwargs = NO_KWARGS): Value {
    return rawClass(this, metaclass, name, bases, attrs, keywords);
  }

  property(get: Builtin, set?: Builtin): Value { return instance(propertyType, { get, set: set ?? null, del: null }); }
  staticmethod(f: Value): Value { return instance(staticmethodType, { func: f }); }
  classmethod(f: Value): Value { return instance(classmethodType, { func: f }); }

  dictFrom(entries: Iterable<readonly [Value | string, Value]>): Dict {
    const made = dict();
    for (const [key, value] of entries) {
      const k = typeof key === 'string' ? str(key) : key;
      const hash = this.hashKey(k);
      if (typeof hash === 'string') made.entries.set(hash, { key: k, value });
      else made.lost ??= hash.reason;
    }
    return made;
  }

  exception(type: string | Class, args: Args): Instance {
    const cls = typeof type === 'string' ? this.builtins.get(type) : type;
    const made = cls?.kind === 'class' ? this.instantiate(cls, args) : NONE;
    if (made.kind !== 'instance') throw new Error(`${String(typeof type === 'string' ? type : type.name)} is no exception class`);
    return made;
  }

  import(name: string): PyModule | Unknown { return importModule(this, name); }

  nativeSubmodule(module: PyModule, name: string): PyModule | undefined {
    const full = `${module.name}.${name}`;
    return this.natives.has(full) ? importModule(this, full) : undefined;
  }

  importGuarded(): boolean {
    for (let act: Activation | null = this.act; act; act = act.caller) if (!act.file.internal) return act.importGuards > 0;
    return false;
  }

  ambientName(name: string, scope: Scope): Value | undefined {
    const target = this.options.ambient?.[name];
    if (target === undefined || ![...this.documents].some((d) => this.scopes.get(d) === scope.globals)) return undefined;
    return importModule(this, target);
  }

  postponedAnnotations(scope: Scope): boolean { return this.postponed.has(scope.globals); }

  parseInternal(text: string): Parse {
    let parse = preludes.get(text);
    if (!parse) preludes.set(text, parse = parsePython(text));
    return parse;
  }

  prelude(name: string, text: string, globals: Readonly<Record<string, Value>>): PyModule {
    let module = this.preludeModules.get(name);
    if (!module) this.preludeModules.set(name, module = runPrelude(this, name, text, globals));
    return module;
  }
}

export type { Raised };
