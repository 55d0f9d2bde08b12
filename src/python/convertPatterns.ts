// The patterns of `case` clauses.
// Patterns have no positions of their own in the typed tree; the expressions inside them have.

import type { Expr, Pattern, TupleExpr } from './ast';
import { children, errorExpression, identifier, namedChildren, type Conversion } from './conversion';
import { textLiteral } from './literals';

/** The pattern of a whole `case`: several with commas make an open sequence. */
export function casePattern(c: Conversion, nodes: readonly number[]): Pattern {
  const patterns = nodes.filter((node) => c.raw.type[node] !== "','").map((node) => pattern(c, node));
  const only = patterns[0];
  if (nodes.length === 1 && only !== undefined && only.kind !== 'MatchStar') return only;
  return { kind: 'MatchSequence', patterns };
}

function pattern(c: Conversion, index: number): Pattern {
  const { raw } = c;
  const kids = children(c, index);
  if (raw.damaged.has(index)) {
    return { kind: 'MatchValue', value: errorExpression(c, index, 'This pattern does not parse.') };
  }
  switch (raw.type[index]) {
    case 'case_pattern': return kids.length === 1 ? pattern(c, kids[0]) : number(c, index);
    case 'as_pattern':
      return { kind: 'MatchAs', pattern: pattern(c, kids[0]), name: captureName(identifier(c, kids[2])) };
    case 'union_pattern': return { kind: 'MatchOr', patterns: alternatives(c, index) };
    case 'list_pattern': return { kind: 'MatchSequence', patterns: items(c, index) };
    case 'tuple_pattern': {
      const inside = kids.slice(1, -1);
      const patterns = items(c, index);
      const only = patterns[0];
      if (inside.length === 1 && only !== undefined && only.kind !== 'MatchStar') return only;
      return { kind: 'MatchSequence', patterns };
    }
    case 'splat_pattern': return { kind: 'MatchStar', name: starName(c, index) };
    case 'dict_pattern': return mapping(c, kids);
    case 'class_pattern': return classPattern(c, kids);
    case 'dotted_name': return dotted(c, index);
    case "'_'": return { kind: 'MatchAs', pattern: null, name: null };
    case 'true': return { kind: 'MatchSingleton', value: true };
    case 'false': return { kind: 'MatchSingleton', value: false };
    case 'none': return { kind: 'MatchSingleton', value: null };
    case 'complex_pattern': return number(c, index);
    default: return { kind: 'MatchValue', value: c.expression(index) };
  }
}

function items(c: Conversion, index: number): Pattern[] {
  return children(c, index).slice(1, -1).filter((kid) => c.raw.type[kid] !== "','").map((kid) =>
    pattern(c, kid));
}

function alternatives(c: Conversion, index: number): Pattern[] {
  const result: Pattern[] = [];
  let pending: number[] = [];
  for (const child of [...children(c, index), -1]) {
    if (child !== -1 && c.raw.type[child] !== "'|'") {
      pending.push(child);
      continue;
    }
    result.push(signed(c, pending));
    pending = [];
  }
  return result;
}

/** A number with its sign, which the grammar leaves as two nodes, or one pattern. */
function signed(c: Conversion, nodes: readonly number[]): Pattern {
  const [first, second] = nodes;
  if (nodes.length === 1) return pattern(c, first);
  const operand = c.expression(second);
  const value: Expr = { kind: 'UnaryOp', id: 0, start: c.raw.start[first], end: c.raw.end[second], op: '-',
    operand };
  return { kind: 'MatchValue', value };
}

/** `-1`, `1 + 2j`, `-1 - 2j`. */
function number(c: Conversion, index: number): Pattern {
  const { raw } = c;
  const kids = children(c, index);
  const negative = raw.type[kids[0]] === "'-'";
  let value = c.expression(kids[negative ? 1 : 0]);
  const start = raw.start[kids[0]];
  if (negative) value = { kind: 'UnaryOp', id: 0, start, end: value.end, op: '-', operand: value };
  const rest = kids.slice(negative ? 2 : 1);
  if (rest.length === 2) {
    const op = raw.type[rest[0]] === "'-'" ? '-' : '+';
    value = { kind: 'BinOp', id: 0, start, end: raw.end[index], left: value, op,
      right: c.expression(rest[1]) };
  }
  return { kind: 'MatchValue', value };
}

function captureName(name: string): string | null {
  return name === '_' ? null : name;
}

function starName(c: Conversion, index: number): string | null {
  const [name] = namedChildren(c, index);
  return name === undefined ? null : captureName(identifier(c, name));
}

function dotted(c: Conversion, index: number): Pattern {
  const parts = namedChildren(c, index);
  if (parts.length > 1) return { kind: 'MatchValue', value: dottedExpression(c, index) };
  return { kind: 'MatchAs', pattern: null, name: captureName(identifier(c, parts[0])) };
}

function dottedExpression(c: Conversion, index: number): Expr {
  const { raw } = c;
  const [first, ...rest] = namedChildren(c, index);
  const start = raw.start[index];
  let value: Expr = { kind: 'Name', id: 0, start, end: raw.end[first], name: identifier(c, first) };
  for (const part of rest) {
    const attr = identifier(c, part);
    value = { kind: 'Attribute', id: 0, start, end: raw.end[part], value, attr, attrStart: raw.start[part] };
  }
  return value;
}

function mapping(c: Conversion, kids: readonly number[]): Pattern {
  const keys: Expr[] = [];
  const patterns: Pattern[] = [];
  let rest: string | null = null;
  let key: number[] = [];
  let isValue = false;
  for (const kid of kids.slice(1, -1)) {
    const type = c.raw.type[kid];
    if (type === 'splat_pattern') rest = starName(c, kid);
    else if (type === "','") isValue = false;
    else if (type === "':'") isValue = true;
    else if (isValue) patterns.push(pattern(c, kid));
    else key.push(kid);
    if (type === "':'") {
      keys.push(keyExpression(c, key));
      key = [];
    }
  }
  return { kind: 'MatchMapping', keys, patterns, rest };
}

function keyExpression(c: Conversion, nodes: readonly number[]): Expr {
  const result = signed(c, nodes);
  if (result.kind === 'MatchValue') return result.value;
  const node = nodes[0];
  const { start, end } = { start: c.raw.start[node], end: c.raw.end[node] };
  if (result.kind === 'MatchSingleton') return { kind: 'Constant', id: 0, start, end, value: result.value };
  errorExpression(c, node, 'A key of a mapping pattern must be a literal or a dotted name.');
  return textLiteral('', false, { start, end });
}

function classPattern(c: Conversion, kids: readonly number[]): Pattern {
  const patterns: Pattern[] = [];
  const kwdNames: string[] = [];
  const kwdPatterns: Pattern[] = [];
  for (const kid of kids.slice(2, -1)) {
    if (c.raw.type[kid] === "','") continue;
    const keyword = keywordPattern(c, kid);
    if (keyword === null) {
      patterns.push(pattern(c, kid));
    } else {
      kwdNames.push(keyword.name);
      kwdPatterns.push(keyword.pattern);
    }
  }
  return { kind: 'MatchClass', cls: dottedExpression(c, kids[0]), patterns, kwdNames, kwdPatterns };
}

/** `name=pattern`; the grammar takes `name=pattern as x` for `(name=pattern) as x`. */
function keywordPattern(c: Conversion, index: number): { name: string; pattern: Pattern } | null {
  const inside = index + 1;
  const type = c.raw.type[index] === 'case_pattern' ? c.raw.type[inside] : '';
  if (type === 'keyword_pattern') {
    const [name, , ...value] = children(c, inside);
    return { name: identifier(c, name), pattern: signed(c, value) };
  }
  if (type !== 'as_pattern') return null;
  const [first, , alias] = children(c, inside);
  const keyword = keywordPattern(c, first);
  if (keyword === null) return null;
  const as: Pattern = { kind: 'MatchAs', pattern: keyword.pattern, name: captureName(identifier(c, alias)) };
  return { name: keyword.name, pattern: as };
}

/** Several subjects with commas are a tuple. */
export function matchSubject(c: Conversion, nodes: readonly number[]): Expr {
  const elts = nodes.filter((node) => c.raw.type[node] !== "','").map((node) => c.expression(node));
  const only = elts[0];
  if (nodes.length === 1 && only !== undefined) return only;
  const result: TupleExpr = {
    kind: 'Tuple', id: 0, start: c.raw.start[nodes[0]], end: c.raw.end[nodes[nodes.length - 1]], elts,
  };
  return result;
}
