// One step of a recurrent net: rnn_tanh_cell, rnn_relu_cell, lstm_cell, gru_cell and the modules RNNCell, LSTMCell, GRUCell.
import { plainNumel, showDim } from '../tensor/dim';
import { castElements } from '../tensor/round';
import { constantOf, int, type Dim, type PlainMeta, type PlainTensor, type Tensor } from '../tensor/value';
import { sigmoidOf } from './activation';
import { squeeze_dim, unsqueeze } from './axes';
import { defineModule, defineOp, isUnknown, type Apply, type ModuleSelf, type Nested, type ParameterSpec,
  type RuleContext, type Sample } from './op';
import { resetRecurrent } from './reset';
import { range } from './rules';

export type Kind = 'rnn_tanh' | 'rnn_relu' | 'lstm' | 'gru';
const docs = (name: string): string => `https://pytorch.org/docs/stable/generated/torch.nn.${name}.html`;
const s = (call: string, ...shapes: number[][]): Sample => ({ call, shapes });

/** Input-to-hidden, hidden-to-hidden, their biases, and the projection of LSTMs that have one. */
export interface Weights {
  readonly ih: PlainTensor; readonly hh: PlainTensor; readonly bi: PlainTensor | null;
  readonly bh: PlainTensor | null; readonly hr: PlainTensor | null;
}

function times(w: PlainTensor, x: readonly number[], bias: PlainTensor | null): number[] {
  const [rows, columns] = w.shape;
  const data = w.data ?? [];
  const out: number[] = [];
  // What recurrent nets take is spent here: four rows at a time, since a sum waits for the one before.
  for (let r = 0; r < rows; r += 4) {
    const [p, q, s, t] = [0, 1, 2, 3].map((i) => Math.min(r + i, rows - 1) * columns);
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let k = 0; k < columns; k++) {
      a += x[k] * data[p + k];
      b += x[k] * data[q + k];
      c += x[k] * data[s + k];
      d += x[k] * data[t + k];
    }
    out.push(...[a, b, c, d].slice(0, rows - r));
  }
  return bias?.data ? out.map((sum, r) => sum + (bias.data?.[r] ?? 0)) : out;
}

/** [hidden, cell] after one element of the sequence; gates in PyTorch's order (i, f, g, o and r, z, n). */
export function step(kind: Kind, x: readonly number[], [h, c]: readonly (readonly number[])[], w: Weights): number[][] {
  const [a, b] = [times(w.ih, x, w.bi), times(w.hh, h, w.bh)];
  if (kind === 'rnn_tanh' || kind === 'rnn_relu') {
    const next = a.map((v, i) => (kind === 'rnn_tanh' ? Math.tanh(v + b[i]) : Math.max(0, v + b[i])));
    return [next, next];
  }
  const size = a.length / (kind === 'lstm' ? 4 : 3);
  if (kind === 'gru') {
    const next = range(size).map((i) => {
      const reset = sigmoidOf(a[i] + b[i]);
      const update = sigmoidOf(a[size + i] + b[size + i]);
      return (1 - update) * Math.tanh(a[2 * size + i] + reset * b[2 * size + i]) + update * h[i];
    });
    return [next, next];
  }
  const gate = (at: number, i: number): number => a[at * size + i] + b[at * size + i];
  const cell = range(size).map((i) => sigmoidOf(gate(1, i)) * c[i] + sigmoidOf(gate(0, i)) * Math.tanh(gate(2, i)));
  const hidden = cell.map((v, i) => sigmoidOf(gate(3, i)) * Math.tanh(v));
  return [w.hr ? times(w.hr, hidden, null) : hidden, cell];
}

function checkCell(input: Tensor, hidden: readonly Tensor[], wIh: Tensor, wHh: Tensor, rule: RuleContext): void {
  const [width, expected] = [input.shape[1], wIh.shape[1]];
  rule.require(rule.equal(width, expected),
    () => `input has inconsistent input_size: got ${showDim(width)} expected ${showDim(expected)}`, [width, expected]);
  for (const [i, h] of hidden.entries()) {
    const [batch, size] = h.shape;
    rule.require(rule.equal(input.shape[0], batch),
      () => `Input batch size ${showDim(input.shape[0])} doesn't match hidden${i} batch size ${showDim(batch)}`,
      [input.shape[0], batch]);
    rule.require(rule.equal(size, wHh.shape[1]),
      () => `hidden${i} has inconsistent hidden_size: got ${showDim(size)}, expected ${showDim(wHh.shape[1])}`,
      [size, wHh.shape[1]]);
  }
}

const CELL =
  'cell(Tensor input, Tensor[]|Tensor? hx, Tensor w_ih, Tensor w_hh, Tensor? b_ih=None, Tensor? b_hh=None) -> Tensor';
function cellOp(kind: Kind) {
  const name = `${kind}_cell`;
  return defineOp({
    schema: CELL.replace('cell(', `${name}(`)
      .replace('-> Tensor', kind === 'lstm' ? '-> (Tensor, Tensor)' : '-> Tensor') as typeof CELL,
    paths: [`torch.${name}`],
    doc: 'One step of a recurrent net.',
    shape({ input, hx, w_ih, w_hh }, rule) {
      const hidden = hx === null ? [] : Array.isArray(hx) ? hx : [hx];
      checkCell(input, hidden, w_ih, w_hh, rule);
      const out = { shape: [input.shape[0], w_hh.shape[1]], dtype: input.dtype };
      return kind === 'lstm' ? [out, out] : out;
    },
    macs: ({ input, w_ih, w_hh }) => input.shape[0] * (plainNumel(w_ih.shape) + plainNumel(w_hh.shape)),
    receptiveField: () => [{ kind: 'same', axis: 0 }, { kind: 'all', axis: 1 }],
    eval: ({ input, hx, w_ih, w_hh, b_ih, b_hh }, outs) =>
      cellElements(kind, input, hx === null ? [] : Array.isArray(hx) ? hx : [hx],
        { ih: w_ih, hh: w_hh, bi: b_ih, bh: b_hh, hr: null }, outs),
    samples: [],
  });
}
function cellElements(kind: Kind, input: PlainTensor, hidden: readonly PlainTensor[], weights: Weights,
  outs: readonly PlainMeta[]): number[][] {
  const [batch, width] = input.shape;
  const size = weights.hh.shape[1];
  const states = range(batch).map((n) => {
    const start = [0, 1].map((i) => hidden[i]?.data?.slice(n * size, (n + 1) * size) ?? range(size).map(() => 0));
    return step(kind, (input.data ?? []).slice(n * width, (n + 1) * width), start, weights);
  });
  return outs.map((out, i) => castElements(states.flatMap((state) => state[i]), out.dtype));
}
export const lstm_cell = cellOp('lstm');
export const gru_cell = cellOp('gru');
export const rnn_tanh_cell = cellOp('rnn_tanh');
export const rnn_relu_cell = cellOp('rnn_relu');

// ---- modules ----------------------------------------------------------------------------------------------------------

const SHARED = 'int input_size, int hidden_size, bool bias=True, any device=None, dtype? dtype=None';
const LSTM_CELL = `LSTMCell(${SHARED})` as const;
interface Sizes {
  readonly input_size: Dim; readonly hidden_size: Dim; readonly bias: boolean; readonly dtype: Tensor['dtype'] | null }
function cellState(gates: number) {
  return ({ input_size, hidden_size, bias, dtype }: Sizes, rule: RuleContext): Record<string, ParameterSpec | null> => {
    const rows = rule.map((h) => h * gates, hidden_size);
    const type = dtype ?? undefined;
    const vector = bias ? { shape: [rows], dtype: type } : null;
    return { weight_ih: { shape: [rows, input_size], dtype: type },
      weight_hh: { shape: [rows, hidden_size], dtype: type }, bias_ih: vector, bias_hh: vector };
  };
}

/** Unbatched inputs get a batch axis for the step. */
function forward(name: string, op: typeof lstm_cell, self: Pick<ModuleSelf<typeof LSTM_CELL>, 'tensor'>, input: Tensor,
  hx: readonly Tensor[], apply: Apply, rule: RuleContext): Nested {
  const rank = input.shape.length;
  if (rank !== 1 && rank !== 2) rule.raise('AssertionError',
    `${name}: Expected input to be 1-D or 2-D but received ${rank}-D tensor`, input.shape);
  const whole: Tensor[] = [];
  for (const t of [input, ...hx]) {
    const made = rank === 2 ? t : apply(unsqueeze, { input: t, dim: int(0) }).first;
    if (isUnknown(made)) return made;
    whole.push(made);
  }
  const [x, ...hidden] = whole;
  const { all } =
    apply(op, { input: x, hx: hidden, w_ih: self.tensor('weight_ih') ?? undefined, w_hh: self.tensor('weight_hh')
      ?? undefined, b_ih: self.tensor('bias_ih'), b_hh: self.tensor('bias_hh') });
  const outs = all.map((t) => (rank === 2 || isUnknown(t) ? t : apply(squeeze_dim, { input: t, dim: int(0) }).first));
  return name === 'LSTMCell' && outs.length === 2 ? outs : outs[0];
}

export const LSTMCell = defineModule({
  path: 'torch.nn.LSTMCell',
  base: 'torch.nn.RNNCellBase',
  schema: LSTM_CELL,
  doc: `One step of a long short-term memory. ${docs('LSTMCell')}`,
  inputs: '(Tensor input, Tensor[]? hx=None) -> (Tensor, Tensor)',
  state: cellState(4),
  reset: (shapes, { hidden_size }) => resetRecurrent(shapes, constantOf(hidden_size) ?? 0),
  forward: (self, { input, hx }, apply, rule) => forward('LSTMCell', lstm_cell, self, input, hx ?? [], apply, rule),
  samples: [
    s('nn.LSTMCell(3, 4)(a)', [2, 3]), s('nn.LSTMCell(3, 4, bias=False)(a, (b, c))', [2, 3], [2, 4], [2, 4]),
    s('nn.LSTMCell(3, 4)(a)', [3]), s('nn.LSTMCell(3, 4)(a)', [2, 5]),
    s('nn.LSTMCell(3, 4)(a, (b, c))', [2, 3], [2, 5], [2, 4]),
    s('nn.LSTMCell(3, 4)(a)', [2, 2, 3]),
  ],
});
export const GRUCell = defineModule({
  path: 'torch.nn.GRUCell',
  base: 'torch.nn.RNNCellBase',
  schema: LSTM_CELL.replace('LSTMCell(', 'GRUCell(') as typeof LSTM_CELL,
  doc: `One step of a gated recurrent unit. ${docs('GRUCell')}`,
  inputs: '(Tensor input, Tensor? hx=None) -> Tensor',
  state: cellState(3),
  reset: (shapes, { hidden_size }) => resetRecurrent(shapes, constantOf(hidden_size) ?? 0),
  forward: (self, { input, hx }, apply, rule) => forward('GRUCell', gru_cell, self, input, hx ? [hx] : [], apply, rule),
  samples: [s('nn.GRUCell(3, 4)(a)', [2, 3]), s('nn.GRUCell(3, 4)(a, b)', [2, 3], [2, 4]),
    s('nn.GRUCell(3, 4)(a)', [3]), s('nn.GRUCell(3, 4)(a, b)', [2, 3], [2, 5]), s('nn.GRUCell(3, 4)(a)', [2, 2, 3])],
});
const RNN_CELL = 'RNNCell(int input_size, int hidden_size, bool bias=True, str nonlinearity="tanh", any device=None, \
dtype? dtype=None)';
export const RNNCell = defineModule({
  path: 'torch.nn.RNNCell',
  base: 'torch.nn.RNNCellBase',
  schema: RNN_CELL,
  doc: `One step of a plain recurrent net. ${docs('RNNCell')}`,
  inputs: '(Tensor input, Tensor? hx=None) -> Tensor',
  state: cellState(1),
  reset: (shapes, { hidden_size }) => resetRecurrent(shapes, constantOf(hidden_size) ?? 0),
  forward(self, { input, hx }, apply, rule) {
    const { nonlinearity } = self.args;
    if (input.shape.length <= 2 && nonlinearity !== 'tanh' && nonlinearity !== 'relu') rule.raise('RuntimeError',
      `Unknown nonlinearity: ${nonlinearity}`);
    return forward('RNNCell', nonlinearity === 'relu' ? rnn_relu_cell : rnn_tanh_cell, self, input, hx ? [hx] : [],
      apply, rule);
  },
  samples: [
    s('nn.RNNCell(3, 4)(a)', [2, 3]), s("nn.RNNCell(3, 4, nonlinearity='relu')(a, b)", [2, 3], [2, 4]),
    s('nn.RNNCell(3, 4)(a)', [3]), s('nn.RNNCell(3, 4)(a)', [2, 5]), s('nn.RNNCell(3, 4)(a)', [2, 2, 3]),
    s('nn.RNNCell(3, 4)(a, b)', [2, 3], [3, 4]), s('nn.RNNCell(3, 4)(a, b)', [3], [5]),
    s("nn.RNNCell(3, 4, nonlinearity='foo')(a)", [2, 3]),
  ],
});
