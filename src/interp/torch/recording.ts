// What a recording run notes of tensors beside ops: how they are made, what they share, what fills them. All of it does
// nothing in other runs. Knows no initialiser: those say what they fill with.
import { mayDraw } from '../../graph/recipe';
import type { OpDef } from '../../ops/op';
import type { Reset } from '../../ops/reset';
import { plainShape } from '../../tensor/dim';
import type { DType } from '../../tensor/dtype';
import type { Fill } from '../../tensor/recipe';
import type { Tensor } from '../../tensor/value';
import type { Machine } from '../machine';
import type { Args, Kwargs, Value } from '../value';
import { isSym } from '../../tensor/sym';
import { numberOf } from './convert';
import { fillOf } from './initFills';

/** A tensor with elements of its own; null: fresh memory. */
export function noteMade(m: Machine, tensor: Tensor, data: readonly number[] | null): void {
  if (!m.graph.makesRecipe) return;
  makeStep(m, tensor, data);
}
function makeStep(m: Machine, tensor: Tensor, data: readonly number[] | null): void {
  const shape = plainShape(tensor.shape);
  if (shape) m.graph.note({ kind: 'make', out: tensor.id, shape, dtype: tensor.dtype, data });
}

/** State of a module that was just constructed, which `reset` fills. */
export const noteState = (m: Machine, tensor: Tensor): void => makeStep(m, tensor, null);
export function noteReset(m: Machine, tensor: Tensor, { fill, row }: Reset): void {
  if (row === undefined) return m.graph.note({ kind: 'fill', target: tensor.id, fill });
  const shape = plainShape(tensor.shape);
  if (!shape) return;
  const part = -tensor.id;
  m.graph.note({ kind: 'op', op: 'select', args: {}, outs: [{ out: part, shape: shape.slice(1), dtype: tensor.dtype }],
    view: { of: tensor.id, how: { kernel: 'slice', inputs: ['input'],
      parts: [{ axis: 0, start: row, step: 1, size: 1, drop: true }] } } });
  m.graph.note({ kind: 'fill', target: part, fill });
}

export function noteFill(m: Machine, tensor: Tensor, fill: Fill): void {
  if (m.graph.isRecording) m.graph.note({ kind: 'fill', target: tensor.id, fill });
}
/** `made` shares its elements with `of`. */
export function noteAlias(m: Machine, made: Tensor, of: Tensor): void {
  if (m.graph.isRecording && made !== of) m.graph.note({ kind: 'alias', out: made.id, of: of.id });
}
export function noteCopy(m: Machine, made: Tensor, of: Tensor, dtype: DType = of.dtype): void {
  if (m.graph.isRecording) m.graph.note({ kind: 'copy', out: made.id, of: of.id, dtype });
}
export function noteWrite(m: Machine, target: Tensor, from: Tensor): void {
  if (m.graph.isRecording && target !== from) m.graph.note({ kind: 'write', target: target.id, from: from.id });
}
/** Elements that nobody can tell. */
export function noteLost(m: Machine, tensor: Tensor, reason: string): void {
  if (m.graph.isRecording) m.graph.note({ kind: 'lost', tensors: [tensor.id], reason });
}
/** The generator may stand elsewhere than PyTorch's from here on. */
export function noteDoubt(m: Machine, reason: string): void {
  if (m.graph.isRecording) m.graph.note({ kind: 'doubt', reason });
}
/** A fill whose arguments are not known: what it draws counts, what it gives is lost. */
export function noteUnknownFill(m: Machine, tensor: Tensor, fill: Fill, cause: Value): void {
  noteFill(m, tensor, fill);
  noteLost(m, tensor, cause.kind === 'unknown' ? cause.reason.message : 'what it is filled with is not known');
}

/** A random fill by name: of torch.nn.init, or a method of the tensor. */
export function noteRandomFill(m: Machine, of: 'initialiser' | 'method', name: string, tensor: Tensor, args: Args,
  kwargs: Kwargs): void {
  if (!m.graph.isRecording) return;
  const own = kwargs.get('generator');
  if (own && own.kind !== 'none') return noteLost(m, tensor, 'it is drawn from a generator of its own');
  const found = fillOf(of, name, tensor, args, kwargs);
  if (!found) {
    noteLost(m, tensor, `what ${name} draws is not followed`);
    return noteDoubt(m, `what ${name} draws is not followed`);
  }
  if (!found.fill) return;
  if (found.lost) noteUnknownFill(m, tensor, found.fill, found.lost);
  else noteFill(m, tensor, found.fill);
}

/** torch.manual_seed. */
export function noteSeed(m: Machine, seed: Value | undefined): void {
  const number = seed && numberOf(seed);
  if (number !== undefined && !isSym(number)) {
    if (m.graph.isRecording) m.graph.note({ kind: 'seed', seed: number });
  } else noteDoubt(m, 'the seed that the code sets is not known');
}

/** torch.get_rng_state: the state has the number of the tensor that stands for it. */
export function noteKept(m: Machine, state: Tensor): void {
  if (m.graph.isRecording) m.graph.note({ kind: 'keep', state: state.id });
}
/** torch.set_rng_state. */
export function noteRestored(m: Machine, state: Value | undefined): void {
  if (m.graph.isRecording) m.graph.note({ kind: 'restore', state: state?.kind === 'tensor' ? state.id : null });
}

/** An op that was not applied because an argument is not known. */
export function noteUnknownOp(m: Machine, ops: readonly OpDef[], reason: string, target: Value | undefined): void {
  if (target?.kind === 'tensor') noteLost(m, target, reason);
  if (m.graph.isRecording && ops.some(mayDraw)) noteDoubt(m, reason);
}
