// The tree of modules as the graph shows it: a view of live nn.Module instances, and the names that calls go by.
// Knows no Python syntax and runs no forward.
import type { ModuleScope, Output } from '../../graph/graph';
import type { Origin } from '../../base/source';
import type { Tensor, TensorMeta } from '../../tensor/value';
import { edgeOf } from '../../graph/build';
import type { Machine } from '../machine';
import type { Instance, Value } from '../value';
import { entriesOf, isModule } from './module';
import { join, namedModules } from './moduleState';
import { isTensor, torchState } from './support';
import { nativeArgs } from './leafArgs';

/** A live view: lazy modules change their class, and attributes may be replaced, after the view is made. */
class InstanceScope implements ModuleScope {
  path = '';
  /** Instances under this one that have their first name elsewhere. */
  hidden: ReadonlySet<string> = new Set();
  constructor(private readonly self: Instance, private readonly scopes: Scopes) {}
  get type(): string {
    return this.self.cls.name;
  }
  get qualified(): string {
    const { module, name } = this.self.cls;
    return module.startsWith('torch.nn.modules.') ? `torch.nn.${name}` : `${module}.${name}`;
  }
  get origin(): Origin | null {
    return this.self.origin;
  }
  get parameters(): ReadonlyMap<string, Tensor | null> {
    return this.tensors('_parameters');
  }
  get buffers(): ReadonlyMap<string, Tensor | null> {
    return this.tensors('_buffers');
  }
  get children(): ReadonlyMap<string, ModuleScope> {
    const found = new Map<string, ModuleScope>();
    for (const [name, child] of entriesOf(this.self, '_modules')) {
      if (isModule(child) && !this.hidden.has(name)) found.set(name, this.scopes.of(child));
    }
    return found;
  }
  get args(): readonly (readonly [string, string])[] {
    return nativeArgs(this.scopes.machine, this.self);
  }
  private tensors(which: '_parameters' | '_buffers'): ReadonlyMap<string, Tensor | null> {
    const found = new Map<string, Tensor | null>();
    for (const [name, value] of entriesOf(this.self, which)) found.set(name, isTensor(value) ? value : null);
    return found;
  }
}

class Scopes {
  private readonly made = new WeakMap<Instance, InstanceScope>();
  constructor(readonly machine: Machine) {}
  of(self: Instance): InstanceScope {
    const known = this.made.get(self);
    if (known) return known;
    const scope = new InstanceScope(self, this);
    this.made.set(self, scope);
    return scope;
  }
  /** Gives every scope below the root its path, and shared instances only under their first name. */
  place(root: Instance): InstanceScope {
    const names = new Map(namedModules(root).map(([name, module]) => [module, name] as const));
    for (const [module, path] of names) {
      const scope = this.of(module);
      scope.path = path;
      scope.hidden = new Set([...entriesOf(module, '_modules')]
        .filter(([name, child]) => isModule(child) && names.get(child) !== join(path, name)).map(([name]) => name));
    }
    return this.of(root);
  }
}
const scopesOf = (m: Machine): Scopes => m.service('torch.scopes', () => new Scopes(m));

/** The tree of modules below an instance, shared ones once. */
export const scopeOf = (m: Machine, root: Instance): ModuleScope => scopesOf(m).place(root);
export const singleScope = (m: Machine, self: Instance): ModuleScope => scopesOf(m).of(self);

/** Runs `body` with paths counted from this root: for entries that are methods of a model other than forward. */
export function withRoot<T>(m: Machine, root: Instance, body: () => T): T {
  const state = torchState(m);
  if (state.root) return body();
  state.root = root;
  state.names = namesBelow(root);
  try {
    return body();
  } finally {
    state.root = null;
    state.names = new Map();
  }
}
const namesBelow = (root: Instance): ReadonlyMap<Instance, string> => new Map(namedModules(root).map(([name, module]) => [module, name] as const));

/** The path of a module that is called: its name below the outermost one; its class's name when it is not below it. */
export function pathOf(m: Machine, self: Instance): string {
  const state = torchState(m);
  if (!state.root) return '';
  const known = state.names.get(self);
  if (known !== undefined) return known;
  state.names = namesBelow(state.root);
  const found = state.names.get(self);
  if (found !== undefined) return found;
  return self.cls.name;
}

/** The tensors among values, nested ones flattened. */
export function tensorsIn(values: Iterable<Value>, found: TensorMeta[] = [], depth = 0): TensorMeta[] {
  for (const value of values) {
    if (isTensor(value)) found.push({ shape: value.shape, dtype: value.dtype });
    else if (depth < 4 && (value.kind === 'tuple' || value.kind === 'list')) tensorsIn(value.items, found, depth + 1);
    else if (depth < 4 && value.kind === 'dict') tensorsIn([...value.entries.values()].map((e) => e.value), found, depth + 1);
  }
  return found;
}

/** What a module returned, as the graph keeps it. */
export function outputOf(value: Value, depth = 0): Output {
  if (depth > 8) return { kind: 'value', text: '…' };
  switch (value.kind) {
    case 'tensor': return { kind: 'tensor', shape: value.shape, dtype: value.dtype, edge: edgeOf(value) };
    case 'unknown': return { kind: 'unknown', reason: value.reason };
    case 'tuple': case 'list': return { kind: 'list', type: value.kind === 'list' ? 'list' : 'tuple', items: value.items.map((item) => outputOf(item, depth + 1)) };
    case 'dict': return {
      kind: 'dict',
      entries: [...value.entries.values()].map(({ key, value: item }) => [key.kind === 'str' ? key.value : String(depth), outputOf(item, depth + 1)] as const),
    };
    default: return { kind: 'value', text: value.kind };
  }
}
