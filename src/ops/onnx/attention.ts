// What language models are made of since operator set 23, as the ops that they are: attention, rotary embeddings, gates, caches.
import { sigmoid, tanh } from '../activation';
import { amax } from '../extremes';
import { to_dtype, eq, where } from '../comparison';
import { add, mul, sub } from '../elementwise';
import { cat } from '../join';
import { index_select } from '../gather';
import { narrow, select } from '../indexing';
import { matmul } from '../matmul';
import { pad } from '../pad';
import { repeat_interleave } from '../repeat';
import { softmax } from '../softmax';
import { permute, reshape, transpose } from '../view';
import { plainNumel } from '../../tensor/dim';
import { stridesOf } from '../../tensor/broadcast';
import { constantOf, int, type Dim, type Tensor } from '../../tensor/value';
import { axisFrom, ints, numberOf, onnxOp, range, rankOf, run, scalar, sizes } from './apply';
import { operators, type OnnxCall, type OnnxResult } from './contract';

/** [N, L, heads·size] → [N, heads, L, size]. */
function headsOf(node: OnnxCall, input: Tensor, name: string): Tensor {
  if (rankOf(input) === 4) return input;
  const heads = node.int(name) ?? node.giveUp(`${node.type} of three axes without ${name}`);
  const [n, length, width] = input.shape;
  const size = node.rule.map((x) => x / heads, width);
  return run(node, permute, { input: run(node, reshape, { input, shape: sizes([n, length, int(heads), size]) }),
    dims: ints([0, 2, 1, 3]) });
}
const joined = (node: OnnxCall, past: Tensor | null, now: Tensor): Tensor =>
  (past ? run(node, cat, { tensors: [past, now], dim: int(2) }) : now);

/** 0 where a query may look at a key, −∞ where not. */
function additive(node: OnnxCall, mask: Tensor, dtype: Tensor['dtype']): Tensor {
  if (mask.dtype !== 'bool') return mask;
  return run(node, where, { condition: mask, input: node.constant([0], [], dtype), other: node.constant([-Infinity], [],
    dtype) });
}
/** What the mask does not reach is masked. */
function widened(node: OnnxCall, mask: Tensor, keys: Dim): Tensor {
  const missing = node.rule.map((n, m) => n - m, keys, mask.shape.at(-1) ?? keys);
  if (constantOf(missing) === 0) return mask;
  const amount = sizes([int(0), missing]);
  return run(node, pad, { input: mask, pad: amount, mode: 'constant', value: -Infinity });
}

interface Heads { readonly q: Tensor; readonly k: Tensor; readonly past: Tensor | null }
/** Which keys a query sees by their places: those before it, or near it; null where all. */
function placeMask(node: OnnxCall, { q, k, past }: Heads): Tensor | null {
  const causal = node.int('is_causal') === 1;
  const [left, right] = [node.int('left_window_size') ?? -1, node.int('right_window_size') ?? -1];
  if (!causal && left < 0 && right < 0) return null;
  const [queries, keys] = [q, k].map((x) => numberOf(node, x.shape[2], 'the lengths of its sequences'));
  const before = past ? numberOf(node, past.shape[2], 'the length of its cache') : 0;
  const sees = (i: number, j: number): boolean => (!causal || j <= i + before) && (left < 0 || i + before - j <= left)
    && (right < 0 || j - i - before <= right);
  return node.constant(range(queries).flatMap((i) => range(keys).map((j) => (sees(i, j) ? 0 : -Infinity))), [queries, keys],
    q.dtype);
}
/** The sum of all masks; null where nothing is masked. */
function biasOf(node: OnnxCall, heads: Heads): Tensor | null {
  const given = node.optional(3);
  const masks = [given && widened(node, additive(node, given, heads.q.dtype), heads.k.shape[2]), placeMask(node, heads)]
    .filter((mask) => mask !== null);
  return masks.length < 2 ? masks[0] ?? null : run(node, add, { input: masks[0], other: masks[1] });
}

/** Rows in which every key is masked have no weights. */
function weightsOf(node: OnnxCall, scores: Tensor, bias: Tensor | null): Tensor {
  const precision = node.dtype('softmax_precision') ?? scores.dtype;
  const cast = (input: Tensor, dtype: Tensor['dtype']): Tensor => (input.dtype === dtype ? input
    : run(node, to_dtype, { input, dtype }));
  const weights = cast(run(node, softmax, { input: cast(scores, precision), dim: int(-1) }), scores.dtype);
  if (!bias) return weights;
  const top = run(node, amax, { input: bias, dim: ints([-1]), keepdim: true });
  const isMasked = run(node, eq, { input: top, other: scalar(-Infinity) });
  return run(node, where, { condition: isMasked, input: node.constant([0], [], weights.dtype), other: weights });
}

function attended(node: OnnxCall): OnnxResult {
  if (node.optional(6)) node.giveUp('Attention over a cache of given lengths is not modelled');
  const [first, past, pastValue] = [node.tensor(0), node.optional(4), node.optional(5)];
  const q = headsOf(node, first, 'q_num_heads');
  const k = joined(node, past, headsOf(node, node.tensor(1), 'kv_num_heads'));
  const v = joined(node, pastValue, headsOf(node, node.tensor(2), 'kv_num_heads'));
  const [groups, shared] = [q, k].map((x) => numberOf(node, x.shape[1], 'how many heads there are'));
  const repeated = (input: Tensor): Tensor => (groups === shared ? input
    : run(node, repeat_interleave, { input, repeats: int(groups / shared), dim: int(1) }));
  const scale = Math.sqrt(node.float('scale') ?? 1 / Math.sqrt(numberOf(node, q.shape[3], 'the size of its heads')));
  const scaled = (input: Tensor): Tensor => run(node, mul, { input, other: scalar(scale) });
  const raw = run(node, matmul, { input: scaled(q), other: run(node, transpose, { input: scaled(repeated(k)), dim0: int(2),
    dim1: int(3) }) });
  const cap = node.float('softcap') ?? 0;
  const capped = cap > 0 ? run(node, mul, { other: scalar(cap),
    input: run(node, tanh, { input: run(node, mul, { input: raw, other: scalar(1 / cap) }) }) }) : raw;
  const bias = biasOf(node, { q, k, past });
  const scores = bias ? run(node, add, { input: capped, other: bias }) : capped;
  const weights = weightsOf(node, scores, bias);
  const mixed = run(node, matmul, { input: weights, other: repeated(v) });
  const shown = [capped, capped, scores, weights][node.int('qk_matmul_output_mode') ?? 0] ?? capped;
  return [rankOf(first) === 4 ? mixed : merged(node, mixed), k, v, shown];
}
/** [N, heads, L, size] → [N, L, heads·size]. */
function merged(node: OnnxCall, input: Tensor): Tensor {
  const turned = run(node, permute, { input, dims: ints([0, 2, 1, 3]) });
  const [n, length, heads, size] = turned.shape;
  return run(node, reshape, { input: turned, shape: sizes([n, length, node.rule.map((a, b) => a * b, heads, size)]) });
}

// ---- rotary embeddings ----
const part = (node: OnnxCall, input: Tensor, start: number, length: number): Tensor =>
  run(node, narrow, { input, dim: int(-1), start: int(start), length: int(length) });
/** Rows of a table at the positions: [N, L, half]. Without positions the table has that shape. */
function rows(node: OnnxCall, table: Tensor, positions: Tensor | null): Tensor {
  if (!positions) return table;
  const flat = run(node, index_select, { input: table, dim: int(0), index: run(node, reshape, { input: positions,
    shape: [int(-1)] }) });
  return run(node, reshape, { input: flat, shape: sizes([...positions.shape, table.shape[1]]) });
}
function rotated(node: OnnxCall): Tensor {
  const given = node.tensor(0);
  const input = headsOf(node, given, 'num_heads');
  const size = numberOf(node, input.shape[3], 'the size of its heads');
  const width = node.int('rotary_embedding_dim') || size;
  const half = width / 2;
  const [cos, sin] = [1, 2].map((i) => {
    const table = rows(node, node.tensor(i), node.optional(3));
    return run(node, reshape, { input: table, shape: sizes([table.shape[0], int(1), ...table.shape.slice(1)]) });
  });
  const turned = part(node, input, 0, width);
  const interleaved = node.int('interleaved') === 1;
  const pairs = interleaved ? run(node, reshape, { input: turned, shape: sizes([...turned.shape.slice(0, -1), int(half),
    int(2)]) })
    : null;
  const [a, b] = [0, 1].map((i) => (pairs ? run(node, select, { input: pairs, dim: int(-1), index: int(i) })
    : part(node, turned, i * half, half)));
  const times = (x: Tensor, y: Tensor): Tensor => run(node, mul, { input: x, other: y });
  const [real, imaginary] = [run(node, sub, { input: times(cos, a), other: times(sin, b) }),
    run(node, add, { input: times(sin, a), other: times(cos, b) })];
  const last = (x: Tensor): Tensor => run(node, reshape, { input: x, shape: sizes([...x.shape, int(1)]) });
  const both = interleaved
    ? run(node, reshape, { input: run(node, cat, { tensors: [last(real), last(imaginary)], dim: int(-1) }),
      shape: sizes(turned.shape) })
    : run(node, cat, { tensors: [real, imaginary], dim: int(-1) });
  const whole = width === size ? both : run(node, cat, { tensors: [both, part(node, input, width, size - width)], dim: int(-1) });
  return rankOf(given) === 4 ? whole : merged(node, whole);
}

// ---- caches ----
const onnx_tensor_scatter = onnxOp({
  schema: 'onnx_tensor_scatter(Tensor input, Tensor update, Tensor? start, int axis, bool circular) -> Tensor',
  doc: 'A cache after positions were written into it. https://onnx.ai/onnx/operators/onnx__TensorScatter.html',
  shape: ({ input }) => ({ shape: input.shape, dtype: input.dtype }),
  receptiveField: () => 'global',
  eval({ input, update, start, axis, circular }) {
    const data = [...input.data ?? []];
    const [to, from] = [stridesOf(input.shape), stridesOf(update.shape)];
    const size = input.shape[axis];
    for (const at of range(plainNumel(update.shape))) {
      const places = update.shape.map((n, i) => Math.floor(at / from[i]) % n);
      const place = places[axis] + (start?.data?.[places[0]] ?? 0);
      places[axis] = circular ? place % size : place;
      data[places.reduce((sum, x, i) => sum + x * to[i], 0)] = update.data?.[at] ?? NaN;
    }
    return [data];
  },
});

export const ATTENTION_OPS = { onnx_tensor_scatter };
export const attention = /* @__PURE__ */ operators({
  Attention: attended,
  RotaryEmbedding: rotated,
  SwiGLU: (node) => run(node, mul, { other: node.tensor(1), input: run(node, mul, { input: node.tensor(0),
    other: run(node, sigmoid, { input: run(node, mul, { input: node.tensor(0), other: scalar(node.float('alpha')
      ?? 1) }) }) }) }),
  TensorScatter: (node) => run(node, onnx_tensor_scatter, { input: node.tensor(0), update: node.tensor(1),
    start: node.optional(2),
    axis: int(axisFrom(node, node.int('axis') ?? -2, rankOf(node.tensor(0)))), circular: node.text('mode') === 'circular' }),
});
