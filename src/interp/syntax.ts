// Questions about syntax that the interpreter asks: what is inside a node, does it contain a yield, which names does a
// statement bind. Pure functions of the tree, remembered per node.
import type { Arguments, Expr, Node, Pattern, Stmt } from '../python/ast';

export type Part = Expr | Stmt;
const some = (...parts: readonly (Part | null)[]): Part[] => parts.filter((p): p is Part => p !== null);

const ofArguments = (a: Arguments): Part[] =>
  [...a.posonly, ...a.args, ...a.kwonly, ...some()].flatMap((p) => ('default' in p && p.default ? [p.default] : []));

function ofPattern(p: Pattern): Part[] {
  switch (p.kind) {
    case 'MatchValue': return [p.value];
    case 'MatchMapping': return [...p.keys, ...p.patterns.flatMap(ofPattern)];
    case 'MatchClass': return [p.cls, ...p.patterns.flatMap(ofPattern), ...p.kwdPatterns.flatMap(ofPattern)];
    case 'MatchSequence':
    case 'MatchOr': return p.patterns.flatMap(ofPattern);
    case 'MatchAs': return p.pattern ? ofPattern(p.pattern) : [];
    case 'MatchSingleton':
    case 'MatchStar': return [];
  }
}

/** Direct parts of a node that run in the same scope or are nested definitions, in order of evaluation. */
export function childrenOf(node: Node): readonly Part[] {
  switch (node.kind) {
    case 'Module': return node.body;
    case 'FunctionDef': return [...node.decorators, ...ofArguments(node.args), ...node.body];
    case 'ClassDef': return [...node.decorators, ...node.bases, ...node.keywords.map((k) => k.value), ...node.body];
    case 'Return': return some(node.value);
    case 'Delete': return node.targets;
    case 'Assign': return [node.value, ...node.targets];
    case 'AugAssign': return [node.target, node.value];
    case 'AnnAssign': return some(node.value, node.target);
    case 'For': return [node.iter, node.target, ...node.body, ...node.orelse];
    case 'While': return [node.test, ...node.body, ...node.orelse];
    case 'If': return [node.test, ...node.body, ...node.orelse];
    case 'With': return [...node.items.flatMap((i) => some(i.context, i.target)), ...node.body];
    case 'Match': return [node.subject, ...node.cases.flatMap((c) => [...ofPattern(c.pattern), ...some(c.guard), ...c.body])];
    case 'Raise': return some(node.exc, node.cause);
    case 'Try': return [...node.body, ...node.handlers.flatMap((h) => [...some(h.type), ...h.body]), ...node.orelse,
      ...node.finalbody];
    case 'Assert': return some(node.test, node.msg);
    case 'ExprStmt': return [node.value];
    case 'Import':
    case 'ImportFrom':
    case 'Global':
    case 'Nonlocal':
    case 'Pass':
    case 'Break':
    case 'Continue':
    case 'ErrorStmt': return [];
    default: return partsOfExpr(node);
  }
}

function partsOfExpr(e: Expr): readonly Part[] {
  switch (e.kind) {
    case 'JoinedStr': return e.values.flatMap((v) => (v.kind === 'FormattedValue' ? [v] : []));
    case 'FormattedValue': return some(e.value, e.spec);
    case 'BinOp': return [e.left, e.right];
    case 'BoolOp': return e.values;
    case 'UnaryOp': return [e.operand];
    case 'Compare': return [e.left, ...e.comparators];
    case 'Call': return [e.func, ...e.args, ...e.keywords.map((k) => k.value)];
    case 'Attribute': return [e.value];
    case 'Subscript': return [e.value, e.slice];
    case 'Slice': return some(e.lower, e.upper, e.step);
    case 'Starred': return [e.value];
    case 'Tuple':
    case 'List':
    case 'Set': return e.elts;
    case 'Dict': return e.values.flatMap((v, i) => some(e.keys[i] ?? null, v));
    case 'ListComp':
    case 'SetComp':
    case 'GeneratorExp': return [...e.generators.flatMap((g) => [g.iter, g.target, ...g.ifs]), e.elt];
    case 'DictComp': return [...e.generators.flatMap((g) => [g.iter, g.target, ...g.ifs]), e.key, e.value];
    case 'Lambda': return [...ofArguments(e.args), e.body];
    case 'IfExp': return [e.test, e.body, e.orelse];
    case 'NamedExpr': return [e.value];
    case 'Await': return [e.value];
    case 'Yield': return some(e.value);
    case 'YieldFrom': return [e.value];
    case 'Name':
    case 'Int':
    case 'Float':
    case 'Complex':
    case 'Str':
    case 'Bytes':
    case 'Constant':
    case 'ErrorExpr': return [];
  }
}

const yields = new WeakMap<object, boolean>();
/** A yield that belongs to the function the node stands in. */
export function containsYield(node: Part): boolean {
  const known = yields.get(node);
  if (known !== undefined) return known;
  const found = node.kind === 'Yield' || node.kind === 'YieldFrom' ||
    (node.kind === 'FunctionDef' || node.kind === 'ClassDef' || node.kind === 'Lambda'
      ? false : childrenOf(node).some(containsYield));
  yields.set(node, found);
  return found;
}

const STATEMENTS = new Set(['FunctionDef', 'ClassDef', 'Return', 'Delete', 'Assign', 'AugAssign', 'AnnAssign', 'For',
  'While', 'If', 'With', 'Match',
  'Raise', 'Try', 'Assert', 'Import', 'ImportFrom', 'Global', 'Nonlocal', 'ExprStmt', 'Pass', 'Break', 'Continue',
    'ErrorStmt']);
export const isExpr = (p: Part): p is Expr => !STATEMENTS.has(p.kind);

/** Names that a statement of a module binds, for what is lost when it raises. Any depth: a chain of elif nests. */
export function boundNames(statement: Stmt): Set<string> {
  const found = new Set<string>();
  const waiting: Part[] = [statement];
  for (let s = waiting.pop(); s; s = waiting.pop()) {
    if (isExpr(s)) continue;
    for (const target of bindingTargets(s, found)) addNames(target, found);
    if (['For', 'With', 'If', 'While', 'Try', 'Match'].includes(s.kind)) waiting.push(...childrenOf(s));
  }
  return found;
}

/** Names that an assignment computes from themselves, as in `x = f(x)`: they have no value when it raises. */
export function updatedNames(statement: Stmt): Set<string> {
  if (statement.kind !== 'Assign' && statement.kind !== 'AugAssign') return new Set();
  const bound = boundNames(statement);
  if (statement.kind === 'AugAssign') return bound;
  const read = new Set<string>();
  const waiting: Part[] = [statement.value];
  for (let part = waiting.pop(); part; part = waiting.pop()) {
    if (part.kind === 'Name') read.add(part.name);
    else waiting.push(...childrenOf(part));
  }
  return new Set([...bound].filter((name) => read.has(name)));
}

function addNames(target: Expr, found: Set<string>): void {
  const waiting: Expr[] = [target];
  for (let e = waiting.pop(); e; e = waiting.pop()) {
    if (e.kind === 'Name') found.add(e.name);
    else if (e.kind === 'Starred') waiting.push(e.value);
    else if (e.kind === 'Tuple' || e.kind === 'List') waiting.push(...e.elts);
  }
}

/** Targets of the statement itself; names that are no expressions are added at once. */
function bindingTargets(s: Stmt, found: Set<string>): readonly Expr[] {
  switch (s.kind) {
    case 'FunctionDef':
    case 'ClassDef': found.add(s.name); return [];
    case 'Assign': return s.targets;
    case 'AugAssign':
    case 'AnnAssign':
    case 'For': return [s.target];
    case 'With': return s.items.flatMap(({ target }) => (target ? [target] : []));
    case 'Import': s.names.forEach((a) => found.add(a.asname ?? a.name.split('.')[0] ?? a.name)); return [];
    case 'ImportFrom': s.names.forEach((a) => a.name !== '*' && found.add(a.asname ?? a.name)); return [];
    default: return [];
  }
}

/** The source text of a node on one line, for messages. */
export function sourceText(text: string, node: { readonly start: number; readonly end: number }, limit = 60): string {
  const line = text.slice(node.start, node.end).replace(/\s+/g, ' ').trim();
  return line.length > limit ? `${line.slice(0, limit - 1)}…` : line;
}
