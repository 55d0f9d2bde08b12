// How a model's weights come about, as flat, serialisable data: everything that its constructors drew from PyTorch's
// default generator or wrote into tensors, in execution order. `graph/recipe.ts` makes it from a run, `engine/init` runs it.
// Sizes are in elements, shapes in PyTorch's order.
import type { DType } from './dtype';
import type { Lowering } from './plan';

/** Recipes of another version are refused. */
export const RECIPE_VERSION = 2;

/**
 * New contents for all elements of a tensor, in its logical order. Numbers are those that PyTorch's function gets, before
 * they are rounded to the tensor's dtype.
 */
export type Fill =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'uniform'; readonly from: number; readonly to: number }
  | { readonly kind: 'normal'; readonly mean: number; readonly std: number }
  /** torch.nn.init.trunc_normal_: uniform between the two cut quantiles, then the inverse error function. */
  | { readonly kind: 'truncNormal'; readonly mean: number; readonly std: number; readonly a: number; readonly b: number }
  | { readonly kind: 'orthogonal'; readonly gain: number }
  | { readonly kind: 'sparse'; readonly sparsity: number; readonly std: number }
  | { readonly kind: 'dirac'; readonly groups: number }
  | { readonly kind: 'eye' }
  | { readonly kind: 'bernoulli'; readonly p: number }
  /** Integers from `from` to below `to`. */
  | { readonly kind: 'integers'; readonly from: number; readonly to: number }
  | { readonly kind: 'exponential'; readonly rate: number }
  /** torch.randperm. */
  | { readonly kind: 'permutation' };

/** Draws a tensor of this shape and dtype from the generator: its elements in row-major order, rounded to the dtype. */
export type Draw = (shape: readonly number[], dtype: DType, fill: Fill) => readonly number[];

/** An argument of an op: plain data in which `{ tensor: n }` stands for the tensor of that number. */
export type RecipeArg =
  | number | string | boolean | null
  | { readonly tensor: number }
  | readonly RecipeArg[]
  | { readonly [key: string]: RecipeArg };

/** The lowerings that strides can say. */
export type Movement = Extract<Lowering, { readonly kernel: 'reshape' | 'permute' | 'slice' | 'split' | 'expand' }>;

/** Tensors are numbered. A step that makes a tensor of a known number replaces it, as `x.data = y` does. */
export type RecipeStep =
  /** The default generator starts anew; null: from the seed that the run is given. */
  | { readonly kind: 'seed'; readonly seed: number | null }
  /** The state of the default generator is kept under a number, and taken up again; null: one that is not known. */
  | { readonly kind: 'keep'; readonly state: number }
  | { readonly kind: 'restore'; readonly state: number | null }
  /** Elements as given; null: those of fresh memory, which PyTorch leaves as they are. */
  | { readonly kind: 'make'; readonly out: number; readonly shape: readonly number[]; readonly dtype: DType;
      readonly data: readonly number[] | null }
  | { readonly kind: 'fill'; readonly target: number; readonly fill: Fill }
  /** `out` is another name for the same elements. */
  | { readonly kind: 'alias'; readonly out: number; readonly of: number }
  /** The same elements in memory of their own. */
  | { readonly kind: 'copy'; readonly out: number; readonly of: number; readonly dtype: DType }
  /** `from` is written into `target`, broadcast and converted. */
  | { readonly kind: 'write'; readonly target: number; readonly from: number }
  /**
   * An op by its schema. `view`: its outputs are views of the tensor `of`, said as the engine's kernels of movement say it;
   * null: by what the op's reference kernel does to positions.
   */
  | { readonly kind: 'op'; readonly op: string; readonly args: Readonly<Record<string, RecipeArg>>;
      readonly outs: readonly { readonly out: number; readonly shape: readonly number[]; readonly dtype: DType }[];
      readonly view: { readonly of: number; readonly how: Movement | null } | null }
  /** The elements of these tensors are not known from here on. */
  | { readonly kind: 'lost'; readonly tensors: readonly number[]; readonly reason: string }
  /** Whatever is drawn from here on may not be what PyTorch draws. */
  | { readonly kind: 'doubt'; readonly reason: string };

/** One entry of the model's state_dict, in its order; buffers that are not persistent follow at their place too. */
export interface StateEntry {
  readonly name: string;
  readonly tensor: number;
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly role: 'parameter' | 'buffer';
  /** Part of state_dict. */
  readonly persistent: boolean;
}

export interface Recipe {
  readonly version: number;
  readonly steps: readonly RecipeStep[];
  readonly state: readonly StateEntry[];
}
