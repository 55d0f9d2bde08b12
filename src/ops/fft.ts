// Fourier transforms and complex tensors.
import type { DType } from '../tensor/dtype';
import { aroundAxis, elementsOf, fromLines, linesAlong } from '../tensor/broadcast';
import { complexOf, imaginaryPart, realPart } from '../tensor/complex';
import { isComplex, scalarTypeOf } from '../tensor/dtype';
import { castElement } from '../tensor/round';
import { constantOf, type Dim, type PlainMeta, type PlainTensor, type Tensor, type TensorMeta } from '../tensor/value';
import { mapComplex } from './complexKernels';
import { fourier, fromHalf, lineOf, normFactor, type Line } from './fftKernels';
import { defineOp, type RuleContext } from './op';
import type { PlainArgs } from './schema';
import { axisOf, broadcast, fn, plainAxes, plainAxis, range, realOf } from './rules';
import { plainNumel, showDim } from '../tensor/dim';

const complexType = (dtype: DType): DType => (isComplex(dtype) ? dtype : dtype === 'float64' ? 'complex128'
  : 'complex64');
const link = (name: string): string => `https://pytorch.org/docs/stable/generated/torch.fft.${name}.html`;
/** What becomes of the last transformed axis, and of the dtype. */
type Kind = 'complex' | 'toHalf' | 'fromHalf';
const KINDS: Readonly<Record<Kind, { last: (n: number) => number; dtype: (d: DType) => DType }>> = {
  complex: { last: (n) => n, dtype: complexType },
  toHalf: { last: (n) => Math.floor(n / 2) + 1, dtype: complexType },
  fromHalf: { last: (n) => n, dtype: (d) => realOf(complexType(d)) },
};
/** The length when none is given: of half a spectrum twice what it holds, less the two ends. */
const defaultLength = (kind: Kind, size: Dim, rule: RuleContext): Dim =>
  (kind === 'fromHalf' ? rule.map((n) => 2 * (n - 1), size) : size);

const NORMS = ['forward', 'backward', 'ortho'];
interface Wanted { readonly name: string; readonly kind: Kind; readonly norm: string | null
  /** The length of each axis's signal; -1 is the axis's own where there are several. */
  readonly sizes: readonly (Dim | null)[] | null; readonly single?: boolean }
function transformed(input: Tensor, axes: readonly number[], { name, kind, norm, sizes, single = false }: Wanted,
  rule: RuleContext): TensorMeta {
  if (norm !== null && !NORMS.includes(norm)) rule.raise('RuntimeError', `Invalid normalization mode: "${norm}"`);
  if (kind === 'toHalf' && isComplex(input.dtype)) rule.raise('RuntimeError',
    `${name} expects a real input tensor, but got ${scalarTypeOf(input.dtype)}`);
  const shape = [...input.shape];
  for (const [i, axis] of axes.entries()) {
    const own = shape[axis] ?? rule.dim(1);
    const given = sizes?.[i];
    const isLast = i === axes.length - 1;
    const n = given && (single || constantOf(given) !== -1) ? given : isLast ? defaultLength(kind, own, rule) : own;
    rule.require(rule.test((x) => x >= 1, n), () => `Invalid number of data points (${showDim(n)}) specified`, [n]);
    shape[axis] = isLast ? rule.map(KINDS[kind].last, n) : n;
  }
  return { shape, dtype: KINDS[kind].dtype(input.dtype) };
}

/** Signal lengths of the axes, the direction, and how the result is scaled. */
interface Way {
  readonly kind: Kind;
  readonly isInverse: boolean;
  readonly norm: string | null;
  readonly sizes: readonly number[];
}

/** Half a spectrum comes about first and goes back last, in either direction: rfft and ihfft, irfft and hfft. */
function transform(input: PlainTensor, axes: readonly number[], out: PlainMeta,
  { kind, isInverse, norm, sizes }: Way): number[] {
  const sign = isInverse ? 1 : -1;
  const last = axes.length - 1;
  const order = kind === 'fromHalf' ? range(axes.length) : range(axes.length).reverse();
  let [whole, shape] = [partsOf(input), input.shape];
  for (const i of order) {
    const n = sizes[i];
    const half = Math.floor(n / 2) + 1;
    const isHalf = i === last && kind !== 'complex';
    const taken = isHalf && kind === 'fromHalf' ? half : n;
    const kept = isHalf && kind === 'toHalf' ? half : n;
    const turn = fourier(n, sign);
    const isBack = isHalf && kind === 'fromHalf';
    whole = alongAxis(whole, shape, axes[i], [taken, kept], isBack ? (line) => turn(fromHalf(line, n)) : turn);
    shape = shape.with(axes[i], kept);
  }
  const factor = normFactor(norm, isInverse, sizes.reduce((x, y) => x * y, 1));
  return Array.from(whole.re, (re, i) => (isComplex(out.dtype) ? complexOf(re * factor, whole.im[i] * factor + 0)
    : castElement(re * factor, out.dtype)));
}
const partsOf = ({ data, dtype }: PlainTensor): Line => ({
  re: Float64Array.from(data ?? [], (x) => (isComplex(dtype) ? realPart(x) : x)),
  im: Float64Array.from(data ?? [], (x) => (isComplex(dtype) ? imaginaryPart(x) : 0)),
});

/** `f` of every line along an axis, which is cut or filled up with zeros to `taken` elements; `kept` of the result stay. */
function alongAxis({ re, im }: Line, shape: readonly number[], axis: number, [taken, kept]: readonly [number, number],
  f: (line: Line) => Line): Line {
  const { before, size, after } = aroundAxis(shape, axis);
  const result = lineOf(before * kept * after);
  for (let b = 0; b < before; b++) {
    for (let a = 0; a < after; a++) {
      const line = lineOf(taken);
      for (let i = 0; i < Math.min(size, taken); i++) {
        line.re[i] = re[(b * size + i) * after + a];
        line.im[i] = im[(b * size + i) * after + a];
      }
      const made = f(line);
      for (let i = 0; i < kept; i++) {
        result.re[(b * kept + i) * after + a] = made.re[i];
        result.im[(b * kept + i) * after + a] = made.im[i];
      }
    }
  }
  return result;
}
/** The length of an axis's signal: as given, else the axis's own, of half a spectrum twice what it holds less the two ends. */
const signalSize = (given: number | null | undefined, own: number, isHalf: boolean): number =>
  (given && given !== -1 ? given : isHalf ? 2 * (own - 1) : own);

type OfParts<S extends string> = (args: PlainArgs<S>, out: readonly PlainMeta[]) => readonly (readonly number[])[];
/** What goes back from half a spectrum has real elements on both sides where it is given real ones. */
const kernels = <S extends string>(kind: Kind, f: OfParts<S>): { complex: OfParts<S>; eval?: OfParts<S> } =>
  (kind === 'fromHalf' ? { complex: f, eval: f } : { complex: f });

const ONE = 'one(Tensor input, int? n=None, int dim=-1, str? norm=None) -> Tensor';
const one = (name: string, kind: Kind, isInverse: boolean) => defineOp({
  schema: ONE.replace('one', name) as typeof ONE,
  paths: [`torch.fft.${name}`],
  doc: `Fourier transform along an axis. ${link(name)}`,
  shape({ input, n, dim, norm }, rule) {
    const axis = axisOf(dim, input.shape.length, rule);
    if (input.shape.length === 0) rule.raise('RuntimeError',
      `Invalid number of data points (${kind === 'fromHalf' ? -2 : 0}) specified`);
    return transformed(input, [axis], { name, kind, norm, sizes: n ? [n] : null, single: true }, rule);
  },
  receptiveField: () => 'global',
  ...kernels(kind, ({ input, n, dim, norm }: PlainArgs<typeof ONE>, [out]) => {
    const axis = plainAxis(dim, input.shape.length);
    const sizes = [signalSize(n, input.shape[axis], kind === 'fromHalf')];
    return [transform(input, [axis], out, { kind, isInverse, norm, sizes })];
  }),
  samples: [{ call: `torch.fft.${name}(a)`, shapes: [[2, 6]] },
    { call: `torch.fft.${name}(a, 4, dim=0)`, shapes: [[3, 6]] }, { call: `torch.fft.${name}(a, 0)`, shapes: [[6]] },
    { call: `torch.fft.${name}(a, n=-1)`, shapes: [[6]] }, { call: `torch.fft.${name}(a, norm='x')`, shapes: [[6]] },
    { call: `torch.fft.${name}(a)`, shapes: [[]] }],
});
export const fft = one('fft', 'complex', false);
export const ifft = one('ifft', 'complex', true);
export const rfft = one('rfft', 'toHalf', false);
export const irfft = one('irfft', 'fromHalf', true);
export const ihfft = one('ihfft', 'toHalf', true);
export const hfft = one('hfft', 'fromHalf', false);

const isDims = (value: Dim | readonly (Dim | null)[]): value is readonly (Dim | null)[] => Array.isArray(value);
const MANY = 'many(Tensor input, int?|int[]? s=None, int?|int[]? dim=None, str? norm=None) -> Tensor';
const many = (name: string, kind: Kind, isInverse: boolean, axesCount: number | null) => defineOp({
  schema: MANY.replace('many', name) as typeof MANY,
  paths: [`torch.fft.${name}`],
  doc: `Fourier transform over axes. ${link(name)}`,
  shape({ input, s, dim, norm }, rule) {
    const rank = input.shape.length;
    const given = s === null ? null : isDims(s) ? s : [s];
    if (axesCount === null && dim === null && given && given.length > rank) rule.raise('RuntimeError',
      `Got shape with ${given.length} values but input tensor only has ${rank} dimensions.`);
    const count = axesCount ?? given?.length ?? rank;
    const axes = dim === null ? range(count).map((i) => rank - count + i)
      : (Array.isArray(dim) ? dim : [dim]).map((d) => axisOf(d, rank, rule));
    if (kind !== 'complex' && axes.length === 0) rule.raise('RuntimeError',
      `${name.replace('2', 'n')} must transform at least one axis`);
    if (new Set(axes).size < axes.length) rule.raise('RuntimeError', 'FFT dims must be unique');
    if (axes.some((axis) => axis < 0)) rule.raise(
      'IndexError', `Dimension out of range (expected to be in range of [${-rank}, ${rank - 1}], but got ${-count})`);
    if (given && given.length !== axes.length) rule.raise('RuntimeError',
      'When given, dim and shape arguments must have the same length');
    return transformed(input, axes, { name, kind, norm, sizes: given }, rule);
  },
  receptiveField: () => 'global',
  ...kernels(kind, ({ input, s, dim, norm }: PlainArgs<typeof MANY>, [out]) => {
    const rank = input.shape.length;
    const given = s === null ? null : [s].flat();
    const count = dim === null ? given?.length ?? axesCount ?? rank : 0;
    const axes = dim === null ? range(count).map((i) => rank - count + i) : [dim].flat().map((d) => plainAxis(d, rank));
    const sizes = axes.map((axis, i) => signalSize(given?.[i], input.shape[axis], kind === 'fromHalf' && i === axes.length - 1));
    return [transform(input, axes, out, { kind, isInverse, norm, sizes })];
  }),
  samples: [{ call: `torch.fft.${name}(a)`, shapes: [[2, 4, 6]] },
    { call: `torch.fft.${name}(a, dim=(0, 1))`, shapes: [[4, 3, 2]] },
    { call: `torch.fft.${name}(a, (3, 5), norm='ortho')`, shapes: [[2, 4, 6]] },
    { call: `torch.fft.${name}(a, 3)`, shapes: [[4, 6]] }, { call: `torch.fft.${name}(a, dim=())`, shapes: [[4, 6]] },
    { call: `torch.fft.${name}(a, (3, 2), dim=1)`, shapes: [[4, 6]] },
    { call: `torch.fft.${name}(a, (2, 3, 4))`, shapes: [[4, 6]] }],
});
export const fft2 = many('fft2', 'complex', false, 2);
export const ifft2 = many('ifft2', 'complex', true, 2);
export const rfft2 = many('rfft2', 'toHalf', false, 2);
export const irfft2 = many('irfft2', 'fromHalf', true, 2);
export const fftn = many('fftn', 'complex', false, null);
export const ifftn = many('ifftn', 'complex', true, null);
export const rfftn = many('rfftn', 'toHalf', false, null);
export const irfftn = many('irfftn', 'fromHalf', true, null);
export const hfft2 = many('hfft2', 'fromHalf', false, 2);
export const ihfft2 = many('ihfft2', 'toHalf', true, 2);
export const hfftn = many('hfftn', 'fromHalf', false, null);
export const ihfftn = many('ihfftn', 'toHalf', true, null);

const SHIFT = 'shift(Tensor input, int?|int[]? dim=None) -> Tensor';
const shift = (name: string) => defineOp({
  schema: SHIFT.replace('shift', name) as typeof SHIFT,
  paths: [`torch.fft.${name}`],
  doc: `Moves the zero frequency. ${link(name)}`,
  shape({ input, dim }, rule) {
    if (Array.isArray(dim) ? dim.length === 0 : dim === null && input.shape.length === 0) {
      rule.raise('RuntimeError', '`shifts` required');
    }
    // An axis may be named twice: it is moved twice.
    for (const one of dim === null ? [] : isDims(dim) ? dim : [dim]) if (one) axisOf(one, input.shape.length, rule);
    return { shape: input.shape, dtype: input.dtype };
  },
  receptiveField: () => 'global',
  eval({ input, dim }) {
    const rank = input.shape.length;
    let data = elementsOf(input);
    for (const axis of plainAxes(dim, rank)) {
      const size = input.shape[axis] ?? 1;
      const by = name === 'fftshift' ? Math.floor((size + 1) / 2) : Math.floor(size / 2);
      data = fromLines(linesAlong(data, input.shape, axis).map((line) => [...line.slice(by), ...line.slice(0, by)]),
        input.shape, axis);
    }
    return [data];
  },
  complex: 'moves',
  samples: [{ call: `torch.fft.${name}(a)`, shapes: [[2, 3]] }, { call: `torch.fft.${name}(a, dim=())`, shapes: [[2, 3]] },
    { call: `torch.fft.${name}(a, (1, 0, -2))`, shapes: [[3, 4]] }, { call: `torch.fft.${name}(a, 2)`, shapes: [[3, 4]] },
    { call: `torch.fft.${name}(a)`, shapes: [[]] }],
});
export const fftshift = shift('fftshift');
export const ifftshift = shift('ifftshift');
export const fftfreq = defineOp({
  schema: 'fftfreq(int n, float d=1, *, dtype? dtype=None, any device=None) -> Tensor',
  paths: ['torch.fft.fftfreq'],
  doc: `Frequencies of a transform. ${link('fftfreq')}`,
  shape: ({ n, dtype }) => ({ shape: [n], dtype: dtype ?? 'float32' }),
  receptiveField: () => 'pointwise',
  eval: ({ n, d }) => [range(n).map((i) => Math.fround(
    (i < (n + 1) / 2 && i < Math.ceil(n / 2) ? i : i - n) / (n * d)))],
  samples: [{ call: 'torch.fft.fftfreq(5)', shapes: [] }, { call: 'torch.fft.fftfreq(4, 0.5)', shapes: [] }],
});
export const rfftfreq = defineOp({
  schema: 'rfftfreq(int n, float d=1, *, dtype? dtype=None, any device=None) -> Tensor',
  paths: ['torch.fft.rfftfreq'],
  doc: `Frequencies of a half transform. ${link('rfftfreq')}`,
  shape: ({ n, dtype }, rule) => ({ shape: [rule.map((x) => Math.floor(x / 2) + 1, n)], dtype: dtype ?? 'float32' }),
  receptiveField: () => 'pointwise',
  eval: ({ n, d }) => [range(Math.floor(n / 2) + 1).map((i) => Math.fround(i / (n * d)))],
  samples: [{ call: 'torch.fft.rfftfreq(5)', shapes: [] }],
});

// ---- complex tensors ----
export const view_as_real = defineOp({
  schema: 'view_as_real(Tensor input) -> Tensor',
  paths: fn('view_as_real'),
  doc: 'Real and imaginary parts as a last axis. https://pytorch.org/docs/stable/generated/torch.view_as_real.html',
  view: true,
  shape({ input }, rule) {
    if (!isComplex(input.dtype)) rule.raise('RuntimeError', 'view_as_real is only supported for complex tensors');
    return { shape: [...input.shape, rule.dim(2)], dtype: realOf(input.dtype) };
  },
  receptiveField: () => 'global',
  complex: ({ input }) => [elementsOf(input).flatMap((x) => [realPart(x), imaginaryPart(x)])],
  samples: [{ call: 'torch.view_as_real(torch.fft.fft(a))', shapes: [[2, 3]] },
    { call: 'torch.view_as_real(a)', shapes: [[2, 3]] }],
});
export const view_as_complex = defineOp({
  schema: 'view_as_complex(Tensor input) -> Tensor',
  paths: fn('view_as_complex'),
  doc: 'A last axis of two as complex numbers. https://pytorch.org/docs/stable/generated/torch.view_as_complex.html',
  view: true,
  shape({ input }, rule) {
    const last = input.shape.at(-1);
    if (!['float16', 'float32', 'float64'].includes(input.dtype)) return rule.raise('RuntimeError',
      'view_as_complex is only supported for half, float and double tensors, but got a tensor of scalar type: '
        + scalarTypeOf(input.dtype));
    if (!last) return rule.raise('RuntimeError', 'Input tensor must have one or more dimensions');
    rule.require(rule.test((n) => n === 2, last), () => 'Tensor must have a last dimension of size 2', [last]);
    return { shape: input.shape.slice(0, -1), dtype: complexType(input.dtype) };
  },
  receptiveField: () => 'global',
  complex({ input }, [out]) {
    const data = elementsOf(input);
    return [range(plainNumel(out.shape)).map((i) => complexOf(data[2 * i], data[2 * i + 1]))];
  },
  samples: [{ call: 'torch.view_as_complex(a)', shapes: [[3, 2]] },
    { call: 'torch.view_as_complex(a)', shapes: [[3, 4]] },
    { call: 'torch.view_as_complex(a)', shapes: [[3, 2]], dtypes: ['int64'] }],
});
/** Both parts are of one floating type. */
function requireParts(a: Tensor, b: Tensor, rule: RuleContext): void {
  const isPart = ({ dtype }: Tensor): boolean => dtype === 'float16' || dtype === 'float32' || dtype === 'float64';
  if (!isPart(a) || !isPart(b)) rule.raise('RuntimeError',
    `Expected both inputs to be Half, Float or Double tensors but got ${scalarTypeOf(a.dtype)} and ${scalarTypeOf(b.dtype)}`);
  if (a.dtype !== b.dtype) rule.raise('RuntimeError',
    `Expected object of scalar type ${scalarTypeOf(a.dtype)} but got scalar type`
    + ` ${scalarTypeOf(b.dtype)} for second argument`);
}
const HALVES = 'complex numbers of half precision are not modelled';
const PAIR = 'pair(Tensor real, Tensor imag) -> Tensor';
export const complex = defineOp({
  schema: PAIR.replace('pair', 'complex') as typeof PAIR,
  paths: fn('complex'),
  doc: 'Complex numbers of two parts. https://pytorch.org/docs/stable/generated/torch.complex.html',
  shape({ real, imag }, rule) {
    requireParts(real, imag, rule);
    if (real.dtype === 'float16') return rule.unknown('argument-not-modelled', HALVES);
    return { shape: broadcast(rule, real.shape, imag.shape), dtype: complexType(real.dtype) };
  },
  receptiveField: () => 'pointwise',
  complex: ({ real, imag }, [out]) => [mapComplex(([a], [b]) => [a, b], out, [real, imag])],
  samples: [{ call: 'torch.complex(a, b)', shapes: [[2, 3], [2, 3]] },
    ...['float64', 'int64'].map((dtype) => ({ call: 'torch.complex(a, b)', shapes: [[3], [3]], dtypes: ['float32', dtype] }))],
});
export const polar = defineOp({
  schema: 'polar(Tensor abs, Tensor angle) -> Tensor',
  paths: fn('polar'),
  doc: 'Complex numbers of size and angle. https://pytorch.org/docs/stable/generated/torch.polar.html',
  shape({ abs, angle }, rule) {
    requireParts(abs, angle, rule);
    if (abs.dtype === 'float16') return rule.unknown('argument-not-modelled', HALVES);
    return { shape: broadcast(rule, abs.shape, angle.shape), dtype: complexType(abs.dtype) };
  },
  receptiveField: () => 'pointwise',
  complex: ({ abs, angle }, [out]) =>
    [mapComplex(([size], [turn]) => [size * Math.cos(turn), size * Math.sin(turn)], out, [abs, angle])],
  samples: [{ call: 'torch.polar(a, b)', shapes: [[2, 3], [2, 3]] }],
});
