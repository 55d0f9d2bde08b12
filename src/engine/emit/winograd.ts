// Winograd convolutions as steps: input transform, products, output transform, chunk of tiles by chunk, so that what passes
// between them stays in the cache.
import type { Compiler } from '../compiler';
import type { Group } from '../fuse';
import { addressOf, wordsOf, type Address, type Word } from '../program';
import {
  WINOGRAD_CHUNK, WINOGRAD_CHUNK_BYTES, WINOGRAD_CHUNK_SCRATCH, WINOGRAD_INPUT, WINOGRAD_OUTPUT, WINOGRAD_SCRATCH,
  WINOGRAD_WEIGHTS,
} from '../wasm/winograd';
import { pointsOf, winogradName } from '../wasm/winogradPoints';
import type { Region } from '../region';
import { SIMPLE } from '../wasm/epilogue';
import { emitTiles, packKey, tileWords, zeroedBorder, type TileSize } from './conv';
import { normFactors, normReads, type EpilogueWords } from './epilogue';
import { FAR_BYTES, firstTap, type CutAxis, type Winograd } from './winogradCut';

/** Transformed tiles of one chunk, inputs and products together. */
const CHUNK_BYTES = 700_000;
/** Fewer tiles than this per chunk would read the transformed weights too often. */
const LEAST_TILES = 48;
/** The same where transformed weights come from beyond all caches, chunk by chunk. */
const LEAST_FAR_TILES = 96;

/** Where weights lie in a value, in its elements. */
export interface RawWeights {
  readonly value: number;
  /** Whose norm scales them. */
  readonly folded: Group | null;
  readonly channels: number;
  readonly strideO: number;
  readonly strideI: number;
  /** The first tap, and from tap to tap along height and width. */
  readonly start: number;
  readonly steps: readonly [number, number];
}
interface Operands {
  readonly input: number;
  readonly weights: RawWeights;
  /** Where the result lies, and what happens to sums before they are stored. */
  readonly out: Region;
  readonly epilogue: EpilogueWords;
}

export function emitWinograd(compiler: Compiler, cut: Winograd, { input, weights: raw, out, epilogue }: Operands): void {
  const { shape } = out;
  const [images, outputs] = shape;
  const { depth, outer, inner, axes: [outerAxis, innerAxis] } = cut;
  const matrices = pointsOf(cut.size);
  const blocks = Math.ceil(outputs / 8);
  const weights = transformedWeights(compiler, raw, outputs, cut);
  const source = cut.gathers ? gathered(compiler, input, cut) : sourceOf(compiler, input, cut);
  const total = images * outer.tiles * inner.tiles;
  const least = 32 * matrices * depth * blocks > FAR_BYTES ? LEAST_FAR_TILES : LEAST_TILES;
  const chunk = chunkOf(total, Math.max(Math.floor(CHUNK_BYTES / (4 * matrices * (depth + 8 * blocks))), least),
    compiler.options.threads);
  const nothing = compiler.zero(4 * Math.max(depth, 8 * blocks) + 32);
  const sizeOf = (count: number): TileSize => ({ images: matrices, pixels: count, blocks, blockBytes: 32 * depth });
  // The last part too writes whole blocks.
  const tileBytes = Number(source.partBytes) * (Number(source.partsY) * Number(source.partsX) - 1) + Number(source.channels);
  const [tileMatrix, productTile] = [apart(chunk * tileBytes), apart(64 * matrices * Math.ceil(blocks / 2))];
  const parts = (first: number, count: number, tiles: Word, products: Word): Record<'input' | 'products' | 'output', Words> => ({
    input: { ...source, firstTile: first, out: tiles, outX: tileBytes, outMatrix: tileMatrix, zero: nothing },
    products: { input: tiles, inN: tileMatrix, inX: tileBytes, out: products, outN: 64, outX: productTile,
      outGap: 64 * (matrices - 1), groupBlocks: 2, groupOutputs: 16, height: 1, width: count, outWidth: count, strideY: 1,
      strideX: 1, dilationY: 1, dilationX: 1, kernelH: 1, kernelW: 1, taps: 1, channels: 4 * depth, weights,
      weightN: apart(32 * blocks * depth), zero: nothing, bias: nothing, flags: SIMPLE, a: { float: -Infinity },
      b: { float: Infinity } },
    output: { ...epilogue, outN: 4 * out.strides[0], outY: 4 * out.strides[outerAxis], outX: 4 * out.strides[innerAxis],
      input: products, inTile: productTile, height: shape[outerAxis], width: shape[innerAxis], tilesY: outer.tiles,
      tilesX: inner.tiles, residuesY: outer.residues, residuesX: inner.residues, firstTile: first, outputs },
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
    matrices * total * blocks * depth);
}

/** Where the input lies: what kernels take as rows is the outer axis. */
function placeOf({ axes: [outer, inner] }: Winograd, region: Region): Words {
  const { strides, shape } = region;
  return { input: addressOf(region), inN: 4 * strides[0], inY: 4 * strides[outer], inX: 4 * strides[inner], height: shape[outer],
    width: shape[inner] };
}
function axisWords(name: 'Y' | 'X', axis: CutAxis): Words {
  const { tile, tiles, residues, stride, step, parts, phases, partStep, unit, padding: pad } = axis;
  return Object.fromEntries(Object.entries({ tile, tiles, residues, stride, step, parts, phases, partStep, unit, pad })
    .map(([word, value]) => [word + name, value]));
}

/** The input where it lies: tiles find the pixels of each part. */
function sourceOf(compiler: Compiler, input: number, cut: Winograd): Words {
  const [, channels] = compiler.shape(input);
  return { ...placeOf(cut, compiler.channelsLast(input)), ...axisWords('Y', cut.outer), ...axisWords('X', cut.inner),
    partBytes: 4 * channels, channels: 32 * Math.ceil(channels / 8) };
}

/** The pixels of all parts side by side: what is read then is an image of stride 1 without a border. */
function gathered(compiler: Compiler, input: number, cut: Winograd): Words {
  const [images, channels, ...sizes] = compiler.shape(input);
  const cuts = [2, 3].map((axis) => (axis === cut.axes[0] ? cut.outer : cut.inner));
  const rooms = cuts.map(({ tiles, tile, taps }) => tiles * tile + taps - 1);
  const region = zeroedBorder(compiler, [images, cut.depth, ...rooms]);
  const from = compiler.region(input);
  /** Of the pixels of a part along an axis: the first that lies inside, in the image and among those gathered, and how many. */
  const inside = (axis: number, part: number): readonly [number, number, number] => {
    const { unit, padding, stride } = cuts[axis];
    const shift = firstTap(part, cuts[axis]) * unit - padding;
    const first = Math.max(0, Math.ceil(-shift / stride));
    const start = shift + first * stride;
    return [start, first, Math.max(0, Math.min(Math.ceil((sizes[axis] - start) / stride), rooms[axis] - first))];
  };
  for (let part = 0; part < cut.outer.parts * cut.inner.parts; part++) {
    const [outer, inner] = [Math.floor(part / cut.inner.parts), part % cut.inner.parts];
    const [y, x] = [2, 3].map((axis, i) => inside(i, axis === cut.axes[0] ? outer : inner));
    const shape = [images, channels, y[2], x[2]];
    if (y[2] * x[2] === 0) continue;
    const strides = from.strides.map((step, axis) => (axis < 2 ? step : step * cuts[axis - 2].stride));
    compiler.copyTo({ ...from, shape, strides, offset: from.offset + y[0] * from.strides[2] + x[0] * from.strides[3] },
      { ...region, shape, offset: region.offset + y[1] * region.strides[2] + x[1] * region.strides[3] + channels * part });
  }
  const whole = (axis: CutAxis): CutAxis =>
    ({ ...axis, stride: 1, step: 1, parts: 1, phases: 1, partStep: 0, unit: 0, padding: 0 });
  return { ...placeOf(cut, region), ...axisWords('Y', whole(cut.outer)), ...axisWords('X', whole(cut.inner)), partBytes: 0,
    channels: 32 * Math.ceil(cut.depth / 8) };
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

function transformedWeights(compiler: Compiler, raw: RawWeights, outputs: number, cut: Winograd): Word {
  const { value, folded, channels, strideO, strideI, start, steps } = raw;
  const { size, depth, outer, inner, axes } = cut;
  const matrixBytes = apart(32 * Math.ceil(outputs / 8) * depth);
  const how = [size, axes, outer.phases, inner.phases, start, steps, outer.kernel, inner.kernel];
  return compiler.once(packKey('winograd', value, folded, how), () => {
    const packed: Address = { buffer: compiler.weightBuffer(pointsOf(size) * matrixBytes), offset: 0 };
    const scale: Address | null = folded && { buffer: compiler.weightBuffer(4 * outputs + 32), offset: 0 };
    compiler.pack(value, folded ? normReads(folded) : [], (loader, from) => {
      const factors = folded && normFactors(folded, loader);
      if (scale && factors) loader.write(scale, factors.scale);
      const [stepY, stepX] = axes.map((axis) => 4 * steps[axis - 2]);
      const inside = ({ kernel, taps, phases }: CutAxis, first: number): number =>
        Math.min(taps, Math.ceil((kernel - first) / phases));
      for (let part = 0; part < outer.parts * inner.parts; part++) {
        const [y, x] = [firstTap(Math.floor(part / inner.parts), outer), firstTap(part % inner.parts, inner)];
        loader.run({ kernel: winogradName('Weights', size), words: wordsOf(WINOGRAD_WEIGHTS.names, {
          input: { ...from, offset: from.offset + 4 * start + y * stepY + x * stepX },
          out: { ...packed, offset: 32 * channels * part },
          outMatrix: matrixBytes, blockBytes: 32 * depth, channels, scale: scale ?? 0, strideO: 4 * strideO,
          strideI: 4 * strideI, tapY: outer.phases * stepY, tapX: inner.phases * stepX, rows: inside(outer, y),
          columns: inside(inner, x), outputs }), units: Math.ceil(outputs / 8), scratch: 0 });
      }
    });
    return packed;
  });
}
