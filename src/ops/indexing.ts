// Ops that pick elements by position: x[...], x[...] = y, select, narrow. Picking by tensors of indices along
// one axis is in
// gather.ts, by masks in masking.ts.
import { broadcastElements, elementsOf, pick, stridedPositions, stridesOf } from '../tensor/broadcast';
import { showDim, showShape } from '../tensor/dim';
import { castElement } from '../tensor/round';
import { constantOf, type PlainTensor, type Tensor } from '../tensor/value';
import { defineOp, type AxisView, type RuleContext } from './op';
import { indexedBlock, indexedPositions, indexedShape, indexViews, slicesOf } from './indexPlan';
import { axisOf, both, docs, expandTo, isTensor, method, plainAxis, range, removeAt, replaceAt,
  sameAxes } from './rules';
import { asSlices } from './lowering';

/** Items as JavaScript values: ints, {kind: 'slice', start, stop, step}, {kind: 'none'}, {kind: 'ellipsis'},
  tensors. */
export const index = defineOp({
  schema: 'index(Tensor input, any indices) -> Tensor',
  paths: method('__getitem__'),
  doc: 'Picks elements: ints drop an axis, slices cut it, None adds one, tensors gather.'
    + ' https://pytorch.org/docs/stable/tensor_view.html',
  // Tensors of indices and masks gather; ints, slices, None and ... look at the same memory.
  view: ({ indices }) => !(Array.isArray(indices) ? indices : [indices]).some((item: unknown) =>
    Array.isArray(item) || (typeof item === 'object' && item !== null && 'dtype' in item)),
  shape: ({ input, indices }, rule) => ({ shape: indexedShape(input, indices, rule).shape, dtype: input.dtype }),
  receptiveField: ({ input, indices }) => indexViews(input.shape, indices) ?? 'global',
  complex: 'moves',
  eval: ({ input, indices }) => [pick(elementsOf(input), indexedPositions(input.shape, indices))],
  lower: ({ input, indices }) => asSlices(slicesOf(input.shape, indices)),
  samples: [{ call: 'a[0]', shapes: [[2, 3]] }, { call: 'a[-1, 1:]', shapes: [[2, 3]] },
    { call: 'a[:, None]', shapes: [[2, 3]] }, { call: 'a[..., 0]', shapes: [[2, 3, 4]] },
    { call: 'a[:, ::2]', shapes: [[2, 5]] }, { call: 'a[5]', shapes: [[2]] },
    { call: 'a[0, 0, 0]', shapes: [[2, 3]] }, { call: 'a[torch.tensor([0, 1, 1])]', shapes: [[2, 3]] },
    { call: 'a[:, torch.tensor([0, 2])]', shapes: [[2, 3]] },
    { call: 'a[torch.tensor([[0, 1], [1, 0]]), :, torch.tensor([0, 1])]', shapes: [[2, 3, 4]] },
    { call: 'a[torch.tensor([True, False])]', shapes: [[2, 3]] }, { call: 'a[::-1]', shapes: [[2]] },
    { call: 'a[torch.tensor([0, 1]), torch.tensor([0, 1, 2])]', shapes: [[2, 3]] },
    { call: 'a[torch.tensor(1)]', shapes: [[2, 3]] },
    { call: 'a[torch.tensor([True, False, True])]', shapes: [[2, 3]] }, { call: 'a[3:1]', shapes: [[5]] },
    { call: 'a[0]', shapes: [[]] }, { call: 'a[1.5]', shapes: [[3, 4]] }, { call: 'a[0, 1.5]', shapes: [[3, 4]] },
    { call: 'a[1:2.5]', shapes: [[3, 4]] }],
});

/** `input` after `input[indices] = value`. */
export const index_put = defineOp({
  schema: 'index_put(Tensor input, any indices, Tensor|Scalar value) -> Tensor',
  paths: method('__setitem__'),
  doc: 'Writes elements.',
  shape({ input, indices, value }, rule) {
    const { shape, gathers } = indexedShape(input, indices, rule);
    if (isTensor(value)) checkWritten(value, shape, gathers, rule);
    return { shape: input.shape, dtype: input.dtype };
  },
  receptiveField: () => 'pointwise',
  complex: 'moves',
  eval({ input, indices, value }, [out]) {
    const data = [...elementsOf(input)];
    const { positions, shape } = indexedBlock(input.shape, indices);
    const values = typeof value === 'number' ? [] : broadcastElements(withoutLeadingOnes(value, shape.length), shape);
    const stored = (i: number): number => (typeof value === 'number' ? value : values[i] ?? NaN);
    for (const [i, p] of positions.entries()) data[p] = castElement(stored(i), out?.dtype ?? input.dtype);
    return [data];
  },
  lower({ input, indices, value }) {
    const parts = slicesOf(input.shape, indices);
    // None adds axes, along which the value could repeat.
    const adds = (Array.isArray(indices) ? indices : [indices]).includes(null);
    if (!parts || adds || typeof value === 'number') return null;
    const strides = [...stridesOf(input.shape)];
    const offset = parts.reduce((sum, { axis, start }) => sum + start * (strides[axis] ?? 0), 0);
    const shape = [...input.shape];
    for (const { axis, step, size } of parts) [strides[axis], shape[axis]] = [(strides[axis] ?? 0) * step, size];
    const axes = range(shape.length).filter((axis) => !parts.some((part) => part.axis === axis && part.drop));
    const picked = axes.map((axis) => shape[axis] ?? 0);
    return { inputs: ['input', 'value'], kernel: 'stridedWrite', shape: picked,
      strides: axes.map((axis) => strides[axis] ?? 0), offset };
  },
  samples: [],
});
/** Leading axes of size 1 are dropped from what is written. */
function withoutLeadingOnes(value: PlainTensor, rank: number): PlainTensor {
  let { shape } = value;
  while (shape.length > rank && shape[0] === 1) shape = shape.slice(1);
  return { ...value, shape };
}
/** What is written must fit what the indices pick. */
export function checkWritten(value: Tensor, shape: readonly Tensor['shape'][number][], gathers: boolean,
  rule: RuleContext): void {
  // Leading axes of size 1 are dropped from what is written.
  let from = value.shape;
  while (from.length > shape.length && from[0] && constantOf(from[0]) === 1) from = from.slice(1);
  if (!gathers) {
    expandTo({ shape: from, dtype: value.dtype }, shape, rule);
    return;
  }
  const lead = shape.length - from.length;
  const fits = lead >= 0 && from.every((dim, i) => {
    const to = shape[i + lead];
    return constantOf(dim) === 1 || !to || rule.equal(dim, to) !== false || rule.test((d) => d === 1, dim) !== false;
  });
  rule.require(fits, () => `shape mismatch: value tensor of shape ${showShape(value.shape)} cannot be`
    + ` broadcast to indexing result of shape ${showShape(shape)}`, [...value.shape, ...shape]);
}

export const select = defineOp({
  schema: 'select(Tensor input, int dim, int index) -> Tensor',
  paths: both('select'),
  doc: `One slice of an axis, without it. ${docs('select')}`,
  view: true,
  shape({ input, dim, index: at }, rule) {
    if (input.shape.length === 0) rule.raise('IndexError', 'select() cannot be applied to a 0-dim tensor.');
    const axis = axisOf(dim, input.shape.length, rule);
    const size = input.shape[axis] ?? rule.dim(1);
    if (rule.test((i, n) => i >= -n && i < n, at, size) === false) {
      rule.raise('IndexError', `select(): index ${showDim(at)} out of range for tensor of size`
        + ` ${showShape(input.shape)} at dimension ${axis}`, [at, size]);
    }
    return { shape: removeAt(input.shape, axis), dtype: input.dtype };
  },
  receptiveField: ({ input, dim }) => sameAxes(removeAt(range(input.shape.length), plainAxis(dim, input.shape.length))),
  eval({ input, dim, index: at }, [out]) {
    const axis = plainAxis(dim, input.shape.length);
    const strides = stridesOf(input.shape);
    const offset = (at < 0 ? at + (input.shape[axis] ?? 1) : at) * (strides[axis] ?? 1);
    return [pick(elementsOf(input), stridedPositions(out?.shape ?? [], removeAt(strides, axis), offset))];
  },
  lower: ({ input, dim, index: at }) => {
    const axis = plainAxis(dim, input.shape.length);
    return asSlices([{ axis, start: at < 0 ? at + input.shape[axis] : at, step: 1, size: 1, drop: true }]);
  },
  samples: [{ call: 'a.select(1, 0)', shapes: [[2, 3]] }, { call: 'torch.select(a, 0, -1)', shapes: [[2, 3]] },
    { call: 'a.select(1, 3)', shapes: [[2, 3]] }],
});

const narrowed = (name: string, view: boolean) => defineOp({
  schema: `${name}(Tensor input, int dim, int|Tensor start, int length) -> Tensor` as
    'narrow(Tensor input, int dim, int|Tensor start, int length) -> Tensor',
  paths: both(name),
  doc: `A run of positions along an axis. ${docs(name)}`,
  view,
  shape({ input, dim, start, length }, rule) {
    if (input.shape.length === 0) rule.raise('RuntimeError', 'narrow() cannot be applied to a 0-dim tensor.');
    const axis = axisOf(dim, input.shape.length, rule);
    const size = input.shape[axis] ?? rule.dim(1);
    rule.require(rule.test((n) => n >= 0, length), () => 'narrow(): length must be non-negative.', [length]);
    if (!isTensor(start)) {
      if (rule.test((s, n) => s >= -n && s <= n, start, size) === false) {
        rule.raise('IndexError', `Dimension out of range (expected to be in range of [-${showDim(size)},`
          + ` ${showDim(rule.map((n) => n - 1, size))}], but got ${showDim(start)})`, [start, size]);
      }
      const from = rule.map((s, n) => (s < 0 ? s + n : s), start, size);
      rule.require(rule.test((s, l, n) => s + l <= n, from, length, size),
        () => `start (${showDim(from)}) + length (${showDim(length)}) exceeds dimension size`
          + ` (${showDim(size)}).`, [start, length, size]);
    }
    return { shape: replaceAt(input.shape, axis, length), dtype: input.dtype };
  },
  receptiveField({ input, dim, start }) {
    const axis = plainAxis(dim, input.shape.length);
    const size = input.shape[axis] ?? 1;
    return range(input.shape.length).map((i): AxisView =>
      (i !== axis || typeof start !== 'number' ? { kind: 'same', axis: i }
      : { kind: 'shift', axis: i, offset: start < 0 ? start + size : start, step: 1 }));
  },
  eval({ input, dim, start }, [out]) {
    const axis = plainAxis(dim, input.shape.length);
    const strides = stridesOf(input.shape);
    const at = typeof start === 'number' ? start : start.data?.[0] ?? 0;
    const from = at < 0 ? at + (input.shape[axis] ?? 1) : at;
    return [pick(elementsOf(input), stridedPositions(out?.shape ?? [], strides, from * (strides[axis] ?? 1)))];
  },
  lower: ({ input, dim, start, length }) => {
    const axis = plainAxis(dim, input.shape.length);
    return typeof start !== 'number' ? null
      : asSlices([{ axis, start: start < 0 ? start + input.shape[axis] : start, step: 1, size: length, drop: false }]);
  },
  samples: [{ call: `a.${name}(1, 1, 2)`, shapes: [[2, 4]] },
    { call: `torch.${name}(a, 0, 0, 1)`, shapes: [[2, 4]] }, { call: `a.${name}(1, 2, 3)`, shapes: [[2, 4]] }],
});
export const narrow = narrowed('narrow', true);
export const narrow_copy = narrowed('narrow_copy', false);
