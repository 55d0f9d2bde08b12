// What stands where a file should be when it was not fetched: nothing, a pointer of Git LFS, a page that says why not.
import { l10n } from '../base/l10n';

/** Why there is no such file yet, by its first 512 bytes; null where it may be one. */
export function placeholderProblem(name: string, head: Uint8Array): string | null {
  if (head.length === 0) return l10n.t('{0} is empty.', name);
  const text = new TextDecoder().decode(head.subarray(0, 512));
  if (text.startsWith('version https://git-lfs')) {
    return l10n.t('{0} is a pointer of Git LFS, not the file itself: fetch it with git lfs pull.', name);
  }
  if (/^\s*<(!doctype|html)/i.test(text)) return l10n.t('{0} is a page of HTML: the download went wrong.', name);
  return null;
}
