// The folders that a program adds to sys.path, as names under which the same modules are found from the folders that are looked
// in anyway: sys.path.append('./lib') makes `import net` mean lib/net.py.
import { fileId, filePath } from '../base/source';
import type { Interpreter } from './interpreter';
import type { SourceFile } from './value';

/** A module by its name, in the usual places first, then beneath what the program added to sys.path. */
export function findSource(m: Interpreter, name: string): SourceFile | 'missing' | 'pending' {
  const found = m.sources.find(name);
  if (found !== 'missing') return found;
  for (const folder of added(m)) {
    const longer = `${folder}.${name}`;
    const there = m.sources.find(longer);
    if (there === 'pending') m.pending.add(longer);
    if (there !== 'missing') return there;
  }
  return 'missing';
}

function added(m: Interpreter): readonly string[] {
  const path = m.modules.get('sys')?.attrs.get('path');
  if (path?.kind !== 'list') return [];
  return path.items.flatMap((item) => {
    const folder = item.kind === 'str' ? belowKnown(m, item.value) : '';
    // A folder with a dot in its name is no part of a module's name.
    return folder === '' || folder.includes('.') ? [] : [folder.split('/').join('.')];
  });
}

/** A folder from one of those above the program; '' for these themselves, which are looked in anyway. */
function belowKnown(m: Interpreter, folder: string): string {
  const parts = tidy(folder.split(/[/\\]/));
  if (!folder.startsWith('/')) return parts.join('/');
  const [document] = m.documents;
  const own = tidy(filePath(document?.file?.id ?? fileId('')).split(/[/\\]/)).slice(0, -1);
  const shared = parts.findIndex((part, i) => part !== own[i]);
  return shared <= 0 ? '' : parts.slice(shared).join('/');
}
/** Without `.` and, from where the program runs, without the way up. */
function tidy(parts: readonly string[]): string[] {
  const kept: string[] = [];
  for (const part of parts) {
    if (part === '..') kept.pop();
    else if (part !== '' && part !== '.') kept.push(part);
  }
  return kept;
}
