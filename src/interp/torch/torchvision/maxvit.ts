// MaxViT (Tu et al. 2022): inverted residuals, attention in windows, attention over a grid.
import { V1, type Family } from './family';

export const MAXVIT: Family = {
  module: 'torchvision.models.maxvit',
  exports: ['MaxVit'],
  builders: [['maxvit_t', 'MaxVit_T', V1, '64, [64, 128, 256, 512], [2, 2, 5, 2], 0.2, 7, 32']],
  python: `
from collections import OrderedDict
from functools import partial
from torchvision.ops.misc import Conv2dNormActivation, SqueezeExcitation
from torchvision.ops.stochastic_depth import StochasticDepth


def _halved(size):
    return tuple((extent - 3 + 2) // 2 + 1 for extent in size)


class MBConv(nn.Module):
    def __init__(self, in_channels, out_channels, expansion_ratio, squeeze_ratio, stride, activation_layer, norm_layer,
                 p_stochastic_dropout=0.0):
        super().__init__()
        self.proj = nn.Identity()
        if stride != 1 or in_channels != out_channels:
            pools = [nn.AvgPool2d(kernel_size=3, stride=stride, padding=1)] if stride == 2 else []
            self.proj = nn.Sequential(*pools, nn.Conv2d(in_channels, out_channels, kernel_size=1, stride=1, bias=True))
        wide, narrow = int(out_channels * expansion_ratio), int(out_channels * squeeze_ratio)
        self.stochastic_depth = (StochasticDepth(p_stochastic_dropout, mode='row') if p_stochastic_dropout
                                 else nn.Identity())
        unit = partial(Conv2dNormActivation, activation_layer=activation_layer, norm_layer=norm_layer, inplace=None)
        self.layers = nn.Sequential(OrderedDict([
            ('pre_norm', norm_layer(in_channels)),
            ('conv_a', unit(in_channels, wide, kernel_size=1, stride=1, padding=0)),
            ('conv_b', unit(wide, wide, kernel_size=3, stride=stride, padding=1, groups=wide)),
            ('squeeze_excitation', SqueezeExcitation(wide, narrow, activation=nn.SiLU)),
            ('conv_c', nn.Conv2d(wide, out_channels, kernel_size=1, bias=True))]))

    def forward(self, x):
        skip = self.proj(x)
        return skip + self.stochastic_depth(self.layers(x))


class RelativePositionalMultiHeadAttention(nn.Module):
    def __init__(self, feat_dim, head_dim, max_seq_len):
        super().__init__()
        if feat_dim % head_dim != 0:
            raise ValueError('feat_dim: {} must be divisible by head_dim: {}'.format(feat_dim, head_dim))
        self.n_heads = feat_dim // head_dim
        self.head_dim = head_dim
        self.size = int(math.sqrt(max_seq_len))
        self.max_seq_len = max_seq_len
        self.to_qkv = nn.Linear(feat_dim, self.n_heads * head_dim * 3)
        self.scale_factor = feat_dim ** -0.5
        self.merge = nn.Linear(head_dim * self.n_heads, feat_dim)
        span = 2 * self.size - 1
        self.relative_position_bias_table = nn.Parameter(torch.empty((span * span, self.n_heads), dtype=torch.float32))
        places = torch.arange(self.size)
        places = torch.flatten(torch.stack(torch.meshgrid([places, places], indexing='ij')), 1)
        away = places[:, :, None] - places[:, None, :] + (self.size - 1)
        self.register_buffer('relative_position_index', away[0] * span + away[1])

    def get_relative_positional_bias(self):
        bias = self.relative_position_bias_table[self.relative_position_index.view(-1)]
        return bias.view(self.max_seq_len, self.max_seq_len, -1).permute(2, 0, 1).contiguous().unsqueeze(0)

    def forward(self, x):
        b, g, p, d = x.shape
        q, k, v = (part.reshape(b, g, p, self.n_heads, self.head_dim).permute(0, 1, 3, 2, 4)
                   for part in torch.chunk(self.to_qkv(x), 3, dim=-1))
        products = torch.einsum('B G H I D, B G H J D -> B G H I J', q, k * self.scale_factor)
        weights = F.softmax(products + self.get_relative_positional_bias(), dim=-1)
        out = torch.einsum('B G H I J, B G H J D -> B G H I D', weights, v)
        return self.merge(out.permute(0, 1, 3, 2, 4).reshape(b, g, p, d))


class SwapAxes(nn.Module):
    def __init__(self, a, b):
        super().__init__()
        self.a = a
        self.b = b

    def forward(self, x):
        return torch.swapaxes(x, self.a, self.b)


class WindowPartition(nn.Module):
    def forward(self, x, p):
        b, c, h, w = x.shape
        return x.reshape(b, c, h // p, p, w // p, p).permute(0, 2, 4, 3, 5, 1).reshape(b, (h // p) * (w // p), p * p, c)


class WindowDepartition(nn.Module):
    def forward(self, x, p, h_partitions, w_partitions):
        b, g, pp, c = x.shape
        x = x.reshape(b, h_partitions, w_partitions, p, p, c).permute(0, 5, 1, 3, 2, 4)
        return x.reshape(b, c, h_partitions * p, w_partitions * p)


class PartitionAttentionLayer(nn.Module):
    def __init__(self, in_channels, head_dim, partition_size, partition_type, grid_size, mlp_ratio, activation_layer, norm_layer,
                 attention_dropout, mlp_dropout, p_stochastic_dropout):
        super().__init__()
        self.n_heads = in_channels // head_dim
        self.head_dim = head_dim
        self.n_partitions = grid_size[0] // partition_size
        self.partition_type = partition_type
        self.grid_size = grid_size
        if partition_type not in ('grid', 'window'):
            raise ValueError("partition_type must be either 'grid' or 'window'")
        grid = partition_type == 'grid'
        self.p, self.g = (self.n_partitions, partition_size) if grid else (partition_size, self.n_partitions)
        self.partition_op = WindowPartition()
        self.departition_op = WindowDepartition()
        self.partition_swap = SwapAxes(-2, -3) if grid else nn.Identity()
        self.departition_swap = SwapAxes(-2, -3) if grid else nn.Identity()
        self.attn_layer = nn.Sequential(
            norm_layer(in_channels), RelativePositionalMultiHeadAttention(in_channels, head_dim, partition_size ** 2),
            nn.Dropout(attention_dropout))
        self.mlp_layer = nn.Sequential(
            nn.LayerNorm(in_channels), nn.Linear(in_channels, in_channels * mlp_ratio), activation_layer(),
            nn.Linear(in_channels * mlp_ratio, in_channels), nn.Dropout(mlp_dropout))
        self.stochastic_dropout = StochasticDepth(p_stochastic_dropout, mode='row')

    def forward(self, x):
        rows, columns = self.grid_size[0] // self.p, self.grid_size[1] // self.p
        torch._assert(self.grid_size[0] % self.p == 0 and self.grid_size[1] % self.p == 0,
                      'Grid size must be divisible by partition size. Got grid size of {} and partition size of {}'.format(
                          self.grid_size, self.p))
        x = self.partition_swap(self.partition_op(x, self.p))
        x = x + self.stochastic_dropout(self.attn_layer(x))
        x = x + self.stochastic_dropout(self.mlp_layer(x))
        return self.departition_op(self.departition_swap(x), self.p, rows, columns)


class MaxVitLayer(nn.Module):
    def __init__(self, in_channels, out_channels, squeeze_ratio, expansion_ratio, stride, norm_layer, activation_layer, head_dim,
                 mlp_ratio, mlp_dropout, attention_dropout, p_stochastic_dropout, partition_size, grid_size):
        super().__init__()
        layers = OrderedDict(MBconv=MBConv(in_channels, out_channels, expansion_ratio, squeeze_ratio, stride, activation_layer,
                                           norm_layer, p_stochastic_dropout))
        for kind in ('window', 'grid'):
            layers[kind + '_attention'] = PartitionAttentionLayer(
                out_channels, head_dim, partition_size, kind, grid_size, mlp_ratio, activation_layer, nn.LayerNorm,
                attention_dropout, mlp_dropout, p_stochastic_dropout)
        self.layers = nn.Sequential(layers)

    def forward(self, x):
        return self.layers(x)


class MaxVitBlock(nn.Module):
    def __init__(self, in_channels, out_channels, squeeze_ratio, expansion_ratio, norm_layer, activation_layer, head_dim,
                 mlp_ratio, mlp_dropout, attention_dropout, partition_size, input_grid_size, n_layers, p_stochastic):
        super().__init__()
        if len(p_stochastic) != n_layers:
            raise ValueError('p_stochastic must have length n_layers={}, got p_stochastic={}.'.format(n_layers, p_stochastic))
        self.layers = nn.ModuleList()
        self.grid_size = _halved(input_grid_size)
        for i, p in enumerate(p_stochastic):
            self.layers.append(MaxVitLayer(
                out_channels if i else in_channels, out_channels, squeeze_ratio, expansion_ratio, 1 if i else 2, norm_layer,
                activation_layer, head_dim, mlp_ratio, mlp_dropout, attention_dropout, p, partition_size, self.grid_size))

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


class MaxVit(nn.Module):
    def __init__(self, input_size, stem_channels, partition_size, block_channels, block_layers, head_dim, stochastic_depth_prob,
                 norm_layer=None, activation_layer=nn.GELU, squeeze_ratio=0.25, expansion_ratio=4, mlp_ratio=4, mlp_dropout=0.0,
                 attention_dropout=0.0, num_classes=1000):
        super().__init__()
        norm = norm_layer or partial(nn.BatchNorm2d, eps=1e-3, momentum=0.99)
        size = _halved(input_size)
        grid = size
        for i in range(len(block_channels)):
            grid = _halved(grid)
            if grid[0] % partition_size != 0 or grid[1] % partition_size != 0:
                raise ValueError('Input size {} of block {} is not divisible by partition size {}. Consider changing the '
                                 'partition size or the input size.'.format(grid, i, partition_size))
        self.stem = nn.Sequential(
            Conv2dNormActivation(3, stem_channels, 3, stride=2, norm_layer=norm, activation_layer=activation_layer, bias=False,
                                 inplace=None),
            Conv2dNormActivation(stem_channels, stem_channels, 3, stride=1, norm_layer=None, activation_layer=None, bias=True))
        self.partition_size = partition_size
        self.blocks = nn.ModuleList()
        total, done, width = sum(block_layers), 0, stem_channels
        rates = [stochastic_depth_prob * i / (total - 1) for i in range(total)]
        for channels, count in zip(block_channels, block_layers):
            self.blocks.append(MaxVitBlock(
                width, channels, squeeze_ratio, expansion_ratio, norm, activation_layer, head_dim, mlp_ratio, mlp_dropout,
                attention_dropout, partition_size, size, count, rates[done:done + count]))
            size, width, done = self.blocks[-1].grid_size, channels, done + count
        self.classifier = nn.Sequential(
            nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.LayerNorm(width), nn.Linear(width, width), nn.Tanh(),
            nn.Linear(width, num_classes, bias=False))

    def forward(self, x):
        x = self.stem(x)
        for block in self.blocks:
            x = block(x)
        return self.classifier(x)


def _make(weights, stem_channels, block_channels, block_layers, probability, partition_size, head_dim, **kwargs):
    size = kwargs.pop('input_size', (224, 224))
    return MaxVit(size, stem_channels, partition_size, block_channels, block_layers, head_dim, probability, **kwargs)


`,
};
