// `__closure__`: the variables of enclosing functions that a function uses, as cells that see later assignments.
// Knows no evaluation; which names are free is read from the syntax.
import type { Node } from '../../python/ast';
import { childrenOf } from '../syntax';
import { instance, NONE, str, tuple, type Func, type Scope, type Value } from '../value';
import { def, getset, members } from './define';
import { addressOf } from './object';
import { cellType, fill } from './roots';

interface CellNative { readonly vars: Map<string, Value>; readonly name: string }

/** Every name that the text reads or binds, functions inside included. */
function namesIn(node: Node, found: Set<string>): void {
  if (node.kind === 'Name') found.add(node.name);
  for (const child of childrenOf(node)) namesIn(child, found);
}

/** Names of enclosing functions, in the order of the alphabet as `co_freevars` has them. */
export function freeVariables(f: Func): readonly CellNative[] {
  const { args } = f.node;
  const own = new Set([...args.posonly, ...args.args, ...args.kwonly].map((p) => p.name));
  for (const param of [args.vararg, args.kwarg]) if (param) own.add(param.name);
  if (f.node.kind === 'FunctionDef') for (const name of f.node.locals) own.add(name);
  const used = new Set<string>();
  for (const part of f.node.kind === 'Lambda' ? [f.node.body] : f.node.body) namesIn(part, used);
  return [...used].sort().flatMap((name) => {
    const home = own.has(name) ? undefined : enclosing(f.closure, name);
    return home ? [{ vars: home.vars, name }] : [];
  });
}

function enclosing(scope: Scope, name: string): Scope | undefined {
  for (let s: Scope | null = scope; s && s.kind !== 'module'; s = s.parent) {
    if (s.kind === 'function' && (s.locals.has(name) || s.vars.has(name))) return s;
  }
  return undefined;
}

export function closureOf(f: Func): Value {
  const cells = freeVariables(f);
  return cells.length === 0 ? NONE : tuple(cells.map((cell) => instance(cellType, cell)));
}

const asCell = (value: Value): CellNative | undefined => {
  const native: unknown = value.kind === 'instance' ? value.native : null;
  // Only cells have cellType, and their native is made above.
  return value.kind === 'instance' && value.cls === cellType ? native as CellNative : undefined;
};
fill(cellType, {
  ...members<Value>(cellType, (v) => asCell(v) && v, { __repr__: def('', (_, self) => str(`<cell at ${addressOf(self)}>`)) }),
  cell_contents: getset('cell_contents', (m, self) => {
    const cell = asCell(self);
    return cell?.vars.get(cell.name) ?? m.raise('ValueError', 'Cell is empty');
  }, (m, self, to) => {
    const cell = asCell(self);
    if (cell) m.heap.set(cell.vars, cell.name, to);
  }),
});
