// What detectors end in: suppression of boxes, pooling of regions; and distinct elements. How many come out depends on data.
import { to_dtype } from '../comparison';
import { cat } from '../join';
import { roi_align, roi_pool } from '../torchvision';
import { unsqueeze } from '../axes';
import { constantOf, int, type Dim, type Tensor } from '../../tensor/value';
import type { RuleContext } from '../op';
import { axisFrom, onnxOp, range, rankOf, run } from './apply';
import { operators, type OnnxCall, type OnnxResult } from './contract';

interface Boxes {
  readonly boxes: { readonly shape: readonly number[]; readonly data: readonly number[] | null };
  readonly scores: { readonly shape: readonly number[]; readonly data: readonly number[] | null };
  readonly most: number; readonly iou: number; readonly threshold: number | null; readonly centred: boolean;
}
type Box = readonly [top: number, left: number, bottom: number, right: number];

function overlap(a: Box, b: Box): number {
  const area = (box: Box): number => (box[2] - box[0]) * (box[3] - box[1]);
  if (area(a) <= 0 || area(b) <= 0) return 0;
  const [height, width] = [Math.min(a[2], b[2]) - Math.max(a[0], b[0]), Math.min(a[3], b[3]) - Math.max(a[1], b[1])];
  const shared = Math.max(0, height) * Math.max(0, width);
  return shared / (area(a) + area(b) - shared);
}

/** Batch, class and place of every box that is kept; of equal scores the first. */
function keptBoxes({ boxes, scores, most, iou, threshold, centred }: Boxes): number[][] {
  const [batches, classes, count] = scores.shape;
  const boxAt = (batch: number, i: number): Box => {
    const [a, b, c, d] = (boxes.data ?? []).slice((batch * count + i) * 4, (batch * count + i) * 4 + 4);
    return centred ? [b - d / 2, a - c / 2, b + d / 2, a + c / 2]
      : [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)];
  };
  return range(batches * classes).flatMap((line) => {
    const [batch, kind] = [Math.floor(line / classes), line % classes];
    const score = (i: number): number => scores.data?.[line * count + i] ?? NaN;
    const order = range(count).filter((i) => threshold === null || score(i) > threshold)
      .sort((i, j) => score(j) - score(i) || i - j);
    const kept: number[] = [];
    for (const i of order) {
      if (kept.length >= most) break;
      if (kept.every((k) => !(overlap(boxAt(batch, k), boxAt(batch, i)) > iou))) kept.push(i);
    }
    return kept.map((i) => [batch, kind, i]);
  });
}

const onnx_nms = onnxOp({
  schema: 'onnx_nms(Tensor boxes, Tensor scores, int most, float iou, float? threshold, bool centred) -> Tensor',
  doc: 'Batch, class and place of the boxes that are kept. https://onnx.ai/onnx/operators/onnx__NonMaxSuppression.html',
  shape(args, rule) {
    const { boxes, scores } = args;
    const plain = (tensor: Tensor) => ({ data: tensor.data, shape: tensor.shape.map((dim) => constantOf(dim) ?? -1) });
    const isKnown = boxes.data !== null && scores.data !== null && constantOf(args.most) !== undefined;
    const count: Dim = isKnown ? rule.dim(keptBoxes({ ...args, boxes: plain(boxes), scores: plain(scores),
      most: constantOf(args.most) ?? 0 }).length)
      : rule.unknown('data-dependent-size', 'how many boxes nms keeps depends on their values');
    return { shape: [count, rule.dim(3)], dtype: 'int64' };
  },
  receptiveField: () => 'global',
  eval: (args) => [keptBoxes(args).flat()],
});

function suppressed(node: OnnxCall): Tensor {
  const [most] = node.optionalNumbers(2) ?? [0];
  const [iou] = node.optionalNumbers(3) ?? [0];
  const [threshold = null] = node.optionalNumbers(4) ?? [];
  return run(node, onnx_nms, { boxes: node.tensor(0), scores: node.tensor(1), most: int(most), iou, threshold,
    centred: node.int('center_point_box') === 1 });
}

/** The boxes with the number of their image in front, as PyTorch has them. */
function aligned(node: OnnxCall): Tensor {
  const [input, boxes, images] = [node.tensor(0), node.tensor(1), node.tensor(2)];
  if ((node.text('mode') ?? 'avg') !== 'avg') node.giveUp('RoiAlign by the largest sample is not modelled');
  const usual = node.version < 16 ? 'output_half_pixel' : 'half_pixel';
  const image = run(node, unsqueeze, { dim: int(1), input: run(node, to_dtype, { input: images, dtype: boxes.dtype }) });
  const rois = run(node, cat, { tensors: [image, boxes], dim: int(1) });
  return run(node, roi_align, { input, rois, spatial_scale: node.float('spatial_scale') ?? 1,
    pooled_height: int(node.int('output_height') ?? 1), pooled_width: int(node.int('output_width') ?? 1),
    sampling_ratio: int(node.int('sampling_ratio') ?? 0),
    aligned: (node.text('coordinate_transformation_mode') ?? usual) === 'half_pixel' } as never);
}
function pooled(node: OnnxCall): Tensor {
  const [height, width] = node.ints('pooled_shape') ?? [1, 1];
  return run(node, roi_pool, { input: node.tensor(0), rois: node.tensor(1), spatial_scale: node.float('spatial_scale') ?? 1,
    pooled_height: int(height), pooled_width: int(width) });
}

// ---- distinct elements ----

interface Distinct { readonly first: readonly number[]; readonly inverse: readonly number[]; readonly counts: readonly number[];
  readonly places: readonly (readonly number[])[] }

/** Of slices along an axis, or of elements: where each kind first is, in order. */
function distinct(data: readonly number[], shape: readonly number[], axis: number | null, sorted: boolean): Distinct {
  const inner = axis === null ? 1 : shape.slice(axis + 1).reduce((a, b) => a * b, 1);
  const size = axis === null ? data.length : shape[axis];
  const outer = data.length / (inner * size || 1);
  const places = range(size).map((i) => range(outer).flatMap((o) => range(inner).map((k) => (o * size + i) * inner + k)));
  const slices = places.map((list) => list.map((at) => data[at]));
  const kinds = new Map<string, number[]>();
  for (const [i, slice] of slices.entries()) {
    const key = slice.join();
    kinds.set(key, [...(kinds.get(key) ?? []), i]);
  }
  const compare = (a: readonly number[], b: readonly number[]): number => {
    const at = a.findIndex((x, i) => x !== b[i]);
    return at < 0 ? 0 : a[at] - b[at];
  };
  const groups = [...kinds.values()];
  if (sorted) groups.sort((a, b) => compare(slices[a[0]], slices[b[0]]));
  const inverse = new Array<number>(size).fill(0);
  for (const [kind, members] of groups.entries()) for (const i of members) inverse[i] = kind;
  return { first: groups.map(([i]) => i), inverse, counts: groups.map(({ length }) => length), places };
}
const onnx_unique = onnxOp({
  schema: 'onnx_unique(Tensor input, int? axis, bool sorted) -> (Tensor, Tensor, Tensor, Tensor)',
  doc: 'Distinct elements, where they first are, which each is, how many. https://onnx.ai/onnx/operators/onnx__Unique.html',
  shape({ input, axis, sorted }, rule) {
    const at = axis === null ? null : constantOf(axis) ?? 0;
    const sizes = input.shape.map((dim) => constantOf(dim) ?? -1);
    const count = input.data && !sizes.includes(-1) ? rule.dim(distinct(input.data, sizes, at, sorted).first.length)
      : rule.unknown('data-dependent-size', 'how many distinct elements there are depends on their values');
    const all = at === null ? wholeOf(input.shape, rule) : input.shape[at];
    const list = (n: Dim) => ({ shape: [n], dtype: 'int64' as const });
    return [{ shape: at === null ? [count] : input.shape.map((n, i) => (i === at ? count : n)), dtype: input.dtype }, list(count),
      list(all), list(count)];
  },
  receptiveField: () => 'global',
  eval({ input, axis, sorted }, [out]) {
    const data = input.data ?? [];
    const { first, inverse, counts, places } = distinct(data, input.shape, axis, sorted);
    const inner = axis === null ? 1 : input.shape.slice(axis + 1).reduce((a, b) => a * b, 1);
    const values = new Array<number>(out.shape.reduce((a, b) => a * b, 1)).fill(0);
    first.forEach((from, i) => {
      places[from].forEach((at, k) => {
        values[(Math.floor(k / inner) * first.length + i) * inner + (k % inner)] = data[at];
      });
    });
    return [values, [...first], [...inverse], [...counts]];
  },
});
const wholeOf = (shape: readonly Dim[], rule: RuleContext): Dim =>
  rule.map((...sizes) => sizes.reduce((a, b) => a * b, 1), ...shape);

function uniques(node: OnnxCall): OnnxResult {
  const input = node.tensor(0);
  const axis = node.int('axis');
  return [...node.apply(onnx_unique, { input, sorted: node.int('sorted') !== 0,
    axis: axis === undefined ? null : int(axisFrom(node, axis, rankOf(input))) }).all];
}

export const DETECTION_OPS = { onnx_nms, onnx_unique };
export const detection = /* @__PURE__ */ operators({ NonMaxSuppression: suppressed, RoiAlign: aligned, MaxRoiPool: pooled,
  Unique: uniques });
