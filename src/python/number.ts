// The last pass over a new tree: pre-order ids, the structural hash, and what each function binds and
// yields. One walk with a stack of its own, because sums and elif chains nest as deep as they are long.

import type { Arguments, Expr, Module, Node, Pattern, Stmt } from './ast';
import { Hash, hashNode } from './hash';
import { forEachChild } from './walk';

interface Numbered {
  readonly nodes: readonly Node[];
  readonly hash: string;
}

/**
 * What the function around a node has bound so far; null in a class body, a lambda and at the module level.
 */
interface Scope {
  readonly locals: Set<string>;
  readonly outer: Set<string>;
  isGenerator: boolean;
}

/** Gives every node its id and completes `locals` and `isGenerator` of the functions. */
export function number(module: Module, text: string): Numbered {
  const nodes: Node[] = [];
  const hash = new Hash();
  const scopes: (readonly [Scope, { isGenerator: boolean; locals: ReadonlySet<string> }])[] = [];
  const stack: Node[] = [module];
  const scopeStack: (Scope | null)[] = [null];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const scope = scopeStack.pop() ?? null;
    const numbered: { id: number } = node;
    numbered.id = nodes.length;
    nodes.push(node);
    hashNode(hash, node, text);
    const base = stack.length;
    forEachChild(node, (child) => stack.push(child));
    hash.number(stack.length - base);
    for (let k = base; k < stack.length; k++) scopeStack.push(scope);
    let inner = scope;
    if (node.kind === 'FunctionDef') {
      inner = { locals: new Set(parameterNames(node.args)), outer: new Set(), isGenerator: false };
      scopes.push([inner, node]);
    } else if (node.kind === 'ClassDef' || node.kind === 'Lambda') {
      inner = null;
    }
    if (inner !== scope) scopeStack.fill(inner, stack.length - bodyLength(node));
    if (scope !== null) bind(node, scope);
    reverse(stack, base);
    reverse(scopeStack, base);
  }
  for (const [scope, node] of scopes) {
    for (const name of scope.outer) scope.locals.delete(name);
    node.locals = scope.locals;
    node.isGenerator = scope.isGenerator;
  }
  return { nodes, hash: hash.digest() };
}

function bodyLength(node: Node): number {
  return node.kind === 'FunctionDef' || node.kind === 'ClassDef' ? node.body.length : 1;
}

function reverse<T>(list: T[], from: number): void {
  for (let low = from, high = list.length - 1; low < high; low++, high--) {
    const kept = list[low];
    list[low] = list[high];
    list[high] = kept;
  }
}

function parameterNames({ posonly, args, vararg, kwonly, kwarg }: Arguments): string[] {
  const names = [...posonly, ...args, ...kwonly].map((param) => param.name);
  if (vararg !== null) names.push(vararg.name);
  if (kwarg !== null) names.push(kwarg.name);
  return names;
}

/** Adds the names that this one node binds to the function around it. */
function bind(node: Stmt | Expr | Module, scope: Scope): void {
  const { locals } = scope;
  switch (node.kind) {
    case 'Assign': case 'Delete':
      for (const target of node.targets) bindTarget(target, locals);
      return;
    case 'AugAssign': case 'AnnAssign': case 'For': case 'NamedExpr': return bindTarget(node.target, locals);
    case 'With':
      for (const { target } of node.items) if (target !== null) bindTarget(target, locals);
      return;
    case 'FunctionDef': case 'ClassDef': locals.add(node.name); return;
    case 'Import':
      for (const { name, asname } of node.names) locals.add(asname ?? name.split('.', 1)[0]);
      return;
    case 'ImportFrom':
      for (const { name, asname } of node.names) if (name !== '*') locals.add(asname ?? name);
      return;
    case 'Try':
      for (const { name } of node.handlers) if (name !== null) locals.add(name);
      return;
    case 'Match':
      for (const { pattern } of node.cases) bindPattern(pattern, locals);
      return;
    case 'Global': case 'Nonlocal':
      for (const name of node.names) scope.outer.add(name);
      return;
    case 'Yield': case 'YieldFrom': scope.isGenerator = true; break;
    default:
  }
}

function bindTarget(target: Expr, locals: Set<string>): void {
  switch (target.kind) {
    case 'Name': locals.add(target.name); return;
    case 'Starred': return bindTarget(target.value, locals);
    case 'Tuple': case 'List':
      for (const element of target.elts) bindTarget(element, locals);
      break;
    default:
  }
}

function bindPattern(pattern: Pattern, locals: Set<string>): void {
  switch (pattern.kind) {
    case 'MatchValue': case 'MatchSingleton': return;
    case 'MatchStar': if (pattern.name !== null) locals.add(pattern.name); return;
    case 'MatchAs':
      if (pattern.name !== null) locals.add(pattern.name);
      if (pattern.pattern !== null) bindPattern(pattern.pattern, locals);
      return;
    case 'MatchMapping': if (pattern.rest !== null) locals.add(pattern.rest); break;
    case 'MatchClass': for (const one of pattern.kwdPatterns) bindPattern(one, locals); break;
    case 'MatchSequence': case 'MatchOr': break;
  }
  for (const one of pattern.patterns) bindPattern(one, locals);
}
