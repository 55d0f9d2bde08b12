// Arithmetic of single precision as PyTorch's kernels do it, bit for bit: fused multiply-add, and the functions of the C
// library that inverse error functions go through. Doubles hold the floats; every result is rounded once.
// Sources of the methods: glibc's expf, logf (tables of 32 and 16 entries, polynomials in double precision) and erff
// (rational approximations by intervals, in single precision), which the tests compare with recorded bits.

const f = Math.fround;
const bits = new DataView(new ArrayBuffer(8));
const double = new Float64Array(1);
/** Of the double, the lower word first. */
const words = new Int32Array(double.buffer);
const float = new Float32Array(1);
const word = new Int32Array(float.buffer);

/**
 * a x b + c of floats, rounded once. The product of two floats is exact in double precision; the sum is rounded to double
 * and then to float, which is wrong only when the double lies half way between two floats and was itself rounded.
 */
export function fma(a: number, b: number, c: number): number {
  const product = a * b;
  const sum = product + c;
  double[0] = sum;
  return (words[0] & 0x1fffffff) === 0x10000000 ? fmaOfTie(product, c, sum) : f(sum);
}

function fmaOfTie(product: number, c: number, sum: number): number {
  const part = sum - product;
  const error = (product - (sum - part)) + (c - part);
  if (error === 0) return f(sum);
  bits.setFloat64(0, sum);
  bits.setBigUint64(0, bits.getBigUint64(0) + ((error > 0) === (sum > 0) ? 1n : -1n));
  return f(bits.getFloat64(0));
}

/** c[0] + x (c[1] + x (...)), each step a fused multiply-add. */
export function hornerFused(x: number, coefficients: ArrayLike<number>): number {
  let sum = coefficients[coefficients.length - 1];
  for (let i = coefficients.length - 2; i >= 0; i--) sum = fma(sum, x, coefficients[i]);
  return sum;
}

// ---- e to the power ---------------------------------------------------------------------------------------------------
const STEPS = 32;
export const POWERS = Float64Array.from({ length: STEPS }, (_, i) => 2 ** (i / STEPS));
const LEAST_POWER = -160;
const WHOLE_POWERS = Float64Array.from({ length: 320 }, (_, i) => 2 ** (i + LEAST_POWER));
export const EXP = [0.05550361559341535 / STEPS ** 3, 0.2402284522445722 / STEPS ** 2, 0.6931471806916203 / STEPS] as const;
export const STEPS_PER_UNIT = 1.4426950408889634 * STEPS;
/** Adding and subtracting it rounds a double to an integer. */
export const ROUNDING = 6755399441055744;

/** expf of the C library; for arguments within 100 of zero. */
export function exp32(x: number): number {
  const z = STEPS_PER_UNIT * x;
  const k = (z + ROUNDING) - ROUNDING;
  const r = z - k;
  const i = k & (STEPS - 1);
  const scale = POWERS[i] * WHOLE_POWERS[(k - i) / STEPS - LEAST_POWER];
  return f(((EXP[0] * r + EXP[1]) * (r * r) + (EXP[2] * r + 1)) * scale);
}

// ---- logarithm --------------------------------------------------------------------------------------------------------
/** Reciprocals near the middles of 16 intervals of the mantissa, chosen so that their logarithms are nearly doubles. */
export const RECIPROCALS = [
  1.398907162146528, 1.3403141896637998, 1.286432210124115, 1.2367150214269895, 1.1906977166711752, 1.1479821020556429,
  1.1082251448272158, 1.0711297413057381, 1.036437278977283, 1, 0.9492859795739057, 0.8951049428609004,
  0.8476821620351103, 0.8050314851692001, 0.7664671008843108, 0.731428603316328,
];
export const LOGARITHMS = RECIPROCALS.map((x) => -Math.log(x));
export const LOG = [-0.25089342214237154, 0.333456765744066, -0.4999997485802103] as const;
export const FIRST_INTERVAL = 0x3f330000;

/** logf of the C library; for positive normal numbers. */
export function log32(x: number): number {
  if (x === 1) return 0;
  float[0] = x;
  const given = word[0];
  const offset = (given - FIRST_INTERVAL) | 0;
  const i = (offset >>> 19) & 15;
  word[0] = given - (offset & 0xff800000);
  const r = float[0] * RECIPROCALS[i] - 1;
  const whole = LOGARITHMS[i] + (offset >> 23) * Math.LN2;
  const square = r * r;
  const head = LOG[0] * square + (LOG[1] * r + LOG[2]);
  return f(head * square + (whole + r));
}

// ---- error function ---------------------------------------------------------------------------------------------------
const floats = (...values: number[]): Float32Array => Float32Array.from(values);
/** The ratio of two polynomials, c[0] + x (c[1] + x (...)), each step rounded twice. Written out: it is most of the work. */
export const NEAR = floats(1.2837916613e-1, -3.2504209876e-1, -2.8481749818e-2, -5.7702702470e-3, -2.3763017452e-5);
export const NEAR_BELOW = floats(3.9791721106e-1, 6.5022252500e-2, 5.0813062117e-3, 1.3249473704e-4, -3.9602282413e-6);
const [N0, N1, N2, N3, N4] = NEAR;
const [Q1, Q2, Q3, Q4, Q5] = NEAR_BELOW;
function ratioNear(z: number): number {
  const top = f(N0 + f(z * f(N1 + f(z * f(N2 + f(z * f(N3 + f(z * N4))))))));
  return f(top / f(1 + f(z * f(Q1 + f(z * f(Q2 + f(z * f(Q3 + f(z * f(Q4 + f(z * Q5)))))))))));
}
export const MIDDLE = floats(-2.3621185683e-3, 4.1485610604e-1, -3.7220788002e-1, 3.1834661961e-1, -1.1089469492e-1,
  3.5478305072e-2, -2.1663755178e-3);
export const MIDDLE_BELOW = floats(1, 1.0642088205e-1, 5.4039794207e-1, 7.1828655899e-2, 1.2617121637e-1, 1.3637083583e-2,
  1.1984500103e-2);
export const FAR = floats(-9.8649440333e-3, -6.9385856390e-1, -1.0558626175e+1, -6.2375331879e+1, -1.6239666748e+2,
  -1.8460508728e+2, -8.1287437439e+1, -9.8143291473);
export const FAR_BELOW = floats(1, 1.9651271820e+1, 1.3765776062e+2, 4.3456588745e+2, 6.4538726807e+2, 4.2900814819e+2,
  1.0863500214e+2, 6.5702495575, -6.0424413532e-2);
const FARTHEST = floats(-9.8649431020e-3, -7.9928326607e-1, -1.7757955551e+1, -1.6063638306e+2, -6.3756646729e+2,
  -1.0250950928e+3, -4.8351919556e+2);
const FARTHEST_BELOW = floats(1, 3.0338060379e+1, 3.2579251099e+2, 1.5367296143e+3, 3.1998581543e+3, 2.5530502930e+3,
  4.7452853394e+2, -2.2440952301e+1);
function ratio(x: number, top: Float32Array, bottom: Float32Array): number {
  return f(horner(x, top) / horner(x, bottom));
}
function horner(x: number, c: Float32Array): number {
  let sum = c[c.length - 1];
  for (let i = c.length - 2; i >= 0; i--) sum = f(c[i] + f(x * sum));
  return sum;
}
export const ERF_OF_ONE = f(8.4506291151e-1);
/** The bits of 1 / 0.35, where the last interval starts. */
const FARTHEST_FROM = 0x4036db6e;

/** erff of the C library. */
export function erf32(x: number): number {
  const size = Math.abs(x);
  const sign = x < 0 ? -1 : 1;
  if (size < 0.84375) return size < 2 ** -28 ? f(x + f(N0 * x)) : f(x + f(x * ratioNear(f(x * x))));
  if (size < 1.25) return sign * f(ERF_OF_ONE + ratio(f(size - 1), MIDDLE, MIDDLE_BELOW));
  if (size >= 6) return sign;
  float[0] = size;
  const isFar = word[0] < FARTHEST_FROM;
  const tail = ratio(f(1 / f(size * size)), isFar ? FAR : FARTHEST, isFar ? FAR_BELOW : FARTHEST_BELOW);
  word[0] &= 0xfffff000;
  const short = float[0];
  const rest = f(exp32(f(f(-f(short * short)) - 0.5625)) * exp32(f(f(f(short - size) * f(short + size)) + tail)));
  return sign * f(1 - f(rest / size));
}

// ---- inverse error function -------------------------------------------------------------------------------------------
export const CENTRE = floats(0.886226899, -1.645349621, 0.914624893, -0.140543331);
export const CENTRE_BELOW = floats(1, -2.118377725, 1.442710462, -0.329097515, 0.012229801);
const [A0, A1, A2, A3] = CENTRE;
const [, B0, B1, B2, B3] = CENTRE_BELOW;
export const EDGE = floats(-1.970840454, -1.624906493, 3.429567803, 1.641345311);
export const EDGE_BELOW = floats(1, 3.543889200, 1.637067800);
export const SLOPE = f(2 / f(Math.sqrt(Math.PI)));

/** torch.erfinv of a float on a processor with fused multiply-add: a rational guess, improved twice. */
export function erfinv32(y: number): number {
  const size = Math.abs(y);
  if (size >= 1) return size === 1 ? y * Infinity : NaN;
  let x: number;
  if (size <= f(0.7)) {
    const z = f(y * y);
    const top = fma(fma(fma(A3, z, A2), z, A1), z, A0);
    x = f(f(y * top) / fma(fma(fma(fma(B3, z, B2), z, B1), z, B0), z, 1));
  } else {
    const z = f(Math.sqrt(f(-log32(f(f(1 - size) / 2)))));
    const top = Math.abs(hornerFused(z, EDGE));
    x = f((y < 0 ? -top : top) / hornerFused(z, EDGE_BELOW));
  }
  return improve(improve(x, y), y);
}
const improve = (x: number, y: number): number =>
  f(x - f(f(erf32(x) - y) / f(SLOPE * exp32(f(f(-x) * x)))));
