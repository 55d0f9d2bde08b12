// The state_dicts in what a checkpoint holds: dictionaries of tensors, whole modules, scripted modules. Knows no bytes.
import { metadataOf, NO_NAME, PickleObject, type PickleDict, type PickleValue } from './pickle';
import { asTensor, type TensorRef } from './torchObjects';

/** One state_dict: where it stands in the file ('', 'state_dict', 'model.ema') and its tensors in order. */
export interface Section<T> {
  readonly path: string;
  readonly tensors: ReadonlyMap<string, T>;
  /** Modules wrote their versions beside it, as PyTorch's state_dict() does: then no buffer of BatchNorm may be missing. */
  readonly hasVersions: boolean;
}

const MAX_DEPTH = 100;
const MAX_NODES = 2_000_000;

/** All of them, the outermost first. */
export function sectionsOf(root: PickleValue): Section<TensorRef>[] {
  const found: Section<TensorRef>[] = [];
  new Finder(found).visit(root, '', 0);
  return found;
}

class Finder {
  private readonly seen = new Set<PickleValue>();
  private left = MAX_NODES;
  constructor(private readonly found: Section<TensorRef>[]) {}

  visit(value: PickleValue, path: string, depth: number): void {
    if (typeof value !== 'object' || value === null || depth > MAX_DEPTH || this.seen.has(value) || this.left-- < 0) return;
    this.seen.add(value);
    if (value instanceof PickleObject) {
      const tensors = new Map<string, TensorRef>();
      this.module(value, '', tensors, 0);
      if (tensors.size > 0) this.found.push({ path, tensors, hasVersions: false });
      else {
        this.visit(value.state, path, depth + 1);
        this.visit(value.entries, path, depth + 1);
      }
      return;
    }
    if (Array.isArray(value)) {
      for (const [i, item] of (value as readonly PickleValue[]).entries()) this.visit(item, joined(path, String(i)), depth + 1);
      return;
    }
    if (!(value instanceof Map)) return;
    const tensors = new Map<string, TensorRef>();
    for (const [name, item] of value) {
      const tensor = asTensor(item);
      if (tensor && isName(name)) tensors.set(name, tensor);
    }
    if (tensors.size > 0) this.found.push({ path, tensors, hasVersions: metadataOf(value) !== null });
    for (const [name, item] of value) {
      if (typeof name === 'string') this.visit(item, joined(path, name), depth + 1);
    }
  }

  /** Parameters and buffers of a pickled module, as its state_dict() would name them; of a scripted one, its tensors. */
  private module(object: PickleObject, prefix: string, into: Map<string, TensorRef>, depth: number): void {
    const { state } = object;
    if (!(state instanceof Map) || depth > MAX_DEPTH || this.left-- < 0) return;
    const [parameters, buffers, modules] = ['_parameters', '_buffers', '_modules'].map((name) => state.get(name));
    if (modules instanceof Map) {
      const transient = state.get('_non_persistent_buffers_set');
      const skipped: readonly PickleValue[] = Array.isArray(transient) ? transient : [];
      for (const group of [parameters, buffers]) {
        if (group instanceof Map) put(group, prefix, into, skipped);
      }
      this.children(modules, prefix, into, depth);
    } else if (object.cls.name.startsWith('__torch__')) {
      put(state, prefix, into, []);
      this.children(state, prefix, into, depth);
    }
  }

  private children(modules: PickleDict, prefix: string, into: Map<string, TensorRef>, depth: number): void {
    for (const [name, child] of modules) {
      if (child instanceof PickleObject && typeof name === 'string') this.module(child, `${prefix}${name}.`, into, depth + 1);
    }
  }
}

const joined = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);
const isName = (key: unknown): key is string => typeof key === 'string' && !key.startsWith(NO_NAME);

function put(group: PickleDict, prefix: string, into: Map<string, TensorRef>, skipped: readonly PickleValue[]): void {
  for (const [name, value] of group) {
    const tensor = asTensor(value);
    if (tensor && typeof name === 'string' && !skipped.includes(name)) into.set(prefix + name, tensor);
  }
}
