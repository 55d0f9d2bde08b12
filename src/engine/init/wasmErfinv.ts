// The inverse error function as WebAssembly: what floats.ts does, four at a time, to the same bits. Two functions, because
// most of the line needs few steps: `central` for |y| up to CENTRAL, `outer` from there to OUTER. Both then do what
// trunc_normal_ does.
import { i32, splat, unsigned, Val, type Local, type ModuleBuilder, type Type } from '../wasm/assembler';
import { CENTRE, CENTRE_BELOW, EDGE, EDGE_BELOW, ERF_OF_ONE, EXP, FAR, FAR_BELOW, FIRST_INTERVAL, LOG, LOGARITHMS, MIDDLE,
  MIDDLE_BELOW, NEAR, NEAR_BELOW, POWERS, RECIPROCALS, ROUNDING, SLOPE, STEPS_PER_UNIT } from './floats';
import { and, bits, Emitter, INPUT_AT, noteTie, OUTPUT_AT, or, shiftRight, simd, subInts, TABLES_AT, xor } from './wasm';

/** Up to here the guess is a polynomial's, and both improvements stay near zero. */
export const CENTRAL = Math.fround(0.7);
/** Up to here both improvements stay below 1 / 0.35, where the error function has another formula. */
export const OUTER = 0.9999;

/** What stands from TABLES_AT on. */
export const TABLES = Float64Array.from([...POWERS, ...RECIPROCALS, ...LOGARITHMS]);
const RECIPROCALS_AT = TABLES_AT + 8 * POWERS.length;
const LOGARITHMS_AT = RECIPROCALS_AT + 8 * RECIPROCALS.length;

const doubleBytes = new DataView(new ArrayBuffer(8));
/** The same double in both lanes. */
function double(value: number): Val {
  doubleBytes.setFloat64(0, value, true);
  const bytes = Array.from({ length: 8 }, (_, i) => doubleBytes.getUint8(i));
  return new Val('v128', [0xfd, 12, bytes, bytes]);
}
const add = (a: Val, b: Val): Val => simd(240, a, b);
const sub = (a: Val, b: Val): Val => simd(241, a, b);
const mul = (a: Val, b: Val): Val => simd(242, a, b);
const promoted = (a: Val): Val => simd(95, a);
const negative = (a: Val): Val => simd(225, a);
const upper = (a: Val): Val => a.shuffle(a, [2, 3, 2, 3]);
const joined = (low: Val, high: Val): Val => simd(94, low).shuffle(simd(94, high), [0, 1, 4, 5]);
const shifted = (code: number, a: Val, by: number): Val => new Val('v128', [a.bytes, i32(by).bytes, 0xfd, unsigned(code)]);
const signShift = (a: Val, by: number): Val => shifted(172, a, by);
const SIGN = 0x80000000;

/** Doubles of a table at the two first indices of `ints`, which are below 32. */
function looked(e: Emitter, ints: Val, at: number): Val {
  const address = (lane: number): Val => new Val('i32', [ints.bytes, 0xfd, 27, lane]).shl(3);
  const first = new Val('v128', [address(0).bytes, 0xfd, unsigned(93), 3, unsigned(at)]);
  return e.keep(new Val('v128', [address(1).bytes, first.bytes, 0xfd, unsigned(87), 3, unsigned(at), 1]));
}

/** exp32 of floats. */
function exp(e: Emitter, x: Val): Val {
  const half = (given: Val): Val => {
    const z = e.keep(mul(promoted(given), double(STEPS_PER_UNIT)));
    const k = e.keep(sub(add(z, double(ROUNDING)), double(ROUNDING)));
    const r = e.keep(sub(z, k));
    const ints = e.keep(simd(252, k));
    const power = looked(e, e.keep(and(ints, bits(31))), TABLES_AT);
    const scale = simd(206, power, shifted(203, simd(199, signShift(ints, 5)), 52));
    const [a, b, c] = EXP.map(double);
    return e.keep(mul(add(mul(add(mul(a, r), b), mul(r, r)), add(mul(c, r), double(1))), scale));
  };
  const given = e.keep(x);
  return e.keep(joined(half(given), half(upper(given))));
}

/** log32 of positive floats below 1. */
function log(e: Emitter, x: Val): Val {
  const given = e.keep(x);
  const offset = e.keep(subInts(given, bits(FIRST_INTERVAL)));
  const interval = e.keep(and(shiftRight(offset, 19), bits(15)));
  const mantissa = e.keep(subInts(given, and(offset, bits(0xff800000))));
  const exponent = e.keep(signShift(offset, 23));
  const half = (part: (a: Val) => Val): Val => {
    const index = e.keep(part(interval));
    const r = e.keep(sub(mul(promoted(part(mantissa)), looked(e, index, RECIPROCALS_AT)), double(1)));
    const whole = add(looked(e, index, LOGARITHMS_AT), mul(simd(254, part(exponent)), double(Math.LN2)));
    const square = e.keep(mul(r, r));
    const [a, b, c] = LOG.map(double);
    return e.keep(add(mul(add(mul(a, square), add(mul(b, r), c)), square), add(whole, r)));
  };
  return e.keep(joined(half((a) => a), half(upper)));
}

/** c[0] + x (c[1] + x (...)), each step rounded twice. */
const plain = (e: Emitter, x: Val, c: ArrayLike<number>): Val => e.keep(Array.from(c).reverse().slice(1).reduce<Val>(
  (sum, each) => e.keep(x.mul(sum).add(each)), splat(c[c.length - 1])));

function erfNear(e: Emitter, x: Val): Val {
  const square = e.keep(x.mul(x));
  return e.keep(x.add(x.mul(plain(e, square, NEAR).div(plain(e, square, [1, ...NEAR_BELOW])))));
}
function erfMiddle(e: Emitter, size: Val): Val {
  const s = e.keep(size.sub(1));
  return e.keep(plain(e, s, MIDDLE).div(plain(e, s, MIDDLE_BELOW)).add(ERF_OF_ONE));
}
function erfFar(e: Emitter, size: Val): Val {
  const inverse = e.keep(splat(1).div(size.mul(size)));
  const tail = e.keep(plain(e, inverse, FAR).div(plain(e, inverse, FAR_BELOW)));
  const short = e.keep(and(size, bits(0xfffff000)));
  const rest = exp(e, negative(short.mul(short)).sub(0.5625)).mul(exp(e, short.sub(size).mul(short.add(size)).add(tail)));
  return e.keep(splat(1).sub(rest.div(size)));
}
/** The error function below 1 / 0.35 in size. */
function erf(e: Emitter, x: Val): Val {
  const size = e.keep(x.abs());
  const sign = e.keep(and(x, bits(SIGN)));
  const beyond = erfMiddle(e, size).where(size.lessThan(1.25), erfFar(e, size));
  return e.keep(erfNear(e, x).where(size.lessThan(0.84375), or(beyond, sign)));
}

const improved = (e: Emitter, x: Val, y: Val, of: (e: Emitter, x: Val) => Val): Val =>
  e.keep(x.sub(of(e, x).sub(y).div(exp(e, negative(x).mul(x)).mul(SLOPE))));

/** (count, factor, shift, low, high): erfinv of the floats of the input, times factor, plus shift, held between low and high. */
function each(e: Emitter, guess: (y: Val) => Val, of: (e: Emitter, x: Val) => Val): void {
  const { f } = e;
  const [factor, shift, low, high] = [1, 2, 3, 4].map((i) => f.local('v128', f.parameter(i).spread()));
  const end = f.local('i32', f.parameter(0).shl(2));
  const at: Local = f.local('i32');
  const ties = f.local('i32', 0);
  f.for(at, 0, end, () => {
    e.reset();
    const y = e.keep(at.load('v128', INPUT_AT));
    const x = improved(e, improved(e, e.keep(guess(y)), y, of), y, of);
    f.store(at, x.mul(factor).add(shift).largest(low).least(high), OUTPUT_AT);
    noteTie(e, at, ties);
  }, 16);
  f.return(ties);
}

function central(e: Emitter): void {
  each(e, (y) => {
    const square = e.keep(y.mul(y));
    return y.mul(e.horner(square, CENTRE)).div(e.horner(square, CENTRE_BELOW));
  }, erfNear);
}

function outer(e: Emitter): void {
  each(e, (y) => {
    const z = e.keep(negative(log(e, splat(1).sub(y.abs()).mul(0.5))).sqrt());
    const top = e.keep(e.horner(z, EDGE).abs());
    return xor(top, and(y, bits(SIGN))).div(e.horner(z, EDGE_BELOW));
  }, erf);
}

const PARAMETERS: readonly Type[] = ['i32', 'f32', 'f32', 'f32', 'f32'];
/** Adds both functions to a module. */
export function emitErfinv(m: ModuleBuilder, fused: boolean): void {
  m.fn('central', PARAMETERS, (f) => { central(new Emitter(f, fused)); }, 'i32');
  m.fn('outer', PARAMETERS, (f) => { outer(new Emitter(f, fused)); }, 'i32');
}
