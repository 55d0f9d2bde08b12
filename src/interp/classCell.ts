// Whether a function of a class body closes over the class: its text says `super` or `__class__`.
import { forEachChild } from '../python/walk';
import type { Node } from '../python/ast';

const known = new WeakMap<Node, boolean>();

export function mentionsClass(node: Node): boolean {
  const before = known.get(node);
  if (before !== undefined) return before;
  let found = node.kind === 'Name' && (node.name === 'super' || node.name === '__class__');
  // Methods of a class inside close over that class.
  if (!found) forEachChild(node, (child) => { found ||= child.kind !== 'ClassDef' && mentionsClass(child); });
  known.set(node, found);
  return found;
}
