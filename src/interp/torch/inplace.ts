// Writing into a tensor: what every op whose name ends with `_`, `x += y` and `x[i] = v` do to the tensor's identity.
// Knows no particular op.
import { showShape, equalShapes } from '../../tensor/dim';
import { isComplex, isFloating, isIntegral, type DType } from '../../tensor/dtype';
import { edgeOf, ownMemory } from '../../graph/memory';
import type { MemoryWrite, Reason, Tensor } from '../../tensor/value';
import { arrayOf, shareElements } from '../stdlib/numpy/array';
import type { Machine } from '../machine';
import type { Value } from '../value';
import { noteWrite } from './recording';
import { torchState } from './support';

/** Shown as C++ scalar types in messages. */
const SCALAR_NAMES: Partial<Readonly<Record<DType, string>>> = {
  bool: 'Bool', uint8: 'Byte', int8: 'Char', int16: 'Short', int32: 'Int', int64: 'Long', float16: 'Half',
    bfloat16: 'BFloat16',
  float32: 'Float', float64: 'Double', complex64: 'ComplexFloat', complex128: 'ComplexDouble',
};
export const scalarName = (dtype: DType): string => SCALAR_NAMES[dtype] ?? dtype;

/** What may be stored into a tensor of a dtype: never a wider category. */
export function canCast(from: DType, to: DType): boolean {
  if (isComplex(from) && !isComplex(to)) return false;
  if (isFloating(from) && isIntegral(to)) return false;
  return !(from !== 'bool' && isIntegral(from) && to === 'bool');
}

/**
 * Raises for a write into a parameter of which a gradient is wanted. A model that is being called may stand in a `no_grad`
 * that is not in sight, unless a line of a module calls it: nothing is said of it.
 */
export function refuseLeaf(m: Machine, target: Tensor, what: 'leaf' | 'view of a leaf' = 'leaf'): void {
  if (!target.requiresGrad || target.producer !== null) return;
  const { gradEnabled, withoutGradients } = torchState(m);
  if (!gradEnabled) return;
  let outermost = '';
  for (let { frame } = m; frame; frame = frame.caller) {
    if (withoutGradients.has(frame.name)) return;
    outermost = frame.name;
  }
  if (m.graph.isInCall && !outermost.startsWith('<module')) return;
  m.raise('RuntimeError', `a ${what} Variable that requires grad is being used in an in-place operation.`);
}

/** `target` takes the contents of `result`, keeping its identity, shape and dtype. */
export function writeBack(m: Machine, target: Tensor, result: Tensor): void {
  if (result === target) return;
  if (equalShapes(target.shape, result.shape) === false) {
    m.raise('RuntimeError',
      `output with shape ${showShape(target.shape)} doesn't match the broadcast shape ${showShape(result.shape)}`,
      [...target.shape, ...result.shape]);
  }
  if (!canCast(result.dtype, target.dtype)) {
    m.raise('RuntimeError',
      `result type ${scalarName(result.dtype)} can't be cast to the desired output type ${scalarName(target.dtype)}`);
  }
  noteWrite(m, target, result);
  recordWrite(m, target, result);
  m.heap.write(target, 'producer', result.producer);
  m.heap.write(target, 'outputIndex', result.outputIndex);
  setData(m, target, castData(result.data, result.dtype, target.dtype));
}

/** The elements after a conversion to another dtype. */
export function castData(data: readonly number[] | null, from: DType, to: DType): readonly number[] | null {
  if (!data || from === to) return data;
  if (isComplex(from) !== isComplex(to)) return null;
  if (to === 'bool') return data.map((x) => (x === 0 ? 0 : 1));
  if (isIntegral(to)) return data.map((x) => Math.trunc(x));
  return to === 'float32' ? data.map((x) => Math.fround(x)) : data;
}

/** New contents: tensors that share the memory lose what was known of theirs. */
export function setData(m: Machine, target: Tensor, data: readonly number[] | null): void {
  m.heap.write(target, 'data', data);
  for (const other of target.memory?.members ?? []) if (other !== target && other.data) m.heap.write(other, 'data',
    null);
  for (const member of [target, ...target.memory?.members ?? []]) for (const lose of arrays.get(member) ?? []) lose(m);
}
/** What makes the elements of NumPy's arrays unknown that share those of a tensor. */
const arrays = new WeakMap<Tensor, ((m: Machine) => void)[]>();
/** A tensor and an array of NumPy have the same elements: what is written into one is not known of the other. */
export function shareWithArray(m: Machine, tensor: Tensor, array: Value): void {
  if (!tensor.data || arrayOf(array)?.dtype !== tensor.dtype) return;
  let isWriting = false;
  const once = (write: () => void): void => {
    if (isWriting) return;
    isWriting = true;
    write();
    isWriting = false;
  };
  const lose = shareElements(array, (machine) => once(() => loseContents(machine, tensor)));
  if (!lose) return;
  arrays.set(tensor, [...arrays.get(tensor) ?? [], (machine) => once(() => lose(machine,
    machine.unknown('data-dependent-value', 'a tensor that shares the elements of this array was written')))]);
}
export const dropData = (m: Machine, target: Tensor): void => setData(m, target, null);

/** What was written into a tensor is not known. */
export function loseContents(m: Machine, target: Tensor, reason?: Reason): void {
  if (m.graph.run > 0) recordWrite(m, target, null, reason);
  setData(m, target, null);
}

/** The tensor gets memory of another size: what becomes of the old one, others may still see, is not followed. */
export function leaveMemory(m: Machine, target: Tensor): void {
  if (!target.memory) return;
  m.heap.write(target, 'view', null);
  loseContents(m, target);
  for (const field of ['memory', 'asOf'] as const) m.heap.write(target, field, null);
}

/**
 * The tensors that share the target's memory hold something else from now on. The target's own node makes its new
 * contents, unless they come from no node.
 */
function recordWrite(m: Machine, target: Tensor, result: Tensor | null, reason?: Reason): void {
  const written = result && edgeOf(result);
  const isMade = written !== null && written.producer !== null && !written.memory;
  if (!target.memory && isMade) return;
  const memory = target.memory ?? ownMemory(target);
  const { view, dtype, shape } = target;
  const writes: MemoryWrite = { before: memory.writes, run: m.graph.run, view, dtype, shape, result: written,
    ...reason ? { reason } : {} };
  const after = { ...memory, writes };
  const members = memory.members.includes(target) ? memory.members : [...memory.members, target];
  for (const member of members) m.heap.write(member, 'memory', after);
  if (isMade) m.heap.write(target, 'asOf', writes);
}
