// What constructors of modules fill their tensors with (reset_parameters), as data: PyTorch's order and PyTorch's bounds,
// because both decide what the generator gives. Knows no generator.
import type { Fill } from '../tensor/recipe';

export interface Reset {
  /** A parameter or buffer by its name in the module. */
  readonly tensor: string;
  readonly fill: Fill;
  /** Only this row of the first axis. */
  readonly row?: number;
}
/** Sizes of the tensors that the module has. */
export type Shapes = Readonly<Record<string, readonly number[] | undefined>>;

const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);
const constant = (tensor: string, value: number): Reset => ({ tensor, fill: { kind: 'constant', value } });
const within = (tensor: string, bound: number): Reset => ({ tensor, fill: { kind: 'uniform', from: -bound, to: bound } });

/** torch.nn.init._calculate_fan_in_and_fan_out, of two dimensions at least. */
export function fansOf(shape: readonly number[]): { readonly fanIn: number; readonly fanOut: number } {
  const field = product(shape.slice(2));
  return { fanIn: shape[1] * field, fanOut: shape[0] * field };
}

/** Linear layers and convolutions: kaiming_uniform_(a = √5), the bias within 1 / √fan_in. */
export function resetByFan({ weight, bias }: Shapes): readonly Reset[] {
  if (!weight) return [];
  const { fanIn } = fansOf(weight);
  const slope = Math.sqrt(5);
  const bound = Math.sqrt(3) * (Math.sqrt(2 / (1 + slope * slope)) / Math.sqrt(fanIn));
  return [
    // Of tensors without elements PyTorch draws nothing.
    ...(product(weight) === 0 ? [] : [within('weight', bound)]),
    ...(bias && fanIn > 0 ? [within('bias', 1 / Math.sqrt(fanIn))] : []),
  ];
}

/** Bilinear: both within 1 / √in1_features. */
export function resetBilinear({ weight, bias }: Shapes): readonly Reset[] {
  if (!weight) return [];
  const bound = 1 / Math.sqrt(weight[1]);
  return [within('weight', bound), ...(bias ? [within('bias', bound)] : [])];
}

/** Norms: ones and zeros, whatever of them there is. */
export function resetNorm(shapes: Shapes): readonly Reset[] {
  const values = { running_mean: 0, running_var: 1, num_batches_tracked: 0, weight: 1, bias: 0 };
  return Object.entries(values).flatMap(([tensor, value]) => (shapes[tensor] ? [constant(tensor, value)] : []));
}

/** Recurrent layers: every parameter within 1 / √hidden_size, in the order of registration. */
export function resetRecurrent(shapes: Shapes, hidden: number): readonly Reset[] {
  const bound = hidden > 0 ? 1 / Math.sqrt(hidden) : 0;
  return Object.keys(shapes).flatMap((tensor) => (shapes[tensor] ? [within(tensor, bound)] : []));
}

/** Tables: standard normal, the row of the padding index zero. */
export function resetTable({ weight }: Shapes, padding: number | null): readonly Reset[] {
  if (!weight) return [];
  const row = padding === null ? null : padding < 0 ? padding + weight[0] : padding;
  return [{ tensor: 'weight', fill: { kind: 'normal', mean: 0, std: 1 } },
    ...(row === null ? [] : [{ ...constant('weight', 0), row }])];
}

export const resetWeight = ({ weight }: Shapes, value: number): readonly Reset[] =>
  (weight ? [constant('weight', value)] : []);
