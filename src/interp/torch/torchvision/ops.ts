// torchvision.ops as models use it: the small modules that networks are built from, and regions and boxes over the operators of
// torch.ops.torchvision.
import type { Family } from './family';

const MISC: Family = {
  module: 'torchvision.ops.misc', initialises: true,
  exports: ['FrozenBatchNorm2d', 'Conv2dNormActivation', 'Conv3dNormActivation', 'SqueezeExcitation', 'MLP', 'Permute'],
  python: `
def _tuple_of(value, n):
    return tuple(value) if isinstance(value, (tuple, list)) else (value,) * n


class FrozenBatchNorm2d(nn.Module):
    def __init__(self, num_features, eps=1e-5):
        super().__init__()
        self.eps = eps
        for name, fill in (('weight', torch.ones), ('bias', torch.zeros), ('running_mean', torch.zeros),
                           ('running_var', torch.ones)):
            self.register_buffer(name, fill(num_features))

    def forward(self, x):
        weight, bias, mean, var = (t.reshape(1, -1, 1, 1)
                                   for t in (self.weight, self.bias, self.running_mean, self.running_var))
        scale = weight * (var + self.eps).rsqrt()
        return x * scale + (bias - mean * scale)


class ConvNormActivation(nn.Sequential):
    def __init__(self, in_channels, out_channels, kernel_size=3, stride=1, padding=None, groups=1, norm_layer=nn.BatchNorm2d,
                 activation_layer=nn.ReLU, dilation=1, inplace=True, bias=None, conv_layer=nn.Conv2d):
        if padding is None:
            if isinstance(kernel_size, int) and isinstance(dilation, int):
                padding = (kernel_size - 1) // 2 * dilation
            else:
                axes = len(kernel_size) if isinstance(kernel_size, (tuple, list)) else len(dilation)
                padding = tuple((k - 1) // 2 * d for k, d in zip(_tuple_of(kernel_size, axes), _tuple_of(dilation, axes)))
        if bias is None:
            bias = norm_layer is None
        options = {'dilation': dilation, 'groups': groups, 'bias': bias}
        layers = [conv_layer(in_channels, out_channels, kernel_size, stride, padding, **options)]
        if norm_layer is not None:
            layers.append(norm_layer(out_channels))
        if activation_layer is not None:
            layers.append(activation_layer() if inplace is None else activation_layer(inplace=inplace))
        super().__init__(*layers)
        self.out_channels = out_channels


class Conv2dNormActivation(ConvNormActivation):
    def __init__(self, in_channels, out_channels, kernel_size=3, stride=1, padding=None, groups=1, norm_layer=nn.BatchNorm2d,
                 activation_layer=nn.ReLU, dilation=1, inplace=True, bias=None):
        super().__init__(in_channels, out_channels, kernel_size, stride, padding, groups, norm_layer, activation_layer, dilation,
                         inplace, bias, nn.Conv2d)


class Conv3dNormActivation(ConvNormActivation):
    def __init__(self, in_channels, out_channels, kernel_size=3, stride=1, padding=None, groups=1, norm_layer=nn.BatchNorm3d,
                 activation_layer=nn.ReLU, dilation=1, inplace=True, bias=None):
        super().__init__(in_channels, out_channels, kernel_size, stride, padding, groups, norm_layer, activation_layer, dilation,
                         inplace, bias, nn.Conv3d)


class SqueezeExcitation(nn.Module):
    def __init__(self, input_channels, squeeze_channels, activation=nn.ReLU, scale_activation=nn.Sigmoid):
        super().__init__()
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc1 = nn.Conv2d(input_channels, squeeze_channels, 1)
        self.fc2 = nn.Conv2d(squeeze_channels, input_channels, 1)
        self.activation = activation()
        self.scale_activation = scale_activation()

    def _scale(self, input):
        squeezed = self.activation(self.fc1(self.avgpool(input)))
        return self.scale_activation(self.fc2(squeezed))

    def forward(self, input):
        return self._scale(input) * input


class MLP(nn.Sequential):
    def __init__(self, in_channels, hidden_channels, norm_layer=None, activation_layer=nn.ReLU, inplace=True, bias=True,
                 dropout=0.0):
        options = {} if inplace is None else {'inplace': inplace}
        layers, width = [], in_channels
        for hidden in hidden_channels[:-1]:
            layers.append(nn.Linear(width, hidden, bias=bias))
            if norm_layer is not None:
                layers.append(norm_layer(hidden))
            layers += [activation_layer(**options), nn.Dropout(dropout, **options)]
            width = hidden
        super().__init__(*layers, nn.Linear(width, hidden_channels[-1], bias=bias), nn.Dropout(dropout, **options))


class Permute(nn.Module):
    def __init__(self, dims):
        super().__init__()
        self.dims = dims

    def forward(self, x):
        return torch.permute(x, self.dims)
`,
};

const STOCHASTIC_DEPTH: Family = {
  module: 'torchvision.ops.stochastic_depth', initialises: true,
  exports: ['stochastic_depth', 'StochasticDepth'],
  python: `
def stochastic_depth(input, p, mode, training=True):
    if p < 0.0 or p > 1.0:
        raise ValueError('drop probability has to be between 0 and 1, but got {}'.format(p))
    if mode not in ('batch', 'row'):
        raise ValueError("mode has to be either 'batch' or 'row', but got {}".format(mode))
    if not training or p == 0.0:
        return input
    ones = [1] * (input.ndim - 1)
    noise = torch.empty([input.shape[0] if mode == 'row' else 1] + ones, dtype=input.dtype, device=input.device)
    noise = noise.bernoulli_(1.0 - p)
    if p < 1.0:
        noise.div_(1.0 - p)
    return input * noise


class StochasticDepth(nn.Module):
    def __init__(self, p, mode):
        super().__init__()
        self.p = p
        self.mode = mode

    def forward(self, input):
        return stochastic_depth(input, self.p, self.mode, self.training)
`,
};

export const OPS: readonly Family[] = [MISC, STOCHASTIC_DEPTH];
