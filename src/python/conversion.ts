// The state of one conversion from the raw tree to the typed tree, and the small helpers that every part of
// it uses. Does not know any syntax.

import type { ErrorExpr, Expr, SyntaxError } from './ast';
import type { BodyRange } from './outline';
import type { RawTree } from './rawTree';

/**
 * Deeper nesting than this becomes an ErrorExpr, so that no stack overflows; CPython itself refuses 200
 * brackets.
 */
export const MAX_DEPTH = 240;

export interface Conversion {
  /** The parsed text, which `raw.from` and `raw.to` refer to. */
  readonly text: string;
  readonly raw: RawTree;
  readonly errors: SyntaxError[];
  /** Names that a repair put in, by their offset in the parsed text. */
  readonly placeholders: ReadonlyMap<number, SyntaxError>;
  readonly ascii: boolean;
  /** Bodies of functions that are parsed later, by the offset of the `pass` in their place. */
  readonly later?: ReadonlyMap<number, BodyRange>;
  /** `expression` of convertExpressions.ts, for the parts it depends on itself. */
  readonly expression: (index: number) => Expr;
  depth: number;
  /** While the operand of a star is converted: where the star is, and where the operand starts. */
  starAt: number;
  starOperand: number;
  /** Where the brackets after `type` open in `type(x).y = z`, which the grammar takes for a type alias. */
  typeAt: number;
}

/** The children of a node. */
export function children(c: Conversion, index: number): number[] {
  const { next } = c.raw;
  const result: number[] = [];
  const stop = next[index];
  for (let child = index + 1; child < stop; child = next[child]) result.push(child);
  return result;
}

/** The children of a node that are not punctuation or keywords. */
export function namedChildren(c: Conversion, index: number): number[] {
  const { next, type } = c.raw;
  const result: number[] = [];
  const stop = next[index];
  for (let child = index + 1; child < stop; child = next[child]) {
    if (type[child].charCodeAt(0) !== 39) result.push(child);
  }
  return result;
}

/** The first child of the given type. */
export function childOfType(c: Conversion, index: number, type: string): number | undefined {
  const { next } = c.raw;
  const stop = next[index];
  for (let child = index + 1; child < stop; child = next[child]) {
    if (c.raw.type[child] === type) return child;
  }
  return undefined;
}

/** The source of a node. */
export function source(c: Conversion, index: number): string {
  return c.text.slice(c.raw.from[index], c.raw.to[index]);
}

/** An identifier as Python sees it. */
export function identifier(c: Conversion, index: number | undefined): string {
  if (index === undefined || c.placeholders.has(c.raw.from[index])) return '';
  const name = source(c, index);
  return c.ascii ? name : name.normalize('NFKC');
}

/** Where a node starts in the document; the operand of a star starts after it. */
export function startOf(c: Conversion, index: number): number {
  return c.raw.from[index] === c.starAt ? c.starOperand : c.raw.start[index];
}

/** Notes an error and gives the expression that stands for the text. */
export function errorExpression(c: Conversion, index: number, message: string): ErrorExpr {
  const start = c.raw.start[index];
  const end = c.raw.end[index];
  noteError(c, { message, start, end });
  return { kind: 'ErrorExpr', id: 0, start, end, message };
}

/** Notes an error once: tree-sitter nests errors at the same place. */
export function noteError(c: Conversion, error: SyntaxError): void {
  const last = c.errors[c.errors.length - 1];
  if (last?.start === error.start && last.end === error.end) return;
  c.errors.push(error);
}
