// The reference kernel of connectionist temporal classification: −log of the sum over all alignments, by the forward recursion of
// Graves et al. (2006) over the targets with blanks between them.
import type { PlainTensor } from '../tensor/value';

/** log Σ exp of a few numbers. */
function logSum(...values: readonly number[]): number {
  const most = Math.max(...values);
  return most === -Infinity ? most : most + Math.log(values.reduce((sum, x) => sum + Math.exp(x - most), 0));
}
/** −log of the probability of `labels`; `at(t, c)` is the log probability of class c at step t. */
function lossOf(at: (t: number, c: number) => number, steps: number, labels: readonly number[], blank: number): number {
  const states = labels.flatMap((label) => [blank, label]).concat(blank);
  if (steps === 0) return labels.length === 0 ? 0 : Infinity;
  let alpha = states.map((label, s) => (s < 2 ? at(0, label) : -Infinity));
  for (let t = 1; t < steps; t++) {
    alpha = states.map((label, s) => at(t, label) + logSum(alpha[s], s > 0 ? alpha[s - 1] : -Infinity,
      s > 1 && label !== states[s - 2] ? alpha[s - 2] : -Infinity));
  }
  return -logSum(...alpha.slice(-2));
}

const listOf = (lengths: PlainTensor | readonly number[]): readonly number[] => (isList(lengths) ? lengths : lengths.data ?? []);
const isList = (value: PlainTensor | readonly number[]): value is readonly number[] => Array.isArray(value);

export interface CtcArguments {
  /** [steps, batch, classes], or [steps, classes]. */
  readonly log_probs: PlainTensor;
  /** [batch, labels], or all labels one after the other. */
  readonly targets: PlainTensor;
  readonly input_lengths: PlainTensor | readonly number[];
  readonly target_lengths: PlainTensor | readonly number[];
  readonly blank: number;
  readonly zero_infinity: boolean;
}
/** The loss of each item of the batch, and how many labels it has. */
export function ctcLosses({ log_probs, targets, blank, zero_infinity, ...given }: CtcArguments):
{ losses: number[]; counts: readonly number[] } {
  const { shape } = log_probs;
  const [data, labels] = [log_probs.data ?? [], targets.data ?? []];
  const [classes, batch] = [shape[shape.length - 1], shape.length === 3 ? shape[1] : 1];
  const [steps, counts] = [listOf(given.input_lengths), listOf(given.target_lengths)];
  let from = 0;
  const losses = Array.from({ length: batch }, (_, n) => {
    const start = targets.shape.length > 1 ? n * targets.shape[1] : from;
    from += counts[n];
    const loss = lossOf((t, c) => data[(t * batch + n) * classes + c], steps[n], labels.slice(start, start + counts[n]), blank);
    return zero_infinity && loss === Infinity ? 0 : loss;
  });
  return { losses, counts };
}
