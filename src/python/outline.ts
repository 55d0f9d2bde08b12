// Finds the bodies of functions in a text without parsing it, so that they can be parsed when they are first looked at: of most
// imported files next to no function is ever called. Sees strings, brackets, comments and indentation, nothing else.

/** The body of a function: whole lines, nested functions included. */
export interface BodyRange {
  /** Where its first line starts. */
  readonly start: number;
  /** Behind its last line. */
  readonly end: number;
  /** Behind its last token. */
  readonly lastToken: number;
  /** How far the `def` is indented. */
  readonly indent: number;
  /** Behind its first line, when that starts as a docstring does; -1 otherwise. */
  readonly firstEnd: number;
}

/** Shorter bodies are parsed at once: to do it later costs as much. */
const SHORTEST = 60;

const NEWLINE = 10, TAB = 9, FEED = 12, RETURN = 13, BLANK = 32;
const QUOTE = 34, HASH = 35, APOSTROPHE = 39, COLON = 58, SEMICOLON = 59, BACKSLASH = 92;

/** The outermost bodies in order; null for a text in which they cannot be told for certain. */
export function functionBodies(text: string): BodyRange[] | null {
  const bodies: BodyRange[] = [];
  const lines = new LogicalLines(text);
  let open: { -readonly [K in keyof BodyRange]: BodyRange[K] } | null = null;
  const close = (): boolean => {
    if (!open) return true;
    if (open.lastToken < 0) return false; // A header without a body.
    if (open.end - open.start >= SHORTEST) bodies.push({ ...open });
    open = null;
    return true;
  };
  while (lines.next()) {
    if (open && lines.indent > open.indent) {
      if (open.lastToken < 0 && isText(text, lines.start)) open.firstEnd = lines.end;
      open.end = lines.end;
      open.lastToken = lines.lastToken;
      continue;
    }
    if (!close()) return null;
    if (lines.endsWithColon && isDefinition(text, lines.start))
      open = { start: lines.end, indent: lines.indent, end: lines.end, lastToken: -1, firstEnd: -1 };
  }
  return lines.isClear && close() ? bodies : null;
}

const DEFINITION = /(?:async[ \t]+)?def[ \t\\]/y;

function isDefinition(text: string, at: number): boolean {
  const first = text.charCodeAt(at);
  if (first !== 100 && first !== 97) return false;
  DEFINITION.lastIndex = at;
  return DEFINITION.test(text);
}

const TEXT = /(?:[rRuU]|)["'(]/y;

function isText(text: string, at: number): boolean {
  TEXT.lastIndex = at;
  return TEXT.test(text);
}

/** The logical lines of a text, blank ones and comments left out. */
class LogicalLines {
  /** The first token of the line. */
  start = 0;
  indent = 0;
  /** Behind its line end. */
  end = 0;
  lastToken = 0;
  endsWithColon = false;
  /** Nothing was met that leaves open where lines end. */
  isClear = true;

  constructor(private readonly text: string) {}

  next(): boolean {
    const { text } = this;
    let at = this.end;
    for (; ; at++) {
      const lineStart = at;
      while (text.charCodeAt(at) === BLANK) at++;
      const code = text.charCodeAt(at);
      if (code === TAB || code === FEED || code === BACKSLASH) return this.giveUp();
      if (code === HASH) at = endOfLine(text, at);
      else if (code === RETURN) at++;
      else if (code !== NEWLINE) {
        if (at >= text.length) return false;
        this.start = at;
        this.indent = at - lineStart;
        return this.readLine(at);
      }
      if (at >= text.length) return false;
      if (text.charCodeAt(at) !== NEWLINE) return this.giveUp();
    }
  }

  private readLine(from: number): boolean {
    const { text } = this;
    let depth = 0;
    let last = from;
    let at = from;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === QUOTE || code === APOSTROPHE) {
        at = endOfString(text, at, code);
        if (at < 0) return this.giveUp();
        last = at;
      } else if (code === HASH) at = endOfLine(text, at) - 1;
      else if (code === BACKSLASH) {
        if (text.charCodeAt(at + 1) === RETURN) at++;
        if (text.charCodeAt(++at) !== NEWLINE) return this.giveUp();
      } else if (code === NEWLINE) {
        if (depth === 0) break;
      } else if (code > BLANK) {
        if (code !== SEMICOLON) last = at;
        if (code === 40 || code === 91 || code === 123) depth++;
        else if (code === 41 || code === 93 || code === 125) depth--;
      } else if (code !== BLANK && code !== RETURN && code !== TAB) return this.giveUp();
    }
    if (depth !== 0) return this.giveUp();
    this.end = Math.min(at + 1, text.length);
    this.lastToken = last + 1;
    this.endsWithColon = text.charCodeAt(last) === COLON;
    return true;
  }

  private giveUp(): false {
    this.isClear = false;
    return false;
  }
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

/** The closing quote of the string that opens here; -1 when it is not closed. */
function endOfString(text: string, at: number, quote: number): number {
  const isLong = text.charCodeAt(at + 1) === quote && text.charCodeAt(at + 2) === quote;
  if (isLong) {
    const mark = quote === QUOTE ? '"""' : "'''";
    for (let end = text.indexOf(mark, at + 3); end >= 0; end = text.indexOf(mark, end + 1)) {
      let slashes = 0;
      while (text.charCodeAt(end - 1 - slashes) === BACKSLASH && end - slashes > at + 3) slashes++;
      if (slashes % 2 === 0) return end + 2;
    }
    return -1;
  }
  for (let end = at + 1; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code === quote) return end;
    if (code === BACKSLASH) {
      end++;
      if (text.charCodeAt(end) === RETURN && text.charCodeAt(end + 1) === NEWLINE) end++;
    } else if (code === NEWLINE) return -1;
  }
  return -1;
}
