// The argument words of what happens to a kernel's sums: where the result and the kept maps in between lie, bias, scale,
// residual, activation. Batch norm is folded into the weights unless its input is kept.
import type { Compiler } from '../compiler';
import type { Group } from '../fuse';
import { addressOf, wordsOf, type Loader, type Word } from '../program';
import { channelsLast, hasStrides, type Region } from '../region';
import type { Lowering } from '../../tensor/plan';
import { AFFINE, RESIDUAL, SIMPLE, STORE_AFFINE, STORE_RESIDUAL, STORE_SUM, type EPILOGUE_WORDS } from '../wasm/epilogue';
import { AFFINE_WORDS } from '../wasm/elementwise';
import { UNARY } from '../wasm/functions';

export type EpilogueWords = Partial<Record<(typeof EPILOGUE_WORDS)[number], Word>>;

type Norm = Extract<Lowering, { kernel: 'batchNorm' }> & { readonly operands: readonly (number | null)[] };
const normOf = ({ norm, head }: Group): Norm | null => {
  const fast = norm?.fast ?? head.fast;
  return fast?.kernel === 'batchNorm' ? fast : null;
};
/** The weights that `normFactors` reads. */
export const normReads = (group: Group): number[] =>
  (normOf(group)?.operands.slice(1) ?? []).filter((value) => value !== null);

/** Scale and shift per channel that a batch norm amounts to. */
export function normFactors(group: Group, loader: Loader): { scale: Float32Array; shift: Float32Array } | null {
  const fast = normOf(group);
  if (!fast) return null;
  const [mean, variance, weight, bias] = fast.operands.slice(1).map((value) => (value === null ? null : loader.elements(value)));
  if (!mean || !variance) return null;
  const scale = Float32Array.from(variance, (v, c) => (weight ? weight[c] : 1) / Math.sqrt(v + fast.eps));
  return { scale, shift: Float32Array.from(mean, (m, c) => (bias ? bias[c] : 0) - m * scale[c]) };
}

/** Whether the batch norm's scale goes into the weights and its shift into the bias. */
export const foldsNorm = (group: Group): boolean => group.norm !== null && group.sum === null;

/**
 * `out` is the result's region; kept maps in between get regions of the same strides. `channels`: output channels;
 * `bias`: the head's own bias. Strides of the three outer axes are the caller's business.
 */
export function epilogueWords(compiler: Compiler, group: Group, out: Region, channels: number,
  bias: number | null): EpilogueWords {
  const words: EpilogueWords = { out: addressOf(out) };
  let flags = 0;
  const keep = (value: number | null, flag: number): Word => {
    if (value === null) return 0;
    flags |= flag;
    return addressOf(compiler.define(value, compiler.allocate(compiler.shape(value), out.strides)));
  };
  words.bias = biasWord(compiler, group, channels, bias);
  // With the norm in the weights the sums are what it gives.
  words.sumAt = keep(foldsNorm(group) ? group.normed : group.sum, STORE_SUM);
  if (group.norm && !foldsNorm(group)) {
    flags |= AFFINE;
    [words.scale, words.shift] = normWords(compiler, group, channels);
    if (!normOnDemand(compiler, group, out, words)) words.affineAt = keep(group.normed, STORE_AFFINE);
  }
  if (group.residual !== null) {
    flags |= RESIDUAL;
    words.residualAt = addressOf(compiler.inLayout(group.residual, out.strides.join(), out.strides, (r) => hasStrides(r,
      out.strides)));
  }
  words.addedAt = keep(group.added, STORE_RESIDUAL);
  const { activation } = group;
  const clamps = !activation || activation.function === 'clamp';
  if (clamps) flags |= SIMPLE;
  words.flags = flags;
  words.activation = activation ? UNARY.indexOf(activation.function) + 1 : 0;
  words.a = { float: activation?.a ?? -Infinity };
  words.b = { float: activation?.b ?? Infinity };
  return words;
}

/**
 * A batch norm's result that only its reader wants, beside its input which is kept too: writing it in every run would cost
 * more than computing it when it is read. False where it has to be stored.
 */
function normOnDemand(compiler: Compiler, group: Group, out: Region, words: EpilogueWords): boolean {
  const { normed, sum } = group;
  if (normed === null || sum === null || !words.scale || !words.shift) return false;
  const shape = compiler.shape(normed);
  const strides = channelsLast(shape);
  if (shape.length !== 4 || !hasStrides(out, strides)) return false;
  const region = compiler.define(normed, compiler.allocate(shape, strides));
  const [channels, pixels] = [shape[1], shape[0] * shape[2] * shape[3]];
  const from = compiler.region(sum);
  const { scale, shift } = words;
  compiler.onDemand(normed, wordsOf(AFFINE_WORDS.names, { input: addressOf(from), out: addressOf(region), n0: 1, n1: pixels,
    n2: 1, n3: channels, i1: 4 * channels, o1: 4 * channels, scale, shift }), pixels,
    { from, scale, shift });
  return true;
}

/** Vectors end in 8 spare floats: kernels read whole blocks. */
function biasWord(compiler: Compiler, group: Group, channels: number, bias: number | null): Word {
  const folds = foldsNorm(group);
  if (bias === null && !folds) return compiler.zero(4 * channels + 32);
  if (bias !== null && !compiler.isWeight(bias)) {
    const padded = compiler.allocate([channels + 8], [1]);
    compiler.whenKnown(bias, () => { compiler.copyTo(compiler.region(bias), { ...padded, shape: [channels] }); });
    return addressOf(padded);
  }
  const buffer = compiler.weightBuffer(4 * channels + 32);
  compiler.prepare({ reads: [...(bias === null ? [] : [bias]), ...(folds ? normReads(group) : [])], run: (loader) => {
    const own = bias === null ? null : loader.elements(bias);
    const factors = folds ? normFactors(group, loader) : null;
    loader.write({ buffer, offset: 0 }, Float32Array.from({ length: channels }, (_, c) =>
      (own ? own[c] : 0) * (factors ? factors.scale[c] : 1) + (factors ? factors.shift[c] : 0)));
  } });
  return { buffer, offset: 0 };
}

export function normWords(compiler: Compiler, group: Group, channels: number): [Word, Word] {
  const buffers = [0, 1].map(() => compiler.weightBuffer(4 * channels + 32));
  compiler.prepare({ reads: normReads(group), run: (loader) => {
    const factors = normFactors(group, loader);
    if (!factors) return;
    loader.write({ buffer: buffers[0], offset: 0 }, factors.scale);
    loader.write({ buffer: buffers[1], offset: 0 }, factors.shift);
  } });
  return [{ buffer: buffers[0], offset: 0 }, { buffer: buffers[1], offset: 0 }];
}
