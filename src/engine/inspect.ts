// Figures and pictures of maps in a session's memory, by kernels where the channels lie side by side. What they are stands in
// featureMap.ts, which computes them for maps that lie otherwise.
import {
  channelFigures, coverage, figuresFrom, LEVELS, tiles, type ChannelFigures, type Planes, type Range, type Size, type Sums,
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

/** What `channelFigures` gives. */
export function figuresOn(bench: Bench, planes: Planes): ChannelFigures {
  const { channels, cells, width, height } = planes;
  const found = lying(bench, planes);
  const evenly = found && (height === 1 || found.inY === width * found.inX);
  if (!evenly || cells < 4 || bench.bytes < figuresBytes(channels)) return channelFigures(planes);
  const view = new DataView(bench.memory.buffer);
  const words = { input: found.input, pixels: cells, step: found.inX, state: bench.at };
  FIGURES.names.forEach((name) => view.setInt32(bench.argumentsAt + FIGURES.at[name], words[name], true));
  bench.kernels['figures'](bench.argumentsAt, 0, fours(channels), 0);
  const sums = sumsAt(bench, channels);
  // Infinity or NaN in a sum says that an element is no number; which ones they are is counted the other way.
  return sums.squares.every(Number.isFinite) ? figuresFrom(sums, cells) : channelFigures(planes);
}

function sumsAt({ memory, at }: Bench, channels: number): Sums {
  const groups = fours(channels) * FOUR_CHANNELS.bytes;
  const [doubles, floats, integers] = [new Float64Array(memory.buffer, at, groups / 8), new Float32Array(memory.buffer, at, groups / 4),
    new Int32Array(memory.buffer, at, groups / 4)];
  const read = (from: ArrayLike<number>, name: Exclude<keyof typeof FOUR_CHANNELS, 'bytes'>, sign = 1): Float64Array => {
    const values = new Float64Array(channels);
    const bytes = from === doubles ? 8 : 4;
    const [step, first] = [FOUR_CHANNELS.bytes / bytes, FOUR_CHANNELS[name] / bytes];
    for (let c = 0; c < channels; c++) values[c] = sign * from[(c >> 2) * step + first + (c & 3)];
    return values;
  };
  return { shift: read(doubles, 'shift'), sum: read(doubles, 'sum'), squares: read(doubles, 'squares'), size: read(doubles, 'size'),
    min: read(floats, 'min'), max: read(floats, 'max'), zeros: read(integers, 'zeros', -1), nan: new Float64Array(channels),
    infinite: new Float64Array(channels) };
}

/** What `tiles` gives; a level may differ by one where a value lies between two. */
export function tilesOn(bench: Bench, planes: Planes, channels: readonly number[], size: Size, rangeOf: (channel: number) => Range):
  Uint8Array {
  const found = lying(bench, planes);
  const area = size.width * size.height;
  const groups = [...new Set(channels.map((channel) => channel >> 2))];
  if (!found || groups.length === 0) return tiles(planes, channels, size, rangeOf);
  const [rows, columns] = [table(planes.height, size.height), table(planes.width, size.width)];
  const groupsAt = bench.at + rows.bytes.length + columns.bytes.length;
  const levelsAt = groupsAt + PICTURES.bytes * groups.length;
  // Channels of a group that nobody asked for are drawn too, behind the others.
  const asked = new Map(channels.map((channel, i) => [channel, i]));
  if (asked.size < channels.length || levelsAt + area * (channels.length + 1) > bench.at + bench.bytes) {
    return tiles(planes, channels, size, rangeOf);
  }
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
    }
  });
  const words = { ...found, rows: bench.at, columns: bench.at + rows.bytes.length, rowTaps: rows.taps, columnTaps: columns.taps,
    width: size.width, groups: groupsAt, count: groups.length };
  LEVELS_WORDS.names.forEach((name) => view.setInt32(bench.argumentsAt + LEVELS_WORDS.at[name], words[name], true));
  bench.kernels['levels'](bench.argumentsAt, 0, size.height, 0);
  return new Uint8Array(buffer, levelsAt, area * channels.length).slice();
}

/** (position, weight) of each target cell and tap; what a cell does not need is one of its own once more, weighing nothing. */
function table(from: number, to: number): { readonly bytes: Uint8Array; readonly taps: number } {
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
