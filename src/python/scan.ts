// Reads a text with errors as brackets, strings, comments and logical lines, and closes what was left open.
// Does not know the grammar: it goes by line starts and indents. Used only after a parse with errors.

import type { SyntaxError } from './ast';
import type { Edit } from './edits';

export interface LogicalLine {
  readonly start: number;
  /** After the last character of code. */
  readonly end: number;
}

export interface Scan {
  readonly edits: readonly Edit[];
  readonly errors: readonly SyntaxError[];
  readonly lines: readonly LogicalLine[];
  /** Lines with a bracket that closes nothing: where it was opened is not known, so nothing of them can be believed. */
  readonly strays: readonly Stray[];
}

export interface Stray extends LogicalLine {
  /** An index into the errors. */
  readonly error: number;
}

/** A name that stands for something missing; the number is an index into the errors. */
export const placeholderName = (index: number): string => `\u2137${index}\u2137`;
export const PLACEHOLDER = /\u2137(\d+)\u2137/g;

interface Opener { readonly char: string; readonly at: number; readonly indent: number }
interface Forced { readonly brackets: ReadonlySet<number>; readonly triples: ReadonlySet<number> }

const CLOSER: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const MAX_SCANS = 8;

/** Finds the edits that close brackets and strings, complete headers and fill in missing operands. */
export function scan(text: string): Scan {
  const brackets = new Set<number>();
  const triples = new Set<number>();
  for (let k = 0; ; k++) {
    const scanner = new Scanner(text, { brackets, triples });
    scanner.run();
    const before = brackets.size + triples.size;
    const triple = scanner.unclosedTriple();
    if (triple !== null) triples.add(triple);
    else if (scanner.unclosedBracket !== null) brackets.add(scanner.unclosedBracket);
    if (k >= MAX_SCANS || brackets.size + triples.size === before) return scanner;
  }
}

class Scanner implements Scan {
  readonly edits: Edit[] = [];
  readonly errors: SyntaxError[] = [];
  readonly lines: LogicalLine[] = [];
  readonly strays: Stray[] = [];
  unclosedBracket: number | null = null;
  private readonly triples: { readonly start: number; readonly end: number; readonly closed: boolean }[] = [];
  private readonly text: string;
  private readonly forced: Forced;
  private stack: Opener[] = [];
  private position = 0;
  private lineStart = -1;
  private lastCode = 0;
  private colon = false;
  /** The error of the line's first bracket that closes nothing. */
  private stray = -1;

  constructor(text: string, forced: Forced) {
    this.text = text;
    this.forced = forced;
  }

  run(): void {
    const { text } = this;
    while (this.position < text.length) this.step(text[this.position]);
    this.unclosedBracket = this.stack[0]?.at ?? null;
    if (this.stack.length > 0) this.closeAll();
    this.endLine();
  }

  /** The triple quote to blame when one is still open at the end of the text. */
  unclosedTriple(): number | null {
    const last = this.triples.at(-1);
    if (last === undefined || last.closed) return null;
    // A stray quote turns code and docstrings round: the first string that ends before a word, or contains
    // code.
    const odd = this.triples.find(({ start, end, closed }) =>
      closed && (/^\w/.test(this.text.slice(end, end + 1)) || CODE_INSIDE.test(this.text.slice(start, end))));
    return (odd ?? last).start;
  }

  private step(char: string): void {
    if (char === '\n') return this.newline();
    if (char === '#') return this.skipTo(lineEnd(this.text, this.position));
    if (char === ' ' || char === '\t' || char === '\r' || char === '\f') {
      return this.skipTo(this.position + 1);
    }
    if (char === '\\' && /^\\\r?\n/.test(this.text.slice(this.position, this.position + 3))) {
      return this.skipTo(lineEnd(this.text, this.position) + 1);
    }
    if (this.lineStart < 0) this.lineStart = this.position;
    if (char === '"' || char === "'") return this.string(char);
    if (char in CLOSER) {
      this.stack.push({ char, at: this.position, indent: indentAt(this.text, this.position) });
    } else if (char === ')' || char === ']' || char === '}') {
      this.closer(char);
    } else if (char === ':' && this.stack.length === 0) {
      this.colon = true;
    }
    this.position += 1;
    this.lastCode = this.position;
  }

  private skipTo(position: number): void {
    this.position = position;
  }

  private string(quote: string): void {
    const { text } = this;
    const start = this.position;
    const triple = text.startsWith(quote.repeat(3), start);
    const delimiter = triple ? quote.repeat(3) : quote;
    const stop = triple && !this.forced.triples.has(start) ? text.length : lineEnd(text, start);
    let at = start + delimiter.length;
    while (at < stop && !text.startsWith(delimiter, at)) at += text[at] === '\\' ? 2 : 1;
    // A backslash before the line break continues a string on the next line.
    if (at > stop && !triple) return this.skipTo(at);
    const closed = at < stop;
    if (triple) this.triples.push({ start, end: at + 3, closed: closed || this.forced.triples.has(start) });
    if (!closed) {
      at = Math.min(at, stop);
      this.edit(at, delimiter);
      this.note('This string is never closed.', start, at);
    }
    this.position = closed ? at + delimiter.length : at;
    this.lastCode = this.position;
  }

  private closer(char: string): void {
    const depth = this.stack.findLastIndex((opener) => CLOSER[opener.char] === char);
    if (depth < 0) {
      if (this.stray < 0) this.stray = this.errors.length;
      this.note(`This ${char} closes nothing.`, this.position, this.position + 1);
      this.edits.push({ at: this.position, remove: 1, insert: ' ' });
      return;
    }
    while (this.stack.length - 1 > depth) this.closeTop();
    this.stack.pop();
  }

  private newline(): void {
    if (this.stack.length > 0) {
      if (!this.statementFollows()) return this.skipTo(this.position + 1);
      this.closeAll();
    }
    this.endLine();
    this.position += 1;
  }

  private statementFollows(): boolean {
    const opener = this.stack[this.stack.length - 1];
    CODE_LINE.lastIndex = this.position + 1;
    const match = CODE_LINE.exec(this.text);
    if (match === null) return false;
    const line = match[2];
    if (STATEMENT.test(line) || MEMBER_ASSIGNMENT.test(line)) return true;
    const indent = columns(match[1]);
    if (this.stack.some(({ at, indent: own }) => this.forced.brackets.has(at) && indent <= own)) {
      return !/^[)\]}]/.test(line);
    }
    return indent <= opener.indent && (ASSIGNMENT.test(line) || BLOCK_START.test(line) || /^@\w/.test(line));
  }

  private closeAll(): void {
    while (this.stack.length > 0) this.closeTop();
  }

  private closeTop(): void {
    const opener = this.stack.pop();
    if (opener === undefined) return;
    this.fillOperand(opener.char);
    this.edit(this.lastCode, CLOSER[opener.char]);
    this.note(`This ${opener.char} is never closed.`, opener.at, opener.at + 1);
  }

  /** A placeholder where an operator, a dot or a keyword has nothing after it. */
  private fillOperand(opener: string): void {
    if (this.edits.some((edit) => edit.at === this.lastCode)) return;
    const before = this.text.slice(Math.max(this.lineStart, this.lastCode - 40), this.lastCode);
    const needed = /[\w)\]}'"]\s*\.$/.test(before) && !/(?:^|[^\w.])\d[\d_]*\.$/.test(before)
      || /(?:[=+\-*/%@&|^<>~]|!=|\b(?:in|and|or|not|is|if|elif|while|with|lambda:|await|import\s\*))$/.test(before)
      || opener === '{' && before.endsWith(':');
    if (!needed || /\bimport\s*\*$/.test(before)) return;
    const space = /\w$/.test(before) ? ' ' : '';
    this.edit(this.lastCode, space + placeholderName(this.errors.length));
    this.note('Something is missing here.', this.lastCode, this.lastCode);
  }

  private endLine(): void {
    if (this.lineStart < 0) return;
    const line = this.text.slice(this.lineStart, this.lastCode);
    const word = /^(?:async\s+)?([a-z]+)\b/.exec(line)?.[1] ?? '';
    this.fillOperand('');
    if (HEADERS.has(word) && !this.colon) {
      if (/^(?:async\s+)?def\s+\w+$/.test(line)) this.edit(this.lastCode, '()');
      if (word === 'for' && !/\bin\b/.test(line)) {
        this.edit(this.lastCode, ` in ${placeholderName(this.errors.length)}`);
      }
      this.edit(this.lastCode, ':');
      this.note('A colon is expected here.', this.lastCode, this.lastCode);
    }
    this.lines.push({ start: this.lineStart, end: this.lastCode });
    if (this.stray >= 0) this.strays.push({ start: this.startOfStray(), end: this.lastCode, error: this.stray });
    this.stray = -1;
    this.lineStart = -1;
    this.colon = false;
  }

  /** A line that begins with the bracket ends a statement of several: those that are indented below where it begins. */
  private startOfStray(): number {
    const last = this.lines.length - 1;
    if (!/[)\]}]/.test(this.text.charAt(this.lineStart))) return this.lineStart;
    const indent = indentAt(this.text, this.lineStart);
    let first = last - 1;
    while (first >= 0 && indentAt(this.text, this.lines[first]?.start ?? 0) > indent) first--;
    const opening = this.lines[first];
    return opening && first < last - 1 && !/^(?:def|class|if|for|while|with|try|else|elif|except|finally)\b/.test(
      this.text.slice(opening.start, opening.end)) ? opening.start : this.lineStart;
  }

  private edit(at: number, insert: string): void {
    this.edits.push({ at, remove: 0, insert });
  }

  private note(message: string, start: number, end: number): void {
    this.errors.push({ message, start, end });
  }
}

const HEADERS = new Set([
  'def', 'class', 'if', 'elif', 'else', 'for', 'while', 'with', 'try', 'except', 'finally',
]);
const CODE_LINE = /^([ \t\f]*)([^\s#].*)$/gm;
const CODE_INSIDE = /^\s*(?:def \w+\(.*\).*:|class \w+.*:|self\.\w+ = .*|return .*[()].*)$/m;

/** No expression contains these keywords, so inside brackets they tell that a bracket is missing. */
const STATEMENT = new RegExp('^(?:(?:def|class|return|import|raise|assert|del|pass|break|continue|global|nonlocal|while'
  + '|with|try|except|finally|elif)\\b|from\\s+[\\w.]+\\s+import\\b|async\\s+(?:def|with)\\b)');
/** These start clauses of comprehensions and conditional expressions too. */
const BLOCK_START = /^(?:if|for|else|async\s+for)\b.*:\s*(?:#.*)?$/;
const MEMBER_ASSIGNMENT = /^[^\W\d]\w*(?:\.\w+|\[[^\]]*\])*(?:(?:\.\w+|\[[^\]]*\])\s*|\s*(?:[-+*/%@&|^]|\/\/|\*\*|>>|<<))=(?!=)/;
const ASSIGNMENT = /^[^\W\d][\w\s,]*(?::\s*[\w.[\], ]+)?=(?!=)/;

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  if (end < 0) return text.length;
  return text[end - 1] === '\r' ? end - 1 : end;
}

function indentAt(text: string, offset: number): number {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return columns(/^[ \t\f]*/.exec(text.slice(start, offset))?.[0] ?? '');
}

/** The width of an indent; a tab goes to the next multiple of eight, as in CPython. */
function columns(indent: string): number {
  let width = 0;
  for (const char of indent) width = char === '\t' ? (width | 7) + 1 : char === '\f' ? 0 : width + 1;
  return width;
}
