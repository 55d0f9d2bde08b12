// Reference kernels of torchvision's region pooling and deformable convolution, over one image's plane of numbers.
import type { PlainTensor } from '../tensor/value';

/** Bilinear reading of a plane as torchvision's kernels do: nothing beyond one pixel outside, the border repeated inside. */
export function sampled(data: readonly number[], base: number, height: number, width: number, y: number, x: number): number {
  if (y < -1 || y > height || x < -1 || x > width) return 0;
  const [fy, fx] = [Math.max(y, 0), Math.max(x, 0)];
  const [top, left] = [Math.min(Math.floor(fy), height - 1), Math.min(Math.floor(fx), width - 1)];
  const [bottom, right] = [Math.min(top + 1, height - 1), Math.min(left + 1, width - 1)];
  const [dy, dx] = [top === height - 1 ? 0 : fy - top, left === width - 1 ? 0 : fx - left];
  const at = (row: number, column: number): number => data[base + row * width + column];
  return (1 - dy) * ((1 - dx) * at(top, left) + dx * at(top, right)) + dy * ((1 - dx) * at(bottom, left) + dx * at(bottom,
    right));
}
/** The same with zeros outside, as deformable convolution reads. */
export function sampledWithZeros(data: readonly number[], base: number, height: number, width: number, y: number,
  x: number): number {
  if (y <= -1 || y >= height || x <= -1 || x >= width) return 0;
  const [top, left] = [Math.floor(y), Math.floor(x)];
  const [dy, dx] = [y - top, x - left];
  const at = (row: number, column: number): number =>
    (row < 0 || row >= height || column < 0 || column >= width ? 0 : data[base + row * width + column]);
  return (1 - dy) * ((1 - dx) * at(top, left) + dx * at(top, left + 1))
    + dy * ((1 - dx) * at(top + 1, left) + dx * at(top + 1, left + 1));
}

interface RegionArgs {
  readonly input: PlainTensor;
  readonly rois: PlainTensor;
  readonly spatial_scale: number;
  readonly pooled_height: number;
  readonly pooled_width: number;
}
type Visit = (roi: readonly number[], base: number, channel: number, row: number, column: number) => void;

/** Every output position: its region [image, x1, y1, x2, y2], the place of its plane, output channel, row and column. */
function eachPosition({ input, rois, pooled_height: rows, pooled_width: columns }: RegionArgs, depth: number, divides: boolean,
  visit: Visit): void {
  const [, channels, height, width] = input.shape;
  for (let k = 0; k < rois.shape[0]; k++) {
    const roi = (rois.data ?? []).slice(k * 5, k * 5 + 5);
    for (let c = 0; c < depth; c++) for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) {
      const channel = divides ? (c * rows + i) * columns + j : c;
      visit(roi, (roi[0] * channels + channel) * height * width, channel, i, j);
    }
  }
}

export function roiAligned(args: RegionArgs & { readonly sampling_ratio: number }, depth: number, divides: boolean,
  aligned: boolean): { out: number[]; mapping: number[] } {
  const { input: { shape: [, , height, width], data }, spatial_scale: scale, sampling_ratio: ratio } = args;
  const [out, mapping]: number[][] = [[], []];
  const shift = aligned || divides ? 0.5 : 0;
  eachPosition(args, depth, divides, ([, x1, y1, x2, y2], base, channel, i, j) => {
    const [left, top] = [x1 * scale - shift, y1 * scale - shift];
    let [wide, high] = [x2 * scale - shift - left, y2 * scale - shift - top];
    if (shift === 0) [wide, high] = [Math.max(wide, 1), Math.max(high, 1)];
    const [binHigh, binWide] = [high / args.pooled_height, wide / args.pooled_width];
    const [ny, nx] = [ratio > 0 ? ratio : Math.ceil(binHigh), ratio > 0 ? ratio : Math.ceil(binWide)];
    let sum = 0;
    for (let y = 0; y < ny; y++) for (let x = 0; x < nx; x++) {
      sum += sampled(data ?? [], base, height, width, top + i * binHigh + ((y + 0.5) * binHigh) / ny,
        left + j * binWide + ((x + 0.5) * binWide) / nx);
    }
    out.push(sum / Math.max(1, ny * nx));
    mapping.push(channel);
  });
  return { out, mapping };
}

/** The largest element of every bin, and where it lies; averages of bins where `divides`. */
export function roiPooled(args: RegionArgs, depth: number, divides: boolean): { out: number[]; mapping: number[] } {
  const { input: { shape: [, , height, width], data }, spatial_scale: scale } = args;
  const [out, mapping]: number[][] = [[], []];
  const round = (x: number): number => Math.sign(x) * Math.round(Math.abs(x));
  eachPosition(args, depth, divides, ([, x1, y1, x2, y2], base, channel, i, j) => {
    const [left, top, right, bottom] = [x1, y1, x2, y2].map((x) => round(x * scale));
    const extra = divides ? 0 : 1;
    const [wide, high] = [Math.max(right - left + extra, 1), Math.max(bottom - top + extra, 1)];
    const [binHigh, binWide] = [high / args.pooled_height, wide / args.pooled_width];
    // The position-sensitive kernel leaves out the last row and column.
    const clip = (x: number, size: number): number => Math.min(Math.max(x, 0), divides ? size - 1 : size);
    const [from, to] = [clip(Math.floor(i * binHigh) + top, height), clip(Math.ceil((i + 1) * binHigh) + top, height)];
    const [first, last] = [clip(Math.floor(j * binWide) + left, width), clip(Math.ceil((j + 1) * binWide) + left, width)];
    let [best, at, sum] = [-Infinity, -1, 0];
    for (let y = from; y < to; y++) for (let x = first; x < last; x++) {
      const value = data?.[base + y * width + x] ?? NaN;
      sum += value;
      if (value > best) [best, at] = [value, y * width + x];
    }
    const count = Math.max(0, to - from) * Math.max(0, last - first);
    out.push(count === 0 ? 0 : divides ? sum / count : best);
    mapping.push(divides ? channel : at);
  });
  return { out, mapping };
}

export interface Deformed {
  readonly input: PlainTensor; readonly weight: PlainTensor; readonly offset: PlainTensor; readonly mask: PlainTensor;
  readonly bias: PlainTensor; readonly stride_h: number; readonly stride_w: number; readonly pad_h: number;
  readonly pad_w: number;
  readonly dilation_h: number; readonly dilation_w: number; readonly groups: number; readonly offset_groups: number;
  readonly use_mask: boolean;
}
export function deformed(args: Deformed, [images, outputs, high, wide]: readonly number[]): number[] {
  const { input, weight, offset, mask, bias, groups, offset_groups: fields } = args;
  const [, channels, height, width] = input.shape;
  const [, perGroup, kh, kw] = weight.shape;
  const [plane, taps] = [high * wide, kh * kw];
  const result = new Array<number>(images * outputs * plane);
  /** What every channel's taps see of a row of positions: the same for all outputs. */
  const seen = new Float64Array(channels * taps * wide);
  const look = (n: number, i: number, channel: number, tap: number): void => {
    const field = n * fields + Math.floor((channel * fields) / channels);
    const [row, base] = [(channel * taps + tap) * wide, (n * channels + channel) * height * width];
    const moved = (axis: number, j: number): number =>
      offset.data?.[(field * 2 * taps + 2 * tap + axis) * plane + i * wide + j] ?? NaN;
    for (let j = 0; j < wide; j++) {
      const y = i * args.stride_h - args.pad_h + Math.floor(tap / kw) * args.dilation_h + moved(0, j);
      const x = j * args.stride_w - args.pad_w + (tap % kw) * args.dilation_w + moved(1, j);
      const share = args.use_mask ? mask.data?.[(field * taps + tap) * plane + i * wide + j] ?? NaN : 1;
      seen[row + j] = share * sampledWithZeros(input.data ?? [], base, height, width, y, x);
    }
  };
  const sums = new Float64Array(wide);
  const depth = perGroup * taps;
  for (let n = 0; n < images; n++) for (let i = 0; i < high; i++) {
    for (let channel = 0; channel < channels; channel++) for (let tap = 0; tap < taps; tap++) look(n, i, channel, tap);
    for (let o = 0; o < outputs; o++) {
      const first = Math.floor((o * groups) / outputs) * depth;
      sums.fill(bias.data?.[o] ?? 0);
      for (let q = 0; q < depth; q++) {
        const [factor, row] = [weight.data?.[o * depth + q] ?? NaN, (first + q) * wide];
        for (let j = 0; j < wide; j++) sums[j] += seen[row + j] * factor;
      }
      for (let j = 0; j < wide; j++) result[(n * outputs + o) * plane + i * wide + j] = sums[j];
    }
  }
  return result;
}
