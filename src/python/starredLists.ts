// `return x, *[f(t) for t in y]`: outside of brackets the grammar knows stars before names only. The list is put in parentheses.
import type { Edit } from './edits';
import type { LogicalLine } from './scan';

const STRINGS = /"""(?:\\[^]|[^\\])*?"""|'''(?:\\[^]|[^\\])*?'''|"(?:\\[^]|[^\\"\n])*"|'(?:\\[^]|[^\\'\n])*'|#.*/;
const OTHERS = /[()[\]{}]|[=!<>:]=|=|\b(?:return|yield|in)\b|,?\s*\*(?=\s*[[({"'])/;
const TOKEN = new RegExp(`${STRINGS.source}|${OTHERS.source}`, 'g');

/** The parentheses around lists with such a star, among the lines of a text that does not parse. */
export function starredLists(text: string, lines: readonly LogicalLine[]): readonly Edit[] {
  return lines.flatMap(({ start, end }) => {
    const code = text.slice(start, end);
    const open = code.includes('*') ? openOf(code) : null;
    if (open === null) return [];
    const stop = /^(?:async\s+)?for\b/.test(code) && code.endsWith(':') ? code.length - 1 : code.length;
    return [{ at: start + open, remove: 0, insert: '(' }, { at: start + stop, remove: 0, insert: ')' }];
  });
}

/** Where the list begins in which a star stands before a display, or null. */
function openOf(code: string): number | null {
  let depth = 0;
  let begin: number | null = null;
  for (const { 0: token, index } of code.matchAll(TOKEN)) {
    if (/^[([{]$/.test(token)) depth++;
    else if (/^[)\]}]$/.test(token)) depth--;
    else if (depth > 0) continue;
    else if (/^(?:=|return|yield|in)$/.test(token)) begin = index + token.length;
    else if (begin !== null && token.endsWith('*')) {
      const isFirst = code.slice(begin, index).trim() === '';
      if (isFirst || token.startsWith(',')) return begin;
    }
  }
  return null;
}
