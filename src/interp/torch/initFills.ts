// What the functions of torch.nn.init and the random methods of tensors fill with, as data: PyTorch's formulas in PyTorch's
// order of operations, because the last digit counts. Knows no generator.
import { fansOf } from '../../ops/reset';
import { plainShape } from '../../tensor/dim';
import type { Fill } from '../../tensor/recipe';
import { isSym } from '../../tensor/sym';
import type { Tensor } from '../../tensor/value';
import type { Args, Kwargs, Value } from '../value';
import { numberOf } from './convert';

/** Reads arguments by position (after the tensor) or name. `lost`: one of them is not known. */
class Reader {
  lost: Value | null = null;
  constructor(private readonly args: Args, private readonly kwargs: Kwargs) {}

  value(i: number, name: string): Value | undefined {
    return this.args[i] ?? this.kwargs.get(name);
  }
  number(i: number, name: string, otherwise: number): number {
    const value = this.value(i, name);
    if (!value || value.kind === 'none') return otherwise;
    const number = numberOf(value);
    if (number !== undefined && !isSym(number)) return number;
    this.lost ??= value;
    return otherwise;
  }
  text(i: number, name: string, otherwise: string): string {
    const value = this.value(i, name);
    if (!value) return otherwise;
    if (value.kind === 'str') return value.value;
    this.lost ??= value;
    return otherwise;
  }
}

export interface FoundFill {
  /** null: nothing is drawn and nothing written. */
  readonly fill: Fill | null;
  /** An argument that is not known; the fill then has a default in its place. */
  readonly lost: Value | null;
}

const GAINS: Readonly<Record<string, number>> = { tanh: 5 / 3, relu: Math.SQRT2, selu: 3 / 4 };
/** torch.nn.init.calculate_gain. */
export function gainOf(nonlinearity: string, slope: number): number {
  return nonlinearity === 'leaky_relu' ? Math.sqrt(2 / (1 + slope * slope)) : GAINS[nonlinearity] ?? 1;
}

type Maker = (read: Reader, shape: readonly number[]) => Fill | null;

function kaiming(read: Reader, shape: readonly number[]): number | null {
  const slope = read.number(0, 'a', 0);
  const mode = read.text(1, 'mode', 'fan_in');
  const nonlinearity = read.text(2, 'nonlinearity', 'leaky_relu');
  if (shape.includes(0)) return null;
  const { fanIn, fanOut } = fansOf(shape);
  return gainOf(nonlinearity, slope) / Math.sqrt(mode.toLowerCase() === 'fan_out' ? fanOut : fanIn);
}
function xavier(read: Reader, shape: readonly number[]): number {
  const { fanIn, fanOut } = fansOf(shape);
  return read.number(0, 'gain', 1) * Math.sqrt(2 / (fanIn + fanOut));
}
const around = (bound: number): Fill => ({ kind: 'uniform', from: -bound, to: bound });

const INITIALISERS: Readonly<Record<string, Maker>> = {
  uniform_: (read) => ({ kind: 'uniform', from: read.number(0, 'a', 0), to: read.number(1, 'b', 1) }),
  normal_: (read) => ({ kind: 'normal', mean: read.number(0, 'mean', 0), std: read.number(1, 'std', 1) }),
  trunc_normal_: (read) => ({ kind: 'truncNormal', mean: read.number(0, 'mean', 0), std: read.number(1, 'std', 1),
    a: read.number(2, 'a', -2), b: read.number(3, 'b', 2) }),
  xavier_uniform_: (read, shape) => around(Math.sqrt(3) * xavier(read, shape)),
  xavier_normal_: (read, shape) => ({ kind: 'normal', mean: 0, std: xavier(read, shape) }),
  kaiming_uniform_(read, shape) {
    const std = kaiming(read, shape);
    return std === null ? null : around(Math.sqrt(3) * std);
  },
  kaiming_normal_(read, shape) {
    const std = kaiming(read, shape);
    return std === null ? null : { kind: 'normal', mean: 0, std };
  },
  orthogonal_: (read) => ({ kind: 'orthogonal', gain: read.number(0, 'gain', 1) }),
  sparse_: (read) => ({ kind: 'sparse', sparsity: read.number(0, 'sparsity', 0), std: read.number(1, 'std', 0.01) }),
  dirac_: (read) => ({ kind: 'dirac', groups: read.number(0, 'groups', 1) }),
  eye_: () => ({ kind: 'eye' }),
};

/** Methods of tensors; those that are not here draw in ways that are not followed. */
const METHODS: Readonly<Record<string, Maker>> = {
  normal_: INITIALISERS.normal_,
  uniform_: (read) => ({ kind: 'uniform', from: read.number(0, 'from', 0), to: read.number(1, 'to', 1) }),
  exponential_: (read) => ({ kind: 'exponential', rate: read.number(0, 'lambd', 1) }),
  bernoulli_: (read) => ({ kind: 'bernoulli', p: read.number(0, 'p', 0.5) }),
  random_(read) {
    const first = read.number(0, 'from', 0);
    return read.value(1, 'to') ? { kind: 'integers', from: first, to: read.number(1, 'to', 1) }
      : { kind: 'integers', from: 0, to: read.value(0, 'from') ? first : 2 ** 24 + 1 };
  },
};

/** Undefined: the function's draws are not followed, or the tensor's sizes are not known. */
export function fillOf(of: 'initialiser' | 'method', name: string, tensor: Tensor, args: Args,
  kwargs: Kwargs): FoundFill | undefined {
  const make = (of === 'initialiser' ? INITIALISERS : METHODS)[name];
  const shape = plainShape(tensor.shape);
  if (!make || !shape) return undefined;
  const read = new Reader(args, kwargs);
  const fill = make(read, shape);
  return { fill, lost: read.lost };
}
