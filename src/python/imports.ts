// All import statements of a file, nested ones too, for loading files ahead of the interpreter.
// Does not know where modules are found.

import type { Module, Node, Stmt } from './ast';
import { forEachChild } from './walk';

export interface ImportedModule {
  readonly module: string;
  /** Leading dots. */
  readonly level: number;
  /**
   * The names imported from the module, which may be modules themselves; `*` for all; empty for `import
   * a.b`.
   */
  readonly names: readonly string[];
  /** Not at the top level of the file, so it may never run. */
  readonly conditional: boolean;
  readonly start: number;
  readonly end: number;
}

/** Lists the imports in the order of the source; `import a, b` gives two. */
export function importsOf(module: Module): ImportedModule[] {
  const result: ImportedModule[] = [];
  const stack: { readonly node: Node; readonly conditional: boolean }[] =
    module.body.map((node) => ({ node, conditional: false })).reverse();
  for (let entry = stack.pop(); entry !== undefined; entry = stack.pop()) {
    const { node, conditional } = entry;
    const { start, end } = node;
    if (node.kind === 'ImportFrom') {
      const names = node.names.map((alias) => alias.name);
      result.push({ module: node.module, level: node.level, names, conditional, start, end });
    } else if (node.kind === 'Import') {
      for (const { name } of node.names) {
        result.push({ module: name, level: 0, names: [], conditional, start, end });
      }
    } else if (HAS_BODY.has(node.kind)) {
      const inside: Node[] = [];
      forEachChild(node, (child) => inside.push(child));
      for (const child of inside.reverse()) stack.push({ node: child, conditional: true });
    }
  }
  return result;
}

/** Imports stand in blocks only, so expressions need not be searched. */
const HAS_BODY: ReadonlySet<Stmt['kind'] | Node['kind']> =
  new Set(['FunctionDef', 'ClassDef', 'If', 'For', 'While', 'With', 'Try', 'Match']);
