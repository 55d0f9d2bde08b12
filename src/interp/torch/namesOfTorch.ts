// Functions that torch has beside those of torch.nn.functional, with signatures of their own: numbers name what words name there,
// and less is checked. In Python. A reduction that is not given is none: PyTorch reads its default, a name, as the number 0.
import type { PythonText } from './pythonText';

const NAMES = 'grid_sampler grid_sampler_2d grid_sampler_3d instance_norm layer_norm group_norm embedding_bag '
  + 'binary_cross_entropy_with_logits ctc_loss kl_div cosine_embedding_loss hinge_embedding_loss margin_ranking_loss '
  + 'triplet_margin_loss poisson_nll_loss';

export const NAMES_OF_TORCH: PythonText = {
  module: 'torch', paths: NAMES.split(' ').map((name) => `torch.${name}`),
  python: `
REDUCTIONS = ('none', 'mean', 'sum')


def grid_sampler(input, grid, interpolation_mode, padding_mode, align_corners):
    modes, pads = ('bilinear', 'nearest', 'bicubic'), ('zeros', 'border', 'reflection')
    return F.grid_sample(input, grid, modes[interpolation_mode], pads[padding_mode], align_corners)


grid_sampler_2d = grid_sampler_3d = grid_sampler


def instance_norm(input, weight, bias, running_mean, running_var, use_input_stats, momentum, eps, cudnn_enabled):
    if use_input_stats and input.shape[2:].numel() == 1:
        return _unmodelled('instance_norm of a single element')
    return F.instance_norm(input, running_mean, running_var, weight, bias, use_input_stats, momentum, eps)


def layer_norm(input, normalized_shape, weight=None, bias=None, eps=1e-05, cudnn_enable=True):
    return F.layer_norm(input, normalized_shape, weight, bias, eps)


def group_norm(input, num_groups, weight=None, bias=None, eps=1e-05, cudnn_enabled=True):
    if input.dim() > 1 and input.numel() == input.shape[0] * num_groups:
        return _unmodelled('group_norm of a single element')
    return F.group_norm(input, num_groups, weight, bias, eps)


def embedding_bag(weight, indices, offsets, scale_grad_by_freq=False, mode=0, sparse=False, per_sample_weights=None,
                  include_last_offset=False, padding_idx=None):
    bags = F.embedding_bag(indices, weight, offsets, None, 2.0, scale_grad_by_freq, ('sum', 'mean', 'max')[mode], sparse,
                           per_sample_weights, include_last_offset, padding_idx)
    return (bags, *[_unmodelled('what torch.embedding_bag gives beside the bags') for _ in range(3)])


def binary_cross_entropy_with_logits(input, target, weight=None, pos_weight=None, reduction=0):
    if input.shape != target.shape:
        return _unmodelled('a loss of tensors of two shapes')
    return F.binary_cross_entropy_with_logits(input, target, weight, None, None, REDUCTIONS[reduction], pos_weight)


def ctc_loss(log_probs, targets, input_lengths, target_lengths, blank=0, reduction=0, zero_infinity=False):
    return F.ctc_loss(log_probs, targets, input_lengths, target_lengths, blank, REDUCTIONS[reduction], zero_infinity)


def kl_div(input, target, reduction=0, *, log_target=False):
    return F.kl_div(input, target, None, None, REDUCTIONS[reduction], log_target)


def cosine_embedding_loss(input1, input2, target, margin=0.0, reduction=0):
    return F.cosine_embedding_loss(input1, input2, target, margin, None, None, REDUCTIONS[reduction])


def hinge_embedding_loss(input, target, margin=1.0, reduction=0):
    return F.hinge_embedding_loss(input, target, margin, None, None, REDUCTIONS[reduction])


def margin_ranking_loss(input1, input2, target, margin=0.0, reduction=0):
    return F.margin_ranking_loss(input1, input2, target, margin, None, None, REDUCTIONS[reduction])


def triplet_margin_loss(anchor, positive, negative, margin=1.0, p=2.0, eps=1e-06, swap=False, reduction=0):
    return F.triplet_margin_loss(anchor, positive, negative, margin, p, eps, swap, None, None, REDUCTIONS[reduction])


def poisson_nll_loss(input, target, log_input, full, eps, reduction):
    return F.poisson_nll_loss(input, target, log_input, full, None, eps, None, REDUCTIONS[reduction])
`,
};
