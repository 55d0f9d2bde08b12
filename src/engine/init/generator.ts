// PyTorch's default generator on CPU: the Mersenne Twister of 32 bits (Matsumoto and Nishimura 1998), seeded as
// torch.manual_seed does, with the normal sample that is left over from the last pair.

import { fma } from './floats';
import { CHUNK, initKernels, type InitKernels } from './kernels';

const SIZE = 624;
const SHIFT = 397;
/** Fewer numbers are not worth a copy of the state. */
const FEW = 2_048;

export interface GeneratorState { readonly words: Int32Array; readonly at: number; readonly spare: number | null }

/** at::CPUGeneratorImpl. Not thread-safe, as cheap to make as 624 words. */
export class Generator {
  private readonly state = new Int32Array(SIZE);
  private at = SIZE;
  /** Box-Muller gives two samples; the second waits here, in double precision. */
  private spare: number | null = null;

  constructor(seed: number) {
    this.seed(seed);
  }

  /** torch.manual_seed: only the low 32 bits of the seed count. */
  seed(seed: number): void {
    const { state } = this;
    state[0] = Number(BigInt.asIntN(32, BigInt(Math.trunc(seed))));
    for (let i = 1; i < SIZE; i++) {
      const last = state[i - 1];
      state[i] = Math.imul(1812433253, last ^ (last >>> 30)) + i;
    }
    this.at = SIZE;
    this.spare = null;
  }

  /** What `restore` takes: torch.get_rng_state. */
  snapshot(): GeneratorState {
    return { words: this.state.slice(), at: this.at, spare: this.spare };
  }
  restore({ words, at, spare }: GeneratorState): void {
    this.state.set(words);
    this.at = at;
    this.spare = spare;
  }

  private renew(): void {
    const { state } = this;
    for (let i = 0; i < SIZE - SHIFT; i++) state[i] = state[i + SHIFT] ^ twist(state[i], state[i + 1]);
    for (let i = SIZE - SHIFT; i < SIZE - 1; i++) state[i] = state[i + SHIFT - SIZE] ^ twist(state[i], state[i + 1]);
    state[SIZE - 1] = state[SHIFT - 1] ^ twist(state[SIZE - 1], state[0]);
    this.at = 0;
  }

  /** 32 random bits, as an unsigned number. */
  random(): number {
    if (this.at >= SIZE) this.renew();
    return temper(this.state[this.at++]) >>> 0;
  }
  /** Uniform in [0, 1) with 53 bits. */
  double(): number {
    const high = this.random();
    const low = this.random();
    // The 64 bits are high and low in this order; the lowest 53 are used.
    return ((high & 0x1fffff) * 2 ** 32 + low) * 2 ** -53;
  }

  /** Fills with floats uniform in [0, 1) of 24 bits, times `span` plus `low`, rounded once. */
  uniforms(into: Float32Array, span = 1, low = 0): void {
    const kernels = into.length < FEW ? null : initKernels();
    let i = 0;
    if (kernels) {
      i = this.plainUniforms(into, 0, Math.min(SIZE - this.at, into.length), span, low);
      while (into.length - i >= 4) i += this.vectorUniforms(kernels, into, i, span, low);
    }
    this.plainUniforms(into, i, into.length, span, low);
  }

  /** As many as fit into the kernels' memory, a multiple of four; gives how many. */
  private vectorUniforms(kernels: InitKernels, into: Float32Array, from: number, span: number, low: number): number {
    const { input, output } = kernels;
    const rest = into.length - from;
    const count = Math.min(CHUNK, rest - rest % 4);
    this.advance(kernels, count);
    const ties = kernels.uniforms(count, span, low);
    for (const place of kernels.ties.subarray(0, ties)) {
      for (let at = place / 4; at < place / 4 + 4; at++) output[at] = fma(input[at], span, low);
    }
    into.set(output.subarray(0, count), from);
    return count;
  }

  private plainUniforms(into: Float32Array, from: number, to: number, span: number, low: number): number {
    const { state } = this;
    for (let i = from; i < to;) {
      if (this.at >= SIZE) this.renew();
      const end = Math.min(to, i + SIZE - this.at);
      let { at } = this;
      while (i < end) into[i++] = fma((temper(state[at++]) & 0xffffff) * 2 ** -24, span, low);
      this.at = at;
    }
    return to;
  }

  /** The state moves on by so many words, which stand in `kernels.words` behind the window; all of the state is used up. */
  private advance(kernels: InitKernels, count: number): void {
    kernels.words.set(this.state);
    kernels.advance(count);
    this.state.set(kernels.words.subarray(count, count + SIZE));
    this.at = SIZE;
  }

  /** As if `count` numbers of 32 bits had been drawn. */
  skip(count: number): void {
    let left = count - Math.min(count, SIZE - this.at);
    this.at += count - left;
    const kernels = left < FEW ? null : initKernels();
    if (kernels) {
      while (left >= 4) {
        const words = Math.min(CHUNK, left - left % 4);
        this.advance(kernels, words);
        left -= words;
      }
    }
    while (left > 0) {
      this.renew();
      this.at = Math.min(left, SIZE);
      left -= this.at;
    }
  }

  /** Standard normal in double precision, one at a time: two uniform numbers give two samples. */
  normal(): number {
    const { spare } = this;
    if (spare !== null) {
      this.spare = null;
      return spare;
    }
    const angle = 2 * Math.PI * this.double();
    const radius = Math.sqrt(-2 * Math.log1p(-this.double()));
    this.spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }
  /** As if `count` such samples had been drawn. */
  skipNormals(count: number): void {
    if (count === 0) return;
    const rest = count - (this.spare === null ? 0 : 1);
    this.spare = null;
    this.skip(4 * Math.floor(rest / 2));
    if (rest % 2 === 1) this.normal();
  }
}

const twist = (a: number, b: number): number =>
  (((a & 0x80000000) | (b & 0x7fffffff)) >>> 1) ^ (-(b & 1) & 0x9908b0df);

function temper(word: number): number {
  let y = word;
  y ^= y >>> 11;
  y ^= (y << 7) & 0x9d2c5680;
  y ^= (y << 15) & 0xefc60000;
  return y ^ (y >>> 18);
}
