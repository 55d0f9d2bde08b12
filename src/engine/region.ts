// Where a tensor lies: a buffer, an offset and one stride per axis, in floats. Views of tensors are regions of one buffer.
// Activations of convolutions have their channels side by side (stride 1), whatever order their axes are named in.

export interface Region {
  readonly buffer: number;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** The same elements as a list: `Array.from` takes six times as long. */
export function listOf(elements: Float32Array): number[] {
  const list = new Array<number>(elements.length);
  for (let i = 0; i < elements.length; i++) list[i] = elements[i];
  return list;
}

export const numel = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** Strides of a dense tensor whose axes lie in memory in this order, outermost first. */
export function stridesInOrder(shape: readonly number[], order: readonly number[]): number[] {
  const strides = shape.map(() => 0);
  let step = 1;
  for (const axis of [...order].reverse()) {
    strides[axis] = step;
    step *= shape[axis];
  }
  return strides;
}
export const rowMajor = (shape: readonly number[]): number[] => stridesInOrder(shape, shape.map((_, i) => i));
/** [N, C, H, W] and its like with C innermost. */
export const channelsLast = (shape: readonly number[]): number[] =>
  stridesInOrder(shape, shape.length < 3 ? shape.map((_, i) => i) : [0, ...shape.map((_, i) => i).slice(2), 1]);

/** Axes from the outermost in memory to the innermost; axes of size 1 keep their place among the others. */
export const memoryOrder = (region: Region): number[] =>
  region.shape.map((_, i) => i).sort((a, b) => region.strides[b] - region.strides[a] || a - b);

/** No gaps and no repetition: the elements fill `numel` floats. */
export function isDense({ shape, strides }: Region): boolean {
  let step = 1;
  const order = shape.map((_, i) => i).filter((i) => shape[i] !== 1).sort((a, b) => strides[a] - strides[b]);
  for (const axis of order) {
    if (strides[axis] !== step) return false;
    step *= shape[axis];
  }
  return true;
}

export const hasStrides = (region: Region, strides: readonly number[]): boolean =>
  region.strides.every((stride, i) => stride === strides[i] || region.shape[i] === 1);

/** Runs of axes that several tensors walk alike become one axis. Axes of size 1 go. */
export function collapse(shape: readonly number[],
  strides: readonly (readonly number[])[]): { shape: number[]; strides: number[][] } {
  const sizes: number[] = [];
  const steps: number[][] = strides.map(() => []);
  shape.forEach((size, axis) => {
    if (size === 1) return;
    const last = sizes.length - 1;
    if (last >= 0 && strides.every((each, i) => steps[i][last] === each[axis] * size)) {
      sizes[last] *= size;
      steps.forEach((step, i) => (step[last] = strides[i][axis]));
    } else {
      sizes.push(size);
      steps.forEach((step, i) => step.push(strides[i][axis]));
    }
  });
  return { shape: sizes, strides: steps };
}

/** The strides under which the same elements in row-major order have another shape; null where that needs a copy. */
export function reshapedStrides(region: Region, shape: readonly number[]): number[] | null {
  if (numel(shape) === 0) return rowMajor(shape);
  const from = collapse(region.shape, [region.strides]);
  const strides = shape.map(() => 1);
  let run = from.shape.length - 1;
  let left = run >= 0 ? from.shape[run] : 1;
  let step = run >= 0 ? from.strides[0][run] : 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] === 1) {
      strides[axis] = step;
      continue;
    }
    if (left === 1) {
      run -= 1;
      left = from.shape[run];
      step = from.strides[0][run];
    }
    if (left % shape[axis] !== 0) return null;
    strides[axis] = step;
    step *= shape[axis];
    left /= shape[axis];
  }
  return strides;
}

export const permuted = (region: Region, axes: readonly number[]): Region => ({
  ...region, shape: axes.map((a) => region.shape[a]), strides: axes.map((a) => region.strides[a]),
});

/** The part from `start` on along one axis, `size` elements `step` apart. */
export const sliced = (region: Region, axis: number, start: number, size: number, step = 1): Region => ({
  ...region,
  offset: region.offset + start * region.strides[axis],
  shape: region.shape.map((n, i) => (i === axis ? size : n)),
  strides: region.strides.map((s, i) => (i === axis ? s * step : s)),
});

/** Repeated along axes of size 1, and along new axes in front. */
export function expanded(region: Region, shape: readonly number[]): Region {
  const added = shape.length - region.shape.length;
  return { ...region, shape, strides: shape.map((size, i) => {
    const from = i - added;
    return from < 0 || (region.shape[from] === 1 && size !== 1) ? 0 : region.strides[from];
  }) };
}

/** The elements in row-major order, read from `floats` at the region's offset from `base`, in `data`, which has as many. */
export function gather(floats: Float32Array, base: number, region: Region,
  data: Float32Array = new Float32Array(numel(region.shape))): Float32Array {
  const { shape, strides: [strides] } = collapse(region.shape, [region.strides]);
  if (data.length === 0) return data;
  const last = shape.length - 1;
  const [count, step] = last < 0 ? [1, 1] : [shape[last], strides[last]];
  const counters = shape.slice(0, Math.max(0, last)).map(() => 0);
  let position = base + region.offset;
  for (let index = 0; index < data.length; index += count) {
    if (step === 1) data.set(floats.subarray(position, position + count), index);
    else for (let i = 0, at = position; i < count; i++, at += step) data[index + i] = floats[at];
    for (let axis = last - 1; axis >= 0; axis--) {
      position += strides[axis];
      if (++counters[axis] < shape[axis]) break;
      position -= strides[axis] * shape[axis];
      counters[axis] = 0;
    }
  }
  return data;
}
