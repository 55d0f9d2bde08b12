// How ops compute with complex elements: by what their record says of it, from the kernel that they have for real ones.
import { complexOf, imaginaryPart, realPart } from '../tensor/complex';
import { broadcastElements } from '../tensor/broadcast';
import { isComplex, type DType } from '../tensor/dtype';
import { castElement } from '../tensor/round';
import type { PlainMeta, PlainTensor } from '../tensor/value';
import type { OpDef } from './op';
import { realOf } from './rules';

type Elements = readonly (readonly number[])[];
type Args = Readonly<Record<string, unknown>>;
export type Kernel = (args: Args, out: readonly PlainMeta[]) => Elements;
export type Complex = readonly [real: number, imaginary: number];

export const isTensor = (value: unknown): value is PlainTensor =>
  typeof value === 'object' && value !== null && 'dtype' in value && 'shape' in value;

/** Whether complex elements go in or come out. */
export const hasComplex = (args: unknown, out: readonly { readonly dtype: DType }[]): boolean =>
  out.some(({ dtype }) => isComplex(dtype)) || holdsComplex(args);
const holdsComplex = (arg: unknown): boolean => (isTensor(arg) ? isComplex(arg.dtype)
  : typeof arg === 'object' && arg !== null && Object.values(arg).some(holdsComplex));

/** The kernel of an op for complex64; undefined where it has none. */
export function complexKernel(op: OpDef): Kernel | undefined {
  const way = op.complex ?? (op.view === true ? 'moves' : undefined);
  const real = op.eval as Kernel | undefined;
  if (typeof way === 'function') return way as Kernel;
  if (way === 'moves' || !real) return real && way && moving(real);
  return way === 'linear' ? linear(real) : way === 'bilinear' ? bilinear(real) : undefined;
}

/** Arguments whose tensors say which elements, and hold none themselves. */
const PLACES: ReadonlySet<string> = new Set(['condition', 'mask', 'index', 'indices', 'indices_or_sections']);
/** Arguments that are elements where they are numbers; other numbers are sizes, axes and factors. */
const NUMBERS: ReadonlySet<string> = new Set(['input', 'other', 'value']);
const mapElementsOf = (args: Args, f: (tensor: PlainTensor) => PlainTensor, ofNumber: (x: number) => number): Args =>
  Object.fromEntries(Object.entries(args).map(([name, arg]) => [name, PLACES.has(name) ? arg
    : typeof arg === 'number' && NUMBERS.has(name) ? ofNumber(arg) : mapTensors(arg, f)]));
function mapTensors(arg: unknown, f: (tensor: PlainTensor) => PlainTensor): unknown {
  if (isTensor(arg)) return f(arg);
  return Array.isArray(arg) ? arg.map((item) => mapTensors(item, f)) : arg;
}

/** Whether a plan can have it compute with elements of these dtypes. */
export const handlesComplex = (op: OpDef, dtypes: readonly DType[]): boolean =>
  !dtypes.includes('complex128') && (complexKernel(op) ?? op.random?.fill) !== undefined;

/** Real elements among complex ones become complex first, as types are promoted. To the kernel they are numbers of 64 bits. */
const moving = (kernel: Kernel): Kernel => (args, out) =>
  kernel(mapElementsOf(args, promoted, (x) => complexOf(x, 0)), out.map((meta) => ({ ...meta, dtype: 'float64' })));
const promoted = (tensor: PlainTensor): PlainTensor => ({ ...tensor, dtype: 'float64',
  data: isComplex(tensor.dtype) ? tensor.data : tensor.data?.map((x) => complexOf(x, 0)) ?? null });

const partOf = (part: (element: number) => number, ofReal: (x: number) => number) => (tensor: PlainTensor): PlainTensor => ({
  ...tensor, dtype: realOf(tensor.dtype), data: tensor.data?.map(isComplex(tensor.dtype) ? part : ofReal) ?? null });
const reals = (args: Args): Args => mapElementsOf(args, partOf(realPart, (x) => x), (x) => x);
const imaginaries = (args: Args): Args => mapElementsOf(args, partOf(imaginaryPart, () => 0), () => 0);
const realMetas = (out: readonly PlainMeta[]): PlainMeta[] => out.map((meta) => ({ ...meta, dtype: realOf(meta.dtype) }));

/** f(x + iy) = f(x) + i·f(y) */
const linear = (kernel: Kernel): Kernel => (args, out) => {
  const [x, y] = [kernel(reals(args), realMetas(out)), kernel(imaginaries(args), realMetas(out))];
  return out.map((_, k) => x[k].map((real, i) => complexOf(real, y[k][i])));
};

/**
 * Of two tensors: f(a + ib, c + id) = f(a, c) − f(b, d) + i·(f(a, d) + f(b, c)), each product kept in double precision. Of one it
 * is linear; of more it gives nothing.
 */
const bilinear = (kernel: Kernel): Kernel => (args, out) => {
  const tensors = Object.values(args).flat().filter(isTensor);
  if (tensors.length !== 2) return tensors.length === 1 ? linear(kernel)(args, out) : [];
  const metas = out.map((meta): PlainMeta => ({ ...meta, dtype: 'float64' }));
  const [first] = tensors;
  const of = (one: typeof real, other: typeof real): readonly number[] =>
    kernel(mapElementsOf(args, (tensor) => (tensor === first ? one : other)(tensor), (x) => x), metas)[0];
  const [real, imaginary] = [partOf(realPart, (x) => x), partOf(imaginaryPart, () => 0)];
  const [ac, bd, ad, bc] = [of(real, real), of(imaginary, imaginary), of(real, imaginary), of(imaginary, real)];
  return [ac.map((x, i) => complexOf(x - bd[i], ad[i] + bc[i]))];
};

/** `f` of broadcast operands as complex numbers; a number is the result where the output is real. */
export function mapComplex(f: (...operands: readonly Complex[]) => Complex | number, out: PlainMeta,
  operands: readonly (PlainTensor | number)[]): number[] {
  const lists = operands.map((operand): readonly Complex[] => {
    const elements = broadcastElements(operand, out.shape);
    return typeof operand !== 'number' && isComplex(operand.dtype) ? elements.map((x): Complex => [realPart(x), imaginaryPart(x)])
      : elements.map((x): Complex => [x, 0]);
  });
  return lists[0].map((_, i) => {
    const result = f(...lists.map((list) => list[i]));
    const [real, imaginary] = typeof result === 'number' ? [result, 0] : result;
    return isComplex(out.dtype) ? complexOf(real, imaginary) : castElement(real, out.dtype);
  });
}

/** By the logarithm, but for small whole exponents, which are products. */
export function power(base: Complex, exponent: Complex): Complex {
  const [n, imaginary] = exponent;
  if (imaginary === 0 && Number.isInteger(n) && Math.abs(n) <= 8) {
    let product: Complex = [1, 0];
    for (let i = 0; i < Math.abs(n); i++) product = times(product, base);
    return n < 0 ? over([1, 0], product) : product;
  }
  const size = Math.hypot(...base);
  return size === 0 ? [0, 0] : exponential(times(exponent, [Math.log(size), Math.atan2(base[1], base[0])]));
}
export const exponential = ([a, b]: Complex): Complex => [Math.exp(a) * Math.cos(b), Math.exp(a) * Math.sin(b)];

export const times = ([a, b]: Complex, [c, d]: Complex): Complex => [a * c - b * d, a * d + b * c];
export function over([a, b]: Complex, [c, d]: Complex): Complex {
  const size = c * c + d * d;
  return [(a * c + b * d) / size, (b * c - a * d) / size];
}
