// How PyTorch's CPU kernels make samples of what its generator gives, where one fill of a tensor does not say it. Each draws
// numbers of double precision one after the other, in row-major order.
import { l10n } from '../base/l10n';
import { linesAlong } from '../tensor/broadcast';
import { KernelError } from '../tensor/kernelError';
import type { Draw, Fill } from '../tensor/recipe';
import type { PlainTensor } from '../tensor/value';
import { logGamma } from './specialKernels';

const UNIFORM: Fill = { kind: 'uniform', from: 0, to: 1 };
const NORMAL: Fill = { kind: 'normal', mean: 0, std: 1 };
const f = Math.fround;

/** Uniform on [0, 1). */
export const uniformFrom = (draw: Draw) => (): number => draw([1], 'float64', UNIFORM)[0];
/** Standard normal, whose other half waits for the next. */
export const normalFrom = (draw: Draw) => (): number => draw([1], 'float64', NORMAL)[0];

/**
 * Indices by their weights, for each row of the last axis. Without replacement those with the largest weight ∕ waiting time; with
 * it by the inverse of the distribution, which is summed in the precision of the weights.
 */
export function multinomialIndices(weights: PlainTensor, count: number, replacement: boolean, draw: Draw): number[] {
  const round = weights.dtype === 'float64' ? (x: number): number => x : f;
  const { shape } = weights;
  const data = weights.data ?? [];
  const lines = linesAlong([...data.keys()], shape, shape.length - 1);
  if (!replacement || count === 1) {
    const waits = draw(shape, weights.dtype, { kind: 'exponential', rate: 1 });
    const scores = data.map((x, i) => round(x / waits[i]));
    return lines.flatMap((line) => [...line.keys()].sort((i, j) => scores[line[j]] - scores[line[i]]).slice(0, count));
  }
  const next = uniformFrom(draw);
  return lines.flatMap((line) => {
    let sum = 0;
    const sums = line.map((at) => (sum = round(sum + data[at])));
    const shares = sums.map((x) => round(x / sum));
    return Array.from({ length: count }, () => firstAbove(shares, next()));
  });
}
/** The first position that is not below `wanted`, by halves. */
function firstAbove(shares: readonly number[], wanted: number): number {
  let [from, to] = [0, shares.length];
  while (from < to) {
    const middle = from + Math.floor((to - from) / 2);
    if (shares[middle] < wanted) from = middle + 1;
    else to = middle;
  }
  return Math.min(from, shares.length - 1);
}

/** Poisson: products of uniforms for small rates, Hörmann's transformed rejection (PTRS, 1993) from ten on. */
export function poissonFrom(next: () => number): (rate: number) => number {
  // PyTorch counts in int64, whose least number stands for all that it does not hold.
  const counted = (k: number): number => (Math.abs(k) < 2 ** 63 ? k : -(2 ** 63));
  return (rate) => {
    if (!(rate >= 0)) throw new KernelError(l10n.t('a Poisson distribution has a rate of 0 or more, not {0}', rate));
    if (rate === 0) return 0;
    if (rate < 10) {
      const least = Math.exp(-rate);
      let count = 0;
      for (let product = next(); product > least; product *= next()) count++;
      return count;
    }
    const b = 0.931 + 2.53 * Math.sqrt(rate);
    const a = -0.059 + 0.02483 * b;
    const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
    const squeeze = 0.9277 - 3.6224 / (b - 2);
    for (;;) {
      const u = next() - 0.5;
      const v = next();
      const us = 0.5 - Math.abs(u);
      const k = Math.floor(((2 * a) / us + b) * u + rate + 0.43);
      if (us >= 0.07 && v <= squeeze) return counted(k);
      if (k < 0 || (us < 0.013 && v > us)) continue;
      const accepted = Math.log(v) + Math.log(inverseAlpha) - Math.log(a / (us * us) + b);
      if (accepted <= -rate + k * Math.log(rate) - logGamma(k + 1)) return counted(k);
    }
  };
}
