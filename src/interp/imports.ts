// Modules: finding them (library modules of ours, source files, stand-ins), running their bodies, import statements.
// A module that cannot be found is unknown, not an error, unless the program is prepared for that.
import { fileId, filePath } from '../base/source';
import type { Alias, Import, ImportFrom, Stmt } from '../python/ast';
import { unknownOf, type Reason, type Unknown } from '../tensor/value';
import type { Activation } from './activation';
import { sourceAdvice } from './advice';
import { tryWithin } from './branches';
import { BudgetExceeded, Lost } from './errors';
import { faultOf } from './faults';
import { storeName } from './expressions';
import type { Interpreter } from './interpreter';
import { canWait, isInstalled, lateName, variablesOf, waitingModule } from './lazyModules';
import { homeOf, moduleScope } from './scope';
import { findSource } from './searchPath';
import { execBlock, execStmt } from './statements';
import { boundNames, childrenOf, isExpr, updatedNames, type Part } from './syntax';
import { AttrMap, list, NONE, pyModule, str, type PyModule, type Scope, type SourceFile, type Value } from './value';

// ---- finding ---------------------------------------------------------------------------------------------------------------
/** sys.modules, or a fresh import; parents first. The innermost module. */
export function importModule(m: Interpreter, name: string): PyModule {
  const known = m.modules.get(name);
  if (known && m.documents.has(known)) m.documentImported = true;
  if (known) return known;
  const dot = name.lastIndexOf('.');
  const parent = dot < 0 ? null : importModule(m, name.slice(0, dot));
  const again = m.modules.get(name);
  if (again) return again;
  const child = dot < 0 ? '' : name.slice(dot + 1);
  const made = findModule(m, name, parent, child);
  m.modules.set(name, made);
  if (parent && !parent.attrs.has(child) && !hidesModule(m, parent, child, name)) {
    const bind = (): void => { m.heap.set(parent.attrs, child, made); };
    // A part of a library of ours is there from the start; that it is made when it is first used changes nothing.
    if (m.natives.has(name)) m.heap.unwatched(bind);
    else bind();
  }
  return made;
}

/** torch.nn.utils.spectral_norm is the function, which hides the module of its name. */
function hidesModule(m: Interpreter, parent: PyModule, child: string, name: string): boolean {
  const own = m.natives.has(name) ? parent.lookup?.(child) : undefined;
  return own?.kind === 'func' || own?.kind === 'builtin' || own?.kind === 'class';
}

function findModule(m: Interpreter, name: string, parent: PyModule | null, child: string): PyModule {
  const native = m.natives.get(name);
  if (native) return native(m);
  const inStandIn = parent !== null && parent.file === null && m.fallbacks.has(parent.name);
  // A stand-in's own lookup knows names, not modules.
  const inParent = parent && (parent.attrs.get(child) ?? (inStandIn ? undefined : parent.lookup?.(child)));
  if (inParent?.kind === 'module') return inParent;
  const root = name.split('.')[0] ?? name;
  if (m.natives.has(root)) {
    const isFile = parent && !hasSubmodules(m, parent.name);
    if (m.importGuarded()) notFound(m, name, isFile ? `; '${parent.name}' is not a package` : '');
    return lostModule(m, name, m.unknown('library-not-modelled', `${name} is not modelled`).reason);
  }
  // What a stand-in does not have is nowhere: its own source would have been found first.
  const source = inStandIn ? 'missing' : findSource(m, name);
  const found = typeof source === 'object' && importsItself(m, source) ? 'missing' : source;
  const own = m.overlays.get(name) === 'whole' ? m.fallbacks.get(name) : undefined;
  if (own && typeof found === 'object' && isInstalled(found.id)) return own(m);
  if (typeof found === 'object') return (canWait(m, name, found) ? laterModule : loadModule)(m, found, name);
  if (found === 'pending') m.pending.add(name);
  // A package whose source is read has no more modules than its source.
  const standIn = parent?.file ? undefined : m.fallbacks.get(name);
  if (standIn) return standIn(m);
  if (!parent?.file && hasSubmodules(m, name)) return pyModule(name, new AttrMap([['__name__', str(name)]]));
  if (found === 'pending') return lostModule(m, name, m.once('module-not-found', () => `${name} is not loaded yet`).reason);
  if (inStandIn && !m.importGuarded())
    return lostModule(m, name, m.unknown('library-not-modelled', `${name} is not modelled`, sourceAdvice(name)).reason);
  if (parent?.lost) return lostModule(m, name, parent.lost);
  return missingModule(m, name);
}

/** A module of a package that imports its own last name means a library: the folder of a package is on no path. */
const importsItself = (m: Interpreter, found: SourceFile): boolean =>
  [...m.loading].some(({ file, name }) => file?.id === found.id && name.includes('.'));

function notFound(m: Interpreter, name: string, more: string): never {
  return m.throwNew('ModuleNotFoundError', [str(`No module named '${name}'${more}`)], { name: str(name) });
}

const hasSubmodules = (m: Interpreter, name: string): boolean =>
  [...m.natives.keys(), ...m.fallbacks.keys()].some((key) => key.startsWith(`${name}.`));

function missingModule(m: Interpreter, name: string): PyModule {
  if (m.importGuarded()) {
    // The program has a plan for a missing module: its handler decides.
    notFound(m, name, '');
  }
  const hint = 'Open the folder that contains it, add it to the search paths, or select the environment in which it is installed';
  return lostModule(m, name, m.unknown('module-not-found', `No module named '${name}'`, hint).reason);
}

function lostModule(m: Interpreter, name: string, reason: Reason): PyModule {
  const module = pyModule(name, new AttrMap([['__name__', str(name)]]), { lost: reason });
  m.moduleReasons.set(name, reason);
  return module;
}

/** What was pending has been loaded since: it is looked up again when it is imported next. */
export function forgetPending(m: Interpreter): void {
  for (const name of m.pending) {
    const dot = name.lastIndexOf('.');
    const module = m.modules.get(name);
    const parent = dot < 0 ? undefined : m.modules.get(name.slice(0, dot));
    const child = name.slice(dot + 1);
    if (parent && module && parent.attrs.get(child) === module) m.heap.delete(parent.attrs, child);
    m.modules.delete(name);
    m.moduleReasons.delete(name);
  }
  m.pending.clear();
}

// ---- running ---------------------------------------------------------------------------------------------------------------
interface NewModule { readonly module: PyModule; readonly scope: Scope }

function newModule(m: Interpreter, file: SourceFile, name: string, attrs: Map<string, Value> = variablesOf(file)): NewModule {
  const module = pyModule(name, attrs, { file });
  attrs.set('__name__', str(name));
  attrs.set('__file__', str(filePath(file.id)));
  attrs.set('__doc__', docstring(file));
  const dot = name.lastIndexOf('.');
  attrs.set('__package__', str(file.isPackage ? name : dot < 0 ? '' : name.slice(0, dot)));
  if (file.isPackage) attrs.set('__path__', list([str(filePath(file.id).replace(/[/\\][^/\\]*$/, ''))]));
  const scope = moduleScope(attrs);
  m.scopes.set(module, scope);
  return { module, scope };
}

function docstring(file: SourceFile): Value {
  const first = file.parse.module.body[0];
  return first?.kind === 'ExprStmt' && first.value.kind === 'Str' ? str(first.value.value) : NONE;
}

/** An imported file. An exception that leaves its body makes what follows unknown; what was defined before stays. */
function loadModule(m: Interpreter, file: SourceFile, name: string): PyModule {
  const made = newModule(m, file, name);
  m.modules.set(name, made.module);
  return evaluate(m, file, name, made);
}

/** An imported file that is evaluated when it is first used. */
function laterModule(m: Interpreter, file: SourceFile, name: string): PyModule {
  return waitingModule(m, name, file,
    (attrs) => m.heap.unwatched(() => evaluate(m, file, name, newModule(m, file, name, attrs))));
}

function evaluate(m: Interpreter, file: SourceFile, name: string, { module, scope }: NewModule): PyModule {
  m.loading.add(module);
  const caller = m.act;
  m.enterModule(file, scope, name);
  const { body } = file.parse.module;
  const rest = [...body];
  try {
    const spent = m.withImportBudget(() => { runBody(m, rest, scope); });
    const overlay = isInstalled(file.id) ? m.overlays.get(name) : undefined;
    if (overlay && overlay !== 'whole')
      for (const [attr, value] of overlay(m, module.attrs)) m.heap.set(module.attrs, attr, value);
    if (spent) scope.lost ??= spent;
    if (scope.lost) module.lost = scope.lost;
  } catch (error) {
    const raised = m.asPyError(error);
    if (raised) {
      m.record(raised);
      m.act = caller;
      module.lost = m.unknown('raised-before', `importing ${name} raises ${raised.value.cls.name}: ${raised.message}`).reason;
    } else if (error instanceof Lost || error instanceof BudgetExceeded) module.lost = error.reason;
    else throw error;
    scope.lost = module.lost;
    if (module.lost) loseRest(body, rest, scope, module.lost);
    if (error instanceof BudgetExceeded) throw error;
  } finally {
    m.loading.delete(module);
    m.act = caller;
  }
  return module;
}

/** The statements of an imported file; those that ran go. What cannot be followed of one is lost, the next one runs. */
function runBody(m: Interpreter, rest: Stmt[], scope: Scope): void {
  const { act, forks } = m;
  for (let s = rest[0]; s; rest.shift(), s = rest[0]) {
    m.forks = 0;
    try {
      execStmt(m, s, scope);
    } catch (error) {
      if (!(error instanceof Lost)) throw error;
      const left = globalsOfCalls(m.act, act);
      m.act = act;
      loseNames(s, scope, error.reason);
      loseGlobals(m, left, error.reason);
    }
  }
  m.forks = forks;
}

/** What statements that did not run would bind, and functions by `global`, need not be what was bound before. */
function loseRest(body: readonly Stmt[], rest: readonly Stmt[], scope: Scope, reason: Reason): void {
  const later = new Set(rest.flatMap((s) => [...boundNames(s)]));
  const waiting: Part[] = [...body];
  for (let part = waiting.pop(); part; part = waiting.pop()) {
    if (part.kind === 'Global') part.names.forEach((name) => later.add(name));
    else if (!isExpr(part)) waiting.push(...childrenOf(part));
  }
  for (const name of later) if (scope.vars.has(name)) scope.vars.set(name, unknownOf(reason));
}

/** The document itself: an exception ends one statement, not the document. */
export function loadDocument(m: Interpreter, file: SourceFile, name: string): PyModule {
  const { module, scope } = openDocument(m, file, name);
  runStatements(m, file, scope, file.parse.module.body);
  if (scope.lost) module.lost = scope.lost;
  return module;
}

/** The document's module, before any of its statements has run. */
export function openDocument(m: Interpreter, file: SourceFile, name: string): { module: PyModule; scope: Scope } {
  const { module, scope } = newModule(m, file, name);
  if (file.module !== name)
    scope.vars.set('__package__', str(file.module.includes('.') ? file.module.slice(0, file.module.lastIndexOf('.')) : ''));
  m.modules.set(name, module);
  m.documents.add(module);
  return { module, scope };
}

/** Statements of a document's module level, with one budget; `around` runs each. The reason when the budget was spent. */
export function runStatements(m: Interpreter, file: SourceFile, scope: Scope, body: readonly Stmt[],
  around: (statement: Stmt, run: () => void) => void = (_, run) => { run(); }): Reason | null {
  const caller = m.act;
  m.enterModule(file, scope, file.module);
  const spent = m.guardRun(() => {
    for (const s of body) around(s, () => { runForgiving(m, [s], scope, s === body.at(-1)); });
  });
  // What follows the statement that spent the budget is not there, but it is not missing either.
  if (spent) scope.lost ??= spent;
  m.act = caller;
  return spent;
}

/** The body of the document's main block, when it has one. */
export function mainBlocks(body: readonly Stmt[]): readonly Stmt[] {
  return body.flatMap((s) => mainBlock(s) ?? []);
}

/** Parts of the budget that a statement of a document may take where models are rarely made: scripts train in them. */
const SHARES: Readonly<Partial<Record<Stmt['kind'], number>>> = { For: 1 / 8, While: 1 / 8, ExprStmt: 1 / 4, With: 1 / 4 };
/** The last one, often `main()`, leaves nothing without. */
const LAST_SHARE = 3 / 4;

function runForgiving(m: Interpreter, body: readonly Stmt[], scope: Scope, isEnd: boolean): void {
  const { act } = m;
  for (const s of body) {
    m.act = act;
    const main = mainBlock(s);
    if (main) {
      if (m.runsMainBlock) runForgiving(m, main, scope, isEnd);
      continue;
    }
    m.forks = 0;
    try {
      const share = SHARES[s.kind];
      if (share === undefined) execStmt(m, s, scope);
      else {
        const spent = tryWithin(m, isEnd && s === body.at(-1) ? LAST_SHARE : share, () => { execStmt(m, s, scope); });
        if (spent) loseNames(s, scope, spent);
      }
    } catch (error) {
      const raised = m.asPyError(error);
      const fault = raised ? undefined : faultOf(m, error, 'the statement');
      if (!raised && !fault && !(error instanceof Lost)) throw error;
      const left = globalsOfCalls(m.act, act);
      m.act = act;
      if (raised) m.record(raised);
      if (fault) m.graph.costLost();
      const reason = error instanceof Lost ? error.reason
        : fault?.reason ?? m.unknown('raised-before',
          `the statement that defines it raises ${raised?.value.cls.name ?? ''}: ${raised?.message ?? ''}`).reason;
      loseNames(s, scope, reason);
      loseGlobals(m, left, reason);
    }
  }
}

type Globals = readonly (readonly [Map<string, Value>, string])[];
/** Names that the functions which an error left declare global: they had not been run to their end. */
function globalsOfCalls(innermost: Activation, outermost: Activation): Globals {
  const names: [Map<string, Value>, string][] = [];
  for (let act: Activation | null = innermost; act && act !== outermost; act = act.caller) {
    for (const name of act.scope.kind === 'function' ? act.scope.globalNames : []) names.push([act.scope.globals.vars, name]);
  }
  return names;
}
const loseGlobals = (m: Interpreter, left: Globals, reason: Reason): void => {
  for (const [vars, name] of left) m.heap.set(vars, name, unknownOf(reason));
};

/** Names that a statement would have bound, had it been run to its end. */
function loseNames(s: Stmt, scope: Scope, reason: Reason): void {
  const updated = updatedNames(s);
  for (const bound of boundNames(s)) {
    if (!scope.vars.has(bound) || updated.has(bound)) scope.vars.set(bound, unknownOf(reason));
  }
}

/** The body of `if __name__ == '__main__':`. */
function mainBlock(s: Stmt): readonly Stmt[] | null {
  if (s.kind !== 'If' || s.test.kind !== 'Compare' || s.test.ops.length !== 1 || s.test.ops[0] !== '==') return null;
  const [a, b] = [s.test.left, s.test.comparators[0]];
  const name = a.kind === 'Name' ? a : b?.kind === 'Name' ? b : null;
  const text = a.kind === 'Str' ? a : b?.kind === 'Str' ? b : null;
  return name?.name === '__name__' && text?.value === '__main__' ? s.body : null;
}

/** Python text of ours. */
export function runPrelude(m: Interpreter, name: string, text: string, globals: Readonly<Record<string, Value>>): PyModule {
  const file: SourceFile = { id: fileId(`<${name}>`), module: name, isPackage: false, parse: m.parseInternal(text),
    internal: true };
  const { module, scope } = newModule(m, file, name);
  for (const [key, value] of Object.entries(globals)) scope.vars.set(key, value);
  const caller = m.act;
  m.enterModule(file, scope, name);
  execBlock(m, file.parse.module.body, scope);
  m.act = caller;
  return module;
}

// ---- statements -------------------------------------------------------------------------------------------
export function importNames(m: Interpreter, s: Import, scope: Scope): void {
  for (const alias of s.names) {
    m.act.node = s.id;
    const module = importModule(m, alias.name);
    if (alias.asname !== null) {
      storeName(m, alias.asname, boundAs(m, alias.name, module), scope);
      continue;
    }
    const [root = alias.name] = alias.name.split('.');
    storeName(m, root, m.modules.get(root) ?? module, scope);
  }
}

/** `import a.b as c` binds what `a` has under that name: a package may have put a function in its module's place. */
function boundAs(m: Interpreter, name: string, module: PyModule): Value {
  const dot = name.lastIndexOf('.');
  if (dot < 0) return module;
  const [parent, last] = [name.slice(0, dot), name.slice(dot + 1)];
  const holder = m.modules.get(parent);
  const own = holder?.attrs.get(last) ?? (m.natives.has(parent) ? holder?.lookup?.(last) : undefined);
  return own && own.kind !== 'unknown' ? own : module;
}

export function importFrom(m: Interpreter, s: ImportFrom, scope: Scope): void {
  m.act.node = s.id;
  const name = absoluteName(m, s, scope);
  if (typeof name !== 'string') {
    for (const alias of s.names) if (alias.name !== '*') storeName(m, alias.asname ?? alias.name, m.flow(name), scope);
    return;
  }
  if (name === '__future__') {
    if (s.names.some((n) => n.name === 'annotations')) m.postponed.add(scope.globals);
    return;
  }
  const module = importModule(m, name);
  for (const alias of s.names) {
    m.act.node = s.id;
    if (alias.name === '*') importAll(m, module, scope);
    else importName(m, module, alias, scope);
  }
}

function importName(m: Interpreter, module: PyModule, alias: Alias, scope: Scope): void {
  const [name, find] = [alias.asname ?? alias.name, (): Value => importedName(m, module, alias.name)];
  const home = homeOf(scope, name);
  const late = scope.kind === 'class' ? null : lateName(m, home, module, alias.name, find);
  if (late) m.heap.set(home, name, late);
  else storeName(m, name, find(), scope);
}

/** `from ..x import y`, relative to the package of the running module. */
function absoluteName(m: Interpreter, s: ImportFrom, scope: Scope): string | Unknown {
  if (s.level === 0) return s.module;
  const own = scope.globals.vars.get('__package__');
  const parts = own?.kind === 'str' && own.value !== '' ? own.value.split('.') : [];
  const up = s.level - 1;
  if (parts.length === 0 || up >= parts.length) {
    // A file opened outside of its package: the neighbour of that name.
    if (s.module !== '' && (parts.length === 0)) return s.module;
    return m.once('module-not-found', () => 'a relative import beyond the top of the package');
  }
  const base = parts.slice(0, parts.length - up).join('.');
  return s.module === '' ? base : `${base}.${s.module}`;
}

function importedName(m: Interpreter, module: PyModule, name: string): Value {
  const own = module.attrs.get(name) ?? module.lookup?.(name);
  if (own) return own;
  const full = `${module.name}.${name}`;
  if (m.modules.has(full) || m.natives.has(full) || (!module.lost && isPackage(m, module) && canImport(m, full)))
    return importModule(m, full);
  const hook = m.findattr(module, name);
  if (hook) return hook;
  if (module.lost) return m.flow(unknownOf(module.lost));
  const partially = m.isLoading(module);
  return m.throwNew('ImportError', [str(partially
    ? `cannot import name '${name}' from partially initialized module '${module.name}' ` +
      `(most likely due to a circular import) (${module.file?.id ?? 'unknown location'})`
    : `cannot import name '${name}' from '${module.name}' (${module.file?.id ?? 'unknown location'})`)],
  { name: str(module.name) });
}

const isPackage = (m: Interpreter, module: PyModule): boolean => module.file?.isPackage === true
  || (module.file === null && !m.natives.has(module.name));

function canImport(m: Interpreter, name: string): boolean {
  return m.fallbacks.has(name) || findSource(m, name) !== 'missing';
}

function importAll(m: Interpreter, module: PyModule, scope: Scope): void {
  const all = module.attrs.get('__all__') ?? module.lookup?.('__all__');
  const names = all ? m.itemsOf(all) : null;
  if (Array.isArray(names)) {
    for (const name of names) if (name.kind === 'str') storeName(m, name.value, importedName(m, module, name.value), scope);
  } else {
    for (const [name, value] of [...module.attrs]) if (!name.startsWith('_')) storeName(m, name, value, scope);
  }
  if (module.lost) scope.globals.lost ??= module.lost;
  // Names that exist only through lookup are found on demand.
  if (!all && module.lookup) m.starLookups.set(scope.globals, [...(m.starLookups.get(scope.globals) ?? []), module.lookup]);
}
