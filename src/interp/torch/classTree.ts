// The inheritance among PyTorch's modules that op files need not state: intermediate classes, defining files, owners
// of __init__.
// Tables only.

/** Intermediate classes and their bases; 'Module' is the root. */
export const INTERMEDIATE: Readonly<Record<string, string>> = {
  _ConvNd: 'Module', _ConvTransposeNd: '_ConvNd', _ConvTransposeMixin: 'Module', _LazyConvXdMixin: 'LazyModuleMixin',
  _NormBase: 'Module', _BatchNorm: '_NormBase', _InstanceNorm: '_NormBase', _LazyNormBase: '_NormBase',
  _MaxPoolNd: 'Module', _MaxUnpoolNd: 'Module', _AvgPoolNd: 'Module', _AdaptiveAvgPoolNd: 'Module',
    _AdaptiveMaxPoolNd: 'Module', _LPPoolNd: 'Module',
  _DropoutNd: 'Module', _ConstantPadNd: 'Module', _ReflectionPadNd: 'Module', _ReplicationPadNd: 'Module',
    _CircularPadNd: 'Module',
  _Loss: 'Module', _WeightedLoss: '_Loss', RNNBase: 'Module', RNNCellBase: 'Module', LazyModuleMixin: 'Module',
    Container: 'Module',
  NonDynamicallyQuantizableLinear: 'Linear',
};

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/^ConvTranspose\d/, '_ConvTransposeNd'], [/^Conv\d/, '_ConvNd'], [/^(BatchNorm\d|SyncBatchNorm)/, '_BatchNorm'],
    [/^InstanceNorm\d/, '_InstanceNorm'],
  [/^MaxPool\d/, '_MaxPoolNd'], [/^MaxUnpool\d/, '_MaxUnpoolNd'], [/^AvgPool\d/, '_AvgPoolNd'],
    [/^AdaptiveAvgPool\d/, '_AdaptiveAvgPoolNd'],
  [/^AdaptiveMaxPool\d/, '_AdaptiveMaxPoolNd'], [/^LPPool\d/, '_LPPoolNd'],
    [/^(Dropout|AlphaDropout|FeatureAlphaDropout)/, '_DropoutNd'],
  [/^ZeroPad\d/, 'ConstantPad2d'], [/^ConstantPad\d/, '_ConstantPadNd'], [/^ReflectionPad\d/, '_ReflectionPadNd'],
    [/^ReplicationPad\d/, '_ReplicationPadNd'],
  [/^(NLLLoss|BCELoss|CrossEntropyLoss|MultiMarginLoss|MultiLabelSoftMarginLoss)$/, '_WeightedLoss'],
    [/Loss$/, '_Loss'],
  [/^(RNN|LSTM|GRU)$/, 'RNNBase'], [/^(RNN|LSTM|GRU)Cell$/, 'RNNCellBase'], [/^Upsampling/, 'Upsample'],
    [/^ReLU6$/, 'Hardtanh'],
];
/** The base class of a module that names none. */
export const defaultBase = (name: string): string => PATTERNS.find(([pattern]) => pattern.test(name))?.[1] ?? 'Module';

const FILES: readonly (readonly [RegExp, string])[] = [
  [/Conv/, 'conv'], [/InstanceNorm/, 'instancenorm'], [/BatchNorm|NormBase/, 'batchnorm'],
    [/(Layer|Group|CrossMap|LocalResponse)\w*Norm/, 'normalization'],
  [/Pool|Unpool/, 'pooling'], [/Dropout/, 'dropout'], [/Pad/, 'padding'], [/Loss/, 'loss'],
    [/^(RNN|LSTM|GRU)/, 'rnn'], [/Embedding/, 'sparse'],
  [/^(Linear|LazyLinear|Bilinear|Identity|NonDynamically)/, 'linear'], [/Upsampl/, 'upsampling'],
    [/Pixel/, 'pixelshuffle'], [/^(Flatten|Unflatten)/, 'flatten'],
  [/^(Fold|Unfold)/, 'fold'], [/Shuffle/, 'channelshuffle'], [/Similarity|Distance/, 'distance'],
    [/^(Sequential|Module(List|Dict)|Parameter(List|Dict)|Container)/, 'container'],
  [/^Transformer/, 'transformer'], [/Softmax\w*WithLoss/, 'adaptive'], [/LazyModule/, 'lazy'],
];
/** The file that defines the class: 'torch.nn.modules.conv'. */
export const pythonModuleOf = (name: string): string =>
  `torch.nn.modules.${FILES.find(([pattern]) => pattern.test(name))?.[1] ?? 'activation'}`;

const OWNERS: readonly (readonly [RegExp, string])[] = [
  [/^MaxPool\d/, '_MaxPoolNd'], [/^BatchNorm\d/, '_BatchNorm'], [/^InstanceNorm\d/, '_NormBase'],
    [/^(Dropout|AlphaDropout|FeatureAlphaDropout)/, '_DropoutNd'],
  [/^AdaptiveAvgPool\d/, '_AdaptiveAvgPoolNd'], [/^AdaptiveMaxPool\d/, '_AdaptiveMaxPoolNd'],
    [/^LPPool\d/, '_LPPoolNd'],
];
/** The class whose __init__ a module has, as CPython names it in TypeErrors. */
export const INIT_OWNER = (name: string): string => OWNERS.find(([pattern]) => pattern.test(name))?.[1] ?? name;
