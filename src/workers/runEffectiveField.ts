// The effective receptive field of one element, measured: the input is changed block by block, and the model is run again each
// time. What an impulse does, not a gradient: it holds for this image and this size of the change.
import { Cancelled, type CancelToken } from '../protocol/rpc';
import type { EffectiveField } from '../protocol/runMaps';

/** Runs the loaded model with another first input. */
export interface Again {
  /** [..., C, H, W] in row-major order, as it was given to the last run; null before the first. */
  readonly input: { readonly shape: readonly number[]; readonly data: Float32Array } | null;
  run(input: Float32Array, cancel?: CancelToken): Promise<void>;
}

/** `element` reads the element after a run. The last run's input is run again at the end, so that its maps are there. */
export async function effectiveField(again: Again, element: () => number, asked: {
  readonly field: readonly [number, number, number, number]; readonly runs: number },
    cancel?: CancelToken): Promise<EffectiveField> {
  const { input } = again;
  if (!input) throw new Error('nothing was run');
  const [top, left, height, width] = asked.field;
  // The smallest square blocks that need no more runs than asked.
  let side = 1;
  while (Math.ceil(height / side) * Math.ceil(width / side) > asked.runs) side++;
  const [rows, columns] = [Math.ceil(height / side), Math.ceil(width / side)];
  const before = element();
  const impulse = deviationOf(input.data) || 1;
  const changes = new Float64Array(rows * columns);
  try {
    for (let block = 0; block < changes.length; block++) {
      if (cancel?.isCancelled) throw new Cancelled();
      const from = [top + Math.floor(block / columns) * side, left + (block % columns) * side] as const;
      const changed = withBlock(input, from, [Math.min(side, top + height - from[0]), Math.min(side, left + width - from[1])],
        impulse);
      await again.run(changed, cancel);
      changes[block] = Math.abs(element() - before);
    }
  } finally {
    await again.run(input.data);
  }
  return { top, left, block: [side, side], rows, columns, changes, impulse, runs: changes.length };
}

/** Added to the block's elements in every channel of every image of the batch. */
function withBlock({ shape, data }: { readonly shape: readonly number[]; readonly data: Float32Array },
  [top, left]: readonly [number, number], [height, width]: readonly [number, number], impulse: number): Float32Array {
  const [rows, columns] = shape.slice(-2);
  const changed = data.slice();
  for (let plane = 0; plane < data.length; plane += rows * columns) {
    for (let y = top; y < top + height; y++) {
      for (let x = left; x < left + width; x++) changed[plane + y * columns + x] += impulse;
    }
  }
  return changed;
}

function deviationOf(data: Float32Array): number {
  let sum = 0;
  for (const value of data) sum += value;
  const mean = sum / data.length;
  let squares = 0;
  for (const value of data) squares += (value - mean) ** 2;
  return Math.sqrt(squares / data.length);
}
