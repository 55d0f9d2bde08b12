// `f"{name:=^20}"`: the grammar takes `:=` for an assignment expression, Python for a format that begins with its fill. A mark
// between the two has the grammar see a format; what is read of it leaves the mark out.
import type { Edit } from './edits';
import type { LogicalLine } from './scan';

export const FILL_MARK = '\u2138';

const STRING = /"""(?:\\[^]|[^\\])*?"""|'''(?:\\[^]|[^\\])*?'''|"(?:\\[^]|[^\\"\n])*"|'(?:\\[^]|[^\\'\n])*'/;
const FORMATTED = new RegExp(`\\b(?:[fF][rR]?|[rR][fF])(?:${STRING.source})`, 'g');
const FIELD = /(?<!\{)(?:\{\{)*\{(?!\{)[^{}()[\]:]*:(?==)/g;

/** A mark for every format that begins with `=`, among the lines of a text that does not parse. */
export const formatFills = (text: string, lines: readonly LogicalLine[]): readonly Edit[] => lines.flatMap(({ start, end }) =>
  [...text.slice(start, end).matchAll(FORMATTED)].flatMap(({ 0: literal, index }) =>
    [...literal.matchAll(FIELD)].map((field) =>
      ({ at: start + index + field.index + field[0].length, remove: 0, insert: FILL_MARK }))));
