// Normal samples as PyTorch's vectorised kernel makes them on processors with AVX2: sixteen uniform floats become sixteen
// samples by Box and Muller's method, with the logarithm and the sine of Cephes in single precision and fused
// multiply-adds where compilers put them. Bit for bit; the tests compare with recorded samples.
import { fma, hornerFused } from './floats';
import type { Generator } from './generator';
import { CHUNK, initKernels } from './kernels';

const f = Math.fround;
const float = new Float32Array(1);
const word = new Int32Array(float.buffer);
const floats = (...values: number[]): readonly number[] => values.map(f);

export const LOG = floats(3.3333331174e-1, -2.4999993993e-1, 2.0000714765e-1, -1.6668057665e-1, 1.4249322787e-1, -1.2420140846e-1,
  1.1676998740e-1, -1.1514610310e-1, 7.0376836292e-2);
/** The natural logarithm of 2 in two parts. */
export const [LN2_LOW, LN2_HIGH] = floats(-2.12194440e-4, 0.693359375);
export const HALF_ROOT = f(Math.SQRT1_2);
export const SMALLEST_NORMAL = 2 ** -126;

/** Of positive floats. */
export function logCephes(given: number): number {
  float[0] = Math.max(given, SMALLEST_NORMAL);
  let exponent = (word[0] >>> 23) - 126;
  word[0] = (word[0] & 0x807fffff) | 0x3f000000;
  const mantissa = float[0];
  let x = f(mantissa - 1);
  if (mantissa < HALF_ROOT) {
    exponent -= 1;
    x = f(x + mantissa);
  }
  const square = f(x * x);
  const cubic = f(hornerFused(x, LOG) * x);
  const low = fma(square, -0.5, fma(cubic, square, f(exponent * LN2_LOW)));
  return fma(exponent, LN2_HIGH, f(x + low));
}

export const FOUR_OVER_PI = f(4 / Math.PI);
/** A quarter of pi in three parts, negative. */
export const QUARTERS = floats(-0.78515625, -2.4187564849853515625e-4, -3.77489497744594108e-8);
export const COSINE = floats(4.166664568298827e-2, -1.388731625493765e-3, 2.443315711809948e-5);
export const SINE = floats(-1.6666654611e-1, 8.3321608736e-3, -1.9515295891e-4);
export const TWO_PI = f(2 * Math.PI);

/** Writes sixteen samples over sixteen uniform floats at `at`. */
export function normalsOf16(data: Float32Array, at: number, mean: number, std: number): void {
  for (let i = at; i < at + 8; i++) {
    const radius = f(Math.sqrt(f(-2 * logCephes(f(1 - data[i])))));
    const angle = f(TWO_PI * data[i + 8]);
    const octant = (Math.trunc(f(angle * FOUR_OVER_PI)) + 1) & ~1;
    const x = QUARTERS.reduce((rest, part) => fma(octant, part, rest), angle);
    const square = f(x * x);
    const cosine = f(fma(f(hornerFused(square, COSINE) * square), square, -f(square * 0.5)) + 1);
    const sine = fma(f(hornerFused(square, SINE) * square), x, x);
    const isSwapped = (octant & 2) !== 0;
    const cos = ((octant - 2) & 4) === 0 ? -(isSwapped ? sine : cosine) : isSwapped ? sine : cosine;
    const sin = (octant & 4) !== 0 ? -(isSwapped ? cosine : sine) : isSwapped ? cosine : sine;
    data[i] = fma(f(radius * cos), std, mean);
    data[i + 8] = fma(f(radius * sin), std, mean);
  }
}

/** Fewer samples than this are drawn one by one. */
export const VECTOR = 16;

/** tensor.normal_(mean, std) of at least sixteen contiguous floats: the last sixteen are drawn again when some are left over. */
export function fillNormal(data: Float32Array, mean: number, std: number, generator: Generator): void {
  generator.uniforms(data);
  const whole = data.length - data.length % VECTOR;
  transform(data.subarray(0, whole), f(mean), f(std));
  if (whole === data.length) return;
  const last = data.length - VECTOR;
  generator.uniforms(data.subarray(last));
  normalsOf16(data, last, f(mean), f(std));
}

/** Fewer elements are not worth a copy. */
const FEW = 512;

function transform(data: Float32Array, mean: number, std: number): void {
  const kernels = data.length < FEW ? null : initKernels();
  if (!kernels) {
    for (let i = 0; i < data.length; i += VECTOR) normalsOf16(data, i, mean, std);
    return;
  }
  const { input, output, ties } = kernels;
  for (let from = 0; from < data.length; from += CHUNK) {
    const part = data.subarray(from, Math.min(from + CHUNK, data.length));
    input.set(part);
    const count = kernels.normals(part.length, mean, std);
    // Places that were rounded twice, one in a hundred million.
    for (let i = 0; i < count; i++) {
      const at = ties[i] / 4;
      const group = input.slice(at, at + VECTOR);
      normalsOf16(group, 0, mean, std);
      output.set(group, at);
    }
    part.set(output.subarray(0, part.length));
  }
}
