// The classes that PyTorch's modules derive from and that programs derive from, too: _BatchNorm, _ConvNd, _Loss, ... Most of
// them have a constructor and no forward.
import { weightState } from './lossClasses';
import { reductionOf } from './lossReduction';
import { batchNormForward, BATCH, normState } from './normModules';
import { defineModule, type ModuleDef, type ParameterSpec, type RuleContext } from './op';
import { resetByFan, resetNorm } from './reset';

const docs = (file: string): string => `https://github.com/pytorch/pytorch/blob/main/torch/nn/modules/${file}.py`;
const doc = (what: string, file: string): string => `What the modules of ${what} have in common. ${docs(file)}`;

/** forward of nn.Module */
function noForward(name: string) {
  return (_self: unknown, _inputs: unknown, _apply: unknown, rule: RuleContext): never =>
    rule.raise('NotImplementedError', `Module [${name}] is missing the required "forward" function`);
}

/** A base class whose constructor only keeps its arguments. */
function plainBase(schema: string, file: string, what: string, base?: string): ModuleDef {
  const name = schema.slice(0, schema.indexOf('('));
  return defineModule({
    path: `torch.nn.${name}`, schema, doc: doc(what, file), base: base && `torch.nn.${base}`,
    forward: noForward(name), samples: [],
  });
}

const norm = (name: string, schema: string, base?: string): ModuleDef => defineModule({
  path: `torch.nn.${name}`, schema: schema.replace('BatchNorm(', `${name}(`) as typeof BATCH, base: base && `torch.nn.${base}`,
  doc: doc('batch and instance normalisation', 'batchnorm'), state: normState, reset: resetNorm,
  forward: name === '_BatchNorm' ? batchNormForward : noForward(name), samples: [],
}) as unknown as ModuleDef;

export const NormBase = norm('_NormBase', BATCH);
export const BatchNorm = norm('_BatchNorm', BATCH, '_NormBase');
export const InstanceNorm = norm('_InstanceNorm',
  BATCH.replace('affine=True', 'affine=False').replace('track_running_stats=True', 'track_running_stats=False'), '_NormBase');

export const ConvNd = defineModule({
  path: 'torch.nn._ConvNd',
  schema: '_ConvNd(int in_channels, int out_channels, int[] kernel_size, int[] stride, int[]|str padding, int[] dilation, \
bool transposed, int[] output_padding, int groups, bool bias, str padding_mode, any device=None, dtype? dtype=None)',
  doc: doc('convolution', 'conv'),
  tuples: ['kernel_size', 'stride', 'padding', 'dilation', 'output_padding'],
  reset: resetByFan,
  state({ in_channels, out_channels, kernel_size, transposed, groups, bias, dtype }, rule) {
    const type = dtype ?? undefined;
    for (const [name, channels] of [['in_channels', in_channels], ['out_channels', out_channels]] as const) {
      if (rule.test((c, g) => c % g !== 0, channels, groups) === true)
        rule.raise('ValueError', `${name} must be divisible by groups`, [channels, groups]);
    }
    const perGroup = rule.map((c, g) => Math.floor(c / g), transposed ? out_channels : in_channels, groups);
    const weight: ParameterSpec = {
      shape: [transposed ? in_channels : out_channels, perGroup, ...kernel_size], dtype: type,
    };
    return { weight, bias: bias ? { shape: [out_channels], dtype: type } : null };
  },
  forward: noForward('_ConvNd'),
  samples: [],
});

export const Loss = defineModule({
  path: 'torch.nn._Loss',
  schema: '_Loss(bool? size_average=None, bool? reduce=None, str? reduction="mean")',
  doc: doc('losses', 'loss'),
  attributes: (args) => ({ reduction: args.reduction === null ? null : reductionOf(args) }),
  forward: noForward('_Loss'),
  samples: [],
});
export const WeightedLoss = defineModule({
  path: 'torch.nn._WeightedLoss',
  base: 'torch.nn._Loss',
  schema: '_WeightedLoss(Tensor? weight=None, bool? size_average=None, bool? reduce=None, str? reduction="mean")',
  doc: doc('losses with a weight for each class', 'loss'),
  state: weightState,
  attributes: (args) => ({ reduction: args.reduction === null ? null : reductionOf(args) }),
  forward: noForward('_WeightedLoss'),
  samples: [],
});
export const DropoutNd = plainBase('_DropoutNd(float p=0.5, bool inplace=False)', 'dropout', 'dropout');
export const MaxPoolNd = plainBase('_MaxPoolNd(any kernel_size, any stride=None, any padding=0, any dilation=1, '
  + 'bool return_indices=False, bool ceil_mode=False)', 'pooling', 'max pooling');
export const AdaptiveAvgPoolNd = plainBase('_AdaptiveAvgPoolNd(any output_size)', 'pooling', 'adaptive average pooling');
export const AdaptiveMaxPoolNd = plainBase('_AdaptiveMaxPoolNd(any output_size, bool return_indices=False)', 'pooling',
  'adaptive max pooling');
