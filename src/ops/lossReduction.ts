// What the loss families share: the shape that a reduction leaves, elements of it, PyTorch's older names of reductions.
// Defines no op.
import { broadcastElements } from '../tensor/broadcast';
import { castElement } from '../tensor/round';
import type { DType } from '../tensor/dtype';
import type { Dim, PlainMeta, PlainTensor, TensorMeta } from '../tensor/value';
import type { ReceptiveFieldRule, RuleContext, Sample } from './op';

export const LEGACY = 'bool? size_average=None, bool? reduce=None';
export const fnDocs = (name: string): string => `https://pytorch.org/docs/stable/generated/torch.nn.functional.${name}.html`;
export const nnDocs = (name: string): string => `https://pytorch.org/docs/stable/generated/torch.nn.${name}.html`;
export const s = (call: string, ...shapes: number[][]): Sample => ({ call, shapes });
export const typed = (call: string, dtypes: readonly string[], ...shapes: number[][]): Sample => ({ call, shapes, dtypes });

export interface Reduced {
  readonly reduction: string | null; readonly size_average?: boolean | null; readonly reduce?: boolean | null }
/** size_average and reduce, where given, stand above reduction. */
export function reductionOf({ reduction, size_average, reduce }: Reduced): string {
  if ((size_average ?? null) === null && (reduce ?? null) === null) return reduction ?? 'none';
  if (!(reduce ?? true)) return 'none';
  return size_average ?? true ? 'mean' : 'sum';
}

export function reduceShape(args: Reduced, shape: readonly Dim[], dtype: DType, rule: RuleContext,
  more: readonly string[] = []): TensorMeta {
  const reduction = reductionOf(args);
  if (!['none', 'mean', 'sum', ...more].includes(reduction)) rule.raise('ValueError',
    `${reduction} is not a valid value for reduction`);
  return { shape: reduction === 'none' ? shape : [], dtype };
}

/** Elements after the reduction; `total` is what a mean divides by. */
export function reduceElements(args: Reduced, elements: readonly number[], out: PlainMeta,
  total = elements.length): number[][] {
  const reduction = reductionOf(args);
  if (reduction === 'none') return [elements.map((x) => castElement(x, out.dtype))];
  const sum = elements.reduce((a, b) => a + b, 0);
  return [[castElement(reduction === 'mean' ? sum / total : sum, out.dtype)]];
}

/** Elements of tensors and numbers side by side, broadcast to `shape`. */
export function aligned(shape: readonly number[], ...operands: readonly (PlainTensor | null)[]): (i: number) => number[] {
  const lists = operands.map((t) => (t ? broadcastElements(t, shape) : null));
  return (i) => lists.map((list) => list?.[i] ?? 1);
}

export const lossField = (args: Reduced): ReceptiveFieldRule => (reductionOf(args) === 'none' ? 'pointwise' : 'global');
export const torchSize = (shape: readonly Dim[], show: (shape: readonly Dim[]) => string): string =>
  `torch.Size(${show(shape)})`;
