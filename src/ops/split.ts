// Ops that cut a tensor along an axis: chunk, split, tensor_split, unbind.
import { showDim, showShape } from '../tensor/dim';
import { aroundAxis } from '../tensor/broadcast';
import { constantOf, type Dim, type PlainMeta, type PlainTensor, type Tensor, type TensorMeta } from '../tensor/value';
import { defineOp, GiveUp, isUnknown, type RuleContext } from './op';
import { axisOf, both, brokenAxis, constant, docs, ownAxisOf, plainAxis, range, removeAt, replaceAt,
  sameAxes } from './rules';
import { asSplit } from './lowering';

/** Elements of the parts into which `input` is cut along `axis`, in order. */
function partElements(input: PlainTensor, axis: number, sizes: readonly number[]): number[][] {
  const { before, size, after } = aroundAxis(input.shape, axis);
  let start = 0;
  return sizes.map((part) => {
    const from = start;
    start += part;
    return range(before).flatMap((b) => (input.data ?? []).slice(
      (b * size + from) * after, (b * size + from + part) * after));
  });
}
const sizesAlong = (outs: readonly PlainMeta[], axis: number): number[] => outs.map((out) => out.shape[axis] ?? 1);
const parts = (input: Tensor, axis: number, sizes: readonly Dim[]): TensorMeta[] =>
  sizes.map((size) => ({ shape: replaceAt(input.shape, axis, size), dtype: input.dtype }));

/** Equal parts with a smaller last one. The count must not depend on symbols;
  where it cannot be told, nothing is known. */
function equalParts(size: Dim, part: Dim, rule: RuleContext): Dim[] {
  const count = rule.map((n, p) => Math.max(1, Math.ceil(n / p)), size, part);
  const n = partCount(count, rule);
  return range(n).map((i) => (i < n - 1 ? part : n === 1 ? size : rule.map((s, p) => s - p * (n - 1), size, part)));
}
/** More tensors than a model has: these are data. */
const MAX_PARTS = 65_536;

function partCount(count: Dim, rule: RuleContext): number {
  const n = constantOf(count);
  if (n !== undefined && n > MAX_PARTS)
    throw new GiveUp(rule.unknown('budget-exceeded', `cutting a tensor into ${n} parts makes more tensors than are followed`));
  if (n !== undefined) return n;
  if (isUnknown(count)) throw new GiveUp(count);
  throw new GiveUp(rule.unknown('data-dependent-size',
    `the number of parts depends on the size ${showDim(count)} of the input`));
}

export const chunk = defineOp({
  schema: 'chunk(Tensor input, int chunks, int dim=0) -> Tensor[]',
  paths: both('chunk', 'unsafe_chunk'),
  doc: `Cuts into at most that many parts. ${docs('chunk')}`,
  view: true,
  shape({ input, chunks, dim }, rule) {
    if (input.shape.length === 0) rule.raise('RuntimeError', 'chunk expects at least a 1-dimensional tensor');
    rule.require(rule.test((c) => c > 0, chunks),
      () => `chunk expects \`chunks\` to be greater than 0, got: ${showDim(chunks)}`, [chunks]);
    const axis = axisOf(dim, input.shape.length, rule);
    const size = input.shape[axis] ?? rule.dim(1);
    if (constantOf(size) === 0) return parts(input, axis, range(constant(chunks, rule)).map(() => rule.dim(0)));
    const part = rule.map((n, c) => Math.ceil(n / c), size, chunks);
    // Two chunks of an axis of at least two are two parts whatever its size; the general count is ⌈n/⌈n/c⌉⌉.
    return parts(input, axis, equalParts(size, part, rule));
  },
  receptiveField: ({ input, dim }) => brokenAxis(input.shape.length, plainAxis(dim, input.shape.length)),
  eval: ({ input, dim }, outs) => partElements(
    input, plainAxis(dim, input.shape.length), sizesAlong(outs, plainAxis(dim, input.shape.length))),
  lower: ({ input, dim }, outs) => asSplit(plainAxis(dim, input.shape.length), outs),
  samples: [{ call: 'torch.chunk(a, 3)', shapes: [[7, 2]] }, { call: 'a.chunk(2, dim=1)', shapes: [[2, 6]] },
    { call: 'a.chunk(0)', shapes: [[2]] }, { call: 'a.chunk(2, 2)', shapes: [[2, 3]] },
    { call: 'a.chunk(4, 0)', shapes: [[5]] }],
});

export const split = defineOp({
  schema: 'split(Tensor tensor, int|int[] split_size_or_sections, int dim=0) -> Tensor[]',
  paths: both('split', 'unsafe_split'),
  doc: `Cuts into parts of a size, or of given sizes. ${docs('split')}`,
  view: true,
  shape: ({ tensor, split_size_or_sections, dim }, rule) => splitParts(tensor, split_size_or_sections, dim, rule),
  receptiveField: ({ tensor, dim }) => brokenAxis(tensor.shape.length, plainAxis(dim, tensor.shape.length)),
  eval: ({ tensor, dim }, outs) => partElements(
    tensor, plainAxis(dim, tensor.shape.length), sizesAlong(outs, plainAxis(dim, tensor.shape.length))),
  lower: ({ tensor, dim }, outs) => asSplit(plainAxis(dim, tensor.shape.length), outs, 'tensor'),
  samples: [{ call: 'torch.split(a, 2)', shapes: [[5, 2]] },
    { call: 'torch.split(tensor=a, split_size_or_sections=2)', shapes: [[5, 2]] },
    { call: 'a.split([1, 3], dim=1)', shapes: [[2, 4]] }, { call: 'a.split([1, 2], dim=1)', shapes: [[2, 4]] },
    { call: 'a.split(-1)', shapes: [[2]] }, { call: 'a.split(0)', shapes: [[2]] },
    { call: 'a.split([3, -1])', shapes: [[2]] }],
});
/** The method's other name for the size. */
export const split_method = defineOp({
  schema: 'split(Tensor input, int|int[] split_size, int dim=0) -> Tensor[]',
  paths: ['torch.Tensor.split', 'torch.functional.split', ...both('split_with_sizes', 'unsafe_split_with_sizes')],
  doc: `Cuts into parts of a size, or of given sizes. ${docs('split')}`,
  view: true,
  shape: ({ input, split_size, dim }, rule) => splitParts(input, split_size, dim, rule),
  receptiveField: ({ input, dim }) => brokenAxis(input.shape.length, plainAxis(dim, input.shape.length)),
  eval: ({ input, dim }, outs) => partElements(
    input, plainAxis(dim, input.shape.length), sizesAlong(outs, plainAxis(dim, input.shape.length))),
  lower: ({ input, dim }, outs) => asSplit(plainAxis(dim, input.shape.length), outs),
  samples: [{ call: 'a.split(split_size=2)', shapes: [[5, 2]] }],
});

function splitParts(input: Tensor, given: Dim | readonly Dim[], dim: Dim, rule: RuleContext): TensorMeta[] {
  if (input.shape.length === 0) rule.raise('RuntimeError', 'split expects at least a 1-dimensional tensor');
  const axis = axisOf(dim, input.shape.length, rule);
  const size = input.shape[axis] ?? rule.dim(1);
  if (!isList(given)) {
    rule.require(rule.test((p) => p >= 0, given),
      () => `split expects split_size be non-negative, but got split_size=${showDim(given)}`, [given]);
    rule.require(rule.test((p, n) => p > 0 || n === 0, given, size),
      () => `split_size can only be 0 if dimension size is 0, but got dimension size of ${showDim(size)}`,
      [given, size]);
    if (constantOf(size) === 0) return parts(input, axis, [size]);
    return parts(input, axis, equalParts(size, given, rule));
  }
  for (const part of given) {
    rule.require(rule.test((p) => p >= 0, part),
      () => `split_with_sizes expects split_sizes have only non-negative entries, but got`
        + ` split_sizes=${showShape(given)}`, given);
  }
  rule.require(rule.equal(rule.map((...sizes) => sizes.reduce((a, b) => a + b, 0), ...given), size), () =>
    `split_with_sizes expects split_sizes to sum exactly to ${showDim(size)} (input tensor's size at`
      + ` dimension ${constantOf(dim)}), but got split_sizes=${showShape(given)}`, [size, ...given]);
  return parts(input, axis, given);
}
const isList = (value: Dim | readonly Dim[]): value is readonly Dim[] => Array.isArray(value);

/** Boundaries of the parts of torch.tensor_split: the first `n mod sections` are one longer. */
function sectionSizes(size: Dim, sections: number, rule: RuleContext): Dim[] {
  return range(sections).map((i) => rule.map((n) => Math.floor(n / sections) + (i < n % sections ? 1 : 0), size));
}
function sizesBetween(size: Dim, indices: readonly Dim[], rule: RuleContext): Dim[] {
  const bounds = [rule.dim(0), ...indices.map(
    (at) => rule.map((n, i) => Math.min(n, Math.max(0, i < 0 ? i + n : i)), size, at)), size];
  return range(bounds.length - 1).map((i) => rule.map(
    (a, b) => Math.max(0, b - a), bounds[i] ?? size, bounds[i + 1] ?? size));
}
function tensorSplit(input: Tensor, given: Dim | readonly Dim[], axis: number, rule: RuleContext): TensorMeta[] {
  const size = input.shape[axis] ?? rule.dim(1);
  if (isList(given)) return parts(input, axis, sizesBetween(size, given, rule));
  const sections = constant(given, rule);
  if (sections <= 0) rule.raise('RuntimeError', `number of sections must be larger than 0, got ${sections}`, [given]);
  return parts(input, axis, sectionSizes(size, sections, rule));
}
/** Where the parts begin, for elements: parts of tensor_split may overlap when indices decrease. */
function startsOf(input: PlainTensor, given: number | readonly number[] | PlainTensor, axis: number,
  outs: readonly PlainMeta[]): number[] {
  const size = input.shape[axis] ?? 1;
  const indices = typeof given === 'number' ? null : 'data' in given ? given.shape.length === 0 ? null
    : given.data : given;
  if (indices) return [0, ...indices.map((i) => Math.min(size, Math.max(0, i < 0 ? i + size : i)))];
  let start = 0;
  return outs.map((out) => (start += out.shape[axis] ?? 0) - (out.shape[axis] ?? 0));
}
function sliceElements(input: PlainTensor, axis: number, start: number, length: number): number[] {
  const { before, size, after } = aroundAxis(input.shape, axis);
  return range(before).flatMap((b) => (input.data ?? []).slice(
    (b * size + start) * after, (b * size + start + length) * after));
}
/** A tensor of sections or of indices counts by its elements. */
function splitPoints(given: Dim | readonly Dim[] | Tensor, rule: RuleContext): Dim | readonly Dim[] {
  if (!('kind' in given) || given.kind !== 'tensor') return given;
  if (!given.data) throw new GiveUp(rule.unknown('data-dependent-size', 'tensor_split cuts at values of a tensor'));
  const dims = given.data.map((x) => rule.dim(x));
  return given.shape.length === 0 ? dims[0] ?? rule.dim(0) : dims;
}

export const tensor_split = defineOp({
  schema: 'tensor_split(Tensor input, int|int[]|Tensor indices_or_sections, int dim=0) -> Tensor[]',
  paths: both('tensor_split'),
  doc: `Cuts into a number of parts, or at indices. ${docs('tensor_split')}`,
  view: true,
  shape({ input, indices_or_sections, dim }, rule) {
    if (input.shape.length === 0) rule.raise(
      'RuntimeError', 'tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims');
    return tensorSplit(input, splitPoints(indices_or_sections, rule), axisOf(dim, input.shape.length, rule), rule);
  },
  receptiveField: ({ input, dim }) => brokenAxis(input.shape.length, plainAxis(dim, input.shape.length)),
  eval({ input, indices_or_sections, dim }, outs) {
    const axis = plainAxis(dim, input.shape.length);
    const starts = startsOf(input, indices_or_sections, axis, outs);
    return outs.map((out, i) => sliceElements(input, axis, starts[i] ?? 0, out.shape[axis] ?? 0));
  },
  samples: [{ call: 'torch.tensor_split(a, 3)', shapes: [[7, 2]] },
    { call: 'torch.tensor_split(a, (1, 4))', shapes: [[6]] }, { call: 'a.tensor_split(0)', shapes: [[6]] },
    { call: 'a.tensor_split((2, -1), dim=1)', shapes: [[2, 5]] }],
});

const ALONG = 'along(Tensor input, int|int[] indices_or_sections) -> Tensor[]';
const splitAlong = (name: string, least: number, axisFor: (rank: number) => number) => defineOp({
  schema: ALONG.replace('along', name) as typeof ALONG,
  paths: both(name),
  doc: `Cuts along a fixed axis. ${docs(name)}`,
  view: true,
  shape({ input, indices_or_sections: given }, rule) {
    const rank = input.shape.length;
    if (rank < least) rule.raise('RuntimeError',
      `torch.${name} requires a tensor with at least ${least} dimension, but got a tensor with ${rank} dimensions!`);
    const axis = axisFor(rank);
    const size = input.shape[axis] ?? rule.dim(1);
    if (!isList(given)) {
      rule.require(rule.test((n, s) => n % s === 0, size, given), () =>
        `torch.${name} attempted to split along dimension ${axis}, but the size of the dimension`
          + ` ${showDim(size)} is not divisible by the split_size ${showDim(given)}!`, [size, given]);
    }
    return tensorSplit(input, given, axis, rule);
  },
  receptiveField: ({ input }) => brokenAxis(input.shape.length, axisFor(input.shape.length)),
  eval({ input, indices_or_sections }, outs) {
    const axis = axisFor(input.shape.length);
    const starts = startsOf(input, indices_or_sections, axis, outs);
    return outs.map((out, i) => sliceElements(input, axis, starts[i] ?? 0, out.shape[axis] ?? 0));
  },
  samples: [{ call: `torch.${name}(a, 2)`, shapes: [[4, 2, 6]] }, { call: `torch.${name}(a, 2)`, shapes: [[3, 3, 3]] }],
});
export const hsplit = splitAlong('hsplit', 1, (rank) => (rank === 1 ? 0 : 1));
export const vsplit = splitAlong('vsplit', 2, () => 0);
export const dsplit = splitAlong('dsplit', 3, () => 2);

export const unbind = defineOp({
  schema: 'unbind(Tensor input, int dim=0) -> Tensor[]',
  paths: both('unbind'),
  doc: `The slices along an axis, without it. ${docs('unbind')}`,
  view: true,
  shape({ input, dim }, rule) {
    if (input.shape.length === 0) axisOf(dim, 0, rule);
    const axis = ownAxisOf(input.shape.length === 0 ? rule.dim(0) : dim, input.shape.length, rule);
    return range(partCount(input.shape[axis] ?? rule.dim(1), rule)).map(
      () => ({ shape: removeAt(input.shape, axis), dtype: input.dtype }));
  },
  receptiveField: ({ input, dim }) => sameAxes(removeAt(range(input.shape.length), plainAxis(dim, input.shape.length))),
  lower: ({ input, dim }, outs) => ({ inputs: ['input'], kernel: 'split', axis: plainAxis(dim, input.shape.length),
    sizes: outs.map(() => 1), drop: true }),
  eval({ input, dim }) {
    const axis = plainAxis(dim, input.shape.length);
    return partElements(input, axis, range(input.shape[axis] ?? 0).map(() => 1));
  },
  samples: [{ call: 'a.unbind(1)', shapes: [[2, 3]] }, { call: 'torch.unbind(a)', shapes: [[2]] }],
});
