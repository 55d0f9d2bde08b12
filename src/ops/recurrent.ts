// Recurrent nets over whole sequences: rnn_tanh, rnn_relu, lstm, gru and the modules RNN, LSTM, GRU.
// The single steps are in recurrentCells.ts.
import { plainNumel, showDim, showShape } from '../tensor/dim';
import { castElements } from '../tensor/round';
import { constantOf, int, type Dim, type PlainMeta, type PlainTensor, type Tensor } from '../tensor/value';
import { squeeze_dim, unsqueeze } from './axes';
import { defineModule, defineOp, GiveUp, isUnknown, type Apply, type ModuleSelf, type Nested, type OpDef,
  type ParameterSpec, type RuleContext, type Sample } from './op';
import { resetRecurrent } from './reset';
import { range } from './rules';
import { step, type Kind, type Weights } from './recurrentCells';

const docs = (name: string): string => `https://pytorch.org/docs/stable/generated/torch.nn.${name}.html`;
const s = (call: string, ...shapes: number[][]): Sample => ({ call, shapes });
export const GATES: Readonly<Record<Kind, number>> = { rnn_tanh: 1, rnn_relu: 1, lstm: 4, gru: 3 };

interface Layout {
  readonly num_layers: number; readonly has_biases: boolean; readonly bidirectional: boolean; readonly projected: boolean }
/** Weights of one layer in one direction, from the flat list. */
const perCell = ({ has_biases, projected }: Layout): number => 2 + (has_biases ? 2 : 0) + (projected ? 1 : 0);

/** Elements of every output: sequence, last hidden states, last cell states. */
function runSequence(
  kind: Kind, input: PlainTensor, hx: readonly PlainTensor[], params: readonly PlainTensor[], layout: Layout,
  batchFirst: boolean, outs: readonly PlainMeta[],
): number[][] {
  const [steps, batch] = batchFirst ? [input.shape[1], input.shape[0]] : [input.shape[0], input.shape[1]];
  const directions = layout.bidirectional ? 2 : 1;
  const row = (t: number, n: number): number => (batchFirst ? n * steps + t : t * batch + n);
  let width = input.shape[2];
  let data = range(steps)
    .map((t) => range(batch).map((n) => (input.data ?? []).slice(row(t, n) * width, (row(t, n) + 1) * width)));
  const [lastH, lastC]: [number[], number[]] = [[], []];
  for (let layer = 0; layer < layout.num_layers; layer++) {
    const next: number[][][] = range(steps).map(() => range(batch).map(() => []));
    for (let direction = 0; direction < directions; direction++) {
      const cell = layer * directions + direction;
      const weights: Weights = weightsOf(params.slice(cell * perCell(layout), (cell + 1) * perCell(layout)), layout);
      for (let n = 0; n < batch; n++) {
        const initial = (which: number): number[] => {
          const size = (which === 0 && weights.hr ? weights.hr.shape[0] : weights.hh.shape[0] / GATES[kind]);
          const given = hx[which]?.data;
          return given ? given.slice((cell * batch + n) * size, (cell * batch + n + 1) * size) : range(size).map(() => 0);
        };
        let state = [initial(0), initial(1)];
        for (const t of direction === 1 ? range(steps).reverse() : range(steps)) {
          state = step(kind, data[t][n], state, weights);
          next[t][n].push(...state[0]);
        }
        lastH.push(...state[0]);
        lastC.push(...state[1]);
      }
    }
    data = next;
    width = data[0]?.[0]?.length ?? 0;
  }
  const order = batchFirst ? range(batch).flatMap((n) => range(steps).flatMap((t) => data[t][n])) : data.flat(2);
  return [order, lastH, lastC].slice(0, outs.length).map((list, i) => castElements(list, outs[i].dtype));
}
function weightsOf(list: readonly PlainTensor[], { has_biases, projected }: Layout): Weights {
  const [ih, hh] = list;
  return { ih, hh, bi: has_biases ? list[2] : null, bh: has_biases ? list[3] : null, hr: projected
    ? list[list.length - 1] : null };
}

const SEQUENCE = 'lstm(Tensor input, Tensor[] hx, Tensor[] params, bool has_biases, int num_layers, float dropout, \
bool train, bool bidirectional, bool batch_first) -> (Tensor, Tensor, Tensor)';
function sequenceOp(kind: Kind, paths: readonly string[]) {
  const isLstm = kind === 'lstm';
  const hx = isLstm ? 'Tensor[] hx' : 'Tensor|Tensor[] hx';
  return defineOp({
    schema: SEQUENCE.replace('lstm(', `${kind}(`).replace('Tensor[] hx', hx)
      .replace('(Tensor, Tensor, Tensor)', isLstm ? '(Tensor, Tensor, Tensor)' : '(Tensor, Tensor)') as typeof SEQUENCE,
    paths,
    doc: `Runs a recurrent net over a sequence. ${docs(isLstm ? 'LSTM' : kind === 'gru' ? 'GRU' : 'RNN')}`,
    shape({ input, params, has_biases, num_layers, bidirectional, batch_first }, rule) {
      const [first, second] = input.shape;
      const [time, batch] = batch_first ? [second, first] : [first, second];
      rule.require(rule.test((n) => n > 0, time), () => 'Expected sequence length to be larger than 0 in RNN', [time]);
      const layers = constantOf(num_layers) ?? 1;
      const directions = bidirectional ? 2 : 1;
      const projected = isProjected(params.length, layers * directions, has_biases);
      const hidden = rule.map((n) => n / GATES[kind], params[1].shape[0]);
      const out = projected ? params[params.length - 1].shape[0] : hidden;
      const count = rule.map((n) => n * directions, num_layers);
      const width = rule.map((n) => n * directions, out);
      const dtype = input.dtype;
      const sequence = { shape: [...(batch_first ? [batch, time] : [time, batch]), width], dtype };
      const states = [{ shape: [count, batch, out], dtype }, ...(isLstm ? [{ shape: [count, batch, hidden], dtype }] : [])];
      return [sequence, ...states];
    },
    // Every step multiplies the input and the hidden state of every layer and direction by all gates' weights.
    macs: ({ input, params }) => {
      const rows = input.shape[0] * input.shape[1];
      return params.filter((p) => p.shape.length === 2).reduce((sum, p) => sum + rows * plainNumel(p.shape), 0);
    },
    receptiveField: ({ batch_first }) => (batch_first
      ? [{ kind: 'same', axis: 0 }, { kind: 'all', axis: 1 }, { kind: 'all', axis: 2 }]
        : [{ kind: 'all', axis: 0 }, { kind: 'same', axis: 1 }, { kind: 'all', axis: 2 }]),
    random: { when: ({ dropout, train, num_layers }) => train && dropout > 0 && num_layers > 1 },
    eval({ input, hx, params, has_biases, num_layers, dropout, train, bidirectional, batch_first }, outs) {
      if (train && dropout > 0 && num_layers > 1) return outs.map(() => []);
      const projected = isProjected(params.length, num_layers * (bidirectional ? 2 : 1), has_biases);
      const states = Array.isArray(hx) ? hx : [hx];
      return runSequence(kind, input, states, params, { num_layers, has_biases, bidirectional, projected }, batch_first, outs);
    },
    samples: [],
  });
}
const isProjected = (count: number, cells: number, biases: boolean): boolean => count > cells * (biases ? 4 : 2);

export const lstm = sequenceOp('lstm', ['torch.lstm']);
export const gru = sequenceOp('gru', ['torch.gru']);
export const rnn_tanh = sequenceOp('rnn_tanh', ['torch.rnn_tanh']);
export const rnn_relu = sequenceOp('rnn_relu', ['torch.rnn_relu']);

// ---- modules ----------------------------------------------------------------------------------------------------------

const SHARED = 'int input_size, int hidden_size, int num_layers=1, any bias=True, any batch_first=False, \
float dropout=0.0, any bidirectional=False, int proj_size=0, any device=None, dtype? dtype=None';
const RNN_SCHEMA = `RNN(${SHARED}, *, str nonlinearity="tanh")` as const;
const LSTM_SCHEMA = `LSTM(${SHARED})` as const;
interface Sizes {
  readonly input_size: Dim; readonly hidden_size: Dim; readonly num_layers: Dim; readonly bias: unknown;
  readonly batch_first: unknown; readonly dropout: number; readonly bidirectional: unknown;
  readonly proj_size: Dim; readonly dtype: Tensor['dtype'] | null;
}

/** What Python takes for true. The modules keep such flags as they are given; the functions behind them want bools. */
function isTrue(flag: unknown): boolean {
  if (isUnknown(flag)) throw new GiveUp(flag);
  const isInt = typeof flag === 'object' && flag !== null && 'kind' in flag && flag.kind === 'int';
  const size = isInt ? constantOf(flag as Dim) : null;
  return size === null ? Boolean(flag) : size !== 0;
}
const flagsOf = ({ bias, batch_first, bidirectional }: Sizes): readonly [boolean, boolean, boolean] =>
  [isTrue(bias), isTrue(batch_first), isTrue(bidirectional)];
const typeOf = (flag: unknown): string => (typeof flag === 'boolean' ? 'bool' : typeof flag === 'string' ? 'str'
  : typeof flag === 'number' && !Number.isInteger(flag) ? 'float' : flag === null ? 'NoneType' : 'int');
/** PyTorch's sentence marks every type that is not the one wanted, and lists that are taken for tuples. */
function checkFlags(kind: Kind, { bias, batch_first, bidirectional }: Sizes, rule: RuleContext): void {
  const flags = [bias, bidirectional, batch_first].map(typeOf);
  if (flags.every((type) => type === 'bool')) return;
  const [hx, tensors] = kind === 'lstm' ? ['tuple of Tensors hx', 'tuple'] : ['Tensor hx', 'Tensor'];
  const given = ['Tensor', tensors, 'list', flags[0], 'int', 'float', 'bool', flags[1], flags[2]];
  const more = 'bool has_biases, int num_layers, float dropout, bool train, bool bidirectional';
  const marked = (wanted: readonly string[]): string =>
    given.map((type, i) => (type === wanted[i] ? type : `!${type}!`)).join(', ');
  const mismatch = "      didn't match because some of the arguments have invalid types:";
  const got = `got (${given.join(', ')})`;
  rule.raise('TypeError', `${kind}() received an invalid combination of arguments - ${got}, but expected one of:
 * (Tensor data, Tensor batch_sizes, ${hx}, tuple of Tensors params, ${more})
${mismatch} (${marked(['Tensor', 'Tensor', '', '', '', '', '', 'bool', 'bool'])})
 * (Tensor input, ${hx}, tuple of Tensors params, ${more}, bool batch_first)
${mismatch} (${marked(['Tensor', kind === 'lstm' ? '' : 'Tensor', '', 'bool', 'int', 'float', 'bool', 'bool', 'bool'])})
`);
}

function layersOf(num_layers: Dim, rule: RuleContext): number {
  const count = constantOf(num_layers);
  if (count === undefined) throw new GiveUp(isUnknown(num_layers) ? num_layers
    : rule.unknown('data-dependent-size', 'the number of layers is not a number'));
  return count;
}

function sequenceState(kind: Kind, args: Sizes, rule: RuleContext): Record<string, ParameterSpec | null> {
  const { input_size, hidden_size, proj_size, dropout, dtype } = args;
  const [bias, bidirectional] = [isTrue(args.bias), isTrue(args.bidirectional)];
  if (kind !== 'lstm' && rule.test((p) => p > 0, proj_size) === true) rule.raise('ValueError',
    'proj_size argument is only supported for LSTM, not RNN or GRU', [proj_size]);
  if (dropout < 0 || dropout > 1) rule.raise('ValueError', 'dropout should be a number in range [0, 1] representing the '
    + 'probability of an element being zeroed');
  if (rule.test((p) => p < 0, proj_size) === true) rule.raise('ValueError',
    'proj_size should be a positive integer or zero to disable projections', [proj_size]);
  if (rule.test((p, h) => p >= h, proj_size, hidden_size) === true) rule.raise('ValueError',
    'proj_size has to be smaller than hidden_size', [proj_size, hidden_size]);
  const layers = layersOf(args.num_layers, rule);
  if (layers < 1) rule.raise('IndexError', 'list index out of range', [args.num_layers]);
  const projected = rule.test((p) => p > 0, proj_size) === true;
  const gates = rule.map((h) => h * GATES[kind], hidden_size);
  const out = projected ? proj_size : hidden_size;
  const type = dtype ?? undefined;
  const state: Record<string, ParameterSpec | null> = {};
  for (let layer = 0; layer < layers; layer++) {
    for (const suffix of bidirectional ? ['', '_reverse'] : ['']) {
      const width = layer === 0 ? input_size : rule.map((h) => h * (bidirectional ? 2 : 1), out);
      const at = `l${layer}${suffix}`;
      state[`weight_ih_${at}`] = { shape: [gates, width], dtype: type };
      state[`weight_hh_${at}`] = { shape: [gates, out], dtype: type };
      if (bias) {
        state[`bias_ih_${at}`] = { shape: [gates], dtype: type };
        state[`bias_hh_${at}`] = { shape: [gates], dtype: type };
      }
      if (projected) state[`weight_hr_${at}`] = { shape: [out, hidden_size], dtype: type };
    }
  }
  return state;
}

const tupleOf = (dims: readonly Dim[]): string => `(${dims.map(showDim).join(', ')})`;
function checkHidden(hidden: Tensor, expected: readonly Dim[], name: string, rule: RuleContext): void {
  const fits = hidden.shape.length === expected.length && !hidden.shape.some((d, i) => rule.equal(d, expected[i]) === false);
  rule.require(fits, () => `Expected ${name} size ${tupleOf(expected)}, got ${showShape(hidden.shape)}`,
    [...hidden.shape, ...expected]);
}

/** Hidden states have the batch axis that the input has. */
function checkRanks(kind: Kind, hx: readonly Tensor[], isBatched: boolean, rule: RuleContext): void {
  const wanted = isBatched ? 3 : 2;
  const title = isBatched ? 'For batched 3-D input' : 'For unbatched 2-D input';
  if (hx.length === 0 || hx.every((h) => h.shape.length === wanted)) return;
  const ranks = hx.map((h) => `${h.shape.length}-D`);
  rule.raise('RuntimeError', kind === 'lstm'
    ? `${title}, hx and cx should also be ${wanted}-D but got (${ranks.join(', ')}) tensors`
      : `${title}, hx should also be ${wanted}-D but got ${ranks[0]} tensor`);
}

function forward(kind: Kind, op: OpDef<typeof SEQUENCE>, self: ModuleSelf<typeof LSTM_SCHEMA>, given: Tensor,
  states: readonly Tensor[], apply: Apply, rule: RuleContext): Nested {
  const { input_size, hidden_size, num_layers, dropout, proj_size } = self.args;
  const [bias, batch_first, bidirectional] = flagsOf(self.args);
  const isBatched = given.shape.length === 3;
  checkRanks(kind, states, isBatched, rule);
  const axis = int(batch_first ? 0 : 1);
  const input = isBatched ? given : apply(unsqueeze, { input: given, dim: axis }).first;
  const hx: Tensor[] = [];
  for (const h of states) {
    const whole = isBatched ? h : apply(unsqueeze, { input: h, dim: int(1) }).first;
    if (isUnknown(whole)) return whole;
    hx.push(whole);
  }
  if (isUnknown(input)) return input;
  rule.require(input.shape.length === 3, () => `input must have 3 dimensions, got ${input.shape.length}`, given.shape);
  const last = input.shape[2];
  rule.require(rule.equal(last, input_size),
    () => `input.size(-1) must be equal to input_size. Expected ${showDim(input_size)}, got ${showDim(last)}`,
    [last, input_size]);
  const projected = rule.test((p) => p > 0, proj_size) === true;
  const count = rule.map((n) => n * (bidirectional ? 2 : 1), num_layers);
  const batch = input.shape[batch_first ? 0 : 1];
  const expected = [[count, batch, projected ? proj_size : hidden_size], [count, batch, hidden_size]];
  for (const [i, h] of hx.entries()) checkHidden(h, expected[i], kind === 'lstm' ? `hidden[${i}]` : 'hidden', rule);
  checkFlags(kind, self.args, rule);
  const names = Object.keys(sequenceState(kind, self.args, rule));
  const params = names.map((name) => self.tensor(name)).filter((p) => p !== null);
  const { all } =
    apply(op, { input, hx, params, has_biases: bias, num_layers, dropout, train: self.training, bidirectional, batch_first });
  const outs = isBatched ? all
    : all.map((t, i) => (isUnknown(t) ? t : apply(squeeze_dim, { input: t, dim: i === 0 ? axis : int(1) }).first));
  const [sequence, hidden, cell] = outs;
  if (isUnknown(sequence) && outs.length === 1) return sequence;
  return kind === 'lstm' ? [sequence, [hidden, cell]] : [sequence, hidden];
}

const modeOf = (kind: Kind): string => kind.toUpperCase();
/** A constant, or the size itself where it is none. */
const attributes = (kind: Kind) => ({ mode: modeOf(kind) });

export const LSTM = defineModule({
  path: 'torch.nn.LSTM',
  base: 'torch.nn.RNNBase',
  schema: LSTM_SCHEMA,
  doc: `A long short-term memory over sequences. ${docs('LSTM')}`,
  inputs: '(Tensor input, Tensor[]? hx=None) -> (Tensor, (Tensor, Tensor))',
  attributes: () => attributes('lstm'),
  state: (args, rule) => sequenceState('lstm', args, rule),
  reset: (shapes, { hidden_size }) => resetRecurrent(shapes, constantOf(hidden_size) ?? 0),
  forward: (self, { input, hx }, apply, rule) => forward('lstm', lstm, self, input, hx ?? [], apply, rule),
  samples: [
    s('nn.LSTM(3, 4)(a)', [5, 2, 3]), s('nn.LSTM(3, 2, 2, bidirectional=True, batch_first=True)(a)', [2, 3, 3]),
    s('nn.LSTM(3, 4, proj_size=2, bias=False)(a)', [3, 2, 3]), s('nn.LSTM(3, 4)(a)', [5, 3]),
    s('nn.LSTM(3, 4)(a, (b, c))', [5, 2, 3], [1, 2, 4], [1, 2, 4]),
    s('nn.LSTM(3, 4)(a, (b, c))', [5, 2, 3], [1, 2, 5], [1, 2, 4]), s('nn.LSTM(3, 4)(a, (b, c))', [5, 3], [1, 2, 4], [1, 2, 4]),
    s('nn.LSTM(6, 1)(a)', [5, 3, 7]), s('nn.LSTM(3, 4, proj_size=4)(a)', [5, 3, 7]), s('nn.LSTM(3, 4)(a)', [3]),
    s('nn.LSTM(3, 4, batch_first=1)(a)', [2, 5, 3]), s('nn.LSTM(3, 4, 1, True, True, 0, 0)(a)', [2, 5, 3]),
    s('nn.LSTM(3, 4, dropout=1.5)(a)', [5, 3, 3]),
  ],
});
export const GRU = defineModule({
  path: 'torch.nn.GRU',
  base: 'torch.nn.RNNBase',
  schema: LSTM_SCHEMA.replace('LSTM(', 'GRU(') as typeof LSTM_SCHEMA,
  doc: `Gated recurrent units over sequences. ${docs('GRU')}`,
  inputs: '(Tensor input, Tensor? hx=None) -> (Tensor, Tensor)',
  attributes: () => attributes('gru'),
  state: (args, rule) => sequenceState('gru', args, rule),
  reset: (shapes, { hidden_size }) => resetRecurrent(shapes, constantOf(hidden_size) ?? 0),
  forward: (self, { input, hx }, apply, rule) => forward('gru', gru, self, input, hx ? [hx] : [], apply, rule),
  samples: [
    s('nn.GRU(3, 4)(a)', [5, 2, 3]), s('nn.GRU(3, 2, 2, bidirectional=True, batch_first=True)(a)', [2, 3, 3]),
    s('nn.GRU(3, 4)(a, b)', [5, 2, 3], [1, 2, 4]), s('nn.GRU(3, 4)(a, b)', [5, 2, 3], [1, 2, 5]),
    s('nn.GRU(3, 4, bias=False)(a)', [5, 3]), s('nn.GRU(3, 4, bias=0, batch_first=None)(a)', [2, 5, 3]),
    s('nn.GRU(3, 4, proj_size=2)(a)', [5, 3]),
    s('nn.GRU(3, 4)(a)', [0, 2, 3]), s('nn.GRU(3, 4, batch_first=True)(a)', [2, 0, 3]), s('nn.GRU(3, 4)(a)', [0, 3]),
  ],
});
export const RNN = defineModule({
  path: 'torch.nn.RNN',
  base: 'torch.nn.RNNBase',
  schema: RNN_SCHEMA,
  doc: `A plain recurrent net over sequences. ${docs('RNN')}`,
  inputs: '(Tensor input, Tensor? hx=None) -> (Tensor, Tensor)',
  attributes: ({ nonlinearity }) => attributes(nonlinearity === 'relu' ? 'rnn_relu' : 'rnn_tanh'),
  state(args, rule) {
    if (args.nonlinearity !== 'tanh' && args.nonlinearity !== 'relu') rule.raise('ValueError',
      `Unknown nonlinearity '${args.nonlinearity}'`);
    return sequenceState('rnn_tanh', args, rule);
  },
  reset: (shapes, { hidden_size }) => resetRecurrent(shapes, constantOf(hidden_size) ?? 0),
  forward(self, { input, hx }, apply, rule) {
    const relu = self.args.nonlinearity === 'relu';
    return forward(relu ? 'rnn_relu' : 'rnn_tanh', relu ? rnn_relu : rnn_tanh, self, input, hx ? [hx] : [], apply, rule);
  },
  samples: [
    s('nn.RNN(3, 4)(a)', [5, 2, 3]), s("nn.RNN(3, 2, 2, nonlinearity='relu', bidirectional=True)(a)", [3, 2, 3]),
    s('nn.RNN(3, 4)(a)', [5, 2, 5]), s('nn.RNN(3, 4)(a, b)', [5, 2, 3], [2, 4]), s('nn.RNN(3, 4)(a, b)', [5, 3], [1, 1, 4]),
    s("nn.RNN(3, 4, nonlinearity='foo')(a)", [5, 3]), s('nn.RNN(3, 4, 0)(a)', [5, 3]),
    s('nn.RNN(3, 4)(a)', [5, 2, 2, 3]), s("nn.RNN(3, 4, 1, 'relu')(a)", [5, 2, 3]),
    s('nn.RNN(3, 4, bias=False)(a, b)', [5, 3], [1, 4]),
  ],
});
