# Functions of torch whose signatures are not those of torch.nn.functional.
import torch
from torch import nn

ids = torch.tensor([1, 2, 4, 3])


def show(name, *tensors):
    print(name, *[(tuple(t.shape), str(t.dtype)) for t in tensors])


plane, space = torch.zeros(1, 2, 3, 4), torch.zeros(1, 2, 3, 4, 5)
for mode in (0, 1, 2):
    show('grid_sampler', torch.grid_sampler(plane, torch.zeros(1, 5, 6, 2), mode, 0, False))
show('grid_sampler_2d', torch.grid_sampler_2d(plane, torch.zeros(1, 5, 6, 2), 0, 1, True))
show('grid_sampler_3d', torch.grid_sampler_3d(space, torch.zeros(1, 5, 6, 2, 3), 0, 2, False))
def digits(t):
    return [f'{float(v):.4f}' for v in t]


x = torch.arange(24.).reshape(2, 3, 4)
print(digits(torch.instance_norm(x, None, None, None, None, True, 0.1, 0.25, True)[0, 0]))
print(digits(torch.batch_norm(x, None, None, torch.zeros(3), torch.ones(3), False, 0.1, 3.0, True)[0, 2]))
print(digits(torch.layer_norm(x, (4,), torch.ones(4), torch.ones(4), 0.25, False)[1, 1]))
print(torch.layer_norm(x, [4], cudnn_enable=False).shape)
print(digits(torch.group_norm(x, 3, None, None, 0.25, True)[0, 0]))
table = torch.arange(15.).reshape(5, 3)
print(torch.embedding_bag(table, ids, torch.tensor([0, 2]), False, 1)[0].tolist())
print(torch.embedding_bag(table, ids, torch.tensor([0, 2]), mode=2)[0].tolist())
for name in ('unsafe_split', 'unsafe_chunk'):
    show(name, *getattr(torch, name)(torch.zeros(5, 2), 2), *getattr(torch.zeros(5, 2), name)(2, 1))
show('unsafe_split_with_sizes', *torch.unsafe_split_with_sizes(torch.zeros(5, 2), [2, 3]))
print(torch.is_nonzero(torch.tensor(1)), torch.tensor([0.]).is_nonzero())
try:
    torch.zeros(2).is_nonzero()
except RuntimeError as error:
    print(error)

a, b = torch.tensor([0.5, -1., 2.]), torch.tensor([1., 0., 1.])
for reduction in (0, 1, 2):
    show('with logits', torch.binary_cross_entropy_with_logits(a, b, None, None, reduction))
    show('kl_div', torch.kl_div(a, b, reduction))
    show('margin_ranking', torch.margin_ranking_loss(a, b, torch.ones(3), 0.5, reduction))
    show('poisson', torch.poisson_nll_loss(a, b, True, False, 1e-8, reduction))
    show('hinge', torch.hinge_embedding_loss(a, torch.ones(3), 1.0, reduction))
pair = torch.zeros(2, 3), torch.ones(2, 3)
show('cosine', torch.cosine_embedding_loss(*pair, torch.ones(2)))
show('triplet', torch.triplet_margin_loss(*pair, pair[0], 1.0, 2.0, 1e-6, False, 0))
log_probs = torch.zeros(5, 2, 4).log_softmax(2)
lengths = torch.tensor([5, 5]), torch.tensor([3, 3])
show('ctc', torch.ctc_loss(log_probs, torch.tensor([[1, 2, 3], [1, 2, 1]]), *lengths, 0, 0, False))
print(f'{torch.margin_ranking_loss(a, b, torch.ones(3), 0.5, 2).item():.4f}')
