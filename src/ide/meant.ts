// Which models of a document a place of its text means: what stands on its lines, or is an instance of the class around it.
import type { EntryPoint } from '../frontends/entryPoints';
import type { Node, Parse } from '../python/ast';
import { enclosing } from './lookup';

/** A call with arguments that is written in the body of a class: a part of that class's models. */
export function isPartOfClass(parse: Parse, entry: EntryPoint): boolean {
  const node = parse.nodes[entry.site.node];
  return entry.kind === 'call' && node !== undefined && enclosing(parse, node, 'ClassDef') !== undefined;
}

/**
 * The callable entries that an offset of a program means: those of the innermost definition, assignment or call on whose lines it
 * is; where such a class or function cannot be called as it stands, its instances. Empty: it stands on none.
 */
export function entriesMeant(parse: Parse, all: readonly EntryPoint[], at: number): readonly EntryPoint[] {
  const { text } = parse;
  const nodeOf = ({ site }: EntryPoint): Node | undefined => parse.nodes[site.node];
  const instances = all.flatMap((entry) => (entry.kind === 'instance' ? nodeOf(entry) ?? [] : []));
  // The call that makes an instance is the instance.
  const entries = all.filter((entry) => {
    const node = nodeOf(entry);
    return node && node.kind !== 'Module' && !isPartOfClass(parse, entry)
      && !(entry.kind === 'call' && instances.some(({ start, end }) => start <= node.start && node.end <= end));
  });
  const isAround = ({ start, end }: Node): boolean => {
    const lineEnd = text.indexOf('\n', end);
    return at > text.lastIndexOf('\n', start - 1) && at <= (lineEnd < 0 ? text.length : lineEnd);
  };
  const linesOf = ({ start, end }: Node): number => text.slice(start, end).split('\n').length;
  const around = entries.flatMap((entry) => {
    const node = nodeOf(entry);
    return node && isAround(node) ? [{ entry, lines: linesOf(node) }] : [];
  });
  const least = Math.min(...around.map(({ lines }) => lines));
  const found = around.filter(({ lines }) => lines === least).map(({ entry }) => entry);
  const callable = found.filter((entry) => entry.callable);
  return callable.length > 0 ? callable
    : entries.filter((entry) => entry.callable && found.some(({ name }) => name === entry.name));
}
