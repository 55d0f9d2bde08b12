// Compound statements of the raw tree to the typed tree. A damaged header keeps its body: the statements of
// a half-typed `if` or `def` are still worth following. Simple statements are in convertStatements.ts.

import type {
  ClassDef, ErrorExpr, ExceptHandler, Expr, FunctionDef, Keyword, MatchCase, Param, Stmt, WithItem,
} from './ast';
import {
  childOfType, children, errorExpression, identifier, MAX_DEPTH, namedChildren, noteError, type Conversion,
} from './conversion';
import { DeferredFunction } from './deferredFunction';
import { argument } from './convertDisplays';
import { parameters } from './convertParameters';
import { casePattern, matchSubject } from './convertPatterns';

/** Converts the statements of a block; handed in because blocks and statements contain each other. */
type Body = (c: Conversion, index: number) => Stmt[];
type Block = (c: Conversion, index: number, statements: Body) => Stmt;

export const BLOCK_HANDLERS = new Map<string, Block>([
  ['function_definition', (c, index, statements) => functionDef(c, index, { statements, decorators: [] })],
  ['class_definition', (c, index, statements) => classDef(c, index, { statements, decorators: [] })],
  ['decorated_definition', decorated],
  ['if_statement', ifStatement],
  ['for_statement', forStatement],
  ['while_statement', whileStatement],
  ['try_statement', tryStatement],
  ['with_statement', withStatement],
  ['match_statement', matchStatement],
]);

interface Definition { readonly statements: Body; readonly decorators: readonly Expr[] }

/** The body of a block statement: the last child of type `block`. One that is not written yet is an error behind the header. */
function bodyOf(c: Conversion, index: number, statements: Body): Stmt[] {
  const block = childOfType(c, index, 'block');
  const body = block === undefined ? [] : statements(c, block);
  if (body.length > 0) return body;
  const colon = childOfType(c, index, "':'");
  const message = 'Indented lines are expected after this.';
  const [start, end] = colon === undefined ? [c.raw.start[index], c.raw.start[index]] : [c.raw.start[colon], c.raw.end[colon]];
  if (!c.errors.some((error) => error.start >= c.raw.start[index] && error.start <= end)) noteError(c, { message, start, end });
  return [{ kind: 'ErrorStmt', id: 0, start, end, message }];
}

/** A compound statement ends where its last statement ends; the grammar also counts the comments after it. */
function endOf(c: Conversion, index: number, ...bodies: readonly (readonly { readonly end: number }[])[]): number {
  for (let k = bodies.length - 1; k >= 0; k--) {
    const last = bodies[k].at(-1);
    if (last !== undefined) return last.end;
  }
  return c.raw.end[index];
}

function expressionOr(c: Conversion, index: number | undefined, parent: number): Expr {
  if (index !== undefined && !c.raw.type[index].startsWith("'")) return c.expression(index);
  return missing(c, parent);
}

function missing(c: Conversion, parent: number): ErrorExpr {
  return errorExpression(c, parent + 1, 'An expression is expected after this.');
}

/**
 * The nodes between the keyword `after` and the colon; errors among them are noted, and make the whole an
 * error.
 */
function header(c: Conversion, index: number, after: string): number[] {
  const kids = children(c, index);
  const { type } = c.raw;
  const from = kids.findIndex((kid) => type[kid] === after) + 1;
  const to = kids.findIndex((kid, k) => k >= from && (type[kid] === "':'" || type[kid] === 'block'));
  return kids.slice(from, to < 0 ? kids.length : to);
}

function headerExpression(c: Conversion, index: number, after: string): Expr {
  const nodes = header(c, index, after);
  if (nodes.length === 1) return expressionOr(c, nodes[0], index);
  return errorExpression(c, nodes[0] ?? index + 1, 'This does not parse.');
}

function noteDamage(c: Conversion, index: number): void {
  if (!c.raw.damaged.has(index)) return;
  for (const child of children(c, index)) {
    if (c.raw.type[child] !== 'ERROR' && c.raw.type[child] !== 'MISSING') continue;
    noteError(c, { message: 'This does not parse.', start: c.raw.start[child], end: c.raw.end[child] });
  }
}

function functionDef(c: Conversion, index: number, { statements, decorators }: Definition): FunctionDef {
  const { raw } = c;
  noteDamage(c, index);
  const kids = children(c, index);
  const name = childOfType(c, index, 'identifier');
  const args = parameters(c, childOfType(c, index, 'parameters'));
  const arrow = kids.findIndex((kid) => raw.type[kid] === "'->'");
  const returns = arrow < 0 ? null : expressionOr(c, kids[arrow + 1], index);
  const header = {
    start: raw.start[index], name: identifier(c, name), nameStart: raw.start[name ?? index], args, decorators, returns,
    isAsync: raw.type[index + 1] === "'async'",
  };
  const block = childOfType(c, index, 'block');
  const later = block === undefined ? undefined : c.later?.get(raw.from[block]);
  if (later) return new DeferredFunction(header, later);
  const body = bodyOf(c, index, statements);
  const locals = new Set<string>();
  const add = (param: Param | null): void => { if (param !== null) locals.add(param.name); };
  [...args.posonly, ...args.args, args.vararg, ...args.kwonly, args.kwarg].forEach(add);
  return {
    ...header, kind: 'FunctionDef', id: 0, end: endOf(c, index, body), body, isGenerator: false, docstring: docstring(body),
    locals,
  };
}

function classDef(c: Conversion, index: number, { statements, decorators }: Definition): ClassDef {
  const { raw } = c;
  noteDamage(c, index);
  const name = childOfType(c, index, 'identifier');
  const list = childOfType(c, index, 'argument_list');
  const bases: Expr[] = [];
  const keywords: Keyword[] = [];
  for (const child of list === undefined ? [] : namedChildren(c, list)) argument(c, child, bases, keywords);
  const body = bodyOf(c, index, statements);
  return {
    kind: 'ClassDef', id: 0, start: raw.start[index], end: endOf(c, index, body), name: identifier(c, name),
    nameStart: raw.start[name ?? index], bases, keywords, body, decorators, docstring: docstring(body),
  };
}

function docstring(body: readonly Stmt[]): string | null {
  const first = body[0];
  return first?.kind === 'ExprStmt' && first.value.kind === 'Str' ? first.value.value : null;
}

function decorated(c: Conversion, index: number, statements: Body): Stmt {
  const { raw } = c;
  noteDamage(c, index);
  const decorators: Expr[] = [];
  for (const child of namedChildren(c, index)) {
    const definition = { statements, decorators };
    if (raw.type[child] === 'decorator') decorators.push(expressionOr(c, namedChildren(c, child)[0], child));
    else if (raw.type[child] === 'class_definition') return classDef(c, child, definition);
    else if (raw.type[child] === 'function_definition') return functionDef(c, child, definition);
  }
  const message = 'A decorator needs a function or class after it.';
  return { kind: 'ErrorStmt', id: 0, start: raw.start[index], end: raw.end[index], message };
}

/** Each elif nests one deeper than the one before. */
const MAX_CLAUSES = 2 * MAX_DEPTH;

function tooDeep({ raw, errors }: Conversion, first: number, last: number): Stmt {
  const [start, end] = [raw.start[first], raw.end[last]];
  const message = 'This is nested too deeply to be followed.';
  errors.push({ message, start, end });
  return { kind: 'ErrorStmt', id: 0, start, end, message };
}

function ifStatement(c: Conversion, index: number, statements: Body): Stmt {
  const { raw } = c;
  const clauses = namedChildren(c, index).filter((kid) => raw.type[kid].endsWith('_clause'));
  let orelse: Stmt[] = [];
  const branch = (node: number, keyword: string): Stmt => {
    noteDamage(c, node);
    const test = headerExpression(c, node, keyword);
    const body = bodyOf(c, node, statements);
    return { kind: 'If', id: 0, start: raw.start[node], end: endOf(c, node, body, orelse), test, body,
      orelse };
  };
  const rest = clauses.splice(MAX_CLAUSES);
  if (rest.length > 0) orelse = [tooDeep(c, rest[0] ?? index, rest.at(-1) ?? index)];
  // From the last clause to the first, because each elif contains the ones after it.
  for (const clause of clauses.reverse()) {
    orelse = raw.type[clause] === 'else_clause' ? bodyOf(c, clause, statements) : [branch(clause, "'elif'")];
  }
  return branch(index, "'if'");
}

function elseBody(c: Conversion, index: number, statements: Body): Stmt[] {
  const clause = childOfType(c, index, 'else_clause');
  return clause === undefined ? [] : bodyOf(c, clause, statements);
}

function forStatement(c: Conversion, index: number, statements: Body): Stmt {
  noteDamage(c, index);
  const [left] = header(c, index, "'for'");
  const target = expressionOr(c, left, index);
  const iter = headerExpression(c, index, "'in'");
  const body = bodyOf(c, index, statements);
  const orelse = elseBody(c, index, statements);
  const end = endOf(c, index, body, orelse);
  return { kind: 'For', id: 0, start: c.raw.start[index], end, target, iter, body, orelse };
}

function whileStatement(c: Conversion, index: number, statements: Body): Stmt {
  noteDamage(c, index);
  const test = headerExpression(c, index, "'while'");
  const body = bodyOf(c, index, statements);
  const orelse = elseBody(c, index, statements);
  return { kind: 'While', id: 0, start: c.raw.start[index], end: endOf(c, index, body, orelse), test, body,
    orelse };
}

function tryStatement(c: Conversion, index: number, statements: Body): Stmt {
  noteDamage(c, index);
  const body = bodyOf(c, index, statements);
  const clauses = namedChildren(c, index).filter((kid) => c.raw.type[kid] === 'except_clause');
  const handlers = clauses.map((clause) => ({ ...exceptHandler(c, clause, statements),
    group: children(c, clause).some((kid) => c.raw.type[kid] === "'*'") }));
  const orelse = elseBody(c, index, statements);
  const last = childOfType(c, index, 'finally_clause');
  const finalbody = last === undefined ? [] : bodyOf(c, last, statements);
  const end = endOf(c, index, body, handlers.flatMap((handler) => handler.body), orelse, finalbody);
  return { kind: 'Try', id: 0, start: c.raw.start[index], end, body, handlers, orelse, finalbody };
}

function exceptHandler(c: Conversion, index: number, statements: Body): ExceptHandler {
  const { raw } = c;
  noteDamage(c, index);
  const nodes = header(c, index, "'except'").filter((kid) => !raw.type[kid].startsWith("'"));
  const body = bodyOf(c, index, statements);
  const [first] = nodes;
  if (first === undefined) return { type: null, name: null, body };
  if (nodes.length > 1) {
    const elts = nodes.map((node) => c.expression(node));
    const type: Expr = { kind: 'Tuple', id: 0, start: raw.start[first], end: elts[elts.length - 1].end,
      elts };
    return { type, name: null, body };
  }
  if (raw.type[first] !== 'as_pattern') return { type: c.expression(first), name: null, body };
  const [type, , alias] = children(c, first);
  return { type: expressionOr(c, type, first), name: identifier(c, alias === undefined ? undefined
    : alias + 1), body };
}

function withStatement(c: Conversion, index: number, statements: Body): Stmt {
  noteDamage(c, index);
  const clause = childOfType(c, index, 'with_clause');
  const nodes = clause === undefined ? [] : namedChildren(c, clause);
  const items = nodes.length === 1 ? spread(c, nodes[0]) : nodes.map((node) => withItem(c, node));
  const body = bodyOf(c, index, statements);
  return { kind: 'With', id: 0, start: c.raw.start[index], end: endOf(c, index, body), items, body };
}

/** `with (a as b, c):` may be parsed as one item that is a tuple: Python takes it as several items. */
function spread(c: Conversion, index: number): WithItem[] {
  const { raw } = c;
  const value = raw.type[index] === 'with_item' ? index + 1 : index;
  const type = raw.type[value];
  if (type !== 'tuple' && type !== 'parenthesized_expression') return [withItem(c, index)];
  const items = namedChildren(c, value);
  const isItem = (kid: number): boolean => raw.type[kid] !== 'list_splat' && raw.type[kid] !== 'yield';
  if (items.length === 0 || !items.every(isItem)) return [withItem(c, index)];
  return items.map((item) => withItem(c, item));
}

function withItem(c: Conversion, index: number): WithItem {
  const value = c.raw.type[index] === 'with_item' ? index + 1 : index;
  if (c.raw.type[value] !== 'as_pattern') return { context: c.expression(value), target: null };
  const [context, , target] = children(c, value);
  const inside = target === undefined ? undefined : namedChildren(c, target)[0];
  return { context: c.expression(context), target: expressionOr(c, inside, value) };
}

function matchStatement(c: Conversion, index: number, statements: Body): Stmt {
  const { raw } = c;
  noteDamage(c, index);
  const subjects = header(c, index, "'match'");
  const subject = subjects.length === 0 ? missing(c, index) : matchSubject(c, subjects);
  const block = childOfType(c, index, 'block');
  const clauses = block === undefined ? [] : children(c, block).filter((kid) =>
    raw.type[kid] === 'case_clause');
  const cases = clauses.map((clause) => caseClause(c, clause, statements));
  const end = endOf(c, index, cases.flatMap((one) => one.body));
  return { kind: 'Match', id: 0, start: raw.start[index], end, subject, cases };
}

function caseClause(c: Conversion, index: number, statements: Body): MatchCase {
  noteDamage(c, index);
  const nodes = header(c, index, "'case'");
  const guard = nodes.find((node) => c.raw.type[node] === 'if_clause');
  const patterns = casePattern(c, nodes.filter((node) => node !== guard));
  return {
    pattern: patterns, body: bodyOf(c, index, statements),
    guard: guard === undefined ? null : expressionOr(c, namedChildren(c, guard)[0], guard),
  };
}
