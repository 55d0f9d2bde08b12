// The tree of modules as the graph shows it: a view of live nn.Module instances, and the names that calls go by.
// Knows no Python syntax and runs no forward.
import type { ModuleScope, Output } from '../../graph/graph';
import type { Origin, Site } from '../../base/source';
import { findModule } from '../../ops/index';
import type { Reason, Tensor, TensorMeta } from '../../tensor/value';
import { edgeOf } from '../../graph/memory';
import { showDim } from '../../tensor/dim';
import type { Machine } from '../machine';
import { unknownBase } from '../types/protocol';
import type { Instance, Tuple, Value } from '../value';
import { entriesOf, isModule, registry } from './module';
import { join, namedModules } from './moduleState';
import { isTensor, torchState } from './support';
import { hidden, nativeArgs } from './leafArgs';

/** A live view: lazy modules change their class, and attributes may be replaced, after the view is made. */
class InstanceScope implements ModuleScope {
  path = '';
  /** Instances under this one that have their first name elsewhere. */
  hidden: ReadonlySet<string> = new Set();
  constructor(
    private readonly self: Instance,
    private readonly scopes: Scopes,
  ) {}
  get type(): string {
    return this.self.cls.name;
  }
  get qualified(): string {
    const { module, name } = this.self.cls;
    return module.startsWith('torch.nn.modules.') ? `torch.nn.${name}` : `${module}.${name}`;
  }
  get nativeBase(): string | undefined {
    const layer = this.self.cls.mro.find((cls) => cls.builtin && findModule(`torch.nn.${cls.name}`));
    return layer && `torch.nn.${layer.name}`;
  }
  get origin(): Origin | null {
    return this.self.origin;
  }
  get definition(): Site | null {
    return this.self.cls.node;
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
  get shared(): readonly ModuleScope[] {
    return [...entriesOf(this.self, '_modules')].flatMap(([name, child]) =>
      (isModule(child) && this.hidden.has(name) ? [this.scopes.of(child)] : []));
  }
  get args(): readonly (readonly [string, string])[] {
    return nativeArgs(this.scopes.machine, this.self);
  }
  get unknowns(): ReadonlyMap<string, Reason> {
    // The constructor of a base that was not found may make anything.
    const base = unknownBase(this.self.cls);
    return new Map([...hidden(this.self), ...(base ? [['its base class', base] as const] : [])]);
  }
  get unknownBuffers(): boolean {
    return Boolean(registry(this.self, '_buffers')?.lost)
      || [...entriesOf(this.self, '_buffers')].some(([, value]) => value.kind === 'unknown');
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
      scope.hidden = new Set(
        [...entriesOf(module, '_modules')]
          .filter(([name, child]) => isModule(child) && names.get(child) !== join(path, name))
          .map(([name]) => name),
      );
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
const namesBelow = (root: Instance): ReadonlyMap<Instance, string> =>
  new Map(namedModules(root).map(([name, module]) => [module, name] as const));

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
    else if (depth < 4) tensorsIn(itemsWithin(value), found, depth + 1);
  }
  return found;
}

const holdsModules = (value: Value): boolean => isModule(value);

/** What a structure holds: items of sequences, values of dictionaries, attributes of plain objects. */
function itemsWithin(value: Value): Iterable<Value> {
  switch (value.kind) {
    case 'tuple':
    case 'list':
      return value.items;
    case 'dict':
      return [...value.entries.values()].map((entry) => entry.value);
    case 'instance':
      return holdsModules(value) ? [] : value.attrs.values();
    default:
      return [];
  }
}

const MAX_DEPTH = 12;

/** What a module returned, as the graph keeps it: structure, shapes, and text for the rest. */
export function outputOf(value: Value, depth = 0): Output {
  if (depth > MAX_DEPTH) return { kind: 'value', text: '…' };
  const items = (values: readonly Value[]): Output[] => values.map((item) => outputOf(item, depth + 1));
  switch (value.kind) {
    case 'tensor':
      return { kind: 'tensor', shape: value.shape, dtype: value.dtype, edge: edgeOf(value) };
    case 'unknown':
      return { kind: 'unknown', reason: value.reason };
    case 'tuple': {
      const names = fieldNames(value);
      return { kind: 'list', type: names ? 'namedtuple' : 'tuple', names, items: items(value.items) };
    }
    case 'list':
      return value.lost
        ? { kind: 'unknown', reason: value.lost }
        : { kind: 'list', type: 'list', items: items(value.items) };
    case 'dict': {
      if (value.lost) return { kind: 'unknown', reason: value.lost };
      return {
        kind: 'dict',
        entries: [...value.entries.values()].map(
          ({ key, value: item }) => [textOf(key), outputOf(item, depth + 1)] as const,
        ),
      };
    }
    case 'instance': {
      // Containers of the user's own (ImageList, ModelOutput) show the attributes that hold tensors.
      const held = [...value.attrs].filter(([, item]) => tensorsIn([item]).length > 0);
      if (held.length === 0) return { kind: 'value', text: value.cls.name };
      return { kind: 'dict', entries: held.map(([name, item]) => [name, outputOf(item, depth + 1)] as const) };
    }
    default:
      return { kind: 'value', text: textOf(value) };
  }
}

/** Field names of a namedtuple. */
function fieldNames(value: Tuple): string[] | undefined {
  const fields = value.cls?.attrs.get('_fields');
  return fields?.kind === 'tuple'
    ? fields.items.flatMap((name) => (name.kind === 'str' ? [name.value] : []))
    : undefined;
}

function textOf(value: Value): string {
  switch (value.kind) {
    case 'str':
      return value.value;
    case 'int':
      return showDim(value);
    case 'float':
      return typeof value.value === 'number' ? String(value.value) : '?';
    case 'bool':
      return value.value ? 'True' : 'False';
    case 'none':
      return 'None';
    default:
      return value.kind;
  }
}
