// What kind of op a node of the architecture graph is, and the few arguments that a reader tells it by.
import type { GraphNode } from '../graph/graph';
import { nodeArgs } from '../graph/plain';
import type { Unit } from '../graph/view';
import type { Category } from '../protocol/graphView';

/** By op name, first match. */
const CATEGORIES: readonly (readonly [RegExp, Category])[] = [
  [/^(conv\d|conv_transpose|conv_tbc|deform_conv)/, 'convolution'],
  [/^(linear|bilinear|addmm|addmv|mm|bmm|mv|matmul|baddbmm|addbmm|einsum|tensordot|dot|inner|outer|chain_matmul|multi_dot)$/,
    'linear'],
  [/attention/, 'attention'],
  [/^(lstm|gru|rnn)/, 'recurrent'],
  [/^embedding/, 'embedding'],
  [/norm$|^local_response_norm|^cross_map_lrn/, 'normalisation'],
  [/dropout|drop_block|stochastic_depth/, 'dropout'],
  [/pool/, 'pooling'],
  [/^(cat|stack|hstack|vstack|dstack|column_stack)$/, 'join'],
  [/^(interpolate|upsample|grid_sample|pixel_shuffle|pixel_unshuffle|affine_grid|fold|unfold)/, 'resize'],
  [/relu|sigmoid|tanh|gelu|silu|mish|swish|softmax|softplus|softsign|softmin|shrink/, 'activation'],
  [/^(elu|selu|celu|glu|threshold)$/, 'activation'],
  [/^(add|sub|mul|div|rsub|addcmul|addcdiv|lerp|maximum|minimum|pow|sqrt|exp|neg)$/, 'arithmetic'],
  [/^(view|reshape|flatten|unflatten|permute|transpose|t$|squeeze|unsqueeze|contiguous|expand)/, 'reshape'],
  [/^(movedim|swapaxes|roll|pad|clone)/, 'reshape'],
  [/^(select|slice|narrow|chunk|split|unbind|getitem|index|repeat|tile)/, 'reshape'],
];

export function categoryOf(unit: Unit, state: 'ok' | 'gap' | 'error'): Category {
  switch (unit.kind) {
    case 'input': return 'input';
    case 'output': return 'output';
    case 'failure': return state === 'error' ? 'error' : 'gap';
    case 'op': return CATEGORIES.find(([pattern]) => pattern.test(unit.node?.op.name ?? ''))?.[1] ?? 'other';
  }
}

/** `Conv2d 7×7, 64, /2`: name, window, channels, stride. */
export function specOf(name: string, node: GraphNode): string {
  const args = nodeArgs(node) ?? {};
  const parts: string[] = [];
  const weight = sizesOf(args['weight']);
  const window = numbers(args['kernel_size']) ?? (/^conv/.test(node.op.name) && weight.length > 2 ? weight.slice(2) : null);
  if (window && window.length > 0) parts.push(times(window.length === 1 && /2d$/.test(node.op.name) ? [...window, ...window]
    : window));
  const transposed = node.op.name.startsWith('conv_transpose');
  const groups = typeof args['groups'] === 'number' ? args['groups'] : 1;
  if (/^conv|^linear$/.test(node.op.name) && weight.length > 1) parts.push(String((transposed ? weight[1] ?? 0 : weight[0]
    ?? 0) * (transposed ? groups : 1)));
  const output = numbers(args['output_size']);
  if (output && /pool/.test(node.op.name)) parts.push(`→ ${times(output)}`);
  const stride = numbers(args['stride']);
  if (stride?.some((step) => step > 1)) parts.push(`/${new Set(stride).size === 1 ? String(stride[0]) : times(stride)}`);
  const dilation = numbers(args['dilation']);
  if (dilation?.some((step) => step > 1)) parts.push(`d${String(dilation[0])}`);
  if (groups > 1) parts.push(groups === weight[0] && weight[1] === 1 ? 'dw' : `g${groups}`);
  return [name, parts.join(', ')].filter((part) => part !== '').join(' ');
}

const times = (sizes: readonly number[]): string => sizes.join('×');

function numbers(value: unknown): number[] | null {
  if (typeof value === 'number') return [value];
  return Array.isArray(value) && value.every((item): item is number => typeof item === 'number') ? value : null;
}

function sizesOf(value: unknown): number[] {
  if (typeof value !== 'object' || value === null || !('shape' in value)) return [];
  return numbers(value.shape) ?? [];
}
