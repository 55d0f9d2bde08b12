// Modules of normalisation: BatchNorm, SyncBatchNorm, InstanceNorm with their Lazy forms, LayerNorm, RMSNorm, GroupNorm,
// LocalResponseNorm, CrossMapLRN2d. The functions are in norm.ts.
import { castElement } from '../tensor/round';
import { aroundAxis } from '../tensor/broadcast';
import { int, type Int, type Tensor } from '../tensor/value';
import { batch_norm, group_norm, instance_norm, layer_norm, local_response_norm, rms_norm } from './norm';
import { defineModule, defineOp, isUnknown, type Apply, type ModuleSelf, type Nested, type ParameterSpec, type RuleContext,
  type Sample } from './op';
import { resetNorm } from './reset';
import type { SymbolicArgs } from './schema';
import { listOf } from './pool';
import { squeeze_dim, unsqueeze } from './axes';

const docs = (name: string): string => `https://pytorch.org/docs/stable/generated/torch.nn.${name}.html`;
const s = (call: string, ...shapes: number[][]): Sample => ({ call, shapes });

export const BATCH = 'BatchNorm(int num_features, float eps=1e-5, float? momentum=0.1, bool affine=True, \
bool track_running_stats=True, any device=None, dtype? dtype=None)';
const INSTANCE = 'InstanceNorm(int num_features, float eps=1e-5, float? momentum=0.1, bool affine=False, \
bool track_running_stats=False, any device=None, dtype? dtype=None)';
const LAZY = 'LazyNorm(float eps=1e-5, float? momentum=0.1, bool affine=True, bool track_running_stats=True, \
any device=None, dtype? dtype=None)';

export function normState({ num_features, affine, track_running_stats, dtype }: Pick<SymbolicArgs<typeof BATCH>,
  'num_features' | 'affine' | 'track_running_stats' | 'dtype'>): Readonly<Record<string, ParameterSpec | null>> {
  const vector: ParameterSpec = { shape: [num_features], dtype: dtype ?? undefined };
  const buffer: ParameterSpec = { ...vector, role: 'buffer' };
  const tracked = track_running_stats;
  return {
    weight: affine ? vector : null, bias: affine ? vector : null,
    running_mean: tracked ? buffer : null, running_var: tracked ? buffer : null,
    num_batches_tracked: tracked ? { shape: [], dtype: 'int64', role: 'buffer' } : null,
  };
}

/** Ranks that the modules take, and what they say of others. */
const BATCH_RANKS: Readonly<Record<string, readonly [readonly number[], string]>> = {
  '1d': [[2, 3], '2D or 3D'], '2d': [[4], '4D'], '3d': [[5], '5D'],
};
const INSTANCE_RANKS: Readonly<Record<string, readonly [readonly number[], string]>> = {
  '1d': [[2, 3], '2D or 3D'], '2d': [[3, 4], '3D or 4D'], '3d': [[4, 5], '4D or 5D'],
};
function checkRank(input: Tensor, [ranks, text]: readonly [readonly number[], string], rule: RuleContext): void {
  const rank = input.shape.length;
  if (!ranks.includes(rank)) rule.raise('ValueError', `expected ${text} input (got ${rank}D input)`, input.shape);
}

/** forward of _BatchNorm: running statistics in evaluation, those of the batch in training or where there are none. */
export function batchNormForward(self: ModuleSelf<typeof BATCH>, { input }: { readonly input: Tensor }, apply: Apply): Nested {
  const tracked = !self.training || self.args.track_running_stats;
  const [running_mean, running_var] = [self.tensor('running_mean'), self.tensor('running_var')];
  return apply(batch_norm, {
    input, running_mean: tracked ? running_mean : null, running_var: tracked ? running_var : null,
    weight: self.tensor('weight'), bias: self.tensor('bias'),
    training: self.training || (running_mean === null && running_var === null), momentum: self.args.momentum ?? 0,
    eps: self.args.eps,
  }).first;
}

function batchNorm(suffix: string) {
  const name = `BatchNorm${suffix}`;
  const shape = { '1d': [2, 3, 4], '2d': [2, 3, 2, 2], '3d': [2, 3, 1, 2, 2] }[suffix] ?? [];
  return defineModule({
    path: `torch.nn.${name}`,
    schema: BATCH.replace('BatchNorm(', `${name}(`) as typeof BATCH,
    doc: `Normalises each channel by the mean and variance of the batch, or by running ones. ${docs(name)}`,
    state: normState,
    reset: resetNorm,
    forward(self, inputs, apply, rule) {
      checkRank(inputs.input, BATCH_RANKS[suffix], rule);
      return batchNormForward(self, inputs, apply);
    },
    samples: [
      s(`nn.${name}(3)(a)`, shape), s(`nn.${name}(3, affine=False)(a)`, shape),
      s(`nn.${name}(3, track_running_stats=False)(a)`, shape), s(`nn.${name}(3).train()(a)`, shape),
      s(`nn.${name}(4)(a)`, shape), s(`nn.${name}(4, track_running_stats=False)(a)`, shape), s(`nn.${name}(3)(a)`, [3]),
      s(`nn.${name}(3, 0.1, None).train()(a)`, shape.map((n, i) => (i === 1 ? n : 1))),
    ],
  });
}
export const BatchNorm1d = batchNorm('1d');
export const BatchNorm2d = batchNorm('2d');
export const BatchNorm3d = batchNorm('3d');

/** Outside a group of processes it is BatchNorm; that it wants a GPU is no matter of shapes. */
export const SyncBatchNorm = defineModule({
  path: 'torch.nn.SyncBatchNorm',
  schema: 'SyncBatchNorm(int num_features, float eps=1e-5, float? momentum=0.1, bool affine=True, \
bool track_running_stats=True, any process_group=None, any device=None, dtype? dtype=None)',
  doc: `BatchNorm over all processes of a group. ${docs('SyncBatchNorm')}`,
  state: normState,
  reset: resetNorm,
  forward(self, { input }, apply, rule) {
    if (input.shape.length < 2) rule.raise('ValueError', `expected at least 2D input (got ${input.shape.length}D input)`);
    const [running_mean, running_var] = [self.tensor('running_mean'), self.tensor('running_var')];
    return apply(batch_norm,
      { input, running_mean, running_var, weight: self.tensor('weight'), bias: self.tensor('bias'),
        training: self.training || running_mean === null, momentum: self.args.momentum ?? 0, eps: self.args.eps }).first;
  },
  samples: [],
});

function instanceNorm(suffix: string) {
  const name = `InstanceNorm${suffix}`;
  const shape = { '1d': [2, 3, 4], '2d': [2, 3, 2, 2], '3d': [2, 3, 1, 2, 2] }[suffix] ?? [];
  return defineModule({
    path: `torch.nn.${name}`,
    schema: INSTANCE.replace('InstanceNorm(', `${name}(`) as typeof INSTANCE,
    doc: `Normalises each channel of each sample by its own mean and variance. ${docs(name)}`,
    state: normState,
    reset: resetNorm,
    forward(self, { input }, apply, rule): Nested {
      const ranks = INSTANCE_RANKS[suffix];
      checkRank(input, ranks, rule);
      const isBatched = input.shape.length === ranks[0][1];
      const whole = isBatched ? input : apply(unsqueeze, { input, dim: int(0) }).first;
      if (isUnknown(whole)) return whole;
      const out = apply(instance_norm, {
        input: whole, running_mean: self.tensor('running_mean'), running_var: self.tensor('running_var'),
        weight: self.tensor('weight'), bias: self.tensor('bias'),
        use_input_stats: self.training || !self.args.track_running_stats, momentum: self.args.momentum ?? 0, eps: self.args.eps,
      }).first;
      return isBatched || isUnknown(out) ? out : apply(squeeze_dim, { input: out, dim: int(0) }).first;
    },
    samples: [
      s(`nn.${name}(3)(a)`, shape), s(`nn.${name}(3, affine=True)(a)`, shape.slice(1)),
      s(`nn.${name}(3, track_running_stats=True)(a)`, shape), s(`nn.${name}(4)(a)`, shape),
      s(`nn.${name}(4, affine=True)(a)`, shape), s(`nn.${name}(3)(a)`, [3]),
      s(`nn.${name}(3)(a)`, shape.map((n, i) => (i < 2 ? n : 1))),
      s(`nn.${name}(3, affine=True, track_running_stats=True).train()(a)`, shape),
    ],
  });
}
export const InstanceNorm1d = instanceNorm('1d');
export const InstanceNorm2d = instanceNorm('2d');
export const InstanceNorm3d = instanceNorm('3d');

function lazyNorm(kind: 'BatchNorm' | 'InstanceNorm', suffix: string) {
  const name = `Lazy${kind}${suffix}`;
  const shape = { '1d': [2, 3, 4], '2d': [2, 3, 2, 2], '3d': [2, 3, 1, 2, 2] }[suffix] ?? [];
  return defineModule({
    path: `torch.nn.${name}`,
    base: `torch.nn.${kind}${suffix}`,
    schema: LAZY.replace('LazyNorm(', `${name}(`) as typeof LAZY,
    doc: `A ${kind}${suffix} that learns num_features from its first input. ${docs(name)}`,
    forward: (_self, _inputs, _apply, rule) => rule.unknown('internal', `${name} was not materialised before its call`),
    lazy: { becomes: `torch.nn.${kind}${suffix}`, infer: (input, rule) =>
      ({ num_features: input.shape[1] ?? rule.raise('IndexError', 'tuple index out of range') }) },
    samples: [s(`nn.${name}()(a)`, shape), s(`nn.${name}(affine=False, track_running_stats=False)(a)`, shape)],
  });
}
export const LazyBatchNorm1d = lazyNorm('BatchNorm', '1d');
export const LazyBatchNorm2d = lazyNorm('BatchNorm', '2d');
export const LazyBatchNorm3d = lazyNorm('BatchNorm', '3d');
export const LazyInstanceNorm1d = lazyNorm('InstanceNorm', '1d');
export const LazyInstanceNorm2d = lazyNorm('InstanceNorm', '2d');
export const LazyInstanceNorm3d = lazyNorm('InstanceNorm', '3d');

const shapeList = (shape: Int | Int[]): Int[] => listOf(shape);

export const LayerNorm = defineModule({
  path: 'torch.nn.LayerNorm',
  schema: 'LayerNorm(int|int[] normalized_shape, float eps=1e-5, bool elementwise_affine=True, any device=None, \
dtype? dtype=None, *, bool bias=True)',
  doc: `Normalises the last axes of each position by their own mean and variance. ${docs('LayerNorm')}`,
  tuples: ['normalized_shape'],
  reset: resetNorm,
  state({ normalized_shape, elementwise_affine, bias, dtype }) {
    const spec: ParameterSpec = { shape: shapeList(normalized_shape), dtype: dtype ?? undefined };
    return { weight: elementwise_affine ? spec : null, bias: elementwise_affine && bias ? spec : null };
  },
  forward: (self, { input }, apply) => apply(layer_norm, {
    input, normalized_shape: shapeList(self.args.normalized_shape), weight: self.tensor('weight'),
    bias: self.tensor('bias'), eps: self.args.eps,
  }).first,
  samples: [
    s('nn.LayerNorm(4)(a)', [2, 3, 4]), s('nn.LayerNorm((3, 4), 0.1)(a)', [2, 3, 4]),
    s('nn.LayerNorm([4], elementwise_affine=False)(a)', [2, 4]), s('nn.LayerNorm(4)(a)', [2, 3]),
    s('nn.LayerNorm((3, 4))(a)', [2, 3, 3]),
  ],
});
/** Newer than the golden's PyTorch: no samples of its own. */
export const RMSNorm = defineModule({
  path: 'torch.nn.RMSNorm',
  schema: 'RMSNorm(int|int[] normalized_shape, float? eps=None, bool elementwise_affine=True, any device=None, \
dtype? dtype=None)',
  doc: `Divides the last axes by the root of their mean square. ${docs('RMSNorm')}`,
  tuples: ['normalized_shape'],
  reset: resetNorm,
  state: ({ normalized_shape, elementwise_affine, dtype }) =>
    ({ weight: elementwise_affine ? { shape: shapeList(normalized_shape), dtype: dtype ?? undefined } : null }),
  forward: (self, { input }, apply) =>
    apply(rms_norm,
      { input, normalized_shape: shapeList(self.args.normalized_shape), weight: self.tensor('weight'),
        eps: self.args.eps }).first,
  samples: [],
});

export const GroupNorm = defineModule({
  path: 'torch.nn.GroupNorm',
  schema: 'GroupNorm(int num_groups, int num_channels, float eps=1e-5, bool affine=True, any device=None, dtype? dtype=None)',
  doc: `Normalises groups of channels of each sample by their own mean and variance. ${docs('GroupNorm')}`,
  reset: resetNorm,
  state({ num_groups, num_channels, affine, dtype }, rule) {
    if (rule.test((g) => g === 0, num_groups) === true) rule.raise('ZeroDivisionError', 'integer modulo by zero', [num_groups]);
    if (rule.test((c, g) => c % g !== 0, num_channels, num_groups) === true) rule.raise('ValueError',
      'num_channels must be divisible by num_groups', [num_channels, num_groups]);
    const spec: ParameterSpec = { shape: [num_channels], dtype: dtype ?? undefined };
    return { weight: affine ? spec : null, bias: affine ? spec : null };
  },
  forward: (self, { input }, apply) =>
    apply(group_norm,
      { input, num_groups: self.args.num_groups, weight: self.tensor('weight'), bias: self.tensor('bias'),
        eps: self.args.eps }).first,
  samples: [
    s('nn.GroupNorm(3, 6)(a)', [2, 6, 2, 2]), s('nn.GroupNorm(2, 4, 0.1, False)(a)', [2, 4, 3]),
    s('nn.GroupNorm(4, 6)(a)', [2, 6]), s('nn.GroupNorm(0, 6)(a)', [2, 6]), s('nn.GroupNorm(3, 6)(a)', [2, 9, 4]),
    s('nn.GroupNorm(3, 6)(a)', [2, 8, 4]), s('nn.GroupNorm(6, 6)(a)', [1, 6]), s('nn.GroupNorm(2, 6)(a)', [6]),
  ],
});

const LRN = 'LocalResponseNorm(int size, float alpha=0.0001, float beta=0.75, float k=1.0)';
export const LocalResponseNorm = defineModule({
  path: 'torch.nn.LocalResponseNorm',
  schema: LRN,
  doc: `Divides by the squares of neighbouring channels. ${docs('LocalResponseNorm')}`,
  forward: ({ args }, { input }, apply) => apply(local_response_norm, { input, ...args }).first,
  samples: [s('nn.LocalResponseNorm(5)(a)', [1, 6, 2, 2]), s('nn.LocalResponseNorm(3, 0.1, 0.5, 2.)(a)', [2, 4, 3]),
    s('nn.LocalResponseNorm(3)(a)', [2, 4])],
});
/** Its elements are left open: the sums are kept running over channels, with what that rounds. */
export const cross_map_lrn2d = defineOp({
  schema: 'cross_map_lrn2d(Tensor input, int size, float alpha=0.0001, float beta=0.75, float k=1.0) -> Tensor',
  paths: [],
  doc: 'Divides by the squares of neighbouring channels.',
  shape: ({ input }) => ({ shape: input.shape, dtype: input.dtype }),
  receptiveField: local_response_norm.receptiveField,
  eval({ input, size, alpha, beta, k }, [out]) {
    const data = input.data ?? [];
    const { size: channels, after } = aroundAxis(input.shape, 1);
    return [data.map((x, i) => {
      const channel = Math.floor(i / after) % channels;
      // PyTorch slides the window along the channels and never takes the first channel out of it.
      let squares = (data[i - channel * after] ?? NaN) ** 2;
      const reach = Math.floor((size - 1) / 2) + 1;
      const first = channel > reach ? channel - reach + 1 : 1;
      for (let c = first; c <= Math.min(channels - 1, channel + reach - 1); c++) squares += (data[i
        + (c - channel) * after] ?? NaN) ** 2;
      return castElement(x * (k + (squares * alpha) / size) ** -beta, out?.dtype ?? 'float32');
    })];
  },
  samples: [],
});
export const CrossMapLRN2d = defineModule({
  path: 'torch.nn.CrossMapLRN2d',
  schema: 'CrossMapLRN2d(int size, float alpha=0.0001, float beta=0.75, float k=1)',
  doc: 'Divides by the squares of neighbouring channels.',
  forward({ args }, { input }, apply, rule) {
    if (input.shape.length !== 4) rule.raise('AssertionError', '');
    return apply(cross_map_lrn2d, { input, ...args }).first;
  },
  samples: [s('nn.CrossMapLRN2d(3)(a)', [2, 6, 2, 2]), s('nn.CrossMapLRN2d(3)(a)', [2, 6, 2])],
});
