// Which tensors share memory, and what was written into it in place. A graph's edges stay snapshots: an edge whose memory was
// written through another tensor says so, and `lowerMemory.ts` computes what it then holds.
import type { OpDef } from '../ops/op';
import type { Tensor, TensorState, ViewStep } from '../tensor/value';

const isTensor = (value: unknown): value is Tensor =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'tensor';

/** A tensor as it is now: boxes change afterwards, edges do not. */
export function edgeOf(tensor: Tensor): TensorState {
  const { shape, dtype, producer, outputIndex, role, data, sameAs, memory, view, asOf } = tensor;
  const written = memory?.writes && memory.writes !== asOf ? { root: memory.root, writes: memory.writes, view, asOf } : null;
  return { tensor: tensor.id, shape, dtype, producer, outputIndex, role, data, sameAs, memory: written };
}

/** Whether the outputs of this call share memory with its first tensor. */
export const isView = (op: OpDef, args: Readonly<Record<string, unknown>>): boolean =>
  (typeof op.view === 'function' ? op.view(args) : op.view ?? false);

/** Views share memory with the op's first tensor: they see what is written to it, and it sees what is written to them. */
export function shareMemory(args: Readonly<Record<string, unknown>>, outputs: readonly Tensor[]): void {
  const base = Object.values(args).find(isTensor);
  if (!base) return;
  base.memory ??= ownMemory(base);
  for (const output of outputs) {
    if (output.producer === null) continue;
    join(base, output, { of: base.view, producer: output.producer, outputIndex: output.outputIndex });
    output.asOf = base.memory.writes;
  }
}

/** `made` is another identity of the same elements. */
export function shareIdentity(of: Tensor, made: Tensor): void {
  join(of, made, of.view);
  made.asOf = of.asOf;
  made.sameAs = of.sameAs ?? of.id;
}

/** The memory of a tensor that shares it with nothing yet. */
export const ownMemory = (tensor: Tensor): NonNullable<Tensor['memory']> =>
  ({ members: [tensor], root: { ...edgeOf(tensor), memory: null }, writes: null });

function join(base: Tensor, output: Tensor, view: ViewStep | null): void {
  output.memory = base.memory;
  output.view = view;
  base.memory?.members.push(output);
}
