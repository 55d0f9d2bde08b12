// String nodes of the raw tree to Str, Bytes and JoinedStr: prefixes, implicit concatenation, f-strings.
// Values of escapes are in literals.ts.

import { FILL_MARK } from './formatFills';
import type { Expr, FormattedValue, JoinedStr, StrLiteral } from './ast';
import { childOfType, children, errorExpression, source, startOf, type Conversion } from './conversion';
import { stringPrefix, stringValue, textLiteral, type StringPrefix } from './literals';

/** Converts a `string` or a `concatenated_string`. */
export function stringExpression(c: Conversion, index: number): Expr {
  const parts = c.raw.type[index] === 'concatenated_string' ? children(c, index) : [index];
  const prefixes = parts.map((part) => prefixOf(c, part));
  const range = { start: startOf(c, index), end: c.raw.end[index] };
  if (c.raw.damaged.has(index)) return errorExpression(c, index, 'This string does not end.');
  if (prefixes.some((prefix) => prefix.format)) return joinedString(c, index, parts);
  const bytes = prefixes.filter((prefix) => prefix.bytes).length;
  if (bytes > 0 && bytes < parts.length) {
    return errorExpression(c, index, 'Bytes and text literals cannot be mixed.');
  }
  let value = '';
  parts.forEach((part, k) => value += stringValue(bodyOf(c, part), prefixes[k]));
  return textLiteral(value, bytes > 0, range);
}

function prefixOf(c: Conversion, index: number): StringPrefix {
  const opening = index + 1;
  if (c.raw.type[opening] !== 'string_start') return { raw: false, bytes: false, format: false };
  return stringPrefix(source(c, opening));
}

function bodyOf(c: Conversion, index: number): string {
  const { from, to } = bodyRange(c, index);
  return c.text.slice(from, to);
}

function bodyRange(c: Conversion, index: number): { from: number; to: number } {
  const last = children(c, index).at(-1) ?? index;
  const closed = c.raw.type[last] === 'string_end';
  // The grammar counts backslashes before the closing quote of a raw string as part of it.
  const quotes = source(c, index + 1).replace(/^\w*/, '').length;
  return { from: c.raw.to[index + 1], to: closed ? c.raw.to[last] - quotes : c.raw.to[index] };
}

type Part = StrLiteral | FormattedValue;

function joinedString(c: Conversion, index: number, parts: readonly number[]): JoinedStr {
  const values: Part[] = [];
  for (const part of parts) {
    const prefix = prefixOf(c, part);
    const { from, to } = bodyRange(c, part);
    appendPieces(c, { owner: part, from, to, prefix, values });
  }
  return { kind: 'JoinedStr', id: 0, start: startOf(c, index), end: c.raw.end[index], values };
}

interface Pieces {
  readonly owner: number;
  readonly from: number;
  readonly to: number;
  readonly prefix: StringPrefix;
  readonly values: Part[];
}

/** Appends the texts and the interpolations among the children of `owner`. */
function appendPieces(c: Conversion, { owner, from, to, prefix, values }: Pieces): void {
  let position = from;
  let place = c.raw.end[owner + 1];
  for (const child of children(c, owner)) {
    const type = c.raw.type[child];
    if (type !== 'interpolation' && type !== 'format_expression') continue;
    appendText(c, values, { from: position, to: c.raw.from[child], start: place, end: c.raw.start[child] },
      prefix);
    values.push(formattedValue(c, child, prefix));
    position = c.raw.to[child];
    place = c.raw.end[child];
  }
  appendText(c, values, { from: position, to, start: place, end: place + (to - position) }, prefix);
}

interface TextPiece { readonly from: number; readonly to: number; readonly start: number; readonly end: number }

function appendText(c: Conversion, values: Part[], piece: TextPiece, prefix: StringPrefix): void {
  if (piece.to <= piece.from) return;
  const value = stringValue(c.text.slice(piece.from, piece.to), prefix);
  const last = values.at(-1);
  if (last?.kind === 'Str') {
    values[values.length - 1] = { ...last, end: piece.end, value: last.value + value };
  } else if (value !== '') {
    values.push({ kind: 'Str', id: 0, start: piece.start, end: piece.end, value });
  }
}

function formattedValue(c: Conversion, index: number, prefix: StringPrefix): FormattedValue {
  const { raw, text } = c;
  const equals = childOfType(c, index, "'='");
  const conversionNode = childOfType(c, index, 'type_conversion');
  const specNode = childOfType(c, index, 'format_specifier');
  const kids = children(c, index);
  const valueNode = kids[1];
  const close = kids[kids.length - 1];
  // Python takes `{x:=5}` as a format, the grammar as an assignment expression.
  if (valueNode !== undefined && raw.type[valueNode] === 'named_expression') {
    const colon = raw.next[valueNode + 1];
    const place = { id: 0, start: raw.start[colon], end: raw.end[valueNode] } as const;
    const format = text.slice(raw.from[colon] + 1, raw.to[valueNode]);
    const spec: JoinedStr = { kind: 'JoinedStr', ...place, values: [{ kind: 'Str', ...place,
      value: format }] };
    const name = c.expression(valueNode + 1);
    const range = { id: 0, start: raw.start[index], end: raw.end[index] } as const;
    return { kind: 'FormattedValue', ...range, value: name, conversion: null, spec, debug: null };
  }
  const value = valueNode === undefined || raw.type[valueNode].startsWith("'")
    ? errorExpression(c, index, 'An f-string field needs an expression.')
    : c.expression(valueNode);
  const letter = conversionNode === undefined ? '' : source(c, conversionNode).charAt(1);
  const written = letter === 's' || letter === 'r' || letter === 'a' ? letter : null;
  // As in CPython, `{x=}` alone prints the repr.
  const conversion = written ?? (equals !== undefined && specNode === undefined ? 'r' : null);
  const debugEnd = raw.from[conversionNode ?? specNode ?? close];
  return {
    kind: 'FormattedValue', id: 0, start: raw.start[index], end: raw.end[index], value, conversion,
    spec: specNode === undefined ? null : formatSpec(c, { node: specNode, to: raw.from[close] }, prefix),
    debug: equals === undefined ? null : text.slice(raw.from[index] + 1, debugEnd),
  };
}

/** The grammar ends a spec before an escape, so it is taken up to the closing brace. */
function formatSpec(c: Conversion, { node, to }: { node: number; to: number },
  prefix: StringPrefix): JoinedStr {
  const values: Part[] = [];
  const marked = c.text.startsWith(FILL_MARK, c.raw.from[node] + 1) ? FILL_MARK.length : 0;
  appendPieces(c, { owner: node, from: c.raw.from[node] + 1 + marked, to, prefix, values });
  return { kind: 'JoinedStr', id: 0, start: c.raw.start[node], end: c.raw.end[node], values };
}
