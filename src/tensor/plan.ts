// What the engine runs: a model as flat, serialisable data, without ops, syntax or weights.
// `graph/lower.ts` makes it from a graph; `engine/session.ts` loads it. Sizes are in elements, shapes in PyTorch's order.
import type { DType } from './dtype';

/** Plans of another version are refused. */
export const PLAN_VERSION = 1;

/** Where a tensor's elements come from. A weight that the caller may leave out carries its `data`. */
export type ValueSource =
  | { readonly kind: 'input'; readonly index: number }
  | { readonly kind: 'weight'; readonly name: string; readonly data?: readonly number[] }
  | { readonly kind: 'constant'; readonly data: readonly number[] }
  | { readonly kind: 'call' };

export interface PlanValue {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly source: ValueSource;
}

/** An argument of a call: plain data in which `{ value: n }` stands for a tensor. */
export type PlanArg =
  | number | string | boolean | null
  | { readonly value: number }
  | readonly PlanArg[]
  | { readonly [key: string]: PlanArg };

export interface PlanCall {
  /** The graph node's key: 'layer1.0.conv1', 'layer1.0 add#2'. */
  readonly node: string;
  /** The op's schema: the name under which the reference kernels know it. */
  readonly op: string;
  readonly args: Readonly<Record<string, PlanArg>>;
  /** Indices into `Plan.values`. */
  readonly outputs: readonly number[];
  /** It takes random numbers: it is computed anew in every run, in its turn. */
  readonly draws?: true;
  /** How a fast kernel computes it, and on which values; null: the reference kernel does. */
  readonly fast: (Lowering & { readonly operands: readonly (number | null)[] }) | null;
}

export interface Plan {
  readonly version: number;
  readonly values: readonly PlanValue[];
  /** In execution order. */
  readonly calls: readonly PlanCall[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** Key of a node ('key', further outputs 'key:1') to the value that stays readable after a run. */
  readonly keep: Readonly<Record<string, number>>;
}

/** For each output position of an axis, `taps` input positions with their weights. */
export interface TapTable {
  readonly taps: number;
  readonly positions: readonly number[];
  readonly weights: readonly number[];
}
export interface SlicePart {
  readonly axis: number;
  readonly start: number;
  readonly step: number;
  readonly size: number;
  readonly drop: boolean;
}

/** Elementwise functions that the engine has kernels for; parameters in `a` and `b`. */
export type UnaryFunction =
  | 'clamp' | 'leakyRelu' | 'hardswish' | 'hardsigmoid' | 'sigmoid' | 'silu' | 'tanh' | 'gelu' | 'geluTanh' | 'exp'
  | 'sqrt' | 'rsqrt' | 'abs' | 'square' | 'elu' | 'affine'
  /** log x times a; log(1 + e^(a x))/a, and x from a x > b on; a/x; x/a; x to the power a. */
  | 'log' | 'softplus' | 'reciprocal' | 'quotient' | 'pow'
  | 'mish' | 'floor';
/** `prelu`: the first operand, times the second where it is not above zero. */
export type BinaryFunction = 'add' | 'sub' | 'mul' | 'div' | 'maximum' | 'minimum' | 'prelu' | 'pow';

/**
 * How an op is computed, as data. `inputs` names the op's arguments in the order in which the kernel takes them; an
 * argument that is None gives a null operand, a list of tensors gives as many operands.
 */
export type Lowering = { readonly inputs: readonly string[] } & (
  | { readonly kernel: 'conv2d'; readonly stride: readonly [number, number]; readonly padding: readonly [number, number];
      readonly dilation: readonly [number, number]; readonly groups: number }
  | { readonly kernel: 'convTransposed2d'; readonly stride: readonly [number, number];
      readonly padding: readonly [number, number]; readonly dilation: readonly [number, number]; readonly groups: number }
  | { readonly kernel: 'pool2d'; readonly mode: 'max' | 'average'; readonly size: readonly [number, number];
      readonly stride: readonly [number, number]; readonly padding: readonly [number, number];
      readonly dilation: readonly [number, number];
      /** Averages: true divides by the whole window, padding included. */
      readonly countPadding: boolean }
  | { readonly kernel: 'adaptivePool2d'; readonly mode: 'average' }
  | { readonly kernel: 'meanOfAxes'; readonly axes: readonly number[] }
  /** In one or three dimensions. */
  | { readonly kernel: 'convNd'; readonly stride: readonly number[]; readonly padding: readonly number[];
      readonly dilation: readonly number[]; readonly groups: number }
  | { readonly kernel: 'poolNd'; readonly mode: 'max' | 'average'; readonly size: readonly number[];
      readonly stride: readonly number[]; readonly padding: readonly number[]; readonly dilation: readonly number[];
      readonly countPadding: boolean }
  | { readonly kernel: 'reduce'; readonly mode: 'mean' | 'sum' | 'max'; readonly axes: readonly number[] }
  /** input, weight, bias; weights per channel. */
  | { readonly kernel: 'groupNorm'; readonly groups: number; readonly eps: number }
  /** query, key, value, mask: tensors of the same rank; the mask is added. */
  | { readonly kernel: 'attention'; readonly scale: number;
      /** Each target sees the sources up to its own position. */
      readonly causal?: boolean }
  | { readonly kernel: 'linear' }
  | { readonly kernel: 'matmul' }
  /** input, mean, variance, weight, bias: all per channel (axis 1). */
  | { readonly kernel: 'batchNorm'; readonly eps: number }
  /** input, weight, bias over the last `axes` axes. */
  | { readonly kernel: 'layerNorm'; readonly axes: number; readonly eps: number }
  | { readonly kernel: 'softmax'; readonly axis: number; readonly log: boolean }
  | { readonly kernel: 'unary'; readonly function: UnaryFunction; readonly a: number; readonly b: number }
  | { readonly kernel: 'binary'; readonly function: BinaryFunction }
  /** The same elements in row-major order under another shape. */
  | { readonly kernel: 'reshape' }
  | { readonly kernel: 'permute'; readonly axes: readonly number[] }
  /** `size` elements from `start` on, `step` apart, along axes of the input; `drop`: the axis goes. */
  | { readonly kernel: 'slice'; readonly parts: readonly SlicePart[] }
  /** Pieces along one axis, one output each. */
  | { readonly kernel: 'split'; readonly axis: number; readonly sizes: readonly number[]; readonly drop?: boolean }
  | { readonly kernel: 'expand' }
  /** The input's elements in row-major order, looked at with these strides; `stridedWrite`: a copy, the second operand there. */
  | { readonly kernel: 'strided' | 'stridedWrite'; readonly shape: readonly number[]; readonly strides: readonly number[];
      readonly offset: number }
  | { readonly kernel: 'concat'; readonly axis: number }
  | { readonly kernel: 'pad'; readonly before: readonly number[]; readonly value: number }
  | { readonly kernel: 'roll'; readonly shifts: readonly { readonly axis: number; readonly by: number }[] }
  /** Kernels one after the other; the last gives the output. */
  | { readonly kernel: 'chain'; readonly links: readonly ChainLink[] }
  /** Every output pixel is a weighted sum of input pixels, separately by rows and columns. */
  | { readonly kernel: 'resample2d'; readonly rows: TapTable; readonly columns: TapTable }
);
export type FastKernel = Lowering['kernel'];

/** One kernel of a chain and the shape of its result. Operands count the chain's own operands first, then results of links. */
export interface ChainLink {
  readonly how: Lowering;
  readonly operands: readonly number[];
  readonly shape: readonly number[];
}
