// Vision transformers: ViT (Dosovitskiy et al. 2021), Swin (Liu et al. 2021), Swin V2 (Liu et al. 2022).
import { SWAG, V1, type Family } from './family';

/** SWAG members with the size of pictures they were trained on. */
const swag = (size: number): string => SWAG.replace('E2E_V1', `E2E_V1@${size}`);

const VIT: Family = {
  module: 'torchvision.models.vision_transformer', initialises: true,
  exports: ['VisionTransformer'],
  builders: [
    ['vit_b_16', 'ViT_B_16', `${V1} ${swag(384)}`, '16, 12, 12, 768, 3072'],
    ['vit_b_32', 'ViT_B_32', V1, '32, 12, 12, 768, 3072'],
    ['vit_l_16', 'ViT_L_16', `${V1} ${swag(512)}`, '16, 24, 16, 1024, 4096'],
    ['vit_l_32', 'ViT_L_32', V1, '32, 24, 16, 1024, 4096'],
    ['vit_h_14', 'ViT_H_14', `*${swag(518)}`, '14, 32, 16, 1280, 5120'],
  ],
  python: `
from collections import OrderedDict, namedtuple
from functools import partial
from torchvision.models._api import named as _named
from torchvision.ops.misc import MLP, Conv2dNormActivation

ConvStemConfig = namedtuple('ConvStemConfig', ['out_channels', 'kernel_size', 'stride', 'norm_layer', 'activation_layer'],
                            defaults=[nn.BatchNorm2d, nn.ReLU])
_NORM = partial(nn.LayerNorm, eps=1e-6)


def _init_linear(model, weight, std=None):
    for module in model.modules():
        if isinstance(module, nn.Linear):
            weight(module.weight)
            if module.bias is not None:
                if std is None:
                    nn.init.zeros_(module.bias)
                else:
                    nn.init.normal_(module.bias, std=std)


class MLPBlock(MLP):
    def __init__(self, in_dim, mlp_dim, dropout):
        super().__init__(in_dim, [mlp_dim, in_dim], activation_layer=nn.GELU, inplace=None, dropout=dropout)
        _init_linear(self, nn.init.xavier_uniform_, std=1e-6)


class EncoderBlock(nn.Module):
    def __init__(self, num_heads, hidden_dim, mlp_dim, dropout, attention_dropout, norm_layer=_NORM):
        super().__init__()
        self.num_heads = num_heads
        self.ln_1 = norm_layer(hidden_dim)
        self.self_attention = nn.MultiheadAttention(hidden_dim, num_heads, dropout=attention_dropout, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.ln_2 = norm_layer(hidden_dim)
        self.mlp = MLPBlock(hidden_dim, mlp_dim, dropout)

    def forward(self, input):
        torch._assert(input.dim() == 3, 'Expected (batch_size, seq_length, hidden_dim) got {}'.format(input.shape))
        x = self.ln_1(input)
        x, _ = self.self_attention(query=x, key=x, value=x, need_weights=False)
        x = self.dropout(x) + input
        return x + self.mlp(self.ln_2(x))


class Encoder(nn.Module):
    def __init__(self, seq_length, num_layers, num_heads, hidden_dim, mlp_dim, dropout, attention_dropout, norm_layer=_NORM):
        super().__init__()
        self.pos_embedding = nn.Parameter(torch.empty(1, seq_length, hidden_dim).normal_(std=0.02))
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.Sequential(OrderedDict(
            ('encoder_layer_{}'.format(i), EncoderBlock(num_heads, hidden_dim, mlp_dim, dropout, attention_dropout, norm_layer))
            for i in range(num_layers)))
        self.ln = norm_layer(hidden_dim)

    def forward(self, input):
        torch._assert(input.dim() == 3, 'Expected (batch_size, seq_length, hidden_dim) got {}'.format(input.shape))
        return self.ln(self.layers(self.dropout(input + self.pos_embedding)))


class VisionTransformer(nn.Module):
    def __init__(self, image_size, patch_size, num_layers, num_heads, hidden_dim, mlp_dim, dropout=0.0, attention_dropout=0.0,
                 num_classes=1000, representation_size=None, norm_layer=_NORM, conv_stem_configs=None):
        super().__init__()
        torch._assert(image_size % patch_size == 0, 'Input shape indivisible by patch size!')
        self.image_size = image_size
        self.patch_size = patch_size
        self.hidden_dim = hidden_dim
        self.mlp_dim = mlp_dim
        self.attention_dropout = attention_dropout
        self.dropout = dropout
        self.num_classes = num_classes
        self.representation_size = representation_size
        self.norm_layer = norm_layer
        if conv_stem_configs is None:
            self.conv_proj = nn.Conv2d(3, hidden_dim, kernel_size=patch_size, stride=patch_size)
        else:
            stem, width = nn.Sequential(), 3
            for i, layer in enumerate(conv_stem_configs):
                stem.add_module('conv_bn_relu_{}'.format(i), Conv2dNormActivation(
                    width, layer.out_channels, kernel_size=layer.kernel_size, stride=layer.stride, norm_layer=layer.norm_layer,
                    activation_layer=layer.activation_layer))
                width = layer.out_channels
            stem.add_module('conv_last', nn.Conv2d(width, hidden_dim, kernel_size=1))
            self.conv_proj = stem
        self.class_token = nn.Parameter(torch.zeros(1, 1, hidden_dim))
        self.seq_length = (image_size // patch_size) ** 2 + 1
        self.encoder = Encoder(self.seq_length, num_layers, num_heads, hidden_dim, mlp_dim, dropout, attention_dropout,
                               norm_layer)
        heads = OrderedDict()
        if representation_size is not None:
            heads['pre_logits'] = nn.Linear(hidden_dim, representation_size)
            heads['act'] = nn.Tanh()
        heads['head'] = nn.Linear(representation_size or hidden_dim, num_classes)
        self.heads = nn.Sequential(heads)
        if conv_stem_configs is None:
            fan_in = self.conv_proj.in_channels * self.conv_proj.kernel_size[0] * self.conv_proj.kernel_size[1]
            nn.init.trunc_normal_(self.conv_proj.weight, std=math.sqrt(1 / fan_in))
            nn.init.zeros_(self.conv_proj.bias)
        else:
            last = self.conv_proj.conv_last
            nn.init.normal_(last.weight, mean=0.0, std=math.sqrt(2.0 / last.out_channels))
            nn.init.zeros_(last.bias)
        if representation_size is not None:
            nn.init.trunc_normal_(self.heads.pre_logits.weight, std=math.sqrt(1 / self.heads.pre_logits.in_features))
            nn.init.zeros_(self.heads.pre_logits.bias)
        nn.init.zeros_(self.heads.head.weight)
        nn.init.zeros_(self.heads.head.bias)

    def _process_input(self, x):
        n, c, h, w = x.shape
        torch._assert(h == self.image_size, 'Wrong image height! Expected {} but got {}!'.format(self.image_size, h))
        torch._assert(w == self.image_size, 'Wrong image width! Expected {} but got {}!'.format(self.image_size, w))
        x = self.conv_proj(x)
        return x.reshape(n, self.hidden_dim, (h // self.patch_size) * (w // self.patch_size)).permute(0, 2, 1)

    def forward(self, x):
        x = self._process_input(x)
        x = torch.cat([self.class_token.expand(x.shape[0], -1, -1), x], dim=1)
        return self.heads(self.encoder(x)[:, 0])


def _make(weights, patch_size, num_layers, num_heads, hidden_dim, mlp_dim, **kwargs):
    if weights is not None:
        _named(kwargs, 'image_size', weights.meta.get('min_size', (224, 224))[0])
    return VisionTransformer(kwargs.pop('image_size', 224), patch_size, num_layers, num_heads, hidden_dim, mlp_dim, **kwargs)


`,
};

const SWIN_SIZES = [
  ['t', '96, [2, 2, 6, 2], [3, 6, 12, 24]', '0.2'], ['s', '96, [2, 2, 18, 2], [3, 6, 12, 24]', '0.3'],
  ['b', '128, [2, 2, 18, 2], [4, 8, 16, 32]', '0.5'],
] as const;

const SWIN: Family = {
  module: 'torchvision.models.swin_transformer', initialises: true,
  exports: ['SwinTransformer'],
  builders: [
    ...SWIN_SIZES.map(([size, shape, drop]) =>
      [`swin_${size}`, `Swin_${size.toUpperCase()}`, V1, `1, ${shape}, ${drop}`] as const),
    ...SWIN_SIZES.map(([size, shape, drop]) =>
      [`swin_v2_${size}`, `Swin_V2_${size.toUpperCase()}`, V1, `2, ${shape}, ${drop}`] as const),
  ],
  python: `
from functools import partial
from torchvision.models.vision_transformer import _init_linear
from torchvision.ops.misc import MLP, Permute
from torchvision.ops.stochastic_depth import StochasticDepth


def _patch_merging_pad(x):
    h, w, _ = x.shape[-3:]
    x = F.pad(x, (0, 0, 0, w % 2, 0, h % 2))
    return torch.cat([x[..., i::2, j::2, :] for j in (0, 1) for i in (0, 1)], -1)


class PatchMerging(nn.Module):
    def __init__(self, dim, norm_layer=nn.LayerNorm):
        super().__init__()
        self.dim = dim
        self.reduction = nn.Linear(4 * dim, 2 * dim, bias=False)
        self.norm = norm_layer(4 * dim)

    def forward(self, x):
        return self.reduction(self.norm(_patch_merging_pad(x)))


class PatchMergingV2(nn.Module):
    def __init__(self, dim, norm_layer=nn.LayerNorm):
        super().__init__()
        self.dim = dim
        self.reduction = nn.Linear(4 * dim, 2 * dim, bias=False)
        self.norm = norm_layer(2 * dim)

    def forward(self, x):
        return self.norm(self.reduction(_patch_merging_pad(x)))


def _windows(x, count, size):
    # [B, H, W, ...] to [B x windows, positions, ...].
    b, rest = x.shape[0], list(x.shape[3:])
    x = x.view(b, count[0], size[0], count[1], size[1], *rest)
    return x.permute(0, 1, 3, 2, 4, *range(5, 5 + len(rest))).reshape(b * count[0] * count[1], size[0] * size[1], *rest)


def _shift_mask(x, height, width, count, size, shift):
    # Positions that were neighbours only by rolling do not see each other.
    regions = x.new_zeros((height, width))
    number = 0
    for rows in ((0, -size[0]), (-size[0], -shift[0]), (-shift[0], None)):
        for columns in ((0, -size[1]), (-size[1], -shift[1]), (-shift[1], None)):
            regions[rows[0]:rows[1], columns[0]:columns[1]] = number
            number += 1
    regions = _windows(regions.view(1, height, width), count, size)
    apart = regions.unsqueeze(1) - regions.unsqueeze(2)
    return apart.masked_fill(apart != 0, float(-100.0)).masked_fill(apart == 0, float(0.0))


def shifted_window_attention(input, qkv_weight, proj_weight, relative_position_bias, window_size, num_heads, shift_size,
                             attention_dropout=0.0, dropout=0.0, qkv_bias=None, proj_bias=None, logit_scale=None,
                             training=False):
    b, h, w, c = input.shape
    x = F.pad(input, (0, 0, 0, (window_size[1] - w % window_size[1]) % window_size[1],
                      0, (window_size[0] - h % window_size[0]) % window_size[0]))
    _, height, width, _ = x.shape
    shift = [0 if size >= extent else s for s, size, extent in zip(shift_size, window_size, (height, width))]
    shifted = sum(shift) > 0
    if shifted:
        x = torch.roll(x, shifts=(-shift[0], -shift[1]), dims=(1, 2))
    count = (height // window_size[0], width // window_size[1])
    windows, positions = count[0] * count[1], window_size[0] * window_size[1]
    x = _windows(x, count, window_size)
    if logit_scale is not None and qkv_bias is not None:
        # Keys have no bias under cosine attention.
        qkv_bias = qkv_bias.clone()
        third = qkv_bias.numel() // 3
        qkv_bias[third:2 * third].zero_()
    qkv = F.linear(x, qkv_weight, qkv_bias).reshape(x.size(0), positions, 3, num_heads, c // num_heads).permute(2, 0, 3, 1, 4)
    q, k, v = qkv[0], qkv[1], qkv[2]
    if logit_scale is not None:
        attn = F.normalize(q, dim=-1).matmul(F.normalize(k, dim=-1).transpose(-2, -1))
        attn = attn * torch.clamp(logit_scale, max=math.log(100.0)).exp()
    else:
        attn = (q * (c // num_heads) ** -0.5).matmul(k.transpose(-2, -1))
    attn = attn + relative_position_bias
    if shifted:
        mask = _shift_mask(x, height, width, count, window_size, shift)
        attn = attn.view(x.size(0) // windows, windows, num_heads, positions, positions) + mask.unsqueeze(1).unsqueeze(0)
        attn = attn.view(-1, num_heads, positions, positions)
    attn = F.dropout(F.softmax(attn, dim=-1), p=attention_dropout, training=training)
    x = attn.matmul(v).transpose(1, 2).reshape(x.size(0), positions, c)
    x = F.dropout(F.linear(x, proj_weight, proj_bias), p=dropout, training=training)
    x = x.view(b, count[0], count[1], window_size[0], window_size[1], c).permute(0, 1, 3, 2, 4, 5)
    x = x.reshape(b, height, width, c)
    if shifted:
        x = torch.roll(x, shifts=(shift[0], shift[1]), dims=(1, 2))
    return x[:, :h, :w, :].contiguous()


class ShiftedWindowAttention(nn.Module):
    def __init__(self, dim, window_size, shift_size, num_heads, qkv_bias=True, proj_bias=True, attention_dropout=0.0,
                 dropout=0.0):
        super().__init__()
        if len(window_size) != 2 or len(shift_size) != 2:
            raise ValueError('window_size and shift_size must be of length 2')
        self.window_size = window_size
        self.shift_size = shift_size
        self.num_heads = num_heads
        self.attention_dropout = attention_dropout
        self.dropout = dropout
        self.qkv = nn.Linear(dim, dim * 3, bias=qkv_bias)
        self.proj = nn.Linear(dim, dim, bias=proj_bias)
        self.define_relative_position_bias_table()
        self.define_relative_position_index()

    def define_relative_position_bias_table(self):
        h, w = self.window_size
        self.relative_position_bias_table = nn.Parameter(torch.zeros((2 * h - 1) * (2 * w - 1), self.num_heads))
        nn.init.trunc_normal_(self.relative_position_bias_table, std=0.02)

    def define_relative_position_index(self):
        h, w = self.window_size
        places = torch.flatten(torch.stack(torch.meshgrid(torch.arange(h), torch.arange(w), indexing='ij')), 1)
        away = places[:, :, None] - places[:, None, :]
        index = (away[0] + (h - 1)) * (2 * w - 1) + (away[1] + (w - 1))
        self.register_buffer('relative_position_index', index.flatten())

    def _bias(self, table):
        n = self.window_size[0] * self.window_size[1]
        return table[self.relative_position_index].view(n, n, -1).permute(2, 0, 1).contiguous().unsqueeze(0)

    def get_relative_position_bias(self):
        return self._bias(self.relative_position_bias_table)

    def forward(self, x):
        return shifted_window_attention(
            x, self.qkv.weight, self.proj.weight, self.get_relative_position_bias(), self.window_size, self.num_heads,
            self.shift_size, self.attention_dropout, self.dropout, self.qkv.bias, self.proj.bias,
            getattr(self, 'logit_scale', None), self.training)


class ShiftedWindowAttentionV2(ShiftedWindowAttention):
    def __init__(self, dim, window_size, shift_size, num_heads, qkv_bias=True, proj_bias=True, attention_dropout=0.0,
                 dropout=0.0):
        super().__init__(dim, window_size, shift_size, num_heads, qkv_bias, proj_bias, attention_dropout, dropout)
        self.logit_scale = nn.Parameter(torch.log(10 * torch.ones((num_heads, 1, 1))))
        self.cpb_mlp = nn.Sequential(nn.Linear(2, 512, bias=True), nn.ReLU(inplace=True), nn.Linear(512, num_heads, bias=False))

    def define_relative_position_bias_table(self):
        h, w = self.window_size
        rows = torch.arange(-(h - 1), h, dtype=torch.float32)
        columns = torch.arange(-(w - 1), w, dtype=torch.float32)
        table = torch.stack(torch.meshgrid([rows, columns], indexing='ij')).permute(1, 2, 0).contiguous().unsqueeze(0)
        table[:, :, :, 0] /= h - 1
        table[:, :, :, 1] /= w - 1
        table *= 8
        self.register_buffer('relative_coords_table', torch.sign(table) * torch.log2(torch.abs(table) + 1.0) / 3.0)

    def get_relative_position_bias(self):
        return 16 * torch.sigmoid(self._bias(self.cpb_mlp(self.relative_coords_table).view(-1, self.num_heads)))


class SwinTransformerBlock(nn.Module):
    def __init__(self, dim, num_heads, window_size, shift_size, mlp_ratio=4.0, dropout=0.0, attention_dropout=0.0,
                 stochastic_depth_prob=0.0, norm_layer=nn.LayerNorm, attn_layer=ShiftedWindowAttention):
        super().__init__()
        self.norm1 = norm_layer(dim)
        self.attn = attn_layer(dim, window_size, shift_size, num_heads, attention_dropout=attention_dropout, dropout=dropout)
        self.stochastic_depth = StochasticDepth(stochastic_depth_prob, 'row')
        self.norm2 = norm_layer(dim)
        self.mlp = MLP(dim, [int(dim * mlp_ratio), dim], activation_layer=nn.GELU, inplace=None, dropout=dropout)
        _init_linear(self.mlp, nn.init.xavier_uniform_, std=1e-6)

    def forward(self, x):
        x = x + self.stochastic_depth(self.attn(self.norm1(x)))
        return x + self.stochastic_depth(self.mlp(self.norm2(x)))


class SwinTransformerBlockV2(SwinTransformerBlock):
    def __init__(self, dim, num_heads, window_size, shift_size, mlp_ratio=4.0, dropout=0.0, attention_dropout=0.0,
                 stochastic_depth_prob=0.0, norm_layer=nn.LayerNorm, attn_layer=ShiftedWindowAttentionV2):
        super().__init__(dim, num_heads, window_size, shift_size, mlp_ratio, dropout, attention_dropout, stochastic_depth_prob,
                         norm_layer, attn_layer)

    def forward(self, x):
        x = x + self.stochastic_depth(self.norm1(self.attn(x)))
        return x + self.stochastic_depth(self.norm2(self.mlp(x)))


class SwinTransformer(nn.Module):
    def __init__(self, patch_size, embed_dim, depths, num_heads, window_size, mlp_ratio=4.0, dropout=0.0, attention_dropout=0.0,
                 stochastic_depth_prob=0.1, num_classes=1000, norm_layer=None, block=None, downsample_layer=PatchMerging):
        super().__init__()
        self.num_classes = num_classes
        block, norm = block or SwinTransformerBlock, norm_layer or partial(nn.LayerNorm, eps=1e-5)
        layers = [nn.Sequential(nn.Conv2d(3, embed_dim, kernel_size=(patch_size[0], patch_size[1]),
                                          stride=(patch_size[0], patch_size[1])), Permute([0, 2, 3, 1]), norm(embed_dim))]
        total, done, dim = sum(depths), 0, embed_dim
        for i, (depth, heads) in enumerate(zip(depths, num_heads)):
            stage = []
            for j in range(depth):
                stage.append(block(dim, heads, window_size=window_size,
                                   shift_size=[0 if j % 2 == 0 else size // 2 for size in window_size], mlp_ratio=mlp_ratio,
                                   dropout=dropout, attention_dropout=attention_dropout,
                                   stochastic_depth_prob=stochastic_depth_prob * float(done) / (total - 1), norm_layer=norm))
                done += 1
            layers.append(nn.Sequential(*stage))
            if i < len(depths) - 1:
                layers.append(downsample_layer(dim, norm))
                dim *= 2
        self.features = nn.Sequential(*layers)
        self.norm = norm(dim)
        self.permute = Permute([0, 3, 1, 2])
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten(1)
        self.head = nn.Linear(dim, num_classes)
        _init_linear(self, lambda weight: nn.init.trunc_normal_(weight, std=0.02))

    def forward(self, x):
        x = self.permute(self.norm(self.features(x)))
        return self.head(self.flatten(self.avgpool(x)))


def _make(weights, version, embed_dim, depths, num_heads, probability, **kwargs):
    if version == 2:
        kwargs = {'block': SwinTransformerBlockV2, 'downsample_layer': PatchMergingV2, **kwargs}
    size = [7, 7] if version == 1 else [8, 8]
    return SwinTransformer([4, 4], embed_dim, depths, num_heads, size, stochastic_depth_prob=probability, **kwargs)


`,
};

export const VISION: readonly Family[] = [VIT, SWIN];
