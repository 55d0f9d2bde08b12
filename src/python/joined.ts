// Finds statements that run over a line end without bracket or backslash. The grammar takes line ends for
// blanks where a statement is not complete, so `x = self.` and the next line would silently become one
// statement. Does not repair them.

import type { RawTree } from './rawTree';

const SIMPLE = /_statement$/;
const HEADED = new Set([
  'if_statement',
  'for_statement',
  'while_statement',
  'with_statement',
  'function_definition',
  'class_definition',
  'elif_clause',
  'except_clause',
  'match_statement',
  'case_clause',
]);
const COMPOUND = new Set([...HEADED, 'try_statement']);

/** Whether some statement or header has a line end that Python would not allow. */
export function hasJoinedLines(raw: RawTree, text: string): boolean {
  for (let index = 1; index < raw.type.length; index++) {
    const type = raw.type[index];
    const compound = COMPOUND.has(type);
    if (!compound && !SIMPLE.test(type)) continue;
    const from = raw.from[index];
    const to = !compound ? raw.to[index] : HEADED.has(type) ? headerEnd(raw, index) : from;
    if (isJoined(text, from, to)) return true;
    if (!compound) index = raw.next[index] - 1;
  }
  return false;
}

function headerEnd(raw: RawTree, index: number): number {
  for (let child = index + 1; child < raw.next[index]; child = raw.next[child]) {
    if (raw.type[child] === "':'") return raw.to[child];
  }
  return raw.from[index];
}

const TOKEN =
  /"""(?:\\[^]|[^\\])*?"""|'''(?:\\[^]|[^\\])*?'''|"(?:\\[^]|[^\\"\n])*"|'(?:\\[^]|[^\\'\n])*'|#.*|\\\r?\n|[()[\]{}\n]/g;

function isJoined(text: string, from: number, to: number): boolean {
  const newline = text.indexOf('\n', from);
  if (newline < 0 || newline >= to) return false;
  let depth = 0;
  TOKEN.lastIndex = from;
  for (let match = TOKEN.exec(text); match !== null && match.index < to; match = TOKEN.exec(text)) {
    const token = match[0];
    if (token === '\n' && depth === 0) return true;
    if (token === '(' || token === '[' || token === '{') depth++;
    else if (token === ')' || token === ']' || token === '}') depth--;
  }
  return false;
}
