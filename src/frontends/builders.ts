// What a function that builds a model still needs, read from its text: which class its returned call makes and which of
// that class's arguments nobody has given yet. Nothing is run here.
import { partialOf } from '../interp/stdlib/functools';
import { moduleType } from '../interp/torch/index';
import { findModule } from '../ops/index';
import { parseSchema } from '../ops/schema';
import type { Interpreter } from '../interp/interpreter';
import type { Class, Func, Scope, Value } from '../interp/value';
import type { Call, Expr, FunctionDef, Lambda, Node, Param, Stmt } from '../python/ast';
import { forEachChild } from '../python/walk';

/** Helpers call helpers; deeper than this nobody looks. */
const DEPTH = 5;

/**
 * Names of the arguments that a call of the function has to give, those that it hands on with `**kwargs` included;
 * null when its text does not show that it returns a model whose class the workspace defines.
 */
export function builderNeeds(interpreter: Interpreter, func: Func, depth = DEPTH): string[] | null {
  const { node } = func;
  if (depth === 0 || (node.kind === 'FunctionDef' && node.isGenerator)) return null;
  for (const call of returnedCalls(node)) {
    const missing = missingOf(interpreter, resolve(call.func, func), call, node, depth);
    if (missing) return [...requiredParameters(node), ...missing];
  }
  return null;
}

/** The function whose result a function returns, where its text shows that it is always that of one. */
export function returnedCallee(func: Func): Func | undefined {
  const callees = new Set(returnedCalls(func.node).map((call) => resolve(call.func, func)));
  const [callee] = callees;
  return callees.size === 1 && callee?.kind === 'func' ? callee : undefined;
}

/** Parameters without default. */
export const requiredParameters = ({ args }: FunctionDef | Lambda, skip = 0): string[] => {
  const names = (params: readonly Param[]): string[] =>
    params.filter((param) => param.default === null).map((param) => param.name);
  return [...names([...args.posonly, ...args.args].slice(skip)), ...names(args.kwonly)];
};

/** The same of a functools.partial. */
export function partialNeeds(interpreter: Interpreter, value: Value): string[] | null {
  const made = partialOf(value);
  const needs = made ? needsOf(interpreter, made.func, DEPTH) : null;
  if (!made || !needs) return null;
  const given = [...made.keywords.entries.values()].map(({ key }) => (key.kind === 'str' ? key.value : ''));
  return needs.slice(made.args.length).filter((name) => !given.includes(name));
}

/** What the call leaves to the caller of the function it stands in; null when it makes no model. */
function missingOf(
  interpreter: Interpreter,
  callee: Value | undefined,
  call: Call,
  around: FunctionDef | Lambda,
  depth: number,
): string[] | null {
  const needs = needsOf(interpreter, callee, depth);
  const handedOn = handsOn(call, around);
  if (!needs || !handedOn || call.args.some((arg) => arg.kind === 'Starred')) return needs && [];
  const given = new Set(call.keywords.map((keyword) => keyword.name));
  return needs.slice(call.args.length).filter((name) => !given.has(name));
}

function needsOf(interpreter: Interpreter, callee: Value | undefined, depth: number): string[] | null {
  if (callee?.kind === 'func') return builderNeeds(interpreter, callee, depth - 1);
  return callee?.kind === 'class' && callee.node && interpreter.isSubclass(callee, moduleType)
    ? constructorNeeds(interpreter, callee)
    : null;
}

/** Arguments that a class has to be built with, those that constructors hand on with `*args` and `**kwargs` included. */
export function constructorNeeds(interpreter: Interpreter, cls: Class, from = 0): string[] {
  const at = cls.mro.findIndex((base, i) => i >= from && base.attrs.has('__init__'));
  const owner = cls.mro[at];
  let func = owner?.builtin ? undefined : owner?.attrs.get('__init__');
  // What a decorator put in its place hands everything on to it.
  for (let i = 0; i < DEPTH && func?.kind === 'func'; i++) {
    const wrapped: Value | undefined = interpreter.findattr(func, '__wrapped__');
    if (wrapped?.kind !== 'func') break;
    func = wrapped;
  }
  if (func?.kind === 'func') {
    const next = superCall(func.node);
    const handedOn = next ? leftOpen(constructorNeeds(interpreter, cls, at + 1), next) : [];
    return [...requiredParameters(func.node, 1), ...takenKeywords(func.node), ...handedOn];
  }
  if (owner && !owner.builtin) return [];
  // The constructor of PyTorch's own class: `class LayerNorm2d(nn.LayerNorm)` without one.
  const own = cls.mro.slice(from).map((base) => (base.builtin ? findModule(`torch.nn.${base.name}`) : undefined));
  const def = own.find((found) => found !== undefined);
  return (def ? parseSchema(def.schema).params : []).filter((param) => param.default === undefined).map(({ name }) => name);
}

/** `super().__init__(..., *args, **kwargs)` with the function's own `args` or `kwargs`. */
function superCall({ args, body }: FunctionDef | Lambda): Call | undefined {
  const isOwn = (value: Expr, param: Param | null): boolean =>
    param !== null && value.kind === 'Name' && value.name === param.name;
  return (Array.isArray(body) ? body as readonly Stmt[] : []).flatMap((statement) =>
    (statement.kind === 'ExprStmt' && statement.value.kind === 'Call' ? [statement.value] : []))
    .find((call) => call.func.kind === 'Attribute' && call.func.attr === '__init__'
      && call.func.value.kind === 'Call' && call.func.value.func.kind === 'Name' && call.func.value.func.name === 'super'
      && (call.args.some((arg) => arg.kind === 'Starred' && isOwn(arg.value, args.vararg))
        || call.keywords.some(({ name, value }) => name === null && isOwn(value, args.kwarg))));
}
/** What a call that hands on `*args` or `**kwargs` does not give itself. */
function leftOpen(needs: readonly string[], call: Call): string[] {
  const given = new Set(call.keywords.map(({ name }) => name));
  return needs.slice(call.args.filter((arg) => arg.kind !== 'Starred').length).filter((name) => !given.has(name));
}

/** `kwargs['width']`, `kwargs.pop('width')`: keywords that every call has to give, as far as no branch stands around. */
function takenKeywords({ args, body }: FunctionDef | Lambda): string[] {
  const own = args.kwarg?.name;
  const taken = new Set<string>();
  const isOwn = (value: Expr): boolean => value.kind === 'Name' && value.name === own;
  const note = (key: Expr | undefined): void => {
    if (key?.kind === 'Str') taken.add(key.value);
  };
  const visit = (node: Node): void => {
    if (BRANCHING.has(node.kind)) return;
    if (node.kind === 'Subscript' && isOwn(node.value)) note(node.slice);
    if (node.kind === 'Call' && node.func.kind === 'Attribute' && node.func.attr === 'pop' && isOwn(node.func.value)
      && node.args.length === 1) note(node.args[0]);
    forEachChild(node, visit);
  };
  if (own !== undefined && Array.isArray(body)) (body as readonly Stmt[]).forEach(visit);
  return [...taken];
}
const BRANCHING: ReadonlySet<Node['kind']> = new Set<Node['kind']>(['If', 'IfExp', 'BoolOp', 'For', 'While', 'Try', 'With',
  'FunctionDef', 'ClassDef', 'Lambda', 'Match']);

/** The call passes the function's own `**kwargs`: what it does not give the caller may. */
function handsOn(call: Call, { args }: FunctionDef | Lambda): boolean {
  return call.keywords.some(
    ({ name, value }) => name === null && value.kind === 'Name' && value.name === args.kwarg?.name,
  );
}

/** `return Net(...)`, or `net = Net(...)` with `return net`. */
export function returnedCalls(func: FunctionDef | Lambda): Call[] {
  if (func.kind === 'Lambda') return func.body.kind === 'Call' ? [func.body] : [];
  const returned: Expr[] = [];
  const assigned = new Map<string, Call[]>();
  const visit = (node: Stmt | Expr | Node): void => {
    if (node.kind === 'FunctionDef' || node.kind === 'ClassDef' || node.kind === 'Lambda') return;
    if (node.kind === 'Return' && node.value) returned.push(node.value);
    const [target] = node.kind === 'Assign' ? node.targets : [];
    if (node.kind === 'Assign' && target?.kind === 'Name' && node.value.kind === 'Call')
      assigned.set(target.name, [...(assigned.get(target.name) ?? []), node.value]);
    forEachChild(node, visit);
  };
  func.body.forEach(visit);
  return returned.flatMap((value) =>
    value.kind === 'Call' ? [value] : value.kind === 'Name' ? (assigned.get(value.name) ?? []) : [],
  );
}

/** The value of a name or a dotted name, as far as it is bound outside of the function. */
function resolve(expr: Expr, func: Func): Value | undefined {
  if (expr.kind === 'Name') {
    if (func.node.kind === 'FunctionDef' && func.node.locals.has(expr.name)) return undefined;
    for (let scope: Scope | null = func.closure; scope; scope = scope.parent) {
      const value = scope.vars.get(expr.name);
      if (value) return value;
    }
    return undefined;
  }
  const owner = expr.kind === 'Attribute' ? resolve(expr.value, func) : undefined;
  return expr.kind === 'Attribute' && (owner?.kind === 'module' || owner?.kind === 'class')
    ? owner.attrs.get(expr.attr)
    : undefined;
}
