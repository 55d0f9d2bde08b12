// Documents as one Python program: a .py file, the cells of a notebook in order, the ```python fences of a Markdown file
// in order. Offsets of the program map back to the document (and cell) they came from.
// Knows nothing of models; the text comes from whoever has it (editor buffer, disk).

import { bracketBalance } from '../python/clean';

/** A run of program text taken from `part` of the document, starting at `offset` there. */
export interface Segment {
  readonly start: number;
  readonly end: number;
  readonly part: number;
  readonly offset: number;
}

/** `parts` are the cells of a notebook, in order; a .py or .md has one part. */
export interface Program {
  readonly kind: 'python' | 'notebook' | 'markdown';
  readonly text: string;
  readonly segments: readonly Segment[];
  readonly parts: readonly { readonly name: string; readonly text: string }[];
}
export interface Place {
  readonly part: number;
  readonly offset: number;
}

export function pythonProgram(name: string, text: string): Program {
  return {
    kind: 'python',
    text,
    segments: [{ start: 0, end: text.length, part: 0, offset: 0 }],
    parts: [{ name, text }],
  };
}

/** Cells that are not code are passed with `code: false` so that numbers agree with what the reader sees. */
export function notebookProgram(
  cells: readonly { readonly name: string; readonly text: string; readonly code: boolean }[],
): Program {
  const segments: Segment[] = [];
  let text = '';
  for (const [part, cell] of cells.entries()) {
    if (!cell.code || /^\s*%%(?!time|capture)/.test(cell.text)) continue;
    segments.push({ start: text.length, end: text.length + cell.text.length, part, offset: 0 });
    text += `${cell.text}\n`;
  }
  return { kind: 'notebook', text, segments, parts: cells };
}

const FENCE = /^([ \t]*(?:[-*+>]|\d+[.)])?[ \t]*)(`{3,}|~{3,})[ \t]*(.*)$/;
const PYTHON_INFO = /^\{?\s*\.?(python|py|python3|ipython|pycon)?\b/i;

export function markdownProgram(name: string, text: string): Program {
  const segments: Segment[] = [];
  let program = '';
  const fences = pythonFences(text).map(withoutPrompts)
    .filter((lines) => !isShell(lines) && !isExtract(lines) && !isSignature(lines));
  for (const fence of ofPyTorch(fences)) {
    for (const line of fence) {
      segments.push({ start: program.length, end: program.length + line.text.length, part: 0, offset: line.offset });
      program += line.text;
      if (!line.text.endsWith('\n')) program += '\n';
    }
    program += '\n';
  }
  return { kind: 'markdown', text: program, segments, parts: [{ name, text }] };
}

interface Line {
  readonly text: string;
  readonly offset: number;
}

/** The lines of each Python fence, without the fence's own indent. An unclosed fence runs to the end. */
function pythonFences(text: string): Line[][] {
  const fences: Line[][] = [];
  let open: { mark: string; indent: number; lines: Line[] | null } | null = null;
  let offset = 0;
  for (const line of text.split(/(?<=\n)/)) {
    const match = FENCE.exec(line.replace(/\r?\n$/, ''));
    if (!open && match) {
      const info = PYTHON_INFO.exec(match[3] ?? '');
      const lines = info?.[1] ? [] : null;
      if (lines) fences.push(lines);
      open = { mark: match[2] ?? '', indent: (match[1] ?? '').replace(/[^ \t]/g, ' ').length, lines };
    } else if (open && match && (match[3] ?? '') === '' && (match[2] ?? '').startsWith(open.mark)) {
      open = null;
    } else if (open?.lines) {
      const indent = Math.min(open.indent, /^[ \t]*/.exec(line)?.[0].length ?? 0);
      open.lines.push({ text: line.slice(indent), offset: offset + indent });
    }
    offset += line.length;
  }
  return fences;
}

const SESSION = /^\s*(?:>>>|\.\.\.)(?: |(?=\r?\n?$))/;
const NUMBERED = /^In ?(?:\[ ?\d*\])?: ?/;

/** What a session shows: lines behind `>>>` and `...` without them, not what was printed; code behind `In [1]:` to the left. */
function withoutPrompts(lines: Line[]): Line[] {
  const cut = (line: Line, length: number): Line => ({ text: line.text.slice(length), offset: line.offset + length });
  if (lines.some(({ text }) => /^\s*>>>/.test(text))) {
    return lines.flatMap((line) => {
      const prompt = SESSION.exec(line.text)?.[0];
      return prompt === undefined ? [] : [cut(line, prompt.length)];
    });
  }
  const first = lines.findIndex(({ text }) => text.trim() !== '');
  const prompt = NUMBERED.exec(lines[first]?.text ?? '')?.[0];
  if (prompt === undefined) return lines;
  const rest = lines.slice(first + 1).filter(({ text }) => text.trim() !== '');
  const indentOf = ({ text }: Line): number => /^[ \t]*/.exec(text)?.[0].length ?? 0;
  const indent = Math.min(...rest.map(indentOf));
  return lines.map((line, i) => cut(line, i < first ? 0 : i === first ? prompt.length : Math.min(indent, indentOf(line))));
}

const PROMPT_OR_TREE = /^\s*(?:\$\s|\.{1,2}\/|[├└│─])/;
/** `FLAG=1 python train.py --lr 0.1`: two words in a row, or a word and an option or a path. */
const COMMAND = /^\s*(?:[A-Za-z_]\w*=\S+\s+)*([A-Za-z_][\w.-]*)\s+(?:--?[A-Za-z]|[./~]|([A-Za-z_]\w*))/;
const KEYWORDS = new Set(['and', 'as', 'assert', 'async', 'await', 'case', 'class', 'def', 'del', 'elif', 'else', 'except', 'for',
  'from', 'global', 'if', 'import', 'in', 'is', 'lambda', 'match', 'nonlocal', 'not', 'or', 'print', 'raise', 'return', 'type',
  'while', 'with', 'yield']);

/** Commands and listings of folders stand in Python's fences too, for their colours: what the first line cannot be in Python. */
function isShell(lines: readonly Line[]): boolean {
  const first = lines.find(({ text }) => text.trim() !== '' && !text.trimStart().startsWith('#'))?.text ?? '';
  const [whole, word = '', next = ''] = COMMAND.exec(first) ?? [];
  return PROMPT_OR_TREE.test(first) || (whole !== undefined && !KEYWORDS.has(word) && !KEYWORDS.has(next));
}

/** An extract of a program: `...` stands for what is left out around it, or among the arguments of a call. */
function isExtract(lines: readonly Line[]): boolean {
  const texts = lines.map(({ text }) => text.trim()).filter((text) => text !== '');
  let depth = 0;
  return (texts[0] === '...' && texts.at(-1) === '...') || texts.some((text) => {
    depth += bracketBalance(text);
    return text === '...' && depth > 0;
  });
}

/** `tab` comments and magics of books that show one lesson in several frameworks: which of them a block is for. */
const TAB = /^(?:#\s*@tab|%%tab)[ \t]+(.*)$/;

/** Of blocks that are marked as those of several frameworks: PyTorch's, and those of all. Unmarked ones are another's there. */
function ofPyTorch(fences: Line[][]): Line[][] {
  const marks = fences.map((lines) => {
    const marked = lines.find(({ text }) => text.trim() !== '')?.text.trim() ?? '';
    return TAB.exec(marked)?.[1]?.split(/[\s,]+/).map((name) => name.toLowerCase()) ?? null;
  });
  const isOurs = (names: readonly string[]): boolean => names.some((name) => name === 'pytorch' || name === 'torch');
  if (!marks.some((names) => names && isOurs(names))) return fences;
  return fences.filter((lines, i) => {
    const names = marks[i];
    return names ? isOurs(names) || names.includes('all') : lines.some(({ text }) => /^%(?:load_ext|matplotlib)\b/.test(text));
  });
}

/** A signature, as documentations list them: a head without a body, or one call whose arguments have types. */
function isSignature(lines: readonly Line[]): boolean {
  const texts = lines.map(({ text }) => text.trim()).filter((text) => !/^(?:[#@].*)?$/.test(text));
  const whole = texts.join(' ');
  const end = closing(whole);
  if (end < 0) return false;
  const isHead = /^(?:async\s+)?(?:def|class)\s/.test(whole);
  const rest = whole.slice(end + 1);
  if (isHead) return /^\s*(?:->\s*[^:]+)?:?\s*$/.test(rest);
  if (!/^[A-Za-z_][\w.]*\s*\(/.test(whole) || !/^\s*(?:->.*)?$/.test(rest)) return false;
  return rest.includes('->') || TYPED.test(whole.slice(0, end + 1).replace(COLONS, '0'));
}

/** An argument with a type, or a bare `*` or `/` among the arguments. */
const TYPED = /[(,]\s*(?:\*{0,2}[A-Za-z_]\w*\s*:|[*/]\s*[,)])/;
/** What has colons of its own. */
const COLONS = /\{[^{}]*\}|\[[^[\]]*\]|lambda\b[^:]*:/g;

/** Where the first bracket of a text is closed; -1 when it is not. */
function closing(text: string): number {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if ('([{'.includes(text.charAt(i))) depth++;
    else if (')]}'.includes(text.charAt(i)) && --depth === 0) return i;
  }
  return -1;
}

/** Where an offset of the program stands in the document. */
export function placeOf(program: Program, offset: number): Place {
  let low = 0;
  let high = program.segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((program.segments[middle]?.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  const segment = program.segments[low];
  if (!segment) return { part: 0, offset };
  return { part: segment.part, offset: segment.offset + Math.min(offset, segment.end) - segment.start };
}

/** The offset in the program of a place of the document; undefined outside of its code. */
export function programOffset(program: Program, place: Place): number | undefined {
  const segment = program.segments.find(
    (s) => s.part === place.part && place.offset >= s.offset && place.offset <= s.offset + (s.end - s.start),
  );
  return segment && segment.start + place.offset - segment.offset;
}

/** What was to be a notebook is none; `message` is a sentence. */
export class NotebookError extends Error {}

/** The cells of an .ipynb file. Throws NotebookError when it is no notebook. */
export function readNotebook(text: string): { name: string; text: string; code: boolean }[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unreadable';
    throw new NotebookError(`The notebook is not valid JSON (${why}); open and save it once in an editor.`);
  }
  const cells = typeof json === 'object' && json !== null && 'cells' in json ? json.cells : undefined;
  if (!Array.isArray(cells))
    throw new NotebookError('The notebook has no list of cells; only notebooks of format 4 are read.');
  return cells.map((cell: unknown, i) => {
    const source = typeof cell === 'object' && cell !== null && 'source' in cell ? cell.source : '';
    const kind = typeof cell === 'object' && cell !== null && 'cell_type' in cell ? cell.cell_type : '';
    const body = Array.isArray(source) ? source.map(String).join('') : typeof source === 'string' ? source : '';
    return { name: `cell ${i + 1}`, text: body, code: kind === 'code' };
  });
}
