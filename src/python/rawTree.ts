// A plain copy of a tree-sitter tree: parallel arrays in pre-order, so that the conversion never crosses the
// WASM boundary. Comments and line continuations are taken out; anonymous tokens are named with quotes:
// `'if'`. Does not know what the nodes mean.

import type { Language, Tree } from 'web-tree-sitter';
import type { Comment } from './ast';

export interface RawTree {
  readonly type: readonly string[];
  /** Offsets into the parsed text. */
  readonly from: readonly number[];
  readonly to: readonly number[];
  /** Offsets into the document: the same arrays unless the parsed text is a repaired one. */
  readonly start: readonly number[];
  readonly end: readonly number[];
  /** The index after the last descendant; the first child of i is i + 1. */
  readonly next: readonly number[];
  /** Nodes with an error or a missing token as a direct child. */
  readonly damaged: ReadonlySet<number>;
  readonly comments: readonly Comment[];
}

const LEAVES = new Set([
  'identifier', 'integer', 'true', 'false', 'none', 'float', 'ellipsis', 'string_start', 'string_end',
    'string_content',
  'comment', 'line_continuation', 'wildcard_import', 'type_conversion', 'keyword_separator',
    'positional_separator',
  'pass_statement', 'break_statement', 'continue_statement', 'escape_sequence', 'escape_interpolation',
]);

/** What the copy needs to know of every node type of the grammar, by type id. */
export interface TypeTable {
  readonly name: readonly string[];
  readonly leaf: readonly boolean[];
  /** The length of an anonymous token whose text is its name; -1 where the end must be asked for. */
  readonly width: readonly number[];
}

/** Reads the names of the node types out of the grammar. */
export function typeTable(language: Language): TypeTable {
  const name: string[] = [];
  const leaf: boolean[] = [];
  const width: number[] = [];
  for (let id = 0; id < language.nodeTypeCount; id++) {
    const text = language.nodeTypeForId(id) ?? '';
    const named = language.nodeTypeIsNamed(id);
    name.push(named ? text : `'${text}'`);
    leaf.push(!named || LEAVES.has(text));
    width.push(named || text.includes(' ') ? -1 : text.length);
  }
  return { name, leaf, width };
}

/** Copies the tree; `place` maps offsets of the parsed text to the document, null when they are the same. */
export function copyTree(
  tree: Tree, text: string, types: TypeTable, place: ((offset: number) => number) | null,
): RawTree {
  const type: string[] = [];
  const from: number[] = [];
  const to: number[] = [];
  const next: number[] = [];
  const damaged = new Set<number>();
  const comments: Comment[] = [];
  const parents: number[] = [];
  const broken = tree.rootNode.hasError;
  const cursor = tree.walk();
  for (let more = true; more;) {
    const id = cursor.nodeTypeId;
    const name = types.name[id] ?? 'ERROR';
    const start = cursor.startIndex;
    const width = types.width[id] ?? -1;
    let end = width < 0 ? cursor.endIndex : start + width;
    let leaf = types.leaf[id] ?? false;
    if (name === 'comment') {
      comments.push({ text: text.slice(start, end), start, end });
    } else if (name !== 'line_continuation') {
      const missing = broken && leaf && cursor.nodeIsMissing;
      if (missing) end = start;
      else if (broken && width >= 0) end = cursor.endIndex;
      if ((missing || name === 'ERROR') && parents.length > 0) damaged.add(parents[parents.length - 1]);
      type.push(missing ? 'MISSING' : name);
      from.push(start);
      to.push(end);
      next.push(type.length);
      leaf ||= missing;
    }
    if (!leaf && cursor.gotoFirstChild()) {
      parents.push(type.length - 1);
      continue;
    }
    while (!(more = cursor.gotoNextSibling())) {
      const parent = parents.pop();
      if (parent === undefined || !cursor.gotoParent()) break;
      next[parent] = type.length;
    }
  }
  cursor.delete();
  if (place === null) return { type, from, to, start: from, end: to, next, damaged, comments };
  return {
    type, from, to, next, damaged, start: from.map(place), end: to.map(place),
    comments: comments.map((c) => ({ text: c.text, start: place(c.start), end: place(c.end) })),
  };
}
