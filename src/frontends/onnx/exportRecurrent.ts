// RNN, LSTM and GRU, over sequences and for one step. ONNX has one operator a layer, both directions in it, and its gates in
// another order: the weights stay as PyTorch has them and are put in order by nodes, which runtimes do once.
import type { ExportCall, Writer } from './exportCall';
import { isTensorArg } from './exportCall';

interface Kind {
  readonly type: 'LSTM' | 'GRU' | 'RNN';
  /** Of ONNX's gates, which of PyTorch's each is. */
  readonly gates: readonly number[];
  readonly activation?: 'Tanh' | 'Relu';
}
/** PyTorch: input, forget, cell, output; reset, update, new. ONNX: input, output, forget, cell; update, reset, hidden. */
const LSTM: Kind = { type: 'LSTM', gates: [0, 3, 1, 2] };
const GRU: Kind = { type: 'GRU', gates: [1, 0, 2] };
const rnn = (activation: 'Tanh' | 'Relu'): Kind => ({ type: 'RNN', gates: [0], activation });

/** Names of one direction's weights; the biases are '' where it has none. */
interface Direction { readonly ih: string; readonly hh: string; readonly biasIh: string; readonly biasHh: string }
interface Layer {
  readonly directions: readonly Direction[];
  readonly hidden: number;
  /** First states of its directions, D×N×H, and '' for zeros. */
  readonly states: readonly string[];
}

const firstOf = (list: readonly string[]): string => list[0];

/** Rows of a matrix or vector by gates, in ONNX's order. */
function inOrder(call: ExportCall, name: string, { gates }: Kind, hidden: number): string {
  if (gates.length === 1) return name;
  const parts = call.node('Split', [name, call.ints(gates.map(() => hidden))], { axis: 0 }, gates.length);
  return firstOf(call.one('Concat', gates.map((gate) => parts[gate]), { axis: 0 }));
}
/** One after another along a new first axis. */
function stack(call: ExportCall, names: readonly string[]): string {
  const parts = names.map((name) => firstOf(call.one('Unsqueeze', [name, call.ints([0])])));
  return parts.length === 1 ? parts[0] : firstOf(call.one('Concat', parts, { axis: 0 }));
}

/** `input` is T×N×C. Y is T×D×N×H; Y_h and Y_c are D×N×H. */
function layerNode(call: ExportCall, kind: Kind, input: string, { directions, hidden, states }: Layer): readonly string[] {
  const ordered = (pick: (direction: Direction) => string): string =>
    stack(call, directions.map((direction) => inOrder(call, pick(direction), kind, hidden)));
  const biases = directions[0].biasIh === '' ? '' : stack(call, directions.map(({ biasIh, biasHh }) =>
    firstOf(call.one('Concat', [biasIh, biasHh].map((name) => inOrder(call, name, kind, hidden)), { axis: 0 }))));
  const inputs = [input, ordered(({ ih }) => ih), ordered(({ hh }) => hh), biases, '', ...states];
  return call.node(kind.type, inputs, {
    hidden_size: hidden, direction: directions.length === 2 ? 'bidirectional' : 'forward',
    // PyTorch applies the reset gate to the product, bias and all.
    ...(kind.type === 'GRU' ? { linear_before_reset: 1 } : {}),
    ...(kind.activation ? { activations: { kind: 'texts', value: directions.map(() => kind.activation ?? '') } } : {}),
  }, kind.type === 'LSTM' ? 3 : 2);
}

/** Tensors of an argument that is one tensor, a list of them, or left out. */
function tensorsOf(call: ExportCall, name: string): readonly NonNullable<ReturnType<ExportCall['tensor']>>[] {
  const arg = call.arg(name);
  const list = isTensorArg(arg) ? [arg] : Array.isArray(arg) ? arg : [];
  return list.map((each) => call.valueAt(each) ?? call.fail());
}

/** Dropout between layers does nothing in evaluation; projections have no operator. */
const sequence = (kind: Kind): Writer => (call) => {
  const { name, value: { shape } } = call.required('input');
  const params = tensorsOf(call, 'params');
  const layers = call.number('num_layers') ?? 1;
  const count = call.arg('bidirectional') === true ? 2 : 1;
  const hasBiases = call.arg('has_biases') === true;
  const each = hasBiases ? 4 : 2;
  const isDropping = call.arg('train') === true && (call.number('dropout') ?? 0) > 0;
  if (isDropping || params.length !== layers * count * each) return null;
  const hidden = params[1].value.shape[1];
  const batchFirst = call.arg('batch_first') === true;
  const [time, batch] = batchFirst ? [shape[1], shape[0]] : shape;
  const direction = (cell: number): Direction => {
    const [ih, hh, biasIh = '', biasHh = ''] = params.slice(cell * each, (cell + 1) * each).map((param) => param.name);
    return { ih, hh, biasIh, biasHh };
  };
  const given = tensorsOf(call, 'hx').map((state) => state.name);
  const states = (layer: number): string[] => (layers === 1 ? [...given] : given.map((state) => firstOf(call.one('Slice',
    [state, call.ints([layer * count]), call.ints([(layer + 1) * count]), call.ints([0])]))));
  let data = batchFirst ? firstOf(call.one('Transpose', [name], { perm: [1, 0, 2] })) : name;
  const last: (readonly string[])[] = [];
  for (let layer = 0; layer < layers; layer++) {
    const directions = Array.from({ length: count }, (_, i) => direction(layer * count + i));
    const [y, ...ends] = layerNode(call, kind, data, { directions, hidden, states: states(layer) });
    last.push(ends);
    data = count === 1 ? firstOf(call.one('Squeeze', [y, call.ints([1])]))
      : firstOf(call.one('Reshape', [firstOf(call.one('Transpose', [y], { perm: [0, 2, 1, 3] })),
        call.ints([time, batch, count * hidden])]));
  }
  const ends = last[0].map((state, i) =>
    (layers === 1 ? state : firstOf(call.one('Concat', last.map((of) => of[i]), { axis: 0 }))));
  return [batchFirst ? firstOf(call.one('Transpose', [data], { perm: [1, 0, 2] })) : data, ...ends];
};

/** One step is a sequence of one. */
const cell = (kind: Kind): Writer => (call) => {
  const [input, ih, hh] = ['input', 'w_ih', 'w_hh'].map((name) => call.required(name));
  const [biasIh, biasHh] = ['b_ih', 'b_hh'].map((name) => call.tensor(name)?.name ?? '');
  if ((biasIh === '') !== (biasHh === '')) return null;
  const states = tensorsOf(call, 'hx').map(({ name }) => stack(call, [name]));
  const [, ...ends] = layerNode(call, kind, stack(call, [input.name]), { hidden: hh.value.shape[1], states,
    directions: [{ ih: ih.name, hh: hh.name, biasIh, biasHh }] });
  return ends.map((state) => firstOf(call.one('Squeeze', [state, call.ints([0])])));
};

export const RECURRENT: Readonly<Record<string, Writer>> = {
  lstm: sequence(LSTM), gru: sequence(GRU), rnn_tanh: sequence(rnn('Tanh')), rnn_relu: sequence(rnn('Relu')),
  lstm_cell: cell(LSTM), gru_cell: cell(GRU), rnn_tanh_cell: cell(rnn('Tanh')), rnn_relu_cell: cell(rnn('Relu')),
};
