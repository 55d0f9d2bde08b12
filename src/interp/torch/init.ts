// torch.nn.init: fills of parameters. They change elements, never shapes, so each gives its tensor back.
// Knows the checks PyTorch makes before filling.
import type { Tensor } from '../../tensor/value';
import type { Machine } from '../machine';
import { unwrap } from '../types/native';
import { builtin, float, NONE, type Args, type Kwargs, type Value } from '../value';
import { numberOf } from './convert';
import { setData } from './inplace';
import { gainOf } from './initFills';
import { noteRandomFill } from './recording';
import { isTensor } from './support';
import { fillWith } from './tensorWrites';
import { isSym } from '../../tensor/sym';
import { int } from '../../tensor/value';

const FANS = 'Fan in and fan out can not be computed for tensor with fewer than 2 dimensions';
const atLeastTwo = (m: Machine, tensor: Tensor, message: string): void => {
  if (tensor.shape.length < 2) m.raise('ValueError', message);
};
const only = (ranks: readonly number[], message: string) => (m: Machine, tensor: Tensor): void => {
  if (!ranks.includes(tensor.shape.length)) m.raise('ValueError', message);
};

type Check = (m: Machine, tensor: Tensor) => void;
const CHECKS: Readonly<Record<string, Check | null>> = {
  uniform_: null, normal_: null, trunc_normal_: null,
  xavier_uniform_: (m, t) => atLeastTwo(m, t, FANS), xavier_normal_: (m, t) => atLeastTwo(m, t, FANS),
  kaiming_uniform_: (m, t) => atLeastTwo(m, t, FANS), kaiming_normal_: (m, t) => atLeastTwo(m, t, FANS),
  orthogonal_: (m, t) => atLeastTwo(m, t, 'Only tensors with 2 or more dimensions are supported'),
  eye_: only([2], 'Only tensors with 2 dimensions are supported'),
    sparse_: only([2], 'Only tensors with 2 dimensions are supported'),
  dirac_: only([3, 4, 5], 'Only tensors with 3, 4, or 5 dimensions are supported'),
};

function fillFunction(name: string, check: Check | null): Value {
  return builtin(name, (m, args, kwargs) => {
    const tensor = tensorOf(m, name, args, kwargs);
    if (!isTensor(tensor)) return tensor;
    check?.(m, tensor);
    noteRandomFill(m, 'initialiser', name, tensor, args[0] ? args.slice(1) : args, kwargs);
    setData(m, tensor, null);
    return tensor;
  });
}

function tensorOf(m: Machine, name: string, args: Args, kwargs: Kwargs): Value {
  const tensor = args[0] ?? kwargs.get('tensor');
  if (!tensor) return m.raise('TypeError', `${name}() missing 1 required positional argument: 'tensor'`);
  if (tensor.kind === 'none') return m.raise('AttributeError',
    `'NoneType' object has no attribute '${name === 'constant_' ? 'fill_' : name}'`);
  return tensor;
}

function constant(name: string, value: (args: Args, kwargs: Kwargs) => Value): Value {
  return builtin(name, (m, args, kwargs) => {
    const tensor = tensorOf(m, name, args, kwargs);
    if (!isTensor(tensor)) return tensor;
    return fillWith(m, tensor, value(args, kwargs));
  });
}

const GAINS: Readonly<Record<string, number>> = {
  linear: 1, conv1d: 1, conv2d: 1, conv3d: 1, conv_transpose1d: 1, conv_transpose2d: 1, conv_transpose3d: 1,
    sigmoid: 1, tanh: 5 / 3,
  relu: Math.SQRT2, selu: 3 / 4,
};
const calculateGain = builtin('calculate_gain', (m, args, kwargs) => {
  const kind = unwrap(args[0] ?? kwargs.get('nonlinearity') ?? NONE);
  const param = args[1] ?? kwargs.get('param') ?? NONE;
  if (kind.kind === 'unknown') return kind;
  const name = kind.kind === 'str' ? kind.value : '';
  if (name === 'leaky_relu') {
    const slope = param.kind === 'none' ? 0.01 : numberOf(param);
    if (slope === undefined || isSym(slope)) return param.kind === 'unknown' ? param
      : m.raise('ValueError', `negative_slope ${m.typeOf(param).name} not a valid number`);
    return float(gainOf(name, slope));
  }
  const gain = GAINS[name];
  if (gain === undefined) return m.raise('ValueError', `Unsupported nonlinearity ${name}`);
  return gain === 1 ? int(1) : float(gain);
});

const fans = builtin('_calculate_fan_in_and_fan_out', (m, [tensor]) => {
  if (!isTensor(tensor)) return tensor ?? NONE;
  atLeastTwo(m, tensor, FANS);
  const product = (from: number): Value => tensor.shape.slice(from).reduce<Value>((a, b) => m.binary('*', a, b),
    int(1));
  const field = product(2);
  return m.call(m.builtins.get('tuple') ?? NONE, [{
    kind: 'list', items: [m.binary('*', tensor.shape[1] ?? int(1), field),
      m.binary('*', tensor.shape[0] ?? int(1), field)], lost: null, cls: null, attrs: null, id: 0,
  }]);
});

/** The deprecated names without `_` are the same functions. */
export const INIT: ReadonlyMap<string, Value> = new Map<string, Value>([
  ...Object.entries(CHECKS).flatMap(([name, check]) => {
    const fn = fillFunction(name, check);
    return [[name, fn], [name.slice(0, -1), fn]] as [string, Value][];
  }),
  ...([['constant_', (args, kwargs) => args[1] ?? kwargs.get('val') ?? NONE], ['zeros_', () => int(0)],
    ['ones_', () => int(1)]] as
    [string, (args: Args, kwargs: Kwargs) => Value][]).flatMap(([name, value]) => {
    const fn = constant(name, value);
    return [[name, fn], [name.slice(0, -1), fn]] as [string, Value][];
  }),
  ['calculate_gain', calculateGain], ['_calculate_fan_in_and_fan_out', fans],
  ['_calculate_correct_fan', builtin('_calculate_correct_fan', (m, [tensor, mode]) => {
    const both = m.call(fans, [tensor ?? NONE]);
    return both.kind === 'tuple' ? both.items[mode?.kind === 'str' && mode.value.toLowerCase() === 'fan_out' ? 1 : 0]
      ?? NONE : both;
  })],
  ['_no_grad_trunc_normal_', fillFunction('trunc_normal_', null)],
]);
