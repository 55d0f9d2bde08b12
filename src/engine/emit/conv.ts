// Convolutions as steps of the tile kernel: how channels are grouped into blocks, how weights are packed, how the work is
// cut. Rows of a kernel whose pixels lie side by side are walked as one run.
import type { CompileOptions, Compiler } from '../compiler';
import type { Group } from '../fuse';
import { addressOf, wordsOf, type Address, type Word } from '../program';
import { channelsLast, type Region } from '../region';
import type { Lowering } from '../../tensor/plan';
import { CONV, TILE_PIXELS } from '../wasm/conv';
import { SLIDE_PIXELS, SLIDES, slideName } from '../wasm/depthwise';
import { SCRATCH } from '../wasm/epilogue';
import { PACK } from '../wasm/matrix';
import { epilogueWords, foldsNorm, normFactors, normReads } from './epilogue';
import { emitWinograd } from './winograd';
import { winogradOf } from './winogradCut';

type Conv = Extract<Lowering, { kernel: 'conv2d' }> & { readonly operands: readonly (number | null)[] };

/** Weights of a run of output blocks stay in the second-level cache while all tiles pass by. */
const RANGE_BYTES = 262_144;
/** Weights of more than this come from beyond the second-level cache in every run. */
const AHEAD_BYTES = 1_000_000;
/** With fewer tiles what is fetched ahead comes too fast: the processor waits for it. With more there is little to gain. */
const AHEAD_TILES = 8;
const AHEAD_PIXELS = 72;

export function emitConv(compiler: Compiler, group: Group, conv: Conv): boolean {
  const [input, weight, bias] = conv.operands;
  if (typeof input !== 'number' || typeof weight !== 'number' || !normIsConstant(compiler, group)) return false;
  if (foldsNorm(group) && !(compiler.isConstant(weight) && (typeof bias !== 'number' || compiler.isWeight(bias)))) return false;
  const [outputs, perGroup, kernelH, kernelW] = compiler.shape(weight);
  const depthwise = perGroup === 1 && conv.groups === outputs && conv.groups > 1;
  const blocks = depthwise ? channelBlocks(outputs, kernelH * kernelW) : blocksOf(compiler.shape(weight), conv.groups);
  const winograd = winogradOf(compiler, conv, group);
  if (winograd) {
    const out = compiler.result(group.out, keepsBetween(group));
    const taps = kernelH * kernelW;
    emitWinograd(compiler, winograd, { input, out, epilogue: epilogueWords(compiler, group, out, outputs, bias ?? null),
      weights: { value: weight, folded: foldsNorm(group) ? group : null, channels: perGroup, strideO: perGroup * taps,
        strideI: taps, start: 0, steps: [kernelW, 1] } });
    return true;
  }
  const shape = compiler.shape(group.out);
  const packed = packWeights(compiler, weight, blocks, foldsNorm(group) ? group : null);
  const source = sourceOf(compiler, input, conv, compiler.shape(weight), shape[3]);
  const out = compiler.result(group.out, keepsBetween(group));
  const [, , outHeight, outWidth] = shape;
  const words: TileWords = {
    ...epilogueWords(compiler, group, out, shape[1], bias ?? null),
    outN: 4 * out.strides[0], outY: 4 * out.strides[2], outX: 4 * out.strides[3],
    ...source.words, outWidth, strideY: conv.stride[0], strideX: conv.stride[1], dilationY: conv.dilation[0],
    channels: 4 * blocks.channels * source.run, weights: packed,
    groupBlocks: blocks.groupBlocks, groupBytes: 4 * blocks.channels, groupOutputs: blocks.groupOutputs,
    zero: compiler.zero(4 * compiler.shape(input)[1] * source.run + 32),
  };
  if (depthwise && slides(conv, compiler.shape(weight), outWidth)) {
    const rows = { ...words, tiles: outHeight, channels: 4 * outputs, blockBytes: blocks.blockBytes };
    compiler.kernel(slideName(kernelH, conv.stride[0]), wordsOf(CONV.names, rows), shape[0] * outHeight, SCRATCH.rest);
    return true;
  }
  emitTiles(compiler, words, { kernel: depthwise ? 'depthwise' : 'conv', images: shape[0], pixels: outHeight * outWidth,
    blocks: blocks.blocks, blockBytes: blocks.blockBytes });
  return true;
}

/** Whether the kernel that slides along rows takes a depthwise convolution. */
function slides({ stride, dilation }: Conv, [outputs, , height, width]: readonly number[], outWidth: number): boolean {
  return outputs % 4 === 0 && outWidth >= SLIDE_PIXELS && dilation[0] === 1 && dilation[1] === 1 && height === width
    && SLIDES.some(([kernel, step]) => kernel === height && step === stride[0] && step === stride[1]);
}

/** Maps in between that are laid out like the result. */
export const keepsBetween = ({ sum, normed, added, residual }: Group): boolean =>
  [sum, normed, added, residual].some((value) => value !== null);

/** What a norm's factors are made of has to be known when weights are packed. */
export const normIsConstant = (compiler: Compiler, group: Group): boolean =>
  !group.norm?.fast || group.norm.fast.operands.slice(1).every((value) => value === null || compiler.isWeight(value));

export interface Blocks {
  /** Groups after narrow ones were put together into blocks of 8 outputs, and what one of them has. */
  readonly groupOutputs: number; readonly groupBlocks: number;
  /** Input channels of a block. */
  readonly channels: number;
  readonly perGroup: number; readonly perGroupOutputs: number;
  readonly taps: number; readonly blocks: number; readonly blockBytes: number;
}
export function blocksOf([outputs, perGroup, height, width]: readonly number[], groups: number): Blocks {
  const perGroupOutputs = outputs / groups;
  let together = 1;
  for (let m = 2; m * perGroupOutputs <= 8; m++) if (groups % m === 0) together = m;
  const groupOutputs = perGroupOutputs * together;
  const groupBlocks = Math.ceil(groupOutputs / 8);
  const channels = perGroup * together;
  const taps = height * width;
  return { groupOutputs, groupBlocks, channels, perGroup, perGroupOutputs, taps, blocks: (groups / together) * groupBlocks,
    blockBytes: 32 * taps * channels };
}

/** Blocks of a depthwise convolution: 8 channels with a weight per tap each. */
function channelBlocks(channels: number, taps: number): Blocks {
  const blocks = Math.ceil(channels / 8);
  return { groupOutputs: channels, groupBlocks: blocks, channels: 1, perGroup: 1, perGroupOutputs: 8 * blocks, taps, blocks,
    blockBytes: 32 * taps };
}

/** Packed weights of a whole convolution, scaled by the norm of `folded`; packed at load, or in each run when computed. */
function packWeights(compiler: Compiler, weight: number, blocks: Blocks, folded: Group | null): Word {
  const shape = compiler.shape(weight);
  const words = (input: Address, out: Address, scale: Word): Word[] => wordsOf(PACK.names, {
    input, out, blocks: blocks.blocks, blockBytes: blocks.blockBytes, groupBlocks: blocks.groupBlocks,
      groupOutputs: blocks.groupOutputs,
    strideO: 4 * blocks.perGroup * blocks.taps, strideI: 4 * blocks.taps, strideTap: 4, tapColumns: blocks.taps,
      taps: blocks.taps,
      channels: blocks.channels,
    perGroup: blocks.perGroup, perGroupOutputs: blocks.perGroupOutputs, scale });
  if (!compiler.isConstant(weight)) {
    const packed = compiler.allocate([blocks.blocks * blocks.blockBytes / 4], [1]);
    const from = addressOf(compiler.rowMajor(weight));
    compiler.whenKnown(weight, () => { compiler.kernel('pack', words(from, addressOf(packed), 0), blocks.blocks); });
    return addressOf(packed);
  }
  return compiler.once(packKey('conv', weight, folded, blocks), () => {
    const packed: Address = { buffer: compiler.weightBuffer(blocks.blocks * blocks.blockBytes), offset: 0 };
    const scale: Address | null = folded && { buffer: compiler.weightBuffer(4 * shape[0]), offset: 0 };
    compiler.pack(weight, folded ? normReads(folded) : [], (loader, from) => {
      const factors = folded && normFactors(folded, loader);
      if (scale && factors) loader.write(scale, factors.scale);
      loader.run({ kernel: 'pack', words: words(from, packed, scale ?? 0), units: blocks.blocks, scratch: 0 });
    });
    return packed;
  });
}

/** Tells packed weights apart: what they are made of and how. */
export const packKey = (kind: string, weight: number, folded: Group | null, how: unknown): string =>
  JSON.stringify([kind, weight, folded?.norm?.fast ?? null, how]);

type TileWords = Partial<Record<(typeof CONV.names)[number], Word>>;
interface Source { readonly words: TileWords; readonly run: number }

/** How far the last of `out` windows reaches beyond the image; 'same' pads more behind than in front for even kernels. */
export const behind = (size: number, out: number, kernel: number, stride: number, padding: number, dilation: number): number =>
  Math.max(0, (out - 1) * stride + (kernel - 1) * dilation + 1 - padding - size);

/** Where the input lies, and how many taps of a row are one run of memory. */
function sourceOf(compiler: Compiler, input: number, conv: Conv, [, , kernelH, kernelW]: readonly number[],
  outWidth: number): Source {
  const [images, channels, height, width] = compiler.shape(input);
  const [padY, padX] = conv.padding;
  const runs = conv.groups === 1 && conv.dilation[1] === 1 && kernelW > 1;
  const right = behind(width, outWidth, kernelW, conv.stride[1], padX, 1);
  const words = (region: Region, wide: number, pad: number, run: number): Source['words'] => ({
    input: addressOf(region), inN: 4 * region.strides[0], inY: 4 * region.strides[2], inX: 4 * region.strides[3], height,
      width: wide,
    padY, padX: pad, kernelH, kernelW: kernelW / run, taps: kernelH * kernelW / run, dilationX: conv.dilation[1] });
  if (runs && channels < 8 && padX + right > 0) {
    const wide = width + padX + Math.max(padX, right);
    const region = zeroedBorder(compiler, [images, channels, height, wide]);
    emitInto(compiler, input, { ...region, offset: padX * channels, shape: [images, channels, height, width] });
    return { words: words(region, wide, 0, kernelW), run: kernelW };
  }
  const region = compiler.channelsLast(input);
  const run = runs && padX + right === 0 && region.strides[3] === channels ? kernelW : 1;
  return { words: words(region, width, padX, run), run };
}

/** A dense [N, C, H, W] with channels side by side whose elements stay zero unless somebody writes them. */
export function zeroedBorder(compiler: Compiler, shape: readonly number[]): Region {
  const strides = channelsLast(shape);
  const floats = shape.reduce((a, b) => a * b, 1);
  const buffer = compiler.weightBuffer(4 * floats);
  compiler.prepare({ run: (loader) => { loader.write({ buffer, offset: 0 }, new Float32Array(floats)); } });
  return { buffer, offset: 0, shape, strides };
}
function emitInto(compiler: Compiler, value: number, to: Region): void {
  compiler.copyTo(compiler.region(value), to);
}

export interface TileSize {
  readonly kernel?: 'conv' | 'depthwise'; readonly images: number; readonly pixels: number; readonly blocks: number;
  readonly blockBytes: number;
}

/** Cuts the work into tiles of pixels and ranges of output blocks, and adds the step. */
export function emitTiles(compiler: Compiler, given: TileWords, size: TileSize): void {
  const { words, units } = tileWords(given, size, compiler.options);
  compiler.kernel(size.kernel ?? 'conv', words, units, tileScratch(Number(given.taps ?? 1)),
    size.images * size.pixels * size.blocks * size.blockBytes / 32);
}
/** Bytes of scratch for tiles of so many taps. */
export const tileScratch = (taps: number): number => SCRATCH.rest + taps * 4 * TILE_PIXELS + 64;

/** Whether pixels are made of the ones at their places, which lie at even distances as they do. */
function isPlain(words: TileWords, pixels: number): boolean {
  const [height, width, inX, inY, outX, outY] = (['height', 'width', 'inX', 'inY', 'outX', 'outY'] as const).map((name) =>
    Number(words[name] ?? 0));
  const ones = (['taps', 'kernelH', 'kernelW', 'strideY', 'strideX'] as const).every((name) => words[name] === 1);
  return ones && !words.padY && !words.padX && height * width === pixels && words.outWidth === width
    && (height === 1 || (inY === width * inX && outY === width * outX));
}

/** The arguments and units of tiles that threads share. */
export function tileWords(words: TileWords, size: TileSize, { threads, tilePixels }: Pick<CompileOptions, 'threads'
  | 'tilePixels'>): { readonly words: Word[]; readonly units: number } {
  const tiles = Math.ceil(size.pixels / tilePixels);
  const enough = 4 * threads;
  let rangeBlocks = Math.max(1, Math.min(size.blocks, Math.floor(RANGE_BYTES / size.blockBytes)));
  if (threads > 1) {
    while (rangeBlocks > 1 && size.images * tiles * Math.ceil(size.blocks / rangeBlocks) < enough) rangeBlocks =
      Math.ceil(rangeBlocks / 2);
  }
  const ranges = Math.ceil(size.blocks / rangeBlocks);
  const bytes = size.blocks * size.blockBytes * (Number(words.weightN ?? 0) > 0 ? size.images : 1);
  const ahead = bytes > AHEAD_BYTES && tiles >= AHEAD_TILES && size.pixels <= AHEAD_PIXELS;
  return { units: size.images * ranges * tiles, words: wordsOf(CONV.names, { ...words, tiles,
    tileBase: Math.floor(size.pixels / tiles), tileExtra: size.pixels % tiles,
    ranges, rangeBlocks, blocks: size.blocks, blockBytes: size.blockBytes, plain: isPlain(words, size.pixels) ? 1 : 0,
    aheadUnits: ahead ? (size.images * ranges - 1) * tiles : 0, aheadStep: Math.ceil(256 / (tiles - 1)),
    aheadPart: Math.ceil(size.blockBytes / (tiles - 1)) }) };
}
