// Builders of pointwise ops: one element of each operand gives one element of the result. Families of them are tables
// over these builders (elementwise.ts, elementwiseMath.ts, comparison.ts).
import { broadcastElements } from '../tensor/broadcast';
import { l10n } from '../base/l10n';
import { isComplex, isIntegral, resultType, type DType } from '../tensor/dtype';
import { KernelError } from '../tensor/kernelError';
import { castElement } from '../tensor/round';
import { constantOf, type PlainMeta, type PlainTensor, type Tensor } from '../tensor/value';
import { mapComplex, type Complex } from './complexKernels';
import { defineOp, type OpDef, type RuleContext, type Sample } from './op';
import { both, broadcast, docs, floatResult, isTensor, resultOf, shapeOf } from './rules';
import type { Scalar } from './schema';
import type { BinaryFunction, UnaryFunction } from '../tensor/plan';
import { asArithmetic, asUnary, ofFloats } from './lowering';
import { sameOp } from './onnx/contract';

const UNARY = 'unary(Tensor input) -> Tensor';
const BINARY = 'binary(Tensor|Scalar input, Tensor|Scalar other) -> Tensor';
const SCHEMAS: Readonly<Record<NonNullable<PointwiseOptions['takes']>,
  string>> = { tensors: 'binary(Tensor input, Tensor other) -> Tensor',
  'a tensor first': 'binary(Tensor input, Tensor|Scalar other) -> Tensor' };

/** dtype of the result: 'same' as promoted, 'float' makes integers float32, 'bool'. Or a function that may raise. */
export type DTypeRule = 'same' | 'float' | 'bool' | ((dtype: DType, rule: RuleContext) => DType);

export interface PointwiseOptions {
  readonly dtype?: DTypeRule;
  readonly paths?: readonly string[];
  readonly aliases?: readonly string[];
  readonly doc: string;
  readonly samples?: readonly Sample[];
  readonly inplace?: boolean;
  /** Which operands must be tensors; absent: either may be a number. */
  readonly takes?: 'tensors' | 'a tensor first';
  /** For integers there is no result where the second operand is zero. */
  readonly divides?: boolean;
  /** What it does to complex numbers. */
  readonly complex?: (...operands: readonly Complex[]) => Complex | number;
  /** The engine's kernel for it. */
  readonly fast?: UnaryFunction | BinaryFunction | readonly [UnaryFunction, number, number?];
  /** The ONNX operator that it is. */
  readonly onnx?: string;
}

function resolve(rule: DTypeRule | undefined, dtype: DType, context: RuleContext): DType {
  if (rule === undefined || rule === 'same') return dtype;
  if (rule === 'float') return floatResult(dtype);
  return rule === 'bool' ? 'bool' : rule(dtype, context);
}

const pathsOf = (name: string, options: PointwiseOptions): readonly string[] => options.paths
  ?? both(name, ...options.aliases ?? []);

/** Complex elements are not for these kernels: a list that does not fit the shape folds nothing. */
export const NOTHING: readonly number[] = [];

/** Operands in their order. */
function ofComplex<S extends string>({ complex }: PointwiseOptions): Pick<OpDef<S>, 'complex'> {
  return complex === undefined ? {} : { complex: (args, [out]) =>
    [mapComplex(complex, out, Object.values(args as Readonly<Record<string, PlainTensor | number>>))] };
}

const onnxOf = ({ onnx }: PointwiseOptions) => (onnx === undefined ? {} : { onnx: sameOp(onnx) });

export function unary(name: string, f: (x: number) => number, options: PointwiseOptions): OpDef<typeof UNARY> {
  return defineOp({
    // The name has no part in the types of the arguments.
    schema: UNARY.replace('unary', name) as typeof UNARY,
    paths: pathsOf(name, options),
    doc: `${options.doc} ${docs(name)}`,
    inplace: options.inplace ?? true,
    shape: ({ input }, rule) => ({ shape: input.shape, dtype: resolve(options.dtype, input.dtype, rule) }),
    receptiveField: () => 'pointwise',
    eval: ({ input }, [out]) => [out ? mapElements(f, out, [input]) : NOTHING],
    lower: ({ input }) => {
      const { fast } = options;
      if (!fast) return null;
      return ofFloats(input, typeof fast === 'string' ? asUnary(fast as UnaryFunction) : asUnary(...fast));
    },
    ...ofComplex<typeof UNARY>(options),
    ...onnxOf(options),
    samples: options.samples ?? [{ call: `torch.${name}(a)`, shapes: [[2, 3]] }],
  });
}

export function binary(name: string, f: (x: number, y: number) => number,
  options: PointwiseOptions): OpDef<typeof BINARY> {
  return defineOp({
    // Which of the operands may be a number has no part in the types of the arguments: kernels take one everywhere.
    schema: (options.takes ? SCHEMAS[options.takes] : BINARY).replace('binary', name) as typeof BINARY,
    paths: pathsOf(name, options),
    doc: `${options.doc} ${docs(name)}`,
    inplace: options.inplace ?? true,
    shape({ input, other }, rule) {
      const dtype = resolve(options.dtype, resultOf(input, other), rule);
      if (options.divides) refuseZero(other, dtype, rule);
      return { shape: broadcast(rule, shapeOf(input), shapeOf(other)), dtype };
    },
    receptiveField: () => 'pointwise',
    eval: ({ input, other }, [out]) =>
      [out ? mapElements(options.divides && isIntegral(out.dtype) ? quotient(f) : f, out, [input, other]) : NOTHING],
    lower: ({ input, other }) => (options.fast ? asArithmetic(options.fast as BinaryFunction, input, other) : null),
    ...ofComplex<typeof BINARY>(options),
    ...onnxOf(options),
    samples: options.samples ?? binarySamples(name),
  });
}

/** What PyTorch raises where integers are divided by a zero that is known. */
export function refuseZero(other: Tensor | Scalar, dtype: DType, rule: RuleContext): void {
  if (!isIntegral(dtype)) return;
  const zero = isTensor(other) ? other.data?.includes(0) === true : other.kind === 'int' ? constantOf(other) === 0 : !other.value;
  if (zero) rule.raise('RuntimeError', 'ZeroDivisionError');
}
/** A kernel of integers: a zero of which nothing was known before the run ends it. */
export const quotient = (f: (a: number, b: number) => number) => (a: number, b: number): number => {
  if (b === 0) throw new KernelError(l10n.t('integers are divided by zero'));
  return f(a, b);
};

export const binarySamples = (name: string, dtype = 'float32'): readonly Sample[] => [
  { call: `torch.${name}(a, b)`, shapes: [[2, 3], [3]], dtypes: [dtype, dtype] },
  { call: `torch.${name}(a, b)`, shapes: [[2, 1, 3], [4, 1]], dtypes: [dtype, dtype] },
  { call: `torch.${name}(a, b)`, shapes: [[2, 3], [4]], dtypes: [dtype, dtype] },
];

/**
 * `f` over broadcast operands. Operands are first stored in the type that the op computes in (that of the result, or
 * `compute`), as PyTorch's kernels do: 0.1 against a float32 tensor is the float32 nearest to 0.1.
 */
export function mapElements(
  f: (...x: number[]) => number, out: PlainMeta, operands: readonly (PlainTensor | number)[],
    compute: DType = computeType(out, operands),
): readonly number[] {
  if (isComplex(out.dtype) || operands.some((o) => typeof o !== 'number' && isComplex(o.dtype))) return NOTHING;
  const lists = operands.map((operand) => broadcastElements(operand, out.shape).map((x) => castElement(x, compute)));
  return (lists[0] ?? []).map((_, i) => castElement(f(...lists.map((list) => list[i] ?? NaN)), out.dtype));
}

/** Predicates give bool but compare in the type that their operands have in common. */
function computeType(out: PlainMeta, operands: readonly (PlainTensor | number)[]): DType {
  if (out.dtype !== 'bool') return out.dtype;
  return resultType(operands.map((operand) => (typeof operand === 'number'
    ? { dtype: Number.isInteger(operand) ? 'int64' : 'float64', weight: 'number' }
    : { dtype: operand.dtype, weight: operand.shape.length > 0 ? 'tensor' : 'scalarTensor' })));
}
