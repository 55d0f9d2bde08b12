// Counting and listing the elements of tensors whose sizes are numbers.
// Knows no Python.
import { constantOf, type Dim, type Tensor } from '../../tensor/value';

/** The number of elements, when every size is a number. */
export function constantNumel(tensor: Pick<Tensor, 'shape'>): number | undefined {
  let numel = 1;
  for (const dim of tensor.shape) {
    const size = constantOf(dim);
    if (size === undefined) return undefined;
    numel *= size;
  }
  return numel;
}
export const constantShape = (shape: readonly Dim[]): number[] | undefined => {
  const sizes = shape.map(constantOf).filter((size) => size !== undefined);
  return sizes.length === shape.length ? sizes : undefined;
};
