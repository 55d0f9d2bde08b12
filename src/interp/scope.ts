// Variables: which scope a name belongs to, as CPython decides it at compile time. What is static about a function is
// computed once per syntax node. Knows nothing of values but that they are stored.
import type { Arguments, Expr, FunctionDef, Lambda, Node, Param, Stmt } from '../python/ast';
import { childrenOf } from './syntax';
import { AttrMap, type Func, type Scope, type Value } from './value';

/** Variables of a function, as opposed to attributes. */
export class VarMap extends AttrMap {}

const NONE: ReadonlySet<string> = new Set();

/** What is static about a function. */
export interface FunctionInfo {
  readonly positional: readonly Param[];
  readonly positionalOnly: number;
  /** Positional parameters only: binding is a loop. */
  readonly simple: boolean;
  readonly locals: ReadonlySet<string>;
  readonly globalNames: ReadonlySet<string>;
  readonly nonlocalNames: ReadonlySet<string>;
  readonly isGenerator: boolean;
}

const infos = new WeakMap<object, FunctionInfo>();

export function functionInfo(node: FunctionDef | Lambda): FunctionInfo {
  const known = infos.get(node);
  if (known) return known;
  const { posonly, args, vararg, kwonly, kwarg } = node.args;
  const body: readonly Node[] = node.kind === 'Lambda' ? [node.body] : node.body;
  const globalNames = new Set<string>();
  const nonlocalNames = new Set<string>();
  const walrus = new Set<string>();
  for (const part of body) collectNames(part, globalNames, nonlocalNames, walrus);
  const locals = new Set(node.kind === 'Lambda' ? [...paramNames(node.args), ...walrus] : [...node.locals, ...walrus]);
  for (const name of [...globalNames, ...nonlocalNames]) locals.delete(name);
  const info: FunctionInfo = {
    positional: [...posonly, ...args], positionalOnly: posonly.length, simple: !vararg && !kwarg && kwonly.length === 0, locals,
    globalNames: globalNames.size ? globalNames : NONE, nonlocalNames: nonlocalNames.size ? nonlocalNames : NONE,
    isGenerator: node.kind === 'FunctionDef' && node.isGenerator,
  };
  infos.set(node, info);
  return info;
}

export const paramNames = (a: Arguments): string[] =>
  [...a.posonly, ...a.args, ...(a.vararg ? [a.vararg] : []), ...a.kwonly, ...(a.kwarg ? [a.kwarg] : [])].map((p) => p.name);

/** Declarations and assignment expressions of one scope, nested functions and classes left out. */
function collectNames(node: Node, globals: Set<string>, nonlocals: Set<string>, walrus: Set<string>): void {
  if (node.kind === 'Global') node.names.forEach((n) => globals.add(n));
  else if (node.kind === 'Nonlocal') node.names.forEach((n) => nonlocals.add(n));
  else if (node.kind === 'NamedExpr') walrus.add(node.target.name);
  if (node.kind === 'FunctionDef' || node.kind === 'ClassDef' || node.kind === 'Lambda') return;
  for (const child of childrenOf(node)) collectNames(child, globals, nonlocals, walrus);
}

interface ClassNames { readonly globalNames: ReadonlySet<string>; readonly nonlocalNames: ReadonlySet<string> }
const classInfos = new WeakMap<object, ClassNames>();
function classNames(body: readonly Stmt[]): ClassNames {
  const known = classInfos.get(body);
  if (known) return known;
  const globalNames = new Set<string>();
  const nonlocalNames = new Set<string>();
  for (const part of body) collectNames(part, globalNames, nonlocalNames, new Set());
  const info = { globalNames, nonlocalNames };
  classInfos.set(body, info);
  return info;
}

/** The scope that functions and comprehensions inside see: class bodies are skipped. */
const visible = (scope: Scope): Scope | null => (scope.kind === 'class' ? scope.parent : scope);

export function moduleScope(vars: Map<string, Value>): Scope {
  const scope: { -readonly [K in keyof Scope]: Scope[K] } = {
    kind: 'module', vars, parent: null, globals: undefined as never, locals: NONE, globalNames: NONE, nonlocalNames: NONE,
    className: null, methods: null, lost: null,
  };
  scope.globals = scope; // A module is its own globals; the type cannot say so while the object is being made.
  return scope;
}

export function functionScope(info: FunctionInfo, closure: Scope): Scope {
  return {
    kind: 'function', vars: new VarMap(), parent: visible(closure), globals: closure.globals, locals: info.locals,
    globalNames: info.globalNames, nonlocalNames: info.nonlocalNames, className: closure.className, methods: null, lost: null,
  };
}

export function classScope(name: string, body: readonly Stmt[], outer: Scope): Scope {
  const methods: Func[] = [];
  return {
    kind: 'class', vars: new AttrMap(), parent: visible(outer), globals: outer.globals, locals: NONE, ...classNames(body),
    className: name, methods, lost: null,
  };
}

export function comprehensionScope(targets: ReadonlySet<string>, outer: Scope): Scope {
  return {
    kind: 'comprehension', vars: new VarMap(), parent: visible(outer), globals: outer.globals, locals: targets,
    globalNames: NONE, nonlocalNames: NONE, className: outer.className, methods: null, lost: null,
  };
}

/** `__x` inside class C is `_C__x`. */
export function mangle(name: string, className: string | null): string {
  if (className === null || name.charCodeAt(0) !== 95 || name.charCodeAt(1) !== 95 || name.endsWith('__')
    || name.includes('.')) return name;
  const stripped = className.replace(/^_+/, '');
  return stripped === '' ? name : `_${stripped}${name}`;
}

/** The map that an assignment to `name` in `scope` writes. */
export function homeOf(scope: Scope, name: string): Map<string, Value> {
  let home = scope;
  while (home.kind === 'comprehension' && !home.locals.has(name) && home.parent) home = home.parent;
  if (home.globalNames.has(name)) return home.globals.vars;
  if (home.nonlocalNames.has(name)) {
    for (let outer = home.parent; outer; outer = outer.parent) if (outer.kind !== 'module' && outer.locals.has(name))
      return outer.vars;
  }
  return home.vars;
}

const targetNames = new WeakMap<object, ReadonlySet<string>>();
/** Names that assignment targets bind. */
export function namesOfTargets(key: object, targets: readonly Expr[]): ReadonlySet<string> {
  const known = targetNames.get(key);
  if (known) return known;
  const names = new Set<string>();
  const visit = (e: Expr): void => {
    if (e.kind === 'Name') names.add(e.name);
    else if (e.kind === 'Starred') visit(e.value);
    else if (e.kind === 'Tuple' || e.kind === 'List') e.elts.forEach(visit);
  };
  targets.forEach(visit);
  targetNames.set(key, names);
  return names;
}
