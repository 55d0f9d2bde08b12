// Copies between layouts: one tensor into another of the same shape, whatever their strides.
import type { Compiler } from '../compiler';
import { addressOf, wordsOf, type Word } from '../program';
import { collapse, type Region } from '../region';
import { COPY_WORDS } from '../wasm/elementwise';

/** The kernel's loops. */
const AXES = 6;

/** Axes in the order of the target's memory, runs put together. */
export function emitCopy(compiler: Compiler, from: Region, to: Region): void {
  const order = to.shape.map((_, i) => i).sort((a, b) => to.strides[b] - to.strides[a] || a - b);
  const pick = (list: readonly number[]): number[] => order.map((axis) => list[axis]);
  const { shape, strides: [input, out] } = collapse(pick(to.shape), [pick(from.strides), pick(to.strides)]);
  emitApart(compiler, { ...from, shape, strides: input }, { ...to, shape, strides: out });
}

/** More axes than the kernel has: one copy for each position along the shortest. */
function emitApart(compiler: Compiler, from: Region, to: Region): void {
  const { shape } = to;
  if (shape.length <= AXES) {
    emitOne(compiler, from, to);
    return;
  }
  const axis = shape.indexOf(Math.min(...shape));
  const at = ({ offset, strides, ...region }: Region, position: number): Region => ({ ...region,
    offset: offset + position * strides[axis], shape: shape.toSpliced(axis, 1), strides: strides.toSpliced(axis, 1) });
  for (let position = 0; position < shape[axis]; position++) emitApart(compiler, at(from, position), at(to, position));
}

function emitOne(compiler: Compiler, from: Region, to: Region): void {
  const [shape, input, out] = [to.shape, from.strides, to.strides].map((list) => [...list]);
  // A transposed matrix is walked along its longer axis.
  const last = shape.length - 1;
  if (last >= 1 && shape[last] < shape[last - 1] && (input[last] !== 1 || out[last] !== 1)) swap(last, last - 1, shape, input,
    out);
  const pad = AXES - shape.length;
  const words: Record<string, Word> = { input: addressOf(from), out: addressOf(to) };
  for (let axis = 0; axis < AXES; axis++) {
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
