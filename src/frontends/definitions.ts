// Where the class or function behind a model is defined.
import type { FileId } from '../base/source';
import type { Call, Node } from '../python/ast';
import type { Class, Func, SourceFile } from '../interp/value';

/** File and number of the definition; null for what no source defines. */
export function definitionSite(definition: Class | Func | null): { readonly file: FileId; readonly node: number } | null {
  if (!definition) return null;
  if (definition.kind === 'func') return { file: definition.file.id, node: definition.node.id };
  return definition.node;
}

/** The definition's node, when it stands in this document. */
export function definitionIn(document: SourceFile, definition: Class | Func | null): Node | null {
  const site = definitionSite(definition);
  return (site && site.file === document.id ? document.parse.nodes[site.node] : undefined) ?? null;
}

/** A call as it is named as an entry: its text on one line. */
export const callText = (document: SourceFile, call: Call): string =>
  document.parse.text.slice(call.start, call.end).replace(/\s+/g, ' ');
