// Copies between layouts: one tensor into another of the same shape, whatever their strides.
import type { Compiler } from '../compiler';
import { addressOf, wordsOf, type Word } from '../program';
import { collapse, type Region } from '../region';
import { COPY_WORDS } from '../wasm/elementwise';

/** Axes in the order of the target's memory, runs put together. */
export function emitCopy(compiler: Compiler, from: Region, to: Region): void {
  const order = to.shape.map((_, i) => i).sort((a, b) => to.strides[b] - to.strides[a] || a - b);
  const pick = (list: readonly number[]): number[] => order.map((axis) => list[axis]);
  const { shape, strides: [input, out] } = collapse(pick(to.shape), [pick(from.strides), pick(to.strides)]);
  if (shape.length > 6) throw new Error(`a copy of ${shape.length} axes that do not run together`);
  // A transposed matrix is walked along its longer axis.
  const last = shape.length - 1;
  if (last >= 1 && shape[last] < shape[last - 1] && (input[last] !== 1 || out[last] !== 1)) swap(last, last - 1, shape, input,
    out);
  const pad = 6 - shape.length;
  const words: Record<string, Word> = { input: addressOf(from), out: addressOf(to) };
  for (let axis = 0; axis < 6; axis++) {
    const i = axis - pad;
    words[`n${axis}`] = i < 0 ? 1 : shape[i];
    words[`i${axis}`] = i < 0 ? 0 : 4 * input[i];
    words[`o${axis}`] = i < 0 ? 0 : 4 * out[i];
  }
  const units = [0, 1, 2, 3].reduce((n, axis) => n * Number(words[`n${axis}`]), 1);
  compiler.kernel('copy', wordsOf(COPY_WORDS.names, words), units);
}

function swap(a: number, b: number, ...lists: number[][]): void {
  for (const list of lists) [list[a], list[b]] = [list[b], list[a]];
}
