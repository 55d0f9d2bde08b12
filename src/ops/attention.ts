// Attention: scaled_dot_product_attention, multi_head_attention_forward and MultiheadAttention.
// The last two are Python text over ops, because the module has a child (out_proj) whose weight the function uses.
import { linesAlong } from '../tensor/broadcast';
import { plainNumel, showDim } from '../tensor/dim';
import { castElement } from '../tensor/round';
import type { Dim, PlainMeta, PlainTensor } from '../tensor/value';
import { defineComposite, defineOp, type AxisView, type Sample } from './op';
import { broadcast, range } from './rules';

const s = (call: string, ...shapes: number[][]): Sample => ({ call, shapes });

function attend(query: PlainTensor, key: PlainTensor, value: PlainTensor, mask: PlainTensor | null, isCausal: boolean,
  scale: number | null, out: PlainMeta): number[] {
  const [targets, width] = out.shape.slice(-2);
  const [sources, inner] = key.shape.slice(-2);
  const rows = (t: PlainTensor): number[][] => linesAlong(t.data ?? [], t.shape, t.shape.length - 1);
  const [q, k, v] = [rows(query), rows(key), rows(value)];
  const factor = scale ?? 1 / Math.sqrt(inner);
  const allowed = (n: number, i: number, j: number): number => {
    if (isCausal) return j <= i ? 0 : -Infinity;
    const at = mask?.data?.[(n * targets * sources + i * sources + j) % plainNumel(mask.shape)];
    return at === undefined ? 0 : mask?.dtype === 'bool' ? (at ? 0 : -Infinity) : at;
  };
  return range(plainNumel(out.shape.slice(0, -2))).flatMap((n) => range(targets).flatMap((i) => {
    const scores = range(sources)
      .map((j) => q[n * targets + i].reduce((sum, x, e) => sum + x * k[n * sources + j][e], 0) * factor + allowed(n, i, j));
    const top = Math.max(...scores);
    const powers = scores.map((x) => Math.exp(x - top));
    const total = powers.reduce((a, b) => a + b, 0);
    return range(width)
      .map((c) => castElement(powers.reduce((sum, p, j) => sum + (p / total) * v[n * sources + j][c], 0), out.dtype));
  }));
}

/** In PyTorch since 2.0: the golden's version has no sample of it. */
export const scaled_dot_product_attention = defineOp({
  schema: 'scaled_dot_product_attention(Tensor query, Tensor key, Tensor value, Tensor? attn_mask=None, \
float dropout_p=0.0, bool is_causal=False, float? scale=None, bool enable_gqa=False) -> Tensor',
  paths: ['torch.nn.functional.scaled_dot_product_attention', 'torch._C._nn.scaled_dot_product_attention'],
  doc: 'softmax(query · keyᵀ/√E) · value. '
    + 'https://pytorch.org/docs/stable/generated/torch.nn.functional.scaled_dot_product_attention.html',
  shape({ query, key, value, enable_gqa }, rule) {
    rule.require(query.shape.length >= 2 && key.shape.length >= 2 && value.shape.length >= 2,
      () => 'scaled_dot_product_attention: Expected query, key, and value to all be  at least 2 dimensional');
    const [e, k] = [query.shape[query.shape.length - 1], key.shape[key.shape.length - 1]];
    rule.require(rule.equal(e, k),
      () => `The size of tensor a (${showDim(e)}) must match the size of tensor b (${showDim(k)}) at non-singleton `
        + `dimension ${query.shape.length - 1}`, [e, k]);
    const lead = query.shape.slice(0, -2);
    const batch: readonly Dim[] = enable_gqa ? lead : broadcast(rule, lead, key.shape.slice(0, -2));
    return { shape: [...batch, query.shape[query.shape.length - 2], value.shape[value.shape.length - 1]], dtype: query.dtype };
  },
  macs: ({ query, key, value }, out) => {
    const sources = key.shape[key.shape.length - 2];
    const rows = plainNumel(out.shape.slice(0, -1));
    return rows * sources * (query.shape[query.shape.length - 1] + value.shape[value.shape.length - 1]);
  },
  receptiveField: ({ query }) => range(query.shape.length)
    .map((axis): AxisView => (axis < query.shape.length - 2 ? { kind: 'same', axis } : { kind: 'all', axis })),
  eval: ({ query, key, value, attn_mask, dropout_p, is_causal, scale, enable_gqa }, [out]) =>
    (dropout_p > 0 || enable_gqa || query.shape.length !== key.shape.length ? []
      : [attend(query, key, value, attn_mask, is_causal, scale, out)]),
  lower: ({ query, key, value, attn_mask, dropout_p, is_causal, scale, enable_gqa }) => {
    const ranks = [key, value, ...attn_mask ? [attn_mask] : []].map(({ shape }) => shape.length);
    const width = query.shape[query.shape.length - 1];
    return dropout_p > 0 || enable_gqa || (is_causal && attn_mask) || attn_mask?.dtype === 'bool' || ranks.some((rank) =>
      rank !== query.shape.length)
      ? null : { inputs: ['query', 'key', 'value', 'attn_mask'], kernel: 'attention', scale: scale ?? 1 / Math.sqrt(width),
        ...(is_causal ? { causal: true } : {}) };
  },
  random: { when: ({ dropout_p }) => dropout_p > 0 },
  samples: [],
});

const FUNCTION = `
def _project(x, weight, bias):
    return F.linear(x, weight, bias)

def _in_projections(query, key, value, in_proj_weight, in_proj_bias, separate):
    if separate is not None:
        q_weight, k_weight, v_weight = separate
        biases = (None, None, None) if in_proj_bias is None else in_proj_bias.chunk(3)
        return (_project(query, q_weight, biases[0]), _project(key, k_weight, biases[1]), _project(value, v_weight, biases[2]))
    if query is key and key is value:
        return _project(query, in_proj_weight, in_proj_bias).chunk(3, dim=-1)
    width = query.size(-1)
    first, rest = in_proj_weight.split([width, 2 * width])
    first_bias, rest_bias = (None, None) if in_proj_bias is None else in_proj_bias.split([width, 2 * width])
    if key is value:
        return (_project(query, first, first_bias),) + tuple(_project(key, rest, rest_bias).chunk(2, dim=-1))
    k_weight, v_weight = rest.chunk(2)
    k_bias, v_bias = (None, None) if rest_bias is None else rest_bias.chunk(2)
    return _project(query, first, first_bias), _project(key, k_weight, k_bias), _project(value, v_weight, v_bias)

def _check_ranks(query, key, value, key_padding_mask, attn_mask, num_heads):
    if query.dim() not in (2, 3):
        raise AssertionError(f"query should be unbatched 2D or batched 3D tensor but received {query.dim()}-D query tensor")
    batched = query.dim() == 3
    title = "For batched (3-D) \`query\`" if batched else "For unbatched (2-D) \`query\`"
    rank = query.dim()
    assert key.dim() == rank and value.dim() == rank, \\
        f"{title}, expected \`key\` and \`value\` to be {rank}-D but found {key.dim()}-D and {value.dim()}-D tensors respectively"
    if key_padding_mask is not None:
        assert key_padding_mask.dim() == rank - 1, (
            f"{title}, expected \`key_padding_mask\` to be \`None\` or {rank - 1}-D "
            f"but found {key_padding_mask.dim()}-D tensor instead")
    if attn_mask is not None:
        assert attn_mask.dim() in (2, 3), (
            f"{title}, expected \`attn_mask\` to be \`None\`, 2-D or 3-D but found {attn_mask.dim()}-D tensor instead")
        if not batched and attn_mask.dim() == 3:
            expected = (num_heads, query.shape[0], key.shape[0])
            assert attn_mask.shape == expected, f"Expected \`attn_mask\` shape to be {expected} but got {attn_mask.shape}"
    return batched

def _checked_mask(mask, expected_2d, expected_3d):
    if mask.dtype == torch.uint8:
        mask = mask.to(torch.bool)
    assert mask.is_floating_point() or mask.dtype == torch.bool, \\
        f"Only float, byte, and bool types are supported for attn_mask, not {mask.dtype}"
    if mask.dim() == 2:
        if mask.shape != expected_2d:
            raise RuntimeError(f"The shape of the 2D attn_mask is {mask.shape}, but should be {expected_2d}.")
        return mask.unsqueeze(0)
    if mask.shape != expected_3d:
        raise RuntimeError(f"The shape of the 3D attn_mask is {mask.shape}, but should be {expected_3d}.")
    return mask

def _with_padding(attn_mask, key_padding_mask, batch, heads, sources):
    assert key_padding_mask.shape == (batch, sources), \\
        f"expecting key_padding_mask shape of {(batch, sources)}, but got {key_padding_mask.shape}"
    padding = key_padding_mask.view(batch, 1, 1, sources).expand(-1, heads, -1, -1).reshape(batch * heads, 1, sources)
    if attn_mask is None:
        return padding
    if attn_mask.dtype == torch.bool:
        return attn_mask.logical_or(padding)
    return attn_mask.masked_fill(padding, float("-inf")) if padding.dtype == torch.bool else attn_mask + padding

def multi_head_attention_forward(query, key, value, embed_dim_to_check, num_heads, in_proj_weight, in_proj_bias, bias_k, bias_v,
                                 add_zero_attn, dropout_p, out_proj_weight, out_proj_bias, training=True, key_padding_mask=None,
                                 need_weights=True, attn_mask=None, use_separate_proj_weight=False, q_proj_weight=None,
                                 k_proj_weight=None, v_proj_weight=None, static_k=None, static_v=None, average_attn_weights=True,
                                 is_causal=False):
    batched = _check_ranks(query, key, value, key_padding_mask, attn_mask, num_heads)
    if not batched:
        same_key, same_value = key is query, value is key
        query = query.unsqueeze(1)
        key = query if same_key else key.unsqueeze(1)
        value = key if same_value else value.unsqueeze(1)
        if key_padding_mask is not None:
            key_padding_mask = key_padding_mask.unsqueeze(0)
    targets, batch, embed_dim = query.shape
    sources = key.shape[0]
    if key_padding_mask is not None and key_padding_mask.dtype != torch.bool and not key_padding_mask.is_floating_point():
        raise AssertionError("only bool and floating types of key_padding_mask are supported")
    assert embed_dim == embed_dim_to_check, f"was expecting embedding dimension of {embed_dim_to_check}, but got {embed_dim}"
    head_dim = embed_dim // num_heads
    assert head_dim * num_heads == embed_dim, f"embed_dim {embed_dim} not divisible by num_heads {num_heads}"
    if use_separate_proj_weight:
        assert key.shape[:2] == value.shape[:2], \\
            f"key's sequence and batch dims {key.shape[:2]} do not match value's {value.shape[:2]}"
        assert q_proj_weight is not None, "use_separate_proj_weight is True but q_proj_weight is None"
        assert k_proj_weight is not None, "use_separate_proj_weight is True but k_proj_weight is None"
        assert v_proj_weight is not None, "use_separate_proj_weight is True but v_proj_weight is None"
        separate = (q_proj_weight, k_proj_weight, v_proj_weight)
    else:
        assert key.shape == value.shape, f"key shape {key.shape} does not match value shape {value.shape}"
        assert in_proj_weight is not None, "use_separate_proj_weight is False but in_proj_weight is None"
        separate = None
    q, k, v = _in_projections(query, key, value, in_proj_weight, in_proj_bias, separate)
    if attn_mask is not None:
        attn_mask = _checked_mask(attn_mask, (targets, sources), (batch * num_heads, targets, sources))

    def grow(mask):
        return None if mask is None else F.pad(mask, (0, 1))

    if bias_k is not None and bias_v is not None:
        assert static_k is None, "bias cannot be added to static key."
        assert static_v is None, "bias cannot be added to static value."
        k = torch.cat([k, bias_k.repeat(1, batch, 1)])
        v = torch.cat([v, bias_v.repeat(1, batch, 1)])
        attn_mask, key_padding_mask = grow(attn_mask), grow(key_padding_mask)

    def heads(x, name, static):
        if static is None:
            return x.contiguous().view(x.shape[0], batch * num_heads, head_dim).transpose(0, 1)
        assert static.size(0) == batch * num_heads, f"expecting {name}.size(0) of {batch * num_heads}, but got {static.size(0)}"
        assert static.size(2) == head_dim, f"expecting {name}.size(2) of {head_dim}, but got {static.size(2)}"
        return static

    q = heads(q, "", None)
    k, v = heads(k, "static_k", static_k), heads(v, "static_v", static_v)
    if add_zero_attn:
        zeros = torch.zeros((batch * num_heads, 1, head_dim), dtype=k.dtype)
        k, v = torch.cat([k, zeros], dim=1), torch.cat([v, zeros], dim=1)
        attn_mask, key_padding_mask = grow(attn_mask), grow(key_padding_mask)
    sources = k.size(1)
    if key_padding_mask is not None:
        attn_mask = _with_padding(attn_mask, key_padding_mask, batch, num_heads, sources)
    if attn_mask is not None and attn_mask.dtype == torch.bool:
        attn_mask = torch.zeros_like(attn_mask, dtype=q.dtype).masked_fill(attn_mask, float("-inf"))
    q = q / math.sqrt(head_dim)
    if attn_mask is None:
        weights = torch.bmm(q, k.transpose(-2, -1))
    else:
        weights = torch.baddbmm(attn_mask, q, k.transpose(-2, -1))
    weights = F.softmax(weights, dim=-1)
    if training and dropout_p > 0.0:
        weights = F.dropout(weights, p=dropout_p)
    output = torch.bmm(weights, v).transpose(0, 1).contiguous().view(targets * batch, embed_dim)
    output = F.linear(output, out_proj_weight, out_proj_bias)
    output = output.view(targets, batch, output.size(1))
    if not batched:
        output = output.squeeze(1)
    if not need_weights:
        return output, None
    weights = weights.view(batch, num_heads, targets, sources)
    if average_attn_weights:
        weights = weights.mean(dim=1)
    return output, weights if batched else weights.squeeze(0)
`;
export const multi_head_attention_forward = defineComposite({
  paths: ['torch.nn.functional.multi_head_attention_forward'],
  doc: 'Attention of several heads with its projections.',
  python: FUNCTION,
  samples: [s('F.multi_head_attention_forward(a, a, a, 4, 2, b, None, None, None, False, 0.0, c, None)', [3, 2, 4],
    [12, 4], [4, 4])],
});

const MODULE = `
class MultiheadAttention(nn.Module):
    __constants__ = ['batch_first']

    def __init__(self, embed_dim, num_heads, dropout=0.0, bias=True, add_bias_kv=False, add_zero_attn=False, kdim=None, vdim=None,
                 batch_first=False, device=None, dtype=None):
        super().__init__()
        self.embed_dim = embed_dim
        self.kdim = embed_dim if kdim is None else kdim
        self.vdim = embed_dim if vdim is None else vdim
        self._qkv_same_embed_dim = self.kdim == embed_dim and self.vdim == embed_dim
        self.num_heads = num_heads
        self.dropout = dropout
        self.batch_first = batch_first
        self.head_dim = embed_dim // num_heads
        assert self.head_dim * num_heads == self.embed_dim, "embed_dim must be divisible by num_heads"

        def parameter(*shape):
            return nn.Parameter(torch.empty(shape, device=device, dtype=dtype))

        if self._qkv_same_embed_dim:
            self.in_proj_weight = parameter(3 * embed_dim, embed_dim)
            self.register_parameter('q_proj_weight', None)
            self.register_parameter('k_proj_weight', None)
            self.register_parameter('v_proj_weight', None)
        else:
            self.q_proj_weight = parameter(embed_dim, embed_dim)
            self.k_proj_weight = parameter(embed_dim, self.kdim)
            self.v_proj_weight = parameter(embed_dim, self.vdim)
            self.register_parameter('in_proj_weight', None)
        if bias:
            self.in_proj_bias = parameter(3 * embed_dim)
        else:
            self.register_parameter('in_proj_bias', None)
        self.out_proj = nn.modules.linear.NonDynamicallyQuantizableLinear(
            embed_dim, embed_dim, bias=bias, device=device, dtype=dtype)
        if add_bias_kv:
            self.bias_k = parameter(1, 1, embed_dim)
            self.bias_v = parameter(1, 1, embed_dim)
        else:
            self.bias_k = self.bias_v = None
        self.add_zero_attn = add_zero_attn
        self._reset_parameters()

    def _reset_parameters(self):
        if self._qkv_same_embed_dim:
            nn.init.xavier_uniform_(self.in_proj_weight)
        else:
            nn.init.xavier_uniform_(self.q_proj_weight)
            nn.init.xavier_uniform_(self.k_proj_weight)
            nn.init.xavier_uniform_(self.v_proj_weight)
        if self.in_proj_bias is not None:
            nn.init.constant_(self.in_proj_bias, 0.)
            nn.init.constant_(self.out_proj.bias, 0.)
        if self.bias_k is not None:
            nn.init.xavier_normal_(self.bias_k)
        if self.bias_v is not None:
            nn.init.xavier_normal_(self.bias_v)

    def forward(self, query, key, value, key_padding_mask=None, need_weights=True, attn_mask=None,
                average_attn_weights=True, is_causal=False):
        batched = query.dim() == 3
        mask = key_padding_mask
        if mask is not None and mask.dtype != torch.bool and not torch.is_floating_point(mask):
            raise AssertionError("only bool and floating types of key_padding_mask are supported")
        swap = self.batch_first and batched
        if swap:
            same_key, same_value = key is query, value is key
            query = query.transpose(1, 0)
            key = query if same_key else key.transpose(1, 0)
            value = key if same_value else value.transpose(1, 0)
        output, weights = F.multi_head_attention_forward(
            query, key, value, self.embed_dim, self.num_heads, self.in_proj_weight, self.in_proj_bias, self.bias_k, self.bias_v,
            self.add_zero_attn, self.dropout, self.out_proj.weight, self.out_proj.bias, training=self.training,
            key_padding_mask=key_padding_mask, need_weights=need_weights, attn_mask=attn_mask,
            use_separate_proj_weight=not self._qkv_same_embed_dim, q_proj_weight=self.q_proj_weight,
            k_proj_weight=self.k_proj_weight, v_proj_weight=self.v_proj_weight, average_attn_weights=average_attn_weights)
        return (output.transpose(1, 0) if swap else output), weights
`;
export const MultiheadAttention = defineComposite({
  paths: ['torch.nn.MultiheadAttention'],
  doc: 'Attention of several heads with learned projections. '
    + 'https://pytorch.org/docs/stable/generated/torch.nn.MultiheadAttention.html',
  python: MODULE,
  samples: [
    s('nn.MultiheadAttention(4, 2)(a, a, a)', [3, 2, 4]),
    s('nn.MultiheadAttention(4, 2, batch_first=True)(a, b, b)', [2, 3, 4], [2, 5, 4]),
    s('nn.MultiheadAttention(4, 2, bias=False)(a, a, a, need_weights=False)', [3, 4]),
    s('nn.MultiheadAttention(4, 2, kdim=3, vdim=5)(a, b, c)', [3, 2, 4], [4, 2, 3], [4, 2, 5]),
    s('nn.MultiheadAttention(4, 2, add_bias_kv=True, add_zero_attn=True)(a, a, a)', [3, 2, 4]),
    s('nn.MultiheadAttention(4, 2)(a, a, a, attn_mask=b)', [3, 2, 4], [3, 3]),
    s('nn.MultiheadAttention(4, 2)(a, a, a, average_attn_weights=False)', [3, 2, 4]),
    s('nn.MultiheadAttention(6, 4)(a, a, a)', [3, 2, 4]),
    s('nn.MultiheadAttention(4, 2)(a, b, b)', [3, 4], [3, 2, 4]), s('nn.MultiheadAttention(4, 2)(a, a, a)', [3]),
    s('nn.MultiheadAttention(4, 2)(a, a, a)', [3, 2, 6]),
    s('nn.MultiheadAttention(4, 2)(a, a, a, attn_mask=b)', [3, 2, 4], [3, 4]),
    { call: 'nn.MultiheadAttention(4, 2)(a, a, a, key_padding_mask=b)', shapes: [[3, 2, 4], [2, 3]],
      dtypes: ['float32', 'bool'] },
        { call: 'nn.MultiheadAttention(4, 2)(a, a, a, b)', shapes: [[3, 2, 4], [2, 4]], dtypes: ['float32', 'bool'] },
  ],
});
