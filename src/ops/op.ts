// The contract of an op and of an nn module: everything known about one stands in one record.
// Imports no interpreter, no graph, no engine; a kernel is named as data, never loaded.
import type { Dim, PlainMeta, Reason, ReasonCode, Tensor, TensorMeta, Unknown } from '../tensor/value';
import type { Lowering } from '../tensor/plan';
import type { Draw, Fill } from '../tensor/recipe';
import type { Reset, Shapes } from './reset';
import type { PlainArgs, SymbolicArgs } from './schema';
import type { OnnxBinding } from './onnx/contract';

/**
 * How one axis of the output looks at the input (the op's first tensor unless `input` says otherwise).
 * - `window`: a window of `kernel` elements, `dilation` apart, moved by `stride`, starting `padding` before the axis.
 * - `resize`: the axis was scaled: output size / input size is `scale`; `reach` neighbours take part (2 for bilinear).
 * - `same`: the same position of that axis.
 * - `all`: every position of that axis (or of every axis, when none is named).
 * - `merge`: several axes run together (flatten); positions are kept but have no stride.
 * - `none`: a new axis; it looks at no position in particular.
 */
export type AxisView =
  | {
      readonly kind: 'window';
      readonly axis: number;
      readonly kernel: number;
      readonly stride: number;
      readonly padding: number;
      readonly dilation: number;
    }
  | {
      readonly kind: 'transposedWindow';
      readonly axis: number;
      readonly kernel: number;
      readonly stride: number;
      readonly padding: number;
      readonly dilation: number;
    }
  | { readonly kind: 'resize'; readonly axis: number; readonly scale: number; readonly reach: number }
  | { readonly kind: 'shift'; readonly axis: number; readonly offset: number; readonly step: number }
  | { readonly kind: 'same'; readonly axis: number }
  | { readonly kind: 'all'; readonly axis?: number }
  | { readonly kind: 'merge'; readonly axes: readonly number[] }
  | { readonly kind: 'none' };

/**
 * - 'pointwise': every output position sees the same position of each input, broadcast from the right.
 * - 'global': every output position sees all of every input.
 * - a list: one AxisView per output axis, for every input alike. An axis that no view names was reduced: all of it is seen.
 * An op without a rule has an unknown receptive field; it is never taken as pointwise.
 */
export type ReceptiveFieldRule = 'pointwise' | 'global' | readonly AxisView[];

/** What a shape rule may ask. Rules are written over numbers; these lift them to symbols and holes. */
export interface RuleContext {
  map(f: (...sizes: number[]) => number, ...dims: readonly Dim[]): Dim;
  equal(a: Dim, b: Dim): boolean | undefined;
  /** Undefined when it depends on the input or on a hole. */
  test(p: (...sizes: number[]) => boolean, ...dims: readonly Dim[]): boolean | undefined;
  /** Says that axes of open size stay, which one of the size that is counted would not. */
  kept(dims: readonly Dim[]): void;
  /** Raises RuntimeError with PyTorch's text when `ok` is false. Undefined never raises: nobody is accused on a guess. */
  require(ok: boolean | undefined, message: () => string, blame?: readonly Dim[]): void;
  /** Raises a Python exception of that type with PyTorch's text. */
  raise(type: string, message: string, blame?: readonly Dim[]): never;
  unknown(code: ReasonCode, message: string, hint?: string): Unknown;
  /** A constant dim. */
  dim(size: number): Dim;
}

/** A shape rule may give up: the output is then unknown with that reason. */
export type RuleResult = TensorMeta | readonly TensorMeta[] | Unknown;

/**
 * Random elements, from PyTorch's default generator. Where neither `fill` nor `elements` says how they are drawn, the amount that
 * is drawn is not followed.
 */
export interface RandomDef<S extends string> {
  /** Whether a call with these arguments draws; absent: every one does. */
  when?(args: PlainArgs<S>): boolean;
  /** One fill of the whole result; null where it is not one. */
  fill?(args: PlainArgs<S>): Fill | null;
  /** The elements of each output, made of draws. */
  elements?(args: PlainArgs<S>, out: readonly PlainMeta[], draw: Draw): readonly (readonly number[])[];
}

/** Whether a call of the op with these arguments takes numbers from the generator. */
export const draws = <S extends string>({ random }: OpDef<S>, args: PlainArgs<S>): boolean =>
  random !== undefined && (random.when?.(args) ?? true);

/** Whether it is known how a call that draws does so; `given`: its arguments as the code gives them. */
export const isFollowed = <S extends string>({ random }: OpDef<S>, args: PlainArgs<S>,
  given: Readonly<Record<string, unknown>>): boolean =>
  (given.generator ?? null) === null && Boolean(random?.elements ?? random?.fill?.(args));

export interface OpDef<S extends string = string> {
  readonly kind: 'op';
  readonly name: string;
  readonly schema: S;
  /** Every Python name it answers to: 'torch.conv2d', 'torch.nn.functional.conv2d', 'torch.Tensor.view'. */
  readonly paths: readonly string[];
  /** One line and a link, shown in hover. */
  readonly doc: string;
  /** True when `name_` on tensors writes the result back into the first tensor. Elementwise ops are. */
  readonly inplace?: boolean;
  /** Outputs share memory with the first tensor; a function: where it says so of the arguments. */
  readonly view?: boolean | ((args: Readonly<Record<string, unknown>>) => boolean);
  /** Arguments that the op also writes into, with numbers that no op of ours gives. */
  readonly updates?: (args: Readonly<Record<string, unknown>>) => readonly string[];
  /** A tensor of which only sizes and dtype count: the result is known whatever its elements are. */
  readonly unread?: string;
  shape(args: SymbolicArgs<S>, rule: RuleContext): RuleResult;
  // From here on sizes are numbers; called only when everything is known.
  /** Multiply-accumulates, as torch.utils.flop_counter / 2; absent: the op multiplies no matrices, so none. */
  macs?(args: PlainArgs<S>, out: PlainMeta): number;
  receptiveField?(args: PlainArgs<S>, out: PlainMeta): ReceptiveFieldRule;
  /**
   * Reference kernel: the elements of each output, plain, slow, right. Folds small constants; called when all data
   * is known.
   */
  eval?(args: PlainArgs<S>, out: readonly PlainMeta[]): readonly (readonly number[])[];
  /**
   * How it computes with elements of complex64 (`tensor/complex.ts`): it only moves them, is linear in them, bilinear in two
   * tensors, or has a kernel for them. Views move. Absent: it cannot.
   */
  readonly complex?: 'moves' | 'linear' | 'bilinear' | NonNullable<OpDef<S>['eval']>;
  /** The op draws random numbers. What it draws is never folded: `eval` gives its elements only where nothing is drawn. */
  readonly random?: RandomDef<S>;
  /** How one of the engine's fast kernels computes it, as data; null (or absent): the reference kernel does. */
  lower?(args: PlainArgs<S>, out: readonly PlainMeta[]): Lowering | null;
  /** The ONNX operators that are this op. Operators that are several ops stand in src/ops/onnx. */
  readonly onnx?: OnnxBinding | readonly OnnxBinding[];
  /** The size formula with its numbers, for hover: `⌊(224 + 2·3 − 7)/2⌋ + 1 = 112`. */
  explain?(args: PlainArgs<S>, out: PlainMeta): string | null;
  /** Calls for the tests: Python text over tensors a, b, c of these shapes; PyTorch's answer is in test/golden/ops. */
  readonly samples: readonly Sample[];
}

/** `call` is Python text; a, b, c, ... are tensors of these shapes (float32 unless dtypes says otherwise). */
export interface Sample {
  readonly call: string;
  readonly shapes: readonly (readonly number[])[];
  readonly dtypes?: readonly string[];
}

export type Nested = Tensor | Unknown | null | readonly Nested[];
/** Applies an op to arguments, defaults filled in. The only way an op happens. */
export type Apply = <S extends string>(op: OpDef<S>, args: Partial<SymbolicArgs<S>>) => AppliedOutputs;
/** One tensor for one output; `all` for ops with several. Unknown where a rule gave up. */
export interface AppliedOutputs {
  readonly first: Tensor | Unknown;
  readonly all: readonly (Tensor | Unknown)[];
}

export interface ParameterSpec {
  readonly shape: readonly Dim[];
  readonly dtype?: TensorMeta['dtype'];
  readonly role?: 'parameter' | 'buffer';
}

/** What a module's forward may read: its current attributes, bound by the constructor's schema, and its tensors. */
export interface ModuleSelf<S extends string> {
  /** As the attributes stand at the call: `conv.stride = (1, 1)` after construction counts. */
  readonly args: SymbolicArgs<S>;
  /** A parameter or buffer by name; null when registered as None. */
  tensor(name: string): Tensor | null;
  readonly training: boolean;
}

export interface ModuleDef<S extends string = string, I extends string = string> {
  readonly kind: 'module';
  /** 'torch.nn.Conv2d' */
  readonly path: string;
  /** The constructor. */
  readonly schema: S;
  readonly doc: string;
  /** Base class path; 'torch.nn.Module' when absent. */
  readonly base?: string;
  /** Names of arguments that PyTorch stores as n-tuples (`kernel_size` of Conv2d); the others are stored as passed. */
  readonly tuples?: readonly string[];
  /** Attributes beside the arguments, as plain data (numbers, strings, booleans, null, lists). */
  attributes?(args: SymbolicArgs<S>): Readonly<Record<string, unknown>>;
  /** In PyTorch's order of registration; null registers None. Raises PyTorch's constructor errors through `rule`. */
  state?(args: SymbolicArgs<S>, rule: RuleContext): Readonly<Record<string, ParameterSpec | null>>;
  /**
   * What the constructor fills its tensors with (reset_parameters), in PyTorch's order; absent where it leaves them as they
   * are given. `shapes`: of the tensors of `state` that there are.
   */
  reset?(shapes: Shapes, args: SymbolicArgs<S>): readonly Reset[];
  /** forward's parameters; '(Tensor input) -> Tensor' when absent. */
  readonly inputs?: I;
  forward(self: ModuleSelf<S>, inputs: SymbolicArgs<I>, apply: Apply, rule: RuleContext): Nested;
  /** For Lazy* modules: the class they become at the first call, and the arguments they learn from the input. */
  readonly lazy?: {
    readonly becomes: string;
    infer(input: Tensor, rule: RuleContext): Readonly<Record<string, Dim>>;
  };
  readonly samples: readonly Sample[];
}

/** A module written in Python over other modules; interpreted like the user's code, in a namespace with torch, nn, F, math. */
export interface CompositeDef {
  readonly kind: 'composite';
  /** Names it defines: 'torch.nn.Transformer', ... */
  readonly paths: readonly string[];
  readonly python: string;
  readonly doc: string;
  readonly samples: readonly Sample[];
}

export const defineOp = <S extends string>(op: Omit<OpDef<S>, 'kind' | 'name'>): OpDef<S> => ({
  kind: 'op',
  name: op.schema.slice(0, op.schema.indexOf('(')),
  ...op,
  shape: (args, rule) => orUnknown(() => op.shape(args, rule)),
});

/** Thrown deep inside a rule that cannot go on without a number it does not have; the output is then that unknown. */
export class GiveUp extends Error {
  constructor(readonly unknown: Unknown) {
    super(unknown.reason.message);
  }
}
function orUnknown(shape: () => RuleResult): RuleResult {
  try {
    return shape();
  } catch (error) {
    if (error instanceof GiveUp) return error.unknown;
    throw error;
  }
}
export const defineModule = <S extends string, I extends string = '(Tensor input)'>(
  module: Omit<ModuleDef<S, I>, 'kind'>,
): ModuleDef<S, I> => ({ kind: 'module', ...module });
export const defineComposite = (composite: Omit<CompositeDef, 'kind'>): CompositeDef => ({
  kind: 'composite',
  ...composite,
});

export const isUnknown = (value: unknown): value is Unknown =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'unknown';
/** Raised by rules; the interpreter turns it into a Python exception of that type. */
export class RuleError extends Error {
  constructor(
    readonly type: string,
    message: string,
    readonly blame: readonly Dim[],
  ) {
    super(message);
  }
}
export type { Dim, Reason, Tensor, TensorMeta };
