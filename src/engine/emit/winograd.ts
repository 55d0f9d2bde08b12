// Winograd convolutions as steps: input transform, products, output transform, chunk of tiles by chunk, so that what passes
// between them stays in the cache.
import type { Compiler } from '../compiler';
import type { Group } from '../fuse';
import { addressOf, wordsOf, type Address, type Word } from '../program';
import type { Lowering } from '../../tensor/plan';
import {
  WINOGRAD_CHUNK, WINOGRAD_CHUNK_BYTES, WINOGRAD_CHUNK_SCRATCH, WINOGRAD_INPUT, WINOGRAD_OUTPUT, WINOGRAD_SCRATCH,
  WINOGRAD_WEIGHTS,
} from '../wasm/winograd';
import { SIMPLE } from '../wasm/epilogue';
import { emitTiles, keepsBetween, packKey, tileWords, type TileSize } from './conv';
import { epilogueWords, foldsNorm, normFactors, normReads } from './epilogue';

/** Transformed tiles of one chunk, inputs and products together. */
const CHUNK_BYTES = 700_000;
/** Fewer tiles than this per chunk would read the transformed weights too often. */
const LEAST_TILES = 48;
/** Transformed weights of more than this come from beyond all caches, chunk by chunk: then chunks are larger. */
const FAR_BYTES = 16_000_000;
const LEAST_FAR_TILES = 96;

type Conv = Extract<Lowering, { kernel: 'conv2d' }> & { readonly operands: readonly (number | null)[] };

/** 3x3 of stride 1 with channels in whole vectors. Small images have too few tiles to be worth the transforms. */
export function usesWinograd(compiler: Compiler, conv: Conv, group: Group): boolean {
  const [, weight] = conv.operands;
  if (compiler.options.exact || typeof weight !== 'number' || !compiler.isConstant(weight)) return false;
  const [outputs, channels, height, width] = compiler.shape(weight);
  const plain = conv.groups === 1 && [...conv.stride, ...conv.dilation].every((n) => n === 1) && height === 3 && width === 3;
  const [images, , outHeight, outWidth] = compiler.shape(group.out);
  return plain && channels % 4 === 0 && channels >= 8 && outputs % 8 === 0 && images * outHeight * outWidth >= 16;
}

interface Winograd {
  readonly input: number;
  readonly weight: number;
  readonly bias: number | null;
  readonly padding: readonly [number, number];
}

export function emitWinograd(compiler: Compiler, group: Group, { input, weight, bias, padding }: Winograd): void {
  const shape = compiler.shape(group.out);
  const [images, outputs, height, width] = shape;
  const [, channels, inHeight, inWidth] = compiler.shape(input);
  const tile = tileOf(height, width, images, channels * outputs);
  const matrices = (tile + 2) ** 2;
  const blocks = outputs / 8;
  const weights = transformedWeights(compiler, group, weight, tile);
  const from = compiler.channelsLast(input);
  const out = compiler.result(group.out, keepsBetween(group));
  const [tilesY, tilesX] = [Math.ceil(height / tile), Math.ceil(width / tile)];
  const total = images * tilesY * tilesX;
  const least = 4 * matrices * channels * outputs > FAR_BYTES ? LEAST_FAR_TILES : LEAST_TILES;
  const chunk = chunkOf(total, Math.max(Math.floor(CHUNK_BYTES / (4 * matrices * (channels + outputs))), least),
    compiler.options.threads);
  const epilogue = epilogueWords(compiler, group, out, outputs, bias);
  const nothing = compiler.zero(4 * Math.max(channels, outputs) + 32);
  const size = (count: number): TileSize => ({ images: matrices, pixels: count, blocks, blockBytes: 32 * channels });
  const tileBytes = 32 * Math.ceil(channels / 8);
  const [tileMatrix, productTile] = [apart(chunk * tileBytes), apart(64 * matrices * Math.ceil(blocks / 2))];
  const parts = (first: number, count: number, tiles: Word, products: Word): Record<'input' | 'products' | 'output', Words> => ({
    input: { input: addressOf(from), inN: 4 * from.strides[0], inY: 4 * from.strides[2], inX: 4 * from.strides[3],
      height: inHeight, width: inWidth, padY: padding[0], padX: padding[1], tilesY, tilesX, firstTile: first,
      channels: tileBytes, out: tiles, outMatrix: tileMatrix, zero: nothing },
    products: { input: tiles, inN: tileMatrix, inX: tileBytes, out: products, outN: 64, outX: productTile,
      outGap: 64 * (matrices - 1), groupBlocks: 2, groupOutputs: 16, height: 1, width: count, outWidth: count, strideY: 1,
      strideX: 1, dilationY: 1, dilationX: 1, kernelH: 1, kernelW: 1, taps: 1, channels: 4 * channels, weights,
      weightN: apart(4 * outputs * channels), zero: nothing, bias: nothing, flags: SIMPLE, a: { float: -Infinity },
      b: { float: Infinity } },
    output: { ...epilogue, outN: 4 * out.strides[0], outY: 4 * out.strides[2], outX: 4 * out.strides[3], input: products,
      inTile: productTile, height, width, tilesY, tilesX, firstTile: first, blocks },
  });
  if (chunk === total && compiler.options.threads > 1) {
    // One chunk: threads share each of its parts.
    const [tiles, products] = [matrices * tileMatrix, total * productTile].map((bytes) =>
      addressOf(compiler.allocate([bytes / 4], [1])));
    const words = parts(0, total, tiles, products);
    compiler.kernel(`winogradInput${tile}`, wordsOf(WINOGRAD_INPUT.names, words.input), total, WINOGRAD_SCRATCH);
    emitTiles(compiler, words.products, size(total));
    compiler.kernel(`winogradOutput${tile}`, wordsOf(WINOGRAD_OUTPUT.names, words.output), total, WINOGRAD_SCRATCH);
    return;
  }
  const [tiles, products] = [WINOGRAD_CHUNK_SCRATCH, WINOGRAD_CHUNK_SCRATCH + matrices * tileMatrix];
  const all: Word[] = [];
  for (let first = 0; first < total; first += chunk) {
    const count = Math.min(chunk, total - first);
    const words = parts(first, count, tiles, products);
    const { words: product, units } = tileWords(words.products, size(count), { ...compiler.options, threads: 1 });
    all.push(...wordsOf(WINOGRAD_CHUNK.names, { tiles: count, productUnits: units }),
      ...wordsOf(WINOGRAD_INPUT.names, words.input), ...product, ...wordsOf(WINOGRAD_OUTPUT.names, words.output));
    while (4 * all.length % WINOGRAD_CHUNK_BYTES !== 0) all.push(0);
  }
  compiler.kernel(`winograd${tile}`, all, Math.ceil(total / chunk), products + chunk * productTile + 64,
    matrices * total * outputs * channels / 8);
}
type Words = Readonly<Record<string, Word>>;

/** Pixels of a tile's side. Where there are few tiles, reading 36 matrices of weights would take longer than what 16 save. */
function tileOf(height: number, width: number, images: number, matrix: number): 2 | 4 {
  const tiles = images * Math.ceil(height / 4) * Math.ceil(width / 4);
  return (height <= 7 && width <= 7) || (tiles <= 16 && 4 * 36 * matrix > FAR_BYTES) ? 2 : 4;
}

/** Tiles of a chunk: `most` at most, in as many chunks as threads can share evenly; one chunk where that would be too small. */
function chunkOf(total: number, most: number, threads: number): number {
  let chunks = Math.ceil(total / most);
  if (threads > 1 && chunks > 1) chunks = threads * Math.ceil(chunks / threads);
  return Math.ceil(total / chunks);
}

/**
 * Bytes from one matrix to the next: an odd number of cache lines. The transforms touch all matrices at one place each; were
 * they a power of two apart, all these places would fall into the same few sets of the first-level cache.
 */
const apart = (bytes: number): number => 64 * (2 * Math.floor(Math.ceil(bytes / 64) / 2) + 1);

function transformedWeights(compiler: Compiler, group: Group, weight: number, tile: 2 | 4): Word {
  const [outputs, channels] = compiler.shape(weight);
  const matrixBytes = apart(4 * outputs * channels);
  const folded = foldsNorm(group) ? group : null;
  return compiler.once(packKey('winograd', weight, folded, tile), () => {
    const packed: Address = { buffer: compiler.weightBuffer((tile + 2) ** 2 * matrixBytes), offset: 0 };
    const scale: Address | null = folded && { buffer: compiler.weightBuffer(4 * outputs + 32), offset: 0 };
    compiler.pack(weight, folded ? normReads(folded) : [], (loader, from) => {
      const factors = folded && normFactors(folded, loader);
      if (scale && factors) loader.write(scale, factors.scale);
      loader.run({ kernel: `winogradWeights${tile}`, words: wordsOf(WINOGRAD_WEIGHTS.names, { input: from, out: packed,
        outMatrix: matrixBytes, blockBytes: 32 * channels, channels, scale: scale ?? 0 }), units: outputs / 8, scratch: 0 });
    });
    return packed;
  });
}
