// Arithmetic of elements: add, sub, mul, div, pow, clamp, rounding, bit and logic ops, and their operator forms.
// Functions of mathematics (exp, sin, ...) are in elementwiseMath.ts, comparisons in comparison.ts.
import { sameOp } from './onnx/contract';
import { castElement } from '../tensor/round';
import { isFloating, isIntegral, scalarTypeOf, type DType } from '../tensor/dtype';
import { defineOp, type RuleContext } from './op';
import { binary, binarySamples, mapElements, NOTHING, unary } from './pointwise';
import { mapComplex, power, times } from './complexKernels';
import { both, broadcast, docs, method, participant, realOf, resultOf, shapeOf } from './rules';
import { asArithmetic, asUnary, ofFloats } from './lowering';
import type { Scalar } from './schema';
import type { Lowering, UnaryFunction } from '../tensor/plan';
import type { PlainTensor } from '../tensor/value';

export const SUBTRACT_BOOLS = 'Subtraction, the `-` operator, with two bool tensors is not supported. '
  + 'Use the `^` or `logical_xor()` operator instead.';
const SUBTRACT_BOOL = 'Subtraction, the `-` operator, with a bool tensor is not supported. If you are'
  + ' trying to invert a mask, use the '
  + '`~` or `logical_not()` operator instead.';
const NEGATE_BOOL = 'Negation, the `-` operator, on a bool tensor is not supported. If you are trying to'
  + ' invert a mask, use the `~` or '
  + '`logical_not()` operator instead.';

function requireAlpha(dtype: DType, alpha: Scalar, rule: RuleContext): void {
  rule.require(!isIntegral(dtype) || alpha.kind !== 'float',
    () => 'For integral input tensors, argument alpha must not be a floating point number.');
}

export const add = defineOp({
  schema: 'add(Tensor|Scalar input, Tensor|Scalar other, *, Scalar alpha=1) -> Tensor',
  onnx: sameOp('Add'),
  paths: both('add'),
  doc: `Adds, broadcasting. ${docs('add')}`,
  inplace: true,
  shape({ input, other, alpha }, rule) {
    const dtype = resultOf(input, other);
    requireAlpha(dtype, alpha, rule);
    return { shape: broadcast(rule, shapeOf(input), shapeOf(other)), dtype };
  },
  receptiveField: () => 'pointwise',
  eval: ({ input, other, alpha }, [out]) => [out ? mapElements((a, b) => a + b * alpha, out, [input, other]) : NOTHING],
  complex: 'linear',
  lower: ({ input, other, alpha }) => asArithmetic('add', input, other, alpha),
  samples: [...binarySamples('add'), { call: 'torch.add(a, b, alpha=2)', shapes: [[2, 3], [3]] },
    { call: 'a + 1', shapes: [[2]] }, { call: 'torch.add(a, 1, alpha=0.5)', shapes: [[2]], dtypes: ['int64'] },
    { call: 'a + b', shapes: [[2], [2]], dtypes: ['int64', 'float32'] },
    { call: 'a + 0.1', shapes: [[2]], dtypes: ['int64'] }, { call: 'a.add(0.5, 2)', shapes: [[2, 3]] },
    { call: 'a.clone().add_(-0.5, b)', shapes: [[3], [3]] }, { call: 'torch.add(a, b, 2)', shapes: [[3], [3]] }],
});

export const sub = defineOp({
  schema: 'sub(Tensor|Scalar input, Tensor|Scalar other, *, Scalar alpha=1) -> Tensor',
  onnx: sameOp('Sub'),
  paths: both('sub', 'subtract'),
  doc: `Subtracts, broadcasting. ${docs('sub')}`,
  inplace: true,
  shape({ input, other, alpha }, rule) {
    const bools = [input, other].filter((x) => participant(x).dtype === 'bool').length;
    if (bools > 0) rule.raise('RuntimeError', bools === 2 ? SUBTRACT_BOOLS : SUBTRACT_BOOL);
    const dtype = resultOf(input, other);
    requireAlpha(dtype, alpha, rule);
    return { shape: broadcast(rule, shapeOf(input), shapeOf(other)), dtype };
  },
  receptiveField: () => 'pointwise',
  eval: ({ input, other, alpha }, [out]) => [out ? mapElements((a, b) => a - b * alpha, out, [input, other]) : NOTHING],
  complex: 'linear',
  lower: ({ input, other, alpha }) => asArithmetic('sub', input, other, alpha),
  samples: [...binarySamples('sub'), { call: '1 - a', shapes: [[2]] },
    { call: 'a - b', shapes: [[2], [2]], dtypes: ['bool', 'bool'] }],
});

export const rsub = defineOp({
  schema: 'rsub(Tensor input, Tensor|Scalar other, *, Scalar alpha=1) -> Tensor',
  paths: ['torch.rsub', 'torch.Tensor.__rsub__'],
  doc: 'Subtracts the input from the other operand.',
  shape({ input, other }, rule) {
    if (input.dtype === 'bool' || participant(other).dtype === 'bool') rule.raise('RuntimeError', SUBTRACT_BOOL);
    return { shape: broadcast(rule, input.shape, shapeOf(other)), dtype: resultOf(input, other) };
  },
  receptiveField: () => 'pointwise',
  eval: ({ input, other, alpha }, [out]) => [out ? mapElements((a, b) => b - a * alpha, out, [input, other]) : NOTHING],
  complex: 'linear',
  lower: ({ input, other, alpha }) => (typeof other === 'number' ? ofFloats(input, asUnary('affine', -alpha, other))
    : alpha === 1 ? { inputs: ['other', 'input'], kernel: 'binary', function: 'sub' } : null),
  samples: [{ call: 'torch.rsub(a, 1)', shapes: [[2, 3]] }],
});

export const mul = binary('mul', (a, b) => a * b, { doc: 'Multiplies, broadcasting.', aliases: ['multiply'], fast: 'mul',
  complex: times,  onnx: 'Mul' });

const integerPower = (a: number, b: number): number => {
  if (Number.isInteger(a) && Number.isInteger(b) && b >= 0 && b < 64) {
    let product = 1;
    for (let i = 0; i < b; i++) product *= a;
    return product;
  }
  return a ** b;
};
/** Exponents that other functions compute to the last digit. */
const POWERS: ReadonlyMap<number, readonly [UnaryFunction, number?]> = new Map([[2, ['square']], [0.5, ['sqrt']],
  [-0.5, ['rsqrt']], [-1, ['reciprocal', 1]], [1, ['affine', 1]]]);
export const pow = defineOp({
  schema: 'pow(Tensor|Scalar input, Tensor|Scalar exponent) -> Tensor',
  paths: both('pow'),
  doc: `Raises to a power, broadcasting. ${docs('pow')}`,
  inplace: true,
  shape({ input, exponent }, rule) {
    const dtype = resultOf(input, exponent);
    if (isIntegral(dtype) && 'value' in exponent && typeof exponent.value === 'number' && exponent.value < 0) {
      rule.raise('RuntimeError', 'Integers to negative integer powers are not allowed.');
    }
    return { shape: broadcast(rule, shapeOf(input), shapeOf(exponent)), dtype };
  },
  receptiveField: () => 'pointwise',
  eval: ({ input, exponent }, [out]) => [out ? mapElements(integerPower, out, [input, exponent]) : NOTHING],
  complex: ({ input, exponent }, [out]) => [mapComplex(power, out, [input, exponent])],
  lower({ input, exponent }) {
    if (typeof input === 'number') return null;
    if (typeof exponent !== 'number') return { inputs: ['input', 'exponent'], kernel: 'binary', function: 'pow' };
    const own = POWERS.get(exponent) ?? null;
    return ofFloats(input, own ? asUnary(...own) : asUnary('pow', exponent));
  },
  samples: [...binarySamples('pow'), { call: 'a ** 2', shapes: [[3]] },
    { call: '2 ** a', shapes: [[3]], dtypes: ['int64'] },
    { call: 'a ** -1', shapes: [[3]], dtypes: ['int64'] }, { call: 'a ** 0.5', shapes: [[3]], dtypes: ['int64'] }],
});
export const float_power = defineOp({
  schema: 'float_power(Tensor|Scalar input, Tensor|Scalar exponent) -> Tensor',
  paths: both('float_power'),
  doc: `Raises to a power in double precision. ${docs('float_power')}`,
  inplace: false,
  shape: ({ input, exponent }, rule) => ({ shape: broadcast(rule, shapeOf(input), shapeOf(exponent)),
    dtype: 'float64' }),
  receptiveField: () => 'pointwise',
  eval: ({ input, exponent }, [out]) => [out ? mapElements((a, b) => a ** b, out, [input, exponent]) : NOTHING],
  samples: [{ call: 'torch.float_power(a, 2)', shapes: [[3]] }, { call: 'torch.float_power(2, a)', shapes: [[3]] }],
});
export const float_power_ = defineOp({
  schema: 'float_power_(Tensor input, Tensor|Scalar exponent) -> Tensor',
  paths: ['torch.Tensor.float_power_'],
  doc: `Raises to a power in double precision, in place. ${docs('float_power')}`,
  shape({ input, exponent }, rule) {
    if (input.dtype !== 'float64') rule.raise('RuntimeError',
      `the base given to float_power_ has dtype ${scalarTypeOf(input.dtype)}`
      + " but the operation's result requires dtype Double");
    return { shape: broadcast(rule, input.shape, shapeOf(exponent)), dtype: 'float64' };
  },
  receptiveField: () => 'pointwise',
  eval: ({ input, exponent }, [out]) => [out ? mapElements((a, b) => a ** b, out, [input, exponent]) : NOTHING],
  samples: [{ call: 'a.clone().float_power_(2)', shapes: [[3]] },
    { call: 'a.clone().float_power_(2)', shapes: [[3]], dtypes: ['float64'] }],
});

const larger = (a: number, b: number): number => (Number.isNaN(a) || Number.isNaN(b) ? NaN : Math.max(a, b));
const smaller = (a: number, b: number): number => (Number.isNaN(a) || Number.isNaN(b) ? NaN : Math.min(a, b));
export const maximum = binary('maximum', larger, { doc: 'The larger of two elements.', takes: 'tensors', inplace: false,
  fast: 'maximum' });
export const minimum = binary('minimum', smaller, { doc: 'The smaller of two elements.', takes: 'tensors', inplace: false,
  fast: 'minimum' });
export const fmax = binary('fmax', (a, b) => (Number.isNaN(a) ? b : Number.isNaN(b) ? a : Math.max(a, b)),
  { takes: 'tensors', doc: 'The larger element that is a number.' });
export const fmin = binary('fmin', (a, b) => (Number.isNaN(a) ? b : Number.isNaN(b) ? a : Math.min(a, b)),
  { takes: 'tensors', doc: 'The smaller element that is a number.' });

/** null where a bound is a tensor or no number. */
const asClamp = (input: PlainTensor, low: PlainTensor | number, high: PlainTensor | number): Lowering | null =>
  (typeof low === 'number' && typeof high === 'number' && !Number.isNaN(low + high) ? ofFloats(input, asUnary('clamp', low, high))
    : null);
export const clamp = defineOp({
  schema: 'clamp(Tensor input, Tensor?|Scalar? min=None, Tensor?|Scalar? max=None) -> Tensor',
  paths: both('clamp', 'clip'),
  doc: `Limits elements to [min, max]. ${docs('clamp')}`,
  inplace: true,
  shape({ input, min, max }, rule) {
    const bounds = [min, max].filter((b) => b !== null);
    if (bounds.length === 0) rule.raise('RuntimeError', "torch.clamp: At least one of 'min' or 'max' must not be None");
    return { shape: broadcast(rule, input.shape, ...bounds.map(shapeOf)), dtype: resultOf(input, ...bounds) };
  },
  receptiveField: () => 'pointwise',
  eval: ({ input, min, max }, [out]) =>
    [out ? mapElements((x, lo, hi) => smaller(larger(x, lo ?? x), hi ?? x), out,
      [input, min ?? -Infinity, max ?? Infinity], boundType(out.dtype)) : NOTHING],
  lower: ({ input, min, max }) => asClamp(input, min ?? -Infinity, max ?? Infinity),
  samples: [{ call: 'a.clamp(0, 1)', shapes: [[2, 3]] }, { call: 'a.clamp(min=0)', shapes: [[2, 3]] },
    { call: 'torch.clamp(a)', shapes: [[2]] },
    { call: 'torch.clamp(a, max=0.5)', shapes: [[2, 3]], dtypes: ['int64'] },
    { call: 'torch.clamp(a, b)', shapes: [[2, 3], [3]] }],
});
/** Infinite bounds stay infinite for integers too. */
const boundType = (dtype: DType): DType => (isFloating(dtype) ? dtype : 'float64');
export const clamp_min = defineOp({
  schema: 'clamp_min(Tensor input, Tensor|Scalar min) -> Tensor',
  paths: both('clamp_min'),
  doc: 'Limits elements from below.',
  inplace: true,
  shape: ({ input, min }, rule) => ({ shape: broadcast(rule, input.shape, shapeOf(min)), dtype: resultOf(input, min) }),
  receptiveField: () => 'pointwise',
  eval: ({ input, min }, [out]) => [out ? mapElements(larger, out, [input, min]) : NOTHING],
  lower: ({ input, min }) => asClamp(input, min, Infinity),
  samples: [{ call: 'a.clamp_min(0)', shapes: [[2, 3]] }],
});
export const clamp_max = defineOp({
  schema: 'clamp_max(Tensor input, Tensor|Scalar max) -> Tensor',
  paths: both('clamp_max'),
  doc: 'Limits elements from above.',
  inplace: true,
  shape: ({ input, max }, rule) => ({ shape: broadcast(rule, input.shape, shapeOf(max)), dtype: resultOf(input, max) }),
  receptiveField: () => 'pointwise',
  eval: ({ input, max }, [out]) => [out ? mapElements(smaller, out, [input, max]) : NOTHING],
  lower: ({ input, max }) => asClamp(input, -Infinity, max),
  samples: [{ call: 'a.clamp_max(0)', shapes: [[2, 3]] }],
});

export const abs = unary('abs', Math.abs, { doc: 'Absolute values.', aliases: ['absolute', '__abs__'],
  dtype: realOf, onnx: 'Abs', fast: 'abs', complex: ([a, b]) => Math.hypot(a, b) });
export const neg = unary('neg', (x) => -x, { onnx: 'Neg', fast: ['affine', -1, -0],
  doc: 'The negative.', aliases: ['negative'], complex: ([a, b]) => [-a, -b],
  dtype: (dtype, rule: RuleContext) => (dtype === 'bool' ? rule.raise('RuntimeError', NEGATE_BOOL) : dtype),
});
export const positive = unary('positive', (x) => x, { doc: 'The input itself.', inplace: false });
/** PyTorch's sign of NaN is 0. */
const signOf = (x: number): number => (x > 0 ? 1 : x < 0 ? -1 : 0);
export const sign = unary('sign', signOf, { doc: 'The sign: -1, 0 or 1.', onnx: 'Sign' });
export const sgn = unary('sgn', signOf, { doc: 'The sign; of complex elements the direction.',
  complex: ([a, b]) => (a === 0 && b === 0 ? [0, 0] : [a / Math.hypot(a, b), b / Math.hypot(a, b)]) });
export const signbit = unary('signbit', (x) => (x < 0 || Object.is(x, -0) ? 1 : 0),
  { doc: 'Whether the sign bit is set.', dtype: 'bool', inplace: false });
export const ceil = unary('ceil', Math.ceil, { doc: 'Rounds up.', onnx: 'Ceil' });
export const floor = unary('floor', Math.floor, { doc: 'Rounds down.', onnx: 'Floor', fast: 'floor' });
export const trunc = unary('trunc', Math.trunc, { doc: 'Rounds towards zero.', aliases: ['fix'] });
export const frac = unary('frac', (x) => x - Math.trunc(x), { doc: 'The fractional part.' });
export const square = unary('square', (x) => x * x,
  { doc: 'Squares.', dtype: (dtype) => (dtype === 'bool' ? 'int64' : dtype), fast: 'square', complex: (x) => times(x, x) });

const halfToEven = (x: number): number => {
  const down = Math.floor(x);
  const rest = x - down;
  return rest > 0.5 || (rest === 0.5 && down % 2 !== 0) ? down + 1 : down;
};
export const round = defineOp({
  schema: 'round(Tensor input, *, int decimals=0) -> Tensor',
  onnx: sameOp('Round'),
  paths: both('round'),
  doc: `Rounds to the nearest, halves to the even neighbour. ${docs('round')}`,
  inplace: true,
  shape: ({ input }) => ({ shape: input.shape, dtype: input.dtype }),
  receptiveField: () => 'pointwise',
  eval: ({ input, decimals }, [out]) => [out
    ? mapElements((x) => halfToEven(x * 10 ** decimals) / 10 ** decimals, out, [input]) : NOTHING],
  samples: [{ call: 'torch.round(a)', shapes: [[2, 3]] }, { call: 'torch.round(a, decimals=1)', shapes: [[2, 3]] }],
});

export const nan_to_num = defineOp({
  schema: 'nan_to_num(Tensor input, float? nan=None, float? posinf=None, float? neginf=None) -> Tensor',
  paths: both('nan_to_num'),
  doc: `Replaces what is not finite. ${docs('nan_to_num')}`,
  inplace: true,
  shape: ({ input }) => ({ shape: input.shape, dtype: input.dtype }),
  receptiveField: () => 'pointwise',
  eval({ input, nan, posinf, neginf }, [out]) {
    const largest = out?.dtype === 'float64' ? Number.MAX_VALUE : out?.dtype === 'float16' ? 65_504
      : 3.4028234663852886e38;
    const finite = (x: number): number => (Number.isNaN(x) ? nan ?? 0 : x === Infinity ? posinf ?? largest
      : x === -Infinity ? neginf ?? -largest : x);
    return [out ? mapElements(finite, out, [input]) : NOTHING];
  },
  samples: [{ call: 'torch.nan_to_num(a)', shapes: [[3]] }],
});

// ---- logic and bits ----
const truth = (f: (a: boolean, b: boolean) => boolean) => (a: number, b: number): number =>
  (f(a !== 0, b !== 0) ? 1 : 0);
export const logical_and = binary('logical_and', truth((a, b) => a && b), { doc: 'Both are true.', dtype: 'bool',
  takes: 'tensors',
  onnx: 'And' });
export const logical_or = binary('logical_or', truth((a, b) => a || b), { doc: 'One is true.', dtype: 'bool', takes: 'tensors',
  onnx: 'Or' });
export const logical_xor = binary('logical_xor', truth((a, b) => a !== b),
  { doc: 'Exactly one is true.', dtype: 'bool', takes: 'tensors', onnx: 'Xor' });
export const logical_not = unary('logical_not', (x) => (x === 0 ? 1 : 0),
  { doc: 'True where the input is zero.', dtype: 'bool', onnx: 'Not' });

const integral = (name: string) => (dtype: DType, rule: RuleContext): DType =>
  isIntegral(dtype) ? dtype : rule.raise('RuntimeError',
    `"${name}" not implemented for '${dtype === 'float64' ? 'Double' : dtype === 'float16' ? 'Half' : 'Float'}'`);
/** Bit ops over numbers up to 2^53, in two's complement. */
const bits = (f: (a: bigint, b: bigint) => bigint) => (a: number, b: number): number =>
  Number(BigInt.asIntN(64, f(BigInt(a), BigInt(b))));
const INTS = ['int64', 'int64'] as const;
const bitSamples = (name: string) => [...binarySamples(name, 'int64'),
  { call: `torch.${name}(a, b)`, shapes: [[2], [2]], dtypes: ['bool', 'bool'] }];
export const bitwise_and = binary('bitwise_and', bits((a, b) => a & b),
  { doc: 'Bits set in both.', dtype: integral('bitwise_and_cpu'), aliases: ['__and__'], onnx: 'BitwiseAnd',
  samples: bitSamples('bitwise_and') });
export const bitwise_or = binary('bitwise_or', bits((a, b) => a | b),
  { doc: 'Bits set in one.', dtype: integral('bitwise_or_cpu'), aliases: ['__or__'], onnx: 'BitwiseOr',
  samples: bitSamples('bitwise_or') });
export const bitwise_xor = binary('bitwise_xor', bits((a, b) => a ^ b),
  { doc: 'Bits set in exactly one.', dtype: integral('bitwise_xor_cpu'), aliases: ['__xor__'], onnx: 'BitwiseXor',
  samples: bitSamples('bitwise_xor') });
export const bitwise_left_shift = binary('bitwise_left_shift', (a, b) => (b < 0 ? 0 : a * 2 ** b), {
  doc: 'Shifts bits up.', dtype: integral('lshift_cpu'),
    paths: [...both('bitwise_left_shift'), ...method('__lshift__')],
  samples: [{ call: 'torch.bitwise_left_shift(a, b)', shapes: [[2], [2]], dtypes: INTS }],
});
export const bitwise_right_shift = binary('bitwise_right_shift', (a, b) => (b < 0 ? Math.min(0, Math.sign(a))
  : Math.floor(a / 2 ** b)), {
  doc: 'Shifts bits down.', dtype: integral('rshift_cpu'),
    paths: [...both('bitwise_right_shift'), ...method('__rshift__')],
  samples: [{ call: 'torch.bitwise_right_shift(a, b)', shapes: [[2], [2]], dtypes: INTS }],
});
export const bitwise_not = defineOp({
  schema: 'bitwise_not(Tensor input) -> Tensor',
  paths: [...both('bitwise_not'), ...method('__invert__')],
  doc: `Flips the bits; of bools the truth. ${docs('bitwise_not')}`,
  inplace: true,
  shape: ({ input }, rule) => ({ shape: input.shape, dtype: integral('bitwise_not_cpu')(input.dtype, rule) }),
  receptiveField: () => 'pointwise',
  onnx: sameOp('BitwiseNot'),
  eval: ({ input }, [out]) => [(input.data ?? []).map(
    (x) => (out?.dtype === 'bool' ? 1 - x : castElement(-x - 1, out?.dtype ?? 'int64')))],
  samples: [{ call: '~a', shapes: [[3]], dtypes: ['bool'] },
    { call: 'torch.bitwise_not(a)', shapes: [[3]], dtypes: ['int64'] }],
});

export const gcdOf = (a: number, b: number): number => {
  let [x, y] = [Math.abs(a), Math.abs(b)];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
};
export const gcd = binary('gcd', gcdOf, { doc: 'Greatest common divisor.', takes: 'tensors', dtype: integral('gcd_cpu'),
  samples: [...binarySamples('gcd', 'int64'), { call: 'torch.gcd(a, 2)', shapes: [[3]], dtypes: ['int64'] }] });
export const lcm = binary('lcm', (a, b) => (a === 0 || b === 0 ? 0 : Math.abs(a * b) / gcdOf(a, b)),
  { doc: 'Least common multiple.', takes: 'tensors', dtype: integral('lcm_cpu'), samples: binarySamples('lcm', 'int64') });
