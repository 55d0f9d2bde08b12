// The tree in which nodes stand: exporters name nodes by the modules they came from, as in /layer1/layer1.0/conv1/Conv.
import type { GraphBuilder } from '../../graph/build';
import type { ModuleCall, ModuleScope, Output } from '../../graph/graph';
import type { Tensor, TensorMeta } from '../../tensor/value';

type Scope = ModuleScope & {
  readonly parameters: Map<string, Tensor | null>; readonly buffers: Map<string, Tensor | null>;
  readonly children: Map<string, ModuleScope>;
};
const scope = (path: string, type: string, args: ModuleScope['args'] = []): Scope =>
  ({ path, type, qualified: type, origin: null, parameters: new Map(), buffers: new Map(), children: new Map(), args });

/** Opens and closes groups as nodes come, and keeps the weights that each node uses. */
export class Scopes {
  readonly root = scope('', 'ONNX');
  private readonly byPath = new Map<string, Scope>();
  private open: { readonly path: string; readonly call: ModuleCall }[] = [];
  private readonly used = new Set<string>();

  /** `names` are those of the graph's nodes: a group of one node alone would say nothing. */
  constructor(private readonly builder: GraphBuilder, names: readonly string[]) {
    for (const name of names) for (const group of groupsOf(name)) this.sizes.set(group, (this.sizes.get(group) ?? 0) + 1);
  }
  private readonly sizes = new Map<string, number>();

  get path(): string {
    return this.open.at(-1)?.path ?? '';
  }

  /** A node's name; a name that another node has, or none, becomes one by number. */
  uniqueName(name: string | undefined, type: string): string {
    const base = name || type;
    if (name && !this.used.has(name)) {
      this.used.add(name);
      return name;
    }
    for (let i = 0; ; i++) {
      const candidate = `${base}_${i}`;
      if (!this.used.has(candidate)) {
        this.used.add(candidate);
        return candidate;
      }
    }
  }

  /** Runs one node in its own scope, within the groups that its name says. */
  node(path: string, type: string, inputs: readonly Tensor[], settings: ModuleScope['args'], run: () => Output): void {
    this.goTo(groupsOf(path).filter((group) => (this.sizes.get(group) ?? 0) > 1));
    const own = this.scopeAt(path, type, settings);
    for (const tensor of inputs) {
      if (tensor.role !== 'parameter' && tensor.role !== 'buffer') continue;
      const name = this.nameOf(tensor);
      if (name !== undefined) (tensor.role === 'parameter' ? own.parameters : own.buffers).set(name, tensor);
    }
    const call = this.enter(own, path, inputs);
    const output = run();
    this.leave(call, output);
  }

  /** A group of nodes that no name tells of: the body of a function, a branch. */
  group(path: string, type: string, inputs: readonly Tensor[], run: () => Output): void {
    const call = this.enter(this.scopeAt(path, type, []), path, inputs);
    this.leave(call, run());
  }

  weight(name: string, tensor: Tensor): void {
    (tensor.role === 'parameter' ? this.root.parameters : this.root.buffers).set(name, tensor);
    this.names.set(tensor, name);
  }
  nameOf(tensor: Tensor): string | undefined {
    return this.names.get(tensor);
  }
  private readonly names = new WeakMap<Tensor, string>();

  /** Closes every group. */
  finish(): void {
    this.goTo([]);
  }

  private goTo(groups: readonly string[]): void {
    const fixed = this.open.findLastIndex(({ path }) => !this.named.has(path)) + 1;
    const common = groups.findIndex((path, i) => this.open[fixed + i]?.path !== path);
    const keep = fixed + (common < 0 ? groups.length : common);
    while (this.open.length > keep) {
      const last = this.open.at(-1);
      if (last) this.leave(last.call, last.call.output.kind === 'value' ? VALUE : last.call.output);
    }
    for (const path of groups.slice(keep - fixed)) {
      this.named.add(path);
      this.enter(this.scopeAt(path, path.split('/').at(-1) ?? path, []), path, []);
    }
  }
  /** Groups that names of nodes tell of. */
  private readonly named = new Set<string>();

  private enter(own: Scope, path: string, inputs: readonly TensorMeta[]): ModuleCall {
    const call = this.builder.enterModule(own, path, inputs.map(({ shape, dtype }) => ({ shape, dtype })), 'tensors');
    this.open.push({ path, call });
    return call;
  }
  private leave(call: ModuleCall, output: Output): void {
    const depth = this.open.findIndex((each) => each.call === call);
    this.open = this.open.slice(0, depth);
    this.builder.exitModule(call, output);
    // A group gives what its last node gives.
    const parent = this.open.at(-1);
    if (parent && this.named.has(parent.path)) parent.call.output = output;
  }

  private scopeAt(path: string, type: string, settings: ModuleScope['args']): Scope {
    const known = this.byPath.get(path);
    if (known) return known;
    const made = scope(path, type, settings);
    this.byPath.set(path, made);
    (this.open.at(-1) ? this.byPath.get(this.path) ?? this.root : this.root).children.set(path, made);
    return made;
  }
}
const VALUE: Output = { kind: 'value', text: '' };

/** '/layer1/layer1.0/conv1/Conv' stands in '/layer1', '/layer1/layer1.0', '/layer1/layer1.0/conv1'. */
function groupsOf(path: string): string[] {
  const parts = path.split('/');
  const groups: string[] = [];
  for (let i = 1; i < parts.length; i++) {
    const group = parts.slice(0, i).join('/');
    if (group !== '') groups.push(group);
  }
  return groups.length > MAX_GROUPS ? [] : groups;
}
const MAX_GROUPS = 32;
