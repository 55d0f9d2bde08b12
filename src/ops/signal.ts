// Signals: window functions and short-time Fourier transforms.
import { castElement, castElements } from '../tensor/round';
import { complexOf, imaginaryPart, realPart } from '../tensor/complex';
import { plainNumel, showDim, showShape } from '../tensor/dim';
import { isComplex, scalarTypeOf, type DType } from '../tensor/dtype';
import { constantOf, type Dim, type PlainMeta, type PlainTensor, type Tensor } from '../tensor/value';
import type { Complex } from './complexKernels';
import { fourier, fromHalf } from './fftKernels';
import { defineOp, type RuleContext } from './op';
import { docs, method, range } from './rules';
import type { PlainArgs, SymbolicArgs } from './schema';
import { besselI } from './specialKernels';

const OPTIONS = '*, dtype? dtype=None, any layout=None, any device=None, bool requires_grad=False, bool pin_memory=False';
const WINDOW = `window(int window_length, bool periodic=True, ${OPTIONS}) -> Tensor` as const;

const lengthOf = (name: string, length: Dim, rule: RuleContext): Dim => {
  rule.require(rule.test((n) => n >= 0, length), () =>
      `${name} requires non-negative window_length, got window_length=${constantOf(length) ?? '?'}`);
  return length;
};
/** `f` of a position in units of the whole window, from 0 to 1. A periodic window is one longer without its last element. */
function windowElements(f: (at: number) => number, length: number, periodic: boolean, dtype: DType): number[] {
  const span = Math.max(1, periodic ? length : length - 1);
  return range(length).map((i) => (length === 1 ? 1 : castElement(f(i / span), dtype)));
}
const cosines = (a: number, b: number, c: number) => (t: number): number =>
  a - b * Math.cos(2 * Math.PI * t) + c * Math.cos(4 * Math.PI * t);
const window = (name: string, f: (at: number) => number, doc: string) => defineOp({
  schema: WINDOW.replace('window', name) as typeof WINDOW,
  paths: [`torch.${name}`],
  doc: `${doc} ${docs(name)}`,
  shape: ({ window_length, dtype }, rule) => ({ shape: [lengthOf(name, window_length, rule)], dtype: dtype ?? 'float32' }),
  receptiveField: () => 'pointwise',
  eval: ({ window_length, periodic }, [out]) => [windowElements(f, window_length, periodic, out?.dtype ?? 'float32')],
  samples: [{ call: `torch.${name}(5)`, shapes: [] }, { call: `torch.${name}(4, periodic=False)`, shapes: [] },
    { call: `torch.${name}(1)`, shapes: [] }, { call: `torch.${name}(-1)`, shapes: [] }],
});
export const hann_window = window('hann_window', cosines(0.5, 0.5, 0), 'Hann window.');
export const blackman_window = window('blackman_window', cosines(0.42, 0.5, 0.08), 'Blackman window.');
export const bartlett_window = window('bartlett_window', (t) => 1 - Math.abs(2 * t - 1), 'Triangular window.');
export const hamming_window = defineOp({
  schema: `hamming_window(int window_length, bool periodic=True, float alpha=0.54, float beta=0.46, ${OPTIONS}) -> Tensor`,
  paths: ['torch.hamming_window'],
  doc: `Hamming window. ${docs('hamming_window')}`,
  shape: ({ window_length, dtype }, rule) => ({
    shape: [lengthOf('hamming_window', window_length, rule)], dtype: dtype ?? 'float32',
  }),
  receptiveField: () => 'pointwise',
  eval: ({ window_length, periodic, alpha, beta }, [out]) =>
    [windowElements(cosines(alpha, beta, 0), window_length, periodic, out?.dtype ?? 'float32')],
  samples: [{ call: 'torch.hamming_window(5)', shapes: [] }, { call: 'torch.hamming_window(4, False, 0.5, 0.5)', shapes: [] }],
});
export const kaiser_window = defineOp({
  schema: `kaiser_window(int window_length, bool periodic=True, float beta=12.0, ${OPTIONS}) -> Tensor`,
  paths: ['torch.kaiser_window'],
  doc: `Kaiser window. ${docs('kaiser_window')}`,
  shape: ({ window_length, dtype }, rule) => ({
    shape: [lengthOf('kaiser_window', window_length, rule)], dtype: dtype ?? 'float32',
  }),
  receptiveField: () => 'pointwise',
  eval({ window_length, periodic, beta }, [out]) {
    const scaled = (x: number): number => besselI(0, x) * Math.exp(x - beta);
    return [windowElements((t) => scaled(beta * Math.sqrt(Math.max(0, 1 - (2 * t - 1) ** 2))) / scaled(beta), window_length,
      periodic,
      out?.dtype ?? 'float32')];
  },
  samples: [{ call: 'torch.kaiser_window(6, False, 5.0)', shapes: [] }, { call: 'torch.kaiser_window(5)', shapes: [] }],
});

/** The window in the middle of a frame of n elements; ones where there is none. */
function windowOf(window: PlainTensor | null, length: number, n: number): number[] {
  const before = Math.floor((n - length) / 2);
  return range(n).map((i) => (i < before || i >= before + length ? 0 : window?.data?.[i - before] ?? 1));
}
/** Elements beyond the ends, `n` of them on either side: mirrored, repeated or zeros. */
function around(line: readonly number[], n: number, mode: string): number[] {
  const last = line.length - 1;
  const at = (i: number): number => {
    if (i >= 0 && i <= last) return line[i];
    if (mode === 'reflect') return line[i < 0 ? -i : 2 * last - i];
    if (mode === 'replicate') return line[i < 0 ? 0 : last];
    return mode === 'circular' ? line[(i + line.length) % line.length] : 0;
  };
  return range(line.length + 2 * n).map((i) => at(i - n));
}
/** Rows of elements of a tensor, along its last axis or its last two. */
const rowsOf = <T>(data: readonly T[], length: number): T[][] =>
  range(data.length / length).map((i) => data.slice(i * length, (i + 1) * length));

const FRAMES = 'int n_fft, int? hop_length=None, int? win_length=None, Tensor? window=None, bool center=True';
const STFT = `stft(Tensor input, ${FRAMES}, str pad_mode="reflect", bool normalized=False, bool? onesided=None, \
bool? return_complex=None) -> Tensor` as const;
/** What stft asks of its arguments, all of which its complaints name. */
function checkFrames({ input, n_fft, hop_length, win_length, window, center, normalized, onesided, return_complex }:
  SymbolicArgs<typeof STFT>, rule: RuleContext): void {
  const hop = hop_length ?? rule.map((n) => Math.floor(n / 4), n_fft);
  const win = win_length ?? n_fft;
  const length = rule.map((l, n) => l + (center ? 2 * Math.floor(n / 2) : 0), input.shape.at(-1) ?? rule.dim(1), n_fft);
  const flag = (given: boolean | null): string => (given === null ? 'None' : given ? '1' : '0');
  const nameOf = ({ dtype }: Tensor): string => `torch.${scalarTypeOf(dtype)}Tensor`;
  const say = (text: () => string) => (): string => `stft(${[
    `${nameOf(input)}${showShape([...input.shape.slice(0, -1), length])}`, `n_fft=${showDim(n_fft)}`,
      `hop_length=${showDim(hop)}`,
    `win_length=${showDim(win)}`, `window=${window ? `${nameOf(window)}{${showShape(window.shape)}}` : 'None'}`,
    `normalized=${flag(normalized)}`, `onesided=${flag(onesided)}`, `return_complex=${flag(return_complex)}`].join(', ')})`
    + ` : expected ${text()}`;
  const rank = input.shape.length;
  rule.require(rank === 1 || rank === 2, say(() => 'a 1D or 2D tensor'));
  rule.require(rule.test((n, l) => n > 0 && n <= l, n_fft, length),
    say(() => `0 < n_fft < ${showDim(length)}, but got n_fft=${showDim(n_fft)}`), [n_fft]);
  rule.require(rule.test((h) => h > 0, hop), say(() => `hop_length > 0, but got hop_length=${showDim(hop)}`), [hop]);
  rule.require(rule.test((w, n) => w > 0 && w <= n, win, n_fft),
    say(() => `0 < win_length <= n_fft, but got win_length=${showDim(win)}`), [win]);
  if (window) rule.require(window.shape.length === 1 ? rule.equal(window.shape[0], win) : false, say(() =>
    'a 1D window tensor of size'
    + ` equal to win_length=${showDim(win)}, but got window with size ${showShape(window.shape)}`), [win]);
}
export const stft = defineOp({
  schema: STFT,
  paths: ['torch.stft', ...method('stft')],
  doc: `Short-time Fourier transform: frequencies × frames. ${docs('stft')}`,
  shape(args, rule) {
    const { input, n_fft, hop_length, center, onesided, return_complex } = args;
    checkFrames(args, rule);
    const complex = input.dtype.startsWith('complex');
    const hop = hop_length ?? rule.map((n) => Math.floor(n / 4), n_fft);
    const length = input.shape.at(-1) ?? rule.dim(1);
    const frames = rule.map((l, n, h) => Math.floor((l + (center ? 2 * Math.floor(n / 2) : 0) - n) / h) + 1, length, n_fft, hop);
    const half = onesided ?? !complex;
    const bins = rule.map((n) => (half ? Math.floor(n / 2) + 1 : n), n_fft);
    const wide = ['float64', 'complex128'].includes(input.dtype);
    const shape = [...input.shape.slice(0, -1), bins, frames];
    return return_complex ?? complex ? { shape, dtype: wide ? 'complex128' : 'complex64' }
      : { shape: [...shape, rule.dim(2)], dtype: wide ? 'float64' : 'float32' };
  },
  receptiveField: () => 'global',
  complex: (args, [out]) => [spectra(args, out).map(([re, im]) => complexOf(re, im))],
  eval: (args, [out]) => [castElements(spectra(args, out).flat(), out.dtype)],
  samples: [{ call: 'torch.stft(a, 16, return_complex=True)', shapes: [[2, 64]] },
    { call: 'torch.stft(a, 16, 4, 16, torch.hann_window(16), center=False, return_complex=True)', shapes: [[64]] },
    { call: 'torch.stft(a, 15, hop_length=5, return_complex=False)', shapes: [[2, 64]] },
    { call: 'torch.stft(a, 16, onesided=False, return_complex=True)', shapes: [[2, 64]] },
    ...['win_length=4, window=torch.ones(8)', 'win_length=9', 'hop_length=0', 'window=torch.ones(2, 4)',
      'normalized=True, window=b'].map(
      (text) => ({ call: `torch.stft(a, 8, ${text}, return_complex=True)`, shapes: [[2, 32], [3]] })),
    { call: 'torch.stft(a, 8, return_complex=True)', shapes: [[2, 3, 32]] },
    { call: 'torch.stft(a, 8, center=False, return_complex=True)', shapes: [[3]] }],
});
const ISTFT = `istft(Tensor input, ${FRAMES}, bool normalized=False, bool? onesided=None, int? length=None, \
bool return_complex=False) -> Tensor` as const;
export const istft = defineOp({
  schema: ISTFT,
  paths: ['torch.istft', ...method('istft')],
  doc: `Inverse of the short-time Fourier transform. ${docs('istft')}`,
  shape({ input, n_fft, hop_length, center, length, return_complex }, rule) {
    const real = !input.dtype.startsWith('complex');
    const sizes = real ? input.shape.slice(0, -1) : input.shape;
    const hop = hop_length ?? rule.map((n) => Math.floor(n / 4), n_fft);
    const full = rule.map((t, n, h) => n + h * (t - 1) - (center ? 2 * Math.floor(n / 2) : 0), sizes.at(-1) ?? rule.dim(1),
        n_fft, hop);
    const wide = ['float64', 'complex128'].includes(input.dtype);
    const dtype: DType = return_complex ? (wide ? 'complex128' : 'complex64') : wide ? 'float64' : 'float32';
    return { shape: [...sizes.slice(0, -2), length ?? full], dtype };
  },
  receptiveField: () => 'global',
  complex: (args, [out]) => [isComplex(out.dtype) ? [] : castElements(signals(args, out), out.dtype)],
  eval: (args, [out]) => [castElements(signals(args, out), out.dtype)],
  samples: [{ call: 'torch.istft(torch.stft(a, 16, window=torch.ones(16), return_complex=True), 16, window=torch.ones(16))',
      shapes: [[2, 64]] },
    { call: 'torch.istft(torch.stft(a, 16, 4, window=torch.ones(16), return_complex=True), 16, 4, length=60)',
      shapes: [[2, 64]] }],
});

/** Frames of the signal, windowed and transformed: by row, frequency and frame. */
function spectra({ input, n_fft: n, hop_length, win_length, window, center, pad_mode, normalized }: PlainArgs<typeof STFT>,
  { shape, dtype }: PlainMeta): Complex[] {
  const [bins, frames] = isComplex(dtype) ? shape.slice(-2) : shape.slice(-3);
  const hop = hop_length ?? Math.floor(n / 4);
  const weights = windowOf(window, win_length ?? n, n);
  const turn = fourier(n, -1);
  const factor = normalized ? 1 / Math.sqrt(n) : 1;
  const isOfComplex = isComplex(input.dtype);
  return rowsOf(input.data ?? [], input.shape.at(-1) ?? 1).flatMap((row) => {
    const signal = center ? around(row, Math.floor(n / 2), pad_mode) : row;
    const part = (f: number, of: (x: number) => number): Float64Array =>
      Float64Array.from(weights, (w, i) => w * of(signal[f * hop + i]));
    const lines = range(frames).map((f) => turn(isOfComplex ? { re: part(f, realPart), im: part(f, imaginaryPart) }
      : { re: part(f, (x) => x), im: new Float64Array(n) }));
    return range(bins).flatMap((k) => lines.map(({ re, im }): Complex => [re[k] * factor, im[k] * factor]));
  });
}

/** Frames transformed back, windowed and added where they overlap, divided by what the windows add up to. */
function signals({ input, n_fft: n, hop_length, win_length, window, center, normalized, onesided }: PlainArgs<typeof ISTFT>,
  { shape }: PlainMeta): number[] {
  const isOfComplex = isComplex(input.dtype);
  const [bins, frames] = (isOfComplex ? input.shape : input.shape.slice(0, -1)).slice(-2);
  const hop = hop_length ?? Math.floor(n / 4);
  const weights = windowOf(window, win_length ?? n, n);
  const turn = fourier(n, 1);
  const factor = normalized ? 1 / Math.sqrt(n) : 1 / n;
  const isHalf = onesided ?? bins !== n;
  const data = input.data ?? [];
  const count = shape.at(-1) ?? 1;
  const start = center ? Math.floor(n / 2) : 0;
  return range(plainNumel(shape.slice(0, -1))).flatMap((row) => {
    const [sums, envelope] = [new Float64Array(n + hop * (frames - 1)), new Float64Array(n + hop * (frames - 1))];
    for (let f = 0; f < frames; f++) {
      const part = (of: (i: number) => number): Float64Array => Float64Array.from({ length: bins }, (_, k) =>
        of((row * bins + k) * frames + f));
      const line = isOfComplex ? { re: part((i) => realPart(data[i])), im: part((i) => imaginaryPart(data[i])) }
        : { re: part((i) => data[2 * i]), im: part((i) => data[2 * i + 1]) };
      turn(isHalf ? fromHalf(line, n) : line).re.forEach((x, i) => {
        sums[f * hop + i] += x * factor * weights[i];
        envelope[f * hop + i] += weights[i] ** 2;
      });
    }
    return range(count).map((i) => (start + i < sums.length ? sums[start + i] / envelope[start + i] : 0));
  });
}
