// The deterministic elements with which tools/golden.py fills inputs and parameters; see its header.
import { isFloating, isComplex, type DType } from '../../src/tensor/dtype';

export function fill(shape: readonly number[], dtype: DType, index: number): number[] {
  const count = shape.reduce((a, b) => a * b, 1);
  const element = (k: number): number => {
    if (dtype === 'bool') return (k + index) % 2;
    return isFloating(dtype) || isComplex(dtype) ? (((7 * k + 3 * index) % 11) - 5) / 4 : (5 * k + index) % 4;
  };
  return Array.from({ length: count }, (_, k) => element(k));
}

/** Here and there a NaN, an infinity, a negative zero. */
export function withEdges(shape: readonly number[], dtype: DType, index: number): number[] {
  const plain = fill(shape, dtype, index);
  if (!dtype.includes('float')) return plain;
  return plain.map((x, k) => ((7 * k + 5 * index) % 9 === 4 ? [NaN, Infinity, -0, -Infinity][(k + index) % 4] : x));
}
