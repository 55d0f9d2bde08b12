// Winograd convolutions as steps: input transform, products, output transform, chunk of tiles by chunk, so that what passes
// between them stays in the cache.
import type { Compiler } from '../compiler';
import type { Group } from '../fuse';
import { addressOf, wordsOf, type Address, type Word } from '../program';
import {
  WINOGRAD_CHUNK, WINOGRAD_CHUNK_BYTES, WINOGRAD_CHUNK_SCRATCH, WINOGRAD_INPUT, WINOGRAD_OUTPUT, WINOGRAD_SCRATCH,
  WINOGRAD_WEIGHTS, winogradName,
} from '../wasm/winograd';
import { SIMPLE } from '../wasm/epilogue';
import { emitTiles, keepsBetween, packKey, tileWords, zeroedBorder, type TileSize } from './conv';
import { epilogueWords, foldsNorm, normFactors, normReads } from './epilogue';
import { FAR_BYTES, firstTap, type Winograd } from './winogradCut';

/** Transformed tiles of one chunk, inputs and products together. */
const CHUNK_BYTES = 700_000;
/** Fewer tiles than this per chunk would read the transformed weights too often. */
const LEAST_TILES = 48;
/** The same where transformed weights come from beyond all caches, chunk by chunk. */
const LEAST_FAR_TILES = 96;

interface Operands {
  readonly input: number;
  readonly weight: number;
  readonly bias: number | null;
}

export function emitWinograd(compiler: Compiler, group: Group, { input, weight, bias }: Operands, cut: Winograd): void {
  const shape = compiler.shape(group.out);
  const [images, outputs, height, width] = shape;
  const { size: { size, tile }, tiles: [tilesY, tilesX] } = cut;
  const matrices = size ** 2;
  const blocks = outputs / 8;
  const weights = transformedWeights(compiler, group, weight, cut);
  const source = cut.gathers ? gathered(compiler, input, cut) : sourceOf(compiler, input, cut);
  const depth = compiler.shape(weight)[1] * cut.parts[0] * cut.parts[1];
  const out = compiler.result(group.out, keepsBetween(group));
  const total = images * tilesY * tilesX;
  const least = 4 * matrices * depth * outputs > FAR_BYTES ? LEAST_FAR_TILES : LEAST_TILES;
  const chunk = chunkOf(total, Math.max(Math.floor(CHUNK_BYTES / (4 * matrices * (depth + outputs))), least),
    compiler.options.threads);
  const epilogue = epilogueWords(compiler, group, out, outputs, bias);
  const nothing = compiler.zero(4 * Math.max(depth, outputs) + 32);
  const sizeOf = (count: number): TileSize => ({ images: matrices, pixels: count, blocks, blockBytes: 32 * depth });
  // The last part too writes whole blocks.
  const tileBytes = Number(source.partBytes) * (cut.parts[0] * cut.parts[1] - 1) + Number(source.channels);
  const [tileMatrix, productTile] = [apart(chunk * tileBytes), apart(64 * matrices * Math.ceil(blocks / 2))];
  const parts = (first: number, count: number, tiles: Word, products: Word): Record<'input' | 'products' | 'output', Words> => ({
    input: { ...source, tilesY, tilesX, firstTile: first, tile, residues: cut.dilation, out: tiles, outX: tileBytes,
      outMatrix: tileMatrix, zero: nothing },
    products: { input: tiles, inN: tileMatrix, inX: tileBytes, out: products, outN: 64, outX: productTile,
      outGap: 64 * (matrices - 1), groupBlocks: 2, groupOutputs: 16, height: 1, width: count, outWidth: count, strideY: 1,
      strideX: 1, dilationY: 1, dilationX: 1, kernelH: 1, kernelW: 1, taps: 1, channels: 4 * depth, weights,
      weightN: apart(4 * outputs * depth), zero: nothing, bias: nothing, flags: SIMPLE, a: { float: -Infinity },
      b: { float: Infinity } },
    output: { ...epilogue, outN: 4 * out.strides[0], outY: 4 * out.strides[2], outX: 4 * out.strides[3], input: products,
      inTile: productTile, height, width, tilesY, tilesX, residues: cut.dilation, firstTile: first, blocks },
  });
  if (chunk === total && compiler.options.threads > 1) {
    // One chunk: threads share each of its parts.
    const [tiles, products] = [matrices * tileMatrix, total * productTile].map((bytes) =>
      addressOf(compiler.allocate([bytes / 4], [1])));
    const words = parts(0, total, tiles, products);
    compiler.kernel(winogradName('Input', cut.size), wordsOf(WINOGRAD_INPUT.names, words.input), total, WINOGRAD_SCRATCH);
    emitTiles(compiler, words.products, sizeOf(total));
    compiler.kernel(winogradName('Output', cut.size), wordsOf(WINOGRAD_OUTPUT.names, words.output), total, WINOGRAD_SCRATCH);
    return;
  }
  const [tiles, products] = [WINOGRAD_CHUNK_SCRATCH, WINOGRAD_CHUNK_SCRATCH + matrices * tileMatrix];
  const all: Word[] = [];
  for (let first = 0; first < total; first += chunk) {
    const count = Math.min(chunk, total - first);
    const words = parts(first, count, tiles, products);
    const { words: product, units } = tileWords(words.products, sizeOf(count), { ...compiler.options, threads: 1 });
    all.push(...wordsOf(WINOGRAD_CHUNK.names, { tiles: count, productUnits: units }),
      ...wordsOf(WINOGRAD_INPUT.names, words.input), ...product, ...wordsOf(WINOGRAD_OUTPUT.names, words.output));
    while (4 * all.length % WINOGRAD_CHUNK_BYTES !== 0) all.push(0);
  }
  compiler.kernel(winogradName('', cut.size), all, Math.ceil(total / chunk), products + chunk * productTile + 64,
    matrices * total * outputs * depth / 8);
}

/** The input where it lies: tiles find the pixels of each part. */
function sourceOf(compiler: Compiler, input: number, cut: Winograd): Words {
  const [, channels, height, width] = compiler.shape(input);
  const from = compiler.channelsLast(input);
  return { input: addressOf(from), inN: 4 * from.strides[0], inY: 4 * from.strides[2], inX: 4 * from.strides[3], height, width,
    padY: cut.padding[0], padX: cut.padding[1], stride: cut.stride, step: cut.stride * cut.dilation, partsY: cut.parts[0],
    partsX: cut.parts[1], partStep: cut.stride * cut.taps, partBytes: 4 * channels, channels: 32 * Math.ceil(channels / 8) };
}

/** The pixels of all parts side by side: what is read then is an image of stride 1 without a border. */
function gathered(compiler: Compiler, input: number, cut: Winograd): Words {
  const [images, channels, inHeight, inWidth] = compiler.shape(input);
  const [height, width] = cut.tiles.map((tiles) => tiles * cut.size.tile + cut.taps - 1);
  const depth = channels * cut.parts[0] * cut.parts[1];
  const region = zeroedBorder(compiler, [images, depth, height, width]);
  const from = compiler.region(input);
  /** Of the pixels of one part along an axis: the first that lies inside, in the image and among those gathered, and how many. */
  const inside = (part: number, padding: number, size: number, room: number): readonly [number, number, number] => {
    const shift = firstTap(part, cut) - padding;
    const first = Math.max(0, Math.ceil(-shift / cut.stride));
    const start = shift + first * cut.stride;
    return [start, first, Math.max(0, Math.min(Math.ceil((size - start) / cut.stride), room - first))];
  };
  for (let partY = 0; partY < cut.parts[0]; partY++) {
    const [fromY, toY, rows] = inside(partY, cut.padding[0], inHeight, height);
    for (let partX = 0; partX < cut.parts[1]; partX++) {
      const [fromX, toX, columns] = inside(partX, cut.padding[1], inWidth, width);
      const shape = [images, channels, rows, columns];
      if (rows * columns === 0) continue;
      compiler.copyTo(
        { ...from, shape, offset: from.offset + fromY * from.strides[2] + fromX * from.strides[3],
          strides: from.strides.map((step, axis) => (axis < 2 ? step : step * cut.stride)) },
        { ...region, shape, offset: region.offset + toY * region.strides[2] + toX * region.strides[3]
          + channels * (cut.parts[1] * partY + partX) });
    }
  }
  return { input: addressOf(region), inN: 4 * region.strides[0], inY: 4 * region.strides[2], inX: 4 * region.strides[3], height,
    width, padY: 0, padX: 0, stride: 1, step: 1, partsY: 1, partsX: 1, partStep: 0, partBytes: 0,
    channels: 32 * Math.ceil(depth / 8) };
}

type Words = Readonly<Record<string, Word>>;

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

function transformedWeights(compiler: Compiler, group: Group, weight: number, cut: Winograd): Word {
  const [outputs, channels, kernelH, kernelW] = compiler.shape(weight);
  const { size, taps, stride, parts: [partsY, partsX] } = cut;
  const depth = channels * partsY * partsX;
  const matrixBytes = apart(4 * outputs * depth);
  const folded = foldsNorm(group) ? group : null;
  return compiler.once(packKey('winograd', weight, folded, [size, taps, stride]), () => {
    const packed: Address = { buffer: compiler.weightBuffer(size.size ** 2 * matrixBytes), offset: 0 };
    const scale: Address | null = folded && { buffer: compiler.weightBuffer(4 * outputs + 32), offset: 0 };
    compiler.pack(weight, folded ? normReads(folded) : [], (loader, from) => {
      const factors = folded && normFactors(folded, loader);
      if (scale && factors) loader.write(scale, factors.scale);
      for (let part = 0; part < partsY * partsX; part++) {
        const [y, x] = [Math.floor(part / partsX), part % partsX].map((i) => firstTap(i, cut));
        const inside = (kernel: number, first: number): number => Math.min(taps, Math.ceil((kernel - first) / stride));
        loader.run({ kernel: winogradName('Weights', size), words: wordsOf(WINOGRAD_WEIGHTS.names, {
          input: { ...from, offset: from.offset + 4 * (y * kernelW + x) }, out: { ...packed, offset: 32 * channels * part },
          outMatrix: matrixBytes, blockBytes: 32 * depth, channels, scale: scale ?? 0, strideO: 4 * channels * kernelH * kernelW,
          strideI: 4 * kernelH * kernelW, tapY: 4 * stride * kernelW, tapX: 4 * stride, rows: inside(kernelH, y),
          columns: inside(kernelW, x) }), units: outputs / 8, scratch: 0 });
      }
    });
    return packed;
  });
}
