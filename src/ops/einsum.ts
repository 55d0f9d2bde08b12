// Products over named or listed axes: einsum, tensordot, outer, inner, kron, cdist, cross.
import { isFloating, scalarTypeOf, type DType } from '../tensor/dtype';
import { broadcastElements, broadcastPositions, linesAlong, stridesOf } from '../tensor/broadcast';
import { plainNumel, showDim, showShape } from '../tensor/dim';
import { castElement, castElements } from '../tensor/round';
import { constantOf, type Dim, type PlainTensor, type Tensor } from '../tensor/value';
import { contractionMacs, parseEquation, type Equation } from './einsumPlan';
import { vectorNorm } from './reduce';
import { defineOp, RuleError, type AxisView, type RuleContext } from './op';
import { axisOf, both, broadcast, docs, fn, plainAxis, range, resultOf, wrapAxis } from './rules';
import { asChain, asPermute, asReshape } from './lowering';
import type { Lowering } from '../tensor/plan';

/** Equations were checked when the shape was found. */
const CHECKED = { raise: (type: string, message: string): never => { throw new RuleError(type, message, []);
  } } as unknown as RuleContext;
const plainEquation = (equation: string, operands: readonly PlainTensor[]): Equation =>
  parseEquation(equation, operands.map((x) => x.shape.length), CHECKED);

function labelSizes({ operands }: Equation, tensors: readonly Tensor[], rule: RuleContext): Map<string, Dim> {
  const sizes = new Map<string, Dim>();
  for (const [i, labels] of operands.entries()) {
    requireEqualRepeats(labels, tensors[i], i, rule);
    for (const [axis, label] of labels.entries()) {
      const size = tensors[i]?.shape[axis];
      const known = sizes.get(label);
      if (!size) continue;
      if (!known || constantOf(known) === 1) sizes.set(label, size);
      else if (constantOf(size) !== 1) requireSame(label, size, known, i, axis, tensors, rule);
    }
  }
  return sizes;
}
/** A label that stands twice in one operand names its diagonal: no broadcasting there. */
function requireEqualRepeats(labels: readonly string[], tensor: Tensor | undefined, operand: number, rule: RuleContext): void {
  for (const [axis, label] of labels.entries()) {
    const first = labels.indexOf(label);
    const [a, b] = [tensor?.shape[first], tensor?.shape[axis]];
    if (first < axis && a && b) rule.require(rule.equal(a, b), () => `einsum(): subscript ${label} is repeated for operand`
      + ` ${operand} but the sizes don't match, ${showDim(b)} != ${showDim(a)}`, [a, b]);
  }
}
function requireSame(label: string, size: Dim, known: Dim, operand: number, axis: number,
  tensors: readonly Tensor[], rule: RuleContext): void {
  if (rule.equal(size, known) !== false) return;
  rule.raise('RuntimeError', label.startsWith('.')
    ? `The size of tensor a (${showDim(known)}) must match the size of tensor b (${showDim(size)}) at`
      + ` non-singleton dimension ${axis}`
    : `einsum(): subscript ${label} has size ${showDim(size)} for operand ${operand} which does not`
      + ` broadcast with previously seen size ${showDim(known)}`, [size, known]);
}

/**
 * Operands are multiplied one after the other: as matrices, which takes one dtype, where an axis of both is summed that is longer
 * than 1 and that no later operand has; else by elements. The dtypes that do not go together, if any.
 */
function mixedDtypes({ operands: labels, output }: Equation, operands: readonly Tensor[],
  rule: RuleContext): readonly [DType, DType] | null {
  const sizes = new Map<string, Dim>();
  const isLong = (size: Dim | undefined): boolean => size !== undefined && rule.test((n) => n === 1, size) === false;
  for (const [i, operand] of operands.entries()) {
    const own = labels[i] ?? [];
    const later = labels.slice(i + 1);
    const sums = own.some((label, axis) => isLong(sizes.get(label)) && isLong(operand.shape[axis]) && !output.includes(label)
      && !later.some((others) => others.includes(label)));
    const dtype = i === 0 ? operand.dtype : resultOf(...operands.slice(0, i));
    if (sums && dtype !== operand.dtype) return [dtype, operand.dtype];
    own.forEach((label, axis) => {
      const size = operand.shape[axis];
      if (size && !isLong(sizes.get(label))) sizes.set(label, size);
    });
  }
  return null;
}

export const einsum = defineOp({
  schema: 'einsum(str equation, *Tensor[] operands) -> Tensor',
  paths: fn('einsum', 'functional.einsum'),
  doc: `Sums of products over labelled axes. ${docs('einsum')}`,
  shape({ equation, operands }, rule) {
    if (operands.length === 0) rule.raise('RuntimeError', 'einsum(): must provide at least one operand');
    const parsed = parseEquation(equation, operands.map((x) => x.shape.length), rule);
    const sizes = labelSizes(parsed, operands, rule);
    const mixed = mixedDtypes(parsed, operands, rule)?.map(scalarTypeOf);
    if (mixed) rule.raise('RuntimeError', `expected scalar type ${mixed[0]} but found ${mixed[1]}`);
    return { shape: parsed.output.map((label) => sizes.get(label) ?? rule.dim(1)), dtype: resultOf(...operands) };
  },
  macs: ({ equation, operands }) => contractionMacs(plainEquation(equation, operands), operands.map((x) => x.shape)),
  receptiveField({ equation, operands }) {
    const [first] = operands;
    if (operands.length !== 1 || !first) return 'global';
    const { operands: [labels = []], output } = plainEquation(equation, operands);
    return output.map((label): AxisView => (labels.includes(label)
      ? { kind: 'same', axis: labels.indexOf(label) } : { kind: 'none' }));
  },
  complex: 'bilinear',
  eval({ equation, operands }, [out]) {
    const parsed = plainEquation(equation, operands);
    return [out ? castElements(contract(parsed, operands, out.shape), out.dtype) : []];
  },
  lower: ({ equation, operands }, [out]) =>
    asProduct(plainEquation(equation, operands), operands.map(({ shape }) => shape), out.shape),
  samples: [{ call: "torch.einsum('ij,jk->ik', a, b)", shapes: [[2, 3], [3, 4]] },
    { call: "torch.einsum('bhqd,bhkd->bhqk', a, b)", shapes: [[2, 3, 4, 5], [2, 3, 6, 5]] },
    { call: "torch.einsum('...ij,...jk->...ik', a, b)", shapes: [[2, 3, 4], [2, 4, 5]] },
    { call: "torch.einsum('ii->i', a)", shapes: [[3, 3]] }, { call: "torch.einsum('ij->ji', a)", shapes: [[2, 3]] },
    { call: "torch.einsum('ij', a)", shapes: [[2, 3]] }, { call: "torch.einsum('ba', a)", shapes: [[2, 3]] },
    { call: "torch.einsum('i,j->ij', a, b)", shapes: [[2], [3]] },
    { call: "torch.einsum('ij->', a)", shapes: [[2, 3]] },
    { call: "torch.einsum('ij,jk->ik', a, b)", shapes: [[2, 3], [4, 5]] },
    { call: "torch.einsum('ij,jk->ik', a)", shapes: [[2, 3]] }, { call: "torch.einsum('ij->k', a)", shapes: [[2, 3]] },
    { call: "torch.einsum('ijk->ij', a)", shapes: [[2, 3]] }, { call: "torch.einsum('ii->i', a)", shapes: [[4, 1]] },
    { call: "torch.einsum('bi,bj,bk->ijk', a, b, c)", shapes: [[2, 3], [2, 4], [2, 5]] },
    { call: "torch.einsum('...i->...', a)", shapes: [[2, 3, 4]] }],
});

/** A product of matrices in batches: null for labels that stand twice, sizes that are repeated, and more than two operands. */
function asProduct({ operands, output }: Equation, shapes: readonly (readonly number[])[],
  out: readonly number[]): Lowering | null {
  const [a, b, ...more] = operands;
  if (!a || !b || more.length > 0 || [a, b, output].some((labels) => new Set(labels).size < labels.length)) return null;
  const sizeOf = (label: string): number => shapes[a.includes(label) ? 0 : 1][(a.includes(label) ? a : b).indexOf(label)];
  const shared = a.filter((label) => b.includes(label));
  if (shared.some((label) => shapes[1][b.indexOf(label)] !== sizeOf(label))) return null;
  const [batch, summed] = [true, false].map((stays) => shared.filter((label) => output.includes(label) === stays));
  const [rows, columns] = [a, b].map((labels) => labels.filter((label) => !shared.includes(label)));
  if ([...rows, ...columns].some((label) => !output.includes(label))) return null;
  const sizes = (labels: readonly string[]): number[] => labels.map(sizeOf);
  const [n, m, k, w] = [batch, rows, summed, columns].map((labels) => plainNumel(sizes(labels)));
  return asChain(['operands'], (link) => {
    const side = (operand: number, order: readonly string[], shape: readonly number[]): number => link(asReshape(), shape,
      link(asPermute(order.map((label) => operands[operand].indexOf(label))), sizes(order), operand));
    const left = side(0, [...batch, ...rows, ...summed], [n, m, k]);
    const product = link({ inputs: ['input', 'other'], kernel: 'matmul' }, [n, m, w], left,
      side(1, [...batch, ...summed, ...columns], [n, k, w]));
    const order = [...batch, ...rows, ...columns];
    link(asPermute(output.map((label) => order.indexOf(label))), out, link(asReshape(), sizes(order), product));
  }, 2);
}

/** Σ over all labels of the product of the operands. */
function contract({ operands, output }: Equation, tensors: readonly PlainTensor[],
  outShape: readonly number[]): number[] {
  const sizes = new Map<string, number>();
  for (const [i, labels] of operands.entries()) for (const [axis, label] of labels.entries()) sizes.set(
    label, Math.max(sizes.get(label) ?? 1, tensors[i]?.shape[axis] ?? 1));
  const labels = [...output, ...[...sizes.keys()].filter((label) => !output.includes(label))];
  const counts = labels.map((label) => sizes.get(label) ?? 1);
  // The position of each operand's element for each value of every label.
  const steps = operands.map((own, i) => {
    const strides = stridesOf(tensors[i]?.shape ?? []);
    return labels.map((label) => own.reduce((sum, l, axis) => sum
      + (l === label && tensors[i]?.shape[axis] !== 1 ? strides[axis] ?? 0 : 0), 0));
  });
  const inner = plainNumel(counts.slice(output.length));
  const at = counts.map(() => 0);
  return range(plainNumel(outShape)).map(() => {
    let sum = 0;
    for (let k = 0; k < inner; k++) {
      let term = 1;
      for (const [i, step] of steps.entries()) term *= tensors[i]?.data?.[step.reduce(
        (p, s, l) => p + s * (at[l] ?? 0), 0)] ?? NaN;
      sum += term;
      advance(at, counts);
    }
    return sum;
  });
}
function advance(at: number[], counts: readonly number[]): void {
  for (let i = at.length - 1; i >= 0; i--) {
    at[i] = (at[i] ?? 0) + 1;
    if ((at[i] ?? 0) < (counts[i] ?? 1)) return;
    at[i] = 0;
  }
}

// ---- tensordot ----
/** The axes summed over, of each operand: a number n means the last n with the first n. */
function dotAxes(dims: unknown, ra: number, rb: number): [number[], number[]] {
  const count = typeof dims === 'number' ? dims : typeof dims === 'object' && dims !== null && 'value' in dims
    && typeof dims.value === 'number' ? dims.value : null;
  if (count !== null) return [range(count).map((i) => ra - count + i), range(count)];
  const [a, b] = Array.isArray(dims) ? dims : [[], []];
  return [axesIn(a, ra), axesIn(b, rb)];
}
function axesIn(list: unknown, rank: number): number[] {
  const items: unknown[] = Array.isArray(list) ? list : [list];
  return items.map((x) => (typeof x === 'number' ? x : typeof x === 'object' && x !== null && 'value' in x
    && typeof x.value === 'number' ? x.value : 0)).map((x) => (x < 0 ? x + rank : x));
}
const others = (rank: number, axes: readonly number[]): number[] => range(rank).filter((i) => !axes.includes(i));
export const tensordot = defineOp({
  schema: 'tensordot(Tensor a, Tensor b, any dims=2, any out=None) -> Tensor',
  paths: fn('tensordot', 'functional.tensordot'),
  doc: `Sums of products over listed axes. ${docs('tensordot')}`,
  shape({ a, b, dims }, rule) {
    const [da, db] = dotAxes(dims, a.shape.length, b.shape.length);
    if (da.length !== db.length) rule.raise('RuntimeError', 'both dimension lists should have same length');
    const counted = !Array.isArray(dims);
    for (const [x, axes] of [[a, da], [b, db]] as const) {
      for (const axis of axes) wrapAxis(axis < 0 ? axis - x.shape.length : axis, x.shape.length, rule);
    }
    for (const [i, axis] of da.entries()) {
      const [x, y] = [a.shape[axis], b.shape[db[i] ?? 0]];
      if (x && y && constantOf(x) !== 1 && constantOf(y) !== 1) rule.require(
        rule.equal(x, y), () => `contracted dimensions need to match, but first has size ${showDim(x)} in`
          + ` dim ${counted ? axis - a.shape.length : axis} and second has size ${showDim(y)} in dim ${db[i]}`, [x, y]);
    }
    const kept = (x: Tensor, axes: number[]): Dim[] =>
      others(x.shape.length, axes).map((i) => x.shape[i] ?? rule.dim(1));
    return { shape: [...kept(a, da), ...kept(b, db)], dtype: a.dtype };
  },
  macs({ a, b, dims }, out) {
    const [da] = dotAxes(dims, a.shape.length, b.shape.length);
    return plainNumel(out.shape) * da.reduce((n, axis) => n * (a.shape[axis] ?? 1), 1);
  },
  receptiveField: () => 'global',
  complex: 'bilinear',
  eval({ a, b, dims }, [out]) {
    const [da, db] = dotAxes(dims, a.shape.length, b.shape.length);
    const labelsA = range(a.shape.length).map((i) => `a${i}`);
    const labelsB = range(b.shape.length).map((i) => (db.includes(i) ? `a${da[db.indexOf(i)] ?? 0}` : `b${i}`));
    const output = [...others(a.shape.length, da).map((i) => `a${i}`),
      ...others(b.shape.length, db).map((i) => `b${i}`)];
    return [out ? castElements(contract({ operands: [labelsA, labelsB], output }, [a, b], out.shape), out.dtype) : []];
  },
  samples: [{ call: 'torch.tensordot(a, b)', shapes: [[2, 3, 4], [3, 4, 5]] },
    { call: 'torch.tensordot(a, b, dims=1)', shapes: [[2, 3], [3, 4]] },
    { call: 'torch.tensordot(a, b, dims=([0], [1]))', shapes: [[3, 2], [4, 3]] },
    { call: 'torch.tensordot(a, b, dims=1)', shapes: [[2, 3], [4, 5]] }],
});

// ---- small products ----
export const outer = defineOp({
  schema: 'outer(Tensor input, Tensor vec2) -> Tensor',
  paths: both('outer', 'ger'),
  doc: `All products of two vectors' elements. ${docs('outer')}`,
  shape({ input, vec2 }, rule) {
    for (const [i, x] of [input, vec2].entries()) {
      if (x.shape.length !== 1) rule.raise('RuntimeError',
        `outer: Expected 1-D argument ${i === 0 ? 'self' : 'vec2'}, but got ${x.shape.length}-D`);
    }
    return { shape: [...input.shape, ...vec2.shape], dtype: resultOf(input, vec2) };
  },
  receptiveField: () => 'global',
  eval: ({ input, vec2 }, [out]) => [castElements(
    (input.data ?? []).flatMap((x) => (vec2.data ?? []).map((y) => x * y)), out?.dtype ?? 'float32')],
  samples: [{ call: 'torch.outer(a, b)', shapes: [[2], [3]] }, { call: 'torch.outer(a, b)', shapes: [[2, 2], [3]] }],
});
export const inner = defineOp({
  schema: 'inner(Tensor input, Tensor other) -> Tensor',
  paths: both('inner'),
  doc: `Sums of products over the last axes. ${docs('inner')}`,
  shape({ input, other }, rule) {
    if (input.shape.length === 0 || other.shape.length === 0) return { shape: [...input.shape, ...other.shape],
      dtype: resultOf(input, other) };
    const [x, y] = [input.shape.at(-1), other.shape.at(-1)];
    if (x && y) {
      rule.require(rule.equal(x, y), () => `inner() the last dimension must match on both input tensors but`
        + ` got shapes ${showShape(input.shape)} and ${showShape(other.shape)}`, [x, y]);
    }
    if (input.dtype !== other.dtype) rule.raise(
      'RuntimeError', `expected scalar type ${scalarTypeOf(input.dtype)} but found ${scalarTypeOf(other.dtype)}`);
    return { shape: [...input.shape.slice(0, -1), ...other.shape.slice(0, -1)], dtype: input.dtype };
  },
  macs: ({ input }, out) => plainNumel(out.shape) * (input.shape.at(-1) ?? 1),
  receptiveField: () => 'global',
  eval({ input, other }, [out]) {
    // A number scales the other operand.
    if (input.shape.length === 0 || other.shape.length === 0) return [castElements((input.data ?? []).flatMap((x) =>
      (other.data ?? []).map((y) => x * y)), out.dtype)];
    const [a, b] = [input, other].map((x) => linesAlong(x.data ?? [], x.shape, x.shape.length - 1));
    return [castElements((a ?? []).flatMap((x) =>
      (b ?? []).map((y) => x.reduce((sum, v, i) => sum + v * (y[i] ?? NaN), 0))), out?.dtype ?? 'float32')];
  },
  samples: [{ call: 'torch.inner(a, b)', shapes: [[3], [3]] }, { call: 'torch.inner(a, b)', shapes: [[], [1, 3]] },
    { call: 'torch.inner(a, b)', shapes: [[2, 3], [4, 3]] }, { call: 'torch.inner(a, b)', shapes: [[2, 3], [4]] }],
});
export const kron = defineOp({
  schema: 'kron(Tensor input, Tensor other) -> Tensor',
  paths: both('kron'),
  doc: `Kronecker product. ${docs('kron')}`,
  shape({ input, other }, rule) {
    const rank = Math.max(input.shape.length, other.shape.length);
    const size = (x: Tensor, i: number): Dim => x.shape[i - rank + x.shape.length] ?? rule.dim(1);
    return { shape: range(rank).map((i) => rule.map((a, b) => a * b, size(input, i), size(other, i))),
      dtype: resultOf(input, other) };
  },
  receptiveField: () => 'global',
  eval({ input, other }, [out]) {
    const shape = out?.shape ?? [];
    const sizes = (x: PlainTensor): number[] => range(shape.length).map((i) => x.shape[i - shape.length + x.shape.length] ?? 1);
    const [ofA, ofB] = [sizes(input), sizes(other)];
    const [a, b] = [stridesOf(ofA), stridesOf(ofB)];
    const at = (index: readonly number[], part: (i: number, size: number) => number, strides: readonly number[]): number =>
      index.reduce((sum, i, axis) => sum + part(i, ofB[axis] ?? 1) * (strides[axis] ?? 0), 0);
    return [range(plainNumel(shape)).map((k) => {
      const index = stridesOf(shape).map((step, axis) => Math.floor(k / step) % (shape[axis] ?? 1));
      const x = input.data?.[at(index, (i, n) => Math.floor(i / n), a)] ?? NaN;
      return castElement(x * (other.data?.[at(index, (i, n) => i % n, b)] ?? NaN), out?.dtype ?? 'float32');
    })];
  },
  samples: [{ call: 'torch.kron(a, b)', shapes: [[3], [2, 2]] }, { call: 'torch.kron(a, b)', shapes: [[2, 3], [3, 2]] }],
});
export const cdist = defineOp({
  schema: 'cdist(Tensor x1, Tensor x2, float p=2, str compute_mode="use_mm_for_euclid_dist_if_necessary") -> Tensor',
  paths: fn('cdist', 'functional.cdist'),
  doc: `Distances of all pairs of rows. ${docs('cdist')}`,
  shape({ x1, x2, p }, rule) {
    for (const [i, x] of [x1, x2].entries()) {
      if (x.shape.length < 2) rule.raise('RuntimeError',
        `cdist only supports at least 2D tensors, X${i + 1} got: ${x.shape.length}D`);
      if (!isFloating(x.dtype)) rule.raise('RuntimeError',
        `cdist only supports floating-point dtypes, X${i + 1} got: ${scalarTypeOf(x.dtype)}`);
    }
    if (p < 0) rule.raise('RuntimeError', 'cdist only supports non-negative p values');
    const one = rule.dim(1);
    const [[n = one, k = one], [m = one, k2 = one]] = [x1.shape.slice(-2), x2.shape.slice(-2)];
    rule.require(rule.equal(k, k2), () => `X1 and X2 must have the same number of columns. X1:`
      + ` ${showDim(k)} X2: ${showDim(k2)}`, [k, k2]);
    return { shape: [...broadcast(rule, x1.shape.slice(0, -2), x2.shape.slice(0, -2)), n, m], dtype: x1.dtype };
  },
  receptiveField: () => 'global',
  eval({ x1, x2, p }, [out]) {
    const batch = out.shape.slice(0, -2);
    const rows = (x: PlainTensor): (readonly number[][])[] => {
      const lines = linesAlong(x.data ?? [], x.shape, x.shape.length - 1);
      const [count] = x.shape.slice(-2);
      return broadcastPositions(x.shape.slice(0, -2), batch).map((at) => lines.slice(at * count, (at + 1) * count));
    };
    const others = rows(x2);
    return [castElements(rows(x1).flatMap((lines, at) => lines.flatMap((a) =>
      others[at].map((b) => vectorNorm(a.map((v, i) => v - b[i]), p, out.dtype)))), out.dtype)];
  },
  samples: [{ call: 'torch.cdist(a, b)', shapes: [[2, 3], [4, 3]] },
    { call: 'torch.cdist(a, b, p=1.0)', shapes: [[2, 3], [4, 3]] },
    { call: 'torch.cdist(a * 1e20, b)', shapes: [[2, 3], [4, 3]] },
    { call: 'torch.cdist(a, b)', shapes: [[5, 2, 3], [5, 4, 3]] },
    { call: 'torch.cdist(a, b)', shapes: [[2, 1, 2, 3], [3, 4, 3]] }, { call: 'torch.cdist(a, b, p=-1.5)', shapes: [[2, 3], [4,
        3]] }],
});
/** Three along the axis, in both operands, before anything is broadcast. */
function crossMeta(input: Tensor, other: Tensor, dim: Dim, rule: RuleContext): { shape: Dim[]; dtype: DType } {
  const rank = input.shape.length;
  rule.require(rank === other.shape.length, () => 'linalg.cross: inputs must have the same number of dimensions.',
    [...input.shape, ...other.shape]);
  const axis = axisOf(dim, rank, rule);
  const one = rule.dim(1);
  const [a = one, b = one] = [input, other].map((t) => t.shape[axis]);
  const three = (d: Dim): boolean | undefined => rule.test((n) => n === 3, d);
  rule.require(three(a) === false || three(b) === false ? false : undefined, () => `linalg.cross: inputs dimension`
    + ` ${showDim(dim)} must have length 3. Got ${showDim(a)} and ${showDim(b)}`, [a, b]);
  const shape = broadcast(rule, input.shape, other.shape);
  return { shape, dtype: resultOf(input, other) };
}
function crossElements(input: PlainTensor, other: PlainTensor, axis: number, shape: readonly number[]): number[] {
  const step = stridesOf(shape)[axis] ?? 1;
  const [a, b] = [broadcastElements(input, shape), broadcastElements(other, shape)];
  return a.map((_, p) => {
    const own = Math.floor(p / step) % 3;
    const at = (i: number): number => p + (((own + i) % 3) - own) * step;
    return (a[at(1)] ?? NaN) * (b[at(2)] ?? NaN) - (a[at(2)] ?? NaN) * (b[at(1)] ?? NaN);
  });
}
export const cross = defineOp({
  schema: 'cross(Tensor input, Tensor other, int? dim=None) -> Tensor',
  paths: both('cross'),
  doc: `Cross product of vectors of three. ${docs('cross')}`,
  shape({ input, other, dim }, rule) {
    const found = dim ?? rule.dim(input.shape.findIndex((d) => constantOf(d) === 3));
    if (constantOf(found) === -1 && dim === null) rule.raise('RuntimeError', 'no dimension of size 3 in input');
    return crossMeta(input, other, found, rule);
  },
  receptiveField: () => 'global',
  eval: ({ input, other, dim }, [out]) => [out ? castElements(crossElements(input, other,
    dim === null ? input.shape.indexOf(3) : plainAxis(dim, out.shape.length), out.shape), out.dtype) : []],
  samples: [{ call: 'torch.cross(a, b, dim=1)', shapes: [[2, 3], [2, 3]] },
    { call: 'torch.cross(a, b, dim=0)', shapes: [[3, 2], [3, 2]] }, { call: 'torch.cross(a, b, dim=-2)', shapes: [[2, 3], [2,
        3]] },
    { call: 'torch.cross(a, b)', shapes: [[3, 3], [3, 3]] }, { call: 'torch.cross(a, b)', shapes: [[2, 4], [2, 4]] }],
});
export const linalg_cross = defineOp({
  schema: 'linalg_cross(Tensor input, Tensor other, *, int dim=-1) -> Tensor',
  paths: ['torch.linalg.cross'],
  doc: 'Cross product of vectors of three. https://pytorch.org/docs/stable/generated/torch.linalg.cross.html',
  shape: ({ input, other, dim }, rule) => crossMeta(input, other, dim, rule),
  receptiveField: () => 'global',
  eval: ({ input, other, dim }, [out]) =>
    [out ? castElements(crossElements(input, other, plainAxis(dim, out.shape.length), out.shape), out.dtype) : []],
  samples: [...[[3, 3], [3], [1, 3]].map((shape) => ({ call: 'torch.linalg.cross(a, b)', shapes: [[3, 3], shape] })),
    { call: 'torch.cross(a, b, 2)', shapes: [[1, 6], [1, 3]] }, { call: 'torch.cross(a, b, dim=1)', shapes: [[1, 0], [1, 3]] },
    { call: 'torch.linalg.cross(a, b, dim=0)', shapes: [[3, 2], [3, 2]] }],
});
