// What a tensor holds after its memory was written through another: x[:, 0].add_(1) changes x, and every other view of x.
// Writes become steps of the plan: the old contents with the written part replaced, and views of the result.
//
// Note [Views by position]
// How a view lies in the memory is read off its ops' reference kernels, run on positions instead of elements. What reads
// the memory with one stride per axis is a view; reshape, flatten and contiguous copy where PyTorch cannot view either.
import { stridesOf } from '../tensor/broadcast';
import { plainNumel, plainShape } from '../tensor/dim';
import type { DType } from '../tensor/dtype';
import type { MemoryState, MemoryWrite, Reason, TensorState, ViewStep } from '../tensor/value';
import type { Graph, GraphNode } from './graph';
import { isView } from './memory';
import { nodeArgs } from './plain';

/** A view of memory whose elements lie in row-major order. */
export interface Strided {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
}
/** Where a tensor's elements come from: what made it, or the contents of memory after a write. */
export type Contents =
  | { readonly kind: 'made'; readonly state: TensorState }
  | { readonly kind: 'view'; readonly of: Written; readonly at: Strided };
/** Memory after a write. */
export interface Written {
  readonly result: Contents;
  readonly dtype: DType;
  /** What was written over; null: the write replaced everything. */
  readonly over: Contents | null;
  /** The part that was written. */
  readonly at: Strided;
  /** Sizes and dtype of all of the memory. */
  readonly shape: readonly number[];
}

/** The memory cannot be followed; `message` is a sentence about the tensor, to stand after the node's name. */
export class MemoryError extends Error {
  constructor(message: string, readonly reason: Reason | null = null) {
    super(message);
  }
}

/** Ops that copy where the elements do not lie as they need them. */
const MAY_COPY: ReadonlySet<string> = new Set(['reshape', 'flatten', 'contiguous', 'ravel', 'reshape_as']);
/** Ops whose result lies in row-major order however their inputs do. */
const ROW_MAJOR: ReadonlySet<string> = new Set(['linear', 'matmul', 'mm', 'bmm', 'addmm', 'baddbmm', 'embedding']);

interface Place {
  /** The memory: the id of its root, or the node that copied out of it. */
  readonly memory: string;
  readonly root: TensorState;
  readonly at: Strided;
}

export class Memories {
  private readonly places = new Map<ViewStep, Place>();
  private readonly writes = new Map<MemoryWrite, Written>();
  private readonly contents = new Map<TensorState, Contents>();

  constructor(private readonly graph: Graph) {}

  /** What an edge holds. Throws MemoryError. */
  contentsOf(edge: TensorState): Contents {
    const known = this.contents.get(edge);
    if (known) return known;
    const found = this.find(edge);
    this.contents.set(edge, found);
    return found;
  }
  private find(edge: TensorState): Contents {
    const plain: Contents = { kind: 'made', state: { ...edge, memory: null } };
    const { memory } = edge;
    if (!memory) return plain;
    const last = memory.writes;
    // Sizes of what two sides of a branch made may differ: the branch is told before them.
    if (last !== memory.asOf && last.run === this.graph.run && last.reason) this.result(last);
    const place = this.placeOf(memory.root, memory.view, memory.writes);
    const own = this.ownWrites(memory, place);
    for (const write of own) {
      if (write.view === memory.view) return this.result(write);
      const at = this.placeOf(memory.root, write.view, memory.writes).at;
      if (meets(at, place.at)) return { kind: 'view', of: this.after(memory.root, place, write), at: place.at };
    }
    return plain;
  }

  /** Writes of this run into the same memory that the edge has not seen, the last first. */
  private ownWrites(memory: MemoryState, place: Place): MemoryWrite[] {
    const found: MemoryWrite[] = [];
    for (let write: MemoryWrite | null = memory.writes; write && write !== memory.asOf; write = write.before) {
      if (write.run !== this.graph.run) break;
      if (this.placeOf(memory.root, write.view, memory.writes).memory === place.memory) found.push(write);
    }
    return found;
  }

  private result({ result, reason }: MemoryWrite): Contents {
    if (!result) throw new MemoryError('what is written into it in place is not known', reason ?? null);
    return this.contentsOf(shiftState(result, this.graph.base));
  }

  private after(root: TensorState, place: Place, write: MemoryWrite): Written {
    const known = this.writes.get(write);
    if (known) return known;
    const { at } = this.placeOf(root, write.view, write);
    const shape = sizesOf(place.root);
    if (overlapsItself(at)) throw new MemoryError('it is written to in place through a view that shows elements more than once');
    const isAll = plainNumel(at.shape) === plainNumel(shape) && isRowMajor(at);
    const made: Written = { result: this.result(write), dtype: write.dtype, at, shape,
      over: isAll ? null : this.before(root, place, write) };
    this.writes.set(write, made);
    return made;
  }

  /** The contents that a write found. */
  private before(root: TensorState, place: Place, write: MemoryWrite): Contents {
    for (let each = write.before; each && each.run === this.graph.run; each = each.before) {
      if (this.placeOf(root, each.view, each).memory !== place.memory) continue;
      return { kind: 'view', of: this.after(root, place, each), at: whole(sizesOf(place.root)) };
    }
    return { kind: 'made', state: place.root };
  }

  // ---- places -----------------------------------------------------------------------------------------------------------

  private placeOf(root: TensorState, view: ViewStep | null, writes: MemoryWrite): Place {
    if (!view) return { memory: `t${root.tensor}`, root: shiftState(root, this.graph.base), at: whole(sizesOf(root)) };
    const known = this.places.get(view);
    if (known) return known;
    const base = this.placeOf(root, view.of, writes);
    const place = this.step(base, view);
    this.places.set(view, place);
    return place;
  }

  private step(base: Place, { producer, outputIndex }: ViewStep): Place {
    const node: GraphNode | undefined = this.graph.nodes[producer - this.graph.base];
    if (!node) throw new MemoryError('it is a view that the constructor made of another tensor, and is written to in place');
    const out = node.outputs[outputIndex];
    const copied: Place = { memory: `n${producer}:${outputIndex}`, root: out, at: whole(sizesOf(out)) };
    if (!isView(node.op, node.args) || reorders(node)) return copied;
    const at = strided(this.positions(node, base.at, outputIndex), sizesOf(out));
    if (!MAY_COPY.has(node.op.name)) {
      if (!at) throw new MemoryError(`how ${node.op.name} looks at its memory, which is written to in place, is not known`);
      return { ...base, at };
    }
    if (!this.liesInOrder(base.root)) {
      throw new MemoryError(`whether ${node.op.name} copied it before it was written to in place depends on how it lies in`
        + ' memory; call .clone() before writing');
    }
    return at && (node.op.name !== 'contiguous' || isRowMajor({ ...at, offset: 0 })) ? { ...base, at } : copied;
  }

  /** Positions in the memory of the elements of a view of a view. */
  private positions(node: GraphNode, base: Strided, output: number): readonly number[] {
    const args = nodeArgs(node);
    const first = Object.entries(args ?? {}).find(([, value]) => isPlainTensor(value));
    const metas = node.outputs.map((edge) => ({ shape: sizesOf(edge), dtype: edge.dtype }));
    if (!args || !first || !node.op.eval || plainNumel(base.shape) > POSITIONS) {
      throw new MemoryError(`how ${node.op.name} looks at its memory, which is written to in place, is not known`);
    }
    const [name] = first;
    const data = positionsOf(base);
    return node.op.eval({ ...args, [name]: { shape: base.shape, dtype: 'int64', data } } as never, metas)[output] ?? [];
  }

  /** Whether a tensor that an op made certainly lies in row-major order. */
  private liesInOrder(state: TensorState): boolean {
    if (state.producer === null) return true;
    const node = this.graph.nodes[state.producer];
    if (ROW_MAJOR.has(node.op.name)) return true;
    if (reorders(node)) return false;
    if (isView(node.op, node.args)) return KEEPS_ORDER.has(node.op.name)
      && node.inputs.every((edge) => this.liesInOrder(edge));
    return node.inputs.every((edge) => this.liesInOrder(edge));
  }

}

/** Views that leave a tensor in row-major order. */
const KEEPS_ORDER: ReadonlySet<string> = new Set(['reshape', 'flatten', 'contiguous', 'ravel', 'view', 'unflatten', 'squeeze',
  'unsqueeze', 'detach', 'dropout', 'view_as', 'reshape_as']);
/** A copy in another order of axes: .contiguous(memory_format=torch.channels_last). */
const reorders = (node: GraphNode): boolean => (node.args['memory_format'] ?? null) !== null;
/** More positions than this are not followed one by one. */
const POSITIONS = 1 << 25;

/** Producers counted from the first node of the graph. */
function shiftState(state: TensorState, base: number): TensorState {
  const { producer } = state;
  return { ...state, producer: producer === null || producer < base ? null : producer - base };
}

const isPlainTensor = (value: unknown): boolean => typeof value === 'object' && value !== null && 'dtype' in value
  && 'data' in value;
function sizesOf(state: Pick<TensorState, 'shape'>): readonly number[] {
  const sizes = plainShape(state.shape);
  if (!sizes) throw new MemoryError('its size is not known, and it is written to in place');
  return sizes;
}
const whole = (shape: readonly number[]): Strided => ({ shape, strides: stridesOf(shape), offset: 0 });
const isRowMajor = ({ shape, strides, offset }: Strided): boolean => {
  const dense = stridesOf(shape);
  return offset === 0 && shape.every((size, i) => size === 1 || strides[i] === dense[i]);
};

function positionsOf({ shape, strides, offset }: Strided): number[] {
  const count = plainNumel(shape);
  const positions = new Array<number>(count);
  const index = shape.map(() => 0);
  let at = offset;
  for (let i = 0; i < count; i++) {
    positions[i] = at;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += strides[axis];
      if (++index[axis] < shape[axis]) break;
      at -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return positions;
}

/** Positions as one stride per axis; null when they are not. */
function strided(positions: readonly number[], shape: readonly number[]): Strided | null {
  if (positions.length !== plainNumel(shape)) return null;
  if (positions.length === 0) return { shape, strides: shape.map(() => 0), offset: 0 };
  const steps = stridesOf(shape);
  const [offset] = positions;
  const strides = shape.map((size, axis) => (size === 1 ? 0 : positions[steps[axis]] - offset));
  const expected = positionsOf({ shape, strides, offset });
  return positions.every((p, i) => p === expected[i]) ? { shape, strides, offset } : null;
}

/** How many positions from the first to the last. */
const spanOf = ({ shape, strides }: Strided): number => shape.reduce((last, size, i) => last + (size - 1) * strides[i], 1);

function overlapsItself(at: Strided): boolean {
  // Where each axis steps over all that the narrower ones reach, no two elements meet.
  const axes = at.shape.map((size, i) => ({ size, stride: at.strides[i] })).filter(({ size }) => size > 1)
    .sort((a, b) => a.stride - b.stride);
  let reach = 0;
  if (axes.every(({ size, stride }) => stride > reach && (reach += (size - 1) * stride) >= 0)) return false;
  return marked(at, at, 0).count !== plainNumel(at.shape);
}

function meets(a: Strided, b: Strided): boolean {
  const [from, to] = [Math.max(a.offset, b.offset), Math.min(a.offset + spanOf(a), b.offset + spanOf(b))];
  if (from >= to || plainNumel(a.shape) === 0 || plainNumel(b.shape) === 0) return false;
  if (isDense(a) || isDense(b)) return true;
  return marked(b, a, 1).count > 0;
}
const isDense = (at: Strided): boolean => spanOf(at) === plainNumel(at.shape) && !overlapsItself(at);

/** Marks a view's positions; how many of another's are, each once: `wanted` 0 counts those not marked yet, and marks them. */
function marked(view: Strided, by: Strided, wanted: 0 | 1): { readonly count: number } {
  const first = Math.min(view.offset, by.offset);
  const size = Math.max(view.offset + spanOf(view), by.offset + spanOf(by)) - first;
  if (size > POSITIONS) throw new MemoryError('too many of its elements are written to in place through strided views');
  const seen = new Uint8Array(size);
  if (wanted === 1) for (const p of positionsOf(by)) seen[p - first] = 1;
  let count = 0;
  for (const p of positionsOf(view)) if (seen[p - first] === wanted) {
    count++;
    seen[p - first] = 1 - wanted;
  }
  return { count };
}
