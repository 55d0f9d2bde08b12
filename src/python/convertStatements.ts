// Statements of the raw tree to the typed tree, simple ones here and the dispatch; blocks are in
// convertBlocks.ts. Text that is no statement becomes an ErrorStmt, and whole statements found inside it are
// kept.

import type { Alias, BinaryOperator, ErrorStmt, Expr, Stmt } from './ast';
import {
  children, errorExpression, identifier, MAX_DEPTH, namedChildren, noteError, source, type Conversion,
} from './conversion';
import { BLOCK_HANDLERS } from './convertBlocks';

type Range = { readonly id: 0; readonly start: number; readonly end: number };

/** Converts the children of a module or block. */
export function statements(c: Conversion, index: number): Stmt[] {
  const result: Stmt[] = [];
  for (const child of children(c, index)) appendStatement(c, child, result);
  return result;
}

function appendStatement(c: Conversion, index: number, into: Stmt[]): void {
  const { raw } = c;
  const type = raw.type[index];
  if (type.startsWith("'") && raw.to[index] - raw.from[index] <= 1) return;
  const placeholder = c.placeholders.get(raw.from[index]);
  if (placeholder !== undefined && raw.next[index] === index + 2) {
    const { message, start, end } = placeholder;
    into.push({ kind: 'ErrorStmt', id: 0, start, end, message });
    return;
  }
  const block = BLOCK_HANDLERS.get(type);
  const simple = SIMPLE.get(type);
  if (block !== undefined && c.depth < MAX_DEPTH) {
    c.depth++;
    into.push(block(c, index, statements));
    c.depth--;
  } else if (simple !== undefined && !raw.damaged.has(index)) {
    into.push(simple(c, index, { id: 0, start: raw.start[index], end: raw.end[index] }));
  } else {
    appendDamaged(c, index, into);
  }
}

/** An error node, or a statement with an error among its parts: the statements inside it survive. */
function appendDamaged(c: Conversion, index: number, into: Stmt[]): void {
  const { raw } = c;
  const before = into.length;
  const kids = raw.type[index] === 'ERROR' && c.depth < MAX_DEPTH ? children(c, index) : [];
  if (!kids.some((kid) => isStatement(raw.type[kid]))) {
    into.push(errorStatement(c, index, index));
    return;
  }
  c.depth++;
  let first = -1;
  let last = -1;
  const flush = (): void => {
    if (first >= 0) into.push(errorStatement(c, first, last));
    first = -1;
  };
  for (const kid of kids) {
    if (isStatement(raw.type[kid])) {
      flush();
      if (raw.type[kid] === 'block') into.push(...statements(c, kid));
      else appendStatement(c, kid, into);
    } else {
      if (first < 0) first = kid;
      last = kid;
    }
  }
  flush();
  c.depth--;
  if (into.length === before) into.push(errorStatement(c, index, index));
}

function isStatement(type: string): boolean {
  return type === 'block' || BLOCK_HANDLERS.has(type) || SIMPLE.has(type);
}

function errorStatement(c: Conversion, first: number, last: number): ErrorStmt {
  const { raw } = c;
  const start = raw.start[first];
  const end = raw.end[last];
  const old = OLD_PYTHON[raw.type[first]];
  const message = old ?? 'This statement does not parse.';
  noteError(c, { message, start, end });
  return { kind: 'ErrorStmt', id: 0, start, end, message };
}

const OLD_PYTHON: Readonly<Record<string, string>> = {
  print_statement: 'print is a function: write print(...), as Python 3 asks.',
  exec_statement: 'exec is a function: write exec(...), as Python 3 asks.',
};

type Simple = (c: Conversion, index: number, range: Range) => Stmt;

const SIMPLE = new Map<string, Simple>([
  ['expression_statement', expressionStatement],
  ['return_statement', (c, index, range) => ({ kind: 'Return', ...range,
    value: optional(c, namedChildren(c, index)[0]) })],
  ['import_statement', (c, index, range) => ({ kind: 'Import', ...range,
    names: aliases(c, namedChildren(c, index)) })],
  ['import_from_statement', importFrom],
  ['future_import_statement', (c, index, range) =>
    ({ kind: 'ImportFrom', ...range, module: '__future__', level: 0,
      names: aliases(c, namedChildren(c, index)) })],
  ['assert_statement', assertion],
  ['raise_statement', raise],
  ['delete_statement', deletion],
  ['global_statement', (c, index, range) => ({ kind: 'Global', ...range, names: names(c, index) })],
  ['nonlocal_statement', (c, index, range) => ({ kind: 'Nonlocal', ...range, names: names(c, index) })],
  ['pass_statement', (_c, _index, range) => ({ kind: 'Pass', ...range })],
  ['break_statement', (_c, _index, range) => ({ kind: 'Break', ...range })],
  ['continue_statement', (_c, _index, range) => ({ kind: 'Continue', ...range })],
  ['type_alias_statement', typeAlias],
]);

function optional(c: Conversion, index: number | undefined): Expr | null {
  return index === undefined ? null : c.expression(index);
}

function names(c: Conversion, index: number): string[] {
  return namedChildren(c, index).map((child) => identifier(c, child));
}

function expressionStatement(c: Conversion, index: number, range: Range): Stmt {
  const { raw } = c;
  const kids = children(c, index);
  if (kids.length === 1) {
    const type = raw.type[kids[0]];
    if (type === 'assignment') return assignment(c, kids[0], range);
    if (type === 'augmented_assignment') return augmented(c, kids[0], range);
    return { kind: 'ExprStmt', ...range, value: c.expression(kids[0]) };
  }
  const elts = kids.filter((kid) => raw.type[kid] !== "','").map((kid) => c.expression(kid));
  return { kind: 'ExprStmt', ...range, value: { kind: 'Tuple', ...range, elts } };
}

function assignment(c: Conversion, index: number, range: Range): Stmt {
  const { raw } = c;
  const targets: Expr[] = [];
  let value = index;
  while (raw.type[value] === 'assignment') {
    if (raw.damaged.has(value)) return errorStatement(c, index, index);
    const [left, sign, right, equals, last] = children(c, value);
    if (raw.type[sign] === "':'") {
      if (value !== index) return errorStatement(c, index, index);
      const annotated = { target: c.expression(left), annotation: c.expression(right) };
      return { kind: 'AnnAssign', ...range, ...annotated, value: equals === undefined ? null
        : c.expression(last) };
    }
    targets.push(c.expression(left));
    value = right;
  }
  if (raw.type[value] === 'augmented_assignment') return errorStatement(c, index, index);
  return { kind: 'Assign', ...range, targets, value: c.expression(value) };
}

function augmented(c: Conversion, index: number, range: Range): Stmt {
  const [left, sign, right] = children(c, index);
  const nested = c.raw.type[right]?.endsWith('assignment') ?? true;
  if (c.raw.damaged.has(index) || nested) return errorStatement(c, index, index);
  const op = c.raw.type[sign].slice(1, -2) as BinaryOperator;
  return { kind: 'AugAssign', ...range, target: c.expression(left), op, value: c.expression(right) };
}

function importFrom(c: Conversion, index: number, range: Range): Stmt {
  const { raw } = c;
  const [origin, ...imported] = namedChildren(c, index);
  let level = 0;
  let module = origin;
  if (raw.type[origin] === 'relative_import') {
    const [prefix, name] = namedChildren(c, origin);
    level = source(c, prefix).replace(/[^.]/g, '').length;
    module = name;
  }
  const text = module === undefined ? '' : dottedName(c, module);
  return { kind: 'ImportFrom', ...range, module: text, level, names: aliases(c, imported) };
}

function dottedName(c: Conversion, index: number): string {
  return namedChildren(c, index).map((part) => identifier(c, part)).join('.');
}

function aliases(c: Conversion, nodes: readonly number[]): Alias[] {
  const { raw } = c;
  return nodes.map((node) => {
    const range = { start: raw.start[node], end: raw.end[node] };
    if (raw.type[node] === 'wildcard_import') return { name: '*', asname: null, ...range };
    if (raw.type[node] !== 'aliased_import') return { name: dottedName(c, node), asname: null, ...range };
    const [name, alias] = namedChildren(c, node);
    return { name: dottedName(c, name), asname: identifier(c, alias), ...range };
  });
}

/** A type alias has no effect on values. `type(x).y = z` is none, though the grammar says so. */
function typeAlias(c: Conversion, index: number, range: Range): Stmt {
  const [keyword, left, , right] = children(c, index);
  if (/^type\s+[^\W\d]\w*\s*[=[]/.test(source(c, index))) return { kind: 'Pass', ...range };
  const { starAt, starOperand, typeAt } = c;
  c.starAt = c.typeAt = c.raw.from[left];
  c.starOperand = c.raw.start[keyword];
  const target = c.expression(left);
  Object.assign(c, { starAt, starOperand, typeAt });
  return { kind: 'Assign', ...range, targets: [target], value: c.expression(right) };
}

function assertion(c: Conversion, index: number, range: Range): Stmt {
  const [test, msg] = namedChildren(c, index);
  return { kind: 'Assert', ...range, test: c.expression(test), msg: optional(c, msg) };
}

function raise(c: Conversion, index: number, range: Range): Stmt {
  const kids = children(c, index);
  const from = kids.findIndex((kid) => c.raw.type[kid] === "'from'");
  const exc = from === 1 ? undefined : kids[1];
  return { kind: 'Raise', ...range, exc: optional(c, exc), cause: from < 0 ? null
    : optional(c, kids[from + 1]) };
}

function deletion(c: Conversion, index: number, range: Range): Stmt {
  const [operand] = namedChildren(c, index);
  if (operand === undefined) {
    return { kind: 'Delete', ...range, targets: [errorExpression(c, index, 'del needs a target.')] };
  }
  const list = c.raw.type[operand] === 'expression_list';
  const targets = list ? namedChildren(c, operand).map((kid) => c.expression(kid)) : [c.expression(operand)];
  return { kind: 'Delete', ...range, targets };
}
