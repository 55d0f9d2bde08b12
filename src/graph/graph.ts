// The graph of one symbolic run: ops in execution order, the tree of modules, the calls of modules.
// Knows nothing of Python syntax or files; torch.fx's and ONNX's vocabulary.
import type { Origin, Site } from '../base/source';
import type { OpDef } from '../ops/op';
import type { Dim, Reason, Tensor, TensorMeta, TensorState, Unknown } from '../tensor/value';

/** What a node's input or output was at the moment of the call (tensors are mutable boxes, these are not). */
export type Edge = TensorState;

export interface GraphNode {
  readonly index: number;
  /** 'layer1.0.conv1', 'layer1.0 add#2': stable across re-analysis. */
  readonly key: string;
  readonly op: OpDef;
  /** Bound, defaults filled in; tensors are Edges, ints are Int. */
  readonly args: Readonly<Record<string, unknown>>;
  readonly inputs: readonly Edge[];
  readonly outputs: readonly Edge[];
  readonly origin: Origin | null;
  /** Path of the innermost module whose forward ran. */
  readonly module: string;
  /** Index in Graph.calls of the innermost module call; -1 outside any. */
  readonly call: number;
}

/** One call of a module. Leaf calls are those in which no submodule was called. */
/** What a module was called with: tensors one after the other (and settings), one list of tensors, or anything else. */
export type GivenArguments = 'tensors' | 'list' | 'other';

export interface ModuleCall {
  readonly index: number;
  readonly module: ModuleScope;
  /** The call's own path: the module's name in named_modules() of the root. */
  readonly path: string;
  readonly type: string;
  readonly parent: number;
  /** The tensors among the arguments, nested ones flattened. */
  readonly inputs: readonly TensorMeta[];
  readonly given: GivenArguments;
  output: Output;
  leaf: boolean;
  /** Indices of the first node inside and of the one after the last. */
  readonly firstNode: number;
  endNode: number;
  /** Something in it may have multiplied matrices and was not applied: what the call costs is not known. */
  costLost?: true;
  /** The innermost line of user code that made the call. */
  readonly origin: Origin | null;
}

/** What a model returned, structure kept. */
export type Output =
  | {
      readonly kind: 'tensor';
      readonly shape: readonly Dim[];
      readonly dtype: TensorMeta['dtype'];
      readonly edge: Edge;
    }
  | {
      readonly kind: 'list';
      readonly items: readonly Output[];
      readonly type: 'list' | 'tuple' | 'namedtuple';
      readonly names?: readonly string[];
    }
  | { readonly kind: 'dict'; readonly entries: readonly (readonly [string, Output])[] }
  | { readonly kind: 'value'; readonly text: string }
  | { readonly kind: 'unknown'; readonly reason: Reason };

/** An nn.Module instance. Shared instances appear once, under their first name. */
export interface ModuleScope {
  /** As in named_modules(): 'layer1.0.conv1'; '' for the root. */
  readonly path: string;
  /** Class name: 'Conv2d', 'BasicBlock'. */
  readonly type: string;
  /** 'torch.nn.Conv2d' or 'module.Class'. */
  readonly qualified: string;
  /**
   * The class of torch.nn that it is or derives from, when that is a layer: 'torch.nn.Conv2d' for `class
   * ConvSame(nn.Conv2d)`.
   */
  readonly nativeBase?: string;
  /** The constructor call in user code. */
  readonly origin: Origin | null;
  /** Where its class is defined, when that is Python: another may have its name. */
  readonly definition?: Site | null;
  readonly parameters: ReadonlyMap<string, Tensor | null>;
  readonly buffers: ReadonlyMap<string, Tensor | null>;
  readonly children: ReadonlyMap<string, ModuleScope>;
  /** Modules of this one whose first name is elsewhere in the tree: what they hold belongs to it too. */
  readonly shared?: readonly ModuleScope[];
  /** Constructor arguments as shown by extra_repr, for details panels: [['kernel_size', '(3, 3)'], ...]. */
  readonly args: readonly (readonly [string, string])[];
  /** Attributes that may be modules but are not known: what parameters they have is missing from every count. */
  readonly unknowns?: ReadonlyMap<string, Reason>;
  /** Some buffers of this module are not known: they are missing from `buffers`. */
  readonly unknownBuffers?: boolean;
}

export interface Graph {
  /**
   * How many nodes the run had applied before this graph began: a tensor's raw `producer` minus this is an index
   * into `nodes`.
   */
  readonly base: number;
  /** Number of the run among those of its builder: writes to memory in other runs are none of this graph. */
  readonly run: number;
  readonly inputs: readonly Edge[];
  readonly nodes: readonly GraphNode[];
  readonly calls: readonly ModuleCall[];
  readonly output: Output;
  readonly root: ModuleScope | null;
  /** Absent where all that the graph uses was made in it, or is state of modules. */
  readonly before?: Before;
}

/** Ops of constructors and of eval() that tensors of a graph come from. Producers of their edges are keys of `nodes`. */
export interface Before {
  readonly nodes: ReadonlyMap<number, BeforeNode>;
  /** By id, tensors as they were when the graph began. */
  readonly tensors: ReadonlyMap<number, { readonly producer: number; readonly outputIndex: number }>;
  /** From this node on, weights were loaded: what was applied before knows only those that the constructor made. */
  readonly built: number;
}
export type BeforeNode = Omit<GraphNode, 'key' | 'index'>;

export type { Tensor, Unknown };
