// Figures and pictures of maps in a session's memory, by kernels where the channels lie side by side. What they are stands in
// featureMap.ts, which computes them for maps that lie otherwise.
import {
  channelFigures, coverage, LEVELS, tiles, type ChannelFigures, type Planes, type Range, type Size, type StridedMap,
} from './featureMap';
import { FIGURES, FOUR_CHANNELS, LEVELS_WORDS, PICTURES } from './wasm/inspect';

type Kernel = (args: number, from: number, to: number, scratch: number) => void;

/** What a session lends: its kernels, and memory that is free until the next map is read. */
export interface Bench {
  readonly kernels: Readonly<Record<string, Kernel>>;
  readonly memory: WebAssembly.Memory;
  readonly argumentsAt: number;
  readonly at: number;
  readonly bytes: number;
}

const fours = (channels: number): number => Math.ceil(channels / 4);
/** Bytes that the figures of so many channels need. */
export const figuresBytes = (channels: number): number => fours(channels) * FOUR_CHANNELS.bytes;

interface Lying { readonly input: number; readonly inY: number; readonly inX: number }

/** Where the planes lie in the memory, in bytes; null where kernels cannot read them. */
function lying({ memory, kernels }: Bench, { kind, data, channels, rows, channelStep, columnStep }: Planes): Lying | null {
  if (kind !== 'maps' || channels < 4 || channelStep !== 1 || columnStep < channels || data.BYTES_PER_ELEMENT !== 4
    || data.buffer !== memory.buffer || !('figures' in kernels)) return null;
  const inY = rows.length > 1 ? rows[1] - rows[0] : 0;
  if (rows.some((start, y) => start !== rows[0] + y * inY)) return null;
  return { input: data.byteOffset + 4 * rows[0], inY: 4 * inY, inX: 4 * columnStep };
}

/** Where a factor and a summand for each channel stand in the memory, in bytes. */
export interface Scaling { readonly scale: number; readonly shift: number }

/** What `channelFigures` gives. */
export const figuresOn = (bench: Bench, planes: Planes): ChannelFigures => kernelFigures(bench, planes, null)
  ?? channelFigures(planes);

/**
 * A value that is computed when somebody reads its elements, and what can be told of it before. `map` has its shape and the
 * elements that it comes from, of whose planes figures and pictures are asked; null says that the elements have to be read.
 */
export interface Ahead {
  readonly map: StridedMap;
  readonly figures: (planes: Planes) => ChannelFigures | null;
  readonly tiles: (...of: Parameters<typeof tiles>) => Uint8Array | null;
}
export function aheadOn(bench: Bench, map: StridedMap, scaling: Scaling): Ahead {
  return { map, figures: (planes) => kernelFigures(bench, planes, scaling),
    tiles: (...of) => kernelTiles(bench, ...of, scaling) };
}

/** Of the planes scaled; null where that cannot be had from them alone, or an element is not finite. */
function kernelFigures(bench: Bench, planes: Planes, scaling: Scaling | null): ChannelFigures | null {
  const { channels, cells, width, height } = planes;
  const found = lying(bench, planes);
  const evenly = found && (height === 1 || found.inY === width * found.inX);
  if (!evenly || cells < 4 || bench.bytes < figuresBytes(channels)) return null;
  const view = new DataView(bench.memory.buffer);
  const words = { input: found.input, pixels: cells, step: found.inX, state: bench.at, scale: 0, shift: 0, ...scaling };
  FIGURES.names.forEach((name) => view.setInt32(bench.argumentsAt + FIGURES.at[name], words[name], true));
  bench.kernels['figures'](bench.argumentsAt, 0, fours(channels), 0);
  // Infinity or NaN in a sum says that an element is no number; which ones they are is counted the other way.
  return readFigures(bench, channels, cells);
}

/** Null when a channel has elements that are not finite. */
function readFigures({ memory, at }: Bench, channels: number, cells: number): ChannelFigures | null {
  const [doubles, floats, integers] = [new Float64Array(memory.buffer, at), new Float32Array(memory.buffer, at),
    new Int32Array(memory.buffer, at)];
  // One piece of memory for all: a map has many channels, a run many maps.
  const all = new Float64Array(8 * channels);
  const [min, max, mean, std, size, zeros, nan, infinite] = Array.from({ length: 8 }, (_, i) =>
    all.subarray(i * channels, (i + 1) * channels));
  const { shift, sum, squares, size: sizes, min: least, max: most, zeros: none, bytes } = FOUR_CHANNELS;
  for (let c = 0; c < channels; c++) {
    const first = (c >> 2) * bytes + 4 * (c & 3);
    const double = (first + 4 * (c & 3)) / 8;
    const square = doubles[double + squares / 8];
    if (square - square !== 0) return null;
    const moved = doubles[double + sum / 8] / cells;
    mean[c] = doubles[double + shift / 8] + moved;
    std[c] = Math.sqrt(Math.max(0, square / cells - moved * moved));
    size[c] = doubles[double + sizes / 8] / cells;
    min[c] = floats[(first + least) / 4];
    max[c] = floats[(first + most) / 4];
    zeros[c] = -integers[(first + none) / 4] / cells;
  }
  return { min, max, mean, std, size, zeros, nan, infinite, cells };
}

/** What `tiles` gives; a level may differ by one where a value lies between two. */
export const tilesOn = (bench: Bench, planes: Planes, channels: readonly number[], size: Size,
  rangeOf: (channel: number) => Range): Uint8Array =>
  kernelTiles(bench, planes, channels, size, rangeOf, null) ?? tiles(planes, channels, size, rangeOf);

/** What `tiles` gives of the planes, which are scaled first where `scaling` says how; null where only plain code can do it. */
function kernelTiles(bench: Bench, planes: Planes, channels: readonly number[], size: Size,
  rangeOf: (channel: number) => Range, scaling: Scaling | null): Uint8Array | null {
  const found = lying(bench, planes);
  const area = size.width * size.height;
  const groups = [...new Set(channels.map((channel) => channel >> 2))];
  if (!found || groups.length === 0) return null;
  const [rows, columns] = [tableOf(planes.height, size.height), tableOf(planes.width, size.width)];
  const groupsAt = bench.at + rows.bytes.length + columns.bytes.length;
  const levelsAt = groupsAt + PICTURES.bytes * groups.length;
  // Channels of a group that nobody asked for are drawn too, behind the others.
  const asked = new Map(channels.map((channel, i) => [channel, i]));
  if (asked.size < channels.length || levelsAt + area * (channels.length + 1) > bench.at + bench.bytes) return null;
  const { buffer } = bench.memory;
  new Uint8Array(buffer, bench.at).set(rows.bytes);
  new Uint8Array(buffer, bench.at + rows.bytes.length).set(columns.bytes);
  const view = new DataView(buffer);
  groups.forEach((group, i) => {
    const at = groupsAt + PICTURES.bytes * i;
    view.setInt32(at + PICTURES.channel, 16 * group, true);
    for (let lane = 0; lane < 4; lane++) {
      const place = asked.get(4 * group + lane);
      const { low, high } = place === undefined ? { low: 0, high: 0 } : rangeOf(4 * group + lane);
      view.setInt32(at + PICTURES.out + 4 * lane, levelsAt + area * (place ?? channels.length), true);
      view.setFloat32(at + PICTURES.low + 4 * lane, low, true);
      view.setFloat32(at + PICTURES.scale + 4 * lane, high > low ? LEVELS / (high - low) : 0, true);
      const word = (address: number): number => view.getFloat32(address + 16 * group + 4 * lane, true);
      view.setFloat32(at + PICTURES.times + 4 * lane, scaling ? word(scaling.scale) : 1, true);
      view.setFloat32(at + PICTURES.plus + 4 * lane, scaling ? word(scaling.shift) : 0, true);
    }
  });
  const words = { ...found, rows: bench.at, columns: bench.at + rows.bytes.length, rowTaps: rows.taps, columnTaps: columns.taps,
    width: size.width, groups: groupsAt, count: groups.length };
  LEVELS_WORDS.names.forEach((name) => view.setInt32(bench.argumentsAt + LEVELS_WORDS.at[name], words[name], true));
  bench.kernels['levels'](bench.argumentsAt, 0, size.height, 0);
  return new Uint8Array(buffer, levelsAt, area * channels.length).slice();
}

interface Table { readonly bytes: Uint8Array; readonly taps: number }
/** Maps of a model have few sizes: their tables are made once. */
const tables = new Map<string, Table>();
const MOST_TABLES = 200;

function tableOf(from: number, to: number): Table {
  const key = `${from} ${to}`;
  const known = tables.get(key);
  if (known) return known;
  if (tables.size >= MOST_TABLES) tables.clear();
  const made = table(from, to);
  tables.set(key, made);
  return made;
}

/** (position, weight) of each target cell and tap; what a cell does not need is one of its own once more, weighing nothing. */
function table(from: number, to: number): Table {
  const cells = coverage(from, to);
  const taps = Math.max(...cells.map(({ shares }) => shares.length));
  const view = new DataView(new ArrayBuffer(64 * Math.ceil(cells.length * taps / 8)));
  cells.forEach(({ at, shares }, i) => {
    for (let tap = 0; tap < taps; tap++) {
      view.setInt32(8 * (i * taps + tap), at + (tap < shares.length ? tap : 0), true);
      view.setFloat32(8 * (i * taps + tap) + 4, shares[tap] ?? 0, true);
    }
  });
  return { bytes: new Uint8Array(view.buffer), taps };
}
