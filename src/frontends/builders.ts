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

/** Arguments that a class has to be built with. */
export function constructorNeeds(interpreter: Interpreter, cls: Class): string[] {
  const init = interpreter.findattr(cls, '__init__');
  let func = init?.kind === 'method' ? init.func : init;
  // What a decorator put in its place hands everything on to it.
  for (let i = 0; i < DEPTH && func?.kind === 'func'; i++) {
    const wrapped: Value | undefined = interpreter.findattr(func, '__wrapped__');
    if (wrapped?.kind !== 'func') break;
    func = wrapped;
  }
  if (func?.kind === 'func') return requiredParameters(func.node, 1);
  // The constructor of PyTorch's own class: `class LayerNorm2d(nn.LayerNorm)` without one.
  const own = cls.mro.map((base) => (base.builtin ? findModule(`torch.nn.${base.name}`) : undefined));
  const def = own.find((found) => found !== undefined);
  return (def ? parseSchema(def.schema).params : []).filter((param) => param.default === undefined).map(({ name }) => name);
}

/** The call passes the function's own `**kwargs`: what it does not give the caller may. */
function handsOn(call: Call, { args }: FunctionDef | Lambda): boolean {
  return call.keywords.some(
    ({ name, value }) => name === null && value.kind === 'Name' && value.name === args.kwarg?.name,
  );
}

/** `return Net(...)`, or `net = Net(...)` with `return net`. */
function returnedCalls(func: FunctionDef | Lambda): Call[] {
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
