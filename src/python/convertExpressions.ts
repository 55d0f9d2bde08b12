// Expressions of the raw tree to the typed tree. Left-deep chains (`a + b + ...`, `a.b().c()`) are converted
// in a loop. Repairs two precedences of the grammar that are not Python's: `&` binds tighter than `^`,
// `await` tighter than `**`. Brackets and comprehensions are in convertDisplays.ts, strings in
// convertStrings.ts.

import type { BinaryOperator, BinOp, BoolOp, Compare, CompareOperator, Expr, UnaryOperator } from './ast';
import {
  children, errorExpression, identifier, MAX_DEPTH, namedChildren, source, startOf, type Conversion,
} from './conversion';
import {
  callLink, collection, comprehension, dictionary, sliceExpression, subscriptLink,
} from './convertDisplays';
import { parameters } from './convertParameters';
import { stringExpression } from './convertStrings';
import { numberLiteral } from './literals';

const STAR = 42;

/** Converts the expression at `index` of the raw tree; text that is no expression becomes an ErrorExpr. */
export function expression(c: Conversion, index: number): Expr {
  if (c.depth >= MAX_DEPTH) return errorExpression(c, index, 'This is nested too deeply to be followed.');
  c.depth++;
  const from = c.raw.from[index];
  const starred = c.text.charCodeAt(from) === STAR && from !== c.starAt && !LISTS.has(c.raw.type[index]);
  const result = starred ? starredExpression(c, index) : chain(c, index);
  c.depth--;
  return result;
}

/**
 * The grammar parses `*a.b(c)` as a call of `*a.b`, so the star is found at the leftmost leaf and put around the whole.
 */
function starredExpression(c: Conversion, index: number): Expr {
  let splat = index;
  const stop = c.raw.next[index];
  while (splat < stop && !STARRED.has(c.raw.type[splat])) splat++;
  const operand = splat + 2;
  if (operand >= stop) return errorExpression(c, index, 'A star needs an expression after it.');
  const { starAt, starOperand } = c;
  c.starAt = c.raw.from[index];
  c.starOperand = c.raw.start[operand];
  const value = splat === index ? expression(c, operand) : expression(c, index);
  c.starAt = starAt;
  c.starOperand = starOperand;
  return { kind: 'Starred', id: 0, start: c.raw.start[index], end: c.raw.end[index], value };
}

/** `*a, b` starts with a star, but the star belongs to the first element. */
const LISTS = new Set(['expression_list', 'pattern_list']);
const STARRED = new Set(['list_splat', 'list_splat_pattern', 'splat_type']);
const LINKS = new Set(['attribute', 'call', 'subscript', 'member_type']);

function chain(c: Conversion, index: number): Expr {
  const { raw } = c;
  let base = index;
  const links: number[] = [];
  for (;;) {
    const type = raw.type[base];
    if (type === 'parenthesized_expression' || type === 'type') {
      // A parenthesis ends the chain unless it is all there is.
      if (links.length > 0 || raw.damaged.has(base)) break;
      base = type === 'type' ? base + 1 : base + 2;
    } else if (isLink(c, base)) {
      links.push(base);
      base += 1;
    } else {
      break;
    }
  }
  let left = links.length > 0 ? inner(c, base) : single(c, base);
  for (let k = links.length - 1; k >= 0; k--) left = link(c, links[k], left);
  return left;
}

function inner(c: Conversion, base: number): Expr {
  const type = c.raw.type[base];
  if (c.raw.from[base] === c.typeAt) return typeCall(c, base);
  return type === 'parenthesized_expression' || type === 'type' ? expression(c, base) : single(c, base);
}

/** `type(x)` where the grammar has only the brackets. */
function typeCall(c: Conversion, base: number): Expr {
  const start = c.starOperand;
  const func: Expr = { kind: 'Name', id: 0, start, end: start + 4, name: 'type' };
  const args = namedChildren(c, base).map((child) => c.expression(child));
  return { kind: 'Call', id: 0, start, end: c.raw.end[base], func, args, keywords: [] };
}

function isLink(c: Conversion, index: number): boolean {
  const type = c.raw.type[index];
  if (c.raw.damaged.has(index)) return false;
  if (LINKS.has(type)) return true;
  return type === 'binary_operator' && !(c.raw.type[c.raw.next[index + 1]] === "'&'" && mixesXor(c, index));
}

function link(c: Conversion, index: number, left: Expr): Expr {
  switch (c.raw.type[index]) {
    case 'attribute':
    case 'member_type': {
      const name = c.raw.next[c.raw.next[index + 1]];
      return {
        kind: 'Attribute', id: 0, start: startOf(c, index), end: c.raw.end[index], value: left,
        attr: identifier(c, name), attrStart: c.raw.start[name],
      };
    }
    case 'call': return callLink(c, index, left);
    case 'subscript': return subscriptLink(c, index, left);
    default: {
      const operator = c.raw.next[index + 1];
      return binary(c, index, { left, op: operator, right: expression(c, c.raw.next[operator]) });
    }
  }
}

function binary(c: Conversion, index: number, parts: { left: Expr; op: number; right: Expr }): BinOp {
  const op = c.raw.type[parts.op].slice(1, -1) as BinaryOperator;
  const { left, right } = parts;
  return { kind: 'BinOp', id: 0, start: startOf(c, index), end: c.raw.end[index], left, op, right };
}

function single(c: Conversion, index: number): Expr {
  const type = c.raw.type[index];
  const handler = HANDLERS.get(type);
  if (handler === undefined) {
    const missing = type === 'MISSING' || type === 'ERROR' || type === undefined || type.startsWith("'");
    return errorExpression(c, index, missing ? 'An expression is expected here.' : 'This does not parse.');
  }
  if (c.raw.damaged.has(index) && !TOLERANT.has(type)) {
    return errorExpression(c, index, 'This expression does not parse.');
  }
  return handler(c, index);
}

type Handler = (c: Conversion, index: number) => Expr;

/** Expressions whose elements stand alone, so that a damaged one does not spoil the others. */
const TOLERANT = new Set(['list', 'tuple', 'set', 'dictionary', 'expression_list', 'string']);

const constant = (value: true | false | null | '...'): Handler => (c, index) =>
  ({ kind: 'Constant', id: 0, start: startOf(c, index), end: c.raw.end[index], value });

const number: Handler = (c, index) =>
  numberLiteral(source(c, index), { start: startOf(c, index), end: c.raw.end[index] });

const HANDLERS = new Map<string, Handler>([
  ['identifier', nameExpression],
  ['integer', number],
  ['float', number],
  ['string', stringExpression],
  ['concatenated_string', stringExpression],
  ['true', constant(true)],
  ['false', constant(false)],
  ['none', constant(null)],
  ['ellipsis', constant('...')],
  ['binary_operator', regrouped],
  ['boolean_operator', boolean],
  ['unary_operator', unary],
  ['not_operator', unary],
  ['comparison_operator', comparison],
  ['conditional_expression', conditional],
  ['named_expression', walrus],
  ['lambda', lambda],
  ['await', awaited],
  ['yield', yielded],
  ['slice', sliceExpression],
  ['constrained_type', sliceExpression],
  ['list', collection],
  ['list_pattern', collection],
  ['set', collection],
  ['tuple', collection],
  ['tuple_pattern', collection],
  ['expression_list', collection],
  ['pattern_list', collection],
  ['dictionary', dictionary],
  ['list_comprehension', comprehension],
  ['set_comprehension', comprehension],
  ['dictionary_comprehension', comprehension],
  ['generator_expression', comprehension],
  ['generic_type', (c, index) => subscriptLink(c, index, expression(c, index + 1))],
  ['union_type', unionType],
  ['list_splat', operandOfStar],
  ['list_splat_pattern', operandOfStar],
  ['splat_type', operandOfStar],
]);

function operandOfStar(c: Conversion, index: number): Expr {
  return index + 2 < c.raw.next[index] ? expression(c, index + 2)
    : errorExpression(c, index, 'A star stands alone.');
}

function nameExpression(c: Conversion, index: number): Expr {
  const placeholder = c.placeholders.get(c.raw.from[index]);
  if (placeholder !== undefined) {
    const { message, start, end } = placeholder;
    return { kind: 'ErrorExpr', id: 0, start, end, message };
  }
  return { kind: 'Name', id: 0, start: startOf(c, index), end: c.raw.end[index], name: identifier(c, index) };
}

function unionType(c: Conversion, index: number): Expr {
  const operator = c.raw.next[index + 1];
  const left = expression(c, index + 1);
  return binary(c, index, { left, op: operator, right: expression(c, c.raw.next[operator]) });
}

function boolean(c: Conversion, index: number): BoolOp {
  const { raw } = c;
  const token = raw.type[raw.next[index + 1]];
  const reversed: Expr[] = [];
  let node = index;
  while (raw.type[node] === 'boolean_operator' && raw.type[raw.next[node + 1]] === token
    && !raw.damaged.has(node)) {
    reversed.push(expression(c, raw.next[raw.next[node + 1]]));
    node += 1;
  }
  reversed.push(expression(c, node));
  const op = token === "'and'" ? 'and' : 'or';
  return { kind: 'BoolOp', id: 0, start: startOf(c, index), end: raw.end[index], op,
    values: reversed.reverse() };
}

function unary(c: Conversion, index: number): Expr {
  const { raw } = c;
  const op = raw.type[index + 1].slice(1, -1) as UnaryOperator;
  const operand = expression(c, raw.next[index + 1]);
  return { kind: 'UnaryOp', id: 0, start: startOf(c, index), end: raw.end[index], op, operand };
}

function comparison(c: Conversion, index: number): Compare {
  const { raw } = c;
  const kids = children(c, index);
  const ops: CompareOperator[] = [];
  const comparators: Expr[] = [];
  const left = expression(c, kids[0]);
  for (let k = 1; k + 1 < kids.length; k += 2) {
    const op = raw.type[kids[k]].slice(1, -1);
    ops.push(op === '<>' ? '!=' : op as CompareOperator);
    comparators.push(expression(c, kids[k + 1]));
  }
  return { kind: 'Compare', id: 0, start: startOf(c, index), end: raw.end[index], left, ops, comparators };
}

function conditional(c: Conversion, index: number): Expr {
  const kids = children(c, index);
  const body = expression(c, kids[0]);
  const test = expression(c, kids[2]);
  const orelse = expression(c, kids[4]);
  return { kind: 'IfExp', id: 0, start: startOf(c, index), end: c.raw.end[index], test, body, orelse };
}

function walrus(c: Conversion, index: number): Expr {
  const kids = children(c, index);
  const target = nameExpression(c, kids[0]);
  if (target.kind !== 'Name') return target;
  const value = expression(c, kids[2]);
  return { kind: 'NamedExpr', id: 0, start: startOf(c, index), end: c.raw.end[index], target, value };
}

function lambda(c: Conversion, index: number): Expr {
  const kids = children(c, index);
  const args = parameters(c, c.raw.type[kids[1]] === 'lambda_parameters' ? kids[1] : undefined);
  const body = expression(c, kids[kids.length - 1]);
  return { kind: 'Lambda', id: 0, start: startOf(c, index), end: c.raw.end[index], args, body };
}

function awaited(c: Conversion, index: number): Expr {
  const { raw } = c;
  const start = startOf(c, index);
  const operand = raw.next[index + 1];
  const isPower = raw.type[operand] === 'binary_operator' && raw.type[raw.next[operand + 1]] === "'**'";
  if (!isPower) return { kind: 'Await', id: 0, start, end: raw.end[index], value: expression(c, operand) };
  const value = expression(c, operand + 1);
  const operator = raw.next[operand + 1];
  const left: Expr = { kind: 'Await', id: 0, start, end: raw.end[operand + 1], value };
  return binary(c, index, { left, op: operator, right: expression(c, raw.next[operator]) });
}

function yielded(c: Conversion, index: number): Expr {
  const { raw } = c;
  const range = { id: 0, start: startOf(c, index), end: raw.end[index] } as const;
  const operands = namedChildren(c, index);
  if (children(c, index).some((child) => raw.type[child] === "'from'")) {
    return { kind: 'YieldFrom', ...range, value: expression(c, operands[0]) };
  }
  return { kind: 'Yield', ...range, value: operands.length === 0 ? null : expression(c, operands[0]) };
}

// ---- `a & b ^ c` -----------------------------------------------------------------------------------------------

function mixesXor(c: Conversion, index: number): boolean {
  for (let node = index; operatorOf(c, node) === "'&'"; node += 1) {
    if (operatorOf(c, node + 1) === "'^'") return true;
    if (operatorOf(c, c.raw.next[c.raw.next[node + 1]]) === "'^'") return true;
  }
  return false;
}

function operatorOf(c: Conversion, index: number): string | null {
  return c.raw.type[index] === 'binary_operator' ? c.raw.type[c.raw.next[index + 1]] : null;
}

/** Rebuilds a chain of `&` and `^` with Python's precedence from its operands in order. */
function regrouped(c: Conversion, index: number): Expr {
  const operands: number[] = [];
  const operators: number[] = [];
  flatten(c, index, operands, operators);
  const range = (from: number, to: number): { start: number; end: number } =>
    ({ start: from === 0 ? startOf(c, index) : c.raw.start[operands[from]], end: c.raw.end[operands[to]] });
  let result: Expr | null = null;
  for (let k = 0; k < operands.length;) {
    const first = k;
    let term = expression(c, operands[k]);
    for (; k < operators.length && c.raw.type[operators[k]] === "'&'"; k++) {
      term = { kind: 'BinOp', id: 0, ...range(first, k + 1), left: term, op: '&',
        right: expression(c, operands[k + 1]) };
    }
    result = result === null ? term : { kind: 'BinOp', id: 0, ...range(0, k), left: result, op: '^',
      right: term };
    k++;
  }
  return result ?? errorExpression(c, index, 'This expression does not parse.');
}

function flatten(c: Conversion, index: number, operands: number[], operators: number[]): void {
  const operator = operatorOf(c, index);
  if (operator !== "'&'" && operator !== "'^'") {
    operands.push(index);
    return;
  }
  const token = c.raw.next[index + 1];
  flatten(c, index + 1, operands, operators);
  operators.push(token);
  flatten(c, c.raw.next[token], operands, operators);
}
