// How ops say which of the engine's kernels computes them: small makers of `Lowering` records that families share.
// Data only: what a kernel does is the engine's business.
import type { BinaryFunction, Lowering, SlicePart, UnaryFunction } from '../tensor/plan';
import type { PlainTensor } from '../tensor/value';

export const asReshape = (): Lowering => ({ inputs: ['input'], kernel: 'reshape' });
export const asExpand = (): Lowering => ({ inputs: ['input'], kernel: 'expand' });
export const asPermute = (axes: readonly number[]): Lowering => ({ inputs: ['input'], kernel: 'permute', axes });
export const asUnary = (name: UnaryFunction, a = 0, b = 0, input = 'input'): Lowering =>
  ({ inputs: [input], kernel: 'unary', function: name, a, b });
export const asSplit = (axis: number, outs: readonly { readonly shape: readonly number[] }[]): Lowering =>
  ({ inputs: ['input'], kernel: 'split', axis, sizes: outs.map((out) => out.shape[axis] ?? 0) });

/** null where the parts are not known to be plain slices. */
export const asSlices = (parts: readonly SlicePart[] | null): Lowering | null => parts && { inputs: ['input'], kernel: 'slice',
  parts };
export const pairOf = (list: readonly number[]): readonly [number, number] => [list[0], list[1]];

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
      case 'mul': return asUnary('affine', other, 0);
      case 'div': return asUnary('affine', 1 / other, 0);
      default: return null;
    }
  }
  if (typeof input !== 'number') return null;
  switch (name) {
    case 'add': return asUnary('affine', alpha, input, 'other');
    case 'sub': return asUnary('affine', -alpha, input, 'other');
    case 'mul': return asUnary('affine', input, 0, 'other');
    default: return null;
  }
}
