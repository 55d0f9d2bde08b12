// Shapes as tensors, and ops that give elements another shape or order.
import { clone, expand, squeeze, squeeze_dim, unsqueeze } from '../axes';
import { arange, full } from '../create';
import { cat } from '../join';
import { isIntegral } from '../../tensor/dtype';
import { tril, triu } from '../rearrange';
import { tile } from '../repeat';
import { split } from '../split';
import { flatten, permute, reshape } from '../view';
import { plainNumel } from '../../tensor/dim';
import { constantOf, int, type Dim, type Tensor } from '../../tensor/value';
import { axisFrom, ints, onnxOp, range, rankOf, run, scalar, sizes } from './apply';
import { operators, type OnnxCall, type OnnxResult } from './contract';

/** The sizes of a tensor as a tensor; what is known of them is kept beside it. */
const onnx_shape = onnxOp({
  schema: 'onnx_shape(Tensor input, int start, int end) -> Tensor',
  doc: 'The sizes of a tensor. https://onnx.ai/onnx/operators/onnx__Shape.html',
  shape: ({ start, end }, rule) => ({ shape: [rule.map((a, b) => Math.max(0, b - a), start, end)], dtype: 'int64' }),
  receptiveField: () => 'global',
  eval: ({ input, start, end }) => [input.shape.slice(start, end)],
});
const onnx_size = onnxOp({
  schema: 'onnx_size(Tensor input) -> Tensor',
  doc: 'The number of elements of a tensor. https://onnx.ai/onnx/operators/onnx__Size.html',
  shape: () => ({ shape: [], dtype: 'int64' }),
  receptiveField: () => 'global',
  eval: ({ input }) => [[plainNumel(input.shape)]],
});
const onnx_eye = onnxOp({
  schema: 'onnx_eye(Tensor input, int k, dtype dtype) -> Tensor',
  doc: 'Ones on a diagonal. https://onnx.ai/onnx/operators/onnx__EyeLike.html',
  shape: ({ input, dtype }) => ({ shape: input.shape, dtype }),
  receptiveField: () => 'global',
  eval: ({ input: { shape: [rows, columns] }, k }) => [range(rows).flatMap((i) => range(columns).map((j) => (j - i === k ? 1
    : 0)))],
});

function shapeTensor(node: OnnxCall): Tensor {
  const input = node.tensor(0);
  const rank = rankOf(input);
  const clip = (value: number): number => Math.min(rank, Math.max(0, value < 0 ? value + rank : value));
  const [start, end] = [clip(node.int('start') ?? 0), clip(node.int('end') ?? rank)];
  return node.elements(run(node, onnx_shape, { input, start: int(start), end: int(end) }), input.shape.slice(start, end));
}

/** 0 keeps the input's size unless `allowzero`, -1 is what is left. */
function reshaped(node: OnnxCall): Tensor {
  const input = node.tensor(0);
  const wanted = node.version < 5 ? ints(node.ints('shape') ?? []) : node.dims(1);
  const kept = wanted.map((dim, i) => (constantOf(dim) === 0 && !node.int('allowzero') ? input.shape[i] ?? dim : dim));
  return node.elements(run(node, reshape, { input, shape: sizes(kept) }), node.known(input));
}

function flattened(node: OnnxCall): Tensor {
  const input = node.tensor(0);
  const rank = rankOf(input);
  const given = node.int('axis') ?? 1;
  const axis = given < 0 ? given + rank : given;
  if (axis === 1 && rank > 1) return run(node, flatten, { input, start_dim: int(1), end_dim: int(-1) });
  const product = (dims: readonly Dim[]): Dim => node.rule.map((...all) => plainNumel(all), ...dims);
  return run(node, reshape, { input, shape: sizes([product(input.shape.slice(0, axis)), product(input.shape.slice(axis))]) });
}

/** Axes are an attribute before version 13, an input since. */
const axesOf = (node: OnnxCall): readonly number[] | undefined =>
  (node.version < 13 ? node.ints('axes') : node.optionalNumbers(1));

function squeezed(node: OnnxCall): Tensor {
  const input = node.tensor(0);
  const axes = axesOf(node);
  if (axes === undefined) return run(node, squeeze, { input });
  const sorted = axes.map((axis) => axisFrom(node, axis, rankOf(input))).sort((a, b) => b - a);
  if (sorted.length === 0) return run(node, clone, { input });
  return sorted.reduce((so, dim) => {
    const size = constantOf(so.shape[dim]);
    if (size !== undefined && size !== 1) node.rule.raise('OnnxError', `axis ${dim} has ${size} elements, not one`,
      [so.shape[dim]]);
    return run(node, squeeze_dim, { input: so, dim: int(dim) });
  }, input);
}

function unsqueezed(node: OnnxCall): Tensor {
  const input = node.tensor(0);
  const axes = axesOf(node) ?? [];
  const rank = rankOf(input) + axes.length;
  const sorted = axes.map((axis) => axisFrom(node, axis, rank)).sort((a, b) => a - b);
  return sorted.reduce((so, dim) => run(node, unsqueeze, { input: so, dim: int(dim) }), input);
}

function transposed(node: OnnxCall): Tensor {
  const input = node.tensor(0);
  const dims = node.ints('perm') ?? range(rankOf(input)).reverse();
  return run(node, permute, { input, dims: ints(dims) });
}

/** Both shapes are broadcast: a wanted 1 keeps the input's size. */
function expanded(node: OnnxCall): Tensor {
  const input = node.tensor(0);
  const wanted = node.dims(1);
  const rank = Math.max(wanted.length, rankOf(input));
  const size = range(rank).map((i): Dim => {
    const dim = wanted[i - rank + wanted.length];
    const own = input.shape[i - rank + rankOf(input)];
    return !dim || (own && constantOf(dim) === 1) ? own : dim;
  });
  return run(node, expand, { input, size: sizes(size) });
}

function tiled(node: OnnxCall): Tensor {
  return run(node, tile, { input: node.tensor(0), dims: node.dims(1) });
}

/** Equal parts unless sizes are given: an attribute before version 13, an input since. */
function parts(node: OnnxCall): OnnxResult {
  const input = node.tensor(0);
  const dim = axisFrom(node, node.int('axis') ?? 0, rankOf(input));
  const given = node.version < 13 ? node.ints('split') : node.optionalNumbers(1);
  const count = node.int('num_outputs') ?? node.outputs.length;
  const size = input.shape[dim];
  const chunk = node.rule.map((n) => Math.ceil(n / count), size);
  const sections = given ? ints(given)
    : sizes(range(count).map((i) => (i < count - 1 ? chunk : node.rule.map((n, c) => n - c * (count - 1), size, chunk))));
  return node.apply(split, { tensor: input, split_size_or_sections: sections, dim: int(dim) }).all;
}

function range_(node: OnnxCall): Tensor {
  const dtype = node.tensor(0).dtype;
  const [start] = node.dims(0);
  const [end] = node.dims(1);
  const [step] = node.dims(2);
  if (!isIntegral(dtype)) {
    const [from, to, by] = [node.numbers(0)[0], node.numbers(1)[0], node.numbers(2)[0]];
    return run(node, arange, { start: scalar(from), end: scalar(to), step: scalar(by), dtype });
  }
  return run(node, arange, { start, end, step, dtype });
}

function filled(node: OnnxCall): Tensor {
  const value = node.attributeTensor('value');
  const fill = value?.data?.[0] ?? (value ? node.giveUp('the fill value of ConstantOfShape is not known') : 0);
  return run(node, full, { size: node.dims(0), fill_value: scalar(fill), dtype: value?.dtype ?? 'float32' });
}

/** [N, C, H, W] ⇄ blocks of channels; DCR and CRD are the two orders in which a block's place stands among the channels. */
function depthToSpace(node: OnnxCall): Tensor {
  const input = node.tensor(0);
  const block = node.int('blocksize') ?? 1;
  const [n, c, h, w] = sizes(input.shape);
  const depth = node.rule.map((x) => x / (block * block), c);
  const crd = node.text('mode') === 'CRD';
  const b = int(block);
  const apart = run(node, reshape, { input, shape: sizes(crd ? [n, depth, b, b, h, w] : [n, b, b, depth, h, w]) });
  const moved = run(node, permute, { input: apart, dims: ints(crd ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2]) });
  const times = (x: Dim): Dim => node.rule.map((size) => size * block, x);
  return run(node, reshape, { input: moved, shape: sizes([n, depth, times(h), times(w)]) });
}
function spaceToDepth(node: OnnxCall): Tensor {
  const input = node.tensor(0);
  const block = node.int('blocksize') ?? 1;
  const [n, c, h, w] = sizes(input.shape);
  const part = (x: Dim): Dim => node.rule.map((size) => size / block, x);
  const b = int(block);
  const apart = run(node, reshape, { input, shape: sizes([n, c, part(h), b, part(w), b]) });
  const crd = node.text('mode') === 'CRD';
  const moved = run(node, permute, { input: apart, dims: ints(crd ? [0, 1, 3, 5, 2, 4] : [0, 3, 5, 1, 2, 4]) });
  const depth = node.rule.map((x) => x * block * block, c);
  return run(node, reshape, { input: moved, shape: sizes([n, depth, part(h), part(w)]) });
}

const triangle = (node: OnnxCall): Tensor => run(node, node.int('upper') === 0 ? tril : triu, {
  input: node.tensor(0), diagonal: node.optionalDims(1)?.[0] ?? int(0) });

export const SHAPE_OPS = { onnx_shape, onnx_size, onnx_eye };
export const shapes = /* @__PURE__ */ operators({
  Shape: shapeTensor,
  Size: (node) => node.elements(run(node, onnx_size, { input: node.tensor(0) }),
    [node.rule.map((...all) => plainNumel(all), ...node.tensor(0).shape)]),
  Reshape: reshaped,
  Flatten: flattened,
  Squeeze: squeezed,
  Unsqueeze: unsqueezed,
  Transpose: transposed,
  Expand: expanded,
  Tile: tiled,
  Concat: (node) => run(node, cat, { tensors: node.inputs.map((_, i) => node.tensor(i)), dim: int(node.int('axis') ?? 0) }),
  Split: parts,
  Range: range_,
  ConstantOfShape: filled,
  EyeLike: (node) => run(node, onnx_eye, { input: node.tensor(0), k: int(node.int('k') ?? 0),
    dtype: node.dtype('dtype') ?? node.tensor(0).dtype }),
  Trilu: triangle,
  DepthToSpace: depthToSpace,
  SpaceToDepth: spaceToDepth,
});
