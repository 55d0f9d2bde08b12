// Resizing as PIL does it, bit by bit: two passes of a filter whose support grows with the reduction (antialiasing), weights
// in fixed point, rounding and clipping to 8 bit after each pass; nearest neighbour by pixel centres.
import type { Interpolation } from '../../protocol/run';

/** 8-bit samples, `channels` side by side, row by row. */
export interface Samples {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: Uint8Array;
}

interface Filter { readonly support: number; readonly at: (x: number) => number }

/** a = -0.5, Catmull-Rom. */
function bicubic(given: number): number {
  const a = -0.5;
  const x = Math.abs(given);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
}
const FILTERS: Readonly<Record<Exclude<Interpolation, 'nearest'>, Filter>> = {
  bilinear: { support: 1, at: (x) => Math.max(0, 1 - Math.abs(x)) },
  bicubic: { support: 2, at: bicubic },
};
const PRECISION = 22;

export function resize(image: Samples, width: number, height: number, interpolation: Interpolation): Samples {
  if (width === image.width && height === image.height) return image;
  if (interpolation === 'nearest') return nearest(image, width, height);
  const filter = FILTERS[interpolation];
  const wide = width === image.width ? image : horizontal(image, width, filter);
  return height === wide.height ? wide : vertical(wide, height, filter);
}

/** For each output position where its inputs begin, and their weights in units of 2 ** -22. */
interface Weights {
  readonly starts: Int32Array;
  readonly counts: Int32Array;
  readonly weights: Int32Array;
  readonly most: number;
}

function weightsOf(from: number, to: number, filter: Filter): Weights {
  const scale = from / to;
  const stretch = Math.max(1, scale);
  const support = filter.support * stretch;
  const most = Math.ceil(support) * 2 + 1;
  const [starts, counts, weights] = [new Int32Array(to), new Int32Array(to), new Int32Array(to * most)];
  const real = new Float64Array(most);
  for (let i = 0; i < to; i++) {
    const centre = (i + 0.5) * scale;
    const start = Math.max(0, Math.trunc(centre - support + 0.5));
    const count = Math.min(from, Math.trunc(centre + support + 0.5)) - start;
    let sum = 0;
    for (let k = 0; k < count; k++) {
      real[k] = filter.at((k + start - centre + 0.5) * (1 / stretch));
      sum += real[k];
    }
    starts[i] = start;
    counts[i] = count;
    for (let k = 0; k < count; k++) {
      const share = sum === 0 ? real[k] : real[k] / sum;
      weights[i * most + k] = Math.trunc((share < 0 ? -0.5 : 0.5) + share * (1 << PRECISION));
    }
  }
  return { starts, counts, weights, most };
}

const clip = (sum: number): number => {
  const value = sum >> PRECISION;
  return value < 0 ? 0 : value > 255 ? 255 : value;
};
const HALF = 1 << (PRECISION - 1);

function horizontal(image: Samples, width: number, filter: Filter): Samples {
  const { channels, height, data } = image;
  const { starts, counts, weights, most } = weightsOf(image.width, width, filter);
  const out = new Uint8Array(width * height * channels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < channels; c++) {
        let at = (y * image.width + starts[x]) * channels + c;
        let sum = HALF;
        for (let k = 0; k < counts[x]; k++, at += channels) sum += data[at] * weights[x * most + k];
        out[(y * width + x) * channels + c] = clip(sum);
      }
    }
  }
  return { width, height, channels, data: out };
}

function vertical(image: Samples, height: number, filter: Filter): Samples {
  const { channels, width, data } = image;
  const { starts, counts, weights, most } = weightsOf(image.height, height, filter);
  const line = width * channels;
  const out = new Uint8Array(line * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < line; x++) {
      let at = starts[y] * line + x;
      let sum = HALF;
      for (let k = 0; k < counts[y]; k++, at += line) sum += data[at] * weights[y * most + k];
      out[y * line + x] = clip(sum);
    }
  }
  return { width, height, channels, data: out };
}

function nearest(image: Samples, width: number, height: number): Samples {
  const { channels, data } = image;
  const [columns, rows] = [positions(image.width, width), positions(image.height, height)];
  const out = new Uint8Array(width * height * channels);
  let to = 0;
  for (const row of rows) {
    for (const column of columns) {
      const from = (row * image.width + column) * channels;
      for (let c = 0; c < channels; c++) out[to++] = data[from + c];
    }
  }
  return { width, height, channels, data: out };
}

/** Added up, as PIL does, so that the last digit falls alike. */
function positions(from: number, to: number): Int32Array {
  const scale = from / to;
  const out = new Int32Array(to);
  let at = scale * 0.5;
  for (let i = 0; i < to; i++, at += scale) out[i] = Math.min(from - 1, Math.trunc(at));
  return out;
}
