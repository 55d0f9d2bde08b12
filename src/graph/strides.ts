// How tensors lie in memory, as far as it is certain: what `view` can look at depends on it.
//
// Note [Strides]
// A tensor's strides are known where PyTorch's are certain: of inputs, of what ops give that always write row by row, of
// views, of elementwise ops whose first operand decides. Everything else, parameters behind a permutation and channels_last
// among it, is not known, and is never the reason for an error. A write in place leaves the strides of its tensor alone.
import type { OpDef } from '../ops/op';
import { stridesOf } from '../tensor/broadcast';
import { mapDims, testDims } from '../tensor/dim';
import { computeStrides, isDense } from '../tensor/strides';
import { constantOf, int, type Dim, type Strides, type Tensor, type TensorMeta } from '../tensor/value';
import { plainArgs, plainEdge } from './plain';

const isTensor = (value: unknown): value is Tensor =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'tensor';
const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));
/** Row-major however the inputs lie. */
const FRESH = words('linear mm bmm addmm baddbmm embedding repeat');
/** Row-major where every tensor among the inputs is. */
const ROW_BY_ROW = words(`conv1d conv2d conv3d conv_transpose1d conv_transpose2d conv_transpose3d batch_norm instance_norm
  group_norm layer_norm local_response_norm max_pool1d max_pool2d max_pool3d avg_pool1d avg_pool2d avg_pool3d
  adaptive_avg_pool1d adaptive_avg_pool2d adaptive_avg_pool3d adaptive_max_pool1d adaptive_max_pool2d adaptive_max_pool3d
  interpolate pad constant_pad_nd softmax log_softmax cat stack sum mean amax amin prod std var norm cumsum logsumexp normalize
  masked_fill gather index_select glu prelu logsigmoid where pixel_shuffle pixel_unshuffle clone roll matmul`);
/** Elementwise: the first operand of the full size decides. */
const ELEMENTWISE = words(`add sub rsub mul div true_divide floor_divide remainder fmod pow float_power maximum minimum abs neg
  square sqrt rsqrt exp exp2 expm1 log log2 log10 log1p reciprocal sin cos tan tanh sigmoid sign erf floor ceil round trunc frac
  clamp clamp_min clamp_max relu relu6 leaky_relu elu selu celu gelu silu mish softplus softsign hardtanh hardsigmoid hardswish
  eq ne lt le gt ge logical_and logical_or logical_not lerp dropout type to`);
/** Views that keep or move axes, with at most axes of size 1 more or less: their receptive field says which. */
const MOVES = words('permute transpose swapaxes movedim t unsqueeze squeeze');
const PARTS = words('chunk split tensor_split narrow');
const REGROUPS = words('reshape view flatten ravel unflatten');

/** A tensor among an op's inputs. */
export interface Placed extends TensorMeta {
  readonly strides: Strides;
  /** Whether its elements may lie otherwise than `strides` says: parameters and constants are taken to be row by row. */
  readonly isAssumed: boolean;
}

/** What `view` raises. */
export const NOT_IN_PLACE = "view size is not compatible with input tensor's size and stride (at least one dimension spans"
  + ' across two contiguous subspaces). Use .reshape(...) instead.';

/** The tensors among an op's arguments, in order. */
export function placed(args: Readonly<Record<string, unknown>>): readonly Placed[] {
  const found: Placed[] = [];
  const visit = (value: unknown): void => {
    if (isTensor(value)) {
      const { shape, dtype, strides } = value;
      found.push({ shape, dtype, strides, isAssumed: isAssumed(value) });
    }
    else if (Array.isArray(value)) value.forEach(visit);
  };
  for (const name of Object.keys(args)) visit(args[name]);
  return found;
}
const isAssumed = ({ role, producer }: Tensor): boolean => role !== 'input' && (producer === null || role !== 'value');

/** Strides of the outputs of an op; `onSplit` is called where `view` would have to copy. */
export function stridesAfter(op: OpDef, args: Readonly<Record<string, unknown>>, inputs: readonly Placed[],
  outputs: readonly TensorMeta[], onSplit: () => void): readonly Strides[] {
  const [input] = inputs;
  const all = (strides: Strides): readonly Strides[] => outputs.map(() => strides);
  if ((args['memory_format'] ?? null) !== null) return all(null);
  if (!input || FRESH.has(op.name)) return all(FRESH.has(op.name) || isCreated(op) ? 'rows' : null);
  const areRows = inputs.every(({ strides }) => strides === 'rows');
  if (op.name === 'contiguous') return all('rows');
  if (op.name === 'matmul' && inputs[1] && input.shape.length >= inputs[1].shape.length) return all('rows');
  if (REGROUPS.has(op.name)) return outputs.map((out) => regrouped(op, input, out, onSplit));
  if (ROW_BY_ROW.has(op.name)) return all(areRows ? 'rows' : null);
  if (ELEMENTWISE.has(op.name)) return outputs.map((out) => (areRows ? 'rows' : elementwise(inputs, out)));
  if (input.isAssumed || input.strides === null) return all(null);
  if (op.name === 'detach' || op.name === 'identity') return all(input.strides);
  if (PARTS.has(op.name)) return outputs.map((out) => simplest(out.shape, listed(input)));
  if (MOVES.has(op.name)) return outputs.map((out) => moved(op, args, input, out));
  return all(null);
}

const isCreated = (op: OpDef): boolean => /^(zeros|ones|full|rand|randn|arange|empty|linspace)$/.test(op.name);
const listed = ({ shape, strides }: Placed): readonly Dim[] => (strides === 'rows' || strides === null
  ? shape.map((_, i) => mapDims((...sizes) => sizes.reduce((a, b) => a * b, 1), null, ...shape.slice(i + 1))) : strides);

/** 'rows' for strides that are. */
function simplest(shape: readonly Dim[], strides: readonly Dim[]): Strides {
  const isRows = testDims((...numbers) => {
    const [sizes, steps] = halves(numbers);
    const rows = stridesOf(sizes);
    return sizes.every((size, i) => size === 1 || steps[i] === rows[i]);
  }, ...shape, ...strides);
  return isRows === true ? 'rows' : strides;
}
const halves = (numbers: readonly number[]): [number[], number[]] =>
  [numbers.slice(0, numbers.length / 2), numbers.slice(numbers.length / 2)];

function elementwise(inputs: readonly Placed[], out: TensorMeta): Strides {
  const first = inputs.find(({ shape }) => shape.length > 0);
  if (!first?.strides || first.strides === 'rows' || first.shape.length !== out.shape.length) return null;
  const isWhole = testDims((...numbers) => {
    const [sizes, others] = halves(numbers);
    return sizes.every((size, i) => size === others[i]);
  }, ...first.shape, ...out.shape);
  const dense = testDims((...numbers) => isDense(...halves(numbers)), ...first.shape, ...first.strides);
  return isWhole === true && dense === true ? first.strides : null;
}

function regrouped(op: OpDef, input: Placed, out: TensorMeta, onSplit: () => void): Strides {
  if (input.strides === 'rows') return 'rows';
  if (input.strides === null || input.isAssumed) return null;
  const rank = input.shape.length;
  const found = (numbers: readonly number[]): readonly number[] | null =>
    computeStrides(numbers.slice(0, rank), numbers.slice(rank, 2 * rank), numbers.slice(2 * rank));
  const dims = [...input.shape, ...input.strides, ...out.shape];
  const isView = testDims((...numbers) => found(numbers) !== null, ...dims);
  if (isView === true) {
    return simplest(out.shape, out.shape.map((_, i) => mapDims((...numbers) => found(numbers)?.[i] ?? 0, null, ...dims)));
  }
  if (isView === false && op.name === 'view') onSplit();
  return isView === false ? 'rows' : null;
}

function moved(op: OpDef, args: Readonly<Record<string, unknown>>, input: Placed, out: TensorMeta): Strides {
  const plain = plainArgs(op.schema, args);
  const meta = plainEdge(out);
  const axes = plain && meta && op.receptiveField?.(plain as never, meta);
  if (!axes || !Array.isArray(axes)) return null;
  const strides = listed(input);
  const found: Dim[] = [];
  for (const [i, axis] of axes.entries()) {
    if (axis?.kind === 'same') found.push(strides[axis.axis] ?? int(1));
    else if (out.shape[i] && constantOf(out.shape[i]) === 1) found.push(int(1));
    else return null;
  }
  return simplest(out.shape, found);
}
