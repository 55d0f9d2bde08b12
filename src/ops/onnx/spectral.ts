// Fourier transforms as sums: real and imaginary parts side by side in the last axis.
import { constantOf, int, type Dim, type Tensor } from '../../tensor/value';
import { castElements } from '../../tensor/round';
import { fourier, fromHalf } from '../fftKernels';
import { axisFrom, onnxOp, range, rankOf, run, sizes } from './apply';
import { operators, type OnnxCall } from './contract';

const onnx_dft = onnxOp({
  schema: 'onnx_dft(Tensor input, int? length, int axis, bool inverse, bool onesided) -> Tensor',
  doc: 'The discrete Fourier transform along an axis. https://onnx.ai/onnx/operators/onnx__DFT.html',
  shape({ input, length, axis, onesided }, rule) {
    const at = constantOf(axis) ?? 0;
    const n = length ?? input.shape[at];
    const size = onesided ? rule.map((x) => Math.floor(x / 2) + 1, n) : n;
    return { shape: [...input.shape.slice(0, -1).map((dim, i): Dim => (i === at ? size : dim)), rule.dim(2)],
      dtype: input.dtype };
  },
  receptiveField: () => 'global',
  eval({ input, length, axis, inverse }, [out]) {
    const parts = input.shape.at(-1) ?? 1;
    const [size, count] = [input.shape[axis], out.shape[axis]];
    const n = length ?? size;
    const inner = input.shape.slice(axis + 1, -1).reduce((a, b) => a * b, 1);
    const outer = input.shape.slice(0, axis).reduce((a, b) => a * b, 1);
    const data = input.data ?? [];
    const result = new Array<number>(outer * count * inner * 2).fill(0);
    const transform = fourier(n, inverse ? 1 : -1);
    for (const o of range(outer)) {
      for (const k of range(inner)) {
        const part = (which: number): Float64Array => Float64Array.from({ length: n }, (_, i) =>
          (i < size && which < parts ? data[((o * size + i) * inner + k) * parts + which] : 0));
        const { re, im } = transform({ re: part(0), im: part(1) });
        for (const i of range(count)) {
          const at = ((o * count + i) * inner + k) * 2;
          [result[at], result[at + 1]] = inverse ? [re[i] / n, im[i] / n] : [re[i], im[i]];
        }
      }
    }
    return [castElements(result, out.dtype)];
  },
});

const onnx_stft = onnxOp({
  schema: 'onnx_stft(Tensor input, Tensor? window, int step, int length, bool onesided) -> Tensor',
  doc: 'Fourier transforms of frames. https://onnx.ai/onnx/operators/onnx__STFT.html',
  shape({ input, step, length, onesided }, rule) {
    const frames = rule.map((n, by, k) => Math.floor((n - k) / by) + 1, input.shape[1], step, length);
    const size = onesided ? rule.map((k) => Math.floor(k / 2) + 1, length) : length;
    return { shape: [input.shape[0], frames, size, rule.dim(2)], dtype: input.dtype };
  },
  receptiveField: () => 'global',
  eval({ input, window, step, length }, [out]) {
    const [batch, frames, count] = out.shape;
    const [, size] = input.shape;
    const parts = input.shape[2] ?? 1;
    const data = input.data ?? [];
    const weight = (i: number): number => window?.data?.[i] ?? 1;
    const transform = fourier(length, -1);
    const result = range(batch).flatMap((b) => range(frames).flatMap((f) => {
      const part = (which: number): Float64Array => Float64Array.from({ length }, (_, i) =>
        (which < parts ? data[(b * size + f * step + i) * parts + which] * weight(i) : 0));
      const { re, im } = transform({ re: part(0), im: part(1) });
      return range(count).flatMap((k) => [re[k], im[k]]);
    }));
    return [castElements(result, out.dtype)];
  },
});

/** A signal from one side of its spectrum. */
const onnx_idft_half = onnxOp({
  schema: 'onnx_idft_half(Tensor input, int length, int axis) -> Tensor',
  doc: 'A signal from half of its spectrum. https://onnx.ai/onnx/operators/onnx__DFT.html',
  shape: ({ input, length, axis }, rule) => ({ dtype: input.dtype,
    shape: [...input.shape.slice(0, -1).map((dim, i): Dim => (i === constantOf(axis) ? length : dim)), rule.dim(1)] }),
  receptiveField: () => 'global',
  eval({ input, length, axis }, [out]) {
    const data = input.data ?? [];
    const size = input.shape[axis];
    const inner = input.shape.slice(axis + 1, -1).reduce((a, b) => a * b, 1);
    const outer = input.shape.slice(0, axis).reduce((a, b) => a * b, 1);
    const result = new Array<number>(outer * length * inner).fill(0);
    const transform = fourier(length, 1);
    for (const o of range(outer)) for (const k of range(inner)) {
      const part = (which: number): Float64Array => Float64Array.from({ length: Math.floor(length / 2) + 1 }, (_, i) =>
        (i < size ? data[((o * size + i) * inner + k) * 2 + which] : 0));
      const { re } = transform(fromHalf({ re: part(0), im: part(1) }, length));
      for (const i of range(length)) result[(o * length + i) * inner + k] = re[i] / length;
    }
    return [castElements(result, out.dtype)];
  },
});
function backFromHalf(node: OnnxCall, length: Dim | null, axis: number): Tensor {
  const input = node.tensor(0);
  const whole = length ?? node.rule.map((n) => 2 * (n - 1), input.shape[axis]);
  return run(node, onnx_idft_half, { input, length: sizes([whole])[0], axis: int(axis) });
}

/** The axis is an attribute before version 20, an input since; the last axis holds the parts. */
function discrete(node: OnnxCall): Tensor {
  const input = node.tensor(0);
  const axis = node.version < 20 ? node.int('axis') ?? 1 : node.optionalNumbers(2)?.[0] ?? -2;
  const [length = null] = node.optionalDims(1) ?? [];
  const onesided = node.int('onesided') === 1;
  if (onesided && node.int('inverse') === 1) return backFromHalf(node, length, axisFrom(node, axis, rankOf(input)));
  return run(node, onnx_dft, { input, length, axis: int(axisFrom(node, axis, rankOf(input))), inverse: node.int('inverse') === 1,
    onesided });
}
function framed(node: OnnxCall): Tensor {
  const window = node.optional(2);
  const [length = window?.shape[0]] = node.optionalDims(3) ?? [];
  if (!length || length.kind !== 'int') node.giveUp('STFT without a window or a length of its frames');
  return run(node, onnx_stft, { input: node.tensor(0), window, step: node.dims(1)[0], length,
    onesided: (node.int('onesided') ?? 1) === 1 });
}

/** Triangles on the mel scale, over the bins of a transform. */
function melWeights(node: OnnxCall): Tensor {
  const [bands, length, rate, low, high] = range(5).map((i) => node.numbers(i)[0]);
  const bins = Math.floor(length / 2) + 1;
  const toMel = (hertz: number): number => 2595 * Math.log10(1 + hertz / 700);
  const [first, last] = [toMel(low), toMel(high)];
  const edges = range(bands + 2).map((i) => {
    const hertz = 700 * (10 ** (first + (i * (last - first)) / (bands + 2) / 2595) - 1);
    return Math.floor(((length + 1) * hertz) / rate);
  });
  const weights = new Array<number>(bins * bands).fill(0);
  for (const band of range(bands)) {
    const [lower, centre, upper] = edges.slice(band, band + 3);
    if (lower === centre) weights[centre * bands + band] = 1;
    if (centre > lower) for (let i = lower; i <= centre; i++) weights[i * bands + band] = (i - lower) / (centre - lower);
    if (upper > centre) for (let i = centre; i < upper; i++) weights[i * bands + band] = (upper - i) / (upper - centre);
  }
  return node.constant(weights, [bins, bands], node.dtype('output_datatype') ?? 'float32');
}

export const SPECTRAL_OPS = { onnx_dft, onnx_idft_half, onnx_stft };
export const spectral = /* @__PURE__ */ operators({ DFT: discrete, STFT: framed, MelWeightMatrix: melWeights });
