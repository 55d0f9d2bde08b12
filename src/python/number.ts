// The last pass over a new tree: pre-order ids, the structural hash, and what each function binds and
// yields. One walk with a stack of its own, because sums and elif chains nest as deep as they are long.

import type { Arguments, Expr, Module, Node, Numbering, Parse, Pattern, Stmt } from './ast';
import { DeferredFunction } from './deferredFunction';
import { Hash, hashNode } from './hash';
import { forEachChild } from './walk';

interface Numbered {
  readonly nodes: readonly Node[];
  readonly hash: string;
  readonly statements: readonly Numbering[];
}

/**
 * What the function around a node has bound so far; null in a class body, a lambda and at the module level.
 */
interface Scope {
  readonly locals: Set<string>;
  readonly outer: Set<string>;
  isGenerator: boolean;
}

/**
 * Gives every node its id and completes `locals` and `isGenerator` of the functions. `previous`: an earlier parse of the file,
 * whose ids are kept where statements have not changed; 'first' when there is none yet but there will be edits; null for files
 * that are not edited. `text`: null where nobody asks for hashes.
 */
export function number(module: Module, text: string | null, previous: Parse | 'first' | null): Numbered {
  const bodies = module.body.map((statement) => numberStatement(statement, text));
  const ids = firstIds(bodies, previous);
  const nodes: Node[] = [];
  const give = (node: Node): void => {
    const numbered: { id: number } = node;
    numbered.id = nodes.length;
    nodes.push(node);
  };
  give(module);
  const hash = new Hash();
  hash.number(bodies.length);
  const statements = bodies.map(({ nodes: own, hash: digest }, i): Numbering => {
    const id = ids[i] ?? nodes.length;
    while (nodes.length < id) nodes.push(FILLER);
    own.forEach(give);
    hash.text(digest);
    hash.number(id);
    return { id, size: own.length, hash: digest };
  });
  return { nodes, hash: hash.digest(), statements };
}

/** Stands at ids that no node has. It is nowhere in the text. */
export const FILLER: Node = { kind: 'Pass', id: -1, start: -1, end: -1 };

/** Room for a statement to grow before those behind it have to move. */
const roomy = (size: number): number => size + (size < 40 ? 8 : 24 + (size >> 2));

/** The first id of each statement. */
function firstIds(bodies: readonly Body[], previous: Parse | 'first' | null): number[] {
  const sizes = bodies.map(({ nodes }) => nodes.length);
  if (previous === null || previous === 'first') return inRow(1, previous === null ? sizes : sizes.map(roomy));
  const old = previous.statements;
  const { head, tail } = unchanged(bodies, old);
  const kept = old.slice(0, head);
  const moved = sizes.slice(head);
  const last = kept.at(-1);
  const changed = sizes.slice(head, sizes.length - tail);
  const [replaced] = old.length === sizes.length && changed.length === 1 ? [old[head]] : [];
  const from = replaced?.id ?? (last ? last.id + last.size : 1);
  const spare = (old[old.length - tail]?.id ?? 0) - from - changed.reduce((sum, size) => sum + size, 0);
  const ids = kept.map(({ id }) => id);
  if (tail > 0 && spare >= 0) {
    // Between statements that stay, new ones share the room that is left.
    const room = Math.floor(spare / (changed.length + 1));
    const spread = replaced ? changed : changed.map((size) => size + room);
    return [...ids, ...inRow(replaced ? from : from + room, spread), ...old.slice(old.length - tail).map(({ id }) => id)];
  }
  return [...ids, ...inRow(replaced?.id ?? (last ? last.id + roomy(last.size) : 1), moved.map(roomy))];
}

function inRow(first: number, sizes: readonly number[]): number[] {
  let next = first;
  return sizes.map((size) => (next += size) - size);
}

/** How many statements at the start and at the end are those of before. */
function unchanged(bodies: readonly Body[], old: readonly Numbering[]): { head: number; tail: number } {
  const most = Math.min(bodies.length, old.length);
  let head = 0;
  while (head < most && bodies[head]?.hash === old[head]?.hash) head++;
  let tail = 0;
  while (tail < most - head && bodies[bodies.length - 1 - tail]?.hash === old[old.length - 1 - tail]?.hash) tail++;
  return { head, tail };
}

interface Body {
  readonly nodes: readonly Node[];
  readonly hash: string;
}

/** The nodes of a statement in pre-order, and its hash unless `text` is null. */
export function numberStatement(statement: Stmt, text: string | null): Body {
  const nodes: Node[] = [];
  const hash = text === null ? null : new Hash();
  const scopes: (readonly [Scope, { isGenerator: boolean; locals: ReadonlySet<string> }])[] = [];
  const stack: Node[] = [statement];
  const scopeStack: (Scope | null)[] = [null];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const scope = scopeStack.pop() ?? null;
    nodes.push(node);
    if (hash !== null && text !== null) hashNode(hash, node, text);
    const base = stack.length;
    forEachChild(node, (child) => stack.push(child));
    hash?.number(stack.length - base);
    for (let k = base; k < stack.length; k++) scopeStack.push(scope);
    let inner = scope;
    if (node.kind === 'FunctionDef') {
      inner = { locals: new Set(parameterNames(node.args)), outer: new Set(), isGenerator: false };
      // What a deferred body binds is told when it is there.
      if (!(node instanceof DeferredFunction)) scopes.push([inner, node]);
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
  return { nodes, hash: hash?.digest() ?? '' };
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

export function parameterNames({ posonly, args, vararg, kwonly, kwarg }: Arguments): string[] {
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
