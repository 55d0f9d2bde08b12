// The interpreter: one run of Python programs over symbolic values. Implements Machine by the files beside it, on the state
// that runtime.ts holds. Knows no library module.
import { fileId } from '../base/source';
import type { BinaryOperator, CompareOperator, Expr, Parse, UnaryOperator } from '../python/ast';
import { parsePython } from '../python/parser';
import { GiveUp } from '../ops/op';
import { isSym } from '../tensor/sym';
import { unknownOf, type Dim, type Reason, type Unknown } from '../tensor/value';
import { functionAnnotations } from './annotations';
import type { Activation } from './activation';
import * as attributes from './attributes';
import { call, callOn, instantiate } from './calls';
import { rawClass } from './classes';
import { Lost } from './errors';
import { evalExpr } from './expressions';
import { faultOf } from './faults';
import { hashKey } from './hashing';
import { importModule, loadDocument, runPrelude } from './imports';
import { isInstance, isSubclassOf } from './instances';
import { PyError, type Machine } from './machine';
import { withoutLate } from './lazyModules';
import * as operators from './operators';
import { dataName, type DataFile, type Outcome } from './options';
import * as protocols from './protocols';
import { asPyError, newError, raiseValue } from './raising';
import { Runtime } from './runtime';
import { moduleScope } from './scope';
import { traceback, type Raised } from './trace';
import { classmethodType, objectType, propertyType, staticmethodType, typeOfValue, typeType } from './types/index';
import {
  dict, instance, NO_KWARGS, NONE, str, type Args, type Builtin, type Class, type Dict, type Func, type Instance, type Kwargs,
  type PyIterator, type PyModule, type Scope, type SourceFile, type Value,
} from './value';

export { DEFAULT_BUDGET } from './options';
export type { Budget, Checkpoint, Gap, InterpreterOptions, ModuleSource, Outcome, RunOutcome } from './options';

const preludes = new Map<string, Parse>();

export class Interpreter extends Runtime implements Machine {
  // ---- runs ---------------------------------------------------------------------------------------------------------
  /** Runs a file as the document: an exception ends one statement only and is listed in `raises`. */
  load(file: SourceFile, name = '__main__'): PyModule {
    return loadDocument(this, file, name);
  }

  /** What the module level of a loaded file binds, but for names of libraries that nobody has looked up. */
  namesOf(file: SourceFile): ReadonlyMap<string, Value> {
    for (const module of this.modules.values()) if (module.file?.id === file.id) return withoutLate(module.attrs);
    return new Map();
  }

  /** An expression in the scope of a module. */
  evaluateText(text: string, module: PyModule): Outcome {
    const file: SourceFile = { id: fileId('<entry>'), module: module.name, isPackage: false, parse: parsePython(text),
      internal: false };
    const [first] = file.parse.module.body;
    return this.top(() => {
      const scope = this.scopes.get(module) ?? moduleScope(module.attrs);
      this.enterModule(file, scope, module.name);
      if (first?.kind !== 'ExprStmt' || file.parse.module.body.length !== 1)
        return this.raise('SyntaxError', `"${text}" is not an expression`);
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

  /** An import from outside. */
  importTop(name: string): Outcome {
    return this.top(() => importModule(this, name));
  }

  private top(run: () => Value): Outcome {
    const { act } = this;
    let outcome: Outcome | null = null;
    this.forks = 0;
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
    if (!raised) {
      const fault = faultOf(this, error, 'the run');
      if (!fault) throw error;
      this.graph.costLost();
      return { value: fault, raised: null };
    }
    const record = this.record(raised);
    const reason: Reason = { code: 'raised-before', message: `${record.type}: ${record.message}`, origin: record.origin };
    return { value: unknownOf(reason), raised: record };
  }

  // ---- reasons, exceptions, budgets -----------------------------------------------------------------------------------
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
  loseAttributes(value: Value, reason: Reason): void { attributes.loseAttributes(this, value, reason); }
  getattrRaw(value: Value, name: string): Value | undefined { return attributes.getattrRaw(this, value, name); }
  call(callee: Value, args: Args, kwargs: Kwargs = NO_KWARGS): Value { return call(this, callee, args, kwargs); }
  callOn(found: Value, self: Value, args: Args,
    kwargs: Kwargs = NO_KWARGS): Value { return callOn(this, found, self, args, kwargs); }
  instantiate(cls: Class, args: Args, kwargs: Kwargs = NO_KWARGS): Value { return instantiate(this, cls, args, kwargs); }
  callMethod(value: Value, name: string, args: Args = [], kwargs: Kwargs = NO_KWARGS): Value {
    return this.call(this.getattr(value, name), args, kwargs);
  }

  truth(value: Value): boolean | Unknown { return protocols.truth(this, value); }
  iterate(value: Value): PyIterator | Unknown { return protocols.iterate(this, value); }
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
    const meta = given?.kind === 'class'
      ? given : inherited.find((c) => inherited.every((other) => c.mro.includes(other))) ?? typeType;
    return rawClass(this, meta, name, bases, attrs, keywords);
  }

  rawClass(metaclass: Class, name: string, bases: readonly Value[], attrs: Map<string, Value>,
    keywords: Kwargs = NO_KWARGS): Value {
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
    if (made.kind !== 'instance')
      throw new Error(`${String(typeof type === 'string' ? type : type.name)} is no exception class`);
    return made;
  }

  import(name: string): PyModule | Unknown { return importModule(this, name); }

  readData(path: string): string | Unknown {
    const found = this.dataFile(path);
    if (typeof found === 'object') return found.text;
    if (found === 'pending') return this.once('external-input', () => `the file ${path} is not loaded yet`);
    const why = found === 'unreadable' ? 'is too large or no text' : 'was not found beside the code';
    return this.unknown('external-input', `the file ${path} ${why}, so its contents are not known`);
  }

  listFolder(path: string): readonly string[] | null {
    const found = this.dataFile(`${path.replace(/\/+$/, '')}/`);
    return typeof found === 'object' ? found.text.split('\n').filter((name) => name !== '') : null;
  }

  hasData(path: string): boolean { return typeof this.dataFile(path) === 'object'; }

  private dataFile(path: string): DataFile {
    const found = this.sources.readData?.(path) ?? 'missing';
    if (found === 'pending') this.pending.add(dataName(path));
    return found;
  }

  nativeSubmodule(module: PyModule, name: string): PyModule | undefined {
    const full = `${module.name}.${name}`;
    const standsIn = module.file === null && this.fallbacks.has(module.name) && this.fallbacks.has(full);
    return this.natives.has(full) || standsIn ? importModule(this, full) : undefined;
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
  annotationsOf(f: Func): Dict { return functionAnnotations(this, f); }

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
