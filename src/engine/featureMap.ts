// Looks at a map where it lies: figures per channel, histograms, small 8-bit pictures. Nothing is turned to row-major order.
// Knows neither sessions nor colours: what a level looks like is the reader's business.
import { numel, rowMajor } from './region';

/** A tensor where it lies, in elements of `data`: axis by axis one stride. */
export interface StridedMap {
  readonly data: Float32Array | Float64Array;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

export const denseMap = (data: Float32Array | Float64Array, shape: readonly number[]): StridedMap =>
  ({ data, offset: 0, shape, strides: rowMajor(shape) });

/**
 * One element of a batch as pictures. `maps`: [C, H, W], further axes before the last are stacked. `matrix`: [L, D] of tokens,
 * one picture. `vector`: values without positions, folded into rows as wide as high, the last one shorter.
 */
export interface Planes {
  readonly kind: 'maps' | 'matrix' | 'vector';
  readonly data: Float32Array | Float64Array;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** Cells of a channel; fewer than height · width only for a folded vector. */
  readonly cells: number;
  /** Where row y of channel 0 begins in `data`. */
  readonly rows: readonly number[];
  readonly channelStep: number;
  readonly columnStep: number;
}

/** [N, C, ...spatial] by its rank; fewer axes as a matrix or vector. `image` is the position in the batch. */
export function planesOf(map: StridedMap, image = 0): Planes {
  const { shape, strides, data } = map;
  const offset = map.offset + (shape.length > 1 ? image * strides[0] : 0);
  const rank = shape.length;
  if (rank >= 4 && numel(shape.slice(2)) > 1) {
    const rows = offsets(offset, shape.slice(2, -1), strides.slice(2, -1));
    return { kind: 'maps', data, channels: shape[1], height: rows.length, width: shape[rank - 1],
      cells: rows.length * shape[rank - 1],
      rows, channelStep: strides[1], columnStep: strides[rank - 1] };
  }
  if (rank === 3 && shape[1] > 1 && shape[2] > 1) {
    return { kind: 'matrix', data, channels: 1, height: shape[1], width: shape[2], cells: shape[1] * shape[2],
      rows: offsets(offset, [shape[1]], [strides[1]]), channelStep: 0, columnStep: strides[2] };
  }
  const axis = shape.findIndex((size, i) => size > 1 && (i > 0 || rank === 1));
  const cells = numel(rank > 1 ? shape.slice(1) : shape);
  const step = axis < 0 ? 1 : strides[axis];
  const width = Math.max(1, Math.ceil(Math.sqrt(cells)));
  const height = Math.ceil(cells / width);
  return { kind: 'vector', data, channels: 1, height, width, cells,
    rows: Array.from({ length: height }, (_, y) => offset + y * width * step), channelStep: 0, columnStep: step };
}

function offsets(from: number, shape: readonly number[], strides: readonly number[]): number[] {
  let at = [from];
  shape.forEach((size, axis) => {
    at = at.flatMap((start) => Array.from({ length: size }, (_, i) => start + i * strides[axis]));
  });
  return at;
}

export const rowLength = ({ width, cells }: Planes, y: number): number => Math.min(width, cells - y * width);
/** NaN outside the map. */
export const valueAt = (planes: Planes, channel: number, y: number, x: number): number =>
  (y < 0 || y >= planes.height || x < 0 || x >= rowLength(planes, y) ? NaN
    : planes.data[planes.rows[y] + channel * planes.channelStep + x * planes.columnStep]);

// ---- figures ------------------------------------------------------------------------------------------------------------

/** Of the finite elements; `std` as torch.std(unbiased=False). Without a finite element the figures are NaN. */
export interface Figures {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly std: number;
  /** Mean of |x|. */
  readonly size: number;
  /** Share of elements that are exactly 0, of all elements. */
  readonly zeros: number;
  readonly nan: number;
  readonly infinite: number;
  readonly count: number;
}

/** Figures of channels, one array per figure. */
export interface ChannelFigures {
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly mean: Float64Array;
  readonly std: Float64Array;
  readonly size: Float64Array;
  readonly zeros: Float64Array;
  readonly nan: Float64Array;
  readonly infinite: Float64Array;
  /** Elements of each channel. */
  readonly cells: number;
}

/** What one pass adds up, by channel; sums of differences from `shift`, because large means would drown small deviations. */
interface Sums {
  readonly shift: Float64Array;
  readonly sum: Float64Array;
  readonly squares: Float64Array;
  readonly size: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly zeros: Float64Array;
  readonly nan: Float64Array;
  readonly infinite: Float64Array;
}

/** One pass over the map, row by row. */
export function channelFigures(planes: Planes): ChannelFigures {
  const { channels, cells } = planes;
  const make = (fill = 0): Float64Array => new Float64Array(channels).fill(fill);
  const sums: Sums = { shift: firstFinite(planes), sum: make(), squares: make(), size: make(), min: make(Infinity),
    max: make(-Infinity), zeros: make(), nan: make(), infinite: make() };
  for (const [y, start] of planes.rows.entries()) {
    const length = rowLength(planes, y);
    for (let c = 0; c < channels; c++) {
      addRow(planes.data, start + c * planes.channelStep, planes.columnStep, length, c, sums);
    }
  }
  const { shift, sum, squares, size, min, max, zeros, nan, infinite } = sums;
  const finite = nan.map((count, c) => cells - count - infinite[c]);
  for (let c = 0; c < channels; c++) {
    size[c] /= finite[c];
    if (min[c] <= max[c]) continue;
    min[c] = NaN;
    max[c] = NaN;
  }
  return { min, max, mean: sum.map((total, c) => shift[c] + total / finite[c]),
    std: squares.map((total, c) => (finite[c] > 0 ? Math.sqrt(Math.max(0, total / finite[c] - (sum[c] / finite[c]) ** 2)) : NaN)),
    size, zeros: zeros.map((n) => n / cells), nan, infinite, cells };
}

/** The first element of each channel, or 0 where it is not finite. */
function firstFinite({ data, channels, rows, channelStep }: Planes): Float64Array {
  return Float64Array.from({ length: channels }, (_, c) => {
    const value = data[rows[0] + c * channelStep];
    return value - value === 0 ? value : 0;
  });
}

/**
 * Adds one channel's elements of one row. This is what a run's report takes most of its time for: sums stay in registers, a row
 * of all channels in the nearest cache, and what is rare is tested for once, by a difference.
 */
function addRow(data: Planes['data'], start: number, step: number, length: number, c: number, sums: Sums): void {
  const shift = sums.shift[c];
  let sum = 0;
  let squares = 0;
  let size = 0;
  let zeros = 0;
  let min = sums.min[c];
  let max = sums.max[c];
  for (let x = 0, at = start; x < length; x++, at += step) {
    const value = data[at];
    const moved = value - shift;
    if (moved - moved !== 0) {
      if (Number.isNaN(value)) sums.nan[c]++;
      else sums.infinite[c]++;
      continue;
    }
    sum += moved;
    squares += moved * moved;
    size += Math.abs(value);
    if (value < min) min = value;
    if (value > max) max = value;
    if (value === 0) zeros++;
  }
  sums.sum[c] += sum;
  sums.squares[c] += squares;
  sums.size[c] += size;
  sums.zeros[c] += zeros;
  sums.min[c] = min;
  sums.max[c] = max;
}

/** Of some channels together; of all when `channels` is null. */
export function figuresOf(by: ChannelFigures, channels: readonly number[] | null = null): Figures {
  const { cells, min: least, max: most, mean: means, std: deviations, size: sizes } = by;
  let [min, max, count, sum, size, zeros, nan, infinite] = [Infinity, -Infinity, 0, 0, 0, 0, 0, 0];
  const some = channels?.length ?? least.length;
  for (let i = 0; i < some; i++) {
    const c = channels ? channels[i] : i;
    nan += by.nan[c];
    infinite += by.infinite[c];
    zeros += by.zeros[c] * cells;
    const finite = cells - by.nan[c] - by.infinite[c];
    if (finite === 0) continue;
    if (least[c] < min) min = least[c];
    if (most[c] > max) max = most[c];
    count += finite;
    sum += means[c] * finite;
    size += sizes[c] * finite;
  }
  const mean = sum / count;
  let spread = 0;
  for (let i = 0; i < some; i++) {
    const c = channels ? channels[i] : i;
    const finite = cells - by.nan[c] - by.infinite[c];
    const moved = means[c] - mean;
    if (finite > 0) spread += finite * (deviations[c] * deviations[c] + moved * moved);
  }
  const all = some * cells;
  return { min: count > 0 ? min : NaN, max: count > 0 ? max : NaN, mean, std: Math.sqrt(spread / count), size: size / count,
    zeros: zeros / all, nan, infinite, count: all };
}

/** The channels with the largest mean of |x|, the largest first. */
export function mostActive(by: ChannelFigures, count: number): number[] {
  if (count === 1) return [by.size.reduce((best, size, c) => ((size || 0) > (by.size[best] || 0) ? c : best), 0)];
  const order = [...by.size.keys()].sort((a, b) => (by.size[b] || 0) - (by.size[a] || 0) || a - b);
  return order.slice(0, count);
}

/** Counts of finite values in bins of equal width from `low` to `high`; the last one takes `high` too. */
export function histogram(planes: Planes, channels: readonly number[], low: number, high: number, bins: number): Uint32Array {
  const counts = new Uint32Array(bins);
  const width = high > low ? high - low : 1;
  const { data, channelStep, columnStep } = planes;
  planes.rows.forEach((start, y) => {
    const length = rowLength(planes, y);
    for (const c of channels) {
      for (let x = 0, at = start + c * channelStep; x < length; x++, at += columnStep) {
        const value = data[at];
        if (value >= low && value <= high) counts[Math.min(bins - 1, Math.floor(((value - low) / width) * bins))]++;
      }
    }
  });
  return counts;
}

/** Mean or maximum over the channels at each position; NaN where any channel is NaN. */
export function acrossChannels(planes: Planes, how: 'mean' | 'max'): Planes {
  const { data, channels, height, width, channelStep, columnStep } = planes;
  const result = new Float64Array(height * width);
  planes.rows.forEach((start, y) => {
    const length = rowLength(planes, y);
    for (let x = 0; x < length; x++) {
      let value = how === 'mean' ? 0 : -Infinity;
      for (let c = 0, at = start + x * columnStep; c < channels; c++, at += channelStep) {
        value = how === 'mean' ? value + data[at] : Math.max(value, data[at]);
      }
      result[y * width + x] = how === 'mean' ? value / channels : value;
    }
  });
  const rows = planes.rows.map((_, y) => y * width);
  return { ...planes, data: result, channels: 1, rows, channelStep: 0, columnStep: 1 };
}

// ---- pictures -----------------------------------------------------------------------------------------------------------

/** Levels of finite values are 0 to 254. */
export const LEVELS = 254;
/** A cell that is not finite, or whose average holds one that is not. */
export const NOT_FINITE = 255;

export interface Size { readonly width: number; readonly height: number }

/** The size of a picture whose longer side is at most `side`, in the map's proportions; never larger than the map. */
export function tileSize({ width, height }: Size, side: number): Size {
  const scale = Math.min(1, side / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** For each target cell the source cells under it and their shares: area where it shrinks, the nearest where it enlarges. */
export function coverage(from: number, to: number): { readonly at: number; readonly shares: readonly number[] }[] {
  return Array.from({ length: to }, (_, i) => {
    if (to >= from) return { at: Math.min(from - 1, Math.floor(((i + 0.5) * from) / to)), shares: [1] };
    const [start, end] = [(i * from) / to, ((i + 1) * from) / to];
    const first = Math.floor(start);
    const shares: number[] = [];
    for (let cell = first; cell < Math.min(from, Math.ceil(end - 1e-9)); cell++) {
      shares.push((Math.min(cell + 1, end) - Math.max(cell, start)) / (end - start));
    }
    return { at: first, shares };
  });
}

export interface Range { readonly low: number; readonly high: number }

/**
 * Pictures of the channels one after the other, row by row, a byte a cell: 0 at the range's low end, LEVELS at its high end,
 * values outside it at the nearer end. Cells beyond a folded vector's end have level 0.
 */
export function tiles(planes: Planes, channels: readonly number[], size: Size, rangeOf: (channel: number) => Range): Uint8Array {
  const { data, channelStep, columnStep } = planes;
  const rows = coverage(planes.height, size.height);
  const columns = coverage(planes.width, size.width);
  const area = size.width * size.height;
  const levels = new Uint8Array(channels.length * area);
  const line = new Float64Array(channels.length * size.width);
  const steps = channels.map((channel) => channel * channelStep);
  const ranges = channels.map(rangeOf);
  rows.forEach(({ at: top, shares }, y) => {
    line.fill(0);
    shares.forEach((share, dy) => {
      const length = rowLength(planes, top + dy);
      const start = planes.rows[top + dy];
      columns.forEach((column, x) => {
        column.shares.forEach((part, dx) => {
          if (column.at + dx >= length) return;
          const at = start + (column.at + dx) * columnStep;
          const weight = share * part;
          for (let i = 0; i < steps.length; i++) line[i * size.width + x] += weight * data[at + steps[i]];
        });
      });
    });
    for (let i = 0; i < channels.length; i++) {
      const { low, high } = ranges[i];
      const scale = high > low ? LEVELS / (high - low) : 0;
      for (let x = 0; x < size.width; x++) {
        const value = line[i * size.width + x];
        levels[i * area + y * size.width + x] = value - value !== 0 ? NOT_FINITE
          : Math.max(0, Math.min(LEVELS, Math.round((value - low) * scale)));
      }
    }
  });
  return levels;
}

/** Around zero where there are values on both sides of it, so that zero has the middle level; else from end to end. */
export function rangeFor(min: number, max: number): Range {
  if (!(min <= max)) return { low: 0, high: 0 };
  if (min < 0 && max > 0) {
    const most = Math.max(-min, max);
    return { low: -most, high: most };
  }
  return { low: min, high: max };
}

