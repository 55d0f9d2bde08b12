// `match [a, b]:` before `case [c, d]:` is an annotated subscript to the grammar. Such a subject is put in parentheses.
import type { Edit } from './edits';
import { scan } from './scan';

const HEADER = /^[ \t]*match[ \t]*\[/m;

/** The parentheses that tell a `match` on a list from a subscript; none in nearly every text. */
export function matchEdits(text: string): readonly Edit[] {
  if (!HEADER.test(text)) return [];
  return scan(text).lines.flatMap(({ start, end }) => {
    const code = text.slice(start, end);
    const subject = /^match[ \t]*(?=\[)/.exec(code)?.[0].length;
    if (subject === undefined || !/\]\s*:$/.test(code)) return [];
    return [{ at: start + subject, remove: 0, insert: '(' }, { at: start + code.lastIndexOf(':'), remove: 0, insert: ')' }];
  });
}
