// Ops that join tensors along an axis (cat, stack and their kin).
import { aroundAxis } from '../tensor/broadcast';
import type { DType } from '../tensor/dtype';
import { equalShapes, plainNumel, showDim, showShape } from '../tensor/dim';
import { castElements } from '../tensor/round';
import { constantOf, type Dim, type PlainTensor, type Tensor, type TensorMeta } from '../tensor/value';
import { defineOp, type RuleContext } from './op';
import { axisOf, brokenAxis, docs, fn, insertAt, plainAxis, range, replaceAt, resultOf, sameAxes } from './rules';
import { asChain, asReshape } from './lowering';

/** cat skips the empty vectors that old code starts its loops with. */
const isSkipped = (shape: readonly Dim[]): boolean => shape.length === 1 && shape[0] !== undefined
  && constantOf(shape[0]) === 0;

function joined(tensors: readonly Tensor[], axis: number, rule: RuleContext): TensorMeta {
  const kept = tensors.filter((x) => !isSkipped(x.shape));
  const dtype = resultOf(...tensors);
  const [first] = kept;
  if (!first) return { shape: [rule.dim(0)], dtype };
  const rank = first.shape.length;
  const total: Dim[] = [];
  let out: readonly Dim[] = first.shape;
  for (const [i, x] of tensors.entries()) {
    if (isSkipped(x.shape)) continue;
    if (x.shape.length !== rank) {
      rule.raise('RuntimeError', `Tensors must have same number of dimensions: got ${rank} and ${x.shape.length}`);
    }
    for (const [d, size] of x.shape.entries()) {
      const expected = first.shape[d];
      if (d === axis || !expected) continue;
      rule.require(rule.equal(size, expected),
        () => `Sizes of tensors must match except in dimension ${axis}. Expected size ${showDim(expected)} `
        + `but got size ${showDim(size)} for tensor number ${i} in the list.`, [expected, size]);
      // A size that is known on one side holds for the other.
      if (out[d]?.kind === 'unknown') out = replaceAt(out, d, size);
    }
    const along = x.shape[axis];
    if (along) total.push(along);
  }
  const [only] = total;
  const size = total.length === 1 && only ? only : rule.map((...sizes) => sizes.reduce((a, b) => a + b, 0), ...total);
  return { shape: replaceAt(out, axis, size), dtype };
}

/** Row-major elements of tensors laid one after the other along `axis`. */
function joinElements(tensors: readonly PlainTensor[], axis: number, dtype: DType): number[] {
  const kept = tensors.filter((x) => !(x.shape.length === 1 && x.shape[0] === 0));
  const [first] = kept;
  if (!first) return [];
  const { before } = aroundAxis(first.shape, axis);
  return range(before).flatMap((b) => kept.flatMap((x) => {
    const run = plainNumel(x.shape.slice(axis));
    return castElements((x.data ?? []).slice(b * run, (b + 1) * run), dtype);
  }));
}

function requireTensors(tensors: readonly Tensor[], name: string, rule: RuleContext): Tensor {
  const [first] = tensors;
  return first ?? rule.raise('RuntimeError', `${name} expects a non-empty TensorList`);
}

export const cat = defineOp({
  schema: 'cat(Tensor[] tensors, int dim=0) -> Tensor',
  paths: fn('cat', 'concat', 'concatenate'),
  doc: `Joins tensors along an axis. ${docs('cat')}`,
  shape({ tensors, dim }, rule) {
    if (tensors.length === 0) rule.raise('RuntimeError', 'torch.cat(): expected a non-empty list of Tensors');
    for (const [i, x] of tensors.entries()) {
      if (x.shape.length === 0) rule.raise('RuntimeError',
        `zero-dimensional tensor (at position ${i}) cannot be concatenated`);
    }
    const first = tensors.find((x) => !isSkipped(x.shape)) ?? tensors[0];
    return joined(tensors, axisOf(dim, first?.shape.length ?? 1, rule), rule);
  },
  receptiveField: ({ dim }, out) => brokenAxis(out.shape.length, plainAxis(dim, out.shape.length)),
  complex: 'moves',
  eval: ({ tensors, dim }, [out]) => [joinElements(
    tensors, plainAxis(dim, out?.shape.length ?? 1), out?.dtype ?? 'float32')],
  lower: ({ dim }, [out]) => ({ inputs: ['tensors'], kernel: 'concat', axis: plainAxis(dim, out.shape.length) }),
  samples: [{ call: 'torch.cat([a, b], 1)', shapes: [[2, 3], [2, 4]] },
    { call: 'torch.cat((a, b))', shapes: [[2, 3], [1, 3]] },
    { call: 'torch.cat([a, b], dim=1)', shapes: [[2, 3], [4, 3]] },
    { call: 'torch.cat([a, b])', shapes: [[2, 3], [2, 3, 4]] },
    { call: 'torch.cat([a, b], dim=2)', shapes: [[2, 3], [2, 3]] },
    { call: 'torch.cat([a, b])', shapes: [[], []] }, { call: 'torch.cat([])', shapes: [] },
    { call: 'torch.cat([a, b], dim=-1)', shapes: [[2, 3], [2, 3]], dtypes: ['int64', 'float32'] },
    { call: 'torch.cat([a, b], dim=1)', shapes: [[0], [2, 3]] }],
});

export const stack = defineOp({
  schema: 'stack(Tensor[] tensors, int dim=0) -> Tensor',
  paths: fn('stack'),
  doc: `Joins tensors of one shape along an axis of their own. ${docs('stack')}`,
  shape({ tensors, dim }, rule) {
    const first = requireTensors(tensors, 'stack', rule);
    const axis = axisOf(dim, first.shape.length + 1, rule);
    for (const [i, x] of tensors.entries()) {
      rule.require(equalShapes(first.shape, x.shape),
        () => `stack expects each tensor to be equal size, but got ${showShape(first.shape)} at entry 0 and `
        + `${showShape(x.shape)} at entry ${i}`, [...first.shape, ...x.shape]);
    }
    return { shape: insertAt(first.shape, axis, rule.dim(tensors.length)), dtype: resultOf(...tensors) };
  },
  receptiveField: ({ dim }, out) => sameAxes(
    insertAt<number | null>(range(out.shape.length - 1), plainAxis(dim, out.shape.length), null)),
  complex: 'moves',
  eval({ tensors, dim }, [out]) {
    if (!out) return [];
    const axis = plainAxis(dim, out.shape.length);
    return [joinElements(tensors.map((x) => ({ ...x, shape: insertAt(x.shape, axis, 1) })), axis, out.dtype)];
  },
  lower: ({ tensors, dim }, [out]) => asChain(['tensors'], (link) => {
    const axis = plainAxis(dim, out.shape.length);
    const parts = tensors.map((_, i) => link(asReshape(), out.shape.with(axis, 1), i));
    link({ inputs: ['tensors'], kernel: 'concat', axis }, out.shape, ...parts);
  }, tensors.length),
  samples: [{ call: 'torch.stack([a, b])', shapes: [[2, 3], [2, 3]] },
    { call: 'torch.stack([a, b], -1)', shapes: [[2, 3], [2, 3]] },
    { call: 'torch.stack([a, b])', shapes: [[2, 3], [3, 2]] }, { call: 'torch.stack([a, b])', shapes: [[], []] }],
});

/** A tensor seen with at least `rank` axes, as torch.atleast_nd makes them. */
function raised(shape: readonly Dim[], rank: number, rule: RuleContext): readonly Dim[] {
  const [one, [first, second]] = [rule.dim(1), shape];
  if (shape.length >= rank) return shape;
  if (rank === 1) return [one];
  if (rank === 2) return first ? [one, first] : [one, one];
  return !first ? [one, one, one] : !second ? [one, first, one] : [first, second, one];
}
const raisedPlain = (shape: readonly number[], rank: number): readonly number[] => {
  if (shape.length >= rank) return shape;
  const [first = 1, second] = shape;
  if (rank === 1) return [1];
  if (rank === 2) return [1, first];
  return second === undefined ? [1, first, 1] : [first, second, 1];
};

const stackAlong = (name: string, rank: number, axisFor: (rank: number) => number,
  aliases: readonly string[] = []) => defineOp({
  schema: `${name}(Tensor[] tensors) -> Tensor` as 'stackAlong(Tensor[] tensors) -> Tensor',
  paths: fn(name, ...aliases),
  doc: `Joins tensors along an axis chosen by their rank. ${docs(name)}`,
  shape({ tensors }, rule) {
    const first = requireTensors(tensors, name, rule);
    const seen = tensors.map((x): Tensor => ({ ...x, shape: raised(x.shape, rank, rule) }));
    return joined(seen, axisFor(Math.max(first.shape.length, rank)), rule);
  },
  receptiveField: ({ tensors: [first] }, out) =>
    (first?.shape.length === out.shape.length ? brokenAxis(out.shape.length, axisFor(out.shape.length)) : 'global'),
  eval: ({ tensors }, [out]) => [joinElements(
    tensors.map((x) => ({ ...x, shape: raisedPlain(x.shape, rank) })), axisFor(out?.shape.length ?? 1),
    out?.dtype ?? 'float32')],
  samples: [{ call: `torch.${name}([a, b])`, shapes: [[2, 3], [2, 3]] },
    { call: `torch.${name}((a, b))`, shapes: [[3], [3]] },
    { call: `torch.${name}((a, b))`, shapes: [[2, 3, 1], [2, 3, 1]] }],
});
export const hstack = stackAlong('hstack', 1, (rank) => (rank === 1 ? 0 : 1));
export const vstack = stackAlong('vstack', 2, () => 0, ['row_stack']);
export const dstack = stackAlong('dstack', 3, () => 2);

export const column_stack = defineOp({
  schema: 'column_stack(Tensor[] tensors) -> Tensor',
  paths: fn('column_stack'),
  doc: `Joins vectors as columns. ${docs('column_stack')}`,
  shape({ tensors }, rule) {
    requireTensors(tensors, 'column_stack', rule);
    return joined(tensors.map((x): Tensor => ({ ...x, shape: x.shape.length <= 1
      ? [x.shape[0] ?? rule.dim(1), rule.dim(1)] : x.shape })), 1, rule);
  },
  receptiveField: () => 'global',
  eval: ({ tensors }, [out]) => [joinElements(
    tensors.map((x) => ({ ...x, shape: x.shape.length <= 1 ? [x.shape[0] ?? 1, 1] : x.shape })), 1, out?.dtype
    ?? 'float32')],
  samples: [{ call: 'torch.column_stack((a, b))', shapes: [[3], [3, 2]] }],
});

export const block_diag = defineOp({
  schema: 'block_diag(*Tensor[] tensors) -> Tensor',
  paths: fn('block_diag'),
  doc: `Matrices along the diagonal of a larger one. ${docs('block_diag')}`,
  shape({ tensors }, rule) {
    for (const [i, x] of tensors.entries()) {
      if (x.shape.length > 2) rule.raise('RuntimeError',
        `torch.block_diag: Input tensors must have 2 or fewer dimensions. Input ${i} has ${x.shape.length} dimensions`);
    }
    const sizes = (axis: 0 | 1) => tensors.map(
      (x) => (x.shape.length === 2 ? x.shape[axis] : axis === 1 ? x.shape[0] : undefined) ?? rule.dim(1));
    const total = (dims: Dim[]): Dim => rule.map((...d) => d.reduce((a, b) => a + b, 0), ...dims);
    return { shape: [total(sizes(0)), total(sizes(1))],
      dtype: tensors.length === 0 ? 'float32' : resultOf(...tensors) };
  },
  receptiveField: () => 'global',
  eval({ tensors }, [out]) {
    const [rows = 0, columns = 0] = out?.shape ?? [];
    const data = Array.from({ length: rows * columns }, () => 0);
    let [top, left] = [0, 0];
    for (const x of tensors) {
      const [height, width] = x.shape.length === 2 ? [x.shape[0] ?? 1, x.shape[1] ?? 1] : [1, x.shape[0] ?? 1];
      for (const [i, value] of (x.data ?? []).entries()) data[(top + Math.floor(i / width)) * columns + left
        + (i % width)] = value;
      [top, left] = [top + height, left + width];
    }
    return [data];
  },
  samples: [{ call: 'torch.block_diag(a, b)', shapes: [[2, 2], [1, 3]] },
    { call: 'torch.block_diag(a, b)', shapes: [[], [2, 2]], dtypes: ['float32', 'float16'] }],
});
