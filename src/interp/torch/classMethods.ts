// Class methods of PyTorch's modules that make or rebuild modules, in Python.
import type { PythonText } from './pythonText';

const TEXT = `
def _embedding(cls, embeddings, freeze=True, padding_idx=None, max_norm=None, norm_type=2., scale_grad_by_freq=False,
               sparse=False):
    assert embeddings.dim() == 2, 'Embeddings parameter is expected to be 2-dimensional'
    rows, cols = embeddings.shape
    made = cls(num_embeddings=rows, embedding_dim=cols, _weight=embeddings, padding_idx=padding_idx, max_norm=max_norm,
               norm_type=norm_type, scale_grad_by_freq=scale_grad_by_freq, sparse=sparse)
    made.weight = nn.Parameter(embeddings, requires_grad=not freeze)
    return made


def _embedding_bag(cls, embeddings, freeze=True, max_norm=None, norm_type=2., scale_grad_by_freq=False, mode='mean',
                   sparse=False, include_last_offset=False, padding_idx=None):
    assert embeddings.dim() == 2, 'Embeddings parameter is expected to be 2-dimensional'
    rows, cols = embeddings.shape
    made = cls(num_embeddings=rows, embedding_dim=cols, _weight=embeddings, max_norm=max_norm, norm_type=norm_type,
               scale_grad_by_freq=scale_grad_by_freq, mode=mode, sparse=sparse, include_last_offset=include_last_offset,
               padding_idx=padding_idx)
    made.weight = nn.Parameter(embeddings, requires_grad=not freeze)
    return made


def _sync_batchnorm(cls, module, process_group=None):
    made = module
    if isinstance(module, nn.modules.batchnorm._BatchNorm):
        made = nn.SyncBatchNorm(module.num_features, module.eps, module.momentum, module.affine, module.track_running_stats,
                                process_group)
        if module.affine:
            made.weight = module.weight
            made.bias = module.bias
        made.running_mean = module.running_mean
        made.running_var = module.running_var
        made.num_batches_tracked = module.num_batches_tracked
    for name, child in module.named_children():
        made.add_module(name, _sync_batchnorm(cls, child, process_group))
    return made
`;
/** By class and method: the function of the text. */
export const CLASS_METHODS: Readonly<Record<string, readonly [method: string, path: string]>> = {
  Embedding: ['from_pretrained', 'torch.nn.modules.sparse._embedding'],
  EmbeddingBag: ['from_pretrained', 'torch.nn.modules.sparse._embedding_bag'],
  SyncBatchNorm: ['convert_sync_batchnorm', 'torch.nn.modules.sparse._sync_batchnorm'],
};
export const CLASS_METHOD_TEXT: PythonText = {
  module: 'torch.nn.modules.sparse', python: TEXT, paths: Object.values(CLASS_METHODS).map(([, path]) => path),
};
