// Losses that are Python over other ops, in PyTorch and here: between pairs and triplets, over labels; and the adaptive
// softmax. With their modules.
import { defineComposite, type Sample } from './op';

const s = (call: string, shapes: number[][], dtypes?: readonly string[]): Sample =>
  ({ call, shapes, ...(dtypes ? { dtypes } : {}) });

/** Written out for each text: texts do not see each other's private names. */
const REDUCE = `
def _given(size_average, reduce, reduction):
    if size_average is None and reduce is None:
        return reduction
    if reduce is False:
        return 'none'
    return 'sum' if size_average is False else 'mean'

def _reduction(size_average, reduce, reduction):
    reduction = _given(size_average, reduce, reduction)
    if reduction not in ('none', 'mean', 'sum'):
        raise ValueError("{} is not a valid value for reduction".format(reduction))
    return reduction

def _reduce(values, reduction):
    if reduction == 'mean':
        return values.mean()
    if reduction == 'sum':
        return values.sum()
    if reduction == 'none':
        return values
    raise ValueError("{} is not a valid value for reduction".format(reduction))
`;

const FUNCTIONS = `${REDUCE}
def margin_ranking_loss(input1, input2, target, margin=0, size_average=None, reduce=None, reduction='mean'):
    reduction = _reduction(size_average, reduce, reduction)
    if input1.dim() != input2.dim() or input1.dim() != target.dim():
        raise RuntimeError("margin_ranking_loss : All input tensors should have same dimension but got sizes: "
                           "input1: {}, input2: {}, target: {} ".format(input1.size(), input2.size(), target.size()))
    return _reduce((-target * (input1 - input2) + margin).clamp_min(0), reduction)

def cosine_embedding_loss(input1, input2, target, margin=0, size_average=None, reduce=None, reduction='mean'):
    reduction = _reduction(size_average, reduce, reduction)
    rank = target.dim()
    if rank > 1:
        raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
    if input1.dim() != rank + 1:
        raise RuntimeError("{}D target tensor expects {}D input tensors, but found inputs with sizes {} and {}.".format(
            rank, rank + 1, list(input1.size()), list(input2.size())))
    dot = (input1 * input2).sum(rank)
    lengths = ((input1 * input1).sum(rank) + 1e-12) * ((input2 * input2).sum(rank) + 1e-12)
    cosine = dot / lengths.sqrt()
    zeros = torch.zeros_like(cosine)
    near = torch.where(target == 1, 1 - cosine, zeros)
    far = torch.where(target == -1, (cosine - margin).clamp_min(0), zeros)
    return _reduce(near + far, reduction)

def triplet_margin_loss(anchor, positive, negative, margin=1.0, p=2, eps=1e-6, swap=False,
                        size_average=None, reduce=None, reduction='mean'):
    reduction = _reduction(size_average, reduce, reduction)
    ranks = (anchor.dim(), positive.dim(), negative.dim())
    if ranks[0] != ranks[1] or ranks[1] != ranks[2]:
        raise RuntimeError("All inputs should have same dimension but got {}D, {}D and {}D inputs.".format(*ranks))
    near = F.pairwise_distance(anchor, positive, p, eps)
    far = F.pairwise_distance(anchor, negative, p, eps)
    if swap:
        far = torch.minimum(far, F.pairwise_distance(positive, negative, p, eps))
    return _reduce((margin + near - far).clamp_min(0), reduction)

def triplet_margin_with_distance_loss(anchor, positive, negative, *, distance_function=None, margin=1.0, swap=False,
                                      reduction='mean'):
    distance = F.pairwise_distance if distance_function is None else distance_function
    near = distance(anchor, positive)
    far = distance(anchor, negative)
    if swap:
        far = torch.min(far, distance(positive, negative))
    return _reduce(torch.clamp(near - far + margin, min=0.0), reduction)

def multilabel_soft_margin_loss(input, target, weight=None, size_average=None, reduce=None, reduction='mean'):
    reduction = _given(size_average, reduce, reduction)
    loss = -(target * F.logsigmoid(input) + (1 - target) * F.logsigmoid(-input))
    if weight is not None:
        loss = loss * weight
    axis = input.dim() - 1
    loss = loss.sum(dim=axis) / input.size(axis)
    if reduction not in ('none', 'mean', 'sum'):
        raise ValueError(reduction + " is not valid")
    return _reduce(loss, reduction)
`;
const FLOATS = (...shapes: number[][]): number[][] => shapes;
export const pairLosses = defineComposite({
  paths: ['margin_ranking_loss', 'cosine_embedding_loss', 'triplet_margin_loss', 'triplet_margin_with_distance_loss',
    'multilabel_soft_margin_loss']
    .map((name) => `torch.nn.functional.${name}`),
  doc: 'Losses between pairs and triplets of vectors.',
  python: FUNCTIONS,
  samples: [
    s('F.margin_ranking_loss(a, b, c)', FLOATS([3], [3], [3])),
    s("F.margin_ranking_loss(a, b, c, 0.5, reduction='none')", FLOATS([3, 1], [1, 3], [3, 3])),
    s('F.margin_ranking_loss(a, b, c)', FLOATS([2, 3], [3], [3])), s('F.margin_ranking_loss(a, b, c)', FLOATS([3], [4], [3])),
    s('F.cosine_embedding_loss(a, b, c)', FLOATS([2, 3], [2, 3], [2])),
    s("F.cosine_embedding_loss(a, b, torch.tensor([1, -1]), 0.1, reduction='none')", FLOATS([2, 3], [2, 3])),
    s('F.cosine_embedding_loss(a, b, c)', FLOATS([2, 3], [2, 3], [2, 3])),
    s('F.cosine_embedding_loss(a, b, c)', FLOATS([3], [3], [1])),
    s('F.cosine_embedding_loss(a, b, c)', FLOATS([6], [3, 6], [])),
    s('F.cosine_embedding_loss(a, b, c)', FLOATS([2, 1], [0], [2])),
    s("F.cosine_embedding_loss(a, b, c, reduction='batchmean')", FLOATS([4], [1, 4], [])),
    s("F.margin_ranking_loss(a, b, c, reduction='batchmean')", FLOATS([2], [2], [])),
    s("F.triplet_margin_loss(a, b, c, reduction='avg')", FLOATS([8], [2, 8], [2, 8])),
    s('F.triplet_margin_loss(a, b, c)', FLOATS([2, 3], [2, 3], [2, 3])),
    s("F.triplet_margin_loss(a, b, c, swap=True, reduction='none')", FLOATS([2, 3], [2, 3], [2, 3])),
    s('F.triplet_margin_loss(a, b, c)', FLOATS([2, 3], [2, 3], [3])),
    s('F.triplet_margin_loss(a, b, c)', FLOATS([2, 3], [2, 4], [2, 3])),
    s("F.triplet_margin_with_distance_loss(a, b, c, reduction='none')", FLOATS([2, 3], [2, 3], [2, 3])),
    s('F.multilabel_soft_margin_loss(a, b)', FLOATS([2, 3], [2, 3])),
    s("F.multilabel_soft_margin_loss(a, b, c, reduction='none')", FLOATS([2, 3], [2, 3], [3])),
    s("F.multilabel_soft_margin_loss(a, b, reduction='foo')", FLOATS([2, 3], [2, 3])),
  ],
});

const MODULES = `${REDUCE}
class _Loss(nn.Module):
    def __init__(self, size_average=None, reduce=None, reduction='mean'):
        super().__init__()
        self.reduction = _reduction(size_average, reduce, reduction)


class MarginRankingLoss(_Loss):
    def __init__(self, margin=0.0, size_average=None, reduce=None, reduction='mean'):
        super().__init__(size_average, reduce, reduction)
        self.margin = margin

    def forward(self, input1, input2, target):
        return F.margin_ranking_loss(input1, input2, target, margin=self.margin, reduction=self.reduction)


class CosineEmbeddingLoss(_Loss):
    def __init__(self, margin=0.0, size_average=None, reduce=None, reduction='mean'):
        super().__init__(size_average, reduce, reduction)
        self.margin = margin

    def forward(self, input1, input2, target):
        return F.cosine_embedding_loss(input1, input2, target, margin=self.margin, reduction=self.reduction)


class TripletMarginLoss(_Loss):
    def __init__(self, margin=1.0, p=2.0, eps=1e-6, swap=False, size_average=None, reduce=None, reduction='mean'):
        super().__init__(size_average, reduce, reduction)
        self.margin = margin
        self.p = p
        self.eps = eps
        self.swap = swap

    def forward(self, anchor, positive, negative):
        return F.triplet_margin_loss(anchor, positive, negative, margin=self.margin, p=self.p, eps=self.eps,
                                     swap=self.swap, reduction=self.reduction)


class TripletMarginWithDistanceLoss(_Loss):
    def __init__(self, *, distance_function=None, margin=1.0, swap=False, reduction='mean'):
        super().__init__(reduction=reduction)
        self.distance_function = distance_function if distance_function is not None else nn.PairwiseDistance()
        self.margin = margin
        self.swap = swap

    def forward(self, anchor, positive, negative):
        return F.triplet_margin_with_distance_loss(anchor, positive, negative, distance_function=self.distance_function,
                                                   margin=self.margin, swap=self.swap, reduction=self.reduction)


class MultiLabelSoftMarginLoss(_Loss):
    def __init__(self, weight=None, size_average=None, reduce=None, reduction='mean'):
        super().__init__(size_average, reduce, reduction)
        self.register_buffer('weight', weight)

    def forward(self, input, target):
        return F.multilabel_soft_margin_loss(input, target, weight=self.weight, reduction=self.reduction)
`;
export const pairLossModules = defineComposite({
  paths: ['MarginRankingLoss', 'CosineEmbeddingLoss', 'TripletMarginLoss', 'TripletMarginWithDistanceLoss',
    'MultiLabelSoftMarginLoss'].map((name) => `torch.nn.${name}`),
  doc: 'Losses between pairs and triplets of vectors, as modules.',
  python: MODULES,
  samples: [
    s('nn.MarginRankingLoss()(a, b, c)', FLOATS([3], [3], [3])),
    s('nn.CosineEmbeddingLoss()(a, b, c)', FLOATS([2, 3], [2, 3], [2])),
    s("nn.TripletMarginLoss(reduction='none')(a, b, c)", FLOATS([2, 3], [2, 3], [2, 3])),
    s('nn.TripletMarginWithDistanceLoss()(a, b, c)', FLOATS([2, 3], [2, 3], [2, 3])),
    s('nn.MultiLabelSoftMarginLoss()(a, b)', FLOATS([2, 3], [2, 3])),
  ],
});

const ADAPTIVE = `
from collections import namedtuple

_ASMoutput = namedtuple('_ASMoutput', ['output', 'loss'])


class AdaptiveLogSoftmaxWithLoss(nn.Module):
    def __init__(self, in_features, n_classes, cutoffs, div_value=4.0, head_bias=False, device=None, dtype=None):
        made = {'device': device, 'dtype': dtype}
        super().__init__()
        cutoffs = list(cutoffs)
        ordered = cutoffs == sorted(cutoffs) and len(set(cutoffs)) == len(cutoffs)
        if not ordered or min(cutoffs) <= 0 or max(cutoffs) > n_classes - 1 or any(int(c) != c for c in cutoffs):
            raise ValueError("cutoffs should be a sequence of unique, positive integers sorted in an increasing order, "
                             "where each value is between 1 and n_classes-1")
        self.in_features = in_features
        self.n_classes = n_classes
        self.cutoffs = cutoffs + [n_classes]
        self.div_value = div_value
        self.head_bias = head_bias
        self.shortlist_size = self.cutoffs[0]
        self.n_clusters = len(self.cutoffs) - 1
        self.head_size = self.shortlist_size + self.n_clusters
        self.head = nn.Linear(in_features, self.head_size, bias=head_bias, **made)
        self.tail = nn.ModuleList()
        for i in range(self.n_clusters):
            width = int(in_features // (div_value ** (i + 1)))
            classes = self.cutoffs[i + 1] - self.cutoffs[i]
            first = nn.Linear(in_features, width, bias=False, **made)
            self.tail.append(nn.Sequential(first, nn.Linear(width, classes, bias=False, **made)))

    def reset_parameters(self):
        pass

    def forward(self, input_, target_):
        rank = target_.dim()
        if rank > 1:
            raise RuntimeError('0D or 1D target tensor expected, multi-target not supported')
        if rank == 1 and input_.size(0) != target_.size(0):
            raise RuntimeError('Input and target should have the same size in the batch dimension.')
        if input_.dim() != rank + 1:
            text = '{}D target tensor expects {}D input tensors, but found inputs with size'
            raise RuntimeError(text.format(rank, rank + 1), input_.size())
        # Which clusters run depends on the targets; the sizes of the results do not.
        input = input_ if rank == 1 else input_.unsqueeze(0)
        target = target_ if rank == 1 else target_.unsqueeze(0)
        output = self.log_prob(input).gather(1, target.unsqueeze(1)).squeeze(1)
        return _ASMoutput(output if rank == 1 else output.squeeze(0), (-output).mean())

    def log_prob(self, input):
        head = F.log_softmax(self.head(input), dim=1)
        parts = [head[:, :self.shortlist_size]]
        for i, cluster in enumerate(self.tail):
            parts.append(F.log_softmax(cluster(input), dim=1) + head[:, self.shortlist_size + i].unsqueeze(1))
        return torch.cat(parts, dim=1)

    def predict(self, input):
        return torch.argmax(self.log_prob(input), dim=1)
`;
export const AdaptiveLogSoftmaxWithLoss = defineComposite({
  paths: ['torch.nn.AdaptiveLogSoftmaxWithLoss'],
  doc: 'A softmax over many classes whose rare ones share small clusters. '
    + 'https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveLogSoftmaxWithLoss.html',
  python: ADAPTIVE,
  samples: [
    s('nn.AdaptiveLogSoftmaxWithLoss(8, 20, [5, 10])(a, b)', [[3, 8], [3]], ['float32', 'int64']),
    s('nn.AdaptiveLogSoftmaxWithLoss(8, 20, [10, 5])(a, b)', [[3, 8], [3]], ['float32', 'int64']),
    s('nn.AdaptiveLogSoftmaxWithLoss(8, 20, [5], 2.0, True)(a, b)', [[3, 8], [4]], ['float32', 'int64']),
  ],
});
