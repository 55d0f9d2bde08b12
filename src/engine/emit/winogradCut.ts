// Which convolutions Winograd's filtering computes, and how they are cut into F(m, r), which is r x r taps side by side.
import type { Compiler } from '../compiler';
import type { Group } from '../fuse';
import type { Lowering } from '../../tensor/plan';
import { WINOGRADS, type WinogradSize } from '../wasm/winograd';

// Note [One tile for all kernels]
// A kernel of stride s is s x s kernels, each for the pixels of one phase of the image; one that is larger than r is several,
// some pixels apart. Both become further channels of the products, and the output is transformed once. Of a dilated kernel,
// output pixels that lie a dilation apart are the tiles.

/** Transformed weights of more than this come from beyond all caches. */
export const FAR_BYTES = 16_000_000;

type Conv = Extract<Lowering, { kernel: 'conv2d' }> & { readonly operands: readonly (number | null)[] };

/** How a convolution is cut into F(tile, taps). */
export interface Winograd {
  readonly size: WinogradSize;
  /** Taps of a part along an axis. */
  readonly taps: number;
  readonly stride: number;
  readonly dilation: number;
  readonly padding: readonly [number, number];
  /** Parts of the kernel along each axis. */
  readonly parts: readonly [number, number];
  /** Tiles of the output along each axis. */
  readonly tiles: readonly [number, number];
  /** Channels are gathered from all parts beforehand, since those of a pixel do not fill vectors. */
  readonly gathers: boolean;
}

/** Where part i begins, in taps; see Note [One tile for all kernels]. */
export const firstTap = (i: number, { stride, taps }: Pick<Winograd, 'stride' | 'taps'>): number =>
  i % stride + stride * taps * Math.floor(i / stride);

/** Parts that an axis of the kernel has. */
function partsOf(kernel: number, stride: number, taps: number): number {
  let parts = Math.min(stride, kernel);
  while (firstTap(parts, { stride, taps }) < kernel) parts++;
  return parts;
}

/** The cheapest of all cuts; null where the direct way is cheaper, or channels do not fill vectors. */
export function winogradOf(compiler: Compiler, conv: Conv, group: Group): Winograd | null {
  const [input, weight] = conv.operands;
  if (compiler.options.exact || typeof weight !== 'number' || typeof input !== 'number') return null;
  const [outputs, channels, kernelH, kernelW] = compiler.shape(weight);
  const [[stride, strideX], [dilation, dilationX]] = [conv.stride, conv.dilation];
  const square = compiler.isConstant(weight) && conv.groups === 1 && stride === strideX && dilation === dilationX
    && (stride === 1 || dilation === 1);
  const [images, , height, width] = compiler.shape(group.out);
  const pixels = images * height * width;
  if (!square || outputs % 8 !== 0 || kernelH * kernelW < 2 || pixels < 16) return null;
  const gathers = channels % 4 !== 0 || channels < 8;
  let [best, most]: [Winograd | null, number] = [null, LESS * directCycles(channels * kernelH * kernelW, outputs, pixels)];
  for (const size of WINOGRADS) {
    const taps = size.size - size.tile + 1;
    const parts = [partsOf(kernelH, stride, taps), partsOf(kernelW, stride, taps)] as const;
    const tiles = [tilesOf(height, dilation, size.tile), tilesOf(width, dilation, size.tile)] as const;
    const depth = channels * parts[0] * parts[1];
    if (gathers && (depth % 4 !== 0 || depth < 8 || dilation > 1)) continue;
    const cycles = winogradCycles(size, images * tiles[0] * tiles[1], depth, outputs) + (gathers ? GATHER * depth * pixels : 0);
    // Sizes stand in the order of how many weights they have, and how exact they are.
    if (cycles >= most) continue;
    [best, most] = [{ size, taps, stride, dilation, padding: conv.padding, parts, tiles, gathers }, LIKE * cycles];
  }
  return best;
}
const tilesOf = (size: number, dilation: number, tile: number): number => dilation * Math.ceil(Math.ceil(size / dilation) / tile);

/**
 * Estimates in cycles of the processor, from measured ones (Zen 4): what the tile kernel multiplies and adds in a cycle, what a
 * block of sums costs beside its channels, bytes of weights that lie beyond the second-level cache, or beyond all, and an
 * element gathered.
 */
const RATE = 7.3;
const PER_BLOCK = 8;
const [NEAR_BYTES, NEAR, FAR] = [1_000_000, 0.15, 0.3];
const GATHER = 3;
/** A cut has to be so much cheaper than the direct way, and than one with fewer weights. */
const [LESS, LIKE] = [0.9, 0.95];

const weightCycles = (bytes: number): number =>
  NEAR * Math.max(0, Math.min(bytes, FAR_BYTES) - NEAR_BYTES) + FAR * Math.max(0, bytes - FAR_BYTES);
const directCycles = (depth: number, outputs: number, pixels: number): number =>
  (depth + PER_BLOCK) * outputs * pixels / RATE + weightCycles(4 * depth * outputs);
function winogradCycles({ size, tile }: WinogradSize, tiles: number, depth: number, outputs: number): number {
  const points = size ** 2;
  const transforms = tiles * (2.5 * points * depth + (1.2 * points + tile ** 2) * outputs) / 4;
  return tiles * points * (depth + PER_BLOCK) * outputs / RATE + transforms + weightCycles(4 * points * depth * outputs);
}
