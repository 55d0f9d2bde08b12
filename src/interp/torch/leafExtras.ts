// Methods of native modules that subclasses call besides forward: Conv2d._conv_forward, BatchNorm._check_input_dim, ...
// Knows no shapes.
import { int } from '../../tensor/value';
import type { Machine } from '../machine';
import { unwrap } from '../types/native';
import { bool, builtin, float, NONE, str, tuple, type Class, type Instance, type Kwargs, type Value } from '../value';
import { getset, members, raw, wrapClass, type Definition } from '../types/define';
import { lookup } from '../types/protocol';
import { callPath } from './callOps';
import { CLASS_METHODS } from './classMethods';
import { findPython } from './pythonText';
import { asModule } from './module';
import { notModelled } from './support';

function convForward(rank: string): Definition<Instance> {
  return raw((m, self, [input, weight, bias]) => {
    const path = `torch.nn.functional.conv${rank}d`;
    const read = (name: string): Value => m.getattr(self, name);
    const mode = unwrap(read('padding_mode'));
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

/** A method that the user's class puts in place of PyTorch's own. */
const isOwn = (self: Instance, name: string): boolean => {
  const found = lookup(self.cls, name);
  return found !== undefined && found.kind !== 'builtin';
};

/** The steps of PyTorch's forward that it leaves to methods, when the user's class has one of them; undefined otherwise. */
export function ownForward(m: Machine, self: Instance, args: readonly Value[], kwargs: Kwargs): Value | undefined {
  const input = args[0] ?? kwargs.get('input');
  if (!input || args.length + kwargs.size > 1) return undefined;
  const read = (name: string): Value => m.getattr(self, name);
  if (isOwn(self, '_conv_forward')) return m.callMethod(self, '_conv_forward', [input, read('weight'), read('bias')]);
  const names = self.cls.mro.map(({ name }) => name);
  const kind = names.map((name) => /^(?:Batch|Instance)Norm\dd$/.exec(name)).find((found) => found !== null);
  // PyTorch's own norms check in their rule; what derives from `_BatchNorm` itself has a check of its own, or raises.
  const isBare = !kind && names.includes('_BatchNorm') && !names.includes('SyncBatchNorm');
  if (!isBare && !(kind && isOwn(self, '_check_input_dim'))) return undefined;
  m.callMethod(self, '_check_input_dim', [input]);
  if (!kind) return undefined;
  const isTraining = m.truth(read('training'));
  const hasStatistics = read('running_mean').kind !== 'none';
  const usesBatch = kind[0].startsWith('Batch') ? isTraining === true || !hasStatistics : isTraining === true
    || m.truth(read('track_running_stats')) !== true;
  const momentum = read('momentum');
  return callPath(m, `torch.nn.functional.${kind[0].startsWith('Batch') ? 'batch_norm' : 'instance_norm'}`, [
    input, read('running_mean'), read('running_var'), read('weight'), read('bias'), bool(usesBatch),
    momentum.kind === 'none' ? float(0) : momentum, read('eps'),
  ]);
}

/** A recurrent layer on a packed sequence; undefined for other inputs. */
export function packedForward(m: Machine, self: Instance, args: readonly Value[], kwargs: Kwargs,
  forward: (args: readonly Value[]) => Value): Value | undefined {
  const input = args[0] ?? kwargs.get('input');
  if (input?.kind !== 'instance' || input.cls.name !== 'PackedSequence') return undefined;
  const run = findPython(m, 'torch.nn.utils.rnn._run_packed');
  const hx = args[1] ?? kwargs.get('hx');
  return run && m.call(run, [self, builtin('forward', (_, given) => forward(given)), input, ...(hx ? [hx] : [])]);
}

/** Norms reset their statistics when they are made. */
export function resetStatistics(m: Machine, self: Instance): void {
  if (isOwn(self, 'reset_running_stats')) m.callMethod(self, 'reset_running_stats');
}

/** How many axes the norms take: the bases leave it to their subclasses, as PyTorch's do. */
const NORM_AXES: Readonly<Record<string, readonly number[]>> = {
  BatchNorm1d: [2, 3], BatchNorm2d: [4], BatchNorm3d: [5], InstanceNorm1d: [2, 3], InstanceNorm2d: [3, 4], InstanceNorm3d: [4, 5],
};

function checkInputDim(name: string): Definition<Instance> {
  const axes = NORM_AXES[name.replace(/^Lazy/, '')];
  return raw((m, _, [input]) => {
    if (name.startsWith('_')) return m.raise('NotImplementedError', '');
    if (input?.kind !== 'tensor' || !axes || axes.includes(input.shape.length)) return NONE;
    const wanted = axes.map((count) => `${count}D`).join(' or ');
    return m.raise('ValueError', `expected ${wanted} input (got ${input.shape.length}D input)`);
  });
}

function classMethods(name: string): Readonly<Record<string, Value>> {
  const [method, path] = CLASS_METHODS[name] ?? [];
  if (!method || !path) return {};
  return { [method]: wrapClass(builtin(method, (m, args, kwargs) => {
    const found = findPython(m, path);
    return found ? m.call(found, args, kwargs) : notModelled(m, path);
  })) };
}

export function extraMembers(cls: Class, name: string): Readonly<Record<string, Value>> {
  return { ...ownMembers(cls, name), ...classMethods(name) };
}
function ownMembers(cls: Class, name: string): Readonly<Record<string, Value>> {
  const conv = /^(?:Lazy)?Conv(\d)d$/.exec(name);
  if (conv) {
    return {
      ...members<Instance>(cls, asModule, { _conv_forward: convForward(conv[1] ?? '2') }),
      _reversed_padding_repeated_twice: getset('_reversed_padding_repeated_twice', (m, self) =>
        (self.kind === 'instance' ? repeatedPadding(m, self) : NONE)),
    };
  }
  if (/Norm/.test(name)) return members<Instance>(cls, asModule,
    { _check_input_dim: checkInputDim(name), reset_running_stats: raw(() => NONE) });
  if (/^(RNN|LSTM|GRU)$/.test(name)) return members<Instance>(cls, asModule, { flatten_parameters: raw(() => NONE) });
  if (/^Transformer$|Attention$/.test(name)) return members<Instance>(cls, asModule,
    { _reset_parameters: raw(() => NONE) });
  return {};
}
