// Offsets and lines of a text: UTF-16 code units on one side, zero-based line and column on the other.
// Knows nothing of syntax or editors; a line ends at \n, \r\n or a lone \r, as in VS Code.

/** A zero-based place in a text; the column counts UTF-16 code units. */
export interface LineColumn {
  readonly line: number;
  readonly column: number;
}

/** The line starts of one text, computed once. */
export class LineIndex {
  private readonly starts: readonly number[];
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
    this.starts = lineStarts(text);
  }

  get lineCount(): number {
    return this.starts.length;
  }

  /** The place of an offset; offsets outside the text are moved to its ends. */
  at(offset: number): LineColumn {
    const clamped = Math.max(0, Math.min(offset, this.text.length));
    const line = this.lineOf(clamped);
    return { line, column: clamped - this.starts[line] };
  }

  /** The zero-based line that contains the offset. */
  lineOf(offset: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The offset of a place; a column beyond the end of its line is moved to the end of the line. */
  offset(place: LineColumn): number {
    if (place.line < 0) return 0;
    if (place.line >= this.starts.length) return this.text.length;
    return Math.min(this.starts[place.line] + Math.max(0, place.column), this.lineEnd(place.line));
  }

  /** Where a line starts. */
  lineStart(line: number): number {
    return line >= this.starts.length ? this.text.length : this.starts[Math.max(0, line)];
  }

  /** Where a line ends, its line break excluded. */
  lineEnd(line: number): number {
    const next = line + 1 < this.starts.length ? this.starts[line + 1] : this.text.length;
    let end = next;
    if (line + 1 < this.starts.length) {
      if (this.text.charCodeAt(end - 1) === 10) end -= 1;
      if (end > this.starts[line] && this.text.charCodeAt(end - 1) === 13) end -= 1;
    }
    return end;
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
  }
  return starts;
}
