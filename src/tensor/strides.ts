// Arithmetic of strides: what PyTorch's `view` can look at without copying, and whether a tensor fills its memory.
import { plainNumel } from './dim';

/**
 * The strides under another shape of as many elements; null where the elements would have to be copied.
 * As computeStride in aten/src/ATen/TensorUtils.cpp: axes that follow each other in memory form a stretch, and each stretch
 * must be what some neighbouring axes of the new shape run over.
 */
export function computeStrides(shape: readonly number[], strides: readonly number[], wanted: readonly number[]):
readonly number[] | null {
  const found = wanted.map(() => 1);
  if (plainNumel(shape) === 0 || shape.length === 0) return found;
  let to = wanted.length - 1;
  let step = strides[shape.length - 1];
  let [elements, covered] = [1, 1];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    elements *= shape[axis];
    const ends = axis === 0 || (shape[axis - 1] !== 1 && strides[axis - 1] !== elements * step);
    if (!ends) continue;
    while (to >= 0 && (covered < elements || wanted[to] === 1)) {
      found[to] = covered * step;
      covered *= wanted[to];
      to--;
    }
    if (covered !== elements) return null;
    if (axis > 0) [step, elements, covered] = [strides[axis - 1], 1, 1];
  }
  return to === -1 ? found : null;
}

/** Whether every place of the memory that is reached holds one element, in whatever order of axes. */
export function isDense(shape: readonly number[], strides: readonly number[]): boolean {
  const axes = shape.map((size, i) => ({ size, stride: strides[i] })).filter(({ size }) => size !== 1)
    .sort((a, b) => a.stride - b.stride);
  let reach = 1;
  return axes.every(({ size, stride }) => {
    const next = stride === reach;
    reach *= size;
    return next;
  });
}
