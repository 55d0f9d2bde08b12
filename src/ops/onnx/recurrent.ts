// RNN, LSTM and GRU as ONNX has them: gates in its order, its own activations and limits, sequences of different lengths.
import type { PlainTensor } from '../../tensor/value';
import { plainNumel } from '../../tensor/dim';
import { castElements } from '../../tensor/round';
import { GiveUp } from '../op';
import { onnxOp, range } from './apply';
import { operators, type OnnxCall, type OnnxResult } from './contract';

type Kind = 'RNN' | 'LSTM' | 'GRU';
const GATES: Readonly<Record<string, number>> = { RNN: 1, LSTM: 4, GRU: 3 };
/** Names of the activations that a direction takes, in order. */
const USUAL: Readonly<Record<Kind, readonly string[]>> = { RNN: ['Tanh'], LSTM: ['Sigmoid', 'Tanh', 'Tanh'],
  GRU: ['Sigmoid', 'Tanh'] };

type Activation = (x: number) => number;
/** Of those with numbers, what they are where the node gives none. */
const ACTIVATIONS: Readonly<Record<string, (a?: number, b?: number) => Activation>> = {
  relu: () => (x) => Math.max(0, x), tanh: () => Math.tanh, sigmoid: () => (x) => 1 / (1 + Math.exp(-x)),
  affine: (a = 1, b = 0) => (x) => a * x + b, leakyrelu: (a = 0.01) => (x) => (x < 0 ? a * x : x),
  thresholdedrelu: (a = 1) => (x) => (x >= a ? x : 0), scaledtanh: (a = 1, b = 1) => (x) => a * Math.tanh(b * x),
  hardsigmoid: (a = 0.2, b = 0.5) => (x) => Math.min(1, Math.max(0, a * x + b)),
  elu: (a = 1) => (x) => (x >= 0 ? x : a * Math.expm1(x)), softsign: () => (x) => x / (1 + Math.abs(x)),
  softplus: () => (x) => Math.log1p(Math.exp(-Math.abs(x))) + Math.max(0, x),
};

interface Cell {
  readonly kind: string; readonly size: number; readonly act: readonly Activation[]; readonly clip: (x: number) => number;
  readonly input: (row: readonly number[]) => readonly number[];
  /** Rows `from` to `to` of the recurrence, without biases. */
  readonly back: (h: readonly number[], from: number, to: number) => readonly number[];
  /** Of the input, then of the recurrence. */
  readonly bias: readonly number[]; readonly peephole: readonly number[];
  readonly resetsLater: boolean; readonly couples: boolean;
}
interface State { readonly h: readonly number[]; readonly c: readonly number[] }

function step(cell: Cell, row: readonly number[], { h, c }: State): State {
  const { size: n, act, clip, bias, peephole } = cell;
  const gates = GATES[cell.kind];
  const x = cell.input(row);
  const both = (gate: number, k: number, back: readonly number[]): number =>
    x[gate * n + k] + back[k] + (bias[gate * n + k] ?? 0) + (bias[(gates + gate) * n + k] ?? 0);
  const each = (f: (k: number) => number): number[] => range(n).map(f);
  if (cell.kind === 'RNN') {
    const back = cell.back(h, 0, n);
    const next = each((k) => act[0](clip(both(0, k, back))));
    return { h: next, c };
  }
  const part = (gate: number, from: readonly number[] = h): readonly number[] => cell.back(from, gate * n, (gate + 1) * n);
  if (cell.kind === 'GRU') {
    const [backZ, backR] = [part(0), part(1)];
    const z = each((k) => act[0](clip(both(0, k, backZ))));
    const r = each((k) => act[0](clip(both(1, k, backR))));
    const backH = part(2, cell.resetsLater ? h : h.map((value, k) => r[k] * value));
    const hidden = each((k) => act[1](clip(cell.resetsLater
      ? x[2 * n + k] + (bias[2 * n + k] ?? 0) + r[k] * (backH[k] + (bias[5 * n + k] ?? 0)) : both(2, k, backH))));
    return { h: each((k) => (1 - z[k]) * hidden[k] + z[k] * h[k]), c };
  }
  const [backI, backO, backF, backC] = range(4).map((gate) => part(gate));
  const peep = (gate: number, k: number, of: readonly number[]): number => (peephole[gate * n + k] ?? 0) * of[k];
  const i = each((k) => act[0](clip(both(0, k, backI) + peep(0, k, c))));
  const f = cell.couples ? i.map((value) => 1 - value) : each((k) => act[0](clip(both(2, k, backF) + peep(2, k, c))));
  const next = each((k) => f[k] * c[k] + i[k] * act[1](clip(both(3, k, backC))));
  const o = each((k) => act[0](clip(both(1, k, backO) + peep(1, k, next))));
  return { h: each((k) => o[k] * act[2](next[k])), c: next };
}

const SCHEMA = 'onnx_recurrent(Tensor input, Tensor weight, Tensor recurrence, Tensor? bias, Tensor? lengths, Tensor? hidden, \
Tensor? cell, Tensor? peephole, str kind, str direction, str[] activations, float[] alpha, float[] beta, float clip, \
bool resets_later, bool couples, bool batch_first) -> (Tensor, Tensor, Tensor)';

/** Products of a matrix of rows with a vector. */
const times = (data: readonly number[], start: number, width: number, vector: readonly number[], from: number,
  to: number): number[] => range(to - from).map((i) => {
  let sum = 0;
  for (let k = 0, at = start + (from + i) * width; k < width; k++) sum += data[at + k] * vector[k];
  return sum;
});

const onnx_recurrent = onnxOp({
  schema: SCHEMA,
  doc: 'A recurrent net over a sequence. https://onnx.ai/onnx/operators/onnx__LSTM.html',
  shape({ input, recurrence, batch_first }) {
    const [time, batch] = batch_first ? [input.shape[1], input.shape[0]] : input.shape;
    const [directions, , size] = recurrence.shape;
    const { dtype } = input;
    const state = { shape: batch_first ? [batch, directions, size] : [directions, batch, size], dtype };
    return [{ shape: batch_first ? [batch, time, directions, size] : [time, directions, batch, size], dtype }, state, state];
  },
  // As PyTorch's: every step multiplies the input and the hidden state by all gates' weights.
  macs: ({ input, weight, recurrence }) => input.shape[0] * input.shape[1] * (plainNumel(weight.shape)
    + plainNumel(recurrence.shape)),
  receptiveField: ({ batch_first }) => (batch_first
    ? [{ kind: 'same', axis: 0 }, { kind: 'all', axis: 1 }, { kind: 'all', axis: 2 }, { kind: 'all', axis: 2 }]
    : [{ kind: 'all', axis: 0 }, { kind: 'all', axis: 2 }, { kind: 'same', axis: 1 }, { kind: 'all', axis: 2 }]),
  eval(args, outs) {
    const { input, batch_first, recurrence, direction, lengths } = args;
    const [time, batch] = batch_first ? [input.shape[1], input.shape[0]] : input.shape;
    const [directions, , size] = recurrence.shape;
    const width = input.shape[2];
    const [y, lastH, lastC] = outs.map(({ shape }) => new Array<number>(plainNumel(shape)).fill(0));
    const stateAt = (d: number, n: number): number => (batch_first ? n * directions + d : d * batch + n) * size;
    for (const d of range(directions)) {
      const cell = cellOf(args, d);
      for (const n of range(batch)) {
        const length = lengths?.data?.[n] ?? time;
        const initial = ({ data }: PlainTensor): readonly number[] => (data ?? []).slice(stateAt(d, n), stateAt(d, n) + size);
        const zero = range(size).map(() => 0);
        let state: State = { h: args.hidden ? initial(args.hidden) : zero, c: args.cell ? initial(args.cell) : zero };
        const isBack = direction === 'reverse' || d === 1;
        for (const s of range(length)) {
          const t = isBack ? length - 1 - s : s;
          const row = (batch_first ? n * time + t : t * batch + n) * width;
          state = step(cell, (input.data ?? []).slice(row, row + width), state);
          const at = (batch_first ? (n * time + t) * directions + d : (t * directions + d) * batch + n) * size;
          for (const [k, value] of state.h.entries()) y[at + k] = value;
        }
        for (const [k, value] of state.h.entries()) lastH[stateAt(d, n) + k] = value;
        for (const [k, value] of state.c.entries()) lastC[stateAt(d, n) + k] = value;
      }
    }
    return [y, lastH, lastC].map((list, i) => castElements(list, outs[i].dtype));
  },
});

interface Args {
  readonly kind: string; readonly clip: number; readonly resets_later: boolean; readonly couples: boolean;
  readonly weight: PlainTensor; readonly recurrence: PlainTensor; readonly bias: PlainTensor | null;
  readonly peephole: PlainTensor | null; readonly activations: readonly string[]; readonly alpha: readonly number[];
  readonly beta: readonly number[];
}
function cellOf({ kind, weight, recurrence, bias, peephole, activations, alpha, beta, ...rest }: Args, d: number): Cell {
  const [, rows, width] = weight.shape;
  const [, , size] = recurrence.shape;
  const count = activations.length / recurrence.shape[0];
  // Numbers go to those activations that take some, in order.
  const act = activations.slice(d * count, (d + 1) * count).map((name, i) =>
    ACTIVATIONS[name.toLowerCase()](alpha[d * count + i], beta[d * count + i]));
  const part = (tensor: PlainTensor | null, length: number): readonly number[] => (tensor?.data ?? []).slice(d * length,
    (d + 1) * length);
  return { kind, size, act, resetsLater: rest.resets_later, couples: rest.couples,
    clip: rest.clip > 0 ? (x) => Math.min(rest.clip, Math.max(-rest.clip, x)) : (x) => x,
    input: (row) => times(weight.data ?? [], d * rows * width, width, row, 0, rows),
    back: (h, from, to) => times(recurrence.data ?? [], d * rows * size, size, h, from, to),
    bias: part(bias, 2 * rows), peephole: part(peephole, 3 * size) };
}

const recurrent = (kind: Kind) => (node: OnnxCall): OnnxResult => {
  const direction = node.text('direction') ?? 'forward';
  const directions = direction === 'bidirectional' ? 2 : 1;
  const usual = range(directions).flatMap(() => USUAL[kind]);
  const activations = node.texts('activations') ?? usual;
  const strange = activations.find((name) => !Object.hasOwn(ACTIVATIONS, name.toLowerCase()));
  if (strange !== undefined) node.giveUp(`${kind} with the activation ${strange} is not modelled`);
  if (activations.length !== usual.length) {
    node.giveUp(`${kind} has ${activations.length} activations for ${directions} directions`);
  }
  const [alpha, beta] = [node.floats('activation_alpha') ?? [], node.floats('activation_beta') ?? []];
  if ((alpha.length > 0 || beta.length > 0) && alpha.length !== activations.length) {
    node.giveUp(`${kind} with numbers for some of its activations is not modelled`);
  }
  const isLstm = kind === 'LSTM';
  const { all } = node.apply(onnx_recurrent, { input: node.tensor(0), weight: node.tensor(1), recurrence: node.tensor(2),
    bias: node.optional(3), lengths: node.optional(4), hidden: node.optional(5), cell: isLstm ? node.optional(6) : null,
    peephole: isLstm ? node.optional(7) : null, kind, direction, activations: [...activations], alpha: [...alpha],
    beta: [...beta], clip: node.float('clip') ?? 0,
    resets_later: node.int('linear_before_reset') === 1, couples: node.int('input_forget') === 1,
    batch_first: node.int('layout') === 1 });
  if (all.length < 3) throw new GiveUp(node.rule.unknown('argument-not-modelled', `${kind} as it stands`));
  return isLstm ? [...all] : all.slice(0, 2);
};

export const RECURRENT_OPS = { onnx_recurrent };
export const recurrents = /* @__PURE__ */ operators({ RNN: recurrent('RNN'), LSTM: recurrent('LSTM'), GRU: recurrent('GRU') });
