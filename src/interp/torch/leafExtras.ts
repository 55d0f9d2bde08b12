// Methods of native modules that subclasses call besides forward: Conv2d._conv_forward, BatchNorm._check_input_dim, ...
// Knows no shapes.
import { int } from '../../tensor/value';
import type { Machine } from '../machine';
import { NONE, str, tuple, type Class, type Instance, type Value } from '../value';
import { getset, members, raw, type Definition } from '../types/define';
import { callPath } from './callOps';
import { asModule } from './module';

function convForward(rank: string): Definition<Instance> {
  return raw((m, self, [input, weight, bias]) => {
    const path = `torch.nn.functional.conv${rank}d`;
    const read = (name: string): Value => m.getattr(self, name);
    const mode = read('padding_mode');
    const args = [input ?? NONE, weight ?? NONE, bias ?? NONE, read('stride')];
    if (mode.kind !== 'str' || mode.value === 'zeros') return callPath(m, path,
      [...args, read('padding'), read('dilation'), read('groups')]);
    const padded = callPath(m, 'torch.nn.functional.pad', [input ?? NONE, repeatedPadding(m, self)],
      new Map([['mode', str(mode.value)]]));
    return callPath(m, path, [padded, ...args.slice(1), int(0), read('dilation'), read('groups')]);
  });
}

/** The padding of each axis twice, the last axis first: what F.pad takes. */
function repeatedPadding(m: Machine, self: Instance): Value {
  const padding = m.getattr(self, 'padding');
  if (padding.kind === 'tuple') return tuple([...padding.items].reverse().flatMap((p) => [p, p]));
  const kernel = m.getattr(self, 'kernel_size');
  const dilation = m.getattr(self, 'dilation');
  if (kernel.kind !== 'tuple' || dilation.kind !== 'tuple') return m.unknown('argument-not-modelled',
    'padding that is no tuple');
  const amounts = kernel.items.map((k, i) => {
    const total = padding.kind === 'str' && padding.value === 'same'
      ? m.binary('*', dilation.items[i] ?? int(1), m.binary('-', k, int(1))) : int(0);
    const left = m.binary('//', total, int(2));
    return [left, m.binary('-', total, left)];
  });
  return tuple(amounts.reverse().flat());
}

export function extraMembers(cls: Class, name: string): Readonly<Record<string, Value>> {
  const conv = /^(?:Lazy)?Conv(\d)d$/.exec(name);
  if (conv) {
    return {
      ...members<Instance>(cls, asModule, { _conv_forward: convForward(conv[1] ?? '2') }),
      _reversed_padding_repeated_twice: getset('_reversed_padding_repeated_twice', (m, self) =>
        (self.kind === 'instance' ? repeatedPadding(m, self) : NONE)),
    };
  }
  if (/Norm/.test(name)) return members<Instance>(cls, asModule,
    { _check_input_dim: raw(() => NONE), reset_running_stats: raw(() => NONE) });
  if (/^(RNN|LSTM|GRU)$/.test(name)) return members<Instance>(cls, asModule, { flatten_parameters: raw(() => NONE) });
  if (/^Transformer$|Attention$/.test(name)) return members<Instance>(cls, asModule,
    { _reset_parameters: raw(() => NONE) });
  return {};
}
