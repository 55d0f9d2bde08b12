// What ops with sliding windows share: argument lists per axis, where the spatial axes of a batched or unbatched input are,
// views for receptive fields, and the reference kernels over up to three spatial axes. Defines no op.
import { plainNumel, showDim, showShape } from '../tensor/dim';
import { cTypeOf, isFloating } from '../tensor/dtype';
import { scalarTypeOf } from '../tensor/scalarType';
import { castElement } from '../tensor/round';
import type { Window } from '../tensor/window';
import type { Dim, Int, PlainMeta, PlainTensor, Tensor } from '../tensor/value';
import type { AxisView, RuleContext } from './op';

/** One value per spatial axis; a list of one stands for all axes. */
export const perAxis = <T>(list: readonly T[], rank: number): readonly T[] =>
  (list.length === 1 && rank > 1 ? Array.from({ length: rank }, () => list[0]) : list);

/** Computed sizes as arguments of another op. A hole among them stays one: rules read sizes only through map and test. */
export const asInts = (dims: readonly Dim[]): Int[] => dims as Int[];

/** `2 x 3 x 4`, as messages join sizes. */
export const showBy = (dims: readonly Dim[]): string => dims.map(showDim).join(' x ');

/** As batchify: inputs have `rank` spatial axes, channels, and maybe a batch axis. Gives the shape with one. */
export function batched(input: Tensor, rank: number, name: string,
  rule: RuleContext): { shape: readonly Dim[]; isBatched: boolean } {
  const n = input.shape.length;
  if (n !== rank + 1 && n !== rank + 2) {
    rule.raise('RuntimeError',
      `Expected ${rank + 1}D (unbatched) or ${rank + 2}D (batched) input to ${name}, but got input of `
        + `size: ${showShape(input.shape)}`, input.shape);
  }
  const isBatched = n === rank + 2;
  return { shape: isBatched ? input.shape : [rule.dim(1), ...input.shape], isBatched };
}

/**
 * Element types that can never be multiplied. Half precision is left out: with autocast, or on another device than the
 * one the oracle ran on, such programs run.
 */
export function requireSameType(input: Tensor, weight: Tensor, rule: RuleContext, bias: Tensor | null = null): void {
  const isHalf = ({ dtype }: Tensor): boolean => dtype === 'float16' || dtype === 'bfloat16';
  const differ = (a: Tensor, b: Tensor): boolean => a.dtype !== b.dtype && !isHalf(a) && !isHalf(b);
  rule.require(!bias || !differ(input, bias),
    () => `Input type (${cTypeOf(input.dtype)}) and bias type (${cTypeOf(bias?.dtype ?? input.dtype)}) should be the same`);
  const differs = differ(input, weight);
  rule.require(!differs, () => `expected scalar type ${scalarTypeOf(input.dtype)} but found ${scalarTypeOf(weight.dtype)}`);
}
/** The type of a product: that of the activation unless only the weight is floating. */
export const productType = (input: Tensor, weight: Tensor): Tensor['dtype'] =>
  (isFloating(input.dtype) || !isFloating(weight.dtype) ? input.dtype : weight.dtype);

export interface Windows {
  readonly kernel: readonly number[]; readonly stride: readonly number[]; readonly padding: readonly number[];
  readonly dilation: readonly number[];
}
export const windowAt = (w: Windows, i: number): Window =>
  ({ kernel: w.kernel[i], stride: w.stride[i], padding: w.padding[i], dilation: w.dilation[i] });

/** Batch axis kept, channels mixed (or kept), windows along the last `rank` axes. */
export function windowViews(outRank: number, rank: number, windows: Windows, channels: 'mixed' | 'kept',
  kind: 'window' | 'transposedWindow' = 'window'): AxisView[] {
  const first = outRank - rank;
  return Array.from({ length: outRank }, (_, axis): AxisView => {
    if (axis >= first) return { kind, axis, ...windowAt(windows, axis - first) };
    return axis === first - 1 && channels === 'mixed' ? { kind: 'all', axis } : { kind: 'same', axis };
  });
}

// ---- reference kernels ------------------------------------------------------------------------------------------------

/** Sizes padded in front to three spatial axes. */
export const three = (sizes: readonly number[], filler: number): [number, number, number] => {
  const all = [...Array.from({ length: 3 - sizes.length }, () => filler), ...sizes];
  return [all[0], all[1], all[2]];
};

/** Row-major position in the last three axes; -1 when outside. */
export function at3(size: readonly number[], z: number, y: number, x: number): number {
  if (z < 0 || y < 0 || x < 0 || z >= size[0] || y >= size[1] || x >= size[2]) return -1;
  return (z * size[1] + y) * size[2] + x;
}

export function each3(size: readonly number[], visit: (z: number, y: number, x: number) => void): void {
  for (let z = 0; z < size[0]; z++) for (let y = 0; y < size[1]; y++) for (let x = 0; x < size[2]; x++) visit(z, y, x);
}

/** What conv1d to conv3d compute; `before` is the padding in front of each axis. */
export function convolve(
  input: PlainTensor, weight: PlainTensor, bias: PlainTensor | null, out: PlainMeta,
  w: { stride: readonly number[]; before: readonly number[]; dilation: readonly number[]; groups: number },
): number[] {
  const rank = weight.shape.length - 2;
  const [outChannels, perGroup] = weight.shape;
  const from = three(input.shape.slice(-rank), 1);
  const to = three(out.shape.slice(-rank), 1);
  const k = three(weight.shape.slice(-rank), 1);
  const [s, p, d] = [three(w.stride, 1), three(w.before, 0), three(w.dilation, 1)];
  const [plane, kernelPlane, outPlane] = [plainNumel(from), plainNumel(k), plainNumel(to)];
  const images = plainNumel(out.shape) / Math.max(1, outChannels * outPlane);
  const [x, f] = [input.data ?? [], weight.data ?? []];
  const result: number[] = [];
  for (let n = 0; n < images; n++) {
    for (let c = 0; c < outChannels; c++) {
      const group = Math.floor(c / (outChannels / w.groups));
      each3(to, (oz, oy, ox) => {
        let sum = bias?.data?.[c] ?? 0;
        for (let i = 0; i < perGroup; i++) {
          const base = (n * perGroup * w.groups + group * perGroup + i) * plane;
          const kernelBase = (c * perGroup + i) * kernelPlane;
          each3(k, (kz, ky, kx) => {
            const q = at3(from, oz * s[0] - p[0] + kz * d[0], oy * s[1] - p[1] + ky * d[1], ox * s[2] - p[2] + kx * d[2]);
            if (q >= 0) sum += x[base + q] * f[kernelBase + (kz * k[1] + ky) * k[2] + kx];
          });
        }
        result.push(castElement(sum, out.dtype));
      });
    }
  }
  return result;
}

/** What conv_transpose1d to conv_transpose3d compute: every input element spreads the kernel over the output. */
export function convolveTransposed(
  input: PlainTensor, weight: PlainTensor, bias: PlainTensor | null, out: PlainMeta,
  w: { stride: readonly number[]; padding: readonly number[]; dilation: readonly number[]; groups: number },
): number[] {
  const rank = weight.shape.length - 2;
  const [inChannels, perGroup] = weight.shape;
  const outChannels = perGroup * w.groups;
  const from = three(input.shape.slice(-rank), 1);
  const to = three(out.shape.slice(-rank), 1);
  const k = three(weight.shape.slice(-rank), 1);
  const [s, p, d] = [three(w.stride, 1), three(w.padding, 0), three(w.dilation, 1)];
  const [plane, kernelPlane, outPlane] = [plainNumel(from), plainNumel(k), plainNumel(to)];
  const [x, f] = [input.data ?? [], weight.data ?? []];
  const result =
    Array.from({ length: plainNumel(out.shape) }, (_, i) => bias?.data?.[Math.floor(i / outPlane) % outChannels] ?? 0);
  const images = plainNumel(input.shape) / Math.max(1, inChannels * plane);
  for (let n = 0; n < images; n++) {
    for (let c = 0; c < inChannels; c++) {
      const group = Math.floor(c / (inChannels / w.groups));
      each3(from, (iz, iy, ix) => {
        const value = x[(n * inChannels + c) * plane + at3(from, iz, iy, ix)];
        for (let o = 0; o < perGroup; o++) {
          const base = (n * outChannels + group * perGroup + o) * outPlane;
          each3(k, (kz, ky, kx) => {
            const q = at3(to, iz * s[0] - p[0] + kz * d[0], iy * s[1] - p[1] + ky * d[1], ix * s[2] - p[2] + kx * d[2]);
            if (q >= 0) result[base + q] += value * f[(c * perGroup + o) * kernelPlane + (kz * k[1] + ky) * k[2] + kx];
          });
        }
      });
    }
  }
  return result.map((v) => castElement(v, out.dtype));
}
