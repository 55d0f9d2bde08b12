// How a call of a torch function is named in errors, and whether it is a function written in Python or in C.
// Knows nothing of arguments.

export interface CallName {
  /** 'conv2d', 'add_'. */
  readonly name: string;
  /** Functions written in Python raise CPython's TypeErrors, those written in C PyTorch's. */
  readonly style: 'python' | 'c';
  /** The first argument is self. */
  readonly method: boolean;
  /** `name_`: the result is written back into the first tensor. */
  readonly inplace: boolean;
  /** The schema leaves `self` out: counts of arguments in messages are one more. */
  readonly bound?: boolean;
}

/** Names of torch.nn.functional that are written in C. */
const BUILTIN_FUNCTIONAL = new Set([
  'conv1d', 'conv2d', 'conv3d', 'conv_transpose1d', 'conv_transpose2d', 'conv_transpose3d', 'conv_tbc', 'avg_pool1d',
    'avg_pool2d',
  'avg_pool3d', 'adaptive_avg_pool1d', 'pixel_shuffle', 'pixel_unshuffle', 'channel_shuffle',
    'native_channel_shuffle', 'logsigmoid',
  'gelu', 'softplus', 'hardshrink', 'softshrink', 'prelu', 'linear', 'bilinear', 'one_hot', 'pdist',
    'cosine_similarity', 'pairwise_distance',
  'relu_', 'threshold_', 'elu_', 'selu_', 'celu_', 'leaky_relu_', 'rrelu_', 'hardtanh_',
    'scaled_dot_product_attention', 'pad',
]);
/** Names of torch that are written in Python. */
const PYTHON_TORCH = new Set([
  'split', 'einsum', 'meshgrid', 'norm', 'stft', 'tensordot', 'cartesian_prod', 'block_diag', 'cdist', 'atleast_1d',
    'atleast_2d',
  'atleast_3d', 'broadcast_tensors', 'unique', 'unique_consecutive', 'chain_matmul', 'lu',
]);

/** What the names of their functions in C begin with. */
const NAMESPACES = new Map([['torch.linalg', 'linalg_'], ['torch.fft', 'fft_'], ['torch.special', 'special_']]);

export function boundName(path: string): CallName {
  const name = path.slice(path.lastIndexOf('.') + 1);
  const owner = path.slice(0, path.length - name.length - 1);
  const method = owner === 'torch.Tensor';
  const python = owner === 'torch.nn.functional' ? !BUILTIN_FUNCTIONAL.has(name) : owner === 'torch'
    && PYTHON_TORCH.has(name);
  return { name: `${NAMESPACES.get(owner) ?? ''}${name}`, style: python ? 'python' : 'c', method,
    inplace: name.endsWith('_') && !name.endsWith('__') };
}
