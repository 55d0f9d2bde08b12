// Which convolutions Winograd's filtering computes, and how they are cut into F(m, r), which is r taps side by side, or r x r.
import type { Compiler } from '../compiler';
import type { Group } from '../fuse';
import type { Lowering } from '../../tensor/plan';
import { pointsOf, WINOGRADS, type WinogradSize } from '../wasm/winogradPoints';

// Note [One tile for all kernels]
// A kernel of stride s is s x s kernels, each for the pixels of one phase of the image; one that is larger than r is several,
// some pixels apart. Both become further channels of the products, and the output is transformed once. Of a dilated kernel,
// output pixels that lie a dilation apart are the tiles. Where only one axis is transformed, every tap of the other is a part.

/** Transformed weights of more than this come from beyond all caches. */
export const FAR_BYTES = 16_000_000;

type Conv = Extract<Lowering, { kernel: 'conv2d' }> & { readonly operands: readonly (number | null)[] };

/** How an axis is cut. In taps of the kernel, and pixels of the output and of the input. */
export interface CutAxis {
  readonly kernel: number;
  /** Output pixels of a tile, `residues` apart; the tiles. */
  readonly tile: number;
  readonly residues: number;
  readonly tiles: number;
  /** Taps of a part, `phases` apart in the kernel; the parts. Part i begins at tap i % phases + partStep (i / phases). */
  readonly taps: number;
  readonly phases: number;
  readonly partStep: number;
  readonly parts: number;
  /** Input pixels from one output pixel to the next, from one pixel of a tile to the next, and from tap to tap. */
  readonly stride: number;
  readonly step: number;
  readonly unit: number;
  readonly padding: number;
}
/** How a convolution is cut. */
export interface Winograd {
  readonly size: WinogradSize;
  /** The two axes of the image, by their place in its shape; the inner one is transformed in any case. */
  readonly axes: readonly [2 | 3, 2 | 3];
  readonly outer: CutAxis;
  readonly inner: CutAxis;
  /** Input channels of all parts together. */
  readonly depth: number;
  /** Channels are gathered from all parts beforehand, since those of a pixel do not fill vectors. */
  readonly gathers: boolean;
}

/** The tap at which part i begins. */
export const firstTap = (i: number, { phases, partStep }: Pick<CutAxis, 'phases' | 'partStep'>): number =>
  i % phases + partStep * Math.floor(i / phases);

/** An axis of a convolution. */
export type Along = Readonly<Record<'kernel' | 'out' | 'stride' | 'dilation' | 'padding', number>>;

/** An axis that is transformed; null where both stride and dilation are more than one. */
function transformed({ kernel, out, stride, dilation, padding }: Along, { size, tile }: WinogradSize): CutAxis | null {
  if (stride > 1 && dilation > 1) return null;
  const taps = size - tile + 1;
  const partStep = stride * taps;
  let parts = Math.min(stride, kernel);
  while (firstTap(parts, { phases: stride, partStep }) < kernel) parts++;
  return { kernel, tile, residues: dilation, tiles: dilation * Math.ceil(Math.ceil(out / dilation) / tile), taps, phases: stride,
    partStep, parts, stride, step: stride * dilation, unit: dilation, padding };
}
/** An axis that is not. */
const plain = ({ kernel, out, stride, dilation, padding }: Along): CutAxis => ({ kernel, tile: 1, residues: 1, tiles: out,
  taps: 1, phases: 1, partStep: 1, parts: kernel, stride, step: 1, unit: dilation, padding });

/** How a convolution is best computed; null where the direct way is cheaper, or channels do not fill vectors. */
export function winogradOf(compiler: Compiler, conv: Conv, group: Group): Winograd | null {
  const [, weight] = conv.operands;
  if (typeof weight !== 'number' || conv.groups !== 1) return null;
  const [outputs, channels, ...kernel] = compiler.shape(weight);
  const [images, , ...out] = compiler.shape(group.out);
  const [height, width] = kernel.map((taps, i): Along => ({ kernel: taps, out: out[i], stride: conv.stride[i],
    dilation: conv.dilation[i], padding: conv.padding[i] }));
  return cheapestCut(compiler, weight, { images, channels, outputs, along: [height, width] });
}

interface Sizes {
  readonly images: number; readonly channels: number; readonly outputs: number; readonly along: readonly [Along, Along];
}
/** The cheapest of all cuts of a convolution with these weights. */
export function cheapestCut(compiler: Compiler, weight: number, sizes: Sizes): Winograd | null {
  const { images, channels, outputs: made, along } = sizes;
  // In whole blocks, as the direct way computes them too.
  const outputs = 8 * Math.ceil(made / 8);
  const pixels = images * along[0].out * along[1].out;
  const taps = along[0].kernel * along[1].kernel;
  if (compiler.options.exact || !compiler.isConstant(weight) || taps < 2 || pixels < 16) return null;
  const gathers = channels % 4 !== 0 || channels < 8;
  let [best, most]: [Winograd | null, number] = [null, LESS * directCycles(channels * taps, outputs, pixels)];
  // Sizes stand in the order of how many weights they have, and how exact they are.
  for (const size of WINOGRADS) {
    for (const axes of size.axes === 2 ? [[2, 3] as const] : [[2, 3] as const, [3, 2] as const]) {
      const [outerAlong, innerAlong] = axes.map((axis) => along[axis - 2]);
      const [outer, inner] = [size.axes === 2 ? transformed(outerAlong, size) : plain(outerAlong), transformed(innerAlong, size)];
      if (!outer || !inner || (size.axes === 1 && innerAlong.kernel === 1)) continue;
      const depth = channels * outer.parts * inner.parts;
      if (gathers && (depth % 4 !== 0 || depth < 8 || [outer, inner].some(({ residues }) => residues > 1))) continue;
      const tiles = images * outer.tiles * inner.tiles;
      const cycles = winogradCycles(size, tiles, depth, outputs)
        + (gathers ? GATHER * depth * pixels : FIND * pointsOf(size) * tiles * outer.parts * inner.parts);
      if (cycles >= most) continue;
      [best, most] = [{ size, axes, outer, inner, depth, gathers }, LIKE * cycles];
    }
  }
  return best;
}

/**
 * Estimates in cycles of the processor, from measured ones (Zen 4): what the tile kernel multiplies and adds in a cycle, what a
 * block of sums costs beside its channels, bytes of weights that come from the last cache, or from beyond it, an
 * element gathered, and a pixel of a tile found.
 */
const RATE = 7.3;
const PER_BLOCK = 8;
const [NEAR, FAR] = [0.25, 0.3];
const [GATHER, FIND] = [3, 8];
/** A cut has to be so much cheaper than the direct way, and than one with fewer weights. */
const [LESS, LIKE] = [0.85, 0.95];

const weightCycles = (bytes: number): number =>
  NEAR * Math.min(bytes, FAR_BYTES) + FAR * Math.max(0, bytes - FAR_BYTES);
const directCycles = (depth: number, outputs: number, pixels: number): number =>
  (depth + PER_BLOCK) * outputs * pixels / RATE + weightCycles(4 * depth * outputs);
function winogradCycles(size: WinogradSize, tiles: number, depth: number, outputs: number): number {
  const points = pointsOf(size);
  const transforms = tiles * (2.5 * points * depth + (1.2 * points + size.tile ** size.axes) * outputs) / 4;
  return tiles * points * (depth + PER_BLOCK) * outputs / RATE + transforms + weightCycles(4 * points * depth * outputs);
}
