// The generator and the normal samples as WebAssembly: what generator.ts and normals.ts do, four at a time, to the same bits.
// `fused`: multiply-adds round once in one instruction; otherwise products are summed in double precision, and where that
// would round twice the place is written down, for normals.ts to do again.
import { i32, splat, unsigned, Val, type Fn, type Local, type ModuleBuilder } from '../wasm/assembler';
import { COSINE, FOUR_OVER_PI, HALF_ROOT, LN2_HIGH, LN2_LOW, LOG, QUARTERS, SINE, SMALLEST_NORMAL, TWO_PI } from './normals';

/** Words that one call makes at most. */
export const CHUNK = 16_384;
const WINDOW = 624;
const SHIFT = 397;
/** Places in the memory, in bytes. */
export const WORDS_AT = 0;
export const INPUT_AT = 4 * (WINDOW + CHUNK);
export const OUTPUT_AT = INPUT_AT + 4 * CHUNK;
export const TIES_AT = OUTPUT_AT + 4 * CHUNK;
/** Tables of doubles (`wasmErfinv.ts`). */
export const TABLES_AT = TIES_AT + CHUNK;
export const PAGES = Math.ceil((TABLES_AT + 1024) / 65_536);

export const simd = (code: number, ...values: readonly Val[]): Val =>
  new Val('v128', [...values.map((value) => value.bytes), 0xfd, unsigned(code)]);
/** The same 32 bits in all lanes. */
export const bits = (word: number): Val => {
  const bytes = [word & 255, (word >> 8) & 255, (word >> 16) & 255, (word >>> 24) & 255];
  return new Val('v128', [0xfd, 12, ...bytes, ...bytes, ...bytes, ...bytes]);
};
/** The same 64 bits in both lanes, high word zero. */
const longBits = (word: number): Val => {
  const bytes = [word & 255, (word >> 8) & 255, (word >> 16) & 255, (word >>> 24) & 255, 0, 0, 0, 0];
  return new Val('v128', [0xfd, 12, ...bytes, ...bytes]);
};
export const and = (a: Val, b: Val): Val => simd(78, a, b);
export const or = (a: Val, b: Val): Val => simd(80, a, b);
export const xor = (a: Val, b: Val): Val => simd(81, a, b);
const shiftLeft = (a: Val, by: number): Val => new Val('v128', [a.bytes, i32(by).bytes, 0xfd, unsigned(171)]);
export const shiftRight = (a: Val, by: number): Val => new Val('v128', [a.bytes, i32(by).bytes, 0xfd, unsigned(173)]);
/** All bits of a lane as its highest one. */
const spreadSign = (a: Val): Val => new Val('v128', [a.bytes, i32(31).bytes, 0xfd, unsigned(172)]);
export const subInts = (a: Val, b: Val): Val => simd(177, a, b);
/** Of doubles. */
const add = (a: Val, b: Val): Val => simd(240, a, b);
const sub = (a: Val, b: Val): Val => simd(241, a, b);
const toFloats = (a: Val): Val => simd(250, a);

export class Emitter {
  private readonly tie: Local;
  constructor(readonly f: Fn, private readonly fused: boolean) {
    this.tie = f.local('v128');
  }
  keep(value: Val): Local {
    return this.f.local('v128', value);
  }
  reset(): void {
    this.f.set(this.tie, bits(0));
  }
  get tied(): Val {
    return new Val('i32', [this.tie.bytes, 0xfd, unsigned(83)]);
  }

  /** a x b + c, rounded once. `short`: b has few bits, so that sums are often exact, half way among them, which is no tie. */
  fma(a: Val, b: Val, c: Val, short = false): Val {
    if (this.fused) return this.keep(a.madd(b, c, true));
    const [x, y, z] = [a, b, c].map((value) => this.keep(value));
    const low = this.sum(x, y, z, short);
    const high = this.sum(upper(x), upper(y), upper(z), short);
    return this.keep(simd(94, low).shuffle(simd(94, high), [0, 1, 4, 5]));
  }
  private sum(a: Val, b: Val, c: Val, short: boolean): Val {
    const product = this.keep(simd(242, simd(95, a), simd(95, b)));
    const addend = this.keep(simd(95, c));
    const sum = this.keep(add(product, addend));
    // Half way between two floats: the lowest 29 bits are a one and zeros.
    const isTie = simd(214, and(sum, longBits(0x1fffffff)), longBits(0x10000000));
    if (!short) this.f.set(this.tie, or(this.tie, isTie));
    else {
      const part = this.keep(sub(sum, product));
      const error = add(sub(product, sub(sum, part)), sub(addend, part));
      this.f.set(this.tie, or(this.tie, and(isTie, simd(72, error, bits(0)))));
    }
    return sum;
  }
  horner(x: Val, coefficients: ArrayLike<number>): Val {
    return Array.from(coefficients).reverse().slice(1).reduce<Val>((sum, c) => this.fma(sum, x, splat(c)),
      splat(coefficients[coefficients.length - 1]));
  }
}
const upper = (a: Val): Val => a.shuffle(a, [2, 3, 2, 3]);

/** Adds the generator's functions to a module. */
export function emitDraws(m: ModuleBuilder, fused: boolean): void {
  m.fn('advance', ['i32'], (f) => { advance(f); });
  m.fn('uniforms', ['i32', 'f32', 'f32'], (f) => { uniforms(new Emitter(f, fused)); }, 'i32');
  m.fn('normals', ['i32', 'f32', 'f32'], (f) => { normals(new Emitter(f, fused)); }, 'i32');
}

/** (words): a multiple of four, made behind the window of the last 624. */
function advance(f: Fn): void {
  const end = f.local('i32', f.parameter(0).shl(2));
  const at = f.local('i32');
  f.for(at, 0, end, () => {
    const next = f.local('v128', at.load('v128', WORDS_AT + 4));
    const y = f.local('v128', or(and(at.load('v128', WORDS_AT), bits(0x80000000)), and(next, bits(0x7fffffff))));
    const odd = and(spreadSign(shiftLeft(next, 31)), bits(0x9908b0df));
    f.store(at, xor(xor(at.load('v128', WORDS_AT + 4 * SHIFT), shiftRight(y, 1)), odd), WORDS_AT + 4 * WINDOW);
  }, 16);
}

/** (count, span, low): the words as floats in [0, 1) of 24 bits, times span plus low; gives the number of ties. */
function uniforms(e: Emitter): void {
  const { f } = e;
  const [span, low] = [f.local('v128', f.parameter(1).spread()), f.local('v128', f.parameter(2).spread())];
  const end = f.local('i32', f.parameter(0).shl(2));
  const at = f.local('i32');
  const ties = f.local('i32', 0);
  f.for(at, 0, end, () => {
    const word = f.local('v128', at.load('v128', WORDS_AT + 4 * WINDOW));
    f.set(word, xor(word, shiftRight(word, 11)));
    f.set(word, xor(word, and(shiftLeft(word, 7), bits(0x9d2c5680))));
    f.set(word, xor(word, and(shiftLeft(word, 15), bits(0xefc60000))));
    f.set(word, and(xor(word, shiftRight(word, 18)), bits(0xffffff)));
    const unit = f.local('v128', toFloats(word).mul(2 ** -24));
    f.store(at, unit, INPUT_AT);
    e.reset();
    f.store(at, e.fma(unit, span, low), OUTPUT_AT);
    noteTie(e, at, ties);
  }, 16);
  f.return(ties);
}

export function noteTie(e: Emitter, at: Local, ties: Local): void {
  e.f.if(e.tied, () => {
    e.f.store(ties.shl(2), at, TIES_AT);
    e.f.increase(ties, 1);
  });
}

/** (count, mean, std): sixteen samples of every sixteen uniform floats of the input; gives the number of ties. */
function normals(e: Emitter): void {
  const { f } = e;
  const [mean, std] = [f.local('v128', f.parameter(1).spread()), f.local('v128', f.parameter(2).spread())];
  const end = f.local('i32', f.parameter(0).shl(2));
  const at = f.local('i32');
  const ties = f.local('i32', 0);
  f.for(at, 0, end, () => {
    e.reset();
    for (const half of [0, 16]) {
      const log = logCephes(e, splat(1).sub(at.load('v128', INPUT_AT + half)));
      const radius = e.keep(log.mul(-2).sqrt());
      const { sin, cos } = sincos(e, at.load('v128', INPUT_AT + half + 32).mul(TWO_PI));
      f.store(at, e.fma(radius.mul(cos), std, mean), OUTPUT_AT + half);
      f.store(at, e.fma(radius.mul(sin), std, mean), OUTPUT_AT + half + 32);
    }
    noteTie(e, at, ties);
  }, 64);
  f.return(ties);
}

function logCephes(e: Emitter, given: Val): Val {
  const bounded = e.keep(given.largest(SMALLEST_NORMAL));
  const exponent = toFloats(subInts(shiftRight(bounded, 23), bits(126)));
  const mantissa = e.keep(or(and(bounded, bits(0x807fffff)), bits(0x3f000000)));
  const isLow = e.keep(mantissa.lessThan(HALF_ROOT));
  const power = e.keep(exponent.sub(and(isLow, splat(1))));
  const x = e.keep(mantissa.sub(1).add(and(mantissa, isLow)));
  const square = e.keep(x.mul(x));
  const cubic = e.keep(e.horner(x, LOG).mul(x));
  const low = e.fma(square, splat(-0.5), e.fma(cubic, square, power.mul(LN2_LOW)), true);
  return e.fma(power, splat(LN2_HIGH), x.add(low), true);
}

function sincos(e: Emitter, given: Val): { sin: Val; cos: Val } {
  const angle = e.keep(given);
  const octant = e.keep(and(simd(174, angle.mul(FOUR_OVER_PI).toInts(), bits(1)), bits(~1)));
  const steps = e.keep(toFloats(octant));
  const x = QUARTERS.reduce<Val>((rest, part) => e.fma(steps, splat(part), rest, true), angle);
  const square = e.keep(x.mul(x));
  const tail = simd(225, square.mul(0.5));
  const cosine = e.keep(e.fma(e.horner(square, COSINE).mul(square), square, tail).add(1));
  const sine = e.keep(e.fma(e.horner(square, SINE).mul(square), x, x));
  const isSwapped = e.keep(spreadSign(shiftLeft(octant, 30)));
  const sinSign = shiftLeft(and(octant, bits(4)), 29);
  const cosSign = shiftLeft(and(xor(subInts(octant, bits(2)), bits(4)), bits(4)), 29);
  return { sin: e.keep(xor(cosine.where(isSwapped, sine), sinSign)), cos: e.keep(xor(sine.where(isSwapped, cosine), cosSign)) };
}
