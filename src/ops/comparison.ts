// Comparisons and predicates (bool results), conversion between dtypes, where and masks.
import { broadcastElements, broadcastShapes } from '../tensor/broadcast';
import { equalShapes, showDim } from '../tensor/dim';
import { isFloating, isIntegral, type DType, scalarTypeOf } from '../tensor/dtype';
import { castElements } from '../tensor/round';
import { constantOf, int, type Dim, type Tensor } from '../tensor/value';
import { mapComplex } from './complexKernels';
import { defineOp, type RuleContext, type Sample } from './op';
import { binary, binarySamples, mapElements, NOTHING, unary } from './pointwise';
import { both, broadcast, docs, isTensor, method, resultOf, shapeOf } from './rules';

const compare = (name: string, f: (a: number, b: number) => boolean, doc: string, aliases: readonly string[],
  onnx?: string) => binary(name, (a, b) => (f(a, b) ? 1 : 0), { doc, dtype: 'bool', takes: 'a tensor first', aliases, onnx,
    samples: [...binarySamples(name), { call: `torch.${name}(a, 1)`, shapes: [[3]], dtypes: ['int64'] }] });
export const eq = compare('eq', (a, b) => a === b, 'Equal elements.', [], 'Equal');
export const ne = compare('ne', (a, b) => a !== b, 'Different elements.', ['not_equal']);
export const lt = compare('lt', (a, b) => a < b, 'Smaller elements.', ['less'], 'Less');
export const le = compare('le', (a, b) => a <= b, 'Elements not larger.', ['less_equal'], 'LessOrEqual');
export const gt = compare('gt', (a, b) => a > b, 'Larger elements.', ['greater'], 'Greater');
export const ge = compare('ge', (a, b) => a >= b, 'Elements not smaller.', ['greater_equal'], 'GreaterOrEqual');

const predicate = (name: string, f: (x: number) => boolean, doc: string, onnx?: string) =>
  unary(name, (x) => (f(x) ? 1 : 0), { doc, dtype: 'bool', inplace: false, onnx });
export const isnan = predicate('isnan', Number.isNaN, 'Elements that are not a number.', 'IsNaN');
export const isinf = predicate('isinf', (x) => Math.abs(x) === Infinity, 'Infinite elements.');
export const isposinf = predicate('isposinf', (x) => x === Infinity, 'Elements that are +∞.');
export const isneginf = predicate('isneginf', (x) => x === -Infinity, 'Elements that are −∞.');
export const isfinite = predicate('isfinite', Number.isFinite, 'Finite elements.');
export const isreal = predicate('isreal', () => true, 'Elements without an imaginary part.');

const near = (a: number, b: number, rtol: number, atol: number, equalNan: boolean): boolean =>
  a === b || (equalNan && Number.isNaN(a) && Number.isNaN(b))
    || (Number.isFinite(a) && Number.isFinite(b) && Math.abs(a - b) <= atol + rtol * Math.abs(b));
function checkNear(input: Tensor, other: Tensor, rtol: number, atol: number, rule: RuleContext): void {
  if (input.dtype !== other.dtype) rule.raise(
    'RuntimeError', `${scalarTypeOf(input.dtype)} did not match ${scalarTypeOf(other.dtype)}`);
  for (const [name, tolerance] of [['rtol', rtol], ['atol', atol]] as const) {
    rule.require(tolerance >= 0, () => `${name} must be greater than or equal to zero, but got ${tolerance}`);
  }
}
export const isclose = defineOp({
  schema: 'isclose(Tensor input, Tensor other, float rtol=1e-05, float atol=1e-08, bool equal_nan=False) -> Tensor',
  paths: both('isclose'),
  doc: `Elements that differ little. ${docs('isclose')}`,
  shape({ input, other, rtol, atol }, rule) {
    checkNear(input, other, rtol, atol, rule);
    return { shape: broadcast(rule, input.shape, other.shape), dtype: 'bool' };
  },
  receptiveField: () => 'pointwise',
  eval: ({ input, other, rtol, atol, equal_nan }, [out]) =>
    [out ? mapElements((a, b) => (near(a, b, rtol, atol, equal_nan) ? 1 : 0), out, [input, other]) : NOTHING],
  samples: [{ call: 'torch.isclose(a, b)', shapes: [[2, 3], [3]] },
    ...['rtol', 'atol'].map((name) => ({ call: `torch.isclose(a, b, ${name}=-1.5)`, shapes: [[3], [3]] }))],
});
/** `-> bool`: a result of rank 0 that Python gets as a bool. */
export const allclose = defineOp({
  schema: 'allclose(Tensor input, Tensor other, float rtol=1e-05, float atol=1e-08, bool equal_nan=False) -> bool',
  paths: both('allclose'),
  doc: `Whether all elements differ little. ${docs('allclose')}`,
  shape({ input, other, rtol, atol }, rule) {
    checkNear(input, other, rtol, atol, rule);
    broadcast(rule, input.shape, other.shape);
    return { shape: [], dtype: 'bool' };
  },
  receptiveField: () => 'global',
  eval({ input, other, rtol, atol, equal_nan }) {
    const [longer, shorter] = input.shape.length >= other.shape.length ? [input, other] : [other, input];
    const shape = longer.shape.map((n, i) => Math.max(
      n, shorter.shape[i - longer.shape.length + shorter.shape.length] ?? 1));
    return [mapElements((a, b) => (near(a, b, rtol, atol, equal_nan) ? 1 : 0), { shape, dtype: 'bool' },
      [input, other]).every((x) => x === 1) ? [1] : [0]];
  },
  samples: [{ call: 'torch.allclose(a, b)', shapes: [[3], [3]], dtypes: ['float32', 'bfloat16'] },
    { call: 'torch.allclose(a, b, rtol=-1)', shapes: [[3], [3]] }],
});
export const equal = defineOp({
  schema: 'equal(Tensor input, Tensor other) -> bool',
  paths: both('equal'),
  doc: `Whether shape and all elements are the same. ${docs('equal')}`,
  shape: () => ({ shape: [], dtype: 'bool' }),
  receptiveField: () => 'global',
  eval: ({ input, other }) => [[input.shape.join() === other.shape.join()
    && (input.data ?? []).every((x, i) => x === other.data?.[i]) ? 1 : 0]],
  samples: [],
});

// ---- dtypes ----
export const to_dtype = defineOp({
  schema: 'to(Tensor input, dtype dtype) -> Tensor',
  paths: method('to', 'type'),
  doc: 'The same elements in another dtype. https://pytorch.org/docs/stable/generated/torch.Tensor.to.html',
  shape: ({ input, dtype }) => ({ shape: input.shape, dtype }),
  receptiveField: () => 'pointwise',
  eval: ({ input, dtype }) => [castElements(input.data ?? [], dtype)],
  // The imaginary part is dropped; what is not zero is true.
  complex: ({ input }, [out]) => [mapComplex((x) => (out.dtype === 'bool' ? Math.hypot(...x) : x), out, [input])],
  samples: [{ call: 'a.to(torch.int64)', shapes: [[2, 3]] }, { call: 'a.double()', shapes: [[2, 3]] },
    { call: 'a.bool()', shapes: [[2, 3]] }, { call: 'a.half()', shapes: [[2, 3]] },
    { call: 'a.to(torch.uint8)', shapes: [[3]], dtypes: ['int64'] },
    { call: 'a.to(torch.bfloat16).float()', shapes: [[2, 3]] }],
});

// ---- where and masks ----
export const where = defineOp({
  schema: 'where(Tensor condition, Tensor|Scalar input, Tensor|Scalar other) -> Tensor',
  paths: ['torch.where'],
  doc: `Elements of one tensor or the other. ${docs('where')}`,
  shape({ condition, input, other }, rule) {
    if (condition.dtype !== 'bool' && condition.dtype !== 'uint8') {
      rule.raise('RuntimeError', `where expected condition to be a boolean tensor, but got a tensor with`
        + ` dtype ${scalarTypeOf(condition.dtype)}`);
    }
    return { shape: broadcast(rule, condition.shape, shapeOf(input), shapeOf(other)), dtype: resultOf(input, other) };
  },
  receptiveField: () => 'pointwise',
  complex: 'moves',
  eval: ({ condition, input, other }, [out]) =>
    [out ? mapElements((c, a, b) => (c === 0 ? b : a), out, [condition, input, other]) : NOTHING],
  samples: [{ call: 'torch.where(a, b, c)', shapes: [[2, 3], [3], [2, 1]],
    dtypes: ['bool', 'float32', 'float32'] }, { call: 'torch.where(a > 0, a, 0.)', shapes: [[2, 3]] },
    { call: 'torch.where(a, b, c)', shapes: [[2], [2], [2]] }],
});
export const where_method = defineOp({
  schema: 'where(Tensor input, Tensor condition, Tensor|Scalar other) -> Tensor',
  paths: method('where'),
  doc: `Elements of one tensor or the other. ${docs('where')}`,
  shape: ({ input, condition, other }, rule) =>
    ({ shape: broadcast(rule, condition.shape, input.shape, shapeOf(other)), dtype: resultOf(input, other) }),
  receptiveField: () => 'pointwise',
  complex: 'moves',
  eval: ({ condition, input, other }, [out]) =>
    [out ? mapElements((c, a, b) => (c === 0 ? b : a), out, [condition, input, other]) : NOTHING],
  samples: [{ call: 'a.where(a > 0, b)', shapes: [[2, 3], [3]] }],
});

export const masked_fill = defineOp({
  schema: 'masked_fill(Tensor input, Tensor mask, Tensor|Scalar value) -> Tensor',
  paths: both('masked_fill'),
  doc: `One number where a mask is true. https://pytorch.org/docs/stable/generated/torch.Tensor.masked_fill_.html`,
  inplace: true,
  shape({ input, mask, value }, rule) {
    if (isTensor(value) && value.shape.length > 0) {
      rule.raise('RuntimeError', `masked_fill_ only supports a 0-dimensional value tensor, but got tensor`
        + ` with ${value.shape.length} dimension(s).`);
    }
    if (mask.dtype === 'uint8' && mask.data?.some((m) => m > 1)) {
      rule.raise('RuntimeError', 'Mask tensor can take 0 and 1 values only');
    }
    return { shape: broadcast(rule, mask.shape, input.shape), dtype: input.dtype };
  },
  receptiveField: () => 'pointwise',
  complex: 'moves',
  // Of masks of other types PyTorch reads the first bytes.
  eval: ({ input, mask, value }, [out]) => [out && (mask.dtype === 'bool' || mask.dtype === 'uint8')
    ? mapElements((x, m, v) => (m === 0 ? x : v), out, [input, mask, value], widest(out.dtype)) : NOTHING],
  samples: [{ call: 'a.masked_fill(b, 7)', shapes: [[2, 3], [3]], dtypes: ['float32', 'bool'] },
    { call: "a.masked_fill(a > 0, float('-inf'))", shapes: [[2, 3]] },
    { call: 'a.masked_fill(b, 0)', shapes: [[2, 3], [2]], dtypes: ['float32', 'bool'] },
    { call: 'torch.masked_fill(a, b, 0)', shapes: [[1, 3], [1, 3]], dtypes: ['uint8', 'uint8'] },
    { call: 'a.masked_fill(b % 2, 7)', shapes: [[2, 3], [2, 3]], dtypes: ['float32', 'uint8'] }],
});
const widest = (dtype: DType): DType => (isIntegral(dtype) || isFloating(dtype) ? 'float64' : dtype);

const joinedSize = (a: number, b: number): number => (a === 1 ? b : a);
const plainSizes = (shape: readonly Dim[]): number[] => shape.map((d) => constantOf(d) ?? NaN);
export const masked_select = defineOp({
  schema: 'masked_select(Tensor input, Tensor mask) -> Tensor',
  paths: both('masked_select'),
  doc: `The elements where a mask is true. ${docs('masked_select')}`,
  shape({ input, mask }, rule) {
    if (mask.dtype !== 'bool' && mask.dtype !== 'uint8') {
      rule.raise('RuntimeError', 'masked_select: expected BoolTensor or ByteTensor for mask');
    }
    const shape = broadcastShapes([input.shape, mask.shape], (a, b, axis) => rule.raise('RuntimeError',
      `The size of tensor a (${showDim(a)}) must match the size of tensor b (${showDim(b)}) at`
        + ` non-singleton dimension ${axis}`, [a, b]));
    const whole = equalShapes(shape, mask.shape) === true ? mask.shape : shape;
    const sizes = whole.map(constantOf);
    const count = mask.data && sizes.every((n) => n !== undefined)
      ? rule.dim(broadcastElements({ shape: plainSizes(mask.shape), dtype: mask.dtype, data: mask.data }, sizes).filter((x) =>
          x !== 0).length)
      : rule.unknown('data-dependent-size', 'how many elements a mask picks depends on its values');
    return { shape: [count], dtype: input.dtype };
  },
  receptiveField: () => 'global',
  eval({ input, mask }) {
    const rank = Math.max(input.shape.length, mask.shape.length);
    const shape = Array.from({ length: rank }, (_, i) =>
      joinedSize(input.shape[i - rank + input.shape.length] ?? 1, mask.shape[i - rank + mask.shape.length] ?? 1));
    const kept = broadcastElements(mask, shape);
    return [broadcastElements(input, shape).filter((_, i) => kept[i] !== 0)];
  },
  samples: [{ call: 'a.masked_select(b)', shapes: [[2, 3], [3]], dtypes: ['float32', 'bool'] },
    { call: 'a.masked_select(b)', shapes: [[3], [2, 1]], dtypes: ['float32', 'bool'] }, { call: 'a.masked_select(b)',
        shapes: [[3], [3]] }, { call: 'torch.masked_select(a, torch.tensor([True, False, True]))', shapes: [[3]] }],
});
export const masked_scatter = defineOp({
  schema: 'masked_scatter(Tensor input, Tensor mask, Tensor source) -> Tensor',
  paths: both('masked_scatter'),
  doc: 'Takes elements of another tensor where a mask is true.',
  inplace: true,
  shape({ input, mask, source }, rule) {
    rule.require(input.dtype === source.dtype, () => 'masked_scatter: expected self and source to have same dtypes but got'
      + `${scalarTypeOf(input.dtype)} and ${scalarTypeOf(source.dtype)}`);
    if (mask.dtype === 'uint8' && mask.data?.some((m) => m > 1)) rule.raise('RuntimeError',
      'Mask tensor can take 0 and 1 values only');
    const shape = broadcast(rule, mask.shape, input.shape);
    const sizes = shape.map(constantOf);
    if (mask.data && sizes.every((n) => n !== undefined)) {
      const all = broadcastElements({ shape: plainSizes(mask.shape), dtype: mask.dtype, data: mask.data }, sizes);
      const count = all.filter((x) => x !== 0).length;
      rule.require(rule.test((...given) => given.reduce((a, b) => a * b, 1) >= count, ...source.shape),
        () => 'Number of elements of source < number of ones in mask', source.shape);
    }
    return { shape, dtype: input.dtype };
  },
  receptiveField: () => 'global',
  eval({ input, mask, source }, [out]) {
    const shape = out?.shape ?? [];
    const taken = broadcastElements(mask, shape);
    let next = 0;
    return [broadcastElements(input, shape).map((x, i) => (taken[i] === 0 ? x : source.data?.[next++] ?? NaN))];
  },
  samples: [{ call: 'a.masked_scatter(a > 0, b)', shapes: [[2, 3], [6]] },
    { call: 'a.masked_scatter(b, c)', shapes: [[5, 4], [5, 4], [5]], dtypes: ['float32', 'bool', 'float32'] },
    { call: 'a.masked_scatter(b, c)', shapes: [[2, 3], [1, 3], [2]], dtypes: ['float32', 'bool', 'float32'] },
    { call: 'a.masked_scatter(b, c)', shapes: [[5], [5], [5]], dtypes: ['int8', 'bool', 'float32'] }],
});
/** Positions of what is not zero; its count is known only with the elements. */
const NONZERO = 'how many elements are not zero depends on their values';
const COUNTED: Sample = { call: 'torch.nonzero(torch.tensor([[0, 1], [2, 0]]))', shapes: [] };
const countOf = (input: Tensor, rule: RuleContext): Dim =>
  (input.data ? rule.dim(input.data.filter((x) => x !== 0).length) : rule.unknown('data-dependent-size', NONZERO));
export const argwhere = defineOp({
  schema: 'argwhere(Tensor input) -> Tensor',
  paths: both('argwhere'),
  doc: `Positions of elements that are not zero. ${docs('argwhere')}`,
  shape: ({ input }, rule) => ({ shape: [countOf(input, rule), rule.dim(input.shape.length)], dtype: 'int64' }),
  receptiveField: () => 'global',
  eval: ({ input }) => [positionsOf(input.data ?? [], input.shape).flat()],
  samples: [{ call: 'torch.argwhere(torch.tensor([[0, 1], [2, 0]]))', shapes: [] }],
});
/** A number has one position, 0, where a vector of one has it. */
const perAxis = (input: Tensor): readonly Dim[] => (input.shape.length === 0 ? [int(1)] : input.shape);
export const nonzero = defineOp({
  schema: 'nonzero(Tensor input, *, bool as_tuple=False) -> Tensor|Tensor[]',
  paths: both('nonzero'),
  doc: `Positions of elements that are not zero. ${docs('nonzero')}`,
  shape({ input, as_tuple }, rule) {
    const count = countOf(input, rule);
    return as_tuple ? perAxis(input).map(() => ({ shape: [count], dtype: 'int64' as const }))
      : { shape: [count, rule.dim(input.shape.length)], dtype: 'int64' };
  },
  receptiveField: () => 'global',
  eval({ input, as_tuple }, outs) {
    const positions = positionsOf(input.data ?? [], input.shape);
    return as_tuple ? outs.map((_, axis) => positions.map((p) => p[axis] ?? 0)) : [positions.flat()];
  },
  samples: [COUNTED, ...['as_tuple=False', 'as_tuple=True'].map((flag) =>
    ({ call: COUNTED.call.replace('))', `), ${flag})`), shapes: [] }))],
});
function positionsOf(data: readonly number[], shape: readonly number[]): number[][] {
  return data.flatMap((x, p) => {
    if (x === 0) return [];
    let rest = p;
    return [[...shape].reverse().map((size) => {
      const at = rest % size;
      rest = Math.floor(rest / size);
      return at;
    }).reverse()];
  });
}
export const nonzero_tuple = defineOp({
  schema: 'nonzero(Tensor condition) -> Tensor[]',
  paths: ['torch.where'],
  doc: `Positions of elements that are not zero, one tensor per axis. ${docs('where')}`,
  shape({ condition }, rule) {
    const count = condition.data ? rule.dim(condition.data.filter((x) => x !== 0).length)
      : rule.unknown('data-dependent-size', NONZERO);
    return perAxis(condition).map(() => ({ shape: [count], dtype: 'int64' }));
  },
  receptiveField: () => 'global',
  eval({ condition }, outs) {
    const positions = positionsOf(condition.data ?? [], condition.shape);
    return outs.map((_, axis) => positions.map((p) => p[axis] ?? 0));
  },
  samples: [{ call: 'torch.where(torch.tensor([[0, 1], [2, 0]]))', shapes: [] }],
});
