// How ops say which of the engine's kernels computes them: small makers of `Lowering` records that families share.
// Data only: what a kernel does is the engine's business.
import type { BinaryFunction, ChainLink, Lowering, SlicePart, UnaryFunction } from '../tensor/plan';
import type { DType } from '../tensor/dtype';
import type { PlainTensor } from '../tensor/value';

/**
 * Kernels one after the other: `build` adds them with `link`, which gives the number of a result. Operands of the op are
 * numbered from 0 on, as `inputs` names them; `count` says how many there are where a name stands for a list.
 */
export function asChain(inputs: readonly string[], build: (link: Link) => void, count = inputs.length): Lowering {
  const links: ChainLink[] = [];
  build((how, shape, ...operands) => count - 1 + links.push({ how, shape, operands }));
  return { inputs, kernel: 'chain', links };
}
export type Link = (how: Lowering, shape: readonly number[], ...operands: readonly number[]) => number;
const twoOf = ['input', 'other'];
export const asBinary = (name: BinaryFunction): Lowering => ({ inputs: twoOf, kernel: 'binary', function: name });
export const asReduce = (mode: 'mean' | 'sum' | 'max', axes: readonly number[]): Lowering =>
  ({ inputs: ['input'], kernel: 'reduce', mode, axes });
/** The shape of what two tensors give element by element. */
export function together(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  const at = (shape: readonly number[], axis: number): number => shape[axis - rank + shape.length] ?? 1;
  return Array.from({ length: rank }, (_, axis) => (at(a, axis) === 1 ? at(b, axis) : at(a, axis)));
}
/** The shape with these axes of size 1. */
export const without = (shape: readonly number[], axes: readonly number[]): number[] =>
  shape.map((size, axis) => (axes.includes(axis) ? 1 : size));

export const asReshape = (): Lowering => ({ inputs: ['input'], kernel: 'reshape' });
export const asExpand = (): Lowering => ({ inputs: ['input'], kernel: 'expand' });
export const asPermute = (axes: readonly number[]): Lowering => ({ inputs: ['input'], kernel: 'permute', axes });
export const asUnary = (name: UnaryFunction, a = 0, b = 0, input = 'input'): Lowering =>
  ({ inputs: [input], kernel: 'unary', function: name, a, b });
/** Integers have no fast kernels: their numbers may be beyond what floats hold. */
export const ofFloats = (input: { readonly dtype: DType }, lowering: Lowering): Lowering | null =>
  (input.dtype === 'float32' ? lowering : null);
export const asSplit = (axis: number, outs: readonly { readonly shape: readonly number[] }[], input = 'input'): Lowering =>
  ({ inputs: [input], kernel: 'split', axis, sizes: outs.map((out) => out.shape[axis] ?? 0) });

/** null where the parts are not known to be plain slices. */
export const asSlices = (parts: readonly SlicePart[] | null): Lowering | null => parts && { inputs: ['input'], kernel: 'slice',
  parts };
export const pairOf = (list: readonly number[]): readonly [number, number] => [list[0], list[1]];

/** A power of two, where multiplying by the reciprocal rounds as dividing does. */
const hasExactReciprocal = (x: number): boolean => Math.abs(x) === 2 ** Math.round(Math.log2(Math.abs(x)))
  && Math.abs(Math.log2(Math.abs(x))) < 126;

/** `input` (op) `other` x alpha, where either may be a number. */
export function asArithmetic(name: BinaryFunction, input: PlainTensor | number, other: PlainTensor | number, alpha =
  1): Lowering | null {
  if (typeof input === 'object' && typeof other === 'object') {
    return alpha === 1 ? { inputs: ['input', 'other'], kernel: 'binary', function: name } : null;
  }
  if (typeof other === 'number') {
    switch (name) {
      case 'add': return asUnary('affine', 1, other * alpha);
      case 'sub': return asUnary('affine', 1, -other * alpha);
      // Less than nothing is added: a product of -0 stays one.
      case 'mul': return asUnary('affine', other, -0);
      case 'div': return hasExactReciprocal(other) ? asUnary('affine', 1 / other, -0) : asUnary('quotient', other);
      default: return null;
    }
  }
  if (typeof input !== 'number') return null;
  switch (name) {
    case 'add': return asUnary('affine', alpha, input, 'other');
    case 'sub': return asUnary('affine', -alpha, input, 'other');
    case 'mul': return asUnary('affine', input, -0, 'other');
    case 'div': return asUnary('reciprocal', input, 0, 'other');
    default: return null;
  }
}

/** Axes read from the end: a view that walks backwards, copied, since kernels walk forwards. */
export const asBackwards = (shape: readonly number[], axes: readonly number[]): Lowering => asChain(['input'], (link) => {
  const parts = axes.map((axis) => ({ axis, start: shape[axis] - 1, size: shape[axis], step: -1, drop: false }));
  link(asUnary('clamp', -Infinity, Infinity), shape, link({ inputs: ['input'], kernel: 'slice', parts }, shape, 0));
});
