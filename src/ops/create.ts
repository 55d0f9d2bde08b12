// Ops that make tensors: constants (zeros, full, eye, arange, linspace), and their *_like and new_* forms.
// Random tensors are
// in random.ts, tensors of literals (torch.tensor) belong to the interpreter.
import { plainNumel, showDim, showShape } from '../tensor/dim';
import { castElement, castElements } from '../tensor/round';
import { complexOf } from '../tensor/complex';
import { isComplex, isIntegral, type DType } from '../tensor/dtype';
import { int, type Dim, type PlainMeta } from '../tensor/value';
import type { Scalar } from './schema';
import { defineOp, type RuleContext, type Sample } from './op';
import { docs, fn, method, range } from './rules';

const DEFAULT: DType = 'float32';
const OPTIONS = '*, dtype? dtype=None, any layout=None, any device=None, bool requires_grad=False, bool'
  + ' pin_memory=False, any out=None, any names=None, any memory_format=None';
const SIZED = `sized(*int[] size, ${OPTIONS}) -> Tensor` as const;
const LIKE = `like(Tensor input, ${OPTIONS}) -> Tensor` as const;
const NEW = `fresh(Tensor input, *int[] size, ${OPTIONS}) -> Tensor` as const;

export function sizes(size: readonly Dim[], rule: RuleContext): readonly Dim[] {
  for (const dim of size) {
    rule.require(rule.test((d) => d >= 0, dim),
      () => `Trying to create tensor with negative dimension ${showDim(dim)}: ${showShape(size)}`, [dim]);
  }
  return size;
}
const filled = (out: PlainMeta | undefined, value: number): number[] =>
  (out ? range(plainNumel(out.shape)).map(() =>
    (isComplex(out.dtype) ? complexOf(value, 0) : castElement(value, out.dtype))) : []);

/** `value` null: the elements are not defined. */
function constantOps(name: string, value: number | null, doc: string) {
  const fill = (_args: unknown, [out]: readonly PlainMeta[]): number[][] => [filled(out, value ?? 0)];
  const evaluated = value === null ? {} : { eval: fill, complex: fill };
  const compared = (call: string, shapes: Sample['shapes'] = []): Sample => ({ call, shapes });
  return [
    defineOp({
      schema: SIZED.replace('sized', name) as typeof SIZED, paths: fn(name), doc: `${doc} ${docs(name)}`, ...evaluated,
      shape: ({ size, dtype }, rule) => ({ shape: sizes(size, rule), dtype: dtype ?? DEFAULT }),
      receptiveField: () => 'pointwise',
      samples: value === null ? [compared('torch.empty(2, 3)')]
        : [compared(`torch.${name}(2, 3)`), compared(`torch.${name}((2, 3), dtype=torch.int64)`),
        compared(`torch.${name}(2, -1)`), compared(`torch.${name}([])`)],
    }),
    defineOp({
      unread: 'input',
      schema: LIKE.replace('like', `${name}_like`) as typeof LIKE, paths: fn(`${name}_like`),
        doc: `${doc} ${docs(`${name}_like`)}`, ...evaluated,
      shape: ({ input, dtype }) => ({ shape: input.shape, dtype: dtype ?? input.dtype }),
      receptiveField: () => 'pointwise',
      samples: value === null ? [] : [compared(`torch.${name}_like(a)`, [[2, 3]])],
    }),
    defineOp({
      unread: 'input',
      schema: NEW.replace('fresh', `new_${name}`) as typeof NEW, paths: method(`new_${name}`), doc, ...evaluated,
      shape: ({ input, size, dtype }, rule) => ({ shape: sizes(size, rule), dtype: dtype ?? input.dtype }),
      receptiveField: () => 'pointwise',
      samples: value === null ? [] : [compared(`a.new_${name}(2, 3)`, [[1]]), compared(`a.new_${name}((2,))`, [[1]])],
    }),
  ] as const;
}
export const [zeros, zeros_like, new_zeros] = constantOps('zeros', 0, 'Zeros.');
export const [ones, ones_like, new_ones] = constantOps('ones', 1, 'Ones.');
export const [empty, empty_like, new_empty] = constantOps('empty', null, 'A tensor whose elements are not set.');

const scalarType = (value: Scalar): DType => (
  value.kind === 'int' ? 'int64' : value.kind === 'bool' ? 'bool' : DEFAULT);
export const full = defineOp({
  schema: `full(int[] size, Scalar fill_value, ${OPTIONS}) -> Tensor` as const,
  paths: fn('full'),
  doc: `One number everywhere. ${docs('full')}`,
  shape: ({ size, fill_value, dtype }, rule) => ({ shape: sizes(size, rule), dtype: dtype ?? scalarType(fill_value) }),
  receptiveField: () => 'pointwise',
  eval: ({ fill_value }, [out]) => [filled(out, fill_value)],
  samples: [{ call: 'torch.full((2, 3), 1.5)', shapes: [] }, { call: 'torch.full((2,), 7)', shapes: [] },
    { call: 'torch.full((2,), True)', shapes: [] }],
});
export const full_like = defineOp({
  unread: 'input',
  schema: `full_like(Tensor input, Scalar fill_value, ${OPTIONS}) -> Tensor` as const,
  paths: fn('full_like'),
  doc: `One number everywhere, shaped like another tensor. ${docs('full_like')}`,
  shape: ({ input, dtype }) => ({ shape: input.shape, dtype: dtype ?? input.dtype }),
  receptiveField: () => 'pointwise',
  eval: ({ fill_value }, [out]) => [filled(out, fill_value)],
  samples: [{ call: 'torch.full_like(a, 3)', shapes: [[2]] }],
});
export const new_full = defineOp({
  unread: 'input',
  schema: `new_full(Tensor input, int[] size, Scalar fill_value, ${OPTIONS}) -> Tensor` as const,
  paths: method('new_full'),
  doc: 'One number everywhere, in the dtype of another tensor.',
  shape: ({ input, size, dtype }, rule) => ({ shape: sizes(size, rule), dtype: dtype ?? input.dtype }),
  receptiveField: () => 'pointwise',
  eval: ({ fill_value }, [out]) => [filled(out, fill_value)],
  samples: [{ call: 'a.new_full((2, 2), 3)', shapes: [[1]] }],
});
export const fill = defineOp({
  unread: 'input',
  schema: 'fill(Tensor input, Tensor|Scalar value) -> Tensor',
  paths: ['torch.fill', 'torch.Tensor.fill'],
  doc: 'One number everywhere.',
  inplace: true,
  shape: ({ input }) => ({ shape: input.shape, dtype: input.dtype }),
  receptiveField: () => 'pointwise',
  eval: ({ value }, [out]) => [filled(out, typeof value === 'number' ? value : value.data?.[0] ?? NaN)],
  samples: [{ call: 'a.fill_(3)', shapes: [[2]] }],
});
export const zero = defineOp({
  unread: 'input',
  schema: 'zero(Tensor input) -> Tensor',
  paths: ['torch.Tensor.zero'],
  doc: 'Zero everywhere.',
  inplace: true,
  shape: ({ input }) => ({ shape: input.shape, dtype: input.dtype }),
  receptiveField: () => 'pointwise',
  eval: (_args, [out]) => [filled(out, 0)],
  samples: [{ call: 'a.zero_()', shapes: [[2]] }],
});

export const eye = defineOp({
  schema: `eye(int n, int? m=None, ${OPTIONS}) -> Tensor` as const,
  paths: fn('eye'),
  doc: `Ones on the diagonal. ${docs('eye')}`,
  shape({ n, m, dtype }, rule) {
    rule.require(rule.test((x) => x >= 0, n), () => `n must be greater or equal to 0, got ${showDim(n)}`, [n]);
    return { shape: [n, m ?? n], dtype: dtype ?? DEFAULT };
  },
  receptiveField: () => 'pointwise',
  eval(_args, [out]) {
    const [rows = 0, columns = 0] = out?.shape ?? [];
    return [range(rows * columns).map((i) => (Math.floor(i / columns) === i % columns ? 1 : 0))];
  },
  samples: [{ call: 'torch.eye(3)', shapes: [] }, { call: 'torch.eye(2, 3)', shapes: [] },
    { call: 'torch.eye(2, dtype=torch.bool)', shapes: [] }],
});

// ---- ranges ----
/** A number as a dim, for arithmetic only. */
function numberOf(value: Scalar): Dim {
  return value.kind === 'bool' ? int(value.value ? 1 : 0) : int(value.value, 'origin' in value ? value.origin : null);
}
function rangeMeta(start: Scalar, end: Scalar, step: Scalar, dtype: DType | null,
  rule: RuleContext): { shape: Dim[]; dtype: DType } {
  const [a, b, s] = [numberOf(start), numberOf(end), numberOf(step)];
  rule.require(rule.test((x) => x !== 0, s), () => 'step must be nonzero', [s]);
  rule.require(rule.test((x, y, z) => (y - x) * z >= 0, a, b, s),
    () => 'upper bound and larger bound inconsistent with step sign', [a, b, s]);
  const integral = [start, end, step].every((x) => x.kind !== 'float');
  return { shape: [rule.map((x, y, z) => Math.max(0, Math.ceil((y - x) / z)), a, b, s)], dtype: dtype
    ?? (integral ? 'int64' : DEFAULT) };
}
const rangeElements = (start: number, step: number, out: PlainMeta | undefined): number[] =>
  (out ? range(out.shape[0] ?? 0).map((i) => castElement(start + i * step, out.dtype)) : []);
const ONE: Scalar = int(1);
const ZERO: Scalar = int(0);

export const arange_end = defineOp({
  schema: `arange(Scalar end, ${OPTIONS}) -> Tensor` as const,
  paths: fn('arange'),
  doc: `0, 1, ... below end. ${docs('arange')}`,
  shape: ({ end, dtype }, rule) => rangeMeta(ZERO, end, ONE, dtype, rule),
  receptiveField: () => 'pointwise',
  eval: (_args, [out]) => [rangeElements(0, 1, out)],
  samples: [{ call: 'torch.arange(5)', shapes: [] }, { call: 'torch.arange(2.5)', shapes: [] },
    { call: 'torch.arange(3, dtype=torch.float32)', shapes: [] }, { call: 'torch.arange(-1)', shapes: [] }],
});
export const arange = defineOp({
  schema: `arange(Scalar start, Scalar end, Scalar step=1, ${OPTIONS}) -> Tensor` as const,
  paths: fn('arange'),
  doc: `start, start + step, ... below end. ${docs('arange')}`,
  shape: ({ start, end, step, dtype }, rule) => rangeMeta(start, end, step, dtype, rule),
  receptiveField: () => 'pointwise',
  eval: ({ start, step }, [out]) => [rangeElements(start, step, out)],
  samples: [{ call: 'torch.arange(1, 10, 3)', shapes: [] }, { call: 'torch.arange(0, 1, 0.1)', shapes: [] },
    { call: 'torch.arange(5, 0, -2)', shapes: [] }, { call: 'torch.arange(0, 1, 0)', shapes: [] },
    { call: 'torch.arange(0, 8, 2, dtype=torch.float32)', shapes: [] },
    { call: 'torch.arange(start=1, end=4)', shapes: [] }],
});

/** Like arange, but with its end, and of floats whatever it is given. */
export const range_ = defineOp({
  schema: `range(Scalar start, Scalar end, Scalar step=1, ${OPTIONS}) -> Tensor` as const,
  paths: fn('range'),
  doc: `start, start + step, ... up to end, which is part of it. ${docs('range')}`,
  shape({ start, end, step, dtype }, rule) {
    const [a, b, s] = [numberOf(start), numberOf(end), numberOf(step)];
    rule.require(rule.test((x) => x !== 0, s), () => 'step must be nonzero', [s]);
    rule.require(rule.test((x, y, z) => (y - x) * z >= 0, a, b, s),
      () => 'upper bound and lower bound inconsistent with step sign', [a, b, s]);
    return { shape: [rule.map((x, y, z) => Math.floor((y - x) / z) + 1, a, b, s)], dtype: dtype ?? DEFAULT };
  },
  receptiveField: () => 'pointwise',
  eval: ({ start, step }, [out]) => [rangeElements(start, step, out)],
  samples: [{ call: 'torch.range(0, 3)', shapes: [] }, { call: 'torch.range(1, 4, 0.5)', shapes: [] },
    { call: 'torch.range(5, 0, -2, dtype=torch.int64)', shapes: [] }, { call: 'torch.range(0, -1)', shapes: [] },
    { call: 'torch.range(0, 1, 0)', shapes: [] }, { call: 'torch.range(3)', shapes: [] }],
});

/**
 * From both ends to the middle, as linspace_kernel in aten/src/ATen/native/cpu/RangeFactoriesKernel.cpp.
 * float32 is bit for bit
 * what its kernel for AVX2 gives: pairs of vectors of eight, each counted on from its first element, and single
 * elements after.
 */
export function linspaceElements(start: number, end: number, steps: number, dtype: DType): number[] {
  if (steps === 1) return [castElement(start, dtype)];
  const store = (x: number): number => (isIntegral(dtype) ? x : castElement(x, dtype));
  const [a, b] = [store(start), store(end)];
  const step = store(store(b - a) / (steps - 1));
  const single = (i: number): number => store(i < Math.floor(steps / 2) ? a + step * i : b - step * (steps - i - 1));
  const inVectors = dtype === 'float32' ? Math.floor(steps / 16) * 16 : 0;
  return range(steps).map((i) => castElement(
    i < inVectors ? single(i - (i % 8)) + store((i % 8) * step) : single(i), dtype));
}
function stepsOf(steps: Dim, rule: RuleContext): Dim {
  rule.require(rule.test((n) => n >= 0, steps), () => 'number of steps must be non-negative', [steps]);
  return steps;
}
export const linspace = defineOp({
  schema: `linspace(Scalar start, Scalar end, int steps, ${OPTIONS}) -> Tensor` as const,
  paths: fn('linspace'),
  doc: `Evenly spaced numbers, both ends included. ${docs('linspace')}`,
  shape: ({ steps, dtype }, rule) => ({ shape: [stepsOf(steps, rule)], dtype: dtype ?? DEFAULT }),
  receptiveField: () => 'pointwise',
  eval: ({ start, end, steps }, [out]) => [linspaceElements(start, end, steps, out?.dtype ?? DEFAULT)],
  samples: [{ call: 'torch.linspace(0, 0.1, 18)', shapes: [] },
    { call: 'torch.linspace(0, 0.5, 36)', shapes: [] }, { call: 'torch.linspace(-1, 1, steps=7)', shapes: [] },
    { call: 'torch.linspace(2, 3, 1)', shapes: [] },
    { call: 'torch.linspace(0, 1, -1)', shapes: [] },
    { call: 'torch.linspace(0, 10, 4, dtype=torch.int64)', shapes: [] }],
});
export const logspace = defineOp({
  schema: `logspace(Scalar start, Scalar end, int steps, float base=10, ${OPTIONS}) -> Tensor` as const,
  paths: fn('logspace'),
  doc: `Powers of the base at evenly spaced exponents. ${docs('logspace')}`,
  shape: ({ steps, dtype }, rule) => ({ shape: [stepsOf(steps, rule)], dtype: dtype ?? DEFAULT }),
  receptiveField: () => 'pointwise',
  eval: ({ start, end, steps, base }, [out]) =>
    [castElements(linspaceElements(start, end, steps, 'float64').map((x) => base ** x), out?.dtype ?? DEFAULT)],
  samples: [{ call: 'torch.logspace(0, 2, 5)', shapes: [] }],
});

// ---- indices of triangles ----
function triangle(row: number, column: number, offset: number, lower: boolean): [number, number][] {
  return range(row).flatMap((i) => range(column).filter((j) => (lower ? j - i <= offset : j - i >= offset)).map(
    (j): [number, number] => [i, j]));
}
const TRIANGLE = 'triangle(int row, int col, int offset=0, *, dtype? dtype=None, any device=None, any layout=None) -> Tensor';
const triangleIndices = (name: string, lower: boolean) => defineOp({
  schema: TRIANGLE.replace('triangle', name) as typeof TRIANGLE,
  paths: fn(name),
  doc: `Row and column numbers of a triangle of a matrix. ${docs(name)}`,
  shape: ({ row, col, offset, dtype }, rule) =>
    ({ shape: [rule.dim(2), rule.map((r, c, o) => triangle(r, c, o, lower).length, row, col, offset)],
      dtype: dtype ?? 'int64' }),
  receptiveField: () => 'pointwise',
  eval({ row, col, offset }) {
    const pairs = triangle(row, col, offset, lower);
    return [[...pairs.map(([i]) => i), ...pairs.map(([, j]) => j)]];
  },
  samples: [{ call: `torch.${name}(3, 3)`, shapes: [] }, { call: `torch.${name}(3, 4, offset=1)`, shapes: [] }],
});
export const tril_indices = triangleIndices('tril_indices', true);
export const triu_indices = triangleIndices('triu_indices', false);


export const scalar_tensor = defineOp({
  schema: 'scalar_tensor(Scalar s, *, dtype? dtype=None, any device=None) -> Tensor',
  paths: fn('scalar_tensor'),
  doc: 'A tensor of rank 0.',
  shape: ({ dtype }) => ({ shape: [], dtype: dtype ?? DEFAULT }),
  receptiveField: () => 'pointwise',
  eval: ({ s }, [out]) => [filled(out, s)],
  samples: [{ call: 'torch.scalar_tensor(3)', shapes: [] }],
});
