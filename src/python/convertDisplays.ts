// What stands in brackets: calls, subscripts and slices, lists, tuples, sets, dicts, comprehensions.
// Plain operators and names are in convertExpressions.ts.

import type { Call, Comprehension, Expr, Keyword, Subscript } from './ast';
import {
  children, errorExpression, identifier, namedChildren, source, startOf, type Conversion,
} from './conversion';

/** `left(...)`, where `index` is the call. */
export function callLink(c: Conversion, index: number, left: Expr): Call {
  const { raw } = c;
  const node = raw.next[index + 1];
  const args: Expr[] = [];
  const keywords: Keyword[] = [];
  if (raw.type[node] === 'generator_expression') {
    args.push(c.expression(node));
  } else {
    for (const child of namedChildren(c, node)) argument(c, child, args, keywords);
  }
  return { kind: 'Call', id: 0, start: startOf(c, index), end: raw.end[index], func: left, args, keywords };
}

/** Appends one child of an argument list, of a call or of a class. */
export function argument(c: Conversion, child: number, args: Expr[], keywords: Keyword[]): void {
  const { raw } = c;
  const type = raw.type[child];
  if (type === 'keyword_argument' || type === 'dictionary_splat') {
    const kids = children(c, child);
    const value = raw.damaged.has(child)
      ? errorExpression(c, child, 'This argument does not parse.')
      : c.expression(kids[kids.length - 1]);
    const name = type === 'keyword_argument' ? identifier(c, kids[0]) : null;
    keywords.push({ name, value, start: raw.start[child], end: raw.end[child] });
  } else {
    args.push(c.expression(child));
  }
}

/** `left[...]`, where `index` is the subscript; several indices make a tuple, as in CPython. */
export function subscriptLink(c: Conversion, index: number, left: Expr): Subscript {
  const { raw } = c;
  const kids = raw.type[index] === 'generic_type'
    ? children(c, raw.next[index + 1]).slice(1, -1)
    : children(c, index).slice(2, -1);
  const items = kids.filter((kid) => !raw.type[kid].startsWith("'"));
  const elts = items.map((item) => c.expression(item));
  const single = elts.length === 1 && kids.length === 1 && elts[0].kind !== 'Starred';
  const slice: Expr = single ? elts[0] : {
    kind: 'Tuple', id: 0, elts, start: raw.start[kids[0] ?? index],
      end: raw.end[kids[kids.length - 1] ?? index],
  };
  return { kind: 'Subscript', id: 0, start: startOf(c, index), end: raw.end[index], value: left, slice };
}

/** `lower:upper:step`; inside an annotation the grammar calls it a constrained type. */
export function sliceExpression(c: Conversion, index: number): Expr {
  const parts: (Expr | null)[] = [null, null, null];
  let slot = 0;
  for (const child of children(c, index)) {
    if (c.raw.type[child] === "':'") slot++;
    else parts[Math.min(slot, 2)] = c.expression(child);
  }
  const [lower, upper, step] = parts;
  return { kind: 'Slice', id: 0, start: c.raw.start[index], end: c.raw.end[index], lower, upper, step };
}

/** Lists, tuples and sets, with or without brackets, as values or as targets. */
export function collection(c: Conversion, index: number): Expr {
  const { raw } = c;
  const type = raw.type[index];
  const kids = children(c, index);
  const items = kids.filter((kid) => !raw.type[kid].startsWith("'"));
  // `(a) = 1` is a target in parentheses, not a tuple.
  if (type === 'tuple_pattern' && items.length === 1 && kids.length === 3) return c.expression(items[0]);
  const elts = items.map((item) => c.expression(item));
  const kind = type === 'list' || type === 'list_pattern' ? 'List' : type === 'set' ? 'Set' : 'Tuple';
  return { kind, id: 0, start: raw.start[index], end: raw.end[index], elts };
}

/** `{k: v, **more}`. */
export function dictionary(c: Conversion, index: number): Expr {
  const { raw } = c;
  const keys: (Expr | null)[] = [];
  const values: Expr[] = [];
  for (const child of namedChildren(c, index)) {
    const kids = children(c, child);
    if (raw.type[child] === 'dictionary_splat') {
      keys.push(null);
      values.push(c.expression(kids[1] ?? child));
    } else if (raw.type[child] === 'pair' && !raw.damaged.has(child)) {
      keys.push(c.expression(kids[0]));
      values.push(c.expression(kids[2]));
    } else {
      keys.push(null);
      values.push(errorExpression(c, child, 'This item of the dict does not parse.'));
    }
  }
  return { kind: 'Dict', id: 0, start: startOf(c, index), end: raw.end[index], keys, values };
}

/** The four comprehensions, told apart by the type of the node. */
export function comprehension(c: Conversion, index: number): Expr {
  const { raw } = c;
  const range = { id: 0, start: startOf(c, index), end: raw.end[index] } as const;
  const kids = namedChildren(c, index);
  const body = kids[0];
  const generators = clauses(c, kids.slice(1));
  switch (raw.type[index]) {
    case 'list_comprehension': return { kind: 'ListComp', ...range, elt: c.expression(body), generators };
    case 'set_comprehension': return { kind: 'SetComp', ...range, elt: c.expression(body), generators };
    case 'generator_expression':
      return { kind: 'GeneratorExp', ...range, elt: c.expression(body), generators };
    default: {
      const [key, , value] = children(c, body);
      if (value === undefined) return errorExpression(c, index, 'This dict comprehension does not parse.');
      return { kind: 'DictComp', ...range, key: c.expression(key), value: c.expression(value), generators };
    }
  }
}

function clauses(c: Conversion, nodes: readonly number[]): Comprehension[] {
  const result: (Comprehension & { readonly ifs: Expr[] })[] = [];
  for (const node of nodes) {
    if (c.raw.type[node] === 'if_clause') {
      result.at(-1)?.ifs.push(c.expression(c.raw.next[node + 1]));
    } else if (c.raw.type[node] === 'for_in_clause') {
      result.push(forClause(c, node));
    } else {
      errorExpression(c, node, `This does not belong in a comprehension: ${source(c, node)}.`);
    }
  }
  return result;
}

function forClause(c: Conversion, index: number): Comprehension & { readonly ifs: Expr[] } {
  const { raw } = c;
  const kids = children(c, index);
  const inAt = kids.findIndex((kid) => raw.type[kid] === "'in'");
  const target = c.expression(kids[inAt - 1] ?? index);
  const sources = kids.slice(inAt + 1);
  const first = sources[0];
  if (inAt < 1 || first === undefined) {
    return { target, iter: errorExpression(c, index, 'This for clause does not parse.'), ifs: [] };
  }
  if (sources.length === 1) return { target, iter: c.expression(first), ifs: [] };
  const elts = sources.filter((kid) => !raw.type[kid].startsWith("'")).map((kid) => c.expression(kid));
  const end = raw.end[sources[sources.length - 1]];
  return { target, iter: { kind: 'Tuple', id: 0, start: raw.start[first], end, elts }, ifs: [] };
}
