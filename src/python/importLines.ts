// The imports that a module's text runs when it is imported, read without parsing it, for loading files ahead of the interpreter.
// Generous: what stands under a condition counts, and a line of a string may look like an import. Knows no files.
import { functionBodies } from './outline';

export interface ImportLine {
  readonly module: string;
  /** Leading dots. */
  readonly level: number;
  /** The names imported from the module, which may be modules themselves; empty for `import a.b`. */
  readonly names: readonly string[];
}

const NAMES = /(?:\(([^)]*)\)|((?:[^#\n;\\]|\\\r?\n)+))/.source;
const FROM = /from[ \t]+(\.*)[ \t]*([\w.]*)[ \t]+import[ \t]+/.source;
const LINE = new RegExp(`^[ \\t]*(?:import[ \\t]+([^#\\n;]+)|${FROM}${NAMES})`, 'gm');

/** Imports outside of functions. */
export function importLines(text: string): ImportLine[] {
  const found: ImportLine[] = [];
  const bodies = functionBodies(text) ?? [];
  let next = 0;
  for (const match of text.matchAll(LINE)) {
    while ((bodies[next]?.end ?? Infinity) <= match.index) next++;
    if ((bodies[next]?.start ?? Infinity) <= match.index) continue;
    const [, plain, dots = '', module = '', inBrackets, bare = ''] = match;
    if (plain !== undefined) for (const name of namesIn(plain)) found.push({ module: name, level: 0, names: [] });
    else found.push({ module, level: dots.length, names: namesIn(inBrackets ?? bare) });
  }
  return found;
}

/** `a as b, c` without comments, line ends and `*`. */
function namesIn(list: string): string[] {
  return list.replace(/#.*|\\/g, '').split(',').flatMap((part) => /^\s*([\w.]+)/.exec(part)?.[1] ?? []);
}
