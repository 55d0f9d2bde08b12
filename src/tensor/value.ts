// The values that ops can see: integers, tensors without data (meta tensors), and what is not known with its reason.
// Knows nothing of Python syntax, ops or graphs.
import { BYTES, memory } from '../base/memory';
import type { Origin } from '../base/source';
import type { DType } from './dtype';
import type { Sym } from './sym';

/** A Python int. A size of a tensor is an ordinary Int, so its origin leads back to the literal it came from. */
export interface Int {
  readonly kind: 'int';
  /** A bigint only beyond 2^53; a Sym when it depends on a free symbol such as N, H, W. */
  readonly value: number | bigint | Sym;
  readonly origin: Origin | null;
}

/** What could not be followed. A closed union: it is the list of our limits, each documented in docs/reasons.md. */
export type ReasonCode =
  | 'op-not-modelled'
  | 'argument-not-modelled'
  | 'module-not-found'
  | 'name-not-found'
  | 'syntax-error'
  | 'syntax-not-modelled'
  | 'data-dependent-value'
  | 'data-dependent-branch'
  | 'data-dependent-size'
  | 'unknown-input'
  | 'budget-exceeded'
  | 'recursion-limit'
  | 'external-input'
  | 'library-not-modelled'
  | 'raised-before'
  | 'internal';

/**
 * The root cause of lost knowledge. Created once where it happens and shared, never re-wrapped, by every value lost
 * because of it: hover on any later line names the one true cause.
 */
export interface Reason {
  readonly code: ReasonCode;
  /** A sentence without full stop: "einops.rearrange is not modelled". */
  readonly message: string;
  /** What the reader can do about it. */
  readonly hint?: string;
  readonly origin: Origin | null;
}
export interface Unknown {
  readonly kind: 'unknown';
  readonly reason: Reason;
}

/** The extent of one axis: a Python int, or a hole with its reason. */
export type Dim = Int | Unknown;

/** Steps from element to element along each axis; 'rows' where they are row-major, null where they are not known. */
export type Strides = 'rows' | readonly Dim[] | null;

export interface TensorMeta {
  readonly shape: readonly Dim[];
  readonly dtype: DType;
}

export type NumericArray = Float32Array | Float64Array | Int32Array | Uint8Array | BigInt64Array | number[];

/**
 * A tensor as a Python object: an identity whose contents in-place ops replace. Small constants carry their elements.
 * Only `apply` (graph) makes tensors and only the interpreter's heap writes to them.
 */
export interface Tensor {
  readonly kind: 'tensor';
  shape: readonly Dim[];
  dtype: DType;
  /** Index in Graph.nodes of the node that made it (and which of its outputs); null for inputs, parameters, constants. */
  producer: number | null;
  outputIndex: number;
  /** Elements in row-major order, as numbers (bool as 0/1), when known; only up to DATA_LIMIT elements. */
  data: readonly number[] | null;
  origin: Origin | null;
  /** 'parameter' | 'buffer' for module state, 'input' for the model's inputs, otherwise 'value'. */
  role: 'parameter' | 'buffer' | 'input' | 'constant' | 'value';
  requiresGrad: boolean;
  /** What it shares its memory with, where anything does. */
  memory: SharedMemory | null;
  /** How it looks at that memory; null: it is all of it. */
  view: ViewStep | null;
  /** How its elements lie in memory, as far as that is certain: Note [Strides] in graph/strides.ts. */
  strides: Strides;
  /** The last write to the memory that `producer` knows of; later ones went through other tensors. */
  asOf: MemoryWrite | null;
  /** For another identity of a tensor that no node made: that tensor's id. */
  sameAs: number | null;
  /** Attributes that the program hung onto the tensor. */
  attrs: Map<string, unknown> | null;
  /** The Python class when it is not torch.Tensor itself (torch.nn.Parameter, a subclass). */
  cls: unknown;
  readonly id: number;
}

/** What a tensor was at one moment. */
export interface TensorState extends TensorMeta {
  readonly tensor: number;
  /** Node that made it, and which of its outputs; null for inputs, parameters, buffers and constants. */
  readonly producer: number | null;
  readonly outputIndex: number;
  readonly role: Tensor['role'];
  readonly data: readonly number[] | null;
  readonly sameAs: number | null;
  /** Set where its memory was written to, through another tensor, since `producer` made it. */
  readonly memory: MemoryState | null;
}
/** Memory that several tensors look at. `root` is the tensor that had it first, as it was then. */
export interface SharedMemory {
  /** A write in place to one drops the data of the others. */
  readonly members: Tensor[];
  readonly root: TensorState;
  readonly writes: MemoryWrite | null;
}
/** One view of another: the node that made it, the outermost view first. Producers are counted as in `Tensor.producer`. */
export interface ViewStep {
  readonly of: ViewStep | null;
  readonly producer: number;
  readonly outputIndex: number;
}
/** One write in place, with those before it. */
export interface MemoryWrite {
  readonly before: MemoryWrite | null;
  /** The run of a model that it happened in: writes of constructors are not part of what a graph computes. */
  readonly run: number;
  readonly view: ViewStep | null;
  readonly dtype: DType;
  readonly shape: readonly Dim[];
  /** null: what was written is not known. */
  readonly result: TensorState | null;
  /** Why it is not known, where more can be said. */
  readonly reason?: Reason;
}
export interface MemoryState {
  readonly root: TensorState;
  readonly writes: MemoryWrite;
  readonly view: ViewStep | null;
  readonly asOf: MemoryWrite | null;
}

/** Constants above this many elements lose their data (they keep their shape). */
export const DATA_LIMIT = 65_536;

/** Shapes and dtype as plain numbers: for cost, receptive fields and kernels. */
export interface PlainMeta {
  readonly shape: readonly number[];
  readonly dtype: DType;
}
export interface PlainTensor extends PlainMeta {
  readonly data: readonly number[] | null;
}

let nextTensor = 1;
export function tensorOf(
  meta: TensorMeta,
  rest: Partial<Omit<Tensor, 'kind' | 'id' | 'shape' | 'dtype'>> = {},
): Tensor {
  memory.counted += BYTES.tensor + BYTES.element * (rest.data?.length ?? 0);
  return {
    kind: 'tensor',
    shape: meta.shape,
    dtype: meta.dtype,
    producer: null,
    outputIndex: 0,
    data: null,
    origin: null,
    role: 'value',
    requiresGrad: false,
    memory: null,
    view: null,
    strides: (rest.producer ?? null) === null ? 'rows' : null,
    asOf: null,
    sameAs: null,
    attrs: null,
    cls: null,
    id: nextTensor++,
    ...rest,
  };
}

export const int = (value: number | bigint | Sym, origin: Origin | null = null): Int => ({
  kind: 'int',
  value,
  origin,
});
export const unknownOf = (reason: Reason): Unknown => ({ kind: 'unknown', reason });
export const isKnown = (dim: Dim): dim is Int => dim.kind === 'int';
/** The number of a dim that is known and free of symbols. */
export const constantOf = (dim: Dim): number | undefined =>
  dim.kind === 'int' && typeof dim.value === 'number' ? dim.value : undefined;
