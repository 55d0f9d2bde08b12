// Half-typed code: texts to parse instead of one with errors, and how their offsets map back to the
// document. First brackets, strings and headers are completed (scan.ts); lines that still do not parse are
// masked one by one.

import type { SyntaxError } from './ast';
import { applyEdits, type Edit } from './edits';
import { formatFills } from './formatFills';
import { starredLists } from './starredLists';
import { PLACEHOLDER, placeholderName, scan, type LogicalLine, type Stray } from './scan';

/** A text to parse in place of the document. */
export interface Repaired {
  readonly text: string;
  /** Offsets of the repaired text to offsets of the document; null when they are the same. */
  readonly place: ((offset: number) => number) | null;
  readonly errors: readonly SyntaxError[];
  /** Names that stand for something missing, by their offset in the repaired text. */
  readonly placeholders: ReadonlyMap<number, SyntaxError>;
}

export function noRepair(text: string): Repaired {
  return { text, place: null, errors: [], placeholders: new Map() };
}

/** Closes what the user has not closed yet. */
export function closeOpen(text: string): Repaired {
  const { edits, errors, lines, strays } = scan(text);
  const all = [...edits, ...starredLists(text, lines), ...formatFills(text, lines)];
  const { text: repaired, place } = applyEdits(text, withoutStrays(text, all, strays));
  const ofLines = errors.map((error, i) => ({ ...error, ...strays.find((stray) => stray.error === i) }));
  return { text: repaired, place, errors, placeholders: placeholders(repaired, ofLines) };
}

/** In place of lines with a bracket that closes nothing stands one name; a header keeps its block. */
function withoutStrays(text: string, edits: readonly Edit[], strays: readonly Stray[]): Edit[] {
  const whole = strays.map(({ start, end, error }) =>
    ({ at: start, remove: end - start, insert: mask(text.slice(start, end), placeholderName(error)) }));
  const isInside = ({ at }: Edit): boolean => strays.some(({ start, end }) => at >= start && at <= end);
  return [...edits.filter((edit) => !isInside(edit)), ...whole];
}

function placeholders(text: string, errors: readonly SyntaxError[]): Map<number, SyntaxError> {
  const result = new Map<number, SyntaxError>();
  for (const match of text.matchAll(PLACEHOLDER)) {
    const error = errors[Number(match[1])];
    if (error !== undefined) result.set(match.index, error);
  }
  return result;
}

/** A damaged stretch of the repaired text. */
export interface Damage { readonly from: number; readonly to: number }

/**
 * Masks the logical lines in the damaged stretches that do not parse alone; with `force`, every line at which an error
 * starts. Null when there is nothing to mask.
 */
export function maskLines(
  repaired: Repaired, damage: readonly Damage[], options: { force: boolean; parses: (text: string) =>
    boolean },
): Repaired | null {
  const { text } = repaired;
  const errors = [...repaired.errors];
  const edits: Edit[] = [];
  for (const line of scan(text).lines) {
    if (!damage.some(({ from, to }) => touches(line, options.force ? { from, to: from } : { from, to }))) {
      continue;
    }
    const code = text.slice(line.start, line.end);
    if (/^\u2137\d+\u2137$/.test(code)) continue;
    if (!options.force && options.parses(alone(code))) continue;
    const place = repaired.place ?? ((offset: number): number => offset);
    const insert = mask(code, placeholderName(errors.length));
    errors.push({ message: 'This line does not parse.', start: place(line.start), end: place(line.end) });
    if (insert !== code) edits.push({ at: line.start, remove: line.end - line.start, insert });
  }
  if (edits.length === 0) return null;
  const edited = applyEdits(text, edits);
  const inner = repaired.place;
  const place = inner === null ? edited.place : (offset: number): number => inner(edited.place(offset));
  return { text: edited.text, place, errors, placeholders: placeholders(edited.text, errors) };
}

function touches(line: LogicalLine, { from, to }: Damage): boolean {
  return line.start <= to && from <= line.end;
}

/** A text in which a line that is good anywhere parses: clauses get the statement they belong to. */
function alone(code: string): string {
  const word = /^(?:async\s+)?(@|[a-z]+\b)?/.exec(code)?.[1] ?? '';
  switch (word) {
    case 'elif': case 'else': return `if x: pass\n${code} pass\n`;
    case 'except': case 'finally': return `try: pass\n${code} pass\n`;
    case 'case': return code.endsWith(':') ? `match x:\n  ${code} pass\n` : `${code}\n`;
    case '@': return `${code}\ndef f(): pass\n`;
    case 'def': case 'class': case 'if': case 'for': case 'while': case 'with': case 'try':
      return code.endsWith(':') ? `${code} pass\n` : `${code}\n`;
    default: return `${code}\n`;
  }
}

/** What stands for a line that does not parse: a header keeps its block. */
function mask(code: string, name: string): string {
  if (!code.endsWith(':')) return name;
  const word = /^(?:async\s+)?(@|[a-z]+\b)?/.exec(code)?.[1] ?? '';
  const called = /^(?:async\s+)?(?:def|class)\s+([^\W\d]\w*)/.exec(code)?.[1];
  switch (word) {
    case 'def': return called === undefined ? `if ${name}:` : `def ${called}(*args, **kwargs):`;
    case 'class': return called === undefined ? `if ${name}:` : `class ${called}:`;
    case 'for': return `for ${name} in ${name}:`;
    case 'except': return 'except:';
    case 'case': return `case _:`;
    case 'elif': return `elif ${name}:`;
    case 'while': case 'with': case 'match': return `${word} ${name}:`;
    default: return `if ${name}:`;
  }
}
