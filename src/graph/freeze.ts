// Scopes are live views of modules while a model runs; a finished graph keeps them as they were.
import type { ModuleScope } from './graph';

/** `frozen`: those that were copied already; a module may stand in several places. */
export function freeze(scope: ModuleScope, frozen: Map<ModuleScope, ModuleScope>): ModuleScope {
  const known = frozen.get(scope);
  if (known) return known;
  const children = new Map<string, ModuleScope>();
  const { path, type, qualified, nativeBase, origin, definition, parameters, buffers, args, unknowns, unknownBuffers } = scope;
  const shared: ModuleScope[] = [];
  const copy: ModuleScope = { path, type, qualified, nativeBase, origin, definition, parameters, buffers, args, unknowns,
    unknownBuffers, children, shared };
  frozen.set(scope, copy);
  for (const [name, child] of scope.children) children.set(name, freeze(child, frozen));
  for (const each of scope.shared ?? []) shared.push(freeze(each, frozen));
  return copy;
}
